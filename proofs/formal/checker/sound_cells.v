(** What is computed from the leaves of a tree of cells: the dimensions of the cells, how many there are of each, and
    the order of faces.

    The main theorems: `leaf_dimension`, `finite_dimension` (dimensions), `cells_of_dimension`, `f_vector_sound`,
    `euler_sound`, `regions_sound`, `regions_full`, `lineality_sound` (quantities), `face_order`, `cell_convex`,
    `is_faceP`, `facets_sound` (faces). Nothing is proved here of the other quantities: bounded cells, neighbours, and
    those of a boundary. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path values semantics sound_network sound_path sound_tree.
From exactrelu.checker Require Import sound_regions sound_rank.
From exactrelu.checker Require cells.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(** * Long lists *)

Lemma selectE A (p : A -> bool) l : cells.select p l = filter p l.
Proof.
rewrite /cells.select -[RHS](revK) -[rev (filter p l)]cats0; congr rev.
elim: l [::] => //= a l IH found; rewrite IH; case: ifP => // _; by rewrite rev_cons cat_rcons.
Qed.
Lemma imagesE A B (f : A -> B) l : cells.images f l = map f l.
Proof.
rewrite /cells.images -[RHS](revK) -[rev (map f l)]cats0; congr rev.
by elim: l [::] => //= a l IH found; rewrite IH rev_cons cat_rcons.
Qed.
Lemma tallyE A (p : A -> bool) l : cells.tally_of p l = Z.of_nat (count p l).
Proof.
rewrite /cells.tally_of -[RHS]Z.add_0_l; elim: l Z0 => [|a l IH] z /=; first by lia.
by rewrite IH; case: (p a) => /=; lia.
Qed.
Lemma joinedE A (l : seq (seq A)) : cells.joined l = flatten l.
Proof.
rewrite /cells.joined -[RHS](revK) -[rev (flatten l)]cats0; congr rev.
by elim: l [::] => //= a l IH found; rewrite IH rev_cat -catA catrevE.
Qed.

(** The leading columns of a reduced form are less than its number of columns, so that it loses no row. *)
Lemma size_reduced (R : realFieldType) n rows : all (fun row => size row == n) rows ->
  size (reduced n rows) = rank rows.
Proof.
move=> sz; have [/andP[leads_e _] _] := echelon_sound R sz; rewrite /reduced /rank.
elim: (echelon rows) leads_e => [|p found IH] /=.
  by move=> _; elim: (iota 0 n).
case/andP=> /and3P[_ lt_p _] /IH <-; rewrite !size_flatten /shape -!map_comp.
have E (l : seq nat) : sumn [seq (size \o fun j => [seq p.2 | p <- p :: found & eqn p.1 j]) j | j <- l] =
    (count_mem p.1 l + sumn [seq (size \o fun j => [seq p.2 | p <- found & eqn p.1 j]) j | j <- l])%N.
  elim: l => //= j l ->; rewrite eqnE [j == _]eq_sym; case: eqP => _ /=; lia.
by rewrite E count_uniq_mem ?iota_uniq // mem_iota lt_p.
Qed.

(** * The cells of a complex *)

Lemma numberedE (l : seq cells.cell) :
  map snd (rev (foldl (fun p c => (Pos.succ p.1, (p.1, c) :: p.2)) (1%positive, [::]) l).2) = l.
Proof.
rewrite map_rev -[RHS](revK); congr rev; rewrite -[RHS]cats0.
have -> : [::] = map snd (1%positive, [::] : seq (positive * cells.cell)).2 by [].
by elim: l (_, _) => //= c l IH p; rewrite IH /= rev_cons cat_rcons.
Qed.

Lemma with_all_facetsE lower (levels : seq (seq (positive * cells.cell))) :
  [seq [seq cells.cell_at c | c <- level] | level <- cells.with_all_facets lower levels] =
  [seq [seq p.2 | p <- level] | level <- levels].
Proof.
elim: levels lower => //= level levels IH lower; rewrite IH; congr cons.
by rewrite /cells.with_facets imagesE -map_comp.
Qed.

(** Counting the cells of all levels. *)
Lemma count_levels (a : pred cells.cell) n (l : seq cells.cell) : all (fun c => cells.dim c <= n)%N l ->
  (\sum_(k <- iota 0 n.+1) count a [seq c <- l | eqn (cells.dim c) k] = count a l)%N.
Proof.
elim: l => [_|c l IH /andP[le_n /IH{}IH]]; first by rewrite big1.
rewrite [RHS]/= -IH {IH}.
rewrite -[LHS]/(\sum_(k <- iota 0 n.+1) count a (if eqn (cells.dim c) k then _ else _))%N.
transitivity (\sum_(k <- iota 0 n.+1) ((k == cells.dim c) * a c + count a [seq c <- l | eqn (cells.dim c) k]))%N.
  by apply: eq_bigr => k _; rewrite eqnE [k == _]eq_sym; case: eqP => //= _; rewrite mul1n.
rewrite big_split; congr (_ + _)%N; rewrite -big_distrl -[RHS]mul1n; congr (_ * _)%N.
rewrite -(big_map (fun k => nat_of_bool (k == cells.dim c)) xpredT id) -sumnE sumn_count.
by rewrite count_uniq_mem ?iota_uniq // mem_iota add0n ltnS le_n.
Qed.

Definition numbered (l : seq cells.cell) : seq (positive * cells.cell) :=
  rev (foldl (fun p c => (Pos.succ p.1, (p.1, c) :: p.2)) (1%positive, [::]) l).2.
Definition levels_of n (l : seq cells.cell) : seq (seq cells.placed) :=
  cells.with_all_facets [::] [seq cells.select (fun p => eqn (cells.dim p.2) k) (numbered l) | k <- iota 0 n.+1].
Lemma finiteE n n0 l : cells.finite (cells.complex_of n n0 l) =
  [seq c <- flatten (levels_of n l) | cells.is_finite (cells.cell_at c)].
Proof. by rewrite -joinedE -selectE. Qed.

(** The finite cells of a complex are those of its list. *)
Lemma count_finite (a : pred cells.cell) n n0 l : all (fun c => cells.dim c <= n)%N l ->
  count (fun c => a (cells.cell_at c)) (cells.finite (cells.complex_of n n0 l)) =
  count (fun c => cells.is_finite c && a c) l.
Proof.
move=> le_n; rewrite finiteE count_filter; pose b c := cells.is_finite c && a c.
transitivity (count b (map cells.cell_at (flatten (levels_of n l)))).
  by rewrite count_map; apply: eq_count => c /=; rewrite andbC.
rewrite map_flatten /levels_of with_all_facetsE -(count_levels b le_n) count_flatten sumnE !big_map.
apply: eq_bigr => k _; rewrite -{2}(numberedE l) -/(numbered l) filter_map.
by rewrite /= selectE.
Qed.

(** * Facets *)

(** What a trie holds: keys, with what is left of the signs. *)
Definition prepend (x : sign) : seq (positive * seq sign) -> seq (positive * seq sign) :=
  map (fun q => (q.1, x :: q.2)).
Fixpoint content (t : cells.trie) : seq (positive * seq sign) :=
  match t with
  | cells.Empty => [::]
  | cells.Only key s => [:: (key, s)]
  | cells.Branch p m z => prepend Plus (content p) ++ prepend Minus (content m) ++ prepend Zero (content z)
  end.

(** So many signs are left everywhere. *)
Fixpoint of_depth (n : nat) (t : cells.trie) {struct t} : bool :=
  match t, n with
  | cells.Empty, _ => true
  | cells.Only _ s, _ => size s == n
  | cells.Branch p m z, n.+1 => [&& of_depth n p, of_depth n m & of_depth n z]
  | cells.Branch _ _ _, 0 => false
  end.

Lemma below_content t s found : of_depth (size s) t ->
  cells.below t s found = [seq q.1 | q <- content t & cells.is_face q.2 s] ++ found.
Proof.
elim: t s found => [|key rest|p IHp m IHm z IHz] [|x s] found //= depth; try by case: cells.is_face.
have faces y l : [seq q.1 | q <- prepend y l & cells.is_face q.2 (x :: s)] =
    if same_sign y Zero || same_sign y x then [seq q.1 | q <- l & cells.is_face q.2 s] else [::].
  elim: l => [|q l IH] /=; first by case: ifP.
  by case: ifP IH => /= _ IH //; case: cells.is_face; rewrite /= IH.
case/and3P: depth => dp dm dz; rewrite !filter_cat !map_cat !faces.
by case: x {faces} => /=; rewrite ?IHp ?IHm ?IHz // -?catA ?cats0.
Qed.

Lemma parts_content n t : of_depth n.+1 t -> let: (p, m, z) := cells.parts t in
  [/\ of_depth n p, of_depth n m, of_depth n z & content t = content (cells.Branch p m z)].
Proof.
case: t => [|key [|x s]|p m z] //=.
- by rewrite eqSS => depth; case: x; split.
- by case/and3P.
Qed.

Lemma count_prepend (a : pred (positive * seq sign)) x l :
  count a (prepend x l) = count (fun q => a (q.1, x :: q.2)) l.
Proof. by rewrite count_map. Qed.

(** A trie with one more cell, whose signs are new. *)
Lemma add_content key s t : of_depth (size s) t -> ~~ has (fun q => all2 same_sign q.2 s) (content t) ->
  of_depth (size s) (cells.add_signs key s t) /\
  forall a, count a (content (cells.add_signs key s t)) = (a (key, s) + count a (content t))%N.
Proof.
elim: s t => [|x s IH] t depth new.
  by case: t depth new => [|k [|y r]|p m z] //= _ _; split=> // a; rewrite addn0.
have [->|not_empty] : t = cells.Empty \/ if t is cells.Empty then False else True by case: (t); [left|right|right].
  by rewrite /= eqxx; split=> // a; rewrite addn0.
have -> : cells.add_signs key (x :: s) t = let '(p, m, z) := cells.parts t in
    match x with
    | Plus => cells.Branch (cells.add_signs key s p) m z
    | Minus => cells.Branch p (cells.add_signs key s m) z
    | Zero => cells.Branch p m (cells.add_signs key s z)
    end by case: (t) not_empty.
have := parts_content depth; case: (cells.parts t) => [[p m] z] [dp dm dz E].
move: new; rewrite E /= !has_cat !negb_or => /and3P[new_p new_m new_z].
have news l : ~~ has (fun q => all2 same_sign q.2 (x :: s)) (prepend x l) -> ~~ has (fun q => all2 same_sign q.2 s) l.
  by rewrite has_map; apply: contra; apply: sub_has => q /= ->; case: (x).
case: x news new_p new_m new_z {E depth} => news new_p new_m new_z.
- have [d c] := IH p dp (news _ new_p); split=> [|a]; first by rewrite /= d dm dz.
  by rewrite /= !count_cat !count_prepend c -!addnA.
- have [d c] := IH m dm (news _ new_m); split=> [|a]; first by rewrite /= d dp dz.
  by rewrite /= !count_cat !count_prepend c -!addnA addnCA.
- have [d c] := IH z dz (news _ new_z); split=> [|a]; first by rewrite /= d dp dm.
  by rewrite /= !count_cat !count_prepend c !addnA [(_ + nat_of_bool _)%N]addnC !addnA.
Qed.

(** The trie of cells with keys, as the checker builds it. *)
Definition trie_of (lower : seq (positive * cells.cell)) : cells.trie :=
  foldl (fun t p => cells.add_signs p.1 (cells.signs p.2) t) cells.Empty lower.

Lemma with_facetsE lower level : cells.with_facets lower level =
  [seq cells.Placed p.1 p.2 (cells.below (trie_of lower) (cells.signs p.2) [::]) | p <- level].
Proof. exact: imagesE. Qed.

(** The facets that are kept with a cell with the signs s are, in some order, its faces among the cells of one dimension
    less: those whose signs arise from s by setting entries to 0 (`is_faceP`), each once. *)
Theorem facets_sound n (lower : seq (positive * cells.cell)) s :
  all (fun p => size (cells.signs p.2) == n) lower -> size s = n ->
  seq.pairwise (fun p q => ~~ all2 same_sign (cells.signs p.2) (cells.signs q.2)) lower ->
  forall b, count b (cells.below (trie_of lower) s [::]) =
    count b [seq p.1 | p <- lower & cells.is_face (cells.signs p.2) s].
Proof.
move=> sizes sz distinct b; rewrite /trie_of.
suff H t (a : pred (positive * seq sign)) : of_depth n t ->
    all (fun p => ~~ has (fun q => all2 same_sign q.2 (cells.signs p.2)) (content t)) lower ->
    of_depth n (foldl (fun t p => cells.add_signs p.1 (cells.signs p.2) t) t lower) /\
    count a (content (foldl (fun t p => cells.add_signs p.1 (cells.signs p.2) t) t lower)) =
      (count (fun p => a (p.1, cells.signs p.2)) lower + count a (content t))%N.
  have [|depth E] := H cells.Empty (fun q => b q.1 && cells.is_face q.2 s) isT; first by elim: (lower).
  rewrite below_content ?sz // cats0 !count_map !count_filter; move: E; rewrite /= addn0 => E.
  by rewrite -[RHS]E; apply: eq_count.
elim: lower t sizes distinct => [|p lower IH] t /=; first by [].
case/andP=> /eqP sz_p sizes /andP[new_p distinct] depth /andP[fresh fresh_rest].
have [|d c] := @add_content p.1 (cells.signs p.2) t _ fresh; first by rewrite sz_p.
have [||d' c'] := IH (cells.add_signs p.1 (cells.signs p.2) t) sizes distinct; first by rewrite -sz_p.
  move: new_p fresh_rest {IH}; elim: (lower) => //= q l IHl /andP[new_q /IHl{}IHl] /andP[fresh_q /IHl ->].
  by rewrite andbT has_count c /= (negPf new_q) add0n -has_count.
by split=> //; rewrite c' c; lia.
Qed.

Section Cells.
Variable R : realFieldType.
Implicit Types (v x y : seq R).
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).
Notation dotZ := (@dotZ R).
Notation real_sign := (real_sign R).

