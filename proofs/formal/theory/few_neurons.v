(** One square layer, collected as the pages state it; and m independent rows in R^(m + n), by completing the matrix with
    neurons of weight 0 (L1, L2, T11, T13, T17, T21, T22). *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra zify ring.
From exactrelu.theory Require Import layer projection boundary classification.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Square.
Variables (R : realFieldType) (d : nat).
Implicit Types (A : 'M[R]_d) (b x y : 'cV[R]_d) (w : 'I_d -> R) (I : {set 'I_d}).

(** Affine equivalence is neither always true nor always false. *)
Lemma affine_equiv_not_all : ~ @affine_equiv R d xpred0 xpredT.
Proof. by move=> [f [_ H]]; have := H 0. Qed.
Lemma affine_equiv_points u : affine_equiv (pred1 (0 : 'cV[R]_d)) (pred1 u).
Proof.
exists (fun x => x + u); split; first by exists 1%:M, u; rewrite unitmx1; split=> // x; rewrite mul1mx.
by move=> x /=; rewrite -[RHS]subr_eq0 addrK.
Qed.

(** L1. Every sector has interior points: it contains a cube. *)
Theorem L1_sector_interior A b I : A \in unitmx -> exists x e, 0 < e /\ forall y, cube x e y -> sector A b I y.
Proof.
move=> Au; pose x := point A b (\col_i if i \in I then 1 else -1).
have xI : open_sector A b I x.
  by apply/forallP => i; rewrite pre_point // mxE; case: (i \in I); rewrite ?ltr01 ?ltrN10.
by have [e e0 eP] := open_sector_cube xI; exists x, e; split=> // y /eP/open_sectorW.
Qed.

(** T13. B is the union of its pieces. *)
Theorem T13_union A b w c x : c != 0 -> boundary A b w c x ->
  exists I, [/\ I :&: opposite w c != set0, sector A b I x & piece A b w c I x = 0].
Proof.
move=> c0 /eqP xB; exists (active A b x); have xI := sector_active A b x; split=> //.
  apply/eqP => IN; have := T13_missed c0 IN xI; rewrite xB sgr0 => /esym/eqP.
  by rewrite sgr_eq0 (negbTE c0).
by rewrite -(T13_affine _ _ xI).
Qed.

(** T13, as the page states it: there are 2^d - 2^(d-k) sets I such that B is the union of the parts f_I = 0 of their
    sectors; each part contains, in the interior of its sector, a whole cube of the hyperplane f_I = 0; both signs of F occur
    there; these hyperplanes are pairwise different; and on the other sectors F has the sign of c. *)
Theorem T13_pieces A b w c : A \in unitmx -> (forall i, w i != 0) -> c != 0 -> exists X : {set {set 'I_d}},
  [/\ #|X| = (2 ^ d - 2 ^ (d - #|opposite w c|))%N,
      forall x, boundary A b w c x <-> exists I, [/\ I \in X, sector A b I x & piece A b w c I x = 0],
      forall I, I \in X ->
        (exists x e, [/\ 0 < e, boundary A b w c x &
           forall y, cube x e y -> open_sector A b I y /\ boundary A b w c y = (piece A b w c I y == 0)]) /\
        (exists x, open_sector A b I x /\ net A b w c x > 0) /\ (exists x, open_sector A b I x /\ net A b w c x < 0),
      forall I J, I \in X -> J \in X ->
        (forall x, (piece A b w c I x == 0) = (piece A b w c J x == 0)) -> I = J &
      forall I x, I \notin X -> sector A b I x -> Num.sg (net A b w c x) = Num.sg c].
Proof.
move=> Au w0 c0; exists [set I : {set 'I_d} | I :&: opposite w c != set0]; split.
- have := card_meeting (subsetT (opposite w c)); rewrite cardsT card_ord => <-.
  by apply: eq_card => I; rewrite !inE subsetT.
- move=> x; split=> [/(T13_union c0)[I [IN xI f0]]|[I [_ xI f0]]]; first by exists I; rewrite inE.
  by rewrite /boundary (T13_affine _ _ xI) f0.
- by move=> I; rewrite inE => IN; split; [apply: T13_dimension|apply: T13_signs].
- by move=> I J _ _; apply: T13_hyperplanes.
- by move=> I x; rewrite inE negbK => /eqP IN; apply: T13_missed.
Qed.

(** T22. The number of mixed pieces, those of sets I with weights of both signs and none that is 0. *)
Theorem T22_mixed_number w : #|mixed w| = ((2 ^ #|positive w| - 1) * (2 ^ #|negative w| - 1))%N.
Proof.
have := card_mixed w; rewrite expnD; have := expn_gt0 2 #|positive w|; have := expn_gt0 2 #|negative w|.
by rewrite /=; nia.
Qed.

(** T22. A boundary with c = 0 consists of the part where no neuron of non-zero weight is active, and of mixed pieces. *)
Theorem T22_union A b w x : boundary A b w 0 x ->
  (forall i, w i != 0 -> pre A b x i 0 <= 0) \/
  exists I, [/\ I \in mixed w, forall i, i \in I -> 0 < pre A b x i 0,
                forall i, i \in support w :\: I -> pre A b x i 0 <= 0 & piece A b w 0 I x = 0].
Proof.
move=> /eqP xB; pose J := active A b x; pose I := J :&: support w.
have JE : piece A b w 0 J x = 0 by rewrite -(T13_affine _ _ (sector_active A b x)).
have IE : piece A b w 0 I x = 0 by rewrite piece_support.
have y0 i : i \in I -> 0 < pre A b x i 0 by rewrite !inE => /andP[].
have [I0|[i iI]] := set_0Vmem I.
  left=> i wi; rewrite leNgt; apply/negP => yi.
  by have /setP/(_ i) := I0; rewrite !inE yi wi.
have wi : w i != 0 by move: iI; rewrite !inE => /andP[].
have s0 : \sum_(j in I) w j * pre A b x j 0 = 0 by rewrite -[RHS]IE /piece addr0.
right; exists I; split=> // [|j].
  rewrite inE subsetIr (mixed_sign s0 y0 iI wi) /=.
  have -> : negative w = positive (fun j => - w j) by apply/setP => j; rewrite !inE oppr_gt0.
  apply: (mixed_sign _ y0 iI); last by rewrite oppr_eq0.
  by rewrite -[RHS]oppr0 -[in RHS]s0 -sumrN; apply: eq_bigr => j _; rewrite mulNr.
by rewrite !inE => /andP[+ wj]; rewrite wj andbT -leNgt.
Qed.
End Square.

(** * m independent rows in R^(m + n) *)

Section Few.
Variables (R : realFieldType) (m n : nat).
Variables (A : 'M[R]_(m, m + n)) (b : 'cV[R]_m) (w : 'I_m -> R) (c : R).
Hypothesis independent : row_free A.

(** The weights, continued by 0. *)
Definition continued (i : 'I_(m + n)) : R := if split i is inl j then w j else 0.

(** Independent rows are part of an invertible matrix. *)
Lemma completed : exists C : 'M[R]_(n, m + n), col_mx A C \in unitmx.
Proof.
have rC : \rank (A^C)%MS = n by rewrite mxrank_compl (eqP independent) addKn.
exists (castmx (rC, erefl) (row_base A^C)%MS).
rewrite -row_full_unit -sub1mx; apply: submx_trans (_ : (A + A^C <= _)%MS).
  by rewrite sub1mx addsmx_compl_full.
by rewrite -addsmxE addsmxS // eqmx_cast eq_row_base.
Qed.

Lemma completed_net (C : 'M[R]_(n, m + n)) x : net A b w c x = net (col_mx A C) (col_mx b 0) continued c x.
Proof.
rewrite /net; congr (_ + _); rewrite big_split_ord /= [X in _ = _ + X]big1 ?addr0 => [|i _].
  apply: eq_bigr => i _; rewrite /continued (unsplitK (inl i)); congr (_ * relu _).
  by rewrite /pre mul_col_mx add_col_mx col_mxEu.
by rewrite /continued (unsplitK (inr i)) mul0r.
Qed.

Lemma continued_card (P : pred R) : ~~ P 0 -> #|[set i | P (continued i)]| = #|[set i | P (w i)]|.
Proof.
move=> P0; rewrite -!sum1dep_card big_split_ord /= [X in (_ + X)%N]big1 ?addn0 => [|i]; last first.
  by rewrite /continued (unsplitK (inr i)) (negbTE P0).
by apply: eq_bigl => i; rewrite /continued (unsplitK (inl i)).
Qed.

(** L2. On the sector of I the linear part of the layer has rank |I|. *)
Theorem L2_rank_few (I : {set 'I_m}) : \rank (Dmx I *m A) = #|I|.
Proof. by rewrite mxrankMfree // rank_Dmx. Qed.

(** T21. The boundary of m <= d neurons with independent rows is affinely equivalent to B_{m', k} x R^(d - m'), where m' weights
    are not 0 and k of them have the sign opposite to c. *)
Theorem T21_few : c != 0 -> affine_equiv (boundary A b w c) (cylB #|support w| #|opposite w c|).
Proof.
move=> c0; have [C Cu] := completed.
have := T21_boundary (col_mx b 0) continued Cu c0.
have -> : #|support continued| = #|support w| by apply: (@continued_card (fun t => t != 0)); rewrite eqxx.
have -> : #|opposite continued c| = #|opposite w c|.
  by apply: (@continued_card (fun t => t * c < 0)); rewrite mul0r ltxx.
by apply: affine_equiv_trans; apply: eq_affine_equiv => x; rewrite /boundary (completed_net C).
Qed.

(** T17. Without weights 0 it is empty, or equivalent to B_{m, k} x R^(d - m) for exactly one k, 1 <= k <= m. *)
Theorem T17_few : (forall i, w i != 0) -> c != 0 ->
  (forall x, ~~ boundary A b w c x) \/ exists! k, (1 <= k <= m)%N /\ affine_equiv (boundary A b w c) (cylB m k).
Proof.
move=> w0 c0; have supp : #|support w| = m.
  by rewrite -[RHS]card_ord -cardsT; apply: eq_card => i; rewrite !inE w0.
have [C Cu] := completed; have few := T21_few c0; rewrite supp in few.
have opp : #|opposite continued c| = #|opposite w c|.
  by apply: (@continued_card (fun t => t * c < 0)); rewrite mul0r ltxx.
have k_le : (#|opposite w c| <= m)%N by apply: leq_trans (max_card _) _; rewrite card_ord.
case: (posnP #|opposite w c|) => [k0|k_gt0]; [left=> x|right].
  by rewrite /boundary (completed_net C); apply: (proj2 (T21_empty _ _ Cu c0)); rewrite opp.
exists #|opposite w c|; split; first by rewrite k_gt0 k_le.
move=> l [/andP[l_gt0 l_le] equiv_l].
have k_ok : [&& 1 <= #|opposite w c|, #|opposite w c| <= m & m <= m + n]%N by rewrite k_gt0 k_le leq_addr.
have l_ok : [&& 1 <= l, l <= m & m <= m + n]%N by rewrite l_gt0 l_le leq_addr.
by have [|] := (T21_distinct R k_ok l_ok).1; first exact: affine_equiv_trans (affine_equiv_sym few) equiv_l.
Qed.
End Few.
