"""T6: the fibres of a layer."""
from __future__ import annotations

from itertools import product

import numpy as np

from ..complex import Complex
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..linalg import rank
from ..network import Layer, Network
from .conditions import INDEPENDENT, LAYER, SQUARE
from .instance import Geometry, Weights, generators
from .theorem import Samples, Theorem


def closed_cell(cx: Complex, allowed: np.ndarray) -> tuple | None:
    """(vertices, rays, dimension) of the points of a complex where every form has an allowed sign; None if there are none.

    allowed : for each form a pair of bools, whether '+' and whether '-' is allowed (0 always is); the points must be a
        closed cell of the complex.
    """
    signs = cx.fan.ray_signs
    inside = ((signs <= 0) | allowed[:, 0]).all(axis=1) & ((signs >= 0) | allowed[:, 1]).all(axis=1)
    rays = cx.fan.rays[inside].tolist()
    vertices = frozenset(cx.point(ray) for ray in rays if ray[0])
    if not vertices:
        return None
    return vertices, frozenset(cx.direction(ray) for ray in rays if not ray[0]), rank(rays) - 1 + cx.lineality


def predict(weights: Weights) -> dict:
    """A^-1 (z - b) + cone{-a_j* : z_j = 0}, of dimension d minus the number of positive z_i."""
    def fibre(z):
        found = weights.sectors.preimage(z)
        return found and generators(found.vertices, found.rays, found.lines) + (weights.d - sum(v > 0 for v in z),)

    return {"fibre": fibre}


def measure(geometry: Geometry) -> dict:
    """{y_i = z_i where z_i > 0, y_j <= 0 where z_j = 0} for all z of 0 and 1, as a face of the arrangement y = z.

    Without the hypothesis "square" both are compared modulo ker A.
    """
    layer, found = geometry.layer, Samples()
    for z in product((0, 1), repeat=layer.neurons):
        moved = Layer(layer.W, [b - v for b, v in zip(layer.b, z)])
        cx = enumerate_regions(Network(moved), Domain.whole(layer.inputs), engine="fan")
        cell = closed_cell(cx, np.array([(False, v == 0) for v in z]))
        found[z] = cell and generators(cell[0], cell[1], cx.problem.lineality) + cell[2:]
    return {"fibre": found}


THEOREM = Theorem(
    "T6", "fibres",
    "Let A be an invertible d x d matrix. The fibre of the layer over z >= 0 is the cone A^-1(z - b) + cone{-a_j* : z_j = 0} "
    "of dimension d minus the number of positive z_i: a point exactly if z > 0.",
    r"T^{-1}(z) = A^{-1}(z - b) + \mathrm{cone}\{-a_j^* : z_j = 0\}",
    "preimages: abstract of arXiv:2310.03482; formula proved in proofs/t6_fibres.md",
    LAYER, (SQUARE, INDEPENDENT), predict, measure)
