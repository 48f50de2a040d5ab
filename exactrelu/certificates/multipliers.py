"""The identity that forces a sign on a cone, found from the cone's generators; no linear program is solved.

Let h >= 0 on a cone K with generators V and constraints c >= 0. If h vanishes on some of V, only the constraints that
vanish there too can occur. Take one such c: h - mu c >= 0 on K for mu = min h(v)/c(v) over c(v) > 0, and it vanishes
at the v where the minimum is attained, so the constraints left are those that vanish at v as well. After at most
dim K steps h is a sum of multiples of constraints, plus a form that vanishes on K. Floating point proposes the v;
the multipliers are then computed with integers, and the identity is checked. Source: proofs/certificate.md.
"""
from __future__ import annotations

from fractions import Fraction
from math import gcd, inf as INFINITY
from operator import mul
from typing import NamedTuple, Sequence

from ..errors import ExactReluError
from .ground import Ground
from .trail import Trail

Row = Sequence[int]


class Identity(NamedTuple):
    """scale * h = sum of multiplier * form over elements, in ascending order of the elements."""

    scale: int
    multipliers: list[tuple[int, int]]


class Farkas:
    """Finds identities for forms that are >= 0 on the cone of a trail; the cone is given by ids of rays that generate it."""

    def __init__(self, ground: Ground, trail: Trail):
        self.ground, self.trail = ground, trail
        self.support = [plus | minus for plus, minus in zip(ground.plus, ground.minus)]

    def of(self, h: Row, about: list[float], cone: list[int], strict_first: bool = False) -> Identity:
        """The identity for a form h.

        about : its values at the rays of the cone in floating point, 0 exactly where it is 0
        strict_first : begin with an element that has a sign, so that the sum is not 0 where that is not
        """
        trail = self.trail
        usable = trail.signed | trail.unsigned_domain
        first = trail.signed if strict_first else usable
        return self.solved(h, self._picks(about, cone, usable, first)) or self.exact(h, cone, strict_first)

    def exact(self, h: Row, cone: list[int], strict_first: bool = False) -> Identity:
        """The same without floating point."""
        usable = self.trail.signed | self.trail.unsigned_domain
        found = self.solved(h, self._exact_picks(h, cone, usable, self.trail.signed if strict_first else usable))
        if found is None:
            raise ExactReluError("no identity was found for a forced sign; this is an error of the program")
        return found

    def _turned(self, e: int) -> Row:
        """The form of an element, turned so that it is >= 0 on the cone."""
        form = self.trail.forms[e]
        return [-x for x in form] if self.trail.signs[e] == "-" else form

    def _picks(self, h: list[float], cone: list[int], usable: int, first: int) -> list[tuple[int, int]]:
        """(constraint, generator) of every step, by floating point."""
        support, guide, picks = self.support, self.ground.guide, []
        anywhere = dead = 0
        for v, x in zip(cone, h):
            anywhere |= support[v]
            if not x:
                dead |= support[v]
        alive = usable & anywhere & ~dead
        while alive:
            choice = alive & first or alive if not picks else alive
            c = (choice & -choice).bit_length() - 1
            column = guide[c]
            sizes, least, at = [column[v] for v in cone], INFINITY, -1
            for i, size in enumerate(sizes):
                if size and h[i] / size < least:
                    least, at = h[i] / size, i
            if at < 0:                      # the floating-point values are of no use
                break
            h = [x - least * size for x, size in zip(h, sizes)]
            picks.append((c, cone[at]))
            alive &= ~support[cone[at]]
        return picks

    def _exact_picks(self, h: Row, cone: list[int], usable: int, first: int) -> list[tuple[int, int]]:
        """The same by exact arithmetic."""
        rays, support, picks = self.ground.rays, self.support, []
        rest = {v: Fraction(sum(map(mul, h, rays[v]))) for v in cone}
        alive = usable
        while True:
            for v, x in rest.items():
                if not x:
                    alive &= ~support[v]
            choice = alive & first if not picks else alive
            c = next((c for c in range(choice.bit_length()) if choice >> c & 1 and any(support[v] >> c & 1 for v in cone)), None)
            if c is None:
                return picks
            form = self._turned(c)
            sizes = {v: sum(map(mul, form, rays[v])) for v in cone if support[v] >> c & 1}
            mu, at = min((rest[v] / size, v) for v, size in sizes.items())
            for v, size in sizes.items():
                rest[v] -= mu * size
            picks.append((c, at))

    def solved(self, h: Row, picks: list[tuple[int, int]]) -> Identity | None:
        """The exact multipliers of the constraints picked, from the values at the generators picked; None if they do not fit."""
        scale, found, rest = 1, [], h
        for e, v in picks:
            ray, form = self.ground.rays[v], self._turned(e)
            value, size = sum(map(mul, rest, ray)), sum(map(mul, form, ray))
            if value < 0 or size <= 0:
                return None
            common = gcd(value, size)
            value, size = value // common, size // common
            if size > 1:
                scale, found = scale * size, [x * size for x in found]
            found.append(value)
            if value:
                rest = [size * a - value * b for a, b in zip(rest, form)]
        pairs = [(e, x) for (e, _), x in zip(picks, found) if x]
        if any(rest):
            more, shares, rest = self.trail.modulo_zeros(rest)
            if any(rest):
                return None
            scale, pairs = scale * more, [(e, x * more) for e, x in pairs] + [(e, x) for e, x in shares.items() if x]
        common = gcd(scale, *(x for _, x in pairs))
        return Identity(scale // common, sorted((e, x // common) for e, x in pairs))
