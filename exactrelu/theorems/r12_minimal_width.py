"""R12: the smallest number of hidden neurons of a function with one hidden layer."""
from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Sequence

from ..errors import LimitExceeded
from ..linalg import Vector, rank
from ..network import Layer, Network
from .conditions import SHALLOW
from .instance import Geometry, Weights, interpolated, simplices
from .t27_ridge_form import measured_jumps
from .theorem import Samples, Theorem

BENDS = 12           # all 2^bends orientations are tried


def predict(weights: Weights) -> dict:
    """One neuron a bend; turning the neurons of J round removes sum_J mu n from the linear part; what is left costs 0, 1 or 2.

    A leftover parallel to a bend can share its hyperplane: one neuron more; another one takes y^+ - (-y)^+ = y: two.
    """
    form = weights.ridge
    jumps = [tuple(mu * x for x in n) for mu, n, _ in form.bends]
    _limit(jumps)
    least = 2
    for chosen in product((False, True), repeat=len(jumps)):
        rest = tuple(x + sum(jump[i] for jump, on in zip(jumps, chosen) if on) for i, x in enumerate(form.linear))
        least = min(least, 0 if not any(rest) else 1 if any(rank([rest, jump]) == 1 for jump in jumps) else 2)
    return {"width": len(jumps) + least, "at most the neurons there are": True, "F": lambda x: (form(x), form(x))}


def _limit(bends: Sequence) -> None:
    if len(bends) > BENDS:
        raise LimitExceeded(f"the function has {len(bends)} bends; all orientations are tried up to {BENDS}")


def measure(geometry: Geometry) -> dict:
    """The neurons of the smallest network built from measured jumps that has the values of F on every region.

    "F" holds pairs of values, of F and of that network, at d + 1 points of every region.
    Over a family the second quantity says that no network has fewer neurons than the width of its function.
    """
    built = smallest_network(geometry)
    width = sum(built.hidden)
    return {"width": width, "at most the neurons there are": width <= geometry.layer.neurons,
            "F": Samples(geometry.samples(lambda x: (geometry.network(x)[0], built(x)[0])))}


def smallest_network(geometry: Geometry) -> Network:
    """A network with the measured function: a neuron for every bend, and as few more as any choice of their sides allows.

    The sums of the gradient where all bends are off and of any jumps are kept in a table. With a sum 0 no more neurons are
    needed; a sum t n along a bend splits its neuron, t y = t y^+ - t (-y)^+; else the affine rest takes two.
    """
    jumps, d = measured_jumps(geometry), geometry.network.inputs
    _limit(jumps)
    bends = {plane: next(y / x for x, y in zip(plane[0], jump) if x) for plane, jump in jumps.items()}
    _, points = next(simplices(geometry.complex))
    bent = _network([(mu, 1, plane) for plane, mu in bends.items()], d)
    linear = interpolated(points, [(geometry.network(x)[0] - bent(x)[0],) for x in points]).matrix[0]
    sums: dict[Vector, frozenset] = {linear: frozenset()}            # {what is left: the bends that are turned round}
    for plane, jump in jumps.items():
        sums |= {tuple(x + y for x, y in zip(rest, jump)): turned | {plane} for rest, turned in sums.items()}
    along = None
    rest = next((rest for rest in sums if not any(rest)), None)
    if rest is None:
        rest, along = next(((rest, plane) for rest in sums for plane in bends if _ratio(rest, plane[0])), (linear, None))
    neurons = {plane: (mu, -1 if plane in sums[rest] else 1, plane) for plane, mu in bends.items()}
    more = []
    if along:
        t, (mu, side, _) = _ratio(rest, along[0]), neurons[along]
        neurons[along] = (mu + side * t, side, along)
        more = [(-side * t, -side, along)]
    elif any(rest):
        more = [(1, 1, (rest, 0)), (-1, -1, (rest, 0))]
    found = list(neurons.values()) + more
    return _network(found, d, geometry.network(points[0])[0] - _network(found, d)(points[0])[0])


def _ratio(rest: Vector, n: Sequence) -> Fraction | None:
    """t with rest = t n, or None."""
    t = next(y / x for x, y in zip(n, rest) if x)
    return t if all(t * x == y for x, y in zip(n, rest)) else None


def _network(neurons: list[tuple], d: int, constant: Fraction = Fraction(0)) -> Network:
    """The sum of weight (side (n.x + beta))^+ over the neurons (weight, side, (n, beta)), and a constant."""
    if not neurons:
        return Network(Layer([[0] * d], [constant], "linear"))
    return Network([Layer([[side * x for x in n] for _, side, (n, _) in neurons], [side * beta for _, side, (_, beta) in neurons]),
                    Layer([[weight for weight, _, _ in neurons]], [constant], "linear")])


THEOREM = Theorem(
    "R12", "minimal_width",
    "Let F have m' bends mu_h n_h and the linear part l in its ridge form. With one hidden layer (and a constant) F needs m' "
    "neurons if l = -sum_J mu_h n_h for some J, else m' + 1 if l + sum_J mu_h n_h is parallel to some n_h, else m' + 2.",
    r"m',\ m'+1 \text{ or } m'+2 \text{ as } \ell + \sum_J \mu_h n_h \text{ can be made } 0,\ \parallel n_h,\ \text{neither}",
    "compare Dereich and Kassing; proved in proofs/r12_minimal_width.md", SHALLOW, (), predict, measure,
    label=lambda seen: f"width {seen['width']}", free=True)
