"""The classes of one-hidden-layer boundaries: tables of whole families, witnesses at points, invariants."""
from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples
from test_ridge import family, numbers, shallow, value

from exactrelu.boundary import boundary
from exactrelu.classes import classify, in_canonical, invariants
from exactrelu.errors import InputError
from exactrelu.linalg import AffineMap, rank
from exactrelu.network import Layer, Network

POINT, HALF, LINES, STRIP, MIXED = "B(1,1)", "B0(1,0)", "parallel hyperplanes", "strip", "half-space and hyperplane"
TWO = range(-2, 3)


def count(nets) -> dict:
    return dict(Counter(classify(*net).label for net in nets))


# ---- whole families: the tables of the theory (section 10), which were found from the geometry alone

@pytest.mark.parametrize("m, entries, table", [
    (1, (-1, 0, 1), {"empty": 42, "all": 15, HALF: 12, POINT: 12}),
    (1, TWO, {"empty": 342, POINT: 160, HALF: 80, "all": 43}),
    (2, (-1, 0, 1), {"empty": 948, POINT: 512, HALF: 436, "all": 235, STRIP: 32, LINES: 24}),
    pytest.param(2, TWO, {"empty": 33506, POINT: 28448, HALF: 9808, LINES: 2520, "all": 1947, STRIP: 1472, MIXED: 424},
                 marks=pytest.mark.slow),
    pytest.param(3, (-1, 0, 1), {"empty": 22610, POINT: 17196, HALF: 12228, "all": 3835, STRIP: 1740, LINES: 1308,
                                 MIXED: 132}, marks=pytest.mark.slow)])
def test_on_the_line(m, entries, table):
    """10.1 to 10.3: all networks with one input and m neurons."""
    assert count(family(1, m, entries)) == table


def test_in_the_plane():
    """10.4: all 19683 networks with d = m = 2 and entries -1, 0, 1, and those with a regular A."""
    nets = list(family(2, 2))
    assert count(nets) == {"empty": 6756, POINT: 3776, HALF: 3472, "B(2,1)": 1728, "all": 1135, "B0(2,0)": 864,
                           "B(2,2)": 864, "B0(1,1)": 864, STRIP: 128, LINES: 96}
    assert count(net for net in nets if net[0][0][0] * net[0][1][1] != net[0][0][1] * net[0][1][0]) == {
        "empty": 3456, POINT: 1728, HALF: 1728, "B(2,1)": 1728, "all": 432, "B0(2,0)": 864, "B(2,2)": 864,
        "B0(1,1)": 864}


@pytest.mark.parametrize("A, b", [
    ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0]), ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [1, -1, 0]),
    ([[-1, -1, -1], [0, 1, 1], [1, 0, -1]], [1, 1, 1]), ([[0, -1, 0], [-1, 1, 0], [1, 1, 1]], [-1, 0, 1])])
def test_census_in_space(A, b):
    """10.4b: for d = 3 the class depends on (w, c) alone, so 81 networks stand for 81 * 11808 * 27 = 25,824,096."""
    found = count((A, b, w, c) for w in product((-1, 0, 1), repeat=3) for c in (-1, 0, 1))
    assert rank(A) == 3 and {label: n * 11808 * 27 for label, n in found.items()} == {
        "B(1,1)": 1912896, "B(2,1)": 3825792, "B(2,2)": 1912896, "B(3,1)": 1912896, "B(3,2)": 1912896,
        "B(3,3)": 637632, "empty": 5101056, "all": 318816, "B0(1,0)": 1912896, "B0(2,0)": 1912896,
        "B0(1,1)": 1912896, "B0(3,0)": 637632, "B0(2,1)": 1912896}


@pytest.mark.parametrize("d, classes", list(enumerate([4, 8, 13, 20, 28, 38], 1)))
def test_number_of_classes(d, classes):
    """T17, T21 to T23: d(d+1)/2 + d + floor(d^2/4) + 2 classes for a regular A; d of them if w and c have no 0."""
    A = [[Fraction(1 + (i == j)) for j in range(d)] for i in range(d)]
    found = {(all(w) and c != 0, classify(A, range(d), w, c).label)
             for w in product((-1, 0, 1), repeat=d) for c in (-1, 0, 1) if d < 5 or list(w) == sorted(w)}
    assert len({label for _, label in found}) == classes == d * (d + 1) // 2 + d + d * d // 4 + 2
    assert {label for full, label in found if full} == {f"B({d},{k})" for k in range(1, d + 1)} | {"empty"}


# ---- the witness

