(** Elimination keeps the common zeros of rows; square matrices of full rank are bijections. *)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network values shallow semantics sound_network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** Rational numbers, as they are written, can be compared. *)
Definition parts_of (q : rational) : Z * Z := (num q, den q).
Lemma parts_ofK : cancel parts_of (fun p => Rational p.1 p.2). Proof. by case. Qed.
Definition rational_eqMixin := CanEqMixin parts_ofK.
Canonical rational_eqType := EqType rational rational_eqMixin.

(** * Elimination *)

Lemma size_cross a b row other : size row = size other -> size (cross a b row other) = size row.
Proof. by elim: row other => [|x row IH] [|y other] //= [/IH ->]. Qed.

Lemma nth_cross a b row other i : size row = size other ->
  nth Z0 (cross a b row other) i = Z.sub (Z.mul a (nth Z0 row i)) (Z.mul b (nth Z0 other i)).
Proof. by elim: row other i => [|x row IH] [|y other] [|i] //=; try lia; case=> /IH. Qed.

(** Where a row leads. *)
Lemma lead_ofP row : if lead_of row is Some j then (j < size row)%N /\ nth Z0 row j <> Z0
                     else forall i, nth Z0 row i = Z0.
Proof.
elim: row => [|x row IH] /=; first by move=> i; rewrite nth_nil.
case: Z.eqb_spec => [->|x0] //=.
by case: (lead_of row) IH => //= IH [|i] /=.
Qed.

(** The entries of a normal form. *)
Lemma nth_normal row : exists2 g, Z.lt 0 g & forall i, nth Z0 row i = Z.mul g (nth Z0 (normal row) i).
Proof.
exists (divisor (content row)); first exact/divisor_gt0/content_ge0.
have := content_divides row; rewrite /normal /divided /divisor; move: (content row) => g row_divided i.
case: (Z.eqb_spec g (Zpos xH)) => [->|_] /=; first by case: nth.
case: (Z.eqb_spec g Z0) => [_|g0]; first by case: nth.
elim: row i row_divided => [|x row IH] [|i] //=; rewrite ?Z.mul_0_r // => /andP[/Z.eqb_spec xE /IH //].
Qed.

Lemma nth_normal0 row i : nth Z0 row i = Z0 <-> nth Z0 (normal row) i = Z0.
Proof. by have [g g_gt0 ->] := nth_normal row; nia. Qed.

(** Leading columns are different; each row has a 0 in those of the others. *)
Definition in_echelon (n : nat) (found : seq (nat * seq Z)) : Prop :=
  [/\ forall p, p \in found -> [/\ size p.2 = n, (p.1 < n)%N & nth Z0 p.2 p.1 <> Z0], uniq (map fst found) &
      forall p q, p \in found -> q \in found -> p.1 <> q.1 -> nth Z0 p.2 q.1 = Z0].

(** A row without its entries in the leading columns. *)
Definition cleared (found : seq (nat * seq Z)) (row : seq Z) : seq Z :=
  foldl (fun row p => let x := nth Z0 row p.1 in
                      if Z.eqb x 0 then row else cross (nth Z0 p.2 p.1) x row p.2) row found.

Section Elimination.
Variable R : realFieldType.
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).
Notation dotZ := (@dotZ R).

Lemma dotZ_cross a b row other v : size row = size other ->
  dotZ (cross a b row other) v = toR a * dotZ row v - toR b * dotZ other v.
Proof.
rewrite /sound_network.dotZ; elim: row other v => [|x row IH] [|y other] [|u v] //=; rewrite ?mulr0 ?subrr // => -[sz].
by rewrite IH // toRB !toR_mul; ring.
Qed.

Lemma dotZ_negated row v : dotZ [seq Z.opp x | x <- row] v = - dotZ row v.
Proof.
rewrite /sound_network.dotZ; elim: row v => [|x row IH] [|u v] //=; rewrite ?oppr0 // IH toRN; ring.
Qed.

Lemma dotZ_zero_row row v : (forall i, nth Z0 row i = Z0) -> dotZ row v = 0.
Proof.
rewrite /sound_network.dotZ; elim: row v => [|x row IH] [|u v] //= row0.
have /= -> := row0 0%N; rewrite IH ?mul0r ?addr0 // => i; exact: (row0 i.+1).
Qed.

