"""What a picture shows, exactly: the regions of a network in a frame as polygons, its boundary, corners, neighbours.

Words: the *frame* is the box that is drawn. It is the smallest one around a bounded domain, and otherwise a box around all
vertices with room on every side, so that every region meets it: an unbounded region is cut off at the frame, exactly.
A *polygon* is its vertices in order. Nothing is rounded here; who draws rounds.
"""
from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from ..boundary import Boundary, boundary
from ..complex import Complex
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..envelope import Envelope
from ..errors import InputError
from ..linalg import Vector, dot
from ..network import Layer, Network
from ..partition import Classes
from ..readers import read_domain
from ..sectors import Sectors
from . import frames
from .cells import Cell, Wall
from .frames import Frame
from .polygons import Polygon, ordered


class Scene:
    """A network in a frame; made by `scene`.

    network, domain : what is shown; the coordinates are those of the domain (of a slice: its own)
    found : its Boundary or Classes on the whole domain, or its Complex if no boundary is asked for
    shown : the same inside the frame
    frame : (lo, hi) for each coordinate
    """

    def __init__(self, network: Network, domain: Domain, found: Boundary | Classes | Complex, shown: Boundary | Classes | Complex,
                 frame: Frame):
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

    @property
    def envelope(self) -> Envelope | None:
        """Inside the frame, the cells of regions and winners, if several outputs are compared."""
        return getattr(self.shown, "envelope", None)

    @cached_property
    def restricted(self) -> Network:
        """The network in the coordinates of the domain."""
        return self.domain.restrict(self.network)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All regions that meet the frame, in the order of their sign vectors."""
        cx, envelope, neurons, d = self.complex, self.envelope, self.network.neurons, self.dimension
        whole = _complex(self.found)
        free = {_key(self.found, i, neurons) for i in np.flatnonzero(~whole.cells.bounded).tolist()}
        top = len(cx.fan.levels)
        rays = envelope.rays(top) if envelope else {i: cx.rays_of(top, i) for i in range(len(cx))}
        vertices = [self._polygon(rays[cell]) for cell in self._number]
        facets: list[list[Polygon]] = [[] for _ in vertices]
        if d == 3:
            for wall in self.walls:
                for i in wall.cells:
                    facets[i].append(wall.polygon)
        faces = np.unique(envelope.of_face[-1], return_index=True)[1].tolist() if envelope else range(len(cx))
        found = []
        for face, points, sides in zip(faces, vertices, facets):
            signs, winners = key = _key(self.shown, face, neurons)
            side = "-0+".index(signs[neurons]) - 1 if len(signs) == neurons + 1 else None
            found.append(Cell(signs[:neurons], side, winners, not whole.lineality and key not in free,
                              points, tuple(sides), self.restricted))
        return tuple(found)

    @cached_property
    def _number(self) -> dict[int, int]:
        """The number of each cell, by the id of a region of the complex or of the envelope."""
        ids = np.unique(self.envelope.of_face[-1]).tolist() if self.envelope else range(len(self.complex))
        return {cell: i for i, cell in enumerate(ids)}

    @cached_property
    def _points(self) -> list[Vector]:
        """The point of each ray of the complex in the frame; it is bounded."""
        return [self.complex.point(ray) for ray in self.complex.fan.rays.tolist()]

    def _polygon(self, rays: np.ndarray) -> Polygon:
        found = [self._points[ray] for ray in rays.tolist()]
        return ordered(found, self.dimension)

    @cached_property
    def walls(self) -> tuple[Wall, ...]:
        """All faces of codimension 1: those between two cells, then those where the picture or the domain ends."""
        cx, envelope, number = self.complex, self.envelope, self._number
        if not cx.fan.levels:
            return ()
        level = len(cx.fan.levels) - 1
        if envelope:
            rays, rows = envelope.rays(level), envelope.walls
        else:
            rays, rows = {face: cx.rays_of(level, face) for face in cx.walls[:, 2].tolist()}, cx.walls
        found = [Wall((number[a], number[b]), self._polygon(rays[face])) for a, b, face in rows.tolist()]
        start, ids = cx.fan.levels[-1]
        region = np.repeat(np.arange(len(start) - 1), np.diff(start))
        outer = np.bincount(ids)[ids] == 1
        limits = self.domain.rows()
        for face, i in zip(ids[outer].tolist(), region[outer].tolist()):
            polygon = self._polygon(cx.rays_of(level, face))
            ends = any(all(row[0] + dot(row[1:], p) == 0 for p in polygon) for row in limits)
            found.append(Wall((number[int(envelope.of_face[-1][i]) if envelope else i],), polygon, ends))
        return tuple(found)

    @cached_property
    def pieces(self) -> tuple[Polygon, ...]:
        """The pieces of the boundary inside the frame: points, segments, or polygons."""
        if isinstance(self.shown, Complex) or not self.complex.fan.levels:
            return ()
        if self.envelope:
            rays, faces = self.envelope.rays(self.envelope.top - 1), self.envelope.pieces.tolist()
            return tuple(self._polygon(rays[face]) for face in faces)
        return tuple(ordered(vertices, self.dimension) for vertices, _ in self.shown.piece_generators)

    @cached_property
    def corners(self) -> tuple[Vector, ...]:
        """The corners of the boundary (on the whole domain) that are in the frame."""
        return tuple(p for p in (self.boundary.corners if self.boundary else ())
                     if all(lo <= x <= hi for x, (lo, hi) in zip(p, self.frame)))

    @cached_property
    def neighbours(self) -> tuple[tuple[int, int], ...]:
        """Pairs of numbers of cells that share a wall inside the frame."""
        return tuple(sorted({wall.cells for wall in self.walls if len(wall.cells) == 2}))

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

    def value(self, cell: Cell) -> Vector | None:
        """The form [c, a_1, ..., a_d] whose zeros are the boundary, on a cell; of an argmax boundary the largest output there.

        None without a boundary.
        """
        if isinstance(self.found, Complex):
            return None
        form = [0] + [int(i in cell.winners[:1]) for i in range(self.network.outputs)] if self.envelope else self.found.form
        return (form[0] + dot(form[1:], cell.map.vector),) + tuple(dot(form[1:], column) for column in zip(*cell.map.matrix))


def scene(network: Network | Layer, domain: Any = None, output: int | None = None, pair: tuple[int, int] | None = None,
          frame: Any = None, engine: str = "fan", **options: Any) -> Scene:
    """What there is to be drawn of a network.

    The boundary is that of `exactrelu.boundary`. A network that ends with a ReLU layer of several outputs has none, unless
    an output or a pair is named.

    Parameters
    ----------
    frame : "LO,HI" for all coordinates, "LO,HI;LO,HI;...", or pairs; by default a box around the domain or all vertices
    engine, options : as for `exactrelu.boundary`

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
        return (enumerate_regions(network, place, engine, **options) if bare
                else boundary(network, output, pair, place, engine, **options))

    box = frames.given(frame, where.dimension) if frame is not None else None
    found = find(where)
    if box is None and frames.whole(_complex(found)):
        return Scene(network, where, found, found, frames.chosen(_complex(found)))
    box = box or frames.chosen(_complex(found))
    rows = Domain.box(box).inequalities
    inside = Domain(where.dimension, where.inequalities + rows, where.embedding, where.kind if where.embedding else "polytope")
    try:
        shown = find(inside)
    except InputError as error:
        raise InputError(f"the frame does not meet the domain: {error}") from None
    return Scene(network, where, found, shown, box)


def _complex(found: Boundary | Classes | Complex) -> Complex:
    return found if isinstance(found, Complex) else found.complex


def _key(found: Boundary | Classes | Complex, face: int, neurons: int) -> tuple[str, tuple[int, ...]]:
    """What tells a cell from the others: its sign vector, or that of the neurons and the winners."""
    signs, envelope = _complex(found).signs[face], getattr(found, "envelope", None)
    return (signs[:neurons], envelope.classes(envelope.of_face[-1][face])) if envelope else (signs, ())
