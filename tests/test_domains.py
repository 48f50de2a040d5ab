"""Domains: what is no domain is said in one sentence; what is one keeps its points."""
from __future__ import annotations

from fractions import Fraction

import pytest

import exactrelu as er

BOX = er.Domain.box([[-1, 1], [0, 4]])


@pytest.mark.parametrize("make, message", [
    (lambda: er.Domain.box([[1, 2, 3]]), r"pairs \[lo, hi\], but its first entry has 3 numbers"),
    (lambda: er.Domain.box([[0, 1], [2, "3/2"]]), r"interval 1 is \[2, 3/2\]; give the lower bound first"),
    (lambda: er.Domain.polytope([[1], [2]]), "the rows have one number only"),
    (lambda: er.Domain.slice([0, 0], [[1, 1, 1]]), "need 2 coordinates like its origin, but have 3"),
    (lambda: er.Domain.slice([0, 0], [[1, 1], [2, 2]]), "must be linearly independent"),
    (lambda: er.Domain.slice([0, 0], [[1, 1]], [[0, 1], [0, 1]]), "one interval for each of its 1 directions, but has 2"),
    (lambda: er.Domain.through([[1, 2]]), "needs two or more"),
    (lambda: er.Domain.through([[0, 0], [1, 1], [2, 2]]), "point 2 of the slice lies in the flat"),
    (lambda: er.Domain.polytope([[1, 1, 0]]).along([0]), "only a box or the whole space"),
    (lambda: BOX.along([], {0: Fraction(0), 1: Fraction(0)}), "every coordinate is fixed"),
    (lambda: BOX.along([0, 0]), "names each coordinate once, from 0 to 1, but got 0, 0"),
    (lambda: BOX.along([2]), "from 0 to 1, but got 2"),
    (lambda: er.Domain.whole(2).along([0]), "coordinate 1 is not fixed and the domain has no middle"),
    (lambda: BOX.along([0], {1: Fraction(5)}), r"coordinate 1 is fixed at 5, which is outside the box: its interval is \[0, 4\]"),
    (lambda: er.Domain.from_json({"circle": 1}, 2), "an object with one key"), (lambda: er.Domain.from_json([], 2), "an object with one key"),
    (lambda: er.Domain.from_json({"slice": {"origin": [0, 0]}}, 2), 'the keys "origin", "directions"'),
    (lambda: er.Domain.from_json({"box": [[0, 1]]}, 2), r"the domain is in R\^1, but the network takes 2 inputs"),
    (lambda: er.Domain.from_json({"points": [[0, 0], [1, 0]], "box": [[0, 1], [0, 1]]}, 2), "one interval for each of its 1 directions"),
    (lambda: er.Domain.parse(3, 2), "but got int"), (lambda: er.Domain.parse(BOX, 3), r"in R\^2, but the network takes 3 inputs"),
    (lambda: er.Domain.parse("slice:*;0,1", 2), "bounds for all of its free coordinates or for none"),
])
def test_what_is_no_domain(make, message):
    """One sentence that says what, where, and often what to do."""
    with pytest.raises(er.InputError, match=message):
        make()


@pytest.mark.parametrize("domain", [
    er.Domain.whole(2), BOX, er.Domain.box([[1, 1], [0, 4]]), er.Domain.polytope([[1, 1, 0], [1, -1, 2]]), er.Domain.slice([1, 0], [[1, "1/3"]]),
    er.Domain.slice([1, 0], [[1, 1]], [[0, 2]]), er.Domain.through([[0, 0], [1, 3]]), BOX.along([1]), er.Domain.parse("slice:*;3", 2)])
def test_json_and_back(domain):
    """A domain as JSON names the same points."""
    again = er.Domain.parse(None if domain.to_json() == "whole" else domain.to_json(), 2)
    assert (again.dimension, again.rows(), again.embedding) == (domain.dimension, domain.rows(), domain.embedding)


def test_flat_coordinates_leave_a_box():
    """An interval of one point is a number; a box without one stays a box."""
    assert BOX.unflattened() is BOX
    flat = er.Domain.box([[-1, 1], [2, 2]]).unflattened()
    assert flat.kind == "slice" and flat.dimension == 1 and flat.embedding([Fraction(0)]) == (0, 2)
