"""One region of a complex."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Callable, Sequence

from .linalg import AffineMap, Shown, Vector
from .network import IntRow, Network

Generators = tuple[tuple[Vector, ...], tuple[IntRow, ...]]


@dataclass(frozen=True, repr=False)
class Region(Shown):
    """One full-dimensional cell.

    signs : a sign for each neuron, layer by layer (then for each refining output form)
    interior : a rational point in its interior
    bounded : whether it is bounded
    generators : its vertices and rays, or what works them out
    """

    signs: str
    interior: Vector
    bounded: bool
    network: Network = field(repr=False, compare=False)
    generators: Generators | Callable[[], Generators] = field(repr=False, compare=False)

    @property
    def vertices(self) -> tuple[Vector, ...]:
        """Its vertices (modulo the lineality space), in lexicographic order."""
        return self._generators[0]

    @property
    def rays(self) -> tuple[IntRow, ...]:
        """The primitive directions of its extreme rays (modulo the lineality space)."""
        return self._generators[1]

    @property
    def affine_map(self) -> AffineMap:
        """The affine map that the network is on this region."""
        return self.network.affine_map(self.signs)

    @cached_property
    def _generators(self) -> Generators:
        return self.generators() if callable(self.generators) else self.generators


def inner_point(vertices: Sequence[Vector], rays: Sequence[IntRow]) -> Vector:
    """A point in the relative interior of the polyhedron with these vertices and rays.

    >>> from fractions import Fraction
    >>> inner_point([(Fraction(0), Fraction(0)), (Fraction(0), Fraction(1))], [(1, 0)])
    (Fraction(1, 1), Fraction(1, 2))
    """
    middle = [sum(column) / len(vertices) for column in zip(*vertices)]
    return tuple(x + sum(column) for x, column in zip(middle, zip(*rays) if rays else [()] * len(middle)))
