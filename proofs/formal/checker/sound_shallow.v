(** What accepted claims about single functions, pairs of functions and single layers mean. *)
From Coq Require Import ZArith String Permutation.
From mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.
From exactrelu.checker Require Import base network path values shallow semantics sound_network sound_linear.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Local Open Scope string_scope.

(** * What header and claim state *)

(** The number of outputs of layers. *)
Definition outputs_of (net : seq layer) : nat := last (inputs_of net) [seq size (weights l) | l <- net].

(** A claim states a form of the outputs of layers. *)
Definition states_form (net : seq layer) (x : json) (v : seq rational) : Prop :=
  vector ratio x = Done v /\ size v = (outputs_of net).+1.

(** The header states layers on the whole space, and the claim a form of their outputs. *)
Definition first_function (network domain : json) (claim : seq (string * json)) net v : Prop :=
  read_problem domain network = Done (net, [::]) /\ exists2 x, field "form" claim = Done x & states_form net x v.

(** The claim states other layers, and a form of their outputs. *)
Definition second_function (claim : seq (string * json)) net v : Prop :=
  exists l x y, [/\ field "second" claim = Done (Obj l), field "network" l = Done x, read_layers x = Done net,
                    field "form" l = Done y & states_form net y v].

(** A record that states so many things by a rule. *)
Lemma entriesP rule count record l : entries rule count record = Done l -> size l = count.
Proof. by case: record => // -[|[] ] //= text _ k; case: ifP => // /andP[_ /eqnP <-] [<-]. Qed.

Lemma vector_of_vector A (entry : json -> result A) n x v : vector_of n entry x = Done v -> vector entry x = Done v.
Proof. by case: x => // l /=; case: ifP. Qed.

(** Keys that have to be there are there. *)
Lemma has_keys_get k keys l : has_keys keys l -> has (String.eqb k) keys -> get k l <> None.
Proof.
rewrite /has_keys => /andP[_]; elim: keys => //= key keys IH /andP[key_ok /IH{}IH] /orP[|//].
by move/String.eqb_eq => ->; case: (get key l) key_ok.
Qed.

Section Shallow.
Variable R : realFieldType.
Notation toR := (@toR R).
Notation ofQ := (@ofQ R).
Notation dotZ := (@dotZ R).
Notation reluR := (@reluR R).

(** c + v.F(x), for a form (c, v) of the outputs of layers. *)
Definition form_at (net : seq layer) (v : seq rational) (x : seq R) : R := dotR (map ofQ v) (1 :: network_at net x).

Lemma size_network_at n net (x : seq R) : proper_layers n net -> size x = n ->
  size (network_at net x) = last n [seq size (weights l) | l <- net].
Proof.
rewrite /network_at; elim: net n x => [|l net IH] n x //= /andP[/and5P[/eqP b_size _ _ _ _] net_proper] x_size.
apply: IH => //; rewrite /passes_on /pre_activations.
by case: ifP => _; rewrite ?size_map size_zip b_size minnn.
Qed.

(** Layers that were merged, and a form of their outputs. *)
Definition good_function (net : seq layer) (m : network) (v : seq rational) : Prop :=
  [/\ proper_layers (inputs_of net) net, merged net = Done m, size v = (size (outputs m)).+1 & all proper v].

Lemma merged_facts net m : proper_layers (inputs_of net) net -> merged net = Done m ->
  inputs m = inputs_of net /\ size (outputs m) = outputs_of net.
Proof.
move=> net_proper net_m; have [inE _ _] := merged_sound R net_proper net_m.
move/(_ (nseq (inputs m) 0)); rewrite size_nseq => /(_ erefl)[_ netE]; split=> //.
by rewrite -(size_rows_atR (outputs m) (last_at (hidden m) (nseq (inputs m) (0 : R)))) -netE
  (size_network_at net_proper) // size_nseq.
Qed.

Lemma form_of_outputs_sound net m x v : proper_layers (inputs_of net) net -> merged net = Done m ->
  form_of_outputs m x = Done v -> states_form net x v /\ good_function net m v.
Proof.
move=> net_proper net_m xv; have /andP[/eqP v_size v_proper] := vector_of_proper xv.
have [_ outE] := merged_facts net_proper net_m.
by split; split=> //; [apply: vector_of_vector xv|rewrite v_size outE].
Qed.

Lemma everywhere_sound network domain keys claim m v : everywhere network domain keys claim = Done (m, v) ->
  exists net, [/\ read_problem domain network = Done (net, [::]), proper_layers (inputs_of net) net,
    merged net = Done m & has (String.eqb "form") keys ->
      first_function network domain claim net v /\ good_function net m v].
