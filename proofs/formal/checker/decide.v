(** Decisions: that a point satisfies a property, and proof trees that none does, or that a goal is >= 0 where one does.

    In a tree the outputs of the neurons are variables of their own: variable 0 is t = 1, 1 to d are the inputs x,
    d + k is z_k, the output of neuron k; y_k is its pre-activation, and z_k = max(y_k, 0). *)
From Coq Require Import ZArith String FMapPositive Mergesort Orders.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.
Local Open Scope Z_scope.

(** * Properties *)

(** Rows b + a.x >= 0 of the inputs, c + v.F(x) >= 0 of the outputs. *)
Record disjunct := Disjunct { input : seq (seq rational); output : seq (seq rational) }.

Definition read_rows (width : nat) (x : json) : result (seq (seq rational)) :=
  if x is Arr rows then each (vector_of width ratio) rows else Malformed "the rows of a property are a list".

Definition read_disjunct (net : network) (x : json) : result disjunct :=
  if x is Obj l then
    let! i := field "input" l in
    let! i := read_rows (S (inputs net)) i in
    let! o := field "output" l in
    let! o := read_rows (S (size (outputs net))) o in
    Done (Disjunct i o)
  else Malformed "the property is none".

Definition is_disjunct (x : json) : bool := if x is Obj l then has_keys [:: "input"; "output"] l else false.

Definition read_property (net : network) (x : json) : result (seq disjunct) :=
  if x is Obj [:: (key, Arr l)] then
    need String.eqb key "disjuncts" && all is_disjunct l or "the property is none" in each (read_disjunct net) l
  else Malformed "the property is none".

(** What a tree may have to show: that a form b + a.x of the inputs, or c + v.F(x) of the outputs, is >= 0. *)
Inductive goal := OfInputs (row : seq rational) | OfOutputs (row : seq rational).

(** Whether a point satisfies a disjunct of a property. *)
Definition nonnegative (x : rational) : bool := 0 <=? num x.
Definition satisfies (net : network) (x : seq rational) (one : disjunct) : bool :=
  all nonnegative (rows_at (input one) x) && all nonnegative (rows_at (output one) (evaluate net x)).

(** * Sparse forms *)

(** constant * t + the sum of coefficient * variable; the variables increase. *)
Record sparse := Sparse { constant : Z; terms : seq (Z * Z) }.

(** a * x *)
Definition times (a : Z) (x : seq (Z * Z)) : seq (Z * Z) := if a =? 1 then x else [seq (p.1, a * p.2) | p <- x].

(** a * x + b * y *)
Fixpoint merge_terms (a b : Z) (x : seq (Z * Z)) : seq (Z * Z) -> seq (Z * Z) :=
  match x with
  | [::] => fun y => times b y
  | (u, p) :: x' =>
      fix inner y := match y with
      | [::] => times a x
      | (v, q) :: y' =>
          if u <? v then (u, a * p) :: merge_terms a b x' y
          else if u =? v then (u, a * p + b * q) :: merge_terms a b x' y'
          else (v, b * q) :: inner y'
      end
  end.
Definition combine (a : Z) (x : sparse) (b : Z) (y : sparse) : sparse :=
  Sparse (a * constant x + b * constant y) (merge_terms a b (terms x) (terms y)).

(** The smallest positive multiple with integer coefficients. *)
Definition smallest (x : sparse) : sparse :=
  let g := foldl (fun g p => Z.gcd g p.2) (constant x) (terms x) in
  if (g =? 1) || (g =? 0) then x
  else let g := Z.abs g in Sparse (constant x / g) [seq (p.1, p.2 / g) | p <- terms x].
Definition vanishes (x : sparse) : bool := (constant x =? 0) && all (fun p => p.2 =? 0) (terms x).
Definition variable (v a : Z) : sparse := Sparse 0 [:: (v, a)].
Definition number (a : Z) : sparse := Sparse a [::].

(** The entries of a row that are not 0, with their variables from v on. *)
Fixpoint enumerated (v : Z) (a : seq Z) : seq (Z * Z) :=
  if a is x :: a then (if x =? 0 then enumerated (v + 1) a else (v, x) :: enumerated (v + 1) a) else [::].
