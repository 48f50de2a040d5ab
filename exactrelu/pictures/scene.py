"""What a picture shows, exactly: the regions of a network in a frame as polygons, its boundary, corners, neighbours.

Words: the *frame* is the box that is drawn. It is the smallest one around a bounded domain, and otherwise a box around all
vertices with room on every side, so that every region meets it: an unbounded region is cut off at the frame, exactly.
A *polygon* is its vertices in order. Nothing is rounded here; who draws rounds.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Sequence

import numpy as np

from ..boundary import Boundary, boundary
from ..complex import Complex
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..errors import InputError
from ..linalg import AffineMap, Vector
from ..network import Layer, Network
from ..readers import read_domain
from ..region import inner_point
from ..sectors import Sectors
from ..words import read as read_words
from .plane import around

Frame = tuple[tuple[Fraction, Fraction], ...]
Polygon = tuple[Vector, ...]
ROOM = 3          # an unbounded domain is shown with a margin of one part in so many on each side


@dataclass(frozen=True)
class Cell:
    """A region, as far as the frame shows it.

    signs : its sign vector, one sign a neuron
    side : the sign of the form whose zeros are the boundary: 1, 0 (the boundary is thick there) or -1; None without one form
    winners : with several outputs, those that are largest there; else ()
    bounded : whether the region itself is bounded (not what the frame leaves of it)
    vertices : the vertices of what is shown, in order if there are two coordinates
    facets : with three coordinates, polygons around it; else ()
    map : the affine map that the network is there, in the coordinates of the domain
    middle : a point inside
    """

    signs: str
    side: int | None
    winners: tuple[int, ...]
    bounded: bool
    vertices: Polygon
    facets: tuple[Polygon, ...]
    map: AffineMap
    middle: Vector


class Scene:
    """A network in a frame; made by `scene`.

    network, domain : what is shown; the coordinates are those of the domain (of a slice: its own)
    found : its Boundary on the whole domain, or its Complex if no boundary is asked for
    shown : the same inside the frame
    frame : (lo, hi) for each coordinate
    """

    def __init__(self, network: Network, domain: Domain, found: Boundary | Complex, shown: Boundary | Complex, frame: Frame):
        self.network, self.domain, self.found, self.shown, self.frame = network, domain, found, shown, frame

    @property
    def dimension(self) -> int:
        """The number of coordinates, 1 to 3."""
        return self.domain.dimension

    @property
    def boundary(self) -> Boundary | None:
        """The boundary on the whole domain, if it was asked for."""
        return self.found if isinstance(self.found, Boundary) else None

    @property
    def complex(self) -> Complex:
        """The regions inside the frame, refined by the form or forms of the boundary."""
        return _complex(self.shown)

    @cached_property
    def restricted(self) -> Network:
        """The network in the coordinates of the domain."""
        return self.domain.restrict(self.network)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All regions that meet the frame, in the order of their sign vectors."""
        cx, neurons = self.complex, self.network.neurons
        whole = _complex(self.found)
        bounded = dict(zip(whole.signs, whole.cells.bounded)) if not whole.lineality else {}
        envelope = getattr(self.shown, "envelope", None)
        if envelope:
            chosen = list(zip(*(column.tolist() for column in np.unique(envelope.of_face[-1], return_index=True))))
            generators = envelope.generators(envelope.top)
            vertices = [generators[cell][0] for cell, _ in chosen]
        else:
            chosen = [(i, i) for i in range(len(cx))]
            vertices = [cx[i].vertices for i in range(len(cx))]
        facets = self._facets(envelope)
        found = []
        for (cell, face), points in zip(chosen, vertices):
            signs = cx.signs[face]
            side = "-0+".index(signs[neurons]) - 1 if len(signs) == neurons + 1 else None
            found.append(Cell(signs[:neurons], side, envelope.classes(cell) if envelope else (), self._bounded(cell, face, bounded),
                              tuple(around(points)) if self.dimension == 2 else points, facets.get(cell, ()),
                              self.restricted.affine_map(signs[:neurons]), inner_point(points, ())))
        return tuple(found)

    def _bounded(self, cell: int, face: int, bounded: dict) -> bool:
        """Whether a region is bounded in the whole domain; of an envelope all parts that are shown."""
        envelope = getattr(self.shown, "envelope", None)
        parts = np.flatnonzero(envelope.of_face[-1] == cell).tolist() if envelope else [face]
        return all(bounded.get(self.complex.signs[part], False) for part in parts)

    def _facets(self, envelope) -> dict[int, tuple[Polygon, ...]]:
        """With three coordinates, the facets of every cell; those inside a cell of the envelope are left out."""
        if self.dimension != 3:
            return {}
        start, ids = self.complex.fan.levels[-1]
        polygons: dict[int, Polygon] = {}
        found: dict[int, list[Polygon]] = {}
        for i in range(len(start) - 1):
            cell = int(envelope.of_face[-1][i]) if envelope else i
            for facet in ids[start[i]:start[i + 1]].tolist():
                if envelope and envelope.level[envelope.of_face[-2][facet]] > envelope.top - 1:
                    continue
                if facet not in polygons:
                    polygons[facet] = self._polygon(facet)
                found.setdefault(cell, []).append(polygons[facet])
        return {cell: tuple(sides) for cell, sides in found.items()}

    def _polygon(self, facet: int) -> Polygon:
        cx = self.complex
        return flat_around([cx.point(ray) for ray in cx.fan.rays[cx.rays_of(len(cx.fan.levels) - 1, facet)].tolist()])

    @cached_property
    def pieces(self) -> tuple[Polygon, ...]:
        """The pieces of the boundary inside the frame: points, segments, or polygons."""
        if not isinstance(self.shown, Boundary):
            return ()
        order = flat_around if self.dimension == 3 else tuple
        return tuple(order(vertices) for vertices, _ in self.shown.piece_generators)

    @cached_property
    def corners(self) -> tuple[Vector, ...]:
        """The corners of the boundary (on the whole domain) that are in the frame."""
        return tuple(p for p in (self.boundary.corners if self.boundary else ())
                     if all(lo <= x <= hi for x, (lo, hi) in zip(p, self.frame)))

    @cached_property
    def neighbours(self) -> tuple[tuple[int, int], ...]:
        """Pairs of numbers of cells that share a wall inside the frame."""
        envelope = getattr(self.shown, "envelope", None)
        walls = envelope.walls if envelope else self.complex.walls
        if not envelope:
            return tuple(map(tuple, walls[:, :2].tolist()))
        number = {cell: i for i, cell in enumerate(np.unique(envelope.of_face[-1]).tolist())}
        return tuple(sorted({(number[a], number[b]) for a, b, _ in walls.tolist()}))

    @property
    def hidden(self) -> int:
        """How many regions of the domain do not meet the frame."""
        return len(_complex(self.found)) - len(self.complex)

    @cached_property
    def sectors(self) -> Sectors | None:
        """Apex, dual basis and projection, if the network's first layer is its only ReLU layer and its rows are independent."""
        layers = self.restricted.layers
        if [layer.activation for layer in layers].count("relu") != 1 or layers[0].activation != "relu":
            return None
        try:
            return Sectors(layers[0])
        except InputError:
            return None


