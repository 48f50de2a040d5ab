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

(** * Distances and boundaries *)

(** The distance of two points in a norm. *)
Definition distance_at (n : norm) (x y : seq R) : R :=
  let u := [seq `|p.1 - p.2| | p <- zip x y] in if n is MaxNorm then foldr Num.max 0 u else \sum_(a <- u) a.

Lemma distance_ge0 n x y : 0 <= distance_at n x y.
Proof.
rewrite /distance_at; case: n; last by rewrite big_map sumr_ge0.
by elim: (map _ _) => //= a s IH; rewrite le_maxr IH orbT.
Qed.

(** Outputs of a point of a boundary: a form (c, v) is 0 there, or, where there is none, the largest output is attained at
    least twice. *)
Definition boundary_at (form : option (seq rational)) (y : seq R) : Prop :=
  if form is Some v then row_at v y = 0
  else exists i j, [/\ (i < j < size y)%N, y`_i = y`_j & forall k, (k < size y)%N -> y`_k <= y`_i].

Lemma abs_sound q : proper q -> proper (absq q) /\ ofQ (absq q) = `|ofQ q|.
Proof.
move=> pq; split=> //; rewrite /ofQ /= normrM normfV (gtr0_norm (den_gt0 R pq)); congr (_ / _).
by rewrite /toR -intr_norm; congr intmul; lia.
Qed.

Lemma max_sound p q : proper p -> proper q -> proper (maxq p q) /\ ofQ (maxq p q) = Num.max (ofQ p) (ofQ q).
Proof. by move=> pp pq; rewrite /maxq (ofQ_lt R) //; case: ltP. Qed.

Lemma distance_sound n x y : all proper x -> all proper y -> proper (distance n x y) /\
  ofQ (distance n x y) = distance_at n (map ofQ x) (map ofQ y).
Proof.
rewrite /distance /distance_at; elim: x y => [|p x IH] [|q y].
1-3: by rewrite /= ofQ0; case: (n); rewrite ?big_nil.
move=> /= /andP[pp px] /andP[pq py]; have := IH y px py.
have [pa ea] := abs_sound (proper_sub pp pq); rewrite ofQ_sub // in ea.
case: (n) => -[pd ed]; rewrite ?big_cons -ed -ea; first exact: max_sound.
by rewrite proper_add // ofQ_add.
Qed.

Lemma eqq_has l s : proper l -> all proper s -> has (eqq l) s = has (fun q => ofQ q == ofQ l) s.
Proof. by move=> pl; elim: s => //= q s IH /andP[pq /IH ->]; rewrite (eqq_sound R) // eq_sym. Qed.

Lemma largest_sound y : all proper y -> [/\ proper (largest y), all (fun q => ofQ q <= ofQ (largest y)) y &
  nilp y || has (eqq (largest y)) y].
Proof.
rewrite /largest => py; have ph : proper (head zero y) by case: y py => //= q y /andP[].
suff [pl le_l has_l] : [/\ proper (foldr maxq (head zero y) y), all (fun q => ofQ q <= ofQ (foldr maxq (head zero y) y)) y &
    has (fun q => ofQ q == ofQ (foldr maxq (head zero y) y)) (head zero y :: y)].
  split=> //; case: y py {ph le_l} pl has_l => // q y py; move: (foldr _ _ _) => l pl.
  rewrite orFb (eqq_has pl py) => /orP[q_l|//]; by rewrite /= q_l.
elim: y (head zero y) ph py => /= [|q y IH] h ph; first by rewrite eqxx.
move=> /andP[pq py]; have [pl le_l has_l] := IH h ph py; have [pm em] := max_sound pq pl.
rewrite em le_maxr lexx /=; split=> //; first by apply: sub_all le_l => p le_p; rewrite le_maxr le_p orbT.
by case: leP => _; rewrite ?eqxx ?orbT //; case/orP: has_l => ->; rewrite ?orbT.
Qed.

Lemma count_two (a : pred rational) (s : seq rational) : (1 < count a s)%N ->
  exists i j, [/\ (i < j < size s)%N, a (nth zero s i) & a (nth zero s j)].
Proof.
elim: s => //= p s IH; case ap: (a p) => /=.
  rewrite addnC addn1 ltnS -has_count => has_s; exists 0%N, (find a s).+1.
  by rewrite /= !ltnS -has_find has_s ap nth_find.
by rewrite add0n => /IH[i [j [ij ai aj]]]; exists i.+1, j.+1.
Qed.

Lemma on_boundary_sound form y : (if form is Some v then all proper v else true) -> all proper y ->
  on_boundary form y -> boundary_at form (map ofQ y).
Proof.
case: form => [v pv py|_ py] /=.
  have [pd e] := dotq_sound R pv (py : all proper (one :: y)); rewrite /is_zero => zero_d.
  by rewrite /row_at; move: e; rewrite /= ofQ1 => <-; rewrite /ofQ; case: Z.eqb_spec zero_d => // -> _; rewrite mul0r.
have [pl le_l _] := largest_sound py; case/count_two=> i [j [/andP[ij js] ei ej]].
have js' := ltn_trans ij js; exists i, j; rewrite size_map ij js.
have pn k : (k < size y)%N -> proper (nth zero y k) by move=> ks; exact: (all_nthP zero py).
move: ei ej; rewrite !(eqq_sound R) ?pn // => /eqP ei /eqP ej; rewrite !(nth_map zero) // -ei -ej; split=> // k ks.
by rewrite (nth_map zero) //; exact: (all_nthP zero le_l).
Qed.

(** * Rivals *)

(** A form, if there is one, has as many entries. *)
Definition proper_form (width : nat) (form : option (seq rational)) : bool := if form is Some v then fits width v else true.

Lemma difference_row_fits o j c : fits o.+1 (difference_row o j c).
Proof.
rewrite /fits /= size_mkseq eqxx all_map; apply/allP => i _ /=.
by case: ifP => // _; case: ifP.
Qed.

Lemma difference_row_at o j c (z : seq R) : size z = o -> (j < o)%N -> (c < o)%N -> j != c ->
  row_at (difference_row o j c) z = z`_j - z`_c.
Proof.
move=> sz jo co jc; rewrite /row_at /= ofQ0 mul0r add0r dotR_sum ?size_map ?size_iota // sz.
have nthE i : (i < o)%N -> [seq ofQ k | k <- mkseq (fun i => if eqn i j then one else if eqn i c then of_Z (-1) else zero) o]`_i =
    if i == j then 1 else if i == c then -1 else 0.
  move=> io; rewrite (nth_map zero) ?size_mkseq // nth_mkseq // !eqnE.
  by case: ifP => _; [rewrite ofQ1|case: ifP => _; rewrite ?ofQ0 // ofQ_of_Z].
rewrite (bigD1 (Ordinal jo)) //= nthE // eqxx mul1r (bigD1 (Ordinal co)) /=; last by rewrite -val_eqE /= eq_sym.
rewrite nthE // eq_sym (negPf jc) eqxx mulN1r big1 ?addr0 // => i /andP[]; rewrite -!val_eqE /= => ij ic.
by rewrite nthE ?ltn_ord // (negPf ij) (negPf ic) mul0r.
Qed.

Lemma rivals_fits form y : proper_form (size y).+1 form ->
  all (fits (size y).+1) (rivals form y).
Proof.
case: form => [v fv|_] /=; first by rewrite andbT; case: ifP => // _; apply: fits_opp.
by rewrite all_map; apply/allP => j _; apply: difference_row_fits.
Qed.

(** At every point of the boundary some rival row is >= 0. *)
Lemma rivals_sound form y (z : seq R) : proper_form (size y).+1 form -> all proper y -> size z = size y ->
  boundary_at form z -> has (fun q => 0 <= row_at q z) (rivals form y).
Proof.
case: form => [v /andP[_ pv]|_] py sz.
  by move=> z0; rewrite /= orbF; case: ifP => _; rewrite ?row_at_opp // z0 ?oppr0 lexx.
case=> i [j [/andP[ij js] eij largest_i]]; rewrite /rivals; set c := find _ y.
have is_ := ltn_trans ij js; have cs : (c < size z)%N.
  have [_ _ /orP[/nilP y0|]] := largest_sound py; last by rewrite has_find sz.
  by rewrite sz y0 in js.
have pick k : (k < size z)%N -> k != c -> z`_k = z`_i ->
    has (fun q => 0 <= row_at q z) [seq difference_row (size y) j c | j <- iota 0 (size y) & negb (eqn j c)].
  move=> ks kc zk; rewrite has_map; apply/hasP; exists k; first by rewrite mem_filter eqnE kc mem_iota -sz.
  by rewrite /= (difference_row_at sz) -?sz // subr_ge0 zk largest_i.
have [ic|ic] := eqVneq i c; last exact: (pick i).
by apply: (pick j) => //; rewrite -ic neq_ltn ij orbT.
Qed.

(** * Distances as variables *)

Lemma dotR_cat (a b x y : seq R) : size a = size x -> dotR (a ++ b) (x ++ y) = dotR a x + dotR b y.
Proof. by elim: a x => [|u a IH] [|v x] //= => [_|[/IH ->]]; rewrite ?add0r // addrA. Qed.

Lemma dotR_nseq k a (u : seq R) : size u = k -> dotR (nseq k a) u = a * \sum_(v <- u) v.
Proof. by elim: u k => [|v u IH] [|k] //= => [_|[/IH ->]]; rewrite ?big_nil ?mulr0 // big_cons mulrDr. Qed.

(** What follows a row on (1, x). *)
Lemma row_at_cat row b (x u : seq R) : size row = (size x).+1 ->
  row_at (row ++ b) (x ++ u) = row_at row x + dotR (map ofQ b) u.
Proof. by move=> sr; rewrite /row_at map_cat -cat_cons dotR_cat // size_map. Qed.

Lemma ignoring_at e row (x u : seq R) : size row = (size x).+1 -> row_at (ignoring e row) (x ++ u) = row_at row x.
Proof. by move=> sr; rewrite row_at_cat // map_nseq ofQ0 dotR_nseq0 addr0. Qed.

Lemma ignoring_fits e n row : fits n.+1 row -> fits (n + e).+1 (ignoring e row).
Proof.
case/andP=> /eqP sr pr; rewrite /fits size_cat size_nseq sr addSn eqxx all_cat all_nseq orbT andbT; exact: pr.
Qed.

(** The wider network computes what the network does. *)
Lemma widened_sound e l net : proper_layers (inputs_of (l :: net)) (l :: net) ->
  [/\ inputs_of (widened e (l :: net)) = (inputs_of (l :: net) + e)%N,
      proper_layers (inputs_of (widened e (l :: net))) (widened e (l :: net)) &
      forall x u : seq R, size x = inputs_of (l :: net) ->
        network_at (widened e (l :: net)) (x ++ u) = network_at (l :: net) x].
Proof.
move=> /andP[pl pnet]; have inputsE : inputs_of (widened e (l :: net)) = (inputs_of (l :: net) + e)%N.
  by move: pl; case: (l) => [[|w W] b relu] /=; rewrite ?size_cat ?size_nseq // /proper_layer /= andbF.
rewrite inputsE; move: (inputs_of (l :: net)) pl => n pl {inputsE}; move: pnet pl; case: l => W b relu pnet.
case/and5P=> sb W0 sW pW pb; rewrite /= in pnet sb W0 sW pW pb; split=> //; last first.
  move=> x u sx; rewrite /= /passes_on /=; suff -> : pre_activations (Layer (map (ignoring e) W) b relu) (x ++ u) =
    pre_activations (Layer W b relu) x by [].
  rewrite /pre_activations /=; elim: W b sW {W0 sb pW pb pnet} => [|w W IH] [|c b] //= /andP[/eqP sw /IH ->].
  by congr (_ + _ :: _); rewrite /ignoring map_cat dotR_cat ?size_map ?sw // map_nseq ofQ0 dotR_nseq0 addr0.
rewrite /= size_map; apply/andP; split=> //; rewrite /proper_layer /= !size_map sb pb andbT /nilp size_map W0 !all_map /=.
apply/andP; split; first by apply: sub_all sW => w /eqP /= <-; rewrite size_cat size_nseq.
by apply: sub_all pW => w /= pw; rewrite all_cat pw all_nseq orbT.
Qed.

(** The values of the distance variables at a point: the distance, or the distances in the coordinates. *)
Definition distances (n : norm) (p x : seq R) : seq R :=
  if n is MaxNorm then [:: distance_at n p x] else [seq `|q.1 - q.2| | q <- zip p x].

Lemma size_distances n p x : size p = size x -> size (distances n p x) = further n (size x).
Proof. by case: n => //= sp; rewrite size_map size_zip sp minnn. Qed.

Lemma distances_total n p x : \sum_(v <- distances n p x) v = distance_at n p x.
Proof. by case: n; rewrite /distances // big_seq1. Qed.

Lemma distances_ge n p x i : size p = size x -> (i < size x)%N ->
  `|p`_i - x`_i| <= nth 0 (distances n p x) (if n is MaxNorm then 0%N else i).
Proof.
move=> sp ix; have sz : size (zip p x) = size x by rewrite size_zip sp minnn.
have nthE : nth 0 [seq `|q.1 - q.2| | q <- zip p x] i = `|p`_i - x`_i|.
  by rewrite (nth_map (0, 0)) ?sz // nth_zip.
case: n; last by rewrite /distances nthE.
rewrite /distances /distance_at /= -nthE; move: ix; rewrite -sz -(size_map (fun q : R * R => `|q.1 - q.2|)).
elim: (map _ _) i {nthE} => //= a s IH [|i] /=; first by rewrite le_maxr lexx.
by rewrite ltnS => /IH le_s; rewrite le_maxr le_s orbT.
Qed.

