(** Proof trees are sound: what a path says is true of every point that has its signs; no point is lost on the way from
    the root to the leaves; two leaves differ. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path semantics sound_network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** * Keys *)

(** The place of a key: 0, 1, 2, ... *)
Definition index_of (key : positive) : nat := (Pos.to_nat key).-1.

Lemma to_nat_gt0 key : (0 < Pos.to_nat key)%N. Proof. lia. Qed.
Lemma index_succ key : index_of (Pos.succ key) = (index_of key).+1.
Proof. rewrite /index_of Pos2Nat.inj_succ; have := to_nat_gt0 key; lia. Qed.
Lemma index_inj key key' : index_of key = index_of key' -> key = key'.
Proof. rewrite /index_of => e; apply: Pos2Nat.inj; have := to_nat_gt0 key; have := to_nat_gt0 key'; lia. Qed.
Lemma index_after key n : index_of (key_after key n) = (index_of key + n)%N.
Proof. by elim: n key => [|n IH] key /=; rewrite ?addn0 // IH index_succ addSnnS. Qed.
Lemma size_keys key n : size (keys_from key n) = n.
Proof. by elim: n key => //= n IH key; rewrite IH. Qed.
Lemma nth_keys key n i : (i < n)%N -> index_of (nth 1%positive (keys_from key n) i) = (index_of key + i)%N.
Proof. by elim: n key i => //= n IH key [|i] lt_in; rewrite ?addn0 //= IH // index_succ addSnnS. Qed.
Lemma key_of_index e : Z.le 0 e -> index_of (Z.to_pos (e + 1)) = Z.to_nat e.
Proof. rewrite /index_of => ge0; lia. Qed.
Lemma keysP key n k : reflect (index_of key <= index_of k < index_of key + n)%N
  (has (Pos.eqb k) (keys_from key n)).
Proof.
apply: (iffP idP) => [/(has_nthP 1%positive)[i]|in_range].
  rewrite size_keys => lt_in /Pos.eqb_eq ->; rewrite nth_keys //; lia.
apply/(has_nthP 1%positive); exists (index_of k - index_of key)%N; first by rewrite size_keys; lia.
apply/Pos.eqb_eq/index_inj; rewrite nth_keys; lia.
Qed.

(** * Signs in a table *)

Definition sign_in (t : PositiveMap.t entry) (key : positive) : option sign :=
  if PositiveMap.find key t is Some e then sign_at e else None.

Lemma sign_in_add t key e k : sign_in (PositiveMap.add key e t) k = if Pos.eqb k key then sign_at e else sign_in t k.
Proof.
rewrite /sign_in; case: Pos.eqb_spec => [->|ne]; first by rewrite PositiveMap.gss.
by rewrite PositiveMap.gso.
Qed.

Lemma sign_in_enter owner key rows t k : sign_in (enter owner key rows t) k = sign_in t k.
Proof.
elim: rows key t => //= row rows IH key t; rewrite IH.
case E: (PositiveMap.find key t) => [e|] //; rewrite sign_in_add /sign_in.
by case: Pos.eqb_spec => [->|]; rewrite ?E.
Qed.

Lemma sign_in_advance n owner key s t st k : sign_in (advance n owner key s t st).1 k = sign_in t k.
Proof.
rewrite /advance; case: (unsigned st) => [|left] //; case: (later st) => [|rows rest] //.
by case: signed => on found; case: left => //; case: switches => [in_table|] //=; rewrite sign_in_enter.
Qed.

Lemma sign_in_assign n nd key e s b k :
  sign_in (table (assign n nd key e s b)) k = if Pos.eqb k key then Some s else sign_in (table nd) k.
Proof.
rewrite /assign; case: (owner e) => [|i]; rewrite ?sign_in_add //.
case: (drop i (stacks nd)) => [|st rest] /=; rewrite ?sign_in_add //.
by case E: advance => [t' st'] /=; rewrite -[t']/((t', st').1) -E sign_in_advance sign_in_add.
Qed.

Section Sound.
Variable R : realFieldType.
Implicit Types (v : seq R) (a : R).
Notation toR := (@toR R).
Notation dotZ := (@dotZ R).
Notation reluR := (@reluR R).

(** * Signs of numbers *)

(** The sign of a number is s; or at least not the opposite. *)
Definition has_sign (s : sign) a : bool := match s with Plus => 0 < a | Minus => a < 0 | Zero => a == 0 end.
Definition fits_sign (s : sign) a : bool := match s with Plus => 0 <= a | Minus => a <= 0 | Zero => a == 0 end.
Definition agrees (strict : bool) : sign -> R -> bool := if strict then has_sign else fits_sign.

Lemma has_sign_fits s a : has_sign s a -> fits_sign s a.
Proof. by case: s => //= /ltW. Qed.
Lemma agrees_fits strict s a : agrees strict s a -> fits_sign s a.
Proof. by case: strict => //; apply: has_sign_fits. Qed.
Lemma has_sign_scale s c a : 0 < c -> has_sign s (c * a) = has_sign s a.
Proof. by case: s => c_gt0 /=; rewrite ?pmulr_rgt0 ?pmulr_rlt0 ?mulf_eq0 ?(gt_eqF c_gt0). Qed.
Lemma fits_sign_scale s c a : 0 < c -> fits_sign s (c * a) = fits_sign s a.
Proof. by case: s => c_gt0 /=; rewrite ?pmulr_rge0 ?pmulr_rle0 ?mulf_eq0 ?(gt_eqF c_gt0). Qed.
Lemma agrees_scale strict s c a : 0 < c -> agrees strict s (c * a) = agrees strict s a.
Proof. by case: strict => c_gt0; rewrite /agrees ?has_sign_scale ?fits_sign_scale. Qed.

Lemma same_signP s s' : reflect (s = s') (same_sign s s').
Proof. by case: s; case: s'; constructor. Qed.

Lemma sign_of_toR z : has_sign (sign_of z) (toR z).
Proof.
rewrite /sign_of; case: Z.eqb_spec => [->|ne0] /=; first by rewrite toR0.
by case: Z.ltb_spec => lt /=; rewrite ?toR_gt0 ?toR_lt0; lia.
Qed.

(** * Integer forms *)

Lemma dotZ_minus x (sum row : form) v : size sum = size row ->
  size (minus x sum row) = size sum /\ dotZ (minus x sum row) v = dotZ sum v - toR x * dotZ row v.
Proof.
rewrite /dotZ; elim: sum row v => [|a sum IH] [|b row] //= v; first by rewrite mulr0 subr0.
case=> /IH{IH} sz; split; first by have [-> _] := sz [::].
case: v => [|u v] /=; first by rewrite mulr0 subr0.
by have [_ ->] := sz v; rewrite toRB toRM; ring.
Qed.

Lemma dotZ_axpy x (row sum : form) v : size row = size sum ->
  size (axpy_Z x row sum) = size sum /\ dotZ (axpy_Z x row sum) v = toR x * dotZ row v + dotZ sum v.
Proof.
rewrite /dotZ; elim: sum row v => [|a sum IH] [|b row] //= v; first by rewrite mulr0 addr0.
case=> /IH{IH} sz; split; first by have [-> _] := sz [::].
case: v => [|u v] /=; first by rewrite mulr0 addr0.
by have [_ ->] := sz v; rewrite toRD toRM; ring.
Qed.

Lemma dotZ_scale x (row : form) v : dotZ [seq Z.mul x y | y <- row] v = toR x * dotZ row v.
Proof.
rewrite /dotZ; elim: row v => [|a row IH] [|u v] /=; rewrite ?mulr0 //.
by rewrite IH toRM; ring.
Qed.

Lemma dotZ_zero (row : form) v : all (fun x => Z.eqb x 0) row -> dotZ row v = 0.
Proof.
rewrite /dotZ; elim: row v => [|a row IH] [|u v] //= /andP[/Z.eqb_spec -> /IH ->].
by rewrite toR0 mul0r addr0.
Qed.

(** * What is known at a node *)

Variable g : setting.
Variable values : seq R -> seq R.        (* the values of all elements at a point (t, x) *)
Variable base : seq R -> Prop.           (* the points that the tree is about *)

Definition value_at v (key : positive) : R := nth 0 (values v) (index_of key).

(** A point has the signs of a node, as far as there are any; weakly. *)
Definition follows (agree : sign -> R -> bool) (nd : node) v : Prop :=
  forall key s, sign_in (table nd) key = Some s -> agree s (value_at v key).

Lemma follows_fits strict nd v : follows (agrees strict) nd v -> follows fits_sign nd v.
Proof. by move=> fv key s /fv; apply: agrees_fits. Qed.

Hypothesis base_size : forall v, base v -> size v = width g.
Hypothesis base_domain : forall v e, base v -> Z.le 0 e -> Z.lt e (domain_size g) -> 0 <= value_at v (Z.to_pos (e + 1)).

(** P holds of every member of a list. *)
Fixpoint every T (P : T -> Prop) (l : seq T) : Prop := if l is x :: l then P x /\ every P l else True.
Lemma every_cat T (P : T -> Prop) l l' : every P (l ++ l') <-> every P l /\ every P l'.
Proof. elim: l => [|x l IH] /=; first by tauto. by rewrite IH; tauto. Qed.
Lemma every_impl T (P Q : T -> Prop) l : (forall x, P x -> Q x) -> every P l -> every Q l.
Proof. by move=> PQ; elim: l => //= x l IH [/PQ ? /IH]. Qed.

