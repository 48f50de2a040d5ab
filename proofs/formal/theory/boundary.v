(** One hidden ReLU layer with a linear output: normal form and pieces of the boundary
    (T11, T13, and the normal forms of T21 and T22 for zero weights and c = 0). *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra zify ring.
From exactrelu.theory Require Import layer.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.

Section Network.
Variables m d : nat.
Implicit Types (A : 'M[R]_(m, d)) (b : 'cV[R]_m) (w : 'I_m -> R) (c : R) (x : 'cV[R]_d).

(** The network F(x) = sum_i w_i max(y_i(x), 0) + c with y(x) = A x + b. *)
Definition net A b w c x : R := \sum_i w i * relu (pre A b x i 0) + c.

(** Its boundary B = {F = 0}. *)
Definition boundary A b w c : pred 'cV[R]_d := fun x => net A b w c x == 0.

(** The set N of the neurons whose weight has the sign opposite to c. *)
Definition opposite w c : {set 'I_m} := [set i | w i * c < 0].

(** The neurons of non-zero weight. *)
Definition support w : {set 'I_m} := [set i | w i != 0].

(** The neurons of positive weight, and those of negative weight. *)
Definition positive w : {set 'I_m} := [set i | 0 < w i].
Definition negative w : {set 'I_m} := [set i | w i < 0].

(** The affine functional f_I(x) = sum of the w_i y_i(x), i in I, plus c. *)
Definition piece A b w c (I : {set 'I_m}) x : R := \sum_(i in I) w i * pre A b x i 0 + c.
End Network.

Section Canonical.
Variable d : nat.
Implicit Types z : 'cV[R]_d.

(** G_{d,k}(z) = sum_{i < k} z_i^+ - sum_{k <= i} z_i^+ - 1 *)
Definition canonG (k : nat) z : R :=
  \sum_(i < d | (i < k)%N) relu (z i 0) - \sum_(i < d | (k <= i)%N) relu (z i 0) - 1.

(** B_{d,k} = {G_{d,k} = 0} *)
Definition canonB k : pred 'cV[R]_d := fun z => canonG k z == 0.

(** G_{n,k} as a function of the first n of the d coordinates; its zeros are B_{n,k} x R^(d-n). *)
Definition cylG (n k : nat) z : R :=
  \sum_(i < d | (i < k)%N) relu (z i 0) - \sum_(i < d | (k <= i < n)%N) relu (z i 0) - 1.

(** B_{n,k} x R^(d-n) *)
Definition cylB n k : pred 'cV[R]_d := fun z => cylG n k z == 0.

(** H_{p,q}(z) = sum_{i < p} z_i^+ - sum_{p <= i < p + q} z_i^+ *)
Definition canonH (p q : nat) z : R :=
  \sum_(i < d | (i < p)%N) relu (z i 0) - \sum_(i < d | (p <= i < p + q)%N) relu (z i 0).

(** B0_{p,q} x R^(d-p-q), where B0_{p,q} = {H_{p,q} = 0} *)
Definition canonB0 p q : pred 'cV[R]_d := fun z => canonH p q z == 0.

(** The map x -> z with z_{tau i} = s_i y_i(x). *)
Definition rescale (A : 'M[R]_d) b (s : 'I_d -> R) (tau : {perm 'I_d}) (x : 'cV[R]_d) : 'cV[R]_d :=
  \col_j (s (tau^-1 j)%g * pre A b x (tau^-1 j)%g 0).

(** An affine bijection x -> M x + v of R^d: M is invertible. *)
Definition affine_bijection (f : 'cV[R]_d -> 'cV[R]_d) : Prop :=
  exists (M : 'M[R]_d) (v : 'cV[R]_d), M \in unitmx /\ forall x, f x = M *m x + v.

(** X and Y are affinely equivalent: an affine bijection carries X onto Y. *)
Definition affine_equiv (X Y : pred 'cV[R]_d) : Prop :=
  exists f, affine_bijection f /\ forall x, X x = Y (f x).
End Canonical.
End Definitions.

Section Lemmas.
Variable R : realFieldType.

(** Finitely many positive bounds g_l can be met by one positive factor t. *)
Lemma exists_small (I : finType) (g u : I -> R) :
  (forall l, 0 < g l) -> exists2 t, 0 < t & forall l, t * `|u l| < g l.
Proof.
move=> g0; pose s := 1 + \sum_l `|u l| / g l.
have h0 l : 0 <= `|u l| / g l by rewrite divr_ge0 // ltW.
have s0 : 0 < s by rewrite ltr_spaddl // sumr_ge0.
exists s^-1; first by rewrite invr_gt0.
move=> l; rewrite mulrC ltr_pdivr_mulr //.
rewrite /s mulrDr mulr1 (bigD1 l) //= mulrDr mulrCA divff ?gt_eqF // mulr1.
by rewrite addrCA ltr_addl ltr_spaddl // mulr_ge0 ?(ltW (g0 l)) // sumr_ge0.
Qed.

Lemma pre_idmx d (z : 'cV[R]_d) : pre 1%:M 0 z = z.
Proof. by rewrite /pre mul1mx addr0. Qed.

Lemma net_pre m d (A : 'M[R]_(m, d)) b w c x : net A b w c x = net 1%:M 0 w c (pre A b x).
Proof. by rewrite /net pre_idmx. Qed.

Lemma affine_bijection_comp d (f g : 'cV[R]_d -> 'cV[R]_d) :
  affine_bijection f -> affine_bijection g -> affine_bijection (g \o f).
Proof.
move=> [M [v [Mu fE]]] [M' [v' [Mu' gE]]].
exists (M' *m M), (M' *m v + v'); split; first by rewrite unitmx_mul Mu'.
by move=> x; rewrite /= gE fE mulmxDr mulmxA addrA.
Qed.

Lemma affine_bijection_inv d (f : 'cV[R]_d -> 'cV[R]_d) :
  affine_bijection f -> exists g, [/\ affine_bijection g, cancel f g & cancel g f].
Proof.
move=> [M [v [Mu fE]]]; exists (fun x => invmx M *m x - invmx M *m v); split.
- by exists (invmx M), (- (invmx M *m v)); rewrite unitmx_inv.
- by move=> x; rewrite fE mulmxDr mulKmx // addrK.
- by move=> x; rewrite fE mulmxBr !mulKVmx // subrK.
Qed.

Lemma affine_equiv_refl d (X : pred 'cV[R]_d) : affine_equiv X X.
Proof.
exists id; split=> //; exists 1%:M, 0; rewrite unitmx1; split=> // x.
by rewrite mul1mx addr0.
Qed.

Lemma affine_equiv_sym d (X Y : pred 'cV[R]_d) : affine_equiv X Y -> affine_equiv Y X.
Proof.
move=> [f [fa fE]]; have [g [ga _ gK]] := affine_bijection_inv fa.
by exists g; split=> // x; rewrite fE gK.
Qed.

Lemma affine_equiv_trans d (X Y Z : pred 'cV[R]_d) :
  affine_equiv X Y -> affine_equiv Y Z -> affine_equiv X Z.
Proof.
move=> [f [fa fE]] [g [ga gE]]; exists (g \o f); split; first exact: affine_bijection_comp.
by move=> x; rewrite fE gE.
Qed.

Lemma eq_affine_equiv d (X Y : pred 'cV[R]_d) : X =1 Y -> affine_equiv X Y.
Proof.
move=> XY; have [f [fa fE]] := affine_equiv_refl Y.
by exists f; split=> // x; rewrite XY.
Qed.

(** The pre-activations, and their rescaled and permuted form, are affine bijections. *)
Lemma pre_bijection d (A : 'M[R]_d) b : A \in unitmx -> affine_bijection (pre A b).
Proof. by exists A, b. Qed.

Lemma rescaleE d (A : 'M[R]_d) b s tau x i : rescale A b s tau x (tau i) 0 = s i * pre A b x i 0.
Proof. by rewrite mxE permK. Qed.

Lemma rescale_bijection d (A : 'M[R]_d) b s tau :
  A \in unitmx -> (forall i, s i != 0) -> affine_bijection (rescale A b s tau).
Proof.
move=> Au s0; pose D := perm_mx tau^-1%g *m diag_mx (\row_i s i).
exists (D *m A), (D *m b); split.
  rewrite !unitmx_mul Au andbT unitmx_perm /=.
  rewrite unitmxE det_diag unitfE; apply/prodf_neq0 => i _.
  by rewrite mxE.
move=> x; apply/colP => j; rewrite -mulmxA -mulmxDr -/(pre A b x) mxE -mulmxA -row_permE.
by rewrite mul_diag_mx !mxE.
Qed.
End Lemmas.

Section NormalForms.
Variables (R : realFieldType) (d : nat).
Implicit Types (N P : {set 'I_d}) (tau : {perm 'I_d}) (z : 'cV[R]_d) (A : 'M[R]_d) (w : 'I_d -> R).

(** tau numbers the elements of N first, then those of P, then the others. *)
Definition numbers N P tau : Prop :=
  forall i, ((tau i < #|N|)%N = (i \in N)) /\ ((#|N| <= tau i < #|N| + #|P|)%N = (i \in P)).

Lemma exists_numbers N P : [disjoint N & P] -> exists tau, numbers N P tau.
Proof.
move=> NP; pose Q := ~: (N :|: P); pose s := enum N ++ enum P ++ enum Q.
have sE i : i \in s by rewrite !mem_cat !mem_enum !inE; case: (i \in N); case: (i \in P).
have ss : size s = d.
  rewrite !size_cat -!cardE addnA -cardsUI (disjoint_setI0 NP) cards0 addn0.
  by rewrite cardsC card_ord.
have lt i : (index i s < d)%N by rewrite -[X in (_ < X)%N]ss index_mem.
pose f i := Ordinal (lt i).
have fI : injective f.
  move=> i j [] /(congr1 (nth i s)); rewrite nth_index ?sE //.
  by move=> {1}->; rewrite nth_index ?sE.
exists (perm fI) => i; rewrite permE /= /s !index_cat !mem_enum.
have [iN|iN] := boolP (i \in N).
  have -> : (i \in P) = false by apply/negbTE; rewrite (disjointFr NP).
  have h : (index i (enum N) < #|N|)%N by rewrite cardE index_mem mem_enum.
  by rewrite h leqNgt h.
rewrite -!cardE ltnNge leq_addr; split=> //=.
rewrite ltn_add2l; have [iP|iP] := boolP (i \in P).
  by rewrite cardE index_mem mem_enum.
by apply/negbTE; rewrite -leqNgt leq_addr.
Qed.

Lemma cylGE n k z : (k <= n)%N -> cylG n k z = canonH k (n - k) z - 1.
Proof. by move=> kn; rewrite /cylG /canonH subnKC. Qed.

Lemma canonGE k z : canonG k z = cylG d k z.
Proof. by rewrite /canonG /cylG; congr (_ - _ - _); apply: eq_bigl => i; rewrite ltn_ord andbT. Qed.

(** H_{p,q} in the numbering tau *)
Lemma canonH_numbers N P tau z : numbers N P tau ->
  canonH #|N| #|P| z = \sum_(i in N) relu (z (tau i) 0) - \sum_(i in P) relu (z (tau i) 0).
Proof.
move=> tauE; rewrite /canonH [in LHS](reindex_inj (@perm_inj _ tau)) /=.
rewrite [X in _ - X](reindex_inj (@perm_inj _ tau)) /=.
by congr (_ - _); apply: eq_bigl => i; have [] := tauE i.
Qed.

Lemma norm_quotient (v e : R) : e != 0 ->
  [/\ v * e < 0 -> - e * `|v / e| = v, v * e > 0 -> e * `|v / e| = v & v * e = 0 -> v = 0].
Proof.
move=> e0; have q : v / e = v * e * (e^-1) ^+ 2 by field.
have p : 0 < (e^-1) ^+ 2 by rewrite exprn_even_gt0 // invr_eq0 e0 orbT.
split=> h.
- have l : v / e < 0 by rewrite q mulrC pmulr_rlt0.
  by rewrite ltr0_norm // mulrNN mulrC divfK.
- have l : 0 < v / e by rewrite q mulrC pmulr_rgt0.
  by rewrite gtr0_norm // mulrC divfK.
- by apply/eqP; move/eqP: h; rewrite mulf_eq0 (negbTE e0) orbF.
Qed.

(** F as a difference of two sums of positive multiples of the y_i^+ *)
Lemma net_split A b w c x (e : R) (s : 'I_d -> R) : e != 0 ->
  (forall i, w i != 0 -> s i = `|w i / e|) ->
  net A b w c x = - e * (\sum_(i in opposite w e) s i * relu (pre A b x i 0) -
                         \sum_(i | w i * e > 0) s i * relu (pre A b x i 0)) + c.
Proof.
move=> e0 sE; rewrite /net; congr (_ + _); rewrite mulrBr !mulNr opprK !mulr_sumr -sumrN big_mkcond.
rewrite [X in _ = _ + X]big_mkcond [X in _ = X + _]big_mkcond -big_split; apply: eq_bigr => i _ /=.
rewrite !inE; have [n p z] := norm_quotient (w i) e0.
have [h|h|h] := ltrgt0P (w i * e).
- by rewrite add0r mulrA sE ?p //; apply: contraTneq h => ->; rewrite mul0r ltxx.
- by rewrite addr0 -mulNr mulrA sE ?n //; apply: contraTneq h => ->; rewrite mul0r ltxx.
- by rewrite z // mul0r addr0.
Qed.

(** The scale |w_i / e| of the neurons of non-zero weight; 1 for the others. *)
Definition scale w (e : R) (i : 'I_d) : R := if w i == 0 then 1 else `|w i / e|.

Lemma scale_gt0 w e i : e != 0 -> 0 < scale w e i.
Proof.
move=> e0; rewrite /scale; have [_|w0] := eqVneq (w i) 0; first exact: ltr01.
by rewrite normr_gt0 mulf_neq0 ?invr_eq0.
Qed.

Lemma disjoint_signs w (e : R) : [disjoint opposite w e & [set i | w i * e > 0]].
Proof.
rewrite -setI_eq0; apply/eqP/setP => i; rewrite !inE.
by apply/negbTE; apply/negP => /andP[h1 h2]; have := lt_trans h1 h2; rewrite ltxx.
Qed.

Lemma card_signs w (e : R) : e != 0 ->
  #|support w| = addn #|opposite w e| #|[set i | w i * e > 0]|.
Proof.
move=> e0; rewrite -cardsUI (disjoint_setI0 (disjoint_signs w e)) cards0 addn0.
by apply: eq_card => i; rewrite !inE -Order.TotalTheory.neq_lt mulf_eq0 (negbTE e0) orbF.
Qed.

Lemma numbers_support w (e : R) tau i : e != 0 ->
  numbers (opposite w e) [set i | w i * e > 0] tau ->
  (tau i < #|support w|)%N = (i \in support w).
Proof.
move=> e0 tauE; have [t1 t2] := tauE i; rewrite (card_signs w e0).
have -> : (i \in support w) = (i \in opposite w e) || (i \in [set i | w i * e > 0]).
  by rewrite !inE -Order.TotalTheory.neq_lt mulf_eq0 (negbTE e0) orbF.
rewrite -t1 -t2; case: (ltnP (tau i) #|opposite w e|) => // h.
exact: leq_trans h (leq_addr _ _).
Qed.

(** The common form of T11 and T21. *)
Lemma net_rescale A b w c s tau x : c != 0 -> (forall i, 0 < s i) ->
  (forall i, w i != 0 -> s i = `|w i / c|) ->
  numbers (opposite w c) [set i | w i * c > 0] tau ->
  net A b w c x = - c * cylG #|support w| #|opposite w c| (rescale A b s tau x).
Proof.
move=> c0 s0 sE tauE; rewrite (card_signs w c0) cylGE ?leq_addr // addKn (canonH_numbers _ tauE).
rewrite (net_split _ _ _ _ c0 sE) [RHS]mulrBr mulr1 opprK; congr (_ * (_ - _) + _).
  by apply: eq_bigr => i _; rewrite rescaleE relu_scale // ltW.
apply: eq_big => [i|i _]; first by rewrite inE.
by rewrite rescaleE relu_scale // ltW.
Qed.

(** T11. All weights non-zero: F = -c G_{d,k}(Phi) for an affine bijection Phi, whose coordinates are
    Phi(x)_{tau i} = |w_i / c| y_i(x) with a permutation tau that puts N first; k = |N|. *)
Theorem T11_normal_form A b w c : A \in unitmx -> (forall i, w i != 0) -> c != 0 ->
  exists (tau : {perm 'I_d}) (Phi : 'cV[R]_d -> 'cV[R]_d),
  [/\ forall i, (tau i < #|opposite w c|)%N = (i \in opposite w c),
      forall x i, Phi x (tau i) 0 = `|w i / c| * pre A b x i 0,
      affine_bijection Phi &
      forall x, net A b w c x = - c * canonG #|opposite w c| (Phi x)].
Proof.
move=> Au w0 c0; have s0 i : 0 < `|w i / c| by rewrite normr_gt0 mulf_neq0 ?invr_eq0.
have [tau tauE] := exists_numbers (disjoint_signs w c).
exists tau, (rescale A b (fun i => `|w i / c|) tau).
split=> [i|x i||x]; [by have [] := tauE i|exact: rescaleE| |].
  by apply: rescale_bijection => // i; rewrite gt_eqF.
rewrite (net_rescale (s := fun i => `|w i / c|) _ _ _ c0 s0 _ tauE) // canonGE.
have -> : #|support w| = d; last by [].
by rewrite -[RHS]card_ord; apply: eq_card => i; rewrite !inE w0.
Qed.

(** T11, consequence. Phi carries {F has the sign of c} onto {G_{d,k} < 0}, and B onto B_{d,k}. *)
Theorem T11_sides A b w c : A \in unitmx -> (forall i, w i != 0) -> c != 0 ->
  exists Phi, [/\ affine_bijection Phi,
    forall x, (Num.sg (net A b w c x) == Num.sg c) = (canonG #|opposite w c| (Phi x) < 0) &
    forall x, boundary A b w c x = canonB #|opposite w c| (Phi x)].
Proof.
move=> Au w0 c0; have [_ [Phi [_ _ Pb PE]]] := T11_normal_form b Au w0 c0.
exists Phi; split=> // x; last first.
  by rewrite /boundary /canonB PE mulf_eq0 oppr_eq0 (negbTE c0).
have sc : Num.sg c != 0 by rewrite sgr_eq0.
rewrite PE sgrM sgrN mulNr -mulrN -[X in _ == X]mulr1 (inj_eq (mulfI sc)).
by rewrite eqr_oppLR sgr_cp0.
Qed.

(** T11, consequence. B is affinely equivalent to B_{d,k}. *)
Theorem T11_boundary A b w c : A \in unitmx -> (forall i, w i != 0) -> c != 0 ->
  affine_equiv (boundary A b w c) (canonB #|opposite w c|).
Proof. by move=> Au w0 c0; have [f [fb _ fE]] := T11_sides b Au w0 c0; exists f. Qed.

(** T21. Weights may be zero: if m' of them are non-zero and k have the sign opposite to c, then
    F = -c G_{m',k}(Phi) for an affine bijection Phi, where G_{m',k} ignores d - m' coordinates. It is
    Phi(x)_{tau i} = |w_i / c| y_i(x), or y_i(x) if w_i = 0; tau puts N first and weights 0 last. *)
Theorem T21_normal_form A b w c : A \in unitmx -> c != 0 ->
  exists (tau : {perm 'I_d}) (Phi : 'cV[R]_d -> 'cV[R]_d),
  [/\ forall i, (tau i < #|opposite w c|)%N = (i \in opposite w c) /\
                (tau i < #|support w|)%N = (i \in support w),
      forall x i, Phi x (tau i) 0 = (if w i == 0 then 1 else `|w i / c|) * pre A b x i 0,
      affine_bijection Phi &
      forall x, net A b w c x = - c * cylG #|support w| #|opposite w c| (Phi x)].
Proof.
move=> Au c0; have [tau tauE] := exists_numbers (disjoint_signs w c).
exists tau, (rescale A b (scale w c) tau); split=> [i|x i||x].
- rewrite (numbers_support i c0 tauE); by have [] := tauE i.
- exact: rescaleE.
- by apply: rescale_bijection => // i; rewrite gt_eqF ?scale_gt0.
apply: net_rescale => // [i|i /negbTE]; first exact: scale_gt0.
by rewrite /scale => ->.
Qed.

(** T21. B is affinely equivalent to B_{m',k} x R^(d-m'). *)
Theorem T21_boundary A b w c : A \in unitmx -> c != 0 ->
  affine_equiv (boundary A b w c) (cylB #|support w| #|opposite w c|).
Proof.
move=> Au c0; have [_ [f [_ _ fb fE]]] := T21_normal_form b w Au c0; exists f; split=> // x.
by rewrite /boundary /cylB fE mulf_eq0 oppr_eq0 (negbTE c0).
Qed.

(** T22. c = 0, with p positive and q negative weights: F = H_{p,q}(Phi), Phi the affine bijection
    Phi(x)_{tau i} = |w_i| y_i(x), or y_i(x) if w_i = 0; tau puts the positive weights first and the
    weights 0 last. *)
Theorem T22_normal_form A b w : A \in unitmx ->
  exists (tau : {perm 'I_d}) (Phi : 'cV[R]_d -> 'cV[R]_d),
  [/\ forall i, (tau i < #|positive w|)%N = (i \in positive w) /\
                (tau i < #|support w|)%N = (i \in support w),
      forall x i, Phi x (tau i) 0 = (if w i == 0 then 1 else `|w i|) * pre A b x i 0,
      affine_bijection Phi &
      forall x, net A b w 0 x = canonH #|positive w| #|negative w| (Phi x)].
Proof.
move=> Au; have m0 : (-1 : R) != 0 by rewrite oppr_eq0 oner_eq0.
have pE : opposite w (-1) = positive w.
  by apply/setP => i; rewrite !inE mulrN1 oppr_lt0.
have nE : [set i | w i * -1 > 0] = negative w.
  by apply/setP => i; rewrite !inE mulrN1 oppr_gt0.
have [tau tauE] := exists_numbers (disjoint_signs w (-1)).
exists tau, (rescale A b (scale w (-1)) tau); split=> [i|x i||x].
- by rewrite (numbers_support i m0 tauE) -pE; have [] := tauE i.
- by rewrite rescaleE /scale invrN1 mulrN1 normrN.
- by apply: rescale_bijection => // i; rewrite gt_eqF ?scale_gt0.
rewrite (@net_split A b w 0 x (-1) (scale w (-1))) //; last first.
  by move=> i /negbTE; rewrite /scale => ->.
rewrite opprK mul1r addr0 -pE -nE (canonH_numbers _ tauE); congr (_ - _).
  by apply: eq_bigr => i _; rewrite rescaleE relu_scale // ltW // scale_gt0.
apply: eq_big => [i|i _]; first by rewrite inE.
by rewrite rescaleE relu_scale // ltW // scale_gt0.
Qed.

(** T22. For c = 0, B is affinely equivalent to B0_{p,q} x R^(d-p-q). *)
Theorem T22_boundary A b w : A \in unitmx ->
  affine_equiv (boundary A b w 0) (canonB0 #|positive w| #|negative w|).
Proof.
move=> Au; have [_ [f [_ _ fb fE]]] := T22_normal_form b w Au; exists f; split=> // x.
by rewrite /boundary /canonB0 fE.
Qed.
End NormalForms.

Section Pieces.
Variables (R : realFieldType) (d : nat).
Implicit Types (A : 'M[R]_d) (b x y : 'cV[R]_d) (w : 'I_d -> R) (c e : R) (I J : {set 'I_d}).

(** The interior of the sector of I: y_i > 0 for i in I, y_j < 0 for the others. *)
Definition open_sector A b I x : bool :=
  [forall i, if i \in I then 0 < pre A b x i 0 else pre A b x i 0 < 0].

(** The open cube with centre x and half-width e. *)
Definition cube x e y : bool := [forall i, `|y i 0 - x i 0| < e].

Lemma open_sectorW A b I x : open_sector A b I x -> sector A b I x.
Proof. by move/forallP => h; apply/forallP => i; have := h i; case: ifP => _ /ltW. Qed.

(** T13. On the sector of I the network is the affine functional f_I. *)
Theorem T13_affine A b w c I x : sector A b I x -> net A b w c x = piece A b w c I x.
Proof.
move/forallP => h; rewrite /net /piece [in RHS]big_mkcond; congr (_ + _); apply: eq_bigr => i _.
by have := h i; case: ifP => _ hi; [rewrite relu_id | rewrite relu_le0 // mulr0].
Qed.

Lemma pieceE A b w c I x : piece A b w c I x = piece 1%:M 0 w c I (pre A b x).
Proof. by rewrite /piece pre_idmx. Qed.

(** A point of the interior of the sector of I (in the coordinates y) with f_I = 0. *)
Lemma piece_zero w c I i : i \in I -> i \in opposite w c ->
  exists y, (forall j, if j \in I then 0 < y j 0 else y j 0 < 0) /\ piece 1%:M 0 w c I y = 0.
Proof.
move=> iI; rewrite inE => wc.
have w0 : w i != 0 by apply: contraTneq wc => ->; rewrite mul0r ltxx.
pose t := - c / w i; pose s := (\sum_(j in I | j != i) w j) / w i.
have t0 : 0 < t.
  have -> : t = - (w i * c) * (w i)^-1 ^+ 2 by rewrite /t; field.
  by rewrite mulr_gt0 ?oppr_gt0 // exprn_even_gt0 // invr_eq0 w0 orbT.
have [//|r r0 /(_ tt) rs] := @exists_small R unit_finType (fun=> t) (fun=> s).
exists (\col_j if j == i then t - r * s else if j \in I then r else -1); split=> [j|].
  rewrite mxE; case: eqVneq => [->|_].
    by rewrite iI subr_gt0 (le_lt_trans _ rs) // ler_wpmul2l ?ler_norm // ltW.
  by case: (j \in I) => //; rewrite ltrN10.
rewrite /piece pre_idmx (bigD1 i) //= !mxE eqxx.
rewrite (eq_bigr (fun j => w j * r)); last by move=> j /andP[jI ji]; rewrite !mxE (negbTE ji) jI.
by rewrite -mulr_suml -[\sum_(_ in _ | _) _](divfK w0) -/s /t; field.
Qed.

(** Continuity of the pre-activations. *)
Lemma pre_continuous A b x (g : 'I_d -> R) : (forall i, 0 < g i) ->
  exists2 e, 0 < e & forall y, cube x e y -> forall i, `|pre A b y i 0 - pre A b x i 0| < g i.
Proof.
move=> g0; have [e e0 eP] := exists_small (fun i => \sum_j `|A i j|) g0.
exists e => // y /forallP yP i; apply: le_lt_trans (eP i).
rewrite [X in _ * X]ger0_norm ?sumr_ge0 // mulr_sumr.
have -> : pre A b y i 0 - pre A b x i 0 = \sum_j A i j * (y j 0 - x j 0).
  rewrite !mxE opprD addrACA subrr addr0 -sumrB.
  by apply: eq_bigr => j _; rewrite mulrBr.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
by rewrite normrM mulrC ler_wpmul2r // ltW.
Qed.

Lemma near_gt0 (s t : R) : 0 < s -> `|t - s| < `|s| -> 0 < t.
Proof. by move=> s0; rewrite (gtr0_norm s0) ltr_norml ltr_subr_addl subrr => /andP[]. Qed.

Lemma near_lt0 (s t : R) : s < 0 -> `|t - s| < `|s| -> t < 0.
Proof. by move=> s0; rewrite (ltr0_norm s0) ltr_norml ltr_subl_addl subrr => /andP[]. Qed.

(** Near a point of the interior of a sector all points are in it. *)
Lemma open_sector_cube A b I x : open_sector A b I x ->
  exists2 e, 0 < e & forall y, cube x e y -> open_sector A b I y.
Proof.
move/forallP => h; have [i|e e0 eP] := @pre_continuous A b x (fun i => `|pre A b x i 0|).
  by rewrite normr_gt0; have := h i; case: ifP => _; [apply: lt0r_neq0|apply: ltr0_neq0].
exists e => // y /eP yP; apply/forallP => i; move: (h i) (yP i).
by case: ifP => _; [apply: near_gt0|apply: near_lt0].
Qed.

Lemma missed_ge A b w c I x : I :&: opposite w c = set0 -> sector A b I x ->
  c * c <= net A b w c x * c.
Proof.
move=> IN xI; rewrite (T13_affine _ _ xI) /piece mulrDl ler_addr mulr_suml sumr_ge0 // => i iI.
rewrite mulrAC mulr_ge0 //; last by have /forallP/(_ i) := xI; rewrite iI.
have /setP/(_ i) := IN; rewrite !inE iI /= => /negbT.
by rewrite -leNgt.
Qed.

(** T13. On a sector that B misses, F has the sign of c everywhere. *)
Theorem T13_missed A b w c I x : c != 0 -> I :&: opposite w c = set0 -> sector A b I x ->
  Num.sg (net A b w c x) = Num.sg c.
Proof.
move=> c0 IN xI; have h : 0 < net A b w c x * c.
  apply: lt_le_trans (missed_ge IN xI).
  by rewrite -expr2 exprn_even_gt0.
have sc : Num.sg c != 0 by rewrite sgr_eq0.
apply: (mulIf sc); rewrite -sgrM gtr0_sg // -expr2 sqr_sg.
by rewrite c0.
Qed.

(** T13. If I meets N, the part of B in the sector of I has dimension d - 1: at some point of the
    interior of the sector, B coincides in a whole cube with the hyperplane f_I = 0. *)
Theorem T13_dimension A b w c I : A \in unitmx -> I :&: opposite w c != set0 ->
  exists x e, [/\ 0 < e, boundary A b w c x &
    forall y, cube x e y -> open_sector A b I y /\ boundary A b w c y = (piece A b w c I y == 0)].
Proof.
move=> Au /set0Pn[i /setIP[iI iN]]; have [z [zI z0]] := piece_zero iI iN.
pose x := point A b z; have xz : pre A b x = z by apply: pre_point.
have xI : open_sector A b I x by rewrite /open_sector xz; apply/forallP.
have [e e0 eP] := open_sector_cube xI; exists x, e; split=> // [|y /eP yI].
  by rewrite /boundary (T13_affine _ _ (open_sectorW xI)) pieceE xz z0.
by split=> //; rewrite /boundary (T13_affine _ _ (open_sectorW yI)).
Qed.

Lemma cube_centre x e : 0 < e -> cube x e x.
Proof. by move=> e0; apply/forallP => i; rewrite subrr normr0. Qed.

(** T13. B meets the closed sector of I exactly if I meets N. *)
Theorem T13_meets A b w c I : A \in unitmx -> c != 0 ->
  (exists x, sector A b I x && boundary A b w c x) <-> I :&: opposite w c != set0.
Proof.
move=> Au c0; split=> [[x /andP[xI /eqP xB]]|/(T13_dimension b Au)[x [e [e0 xB eP]]]].
  apply/eqP => IN; have := T13_missed c0 IN xI.
  by rewrite xB sgr0 => /esym/eqP; rewrite sgr_eq0 (negbTE c0).
by exists x; rewrite xB andbT open_sectorW // (eP x _).1 // cube_centre.
Qed.

Lemma piece_values A b w c I (t : R) : A \in unitmx -> I :&: opposite w c != set0 -> 0 < t ->
  exists x, open_sector A b I x /\ net A b w c x = (1 - t) * c.
Proof.
move=> Au /set0Pn[i /setIP[iI iN]] t0; have [z [zI z0]] := piece_zero iI iN.
pose x := point A b (t *: z); have xz : pre A b x = t *: z by apply: pre_point.
have xI : open_sector A b I x.
  rewrite /open_sector xz; apply/forallP => j; rewrite !mxE pmulr_rgt0 // pmulr_rlt0 //; exact: zI.
exists x; split=> //; rewrite (T13_affine _ _ (open_sectorW xI)) /piece xz.
move/eqP: z0; rewrite /piece pre_idmx addr_eq0 => /eqP zE.
rewrite (eq_bigr (fun j => t * (w j * z j 0))); last by move=> j _; rewrite !mxE mulrCA.
by rewrite -mulr_sumr zE; ring.
Qed.

(** T13. If I meets N, then F takes both signs in the interior of the sector of I. *)
Theorem T13_signs A b w c I : A \in unitmx -> c != 0 -> I :&: opposite w c != set0 ->
  (exists x, open_sector A b I x /\ net A b w c x > 0) /\
  (exists x, open_sector A b I x /\ net A b w c x < 0).
Proof.
move=> Au c0 IN; have h0 : 0 < 2^-1 :> R by rewrite invr_gt0 ltr0n.
have [x [xI xE]] := piece_values b Au IN (ltr0n R 2).
have [y [yI yE]] := piece_values b Au IN h0.
have xc : net A b w c x = - c by rewrite xE; ring.
have yc : net A b w c y = 2^-1 * c by rewrite yE; field.
have [c1|c1] : 0 < c \/ c < 0 by apply/orP; rewrite orbC -Order.TotalTheory.neq_lt.
  by split; [exists y; rewrite yc pmulr_rgt0|exists x; rewrite xc oppr_lt0].
by split; [exists x; rewrite xc oppr_gt0|exists y; rewrite yc pmulr_rlt0].
Qed.

Lemma card_meeting (S N : {set 'I_d}) : N \subset S ->
  #|[set I : {set 'I_d} | I \subset S & I :&: N != set0]| = (2 ^ #|S| - 2 ^ (#|S| - #|N|))%N.
Proof.
move=> NS; have -> : [set I : {set 'I_d} | I \subset S & I :&: N != set0] =
    powerset S :\: powerset (S :\: N).
  apply/setP => I; rewrite !inE subsetD andbC setI_eq0.
  by case: (I \subset S); rewrite ?andbF ?andbT.
rewrite cardsD (setIidPr _) ?powersetS ?subsetDl // !card_powerset cardsD.
by rewrite (setIidPr NS).
Qed.

(** T13. B meets exactly 2^d - 2^(d-k) of the 2^d closed sectors, k = |N|. *)
Theorem T13_number A b w c : A \in unitmx -> c != 0 -> exists X : {set {set 'I_d}},
  (forall I, I \in X <-> exists x, sector A b I x && boundary A b w c x) /\
  #|X| = (2 ^ d - 2 ^ (d - #|opposite w c|))%N.
Proof.
move=> Au c0; exists [set I : {set 'I_d} | I :&: opposite w c != set0]; split.
  by move=> I; rewrite inE; apply: iff_sym; apply: T13_meets.
have := card_meeting (subsetT (opposite w c)); rewrite cardsT card_ord => <-.
by apply: eq_card => I; rewrite !inE subsetT.
Qed.

Lemma piece_single A b w c i : A \in unitmx -> w i != 0 ->
  exists x, forall J, piece A b w c J x = if i \in J then 0 else c.
Proof.
move=> Au w0; exists (point A b (\col_j if j == i then - c / w i else 0)) => J.
rewrite pieceE pre_point // /piece pre_idmx; have [iJ|iJ] := boolP (i \in J).
  rewrite (bigD1 i) //= big1 => [|j /andP[_ /negbTE ji]]; rewrite mxE ?ji ?mulr0 //.
  by rewrite eqxx addr0 mulrC divfK ?addNr.
rewrite big1 ?add0r // => j jJ; rewrite mxE; case: eqVneq => [ji|_]; last by rewrite mulr0.
by rewrite -ji jJ in iJ.
Qed.

Lemma piece_inj A b w c I J : A \in unitmx -> c != 0 -> I \subset support w -> J \subset support w ->
  (forall x, (piece A b w c I x == 0) = (piece A b w c J x == 0)) -> I = J.
Proof.
move=> Au c0 /subsetP Iw /subsetP Jw IJ; apply/setP => i.
have [w0|w0] := boolP (i \in support w).
  have [|x xE] := @piece_single A b w c i Au; first by rewrite inE in w0.
  by have := IJ x; rewrite !xE; do 2![case: (i \in _); rewrite ?eqxx ?(negbTE c0)].
by apply/idP/idP => [/Iw|/Jw]; rewrite (negbTE w0).
Qed.

(** T13. The hyperplanes f_I = 0 of different I are different (all weights non-zero). *)
Theorem T13_hyperplanes A b w c I J : A \in unitmx -> (forall i, w i != 0) -> c != 0 ->
  (forall x, (piece A b w c I x == 0) = (piece A b w c J x == 0)) -> I = J.
Proof. by move=> Au w0 c0; apply: piece_inj => //; apply/subsetP => i _; rewrite inE. Qed.

(** T13. f_I is not constant if I contains a neuron of non-zero weight: f_I = 0 is a hyperplane. *)
Lemma T13_nonconstant A b w c I : A \in unitmx -> I :&: support w != set0 ->
  exists x y, piece A b w c I x != piece A b w c I y.
Proof.
move=> Au /set0Pn[i]; rewrite !inE => /andP[iI wi].
exists (point A b (delta_mx i 0)), (apex A b); rewrite pieceE pre_point // [X in _ != X]pieceE.
rewrite (proj2 (L1_apex b Au (apex A b)) erefl) /piece !pre_idmx (inj_eq (addIr c)).
rewrite (bigD1 i) //= !big1 ?addr0; first by rewrite mxE !eqxx mulr1.
  by move=> j _; rewrite mxE mulr0.
by move=> j /andP[_ /negbTE ji]; rewrite mxE ji mulr0.
Qed.

(** T11, T21. B is empty exactly if N is empty (k = 0); weights may be zero. *)
Theorem T21_empty A b w c : A \in unitmx -> c != 0 ->
  (forall x, ~~ boundary A b w c x) <-> #|opposite w c| = 0%N.
Proof.
move=> Au c0; split=> [h|/eqP].
  apply/eqP; rewrite cards_eq0; apply/negPn/negP => N0.
  have [|x [e [_ xB _]]] := @T13_dimension A b w c setT Au; first by rewrite setTI.
  by have := h x; rewrite xB.
rewrite cards_eq0 => /eqP N0 x; apply/negP => /eqP xB.
pose I := [set i | 0 <= pre A b x i 0].
have xI : sector A b I x.
  by apply/forallP => i; rewrite inE; case: ifP => // /negbT; rewrite -ltNge => /ltW.
have := T13_missed c0 (_ : I :&: opposite w c = set0) xI.
by rewrite N0 setI0 xB sgr0 => /(_ erefl) /esym/eqP; rewrite sgr_eq0 (negbTE c0).
Qed.

(** T22. For c = 0 the boundary contains the closed sector of I exactly if I contains no neuron of
    non-zero weight; so the boundary has interior points. *)
Theorem T22_sectors A b w I : A \in unitmx ->
  (forall x, sector A b I x -> boundary A b w 0 x) <-> I :&: support w = set0.
Proof.
move=> Au; split=> [h|IS x xI]; last first.
  rewrite /boundary (T13_affine _ _ xI) /piece addr0 big1 // => i iI.
  have /setP/(_ i) := IS; rewrite !inE iI /= => /negbFE/eqP ->.
  by rewrite mul0r.
apply/setP => i; rewrite !inE; apply/negbTE/negP => /andP[iI wi].
pose x := point A b (delta_mx i 0); have xz : pre A b x = delta_mx i 0 by apply: pre_point.
have xI : sector A b I x.
  rewrite /sector xz; apply/forallP => j; rewrite !mxE eqxx andbT.
  by case: ifP => [_|]; [rewrite ler0n|case: eqVneq => // ->; rewrite iI].
have := h x xI; rewrite /boundary (T13_affine _ _ xI) /piece addr0 xz (bigD1 i) //= big1 ?addr0.
  by rewrite !mxE !eqxx mulr1 (negbTE wi).
by move=> j /andP[_ /negbTE ji]; rewrite !mxE ji mulr0.
Qed.
End Pieces.