def canonical_value(label: str, z) -> Fraction:
    """G or H at z, written out again."""
    first, second = (int(x) for x in label[label.index("(") + 1:-1].split(","))
    plus, minus, one = (first, second, 0) if label.startswith("B0") else (second, first - second, 1)
    relu = [max(x, Fraction(0)) for x in z]
    return sum(relu[:plus], Fraction(0)) - sum(relu[plus:plus + minus], Fraction(0)) - one


@examples(300)
@given(shallow(), st.data())
def test_witness(net, data):
    """F(x) = 0 exactly if the witness leads x to the canonical set, on random points and on points of the set."""
    found, d = classify(*net), len(net[0][0])
    if found.label is None:
        assert found.witness is None and found.inverse is None and "T25" in found.reason
        return
    assert found.reason is None
    assert found.inverse.after(found.witness) == found.witness.after(found.inverse) == AffineMap.identity(d)
    halves = st.sampled_from([Fraction(x, 2) for x in (-3, -2, -1, 0, 1, 2, 3, 4)])
    targets = data.draw(st.lists(st.tuples(*[halves] * d), min_size=8, max_size=8))
    others = data.draw(st.lists(st.tuples(*[numbers] * d), min_size=4, max_size=4))
    for x in others + [found.inverse(z) for z in targets]:
        assert (value(net, x) == 0) == in_canonical(found.label, found.witness(x))


@pytest.mark.parametrize("d, m", [(1, 1), (2, 1), (2, 2), (3, 2), (3, 3)])
def test_witness_is_the_normal_form(d, m):
    """T11, T22, T24: F is a multiple of G or H after the witness, -c the factor if c != 0; so the sides agree."""
    A, b = [[1, 2, 0], [0, -1, 1], [-1, 1, 1]], [Fraction(1, 2), -1, 3]
    A, b = [row[:d] for row in A[:m]], b[:m]
    grid = list(product((Fraction(-5), Fraction(-1, 3), Fraction(0), Fraction(2), Fraction(7, 2)), repeat=d))
    for w, c in product(product((-2, Fraction(1, 3), 3), repeat=m), (-2, 0, Fraction(1, 2))):
        found = classify(A, b, w, c)
        assert len(found.witness.matrix) == rank(found.witness.matrix) == d
        if found.label == "empty":
            assert all(v * c > 0 for v in w)
            continue
        plus, minus = sum(v > 0 for v in w), sum(v < 0 for v in w)
        thick = f"B0({max(plus, minus)},{min(plus, minus)})"
        assert found.label == (f"B({m},{sum(v * c < 0 for v in w)})" if c else thick)
        factor = -c or (1 if plus >= minus else -1)
        assert all(value((A, b, w, c), x) == factor * canonical_value(found.label, found.witness(x)) for x in grid)


@pytest.mark.parametrize("W, b, w, c, label", [
    ([[a, 0], [e, 0]], b, w, c, label)
    for a, e, b, w, c, label in [
        (1, 1, [0, -1], [1, 1], 0, HALF), (-1, -1, [0, -1], [1, 1], 0, HALF),
        (1, 1, [0, -2], [1, -2], 0, MIXED), (-1, -1, [0, -2], [1, -2], 0, MIXED),
        (1, -1, [0, 0], [1, 3], 0, POINT), (1, -1, [0, -1], [3, 2], -6, LINES), (1, -1, [-1, -2], [3, 2], 0, STRIP),
        (1, -1, [-1, 3], [1, 1], -2, STRIP), (1, 1, [0, -1], [1, -1], -1, HALF), (-1, -1, [0, -1], [1, -1], -1, HALF)]])
def test_witness_on_a_line(W, b, w, c, label):
    """T25: every shape on the line, both ways round, is carried onto the canonical one point by point."""
    found = classify(W, b, w, c)
    assert found.label == label and found.inverse.after(found.witness) == AffineMap.identity(2)
    net = Network([Layer(W, b), Layer([w], [c], "linear")])
    for x in [(Fraction(s, 6), Fraction(1)) for s in range(-36, 37)]:
        assert (net(x) == (0,)) == in_canonical(label, found.witness(x))


# ---- degenerate networks

