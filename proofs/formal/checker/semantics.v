(** What networks, domains, regions, cells and properties are: over an arbitrary ordered field, from the layers.

    `R : realFieldType` is any ordered field whose order is decidable: the rationals here, the reals where they are given
    that structure. Points are lists of its elements. *)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network decide.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Semantics.
Variable R : realFieldType.
Implicit Types (net : seq layer).

(** * Numbers *)

(** An integer, and a rational number, as an element of the field. *)
Definition toR (z : Z) : R := (int_of_Z z)%:~R.
Definition ofQ (q : rational) : R := toR (num q) / toR (den q).

Lemma toR0 : toR 0 = 0. Proof. by []. Qed.
Lemma toR1 : toR 1 = 1. Proof. by []. Qed.
Lemma toRD x y : toR (x + y)%Z = toR x + toR y.
Proof. rewrite /toR -intrD; congr intmul; lia. Qed.
Lemma toRN x : toR (- x)%Z = - toR x.
Proof. rewrite /toR -mulrNz; congr intmul; lia. Qed.
Lemma toRB x y : toR (x - y)%Z = toR x - toR y.
Proof. by rewrite toRD toRN. Qed.
Lemma toRM x y : toR (x * y)%Z = toR x * toR y.
Proof. rewrite /toR -intrM; congr intmul; lia. Qed.
Lemma toR_eq x y : (toR x == toR y) = Z.eqb x y.
Proof. rewrite /toR eqr_int; lia. Qed.
Lemma toR_le x y : (toR x <= toR y) = Z.leb x y.
Proof. rewrite /toR ler_int; lia. Qed.
Lemma toR_lt x y : (toR x < toR y) = Z.ltb x y.
Proof. rewrite /toR ltr_int; lia. Qed.
Lemma toR_eq0 x : (toR x == 0) = Z.eqb x 0. Proof. by rewrite -toR0 toR_eq. Qed.
Lemma toR_gt0 x : (0 < toR x) = Z.ltb 0 x. Proof. by rewrite -toR0 toR_lt. Qed.
Lemma toR_ge0 x : (0 <= toR x) = Z.leb 0 x. Proof. by rewrite -toR0 toR_le. Qed.
Lemma toR_lt0 x : (toR x < 0) = Z.ltb x 0. Proof. by rewrite -toR0 toR_lt. Qed.

(** * Networks *)

(** The sum of the products of two rows, as far as both go. *)
Fixpoint dotR (a x : seq R) : R :=
  match a, x with u :: a, v :: x => u * v + dotR a x | _, _ => 0 end.

Definition reluR (t : R) : R := Num.max t 0.

(** The pre-activations W x + b of a layer, and what it passes on. *)
Definition pre_activations (l : layer) (x : seq R) : seq R :=
  [seq dotR (map ofQ p.1) x + ofQ p.2 | p <- zip (weights l) (biases l)].
Definition passes_on (l : layer) (x : seq R) : seq R :=
  if rectified l then map reluR (pre_activations l x) else pre_activations l x.

(** The outputs of a network at x: layer after layer. *)
Definition network_at net (x : seq R) : seq R := foldl (fun x l => passes_on l x) x net.

(** The pre-activations of all ReLU neurons at x, layer by layer. *)
Fixpoint neurons_at net (x : seq R) : seq R :=
  if net is l :: net then
    (if rectified l then pre_activations l x else [::]) ++ neurons_at net (passes_on l x)
  else [::].

(** * Domains *)

(** The value b + a.x of a row (b, a); the points of R^d where all rows are >= 0. *)
Definition row_at (row : seq rational) (x : seq R) : R := dotR (map ofQ row) (1 :: x).
Definition inside (d : nat) (rows : seq (seq rational)) (x : seq R) : bool :=
  (size x == d) && all (fun row => 0 <= row_at row x) rows.

(** * Regions and cells *)

(** The signs 1, 0, -1 of numbers. *)
Definition signs (v : seq R) : seq R := map Num.sg v.

(** Points that differ by less than e in every coordinate. *)
Definition near (e : R) (x y : seq R) : bool := all (fun p => `|p.1 - p.2| < e) (zip x y).

(** s is the sign vector of a region of a network on a domain: it is that of all points of the domain near some point of it,
    so s is constant on a non-empty part of the domain that is open in it. On a domain with interior points these are the
    full-dimensional regions of R^d (`region_full` in sound_domain.v). Entries may be 0: of a dead neuron, or of one that
    vanishes on a flat domain. *)
Definition region net d rows (s : seq R) : Prop :=
  exists x, inside d rows x /\
    exists2 e : R, 0 < e & forall y, inside d rows y -> near e x y -> signs (neurons_at net y) = s.

(** s is the sign vector of a cell: first the rows of the domain, then the neurons, at some point of the domain. *)
Definition cell net d rows (s : seq R) : Prop :=
  exists2 x, inside d rows x & signs ([seq row_at row x | row <- rows] ++ neurons_at net x) = s.

(** * Properties *)

(** A point satisfies a disjunct: its rows are >= 0 at the inputs and at the outputs. *)
Definition satisfied net (x : seq R) (one : disjunct) : bool :=
  all (fun row => 0 <= row_at row x) (input one) && all (fun row => 0 <= row_at row (network_at net x)) (output one).
End Semantics.
