"""Polyhedra by their generators: the irredundant ones, and the facets, exactly.

A polyhedron conv(V) + cone(R) + span(L) of R^m is kept as the cone over it: a *generator* is an integer vector
(t, y), with t > 0 for the point y/t of V and t = 0 for a direction of R. Source: proofs/reach.md.
"""
from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from operator import mul
from typing import Iterable, Sequence

from .engines.dual import dual_cone
from .linalg import Matrix, Vector, echelon, rank, spelled
from .network import IntRow
from .rational import primitive


class Piece:
    """A nonempty polyhedron {y : e(y) = 0 for all equations, h(y) >= 0 for all inequalities}, none of them redundant.

    generators : the primitive (t, y) of its vertices and extreme rays, each once; where there are lines, one of each class modulo them
    lines : a basis (0, y) of its lineality space
    facets : its facets as forms on (t, y), if they are known already

    >>> square = hull([(1, 0, 0), (1, 2, 0), (1, 0, 2), (1, 2, 2), (1, 1, 1)])
    >>> len(square.vertices), square.dimension, square.inequalities
    (4, 2, ((0, 0, 1), (0, 1, 0), (2, -1, 0), (2, 0, -1)))
    >>> square.contains([1, "1/2"]), square.contains([1, 3])
    (True, False)
    """

    def __init__(self, generators: Iterable[IntRow], lines: Iterable[IntRow] = (), facets: tuple | None = None):
        self.generators, self._lines, self._facets = tuple(sorted(generators)), tuple(lines), facets

    @cached_property
    def vertices(self) -> tuple[Vector, ...]:
        """Its vertices (modulo the lines), in lexicographic order."""
        return tuple(sorted(tuple(Fraction(x, g[0]) for x in g[1:]) for g in self.generators if g[0]))

    @property
    def rays(self) -> tuple[IntRow, ...]:
        """The primitive directions of its extreme rays (modulo the lines)."""
        return tuple(g[1:] for g in self.generators if not g[0])

    @property
    def lines(self) -> tuple[IntRow, ...]:
        """A basis of the directions of the lines in it."""
        return tuple(line[1:] for line in self._lines)

    @property
    def bounded(self) -> bool:
        """Whether it has neither rays nor lines."""
        return not self._lines and all(g[0] for g in self.generators)

    @cached_property
    def dimension(self) -> int:
        """The dimension of its affine hull."""
        return rank(self.generators + self._lines) - 1

    @cached_property
    def _dual(self) -> tuple[list[IntRow], Matrix]:
        return self._facets or dual_cone(both_ways(self.generators, self._lines))

    @property
    def inequalities(self) -> tuple[IntRow, ...]:
        """A primitive row [b, a_1, ...] for each facet, b + a.y >= 0; 0 in the coordinates that the equations give."""
        points = [g for g in self.generators if g[0]]
        return tuple(h for h in self._dual[0] if any(not times(h, g) for g in points))      # no point: the facet at infinity

    @property
    def equations(self) -> tuple[IntRow, ...]:
        """Primitive rows [b, a_1, ...] with b + a.y = 0 on it: a basis of the equations of its affine hull."""
        return tuple(map(primitive, self._dual[1]))

    def contains(self, y: Sequence) -> bool:
        """Whether a rational point is in it, exactly."""
        point = primitive((1, *map(Fraction, y)))
        return not any(times(e, point) for e in self.equations) and all(times(h, point) >= 0 for h in self.inequalities)

    def __repr__(self) -> str:
        return f"Piece({len(self.vertices)} vertices, {len(self.rays)} rays, {len(self.lines)} lines, dimension {self.dimension})"

    def to_data(self) -> dict:
        """The polyhedron as a JSON-able object."""
        text = lambda rows: [[spelled(x) for x in row] for row in rows]  # noqa: E731
        return {"dimension": self.dimension, "vertices": text(self.vertices), "rays": text(self.rays), "lines": text(self.lines),
                "inequalities": text(self.inequalities), "equations": text(self.equations)}


def hull(generators: Iterable[IntRow], lines: Sequence[IntRow] = ()) -> Piece:
    """The polyhedron of generators (t, y) that may be redundant, in a form that is the same for the same set.

    generators : primitive integer vectors with t >= 0, one of them with t > 0
    lines : vectors (0, y)

    >>> hull([(1, 0, 5), (0, 1, 0), (0, -1, 0), (1, 0, 7), (1, 3, 6)])      # a strip: two rays make a line
    Piece(2 vertices, 0 rays, 1 lines, dimension 2)
    """
    given = sorted(set(generators))
    facets, equations = dual_cone(both_ways(given, lines))
    tight = {g: sum(1 << i for i, h in enumerate(facets) if not times(h, g)) for g in given}
    everywhere = (1 << len(facets)) - 1
    basis = reduced_lines([*lines, *(g for g in given if tight[g] == everywhere)])
    classes = {modulo(basis, g): on for g, on in tight.items() if on != everywhere}
    extreme = [g for g, on in classes.items() if sum(on & other == on for other in classes.values()) == 1]
    return Piece(extreme, basis, (facets, equations))


def reduced_lines(lines: Sequence[IntRow]) -> tuple[IntRow, ...]:
    """The basis of a span of integer vectors that is the same for the same span: the reduced echelon form, primitive."""
    return tuple(map(primitive, echelon(lines)))


def modulo(basis: Sequence[IntRow], vector: IntRow) -> IntRow:
    """The primitive vector of a class modulo lines in reduced echelon form: 0 where they have their leading entries."""
    for line in basis:
        lead = next(i for i, x in enumerate(line) if x)
        if vector[lead]:
            vector = tuple(x - Fraction(vector[lead], line[lead]) * y for x, y in zip(vector, line))
    return primitive(vector)


def both_ways(generators: Sequence[IntRow], lines: Sequence[IntRow]) -> list[IntRow]:
    """The generators of a cone whose lines are rays in both directions."""
    return [*generators, *lines, *(tuple(-x for x in line) for line in lines)]


def times(form: IntRow, vector: IntRow) -> int:
    """The value of an integer form at an integer vector."""
    return sum(map(mul, form, vector))


def by_dimension(pieces: Iterable[Piece], most: int) -> list[int]:
    """How many pieces have dimension 0, 1, ..., `most`."""
    counts = [0] * (most + 1)
    for piece in pieces:
        counts[piece.dimension] += 1
    return counts
