(** What an accepted claim about cells says of the network: its f-vector, its regions, its Euler characteristic. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path decide values shallow closed_forms cells check.
From exactrelu.checker Require Import semantics sound_network sound_path sound_tree sound_regions sound_decide sound_check.
From exactrelu.checker Require Import sound_rank sound_cells.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope string_scope.
Local Open Scope seq_scope.
Local Open Scope ring_scope.

Section Claims.
Variable R : realFieldType.

(** The points of the domain with a sign vector: of its rows, the neurons, and the form of the outputs if there is one. *)
Definition refined_points net d rows (v : option (seq rational)) (s x : seq R) : Prop :=
  inside d rows x /\
  signs ([seq row_at row x | row <- rows] ++ neurons_at net x ++
         (if v is Some v then [:: row_at v (network_at net x)] else [::])) = s.

(** A value that is found is what the claim says. *)
Lemma same_int said z : same said (VInt z) = Done true -> said = Int z.
Proof. by case: said => //= x; case: Z.eqb_spec => // -> _. Qed.
Lemma same_ints said zs : same said (VList (map VInt zs)) = Done true -> said = Arr (map Int zs).
Proof.
rewrite /same -/same; case: said => // k; rewrite eqnE size_map; case: eqP => // sz.
set entries := (fix entries (k : seq json) (l : seq value) {struct l} : result bool := _) => H; congr Arr.
elim: zs k sz H => [|z zs IH] [|x k] //= [sz]; case: x => //= x.
by case: Z.eqb_spec => // -> /(IH _ sz) ->.
Qed.

(** An accepted certificate of the kind `complex` or `boundary`. Let `vectors k` be the sign vectors of the cells of dimension k
    of the network on the domain (refined by the zero set of the form, for a boundary), each once. Then the f-vector that is
    claimed is (|vectors 0|, ..., |vectors d|), the Euler characteristic is its alternating sum, and the number of regions is
    that of the cells of the greatest dimension. *)
Theorem accepted_f_vector first records h is_boundary : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = (if is_boundary then "boundary" else "complex") ->
  exists layers m rows v (vectors : nat -> seq (seq R)),
    let d := inputs_of layers in
    [/\ read_problem (domain_text h) (net_text h) = Done (layers, rows) /\ well_formed layers rows,
        merged layers = Done m /\ form_of_claim is_boundary m (claim h) = Done v,
        forall k, uniq (vectors k) /\
          forall s, s \in vectors k <-> affine_dimension (refined_points layers d rows v s) k,
        forall said, get "f_vector" (claim h) = Some said ->
          said = Arr [seq Int (Z.of_nat (size (vectors k))) | k <- iota 0 d.+1] &
        (forall z, get "euler_characteristic" (claim h) = Some (Int z) ->
          int_of_Z z = \sum_(k < d.+1) (-1) ^+ k * (size (vectors k))%:Z) /\
        forall z (x : seq R), inside d rows x -> get "regions" (claim h) = Some (Int z) ->
          exists top, [/\ z = Z.of_nat (size (vectors top)), (0 < size (vectors top))%N &
                          forall k, (top < k)%N -> vectors k = [::]]].
Proof.
move=> checked read_h kind_h.
have [layers [m [rows [v [p [L [leaves /=]]]]]]] := accepted_cells R checked read_h kind_h.
case=> -[read well] [merg inputs_m form_v int] grown _ [net_p rows_p form_p [claim_p wanted_p] concl].
have /andP[proper_l proper_r] := well.
rewrite -inputs_m in proper_r; have [proper_with with_at] := layers_with_sound R proper_l merg form_v.
have [[width_g _ _ _] [dom_g _ _ _]] := g_facts R proper_r proper_with int true.
set g := sound_tree.g _ _ _ _ in grown concl width_g dom_g.
have named name said : ~~ has (String.eqb name) [:: "kind"; "form"; "theorem"] -> get name (claim h) = Some said ->
    exists2 w, lookup name (quantities is_boundary (width g) (size (domain_keys g)) (found_cells (inputs m) rows L leaves)) =
      Some w & same said w = Done true.
  move=> ordinary get_said; rewrite -claim_p in get_said.
  have [w look same_w] := concluded_done concl wanted_p ordinary get_said; exists w => //.
  by rewrite width_g dom_g size_keys size_map; move: look; rewrite -inputs_m.
exists layers, m, rows, v, (vectors R (inputs m) rows L leaves); split=> //; rewrite -?inputs_m.
- move=> k; have [uniq_k mem_k] := cells_of_dimension R proper_r proper_with int grown k; split=> // s.
  apply: iff_trans (mem_k s) _; split; apply: affine_dimension_iff => x; rewrite /cell_points /refined_points.
    by split=> -[in_x <-]; split; rewrite // /signs with_at //; case/andP: in_x => /eqP.
  by split=> -[in_x <-]; split; rewrite // /signs with_at //; case/andP: in_x => /eqP.
- move=> said /named[|w] //; rewrite (f_vector_sound R proper_r proper_with int) => -[<-].
  by move=> S; have := @same_ints said [seq Z.of_nat (size (vectors R (inputs m) rows L leaves k)) | k <- iota 0 (inputs m).+1];
     rewrite -!map_comp => /(_ S).
split=> [z /named[|w] //|z x in_x /named[|w] //].
  have [z' -> alternating] := euler_sound R proper_r proper_with int grown is_boundary.
  by move=> [<-] /same_int[->].
have [top [-> top_gt0 above]] := regions_sound proper_r proper_with int grown is_boundary in_x.
by move=> [<-] /same_int[->]; exists top.
Qed.
End Claims.