Lemma total_row_at n d c e p (x : seq R) : size p = size x -> size x = d ->
  row_at (total_row n d c e) (x ++ distances n p x) = ofQ c + ofQ e * distance_at n p x.
Proof.
move=> sp sx; rewrite /total_row -cat_cons row_at_cat; last by rewrite /= size_nseq sx.
rewrite /row_at /= !map_nseq ofQ0 dotR_nseq0 mulr1 addr0 dotR_nseq ?distances_total //.
by rewrite size_distances // sx.
Qed.

Lemma total_row_fits n d c e : proper c -> proper e -> fits (d + further n d).+1 (total_row n d c e).
Proof. by move=> pc pe; rewrite /fits /= size_cat !size_nseq eqxx pc all_cat !all_nseq pe !orbT. Qed.

Lemma unit_row_fits n i c e : proper c -> proper e -> fits n.+1 (unit_row n i c e).
Proof.
move=> pc pe; rewrite /fits /= size_mkseq eqxx pc all_map.
by apply/allP => j _ /=; case: ifP.
Qed.

Lemma apart_sound n d i q (p x : seq R) : size p = size x -> size x = d -> (i < d)%N -> proper q -> ofQ q = p`_i ->
  all (fun row => fits (d + further n d).+1 row && (0 <= row_at row (x ++ distances n p x))) (apart n d i q).
Proof.
move=> sp sx id_ pq q_i; rewrite /apart; set k := (if n is MaxNorm then _ else i).
have k_lt : (k < further n d)%N by rewrite /k; case: (n).
have su : size (distances n p x) = further n d by rewrite size_distances // sx.
have uE : dotR (map ofQ (behead (unit_row (further n d) k zero one))) (distances n p x) = (distances n p x)`_k.
  by have := unit_row_at zero one su k_lt; rewrite /row_at /= ofQ0 ofQ1 mul0r add0r mul1r add0r.
