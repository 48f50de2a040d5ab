(** The main theorems about files: what it means that `check` accepts the lines of a certificate. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path decide values shallow closed_forms cells extremes check.
From exactrelu.checker Require Import semantics sound_network sound_path sound_tree sound_regions sound_decide.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope string_scope.
Local Open Scope seq_scope.
Local Open Scope ring_scope.
Local Notation bindP := (@bind_done _ _ _ _ _).

(** * Trees *)

(** A tree of a file that is accepted grows to some leaves; they are visited one after the other, and the claim is checked
    against what was found. *)
Fixpoint visited (g : setting) (v : visitor) (leaves : seq (node * seq Z)) : result visitor :=
  if leaves is leaf :: leaves then let! v := visit g v leaf.1 leaf.2 in visited g v leaves else Done v.

Lemma tree_accepted v g st records : feed_all (Tree v g st) records = Done tt ->
  exists leaves v', [/\ grow g st records = Done leaves, visited g v leaves = Done v' & conclude g v' = Done tt].
Proof.
elim: records v st => //= r records IH v st; case E: step => [[st'|nd point [st'|]]||] //=.
- by move=> /IH[leaves [v' [-> ? ?]]]; exists leaves, v'.
- case V: visit => [v1||] //= /IH[leaves [v' [-> V' C]]].
  by exists ((nd, point) :: leaves), v'; rewrite /= V.
- case V: visit => [v1||] //=; case C: conclude => [[]||] //=; case: records {IH} => //= _.
  by exists [:: (nd, point)], v1; rewrite /= V.
Qed.

(** A claim that is checked states what was found. *)
Lemma compared_done claim wanted found name : compared claim wanted found = Done tt -> has (String.eqb name) wanted ->
  exists said v, [/\ field name claim = Done said, lookup name found = Some v & same said v = Done true].
Proof.
elim: wanted => //= other wanted IH; case L: lookup => [v|] //=; case F: field => [said||] //=.
case S: same => [[]||] //= compared_rest /orP[/String.eqb_eq ->|]; last exact: IH.
by exists said, v.
Qed.

Lemma concluded_done p found name said : concluded p found = Done tt -> wanted p = names_of (claimed p) ->
  ~~ has (String.eqb name) [:: "kind"; "form"; "theorem"] -> get name (claimed p) = Some said ->
  exists2 v, lookup name found = Some v & same said v = Done true.
Proof.
rewrite /concluded => + wanted_p ordinary get_said; case: ifP => // _; case C: compared => [[]||] //= _.
have in_wanted : has (String.eqb name) (wanted p).
  rewrite wanted_p /names_of; elim: (claimed p) get_said => //= -[k v] l IH.
  case: String.eqb_spec => [-> _|ne /IH] /=; last by case: ifP => //= _ ->; rewrite orbT.
  by rewrite -[negb _]/(~~ has (String.eqb name) [:: "kind"; "form"; "theorem"]) ordinary /= String.eqb_refl.
have [said' [v [F L S]]] := compared_done C in_wanted.
by exists v => //; move: F S; rewrite /field get_said => -[<-].
Qed.

(** * Regions *)

Lemma visited_regions g p t leaves v : visited g (Regions p t) leaves = Done v ->
  exists t', v = Regions p t' /\ cells.regions t' = Z.add (cells.regions t) (Z.of_nat (size leaves)).
Proof.
elim: leaves t v => [|leaf leaves IH] t v /=; first by case=> <-; exists t; rewrite Z.add_0_r.
rewrite {1}/tally_leaf; case: ifP => //= _; case: (if _ then _ else _) => on rows /= /IH[t' [-> count]].
by exists t'; split=> //; rewrite count /=; lia.
Qed.

Lemma tree_rootE p is_strict : let rows := map normalq (check.domain_rows p) in let functions := [:: map fst (tree_layers p)] in
  tree_root p is_strict = (sound_tree.g (inputs (net p)) rows functions is_strict, nd0 (inputs (net p)) rows functions is_strict).
Proof. exact: surjective_pairing. Qed.
Local Opaque root tree_root sound_tree.g nd0.

Section Regions.
Variable R : realFieldType.

(** The signs of the neurons at the leaves of a tree, in the order of the file. *)
Definition leaf_signs_of (g : setting) (leaves : seq (node * seq Z)) : seq (seq R) :=
  [seq signs_at R (neuron_keys g) leaf.1 | leaf <- leaves].

(** What a header says of the tree of a claim, read. *)
Lemma read_tree_done is_boundary h p : read_tree is_boundary h = Done p -> exists layers m v L,
  [/\ read_problem (domain_text h) (net_text h) = Done (layers, check.domain_rows p), merged layers = Done m,
      form_of_claim is_boundary m (claim h) = Done v, integer_layers one (layers_with m v) = Done L &
      [/\ net p = m, tree_layers p = L, output_form p = v, claimed p = claim h & wanted p = names_of (claimed p)]].
Proof.
rewrite /read_tree; case: read_problem => [[layers rows]||] //=; case M: merged => [m||] //=.
case F: form_of_claim => [v||] //=; case I: integer_layers => [L||] //=; case: ifP => // _.
by case: (if _ then _ else _) => // _ [<-]; exists layers, m, v, L.
Qed.

(** The sign vectors of the neurons at the leaves of a file of the kind `regions`, in its order. *)
Definition listed (lines : seq json) : result (seq (seq (option sign))) :=
  if lines is first :: records then
    let! h := read_header first in
    let! p := read_tree false h in
    let (g, nd) := tree_root p false in
    let! leaves := grow g (State nd [::]) records in
    Done [seq [seq sign_in (table leaf.1) key | key <- neuron_keys g] | leaf <- leaves]
  else Malformed no_certificate.

(** A file that is accepted has a header whose kind of claim is known, and its records lead to the end. *)
Lemma check_start first records h begin : check (first :: records) = Done tt -> read_header first = Done h ->
  lookup (kind h) kinds = Some begin -> exists2 s, begin h = Done s & feed_all s records = Done tt.
Proof.
by move=> + read_h found; rewrite /check /start {}read_h {2}/bind {}found; case: (begin h) => [s||] //= fed; exists s.
Qed.

(** Layers that fit together, and rows of a domain of as many coordinates; all denominators are positive. *)
Definition well_formed (layers : seq layer) (rows : seq (seq rational)) : bool :=
  proper_layers (inputs_of layers) layers &&
  all (fun row => (size row == (inputs_of layers).+1) && all proper row) rows.

(** A certificate of the kind `regions` that is accepted: its leaves are the sign vectors of exactly the regions of the
    network on the domain (for a slice, in its coordinates: sound_domain.v), each once, and the number of regions that it
    claims is right. The other quantities of a claim of this kind are in sound_tally.v, as far as they are proved. *)
Theorem accepted_regions first records h : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = "regions" ->
  exists layers rows (found : seq (seq R)),
    [/\ read_problem (domain_text h) (net_text h) = Done (layers, rows) /\ well_formed layers rows, uniq found,
        forall s, s \in found <-> region layers (inputs_of layers) rows s,
        forall n, get "regions" (claim h) = Some n -> n = Int (Z.of_nat (size found)) &
        exists2 l, listed (first :: records) = Done l &
          found = map (map (fun s => if s is Some s then real_sign R s else 0)) l].
Proof.
move=> checked read_h kind_h; have look : lookup (kind h) kinds = Some regions_stage by rewrite kind_h.
have [stage] := check_start checked read_h look.
rewrite /regions_stage; case T: (read_tree false h) => [p||] //; rewrite [bind _ _]/= tree_rootE => -[<-] {stage}.
case/tree_accepted=> leaves [v [grown /visited_regions[t [-> count]] concl]].
have [layers [m [form [L [read merg form_p int [net_p L_p v_p claim_p wanted_p]]]]]] := read_tree_done T.
have form_none : form = None by move: form_p; rewrite /form_of_claim; case: get => // -[].
rewrite form_none /= in int form_p.
have [proper_l proper_rows] := read_problem_proper read merg.
have [inputs_m proper_h _ neurons_m] := merged_sound R proper_l merg.
rewrite net_p L_p in grown concl.
set g := sound_tree.g _ _ _ _ in grown concl.
have [uniq_f mem_f] := regions_of_domain R proper_rows proper_h int grown isT.
exists layers, (check.domain_rows p), (leaf_signs_of g leaves); split=> //.
- by rewrite /well_formed proper_l -inputs_m.
- move=> s; apply: iff_trans (mem_f s) _; rewrite -inputs_m /region.
  split=> -[x [in_x [e e_gt0 H]]]; exists x; split=> //; exists e => // y in_y near_y.
    have sz : size y = inputs m by case/andP: in_y => /eqP.
    by rewrite /signs (neurons_m y sz).1; apply: H.
  have sz : size y = inputs m by case/andP: in_y => /eqP.
  by rewrite -(neurons_m y sz).1; apply: H.
- move=> n get_n; move: concl; rewrite /conclude => concl.
  rewrite -claim_p in get_n; have [//|w L' S] := concluded_done concl wanted_p _ get_n.
  move: L' S; rewrite /tally_values /= => -[<-] /=; case: n {get_n} => //= n; case: Z.eqb_spec => // -> _.
  by rewrite count /= size_map.
- rewrite /listed read_h {1}/bind T {1}/bind tree_rootE net_p L_p -/g grown; eexists; first by [].
  by rewrite -map_comp; apply: eq_map => leaf /=; rewrite -map_comp.
Qed.

(** * Cells *)

(** s is the sign vector of a cell of the network refined by the zero set of a form c + v.F of the outputs: first the rows
    of the domain, then the neurons, then the form, at some point of the domain. *)
Definition refined_cell net d rows (v : option (seq rational)) (s : seq R) : Prop :=
  exists2 x, inside d rows x &
    signs ([seq row_at row x | row <- rows] ++ neurons_at net x ++
           (if v is Some v then [:: row_at v (network_at net x)] else [::])) = s.

Lemma refined_cell_none net d rows s : refined_cell net d rows None s <-> semantics.cell net d rows s.
Proof. by split=> -[x in_x H]; exists x => //; move: H; rewrite cats0. Qed.

Lemma hidden_at_rcons layers row x :
  hidden_at (rcons layers [:: row]) x = hidden_at layers x ++ [:: dotR (map (@ofQ R) row) (1 :: last_at layers x)].
Proof. by elim: layers x => //= rows layers IH x; rewrite IH catA. Qed.

Lemma proper_rows_rcons n layers row : proper_rows n layers -> size row = (last_width n layers).+1 -> all proper row ->
  proper_rows n (rcons layers [:: row]).
Proof.
elim: layers n => [|rows layers IH] n /=; first by move=> _ sz pr; rewrite /= sz eqxx pr.
by case/and3P=> -> -> /IH{}IH; exact: IH.
Qed.

(** The layers of a tree, with the form as one more, compute the neurons and the form. *)
Lemma layers_with_sound net m v is_boundary claim : proper_layers (inputs_of net) net -> merged net = Done m ->
  form_of_claim is_boundary m claim = Done v ->
  proper_rows (inputs m) (layers_with m v) /\ forall x : seq R, size x = inputs m ->
    hidden_at (layers_with m v) x = neurons_at net x ++ (if v is Some v then [:: row_at v (network_at net x)] else [::]).
Proof.
move=> proper_net merg form_v; have [_ proper_h _ neurons_m] := merged_sound R proper_net merg.
case: v form_v => [v|] form_v /=; last first.
  by split=> // x /neurons_m[-> _]; rewrite cats0.
have [sz_v proper_v] : size v = (size (outputs m)).+1 /\ all proper v.
  move: form_v; rewrite /form_of_claim; case: get => [j|]; case: is_boundary => //=.
  by rewrite /form_of_outputs; case E: vector_of => [w||] //= -[<-]; have /andP[/eqP] := vector_of_fits E.
have [w_sz [w_proper w_at]] : size (of_outputs m v) = (last_width (inputs m) (hidden m)).+1 /\ all proper (of_outputs m v) /\
    forall x : seq R, size x = inputs m ->
    dotR (map (@ofQ R) (of_outputs m v)) (1 :: last_at (hidden m) x) = dotR (map (@ofQ R) v) (1 :: network_at net x).
  have [s0 p0 _] := of_outputs_sound proper_net merg (size_nseq (inputs m) (0 : R)) sz_v proper_v.
  by split=> //; split=> // x sz; have [] := of_outputs_sound proper_net merg sz sz_v proper_v.
split; first exact: proper_rows_rcons.
by move=> x sz; rewrite hidden_at_rcons w_at // (neurons_m x sz).1.
Qed.

Lemma visited_cells g p is_boundary found leaves v : visited g (Cells p is_boundary found) leaves = Done v ->
  v = Cells p is_boundary (catrev [seq cell_of g leaf.1 leaf.2 | leaf <- leaves] found).
Proof. by elim: leaves found v => [|leaf leaves IH] found v /=; [case|move/IH]. Qed.

(** The signs of a cell that is kept of a leaf. *)
Definition cell_signs (c : cells.cell) : seq R := map (@real_sign R) (cells.signs c).

Lemma cell_of_signs g nd point : every (fun k => exists e, PositiveMap.find k (table nd) = Some e)
    (domain_keys g ++ neuron_keys g) ->
  cell_signs (cell_of g nd point) = signs_at R (domain_keys g ++ neuron_keys g) nd.
Proof.
rewrite /cell_signs /cell_of /=; elim: (_ ++ _) => //= k keys IH [[e E] /IH{}IH].
by rewrite E /= IH /sign_in E; case: (path.sign_at e).
Qed.

(** A certificate of the kind `complex` or `boundary` that is accepted: there is a tree of its records whose leaves, as
    `cell_of` keeps them, are what the claimed quantities are computed from and compared with (`concluded`). The signs of
    these cells are exactly those that occur in the cone over the domain, each once; those with t > 0 (first sign 1) are
    the cells of the network on the domain. What is kept of them besides the signs, their dimension above all, and what
    follows for the quantities, is proved in sound_cells.v, as far as it is. *)
Theorem accepted_cells first records h is_boundary : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = (if is_boundary then "boundary" else "complex") ->
  exists layers m rows v p L leaves,
    let normal_rows := map normalq rows in
    let functions := [:: map fst L] in
    let g := sound_tree.g (inputs m) normal_rows functions true in
    let found := [seq cell_of g leaf.1 leaf.2 | leaf <- leaves] in
    [/\ read_problem (domain_text h) (net_text h) = Done (layers, rows) /\ well_formed layers rows,
        [/\ merged layers = Done m, inputs m = inputs_of layers, form_of_claim is_boundary m (claim h) = Done v &
            integer_layers one (layers_with m v) = Done L],
        grow g (State (nd0 (inputs m) normal_rows functions true) [::]) records = Done leaves,
        [/\ uniq (map cell_signs found),
            forall s, s \in map cell_signs found <->
              exists2 w, sound_tree.base (R := R) (inputs m) normal_rows w &
                map Num.sg (sound_tree.values (inputs m) normal_rows functions w) = s &
            forall s, 1 :: s \in map cell_signs found <-> refined_cell layers (inputs_of layers) rows v s] &
        [/\ net p = m, check.domain_rows p = rows, output_form p = v, claimed p = claim h /\ wanted p = names_of (claimed p) &
            concluded p (quantities is_boundary (inputs_of layers).+1 (size rows).+1 found) = Done tt]].
Proof.
move=> checked read_h kind_h; have look : lookup (kind h) kinds = Some (cells_stage is_boundary).
  by rewrite kind_h; case: (is_boundary).
have [stage] := check_start checked read_h look.
rewrite /cells_stage; case T: (read_tree is_boundary h) => [p||] //; rewrite [bind _ _]/= tree_rootE => -[<-] {stage}.
case/tree_accepted=> leaves [v' [grown /visited_cells -> concl]].
have [layers [m [v [L [read merg form_p int [net_p L_p v_p claim_p wanted_p]]]]]] := read_tree_done T.
have [proper_l proper_rows] := read_problem_proper read merg.
have [inputs_m proper_h _ _] := merged_sound R proper_l merg.
have [proper_with with_at] := layers_with_sound proper_l merg form_p.
rewrite net_p L_p in grown concl.
set g := sound_tree.g _ _ _ _ in grown concl.
pose found := [seq cell_of g leaf.1 leaf.2 | leaf <- leaves].
have [uniq_f mem_cone] := cells_of_cone R proper_rows proper_with int grown isT.
have mem_f := @cells_of_domain R _ _ _ _ proper_rows proper_with int _ _ _ grown isT.
have sounds := leaves_sound R proper_rows proper_with int grown.
have signs_found : map cell_signs found = [seq signs_at R (domain_keys g ++ neuron_keys g) leaf.1 | leaf <- leaves].
  rewrite -map_comp; elim: (leaves) sounds => //= leaf ls IH [[_ _ _ _ [dom neu]] /IH ->]; congr cons.
  apply: cell_of_signs; apply/every_cat; split; first by apply: every_impl dom => k [e E _]; exists e.
  by apply: every_impl neu => k [e [s [E _ _]]]; exists e.
exists layers, m, (check.domain_rows p), v, p, L, leaves; split=> //.
- by rewrite /well_formed proper_l -inputs_m.
- rewrite -/g -/found signs_found; split=> //.
  move=> s; apply: iff_trans (mem_f s) _; rewrite -inputs_m /refined_cell.
  by split=> -[x in_x <-]; exists x; rewrite // /signs ?with_at //; case/andP: in_x => /eqP.
- have [[width_g _ _ _] [dom_g _ _ _]] := g_facts R proper_rows proper_with int true.
  split=> //; move: concl; rewrite /conclude -[catrev _ [::]]/(rev _) revK -/g -/found.
  by rewrite [width _]width_g dom_g size_keys size_map -inputs_m.
Qed.
End Regions.

(** * Decisions *)

(** A point that a record names, of a domain. *)
Lemma witness_done net rows record x : witness net rows record = Done x ->
  exists2 j, vector_of (inputs net) ratio j = Done x & is_inside rows x.
Proof.
rewrite /witness; case: entries => [l||] //=; case: l => [|j [|]] //=; case V: vector_of => [y||] //=.
by case: ifP => // inside_y [<-]; exists j.
Qed.

Section Decisions.
Variable R : realFieldType.

Lemma question_done h net disjuncts : question h = Done (net, disjuncts) -> exists layers property,
  [/\ read_layers (net_text h) = Done layers, merged layers = Done net,
      get "property" (claim h) = Some property & read_property net property = Done disjuncts].
Proof.
rewrite /question; case: ifP => // _; case L: read_layers => [layers||] //=; case M: merged => [m||] //=.
rewrite /field; case P: get => [property|] //=; case D: read_property => [d||] //= -[<- <-].
by exists layers, property.
Qed.

(** Trees of a file that is accepted close, and what comes after them is accepted. *)
Lemma trees_accepted net tasks next records : feed_all (trees net tasks next) records = Done tt ->
  exists2 left, closes_all net tasks records = Done left & feed_all next left = Done tt.
Proof.
have tree rest q s rs : (forall rs, feed_all (trees net rest next) rs = Done tt ->
      exists2 left, closes_all net rest rs = Done left & feed_all next left = Done tt) ->
    feed_all (Decision q s (fun _ => trees net rest next)) rs = Done tt ->
    exists2 mid, closes q s rs = Done mid &
      exists2 left, closes_all net rest mid = Done left & feed_all next left = Done tt.
  move=> IH; elim: rs s => //= r rs IHr s; case: follow => [[s'|]||] //=; first exact: IHr.
  by move/IH => H; exists rs.
elim: tasks records => [|one rest IH] rs /=; first by exists rs.
by move/(tree rest _ _ _ (IH)) => -[mid -> /= ?].
Qed.

(** A certificate of the kind `unsat` that is accepted: no point of any ordered field satisfies the property. *)
Theorem accepted_unsat first records h : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = "unsat" ->
  exists layers net property disjuncts,
    [/\ read_layers (net_text h) = Done layers /\ well_formed layers [::], merged layers = Done net,
        get "property" (claim h) = Some property,
        read_property net property = Done disjuncts &
        forall x : seq R, size x = inputs_of layers -> ~~ has (satisfied layers x) disjuncts].
Proof.
move=> checked read_h kind_h; have look : lookup (kind h) kinds = Some unsat_stage by rewrite kind_h.
have [stage] := check_start checked read_h look; rewrite /unsat_stage.
case Q: (question h) => [[net disjuncts]||] // [<-] /trees_accepted[left closed_all _].
have [layers [property [read merg get_p read_p]]] := question_done Q.
exists layers, net, property, disjuncts; split=> //; first by rewrite /well_formed (read_layers_proper read merg).
by apply: unsat_file read merg read_p closed_all.
Qed.

(** A certificate of the kind `sat` that is accepted: a rational point satisfies the property. *)
Theorem accepted_sat first records h : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = "sat" ->
  exists layers net property disjuncts (x : seq rational),
    [/\ read_layers (net_text h) = Done layers /\ well_formed layers [::], merged layers = Done net,
        get "property" (claim h) = Some property,
        read_property net property = Done disjuncts &
        size x = inputs_of layers /\ has (satisfied layers (map (@ofQ R) x)) disjuncts].
Proof.
move=> checked read_h kind_h; have look : lookup (kind h) kinds = Some sat_stage by rewrite kind_h.
have [stage] := check_start checked read_h look; rewrite /sat_stage.
case Q: (question h) => [[net disjuncts]||] // [<-]; case: records {checked} => //= r records.
have [layers [property [read merg get_p read_p]]] := question_done Q.
rewrite /witnessed; case W: witness => [x||] //=; have [j V _] := witness_done W.
case: ifP => // sat_x _; exists layers, net, property, disjuncts, x; split=> //.
  by rewrite /well_formed (read_layers_proper read merg).
have [inputs_net _ _ _] := merged_sound R (read_layers_proper read merg) merg.
split; first by rewrite -inputs_net; have /andP[/eqP] := vector_of_fits V.
by rewrite -(sat_file R read merg read_p V).
Qed.
End Decisions.

(** * Other claims *)

(** From the file to a claim that needs one record, or none: what the theorems of sound_shallow.v are about. *)
Theorem accepted_with_record first records h f : check (first :: records) = Done tt -> read_header first = Done h ->
  lookup (kind h) kinds = Some (with_record f) -> exists next record,
  [/\ records = [:: record], f (net_text h) (domain_text h) (claim h) = Done next & next record = Done tt].
Proof.
move=> checked read_h look; have [s] := check_start checked read_h look; rewrite /with_record.
case E: f => [next||] //= [<-] {checked}; case: records => // record records /=.
case N: next => [[]||] //=; case: records => // _; by exists next, record.
Qed.
Theorem accepted_without_record first records h f : check (first :: records) = Done tt -> read_header first = Done h ->
  lookup (kind h) kinds = Some (without_record f) ->
  records = [::] /\ f (net_text h) (domain_text h) (claim h) = Done tt.
Proof.
move=> checked read_h look; have [s] := check_start checked read_h look; rewrite /without_record.
by case E: f => [[]||] //= [<-] {checked}; case: records.
Qed.
