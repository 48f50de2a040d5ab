(** What the leaves of a tree show: the cells of a `complex` tree and their faces, the regions of a `regions` tree. *)
From Coq Require Import ZArith String FMapPositive.
From mathcomp Require Import ssreflect ssrbool ssrfun eqtype ssrnat seq.
From exactrelu.checker Require Import base network path values.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Local Open Scope string_scope.

(** * Long lists, and sets *)

(** The entries with a property, the images of the entries, and how many have a property; for lists of any length. *)
Definition select A (p : A -> bool) (l : seq A) : seq A :=
  rev (foldl (fun found x => if p x then x :: found else found) [::] l).
Definition images A B (f : A -> B) (l : seq A) : seq B := rev (foldl (fun found x => f x :: found) [::] l).
Definition tally_of A (p : A -> bool) (l : seq A) : Z := foldl (fun n x => if p x then n + 1 else n)%Z 0%Z l.

(** All entries of all lists. *)
Definition joined A (l : seq (seq A)) : seq A := rev (foldl (fun found l => catrev l found) [::] l).

(** A set of keys. *)
Definition key_set := PositiveMap.t unit.
Definition put (s : key_set) (key : positive) : key_set := PositiveMap.add key tt s.
Definition no_keys : key_set := PositiveMap.empty unit.

(** A set of rows: those with the same hash together, and how many there are. *)
Record row_set := RowSet { buckets : PositiveMap.t (seq (seq Z)); distinct_rows : Z }.
Definition no_rows : row_set := RowSet (PositiveMap.empty _) 0.
Definition hash_factor : Z := 1000003.
Definition hash_mask : Z := 1073741823.
Definition hash (row : seq Z) : positive :=
  Z.to_pos (foldl (fun h x => Z.land (h * hash_factor + x) hash_mask)%Z 0%Z row + 1).
Definition put_row (s : row_set) (row : seq Z) : row_set :=
  let h := hash row in
  let bucket := if PositiveMap.find h (buckets s) is Some l then l else [::] in
  if has (same_row row) bucket then s
  else RowSet (PositiveMap.add h (row :: bucket) (buckets s)) (distinct_rows s + 1).

(** * Cells *)

(** A cell: the signs of all elements, its dimension as a cone, a point, the reduced forms that are 0 on it, and the
    form of the last element. *)
Record cell := Cell { signs : seq sign; dim : nat; point : seq Z; flat : seq (seq Z); last_form : form }.

(** The cell of a leaf of a `complex` tree. *)
Definition cell_of (g : setting) (nd : node) (point : seq Z) : cell :=
  let known := pmap (fun key => PositiveMap.find key (table nd)) (domain_keys g ++ neuron_keys g) in
  let is_zero e := if sign_at e is Some Zero then true else false in
  let flat := reduced (width g) [seq form_of e | e <- known & is_zero e] in
  Cell [seq (if sign_at e is Some s then s else Zero) | e <- known] (width g - size flat) point flat
       (last [::] (map form_of known)).

(** Whether a cell has points of R^d, and the sign of the last element. *)
Definition is_finite (c : cell) : bool := if signs c is Plus :: _ then true else false.
Definition last_sign (c : cell) : sign := last Zero (signs c).

(** * Faces *)

(** Whether every sign is 0 or the same in s: then the first cell is a face of the other. *)
Fixpoint is_face (r s : seq sign) : bool :=
  match r, s with
  | x :: r, y :: s => (same_sign x Zero || same_sign x y) && is_face r s
  | _, _ => true
  end.

(** Cells by their signs: none; one with what is left of its signs; those with +, - and 0 at the next element. *)
Inductive trie := Empty | Only (key : positive) (rest : seq sign) | Branch (plus minus zero : trie).

(** The three parts of a trie at the next element. *)
Definition parts (t : trie) : trie * trie * trie :=
  match t with
  | Branch p m z => (p, m, z)
  | Only key (Plus :: s) => (Only key s, Empty, Empty)
  | Only key (Minus :: s) => (Empty, Only key s, Empty)
  | Only key (Zero :: s) => (Empty, Empty, Only key s)
  | _ => (Empty, Empty, Empty)
  end.

(** Add a cell. *)
Fixpoint add_signs (key : positive) (s : seq sign) (t : trie) : trie :=
  if t is Empty then Only key s
  else if s is x :: s then
    let '(p, m, z) := parts t in
    match x with
    | Plus => Branch (add_signs key s p) m z
    | Minus => Branch p (add_signs key s m) z
    | Zero => Branch p m (add_signs key s z)
    end
  else Only key [::].

