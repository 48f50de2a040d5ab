"""Reachable sets: the image of a domain under a network, and the exact range of its outputs.

On every region the network is affine, so the image of the domain is the union of the images of the regions, polyhedra
that the images of vertices and rays generate. A homogenised network has one value at every ray of the complex,
whatever region it is looked at from, so values are computed once a ray. Source: proofs/reach.md.
"""
from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from . import enumeration
from .complex import Complex
from .engines import exact
from .errors import NotKnown
from .linalg import Vector, rank, shown, spelled
from .network import IntRow, Layer, Network
from .polyhedra import Piece, by_dimension, hull, modulo, reduced_lines
from .rational import primitive, vector

Progress = Callable[[int, int, int], None]


class Range(NamedTuple):
    """The least and greatest value of a form of the outputs on the domain; None where there is none.

    at_least, at_greatest : points of the domain that attain them
    falls_along, grows_along : instead, directions along which the form goes to -infinity, +infinity, from every point
        of the domain from which they do not leave it
    """

    least: Fraction | None
    greatest: Fraction | None
    at_least: Vector | None
    at_greatest: Vector | None
    falls_along: IntRow | None
    grows_along: IntRow | None

    def __repr__(self) -> str:
        return f"Range({', '.join(f'{key}={shown(value)}' for key, value in self._asdict().items())})"

    def to_data(self) -> dict:
        """The range as a JSON-able object."""
        text = lambda x: x if x is None else [spelled(v) for v in x] if isinstance(x, tuple) else spelled(x)  # noqa: E731
        return {key: text(value) for key, value in self._asdict().items()}


class Image:
    """The set F(domain) as a union of polyhedra; made by `exactrelu.image`.

    >>> import exactrelu as er
    >>> net = er.Network([er.Layer([[1], [-1]]), er.Layer([[1, 1], [1, 0]], activation="linear")])     # (|x|, x+)
    >>> found = er.image(net, "box:-1,2")
    >>> [(piece.vertices[1], regions) for piece, regions in found.pieces.items()][0]
    ((Fraction(2, 1), Fraction(2, 1)), (0,))
    >>> found.contains([1, 0]), found.contains([2, 0]), found.ranges[0].greatest
    (True, False, Fraction(2, 1))
    """

    def __init__(self, complex: Complex, progress: Progress | None = None):
        self.complex, self._progress = complex, progress

    @cached_property
    def _points(self) -> list[IntRow]:
        """The rays (t, x) of the complex in the domain's coordinates, then a basis of its lineality space."""
        cx = self.complex
        wide = np.zeros((len(cx.fan.rays), cx.dimension + 1), dtype=cx.fan.rays.dtype)
        wide[:, [0] + [1 + c for c in cx.problem.columns]] = cx.fan.rays
        return [tuple(ray) for ray in wide.tolist()] + [(0, *primitive(line)) for line in cx.problem.lineality]

    @cached_property
    def _values(self) -> np.ndarray:
        return values_at(self.complex.domain.restrict(self.complex.network), self._points)

    @cached_property
    def pieces(self) -> dict[Piece, tuple[int, ...]]:
        """The images of the regions, each once, with the ids of the regions that have this image."""
        cx, split = self.complex, len(self.complex.fan.rays)
        images = [primitive(row) for row in self._values.tolist()]
        lines = reduced_lines([row for row in images[split:] if any(row)])
        images = [modulo(lines, row) for row in images[:split]] if lines else images[:split]
        dimension = len(cx.fan.levels) + 1                        # of the cone over a region, modulo its lines
        by_generators: dict[frozenset, Piece] = {}
        found: dict[tuple, tuple[Piece, list[int]]] = {}
        for i in range(len(cx)):
            generators = frozenset(images[ray] for ray in cx.rays_of(len(cx.fan.levels), i).tolist() if any(images[ray]))
            piece = by_generators.get(generators)
            if piece is None:
                injective = rank([*generators, *lines]) == dimension + len(lines)
                piece = by_generators[generators] = Piece(generators, lines) if injective else hull(generators, lines)
            found.setdefault((piece.generators, piece.lines), (piece, []))[1].append(i)
            if self._progress:
                self._progress(i + 1, len(cx), len(found))
        return {piece: tuple(regions) for piece, regions in found.values()}

    @property
    def bounded(self) -> bool:
        """Whether the image is bounded."""
        return not self._values[self._values[:, 0] == 0, 1:].any()

    @cached_property
    def ranges(self) -> tuple[Range, ...]:
        """The range of every output."""
        outputs = self.complex.network.outputs
        return tuple(self.range([0] + [int(i == j) for j in range(outputs)]) for i in range(outputs))

    def range(self, form: Sequence) -> Range:
        """The range of a form [c, v_1, ...] of the outputs F, c + v.F, on the domain."""
        c, *v = vector(form, "the form", self.complex.network.outputs + 1)
        lifted = exact.array([primitive((c, *v))], len(v) + 1)
        scale = next((x / y for x, y in zip((c, *v), lifted[0].tolist()) if y), Fraction(1))
        values = exact.product(self._values, lifted.T)[:, 0].tolist()
        times = self._values[:, 0].tolist()
        finite = [(Fraction(value, t) * scale, i) for i, (value, t) in enumerate(zip(values, times)) if t]
        split = len(self.complex.fan.rays)
        slopes = [(value, i, 1) for i, (value, t) in enumerate(zip(values, times)) if not t]
        slopes += [(-value, i, -1) for value, i, _ in slopes if i >= split]
        falls, grows = min(slopes, default=None), max(slopes, default=None)
        way = lambda slope: tuple(slope[2] * x for x in self._points[slope[1]][1:])  # noqa: E731
        down, up = way(falls) if falls and falls[0] < 0 else None, way(grows) if grows and grows[0] > 0 else None
        at = lambda value: min(self._point(i) for x, i in finite if x == value)  # noqa: E731
        least, greatest = None if down else min(finite)[0], None if up else max(finite)[0]
        return Range(least, greatest, None if down else at(least), None if up else at(greatest), down, up)

    def _point(self, ray: int) -> Vector:
        t, *x = self._points[ray]
        return tuple(Fraction(v, t) for v in x)

    def contains(self, y: Sequence) -> bool:
        """Whether a rational point of the output space is in the image."""
        y = vector(y, "y", self.complex.network.outputs)
        return any(piece.contains(y) for piece in self.pieces)

    def __repr__(self) -> str:
        return f"Image({len(self.pieces)} pieces of {len(self.complex)} regions)"

    def summary(self) -> dict:
        """What `exactrelu reach --json` prints."""
        return {"regions": len(self.complex), "pieces": len(self.pieces),
                "dimensions": by_dimension(self.pieces, self.complex.network.outputs), "bounded": self.bounded,
                "ranges": [{"output": i, **found.to_data()} for i, found in enumerate(self.ranges)]}


