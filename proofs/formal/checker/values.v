(** Values that a claim may state, and what they are computed with: polynomials, echelon forms in order. *)
From Coq Require Import ZArith String.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.

(** * Values *)

(** A value that was found, to be compared with that of a claim. *)
Inductive value :=
  | VBool (b : bool)
  | VInt (z : Z)
  | VRat (q : rational)
  | VList (l : seq value)
  | VDict (l : seq (string * value)).

(** The value of a name. *)
Fixpoint lookup (A : Type) (name : string) (l : seq (string * A)) : option A :=
  match l with
  | [::] => None
  | (key, v) :: l => if String.eqb key name then Some v else lookup name l
  end.

(** Whether a value of a claim is what was found; 1 is not true, and rational numbers may be written as texts. *)
Fixpoint same (a : json) (b : value) {struct b} : result bool :=
  match b with
  | VBool y => Done (if a is Bool x then Bool.eqb x y else false)
  | VInt y => Done (if a is Int x then (x =? y)%Z else false)
  | VRat y => let! x := ratio a in Done (eqq x y)
  | VList l =>
      if a is Arr k then
        if eqn (size k) (size l) then
          (fix entries (k : seq json) (l : seq value) {struct l} : result bool :=
             match k, l with
             | x :: k, y :: l => let! equal := same x y in if equal then entries k l else Done false
             | _, _ => Done true
             end) k l
        else Done false
      else Done false
  | VDict l =>
      if a is Obj k then
        if has_keys (map fst l) k then
          (fix entries (l : seq (string * value)) : result bool :=
             match l with
             | [::] => Done true
             | (key, y) :: l =>
                 if get key k is Some x then let! equal := same x y in if equal then entries l else Done false
                 else Done false
             end) l
        else Done false
      else Done false
  end.

(** * Rows *)

(** Whether two rows of integers, two rows of rational numbers, two matrices are equal. *)
Definition same_row : seq Z -> seq Z -> bool := all2 Z.eqb.
Definition same_rowq : seq rational -> seq rational -> bool := all2 eqq.
Definition same_matrix : seq (seq rational) -> seq (seq rational) -> bool := all2 same_rowq.

(** The reduced echelon form of rows with n columns, in the order of the leading columns: equal spans, equal forms. *)
Definition reduced (n : nat) (rows : seq (seq Z)) : seq (seq Z) :=
  let found := echelon rows in flatten [seq [seq p.2 | p <- found & eqn p.1 j] | j <- iota 0 n].

(** * Polynomials, the constant coefficient first *)

(** a + b *)
Fixpoint poly_add (a b : seq Z) : seq Z :=
  match a, b with
  | x :: a, y :: b => (x + y)%Z :: poly_add a b
  | [::], _ => b
  | _, [::] => a
  end.

(** a * b *)
Fixpoint product (a b : seq Z) : seq Z :=
  if a is x :: a then poly_add [seq (x * y)%Z | y <- b] (0%Z :: product a b) else [::].

(** a - b *)
Definition poly_sub (a b : seq Z) : seq Z := poly_add a [seq (- y)%Z | y <- b].

(** a to the power n *)
Definition power (a : seq Z) (n : nat) : seq Z := iter n (product a) [:: 1%Z].

(** The binomial coefficients of n: entry j is that of j out of n. *)
Definition binomials (n : nat) : seq Z := power [:: 1%Z; 1%Z] n.

(** (f_0, ..., f_d) from the sum of f_j t^(j+1). *)
Definition f_of (d : nat) (polynomial : seq Z) : seq Z := take d.+1 (behead polynomial ++ nseq d.+1 0%Z).
