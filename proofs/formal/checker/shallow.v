(** Claims about functions, without a tree: classes of boundaries, equality, convexity, single layers; and pairs of
    functions.

    A claim that needs a record is checked in two stages: what comes before the record is read, and a function of it. *)
From Coq Require Import ZArith String Ascii FMapPositive.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base network path values.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.

(** * Functions with at most one hidden layer *)

(** x -> weight * (slope.x + offset)^+ *)
Record neuron := Neuron { slope : seq rational; offset : rational; weight : rational }.

(** A sum of neurons, and a constant. *)
Record shallow := Shallow { neurons : seq neuron; constant : rational }.

(** A form of the outputs of a network with at most one hidden layer; an affine function is that of two neurons. *)
Definition shallow_of (net : network) (v : seq rational) : result shallow :=
  match hidden net, of_outputs net v with
  | [::], c :: w => Done (Shallow [:: Neuron w zero one; Neuron (map opp w) zero (of_Z (-1))] c)
  | [:: rows], c :: w => Done (Shallow [seq Neuron (behead p.1) (head zero p.1) p.2 | p <- zip rows w] c)
  | _, _ => Malformed "the claim is about one hidden layer"
  end.

(** linear.x + level + the sum of mu (n.x + beta)^+ over the bends (n, beta, mu). *)
Record ridge := Ridge { linear : seq rational; level : rational; bends : seq (seq Z * rational * rational) }.

