(** The program in OCaml: checker.ml, from the definitions of checker/check.v.

    Everything that is trusted about the translation, besides the extraction of Coq itself, stands here. *)
From Coq Require Import ZArith String Extraction ExtrOcamlBasic ExtrOcamlNativeString.
From exactrelu.checker Require Import base check.

(** ExtrOcamlBasic: bool, option, unit, list, prod and sumbool are the types of OCaml with the same constructors, and
    && and || its operators. ExtrOcamlNativeString: ascii is char and string is string, both as bytes. Texts are
    compared by the function for texts, and ordered byte by byte, a beginning before what it begins. *)
Extract Inlined Constant String.eqb => "String.equal".
Extract Inlined Constant String.leb => "(fun x y -> String.compare x y <= 0)".

(** The type that the reader delivers has the same constructors in the same order. *)
Extract Inductive spelling => "Reader.spelling"
  ["Reader.Word" "Reader.Hexadecimal" "Reader.Quotient" "Reader.Reference"].
Extract Inductive json => "Reader.json"
  ["Reader.Null" "Reader.Bool" "Reader.Int" "Reader.Str" "Reader.Arr" "Reader.Obj"].

(** Integers are those of zarith, which is trusted, behind zint.ml. Binary numbers keep their constructors there, so
    that both sides share the type. *)
Extract Inductive positive => "Zint.positive" ["Zint.XI" "Zint.XO" "Zint.XH"].
Extract Inductive Z => "Zint.t" ["Zint.zero" "Zint.zpos" "Zint.zneg"] "Zint.analyse".

(** These are total on both sides and the same for all arguments; gcd is >= 0, and land and lxor are those of two's
    complements. *)
Extract Inlined Constant Z.add => "Zint.add".
Extract Inlined Constant Z.sub => "Zint.sub".
Extract Inlined Constant Z.mul => "Zint.mul".
Extract Inlined Constant Z.opp => "Zint.opp".
Extract Inlined Constant Z.abs => "Zint.abs".
Extract Inlined Constant Z.max => "Zint.max".
Extract Inlined Constant Z.min => "Zint.min".
Extract Inlined Constant Z.gcd => "Zint.gcd".
Extract Inlined Constant Z.land => "Zint.logand".
Extract Inlined Constant Z.lxor => "Zint.logxor".
Extract Inlined Constant Z.eqb => "Zint.eqb".

(** These have their cases in zint.ml: comparisons as truth values, division rounded down and by 0, the rest for numbers
    that are not positive. *)
Extract Inlined Constant Z.leb => "Zint.leb".
Extract Inlined Constant Z.ltb => "Zint.ltb".
Extract Inlined Constant Z.div => "Zint.div".
Extract Inlined Constant Z.lcm => "Zint.lcm".
Extract Inlined Constant Z.pow => "Zint.pow".
Extract Inlined Constant Z.shiftl => "Zint.shiftl".
Extract Inlined Constant Z.log2 => "Zint.log2".
Extract Inlined Constant Z.to_pos => "Zint.to_pos".

Extraction "checker.ml" start feed finish.
