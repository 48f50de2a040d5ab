(** Accepted decisions are true: a witness satisfies the property, and trees that close show that no point does, or that
    the goal is >= 0 at every point that does. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network decide semantics sound_network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** * Trees as lists of records *)

(** Follow the records until the tree closes; the records that are left. *)
Fixpoint closes (q : lifted) (s : situation) (records : seq json) : result (seq json) :=
  if records is record :: records then
    let! after := follow q s record in
    if after is Some s then closes q s records else Done records
  else Rejected "the tree of a disjunct is not complete: a branch is missing".

(** A tree for every disjunct with its goal, one after the other; the records that are left. *)
Fixpoint closes_all (net : network) (tasks : seq (disjunct * option goal)) (records : seq json) : result (seq json) :=
  if tasks is one :: tasks then
    let! records := closes (lift net one.1 one.2) (Situation nothing [::]) records in
    closes_all net tasks records
  else Done records.

(** * Results *)

Lemma bind_done A B (r : result A) (f : A -> result B) b :
  bind r f = Done b -> exists2 a, r = Done a & f a = Done b.
Proof. by case: r => // a; exists a. Qed.
Local Notation bindP := (@bind_done _ _ _ _ _).

Lemma need_done A (c : bool) why (r : result A) a : (if c then r else Malformed why) = Done a -> c /\ r = Done a.
Proof. by case: c. Qed.

Lemma demand_done A (c : bool) why (r : result A) a : (if c then r else Rejected why) = Done a -> c /\ r = Done a.
Proof. by case: c. Qed.

Local Notation needP := (@need_done _ _ _ _ _).
Local Notation demandP := (@demand_done _ _ _ _ _).

Lemma each_all A B (f : A -> result B) (P : pred B) l l' :
  (forall a b, f a = Done b -> P b) -> each f l = Done l' -> all P l' /\ size l' = size l.
Proof.
move=> Pf; elim: l l' => [|a l IH] l'; first by case=> <-.
by rewrite /=; case/bindP=> b /Pf Pb /bindP[k /IH[Pk <-] [<-]]; rewrite /= Pb Pk.
Qed.

(** * Reading *)

(** A row of so many numbers, with positive denominators. *)
Definition fits (width : nat) (row : seq rational) : bool := (size row == width) && all proper row.
(** The rows of a disjunct, and of a goal, have as many entries as the network needs. *)
Definition proper_disjunct (m : network) (one : disjunct) : bool :=
  all (fits (inputs m).+1) (input one) && all (fits (size (outputs m)).+1) (output one).
Definition proper_goal (m : network) (shown : option goal) : bool :=
  match shown with
  | None => true
  | Some (OfInputs row) => fits (inputs m).+1 row
  | Some (OfOutputs row) => fits (size (outputs m)).+1 row
  end.

Section Decide.
Variable R : realFieldType.
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).

Lemma vector_of_fits width x row : vector_of width ratio x = Done row -> fits width row.
Proof.
case: x => //= l /needP[/eqP sl] /(each_all (P := proper)) [|pr sr]; last by rewrite /fits sr sl eqxx.
by move=> a b; apply: ratio_proper.
Qed.

Lemma read_rows_fits width x rows : read_rows width x = Done rows -> all (fits width) rows.
Proof. by case: x => //= l /(each_all (P := fits width)) [|//] a b; apply: vector_of_fits. Qed.

Lemma read_disjunct_proper m x one : read_disjunct m x = Done one -> proper_disjunct m one.
Proof.
case: x => //= l /bindP[i _ /bindP[rows /read_rows_fits fi /bindP[o _ /bindP[rows' /read_rows_fits fo [<-]]]]].
by rewrite /proper_disjunct fi.
Qed.

