"""R9: the preimage of a point under any layer."""
from __future__ import annotations

from itertools import product

import numpy as np

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..errors import LimitExceeded
from ..linalg import coordinates, dot, independent_rows, nullspace
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
    d = weights.d
    on = [i for i, v in enumerate(z) if v]
    lead = independent_rows([weights.A[i] for i in on])
    rows = [weights.A[on[i]] for i in lead]
    columns = independent_rows(list(zip(*rows))) if rows else ()
    origin = [0 * weights.A[0][0]] * d
    small = [[row[j] for j in columns] for row in rows]
    for j, x in zip(columns, coordinates(list(zip(*small)), [z[on[i]] - weights.b[on[i]] for i in lead]) if rows else ()):
        origin[j] = x
    if any(dot(weights.A[i], origin) + weights.b[i] != z[i] for i in on):
        return "empty"
    directions = nullspace(rows, d)
    rest = [i for i, v in enumerate(z) if not v]
    bias = [dot(weights.A[i], origin) + weights.b[i] for i in rest]
    if not directions or not rest:
        inside = all(x <= 0 for x in bias)
        return ("point" if not directions else "unbounded") if inside else "empty"
    forms = [[dot(weights.A[i], v) for v in directions] for i in rest]
    cx = enumerate_regions(Network(Layer(forms, bias)), Domain.whole(len(directions)), engine="fan")
    return _kind(closed_cell(cx, np.array([(False, True)] * len(rest))), cx.lineality)


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
