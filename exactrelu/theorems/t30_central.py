"""T30: layers whose hyperplanes share a point."""
from __future__ import annotations

from ..boundary import boundary
from ..domain import Domain
from ..linalg import rank
from ..network import Layer, Network
from .conditions import CONSTANT, SHALLOW
from .instance import Geometry, Weights
from .theorem import Hypothesis, Theorem

CENTRAL = Hypothesis("central", "the hyperplanes of the layer must have a common point",
                     lambda i: rank([row + (b,) for row, b in zip(i.weights.A, i.weights.b)]) == i.weights.rank)


def predict(weights: Weights) -> dict:
    """Every affine piece of F has the value c at x0; B has as many components as {H c < 0}, H = F - c without biases."""
    cone = Network([Layer(weights.A), Layer([weights.w], [0], "linear")])
    found = boundary(cone, domain=Domain.whole(weights.d), engine="fan")
    side = {1: found.negative, -1: found.positive}.get((weights.c > 0) - (weights.c < 0))          # H c < 0 nowhere if c = 0
    return {"values at the common point": frozenset({weights.c}), "components": side.components if side else 0}


def measure(geometry: Geometry) -> dict:
    """The measured affine maps at the only vertex of the complex, and the components of B."""
    cx = geometry.complex
    points = {v for region in cx for v in region.vertices}
    maps = geometry.maps(geometry.network).values()
    return {"values at the common point": frozenset(f(x)[0] for f in maps for x in points),
            "components": geometry.boundary.components}


THEOREM = Theorem(
    "T30", "central",
    "If all hyperplanes of the layer share a point x0 and c != 0, then F - c is positively homogeneous about x0: every ray "
    "from x0 meets B at most once, the side of the sign of c is star-shaped about x0, and B has as many components as "
    "{u : H(u) c < 0}, H(u) = sum w_i (a_i.u)^+.",
    r"F(x_0 + s u) = c + s H(u), \quad H(u) = \sum w_i (a_i \cdot u)^+",
    "proved in proofs/t30_central.md", SHALLOW, (CENTRAL, CONSTANT), predict, measure)
