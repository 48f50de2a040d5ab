(** The layer as a cone projection followed by an affine map, and its fibres (T3, T4, T6). *)
From mathcomp Require Import all_ssreflect all_algebra.
From exactrelu.theory Require Import layer.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** An arbitrary layer: m neurons, d inputs, no assumption on A. *)
Section General.
Variables (R : realFieldType) (m d : nat).
Variables (A : 'M[R]_(m, d)) (b : 'cV[R]_m).
Implicit Types (I J : {set 'I_m}) (x : 'cV[R]_d) (z : 'cV[R]_m).

(** The neurons with a non-zero output. *)
Definition supp z : {set 'I_m} := [set i | z i 0 != 0].

(** T4. The layer is monotone: A x >= A x' entrywise implies T(x) >= T(x') entrywise. *)
Theorem T4_monotone x x' :
  (forall i, (A *m x') i 0 <= (A *m x) i 0) -> forall i, layer A b x' i 0 <= layer A b x i 0.
Proof.
by move=> le i; rewrite !layerE; apply: relu_mono; rewrite /pre ![(_ + b) _ _]mxE ler_add2r.
Qed.

(** T6. The layer has no negative outputs. *)
Theorem T6_output_ge0 x i : 0 <= layer A b x i 0.
Proof. by rewrite layerE relu_ge0. Qed.

(** T6. The fibre over z >= 0 is the polyhedron {y_i = z_i on supp z, y_j <= 0 off supp z}. *)
Theorem T6_fibre_polyhedron z x : (forall i, 0 <= z i 0) ->
  layer A b x = z <->
  (forall i, if i \in supp z then pre A b x i 0 = z i 0 else pre A b x i 0 <= 0).
Proof.
move=> z0; split=> [<- i|H].
  by rewrite inE layerE relu_eq0; case: (leP (pre A b x i 0) 0) => //= /ltW /relu_id.
apply/colP => i; move: (H i); rewrite inE layerE.
by case: eqP => [->|_ E] /=; [exact: relu_le0 | rewrite E relu_id].
Qed.

(** T6. The fibres are convex: with x and x' they contain the segment between them. *)
Theorem T6_fibre_convex x x' (t : R) : 0 <= t <= 1 ->
  layer A b x = layer A b x' -> layer A b ((1 - t) *: x + t *: x') = layer A b x.
Proof.
move=> /andP[t0 t1] E; have s0 : 0 <= 1 - t by rewrite subr_ge0.
have z0 i : 0 <= layer A b x i 0 := T6_output_ge0 x i.
move/(T6_fibre_polyhedron _ z0): (esym E) => H'.
move/(T6_fibre_polyhedron _ z0): (erefl (layer A b x)) => H.
apply/(T6_fibre_polyhedron _ z0) => i; move: (H i) (H' i).
have -> : pre A b ((1 - t) *: x + t *: x') i 0 = (1 - t) * pre A b x i 0 + t * pre A b x' i 0.
  suff -> : pre A b ((1 - t) *: x + t *: x') = (1 - t) *: pre A b x + t *: pre A b x' by rewrite !mxE.
  rewrite /pre mulmxDr -!scalemxAr !scalerDr addrACA; congr (_ + _).
  by rewrite -scalerDl subrK scale1r.
case: (i \in supp _) => [-> ->|y0 y0']; first by rewrite -mulrDl subrK mul1r.
by apply: ler_naddl; rewrite mulr_ge0_le0.
Qed.

(** The rank of D_I is the number of elements of I. *)
Lemma rank_Dmx I : \rank (Dmx I : 'M[R]_m) = #|I|.
Proof.
pose E : 'M[R]_(#|I|, m) := \matrix_(k, i) (enum_val k == i)%:R.
have EE : E *m E^T = 1%:M.
  apply/matrixP => k l; rewrite !mxE (bigD1 (enum_val k)) //= big1 => [|i /negPf ki].
    by rewrite !mxE eqxx mul1r addr0 eq_sym (inj_eq enum_val_inj).
  by rewrite !mxE eq_sym ki mul0r.
have DE : Dmx I = E^T *m E.
  apply/matrixP => i j; rewrite !mxE; case: (boolP (i \in I)) => iI; last first.
    rewrite mul0rn big1 // => k _; rewrite !mxE.
    by case: eqP => [ki|_]; [rewrite -ki enum_valP in iI | rewrite mul0r].
  rewrite (bigD1 (enum_rank_in iI i)) //= big1 => [|k /eqP ki].
    by rewrite !mxE enum_rankK_in // eqxx mul1r addr0; case: (i == j).
  rewrite !mxE; case: eqP => [E1|_]; last by rewrite mul0r.
  by case: ki; rewrite -(enum_valK_in iI k) E1.
apply/eqP; rewrite eqn_leq {1}DE mulmx_max_rank /=.
have : (\rank (E *m Dmx I *m E^T) <= \rank (Dmx I : 'M[R]_m))%N.
  exact: leq_trans (mxrankM_maxl _ _) (mxrankM_maxr _ _).
by rewrite DE mulmxA EE mul1mx EE mxrank1.
Qed.
End General.

(** A square regular layer. *)
Section Projection.
Variables (R : realFieldType) (d : nat).
Variables (A : 'M[R]_d) (b : 'cV[R]_d).
Implicit Types (I J : {set 'I_d}) (x u z v : 'cV[R]_d) (c : 'I_d -> R).

(** The cone projection pi(x) = x0 + sum_i y_i(x)^+ a_i^*. *)
Definition pi x : 'cV[R]_d := apex A b + \sum_i relu (pre A b x i 0) *: dual A i.

(** The projector P_I = A^-1 D_I A. *)
Definition proj I : 'M[R]_d := invmx A *m Dmx I *m A.

Lemma pi_point x : pi x = point A b (layer A b x).
Proof. by rewrite pointE; congr (_ + _); apply: eq_bigr => i _; rewrite layerE. Qed.

(** T3. pi(x) = A^-1 (T(x) - b). *)
Theorem T3_projection_formula x : pi x = invmx A *m (layer A b x - b).
Proof. exact: pi_point. Qed.

Hypothesis Au : A \in unitmx.

Lemma pre_pi x : pre A b (pi x) = layer A b x.
Proof. by rewrite pi_point pre_point. Qed.

(** T3. The layer is the cone projection followed by an affine map: T(x) = A pi(x) + b. *)
Theorem T3_factorisation x : layer A b x = A *m pi x + b.
Proof. by rewrite -[RHS]/(pre A b (pi x)) pre_pi. Qed.

(** T4. x and pi(x) have the same image: T(pi(x)) = T(x). *)
Theorem T4_same_image x : layer A b (pi x) = layer A b x.
Proof. by apply/colP => i; rewrite layerE pre_pi layerE reluK. Qed.

(** T4. pi(x) is the only point u with A u + b = T(x). *)
Theorem T4_unique x u : A *m u + b = layer A b x <-> u = pi x.
Proof.
split=> [E|->]; last by rewrite -T3_factorisation.
by rewrite pi_point -E point_pre.
Qed.

(** T3. pi(x) = x + sum_i (-y_i(x))^+ a_i^*. *)
Theorem T3_projection_shift x : pi x = x + \sum_i relu (- pre A b x i 0) *: dual A i.
Proof.
rewrite [X in _ = X + _](L1_coordinates b Au x) /pi -addrA -big_split /=; congr (_ + _).
apply: eq_bigr => i _; rewrite -scalerDl; congr (_ *: _).
by apply/eqP; rewrite -subr_eq -relu_split.
Qed.

Lemma sector_setT x : sector A b setT x <-> (forall i, 0 <= pre A b x i 0).
Proof.
split=> [/sectorP S i|S]; first by move: (S i); rewrite inE.
by apply/sectorP => i; rewrite inE.
Qed.

(** T3. pi(x) lies in the cone C = {y >= 0}. *)
Theorem T3_in_cone x : sector A b setT (pi x).
Proof. by apply/sector_setT => i; rewrite pre_pi layerE relu_ge0. Qed.

(** T4. pi(x) = x exactly for the points of the cone C. *)
Theorem T4_fixed_points x : pi x = x <-> sector A b setT x.
Proof.
split=> [<-|/sector_setT S]; first exact: T3_in_cone.
rewrite pi_point -[RHS](point_pre b Au); congr point; apply/colP => i.
by rewrite layerE relu_id.
Qed.

(** T3. The image of pi is the cone C. *)
Theorem T3_image u : (exists x, pi x = u) <-> sector A b setT u.
Proof.
split=> [[x <-]|/T4_fixed_points E]; first exact: T3_in_cone.
by exists u.
Qed.

(** T4. pi is idempotent. *)
Theorem T4_idempotent x : pi (pi x) = pi x.
Proof. exact/T4_fixed_points/T3_in_cone. Qed.

Lemma sub_apex x : x - apex A b = invmx A *m pre A b x.
Proof. by rewrite {1}(L1_coordinates b Au x) addrC addKr sum_dual. Qed.

(** T3. On the sector of I the projection is linear about the apex: pi(x) = x0 + P_I (x - x0). *)
Theorem T3_sector_form I x : sector A b I x -> pi x = apex A b + proj I *m (x - apex A b).
Proof.
move=> /L2_sector_form E.
by rewrite sub_apex /proj -!mulmxA mulKVmx // -E -pre_pi -sub_apex addrC subrK.
Qed.

(** T4. pi(x0 + t (x - x0)) = x0 + t (pi(x) - x0) for t >= 0. *)
Theorem T4_homogeneous (t : R) x : 0 <= t ->
  pi (apex A b + t *: (x - apex A b)) = apex A b + t *: (pi x - apex A b).
Proof.
move=> t0.
have -> : pi x - apex A b = \sum_i relu (pre A b x i 0) *: dual A i by rewrite /pi addrC addKr.
rewrite /pi scaler_sumr; congr (_ + _).
have -> : pre A b (apex A b + t *: (x - apex A b)) = t *: pre A b x.
  rewrite -[RHS](pre_point b Au); congr pre.
  by rewrite sub_apex scalemxAr -sum_dual -pointE.
by apply: eq_bigr => i _; rewrite mxE relu_scale // scalerA.
Qed.

Lemma proj_sum I c : proj I *m (\sum_i c i *: dual A i) = \sum_(i in I) c i *: dual A i.
Proof.
rewrite sum_dual_fun /proj -!mulmxA mulKVmx // -sum_dual [RHS]big_mkcond /=.
by apply: eq_bigr => i _; rewrite Dmx_mulE mxE; case: (i \in I); rewrite ?scale0r.
Qed.

(** The coordinates of a vector in the dual basis. *)
Lemma dual_coords v : v = \sum_i (A *m v) i 0 *: dual A i.
Proof. by rewrite sum_dual mulKmx. Qed.

(** T3. P_I is the sum of the products a_i^* a_i with i in I (column times row). *)
Theorem T3_projector_sum I : proj I = \sum_(i in I) dual A i *m row i A.
Proof.
apply/matrixP => k l; rewrite summxE mxE [RHS]big_mkcond; apply: eq_bigr => i _.
rewrite mul_mx_diag !mxE big_ord_recl big_ord0 addr0 !mxE.
by case: (i \in I); rewrite ?mulr1 // mulr0 mul0r.
Qed.

(** T4. P_I and the projector of the complement of I add up to the identity. *)
Theorem T4_projector_complement I : proj I + proj (~: I) = 1%:M.
Proof.
rewrite /proj -mulmxDl -mulmxDr (_ : Dmx I + Dmx (~: I) = 1%:M) ?mulmx1 ?mulVmx //.
apply/matrixP => i j; rewrite !mxE inE -mulrnDl.
by case: (i \in I); rewrite ?addr0 ?add0r.
Qed.

(** T4. P_I is idempotent. *)
Theorem T4_projector_idempotent I : proj I *m proj I = proj I.
Proof.
rewrite /proj -!mulmxA mulKVmx // !mulmxA; congr (_ *m _).
rewrite -mulmxA; congr (_ *m _).
by apply/matrixP => i j; rewrite mul_diag_mx !mxE; case: (i \in I); rewrite ?mul1r ?mul0r ?mul0rn.
Qed.

(** T4. P_I P_J = P_(I cap J). *)
Theorem T4_projector_mul I J : proj I *m proj J = proj (I :&: J).
Proof.
rewrite /proj -!mulmxA mulKVmx // !mulmxA; congr (_ *m _).
rewrite -mulmxA; congr (_ *m _).
apply/matrixP => i j; rewrite mul_diag_mx !mxE inE.
by case: (i \in I); case: (i \in J); rewrite ?mul1r ?mul0r ?mul0rn.
Qed.

(** T4. P_I a_i^* = a_i^* for i in I. *)
Theorem T4_projector_fixes I i : i \in I -> proj I *m dual A i = dual A i.
Proof.
move=> iI; rewrite /proj -!mulmxA mulmx_dual // [in RHS]/dual colE; congr (_ *m _).
by apply/colP => k; rewrite Dmx_mulE !mxE; case: eqP => [->|_]; rewrite ?iI //; case: (k \in I).
Qed.

(** T4. P_I a_j^* = 0 for j not in I. *)
Theorem T4_projector_kills I j : j \notin I -> proj I *m dual A j = 0.
Proof.
move=> jI; rewrite /proj -!mulmxA mulmx_dual // (_ : Dmx I *m _ = 0) ?mulmx0 //.
apply/colP => k; rewrite Dmx_mulE !mxE; case: eqP => [->|_]; rewrite ?(negPf jI) //.
by case: (k \in I).
Qed.

(** T4. The image of P_I is the span of the a_i^* with i in I. *)
Theorem T4_projector_image I u :
  (exists v, u = proj I *m v) <-> (exists c, u = \sum_(i in I) c i *: dual A i).
Proof.
split=> [[v ->]|[c ->]].
  by exists (fun i => (A *m v) i 0); rewrite [v in LHS]dual_coords proj_sum.
by exists (\sum_i c i *: dual A i); rewrite proj_sum.
Qed.

(** T4. The kernel of P_I is the span of the a_j^* with j not in I. *)
Theorem T4_projector_kernel I v :
  proj I *m v = 0 <-> (exists c, v = \sum_(j | j \notin I) c j *: dual A j).
Proof.
split=> [E|[c ->]]; last first.
  by rewrite mulmx_sumr big1 // => j jI; rewrite -scalemxAr T4_projector_kills // scaler0.
exists (fun i => (A *m v) i 0).
by rewrite [LHS]dual_coords (bigID (mem I)) /= -proj_sum -dual_coords E add0r.
Qed.

(** T4. P_I is the only matrix that fixes the a_i^* (i in I) and kills the a_j^* (j not in I). *)
Theorem T4_projector_unique I (Q : 'M[R]_d) :
  (forall i, i \in I -> Q *m dual A i = dual A i) -> (forall j, j \notin I -> Q *m dual A j = 0) ->
  Q = proj I.
Proof.
move=> fixI kill; rewrite -[Q](mulmxKV Au) -[proj I](mulmxKV Au); congr (_ *m _).
have E i : col i (Q *m invmx A) = col i (proj I *m invmx A).
  rewrite !colE -[LHS]mulmxA -[RHS]mulmxA -colE -/(dual A i); case: (boolP (i \in I)) => iI.
    by rewrite fixI // T4_projector_fixes.
  by rewrite kill // T4_projector_kills.
by apply/matrixP => k i; move/colP/(_ k): (E i); rewrite !mxE.
Qed.

(** T4. The rank of P_I is the number of elements of I. *)
Theorem T4_projector_rank I : \rank (proj I) = #|I|.
Proof.
rewrite mxrankMfree ?row_free_unit // (eqmxMfull (Dmx I)) ?rank_Dmx //.
by rewrite row_full_unit unitmx_inv.
Qed.

(** L2. The linear part D_I A of the layer on the sector of I has rank |I|. *)
Theorem L2_rank I : \rank (Dmx I *m A) = #|I|.
Proof. by rewrite mxrankMfree ?row_free_unit // rank_Dmx. Qed.

(** T4. det P_I is 1 if I is the set of all neurons, and 0 otherwise. *)
Theorem T4_projector_det I : \det (proj I) = (I == setT)%:R.
Proof.
rewrite /proj !det_mulmx mulrC mulrA -det_mulmx mulmxV // det1 mul1r det_diag.
case: eqP => [->|/eqP nI]; first by rewrite big1 // => i _; rewrite !mxE inE.
have /subsetPn[i _ iI] : ~~ (setT \subset I) by rewrite subTset.
by rewrite (bigD1 i) //= !mxE (negPf iI) mul0r.
Qed.

(** T4. The 2^d projectors are pairwise different: pi has 2^d different affine pieces. *)
Theorem T4_projectors_distinct I J : proj I = proj J -> I = J.
Proof.
have sub K L : proj K = proj L -> K \subset L.
  move=> E; apply/subsetP => i iK; apply: contraT => iL.
  have := T4_projector_fixes iK; rewrite E T4_projector_kills // => /esym/(congr1 (mulmx A)).
  rewrite mulmx_dual // mulmx0 => /colP/(_ i); rewrite !mxE !eqxx => /eqP.
  by rewrite oner_eq0.
by move=> E; apply/eqP; rewrite eqEsubset !sub.
Qed.

(** T6. If some z_i < 0 then the fibre over z is empty. *)
Theorem T6_fibre_empty z i : z i 0 < 0 -> forall x, layer A b x <> z.
Proof. by move=> zi x E; move: zi; rewrite -E ltNge T6_output_ge0. Qed.

(** T6. The layer attains exactly the vectors z >= 0. *)
Theorem T6_image z : (exists x, layer A b x = z) <-> (forall i, 0 <= z i 0).
Proof.
split=> [[x <-] i|z0]; first exact: T6_output_ge0.
exists (point A b z); apply/colP => i.
by rewrite layerE pre_point // relu_id.
Qed.

(** T6. The fibre over z >= 0 is the cone A^-1 (z - b) + cone(-a_j^* : j not in supp z). *)
Theorem T6_fibre z x : (forall i, 0 <= z i 0) ->
  layer A b x = z <->
  exists c, (forall j, 0 <= c j) /\
            x = invmx A *m (z - b) - \sum_(j | j \notin supp z) c j *: dual A j.
Proof.
move=> z0; rewrite T6_fibre_polyhedron //.
have E c : invmx A *m (z - b) - \sum_(j | j \notin supp z) c j *: dual A j =
           apex A b + \sum_i (if i \in supp z then z i 0 else - c i) *: dual A i.
  rewrite -[_ *m _]/(point A b z) pointE -addrA; congr (_ + _).
  rewrite [X in _ - X]big_mkcond /= -sumrB; apply: eq_bigr => i _.
  by rewrite inE; case: eqP => [->|_] /=; rewrite ?scale0r ?sub0r ?subr0 // scaleNr.
split=> [H|[c [c0]]].
  exists (fun i => `|pre A b x i 0|); split=> [i|]; first exact: normr_ge0.
  rewrite E; apply/(L1_coordinates_unique b Au) => i; move: (H i).
  by case: (i \in supp z) => // y0; rewrite ler0_norm // opprK.
rewrite E => /(L1_coordinates_unique b Au) H i; rewrite H.
by case: (i \in supp z); rewrite // oppr_le0.
Qed.

(** T6. The fibre over z >= 0 has dimension d - |supp z|: the differences of two of its points are
    exactly the image of the projector of the complement of supp z, which has this rank. *)
Theorem T6_fibre_dimension z : (forall i, 0 <= z i 0) ->
  (forall v, (exists x x', [/\ layer A b x = z, layer A b x' = z & v = x - x']) <->
             (exists u, v = proj (~: supp z) *m u)) /\
  \rank (proj (~: supp z)) = (d - #|supp z|)%N.
Proof.
move=> z0; split=> [v|]; last by rewrite T4_projector_rank cardsCs setCK card_ord.
have Es c : \sum_(i in ~: supp z) c i *: dual A i = \sum_(i | i \notin supp z) c i *: dual A i.
  by apply: eq_bigl => i; rewrite !inE.
have D (w s s' : 'cV[R]_d) : w - s - (w - s') = s' - s by rewrite opprB addrC addrA subrK.
rewrite T4_projector_image; split=> [[x [x' []]]|[c ->]].
  move=> /(T6_fibre _ z0)[c [_ ->]] /(T6_fibre _ z0)[c' [_ ->]] ->.
  exists (fun i => c' i - c i); rewrite Es D -sumrB.
  by apply: eq_bigr => i _; rewrite scalerBl.
pose p (f : R -> R) := invmx A *m (z - b) - \sum_(j | j \notin supp z) relu (f (c j)) *: dual A j.
have pz f : layer A b (p f) = z.
  by apply/(T6_fibre _ z0); exists (fun j => relu (f (c j))); split=> // j; apply: relu_ge0.
exists (p -%R), (p id); split=> //.
rewrite Es /p D -sumrB; apply: eq_bigr => i _.
by rewrite -scalerBl -relu_split.
Qed.

(** T6. If z_j = 0 then the fibre over z contains with x the half-line x - t a_j^*, t >= 0. *)
Theorem T6_half_line z x j (t : R) :
  layer A b x = z -> z j 0 = 0 -> 0 <= t -> layer A b (x - t *: dual A j) = z.
Proof.
move=> <- zj t0; apply/colP => i; rewrite !layerE.
have -> : pre A b (x - t *: dual A j) i 0 = pre A b x i 0 - t * (i == j)%:R.
  by rewrite /pre mulmxBr -scalemxAr mulmx_dual // !mxE eqxx andbT addrAC.
case: (eqVneq i j) => [->|_]; last by rewrite mulr0 subr0.
move: zj; rewrite layerE mulr1 => /eqP; rewrite relu_eq0 => y0.
by rewrite !relu_le0 // subr_le0 (le_trans y0).
Qed.

(** T6. The fibre over z is exactly one point if and only if all z_i are positive. *)
Theorem T6_fibre_one_point z : (exists! x, layer A b x = z) <-> (forall i, 0 < z i 0).
Proof.
split=> [[x [Ex Ux]] i|z0].
  have z0 : 0 <= z i 0 by rewrite -Ex T6_output_ge0.
  rewrite lt_neqAle z0 andbT eq_sym; apply/eqP => zi.
  have /Ux/eqP := T6_half_line Ex zi ler01.
  rewrite -subr_eq0 opprB addrC subrK scale1r => /eqP /(congr1 (mulmx A)).
  rewrite mulmx_dual // mulmx0 => /colP/(_ i); rewrite !mxE !eqxx => /eqP.
  by rewrite oner_eq0.
have zge i : 0 <= z i 0 by apply: ltW.
exists (point A b z); split=> [|x]; first by apply/colP => i; rewrite layerE pre_point // relu_id.
move=> /(T6_fibre_polyhedron A b _ zge) H; rewrite -(point_pre b Au x); congr point.
by apply/colP => i; move: (H i); rewrite inE gt_eqF.
Qed.

(** T6. The layer is injective on the cone C. *)
Theorem T6_injective_on_cone x x' :
  sector A b setT x -> sector A b setT x' -> layer A b x = layer A b x' -> x = x'.
Proof. by move=> /T4_fixed_points {2}<- /T4_fixed_points {2}<- E; rewrite !pi_point E. Qed.

(** T6. For d >= 1 the layer is not injective. *)
Theorem T6_not_injective : (0 < d)%N -> exists x x', x <> x' /\ layer A b x = layer A b x'.
Proof.
move=> d0; exists (point A b 0), (point A b (const_mx (-1))); split.
  move=> /(congr1 (pre A b)); rewrite !pre_point // => /colP/(_ (Ordinal d0))/eqP.
  by rewrite !mxE eq_sym oppr_eq0 oner_eq0.
by apply/colP => i; rewrite !layerE !pre_point // !mxE !relu_le0 // oppr_le0 ler01.
Qed.

(** T6. pi and T have the same fibres. *)
Theorem T6_same_fibres x x' : pi x = pi x' <-> layer A b x = layer A b x'.
Proof. by split=> E; [rewrite -!pre_pi E | rewrite !pi_point E]. Qed.

(** T6. The fibre of pi over u: empty if u is not in C, otherwise u + cone(-a_j^* : y_j(u) = 0). *)
Theorem T6_projection_fibre u x :
  pi x = u <->
  sector A b setT u /\
  exists c, (forall j, 0 <= c j) /\
            x = u - \sum_(j | pre A b u j 0 == 0) c j *: dual A j.
Proof.
have E : pi x = u <-> layer A b x = pre A b u.
  by split=> [<-|E]; [rewrite pre_pi | rewrite pi_point E point_pre].
have Es c : \sum_(j | j \notin supp (pre A b u)) c j *: dual A j =
            \sum_(j | pre A b u j 0 == 0) c j *: dual A j.
  by apply: eq_bigl => j; rewrite inE negbK.
rewrite E; split=> [H|[/sector_setT y0 [c [c0 ->]]]].
  have y0 i : 0 <= pre A b u i 0 by rewrite -H T6_output_ge0.
  split; first exact/sector_setT.
  move/(T6_fibre _ y0): H => [c [c0 ->]]; exists c; split=> //.
  by rewrite -[_ *m _]/(point A b (pre A b u)) point_pre // Es.
apply/(T6_fibre _ y0); exists c; split=> //.
by rewrite -[_ *m _]/(point A b (pre A b u)) point_pre // Es.
Qed.
End Projection.