Lemma sg_has_sign s (a : R) : Num.sg a = real_sign s -> has_sign s a.
Proof. by case: s => /= /eqP; rewrite sgr_cp0. Qed.

(** A form keeps its sign near a point of the cone. *)
Lemma sign_near_cone (f : seq R) (s : sign) x : s <> Zero -> has_sign s (dotR f x) ->
  exists2 e : R, 0 < e & forall y, size y = size x -> near e x y -> has_sign s (dotR f y).
Proof.
move=> s0; have E y : dotR (0 :: f) (1 :: y) = dotR f y by rewrite /= mul0r add0r.
by rewrite -E => /(sign_near s0)[e e_gt0 H]; exists e => // y sz; rewrite -E; apply: H.
Qed.

Section Problem.
Variables (d : nat) (drows : seq (seq rational)) (layers : seq (seq (seq rational))) (L : seq (seq (seq Z) * rational)).
Hypothesis drows_proper : all (fun row => (size row == d.+1) && all proper row) drows.
Hypothesis layers_proper : proper_rows d layers.
Hypothesis layers_integer : integer_layers one layers = Done L.

Let rows := map normalq drows.
Let functions := [:: map fst L].
Notation g := (sound_tree.g d rows functions true).
Notation nd0 := (sound_tree.nd0 d rows functions true).
Local Opaque sound_tree.g sound_tree.nd0.
Let values : seq R -> seq R := sound_tree.values d rows functions.
Let base : seq R -> Prop := sound_tree.base d rows.
Let neurons : nat := size (flatten (map fst L)).
Let all_keys := domain_keys g ++ neuron_keys g.

Variables (records : seq json) (leaves : seq (node * seq Z)).
Hypothesis accepted : grow g (State nd0 [::]) records = Done leaves.

Let real (p : seq Z) : seq R := map toR p.
Let leaf_at i : node * seq Z := nth (nd0, [::]) leaves i.

Let facts := @g_facts R d drows layers L drows_proper layers_proper layers_integer true.
Let widthE : width g = d.+1. Proof. by have [[-> _ _ _] _] := facts. Qed.
Let domE : domain_keys g = keys_from 1 (size rows).+1. Proof. by have [_ [-> _ _ _]] := facts. Qed.
Let neuE : neuron_keys g = keys_from (key_after 1 (size rows).+1) neurons. Proof. by have [_ [_ -> _ _]] := facts. Qed.
Let totalE : total_size g = Z.of_nat ((size rows).+1 + neurons). Proof. by have [_ [_ _ _ ->]] := facts. Qed.
Let keysE : all_keys = keys_from 1 ((size rows).+1 + neurons).
Proof. by rewrite /all_keys (@all_keysE R d drows layers L drows_proper layers_proper layers_integer true). Qed.
Let rows_sz := rows_size R drows_proper.
Let functions_ok := @functions_proper R d layers L layers_proper layers_integer.
Let values_size v : size (values v) = ((size rows).+1 + neurons)%N.
Proof. exact: (@size_values R d drows L). Qed.

(** * The cells of the cone *)

(** The points of the cone over the domain at which the elements have the signs of a leaf. *)
Definition cell_in (nd : node) v : Prop := base v /\ map Num.sg (values v) = signs_at R all_keys nd.

(** The forms of a leaf have their signs at a point. *)
Definition signed (nd : node) v : Prop := forall k e s, PositiveMap.find k (table nd) = Some e -> sign_at e = Some s ->
  (index_of k < (size rows).+1 + neurons)%N -> has_sign s (dotZ (form_of e) v).

(** Only elements that there are have signs. *)
Lemma signed_keys : every (fun leaf : node * seq Z => forall k s, sign_in (table leaf.1) k = Some s ->
  (index_of k < (size rows).+1 + neurons)%N) leaves.
Proof.
have [[_ _ _ none0] _] := facts.
pose ok nd := forall k s, sign_in (table nd) k = Some s -> (index_of k < (size rows).+1 + neurons)%N.
suff: every ok (nodes g (State nd0 [::])) -> every (fun leaf : node * seq Z => ok leaf.1) leaves.
  by apply; split=> // k s; rewrite none0.
apply: (grow_ind (Q := fun l ls => every ok l -> every (fun leaf : node * seq Z => ok leaf.1) ls) _ _ _ accepted) => //.
  move=> nd l rest ls grows_l IH /= [ok_nd ok_rest]; apply/IH/every_cat; split=> // {IH ok_rest rest ls}.
  have step z key e s (b : bool) : is_free g nd z key e -> ok (assign (width g) nd key e s b).
    case=> /known_sound[z_ge0 z_lt -> _] _ k s'; rewrite sign_in_assign.
    case: Pos.eqb_spec => [-> _|_ /ok_nd //]; rewrite key_of_index //; rewrite totalE in z_lt; lia.
  case: grows_l => [z key e s scale m b free_e _|z key e free_e _]; first by split=> //; apply: step free_e.
  by rewrite /sides; case: strict; case: Z.ltb => /=; repeat (split; first exact: step free_e).
by move=> nd x point rest ls _ IH /= [ok_nd ok_rest]; split=> //; apply: IH.
Qed.

(** The entries of all elements at a node. *)
Definition entries_at (nd : node) : seq entry := pmap (fun key => PositiveMap.find key (table nd)) all_keys.

(** Every element has an entry, a form of the right length, and a sign, which its form has at the point of the leaf. *)
Lemma leaf_entry i : (i < size leaves)%N -> forall k, (index_of k < (size rows).+1 + neurons)%N ->
  exists e s, [/\ PositiveMap.find k (table (leaf_at i).1) = Some e, sign_at e = Some s, size (form_of e) = d.+1 &
    has_sign s (dotZ (form_of e) (real (leaf_at i).2))].
Proof.
move=> lt_i k lt_k; have := leaves_sound R drows_proper layers_proper layers_integer accepted.
move/(every_nth _ (nd0, [::]))/(_ i lt_i) => [[sound_t _] _ _ _ [dom neu]].
move: dom neu; rewrite -/(leaf_at i) domE neuE => /every_keys dom /every_keys neu.
case: (ltnP (index_of k) (size rows).+1) => [lt_dom|ge_dom].
  have [|e E [sgn /(_ isT)]] := dom k; first by [].
  case S: (sign_at e) => [s|] // _; exists e, s; have [sz _] := sound_t _ _ E; rewrite sz widthE.
  by split=> //; apply: sgn.
have [|e [s [E S sgn]]] := neu k; first by rewrite index_after index1; lia.
by exists e, s; have [sz _] := sound_t _ _ E; rewrite sz widthE.
Qed.

Lemma leaf_sound i : (i < size leaves)%N -> [/\ sound g values base (leaf_at i).1, size (leaf_at i).2 = d.+1,
  base (real (leaf_at i).2) & signed (leaf_at i).1 (real (leaf_at i).2)].
Proof.
move=> lt_i; have := leaves_sound R drows_proper layers_proper layers_integer accepted.
move/(every_nth _ (nd0, [::]))/(_ i lt_i) => [sound_i sz base_p _ _]; split=> // k e s E S lt_k.
by have [e' [s' []]] := leaf_entry lt_i lt_k; rewrite E => -[<-]; rewrite S => -[<-].
Qed.

(** Where the values have the signs of a leaf, weakly, the forms are positive multiples of them. *)
Lemma leaf_form i v k e : (i < size leaves)%N -> base v ->
  (forall k s, sign_in (table (leaf_at i).1) k = Some s -> (index_of k < (size rows).+1 + neurons)%N ->
    fits_sign s (value_at values v k)) ->
  PositiveMap.find k (table (leaf_at i).1) = Some e ->
  exists2 c : R, 0 < c & dotZ (form_of e) v = c * value_at values v k.
Proof.
move=> lt_i base_v fits E; have [[sound_t _] _ _ _] := leaf_sound lt_i.
have [_] := sound_t _ _ E; apply; split=> // k' s S; apply: fits => //.
by have /(every_nth _ (nd0, [::]))/(_ i lt_i)/(_ _ _ S) := signed_keys.
Qed.

