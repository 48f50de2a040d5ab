"""The decision boundary: f-vectors of the theory, degenerate cases, corners, argmax, homology."""
from __future__ import annotations

import random
from fractions import Fraction
from math import comb

import pytest

import exactrelu as er
from exactrelu.homology import homology
from exactrelu.linalg import rank


def shallow(W, b, w, c):
    """The network sum_i w_i (W_i x + b_i)^+ + c."""
    return er.Network([er.Layer(W, b), er.Layer([w], [c], "linear")])


def random_rational(rng: random.Random) -> Fraction:
    return Fraction(rng.randint(-20, 20), rng.randint(1, 9))


def regular(rng: random.Random, d: int):
    """A random invertible rational matrix."""
    while True:
        A = [[random_rational(rng) for _ in range(d)] for _ in range(d)]
        if rank(A) == d:
            return A


def coefficients(d: int, k: int) -> list[int]:
    """T14: the f_j of B(d,k), coefficients of (1 + 2t)^d - (1 + t)^k (1 + 2t)^(d - k)."""
    whole = [comb(d, j) * 2**j for j in range(d + 1)]
    other = [sum(comb(k, i) * comb(d - k, j - i) * 2**(j - i) for i in range(j + 1)) for j in range(d + 1)]
    return [a - b for a, b in zip(whole, other)][1:]


@pytest.mark.parametrize("d, k", [(d, k) for d in range(1, 6) for k in range(1, d + 1)])
def test_f_vector_of_the_classes(d, k):
    """T14, T12, T13 for random rational layers: f-vector, bounded faces, components, Betti numbers, corners."""
    rng = random.Random(100 * d + k)
    A, b = regular(rng, d), [random_rational(rng) for _ in range(d)]
    c = Fraction(rng.choice((-1, 1)) * rng.randint(1, 9), rng.randint(1, 9))
    sign = -1 if c > 0 else 1
    w = [sign * (1 if i < k else -1) * Fraction(rng.randint(1, 9), rng.randint(1, 9)) for i in range(d)]
    bd = er.boundary(shallow(A, b, w, c))
    assert list(bd.f_vector) == coefficients(d, k) + [0]
    assert (bd.type, bd.pieces, bd.hyperplanes) == (f"B({d},{k})", 2**d - 2**(d - k), 2**d - 2**(d - k))
    assert (len(bd.corners), bd.components, bd.betti, bd.thick_regions) == (k, 1, (1,) + (0,) * (d - 1), 0)
    assert bd.bounded_components == (1 if d == 1 else 0)
    inverse = bd.witness.inverse()
    assert {inverse([int(i == j) for j in range(d)]) for i in range(k)} == set(bd.corners)


@pytest.mark.parametrize("p, q, f", [     # T22, n = p + q = d
    (1, 0, [1, 1]), (2, 0, [1, 2, 1]), (1, 1, [1, 3, 1]), (3, 0, [1, 3, 3, 1]), (2, 1, [1, 5, 6, 1]),
    (4, 0, [1, 4, 6, 4, 1]), (3, 1, [1, 7, 15, 11, 1]), (2, 2, [1, 8, 18, 13, 1])])
def test_f_vector_of_the_thick_classes(p, q, f):
    """T22: c = 0."""
    d, rng = p + q, random.Random(10 * p + q)
    w = [Fraction(rng.randint(1, 9)) for _ in range(p)] + [-Fraction(rng.randint(1, 9)) for _ in range(q)]
    bd = er.boundary(shallow(regular(rng, d), [random_rational(rng) for _ in range(d)], w, 0))
    assert (list(bd.f_vector), bd.type, bd.thick_regions) == (f, f"B0({p},{q})", 1)
    assert bd.hyperplanes == (2**p - 1) * (2**q - 1) and len(bd.corners) == 1


@pytest.mark.parametrize("net, expected", [
    (shallow([[0, 0]], [0], [1], 1), dict(empty=True, components=0, f_vector=(0, 0, 0), betti=(0, 0), type="empty")),
    (shallow([[0, 0]], [0], [1], 0), dict(empty=False, thick_regions=1, components=1, type="all", pieces=0)),
    (shallow([[1, 0], [0, 1]], [0, 0], [1, 0], -1), dict(type="B(1,1)", pieces=2, hyperplanes=1, corners=())),
    (shallow([[1], [-1]], [0, 0], [1, 1], -1), dict(type="parallel hyperplanes", components=2, bounded_components=2)),
    (shallow([[1], [-1]], [0, 0], [1, 1], 0), dict(type="B(1,1)", pieces=1, corners=((0,),))),     # |x| = 0 touches
    (shallow([[1], [1]], [0, -1], [1, -1], 0), dict(type="B0(1,0)", thick_regions=1)),
    (shallow([[1], [-1]], [-1, 0], [1, 1], 0), dict(type="strip", corners=((0,), (1,)), bounded_components=1)),
    (er.Network(er.Layer([[1, 2]], [3], "linear")), dict(type="B(1,1)", pieces=1, thick_regions=0)),
    (er.Network(er.Layer([[1, 2]], [3])), dict(type="B0(1,0)", thick_regions=1)),
    # T40: depth disconnects: |x+ - y+| = 2
    (er.Network([er.Layer([[1, 0], [0, 1]]), er.Layer([[-1, 1], [1, -1]], [-1, -1]),
                 er.Layer([[-1, -1]], [1], "linear")]),
     dict(components=2, type=None, corners=((0, 2), (2, 0)), f_vector=(2, 4, 0), betti=(2, 0))),
    # T29: a bounded convex polytope of 2^(d+1) - 2 pieces, d = 2 and 3
    (shallow([[1, 0], [0, 1], [-1, -1]], [0, 0, -1], [1, 1, 1], -1),
     dict(f_vector=(6, 6, 0), bounded_components=1, betti=(1, 1), type=None)),
    (shallow([[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, -1, -1]], [0, 0, 0, -1], [1, 1, 1, 1], -1),
     dict(f_vector=(12, 24, 14, 0), bounded_components=1, betti=(1, 0, 1))),
])
def test_known_boundaries(net, expected):
    """Small boundaries with everything known about them."""
    bd = er.boundary(net)
    assert {key: getattr(bd, key) for key in expected} == expected
    assert bd.type is not None or bd.reason


