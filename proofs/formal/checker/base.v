(** What the reader delivers, the three verdicts, and numbers. *)
From Coq Require Import ZArith String.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.


(** * JSON *)

(** What a text says besides itself: nothing; -?0x[0-9a-f]+; another -?p or -?p/q, p and q decimal or hexadecimal;
    or kind:i, a reference to form i of a kind, 0 <= i < 10^9. *)
Inductive spelling := Word | Hexadecimal (z : Z) | Quotient (p q : Z) | Reference (kind : string) (i : Z).

(** A value of JSON without floating point numbers; the keys of an object are distinct. *)
Inductive json :=
  | Null
  | Bool (b : bool)
  | Int (z : Z)
  | Str (s : string) (says : spelling)
  | Arr (l : seq json)
  | Obj (l : seq (string * json)).

(** * Verdicts *)

(** A value, or why there is none: the file is no certificate, or it is one that does not prove its claim. *)
Inductive result (A : Type) :=
  | Done (a : A)
  | Malformed (why : string)
  | Rejected (why : string).
Arguments Malformed {A}.
Arguments Rejected {A}.

Definition bind A B (r : result A) (f : A -> result B) : result B :=
  match r with Done a => f a | Malformed why => Malformed why | Rejected why => Rejected why end.

Declare Scope result_scope.
Delimit Scope result_scope with result.
Notation "'let!' x ':=' r 'in' e" := (bind r (fun x => e))
  (at level 200, x pattern, e at level 200, right associativity) : result_scope.
Notation "'need' b 'or' why 'in' e" := (if b then e else Malformed why)
  (at level 200, b at level 100, why at level 9, right associativity) : result_scope.
Notation "'demand' b 'or' why 'in' e" := (if b then e else Rejected why)
  (at level 200, b at level 100, why at level 9, right associativity) : result_scope.
Open Scope result_scope.
Local Open Scope string_scope.
Local Open Scope Z_scope.

(** All results of a list, or the first that is none. *)
Definition each A B (f : A -> result B) : seq A -> result (seq B) :=
  fix each l := match l with
  | [::] => Done [::]
  | a :: l => let! b := f a in let! l := each l in Done (b :: l)
  end.

(** * Objects *)

Fixpoint get (key : string) (l : seq (string * json)) : option json :=
  match l with
  | [::] => None
  | (k, v) :: l => if String.eqb k key then Some v else get key l
  end.

(** The value of a key that has to be there. *)
Definition field (key : string) (l : seq (string * json)) : result json :=
  if get key l is Some v then Done v else Malformed (String.append "there is no key " key).

(** Whether these are the keys, in any order (they are distinct on both sides). *)
Definition has_keys (keys : seq string) (l : seq (string * json)) : bool :=
  eqn (size keys) (size l) && all (fun key => if get key l is Some _ then true else false) keys.

(** * Rational numbers *)

(** num / den in lowest terms, den > 0. *)
Record rational := Rational { num : Z; den : Z }.

Definition of_Z (z : Z) : rational := Rational z 1.
Definition zero : rational := of_Z 0.
Definition one : rational := of_Z 1.

(** p / q for q <> 0, in lowest terms. *)
Definition quotient (p q : Z) : rational :=
  let g := (if q <? 0 then - Z.gcd p q else Z.gcd p q)%Z in
  if g =? 1 then Rational p q else Rational (p / g) (q / g).

Definition add (x y : rational) : rational :=
  if (den x =? 1) && (den y =? 1) then of_Z (num x + num y)
  else quotient (num x * den y + num y * den x) (den x * den y).
Definition mul (x y : rational) : rational :=
  if (den x =? 1) && (den y =? 1) then of_Z (num x * num y) else quotient (num x * num y) (den x * den y).
Definition opp (x : rational) : rational := Rational (- num x) (den x).
Definition sub (x y : rational) : rational := add x (opp y).
(** 1 / x for x <> 0. *)
Definition inv (x : rational) : rational := quotient (den x) (num x).
Definition div (x y : rational) : rational := mul x (inv y).
Definition leq (x y : rational) : bool := num x * den y <=? num y * den x.
Definition ltq (x y : rational) : bool := num x * den y <? num y * den x.
Definition eqq (x y : rational) : bool := num x * den y =? num y * den x.
Definition is_zero (x : rational) : bool := num x =? 0.
Definition maxq (x y : rational) : rational := if ltq x y then y else x.

(** The sum of the products of two rows, as far as both go. *)
Fixpoint dotq (a b : seq rational) : rational :=
  match a, b with x :: a, y :: b => add (mul x y) (dotq a b) | _, _ => zero end.

(** * Numbers of a file *)

(** An integer: as it is, or as hexadecimal text. *)
Definition whole (x : json) : result Z :=
  match x with
  | Int z => Done z
  | Str _ (Hexadecimal z) => Done z
  | _ => Malformed "an integer is missing"
  end.

(** A rational number: an integer, or a text p or p/q. *)
Definition ratio (x : json) : result rational :=
  match x with
  | Int z | Str _ (Hexadecimal z) => Done (of_Z z)
  | Str _ (Quotient p q) => need negb (q =? 0) or "a denominator is 0" in Done (quotient p q)
  | _ => Malformed "a rational number is missing"
  end.

(** A list of numbers. *)
Definition vector A (entry : json -> result A) (x : json) : result (seq A) :=
  if x is Arr l then each entry l else Malformed "a list of numbers is missing".

(** A list of so many numbers. *)
Definition vector_of A (length : nat) (entry : json -> result A) (x : json) : result (seq A) :=
  if x is Arr l then need eqn (size l) length or "a list of numbers has the wrong length" in each entry l
  else Malformed "a list of numbers is missing".

(** Rows of rational numbers of the same length, at least one; of a given length, or at least one column. *)
Definition matrix_of (columns : nat) (x : json) : result (seq (seq rational)) :=
  if x is Arr ((Arr (_ :: _) :: _) as rows) then each (vector_of columns ratio) rows
  else Malformed "a matrix is missing".
Definition matrix (x : json) : result (seq (seq rational)) :=
  if x is Arr ((Arr ((_ :: _) as row) :: _) as rows) then each (vector_of (size row) ratio) rows
  else Malformed "a matrix is missing".

(** * Integer rows *)

Fixpoint dot (a b : seq Z) : Z :=
  match a, b with x :: a, y :: b => x * y + dot a b | _, _ => 0 end.

(** The greatest common divisor of the entries. *)
Definition content (row : seq Z) : Z := foldl Z.gcd 0 row.

(** A row divided by a number. *)
Definition divided (g : Z) (row : seq Z) : seq Z :=
  if (g =? 1) || (g =? 0) then row else [seq x / g | x <- row].

(** The smallest positive multiple of a row with integer entries; of an integer row, and of a rational one. *)
Definition normal (row : seq Z) : seq Z := divided (content row) row.
Definition common_denominator (row : seq rational) : Z := foldl (fun g x => Z.lcm g (den x)) 1 row.
Definition scaled (factor : Z) (row : seq rational) : seq Z := [seq num x * (factor / den x) | x <- row].
Definition normalq (row : seq rational) : seq Z := normal (scaled (common_denominator row) row).
