"""R4: a generic network with one hidden neuron more than inputs has at most one bounded component on each side."""
from __future__ import annotations

from .conditions import GENERAL, ONE_MORE, SHALLOW, TRANSVERSAL, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """At most one."""
    return {"bounded components of {F > 0}": 1, "bounded components of {F < 0}": 1}


def measure(geometry: Geometry) -> dict:
    """The components of the boundary and the sides, and how many of them are bounded."""
    found = geometry.boundary
    return {"bounded components of {F > 0}": found.positive.bounded_components,
            "bounded components of {F < 0}": found.negative.bounded_components,
            "sides": sorted((side.components, side.bounded_components) for side in (found.positive, found.negative)),
            "boundary": (found.components, found.bounded_components), "thick": found.thick_regions > 0}


def topology(seen: dict) -> str:
    """(components, bounded ones) of the boundary, and of both sides in ascending order."""
    pair = lambda numbers: "({},{})".format(*numbers)  # noqa: E731
    return f"{'thick' if seen['thick'] else 'thin'} {pair(seen['boundary'])}, sides {' '.join(map(pair, seen['sides']))}"


THEOREM = Theorem(
    "R4", "bounded_components",
    "For d inputs and d + 1 hidden neurons with hyperplanes in general position, no zero weight and 0 a transversal value, "
    "each of {F > 0} and {F < 0} has at most one bounded component.",
    r"(d, d+1, 1) \text{ generic, transversal} \Rightarrow \text{at most one bounded component of } \{F > 0\}, \{F < 0\}",
    "Grigsby and Lindsey, arXiv:2008.09052; see proofs/r4_bounded_components.md",
    SHALLOW, (ONE_MORE, GENERAL, WEIGHTS, TRANSVERSAL), predict, measure,
    {"bounded components of {F > 0}": "<=", "bounded components of {F < 0}": "<="}, label=topology, free=True)