(** The faces of a cell with signs s among the cells of a trie, in front of those that were found. *)
Fixpoint below (t : trie) (s : seq sign) (found : seq positive) {struct t} : seq positive :=
  match t, s with
  | Only key rest, _ => if is_face rest s then key :: found else found
  | Branch p m z, x :: s =>
      let found := below z s found in
      match x with Plus => below p s found | Minus => below m s found | Zero => found end
  | _, _ => found
  end.

(** A cell with its key and the keys of its faces of one dimension less. *)
Record placed := Placed { key : positive; cell_at : cell; facets : seq positive }.

(** The cells of a dimension with their facets, among the cells of one dimension less. *)
Definition with_facets (lower level : seq (positive * cell)) : seq placed :=
  let t := foldl (fun t p => add_signs p.1 (signs p.2) t) Empty lower in
  images (fun p => Placed p.1 p.2 (below t (signs p.2) [::])) level.
Fixpoint with_all_facets (lower : seq (positive * cell)) (levels : seq (seq (positive * cell))) : seq (seq placed) :=
  if levels is level :: levels then with_facets lower level :: with_all_facets level levels else [::].

(** * Complexes *)

(** The cells by dimension, from 0 on; by key; the largest and the least dimension; the finite cells, by dimension;
    those of them that are unbounded even without the lineality space; those that are in no facet of the domain. *)
Record complex := Complex {
  ambient : nat;
  levels : seq (seq placed);
  cells : PositiveMap.t cell;
  top : nat;
  lineality : nat;
  finite : seq placed;
  endless : key_set;
  inner : key_set }.

(** The dimension of a placed cell. *)
Definition dim_of (c : placed) : nat := dim (cell_at c).

(** Whether the cell of a key has a property. *)
Definition cell_has (m : PositiveMap.t cell) (p : cell -> bool) (key : positive) : bool :=
  if PositiveMap.find key m is Some c then p c else false.

(** Add the cells of a list, in ascending dimension, that have a face at infinity of more than the least dimension. *)
Definition add_endless (m : PositiveMap.t cell) (least : nat) (found : key_set) (c : placed) : key_set :=
  if has (fun j => PositiveMap.mem j found || cell_has m (fun f => negb (is_finite f) && (least < dim f)) j) (facets c)
  then put found (key c) else found.

(** At which elements some region is positive. *)
Definition positive_in (regions : seq placed) (n : nat) : seq bool :=
  foldl (fun mask c => [seq p.1 || same_sign p.2 Plus | p <- zip mask (signs (cell_at c))]) (nseq n false) regions.
Fixpoint positive_where (mask : seq bool) (s : seq sign) : bool :=
  match mask, s with
  | b :: mask, x :: s => (negb b || same_sign x Plus) && positive_where mask s
  | _, _ => true
  end.

(** The complex of cells in R^(n-1), when n0 elements belong to the domain. *)
Definition complex_of (n n0 : nat) (l : seq cell) : complex :=
  let numbered := rev (foldl (fun p c => (Pos.succ p.1, (p.1, c) :: p.2)) (1%positive, [::]) l).2 in
  let levels := with_all_facets [::] [seq select (fun p => eqn (dim p.2) k) numbered | k <- iota 0 n.+1] in
  let m := foldl (fun m p => PositiveMap.add p.1 p.2 m) (PositiveMap.empty cell) numbered in
  let top := foldl (fun k c => maxn k (dim c)) 0 l in
  let least := foldl (fun k c => minn k (dim c)) n l in
  let finite := select (fun c => is_finite (cell_at c)) (joined levels) in
  let mask := positive_in (select (fun c => eqn (dim_of c) top) finite) n0 in
  Complex n levels m top least finite (foldl (add_endless m least) no_keys finite)
          (foldl (fun s c => if positive_where mask (signs (cell_at c)) then put s (key c) else s) no_keys finite).

Section Quantities.
Variable x : complex.

(** Whether a cell has the largest dimension, is unbounded even without the lineality space, is in no facet of the
    domain. *)
Definition is_region (c : placed) : bool := eqn (dim_of c) (top x).
Definition is_endless (c : placed) : bool := PositiveMap.mem (key c) (endless x).
Definition is_inner (c : placed) : bool := PositiveMap.mem (key c) (inner x).

(** The cells of a list and all their faces, among cells by descending dimension. *)
Definition add_facets (s : key_set) (c : placed) : key_set :=
  if PositiveMap.mem (key c) s then foldl put s (facets c) else s.