(** For points of which F holds: the forms of a table are positive multiples of the values of their elements. *)
Definition table_sound (F : seq R -> Prop) (t : PositiveMap.t entry) : Prop :=
  forall key e, PositiveMap.find key t = Some e -> size (form_of e) = width g /\
    forall v, F v -> exists2 c : R, 0 < c & dotZ (form_of e) v = c * value_at v key.

(** The values of the neurons that are on. *)
Definition switched (on : seq bool) (rows : seq form) v : seq R := [seq if p.1 then p.2 else 0 | p <- zip on (rows_atZ rows v)].

(** The sums of a layer are the forms of the next one as far as neurons are on. *)
Definition sums_sound (st : stack) : Prop :=
  columns st = map by_neuron (later st) /\
  if later st is next :: _ then
    [/\ size (added st) = size (forms st), size (sums st) = size next, all (fun row => size row == width g) (sums st) &
        forall i v, (i < size next)%N -> size v = width g -> dotZ (nth [::] (sums st) i) v =
          toR (head Z0 (nth [::] next i)) * head 0 v +
          dotR (map toR (behead (nth [::] next i))) (switched (added st) (forms st) v)]
  else True.

(** And the forms of the layer that is known are its values, from which the layers after it compute theirs. *)
Definition stack_sound (F : seq R -> Prop) (st : stack) : Prop :=
  [/\ all (fun row => size row == width g) (forms st), proper_integer_rows (size (forms st)) (later st), sums_sound st &
      forall v, F v -> exists tail, drop (index_of (first st)) (values v) =
        rows_atZ (forms st) v ++ integer_at (later st) (head 0 v) (map reluR (rows_atZ (forms st) v)) ++ tail].

Definition at_node (nd : node) v : Prop := base v /\ follows fits_sign nd v.
Definition sound (nd : node) : Prop := table_sound (at_node nd) (table nd) /\ every (stack_sound (at_node nd)) (stacks nd).

Lemma table_sound_impl (F F' : seq R -> Prop) t : (forall v, F' v -> F v) -> table_sound F t -> table_sound F' t.
Proof. by move=> FF s key e /s[sz H]; split=> // v /FF/H. Qed.
Lemma stack_sound_impl (F F' : seq R -> Prop) st : (forall v, F' v -> F v) -> stack_sound F st -> stack_sound F' st.
Proof. by move=> FF [sz p sums_st H]; split=> // v /FF/H. Qed.

Lemma rows_at_size rows v : size (rows_atZ rows v) = size rows :> nat.
Proof. by rewrite size_map. Qed.

