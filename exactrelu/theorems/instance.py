"""A network as theorems see it: its weights on one side, its measured geometry on the other.

Predictions get `Weights` and measurements get `Geometry`, so that neither can lean on the other.
Everything is about the whole space R^d: a domain in a file is left out.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from typing import Callable, Iterable, Iterator, Sequence

from ..boundary import Boundary, boundary
from ..complex import Complex
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..errors import LimitExceeded
from ..linalg import AffineMap, Matrix, Vector, coordinates, dot, independent_rows, inverse, matmul, pivots, rank
from ..network import Layer, Network, normal_form
from ..rational import primitive
from ..region import Region
from ..ridge import RidgeForm, ridge_form
from ..sectors import Sectors

SECTORS = 14          # closed forms over all sectors stop at 2^14


class Weights:
    """The numbers of a network, and closed forms of them.

    layers, last : the ReLU layers and the affine map after them; `layer` is the first one, with
        m neurons A x + b on R^d
    w, c : the first output is w.z + c, z the last hidden layer
    """

    def __init__(self, network: Network):
        self.network = network
        self.layers, self.last = normal_form(network)

    @property
    def layer(self) -> Layer:
        """The first ReLU layer."""
        return self.layers[0]

    @property
    def A(self) -> Matrix:
        """The rows a_1, ..., a_m of the first ReLU layer."""
        return self.layer.W

    @property
    def b(self) -> Vector:
        """The biases of the first ReLU layer."""
        return self.layer.b

    @property
    def d(self) -> int:
        """The number of inputs."""
        return self.network.inputs

    @property
    def m(self) -> int:
        """The number of neurons of the first ReLU layer."""
        return self.layer.neurons

    @cached_property
    def rank(self) -> int:
        """The rank of A."""
        return rank(self.A)

    @cached_property
    def sectors(self) -> Sectors:
        """The closed forms of the first layer; InputError if its rows are dependent."""
        return Sectors(self.layer)

    @cached_property
    def sector_signs(self) -> list[str]:
        """All 2^m sign vectors '+-...', those of the sectors if the rows are independent."""
        if self.m > SECTORS:
            raise LimitExceeded(f"the layer has 2^{self.m} sectors; closed forms over all of them stop at 2^{SECTORS}")
        return ["".join(signs) for signs in product("+-", repeat=self.m)]

    @property
    def w(self) -> Vector:
        """The weights of the first output."""
        return self.last.matrix[0]

    @property
    def c(self) -> Fraction:
        """The constant of the first output."""
        return self.last.vector[0]

    @property
    def N(self) -> tuple[int, ...]:
        """The neurons whose weight has the sign opposite to c."""
        return tuple(i for i, w in enumerate(self.w) if w * self.c < 0)

    @property
    def P(self) -> tuple[int, ...]:
        """The neurons whose weight has the sign of c."""
        return tuple(i for i, w in enumerate(self.w) if w * self.c > 0)

    @property
    def k(self) -> int:
        """The number of neurons in N."""
        return len(self.N)

    @property
    def plus(self) -> int:
        """The number p of positive weights."""
        return sum(w > 0 for w in self.w)

    @property
    def minus(self) -> int:
        """The number q of negative weights."""
        return sum(w < 0 for w in self.w)

    @cached_property
    def ridge(self) -> RidgeForm:
        """The canonical ridge form of the first output of a network with one hidden layer."""
        return ridge_form(self.A, self.b, self.w, self.c)


class Geometry:
    """What engines and exact evaluation show of a network; nothing here knows a closed form."""

    def __init__(self, network: Network):
        self.network = Network(network.layers)

    @cached_property
    def layer(self) -> Layer:
        """The first ReLU layer, with the linear layers before it multiplied in."""
        return normal_form(self.network)[0][0]

    @cached_property
    def complex(self) -> Complex:
        """The complex of the network, all faces known."""
        return enumerate_regions(self.network, Domain.whole(self.network.inputs), engine="fan")

    @cached_property
    def layer_complex(self) -> Complex:
        """The complex of the first ReLU layer alone."""
        return enumerate_regions(Network(self.layer), Domain.whole(self.network.inputs), engine="fan")

    @cached_property
    def boundary(self) -> Boundary:
        """The boundary {F = 0} of the first output."""
        return boundary(self.network, 0, domain=Domain.whole(self.network.inputs), engine="fan")

    def samples(self, function: Callable[[Vector], object], cx: Complex | None = None) -> dict:
        """{point: value of the function} at d + 1 affinely independent points of every region."""
        return {x: function(x) for _, points in simplices(cx or self.complex) for x in points}

    def maps(self, function: Callable[[Vector], Vector], cx: Complex | None = None) -> dict[str, AffineMap]:
        """{sign vector: the affine map with the values of the function on that region}, by interpolation."""
        function = cache(function)                        # regions share their vertices
        return {region.signs: interpolated(points, list(map(function, points)))
                for region, points in simplices(cx or self.complex)}


@dataclass(frozen=True)
class Instance:
    """A network with both of its views."""

    network: Network

    @cached_property
    def weights(self) -> Weights:
        """The weights."""
        return Weights(self.network)

    @cached_property
    def geometry(self) -> Geometry:
        """The measured geometry."""
        return Geometry(self.network)


def modulo(x: Sequence, lines: Sequence[Sequence]) -> Vector:
    """A vector without its part along independent lines: the same for vectors that differ by a combination of them.

    >>> modulo((3, 1), [(1, 1)]) == modulo((5, 3), [(1, 1)]), modulo((3, 1), [])
    (True, (3, 1))
    """
    if not lines:
        return tuple(x)
    lead = pivots(lines)
    shares = coordinates([[line[j] for j in lead] for line in lines], [x[j] for j in lead])
    return tuple(v - dot(shares, column) for v, column in zip(x, zip(*lines)))


def generators(vertices: Iterable[Sequence], rays: Iterable[Sequence], lines: Sequence[Sequence]) -> tuple:
    """The vertices and primitive rays of a polyhedron, modulo the lines in it, as two sets."""
    return frozenset(modulo(v, lines) for v in vertices), frozenset(primitive(modulo(r, lines)) for r in rays)


def simplices(cx: Complex) -> Iterator[tuple[Region, list[Vector]]]:
    """Every region with d + 1 affinely independent points of its closure, an interior one first."""
    lines = [tuple(map(Fraction, v)) for v in cx.problem.lineality]
    for region in cx:
        start = region.interior
        add = lambda x, v: tuple(a + b for a, b in zip(x, v))  # noqa: E731
        points = list(region.vertices) + [add(start, r) for r in region.rays] + [add(start, v) for v in lines]
        steps = [tuple(a - b for a, b in zip(p, start)) for p in points]
        yield region, [start] + [points[i] for i in independent_rows(steps)]


def interpolated(points: Sequence[Vector], values: Sequence[Vector]) -> AffineMap:
    """The affine map with these values at d + 1 affinely independent points.

    >>> interpolated([(0,), (2,)], [(1,), (5,)])
    AffineMap(matrix=((Fraction(2, 1),),), vector=(Fraction(1, 1),))
    """
    inv = inverse([tuple(x) + (1,) for x in points])              # rows of values = rows (x, 1) times [M, v]^T
    rows = list(zip(*matmul(inv, [tuple(value) for value in values])))
    return AffineMap(tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows))
