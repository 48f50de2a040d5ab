(** Extremes: the least and the greatest value of a form of the outputs on a domain, the distance of a point to a boundary.

    That a value or a distance is attained is shown by a point, a witness, that it is extreme by trees with a goal. *)
From Coq Require Import ZArith String.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base network decide shallow.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.
Local Open Scope seq_scope.

(** The point of a record `witness`, which is in the domain. *)
Definition is_inside (rows : seq (seq rational)) (x : seq rational) : bool := all nonnegative (rows_at rows x).
Definition witness (net : network) (rows : seq (seq rational)) (record : json) : result (seq rational) :=
  let! l := entries "witness" 1 record in
  if l is [:: x] then
    let! x := vector_of (inputs net) ratio x in
    demand is_inside rows x or "the point is outside the domain" in Done x
  else Malformed "this is not the record that the claim needs".

(** * Ranges *)

(** The form of a claim, its least and its greatest value. *)
Definition read_range (net : network) (claim : seq (string * json)) : result (seq rational * rational * rational) :=
  need has_keys [:: "kind"; "form"; "least"; "greatest"] claim or "a range has a form, the least and the greatest value" in
  let! v := field "form" claim in
  let! v := form_of_outputs net v in
  let! least := field "least" claim in
  let! least := ratio least in
  let! greatest := field "greatest" claim in
  let! greatest := ratio greatest in
  Done (v, least, greatest).

(** Check that a form of the outputs has a value at the point of a record. *)
Definition attained (net : network) (rows : seq (seq rational)) (v : seq rational) (r : rational) (record : json) : result unit :=
  let! x := witness net rows record in
  demand eqq (dotq v (one :: evaluate net x)) r or "the form has another value at the point" in Done tt.

(** What shows that a form is at least r on the domain: the goal c + v.F(x) - r. *)
Definition at_least (rows : seq (seq rational)) (v : seq rational) (r : rational) : disjunct * option goal :=
  (Disjunct rows [::], Some (OfOutputs (if v is c :: w then sub c r :: w else [::]))).

(** * Radii *)

Inductive norm := MaxNorm | SumNorm.

(** The distance of two points. *)
Definition distance (n : norm) (x y : seq rational) : rational :=
  foldr (if n is MaxNorm then maxq else add) zero [seq absq (sub p.1 p.2) | p <- zip x y].

(** A boundary is where a form (c, v) of the outputs is 0, or, where there is no form, where the largest output is attained
    at least twice. Whether outputs are those of a point of it. *)
Definition largest (y : seq rational) : rational := foldr maxq (head zero y) y.
Definition on_boundary (form : option (seq rational)) (y : seq rational) : bool :=
  if form is Some v then is_zero (dotq v (one :: y)) else (1 < count (eqq (largest y)) y)%N.

(** Rows on (1, outputs), one of which is >= 0 at every point of the boundary, for the outputs y of a point beside it:
    where the form has the other sign or is 0; where another output is at least the one that is the largest in y. *)
Definition difference_row (o j c : nat) : seq rational :=
  zero :: mkseq (fun i => if eqn i j then one else if eqn i c then of_Z (-1) else zero) o.
Definition rivals (form : option (seq rational)) (y : seq rational) : seq (seq rational) :=
  if form is Some v then [:: if ltq zero (dotq v (one :: y)) then map opp v else v]
  else let c := find (eqq (largest y)) y in [seq difference_row (size y) j c | j <- iota 0 (size y) & negb (eqn j c)].

(** What a claim says: the point, the norm, the form (None for the largest output), the radius (None for an empty boundary). *)
Record radius := Radius { center : seq rational; norm_of : norm; boundary_form : option (seq rational);
                          least_distance : option rational }.

Definition read_norm (x : json) : result norm :=
  if x is Str text _ then
    if String.eqb text "max" then Done MaxNorm else need String.eqb text "sum" or "the norm is max or sum" in Done SumNorm
  else Malformed "the norm is max or sum".
Definition read_boundary (net : network) (x : json) : result (option (seq rational)) :=
  if x is Str text _ then need String.eqb text "argmax" or "the boundary is of a form, or argmax" in Done None
  else let! v := form_of_outputs net x in Done (Some v).
Definition read_distance (x : json) : result (option rational) :=
  if x is Null then Done None
  else let! r := ratio x in need nonnegative r or "the radius is negative" in Done (Some r).
Definition read_radius (net : network) (claim : seq (string * json)) : result radius :=
  need has_keys [:: "kind"; "point"; "norm"; "form"; "radius"] claim or "a radius has a point, a norm, a form and the radius" in
  let! p := field "point" claim in
  let! p := vector_of (inputs net) ratio p in
  let! n := field "norm" claim in
  let! n := read_norm n in
  let! form := field "form" claim in
  let! form := read_boundary net form in
  let! r := field "radius" claim in
  let! r := read_distance r in
  Done (Radius p n form r).

(** Check that the point of a record is in the domain, on the boundary, and at distance r. *)
Definition nearest (net : network) (rows : seq (seq rational)) (c : radius) (r : rational) (record : json) : result unit :=
  let! x := witness net rows record in
  demand on_boundary (boundary_form c) (evaluate net x) or "the point is not on the boundary" in
  demand eqq (distance (norm_of c) (center c) x) r or "the point is at another distance" in Done tt.

(** ** Distances as variables *)

(** Besides the coordinates x of a point there are variables u: one that is >= |x_i - p_i| for all i in the max norm, one
    for each i in the sum norm. A network that ignores e further inputs; a row on (1, x) that does so. *)
Definition further (n : norm) (d : nat) : nat := if n is MaxNorm then 1 else d.
Definition ignoring (e : nat) (row : seq rational) : seq rational := row ++ nseq e zero.
Definition widened (e : nat) (net : seq layer) : seq layer :=
  if net is l :: net then Layer (map (ignoring e) (weights l)) (biases l) (rectified l) :: net else [::].

(** u_i - x_i + p_i and u_i + x_i - p_i, as rows. *)
Definition apart (n : norm) (d i : nat) (p : rational) : seq (seq rational) :=
  let u := behead (unit_row (further n d) (if n is MaxNorm then 0 else i) zero one) in
  [:: unit_row d i p (of_Z (-1)) ++ u; unit_row d i (opp p) one ++ u].

(** constant + entry * (the sum of the distance variables), as a row. *)
Definition total_row (n : norm) (d : nat) (constant entry : rational) : seq rational :=
  constant :: nseq d zero ++ nseq (further n d) entry.

(** The trees for the rival rows of the outputs y: no point of the domain where such a row is >= 0 is nearer than r; without
    r there is none at all. *)
Definition farther (d : nat) (rows : seq (seq rational)) (c : radius) (y : seq rational) : seq (disjunct * option goal) :=
  let total := total_row (norm_of c) d in
  let ball := map (ignoring (further (norm_of c) d)) rows
              ++ flatten [seq apart (norm_of c) d p.1 p.2 | p <- zip (iota 0 d) (center c)]
              ++ (if least_distance c is Some r then [:: total r (of_Z (-1))] else [::]) in
  let shown := omap (fun r => OfInputs (total (opp r) one)) (least_distance c) in
  [seq (Disjunct ball [:: q], shown) | q <- rivals (boundary_form c) y].