Definition closure (l : seq placed) : key_set :=
  foldl (fun s level => foldl add_facets s level) (foldl (fun s c => put s (key c)) no_keys l) (rev (levels x)).

(** How many cells of a list there are of each dimension in R^d. *)
Definition f_vector (l : seq placed) : value :=
  VList [seq VInt (tally_of (fun c => eqn (dim_of c) k.+1) l) | k <- iota 0 (ambient x)].

(** ** Connected components *)

(** A class of cells: how many, which, and whether one is endless. *)
Record part := Part { part_size : Z; members : seq positive; unbounded : bool }.

(** A partition: the name of the class of every cell, and the classes by name. *)
Record partition := Partition { names : PositiveMap.t positive; classes : PositiveMap.t part }.

(** Join one class to another. *)
Definition absorb (p : partition) (small large : positive) (a b : part) : partition :=
  Partition (foldl (fun m i => PositiveMap.add i large m) (names p) (members a))
            (PositiveMap.add large (Part (part_size a + part_size b) (catrev (members a) (members b))
                                         (unbounded a || unbounded b))
                             (PositiveMap.remove small (classes p))).

(** Join the classes of two cells, if both are there. *)
Definition join (p : partition) (i j : positive) : partition :=
  match PositiveMap.find i (names p), PositiveMap.find j (names p) with
  | Some a, Some b =>
      if Pos.eqb a b then p
      else
        match PositiveMap.find a (classes p), PositiveMap.find b (classes p) with
        | Some s, Some t => if (part_size s <? part_size t)%Z then absorb p a b s t else absorb p b a t s
        | _, _ => p
        end
  | _, _ => p
  end.

(** The partition of cells by themselves; the one by common facets. *)
Definition add_single (p : partition) (c : placed) : partition :=
  Partition (PositiveMap.add (key c) (key c) (names p))
            (PositiveMap.add (key c) (Part 1 [:: key c] (is_endless c)) (classes p)).
Definition singles (l : seq placed) : partition :=
  foldl add_single (Partition (PositiveMap.empty _) (PositiveMap.empty _)) l.
Definition join_facets (p : partition) (c : placed) : partition := foldl (fun p j => join p (key c) j) p (facets c).
Definition connected (l : seq placed) : partition := foldl join_facets (singles l) l.

(** The connected components of a union of cells that is closed or open, and the bounded ones. *)
Definition components (l : seq placed) : Z * Z :=
  let (every, bounded) := PositiveMap.fold (fun _ p n => (n.1 + 1, if unbounded p then n.2 else n.2 + 1)%Z)
                                           (classes (connected l)) (0, 0)%Z in
  (every, if eqn (lineality x) 0 then bounded else 0%Z).

(** ** Homology over the field of two elements *)

(** The key of the leading bit of a row of bits that is not 0. *)
Definition leading (row : Z) : positive := Z.to_pos (Z.log2 row + 1).

(** A row reduced by rows with other leading bits; the fuel is as much as there are bits. *)
Fixpoint reduce (fuel : nat) (leads : PositiveMap.t Z) (row : Z) : Z :=
  if fuel is S fuel then
    if (row =? 0)%Z then row
    else if PositiveMap.find (leading row) leads is Some lead then reduce fuel leads (Z.lxor row lead) else row
  else row.

(** Rows with different leading bits, and how many: with one more row. *)
Definition add_bits (fuel : nat) (p : PositiveMap.t Z * Z) (row : Z) : PositiveMap.t Z * Z :=
  let row := reduce fuel p.1 row in
  if (row =? 0)%Z then p else (PositiveMap.add (leading row) row p.1, p.2 + 1)%Z.

(** The rank of the boundary operator from cells to those of one dimension less. *)
Definition boundary_rank (level lower : seq placed) : Z :=
  let place := (foldl (fun p c => (PositiveMap.add (key c) p.2 p.1, p.2 + 1)%Z) (PositiveMap.empty Z, 0%Z) lower).1 in
  let fuel := foldl (fun n _ => n.+1) 0 lower in
  let bits c := foldl (fun row j => if PositiveMap.find j place is Some p then Z.lxor row (Z.shiftl 1 p) else row)
                      0%Z (facets c) in
  (foldl (fun p c => add_bits fuel p (bits c)) (PositiveMap.empty Z, 0%Z) level).2.

