(** The leaves of an accepted tree are the regions, or the cells, of a network on a domain: all of them, each once. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path semantics sound_network sound_path sound_tree.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Leaves.
Variable R : realFieldType.
Implicit Types (v x y : seq R).
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).
Notation dotZ := (@dotZ R).
Notation reluR := (@reluR R).

(** * Signs at a leaf *)

(** 1, -1, 0; and the signs that a node has for some elements, in their order. *)
Definition real_sign (s : sign) : R := match s with Plus => 1 | Minus => -1 | Zero => 0 end.
Definition signs_at (keys : seq positive) (nd : node) : seq R :=
  [seq (if sign_in (table nd) key is Some s then real_sign s else 0) | key <- keys].

Lemma has_sign_sg s (a : R) : has_sign s a -> Num.sg a = real_sign s.
Proof. by case: s => /= [/gtr0_sg|/ltr0_sg|/eqP ->]; rewrite ?sgr0. Qed.
Lemma has_sign_real s : has_sign s (real_sign s).
Proof. by case: s; rewrite /= ?ltr01 ?oppr_lt0 ?ltr01. Qed.
Lemma has_sign_inj s s' (a : R) : has_sign s a -> has_sign s' a -> s = s'.
Proof. by case: s; case: s' => //=; case: ltgtP. Qed.
Lemma real_sign_inj : injective real_sign.
Proof. by move=> s s' E; apply: has_sign_inj (has_sign_real s) _; rewrite E; apply: has_sign_real. Qed.

Lemma vector_size n r (p : seq Z) : vector_of n whole r = Done p -> size p = n.
Proof.
rewrite /vector_of; case: r => // l; case: ifP => // /eqnP <-; elim: l p => [|a l IH] p /=; first by case=> <-.
by case: whole => //= b; case F: each => [l'||] //= [<-] /=; rewrite (IH _ F).
Qed.

Lemma leaf_done g nd r p : path.leaf g nd r = Done p ->
  [/\ size p = width g, signs_agree g nd true (domain_keys g) p, signs_agree g nd false (neuron_keys g) p &
      strict g || Z.ltb 0 (head Z0 p)].