(** What `read_property` returns has the right sizes. *)
Lemma read_property_proper m x disjuncts : read_property m x = Done disjuncts -> all (proper_disjunct m) disjuncts.
Proof.
case: x => //= -[|[key v] [|]] //; case: v => // l.
case/needP=> _ /(each_all (P := proper_disjunct m)) [|//] a b.
exact: read_disjunct_proper.
Qed.

(** The layers of a file fit together. *)
Lemma read_layers_proper x net m : read_layers x = Done net -> merged net = Done m -> proper_layers (inputs_of net) net.
Proof.
move=> rd mnet; have : read_problem (Str "whole" Word) x = Done (net, [::]) by rewrite /read_problem rd.
by move=> e; case: (read_problem_proper e mnet).
Qed.

(** * Witnesses *)

Lemma ofQ_one : ofQ one = 1.
Proof. by rewrite ofQ_of_Z. Qed.

Lemma nonnegative_sound rows x : all (all proper) rows -> all proper x ->
  all nonnegative (rows_at rows x) = all (fun row => 0 <= row_at row (map ofQ x)) rows.
Proof.
move=> prows px; elim: rows prows => //= row rows IH /andP[prow /IH ->].
have [pd e] := dotq_sound R prow (px : all proper (one :: x)).
by rewrite /nonnegative (ofQ_ge0 R pd) e /= ofQ_one.
Qed.

(** The checker decides exactly whether a point satisfies a disjunct. *)
Theorem satisfies_sound net m x one : proper_layers (inputs_of net) net -> merged net = Done m ->
  proper_disjunct m one -> size x = inputs m -> all proper x ->
  satisfies m x one = satisfied net (map ofQ x) one.
Proof.
move=> pnet mnet /andP[fi fo] sx px; have fitsP width : subpred (fits width) (all proper) by move=> row /andP[].
have [pe ee] := evaluate_sound R pnet mnet sx px.
by rewrite /satisfies /satisfied !nonnegative_sound ?ee ?(sub_all (@fitsP _) fi) ?(sub_all (@fitsP _) fo).
Qed.

(** * Sparse forms *)

Section Forms.
Variable val : Z -> R.

(** The value of a form where the variables have these values. *)
Definition terms_at (l : seq (Z * Z)) : R := \sum_(p <- l) toR p.2 * val p.1.
Definition sparse_at (s : sparse) : R := toR (constant s) + terms_at (terms s).

Lemma terms_at_nil : terms_at [::] = 0. Proof. exact: big_nil. Qed.
Lemma terms_at_cons p l : terms_at (p :: l) = toR p.2 * val p.1 + terms_at l. Proof. exact: big_cons. Qed.

Lemma terms_at_scaled b l : terms_at [seq (p.1, Z.mul b p.2) | p <- l] = toR b * terms_at l.
Proof. by rewrite /terms_at big_map mulr_sumr; apply: eq_bigr => p _; rewrite /= toRM mulrA. Qed.

Lemma terms_at_times b l : terms_at (times b l) = toR b * terms_at l.
Proof. by rewrite /times; case: Z.eqb_spec => [->|_]; [rewrite toR1 mul1r|apply: terms_at_scaled]. Qed.

Lemma merge_terms_at a b x y : terms_at (merge_terms a b x y) = toR a * terms_at x + toR b * terms_at y.
Proof.
elim: x y => [|[u p] x IH] y; first by rewrite /= terms_at_times terms_at_nil mulr0 add0r.
elim: y => [|[v q] y IHy]; first by rewrite terms_at_nil mulr0 addr0 -terms_at_times.
pose tail := merge_terms a b ((u, p) :: x) y; rewrite -/tail in IHy.
rewrite [merge_terms _ _ _ _]/= -/tail.
case: ifP => _; first by rewrite terms_at_cons IH !terms_at_cons /= !toRM; ring.
case: ifP => [/Z.eqb_spec <-|_]; first by rewrite terms_at_cons IH !terms_at_cons /= toRD !toRM; ring.
by rewrite terms_at_cons IHy !terms_at_cons /= !toRM; ring.
Qed.

Lemma combine_at a x b y : sparse_at (combine a x b y) = toR a * sparse_at x + toR b * sparse_at y.
Proof. by rewrite /sparse_at /= merge_terms_at toRD !toRM; ring. Qed.

Lemma number_at a : sparse_at (number a) = toR a.
Proof. by rewrite /sparse_at terms_at_nil addr0. Qed.

Lemma variable_at v a : sparse_at (variable v a) = toR a * val v.
Proof. by rewrite /sparse_at terms_at_cons terms_at_nil addr0 toR0 add0r. Qed.

Lemma vanishes_at x : vanishes x -> sparse_at x = 0.
Proof.
case: x => c l /andP[/Z.eqb_spec /= c0 l0]; rewrite /sparse_at /= c0 toR0 add0r.
elim: l l0 => [|p l IH] /=; first by rewrite terms_at_nil.
by case/andP=> /Z.eqb_spec p0 /IH l0; rewrite terms_at_cons p0 l0 toR0 mul0r addr0.
Qed.

Lemma foldl_gcd c (l : seq (Z * Z)) : let g := foldl (fun g p => Z.gcd g p.2) c l in
  Z.divide g c /\ List.Forall (fun p => Z.divide g p.2) l.
Proof.
elim: l c => [|p l IH] c /=; first by split; [exact: Z.divide_refl | constructor].
have [gc gl] := IH (Z.gcd c p.2); split.
  exact: Z.divide_trans gc (Z.gcd_divide_l _ _).
by constructor=> //; exact: Z.divide_trans gc (Z.gcd_divide_r _ _).
Qed.

Lemma toR_div (g x : Z) : Z.lt 0 g -> Z.divide g x -> toR g * toR (Z.div x g) = toR x.
Proof. by move=> g0 [k ->]; rewrite -toRM Z.div_mul; [congr toR|]; lia. Qed.

Lemma toR_num c : proper c -> toR (num c) = toR (den c) * ofQ c.
Proof. by rewrite /ofQ => pc; rewrite mulrC divfK // toR_eq0; rewrite /proper in pc; lia. Qed.

Lemma toR_den c : proper c -> 0 < toR (den c).
Proof. by rewrite toR_gt0. Qed.

(** A form is a positive multiple of a number. *)
Definition multiple (s : sparse) (y : R) : Prop := exists2 c : R, 0 < c & sparse_at s = c * y.

Lemma multiple_ge0 s y : multiple s y -> (0 <= sparse_at s) = (0 <= y).
Proof. by case=> c c0 ->; rewrite pmulr_rge0. Qed.

Lemma smallest_at s : exists2 c : R, 0 < c & sparse_at s = c * sparse_at (smallest s).
Proof.
rewrite /smallest; set g := foldl _ _ _; case: ifP => [_|]; first by exists 1; rewrite ?ltr01 ?mul1r.
move=> g01; have [gc gl] := foldl_gcd (constant s) (terms s); rewrite -/g in gc gl.
have ag0 : Z.lt 0 (Z.abs g) by lia.
have agP x : Z.divide g x -> Z.divide (Z.abs g) x by move=> gx; apply/Z.divide_abs_l.
exists (toR (Z.abs g)); first by rewrite toR_gt0; lia.
rewrite /sparse_at /= mulrDr (toR_div ag0 (agP _ gc)); congr (_ + _).
elim: gl => [|p l gp _ IH] /=; first by rewrite terms_at_nil mulr0.
by rewrite !terms_at_cons mulrDr -IH mulrA (toR_div ag0 (agP _ gp)).
Qed.

Lemma smallest_ge0 s : (0 <= sparse_at (smallest s)) = (0 <= sparse_at s).
Proof. by have [c c0 ->] := smallest_at s; rewrite pmulr_rge0. Qed.

Lemma multiple_smallest s k y : 0 < k -> sparse_at s = k * y -> multiple (smallest s) y.
Proof.
move=> k0 sk; have [c c0 e] := smallest_at s; exists (c^-1 * k); first by rewrite mulr_gt0 ?invr_gt0.
by rewrite -mulrA -sk e mulKf ?gt_eqF.
Qed.

(** * Rows on consecutive variables *)

Lemma foldl_lcm c (row : seq rational) : Z.lt 0 c -> all proper row ->
  let f := foldl (fun g x => Z.lcm g (den x)) c row in
  [/\ Z.lt 0 f, Z.divide c f & List.Forall (fun x => Z.divide (den x) f) row].
Proof.
elim: row c => [|x row IH] c c0 /=; first by split=> //; exact: Z.divide_refl.
case/andP=> px prow; have l0 : Z.lt 0 (Z.lcm c (den x)).
  have : Z.lcm c (den x) <> Z0 by rewrite Z.lcm_eq_0; rewrite /proper in px; lia.
  have := Z.lcm_nonneg c (den x); lia.
have [f0 df df'] := IH _ l0 prow; split=> //; first exact: Z.divide_trans (Z.divide_lcm_l _ _) df.
by constructor=> //; exact: Z.divide_trans (Z.divide_lcm_r _ _) df.
Qed.

Lemma scaled_at f row x : Z.lt 0 f -> all proper row -> List.Forall (fun x => Z.divide (den x) f) row ->
  dotR (map toR (scaled f row)) x = toR f * dotR (map ofQ row) x.
Proof.
move=> f0; elim: row x => [|a row IH] x /=; first by rewrite mulr0.
case/andP=> pa prow dfs; inversion dfs as [|? ? df dfs']; case: x => [|u x]; rewrite ?mulr0 //=.
rewrite mulrDr -IH // toRM /ofQ; congr (_ + _); rewrite /proper in pa.
by rewrite -(toR_div _ df); last lia; field; rewrite toR_eq0; lia.
Qed.

(** Variables from v on have these values. *)
Definition placed (f : Z -> R) (v : Z) (x : seq R) : Prop :=
  forall i, (i < size x)%N -> f (Z.add v (Z.of_nat i)) = nth 0 x i.

Lemma placed_cons f v a x : placed f v (a :: x) -> f v = a /\ placed f (Z.add v 1) x.
Proof.
move=> fv; split; first by have := fv 0%N isT; rewrite Z.add_0_r.
by move=> i lti; have := fv i.+1 lti; rewrite /= => <-; congr f; lia.
Qed.

Lemma placed_cat f v x y : placed f v (x ++ y) -> placed f v x /\ placed f (Z.add v (Z.of_nat (size x))) y.
Proof.
move=> fv; split=> i lti; first by rewrite fv ?size_cat ?nth_cat ?lti // ltn_addr.
have -> : Z.add (Z.add v (Z.of_nat (size x))) (Z.of_nat i) = Z.add v (Z.of_nat (size x + i)) by lia.
by rewrite fv ?size_cat ?ltn_add2l // nth_cat ltnNge leq_addr addKn.
Qed.

Lemma enumerated_at v a x : placed val v x -> size a = size x -> terms_at (enumerated v a) = dotR (map toR a) x.
Proof.
elim: a v x => [|c a IH] v [|u x] //=; first by rewrite terms_at_nil.
case/placed_cons=> vu vx [] /(IH _ _ vx) <-.
by case: Z.eqb_spec => [->|_]; rewrite ?toR0 ?mul0r ?add0r // terms_at_cons vu.
Qed.

Lemma sparse_row_at first row x : all proper row -> size row = (size x).+1 -> placed val first x ->
  0 < toR (sparse_row first row).2 /\
  sparse_at (sparse_row first row).1 = toR (sparse_row first row).2 * dotR (map ofQ row) (1 :: x).
Proof.
move=> prow srow xs; have [f0 _ df] := foldl_lcm (erefl : Z.lt 0 1) prow.
rewrite /sparse_row /= -[foldl _ _ _]/(common_denominator row) in f0 df *.
split; first by rewrite toR_gt0; lia.
rewrite -scaled_at //; move: (common_denominator row) => f {f0}in df *.
case: row srow {prow} df => //= b row [srow] df.
by rewrite /sparse_at /= (enumerated_at xs) ?size_map // mulr1.
Qed.

Lemma toRN1 : toR (Zneg 1) = -1. Proof. by []. Qed.

(** * Neurons *)

(** The forms of a neuron with variable v are what they should be where its pre-activation is y. *)
Definition good (v : Z) (y : R) (n : neuron) : Prop :=
  [/\ 0 < toR (denominator n) /\ sparse_at (y_of n) = toR (denominator n) * y,
      multiple (over_form n) (val v - y), multiple (on_form n) y & multiple (off_form n) (- y)].

Lemma neuron_of_good v first row x : all proper row -> size row = (size x).+1 -> placed val first x ->
  good v (dotR (map ofQ row) (1 :: x)) (neuron_of v first row).
Proof.
move=> prow srow xs; have [] := sparse_row_at prow srow xs.
rewrite /neuron_of; case: (sparse_row first row) => y f /= f0 ye; split=> //=.
- by apply: multiple_smallest f0 _; rewrite combine_at variable_at ye toR1 toRN1; ring.
- exact: multiple_smallest f0 ye.
by apply: multiple_smallest f0 _; rewrite combine_at number_at ye toRN1 toR0; ring.
Qed.

(** The inputs as they are, and the pre-activations of the neurons: what bounds and phases are about. *)
Variable level : Z -> R.

(** All neurons of a table are right. *)
Definition right_neurons (t : PositiveMap.t neuron) : Prop :=
  forall p n, PositiveMap.find p t = Some n ->
    good (Zpos p) (level (Zpos p)) n /\ val (Zpos p) = reluR (level (Zpos p)).

Lemma find_added A p q (a : A) t b : PositiveMap.find p (PositiveMap.add q a t) = Some b ->
  p = q /\ a = b \/ PositiveMap.find p t = Some b.
Proof.
case: (Pos.eq_dec p q) => [->|pq]; first by rewrite PositiveMap.gss => -[]; left.
by rewrite PositiveMap.gso //; right.
Qed.
Local Notation find_addP := (@find_added _ _ _ _ _ _).

Lemma neurons_of_right v first rows x t : Z.lt 0 v -> all (fits (size x).+1) rows -> placed val first x ->
  placed level v (rows_atR rows x) -> placed val v (map (@reluR R) (rows_atR rows x)) ->
  right_neurons t -> right_neurons (neurons_of v first rows t).
Proof.
elim: rows v t => [|row rows IH] v t //= v0 /andP[/andP[/eqP srow prow] frows] xs.
case/placed_cons=> lv lvs /placed_cons[vv vvs] tr; apply: IH => //; first by lia.
move=> p n /find_addP[[-> <-]|/tr //]; rewrite Z2Pos.id // lv vv.
by split=> //; apply: neuron_of_good.
Qed.

Lemma all_neurons_right layers v first x t : proper_rows (size x) layers -> Z.lt 0 v ->
  placed val first x -> placed level v (hidden_at layers x) -> placed val v (map (@reluR R) (hidden_at layers x)) ->
  right_neurons t ->
  right_neurons (all_neurons v first layers t).1.1 /\ placed val (all_neurons v first layers t).2 (last_at layers x).
Proof.
elim: layers v first x t => [|rows layers IH] v first x t //= /and3P[_ frows players] v0 xs.
rewrite map_cat => /placed_cat[lv lvs] /placed_cat[vv vvs] tr.
rewrite !size_map in lvs vvs; apply: IH => //; rewrite ?size_map //; first by lia.
exact: (neurons_of_right v0 frows xs).
Qed.

Lemma numbered_all (P : sparse -> Prop) i rows t : List.Forall P rows ->
  (forall p s, PositiveMap.find p t = Some s -> P s) ->
  forall p s, PositiveMap.find p (numbered i rows t) = Some s -> P s.
Proof.
move=> Prows; elim: Prows i t => [|row {}rows Prow _ IH] i t Pt //=.
by apply: IH => p s /find_addP[[_ <-] //|]; apply: Pt.
Qed.

(** * What is known at a node *)

(** A tree is about these values of the variables and pre-activations. *)
Definition about (q : lifted) : Prop :=
  [/\ Z.le 0 (dimension q), right_neurons (neurons q), forall v, Z.lt 0 v -> Z.le v (dimension q) -> val v = level v,
      forall p s, PositiveMap.find p (in_forms q) = Some s -> 0 <= sparse_at s &
      forall p s, PositiveMap.find p (out_forms q) = Some s -> 0 <= sparse_at s].

(** Facts that are true there. *)
Definition valid (f : facts) : Prop :=
  [/\ forall p b, PositiveMap.find p (lower f) = Some b ->
        [/\ proper (value_of b), ofQ (value_of b) <= level (Zpos p) & 0 <= sparse_at (bound_form b)],
      forall p b, PositiveMap.find p (upper f) = Some b ->
        [/\ proper (value_of b), level (Zpos p) <= ofQ (value_of b) & 0 <= sparse_at (bound_form b)] &
      forall p on, PositiveMap.find p (phase f) = Some on ->
        if on then 0 <= level (Zpos p) else level (Zpos p) <= 0].

Lemma valid_nothing : valid nothing.
Proof. by split=> p b; rewrite PositiveMap.gempty. Qed.

(** The goal of a tree is >= 0; a tree without a goal has none that is. *)
Definition reached (q : lifted) : Prop := if goal_form q is Some form then 0 <= sparse_at form else False.

Section Tree.
Variables (q : lifted) (q_about : about q).

Lemma valueP v y f : Z.lt 0 v -> value q v = Some (y, f) -> 0 < toR f /\ sparse_at y = toR f * level v.
Proof.
have [_ neu small _ _] := q_about => v0; rewrite /value.
case: Z.leb_spec => [le|_] => [[<- <-]|].
  by rewrite variable_at toR1 mul1r ltr01 mul1r small.
case e: (PositiveMap.find _ _) => [n|] //= [<- <-].
by have [[[]]] := neu _ _ e; rewrite Z2Pos.id.
Qed.

(** The number that the form of a bound is a multiple of. *)
Definition slack (is_lower : bool) (v : Z) (c : rational) : R :=
  if is_lower then level v - ofQ c else ofQ c - level v.

Lemma bounding_at is_lower v c form : Z.lt 0 v -> proper c -> bounding q is_lower v c = Some form ->
  multiple form (slack is_lower v c).
Proof.
move=> v0 pc; rewrite /bounding; case e: (value q v) => [[y f]|] //= [<-].
have [f0 ye] := valueP v0 e.
apply: (multiple_smallest (mulr_gt0 (toR_den pc) f0)); rewrite /slack.
by case: is_lower; rewrite combine_at number_at ye !toRM ?toRN ?toRN1 ?toR1 toR_num //; ring.
Qed.

Lemma relu_ge0 (y : R) : 0 <= reluR y. Proof. by rewrite le_maxr lexx orbT. Qed.
Lemma relu_ge (y : R) : y <= reluR y. Proof. by rewrite le_maxr lexx. Qed.
Lemma relu_on (y : R) : 0 <= y -> reluR y = y. Proof. exact: max_l. Qed.
Lemma relu_off (y : R) : y <= 0 -> reluR y = 0. Proof. exact: max_r. Qed.

(** The cap of a neuron whose pre-activation is at most u. *)
Lemma cap_ge0 (u : rational) (y : R) : proper u -> y <= ofQ u -> 0 <= toR (Z.max 0 (num u)) - toR (den u) * reluR y.
Proof.
move=> pu yu; rewrite subr_ge0; case: (leP 0 y) => y0; last first.
  by rewrite (relu_off (ltW y0)) mulr0 toR_ge0; lia.
rewrite relu_on //; apply: (@le_trans _ _ (toR (num u))); first by rewrite toR_num // ler_pmul2l ?toR_den.
by rewrite toR_le; lia.
Qed.

(** The chord of a neuron between bounds l < 0 < u of its pre-activation y. *)
Lemma chord_ge0 (l u y : R) : l <= y -> y <= u -> l < 0 -> 0 < u -> 0 <= u * y - u * l + (l - u) * reluR y.
Proof.
move=> ly yu l0 u0; case: (leP 0 y) => y0.
  rewrite relu_on //; have -> : u * y - u * l + (l - u) * y = l * (y - u) by ring.
  by rewrite nmulr_rge0 // subr_le0.
rewrite (relu_off (ltW y0)); have -> : u * y - u * l + (l - u) * 0 = u * (y - l) by ring.
by rewrite pmulr_rge0 // subr_ge0.
Qed.

(** What a reference names is >= 0, or = 0. *)
Lemma referred_at f name form zero : valid f -> referred q f name = Done (form, zero) ->
  if zero then sparse_at form = 0 else 0 <= sparse_at form.
Proof.
case=> low high fixed; have [q0 neu _ ins outs] := q_about.
have provenP (P : sparse -> Prop) (x : option sparse) why s z : (forall form, x = Some form -> P form) ->
    (if x is Some form then Done (form, false) else Rejected why) = Done (s, z) -> z = false /\ P s.
  by case: x => // s' Ps [<- <-]; split=> //; apply: Ps.
case: name => //= text [ | z | p p' | kind i] //=.
1-3: by case: ifP => // _ [<- <-]; rewrite number_at ler01.
case: ifP => [_|_].
  by case/(provenP (fun s => 0 <= sparse_at s)) => [s|-> //]; apply: ins.
case: ifP => [_|_].
  by case/(provenP (fun s => 0 <= sparse_at s)) => [s|-> //]; apply: outs.
case: ifP => [_|_].
  case/(provenP (fun s => 0 <= sparse_at s)) => [s|-> //]; case: ifP => // _.
  by case e: (PositiveMap.find _ _) => [b|] //= [<-]; case: (low _ _ e).
case: ifP => [_|_].
  case/(provenP (fun s => 0 <= sparse_at s)) => [s|-> //]; case: ifP => // _.
  by case e: (PositiveMap.find _ _) => [b|] //= [<-]; case: (high _ _ e).
case: ifP => // _.
case e: (if Z.ltb 0 i then _ else _) => [n|] //.
have i0 : Z.lt 0 (dimension q + i) by case: Z.ltb_spec e => // i0 _; lia.
have {}e : PositiveMap.find (Z.to_pos (dimension q + i)) (neurons q) = Some n by case: ifP e.
move: (Z.to_pos _) (Z2Pos.id _ i0) e => p vp e; rewrite -vp in i0 *.
have [[[d0 ye] over on off] z] := neu _ _ e.
have over0 : 0 <= sparse_at (over_form n) by rewrite (multiple_ge0 over) z subr_ge0 relu_ge.
case: ifP => [_ [<- <-] //|_].
case: ifP => [_|_].
  case el: (PositiveMap.find _ _) => [[l lf]|] //; case eu: (PositiveMap.find _ _) => [[u uf]|] //.
  have [/= pl ly _] := low _ _ el; have [/= pu yu _] := high _ _ eu.
  case/demandP=> /andP[l0 u0] [<- <-]; rewrite smallest_ge0 !combine_at variable_at number_at ye z.
  rewrite -(toR_lt0 R) toR_num // pmulr_rlt0 ?toR_den // in l0.
  rewrite -(toR_gt0 R) toR_num // pmulr_rgt0 ?toR_den // in u0.
  rewrite toRB !toRM toRN toR1 !toR_num //.
  have := chord_ge0 ly yu l0 u0; rewrite -(pmulr_rge0 _ (mulr_gt0 d0 (mulr_gt0 (toR_den pl) (toR_den pu)))).
  by congr (0 <= _); ring.
case: ifP => [_ [<- <-]|_]; first by rewrite variable_at toR1 mul1r z relu_ge0.
case: ifP => [_|_].
  case/(provenP (fun s => 0 <= sparse_at s)) => [s|-> //].
  case eu: (PositiveMap.find _ _) => [[u uf]|] //= [<-]; have [/= pu yu _] := high _ _ eu.
  rewrite smallest_ge0 /sparse_at /= terms_at_cons terms_at_nil addr0 /= z toRN mulNr; exact: cap_ge0.
case eo: (PositiveMap.find _ _) => [b|] //; have {eo} y0 := fixed _ _ eo.
case: ifP => [_|_].
  case: b y0 => y0 [<- <-]; last by rewrite variable_at z relu_off // mulr0.
  by case: over => c _ ->; rewrite z relu_on // subrr mulr0.
case: ifP => _; case: b y0 => // y0 [<- <-]; first by rewrite (multiple_ge0 on).
by rewrite (multiple_ge0 off) oppr_ge0.
Qed.

(** A sum of multiples of what is >= 0 is at least what one began with. *)
Lemma summed_at f m sum rest : valid f -> summed q f m sum = Done rest -> sparse_at sum <= sparse_at rest.
Proof.
move=> vf; elim: m sum => [|[name x] m IH] sum /=; first by case=> <-.
case/bindP=> {}x _ /bindP[[form zero] /(referred_at vf) form0 /demandP[x0 /IH]].
apply: le_trans; rewrite combine_at toR1 mul1r ler_addl.
case: zero form0 x0 => [-> _|form0 /= x0]; first by rewrite mulr0.
by rewrite mulr_ge0 ?toR_ge0.
Qed.

(** An identity with its multipliers shows that its target is >= 0. *)
Lemma identity_at f target scale m u : valid f -> identity_holds q f target scale m = Done u -> 0 <= sparse_at target.
Proof.
move=> vf /bindP[{}scale _]; case: m => // l; case: (name_pairs l) => // {}m.
case/needP=> _ /demandP[s0 /bindP[rest /(summed_at vf) le /demandP[/vanishes_at r0 _]]].
rewrite r0 combine_at toR0 mul0r addr0 toRN mulNr oppr_le0 pmulr_rge0 // in le.
by rewrite toR_gt0.
Qed.

(** * Records *)

Lemma with_bound_valid f is_lower v c form : valid f -> Z.lt 0 v -> proper c -> 0 <= slack is_lower v c ->
  bound_of q is_lower v c = Done form -> valid (with_bound f is_lower v c form).
Proof.
move=> [low high fixed] v0 pc s0; rewrite /bound_of; case e: (bounding _ _ _ _) => [form'|] //= [<-].
have := bounding_at v0 pc e; rewrite /slack in s0 *.
case: is_lower s0 {e} => s0 /multiple_ge0; rewrite s0 => f0; split=> //= p b /find_addP[[-> <-]|]; auto.
  by rewrite /= Z2Pos.id // f0 -subr_ge0 s0.
by rewrite /= Z2Pos.id // f0 -subr_ge0 s0.
Qed.

Lemma with_phase_valid f v on : valid f -> Z.lt 0 v -> (if on then 0 <= level v else level v <= 0) ->
  valid (with_phase f v on).
Proof.
move=> [low high fixed] v0 l0; split=> //= p b /find_addP[[-> <-]|]; auto.
by rewrite Z2Pos.id.
Qed.

Lemma variable_of_gt0 greatest x v : variable_of greatest x = Done v -> Z.lt 0 v.
Proof. by case: x => // z /needP[z0 [<-]]; lia. Qed.

Lemma undecided_at f k v n : undecided q f k = Done (v, n) ->
  [/\ Z.lt 0 v, multiple (on_form n) (level v) & multiple (off_form n) (- level v)].
Proof.
case: q_about => q0 neu _ _ _ /bindP[i /variable_of_gt0 i0 /demandP[_]].
case e: (PositiveMap.find _ _) => [n'|] // [<- <-]; have [[_ _]] := neu _ _ e.
by rewrite Z2Pos.id => *; [split | idtac]=> //; lia.
Qed.

(** The point is in one of the branches that are still to come. *)
Fixpoint in_branches (l : seq facts) : Prop := if l is f :: l then valid f \/ in_branches l else False.
Definition in_situation (s : situation) : Prop := valid (here s) \/ in_branches (branches s).

Lemma closing_at f others rule form scale m u : in_situation (Situation f others) ->
  closing q rule = Done form -> identity_holds q f form scale m = Done u -> reached q \/ in_branches others.
Proof.
case=> /= [vf|]; last by right.
rewrite /closing; case: ifP => _ => [[<-]|]; first by move/(identity_at vf); rewrite number_at toRN1 oppr_ge0 ler10.
by rewrite /reached; case: goal_form => // g [<-] /(identity_at vf); left.
Qed.

Lemma bound_at f others is_lower v c form scale m u : in_situation (Situation f others) -> Z.lt 0 v -> proper c ->
  bound_of q is_lower v c = Done form -> identity_holds q f form scale m = Done u ->
  in_situation (Situation (with_bound f is_lower v c form) others).
Proof.
case=> /= [vf|]; last by right.
move=> v0 pc e /(identity_at vf) f0; left; apply: with_bound_valid => //; move: e; rewrite /bound_of.
by case e: (bounding _ _ _ _) f0 => [form'|] // f0 [ff]; rewrite -(multiple_ge0 (bounding_at v0 pc e)) ff.
Qed.

Lemma cut_at f others v c low high : in_situation (Situation f others) -> Z.lt 0 v -> proper c ->
  bound_of q true v c = Done low -> bound_of q false v c = Done high ->
  in_situation (Situation (with_bound f true v c low) (with_bound f false v c high :: others)).
Proof.
case=> [vf|]; last by right; right.
move=> v0 pc el eh; case: (leP (ofQ c) (level v)) => lc; [left|right; left]; apply: with_bound_valid => //.
  by rewrite /slack subr_ge0.
by rewrite /slack subr_ge0 ltW.
Qed.

Lemma sign_at f others on k v n scale m u : in_situation (Situation f others) ->
  undecided q f k = Done (v, n) -> identity_holds q f (if on then on_form n else off_form n) scale m = Done u ->
  in_situation (Situation (with_phase f v on) others).
Proof.
case=> /= [vf|]; last by right.
move=> /undecided_at[v0 mon moff] /(identity_at vf) f0; left; apply: with_phase_valid => //.
by case: on f0; rewrite ?(multiple_ge0 mon) ?(multiple_ge0 moff) ?oppr_ge0.
Qed.

Lemma split_at f others k v n : in_situation (Situation f others) -> undecided q f k = Done (v, n) ->
  in_situation (Situation (with_phase f v true) (with_phase f v false :: others)).
Proof.
case=> /= [vf|]; last by right; right.
case/undecided_at=> v0 _ _; case: (leP 0 (level v)) => l0; [left|right; left]; apply: with_phase_valid => //.
exact: ltW.
Qed.

(** A record keeps the point, so it does not close the tree, unless the goal is >= 0 there. *)
Lemma follow_at s record after : in_situation s -> follow q s record = Done after ->
  reached q \/ exists2 s', after = Some s' & in_situation s'.
Proof.
case: s => f others inS; case: record => //= -[//|[//|//|//|rule said|//|//] [//|a [|b l]]].
  by case/needP=> _ /bindP[[v n] /(split_at inS) inS' [<-]]; right; eexists; last exact: inS'.
have three : (if String.eqb rule "empty" || String.eqb rule "goal" then
    let! form := closing q rule in
    let! _ := identity_holds q f form a b in
    Done (if others is f :: rest then Some (Situation f rest) else None)
  else if String.eqb rule "cut" then
    let! v := variable_of (last q) a in
    let! c := ratio b in
    let! low := bound_of q true v c in
    let! high := bound_of q false v c in
    Done (Some (Situation (with_bound f true v c low) (with_bound f false v c high :: others)))
  else Malformed "there is no such rule") = Done after -> reached q \/ exists2 s', after = Some s' & in_situation s'.
  case: ifP => [_ /bindP[form cl /bindP[u /(closing_at inS cl)[|]]]|_]; first by left.
    by case: others {inS} => // f' rest inS [<-]; right; exists (Situation f' rest).
  case: ifP => // _ /bindP[v /variable_of_gt0 v0 /bindP[c /ratio_proper pc /bindP[low el /bindP[high eh [<-]]]]].
  by right; eexists; last exact: cut_at inS v0 pc el eh.
have four m : (if String.eqb rule "on" || String.eqb rule "off" then
    let! (v, n) := undecided q f a in
    let! _ := identity_holds q f (if String.eqb rule "on" then on_form n else off_form n) b m in
    Done (Some (Situation (with_phase f v (String.eqb rule "on")) others))
  else Malformed "there is no such rule") = Done after -> reached q \/ exists2 s', after = Some s' & in_situation s'.
  case/needP=> _ /bindP[[v n] en /bindP[u /(sign_at inS en) inS' [<-]]].
  by right; eexists; last exact: inS'.
case: b three four => [|z|z|side says|k|k] three four; case: l => [|c [|d [|e [|? ?]]]] //.
all: try exact: three; try exact: four.
case/needP=> _ /bindP[v /variable_of_gt0 v0 /bindP[r /ratio_proper pr /needP[_ /bindP[form ef /bindP[u id [<-]]]]]].
by right; eexists; last exact: bound_at inS v0 pr ef id.
Qed.

(** If a tree closes whose root the point is in, the goal is >= 0 there. *)
Lemma closes_at s records rest : in_situation s -> closes q s records = Done rest -> reached q.
Proof.
elim: records s => [|record records IH] s inS //=; case/bindP=> after /(follow_at inS)[//|[s' -> inS']].
exact: IH.
Qed.
End Tree.
End Forms.

(** * Points that satisfy a disjunct *)

(** The values of the variables at a point: t = 1, the inputs, and the outputs of all neurons. *)
Definition value_at (m : network) (x : seq R) (v : Z) : R :=
  nth 0 (1 :: x ++ map (@reluR R) (hidden_at (hidden m) x)) (Z.to_nat v).
(** The same with the pre-activations of the neurons. *)
Definition level_at (m : network) (x : seq R) (v : Z) : R :=
  nth 0 (1 :: x ++ hidden_at (hidden m) x) (Z.to_nat v).

Lemma placed_nth (x y z : seq R) : placed (fun v => nth 0 (x ++ y ++ z) (Z.to_nat v)) (Z.of_nat (size x)) y.
Proof.
move=> i lti; have -> : Z.to_nat (Z.add (Z.of_nat (size x)) (Z.of_nat i)) = (size x + i)%N by lia.
by rewrite nth_cat ltnNge leq_addr addKn nth_cat lti.
Qed.

Lemma forms_ge0 val first x rows : all (fits (size x).+1) rows -> placed val first x ->
  all (fun row => 0 <= row_at row x) rows -> forall p s,
  PositiveMap.find p (numbered 0 [seq smallest (sparse_row first row).1 | row <- rows] (PositiveMap.empty _)) =
  Some s -> 0 <= sparse_at val s.
Proof.
move=> frows xs pos; apply: numbered_all => [|p s]; last by rewrite PositiveMap.gempty.
elim: rows frows pos => [|row rows IH] /=; first by constructor.
case/andP=> /andP[/eqP srow prow] frows /andP[row0 pos]; constructor; last exact: IH.
by have [f0 e] := sparse_row_at prow srow xs; rewrite smallest_ge0 e pmulr_rge0.
Qed.

Lemma size_last_at layers (x : seq R) : size (last_at layers x) = last_width (size x) layers.
Proof. by rewrite /last_width; elim: layers x => //= rows layers IH x; rewrite IH !size_map. Qed.

(** What the goal of a tree says of a point; without a goal nothing is shown but that there is no point. *)
Definition goal_at net (x : seq R) (shown : option goal) : bool :=
  match shown with
  | None => false
  | Some (OfInputs row) => 0 <= row_at row x
  | Some (OfOutputs row) => 0 <= row_at row (network_at net x)
  end.

(** The point and its values are what the tree of a disjunct is about; the form of the goal is >= 0 if the goal is. *)
Lemma lift_about net m x one shown : proper_layers (inputs_of net) net -> merged net = Done m -> proper_disjunct m one ->
  proper_goal m shown -> size x = inputs m -> satisfied net x one ->
  about (value_at m x) (level_at m x) (lift m one shown) /\
  (reached (value_at m x) (lift m one shown) -> goal_at net x shown).
Proof.
move=> pnet mnet /andP[fi fo] pg sx /andP[sati sato]; have [_ players _ _] := merged_sound R pnet mnet.
have vE : Z.add (Z.of_nat (inputs m)) 1 = Z.of_nat (size (1 :: x)) by rewrite -sx /=; lia.
have := @all_neurons_right (value_at m x) (level_at m x) (hidden m) (Z.add (Z.of_nat (inputs m)) 1) 1 x
  (PositiveMap.empty _).
have xs : placed (value_at m x) 1 x by apply: (@placed_nth [:: 1]).
rewrite /lift; case: (all_neurons _ _ _ _) => [[t next] first] /=; rewrite sx => -[] //; first by lia.
- by rewrite vE; have := @placed_nth (1 :: x) (hidden_at (hidden m) x) [::]; rewrite cats0.
- by rewrite vE; have := @placed_nth (1 :: x) (map (@reluR R) (hidden_at (hidden m) x)) [::]; rewrite cats0.
- by move=> p n; rewrite PositiveMap.gempty.
move=> tr lasts.
have of_row row : fits (size (outputs m)).+1 row ->
  fits (size (last_at (hidden m) x)).+1 (of_outputs m row) /\
  row_at (of_outputs m row) (last_at (hidden m) x) = row_at row (network_at net x).
  case/andP=> /eqP srow prow; have [so po e] := of_outputs_sound pnet mnet sx srow prow.
  by rewrite /fits /row_at so po e size_last_at sx eqxx.
split; last first.
  have met first' row y : fits (size y).+1 row -> placed (value_at m x) first' y ->
      (0 <= sparse_at (value_at m x) (smallest (sparse_row first' row).1)) = (0 <= row_at row y).
    case/andP=> /eqP srow prow placed_y; have [f0 e] := sparse_row_at prow srow placed_y.
    by rewrite smallest_ge0 e pmulr_rge0.
  case: shown pg => [[row|row]|] //= frow; rewrite /reached /=; first by rewrite (met _ _ _ _ xs) ?sx.
  by have [frow' e] := of_row _ frow; rewrite (met _ _ _ frow' lasts) e.
split=> //=; first by lia.
- move=> v v0 vd; rewrite /value_at /level_at -!cat_cons !nth_cat /= sx.
  by have -> : (Z.to_nat v < (inputs m).+1)%N by lia.
- by apply: (forms_ge0 _ xs); rewrite ?sx.
apply: (forms_ge0 _ lasts); elim: (output one) fo sato => //= row rows IH /andP[/of_row[frow e] frows].
  by rewrite frow => /andP[_ /IH ->].
by rewrite e => /andP[-> /IH ->].
Qed.

(** A tree that closes shows that the goal is >= 0 at every point that satisfies the disjunct. *)
Theorem closes_sound net m one shown records rest (x : seq R) : proper_layers (inputs_of net) net -> merged net = Done m ->
  proper_disjunct m one -> proper_goal m shown -> closes (lift m one shown) (Situation nothing [::]) records = Done rest ->
  size x = inputs m -> satisfied net x one -> goal_at net x shown.
Proof.
move=> pnet mnet pone pg ended sx /(lift_about pnet mnet pone pg sx)[q_about]; apply.
have root : in_situation (value_at m x) (level_at m x) (Situation nothing [::]) by left; apply: valid_nothing.
exact (closes_at q_about root ended).
Qed.

(** The same for all disjuncts with their goals. *)
Theorem closes_all_sound net m tasks records rest (x : seq R) :
  proper_layers (inputs_of net) net -> merged net = Done m ->
  all (fun one => proper_disjunct m one.1 && proper_goal m one.2) tasks ->
  closes_all m tasks records = Done rest -> size x = inputs m ->
  all (fun one => satisfied net x one.1 ==> goal_at net x one.2) tasks.
Proof.
move=> pnet mnet + + sx; elim: tasks records => //= -[one shown] tasks IH records /= /andP[/andP[pone pg] /IH{}IH].
case/bindP=> others ended /IH ->; rewrite andbT; apply/implyP.
exact: (closes_sound pnet mnet pone pg ended sx).
Qed.

(** Trees without a goal for every disjunct show that no point satisfies the property. *)
Definition no_goals (disjuncts : seq disjunct) : seq (disjunct * option goal) := [seq (one, None) | one <- disjuncts].
Theorem unsat_sound net m property disjuncts records rest (x : seq R) :
  proper_layers (inputs_of net) net -> merged net = Done m -> read_property m property = Done disjuncts ->
  closes_all m (no_goals disjuncts) records = Done rest -> size x = inputs m -> ~~ has (satisfied net x) disjuncts.
Proof.
move=> pnet mnet /read_property_proper pd ended sx; rewrite -all_predC.
have := closes_all_sound pnet mnet _ ended sx; rewrite !all_map (eq_all (fun one => andbT (proper_disjunct m one))) pd.
by move/(_ isT); rewrite (@eq_all _ _ (predC (satisfied net x))) // => one /=; rewrite implybF.
Qed.

(** A point that the checker finds to satisfy the property, exactly if it does. *)
Theorem sat_sound net m property disjuncts x :
  proper_layers (inputs_of net) net -> merged net = Done m -> read_property m property = Done disjuncts ->
  size x = inputs m -> all proper x -> has (satisfies m x) disjuncts = has (satisfied net (map ofQ x)) disjuncts.
Proof.
move=> pnet mnet /read_property_proper pd sx px; elim: disjuncts pd => //= one disjuncts IH /andP[pone /IH ->].
by rewrite (satisfies_sound pnet mnet).
Qed.

(** The same two for the layers and the property of a file, with the records of its proof. *)
Theorem sat_file text net m property disjuncts witness x :
  read_layers text = Done net -> merged net = Done m -> read_property m property = Done disjuncts ->
  vector_of (inputs m) ratio witness = Done x ->
  has (satisfies m x) disjuncts = has (satisfied net (map ofQ x)) disjuncts.
Proof.
move=> rd mnet rp /vector_of_fits/andP[/eqP sx px]; exact: sat_sound (read_layers_proper rd mnet) mnet rp sx px.
Qed.

Theorem unsat_file text net m property disjuncts records rest :
  read_layers text = Done net -> merged net = Done m -> read_property m property = Done disjuncts ->
  closes_all m (no_goals disjuncts) records = Done rest ->
  forall x : seq R, size x = inputs_of net -> ~~ has (satisfied net x) disjuncts.
Proof.
move=> rd mnet rp ended x sx; have pnet := read_layers_proper rd mnet; have [im _ _ _] := merged_sound R pnet mnet.
by apply: unsat_sound pnet mnet rp ended _; rewrite im.
Qed.
End Decide.

(** * Examples *)

(** The network max(x, 0), and the property that it is at least a number where 0 <= x <= 1. *)
Local Open Scope string_scope.
Definition example_layers : json :=
  Obj [:: ("layers", Arr [:: Obj [:: ("W", Arr [:: Arr [:: Int 1]]); ("b", Arr [:: Int 0]);
                                     ("activation", Str "relu" Word)]])].
Definition example_property (least : Z) : json :=
  Obj [:: ("disjuncts", Arr [:: Obj [:: ("input", Arr [:: Arr [:: Int 0; Int 1]; Arr [:: Int 1; Int (-1)]]);
                                        ("output", Arr [:: Arr [:: Int (- least); Int 1]])]])].
Definition refers (kind : string) (text : string) (i : Z) : json := Str text (Reference kind i).

(** The records of a file against its layers and its property; what is left of them. *)
Definition closes_file (text property : json) (records : seq json) : result (seq json) :=
  let! net := read_layers text in
  let! m := merged net in
  let! disjuncts := read_property m property in
  closes_all m (no_goals disjuncts) records.

(** The pre-activation x is at most 1, and at least -1. *)
Definition at_most_1 : json :=
  Arr [:: Str "bound" Word; Int 2; Str "hi" Word; Int 1; Int 1; Arr [:: refers "in" "in:1" 1; Int 1]].
Definition above_opp1 : json :=
  Arr [:: Str "bound" Word; Int 2; Str "lo" Word; Int (-1); Int 1;
          Arr [:: refers "in" "in:0" 0; Int 1; Str "t" Word; Int 1]].
Definition contradiction (multiplier : Z) : json :=
  Arr [:: Str "empty" Word; Int 1; Arr [:: refers "cap" "cap:1" 1; Int 1; refers "out" "out:0" 0; Int multiplier]].

(** x <= 1, so max(x, 0) <= 1, which is not at least 2. *)
Example at_least_2 : closes_file example_layers (example_property 2) [:: at_most_1; contradiction 1] = Done [::].
Proof. by vm_compute. Qed.

(** The same by the chord, by cases on the neuron, and by a cut. *)
Example by_chord : closes_file example_layers (example_property 2)
  [:: above_opp1; at_most_1;
      Arr [:: Str "empty" Word; Int 2; Arr [:: refers "chord" "chord:1" 1; Int 1;
              refers "in" "in:1" 1; Int 1; refers "out" "out:0" 0; Int 2]]] = Done [::].
Proof. by vm_compute. Qed.
Example by_cases : closes_file example_layers (example_property 2)
  [:: Arr [:: Str "split" Word; Int 1];
      Arr [:: Str "empty" Word; Int 1; Arr [:: refers "eq" "eq:1" 1; Int (-1);
              refers "in" "in:1" 1; Int 1; refers "out" "out:0" 0; Int 1]];
      Arr [:: Str "empty" Word; Int 2; Arr [:: refers "eq" "eq:1" 1; Int (-1); refers "out" "out:0" 0; Int 1]]] =
  Done [::].
Proof. by vm_compute. Qed.
Example by_cut : closes_file example_layers (example_property 2)
  [:: Arr [:: Str "cut" Word; Int 1; Str "1/2" (Quotient 1 2)];
      at_most_1; contradiction 1; at_most_1; contradiction 1] = Done [::].
Proof. by vm_compute. Qed.

(** A branch that is missing, a wrong multiplier, a bound that is not proven, and a claim that is false. *)
Example missing_branch : closes_file example_layers (example_property 2)
  [:: Arr [:: Str "cut" Word; Int 1; Str "1/2" (Quotient 1 2)]; at_most_1; contradiction 1] =
  Rejected "the tree of a disjunct is not complete: a branch is missing".
Proof. by vm_compute. Qed.
Example wrong_multiplier : closes_file example_layers (example_property 2) [:: at_most_1; contradiction 2] =
  Rejected "the two sides of the identity differ".
Proof. by vm_compute. Qed.
Example not_proven : closes_file example_layers (example_property 2) [:: contradiction 1] =
  Rejected "a reference needs what is not proven here".
Proof. by vm_compute. Qed.
Example at_least_1 : closes_file example_layers (example_property 1) [:: at_most_1; contradiction 1] =
  Rejected "the two sides of the identity differ".
Proof. by vm_compute. Qed.

(** At x = 1 the network is at least 1, but not at least 2. *)
Example witness_1 :
  (let! net := read_layers example_layers in
   let! m := merged net in
   let! x := vector_of (inputs m) ratio (Arr [:: Int 1]) in
   let! disjuncts := read_property m (example_property 1) in
   let! disjuncts' := read_property m (example_property 2) in
   Done (has (satisfies m x) disjuncts, has (satisfies m x) disjuncts')) = Done (true, false).
Proof. by vm_compute. Qed.

(** What the first example proves, over any ordered field. *)
Example never_2 (R : realFieldType) (x : R) : 0 <= x -> x <= 1 -> Num.max x 0 < 2%:R.
Proof.
move=> x0 x1; rewrite ltNge; apply/negP => max2; have := at_least_2; rewrite /closes_file.
case/bindP=> net rd /bindP[m mnet /bindP[disjuncts rp ended]].
have := unsat_file rd mnet rp ended (x := [:: x]).
move: rd mnet rp => [<-]; rewrite /merged /= => -[<-] [<-] /(_ erefl).
rewrite /satisfied /row_at /= !ofQ_of_Z toR0 toR1 toRN1 !(mul0r, mul1r, mulr1, addr0, add0r).
by rewrite x0 mulN1r subr_ge0 x1 -[toR R (-2)]/(- 2%:R) addrC subr_ge0 max2.
Qed.
