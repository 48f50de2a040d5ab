(** What the tally of the leaves of a tree of regions computes: the number of regions and of affine maps, the Lipschitz
    constants, and injectivity. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path semantics sound_network sound_path sound_tree sound_regions.
From exactrelu.checker Require values cells sound_linear sound_rank.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Tally.
Variable R : realFieldType.
Implicit Types (v x y : seq R).
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).
Notation dotZ := (@dotZ R).
Notation reluR := (@reluR R).

(** * The last layer at a leaf *)

(** What integer layers pass on at (t, x). *)
Definition integer_last (layers : seq (seq (seq Z))) (t : R) (x : seq R) : seq R :=
  foldl (fun x rows => map reluR (rows_atZ rows (t :: x))) x layers.

Lemma integer_at_cat layers layers' (t : R) x :
  integer_at (layers ++ layers') t x = integer_at layers t x ++ integer_at layers' t (integer_last layers t x).
Proof. by elim: layers x => //= rows layers IH x; rewrite IH catA. Qed.

(** Integer layers pass on the same as the rational ones, so many times as large. *)
Lemma integer_last_scaled scale n layers L (t : R) x : proper scale -> 0 < ofQ scale -> proper_rows n layers ->
  integer_layers scale layers = Done L -> 0 < t ->
  [/\ proper (last scale (map snd L)), 0 < ofQ (last scale (map snd L)) &
      integer_last (map fst L) t (map ( *%R (ofQ scale * t)) x) =
        map ( *%R (ofQ (last scale (map snd L)) * t)) (last_at layers x)].
Proof.
move=> + + + + t_gt0; elim: layers scale n L x => [|rows layers IH] scale n L x scale_proper scale_gt0 /=.
  by move=> _ [<-].
move=> /and3P[rows0 rows_fit layers_fit].
case E: integer_layer => [[Zrows scale']|//|//] /=; case E': integer_layers => [L'|//|//] /= [<-] /=.
have [sizeE Zrows_fit scale_proper' scale_gt0' rowsE] := integer_layer_sound scale_proper scale_gt0 rows_fit E.
have [-> -> H] := IH _ _ _ (map reluR (rows_atR rows x)) scale_proper' scale_gt0' layers_fit E'; split=> //.
by rewrite rowsE relu_scale ?H // mulr_gt0.
Qed.

(** * Which elements are known *)

Section Layers.
Variables (d : nat) (rows : seq (seq Z)) (L : seq (seq (seq Z))).
Hypothesis rows_size : all (fun row => size row == d.+1) rows.
Hypothesis L_proper : proper_integer_rows d L.
Notation g := (sound_tree.g d rows [:: L] false).
Notation nd0 := (sound_tree.nd0 d rows [:: L] false).
Notation values := (@sound_tree.values R d rows [:: L]).
Notation base := (@sound_tree.base R d rows).

Lemma functions_proper : all (proper_integer_rows d) [:: L]. Proof. by rewrite /= L_proper. Qed.

Lemma base_size v : base v -> size v = width g.
Proof. by have [[-> _ _ _] _] := root_facts R false rows_size functions_proper; case. Qed.
Lemma width_gt0 : (0 < width g)%N.
Proof. by have [[-> _ _ _] _] := root_facts R false rows_size functions_proper. Qed.

(** The stack of a node is at a layer, and no element after this layer is known. *)
Definition on_layer (nd : node) : Prop := exists st pre cur,
  [/\ stacks nd = [:: st], L = pre ++ cur :: later st, size (forms st) = size cur /\ (pre = [::] -> forms st = cur),
      index_of (first st) = ((size rows).+1 + size (flatten pre))%N &
      forall k e, PositiveMap.find k (table nd) = Some e -> (index_of k < index_of (first st) + size (forms st))%N].

Lemma find_enter_range owner key new t k e : PositiveMap.find k (enter owner key new t) = Some e ->
  (exists e', PositiveMap.find k t = Some e') \/ (index_of k < index_of key + size new)%N.
Proof.
elim: new key t => [|row new IH] key t /=; first by left; exists e.
case/IH=> [[e']|]; last by rewrite index_succ => lt; right; lia.
case F: (PositiveMap.find key t) => [e0|]; first by move=> E'; left; exists e'.
case: (Pos.eqb_spec k key) => [-> _|ne]; first by right; lia.
by rewrite PositiveMap.gso // => E'; left; exists e'.
Qed.

Lemma root_on_layer : L <> [::] -> on_layer nd0.
Proof.
rewrite /nd0 /root /on_layer; case: L => //= cur rest _.
set t := enter 0 _ _ _; exists (begun d.+1 (key_after 2 (size rows)) cur rest (map by_neuron rest)), [::], cur => /=.
have range k e : PositiveMap.find k t = Some e -> (index_of k < (size rows).+1)%N.
  case/find_enter_range=> [[e']|]; last by have -> : index_of 2 = 1%N by [].
  by case: k => [p|p|] //=; rewrite PositiveMap.gleaf.
split=> //; first by rewrite index_after addn0.
move=> k e /find_enter_range[[e' /range]|//]; rewrite index_after; have -> : index_of 2 = 1%N by []; lia.
Qed.

Lemma assign_on_layer nd key e s b : sound g values base nd -> (exists e', PositiveMap.find key (table nd) = Some e') ->
  on_layer nd -> on_layer (assign (width g) nd key e s b).
Proof.
move=> [_ sound_st] [e0 found] [st [pre [cur [st_nd L_st [sz_st same_st] first_st range]]]]; rewrite /assign st_nd.
have [sz_forms proper_st sums_st _] : stack_sound g values (at_node values base nd) st.
  by move: sound_st; rewrite st_nd => -[].
set t := PositiveMap.add _ _ _.
have range_t k e' : PositiveMap.find k t = Some e' -> (index_of k < index_of (first st) + size (forms st))%N.
  rewrite /t; case: (Pos.eqb_spec k key) => [-> _|ne]; first exact: range found.
  by rewrite PositiveMap.gso //; apply: range.
have keep : on_layer (Node t [:: st]) by exists st, pre, cur.
case: (owner e) => [//|[|i]] /=; last by [].
rewrite /advance; case: (unsigned st) => [|left] //; case E: (later st) => [|new rest].
  by exists (Stack (first st) (forms st) left [::] (columns st) (added st) (sums st)), pre, cur; split=> //=; rewrite -E.
have := signed_sound key s 0 sz_forms proper_st sums_st; case: signed => on sums_on [_ /=].
rewrite E => -[_ sz_sums _ _]; case: left => [|left]; last first.
  by exists (Stack (first st) (forms st) left.+1 (later st) (columns st) on sums_on), pre, cur; rewrite /= -E.
case: switches => [in_table|] //=.
set found_rows := if _ then _ else _; set st' := begun _ _ _ _ _.
have sz_found : size found_rows = size new by rewrite /found_rows; case: ifP; rewrite ?size_map.
exists st', (pre ++ [:: cur]), new; split=> //=.
- by rewrite L_st E -catA.
- by rewrite sz_found; split=> //; case: pre {L_st first_st same_st keep}.
- by rewrite index_after first_st flatten_cat size_cat /= cats0 sz_st addnA.
- move=> k e' /find_enter_range[[e'' /range_t]|//]; rewrite index_after; lia.
Qed.

Lemma grows_on_layer nd l : sound g values base nd -> on_layer nd -> grows g nd l -> every on_layer l.
Proof.
move=> sound_nd at_nd [z key e s scale m b [/known_sound[_ _ _ found] _] _|z key e [/known_sound[_ _ _ found] _] _].
  by split=> //; apply: assign_on_layer => //; exists e.
have step s : on_layer (assign (width g) nd key e s false) by apply: assign_on_layer => //; exists e.
by have [[_ strict_g _ _] _] := root_facts R false rows_size functions_proper; rewrite /sides strict_g.
Qed.

Variables (records : seq json) (leaves : seq (node * seq Z)).
Hypothesis accepted : grow g (State nd0 [::]) records = Done leaves.

Lemma leaves_on_layer : L <> [::] -> every (fun leaf => on_layer leaf.1) leaves.
Proof.
have [[_ _ sound0 _] _] := root_facts R false rows_size functions_proper.
move=> L0; suff: every (sound g values base) (nodes g (State nd0 [::])) -> every on_layer (nodes g (State nd0 [::])) ->
    every (fun leaf => on_layer leaf.1) leaves.
  by apply; split=> //; apply: root_on_layer.
apply: (grow_ind (g := g) (Q := fun l ls => every (sound g values base) l -> every on_layer l -> every (fun leaf =>
  on_layer leaf.1) ls) _ _ _ accepted) => //.
  move=> nd l rest ls grows_l IH [sound_nd sound_rest] [at_nd at_rest].
  have sound_l := grows_sound base_size width_gt0 sound_nd grows_l.
  apply: IH; apply/every_cat; split=> //; exact: grows_on_layer sound_nd at_nd grows_l.
by move=> nd x point rest ls _ IH [_ sound_rest] [at_nd at_rest]; split=> //; apply: IH.
Qed.

Lemma base_domain v e : base v -> Z.le 0 e -> Z.lt e (domain_size g) -> 0 <= value_at values v (Z.to_pos (e + 1)).
Proof.
have [_ [_ _ dsize_g _]] := root_facts R false rows_size functions_proper.
case=> _ /all_nthP all_ge0 e_ge0; rewrite dsize_g => e_lt.
have lt_e : (Z.to_nat e < size (domain_rows d rows))%N by rewrite /=; lia.
rewrite /value_at key_of_index // /sound_tree.values nth_cat rows_at_size lt_e (nth_map [::]) //; exact: all_ge0.
Qed.

(** The cell of a leaf: the points of the cone over the domain at which the neurons, or their forms,
  have the signs of the
    leaf, weakly. *)
Lemma leaf_cell v : base v -> every (fun leaf =>
  (forall k e s, (size rows < index_of k < (size rows).+1 + size (flatten L))%N -> PositiveMap.find k (table leaf.1) =
    Some e -> sign_at e = Some s ->
     fits_sign s (dotZ (form_of e) v) \/ fits_sign s (value_at values v k)) ->
  at_node values base leaf.1 v) leaves.
Proof.
have [[width_g strict_g sound0 none0] [_ _ dsize_g total_g]] := root_facts R false rows_size functions_proper.
move=> base_v; pose ok n := at_node values base n v.
pose fits n := forall k e s, (size rows < index_of k < (size rows).+1 + size (flatten L))%N -> PositiveMap.find k
  (table n) = Some e -> sign_at e = Some s ->
     fits_sign s (dotZ (form_of e) v) \/ fits_sign s (value_at values v k).
suff: every (fun leaf => fits leaf.1 -> every (fun n =>
  keeps n leaf.1 -> ok n) (nodes g (State nd0 [::])) -> ok leaf.1) leaves.
  apply: every_impl => leaf H fits_leaf; apply: H => //=; split=> // _; by split=> // k s; rewrite none0.
have: every (sound g values base) (nodes g (State nd0 [::])) by [].
apply: (grow_ind (g := g) (Q := fun l ls => every (sound g values base) l -> every (fun leaf => fits leaf.1 ->
  every (fun n => keeps n leaf.1 -> ok n) l -> ok leaf.1) ls) _ _ _ accepted) => //; last first.
  move=> nd x point rest ls _ IH /= [_ /IH{}IH]; split; first by move=> _ [H _]; apply/H/keeps_refl.
  by apply: every_impl IH => leaf H fits_leaf [_ rest_ok]; apply: H.
move=> nd l rest ls grows_l IH /= [sound_nd sound_rest].
have sound_l := grows_sound base_size width_gt0 sound_nd grows_l.
have := IH (proj2 (every_cat _ _ _) (conj sound_l sound_rest)); apply: every_impl => leaf H fits_leaf [nd_ok rest_ok].
apply: H => //; apply/every_cat; split=> //.
have sound_t := sound_nd.1.
have step z key e s (b : bool) : is_free g nd z key e ->
    (ok nd -> keeps (assign (width g) nd key e s b) leaf.1 -> fits_sign s (value_at values v key)) ->
    keeps (assign (width g) nd key e s b) leaf.1 -> ok (assign (width g) nd key e s b).
  move=> free_e fits_s K; have [none _ _ _] := is_free_sign free_e.
  have [known_e none_e] := free_e; have [_ _ _ found] := known_sound known_e.
  have at_v : ok nd.
    apply: nd_ok; apply: keeps_trans K => k e0 E; eexists; first exact: find_assign E.
    case: Pos.eqb_spec => [eq_k|ne] //=; move: E; rewrite eq_k found => -[<-].
    by split=> // s'; rewrite none_e.
  by apply/assign_at_node => //; split=> //; apply: fits_s.
case: grows_l => [z key e s scale m b free_e forced_e|z key e free_e strict_or].
  split=> //; apply: (step _ _ _ _ _ free_e) => at_v _.
  have [known_e _] := free_e; apply: (@agrees_fits _ (strict g)).
  by apply: (forced_sound base_domain width_gt0 sound_nd known_e erefl forced_e at_v); rewrite strict_g; case: at_v.
have [known_e none_e] := free_e; have [z_ge0 z_lt key_z found] := known_sound known_e.
have side s : keeps (assign (width g) nd key e s false) leaf.1 -> ok (assign (width g) nd key e s false).
  apply: (step _ _ _ _ _ free_e) => at_v K; have found' := find_assign (width g) key e s false found.
  rewrite Pos.eqb_refl in found'; have [e' found_e' [_ /(_ s erefl) eq_e']] := K _ _ found'; rewrite eq_e' in found_e'.
  have neuron : (size rows < index_of key < (size rows).+1 + size (flatten L))%N.
    move: strict_or z_lt; rewrite strict_g orFb dsize_g total_g /neuron_count big_seq1 key_z key_of_index //; lia.
  have [|//] := fits_leaf key _ s neuron found_e' erefl.
  by rewrite /=; have [_ /(_ v at_v)[c c_gt0 ->]] := sound_t _ _ found; rewrite fits_sign_scale.
by rewrite /sides strict_g; do 2 (split; first exact: side).
Qed.

(** Which neurons are on. *)
Lemma switches_total t key (new : seq form) :
  every (fun k => exists e s, PositiveMap.find k t = Some e /\ sign_at e = Some s) (keys_from key (size new)) ->
  switches t key new = Some [seq (if sign_in t k is Some Plus then true else false) | k <- keys_from key (size new)].
Proof.
elim: new key => //= row new IH key [[[f o so im] [s [E /= S]]] /IH->].
by rewrite /sign_in E S /=; case: s {S}.
Qed.

(** The last layer at a leaf: its forms, and which of its neurons are on; on the cell of the leaf it passes on what the
    integer layers do. *)
Lemma leaves_last_layer : L <> [::] -> every (fun leaf => exists on forms key,
  [/\ cells.last_layer leaf.1 = (on, forms),
      all (fun row => size row == d.+1) forms /\ size forms = size (last [::] L),
      size L = 1%N -> forms = last [::] L,
      on = [seq (if sign_in (table leaf.1) k is Some Plus then true else false) | k <- keys_from key (size forms)] &
      forall v, at_node values base leaf.1 v ->
        map reluR (rows_atZ forms v) = [seq if p.1 then p.2 else 0 | p <- zip on (rows_atZ forms v)] /\
        map reluR (rows_atZ forms v) = integer_last L (head 0 v) (behead v)]) leaves.
Proof.
move=> L0; have [[width_g strict_g sound0 none0] [_ neu_g _ _]] := root_facts R false rows_size functions_proper.
rewrite /neuron_count big_seq1 in neu_g.
have sounds : every (fun leaf => sound g values base leaf.1 /\ exists r, path.leaf g leaf.1 r = Done leaf.2) leaves.
  by apply: grow_sound accepted => //; apply: base_size.
apply: every_impl (every_and sounds (leaves_on_layer L0)) => -[nd p] /= [[[_ sound_st] [r leaf_r]]].
case=> st [pre [cur [st_nd L_st [sz_st same_st] first_st range]]].
have [_ _ /(signs_agree_sound R) neu _] := leaf_done leaf_r; rewrite neu_g in neu; move/every_keys: neu => neu.
have {neu} neu k : ((size rows).+1 <= index_of k < (size rows).+1 + size (flatten L))%N ->
    exists e s, PositiveMap.find k (table nd) = Some e /\ sign_at e = Some s.
  move=> range_k; have [|e found [_]] := neu k; first by rewrite index_after; exact: range_k.
  by case S: (sign_at e) => [s|] => [_|[]] //; exists e, s.
have last_st : later st = [::].
  case E: (later st) => [|new rest] //; rewrite E in L_st.
  have := L_proper; rewrite L_st; have: ~~ nilp new -> False.
    rewrite /nilp => new0; pose k := key_after (first st) (size (forms st)).
    have [|e [s [found _]]] := neu k; last by have := range k e found; rewrite index_after ltnn.
    rewrite index_after first_st L_st flatten_cat /= !size_cat sz_st; lia.
  move=> new0; suff: proper_integer_rows d (pre ++ [:: cur, new & rest]) -> ~~ nilp new by tauto.
  by elim: pre d {L_st first_st same_st} => [|r' pre IH] d' /= /and3P[_ _]; [case/and3P|exact: IH].
rewrite last_st in L_st; have L_last : last [::] L = cur by rewrite L_st last_cat.
have sz_flat : size (flatten L) = (size (flatten pre) + size cur)%N by rewrite L_st flatten_cat size_cat /= cats0.
pose on := [seq (if sign_in (table nd) k is Some Plus then true else false) | k <- keys_from (first st) (size (forms
  st))].
have switch_on : switches (table nd) (first st) (forms st) = Some on.
  apply/switches_total/every_keys => k range_k; apply: neu; rewrite sz_flat -sz_st; lia.
have [sz_forms _ _ drop_st] : stack_sound g values (at_node values base nd) st by move: sound_st; rewrite st_nd => -[].
rewrite width_g in sz_forms.
exists on, (forms st), (first st); split=> //.
- by rewrite /cells.last_layer st_nd switch_on.
- by rewrite L_last.
- by rewrite L_last L_st size_cat addn1 => -[/size0nil/same_st].
move=> v at_v; have [tail drop_v] := drop_st v at_v; have [_ on_sound] := switches_sound values switch_on.
split; first by apply: on_sound drop_v; case: at_v.
have := at_v.1.1; case: v {at_v} drop_v => [|t x] //= drop_v _.
rewrite L_st /integer_last foldl_cat /= -/(integer_last pre t x); congr map.
move: drop_v; rewrite /sound_tree.values first_st addnC -drop_drop drop_size_cat ?rows_at_size //=.
rewrite cats0 {1}L_st integer_at_cat drop_size_cat ?size_integer_at // last_st /= cats0.
move/(congr1 (take (size (forms st)))); rewrite take_size_cat ?size_map // => <-.
by rewrite take_oversize // size_map sz_st.
Qed.
End Layers.

(** * What a tally computes *)

(** ** Sets of rows *)

(** What a set has at a hash, and which rows it has. *)
Definition bucket (s : cells.row_set) (h : positive) : seq (seq Z) :=
  if PositiveMap.find h (cells.buckets s) is Some l then l else [::].
Definition has_rows (s : cells.row_set) (l : seq (seq Z)) : Prop :=
  [/\ uniq l, cells.distinct_rows s = Z.of_nat (size l) &
      forall h row, (row \in bucket s h) = (row \in l) && Pos.eqb (cells.hash row) h].

Lemma same_rowE (a b : seq Z) : values.same_row a b = (a == b).
Proof.
by rewrite /values.same_row eqseq_all; elim: a b => [|u a IH] [|w b] //=; rewrite IH.
Qed.

Lemma has_no_rows : has_rows cells.no_rows [::].
Proof. by split=> // h row; rewrite /bucket /= PositiveMap.gempty. Qed.

Lemma put_row_sound s l row : has_rows s l -> has_rows (cells.put_row s row) (if row \in l then l else row :: l).
Proof.
move=> [uniq_l count_l in_l]; rewrite /cells.put_row -/(bucket s (cells.hash row)).
have -> : has (values.same_row row) (bucket s (cells.hash row)) = (row \in l).
  rewrite -[RHS]andbT -(Pos.eqb_refl (cells.hash row)) -in_l -has_pred1; apply: eq_has => b /=.
  by rewrite same_rowE eq_sym.
case: ifP => new; first by split.
split=> /=; first by rewrite new.
  by rewrite count_l; lia.
move=> h row'; rewrite /bucket /=; case: (Pos.eqb_spec h (cells.hash row)) => [->|ne].
  rewrite PositiveMap.gss !inE -/(bucket s (cells.hash row)) in_l.
  by case: eqP => [->|_] //=; rewrite Pos.eqb_refl.
rewrite PositiveMap.gso // -/(bucket s h) in_l inE; case: eqP => [->|_] //=.
by rewrite new; apply/esym/Pos.eqb_neq => E; apply: ne.
Qed.

Lemma put_rows_sound s l (added : seq (seq Z)) : has_rows s l ->
  exists2 l', has_rows (foldl cells.put_row s added) l' & forall row, (row \in l') = (row \in l) || (row \in added).
Proof.
elim: added s l => [|row added IH] s l has_l /=; first by exists l => // row; rewrite orbF.
have [l' has_l' in_l'] := IH _ _ (put_row_sound row has_l); exists l' => // row'; rewrite in_l' inE.
by case: ifP => in_l; rewrite ?inE; case: eqP => [->|_]; rewrite ?in_l ?orbT //= orbF.
Qed.

(** ** The largest values *)

Definition sizes (row : seq Z) : seq Z := map Z.abs (behead row).
Lemma max_sound (f : seq Z -> Z) (m : Z) (rows : seq (seq Z)) :
  let M := foldl (fun m row => Z.max m (f row)) m rows in
  [/\ Z.le m M, forall row, row \in rows -> Z.le (f row) M & M = m \/ exists2 row, row \in rows & M = f row].
Proof.
elim: rows m => [|row rows IH] m /=; first by split; [lia|by []|left].
have [le_m le_rows M_is] := IH (Z.max m (f row)); split; first by lia.
  by move=> row'; rewrite inE => /predU1P[->|/le_rows //]; lia.
case: M_is => [->|[row' in_rows ->]]; last by right; exists row'; rewrite // inE in_rows orbT.
case: (Z.max_spec m (f row)) => -[_ ->]; last by left.
by right; exists row; rewrite ?inE ?eqxx.
Qed.

Lemma enlarge_each (m : Z * Z * Z) rows : foldl cells.enlarge m rows =
  (foldl (fun m row => Z.max m (foldl Z.add Z0 (sizes row))) m.1.1 rows,
   foldl (fun m row => Z.max m (foldl Z.max Z0 (sizes row))) m.1.2 rows,
   foldl (fun m row => Z.max m (dot (sizes row) (sizes row))) m.2 rows).
Proof. by elim: rows m => [|row rows IH] [[a b] c] //=; rewrite IH. Qed.

(** The three values of a row, over the field. *)
Lemma sum_sizes row : toR (foldl Z.add Z0 (sizes row)) = \sum_(a <- behead row) `|toR a|.
Proof.
suff H z l : toR (foldl Z.add z (map Z.abs l)) = toR z + \sum_(a <- l) `|toR a| by rewrite H toR0 add0r.
elim: l z => [|a l IH] z /=; first by rewrite big_nil addr0.
rewrite IH toRD big_cons addrA; congr (_ + _ + _); rewrite /semantics.toR -intr_norm; congr intmul; lia.
Qed.

Lemma toR_abs z : toR (Z.abs z) = `|toR z|.
Proof. rewrite /semantics.toR -intr_norm; congr intmul; lia. Qed.

Lemma max_sizes row : let M := foldl Z.max Z0 (sizes row) in
  [/\ Z.le 0 M, forall a, a \in behead row -> `|toR a| <= toR M &
      M = Z0 \/ exists2 a, a \in behead row & toR M = `|toR a|].
Proof.
move=> M; have foldE z l : foldl Z.max z (map Z.abs l) = foldl (fun m row =>
  Z.max m (head Z0 row)) z [seq [:: Z.abs a] | a <- l].
  by elim: l z => //= a l IH z; rewrite IH.
have [] := max_sound (head Z0) Z0 [seq [:: Z.abs a] | a <- behead row]; rewrite -foldE -/M => ge0 le_M M_is; split=> //.
  by move=> a in_row; rewrite -toR_abs toR_le; apply/Z.leb_spec0; apply: (le_M [:: Z.abs a]); apply: map_f.
by case: M_is => [|[r /mapP[a in_row ->] ->]]; [left|right; exists a; rewrite //= toR_abs].
Qed.

Lemma squares_sizes row : toR (dot (sizes row) (sizes row)) = \sum_(a <- behead row) toR a ^+ 2.
Proof.
rewrite /sizes; elim: (behead row) => [|a l IH] /=; first by rewrite big_nil.
by rewrite toRD toRM IH big_cons toR_abs -expr2 real_normK // num_real.
Qed.

(** ** Functions on an interval *)

(** A function whose increments are bounded between any two points of [0,
  1] without one of B between them: its increment is
    bounded. *)
Lemma increments (f : R -> R) (K : R) (B : seq R) :
  (forall a b, 0 <= a -> a < b -> b <= 1 -> (forall c, c \in B -> ~~ (a < c < b)) -> `|f b - f a| <= K * (b - a)) ->
  `|f 1 - f 0| <= K.
Proof.
move=> short; suff H (l : seq R) a b : 0 <= a -> a <= b -> b <= 1 -> (forall c, c \in B -> a < c < b -> c \in l) ->
    `|f b - f a| <= K * (b - a).
  by have := H B 0 1; rewrite subr0 mulr1; apply; rewrite ?ler01.
elim: l a b => [|c l IH] a b a_ge0 le_ab b_le1 in_l.
  move: le_ab; rewrite le_eqVlt => /predU1P[->|lt_ab]; first by rewrite !subrr normr0 mulr0.
  by apply: short => // c in_B; apply/negP => /(in_l c in_B).
case between: (a < c < b); last first.
  apply: IH => // c' in_B lt_c'; have := in_l c' in_B lt_c'; rewrite inE => /predU1P[eq_c|//].
  by rewrite eq_c between in lt_c'.
case/andP: between => lt_ac lt_cb.
have -> : f b - f a = (f b - f c) + (f c - f a) by ring.
have -> : K * (b - a) = K * (b - c) + K * (c - a) by ring.
have c_ge0 : 0 <= c := le_trans a_ge0 (ltW lt_ac); have c_le1 : c <= 1 := le_trans (ltW lt_cb) b_le1.
apply: le_trans (ler_norm_add _ _) _; apply: ler_add; apply: IH => //; try exact: ltW.
- move=> c' in_B /andP[lt_cc' lt_c'b]; have := in_l c' in_B; rewrite (lt_trans lt_ac) // lt_c'b inE => /(_ isT).
  by case/predU1P => // eq_c; rewrite eq_c ltxx in lt_cc'.
- move=> c' in_B /andP[lt_ac' lt_c'c]; have := in_l c' in_B; rewrite lt_ac' (lt_trans lt_c'c) // inE => /(_ isT).
  by case/predU1P => // eq_c; rewrite eq_c ltxx in lt_c'c.
Qed.

(** An affine function without a zero in the interior of an interval keeps there the sign that it has in the interior.
  *)
Lemma no_zero_between (p q a c b : R) s : a < c < b -> ~~ (a < p / (p - q) < b) ->
  fits_sign s ((1 - c) * p + c * q) -> fits_sign s ((1 - a) * p + a * q) && fits_sign s ((1 - b) * p + b * q).
Proof.
have lineE (r u w : R) : (1 - r) * u + r * w = u - r * (u - w) by ring.
have plus (u w : R) : a < c < b -> ~~ (a < u / (u - w) < b) -> 0 <= (1 - c) * u + c * w ->
    (0 <= (1 - a) * u + a * w) && (0 <= (1 - b) * u + b * w).
  rewrite !lineE; move: (u - w) => e /andP[lt_ac lt_cb] no_zero; rewrite !subr_ge0 => le_c.
  case: (ltgtP e 0) => [e_lt0|e_gt0|e0]; last by move: le_c; rewrite e0 !mulr0 => ->.
    rewrite andbC; have -> /= : b * e <= u by apply: le_trans le_c; rewrite ler_nmul2r // ltW.
    rewrite leNgt; apply: contra no_zero => lt_a; rewrite ltr_ndivl_mulr // lt_a /=.
    by apply: le_lt_trans lt_cb; rewrite ler_ndivr_mulr.
  have -> /= : a * e <= u by apply: le_trans le_c; rewrite ler_pmul2r // ltW.
  rewrite leNgt; apply: contra no_zero => lt_b; rewrite ltr_pdivr_mulr // lt_b andbT.
  by apply: lt_le_trans lt_ac _; rewrite ler_pdivl_mulr.
move=> between no_zero; have oppE (r : R) : (1 - r) * - p + r * - q = - ((1 - r) * p + r * q) by ring.
have no_zero' : ~~ (a < (- p) / (- p - - q) < b) by rewrite -opprD mulNr invrN mulrN opprK.
case: s => /= [|le_c|/eqP eq_c]; first exact: plus.
  by have := plus (- p) (- q) between no_zero'; rewrite !oppE !oppr_ge0; apply.
have := plus p q between no_zero; rewrite eq_c lexx => /(_ isT)/andP[ge_a ge_b].
have := plus (- p) (- q) between no_zero'; rewrite !oppE eq_c oppr0 lexx !oppr_ge0 => /(_ isT)/andP[le_a le_b].
by rewrite ![_ == 0]eq_le ge_a le_a ge_b le_b.
Qed.

Lemma exists_largest n (h : nat -> R) : (0 < n)%N -> exists2 i, (i < n)%N & forall j, (j < n)%N -> h j <= h i.
Proof.
elim: n => // -[_ _|n /(_ isT)[i lt_i largest] _]; first by exists 0%N => // -[|].
case: (leP (h i) (h n.+1)) => [le_i|/ltW le_n].
  exists n.+1 => // j; rewrite ltnS leq_eqVlt => /predU1P[-> //|/largest le_j]; exact: le_trans le_i.
exists i => [|j]; first exact: leqW.
by rewrite ltnS leq_eqVlt => /predU1P[-> //|/largest].
Qed.

Lemma mix0 x y : size x = size y -> mix 0 x y = x.
Proof. by elim: x y => [|a x IH] [|b y] //= [/IH]; rewrite /mix /= => ->; rewrite subr0 mul1r mul0r addr0. Qed.
Lemma mix1 x y : size x = size y -> mix 1 x y = y.
Proof. by elim: x y => [|a x IH] [|b y] //= [/IH]; rewrite /mix /= => ->; rewrite subrr mul1r mul0r add0r. Qed.

(** The place of the key of a neuron, when n elements besides t belong to the domain. *)
Lemma nth_index n c k : (n < index_of k < n.+1 + c)%N ->
  (index_of k - n.+1 < c)%N /\ nth 1%positive (keys_from (key_after 1 n.+1) c) (index_of k - n.+1) = k.
Proof.
move=> range; have lt_c : (index_of k - n.+1 < c)%N by lia.
split=> //; apply: index_inj; rewrite nth_keys // index_after; have -> : index_of 1 = 0%N by []; lia.
Qed.

(** * Norms *)

(** The difference of two points; the largest absolute value, their sum, and the sum of the squares of the entries. *)
Definition minusR x y : seq R := [seq p.1 - p.2 | p <- zip x y].
Definition max_norm v : R := foldr (fun a m => Num.max `|a| m) 0 v.
Definition sum_norm v : R := \sum_(a <- v) `|a|.
Definition squares v : R := \sum_(a <- v) a ^+ 2.

Lemma max_norm_ge0 v : 0 <= max_norm v.
Proof. by case: v => //= a v; rewrite le_maxr normr_ge0. Qed.
Lemma max_norm_ge v a : a \in v -> `|a| <= max_norm v.
Proof. by elim: v => //= b v IH; rewrite inE le_maxr => /predU1P[->|/IH->]; rewrite ?lexx ?orbT. Qed.
Lemma max_norm_le v (c : R) : 0 <= c -> (forall a, a \in v -> `|a| <= c) -> max_norm v <= c.
Proof.
move=> c_ge0; elim: v => //= a v IH le_c; rewrite le_maxl le_c ?inE ?eqxx //=.
by apply: IH => b in_v; apply: le_c; rewrite inE in_v orbT.
Qed.
Lemma sum_norm_ge0 v : 0 <= sum_norm v. Proof. exact: sumr_ge0. Qed.
Lemma squares_ge0 v : 0 <= squares v. Proof. by apply: sumr_ge0 => a _; apply: sqr_ge0. Qed.

Lemma sum_norm_scale (r : R) v : sum_norm (map ( *%R r) v) = `|r| * sum_norm v.
Proof. by rewrite /sum_norm big_map mulr_sumr; apply: eq_bigr => a _; rewrite normrM. Qed.
Lemma squares_scale (r : R) v : squares (map ( *%R r) v) = r ^+ 2 * squares v.
Proof. by rewrite /squares big_map mulr_sumr; apply: eq_bigr => a _; rewrite exprMn. Qed.
Lemma max_norm_scale (r : R) v : max_norm (map ( *%R r) v) = `|r| * max_norm v.
Proof. by elim: v => [|a v IH] /=; rewrite ?mulr0 // IH normrM maxr_pmulr. Qed.

(** Dual norms. *)
Lemma dual_max (w v : seq R) : `|dotR w v| <= sum_norm w * max_norm v.
Proof.
have nil u : `|0 : R| <= sum_norm u * max_norm v by rewrite normr0 mulr_ge0 ?sum_norm_ge0 ?max_norm_ge0.
elim: w v nil => [|a w IH] [|b v] nil //=; try exact: nil.
apply: le_trans (ler_norm_add _ _) _; rewrite /sum_norm big_cons -/(sum_norm w) mulrDl ler_add //.
  by rewrite normrM ler_wpmul2l // le_maxr lexx.
have nil' u : `|0 : R| <= sum_norm u * max_norm v by rewrite normr0 mulr_ge0 ?sum_norm_ge0 ?max_norm_ge0.
by apply: le_trans (IH v nil') _; rewrite ler_wpmul2l ?sum_norm_ge0 // le_maxr lexx orbT.
Qed.
Lemma dotRC (w v : seq R) : dotR w v = dotR v w.
Proof. by elim: w v => [|a w IH] [|b v] //=; rewrite IH mulrC. Qed.
Lemma dual_sum (w v : seq R) : `|dotR w v| <= max_norm w * sum_norm v.
Proof. by rewrite dotRC mulrC; apply: dual_max. Qed.
Lemma squares_minus (w v : seq R) (r : R) : size w = size v ->
  squares (minusR w (map ( *%R r) v)) = squares w - (2%:R * r) * dotR w v + r ^+ 2 * squares v.
Proof.
rewrite /squares /minusR; elim: w v => [|a w IH] [|b v] //=; first by rewrite !big_nil !mulr0 subr0 addr0.
case=> /IH E; rewrite !big_cons E; move: (\sum_(a <- w) _) (\sum_(a <- v) _) (dotR w v) => p q s /=.
by ring.
Qed.
Lemma Cauchy_Schwarz (w v : seq R) : size w = size v -> dotR w v ^+ 2 <= squares w * squares v.
Proof.
move=> sz; have [v0|v_gt0] := eqVneq (squares v) 0.
  have -> : dotR w v = 0; last by rewrite expr0n mulr_ge0 ?squares_ge0.
  move: v0; rewrite /squares; elim: w v {sz} => [|a w IH] [|b v] //=; rewrite big_cons => /eqP.
  rewrite paddr_eq0 ?sqr_ge0 ?[0 <= _]squares_ge0 // sqrf_eq0 => /andP[/eqP -> /eqP/IH ->].
  by rewrite mulr0 addr0.
have {}v_gt0 : 0 < squares v by rewrite lt_neqAle eq_sym v_gt0 squares_ge0.
have := squares_ge0 (minusR w (map ( *%R (dotR w v / squares v)) v)); rewrite squares_minus //.
have -> : squares w - 2%:R * (dotR w v / squares v) * dotR w v + (dotR w v / squares v) ^+ 2 * squares v =
  squares w - dotR w v ^+ 2 / squares v by field; rewrite gt_eqF.
by rewrite subr_ge0 ler_pdivr_mulr.
Qed.

Lemma dotR_minus (w x y : seq R) : size x = size y -> dotR w (minusR x y) = dotR w x - dotR w y.
Proof.
rewrite /minusR; elim: w x y => [|a w IH] [|b x] [|c y] //=; rewrite ?subrr // => -[/IH ->]; ring.
Qed.

(** Vectors that attain the dual norms. *)
Lemma attains_max (w : seq R) : dotR w (map Num.sg w) = sum_norm w /\ max_norm (map Num.sg w) <= 1.
Proof.
split.
  rewrite /sum_norm; elim: w => [|a w IH] /=; first by rewrite big_nil.
  by rewrite IH big_cons normrEsg mulrC.
apply: max_norm_le; rewrite ?ler01 // => _ /mapP[a _ ->]; rewrite normr_sg; by case: (a == 0); rewrite ?ler01.
Qed.
Lemma attains_sum (w : seq R) a : a \in w -> exists v, [/\ size v = size w, dotR w v = `|a| & sum_norm v <= 1].
Proof.
have zeros n u : dotR u (nseq n 0) = 0 :> R by rewrite dotRC dotR_nseq0.
elim: w => //= b w IH; rewrite inE => /predU1P[->|/IH[v [sz dot_v le_v]]].
  exists (Num.sg b :: nseq (size w) 0); rewrite /= size_nseq zeros addr0 [_ * _]mulrC -normrEsg; split=> //.
  rewrite /sum_norm big_cons big1_seq ?addr0; last by move=> c /=; rewrite mem_nseq => /andP[_ /eqP->]; rewrite normr0.
  by rewrite normr_sg; case: (b == 0); rewrite ?ler01.
by exists (0 :: v); rewrite /= sz dot_v mulr0 add0r /sum_norm big_cons normr0 add0r.
Qed.
Lemma attains_squares (w : seq R) : dotR w w = squares w.
Proof. by rewrite /squares; elim: w => [|a w IH] /=; rewrite ?big_nil // IH big_cons expr2. Qed.

(** The point x + r v. *)
Definition shift (r : R) x v : seq R := [seq p.1 + r * p.2 | p <- zip x v].
Lemma dotR_shift (a : seq R) (r : R) x v : size x = size v -> dotR a (shift r x v) = dotR a x + r * dotR a v.
Proof.
rewrite /shift; elim: a x v => [|c a IH] [|b x] [|u v] //=; rewrite ?mulr0 ?addr0 // => -[/IH ->]; ring.
Qed.
Lemma minus_shift (r : R) x v : size x = size v -> minusR (shift r x v) x = map ( *%R r) v.
Proof. by rewrite /minusR /shift; elim: x v => [|b x IH] [|u v] //= [/IH ->]; congr cons; ring. Qed.
Lemma near_shift (e : R) x v : size x = size v -> 0 < e -> exists2 r : R, 0 < r & near e x (shift r x v).
Proof.
move=> sz e_gt0; pose s := 1 + sum_norm v; have s_gt0 : 0 < s by rewrite ltr_paddr ?sum_norm_ge0 ?ltr01.
exists (e / s); first by rewrite divr_gt0.
have: forall a, a \in v -> `|e / s * a| < e.
  move=> a in_v; rewrite normrM gtr0_norm ?divr_gt0 // mulrAC ltr_pdivr_mulr // ltr_pmul2l // /s.
  rewrite ltr_spaddl ?ltr01 // /sum_norm (perm_big _ (perm_to_rem in_v)) /= big_cons ler_addl; exact: sumr_ge0.
rewrite /near /shift; elim: x v sz {s s_gt0} (e / _) => [|b x IH] [|u v] //= [sz] r le_e.
rewrite opprD addNKr normrN le_e ?inE ?eqxx //=; apply: IH => // a in_v; apply: le_e; by rewrite inE in_v orbT.
Qed.

(** Two affine functions that agree near a point are the same. *)
Lemma dotR_inj d (a b : seq R) x (e : R) : size a = d.+1 -> size b = d.+1 -> size x = d -> 0 < e ->
  (forall y, size y = d -> near e x y -> dotR a (1 :: y) = dotR b (1 :: y)) -> a = b.
Proof.
case: a => // a0 a; case: b => // b0 b [sz_a] [sz_b] sz_x e_gt0 agree.
have at_x := agree x sz_x (near_refl _ e_gt0); rewrite /= !mulr1 in at_x.
have ab v : size v = d -> dotR a v = dotR b v.
  move=> sz_v; have [r r_gt0 near_r] := near_shift (etrans sz_x (esym sz_v)) e_gt0.
  have := agree _ _ near_r; rewrite size_map size_zip sz_x sz_v minnn => /(_ erefl).
  rewrite /= !mulr1 !dotR_shift ?sz_x // !addrA at_x => /addrI/(mulfI _); apply; exact: lt0r_neq0.
have eq_ab : a = b.
  apply: (@eq_from_nth _ 0); first by rewrite sz_b.
  move=> i lt_i; have unit (c : seq R) n : dotR c (nseq i 0 ++ 1 :: nseq n 0) = nth 0 c i.
    elim: c (i) => [|u c IH] [|l] //=; rewrite ?mulr1 ?mulr0 ?add0r ?IH //.
    by rewrite dotRC dotR_nseq0 addr0.
  rewrite -(unit a (d - i.+1)%N) -(unit b (d - i.+1)%N); apply: ab.
  by rewrite size_cat /= !size_nseq; move: lt_i; rewrite sz_a; lia.
by move: at_x; rewrite eq_ab => /addIr ->.
Qed.

(** ** Lists *)

Lemma size_undup_map (T A B : eqType) (f : T -> A) (h : T -> B) s :
  {in s &, forall i j, (f i == f j) = (h i == h j)} -> size (undup (map f s)) = size (undup (map h s)).
Proof.
elim: s => //= i s IH same; have -> : (f i \in map f s) = (h i \in map h s).
  apply/mapP/mapP => -[j in_s /eqP E]; exists j => //; apply/eqP; move: E; rewrite same ?inE ?eqxx ?in_s ?orbT //.
have {}IH := IH (fun j k in_j in_k => same j k (mem_behead (s := i :: s) in_j) (mem_behead (s := i :: s) in_k)).
by case: ifP => _ //=; rewrite IH.
Qed.

Lemma flatten_inj n (a b : seq (seq Z)) : all (fun row => size row == n) a -> all (fun row => size row == n) b ->
  size a = size b -> flatten a = flatten b -> a = b.
Proof.
elim: a b => [|u a IH] [|w b] //= /andP[/eqP sz_u sz_a] /andP[/eqP sz_w sz_b] [sz] /eqP.
by rewrite eqseq_cat ?sz_u ?sz_w // => /andP[/eqP -> /eqP/IH ->].
Qed.

(** ** Rows that span *)

(** Rows span if no vector but 0 is orthogonal to all. *)
Lemma rank_kernel n (A : seq (seq Z)) : all (fun row => size row == n) A ->
  eqn (rank A) n <-> forall u : seq R, size u = n -> (forall row, row \in A -> dotZ row u = 0) -> u = nseq n 0.
Proof.
move=> sz_A; rewrite eqnE; split=> [/eqP full u sz_u ker_u|trivial];
  first exact: sound_linear.full_rank full sz_u ker_u.
rewrite (sound_rank.rank_mx R sz_A); set B := sound_rank.mx R n A.
have [K0|] := eqVneq (kermx B^T) 0.
  have := mxrank_ker B^T; rewrite K0 mxrank0 mxrank_tr => /esym/eqP; rewrite subn_eq0 => le_n.
  by rewrite eqn_leq rank_leq_col.
case/rowV0Pn=> v /sub_kermxP v_B v_ne; case/negP: v_ne; apply/eqP.
pose u := [seq v 0 j | j <- enum 'I_n].
have sz_u : size u = n by rewrite size_map size_enum_ord.
have u_j (j : 'I_n) : nth 0 u j = v 0 j by rewrite (nth_map j) ?size_enum_ord // nth_ord_enum.
have u0 : u = nseq n 0.
  apply: trivial => // row /(nthP [::])[i lt_i row_i].
  have sz_row : size row = n by apply/eqP; rewrite -row_i; have /(all_nthP [::]) := sz_A; apply.
  have := congr1 (fun M : 'rV_(size A) => M 0 (Ordinal lt_i)) v_B; rewrite !mxE => <-.
  rewrite /dotZ dotR_sum; last by rewrite size_map sz_row sz_u.
  rewrite sz_u; apply: eq_bigr => j _.
  by rewrite !mxE u_j mulrC (nth_map Z0) ?sz_row //= row_i.
by apply/rowP => j; rewrite -u_j u0 nth_nseq ltn_ord mxE.
Qed.

(** ** From leaf to leaf *)

(** The tally of all leaves of a tree, from a tally on. *)
Fixpoint tallied (g : setting) (leaves : seq (node * seq Z)) (t : cells.tally) : result cells.tally :=
  if leaves is leaf :: leaves then let! t := cells.tally_leaf g leaf.1 t in tallied g leaves t else Done t.

(** The rows of the outputs on (t, x) at a node, `factor` times as large. *)
Definition rows_of (g : setting) (t : cells.tally) (nd : node) : seq (seq Z) :=
  let (on, forms) := cells.last_layer nd in
  if cells.no_layer t then cells.output_rows t else [seq pulled_back (width g) on forms row | row <- cells.output_rows
    t].

(** The number of active rows that are independent is that of the inputs. *)
Definition spans (g : setting) (nd : node) : bool :=
  let (on, forms) := cells.last_layer nd in eqn (rank (map behead (mask on forms))) (width g).-1.

Lemma tallied_sound g leaves t t' : tallied g leaves t = Done t' ->
  [/\ cells.regions t' = Z.add (cells.regions t) (Z.of_nat (size leaves)),
      cells.wants_more t -> all (fun leaf => ~~ cells.is_flat g leaf.1) leaves,
      cells.wants_maps t ->
        cells.maps t' = foldl cells.put_row (cells.maps t) [seq flatten (rows_of g t leaf.1) | leaf <- leaves] /\
        cells.largest t' = foldl cells.enlarge (cells.largest t) (flatten [seq rows_of g t leaf.1 | leaf <- leaves]),
      cells.wants_injective t -> cells.injective t' = cells.injective t && all (fun leaf => spans g leaf.1) leaves &
      cells.factor t' = cells.factor t].
Proof.
elim: leaves t => [|leaf leaves IH] t /=; first by case=> <-; split=> // [|_]; [lia|rewrite andbT].
rewrite {1}/cells.tally_leaf; case: ifP => // flat_leaf; case picked: (if _ then _ else _) => [on forms] /=.
have last_leaf : cells.wants_maps t || cells.wants_injective t -> cells.last_layer leaf.1 = (on, forms).
  by move: picked; case: ifP.
move/IH => /= [-> flat_leaves maps_t inj_t ->]; split=> //.
- by lia.
- by move=> more; rewrite flat_leaves // andbT; move: flat_leaf; rewrite more.
- move=> want; have [] := maps_t want; rewrite want foldl_cat => -> ->.
  have -> // : rows_of g t leaf.1 = if cells.no_layer t then cells.output_rows t
                                  else [seq pulled_back (width g) on forms row | row <- cells.output_rows t].
  by rewrite /rows_of last_leaf ?want.
- move=> want; rewrite inj_t // want andbA.
  by have -> // : spans g leaf.1 = eqn (rank (map behead (mask on forms))) (width g).-1; rewrite /spans last_leaf ?want ?orbT.
Qed.

(** * The tally of a network on a domain *)

Section Problem.
Variables (m : network) (drows : seq (seq rational)) (L : seq (seq (seq Z) * rational)) (wanted : seq string).
Let d := inputs m.
Hypothesis drows_proper : all (fun row => (size row == d.+1) && all proper row) drows.
Hypothesis layers_proper : proper_rows d (hidden m).
Hypothesis outputs_proper :
  all (fun row => (size row == (last_width d (hidden m)).+1) && all proper row) (outputs m).
Hypothesis layers_integer : integer_layers one (hidden m) = Done L.

Let rows := map normalq drows.
Notation g := (sound_tree.g d rows [:: map fst L] false).
Notation nd0 := (sound_tree.nd0 d rows [:: map fst L] false).
Let values : seq R -> seq R := @sound_tree.values R d rows [:: map fst L].
Let base : seq R -> Prop := @sound_tree.base R d rows.
Local Opaque sound_tree.g sound_tree.nd0.
Notation t0 := (cells.tally_start wanted m L).

(** The outputs at x. *)
Definition F x : seq R := rows_atR (outputs m) (last_at (hidden m) x).

Lemma output_rows_sound : 0 < ofQ (cells.factor t0) /\
  [/\ proper (cells.factor t0), size (cells.output_rows t0) = size (outputs m),
      all (fun row => size row == (last_width d (hidden m)).+1) (cells.output_rows t0) &
      forall (t : R) z, rows_atZ (cells.output_rows t0) (t :: map ( *%R (ofQ (last one (map snd L)) * t)) z) =
        map ( *%R (ofQ (cells.factor t0) * t)) (rows_atR (outputs m) z)].
Proof.
have one_gt0 : 0 < ofQ one by rewrite ofQ1 ltr01.
have [scale_proper scale_gt0 _] :=
  integer_last_scaled [::] (isT : proper one) one_gt0 layers_proper layers_integer ltr01.
rewrite /=; set scale := last one _ in scale_proper scale_gt0 *; set rescaled := [seq _ | row <- outputs m].
set common := common_denominator _.
have rescaled_proper : all (all proper) rescaled.
  rewrite all_map; apply: sub_all outputs_proper => -[|b w] //= /and3P[_ b_proper ->].
  by rewrite proper_mul.
have flat_proper : all proper (flatten rescaled) by rewrite all_flatten.
have common_gt0 : 0 < toR common by rewrite toR_gt0; have := common_denominator_gt0 flat_proper; rewrite -/common; lia.
have common_divides : all (all (fun q => divides (den q) common)) rescaled.
  by rewrite -all_flatten; apply: common_denominator_divides.
rewrite ofQ_mul // ofQ_of_Z mulr_gt0 //; split=> //; split=> //.
- by rewrite proper_mul.
- by rewrite !size_map.
- rewrite !all_map; apply: sub_all outputs_proper => row /andP[row_size _] /=.
  by rewrite size_map; case: row row_size.
move=> t z; rewrite rows_atZ_scaled // /rows_atR -!map_comp; apply: eq_map_all outputs_proper _ => -[|b w] /=.
  by rewrite mulr0.
case/and3P=> _ b_proper w_proper; rewrite dotR_point ofQ_mul //; ring.
Qed.

Let factor : R := ofQ (cells.factor t0).
Lemma factor_gt0 : 0 < factor. Proof. by have [] := output_rows_sound. Qed.

Variables (records : seq json) (leaves : seq (node * seq Z)).
Hypothesis accepted : grow g (State nd0 [::]) records = Done leaves.

Let rows_ok : all (fun row => size row == d.+1) rows := rows_size R drows_proper.
Lemma L_proper : proper_integer_rows d (map fst L).
Proof. by have [-> _ _] := integer_layers_sound R layers_proper layers_integer. Qed.

Notation leaf_rows := (rows_of g t0).

(** The rows of a leaf give the outputs, so many times as large, on the cell of the leaf. *)
Lemma leaf_rows_sound : every (fun leaf =>
  [/\ size (leaf_rows leaf.1) = size (outputs m), all (fun row => size row == d.+1) (leaf_rows leaf.1) &
      forall x, at_node values base leaf.1 (1 :: x) ->
        rows_atZ (leaf_rows leaf.1) (1 :: x) = map ( *%R factor) (F x)]) leaves.
Proof.
have [_ [_ size_out out_size out_at]] := output_rows_sound.
have [[width_g _ _ _] _] := root_facts R false rows_ok (functions_proper L_proper).
have one_gt0 : 0 < ofQ one by rewrite ofQ1 ltr01.
have last_x x : integer_last (map fst L) 1 x = map ( *%R (ofQ (last one (map snd L)))) (last_at (hidden m) x).
  have [_ _] := integer_last_scaled x (isT : proper one) one_gt0 layers_proper layers_integer ltr01.
  by rewrite ofQ1 !mulr1 scale1.
have {}out_at z : rows_atZ (cells.output_rows t0) (1 :: map ( *%R (ofQ (last one (map snd L)))) z) =
    map ( *%R factor) (rows_atR (outputs m) z) by have := out_at 1 z; rewrite !mulr1.
have [L0|L_ne] := eqVneq (size L) 0%N.
  have no : cells.no_layer t0 by rewrite /= L0.
  have sizes_eq : map size (map fst L) = map size (hidden m).
    by have [_ -> _] := integer_layers_sound R layers_proper layers_integer.
  have hidden0 : hidden m = [::] by apply: size0nil; rewrite -(size_map size) -sizes_eq !size_map.
  have rowsE nd : leaf_rows nd = cells.output_rows t0 by rewrite /rows_of; case: cells.last_layer => on forms;
    rewrite no.
  elim: leaves => //= leaf l IH; split=> //; rewrite rowsE; split=> //.
    by move: out_size; rewrite hidden0.
  by move=> x _; rewrite /F -out_at -last_x (size0nil L0).
have no : cells.no_layer t0 = false by rewrite /= eqnE (negPf L_ne).
have L_ne' : map fst L <> [::] by move=> E; move: L_ne; rewrite -(size_map fst) E.
apply: every_impl (leaves_last_layer rows_ok L_proper accepted L_ne') => leaf.
case=> on [forms [key [last_leaf [sz_forms n_forms] _ on_keys on_sound]]].
have rowsE : leaf_rows leaf.1 = [seq pulled_back (width g) on forms row | row <- cells.output_rows t0].
  by rewrite /rows_of last_leaf no.
have size_on : size on = size forms by rewrite on_keys size_map size_keys.
have last_size : last_width d (hidden m) = size forms.
  have [_ sizes_eq _] := integer_layers_sound R layers_proper layers_integer.
  rewrite /last_width -sizes_eq n_forms; case: (map fst L) L_ne' => // r l _ /=; by rewrite last_map.
have out_size' row : row \in cells.output_rows t0 -> size row = (size forms).+1.
  by move=> /(allP out_size)/eqP->; rewrite last_size.
rewrite rowsE width_g size_map; split=> //.
  rewrite all_map; apply/allP => row in_out /=; rewrite pulled_back_size ?size_on ?out_size' //.
move=> x at_x; have [relu_on relu_last] := on_sound _ at_x.
have <- : rows_atZ (cells.output_rows t0) (1 :: integer_last (map fst L) 1 x) = map ( *%R factor) (F x).
  by rewrite last_x out_at.
rewrite /= in relu_last; rewrite -relu_last -[LHS]map_comp; apply: (proj1 (eq_in_map _ _ _)) => row in_out /=.
have sz_x : size (1 :: x) = d.+1 by case: (at_x.1).
by rewrite pulled_back_sound ?size_on ?out_size'.
Qed.
(** ** The cells of the leaves cover the domain *)

Let base_ok := base_size rows_ok L_proper.
Let base_dom := base_domain rows_ok L_proper.
Let width_ok := width_gt0 rows_ok L_proper.

Lemma inside_base x : inside d drows x -> base (1 :: x).
Proof. by move=> in_x; apply/(base1 drows_proper). Qed.

Lemma leaves_cover v : base v -> classically (some (fun leaf => at_node values base leaf.1 v) leaves).
Proof.
have [[width_g strict_g sound0 none0] [_ _ dsize_g total_g]] := root_facts R false rows_ok (functions_proper L_proper).
move=> base_v; pose P nd := at_node values base nd v.
have passes nd l : sound g values base nd -> P nd -> grows g nd l -> classically (some P l).
  move=> sound_nd at_v grows_l b; apply; case: grows_l => [z key e s scale m' is_implied free_e forced_e|z key e free_e _].
    left; have [none _ _ _] := is_free_sign free_e; have [known_e _] := free_e.
    apply/assign_at_node => //; split=> //; apply: (@agrees_fits _ (strict g)).
    by apply: (forced_sound base_dom width_ok sound_nd known_e erefl forced_e at_v); rewrite strict_g; case: at_v.
  have [none _ _ _] := is_free_sign free_e; rewrite /sides strict_g.
  have side s : fits_sign s (value_at values v key) -> P (assign (width g) nd key e s false).
    by move=> fits_s; apply/assign_at_node.
  by case: (leP 0 (value_at values v key)) => [ge0|/ltW le0]; [left|right; left]; apply: side.
have P0 : some P (nodes g (State nd0 [::])) by left; split=> // k s'; rewrite none0.
have sounds : every (sound g values base) (nodes g (State nd0 [::])) by [].
by have H := grow_covers base_ok width_ok passes sounds accepted P0; apply: H.
Qed.

(** ** Increments of the outputs *)

Let leaf_at i : node * seq Z := nth (nd0, [::]) leaves i.

Lemma inside_size x : inside d drows x -> size x = d.
Proof. by case/andP=> /eqP. Qed.

(** Domains are convex. *)
Lemma inside_mix (r : R) x y : 0 <= r <= 1 -> inside d drows x -> inside d drows y -> inside d drows (mix r x y).
Proof.
case/andP=> r_ge0 r_le1 in_x in_y; have sz_x := inside_size in_x; have sz_y := inside_size in_y.
rewrite /inside size_map size_zip sz_x sz_y minnn eqxx /=; case/andP: in_x => _ /(all_nthP [::]) in_x.
case/andP: in_y => _ /(all_nthP [::]) in_y; apply/(all_nthP [::]) => j lt_j; rewrite /row_at dotR_mix ?sz_x ?sz_y //.
by rewrite addr_ge0 // mulr_ge0 ?subr_ge0 // ?[_ <= dotR _ _]in_x ?[_ <= dotR _ _]in_y.
Qed.

Definition form_at (nd : node) (k : positive) : form :=
  if PositiveMap.find k (table nd) is Some e then form_of e else [::].

(** Where forms of the leaves have their zeros on the way from x to y. *)
Definition zeros x y : seq R := flatten [seq [seq
  dotZ (form_at leaf.1 k) (1 :: x) / (dotZ (form_at leaf.1 k) (1 :: x) - dotZ (form_at leaf.1 k) (1 :: y)) |
  k <- neuron_keys g] | leaf <- leaves].

(** The cell of a leaf, if it has a point strictly between two points of the way, and no zero is there,
  has also these. *)
Lemma cell_between i x y (a c b : R) : (i < size leaves)%N -> inside d drows x -> inside d drows y ->
  0 <= a -> b <= 1 -> a < c < b -> (forall r, r \in zeros x y -> ~~ (a < r < b)) ->
  at_node values base (leaf_at i).1 (1 :: mix c x y) ->
  at_node values base (leaf_at i).1 (1 :: mix a x y) /\ at_node values base (leaf_at i).1 (1 :: mix b x y).
Proof.
move=> lt_i in_x in_y a_ge0 b_le1 between no_zero at_c; have [lt_ac lt_cb] := andP between.
have sz : size x = size y by rewrite !inside_size.
have sounds := leaves_sound R drows_proper layers_proper layers_integer accepted.
have [[sound_t _] _ _ _ [_ neu]] := proj1 (every_nth _ (nd0, [::]) _) sounds i lt_i.
rewrite -/(leaf_at i) in sound_t neu.
have [_ [_ neu_g _ total_g]] := root_facts R false rows_ok (functions_proper L_proper).
suff fits k e s : (size rows < index_of k < (size rows).+1 + size (flatten (map fst L)))%N -> PositiveMap.find k
  (table (leaf_at i).1) = Some e -> sign_at e = Some s ->
    fits_sign s (dotZ (form_of e) (1 :: mix a x y)) && fits_sign s (dotZ (form_of e) (1 :: mix b x y)).
  have cell r : base (1 :: mix r x y) -> _ := fun base_r => proj1 (every_nth _ (nd0, [::]) _)
    (leaf_cell rows_ok L_proper accepted base_r) i lt_i.
  have base_r (r : R) : 0 <= r -> r <= 1 -> base (1 :: mix r x y).
    by move=> r_ge0 r_le1; apply/inside_base/inside_mix; rewrite ?r_ge0.
  have a_le1 : a <= 1 by apply: le_trans (ltW lt_ac) (le_trans (ltW lt_cb) b_le1).
  have b_ge0 : 0 <= b by apply: le_trans a_ge0 (le_trans (ltW lt_ac) (ltW lt_cb)).
  split; [apply: (cell a (base_r a a_ge0 a_le1))|apply: (cell b (base_r b b_ge0 b_le1))] => k e s lt_k found sign_e;
    by left; case/andP: (fits k e s lt_k found sign_e).
move=> lt_k found sign_e; have [_ /(_ _ at_c)[w w_gt0 form_c]] := sound_t _ _ found.
have fits_c : fits_sign s (dotZ (form_of e) (1 :: mix c x y)).
  by rewrite form_c fits_sign_scale //; apply: (proj2 at_c); rewrite /sign_in found.
rewrite /dotZ !dotR_mix // -/(dotZ _ _) -/(dotZ _ (1 :: y)) in fits_c *.
apply: no_zero_between between _ fits_c; apply: no_zero.
apply/flattenP; exists [seq dotZ (form_at (leaf_at i).1 k) (1 :: x) /
  (dotZ (form_at (leaf_at i).1 k) (1 :: x) - dotZ (form_at (leaf_at i).1 k) (1 :: y)) | k <- neuron_keys g].
  apply/(nthP [::]); by exists i; rewrite ?size_map // (nth_map (nd0, [::])).
have [lt_n nth_n] := nth_index lt_k.
rewrite neu_g /neuron_count big_seq1; apply/(nthP 0); exists (index_of k - (size rows).+1)%N;
  first by rewrite [X in (_ < X)%N]size_map size_keys.
rewrite (nth_map 1%positive) ?size_keys // nth_n.
by rewrite /form_at found.
Qed.
(** The row of an output at a leaf. *)
Definition output_row (i j : nat) : seq Z := nth [::] (leaf_rows (leaf_at i).1) j.

Lemma leaf_output i j x : (i < size leaves)%N -> (j < size (outputs m))%N -> at_node values base (leaf_at i).1 (1 ::
  x) ->
  dotZ (output_row i j) (1 :: x) = factor * nth 0 (F x) j.
Proof.
move=> lt_i lt_j at_x; have [size_leaf _ /(_ x at_x)] := proj1 (every_nth _ (nd0, [::]) _) leaf_rows_sound i lt_i.
rewrite -/(leaf_at i) => /(congr1 (fun l => nth 0 l j)); rewrite (nth_map [::]) ?size_leaf // => ->.
by rewrite (nth_map 0) // size_rows_atR.
Qed.

Lemma leaves_gt0 : (0 < size leaves)%N.
Proof.
suff : leaves <> [::] by case: leaves.
move=> no_leaf; move: accepted; rewrite no_leaf; move: (State _ _) => st; clear.
elim: records st => //= r rs IH st; case: step => [[st'|nd p [st'|]]||] //=; first exact: IH.
  by case: grow.
by case: rs {IH}.
Qed.

(** The mean value inequality: in some region the increment of the affine map of an output is at least as large. *)
Lemma mean_value x y j : inside d drows x -> inside d drows y -> (j < size (outputs m))%N -> exists2 i,
  (i < size leaves)%N &
  factor * `|nth 0 (F y) j - nth 0 (F x) j| <= `|dotZ (output_row i j) (1 :: y) - dotZ (output_row i j) (1 :: x)|.
Proof.
move=> in_x in_y lt_j; pose K i := `|dotZ (output_row i j) (1 :: y) - dotZ (output_row i j) (1 :: x)|.
have [i lt_i largest] := exists_largest K leaves_gt0; exists i => //; rewrite -/(K i).
have sz : size x = size y by rewrite !inside_size.
pose f r := factor * nth 0 (F (mix r x y)) j.
have -> : factor * `|nth 0 (F y) j - nth 0 (F x) j| = `|f 1 - f 0|.
  by rewrite /f mix0 // mix1 // -mulrBr normrM (gtr0_norm factor_gt0).
apply: (increments (B := zeros x y)) => a b a_ge0 lt_ab b_le1 no_zero.
pose c := (a + b) / 2%:R.
have two_gt0 : 0 < 2%:R :> R by rewrite ltr0n.
have between : a < c < b by rewrite ltr_pdivl_mulr // ltr_pdivr_mulr // !mulr_natr !mulr2n ltr_add2l ltr_add2r lt_ab.
have in_c : inside d drows (mix c x y).
  have /andP[lt_ac lt_cb] := between; apply: inside_mix => //.
  by rewrite (le_trans a_ge0 (ltW lt_ac)) (le_trans (ltW lt_cb) b_le1).
apply: (leaves_cover (inside_base in_c)) => /(some_nth _ (nd0, [::]))[l lt_l at_c].
have [at_a at_b] := cell_between lt_l in_x in_y a_ge0 b_le1 between no_zero at_c.
rewrite /f -!(leaf_output lt_l lt_j) // /dotZ !dotR_mix // -/(dotZ _ _) -/(dotZ _ (1 :: y)).
set p := dotZ _ (1 :: x); set q := dotZ _ (1 :: y).
have -> : (1 - b) * p + b * q - ((1 - a) * p + a * q) = (q - p) * (b - a) by ring.
rewrite normrM (gtr0_norm (_ : 0 < b - a)) ?subr_gt0 // ler_wpmul2r ?subr_ge0 ?(ltW lt_ab) //.
exact: largest lt_l.
Qed.
(** ** Regions have interior points *)

Lemma near_rows x : size x = d -> every (fun row => 0 < row_at row x \/ forall y, row_at row y = 0 :> R) drows ->
  exists2 e : R, 0 < e & forall y, size y = d -> near e x y -> inside d drows y.
Proof.
move=> sz; rewrite /inside; elim: drows => [_|row rs IH /= [open_row /IH[e e_gt0 {}IH]]].
  by exists 1; rewrite ?ltr01 // => y ->; rewrite eqxx.
case: open_row => [pos|zero].
 have [//|e' e'_gt0 near_s] := @sign_near R (map ofQ row) Plus x _ pos.
  exists (Num.min e e'); first by rewrite lt_minr e_gt0.
  move=> y sz_y /near_min[near_y near_y']; have /andP[-> /= ->] := IH y sz_y near_y.
  by rewrite andbT ltW //; apply: near_s => //; rewrite sz_y sz.
exists e => // y sz_y /(IH y sz_y)/andP[-> /= ->].
by rewrite zero lexx.
Qed.

(** If the signs of a leaf do not put the domain into a hyperplane, its region contains all points near some point. *)
Lemma leaf_ball i : (i < size leaves)%N -> ~~ cells.is_flat g (leaf_at i).1 ->
  exists x, exists2 e : R, size x = d /\ 0 < e & forall y, size y = d -> near e x y ->
    [/\ inside d drows y, at_node values base (leaf_at i).1 (1 :: y) &
        map Num.sg (hidden_at (hidden m) y) = signs_at R (neuron_keys g) (leaf_at i).1].
Proof.
move=> lt_i not_flat; have [[width_g strict_g sound0 none0] [dom_g neu_g dsize_g total_g]] :=
  root_facts R false rows_ok (functions_proper L_proper).
have leaves_ok := leaves_sound R drows_proper layers_proper layers_integer accepted.
have [_ sz_p base_p [//|p_gt0] [_ neu]] := proj1 (every_nth _ (nd0, [::]) _) leaves_ok i lt_i.
rewrite -/(leaf_at i) in sz_p base_p p_gt0 neu.
have sounds : every (fun leaf => sound g values base leaf.1 /\ exists r, path.leaf g leaf.1 r = Done leaf.2) leaves.
  by apply: grow_sound accepted => //; apply: base_ok.
have [_ [r leaf_r]] := proj1 (every_nth _ (nd0, [::]) _) sounds i lt_i; rewrite -/(leaf_at i) in leaf_r.
have [_ /(signs_agree_sound R) dom _ _] := leaf_done leaf_r; rewrite dom_g in dom; move/every_keys: dom => dom.
have keeps_nd := proj1 (every_nth _ (nd0, [::]) _) (leaf_keeps accepted) i lt_i; rewrite -/(leaf_at i) /= in keeps_nd.
have [|t [x [t_gt0 sz_x p_tx]]] := @finite_point R d _ _ p_gt0; first by rewrite size_map.
have open : every (fun row => 0 < row_at row x \/ forall y, row_at row y = 0 :> R) drows.
  apply/(every_nth _ [::]) => l lt_l; set row := nth [::] drows l;
    have lt_l' : (l.+1 < (size rows).+1)%N by rewrite size_map.
  pose k := nth 1%positive (keys_from 1 (size rows).+1) l.+1.
  have k_l : index_of k = l.+1 by rewrite nth_keys.
  have [e0 found0 form0] := root_domain false rows_ok (functions_proper L_proper) lt_l' k_l.
  have [e found [form_e _]] := keeps_nd _ _ found0.
  have [|e'] := dom k; first by rewrite k_l.
  rewrite found => -[<-] [signs_e none_e].
  have proper_row : all proper row.
    by have /(all_nthP [::])/(_ l lt_l)/andP[] := drows_proper.
  have [_ [c c_gt0 norm_row]] := normalq_sound R proper_row.
  have [_ [c' c'_gt0 norm]] := normal_sound R (normalq row).
  have form_at_v v : dotZ (form_of e) v = c' * (c * dotR (map ofQ row) v).
    by rewrite form_e form0 /= (nth_map [::]) // norm norm_row.
  have at_p : 0 < dotZ (form_of e) (map toR (leaf_at i).2) -> 0 < row_at row x.
    by rewrite form_at_v p_tx row_scale !pmulr_rgt0.
  case S: (sign_at e) signs_e none_e => [s|]; last by move=> _ [_ _ /at_p]; left.
  case: s S => S /(_ _ erefl isT) sgn; [by left; apply: at_p|by move/(_ isT)|move=> _; right=> y].
  have: all (fun z => Z.eqb z 0) (form_of e).
    apply: contraR not_flat; rewrite -has_predC => ne0; rewrite /cells.is_flat dom_g.
    apply/(has_nthP 1%positive); exists l.+1; rewrite ?size_keys // -/k found.
    by case: (e) ne0 S => f o so im /= ne0 ->.
  move/(dotZ_zero (1 :: y)) => form0y; have := form_at_v (1 :: y); rewrite form0y => /esym/eqP.
  by rewrite !mulf_eq0 !(gt_eqF c_gt0) (gt_eqF c'_gt0) => /eqP.
have [e e_gt0 near_in] := near_rows sz_x open.
have sign_x : every (fun k => forall e s, PositiveMap.find k (table (leaf_at i).1) = Some e -> sign_at e = Some s ->
    has_sign s (dotZ (form_of e) (1 :: x))) (neuron_keys g).
  apply: every_impl neu => k [e1 [s' [E S sgn]]] e' s''; rewrite E => -[<-]; rewrite S => -[<-].
  have -> : dotZ (form_of e1) (1 :: x) = t^-1 * dotZ (form_of e1) (map toR (leaf_at i).2).
    by rewrite p_tx /dotZ dotR_scaled mulKf ?gt_eqF.
  by rewrite has_sign_scale ?invr_gt0.
have [eps eps_gt0 near_signs] := near_all sz_x sign_x.
exists x; exists (Num.min e eps); first by rewrite lt_minr e_gt0.
move=> y sz_y /near_min[/(near_in y sz_y) in_y near_y]; have signs_y := near_signs y sz_y near_y.
have base_y := inside_base in_y.
have [] := has_leaf_signs drows_proper layers_proper layers_integer accepted lt_i base_y; rewrite -/(leaf_at i) //.
move=> at_y _; split=> //; rewrite -(signs1 drows layers_proper layers_integer sz_y); apply/esym.
exact: (leaf_signs drows_proper layers_proper layers_integer accepted).
Qed.
(** A point of the domain with the signs of a leaf lies in its cell. *)
Lemma leaf_of_signs i x : (i < size leaves)%N -> inside d drows x ->
  map Num.sg (hidden_at (hidden m) x) = signs_at R (neuron_keys g) (leaf_at i).1 ->
  at_node values base (leaf_at i).1 (1 :: x).
Proof.
move=> lt_i in_x; rewrite -(signs1 drows layers_proper layers_integer (inside_size in_x)).
have [_ [_ neu_g _ _]] := root_facts R false rows_ok (functions_proper L_proper).
rewrite neu_g /neuron_count big_seq1 => signs_x.
have := proj1 (every_nth _ (nd0, [::]) _) (leaf_cell rows_ok L_proper accepted (inside_base in_x)) i lt_i; apply.
rewrite -/(leaf_at i) => k e s range found sign_e; right; have [lt_n nth_n] := nth_index range.
have ge_k : index_of k = ((size rows).+1 + (index_of k - (size rows).+1))%N.
  by case/andP: range => lt_k _; rewrite subnKC.
have lt_v : (index_of k - (size rows).+1 < size (drop (size rows).+1 (values (1%R :: x))))%N.
  by have E := congr1 size signs_x; rewrite [LHS]size_map [RHS]size_map size_keys in E; rewrite E.
have := congr1 (fun l => nth 0 l (index_of k - (size rows).+1)) signs_x.
rewrite (nth_map 0) // (nth_map 1%positive) ?size_keys // nth_n /sign_in found sign_e nth_drop -ge_k -/(value_at _ _ _).
case: s {sign_e} => /eqP; rewrite /= ?sgr_cp0; [exact: ltW|exact: ltW|by []].
Qed.
(** ** What was found *)

Variable t : cells.tally.
Hypothesis tally_t : tallied g leaves t0 = Done t.

(** The number of leaves. *)
Lemma tally_regions : cells.regions t = Z.of_nat (size leaves).
Proof. by have [-> _ _ _ _] := tallied_sound tally_t. Qed.

Lemma not_flat i : cells.wants_more t0 -> (i < size leaves)%N -> ~~ cells.is_flat g (leaf_at i).1.
Proof.
move=> more lt_i; have [_ /(_ more)/(all_nthP (nd0, [::])) + _ _ _] := tallied_sound tally_t; exact.
Qed.

(** Sign vectors of regions, and of leaves. *)
Definition region_of (s : seq R) : Prop := exists x, inside d drows x /\ exists2 e : R, 0 < e &
    forall y, inside d drows y -> near e x y -> map Num.sg (hidden_at (hidden m) y) = s.
Definition leaf_sign (i : nat) : seq R := signs_at R (neuron_keys g) (leaf_at i).1.

Lemma regions_leaf s : region_of s <-> exists2 i, (i < size leaves)%N & leaf_sign i = s.
Proof.
have [_ in_found] := regions_of_domain R drows_proper layers_proper layers_integer accepted isT.
rewrite /region_of -in_found; split=> [/(nthP [::])[i]|[i lt_i <-]].
  by rewrite size_map => lt_i; rewrite (nth_map (nd0, [::])) // => <-; exists i.
by apply/(nthP [::]); exists i; rewrite ?size_map // (nth_map (nd0, [::])).
Qed.

(** The values at x of affine functions, given by their rows (constant, gradient). *)
Definition affine_at (A : seq (seq R)) x : seq R := [seq dotR row (1 :: x) | row <- A].
(** On the region with sign vector s the outputs are the affine functions A. *)
Definition affine_region (s : seq R) (A : seq (seq R)) : Prop := all (fun row => size row == d.+1) A /\
  forall x, inside d drows x -> map Num.sg (hidden_at (hidden m) x) = s -> F x = affine_at A x.
Definition leaf_map (i : nat) : seq (seq R) :=
  [seq [seq factor^-1 * toR z | z <- row] | row <- leaf_rows (leaf_at i).1].

Lemma leaf_map_at i x : (i < size leaves)%N -> at_node values base (leaf_at i).1 (1 :: x) -> F x = affine_at (leaf_map
  i) x.
Proof.
move=> lt_i at_x; have [_ _ /(_ x at_x)] := proj1 (every_nth _ (nd0, [::]) _) leaf_rows_sound i lt_i.
rewrite -/(leaf_at i) => rows_x; rewrite /affine_at /leaf_map -map_comp.
have -> : [seq ((fun row => dotR row (1 :: x)) \o map (fun z =>
  factor^-1 * toR z)) row | row <- leaf_rows (leaf_at i).1] =
    map ( *%R factor^-1) (rows_atZ (leaf_rows (leaf_at i).1) (1 :: x)).
  by rewrite /rows_atZ -map_comp; apply: eq_map => row; rewrite [LHS]dotR_scale.
by rewrite rows_x -map_comp -[LHS]map_id; apply: eq_map => a /=; rewrite mulKf // gt_eqF // factor_gt0.
Qed.

Lemma leaf_map_region i : (i < size leaves)%N -> affine_region (leaf_sign i) (leaf_map i).
Proof.
move=> lt_i; split; last by move=> x in_x sgn; apply: leaf_map_at => //; apply: leaf_of_signs.
have [_ sizes _] := proj1 (every_nth _ (nd0, [::]) _) leaf_rows_sound i lt_i.
by rewrite all_map; apply: sub_all sizes => row /=; rewrite size_map.
Qed.

Lemma leaf_map_unique i A : cells.wants_more t0 -> (i < size leaves)%N -> affine_region (leaf_sign i) A -> A =
  leaf_map i.
Proof.
move=> more lt_i [sz_A at_A]; have [x [e [sz_x e_gt0] ball]] := leaf_ball lt_i (not_flat more lt_i).
have [sz_B at_B] := leaf_map_region lt_i.
have same y : size y = d -> near e x y -> affine_at A y = affine_at (leaf_map i) y.
  by move=> sz_y near_y; have [in_y _ sgn] := ball y sz_y near_y; rewrite -at_A // -at_B.
have sz : size A = size (leaf_map i).
  by have := congr1 size (same x sz_x (near_refl x e_gt0)); rewrite !size_map.
apply: (@eq_from_nth _ [::]) => // j lt_j; have lt_j' : (j < size (leaf_map i))%N by rewrite -sz.
apply: (@dotR_inj d _ _ x e) => //.
- by have /(all_nthP [::])/(_ j lt_j)/eqP := sz_A.
- by have /(all_nthP [::])/(_ j lt_j')/eqP := sz_B.
move=> y sz_y near_y; have := congr1 (fun l => nth 0 l j) (same y sz_y near_y).
by rewrite /affine_at (nth_map [::]) // (nth_map [::]).
Qed.

(** The affine maps of the outputs on the regions: a list of different ones; every region has exactly one, it is in the
    list, and every member of the list is that of a region. *)
Theorem tally_maps : cells.wants_more t0 -> cells.wants_maps t0 -> exists maps : seq (seq (seq R)),
  [/\ uniq maps, cells.distinct_rows (cells.maps t) = Z.of_nat (size maps),
      forall A, A \in maps -> exists2 s, region_of s & affine_region s A &
      forall s, region_of s -> exists2 A, A \in maps & forall A', affine_region s A' <-> A' = A].
Proof.
move=> more want; have [_ _ /(_ want)[maps_t _] _ _] := tallied_sound tally_t.
exists (undup [seq leaf_map i | i <- iota 0 (size leaves)]); split; first exact: undup_uniq.
- rewrite maps_t; have [l' [uniq_l' count_l' _] in_l'] :=
    put_rows_sound [seq flatten (leaf_rows leaf.1) | leaf <- leaves] has_no_rows.
  rewrite count_l'; congr Z.of_nat.
  have -> : size l' = size (undup [seq flatten (leaf_rows leaf.1) | leaf <- leaves]).
    by apply/eqP; rewrite -uniq_size_uniq ?undup_uniq // => row; rewrite mem_undup in_l'.
  have -> : [seq flatten (leaf_rows leaf.1) | leaf <- leaves] =
      [seq flatten (leaf_rows (leaf_at i).1) | i <- iota 0 (size leaves)].
    by rewrite -[in LHS](mkseq_nth (nd0, [::]) leaves) /mkseq -map_comp.
  apply: size_undup_map => i j; rewrite !mem_iota /= add0n => lt_i lt_j.
  have [n_i sz_i _] := proj1 (every_nth _ (nd0, [::]) _) leaf_rows_sound i lt_i.
  have [n_j sz_j _] := proj1 (every_nth _ (nd0, [::]) _) leaf_rows_sound j lt_j.
  have inj : injective (map (map (fun z => factor^-1 * toR z))).
    apply/inj_map/inj_map => u w /(mulfI _) E; apply/eqP.
    have := E (lt0r_neq0 _); rewrite invr_gt0 factor_gt0 => /(_ isT)/eqP; by rewrite toR_eq.
  rewrite (inj_eq inj); apply/eqP/eqP => [/(flatten_inj sz_i sz_j)|->//]; apply; by rewrite n_i.
- move=> A; rewrite mem_undup => /mapP[i]; rewrite mem_iota add0n => lt_i ->.
  by exists (leaf_sign i); [apply/regions_leaf; exists i|apply: leaf_map_region].
move=> s /regions_leaf[i lt_i <-]; exists (leaf_map i).
  by rewrite mem_undup; apply: map_f; rewrite mem_iota.
by move=> A; split=> [|->]; [apply: leaf_map_unique|apply: leaf_map_region].
Qed.
(** C is the least constant >= 0 with |F_j(x) - F_j(y)|^p <= C N(x - y) for all points x,
  y of the domain and all outputs. *)
Definition bounds (p : nat) (N : seq R -> R) (C : R) : Prop := forall x y j, inside d drows x -> inside d drows y ->
  (j < size (outputs m))%N -> `|nth 0 (F x) j - nth 0 (F y) j| ^+ p <= C * N (minusR x y).
Definition least_bound (p : nat) (N : seq R -> R) (C : R) : Prop :=
  [/\ 0 <= C, bounds p N C & forall C', 0 <= C' -> bounds p N C' -> C <= C'].

Lemma output_row_size i j : (i < size leaves)%N -> (j < size (outputs m))%N -> size (output_row i j) = d.+1.
Proof.
move=> lt_i lt_j; have [n_i /(all_nthP [::]) sz_i _] := proj1 (every_nth _ (nd0, [::]) _) leaf_rows_sound i lt_i.
by apply/eqP; apply: sz_i; rewrite n_i.
Qed.

Lemma output_row_increment i j x y : (i < size leaves)%N -> (j < size (outputs m))%N -> size x = d -> size y = d ->
  dotZ (output_row i j) (1 :: x) - dotZ (output_row i j) (1 :: y) = dotR (map toR (behead (output_row i j))) (minusR x
    y).
Proof.
move=> lt_i lt_j sz_x sz_y; rewrite dotR_minus ?sz_x // /dotZ; case: (output_row i j) => [|c w] /=.
  by rewrite subrr.
ring.
Qed.

(** For a norm N with the dual D, or for squares. *)
Lemma tally_bound (p : nat) (N D : seq R -> R) (f : seq Z -> Z) : cells.wants_more t0 -> (0 < p)%N ->
  (forall v, 0 <= N v) -> (forall (r : R) v, 0 < r -> N (map ( *%R r) v) = r ^+ p * N v) ->
  (forall w v, size w = size v -> `|dotR w v| ^+ p <= D w * N v) ->
  (forall w, exists2 v, size v = size w & forall C, 0 <= C -> `|dotR w v| ^+ p <= C * N v -> D w <= C) ->
  (forall row, toR (f row) = D (map toR (behead row))) ->
  least_bound p N (toR (foldl (fun z row =>
    Z.max z (f row)) Z0 (flatten [seq leaf_rows leaf.1 | leaf <- leaves])) / factor ^+ p).
Proof.
move=> more p_gt0 N_ge0 N_scale dual attains f_D; set rs := flatten _; set M := foldl _ _ _.
have [M_ge0 le_M M_is] := max_sound f Z0 rs; rewrite -/M in M_ge0 le_M M_is.
have f_gt0 : 0 < factor ^+ p by rewrite exprn_gt0 ?factor_gt0.
have M_ge0' : 0 <= toR M by rewrite toR_ge0; apply/Z.leb_spec0.
have in_rs i j : (i < size leaves)%N -> (j < size (outputs m))%N -> output_row i j \in rs.
  move=> lt_i lt_j; have [n_i _ _] := proj1 (every_nth _ (nd0, [::]) _) leaf_rows_sound i lt_i.
  apply/flattenP; exists (leaf_rows (leaf_at i).1); last by apply: mem_nth; rewrite n_i.
  by apply/(nthP [::]); exists i; rewrite ?size_map // (nth_map (nd0, [::])).
split.
- by apply: divr_ge0 => //; apply: ltW.
- move=> x y j in_x in_y lt_j; have [i lt_i mean] := mean_value in_y in_x lt_j.
  rewrite mulrAC ler_pdivl_mulr // [X in X <= _]mulrC -exprMn.
  rewrite output_row_increment ?inside_size // in mean.
  have sz_row := output_row_size lt_i lt_j.
  have mean_p : (factor * `|nth 0 (F x) j - nth 0 (F y) j|) ^+ p <=
      `|dotR (map toR (behead (output_row i j))) (minusR x y)| ^+ p.
    by apply: ler_expn2r; rewrite ?nnegrE // mulr_ge0 // ltW // factor_gt0.
  apply: le_trans mean_p _; apply: le_trans (dual _ _ _) _.
    by rewrite size_map size_behead sz_row size_map size_zip !inside_size // minnn.
  rewrite ler_wpmul2r // -f_D toR_le; apply/Z.leb_spec0/le_M; exact: in_rs.
move=> C C_ge0 bound; rewrite ler_pdivr_mulr //.
case: M_is => [->|[row /flattenP[rs' /(nthP [::])[i + <-] /(nthP [::])[j + row_j]] ->]].
  by rewrite toR0 mulr_ge0 // ltW.
rewrite size_map => lt_i; rewrite (nth_map (nd0, [::])) // in row_j *.
have [n_i _ _] := proj1 (every_nth _ (nd0, [::]) _) leaf_rows_sound i lt_i; rewrite n_i => lt_j.
rewrite -/(output_row i j) in row_j; rewrite -row_j f_D.
have sz_row := output_row_size lt_i lt_j.
have [v sz_v best] := attains (map toR (behead (output_row i j))).
rewrite size_map size_behead sz_row /= in sz_v.
have [x [e [sz_x e_gt0] ball]] := leaf_ball lt_i (not_flat more lt_i).
have [r r_gt0 near_r] := near_shift (etrans sz_x (esym sz_v)) e_gt0.
have sz_y : size (shift r x v) = d by rewrite size_map size_zip sz_x sz_v minnn.
have [in_y at_y _] := ball _ sz_y near_r; have [in_x at_x _] := ball x sz_x (near_refl x e_gt0).
apply: best; first by rewrite mulr_ge0 // ltW.
have := bound _ _ j in_y in_x lt_j; rewrite minus_shift ?sz_x // N_scale // => le_y.
have rp_gt0 : 0 < r ^+ p by rewrite exprn_gt0.
rewrite -(ler_pmul2l rp_gt0); apply: le_trans (_ : factor ^+ p * (C * (r ^+ p * N v)) <= _); last first.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
apply: le_trans (ler_wpmul2l (ltW f_gt0) le_y); rewrite -!exprMn; apply: ler_expn2r.
  by rewrite nnegrE; apply: mulr_ge0 => //; apply: ltW.
  by rewrite nnegrE; apply: mulr_ge0 => //; apply: ltW factor_gt0.
have E : r * dotR (map toR (behead (output_row i j))) v = factor * (nth 0 (F (shift r x v)) j - nth 0 (F x) j).
  by rewrite mulrBr -!(leaf_output lt_i lt_j) // output_row_increment // minus_shift ?sz_x // dotR_point.
by rewrite -[X in X * _](gtr0_norm r_gt0) -normrM E normrM (gtr0_norm factor_gt0).
Qed.

(** The Lipschitz constants of the outputs on the domain: for the max norm, for the sum norm,
  and the square of that for the
    Euclidean norm. *)
Theorem tally_lipschitz : cells.wants_more t0 -> cells.wants_maps t0 ->
  [/\ least_bound 1 max_norm (toR (cells.largest t).1.1 / factor),
      least_bound 1 sum_norm (toR (cells.largest t).1.2 / factor) &
      least_bound 2 squares (toR (cells.largest t).2 / factor ^+ 2)].
Proof.
move=> more want; have [_ _ /(_ want)[_ ->] _ _] := tallied_sound tally_t; rewrite enlarge_each.
split.
- have := @tally_bound 1 max_norm sum_norm (fun row => foldl Z.add Z0 (sizes row)) more isT.
  rewrite expr1; apply.
  + exact: max_norm_ge0.
  + by move=> r v r_gt0; rewrite max_norm_scale gtr0_norm.
  + by move=> w v _; rewrite expr1 dual_max.
  + move=> w; exists (map Num.sg w); rewrite ?size_map // => C C_ge0; have [dot_v le_v] := attains_max w.
    rewrite expr1 dot_v ger0_norm ?sum_norm_ge0 // => /le_trans; apply; by rewrite ler_pimulr.
  + by move=> row; rewrite sum_sizes /sum_norm big_map.
- have := @tally_bound 1 sum_norm max_norm (fun row => foldl Z.max Z0 (sizes row)) more isT.
  rewrite expr1; apply.
  + exact: sum_norm_ge0.
  + by move=> r v r_gt0; rewrite sum_norm_scale gtr0_norm.
  + by move=> w v _; rewrite expr1 dual_sum.
  + move=> w; have: max_norm w = 0 \/ exists2 a, a \in w & max_norm w = `|a|.
      elim: w => [|a w IH] /=; first by left.
      case: (leP `|a| (max_norm w)) => _; last by right; exists a; rewrite ?inE ?eqxx.
      by case: IH => [->|[b in_w ->]]; [left|right; exists b; rewrite ?inE ?in_w ?orbT].
    case=> [->|[a in_w ->]]; first by exists w.
    have [v [sz_v dot_v le_v]] := attains_sum in_w; exists v => // C C_ge0.
    by rewrite expr1 dot_v normr_id => /le_trans; apply; rewrite ler_pimulr.
  + move=> row; have [M_ge0 le_M M_is] := max_sizes row; apply: le_anti; apply/andP; split; last first.
      apply: max_norm_le; first by rewrite toR_ge0; apply/Z.leb_spec0.
      by move=> _ /mapP[a in_row ->]; apply: le_M.
    case: M_is => [->|[a in_row ->]]; first by rewrite toR0 max_norm_ge0.
    by apply: max_norm_ge; apply: map_f.
- apply: (@tally_bound 2 squares squares (fun row => dot (sizes row) (sizes row))) => //.
  + exact: squares_ge0.
  + by move=> r v _; rewrite squares_scale.
  + by move=> w v sz; rewrite real_normK ?num_real // Cauchy_Schwarz.
  + move=> w; exists w => // C C_ge0; rewrite real_normK ?num_real // attains_squares expr2.
    case: (ltgtP (squares w) 0) (squares_ge0 w) => [//|w_gt0 _|-> //]; by rewrite ler_pmul2r.
  + by move=> row; rewrite squares_sizes /squares big_map.
Qed.

(** One layer is injective on the domain exactly if in every region its active rows span. *)
Theorem tally_injective : cells.wants_more t0 -> cells.wants_injective t0 -> size (hidden m) = 1%N ->
  cells.injective t <-> forall x y, inside d drows x -> inside d drows y ->
    last_at (hidden m) x = last_at (hidden m) y -> x = y.
Proof.
move=> more want one_hidden; have [_ _ _ /(_ want)-> _] := tallied_sound tally_t.
have one_gt0 : 0 < ofQ one by rewrite ofQ1 ltr01.
have last_eq x y : last_at (hidden m) x = last_at (hidden m) y <->
    integer_last (map fst L) 1 x = integer_last (map fst L) 1 y.
  have [_ scale_gt0 _] := integer_last_scaled x (isT : proper one) one_gt0 layers_proper layers_integer ltr01.
  have E z : integer_last (map fst L) 1 z = map ( *%R (ofQ (last one (map snd L)))) (last_at (hidden m) z).
    have [_ _] := integer_last_scaled z (isT : proper one) one_gt0 layers_proper layers_integer ltr01.
    by rewrite ofQ1 !mulr1 scale1.
  rewrite !E; split=> [->//|]; apply: inj_map; apply: mulfI; exact: lt0r_neq0.
have [W L_Z] : exists W, map fst L = [:: W].
  have sizes_eq : map size (map fst L) = map size (hidden m).
    by have [_ -> _] := integer_layers_sound R layers_proper layers_integer.
  have : size (map fst L) = 1%N by rewrite -(size_map size) sizes_eq size_map.
  by case: (map fst L) => [|W [|]] // _; exists W.
have L_ne' : map fst L <> [::] by rewrite L_Z.
have lasts := leaves_last_layer rows_ok L_proper accepted L_ne'.
have width_g : (width g).-1 = d by have [[-> _ _ _] _] := root_facts R false rows_ok (functions_proper L_proper).
have leaf_facts i : (i < size leaves)%N -> exists on, [/\ size on = size W, all (fun row => size row == d.+1) W,
    spans g (leaf_at i).1 = eqn (rank (map behead (mask on W))) d &
    forall x, at_node values base (leaf_at i).1 (1 :: x) ->
      map reluR (rows_atZ W (1 :: x)) = [seq if p.1 then p.2 else 0 | p <- zip on (rows_atZ W (1 :: x))]].
  move=> lt_i; have := proj1 (every_nth _ (nd0, [::]) _) lasts i lt_i; rewrite -/(leaf_at i).
  case=> on [forms [key [last_leaf [sz_forms n_forms] forms_Z on_keys on_sound]]].
  rewrite L_Z /= in forms_Z; have {}forms_Z := forms_Z erefl.
  exists on; rewrite -forms_Z; split=> //.
  - by rewrite on_keys size_map size_keys.
  - by rewrite /spans last_leaf width_g.
  - by move=> x /on_sound[].
have last_Z x : integer_last (map fst L) 1 x = map reluR (rows_atZ W (1 :: x)) by rewrite L_Z.
have shape_on on : all (fun row => size row == d.+1) W -> all (fun row => size row == d) (map behead (mask on W)).
  move=> sz_Z; rewrite all_map; apply/allP => row /mem_mask/(allP sz_Z)/eqP /=; by rewrite size_behead => ->.
have diff (row : seq Z) x y : size x = size y -> dotZ row (1 :: x) - dotZ row (1 :: y) = dotZ (behead row) (minusR x y).
  move=> sz; rewrite [RHS]dotR_minus // /dotZ; case: row => [|c w] /=; first by rewrite subrr.
  ring.
split=> [/= /(all_nthP (nd0, [::])) all_span x y in_x in_y eq_last|inj_last].
  have sz_x := inside_size in_x; have sz_y := inside_size in_y; have sz : size x = size y by rewrite sz_x.
  have two_gt0 : 0 < 2%:R :> R by rewrite ltr0n.
  have half : 0 <= (2%:R : R)^-1 <= 1 by rewrite invr_ge0 ltW //= invf_le1 // ler1n.
  have in_c := inside_mix half in_x in_y.
  apply/eqP; apply: (leaves_cover (inside_base in_c)) => /(some_nth _ (nd0, [::]))[i lt_i at_c].
  have [on [sz_on sz_Z spans_i on_c]] := leaf_facts i lt_i.
  have := all_span i lt_i; rewrite -/(leaf_at i) spans_i => /(rank_kernel (shape_on on sz_Z)) trivial.
  have sz_xy : size (minusR x y) = d by rewrite size_map size_zip sz_x sz_y minnn.
  have zero : minusR x y = nseq d 0.
    apply: trivial => // w /mapP[row in_mask ->]; rewrite -diff //.
    have {}eq_last : map reluR (rows_atZ W (1 :: x)) = map reluR (rows_atZ W (1 :: y)).
      by rewrite -!last_Z; apply/last_eq.
    have [eq_row ge_c] : reluR (dotZ row (1 :: x)) = reluR (dotZ row (1 :: y)) /\
        0 <= dotZ row (1 :: mix 2%:R^-1 x y).
      have := on_c _ at_c; move: in_mask eq_last; clear -sz_on.
      elim: W on sz_on => [|r W IH] [|b on] //= [sz_on]; rewrite /rows_atZ /= => in_mask [eq_r eq_Z] [c_r c_Z].
      move: in_mask; case: b c_r => c_r; last by move=> in_mask; apply: IH in_mask eq_Z c_Z.
      rewrite inE => /predU1P[->|in_mask]; last by apply: IH in_mask eq_Z c_Z.
      by split=> //; rewrite -c_r /reluR le_maxr lexx orbT.
    move: ge_c; rewrite /dotZ dotR_mix // -/(dotZ _ _) -/(dotZ _ (1 :: y)).
    have -> : (1 - 2%:R^-1) * dotZ row (1 :: x) + 2%:R^-1 * dotZ row (1 :: y) =
        (dotZ row (1 :: x) + dotZ row (1 :: y)) / 2%:R by field; rewrite ?pnatr_eq0.
    rewrite pmulr_lge0 ?invr_gt0 //; move: eq_row; rewrite /reluR.
    move: (dotZ row (1 :: x)) (dotZ row (1 :: y)) => p q.
    case: (lerP p 0) => [p_le|p_gt]; case: (lerP q 0) => [q_le|q_gt] // eq_pq ge_pq.
    - have p0 : p = 0.
        by apply: le_anti; rewrite p_le /= (le_trans ge_pq) // ger_addl.
      by move: ge_pq; rewrite p0 add0r => q_ge; rewrite (le_anti (introT andP (conj q_le q_ge))) subrr.
    - by rewrite -eq_pq ltxx in q_gt.
    - by rewrite eq_pq ltxx in p_gt.
    - by rewrite eq_pq subrr.
  apply/eqP/(@eq_from_nth _ 0) => // j lt_j; apply/eqP; rewrite -subr_eq0; apply/eqP.
  have := congr1 (fun l => nth 0 l j) zero; rewrite (nth_map (0, 0)) ?size_zip -?sz ?minnn // nth_zip //= => ->.
  by rewrite nth_nseq; case: ifP.
apply/(all_nthP (nd0, [::])) => i lt_i; rewrite -/(leaf_at i).
have [on [sz_on sz_Z -> on_c]] := leaf_facts i lt_i.
apply/(rank_kernel (shape_on on sz_Z)) => u sz_u ker_u.
have [x [e [sz_x e_gt0] ball]] := leaf_ball lt_i (not_flat more lt_i).
have [r r_gt0 near_r] := near_shift (etrans sz_x (esym sz_u)) e_gt0.
have sz_y : size (shift r x u) = d by rewrite size_map size_zip sz_x sz_u minnn.
have [in_y at_y _] := ball _ sz_y near_r; have [in_x at_x _] := ball x sz_x (near_refl x e_gt0).
have eq_yx : shift r x u = x.
  apply: inj_last => //; apply/last_eq; rewrite !last_Z (on_c _ at_y) (on_c _ at_x).
  have same row : row \in mask on W -> dotZ row (1 :: shift r x u) = dotZ row (1 :: x).
    move=> in_mask; apply/eqP; rewrite -subr_eq0 diff ?sz_y // minus_shift ?sz_x //.
    by rewrite /dotZ dotR_point -/(dotZ _ _) ker_u ?mulr0 ?map_f.
  move: same; clear -sz_on; elim: W on sz_on => [|row W IH] [|b on] //= [sz_on] same; congr cons.
    by case: b same => //= same; rewrite same // inE eqxx.
  apply: IH => // row' in_mask; apply: same; by case: (b) => //; rewrite inE in_mask orbT.
have := minus_shift r (etrans sz_x (esym sz_u)); rewrite eq_yx => zero.
apply: (@eq_from_nth _ 0) => [|j lt_j]; first by rewrite size_nseq.
have := congr1 (fun l => nth 0 l j) zero; rewrite (nth_map (0, 0)) ?size_zip ?minnn ?sz_x -?sz_u // nth_zip //= subrr.
rewrite (nth_map 0) // => /esym/eqP; rewrite mulf_eq0 gt_eqF //= => /eqP->.
by rewrite nth_nseq; case: ifP.
Qed.
End Problem.
End Tally.

(** * What the tally says of a network *)

Section Network.
Variable R : realFieldType.
Implicit Types (x y : seq R).
Local Open Scope string_scope.
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).

(** A gives the outputs on the region with sign vector s: for every output a row (b, a), so that the output is b + a.x at
    all points x of the domain with these signs of the neurons. *)
Definition affine_on net d (drows : seq (seq rational)) (s : seq R) (A : seq (seq R)) : Prop :=
  all (fun row => size row == d.+1) A /\
  forall x, inside d drows x -> semantics.signs (neurons_at net x) = s -> network_at net x = affine_at A x.

(** C bounds the increments of all outputs on the domain: |F_j(x) - F_j(y)|^p <= C N(x - y); and C is the least such number
    that is not negative. *)
Definition bounds_increments net d (drows : seq (seq rational)) (p : nat) (N : seq R -> R) (C : R) : Prop :=
  forall x y j, inside d drows x -> inside d drows y -> (j < size (network_at net x))%N ->
  `|nth 0 (network_at net x) j - nth 0 (network_at net y) j| ^+ p <= C * N (minusR x y).
Definition least_constant net d drows (p : nat) (N : seq R -> R) (C : R) : Prop :=
  [/\ 0 <= C, bounds_increments net d drows p N C &
      forall C', 0 <= C' -> bounds_increments net d drows p N C' -> C <= C'].

Variables (net : seq layer) (m : network) (drows : seq (seq rational)) (L : seq (seq (seq Z) * rational)).
Hypothesis net_proper : proper_layers (inputs_of net) net.
Hypothesis net_merged : merged net = Done m.
Hypothesis drows_proper : all (fun row => (size row == (inputs m).+1) && all proper row) drows.
Hypothesis layers_integer : integer_layers one (hidden m) = Done L.
Notation g := (sound_tree.g (inputs m) (map normalq drows) [:: map fst L] false).
Notation nd0 := (sound_tree.nd0 (inputs m) (map normalq drows) [:: map fst L] false).
Variables (records : seq json) (leaves : seq (node * seq Z)) (wanted : seq string) (t : cells.tally).
Hypothesis accepted : grow g (State nd0 [::]) records = Done leaves.
Hypothesis tally_t : tallied g leaves (cells.tally_start wanted m L) = Done t.
Let d := inputs_of net.
Notation named name := (has (String.eqb name) wanted).

Lemma layers_proper : proper_rows (inputs m) (hidden m).
Proof. by have [_] := merged_sound R net_proper net_merged. Qed.
Lemma outputs_proper :
  all (fun row => (size row == (last_width (inputs m) (hidden m)).+1) && all proper row) (outputs m).
Proof. by have [_ _] := merged_sound R net_proper net_merged. Qed.
Lemma inputs_m : inputs m = d.
Proof. by have [] := merged_sound R net_proper net_merged. Qed.
Lemma net_at x : size x = d -> neurons_at net x = hidden_at (hidden m) x /\ network_at net x = F m x.
Proof. by rewrite -inputs_m; have [_ _ _] := merged_sound R net_proper net_merged; apply. Qed.
Lemma net_size x : size x = d -> size (network_at net x) = size (outputs m).
Proof. by move/net_at=> [_ ->]; rewrite size_map. Qed.

Lemma in_size x : inside d drows x -> size x = d. Proof. by case/andP=> /eqP. Qed.

Lemma region_ofE (s : seq R) : region_of m drows s <-> region net d drows s.
Proof.
rewrite /region_of /region inputs_m; split=> -[x [in_x [e e_gt0 near_x]]]; exists x; split=> //;
  exists e => // y in_y near_y.
  by rewrite /semantics.signs (net_at (in_size in_y)).1; apply: near_x.
by have := near_x y in_y near_y; rewrite /semantics.signs (net_at (in_size in_y)).1.
Qed.

Lemma wanted_maps : named "affine_maps" || named "lipschitz" ->
  cells.wants_more (cells.tally_start wanted m L) /\ cells.wants_maps (cells.tally_start wanted m L).
Proof.
by move=> want; split=> //; case/orP: want; apply: sub_has => n; case: String.eqb_spec => // <-.
Qed.

(** The number of regions. *)
Theorem regions_tally : exists found : seq (seq R),
  [/\ uniq found, forall s, s \in found <-> region net d drows s &
      values.lookup "regions" (cells.tally_values wanted t) = Some (values.VInt (Z.of_nat (size found)))].
Proof.
have [uniq_found in_found] := regions_of_domain R drows_proper layers_proper layers_integer accepted isT.
eexists; split; first exact: uniq_found.
  by move=> s; rewrite -region_ofE; apply: in_found.
by rewrite /cells.tally_values /= (tally_regions tally_t) size_map.
Qed.

(** The number of affine maps: there are so many different ones;
  every region has exactly one, which is among them, and each
    of them is that of a region. *)
Theorem affine_maps_tally : named "affine_maps" -> exists maps : seq (seq (seq R)),
  [/\ uniq maps, values.lookup "affine_maps" (cells.tally_values wanted t) = Some (values.VInt (Z.of_nat (size maps))),
      forall A, A \in maps -> exists2 s, region net d drows s & affine_on net d drows s A &
      forall s, region net d drows s -> exists2 A, A \in maps & forall A', affine_on net d drows s A' <-> A' = A].
Proof.
move=> want; have [more want_maps] : _ /\ _ := wanted_maps (introT orP (or_introl want)).
have [maps [uniq_maps count_maps of_region has_map]] :=
  tally_maps R drows_proper layers_proper outputs_proper layers_integer accepted tally_t more want_maps.
have onE s A : affine_region m drows s A <-> affine_on net d drows s A.
  rewrite /affine_region /affine_on inputs_m; split=> -[sz at_A]; split=> // x in_x;
    have [neu out] := net_at (in_size in_x); by have := at_A x in_x; rewrite /semantics.signs neu out.
exists maps; split=> //.
- by rewrite /cells.tally_values /= want /= count_maps.
- by move=> A /of_region[s /region_ofE ? /onE ?]; exists s.
by move=> s /region_ofE/has_map[A in_maps unique]; exists A => // A'; rewrite -onE.
Qed.

Lemma ofQ_over z f : proper f -> 0 < ofQ f -> proper (div (of_Z z) f) /\ ofQ (div (of_Z z) f) = toR z / ofQ f.
Proof.
move=> f_proper f_gt0; have num_ne : num f <> Z0.
  by move=> num0; move: f_gt0; rewrite /semantics.ofQ num0 toR0 mul0r ltxx.
have inv_proper : proper (inv f) by apply: proper_quotient.
rewrite /div; split; first by apply: proper_mul.
by rewrite ofQ_mul // ofQ_of_Z /inv ofQ_quotient // /semantics.ofQ invf_div.
Qed.

(** The Lipschitz constants on the domain: for the max norm, for the sum norm, and the square of that for the Euclidean
    norm. *)
Theorem lipschitz_tally : named "lipschitz" -> exists a b c,
  [/\ values.lookup "lipschitz" (cells.tally_values wanted t) =
        Some (values.VList [:: values.VRat a; values.VRat b; values.VRat c]), [/\ proper a, proper b & proper c],
      least_constant net d drows 1 (@max_norm R) (ofQ a), least_constant net d drows 1 (@sum_norm R) (ofQ b) &
      least_constant net d drows 2 (@squares R) (ofQ c)].
Proof.
move=> want; have [more want_maps] : _ /\ _ := wanted_maps (introT orP (or_intror want)).
have [max_t sum_t squares_t] := 
  tally_lipschitz R drows_proper layers_proper outputs_proper layers_integer accepted tally_t more want_maps.
have [f_gt0 [f_proper _ _ _]] := output_rows_sound R wanted drows_proper layers_proper outputs_proper layers_integer.
have [_ _ _ _ factor_t] := tallied_sound tally_t.
rewrite -factor_t in f_gt0 f_proper max_t sum_t squares_t.
have ff_proper : proper (mul (cells.factor t) (cells.factor t)) by apply: proper_mul.
have ff : ofQ (mul (cells.factor t) (cells.factor t)) = ofQ (cells.factor t) ^+ 2 by rewrite ofQ_mul.
have ff_gt0 : 0 < ofQ (mul (cells.factor t) (cells.factor t)) by rewrite ff exprn_gt0.
have leastE p N C : least_bound m drows p N C -> least_constant net d drows p N C.
  have boundsE C' : bounds m drows p N C' <-> bounds_increments net d drows p N C'.
    rewrite /bounds /bounds_increments inputs_m; split=> H x y j in_x in_y;
      have sz_x := in_size in_x; have sz_y := in_size in_y; have := H x y j in_x in_y;
      by rewrite net_size // (net_at sz_x).2 (net_at sz_y).2.
  by case=> C_ge0 /boundsE ? least; split=> // C' C'_ge0 /boundsE; apply: least.
have [pa Ea] := ofQ_over (cells.largest t).1.1 f_proper f_gt0.
have [pb Eb] := ofQ_over (cells.largest t).1.2 f_proper f_gt0.
have [pc Ec] := ofQ_over (cells.largest t).2 ff_proper ff_gt0.
exists (div (of_Z (cells.largest t).1.1) (cells.factor t)), (div (of_Z (cells.largest t).1.2) (cells.factor t)),
  (div (of_Z (cells.largest t).2) (mul (cells.factor t) (cells.factor t))).
split=> //; [|by rewrite Ea; apply: leastE|by rewrite Eb; apply: leastE|by rewrite Ec ff; apply: leastE].
by rewrite /cells.tally_values /= want; case: (named "affine_maps"); case: (named "injective").
Qed.
(** Injectivity of one ReLU layer on the domain;
  that the outputs of the network are those of its only hidden layer is what
    `one_layer` finds out. *)
Theorem injective_tally : named "injective" -> size (hidden m) = 1%N ->
  (forall x, size x = d -> network_at net x = last_at (hidden m) x) ->
  values.lookup "injective" (cells.tally_values wanted t) = Some (values.VBool (cells.injective t)) /\
  (cells.injective t <-> forall x y,
    inside d drows x -> inside d drows y -> network_at net x = network_at net y -> x = y).
Proof.
move=> want one_hidden layer; split.
  by rewrite /cells.tally_values /= want; case: (named "affine_maps").
have more : cells.wants_more (cells.tally_start wanted m L).
  by move: want; apply: sub_has => n; case: String.eqb_spec => // <-.
apply: iff_trans (tally_injective R drows_proper layers_proper layers_integer accepted tally_t more want one_hidden) _.
rewrite inputs_m; split=> inj x y in_x in_y; have := inj x y in_x in_y;
  by rewrite (layer x (in_size in_x)) (layer y (in_size in_y)).
Qed.
End Network.
