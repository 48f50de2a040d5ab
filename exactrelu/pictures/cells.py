"""The parts of a scene: regions and walls, as far as a frame shows them, exactly."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ..linalg import AffineMap, Vector
from ..network import Network
from ..region import inner_point
from .polygons import Polygon


@dataclass(frozen=True)
class Cell:
    """A region, as far as the frame shows it.

    signs : its sign vector, one sign a neuron
    side : the sign of the form whose zeros are the boundary: 1, 0 (the boundary is thick there) or -1; None without one form
    winners : with several outputs, those that are largest there; else ()
    bounded : whether the region itself is bounded (not what the frame leaves of it)
    vertices : the vertices of what is shown, in order if there are two coordinates
    facets : with three coordinates, polygons around it; else ()
    network : the network in the coordinates of the domain
    """

    signs: str
    side: int | None
    winners: tuple[int, ...]
    bounded: bool
    vertices: Polygon
    facets: tuple[Polygon, ...]
    network: Network = field(repr=False, compare=False)

    @cached_property
    def map(self) -> AffineMap:
        """The affine map that the network is there, in the coordinates of the domain."""
        return self.network.affine_map(self.signs)

    @cached_property
    def middle(self) -> Vector:
        """A point inside."""
        return inner_point(self.vertices, ())


@dataclass(frozen=True)
class Wall:
    """A face of codimension 1 inside the frame, and the one or two cells (their numbers) that it belongs to.

    ends : of a wall of one cell, whether the domain ends there; if not, only the picture does
    """

    cells: tuple[int, ...]
    polygon: Polygon
    ends: bool = False
