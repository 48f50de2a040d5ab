(** Domains are what a file calls them, and regions are full-dimensional where the domain is. *)
From Coq Require Import ZArith String.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network semantics sound_network sound_regions.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope seq_scope.
Local Open Scope ring_scope.

Section Domains.
Variable R : realFieldType.
Implicit Types (x y u : seq R).

Lemma unit_row_at n i c e x : size x = n -> (i < n)%N -> row_at (unit_row n i c e) x = ofQ R c + ofQ R e * x`_i.
Proof.
move=> xn i_lt; rewrite /row_at /= mulr1; congr (_ + _).
rewrite dotR_sum ?size_map ?size_iota // xn (bigD1 (Ordinal i_lt)) //= big1 => [|j].
  by rewrite -map_comp (nth_map 0%N) ?size_iota // nth_iota //= eqnE eqxx addr0.
rewrite -val_eqE /= eq_sym => /negPf j_i.
by rewrite -map_comp (nth_map 0%N) ?size_iota // nth_iota //= eqnE add0n j_i ofQ0 mul0r.
Qed.

(** A box: lo_i <= x_i <= hi_i for every coordinate. *)
Lemma box_inside n j rows x : read_box n j = Done rows -> exists pairs, [/\ matrix_of 2 j = Done pairs, size pairs = n &
  inside n rows x <-> size x = n /\ forall i, (i < n)%N ->
    ofQ R (nth zero (nth [::] pairs i) 0) <= x`_i <= ofQ R (nth zero (nth [::] pairs i) 1)].
