"""R2: how many regions some network of given widths has at least, after Montufar et al."""
from __future__ import annotations

from fractions import Fraction
from math import comb, prod

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..errors import LimitExceeded
from ..linalg import Matrix, dot
from ..network import Layer, Network
from .conditions import LAYER
from .instance import Geometry, Weights
from .theorem import Hypothesis, Samples, Theorem

REGIONS = 3000       # a network is built and enumerated if the bound is at most this
WIDE = Hypothesis("wide", "every hidden layer must have at least as many neurons as the network has inputs",
                  lambda i: all(layer.neurons >= i.weights.d for layer in i.weights.layers))


def predict(weights: Weights) -> dict:
    """prod_(l < L) floor(n_l / d)^d sum_(j <= d) C(n_L, j); the folds of the layers before the last one."""
    d, widths = weights.d, [layer.neurons for layer in weights.layers]
    folds = prod((n // d)**d for n in widths[:-1])
    last = sum(comb(widths[-1], j) for j in range(d + 1))
    if folds * last > REGIONS:
        raise LimitExceeded(f"the network has at least {folds * last} regions; it is enumerated up to {REGIONS}")
    return {"regions": folds * last, "regions in the cube": folds * last, "copies of each last pattern": lambda signs: folds}


def measure(geometry: Geometry) -> dict:
    """The regions of the folding network with these widths, in the whole space and in the cube, and their last signs."""
    d, widths = geometry.network.inputs, geometry.network.hidden
    network = folding(d, widths)
    inside = enumerate_regions(network, Domain.box([(0, 1)] * d), engine="fan").signs
    last: dict[str, int] = {}
    for signs in inside:
        last[signs[-widths[-1]:]] = last.get(signs[-widths[-1]:], 0) + 1
    return {"regions": len(enumerate_regions(network, Domain.whole(d), engine="fan")), "regions in the cube": len(inside),
            "copies of each last pattern": Samples(last)}


def folding(d: int, widths: tuple[int, ...]) -> Network:
    """The network of Montufar et al.: every layer but the last folds the unit cube onto itself, p_l = floor(n_l / d) times
    in each coordinate, by p x^+ - (2 p x - 2)^+ + (2 p x - 4)^+ - ...; the last one cuts the cube in general position.

    >>> [(layer.W, layer.b) for layer in folding(1, (2, 1)).layers][0] == (((2,), (4,)), (0, -2))
    True
    """
    layers, fold = [], tuple(tuple(Fraction(i == j) for j in range(d)) for i in range(d))      # cube coordinates
    for n in widths[:-1]:
        p = n // d
        rows = [tuple((p if i == 0 else 2 * p) * x for x in row) for row in fold for i in range(p)]
        spare = n - len(rows)
        layers.append(Layer(rows + [(0,) * len(fold[0])] * spare, [-2 * i for _ in range(d) for i in range(p)] + [0] * spare))
        fold = tuple(tuple(Fraction((-1)**(k - j * p) if j * p <= k < (j + 1) * p else 0) for k in range(n)) for j in range(d))
    return Network(layers + [_general(d, widths[-1], fold)])


def _general(d: int, n: int, fold: Matrix) -> Layer:
    """n hyperplanes sum_k t^k (z_k - 1/2) = s t^d for t = 1, ..., n: any d of them meet, in the cube, no d + 1 do.

    They meet where t^d - sum_k t^k (z_k - 1/2) / s has d given roots: the coefficients are below (1 + n)^d.
    """
    s = Fraction(1, 4 * (1 + n)**d)
    rows = [tuple(Fraction(t**k) for k in range(d)) for t in range(1, n + 1)]
    return Layer([tuple(dot(row, column) for column in zip(*fold)) for row in rows],
                 [-sum(row) / 2 - s * t**d for t, row in enumerate(rows, 1)])


THEOREM = Theorem(
    "R2", "lower_bound",
    "For d inputs and widths n_1, ..., n_L >= d some network has at least prod_(l < L) floor(n_l / d)^d sum_(j <= d) C(n_L, j) "
    "activation regions. Checked on the network that folds the unit cube in every layer but the last; of the given network "
    "only the widths are used.",
    r"\max \#\mathrm{regions} \geq \Big(\prod_{l < L} \lfloor n_l / d \rfloor^{d}\Big) \sum_{j \leq d} \binom{n_L}{j}",
    "Montufar, Pascanu, Cho, Bengio 2014, arXiv:1402.1869; proved in proofs/r2_lower_bound.md", LAYER, (WIDE,), predict, measure,
    {"regions": ">="}, label=lambda seen: f"{seen['regions']} regions of the folding network")