(** The common zeros of rows. *)
Definition kernel (rows : seq (seq Z)) (x : seq R) : Prop := forall row, row \in rows -> dotZ row x = 0.

Lemma cleared_sound n found l row : in_echelon n found -> {subset l <= found} -> size row = n ->
  [/\ size (cleared l row) = n,
      forall q, q \in found -> nth Z0 row q.1 = Z0 \/ q \in l -> nth Z0 (cleared l row) q.1 = Z0 &
      exists2 c, c <> Z0 & forall x, kernel (map snd found) x -> dotZ (cleared l row) x = toR c * dotZ row x].
Proof.
move=> [found_ok _ others]; elim: l row => [|p l IH] row l_found row_size /=.
  by split=> // [q _ [->|] //|]; exists (Zpos xH) => // x _; rewrite toR1 mul1r.
have p_found : p \in found by apply: l_found; rewrite mem_head.
have [p_size p_lt p_lead] := found_ok p p_found.
have l_found' : {subset l <= found} by move=> q q_l; apply: l_found; rewrite in_cons q_l orbT.
case: Z.eqb_spec => [p0|p_neq0].
  have [-> zeros [c c0 cE]] := IH row l_found' row_size; split=> // [q q_found cases|]; last by exists c.
  apply: zeros => //; case: cases => [|]; first by left.
  by rewrite in_cons => /orP[/eqP ->|]; [left|right].
have sizes : size row = size p.2 by rewrite p_size.
have next_size : size (cross (nth Z0 p.2 p.1) (nth Z0 row p.1) row p.2) = n by rewrite size_cross.
have [-> zeros [c c0 cE]] := IH _ l_found' next_size; split=> // [q q_found cases|].
  apply: zeros => //; have [pq|/eqP pq] := eqVneq p.1 q.1; first by left; rewrite nth_cross // -pq; lia.
  case: cases => [q0|]; first by left; rewrite nth_cross // q0 (others p q) //; lia.
  by rewrite in_cons => /orP[/eqP q_p|]; [case: pq; rewrite q_p|right].
exists (Z.mul c (nth Z0 p.2 p.1)); first by nia.
move=> x x_found; rewrite cE // dotZ_cross // (x_found p.2) ?map_f // mulr0 subr0 toR_mul mulrA //.
Qed.

(** One step of the elimination. *)
Lemma eliminate_sound n found row : in_echelon n found -> size row = n ->
  in_echelon n (eliminate found row) /\
  forall x, kernel (map snd (eliminate found row)) x <-> kernel (map snd found) x /\ dotZ row x = 0.
Proof.
move=> found_ok row_size; have [size_ok uniq_ok others] := found_ok.
have [] := cleared_sound found_ok (fun q q_l => q_l) row_size; rewrite /eliminate -/(cleared found row).
move: (cleared found row) => clear clear_size zeros [c c0 cE]; have := lead_ofP clear.
have c_neq0 : toR c != 0 by exact: toR_neq0.
case: lead_of => [j [j_lt j_lead]|clear0]; last first.
  split=> // x; split=> [x_found|[] //]; split=> //; apply: (mulfI c_neq0).
  by rewrite -cE // mulr0 dotZ_zero_row.
set signed := if _ then _ else _.
have signed_size : size signed = n by rewrite /signed; case: ifP; rewrite ?size_map.
have signed0 i : nth Z0 signed i = Z0 <-> nth Z0 clear i = Z0.
  rewrite /signed; case: ifP => // _; have [i_lt|i_ge] := ltnP i (size clear).
    by rewrite (nth_map Z0) //; lia.
  by rewrite !nth_default ?size_map.
have signedE x : dotZ signed x = 0 <-> dotZ clear x = 0.
  by rewrite /signed; case: ifP => // _; rewrite dotZ_negated; split=> [/eqP|->]; rewrite ?oppr0 ?oppr_eq0 // => /eqP.
