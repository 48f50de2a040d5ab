"""T7: the preimage of a polyhedron, sector by sector; checked on the unit cube."""
from __future__ import annotations

from itertools import combinations

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..network import Layer, Network
from .conditions import INDEPENDENT, LAYER, SQUARE
from .instance import Geometry, Weights, generators
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """conv A^-1(V - b) + cone{-a_j* : j not in I}, V the vertices of the cube's face in the orthant of I."""
    s = weights.sectors

    def piece(signs):
        on = [i for i, sign in enumerate(signs) if sign == "+"]
        corners = [chosen for size in range(len(on) + 1) for chosen in combinations(on, size)]
        points = [tuple(x + sum(s.dual[i][j] for i in chosen) for j, x in enumerate(s.apex)) for chosen in corners]
        return generators(points, s.cell(signs.replace("+", "0")).rays, s.lineality)

    return {"piece": piece}


def measure(geometry: Geometry) -> dict:
    """The regions of the arrangement {y_i = 0}, {y_i = 1} on which all y_i < 1, by the signs of y.

    Without the hypothesis "square" both are compared modulo ker A.
    """
    layer = geometry.layer
    both = Layer(layer.W + layer.W, layer.b + tuple(b - 1 for b in layer.b))
    cx = enumerate_regions(Network(both), Domain.whole(layer.inputs), engine="fan")
    m = layer.neurons
    return {"piece": Samples({region.signs[:m]: generators(region.vertices, region.rays, cx.problem.lineality)
                              for region in cx if "+" not in region.signs[m:]})}


THEOREM = Theorem(
    "T7", "preimages",
    "The preimage of a polyhedron Q under an invertible layer meets the sector of I in conv A^-1(V - b) + cone(A^-1 R and -a_j*, j not in I), "
    "where conv V + cone R is the part of Q in the face {z >= 0, z_j = 0 for j not in I} of the orthant. Checked for "
    "the unit cube.",
    r"T^{-1}(Q) \cap S_I = \mathrm{conv}\, A^{-1}(V - b) + \mathrm{cone}(A^{-1} R \cup \{-a_j^*\}_{j \notin I})",
    "preimages: abstract of arXiv:2310.03482; formula proved in proofs/t7_preimages.md",
    LAYER, (SQUARE, INDEPENDENT), predict, measure)