Proof.
rewrite /read_box; case E: matrix_of => [pairs|//|//] /=; rewrite eqnE; case: eqP => // sz [<-].
exists pairs; split=> //; have fits := matrix_of_proper E.
rewrite /inside all_flatten all_map; set P := preim _ _.
have PE i : size x = n -> (i < n)%N -> P (i, nth [::] pairs i) =
    (ofQ R (nth zero (nth [::] pairs i) 0) <= x`_i <= ofQ R (nth zero (nth [::] pairs i) 1)).
  move=> xn i_lt; rewrite /P /=; have := all_nthP [::] fits i; rewrite sz => /(_ i_lt).
  case: (nth [::] pairs i) => [|lo [|hi []]] //= /and3P[lo_p hi_p _].
  rewrite andbT !(unit_row_at _ _ xn) // ofQ_opp // ofQ1 mul1r addrC subr_ge0.
  have -> : ofQ R (of_Z (-1)) = -1 by rewrite ofQ_of_Z -(toR1 R) -toRN.
  by rewrite mulN1r subr_ge0.
have nthE i : (i < n)%N -> nth (0%N, [::]) (zip (iota 0 n) pairs) i = (i, nth [::] pairs i).
  by move=> lt; rewrite nth_zip ?size_iota // nth_iota.
have zs : size (zip (iota 0 n) pairs) = n by rewrite size_zip size_iota sz minnn.
split=> [/andP[/eqP xn /all_nthP H]|[xn H]].
  by split=> // i lt; rewrite -PE // -nthE //; apply: H; rewrite zs.
rewrite xn eqxx; apply/(all_nthP (0%N, [::])) => i; rewrite zs => lt.
by rewrite nthE // PE //; apply: H.
Qed.

(** A slice: the network at u in slice coordinates is the network of the file at origin + sum_j u_j direction_j. *)
Lemma slice_at origin ways net u : size u = size ways ->
  network_at (slice_layer origin ways :: net) u =
  network_at net (mkseq (fun i => ofQ R (nth zero origin i) + \sum_(j < size ways) ofQ R (nth zero (nth [::] ways j) i) * u`_j)
                        (size origin)) /\
  neurons_at (slice_layer origin ways :: net) u =
  neurons_at net (mkseq (fun i => ofQ R (nth zero origin i) + \sum_(j < size ways) ofQ R (nth zero (nth [::] ways j) i) * u`_j)
                        (size origin)).
Proof.
move=> su; set x := mkseq _ _; suff E : passes_on (slice_layer origin ways) u = x by rewrite /= E.
rewrite /passes_on /= /pre_activations /=; apply: (@eq_from_nth _ 0).
  by rewrite size_map size_zip !size_mkseq minnn.
rewrite size_map size_zip size_mkseq minnn => i lt.
rewrite (nth_map ([::], zero)) ?size_zip ?size_mkseq ?minnn // nth_zip ?size_mkseq //= nth_mkseq // [RHS]nth_mkseq //.
rewrite addrC; congr (_ + _); rewrite dotR_sum ?size_map // su; apply: eq_bigr => j _.
by rewrite -map_comp (nth_map [::]).
Qed.

(** On a domain that contains a cube of R^d, s is the sign vector of a region exactly if the signs are s on some cube of R^d
    inside the domain: the regions are the full-dimensional ones. *)
Lemma row_mix row r x q : size x = size q -> row_at row (mix r x q) = (1 - r) * row_at row x + r * row_at row q.
Proof. exact: dotR_mix. Qed.

Lemma region_full net d rows (s : seq R) q (eq : R) : 0 < eq -> size q = d ->
  (forall y, size y = d -> near eq q y -> inside d rows y) ->
  region net d rows s <-> exists x, size x = d /\ exists2 e : R, 0 < e & forall y, size y = d -> near e x y ->
    inside d rows y /\ signs (neurons_at net y) = s.
Proof.
move=> eq0 sq q_in; have refl x (e : R) : 0 < e -> near e x x.
  by move=> e0; rewrite /near; elim: x => //= a l ->; rewrite subrr normr0 e0.
split; last first.
  move=> [x [sx [e e0 H]]]; exists x; split; first by case: (H x sx (refl _ _ e0)).
  by exists e => // y /andP[/eqP sy _] /(H y sy)[].
move=> [x [in_x [e e0 H]]]; have /andP[/eqP sx rows_x] := in_x.
have e20 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
have sxq : size x = size q by rewrite sx sq.
have [r [r0 r1 near_z]] := near_mix sxq e20; set z := mix r x q in near_z.
have sz : size z = d by rewrite size_map size_zip sx sq minnn.
pose e' := Num.min (e / 2%:R) (r * eq).
have e'0 : 0 < e' by rewrite lt_minr e20 mulr_gt0.
exists z; split=> //; exists e' => // y sy near_y; have [near1 near2] := near_min near_y.
have in_y : inside d rows y.
  (* y = mix r x (q + (y - z) / r) *)
  pose q' := [seq p.1.1 + (p.2 - p.1.2) / r | p <- zip (zip q z) y].
  have sq' : size q' = d by rewrite size_map !size_zip sq sz sy !minnn.
  have yE : y = mix r x q'.
    apply: (@eq_from_nth _ 0); first by rewrite sy size_map size_zip sx sq' minnn.
    move=> i; rewrite sy => lt; rewrite (nth_map (0, 0)) ?size_zip ?sx ?sq' ?minnn // nth_zip ?sx ?sq' //=.
    rewrite (nth_map (0, 0, 0)) ?size_zip ?sq ?sz ?sy ?minnn // !nth_zip ?size_zip ?sq ?sz ?sy ?minnn //=.
    have -> : z`_i = (1 - r) * x`_i + r * q`_i.
      by rewrite /z /mix (nth_map (0, 0)) ?size_zip ?sx ?sq ?minnn // nth_zip ?sx ?sq.
    have r_neq : r != 0 by apply: lt0r_neq0.
    move: (y`_i) (x`_i) (q`_i) => a b c; by field.
  have /q_in/(_ _)/andP[//|_ rows_q'] := sq'.
    apply/(all_nthP (0, 0)) => i; rewrite size_zip sq sq' minnn => lt; rewrite nth_zip ?sq ?sq' //=.
    rewrite (nth_map (0, 0, 0)) ?size_zip ?sq ?sz ?sy ?minnn // !nth_zip ?size_zip ?sq ?sz ?sy ?minnn //=.
    have := near2; move/(all_nthP (0, 0))/(_ i); rewrite size_zip sz sy minnn lt => /(_ isT).
    rewrite nth_zip ?sz ?sy //= opprD addrA subrr add0r normrN normrM normfV (gtr0_norm r0) ltr_pdivr_mulr //.
    by rewrite distrC mulrC.
  rewrite /inside sy eqxx; apply/(all_nthP [::]) => i lt; rewrite yE row_mix ?sx ?sq' //.
  have gx := all_nthP [::] rows_x i lt; have gq := all_nthP [::] rows_q' i lt.
  by rewrite addr_ge0 // mulr_ge0 ?subr_ge0 ?(ltW r0) ?(ltW r1).
split=> //; apply: H => //.
have -> : e = e / 2%:R + e / 2%:R by field.
by apply: near_trans near_z near1; rewrite ?sx ?sz ?sy.
Qed.
End Domains.
