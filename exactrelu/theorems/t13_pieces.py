"""T13: the number of linear pieces of the boundary of one invertible layer."""
from __future__ import annotations

from .conditions import CONSTANT, INDEPENDENT, SHALLOW, SQUARE, WEIGHTS
from .instance import Geometry, Weights
from .kinds import combinatorial_type
from .theorem import Theorem, need


def predict(weights: Weights) -> dict:
    """2^d - 2^(d-k) pieces in as many hyperplanes, one in every sector that meets N."""
    need(weights.k <= weights.d, f"the formula has 2^(d-k), and k = {weights.k} is larger than d = {weights.d}")
    count = 2**weights.d - 2**(weights.d - weights.k)
    one_sided = frozenset(s for s in weights.sector_signs if not any(s[i] == "+" for i in weights.N))
    return {"pieces": count, "hyperplanes": count, "sectors without a piece": one_sided,
            "sides of the others": frozenset("+-") if weights.k else frozenset()}


def measure(geometry: Geometry) -> dict:
    """The pieces, the hyperplanes they span, and the signs of the output inside each sector."""
    found, sides = geometry.boundary, {}
    for signs in found.complex.signs:
        sides.setdefault(signs[:-1], set()).add(signs[-1])
    two = [seen for seen in sides.values() if len(seen) > 1]
    return {"pieces": found.pieces, "hyperplanes": found.hyperplanes,
            "sectors without a piece": frozenset(s for s, seen in sides.items() if len(seen) == 1),
            "sides of the others": frozenset().union(*two)}


THEOREM = Theorem(
    "T13", "pieces",
    "The boundary {F = 0} of an invertible d x d layer with no zero weight and c != 0 has 2^d - 2^(d-k) pieces in as many "
    "hyperplanes, k the number of weights of sign opposite to c: one in every sector where some such neuron is active.",
    r"\#\mathrm{pieces}(B) = \#\{I : I \cap N \neq \emptyset\} = 2^d - 2^{d-k}",
    "number proved in proofs/t13_pieces.md; complexity of the boundary: abstract of arXiv:2310.03482",
    SHALLOW, (SQUARE, INDEPENDENT, WEIGHTS, CONSTANT), predict, measure,
    label=lambda seen: f"{seen['pieces']} pieces", kind=combinatorial_type, free=True)