def values_at(network: Network, points: Sequence[IntRow]) -> np.ndarray:
    """The values of the homogenised network: for each (t, x) a positive multiple of (t, t F(x/t)), or of (0, F(s x)/s for s -> oo).

    >>> values_at(Network([Layer([["1/2"], [-1]], [0, 3])]), [(1, 4), (2, -2), (0, 1)]).tolist()
    [[2, 4, 0], [4, 0, 16], [0, 1, 0]]
    """
    values = exact.array(points, network.inputs + 1)
    for layer in network.layers:
        rows = [(c, *row) for row, c in zip(layer.W, layer.b)]
        scale = lcm(*(x.denominator for row in rows for x in row))
        forms = exact.array([(scale,) + (0,) * layer.inputs] + [tuple(int(x * scale) for x in row) for row in rows], layer.inputs + 1)
        values = exact.product(values, forms.T)
        if layer.activation == "relu":
            values[:, 1:] = np.maximum(values[:, 1:], 0)
    return values


def image(network: Network | Layer, domain: Any = None, engine: str = "fan", progress: Progress | None = None, **options: Any) -> Image:
    """The image of a domain under a network, exactly: a union of polyhedra, and the range of every output.

    Parameters
    ----------
    domain, engine, options : as for `exactrelu.enumerate`; the engine must keep vertices.
    progress : called as progress(steps done, steps, found): regions while they are enumerated, then distinct images.

    >>> image(Network(Layer([[1, 0], [0, 1]])))             # the quadrant, its two sides and its corner
    Image(4 pieces of 4 regions)
    >>> image(Network(Layer([[1, 0], [0, 1]]))).ranges[0].grows_along
    (1, 0)
    """
    if engine == "signs":
        raise NotKnown("the engine 'signs' keeps no vertices, so it knows no image; use the engine 'fan' or 'cdd'")
    return Image(enumeration.enumerate(network, domain, engine, progress=progress, **options), progress)
