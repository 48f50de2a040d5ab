"""T9: the part of the boundary in a sector, by its vertices and rays."""
from __future__ import annotations

import numpy as np

from .conditions import CONSTANT, INDEPENDENT, SHALLOW, SQUARE
from .instance import Geometry, Weights, generators
from .t6_fibres import closed_cell
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """conv{x0 - (c/w_n) a_n*} + cone{a_n*/|w_n| + a_p*/|w_p|, -a_j*}, n in I n N, p in I n P, j not in I."""
    def piece(signs):
        found = weights.sectors.hyperplane_piece(signs, weights.w, -weights.c)
        return found and generators(found.vertices, found.rays, found.lines)

    return {"piece": piece}


def measure(geometry: Geometry) -> dict:
    """For every sector the vertices and rays of the refined complex at which the output is 0.

    Without the hypothesis "square" both are compared modulo ker A.
    """
    cx = geometry.boundary.complex
    found = Samples()
    for signs in sorted({signs[:-1] for signs in cx.signs}):
        cell = closed_cell(cx, np.array([(s == "+", s == "-") for s in signs] + [(False, False)]))
        found[signs] = cell and generators(cell[0], cell[1], cx.problem.lineality)
    return {"piece": found}


THEOREM = Theorem(
    "T9", "hyperplane_sections",
    "Let A be an invertible d x d matrix and c != 0. In the sector of I the boundary {w.T + c = 0} is "
    "conv{x0 - (c/w_n) a_n* : n in I n N} + cone{a_n*/|w_n| + a_p*/|w_p|, -a_j* : n in I n N, p in I n P, j not in I}, "
    "plus the a_i* with w_i = 0; it is empty if I does not meet N, else of dimension d - 1.",
    r"B \cap S_I = \mathrm{conv}\{x_0 - \tfrac{c}{w_n} a_n^*\} + \mathrm{cone}\{\tfrac{a_n^*}{|w_n|} + \tfrac{a_p^*}{|w_p|}, -a_j^*\}",
    "preimages of hyperplanes: abstract of arXiv:2310.03482; formula proved in proofs/t9_hyperplane_sections.md",
    SHALLOW, (SQUARE, INDEPENDENT, CONSTANT), predict, measure)
