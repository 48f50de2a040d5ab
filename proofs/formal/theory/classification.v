(** The classification of decision boundaries, the sets {F = 0} without their sides, up to affine bijections (T17, T21, T22,
    and T23 without the count of signed classes). Boundaries are told apart by the number of their walls. *)
From mathcomp Require Import all_ssreflect all_fingroup all_algebra zify ring.
From exactrelu.theory Require Import layer boundary.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Walls.
Variables (R : realFieldType) (d : nat).
Implicit Types (A : 'M[R]_d) (b v x y z : 'cV[R]_d) (w : 'I_d -> R) (c e : R) (I J : {set 'I_d}).
Implicit Types (a : 'rV[R]_d) (r : R) (X Y : pred 'cV[R]_d).

(** P holds near x: at all points of some cube with centre x. *)
Definition near x (P : 'cV[R]_d -> Prop) : Prop := exists2 e, 0 < e & forall y, cube x e y -> P y.

(** The affine functional x -> a x + r (a is a row), ... *)
Definition affine a r x : R := (a *m x) 0 0 + r.

(** ... and its zeros, which form a hyperplane if a <> 0. *)
Definition hyperplane a r : pred 'cV[R]_d := fun x => affine a r x == 0.

(** The hyperplane H = {a x + r = 0} is a wall of X: near some point of H it is contained in X. *)
Definition wall X a r : Prop :=
  a != 0 /\ exists2 x, hyperplane a r x & near x (fun y => hyperplane a r y -> X y).

(** f_I as an affine functional in the coordinates y *)
Definition piece_row w I : 'rV[R]_d := \row_i (if i \in I then w i else 0).

Lemma affineE a r x : affine a r x = \sum_i a 0 i * x i 0 + r.
Proof. by rewrite /affine mxE. Qed.

Lemma affine_piece A b w c I x :
  piece A b w c I x = affine (piece_row w I *m A) ((piece_row w I *m b) 0 0 + c) x.
Proof.
rewrite /affine addrA -mulmxA; congr (_ + _).
have -> : (piece_row w I *m (A *m x)) 0 0 + (piece_row w I *m b) 0 0 =
          (piece_row w I *m pre A b x) 0 0 by rewrite /pre mulmxDr [RHS]mxE.
rewrite mxE [LHS]big_mkcond; apply: eq_bigr => i _; rewrite [piece_row _ _ _ _]mxE.
by case: ifP => _; rewrite ?mul0r.
Qed.

Lemma affine_add a r x u (t : R) : affine a r (x + t *: u) = affine a r x + t * (a *m u) 0 0.
Proof. by rewrite /affine mulmxDr -scalemxAr mxE [X in _ + X + _]mxE addrAC. Qed.

Lemma near_refl x P : near x P -> P x.
Proof. by case=> e e0; apply; apply: cube_centre. Qed.

(** A step from y in the direction u that stays in a given cube and keeps the signs. *)
Lemma small_step x y u e : cube x e y -> exists2 t, 0 < t & cube x e (y + t *: u) /\
  forall i, y i 0 != 0 -> `|(y + t *: u) i 0 - y i 0| < `|y i 0|.
Proof.
move=> /forallP yc; pose g i := Num.min (e - `|y i 0 - x i 0|) (if y i 0 == 0 then 1 else `|y i 0|).
have g0 i : 0 < g i.
  rewrite lt_minr subr_gt0 yc /=; case: ifP => [_|/negbT]; first exact: ltr01.
  by rewrite normr_gt0.
have [t t0 tP] := exists_small (fun i => u i 0) g0; exists t => //.
have zE i : (y + t *: u) i 0 = y i 0 + t * u i 0 by rewrite !mxE.
have tu i : `|t * u i 0| < g i by rewrite normrM (gtr0_norm t0).
split=> [|i /negbTE yi]; last first.
  by have := tu i; rewrite lt_minr yi zE addrAC subrr add0r => /andP[].
apply/forallP => i; have := tu i; rewrite lt_minr => /andP[h _].
by rewrite zE addrAC (le_lt_trans (ler_norm_add _ _)) // addrC -ltr_subr_addr.
Qed.

(** A point of a hyperplane can be moved inside it so that z_i is no longer 0, unless z_i = 0 is the
    hyperplane itself. *)
Lemma generic_point a r x e : a != 0 -> 0 < e -> hyperplane a r x ->
  exists y, [/\ cube x e y, hyperplane a r y &
    forall i, y i 0 != 0 \/ exists s, forall z, z i 0 = s * affine a r z].
Proof.
move=> a0 e0 xH.
suff /(_ (enum 'I_d)) [y [yc yH yP]] : forall s : seq 'I_d, exists y, [/\ cube x e y,
    hyperplane a r y &
    forall i, i \in s -> y i 0 != 0 \/ exists s, forall z, z i 0 = s * affine a r z].
  by exists y; split=> // i; apply: yP; rewrite mem_enum.
elim=> [|i s [y [yc yH yP]]]; first by exists x; split=> //; apply: cube_centre.
have [yi0|yi] := eqVneq (y i 0) 0; last first.
  by exists y; split=> // j; rewrite inE => /orP[/eqP->|/yP //]; left.
have [/existsP[j /andP[ji aj]]|na] := boolP [exists j, (j != i) && (a 0 j != 0)]; last first.
  have aj j : j != i -> a 0 j = 0.
    by move=> ji; apply/eqP/negPn/negP => h; case/negP: na; apply/existsP; exists j; rewrite ji.
  have aE z : affine a r z = a 0 i * z i 0 + r.
    by rewrite affineE (bigD1 i) //= big1 ?addr0 // => j /aj ->; rewrite mul0r.
  have ai : a 0 i != 0.
    apply: contraNneq a0 => ai; apply/eqP/rowP => j; rewrite mxE.
    by have [->|/aj] := eqVneq j i.
  have r0 : r = 0 by move: yH; rewrite /hyperplane aE yi0 mulr0 add0r => /eqP.
  exists y; split=> // j; rewrite inE => /orP[/eqP->|/yP //]; right.
  by exists (a 0 i)^-1 => z; rewrite aE r0 addr0 mulKf.
have [u au ui] : exists2 u : 'cV[R]_d, (a *m u) 0 0 = 0 & u i 0 != 0.
  exists (a 0 j *: delta_mx i 0 - a 0 i *: delta_mx j 0).
    by rewrite mulmxBr -!scalemxAr -!colE !mxE mulrC subrr.
  by rewrite !mxE !eqxx [i == j]eq_sym (negbTE ji) mulr1 mulr0 subr0.
have [t t0 [zc zP]] := small_step u yc; exists (y + t *: u); split=> //.
  by rewrite /hyperplane affine_add au mulr0 addr0.
move=> l; rewrite inE => ls; have [yl0|yl] := eqVneq (y l 0) 0; last first.
  by left; apply: contraTneq (zP l yl) => ->; rewrite sub0r normrN ltxx.
have [->|li] := eqVneq l i; first by left; rewrite mxE yi0 add0r mxE mulf_neq0 // gt_eqF.
by move: ls; rewrite (negbTE li) => /yP; rewrite yl0 eqxx => -[//|]; right.
Qed.

Lemma row_entry a : a != 0 -> exists j, a 0 j != 0.
Proof.
move=> a0; apply/existsP; apply: contraNT a0; rewrite negb_exists => /forallP a0.
by apply/eqP/rowP => i; rewrite mxE; apply/eqP/negPn; apply: a0.
Qed.

(** A row q that is 0 wherever a is 0 is a multiple of a. *)
Lemma row_proportional a (q : 'rV[R]_d) : a != 0 ->
  (forall u : 'cV[R]_d, (a *m u) 0 0 = 0 -> (q *m u) 0 0 = 0) -> exists t, q = t *: a.
Proof.
move=> a0 h; have [i ai] := row_entry a0.
exists (q 0 i / a 0 i); apply/rowP => j; rewrite mxE mulrAC.
have := h (a 0 i *: delta_mx j 0 - a 0 j *: delta_mx i 0).
rewrite !mulmxBr -!scalemxAr -!colE !mxE mulrC subrr => /(_ erefl)/eqP.
by rewrite subr_eq0 => /eqP; rewrite [a 0 j * _]mulrC => <-; rewrite mulrC mulKf.
Qed.

Lemma affine_piece1 w c I x : piece 1%:M 0 w c I x = affine (piece_row w I) c x.
Proof. by rewrite affine_piece mulmx1 mulmx0 mxE add0r. Qed.

Lemma piece_support A b w c I x : piece A b w c (I :&: support w) x = piece A b w c I x.
Proof.
rewrite /piece big_mkcond [in RHS]big_mkcond; congr (_ + _); apply: eq_bigr => i _.
by rewrite !inE; case: (i \in I) => //=; case: eqVneq => // ->; rewrite mul0r.
Qed.

Lemma opposite_support w c : opposite w c \subset support w.
Proof. by apply/subsetP => i; rewrite !inE; apply: contraTneq => ->; rewrite mul0r ltxx. Qed.

(** F is affine where the signs are those of y, entries of y that are 0 standing for <= 0. *)
Lemma net_near w c y z : (forall i, w i != 0 -> y i 0 != 0 -> `|z i 0 - y i 0| < `|y i 0|) ->
  (forall i, w i != 0 -> y i 0 = 0 -> z i 0 <= 0) ->
  net 1%:M 0 w c z = piece 1%:M 0 w c [set i | 0 < y i 0] z.
Proof.
move=> zy z0; rewrite /net /piece pre_idmx [in RHS]big_mkcond; congr (_ + _).
apply: eq_bigr => i _; rewrite inE; have [->|wi] := eqVneq (w i) 0; first by rewrite !mul0r if_same.
have [yi|yi|yi] := ltrgt0P (y i 0).
- by rewrite relu_id // ltW // (near_gt0 yi) // zy // gt_eqF.
- by rewrite relu_le0 ?mulr0 // ltW // (near_lt0 yi) // zy // lt_eqF.
by rewrite relu_le0 ?mulr0 // z0.
Qed.

(** If F = 0 on a hyperplane near x, then a functional f_I is a multiple of that of the hyperplane,
    where I is the active set of a point near x. *)
Lemma local_form w c a r x e : a != 0 -> 0 < e -> hyperplane a r x ->
  (forall y, cube x e y -> hyperplane a r y -> boundary 1%:M 0 w c y) ->
  exists y, [/\ cube x e y, hyperplane a r y,
    forall i, y i 0 != 0 \/ exists s, forall z, z i 0 = s * affine a r z &
    exists t, piece_row w [set i | 0 < y i 0] = t *: a /\ c = t * r].
Proof.
move=> a0 e0 xH xP; have [y [yc yH yP]] := generic_point a0 e0 xH.
exists y; split=> //; pose I := [set i | 0 < y i 0].
have nearH z : hyperplane a r z -> (forall i, y i 0 != 0 -> `|z i 0 - y i 0| < `|y i 0|) ->
    net 1%:M 0 w c z = piece 1%:M 0 w c I z.
  move=> /eqP zH zy; apply: net_near => i _; first exact: zy.
  by move=> yi; have [|[s ->]] := yP i; [rewrite yi eqxx|rewrite zH mulr0].
have yE : piece 1%:M 0 w c I y = 0.
  rewrite -nearH // => [|i yi]; last by rewrite subrr normr0 normr_gt0.
  exact/eqP/xP.
have [u au|t tE] := row_proportional a0 (q := piece_row w I).
  have [t t0 [zc zP]] := small_step u yc.
  have zH : hyperplane a r (y + t *: u) by rewrite /hyperplane affine_add au mulr0 addr0.
  have /eqP := xP _ zc zH; rewrite nearH // affine_piece1 affine_add -affine_piece1 yE add0r => /eqP.
  by rewrite mulf_eq0 (gt_eqF t0) => /eqP.
exists t; split=> //; move/eqP: yH; move: yE; rewrite affine_piece1 tE /affine -scalemxAl mxE => yE yH.
have -> : c = t * (a *m y) 0 0 + c - t * (a *m y) 0 0 by ring.
by rewrite yE add0r -mulrN; congr (_ * _); apply/eqP; rewrite eq_sym -addr_eq0 addrC yH.
Qed.

(** Only the hyperplanes f_I = 0 can be walls; first in the coordinates y. *)
Lemma wall_piece1 w c a r : c != 0 -> wall (boundary 1%:M 0 w c) a r ->
  exists I, [/\ I \subset support w, I :&: opposite w c != set0 &
    forall z, hyperplane a r z = (piece 1%:M 0 w c I z == 0)].
Proof.
move=> c0 [a0 [x xH [e e0 xP]]]; have [y [yc yH _ [t [tE cE]]]] := local_form a0 e0 xH xP.
move: tE; set I := [set i | _] => tE.
have IE z : piece 1%:M 0 w c I z = t * affine a r z.
  by rewrite affine_piece1 tE /affine -scalemxAl mxE cE mulrDr.
have t0 : t != 0 by apply: contraNneq c0 => t0; rewrite cE t0 mul0r.
exists (I :&: support w); split=> [||z]; first exact: subsetIr; last first.
  by rewrite piece_support IE mulf_eq0 (negbTE t0).
rewrite -setIA (setIidPr (opposite_support w c)).
apply/(T13_meets 0 w I (unitmx1 R d) c0); exists y; rewrite xP // andbT.
apply/forallP => i; rewrite pre_idmx inE; case: ifP => [/ltW //|/negbT].
by rewrite -leNgt.
Qed.

(** Affine bijections carry local properties of a set X near a hyperplane to such properties. *)
Definition shape (Q : bool -> R -> Prop) X a r : Prop :=
  a != 0 /\ exists2 x, hyperplane a r x & near x (fun y => Q (X y) (affine a r y)).

Lemma near_preimage f x P : affine_bijection f -> near (f x) P -> near x (fun y => P (f y)).
Proof.
move=> [M [v [Mu fE]]] [e e0 eP].
have [i|e' e'0 e'P] := @pre_continuous _ _ M v x (fun=> e); first by [].
by exists e' => // y /e'P yP; apply: eP; apply/forallP => i; rewrite !fE.
Qed.

Lemma shape_preimage Q X Y f a r : affine_bijection f -> (forall x, X x = Y (f x)) -> shape Q Y a r ->
  exists a' r', shape Q X a' r' /\ forall x, affine a' r' x = affine a r (f x).
Proof.
move=> fb XY [a0 [y yH yP]]; have [g [_ _ gK]] := affine_bijection_inv fb.
have [M [v [Mu fE]]] := fb; exists (a *m M), ((a *m v) 0 0 + r).
have aE x : affine (a *m M) ((a *m v) 0 0 + r) x = affine a r (f x).
  by rewrite /affine fE mulmxDr mulmxA addrA [in RHS]mxE.
split=> //; split; first by apply: contraNneq a0 => h; rewrite -[a](mulmxK Mu) h mul0mx.
exists (g y); first by rewrite /hyperplane aE gK.
rewrite -(gK y) in yP; have [e e0 eP] := near_preimage fb yP.
by exists e => // x /eP; rewrite XY aE.
Qed.

Lemma wall_preimage X Y f a r : affine_bijection f -> (forall x, X x = Y (f x)) -> wall Y a r ->
  exists a' r', wall X a' r' /\ forall x, affine a' r' x = affine a r (f x).
Proof. exact: (@shape_preimage (fun s t => t == 0 -> s)). Qed.

(** T13, T17, T21. The walls of B are exactly the hyperplanes f_I = 0, where I consists of neurons of
    non-zero weight and meets N. *)
Theorem T17_walls A b w c a r : A \in unitmx -> c != 0 ->
  wall (boundary A b w c) a r <->
  exists I, [/\ I \subset support w, I :&: opposite w c != set0 &
    forall x, hyperplane a r x = (piece A b w c I x == 0)].
Proof.
move=> Au c0; split=> [aW|[I [IS IN aE]]].
  have [g [gb fK gK]] := affine_bijection_inv (pre_bijection b Au).
  have E z : boundary 1%:M 0 w c z = boundary A b w c (g z) by rewrite [RHS]/boundary net_pre gK.
  have [a' [r' [a'W a'E]]] := wall_preimage gb E aW.
  have [I [IS IN IE]] := wall_piece1 c0 a'W.
  by exists I; split=> // x; rewrite pieceE -IE /hyperplane a'E fK.
have [x [e [e0 xB eP]]] := T13_dimension b Au IN.
have xc := eP x (cube_centre x e0).
have xH : hyperplane a r x by rewrite aE -xc.2.
split; last by exists x => //; exists e => // y /eP[_ ->]; rewrite aE.
apply/eqP => a0; move: xH; rewrite /hyperplane /affine a0 mul0mx mxE add0r => /eqP r0.
have := aE (point A b 0).
rewrite /hyperplane /affine a0 mul0mx mxE add0r r0 eqxx pieceE pre_point // /piece pre_idmx.
by rewrite big1 ?add0r ?(negbTE c0) // => i _; rewrite mxE mulr0.
Qed.

(** T13, T21. Their number: the walls of B are the different hyperplanes f_I = 0 of 2^m' - 2^(m'-k)
    sets I, where m' is the number of non-zero weights (m' = d if there is no weight 0) and k = |N|. *)
Theorem T21_walls_number A b w c : A \in unitmx -> c != 0 -> exists W : {set {set 'I_d}},
  [/\ #|W| = (2 ^ #|support w| - 2 ^ (#|support w| - #|opposite w c|))%N,
      {in W &, forall I J, (forall x, (piece A b w c I x == 0) = (piece A b w c J x == 0)) -> I = J} &
      forall a r, wall (boundary A b w c) a r <->
        exists2 I, I \in W & forall x, hyperplane a r x = (piece A b w c I x == 0)].
Proof.
move=> Au c0; exists [set I : {set 'I_d} | I \subset support w & I :&: opposite w c != set0].
split=> [|I J|a r]; first exact/card_meeting/opposite_support.
  by rewrite !inE => /andP[Iw _] /andP[Jw _]; apply: piece_inj.
rewrite (T17_walls b w a r Au c0); split=> [[I [Iw IN aE]]|[I]].
  by exists I; rewrite // inE Iw.
by rewrite inE => /andP[Iw IN] aE; exists I.
Qed.
End Walls.

Section Classification.
Variables (R : realFieldType) (d : nat).
Implicit Types (A : 'M[R]_d) (b : 'cV[R]_d) (w : 'I_d -> R) (c : R) (X Y : pred 'cV[R]_d).

(** Equivalent sets have the same number of hyperplanes of a kind: if f is onto, every h' J pulled back
    by f is one of the h I, and the h' J are different, then there are not more h' J than h I. *)
Lemma count_le (T T' : finType) (S : {set T}) (S' : {set T'}) (h : T -> pred 'cV[R]_d)
    (h' : T' -> pred 'cV[R]_d) (f : 'cV[R]_d -> 'cV[R]_d) : affine_bijection f ->
  (forall J, J \in S' -> exists I, I \in S /\ forall x, h I x = h' J (f x)) ->
  {in S' &, forall J K, h' J =1 h' K -> J = K} -> (#|S'| <= #|S|)%N.
Proof.
move=> fb hP h'I; have [g [_ _ gK]] := affine_bijection_inv fb.
have [->|[J0 J0S]] := set_0Vmem S'; first by rewrite cards0.
have [I0 _] := hP J0 J0S.
have /fin_all_exists[m mP] : forall J, exists I, J \in S' -> I \in S /\ forall x, h I x = h' J (f x).
  move=> J; have [JS|_] := boolP (J \in S'); last by exists I0.
  by have [I IP] := hP J JS; exists I.
rewrite -(card_in_imset (f := m) (D := mem S')) => [|J K JS KS mJK].
  by apply/subset_leq_card/subsetP => _ /imsetP[J JS ->]; have [] := mP J JS.
by apply: h'I => // x; rewrite -(gK x) -(mP J JS).2 -(mP K KS).2 mJK.
Qed.

(** Equivalent boundaries have the same number of walls. *)
Lemma walls_le A b w c A' b' w' c' : A \in unitmx -> A' \in unitmx -> c != 0 -> c' != 0 ->
  affine_equiv (boundary A b w c) (boundary A' b' w' c') ->
  (2 ^ #|support w'| - 2 ^ (#|support w'| - #|opposite w' c'|) <=
   2 ^ #|support w| - 2 ^ (#|support w| - #|opposite w c|))%N.
Proof.
move=> Au Au' c0 c0' [f [fb fE]]; rewrite -!card_meeting ?opposite_support //.
apply: (@count_le _ _ _ _ (fun I x => piece A b w c I x == 0)
  (fun J x => piece A' b' w' c' J x == 0) f fb) => [J|J K]; last first.
  by rewrite !inE => /andP[Jw _] /andP[Kw _]; apply: piece_inj.
rewrite inE => /andP[Jw JN].
pose a := piece_row w' J *m A'; pose r := (piece_row w' J *m b') 0 0 + c'.
have aE x : hyperplane a r x = (piece A' b' w' c' J x == 0) by rewrite affine_piece.
have aW : wall (boundary A' b' w' c') a r by apply/(T17_walls b' w' a r Au' c0'); exists J.
have [a' [r' [a'W a'E]]] := wall_preimage fb fE aW.
have /(T17_walls b w a' r' Au c0)[I [IS IN IE]] := a'W.
by exists I; rewrite inE IS; split=> // x; rewrite -IE /hyperplane a'E -aE.
Qed.

(** The number 2^n - 2^(n-k) determines n and k, for 1 <= k <= n. *)
Lemma walls_inj n k n' k' : (0 < k <= n)%N -> (0 < k' <= n')%N ->
  (2 ^ n - 2 ^ (n - k) = 2 ^ n' - 2 ^ (n' - k'))%N -> n = n' /\ k = k'.
Proof.
have wE m l : (l <= m)%N -> (2 ^ m - 2 ^ (m - l) = 2 ^ (m - l) * (2 ^ l - 1))%N.
  by move=> lm; rewrite mulnBr muln1 -expnD subnK.
have o l : (0 < l)%N -> odd (2 ^ l - 1).
  by case: l => // l _; rewrite oddB ?expn_gt0 // oddX.
have lE m l : (0 < l)%N -> logn 2 (2 ^ m * (2 ^ l - 1)) = m.
  move=> l0; rewrite lognM ?expn_gt0 ?subn_gt0 ?(@ltn_exp2l 2 0) // pfactorK //.
  by rewrite logn_coprime ?addn0 // coprime2n o.
move=> /andP[k0 kn] /andP[k0' kn']; rewrite !wE // => e.
have e1 : (n - k = n' - k')%N by rewrite -(lE (n - k)%N k k0) e lE.
move/eqP: e; rewrite e1 eqn_pmul2l ?expn_gt0 // => /eqP/(congr1 succn).
rewrite !subn1 !prednK ?expn_gt0 // => /eqP; rewrite eqn_exp2l // => /eqP kk.
by split=> //; rewrite -(subnK kn) -(subnK kn') e1 kk.
Qed.

Lemma card_support w c : c != 0 -> (#|opposite w c| <= #|support w| <= d)%N.
Proof.
move=> c0; rewrite subset_leq_card ?opposite_support //=.
by rewrite -[X in (_ <= X)%N]card_ord max_card.
Qed.

(** T21. Two networks with invertible layers and c <> 0, weights 0 allowed: the boundaries are
    affinely equivalent exactly if both have the same k and, when k > 0, the same number m' of
    non-zero weights. *)
Theorem T21_classification A b w c A' b' w' c' :
  A \in unitmx -> A' \in unitmx -> c != 0 -> c' != 0 ->
  affine_equiv (boundary A b w c) (boundary A' b' w' c') <->
  #|opposite w c| = #|opposite w' c'| /\
  (#|opposite w c| = 0%N \/ #|support w| = #|support w'|).
Proof.
move=> Au Au' c0 c0'; split=> [e|[kE mE]]; last first.
  have [k0|k0] := eqVneq #|opposite w c| 0%N.
    apply: eq_affine_equiv => x; rewrite (negbTE ((T21_empty b w Au c0).2 k0 x)).
    by rewrite kE in k0; rewrite (negbTE ((T21_empty b' w' Au' c0').2 k0 x)).
  case: mE => [h|mE]; first by rewrite h in k0.
  apply: affine_equiv_trans (T21_boundary b w Au c0) _; rewrite kE mE.
  exact/affine_equiv_sym/T21_boundary.
have [/andP[kn _] /andP[kn' _]] := (card_support w c0, card_support w' c0').
have [k0|k0] := posnP #|opposite w c|.
  split; last by left.
  case: e => f [fb fE]; have [g [_ _ gK]] := affine_bijection_inv fb.
  rewrite k0; apply/esym/(T21_empty b' w' Au' c0') => x.
  by rewrite -(gK x) -fE (T21_empty b w Au c0).2.
have [k0'|k0'] := posnP #|opposite w' c'|.
  have : #|opposite w c| = 0%N; last by lia.
  case: e => f [_ fE]; apply/(T21_empty b w Au c0) => x.
  by rewrite fE (T21_empty b' w' Au' c0').2.
have [|||-> ->] := @walls_inj #|support w| #|opposite w c| #|support w'| #|opposite w' c'|.
- by rewrite k0.
- by rewrite k0'.
- apply/eqP; rewrite eqn_leq !(walls_le _ _ _ _ e) //.
  by rewrite (walls_le _ _ _ _ (affine_equiv_sym e)).
by split=> //; right.
Qed.

(** The weights 1 (k times), -1 (n - k times), 0 (d - n times). *)
Definition unit_weights (n k : nat) : 'I_d -> R :=
  fun i => if (i < k)%N then 1 else if (i < n)%N then -1 else 0.

Lemma card_below k : (k <= d)%N -> #|[set i : 'I_d | (i < k)%N]| = k.
Proof.
move=> kd; rewrite -sum1_card (eq_bigl (fun i : 'I_d => (i < k)%N)); last by move=> i; rewrite inE.
by rewrite (big_ord_narrow kd) sum1_card card_ord.
Qed.

(** Every B_{n,k} x R^(d-n) is a boundary: A = 1, b = 0, c = -1 and the weights above. *)
Lemma unit_weightsP n k : (k <= n <= d)%N ->
  [/\ #|support (unit_weights n k)| = n, #|opposite (unit_weights n k) (-1)| = k &
      forall z, net 1%:M 0 (unit_weights n k) (-1) z = cylG n k z].
Proof.
move=> /andP[kn nd]; have kd := leq_trans kn nd; split.
- rewrite -[RHS](card_below nd); apply: eq_card => i; rewrite !inE /unit_weights.
  case: ltnP => [/leq_trans/(_ kn) ->|_]; first by rewrite oner_eq0.
  by case: ltnP => _; rewrite ?oppr_eq0 ?oner_eq0 ?eqxx.
- rewrite -[RHS](card_below kd); apply: eq_card => i; rewrite !inE /unit_weights mulrN1 oppr_lt0.
  by case: ltnP => _; rewrite ?ltr01 //; case: ltnP => _; rewrite ?ltxx ?oppr_gt0 ?ltr10.
move=> z; rewrite /net /cylG pre_idmx; congr (_ - _).
rewrite [in RHS]big_mkcond [X in _ = _ - X]big_mkcond -sumrB; apply: eq_bigr => i _.
rewrite /unit_weights; case: ltnP => [|_]; first by rewrite mul1r subr0.
by case: ltnP => _; rewrite ?mulN1r ?mul0r ?subr0 ?sub0r.
Qed.

Lemma unit_boundary n k : (k <= n <= d)%N ->
  boundary 1%:M 0 (unit_weights n k) (-1) =1 (cylB n k : pred 'cV[R]_d).
Proof. by move=> kn z; rewrite /boundary /cylB; have [_ _ ->] := unit_weightsP kn. Qed.

(** T21. The class of a boundary is (m', k), the numbers of weights that are not zero, and of weights
    of sign opposite to c; for k = 0 there is only the empty set. *)
Theorem T21_class A b w c n k : A \in unitmx -> c != 0 -> (k <= n <= d)%N ->
  affine_equiv (boundary A b w c) (cylB n k) <->
  #|opposite w c| = k /\ (#|opposite w c| = 0%N \/ #|support w| = n).
Proof.
move=> Au c0 kn; have [sw ow _] := unit_weightsP kn.
have e := eq_affine_equiv (unit_boundary kn).
have c1 : (-1 : R) != 0 by rewrite oppr_eq0 oner_eq0.
have := T21_classification b w 0 (unit_weights n k) Au (unitmx1 R d) c0 c1; rewrite sw ow => <-.
split=> h; first exact: affine_equiv_trans h (affine_equiv_sym e).
exact: affine_equiv_trans h e.
Qed.

(** T21. B_{n,k} x R^(d-n) and B_{l,m} x R^(d-l) are affinely equivalent only if (n, k) = (l, m);
    so there are d (d + 1) / 2 classes of non-empty boundaries. *)
Theorem T21_distinct n k l m : [&& 1 <= k, k <= n & n <= d]%N -> [&& 1 <= m, m <= l & l <= d]%N ->
  affine_equiv (cylB n k : pred 'cV[R]_d) (cylB l m) <-> n = l /\ k = m.
Proof.
move=> /andP[k0 kn] /andP[m0 ml]; split=> [e|[-> ->]]; last exact: affine_equiv_refl.
have c1 : (-1 : R) != 0 by rewrite oppr_eq0 oner_eq0.
have := affine_equiv_trans (eq_affine_equiv (unit_boundary kn)) e.
rewrite (T21_class 0 _ (unitmx1 R d) c1 ml); have [-> -> _] := unit_weightsP kn.
by move=> [-> [|->]]; [lia|].
Qed.

(** T21. Every pair 1 <= k <= n <= d occurs. *)
Theorem T21_occurs n k : [&& 1 <= k, k <= n & n <= d]%N ->
  exists w c, c != 0 /\ forall z, boundary 1%:M 0 w c z = cylB n k z.
Proof.
move=> /andP[k0 kn]; exists (unit_weights n k), (-1); rewrite oppr_eq0 oner_eq0.
by split=> // z; rewrite unit_boundary.
Qed.

Lemma canonB_cyl k (z : 'cV[R]_d) : canonB k z = cylB d k z.
Proof. by rewrite /canonB canonGE. Qed.

(** T17. The class of the boundary is k = |N|, the number of weights of sign opposite to c. *)
Theorem T17_class A b w c k : A \in unitmx -> (forall i, w i != 0) -> c != 0 -> (k <= d)%N ->
  affine_equiv (boundary A b w c) (canonB k) <-> #|opposite w c| = k.
Proof.
move=> Au w0 c0 kd; split=> [e|<-]; last exact: T11_boundary.
have kdd : (k <= d <= d)%N by rewrite kd leqnn.
have [] := (T21_class b w Au c0 kdd).1; last by [].
by apply: affine_equiv_trans e _; apply: eq_affine_equiv => z; apply: canonB_cyl.
Qed.

(** T17, separation. B_{d,1}, ..., B_{d,d} are pairwise not affinely equivalent. *)
Theorem T17_distinct k l : (1 <= k <= d)%N -> (1 <= l <= d)%N ->
  affine_equiv (canonB k : pred 'cV[R]_d) (canonB l) <-> k = l.
Proof.
move=> kd ld; split=> [e|->]; last exact: affine_equiv_refl.
have [|||_ //] := (@T21_distinct d k d l _ _).1; rewrite ?leqnn ?andbT //.
have eq_cyl j := eq_affine_equiv (fun z : 'cV[R]_d => canonB_cyl j z).
exact: affine_equiv_trans (affine_equiv_sym (eq_cyl k)) (affine_equiv_trans e (eq_cyl l)).
Qed.

(** T17, existence. Each B_{d,k} is the boundary of a network with A = 1, b = 0 and all weights
    non-zero. *)
Theorem T17_occurs k : (1 <= k <= d)%N ->
  exists (w : 'I_d -> R) (c : R), [/\ forall i, w i != 0, c != 0 &
    forall z, boundary 1%:M 0 w c z = canonB k z].
Proof.
move=> /andP[k0 kd]; exists (unit_weights d k), (-1); split=> [i||z].
- by rewrite /unit_weights ltn_ord; case: ifP => _; rewrite ?oppr_eq0 oner_eq0.
- by rewrite oppr_eq0 oner_eq0.
have [|_ _ wE] := @unit_weightsP d k; first by rewrite kd leqnn.
by rewrite canonB_cyl /boundary wE.
Qed.

(** T17. Let A be invertible, all weights non-zero and c <> 0. Then the boundary is empty, or it is
    affinely equivalent to B_{d,k} for exactly one k with 1 <= k <= d. *)
Theorem T17_classification A b w c : A \in unitmx -> (forall i, w i != 0) -> c != 0 ->
  (forall x, ~~ boundary A b w c x) \/
  (exists! k, (1 <= k <= d)%N /\ affine_equiv (boundary A b w c) (canonB k)).
Proof.
move=> Au w0 c0; have [k0|k0] := posnP #|opposite w c|; first by left; apply/T21_empty.
right; have /andP[kn nd] := card_support w c0; have kd := leq_trans kn nd.
have e := T11_boundary b Au w0 c0; exists #|opposite w c|; split; first by rewrite k0.
move=> l [ld le]; apply/T17_distinct => //; first by rewrite k0.
exact: affine_equiv_trans (affine_equiv_sym e) le.
Qed.

End Classification.

(** Networks without a constant: c = 0. *)
Section Thick.
Variables (R : realFieldType) (d : nat).
Implicit Types (A : 'M[R]_d) (b x y z : 'cV[R]_d) (w : 'I_d -> R) (c : R) (I J : {set 'I_d}).
Implicit Types (a : 'rV[R]_d) (r : R) (X Y : pred 'cV[R]_d).

(** The hyperplane H = {a x + r = 0} is a facet of X: near some point of H, X is equal to H. *)
Definition facet X a r : Prop :=
  a != 0 /\ exists2 x, hyperplane a r x & near x (fun y => X y = hyperplane a r y).

(** H is a side of X: near some point of H, X is equal to the half-space a x + r <= 0. *)
Definition side X a r : Prop :=
  a != 0 /\ exists2 x, hyperplane a r x & near x (fun y => X y = (affine a r y <= 0)).

(** The sets of neurons of non-zero weight that contain both signs. *)
Definition mixed w : {set {set 'I_d}} :=
  [set I : {set 'I_d} | [&& I \subset support w, I :&: positive w != set0 & I :&: negative w != set0]].

Lemma facet_preimage X Y f a r : affine_bijection f -> (forall x, X x = Y (f x)) -> facet Y a r ->
  exists a' r', facet X a' r' /\ forall x, affine a' r' x = affine a r (f x).
Proof. exact: (@shape_preimage _ _ (fun s t => s = (t == 0))). Qed.

Lemma side_preimage X Y f a r : affine_bijection f -> (forall x, X x = Y (f x)) -> side Y a r ->
  exists a' r', side X a' r' /\ forall x, affine a' r' x = affine a r (f x).
Proof. exact: (@shape_preimage _ _ (fun s t => s = (t <= 0))). Qed.

Lemma mul_delta a j (t : R) : (a *m (t *: delta_mx j 0) : 'M_1) 0 0 = t * a 0 j.
Proof. by rewrite -scalemxAr -colE !mxE. Qed.

Lemma mixed_sign w (y : 'I_d -> R) I i : \sum_(j in I) w j * y j = 0 -> (forall j, j \in I -> 0 < y j) ->
  i \in I -> w i != 0 -> I :&: positive w != set0.
Proof.
move=> s0 y0 iI wi; apply/eqP => IP.
have w0 j : j \in I -> w j <= 0.
  by move=> jI; have /setP/(_ j) := IP; rewrite !inE jI /= => /negbT; rewrite -leNgt.
have n0 j : j \in I -> 0 <= - (w j * y j) by move=> jI; rewrite oppr_ge0 pmulr_lle0 ?w0 ?y0.
have : \sum_(j in I) - (w j * y j) = 0 by rewrite sumrN s0 oppr0.
move/(psumr_eq0P n0)/(_ i iI)/eqP.
by rewrite oppr_eq0 mulf_eq0 (negbTE wi) gt_eqF // y0.
Qed.

Lemma facet1 w a r : facet (boundary 1%:M 0 w 0) a r ->
  exists I, I \in mixed w /\ forall z, hyperplane a r z = (piece 1%:M 0 w 0 I z == 0).
Proof.
move=> [a0 [x xH [e e0 xP]]].
have [|y [yc yH _ [t [tE cE]]]] := @local_form _ _ w 0 a r x e a0 e0 xH.
  by move=> y yc yH; rewrite xP.
move: tE; set I := [set i | _] => tE.
have IE z : piece 1%:M 0 w 0 I z = t * affine a r z.
  by rewrite affine_piece1 tE /affine -scalemxAl mxE [in LHS]cE mulrDr.
have [t0|t0] := eqVneq t 0.
  have [j aj] := row_entry a0; have [s s0 [zc zP]] := small_step ((-1) *: delta_mx j 0) yc.
  have zE : net 1%:M 0 w 0 (y + s *: ((-1) *: delta_mx j 0)) = 0.
    rewrite (@net_near _ _ _ _ y) => [|i _|i _ yi]; first by rewrite IE t0 mul0r.
      exact: zP.
    by rewrite !mxE yi add0r mulN1r mulrN oppr_le0 mulr_ge0 ?ler0n // ltW.
  have := xP _ zc; rewrite /boundary zE eqxx /hyperplane affine_add (eqP yH) add0r mul_delta.
  by rewrite mulN1r mulrN oppr_eq0 mulf_eq0 (negbTE aj) gt_eqF.
have [i iI wi] : exists2 i, i \in I & w i != 0.
  have [i] : exists i, piece_row w I 0 i != 0.
    by apply: row_entry; rewrite tE scaler_eq0 negb_or t0.
  by rewrite mxE; case: ifP => [iI wi|]; [exists i|rewrite eqxx].
have yI : \sum_(j in I) w j * y j 0 = 0.
  by have := IE y; rewrite (eqP yH) mulr0 /piece pre_idmx addr0.
have y0 j : j \in I -> 0 < y j 0 by rewrite inE.
exists (I :&: support w); split=> [|z]; last by rewrite piece_support IE mulf_eq0 (negbTE t0).
rewrite inE subsetIr /=.
have PS : positive w \subset support w by apply/subsetP => j; rewrite !inE => /gt_eqF ->.
have NS : negative w \subset support w by apply/subsetP => j; rewrite !inE => /lt_eqF ->.
rewrite -!setIA (setIidPr PS) (setIidPr NS) (mixed_sign yI y0 iI wi) /=.
have -> : negative w = positive (fun j => - w j) by apply/setP => j; rewrite !inE oppr_gt0.
apply: (mixed_sign _ y0 iI); last by rewrite oppr_eq0.
by rewrite -[RHS]oppr0 -[in RHS]yI -sumrN; apply: eq_bigr => j _; rewrite mulNr.
Qed.

Lemma mixed_zero w I : I \in mixed w ->
  exists y, (forall j, if j \in I then 0 < y j 0 else y j 0 < 0) /\ piece 1%:M 0 w 0 I y = 0.
Proof.
rewrite inE => /and3P[_ /set0Pn[i /setIP[iI]]]; rewrite inE => wi /set0Pn[n /setIP[nI]].
rewrite inE => wn; have ni : n \in I :\ i.
  by rewrite !inE nI andbT; apply: contraTneq wn => ->; rewrite -leNgt ltW.
have nw : n \in opposite w (w i) by rewrite inE pmulr_llt0.
have [y [yI yE]] := piece_zero ni nw.
exists (\col_j if j == i then 1 else y j 0); split=> [j|].
  rewrite mxE; have [->|ji] := eqVneq j i; first by rewrite iI ltr01.
  by have := yI j; rewrite !inE ji.
rewrite -[RHS]yE /piece !pre_idmx (big_setD1 i) //= mxE eqxx mulr1 addr0 addrC; congr (_ + _).
by apply: eq_bigr => j; rewrite !inE mxE => /andP[/negbTE ->].
Qed.

(** T22. The facets of B are the hyperplanes f_I = 0, where I consists of neurons of non-zero weight
    and contains both signs. *)
Theorem T22_facets A b w a r : A \in unitmx ->
  facet (boundary A b w 0) a r <->
  exists I, I \in mixed w /\ forall x, hyperplane a r x = (piece A b w 0 I x == 0).
Proof.
move=> Au; split=> [aF|[I [Im aE]]].
  have [g [gb fK gK]] := affine_bijection_inv (pre_bijection b Au).
  have E z : boundary 1%:M 0 w 0 z = boundary A b w 0 (g z) by rewrite [RHS]/boundary net_pre gK.
  have [a' [r' [a'F a'E]]] := facet_preimage gb E aF; have [I [Im IE]] := facet1 a'F.
  by exists I; split=> // x; rewrite pieceE -IE /hyperplane a'E fK.
have [z [zI zE]] := mixed_zero Im.
pose x := point A b z; have xz : pre A b x = z by apply: pre_point.
have xI : open_sector A b I x by rewrite /open_sector xz; apply/forallP.
have [e e0 eP] := open_sector_cube xI.
have xH : hyperplane a r x by rewrite aE pieceE xz zE.
split; last first.
  by exists x => //; exists e => // y /eP/open_sectorW yI; rewrite aE /boundary (T13_affine _ _ yI).
apply/eqP => a0; move: xH; rewrite /hyperplane /affine a0 mul0mx mxE add0r => /eqP r0.
move: Im; rewrite inE => /and3P[_ /set0Pn[i /setIP[iI]]]; rewrite inE => wi _.
have := aE (point A b (delta_mx i 0)).
rewrite /hyperplane /affine a0 mul0mx mxE add0r r0 eqxx pieceE pre_point // /piece pre_idmx addr0.
rewrite (bigD1 i) //= big1 ?addr0; first by rewrite mxE !eqxx mulr1 gt_eqF.
by move=> j /andP[_ /negbTE ji]; rewrite mxE ji mulr0.
Qed.

Lemma side1 w a r : side (boundary 1%:M 0 w 0) a r ->
  exists i, i \in support w /\ forall z, hyperplane a r z = (z i 0 == 0).
Proof.
move=> [a0 [x xH [e e0 xP]]].
have [|y [yc yH yP [t [tE cE]]]] := @local_form _ _ w 0 a r x e a0 e0 xH.
  by move=> y yc /eqP yH; rewrite xP // yH.
move: tE; set I := [set i | _] => tE.
have IE z : piece 1%:M 0 w 0 I z = t * affine a r z.
  by rewrite affine_piece1 tE /affine -scalemxAl mxE [in LHS]cE mulrDr.
have [/existsP[i /andP[wi /eqP yi]]|no] := boolP [exists i, (w i != 0) && (y i 0 == 0)].
  exists i; rewrite inE; split=> // z.
  have [|[s sE]] := yP i; first by rewrite yi eqxx.
  rewrite sE mulf_eq0 /hyperplane; have [s0|//] := eqVneq s 0.
  have := sE (delta_mx i 0); rewrite s0 mul0r mxE !eqxx => /eqP.
  by rewrite oner_eq0.
have y0 i : w i != 0 -> y i 0 != 0.
  by move=> wi; apply: contra no => yi; apply/existsP; exists i; rewrite wi.
have [j aj] := row_entry a0.
have step (s : R) : exists2 u, 0 < u & (t * (u * (s * a 0 j)) == 0) = (u * (s * a 0 j) <= 0).
  have [u u0 [zc zP]] := small_step (s *: delta_mx j 0) yc; exists u => //.
  have := xP _ zc; rewrite /boundary (@net_near _ _ _ _ y) => [|i _|i /y0]; first 1 last.
  - exact: zP.
  - by move=> yi /eqP; rewrite (negbTE yi).
  by rewrite IE !affine_add (eqP yH) add0r mul_delta.
have aa : 0 < a 0 j * a 0 j by rewrite -expr2 exprn_even_gt0 // aj.
have [u u0 uE] := step (- a 0 j); have [v v0 vE] := step (a 0 j).
have t0 : t = 0.
  move: uE; rewrite mulNr mulrN oppr_le0 mulr_ge0 ?(ltW aa) ?(ltW u0) //.
  by rewrite mulf_eq0 oppr_eq0 (gt_eqF (mulr_gt0 u0 aa)) orbF => /eqP.
by move: vE; rewrite t0 mul0r eqxx leNgt mulr_gt0.
Qed.

(** T22. The sides of B are the hyperplanes y_i = 0 for the neurons of non-zero weight. *)
Lemma T22_sides A b w a r : A \in unitmx -> side (boundary A b w 0) a r ->
  exists i, i \in support w /\ forall x, hyperplane a r x = (pre A b x i 0 == 0).
Proof.
move=> Au aS; have [g [gb fK gK]] := affine_bijection_inv (pre_bijection b Au).
have E z : boundary 1%:M 0 w 0 z = boundary A b w 0 (g z) by rewrite [RHS]/boundary net_pre gK.
have [a' [r' [a'S a'E]]] := side_preimage gb E aS; have [i [iw iE]] := side1 a'S.
by exists i; split=> // x; rewrite -iE /hyperplane a'E fK.
Qed.

Lemma T22_sides_converse A b w i : A \in unitmx -> i \in support w ->
  side (boundary A b w 0) (row i A) (b i 0).
Proof.
move=> Au; rewrite inE => wi.
have aE x : affine (row i A) (b i 0) x = pre A b x i 0 by rewrite /affine -row_mul !mxE.
pose x := point A b (\col_j (j == i)%:R - const_mx 1).
have xE j : pre A b x j 0 = (j == i)%:R - 1 by rewrite pre_point // !mxE.
split.
  apply/eqP => a0; have := aE (point A b (const_mx (1 + b i 0))).
  rewrite /affine a0 mul0mx pre_point // !mxE add0r => /eqP.
  by rewrite eq_sym -subr_eq0 addrK oner_eq0.
exists x; first by rewrite /hyperplane aE xE eqxx subrr.
have [j|e e0 eP] := @pre_continuous _ _ A b x (fun=> 1); first exact: ltr01.
exists e => // y /eP yP; rewrite aE /boundary /net addr0 (bigD1 i) //= big1 ?addr0.
  by rewrite mulf_eq0 (negbTE wi) relu_eq0.
move=> j ji; have := yP j; rewrite xE (negbTE ji) sub0r opprK => h.
by rewrite relu_le0 ?mulr0 // ltW // (near_lt0 (ltrN10 _)) // normrN1 opprK.
Qed.
End Thick.

(** The classification of all boundaries of invertible layers. *)
Section AllClasses.
Variables (R : realFieldType) (d : nat).
Implicit Types (A : 'M[R]_d) (b x : 'cV[R]_d) (w : 'I_d -> R) (c : R) (I J : {set 'I_d}).

Lemma card_positive_negative w : #|support w| = (#|positive w| + #|negative w|)%N.
Proof.
rewrite -cardsUI [positive w :&: _](_ : _ = set0) ?cards0 ?addn0.
  by apply: eq_card => i; rewrite !inE Order.TotalTheory.neq_lt orbC.
by apply/setP => i; rewrite !inE; case: (ltrgt0P (w i)).
Qed.

Lemma card_mixed w :
  (#|mixed w| + 2 ^ #|positive w| + 2 ^ #|negative w| = 2 ^ (#|positive w| + #|negative w|) + 1)%N.
Proof.
have e1 : support w :\: positive w = negative w.
  by apply/setP => i; rewrite !inE; case: (ltrgt0P (w i)).
have e2 : support w :\: negative w = positive w.
  by apply/setP => i; rewrite !inE; case: (ltrgt0P (w i)).
have e3 : negative w :&: positive w = set0.
  by apply/setP => i; rewrite !inE; case: (ltrgt0P (w i)).
have mE : mixed w = powerset (support w) :\: (powerset (negative w) :|: powerset (positive w)).
  apply/setP => I; rewrite !inE.
  have -> : (I \subset negative w) = (I \subset support w) && (I :&: positive w == set0).
    by rewrite -e1 subsetD setI_eq0.
  have -> : (I \subset positive w) = (I \subset support w) && (I :&: negative w == set0).
    by rewrite -e2 subsetD setI_eq0.
  by case: (I \subset support w); rewrite ?andbF //= negb_or andbT.
have US : powerset (negative w) :|: powerset (positive w) \subset powerset (support w).
  by rewrite subUset !powersetS -{1}e1 subsetDl -e2 subsetDl.
have cU := cardsUI (powerset (negative w)) (powerset (positive w)).
have cS := cardsID (powerset (negative w) :|: powerset (positive w)) (powerset (support w)).
move: cU cS; rewrite (setIidPr US) -mE -powersetI e3 powerset0 cards1 !card_powerset.
rewrite card_positive_negative; lia.
Qed.

(** T12. Along a ray from the apex F - c is proportional to the distance from the apex. *)
Lemma T12_rays A b w c x (t : R) : A \in unitmx -> 0 <= t ->
  net A b w c (apex A b + t *: (x - apex A b)) = c + t * (net A b w c x - c).
Proof.
move=> Au t0; rewrite /net addrK addrC; congr (_ + _); rewrite mulr_sumr; apply: eq_bigr => i _.
have a0 : A *m apex A b = - b by rewrite /apex mulmxN mulKVmx.
have -> : pre A b (apex A b + t *: (x - apex A b)) = t *: pre A b x.
  by rewrite /pre mulmxDr -scalemxAr mulmxBr a0 opprK addrAC addNr add0r.
by rewrite mxE relu_scale // mulrCA.
Qed.

(** T12. For c <> 0 the boundary has no interior points, ... *)
Lemma T12_thin A b w c x : A \in unitmx -> c != 0 -> ~ near x (boundary A b w c).
Proof.
move=> Au c0 nx; have /eqP x0 := near_refl nx; case: nx => e e0 eP.
have [t t0 [zc _]] := small_step (x - apex A b) (cube_centre x e0).
have := eP _ zc; have -> : x + t *: (x - apex A b) = apex A b + (1 + t) *: (x - apex A b).
  by rewrite scalerDl scale1r addrA [apex A b + _]addrC subrK.
rewrite /boundary T12_rays ?x0 //; last by rewrite addr_ge0 ?ler01 // ltW.
have -> : c + (1 + t) * (0 - c) = - (t * c) by ring.
by rewrite oppr_eq0 mulf_eq0 (negbTE c0) gt_eqF.
Qed.

(** T22. ... and for c = 0 it has. *)
Lemma T22_thick A b w : A \in unitmx -> exists x, near x (boundary A b w 0).
Proof.
move=> Au; pose x := point A b (const_mx (-1)).
have xI : open_sector A b set0 x.
  by apply/forallP => i; rewrite inE pre_point // mxE ltrN10.
have [e e0 eP] := open_sector_cube xI; exists x, e => // y /eP/open_sectorW.
by apply: (T22_sectors b w set0 Au).2; rewrite set0I.
Qed.

(** T23. A boundary with c <> 0 is never affinely equivalent to one with c = 0. *)
Theorem T23_thick A b w c A' b' w' : A \in unitmx -> A' \in unitmx -> c != 0 ->
  ~ affine_equiv (boundary A b w c) (boundary A' b' w' 0).
Proof.
move=> Au Au' c0 /affine_equiv_sym[f [fb fE]]; have [x [e e0 eP]] := T22_thick b' w' Au'.
have [g [gb fK gK]] := affine_bijection_inv fb.
apply: (@T12_thin A b w c (f x) Au c0); have := @near_preimage _ _ g (f x) (boundary A' b' w' 0) gb.
by rewrite fK => /(_ (ex_intro2 _ _ e e0 eP))[e1 e10 e1P]; exists e1 => // y /e1P; rewrite fE gK.
Qed.

Lemma sides_le A b w A' b' w' : A \in unitmx -> A' \in unitmx ->
  affine_equiv (boundary A b w 0) (boundary A' b' w' 0) -> (#|support w'| <= #|support w|)%N.
Proof.
move=> Au Au' [f [fb fE]].
apply: (@count_le _ _ _ _ _ _ (fun i x => pre A b x i 0 == 0)
  (fun i x => pre A' b' x i 0 == 0) f fb) => [j jw|i j _ _ ij]; last first.
  have := ij (point A' b' (delta_mx i 0)); rewrite pre_point // !mxE !eqxx oner_eq0.
  by have [->|] := eqVneq j i; rewrite ?eqxx.
have [a' [r' [a'S a'E]]] := side_preimage fb fE (T22_sides_converse b' Au' jw).
have [i [iw iE]] := T22_sides Au a'S; exists i; split=> // x.
by rewrite -iE /hyperplane a'E /affine -row_mul !mxE.
Qed.

Lemma mixed_inj A b w I J : A \in unitmx -> I \in mixed w -> J \in mixed w ->
  (forall x, (piece A b w 0 I x == 0) = (piece A b w 0 J x == 0)) -> I = J.
Proof.
move=> Au; rewrite !inE => /and3P[/subsetP Iw _ _] /and3P[/subsetP Jw _ _] IJ.
have E i K : piece A b w 0 K (point A b (delta_mx i 0)) = if i \in K then w i else 0.
  rewrite pieceE pre_point // /piece pre_idmx addr0; have [iK|iK] := boolP (i \in K).
    rewrite (bigD1 i) //= big1 ?addr0; first by rewrite mxE !eqxx mulr1.
    by move=> j /andP[_ /negbTE ji]; rewrite mxE ji mulr0.
  rewrite big1 // => j jK; rewrite mxE; have [ji|_] := eqVneq j i; last by rewrite mulr0.
  by rewrite -ji jK in iK.
apply/setP => i; have := IJ (point A b (delta_mx i 0)); rewrite !E.
have [iI|iI] := boolP (i \in I); have [iJ|iJ] := boolP (i \in J) => //; rewrite eqxx.
  by have := Iw i iI; rewrite inE => /negbTE ->.
by have := Jw i iJ; rewrite inE eq_sym => /negbTE; rewrite eq_sym => ->.
Qed.

Lemma facets_le A b w A' b' w' : A \in unitmx -> A' \in unitmx ->
  affine_equiv (boundary A b w 0) (boundary A' b' w' 0) -> (#|mixed w'| <= #|mixed w|)%N.
Proof.
move=> Au Au' [f [fb fE]].
apply: (@count_le _ _ _ _ _ _ (fun I x => piece A b w 0 I x == 0)
  (fun J x => piece A' b' w' 0 J x == 0) f fb) => [J Jm|J K Jm Km]; last exact: mixed_inj.
pose a := piece_row w' J *m A'; pose r := (piece_row w' J *m b') 0 0 + 0.
have aE x : hyperplane a r x = (piece A' b' w' 0 J x == 0) by rewrite affine_piece.
have aF : facet (boundary A' b' w' 0) a r by apply/(T22_facets b' w' a r Au'); exists J.
have [a' [r' [a'F a'E]]] := facet_preimage fb fE aF.
have /(T22_facets b w a' r' Au)[I [Im IE]] := a'F.
by exists I; split=> // x; rewrite -IE /hyperplane a'E -aE.
Qed.

Lemma sum_of_powers p q p' q' : (p + q = p' + q')%N -> (2 ^ p + 2 ^ q = 2 ^ p' + 2 ^ q')%N ->
  (p = p' /\ q = q') \/ (p = q' /\ q = p').
Proof.
move=> n s; have m : (2 ^ p * 2 ^ q = 2 ^ p' * 2 ^ q')%N by rewrite -!expnD n.
have : ((2 ^ p)%:Z - (2 ^ p')%:Z) * ((2 ^ p)%:Z - (2 ^ q')%:Z) = 0.
  have sZ : (2 ^ q)%:Z = (2 ^ p')%:Z + (2 ^ q')%:Z - (2 ^ p)%:Z.
    by rewrite -PoszD -s PoszD addrAC subrr add0r.
  have mZ : (2 ^ p')%:Z * (2 ^ q')%:Z = (2 ^ p)%:Z * (2 ^ q)%:Z by rewrite -!PoszM m.
  by rewrite mulrBl !mulrBr mZ sZ; ring.
by move=> /eqP; rewrite mulf_eq0 !subr_eq0 !eqz_nat !eqn_exp2l // => /orP[/eqP e|/eqP e];
  [left|right]; split=> //; lia.
Qed.

(** T22. Two networks with invertible layers and c = 0 have affinely equivalent boundaries exactly if
    they have the same pair {p, q} of numbers of positive and negative weights, in either order. *)
Theorem T22_classification A b w A' b' w' : A \in unitmx -> A' \in unitmx ->
  affine_equiv (boundary A b w 0) (boundary A' b' w' 0) <->
  (#|positive w| = #|positive w'| /\ #|negative w| = #|negative w'|) \/
  (#|positive w| = #|negative w'| /\ #|negative w| = #|positive w'|).
Proof.
move=> Au Au'; split=> [e|[[pE nE]|[pE nE]]].
- have e' := affine_equiv_sym e.
  have sE : #|support w| = #|support w'| by apply/eqP; rewrite eqn_leq !(sides_le _ _ e, sides_le _ _ e').
  have fE : #|mixed w| = #|mixed w'| by apply/eqP; rewrite eqn_leq !(facets_le _ _ e, facets_le _ _ e').
  move: sE; rewrite !card_positive_negative => sE; apply: sum_of_powers => //.
  by have := card_mixed w; have := card_mixed w'; rewrite fE sE; lia.
- apply: affine_equiv_trans (T22_boundary b w Au) _; rewrite pE nE.
  exact/affine_equiv_sym/T22_boundary.
apply: affine_equiv_trans (T22_boundary b w Au) _; rewrite pE nE.
have -> : negative w' = positive (fun j => - w' j) by apply/setP => j; rewrite !inE oppr_gt0.
have -> : positive w' = negative (fun j => - w' j) by apply/setP => j; rewrite !inE oppr_lt0.
apply: affine_equiv_trans (affine_equiv_sym (T22_boundary b' (fun j => - w' j) Au')) _.
apply: eq_affine_equiv => x; rewrite /boundary /net !addr0 -[RHS]oppr_eq0 -sumrN.
by congr (_ == _); apply: eq_bigr => i _; rewrite mulNr.
Qed.

(** T22. Every pair p + q <= d occurs. *)
Lemma T22_occurs p q : (p + q <= d)%N ->
  let w := @unit_weights R d (p + q) p in
  [/\ #|positive w| = p, #|negative w| = q & boundary 1%:M 0 w 0 =1 (canonB0 p q : pred 'cV[R]_d)].
Proof.
move=> pq w; have pqd : (p <= p + q <= d)%N by rewrite leq_addr.
have [sw ow wE] := unit_weightsP R pqd.
have pE : #|positive w| = p.
  by rewrite -[RHS]ow; apply: eq_card => i; rewrite !inE mulrN1 oppr_lt0.
split=> // [|z].
  by apply/eqP; rewrite -(eqn_add2l p) -{1}pE -card_positive_negative sw.
have := wE z; rewrite /boundary /canonB0 /net addr0 => /(canRL (addrK _)) ->.
by rewrite cylGE ?leq_addr // addKn opprK subrK.
Qed.

(** T22. B0_{p,q} and B0_{r,s} are affinely equivalent only if {p, q} = {r, s}. *)
Theorem T22_distinct p q r s : (p + q <= d)%N -> (r + s <= d)%N ->
  affine_equiv (canonB0 p q : pred 'cV[R]_d) (canonB0 r s) <->
  (p = r /\ q = s) \/ (p = s /\ q = r).
Proof.
move=> pq rs; have [p1 q1 e1] := T22_occurs pq; have [r1 s1 e2] := T22_occurs rs.
have u1 := unitmx1 R d.
have := T22_classification 0 (@unit_weights R d (p + q) p) 0 (@unit_weights R d (r + s) r) u1 u1.
rewrite p1 q1 r1 s1 => <-; split=> e.
  apply: affine_equiv_trans (eq_affine_equiv e1) (affine_equiv_trans e _).
  exact/affine_equiv_sym/eq_affine_equiv.
apply: affine_equiv_trans (affine_equiv_sym (eq_affine_equiv e1)) (affine_equiv_trans e _).
exact: eq_affine_equiv.
Qed.

(** T23. The classification of the sets {F = 0} of invertible layers, for arbitrary weights and constant. *)
Theorem T23_classification A b w c A' b' w' c' : A \in unitmx -> A' \in unitmx ->
  affine_equiv (boundary A b w c) (boundary A' b' w' c') <->
  [/\ c != 0, c' != 0, #|opposite w c| = #|opposite w' c'| &
      #|opposite w c| = 0%N \/ #|support w| = #|support w'|] \/
  [/\ c = 0, c' = 0 & (#|positive w| = #|positive w'| /\ #|negative w| = #|negative w'|) \/
                      (#|positive w| = #|negative w'| /\ #|negative w| = #|positive w'|)].
Proof.
move=> Au Au'; have [->|c0] := eqVneq c 0; have [->|c0'] := eqVneq c' 0.
- by rewrite T22_classification //; split=> [h|[[]|[]]] //; right.
- split=> [/affine_equiv_sym e|[[//]|[_ h]]]; first by have := T23_thick Au' Au c0' e.
  by rewrite h eqxx in c0'.
- split=> [e|[[_ //]|[h]]]; first by have := T23_thick Au Au' c0 e.
  by rewrite h eqxx in c0.
rewrite T21_classification //; split=> [[kE mE]|[[_ _ kE mE]|[h]]] //; first by left.
by rewrite h eqxx in c0.
Qed.
End AllClasses.

(** The number of classes. *)
Section NumberOfClasses.
Variables (R : realFieldType) (d : nat).
Implicit Types (A : 'M[R]_d) (b : 'cV[R]_d) (w : 'I_d -> R) (c : R) (X : pred 'cV[R]_d).

(** The list L contains, up to affine equivalence, each set with the property P exactly once. *)
Definition representatives (L : seq (pred 'cV[R]_d)) (P : pred 'cV[R]_d -> Prop) : Prop :=
  [/\ forall i, (i < size L)%N -> P (nth xpred0 L i),
      forall i j, (i < size L)%N -> (j < size L)%N ->
        affine_equiv (nth xpred0 L i) (nth xpred0 L j) -> i = j &
      forall X, P X -> exists2 i, (i < size L)%N & affine_equiv X (nth xpred0 L i)].

Lemma representatives_map (T : eqType) (F : T -> pred 'cV[R]_d) (s : seq T) (P : _ -> Prop) : uniq s ->
  (forall u, u \in s -> P (F u)) ->
  (forall u v, u \in s -> v \in s -> affine_equiv (F u) (F v) -> u = v) ->
  (forall X, P X -> exists2 u, u \in s & affine_equiv X (F u)) ->
  representatives (map F s) P.
Proof.
move=> us sP sI sX; case: s us sP sI sX => [|u0 s'].
  by move=> _ _ _ h; split=> // X /h[].
set s := u0 :: s' => us sP sI sX; split=> [i|i j|X /sX[u us' e]]; rewrite size_map.
- by move=> si; rewrite (nth_map u0) //; apply/sP/mem_nth.
- move=> si sj; rewrite !(nth_map u0) // => /(sI _ _ (mem_nth _ si) (mem_nth _ sj))/eqP.
  by rewrite nth_uniq // => /eqP.
by exists (index u s); rewrite ?index_mem // (nth_map u0) ?index_mem // nth_index.
Qed.

Lemma cylB_nonempty n k : (1 <= k)%N -> (k <= n <= d)%N -> exists z : 'cV[R]_d, cylB n k z.
Proof.
move=> k0 kn; have [_ ow _] := unit_weightsP R kn.
have [|x [e [_ xB _]]] := @T13_dimension R d 1%:M 0 (unit_weights R n k) (-1) setT (unitmx1 R d).
  by rewrite setTI -card_gt0 ow.
by exists x; rewrite -unit_boundary.
Qed.

(** T17. There are exactly d classes of non-empty boundaries of networks with an invertible layer, no
    weight 0 and c <> 0; they are represented by B_{d,1}, ..., B_{d,d}. *)
Theorem T17_number :
  let L := [seq canonB k | k <- iota 1 d] in
  size L = d /\ representatives L (fun X =>
  exists A b w c, [/\ A \in unitmx, forall i, w i != 0, c != 0, exists x, X x &
                      X =1 boundary A b w c]).
Proof.
split; first by rewrite size_map size_iota.
have iE k : (k \in iota 1 d) = (1 <= k <= d)%N by rewrite mem_iota add1n ltnS.
apply: representatives_map; first exact: iota_uniq.
- move=> k; rewrite iE => kd; have [w [c [w0 c0 E]]] := T17_occurs R kd.
  have /andP[k0 k1] := kd; have [|x xE] := cylB_nonempty k0 (_ : k <= d <= d)%N.
    by rewrite k1 leqnn.
  exists 1%:M, 0, w, c; split=> //; first exact: unitmx1.
  by exists x; rewrite canonB_cyl.
- by move=> k l; rewrite !iE => kd ld /(T17_distinct R kd ld).
move=> X [A [b [w [c [Au w0 c0 [x xX] XE]]]]].
have [h|[k [[kd e] _]]] := T17_classification b Au w0 c0.
  by have := h x; rewrite -XE xX.
exists k; first by rewrite iE.
exact: affine_equiv_trans (eq_affine_equiv XE) e.
Qed.

(** The pairs (n, k) with 1 <= k <= n <= d, and the pairs (p, q) with p <= q, p + q <= d. *)
Definition pairs21 := [seq (n, k) | n <- iota 1 d, k <- iota 1 n].
Definition pairs22 := [seq (p, q) | p <- iota 0 (d./2).+1, q <- iota p (d.+1 - p.*2)].

Lemma pairs21E n k : ((n, k) \in pairs21) = [&& 1 <= k, k <= n & n <= d]%N.
Proof.
apply/allpairsPdep/idP => [[m [l [+ + [-> ->]]]]|h]; first by rewrite !mem_iota; lia.
by exists n, k; rewrite !mem_iota; split=> //; lia.
Qed.

Lemma pairs22E p q : ((p, q) \in pairs22) = (p <= q)%N && (p + q <= d)%N.
Proof.
apply/allpairsPdep/idP => [[m [l [+ + [-> ->]]]]|h]; first by rewrite !mem_iota; lia.
by exists p, q; rewrite !mem_iota; split=> //; lia.
Qed.

Lemma uniq_pairs21 : uniq pairs21.
Proof. by apply: allpairs_uniq_dep => [|n _|[n k] [m l] _ _ /= [-> ->]] //; apply: iota_uniq. Qed.

Lemma uniq_pairs22 : uniq pairs22.
Proof. by apply: allpairs_uniq_dep => [|n _|[n k] [m l] _ _ /= [-> ->]] //; apply: iota_uniq. Qed.

Lemma size_pairs21 : size pairs21 = (d * (d + 1))./2.
Proof.
rewrite size_allpairs_dep -(@eq_map _ _ id) => [|n]; last by rewrite size_iota.
by rewrite map_id; elim: d => // m IH; rewrite -[m.+1]addn1 iotaD sumn_cat IH /=; lia.
Qed.

Lemma size_pairs22 : size pairs22 = (d + d ^ 2 %/ 4 + 1)%N.
Proof.
rewrite size_allpairs_dep -(@eq_map _ _ (fun p => d.+1 - p.*2)%N) => [|p]; last by rewrite size_iota.
have sumE m : (m.*2 <= d.+2)%N -> sumn [seq d.+1 - p.*2 | p <- iota 0 m]%N = (m * (d.+2 - m))%N.
  elim: m => // m IH md; rewrite -[m.+1]addn1 iotaD map_cat sumn_cat IH /=; last by lia.
  by nia.
rewrite sumE; last by lia.
have [j [->|->]] : exists j, d = j.*2 \/ d = j.*2.+1 by exists d./2; lia.
  have -> : (j.*2 ^ 2 = j * j * 4)%N by rewrite expnS expn1; nia.
  by rewrite mulnK // doubleK; nia.
have -> : (j.*2.+1 ^ 2 = (j * j + j) * 4 + 1)%N by rewrite expnS expn1; nia.
by rewrite divnMDl // divn_small //= uphalf_double; nia.
Qed.

(** T21. There are exactly d (d + 1) / 2 classes of non-empty boundaries of networks with an
    invertible layer, arbitrary weights and c <> 0; they are represented by the B_{n,k} x R^(d-n). *)
Theorem T21_number :
  let L := [seq cylB u.1 u.2 | u <- pairs21] in
  size L = (d * (d + 1))./2 /\ representatives L (fun X =>
  exists A b w c, [/\ A \in unitmx, c != 0, exists x, X x & X =1 boundary A b w c]).
Proof.
split; first by rewrite size_map size_pairs21.
apply: representatives_map; first exact: uniq_pairs21.
- move=> [n k]; rewrite pairs21E => nk; have [w [c [c0 E]]] := T21_occurs R nk.
  case/and3P: nk => k0 kn nd; exists 1%:M, 0, w, c; split=> //; first exact: unitmx1.
  by apply: cylB_nonempty; rewrite ?kn.
- by move=> [n k] [m l]; rewrite !pairs21E => nk ml /(T21_distinct R nk ml)[/= -> ->].
move=> X [A [b [w [c [Au c0 [x xX] XE]]]]].
have /andP[kn nd] := card_support w c0.
exists (#|support w|, #|opposite w c|); last first.
  exact: affine_equiv_trans (eq_affine_equiv XE) (T21_boundary b w Au c0).
rewrite pairs21E kn nd !andbT lt0n; apply/eqP => /(T21_empty b w Au c0)/(_ x).
by rewrite -XE xX.
Qed.

Lemma canonB0_sorted A b w : A \in unitmx ->
  exists2 u, u \in pairs22 & affine_equiv (boundary A b w 0) (canonB0 u.1 u.2).
Proof.
move=> Au; have pq : (#|positive w| + #|negative w| <= d)%N.
  by rewrite -card_positive_negative -[X in (_ <= X)%N]card_ord max_card.
have e := T22_boundary b w Au; have [le|/ltnW le] := leqP #|positive w| #|negative w|.
  by exists (#|positive w|, #|negative w|); rewrite // pairs22E le.
exists (#|negative w|, #|positive w|); first by rewrite pairs22E le addnC.
have qp : (#|negative w| + #|positive w| <= d)%N by rewrite addnC.
by apply: affine_equiv_trans e _; apply/(T22_distinct R pq qp); right.
Qed.

(** T22. There are exactly d + d^2 / 4 + 1 classes for c = 0 (the fraction is rounded down); they are
    represented by the B0_{p,q} x R^(d-p-q), p <= q. The pair (0, 0) stands for R^d. *)
Theorem T22_number :
  let L := [seq canonB0 u.1 u.2 | u <- pairs22] in
  size L = (d + d ^ 2 %/ 4 + 1)%N /\ representatives L (fun X =>
  exists A b w, A \in unitmx /\ X =1 boundary A b w 0).
Proof.
split; first by rewrite size_map size_pairs22.
apply: representatives_map; first exact: uniq_pairs22.
- move=> [p q]; rewrite pairs22E => /andP[_ /(T22_occurs R)[_ _ E]].
  by exists 1%:M, 0, (unit_weights R (p + q) p); split=> [|z]; [exact: unitmx1|rewrite E].
- move=> [p q] [r s]; rewrite !pairs22E => /andP[pq pqd] /andP[rs rsd].
  move/(T22_distinct R pqd rsd) => [[-> ->]|[ps qr]] //.
  by have [-> ->] : p = r /\ q = s by move: ps qr pq rs; clear; lia.
move=> X [A [b [w [Au XE]]]]; have [u us e] := canonB0_sorted b w Au.
by exists u => //; apply: affine_equiv_trans (eq_affine_equiv XE) e.
Qed.

(** T23. There are exactly d (d + 1) / 2 + d + d^2 / 4 + 2 classes of boundaries of networks with an
    invertible layer: those of T21 and T22, and the empty set, here in the form {-1 = 0}. *)
Theorem T23_number :
  let L := cylB 0 0 :: [seq cylB u.1 u.2 | u <- pairs21] ++ [seq canonB0 u.1 u.2 | u <- pairs22] in
  size L = ((d * (d + 1))./2 + d + d ^ 2 %/ 4 + 2)%N /\ representatives L (fun X =>
  exists A b w c, A \in unitmx /\ X =1 boundary A b w c).
Proof.
split.
  by rewrite -cat1s !size_cat !size_map size_pairs21 size_pairs22 [size [:: _]]/=; lia.
pose F (u : nat * nat + nat * nat) : pred 'cV[R]_d :=
  match u with inl v => cylB v.1 v.2 | inr v => canonB0 v.1 v.2 end.
pose s : seq (nat * nat + nat * nat) :=
  inl (0, 0)%N :: [seq inl u | u <- pairs21] ++ [seq inr u | u <- pairs22].
have FE : map F s = cylB 0 0 :: [seq cylB u.1 u.2 | u <- pairs21] ++ [seq canonB0 u.1 u.2 | u <- pairs22].
  by rewrite /s -cat1s !map_cat -!map_comp.
have sl n k : (inl (n, k) \in s) = ((n, k) == (0, 0)%N) || ((n, k) \in pairs21).
  have -> : (inl (n, k) \in s) =
    ((n, k) == (0, 0)%N) || (inl (n, k) \in map inl pairs21 ++ map inr pairs22) by [].
  rewrite mem_cat mem_map => [|u v [] //]; congr (_ || _).
  by rewrite orbC; case: mapP => // [[u _]].
have sr p q : (inr (p, q) \in s) = ((p, q) \in pairs22).
  have -> : (inr (p, q) \in s) = (inr (p, q) \in map inl pairs21 ++ map inr pairs22) by [].
  by rewrite mem_cat mem_map => [|u v [] //]; case: mapP => // [[u _]].
have slE n k : inl (n, k) \in s -> (k <= n <= d)%N /\ (k = 0%N -> n = 0%N).
  by rewrite sl => /orP[/eqP[-> ->]|]; rewrite ?pairs21E; lia.
pose net_of u : ('I_d -> R) * R := match u with
  | inl v => (unit_weights R v.1 v.2, -1)
  | inr v => (unit_weights R (v.1 + v.2) v.1, 0) end.
have netE u : u \in s -> F u =1 boundary 1%:M 0 (net_of u).1 (net_of u).2.
  case: u => [[n k] /slE[nk _] z|[p q]]; first by rewrite /= unit_boundary.
  by rewrite sr pairs22E => /andP[_ /(T22_occurs R)[_ _ E]] z; rewrite E.
rewrite -FE; apply: representatives_map.
- rewrite /s cons_uniq cat_uniq !map_inj_uniq ?uniq_pairs21 ?uniq_pairs22 => [|u v [] //|u v [] //].
  rewrite mem_cat !andbT; apply/andP; split.
    apply/norP; split; apply/mapP => -[[n k]] //.
    by rewrite pairs21E => /and3P[k0 _ _] [_ k1]; rewrite -k1 in k0.
  by apply/hasPn => _ /mapP[u _ ->]; apply/mapP => -[].
- move=> u us; exists 1%:M, 0, (net_of u).1, (net_of u).2; split; first exact: unitmx1.
  exact: netE.
- move=> u v us vs e.
  have {e} : affine_equiv (boundary 1%:M 0 (net_of u).1 (net_of u).2)
                          (boundary 1%:M 0 (net_of v).1 (net_of v).2).
    apply: affine_equiv_trans (affine_equiv_sym (eq_affine_equiv (netE u us))) _.
    exact: affine_equiv_trans e (eq_affine_equiv (netE v vs)).
  have m1 : (-1 : R) != 0 by rewrite oppr_eq0 oner_eq0.
  move/(T23_classification _ _ _ _ _ _ (unitmx1 R d) (unitmx1 R d)).
  case: u us => [[n k] us|[p q] us]; case: v vs => [[m l] vs|[r t] vs] /=.
  + have [nk n0] := slE _ _ us; have [ml m0] := slE _ _ vs.
    have [-> -> _] := unit_weightsP R nk; have [-> -> _] := unit_weightsP R ml.
    case=> [[_ _ kl nm]|[h]]; last by rewrite h eqxx in m1.
    by rewrite kl in n0 nm *; case: nm => [l0|->] //; rewrite n0 // m0.
  + by case=> [[_]|[h]]; [rewrite eqxx|rewrite h eqxx in m1].
  + by case=> [[]|[_ h]]; [rewrite eqxx|rewrite h eqxx in m1].
  move: us vs; rewrite !sr !pairs22E => /andP[pq pqd] /andP[rt rtd].
  have [-> -> _] := T22_occurs R pqd; have [-> -> _] := T22_occurs R rtd.
  case=> [[]|[_ _ h]]; first by rewrite eqxx.
  have [-> ->] : p = r /\ q = t by move: h pq rt; clear; lia.
  by [].
move=> X [A [b [w [c [Au XE]]]]]; have eX := eq_affine_equiv XE.
have [c0|c0] := eqVneq c 0.
  rewrite c0 in eX; have [[p q] us e] := canonB0_sorted b w Au.
  by exists (inr (p, q)); rewrite ?sr //; apply: affine_equiv_trans eX e.
have /andP[kn nd] := card_support w c0; have [k0|k0] := posnP #|opposite w c|.
  exists (inl (0, 0)%N); first by rewrite sl eqxx.
  by apply: affine_equiv_trans eX _; apply/(T21_class b w Au c0 (isT : (0 <= 0 <= d)%N)); split=> //; left.
exists (inl (#|support w|, #|opposite w c|)); first by rewrite sl pairs21E kn nd k0 orbT.
exact: affine_equiv_trans eX (T21_boundary b w Au c0).
Qed.
End NumberOfClasses.
