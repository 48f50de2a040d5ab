"""T34: a region is mapped to an image of small dimension."""
from __future__ import annotations

from fractions import Fraction

from ..linalg import matmul, rank
from ..network import Layer, normal_form
from .conditions import LAYER
from .instance import Geometry, Weights
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """The rank of D_(I_N) A_N ... D_(I_1) A_1, at most the smallest number of active neurons of a layer."""
    def image(signs):
        product, position = None, 0
        for layer in weights.layers:
            rows = [row if s == "+" else (Fraction(0),) * layer.inputs
                    for row, s in zip(layer.W, signs[position:position + layer.neurons])]
            position += layer.neurons
            product = matmul(rows, product) if product else rows
        return rank(product)

    return {"image dimension": image, "at most the active neurons of every layer": lambda signs: True}


def measure(geometry: Geometry) -> dict:
    """The rank of the affine map through the values of the last hidden layer on every region."""
    layers, _ = normal_form(geometry.network)
    widths = [layer.neurons for layer in layers]
    ranks = {s: rank(f.matrix) for s, f in geometry.maps(lambda x: _through(layers, x)).items()}
    return {"image dimension": Samples(ranks),
            "at most the active neurons of every layer": Samples({s: r <= _fewest(s, widths) for s, r in ranks.items()})}


def _through(layers: tuple[Layer, ...], x):
    for layer in layers:
        x = layer(x)
    return x


def _fewest(signs: str, widths: list[int]) -> int:
    """The smallest number of active neurons of a layer.

    >>> _fewest("++-+--", [3, 3])
    1
    """
    counts, position = [], 0
    for width in widths:
        counts.append(signs[position:position + width].count("+"))
        position += width
    return min(counts)


THEOREM = Theorem(
    "T34", "contraction",
    "The hidden layers map a region with active sets I_1, ..., I_N to a set of dimension rank(D_(I_N) A_N ... D_(I_1) A_1), "
    "at most min |I_l|: to a point if some layer has no active neuron.",
    r"\dim T_N \cdots T_1(R) = \mathrm{rank}(D_{I_N} A_N \cdots D_{I_1} A_1) \leq \min_l |I_l|",
    "proved in proofs/t34_contraction.md", LAYER, (), predict, measure)
