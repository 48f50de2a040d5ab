(** What an accepted claim of the kind `regions` says besides the number of regions: affine maps and Lipschitz constants. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path decide values shallow closed_forms cells check.
From exactrelu.checker Require Import semantics sound_network sound_path sound_tree sound_regions sound_decide sound_check.
From exactrelu.checker Require Import sound_complex sound_tally sound_linear sound_shallow.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope string_scope.
Local Open Scope seq_scope.
Local Open Scope ring_scope.
Local Opaque root tree_root sound_tree.g nd0.

Section Quantities.
Variable R : realFieldType.

Lemma visited_tally g p t leaves v : visited g (Regions p t) leaves = Done v ->
  exists2 t', v = Regions p t' & tallied g leaves t = Done t'.
Proof.
elim: leaves t v => [|leaf leaves IH] t v /=; first by case=> <-; exists t.
by case: tally_leaf => [t1||] //= /IH[t' -> tallied_t]; exists t'.
Qed.

Lemma has_name (claim : seq (string * json)) name said : get name claim = Some said ->
  ~~ has (String.eqb name) [:: "kind"; "form"; "theorem"] -> has (String.eqb name) (names_of claim).
Proof.
move=> get_said ordinary; rewrite /names_of; elim: claim get_said => //= -[k v] l IH.
case: String.eqb_spec => [-> _|ne /IH] /=; last by case: ifP => //= _ ->; rewrite orbT.
by rewrite -[negb _]/(~~ has (String.eqb name) [:: "kind"; "form"; "theorem"]) ordinary /= String.eqb_refl.
Qed.

(** A certificate of the kind `regions` that is accepted and states these quantities: `affine_maps` is the number of different
    affine maps that the outputs have on the regions; `lipschitz` are the least Lipschitz constants of the outputs on the
    domain for the max norm, the sum norm, and the square of that for the Euclidean norm. *)
Theorem accepted_quantities first records h : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = "regions" ->
  exists layers rows, let d := inputs_of layers in
    [/\ read_problem (domain_text h) (net_text h) = Done (layers, rows) /\ well_formed layers rows,
        forall n, get "affine_maps" (claim h) = Some n -> exists maps : seq (seq (seq R)),
          [/\ uniq maps, n = Int (Z.of_nat (size maps)),
              forall A, A \in maps -> exists2 s, region layers d rows s & affine_on layers d rows s A &
              forall s, region layers d rows s ->
                exists2 A, A \in maps & forall A', affine_on layers d rows s A' <-> A' = A] &
        forall l, get "lipschitz" (claim h) = Some l -> exists a b c : rational,
          [/\ same l (VList [:: VRat a; VRat b; VRat c]) = Done true, [/\ proper a, proper b & proper c],
              least_constant layers d rows 1 (@max_norm R) (ofQ R a), least_constant layers d rows 1 (@sum_norm R) (ofQ R b) &
              least_constant layers d rows 2 (@squares R) (ofQ R c)]].
Proof.
move=> checked read_h kind_h; have look : lookup (kind h) kinds = Some regions_stage by rewrite kind_h.
have [stage] := check_start checked read_h look.
rewrite /regions_stage; case T: (read_tree false h) => [p||] //; rewrite [bind _ _]/= tree_rootE => -[<-] {stage}.
case/tree_accepted=> leaves [v [grown /visited_tally[t -> tallied_t] concl]].
have [layers [m [form [L [read merg form_p int [net_p L_p _ claim_p wanted_p]]]]]] := read_tree_done T.
have form_none : form = None by move: form_p; rewrite /form_of_claim; case: get => // -[].
rewrite form_none /= in int form_p.
have [proper_l proper_rows] := read_problem_proper read merg.
have [inputs_m _ _ _] := merged_sound R proper_l merg.
rewrite net_p L_p in grown concl tallied_t.
have stated name said : get name (claim h) = Some said -> ~~ has (String.eqb name) [:: "kind"; "form"; "theorem"] ->
    has (String.eqb name) (wanted p) /\
    exists2 w, lookup name (tally_values (wanted p) t) = Some w & same said w = Done true.
  move=> get_said ordinary; rewrite -claim_p in get_said; split; first by rewrite wanted_p; apply: has_name get_said _.
  exact: concluded_done concl wanted_p ordinary get_said.
exists layers, (check.domain_rows p); split; first by split=> //; rewrite /well_formed proper_l -inputs_m.
  move=> n /stated[//|named [w look_w same_w]].
  have [maps [uniq_m look_m mem_m of_region]] :=
    affine_maps_tally R proper_l merg proper_rows int grown tallied_t named.
  exists maps; split=> //; apply: same_integer; move: look_m; rewrite look_w => -[<-]; exact: same_w.
move=> l /stated[//|named [w look_w same_w]].
have [a [b [c [look_l proper_abc la lb lc]]]] := lipschitz_tally R proper_l merg proper_rows int grown tallied_t named.
by exists a, b, c; split=> //; move: look_l; rewrite look_w => -[<-].
Qed.
Lemma one_layer_last net m A b : proper_layers (inputs_of net) net -> merged net = Done m -> one_layer m = Done (A, b) ->
  size (hidden m) = 1%N /\ forall x : seq R, size x = inputs_of net -> network_at net x = last_at (hidden m) x.
Proof.
move=> net_proper net_m one; have [_ layerE] := one_layer_sound R net_proper net_m one.
have [inE proper_h _ _] := merged_sound R net_proper net_m.
move: one proper_h; rewrite /one_layer; case: (hidden m) => [|rows [|//]] //=.
case: ifP => // _ [AE bE] /andP[_ /andP[fit _]].
split=> // x x_size; rewrite (layerE x x_size) -AE -bE /last_at /=; congr map.
rewrite /sound_linear.affine_at /rows_atR.
elim: (rows) fit => //= -[|c row] l IH //= /andP[/and3P[row_size _ _] /IH <-].
by rewrite mulr1 addrC.
Qed.
(** And `injective`, of one ReLU layer: true exactly if no two points of the domain have the same image. *)
Theorem accepted_injective first records h said : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = "regions" -> get "injective" (claim h) = Some said ->
  exists layers rows yes, let d := inputs_of layers in
    [/\ read_problem (domain_text h) (net_text h) = Done (layers, rows) /\ well_formed layers rows, said = Bool yes &
        yes <-> forall x y : seq R, inside d rows x -> inside d rows y -> network_at layers x = network_at layers y -> x = y].
Proof.
move=> checked read_h kind_h get_said; have look : lookup (kind h) kinds = Some regions_stage by rewrite kind_h.
have [stage] := check_start checked read_h look.
rewrite /regions_stage; case T: (read_tree false h) => [p||] //; rewrite [bind _ _]/= tree_rootE => -[<-] {stage}.
case/tree_accepted=> leaves [v [grown /visited_tally[t -> tallied_t] concl]].
have [layers [m [form [L [read merg form_p int [net_p L_p _ claim_p wanted_p]]]]]] := read_tree_done T.
have form_none : form = None by move: form_p; rewrite /form_of_claim; case: get => // -[].
rewrite form_none /= in int form_p.
have [proper_l proper_rows] := read_problem_proper read merg.
have [inputs_m _ _ _] := merged_sound R proper_l merg.
have named : has (String.eqb "injective") (wanted p).
  by rewrite wanted_p claim_p; exact: (has_name get_said isT).
have [A [b one]] : exists A b, one_layer m = Done (A, b).
  move: T; rewrite /read_tree read /= merg /= form_p /= int /=; case: ifP => // _.
  have -> : has (String.eqb "injective") (names_of (claim h)) = true by rewrite -claim_p -wanted_p.
  by case: one_layer => [[A b]||] // _; exists A, b.
have [one_hidden last_l] := one_layer_last proper_l merg one.
rewrite net_p L_p in grown concl tallied_t.
have [w look_w same_w] : exists2 w, lookup "injective" (tally_values (wanted p) t) = Some w & same said w = Done true.
  by rewrite -claim_p in get_said; apply: concluded_done concl wanted_p _ get_said.
have [look_t inj] := injective_tally proper_l merg proper_rows int grown tallied_t named one_hidden last_l.
exists layers, (check.domain_rows p), (cells.injective t); split=> //.
- by split=> //; rewrite /well_formed proper_l -inputs_m.
move: same_w; move: look_w; rewrite look_t => -[<-] /=; case: (said) => //= x [].
by case: x; case: (cells.injective t).
Qed.
End Quantities.
