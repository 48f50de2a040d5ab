"""Proof trees of a finished complex: every record, in the order in which the checker reads them.

At a node the generators of the cone are the rays that fit the signs on the path; an element whose form is known and that
has one sign at all of them is forced, as early as possible; one that has both splits. Source: proofs/certificate.md.
"""
from __future__ import annotations

from fractions import Fraction
from math import gcd
from operator import mul
from typing import Iterator, NamedTuple, Sequence

from .flat import dependencies
from .ground import Ground
from .multipliers import Farkas, Identity
from .trail import Trail

Record = list
Cone = list[int]              # ids of rays that generate a cone


class Branch(NamedTuple):
    """A child that is still to be visited."""

    length: int                            # of the trail at its parent
    element: int
    sign: str
    cone: Cone
    follow: list[tuple[int, Identity]]     # rows of the domain that vanish there, and why
    size: int                              # about how many leaves it has


class Path(NamedTuple):
    """The signs from the root to a node, in the order in which they were set: all that the records below it depend on."""

    elements: list[int]
    signs: str
    size: int          # about how many leaves are below


class Tree:
    """The records of one tree.

    strict : split into +, - and 0, down to the cells of every dimension; otherwise into halves, down to the regions
    size : about how many leaves there are, for `top`
    """

    def __init__(self, ground: Ground, strict: bool, size: int = 0):
        self.ground, self.strict = ground, strict
        self.trail = Trail(ground)
        self.farkas = Farkas(ground, self.trail)
        self.size = size

    def records(self) -> Iterator[Record]:
        """Every record, from the root on."""
        return self.top(-1)

    def top(self, small: int) -> Iterator[Record | Path]:
        """Every record, but the path in place of the records of a subtree with about `small` leaves or fewer."""
        yield from self._flat()
        yield from self._walk(list(range(len(self.ground.rays))), self.size, small)

    def below(self, path: Path) -> Iterator[Record]:
        """The records of the subtree at the end of a path."""
        self.trail.back(0)
        sets = {"+": 0, "-": 0, "0": 0}
        for e, sign in zip(path.elements, path.signs):
            self.trail.set(e, sign)
            sets[sign] |= 1 << e
        no_plus, no_minus = sets["-"] | sets["0"], sets["+"] | sets["0"]
        signs = enumerate(zip(self.ground.plus, self.ground.minus))
        return self._walk([v for v, (plus, minus) in signs if not plus & no_plus and not minus & no_minus], 0, -1)

    def _walk(self, cone: Cone, size: int, small: int) -> Iterator[Record | Path]:
        todo: list[Branch] = []
        while True:
            if size <= small:
                yield Path(self.trail.trail[:], "".join(self.trail.signs[e] for e in self.trail.trail), size)
            else:
                split = yield from self._advance(cone)
                if split is not None:
                    yield ["split", split]
                    cone, size = self._branches(split, cone, size, todo)
                    continue
                yield ["point", self._point(cone)]
            if not todo:
                return
            branch = todo.pop()
            self.trail.back(branch.length)
            self.trail.set(branch.element, branch.sign)
            cone, size = branch.cone, branch.size
            for e, identity in branch.follow:
                yield from self._forced(e, "0", identity)

    def _advance(self, cone: Cone):
        """Force what has one sign; the element to split by, None at a leaf."""
        trail = self.trail
        while self.strict and trail.unsigned_domain:
            e = (trail.unsigned_domain & -trail.unsigned_domain).bit_length() - 1
            if not self._positive(e, cone):
                return e
            identity = self.farkas.of(trail.forms[e], self._about(e, cone), cone, strict_first=True)
            yield from self._forced(e, "+", identity)
        plus, minus = self.ground.plus, self.ground.minus
        up = down = 0
        for v in cone:
            up |= plus[v]
            down |= minus[v]
        while known := trail.known():
            cut = known & up & down
            rest = known & ~cut
            while rest:
                e = (rest & -rest).bit_length() - 1
                rest &= rest - 1
                sign = "+" if up >> e & 1 else "-" if down >> e & 1 else "0"
                form = trail.forms[e]
                h = form if sign == "+" else [-x for x in form]
                found = self.farkas.solved(h, []) if sign == "0" else self.farkas.of(h, self._about(e, cone), cone)
                yield from self._forced(e, sign, found)
            if cut:
                return (cut & -cut).bit_length() - 1
        return None

    def _about(self, e: int, cone: Cone) -> list[float]:
        sizes = self.ground.guide[e]
        return [sizes[v] for v in cone]

    def _positive(self, e: int, cone: Cone) -> bool:
        """Whether a row of the domain is positive wherever the elements with a sign have it."""
        plus, there = self.ground.plus, 0
        for v in cone:
            if not plus[v] >> e & 1:
                there |= self.farkas.support[v]
        return self.trail.signed & ~there != 0

    def _branches(self, e: int, cone: Cone, size: int, todo: list[Branch]) -> tuple[Cone, int]:
        """Put the other children on the list, take the first; its cone and size. The leaves are shared out like the rays."""
        plus, minus, length = self.ground.plus, self.ground.minus, len(self.trail.trail)
        up = [v for v in cone if not minus[v] >> e & 1]
        down = [v for v in cone if not plus[v] >> e & 1] if e >= self.trail.domain else []
        zero = [v for v in up if not plus[v] >> e & 1] if self.strict else []
        rays = len(up) + len(down) + len(zero) or 1
        if self.strict:
            follow = self._vanishing(e, cone, zero) if e < self.trail.domain else []
            todo.append(Branch(length, e, "0", zero, follow, size * len(zero) // rays))
        if e >= self.trail.domain:
            todo.append(Branch(length, e, "-", down, [], size * len(down) // rays))
        self.trail.set(e, "+")
        return up, size * len(up) // rays

    def _vanishing(self, e: int, cone: Cone, zero: Cone) -> list[tuple[int, Identity]]:
        """The rows of the domain that vanish where row e does, on this cone, with the identities for it."""
        trail, found = self.trail, 0
        for v in zero:
            found |= self.ground.plus[v]
        rows = [i for i in range(trail.domain) if trail.signs[i] is None and i != e and not found >> i & 1]
        return [(i, self._against(e, i, cone)) for i in rows]

    def _against(self, e: int, i: int, cone: Cone) -> Identity:
        """scale * -(row i) as a sum of constraints minus M (row e), from M (row e) - (row i) >= 0 on a cone."""
        facet, form = self.trail.forms[e], self.trail.forms[i]
        values = [(sum(map(mul, facet, self.ground.rays[v])), sum(map(mul, form, self.ground.rays[v]))) for v in cone]
        m = max((Fraction(y, x) for x, y in values if x > 0), default=Fraction(0))
        h = [m.numerator * x - m.denominator * y for x, y in zip(facet, form)]
        found = self.farkas.exact(h, cone)
        multipliers = dict(found.multipliers)
        scale = found.scale * m.denominator + multipliers.pop(i, 0)
        multipliers[e] = multipliers.get(e, 0) - found.scale * m.numerator
        common = gcd(scale, *multipliers.values())
        return Identity(scale // common, sorted((j, x // common) for j, x in multipliers.items() if x))

    def _flat(self) -> Iterator[Record]:
        """The rows that vanish all over the domain: a sum of positive multiples of them is 0 identically (Farkas)."""
        anywhere, forms = 0, self.trail.forms
        for plus in self.ground.plus:
            anywhere |= plus
        rows = [e for e in range(1, self.trail.domain) if not anywhere >> e & 1]
        sums = dependencies([forms[e] for e in rows]) if any(any(forms[e]) for e in rows) else []
        for i, e in enumerate(rows):
            sum_ = next(x for x in sums if x[i]) if any(forms[e]) else None
            pairs = [(rows[j], x) for j, x in enumerate(sum_) if x and j != i] if sum_ else []
            yield from self._forced(e, "0", Identity(sum_[i] if sum_ else 1, pairs))

    def _forced(self, e: int, sign: str, identity: Identity) -> Iterator[Record]:
        yield [sign, e, identity.scale, [x for pair in identity.multipliers for x in pair]]
        self.trail.set(e, sign)

    def _point(self, cone: Cone) -> Sequence[int]:
        """An integer point (t, x) inside the cone: the sum of its generators, primitive."""
        rays = self.ground.rays
        total = [sum(column) for column in zip(*(rays[v] for v in cone))] or [0] * self.ground.n
        common = gcd(*total) or 1
        return [x // common for x in total]
