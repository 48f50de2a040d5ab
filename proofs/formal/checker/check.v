(** The checker: the header of a file, what its claim needs, and its records one after the other.

    A file is read as a stage: what is needed next, and what has been seen so far. *)
From Coq Require Import ZArith String.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base network path decide values shallow closed_forms cells extremes.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.

(** * Headers *)

(** The claim with its kind, the network and the domain, as the first line states them. *)
Record header := Header { kind : string; claim : seq (string * json); net_text : json; domain_text : json }.

Definition no_certificate : string := "this is no exactrelu certificate, version 1".

Definition read_header (x : json) : result header :=
  if x is Obj l then
    need has_keys [:: "format"; "version"; "claim"; "network"; "domain"] l or no_certificate in
    let! format := field "format" l in
    let! version := field "version" l in
    need (if format is Str text _ then String.eqb text "exactrelu-certificate" else false)
         && (if version is Int v then (v =? 1)%Z else false) or no_certificate in
    let! claim := field "claim" l in
    let! net_text := field "network" l in
    let! domain_text := field "domain" l in
    if claim is Obj claim then
      if get "kind" claim is Some (Str kind _) then Done (Header kind claim net_text domain_text)
      else Malformed "the claim is of no known kind"
    else Malformed "the claim is of no known kind"
  else Malformed no_certificate.

(** * The kinds `regions`, `complex` and `boundary` *)

(** What a claim about a tree is about: the quantities that it names, the merged network, the rows of the domain, the
    form of the outputs, and the integer layers of the tree with their factors (the form is one more layer). *)
Record problem := Problem {
  claimed : seq (string * json);
  wanted : seq string;
  net : network;
  domain_rows : seq (seq rational);
  output_form : option (seq rational);
  tree_layers : seq (seq (seq Z) * rational) }.

(** The quantities that a claim names. *)
Definition names_of (claim : seq (string * json)) : seq string :=
  [seq p.1 | p <- claim & negb (has (String.eqb p.1) [:: "kind"; "form"; "theorem"])].

(** The form of the outputs that a claim has, exactly if it is about a boundary. *)
Definition form_of_claim (is_boundary : bool) (net : network) (claim : seq (string * json)) :
  result (option (seq rational)) :=
  match get "form" claim, is_boundary with
  | Some v, true => let! v := form_of_outputs net v in Done (Some v)
  | None, false => Done None
  | _, _ => Malformed "the form of the outputs belongs to the kind `boundary`, and only to it"
  end.

(** The layers of a network, and the form of its outputs as one layer more. *)
Definition layers_with (net : network) (v : option (seq rational)) : seq (seq (seq rational)) :=
  if v is Some v then rcons (hidden net) [:: of_outputs net v] else hidden net.

Definition read_tree (is_boundary : bool) (h : header) : result problem :=
  let! (layers, rows) := read_problem (domain_text h) (net_text h) in
  let! net := merged layers in
  let! v := form_of_claim is_boundary net (claim h) in
  let! integer := integer_layers one (layers_with net v) in
  let wanted := names_of (claim h) in
  need negb (eqn (size wanted) 0) or "the claim says nothing" in
  let! _ := if has (String.eqb "injective") wanted then let! _ := one_layer net in Done tt else Done tt in
  Done (Problem (claim h) wanted net rows v integer).

(** The root of the tree. *)
Definition tree_root (p : problem) (strict : bool) : setting * node :=
  root (inputs (net p)) (map normalq (domain_rows p)) [:: map fst (tree_layers p)] strict.

(** Whether every quantity that a claim names is what was found. *)
Fixpoint compared (claim : seq (string * json)) (wanted : seq string) (found : seq (string * value)) : result unit :=
  match wanted with
  | [::] => Done tt
  | name :: wanted =>
      if lookup name found is Some v then
        let! said := field name claim in
        let! equal := same said v in
        demand equal or String.append "another value was found than the claim says: " name in
        compared claim wanted found
      else Malformed "there is no such quantity in a claim of this kind"
  end.

(** Check a claim, when its tree is complete, against what was found. *)
Definition concluded (p : problem) (found : seq (string * value)) : result unit :=
  need all (fun name => if lookup name found is Some _ then true else false) (wanted p)
    or "there is no such quantity in a claim of this kind" in
  let! _ := compared (claimed p) (wanted p) found in
  if get "theorem" (claimed p) is Some theorem then
    about theorem (net p) (eqn (size (domain_rows p)) 0) (output_form p) found
  else Done tt.