(** Add mu to the weight of a bend. *)
Fixpoint add_bend (n : seq Z) (beta mu : rational) (l : seq (seq Z * rational * rational)) :
  seq (seq Z * rational * rational) :=
  if l is (n', beta', mu') :: l then
    if same_row n n' && eqq beta beta' then (n', beta', add mu' mu) :: l else (n', beta', mu') :: add_bend n beta mu l
  else [:: (n, beta, mu)].

(** Add a neuron to a ridge form; its bend has a normal vector whose first entry that is not 0 is positive. *)
Definition add_neuron (f : ridge) (h : neuron) : ridge :=
  let n := normalq (slope h) in
  if lead_of n is Some j then
    let lead := nth 0%Z n j in
    let factor := div (nth zero (slope h) j) (of_Z lead) in
    let mu := mul (weight h) factor in
    let beta := div (offset h) factor in
    if (lead <? 0)%Z then
      Ridge (axpy mu (map of_Z n) (linear f)) (add (level f) (mul mu beta))
            (add_bend (negated n) (opp beta) mu (bends f))
    else Ridge (linear f) (level f) (add_bend n beta mu (bends f))
  else Ridge (linear f) (add (level f) (mul (weight h) (maxq zero (offset h)))) (bends f).

(** The ridge form of a function: equal functions have equal forms. *)
Definition ridge_of (f : shallow) : ridge :=
  let n := if neurons f is h :: _ then size (slope h) else 0 in
  let all := foldl add_neuron (Ridge (nseq n zero) (constant f) [::]) (neurons f) in
  Ridge (linear all) (level all) [seq p <- bends all | negb (is_zero p.2)].

(** Whether two ridge forms are equal; their bends are sets. *)
Definition same_bend (p q : seq Z * rational * rational) : bool :=
  same_row p.1.1 q.1.1 && eqq p.1.2 q.1.2 && eqq p.2 q.2.
Definition same_ridge (f g : ridge) : bool :=
  same_rowq (linear f) (linear g) && eqq (level f) (level g) && eqn (size (bends f)) (size (bends g))
  && all (fun p => has (same_bend p) (bends g)) (bends f).

(** c + v.F(x) for a form (c, v) of the outputs. *)
Definition value_at (net : network) (v : seq rational) (x : seq rational) : rational := dotq v (one :: evaluate net x).

(** * Classes *)

(** A digit. *)
Definition digit_of (c : ascii) : option Z :=
  omap Z.of_nat (String.index 0 (String c EmptyString) "0123456789").
(** The first digits that a text begins with, at most so many, and what follows them. *)
Fixpoint digits (most : nat) (s : string) : seq Z * string :=
  match most, s with
  | S most, String c rest =>
      if digit_of c is Some x then let (l, rest) := digits most rest in (x :: l, rest) else ([::], s)
  | _, _ => ([::], s)
  end.

(** The decimal number of at most four digits that a text begins with, and what follows it. *)
Definition natural (s : string) : option (Z * string) :=
  let (l, rest) := digits 5 s in
  if match l with [::] => false | [:: _] => true | x :: l => negb (x =? 0)%Z && (size l <= 3) end
  then Some (foldl (fun n x => 10 * n + x)%Z 0%Z l, rest) else None.

(** A text after its beginning. *)
Fixpoint after_text (beginning s : string) : option string :=
  match beginning, s with
  | EmptyString, _ => Some s
  | String c beginning, String c' s => if Ascii.eqb c c' then after_text beginning s else None
  | _, _ => None
  end.

(** B(m,k), or B0(m,k): whether the 0 is there, m and k. *)
Definition standard_class (label : string) : option (bool * Z * Z) :=
  let: (centred, rest) := match after_text "B0(" label, after_text "B(" label with
                          | Some rest, _ => (true, Some rest)
                          | None, rest => (false, rest)
                          end in
  if obind natural rest is Some (m, rest) then
    if obind natural (after_text "," rest) is Some (k, rest) then
      if String.eqb rest ")" then Some (centred, m, k) else None
    else None
  else None.

(** The canonical sets on a line. *)
Definition set_on_a_line (label : string) : option (rational -> bool) :=
  let at_one z := eqq z one in
  let until_zero z := leq z zero in
  if String.eqb label "empty" then Some (fun _ => false)
  else if String.eqb label "all" then Some (fun _ => true)
  else if String.eqb label "B(1,1)" then Some at_one
  else if String.eqb label "B0(1,0)" then Some until_zero
  else if String.eqb label "strip" then Some (fun z => leq zero z && leq z one)
  else if String.eqb label "parallel hyperplanes" then Some (fun z => is_zero z || at_one z)
  else if String.eqb label "half-space and hyperplane" then Some (fun z => until_zero z || at_one z)
  else None.

(** A number into an increasing list. *)
Fixpoint insert_end (x : rational) (l : seq rational) : seq rational :=
  if l is y :: l' then if eqq x y then l else if ltq x y then x :: l else y :: insert_end x l' else [:: x].

(** The absolute value. *)
Definition absq (x : rational) : rational := Rational (Z.abs (num x)) (den x).

(** Whether a function, affine between consecutive ends, is 0 on an interval exactly where a set is. *)
Definition interval_agrees (inside : rational -> bool) (at_ : rational -> rational) (first last : bool)
  (l r : rational) : bool :=
  let a := at_ l in
  let b := at_ r in
  let middle := div (add l r) (of_Z 2) in
  leq zero (mul a b)
  && negb (first && ltq (absq a) (absq b)) && negb (last && ltq (absq b) (absq a))
  && Bool.eqb (is_zero a && is_zero b) (inside middle)
  && Bool.eqb (is_zero a) (inside l) && Bool.eqb (is_zero b) (inside r).
Fixpoint intervals_agree (inside : rational -> bool) (at_ : rational -> rational) (first : bool)
  (ends : seq rational) : bool :=
  match ends with
  | l :: ((r :: rest) as ends) =>
      interval_agrees inside at_ first (if rest is [::] then true else false) l r
      && intervals_agree inside at_ false ends
  | _ => true
  end.

(** Check that F is a function of z = row.x + shift alone, and zero exactly where `inside` says. *)
Definition on_a_line (inside : rational -> bool) (f : ridge) (row : seq rational) (shift : rational)
  (F : seq rational -> rational) : result unit :=
  let parallel other := rank [:: normalq row; other] <= 1 in
  demand parallel (normalq (linear f)) && all (fun p => parallel p.1.1) (bends f)
    or "F does not depend on the first coordinate alone" in
  let norm := dotq row row in
  let at_ z := let t := div (sub z shift) norm in F [seq mul t x | x <- row] in
  let end_of (p : seq Z * rational * rational) := sub shift (div (mul p.1.2 norm) (dotq row (map of_Z p.1.1))) in
  let ends := foldl (fun l p => insert_end (end_of p) l) [:: zero; one] (bends f) in
  let ends := sub (head zero ends) one :: rcons ends (add (last zero ends) one) in
  demand intervals_agree inside at_ true ends or "F and the canonical set differ" in Done tt.

(** The canonical function of a class in R^d: the weights of the first of z_1^+, z_2^+, ..., and the constant. *)
Definition canonical (label : string) (d : nat) : result (seq rational * rational) :=
  let minus_one := of_Z (-1) in
  if String.eqb label "empty" then Done (nseq d minus_one, minus_one)
  else if standard_class label is Some (centred, m, k) then
    let: (plus, total) := if centred : bool then (m, m + k)%Z else (k, m) in
    demand (0 <? m)%Z && (k <=? m)%Z && (total <=? Z.of_nat d)%Z && (centred || negb (k =? 0)%Z)
      or "there is no such class in this space" in
    Done ((nseq (Z.to_nat plus) one ++ nseq (Z.to_nat (total - plus)) minus_one)%SEQ,
          if centred then zero else minus_one)
  else Malformed "the factor of the class is 0".

(** Check that the affine bijection z = rows.x + shift carries {F = 0} onto the canonical set of a label: F is the
    factor times the canonical function of z; for the factor 0, F depends on the first coordinate of z alone. *)
Definition show_class (label : json) (f : shallow) (F : seq rational -> rational)
  (rows : seq (seq rational)) (shift : seq rational) (factor : rational) : result unit :=
  if label is Str label _ then
    need (if standard_class label is Some _ then true else false)
         || (if set_on_a_line label is Some _ then true else false)
      or "there is no such class" in
    let d := size rows in
    demand (String.eqb label "empty" && negb (is_zero factor))
           || (eqn d (size (head [::] rows)) && eqn (rankq rows) d) or "the map is not a bijection" in
    if is_zero factor then
      if set_on_a_line label is Some inside then on_a_line inside (ridge_of f) (head [::] rows) (head zero shift) F
      else Rejected "the factor of the class is not 0"
    else
      let! (weights, c) := canonical label d in
      let weights := (weights ++ nseq (d - size weights) zero)%SEQ in
      let image := Shallow [seq Neuron p.1.1 p.1.2 (mul factor p.2) | p <- zip (zip rows shift) weights]
                           (mul factor c) in
      demand same_ridge (ridge_of image) (ridge_of f)
        or "F is not the factor times the canonical function at the image" in
      Done tt
  else Malformed "the class is a text".

(** * Records, and what claims have in common *)

(** The entries of a record with this rule and so many entries. *)
Definition entries (rule : string) (count : nat) (record : json) : result (seq json) :=
  if record is Arr (Str text _ :: l) then
    need String.eqb text rule && eqn (size l) count or "this is not the record that the claim needs" in Done l
  else Malformed "this is not the record that the claim needs".

(** A form (c, v) of the outputs of a network. *)
Definition form_of_outputs (net : network) (x : json) : result (seq rational) :=
  vector_of (size (outputs net)).+1 ratio x.

(** The network and the form of the other function of a claim; layers in front of the network. *)
Definition second_of (keys : seq string) (front : seq layer) (claim : seq (string * json)) :
  result (network * seq rational) :=
  let! other := field "second" claim in
  if other is Obj l then
    need has_keys [:: "network", "form" & keys] l or "the second function has a network and a form" in
    let! data := field "network" l in
    let! layers := read_layers data in
    let! net := merged (front ++ layers) in
    let! v := field "form" l in
    let! v := form_of_outputs net v in
    Done (net, v)
  else Malformed "the second function has a network and a form".

(** The key `class` of the other function. *)
Definition second_class (claim : seq (string * json)) : result json :=
  let! other := field "second" claim in
  if other is Obj l then field "class" l else Malformed "the second function has a network and a form".

(** Whether two texts are equal. *)
Definition same_text (x y : json) : bool :=
  match x, y with Str a _, Str b _ => String.eqb a b | _, _ => false end.

(** The transposed matrix of n columns. *)
Definition transposed (n : nat) (rows : seq (seq rational)) : seq (seq rational) :=
  mkseq (fun j => [seq nth zero row j | row <- rows]) n.

(** The weights and biases of a network that is one ReLU layer. *)
Definition one_layer (net : network) : result (seq (seq rational) * seq rational) :=
  if hidden net is [:: rows] then
    need same_matrix (outputs net) (identity (size (outputs net))) or "the claim is about one ReLU layer" in
    Done ([seq behead row | row <- rows], [seq head zero row | row <- rows])
  else Malformed "the claim is about one ReLU layer".

(** Whether a matrix is square and invertible. *)
Definition invertible (rows : seq (seq rational)) : bool :=
  eqn (size rows) (size (head [::] rows)) && eqn (rankq rows) (size rows).

(** A.x *)
Definition linear_image (A : seq (seq rational)) (x : seq rational) : seq rational := [seq dotq row x | row <- A].

(** A.x + b *)
Definition affine_image (A : seq (seq rational)) (b x : seq rational) : seq rational :=
  [seq add (dotq p.1 x) p.2 | p <- zip A b].

Section Claims.

(** The network and the domain of the header. *)
Variables header_network header_domain : json.

(** The network, and the form of the claim if there is one, of a claim with these keys about the whole space. *)
Definition everywhere (keys : seq string) (claim : seq (string * json)) : result (network * seq rational) :=
  need has_keys ("kind" :: keys) claim or "the claim has other keys than its kind" in
  let! (layers, rows) := read_problem header_domain header_network in
  let! net := merged layers in
  need eqn (size rows) 0 or "the claim is about the whole space" in
  if get "form" claim is Some v then let! v := form_of_outputs net v in Done (net, v) else Done (net, [::]).

(** * Classes *)

(** Check a class with a record `map`. *)
Definition given (label : json) (net : network) (v : seq rational) (record : json) : result unit :=
  let! l := entries "map" 3 record in
  if l is [:: rows; shift; factor] then
    let! rows := matrix_of (inputs net) rows in
    let! f := shallow_of net v in
    let! shift := vector_of (size rows) ratio shift in
    let! factor := ratio factor in
    show_class label f (value_at net v) rows shift factor
  else Malformed "this is not the record that the claim needs".

(** An affine bijection carries {F = 0} onto the canonical set of a class. *)
Definition class_claim (claim : seq (string * json)) : result (json -> result unit) :=
  let! (net, v) := everywhere [:: "form"; "class"] claim in
  let! label := field "class" claim in
  Done (given label net v).

(** Two boundaries in the same space belong to different classes, which T17, T21, T22 and T25 tell apart. *)
Definition inequivalent_claim (claim : seq (string * json)) : result (json -> result (json -> result unit)) :=
  let! (net, v) := everywhere [:: "form"; "class"; "second"] claim in
  let! label := field "class" claim in
  Done (fun record =>
    let! _ := given label net v record in
    let! (other, v') := second_of [:: "class"] [::] claim in
    let! label' := second_class claim in
    Done (fun record =>
      let! _ := given label' other v' record in
      demand negb (same_text label label') && eqn (inputs net) (inputs other)
        or "the classes, or the spaces, do not tell the boundaries apart" in
      Done tt)).

(** * Two functions *)

(** Two functions with at most one hidden layer are equal: their ridge forms are. *)
Definition equal_claim (claim : seq (string * json)) : result unit :=
  let! (net, v) := everywhere [:: "form"; "second"] claim in
  let! (other, v') := second_of [::] [::] claim in
  demand eqn (inputs net) (inputs other) or "the functions have different inputs" in
  let! f := shallow_of net v in
  let! g := shallow_of other v' in
  demand same_ridge (ridge_of f) (ridge_of g) or "the ridge forms differ" in
  Done tt.

(** Two functions differ at a point. *)
Definition different_claim (claim : seq (string * json)) : result (json -> result unit) :=
  let! (net, v) := everywhere [:: "form"; "second"] claim in
  let! (other, v') := second_of [::] [::] claim in
  Done (fun record =>
    let! l := entries "at" 1 record in
    if l is [:: x] then
      let! x := vector_of (inputs net) ratio x in
      demand eqn (inputs net) (inputs other) or "the functions have different inputs" in
      demand negb (eqq (value_at net v x) (value_at other v' x)) or "the functions agree at the point" in
      Done tt
    else Malformed "this is not the record that the claim needs").

(** The root of the tree of two functions, F and G(map), after the record `map`; the keys of their last layers. *)
Definition pair_root (claim : seq (string * json)) : result (json -> result (setting * node * (positive * positive))) :=
  let! (net, v) := everywhere [:: "form"; "second"] claim in
  Done (fun record =>
    let! l := entries "map" 2 record in
    if l is [:: rows; shift] then
      let! rows := matrix_of (inputs net) rows in
      let! shift := vector_of (size rows) ratio shift in
      demand invertible rows or "the map is not a bijection" in
      let! (other, v') := second_of [::] [:: Layer rows shift false] claim in
      need eqn (inputs net) (inputs other) or "the two networks have different inputs" in
      let! f := integer_layers one (rcons (hidden net) [:: of_outputs net v]) in
      let! g := integer_layers one (rcons (hidden other) [:: of_outputs other v']) in
      let f := map fst f in
      let g := map fst g in
      let last_of_f := key_after 1 (size (flatten f)) in
      let: (g0, nd) := root (inputs net) [::] [:: f; g] true in
      Done (g0, nd, (last_of_f, key_after last_of_f (size (flatten g))))
    else Malformed "this is not the record that the claim needs").

(** Check a leaf: at a point of R^d both functions are 0, or neither is. *)
Definition vanishes (nd : node) (key : positive) : bool :=
  if PositiveMap.find key (table nd) is Some {| sign_at := Some Zero |} then true else false.
Definition pair_leaf (last_keys : positive * positive) (nd : node) (point : seq Z) : result unit :=
  demand (head 0%Z point =? 0)%Z || Bool.eqb (vanishes nd last_keys.1) (vanishes nd last_keys.2)
    or "one of the two functions is 0 and the other is not" in
  Done tt.

(** * Convexity *)

(** Whether a function with at most one hidden layer is convex: exactly if every bend goes upwards (R13). *)
Definition convex_claim (claim : seq (string * json)) : result unit :=
  let! (net, v) := everywhere [:: "form"; "convex"] claim in
  let! said := field "convex" claim in
  let! f := shallow_of net v in
  let found := all (fun p => ltq zero p.2) (bends (ridge_of f)) in
  demand (if said is Bool b then Bool.eqb b found else false)
    or "the function is convex exactly if every bend goes upwards" in
  Done tt.

(** * One layer *)

(** Whether the rows of a matrix are orthogonal to each other. *)
Fixpoint orthogonal (A : seq (seq rational)) : bool :=
  if A is row :: A then all (fun other => is_zero (dotq row other)) A && orthogonal A else true.

(** A layer is invertible, with this inverse and apex; whether its projection is orthogonal (L1, T5). *)
Definition layer_claim (claim : seq (string * json)) : result (json -> result unit) :=
  let! (net, _) := everywhere [:: "orthogonal"] claim in
  let! (A, b) := one_layer net in
  let! said := field "orthogonal" claim in
  Done (fun record =>
    let! l := entries "inverse" 2 record in
    if l is [:: inverse; apex] then
      let n := size A in
      let! inverse := matrix_of n inverse in
      let! apex := vector_of n ratio apex in
      demand eqn n (size (head [::] A)) && eqn n (size inverse) or "the matrix is not the inverse" in
      let columns := transposed n inverse in
      demand same_matrix [seq [seq dotq row column | column <- columns] | row <- A] [seq behead row | row <- identity n]
        or "the matrix is not the inverse" in
      demand same_rowq (linear_image A apex) (map opp b) or "the apex is not where all rows vanish" in
      demand (if said is Bool x then Bool.eqb x (orthogonal A) else false)
        or "the projection is orthogonal exactly if the rows are" in
      Done tt
    else Malformed "this is not the record that the claim needs").

(** The projection of an invertible layer takes x to u, the only point with A.u + b = max(A.x + b, 0) (T3). *)
Definition projection_claim (claim : seq (string * json)) : result unit :=
  let! (net, _) := everywhere [:: "x"; "u"] claim in
  let! (A, b) := one_layer net in
  let! x := field "x" claim in
  let! x := vector_of (inputs net) ratio x in
  let! u := field "u" claim in
  let! u := vector_of (inputs net) ratio u in
  demand invertible A && same_rowq (affine_image A b u) (evaluate net x)
    or "the layer is not invertible, or A u + b is not the layer at x" in
  Done tt.

(** Which of the given rows a ray leaves: the first with a negative entry of its image, or -1. *)
Fixpoint left_row (off : seq nat) (image : seq rational) : Z :=
  if off is j :: off then if ltq (nth zero image j) zero then Z.of_nat j else left_row off image else (-1)%Z.

(** The fibre of an invertible layer over z is point + cone(rays) (T6). *)
Definition preimage_claim (claim : seq (string * json)) : result unit :=
  let! (net, _) := everywhere [:: "z"; "point"; "rays"] claim in
  let! (A, b) := one_layer net in
  let! z := field "z" claim in
  let! z := vector_of (size A) ratio z in
  let! point := field "point" claim in
  let! point := vector_of (inputs net) ratio point in
  let! rays := field "rays" claim in
  let! rays := vector (vector_of (inputs net) ratio) rays in
  let off := [seq j <- iota 0 (size z) | is_zero (nth zero z j)] in
  let images := map (linear_image A) rays in
  demand invertible A && all (leq zero) z && same_rowq (affine_image A b point) z
         && same_row (Sorting.sort (map (left_row off) images)) (map Z.of_nat off)
         && all (fun image => eqn (count (fun x => negb (is_zero x)) image) 1) images
    or "the fibre is another set" in
  Done tt.

(** Two points have the same image. *)
Definition not_injective_claim (claim : seq (string * json)) : result (json -> result unit) :=
  let! (net, _) := everywhere [::] claim in
  Done (fun record =>
    let! l := entries "pair" 2 record in
    if l is [:: x; y] then
      let! x := vector_of (inputs net) ratio x in
      let! y := vector_of (inputs net) ratio y in
      demand negb (same_rowq x y) && same_rowq (evaluate net x) (evaluate net y)
        or "the points are equal, or their images are not" in
      Done tt
    else Malformed "this is not the record that the claim needs").
End Claims.
