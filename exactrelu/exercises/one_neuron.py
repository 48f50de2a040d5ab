"""Lesson 1: one neuron, and a few of them on the line."""
from __future__ import annotations

from typing import Any

from ..boundary import boundary
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..linalg import spelled
from ..network import Layer, Network
from .answers import difference, network, number, whole, written

NEURON = Layer([[3]], [-2])
DISTANCE = Network([Layer([[1], [-1]], [-1, 1]), Layer([[1, 1]], [0], "linear")])        # |x - 1|


def bend(answer: Any) -> str | None:
    """Where max(3 x - 2, 0) bends."""
    x = number(answer)
    inside = NEURON.preactivation([x])[0]
    return None if inside == 0 else f"At x = {spelled(x)} the inside of the maximum, 3 x - 2, is {spelled(inside)}. Where the neuron bends it is 0."


def distance_from_one(answer: Any) -> str | None:
    """A network that is |x - 1|."""
    found = network(answer, 1)
    where = difference(found, DISTANCE)
    return None if where is None else (f"At x = {written(where)} your network gives {spelled(found(where)[0])}, but |x - 1| is "
                                       f"{spelled(DISTANCE(where)[0])} there.")


def flat_zero(answer: Any) -> str | None:
    """A network with one hidden layer that vanishes exactly on [1, 2]."""
    found = network(answer, 1)
    if len(found.hidden) != 1:
        return "Use one hidden ReLU layer, and one linear output."
    for x in (1, "3/2", 2):
        if found([x])[0]:
            return f"F({x}) is {spelled(found([x])[0])}, but F should be 0 on the whole segment from 1 to 2."
    zeros = boundary(found, domain=Domain.whole(1))
    if zeros.bounded_components < zeros.components or zeros.thick_regions == len(zeros.complex):
        return "Your F is 0 on something unbounded. Every x outside of [1, 2] should give a value that is not 0."
    beyond = [p for p in zeros.corners if not 1 <= p[0] <= 2]
    if beyond:
        return f"Your F is 0 at x = {written(beyond[0])}, too, which is outside of [1, 2]."
    return None if zeros.corners == ((1,), (2,)) and zeros.components == 1 else "Your F is not 0 on all of [1, 2]: look at its graph with er.draw."


def most_regions(answer: Any) -> str | None:
    """The largest number of regions of five neurons on the line."""
    most = len(enumerate_regions(Layer([[1]] * 5, [0, -1, -2, -3, -4])))
    n = whole(answer)
    return None if n == most else f"No, not {n}. Draw a line with five different points on it, and count the parts."
