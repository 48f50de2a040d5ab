"""Affine equivalence of boundaries: the map is found, or an invariant differs; symmetries; the exact test of a map."""
from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from instances import NETWORKS, shallow
from strategies import entries, examples, networks

import exactrelu as er
from exactrelu.equivalence import carries, side_by_side, symmetries
from exactrelu.linalg import AffineMap, rank


def affine(matrix, vector) -> AffineMap:
    return AffineMap(tuple(tuple(map(Fraction, row)) for row in matrix), tuple(map(Fraction, vector)))


def hexagon(s) -> er.Network:
    """{x+ + y+ + s (-x-y)+ = 1}: for different s > 1 never equivalent."""
    return shallow([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], [1, 1, s], -1)


MOVED = affine([[2, 1], [1, -3]], [5, 7])
CROSS = shallow([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4, [1] * 4, 0)           # the point |x| + |y| = 0
SEGMENT = shallow([[-1, 0], [1, 0], [0, 1], [0, -1]], [0, -1, 0, 0], [1] * 4, 0)
LONGER = shallow([[-1, 0], [1, 0], [0, 1], [0, -1]], [0, -5, 0, 0], [1] * 4, 0)
HALF_LINE = shallow([[-1, 0], [0, 1], [0, -1]], [0] * 3, [1] * 3, 0)
SKEW_LINES = er.Network([
    er.Layer([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1], [1, 0, 0], [-1, 0, 0]], [0] * 6 + [-1, 1]),
    er.Layer([[1] * 4 + [0] * 4, [1] * 4 + [-1] * 4]), er.Layer([[1, -1]], [0], "linear")])    # min(|x|+|y|, |z|+|x-1|)


@pytest.mark.parametrize("first, second", [
    (hexagon(2), hexagon(2)), (hexagon(1), hexagon(1).after(MOVED)), (hexagon(2).after(MOVED), hexagon(2)),
    (NETWORKS["two corners"], NETWORKS["orthogonal rows"]), (NETWORKS["disconnected"], NETWORKS["disconnected"].after(MOVED)),
    (NETWORKS["no boundary"], shallow([[1, 1]], [0], [1], 1)), (NETWORKS["zero"], NETWORKS["zero"]),
    (CROSS, CROSS.after(MOVED)), (SEGMENT, LONGER), (HALF_LINE, HALF_LINE.after(MOVED)), (SKEW_LINES, SKEW_LINES),
    (shallow([[1, 0], [0, 1], [0, -1]], [0, 0, 0], [-1, 1, -1], -1), NETWORKS["one corner"]),     # a linear part: x+ = y - 1
    (shallow([[1, 0, 0], [-1, 0, 0], [1, 1, 0]], [0, 0, -1], [1, 1, 5], -1),
     shallow([[1, 0, 0], [-1, 0, 0], [1, 1, 0]], [0, 0, -1], [1, 1, 5], -1).after(
         affine([[1, 0, 0], [0, 1, 5], [3, 0, 1]], [1, 2, 3])))])
def test_equivalent(first, second):
    """The map is a bijection, and carries one zero set to the other; it goes back as well."""
    found = er.equivalent(first, second)
    assert found.equivalent and rank(found.map.matrix) == first.inputs and carries(found.map, first, second)
    assert er.equivalent(second, first).equivalent


@pytest.mark.parametrize("first, second, reason", [
    (hexagon(2), hexagon(3), "matchings"), (hexagon(1), hexagon(2), "hyperplanes|matchings|different ways"),
    (NETWORKS["two corners"], NETWORKS["one corner"], "hyperplanes: 3 and 2"),
    (NETWORKS["no boundary"], NETWORKS["two corners"], "empty: True and False"),
    (NETWORKS["thick"], NETWORKS["two corners"], "interior points"),
    (NETWORKS["zero"], NETWORKS["thick"], "whole space"), (CROSS, SEGMENT, "hyperplanes: 0 and 1"),
    (shallow([[1], [-1], [1]], [0, 0, -1], [1, 1, 5], -1), shallow([[1]], [0], [1], -1), "components"),
    (shallow([[1]], [0], [1], -1), NETWORKS["two corners"], "inputs: 1 and 2")])
def test_not_equivalent(first, second, reason):
    """With the invariant that differs."""
    found = er.equivalent(first, second)
    assert not found.equivalent and found.map is None
    assert any(words in found.reason for words in reason.split("|")), found.reason


@examples(40)
@given(st.data(), networks(max_inputs=2, max_layers=2))
def test_affine_images_are_equivalent(data, network):
    """The preimage under any affine bijection is found to be equivalent, or the search says that it cannot know."""
    assume(network.outputs == 1)
    n = network.inputs
    matrix = [[data.draw(st.integers(-2, 2)) for _ in range(n)] for _ in range(n)]
    assume(rank(matrix) == n)
    f = affine(matrix, [data.draw(entries) for _ in range(n)])
    try:
        found = er.equivalent(network.after(f), network)
    except (er.NotKnown, er.LimitExceeded):
        return
    assert found.equivalent and carries(found.map, network.after(f), network)


def test_carries_sees_a_difference_of_one_point():
    """The test of a map is exact: a zero more is enough."""
    identity = AffineMap.identity(1)
    bend = shallow([[1], [-1]], [0, 0], [1, 1], 0)                                    # |x|
    line = er.Network(er.Layer([[1]], [0], "linear"))
    none = shallow([[1], [-1]], [0, 0], [1, 1], "1/1000000")
    assert carries(identity, bend, line) and not carries(identity, bend, none) and not carries(identity, none, bend)


def test_side_by_side():
    """Networks of different depth in one, with the same values."""
    first, second = NETWORKS["two corners"], NETWORKS["three layers"]
    both = side_by_side(first, second)
    for x in ((0, 0), (1, -2), (Fraction(-7, 3), 5)):
        assert both(x) == (first(x)[0], second(x)[0])


def test_symmetries_of_a_triangle_and_a_hexagon():
    """{x+ + y+ + (-x-y)+ = 1} has the twelve affine symmetries of the regular hexagon."""
    assert symmetries(er.boundary(hexagon(1))) == 12
    assert symmetries(er.boundary(hexagon(2))) == 2


def test_several_outputs():
    """The question is about one output."""
    with pytest.raises(er.InputError, match="one output, but this one has 2"):
        er.equivalent(NETWORKS["two outputs"], NETWORKS["two corners"])
