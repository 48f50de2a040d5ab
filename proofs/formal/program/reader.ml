(* Reads a file of JSON lines, which may be gzip. What is accepted, and as which value, is what `records` in checker.py
   accepts: the JSON decoder of Python, without floating point numbers and without keys that occur twice. *)

type spelling =
  | Word
  | Hexadecimal of Z.t
  | Quotient of Z.t * Z.t
  | Reference of string * Z.t

type json =
  | Null
  | Bool of bool
  | Int of Z.t
  | Str of string * spelling
  | Arr of json list
  | Obj of (string * json) list

exception Malformed of string

let max_line = 1 lsl 25      (* bytes, with the newline; MAX_LINE in checker.py *)
let max_digits = 4300        (* of an integer in decimal: the limit of int() in Python; the sign is no digit *)
let max_index = 9            (* digits of the number in a reference *)
let max_depth = 990          (* Python's limit of 1000 calls leaves checker.check objects in 990 levels, and lists in 992 *)

(* A block holds a part of the file. Its lines up to [stop] are complete; [pos] is in the line that is read.
   Reading a value looks at one byte after the other and never beyond a newline, since a newline is here neither white
   space nor part of a value: so there is no other test for the end of the block. *)
type t = {
  mutable file : Unix.file_descr option;    (* None when it is closed *)
  gzip : int option;                        (* the process that decompresses *)
  mutable block : Bytes.t;                  (* at most max_line bytes: a longer line does not fit *)
  mutable pos : int;                        (* the next byte *)
  mutable stop : int;                       (* after the last newline in the block *)
  mutable filled : int;                     (* after the last byte *)
  mutable line : int;                       (* the number of the line that is read *)
}

(* ---- values ---- *)

let fail t why = raise (Malformed (Printf.sprintf "line %d is not JSON: %s" t.line why))
let byte t i = Bytes.get t.block i
let advance t = t.pos <- t.pos + 1

(* The next byte that is no white space; it is not taken yet. *)
let rec look t =
  match byte t t.pos with
  | ' ' | '\t' | '\r' -> advance t; look t
  | c -> c

(* [v], whose text is the given word. *)
let word t text v =
  String.iter (fun c -> if byte t t.pos = c then advance t else fail t "a value is expected") text;
  v

(* The digits from [i] on, after those of [n]; [pos] is then after them. If there are many, the result is of no use. *)
let rec digits t n i =
  match byte t i with
  | '0' .. '9' as c -> digits t (10 * n + Char.code c - Char.code '0') (i + 1)
  | _ -> t.pos <- i; n

let number t =
  let start = t.pos in
  let negative = byte t start = '-' in
  let first = if negative then start + 1 else start in
  let n = digits t 0 first in
  let length = t.pos - first in
  if length = 0 then fail t "a sign without a number";
  if length > 1 && byte t first = '0' then fail t "a number begins with 0";
  if length > max_digits then fail t "an integer has too many digits";
  (match byte t t.pos with '.' | 'e' | 'E' -> fail t "a number is not an integer; others are written as texts p/q" | _ -> ());
  if length <= 18 then Int (Z.of_int (if negative then - n else n))
  else Int (Z.of_string (Bytes.sub_string t.block start (t.pos - start)))

(* The length of the character at [i], which is not ASCII. UTF-8 as Python takes it (RFC 3629): the shortest form,
   no surrogates, nothing above U+10FFFF. *)
let utf8 t i =
  let within k low high = let c = byte t (i + k) in low <= c && c <= high in
  let rest k = within k '\x80' '\xBF' in
  match byte t i with
  | '\xC2' .. '\xDF' when rest 1 -> 2
  | '\xE0' when within 1 '\xA0' '\xBF' && rest 2 -> 3
  | '\xED' when within 1 '\x80' '\x9F' && rest 2 -> 3
  | '\xE1' .. '\xEC' | '\xEE' .. '\xEF' when rest 1 && rest 2 -> 3
  | '\xF0' when within 1 '\x90' '\xBF' && rest 2 && rest 3 -> 4
  | '\xF1' .. '\xF3' when rest 1 && rest 2 && rest 3 -> 4
  | '\xF4' when within 1 '\x80' '\x8F' && rest 2 && rest 3 -> 4
  | _ -> fail t "it is not UTF-8"

(* Where the plain characters of a text end, from [i] on: at a quote or a backslash. *)
let rec plain t i =
  match byte t i with
  | '"' | '\\' -> i
  | '\x00' .. '\x1F' -> fail t "a text does not end, or has a control character"
  | '\x20' .. '\x7F' -> plain t (i + 1)
  | _ -> plain t (i + utf8 t i)

(* The number that the four hexadecimal digits at [i] mean. *)
let hex t i =
  let digit n k = match byte t (i + k) with
    | '0' .. '9' as c -> 16 * n + Char.code c - Char.code '0'
    | 'a' .. 'f' as c -> 16 * n + Char.code c - Char.code 'a' + 10
    | 'A' .. 'F' as c -> 16 * n + Char.code c - Char.code 'A' + 10
    | _ -> fail t "\\u without four hexadecimal digits" in
  List.fold_left digit 0 [0; 1; 2; 3]

(* What stands for a character after a backslash, and these characters. *)
let letters, meant = "\"\\bfnrt", "\"\\\b\x0C\n\r\t"

(* Adds the character of the escape whose backslash is at [i]; the position after the escape. *)
let escape t text i =
  match byte t (i + 1) with
  | 'u' ->
    (* Two surrogates are one character. One that is alone is kept; unsafe_of_int lets a number be that is no character. *)
    let add u = Buffer.add_utf_8_uchar text (Uchar.unsafe_of_int u) in
    let u = hex t (i + 2) in
    let pair = u land 0xFC00 = 0xD800 && byte t (i + 6) = '\\' && byte t (i + 7) = 'u' in
    let second = if pair then hex t (i + 8) else 0 in
    if second land 0xFC00 = 0xDC00 then (add (0x10000 + (u land 0x3FF) lsl 10 + second land 0x3FF); i + 12)
    else (add u; i + 6)
  | '/' -> Buffer.add_char text '/'; i + 2
  | c ->
    match String.index_opt letters c with
    | Some k -> Buffer.add_char text meant.[k]; i + 2
    | None -> fail t "there is no such escape"

(* The text whose quote is at [pos]. *)
let text t =
  let start = t.pos + 1 in
  let stop = plain t start in
  if byte t stop = '"' then (t.pos <- stop + 1; Bytes.sub_string t.block start (stop - start))
  else begin
    let found = Buffer.create 80 in
    let rec go start stop =
      Buffer.add_subbytes found t.block start (stop - start);
      if byte t stop = '"' then t.pos <- stop + 1
      else let after = escape t found stop in go after (plain t after) in
    go start stop;
    Buffer.contents found
  end

(* ---- what a text says besides itself ---- *)

(* Where the characters of a text with a property end, from [i] on. *)
let rec after_all is s i = if i < String.length s && is s.[i] then after_all is s (i + 1) else i
let is_decimal c = '0' <= c && c <= '9'
let is_hexadecimal c = is_decimal c || ('a' <= c && c <= 'f')
let is_letter c = 'a' <= c && c <= 'z'

(* The natural number at [i], in decimal or after 0x, and where it ends. *)
let natural s i =
  let read base first stop = Some (Z.of_substring_base base s ~pos:first ~len:(stop - first), stop) in
  let stop = after_all is_decimal s i in
  if stop = i + 1 && s.[i] = '0' && stop < String.length s && s.[stop] = 'x' then
    let stop = after_all is_hexadecimal s (i + 2) in if stop = i + 2 then None else read 16 (i + 2) stop
  else if stop = i || stop - i > max_digits then None
  else read 10 i stop

let number_in s =
  let first = if s.[0] = '-' then 1 else 0 in
  let signed p = if first = 1 then Z.neg p else p in
  match natural s first with
  | Some (p, stop) when stop = String.length s ->
    if stop > first + 1 && s.[first + 1] = 'x' then Hexadecimal (signed p) else Quotient (signed p, Z.one)
  | Some (p, stop) when s.[stop] = '/' ->
    (match natural s (stop + 1) with
     | Some (q, stop) when stop = String.length s -> Quotient (signed p, q)
     | _ -> Word)
  | _ -> Word

let reference s =
  let colon = after_all is_letter s 0 and length = String.length s in
  let digits = length - colon - 1 in
  if 1 <= digits && digits <= max_index && s.[colon] = ':' && after_all is_decimal s (colon + 1) = length
     && (digits = 1 || s.[colon + 1] <> '0')
  then Reference (String.sub s 0 colon, Z.of_substring_base 10 s ~pos:(colon + 1) ~len:digits)
  else Word

(* Most texts are names of rules: their first characters tell. *)
let spelling s =
  if s = "" then Word
  else match s.[0] with
    | '-' | '0' .. '9' -> number_in s
    | 'a' .. 'z' -> reference s
    | _ -> Word

(* ---- lists and objects ---- *)

(* Takes the bracket at [pos] of a value that is inside [depth] lists and objects. *)
let enter t depth = if depth = max_depth then fail t "it is nested too deeply" else advance t

(* The next value, which is inside [depth] lists and objects. *)
let rec value t depth =
  match look t with
  | '"' -> let s = text t in Str (s, spelling s)
  | '-' | '0' .. '9' -> number t
  | '[' -> enter t depth; if look t = ']' then (advance t; Arr []) else list t (depth + 1) []
  | '{' -> enter t depth; if look t = '}' then (advance t; Obj []) else members t (depth + 1) []
  | 't' -> word t "true" (Bool true)
  | 'f' -> word t "false" (Bool false)
  | 'n' -> word t "null" Null
  | _ -> fail t "a value is expected"

(* The list whose elements so far are [before], the last one first. *)
and list t depth before =
  let before = value t depth :: before in
  match look t with
  | ',' -> advance t; list t depth before
  | ']' -> advance t; Arr (List.rev before)
  | _ -> fail t "a comma or a bracket is expected"

(* The object whose members so far are [before], the last one first. *)
and members t depth before =
  if look t <> '"' then fail t "a key is expected";
  let key = text t in
  if look t <> ':' then fail t "a colon is expected";
  advance t;
  let before = (key, value t depth) :: before in
  match look t with
  | ',' -> advance t; members t depth before
  | '}' ->
    let keys = List.sort_uniq String.compare (List.rev_map fst before) in
    if List.compare_lengths keys before <> 0 then fail t "an object has a key twice";
    advance t; Obj (List.rev before)
  | _ -> fail t "a comma or a brace is expected"

(* ---- lines ---- *)

(* The position after the last newline in the bytes from [first] to [last], or 0. *)
let rec after_newline block first last =
  if last = first then 0 else if Bytes.get block (last - 1) = '\n' then last else after_newline block first (last - 1)

(* Closes the file; false if a process that decompresses says that something was wrong with it. *)
let ended t =
  match t.file with
  | None -> true
  | Some file ->
    t.file <- None; t.pos <- 0; t.stop <- 0; t.filled <- 0;
    Unix.close file;
    match t.gzip with
    | None -> true
    | Some process -> snd (Unix.waitpid [] process) = Unix.WEXITED 0

let close t = ignore (ended t)

(* Reads more, when all complete lines in the block are used. There are new ones then, except at the end of the file. *)
let rec fill t file =
  let rest = t.filled - t.stop in                     (* the beginning of a line *)
  Bytes.blit t.block t.stop t.block 0 rest;
  t.pos <- 0; t.stop <- 0; t.filled <- rest;
  if rest = max_line then raise (Malformed (Printf.sprintf "line %d is too long" (t.line + 1)));
  if rest = Bytes.length t.block then t.block <- Bytes.extend t.block 0 rest;
  let count = Unix.read file t.block rest (Bytes.length t.block - rest) in
  if count > 0 then begin
    t.filled <- rest + count;
    t.stop <- after_newline t.block rest t.filled;
    if t.stop = 0 then fill t file
  end
  else if not (ended t) then raise (Malformed "the file is no complete gzip file")
  else if rest > 0 then raise (Malformed (Printf.sprintf "line %d does not end; the file is cut off" (t.line + 1)))

let next t =
  try
    if t.pos = t.stop then Option.iter (fill t) t.file;
    if t.pos = t.stop then None
    else begin
      t.line <- t.line + 1;
      let found = value t 0 in
      if look t <> '\n' then fail t "something follows the value";
      advance t;
      Some (t.line, found)
    end
  with error -> close t; raise error

(* Starts gzip on a file, from its beginning: the process, and its output. It takes no options from the environment. *)
let decompressed file =
  ignore (Unix.lseek file 0 Unix.SEEK_SET);
  let silent = Unix.openfile "/dev/null" [Unix.O_WRONLY; Unix.O_CLOEXEC] 0 in
  let out, into = Unix.pipe ~cloexec:true () in
  let path = Option.value (Sys.getenv_opt "PATH") ~default:"/usr/bin:/bin" in
  let process = Unix.create_process_env "gzip" [| "gzip"; "-dc" |] [| "PATH=" ^ path |] file into silent in
  List.iter Unix.close [silent; into; file];
  process, out

let open_file path =
  let file = Unix.openfile path [Unix.O_RDONLY; Unix.O_CLOEXEC] 0 in
  let block = Bytes.create (1 lsl 17) in              (* doubled until it is max_line *)
  let count = Unix.read file block 0 (Bytes.length block) in
  if count >= 2 && Bytes.sub_string block 0 2 = "\x1F\x8B" then
    let process, out = decompressed file in
    { file = Some out; gzip = Some process; block; pos = 0; stop = 0; filled = 0; line = 0 }
  else
    { file = Some file; gzip = None; block; pos = 0; stop = after_newline block 0 count; filled = count; line = 0 }

(* ---- printing ---- *)

(* A text that was read above, as JSON in ASCII. *)
let print_text out text =
  let escaped u = Printf.bprintf out "\\u%04x" u in
  let rec go i =
    if i < String.length text then begin
      let first = Char.code text.[i] and rest k = Char.code text.[i + k] land 0x3F in
      let u, length =
        if first < 0x80 then first, 1
        else if first < 0xE0 then (first land 0x1F) lsl 6 + rest 1, 2
        else if first < 0xF0 then (first land 0x0F) lsl 12 + rest 1 lsl 6 + rest 2, 3
        else (first land 0x07) lsl 18 + rest 1 lsl 12 + rest 2 lsl 6 + rest 3, 4 in
      (match String.index_opt meant text.[i] with
       | Some k -> Buffer.add_char out '\\'; Buffer.add_char out letters.[k]
       | None when 0x20 <= u && u <= 0x7E -> Buffer.add_char out text.[i]
       | None when u <= 0xFFFF -> escaped u
       | None -> escaped (0xD800 + (u - 0x10000) lsr 10); escaped (0xDC00 + u land 0x3FF));
      go (i + length)
    end in
  Buffer.add_char out '"'; go 0; Buffer.add_char out '"'

let print v =
  let out = Buffer.create 80 in
  let separated print = List.iteri (fun i x -> if i > 0 then Buffer.add_string out ", "; print x) in
  let rec go = function
    | Null -> Buffer.add_string out "null"
    | Bool b -> Buffer.add_string out (string_of_bool b)
    | Int n -> Buffer.add_string out (Z.to_string n)
    | Str (s, _) -> print_text out s
    | Arr l -> Buffer.add_char out '['; separated go l; Buffer.add_char out ']'
    | Obj l -> Buffer.add_char out '{'; separated member l; Buffer.add_char out '}'
  and member (key, x) = print_text out key; Buffer.add_string out ": "; go x in
  go v;
  Buffer.contents out
