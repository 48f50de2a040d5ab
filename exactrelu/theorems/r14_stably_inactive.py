"""R14: second-layer neurons that are never active."""
from __future__ import annotations

from ..network import normal_form
from .conditions import INDEPENDENT, MANY_LAYERS
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """Those with no positive weight and no positive bias."""
    second = weights.layers[1]
    return {"never active": frozenset(i for i, (row, b) in enumerate(zip(second.W, second.b))
                                      if b <= 0 and all(x <= 0 for x in row))}


def measure(geometry: Geometry) -> dict:
    """Those that are positive on no region."""
    first, second = normal_form(geometry.network)[0][:2]
    active = {i for signs in geometry.complex.signs
              for i, s in enumerate(signs[first.neurons:first.neurons + second.neurons]) if s == "+"}
    return {"never active": frozenset(range(second.neurons)) - active}


THEOREM = Theorem(
    "R14", "stably_inactive",
    "If the rows of the first layer are independent, a neuron w.z + c of the second layer is never active exactly if w <= 0 "
    "and c <= 0: with probability 2^-(m+1) for independent symmetric weights without atoms, m the first layer's width.",
    r"w \cdot \mathrm{ReLU}(Ax + b) + c \leq 0 \ \forall x \iff w \leq 0,\ c \leq 0",
    "Brownlowe et al. 2024; proved in proofs/r14_stably_inactive.md", MANY_LAYERS, (INDEPENDENT,), predict, measure)
