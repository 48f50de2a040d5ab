"""T5: when the projection is orthogonal, and when it is the nearest point."""
from __future__ import annotations

from ..linalg import dot, matmul
from .conditions import INDEPENDENT, LAYER, SQUARE
from .instance import Geometry, Weights, simplices
from .t4_oblique_projection import measured_projectors
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """Zero blocks of the Gram matrix A A^T of the rows, and signs of the Gram matrix of the dual basis."""
    return {"orthogonal projector": weights.sectors.is_orthogonal_on, "nearest point": weights.sectors.is_nearest_on,
            "nearest point everywhere": weights.sectors.is_orthogonal}


def measure(geometry: Geometry) -> dict:
    """Symmetry of the measured projectors, and the optimality conditions at the generators of every sector."""
    found = measured_projectors(geometry)
    cx = geometry.layer_complex
    cone = cx[cx.signs.index("+" * geometry.layer.neurons)].rays
    symmetric, nearest = Samples(), Samples()
    for region, _ in simplices(cx):
        p = found[region.signs]
        symmetric[region.signs] = p == tuple(zip(*p))
        residues = [tuple(a - b for a, b in zip(ray, column)) for ray in region.rays
                    for column in [tuple(x for (x,) in matmul(p, [(v,) for v in ray]))]]
        nearest[region.signs] = symmetric[region.signs] and all(dot(v, r) <= 0 for v in residues for r in cone)
    return {"orthogonal projector": symmetric, "nearest point": nearest,
            "nearest point everywhere": all(nearest.values())}


def by_size(found: Samples) -> str:
    """How many sectors with 0, 1, ..., d active neurons have the property.

    >>> by_size(Samples({"++": True, "+-": False, "-+": True, "--": True}))
    '1,1,1'
    """
    d = len(next(iter(found)))
    return ",".join(str(sum(yes for signs, yes in found.items() if signs.count("+") == j)) for j in range(d + 1))


THEOREM = Theorem(
    "T5", "orthogonality",
    "For an invertible layer, P_I is an orthogonal projector exactly if the rows in I are orthogonal to the others; "
    "pi is the nearest-point map of the cone all over the sector exactly if moreover the dual vectors of the others have "
    "no negative scalar product; it is so everywhere exactly if A A^T is diagonal.",
    r"\pi = \mathrm{proj}_C \iff A A^T \text{ is diagonal}",
    "proved in proofs/t5_orthogonality.md", LAYER, (SQUARE, INDEPENDENT), predict, measure,
    label=lambda seen: f"orthogonal {by_size(seen['orthogonal projector'])}; nearest {by_size(seen['nearest point'])}")
