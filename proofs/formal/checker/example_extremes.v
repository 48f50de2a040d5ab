(** Extremes of max(x, 0) on -1 <= x <= 2: its range, and the distance from -1 to where it is 1, from their certificates. *)
From Coq Require Import ZArith String.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network extremes check semantics sound_network sound_extremes.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope string_scope.
Local Open Scope seq_scope.
Local Open Scope ring_scope.

(** * The certificates *)

Definition example_header (claim : seq (string * json)) : json :=
  Obj [:: ("claim", Obj claim); ("domain", Obj [:: ("box", Arr [:: Arr [:: Int (-1); Int 2]])]);
          ("format", Str "exactrelu-certificate" Word);
          ("network", Obj [:: ("layers", Arr [:: Obj [:: ("W", Arr [:: Arr [:: Int 1]]); ("activation", Str "relu" Word);
            ("b", Arr [:: Int 0])]])]); ("version", Int 1)].
Definition range_header (least greatest : Z) : json :=
  example_header [:: ("kind", Str "range" Word); ("form", Arr [:: Int 0; Int 1]); ("least", Int least);
                     ("greatest", Int greatest)].
Definition radius_header (r : Z) : json :=
  example_header [:: ("kind", Str "radius" Word); ("point", Arr [:: Int (-1)]); ("norm", Str "max" Word);
                     ("form", Arr [:: Int (-1); Int 1]); ("radius", Int r)].

Definition named (kind text : string) (i : Z) : json := Str text (Reference kind i).
Definition at_point (x : Z) : json := Arr [:: Str "witness" Word; Arr [:: Int x]].
Definition closed_by (rule : string) (multipliers : seq json) : json := Arr [:: Str rule Word; Int 1; Arr multipliers].

Definition range_records : seq json :=
  [:: at_point 0; closed_by "goal" [:: named "z" "z:1" 1; Int 1];
      at_point 2; Arr [:: Str "bound" Word; Int 2; Str "hi" Word; Int 2; Int 1; Arr [:: named "in" "in:1" 1; Int 1]];
      closed_by "goal" [:: named "cap" "cap:1" 1; Int 1]].
Definition radius_records : seq json :=
  [:: at_point 1; Arr [:: Str "split" Word; Int 1];
      closed_by "goal" [:: named "in" "in:2" 2; Int 1; named "out" "out:0" 0; Int 1; named "eq" "eq:1" 1; Int (-1)];
      closed_by "empty" [:: named "out" "out:0" 0; Int 1; named "eq" "eq:1" 1; Int (-1)]].

Example range_accepted : check (range_header 0 2 :: range_records) = Done tt.
Proof. by vm_compute. Qed.
Example radius_accepted : check (radius_header 2 :: radius_records) = Done tt.
Proof. by vm_compute. Qed.

(** Another least value, a witness outside the domain, a tree that is missing, another radius. *)
Example least_rejected : check (range_header (-1) 2 :: range_records) = Rejected "the form has another value at the point".
Proof. by vm_compute. Qed.
Example outside_rejected : check (range_header 0 3 :: set_nth Null range_records 2 (at_point 3)) =
  Rejected "the point is outside the domain".
Proof. by vm_compute. Qed.
Example short_rejected : check (range_header 0 2 :: take 2 range_records) =
  Rejected "the proof ends before its last record".
Proof. by vm_compute. Qed.
Example radius_rejected : check (radius_header 1 :: radius_records) = Rejected "the point is at another distance".
Proof. by vm_compute. Qed.

(** * What they prove, over any ordered field *)

Section Meaning.
Variable R : realFieldType.

Definition relu_layer : layer := Layer [:: [:: of_Z 1]] [:: of_Z 0] true.
Definition example_rows : seq (seq rational) := [:: [:: of_Z 1; of_Z 1]; [:: of_Z 2; of_Z (-1)]].

Let N1 : ofQ R (of_Z (-1)) = -1. Proof. by rewrite ofQ_of_Z. Qed.
Let to2 : ofQ R (of_Z 2) = 2%:R. Proof. by rewrite ofQ_of_Z. Qed.

Lemma example_network (x : R) : network_at [:: relu_layer] [:: x] = [:: Num.max x 0].
Proof. by rewrite /= /passes_on /pre_activations /= !ofQ_of_Z toR0 toR1 mul1r !addr0. Qed.
Lemma example_inside (x : R) : -1 <= x -> x <= 2%:R -> inside 1 example_rows [:: x].
Proof.
move=> x_ge x_le; rewrite /inside /= /row_at /= N1 to2 ofQ_of_Z toR1 !mul1r !mulr1 !addr0 mulN1r.
by rewrite -ler_subl_addl sub0r x_ge subr_ge0 x_le.
Qed.

(** The range of max(x, 0) is from 0 to 2. *)
Theorem range_0_2 (x : R) : -1 <= x -> x <= 2%:R -> 0 <= Num.max x 0 <= 2%:R.
Proof.
move=> x_ge x_le; have := example_inside x_ge x_le.
have [layers [rows [m [v [least [greatest]]]]]] := accepted_range R range_accepted erefl erefl.
case=> -[[<- <-] _] [[<-] [<- <- <-]] bounds _ _ => /bounds.
by rewrite example_network /row_at /= !ofQ_of_Z toR0 toR1 mul0r add0r mul1r addr0 -[toR R 2]/(2%:R).
Qed.

(** Where it is 1 the distance to -1 is at least 2. *)
Theorem radius_2 (x : R) : -1 <= x -> x <= 2%:R -> Num.max x 0 = 1 -> 2%:R <= `|-1 - x|.
Proof.
move=> x_ge x_le at_1; have := example_inside x_ge x_le.
have [layers [rows [m [c]]]] := accepted_radius R radius_accepted erefl erefl.
case=> -[[<- <-] _] [[<-] [<-]] _ [near _] in_x.
have on_x : boundary_at (boundary_form (Radius [:: of_Z (-1)] MaxNorm (Some [:: of_Z (-1); of_Z 1]) (Some (of_Z 2))))
    (network_at [:: relu_layer] [:: x]).
  by rewrite example_network at_1 /= /row_at /= N1 ofQ_of_Z toR1 !mulr1 addr0 addNr.
have := near [:: x] (conj in_x on_x); rewrite /distance_at /= N1 to2 => /le_trans; apply.
by rewrite le_maxl lexx normr_ge0.
Qed.
End Meaning.
