"""R12: the smallest number of hidden neurons of a function with one hidden layer."""
from __future__ import annotations

from itertools import product

from ..errors import LimitExceeded
from ..linalg import rank
from .conditions import SHALLOW
from .instance import Geometry, Weights
from .t27_ridge_form import measured_jumps
from .theorem import Theorem

BENDS = 12           # all 2^bends orientations are tried


def predict(weights: Weights) -> dict:
    """One neuron a bend; turning the neurons of J round removes sum_J mu n from the linear part; what is left costs 0, 1 or 2."""
    form = weights.ridge
    return {"width": _width(form.linear, [tuple(mu * x for x in n) for mu, n, _ in form.bends])}


def measure(geometry: Geometry) -> dict:
    """The same with measured jumps, continued from the measured gradient of one region to all 2^bends sides of the bends."""
    jumps = measured_jumps(geometry)
    region = geometry.complex[0]
    gradient = geometry.maps(geometry.network)[region.signs].matrix[0]
    for (n, beta), jump in jumps.items():
        if sum(a * x for a, x in zip(n, region.interior)) + beta > 0:          # to the side where all bends are off
            gradient = tuple(g - x for g, x in zip(gradient, jump))
    return {"width": _width(gradient, list(jumps.values()))}


def _width(linear: tuple, jumps: list[tuple]) -> int:
    """The number of bends, plus 0, 1 or 2 for the linear part that the best choice of orientations leaves.

    A leftover parallel to a bend can share its hyperplane: one neuron more; another one takes y^+ - (-y)^+ = y: two.
    """
    if len(jumps) > BENDS:
        raise LimitExceeded(f"the function has {len(jumps)} bends; all orientations are tried up to {BENDS}")
    least = 2
    for chosen in product((False, True), repeat=len(jumps)):
        rest = tuple(x + sum(jump[i] for jump, on in zip(jumps, chosen) if on) for i, x in enumerate(linear))
        least = min(least, 0 if not any(rest) else 1 if any(rank([rest, jump]) == 1 for jump in jumps) else 2)
    return len(jumps) + least


THEOREM = Theorem(
    "R12", "minimal_width",
    "Let F have m' bends mu_h n_h and the linear part l in its ridge form. With one hidden layer (and a constant) F needs m' "
    "neurons if l = -sum_J mu_h n_h for some J, else m' + 1 if l + sum_J mu_h n_h is parallel to some n_h, else m' + 2.",
    r"m',\ m'+1 \text{ or } m'+2 \text{ as } \ell + \sum_J \mu_h n_h \text{ can be made } 0,\ \parallel n_h,\ \text{neither}",
    "compare Dereich and Kassing; proved in proofs/r12_minimal_width.md", SHALLOW, (), predict, measure,
    label=lambda seen: f"width {seen['width']}", free=True)