Proof.
rewrite /path.leaf; case E: vector_of => [p'||] //=; case: ifP => // /andP[dom neu]; case: ifP => // inf [<-].
by split=> //; rewrite (vector_size E).
Qed.

Lemma head_toR (p : seq Z) : Z.ltb 0 (head Z0 p) -> 0 < head 0 (map toR p).
Proof. by case: p => //= a p; rewrite toR_gt0. Qed.

Lemma every_and T (P Q : T -> Prop) l : every P l -> every Q l -> every (fun a => P a /\ Q a) l.
Proof. by elim: l => //= a l IH [? /IH{}IH] [? /IH]. Qed.

Lemma every_nth T (P : T -> Prop) (a : T) l : every P l <-> forall i, (i < size l)%N -> P (nth a l i).
Proof.
elim: l => [|b l IH] /=; first by split.
rewrite IH; split=> [[P_b P_l] [|i] // /P_l //|H]; by split=> [|i lt_i]; [apply: (H 0%N)|apply: (H i.+1)].
Qed.
Lemma some_nth T (P : T -> Prop) (a : T) l : some P l <-> exists2 i, (i < size l)%N & P (nth a l i).
Proof.
elim: l => [|b l IH] /=; first by split=> // -[].
rewrite IH; split=> [[P_b|[i lt_i P_i]]|[[|i] lt_i P_i]]; [by exists 0%N|by exists i.+1|by left|by right; exists i].
Qed.
Lemma pairwise_nth T (C : T -> T -> Prop) (a : T) l : pairwise C l ->
  forall i j, (i < j)%N -> (j < size l)%N -> C (nth a l i) (nth a l j).
Proof.
elim: l => //= b l IH [/(every_nth _ a) C_b /IH C_l] [|i] [|j] //= lt_ij lt_j; [exact: C_b|exact: C_l].
Qed.

Lemma index1 : index_of 1 = 0%N. Proof. by []. Qed.

Lemma every_keys (P : positive -> Prop) key n : every P (keys_from key n) <->
  forall k, (index_of key <= index_of k < index_of key + n)%N -> P k.
Proof.
elim: n key => [|n IH] key /=; first by split=> // _ k; lia.
rewrite IH index_succ; split=> [[P_key H] k range|H].
  case: (eqVneq (index_of k) (index_of key)) => [/index_inj -> //|ne]; apply: H; lia.
by split=> [|k range]; apply: H; lia.
Qed.

Lemma dot_toR (row p : seq Z) : dotZ row (map toR p) = toR (dot row p).
Proof. by rewrite /dotZ; elim: row p => [|a row IH] [|b p] //=; rewrite IH toRD toRM. Qed.

(** What a leaf shows of the elements with these keys; of a neuron, only if it is not implied. *)
Lemma signs_agree_sound g nd is_domain keys p : signs_agree g nd is_domain keys p ->
  every (fun key => exists2 e, PositiveMap.find key (table nd) = Some e &
    (forall s, sign_at e = Some s -> is_domain || ~~ implied e -> has_sign s (dotZ (form_of e) (map toR p))) /\
    match sign_at e with
    | Some s => is_domain -> s <> Minus
    | None => [/\ is_domain, ~~ strict g & 0 < dotZ (form_of e) (map toR p)]
    end) keys.
Proof.
elim: keys => //= key keys IH /andP[]; case E: PositiveMap.find => [e|] // signs /IH; split=> //; exists e => //.
have sign_p := sign_of_toR R (dot (form_of e) p); rewrite -dot_toR in sign_p.
case: (sign_at e) signs => [s /andP[signs /nandP no]|/andP[/andP[? ?] /same_signP eq_s]].
  split=> [s' [<-] checked|is_dom eq_minus].
    by case/orP: signs => [/andP[/negPf not_dom imp]|/same_signP <- //]; rewrite not_dom imp in checked.
  by case: no => [|/same_signP]; rewrite ?is_dom.
by split=> //; split=> //; move: sign_p; rewrite eq_s.
Qed.

(** * Points near a point *)

Lemma dotR_near (a x y : seq R) (e : R) : size x = size y -> 0 <= e -> near e x y ->
  `|dotR a x - dotR a y| <= (\sum_(c <- a) `|c|) * e.
Proof.
rewrite /near => sz e_ge0; elim: a x y sz => [|c a IH] [|u x] [|v y] //= sz.
- by move=> _; rewrite subrr normr0 big_nil mul0r.
- by move=> _; rewrite subrr normr0 big_nil mul0r.
- by move=> _; rewrite subrr normr0 mulr_ge0 ?sumr_ge0.
case/andP=> uv near_xy; rewrite big_cons mulrDl.
have -> : c * u + dotR a x - (c * v + dotR a y) = c * (u - v) + (dotR a x - dotR a y) by ring.
apply: le_trans (ler_norm_add _ _) _; apply: ler_add; last by apply: IH => //; case: sz.
by rewrite normrM ler_wpmul2l // ltW.
Qed.

(** A form keeps its sign near a point. *)
Lemma sign_near (f : seq R) (s : sign) x : s <> Zero -> has_sign s (dotR f (1 :: x)) ->
  exists2 e : R, 0 < e & forall y, size y = size x -> near e x y -> has_sign s (dotR f (1 :: y)).
Proof.
move=> not_zero sign_x; set a := `|dotR f (1 :: x)|.
have a_gt0 : 0 < a by rewrite normr_gt0; case: s not_zero sign_x => //= _; [apply: lt0r_neq0|apply: ltr0_neq0].
set m := \sum_(c <- f) `|c|; have m_ge0 : 0 <= m by apply: sumr_ge0.
have m1_gt0 : 0 < 1 + m by rewrite ltr_paddr.
exists (a / (1 + m)); first by rewrite divr_gt0.
move=> y sz near_xy; set e := a / (1 + m) in near_xy.
have e_gt0 : 0 < e by rewrite divr_gt0.
have near1 : near e (1 :: x) (1 :: y) by rewrite /near /= subrr normr0 e_gt0.
have sz1 : size (1 :: x) = size (1 :: y) by rewrite /= sz.
have := dotR_near f sz1 (ltW e_gt0) near1 => le_m.
have: `|dotR f (1 :: x) - dotR f (1 :: y)| < a.
  apply: le_lt_trans le_m _; rewrite /e mulrA ltr_pdivr_mulr // mulrC ltr_pmul2l //.
  by rewrite ltr_spaddl.
rewrite /a; case: s not_zero sign_x {a_gt0} => //= _ sign_x; rewrite ltr_norml => /andP[lo hi].
  by move: hi; rewrite gtr0_norm // ltr_subl_addr ltr_addl.
by move: lo; rewrite ltr0_norm // opprK ltr_subr_addr gtr_addl.
Qed.

Lemma near_min e e' x y : near (Num.min e e') x y -> near e x y /\ near e' x y.
Proof.
rewrite /near; elim: (zip x y) => //= p l IH /andP[]; rewrite lt_minr => /andP[-> ->] /= near_l; exact: IH.
Qed.

Lemma near_trans e e' x y z : size x = size y -> size y = size z -> near e x y -> near e' y z -> near (e + e') x z.
Proof.
rewrite /near; elim: x y z => [|a x IH] [|b y] [|c z] //= [sx] [sy] /andP[ab xy] /andP[bc yz].
rewrite (IH y) // andbT; have -> : a - c = (a - b) + (b - c) by ring.
by apply: le_lt_trans (ler_norm_add _ _) _; apply: ltr_add.
Qed.

(** The point (1 - r) x + r q. *)
Definition mix (r : R) x q : seq R := [seq (1 - r) * u.1 + r * u.2 | u <- zip x q].

Lemma dotR_mix (f : seq R) r x q : size x = size q ->
  dotR f (1 :: mix r x q) = (1 - r) * dotR f (1 :: x) + r * dotR f (1 :: q).
Proof.
have H (a : seq R) : size x = size q -> dotR a (mix r x q) = (1 - r) * dotR a x + r * dotR a q.
  elim: a x q => [|c a IH] [|u x] [|v q] //=; rewrite ?mulr0 ?addr0 // => -[/IH ->]; ring.
by case: f => [|c f] /= sz; rewrite ?mulr0 ?addr0 // H //; ring.
Qed.

Lemma near_mix_bound x q (m r eps : R) : size x = size q -> 0 < r -> r * m < eps ->
  \sum_(u <- zip x q) `|u.1 - u.2| <= m -> near eps x (mix r x q).
Proof.
move=> sz r_gt0 rm; rewrite /near; elim: x q sz => [|u x IH] [|v q] //= [sz]; rewrite big_cons /= => le_m.
apply/andP; split; last by apply: IH => //; apply: le_trans le_m; rewrite ler_addr.
have -> : u - ((1 - r) * u + r * v) = r * (u - v) by ring.
rewrite normrM gtr0_norm //; apply: le_lt_trans rm; rewrite ler_pmul2l //; apply: le_trans le_m.
by rewrite ler_addl sumr_ge0.
Qed.

Lemma near_mix x q (eps : R) : size x = size q -> 0 < eps -> exists r, [/\ 0 < r, r < 1 & near eps x (mix r x q)].
Proof.
move=> sz eps_gt0; pose m := \sum_(u <- zip x q) `|u.1 - u.2|.
have m_ge0 : 0 <= m by apply: sumr_ge0.
have all_gt0 : 0 < m + 1 + eps by rewrite addr_gt0 // ltr_paddl.
exists (eps / (m + 1 + eps)); split; first by rewrite divr_gt0.
  by rewrite ltr_pdivr_mulr // mul1r ltr_addr ltr_paddl.
apply: near_mix_bound (lexx m) => //; first by rewrite divr_gt0.
by rewrite mulrAC ltr_pdivr_mulr // ltr_pmul2l // -addrA ltr_addl addr_gt0 ?ltr01.
Qed.

(** * A network on a domain *)

Section Problem.
Variables (d : nat) (drows : seq (seq rational)) (layers : seq (seq (seq rational))) (L : seq (seq (seq Z) * rational)).
Hypothesis drows_proper : all (fun row => (size row == d.+1) && all proper row) drows.
Hypothesis layers_proper : proper_rows d layers.
Hypothesis layers_integer : integer_layers one layers = Done L.
Variable is_strict : bool.

Let rows := map normalq drows.
Let functions := [:: map fst L].
Notation g := (sound_tree.g d rows functions is_strict).
Notation nd0 := (sound_tree.nd0 d rows functions is_strict).
Local Opaque sound_tree.g sound_tree.nd0.
Let values : seq R -> seq R := sound_tree.values d rows functions.
Let base : seq R -> Prop := sound_tree.base d rows.

Lemma rows_size : all (fun row => size row == d.+1) rows.
Proof.
rewrite /rows all_map; apply: sub_all drows_proper => row /andP[/eqP sz proper_row] /=.
by have [-> _] := normalq_sound R proper_row; rewrite sz.
Qed.

Lemma functions_proper : all (proper_integer_rows d) functions.
Proof. by rewrite /= andbT; have [-> _ _] := integer_layers_sound R layers_proper layers_integer. Qed.

Lemma t_row_at (t : R) x : dotZ (Zpos xH :: nseq d Z0) (t :: x) = t.
Proof.
rewrite /dotZ /= toR1 mul1r [X in _ + X](_ : _ = 0) ?addr0 //.
by elim: d x => [|n IH] [|u x] //=; rewrite IH toR0 mul0r addr0.
Qed.

Lemma dotR_scaled (a : seq R) (t : R) x : dotR a (t :: map ( *%R t) x) = t * dotR a (1 :: x).
Proof.
have scale b y : dotR b (map ( *%R t) y) = t * dotR b y.
  by elim: b y => [|c b IH] [|u y] //=; rewrite ?mulr0 // IH; ring.
by rewrite -scale /= mulr1.
Qed.
Lemma row_scale (row : seq rational) (t : R) x : dotR (map ofQ row) (t :: map ( *%R t) x) = t * row_at row x.
Proof. exact: dotR_scaled. Qed.

(** The points of the cone with t > 0 are the multiples of (1, x) for x in the domain. *)
Lemma base_inside (t : R) x : 0 < t -> base (t :: map ( *%R t) x) <-> inside d drows x.
Proof.
move=> t_gt0; rewrite /base /sound_tree.base /inside /= size_map; split.
  case=> -[->]; rewrite t_row_at eqxx => /andP[_] /=.
  rewrite /rows all_map; elim: drows drows_proper => //= row rs IH /andP[/andP[_ proper_row] /IH{}IH].
  have [_ [c c_gt0 norm]] := normalq_sound R proper_row.
  by rewrite norm row_scale !pmulr_rge0 // => /andP[-> /IH].
case/andP=> /eqP -> all_ge0; split=> //; rewrite t_row_at ltW //=.
move: all_ge0; rewrite /rows all_map; elim: drows drows_proper => //= row rs IH /andP[/andP[_ proper_row] /IH{}IH].
have [_ [c c_gt0 norm]] := normalq_sound R proper_row.
by rewrite norm row_scale !pmulr_rge0 // => /andP[-> /IH].
Qed.

Lemma signs_from (nd : node) v key n : (index_of key + n <= size (values v))%N ->
  every (fun k => exists2 s, sign_in (table nd) k = Some s & has_sign s (value_at values v k)) (keys_from key n) ->
  signs_at (keys_from key n) nd = map Num.sg (take n (drop (index_of key) (values v))).
Proof.
elim: n key => [|n IH] key; first by rewrite take0.
move=> le_n [[s E sign_s] /IH{IH}]; rewrite index_succ addSnnS => /(_ le_n) IH.
have lt_k : (index_of key < size (values v))%N by lia.
by rewrite (drop_nth 0 lt_k) /= IH E (has_sign_sg sign_s).
Qed.

Let neurons : nat := size (flatten (map fst L)).

Lemma neuron_count_L : neuron_count functions = neurons.
Proof. by rewrite /neuron_count /functions big_seq1. Qed.

Lemma size_values v : size (values v) = ((size rows).+1 + neurons)%N.
Proof. by rewrite size_cat rows_at_size /= cats0 size_integer_at. Qed.

Lemma values_neurons (t : R) x : 0 < t -> size x = d ->
  map Num.sg (drop (size rows).+1 (values (t :: map ( *%R t) x))) = map Num.sg (hidden_at layers x).
Proof.
move=> t_gt0 sz; have [_ _ /(_ t x t_gt0 sz) <-] := integer_layers_sound R layers_proper layers_integer.
by rewrite /values /sound_tree.values drop_size_cat ?rows_at_size //= cats0.
Qed.

Lemma g_facts : [/\ width g = d.+1, strict g = is_strict, sound g values base nd0 &
  forall k, sign_in (table nd0) k = None] /\
  [/\ domain_keys g = keys_from 1 (size rows).+1, neuron_keys g = keys_from (key_after 1 (size rows).+1) neurons,
      domain_size g = Z.of_nat (size rows).+1 & total_size g = Z.of_nat ((size rows).+1 + neurons)].
Proof. by rewrite -neuron_count_L; apply: root_facts rows_size functions_proper. Qed.

(** The key of an element that is no element of the domain. *)
Lemma neuron_key z : Z.le (domain_size g) z -> Z.lt z (total_size g) ->
  (index_of (key_after 1 (size rows).+1) <= index_of (Z.to_pos (z + 1)) < index_of (key_after 1 (size rows).+1) + neurons)%N.
Proof.
have [_ [_ _ -> ->]] := g_facts => dom_z z_tot.
rewrite index_after key_of_index; last by lia.
have -> : index_of 1 = 0%N by [].
lia.
Qed.

Variables (records : seq json) (leaves : seq (node * seq Z)).
Hypothesis accepted : grow g (State nd0 [::]) records = Done leaves.

Let real (p : seq Z) : seq R := map toR p.

(** What a leaf shows: its point lies in the cone over the domain, and there all forms have their signs. *)
Lemma leaves_sound : every (fun leaf =>
  [/\ sound g values base leaf.1, size leaf.2 = d.+1, base (real leaf.2),
      is_strict \/ 0 < head 0 (real leaf.2) &
      every (fun k => exists2 e, PositiveMap.find k (table leaf.1) = Some e &
        (forall s, sign_at e = Some s -> has_sign s (dotZ (form_of e) (real leaf.2))) /\
        (is_strict -> sign_at e <> None)) (domain_keys g) /\
      every (fun k => exists e s, [/\ PositiveMap.find k (table leaf.1) = Some e, sign_at e = Some s &
        has_sign s (dotZ (form_of e) (real leaf.2))]) (neuron_keys g)]) leaves.
Proof.
have [[width_g strict_g sound0 none0] [dom_g neu_g dsize_g total_g]] := g_facts.
have sounds : every (fun leaf => sound g values base leaf.1 /\ exists r, path.leaf g leaf.1 r = Done leaf.2) leaves.
  by apply: grow_sound accepted => //; rewrite width_g // => v [].
have keeps_leaf := leaf_keeps accepted.
have implied_leaf := leaf_implied R rows_size functions_proper accepted.
have at_leaf : every (fun leaf => base (real leaf.2) -> (forall z e s, Z.le 0 z -> Z.lt z (total_size g) ->
    PositiveMap.find (Z.to_pos (z + 1)) (table leaf.1) = Some e -> sign_at e = Some s -> ~~ implied e ->
    has_sign s (dotZ (form_of e) (real leaf.2))) -> at_node values base leaf.1 (real leaf.2)) leaves.
  apply/(every_nth _ (nd0, [::])) => i lt_i base_p shown; have := leaf_at_node rows_size functions_proper accepted base_p.
  by move/(every_nth _ (nd0, [::]))/(_ i lt_i); case=> // z e s z_ge0 z_lt _; apply: shown.
apply: every_impl (every_and (every_and sounds keeps_leaf) (every_and implied_leaf at_leaf)).
move=> leaf [[[sound_leaf [r +]] keeps_nd] [implied_nd at_nd]].
move/leaf_done; case: leaf sound_leaf keeps_nd implied_nd at_nd => nd p /= sound_leaf keeps_nd implied_nd at_nd.
case=> sz dom_ok neu_ok inf_ok; rewrite width_g in sz.
have := signs_agree_sound dom_ok; have := signs_agree_sound neu_ok; rewrite -/(real p) => neu dom.
have sz_p : size (real p) = d.+1 by rewrite size_map.
have base_p : base (real p).
  split=> //.
  have: forall i, (i < (size rows).+1)%N -> 0 <= dotZ (nth [::] (domain_rows d rows) i) (real p).
    move=> i lt_i; pose k := nth 1%positive (keys_from 1 (size rows).+1) i.
    have k_i : index_of k = i by rewrite nth_keys.
    have [e0 found0 form0] := root_domain is_strict rows_size functions_proper lt_i k_i.
    have [e found [form_e _]] := keeps_nd _ _ found0.
    move: dom; rewrite dom_g => /every_keys/(_ k); case=> [|e']; first by rewrite k_i.
    rewrite found => -[<-] [signs_e none_e]; have [_ [c c_gt0 norm]] := normal_sound R (nth [::] (domain_rows d rows) i).
    rewrite -(pmulr_rge0 _ c_gt0) -norm -form0 -form_e.
    by case: (sign_at e) signs_e none_e => [[] /(_ _ erefl isT) /= sgn /(_ erefl)|_ [_ _ /ltW]] //; [move=> _; apply: ltW|rewrite (eqP sgn)].
  by move=> H; apply/(all_nthP [::]) => i lt_i; apply: H.
have inside_p : is_strict \/ 0 < head 0 (real p).
  by move: inf_ok; rewrite strict_g => /orP[->|/head_toR]; [left|right].
(* what is implied is so at the point, as everything else has been computed *)
have shown z e s : Z.le 0 z -> Z.lt z (total_size g) -> PositiveMap.find (Z.to_pos (z + 1)) (table nd) = Some e ->
    sign_at e = Some s -> ~~ implied e -> has_sign s (dotZ (form_of e) (real p)).
  move=> z_ge0 z_lt found sign_e computed; case: (Z.ltb_spec z (domain_size g)) => [dom_z|dom_z].
    move: dom; rewrite dom_g => /every_keys/(_ (Z.to_pos (z + 1))); case=> [|e'].
      by rewrite key_of_index // index1; move: dom_z; rewrite dsize_g; lia.
    by rewrite found => -[<-] [/(_ s sign_e isT)].
  move: neu; rewrite neu_g => /every_keys/(_ _ (neuron_key dom_z z_lt))[e'].
  by rewrite found => -[<-] [/(_ s sign_e computed)].
have at_p := at_nd base_p shown.
have signed k e s : PositiveMap.find k (table nd) = Some e -> sign_at e = Some s -> has_sign s (dotZ (form_of e) (real p)).
  move=> found sign_e; have [_ /(_ _ at_p)[c c_gt0 ->]] := sound_leaf.1 _ _ found; rewrite has_sign_scale //.
  apply: (implied_nd _ at_p _ _ k s); last by rewrite /sign_in found.
    case: inside_p => [str|t_gt0]; [by left; rewrite strict_g|right].
    by case: (real p) sz_p t_gt0 => //= t x _ t_gt0; rewrite /value_at /values /sound_tree.values /= t_row_at.
  move=> z e' s' z_ge0 z_lt found' sign_e' computed; have := shown z e' s' z_ge0 z_lt found' sign_e' computed.
  by have [_ /(_ _ at_p)[c' c'_gt0 ->]] := sound_leaf.1 _ _ found'; rewrite has_sign_scale.
split=> //; split.
  apply: every_impl dom => k [e found [_ none_e]]; exists e => //; split=> [s|str]; first exact: signed found.
  by case: (sign_at e) none_e => // -[_]; rewrite strict_g str.
apply: every_impl neu => k [e found [_ none_e]].
by case E': (sign_at e) none_e => [s|] none_e; [exists e, s; split=> //; apply: signed found E'|case: none_e].
Qed.

Let leaf_at i : node * seq Z := nth (nd0, [::]) leaves i.

(** A point at which the forms of the neurons have their signs has the signs of the leaf. *)
Lemma has_leaf_signs i v : (i < size leaves)%N -> base v ->
  every (fun k => forall e s, PositiveMap.find k (table (leaf_at i).1) = Some e -> sign_at e = Some s ->
    is_strict || ~~ same_sign s Zero -> has_sign s (dotZ (form_of e) v)) (neuron_keys g) ->
  (is_strict -> every (fun k => forall e s, PositiveMap.find k (table (leaf_at i).1) = Some e -> sign_at e = Some s ->
    has_sign s (dotZ (form_of e) v)) (domain_keys g)) ->
  at_node values base (leaf_at i).1 v /\ follows values (agrees is_strict) (leaf_at i).1 v.
Proof.
have [[width_g strict_g sound0 none0] [dom_g neu_g dsize_g total_g]] := g_facts.
move=> lt_i base_v neu dom; have := leaf_at_node rows_size functions_proper accepted base_v.
move/(every_nth _ (nd0, [::]))/(_ i lt_i); rewrite -/(leaf_at i) strict_g; apply=> z e s z_ge0 z_lt.
case: (Z.ltb_spec z (domain_size g)) => [dom_z|dom_z] /=.
  rewrite orbF => str found sign_e _; move: (dom str); rewrite dom_g => /every_keys H; apply: (H _ _ _ _ found sign_e).
  rewrite key_of_index //; have -> : index_of 1 = 0%N by [].
  move: dom_z; rewrite dsize_g; lia.
move=> s_ok found sign_e _; move: neu; rewrite neu_g => /every_keys/(_ _ (neuron_key dom_z z_lt)); exact.
Qed.

Lemma keys_cat key n m : keys_from key n ++ keys_from (key_after key n) m = keys_from key (n + m).
Proof. by elim: n key => //= n IH key; rewrite IH. Qed.

Let all_keys := domain_keys g ++ neuron_keys g.
Lemma all_keysE : all_keys = keys_from 1 ((size rows).+1 + neurons).
Proof. by have [_ [dom neu _ _]] := g_facts; rewrite /all_keys dom neu keys_cat. Qed.

Lemma conflict_signs (nd nd' : node) key n k s s' : (index_of key <= index_of k < index_of key + n)%N ->
  sign_in (table nd) k = Some s -> sign_in (table nd') k = Some s' -> s <> s' ->
  signs_at (keys_from key n) nd <> signs_at (keys_from key n) nd'.
Proof.
move=> range E E' ne eq_signs; apply: ne; apply: real_sign_inj.
have lt_i : (index_of k - index_of key < n)%N by lia.
have k_i : nth 1%positive (keys_from key n) (index_of k - index_of key) = k.
  by apply: index_inj; rewrite nth_keys //; lia.
have := congr1 (fun l => nth 0 l (index_of k - index_of key)) eq_signs.
by rewrite !(nth_map 1%positive) ?size_keys // k_i E E'.
Qed.

(** Leaves have different signs. *)
Lemma uniq_signs (keys : seq positive) key n : keys = keys_from key n ->
  (forall z, Z.le 0 z -> Z.lt z (total_size g) -> strict g || ~~ Z.ltb z (domain_size g) ->
     (index_of key <= index_of (Z.to_pos (z + 1)) < index_of key + n)%N) ->
  uniq [seq signs_at keys leaf.1 | leaf <- leaves].
Proof.
move=> -> in_range; have conflicts := grow_conflict accepted (conj I I).
have differ i j : (i < j)%N -> (j < size leaves)%N ->
    signs_at (keys_from key n) (leaf_at i).1 <> signs_at (keys_from key n) (leaf_at j).1.
  move=> lt_ij lt_j; have lt_i := ltn_trans lt_ij lt_j.
  have := pairwise_nth nd0 conflicts lt_ij; rewrite size_map => /(_ lt_j).
  rewrite !(nth_map (nd0, [::])) // => -[z [s [s' [[z_ge0 z_lt] ok E E' ne]]]].
  by apply: conflict_signs E E' ne; apply: in_range.
apply/(uniqP [::]) => i j; rewrite !inE size_map => lt_i lt_j; rewrite !(nth_map (nd0, [::])) //.
by case: (ltngtP i j) => // [lt_ij|lt_ji] E; [case: (differ i j)|case: (differ j i)].
Qed.

Lemma mem_signs keys (s : seq R) : reflect (exists2 i, (i < size leaves)%N & signs_at keys (leaf_at i).1 = s)
  (s \in [seq signs_at keys leaf.1 | leaf <- leaves]).
Proof.
apply: (iffP (nthP [::])) => -[i]; rewrite size_map => lt_i; last by exists i; rewrite ?size_map // (nth_map (nd0, [::])).
by rewrite (nth_map (nd0, [::])) // => <-; exists i.
Qed.

Lemma base_facts : (forall v, base v -> size v = width g) /\ (0 < width g)%N /\
  (forall v e, base v -> Z.le 0 e -> Z.lt e (domain_size g) -> 0 <= value_at values v (Z.to_pos (e + 1))).
Proof.
have [[-> _ _ _] [_ _ -> _]] := g_facts; split; first by move=> v [].
split=> // v e [_ /all_nthP all_ge0] e_ge0 e_lt; have lt_e : (Z.to_nat e < size (domain_rows d rows))%N by rewrite /=; lia.
rewrite /value_at key_of_index // /values /sound_tree.values nth_cat rows_at_size lt_e (nth_map [::]) //; exact: all_ge0.
Qed.

(** * Cells *)

(** The leaves of a tree of cells are the sign vectors that occur in the cone over the domain, each once. *)
Theorem cells_of_cone : is_strict ->
  let found := [seq signs_at all_keys leaf.1 | leaf <- leaves] in
  uniq found /\ forall s, s \in found <-> exists2 v, base v & map Num.sg (values v) = s.
Proof.
move=> str found; have [[width_g strict_g sound0 none0] [dom_g neu_g dsize_g total_g]] := g_facts.
have [base_sz [width_pos base_dom]] := base_facts.
have signs_v v nd : (forall k, (index_of k < (size rows).+1 + neurons)%N -> exists s, sign_in (table nd) k = Some s) ->
    follows values (agrees is_strict) nd v -> signs_at all_keys nd = map Num.sg (values v).
  move=> signed follows_v; rewrite all_keysE (@signs_from nd v).
  - by rewrite [index_of 1]/= drop0 -(size_values v) take_size.
  - by rewrite size_values.
  - apply/every_keys => k /andP[_ lt_k]; have [s E] := signed k lt_k; exists s => //.
    by have := follows_v _ _ E; rewrite str.
have signed i : (i < size leaves)%N -> forall k, (index_of k < (size rows).+1 + neurons)%N ->
    exists s, sign_in (table (leaf_at i).1) k = Some s.
  move=> lt_i k lt_k; have [_ _ _ _ [dom neu]] := proj1 (every_nth _ (nd0, [::]) _) leaves_sound i lt_i.
  move: dom neu; rewrite -/(leaf_at i) dom_g neu_g => /every_keys dom /every_keys neu.
  case: (ltnP (index_of k) (size rows).+1) => [lt_dom|ge_dom].
    have [e E [_ /(_ str)]] := dom k lt_dom; case S: (sign_at e) => [s|] // _.
    by exists s; rewrite /sign_in E.
  have [|e [s [E S _]]] := neu k; last by exists s; rewrite /sign_in E.
  by rewrite index_after index1; lia.
split.
  apply: (uniq_signs all_keysE) => z z_ge0; rewrite total_g => z_lt _.
  by rewrite key_of_index // index1; lia.
move=> s; split.
  case/mem_signs=> i lt_i <-; have [_ sz base_p _ [dom neu]] := proj1 (every_nth _ (nd0, [::]) _) leaves_sound i lt_i.
  exists (real (leaf_at i).2) => //; apply/esym/signs_v; first exact: signed.
  have [] // := has_leaf_signs lt_i base_p.
    by apply: every_impl neu => k [e [s' [E S sgn]]] e' s''; rewrite E => -[<-]; rewrite S => -[<-].
  by move=> _; apply: every_impl dom => k [e E [sgn _]] e' s'; rewrite E => -[<-] /sgn.
case=> v base_v <-; pose P nd := at_node values base nd v /\ follows values (agrees is_strict) nd v.
have passes nd l : sound g values base nd -> P nd -> grows g nd l -> classically (some P l).
  move=> sound_nd [at_v follows_v] grows_l b; apply; case: grows_l => [z key e s' scale m b' free_e forced_e|z key e free_e _].
    left; have [none _ _ _] := is_free_sign free_e; have [known_e _] := free_e.
    have agree_s : agrees is_strict s' (value_at values v key).
      by rewrite -strict_g; apply: forced_sound known_e erefl forced_e at_v _ => //; rewrite strict_g.
    split; first by apply/assign_at_node => //; split=> //; apply: agrees_fits agree_s.
    by move=> k s''; rewrite sign_in_assign; case: Pos.eqb_spec => [-> [<-]|_ /follows_v].
  have [none key_z z_ge0 z_lt] := is_free_sign free_e.
  have side s' : has_sign s' (value_at values v key) -> P (assign (width g) nd key e s' false).
    move=> sgn; split; first by apply/assign_at_node => //; split=> //; apply: has_sign_fits.
    by move=> k s''; rewrite sign_in_assign; case: Pos.eqb_spec => [-> [<-]|_ /follows_v]; rewrite /agrees str.
  rewrite /sides strict_g str; case: Z.ltb_spec => dom_z /=.
    have := base_dom v z base_v z_ge0 dom_z; rewrite -key_z le_eqVlt => /orP[/eqP val0|val_gt0].
      by right; left; apply: side; rewrite /= -val0.
    by left; apply: side.
  case: (ltgtP (value_at values v key) 0) => [lt0|gt0|eq0].
  - by right; left; apply: side.
  - by left; apply: side.
  - by do 2 right; left; apply: side; rewrite /= eq0.
have P0 : some P (nodes g (State nd0 [::])) by left; split; [split=> // k s'|move=> k s']; rewrite none0.
have sounds : every (sound g values base) (nodes g (State nd0 [::])) by [].
have := grow_covers base_sz width_pos passes sounds accepted P0; apply.
case/(some_nth _ (nd0, [::]))=> i lt_i [_ follows_v]; apply/mem_signs; exists i => //.
by apply: signs_v => //; apply: signed.
Qed.

(** The signs of the elements at a multiple of (1, x): of t, of the rows of the domain, of the neurons. *)
Lemma values_signs (t : R) x : 0 < t -> size x = d -> map Num.sg (values (t :: map ( *%R t) x)) =
  1 :: map Num.sg ([seq row_at row x | row <- drows] ++ hidden_at layers x).
Proof.
move=> t_gt0 sz; rewrite -[values _](cat_take_drop (size rows).+1) map_cat values_neurons // map_cat.
rewrite /values /sound_tree.values take_size_cat ?rows_at_size // /domain_rows /= t_row_at gtr0_sg //; congr (_ :: _ ++ _).
rewrite /rows; elim: drows drows_proper => //= row rs IH /andP[/andP[_ proper_row] /IH{IH} ->]; congr cons.
have [_ [c c_gt0 norm]] := normalq_sound R proper_row.
by rewrite norm row_scale !sgrM (gtr0_sg c_gt0) (gtr0_sg t_gt0) !mul1r.
Qed.

Lemma finite_point v : size v = d.+1 -> 0 < head 0 v -> exists t x, [/\ 0 < t, size x = d & v = t :: map ( *%R t) x].
Proof.
case: v => //= t z [sz] t_gt0; exists t, [seq u / t | u <- z]; rewrite size_map; split=> //; congr cons.
by rewrite -map_comp -[LHS]map_id; apply: eq_map => u /=; rewrite mulrC divfK ?gt_eqF.
Qed.

(** Those with t > 0 are the cells of the network on the domain. *)
Theorem cells_of_domain : is_strict -> forall s,
  (1 :: s \in [seq signs_at all_keys leaf.1 | leaf <- leaves]) <->
  exists2 x, inside d drows x & map Num.sg ([seq row_at row x | row <- drows] ++ hidden_at layers x) = s.
Proof.
move=> str s; have [_ ->] := cells_of_cone str; split=> [[v base_v E]|[x in_x E]].
  have [|t [x [t_gt0 sz v_tx]]] := finite_point (proj1 base_v).
    move: E base_v; rewrite /values /sound_tree.values /=; case: v => [|t z] [E _] [[]] //= _ _.
    by move: E; rewrite t_row_at => /eqP; rewrite sgr_cp0.
  exists x; first by apply/(base_inside _ t_gt0); rewrite -v_tx.
  by move: E; rewrite v_tx values_signs // => -[].
have sz : size x = d by case/andP: in_x => /eqP.
exists (1 :: map ( *%R 1) x); first by apply/base_inside => //; rewrite ltr01.
by rewrite values_signs ?ltr01 // E.
Qed.

(** * Regions *)

Lemma near_all (nd : node) keys x : size x = d ->
  every (fun k => forall e s, PositiveMap.find k (table nd) = Some e -> sign_at e = Some s ->
    has_sign s (dotZ (form_of e) (1 :: x))) keys ->
  exists2 eps : R, 0 < eps & forall y, size y = d -> near eps x y ->
  every (fun k => forall e s, PositiveMap.find k (table nd) = Some e -> sign_at e = Some s ->
    ~~ same_sign s Zero -> has_sign s (dotZ (form_of e) (1 :: y))) keys.
Proof.
move=> sz; elim: keys => [|k keys IH] /=; first by exists 1; rewrite ?ltr01.
case=> sign_k /IH[eps eps_gt0 {}IH].
case E: (PositiveMap.find k (table nd)) => [e|]; last by exists eps => // y sz_y /(IH y sz_y).
case S: (sign_at e) => [s|]; last by exists eps => // y sz_y /(IH y sz_y); split=> // e' s [<-]; rewrite S.
case zero: (same_sign s Zero).
  by exists eps => // y sz_y /(IH y sz_y); split=> // e' s' [<-]; rewrite S => -[<-]; rewrite zero.
have [|eps' eps'_gt0 near_s] := sign_near _ (sign_k e s E S); first by move=> s0; rewrite s0 in zero.
exists (Num.min eps eps'); first by rewrite lt_minr eps_gt0.
move=> y sz_y /near_min[/(IH y sz_y) ? near_y]; split=> // e' s' [<-]; rewrite S => -[<-] _.
by apply: near_s => //; rewrite sz_y sz.
Qed.

Lemma near_refl (e : R) x : 0 < e -> near e x x.
Proof. by move=> e_gt0; rewrite /near; elim: x => //= u x ->; rewrite subrr normr0 e_gt0. Qed.

Lemma scale1 x : map ( *%R 1) x = x.
Proof. by rewrite -[RHS]map_id; apply: eq_map => u; rewrite mul1r. Qed.
Lemma base1 x : base (1 :: x) <-> inside d drows x.
Proof. by rewrite -{1}(scale1 x); apply: base_inside; rewrite ltr01. Qed.
Lemma signs1 x : size x = d -> map Num.sg (drop (size rows).+1 (values (1 :: x))) = map Num.sg (hidden_at layers x).
Proof. by move=> sz; rewrite -{1}(scale1 x) values_neurons ?ltr01. Qed.

(** A point with the signs of a leaf, strictly, has its sign vector. *)
Lemma leaf_signs i v : (i < size leaves)%N -> base v -> at_node values base (leaf_at i).1 v ->
  every (fun k => forall e s, PositiveMap.find k (table (leaf_at i).1) = Some e -> sign_at e = Some s ->
    ~~ same_sign s Zero -> has_sign s (dotZ (form_of e) v)) (neuron_keys g) ->
  signs_at (neuron_keys g) (leaf_at i).1 = map Num.sg (drop (size rows).+1 (values v)).
Proof.
have [_ [_ neu_g _ _]] := g_facts; move=> lt_i base_v at_v strict_v.
have [[sound_t _] _ _ _ [_ neu]] := proj1 (every_nth _ (nd0, [::]) _) leaves_sound i lt_i.
have both := every_and neu strict_v; move: both; rewrite -/(leaf_at i) neu_g => both.
rewrite (@signs_from _ v) ?index_after ?index1 ?size_values //; last first.
  apply: every_impl both => k [[e [s [E S sgn]]] /(_ e s E S) sgn_v]; exists s; first by rewrite /sign_in E.
  have [_ /(_ v at_v)[c c_gt0 e_v]] := sound_t _ _ E; rewrite e_v has_sign_scale // in sgn_v.
  have := (proj2 at_v) k s; rewrite /sign_in E => /(_ S).
  by case: s sgn_v {S sgn} => /= [/(_ isT)|/(_ isT)|_].
by rewrite add0n take_oversize // size_drop size_values; lia.
Qed.

(** The leaves of a tree of regions are the sign vectors of the regions of the network on the domain, each once. *)
Theorem regions_of_domain : ~~ is_strict ->
  let found := [seq signs_at (neuron_keys g) leaf.1 | leaf <- leaves] in
  uniq found /\ forall s, s \in found <-> exists x, inside d drows x /\ exists2 e : R, 0 < e &
    forall y, inside d drows y -> near e x y -> map Num.sg (hidden_at layers y) = s.
Proof.
move=> /negPf not_strict found; have [[width_g strict_g sound0 none0] [dom_g neu_g dsize_g total_g]] := g_facts.
have [base_sz [width_pos base_dom]] := base_facts.
split.
  apply: (uniq_signs neu_g) => z z_ge0 z_lt; rewrite strict_g not_strict /= -Z.leb_antisym => /Z.leb_spec0 dom_z.
  by have := neuron_key dom_z z_lt.
move=> s; split.
  case/mem_signs=> i lt_i <-.
  have [sound_leaf sz base_p p_gt0 [dom neu]] := proj1 (every_nth _ (nd0, [::]) _) leaves_sound i lt_i.
  case: p_gt0; rewrite ?not_strict // -/(leaf_at i) in dom neu sz base_p sound_leaf * => p_gt0.
  have [|t [x [t_gt0 sz_x p_tx]]] := finite_point _ p_gt0; first by rewrite size_map.
  have in_x : inside d drows x by apply/(base_inside _ t_gt0); rewrite -p_tx.
  have sign_x : every (fun k => forall e s, PositiveMap.find k (table (leaf_at i).1) = Some e -> sign_at e = Some s ->
      has_sign s (dotZ (form_of e) (1 :: x))) (neuron_keys g).
    apply: every_impl neu => k [e [s' [E S sgn]]] e' s''; rewrite E => -[<-]; rewrite S => -[<-].
    have -> : dotZ (form_of e) (1 :: x) = t^-1 * dotZ (form_of e) (real (leaf_at i).2).
      by rewrite p_tx /dotZ dotR_scaled mulKf ?gt_eqF.
    by rewrite has_sign_scale ?invr_gt0.
  have [eps eps_gt0 near_signs] := near_all sz_x sign_x.
  exists x; split=> //; exists eps => // y in_y near_y; have sz_y : size y = d by case/andP: in_y => /eqP.
  have signs_y := near_signs y sz_y near_y; have base_y := proj2 (base1 y) in_y.
  have [] := has_leaf_signs lt_i base_y.
  - by apply: every_impl signs_y => k H e s' E S; rewrite not_strict; apply: H.
  - by rewrite not_strict.
  by move=> at_y _; rewrite -signs1 //; apply/esym/leaf_signs.
case=> x0 [in_x0 [e0 e0_gt0 near_x0]].
(* A node is reached by the part of the domain near some point of it, with the given signs. *)
pose P nd := exists x, inside d drows x /\ exists2 e : R, 0 < e &
  forall y, inside d drows y -> near e x y -> at_node values base nd (1 :: y) /\ map Num.sg (hidden_at layers y) = s.
have inside_size y : inside d drows y -> size y = d by case/andP=> /eqP.
have P0 : some P (nodes g (State nd0 [::])).
  left; exists x0; split=> //; exists e0 => // y in_y near_y; split; last exact: near_x0.
  by split=> [|k s']; [apply/base1|rewrite none0].
have sounds : every (sound g values base) (nodes g (State nd0 [::])) by [].
have passes nd l : sound g values base nd -> P nd -> grows g nd l -> classically (some P l).
  move=> sound_nd [x [in_x [eps eps_gt0 near_x]]] grows_l b H.
  case: grows_l H => [z key e s' scale m is_implied free_e forced_e|z key e free_e _] H.
    apply: H; left; exists x; split=> //; exists eps => // y in_y near_y; have [at_y ->] := near_x y in_y near_y.
    split=> //; have [none _ _ _] := is_free_sign free_e; have [known_e _] := free_e.
    apply/assign_at_node => //; split=> //; apply: (@agrees_fits _ is_strict); rewrite -strict_g.
    by apply: (forced_sound _ _ _ _ erefl forced_e at_y) => //; rewrite strict_g not_strict; apply: (proj2 at_y).
  have [none key_z z_ge0 z_lt] := is_free_sign free_e; have [known_e _] := free_e; have [_ _ _ found_e] := known_sound known_e.
  have [_ form_at] := sound_nd.1 _ _ found_e.
  rewrite /sides strict_g not_strict /= in H.
  (* the points near x at which the form has a sign, strictly *)
  have side s' y : s' <> Zero -> inside d drows y -> near eps x y -> has_sign s' (dotZ (form_of e) (1 :: y)) ->
      P (assign (width g) nd key e s' false).
    move=> s'_ne in_y near_y sgn_y; have [eps' eps'_gt0 near_sgn] := sign_near s'_ne sgn_y.
    have [delta delta_gt0 near_both] : exists2 delta : R, 0 < delta &
        forall y', size y' = size y -> near delta y y' -> near eps x y'.
      have sz : size x = size y by rewrite !inside_size.
      elim: x y sz near_y {in_x near_x in_y sgn_y near_sgn} => [|u x IH] [|v y] //=; first by exists 1; rewrite ?ltr01 // => -[].
      case=> sz; rewrite {1}/near /= => /andP[uv near_y]; have [delta delta_gt0 {}IH] := IH y sz near_y.
      exists (Num.min delta (eps - `|u - v|)); first by rewrite lt_minr delta_gt0 subr_gt0.
      case=> [|w y'] //= -[sz'] /near_min[near1 near2]; move: near1 near2; rewrite /near /= => /andP[_ near1] /andP[vw _].
      rewrite -/(near eps x y') IH // andbT; have -> : u - w = (u - v) + (v - w) by ring.
      by apply: le_lt_trans (ler_norm_add _ _) _; rewrite -ltr_subr_addl.
    exists y; split=> //; exists (Num.min delta eps') => [|y' in_y' /near_min[near1 near2]].
      by rewrite lt_minr delta_gt0.
    have sz' : size y' = size y by rewrite !inside_size.
    have [at_y' ->] := near_x y' in_y' (near_both y' sz' near1); split=> //.
    apply/assign_at_node => //; split=> //; have [c c_gt0 e_y'] := form_at _ at_y'.
    by have := near_sgn y' sz' near2; rewrite -/(dotZ _ _) e_y' has_sign_scale // => /has_sign_fits.
  apply: (@classic_EM (exists2 y, inside d drows y /\ near eps x y & 0 < dotZ (form_of e) (1 :: y))) => -[[y [in_y near_y] pos]|no_pos].
    by apply: H; left; apply: (side Plus y).
  apply: H; right; left; exists x; split=> //; exists eps => // y in_y near_y; have [at_y ->] := near_x y in_y near_y.
  split=> //; apply/assign_at_node => //; split=> //; have [c c_gt0 e_y] := form_at _ at_y.
  rewrite -(fits_sign_scale _ _ c_gt0) -e_y /= leNgt; apply/negP => pos; apply: no_pos; by exists y.
have := grow_covers base_sz width_pos passes sounds accepted P0; apply.
case/(some_nth _ (nd0, [::]))=> i lt_i [x [in_x [eps eps_gt0 near_x]]]; apply/mem_signs; exists i => //.
have [[sound_t _] sz base_p p_gt0 [dom neu]] := proj1 (every_nth _ (nd0, [::]) _) leaves_sound i lt_i.
case: p_gt0; rewrite ?not_strict // -/(leaf_at i) in dom neu sz base_p sound_t * => p_gt0.
have [|t [q [t_gt0 sz_q p_tq]]] := finite_point _ p_gt0; first by rewrite size_map.
have in_q : inside d drows q by apply/(base_inside _ t_gt0); rewrite -p_tq.
have sz_x := inside_size x in_x.
(* a point on the way from x to q, near x: there all forms have their signs, strictly *)
have [r [r_gt0 r_lt1 near_r]] := near_mix (etrans sz_x (esym sz_q)) eps_gt0.
set y := mix r x q in near_r; have sz_y : size y = d by rewrite size_map size_zip sz_x sz_q minnn.
have mix_y f := dotR_mix f r (etrans sz_x (esym sz_q)).
have in_y : inside d drows y.
  rewrite /inside sz_y eqxx /=; case/andP: in_x => _ /(all_nthP [::]) in_x; case/andP: in_q => _ /(all_nthP [::]) in_q.
  apply/(all_nthP [::]) => j lt_j; rewrite /row_at mix_y.
  by rewrite addr_ge0 // mulr_ge0 ?subr_ge0 ?(ltW r_lt1) ?(ltW r_gt0) ?[_ <= dotR _ _]in_x ?[_ <= dotR _ _]in_q.
have [at_y <-] := near_x y in_y near_r; have base_y := proj2 (base1 y) in_y.
rewrite -signs1 //; apply: leaf_signs => //; apply: every_impl neu => k [e [s' [E S sgn]]] e' s''.
rewrite E => -[<-]; rewrite S => -[<-] not_zero.
have [at_x _] := near_x x in_x (near_refl _ eps_gt0).
have [_ /(_ _ at_x)[c c_gt0 e_x]] := sound_t _ _ E.
have fits_x : fits_sign s' (dotZ (form_of e) (1 :: x)).
  by rewrite e_x fits_sign_scale //; apply: (proj2 at_x); rewrite /sign_in E.
have sgn_q : has_sign s' (dotZ (form_of e) (1 :: q)).
  by move: sgn; rewrite p_tq /dotZ dotR_scaled has_sign_scale.
rewrite /dotZ mix_y; case: s' not_zero fits_x sgn_q {S sgn} => //= _ fits_x sgn_q.
  by rewrite ltr_paddl ?mulr_ge0 ?mulr_gt0 // subr_ge0 ltW.
by rewrite -oppr_gt0 opprD -!mulrN ltr_paddl ?mulr_ge0 ?mulr_gt0 ?oppr_ge0 ?oppr_gt0 // subr_ge0 ltW.
Qed.
End Problem.
End Leaves.
