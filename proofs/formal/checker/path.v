(** Proof trees: the signs of elements from the root to a node, and the forms that are known there.

    Elements have the numbers 0, 1, 2, ... in a file and the keys 1, 2, 3, ... here: t, the rows of the domain, the
    neurons layer by layer, and the form of the outputs that a claim is about, as one layer more. *)
From Coq Require Import ZArith String FMapPositive Mergesort Orders.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.

Inductive sign := Plus | Minus | Zero.
Definition same_sign (s s' : sign) : bool :=
  match s, s' with Plus, Plus | Minus, Minus | Zero, Zero => true | _, _ => false end.
Definition sign_of (z : Z) : sign := if (z =? 0)%Z then Zero else if (0 <? z)%Z then Plus else Minus.

(** A form on (t, x), c * t + a.x, with integer coefficients. *)
Definition form := seq Z.

(** What is known of an element: its form, normal; the function that it is a neuron of, from 1 (0: the domain); its sign;
    whether the form has this sign wherever the elements before it have theirs (and t > 0, in a tree of regions). *)
Record entry := Entry { form_of : form; owner : nat; sign_at : option sign; implied : bool }.

(** The layers of a function on the way to a node: the last one whose forms are known, the key of its first neuron, its
    forms as they are, how many of its neurons have no sign yet; the layers after it, as rows (b, w) on (t, this layer), and
    their weights neuron by neuron; which neurons are on so far, and the forms of the next layer if the others are off. *)
Record stack := Stack { first : positive; forms : seq form; unsigned : nat; later : seq (seq (seq Z));
                        columns : seq (seq (seq Z)); added : seq bool; sums : seq form }.

Record node := Node { table : PositiveMap.t entry; stacks : seq stack }.

(** What does not change in a tree: how long a form is; the keys of the elements of the domain (t first) and of the others,
    and how many there are, of the domain and in all; whether the tree splits into +, - and 0 (`complex`), or into >= 0 and
    <= 0 (`regions`). *)
Record setting := Setting { width : nat; domain_keys : seq positive; neuron_keys : seq positive;
                            domain_size : Z; total_size : Z; strict : bool }.

(** Keys first, first + 1, ... *)
Fixpoint keys_from (key : positive) (n : nat) : seq positive :=
  if n is S n then key :: keys_from (Pos.succ key) n else [::].
Fixpoint key_after (key : positive) (n : nat) : positive := if n is S n then key_after (Pos.succ key) n else key.

(** * Layers become known *)

(** The forms of a layer enter the table, without signs. *)
Fixpoint enter (owner : nat) (key : positive) (rows : seq form) (t : PositiveMap.t entry) : PositiveMap.t entry :=
  if rows is row :: rows then
    enter owner (Pos.succ key) rows
          (if PositiveMap.find key t is Some _ then t else PositiveMap.add key (Entry (normal row) owner None false) t)
  else t.

(** a * x + y, entry by entry *)
Fixpoint axpy_Z (a : Z) (x y : seq Z) : seq Z :=
  match x, y with u :: x, v :: y => (a * u + v)%Z :: axpy_Z a x y | _, _ => [::] end.

(** Which neurons are on, from a key on; None if one has no sign. *)
Fixpoint switches (t : PositiveMap.t entry) (key : positive) (rows : seq form) : option (seq bool) :=
  match rows with
  | [::] => Some [::]
  | _ :: rows =>
      if PositiveMap.find key t is Some {| sign_at := Some s |} then
        omap (cons (same_sign s Plus)) (switches t (Pos.succ key) rows)
      else None
  end.

(** The form of a row (b, w) on (t, a layer) whose forms and switches are given: b * t + the sum of w_i * form_i that are on. *)
Fixpoint accumulate (sum : form) (w : seq Z) (on : seq bool) (rows : seq form) : form :=
  match w, on, rows with
  | x :: w, true :: on, row :: rows => accumulate (if (x =? 0)%Z then sum else axpy_Z x row sum) w on rows
  | _ :: w, false :: on, _ :: rows => accumulate sum w on rows
  | _, _, _ => sum
  end.
Definition pulled_back (n : nat) (on : seq bool) (rows : seq form) (row : seq Z) : form :=
  if row is b :: w then accumulate (b :: nseq n.-1 0%Z) w on rows else nseq n 0%Z.

(** The weights of each neuron in the rows (b, w) of the layer after it. *)
Fixpoint columns_of (n : nat) (rows : seq (seq Z)) : seq (seq Z) :=
  if n is S n then map (head 0%Z) rows :: columns_of n (map behead rows) else [::].
Definition by_neuron (rows : seq (seq Z)) : seq (seq Z) := columns_of (size (head [::] rows)).-1 (map behead rows).

(** A layer, when its forms become known: no neuron is on so far. *)
Definition begun (n : nat) (key : positive) (rows : seq form) (later columns : seq (seq (seq Z))) : stack :=
  Stack key rows (size rows) later columns (nseq (size rows) false)
        (if later is next :: _ then [seq head 0%Z row :: nseq n.-1 0%Z | row <- next] else [::]).

(** The neuron of a key is on, and was not so far: which ones are now; its form, and its weights. *)
Fixpoint turn_on (first key : positive) (on : seq bool) (rows : seq form) (columns : seq (seq Z)) :
  option (seq bool * form * seq Z) :=
  match on, rows, columns with
  | b :: on, row :: rows, column :: columns =>
      if Pos.eqb first key then if b then None else Some (true :: on, row, column)
      else if turn_on (Pos.succ first) key on rows columns is Some (on, row, column) then Some (b :: on, row, column)
      else None
  | _, _, _ => None
  end.

(** Multiples of a row, added to forms. *)
Fixpoint add_multiples (row : form) (w : seq Z) (sums : seq form) : seq form :=
  match w, sums with
  | x :: w, sum :: sums => (if (x =? 0)%Z then sum else axpy_Z x row sum) :: add_multiples row w sums
  | _, _ => [::]
  end.

(** Which neurons of a stack are on so far, and the sums, when the one of a key has got a sign. *)
Definition signed (key : positive) (s : sign) (st : stack) : seq bool * seq form :=
  if (s, columns st) is (Plus, next :: _) then
    if turn_on (first st) key (added st) (forms st) next is Some (on, row, w) then (on, add_multiples row w (sums st))
    else (added st, sums st)
  else (added st, sums st).

(** The neuron of a key, of a stack, has got the sign s in the table t: if it was the last of its layer, the next one becomes
    known. The sums are its forms if they are about the neurons that are on in the table, as they should. *)
Definition advance (n owner : nat) (key : positive) (s : sign) (t : PositiveMap.t entry) (st : stack) :
  PositiveMap.t entry * stack :=
  if unsigned st is S n_left then
    if later st is rows :: rest then
      let (on, sums) := signed key s st in
      if n_left is O then
        if switches t (first st) (forms st) is Some in_table then
          let found := if all2 Bool.eqb in_table on then sums else [seq pulled_back n in_table (forms st) row | row <- rows] in
          let key := key_after (first st) (size (forms st)) in
          (enter owner key found t, begun n key found rest (behead (columns st)))
        else (t, st)
      else (t, Stack (first st) (forms st) n_left (later st) (columns st) on sums)
    else (t, Stack (first st) (forms st) n_left [::] (columns st) (added st) (sums st))
  else (t, st).

(** Element `key`, known as e, has the sign s from here on; whether it is implied. *)
Definition assign (n : nat) (nd : node) (key : positive) (e : entry) (s : sign) (is_implied : bool) : node :=
  let t := PositiveMap.add key (Entry (form_of e) (owner e) (Some s) is_implied) (table nd) in
  if owner e is S i then
    if drop i (stacks nd) is st :: rest then
      let (t, st) := advance n (owner e) key s t st in Node t (take i (stacks nd) ++ st :: rest)
    else Node t (stacks nd)
  else Node t (stacks nd).

(** * Records *)

(** Whether no number occurs twice. *)
Module Order <: TotalLeBool.
  Definition t := Z.
  Definition leb := Z.leb.
  Lemma leb_total x y : leb x y \/ leb y x.
  Proof. rewrite /leb !/is_true !Z.leb_le; exact: Z.le_ge_cases. Qed.
End Order.
Module Sorting := Sort Order.
Fixpoint increasing (l : seq Z) : bool :=
  if l is x :: ((y :: _) as rest) then (x <? y)%Z && increasing rest else true.
Definition distinct (l : seq Z) : bool := increasing l || increasing (Sorting.sort l).

(** The pairs of a flat list of even length. *)
Fixpoint pairs (l : seq Z) : option (seq (Z * Z)) :=
  match l with
  | [::] => Some [::]
  | [:: _] => None
  | i :: x :: l => omap (cons (i, x)) (pairs l)
  end.
Definition multipliers (x : json) : result (seq (Z * Z)) :=
  let! l := vector whole x in
  if pairs l is Some m then need distinct (map fst m) or "an element occurs twice" in Done m
  else Malformed "the multipliers are no pairs".

(** The entry of an element number that is known here. *)
Definition known (g : setting) (nd : node) (e : Z) : result (positive * entry) :=
  need ((0 <=? e) && (e <? total_size g))%Z or "there is no such element" in
  let key := Z.to_pos (e + 1) in
  if PositiveMap.find key (table nd) is Some entry then Done (key, entry)
  else Rejected "the form of an element is not known yet".

(** An element that is known and has no sign yet: whether it belongs to the domain, its key and its entry. *)
Definition free (g : setting) (nd : node) (x : json) : result (bool * positive * entry) :=
  if x is Int e then
    let! (key, entry) := known g nd e in
    demand (if sign_at entry is None then true else false) or "an element has a sign already" in
    Done ((e <? domain_size g)%Z, key, entry)
  else Malformed "there is no such element".

(** sum - x * row *)
Fixpoint minus (x : Z) (sum row : form) : form :=
  match sum, row with a :: sum, b :: row => (a - x * b)%Z :: minus x sum row | _, _ => [::] end.

Definition negated (row : form) : form := [seq (- x)%Z | x <- row].

Section Rules.
Variable g : setting.

(** What is left of a form after its multiples of other forms, and whether one of them is positive: that of a form with a
    sign that is not 0, or of t in a tree of regions. *)
Fixpoint subtract (nd : node) (key : positive) (is_domain : bool) (s : sign) (m : seq (Z * Z)) (rest : form) (positive : bool) :
  result (form * bool) :=
  match m with
  | [::] => Done (rest, positive)
  | (i, x) :: m =>
      let! (other, e) := known g nd i in
      if sign_at e is Some Zero then subtract nd key is_domain s m (minus x rest (form_of e)) positive
      else
        demand (if sign_at e is None then (i <? domain_size g)%Z && negb (Pos.eqb other key) else true)
          or "an element has no sign here" in
        demand (0 <=? x)%Z or "a multiplier is negative" in
        demand is_domain || negb (same_sign s Zero) or "an element is not 0 here" in
        let y := if sign_at e is Some Minus then (- x)%Z else x in
        subtract nd key is_domain s m (minus y rest (form_of e))
                 (positive || (if (if sign_at e is Some _ then true else negb (strict g) && Pos.eqb other 1) then (0 <? x)%Z
                               else false))
  end.

(** Check the identity that forces the sign s of an element:
    scale * (its form, turned) = the sum of multiples of what is known to be >= 0; whether it implies s, strictly. *)
Definition forced (nd : node) (is_domain : bool) (key : positive) (e : entry) (s : sign) (scale m : json) : result bool :=
  let! scale := whole scale in
  let! m := multipliers m in
  demand (0 <? scale)%Z or "the scale is not positive" in
  demand negb is_domain || (match s with Plus => strict g | Minus => false | Zero => true end)
    or "an element of the domain is not negative" in
  demand strict g || negb (Pos.eqb key 1) or "t is positive in a tree of regions" in
  let factor := if s is Plus then scale else (- scale)%Z in
  let! (rest, positive) := subtract nd key is_domain s m [seq (factor * x)%Z | x <- form_of e] false in
  demand all (fun x => (x =? 0)%Z) rest or "the two sides of the identity differ" in
  demand negb (strict g) || same_sign s Zero || positive or "no multiplier belongs to a form that is not 0" in
  Done (same_sign s Zero || positive).

(** Check that elements have their signs at a point: those of the domain are not negative, and positive if they have no sign
    (in a tree of regions); the others have one. What is implied need not be computed, but for the domain. *)
Fixpoint signs_agree (nd : node) (is_domain : bool) (keys : seq positive) (point : seq Z) : bool :=
  match keys with
  | [::] => true
  | key :: keys =>
      (if PositiveMap.find key (table nd) is Some e then
         match sign_at e with
         | Some s => (negb is_domain && implied e || same_sign (sign_of (dot (form_of e) point)) s)
                     && negb (is_domain && same_sign s Minus)
         | None => is_domain && negb (strict g) && same_sign (sign_of (dot (form_of e) point)) Plus
         end
       else false) && signs_agree nd is_domain keys point
  end.

(** A leaf: a point (t, x) at which every element has its sign; in a tree of regions t > 0. *)
Definition leaf (nd : node) (x : json) : result (seq Z) :=
  let! point := vector_of (width g) whole x in
  demand signs_agree nd true (domain_keys g) point && signs_agree nd false (neuron_keys g) point
    or "an element does not have its sign at the point" in
  demand strict g || (0 <? head 0 point)%Z or "the point is at infinity" in
  Done point.

(** Where a proof stands: the node that the next record is about, and the branches that are still to come. *)
Record state := State { now : node; pending : seq (node * positive * entry * sign) }.

(** What a record leads to: another node, or a leaf and, unless the tree is complete, the next branch. *)
Inductive progress := Inner (st : state) | Leaf (nd : node) (point : seq Z) (next : option state).

Definition next_branch (l : seq (node * positive * entry * sign)) : option state :=
  if l is (nd, key, e, s) :: l then Some (State (assign (width g) nd key e s false) l) else None.

Definition step (st : state) (record : json) : result progress :=
  match record with
  | Arr [:: Str rule _; x] =>
      if String.eqb rule "split" then
        let! (is_domain, key, e) := free g (now st) x in
        demand strict g || negb is_domain or "the domain is where its elements are not negative" in
        let zero := if strict g then [:: (now st, key, e, Zero)] else [::] in
        let minus := if is_domain then [::] else [:: (now st, key, e, Minus)] in
        Done (Inner (State (assign (width g) (now st) key e Plus false) (minus ++ zero ++ pending st)))
      else if String.eqb rule "point" then
        let! point := leaf (now st) x in
        Done (Leaf (now st) point (next_branch (pending st)))
      else Malformed "there is no such rule"
  | Arr [:: Str rule _; x; scale; m] =>
      let sign := if String.eqb rule "+" then Some Plus else if String.eqb rule "-" then Some Minus
                  else if String.eqb rule "0" then Some Zero else None in
      if sign is Some s then
        let! (is_domain, key, e) := free g (now st) x in
        let! is_implied := forced (now st) is_domain key e s scale m in
        Done (Inner (State (assign (width g) (now st) key e s is_implied) (pending st)))
      else Malformed "there is no such rule"
  | _ => Malformed "there is no such rule"
  end.
End Rules.

(** * The root *)

(** The first layers of the functions, one after the other in the table; the key after the last element. *)
Fixpoint push (n owner : nat) (key : positive) (t : PositiveMap.t entry) (functions : seq (seq (seq (seq Z)))) :
  PositiveMap.t entry * seq stack * positive :=
  match functions with
  | [::] => (t, [::], key)
  | layers :: functions =>
      let rows := head [::] layers in
      let '(t, stacks, last) :=
        push n (S owner) (key_after key (size (flatten layers))) (enter owner key rows t) functions in
      (t, begun n key rows (behead layers) (map by_neuron (behead layers)) :: stacks, last)
  end.

(** The tree over a domain of dimension d, given by integer rows, of functions with integer layers. *)
Definition root (d : nat) (rows : seq (seq Z)) (functions : seq (seq (seq (seq Z)))) (strict : bool) : setting * node :=
  let domain := (1%Z :: nseq d 0%Z) :: rows in
  let key := key_after 1 (size domain) in
  let '(t, stacks, last) := push d.+1 1 key (enter 0 1 domain (PositiveMap.empty _)) functions in
  (Setting d.+1 (keys_from 1 (size domain)) (keys_from key (Pos.to_nat last - Pos.to_nat key))
           (Z.of_nat (size domain)) (Z.pos last - 1) strict, Node t stacks).