def scene(network: Network | Layer, domain: Any = None, output: int | None = None, pair: tuple[int, int] | None = None,
          frame: Any = None, memory: int | None = None) -> Scene:
    """What there is to be drawn of a network.

    The boundary is that of `exactrelu.boundary`. A network that ends with a ReLU layer of several outputs has none, unless
    an output or a pair is named.

    Parameters
    ----------
    frame : "LO,HI" for all coordinates, "LO,HI;LO,HI;...", or pairs; by default a box around the domain or all vertices

    Raises
    ------
    InputError : the domain has no coordinate or more than three, or the frame is empty or misses the domain.

    >>> found = scene(Layer([[1, 0], [0, 1]]))
    >>> [cell.signs for cell in found.cells], found.frame[0]
    (['++', '+-', '-+', '--'], (Fraction(-1, 1), Fraction(1, 1)))
    """
    network = network if isinstance(network, Network) else Network(network)
    where = read_domain(network.domain if domain is None else domain, network.inputs)
    if not 1 <= where.dimension <= 3:
        raise InputError(f"a picture has one, two or three coordinates, but the domain has {where.dimension}; give a slice with --domain")
    bare = network.layers[-1].activation == "relu" and network.outputs > 1 and output is None and pair is None

    def find(place: Domain) -> Boundary | Complex:
        return enumerate_regions(network, place, "fan", memory=memory) if bare else boundary(network, output, pair, place, memory=memory)

    found = find(where)
    box = _frame(frame, where.dimension) if frame is not None else _around(_complex(found))
    rows = Domain.box(box).inequalities
    inside = Domain(where.dimension, where.inequalities + rows, where.embedding, where.kind if where.embedding else "polytope")
    try:
        shown = find(inside)
    except InputError as error:
        raise InputError(f"the frame does not meet the domain: {error}") from None
    return Scene(network, where, found, shown, box)


