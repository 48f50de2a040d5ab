(** Networks and domains: as a file states them, with linear layers multiplied in, and with integer weights. *)
From Coq Require Import ZArith String.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.

(** * Linear algebra by elimination *)

(** Where the first entry that is not 0 stands. *)
Fixpoint lead_of (row : seq Z) : option nat :=
  match row with
  | [::] => None
  | x :: row => if (x =? 0)%Z then omap S (lead_of row) else Some 0%N
  end.

(** a * row - b * other *)
Fixpoint cross (a b : Z) (row other : seq Z) : seq Z :=
  match row, other with x :: row, y :: other => (a * x - b * y)%Z :: cross a b row other | _, _ => [::] end.

(** The reduced echelon form without zero rows, each row with its leading column; equal spans, equal forms. *)
Definition eliminate (found : seq (nat * seq Z)) (row : seq Z) : seq (nat * seq Z) :=
  let row := foldl (fun row p => let x := nth 0%Z row p.1 in
                                 if (x =? 0)%Z then row else cross (nth 0%Z p.2 p.1) x row p.2) row found in
  if lead_of row is Some j then
    let row := normal (if (0 <? nth 0%Z row j)%Z then row else [seq (- x)%Z | x <- row]) in
    let a := nth 0%Z row j in
    rcons [seq (p.1, normal (cross a (nth 0%Z p.2 j) p.2 row)) | p <- found] (j, row)
  else found.
Definition echelon (rows : seq (seq Z)) : seq (nat * seq Z) := foldl eliminate [::] rows.
Definition rank (rows : seq (seq Z)) : nat := size (echelon rows).
Definition rankq (rows : seq (seq rational)) : nat := rank (map normalq rows).

(** * Layers as a file states them *)

Record layer := Layer { weights : seq (seq rational); biases : seq rational; rectified : bool }.

Definition read_layer (x : json) : result layer :=
  if x is Obj l then
    need has_keys [:: "W"; "b"; "activation"] l or "a layer has W, b and the activation relu or linear, and nothing else" in
    let! W := field "W" l in
    let! W := matrix W in
    let! b := field "b" l in
    let! b := vector_of (size W) ratio b in
    let! activation := field "activation" l in
    if activation is Str text _ then
      need String.eqb text "relu" || String.eqb text "linear" or "the activation is relu or linear" in
      Done (Layer W b (String.eqb text "relu"))
    else Malformed "the activation is relu or linear"
  else Malformed "a layer is no object".

Definition read_layers (x : json) : result (seq layer) :=
  if x is Obj [:: (key, Arr ((_ :: _) as l))] then
    need String.eqb key "layers" or "the network has no layers" in each read_layer l
  else Malformed "the network has no layers".

(** The number of inputs of the first layer. *)
Definition inputs_of (net : seq layer) : nat :=
  if net is {| weights := row :: _ |} :: _ then size row else 0.

(** * Domains *)

(** e_i and its opposite in R^n, with a constant before. *)
Definition unit_row (n i : nat) (constant entry : rational) : seq rational :=
  constant :: mkseq (fun j => if eqn i j then entry else zero) n.

(** lo_i <= x_i <= hi_i as rows (b, a) with b + a.x >= 0, the lower bound first. *)
Definition read_box (n : nat) (x : json) : result (seq (seq rational)) :=
  let! pairs := matrix_of 2 x in
  need eqn (size pairs) n or "the box does not fit the network" in
  Done (flatten [seq (if p.2 is [:: lo; hi] then [:: unit_row n p.1 (opp lo) one; unit_row n p.1 hi (of_Z (-1))] else [::])
                | p <- zip (iota 0 n) pairs]).

(** The affine map u -> origin + sum_j u_j directions_j as a layer. *)
Definition slice_layer (origin : seq rational) (directions : seq (seq rational)) : layer :=
  Layer (mkseq (fun i => [seq nth zero way i | way <- directions]) (size origin)) origin false.

(** The layers in the coordinates of the domain, and the rows b + a.x >= 0 of the domain. *)
Definition read_problem (dom net : json) : result (seq layer * seq (seq rational)) :=
  let! layers := read_layers net in
  match dom with
  | Str text _ => need String.eqb text "whole" or "the domain is no domain" in Done (layers, [::])
  | Obj [:: (kind, value)] =>
      if String.eqb kind "box" then
        let! rows := read_box (inputs_of layers) value in Done (layers, rows)
      else if String.eqb kind "inequalities" then
        let! rows := matrix_of (S (inputs_of layers)) value in Done (layers, rows)
      else if String.eqb kind "slice" then
        if value is Obj l then
          need has_keys [:: "origin"; "directions"] l || has_keys [:: "origin"; "directions"; "box"] l or "no slice" in
          let! origin := field "origin" l in
          let! origin := vector ratio origin in
          let! ways := field "directions" l in
          let! ways := matrix ways in
          need eqn (inputs_of [:: Layer ways [::] false]) (size origin) && eqn (rankq ways) (size ways)
            or "the directions of the slice are dependent" in
          let! rows := if get "box" l is Some box then read_box (size ways) box else Done [::] in
          Done (slice_layer origin ways :: layers, rows)
        else Malformed "no slice"
      else Malformed "the domain is no domain"
  | _ => Malformed "the domain is no domain"
  end.