def test_a_piece_split_by_a_neuron_has_no_corner_there():
    """Vertices of the complex at which the set is flat, or a half-plane's edge, are not corners."""
    lines = er.Network([er.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]]), er.Layer([[1, -1, 0, 0]], [0], "linear")])
    bd = er.boundary(lines)                     # x = 0, crossed by the line y = 0
    assert bd.f_vector == (1, 2, 0) and bd.corners == () and bd.lineality == 1
    assert bd.pieces == 2 and bd.hyperplanes == 1
    edge = er.boundary(er.Network(er.Layer([[1, 0], [0, 1]])), output=0)      # x+ = 0: a half-plane
    assert edge.corners == () and edge.type == "B0(1,0)" and edge.lineality == 1


def test_geometry_of_the_pieces():
    """x+ + y+ = 1: a segment and two half-lines; with a third input the same, modulo the lineality space."""
    for extra in ([], [0]):
        pieces = er.boundary(shallow([[1, 0] + extra, [0, 1] + extra], [0, 0], [1, 1], -1)).piece_generators
        zero = tuple(extra)
        assert pieces == ((((0, 1) + zero,), ((-1, 0) + zero,)), (((0, 1) + zero, (1, 0) + zero), ()),
                          (((1, 0) + zero,), ((0, -1) + zero,)))


def test_a_box_makes_corners():
    """The boundary in a box is a closed set of its own: it ends at the frame."""
    bd = er.boundary(er.Network(er.Layer([[1, 1]], [0], "linear")), domain="box:-1,1")
    assert bd.corners == ((-1, 1), (1, -1)) and bd.type is None and "whole space" in bd.reason


def test_argmax():
    """Three outputs: the boundary is where the largest is attained twice, and only there."""
    net = er.Network(er.Layer([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], "linear"))
    bd = er.boundary(net)
    assert bd.f_vector == (1, 3, 0) and bd.components == 1 and bd.corners == ((0, 0),)
    assert bd.type is None and "argmax" in bd.reason
    pair = er.boundary(net, pair=(0, 2))
    assert pair.type == "B(1,1)" and pair.f_vector == (0, 1, 0)
    two = er.Network(er.Layer([[1, 0], [0, 1]], [0, 0], "linear"))
    assert er.boundary(two).f_vector == er.boundary(two, pair=(0, 1)).f_vector


def test_engines_agree_on_a_boundary():
    """The boundary needs faces: fan and cdd agree, signs says that it has none."""
    pytest.importorskip("cdd.gmp", reason="pycddlib with GMP is not installed")
    net = er.Network([er.Layer([[1, 2], [0, 1], [1, 2]], [0, -1, 1]), er.Layer([[1, -1, 1], [2, 0, -1]], [-1, 0]),
                      er.Layer([[1, -1]], ["1/2"], "linear")])
    assert er.boundary(net).summary() == er.boundary(net, engine="cdd").summary()
    with pytest.raises(er.NotKnown):
        er.boundary(net, engine="signs")


@pytest.mark.parametrize("options, message", [
    (dict(output=3), "output 3 does not exist"), (dict(pair=(0, 0)), "two different outputs"),
    (dict(output=0, pair=(0, 1)), "not both"), (dict(pair=(0, 9)), "output 9 does not exist")])
def test_bad_choice_of_output(options, message):
    """Outputs that the network does not have."""
    with pytest.raises(er.InputError, match=message):
        er.boundary(er.Layer([[1], [2]]), **options)


def test_betti_numbers_of_surfaces():
    """A sphere (the boundary of a cube), and two points."""
    cube = er.enumerate(er.Layer([[0, 0, 0]]), "box:0,1").fan
    facets = [{i: [] for i in range(len(cube.rays))}]
    for start, ids in cube.levels[:2]:
        facets.append({f: ids[start[f]:start[f + 1]].tolist() for f in range(len(start) - 1)})
    assert homology(facets).betti == (1, 0, 1)
    assert homology([{0: [], 1: []}]).betti == (2,)
