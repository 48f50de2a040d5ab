"""Named networks that the tests of the theorems share: ordinary, extreme and degenerate ones."""
from __future__ import annotations

from exactrelu import Layer, Network


def shallow(A, b, w, c) -> Network:
    """x -> w.max(Ax + b, 0) + c."""
    return Network([Layer(A, b), Layer([w], [c], "linear")])


def deep(A, b, A2, b2, w, c) -> Network:
    """Two hidden layers and one output."""
    return Network([Layer(A, b), Layer(A2, b2), Layer([w], [c], "linear")])


UNIT = [[1, 0], [0, 1]]
NETWORKS = {
    "a bend": shallow([[2]], [-3], [1], -1),
    "two corners": shallow([[1, 2], [-1, 1]], ["1/2", -1], [2, 3], -1),
    "one corner": shallow([[1, 2], [-1, 1]], ["1/2", -1], [2, -3], -1),
    "no boundary": shallow([[1, 2], [-1, 1]], ["1/2", -1], [-2, -3], -1),
    "two of three": shallow([[1, 2, 0], [-1, 1, 1], [0, 1, -1]], [1, -1, 2], [-2, -1, 3], 1),
    "few neurons": shallow([[1, 2, 0], [-1, 1, 1]], [1, -1], [2, 3], -1),
    "few, dependent": shallow([[1, 2, 0], [2, 4, 0]], [1, -1], [2, 3], -1),
    "few, a zero weight": shallow([[1, 2, 0], [-1, 1, 1]], [1, -1], [2, 0], -1),
    "few, central": shallow([[1, 2, 0], [-1, 1, 1]], [1, -1], [2, 3], 0),
    "few, no boundary": shallow([[1, 2, 0], [-1, 1, 1]], [1, -1], [2, 3], 1),
    "orthogonal rows": shallow([[1, 2], [-2, 1]], [0, 1], [1, 1], -2),
    "a zero weight": shallow(UNIT, [0, 0], [1, 0], -1),
    "thick": shallow(UNIT, [0, 1], [1, -1], 0),
    "zero": shallow(UNIT, [0, 1], [0, 0], 0),
    "dependent rows": shallow([[1, 2], [2, 4]], [0, 1], [1, -1], 1),
    "dead rows": shallow([[0, 0], [1, 4], [0, 0]], [0, 1, -3], [1, -1, 2], 1),
    "merging": shallow([[1, 1], [2, 2], [-1, -1], [0, 0]], [1, 2, -1, 3], [1, "1/2", 3, -1], 2),
    "triangle": shallow([[1, 0], [0, 1], [-1, -1]], [0, 0, 1], [1, 1, 1], -2),
    "triangle, a zero weight": shallow([[1, 0], [0, 1], [-1, -1]], [0, 0, 1], [1, 1, 0], -2),
    "triangle, through a vertex": shallow([[1, 0], [0, 1], [-1, -1]], [0, 0, 1], [1, 1, 1], -1),
    "hexagon": shallow([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], [1, 1, 2], -1),
    "general position": shallow([[1, 0], [0, 1], [1, 1]], [0, 0, -1], [2, -3, 5], -7),
    "narrow": deep([[1, 2], [-1, 1]], [0, -1], [[1, -2], [3, 1]], [1, -1], [1, -2], "1/3"),
    "disconnected": deep(UNIT, [0, 0], [[-1, 1], [1, -1]], [-1, -1], [-1, -1], 1),
    "deep, dependent": deep([[1, 2], [2, 4]], [0, -1], [[1, -2], [3, 1]], [1, -1], [1, -2], "1/3"),
    "eleven regions": deep(UNIT, [0, 0], [[1, 2], [2, 1]], [-2, -2], [1, -1], 1),
    "deep and wide": deep([[1], [-1], [2]], [0, 0, -1], [[1, 1, -1], [1, -2, 3]], [-1, 0], [1, 1], -1),
    "beyond the orthant": deep(UNIT, [0, 0], [[-1, 0], [1, 1]], [-1, 0], [1, 0], -1),
    "never active": deep(UNIT, [0, 0], [[-1, -2], [1, 1]], [0, -1], [1, 1], 1),
    "injective": Network(Layer([[1, 0], [-1, 0], [0, 1], [0, -1]], [0, 0, 0, 0])),
    "bias decides": Network(Layer([[-1], [1]], [-1, 1])),
    "three layers": Network([Layer(UNIT, [1, 0]), Layer([[1, -1], [1, 1]], [0, -1]), Layer([[2, 1], [-1, 1]], [0, 1]),
                             Layer([[1, 1]], [-2], "linear")]),
    "two outputs": Network([Layer(UNIT, [0, -1]), Layer([[1, 1], [1, -1]], [0, -1], "linear")]),
    "linear": Network(Layer([[1, 2]], [3], "linear")),
}
