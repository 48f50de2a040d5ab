(** Accepted trees of regions list exactly the regions, each once; accepted trees of cells list exactly the cells. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path semantics sound_network sound_path.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Trees.
Variable R : realFieldType.
Implicit Types (v x y : seq R).
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).
Notation dotZ := (@dotZ R).
Notation reluR := (@reluR R).

(** * The root *)

Section Root.
Variables (d : nat) (rows : seq (seq Z)) (functions : seq (seq (seq (seq Z)))) (is_strict : bool).
Hypothesis rows_size : all (fun row => size row == d.+1) rows.
Hypothesis functions_proper : all (proper_integer_rows d) functions.

(** t and the rows of the domain. *)
Definition domain_rows : seq (seq Z) := (Zpos xH :: nseq d Z0) :: rows.

(** The values of all elements at a point (t, x), and the points of the cone over the domain. *)
Definition values v : seq R :=
  rows_atZ domain_rows v ++ flatten [seq integer_at layers (head 0 v) (behead v) | layers <- functions].
Definition base v : Prop := size v = d.+1 /\ all (fun row => 0 <= dotZ row v) domain_rows.

Definition g : setting := (root d rows functions is_strict).1.
Definition nd0 : node := (root d rows functions is_strict).2.

Lemma size_integer_at layers t x : size (integer_at layers t x) = size (flatten layers).
Proof. by elim: layers x => //= r layers IH x; rewrite !size_cat IH size_map. Qed.

