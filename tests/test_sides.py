"""The sides of a boundary and homology over the integers: known spaces, duality, torsion, domains."""
from __future__ import annotations

import pytest
from hypothesis import given
from instances import NETWORKS, shallow
from strategies import examples, problems

import exactrelu as er
from exactrelu.homology import Homology, chain_homology, homology
from exactrelu.theorems.r6_homology import shapes

PLANE = [(0, 1, 4), (0, 1, 5), (0, 2, 3), (0, 2, 5), (0, 3, 4), (1, 2, 3), (1, 2, 4), (1, 3, 5), (2, 4, 5), (3, 4, 5)]


def simplicial(triangles) -> list[dict[int, list[int]]]:
    """The facets of every face of a simplicial surface, as the homology of face lattices wants them."""
    edges = sorted({pair for t in triangles for pair in ((t[0], t[1]), (t[0], t[2]), (t[1], t[2]))})
    points = sorted({v for t in triangles for v in t})
    return [{v: [] for v in points}, {i: list(e) for i, e in enumerate(edges)},
            {i: [edges.index(p) for p in ((t[0], t[1]), (t[0], t[2]), (t[1], t[2]))] for i, t in enumerate(triangles)}]


def test_torsion():
    """The projective plane with six vertices: H_1 = Z/2; over the rationals nobody would see it."""
    assert homology(simplicial(PLANE)) == Homology((1, 0, 0), ((), (2,), ()))


def test_torsion_of_chains():
    """A lens space by its cells: one in every dimension, the boundary of the 2-cell goes five times round."""
    assert chain_homology([1, 1, 1, 1], [[{}], [{}], [{0: 5}], [{}]]) == Homology((1, 0, 0, 1), ((), (5,), (), ()))
    assert chain_homology([1, 2, 2], [[{}], [{}, {}], [{0: 4, 1: 2}, {0: 2, 1: 4}]]) == Homology((1, 0, 0), ((), (2, 6), ()))


@pytest.mark.parametrize("A, b, w, c, expected", [
    # (components, bounded ones, Betti numbers, convex) of {F > 0} and of {F < 0}
    ([[1], [-1]], [0, 0], [1, 1], -1, [(2, 0, (2, 0), False), (1, 1, (1, 0), True)]),
    ([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4, [1] * 4, -1, [(1, 0, (1, 1, 0), False), (1, 1, (1, 0, 0), True)]),
    ([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4, [1] * 4, 0, [(1, 0, (1, 1, 0), False), (0, 0, (0, 0, 0), True)]),
    ([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]], [0] * 4, [1] * 4, -1,
     [(1, 0, (1, 1, 0, 0), False), (1, 0, (1, 0, 0, 0), True)]),
    ([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], [0] * 6, [1] * 6, -1,
     [(1, 0, (1, 0, 1, 0), False), (1, 1, (1, 0, 0, 0), True)]),
    ([[1, 1]], [0], [0], 0, [(0, 0, (0, 0, 0), True), (0, 0, (0, 0, 0), True)]),
    ([[1, 1]], [0], [0], 3, [(1, 0, (1, 0, 0), True), (0, 0, (0, 0, 0), True)])])
def test_sides(A, b, w, c, expected):
    """Balls, what is outside of them, and nothing."""
    found = er.boundary(shallow(A, b, w, c))
    for side, known in zip((found.positive, found.negative), expected):
        betti = tuple(side.betti) + (0,) * (len(known[2]) - len(side.betti))
        assert (side.components, side.bounded_components, betti, side.is_convex) == known


def test_linked_components():
    """A solid torus in space: F = max(| |x| + |y| - 2 | , |z|) - 1 is negative on a ring."""
    ring = er.Network([
        er.Layer([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]),
        er.Layer([[1, 1, 1, 1, 0, 0], [-1, -1, -1, -1, 0, 0], [0, 0, 0, 0, 1, 1]], [-2, 2, 0]),
        er.Layer([[1, 1, 0], [-1, -1, 1]]),                       # u = | |x|+|y| - 2 |, then u and (|z| - u)^+
        er.Layer([[1, 1]], [-1], "linear")])
    found = er.boundary(ring)
    assert found.homology.betti[:3] == (1, 2, 1)                  # a torus
    assert tuple(found.negative.betti)[:2] == (1, 1) and found.negative.bounded_components == 1
    assert tuple(found.positive.betti)[:2] == (1, 1)              # what is outside a ring


def test_sides_in_a_box():
    """Inside a box the sides are what is inside it."""
    found = er.boundary(shallow([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4, [1] * 4, -1), domain="box:-1,1")
    assert found.positive.components == 4 and found.negative.components == 1
    assert found.positive.bounded_components == 4


@examples(40)
@given(problems(max_inputs=2, max_layers=2))
def test_components_are_the_zeroth_betti_number(problem):
    """Union-find over walls and edges against ranks, on any domain."""
    network, domain = problem
    try:
        found = er.boundary(network, 0, domain=domain)
    except er.InputError:
        return
    for part in (found, found.positive, found.negative):
        assert part.homology.betti[:1] in ((part.components,), ()) and part.components >= part.bounded_components


@pytest.mark.parametrize("name", ["two corners", "hexagon", "disconnected", "thick", "deep and wide", "narrow"])
def test_homology_in_two_ways(name):
    """Bounded faces and cochains against chains of sign vectors: R6 compares them; here the shapes are not trivial everywhere."""
    found = er.boundary(NETWORKS[name])
    assert er.verify("homology", NETWORKS[name]).verdict == "holds"
    assert shapes(found)["boundary"][0] == found.components
