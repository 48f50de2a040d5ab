"""The closed forms of one layer: identities at exact points, and the exhaustive tables of the theory."""
from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import examples

import exactrelu as er
from exactrelu.errors import InputError
from exactrelu.linalg import dot, matmul, rank
from exactrelu.network import Layer
from exactrelu.rational import primitive
from exactrelu.sectors import Sectors, weight_signs

numbers = st.fractions(-3, 3, max_denominator=3)
TERNARY = (-1, 0, 1)


@st.composite
def layers(draw, square: bool = False) -> Sectors:
    """A layer with m <= d <= 3 independent rows; entries are small, so zeros and orthogonal rows are common."""
    d = draw(st.integers(1, 3))
    m = d if square else draw(st.integers(1, d))
    rows = draw(st.lists(st.lists(numbers, min_size=d, max_size=d), min_size=m, max_size=m))
    assume(rank(rows) == m)
    return Sectors(Layer(rows, draw(st.lists(numbers, min_size=m, max_size=m))))


def regular(d: int) -> list[Sectors]:
    """All layers without bias whose matrix is invertible with entries -1, 0, 1."""
    matrices = product(product(TERNARY, repeat=d), repeat=d)
    return [Sectors(Layer(A)) for A in matrices if rank(A) == d]


def points(data, d: int, count: int = 4) -> list[tuple[Fraction, ...]]:
    return data.draw(st.lists(st.tuples(*[numbers] * d), min_size=count, max_size=count))


def combine(p, coefficients) -> tuple[Fraction, ...]:
    """A point of a polyhedron: its first vertex, or the mean of all, plus multiples of rays and lines."""
    x = [sum(column) / Fraction(len(p.vertices)) for column in zip(*p.vertices)]
    for weight, ray in zip(coefficients, p.rays + p.lines):
        x = [a + weight * b for a, b in zip(x, ray)]
    return tuple(x)


def contains(p, x) -> bool:
    """Whether a point satisfies the inequalities and equations of a polyhedron."""
    value = lambda form: form[0] + dot(form[1:], x)  # noqa: E731
    return all(value(e) == 0 for e in p.equations) and all(value(h) >= 0 for h in p.inequalities)


@given(layers())
def test_dual_basis_and_apex(s):
    """L1: A a_j* = e_j, A x0 + b = 0, and the dual vectors are orthogonal to the lineality space."""
    m = s.layer.neurons
    identity = tuple(tuple(Fraction(i == j) for j in range(m)) for i in range(m))
    assert matmul(s.layer.W, list(zip(*s.dual))) == identity
    assert not any(s.layer.preactivation(s.apex))
    assert len(s.lineality) == s.layer.inputs - m
    assert all(dot(star, line) == 0 for star in s.dual + (s.apex,) for line in s.lineality)


@given(layers(), st.data())
def test_layer_is_affine_after_projection(s, data):
    """T3, T4: T = L o pi, pi is idempotent and on every sector affine with the oblique projector."""
    for x in points(data, s.layer.inputs):
        y, u = s.layer.preactivation(x), s.project(x)
        assert s.layer.preactivation(u) == s.layer(x)
        assert s.project(u) == u
        signs = "".join("+" if v > 0 else "-" if v < 0 else "0" for v in y)
        moved = matmul(s.projector(signs), [[a - b] for a, b in zip(x, s.apex)])
        assert u == tuple(a + b[0] for a, b in zip(s.apex, moved))
        assert s.affine_map(signs)(x) == s.layer(x)
        assert contains(s.cell(signs), x)


@given(layers())
def test_projectors_multiply_like_sets(s):
    """T4: P_I P_J = P_{I n J}; P_I fixes a_i* (i in I) and kills a_j* (j not in I)."""
    for first, second in product(s.sectors, repeat=2):
        both = "".join("+" if a == b == "+" else "-" for a, b in zip(first, second))
        assert matmul(s.projector(first), s.projector(second)) == s.projector(both)
        for sign, star in zip(first, s.dual):
            image = matmul(s.projector(first), [[x] for x in star])
            assert tuple(x[0] for x in image) == (star if sign == "+" else (0,) * len(star))


