"""R1: the regions of one layer, counted from its central subsets."""
from __future__ import annotations

from ..errors import LimitExceeded
from ..linalg import rank
from .conditions import LAYER
from .instance import Geometry, Weights
from .theorem import Theorem

ROWS = 14           # all 2^m subsets are looked at


def characteristic(weights: Weights) -> dict[int, int]:
    """{exponent: coefficient} of sum over central subsets S of (-1)^|S| t^(d - rank S); zero rows are no hyperplanes."""
    rows = [(a, b) for a, b in zip(weights.A, weights.b) if any(a)]
    if len(rows) > ROWS:
        raise LimitExceeded(f"the layer has {len(rows)} hyperplanes; all subsets are looked at up to {ROWS}")
    found: dict[int, int] = {}
    for subset in range(2**len(rows)):
        chosen = [rows[i] for i in range(len(rows)) if subset >> i & 1]
        r = rank([a for a, _ in chosen])
        if r == rank([a + (b,) for a, b in chosen]):                     # a common point
            found[weights.d - r] = found.get(weights.d - r, 0) + (-1)**len(chosen)
    return found


def predict(weights: Weights) -> dict:
    """|chi(-1)| regions, |chi(1)| of them bounded modulo the lineality space."""
    chi = characteristic(weights)
    return {"regions": abs(sum(x * (-1)**e for e, x in chi.items())), "relatively bounded regions": abs(sum(chi.values()))}


def measure(geometry: Geometry) -> dict:
    """The regions of the first layer."""
    cx = geometry.layer_complex
    return {"regions": len(cx), "relatively bounded regions": cx.relatively_bounded_regions}


THEOREM = Theorem(
    "R1", "zaslavsky",
    "An arrangement of hyperplanes in R^d has |chi(-1)| regions, |chi(1)| of them bounded modulo the common directions, with "
    "chi(t) = sum over subsets S with a common point of (-1)^|S| t^(d - rank S); m hyperplanes in general position have "
    "sum_(j <= d) C(m,j) and C(m-1,d).",
    r"r = |\chi(-1)|, \quad \chi(t) = \sum_{S \text{ central}} (-1)^{|S|} t^{d - \mathrm{rk}\,S}",
    "Zaslavsky 1975, Whitney 1932; see proofs/r1_zaslavsky.md", LAYER, (), predict, measure,
    label=lambda seen: f"{seen['regions']} regions, {seen['relatively bounded regions']} bounded", free=True)
