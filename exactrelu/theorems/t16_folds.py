"""T16: along how many folds of the boundary the function is convex, and along how many concave."""
from __future__ import annotations

import numpy as np

from ..boundary import Boundary
from ..linalg import dot, nullspace
from ..rational import primitive
from .conditions import CONSTANT, INDEPENDENT, SHALLOW, SQUARE, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Theorem, need


def predict(weights: Weights) -> dict:
    """k (2^(d-1) - 2^(d-k)) folds at neurons of N and (d-k) (2^(d-1) - 2^(d-1-k)) at those of P, by the sign of w."""
    d, k = weights.d, weights.k
    need(k <= d, f"the formula has 2^(d-k), and k = {k} is larger than d = {d}")
    folds = k * (2**d - 2**(d - k + 1)) // 2, (d - k) * (2**d - 2**(d - k)) // 2
    return dict(zip(("concave folds", "convex folds"), folds if weights.c > 0 else folds[::-1]))


def measure(geometry: Geometry) -> dict:
    """The (d-2)-faces in which two pieces of different hyperplanes meet, by the side to which the second one bends."""
    convex, concave = folds(geometry.boundary)
    return {"convex folds": convex, "concave folds": concave}


def folds(found: Boundary) -> tuple[int, int]:
    """(convex, concave) folds between pieces that lie between {F < 0} and {F > 0}."""
    cx = found.complex
    level = len(found.masks) - 2
    if level < 1:
        return 0, 0
    pieces = found.faces.maximal(level).tolist()
    start, ids = cx.fan.levels[level - 1]
    meeting: dict[int, list[int]] = {}
    for piece in pieces:
        for face in ids[start[piece]:start[piece + 1]].tolist():
            if cx.reach[level - 1][face] & 1:
                meeting.setdefault(face, []).append(piece)
    forms = {piece: _form(found, piece) for piece in pieces}
    convex = concave = 0
    for face, group in meeting.items():
        if len(group) == 2 and all(forms[piece] is not None for piece in group):
            other = cx.fan.rays[cx.rays_of(level, group[1])].astype(object)
            values = other @ np.array(forms[group[0]], dtype=object)
            convex += int(bool((values < 0).any()))            # F = max there: the first form is negative on the second piece
            concave += int(bool((values > 0).any()))
    return convex, concave


def _form(found: Boundary, piece: int) -> tuple[int, ...] | None:
    """The hyperplane of a piece as a form that is positive where F is; None if F has one sign on both sides."""
    cx = found.complex
    start, ids = cx.fan.levels[-1]
    cells = np.searchsorted(start, np.flatnonzero(ids == piece), side="right") - 1
    signs = {int(cx.cells.signs[cell, cx.network.neurons]): cell for cell in cells.tolist()}
    if set(signs) != {1, -1}:
        return None
    level = len(cx.fan.levels)
    form = primitive(nullspace(cx.fan.rays[cx.rays_of(level - 1, piece)].tolist(), cx.fan.rays.shape[1])[0])
    inner = cx.fan.rays[cx.rays_of(level, signs[1])].astype(object).sum(axis=0)
    return form if dot(form, inner) > 0 else tuple(-x for x in form)


THEOREM = Theorem(
    "T16", "folds",
    "Let the layer be invertible, no weight 0 and c != 0. Pieces of the boundary meet in k (2^(d-1) - 2^(d-k)) folds at "
    "neurons of N and (d-k) (2^(d-1) - 2^(d-1-k)) at neurons of P; across a fold F is convex where w_i > 0 and concave "
    "where w_i < 0. The two numbers are equal only for d = 1 or k = 0.",
    r"\#N\text{-folds} = k(2^{d-1} - 2^{d-k}), \quad \#P\text{-folds} = (d-k)(2^{d-1} - 2^{d-1-k})",
    "proved in proofs/t16_folds.md", SHALLOW, (SQUARE, INDEPENDENT, WEIGHTS, CONSTANT), predict, measure)