(** * Trees *)

(** What is kept of the leaves of a tree: a tally of regions; all cells, the last one first, perhaps of a boundary; or
    nothing but which elements are the two functions. *)
Inductive visitor :=
  | Regions (p : problem) (t : tally)
  | Cells (p : problem) (is_boundary : bool) (found : seq cell)
  | Pair (keys : positive * positive).

(** One more leaf. *)
Definition visit (g : setting) (v : visitor) (nd : node) (point : seq Z) : result visitor :=
  match v with
  | Regions p t => let! t := tally_leaf g nd t in Done (Regions p t)
  | Cells p is_boundary found => Done (Cells p is_boundary (cell_of g nd point :: found))
  | Pair keys => let! _ := pair_leaf keys nd point in Done v
  end.

(** Check the claim when the tree is complete. *)
Definition conclude (g : setting) (v : visitor) : result unit :=
  match v with
  | Regions p t => concluded p (tally_values (wanted p) t)
  | Cells p is_boundary found => concluded p (quantities is_boundary (width g) (size (domain_keys g)) (rev found))
  | Pair _ => Done tt
  end.

(** * Stages *)

(** The proof is complete; one record is needed, which leads to a stage; a tree is followed; or the tree of a disjunct,
    and what comes after it. *)
Inductive stage :=
  | Complete
  | Record (next : json -> result stage)
  | Tree (v : visitor) (g : setting) (st : state)
  | Decision (q : lifted) (s : situation) (next : unit -> stage).

(** One record that completes the proof. *)
Definition one_record (next : json -> result unit) : stage :=
  Record (fun record => let! _ := next record in Done Complete).

(** The trees of some disjuncts with their goals, one after the other, and what comes after them. *)
Fixpoint trees (net : network) (tasks : seq (disjunct * option goal)) (next : stage) : stage :=
  if tasks is one :: rest then Decision (lift net one.1 one.2) (Situation nothing [::]) (fun _ => trees net rest next)
  else next.

(** ** What a claim begins with *)

Definition regions_stage (h : header) : result stage :=
  let! p := read_tree false h in
  let (g, nd) := tree_root p false in
  Done (Tree (Regions p (tally_start (wanted p) (net p) (tree_layers p))) g (State nd [::])).

Definition cells_stage (is_boundary : bool) (h : header) : result stage :=
  let! p := read_tree is_boundary h in
  let (g, nd) := tree_root p true in
  Done (Tree (Cells p is_boundary [::]) g (State nd [::])).

(** The network and the disjuncts of a property. *)
Definition question (h : header) : result (network * seq disjunct) :=
  need has_keys [:: "kind"; "property"] (claim h)
       && (if domain_text h is Str text _ then String.eqb text "whole" else false)
    or "a decision has a property, and the domain is whole" in
  let! layers := read_layers (net_text h) in
  let! net := merged layers in
  let! property := field "property" (claim h) in
  let! disjuncts := read_property net property in
  Done (net, disjuncts).

Definition unsat_stage (h : header) : result stage :=
  let! (net, disjuncts) := question h in Done (trees net [seq (one, None) | one <- disjuncts] Complete).

(** Check that the point of a record satisfies a disjunct. *)
Definition witnessed (net : network) (disjuncts : seq disjunct) (record : json) : result unit :=
  let! x := witness net [::] record in
  demand has (satisfies net x) disjuncts or "the point satisfies no disjunct" in Done tt.

Definition sat_stage (h : header) : result stage :=
  let! (net, disjuncts) := question h in Done (one_record (witnessed net disjuncts)).

(** That r is the least value of a form: a witness, and a tree. *)
Definition least (net : network) (rows : seq (seq rational)) (v : seq rational) (r : rational) (next : stage) : stage :=
  Record (fun record =>
    let! _ := attained net rows v r record in Done (trees net [:: at_least rows v r] next)).

Definition range_stage (h : header) : result stage :=
  let! (layers, rows) := read_problem (domain_text h) (net_text h) in
  let! net := merged layers in
  let! (v, r, s) := read_range net (claim h) in
  Done (least net rows v r (least net rows (map opp v) (opp s) Complete)).