(** * Networks: linear layers multiplied into the rows that follow them *)

(** Rows (b, w) of every ReLU layer on (1, output of the layer before), and of the outputs on (1, last layer). *)
Record network := Network { inputs : nat; hidden : seq (seq (seq rational)); outputs : seq (seq rational) }.

(** a * x + y, entry by entry *)
Fixpoint axpy (a : rational) (x y : seq rational) : seq rational :=
  match x, y with u :: x, v :: y => add (mul a u) v :: axpy a x y | _, _ => [::] end.

(** bias + sum_j w_j lead_j, for rows lead_j of the same length. *)
Definition combined (bias : rational) (w : seq rational) (lead : seq (seq rational)) : seq rational :=
  let start := if lead is (_ :: row) :: _ then bias :: nseq (size row) zero else [:: bias] in
  foldl (fun sum p => if is_zero p.1 then sum else axpy p.1 p.2 sum) start (zip w lead).

(** x -> x on R^n, as rows *)
Definition identity (n : nat) : seq (seq rational) := mkseq (fun i => unit_row n i zero one) n.

(** A layer on rows that are known: `None` are those of the identity. *)
Definition after (lead : option (seq (seq rational))) (l : layer) : result (seq (seq rational)) :=
  if lead is Some rows then
    need all (fun w => eqn (size w) (size rows)) (weights l) or "the layers do not fit together" in
    Done [seq combined p.2 p.1 rows | p <- zip (weights l) (biases l)]
  else Done [seq p.2 :: p.1 | p <- zip (weights l) (biases l)].

(** The hidden layers and the outputs; n is the width of what enters, where `lead` is None. *)
Fixpoint merge (n : nat) (lead : option (seq (seq rational))) (net : seq layer) :
  result (seq (seq (seq rational)) * seq (seq rational)) :=
  match net with
  | [::] => Done ([::], if lead is Some rows then rows else identity n)
  | l :: net =>
      need all (fun w => eqn (size w) (if lead is Some rows then size rows else n)) (weights l)
        or "the layers do not fit together" in
      let! rows := after lead l in
      if rectified l then
        let! (layers, out) := merge (size rows) None net in Done (rows :: layers, out)
      else merge n (Some rows) net
  end.

Definition merged (net : seq layer) : result network :=
  let! (layers, out) := merge (inputs_of net) None net in Done (Network (inputs_of net) layers out).

(** The row of c + v.F on (1, last layer), for a form (c, v) of the outputs. *)
Definition of_outputs (net : network) (form : seq rational) : seq rational :=
  if form is c :: v then combined c v (outputs net) else [::].

(** The outputs at a point. *)
Definition relu_q (x : rational) : rational := if ltq zero x then x else zero.
Definition rows_at (rows : seq (seq rational)) (x : seq rational) : seq rational := [seq dotq row (one :: x) | row <- rows].
Definition evaluate (net : network) (x : seq rational) : seq rational :=
  rows_at (outputs net) (foldl (fun x rows => map relu_q (rows_at rows x)) x (hidden net)).

(** * Integer weights *)

Definition max_bits : Z := 131072.

(** A layer as integer rows, computed so many times as large as its weights say, when what enters is `scale` times as large;
    the rows have no common divisor. *)
Definition integer_layer (scale : rational) (rows : seq (seq rational)) : result (seq (seq Z) * rational) :=
  let rows := [seq (if row is b :: w then mul b scale :: w else [::]) | row <- rows] in
  let factor := common_denominator (flatten rows) in
  need (Z.log2 factor <? max_bits)%Z or "the weights have too large a common denominator" in
  let rows := [seq scaled factor row | row <- rows] in
  let common := content (flatten rows) in
  let common := if (common =? 0)%Z then 1%Z else common in
  Done ([seq divided common row | row <- rows], mul scale (quotient factor common)).

(** All layers, with the factors. *)
Fixpoint integer_layers (scale : rational) (layers : seq (seq (seq rational))) : result (seq (seq (seq Z) * rational)) :=
  match layers with
  | [::] => Done [::]
  | rows :: layers =>
      let! (rows, scale) := integer_layer scale rows in
      let! layers := integer_layers scale layers in
      Done ((rows, scale) :: layers)
  end.
