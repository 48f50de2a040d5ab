"""Where a network is looked at: the whole space, a box, a polytope, or a slice of any of them.

A domain is a list of inequalities b + a.x >= 0, kept as rows [b, a_1, ..., a_d] (cddlib's order),
and, for a slice, the affine map from slice coordinates into the input space.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable, Mapping, Sequence

from . import words
from .errors import InputError
from .linalg import AffineMap, Matrix, Shown, Vector, dot, rank, spelled
from .network import IntRow, Network
from .rational import matrix, primitive, vector


@dataclass(frozen=True, repr=False)
class Domain(Shown):
    """The points b + a.x >= 0 of R^dimension; made by `whole`, `box`, `polytope`, `slice` or `through`.

    >>> Domain.box([[-1, 1], [0, "1/2"]]).rows()
    [(1, 1, 0), (1, -1, 0), (0, 0, 1), (1, 0, -2)]
    >>> Domain.whole(2).rows()
    []
    """

    dimension: int
    inequalities: Matrix = ()
    embedding: AffineMap | None = None
    kind: str = "whole"

    @classmethod
    def whole(cls, dimension: int) -> "Domain":
        """All of R^dimension."""
        return cls(dimension)

    @classmethod
    def box(cls, bounds: Any, dimension: int | None = None) -> "Domain":
        """lo_i <= x_i <= hi_i, from pairs (lo, hi); lo = hi is a face, lo > hi an InputError, and so is another dimension if one is given."""
        pairs = matrix(bounds, "box")
        if len(pairs[0]) != 2:
            raise InputError(f"a box needs pairs [lo, hi], but its first entry has {len(pairs[0])} numbers")
        d, rows = len(pairs), []
        if dimension not in (None, d):
            raise _misfit(d, dimension)
        for i, (lo, hi) in enumerate(pairs):
            if lo > hi:
                raise InputError(f"the box is empty: its interval {i} is [{spelled(lo)[:40]}, {spelled(hi)[:40]}]; give the "
                                 "lower bound first")
            unit = tuple(Fraction(i == j) for j in range(d))
            rows += [(-lo,) + unit, (hi,) + tuple(-u for u in unit)]
        return cls(d, tuple(rows), None, "box")

    @classmethod
    def polytope(cls, inequalities: Any) -> "Domain":
        """b + a.x >= 0 for each row [b, a_1, ..., a_d]; the polyhedron may be unbounded or flat."""
        rows = matrix(inequalities, "inequalities")
        if len(rows[0]) < 2:
            raise InputError("an inequality needs [b, a_1, ..., a_d], but the rows have one number only")
        return cls(len(rows[0]) - 1, rows, None, "polytope")

    @classmethod
    def slice(cls, origin: Any, directions: Any, box: Any = None) -> "Domain":
        """x = origin + sum u_i directions_i, in slice coordinates u, optionally in a box of u.

        >>> Domain.slice([0, 0, 5], [[1, 0, 0], [0, 1, 1]]).dimension
        2
        """
        start, ways = vector(origin, "origin"), matrix(directions, "directions")
        if len(ways[0]) != len(start):
            raise InputError(f"the directions of a slice need {len(start)} coordinates like its origin, "
                             f"but have {len(ways[0])}")
        if rank(ways) < len(ways):
            raise InputError("the directions of a slice must be linearly independent")
        pairs = None if box is None else matrix(box, "box")
        if pairs is not None and len(pairs) != len(ways):
            raise InputError(f"the box of a slice needs one interval for each of its {len(ways)} directions, "
                             f"but has {len(pairs)}")
        inner = cls.whole(len(ways)) if pairs is None else cls.box(pairs)
        columns = tuple(zip(*ways))
        return cls(len(ways), inner.inequalities, AffineMap(columns, start), "slice")

    @classmethod
    def through(cls, points: Any, box: Any = None) -> "Domain":
        """The affine hull of points P, Q, R, ...: a slice with the origin P and the directions Q - P, R - P, ...

        >>> plane = Domain.through([[1, 1, 1], [2, 1, 1], [1, 1, 3]])
        >>> [[int(x) for x in plane.embedding(u)] for u in ((0, 0), (1, 0), (0, 1))]
        [[1, 1, 1], [2, 1, 1], [1, 1, 3]]
        """
        first, *others = matrix(points, "points")
        if not others:
            raise InputError("a slice through points needs two or more: a line through two, a plane through three")
        ways = [[x - y for x, y in zip(other, first)] for other in others]
        for k in range(1, len(ways) + 1):
            if rank(ways[:k]) < k:
                raise InputError(f"point {k} of the slice lies in the flat through the points before it (counted from 0); "
                                 "leave it out, or move it")
        return cls.slice(first, ways, box)

    def along(self, free: Sequence[int], fixed: Mapping[int, Fraction] | None = None) -> "Domain":
        """The slice of a box, or of the whole space, along some coordinates.

        fixed : the values of other coordinates; those of a box that are not named are at its middle.

        >>> Domain.box([[-1, 1], [0, 1], [2, 4]]).along([2, 0]).to_json()["slice"]["origin"]
        ['0', '1/2', '0']
        """
        if self.kind not in ("box", "whole"):
            raise InputError("only a box or the whole space can be sliced along coordinates")
        fixed, bounds, d = dict(fixed or {}), self._bounds() if self.kind == "box" else None, self.dimension
        named = [*free, *fixed]
        if not free:
            raise InputError("every coordinate is fixed, so the slice is one point; leave at least one free")
        if len(set(named)) < len(named) or not all(0 <= i < d for i in named):
            raise InputError(f"a slice names each coordinate once, from 0 to {d - 1}, but got {', '.join(map(str, named))[:60]}")
        if bounds is None and len(named) < d:
            raise InputError(f"coordinate {min(set(range(d)) - set(named))} is not fixed and the domain has no middle; "
                             "give its value")
        origin = [Fraction(0)] * d
        for i in set(range(d)) - set(free):
            origin[i] = fixed[i] if i in fixed else sum(bounds[i]) / 2
            if bounds and not bounds[i][0] <= origin[i] <= bounds[i][1]:
                raise InputError(f"coordinate {i} is fixed at {spelled(origin[i])[:40]}, which is outside the box: its interval is "
                                 f"[{spelled(bounds[i][0])[:40]}, {spelled(bounds[i][1])[:40]}]")
        return Domain.slice(origin, [[Fraction(i == j) for j in range(d)] for i in free], bounds and [bounds[i] for i in free])

    @classmethod
    def from_json(cls, data: Any, dimension: int) -> "Domain":
        """The domain that a JSON object names: {"box": ..}, {"inequalities": ..}, {"slice": ..} or {"points": .., "box": ..}."""
        if isinstance(data, dict) and "points" in data and data.keys() <= {"points", "box"}:
            return cls.through(data["points"], data.get("box")).fitted(dimension)
        if not isinstance(data, dict) or len(data) != 1 or next(iter(data)) not in ("box", "inequalities", "slice"):
            raise InputError('a domain is an object with one key, "box", "inequalities", "slice" or "points" (then perhaps with '
                             'a "box" of the slice, too)')
        (key, value), = data.items()
        if key == "slice":
            known = ("origin", "directions", "box")
            if not isinstance(value, dict) or not {"origin", "directions"} <= value.keys() <= set(known):
                raise InputError('a slice is an object with the keys "origin", "directions" and perhaps "box"')
            domain = cls.slice(value["origin"], value["directions"], value.get("box"))
        else:
            domain = cls.box(value, dimension) if key == "box" else cls.polytope(value)
        return domain.fitted(dimension)

    @classmethod
    def parse(cls, spec: Any, dimension: int) -> "Domain":
        """A domain from a Domain, a JSON object, or words (words.py) for a network on R^dimension.

        >>> Domain.parse({"box": [[-1, 1], [0, 1]]}, 2) == Domain.box([[-1, 1], [0, 1]])
        True
        """
        if spec is None:
            return cls.whole(dimension)
        if isinstance(spec, Domain):
            return spec.fitted(dimension)
        if isinstance(spec, dict):
            return cls.from_json(spec, dimension)
        if isinstance(spec, str):
            return cls._of_words(spec, dimension).fitted(dimension)
        raise InputError(f"a domain is 'whole', 'box:LO,HI', a JSON file or a Domain, but got {type(spec).__name__}")

    @classmethod
    def _of_words(cls, spec: str, dimension: int) -> "Domain":
        text, section = words.cut(spec)
        kind, rows, box = words.read(text, dimension)
        if kind == "points":
            domain = cls.through(rows, box)
        elif kind == "slice":
            domain = cls._slice(rows)
        else:
            domain = cls.box(rows, dimension) if kind == "box" else cls.whole(dimension)
        return domain.along(*section) if section else domain

    @classmethod
    def _slice(cls, entries: Sequence[Sequence[Fraction]]) -> "Domain":
        """The slice with an interval, one number or nothing (free) for each coordinate; an interval of one point is a number."""
        open_ended = [i for i, entry in enumerate(entries) if not entry]
        if not open_ended:
            return cls.box([(entry[0], entry[-1]) for entry in entries]).unflattened()
        if any(len(set(entry)) > 1 for entry in entries):
            raise InputError("a slice has bounds for all of its free coordinates or for none; replace * by an interval, or the "
                             "intervals by *")
        return cls.whole(len(entries)).along(open_ended, {i: entry[0] for i, entry in enumerate(entries) if entry})

    def unflattened(self) -> "Domain":
        """A box without the coordinates whose bounds coincide: a slice, if there are any."""
        free = [i for i, (lo, hi) in enumerate(self._bounds()) if lo < hi]
        return self if len(free) == self.dimension else self.along(free)

    def fitted(self, dimension: int) -> "Domain":
        """This domain, if it lies in R^dimension; an InputError otherwise."""
        ambient = len(self.embedding.vector) if self.embedding else self.dimension
        if ambient != dimension:
            raise _misfit(ambient, dimension)
        return self

    def restrict(self, network: Network) -> Network:
        """The network in the domain's own coordinates: itself, or its restriction to the slice."""
        return network.after(self.embedding) if self.embedding else network

    def rows(self) -> list[IntRow]:
        """The inequalities as primitive integer rows [b, a_1, ..., a_dimension]."""
        return [primitive(row) for row in self.inequalities]

    def contains(self, x: Sequence) -> bool:
        """Whether a point, in the domain's own coordinates, satisfies every inequality."""
        return all(row[0] + dot(row[1:], x) >= 0 for row in self.inequalities)

    @property
    def is_whole(self) -> bool:
        """Whether there is no inequality (all of R^dimension, or all of a slice)."""
        return not self.inequalities

    def to_json(self, text: Callable[[Fraction], int | str] = spelled) -> Any:
        """The JSON object that names this domain, or "whole"; its numbers as `text` spells them."""
        rows = lambda found: [list(map(text, row)) for row in found]  # noqa: E731
        if self.kind == "slice":
            data: dict = {"origin": list(map(text, self.embedding.vector)),
                          "directions": rows(zip(*self.embedding.matrix))}
            if self.inequalities:
                data["box"] = rows(self._bounds())
            return {"slice": data}
        if self.kind == "box":
            return {"box": rows(self._bounds())}
        return {"inequalities": rows(self.inequalities)} if self.inequalities else "whole"

    def _bounds(self) -> list[Vector]:
        return [(-lo[0], hi[0]) for lo, hi in zip(self.inequalities[::2], self.inequalities[1::2])]


def _misfit(dimension: int, inputs: int) -> InputError:
    return InputError(f"the domain is in R^{dimension}, but the network takes {inputs} inputs")