Lemma push_sound (F : seq R -> Prop) owner key t fs t' stacks last (w : nat) :
  (forall v, F v -> size v = d.+1) -> w = d.+1 ->
  (forall v, F v -> drop (index_of key) (values v) = flatten [seq integer_at layers (head 0 v) (behead v) | layers <- fs]) ->
  all (proper_integer_rows d) fs ->
  push w owner key t fs = (t', stacks, last) ->
  forall gg, width gg = w ->
  table_sound gg values F t ->
  [/\ table_sound gg values F t', every (stack_sound gg values F) stacks,
      index_of last = (index_of key + \sum_(layers <- fs) size (flatten layers))%N &
      forall k, sign_in t' k = sign_in t k].
Proof.
move=> F_size ->; elim: fs owner key t t' stacks last => [|layers fs IH] owner key t t' stacks last drop_key /=.
  by move=> _ [<- <- <-] gg _ sound_t; rewrite big_nil addn0.
case/andP=> proper_l proper_fs; case E: push => [[t1 stacks1] last1] [<- <- <-] gg width_gg sound_t.
have drop_v v : F v -> drop (index_of key) (values v) = rows_atZ (head [::] layers) v ++
    integer_at (behead layers) (head 0 v) (map reluR (rows_atZ (head [::] layers) v)) ++
    flatten [seq integer_at layers (head 0 v) (behead v) | layers <- fs].
  move=> Fv; rewrite drop_key //=; have:= F_size v Fv; case: v {Fv} => // t0 x _.
  by case: layers {proper_l E drop_key} => //= rows0 layers; rewrite catA.
have head_size : all (fun row => size row == width gg) (head [::] layers).
  by rewrite width_gg; case: layers proper_l {E drop_key drop_v} => //= rows0 layers /and3P[].
have [] := IH _ _ _ _ _ _ _ proper_fs E gg width_gg.
- move=> v Fv; rewrite index_after addnC -drop_drop drop_key //=.
  by rewrite drop_size_cat // size_integer_at.
- apply: enter_sound => // v /drop_v->; by eexists.
- move=> sound_t1 sound_st1 -> signs_t1; split=> //.
  + split=> //; split=> [//||/=|v /drop_v->]; last by eexists.
      by case: layers proper_l {E drop_key drop_v head_size signs_t1} => //= rows0 layers /and3P[].
    by rewrite -width_gg; apply: begun_sound; rewrite width_gg.
  + by rewrite big_cons index_after addnA.
  + by move=> k; rewrite signs_t1 sign_in_enter.
Qed.

Definition neuron_count : nat := \sum_(layers <- functions) size (flatten layers).

Lemma root_facts : [/\ width g = d.+1, strict g = is_strict, sound g values base nd0 & 
  forall k, sign_in (table nd0) k = None] /\
  [/\ domain_keys g = keys_from 1 (size rows).+1,
      neuron_keys g = keys_from (key_after 1 (size rows).+1) neuron_count,
      domain_size g = Z.of_nat (size rows).+1 & total_size g = Z.of_nat ((size rows).+1 + neuron_count)].
Proof.
rewrite /g /nd0 /root; set t := enter _ _ _ _; case E: push => [[t' stacks] last] /=.
set gg := Setting _ _ _ _ _ _.
have none_t k : sign_in t k = None by rewrite sign_in_enter /sign_in PositiveMap.gempty.
have base_sz v : base v -> size v = d.+1 by case.
have domain_size_ok : all (fun row => size row == width gg) domain_rows.
  by rewrite /= size_nseq eqxx.
have sound_t : table_sound gg values base t.
  apply: enter_sound => // [k e|v _]; first by rewrite PositiveMap.gempty.
  by rewrite /values; eexists; rewrite [index_of 1]/= drop0; reflexivity.
have [|sound_t' sound_st' last_key signs_t'] := push_sound base_sz erefl _ functions_proper E (gg := gg) erefl sound_t.
  by move=> v _; rewrite index_after [index_of 1]/= add0n drop_size_cat ?size_map.
split; last first.
  have:= last_key; rewrite index_after /= -/neuron_count /index_of => last_nat.
  have:= to_nat_gt0 last; have:= to_nat_gt0 (key_after 2 (size rows)).
  have := index_after 1 (size rows).+1; rewrite /= /index_of => after pos_after pos_last.
  split=> //; first by congr keys_from; rewrite {}/neuron_count in last_nat *; lia.
  by change (Z.sub (Z.pos last) 1 = Z.of_nat ((size rows).+1 + neuron_count)); lia.
split=> //; last by move=> k; rewrite signs_t'.
have FF v : at_node values base (Node t' stacks) v -> base v by case.
split=> /=; first by apply: table_sound_impl sound_t'.
by apply: every_impl sound_st' => st; apply: stack_sound_impl.
Qed.

(** * From the root to a leaf *)

(** The entries of a node are also those of another, up to signs that are new. *)
Definition keeps (n n' : node) : Prop := forall k e, PositiveMap.find k (table n) = Some e ->
  exists2 e', PositiveMap.find k (table n') = Some e' &
    form_of e' = form_of e /\ forall s, sign_at e = Some s -> e' = e.

Lemma keeps_refl n : keeps n n. Proof. by move=> k e ->; exists e. Qed.
Lemma keeps_trans n n' n'' : keeps n n' -> keeps n' n'' -> keeps n n''.
Proof.
move=> K K' k e /K[e' /K'[e'' found [form'' S']] [form' S]]; exists e'' => //.
by rewrite form'' form'; split=> // s sign_e; have eq_e := S s sign_e; rewrite eq_e in S' *; apply: S' sign_e.
Qed.

Lemma find_enter owner key new t k e : PositiveMap.find k t = Some e -> PositiveMap.find k (enter owner key new t) = Some e.
Proof.
elim: new key t => //= row new IH key t E; apply: IH; case F: (PositiveMap.find key t) => //.
by rewrite PositiveMap.gso // => eq_k; rewrite eq_k F in E.
Qed.

Lemma find_assign n nd key e s b k e0 : PositiveMap.find k (table nd) = Some e0 ->
  PositiveMap.find k (table (assign n nd key e s b)) =
    Some (if Pos.eqb k key then Entry (form_of e) (owner e) (Some s) b else e0).
Proof.
move=> E; rewrite /assign; set t := PositiveMap.add _ _ _.
have found : PositiveMap.find k t = Some (if Pos.eqb k key then Entry (form_of e) (owner e) (Some s) b else e0).
  by rewrite /t; case: Pos.eqb_spec => [->|ne]; [rewrite PositiveMap.gss|rewrite PositiveMap.gso].
move: (if Pos.eqb k key then _ else _) found => r found; case: (owner e) => [|i]; first exact: found.
case: (drop i (stacks nd)) => [|st rest]; first exact: found.
rewrite /advance; case: (unsigned st) => [|left] //; case: (later st) => [|new rest'] //.
case: signed => on sums; case: left => [|left] //; case: switches => [in_table|] //=; exact: find_enter.
Qed.

Lemma grows_keeps nd l : grows g nd l -> every (keeps nd) l.
Proof.
have step z key e s (b : bool) : is_free g nd z key e -> keeps nd (assign (width g) nd key e s b).
  case=> /known_sound[_ _ -> found] none k e0 E; eexists; first exact: find_assign E.
  case: Pos.eqb_spec => [eq_k|ne] //=; move: E; rewrite eq_k found => -[<-].
  by split=> // s'; rewrite none.
case=> [z key e s scale m b free_e _|z key e free_e _]; first by split=> //; apply: step free_e.
by rewrite /sides; case: strict; case: Z.ltb => /=; repeat (split; first exact: step free_e).
Qed.


(** * The domain *)

Lemma find_enter_new owner key new t : (forall k, (index_of key <= index_of k)%N -> PositiveMap.find k t = None) ->
  forall i k, (i < size new)%N -> index_of k = (index_of key + i)%N ->
  PositiveMap.find k (enter owner key new t) = Some (Entry (normal (nth [::] new i)) owner None false).
Proof.
elim: new key t => //= row new IH key t none [|i] k lt_i k_i; rewrite (none key) //; last first.
  apply: IH => //; last by rewrite index_succ; lia.
  move=> k'; rewrite index_succ => lt_k'; rewrite PositiveMap.gso; first by apply: none; lia.
  by move=> eq_k; rewrite eq_k ltnn in lt_k'.
apply: find_enter; have -> : k = key by apply: index_inj; rewrite k_i addn0.
exact: PositiveMap.gss.
Qed.

Lemma find_push n owner key t fs k e : PositiveMap.find k t = Some e ->
  PositiveMap.find k (push n owner key t fs).1.1 = Some e.
Proof.
elim: fs owner key t => //= layers fs IH owner key t /(find_enter owner key (head [::] layers))/(IH owner.+1).
by move=> /(_ (key_after key (size (flatten layers)))); case: push => [[t' stacks] last].
Qed.

Lemma root_domain i k : (i < size domain_rows)%N -> index_of k = i ->
  exists2 e, PositiveMap.find k (table nd0) = Some e & form_of e = normal (nth [::] domain_rows i).
Proof.
move=> lt_i k_i; exists (Entry (normal (nth [::] domain_rows i)) 0 None false) => //.
rewrite /nd0 /root; set t := enter _ _ _ _.
have: PositiveMap.find k t = Some (Entry (normal (nth [::] domain_rows i)) 0 None false).
  by apply: find_enter_new => // k' _; rewrite PositiveMap.gempty.
by move/(find_push d.+1 1 (key_after 1 (size domain_rows)) functions); rewrite -/domain_rows; case: push => [[t' stacks] last].
Qed.

Variables (records : seq json) (leaves : seq (node * seq Z)).
Hypothesis accepted : grow g (State nd0 [::]) records = Done leaves.

(** What the root knows, a leaf knows. *)
Lemma leaf_keeps : every (fun leaf => keeps nd0 leaf.1) leaves.
Proof.
suff: every (fun leaf => some (fun n => keeps n leaf.1) (nodes g (State nd0 [::]))) leaves.
  by apply: every_impl => leaf /= [|//].
apply: (grow_ind (Q := fun l ls => every (fun leaf => some (fun n => keeps n leaf.1) l) ls) _ _ _ accepted) => //.
- move=> nd l rest ls /grows_keeps keeps_l IH; apply: every_impl IH => leaf /some_cat[some_l|]; [left|by right].
  by elim: l keeps_l some_l => //= n l IHl [K /IHl{IHl}IHl] [/(keeps_trans K)|].
- move=> nd x point rest ls _ IH /=; split; first by left; apply: keeps_refl.
  by apply: every_impl IH => leaf; right.
Qed.

Lemma root_base : [/\ forall v, base v -> size v = width g, (0 < width g)%N &
  forall v e, base v -> Z.le 0 e -> Z.lt e (domain_size g) -> 0 <= value_at values v (Z.to_pos (e + 1))].
Proof.
have [[width_g _ _ _] [_ _ domain_g _]] := root_facts; rewrite width_g domain_g; split=> // [v []|v e] //.
case=> _ /all_nthP all_ge0 e_ge0 e_lt; have lt_e : (Z.to_nat e < size domain_rows)%N by rewrite /=; lia.
rewrite /value_at key_of_index // /values nth_cat rows_at_size lt_e (nth_map [::]) //; exact: all_ge0.
Qed.

(** A point of the cone has the signs of a leaf if the forms of the leaf have them there, but for those that are implied. *)
Lemma leaf_at_node v : base v -> every (fun leaf =>
  (forall z e s, Z.le 0 z -> Z.lt z (total_size g) -> strict g || ~~ Z.ltb z (domain_size g) && ~~ same_sign s Zero ->
     PositiveMap.find (Z.to_pos (z + 1)) (table leaf.1) = Some e -> sign_at e = Some s -> ~~ implied e ->
     has_sign s (dotZ (form_of e) v)) ->
  at_node values base leaf.1 v /\ follows values (agrees (strict g)) leaf.1 v) leaves.
Proof.
have [[_ _ sound0 none0] _] := root_facts; have [base_sz width_pos base_dom] := root_base.
move=> base_v; pose ok n := at_node values base n v /\ follows values (agrees (strict g)) n v.
pose fits leaf := forall z e s, Z.le 0 z -> Z.lt z (total_size g) ->
  strict g || ~~ Z.ltb z (domain_size g) && ~~ same_sign s Zero ->
  PositiveMap.find (Z.to_pos (z + 1)) (table leaf) = Some e -> sign_at e = Some s -> ~~ implied e ->
  has_sign s (dotZ (form_of e) v).
suff: every (fun leaf => fits leaf.1 -> every (fun n => keeps n leaf.1 -> ok n) (nodes g (State nd0 [::])) -> ok leaf.1) leaves.
  apply: every_impl => leaf H fits_leaf; apply: H => //=; split=> // _; split; last by move=> k s; rewrite none0.
  by split=> // k s; rewrite none0.
have: every (sound g values base) (nodes g (State nd0 [::])) by [].
apply: (grow_ind (Q := fun l ls => every (sound g values base) l -> every (fun leaf => fits leaf.1 ->
  every (fun n => keeps n leaf.1 -> ok n) l -> ok leaf.1) ls) _ _ _ accepted) => //; last first.
  move=> nd x point rest ls _ IH /= [_ /IH{}IH]; split; first by move=> _ [H _]; apply/H/keeps_refl.
  by apply: every_impl IH => leaf H fits_leaf [_ rest_ok]; apply: H.
move=> nd l rest ls grows_l IH /= [sound_nd sound_rest].
have sound_l := grows_sound base_sz width_pos sound_nd grows_l.
have := IH (proj2 (every_cat _ _ _) (conj sound_l sound_rest)); apply: every_impl => leaf H fits_leaf [nd_ok rest_ok].
apply: H => //; apply/every_cat; split=> //.
have := grows_keeps grows_l; have sound_t := sound_nd.1.
have step z key e s (b : bool) : is_free g nd z key e -> (ok nd -> agrees (strict g) s (value_at values v key)) ->
    keeps nd leaf.1 -> ok (assign (width g) nd key e s b).
  move=> free_e agree_s K; have [none _ _ _] := is_free_sign free_e; have [at_v follows_v] := nd_ok K.
  have agree_v := agree_s (nd_ok K); split.
    by apply/assign_at_node => //; split=> //; apply: agrees_fits agree_v.
  by move=> k s'; rewrite sign_in_assign; case: Pos.eqb_spec => [-> [<-]|_ /follows_v].
case: grows_l => [z key e s scale m b free_e forced_e|z key e free_e strict_or] keeps_l.
  split=> // keeps_leaf; have keeps_nd := keeps_trans keeps_l.1 keeps_leaf.
  apply: (step _ _ _ _ _ free_e) keeps_nd => -[at_v follows_v].
  by have [known_e _] := free_e; apply: forced_sound known_e erefl forced_e at_v follows_v.
have [known_e none_e] := free_e; have [z_ge0 z_lt key_z found] := known_sound known_e.
have side s : strict g || ~~ same_sign s Zero -> keeps (assign (width g) nd key e s false) leaf.1 ->
    ok (assign (width g) nd key e s false).
  move=> s_ok K; have K' : keeps nd leaf.1.
    apply: keeps_trans K => k e0 E; eexists; first exact: find_assign E.
    case: Pos.eqb_spec => [eq_k|ne] //=; move: E; rewrite eq_k found => -[<-].
    by split=> // s'; rewrite none_e.
  apply: (step _ _ _ _ _ free_e) K' => -[at_v _]; have found' := find_assign (width g) key e s false found.
  rewrite Pos.eqb_refl in found'; have [e' found_e' [_ /(_ s erefl) eq_e']] := K _ _ found'.
  have both : strict g || ~~ Z.ltb z (domain_size g) && ~~ same_sign s Zero by rewrite orb_andr strict_or.
  have := fits_leaf z e' s z_ge0 z_lt both; rewrite -key_z => /(_ found_e'); rewrite eq_e' /= => /(_ erefl isT).
  have [_ /(_ v at_v)[c c_gt0 ->]] := sound_t _ _ found; rewrite has_sign_scale //.
  by rewrite /agrees; case: (strict g) => // /has_sign_fits.
by rewrite /sides; move: side; case: (strict g) => side; case: Z.ltb => /=; repeat (split; first exact: side).
Qed.

(** A point that has the signs of a leaf weakly has them strictly, if it has those that are not implied (and t > 0, in a
    tree of regions). *)
Lemma leaf_implied : every (fun leaf => forall v, at_node values base leaf.1 v ->
  strict g \/ 0 < value_at values v 1 ->
  (forall z e s, Z.le 0 z -> Z.lt z (total_size g) -> PositiveMap.find (Z.to_pos (z + 1)) (table leaf.1) = Some e ->
     sign_at e = Some s -> ~~ implied e -> has_sign s (value_at values v (Z.to_pos (z + 1)))) ->
  follows values (@has_sign R) leaf.1 v) leaves.
Proof.
have [[_ _ sound0 none0] _] := root_facts; have [base_sz width_pos base_dom] := root_base.
pose shows n v := forall z e s, Z.le 0 z -> Z.lt z (total_size g) ->
  PositiveMap.find (Z.to_pos (z + 1)) (table n) = Some e -> sign_at e = Some s -> ~~ implied e ->
  has_sign s (value_at values v (Z.to_pos (z + 1))).
pose ok n := forall v, at_node values base n v -> strict g \/ 0 < value_at values v 1 -> shows n v ->
  follows values (@has_sign R) n v.
suff: every (sound g values base) (nodes g (State nd0 [::])) -> every ok (nodes g (State nd0 [::])) ->
    every (fun leaf : node * seq Z => ok leaf.1) leaves.
  by apply; split=> // v _ _ _ k s; rewrite none0.
apply: (grow_ind (Q := fun l ls => every (sound g values base) l -> every ok l ->
  every (fun leaf : node * seq Z => ok leaf.1) ls) _ _ _ accepted) => //; last first.
  by move=> nd x point rest ls _ IH /= [_ sound_rest] [ok_nd ok_rest]; split=> //; apply: IH.
move=> nd l rest ls grows_l IH /= [sound_nd sound_rest] [ok_nd ok_rest].
have sound_l := grows_sound base_sz width_pos sound_nd grows_l.
apply: IH; apply/every_cat; split=> // {sound_l sound_rest ok_rest rest ls}.
have step z key e s (b : bool) : is_free g nd z key e -> (forall v, at_node values base nd v ->
    strict g \/ 0 < value_at values v 1 -> follows values (@has_sign R) nd v -> b -> has_sign s (value_at values v key)) ->
    ok (assign (width g) nd key e s b).
  move=> free_e implies v at_v t_gt0 shows_v; have [none key_z z_ge0 z_lt] := is_free_sign free_e.
  have [at_nd fits_s] := proj1 (assign_at_node _ _ _ _ _ _ _ none) at_v.
  have follows_v : follows values (@has_sign R) nd v.
    apply: ok_nd => // z' e' s' z'_ge0 z'_lt found' S' imp'; have := find_assign (width g) key e s b found'.
    case: Pos.eqb_spec => [eq_k|_] E; last exact: shows_v z'_ge0 z'_lt E S' imp'.
    by move: none; rewrite -eq_k /sign_in found' S'.
  move=> k s'; rewrite sign_in_assign; case: Pos.eqb_spec => [-> [<-]|_ /follows_v //].
  case: b implies at_v shows_v => implies at_v shows_v; first exact: implies.
  have [/known_sound[_ _ _ found] _] := free_e; have := find_assign (width g) key e s false found.
  by rewrite Pos.eqb_refl; move: shows_v; rewrite key_z => shows_v E; apply: shows_v z_ge0 z_lt E erefl isT.
case: grows_l => [z key e s scale m b free_e forced_e|z key e free_e _].
  split=> //; apply: (step _ _ _ _ _ free_e) => v at_v t_gt0 follows_v imp; have [known_e _] := free_e.
  by have [_ _] := forced_facts base_dom width_pos sound_nd known_e erefl forced_e at_v; apply.
by rewrite /sides; case: strict; case: Z.ltb => /=; repeat (split; first by apply: (step _ _ _ _ _ free_e)).
Qed.
End Root.
End Trees.
