(** Accepted claims about extremes are true: the least and the greatest value of a form, the distance to a boundary. *)
From Coq Require Import ZArith String.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network decide values shallow extremes check.
From exactrelu.checker Require Import semantics sound_network sound_shallow sound_domain sound_decide sound_check.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope string_scope.
Local Open Scope seq_scope.
Local Open Scope ring_scope.
Local Notation bindP := (@bind_done _ _ _ _ _).

Section Extremes.
Variable R : realFieldType.
Notation ofQ := (@ofQ R).

(** * Witnesses *)

Lemma is_inside_sound d rows (x : seq rational) : all (fits d.+1) rows -> size x = d -> all proper x ->
  is_inside rows x = inside d rows (map ofQ x).
Proof.
move=> frows sx px; rewrite /is_inside /inside size_map sx eqxx (nonnegative_sound R) //.
by apply: sub_all frows => row /andP[].
Qed.

Lemma proper_sub p q : proper p -> proper q -> proper (sub p q).
Proof. by move=> pp pq; apply: proper_add. Qed.
Lemma ofQ_sub p q : proper p -> proper q -> ofQ (sub p q) = ofQ p - ofQ q.
Proof. by move=> pp pq; rewrite /sub ofQ_add // ofQ_opp. Qed.

Lemma form_sound net m v x : proper_layers (inputs_of net) net -> merged net = Done m -> size x = inputs m ->
  all proper v -> all proper x -> proper (dotq v (one :: evaluate m x)) /\
  ofQ (dotq v (one :: evaluate m x)) = row_at v (network_at net (map ofQ x)).
Proof.
move=> pnet mnet sx pv px; have [pe ee] := evaluate_sound R pnet mnet sx px.
have [pd ->] := dotq_sound R pv (pe : all proper (one :: evaluate m x)).
by rewrite /row_at -ee /= ofQ1.
Qed.

Lemma fits_opp n v : fits n v -> fits n (map opp v).
Proof. by case/andP=> sv pv; rewrite /fits size_map sv all_map. Qed.

Lemma row_at_opp v (y : seq R) : all proper v -> row_at (map opp v) y = - row_at v y.
Proof. by move=> pv; rewrite /row_at dotR_opp. Qed.

(** * Ranges *)

Section Range.
Variables (net : seq layer) (m : network) (rows : seq (seq rational)).
Hypotheses (pnet : proper_layers (inputs_of net) net) (mnet : merged net = Done m)
  (frows : all (fits (inputs m).+1) rows).

(** A witness attains the value, and a tree that closes shows that no value on the domain is less. *)
Lemma attained_sound v r record u : all proper v -> proper r -> attained m rows v r record = Done u ->
  exists2 x : seq rational, inside (inputs m) rows (map ofQ x) & row_at v (network_at net (map ofQ x)) = ofQ r.
Proof.
move=> pv pr; rewrite /attained; case W: witness => [x||] //=; case: ifP => // eq_r _.
have [j /vector_of_fits/andP[/eqP sx px] ins] := witness_done W; exists x; first by rewrite -is_inside_sound.
by have [pd <-] := form_sound pnet mnet sx pv px; apply/eqP; rewrite -eqq_sound.
Qed.

Lemma at_least_sound v r records left : fits (size (outputs m)).+1 v -> proper r ->
  closes_all m [:: at_least rows v r] records = Done left ->
  forall x : seq R, inside (inputs m) rows x -> ofQ r <= row_at v (network_at net x).
Proof.
move=> /andP[/eqP sv pv] pr shut x /andP[/eqP sx ins]; case: v sv pv shut => // c w [sw] /andP[pc pw] shut.
have := closes_all_sound pnet mnet _ shut sx; rewrite /= /proper_disjunct /fits /= frows sw eqxx proper_sub //=.
rewrite (pw : all proper w) /satisfied /= ins /= andbT /row_at /= !mulr1 ofQ_sub // => /(_ isT).
by rewrite addrAC subr_ge0.
Qed.

Lemma least_sound v r next records : fits (size (outputs m)).+1 v -> proper r ->
  feed_all (least m rows v r next) records = Done tt ->
  [/\ exists left, feed_all next left = Done tt,
      forall x : seq R, inside (inputs m) rows x -> ofQ r <= row_at v (network_at net x) &
      exists2 x : seq rational, inside (inputs m) rows (map ofQ x) & row_at v (network_at net (map ofQ x)) = ofQ r].
Proof.
move=> fv pr; case: records => // record records /bindP[stage /bindP[u A E]].
have -> : stage = trees m [:: at_least rows v r] next by case: E.
case/trees_accepted=> left shut fed; have /andP[_ pv] := fv; split; first by exists left.
  exact: at_least_sound fv pr shut.
exact: attained_sound pv pr A.
Qed.
End Range.

Lemma read_range_done m claim v r s : read_range m claim = Done (v, r, s) ->
  [/\ fits (size (outputs m)).+1 v, proper r & proper s].
Proof.
rewrite /read_range; case: ifP => // _; case: field => [j1||] //=; case V: form_of_outputs => [v'||] //=.
case: field => [j2||] //=; case R1: ratio => [r'||] //=; case: field => [j3||] //=; case R2: ratio => [s'||] //=.
by move=> [<- <- <-]; rewrite (vector_of_fits V) (ratio_proper R1) (ratio_proper R2).
Qed.

(** A certificate of the kind `range` that is accepted: on the domain the form c + v.F has no value below the least one
    and none above the greatest one that are claimed, and both are values at rational points of the domain. *)
Theorem accepted_range first records h : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = "range" ->
  exists layers rows m v least greatest,
    [/\ read_problem (domain_text h) (net_text h) = Done (layers, rows) /\ well_formed layers rows,
        merged layers = Done m /\ read_range m (claim h) = Done (v, least, greatest),
        forall x : seq R, inside (inputs_of layers) rows x -> ofQ least <= row_at v (network_at layers x) <= ofQ greatest,
        exists2 x : seq rational, inside (inputs_of layers) rows (map ofQ x) &
          row_at v (network_at layers (map ofQ x)) = ofQ least &
        exists2 x : seq rational, inside (inputs_of layers) rows (map ofQ x) &
          row_at v (network_at layers (map ofQ x)) = ofQ greatest].
Proof.
move=> checked read_h kind_h; have look : lookup (kind h) kinds = Some range_stage by rewrite kind_h.
have [stage] := check_start checked read_h look; rewrite /range_stage.
case P: read_problem => [[layers rows]||] //=; case M: merged => [m||] //=.
case A: read_range => [[[v r] s]||] //= [<-].
have [pl prows] := read_problem_proper P M; have [fv pr ps] := read_range_done A.
have [inputs_m _ _ _] := merged_sound R pl M; have /andP[_ pv] := fv.
case/(least_sound pl M prows fv pr)=> -[left fed] low [x in_x x_r].
have [_ high [y in_y y_s]] := least_sound pl M prows (fits_opp fv) (proper_opp ps) fed.
exists layers, rows, m, v, r, s; rewrite -inputs_m; split=> //.
- by rewrite /well_formed pl -inputs_m.
- move=> z in_z; rewrite low //=; have := high z in_z.
  by rewrite row_at_opp // ofQ_opp // ler_opp2.
- by exists x.
by exists y => //; move: y_s; rewrite row_at_opp // ofQ_opp // => /oppr_inj.
Qed.
End Extremes.