have le_u := distances_ge n sp; rewrite sx in le_u; have {le_u} := le_u i id_; rewrite -/k => le_u.
have fit c e : proper c -> proper e ->
    fits (d + further n d).+1 (unit_row d i c e ++ behead (unit_row (further n d) k zero one)).
  move=> pc pe; have /andP[/eqP s1 p1] := unit_row_fits d i pc pe.
  have /andP[/eqP [s2] /andP[_ p2]] := unit_row_fits (further n d) k (isT : proper zero) (isT : proper one).
  by rewrite /fits size_cat s1 all_cat p1 /= s2 addSn eqxx; exact: p2.
have val c e : row_at (unit_row d i c e ++ behead (unit_row (further n d) k zero one)) (x ++ distances n p x) =
    ofQ c + ofQ e * x`_i + (distances n p x)`_k.
  by rewrite row_at_cat ?uE ?(unit_row_at c e sx id_) //= size_mkseq sx.
have N1 : ofQ (of_Z (-1)) = -1 by rewrite ofQ_of_Z.
rewrite /= !fit ?proper_opp // !val andbT N1 ofQ1 ofQ_opp // q_i mulN1r mul1r /=.
move: (nth 0 _ k) le_u => u le_u; have := le_trans (ler_norm _) le_u; move: le_u; rewrite distrC => /(le_trans (ler_norm _)).
by rewrite -!(subr_ge0 _ u) !opprB ![u + _]addrC [- _ + _]addrC => -> ->.
Qed.