clearbody signed; set last := normal signed.
have last_size : size last = n by rewrite size_divided.
have last0 i : nth Z0 last i = Z0 <-> nth Z0 clear i = Z0 by rewrite -signed0 (nth_normal0 signed).
have lastE x : dotZ last x = 0 <-> dotZ clear x = 0.
  rewrite -signedE /last; have [_ [k k_gt0 ->]] := normal_sound R signed.
  by split=> [/eqP|->]; rewrite ?mulr0 // mulf_eq0 gt_eqF //= => /eqP.
clearbody last; set a := nth Z0 last j.
have a0 : a <> Z0 by rewrite /a last0.
pose next (p : nat * seq Z) := (p.1, normal (cross a (nth Z0 p.2 j) p.2 last)).
rewrite -/(map next found).
have next0 p i : p \in found -> nth Z0 (next p).2 i = Z0 <->
    Z.sub (Z.mul a (nth Z0 p.2 i)) (Z.mul (nth Z0 p.2 j) (nth Z0 last i)) = Z0.
  by case/size_ok=> p_size _ _; rewrite -nth_cross ?last_size // (nth_normal0 (cross _ _ _ _)).
have nextE p x : p \in found -> dotZ last x = 0 -> (dotZ (next p).2 x = 0 <-> dotZ p.2 x = 0).
  case/size_ok=> p_size _ _ x0; have [_ [k k_gt0 ->]] := normal_sound R (cross a (nth Z0 p.2 j) p.2 last).
  rewrite dotZ_cross ?last_size // x0 mulr0 subr0; split=> [/eqP|->]; last by rewrite !mulr0.
  by rewrite !mulf_eq0 gt_eqF //= (negPf (toR_neq0 R a0)) => /eqP.
have lead_new p : p \in found -> p.1 <> j by move=> p_found pj; apply: j_lead; rewrite -pj; apply: zeros => //; right.
have last_zero p : p \in found -> nth Z0 last p.1 = Z0.
  by move=> p_found; apply/last0/zeros => //; right.
have mem_new q : q \in rcons (map next found) (j, last) ->
    q = (j, last) \/ exists2 p, p \in found & q = next p.
  by rewrite mem_rcons in_cons => /orP[/eqP|/mapP]; [left|right].
split.
  split.
  - move=> q /mem_new[->|[p p_found ->]]; first by split=> //; rewrite -clear_size.
    have [p_size p_lt p_lead] := size_ok p p_found; split=> //.
      by rewrite size_divided size_cross ?last_size.
    by move/(next0 p p.1 p_found); rewrite (last_zero p p_found) Z.mul_0_r Z.sub_0_r => /Z.mul_eq_0 [].
  - rewrite map_rcons rcons_uniq -map_comp uniq_ok andbT; apply/negP => /mapP[p /lead_new /=] + E.
    by rewrite E.
  - move=> q q' /mem_new[->|[p p_found ->]] /mem_new[->|[p' p_found' ->]] //= pq.
    + exact: last_zero.
    + by apply/(next0 p) => //; rewrite -/a Z.mul_comm Z.sub_diag.
    + by apply/(next0 p p'.1) => //; rewrite (last_zero p') // (others p p') // !Z.mul_0_r.
