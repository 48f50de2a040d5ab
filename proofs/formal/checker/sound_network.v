(** Merged and integer networks compute what the layers of a file say. *)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network semantics.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** * Well-formed data *)

Definition proper (q : rational) : bool := Z.ltb 0 (den q).

(** A layer with n inputs: rows of the same length, as many biases, denominators positive. *)
Definition proper_layer (n : nat) (l : layer) : bool :=
  [&& size (biases l) == size (weights l), ~~ nilp (weights l), all (fun w => size w == n) (weights l),
      all (all proper) (weights l) & all proper (biases l)].

(** Layers that fit together. *)
Fixpoint proper_layers (n : nat) (net : seq layer) : bool :=
  if net is l :: net then proper_layer n l && proper_layers (size (weights l)) net else true.

(** Rows (b, w) of layers that fit together. *)
Fixpoint proper_rows (n : nat) (layers : seq (seq (seq rational))) : bool :=
  if layers is rows :: layers then
    [&& ~~ nilp rows, all (fun row => (size row == n.+1) && all proper row) rows & proper_rows (size rows) layers]
  else true.
Fixpoint proper_integer_rows (n : nat) (layers : seq (seq (seq Z))) : bool :=
  if layers is rows :: layers then
    [&& ~~ nilp rows, all (fun row => size row == n.+1) rows & proper_integer_rows (size rows) layers]
  else true.
Definition last_width (n : nat) (layers : seq (seq (seq rational))) : nat := last n (map size layers).

(** * Lists *)

(** Maps that agree where a predicate holds. *)
Lemma eq_map_all S T (P : pred S) (f g : S -> T) (s : seq S) :
  all P s -> (forall x, P x -> f x = g x) -> map f s = map g s.
Proof. by move=> + fg; elim: s => //= x s IH /andP [/fg -> /IH ->]. Qed.

Lemma all_flatten S (P : pred S) (ss : seq (seq S)) : all P (flatten ss) = all (all P) ss.
Proof. by elim: ss => //= s ss IH; rewrite all_cat IH. Qed.

Lemma all_zip S T (P : pred S) (Q : pred T) s t : all P s -> all Q t -> all (fun p => P p.1 && Q p.2) (zip s t).
Proof. by elim: s t => [|x s IH] [|y t] //= /andP[-> /IH sP] /andP[-> /sP]. Qed.

(** * Denominators stay positive *)

Section Integers.
Local Open Scope Z_scope.

Lemma properP q : proper q = true <-> 0 < den q.
Proof. by rewrite /proper; lia. Qed.

(** What the numerator and the denominator of a quotient are, up to a common factor. *)
Lemma quotient_spec p q : q <> 0 ->
  exists g, [/\ g <> 0, p = num (quotient p q) * g, q = den (quotient p q) * g & 0 < den (quotient p q)].
Proof.
move=> q0; rewrite /quotient.
have [a pE] := Z.gcd_divide_l p q; have [b qE] := Z.gcd_divide_r p q; have := Z.gcd_nonneg p q.
move: (Z.gcd p q) pE qE => g pE qE g_ge0.
have {g_ge0} g_gt0 : 0 < g by have : g <> 0 by [move=> g0; rewrite g0 in qE; lia]; lia.
have [aE bE] : p / g = a /\ q / g = b by rewrite pE qE !Z.div_mul; lia.
have [aN bN] : p / - g = - a /\ q / - g = - b by rewrite !Z.div_opp_r_z ?aE ?bE // ?pE ?qE ?Z.mod_mul; lia.
case: (Z.ltb_spec q 0) => q_sign; case: Z.eqb_spec => g1 /=; try lia.
- by exists (- g); rewrite aN bN; split; nia.
- by exists 1; split; lia.
- by exists g; rewrite aE bE; split; nia.
Qed.

Lemma proper_quotient p q : (q : Z) <> Z0 -> proper (quotient p q).
Proof. by move=> q0; apply/properP; have [g []] := quotient_spec p q0. Qed.

Lemma proper_add x y : proper x -> proper y -> proper (add x y).
Proof.
by rewrite /add => /properP x_gt0 /properP y_gt0; case: ifP => // _; apply: proper_quotient; nia.
Qed.

Lemma proper_mul x y : proper x -> proper y -> proper (mul x y).
Proof.
by rewrite /mul => /properP x_gt0 /properP y_gt0; case: ifP => // _; apply: proper_quotient; nia.
Qed.

Lemma proper_opp x : proper x -> proper (opp x). Proof. by []. Qed.

Lemma ratio_proper x q : ratio x = Done q -> proper q.
Proof.
case: x => [||z|s [|z|p d|kind i]|l|l] //= E; try by case: E => <-.
by move: E; case: Z.eqb_spec => // d0 [<-]; apply: proper_quotient.
Qed.

(** * Division *)

(** Whether a divides b. *)
Definition divides (a b : Z) : bool := Z.eqb (a * (b / a)) b.