(** * Radii *)

(** The numbers of a claim have the lengths that they need, and positive denominators. *)
Definition proper_radius (m : network) (c : radius) : bool :=
  [&& fits (inputs m) (center c), proper_form (size (outputs m)).+1 (boundary_form c) &
      if least_distance c is Some r then proper r && nonnegative r else true].

Lemma read_radius_done m claim c : read_radius m claim = Done c -> proper_radius m c.
Proof.
rewrite /read_radius; case: ifP => // _; case: field => [j1||] //=; case P: vector_of => [p||] //=.
case: field => [j2||] //=; case: read_norm => [n||] //=; case: field => [j3||] //=; case B: read_boundary => [b||] //=.
case: field => [j4||] //=; case D: read_distance => [r||] //= -[<-]; rewrite /proper_radius /= (vector_of_fits P) /=.
apply/andP; split.
  have vector_b j : (let! v := form_of_outputs m j in Done (Some v)) = Done b ->
      proper_form (size (outputs m)).+1 b.
    by case V: form_of_outputs => [v||] //= -[<-]; apply: vector_of_fits V.
  move: B; rewrite /read_boundary; case: (j3) => [|?|?|text ?|?|?]; try exact: vector_b.
  by case: ifP => // _ [<-].
have ratio_r j : (let! r := ratio j in need nonnegative r or "the radius is negative" in Done (Some r)) = Done r ->
    if r is Some r then proper r && nonnegative r else true.
  by case V: ratio => [q||] //=; case: ifP => // q0 [<-]; rewrite q0 (ratio_proper V).