(** A rational row (b, a) on (1, variables from a first one on): its numerators over a positive denominator. *)
Definition sparse_row (first : Z) (row : seq rational) : sparse * Z :=
  let factor := common_denominator row in
  (if scaled factor row is b :: a then Sparse b (enumerated first a) else number 0, factor).

(** * Neurons *)

(** A neuron k with output z_k: y_k = y / denominator; z_k - y_k, y_k and -y_k in normal form. *)
Record neuron := Neuron { y_of : sparse; denominator : Z; over_form : sparse; on_form : sparse; off_form : sparse }.
Definition neuron_of (v first : Z) (row : seq rational) : neuron :=
  let (y, factor) := sparse_row first row in
  Neuron y factor (smallest (combine factor (variable v 1) (-1) y)) (smallest y) (smallest (combine (-1) y 0 (number 0))).

(** The neurons of the layers by their variables; the next variable, and the first of the last layer. *)
Fixpoint neurons_of (v first : Z) (rows : seq (seq rational)) (t : PositiveMap.t neuron) : PositiveMap.t neuron :=
  if rows is row :: rows then
    neurons_of (v + 1) first rows (PositiveMap.add (Z.to_pos v) (neuron_of v first row) t)
  else t.
Fixpoint all_neurons (v first : Z) (layers : seq (seq (seq rational))) (t : PositiveMap.t neuron) :
  PositiveMap.t neuron * Z * Z :=
  if layers is rows :: layers then
    all_neurons (v + Z.of_nat (size rows)) v layers (neurons_of v first rows t)
  else (t, v, first).

Fixpoint numbered (i : Z) (rows : seq sparse) (t : PositiveMap.t sparse) : PositiveMap.t sparse :=
  if rows is row :: rows then numbered (i + 1) rows (PositiveMap.add (Z.to_pos (i + 1)) row t) else t.

(** What does not change in the tree of a disjunct: the number of inputs, the last variable, the neurons, the rows, and
    the form of the goal, if there is one. *)
Record lifted := Lifted { dimension : Z; last : Z; neurons : PositiveMap.t neuron;
                          in_forms : PositiveMap.t sparse; out_forms : PositiveMap.t sparse; goal_form : option sparse }.
Definition lift (net : network) (one : disjunct) (shown : option goal) : lifted :=
  let d := Z.of_nat (inputs net) in
  let '(t, next, first) := all_neurons (d + 1) 1 (hidden net) (PositiveMap.empty _) in
  let form first row := smallest (sparse_row first row).1 in
  let rows first rows := numbered 0 (map (form first) rows) (PositiveMap.empty _) in
  let of_goal g := match g with OfInputs row => form 1 row | OfOutputs row => form first (of_outputs net row) end in
  Lifted d (next - 1) t (rows 1 (input one)) (rows first (map (of_outputs net) (output one))) (omap of_goal shown).

(** * What is known at a node *)

(** A bound c of a variable (of its pre-activation, for a neuron), and the normal form that is >= 0 by it. *)
Record bound := Bound { value_of : rational; bound_form : sparse }.
Record facts := Facts { lower : PositiveMap.t bound; upper : PositiveMap.t bound; phase : PositiveMap.t bool }.
Definition nothing : facts := Facts (PositiveMap.empty _) (PositiveMap.empty _) (PositiveMap.empty _).

(** Whether no text occurs twice. *)
Module TextOrder <: TotalLeBool.
  Definition t := string.
  Definition leb := String.leb.
  Lemma leb_total x y : leb x y \/ leb y x.
  Proof. exact: String.leb_total. Qed.
End TextOrder.
Module TextSorting := Sort TextOrder.
Fixpoint no_repetition (l : seq string) : bool :=
  if l is x :: ((y :: _) as rest) then negb (String.eqb x y) && no_repetition rest else true.
Definition distinct_texts (l : seq string) : bool := no_repetition (TextSorting.sort l).

Section Tree.
Variable q : lifted.

(** v, or y_k for a neuron, over a positive denominator. *)
Definition value (v : Z) : option (sparse * Z) :=
  if v <=? dimension q then Some (variable v 1, 1)
  else omap (fun n => (y_of n, denominator n)) (PositiveMap.find (Z.to_pos v) (neurons q)).