Lemma drop_step (T : Type) (l l' : seq T) (x : T) i : drop i l = x :: l' -> drop i.+1 l = l' /\ forall y, nth y l i = x.
Proof.
move=> E; split=> [|y]; first by rewrite -add1n -drop_drop E /= drop0.
by rewrite -[i]addn0 -nth_drop E.
Qed.

Lemma enter_sound (F : seq R -> Prop) owner key (rows : seq form) t :
  all (fun row => size row == width g) rows -> table_sound F t ->
  (forall v, F v -> exists tail, drop (index_of key) (values v) = rows_atZ rows v ++ tail) ->
  table_sound F (enter owner key rows t).
Proof.
elim: rows key t => //= row rows IH key t /andP[/eqP sz /IH{IH}IH] sound_t H; apply: IH => [|v /H[tail]].
  case E: (PositiveMap.find key t) => [e|] // k e.
  rewrite PositiveMapAdditionalFacts.gsspec; case: PositiveMap.E.eq_dec => [-> [<-]|ne] /=; last exact: sound_t.
  have [{}sz' [c c_gt0 norm]] := normal_sound R row; rewrite sz' sz; split=> // v /H[tail E'].
  by exists c => //; rewrite norm /value_at; have [_ ->] := drop_step E'.
by move=> E; have [+ _] := drop_step E; rewrite -index_succ => ->; exists tail.
Qed.

Lemma switches_sound t key (rows : seq form) on :
  switches t key rows = Some on -> size on = size rows /\
  forall v tail, (forall k s, sign_in t k = Some s -> fits_sign s (value_at v k)) ->
    drop (index_of key) (values v) = rows_atZ rows v ++ tail ->
    map reluR (rows_atZ rows v) = [seq if p.1 then p.2 else 0 | p <- zip on (rows_atZ rows v)].
Proof.
elim: rows key on => [|row rows IH] key on /=; first by case=> <-.
case E: PositiveMap.find => [[f o [s|]]|] //; case E': switches => [on'|] //= [<-] /=.
have [-> H] := IH _ _ E'; split=> // v tail fits drop_v; have [drop_v' nth_v] := drop_step drop_v.
rewrite -(H v tail) ?index_succ //; congr cons.
have: fits_sign s (dotZ row v) by rewrite -(nth_v 0); apply: fits; rewrite /sign_in E.
rewrite /reluR; case: s {E} => //= [ge0|le0|/eqP ->]; last by rewrite maxxx.
- by apply/max_idPl.
- by apply/max_idPr.
Qed.

Lemma accumulate_sound n (rows : seq form) : all (fun row => size row == n) rows ->
  forall sum (w : seq Z) on v, size sum = n -> size w = size rows -> size on = size rows ->
  size (accumulate sum w on rows) = n /\
  dotZ (accumulate sum w on rows) v =
    dotZ sum v + dotR (map toR w) [seq if p.1 then p.2 else 0 | p <- zip on (rows_atZ rows v)].
Proof.
elim: rows => [_ sum [|? w] [|? on] v|row rows IH /= /andP[/eqP sz /IH{IH}IH] sum [|x w] [|[] on] v] //= sz_sum.
- by rewrite addr0.
- case=> sz_w [sz_on]; case: Z.eqb_spec => [->|ne].
    by have [-> ->] := IH sum w on v sz_sum sz_w sz_on; rewrite toR0 mul0r add0r.
  have [sz' dot'] := dotZ_axpy x v (etrans sz (esym sz_sum)).
  have [-> ->] := IH (axpy_Z x row sum) w on v (etrans sz' sz_sum) sz_w sz_on.
  by split=> //; rewrite dot' addrA; congr (_ + _); rewrite addrC.
- by case=> sz_w [sz_on]; have [-> ->] := IH sum w on v sz_sum sz_w sz_on; rewrite mulr0 add0r.
Qed.

Lemma pulled_back_size n (rows : seq form) on (row : seq Z) : (0 < n)%N -> all (fun row => size row == n) rows ->
  size on = size rows -> size row = (size rows).+1 -> size (pulled_back n on rows row) = n.
Proof.
move=> n_gt0 sz sz_on; case: row => // b w [sz_w] /=.
have sz0 : size (b :: nseq n.-1 Z0) = n by rewrite /= size_nseq prednK.
by have [-> _] := accumulate_sound sz [::] sz0 sz_w sz_on.
Qed.

Lemma pulled_back_sound n (rows : seq form) on (row : seq Z) v : (0 < n)%N -> all (fun row => size row == n) rows ->
  size on = size rows -> size row = (size rows).+1 -> size v = n ->
  map reluR (rows_atZ rows v) = [seq if p.1 then p.2 else 0 | p <- zip on (rows_atZ rows v)] ->
  dotZ (pulled_back n on rows row) v = dotZ row (head 0 v :: map reluR (rows_atZ rows v)).
Proof.
move=> n_gt0 sz sz_on; case: row => // b w [sz_w] sz_v E; rewrite /pulled_back.
have sz0 : size (b :: nseq n.-1 Z0) = n by rewrite /= size_nseq prednK.
have [_ ->] := accumulate_sound sz v sz0 sz_w sz_on.
rewrite E [RHS]/=; congr (_ + _).
case: v sz_v {E} => [|t v] sz_v; first by rewrite -sz_v in n_gt0.
rewrite /dotZ /= [X in _ + X](_ : _ = 0) ?addr0 //.
by elim: n.-1 v {sz_v} => [|k IH] [|u v] //=; rewrite IH toR0 mul0r addr0.
Qed.

Hypothesis width_gt0 : (0 < width g)%N.

(** The weights of the neurons, one after the other, are those of the rows. *)
Lemma columns_ofE n rows i : all (fun row => size row == n) rows -> (i < size rows)%N ->
  [seq nth Z0 c i | c <- columns_of n rows] = nth [::] rows i.
Proof.
elim: n rows => [|n IH] rows sz lt_i /=.
  by have /(all_nthP [::])/(_ i lt_i) := sz; case: (nth _ _ _).
have /(all_nthP [::])/(_ i lt_i) := sz; rewrite (nth_map [::]) // IH ?size_map //; last first.
  by rewrite all_map; apply: sub_all sz => row /=; rewrite size_behead => /eqP->.
by rewrite (nth_map [::]) //; case: (nth _ _ _).
Qed.
Lemma columns_of_size n rows : all (fun c => size c == size rows) (columns_of n rows).
Proof. by elim: n rows => //= n IH rows; rewrite size_map eqxx -{1}(size_map behead rows) IH. Qed.

Lemma turn_on_sound first key on rows columns on' row column : turn_on first key on rows columns = Some (on', row, column) ->
  [/\ size on' = size on, row \in rows, column \in columns & forall i v,
    dotR [seq toR (nth Z0 c i) | c <- columns] (switched on' rows v) =
    dotR [seq toR (nth Z0 c i) | c <- columns] (switched on rows v) + toR (nth Z0 column i) * dotZ row v].
Proof.
elim: on first rows columns on' => [|b on IH] first [|r rows] [|c columns] on' //=.
case: ifP => _; first by case: b => // -[<- <- <-]; split; rewrite ?mem_head // => i v; rewrite /switched /=; ring.
case E: turn_on => [[[on1 row1] column1]|] //= [<- eq_row eq_column].
rewrite eq_row eq_column in E; have [sz row_in column_in H] := IH _ _ _ _ E.
split; rewrite ?inE ?row_in ?column_in ?orbT //=; first by rewrite sz.
by move=> i v; rewrite -addrA; congr (_ + _); apply: H.
Qed.

Lemma add_multiples_sound n (row : form) (w : seq Z) (sums : seq form) : size row = n -> size w = size sums ->
  all (fun sum => size sum == n) sums ->
  [/\ size (add_multiples row w sums) = size sums, all (fun sum => size sum == n) (add_multiples row w sums) &
      forall i v, (i < size sums)%N ->
        dotZ (nth [::] (add_multiples row w sums) i) v = dotZ (nth [::] sums i) v + toR (nth Z0 w i) * dotZ row v].
Proof.
move=> sz_row; elim: w sums => [|x w IH] [|sum sums] //= [/IH{}IH] /andP[/eqP sz_sum /IH[-> -> H]].
have [sz_axpy _] := dotZ_axpy x [::] (etrans sz_row (esym sz_sum)).
split=> //; first by case: ifP; rewrite ?sz_axpy sz_sum eqxx.
case=> [v _|i v lt_i] /=; last exact: H.
case: Z.eqb_spec => [->|_]; first by rewrite toR0 mul0r addr0.
by have [_ ->] := dotZ_axpy x v (etrans sz_row (esym sz_sum)); rewrite addrC.
Qed.

Lemma begun_sound key (rows : seq form) later : sums_sound (begun (width g) key rows later (map by_neuron later)).
Proof.
split=> //=; case: later => // next later; split; rewrite ?size_nseq ?size_map //.
  by rewrite all_map; apply/allP => row _; rewrite /= size_nseq prednK.
move=> i v lt_i sz_v; rewrite (nth_map [::]) // [X in _ = _ + X](_ : _ = 0) ?addr0.
  case: v sz_v => [|t v] sz_v; first by move: width_gt0; rewrite -sz_v.
  rewrite /dotZ /= [X in _ + X](_ : _ = 0) ?addr0 //.
  by elim: (width g).-1 v {sz_v} => [|k IH] [|u v] //=; rewrite IH toR0 mul0r addr0.
rewrite /switched; elim: rows (behead _) => [|row rows IH] w /=; first by case: map.
by case: w => //= x w; rewrite mulr0 add0r IH.
Qed.

Lemma signed_sound key s st left : all (fun row => size row == width g) (forms st) ->
  proper_integer_rows (size (forms st)) (later st) -> sums_sound st -> let: (on, found) := signed key s st in
  sums_sound (Stack (first st) (forms st) left (later st) (columns st) on found).
Proof.
move=> sz_forms proper_l [columns_st sums_st]; rewrite /signed.
have keep : sums_sound (Stack (first st) (forms st) left (later st) (columns st) (added st) (sums st)) by [].
case: s => //; case C: (columns st) => [|now after] //; first by rewrite C in keep.
rewrite C in keep *; case E: turn_on => [[[on row] w]|] //; split=> /=; first by rewrite -C.
case L: (later st) sums_st proper_l => [|next rest] // [sz_added sz_sums sums_size sums_at] /= /and3P[_ sz_next _].
have now_next : now = by_neuron next by move: columns_st; rewrite C L => -[].
have [sz_on row_in w_in on_at] := turn_on_sound E.
have sz_row : size row = width g by move/allP: sz_forms => /(_ _ row_in)/eqP.
have sz_w : size w = size (sums st).
  have := columns_of_size (size (head [::] next)).-1 (map behead next).
  by rewrite -/(by_neuron next) -now_next => /allP/(_ _ w_in)/eqP; rewrite size_map sz_sums.
have [sz_found found_size found_at] := add_multiples_sound sz_row sz_w sums_size.
split; rewrite ?sz_found ?sz_on // => i v lt_i sz_v; rewrite found_at ?sz_sums // sums_at // -addrA; congr (_ + _).
have weights : behead (nth [::] next i) = [seq nth Z0 c i | c <- now].
  rewrite now_next /by_neuron columns_ofE ?size_map //; first by rewrite (nth_map [::]).
  have: size (head [::] next) = (size (forms st)).+1 by case: (next) lt_i sz_next => //= r ? _ /andP[/eqP].
  by move=> ->; rewrite all_map; apply: sub_all sz_next => r /=; rewrite size_behead => /eqP ->.
by rewrite weights -map_comp; apply/esym/on_at.
Qed.

Lemma all2_eqb (a b : seq bool) : all2 Bool.eqb a b -> a = b.
Proof. by elim: a b => [|x a IH] [|y b] //= /andP[/Bool.eqb_prop -> /IH ->]. Qed.

Lemma advance_sound (F : seq R -> Prop) owner key s t st : (forall v, F v -> size v = width g) ->
  (forall v, F v -> forall k s, sign_in t k = Some s -> fits_sign s (value_at v k)) ->
  table_sound F t -> stack_sound F st ->
  table_sound F (advance (width g) owner key s t st).1 /\ stack_sound F (advance (width g) owner key s t st).2.
Proof.
move=> F_size fits_F sound_t sound_st; have [sz_forms proper_l sums_st drop_st] := sound_st.
rewrite /advance; case: (unsigned st) => [|left] //; case L: (later st) => [|rows rest].
  split=> //; split=> //= [|v /drop_st]; last by rewrite L.
  by split=> //; case: sums_st => + _; rewrite L.
have := signed_sound key s left sz_forms proper_l sums_st; case: signed => on sums_on sound_on.
case: left sound_on => [|left] sound_on; last by split=> //; rewrite -L; split.
case Esw: switches => [in_table|] //=; have [sz_on on_sound] := switches_sound Esw.
have [columns_st sums_at] := sound_on; rewrite /= L in columns_st sums_at.
move: proper_l; rewrite L /= => /and3P[_ sz_rows proper_rest].
have relu_on v : F v -> map reluR (rows_atZ (forms st) v) = switched in_table (forms st) v.
  by move=> Fv; have [tail /on_sound-> //] := drop_st v Fv; apply: fits_F.
set found := if _ then _ else _.
have [sz_found found_size found_at] : [/\ size found = size rows, all (fun row => size row == width g) found &
    forall v, F v -> rows_atZ found v = rows_atZ rows (head 0 v :: map reluR (rows_atZ (forms st) v))].
  rewrite /found; case: ifP => [/all2_eqb same_on|_].
    have [sz_added sz_sums sums_size {}sums_at] := sums_at; split=> // v Fv.
    apply: (@eq_from_nth _ 0) => [|i]; rewrite rows_at_size; first by rewrite rows_at_size.
    move=> lt_i; rewrite !(nth_map [::]) -?sz_sums // sums_at ?F_size -?sz_sums // relu_on // same_on.
    have := lt_i; rewrite sz_sums => lt_i'; have /(all_nthP [::])/(_ i lt_i') := sz_rows.
    by case: (nth [::] rows i).
  split; first by rewrite size_map.
    elim: rows sz_rows {found L proper_rest columns_st sums_at sound_on} => //= row rows IH /andP[/eqP sz_row /IH ->].
    by rewrite pulled_back_size ?eqxx.
  move=> v Fv; elim: rows sz_rows {found L proper_rest columns_st sums_at} => //= row rows IH /andP[/eqP sz_row /IH ->].
  by rewrite pulled_back_sound ?F_size // relu_on.
have drop_found v : F v -> exists tail, drop (index_of (key_after (first st) (size (forms st)))) (values v) =
    rows_atZ found v ++ integer_at rest (head 0 v) (map reluR (rows_atZ found v)) ++ tail.
  move=> Fv; have [tail drop_v] := drop_st v Fv; exists tail.
  by rewrite index_after addnC -drop_drop drop_v L drop_size_cat ?size_map // found_at // catA.
split; last first.
  by split; rewrite //= ?sz_found //; rewrite columns_st; apply: begun_sound.
apply: enter_sound => // v /drop_found[tail ->].
by exists (integer_at rest (head 0 v) (map reluR (rows_atZ found v)) ++ tail).
Qed.

Lemma assign_at_node nd key e s b v : sign_in (table nd) key = None ->
  at_node (assign (width g) nd key e s b) v <-> at_node nd v /\ fits_sign s (value_at v key).
Proof.
move=> none; split=> [[base_v fits]|[[base_v fits] fits_s]]; split=> //.
- split=> // k s' E; apply: fits; rewrite sign_in_assign; case: Pos.eqb_spec => // eq_k.
  by rewrite eq_k none in E.
- by apply: fits; rewrite sign_in_assign Pos.eqb_refl.
- by move=> k s'; rewrite sign_in_assign; case: Pos.eqb_spec => [-> [<-]|_ /fits].
Qed.

Lemma assign_sound nd key e s b : sound nd -> PositiveMap.find key (table nd) = Some e -> sign_at e = None ->
  sound (assign (width g) nd key e s b).
Proof.
move=> [sound_t sound_st] found none.
have none' : sign_in (table nd) key = None by rewrite /sign_in found.
set nd' := assign _ _ _ _ _ _; set F := at_node nd'.
have FF v : F v -> at_node nd v by move=> /(assign_at_node _ _ _ _ none')[].
set t := PositiveMap.add key (Entry (form_of e) (owner e) (Some s) b) (table nd).
have t_sound : table_sound F t.
  move=> k e'; rewrite PositiveMapAdditionalFacts.gsspec; case: PositiveMap.E.eq_dec => [-> [<-]|_ /sound_t[sz H]] /=.
    by have [sz H] := sound_t _ _ found; split=> // v /FF/H.
  by split=> // v /FF/H.
have st_sound : every (stack_sound F) (stacks nd).
  by apply: every_impl sound_st => st; apply: stack_sound_impl.
have t_signs v k s' : F v -> sign_in t k = Some s' -> fits_sign s' (value_at v k).
  case=> _ fits; rewrite sign_in_add /= => E; apply: fits.
  by rewrite sign_in_assign; case: Pos.eqb in E *.
have F_size v : F v -> size v = width g by case=> /base_size.
rewrite /sound -/F; clearbody F; rewrite {}/nd' /assign -/t; case: (owner e) => [|i] //.
case Edrop: (drop i (stacks nd)) => [|st rest] //.
move: st_sound; rewrite -{1}(cat_take_drop i (stacks nd)) Edrop => /every_cat[take_sound /= [st_sound rest_sound]].
have [] := advance_sound i.+1 key s F_size (fun v Fv k s' => t_signs v k s' Fv) t_sound st_sound.
by case: advance => t' st' /= t'_sound st'_sound; split=> //; apply/every_cat.
Qed.

(** * Records *)

Lemma known_sound nd z key e : known g nd z = Done (key, e) ->
  [/\ Z.le 0 z, Z.lt z (total_size g), key = Z.to_pos (z + 1) & PositiveMap.find key (table nd) = Some e].
Proof.
rewrite /known; case: ifP => // range; case E: PositiveMap.find => [e'|] // [<- <-]; split=> //; clear -range; lia.
Qed.

(** The sum of the multiples that are subtracted is not negative; it is 0 where it must, and positive where it must. *)
Lemma subtract_sound nd key is_domain s m (rest rest' : form) positive positive' v :
  sound nd -> at_node nd v -> size rest = width g ->
  subtract g nd key is_domain s m rest positive = Done (rest', positive') ->
  exists2 S : R, 0 <= S & [/\ size rest' = width g, dotZ rest v = dotZ rest' v + S,
    ~~ is_domain -> s = Zero -> S = 0 & (strict g \/ 0 < value_at v 1) -> follows has_sign nd v -> positive' -> positive \/ 0 < S].
Proof.
move=> [sound_t _] at_v; elim: m rest positive => [|[i x] m IH] rest positive sz_rest /=.
  by case=> <- <-; exists 0; rewrite // addr0; split=> // _; left.
case E: known => [[other e]||] //=; have [i_ge0 _ -> found] := known_sound E.
have [sz H] := sound_t _ _ found; have [c c_gt0 e_at] := H v at_v; have [base_v fits_v] := at_v.
have minus_at y := dotZ_minus y v (etrans sz_rest (esym sz)).
have step_sound y (pos : bool) : 0 <= toR y * dotZ (form_of e) v ->
    (~~ is_domain -> s = Zero -> toR y * dotZ (form_of e) v = 0) ->
    ((strict g \/ 0 < value_at v 1) -> follows has_sign nd v -> pos -> positive \/ 0 < toR y * dotZ (form_of e) v) ->
    subtract g nd key is_domain s m (minus y rest (form_of e)) pos = Done (rest', positive') ->
    exists2 S : R, 0 <= S & [/\ size rest' = width g, dotZ rest v = dotZ rest' v + S,
      ~~ is_domain -> s = Zero -> S = 0 & (strict g \/ 0 < value_at v 1) -> follows has_sign nd v -> positive' -> positive \/ 0 < S].
  move=> term_ge0 term_0 term_gt0; have [sz' dot'] := minus_at y.
  case/(IH _ _ (etrans sz' sz_rest))=> S S_ge0 [-> dot_v S0 S_gt0].
  exists (S + toR y * dotZ (form_of e) v); first by rewrite addr_ge0.
  split=> //; first by rewrite addrA -dot_v dot' subrK.
    by move=> nd_ /[dup] sz_ /S0->//; rewrite term_0 // addr0.
  move=> t_gt0 strict_v /(S_gt0 t_gt0 strict_v)[/(term_gt0 t_gt0 strict_v)[|gt0]|gt0]; [by left| |]; right.
    by rewrite ltr_paddl.
  by rewrite ltr_paddr.
have sign_e s' : sign_at e = Some s' -> sign_in (table nd) (Z.to_pos (i + 1)) = Some s'.
  by move=> E'; rewrite /sign_in found.
case Esign: (sign_at e) => [[]|] /=; rewrite ?orbF.
- case: ifP => // x_ge0; case: ifP => // dom_or; apply: step_sound.
  + rewrite mulr_ge0 ?toR_ge0 // e_at mulr_ge0 ?(ltW c_gt0) //; exact: (fits_v _ _ (sign_e _ Esign)).
  + by move=> /negPf dom; rewrite dom in dom_or; move=> sz'; rewrite sz' in dom_or.
  move=> _ strict_v /orP[|x_gt0]; [by left|right].
  by rewrite mulr_gt0 ?toR_gt0 // e_at mulr_gt0 //; apply: (strict_v _ _ (sign_e _ Esign)).
- case: ifP => // x_ge0; case: ifP => // dom_or; apply: step_sound.
  + rewrite toRN mulNr -mulrN mulr_ge0 ?toR_ge0 // oppr_ge0 e_at pmulr_rle0 //; exact: (fits_v _ _ (sign_e _ Esign)).
  + by move=> /negPf dom; rewrite dom in dom_or; move=> sz'; rewrite sz' in dom_or.
  move=> _ strict_v /orP[|x_gt0]; [by left|right].
  rewrite toRN mulNr -mulrN mulr_gt0 ?toR_gt0 // oppr_gt0 e_at pmulr_rlt0 //.
  exact: (strict_v _ _ (sign_e _ Esign)).
- have e0 : dotZ (form_of e) v = 0.
    by rewrite e_at; have /eqP-> := fits_v _ _ (sign_e _ Esign); rewrite mulr0.
  by apply: step_sound => *; rewrite e0 ?mulr0 //; left.
- case: ifP => // /andP[in_domain _]; case: ifP => // x_ge0; case: ifP => // dom_or; apply: step_sound.
  + rewrite mulr_ge0 ?toR_ge0 // e_at mulr_ge0 ?(ltW c_gt0) //; apply: base_domain => //; lia.
  + by move=> /negPf dom; rewrite dom in dom_or; move=> sz'; rewrite sz' in dom_or.
  move=> t_gt0 _ /orP[|]; first by left.
  case: ifP => // /andP[/negPf not_strict is_t] x_gt0; right; case: t_gt0 => [|t_gt0]; first by rewrite not_strict.
  have key1 : Z.to_pos (i + 1) = xH by apply/Pos.eqb_eq.
  by rewrite mulr_gt0 ?toR_gt0 // e_at mulr_gt0 // key1.
Qed.

(** An element that a record forces has this sign at every point of the node, at least weakly; strictly, if this is
    implied and the elements before it have their signs strictly (and t > 0, in a tree of regions). *)
Lemma forced_facts nd is_domain z key e s scale m is_implied v :
  sound nd -> known g nd z = Done (key, e) -> is_domain = Z.ltb z (domain_size g) ->
  forced g nd is_domain key e s scale m = Done is_implied -> at_node nd v ->
  [/\ fits_sign s (value_at v key), strict g -> is_implied &
      (strict g \/ 0 < value_at v 1) -> follows has_sign nd v -> is_implied -> has_sign s (value_at v key)].
Proof.
move=> sound_nd /known_sound[z_ge0 z_lt -> found] dom; rewrite /forced.
case: whole => [k||] //=; case: multipliers => [l||] //=; case: Z.ltb_spec => // k_gt0.
case: ifP => // _; case: ifP => // _.
have [sound_t _] := sound_nd => + at_v.
have [sz H] := sound_t _ _ found; have [c c_gt0 e_at] := H v at_v.
set f := if s is Plus then k else _; set val := value_at v _.
have sz_f : size [seq Z.mul f x | x <- form_of e] = width g by rewrite size_map.
case E: subtract => [[rest positive]||] //=.
have [S S_ge0 [_ + S0 S_gt0]] := subtract_sound sound_nd at_v sz_f E.
rewrite dotZ_scale; case: ifP => // /dotZ_zero-> ; rewrite add0r e_at -/val => dot_S.
case: ifP => // strict_or [<-].
have k_pos : 0 < toR k by rewrite toR_gt0; lia.
have kc_gt0 : 0 < toR k * c by rewrite mulr_gt0.
have fits_val : fits_sign s val.
  rewrite -(fits_sign_scale _ _ kc_gt0) -mulrA; rewrite {}/f in E sz_f dot_S.
  case: s S0 dot_S {E sz_f S_gt0 strict_or} => /= S0 dot_S.
  - by rewrite dot_S.
  - by rewrite -oppr_ge0 -mulNr -toRN dot_S.
  - case: is_domain dom S0 => [dom _|_ S0].
      rewrite eq_le -{1}oppr_ge0 -mulNr -toRN dot_S S_ge0 /= !mulr_ge0 ?(ltW k_pos) ?(ltW c_gt0) //.
      apply: base_domain; [by case: at_v|lia|lia].
    by rewrite -oppr_eq0 -mulNr -toRN dot_S S0.
split=> // [str|t_gt0 strict_v pos]; first by rewrite str in strict_or.
have {pos} pos : ~~ same_sign s Zero -> 0 < S.
  by move=> /negPf sz'; rewrite sz' /= in pos; case: (S_gt0 t_gt0 strict_v pos).
rewrite -(has_sign_scale _ _ kc_gt0) -mulrA; rewrite {}/f in E sz_f dot_S.
case: s pos fits_val dot_S {E sz_f S0 S_gt0 strict_or} => /= pos fits_val dot_S.
- by rewrite dot_S pos.
- by rewrite -oppr_gt0 -mulNr -toRN dot_S pos.
- by rewrite (eqP fits_val) !mulr0.
Qed.

Lemma forced_sound nd is_domain z key e s scale m is_implied v :
  sound nd -> known g nd z = Done (key, e) -> is_domain = Z.ltb z (domain_size g) ->
  forced g nd is_domain key e s scale m = Done is_implied ->
  at_node nd v -> follows (agrees (strict g)) nd v -> agrees (strict g) s (value_at v key).
Proof.
move=> sound_nd known_e dom forced_e at_v; have [fits str imp] := forced_facts sound_nd known_e dom forced_e at_v.
by rewrite /agrees; case: (strict g) str imp => // str imp follows_v; apply: imp => //; [left|apply: str].
Qed.

(** * Trees *)

(** The signs that a split of an element offers. *)
Definition sides (is_domain : bool) : seq sign :=
  if strict g then (if is_domain then [:: Plus; Zero] else [:: Plus; Minus; Zero]) else [:: Plus; Minus].

(** An element that is known at a node and has no sign yet. *)
Definition is_free nd z key e : Prop := known g nd z = Done (key, e) /\ sign_at e = None.

(** A node and what a record puts in its place. *)
Inductive grows (nd : node) : seq node -> Prop :=
  | grows_forced z key e s scale m is_implied : is_free nd z key e ->
      forced g nd (Z.ltb z (domain_size g)) key e s scale m = Done is_implied ->
      grows nd [:: assign (width g) nd key e s is_implied]
  | grows_split z key e : is_free nd z key e -> strict g || ~~ Z.ltb z (domain_size g) ->
      grows nd [seq assign (width g) nd key e s false | s <- sides (Z.ltb z (domain_size g))].

(** The nodes whose subtrees are still to come. *)
Definition branch (b : node * positive * entry * sign) : node :=
  let: (nd, key, e, s) := b in assign (width g) nd key e s false.
Definition nodes (st : state) : seq node := now st :: map branch (pending st).

Lemma free_is_free nd x dom key e : free g nd x = Done (dom, key, e) ->
  exists2 z, is_free nd z key e & dom = Z.ltb z (domain_size g).
Proof.
case: x => //= z; case E: known => [[k e']||] //=; case S: (sign_at e') => //= -[<- <- <-].
by exists z; rewrite /is_free.
Qed.

Lemma step_inner st r st' : step g st r = Done (Inner st') ->
  exists2 l, grows (now st) l & nodes st' = l ++ behead (nodes st).
Proof.
rewrite /step /nodes; case: r => // -[|[] // rule spelling [|x []]] //.
- case: String.eqb; last by case: String.eqb => //; case: leaf => // ?; case: next_branch.
  case E: free => [[[dom key] e]||] //=; have [z z_free dom_z] := free_is_free E.
  case: ifP => // strict_or [<-] /=; exists [seq assign (width g) (now st) key e s false | s <- sides dom].
    by rewrite dom_z in strict_or *; apply: grows_split.
  by rewrite /sides; case: (strict g) strict_or; case: dom {E dom_z}.
- move=> scale [|m []] //.
  case: String.eqb; last case: String.eqb; last case: String.eqb => //.
  all: case E: free => [[[dom key] e]||] //=; have [z z_free dom_z] := free_is_free E.
  all: case F: forced => [is_implied||] //= [<-] /=; rewrite dom_z in F.
  all: by eexists; first exact: grows_forced z_free F.
Qed.

Lemma step_leaf st r nd point next : step g st r = Done (Leaf nd point next) ->
  [/\ nd = now st, exists x, leaf g nd x = Done point &
      if next is Some st' then nodes st' = behead (nodes st) else behead (nodes st) = [::]].
Proof.
rewrite /step /nodes; case: r => // -[|[] // rule spelling [|x []]] //.
- case: String.eqb; first by case: free => // -[[dom key] e]; rewrite /bind; case: ifP.
  case: String.eqb => //; case E: leaf => [p||] //= [<- <- <-]; split=> //; first by exists x.
  by case: (pending st) => [|[[[? ?] ?] ?] ?].
- move=> scale [|m []] //.
  case: String.eqb; last case: String.eqb; last case: String.eqb => //.
  all: by case: free => // -[[dom key] e]; rewrite /bind; case: forced.
Qed.

(** The leaves of the tree that grows from a state: their nodes, with the points that show that they are not empty. *)
Fixpoint grow (st : state) (records : seq json) : result (seq (node * seq Z)) :=
  if records is r :: records then
    let! p := step g st r in
    match p with
    | Inner st => grow st records
    | Leaf nd point (Some st) => let! leaves := grow st records in Done ((nd, point) :: leaves)
    | Leaf nd point None =>
        if records is [::] then Done [:: (nd, point)] else Rejected "the proof is complete, but the file goes on"%string
    end
  else Rejected "the tree is not complete"%string.

(** Induction over trees: a property of lists of leaves that is kept by records holds of all leaves. *)
Lemma grow_ind (Q : seq node -> seq (node * seq Z) -> Prop) :
  Q [::] [::] ->
  (forall nd l rest leaves, grows nd l -> Q (l ++ rest) leaves -> Q (nd :: rest) leaves) ->
  (forall nd x point rest leaves, leaf g nd x = Done point -> Q rest leaves -> Q (nd :: rest) ((nd, point) :: leaves)) ->
  forall st records leaves, grow st records = Done leaves -> Q (nodes st) leaves.
Proof.
move=> Q0 Qgrows Qleaf st records; elim: records st => //= r records IH st leaves.
case E: step => [[st'|nd point next]||] //=.
  have [l grows_l nodes_st'] := step_inner E; move=> /IH; rewrite nodes_st' => Q_l.
  exact: Qgrows grows_l Q_l.
have [-> [x leaf_x] ] := step_leaf E; case: next {E} => [st' nodes_st'|no_more]; last first.
  by case: records {IH} => // -[<-]; rewrite /nodes /= in no_more *; rewrite no_more; apply: Qleaf leaf_x Q0.
case F: grow => [leaves'||] //= [<-]; apply: Qleaf leaf_x _.
by rewrite -[map _ _]/(behead (nodes st)) -nodes_st'; apply: IH.
Qed.

Lemma grows_sound nd l : sound nd -> grows nd l -> every sound l.
Proof.
move=> sound_nd [z key e s scale m b [/known_sound[_ _ _ found] none] _|z key e [/known_sound[_ _ _ found] none] _] /=.
  by split=> //; apply: assign_sound.
have sound_a s : sound (assign (width g) nd key e s false) by apply: assign_sound.
by rewrite /sides; case: strict; case: Z.ltb => /=; repeat (split; first exact: sound_a).
Qed.

(** Leaves are sound, and every element has its sign at their points. *)
Theorem grow_sound st records leaves : every sound (nodes st) -> grow st records = Done leaves ->
  every (fun leaf => sound leaf.1 /\ exists x, path.leaf g leaf.1 x = Done leaf.2) leaves.
Proof.
move=> + grown; move: grown.
apply: (grow_ind (Q := fun l leaves => every sound l -> every (fun leaf => sound leaf.1 /\ _) leaves)) => //.
  move=> nd l rest leaves' grows_l IH /= [sound_nd sound_rest]; apply: IH; apply/every_cat; split=> //.
  exact: grows_sound grows_l.
by move=> nd x point rest leaves' leaf_x IH /= [sound_nd /IH leaves_ok]; split=> //; split=> //; exists x.
Qed.

(** A property of nodes that a forced sign keeps, and that passes to one of the sides of a split, passes to a leaf. (The
    choice of the side may need the excluded middle.) *)
Fixpoint some T (P : T -> Prop) (l : seq T) : Prop := if l is x :: l then P x \/ some P l else False.
Lemma some_cat T (P : T -> Prop) l l' : some P (l ++ l') <-> some P l \/ some P l'.
Proof. elim: l => [|x l IH] /=; first by tauto. by rewrite IH; tauto. Qed.

Theorem grow_covers (P : node -> Prop) st records leaves :
  (forall nd l, sound nd -> P nd -> grows nd l -> classically (some P l)) ->
  every sound (nodes st) -> grow st records = Done leaves ->
  some P (nodes st) -> classically (some (fun leaf => P leaf.1) leaves).
Proof.
move=> passes + grown; move: grown.
apply: (grow_ind (Q := fun l leaves => every sound l -> some P l -> classically (some (fun leaf => P leaf.1) leaves))).
- by [].
- move=> nd l rest leaves' grows_l IH /= [sound_nd sound_rest] some_P.
  have sound_l : every sound (l ++ rest) by apply/every_cat; split=> //; apply: grows_sound grows_l.
  case: some_P => [/(passes _ _ sound_nd)/(_ grows_l) P_l|P_rest]; last by apply: IH => //; apply/some_cat; right.
  move=> b H; apply: P_l => P_l; apply: (IH sound_l) H; apply/some_cat; by left.
- move=> nd x point rest leaves' leaf_x IH /= [_ sound_rest] [P_nd|P_rest] b H; first by apply: H; left.
  by apply: (IH sound_rest P_rest) => some_leaf; apply: H; right.
Qed.

(** * Leaves differ *)

(** The signs of a node are also those of another. *)
Definition extends (nd nd' : node) : Prop := forall k s, sign_in (table nd) k = Some s -> sign_in (table nd') k = Some s.
(** Two nodes have different signs of an element; in a tree of regions, of a neuron. *)
Definition conflict (nd nd' : node) : Prop := exists z s s',
  [/\ Z.le 0 z /\ Z.lt z (total_size g), strict g || ~~ Z.ltb z (domain_size g),
      sign_in (table nd) (Z.to_pos (z + 1)) = Some s, sign_in (table nd') (Z.to_pos (z + 1)) = Some s' & s <> s'].
Fixpoint pairwise T (C : T -> T -> Prop) (l : seq T) : Prop := if l is x :: l then every (C x) l /\ pairwise C l else True.

Lemma conflict_sym nd nd' : conflict nd nd' -> conflict nd' nd.
Proof. by move=> [z [s [s' [? ? ? ? ne]]]]; exists z, s', s; split=> // e; apply: ne. Qed.
Lemma conflict_extends nd nd' nd'' : extends nd nd' -> conflict nd nd'' -> conflict nd' nd''.
Proof. by move=> ext [z [s [s' [? ? /ext ? ? ne]]]]; exists z, s, s'. Qed.

Lemma assign_extends nd key e s b : sign_in (table nd) key = None -> extends nd (assign (width g) nd key e s b).
Proof. by move=> none k s' E; rewrite sign_in_assign; case: Pos.eqb_spec => // eq_k; rewrite eq_k none in E. Qed.

Lemma is_free_sign nd z key e : is_free nd z key e ->
  [/\ sign_in (table nd) key = None, key = Z.to_pos (z + 1), Z.le 0 z & Z.lt z (total_size g)].
Proof. by case=> /known_sound[? ? -> found] none; rewrite /sign_in found. Qed.

Lemma grows_extends nd l : grows nd l -> every (extends nd) l /\ pairwise conflict l.
Proof.
case=> [z key e s scale m b /is_free_sign[none _ _ _] _|z key e /is_free_sign[none key_z z_ge0 z_lt] strict_or].
  by split=> //; split=> //; apply: assign_extends.
have ext s := assign_extends e s false none.
have differ s s' : s <> s' -> conflict (assign (width g) nd key e s false) (assign (width g) nd key e s' false).
  by move=> ne; exists z, s, s'; rewrite -key_z !sign_in_assign Pos.eqb_refl.
by rewrite /sides; case: (strict g) strict_or; case: Z.ltb => //= _; do 4?[split=> //]; apply: differ.
Qed.

Theorem grow_conflict st records leaves : grow st records = Done leaves -> pairwise conflict (nodes st) ->
  pairwise conflict (map fst leaves).
Proof.
move=> grown; suff: pairwise conflict (nodes st) -> pairwise conflict (map fst leaves) /\
    every (fun leaf => some (fun nd => extends nd leaf) (nodes st)) (map fst leaves).
  by move=> H /H[].
apply: (grow_ind (Q := fun l leaves => pairwise conflict l -> pairwise conflict (map fst leaves) /\
    every (fun leaf => some (fun nd => extends nd leaf) l) (map fst leaves)) _ _ _ grown) => //.
- move=> nd l rest leaves' /grows_extends[ext_l conflict_l] IH /= [conflict_nd conflict_rest].
  have [|conflict_leaves ext_leaves] := IH.
    elim: l ext_l conflict_l {IH} => //= n l IHl [ext_n /IHl{IHl}IHl] [n_l /IHl ?]; split=> //; apply/every_cat; split=> //.
    by apply: every_impl conflict_nd => n'; apply: conflict_extends.
  split=> //; apply: every_impl ext_leaves => leaf /some_cat[some_l|]; [left|by right].
  elim: l ext_l some_l {IH conflict_l} => //= n l IHl [ext_n /IHl{IHl}IHl] [ext|//].
  by move=> k s /ext_n/ext.
- move=> nd x point rest leaves' _ IH /= [conflict_nd /IH[conflict_leaves ext_leaves]]; split; [split=> //|split].
  + apply: every_impl ext_leaves => leaf; elim: rest conflict_nd {IH} => //= n rest IHr [c_n /IHr{IHr}IHr] [ext|//].
    by apply: conflict_sym; apply: conflict_extends ext _; apply: conflict_sym.
  + by left.
  + by apply: every_impl ext_leaves => leaf; right.
Qed.
End Sound.