Lemma value_sign i v k s : map Num.sg (values v) = signs_at R all_keys (leaf_at i).1 ->
  sign_in (table (leaf_at i).1) k = Some s -> (index_of k < (size rows).+1 + neurons)%N ->
  has_sign s (value_at values v k).
Proof.
move=> E S lt_k; apply: sg_has_sign; rewrite /value_at -[LHS](nth_map 0 0) ?values_size // E /signs_at.
have lt_k' : (index_of k < size all_keys)%N by rewrite keysE size_keys.
rewrite (nth_map 1%positive) //; suff -> : nth 1%positive all_keys (index_of k) = k by rewrite S.
by apply: index_inj; rewrite keysE nth_keys.
Qed.

Lemma cell_signed i v : (i < size leaves)%N -> cell_in (leaf_at i).1 v -> signed (leaf_at i).1 v.
Proof.
move=> lt_i [base_v E] k e s found S lt_k; have S' : sign_in (table (leaf_at i).1) k = Some s by rewrite /sign_in found.
have [|c c_gt0 ->] := leaf_form lt_i base_v _ found; last by rewrite has_sign_scale // (value_sign E).
by move=> k' s' S'' lt_k'; apply/has_sign_fits/(value_sign E).
Qed.

Lemma signed_base i v : (i < size leaves)%N -> size v = d.+1 -> signed (leaf_at i).1 v -> base v.
Proof.
move=> lt_i sz signed_v; split=> //; apply/(all_nthP [::]) => j lt_j.
pose k := nth 1%positive (keys_from 1 (size rows).+1) j; have k_j : index_of k = j by rewrite nth_keys.
have lt_k : (index_of k < (size rows).+1 + neurons)%N by rewrite k_j ltn_addr.
have [e0 found0 form0] := root_domain true rows_sz functions_ok lt_j k_j.
have /(every_nth _ (nd0, [::]))/(_ i lt_i)/(_ _ _ found0) [e found [form_e _]] := leaf_keeps accepted.
have [e' [s []]] := leaf_entry lt_i lt_k; rewrite found => -[<-] S _ sgn_p.
have [_ [c c_gt0 norm]] := normal_sound R (nth [::] (domain_rows d rows) j).
have [_ _ [_ /(all_nthP [::])/(_ j lt_j) p_ge0] _] := leaf_sound lt_i.
rewrite -(pmulr_rge0 _ c_gt0) -norm -form0 -form_e in p_ge0; rewrite -(pmulr_rge0 _ c_gt0) -norm -form0 -form_e.
have := signed_v _ _ _ found S lt_k; case: s {S} sgn_p p_ge0 => /=.
- by move=> _ _ /ltW.
- by move=> lt0; rewrite leNgt lt0.
- by move=> _ _ /eqP ->.
Qed.

Lemma signed_cell i v : (i < size leaves)%N -> size v = d.+1 -> signed (leaf_at i).1 v -> cell_in (leaf_at i).1 v.
Proof.
move=> lt_i sz signed_v; have base_v := signed_base lt_i sz signed_v; split=> //.
have [||_ follows_v] := has_leaf_signs drows_proper layers_proper layers_integer accepted lt_i base_v.
- rewrite neuE; apply/every_keys => k range e s E S _; apply: signed_v E S _.
  by move: range; rewrite index_after index1; lia.
- move=> _; rewrite domE; apply/every_keys => k range e s E S; apply: signed_v E S _.
  by move: range; rewrite index1; lia.
rewrite keysE (@signs_from R d drows layers L drows_proper layers_proper _ v); last first.
- apply/every_keys => k; rewrite index1 => /andP[_ lt_k]; have [e [s [E S _ _]]] := leaf_entry lt_i lt_k.
  by exists s; [rewrite /sign_in E|apply: follows_v; rewrite /sign_in E].
- by rewrite index1 values_size.
by rewrite index1 drop0 -(values_size v) take_size.
Qed.

(** The forms that are 0 on the cell of a leaf. *)
Definition is_zero (e : entry) : bool := if sign_at e is Some Zero then true else false.
Definition zero_forms (nd : node) : seq (seq Z) := [seq form_of e | e <- entries_at nd & is_zero e].

Lemma zero_formP i f : (i < size leaves)%N -> f \in zero_forms (leaf_at i).1 ->
  exists k e, [/\ (index_of k < (size rows).+1 + neurons)%N, PositiveMap.find k (table (leaf_at i).1) = Some e,
    sign_at e = Some Zero & f = form_of e].
Proof.
rewrite /zero_forms /entries_at keysE => lt_i.
have in_range : every (fun k => (index_of k < (size rows).+1 + neurons)%N) (keys_from 1 ((size rows).+1 + neurons)).
  by apply/every_keys => k /andP[].
elim: (keys_from 1 _) in_range => //= k keys IH [lt_k /IH{}IH]; case E: PositiveMap.find => [e|] //=.
case S: is_zero => //=; rewrite inE => /orP[/eqP ->|] //; exists k, e; split=> //.
by move: S; rewrite /is_zero; case: sign_at => // -[].
Qed.

Lemma zero_form_mem i k e : (index_of k < (size rows).+1 + neurons)%N ->
  PositiveMap.find k (table (leaf_at i).1) = Some e -> sign_at e = Some Zero -> form_of e \in zero_forms (leaf_at i).1.
Proof.
move=> lt_k E S; rewrite /zero_forms /entries_at keysE.
have [n [m ->]] : exists n m, keys_from 1 ((size rows).+1 + neurons) = keys_from 1 n ++ k :: keys_from (Pos.succ k) m.
  exists (index_of k), ((size rows).+1 + neurons - (index_of k).+1)%N.
  have eq_n : ((size rows).+1 + neurons = index_of k + ((size rows).+1 + neurons - (index_of k).+1).+1)%N by lia.
  rewrite [in LHS]eq_n -keys_cat; congr (_ ++ _).
  by have -> : key_after 1 (index_of k) = k by apply: index_inj; rewrite index_after.
rewrite pmap_cat /= E filter_cat map_cat /= {2}/is_zero S mem_cat /= mem_head orbT //.
Qed.

Lemma zero_forms_size i : (i < size leaves)%N -> all (fun row => size row == d.+1) (zero_forms (leaf_at i).1).
Proof.
move=> lt_i; apply/allP => f /(zero_formP lt_i)[k [e [lt_k E _ ->]]].
by have [e' [s []]] := leaf_entry lt_i lt_k; rewrite E => -[<-] _ ->.
Qed.

Lemma cell_zeros i v : (i < size leaves)%N -> cell_in (leaf_at i).1 v ->
  size v = d.+1 /\ zeros (zero_forms (leaf_at i).1) v.
Proof.
move=> lt_i cell_v; have [[sz _] _] := cell_v; split=> //; apply/allP => f /(zero_formP lt_i)[k [e [lt_k E S ->]]].
by have := cell_signed lt_i cell_v E S lt_k.
Qed.

Lemma signed_near i v : (i < size leaves)%N -> size v = d.+1 -> signed (leaf_at i).1 v ->
  exists2 eps : R, 0 < eps & forall y, size y = d.+1 -> zeros (zero_forms (leaf_at i).1) y -> near eps v y ->
    signed (leaf_at i).1 y.
Proof.
move=> lt_i sz signed_v.
suff [eps eps_gt0 near_v]: exists2 eps : R, 0 < eps & forall y, size y = d.+1 -> near eps v y ->
    forall k e s, (index_of k < (size rows).+1 + neurons)%N -> PositiveMap.find k (table (leaf_at i).1) = Some e ->
    sign_at e = Some s -> s <> Zero -> has_sign s (dotZ (form_of e) y).
  exists eps => // y sz_y zero_y near_y k e s E S lt_k.
  case: (same_signP s Zero) => [s0|s0]; last exact: near_v E S s0.
  by rewrite s0 in S *; apply: (allP zero_y); apply: zero_form_mem E S.
suff H n : (n <= (size rows).+1 + neurons)%N -> exists2 eps : R, 0 < eps & forall y, size y = d.+1 -> near eps v y ->
    forall k e s, (index_of k < n)%N -> PositiveMap.find k (table (leaf_at i).1) = Some e ->
    sign_at e = Some s -> s <> Zero -> has_sign s (dotZ (form_of e) y) by apply: H.
elim: n => [|n IH] le_n; first by exists 1; rewrite ?ltr01.
have [eps eps_gt0 near_v] := IH (ltnW le_n); pose k := nth 1%positive (keys_from 1 n.+1) n.
have k_n : index_of k = n by rewrite nth_keys.
have lt_k : (index_of k < (size rows).+1 + neurons)%N by rewrite k_n.
have [e [s [E S _ _]]] := leaf_entry lt_i lt_k; case: (same_signP s Zero) => [s0|s0].
  exists eps => // y sz_y near_y k' e' s' lt_k' E' S' s'0; apply: (near_v y _ _ k' e' s') => //.
  rewrite ltn_neqAle -ltnS lt_k' andbT; apply/eqP; rewrite -k_n => /index_inj eq_k.
  by rewrite eq_k E in E'; case: E' => eq_e; rewrite -eq_e S in S'; case: S' => eq_s; rewrite -eq_s in s'0.
have [eps' eps'_gt0 near_s] := sign_near_cone s0 (signed_v _ _ _ E S lt_k).
exists (Num.min eps eps'); first by rewrite lt_minr eps_gt0.
move=> y sz_y /near_min[near_y near_y'] k' e' s' lt_k' E' S' s'0; case: (eqVneq (index_of k') n) => [eq_n|ne_n].
  have eq_k : k' = k by apply: index_inj; rewrite eq_n.
  move: E' S'; rewrite eq_k E => -[<-]; rewrite S => -[<-]; apply: near_s => //; by rewrite sz_y sz.
by apply: near_v E' S' s'0 => //; rewrite ltn_neqAle ne_n -ltnS.
Qed.

(** The cell of a leaf, as a set of the cone, has the dimension that the checker computes. *)
Theorem leaf_dimension i : (i < size leaves)%N ->
  linear_dimension (cell_in (leaf_at i).1) (cells.dim (cells.cell_of g (leaf_at i).1 (leaf_at i).2)).
Proof.
move=> lt_i; have [_ sz base_p signed_p] := leaf_sound lt_i.
have sz_p : size (real (leaf_at i).2) = d.+1 by rewrite size_map.
rewrite /= -/all_keys -/(entries_at _) -/is_zero -/(zero_forms _) widthE (size_reduced R) ?zero_forms_size //.
have [eps eps_gt0 near_p] := signed_near lt_i sz_p signed_p.
apply: (dimension_open (zero_forms_size lt_i) (fun v => @cell_zeros i v lt_i) (signed_cell lt_i sz_p signed_p) eps_gt0).
by move=> v sz_v zero_v near_v; apply: signed_cell => //; apply: near_p.
Qed.

(** * The cells of the domain *)

(** The points of the domain with a sign vector: of its rows, and of the neurons. *)
Definition cell_points (s : seq R) x : Prop :=
  inside d drows x /\ map Num.sg ([seq row_at row x | row <- drows] ++ hidden_at layers x) = s.

(** The cells that the checker has found; the signs of one; the sign vectors of the cells of a dimension. *)
Definition found_cells : seq cells.cell := [seq cells.cell_of g leaf.1 leaf.2 | leaf <- leaves].
Definition signs_of (c : cells.cell) : seq R := map real_sign (behead (cells.signs c)).
Definition vectors (k : nat) : seq (seq R) :=
  [seq signs_of c | c <- found_cells & cells.is_finite c && (cells.dim c == k.+1)].

Lemma cell_signs i : (i < size leaves)%N ->
  map real_sign (cells.signs (cells.cell_of g (leaf_at i).1 (leaf_at i).2)) = signs_at R all_keys (leaf_at i).1.
Proof.
move=> lt_i; rewrite /= -/all_keys keysE.
have: every (fun k => exists e, PositiveMap.find k (table (leaf_at i).1) = Some e)
    (keys_from 1 ((size rows).+1 + neurons)).
  by apply/every_keys => k /andP[_ lt_k]; have [e [s []]] := leaf_entry lt_i lt_k; exists e.
elim: (keys_from 1 _) => //= k keys IH [[e E] /IH{}IH]; rewrite E /= IH /sign_in E; congr cons.
by case: (sign_at e).
Qed.

Lemma finite_signs i (c := cells.cell_of g (leaf_at i).1 (leaf_at i).2) : (i < size leaves)%N ->
  cells.is_finite c -> signs_at R all_keys (leaf_at i).1 = 1 :: signs_of c.
Proof. by move=> lt_i; rewrite -(cell_signs lt_i) -/c /cells.is_finite /signs_of; case: (cells.signs c) => // -[]. Qed.

Lemma values_head v : size v = d.+1 -> nth 0 (values v) 0 = head 0 v.
Proof. by case: v => // t z _; rewrite /values /sound_tree.values /= t_row_at. Qed.

Lemma point_of_scaled (t : R) x : 0 < t -> point_of (t :: map ( *%R t) x) = x.
Proof.
move=> t_gt0; rewrite /point_of /= -map_comp -[RHS]map_id; apply: eq_map => u /=.
by rewrite mulrC mulKf ?gt_eqF.
Qed.

(** The points of a finite cell of the domain are those of the cell of the cone. *)
Lemma finite_cell i (c := cells.cell_of g (leaf_at i).1 (leaf_at i).2) : (i < size leaves)%N -> cells.is_finite c ->
  (forall v, cell_in (leaf_at i).1 v -> 0 < head 0 v /\ cell_points (signs_of c) (point_of v)) /\
  (forall x, cell_points (signs_of c) x -> cell_in (leaf_at i).1 (1 :: x)).
Proof.
move=> lt_i fin; have E := finite_signs lt_i fin; split=> [v [base_v sgn_v]|x [in_x sgn_x]].
  have sz_v : size v = d.+1 by case: base_v.
  have t_gt0 : 0 < head 0 v.
    rewrite -values_head // -sgr_cp0 -(nth_map 0 0); first by rewrite sgn_v E.
    by rewrite values_size.
  have [t [x [t_gt0' sz_x v_tx]]] := finite_point sz_v t_gt0; split=> //.
  rewrite v_tx point_of_scaled //; split; first by apply/(base_inside drows_proper x t_gt0'); rewrite -v_tx.
  have := values_signs drows_proper layers_proper layers_integer t_gt0' sz_x.
  by rewrite -v_tx -/values sgn_v E => -[].
have sz_x : size x = d by case/andP: in_x => /eqP.
rewrite -[x](@scale1 R); split; first by apply/(base_inside drows_proper); rewrite ?ltr01.
by rewrite E -sgn_x; apply: (values_signs drows_proper layers_proper layers_integer) => //; rewrite ltr01.
Qed.

(** A finite cell, as a set of points of R^d, has one dimension less than as a cone. *)
Theorem finite_dimension i (c := cells.cell_of g (leaf_at i).1 (leaf_at i).2) : (i < size leaves)%N ->
  cells.is_finite c -> (0 < cells.dim c)%N /\ affine_dimension (cell_points (signs_of c)) (cells.dim c).-1.
Proof.
move=> lt_i fin; have [to_points from_points] := finite_cell lt_i fin; have lin := leaf_dimension lt_i.
rewrite -/c in lin; have dim_gt0 : (0 < cells.dim c)%N.
  have [_ sz_p _ signed_p] := leaf_sound lt_i; have sz_p' : size (real (leaf_at i).2) = d.+1 by rewrite size_map.
  have cell_p := signed_cell lt_i sz_p' signed_p.
  apply: (proj2 lin [:: real (leaf_at i).2]) => [v|a zero [|//] _]; first by rewrite inE => /eqP ->.
  have := zero 0%N; rewrite big_ord_recl big_ord0 addr0 /= nth0 => /eqP; rewrite mulf_eq0.
  by have [/lt0r_neq0/negPf -> _] := to_points _ cell_p; rewrite orbF => /eqP.
split=> //; apply: cone_dimension to_points from_points _; by rewrite prednK.
Qed.

Let cell i : cells.cell := cells.cell_of g (leaf_at i).1 (leaf_at i).2.
Let numbers k := [seq i <- iota 0 (size leaves) | cells.is_finite (cell i) && (cells.dim (cell i) == k.+1)].

Lemma vectors_numbers k : vectors k = [seq signs_of (cell i) | i <- numbers k].
Proof.
rewrite /vectors /found_cells -{1}(mkseq_nth (nd0, [::]) leaves) /mkseq -map_comp filter_map -map_comp.
by [].
Qed.

Lemma mem_vectors k s : reflect (exists2 i, (i < size leaves)%N &
    [/\ cells.is_finite (cell i), cells.dim (cell i) = k.+1 & signs_of (cell i) = s]) (s \in vectors k).
Proof.
rewrite vectors_numbers; apply: (iffP mapP) => [[i]|[i lt_i [fin /eqP dim_i <-]]].
  by rewrite mem_filter mem_iota => /andP[/andP[fin /eqP dim_i] lt_i] ->; exists i.
by exists i; rewrite // mem_filter fin dim_i mem_iota.
Qed.

(** The sign vectors of the cells of dimension k of the network on the domain, each once. *)
Theorem cells_of_dimension k : uniq (vectors k) /\ forall s, s \in vectors k <-> affine_dimension (cell_points s) k.
Proof.
have [uniq_found found] := cells_of_cone R drows_proper layers_proper layers_integer accepted isT; split.
  rewrite vectors_numbers map_inj_in_uniq ?filter_uniq ?iota_uniq // => i j.
  rewrite !mem_filter !mem_iota => /andP[/andP[fin_i _] lt_i] /andP[/andP[fin_j _] lt_j] E.
  have /(uniqP [::]) inj := uniq_found; apply: inj; rewrite ?inE ?size_map //.
  rewrite !(nth_map (nd0, [::])) //.
  by rewrite -/all_keys -!/(leaf_at _) (finite_signs lt_i fin_i) (finite_signs lt_j fin_j) -!/(cell _) E.
move=> s; split=> [/mem_vectors[i lt_i [fin dim_i <-]]|dim_s].
  by have [_] := finite_dimension lt_i fin; rewrite -/(cell i) dim_i.
have [[[|x xs] [//= _ in_s _]] _] := dim_s; have [in_x sgn_x] := in_s x (mem_head _ _).
have := cells_of_domain drows_proper layers_proper layers_integer accepted isT s.
case=> _ /(_ (ex_intro2 _ _ x in_x sgn_x))/(nthP [::])[i]; rewrite size_map => lt_i.
rewrite (nth_map (nd0, [::])) // => E.
apply/mem_vectors; exists i => //; have sgn_i := cell_signs lt_i.
rewrite -/all_keys -/(leaf_at i) in E; rewrite E -/(cell i) in sgn_i.
have fin : cells.is_finite (cell i).
  rewrite /cells.is_finite; case: (cells.signs _) sgn_i => // s' l [one_s' _].
  by rewrite (@real_sign_inj R s' Plus).
have signs_s : signs_of (cell i) = s by have := finite_signs lt_i fin; rewrite E -/(cell i) => -[].
split=> //; have [dim_gt0 dim_i] := finite_dimension lt_i fin; rewrite -/(cell i) signs_s in dim_gt0 dim_i.
by rewrite -(prednK dim_gt0) (affine_dimension_unique dim_i dim_s).
Qed.

Lemma found_dim : all (fun c => cells.dim c <= width g)%N found_cells.
Proof. by rewrite /found_cells; elim: (leaves) => //= leaf ls ->; rewrite leq_subr. Qed.

Let quantity (name : string) (output : bool) : option value :=
  lookup name (cells.quantities output (width g) (size (domain_keys g)) found_cells).

Lemma count_dimension k : cells.tally_of (fun c => eqn (cells.dim_of c) k.+1)
    (cells.finite (cells.complex_of (width g) (size (domain_keys g)) found_cells)) = Z.of_nat (size (vectors k)).
Proof.
rewrite tallyE (count_finite (fun c => eqn (cells.dim c) k.+1)) ?found_dim //.
by rewrite size_map size_filter.
Qed.

(** The f-vector that the checker computes. *)
Theorem f_vector_sound output : quantity "f_vector" output =
  Some (VList [seq VInt (Z.of_nat (size (vectors k))) | k <- iota 0 d.+1]).
Proof.
rewrite /quantity /= /cells.f_vector /= {1}widthE; congr (Some (VList _)).
by apply: eq_map => k; rewrite count_dimension.
Qed.

Lemma found_numbers : found_cells = [seq cell i | i <- iota 0 (size leaves)].
Proof. by rewrite /found_cells -{1}(mkseq_nth (nd0, [::]) leaves) /mkseq -map_comp. Qed.

(** The Euler characteristic is the alternating sum of the f-vector. *)
Theorem euler_sound output : exists2 z, quantity "euler_characteristic" output = Some (VInt z) &
  int_of_Z z = \sum_(k < d.+1) (-1) ^+ k * (size (vectors k))%:Z.
Proof.
set l := cells.finite (cells.complex_of (width g) (size (domain_keys g)) found_cells).
exists (foldl (fun n c => if odd (cells.dim_of c) then n + 1 else n - 1)%Z Z0 l) => //.
have dims : all (fun c => 0 < cells.dim_of c <= d.+1)%N l.
  rewrite -[all _ _]negbK -has_predC has_count -leqNgt leqn0.
  rewrite (count_finite (fun c => ~~ (0 < cells.dim c <= d.+1)%N)) ?found_dim // -leqn0 leqNgt -has_count found_numbers.
  rewrite has_map; apply/hasPn => i; rewrite mem_iota add0n => lt_i; apply/negP => /andP[fin /negP]; apply.
  have [gt0 _] := finite_dimension lt_i fin; rewrite -/(cell i) in gt0; rewrite gt0.
  by rewrite -widthE /cell /= leq_subr.
have -> : \sum_(k < d.+1) (-1) ^+ k * (size (vectors k))%:Z =
    \sum_(k < d.+1) (-1) ^+ k * (count (fun c => cells.dim_of c == k.+1) l)%:Z.
  apply: eq_bigr => k _; have := count_dimension k; rewrite tallyE -/l => /Nat2Z.inj <-.
  by congr (_ * (_)%:Z); apply: eq_count => c; rewrite eqnE.
suff E z : int_of_Z (foldl (fun n c => if odd (cells.dim_of c) then n + 1 else n - 1)%Z z l) =
    int_of_Z z + \sum_(k < d.+1) (-1) ^+ k * (count (fun c => cells.dim_of c == k.+1) l)%:Z by rewrite E add0r.
elim: l z dims => [|c l IH] z.
  by move=> _; rewrite big1 ?addr0 // => k _; rewrite mulr0.
case/andP=> /andP[gt0 le_d] dims; rewrite [foldl _ _ _]/= IH {IH dims} //.
have -> : int_of_Z (if odd (cells.dim_of c) then z + 1 else z - 1)%Z = int_of_Z z + (-1) ^+ (cells.dim_of c).-1.
  by case: (cells.dim_of c) gt0 => //= n _; rewrite -signr_odd; case: odd; rewrite /= ?expr0 ?expr1; lia.
rewrite -addrA; congr (_ + _); have lt_d : ((cells.dim_of c).-1 < d.+1)%N by rewrite prednK.
rewrite [RHS](bigD1 (Ordinal lt_d)) // [X in _ + X = _](bigD1 (Ordinal lt_d)) //= prednK // eqxx PoszD mulrDr mulr1.
rewrite -addrA; congr (_ + (_ + _)); apply: eq_bigr => k /negPf ne_k.
case: eqP => // eq_k; move: ne_k; rewrite -val_eqE /= eq_k eqxx.
by [].
Qed.

(** * The order of faces *)

(** A sign vector arises from another by setting entries to 0. *)
Definition face_of (s t : seq R) : Prop := size s = size t /\ forall j, nth 0 s j = 0 \/ nth 0 s j = nth 0 t j.

(** Whether a cell is a face of another, as the checker decides. *)
Lemma is_faceP (r s : seq sign) : size r = size s ->
  reflect (face_of (map real_sign r) (map real_sign s)) (cells.is_face r s).
Proof.
elim: r s => [|x r IH] [|y s] //= sz; first by constructor; split=> // j; right.
apply: (iffP andP) => [[same /(IH _ (succn_inj sz))[_ face]]|[_ face]].
  split; first by rewrite /= !size_map.
  by case=> [|j] /=; [case/orP: same => /same_signP ->; [left|right]|apply: face].
split; last by apply/(IH _ (succn_inj sz)); split=> [|j]; [rewrite !size_map; case: sz|apply: (face j.+1)].
have [/(@real_sign_inj R x Zero) ->|/real_sign_inj ->] // := face 0%N; apply/orP; right; exact/same_signP.
Qed.

Lemma dotZ_mix (f : seq Z) r x q : size x = size q -> dotZ f (mix r x q) = (1 - r) * dotZ f x + r * dotZ f q.
Proof.
move=> sz; have := dotR_mix (0 :: map toR f) r sz.
by rewrite /dotZ /= !mul0r !add0r.
Qed.

(** Where the signs of the values are those of a face of a leaf, its forms are multiples of the values. *)
Lemma face_form i v k e : (i < size leaves)%N -> base v ->
  face_of (map Num.sg (values v)) (signs_at R all_keys (leaf_at i).1) ->
  PositiveMap.find k (table (leaf_at i).1) = Some e ->
  exists2 c : R, 0 < c & dotZ (form_of e) v = c * value_at values v k.
Proof.
move=> lt_i base_v [_ face]; apply: leaf_form => // k' s S lt_k'; have := face (index_of k').
rewrite (nth_map 0) ?values_size // -/(value_at values v k').
have lt_k2 : (index_of k' < size all_keys)%N by rewrite keysE size_keys.
have -> : nth 0 (signs_at R all_keys (leaf_at i).1) (index_of k') = real_sign s.
  rewrite (nth_map 1%positive) //; suff -> : nth 1%positive all_keys (index_of k') = k' by rewrite S.
  by apply: index_inj; rewrite keysE nth_keys.
case=> [/eqP|/sg_has_sign/has_sign_fits //]; rewrite sgr_eq0 => /eqP ->.
by case: (s) => /=.
Qed.

Lemma face_value i v k s : face_of (map Num.sg (values v)) (signs_at R all_keys (leaf_at i).1) ->
  sign_in (table (leaf_at i).1) k = Some s -> (index_of k < (size rows).+1 + neurons)%N ->
  fits_sign s (value_at values v k).
Proof.
move=> [_ face] S lt_k'; have := face (index_of k).
rewrite (nth_map 0) ?values_size // -/(value_at values v k).
have lt_k2 : (index_of k < size all_keys)%N by rewrite keysE size_keys.
have -> : nth 0 (signs_at R all_keys (leaf_at i).1) (index_of k) = real_sign s.
  rewrite (nth_map 1%positive) //; suff -> : nth 1%positive all_keys (index_of k) = k by rewrite S.
  by apply: index_inj; rewrite keysE nth_keys.
case=> [/eqP|/sg_has_sign/has_sign_fits //]; rewrite sgr_eq0 => /eqP ->.
by case: (s) => /=.
Qed.

(** From a point of a face towards a point of a cell: all points on the way are in the cell. *)
Lemma towards i v q (r : R) : (i < size leaves)%N -> base v ->
  face_of (map Num.sg (values v)) (signs_at R all_keys (leaf_at i).1) -> cell_in (leaf_at i).1 q ->
  0 < r -> r <= 1 -> cell_in (leaf_at i).1 (mix r v q).
Proof.
move=> lt_i base_v face cell_q r_gt0 r_le1; have [sz_v _] := base_v; have [[sz_q _] _] := cell_q.
have sz : size v = size q by rewrite sz_v.
apply: signed_cell => //; first by rewrite size_map size_zip sz_v sz_q minnn.
move=> k e s E S lt_k; have := cell_signed lt_i cell_q E S lt_k.
have [c c_gt0 form_v] := face_form lt_i base_v face E.
have S' : sign_in (table (leaf_at i).1) k = Some s by rewrite /sign_in E.
have := face_value face S' lt_k; rewrite -(fits_sign_scale _ _ c_gt0) -form_v dotZ_mix //.
have r'_ge0 : 0 <= 1 - r by rewrite subr_ge0.
case: s {S S'} => /= [v_ge0 q_gt0|v_le0 q_lt0|/eqP -> /eqP ->]; last by rewrite !mulr0 addr0.
  by rewrite ltr_paddl ?mulr_ge0 ?mulr_gt0.
by rewrite -oppr_gt0 opprD -!mulrN ltr_paddl ?mulr_ge0 ?mulr_gt0 ?oppr_ge0 ?oppr_gt0.
Qed.

(** A point of a cell of the domain lies in the cell of a leaf. *)
Lemma leaf_of_point s x : cell_points s x -> exists2 i, (i < size leaves)%N &
  [/\ cells.is_finite (cell i), signs_of (cell i) = s & signs_at R all_keys (leaf_at i).1 = 1 :: s].
Proof.
case=> in_x sgn_x; have := cells_of_domain drows_proper layers_proper layers_integer accepted isT s.
case=> _ /(_ (ex_intro2 _ _ x in_x sgn_x))/(nthP [::])[i]; rewrite size_map => lt_i.
rewrite (nth_map (nd0, [::])) // => E.
exists i => //; have sgn_i := cell_signs lt_i.
rewrite -/all_keys -/(leaf_at i) in E; rewrite E -/(cell i) in sgn_i.
have fin : cells.is_finite (cell i).
  rewrite /cells.is_finite; case: (cells.signs _) sgn_i => // s' l [one_s' _].
  by rewrite (@real_sign_inj R s' Plus).
by split=> //; have := finite_signs lt_i fin; rewrite E -/(cell i) => -[].
Qed.

(** If the signs of a cell arise from those of another by setting entries to 0, it lies in the closure of the other. *)
Theorem face_closure s t x x' : cell_points s x -> cell_points t x' -> face_of s t ->
  forall eps : R, 0 < eps -> exists2 y, cell_points t y & near eps x y.
Proof.
move=> cell_x cell_x' [sz_st face] eps eps_gt0; have [i lt_i [fin_i signs_i E_i]] := leaf_of_point cell_x.
have [j lt_j [fin_j signs_j E_j]] := leaf_of_point cell_x'.
have in_i : cell_in (leaf_at i).1 (1 :: x) by apply: (proj2 (finite_cell lt_i fin_i)); rewrite -/(cell i) signs_i.
have in_j : cell_in (leaf_at j).1 (1 :: x') by apply: (proj2 (finite_cell lt_j fin_j)); rewrite -/(cell j) signs_j.
have sz : size x = size x' by case: cell_x cell_x' => /andP[/eqP -> _] _ [/andP[/eqP -> _] _].
have [r [r_gt0 r_lt1 near_r]] := near_mix sz eps_gt0; exists (mix r x x') => //.
have [] := towards lt_j (proj1 in_i) _ in_j r_gt0 (ltW r_lt1).
  by rewrite (proj2 in_i) E_i E_j; split=> [|[|l]] /=; [rewrite sz_st|right|].
have -> : mix r (1 :: x) (1 :: x') = 1 :: mix r x x' by rewrite /mix /= !mulr1 subrK.
move=> base_y sgn_y; have [_ ] := proj1 (finite_cell lt_j fin_j) _ (conj base_y sgn_y).
by rewrite -/(cell j) signs_j -{1}(@scale1 R (mix r x x')) point_of_scaled ?ltr01.
Qed.

(** Cells are convex. *)
Theorem cell_convex s x x' (r : R) : cell_points s x -> cell_points s x' -> 0 <= r -> r <= 1 ->
  cell_points s (mix r x x').
Proof.
move=> cell_x cell_x'; rewrite le_eqVlt => /orP[/eqP <- _|r_gt0 r_le1].
  have sz : size x = size x' by case: cell_x cell_x' => /andP[/eqP -> _] _ [/andP[/eqP -> _] _].
  suff -> : mix 0 x x' = x by [].
  elim: x x' sz {cell_x cell_x'} => [|u x IH] [|u' x'] //= [sz]; rewrite /mix /=; congr (_ :: _); last exact: IH.
  by rewrite subr0 mul1r mul0r addr0.
have [i lt_i [fin_i signs_i E_i]] := leaf_of_point cell_x.
have in_x : cell_in (leaf_at i).1 (1 :: x) by apply: (proj2 (finite_cell lt_i fin_i)); rewrite -/(cell i) signs_i.
have in_x' : cell_in (leaf_at i).1 (1 :: x') by apply: (proj2 (finite_cell lt_i fin_i)); rewrite -/(cell i) signs_i.
have [] := towards lt_i (proj1 in_x) _ in_x' r_gt0 r_le1; first by rewrite (proj2 in_x); split=> // j; right.
have -> : mix r (1 :: x) (1 :: x') = 1 :: mix r x x' by rewrite /mix /= !mulr1 subrK.
move=> base_y sgn_y; have [_ ] := proj1 (finite_cell lt_i fin_i) _ (conj base_y sgn_y).
by rewrite -/(cell i) signs_i -{1}(@scale1 R (mix r x x')) point_of_scaled ?ltr01.
Qed.

(** ** Continuity *)

Lemma row_near (a v : seq R) (e : R) : 0 < e -> exists2 delta : R, 0 < delta &
  forall y, size y = size v -> near delta v y -> `|dotR a v - dotR a y| < e.
Proof.
move=> e_gt0; pose m := \sum_(c <- a) `|c|; have m_ge0 : 0 <= m by apply: sumr_ge0.
have m1_gt0 : 0 < 1 + m by rewrite ltr_paddr.
exists (e / (1 + m)) => [|y sz near_y]; first by rewrite divr_gt0.
apply: le_lt_trans (dotR_near a (esym sz) _ near_y) _; first by rewrite ltW // divr_gt0.
by rewrite -/m mulrA ltr_pdivr_mulr // mulrC ltr_pmul2l // ltr_spaddl.
Qed.

Lemma rows_near (rs : seq (seq Z)) v (e : R) : 0 < e -> exists2 delta : R, 0 < delta &
  forall y, size y = size v -> near delta v y -> near e (rows_atZ rs v) (rows_atZ rs y).
Proof.
move=> e_gt0; elim: rs => [|row rs [delta delta_gt0 IH]]; first by exists 1; rewrite ?ltr01.
have [delta' delta'_gt0 near_row] := row_near (map toR row) v e_gt0.
exists (Num.min delta delta') => [|y sz /near_min[near_y near_y']]; first by rewrite lt_minr delta_gt0.
by rewrite /near /=; apply/andP; split; [apply: near_row|apply: IH].
Qed.

Lemma relu_near (z z' : seq R) (e : R) : near e z z' -> near e (map (@reluR R) z) (map (@reluR R) z').
Proof.
rewrite /near; elim: z z' => [|a z IH] [|b z'] //= /andP[ab /IH ->]; rewrite andbT; apply: le_lt_trans ab.
rewrite /reluR; case: (leP a 0) => a0; case: (leP b 0) => b0 //.
- by rewrite subrr normr0.
- by rewrite sub0r normrN (gtr0_norm b0) ler0_norm ?subr_le0 ?(le_trans a0 (ltW b0)) // opprB ler_addl oppr_ge0.
- by rewrite subr0 (gtr0_norm a0) ger0_norm ?subr_ge0 ?(le_trans b0 (ltW a0)) // ler_addl oppr_ge0.
Qed.

Lemma integer_near ls (t : R) x (e : R) : 0 < e -> exists2 delta : R, 0 < delta &
  forall t' y, size y = size x -> near delta (t :: x) (t' :: y) -> near e (integer_at ls t x) (integer_at ls t' y).
Proof.
move=> e_gt0; elim: ls x => [|rs ls IH] x; first by exists 1; rewrite ?ltr01.
have [delta1 delta1_gt0 near_rest] := IH (map (@reluR R) (rows_atZ rs (t :: x))).
have [|delta2 delta2_gt0 near_rows] := @rows_near rs (t :: x) (Num.min e delta1); first by rewrite lt_minr e_gt0.
exists (Num.min delta1 delta2) => [|t' y sz /near_min[near1 near2]]; first by rewrite lt_minr delta1_gt0.
have [|near_e near_1] := near_min (near_rows (t' :: y) _ near2); first by rewrite /= sz.
rewrite /= /near zip_cat ?size_map // all_cat -/(near _ _ _) near_e; apply: near_rest; first by rewrite !size_map.
by move: near1; rewrite /near /= => /andP[-> _]; apply: relu_near.
Qed.

Lemma values_near v (e : R) : (0 < size v)%N -> 0 < e -> exists2 delta : R, 0 < delta &
  forall y, size y = size v -> near delta v y -> near e (values v) (values y).
Proof.
case: v => // t x _ e_gt0; have [d1 d1_gt0 near1] := rows_near (domain_rows d rows) (t :: x) e_gt0.
have [d2 d2_gt0 near2] := integer_near (map fst L) t x e_gt0.
exists (Num.min d1 d2) => [|y sz /near_min[/(near1 y sz) near_y near_y']]; first by rewrite lt_minr d1_gt0.
rewrite /values /sound_tree.values /near zip_cat ?size_map // all_cat; apply/andP; split=> //.
by case: y sz near_y' {near_y} => //= t' y [sz] near_y'; rewrite !cats0; apply: near2.
Qed.

Lemma signs_keep (z : seq R) : exists2 e : R, 0 < e & forall z', size z' = size z -> near e z z' ->
  face_of (map Num.sg z) (map Num.sg z').
Proof.
elim: z => [|a z [e e_gt0 IH]]; first by exists 1; rewrite ?ltr01 // => -[] //; split=> // j; left; rewrite nth_nil.
exists (if a == 0 then e else Num.min e `|a|).
  by case: eqP => // /eqP a0; rewrite lt_minr e_gt0 normr_gt0.
case=> [|b z'] //= [sz] near_z; have [near_e near_a] : near e z z' /\ (a == 0 \/ `|a - b| < `|a|).
  move: near_z; case: eqP => [a0|_]; first by rewrite /near /= => /andP[_ ->]; split=> //; left.
  by case/near_min; rewrite /near /= => /andP[_ ->] /andP[ab _]; split=> //; right.
have [sz' face] := IH z' sz near_e; split; first by rewrite /= sz'.
case=> [|j] //=; case: near_a => [/eqP ->|ab]; first by left; rewrite sgr0.
right; case: (ltgtP a 0) ab => [a0|a0|->]; last by rewrite sub0r normrN normr0 ltNge normr_ge0.
  rewrite (ltr0_norm a0) ltr_norml opprK => /andP[lo _]; rewrite (ltr0_sg a0) ltr0_sg //.
  by move: lo; rewrite ltr_subr_addr gtr_addl.
rewrite (gtr0_norm a0) ltr_norml => /andP[_ hi]; rewrite (gtr0_sg a0) gtr0_sg //.
by move: hi; rewrite ltr_subl_addr ltr_addl.
Qed.

(** Near a point of the cone the signs are those of cells of which the point's cell is a face. *)
Lemma faces_near v : size v = d.+1 -> exists2 delta : R, 0 < delta & forall y, size y = size v -> near delta v y ->
  face_of (map Num.sg (values v)) (map Num.sg (values y)).
Proof.
move=> sz; have [e e_gt0 keep] := signs_keep (values v).
have [|delta delta_gt0 near_v] := @values_near v e _ e_gt0; first by rewrite sz.
by exists delta => // y sz_y /(near_v y sz_y); apply: keep; rewrite !values_size.
Qed.

(** Only such cells come near a point. *)
Theorem closure_face s t x : cell_points s x ->
  (forall eps : R, 0 < eps -> exists2 y, cell_points t y & near eps x y) -> face_of s t.
Proof.
case=> in_x sgn_x close; have sz_x : size x = d by case/andP: in_x => /eqP.
have [|delta delta_gt0 faces] := @faces_near (1 :: x); first by rewrite /= sz_x.
have [y [in_y sgn_y] near_y] := close delta delta_gt0; have sz_y : size y = d by case/andP: in_y => /eqP.
have signs_1 z : size z = d -> map Num.sg (values (1 :: z)) =
    1 :: map Num.sg ([seq row_at row z | row <- drows] ++ hidden_at layers z).
  move=> sz_z; rewrite -(values_signs drows_proper layers_proper layers_integer (t := 1)) ?ltr01 //.
  by rewrite -/rows -/functions -/values scale1.
have := faces (1 :: y); rewrite !signs_1 // sgn_x sgn_y; case.
- by rewrite /= sz_x sz_y.
- by rewrite /near /= subrr normr0 delta_gt0.
by move=> [sz] face; split=> // j; apply: (face j.+1).
Qed.

(** The order of faces, for cells that are not empty: the signs of one arise from those of the other by setting entries
    to 0 exactly if it lies in the closure of the other. *)
Theorem face_order s t : (exists x, cell_points s x) -> (exists x, cell_points t x) ->
  face_of s t <-> forall x, cell_points s x -> forall eps : R, 0 < eps -> exists2 y, cell_points t y & near eps x y.
Proof.
move=> [x cell_x] [x' cell_x']; split=> [face z cell_z|close]; first exact: face_closure cell_z cell_x' face.
exact: closure_face cell_x (close x cell_x).
Qed.

(** ** The least and the largest dimension *)

Lemma face_zeros i j v : (j < size leaves)%N -> cell_in (leaf_at i).1 v ->
  face_of (signs_at R all_keys (leaf_at i).1) (signs_at R all_keys (leaf_at j).1) ->
  size v = d.+1 /\ zeros (zero_forms (leaf_at j).1) v.
Proof.
move=> lt_j [base_v sgn_v] face; have [sz_v _] := base_v; split=> //; rewrite -sgn_v in face.
apply/allP => f /(zero_formP lt_j)[k [e [lt_k E S ->]]]; have [c c_gt0 ->] := face_form lt_j base_v face E.
have S' : sign_in (table (leaf_at j).1) k = Some Zero by rewrite /sign_in E.
by have /eqP -> := face_value face S' lt_k; rewrite mulr0.
Qed.

Lemma dimE i : (i < size leaves)%N -> cells.dim (cell i) = (d.+1 - rank (zero_forms (leaf_at i).1))%N.
Proof.
move=> lt_i; rewrite /cell /= -/all_keys -/(entries_at _) -/is_zero -/(zero_forms _) widthE.
by rewrite (size_reduced R) ?zero_forms_size.
Qed.

Lemma face_dimension i j : (i < size leaves)%N -> (j < size leaves)%N ->
  face_of (signs_at R all_keys (leaf_at i).1) (signs_at R all_keys (leaf_at j).1) ->
  (cells.dim (cell i) <= cells.dim (cell j))%N.
Proof.
move=> lt_i lt_j face; have [[vs [<- in_i ind]] _] := leaf_dimension lt_i; rewrite dimE //.
pose P v := size v = d.+1 /\ zeros (zero_forms (leaf_at j).1) v.
apply: (@at_most R d.+1 (zero_forms (leaf_at j).1) P (zero_forms_size lt_j)) ind => // v /in_i cell_v.
exact: face_zeros cell_v face.
Qed.

(** A leaf for every point of the cone. *)
Lemma leaf_of_base v : base v -> exists2 i, (i < size leaves)%N & cell_in (leaf_at i).1 v.
Proof.
move=> base_v; have [_ mem] := cells_of_cone R drows_proper layers_proper layers_integer accepted isT.
have [_ /(_ (ex_intro2 _ _ v base_v erefl))] := mem (map Num.sg (values v)).
by case/(nthP [::]) => i; rewrite size_map => lt_i; rewrite (nth_map (nd0, [::])) // => E; exists i.
Qed.

Lemma values0 : base (nseq d.+1 0) /\ forall j, nth 0 (values (nseq d.+1 0)) j = 0.
Proof.
have dot0 (row : seq Z) n : dotZ row (nseq n 0 : seq R) = 0.
  by rewrite /dotZ; elim: n (map _ _) => [|n IH] [|a l] //=; rewrite IH mulr0 addr0.
have rows0 rs n : rows_atZ rs (nseq n 0 : seq R) = nseq (size rs) 0.
  by rewrite /rows_atZ; elim: rs => //= row rs ->; rewrite dot0.
split; first by split; [rewrite size_nseq|apply/allP => row _; rewrite dot0].
have int0 ls n : integer_at ls 0 (nseq n 0 : seq R) = nseq (size (flatten ls)) 0.
  elim: ls n => //= rs ls IH n; rewrite -[0 :: nseq n 0]/(nseq n.+1 0) rows0 map_nseq /reluR maxxx IH size_cat.
  by rewrite nseqD.
move=> j; rewrite /values /sound_tree.values rows0 /= int0 cats0 -[0 :: _ ++ _]/(nseq _.+1 0 ++ nseq _ 0).
by rewrite -nseqD nth_nseq; case: ifP.
Qed.

Lemma foldl_minn n (l : seq cells.cell) : let m := foldl (fun k c => minn k (cells.dim c)) n l in
  (m <= n)%N /\ all (fun c => m <= cells.dim c)%N l /\
  forall b, (b <= n)%N -> all (fun c => b <= cells.dim c)%N l -> (b <= m)%N.
Proof.
elim: l n => [|c l IH] n //=; have [le_n [le_l least]] := IH (minn n (cells.dim c)).
rewrite le_l andbT; move: le_n; rewrite leq_min => /andP[-> ->]; split=> //; split=> // b le_b /andP[le_c le_l'].
by apply: least; rewrite // leq_min le_b.
Qed.

(** The lineality that the checker computes is the dimension of the set of the points of the cone at which all values
    are 0: t, the rows of the domain, and all neurons. *)
Theorem lineality_sound output : exists2 k, quantity "lineality" output = Some (VInt (Z.of_nat k)) &
  linear_dimension (fun v => base v /\ forall j, nth 0 (values v) j = 0) k.
Proof.
have [base_0 zero_0] := values0; have [i lt_i [_ sgn_0]] := leaf_of_base base_0.
set m := foldl (fun k c => minn k (cells.dim c)) (width g) found_cells.
exists m => //; have [le_n [le_l least]] := foldl_minn (width g) found_cells; rewrite -/m in le_n le_l least.
have zero_i j : nth 0 (signs_at R all_keys (leaf_at i).1) j = 0.
  rewrite -sgn_0; case: (ltnP j (size (values (nseq d.+1 0)))) => [lt_j|ge_j]; last by rewrite nth_default ?size_map.
  by rewrite (nth_map 0) // zero_0 sgr0.
have sz_signs nd : size (signs_at R all_keys nd) = ((size rows).+1 + neurons)%N by rewrite size_map keysE size_keys.
have -> : m = cells.dim (cell i).
  apply/eqP; rewrite eqn_leq; apply/andP; split.
    by move: le_l; rewrite found_numbers all_map => /allP/(_ i); apply; rewrite mem_iota.
  apply: least; first by rewrite /cell /= leq_subr.
  rewrite found_numbers all_map; apply/allP => j; rewrite mem_iota add0n => /andP[_ lt_j] /=.
  apply: face_dimension => //; split; first by rewrite !sz_signs.
  by move=> k; left.
apply: linear_dimension_iff (leaf_dimension lt_i) => v; split=> -[base_v H]; split=> //.
  move=> j; case: (ltnP j (size (values v))) => [lt_j|ge_j]; last by rewrite nth_default.
  by have := zero_i j; rewrite -H (nth_map 0) // => /eqP; rewrite sgr_eq0 => /eqP.
apply: (@eq_from_nth _ 0); first by rewrite sz_signs size_map values_size.
by move=> j; rewrite size_map => lt_j; rewrite zero_i (nth_map 0) // H sgr0.
Qed.

Lemma domain_mix v q (r : R) : base v -> base q -> 0 <= r -> r <= 1 -> base (mix r v q).
Proof.
case=> sz_v /allP v_ge0 [sz_q /allP q_ge0] r_ge0 r_le1; split; first by rewrite size_map size_zip sz_v sz_q minnn.
apply/allP => row row_in; rewrite dotZ_mix ?sz_v // addr_ge0 // mulr_ge0 ?subr_ge0 ?v_ge0 ?q_ge0 //.
Qed.

Lemma finite_head i v : (i < size leaves)%N -> cell_in (leaf_at i).1 v -> cells.is_finite (cell i) = (0 < head 0 v).
Proof.
move=> lt_i [base_v sgn_v]; have [sz_v _] := base_v; rewrite -(values_head sz_v) -sgr_cp0.
rewrite -(nth_map 0 0) ?values_size // sgn_v -(cell_signs lt_i) -/(cell i) /cells.is_finite.
have : (0 < size (cells.signs (cell i)))%N.
  by rewrite -(size_map real_sign) (cell_signs lt_i) size_map keysE size_keys.
case: (cells.signs (cell i)) => //= -[] l _ /=; first by rewrite eqxx.
  by rewrite eq_sym -subr_eq0 opprK -mulr2n pnatr_eq0.
by rewrite eq_sym oner_eq0.
Qed.

(** A cell at infinity is a proper face of a finite one, if the domain has a point. *)
Lemma infinite_less i x : (i < size leaves)%N -> ~~ cells.is_finite (cell i) -> inside d drows x ->
  exists2 j, (j < size leaves)%N & cells.is_finite (cell j) /\ (cells.dim (cell i) < cells.dim (cell j))%N.
Proof.
move=> lt_i infinite in_x; have [_ sz_p base_p signed_p] := leaf_sound lt_i.
set p := real (leaf_at i).2 in base_p signed_p; have sz_p' : size p = d.+1 by rewrite size_map.
have cell_p := signed_cell lt_i sz_p' signed_p; have base_x := proj2 (base1 drows_proper x) in_x.
have head0 v : cell_in (leaf_at i).1 v -> head 0 v = 0.
  move=> cell_v; apply/eqP; rewrite eq_le; apply/andP; split.
    by rewrite leNgt -(finite_head lt_i cell_v).
  have [[sz_v /andP[+ _]] _] := cell_v; case: v sz_v {cell_v} => // t z _; by rewrite t_row_at.
have [delta delta_gt0 faces] := faces_near sz_p'.
have sz : size p = size (1 :: x) by rewrite sz_p'; case: base_x.
have [r [r_gt0 r_lt1 near_r]] := near_mix sz delta_gt0; set q := mix r p (1 :: x) in near_r.
have base_q : base q by apply: domain_mix; rewrite ?ltW.
have [j lt_j cell_q] := leaf_of_base base_q; exists j => //.
have q_gt0 : 0 < head 0 q.
  move: (head0 p cell_p) sz_p'; rewrite /q.
  case: p {base_p signed_p cell_p faces sz near_r q base_q cell_q} => //= t z -> _.
  by rewrite mulr0 add0r mulr1.
split; first by rewrite (finite_head lt_j cell_q).
have face : face_of (signs_at R all_keys (leaf_at i).1) (signs_at R all_keys (leaf_at j).1).
  rewrite -(proj2 cell_p) -(proj2 cell_q); apply: faces => //; by rewrite sz_p'; case: base_q.
have [[vs [<- in_i ind]] _] := leaf_dimension lt_i; rewrite (dimE lt_j) -/(size (q :: vs)).
pose P v := size v = d.+1 /\ zeros (zero_forms (leaf_at j).1) v.
apply: (@at_most R d.+1 (zero_forms (leaf_at j).1) P (zero_forms_size lt_j)) => //.
  by move=> v; rewrite inE => /orP[/eqP ->|/in_i cell_v]; [apply: cell_zeros|apply: face_zeros cell_v face].
move=> c zero; have c0 : c 0%N = 0.
  have := zero 0%N; rewrite big_ord_recl /= big1 ?addr0 => [|k _]; last first.
    by rewrite nth0 head0 ?mulr0 //; apply: in_i; rewrite mem_nth.
  by move/eqP; rewrite nth0 mulf_eq0 (gt_eqF q_gt0) orbF => /eqP.
case=> [|k] //= lt_k; apply: (ind (fun k => c k.+1)) => // l.
by rewrite -[RHS](zero l) big_ord_recl /= c0 mul0r add0r.
Qed.

Lemma foldl_maxn n (l : seq cells.cell) : let m := foldl (fun k c => maxn k (cells.dim c)) n l in
  (n <= m)%N /\ all (fun c => cells.dim c <= m)%N l /\ (m = n \/ has (fun c => cells.dim c == m) l).
Proof.
elim: l n => [|c l IH] n /=; first by split=> //; split=> //; left.
have [le_n [le_l attained]] := IH (maxn n (cells.dim c)); set m := foldl _ _ _ in le_n le_l attained *.
rewrite le_l andbT; move: le_n; rewrite geq_max => /andP[-> ->]; split=> //; split=> //.
case: attained => [->|->]; last by right; rewrite orbT.
by rewrite /maxn; case: ifP => _; [right; rewrite eqxx|left].
Qed.

(** The regions that the checker counts are the cells of the greatest dimension m that a cell of the domain has. *)
Theorem regions_sound output x : inside d drows x -> exists m,
  [/\ quantity "regions" output = Some (VInt (Z.of_nat (size (vectors m)))), (0 < size (vectors m))%N &
      forall k, (m < k)%N -> vectors k = [::]].
Proof.
move=> in_x; set top := foldl (fun k c => maxn k (cells.dim c)) 0%N found_cells.
have [_ [le_top attained]] := foldl_maxn 0 found_cells; rewrite -/top in le_top attained.
have le_i i : (i < size leaves)%N -> (cells.dim (cell i) <= top)%N.
  by move=> lt_i; move: le_top; rewrite found_numbers all_map => /allP/(_ i); apply; rewrite mem_iota.
have [i0 lt_i0 [fin_0 _ _]] := leaf_of_point (conj in_x erefl).
have top_gt0 : (0 < top)%N.
  by have [gt0 _] := finite_dimension lt_i0 fin_0; apply: leq_trans (le_i i0 lt_i0).
have [i lt_i [fin_i dim_i]] : exists2 i, (i < size leaves)%N & cells.is_finite (cell i) /\ cells.dim (cell i) = top.
  case: attained => [top0|]; first by rewrite top0 in top_gt0.
  rewrite found_numbers has_map => /hasP[i]; rewrite mem_iota => lt_i /eqP dim_i; exists i => //; split=> //.
  apply/idP; apply: contraT => /(infinite_less lt_i)/(_ in_x)[j lt_j [_]].
  by rewrite [cells.dim (cell i)]dim_i ltnNge le_i.
exists top.-1; split.
- have -> : quantity "regions" output = Some (VInt (cells.tally_of xpredT (cells.select
      (fun c => eqn (cells.dim_of c) top)
      (cells.finite (cells.complex_of (width g) (size (domain_keys g)) found_cells))))).
    by [].
  congr (Some (VInt _)); rewrite -(count_dimension top.-1) prednK // !tallyE selectE count_predT size_filter.
  by [].
- have: signs_of (cell i) \in vectors top.-1 by apply/mem_vectors; exists i; rewrite // prednK.
  by case: (vectors _).
move=> k lt_k; case E: (vectors k) => [|s l] //; have: s \in vectors k by rewrite E mem_head.
case/mem_vectors => j lt_j [_ dim_j _]; have := le_i j lt_j; rewrite dim_j => le_k.
by move: lt_k; rewrite -ltnS prednK // ltnNge le_k.
Qed.

(** ** Domains with interior points *)

(** A cell that contains a point at which a form that is 0 on a face of it is not 0 has a greater dimension. *)
Lemma face_proper i j f q : (i < size leaves)%N -> (j < size leaves)%N -> cell_in (leaf_at j).1 q ->
  face_of (signs_at R all_keys (leaf_at i).1) (signs_at R all_keys (leaf_at j).1) ->
  f \in zero_forms (leaf_at i).1 -> dotZ f q != 0 -> (cells.dim (cell i) < cells.dim (cell j))%N.
Proof.
move=> lt_i lt_j cell_q face f_in f_q; have [[vs [<- in_i ind]] _] := leaf_dimension lt_i.
rewrite (dimE lt_j) -/(size (q :: vs)); pose P v := size v = d.+1 /\ zeros (zero_forms (leaf_at j).1) v.
have sz_f : size f = d.+1 by have /allP/(_ _ f_in)/eqP := zero_forms_size lt_i.
have [sz_q _] := cell_zeros lt_j cell_q.
have sz_vs v : v \in vs -> size v = d.+1 by move=> /in_i/(cell_zeros lt_i)[].
apply: (@at_most R d.+1 (zero_forms (leaf_at j).1) P (zero_forms_size lt_j)) => //.
  by move=> v; rewrite inE => /orP[/eqP ->|/in_i cell_v]; [apply: cell_zeros|apply: face_zeros cell_v face].
move=> c zero; have c0 : c 0%N = 0.
  have: \sum_(k < (size vs).+1) c k * dotZ f (nth [::] (q :: vs) k) = 0.
    transitivity (\sum_(k < (size vs).+1) \sum_(l < d.+1) entry_at R f l * (c k * nth 0 (nth [::] (q :: vs) k) l)).
      apply: eq_bigr => k _; rewrite (dotZ_sum sz_f); last by case: k => -[|k] //= lt_k; apply/sz_vs/mem_nth.
      by rewrite big_distrr; apply: eq_bigr => l _; rewrite /= mulrCA.
    by rewrite exchange_big big1 // => l _; rewrite -big_distrr /= [X in _ * X]zero mulr0.
  rewrite big_ord_recl /= big1 ?addr0 => [|k _]; last first.
    have /in_i/(cell_zeros lt_i)[_ /allP/(_ _ f_in)/eqP ->] := mem_nth [::] (ltn_ord k); by rewrite mulr0.
  by move/eqP; rewrite mulf_eq0 (negPf f_q) orbF => /eqP.
case=> [|k] //= lt_k; apply: (ind (fun k => c k.+1)) => // l.
by rewrite -[RHS](zero l) big_ord_recl /= c0 mul0r add0r.
Qed.

(** A point of R^d with all points near it in the domain. *)
Definition interior x : Prop :=
  size x = d /\ exists2 e : R, 0 < e & forall y, size y = d -> near e x y -> inside d drows y.

Lemma larger_cell i x : (i < size leaves)%N -> interior x -> cell_in (leaf_at i).1 (1 :: x) ->
  (cells.dim (cell i) < d.+1)%N -> exists j y,
  [/\ (j < size leaves)%N, interior y, cell_in (leaf_at j).1 (1 :: y) & (cells.dim (cell i) < cells.dim (cell j))%N].
Proof.
move=> lt_i [sz_x [e e_gt0 near_x]] cell_x; rewrite {1}dimE // => small.
have sz_forms := zero_forms_size lt_i.
have rank_gt0 : (0 < rank (zero_forms (leaf_at i).1))%N by case: (rank _) small => //; rewrite subn0 ltnn.
have: mx R d.+1 (zero_forms (leaf_at i).1) != 0 by rewrite -mxrank_eq0 -rank_mx // -lt0n.
case/matrix0Pn => a [b]; rewrite mxE; set f := nth _ _ a => f_b.
have f_in : f \in zero_forms (leaf_at i).1 by rewrite mem_nth.
have sz_f : size f = d.+1 by have /allP/(_ _ f_in)/eqP := sz_forms.
have f_x : dotZ f (1 :: x) = 0 by have [_ /allP/(_ _ f_in)/eqP] := cell_zeros lt_i cell_x.
have sz_1x : size (1 :: x) = d.+1 by rewrite /= sz_x.
have [l f_l] : exists l : 'I_d, entry_at R f l.+1 != 0.
  apply/existsP; apply: contraT; rewrite negb_exists => /forallP zero_l.
  have f_0 : entry_at R f 0 = 0.
    rewrite -[RHS]f_x (dotZ_sum sz_f) // big_ord_recl big1 /= ?mulr1 ?addr0 // => k _.
    by have := zero_l k; rewrite negbK => /eqP; rewrite /bump /= add1n => ->; rewrite mul0r.
  case: b f_b => -[|b] lt_b /=; first by rewrite f_0 eqxx.
  by have := zero_l (Ordinal (lt_b : (b < d)%N)); rewrite negbK /= => ->.
have [delta delta_gt0 faces] := faces_near sz_1x.
pose h := Num.min e delta / 2%:R; have min_gt0 : 0 < Num.min e delta by rewrite lt_minr e_gt0.
have h_gt0 : 0 < h by rewrite divr_gt0 ?ltr0n.
have h2_gt0 : 0 < h / 2%:R by rewrite divr_gt0 ?ltr0n.
have h2_lt : h / 2%:R < h by rewrite ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
pose y := mkseq (fun k => nth 0 x k + (if k == l then h / 2%:R else 0)) d.
have sz_y : size y = d by rewrite size_mkseq.
have near_y : near h x y.
  apply/(all_nthP (0, 0)) => k; rewrite size_zip sz_x sz_y minnn => lt_k; rewrite nth_zip ?sz_x ?sz_y //= nth_mkseq //.
  by rewrite opprD addrA subrr add0r normrN; case: eqP => _; rewrite ?normr0 // gtr0_norm.
have close z : size z = d -> near h y z -> near (Num.min e delta) x z.
  move=> sz_z near_z; have -> : Num.min e delta = h + h by rewrite /h -mulrDl -mulr2n -mulr_natr mulfK ?pnatr_eq0.
  by apply: near_trans near_y near_z; rewrite ?sz_x ?sz_y ?sz_z.
have int_y : interior y.
  by split=> //; exists h => // z sz_z /(close z sz_z)/near_min[near_z _]; apply: near_x.
have [near_e near_d] := near_min (close y sz_y (near_refl y h_gt0)).
have base_y := proj2 (base1 drows_proper y) (near_x y sz_y near_e).
have [j lt_j cell_y] := leaf_of_base base_y; exists j, y; split=> //.
apply: (face_proper lt_i lt_j cell_y _ f_in).
  rewrite -(proj2 cell_x) -(proj2 cell_y); apply: faces; first by rewrite /= sz_y sz_x.
  by rewrite /near /= subrr normr0 delta_gt0.
have -> : dotZ f (1 :: y) = dotZ f (1 :: x) + entry_at R f l.+1 * (h / 2%:R).
  rewrite !(dotZ_sum sz_f) //=; last by rewrite sz_y.
  rewrite !big_ord_recl /= -addrA; congr (_ + _).
  rewrite (bigD1 l) // [X in _ = X + _](bigD1 l) //= nth_mkseq // eqxx mulrDr -!addrA; congr (_ + _).
  rewrite addrC; congr (_ + _); apply: eq_bigr => k /negPf ne_k.
  by rewrite nth_mkseq // val_eqE ne_k addr0.
by rewrite f_x add0r mulf_neq0 // gt_eqF.
Qed.

Lemma full_cell n i x : (i < size leaves)%N -> (d.+1 - cells.dim (cell i) <= n)%N -> interior x ->
  cell_in (leaf_at i).1 (1 :: x) ->
  exists2 j, (j < size leaves)%N & cells.is_finite (cell j) /\ cells.dim (cell j) = d.+1.
Proof.
elim: n i x => [|n IH] i x lt_i le_n int_x cell_x; have le_d : (cells.dim (cell i) <= d.+1)%N by rewrite dimE ?leq_subr.
  exists i => //; split; first by rewrite (finite_head lt_i cell_x) ltr01.
  by apply/eqP; rewrite eqn_leq le_d -subn_eq0 -leqn0.
case: (ltnP (cells.dim (cell i)) d.+1) => [small|ge_d].
  have [j [y [lt_j int_y cell_y lt_ij]]] := larger_cell lt_i int_x cell_x small.
  by apply: (IH j y) => //; lia.
exists i => //; split; first by rewrite (finite_head lt_i cell_x) ltr01.
by apply/eqP; rewrite eqn_leq le_d.
Qed.

(** On a domain with interior points the regions are the cells of dimension d. *)
Theorem regions_full output x : interior x ->
  quantity "regions" output = Some (VInt (Z.of_nat (size (vectors d)))) /\ (0 < size (vectors d))%N.
Proof.
move=> int_x; have in_x : inside d drows x by have [sz_x [e e_gt0]] := int_x; apply=> //; apply: near_refl.
have [m [look gt0 none]] := regions_sound output in_x.
have le_m : (m <= d)%N.
  case E: (vectors m) gt0 => [|s l] // _; have: s \in vectors m by rewrite E mem_head.
  case/mem_vectors => j lt_j [_ dim_j _]; rewrite -ltnS -dim_j dimE // leq_subr //.
suff full : exists2 j, (j < size leaves)%N & cells.is_finite (cell j) /\ cells.dim (cell j) = d.+1.
  have [j lt_j [fin_j dim_j]] := full; have in_d : signs_of (cell j) \in vectors d by apply/mem_vectors; exists j.
  have eq_m : m = d.
    by apply/eqP; rewrite eqn_leq le_m leqNgt; apply/negP => /none eq0; rewrite eq0 in in_d.
  by rewrite -eq_m.
have [i lt_i cell_x] := leaf_of_base (proj2 (base1 drows_proper x) in_x).
exact: full_cell (leqnn _) int_x cell_x.
Qed.
End Problem.
End Cells.
