(** Worked examples in the plane: two boundaries of the layer of example_layer, which are not affinely
    equivalent. *)
From mathcomp Require Import all_ssreflect all_algebra.
From exactrelu.theory Require Import layer example_layer boundary classification.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** The weights (1, -1) and (1, 1). *)
Definition exw (i : 'I_2) : rat := if i == 0 then 1 else -1.
Definition exv (i : 'I_2) : rat := 1.

Lemma m1 : (-1 : rat) != 0. Proof. by []. Qed.

(** F(s, t) = (s + t)^+ - (t - 1)^+ - 1 *)
Lemma ex_net s t : net exA exb exw (-1) (vec s t) = relu (s + t) - relu (t - 1) - 1.
Proof. by rewrite /net ex_pre !big_ord_recl big_ord0 !mxE /= mul1r mulN1r addr0. Qed.

(** F'(s, t) = (s + t)^+ + (t - 1)^+ - 1 *)
Lemma ex_net' s t : net exA exb exv (-1) (vec s t) = relu (s + t) + relu (t - 1) - 1.
Proof. by rewrite /net ex_pre !big_ord_recl big_ord0 !mxE /= !mul1r addr0. Qed.

(** Values of F: 0 at (1, 0) and (5, -4) and (0, 5), -1 at (0, 0), 2 at (3, 0). *)
Lemma ex_values :
  [/\ boundary exA exb exw (-1) (vec 1 0), boundary exA exb exw (-1) (vec 5 (-4)),
      boundary exA exb exw (-1) (vec 0 5), net exA exb exw (-1) (vec 0 0) = -1 &
      net exA exb exw (-1) (vec 3 0) = 2].
Proof. by rewrite /boundary !ex_net; split=> //; apply/eqP. Qed.

(** N = {1} for F and N = {1, 2} for F'. *)
Lemma ex_opposite : opposite exw (-1) = [set 0].
Proof. by apply/setP => -[[|[|//]] i]; rewrite !inE. Qed.

Lemma ex_opposite' : opposite exv (-1) = setT.
Proof. by apply/setP => -[[|[|//]] i]; rewrite !inE. Qed.

Lemma ex_card : #|opposite exw (-1)| = 1%N /\ #|opposite exv (-1)| = 2%N.
Proof. by rewrite ex_opposite ex_opposite' cards1 cardsT card_ord. Qed.

(** So F has the class B_{2,1} and F' has the class B_{2,2}. *)
Lemma ex_class k : (k <= 2)%N -> affine_equiv (boundary exA exb exw (-1)) (canonB k) <-> k = 1%N.
Proof.
move=> k2; have w0 i : exw i != 0 by rewrite /exw; case: ifP.
by rewrite (T17_class exb ex_unit w0 m1 k2) (proj1 ex_card); split=> ->.
Qed.

Lemma ex_class' k : (k <= 2)%N -> affine_equiv (boundary exA exb exv (-1)) (canonB k) <-> k = 2%N.
Proof.
move=> k2; have v0 i : exv i != 0 by [].
by rewrite (T17_class exb ex_unit v0 m1 k2) (proj2 ex_card); split=> ->.
Qed.

(** B_{2,1} is not affinely equivalent to B_{2,2}. *)
Lemma ex_not_equiv : ~ affine_equiv (canonB 1 : pred 'cV[rat]_2) (canonB 2).
Proof. by rewrite T17_distinct. Qed.

(** The two boundaries are not equivalent either; both have k >= 1, so they are not empty. *)
Lemma ex_not_equiv_boundaries :
  ~ affine_equiv (boundary exA exb exw (-1)) (boundary exA exb exv (-1)).
Proof.
rewrite T21_classification ?ex_unit // (proj1 ex_card) (proj2 ex_card).
by case.
Qed.

(** G_{2,1}(s, t) = s^+ - t^+ - 1 and G_{2,2}(s, t) = s^+ + t^+ - 1. *)
Lemma ex_canon1 s t : canonG 1 (vec s t) = relu s - relu t - 1.
Proof.
by rewrite /canonG big_mkcond [X in _ - X - _]big_mkcond !big_ord_recl !big_ord0 !mxE /= !addr0 ?add0r.
Qed.

Lemma ex_canon2 s t : canonG 2 (vec s t) = relu s + relu t - 1.
Proof.
by rewrite /canonG big_mkcond [X in _ - X - _]big_mkcond !big_ord_recl !big_ord0 !mxE /= !addr0 ?add0r ?subr0.
Qed.

(** Points of B_{2,1} and points outside. *)
Lemma ex_B1 : [/\ canonB 1 (vec 1 0), canonB 1 (vec 1 (-7)), canonB 1 (vec 3 2),
                 ~~ canonB 1 (vec (1 / 2%:R) (1 / 2%:R)) & ~~ canonB 1 (vec 0 1)].
Proof. by rewrite /canonB !ex_canon1. Qed.

(** Points of B_{2,2} and points outside. *)
Lemma ex_B2 : [/\ canonB 2 (vec 1 0), canonB 2 (vec 1 (-7)), canonB 2 (vec 0 1),
                 canonB 2 (vec (1 / 2%:R) (1 / 2%:R)) & ~~ canonB 2 (vec 3 2)].
Proof. by rewrite /canonB !ex_canon2. Qed.

(** F meets 2 = 2^2 - 2^1 sectors, F' meets 3 = 2^2 - 2^0. *)
Lemma ex_sectors : exists X : {set {set 'I_2}},
  (forall I, I \in X <-> exists x, sector exA exb I x && boundary exA exb exw (-1) x) /\ #|X| = 2%N.
Proof.
have [X [XE Xc]] := T13_number exb exw ex_unit m1.
by exists X; rewrite Xc (proj1 ex_card).
Qed.

Lemma ex_sectors' : exists X : {set {set 'I_2}},
  (forall I, I \in X <-> exists x, sector exA exb I x && boundary exA exb exv (-1) x) /\ #|X| = 3%N.
Proof.
have [X [XE Xc]] := T13_number exb exv ex_unit m1.
by exists X; rewrite Xc (proj2 ex_card).
Qed.

(** Without the constant the boundary contains the sector where no neuron is active. *)
Lemma ex_thick x : sector exA exb set0 x -> boundary exA exb exw 0 x.
Proof. by apply: (T22_sectors exb exw set0 ex_unit).2; rewrite set0I. Qed.

(** The number of all classes is 4 on the line, 8 in the plane and 13 in space. *)
Lemma ex_number1 : exists L, size L = 4%N /\ representatives L (fun X : pred 'cV[rat]_1 =>
  exists A b w c, A \in unitmx /\ X =1 boundary A b w c).
Proof. by eexists; exact: (T23_number _ 1). Qed.

Lemma ex_number2 : exists L, size L = 8%N /\ representatives L (fun X : pred 'cV[rat]_2 =>
  exists A b w c, A \in unitmx /\ X =1 boundary A b w c).
Proof. by eexists; exact: (T23_number _ 2). Qed.

Lemma ex_number3 : exists L, size L = 13%N /\ representatives L (fun X : pred 'cV[rat]_3 =>
  exists A b w c, A \in unitmx /\ X =1 boundary A b w c).
Proof. by eexists; exact: (T23_number _ 3). Qed.

(** B_{2,1} and B_{2,2} are not empty, so they are not affinely equivalent to the empty set. *)
Lemma ex_not_empty k : (1 <= k <= 2)%N -> ~ affine_equiv (xpred0 : pred 'cV[rat]_2) (canonB k).
Proof.
move=> /andP[k0 k2]; have [|z zk] := @cylB_nonempty [realFieldType of rat] 2 2 k k0; first by rewrite k2.
case=> f [/affine_bijection_inv[g [_ _ gK]] fE].
by have := fE (g z); rewrite gK canonB_cyl zk.
Qed.