@given(layers(), st.lists(st.integers(1, 3), min_size=6, max_size=6))
def test_cells(s, coefficients):
    """L1: 3^m cells in canonical order; a relative interior point has the signs of its cell."""
    m, d = s.layer.neurons, s.layer.inputs
    assert s.cells == sorted(set(s.cells)) and len(s.cells) == 3**m
    assert s.sectors == [signs for signs in s.cells if "0" not in signs]
    for signs in s.cells:
        cell = s.cell(signs)
        y = s.layer.preactivation(combine(cell, coefficients))
        assert "".join("+" if v > 0 else "-" if v < 0 else "0" for v in y) == signs
        assert cell.dimension == d - signs.count("0")


@given(layers(), st.data())
def test_preimage_of_a_point(s, data):
    """T6: the generators map to z, every x lies in the fibre of T(x), and the dimension is d - |supp z|."""
    d = s.layer.inputs
    coefficients = data.draw(st.lists(st.integers(0, 3), min_size=6, max_size=6))
    for x in points(data, d):
        z = s.layer(x)
        fibre = s.preimage(z)
        assert contains(fibre, x) and contains(fibre, fibre.vertices[0])
        assert s.layer(combine(fibre, coefficients)) == z
        assert fibre.dimension == d - sum(v > 0 for v in z)
    assert s.preimage([-1] + [0] * (s.layer.neurons - 1)) is None


@pytest.mark.parametrize("d", [1, 2])
def test_fibres_of_the_unit_cube(d):
    """T6 on all regular A and all z in {0,1}^d: d - |supp z| dimensions and as many rays."""
    for s in regular(d):
        for z in product((0, 1), repeat=d):
            fibre = s.preimage(z)
            assert fibre.dimension == len(fibre.rays) == d - sum(z)
            assert s.layer(fibre.vertices[0]) == z


@given(layers(), st.data())
def test_hyperplane_piece(s, data):
    """T9: the pieces cover {n.T = g}: x lies in its sector's piece exactly if n.T(x) = g; generators solve it."""
    m, d = s.layer.neurons, s.layer.inputs
    n = data.draw(st.tuples(*[numbers] * m))
    offset = data.draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(-2, 3)]))
    coefficients = data.draw(st.lists(st.integers(0, 2), min_size=9, max_size=9))
    for signs in s.sectors:
        piece = s.hyperplane_piece(signs, n, offset)
        solvable = offset == 0 or any(a == "+" and v * offset > 0 for a, v in zip(signs, n))
        assert (piece is not None) == solvable
        if piece is None:
            continue
        for x in piece.vertices + (combine(piece, coefficients),):
            assert contains(piece, x) and dot(n, s.layer(x)) == offset
        if offset:
            assert piece.dimension == d - 1
        for x in points(data, d, 2):
            assert contains(piece, x) == (contains(s.cell(signs), x) and dot(n, s.layer(x)) == offset)


@pytest.mark.cdd
def test_hyperplane_piece_against_cddlib():
    """T9: the vertices, rays and lines are those that cddlib finds from the inequalities."""
    from cdd import gmp
    for A in ([[1, 2], [0, 1]], [[2, 1, 0], [0, 1, -1], [1, 0, 3]], [[1, 1, 0], [0, 1, 2]]):
        s = Sectors(Layer(A, range(len(A))))
        for n, offset in product(product((-2, 0, 1), repeat=len(A)), (0, 3)):
            for signs in s.sectors:
                piece = s.hyperplane_piece(signs, n, offset)
                if piece is None:
                    continue
                rows = [*piece.inequalities, *piece.equations]
                table = gmp.matrix_from_array([list(map(Fraction, row)) for row in rows],
                                              rep_type=gmp.RepType.INEQUALITY,
                                              lin_set=set(range(len(piece.inequalities), len(rows))))
                found = gmp.copy_generators(gmp.polyhedron_from_matrix(table))
                true = [row[1:] for i, row in enumerate(found.array) if row[0] == 1 and i not in found.lin_set]
                kinds = len(true), len(found.array) - len(true) - len(found.lin_set), len(found.lin_set)
                assert kinds == (len(piece.vertices), len(piece.rays), len(piece.lines))
                if not piece.lines:
                    rays = [row[1:] for row in found.array if row[0] == 0]
                    assert set(map(tuple, true)) == set(piece.vertices)
                    assert set(map(primitive, rays)) == set(piece.rays)


