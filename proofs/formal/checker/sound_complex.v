(** What it means that a certificate of the kind `complex` or `boundary` is accepted: the numbers of cells. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path values check semantics sound_network sound_path sound_tree.
From exactrelu.checker Require Import sound_regions sound_check sound_rank sound_cells.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope string_scope.
Local Open Scope seq_scope.
Local Open Scope ring_scope.


(** What a claim states, where integers were found. *)
Lemma same_integer said z : same said (VInt z) = Done true -> said = Int z.
Proof. by case: said => //= x; case: Z.eqb_spec => [->|]. Qed.

Lemma same_integers said (l : seq Z) : same said (VList (map VInt l)) = Done true -> said = Arr (map Int l).
Proof.
case: said => // k; rewrite [same _ _]/=; case: ifP => // /eqnP; rewrite size_map => sz E; congr Arr.
elim: k l sz E => [|x k IH] [|z l] //= [sz]; case: x => //= x.
by case: Z.eqb_spec => //= -> /(IH l sz) ->.
Qed.

Section Complex.
Variable R : realFieldType.

(** The points of the domain with a sign vector: of the rows of the domain, of the neurons, and of the form of the
    outputs that a boundary is about. *)
Definition points_of net d rows (v : option (seq rational)) (s x : seq R) : Prop :=
  inside d rows x /\ signs ([seq row_at row x | row <- rows] ++ neurons_at net x ++
    (if v is Some v then [:: row_at v (network_at net x)] else [::])) = s.

(** A certificate of the kind `complex` or `boundary` that is accepted: there are lists `found k` of the sign vectors of
    exactly the cells of dimension k, each once, and their lengths are what the certificate claims. The regions are the
    cells of the greatest dimension that occurs, and this is d if the domain has interior points. *)
Theorem accepted_complex first records h is_boundary : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = (if is_boundary then "boundary" else "complex") ->
  exists layers m rows v (found : nat -> seq (seq R)), let d := inputs_of layers in
    [/\ read_problem (domain_text h) (net_text h) = Done (layers, rows) /\ well_formed layers rows,
        merged layers = Done m,
        form_of_claim is_boundary m (claim h) = Done v,
        (forall k, uniq (found k) /\
          forall s, s \in found k <-> affine_dimension (points_of layers d rows v s) k) &
        [/\ forall l, get "f_vector" (claim h) = Some l ->
              l = Arr [seq Int (Z.of_nat (size (found k))) | k <- iota 0 d.+1],
            forall n, get "regions" (claim h) = Some n -> (exists x : seq R, inside d rows x) -> exists k,
              [/\ n = Int (Z.of_nat (size (found k))), (0 < size (found k))%N & forall j, (k < j)%N -> found j = [::]],
            forall n, get "regions" (claim h) = Some n -> (exists x : seq R, interior d rows x) ->
              n = Int (Z.of_nat (size (found d))) /\ (0 < size (found d))%N &
            forall n, get "euler_characteristic" (claim h) = Some n -> exists2 z, n = Int z &
              int_of_Z z = \sum_(k < d.+1) (-1) ^+ k * (size (found k))%:Z]].
Proof.
move=> checked read_h kind_h.
have [layers [m [rows [v [p [L [leaves [[read well] facts grown _ [_ _ _ [claim_p wanted_p] concl]]]]]]]]] :=
  accepted_cells R checked read_h kind_h.
case: facts => merg inputs_m form_v int.
have [proper_l proper_rows] := andP well; rewrite -inputs_m in proper_rows.
have [proper_with with_at] := layers_with_sound R proper_l merg form_v.
pose found := vectors R (inputs m) rows L leaves.
have points s x : cell_points (inputs m) rows (layers_with m v) s x <-> points_of layers (inputs_of layers) rows v s x.
  rewrite /cell_points /points_of -inputs_m; split=> -[in_x sgn_x]; split=> //; move: sgn_x; rewrite /signs with_at //.
    by case/andP: in_x => /eqP.
  by case/andP: in_x => /eqP.
have quantity name said : get name (claim h) = Some said -> ~~ has (String.eqb name) [:: "kind"; "form"; "theorem"] ->
    exists2 w, lookup name (cells.quantities is_boundary (inputs m).+1 (size rows).+1
      (found_cells (inputs m) rows L leaves)) = Some w & same said w = Done true.
  rewrite -claim_p => get_said ordinary.
  by have := concluded_done concl wanted_p ordinary get_said; rewrite -inputs_m.
have [[width_g _ _ _] [dom_g _ _ _]] := g_facts R proper_rows proper_with int true.
exists layers, m, rows, v, found; split=> //.
- move=> k; have [uniq_k mem_k] := cells_of_dimension R proper_rows proper_with int grown k; split=> // s.
  by rewrite mem_k; split; apply: affine_dimension_iff => x; rewrite points.
have eq_q name : lookup name (cells.quantities is_boundary (inputs m).+1 (size rows).+1
      (found_cells (inputs m) rows L leaves)) =
    lookup name (cells.quantities is_boundary (width (sound_tree.g (inputs m) (map normalq rows) [:: map fst L] true))
      (size (domain_keys (sound_tree.g (inputs m) (map normalq rows) [:: map fst L] true)))
      (found_cells (inputs m) rows L leaves)).
  by rewrite width_g dom_g size_keys size_map.
split.
- move=> l /quantity[//|w]; rewrite eq_q (f_vector_sound R proper_rows proper_with int) => -[<-].
  move=> said_l; rewrite (@same_integers l [seq Z.of_nat (size (found k)) | k <- iota 0 (inputs m).+1]).
    by rewrite -inputs_m -map_comp.
  by rewrite -map_comp.
- move=> n /quantity[//|w]; rewrite eq_q => look same_n [x in_x]; rewrite -inputs_m in in_x.
  have [k [look_k gt0 none]] := regions_sound proper_rows proper_with int grown is_boundary in_x.
  by exists k; split=> //; apply: same_integer; move: look_k; rewrite look => -[<-].
- move=> n /quantity[//|w]; rewrite eq_q => look same_n [x int_x]; rewrite -inputs_m in int_x *.
  have [look_d gt0] := regions_full proper_rows proper_with int grown is_boundary int_x.
  by split=> //; apply: same_integer; move: look_d; rewrite look => -[<-].
- move=> n /quantity[//|w]; rewrite eq_q => look same_n.
  have [z look_z sum_z] := euler_sound R proper_rows proper_with int grown is_boundary.
  exists z; last by rewrite -inputs_m.
  by apply: same_integer; move: look_z; rewrite look => -[<-].
Qed.
End Complex.

(** * An example: the layer x -> max(x, 0) on the line, with one vertex and two rays *)

Definition ray_header (vertices edges regions euler : Z) : json :=
  Obj [:: ("claim", Obj [:: ("kind", Str "complex" Word); ("f_vector", Arr [:: Int vertices; Int edges]);
            ("regions", Int regions); ("euler_characteristic", Int euler)]);
          ("domain", Str "whole" Word); ("format", Str "exactrelu-certificate" Word);
          ("network", Obj [:: ("layers", Arr [:: Obj [:: ("W", Arr [:: Arr [:: Int 1]]);
            ("activation", Str "relu" Word); ("b", Arr [:: Int 0])]])]); ("version", Int 1)].
Definition ray_records : seq json :=
  [:: Arr [:: Str "split" Word; Int 0];
      Arr [:: Str "split" Word; Int 1];
      Arr [:: Str "point" Word; Arr [:: Int 1; Int 1]];
      Arr [:: Str "point" Word; Arr [:: Int 1; Int (-1)]];
      Arr [:: Str "point" Word; Arr [:: Int 1; Int 0]];
      Arr [:: Str "split" Word; Int 1];
      Arr [:: Str "point" Word; Arr [:: Int 0; Int 1]];
      Arr [:: Str "point" Word; Arr [:: Int 0; Int (-1)]];
      Arr [:: Str "point" Word; Arr [:: Int 0; Int 0]]].

Example ray_accepted : check (ray_header 1 2 2 (-1) :: ray_records) = Done tt.
Proof. by vm_compute. Qed.
Example ray_rejected : check (ray_header 2 2 2 (-1) :: ray_records) =
  Rejected "another value was found than the claim says: f_vector".
Proof. by vm_compute. Qed.

(** It has one cell of dimension 0 and two of dimension 1, over any ordered field, as the definitions have it. *)
Theorem ray_cells (R : realFieldType) : exists found : nat -> seq (seq R),
  [/\ size (found 0%N) = 1%N, size (found 1%N) = 2%N &
  forall k, uniq (found k) /\ forall s, s \in found k <->
    affine_dimension (points_of [:: Layer [:: [:: of_Z 1]] [:: of_Z 0] true] 1 [::] None s) k].
Proof.
have [layers [m [rows [v [found [[read _] _ form_v cells [/(_ _ erefl) f_vector _ _ _]]]]]]] :=
  accepted_complex R (is_boundary := false) ray_accepted erefl erefl.
move: form_v cells f_vector; case: read => <- <-; case: v => // _ cells [size_0 size_1]; exists found; split=> //; lia.
Qed.
