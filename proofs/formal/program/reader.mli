(** Reads a file of JSON lines, which may be gzip: the values of the lines, exactly as `records` in checker.py takes
    them, and the numbers in texts as `whole`, `ratio` and `Lifted.REFERENCE` read them.

    This file and its implementation are trusted: nothing is proved about them.

    Where the two may differ: lists in 991 or 992 levels are refused here. Gzip is decompressed by the program gzip, which
    refuses reserved flags, a wrong checksum of a header, and zero bytes between two members, and goes on with a member in
    an older format after one of its own; and before damage within the compressed data, more or fewer lines may be delivered. *)

type spelling =
  | Word
  | Hexadecimal of Z.t
  | Quotient of Z.t * Z.t
  | Reference of string * Z.t
(** What a text says besides itself, the first that fits, where [n] is 1 to 4300 decimal digits or 0x and hexadecimal
    ones in small letters: [-?0x...]; [-?n] or [-?n/n], over 1 if there is one number; small letters, a colon, and a
    decimal number below 10^9 without leading zeros; nothing. *)

type json =
  | Null
  | Bool of bool
  | Int of Z.t
  | Str of string * spelling        (** UTF-8; an escaped surrogate that has no partner is kept as the three bytes of its number *)
  | Arr of json list
  | Obj of (string * json) list     (** in the order of the file, no key twice *)

exception Malformed of string
(** The file is not what it should be: a line that is no JSON value or does not end, or damaged gzip. *)

type t

val open_file : string -> t
(** Opens a file. Raises [Sys_error] or [Unix.Unix_error] if it cannot be read, or if it is gzip and cannot be read twice (a pipe). *)

val next : t -> (int * json) option
(** The next line: its number, from 1, and its value; [None] at the end of the file.
    Raises [Malformed], and [Unix.Unix_error] if reading fails; there is nothing to read after that. *)

val close : t -> unit
(** Ends reading, and the process that decompresses. [next] does this by itself at the end of the file and when it raises. *)

val print : json -> string
(** The text of a value, as json.dumps of Python writes it by default. *)