(** The form that is >= 0 if c is a lower (or upper) bound of v. *)
Definition bounding (is_lower : bool) (v : Z) (c : rational) : option sparse :=
  omap (fun p : sparse * Z =>
          let (y, factor) := p in
          smallest (if is_lower then combine (den c) y (-1) (number (num c * factor))
                    else combine (- den c) y 1 (number (num c * factor)))) (value v).

(** The form that a reference names, which is >= 0 here (`eq`: = 0). *)
Definition referred (f : facts) (name : json) : result (sparse * bool) :=
  let missing := Rejected "a reference needs what is not proven here" in
  let proven (x : option sparse) := if x is Some form then Done (form, false) else missing in
  match name with
  | Str text (Reference kind i) =>
      if String.eqb kind "in" then proven (PositiveMap.find (Z.to_pos (i + 1)) (in_forms q))
      else if String.eqb kind "out" then proven (PositiveMap.find (Z.to_pos (i + 1)) (out_forms q))
      else if String.eqb kind "lo" then
        proven (if 0 <? i then omap bound_form (PositiveMap.find (Z.to_pos i) (lower f)) else None)
      else if String.eqb kind "hi" then
        proven (if 0 <? i then omap bound_form (PositiveMap.find (Z.to_pos i) (upper f)) else None)
      else
        let v := dimension q + i in
        let key := Z.to_pos v in
        need has (String.eqb kind) [:: "z"; "over"; "cap"; "chord"; "on"; "off"; "eq"] or "there is no such reference" in
        if (if 0 <? i then PositiveMap.find key (neurons q) else None) is Some n then
          if String.eqb kind "over" then Done (over_form n, false)
          else if String.eqb kind "chord" then
            match PositiveMap.find key (lower f), PositiveMap.find key (upper f) with
            | Some {| value_of := l |}, Some {| value_of := u |} =>
                demand (num l <? 0) && (0 <? num u) or "a chord needs bounds of different signs" in
                let y := combine (num u * den l) (y_of n) (- denominator n) (number (num u * num l)) in
                Done (smallest (combine 1 y (denominator n) (variable v (num l * den u - num u * den l))), false)
            | _, _ => missing
            end
          else if String.eqb kind "z" then Done (variable v 1, false)
          else if String.eqb kind "cap" then
            proven (omap (fun u => smallest (Sparse (Z.max 0 (num (value_of u))) [:: (v, - den (value_of u))]))
                         (PositiveMap.find key (upper f)))
          else
            match PositiveMap.find key (phase f) with
            | Some on =>
                if String.eqb kind "eq" then Done (if on then over_form n else variable v 1, true)
                else if String.eqb kind "on" then if on then Done (on_form n, false) else missing
                else if on then missing else Done (off_form n, false)
            | None => missing
            end
        else Rejected "there is no variable of a reference"
  | Str text _ => need String.eqb text "t" or "there is no such reference" in Done (number 1, false)
  | _ => Malformed "there is no such reference"
  end.

(** * Records *)

Fixpoint name_pairs (l : seq json) : option (seq (json * json)) :=
  match l with
  | [::] => Some [::]
  | [:: _] => None
  | name :: x :: l => omap (cons (name, x)) (name_pairs l)
  end.
Definition text_of (x : json) : option string := if x is Str text _ then Some text else None.

(** The sum of multiples of what is >= 0 here (of what is 0, with any sign). *)
Fixpoint summed (f : facts) (m : seq (json * json)) (sum : sparse) : result sparse :=
  match m with
  | [::] => Done sum
  | (name, x) :: m =>
      let! x := whole x in
      let! (form, is_zero) := referred f name in
      demand is_zero || (0 <=? x) or "a multiplier is negative" in
      summed f m (combine 1 sum x form)
  end.

(** Check scale * target = the sum of multipliers times forms. *)
Definition identity_holds (f : facts) (target : sparse) (scale m : json) : result unit :=
  let! scale := whole scale in
  if m is Arr l then
    if name_pairs l is Some m then
      need all (fun p => isSome (text_of p.1)) m && distinct_texts (pmap (fun p => text_of p.1) m)
        or "the multipliers are no pairs, or a name occurs twice" in
      demand 0 <? scale or "the scale is not positive" in
      let! rest := summed f m (combine (- scale) target 0 (number 0)) in
      demand vanishes rest or "the two sides of the identity differ" in
      Done tt
    else Malformed "the multipliers are no pairs"
  else Malformed "the multipliers are no list".

