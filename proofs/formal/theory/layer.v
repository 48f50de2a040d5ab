(** A ReLU layer x -> max(A x + b, 0) over an arbitrary ordered field: sectors and cells (L1, L2). *)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variables (R : realFieldType) (m d : nat).
Implicit Types (A : 'M[R]_(m, d)) (b : 'cV[R]_m) (x : 'cV[R]_d).

(** t^+ = max(t, 0) *)
Definition relu (t : R) : R := Num.max t 0.

(** The pre-activations y(x) = A x + b, a column. *)
Definition pre A b x : 'cV[R]_m := A *m x + b.

(** The layer T(x) = max(A x + b, 0), entry by entry. *)
Definition layer A b x : 'cV[R]_m := \col_i relu (pre A b x i 0).

(** The closed sector of a set I of neurons: y_i >= 0 for i in I, y_j <= 0 for the others. *)
Definition sector A b (I : {set 'I_m}) x : bool :=
  [forall i, if i \in I then 0 <= pre A b x i 0 else pre A b x i 0 <= 0].

(** The half-open sector: exactly the neurons of I are active. *)
Definition active A b x : {set 'I_m} := [set i | 0 < pre A b x i 0].

(** The cell of a sign vector (entries -1, 0, 1): all points with these signs. *)
Definition cell A b (s : {ffun 'I_m -> R}) x : bool := [forall i, Num.sg (pre A b x i 0) == s i].
End Definitions.

(** The positive part t^+. *)
Section Relu.
Variable R : realFieldType.
Implicit Types (s t c : R).

Lemma relu_id t : 0 <= t -> relu t = t.
Proof. by move=> t0; rewrite /relu max_l. Qed.

Lemma relu_le0 t : t <= 0 -> relu t = 0.
Proof. by move=> t0; rewrite /relu max_r. Qed.

Lemma relu_ge0 t : 0 <= relu t.
Proof. by rewrite /relu le_maxr lexx orbT. Qed.

Lemma relu_gt0 t : (0 < relu t) = (0 < t).
Proof. by rewrite /relu lt_maxr ltxx orbF. Qed.

Lemma relu_eq0 t : (relu t == 0) = (t <= 0).
Proof. by rewrite eq_le relu_ge0 andbT leNgt relu_gt0 -leNgt. Qed.

Lemma relu_eqid t : (relu t == t) = (0 <= t).
Proof. by apply/eqP/idP => [<-|/relu_id //]; apply: relu_ge0. Qed.

Lemma reluK t : relu (relu t) = relu t.
Proof. by rewrite relu_id ?relu_ge0. Qed.

Lemma relu_mono s t : s <= t -> relu s <= relu t.
Proof. by move=> st; rewrite /relu le_maxl !le_maxr st lexx !orbT. Qed.

Lemma relu_scale c t : 0 <= c -> relu (c * t) = c * relu t.
Proof. by move=> c0; rewrite /relu maxr_pmulr // mulr0. Qed.

(** t = t^+ - (-t)^+ *)
Lemma relu_split t : t = relu t - relu (- t).
Proof.
case: (leP 0 t) => [t0|/ltW t0].
  by rewrite (relu_id t0) relu_le0 ?oppr_le0 // subr0.
by rewrite (relu_le0 t0) relu_id ?oppr_ge0 // sub0r opprK.
Qed.
End Relu.

(** Sectors and cells of an arbitrary layer: m neurons, d inputs, no assumption on A. *)
Section General.
Variables (R : realFieldType) (m d : nat).
Variables (A : 'M[R]_(m, d)) (b : 'cV[R]_m).
Implicit Types (I J : {set 'I_m}) (x : 'cV[R]_d).

(** D_I: the diagonal matrix with entry 1 at the neurons of I and 0 at the others. *)
Definition Dmx I : 'M[R]_m := diag_mx (\row_i (i \in I)%:R).

(** The sign vector in {-1,0,1}^m coded by s: the codes 0, 1, 2 stand for the signs -1, 0, 1. *)
Definition signs (s : {ffun 'I_m -> 'I_3}) : {ffun 'I_m -> R} := [ffun i => (s i)%:R - 1].

(** The neurons with a non-zero sign. *)
Definition nonzero (s : {ffun 'I_m -> 'I_3}) : {set 'I_m} := [set i | val (s i) != 1%N].

Lemma layerE x i : layer A b x i 0 = relu (pre A b x i 0).
Proof. by rewrite mxE. Qed.

Lemma Dmx_mulE I (u : 'cV[R]_m) i : (Dmx I *m u) i 0 = if i \in I then u i 0 else 0.
Proof. by rewrite mul_diag_mx !mxE; case: (i \in I); rewrite ?mul1r ?mul0r. Qed.

Lemma sectorP I x :
  reflect (forall i, if i \in I then 0 <= pre A b x i 0 else pre A b x i 0 <= 0) (sector A b I x).
Proof. exact: forallP. Qed.

(** L2. On the closed sector of I the layer is the affine map x -> D_I (A x + b). *)
Theorem L2_sector_form I x : sector A b I x -> layer A b x = Dmx I *m (A *m x + b).
Proof.
move=> /sectorP S; apply/colP => i; rewrite layerE Dmx_mulE; move: (S i).
by case: (i \in I) => y0; [rewrite relu_id | rewrite relu_le0].
Qed.

(** L2, converse. Only the points of the closed sector of I satisfy T(x) = D_I (A x + b). *)
Theorem L2_sector_form_iff I x : sector A b I x <-> layer A b x = Dmx I *m (A *m x + b).
Proof.
split; first exact: L2_sector_form.
move=> E; apply/sectorP => i; move/colP/(_ i)/eqP: E; rewrite layerE Dmx_mulE.
by case: (i \in I); rewrite ?relu_eqid ?relu_eq0.
Qed.

(** L1. Each point lies in the closed sector of its own active set. *)
Lemma sector_active x : sector A b (active A b x) x.
Proof.
by apply/sectorP => i; rewrite inE; case: ltP => // /ltW.
Qed.

(** L2. T(x) = D_I (A x + b) with I the set of active neurons of x. *)
Theorem L2_active_form x : layer A b x = Dmx (active A b x) *m (A *m x + b).
Proof. exact/L2_sector_form/sector_active. Qed.

(** L1. The closed sectors cover the space. *)
Theorem L1_sectors_cover x : exists I, sector A b I x.
Proof. by exists (active A b x); apply: sector_active. Qed.

Lemma active_eqP I x : (active A b x = I) <-> (forall i, 0 < pre A b x i 0 <-> i \in I).
Proof.
split=> [<- i|E]; first by rewrite inE.
by apply/setP => i; rewrite inE; apply/idP/idP => /E.
Qed.

(** L1. Half-open sectors partition the space: each x has exactly one I with y_i(x) > 0 <-> i in I. *)
Theorem L1_halfopen_partition x : exists! I : {set 'I_m}, forall i, 0 < pre A b x i 0 <-> i \in I.
Proof.
exists (active A b x); split; first exact/active_eqP.
by move=> J /active_eqP.
Qed.

(** L1. Two closed sectors meet in {y = 0 on the symmetric difference, >= 0 on both, <= 0 on neither}. *)
Theorem L1_sector_intersection I J x :
  (sector A b I x /\ sector A b J x) <->
  [/\ forall i, i \in (I :\: J) :|: (J :\: I) -> pre A b x i 0 = 0,
      forall i, i \in I :&: J -> 0 <= pre A b x i 0
    & forall i, i \notin I :|: J -> pre A b x i 0 <= 0].
Proof.
split=> [[/sectorP SI /sectorP SJ]|[Z P N]].
  split=> i; rewrite !inE; move: (SI i) (SJ i); case: (i \in I); case: (i \in J) => //= y1 y2 _;
    by apply/eqP; rewrite eq_le y1 y2.
split; apply/sectorP => i; move: (Z i) (P i) (N i); rewrite !inE;
  by case: (i \in I); case: (i \in J) => //= Z1 P1 N1; first [exact: P1 | exact: N1 | rewrite Z1].
Qed.

Lemma cellP (s : {ffun 'I_m -> R}) x :
  reflect (forall i, Num.sg (pre A b x i 0) = s i) (cell A b s x).
Proof. by apply: (iffP forallP) => H i; apply/eqP. Qed.

(** Different codes give different sign vectors. *)
Lemma signs_inj : injective signs.
Proof.
move=> s t /ffunP E; apply/ffunP => i; apply/val_inj/eqP.
by move: (E i); rewrite !ffunE => /addIr /eqP; rewrite eqr_nat.
Qed.

(** The codes give exactly the vectors with entries in {-1, 0, 1}. *)
Lemma signs_onto (s : {ffun 'I_m -> R}) :
  (forall i, s i \in [:: -1; 0; 1]) <-> (exists t, s = signs t).
Proof.
split=> [S|[t ->] i]; last first.
  rewrite ffunE !inE; case: (t i) => -[|[|[|k]]] //= _.
  - by rewrite sub0r eqxx.
  - by rewrite subrr eqxx orbT.
  - by rewrite (natrD _ 1 1) addrK eqxx !orbT.
exists [ffun i => if s i == -1 then inord 0 else if s i == 0 then inord 1 else inord 2].
apply/ffunP => i; rewrite !ffunE; move: (S i); rewrite !inE.
case: eqP => [->|_] /=; first by rewrite inordK // sub0r.
case: eqP => [->|_] /=; first by rewrite inordK // subrr.
by move=> /eqP ->; rewrite inordK // (natrD _ 1 1) addrK.
Qed.

Lemma sgr_range (t : R) : Num.sg t \in [:: -1; 0; 1].
Proof. by case: (sgrP t) => _; rewrite !inE eqxx ?orbT. Qed.

(** L1. The cells partition the space: each x lies in the cell of exactly one sign vector. *)
Theorem L1_cell_partition x : exists! s : {ffun 'I_m -> 'I_3}, cell A b (signs s) x.
Proof.
have /signs_onto [s E] : forall i, [ffun i => Num.sg (pre A b x i 0)] i \in [:: -1; 0; 1].
  by move=> i; rewrite ffunE sgr_range.
exists s; split; first by apply/cellP => i; rewrite -E ffunE.
by move=> t /cellP C; apply/signs_inj; rewrite -E; apply/ffunP => i; rewrite ffunE.
Qed.

(** L1. A closed sector is the union of the cells whose signs are >= 0 on I and <= 0 off I. *)
Theorem L1_sector_cells I (s : {ffun 'I_m -> R}) x : cell A b s x ->
  sector A b I x <-> (forall i, if i \in I then 0 <= s i else s i <= 0).
Proof.
move=> /cellP C; split=> [/sectorP S i|S].
  by move: (S i); rewrite -C sgr_ge0 sgr_le0.
by apply/sectorP => i; move: (S i); rewrite -C sgr_ge0 sgr_le0.
Qed.

(** The number of sign vectors with exactly j non-zero signs is C(m, j) 2^j. *)
Lemma card_nonzero j :
  #|[set s : {ffun 'I_m -> 'I_3} | #|nonzero s| == j]| = ('C(m, j) * 2 ^ j)%N.
Proof.
rewrite -sum1dep_card (partition_big nonzero (fun I : {set 'I_m} => #|I| == j)) //=.
rewrite (eq_bigr (fun=> 2 ^ j)%N) => [|I /eqP cI].
  by rewrite sum_nat_const -[m in 'C(m, _)]card_ord -card_draws cardsE.
rewrite sum1dep_card.
pose F i : pred 'I_3 := fun k => (val k != 1%N) == (i \in I).
rewrite (eq_card (B := family F)) => [|s]; last first.
  rewrite !inE; apply/andP/familyP => [[_ /eqP E] i|H].
    by rewrite unfold_in /F -E inE.
  suff E : nonzero s = I by rewrite E cI !eqxx.
  by apply/setP => i; move: (H i); rewrite inE unfold_in => /eqP.
rewrite card_family foldrE big_map big_enum /=.
rewrite (bigID (mem I)) /= [X in (_ * X)%N]big1 => [|i /negPf iI]; last first.
  rewrite (eq_card (B := pred1 (inord 1 : 'I_3))) ?card1 // => k.
  by rewrite unfold_in /F iI eqbF_neg negbK inE -val_eqE /= inordK.
rewrite muln1 -cI -prod_nat_const; apply: eq_bigr => i iI.
rewrite (eq_card (B := predC1 (inord 1 : 'I_3))) ?cardC1 ?card_ord // => k.
by rewrite unfold_in /F iI eqb_id !inE -val_eqE /= inordK.
Qed.
End General.

Arguments Dmx {R m} I.
Arguments signs {R m} s.

(** Square regular layers: d neurons, d inputs, A invertible. *)
Section Regular.
Variables (R : realFieldType) (d : nat).
Variables (A : 'M[R]_d) (b : 'cV[R]_d).
Implicit Types (I J : {set 'I_d}) (x y u : 'cV[R]_d) (c : 'I_d -> R).

(** The apex x0 = -A^-1 b. *)
Definition apex : 'cV[R]_d := - (invmx A *m b).

(** The dual vectors a_i^*: the columns of A^-1. *)
Definition dual i : 'cV[R]_d := col i (invmx A).

(** The point with pre-activations y. *)
Definition point y : 'cV[R]_d := invmx A *m (y - b).

Lemma sum_dual y : \sum_i y i 0 *: dual i = invmx A *m y.
Proof.
by apply/colP => k; rewrite summxE mxE; apply: eq_bigr => i _; rewrite !mxE mulrC.
Qed.

Lemma sum_dual_fun c : \sum_i c i *: dual i = invmx A *m (\col_i c i).
Proof. by rewrite -sum_dual; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma pointE y : point y = apex + \sum_i y i 0 *: dual i.
Proof. by rewrite /point /apex sum_dual mulmxBr addrC. Qed.

Hypothesis Au : A \in unitmx.

Lemma pre_point y : pre A b (point y) = y.
Proof. by rewrite /pre /point mulKVmx // subrK. Qed.

Lemma point_pre x : point (pre A b x) = x.
Proof. by rewrite /pre /point addrK mulKmx. Qed.

(** L1. All pre-activations vanish at the apex, and only there. *)
Theorem L1_apex x : pre A b x = 0 <-> x = apex.
Proof.
have E : apex = point 0 by rewrite /point sub0r mulmxN.
by split=> [E0|->]; [rewrite -(point_pre x) E0 E | rewrite E pre_point].
Qed.

(** L1. a_i . a_j^* = delta_ij. *)
Theorem L1_dual_basis i j : (row i A *m dual j) 0 0 = (i == j)%:R.
Proof.
have -> : (row i A *m dual j) 0 0 = (A *m invmx A) i j.
  by rewrite !mxE; apply: eq_bigr => k _; rewrite !mxE.
by rewrite mulmxV // mxE.
Qed.

Lemma mulmx_dual j : A *m dual j = delta_mx j 0.
Proof.
rewrite /dual colE mulmxA mulmxV // mul1mx.
by apply/matrixP => i k; rewrite !mxE (ord1 k).
Qed.

(** L1. x = x0 + sum_i y_i(x) a_i^*. *)
Theorem L1_coordinates x : x = apex + \sum_i pre A b x i 0 *: dual i.
Proof. by rewrite -pointE point_pre. Qed.

(** L1. The coordinates are unique: x = x0 + sum_i c_i a_i^* only for c_i = y_i(x). *)
Theorem L1_coordinates_unique c x :
  x = apex + \sum_i c i *: dual i <-> (forall i, pre A b x i 0 = c i).
Proof.
split=> [-> i|E].
  by rewrite sum_dual_fun -sum_dual -pointE pre_point mxE.
by rewrite {1}(L1_coordinates x); congr (_ + _); apply: eq_bigr => i _; rewrite E.
Qed.

(** L1. The map x -> y(x) is onto: every vector of pre-activations is attained, exactly once. *)
Theorem L1_bijection y : exists! x, pre A b x = y.
Proof.
by exists (point y); split; [apply: pre_point | move=> x <-; apply: point_pre].
Qed.

Lemma sum_signed_dual I c :
  \sum_(i in I) c i *: dual i - \sum_(j | j \notin I) c j *: dual j =
  \sum_i (if i \in I then c i else - c i) *: dual i.
Proof.
rewrite [RHS](bigID (mem I)) /= -sumrN; congr (_ + _); apply: eq_bigr => i; first by move=> ->.
by move=> /negPf ->; rewrite scaleNr.
Qed.

(** L1. The closed sector of I is the cone x0 + cone(a_i^* (i in I), -a_j^* (j not in I)). *)
Theorem L1_sector_cone I x :
  sector A b I x <->
  exists c, (forall i, 0 <= c i) /\
            x = apex + (\sum_(i in I) c i *: dual i - \sum_(j | j \notin I) c j *: dual j).
Proof.
split=> [/sectorP S|[c [c0]]]; last first.
  rewrite sum_signed_dual => /L1_coordinates_unique E; apply/sectorP => i; rewrite E.
  by case: (i \in I); rewrite ?oppr_le0 c0.
exists (fun i => `|pre A b x i 0|); split=> [i|]; first exact: normr_ge0.
rewrite sum_signed_dual; apply/L1_coordinates_unique => i; move: (S i).
by case: (i \in I) => y0; [rewrite ger0_norm | rewrite ler0_norm // opprK].
Qed.

(** L1. The dual vectors are linearly independent. *)
Theorem L1_dual_free c : \sum_i c i *: dual i = 0 -> forall i, c i = 0.
Proof.
rewrite sum_dual_fun => /(congr1 (mulmx A)); rewrite mulKVmx // mulmx0 => /colP E i.
by move: (E i); rewrite !mxE.
Qed.

(** L1. Two closed sectors meet in the common face x0 + cone(a_i^* (i in both), -a_j^* (j in neither)). *)
Theorem L1_common_face I J x :
  (sector A b I x /\ sector A b J x) <->
  exists c, (forall i, 0 <= c i) /\
    x = apex + (\sum_(i in I :&: J) c i *: dual i - \sum_(j | j \notin I :|: J) c j *: dual j).
Proof.
have E c : \sum_(i in I :&: J) c i *: dual i - \sum_(j | j \notin I :|: J) c j *: dual j =
    \sum_i (if i \in I :&: J then c i else if i \in I :|: J then 0 else - c i) *: dual i.
  rewrite big_mkcond [X in _ - X]big_mkcond -sumrB; apply: eq_bigr => i _; rewrite !inE.
  by case: (i \in I); case: (i \in J); rewrite /= ?subr0 ?scale0r // sub0r scaleNr.
rewrite L1_sector_intersection; split=> [[Z P N]|[c [c0]]].
  exists (fun i => `|pre A b x i 0|); split=> [i|]; first exact: normr_ge0.
  rewrite E; apply/L1_coordinates_unique => i; move: (Z i) (P i) (N i); rewrite !inE.
  case: (i \in I); case: (i \in J) => //= Zi Pi Ni; first by rewrite ger0_norm // Pi.
  - exact: Zi.
  - exact: Zi.
  by rewrite ler0_norm ?opprK // Ni.
rewrite E => /L1_coordinates_unique H; split=> i; rewrite H !inE;
  by case: (i \in I); case: (i \in J); rewrite // ?oppr_le0 /=.
Qed.

(** L1. The cell of s is x0 + {sum_i c_i a_i^* : sign c_i = s_i}. *)
Theorem L1_cell_cone (s : {ffun 'I_d -> R}) x :
  cell A b s x <-> exists c, (forall i, Num.sg (c i) = s i) /\ x = apex + \sum_i c i *: dual i.
Proof.
split=> [/cellP C|[c [C /L1_coordinates_unique E]]].
  by exists (fun i => pre A b x i 0); split=> //; apply: L1_coordinates.
by apply/cellP => i; rewrite E.
Qed.

(** L1. The cell of s has as many dimensions as s has non-zero signs: the differences of two of its
    points are exactly the combinations of the (independent) a_i^* with s_i non-zero. *)
Theorem L1_cell_directions (s : {ffun 'I_d -> 'I_3}) (v : 'cV[R]_d) :
  (exists x x', [/\ cell A b (signs s) x, cell A b (signs s) x' & v = x - x']) <->
  (exists c, v = \sum_(i in nonzero s) c i *: dual i).
Proof.
have nz i : (i \in nonzero s) = (signs s i != 0 :> R).
  by rewrite inE ffunE subr_eq0 pnatr_eq1.
have sE i : signs s i \in [:: -1; 0; 1 : R].
  by have /signs_onto : exists t, signs s = signs t :> {ffun 'I_d -> R} by exists s.
split=> [[x [x' [/L1_cell_cone[c [sc ->]] /L1_cell_cone[c' [sc' ->]] ->]]]|[c ->]].
  exists (fun i => c i - c' i); rewrite opprD addrACA subrr add0r -sumrB [RHS]big_mkcond.
  apply: eq_bigr => i _; rewrite nz -scalerBl; case: eqP => // s0.
  have /eqP := sc i; rewrite s0 sgr_eq0 => /eqP ->.
  by have /eqP := sc' i; rewrite s0 sgr_eq0 => /eqP ->; rewrite subrr scale0r.
pose e i : R := signs s i * (1 + `|c i|).
pose f i : R := (if i \in nonzero s then c i else 0) + e i.
have pos (t : R) : 0 < 1 + `|t| by rewrite ltr_paddr ?normr_ge0 ?ltr01.
exists (apex + \sum_i f i *: dual i), (apex + \sum_i e i *: dual i); split.
- apply/L1_cell_cone; exists f; split=> // i; rewrite /f /e nz.
  move: (sE i); rewrite !inE => /or3P[] /eqP ->.
  + rewrite oppr_eq0 oner_eq0 mulN1r ltr0_sg // subr_lt0.
    by rewrite (le_lt_trans (ler_norm _)) // ltr_addr ltr01.
  + by rewrite eqxx mul0r addr0 sgr0.
  rewrite oner_eq0 mul1r gtr0_sg // addrC -addrA ltr_paddr ?ltr01 //.
  by rewrite -ler_subl_addr sub0r -normrN ler_norm.
- apply/L1_cell_cone; exists e; split=> // i; rewrite /e sgrM (gtr0_sg (pos _)) mulr1.
  by move: (sE i); rewrite !inE => /or3P[] /eqP ->; rewrite ?sgrN ?sgr1 ?sgr0.
rewrite opprD addrACA subrr add0r -sumrB big_mkcond; apply: eq_bigr => i _.
by rewrite /f -scalerBl addrK; case: ifP; rewrite // scale0r.
Qed.

(** L1. Every half-open sector is non-empty: each of the 2^d sets of neurons is an active set. *)
Theorem L1_halfopen_nonempty I : exists x, active A b x = I.
Proof.
exists (point (\col_i (i \in I)%:R)); apply/setP => i.
by rewrite inE pre_point mxE; case: (i \in I); rewrite ?ltr01 ?ltxx.
Qed.

(** L1. No closed sector is contained in another one: each has a point that lies in no other. *)
Theorem L1_sector_own_point I : exists x, forall J, sector A b J x <-> J = I.
Proof.
exists (point (\col_i if i \in I then 1 else -1)) => J; split=> [/sectorP S|->].
  apply/setP => i; move: (S i); rewrite pre_point mxE.
  by case: (i \in I); case: (i \in J); rewrite ?oppr_ge0 ?ler10.
by apply/sectorP => i; rewrite pre_point mxE; case: (i \in I); rewrite ?ler01 ?oppr_le0 ?ler01.
Qed.

(** L1. Every cell is non-empty. *)
Theorem L1_cell_nonempty (s : {ffun 'I_d -> 'I_3}) : exists x, cell A b (signs s) x.
Proof.
exists (point (\col_i signs s i)); apply/cellP => i; rewrite pre_point mxE.
have /signs_onto/(_ i) : exists t, signs s = signs t :> {ffun 'I_d -> R} by exists s.
by rewrite !inE => /or3P[] /eqP ->; rewrite ?sgrN ?sgr1 ?sgr0.
Qed.

(** L1. Exactly 2^d sets of neurons occur as active sets. *)
Theorem L1_count_sectors :
  exists S : {set {set 'I_d}}, (forall I, I \in S <-> exists x, active A b x = I) /\ #|S| = (2 ^ d)%N.
Proof.
exists setT; split=> [I|]; first by rewrite inE; split=> // _; apply: L1_halfopen_nonempty.
by rewrite -powersetT card_powerset cardsT card_ord.
Qed.

(** L1. Exactly 3^d sign vectors have a non-empty cell. *)
Theorem L1_count_cells :
  exists S : {set {ffun 'I_d -> 'I_3}},
    (forall s, s \in S <-> exists x, cell A b (signs s) x) /\ #|S| = (3 ^ d)%N.
Proof.
exists setT; split=> [s|]; first by rewrite inE; split=> // _; apply: L1_cell_nonempty.
by rewrite cardsT card_ffun !card_ord.
Qed.

(** L1. Exactly C(d, j) 2^j non-empty cells have j non-zero signs, i.e. dimension j (L1_cell_directions). *)
Theorem L1_count_cells_dim j :
  exists S : {set {ffun 'I_d -> 'I_3}},
    (forall s, s \in S <-> (exists x, cell A b (signs s) x) /\ #|nonzero s| = j) /\
    #|S| = ('C(d, j) * 2 ^ j)%N.
Proof.
exists [set s | #|nonzero s| == j]; split=> [s|]; last exact: card_nonzero.
by rewrite inE; split=> [/eqP|[_ ->]] //; split=> //; apply: L1_cell_nonempty.
Qed.

(** L1, collected. A square regular layer cuts its input space into 2^d sectors with apex x0:
    coordinates; sectors are cones that cover; their intersections; half-open sectors and cells
    partition; none of them is empty, so there are 2^d active sets and 3^d cells. *)
Theorem L1_sectors :
  [/\ forall x, x = apex + \sum_i pre A b x i 0 *: dual i,
      forall I x, sector A b I x <->
        exists c, (forall i, 0 <= c i) /\
                  x = apex + (\sum_(i in I) c i *: dual i - \sum_(j | j \notin I) c j *: dual j),
      forall x, exists I, sector A b I x
    & forall I J x, (sector A b I x /\ sector A b J x) <->
        [/\ forall i, i \in (I :\: J) :|: (J :\: I) -> pre A b x i 0 = 0,
            forall i, i \in I :&: J -> 0 <= pre A b x i 0
          & forall i, i \notin I :|: J -> pre A b x i 0 <= 0]] /\
  [/\ forall x, exists! I : {set 'I_d}, forall i, 0 < pre A b x i 0 <-> i \in I,
      forall x, exists! s : {ffun 'I_d -> 'I_3}, cell A b (signs s) x,
      exists S : {set {set 'I_d}},
        (forall I, I \in S <-> exists x, active A b x = I) /\ #|S| = (2 ^ d)%N
    & exists S : {set {ffun 'I_d -> 'I_3}},
        (forall s, s \in S <-> exists x, cell A b (signs s) x) /\ #|S| = (3 ^ d)%N].
Proof.
split; split.
- exact: L1_coordinates.
- exact: L1_sector_cone.
- exact: L1_sectors_cover.
- exact: L1_sector_intersection.
- exact: L1_halfopen_partition.
- exact: L1_cell_partition.
- exact: L1_count_sectors.
- exact: L1_count_cells.
Qed.
End Regular.
