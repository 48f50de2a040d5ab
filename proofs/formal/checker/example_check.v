(** The definitions mean what they say: a network on the line whose regions are known, found by hand and by the checker. *)
From Coq Require Import ZArith String.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path check semantics sound_network sound_check.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope string_scope.
Local Open Scope seq_scope.
Local Open Scope ring_scope.

(** * The layer x -> (max(x, 0), max(x + 1, 0)) *)

Definition line : layer := Layer [:: [:: of_Z 1]; [:: of_Z 1]] [:: of_Z 0; of_Z 1] true.

Section Line.
Variable R : realFieldType.

Let to1 : ofQ R (of_Z 1) = 1. Proof. by rewrite /ofQ /= toR1 divr1. Qed.
Let to0 : ofQ R (of_Z 0) = 0. Proof. by rewrite /ofQ /= toR0 mul0r. Qed.

(** Its pre-activations and outputs. *)
Lemma line_neurons x : neurons_at [:: line] [:: x] = [:: x; x + 1] :> seq R.
Proof. by rewrite /= /pre_activations /= to1 to0 !mul1r !addr0. Qed.
Lemma line_outputs x : network_at [:: line] [:: x] = [:: Num.max x 0; Num.max (x + 1) 0] :> seq R.
Proof. by rewrite /= /passes_on /pre_activations /= to1 to0 !mul1r !addr0. Qed.

(** By hand: on the whole line both neurons may be on; the first cannot be on where the second is off; and the sign
    vector of a point on a hyperplane is that of a cell but of no region. *)
Lemma both_on : region [:: line] 1 [::] [:: 1; 1 : R].
Proof.
exists [:: 1]; split=> //; exists 1; first exact: ltr01.
case=> [|y []] // _ near_1.
have y_gt0 : 0 < y by move: near_1; rewrite /near /= andbT ltr_norml => /andP[_]; rewrite ltr_subl_addr ltr_addl.
by rewrite line_neurons /signs /= !gtr0_sg // ltr_paddr ?ler01.
Qed.
Lemma never_on_off : ~ semantics.cell [:: line] 1 [::] [:: 1; -1 : R].
Proof.
case=> -[|x []] // _; rewrite -[signs _]/(signs (neurons_at [:: line] [:: x])) line_neurons => -[/eqP].
by rewrite sgr_cp0 => x_gt0 /eqP; rewrite sgr_cp0 ltNge ltW // ltr_paddr ?ler01.
Qed.
Lemma on_the_hyperplane : semantics.cell [:: line] 1 [::] [:: 0; 1 : R] /\ ~ region [:: line] 1 [::] [:: 0; 1 : R].
Proof.
split.
  by exists [:: 0] => //; rewrite -[signs _]/(signs (neurons_at [:: line] [:: 0])) line_neurons /signs /= sgr0 add0r sgr1.
case=> xs [in_x [e e_gt0 H]]; case: xs in_x H => [|x []] // _ H.
have e2 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
have small : `|x - (x + e / 2%:R)| < e.
  by rewrite opprD addrA subrr add0r normrN gtr0_norm // ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
have near_x : near e [:: x] [:: x] by rewrite /near /= subrr normr0 e_gt0.
have near_y : near e [:: x] [:: x + e / 2%:R] by rewrite /near /= small.
have := H [:: x] isT near_x; have := H [:: x + e / 2%:R] isT near_y.
rewrite !line_neurons /signs /= => -[/eqP]; rewrite sgr_eq0 => /eqP sum0 _ [/eqP]; rewrite sgr_eq0 => /eqP x0 _.
by move: e2; rewrite -sum0 x0 add0r ltxx.
Qed.
End Line.

(** * Its certificate, as in examples/line.cert *)

Definition line_header (claimed : Z) : json :=
  Obj [:: ("claim", Obj [:: ("kind", Str "regions" Word); ("regions", Int claimed)]); ("domain", Str "whole" Word);
          ("format", Str "exactrelu-certificate" Word);
          ("network", Obj [:: ("layers", Arr [:: Obj [:: ("W", Arr [:: Arr [:: Int 1]; Arr [:: Int 1]]);
            ("activation", Str "relu" Word); ("b", Arr [:: Int 0; Int 1])]])]); ("version", Int 1)].
Definition line_records : seq json :=
  [:: Arr [:: Str "split" Word; Int 1];
      Arr [:: Str "+" Word; Int 2; Int 1; Arr [:: Int 0; Int 1; Int 1; Int 1]];
      Arr [:: Str "point" Word; Arr [:: Int 1; Int 1]];
      Arr [:: Str "split" Word; Int 2];
      Arr [:: Str "point" Word; Arr [:: Int 2; Int (-1)]];
      Arr [:: Str "point" Word; Arr [:: Int 1; Int (-2)]]].

Example line_accepted : check (line_header 3 :: line_records) = Done tt.
Proof. by vm_compute. Qed.

(** Another number of regions, a leaf that is missing, a record too many, a point on the wrong side. *)
Example four_rejected : check (line_header 4 :: line_records) =
  Rejected "another value was found than the claim says: regions".
Proof. by vm_compute. Qed.
Example short_rejected : check (line_header 3 :: take 5 line_records) =
  Rejected "the tree is not complete: a branch is missing".
Proof. by vm_compute. Qed.
Example long_rejected : check (line_header 3 :: rcons line_records (Arr [:: Str "split" Word; Int 1])) =
  Rejected "the proof is complete, but the file goes on".
Proof. by vm_compute. Qed.
Example side_rejected : check (line_header 3 :: set_nth Null line_records 2 (Arr [:: Str "point" Word; Arr [:: Int 1; Int (-1)]])) =
  Rejected "an element does not have its sign at the point".
Proof. by vm_compute. Qed.

(** The regions of this layer, over any ordered field, are exactly the three that the certificate lists. *)
Theorem line_regions (R : realFieldType) s :
  region [:: line] 1 [::] s <-> s \in [:: [:: 1; 1]; [:: -1; 1]; [:: -1; -1 : R]].
Proof.
have [layers [rows [found [[read _] _ mem_found _ [l listed_l found_l]]]]] := accepted_regions R line_accepted erefl erefl.
move: read => -[layers_line rows_none]; move: mem_found; rewrite -layers_line -rows_none => <-.
have : Done l = Done [:: [:: Some Plus; Some Plus]; [:: Some Minus; Some Plus]; [:: Some Minus; Some Minus]].
  by rewrite -listed_l; vm_compute.
by rewrite found_l => -[->].
Qed.
