"""Lesson 2: the sectors of a layer, and the layer as a projection."""
from __future__ import annotations

from typing import Any

from ..linalg import spelled
from ..network import Layer
from ..rational import matrix
from ..sectors import Sectors
from .answers import point, several, written

LAYER = Layer([[2, 1], [1, 1]], [-3, -2])
SECTORS = Sectors(LAYER)


def apex(answer: Any) -> str | None:
    """The apex of the layer."""
    x = point(answer, 2)
    y = LAYER.preactivation(x)
    return None if not any(y) else f"At {written(x)} the pre-activations are {written(y)}. At the apex both are 0."


def slid_to_the_apex(answer: Any) -> str | None:
    """A point that the projection sends to the apex, and that is not the apex."""
    x = point(answer, 2)
    if x == SECTORS.apex:
        return "That is the apex itself. Find another point that is sent to it."
    if SECTORS.project(x) == SECTORS.apex:
        return None
    return f"{written(x)} is sent to {written(SECTORS.project(x))}. Its sign vector is {_signs(x)}: which pre-activations have to be removed?"


def same_image(answer: Any) -> str | None:
    """Two points inside the sector +- with the same image."""
    points = [point(x, 2, "a point of your answer") for x in several(answer, 2, "two points")]
    for x in points:
        if _signs(x) != "+-":
            return f"{written(x)} has the sign vector {_signs(x)}, not +-."
    if points[0] == points[1]:
        return "The two points should be different."
    images = [LAYER(x) for x in points]
    return None if images[0] == images[1] else f"Their images {written(images[0])} and {written(images[1])} differ. Along which direction does the layer not see you move?"


def projector(answer: Any) -> str | None:
    """The matrix of the projection on the sector +-."""
    P = matrix(several(answer, 2, "a matrix of two rows"), "your matrix")
    if len(P[0]) != 2:
        return "The matrix should have two rows and two columns."
    kept, lost = SECTORS.dual
    times = lambda v: tuple(sum(a * b for a, b in zip(row, v)) for row in P)  # noqa: E731
    if times(lost) != (0, 0):
        return f"Your matrix sends the second dual vector to {written(times(lost))}. In the sector +- the projection removes what points that way."
    if times(kept) != kept:
        return f"Your matrix sends the first dual vector to {written(times(kept))}. In the sector +- the projection does not change it."
    return None if P == SECTORS.projector("+-") else "That is not the matrix."


def nearest(answer: Any) -> str | None:
    """A 2 x 2 matrix without a zero for which the projection is the nearest point everywhere."""
    layer = Layer(several(answer, 2, "a matrix of two rows"))
    if layer.inputs != 2:
        return "The matrix should have two rows and two columns."
    if any(not x for row in layer.W for x in row):
        return "No entry should be 0: with zeros it would be too easy."
    found = Sectors(layer)
    if found.is_orthogonal:
        return None
    product = sum(a * b for a, b in zip(*layer.W))
    return f"The product of your two rows is {spelled(product)}, so A A^T is not diagonal, and somewhere the projection is oblique."


def _signs(x) -> str:
    return "".join("+" if y > 0 else "-" if y < 0 else "0" for y in LAYER.preactivation(x))
