"""L1: the sectors and cells of one invertible layer."""
from __future__ import annotations

from math import comb

from .conditions import INDEPENDENT, LAYER, SQUARE
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """2^d simplicial cones at the apex, with rays +-a_i*; C(d,j) 2^j cells of dimension j."""
    cells = {signs: weights.sectors.cell(signs) for signs in weights.sector_signs}
    return {"sectors": {signs: (frozenset(cell.vertices), frozenset(cell.rays)) for signs, cell in cells.items()},
            "f_vector": tuple(comb(weights.d, j) * 2**j for j in range(weights.d + 1))}


def measure(geometry: Geometry) -> dict:
    """The regions of the layer with their vertices and rays, and the number of faces of each dimension."""
    cx = geometry.layer_complex
    return {"sectors": {region.signs: (frozenset(region.vertices), frozenset(region.rays)) for region in cx},
            "f_vector": cx.f_vector}


THEOREM = Theorem(
    "L1", "sectors",
    "A layer x -> max(Ax + b, 0) with invertible d x d matrix A cuts R^d into 2^d simplicial cones with the common apex "
    "x0 = -A^-1 b; the sector of the sign vector s is spanned by the columns a_i* of A^-1 with the signs s_i. "
    "There are C(d,j) 2^j cells of dimension j.",
    r"S_I = x_0 + \mathrm{cone}(\{a_i^*\}_{i \in I} \cup \{-a_j^*\}_{j \notin I}), \quad f_j = \binom{d}{j} 2^j",
    "partition: abstract of arXiv:2310.03482; proved in proofs/l1_sectors.md",
    LAYER, (SQUARE, INDEPENDENT), predict, measure,
    label=lambda seen: f"{len(seen['sectors'])} sectors", free=True)