by move: D; rewrite /read_distance; case: (j4) => [|?|?|? ?|?|?]; try exact: ratio_r; case=> <-.
Qed.

Lemma read_layers_some x layers : read_layers x = Done layers -> ~~ nilp layers.
Proof.
case: x => // -[//|[key x] fields]; case: x => // -[//|y l]; case: fields => //; rewrite /read_layers; case: ifP => // _ /=.
by case: read_layer => [l'||] //=; case: (_ l) => [ls'||] //= -[<-].
Qed.

Lemma read_problem_some dom x layers rows : read_problem dom x = Done (layers, rows) -> ~~ nilp layers.
Proof.
rewrite /read_problem; case E: read_layers => [net||] //=; have net0 := read_layers_some E.
case: dom => [||| text says||[//|[kind value] [|//]]] //=; first by case: ifP => // _ [<-].
case: ifP => _; first by case: read_box => [box||] //= -[<-].
case: ifP => _; first by case: matrix_of => [box||] //= -[<-].
case: ifP => // _; case: value => // fields; case: ifP => // _.
case: field => [y||] //=; case: vector => [origin||] //=; case: field => [z||] //=; case: matrix => [ways||] //=.
by case: ifP => // _; case: get => [box|] /=; [case: read_box => [b||] //=|] => -[<-].
Qed.

Lemma all_has_implied A (P : pred A) b s : all (fun q => P q ==> b) s -> has P s -> b.
Proof. by elim: s => //= q s IH /andP[/implyP Pq /IH{}IH] /orP[]. Qed.

Section Radius.
Variables (net : seq layer) (m : network) (rows : seq (seq rational)) (c : radius).
Hypotheses (net0 : ~~ nilp net) (pnet : proper_layers (inputs_of net) net) (mnet : merged net = Done m)
  (frows : all (fits (inputs m).+1) rows) (pc : proper_radius m c).
Let p := map ofQ (center c).

(** A witness is in the domain, on the boundary, and at the distance. *)
Lemma nearest_sound r record u : proper r -> nearest m rows c r record = Done u ->
  exists2 x : seq rational, inside (inputs m) rows (map ofQ x) &
    boundary_at (boundary_form c) (network_at net (map ofQ x)) /\ distance_at (norm_of c) p (map ofQ x) = ofQ r.
Proof.
move=> pr; rewrite /nearest; case W: witness => [x||] //=; case: ifP => // on_x; case: ifP => // eq_r _.
have [j /vector_of_fits/andP[/eqP sx px] ins] := witness_done W; exists x; first by rewrite -is_inside_sound.
have /and3P[/andP[_ pp] fv _] := pc; have [pe ee] := evaluate_sound R pnet mnet sx px; split.
  by rewrite -ee; apply: on_boundary_sound => //; case: boundary_form fv => // v /andP[].
by have [pd <-] := distance_sound (norm_of c) pp px; apply/eqP; rewrite -eqq_sound.
Qed.

(** Trees that close for all rival rows show that no point of the boundary is nearer, or that there is none. *)
Lemma farther_sound wide y records left : merged (widened (further (norm_of c) (inputs m)) net) = Done wide ->
  size y = size (outputs m) -> all proper y -> closes_all wide (farther (inputs m) rows c y) records = Done left ->
  forall x : seq R, inside (inputs m) rows x -> boundary_at (boundary_form c) (network_at net x) ->
  if least_distance c is Some r then ofQ r <= distance_at (norm_of c) p x else false.
Proof.
move=> mwide sy py shut x /andP[/eqP sx ins_x] on_x; have /and3P[/andP[/eqP sp pp] fv pr] := pc.
have [im _ _ out_m] := merged_sound R pnet mnet; have spx : size p = size x by rewrite size_map sp sx.
have [iw pw at_w] : [/\ inputs_of (widened (further (norm_of c) (inputs m)) net) = (inputs m + further (norm_of c) (inputs m))%N,
    proper_layers (inputs_of (widened (further (norm_of c) (inputs m)) net)) (widened (further (norm_of c) (inputs m)) net) &
    forall x u : seq R, size x = inputs m ->
      network_at (widened (further (norm_of c) (inputs m)) net) (x ++ u) = network_at net x].
  by move: pnet; rewrite im; case: (net) net0 => // l net' _ /(widened_sound (further (norm_of c) (inputs_of (l :: net')))).
have [imw _ _ out_w] := merged_sound R pw mwide; rewrite iw in imw.
set u := distances (norm_of c) p x; have su : size u = further (norm_of c) (inputs m) by rewrite size_distances // sx.
have sxu : size (x ++ u) = inputs wide by rewrite size_cat sx su imw.
have snet : size (network_at net x) = size (outputs m) by have [_ ->] := out_m x sx; rewrite size_rows_atR.
have sout : size (outputs wide) = size y.
  by rewrite sy -snet -(at_w x u sx); have [_ ->] := out_w _ sxu; rewrite size_rows_atR.
rewrite -sy in fv.
set e := further _ _ in mwide iw pw at_w imw su.
have fit_rows : all (fun row => fits (inputs wide).+1 row && (0 <= row_at row (x ++ u))) (map (ignoring e) rows).
  rewrite all_map imw; have: all (predI (fits (inputs m).+1) (fun row => 0 <= row_at row x)) rows by rewrite all_predI frows.
  apply: sub_all => row /= /andP[frow row0]; rewrite ignoring_fits // ignoring_at //.
  by rewrite sx; case/andP: frow => /eqP.
have fit_apart : all (fun row => fits (inputs wide).+1 row && (0 <= row_at row (x ++ u)))
    (flatten [seq apart (norm_of c) (inputs m) q.1 q.2 | q <- zip (iota 0 (inputs m)) (center c)]).
  rewrite all_flatten all_map; apply/(all_nthP (0%N, zero)) => i; rewrite size_zip size_iota sp minnn => lt_i /=.
  rewrite nth_zip ?size_iota //= nth_iota // imw; apply: apart_sound => //.
    by apply: (all_nthP zero pp); rewrite sp.
  by rewrite /p (nth_map zero) ?sp.
have N1 : ofQ (of_Z (-1)) = -1 by rewrite ofQ_of_Z.
have shown ball g : closes_all wide [seq (Disjunct ball [:: q], g) | q <- rivals (boundary_form c) y] records = Done left ->
    all (fun row => fits (inputs wide).+1 row && (0 <= row_at row (x ++ u))) ball -> proper_goal wide g ->
    goal_at (widened e net) (x ++ u) g.
  move=> closes_ball fit_ball pg; have fb : all (fits (inputs wide).+1) ball by apply: sub_all fit_ball => row /andP[].
  have gb : all (fun row => 0 <= row_at row (x ++ u)) ball by apply: sub_all fit_ball => row /andP[].
  have := closes_all_sound pw mwide _ closes_ball sxu; rewrite !all_map => goals.
  apply: (@all_has_implied _ (fun q => 0 <= row_at q (network_at net x)) _ (rivals (boundary_form c) y)).
    apply: sub_all (goals _) => [q|]; first by rewrite /= /satisfied /= gb at_w // andbT.
    have fr : all (fits (size y).+1) (rivals (boundary_form c) y) by apply: rivals_fits.
    by apply: sub_all fr => q fq; rewrite /= /proper_disjunct /= fb sout fq pg.
  by apply: rivals_sound fv py _ on_x; rewrite snet sy.
move: pr shut; rewrite /farther; case: (least_distance c) => [r|] pr shut; last first.
  by apply: shown shut _ _ => //; rewrite cats0 all_cat fit_rows.
have {pr} pr : proper r by case/andP: pr.
case: (leP (ofQ r) (distance_at (norm_of c) p x)) => // lt_r.
have fit_r : fits (inputs wide).+1 (total_row (norm_of c) (inputs m) r (of_Z (-1))) &&
    (0 <= row_at (total_row (norm_of c) (inputs m) r (of_Z (-1))) (x ++ u)).
  by rewrite imw total_row_fits // total_row_at // N1 mulN1r subr_ge0 ltW.
have := shown _ _ shut; rewrite /= !all_cat fit_rows fit_apart /= fit_r imw total_row_fits // => /(_ isT isT).
by rewrite total_row_at // ofQ_opp // ofQ1 mul1r addrC subr_ge0 leNgt lt_r.
Qed.
End Radius.

(** A certificate of the kind `radius` that is accepted. With a radius r: no point of the boundary in the domain, over any
    ordered field, is nearer to p than r, and a rational one is at this distance. Without: there is none in the domain.
    The boundary is {c + v.F = 0}, or where the largest output is attained at least twice (`boundary_at`). *)
Theorem accepted_radius first records h : check (first :: records) = Done tt ->
  read_header first = Done h -> kind h = "radius" ->
  exists layers rows m c,
    let p := map ofQ (center c) in
    let on x := inside (inputs_of layers) rows x /\ boundary_at (boundary_form c) (network_at layers x) in
    [/\ read_problem (domain_text h) (net_text h) = Done (layers, rows) /\ well_formed layers rows,
        merged layers = Done m /\ read_radius m (claim h) = Done c,
        inside (inputs_of layers) rows p &
        if least_distance c is Some r then
          (forall x : seq R, on x -> ofQ r <= distance_at (norm_of c) p x) /\
          exists2 x : seq rational, on (map ofQ x) & distance_at (norm_of c) p (map ofQ x) = ofQ r
        else forall x : seq R, ~ on x].
Proof.
move=> checked read_h kind_h; have look : lookup (kind h) kinds = Some radius_stage by rewrite kind_h.
have [stage] := check_start checked read_h look; rewrite /radius_stage.
case/bindP=> -[layers rows] P /bindP[m M /bindP[c A]]; case: ifP => // ins_p begins fed.
have [pl prows] := read_problem_proper P M; have layers0 := read_problem_some P.
have [inputs_m _ _ _] := merged_sound R pl M; have pc := read_radius_done A.
have /and3P[/andP[/eqP sp pp] fv pr] := pc.
have far s rs : farther_stage layers m rows c = Done s -> feed_all s rs = Done tt ->
    forall x : seq R, inside (inputs m) rows x -> boundary_at (boundary_form c) (network_at layers x) ->
    if least_distance c is Some r then ofQ r <= distance_at (norm_of c) (map ofQ (center c)) x else false.
  rewrite /farther_stage; case: ifP => // _ /bindP[wide W E].
  have -> : s = trees wide (farther (inputs m) rows c (evaluate m (center c))) Complete by case: E.
  case/trees_accepted=> left shut _; have [pe _] := evaluate_sound R pl M sp pp.
  by apply: farther_sound W _ pe shut => //; rewrite size_map.
exists layers, rows, m, c; rewrite -inputs_m; split=> //.
- by rewrite /well_formed pl -inputs_m.
- by rewrite -is_inside_sound.
case E: (least_distance c) begins far pr => [r|] begins far pr; last first.
  by move=> x [in_x on_x]; have := far _ _ begins fed x in_x on_x.
have {pr} /andP[pr r0] := pr; have eq_stage : stage = Record (fun record =>
    let! _ := nearest m rows c r record in if is_zero r then Done Complete else farther_stage layers m rows c).
  by case: begins.
move: fed; rewrite eq_stage; case: records {checked} => // record rest /bindP[next /bindP[u N next_s] fed].
have [y in_y [on_y dist_y]] := nearest_sound pl M prows pc pr N.
split; last by exists y.
move=> x [in_x on_x]; case: ifP next_s => [zero_r _|_ next_s]; last exact: (far _ _ next_s fed x in_x on_x).
have -> : ofQ r = 0 by move: zero_r; rewrite /is_zero /semantics.ofQ => /Z.eqb_spec ->; rewrite mul0r.
exact: distance_ge0.
Qed.
End Extremes.
