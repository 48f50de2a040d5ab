"""T37: a deep network of square layers is a sequence of cone projections of the input space, then one affine map."""
from __future__ import annotations

from ..linalg import AffineMap, rank
from ..network import Layer
from ..sectors import Sectors
from .conditions import LAYER
from .instance import Geometry, Weights
from .theorem import Hypothesis, Samples, Theorem

ALL_SQUARE = Hypothesis("square layers", "every hidden layer must have an invertible square matrix",
                        lambda i: all(layer.neurons == layer.inputs == rank(layer.W) for layer in i.weights.layers))


def predict(weights: Weights) -> dict:
    """The projections of the layers (A_l ... A_1, M_l(0)), one after the other, then M_N and the last affine map."""
    through, projections = AffineMap.identity(weights.d), []
    for layer in weights.layers:
        through = AffineMap(layer.W, layer.b).after(through)
        projections.append(Sectors(Layer(through.matrix, through.vector)).project)

    def value(x):
        for project in projections:
            x = project(x)
        return weights.last(through(x))

    return {"F": value}


def measure(geometry: Geometry) -> dict:
    """Values of the network at d + 1 points of every region."""
    return {"F": Samples(geometry.samples(geometry.network))}


THEOREM = Theorem(
    "T37", "cone_projections",
    "For invertible square layers with affine maps L_l, M_l = L_l o ... o L_1, the network T_N o ... o T_1 is M_N o p_N o "
    "... o p_1, p_l the projection of T3 for the layer with parameters (A_l ... A_1, M_l(0)).",
    r"T_N \circ \cdots \circ T_1 = M_N \circ \tilde\pi_N \circ \cdots \circ \tilde\pi_1",
    "cone projections of hidden layers: abstract of arXiv:2407.03851; identity proved in proofs/t37_cone_projections.md",
    LAYER, (ALL_SQUARE,), predict, measure)