(** Where a proof stands: what is known, and what is known in the branches that are still to come. *)
Record situation := Situation { here : facts; branches : seq facts }.

Definition with_bound (f : facts) (is_lower : bool) (v : Z) (c : rational) (form : sparse) : facts :=
  let b := Bound c form in
  if is_lower then Facts (PositiveMap.add (Z.to_pos v) b (lower f)) (upper f) (phase f)
  else Facts (lower f) (PositiveMap.add (Z.to_pos v) b (upper f)) (phase f).
Definition with_phase (f : facts) (v : Z) (on : bool) : facts :=
  Facts (lower f) (upper f) (PositiveMap.add (Z.to_pos v) on (phase f)).

(** The number of a variable, or of a neuron, from 1 to a greatest one. *)
Definition variable_of (greatest : Z) (x : json) : result Z :=
  if x is Int v then need (0 <? v) && (v <=? greatest) or "there is no such variable" in Done v
  else Malformed "there is no such variable".

(** The form of a bound of a variable; it exists for every variable. *)
Definition bound_of (is_lower : bool) (v : Z) (c : rational) : result sparse :=
  if bounding is_lower v c is Some form then Done form else Malformed "there is no such variable".

(** A neuron that has no phase yet, by its number; with its variable. *)
Definition undecided (f : facts) (k : json) : result (Z * neuron) :=
  let! k := variable_of (last q - dimension q) k in
  let v := dimension q + k in
  demand (if PositiveMap.find (Z.to_pos v) (phase f) is Some _ then false else true) or "the neuron is decided already" in
  if PositiveMap.find (Z.to_pos v) (neurons q) is Some n then Done (v, n) else Malformed "there is no such variable".

(** What closes a branch: -t >= 0, or that the goal is. *)
Definition closing (rule : string) : result sparse :=
  if String.eqb rule "empty" then Done (number (-1))
  else if goal_form q is Some form then Done form else Rejected "the tree has no goal".

(** Check one record; None when it closes the tree. *)
Definition follow (s : situation) (record : json) : result (option situation) :=
  let f := here s in
  match record with
  | Arr [:: Str rule _; scale; m] =>
      if String.eqb rule "empty" || String.eqb rule "goal" then
        let! form := closing rule in
        let! _ := identity_holds f form scale m in
        Done (if branches s is f :: rest then Some (Situation f rest) else None)
      else if String.eqb rule "cut" then
        let! v := variable_of (last q) scale in
        let! c := ratio m in
        let! low := bound_of true v c in
        let! high := bound_of false v c in
        Done (Some (Situation (with_bound f true v c low) (with_bound f false v c high :: branches s)))
      else Malformed "there is no such rule"
  | Arr [:: Str rule _; v; Str side _; c; scale; m] =>
      need String.eqb rule "bound" or "there is no such rule" in
      let! v := variable_of (last q) v in
      let! c := ratio c in
      need String.eqb side "lo" || String.eqb side "hi" or "a bound is lo or hi" in
      let! form := bound_of (String.eqb side "lo") v c in
      let! _ := identity_holds f form scale m in
      Done (Some (Situation (with_bound f (String.eqb side "lo") v c form) (branches s)))
  | Arr [:: Str rule _; k; scale; m] =>
      need String.eqb rule "on" || String.eqb rule "off" or "there is no such rule" in
      let! (v, n) := undecided f k in
      let! _ := identity_holds f (if String.eqb rule "on" then on_form n else off_form n) scale m in
      Done (Some (Situation (with_phase f v (String.eqb rule "on")) (branches s)))
  | Arr [:: Str rule _; k] =>
      need String.eqb rule "split" or "there is no such rule" in
      let! (v, n) := undecided f k in
      Done (Some (Situation (with_phase f v true) (with_phase f v false :: branches s)))
  | _ => Malformed "there is no such rule"
  end.
End Tree.
