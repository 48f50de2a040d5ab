(** A worked example: the layer T(x) = max(A x + b, 0) of the plane with A = [1 1; 0 1], b = (0, -1). *)
From mathcomp Require Import all_ssreflect all_algebra.
From exactrelu.theory Require Import layer projection.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** The column (s, t). *)
Definition vec (s t : rat) : 'cV[rat]_2 := \col_i (if i == 0 then s else t).

(** The 2 x 2 matrix with rows (p, q) and (r, s). *)
Definition mat (p q r s : rat) : 'M[rat]_2 :=
  \matrix_(i, j) if i == 0 then (if j == 0 then p else q) else (if j == 0 then r else s).

Definition exA : 'M[rat]_2 := mat 1 1 0 1.
Definition exb : 'cV[rat]_2 := vec 0 (-1).

Lemma vecP (u : 'cV[rat]_2) s t : u 0 0 = s -> u 1 0 = t -> u = vec s t.
Proof. by move=> <- <-; apply/colP => -[[|[|//]] i]; rewrite mxE /=; congr (u _ _); apply: val_inj. Qed.

Lemma mat_mul p q r s x y : mat p q r s *m vec x y = vec (p * x + q * y) (r * x + s * y).
Proof. by apply: vecP; rewrite mxE !big_ord_recl big_ord0 addr0 !mxE. Qed.

Lemma vec_add x y x' y' : vec x y + vec x' y' = vec (x + x') (y + y').
Proof. by apply: vecP; rewrite !mxE. Qed.

(** The pre-activations are y_1 = x_1 + x_2 and y_2 = x_2 - 1. *)
Lemma ex_pre s t : pre exA exb (vec s t) = vec (s + t) (t - 1).
Proof. by rewrite /pre mat_mul vec_add !mul1r mul0r add0r addr0. Qed.

(** T(s, t) = ((s + t)^+, (t - 1)^+). *)
Lemma ex_layer s t : layer exA exb (vec s t) = vec (relu (s + t)) (relu (t - 1)).
Proof. by apply: vecP; rewrite layerE ex_pre mxE. Qed.

Lemma ex_mulV : exA *m mat 1 (-1) 0 1 = 1%:M.
Proof.
apply/matrixP => -[[|[|//]] i] [[|[|//]] j]; rewrite mxE !big_ord_recl big_ord0 !mxE /=; exact/eqP.
Qed.

(** A is invertible ... *)
Lemma ex_unit : exA \in unitmx.
Proof. by case: (mulmx1_unit ex_mulV). Qed.

(** ... with inverse [1 -1; 0 1]. *)
Lemma ex_inv : invmx exA = mat 1 (-1) 0 1.
Proof. by rewrite -[RHS](mulKmx ex_unit) ex_mulV mulmx1. Qed.

(** The apex is (-1, 1). *)
Lemma ex_apex : apex exA exb = vec (-1) 1.
Proof.
apply/esym/(L1_apex exb ex_unit); rewrite ex_pre.
by apply/esym/vecP; rewrite mxE; apply/eqP.
Qed.

(** The dual vectors are a_1^* = (1, 0) and a_2^* = (-1, 1). *)
Lemma ex_dual1 : dual exA 0 = vec 1 0.
Proof. by rewrite /dual ex_inv; apply: vecP; rewrite !mxE. Qed.

Lemma ex_dual2 : dual exA 1 = vec (-1) 1.
Proof. by rewrite /dual ex_inv; apply: vecP; rewrite !mxE. Qed.

(** T(3, 0) = (3, 0): the first neuron is active, the second is not. *)
Lemma ex_layer_at : layer exA exb (vec 3 0) = vec 3 0.
Proof. by rewrite ex_layer; congr vec; apply/eqP. Qed.

(** pi(3, 0) = (2, 1), and indeed A (2, 1) + b = (3, 0). *)
Lemma ex_pi_at : pi exA exb (vec 3 0) = vec 2 1.
Proof.
apply/esym/(T4_unique exb ex_unit); rewrite -/(pre _ _ _) ex_pre ex_layer_at.
by congr vec; apply/eqP.
Qed.

(** pi is oblique: (3, 1) is in the cone too and is nearer to (3, 0) than pi(3, 0) = (2, 1). *)
Lemma ex_oblique :
  sector exA exb setT (vec 3 1) /\
  ((vec 3 1 - vec 3 0)^T *m (vec 3 1 - vec 3 0)) 0 0 <
  ((vec 2 1 - vec 3 0)^T *m (vec 2 1 - vec 3 0)) 0 0 :> rat.
Proof.
split; last by rewrite !mxE !big_ord_recl !big_ord0 !mxE.
by apply/sectorP => -[[|[|//]] i]; rewrite inE ex_pre mxE.
Qed.

Lemma ex_active s t : active exA exb (vec s t) = [set i | if i == 0 then 0 < s + t else 0 < t - 1].
Proof. by apply/setP => i; rewrite !inE ex_pre mxE; case: ifP. Qed.

(** A point of each of the four half-open sectors. *)
Lemma ex_active_none : active exA exb (vec (-1) 0) = set0.
Proof. by rewrite ex_active; apply/setP => -[[|[|//]] i]; rewrite !inE. Qed.

Lemma ex_active_first : active exA exb (vec 3 0) = [set 0].
Proof. by rewrite ex_active; apply/setP => -[[|[|//]] i]; rewrite !inE. Qed.

Lemma ex_active_second : active exA exb (vec (-3) 2) = [set 1].
Proof. by rewrite ex_active; apply/setP => -[[|[|//]] i]; rewrite !inE. Qed.

Lemma ex_active_both : active exA exb (vec (-1) 2) = [set: 'I_2].
Proof. by rewrite ex_active; apply/setP => -[[|[|//]] i]; rewrite !inE. Qed.

(** Two different points with the same image: T is not injective. *)
Lemma ex_not_injective : layer exA exb (vec (-1) 0) = layer exA exb (vec (-2) 0).
Proof. by rewrite !ex_layer; congr vec; apply/eqP. Qed.

(** The fibre of T over (3, 0) is the half-line (2, 1) - c (-1, 1) = (2 + c, 1 - c), c >= 0. *)
Lemma ex_fibre x : layer exA exb x = vec 3 0 <-> exists2 c : rat, 0 <= c & x = vec (2 + c) (1 - c).
Proof.
have z0 i : 0 <= vec 3 0 i 0 by rewrite mxE; case: ifP.
have E c : invmx exA *m (vec 3 0 - exb) - \sum_(j | j \notin supp (vec 3 0)) c j *: dual exA j =
           vec (2 + c 1) (1 - c 1).
  rewrite big_mkcond !big_ord_recl big_ord0 !inE !mxE /= add0r addr0.
  rewrite (_ : lift 0 0 = 1); last exact: val_inj.
  rewrite ex_dual2 ex_inv.
  rewrite (_ : vec 3 0 - exb = vec 3 1); last by apply: vecP; rewrite !mxE; apply/eqP.
  rewrite mat_mul; apply: vecP; rewrite !mxE /=.
    by rewrite mulrN1 opprK.
  by rewrite !mulr1 mul0r add0r.
rewrite (T6_fibre exb ex_unit) //; split=> [[c [c0 ->]]|[c c0 ->]].
  by exists (c 1); rewrite ?E.
by exists (fun=> c); rewrite E.
Qed.