def _complex(found: Boundary | Complex) -> Complex:
    return found.complex if isinstance(found, Boundary) else found


def _frame(given: Any, dimension: int) -> Frame:
    """The frame that was asked for."""
    rows = read_words(f"box:{given}", dimension)[1] if isinstance(given, str) else given
    box = Domain.box(rows)
    if box.dimension != dimension:
        raise InputError(f"the frame needs an interval for each of the {dimension} coordinates, but has {box.dimension}")
    pairs = tuple((-lo[0], hi[0]) for lo, hi in zip(box.inequalities[::2], box.inequalities[1::2]))
    if any(lo == hi for lo, hi in pairs):
        raise InputError("the frame has no width in one of its coordinates; give an interval LO,HI with LO < HI")
    return pairs


def _around(cx: Complex) -> Frame:
    """The smallest box around a bounded complex, else a cube with room around all vertices."""
    points = [cx.point(ray) for ray in cx.fan.rays.tolist() if ray[0]]
    spans = [(min(column), max(column)) for column in zip(*points)]
    if cx.cells.bounded.all() and not cx.lineality:
        return tuple((lo, hi) if lo < hi else (lo - 1, hi + 1) for lo, hi in spans)
    half = max(hi - lo for lo, hi in spans) / 2
    step = nice(half) if half else Fraction(1)
    half = half + max(half * 2 / ROOM, step) if half else Fraction(1)
    middle = [round((lo + hi) / 2 / step) * step for lo, hi in spans]
    half = -(-(half + max(abs((lo + hi) / 2 - m) for (lo, hi), m in zip(spans, middle))) // step) * step if step != half else half
    return tuple((m - half, m + half) for m in middle)


def nice(size: Fraction) -> Fraction:
    """A step for rounding numbers of a size > 0: a power of ten that fits into it five times or more.

    >>> nice(Fraction(7)), nice(Fraction(1, 30))
    (Fraction(1, 1), Fraction(1, 1000))
    """
    digits = len(str(size.numerator)) - len(str(size.denominator)) - 1
    step = Fraction(10) ** digits
    while step * 5 > size:
        step /= 10
    while step * 50 <= size:
        step *= 10
    return step


def flat_around(points: Sequence[Vector]) -> Polygon:
    """The vertices of a convex polygon in a plane of R^3 in the order of its boundary.

    >>> flat_around([(0, 0, 5), (1, 1, 5), (1, 0, 5), (0, 1, 5)])
    ((0, 0, 5), (1, 0, 5), (1, 1, 5), (0, 1, 5))
    """
    for drop in (2, 1, 0):
        kept = {p[:drop] + p[drop + 1:]: p for p in points}
        if len(kept) == len(points):
            order = around(list(kept))
            (ax, ay), (bx, by) = order[0], order[-1]
            if len(order) < 3 or any((bx - ax) * (y - ay) != (by - ay) * (x - ax) for x, y in order):
                return tuple(kept[p] for p in order)
    return tuple(points)