Proof.
rewrite /everywhere; case: ifP => // keys_ok.
case E: read_problem => [[net rows]|//|//] /=; case net_m: merged => [m'|//|//] /=.
case: ifP => //; case: rows E => // E _; have [net_proper _] := read_problem_proper E net_m.
case form: (get "form" claim) => [x|]; last first.
  case=> <- _; exists net; split=> // has_form; case: (has_keys_get keys_ok _ form).
  by apply/orP; right.
case xv: form_of_outputs => [v'|//|//] /= [<- <-].
have [xv' good] := form_of_outputs_sound net_proper net_m xv.
by exists net; split=> // _; split=> //; split=> //; exists x; rewrite // /field form.
Qed.

Lemma second_of_sound front claim m v : second_of [::] front claim = Done (m, v) ->
  exists l x y net, [/\ field "second" claim = Done (Obj l), field "network" l = Done x, read_layers x = Done net,
    field "form" l = Done y & merged (front ++ net) = Done m /\ form_of_outputs m y = Done v].
Proof.
rewrite /second_of; case E: field => [other|//|//] /=; case: other E => // l E; case: ifP => // _.
case E1: field => [x|//|//] /=; case E2: read_layers => [net|//|//] /=; case E3: merged => [m'|//|//] /=.
case E4: field => [y|//|//] /=; case E5: form_of_outputs => [v'|//|//] /= [<- <-].
by exists l, x, y, net.
Qed.

Lemma read_layers_proper x net m : read_layers x = Done net -> merged net = Done m -> proper_layers (inputs_of net)
  net.
Proof.
by move=> /read_layers_sound net_sound; rewrite /merged; case E: merge => [[layers out]|//|//] /= _;
  apply: merge_fits E.
Qed.

Lemma second_of_function claim m v : second_of [::] [::] claim = Done (m, v) ->
  exists net, second_function claim net v /\ good_function net m v.
Proof.
case/second_of_sound=> [l [x [y [net [E1 E2 E3 E4 [net_m yv]]]]]]; have net_proper := read_layers_proper E3 net_m.
have [yv' good] := form_of_outputs_sound net_proper net_m yv.
by exists net; split=> //; exists l, x, y.
Qed.

(** The value of a form at a rational point. *)
Lemma value_at_sound net m v x : good_function net m v -> size x = inputs_of net -> all proper x ->
  proper (value_at m v x) /\ ofQ (value_at m v x) = form_at net v (map ofQ x).
Proof.
case=> net_proper net_m v_size v_proper x_size x_proper; have [inE _] := merged_facts net_proper net_m.
have [|y_proper yE] := evaluate_sound R net_proper net_m _ x_proper; first by rewrite inE.
have y_proper' : all proper (one :: evaluate m x) by [].
by rewrite /value_at /form_at -yE -ofQ1 -map_cons; apply: dotq_sound.
Qed.

Lemma eqq_sound p q : proper p -> proper q -> eqq p q = (ofQ p == ofQ q).
Proof.
move=> p_proper q_proper; rewrite eq_le -!ofQ_le // /leq /eqq.
by case: Z.eqb_spec; case: Z.leb_spec; case: Z.leb_spec => //=; lia.
Qed.

Lemma same_rowq_sound p q : all proper p -> all proper q -> same_rowq p q = (map ofQ p == map ofQ q).
Proof.
rewrite /same_rowq; elim: p q => [|a p IH] [|b q] //= /andP[a_proper /IH{}IH] /andP[b_proper /IH ->].
by rewrite eqseq_cons eqq_sound.
Qed.

(** * Different functions *)

(** Accepted `different`: the two functions have different values at some point. *)
Theorem different_sound network domain claim next record : different_claim network domain claim = Done next ->
  next record = Done tt ->
  exists F v G w, [/\ first_function network domain claim F v, second_function claim G w, inputs_of F = inputs_of G &
    exists2 x, size x = inputs_of F & form_at F v x <> form_at G w x].
Proof.
rewrite /different_claim; case E: everywhere => [[m v]|//|//] /=.
case E': second_of => [[m' w]|//|//] /= [<-] {next}.
have [F [F_read F_proper F_m /(_ isT)[F_form F_good]]] := everywhere_sound E.
have [G [G_form G_good]] := second_of_function E'; have [G_proper G_m _ _] := G_good.
case: entries => [l|//|//] /=; case: l => // x [] //; case E'': vector_of => [y|//|//] /=.
have /andP[/eqP y_size y_proper] := vector_of_proper E''.
have [F_in _] := merged_facts F_proper F_m; have [G_in _] := merged_facts G_proper G_m.
case: ifP => // /eqnP same_inputs; rewrite F_in G_in in same_inputs; rewrite F_in in y_size; case: ifP => // neq _.
exists F, v, G, w; split=> //; exists (map ofQ y); first by rewrite size_map.
have [Fy_proper <-] := value_at_sound F_good y_size y_proper.
have [|Gy_proper <-] := value_at_sound G_good _ y_proper; first by rewrite -same_inputs.
by move/eqP; rewrite -eqq_sound // => eq; rewrite eq in neq.
Qed.

(** Accepted `not injective`: two different points have the same image. *)
Theorem not_injective_sound network domain claim next record : not_injective_claim network domain claim = Done next ->
  next record = Done tt ->
  exists net, read_problem domain network = Done (net, [::]) /\
    exists x y : seq R, [/\ size x = inputs_of net, size y = inputs_of net, x <> y &
      network_at net x = network_at net y].
Proof.
rewrite /not_injective_claim; case E: everywhere => [[m v]|//|//] /= [<-] {next}.
have [net [net_read net_proper net_m _]] := everywhere_sound E; have [inE _] := merged_facts net_proper net_m.
case: entries => [l|//|//] /=; case: l => // x [|y []] //.
case xE: vector_of => [x'|//|//] /=; case yE: vector_of => [y'|//|//] /=.
have /andP[/eqP x_size x_proper] := vector_of_proper xE; have /andP[/eqP y_size y_proper] := vector_of_proper yE.
have [image_x image_xE] := evaluate_sound R net_proper net_m x_size x_proper.
have [image_y image_yE] := evaluate_sound R net_proper net_m y_size y_proper.
case: ifP => // /andP[/negP neq /= same_image] _; exists net; split=> //.
exists (map ofQ x'), (map ofQ y'); rewrite !size_map -inE; split=> //.
  by move/eqP; rewrite -same_rowq_sound.
by apply/eqP; rewrite -image_xE -image_yE -same_rowq_sound.
Qed.

(** * Ridge forms *)

(** The value of a neuron, of a sum of neurons, of a bend, of a ridge form. *)
Definition neuron_at (h : neuron) (x : seq R) : R :=
  ofQ (weight h) * reluR (dotR (map ofQ (slope h)) x + ofQ (offset h)).
Definition shallow_at (f : shallow) (x : seq R) : R := \sum_(h <- neurons f) neuron_at h x + ofQ (constant f).
Definition bend_at (p : seq Z * rational * rational) (x : seq R) : R := ofQ p.2 * reluR (dotZ p.1.1 x + ofQ p.1.2).
Definition ridge_at (f : ridge) (x : seq R) : R :=
  dotR (map ofQ (linear f)) x + ofQ (level f) + \sum_(p <- bends f) bend_at p x.

(** A normal vector of a bend: the first entry that is not 0 is positive, and no number divides all entries. *)
Definition primitive (n : seq Z) : bool :=
  if lead_of n is Some j then (Z.ltb 0 (nth Z0 n j)) && Z.eqb (content n) 1 else false.

Definition proper_neuron (n : nat) (h : neuron) : bool :=
  [&& size (slope h) == n, all proper (slope h), proper (offset h) & proper (weight h)].
Definition proper_shallow (n : nat) (f : shallow) : bool :=
  [&& all (proper_neuron n) (neurons f), ~~ nilp (neurons f) & proper (constant f)].
Definition proper_bend (n : nat) (p : seq Z * rational * rational) : bool :=
  [&& size p.1.1 == n, primitive p.1.1, proper p.1.2 & proper p.2].

(** The hyperplane of a bend. *)
Definition hyperplane (p : seq Z * rational * rational) : seq Z * R := (p.1.1, ofQ p.1.2).

(** The lengths are right, and no two bends have the same hyperplane. *)
Definition proper_ridge (n : nat) (f : ridge) : bool :=
  [&& size (linear f) == n, all proper (linear f), proper (level f), all (proper_bend n) (bends f) &
      uniq (map hyperplane (bends f))].

Lemma reluR_id (t : R) : reluR t = t + reluR (- t).
Proof.
rewrite /semantics.reluR; case: (leP t 0) => [t_le|t_gt].
  by rewrite max_l ?oppr_ge0 // subrr.
by rewrite max_r ?addr0 // oppr_le0 ltW.
Qed.

Lemma reluR_scale (c t : R) : 0 < c -> reluR (c * t) = c * reluR t.
Proof. by move=> /ltW c_ge0; rewrite /semantics.reluR maxr_pmulr // mulr0. Qed.

Lemma dotR_opp (row : seq rational) (x : seq R) : all proper row -> dotR (map ofQ (map opp row))
  x = - dotR (map ofQ row) x.
Proof.
elim: row x => [|q row IH] [|u x] //=; rewrite ?oppr0 // => /andP[q_proper row_proper].
by rewrite ofQ_opp // IH // mulNr opprD.
Qed.

(** A form of the outputs is a sum of neurons. *)
Lemma shallow_of_sound net m v f : good_function net m v -> shallow_of m v = Done f ->
  proper_shallow (inputs_of net) f /\ forall x : seq R, size x = inputs_of net -> shallow_at f x = form_at net v x.
Proof.
case=> net_proper net_m v_size v_proper; have [inE _] := merged_facts net_proper net_m.
have [_ hidden_proper _ _] := merged_sound R net_proper net_m.
have facts (x : seq R) : size x = inputs m -> _ := fun x_size =>
  of_outputs_sound (R := R) (x := x) net_proper net_m x_size v_size v_proper.
rewrite /shallow_of; rewrite -inE; case hiddenE: (hidden m) hidden_proper facts => [|rows [|//]] /=.
  move=> _ facts; case: of_outputs facts => // c w facts [<-] /=.
  have [|[w_size] /andP[c_proper w_good] _] := facts (nseq (inputs m) 0); first by rewrite size_nseq.
  have {w_good} w_proper : all proper w by []; rewrite /last_width /= in w_size.
  rewrite /proper_shallow /proper_neuron /= size_map w_size eqxx w_proper c_proper /= andbT.
  split=> [|x x_size]; first by rewrite all_map !andbT; exact: w_proper.
  have [_ _] := facts x x_size; rewrite /form_at => <- /=.
  rewrite /shallow_at /neuron_at /= !big_cons big_nil /= !ofQ_of_Z toR1 !toR0 !addr0 mul1r mulr1 dotR_opp //.
  by rewrite [reluR (dotR _ _)]reluR_id (_ : toR (Zneg xH) = -1) //; ring.
rewrite !andbT => /andP[rows0 rows_fit] facts; case: of_outputs facts => // c w facts [<-] /=.
have [|[w_size] /andP[c_proper w_good] _] := facts (nseq (inputs m) 0); first by rewrite size_nseq.
have {w_good} w_proper : all proper w by []; rewrite /last_width /= in w_size.
have good := all_zip rows_fit w_proper; split=> [|x x_size].
  rewrite /proper_shallow /= c_proper andbT /nilp size_map size_zip w_size minnn rows0 andbT all_map.
  by apply: sub_all good => -[[|b row] q] //= /andP[/and3P[row_size b_proper row_proper] q_proper]; apply/and4P.
have [_ _] := facts x x_size; rewrite /form_at => <- /=.
rewrite /shallow_at /= mulr1 addrC; congr (_ + _); rewrite big_map.
elim: rows w w_size good {rows0 rows_fit hiddenE facts w_proper} => [|row rows IH] [|q w] //=;
  first by rewrite big_nil.
move=> [w_size] /andP[/andP[/andP[row_size _] _] /(IH w w_size){}IH]; rewrite big_cons IH; congr (_ + _).
rewrite /neuron_at /=; case: row row_size => //= b row _; by rewrite mulr1 [in RHS]addrC.
Qed.

Lemma ofQ_inv q : proper q -> num q <> Z0 -> proper (inv q) /\ ofQ (inv q) = (ofQ q)^-1.
Proof.
by move=> q_proper q0; rewrite /inv proper_quotient // ofQ_quotient // /semantics.ofQ invf_div.
Qed.

Lemma ofQ_num q : proper q -> (ofQ q == 0) = Z.eqb (num q) 0.
Proof. by move=> q_proper; rewrite /semantics.ofQ mulf_eq0 invr_eq0 (negPf (den_neq0 R q_proper)) orbF toR_eq0. Qed.

Lemma ofQ_div p q : proper p -> proper q -> ofQ q != 0 -> proper (div p q) /\ ofQ (div p q) = ofQ p / ofQ q.
Proof.
move=> p_proper q_proper; rewrite ofQ_num // => /Z.eqb_spec q0; have [inv_proper invE] := ofQ_inv q_proper q0.
by rewrite /div proper_mul // ofQ_mul // invE.
Qed.

Lemma ofQ_nth row i : (map ofQ row)`_i = ofQ (nth zero row i).
Proof.
have [i_lt|i_ge] := ltnP i (size row); first by rewrite (nth_map zero).
by rewrite !nth_default ?size_map // ofQ0.
Qed.

(** The entries of a normal form have no common divisor. *)
Lemma content_greatest d row : all (divides d) row -> Z.divide d (content row).
Proof.
rewrite /content => row_d; suff H g : Z.divide d g -> Z.divide d (foldl Z.gcd g row) by apply: H; exists Z0.
elim: row g row_d => //= x row IH g /andP[/dividesP x_d row_d] g_d.
by apply: IH => //; apply: Z.gcd_greatest.
Qed.

Lemma all_dividesP d row : (forall i, Z.divide d (nth Z0 row i)) -> all (divides d) row.
Proof. by move=> H; apply/(all_nthP Z0) => i _; apply/dividesP. Qed.

Lemma content_normal row : (exists i, nth Z0 row i <> Z0) -> content (normal row) = Zpos xH.
Proof.
case=> i row_i; set c := content (normal row).
have row_content j : Z.divide (content row) (nth Z0 row j).
  have [j_lt|j_ge] := ltnP j (size row); last by rewrite nth_default //; exists Z0.
  by apply/dividesP; apply: (allP (content_divides row)); apply: mem_nth.
have c_normal j : Z.divide c (nth Z0 (normal row) j).
  have [j_lt|j_ge] := ltnP j (size (normal row)); last by rewrite nth_default //; exists Z0.
  by apply/dividesP; apply: (allP (content_divides (normal row))); apply: mem_nth.
have content0 : content row <> Z0 by move=> E; have [k] := row_content i; rewrite E; lia.
have content_ge := @content_ge0 row; have c_ge := @content_ge0 (normal row); rewrite -/c in c_ge.
have : Z.divide (Z.mul (content row) c) (content row).
  apply/content_greatest/all_dividesP => j.
  have nthE : nth Z0 row j = Z.mul (content row) (nth Z0 (normal row) j).
    move: (row_content j); rewrite /normal /divided; move: (content row) content0 => g g0 [k kE].
    case: (Z.eqb_spec g 1) => [->|_]; first by case: nth.
    case: (Z.eqb_spec g 0) => //= _; have [j_lt|j_ge] := ltnP j (size row).
      by rewrite (nth_map Z0) // kE Z.div_mul // Z.mul_comm.
    by rewrite !nth_default ?size_map // Z.mul_0_r.
  by rewrite nthE; apply: Z.mul_divide_mono_l.
case=> k kE; have {}kE : Z.mul (content row) (Z.sub (Z.mul k c) 1) = Z0 by nia.
have kc : Z.mul k c = Zpos xH by nia.
by apply: (Z.divide_1_r_nonneg _ c_ge); exists k.
Qed.

Lemma content_negated row : content (negated row) = content row.
Proof.
suff H g : foldl Z.gcd g (negated row) = foldl Z.gcd g row by exact: H.
by elim: row g => //= x row IH g; rewrite Z.gcd_opp_r.
Qed.

Lemma lead_of_negated row : lead_of (negated row) = lead_of row.
Proof. by elim: row => //= x row ->; case: x. Qed.

Lemma nth_negated row i : nth Z0 (negated row) i = Z.opp (nth Z0 row i).
Proof.
have [i_lt|i_ge] := ltnP i (size row); first by rewrite (nth_map Z0).
by rewrite !nth_default ?size_map.
Qed.

Lemma same_rowP n n' : same_row n n' = (n == n').
Proof.
rewrite /same_row; elim: n n' => [|x n IH] [|y n'] //=; rewrite IH eqseq_cons; congr (_ && _).
Qed.

(** A bend more. *)
Lemma add_bend_sound d (n : seq Z) beta mu l : all (proper_bend d) l -> proper_bend d (n, beta, mu) ->
  let l' := add_bend n beta mu l in
  [/\ all (proper_bend d) l',
      map hyperplane l' = if (n, ofQ beta) \in map hyperplane l then map hyperplane l
                          else rcons (map hyperplane l) (n, ofQ beta) &
      forall x, \sum_(p <- l') bend_at p x = \sum_(p <- l) bend_at p x + bend_at (n, beta, mu) x].
Proof.
move=> l_proper new_proper; elim: l l_proper => [|[[n' beta'] mu'] l IH] /=.
  by rewrite new_proper; split=> // x; rewrite !big_cons !big_nil addrC.
case/andP=> p_proper l_proper; have [l_proper' keysE sumE] := IH l_proper.
have /and4P[/= n_size n_prim beta_proper mu_proper] := new_proper.
have /and4P[/= n_size' n_prim' beta_proper' mu_proper'] := p_proper.
rewrite same_rowP eqq_sound // in_cons [hyperplane (n', _, _)]/hyperplane /= xpair_eqE.
case: eqP => [nE|_ /=]; [subst n'; case: eqP => [betaE /=|_ /=]|].
- rewrite l_proper /proper_bend /= n_size' n_prim' beta_proper' proper_add //; split=> // x.
  by rewrite !big_cons /bend_at /= ofQ_add // betaE; ring.
- by rewrite p_proper l_proper' keysE; split=> // [|x]; [case: ifP|rewrite !big_cons sumE addrA].
- by rewrite p_proper l_proper' keysE; split=> // [|x]; [case: ifP|rewrite !big_cons sumE addrA].
Qed.

(** A neuron more. *)
Lemma add_neuron_sound d f h : proper_ridge d f -> proper_neuron d h ->
  proper_ridge d (add_neuron f h) /\
  forall x, size x = d -> ridge_at (add_neuron f h) x = ridge_at f x + neuron_at h x.
Proof.
move=> /and5P[/eqP lin_size lin_proper lev_proper bends_proper bends_uniq].
move=> /and4P[/eqP s_size s_proper o_proper w_proper].
rewrite /add_neuron; have [n_size [c c_gt0 nE]] := normalq_sound R s_proper; rewrite s_size in n_size.
set n := normalq (slope h) in n_size nE *.
have c0 : c != 0 by rewrite gt_eqF.
have := lead_ofP n; case leadE: lead_of => [j|]; last first.
  move=> n0; have max_proper : proper (maxq zero (offset h)) by rewrite /maxq; case: ifP.
  rewrite /proper_ridge /= lin_size eqxx lin_proper proper_add ?proper_mul // bends_proper bends_uniq;
    split=> // x x_size.
  have s0 : dotR (map ofQ (slope h)) x = 0.
    by have := nE x; rewrite dotZ_zero_row // => /esym/eqP; rewrite mulf_eq0 (negPf c0) => /eqP.
  rewrite /ridge_at /neuron_at /= ofQ_add ?proper_mul // ofQ_mul // s0 add0r.
  have -> : ofQ (maxq zero (offset h)) = reluR (ofQ (offset h)).
    by rewrite /maxq (ofQ_lt R) // ofQ0 /semantics.reluR; case: ltP; rewrite ?ofQ0.
  by ring.
case; rewrite n_size => j_lt; set lead := nth Z0 n j => lead0.
have sj_proper : proper (nth zero (slope h) j) by apply: (allP s_proper); rewrite mem_nth ?s_size.
have leadR0 : toR lead != 0 by exact: toR_neq0.
have leadE' : toR lead = c * ofQ (nth zero (slope h) j).
  by have := nE (unitR R d j); rewrite dotZ_unit // dotR_unit ?size_map // ofQ_nth.
have [|factor_proper factorE] := ofQ_div sj_proper (isT : proper (of_Z lead)); first by rewrite ofQ_of_Z.
have sj0 : ofQ (nth zero (slope h) j) != 0 by move: leadR0; rewrite leadE' mulf_eq0 negb_or => /andP[].
have {}factorE : ofQ (div (nth zero (slope h) j) (of_Z lead)) = c^-1.
  by rewrite factorE ofQ_of_Z leadE'; field; rewrite c0 sj0.
set factor := div _ (of_Z lead) in factor_proper factorE *.
have [|beta_proper betaE] := ofQ_div o_proper factor_proper; first by rewrite factorE invr_eq0.
rewrite factorE invrK in betaE; set beta := div _ factor in beta_proper betaE *.
have mu_proper : proper (mul (weight h) factor) by rewrite proper_mul.
have muE : ofQ (mul (weight h) factor) = ofQ (weight h) / c by rewrite ofQ_mul // factorE.
set mu := mul _ factor in mu_proper muE *.
have neuronE x : neuron_at h x = ofQ mu * reluR (dotZ n x + ofQ beta).
  have -> : dotZ n x + ofQ beta = c * (dotR (map ofQ (slope h)) x + ofQ (offset h)) by rewrite nE betaE; ring.
  by rewrite reluR_scale // muE mulrA divfK.
have row_neq : exists i, nth Z0 (scaled (common_denominator (slope h)) (slope h)) i <> Z0.
  by exists j; move/(nth_normal0 (scaled _ _)).
have n_content : content n = Zpos xH := content_normal row_neq.
case: Z.ltb_spec => lead_sign.
  have prim : primitive (negated n).
    rewrite /primitive lead_of_negated leadE nth_negated content_negated n_content andbT.
    by apply/Z.ltb_lt/Z.opp_pos_neg.
  have new_proper : proper_bend d (negated n, opp beta, mu).
    by apply/and4P; split=> //; rewrite size_map n_size.
  have [bends_proper' keysE sumE] := add_bend_sound bends_proper new_proper.
  have of_Z_fits : (size (map of_Z n) == d) && all proper (map of_Z n).
    by rewrite size_map n_size eqxx all_map; apply/allP.
  have [|/andP[lin_size' lin_proper'] linE] := axpy_sound R mu_proper of_Z_fits (_ : _ && all proper (linear f)).
    by rewrite lin_size eqxx.
  have lev_proper' : proper (add (level f) (mul mu beta)).
    exact: proper_add lev_proper (proper_mul mu_proper beta_proper).
  move: (add_bend _ _ _ _) bends_proper' keysE sumE => l' bends_proper' keysE sumE; split.
    apply/and5P; split=> //=; rewrite keysE.
    by case: ifP => [_|/negbT new]; rewrite ?rcons_uniq ?new.
  move=> x x_size; rewrite /ridge_at [linear _]/= [level _]/= [bends _]/= linE sumE neuronE.
  rewrite (ofQ_add R lev_proper (proper_mul mu_proper beta_proper)) (ofQ_mul R mu_proper beta_proper)
    -map_comp (eq_map (_ : _ =1 toR)) => [|z]; last by rewrite /= ofQ_of_Z.
  rewrite [reluR (_ + _)]reluR_id /bend_at [_.1.1]/= [_.1.2]/= [_.2]/= dotZ_negated ofQ_opp // -opprD -/(dotZ n x).
  by move: (reluR _) (\sum_(p <- _) _) => t t'; ring.
have prim : primitive n.
  rewrite /primitive leadE n_content andbT; apply/Z.ltb_lt/Z.le_neq; split=> // E.
  exact/lead0/esym.
have new_proper : proper_bend d (n, beta, mu) by apply/and4P; split=> //; rewrite n_size.
have [bends_proper' keysE sumE] := add_bend_sound bends_proper new_proper.
move: (add_bend _ _ _ _) bends_proper' keysE sumE => l' bends_proper' keysE sumE; split.
  apply/and5P; split=> //=; first exact/eqP.
  by rewrite keysE; case: ifP => [_|/negbT new]; rewrite ?rcons_uniq ?new.
by move=> x x_size; rewrite /ridge_at [linear _]/= [level _]/= [bends _]/= sumE neuronE addrA.
Qed.

(** The ridge form of a function computes the function; its bends have weights that are not 0. *)
Lemma ridge_of_sound d f : proper_shallow d f ->
  [/\ proper_ridge d (ridge_of f), all (fun p => ofQ p.2 != 0) (bends (ridge_of f)) &
      forall x, size x = d -> ridge_at (ridge_of f) x = shallow_at f x].
Proof.
move=> /and3P[hs_proper hs0 const_proper]; rewrite /ridge_of.
have -> : (if neurons f is h :: _ then size (slope h) else 0%N) = d.
  by case: (neurons f) hs_proper hs0 => //= h hs /andP[/and4P[/eqP]].
have: proper_ridge d (Ridge (nseq d zero) (constant f) [::]).
  by rewrite /proper_ridge /= size_nseq eqxx all_nseq orbT const_proper.
have: forall x, size x = d -> ridge_at (Ridge (nseq d zero) (constant f) [::]) x = ofQ (constant f).
  by move=> x x_size; rewrite /ridge_at /= map_nseq ofQ0 dotR_nseq0 big_nil addr0 add0r.
move: (Ridge _ _ _) => r rE r_proper.
have [] : proper_ridge d (foldl add_neuron r (neurons f)) /\ forall x, size x = d ->
    ridge_at (foldl add_neuron r (neurons f)) x = shallow_at f x.
  rewrite /shallow_at; move: (ofQ (constant f)) rE => t.
  have H s : (forall x, size x = d -> ridge_at r x = s x + t) ->
      proper_ridge d (foldl add_neuron r (neurons f)) /\ forall x, size x = d ->
      ridge_at (foldl add_neuron r (neurons f)) x = s x + \sum_(h <- neurons f) neuron_at h x + t.
    elim: (neurons f) r s hs_proper r_proper {hs0 const_proper} => [|h hs IH] r s /=.
      by move=> _ r_proper rE; split=> // x x_size; rewrite rE // big_nil addr0.
    case/andP=> h_proper hs_proper r_proper rE; have [next_proper nextE] := add_neuron_sound r_proper h_proper.
    have [x x_size|all_proper allE] := IH _ (fun x => s x + neuron_at h x) hs_proper next_proper.
      by rewrite nextE // rE // addrAC.
    by split=> // x x_size; rewrite allE // big_cons; congr (_ + _); rewrite addrA.
  move=> rE; have [x x_size|all_proper allE] := H (fun _ => 0); first by rewrite add0r rE.
  by split=> // x x_size; rewrite allE // add0r.
move: (foldl _ _ _) => all_ /and5P[lin_size lin_proper lev_proper bends_proper bends_uniq] allE.
rewrite /proper_ridge /= lin_size lin_proper lev_proper /=; split=> [||x x_size].
- rewrite all_filter; apply/andP; split.
    by apply: sub_all bends_proper => p p_ok; apply/implyP.
  by apply: subseq_uniq bends_uniq; apply/map_subseq/filter_subseq.
- rewrite all_filter; apply: sub_all bends_proper => p /and4P[_ _ _ p_proper] /=; rewrite ofQ_num //.
  exact: implybb.
rewrite -allE // /ridge_at /=; congr (_ + _); rewrite big_filter.
elim: (bends all_) bends_proper => [|p l IH] /=; first by rewrite !big_nil.
move=> /andP[/and4P[_ _ _ p_proper] /IH{}IH]; rewrite !big_cons; case: ifP => p0; rewrite IH //.
rewrite /bend_at (_ : ofQ p.2 = 0) ?mul0r ?add0r //; apply/eqP; rewrite ofQ_num //.
by move/negbFE: p0.
Qed.

(** Equal ridge forms are equal functions. *)
Lemma same_ridge_sound d f g x : proper_ridge d f -> proper_ridge d g -> same_ridge f g ->
  ridge_at f x = ridge_at g x.
Proof.
move=> /and5P[_ lin_f lev_f bends_f uniq_f] /and5P[_ lin_g lev_g bends_g uniq_g].
case/andP=> /andP[/andP[lin lev] /eqnP sizes] subset.
move: lin lev; rewrite same_rowq_sound // eqq_sound // /ridge_at => /eqP -> /eqP ->; congr (_ + _).
pose value (p : seq Z * rational * rational) := (hyperplane p, ofQ p.2).
pose at_value (q : seq Z * R * R) := q.2 * reluR (dotZ q.1.1 x + q.1.2).
have sumE (l : seq (seq Z * rational * rational)) : \sum_(p <- l) bend_at p x = \sum_(q <- map value l) at_value q.
  by rewrite big_map.
rewrite !sumE; apply: perm_big.
have uniq_values (l : seq (seq Z * rational * rational)) : uniq (map hyperplane l) -> uniq (map value l).
  by move=> uniq_l; apply: (@map_uniq _ _ fst); rewrite -map_comp.
have sub q : q \in map value (bends f) -> q \in map value (bends g).
  case/mapP=> p p_in ->; have /hasP[p' p'_in] := allP subset p p_in.
  have /and4P[_ _ b_proper m_proper] := allP bends_f p p_in.
  have /and4P[_ _ b_proper' m_proper'] := allP bends_g p' p'_in.
  case/andP=> /andP[]; rewrite same_rowP !eqq_sound // => /eqP nE /eqP bE /eqP mE.
  by apply/mapP; exists p' => //; rewrite /value /hyperplane nE bE mE.
have [|_ same] := uniq_min_size (uniq_values _ uniq_f) sub; first by rewrite !size_map sizes.
by apply: uniq_perm => //; apply: uniq_values.
Qed.

(** * Equal functions *)

(** Accepted `equal`: the two functions are equal at all points. *)
Theorem equal_sound network domain claim : equal_claim network domain claim = Done tt ->
  exists F v G w, [/\ first_function network domain claim F v, second_function claim G w, inputs_of F = inputs_of G &
    forall x, size x = inputs_of F -> form_at F v x = form_at G w x].
Proof.
rewrite /equal_claim; case E: everywhere => [[m v]|//|//] /=.
case E': second_of => [[m' w]|//|//] /=.
have [F [_ F_proper F_m /(_ isT)[F_form F_good]]] := everywhere_sound E.
have [G [G_form G_good]] := second_of_function E'; have [G_proper G_m _ _] := G_good.
have [F_in _] := merged_facts F_proper F_m; have [G_in _] := merged_facts G_proper G_m.
case: ifP => // /eqnP same_inputs; rewrite F_in G_in in same_inputs.
case E1: shallow_of => [f|//|//] /=; case E2: shallow_of => [g|//|//] /=; case: ifP => // same _.
have [f_proper fE] := shallow_of_sound F_good E1; have [g_proper gE] := shallow_of_sound G_good E2.
have [rf_proper _ rfE] := ridge_of_sound f_proper; have [rg_proper _ rgE] := ridge_of_sound g_proper.
exists F, v, G, w; split=> // x x_size; rewrite -fE // -gE -?same_inputs // -rfE // -rgE -?same_inputs //.
by apply: same_ridge_sound same; [exact: rf_proper|rewrite same_inputs].
Qed.

(** * Convexity *)

(** The point between two points that divides them in the ratio t : 1 - t. *)
Definition between (t : R) (x y : seq R) : seq R := [seq (1 - t) * p.1 + t * p.2 | p <- zip x y].

(** A function is convex on R^n. *)
Definition convex_on (n : nat) (f : seq R -> R) : Prop := forall t x y, 0 <= t -> t <= 1 -> size x = n ->
  size y = n ->
  f (between t x y) <= (1 - t) * f x + t * f y.

Lemma dotR_between (a : seq R) t x y : size x = size y ->
  dotR a (between t x y) = (1 - t) * dotR a x + t * dotR a y.
Proof.
rewrite /between; elim: a x y => [|c a IH] [|u x] [|v y] //=; rewrite ?mulr0 ?addr0 // => -[/IH ->]; ring.
Qed.

Lemma reluR_convex (t a b : R) : 0 <= t -> t <= 1 -> reluR ((1 - t) * a + t * b) <= (1 - t) * reluR a + t * reluR b.
Proof.
move=> t_ge0 t_le1; have s_ge0 : 0 <= 1 - t by rewrite subr_ge0.
rewrite {1}/semantics.reluR le_maxl; apply/andP; split.
  by apply: ler_add; apply: ler_wpmul2l => //; rewrite /semantics.reluR le_maxr lexx.
by apply: addr_ge0; apply: mulr_ge0 => //; rewrite /semantics.reluR le_maxr lexx orbT.
Qed.

(** A ridge form whose bends all go upwards is convex. *)
Lemma upward_convex d r : all (fun p => 0 <= ofQ p.2) (bends r) -> convex_on d (ridge_at r).
Proof.
move=> up t x y t_ge0 t_le1 x_size y_size; have sz : size x = size y by rewrite y_size.
have bends_le : \sum_(p <- bends r) bend_at p (between t x y) <=
    (1 - t) * (\sum_(p <- bends r) bend_at p x) + t * (\sum_(p <- bends r) bend_at p y).
  elim: (bends r) up => [|p l IH] /=; first by rewrite !big_nil !mulr0 addr0.
  case/andP=> p_ge0 /IH{}IH; rewrite !big_cons.
  have p_le : bend_at p (between t x y) <= (1 - t) * bend_at p x + t * bend_at p y.
    rewrite /bend_at /sound_network.dotZ dotR_between // -!/(dotZ _ _).
    have -> : (1 - t) * dotZ p.1.1 x + t * dotZ p.1.1 y + ofQ p.1.2 =
        (1 - t) * (dotZ p.1.1 x + ofQ p.1.2) + t * (dotZ p.1.1 y + ofQ p.1.2) by ring.
    rewrite ![_ * (ofQ p.2 * _)]mulrCA -mulrDr; apply: ler_wpmul2l => //; exact: reluR_convex.
  by rewrite !mulrDr addrACA; apply: ler_add.
rewrite /ridge_at dotR_between //; move: bends_le.
move: (\sum_(p <- bends r) bend_at p x) (\sum_(p <- bends r) bend_at p y) => Sx Sy bends_le.
have -> : (1 - t) * (dotR (map ofQ (linear r)) x + ofQ (level r) + Sx) +
    t * (dotR (map ofQ (linear r)) y + ofQ (level r) + Sy) =
    (1 - t) * dotR (map ofQ (linear r)) x + t * dotR (map ofQ (linear r)) y + ofQ (level r) +
    ((1 - t) * Sx + t * Sy) by ring.
by rewrite ler_add2l.
Qed.

(** What holds of small numbers for each thing of a list holds of small numbers for all. *)
Lemma small_enough (T : eqType) (P : T -> R -> Prop) (l : seq T) :
  (forall q, q \in l -> exists2 e, 0 < e & forall t, 0 < t -> t < e -> P q t) ->
  exists2 e, 0 < e & forall t, 0 < t -> t < e -> forall q, q \in l -> P q t.
Proof.
elim: l => [|q l IH] small; first by exists 1; rewrite ?ltr01.
have [|e e_gt0 eP] := IH; first by move=> q' q'_in; apply: small; rewrite in_cons q'_in orbT.
have [e' e_gt0' eP'] := small q (mem_head _ _); exists (Num.min e e'); first by rewrite lt_minr e_gt0.
move=> t t_gt0; rewrite lt_minr => /andP[t_e t_e'] q'; rewrite in_cons => /orP[/eqP ->|]; first exact: eP'.
exact: eP.
Qed.

Lemma lead_of_pattern n n' : size n = size n' -> (forall i, nth Z0 n i = Z0 <-> nth Z0 n' i = Z0)
  -> lead_of n = lead_of n'.
Proof.
elim: n n' => [|x n IH] [|x' n'] //= [sz] zeros; have /= zero0 := zeros 0%N.
rewrite (IH n') // => [|i]; last exact: (zeros i.+1).
by case: (Z.eqb_spec x Z0) => x0; case: (Z.eqb_spec x' Z0) => x0' //; [case: x0'; apply/zero0|case: x0; apply/zero0].
Qed.

Lemma content_scaled b row : Z.le Z0 b -> content [seq Z.mul b x | x <- row] = Z.mul b (content row).
Proof.
move=> b_ge0; suff H g : foldl Z.gcd (Z.mul b g) [seq Z.mul b x | x <- row] = Z.mul b (foldl Z.gcd g row).
  by have := H Z0; rewrite Z.mul_0_r.
by elim: row g => //= x row IH g; rewrite Z.gcd_mul_mono_l_nonneg.
Qed.

(** Primitive normal vectors that are parallel are equal. *)
Lemma primitive_parallel n n' j : size n = size n' -> primitive n -> primitive n' -> lead_of n = Some j ->
  (forall i, Z.mul (nth Z0 n' j) (nth Z0 n i) = Z.mul (nth Z0 n j) (nth Z0 n' i)) -> n = n'.
Proof.
move=> sz prim prim' leadE parallel; move: prim prim'; rewrite /primitive leadE.
case/andP=> /Z.ltb_lt a_gt0 /Z.eqb_eq content1; have := lead_ofP n'.
case leadE': (lead_of n') => [j'|//] [_ lead'] /andP[/Z.ltb_lt lead_gt0 /Z.eqb_eq content1'].
set a := nth Z0 n j in a_gt0 parallel; set b := nth Z0 n' j in parallel.
have b0 : b <> Z0 by move=> b0; have := parallel j'; rewrite b0 Z.mul_0_l => /esym /Z.mul_eq_0 []; [move: a_gt0|];
  lia.
have same_lead : lead_of n = lead_of n'.
  apply: lead_of_pattern => // i; have := parallel i; move: (nth Z0 n i) (nth Z0 n' i) => u u'.
  by split=> u0; [have: Z.mul a u' = Z0 by rewrite -H u0 Z.mul_0_r|have: Z.mul b u = Z0 by rewrite H u0 Z.mul_0_r];
    move=> /Z.mul_eq_0 [] // a0; move: a_gt0; rewrite a0.
have b_gt0 : Z.lt 0 b by move: same_lead; rewrite leadE leadE' => -[jE]; rewrite /b jE.
have rowsE : [seq Z.mul b x | x <- n] = [seq Z.mul a x | x <- n'].
  apply: (@eq_from_nth _ Z0) => [|i]; rewrite !size_map // => i_lt.
  by rewrite (nth_map Z0) // (nth_map Z0) -?sz.
have := content_scaled n (Z.lt_le_incl _ _ b_gt0); rewrite rowsE content_scaled ?content1 ?content1' ?Z.mul_1_r;
  last first.
  exact: Z.lt_le_incl.
move=> ab; apply: (@eq_from_nth _ Z0) => // i _; have := parallel i; rewrite -ab; apply: Z.mul_reg_l.
by move=> a0; rewrite a0 in a_gt0.
Qed.

(** The form of a bend: it is 0 on its hyperplane. *)
Definition bend_form (p : seq Z * rational * rational) (x : seq R) : R := dotZ p.1.1 x + ofQ p.1.2.

Lemma bend_form_between p t x y : size x = size y ->
  bend_form p (between t x y) = (1 - t) * bend_form p x + t * bend_form p y.
Proof. by move=> sz; rewrite /bend_form /sound_network.dotZ dotR_between //; ring. Qed.

(** A point on one hyperplane, and not on another. *)
Lemma bend_apart d p q : proper_bend d p -> proper_bend d q ->
  exists x, [/\ size x = d, bend_form p x = 0 & hyperplane p != hyperplane q -> bend_form q x != 0].
Proof.
case: p q => [[n beta] mu] [[n' beta'] mu'] /and4P[/= /eqP n_size prim _ _] /and4P[/= /eqP n_size' prim' _ _].
rewrite /hyperplane xpair_eqE /bend_form /=; have := lead_ofP n.
case leadE: (lead_of n) => [j|]; last by move: prim; rewrite /primitive leadE.
case=> _ lead0; have a0 : toR (nth Z0 n j) != 0 by exact: toR_neq0.
pose x0 : seq R := map ( *%R (- (ofQ beta / toR (nth Z0 n j)))) (unitR R d j).
have x0_size : size x0 = d by rewrite size_map size_mkseq.
have dot_x0 (row : seq Z) : size row = d -> dotZ row x0 = - (ofQ beta / toR (nth Z0 n j)) * toR (nth Z0 row j).
  by move=> row_size; rewrite /x0 /sound_network.dotZ dotR_point -/(dotZ _ _) dotZ_unit.
have x0_on : dotZ n x0 + ofQ beta = 0 by rewrite dot_x0 // mulNr divfK // addNr.
have [nE|n_neq] := eqVneq n n'.
  exists x0; split=> //; rewrite -nE /= => beta_neq.
  have -> : dotZ n x0 = - ofQ beta by apply/eqP; rewrite -addr_eq0 x0_on.
  by rewrite addrC subr_eq0 eq_sym.
have /allPn[i _ i_neq] : ~~ all (fun i => Z.eqb (Z.mul (nth Z0 n' j) (nth Z0 n i)) (Z.mul (nth Z0 n j)
  (nth Z0 n' i))) (iota 0 d).
  apply/negP => /allP all_eq; case/eqP: n_neq.
  apply: (primitive_parallel _ prim prim' leadE) => [|i]; first by rewrite n_size n_size'.
  have [i_lt|i_ge] := ltnP i d; first by apply/Z.eqb_eq/all_eq; rewrite mem_iota.
  by rewrite (nth_default _ (_ : size n <= i)%N) ?n_size // (nth_default _ (_ : size n' <= i)%N)
    ?n_size' // !Z.mul_0_r.
pose w := axpyR (- toR (nth Z0 n i)) (unitR R d j) (map ( *%R (toR (nth Z0 n j))) (unitR R d i)).
have sizes : size (unitR R d j) = size (map ( *%R (toR (nth Z0 n j))) (unitR R d i)) by rewrite size_map !size_mkseq.
have w_size : size w = size x0 by rewrite size_axpyR // size_mkseq.
have dot_w (row : seq Z) : size row = d ->
    dotZ row w = - toR (nth Z0 n i) * toR (nth Z0 row j) + toR (nth Z0 n j) * toR (nth Z0 row i).
  by move=> row_size; rewrite /w /sound_network.dotZ dotR_axpyR // dotR_point -!/(dotZ _ _) !dotZ_unit.
have [q0|q_neq] := eqVneq (dotZ n' x0 + ofQ beta') 0; last by exists x0.
have sumE (row : seq Z) : dotZ row (axpyR 1 w x0) = dotZ row w + dotZ row x0.
  by rewrite /sound_network.dotZ dotR_axpyR // mul1r.
exists (axpyR 1 w x0); rewrite size_axpyR // w_size x0_size !sumE.
split=> // [|_]; first by rewrite -addrA x0_on dot_w // addr0 mulNr mulrC addNr.
rewrite -addrA q0 addr0 dot_w // addrC mulNr subr_eq0 -!toR_mul toR_eq; apply: contra i_neq.
by rewrite [Z.mul (nth Z0 n' j) _]Z.mul_comm Z.eqb_sym.
Qed.

Lemma small_nonzero (a b : R) : a != 0 -> exists2 e, 0 < e & forall t, 0 < t -> t < e -> (1 - t) * a + t * b != 0.
Proof.
move=> a0; have m_gt0 : 0 < 1 + `|b - a| by rewrite ltr_paddr ?ltr01.
exists (`|a| / (1 + `|b - a|)) => [|t t_gt0]; first by rewrite divr_gt0 ?normr_gt0.
rewrite ltr_pdivl_mulr // => t_lt; apply/eqP => zero.
have aE : a = - (t * (b - a)) by apply/eqP; rewrite -addr_eq0 -zero; apply/eqP; ring.
move: t_lt; rewrite {2}aE normrN normrM gtr0_norm // ltr_pmul2l // => /lt_geF.
by rewrite ler_addr ler01.
Qed.

Lemma small_relu (a b : R) : a != 0 ->
  exists2 e, 0 < e & forall t, 0 < t -> t < e -> reluR (- t * b + a) + reluR (t * b + a) = reluR a + reluR a.
Proof.
move=> a0; have m_gt0 : 0 < 1 + `|b| by rewrite ltr_paddr ?ltr01.
exists (`|a| / (1 + `|b|)) => [|t t_gt0]; first by rewrite divr_gt0 ?normr_gt0.
rewrite ltr_pdivl_mulr // => t_lt; have : `|t * b| < `|a|.
  by apply: le_lt_trans t_lt; rewrite normrM gtr0_norm // ler_pmul2l // ler_addr ler01.
rewrite mulNr; move: (t * b) => s; rewrite /semantics.reluR; case: (ltgtP a 0) a0 => // a_sign _.
  rewrite (ltr0_norm a_sign) ltr_norml opprK => /andP[lo hi].
  rewrite !max_r ?(ltW a_sign) //; first by rewrite -ler_subr_addr sub0r ltW.
  by rewrite addrC subr_le0 ltW.
rewrite (gtr0_norm a_sign) ltr_norml => /andP[lo hi].
rewrite !max_l ?(ltW a_sign) //; first by rewrite addrACA addNr add0r.
  by rewrite -ler_subl_addr sub0r ltW.
by rewrite addrC subr_ge0 ltW.
Qed.

(** A point on one hyperplane, and on none of finitely many others. *)
Lemma bend_generic d p l : proper_bend d p -> all (proper_bend d) l -> (forall q, q \in l ->
  hyperplane p != hyperplane q) ->
  exists x, [/\ size x = d, bend_form p x = 0 & forall q, q \in l -> bend_form q x != 0].
Proof.
move=> p_proper; elim: l => [|q l IH] /=.
  by move=> _ _; have [x [x_size x_on _]] := bend_apart p_proper p_proper; exists x.
case/andP=> q_proper l_proper differ; have [|x [x_size x_on x_off]] := IH l_proper.
  by move=> q' q'_in; apply: differ; rewrite in_cons q'_in orbT.
have [q0|q_neq] := eqVneq (bend_form q x) 0; last first.
  by exists x; split=> // q'; rewrite in_cons => /orP[/eqP ->|/x_off].
have [y [y_size y_on /(_ (differ q (mem_head _ _))) y_off]] := bend_apart p_proper q_proper.
have [q' q'_in|e e_gt0 small] := @small_enough _ (fun q' t => bend_form q' (between t x y) != 0) l.
  have [e e_gt0 small] := small_nonzero (bend_form q' y) (x_off q' q'_in).
  by exists e => // t t_gt0 t_e; rewrite bend_form_between ?x_size ?y_size // small.
have half_gt0 : 0 < e / 2 by rewrite divr_gt0 ?ltr0n.
have half_lt : e / 2 < e by rewrite {2}[e]splitr ltr_addr.
exists (between (e / 2) x y); rewrite size_map size_zip x_size y_size minnn bend_form_between ?x_size ?y_size //.
rewrite x_on y_on !mulr0 addr0; split=> // q'; rewrite in_cons => /orP[/eqP ->|q'_in]; last exact: small.
by rewrite bend_form_between ?x_size ?y_size // q0 mulr0 add0r mulf_neq0 // gt_eqF.
Qed.

Lemma uniq_map_inj (S T : eqType) (f : S -> T) s : uniq (map f s) -> {in s &, injective f}.
Proof.
elim: s => //= a s IH /andP[new /IH{}IH] x y; rewrite !in_cons => /orP[/eqP ->|x_in] /orP[/eqP ->|y_in] fE //.
- by case/mapP: new; exists y.
- by case/mapP: new; exists x.
- exact: IH.
Qed.

(** A ridge form with a bend that goes downwards is not convex. *)
Lemma downward_not_convex d r p : proper_ridge d r -> p \in bends r -> ofQ p.2 < 0 -> ~ convex_on d (ridge_at r).
Proof.
case/and5P=> _ _ _ bends_proper bends_uniq p_in p_down convex_r.
have p_proper := allP bends_proper p p_in; have /and4P[/eqP n_size prim _ _] := p_proper.
have [| |x [x_size x_on x_off]] := @bend_generic d p [seq q <- bends r | q != p] p_proper.
- by rewrite all_filter; apply: sub_all bends_proper => q q_ok; apply/implyP.
- move=> q; rewrite mem_filter => /andP[/eqP q_p q_in]; apply/eqP => E; apply: q_p.
  by apply: (uniq_map_inj bends_uniq).
pose u : seq R := map toR p.1.1; have u_size : size u = size x by rewrite size_map n_size.
have formE q t : bend_form q (axpyR t u x) = t * dotZ q.1.1 u + bend_form q x.
  by rewrite /bend_form /sound_network.dotZ dotR_axpyR // addrA.
have N_gt0 : 0 < dotZ p.1.1 u.
  have := lead_ofP p.1.1; case leadE: (lead_of p.1.1) => [j|]; last by move: prim; rewrite /primitive leadE.
  rewrite /sound_network.dotZ -/u; case=> j_lt lead0; have: u`_j != 0 by rewrite (nth_map Z0) // toR_neq0.
  have : (j < size u)%N by rewrite size_map.
  elim: (u) j {lead0 leadE j_lt} => //= c v IH [|j] /= => [_ c0|v_lt v_neq].
    apply: ltr_spaddl; first by rewrite -expr2 exprn_even_gt0.
    by elim: (v) => //= c' v' IH'; apply: addr_ge0; rewrite // -expr2 exprn_even_ge0.
  by apply: ltr_paddl; [rewrite -expr2 exprn_even_ge0|apply: IH v_lt v_neq].
have [q q_in|e e_gt0 small] := @small_enough _ (fun q t => reluR (bend_form q (axpyR (- t) u x)) +
    reluR (bend_form q (axpyR t u x)) = reluR (bend_form q x) + reluR (bend_form q x)) [seq q <- bends r | q != p].
  have [e e_gt0 small] := small_relu (dotZ q.1.1 u) (x_off q q_in).
  by exists e => // t t_gt0 t_e; rewrite !formE small.
pose t := e / 2; have t_gt0 : 0 < t by rewrite divr_gt0 ?ltr0n.
have t_lt : t < e by rewrite /t {2}[e]splitr ltr_addr.
pose xm := axpyR (- t) u x; pose xp := axpyR t u x.
have xm_size : size xm = d by rewrite size_axpyR // u_size.
have xp_size : size xp = d by rewrite size_axpyR // u_size.
have sizes : size xm = size xp by rewrite xp_size.
pose h : R := 1 / 2; have hh : h + h = 1 by rewrite -splitr.
have h_gt0 : 0 < h by rewrite divr_gt0 ?ltr01 ?ltr0n.
have h_le1 : h <= 1 by rewrite -hh ler_addl ltW.
have h1 : 1 - h = h by rewrite -hh addrK.
have := convex_r h xm xp (ltW h_gt0) h_le1 xm_size xp_size; rewrite /ridge_at dotR_between // h1.
have midE : \sum_(q <- bends r) bend_at q (between h xm xp) = \sum_(q <- bends r) bend_at q x.
  apply: eq_bigr => q _; rewrite /bend_at -!/(bend_form _ _) bend_form_between // h1 !formE.
  congr (_ * reluR _); rewrite -[RHS]mul1r -hh; ring.
have sumE : \sum_(q <- bends r) bend_at q xm + \sum_(q <- bends r) bend_at q xp =
    \sum_(q <- bends r) bend_at q x + \sum_(q <- bends r) bend_at q x + ofQ p.2 * (t * dotZ p.1.1 u).
  have r_uniq : uniq (bends r) by apply: map_uniq bends_uniq.
  rewrite -!big_split /= !(bigD1_seq p) //= [in RHS]addrAC; congr (_ + _).
    rewrite /bend_at -!/(bend_form _ _) !formE x_on !addr0 -!mulrDr; congr (_ * _).
    rewrite mulNr /semantics.reluR maxxx !add0r max_r ?add0r ?max_l // ?oppr_le0 ltW // mulr_gt0 //.
  rewrite -[LHS]big_filter -[RHS]big_filter; apply: eq_big_seq => q q_in.
  by rewrite /bend_at -!/(bend_form _ _) -!mulrDr small.
rewrite midE /xm /xp !dotR_axpyR // -/xm -/xp.
move: sumE; set S := \sum_(q <- bends r) bend_at q x; set Sm := \sum_(q <- bends r) bend_at q xm.
set Sp := \sum_(q <- bends r) bend_at q xp; set L := dotR _ x; set U := dotR _ u => sumE.
have drop_gt0 : h * (ofQ p.2 * (t * dotZ p.1.1 u)) < 0.
  by rewrite pmulr_rlt0 // nmulr_rlt0 // mulr_gt0.
have -> : h * (- t * U + L) + h * (t * U + L) + ofQ (level r) + S = L + ofQ (level r) + S.
  by rewrite -[L in RHS]mul1r -hh; ring.
have -> : h * (- t * U + L + ofQ (level r) + Sm) + h * (t * U + L + ofQ (level r) + Sp) =
    (h + h) * (L + ofQ (level r)) + h * (Sm + Sp) by ring.
rewrite sumE hh mul1r ler_add2l mulrDr -mulr2n -mulr_natr.
have -> : h * (S * 2%:R) = S by rewrite mulr_natr mulrnAr mulr2n -mulrDl hh mul1r.
by rewrite -subr_ge0 addrAC subrr add0r => /(lt_le_trans drop_gt0); rewrite ltxx.
Qed.

(** Accepted `convex`: the claim says whether the function is convex on R^d. *)
Theorem convex_sound network domain claim : convex_claim network domain claim = Done tt ->
  exists F v said, [/\ first_function network domain claim F v, field "convex" claim = Done (Bool said) &
    said = true <-> convex_on (inputs_of F) (form_at F v)].
Proof.
rewrite /convex_claim; case E: everywhere => [[m v]|//|//] /=.
have [F [_ F_proper F_m /(_ isT)[F_form F_good]]] := everywhere_sound E.
case saidE: field => [said|//|//] /=; case E1: shallow_of => [f|//|//] /=; case: ifP => // said_right _.
case: said saidE said_right => //= said saidE said_right.
have [f_proper fE] := shallow_of_sound F_good E1; have [r_proper r_neq rE] := ridge_of_sound f_proper.
exists F, v, said; split=> //.
have valueE x : size x = inputs_of F -> form_at F v x = ridge_at (ridge_of f) x by move=> x_size; rewrite rE // fE.
have betweenE t x y : size x = inputs_of F -> size y = inputs_of F -> size (between t x y) = inputs_of F.
  by move=> x_size y_size; rewrite size_map size_zip x_size y_size minnn.
have convexE : convex_on (inputs_of F) (form_at F v) <-> convex_on (inputs_of F) (ridge_at (ridge_of f)).
  by split=> convex_F t x y t_ge0 t_le1 x_size y_size; have := convex_F t x y t_ge0 t_le1 x_size y_size;
    rewrite !valueE // betweenE.
have weights_proper p : p \in bends (ridge_of f) -> proper p.2.
  by case/and5P: r_proper => _ _ _ /allP bends_proper _ /bends_proper /and4P[].
rewrite convexE; have -> : said = all (fun p => ltq zero p.2) (bends (ridge_of f)).
  by apply/eqP; move: said_right; case: (said); case: (all _ _).
split=> [up|convex_r].
  apply: upward_convex; apply/allP => p p_in; have := allP up p p_in; rewrite (ofQ_lt R) ?ofQ0 //; first exact: ltW.
  exact: weights_proper.
apply/allP => p p_in; rewrite (ofQ_lt R) ?ofQ0 //; last exact: weights_proper.
rewrite lt_neqAle eq_sym (allP r_neq) //= leNgt; apply/negP => p_down.
exact: downward_not_convex r_proper p_in p_down convex_r.
Qed.

(** * One layer *)

Lemma linear_image_sound A x : all (all proper) A -> all proper x ->
  all proper (linear_image A x) /\ map ofQ (linear_image A x) = linear_at A (map ofQ x).
Proof.
move=> A_proper x_proper; split.
  by rewrite all_map; apply: sub_all A_proper => row row_proper /=; case: (dotq_sound R row_proper x_proper).
rewrite /linear_image -map_comp; apply: eq_map_all A_proper _ => row row_proper /=.
by case: (dotq_sound R row_proper x_proper).
Qed.

Lemma affine_image_sound A b x : all (all proper) A -> all proper b -> all proper x ->
  all proper (affine_image A b x) /\ map ofQ (affine_image A b x) = affine_at A b (map ofQ x).
Proof.
move=> A_proper b_proper x_proper; have good := all_zip A_proper b_proper; split.
  rewrite all_map; apply: sub_all good => -[row c] /= /andP[row_proper c_proper].
  by have [p_proper _] := dotq_sound R row_proper x_proper; apply: proper_add.
rewrite /affine_image -map_comp; apply: eq_map_all good _ => -[row c] /= /andP[row_proper c_proper].
by have [p_proper pE] := dotq_sound R row_proper x_proper; rewrite ofQ_add // pE.
Qed.

Lemma same_matrix_sound (M N : seq (seq rational)) : all (all proper) M -> all (all proper) N ->
  same_matrix M N -> map (map ofQ) M = map (map ofQ) N.
Proof.
rewrite /same_matrix; elim: M N => [|r M IH] [|r' N] //= /andP[r_proper M_proper] /andP[r_proper' N_proper].
by case/andP; rewrite same_rowq_sound // => /eqP -> /IH ->.
Qed.

Lemma rows_of_proper n A : rows_of n A -> all (all proper) A.
Proof. by apply: sub_all => row /andP[]. Qed.

(** A network is one ReLU layer x -> max(A x + b, 0). *)
Definition is_layer (net : seq layer) (A : seq (seq rational)) (b : seq rational) : Prop :=
  forall x : seq R, size x = inputs_of net -> network_at net x = map reluR (affine_at A b x).

(** What is known of the weights and biases of a layer. *)
Definition good_layer (n : nat) (A : seq (seq rational)) (b : seq rational) : Prop :=
  [/\ rows_of n A, ~~ nilp A, size b = size A & all proper b].

Lemma one_layer_sound net m A b : proper_layers (inputs_of net) net -> merged net = Done m ->
  one_layer m = Done (A, b) -> good_layer (inputs_of net) A b /\ is_layer net A b.
Proof.
move=> net_proper; rewrite /merged; case E: merge => [[layers out]|//|//] /= [<-] {m}; rewrite /one_layer /=.
have [] := merge_sound R (lead := None) (eqxx _) net_proper E.
case: layers E => [|rows [|//]] //= E /andP[rows0 /andP[rows_fit _]]; rewrite /last_width /= => out_fit out0 netE.
case: ifP => // same [<- <-].
have [id_fit idE] := identity_sound R (size out).
have proper_fit n (M : seq (seq rational)) : all (fun row => (size row == n.+1) && all proper row) M ->
  all (all proper) M.
  by apply: sub_all => row /andP[].
have rowsE := same_matrix_sound (proper_fit _ _ out_fit) (proper_fit _ _ id_fit) same.
have sizes : size out = size rows.
  case: (out) out_fit out0 rowsE => [_ /(_ isT) -> //|row out' /andP[/andP[/eqP row_size _] _] _ rowsE].
  have := congr1 (fun M => size (head [::] M)) rowsE; rewrite /identity /mkseq /= !size_map size_iota row_size.
  by case.
split.
  split; rewrite ?size_map //.
  - rewrite /rows_of all_map; apply: sub_all rows_fit => -[|c row] //= /and3P[row_size _ row_proper].
    by rewrite -eqSS row_size.
  - by rewrite /nilp size_map.
  - by rewrite all_map; apply: sub_all rows_fit => -[|c row] //= /and3P[].
move=> x x_size; have [_ ->] := netE x x_size; rewrite /last_at /=.
have image_size : size (map reluR (rows_atR rows x)) = size out by rewrite !size_map.
have -> : rows_atR out (map reluR (rows_atR rows x)) = rows_atR (identity (size out)) (map reluR (rows_atR rows x)).
  have atE (M : seq (seq rational)) (y : seq R) : rows_atR M y = map (fun row : seq R => dotR row (1 :: y))
    (map (map ofQ) M).
    by rewrite /rows_atR -map_comp.
  by rewrite (atE out) (atE (identity _)) rowsE.
rewrite idE //; congr map; rewrite /affine_at /rows_atR.
elim: (rows) rows_fit => //= -[|c row] l IH //= /andP[/and3P[row_size _ _] /IH <-].
by rewrite mulr1 addrC.
Qed.

(** Accepted `projection`: the header states a layer, and u is the only point with A u + b = max(A x + b, 0). *)
Theorem projection_sound network domain claim : projection_claim network domain claim = Done tt ->
  exists net A b jx ju x u, [/\ read_problem domain network = Done (net, [::]),
      is_layer net A b /\ (good_layer (inputs_of net) A b /\ size A = inputs_of net),
    field "x" claim = Done jx /\ vector ratio jx = Done x, field "u" claim = Done ju /\ vector ratio ju = Done u &
    [/\ size x = inputs_of net, size u = inputs_of net, affine_at A b (map ofQ u)
      = map reluR (affine_at A b (map ofQ x)) &
      forall w : seq R, size w = inputs_of net -> affine_at A b w = map reluR (affine_at A b (map ofQ x))
        -> w = map ofQ u]].
Proof.
rewrite /projection_claim; case E: everywhere => [[m v]|//|//] /=.
have [net [net_read net_proper net_m _]] := everywhere_sound E; have [inE _] := merged_facts net_proper net_m.
case E1: one_layer => [[A b]|//|//] /=; have [[A_rows A0 b_size b_proper] layerE] :=
  one_layer_sound net_proper net_m E1.
case jxE: field => [jx|//|//] /=; case xE: vector_of => [x|//|//] /=.
case juE: field => [ju|//|//] /=; case uE: vector_of => [u|//|//] /=; case: ifP => // /andP[A_inv same] _.
have /andP[/eqP x_size x_proper] := vector_of_proper xE; have /andP[/eqP u_size u_proper] := vector_of_proper uE.
have [A_size A_bij] := invertible_sound R A_rows A0 A_inv.
have [image_proper imageE] := affine_image_sound (rows_of_proper A_rows) b_proper u_proper.
have [value_proper valueE] := evaluate_sound R net_proper net_m x_size x_proper.
rewrite inE in x_size u_size; rewrite layerE ?size_map // in valueE.
have uE' : affine_at A b (map ofQ u) = map reluR (affine_at A b (map ofQ x)).
  by rewrite -imageE -valueE; apply/eqP; rewrite -same_rowq_sound.
exists net, A, b, jx, ju, x, u; split; [by []|by []|split=> //|split=> //|split=> // w w_size].
- exact: vector_of_vector xE.
- exact: vector_of_vector uE.
have [_ inj _] := affine_bijection A_size (etrans b_size A_size) A_bij.
by rewrite -uE'; apply: inj; rewrite ?size_map.
Qed.

Lemma transposed_sound n (B : seq (seq rational)) (a : seq rational) (z : seq R) : rows_of n B -> size a = size B ->
  size z = n -> dotR (map ofQ a) (linear_at B z) = dotR [seq dotR (map ofQ a) (map ofQ col)
    | col <- transposed n B] z.
Proof.
move=> B_rows a_size z_size; rewrite !dotR_sum ?size_map ?size_iota // z_size.
transitivity (\sum_(i < size B) \sum_(j < n) ofQ (nth zero a i) * (ofQ (nth zero (nth [::] B i) j) * z`_j)).
  apply: eq_bigr => i _; rewrite ofQ_nth (nth_map [::]) // -mulr_sumr; congr (_ * _).
  have /(all_nthP [::])/(_ i (ltn_ord i))/andP[/eqP row_size _] := B_rows.
  by rewrite dotR_sum ?size_map ?row_size // z_size; apply: eq_bigr => j _; rewrite ofQ_nth.
rewrite exchange_big; apply: eq_bigr => j _; rewrite (nth_map [::]) ?size_mkseq // nth_mkseq //.
rewrite dotR_sum ?size_map // mulr_suml; apply: eq_bigr => i _.
by rewrite !ofQ_nth (nth_map [::]) // mulrA.
Qed.

(** What `orthogonal` says. *)
Lemma orthogonal_sound A : all (all proper) A -> orthogonal A = true <-> forall i j, (i < j < size A)%N ->
  dotR (map ofQ (nth [::] A i)) (map ofQ (nth [::] A j)) = 0.
Proof.
elim: A => [|row l IH] /=; first by move=> _; split=> // _ i j /andP[_]; rewrite ltn0.
case/andP=> row_proper l_proper; have zeroE other : other \in l -> is_zero (dotq row other) = (dotR (map ofQ row)
  (map ofQ other) == 0).
  move=> other_in; have [p_proper <-] := dotq_sound R row_proper (allP l_proper other other_in).
  by rewrite ofQ_num.
split=> [/andP[/allP row_ok /(IH l_proper) l_ok] [|i] [|j] // ij|all_ok].
- have j_in : nth [::] l j \in l by apply: mem_nth; move: ij; rewrite /= ltnS.
  by rewrite /=; apply/eqP; rewrite -zeroE ?row_ok.
- by apply: l_ok; move: ij; rewrite !ltnS.
apply/andP; split; last by apply/(IH l_proper) => i j ij; apply: (all_ok i.+1 j.+1); rewrite !ltnS.
apply/allP => other other_in; rewrite zeroE //; apply/eqP.
have := all_ok 0%N (index other l).+1; rewrite /= nth_index //; apply.
by rewrite ltnS index_mem.
Qed.

(** Accepted `layer`: the matrix B is the inverse of A, the apex is the only point where all rows vanish, and the claim
    says whether different rows of A are orthogonal to each other. *)
Theorem layer_sound network domain claim next record : layer_claim network domain claim = Done next ->
  next record = Done tt ->
  exists net A b B apex said jB japex, [/\ read_problem domain network = Done (net, [::]),
      is_layer net A b /\ (good_layer (inputs_of net) A b /\ size A = inputs_of net),
    [/\ entries "inverse" 2 record = Done [:: jB; japex], matrix_of (inputs_of net) jB = Done B &
        vector ratio japex = Done apex],
    field "orthogonal" claim = Done (Bool said) &
    [/\ forall x : seq R, size x = inputs_of net -> linear_at B (linear_at A x) = x,
        forall z : seq R, size z = inputs_of net -> linear_at A (linear_at B z) = z,
        forall x : seq R, size x = inputs_of net ->
          (affine_at A b x = nseq (inputs_of net) 0 <-> x = map ofQ apex) &
        said = true <-> forall i j, (i < j < size A)%N ->
          dotR (map ofQ (nth [::] A i)) (map ofQ (nth [::] A j)) = 0]].
Proof.
rewrite /layer_claim; case E: everywhere => [[m v]|//|//] /=.
have [net [net_read net_proper net_m _]] := everywhere_sound E; have [inE _] := merged_facts net_proper net_m.
case E1: one_layer => [[A b]|//|//] /=; have [[A_rows A0 b_size b_proper] layerE] :=
  one_layer_sound net_proper net_m E1.
case saidE: field => [said|//|//] /= [<-] {next}.
case recordE: entries => [l|//|//] /=; case: l recordE => // jB [|japex []] // recordE.
case BE: matrix_of => [B|//|//] /=; case apexE: vector_of => [apex|//|//] /=.
case: ifP => // /andP[/eqnP A_size /eqnP B_size]; case: ifP => // product; case: ifP => // zeros.
case: said saidE => //= said saidE; case: ifP => // said_right _.
set n := inputs_of net in A_rows layerE *.
have nE : size A = n by rewrite A_size; case: (A) A_rows A0 => //= row l /andP[/andP[/eqP ->]].
have B_rows : rows_of n B by rewrite -nE; apply: matrix_of_proper BE.
have /andP[/eqP apex_size apex_proper] := vector_of_proper apexE; rewrite nE in apex_size B_size.
have A_proper := rows_of_proper A_rows.
have [id_fit idE] := identity_sound R n.
have columns_proper : all (all proper) (transposed n B).
  rewrite all_map; apply/allP => j _ /=; rewrite all_map; apply: sub_all (rows_of_proper B_rows) => row row_proper /=.
  have [j_lt|j_ge] := ltnP j (size row); last by rewrite nth_default.
  by apply: (allP row_proper); apply: mem_nth.
have AB (z : seq R) : size z = n -> linear_at A (linear_at B z) = z.
  move=> z_size; have products_proper : all (all proper)
    [seq [seq dotq row column | column <- transposed n B] | row <- A].
    rewrite all_map; apply: sub_all A_proper => row row_proper /=; rewrite all_map.
    by apply: sub_all columns_proper => col col_proper /=; case: (dotq_sound R row_proper col_proper).
  have id_proper : all (all proper) (map behead (identity n)).
    by rewrite all_map; apply: sub_all id_fit => -[|c row] //= /and3P[].
  rewrite nE in product; have := same_matrix_sound products_proper id_proper product => productE.
  rewrite -[RHS](idE z z_size); transitivity (map (fun row : seq R => dotR row z) (map (map ofQ)
    (map behead (identity n)))).
    rewrite -productE -!map_comp; apply: eq_map_all A_rows _ => row /andP[/eqP row_size row_proper] /=.
    rewrite (transposed_sound B_rows) ?row_size //; congr dotR.
    rewrite -map_comp; apply: eq_map_all columns_proper _ => col col_proper /=.
    by case: (dotq_sound R row_proper col_proper).
  rewrite /identity /mkseq -!map_comp /rows_atR -map_comp; apply: eq_map => i /=.
  by rewrite ofQ0 mul0r add0r.
have [A_bij BA] := inverse_sides A_rows nE B_rows (esym B_size) AB.
have [_ inj _] := affine_bijection nE (etrans b_size nE) A_bij.
have apex0 : affine_at A b (map ofQ apex) = nseq n 0.
  have [image_proper imageE] := linear_image_sound A_proper apex_proper.
  have bN_proper : all proper (map opp b) by rewrite all_map; exact: b_proper.
  move: zeros; rewrite same_rowq_sound // imageE => /eqP apexE'.
  apply: (@eq_from_nth _ 0) => [|i]; rewrite ?size_nseq size_map size_zip b_size minnn // nE => i_lt.
  rewrite (@nth_affine_at R A b _ i (esym b_size)) ?nE // apexE' nth_nseq i_lt -map_comp (nth_map zero)
    ?b_size ?nE //=.
  rewrite ofQ_opp ?addNr //; apply: (allP b_proper); apply: mem_nth; by rewrite b_size nE.
have BE' : matrix_of n jB = Done B by rewrite -nE.
have apexE' := vector_of_vector apexE.
exists net, A, b, B, apex, said, jB, japex; split; [by []|by []|by []|by []|split=> // [x x_size|]].
  by split=> [x0|->] //; apply: inj; rewrite ?size_map // apex0.
have -> : said = orthogonal A by apply/eqP; move: said_right; case: (said); case: (orthogonal A).
exact: orthogonal_sound.
Qed.

(** * Fibres of a layer *)

Lemma Permutation_perm (T : eqType) (s t : seq T) : Permutation s t -> perm_eq s t.
Proof.
elim=> //= [x l l' _|x y l|l l' l'' _ ll' _]; first by rewrite perm_cons.
  by apply/permP => P /=; rewrite addnCA.
exact: perm_trans.
Qed.

(** Which row a ray leaves: one of the given rows where its image is negative, if there is one. *)
Lemma left_rowP off image : all proper image ->
  left_row off image = Zneg xH \/ exists j, [/\ j \in off, left_row off image = Z.of_nat j & ofQ (nth zero image j)
    < 0].
Proof.
move=> image_proper; elim: off => [|j off [E|[k [k_in E k_neg]]]] /=; first by left.
  case: ifP => [neg|_]; last by left.
  right; exists j; rewrite mem_head; split=> //; move: neg; rewrite (ofQ_lt R) ?ofQ0 //.
  by have [j_lt|j_ge] := ltnP j (size image); [apply: (allP image_proper); apply: mem_nth|rewrite nth_default].
case: ifP => [neg|_]; last by right; exists k; rewrite in_cons k_in orbT.
right; exists j; rewrite mem_head; split=> //; move: neg; rewrite (ofQ_lt R) ?ofQ0 //.
by have [j_lt|j_ge] := ltnP j (size image); [apply: (allP image_proper); apply: mem_nth|rewrite nth_default].
Qed.

Lemma count_one (T : Type) (x0 : T) (P : pred T) s i j : count P s = 1%N -> (i < size s)%N -> (j < size s)%N ->
  P (nth x0 s i) -> P (nth x0 s j) -> i = j.
Proof.
have none s' k : count P s' = 0%N -> (k < size s')%N -> P (nth x0 s' k) -> False.
  by move=> c0 k_lt Pk; have: has P s' by [apply/(has_nthP x0); exists k]; rewrite has_count c0.
elim: s i j => [|a s IH] i j //=; case Pa: (P a); rewrite ?add1n ?add0n.
  by case=> c0; case: i => [|i]; case: j => [|j] //= i_lt j_lt Pi Pj;
    [case: (none s j)|case: (none s i)|case: (none s i)].
move=> c1; case: i => [|i] /=; first by rewrite Pa.
case: j => [|j] /=; first by rewrite Pa.
by move=> i_lt j_lt Pi Pj; rewrite (IH i j).
Qed.

(** The point plus the sum of the rays times the factors. *)
Definition cone_point (point : seq R) (rays : seq (seq rational)) (factors : seq R) : seq R :=
  foldr (fun p s => axpyR p.1 (map ofQ p.2) s) point (zip factors rays).

Lemma cone_point_sound n A point rays factors : size point = n -> all (fun ray => size ray == n) rays ->
  size (cone_point point rays factors) = n /\
  forall i, (linear_at A (cone_point point rays factors))`_i =
    (linear_at A point)`_i + \sum_(p <- zip factors rays) p.1 * (linear_at A (map ofQ p.2))`_i.
Proof.
move=> point_size; rewrite /cone_point; elim: rays factors => [|ray rays IH] [|c factors] /=;
  try by move=> _; split=> // i; rewrite big_nil addr0.
case/andP=> /eqP ray_size /(IH factors)[s_size sE].
have sizes : size (map ofQ ray) = size (foldr (fun p s => axpyR p.1 (map ofQ p.2) s) point (zip factors rays)).
  by rewrite size_map ray_size s_size.
rewrite size_axpyR // size_map ray_size; split=> // i; rewrite big_cons addrCA -sE.
have [i_lt|i_ge] := ltnP i (size A); last by rewrite !nth_default ?size_map ?mulr0 ?addr0.
by rewrite !(nth_map [::]) // dotR_axpyR.
Qed.

Lemma mem_zip (S T : eqType) (s : seq S) (t : seq T) p : p \in zip s t -> p.1 \in s /\ p.2 \in t.
Proof.
elim: s t => [|a s IH] [|c t] //=; rewrite in_cons => /orP[/eqP -> /=|/IH[a_in c_in]].
  by rewrite eqxx mem_head.
by rewrite in_cons a_in c_in !orbT.
Qed.

(** Accepted `preimage`: the points with image z are the point plus the non-negative combinations of the rays. *)
Theorem preimage_sound network domain claim : preimage_claim network domain claim = Done tt ->
  exists net jz jp jr z point rays, [/\ read_problem domain network = Done (net, [::]),
    field "z" claim = Done jz /\ vector ratio jz = Done z,
    field "point" claim = Done jp /\ vector ratio jp = Done point,
    field "rays" claim = Done jr /\ vector (vector_of (inputs_of net) ratio) jr = Done rays &
    forall x : seq R, size x = inputs_of net -> (network_at net x = map ofQ z <->
      exists factors, [/\ size factors = size rays, all (fun c => 0 <= c) factors &
                          x = cone_point (map ofQ point) rays factors])].
Proof.
rewrite /preimage_claim; case E: everywhere => [[m v]|//|//] /=.
have [net [net_read net_proper net_m _]] := everywhere_sound E; have [inE _] := merged_facts net_proper net_m.
case E1: one_layer => [[A b]|//|//] /=; have [[A_rows A0 b_size b_proper] layerE] :=
  one_layer_sound net_proper net_m E1.
case jzE: field => [jz|//|//] /=; case zE: vector_of => [z|//|//] /=.
case jpE: field => [jp|//|//] /=; case pE: vector_of => [point|//|//] /=.
case jrE: field => [jr|//|//] /=; case rE: vector => [rays|//|//] /=.
set off := [seq j <- iota 0 (size z) | _]; case: ifP =>
  // /andP[/andP[/andP[/andP[A_inv z_ge0] same] sorted] single] _.
have /andP[/eqP z_size z_proper] := vector_of_proper zE; have /andP[/eqP p_size p_proper] := vector_of_proper pE.
rewrite inE in p_size rE; set n := inputs_of net in A_rows layerE rE p_size *.
have [A_size A_bij] := invertible_sound R A_rows A0 A_inv; rewrite A_size in z_size.
have A_proper := rows_of_proper A_rows.
have rays_ok : all (fun ray => (size ray == n) && all proper ray) rays.
  by case: (jr) rE => //= l /(each_all (@vector_of_proper n)) [].
have rays_size : all (fun ray => size ray == n) rays by apply: sub_all rays_ok => ray /andP[].
exists net, jz, jp, jr, z, point, rays; split; [by []|split=> //|split=> //|by []|].
- exact: vector_of_vector zE.
- exact: vector_of_vector pE.
have pointE : affine_at A b (map ofQ point) = map ofQ z.
  have [image_proper <-] := affine_image_sound A_proper b_proper p_proper.
  by apply/eqP; rewrite -same_rowq_sound.
have sizes : size A = size b by rewrite b_size.
have zi_ge0 i : 0 <= ofQ (nth zero z i).
  have [i_lt|i_ge] := ltnP i (size z); last by rewrite nth_default // ofQ0.
  have := allP z_ge0 _ (mem_nth zero i_lt); rewrite (ofQ_le R) ?ofQ0 //; apply: (allP z_proper); exact: mem_nth.
have offP i : (i < n)%N -> (i \in off) = (ofQ (nth zero z i) == 0).
  move=> i_lt; rewrite mem_filter mem_iota z_size /= i_lt andbT ofQ_num //.
  by apply: (allP z_proper); apply: mem_nth; rewrite z_size.
have off_lt j : j \in off -> (j < n)%N by rewrite mem_filter mem_iota z_size => /andP[].
pose row_of ray := left_row off (linear_image A ray).
have perm : perm_eq (map row_of rays) (map Z.of_nat off).
  move: sorted; rewrite same_rowP -map_comp => /eqP <-; apply: Permutation_perm.
  exact: Sorting.Permuted_sort.
have off_uniq : uniq off by rewrite filter_uniq // iota_uniq.
(* what a ray does *)
have rayP ray : ray \in rays -> exists j, [/\ j \in off, row_of ray = Z.of_nat j,
    (linear_at A (map ofQ ray))`_j < 0 & forall i, i != j -> (linear_at A (map ofQ ray))`_i = 0].
  move=> ray_in; have /andP[_ ray_proper] := allP rays_ok ray ray_in.
  have [image_proper imageE] := linear_image_sound A_proper ray_proper.
  have row_in : row_of ray \in map Z.of_nat off by rewrite -(perm_mem perm) map_f.
  have [minus|[j [j_in rowE neg]]] := left_rowP off image_proper.
    by case/mapP: row_in => k _; rewrite /row_of minus; case: k.
  have ofQ_image i : (linear_at A (map ofQ ray))`_i = ofQ (nth zero (linear_image A ray) i)
    by rewrite -imageE ofQ_nth.
  exists j; split=> //; first by rewrite ofQ_image.
  move=> i i_j; rewrite ofQ_image; apply/eqP/negP => /negP i_neq; case/eqP: i_j.
  have count1 := allP single _ (map_f (linear_image A) ray_in).
  have in_size k : ofQ (nth zero (linear_image A ray) k) != 0 -> (k < size (linear_image A ray))%N.
    by move=> k_neq; rewrite ltnNge; apply: contra k_neq => k_ge; rewrite nth_default // ofQ0.
  have is_neq k : ofQ (nth zero (linear_image A ray) k) != 0 -> negb (is_zero (nth zero (linear_image A ray) k)).
    by move=> k_neq; move: (k_neq); rewrite ofQ_num //; apply: (allP image_proper); apply/mem_nth/in_size.
  have j_neq : ofQ (nth zero (linear_image A ray) j) != 0 by rewrite lt_eqF.
  by apply: (count_one (x0 := zero) (eqnP count1)); [exact: in_size|exact: in_size|exact: is_neq|exact: is_neq].
have values x factors : size factors = size rays -> x = cone_point (map ofQ point) rays factors ->
    size x = n /\ forall i, (i < n)%N -> (affine_at A b x)`_i =
      ofQ (nth zero z i) + \sum_(p <- zip factors rays) p.1 * (linear_at A (map ofQ p.2))`_i.
  have point_size : size (map ofQ point) = n by rewrite size_map.
  move=> f_size ->; have [c_size cE] := cone_point_sound A factors point_size rays_size; split=> // i i_lt.
  rewrite (@nth_affine_at R A b _ i sizes) ?A_size // cE addrAC; congr (_ + _).
  by rewrite -(@nth_affine_at R A b _ i sizes) ?A_size // pointE ofQ_nth.
have reluE x i : size x = n -> (i < n)%N -> (network_at net x)`_i = reluR (affine_at A b x)`_i.
  by move=> x_size i_lt; rewrite layerE // (nth_map 0) // size_map size_zip b_size minnn A_size.
move=> x x_size; split=> [image|[factors [f_size f_ge0 xE]]]; last first.
  have [_ valuesE] := values x factors f_size xE.
  have net_size : size (network_at net x) = n by rewrite layerE // !size_map size_zip b_size minnn A_size.
  apply: (@eq_from_nth _ 0); rewrite net_size ?size_map ?z_size // => i i_lt; rewrite reluE // valuesE // ofQ_nth.
  have zi_sign := zi_ge0 i; have [zi0|zi_neq] := eqVneq (ofQ (nth zero z i)) 0.
    rewrite zi0 add0r /semantics.reluR max_r // -oppr_ge0 -sumrN big_seq; apply: sumr_ge0 => p /mem_zip[f_in ray_in].
    rewrite oppr_ge0; have [j [_ _ neg others]] := rayP p.2 ray_in.
    have [->|i_j] := eqVneq i j; last by rewrite others // mulr0.
    by apply: mulr_ge0_le0; [apply: (allP f_ge0)|apply: ltW].
  rewrite big1_seq ?addr0 => [|p /andP[_ /mem_zip[_ ray_in]]]; first by rewrite /semantics.reluR max_l.
  have [j [j_in _ _ others]] := rayP p.2 ray_in; rewrite others ?mulr0 //.
  by apply: contra zi_neq => /eqP ->; rewrite -offP // off_lt.
pose y i := (affine_at A b x)`_i; pose D i := y i - ofQ (nth zero z i).
have reluyE i : (i < n)%N -> reluR (y i) = ofQ (nth zero z i) by move=> i_lt; rewrite -ofQ_nth -image reluE.
pose factor ray := D (Z.to_nat (row_of ray)) / (linear_at A (map ofQ ray))`_(Z.to_nat (row_of ray)).
have D_off j : j \in off -> D j <= 0.
  move=> j_in; have j_lt := off_lt j j_in; move: j_in; rewrite offP // => /eqP z0; have := reluyE j j_lt.
  by rewrite /D z0 subr0 => <-; rewrite /semantics.reluR le_maxr lexx.
exists (map factor rays); split; first exact: size_map.
  rewrite all_map; apply/allP => ray /rayP[j [j_in rowE neg _]]; rewrite /= /factor rowE Nat2Z.id.
  by apply: mulr_le0; [apply: D_off|rewrite invr_le0 ltW].
have [_ inj _] := affine_bijection A_size (etrans b_size A_size) A_bij.
have [c_size valuesE] := values _ (map factor rays) (size_map _ _) erefl.
apply: inj => //; apply: (@eq_from_nth _ 0) => [|i]; rewrite size_map size_zip b_size minnn A_size.
  by rewrite size_map size_zip b_size minnn A_size.
move=> i_lt; rewrite valuesE // -/(y i).
have -> : \sum_(p <- zip (map factor rays) rays) p.1 * (linear_at A (map ofQ p.2))`_i =
    \sum_(ray <- rays) factor ray * (linear_at A (map ofQ ray))`_i.
  by elim: (rays) => [|ray l IH] /=; rewrite ?big_nil // !big_cons IH.
have -> : \sum_(ray <- rays) factor ray * (linear_at A (map ofQ ray))`_i =
    \sum_(l <- map row_of rays) (if l == Z.of_nat i then D i else 0).
  rewrite big_map; apply: eq_big_seq => ray /rayP[j [j_in rowE neg others]]; rewrite /factor rowE Nat2Z.id.
  case: eqP => [/Nat2Z.inj <-|ij]; first by rewrite divfK // lt_eqF.
  by rewrite (others i) ?mulr0 //; apply/eqP => E2; apply: ij; rewrite E2.
rewrite (perm_big _ perm) big_map /=; have [i_in|i_out] := boolP (i \in off).
  rewrite (bigD1_seq i) //= eqxx big1_seq ?addr0 => [|j /andP[/eqP j_i _]]; last by case: eqP => // /Nat2Z.inj.
  by rewrite /D addrCA subrr addr0.
rewrite big1_seq ?addr0 => [|j /andP[_ j_in]].
  have := reluyE i i_lt; move: i_out; rewrite offP // => z_neq; rewrite /semantics.reluR.
  by case: (leP (y i) 0) => // _ z0; rewrite -z0 eqxx in z_neq.
by case: eqP => // /Nat2Z.inj ji; rewrite -ji j_in in i_out.
Qed.

(** * Classes *)

Lemma canonical_proper label d weights c : canonical label d = Done (weights, c) -> all proper weights && proper c.
Proof.
rewrite /canonical; case: ifP => _; first by case=> <- <-; rewrite all_nseq orbT.
case: standard_class => [[[centred plus] total]|] //.
have good a b : all proper (nseq a one ++ nseq b (of_Z (Zneg xH))) by rewrite all_cat !all_nseq !orbT.
by case: centred; case: ifP => // _ [<- <-]; rewrite good.
Qed.

Lemma dotR_padded k (w : seq R) y : dotR (w ++ nseq k 0) y = dotR w y.
Proof. by elim: w y => [|a w IH] [|u y] //=; rewrite ?dotR_nseq0 ?IH //; case: k. Qed.

(** An accepted class with a factor that is not 0: the canonical function of the class, at z = M x + v, is 0 exactly
    where the form is; and x -> z is a bijection of R^d, except for the empty set. *)
Lemma show_class_sound net m v f label says rows shift factor : good_function net m v -> shallow_of m v = Done f ->
  rows_of (inputs_of net) rows -> ~~ nilp rows -> size shift = size rows -> all proper shift -> proper factor ->
  is_zero factor = false -> show_class (Str label says) f (value_at m v) rows shift factor = Done tt ->
  (label = "empty" \/ size rows = inputs_of net /\ bijection_on (inputs_of net) (affine_at (R := R) rows shift)) /\
  exists weights c, canonical label (size rows) = Done (weights, c) /\
    forall x : seq R, size x = inputs_of net ->
      (form_at net v x = 0 <-> dotR (map ofQ weights) (map reluR (affine_at rows shift x)) + ofQ c = 0).
Proof.
move=> good f_def rows_ok rows0 shift_size shift_proper factor_proper factor0; rewrite /show_class factor0.
case: ifP => // _; case: ifP => // bijective; case E: canonical => [[weights c]|//|//]; cbn [bind]; case: ifP =>
  // same _.
have [f_proper fE] := shallow_of_sound good f_def.
have /andP[w_proper c_proper] := canonical_proper E.
split.
  case/orP: bijective => [/andP[/String.eqb_spec -> _]|inv]; [by left|right].
  have [rows_size bij] : size rows = inputs_of net /\ bijection_on (inputs_of net) (linear_at (R := R) rows).
    exact: invertible_sound.
  by split=> //; apply: affine_bijection; rewrite ?shift_size.
exists weights, c; split=> // x x_size.
set padded := (weights ++ _)%SEQ in same; set image := Shallow _ _ in same.
have padded_proper : all proper padded by rewrite all_cat w_proper all_nseq orbT.
have padded_size : (size rows <= size padded)%N by rewrite size_cat size_nseq -leq_subLR.
have zipped := all_zip (all_zip rows_ok shift_proper) padded_proper.
have image_proper : proper_shallow (inputs_of net) image.
  rewrite /proper_shallow /= proper_mul // andbT /nilp size_map !size_zip shift_size minnn (minn_idPl padded_size)
    rows0 andbT.
  rewrite all_map; apply: sub_all zipped =>
    -[[row b] w] /= /andP[/andP[/andP[row_size row_proper] b_proper] q_proper].
  by apply/and4P; split=> //; exact: proper_mul.
have factorR0 : ofQ factor != 0 by rewrite ofQ_num //; move: factor0; rewrite /is_zero => ->.
have imageE : shallow_at image x = ofQ factor * (dotR (map ofQ weights) (map reluR (affine_at rows shift x)) + ofQ c).
  have -> : dotR (map ofQ weights) (map reluR (affine_at rows shift x)) = dotR (map ofQ padded)
    (map reluR (affine_at rows shift x)).
    by rewrite /padded map_cat map_nseq ofQ0 dotR_padded.
  rewrite /shallow_at /= ofQ_mul // mulrDr; congr (_ + _); rewrite big_map /affine_at.
  elim: (zip rows shift) padded zipped {padded_proper padded_size same image image_proper} =>
    [|[row b] l IH] [|w padded] /=;
    rewrite ?big_nil ?mulr0 //.
  case/andP=> /andP[_ q_proper] /IH{}IH; rewrite big_cons IH mulrDr /neuron_at /= ofQ_mul // mulrA //.
have [ri_proper _ riE] := ridge_of_sound image_proper; have [rf_proper _ rfE] := ridge_of_sound f_proper.
rewrite -fE // -rfE // -(same_ridge_sound x ri_proper rf_proper same) riE // imageE.
by split=> [/eqP|->]; rewrite ?mulr0 // mulf_eq0 (negPf factorR0) => /eqP.
Qed.

(** The canonical function of the empty set has no zeros. *)
Lemma canonical_empty d weights c (y : seq R) : canonical "empty" d = Done (weights, c) ->
  dotR (map ofQ weights) (map reluR y) + ofQ c < 0.
Proof.
case=> <- <-; have minus : ofQ (of_Z (Zneg xH)) = -1 by rewrite ofQ_of_Z.
rewrite map_nseq minus; apply: (@le_lt_trans _ _ (0 - 1)); last by rewrite sub0r oppr_lt0 ltr01.
rewrite ler_add2r; elim: d y => [|d IH] [|u y] //=.
by rewrite -[0]addr0; apply: ler_add (IH y); rewrite mulN1r oppr_le0 /semantics.reluR le_maxr lexx orbT.
Qed.

(** Accepted `class`, for a factor that is not 0 in the record: see `show_class_sound`. *)
Theorem class_sound network domain claim next record : class_claim network domain claim = Done next ->
  next record = Done tt ->
  exists F v label says jrows jshift jfactor rows shift factor, [/\ first_function network domain claim F v,
    field "class" claim = Done (Str label says), rows_of (inputs_of F) rows /\ size shift = size rows,
    [/\ entries "map" 3 record = Done [:: jrows; jshift; jfactor], matrix_of (inputs_of F) jrows = Done rows,
        vector ratio jshift = Done shift & ratio jfactor = Done factor] &
    is_zero factor = false ->
      (label = "empty" \/ size rows = inputs_of F /\ bijection_on (inputs_of F) (affine_at (R := R) rows shift)) /\
      exists weights c, canonical label (size rows) = Done (weights, c) /\
        forall x : seq R, size x = inputs_of F ->
          (form_at F v x = 0 <-> dotR (map ofQ weights) (map reluR (affine_at rows shift x)) + ofQ c = 0)].
Proof.
rewrite /class_claim; case E: everywhere => [[m v]|//|//]; cbn [bind].
have [F [_ F_proper F_m /(_ isT)[F_form F_good]]] := everywhere_sound E; have [inE _] := merged_facts F_proper F_m.
case classE: field => [label|//|//]; cbn [bind]; case=> <- {next}; rewrite /given.
case recordE: entries => [l|//|//]; cbn [bind]; case: l recordE => // jrows [|jshift [|jfactor []]] // recordE.
case rowsE: matrix_of => [rows|//|//]; cbn [bind]; case f_def: shallow_of => [f|//|//]; cbn [bind].
case shiftE: vector_of => [shift|//|//]; cbn [bind]; case factorE: ratio => [factor|//|//]; cbn [bind] => shown.
have /andP[/eqP shift_size shift_proper] := vector_of_proper shiftE.
have rows_ok : rows_of (inputs_of F) rows by rewrite -inE; apply: matrix_of_proper rowsE.
have rows0 : ~~ nilp rows.
  case: (jrows) rowsE => // -[//|r l]; case: r => // -[//|q qs] rowsE.
  by have [sz _] := each_all (P := xpredT) (fun _ _ _ => isT) rowsE; rewrite /nilp sz.
case: label classE shown => // label says classE shown.
exists F, v, label, says, jrows, jshift, jfactor, rows, shift, factor; split=> // [|factor0].
  by split=> //; [rewrite -inE|apply: vector_of_vector shiftE].
exact: show_class_sound F_good f_def rows_ok rows0 shift_size shift_proper (ratio_proper factorE) factor0 shown.
Qed.
End Shallow.
