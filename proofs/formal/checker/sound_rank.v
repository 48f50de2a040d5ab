(** The rank that elimination finds is the rank of the matrix, over every ordered field; and what follows from it about
    lists of vectors: `independent`, the solutions of equations.

    For use elsewhere: `rank_mx` (rank rows = \rank (mx n rows) for rows of length n), `rank_injective` (rows of rank n
    have no common zero but 0), `dimension_open` (the dimension of a set that is open in the common zeros of rows). *)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network semantics sound_network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Rank.
Variable R : realFieldType.
Notation toR := (@toR R).
Notation dotZ := (@dotZ R).

(** * Rows as matrices *)

(** Entry j of an integer row, in the field; a row; the matrix of rows. *)
Definition entry_at (row : seq Z) (j : nat) : R := toR (nth Z0 row j).
Definition vec n (row : seq Z) : 'rV[R]_n := \row_j entry_at row j.
Definition mx n (rows : seq (seq Z)) : 'M[R]_(size rows, n) := \matrix_(i, j) entry_at (nth [::] rows i) j.

Lemma row_mx n rows i : row i (mx n rows) = vec n (nth [::] rows i).
Proof. by apply/rowP => j; rewrite !mxE. Qed.

Lemma mx_sub n rows m (A : 'M[R]_(m, n)) :
  reflect (forall r, r \in rows -> (vec n r <= A)%MS) (mx n rows <= A)%MS.
Proof.
apply: (iffP row_subP) => [H r|H i]; last by rewrite row_mx; apply/H/mem_nth.
by case/(nthP [::]) => i lt_i <-; have := H (Ordinal lt_i); rewrite row_mx.
Qed.

Lemma vec_sub_mx n rows r : r \in rows -> (vec n r <= mx n rows)%MS.
Proof. by move: r; apply/mx_sub. Qed.

(** * Entries *)

Lemma dotR_unit (a : seq R) j : dotR a (nseq j 0 ++ [:: 1]) = nth 0 a j.
Proof.
by elim: j a => [|j IH] [|x a] //=; [case: a => [|y a] /=; rewrite mulr1 addr0|rewrite IH mulr0 add0r].
Qed.

Lemma entry_dotZ row j : entry_at row j = dotZ row (nseq j 0 ++ [:: 1]).
Proof.
rewrite /entry_at /dotZ dotR_unit; case: (ltnP j (size row)) => [lt_j|ge_j]; first by rewrite (nth_map Z0).
by rewrite !nth_default ?size_map // toR0.
Qed.

Lemma entry_normal row : size (normal row) = size row /\
  exists2 c : R, c != 0 & forall j, entry_at (normal row) j = c * entry_at row j.
Proof.
have [sz [c c_gt0 norm]] := normal_sound R row; split=> //.
by exists c => [|j]; [rewrite gt_eqF|rewrite !entry_dotZ norm].
Qed.

Lemma entry_cross a b row other : size row = size other -> size (cross a b row other) = size row /\
  forall j, entry_at (cross a b row other) j = toR a * entry_at row j - toR b * entry_at other j.
Proof.
rewrite /entry_at; elim: row other => [|x row IH] [|y other] //=.
  by move=> _; split=> // j; rewrite !nth_nil toR0 !mulr0 subrr.
case=> /IH[-> E]; split=> // -[|j] /=; last exact: E.
by rewrite toRB !toRM.
Qed.

Lemma lead_of_None row : lead_of row = None -> forall j, entry_at row j = 0.
Proof.
rewrite /entry_at; elim: row => [|x row IH] /=; first by move=> _ j; rewrite nth_nil toR0.
case: Z.eqb_spec => // ->; case E: lead_of IH => [i|] //= IH _ [|j] /=; first by rewrite toR0.
exact: IH.
Qed.

Lemma lead_of_Some row j : lead_of row = Some j -> (j < size row)%N /\ entry_at row j != 0.
Proof.
rewrite /entry_at; elim: row j => //= x row IH j; case: Z.eqb_spec => [_|ne [<-]] /=; last first.
  by split=> //; rewrite toR_eq0; case: Z.eqb_spec.
by case E: lead_of => [i|] //= [<-] /=; exact: IH.
Qed.

(** * Elimination *)

Local Notation echelons := (seq (nat * seq Z)).

(** Rows of length n with leading columns in which the other rows are 0. *)
Definition apart (p q : nat * seq Z) : bool := (entry_at p.2 q.1 == 0) && (entry_at q.2 p.1 == 0).
Definition leads n (p : nat * seq Z) : bool := [&& size p.2 == n, (p.1 < n)%N & entry_at p.2 p.1 != 0].
Definition reduced_rows n (found : echelons) : bool := all (leads n) found && pairwise apart found.

Let clear (row : seq Z) (p : nat * seq Z) : seq Z :=
  let x := nth Z0 row p.1 in if Z.eqb x Z0 then row else cross (nth Z0 p.2 p.1) x row p.2.

Lemma clear_sound n row p : size row = n -> leads n p -> size (clear row p) = n /\
  exists2 c : R, c != 0 & exists x : R,
    (forall j, entry_at (clear row p) j = c * entry_at row j - x * entry_at p.2 j) /\ entry_at (clear row p) p.1 = 0.
Proof.
move=> sz /and3P[/eqP sz_p _ lead_p]; rewrite /clear; case: Z.eqb_spec => [eq0|ne0].
  split=> //; exists 1; rewrite ?oner_neq0 //; exists 0; split=> [j|]; first by rewrite mul1r mul0r subr0.
  by rewrite /entry_at eq0 toR0.
have [-> E] := entry_cross (nth Z0 p.2 p.1) (nth Z0 row p.1) (etrans sz (esym sz_p)).
split=> //; exists (entry_at p.2 p.1) => //; exists (entry_at row p.1); split=> [j|]; rewrite E //.
by rewrite -!/(entry_at _ _) mulrC subrr.
Qed.

Lemma clear_all n m (A : 'M[R]_(m, n)) found row : size row = n -> reduced_rows n found ->
  (forall p, p \in found -> (vec n p.2 <= A)%MS) -> let row' := foldl clear row found in
  [/\ size row' = n, exists2 c : R, c != 0 & (c *: vec n row - vec n row' <= A)%MS,
      forall j, entry_at row j = 0 -> (forall p, p \in found -> entry_at p.2 j = 0) -> entry_at row' j = 0 &
      forall p, p \in found -> entry_at row' p.1 = 0].
Proof.
rewrite /reduced_rows; elim: found row => [|p found IH] row sz /=.
  by move=> _ _; split=> //; exists 1; rewrite ?oner_neq0 // scale1r subrr sub0mx.
case/andP=> /andP[lead_p leads_f] /andP[/allP apart_p pair_f] in_A.
have [sz' [c c0 [x [E zero_p]]]] := clear_sound sz lead_p.
have [||sz'' [c' c'0 sub] keep zeros] := IH _ sz'; first by rewrite leads_f.
  by move=> q q_in; apply: in_A; rewrite inE q_in orbT.
split=> //.
- exists (c' * c); first by rewrite mulf_neq0.
  have -> : (c' * c) *: vec n row - vec n (foldl clear (clear row p) found) =
      (c' *: vec n (clear row p) - vec n (foldl clear (clear row p) found)) + (c' * x) *: vec n p.2.
    by apply/rowP => j; rewrite !mxE E; ring.
  by rewrite addmx_sub // scalemx_sub // in_A // mem_head.
- move=> j row_j found_j; apply: keep; first by rewrite E row_j found_j ?mem_head // !mulr0 subrr.
  by move=> q q_in; apply: found_j; rewrite inE q_in orbT.
move=> q; rewrite inE => /orP[/eqP ->|]; last exact: zeros.
by apply: keep => // r /apart_p/andP[_ /eqP].
Qed.

Let turn (row : seq Z) (j : nat) : seq Z := if Z.ltb 0 (nth Z0 row j) then row else [seq Z.opp x | x <- row].

Lemma entry_turn row j : size (turn row j) = size row /\
  exists2 c : R, c != 0 & forall i, entry_at (turn row j) i = c * entry_at row i.
Proof.
rewrite /turn; case: Z.ltb; first by split=> //; exists 1; rewrite ?oner_neq0 // => i; rewrite mul1r.
rewrite size_map; split=> //; exists (-1); rewrite ?oppr_eq0 ?oner_neq0 // => i; rewrite /entry_at mulN1r.
case: (ltnP i (size row)) => [lt_i|ge_i]; first by rewrite (nth_map Z0) // toRN.
by rewrite !nth_default ?size_map // toR0 oppr0.
Qed.

Lemma scale_vec n c (r r' : seq Z) : (forall j, entry_at r' j = c * entry_at r j) -> vec n r' = c *: vec n r.
Proof. by move=> E; apply/rowP => j; rewrite !mxE E. Qed.

(** One step keeps the form, and adds the row to the row space. *)
Lemma eliminate_sound n found row : size row = n -> reduced_rows n found ->
  let found' := eliminate found row in
  reduced_rows n found' /\ (mx n (map snd found') :=: mx n (map snd found) + vec n row)%MS.
Proof.
move=> sz red; set A := mx n (map snd found).
have in_A p : p \in found -> (vec n p.2 <= A)%MS by move=> p_in; apply/vec_sub_mx/map_f.
rewrite /= /eliminate -/clear; have [sz' [c c0 sub] _ zeros] := clear_all sz red in_A.
set row' := foldl _ _ _ in sz' sub zeros *.
have sub' : (vec n row <= A + vec n row')%MS.
  rewrite -(eqmx_scale _ c0) -[c *: _](subrK (vec n row')) addmx_sub_adds //.
have sub'' : (vec n row' <= A + vec n row)%MS.
  have -> : vec n row' = - (c *: vec n row - vec n row') + c *: vec n row by rewrite opprB subrK.
  by rewrite addmx_sub_adds ?eqmx_opp // scalemx_sub.
case lead: lead_of => [j|]; last first.
  have zero' : vec n row' = 0 by apply/rowP => j; rewrite !mxE (lead_of_None lead).
  split=> //; apply/eqmxP; rewrite addsmxSl addsmx_sub submx_refl.
  by move: sub'; rewrite zero' addsmx0.
have [lt_j row'_j] := lead_of_Some lead; rewrite sz' in lt_j.
rewrite -/(turn row' j); have [sz_t [ct ct0 Et]] := entry_turn row' j.
set r := normal _; have [sz_r [cr cr0 Er]] := entry_normal (turn row' j); rewrite -/r in sz_r Er.
have E_r i : entry_at r i = cr * ct * entry_at row' i by rewrite Er Et mulrA.
have {}sz_r : size r = n by rewrite sz_r sz_t.
have r_row' : vec n r = (cr * ct) *: vec n row' by apply: scale_vec.
have crt0 : cr * ct != 0 by rewrite mulf_neq0.
have r_j : entry_at r j != 0 by rewrite E_r mulf_neq0.
pose other (p : nat * seq Z) := normal (cross (nth Z0 r j) (nth Z0 p.2 j) p.2 r).
have E_other p : p \in found -> size (other p) = n /\ exists2 a : R, a != 0 & forall i, entry_at (other p) i =
    a * (entry_at r j * entry_at p.2 i - entry_at p.2 j * entry_at r i).
  move=> p_in; have /andP[/allP/(_ p p_in)/and3P[/eqP sz_p _ _] _] := red.
  have [sz_c E_c] := entry_cross (nth Z0 r j) (nth Z0 p.2 j) (etrans sz_p (esym sz_r)).
  have [-> [a a0 E_a]] := entry_normal (cross (nth Z0 r j) (nth Z0 p.2 j) p.2 r); rewrite sz_c sz_p.
  by split=> //; exists a => // i; rewrite E_a E_c.
have r_p p : p \in found -> entry_at r p.1 = 0 by move=> p_in; rewrite E_r zeros // mulr0.
set found' := rcons _ _; have mem_found' q : q \in found' ->
    q = (j, r) \/ exists2 p, p \in found & q = (p.1, other p).
  by rewrite mem_rcons inE => /orP[/eqP|/mapP[p p_in ->]]; [left|right; exists p].
split.
  rewrite /reduced_rows pairwise_rcons pairwise_map; have /andP[/allP lead_f pair_f] := red.
  apply/and3P; split.
  - apply/allP => q /mem_found'[->|[p p_in ->]]; first by rewrite /leads /= sz_r eqxx lt_j.
    have [sz_o [a a0 E_o]] := E_other p p_in; have /and3P[_ lt_p lead_p] := lead_f p p_in.
    by rewrite /leads /= sz_o eqxx lt_p E_o (r_p p p_in) mulr0 subr0 !mulf_neq0.
  - apply/allP => q /mapP[p p_in ->] /=; have [sz_o [a a0 E_o]] := E_other p p_in.
    by rewrite /apart /= E_o (r_p p p_in) mulrC [entry_at r j * _]mulrC subrr mul0r eqxx.
  apply: (@sub_in_pairwise _ (mem found) apart) pair_f; last by apply/allP.
  move=> p q p_in q_in /andP[/eqP pq /eqP qp]; rewrite /apart /=.
  have [_ [a a0 E_p]] := E_other p p_in; have [_ [b b0 E_q]] := E_other q q_in.
  by rewrite E_p E_q pq qp (r_p p p_in) (r_p q q_in) !mulr0 !subrr !mulr0 eqxx.
apply/eqmxP/andP; split.
  apply/mx_sub => s /mapP[q /mem_found'[->|[p p_in ->]] ->] /=; first by rewrite r_row' scalemx_sub.
  have [_ [a a0 E_p]] := E_other p p_in.
  have -> : vec n (other p) = (a * entry_at r j) *: vec n p.2 - (a * entry_at p.2 j * (cr * ct)) *: vec n row'.
    by apply/rowP => i; rewrite !mxE E_p (E_r i); ring.
  by rewrite addmx_sub ?eqmx_opp ?scalemx_sub // (submx_trans (in_A p p_in)) // addsmxSl.
have r_in : (vec n r <= mx n (map snd found'))%MS.
  by apply/vec_sub_mx/mapP; exists (j, r); rewrite // mem_rcons mem_head.
have row'_in : (vec n row' <= mx n (map snd found'))%MS by move: r_in; rewrite r_row' eqmx_scale.
have A_in : (A <= mx n (map snd found'))%MS.
  apply/mx_sub => s /mapP[p p_in ->]; have [_ [a a0 E_p]] := E_other p p_in.
  have o_in : (vec n (other p) <= mx n (map snd found'))%MS.
    apply/vec_sub_mx/mapP; exists (p.1, other p) => //.
    by rewrite mem_rcons inE (map_f (fun p => (p.1, other p)) p_in) orbT.
  rewrite -(eqmx_scale _ (mulf_neq0 a0 r_j)).
  have -> : (a * entry_at r j) *: vec n p.2 = vec n (other p) + (a * entry_at p.2 j) *: vec n r.
    by apply/rowP => i; rewrite !mxE E_p; ring.
  by rewrite addmx_sub // scalemx_sub.
by rewrite addsmx_sub A_in (submx_trans sub') // addsmx_sub A_in row'_in.
Qed.

Lemma mx0 n : mx n [::] = 0.
Proof. exact: flatmx0. Qed.

Lemma mx_cons n row rows : (mx n (row :: rows) :=: vec n row + mx n rows)%MS.
Proof.
apply/eqmxP/andP; split.
  apply/mx_sub => r; rewrite inE => /orP[/eqP ->|r_in]; first exact: addsmxSl.
  by rewrite (submx_trans (vec_sub_mx n r_in)) // addsmxSr.
rewrite addsmx_sub vec_sub_mx ?mem_head // andTb.
by apply/mx_sub => r r_in; rewrite vec_sub_mx // inE r_in orbT.
Qed.

Lemma echelon_sound n rows : all (fun row => size row == n) rows ->
  reduced_rows n (echelon rows) /\ (mx n (map snd (echelon rows)) :=: mx n rows)%MS.
Proof.
move=> sz; rewrite /echelon.
suff: forall found, reduced_rows n found -> reduced_rows n (foldl eliminate found rows) /\
    (mx n (map snd (foldl eliminate found rows)) :=: mx n (map snd found) + mx n rows)%MS.
  case/(_ [::] isT) => red E; split=> //; by apply/eqmxP; rewrite !E /= mx0 !adds0mx submx_refl.
elim: rows sz => [|row rows IH] /= => [_ found red|/andP[/eqP sz /IH{}IH] found red].
  by split=> //; apply/eqmxP; rewrite mx0 !addsmx0 submx_refl.
have [red' E'] := eliminate_sound sz red; have [red'' E''] := IH _ red'; split=> //.
apply: eqmx_trans E'' _; apply: eqmx_trans (adds_eqmx E' (eqmx_refl _)) _.
by apply: eqmx_sym; apply: eqmx_trans (adds_eqmx (eqmx_refl _) (mx_cons n row rows)) _; rewrite addsmxA.
Qed.

Lemma reduced_free n found : reduced_rows n found -> row_free (mx n (map snd found)).
Proof.
case/andP=> /allP lead_f /(pairwiseP (0%N, [::])) pair_f; apply/inj_row_free => v v0; apply/rowP => i; rewrite mxE.
have lt_i : (i < size found)%N by rewrite -(size_map snd) ltn_ord.
set p := nth (0%N, [::]) found i; have /and3P[_ lt_p lead_p] := lead_f p (mem_nth _ lt_i).
have /rowP/(_ (Ordinal lt_p)) := v0; rewrite !mxE (bigD1 i) //= big1 ?addr0; last first.
  move=> k ne_k; have lt_k : (k < size found)%N by rewrite -(size_map snd) ltn_ord.
  rewrite !mxE (nth_map (0%N, [::])) //=; case: (ltngtP k i) => [lt|gt|/val_inj eq_k].
  - by have /andP[/eqP -> _] := pair_f k i lt_k lt_i lt; rewrite mulr0.
  - by have /andP[_ /eqP ->] := pair_f i k lt_i lt_k gt; rewrite mulr0.
  - by rewrite eq_k eqxx in ne_k.
by rewrite !mxE (nth_map (0%N, [::])) //= -/p => /eqP; rewrite mulf_eq0 (negPf lead_p) orbF => /eqP.
Qed.

(** The rank that elimination finds is the rank of the matrix. *)
Theorem rank_mx n rows : all (fun row => size row == n) rows -> rank rows = \rank (mx n rows).
Proof.
move=> sz; have [red E] := echelon_sound sz; rewrite -E /rank.
by have := reduced_free red; rewrite /row_free => /eqP ->; rewrite size_map.
Qed.

(** * Dimension *)

(** Vectors are independent if no combination of them is 0 but the one with the coefficients 0. *)
Definition independent (vs : seq (seq R)) : Prop := forall c : nat -> R,
  (forall j, \sum_(i < size vs) c i * nth 0 (nth [::] vs i) j = 0) -> forall i, (i < size vs)%N -> c i = 0.

(** A set of vectors has k independent members, and never more. *)
Definition linear_dimension (P : seq R -> Prop) (k : nat) : Prop :=
  (exists vs, [/\ size vs = k, forall v, v \in vs -> P v & independent vs]) /\
  forall vs, (forall v, v \in vs -> P v) -> independent vs -> (size vs <= k)%N.

(** Points are affinely independent if no combination of them is 0 and has the sum of coefficients 0, but the one with
    the coefficients 0. *)
Definition affinely_independent (xs : seq (seq R)) : Prop := forall c : nat -> R,
  \sum_(i < size xs) c i = 0 -> (forall j, \sum_(i < size xs) c i * nth 0 (nth [::] xs i) j = 0) ->
  forall i, (i < size xs)%N -> c i = 0.

(** A set of points has k + 1 affinely independent members, and never more. *)
Definition affine_dimension (P : seq R -> Prop) (k : nat) : Prop :=
  (exists xs, [/\ size xs = k.+1, forall x, x \in xs -> P x & affinely_independent xs]) /\
  forall xs, (forall x, x \in xs -> P x) -> affinely_independent xs -> (size xs <= k.+1)%N.

Lemma linear_dimension_unique P k k' : linear_dimension P k -> linear_dimension P k' -> k = k'.
Proof.
case=> [[vs [sz in_P ind]] most] [[vs' [sz' in_P' ind']] most']; apply/eqP.
by rewrite eqn_leq -{1}sz -{2}sz' most ?most'.
Qed.

Lemma affine_dimension_unique P k k' : affine_dimension P k -> affine_dimension P k' -> k = k'.
Proof.
case=> [[vs [sz in_P ind]] most] [[vs' [sz' in_P' ind']] most']; apply/eqP.
by rewrite -eqSS eqn_leq -{1}sz -{2}sz' most ?most'.
Qed.

Lemma linear_dimension_iff P Q k : (forall v, P v <-> Q v) -> linear_dimension P k -> linear_dimension Q k.
Proof.
move=> PQ [[vs [sz in_P ind]] most]; split; first by exists vs; split=> // v /in_P/PQ.
by move=> vs' in_Q; apply: most => v /in_Q/PQ.
Qed.

Lemma affine_dimension_iff P Q k : (forall v, P v <-> Q v) -> affine_dimension P k -> affine_dimension Q k.
Proof.
move=> PQ [[vs [sz in_P ind]] most]; split; first by exists vs; split=> // v /in_P/PQ.
by move=> vs' in_Q; apply: most => v /in_Q/PQ.
Qed.

Lemma sum_size (T : Type) (l : seq T) r (F : nat -> R) : size l = r -> \sum_(i < size l) F i = \sum_(i < r) F i.
Proof. by move=> ->. Qed.

(** Lists and matrices. *)
Definition list_of n (r : 'rV[R]_n) : seq R := [seq r 0 j | j <- enum 'I_n].
Lemma size_list_of n (r : 'rV[R]_n) : size (list_of r) = n.
Proof. by rewrite size_map size_enum_ord. Qed.
Lemma nth_list_of n (r : 'rV[R]_n) (j : 'I_n) : nth 0 (list_of r) j = r 0 j.
Proof. by rewrite (nth_map j) ?size_enum_ord // nth_ord_enum. Qed.
Definition mxR n (vs : seq (seq R)) : 'M[R]_(size vs, n) := \matrix_(i, j) nth 0 (nth [::] vs i) j.

Lemma independent_rows r n (A : 'M[R]_(r, n)) : row_free A -> independent [seq list_of (row i A) | i <- enum 'I_r].
Proof.
move=> free c; have sz : size [seq list_of (row i A) | i <- enum 'I_r] = r by rewrite size_map size_enum_ord.
rewrite sz => zero; pose w : 'rV[R]_r := \row_i c i.
have w0 : w = 0.
  apply: (row_free_inj free); rewrite mul0mx; apply/rowP => j; rewrite [RHS]mxE -[RHS](zero j).
  by rewrite mxE; apply: eq_bigr => i _; rewrite (nth_map i) ?size_enum_ord // nth_ord_enum nth_list_of !mxE.
by move=> i lt_i; have /rowP/(_ (Ordinal lt_i)) := w0; rewrite !mxE.
Qed.

Lemma independent_free n vs : all (fun v => size v == n) vs -> independent vs -> row_free (mxR n vs).
Proof.
move=> sz ind; apply/inj_row_free => w w0; apply/rowP => i; rewrite mxE.
pose c k := if insub k is Some o then w 0 o else 0.
have c_o (o : 'I_(size vs)) : c o = w 0 o by rewrite /c valK.
rewrite -c_o; apply: ind => // j; case: (ltnP j n) => [lt_j|ge_j]; last first.
  apply: big1 => k _; rewrite [nth 0 _ j]nth_default ?mulr0 //.
  by have /allP/(_ _ (mem_nth [::] (ltn_ord k)))/eqP -> := sz.
have E : (w *m mxR n vs) 0 (Ordinal lt_j) = 0 by rewrite w0 mxE.
by rewrite -[RHS]E mxE; apply: eq_bigr => k _; rewrite c_o mxE.
Qed.

Lemma dotZ_sum n row (v : seq R) : size row = n -> size v = n ->
  dotZ row v = \sum_(j < n) entry_at row j * nth 0 v j.
Proof.
move=> sz_r sz_v; rewrite /dotZ dotR_sum ?size_map ?sz_r // (sum_size (fun i => (map toR row)`_i * v`_i) sz_v).
by apply: eq_bigr => j _; rewrite (nth_map Z0) // sz_r.
Qed.

(** The common zeros of rows. *)
Definition zeros (rows : seq (seq Z)) (v : seq R) : bool := all (fun row => dotZ row v == 0) rows.

Lemma entry_step n (r k : 'rV[R]_n) c j : r 0 j - (r + c *: k) 0 j = - (c * k 0 j).
Proof. by rewrite !mxE opprD addrA subrr add0r. Qed.

Section Open.
Variables (n : nat) (rows : seq (seq Z)) (P : seq R -> Prop).
Hypothesis rows_size : all (fun row => size row == n) rows.
Hypothesis P_zeros : forall v, P v -> size v = n /\ zeros rows v.

Let K : 'M[R]_n := kermx (mx n rows)^T.

Lemma rank_kernel : \rank K = (n - rank rows)%N.
Proof. by rewrite mxrank_ker mxrank_tr -rank_mx. Qed.

Lemma zeros_kernel (r : 'rV[R]_n) : zeros rows (list_of r) = (r <= K)%MS.
Proof.
apply/idP/sub_kermxP => [/(all_nthP [::]) all0|r0].
  apply/rowP => k; rewrite [RHS]mxE -[RHS](eqP (all0 k (ltn_ord k))) mxE.
  rewrite (@dotZ_sum n) ?size_list_of //; last by have /allP/(_ _ (mem_nth [::] (ltn_ord k)))/eqP := rows_size.
  by apply: eq_bigr => j _; rewrite !mxE nth_list_of mulrC.
apply/(all_nthP [::]) => k lt_k; have E : (r *m (mx n rows)^T) 0 (Ordinal lt_k) = 0 by rewrite r0 mxE.
apply/eqP; rewrite -[RHS]E mxE (@dotZ_sum n) ?size_list_of //; last first.
  by have /allP/(_ _ (mem_nth [::] lt_k))/eqP := rows_size.
by apply: eq_bigr => j _; rewrite !mxE nth_list_of mulrC.
Qed.

Lemma list_of_row v : size v = n -> list_of (\row_(j < n) nth 0 v j) = v.
Proof.
move=> sz; apply: (@eq_from_nth _ 0); rewrite size_list_of // => j lt_j.
by rewrite (nth_list_of _ (Ordinal lt_j)) mxE.
Qed.

Lemma at_most vs : (forall v, v \in vs -> P v) -> independent vs -> (size vs <= n - rank rows)%N.
Proof.
move=> in_P ind; have sz : all (fun v => size v == n) vs by apply/allP => v /in_P/P_zeros[->].
have /eqP <- := independent_free sz ind; rewrite -rank_kernel; apply: mxrankS; apply/row_subP => i.
have [sz_i zero_i] := P_zeros (in_P _ (mem_nth [::] (ltn_ord i))).
rewrite -zeros_kernel; have -> : row i (mxR n vs) = \row_(j < n) nth 0 (nth [::] vs i) j.
  by apply/rowP => j; rewrite !mxE.
by rewrite list_of_row.
Qed.

(** Rows of full rank have no common zero but 0. *)
Lemma rank_injective v : rank rows = n -> size v = n -> zeros rows v -> v = nseq n 0.
Proof.
move=> full sz zero; have K0 : K = 0 by apply/eqP; rewrite -mxrank_eq0 rank_kernel full subnn.
have: (\row_(j < n) nth 0 v j <= K)%MS by rewrite -zeros_kernel list_of_row.
rewrite K0 submx0 => /eqP v0; apply: (@eq_from_nth _ 0); rewrite ?size_nseq // sz => j lt_j.
by have /rowP/(_ (Ordinal lt_j)) := v0; rewrite !mxE /= => ->; rewrite nth_nseq lt_j.
Qed.

(** A set that is open in the common zeros of rows has the dimension n - rank. *)
Theorem dimension_open p (e : R) : P p -> 0 < e ->
  (forall v, size v = n -> zeros rows v -> near e p v -> P v) -> linear_dimension P (n - rank rows).
Proof.
move=> P_p e_gt0 near_p; split; last exact: at_most.
have [sz_p zero_p] := P_zeros P_p; pose r : 'rV[R]_n := \row_j nth 0 p j.
have r_p : list_of r = p by apply: list_of_row.
have r_K : (r <= K)%MS by rewrite -zeros_kernel r_p.
pose m := \sum_i \sum_j `|K i j|; have m_ge0 : 0 <= m by rewrite sumr_ge0 // => i _; rewrite sumr_ge0.
have m1_gt0 : 0 < 1 + m by rewrite ltr_paddr.
pose delta := e / (1 + m); have delta_gt0 : 0 < delta by rewrite divr_gt0.
pose B : 'M[R]_(1 + n, n) := col_mx r (\matrix_i (r + delta *: row i K)).
have B_P i : P (list_of (row i B)).
  case: (split_ordP i) => k ->; first by rewrite rowKu row_id r_p.
  rewrite rowKd rowK; apply: near_p; first by rewrite size_list_of.
    by rewrite zeros_kernel addmx_sub // scalemx_sub // row_sub.
  rewrite /near; apply/(all_nthP (0, 0)) => j; rewrite size_zip size_list_of sz_p minnn => lt_j.
  rewrite nth_zip ?size_list_of //= -{1}r_p !(nth_list_of _ (Ordinal lt_j)).
  have -> : r 0 (Ordinal lt_j) - (r + delta *: row k K) 0 (Ordinal lt_j) = - (delta * K k (Ordinal lt_j)).
    by rewrite entry_step [X in - (_ * X)]mxE.
  rewrite normrN normrM gtr0_norm // /delta mulrAC ltr_pdivr_mulr // ltr_pmul2l // ltr_spaddl //.
  rewrite /m (bigD1 k) //= (bigD1 (Ordinal lt_j)) //= -addrA ler_addl addr_ge0 //; apply: sumr_ge0 => // i' _.
  exact: sumr_ge0.
have K_B : (K <= B)%MS.
  apply/row_subP => k.
  have -> : row k K = delta^-1 *: (row (rshift 1 k) B - row (lshift n ord0) B).
    rewrite rowKd rowKu rowK row_id [r + _]addrC addrK scalerA mulVf ?scale1r //; exact: lt0r_neq0.
  by rewrite scalemx_sub // addmx_sub ?eqmx_opp ?row_sub.
pose vs := [seq list_of (row i (rowsub (maxrankfun B) B)) | i <- enum 'I_(\rank B)].
have vs_P v : v \in vs -> P v by case/mapP => i _ ->; rewrite row_rowsub.
have vs_ind : independent vs by apply/independent_rows/maxrowsub_free.
exists vs; split=> //; apply/eqP; rewrite eqn_leq at_most //=.
by rewrite size_map size_enum_ord -rank_kernel mxrankS.
Qed.
End Open.

(** * Cones *)

Lemma affine_linear xs : affinely_independent xs <-> independent (map (cons 1) xs).
Proof.
rewrite /affinely_independent /independent size_map; split=> ind c.
  move=> zero; apply: ind => [|j]; [rewrite -[RHS](zero 0%N)|rewrite -[RHS](zero j.+1)]; apply: eq_bigr => i _.
    by rewrite (nth_map [::]) //= mulr1.
  by rewrite (nth_map [::]).
move=> sum0 zero; apply: ind => -[|j]; [rewrite -[RHS]sum0|rewrite -[RHS](zero j)]; apply: eq_bigr => i _.
  by rewrite (nth_map [::]) //= mulr1.
by rewrite (nth_map [::]).
Qed.

(** The point of R^d that a vector with t > 0 belongs to. *)
Definition point_of (v : seq R) : seq R := [seq u / head 0 v | u <- behead v].

Lemma independent_points vs : all (fun v => 0 < head 0 v) vs ->
  independent vs <-> affinely_independent (map point_of vs).
Proof.
move=> pos; rewrite affine_linear -map_comp /independent size_map.
have pos_i i : (i < size vs)%N -> head 0 (nth [::] vs i) != 0.
  by move=> lt_i; have /allP/(_ _ (mem_nth [::] lt_i))/lt0r_neq0 := pos.
have entry i j : (i < size vs)%N -> nth 0 (nth [::] (map (cons 1 \o point_of) vs) i) j =
    nth 0 (nth [::] vs i) j / head 0 (nth [::] vs i).
  move=> lt_i; have := pos_i i lt_i; rewrite (nth_map [::]) //; case: (nth [::] vs i) => [|t x] /= t0.
    by rewrite eqxx in t0.
  case: j => [|j] /=; first by rewrite divff.
  case: (ltnP j (size x)) => [lt_j|ge_j]; first by rewrite (nth_map 0).
  by rewrite !nth_default ?size_map // mul0r.
split=> ind c zero i lt_i.
  have: c i / head 0 (nth [::] vs i) = 0.
    apply: (ind (fun i => c i / head 0 (nth [::] vs i))) => // j; rewrite -[RHS](zero j).
    by apply: eq_bigr => k _; rewrite entry // mulrAC mulrA.
  by move/eqP; rewrite mulf_eq0 invr_eq0 (negPf (pos_i i lt_i)) orbF => /eqP.
have: c i * head 0 (nth [::] vs i) = 0.
  apply: (ind (fun i => c i * head 0 (nth [::] vs i))) => // j; rewrite -[RHS](zero j).
  by apply: eq_bigr => k _; rewrite entry // -mulrA [head 0 _ * _]mulrCA divff ?mulr1 ?pos_i.
by move/eqP; rewrite mulf_eq0 (negPf (pos_i i lt_i)) orbF => /eqP.
Qed.

(** A cone with t > 0 has one dimension more than the points of R^d that it belongs to. *)
Lemma cone_dimension (P Q : seq R -> Prop) k : (forall v, P v -> 0 < head 0 v /\ Q (point_of v)) ->
  (forall x, Q x -> P (1 :: x)) -> linear_dimension P k.+1 -> affine_dimension Q k.
Proof.
move=> PQ QP [[vs [sz in_P ind]] most]; split.
  exists (map point_of vs); split; first by rewrite size_map.
    by move=> x /mapP[v /in_P/PQ[_ Q_v] ->].
  by apply/independent_points => //; apply/allP => v /in_P/PQ[].
move=> xs in_Q /affine_linear/most; rewrite size_map; apply=> v /mapP[x /in_Q Q_x ->]; exact: QP.
Qed.
End Rank.
