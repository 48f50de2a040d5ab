"""Lesson 3: the d boundaries."""
from __future__ import annotations

from typing import Any

from ..boundary import boundary
from ..domain import Domain
from ..equivalence import carries
from ..errors import InputError
from ..linalg import AffineMap
from ..network import Layer, Network
from ..rational import matrix
from .answers import network, point, several, shape, whole, written

PREDICT = Network([Layer([[1, 2, 0], [0, 1, 1], [1, 0, -1]], [1, 0, 2]), Layer([[3, "-1/2", 1]], [-2], "linear")])
STRAIGHTEN = Network([Layer([[1, 1], [0, 2]], [0, -2]), Layer([[1, 1]], [-1], "linear")])
CANONICAL = Network([Layer([[1, 0], [0, 1]]), Layer([[1, 1]], [-1], "linear")])


def predicted_class(answer: Any) -> str | None:
    """The class of a boundary, from its weights."""
    if not isinstance(answer, str):
        raise InputError('the answer is a text such as "B(3,0)"')
    found = boundary(PREDICT, domain=Domain.whole(3)).type
    said = "".join(answer.split())
    return None if said == found else f"Not {said[:20]}. How many neurons are there, and how many of the weights have the sign that c has not?"


def pieces(answer: Any) -> str | None:
    """The number of pieces of B(5,2)."""
    unit = [[int(i == j) for j in range(5)] for i in range(5)]
    found = boundary(Network([Layer(unit), Layer([[1, 1, -1, -1, -1]], [-1], "linear")]), domain=Domain.whole(5)).pieces
    n = whole(answer)
    return None if n == found else f"Not {n}. The boundary has one piece in each sector that it meets: which sectors does it miss, and how many are they?"


def two_corners(answer: Any) -> str | None:
    """Two neurons whose boundary has its corners at (0, 0) and (2, 1)."""
    found = network(answer, 2)
    shape(found, (2,))
    seen = boundary(found, domain=Domain.whole(2))
    if seen.thick_regions or seen.empty:
        return "Your boundary is " + ("empty." if seen.empty else "thick: it contains a whole region, so c is 0 or the rows are dependent.")
    if seen.corners == ((0, 0), (2, 1)):
        return None
    return f"Your boundary has the corners {', '.join(map(written, seen.corners)) or 'nowhere'}. They lie on the rays from the apex along the dual vectors."


def straightened(answer: Any) -> str | None:
    """The affine map onto the canonical boundary."""
    M, v = several(answer, 2, "a matrix and a vector, ([[.., ..], [.., ..]], [.., ..])")
    f = AffineMap(matrix(M, "your matrix"), point(v, 2, "the vector"))
    if len(f.matrix) != 2 or len(f.matrix[0]) != 2:
        return "The matrix should have two rows and two columns."
    if f.matrix[0][0] * f.matrix[1][1] == f.matrix[0][1] * f.matrix[1][0]:
        return "The determinant of your matrix is 0, so x -> M x + v is not a bijection."
    if carries(f, STRAIGHTEN, CANONICAL):
        return None
    corner = boundary(STRAIGHTEN, domain=Domain.whole(2)).corners[0]
    return (f"Your map sends the corner {written(corner)} to {written(f(corner))}" +
            (", which is right, but it does not carry the whole boundary." if f(corner) in ((1, 0), (0, 1)) else
             ". It should be a corner of the canonical boundary."))


def thick(answer: Any) -> str | None:
    """Two neurons whose boundary has interior points and a half-line."""
    found = network(answer, 2)
    shape(found, (2,))
    seen = boundary(found, domain=Domain.whole(2))
    if seen.type == "B0(1,1)":
        return None
    if not seen.thick_regions:
        return "Your boundary has no interior points. For which c is F = 0 in the sector where both neurons are off?"
    return f"Your boundary is thick, and its class is {seen.type or 'none of the known ones'}. A half-line should come out of the thick part: look at the signs of the weights."