@pytest.mark.parametrize("d, k", [(d, k) for d in range(1, 5) for k in range(d + 1)])
def test_pieces_of_a_boundary(d, k):
    """T13: the boundary has 2^d - 2^(d-k) pieces, in distinct hyperplanes, with k vertices in all."""
    s = Sectors(Layer([[Fraction(i + j == d - 1) + Fraction(i < j, 2) for j in range(d)] for i in range(d)], range(d)))
    w, c = [-1] * k + [2] * (d - k), Fraction(3)
    pieces = [piece for signs in s.sectors if (piece := s.hyperplane_piece(signs, w, -c))]
    assert weight_signs(w, c).k == k
    assert len(pieces) == len({piece.equations for piece in pieces}) == 2**d - 2**(d - k)
    assert len({v for piece in pieces for v in piece.vertices}) == k
    assert all(c + dot(w, s.layer(v)) == 0 for piece in pieces for v in piece.vertices)


ORTHOGONAL = {1: (2, 2, (2, 2), (2, 2)), 2: (48, 16, (48, 32, 48), (32, 32, 48)),
              3: (11808, 192, (11808, 3168, 3168, 11808), (3696, 1872, 3168, 11808))}


@pytest.mark.parametrize("d", [1, 2, pytest.param(3, marks=pytest.mark.slow)])
def test_table_of_orthogonal_projections(d):
    """T5, all invertible A with entries -1, 0, 1: how often pi, or a sector of it, is orthogonal or nearest."""
    found, whole, orthogonal, nearest = 0, 0, Counter(), Counter()
    for s in regular(d):
        found += 1
        whole += s.is_orthogonal
        for signs in s.sectors:
            size = signs.count("+")
            orthogonal[size] += s.is_orthogonal_on(signs)
            nearest[size] += s.is_nearest_on(signs)
        assert s.is_orthogonal == all(map(s.is_nearest_on, s.sectors))
    assert (found, whole, *(tuple(c[i] for i in range(d + 1)) for c in (orthogonal, nearest))) == ORTHOGONAL[d]


@given(layers(), st.data())
def test_nearest_point(s, data):
    """T5: where it is claimed, no tried point of the cone {y >= 0} is nearer than pi(x)."""
    distance = lambda u, v: sum((a - b) ** 2 for a, b in zip(u, v))  # noqa: E731
    for x in points(data, s.layer.inputs):
        signs = "".join("+" if v > 0 else "-" for v in s.layer.preactivation(x))
        if s.is_nearest_on(signs):
            others = [s.project(u) for u in points(data, s.layer.inputs)]
            assert all(distance(x, s.project(x)) <= distance(x, u) for u in others)


def test_weight_signs_for_c_zero():
    """For c = 0 the positive weights are P, the negative ones N."""
    assert weight_signs([1, -2, 0, 3], 0) == ((1,), (0, 3), (2,))
    assert weight_signs([1, -2, 0, 3], -5) == ((0, 3), (1,), (2,))


@pytest.mark.parametrize("layer, message", [
    (Layer([[1, 2], [2, 4]]), "the 2 rows of W have rank 1"),
    (Layer([[0]]), "the 1 rows of W have rank 0"),
    (Layer([[1], [2]]), "the 2 rows of W have rank 1"),
    (Layer([[1]], activation="linear"), "sectors belong to a ReLU layer"),
])
def test_layers_without_closed_forms(layer, message):
    """Dependent rows are refused with their rank, a linear layer with its name."""
    with pytest.raises(InputError, match=message):
        Sectors(layer)


