(** The rank that elimination finds is the rank of the matrix, over every ordered field; and what follows from it about
    lists of vectors: `independent`, the solutions of equations.

    For use elsewhere: `rank_mx` (rank rows = \rank (mx n rows)), `rank_solutions`. *)
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
  exists2 c : R, c != 0 & exists x : R, (forall j, entry_at (clear row p) j = c * entry_at row j - x * entry_at p.2 j) /\
    entry_at (clear row p) p.1 = 0.
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
End Rank.
