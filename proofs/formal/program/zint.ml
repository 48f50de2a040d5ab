(* Integers of Coq as those of zarith, which are OCaml's own where they are small. This file is trusted: every function
   is its namesake in the module Z of Coq (BinInt), also where that of zarith would raise an exception; zpos, zneg and
   analyse are the constructors and the match, eqb, ltb, leb the comparisons, opp is the negative. For exponents that fit no
   machine pow and shiftl raise an exception, and the file is not accepted. *)

type t = Z.t

(* The binary numbers of Coq, the keys of its maps: the lowest digit is outermost. *)
type positive = XI of positive | XO of positive | XH

let rec zpos = function
  | XH -> Z.one
  | XO p -> Z.shift_left (zpos p) 1
  | XI p -> Z.succ (Z.shift_left (zpos p) 1)
let zneg p = Z.neg (zpos p)

let rec of_small n = if n = 1 then XH else if n land 1 = 1 then XI (of_small (n lsr 1)) else XO (of_small (n lsr 1))
let rec of_large z =
  if Z.fits_int z then of_small (Z.to_int z)
  else let half = of_large (Z.shift_right z 1) in if Z.is_odd z then XI half else XO half
let to_pos z = if Z.sign z > 0 then of_large z else XH

(* match z with Z0 => zero | Zpos p => positive p | Zneg p => negative p end *)
let analyse zero positive negative z =
  let sign = Z.sign z in
  if sign = 0 then zero () else if sign > 0 then positive (of_large z) else negative (of_large (Z.neg z))

let zero = Z.zero
let add = Z.add
let sub = Z.sub
let mul = Z.mul
let opp = Z.neg
let abs = Z.abs
let gcd x y = Z.gcd x y
let logand = Z.logand
let logxor = Z.logxor
let eqb x y = Z.equal x y
let ltb x y = Z.compare x y < 0
let leb x y = Z.compare x y <= 0
let max x y = if leb x y then y else x
let min x y = if leb x y then x else y
let div x y = if Z.sign y = 0 then Z.zero else Z.fdiv x y
let lcm x y = if Z.sign x = 0 || Z.sign y = 0 then Z.zero else Z.lcm x y
let pow x y = if Z.sign y < 0 then Z.zero else Z.pow x (Z.to_int y)
let shiftl x y = let n = Z.to_int y in if n < 0 then Z.shift_right x (- n) else Z.shift_left x n
let log2 x = if Z.sign x <= 0 then Z.zero else Z.of_int (Z.numbits x - 1)