@pytest.mark.parametrize("net, label", [
    (([[0, 0]], [1], [1], -1), "all"),                                              # only a zero row
    (([[0, 0]], [-1], [1], -1), "empty"),
    (([[1, 0], [0, 0]], [0, 2], [1, 1], -2), "B0(1,0)"),                            # a zero row cancels c
    (([[1, 0], [0, 1]], [0, 0], [0, 0], 0), "all"),                                 # zero weights
    (([[1, 0], [0, 1]], [0, 0], [1, 0], -1), "B(1,1)"),
    (([[1, 0], [2, 0], [0, 3]], [1, 2, 0], [1, 1, -1], -1), "B(2,1)"),              # repeated row
    (([[1, 0], [2, 0]], [1, 2], [2, -1], 0), "all"),                                # repeated rows that cancel
    (([[1, 0], [-1, 0]], [0, 0], [1, -1], 5), "B(1,1)"),                            # opposite rows: affine
    (([[1, 0], [-1, 0]], [0, 0], [1, 1], -5), "parallel hyperplanes"),              # |x| = 5
    (([[1, 0], [-1, 0]], [0, 0], [1, 1], 0), "B(1,1)"),                             # |x| = 0
    (([[1, 0], [-1, 0]], [-1, 0], [1, 1], 0), "strip"),                             # 0 <= x <= 1
    (([[1, 0], [1, 0]], [0, -2], [1, -2], 0), "half-space and hyperplane"),
    (([[1], [1], [-1], [-1]], [0, 0, 0, 0], [1, 1, 1, 1], -4), "parallel hyperplanes"),     # m > d
    (([[1, 1], [-1, -1], [1, 0], [0, 2]], [0, 0, 0, 0], [1, -1, -1, "-1/2"], 1), "B(2,2)"),   # x + y - x^+ - y^+ + 1
    (([[-1, 0], [0, -1]], [0, 0], [1, 1], -1), "B(2,2)"),                           # flips only
    (([[1, 0, 0, 0], [0, 1, 0, 0]], [0, 0], [1, -1], 0), "B0(1,1)"),                # m < d
])
def test_degenerate(net, label):
    """Zero, repeated and opposite rows, zero weights, c = 0, m < d and m > d."""
    assert classify(*net).label == label


def test_the_function_decides():
    """T27: networks of one function have one class, witness included."""
    first = classify([[1, 0], [0, 1]], [0, 1], [1, -2], 3)
    second = classify([[0, 2], [0, 0], [3, 0], [1, 1], [1, 1]], [2, 3, 0, 0, 0], [-1, 1, Fraction(1, 3), 1, -1], 0)
    assert first == second and first.label == "B(2,1)"


@pytest.mark.parametrize("net, reason", [
    (([[1], [1], [1]], [0, -1, -2], [1, -2, 1], 0), "2 half-spaces, all parallel, a shape that needs more than two"),
    (([[1], [1], [-1]], [0, -2, 12], [-3, Fraction(5, 2), -1], 14), "4 hyperplanes, all parallel, .* free ratio"),
    (([[1], [1], [1]], [0, -1, -3], [1, -2, 2], 0), "2 hyperplanes and 1 half-space, all parallel, .* free ratio"),
    (([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], [1, 1, 2], -1), "at least 3 neurons, but their rows have rank 2"),
    (([[1, 0], [-1, 0], [0, 1]], [0, 0, 0], [1, -1, 1], 0), "at least 3 neurons, but their rows have rank 2"),
    (([[1, 0], [-1, 0], [0, 1]], [0, 0, 0], [2, 1, 1], -1), "at least 3 neurons, but their rows have rank 2"),
])
def test_no_class(net, reason):
    """T25: the shapes with free ratios and the hexagon of rank 2 have no label but a reason."""
    found = classify(*net)
    assert found.label is None and found.witness is None and found.inverse is None
    assert re.search(reason, found.reason)


# ---- invariants

F_VECTORS = {
    "B(1,1)": (1,), "B(2,1)": (1, 2), "B(2,2)": (2, 3), "B(3,1)": (1, 4, 4), "B(3,2)": (2, 7, 6), "B(3,3)": (3, 9, 7),
    "B(4,1)": (1, 6, 12, 8), "B(4,2)": (2, 11, 20, 12), "B(4,3)": (3, 15, 25, 14), "B(4,4)": (4, 18, 28, 15),
    "B(5,1)": (1, 8, 24, 32, 16), "B(5,2)": (2, 15, 42, 52, 24), "B(5,3)": (3, 21, 55, 64, 28),
    "B(5,4)": (4, 26, 64, 71, 30), "B(5,5)": (5, 30, 70, 75, 31),
    "B0(1,0)": (1, 1), "B0(2,0)": (1, 2, 1), "B0(1,1)": (1, 3, 1), "B0(3,0)": (1, 3, 3, 1), "B0(2,1)": (1, 5, 6, 1),
    "B0(4,0)": (1, 4, 6, 4, 1), "B0(3,1)": (1, 7, 15, 11, 1), "B0(2,2)": (1, 8, 18, 13, 1)}