(** The dimensions of the homology of the chains of cells of dimension low, ..., low + count - 1, for low > 0. *)
Definition betti (l : seq placed) (low count : nat) : seq Z :=
  let level k := select (fun c => eqn (dim_of c) k) l in
  let ranks := [seq boundary_rank (level k) (level k.-1) | k <- iota low count.+1] in
  [seq tally_of (fun c => eqn (dim_of c) (low + k)%N) l - nth 0 ranks k - nth 0 ranks k.+1 | k <- iota 0 count]%Z.

(** ** Sides of a boundary *)

(** Whether the side of a sign is convex, for its cells: it is connected, on one side of each wall of its frontier, and
    no zero is strictly inside all of them. *)
Definition evaluated (negative : bool) (wall : form) (point : seq Z) : Z :=
  if negative then (- dot wall point)%Z else dot wall point.
Definition convex (negative : bool) (mine : seq placed) : bool :=
  let regions := select is_region mine in
  if eqn (size (take 1 regions)) 0 then true
  else
    let is_wall j := cell_has (cells x) (fun f => same_sign (last_sign f) Zero && is_finite f) j in
    let walls := images (fun c => last_form (cell_at c)) (select (fun c => has is_wall (facets c)) regions) in
    let near := closure regions in
    let ends := select (fun c => PositiveMap.mem (key c) near) (nth [::] (levels x) (lineality x).+1) in
    let zeros := select (fun c => is_inner c && same_sign (last_sign (cell_at c)) Zero) (finite x) in
    ((components mine).1 =? 1)%Z
    && all (fun wall => all (fun c => 0 <=? evaluated negative wall (point (cell_at c)))%Z ends) walls
    && all (fun c => has (fun wall => evaluated negative wall (point (cell_at c)) <=? 0)%Z walls) zeros.

(** The quantities of the open set where F has a sign; its homology inside the domain by duality. *)
Definition side (negative : bool) : value :=
  let mine := select (fun c => same_sign (last_sign (cell_at c)) (if negative then Minus else Plus)) (finite x) in
  let (count, bounded) := components mine in
  let dual := rev (betti (select is_inner mine) 1 (top x)) in
  VDict [:: ("regions", VInt (tally_of is_region mine)); ("components", VInt count);
            ("bounded_components", VInt bounded);
            ("betti_mod_2", VList (map VInt (dual ++ nseq (ambient x - size dual) 0%Z)));
            ("convex", VBool (convex negative mine))].

(** What a claim of the kind `boundary` may state besides. *)
Definition boundary : seq (string * value) :=
  let zero := select (fun c => same_sign (last_sign (cell_at c)) Zero) (finite x) in
  let thick := select is_region zero in
  let covered := closure thick in
  let pieces := select (fun c => eqn (dim_of c).+1 (top x) && negb (PositiveMap.mem (key c) covered)) zero in
  let (count, bounded) := components zero in
  let closed := betti (select (fun c => negb (is_endless c)) zero) (lineality x).+1 (maxn (ambient x) 2).-1 in
  [:: ("empty", VBool (eqn (size (take 1 zero)) 0)); ("thick_regions", VInt (tally_of xpredT thick));
      ("pieces", VInt (tally_of xpredT pieces));
      ("hyperplanes", VInt (distinct_rows (foldl (fun s c => put_row s (flatten (flat (cell_at c)))) no_rows pieces)));
      ("boundary_f_vector", f_vector zero); ("components", VInt count); ("bounded_components", VInt bounded);
      ("betti_mod_2", VList (map VInt closed)); ("positive", side false); ("negative", side true)].

(** Neighbouring pairs of regions: how often a facet of a region is one of a region before. *)
Definition neighbours (regions : seq placed) : Z :=
  let add_wall p j := if PositiveMap.mem j p.1 then (p.1, p.2 + 1)%Z
                      else if cell_has (cells x) is_finite j then (put p.1 j, p.2) else p in
  (foldl (fun p c => foldl add_wall p (facets c)) (no_keys, 0%Z) regions).2.

(** What a claim of the kind `complex` may state. *)
Definition all_quantities (output : bool) : seq (string * value) :=
  let regions := select is_region (finite x) in
  let bounded := select (fun c => negb (is_endless c)) (finite x) in
  let count := tally_of (fun c => negb (is_endless c)) regions in
  let pointed := eqn (lineality x) 0 in
  [:: ("regions", VInt (tally_of xpredT regions)); ("relatively_bounded_regions", VInt count);
      ("lineality", VInt (Z.of_nat (lineality x))); ("bounded_regions", VInt (if pointed then count else 0%Z));
      ("f_vector", f_vector (finite x));
      ("euler_characteristic", VInt (foldl (fun n c => if odd (dim_of c) then n + 1 else n - 1)%Z 0%Z (finite x)));
      ("bounded_f_vector", f_vector (if pointed then bounded else [::])); ("neighbours", VInt (neighbours regions))]
  ++ (if output then boundary else [::]).
