"""Lesson 4: why depth disconnects."""
from __future__ import annotations

from typing import Any

from ..boundary import boundary
from ..domain import Domain
from ..network import Layer, Network
from .answers import network, shape, whole, written

TWO_LINES = Network([Layer([[1, 0], [0, 1]]), Layer([[1, 1], [1, 1]], [-1, -2]), Layer([[1, -2]], ["-1/2"], "linear")])


def three_points(answer: Any) -> str | None:
    """One hidden layer on the line whose boundary is three points."""
    found = network(answer, 1)
    if len(found.hidden) != 1:
        return "Use one hidden ReLU layer, and one linear output."
    seen = boundary(found, domain=Domain.whole(1))
    if seen.thick_regions:
        return "Your F is 0 on a whole segment or half-line; the boundary should be three points."
    points = len(seen.corners)
    return None if points == 3 else f"Your boundary has {points} point{'s' * (points != 1)}: {', '.join(map(written, seen.corners)) or 'none'}. Each bend may turn the graph round once."


def components(answer: Any) -> str | None:
    """The number of components of a deep boundary."""
    found = boundary(TWO_LINES, domain=Domain.whole(2)).components
    n = whole(answer)
    return None if n == found else f"Not {n}. Look at G in the quadrant z >= 0 only: it depends on s = z_1 + z_2, and is 0 for how many s?"


def bounded(answer: Any) -> str | None:
    """Three neurons in the plane with a bounded component of the boundary."""
    found = network(answer, 2)
    shape(found, (3,))
    seen = boundary(found, domain=Domain.whole(2))
    if seen.thick_regions:
        return "Your F is 0 on a whole region; the boundary should be a closed curve."
    if seen.empty:
        return "Your boundary is empty: c and all the weights have one sign, or nothing reaches 0."
    return None if seen.bounded_components else "Your boundary runs to infinity. F should grow in every direction: in which directions are all of your neurons off?"


def three_curves(answer: Any) -> str | None:
    """Two hidden layers of 2 and 3 neurons in the plane with three components of the boundary."""
    found = network(answer, 2)
    shape(found, (2, 3))
    seen = boundary(found, domain=Domain.whole(2))
    if seen.thick_regions:
        return "Your F is 0 on a whole region; the boundary should be three curves."
    return None if seen.components == 3 else (f"Your boundary has components: {seen.components}. In the quadrant z >= 0, the second layer may cut "
                                              "strips that are parallel.")