@pytest.mark.parametrize("label, faces", list(F_VECTORS.items()))
def test_f_vectors(label, faces):
    """T14, T22: the tables of f-vectors; Euler's relation of T14; the number of pieces of T13."""
    thick, d = label.startswith("B0"), len(faces) - label.startswith("B0")
    found = invariants(label, d)
    assert found["f_vector"] == faces + (() if thick else (0,))
    assert found["pieces"] == faces[d - 1] - (d if thick else 0)
    assert thick or sum((-1)**j * n for j, n in enumerate(faces)) == (-1) ** (d - 1)


@pytest.mark.parametrize("k, pieces", list(enumerate([32, 48, 56, 60, 62, 63], 1)))
def test_pieces_in_six_dimensions(k, pieces):
    """T13: 2^6 - 2^(6-k) pieces."""
    assert invariants(f"B(6,{k})", 6)["pieces"] == pieces


@pytest.mark.parametrize("net", [
    *(([[1, 1, 0], [0, 1, 2], [1, 0, -1]], [1, 0, -1], w, c) for w in ((1, 1, 2), (1, -1, 2), (-1, -1, 3), (-1, -2, -3))
      for c in (-1, 0)),
    *(([[1, 1], [0, 2]], [1, 0], w, c) for w in ((1, 2), (1, -1), (-1, -1)) for c in (-1, 0, 1)),
    *(([[3]], [1], [w], c) for w in (1, -1) for c in (-1, 0, 1)),
    ([[1, 1, 0], [0, 1, 2]], [1, 0], [1, 1], -1), ([[1, 1, 0], [0, 1, 2]], [1, 0], [1, -1], 0),
    ([[1, 2, 0]], [1], [1], -1), ([[1, 2, 0]], [1], [1], 0),
    ([[1], [-1]], [0, 0], [1, 1], -1), ([[1], [-1]], [-1, 0], [1, 1], 0), ([[1], [1]], [0, -2], [1, -2], 0),
    ([[1, 1], [-1, -1]], [0, 0], [1, 1], -1), ([[1, 1], [1, 1]], [0, -2], [1, -2], 0), ([[0, 0]], [1], [1], 0),
    ([[1, 0], [0, 1]], [0, 0], [0, 0], 0)], ids=str)
def test_invariants_of_the_complex(net):
    """The closed forms agree with what is counted on the enumerated complex, which does not use them."""
    W, b, w, c = net
    seen = boundary(Network([Layer(W, b), Layer([w], [c], "linear")]))
    expected = invariants(seen.type, len(W[0]))
    assert {"lineality": seen.lineality, "thick": seen.thick_regions > 0, "hyperplanes": seen.hyperplanes,
            "pieces": seen.pieces, "corners": len(seen.corners)} == {
        key: expected[key] for key in ("lineality", "thick", "hyperplanes", "pieces", "corners")}
    if expected["f_vector"]:
        assert seen.f_vector == expected["f_vector"]


def test_invariants_separate_the_classes():
    """T17, T21, T22: for d <= 6 no two classes have the same lineality, thickness and number of hyperplanes."""
    for d in range(1, 7):
        labels = [f"B({m},{k})" for m in range(1, d + 1) for k in range(1, m + 1)]
        labels += [f"B0({n - q},{q})" for n in range(1, d + 1) for q in range(n // 2 + 1)] + ["empty", "all"]
        seen = {tuple(invariants(label, d)[key] for key in ("lineality", "thick", "hyperplanes")) for label in labels}
        assert len(seen) == len(labels) == d * (d + 1) // 2 + d + d * d // 4 + 2


# ---- unusable input

@pytest.mark.parametrize("label", ["B(1,2)", "B(1,0)", "B0(1,2)", "B0(0,0)", "B(2)", "b(2,1)", "", None, "B(1,1) ", 7])
def test_unknown_labels(label):
    """A text that is no label is an input error, not a traceback."""
    for call in (lambda: in_canonical(label, (0, 0)), lambda: invariants(label, 2)):
        with pytest.raises(InputError, match="is not the label of a class"):
            call()


def test_too_few_dimensions():
    """B(3,1) does not exist in the plane; a huge label is refused before anything is computed."""
    for label in ("B(3,1)", "B(999999999,1)", "B0(2,1)"):
        with pytest.raises(InputError, match="needs at least"):
            invariants(label, 2)


def test_bad_shapes():
    """Shapes that do not fit are refused as by the ridge form."""
    with pytest.raises(InputError, match="w must have 2 entries, but has 1"):
        classify([[1], [2]], [0, 0], [1], 0)