@pytest.mark.parametrize("call", [
    lambda s: s.cell("+"), lambda s: s.cell("+x"), lambda s: s.cell(["+", "-"]), lambda s: s.projector("+++"),
    lambda s: s.hyperplane_piece("+0", [1, 1], 1), lambda s: s.hyperplane_piece("++", [1], 1),
    lambda s: s.project([1]), lambda s: s.preimage([1, 2, 3]), lambda s: s.preimage(["a", 0]),
    lambda s: s.is_nearest_on("0+"),
])
def test_unusable_arguments(call):
    """Wrong lengths and wrong signs are input errors."""
    with pytest.raises(InputError):
        call(Sectors(Layer([[1, 0], [0, 1]])))


@examples(25)
@given(st.integers(1, 4), st.integers(0, 10**6))
def test_closed_forms_against_the_engine(d, seed):
    """L1, L2, T9, T13: sectors, cells, affine maps and boundary pieces are those of the enumerated complex."""
    rng = random.Random(seed)
    number = lambda: Fraction(rng.randint(-9, 9), rng.randint(1, 5))  # noqa: E731
    layer = er.Layer([[number() for _ in range(d)] for _ in range(d)], [number() for _ in range(d)])
    assume(rank(layer.W) == d)
    s, cx = Sectors(layer), er.enumerate(layer)
    assert cx.signs == s.sectors and sum(cx.f_vector) == len(s.cells) == 3**d
    for region in cx:
        cone = s.cell(region.signs)
        assert (region.vertices, set(region.rays)) == (cone.vertices, set(cone.rays))
        assert region.affine_map == s.affine_map(region.signs)
    w, c = [number() or Fraction(1) for _ in range(d)], number() or Fraction(-1)
    bd = er.boundary(er.Network([layer, er.Layer([w], [c], "linear")]))
    pieces = [s.hyperplane_piece(signs, w, -c) for signs in s.sectors]
    assert {(frozenset(v), frozenset(r)) for v, r in bd.piece_generators} == \
        {(frozenset(p.vertices), frozenset(p.rays)) for p in pieces if p is not None}
    assert bd.pieces == sum(p is not None for p in pieces)


@examples(25)
@given(st.integers(1, 3), st.integers(0, 10**6))
def test_preimages_against_the_engine(d, seed):
    """T6: the fibre of z is the set where the network sum |T_i - z_i| vanishes, whatever its dimension."""
    rng = random.Random(seed)
    layer = er.Layer([[rng.randint(-4, 4) for _ in range(d)] for _ in range(d)], [rng.randint(-4, 4) for _ in range(d)])
    assume(rank(layer.W) == d)
    z = [rng.choice((0, 0, 1, 2)) for _ in range(d)]
    s = Sectors(layer)
    distance = er.Network([layer, er.Layer([[sign * int(i == j) for j in range(d)] for i in range(d) for sign in (1, -1)],
                                           [-sign * v for v in z for sign in (1, -1)]),
                           er.Layer([[1] * (2 * d)], [0], "linear")])
    bd, fibre = er.boundary(distance), s.preimage(z)
    cx, edges = bd.complex, bd.complex.fan.levels[0][1].reshape(-1, 2)
    vertices = {cx.point(ray) for ray, on in zip(cx.fan.rays, bd.masks[0]) if on and ray[0]}
    ends = {end for edge, on in zip(edges.tolist(), bd.masks[1] & (cx.reach[1] == 3)) if on for end in edge}
    rays = {cx.direction(cx.fan.rays[end]) for end in ends if not cx.fan.rays[end][0]}
    assert set(fibre.vertices) == vertices and set(fibre.rays) == rays
    assert max(i for i, f in enumerate(bd.f_vector) if f) == fibre.dimension
