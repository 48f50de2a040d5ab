(* exactrelu-checker FILE: what checker.py says of a certificate, by the checker whose soundness is proved.

   This file is trusted: that `accepted` is printed only if start, feed and finish, on the lines of the file in their
   order, end in Done. *)

exception Verdict of string * string * int    (* the word, the reason, the exit code *)

let rejected why = Verdict ("rejected", why, 1)
let malformed why = Verdict ("malformed", why, 2)

(* What is done; otherwise the verdict, whose reason begins with a place. *)
let outcome place = function
  | Checker.Done found -> found
  | Checker.Malformed why -> raise (malformed (place ^ why))
  | Checker.Rejected why -> raise (rejected (place ^ why))

(* Checks the lines of a file; its first line. *)
let check file =
  let first = match Reader.next file with
    | Some (_, first) -> first
    | None -> raise (malformed "the file is empty") in
  let rec follow stage = match Reader.next file with
    | Some (number, record) -> follow (outcome (Printf.sprintf "line %d: " number) (Checker.feed stage record))
    | None -> outcome "" (Checker.finish stage) in
  follow (outcome "" (Checker.start first));
  first

(* What is said of an accepted file: its claim, and its domain if that is not the whole space. *)
let claim_of = function
  | Reader.Obj header ->
    let domain = match List.assoc "domain" header with
      | Reader.Str ("whole", _) -> ""
      | domain -> " on " ^ Reader.print domain in
    Reader.print (List.assoc "claim" header) ^ domain
  | _ -> raise (malformed "the header is no object")

(* A reason in ASCII on one line. *)
let escaped text =
  let out = Buffer.create 80 in
  let add c = if ' ' <= c && c <= '~' then Buffer.add_char out c else Printf.bprintf out "\\x%02x" (Char.code c) in
  String.iter add text;
  Buffer.contents out

(* The verdict of a file: the word, what is said, the exit code. Nothing that is not foreseen is accepted. *)
let verdict file =
  try "accepted", claim_of (check file), 0 with
  | Verdict (word, why, code) -> word, escaped why, code
  | Reader.Malformed why -> "malformed", escaped why, 2
  | Unix.Unix_error _ | Sys_error _ as error -> raise error
  | Stack_overflow | Out_of_memory -> "malformed", "the file is too large for the memory, or for the stack", 2
  | error -> "malformed", "the file cannot be read as a proof: " ^ escaped (Printexc.to_string error), 2

let failed why = prerr_endline why; exit 2

let main path =
  let word, said, code =
    try
      let file = Reader.open_file path in
      Fun.protect (fun () -> verdict file) ~finally:(fun () -> Reader.close file)
    with
    | Unix.Unix_error (error, _, _) -> failed (path ^ ": " ^ Unix.error_message error)
    | Sys_error why -> failed (path ^ ": " ^ why) in
  let line = word ^ ": " ^ said ^ "\n" in
  (try ignore (Unix.write_substring Unix.stdout line 0 (String.length line))
   with Unix.Unix_error (error, _, _) -> failed ("output: " ^ Unix.error_message error));
  exit code

let () =
  Sys.set_signal Sys.sigpipe Sys.Signal_ignore;
  match Sys.argv with
  | [| _; path |] -> main path
  | _ -> failed "usage: exactrelu-checker FILE"