move=> x; split=> [x_new|[x_found x_row] row'].
  have x_last : dotZ last x = 0 by apply: x_new; rewrite map_rcons mem_rcons in_cons eqxx.
  have x_found : kernel (map snd found) x.
    move=> _ /mapP[p p_found ->]; apply/(nextE p) => //; apply: x_new.
    by rewrite map_rcons mem_rcons in_cons -map_comp (map_f (snd \o next)) ?orbT.
  by split=> //; apply: (mulfI c_neq0); rewrite -cE // mulr0; apply/lastE.
have x_last : dotZ last x = 0 by apply/lastE; rewrite cE // x_row mulr0.
case/mapP=> q /mem_new[->|[p p_found ->]] -> //.
by apply/nextE => //; apply: x_found; apply: map_f.
Qed.

(** The echelon form has the same common zeros. *)
Lemma echelon_sound n rows : all (fun row => size row == n) rows ->
  in_echelon n (echelon rows) /\ forall x, kernel (map snd (echelon rows)) x <-> kernel rows x.
Proof.
move=> rows_size; rewrite /echelon; suff H found done : (forall x, kernel (map snd found) x <-> kernel done x) ->
    in_echelon n found -> in_echelon n (foldl eliminate found rows) /\
    forall x, kernel (map snd (foldl eliminate found rows)) x <-> kernel (done ++ rows) x.
  exact: (H [::] [::]).
elim: rows found done rows_size => [|row rows IH] found done /=; first by rewrite cats0.
case/andP=> /eqP row_size rows_size foundE found_ok; have [next_ok nextE] := eliminate_sound found_ok row_size.
rewrite -cat_rcons; apply: IH => // x; rewrite nextE foundE; split=> [[x_done x_row] row'|x_all].
  by rewrite mem_rcons in_cons => /orP[/eqP ->|/x_done].
by split=> [row' row_in|]; apply: x_all; rewrite mem_rcons in_cons ?eqxx // row_in orbT.
Qed.

(** * Products of rows *)

(** x_i as a product with a row. *)
Lemma dotR_only (a x : seq R) i : size a = size x -> (forall j, j != i -> a`_j = 0) -> dotR a x = a`_i * x`_i.
Proof.
elim: a x i => [|c a IH] [|u x] i //=; first by rewrite !nth_nil mul0r.
case=> sz; case: i => [|i] others /=.
  rewrite [dotR a x](_ : _ = 0) ?addr0 //; rewrite (IH x (size a)) // ?(nth_default 0 (leqnn _)) ?mul0r // => j _.
  exact: (others j.+1).
have /= -> := others 0%N isT; rewrite mul0r add0r (IH x i) // => j j_i; exact: (others j.+1).
Qed.

Lemma dotR_comm (a x : seq R) : dotR a x = dotR x a.
Proof. by elim: a x => [|c a IH] [|u x] //=; rewrite IH mulrC. Qed.

(** a * x + y, and x - y, entry by entry. *)
Definition axpyR (c : R) (x y : seq R) : seq R := [seq c * p.1 + p.2 | p <- zip x y].

Lemma size_axpyR c x y : size x = size y -> size (axpyR c x y) = size x.
Proof. by move=> sz; rewrite size_map size_zip sz minnn. Qed.

Lemma nth_axpyR c x y i : size x = size y -> (axpyR c x y)`_i = c * x`_i + y`_i.
Proof.
move=> sz; have [i_lt|i_ge] := ltnP i (size x); last first.
  by rewrite !nth_default ?size_axpyR ?mulr0 ?addr0 // -?sz.
by rewrite (nth_map (0, 0)) ?nth_zip // size_zip sz minnn -sz.
Qed.

Lemma dotR_axpyR a c x y : size x = size y -> dotR a (axpyR c x y) = c * dotR a x + dotR a y.
Proof.
elim: a x y => [|u a IH] [|v x] [|w y] //=; rewrite ?mulr0 ?addr0 // => -[/IH E].
by rewrite /axpyR /= -/(axpyR c x y) E; ring.
Qed.

(** The unit vector e_i of R^n. *)
Definition unitR (n i : nat) : seq R := mkseq (fun j => if j == i then 1 else 0) n.

Lemma dotR_unit n i (a : seq R) : size a = n -> dotR a (unitR n i) = a`_i.
Proof.
move=> a_size; rewrite dotR_comm (@dotR_only _ _ i) ?size_mkseq ?a_size // => [|j j_i]; last first.
  have [j_lt|j_ge] := ltnP j n; first by rewrite nth_mkseq // (negPf j_i).
  by rewrite nth_default ?size_mkseq.
have [i_lt|i_ge] := ltnP i n; first by rewrite nth_mkseq // eqxx mul1r.
by rewrite (nth_default _ (_ : size a <= i)%N) ?mulr0 // a_size.
Qed.

Lemma dotZ_unit n i (row : seq Z) : size row = n -> dotZ row (unitR n i) = toR (nth Z0 row i).
Proof.
move=> row_size; rewrite /sound_network.dotZ dotR_unit ?size_map //.
have [i_lt|i_ge] := ltnP i n; first by rewrite (nth_map Z0) ?row_size.
by rewrite !nth_default ?size_map ?row_size.
Qed.

(** * Full rank *)

(** The only common zero of rows of full rank is 0. *)
Lemma full_rank n rows x : all (fun row => size row == n) rows -> rank rows = n -> size x = n -> kernel rows x ->
  x = nseq n 0.
Proof.
move=> rows_size rows_rank x_size x_rows; have [[found_ok uniq_ok others] xE] := echelon_sound rows_size.
apply: (@eq_from_nth _ 0); rewrite ?size_nseq // => i i_lt; rewrite nth_nseq -x_size i_lt.
have [j /mapP[p /found_ok [_ p_lt _] ->]||_ leads] := @uniq_min_size _ (map fst (echelon rows)) (iota 0 n) uniq_ok.
- by rewrite mem_iota.
- by rewrite size_iota size_map -[X in (X <= _)%N]rows_rank.
have: i \in map fst (echelon rows) by rewrite leads mem_iota -x_size.
case/mapP=> p p_found i_p; have [p_size p_lt p_lead] := found_ok p p_found.
have: dotZ p.2 x = 0 by apply: (proj2 (xE x)) => //; apply: map_f.
rewrite /sound_network.dotZ (@dotR_only _ _ i) ?size_map ?p_size // => [|j j_i].
  by rewrite i_p (nth_map Z0) ?p_size // => /eqP; rewrite mulf_eq0 (negPf (toR_neq0 R p_lead)) => /eqP.
have [j_lt|j_ge] := ltnP j n; last by rewrite nth_default // size_map p_size.
have: j \in map fst (echelon rows) by rewrite leads mem_iota.
case/mapP=> q q_found j_q; rewrite (nth_map Z0) ?p_size // j_q (others p q) // => pq.
by rewrite i_p j_q pq eqxx in j_i.
Qed.

(** A row that raises the rank of another one by nothing is a multiple of it. *)
Lemma rank_one n (a b : seq Z) : size a = n -> size b = n -> (exists i, nth Z0 a i <> Z0) -> (rank [:: a; b] <= 1)%N ->
  exists c : R, forall x, size x = n -> dotZ b x = c * dotZ a x.
Proof.
move=> a_size b_size [i a_i]; have sizes : all (fun row => size row == n) [:: a; b] by rewrite /= a_size b_size eqxx.
have := echelon_sound sizes; rewrite /rank; case: (echelon _) => [|p [|//]] [[found_ok _ _] xE] _.
  have: dotZ a (unitR n i) = 0 by apply: (proj1 (xE _)) => //; rewrite mem_head.
  by rewrite dotZ_unit // => /eqP; rewrite (negPf (toR_neq0 R a_i)).
have [p_size p_lt p_lead] := found_ok p (mem_head _ _).
have lead0 := toR_neq0 R p_lead.
pose e := unitR n p.1; have e_size : size e = n by rewrite size_mkseq.
have multiple row x : row \in [:: a; b] -> size x = n ->
    dotZ row x = toR (nth Z0 row p.1) / toR (nth Z0 p.2 p.1) * dotZ p.2 x.
  move=> row_in x_size; have row_size : size row = n by apply/eqP; apply: (allP sizes).
  pose y := axpyR (- (dotZ p.2 x / toR (nth Z0 p.2 p.1))) e x.
  have: dotZ row y = 0.
    apply: (proj1 (xE y)) => // row'; rewrite inE => /eqP ->.
    by rewrite /sound_network.dotZ dotR_axpyR ?e_size // -/(dotZ _ _) dotZ_unit // -/(dotZ _ _) mulNr divfK // addNr.
  rewrite /sound_network.dotZ dotR_axpyR ?e_size // -!/(dotZ _ _) dotZ_unit // => /eqP.
  by rewrite addrC mulNr subr_eq0 => /eqP ->; field.
have a_in : a \in [:: a; b] by rewrite mem_head.
have b_in : b \in [:: a; b] by rewrite in_cons mem_head orbT.
have a_p : toR (nth Z0 a p.1) != 0.
  apply/eqP => a0; have: dotZ a (unitR n i) = 0 by rewrite multiple ?size_mkseq // a0 !mul0r.
  by rewrite dotZ_unit // => /eqP; rewrite (negPf (toR_neq0 R a_i)).
exists (toR (nth Z0 b p.1) / toR (nth Z0 a p.1)) => x x_size.
by rewrite (multiple a) // (multiple b) //; field; rewrite lead0.
Qed.

(** * Bijections *)

(** A x, and A x + b, for rational A and b. *)
Definition linear_at (A : seq (seq rational)) (x : seq R) : seq R := [seq dotR (map ofQ row) x | row <- A].
Definition affine_at (A : seq (seq rational)) (b : seq rational) (x : seq R) : seq R :=
  [seq dotR (map ofQ p.1) x + ofQ p.2 | p <- zip A b].

(** A map is a bijection of R^n. *)
Definition bijection_on (n : nat) (f : seq R -> seq R) : Prop :=
  [/\ forall x, size x = n -> size (f x) = n, forall x y, size x = n -> size y = n -> f x = f y -> x = y &
      forall z, size z = n -> exists2 x, size x = n & f x = z].

(** Rows of n rational numbers. *)
Definition rows_of (n : nat) (A : seq (seq rational)) : bool := all (fun row => (size row == n) && all proper row) A.

Lemma nth_affine_at A b x i : size A = size b -> (i < size A)%N ->
  (affine_at A b x)`_i = (linear_at A x)`_i + ofQ (nth zero b i).
Proof.
move=> sz i_lt; rewrite (nth_map ([::], zero)) ?size_zip -?sz ?minnn //.
by rewrite nth_zip //= (nth_map [::]).
Qed.

Lemma affine_linear A b x y : size A = size b -> affine_at A b x = affine_at A b y <-> linear_at A x = linear_at A y.
Proof.
rewrite /affine_at /linear_at; elim: A b => [|row A IH] [|c b] //= [/IH{IH}IH].
by split=> -[E /IH ->]; [rewrite (addIr _ E)|rewrite E].
Qed.

Section Square.
Variable n : nat.

Let column (x : seq R) : 'cV[R]_n := \col_i x`_i.
Let matrix (A : seq (seq rational)) : 'M[R]_n := \matrix_(i, j) (map ofQ (nth [::] A i))`_j.

Let column_inj x y : size x = n -> size y = n -> column x = column y -> x = y.
Proof.
move=> x_size y_size E; apply: (@eq_from_nth _ 0); rewrite x_size ?y_size // => i i_lt.
by have := congr1 (fun M : 'cV_n => M (Ordinal i_lt) 0) E; rewrite !mxE.
Qed.

Let column_onto (c : 'cV[R]_n) : exists2 x, size x = n & column x = c.
Proof.
exists [seq c i 0 | i <- enum 'I_n]; first by rewrite size_map size_enum_ord.
by apply/colP => i; rewrite mxE (nth_map i) ?nth_ord_enum // size_enum_ord.
Qed.

Let column_linear A x : rows_of n A -> size A = n -> size x = n -> column (linear_at A x) = matrix A *m column x.
Proof.
move=> A_rows A_size x_size; apply/colP => i; rewrite !mxE (nth_map [::]) ?A_size //.
have row_size : size (map ofQ (nth [::] A i)) = size x.
  have /(all_nthP [::])/(_ i) := A_rows; rewrite A_size => /(_ (ltn_ord i))/andP[/eqP row_size _].
  by rewrite size_map row_size.
by rewrite dotR_sum // x_size; apply: eq_bigr => j _; rewrite !mxE.
Qed.

Let unit_bijection A : rows_of n A -> size A = n -> matrix A \in unitmx -> bijection_on n (linear_at A).
Proof.
move=> A_rows A_size A_unit; split=> [x x_size|x y x_size y_size E|z z_size]; first by rewrite size_map.
  apply: column_inj => //; have := congr1 column E; rewrite !column_linear //.
  by move/(congr1 (mulmx (invmx (matrix A)))); rewrite !mulKmx.
have [x x_size xE] := column_onto (invmx (matrix A) *m column z); exists x => //.
by apply: column_inj; rewrite ?size_map // column_linear // xE mulKVmx.
Qed.

(** A square matrix of full rank is a bijection. *)
Lemma rank_bijection A : rows_of n A -> size A = n -> rankq A = n -> bijection_on n (linear_at A).
Proof.
move=> A_rows A_size A_rank; apply: unit_bijection => //; rewrite -unitmx_tr -row_free_unit.
apply: inj_row_free => v /(congr1 trmx); rewrite trmx_mul trmxK trmx0 => v0.
have [x x_size xE] := column_onto v^T; suff x0 : x = nseq n 0.
  by apply/rowP => i; have := congr1 (fun M : 'cV_n => M i 0) xE; rewrite !mxE x0 nth_nseq if_same => <-.
have image0 row : row \in A -> dotR (map ofQ row) x = 0.
  move=> row_in; have: (linear_at A x)`_(index row A) = 0.
    have i_lt : (index row A < n)%N by rewrite -A_size index_mem.
    have := congr1 (fun M : 'cV_n => M (Ordinal i_lt) 0) (column_linear A_rows A_size x_size).
    by rewrite xE v0 !mxE.
  by rewrite (nth_map [::]) ?index_mem // nth_index.
apply: (full_rank (rows := map normalq A)) => // [|_ /mapP[row row_in ->]].
  rewrite all_map; apply: sub_all A_rows => row /andP[/eqP row_size row_proper] /=.
  by have [-> _] := normalq_sound R row_proper; rewrite row_size.
have /andP[_ row_proper] := allP A_rows row row_in; have [_ [c _ ->]] := normalq_sound R row_proper.
by rewrite image0 // mulr0.
Qed.

(** A right inverse of a square matrix is its inverse. *)
Lemma inverse_sides A B : rows_of n A -> size A = n -> rows_of n B -> size B = n ->
  (forall z, size z = n -> linear_at A (linear_at B z) = z) ->
  bijection_on n (linear_at A) /\ forall x, size x = n -> linear_at B (linear_at A x) = x.
Proof.
move=> A_rows A_size B_rows B_size AB.
have AB1 : matrix A *m matrix B = 1%:M.
  apply/row_matrixP => i; apply/rowP => j; rewrite mxE.
  have [e e_size eE] := column_onto (delta_mx j 0).
  have := congr1 column (AB e e_size); rewrite !column_linear ?size_map // eE mulmxA -colE => /colP/(_ i).
  by rewrite !mxE => ->; rewrite eqxx andbT.
have [A_unit B_unit] := mulmx1_unit AB1; split; first exact: unit_bijection.
move=> x x_size; apply: column_inj; rewrite ?size_map // !column_linear ?size_map //.
by rewrite mulmxA (mulmx1C AB1) mul1mx.
Qed.

(** Shifts of bijections. *)
Lemma affine_bijection A b : size A = n -> size b = n -> bijection_on n (linear_at A) -> bijection_on n (affine_at A b).
Proof.
move=> A_size b_size [sizeE injE ontoE]; have sz : size A = size b by rewrite b_size.
split=> [x _|x y x_size y_size /(affine_linear _ _ sz)|z z_size]; last 1 first.
- have [|x x_size xE] := ontoE [seq p.1 - p.2 | p <- zip z (map ofQ b)].
    by rewrite size_map size_zip size_map z_size b_size minnn.
  exists x => //; apply: (@eq_from_nth _ 0) => [|i]; rewrite size_map size_zip A_size b_size minnn // => i_lt.
  rewrite nth_affine_at ?A_size // xE (nth_map (0, 0)) ?nth_zip ?size_zip ?size_map ?z_size ?b_size ?minnn //=.
  by rewrite (nth_map zero) ?b_size // subrK.
- by rewrite size_map size_zip A_size b_size minnn.
- exact: injE.
Qed.
End Square.

(** What `invertible` says. *)
Lemma invertible_sound n A : rows_of n A -> ~~ nilp A -> invertible A -> size A = n /\ bijection_on n (linear_at A).
Proof.
rewrite /invertible => A_rows A0 /andP[/eqnP A_size /eqnP A_rank].
have nE : size A = n.
  by rewrite A_size; case: A A_rows A0 {A_size A_rank} => //= row A /andP[/andP[/eqP ->]].
by split=> //; apply: rank_bijection; rewrite // A_rank.
Qed.
End Elimination.
