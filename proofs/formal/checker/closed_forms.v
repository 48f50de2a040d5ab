(** Theorems: what their hypotheses ask of the weights, and the closed forms of the quantities that a tree shows. *)
From Coq Require Import ZArith String.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base network values shallow.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.

(** * What a theorem says of a quantity *)

(** It is a truth value, an integer, a list of integers; it is at most a number; or it has quantities of its own. *)
Inductive expected :=
  | IsBool (b : bool)
  | IsInt (z : Z)
  | IsList (l : seq Z)
  | AtMost (z : Z)
  | Quantities (l : seq (string * expected)).

(** Whether a value is an integer that is given. *)
Definition is_int (z : Z) (v : value) : bool := if v is VInt x then (x =? z)%Z else false.

(** Whether what was found is what a theorem says; what was not found is not. *)
Fixpoint agree (e : expected) (found : value) {struct e} : bool :=
  match e, found with
  | IsBool b, VBool b' => Bool.eqb b b'
  | IsInt z, _ => is_int z found
  | IsList l, VList l' => all2 is_int l l'
  | AtMost bound, VInt z => (z <=? bound)%Z
  | Quantities l, VDict d =>
      (fix every (l : seq (string * expected)) : bool :=
         match l with
         | [::] => true
         | (name, e) :: l => (if lookup name d is Some v then agree e v else false) && every l
         end) l
  | _, _ => false
  end.

(** * Instances *)

(** The dimension, the function that a theorem about one hidden layer is about, and how wide the hidden layers are. *)
Record instance := Instance { dimension : nat; about_function : shallow; widths : seq nat }.

Section Instances.
Variable i : instance.
Let d := dimension i.
Let f := about_function i.
Let c := constant f.
Let w := map weight (neurons f).

(** The rank of the input weights, how many neurons there are, and whether the input weights are independent. *)
Definition slopes_rank : nat := rankq (map slope (neurons f)).
Definition neuron_count : nat := size (neurons f).
Definition independent : bool := eqn slopes_rank neuron_count.

(** Whether d neurons have independent input weights. *)
Definition simplicial : bool := independent && eqn neuron_count d.

(** How many of the weights have the sign opposite to the constant. *)
Definition opposite : nat := count (fun x => ltq (mul x c) zero) w.

(** Whether no weight and not the constant is 0. *)
Definition no_zero : bool := all (fun x => negb (is_zero x)) w && negb (is_zero c).

(** 2^n, as an integer *)
Definition two_to (n : nat) : Z := (2 ^ Z.of_nat n)%Z.

(** What is said of an instance that meets the hypotheses; it is computed only then. *)
Definition missed : string := "the theorem does not apply: a hypothesis is missed".
Definition says (l : seq (string * expected)) : result expected := Done (Quantities l).

(** L1: m independent rows cut R^d into 2^m sectors and 3^m cells, whose numbers are coefficients of (2 + t)^m. *)
Definition sectors : result expected :=
  demand independent or missed in
  let m := neuron_count in
  let all := power [:: 2%Z; 1%Z] m in
  says
    [:: ("regions", IsInt (two_to m)); ("f_vector", IsList [seq nth 0%Z all (d - j) | j <- iota 0 d.+1])].

(** T12: boundary and sides are contractible, and unbounded for d > 1. *)
Definition shape : result expected :=
  demand independent && no_zero or missed in
  let point n := IsList (1%Z :: nseq n 0%Z) in
  let side := Quantities [:: ("components", IsInt 1); ("bounded_components", IsInt 0); ("betti_mod_2", point d)] in
  let sides := [:: ("positive", side); ("negative", side)] in
  says
    (if eqn opposite 0 then [:: ("empty", IsBool true)]
     else [:: ("empty", IsBool false), ("components", IsInt 1) &
              if eqn d 1 then ("bounded_components", IsInt 1) :: sides
              else [:: ("bounded_components", IsInt 0), ("betti_mod_2", point d.-1) & sides]]).

(** T13: 2^d - 2^(d-k) pieces in as many hyperplanes. *)
Definition pieces : result expected :=
  demand simplicial && no_zero or missed in
  let n := (two_to d - two_to (d - opposite))%Z in
  says [:: ("pieces", IsInt n); ("hyperplanes", IsInt n)].

(** T14: sum f_j t^(j+1) = (1+2t)^d - (1+t)^k (1+2t)^(d-k). *)
Definition faces : result expected :=
  demand simplicial && no_zero or missed in
  let k := opposite in
  let two := [:: 1%Z; 2%Z] in
  says
    [:: ("boundary_f_vector", IsList (f_of d (poly_sub (power two d) (product (binomials k) (power two (d - k))))))].

(** T15: the side of the sign of c is convex for k in {0, m}, the other for k <= 1; both for m = 1. *)
Definition convex_sides : result expected :=
  demand independent && no_zero or missed in
  let m := neuron_count in
  let k := opposite in
  let convex b := Quantities [:: ("convex", IsBool b)] in
  let own := convex (eqn m 1 || eqn k 0 || eqn k m) in
  let other := convex (eqn m 1 || (k <= 1)) in
  says
    (if ltq zero c then [:: ("positive", own); ("negative", other)] else [:: ("positive", other); ("negative", own)]).

(** T22: a boundary without constant is thick, with (2^p - 1)(2^q - 1) further pieces. *)
Definition thick : result expected :=
  let p := count (ltq zero) w in
  let q := count (fun x => ltq x zero) w in
  demand independent && negb (eqn (p + q) 0) && is_zero c or missed in
  says
    [:: ("thick_regions", IsInt (two_to (size w - p - q)));
        ("hyperplanes", IsInt ((two_to p - 1) * (two_to q - 1))%Z)].

