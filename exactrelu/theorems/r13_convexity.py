"""R13: convex functions with one hidden layer."""
from __future__ import annotations

from .conditions import SHALLOW
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """Convex if all bends go upwards, concave if all go downwards."""
    return {"convex": weights.ridge.is_convex, "concave": all(mu < 0 for mu, _, _ in weights.ridge.bends)}


def measure(geometry: Geometry) -> dict:
    """Across every wall: the affine map of one region against that of its neighbour, inside the neighbour."""
    cx = geometry.complex
    maps = geometry.maps(geometry.network)
    steps = [maps[b](cx_b)[0] - maps[a](cx_b)[0] for a, b, cx_b in
             ((cx.signs[i], cx.signs[j], cx[j].interior) for i, j, _ in cx.walls.tolist())]
    return {"convex": all(step >= 0 for step in steps), "concave": all(step <= 0 for step in steps)}


THEOREM = Theorem(
    "R13", "convexity",
    "A function with one hidden layer is convex exactly if all bends mu_h of its ridge form are positive, concave exactly if "
    "all are negative.",
    r"F \text{ convex} \iff \mu_h > 0 \text{ for all } h",
    "proved in proofs/r13_convexity.md", SHALLOW, (), predict, measure,
    label=lambda seen: {(True, True): "affine", (True, False): "convex", (False, True): "concave"}.get(
        (seen["convex"], seen["concave"]), "neither"), free=True, signed=True)