(** Trees that show that no point of the boundary is nearer than the radius. *)
Definition farther_stage (layers : seq layer) (net : network) (rows : seq (seq rational)) (c : radius) : result stage :=
  let y := evaluate net (center c) in
  demand negb (on_boundary (boundary_form c) y) or "the point is on the boundary, so the radius is 0" in
  let! wide := merged (widened (further (norm_of c) (inputs net)) layers) in
  Done (trees wide (farther (inputs net) rows c y) Complete).

Definition radius_stage (h : header) : result stage :=
  let! (layers, rows) := read_problem (domain_text h) (net_text h) in
  let! net := merged layers in
  let! c := read_radius net (claim h) in
  demand is_inside rows (center c) or "the point is outside the domain" in
  if least_distance c is Some r then
    Done (Record (fun record =>
      let! _ := nearest net rows c r record in
      if is_zero r then Done Complete else farther_stage layers net rows c))
  else farther_stage layers net rows c.

Definition equivalent_stage (h : header) : result stage :=
  let! root := pair_root (net_text h) (domain_text h) (claim h) in
  Done (Record (fun record =>
    let! (g, nd, keys) := root record in Done (Tree (Pair keys) g (State nd [::])))).

Definition inequivalent_stage (h : header) : result stage :=
  let! first := inequivalent_claim (net_text h) (domain_text h) (claim h) in
  Done (Record (fun record => let! second := first record in Done (one_record second))).

(** A claim that needs no record, and one that needs one. *)
Definition without_record (check : json -> json -> seq (string * json) -> result unit) (h : header) : result stage :=
  let! _ := check (net_text h) (domain_text h) (claim h) in Done Complete.
Definition with_record (check : json -> json -> seq (string * json) -> result (json -> result unit)) (h : header) :
  result stage :=
  let! next := check (net_text h) (domain_text h) (claim h) in Done (one_record next).

(** The kinds of claims. *)
Definition kinds : seq (string * (header -> result stage)) :=
  [:: ("regions", regions_stage); ("complex", cells_stage false); ("boundary", cells_stage true);
      ("class", with_record class_claim); ("equivalent", equivalent_stage); ("inequivalent", inequivalent_stage);
      ("equal", without_record equal_claim); ("different", with_record different_claim);
      ("convex", without_record convex_claim); ("layer", with_record layer_claim);
      ("projection", without_record projection_claim); ("preimage", without_record preimage_claim);
      ("not injective", with_record not_injective_claim); ("sat", sat_stage); ("unsat", unsat_stage);
      ("range", range_stage); ("radius", radius_stage)].

(** * Files *)

(** After the first line. *)
Definition start (first_line : json) : result stage :=
  let! h := read_header first_line in
  if lookup (kind h) kinds is Some begin then begin h else Malformed "the claim is of no known kind".

(** After one more record. *)
Definition feed (s : stage) (record : json) : result stage :=
  match s with
  | Complete => Rejected "the proof is complete, but the file goes on"
  | Record next => next record
  | Tree v g st =>
      let! found := step g st record in
      match found with
      | Inner st => Done (Tree v g st)
      | Leaf nd point next =>
          let! v := visit g v nd point in
          if next is Some st then Done (Tree v g st) else let! _ := conclude g v in Done Complete
      end
  | Decision q s next =>
      let! s := follow q s record in
      Done (if s is Some s then Decision q s next else next tt)
  end.

(** At the end of the file. *)
Definition finish (s : stage) : result unit :=
  match s with
  | Complete => Done tt
  | Record _ => Rejected "the proof ends before its last record"
  | Tree _ _ _ => Rejected "the tree is not complete: a branch is missing"
  | Decision _ _ _ => Rejected "the tree of a disjunct is not complete: a branch is missing"
  end.

(** The records of a file from a stage on, and all lines of a file. *)
Fixpoint feed_all (s : stage) (records : seq json) : result unit :=
  match records with
  | [::] => finish s
  | record :: records => let! s := feed s record in feed_all s records
  end.
Definition check (lines : seq json) : result unit :=
  if lines is first_line :: records then let! s := start first_line in feed_all s records else Malformed no_certificate.