(** R1: regions and relatively bounded regions from the central subsets of the hyperplanes (Zaslavsky 1975). *)
Definition hyperplane_of (h : neuron) : seq Z :=
  let row := normalq (offset h :: slope h) in
  if lead_of row is Some j then if (nth 0%Z row j <? 0)%Z then [seq (- x)%Z | x <- row] else row else row.
Definition hyperplanes : seq (seq Z) :=
  foldl (fun found h => let row := hyperplane_of h in
                        if all is_zero (slope h) || has (same_row row) found then found else row :: found)
        [::] (neurons f).
Definition parity (n : nat) : Z := if odd n then (-1)%Z else 1%Z.
Fixpoint central (chosen planes : seq (seq Z)) : Z * Z :=
  match planes with
  | [::] =>
      let r := rank (map behead chosen) in
      if eqn (rank chosen) r then (parity (size chosen - r), parity (size chosen)) else (0%Z, 0%Z)
  | p :: planes =>
      let (regions, bounded) := central chosen planes in
      let (regions', bounded') := central (p :: chosen) planes in
      ((regions + regions')%Z, (bounded + bounded')%Z)
  end.
Definition zaslavsky : result expected :=
  need size hyperplanes <= 12 or "the sum over all subsets is restated for at most 12 hyperplanes" in
  let (regions, bounded) := central [::] hyperplanes in
  says [:: ("regions", IsInt regions); ("relatively_bounded_regions", IsInt (Z.abs bounded))].

(** All lists with one entry less. *)
Fixpoint leave_one_out (A : Type) (l : seq A) : seq (seq A) :=
  if l is x :: l then l :: map (cons x) (leave_one_out l) else [::].

(** Whether d + 1 hyperplanes are in general position. *)
Definition general : bool :=
  eqn neuron_count d.+1
  && all (fun chosen => eqn (rankq (map slope chosen)) d) (leave_one_out (neurons f))
  && eqn (rankq [seq offset h :: slope h | h <- neurons f]) d.+1.

(** The function. *)
Definition value_of (x : seq rational) : rational :=
  foldl (fun sum h => add sum (mul (weight h) (maxq zero (add (dotq (slope h) x) (offset h))))) c (neurons f).

(** The common point of d hyperplanes with independent normal vectors. *)
Definition vertex (chosen : seq neuron) : seq rational :=
  let rows := reduced d.+1 [seq normalq (rcons (slope h) (opp (offset h))) | h <- chosen] in
  [seq quotient (nth 0%Z p.2 d) (nth 0%Z p.2 p.1) | p <- zip (iota 0 d) rows].

(** T29: at most 2^(d+1) - 2 pieces for d + 1 neurons in general position, if F is not 0 at a vertex. *)
Definition one_more : result expected :=
  demand general && all (fun x => negb (is_zero x)) w
         && all (fun chosen => negb (is_zero (value_of (vertex chosen)))) (leave_one_out (neurons f)) or missed in
  says [:: ("pieces", AtMost (two_to d.+1 - 2)%Z)].

(** T41: the bound of Serra, Tjandraatmadja, Ramalingam 2018; `found` is for the layers after, by dimension. *)
Definition layer_bound (found : seq Z) (n : nat) : seq Z :=
  let chosen := binomials n in
  [seq foldl (fun sum p => sum + p.2 * nth 0%Z found (minn room (n - p.1)))%Z 0%Z (zip (iota 0 (minn room n).+1) chosen)
  | room <- iota 0 d.+1].
Definition region_bound : result expected :=
  let found := foldl layer_bound (nseq d.+1 1%Z) (rev (widths i)) in
  says [:: ("regions", AtMost (nth 0%Z found d))].

(** R17: the alternating sum of the f-vector is (-1)^d. *)
Definition euler : result expected := says [:: ("euler_characteristic", IsInt (parity d))].

(** T39: no bounded component if no hidden layer is wider than the input. *)
Definition narrow : result expected :=
  demand all (fun n => n <= d) (widths i) or missed in
  let none := ("bounded_components", IsInt 0) in
  says
    [:: ("positive", Quantities [:: none]), ("negative", Quantities [:: none]) & if d <= 1 then [::] else [:: none]].
End Instances.

(** * The table *)

(** The theorems: the closed form, and whether it is about one hidden layer. *)
Definition theorems : seq (string * ((instance -> result expected) * bool)) :=
  [:: ("L1", (sectors, true)); ("T12", (shape, true)); ("T13", (pieces, true)); ("T14", (faces, true));
      ("T15", (convex_sides, true)); ("T22", (thick, true)); ("T29", (one_more, true)); ("T39", (narrow, false));
      ("T41", (region_bound, false)); ("R1", (zaslavsky, true)); ("R17", (euler, false))].

(** Check what a theorem says of the quantities that were found for a network, on the whole space or not, and for a
    form of its outputs, which is 0 if there is none. *)
Definition about (theorem : json) (net : network) (whole_space : bool) (v : option (seq rational))
  (found : seq (string * value)) : result unit :=
  if theorem is Str name _ then
    if lookup name theorems is Some (closed_form, about_one_layer) then
      demand whole_space && (negb about_one_layer || eqn (size (hidden net)) 1)
        or "the theorem does not apply: it is about the whole space, and perhaps one hidden layer" in
      let v := if v is Some v then v else nseq (size (outputs net)).+1 zero in
      let! function := if about_one_layer then shallow_of net v else Done (Shallow [::] zero) in
      let! e := closed_form (Instance (inputs net) function (map size (hidden net))) in
      demand agree e (VDict found) or "the theorem says something else than the tree shows, or of other quantities" in
      Done tt
    else Malformed "there is no closed form of that theorem here"
  else Malformed "there is no closed form of that theorem here".
