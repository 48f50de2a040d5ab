"""T41: upper bounds on the number of regions by Montufar and by Serra et al."""
from __future__ import annotations

from functools import cache
from math import comb, prod

from .conditions import LAYER
from .instance import Geometry, Weights
from .theorem import Theorem


def montufar(d: int, widths: tuple[int, ...]) -> int:
    """prod_l sum_(j <= d_l) C(n_l, j), d_l the smallest width before layer l.

    >>> montufar(2, (2, 2)), montufar(2, (3,))
    (16, 7)
    """
    return prod(sum(comb(n, j) for j in range(min((d,) + widths[:l]) + 1)) for l, n in enumerate(widths))


def serra(d: int, widths: tuple[int, ...]) -> int:
    """The sum over (j_1, ..., j_L) of prod C(n_l, j_l) with 0 <= j_l <= min(n_0, n_1 - j_1, ..., n_(l-1) - j_(l-1), n_l).

    >>> [serra(d, (d, d)) for d in range(1, 7)], serra(2, (2, 3))
    ([3, 11, 42, 163, 638, 2510], 16)
    """
    @cache
    def rest(layer: int, room: int) -> int:
        if layer == len(widths):
            return 1
        n = widths[layer]
        return sum(comb(n, j) * rest(layer + 1, min(room, n - j)) for j in range(min(room, n) + 1))

    return rest(0, d)


def predict(weights: Weights) -> dict:
    """Both bounds."""
    widths = tuple(layer.neurons for layer in weights.layers)
    return {"regions (Montufar 2017)": montufar(weights.d, widths), "regions (Serra et al. 2018)": serra(weights.d, widths)}


def measure(geometry: Geometry) -> dict:
    """The regions of the complex: sets of inputs with one sign vector and with interior."""
    count = len(geometry.complex)
    return {"regions (Montufar 2017)": count, "regions (Serra et al. 2018)": count}


THEOREM = Theorem(
    "T41", "region_bounds",
    "A network with d inputs and hidden widths n_1, ..., n_L has at most prod_l sum_(j <= d_l) C(n_l, j) activation regions, "
    "d_l = min(d, n_1, ..., n_(l-1)) (Montufar 2017), and at most the sum over admissible (j_1, ..., j_L) of prod C(n_l, j_l) "
    "(Serra et al. 2018).",
    r"\#\mathrm{regions} \leq \sum_{(j)} \prod_l \binom{n_l}{j_l}, \ 0 \leq j_l \leq \min\{n_0, n_1 - j_1, \ldots, n_{l-1} - j_{l-1}, n_l\}",
    "Montufar 2017; Serra, Tjandraatmadja, Ramalingam 2018, arXiv:1711.02114; see proofs/t41_region_bounds.md",
    LAYER, (), predict, measure, {"regions (Montufar 2017)": "<=", "regions (Serra et al. 2018)": "<="},
    label=lambda seen: f"{seen['regions (Montufar 2017)']} regions", free=True)