Lemma dividesP a b : reflect (Z.divide a b) (divides a b).
Proof.
apply: (iffP idP) => [/Z.eqb_spec E|[k ->]]; first by exists (b / a); rewrite Z.mul_comm.
by rewrite /divides; apply/Z.eqb_spec; have [->|a0] := Z.eq_dec a 0; [lia|rewrite Z.div_mul //; lia].
Qed.

(** The greatest common divisor of the entries divides them. *)
Lemma foldl_gcd g row : Z.divide (foldl Z.gcd g row) g /\ all (divides (foldl Z.gcd g row)) row.
Proof.
elim: row g => [|x row IH] g /=; first by split=> //; exists 1; lia.
have [H ->] := IH (Z.gcd g x); rewrite andbT; split; first exact: Z.divide_trans H (Z.gcd_divide_l _ _).
by apply/dividesP; apply: Z.divide_trans H (Z.gcd_divide_r _ _).
Qed.

Lemma content_divides row : all (divides (content row)) row.
Proof. by have [] := foldl_gcd 0 row. Qed.

Lemma content_ge0 row : 0 <= content row.
Proof.
suff H g : 0 <= g -> 0 <= foldl Z.gcd g row by exact: H.
by elim: row g => //= x row IH g _; apply/IH/Z.gcd_nonneg.
Qed.

(** All denominators divide the common denominator. *)
Lemma foldl_lcm g row : 0 < g -> all proper row ->
  let F := foldl (fun g x => Z.lcm g (den x)) g row in
  [/\ 0 < F, Z.divide g F & all (fun x => divides (den x) F) row].
Proof.
elim: row g => [|x row IH] g g_gt0 /=; first by split=> //; exists 1; lia.
case/andP=> /properP x_gt0 row_proper.
have lcm_gt0 : (0 < Z.lcm g (den x)) by have := Z.lcm_nonneg g (den x); have := Z.lcm_eq_0 g (den x); lia.
have [F_gt0 H ->] := IH _ lcm_gt0 row_proper; rewrite andbT; split=> //.
  exact: Z.divide_trans (Z.divide_lcm_l _ _) H.
by apply/dividesP; apply: Z.divide_trans (Z.divide_lcm_r _ _) H.
Qed.

Lemma common_denominator_gt0 row : all proper row -> 0 < common_denominator row.
Proof. by case/(foldl_lcm Z.lt_0_1). Qed.

Lemma common_denominator_divides row : all proper row -> all (fun x => divides (den x) (common_denominator row)) row.
Proof. by case/(foldl_lcm Z.lt_0_1). Qed.

(** By what a row is divided. *)
Definition divisor (g : Z) : Z := if Z.eqb g 0 then 1 else g.

Lemma divisor_gt0 g : 0 <= g -> 0 < divisor g.
Proof. by rewrite /divisor; case: Z.eqb_spec; lia. Qed.

Lemma divisor_id g : g <> 0 -> divisor g = g.
Proof. by rewrite /divisor; case: Z.eqb_spec. Qed.

Lemma divides_divisor g row : all (divides g) row -> all (divides (divisor g)) row.
Proof.
rewrite /divisor; case: Z.eqb_spec => // _ _; elim: row => //= x row ->; rewrite andbT.
by apply/dividesP/Z.divide_1_l.
Qed.

Lemma size_divided g row : size (divided g row) = size row.
Proof. by rewrite /divided; case: ifP; rewrite ?size_map. Qed.
End Integers.

(** * Reading *)

(** Rows (b, w) on n numbers. *)
Local Notation fitting n rows := (all (fun row => (size row == n.+1) && all proper row) rows).

(** What holds of every result holds of all. *)
Lemma each_all A B (f : A -> result B) (P : pred B) l l' : (forall a b, f a = Done b -> P b) ->
  each f l = Done l' -> size l' = size l /\ all P l'.
Proof.
move=> fP; elim: l l' => [|a l IH] l' /=; first by case=> <-.
case E: (f a) => [b|//|//] /=; case E': (each f l) => [bs|//|//] /= [<-] /=.
by have [-> ->] := IH bs E'; rewrite (fP a b).
Qed.

Lemma vector_of_proper n x v : vector_of n ratio x = Done v -> (size v == n) && all proper v.
Proof.
by case: x => //= l; rewrite eqnE; case: eqP => // <- /(each_all ratio_proper) [-> ->]; rewrite eqxx.
Qed.

Lemma matrix_of_proper n x rows : matrix_of n x = Done rows -> all (fun row => (size row == n) && all proper row) rows.
Proof.
case: x => // -[//|x l]; case: x => // -[//|y row].
by move/(each_all (@vector_of_proper n)) => [].
Qed.

Lemma each_vector_proper n y row l rows : each (vector_of n ratio) (Arr (y :: row) :: l) = Done rows ->
  [/\ (0 < n)%N, ~~ nilp rows & all (fun row => (size row == n) && all proper row) rows].
Proof.
move=> E; have [sizeE rows_proper] := each_all (@vector_of_proper n) E; rewrite /nilp sizeE; split=> //.
by move: E => /=; rewrite eqnE; case: eqP => // <-.
Qed.

Lemma matrix_proper x rows : matrix x = Done rows ->
  exists n, [/\ (0 < n)%N, ~~ nilp rows & all (fun row => (size row == n) && all proper row) rows].
Proof.
by case: x => // -[//|x l]; case: x => // -[//|y row] E; eexists; apply: each_vector_proper E.
Qed.

(** A layer as it is read, before its size is compared with what enters. *)
Definition sound_layer (l : layer) : bool :=
  [&& size (biases l) == size (weights l), ~~ nilp (weights l), all (all proper) (weights l) & all proper (biases l)].

Lemma read_layer_sound x l : read_layer x = Done l -> sound_layer l.
Proof.
case: x => // fields; rewrite /read_layer; case: ifP => // _.
case: field => [W|//|//] /=; case E: matrix => [rows|//|//] /=.
case: field => [b|//|//] /=; case E': vector_of => [bias|//|//] /=.
case: field => [[]|//|//] //= text _; case: ifP => // _ [<-].
have [n [_ rows0 rows_proper]] := matrix_proper E; have /andP[b_size b_proper] := vector_of_proper E'.
by rewrite /sound_layer /= b_size rows0 b_proper andbT; apply: sub_all rows_proper => row /andP[].
Qed.

Lemma read_layers_sound x net : read_layers x = Done net -> all sound_layer net.
Proof.
case: x => // -[//|[key x] fields]; case: x => // -[//|y l]; case: fields => //.
by rewrite /read_layers; case: ifP => // _ /(each_all read_layer_sound) [].
Qed.

Lemma read_box_sound n x rows : read_box n x = Done rows -> fitting n rows.
Proof.
rewrite /read_box; case E: matrix_of => [pairs|//|//] /=; case: ifP => // _ [<-].
have unit_proper i c e : proper c -> proper e -> (size (unit_row n i c e) == n.+1) && all proper (unit_row n i c e).
  move=> c_proper e_proper; rewrite /= size_mkseq eqxx c_proper all_map.
  by elim: (iota 0 n) => //= j s ->; rewrite andbT; case: ifP.
move: (matrix_of_proper E) => {E}; rewrite all_flatten all_map.
elim: pairs (iota 0 n) => [|pair pairs IH] [|i s] //= /andP[pair_proper /IH ->]; rewrite andbT.
case: pair pair_proper => [|lo [|hi []]] //= /and3P[lo_proper hi_proper _].
by rewrite !unit_proper.
Qed.

Lemma slice_layer_sound origin ways : (0 < size origin)%N -> all proper origin -> all (all proper) ways ->
  sound_layer (slice_layer origin ways).
Proof.
move=> origin_gt0 origin_proper ways_proper.
rewrite /sound_layer /= /nilp size_mkseq eqxx -lt0n origin_gt0 origin_proper andbT all_map.
elim: (iota 0 _) => //= i s ->; rewrite andbT all_map; apply: sub_all ways_proper => way /= way_proper.
by elim: way i way_proper => [|q way IH] [|i] //= /andP[q_proper /IH].
Qed.

(** Layers that can be merged fit together. *)
Lemma merge_fits n lead net out : all sound_layer net -> merge n lead net = Done out ->
  proper_layers (if lead is Some rows then size rows else n) net.
Proof.
elim: net n lead out => //= l net IH n lead out /andP[/and4P[b_size W0 W_proper b_proper] net_sound].
case: ifP => // W_size; rewrite /proper_layer b_size W0 W_proper b_proper W_size /=.
have sizeE rows : after lead l = Done rows -> size rows = size (weights l).
  by rewrite /after; case: lead {W_size} => [lead|]; [case: ifP => // _|] => -[<-];
    rewrite size_map size_zip (eqP b_size) minnn.
case E: after => [rows|//|//] /=; rewrite -(sizeE rows E).
case: ifP => _; last exact: (IH n (Some rows)).
by case E': merge => [[layers last]|//|//] /= _; apply: (IH _ None) E'.
Qed.

(** What `read_problem` returns fits together, and the rows of the domain have the right length. *)
Lemma read_problem_proper dom net layers rows : read_problem dom net = Done (layers, rows) ->
  forall m, merged layers = Done m ->
  proper_layers (inputs_of layers) layers /\ all (fun row => (size row == (inputs m).+1) && all proper row) rows.
Proof.
move=> read m; suff [layers_sound rows_fit] : all sound_layer layers /\ fitting (inputs_of layers) rows.
  by rewrite /merged; case E: merge => [[hidden out]|//|//] /= [<-]; split=> //; apply: merge_fits E.
move: read; rewrite /read_problem; case E: read_layers => [file_layers|//|//] /=.
have file_sound := read_layers_sound E.
case: dom => [||| text says||[//|[kind value] [|//]]] //=; first by case: ifP => // _ [<- <-].
case: ifP => _; first by case E': read_box => [box|//|//] /= [<- <-]; split=> //; apply: read_box_sound E'.
case: ifP => _; first by case E': matrix_of => [ineqs|//|//] /= [<- <-]; split=> //; apply: matrix_of_proper E'.
case: ifP => // _; case: value => // fields; case: ifP => // _.
case: field => [x|//|//] /=; case E1: vector => [origin|//|//] /=.
case: field => [y|//|//] /=; case E2: matrix => [ways|//|//] /=.
case: ifP => // /andP[/eqnP origin_size _].
have [n [n_gt0 ways0 ways_good]] := matrix_proper E2.
have origin_gt0 : (0 < size origin)%N.
  by rewrite -origin_size; case: (ways) ways0 ways_good => [|way s] //= _ /andP[/andP[/eqP-> _] _].
have origin_proper : all proper origin by case: (x) E1 => //= l /(each_all ratio_proper) [].
have ways_proper : all (all proper) ways by apply: sub_all ways_good => way /andP[].
have slice_sound := slice_layer_sound origin_gt0 origin_proper ways_proper.
have inputsE : inputs_of (slice_layer origin ways :: file_layers) = size ways.
  by rewrite /slice_layer /mkseq; case: (size origin) origin_gt0 => //= k _; rewrite size_map.
case: get => [box|] /=; last by case=> <- <- /=; rewrite slice_sound file_sound.
by case E3: read_box => [rows'|//|//] /= [<- <-]; rewrite inputsE /= slice_sound file_sound; split=> //;
  apply: read_box_sound E3.
Qed.

Section Sound.
Variable R : realFieldType.
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).

(** * Rational arithmetic *)

Lemma toR_add x y : toR (Z.add x y) = toR x + toR y. Proof. exact: toRD. Qed.
Lemma toR_mul x y : toR (Z.mul x y) = toR x * toR y. Proof. exact: toRM. Qed.
Lemma toR_opp x : toR (Z.opp x) = - toR x. Proof. exact: toRN. Qed.
Lemma toR_neq0 z : z <> Z0 -> toR z != 0.
Proof. by rewrite toR_eq0; lia. Qed.
Lemma den_gt0 q : proper q -> 0 < toR (den q).
Proof. by rewrite toR_gt0. Qed.
Lemma den_neq0 q : proper q -> toR (den q) != 0.
Proof. by move/den_gt0/lt0r_neq0. Qed.

Lemma ofQ_of_Z z : ofQ (of_Z z) = toR z.
Proof. by rewrite /ofQ /= toR1 divr1. Qed.

Lemma ofQ0 : ofQ zero = 0. Proof. exact: ofQ_of_Z. Qed.
Lemma ofQ1 : ofQ one = 1. Proof. exact: ofQ_of_Z. Qed.

Lemma ofQ_quotient p q : (q : Z) <> Z0 -> ofQ (quotient p q) = toR p / toR q.
Proof.
move=> q0; have [g [g0 pE qE _]] := quotient_spec p q0.
by rewrite [X in toR X / _]pE [X in _ / toR X]qE /ofQ !toR_mul -mulf_div divff ?mulr1 ?toR_neq0.
Qed.

Lemma ofQ_add x y : proper x -> proper y -> ofQ (add x y) = ofQ x + ofQ y.
Proof.
move=> x_proper y_proper; rewrite /add; case: ifP => [/andP[/Z.eqb_spec x1 /Z.eqb_spec y1]|_].
  by rewrite ofQ_of_Z /ofQ x1 y1 toR_add toR1 !divr1.
rewrite ofQ_quotient /ofQ ?addf_div ?den_neq0 ?toR_add ?toR_mul //.
by move/properP: x_proper; move/properP: y_proper; nia.
Qed.

Lemma ofQ_mul x y : proper x -> proper y -> ofQ (mul x y) = ofQ x * ofQ y.
Proof.
move=> x_proper y_proper; rewrite /mul; case: ifP => [/andP[/Z.eqb_spec x1 /Z.eqb_spec y1]|_].
  by rewrite ofQ_of_Z /ofQ x1 y1 toR_mul toR1 !divr1.
rewrite ofQ_quotient /ofQ ?mulf_div ?toR_mul //.
by move/properP: x_proper; move/properP: y_proper; nia.
Qed.

Lemma ofQ_opp x : proper x -> ofQ (opp x) = - ofQ x.
Proof. by move=> _; rewrite /ofQ /= toR_opp mulNr. Qed.

Lemma ofQ_le x y : proper x -> proper y -> leq x y = (ofQ x <= ofQ y).
Proof.
move=> x_proper y_proper.
by rewrite /leq -(toR_le R) !toR_mul /ofQ ler_pdivr_mulr ?den_gt0 // mulrAC ler_pdivl_mulr ?den_gt0.
Qed.

Lemma ofQ_lt x y : proper x -> proper y -> ltq x y = (ofQ x < ofQ y).
Proof.
move=> x_proper y_proper.
by rewrite /ltq -(toR_lt R) !toR_mul /ofQ ltr_pdivr_mulr ?den_gt0 // mulrAC ltr_pdivl_mulr ?den_gt0.
Qed.

Lemma ofQ_ge0 x : proper x -> Z.leb 0 (num x) = (0 <= ofQ x).
Proof. by move=> x_proper; rewrite /ofQ pmulr_lge0 ?invr_gt0 ?den_gt0 // toR_ge0. Qed.

Lemma dotq_sound a b : all proper a -> all proper b ->
  proper (dotq a b) /\ ofQ (dotq a b) = dotR (map ofQ a) (map ofQ b).
Proof.
elim: a b => [|x a IH] [|y b] //=; rewrite ?ofQ0 //.
move=> /andP[x_proper a_proper] /andP[y_proper b_proper].
have [ab_proper <-] := IH b a_proper b_proper.
by rewrite proper_add ?proper_mul // ofQ_add ?proper_mul // ofQ_mul.
Qed.

(** * Products of rows *)

Lemma dotR_scale S (c : R) (f : S -> R) row v : dotR [seq c * f x | x <- row] v = c * dotR (map f row) v.
Proof. by elim: row v => [|x row IH] [|y v] /=; rewrite ?mulr0 // IH mulrDr mulrA. Qed.

Lemma dotR_point (c : R) a v : dotR a (map ( *%R c) v) = c * dotR a v.
Proof. by elim: a v => [|x a IH] [|y v] /=; rewrite ?mulr0 // IH mulrDr mulrCA. Qed.

Lemma dotR_nseq0 n (v : seq R) : dotR (nseq n 0) v = 0.
Proof. by elim: n v => [|n IH] [|y v] //=; rewrite IH mul0r addr0. Qed.

Lemma dotR_sum a v : size a = size v -> dotR a v = \sum_(i < size v) a`_i * (v`_i : R).
Proof. by elim: a v => [|x a IH] [|y v] //=; rewrite ?big_ord0 // => -[E]; rewrite big_ord_recl IH. Qed.

(** * Integer rows *)

(** Integer rows at points of the field. *)
Definition dotZ (row : seq Z) (v : seq R) : R := dotR (map toR row) v.

Lemma dotZ_divided g row v : all (divides g) row -> toR (divisor g) * dotZ (divided g row) v = dotZ row v.
Proof.
move=> row_div; rewrite /divided /divisor; case: Z.eqb_spec => [->|_] /=; first by rewrite mul1r.
case: Z.eqb_spec => [->|_]; first by rewrite mul1r.
rewrite /dotZ -[RHS]mul1r -!dotR_scale -map_comp; congr dotR; apply: eq_map_all row_div _ => x /Z.eqb_spec E.
by rewrite mul1r /= -{2}E toR_mul.
Qed.

Lemma dotZ_scaled F row v : all proper row -> all (fun x => divides (den x) F) row ->
  dotZ (scaled F row) v = toR F * dotR (map ofQ row) v.
Proof.
move=> row_proper row_div.
have row_good : all (predI proper (fun x => divides (den x) F)) row by rewrite all_predI row_proper.
rewrite /dotZ /scaled -dotR_scale -map_comp; congr dotR.
apply: eq_map_all row_good _ => x /= /andP[x_proper /Z.eqb_spec E].
by rewrite -{2}E !toR_mul /ofQ; field; apply: den_neq0.
Qed.

(** A normal form is a positive multiple. *)
Lemma normal_sound row : size (normal row) = size row /\
  exists2 c : R, 0 < c & forall v, dotZ (normal row) v = c * dotZ row v.
Proof.
split; first exact: size_divided.
have g_gt0 : 0 < toR (divisor (content row)) by rewrite toR_gt0; have := divisor_gt0 (@content_ge0 row); lia.
exists (toR (divisor (content row)))^-1; rewrite ?invr_gt0 // => v.
by rewrite -[in RHS](dotZ_divided v (content_divides row)) mulKf ?lt0r_neq0.
Qed.

Lemma normalq_sound row : all proper row -> size (normalq row) = size row /\
  exists2 c : R, 0 < c & forall v, dotZ (normalq row) v = c * dotR (map ofQ row) v.
Proof.
move=> row_proper; have [sizeE [c c_gt0 cE]] := normal_sound (scaled (common_denominator row) row).
split; first by rewrite sizeE size_map.
have F_gt0 : 0 < toR (common_denominator row) by rewrite toR_gt0; have := common_denominator_gt0 row_proper; lia.
exists (c * toR (common_denominator row)); first exact: mulr_gt0.
by move=> v; rewrite cE dotZ_scaled ?common_denominator_divides // mulrA.
Qed.

(** * Linear layers multiplied in *)

Definition rows_atR (rows : seq (seq rational)) (x : seq R) : seq R := [seq dotR (map ofQ row) (1 :: x) | row <- rows].

(** The pre-activations of merged hidden layers, and what the last one passes on. *)
Fixpoint hidden_at (layers : seq (seq (seq rational))) (x : seq R) : seq R :=
  if layers is rows :: layers then rows_atR rows x ++ hidden_at layers (map (@reluR R) (rows_atR rows x)) else [::].
Definition last_at (layers : seq (seq (seq rational))) (x : seq R) : seq R :=
  foldl (fun x rows => map (@reluR R) (rows_atR rows x)) x layers.

Lemma size_rows_atR rows x : size (rows_atR rows x) = size rows.
Proof. exact: size_map. Qed.

(** a * x + y, entry by entry. *)
Lemma axpy_sound n a x y : proper a -> (size x == n) && all proper x -> (size y == n) && all proper y ->
  (size (axpy a x y) == n) && all proper (axpy a x y) /\
  forall v, dotR (map ofQ (axpy a x y)) v = ofQ a * dotR (map ofQ x) v + dotR (map ofQ y) v.
Proof.
move=> a_proper; elim: x y n => [|u x IH] [|w y] [|n] //=; first by split=> // v; rewrite mulr0 addr0.
rewrite !eqSS => /and3P[x_size u_proper x_proper] /and3P[y_size w_proper y_proper].
have [] := IH y n; rewrite ?x_size ?y_size // => /andP[-> ->] xyE.
have uw_proper : proper (mul a u) by exact: proper_mul.
rewrite proper_add //; split=> // -[|t v]; rewrite ?mulr0 ?addr0 // ofQ_add // ofQ_mul // xyE; ring.
Qed.

(** sum + sum_j w_j lead_j. *)
Lemma foldl_axpy_sound n sum w lead : fitting n lead -> all proper w -> (size sum == n.+1) && all proper sum ->
  let total := foldl (fun sum p => if is_zero p.1 then sum else axpy p.1 p.2 sum) sum (zip w lead) in
  (size total == n.+1) && all proper total /\
  forall v, dotR (map ofQ total) v =
    dotR (map ofQ sum) v + dotR (map ofQ w) [seq dotR (map ofQ row) v | row <- lead].
Proof.
elim: w lead sum => [|a w IH] [|row lead] sum /=; try by split=> // v; rewrite addr0.
move=> /andP[row_fits lead_fits] /andP[a_proper w_proper] sum_fits.
have [a0|_] := ifP.
  have [-> totalE] := IH lead sum lead_fits w_proper sum_fits; split=> // v; rewrite totalE.
  have -> : ofQ a = 0 by rewrite /ofQ; move/Z.eqb_spec: a0 => ->; rewrite toR0 mul0r.
  by rewrite mul0r add0r.
have [next_fits nextE] := axpy_sound a_proper row_fits sum_fits.
have [-> totalE] := IH lead _ lead_fits w_proper next_fits; split=> // v; rewrite totalE nextE; ring.
Qed.

(** bias + sum_j w_j lead_j, for rows of the same length. *)
Lemma combined_sound n b w lead : (nilp lead -> n = 0%N) -> fitting n lead -> proper b -> all proper w ->
  (size (combined b w lead) == n.+1) && all proper (combined b w lead) /\
  forall x, dotR (map ofQ (combined b w lead)) (1 :: x) = ofQ b + dotR (map ofQ w) (rows_atR lead x).
Proof.
move=> lead0 lead_fits b_proper w_proper; rewrite /combined.
set start := match lead with [::] => _ | _ => _ end.
have [start_fits startE] :
    (size start == n.+1) && all proper start /\ forall x : seq R, dotR (map ofQ start) (1 :: x) = ofQ b.
  rewrite /start {start}; case: lead lead0 lead_fits => [/(_ isT) -> _|[|u row] lead _] //=.
    by rewrite b_proper; split=> // x; rewrite mulr1 addr0.
  rewrite eqSS => /andP[/andP[/eqP <- _] _]; rewrite size_nseq eqxx b_proper all_nseq orbT.
  by split=> // x; rewrite map_nseq ofQ0 dotR_nseq0 mulr1 addr0.
by have [-> totalE] := foldl_axpy_sound lead_fits w_proper start_fits; split=> // x; rewrite totalE startE.
Qed.

(** The rows of the identity. *)
Lemma identity_sound n : fitting n (identity n) /\ forall x : seq R, size x = n -> rows_atR (identity n) x = x.
Proof.
split.
  rewrite all_map; apply/allP => i _ /=; rewrite size_map size_iota eqxx all_map.
  by apply/allP => j _ /=; case: ifP.
move=> x xn; apply: (@eq_from_nth _ 0); rewrite size_map size_mkseq // => i i_lt.
rewrite (nth_map [::]) ?size_mkseq // nth_mkseq //= ofQ0 mul0r add0r dotR_sum ?size_map ?size_iota ?xn //.
rewrite (bigD1 (Ordinal i_lt)) //= big1 => [|j].
  by rewrite -map_comp (nth_map 0%N) ?size_iota // nth_iota //= eqnE eqxx ofQ1 mul1r addr0.
rewrite -val_eqE /= eq_sym => /negPf j_i.
by rewrite -map_comp (nth_map 0%N) ?size_iota // nth_iota //= eqnE add0n j_i ofQ0 mul0r.
Qed.

(** What enters the next layer: the values of the rows, or the numbers themselves; k of them, from n inputs. *)
Definition entering (lead : option (seq (seq rational))) (x : seq R) : seq R :=
  if lead is Some rows then rows_atR rows x else x.
Definition proper_lead (n k : nat) (lead : option (seq (seq rational))) : bool :=
  if lead is Some rows then [&& size rows == k, ~~ nilp rows & fitting n rows] else k == n.

(** The rows of a layer on rows that are known give its pre-activations. *)
Lemma after_sound n k lead l rows : proper_lead n k lead -> proper_layer k l -> after lead l = Done rows ->
  proper_lead n (size (weights l)) (Some rows) /\
  forall x, size x = n -> rows_atR rows x = pre_activations l (entering lead x).
Proof.
case: l => W b relu; rewrite /proper_layer /after /pre_activations /=.
move=> lead_proper /and5P[/eqP b_size W0 W_size W_proper b_proper].
have W_good : all (fun w => (size w == k) && all proper w) W by rewrite all_predI W_size.
have good := all_zip W_good b_proper.
have zip_size : size (zip W b) = size W by rewrite size_zip b_size minnn.
case: lead lead_proper => [lead|] /=; last first.
  move=> /eqP kn [<-]; rewrite size_map zip_size eqxx /nilp size_map zip_size W0; split=> [|x _].
    by rewrite all_map; apply: sub_all good => -[w c] /= /andP[/andP[w_size ->] ->]; rewrite eqSS -kn w_size.
  by rewrite /rows_atR -map_comp; apply: eq_map_all good _ => -[w c] _ /=; rewrite mulr1 addrC.
move=> /and3P[lead_size /negPf lead0 lead_fits]; case: ifP => // _ [<-].
have lead0' : nilp lead -> n = 0%N by rewrite lead0.
rewrite size_map zip_size eqxx /nilp size_map zip_size W0; split=> [|x _].
  rewrite all_map; apply: sub_all good => -[w c] /= /andP[/andP[_ w_proper] c_proper].
  by have [] := combined_sound lead0' lead_fits c_proper w_proper.
rewrite /rows_atR -map_comp; apply: eq_map_all good _ => -[w c] /= /andP[/andP[_ w_proper] c_proper].
by have [_ ->] := combined_sound lead0' lead_fits c_proper w_proper; rewrite addrC.
Qed.

(** Merging from the middle of a network. *)
Lemma merge_sound n k lead net layers out : proper_lead n k lead -> proper_layers k net ->
  merge n lead net = Done (layers, out) ->
  [/\ proper_rows n layers, fitting (last_width n layers) out, nilp out -> last_width n layers = 0%N &
      forall x, size x = n -> neurons_at net (entering lead x) = hidden_at layers x /\
                              network_at net (entering lead x) = rows_atR out (last_at layers x)].
Proof.
elim: net n k lead layers out => [|l net IH] n k lead layers out /=.
  case: lead => [rows /and3P[_ /negPf rows0 rows_fit] _ [<- <-]|_ _ [<- <-]] /=; first by rewrite rows0.
  have [id_fits idE] := identity_sound n; split=> // [|x xn]; last by rewrite idE.
  by rewrite /nilp size_mkseq => /eqP.
move=> lead_proper /andP[l_proper net_proper]; case: ifP => // _.
case E: after => [rows|//|//] /=; have [rows_proper rowsE] := after_sound lead_proper l_proper E.
rewrite /passes_on; case: ifP => _; last first.
  move/(IH _ _ _ _ _ rows_proper net_proper) => [-> -> out0 netE]; split=> // x xn.
  by have := netE x xn; rewrite /= rowsE.
case E': merge => [[layers' out']|//|//] /= [<- <-] /=; move/and3P: rows_proper => [/eqP sizeE rows0 rows_fit].
have none_proper : proper_lead (size rows) (size (weights l)) None by rewrite /= sizeE.
have [layers_proper out_fits out0 netE] := IH _ _ _ _ _ none_proper net_proper E'.
rewrite /= rows0 rows_fit; split=> // x xn; have := netE (map (@reluR R) (rows_atR rows x)).
by rewrite size_map size_rows_atR rowsE // => /(_ erefl) /= [-> ->].
Qed.

(** Merged networks have the neurons and the outputs of the layers. *)
Theorem merged_sound net m : proper_layers (inputs_of net) net -> merged net = Done m ->
  [/\ inputs m = inputs_of net, proper_rows (inputs m) (hidden m),
      all (fun row => (size row == (last_width (inputs m) (hidden m)).+1) && all proper row) (outputs m) &
      forall x, size x = inputs m ->
        neurons_at net x = hidden_at (hidden m) x /\ network_at net x = rows_atR (outputs m) (last_at (hidden m) x)].
Proof.
move=> net_proper; rewrite /merged; case E: merge => [[layers out]|//|//] /= [<-] /=.
by have [] := merge_sound (lead := None) (eqxx _) net_proper E.
Qed.

(** A form (c, v) of the outputs, as a row on (1, last layer). *)
Lemma of_outputs_sound net m form x : proper_layers (inputs_of net) net -> merged net = Done m -> size x = inputs m ->
  size form = (size (outputs m)).+1 -> all proper form ->
  [/\ size (of_outputs m form) = (last_width (inputs m) (hidden m)).+1, all proper (of_outputs m form) &
      dotR (map ofQ (of_outputs m form)) (1 :: last_at (hidden m) x) = dotR (map ofQ form) (1 :: network_at net x)].
Proof.
move=> net_proper; rewrite /merged; case E: merge => [[layers out]|//|//] /= [<-] /= xn.
have [_ out_fits out0 /(_ x xn)[_ /= ->]] := merge_sound (lead := None) (eqxx _) net_proper E.
case: form => //= c v _ /andP[c_proper v_proper].
by have [/andP[/eqP -> ->] ->] := combined_sound out0 out_fits c_proper v_proper; rewrite mulr1.
Qed.

(** Rows at a rational point. *)
Lemma rows_at_sound rows x : all (all proper) rows -> all proper x ->
  all proper (rows_at rows x) /\ map ofQ (rows_at rows x) = rows_atR rows (map ofQ x).
Proof.
move=> rows_proper x_proper; have x_proper' : all proper (one :: x) by [].
split.
  by rewrite all_map; apply: sub_all rows_proper => row row_proper /=; case: (dotq_sound row_proper x_proper').
rewrite -map_comp; apply: eq_map_all rows_proper _ => row row_proper /=.
by have [_ ->] := dotq_sound row_proper x_proper'; rewrite /= ofQ1.
Qed.

Lemma relu_q_sound x : all proper x ->
  all proper (map relu_q x) /\ map ofQ (map relu_q x) = map (@reluR R) (map ofQ x).
Proof.
move=> x_proper; split.
  by rewrite all_map; apply: sub_all x_proper => q q_proper /=; rewrite /relu_q; case: ifP.
rewrite -!map_comp; apply: eq_map_all x_proper _ => q q_proper /=.
by rewrite /relu_q /reluR ofQ_lt // ofQ0; case: ltP; rewrite ?ofQ0.
Qed.

(** The outputs at a rational point. *)
Lemma evaluate_sound net m x : proper_layers (inputs_of net) net -> merged net = Done m -> size x = inputs m ->
  all proper x -> all proper (evaluate m x) /\ map ofQ (evaluate m x) = network_at net (map ofQ x).
Proof.
move=> net_proper merged_net xn x_proper; have [_ rows_proper out_fits] := merged_sound net_proper merged_net.
case/(_ (map ofQ x)); rewrite ?size_map // => _ ->; rewrite /evaluate.
have out_proper : all (all proper) (outputs m) by apply: sub_all out_fits => row /andP[].
elim: (hidden m) (inputs m) x {xn out_fits} rows_proper x_proper => [|rows layers IH] n x /=.
  by move=> _; apply: rows_at_sound.
move=> /and3P[_ rows_fit layers_proper] x_proper.
have rows_proper : all (all proper) rows by apply: sub_all rows_fit => row /andP[].
have [y_proper yE] := rows_at_sound rows_proper x_proper.
by have [z_proper zE] := relu_q_sound y_proper; rewrite -yE -zE; apply: IH layers_proper z_proper.
Qed.

(** * Integer weights *)

Definition rows_atZ (rows : seq (seq Z)) (v : seq R) : seq R := [seq dotZ row v | row <- rows].

(** The pre-activations of integer layers at (t, x), homogeneous: biases are multiplied by t. *)
Fixpoint integer_at (layers : seq (seq (seq Z))) (t : R) (x : seq R) : seq R :=
  if layers is rows :: layers then
    rows_atZ rows (t :: x) ++ integer_at layers t (map (@reluR R) (rows_atZ rows (t :: x)))
  else [::].

(** A positive factor passes a rectifier, and does not change a sign. *)
Lemma relu_scale (c : R) v : 0 < c -> map (@reluR R) (map ( *%R c) v) = map ( *%R c) (map (@reluR R) v).
Proof. by move=> /ltW c_ge0; rewrite -!map_comp; apply: eq_map => t /=; rewrite /reluR maxr_pmulr // mulr0. Qed.

Lemma sg_scale (c : R) v : 0 < c -> map Num.sg (map ( *%R c) v) = map Num.sg v.
Proof. by move=> c_gt0; rewrite -map_comp; apply: eq_map => t /=; rewrite sgrM gtr0_sg // mul1r. Qed.

(** Divided rows, and rows times a common denominator. *)
Lemma rows_atZ_divided g rows v : g <> Z0 -> all (all (divides g)) rows ->
  rows_atZ (map (divided g) rows) v = map ( *%R (toR g)^-1) (rows_atZ rows v).
Proof.
move=> g_neq0 rows_divided; rewrite /rows_atZ -!map_comp; apply: eq_map_all rows_divided _ => row row_divided /=.
by rewrite -(dotZ_divided v row_divided) divisor_id // mulKf ?toR_neq0.
Qed.

Lemma rows_atZ_scaled F rows v : all (all proper) rows -> all (all (fun x => divides (den x) F)) rows ->
  rows_atZ (map (scaled F) rows) v = map ( *%R (toR F)) [seq dotR (map ofQ row) v | row <- rows].
Proof.
move=> rows_proper F_divided; rewrite /rows_atZ -!map_comp.
have good : all (predI (all proper) (all (fun x => divides (den x) F))) rows by rewrite all_predI rows_proper.
by apply: eq_map_all good _ => row /andP[row_proper row_divided] /=; apply: dotZ_scaled.
Qed.

(** A layer as integer rows: what it computes is so many times as large. *)
Lemma integer_layer_sound scale n rows Zrows scale' : proper scale -> 0 < ofQ scale -> fitting n rows ->
  integer_layer scale rows = Done (Zrows, scale') ->
  [/\ size Zrows = size rows, all (fun row => size row == n.+1) Zrows, proper scale', 0 < ofQ scale' &
      forall t x, rows_atZ Zrows (t :: map ( *%R (ofQ scale * t)) x) = map ( *%R (ofQ scale' * t)) (rows_atR rows x)].
Proof.
move=> scale_proper scale_gt0 rows_fit; rewrite /integer_layer.
set rescaled := map _ rows; set F := common_denominator _; case: ifP => // _.
set integral := map (scaled F) _; rewrite -/(divisor (content (flatten integral))).
set g := divisor _ => -[<- <-].
have rescaled_proper : all (all proper) rescaled.
  rewrite all_map; apply: sub_all rows_fit => -[|b w] //= /and3P[_ b_proper ->].
  by rewrite proper_mul.
have flat_proper : all proper (flatten rescaled) by rewrite all_flatten.
have F_gt0 : 0 < toR F by rewrite toR_gt0; have := common_denominator_gt0 flat_proper; rewrite -/F; lia.
have F_divides : all (all (fun x => divides (den x) F)) rescaled.
  by rewrite -all_flatten; apply: common_denominator_divides.
have g_divides : all (all (divides g)) integral by rewrite -all_flatten; apply/divides_divisor/content_divides.
have g_gt0 : Z.lt Z0 g by apply/divisor_gt0/content_ge0.
have g_neq0 : g <> Z0 by lia.
have g_gt0' : 0 < toR g by rewrite toR_gt0; lia.
split.
- by rewrite !size_map.
- rewrite !all_map; apply: sub_all rows_fit => row /andP[row_size _] /=.
  by rewrite size_divided size_map; case: row row_size.
- by rewrite proper_mul ?proper_quotient.
- by rewrite ofQ_mul ?proper_quotient // ofQ_quotient //; apply: mulr_gt0 => //; apply: divr_gt0.
move=> t x; rewrite rows_atZ_divided // rows_atZ_scaled // /rows_atR -!map_comp.
apply: eq_map_all rows_fit _ => -[|b w] //= /and3P[_ b_proper w_proper].
by rewrite dotR_point !ofQ_mul ?proper_quotient // ofQ_quotient //; field; apply: lt0r_neq0.
Qed.

(** All layers, where what enters the first is `scale` times as large. *)
Lemma integer_layers_scaled scale n layers L : proper scale -> 0 < ofQ scale -> proper_rows n layers ->
  integer_layers scale layers = Done L ->
  [/\ proper_integer_rows n (map fst L), map size (map fst L) = map size layers &
      forall (t : R) x, 0 < t ->
        map Num.sg (integer_at (map fst L) t (map ( *%R (ofQ scale * t)) x)) = map Num.sg (hidden_at layers x)].
Proof.
elim: layers scale n L => [|rows layers IH] scale n L scale_proper scale_gt0 /=; first by move=> _ [<-].
move=> /and3P[rows0 rows_fit layers_fit].
case E: integer_layer => [[Zrows scale']|//|//] /=; case E': integer_layers => [L'|//|//] /= [<-] /=.
have [sizeE Zrows_fit scale_proper' scale_gt0' rowsE] := integer_layer_sound scale_proper scale_gt0 rows_fit E.
have [layers_proper sizesE layersE] := IH _ _ _ scale_proper' scale_gt0' layers_fit E'.
rewrite /nilp sizeE rows0 Zrows_fit layers_proper sizesE; split=> // t x t_gt0.
have c_gt0 : 0 < ofQ scale' * t by exact: mulr_gt0.
by rewrite !map_cat rowsE sg_scale // relu_scale // layersE.
Qed.

(** Integer layers have the signs of the rational ones, at every positive multiple of (1, x). *)
Theorem integer_layers_sound n layers L : proper_rows n layers -> integer_layers one layers = Done L ->
  [/\ proper_integer_rows n (map fst L), map size (map fst L) = map size layers &
      forall (t : R) x, 0 < t -> size x = n ->
        map Num.sg (integer_at (map fst L) t (map ( *%R t) x)) = map Num.sg (hidden_at layers x)].
Proof.
move=> layers_proper E; have one_gt0 : 0 < ofQ one by rewrite ofQ1 ltr01.
have [-> -> signsE] := integer_layers_scaled (isT : proper one) one_gt0 layers_proper E.
by split=> // t x t_gt0 _; rewrite -(signsE t x t_gt0) ofQ1 mul1r.
Qed.
End Sound.
