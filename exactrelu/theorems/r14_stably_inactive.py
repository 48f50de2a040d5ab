"""R14: second-layer neurons that are never active."""
from __future__ import annotations

from itertools import product

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..network import Layer, Network, normal_form
from .conditions import INDEPENDENT, MANY_LAYERS
from .instance import Geometry, Weights
from .theorem import Theorem

CHANGES = 128        # changes of signs that are tried, at most, over all neurons of the second layer


def predict(weights: Weights) -> dict:
    """Those with no positive weight and no positive bias; of the 2^(m+1) changes of signs one, if no number is 0."""
    second = weights.layers[1]
    found = {"never active": frozenset(i for i, (row, b) in enumerate(zip(second.W, second.b))
                                       if b <= 0 and all(x <= 0 for x in row))}
    if few_changes(second):
        found["never active after changes of signs"] = tuple(2**(row + (b,)).count(0) for row, b in zip(second.W, second.b))
    return found


def few_changes(second: Layer) -> bool:
    """Whether all changes of signs of the numbers of each neuron are tried."""
    return second.neurons * 2**(second.inputs + 1) <= CHANGES


def measure(geometry: Geometry) -> dict:
    """Those that are positive on no region, and how many would be with other signs of their numbers."""
    first, second = normal_form(geometry.network)[0][:2]
    active = {i for signs in geometry.complex.signs
              for i, s in enumerate(signs[first.neurons:first.neurons + second.neurons]) if s == "+"}
    found = {"never active": frozenset(range(second.neurons)) - active}
    if few_changes(second):
        found["never active after changes of signs"] = tuple(
            sum(_never_active(first, [s * x for s, x in zip(signs, row + (b,))])
                for signs in product((1, -1), repeat=first.neurons + 1)) for row, b in zip(second.W, second.b))
    return found


def _never_active(first: Layer, neuron: list) -> bool:
    """Whether no region of the first layer and one neuron (w_1, ..., w_m, c) has that neuron positive."""
    cx = enumerate_regions(Network([first, Layer([neuron[:-1]], neuron[-1:])]), Domain.whole(first.inputs), engine="fan")
    return not any(signs[-1] == "+" for signs in cx.signs)


THEOREM = Theorem(
    "R14", "stably_inactive",
    "If the rows of the first layer are independent, a neuron w.z + c of the second layer is never active exactly if w <= 0 "
    "and c <= 0: with probability 2^-(m+1) for independent symmetric weights without atoms, m the first layer's width; for "
    "one of the 2^(m+1) changes of signs if no number is 0.",
    r"w \cdot \mathrm{ReLU}(Ax + b) + c \leq 0 \ \forall x \iff w \leq 0,\ c \leq 0",
    "Brownlowe et al. 2024; proved in proofs/r14_stably_inactive.md", MANY_LAYERS, (INDEPENDENT,), predict, measure)