End Quantities.

(** Every quantity of the cells of a tree in R^(n-1), when n0 elements belong to the domain (t included); whether the
    last element is a form F of the outputs, so that {F = 0} is a sub-complex. *)
Definition quantities (output : bool) (n n0 : nat) (l : seq cell) : seq (string * value) :=
  all_quantities (complex_of n n0 l) output.

(** * Regions *)

(** What the leaves of a `regions` tree have shown, and what the claim wants to know. The outputs are rows on (t, last
    layer), or on (t, x) without a layer, computed `factor` times as large; `largest` is about their rows on (t, x). *)
Record tally := Tally {
  wants_more : bool;
  wants_maps : bool;
  wants_injective : bool;
  no_layer : bool;
  output_rows : seq (seq Z);
  factor : rational;
  regions : Z;
  maps : row_set;
  largest : Z * Z * Z;
  injective : bool }.

(** Nothing is shown yet; for the names that a claim gives, a network, and its integer layers with their factors. *)
Definition tally_start (wanted : seq string) (net : network) (layers : seq (seq (seq Z) * rational)) : tally :=
  let named name := has (String.eqb name) wanted in
  let scale := last one (map snd layers) in
  let rows := [seq (if row is b :: w then mul b scale :: w else [::]) | row <- outputs net] in
  let common := common_denominator (flatten rows) in
  Tally (has (fun name => negb (String.eqb name "regions")) wanted) (named "affine_maps" || named "lipschitz")
        (named "injective") (eqn (size layers) 0) [seq scaled common row | row <- rows] (mul scale (of_Z common))
        0 no_rows (0, 0, 0)%Z true.

(** Whether the domain lies in a hyperplane, as far as the signs say. *)
Definition is_flat (g : setting) (nd : node) : bool :=
  has (fun key => if PositiveMap.find key (table nd) is Some {| form_of := f; sign_at := Some Zero |}
                  then has (fun x => negb (x =? 0)%Z) f else false) (domain_keys g).

(** Which neurons of the last layer are on, and its forms. *)
Definition last_layer (nd : node) : seq bool * seq form :=
  if stacks nd is st :: _ then (if switches (table nd) (first st) (forms st) is Some on then on else [::], forms st)
  else ([::], [::]).

(** The largest sum, entry and sum of squares of the absolute values of the coefficients of x. *)
Definition enlarge (m : Z * Z * Z) (row : form) : Z * Z * Z :=
  let sizes := map Z.abs (behead row) in
  (Z.max m.1.1 (foldl Z.add 0%Z sizes), Z.max m.1.2 (foldl Z.max 0%Z sizes), Z.max m.2 (dot sizes sizes)).

(** One more leaf. *)
Definition tally_leaf (g : setting) (nd : node) (t : tally) : result tally :=
  demand negb (wants_more t && is_flat g nd)
    or "the domain is flat, and affine maps, gradients and injectivity are about domains with interior points" in
  let (on, rows) := if wants_maps t || wants_injective t then last_layer nd else ([::], [::]) in
  let injective := injective t && (negb (wants_injective t) || eqn (rank (map behead (mask on rows))) (width g).-1) in
  let found := if wants_maps t then
                 if no_layer t then output_rows t else [seq pulled_back (width g) on rows row | row <- output_rows t]
               else [::] in
  Done (Tally (wants_more t) (wants_maps t) (wants_injective t) (no_layer t) (output_rows t) (factor t) (regions t + 1)
              (if wants_maps t then put_row (maps t) (flatten found) else maps t)
              (foldl enlarge (largest t) found) injective).

(** The quantities that a claim names, and the number of regions. *)
Definition tally_values (wanted : seq string) (t : tally) : seq (string * value) :=
  let f := factor t in
  let over z := VRat (div (of_Z z) f) in
  let squares := VRat (div (of_Z (largest t).2) (mul f f)) in
  let all := [:: ("regions", VInt (regions t)); ("affine_maps", VInt (distinct_rows (maps t)));
                 ("injective", VBool (injective t));
                 ("lipschitz", VList [:: over (largest t).1.1; over (largest t).1.2; squares])] in
  [seq p <- all | String.eqb p.1 "regions" || has (String.eqb p.1) wanted].
