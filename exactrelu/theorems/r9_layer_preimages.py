"""R9: the preimage of a point under any layer."""
from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import Sequence

import numpy as np

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..errors import LimitExceeded
from ..linalg import coordinates, dot, independent_rows, nullspace, rank
from ..network import Layer, Network
from .conditions import LAYER
from .instance import Geometry, Weights
from .t6_fibres import closed_cell
from .theorem import Samples, Theorem

NEURONS = 10         # 2^m arrangements are enumerated


def predict(weights: Weights) -> dict:
    """Solve A_+ x = z_+ - b_+; on that flat {A_0 x <= -b_0} is empty, a point, compact, or has a direction at infinity."""
    return {"preimage": lambda z: _kind_on_flat(weights, z)}


def _kind_on_flat(weights: Weights, z: tuple) -> str:
    on, off = [i for i, v in enumerate(z) if v], [i for i, v in enumerate(z) if not v]
    origin = _solution([weights.A[i] for i in on], [z[i] - weights.b[i] for i in on], weights.d)
    if origin is None:
        return "empty"
    lines = nullspace([weights.A[i] for i in on], weights.d)
    return kind_of_inequalities([[dot(weights.A[i], v) for v in lines] for i in off],
                                [dot(weights.A[i], origin) + weights.b[i] for i in off], len(lines))


def kind_of_inequalities(forms: Sequence[Sequence], bias: Sequence, n: int) -> str:
    """What {t in R^n : forms t + bias <= 0} is, from subsets of the rows: minimal faces, and directions at infinity.

    >>> kind_of_inequalities([(1,), (-1,)], (-1, 0), 1), kind_of_inequalities([(1,)], (-1,), 1)
    ('compact', 'unbounded')
    >>> kind_of_inequalities([(1,), (-1,)], (0, 0), 1), kind_of_inequalities([(1,), (-1,)], (1, 0), 1)
    ('point', 'empty')
    """
    r = rank(forms)
    corners = set()
    for chosen in combinations(range(len(forms)), r):
        t = _solution([forms[i] for i in chosen], [-bias[i] for i in chosen], n)
        if rank([forms[i] for i in chosen]) == r and all(dot(row, t) + x <= 0 for row, x in zip(forms, bias)):
            corners.add(t)
    if not corners:
        return "empty"
    if r < n:
        return "unbounded"
    for chosen in combinations(forms, n - 1) if n else ():
        lines = nullspace(chosen, n)
        if len(lines) == 1 and any(all(s * dot(row, lines[0]) <= 0 for row in forms) for s in (1, -1)):
            return "unbounded"
    return "point" if len(corners) == 1 else "compact"


def _solution(rows: Sequence[Sequence], values: Sequence, n: int) -> tuple | None:
    """A solution x in R^n of rows x = values, or None."""
    lead = independent_rows(list(zip(*rows)))                        # columns
    found = coordinates([[row[j] for row in rows] for j in lead], values)
    if found is None:
        return None
    at = dict(zip(lead, found))
    return tuple(at.get(j, Fraction(0)) for j in range(n))


def _kind(cell: tuple | None, lineality: int) -> str:
    if cell is None:
        return "empty"
    vertices, rays, _ = cell
    return "unbounded" if rays or lineality else "point" if len(vertices) == 1 else "compact"


def measure(geometry: Geometry) -> dict:
    """{y_i = z_i where z_i > 0, y_j <= 0 where z_j = 0} for all z of 0 and 1, in the arrangement y = z."""
    layer, found = geometry.layer, Samples()
    if layer.neurons > NEURONS:
        raise LimitExceeded(f"the layer has {layer.neurons} neurons; all 2^m points of 0 and 1 are looked at up to {NEURONS}")
    for z in product((0, 1), repeat=layer.neurons):
        moved = Layer(layer.W, [b - v for b, v in zip(layer.b, z)])
        cx = enumerate_regions(Network(moved), Domain.whole(layer.inputs), engine="fan")
        found[z] = _kind(closed_cell(cx, np.array([(False, v == 0) for v in z])), cx.lineality)
    return {"preimage": found}


THEOREM = Theorem(
    "R9", "layer_preimages",
    "The preimage of z >= 0 under any layer is the polyhedron {A_+ x = z_+ - b_+, A_0 x <= -b_0}, + the neurons with z_i > 0 "
    "and 0 the others: empty, a point, compact or unbounded; bounded, if not empty, exactly if no u != 0 has A_+ u = 0, "
    "A_0 u <= 0. Checked for all z of 0 and 1.",
    r"T^{-1}(z) = \{x : A_+ x = z_+ - b_+,\ A_0 x \leq -b_0\}",
    "Behrmann et al., arXiv:1806.09730; proved in proofs/r9_layer_preimages.md", LAYER, (), predict, measure)
