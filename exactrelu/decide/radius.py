"""The robustness radius: the exact distance from a point to the decision boundary, with a nearest point and a proof.

The distance is a variable of its own: |x_i - p_i| <= u_i, and the sum of the u_i (in the max norm: one u) is
made least over the points where a *rival* form is not negative: -F or F, or F_j - F_c for the class c of p.
Source: proofs/radius.md.
"""
from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Sequence

from ..boundary import boundary
from ..certificates.writing import entry, write
from ..domain import Domain
from ..envelope import forms_of
from ..errors import InputError
from ..linalg import Shown, Vector, dot
from ..network import Layer, Network
from ..rational import vector
from ..readers import read_domain
from ..readers.property import Disjunct, Property
from .branching import Progress
from .lift import Task
from .optimum import CLOSED, Minimum
from .search import decide
from .simplex import bound

NORMS = ("max", "sum")
BOXES = [Fraction(4) ** k for k in range(-3, 8)]      # half the widths of the boxes in which a first point is looked for


@dataclass(frozen=True, repr=False)
class Radius(Shown):
    """The distance from a point to the decision boundary.

    radius : None where the domain holds no point of the boundary
    nearest : a point of the boundary at this distance, in the domain's coordinates
    form : [c, v_1, ...] for the boundary c + v.F = 0, or "argmax"
    claim, records : of the certificate; empty if there is none
    network, domain : that the certificate is about
    """

    radius: Fraction | None
    norm: str
    point: Vector
    nearest: Vector | None
    form: tuple | str
    network: Network = field(repr=False)
    domain: Domain = field(repr=False)
    claim: dict = field(repr=False)
    records: tuple[list, ...] = field(repr=False)

    @property
    def leaves(self) -> int:
        """The number of closed branches of the proof."""
        return sum(record[0] in CLOSED for record in self.records)

    def save(self, path: str | os.PathLike) -> dict:
        """Write the certificate; what the checker says of it."""
        if not self.claim:
            raise InputError("that an unbounded domain holds no point of the boundary has no certificate of this kind; use 'certify --kind boundary'")
        return write(path, self.claim, self.network, self.domain, self.records)


def radius(network: Network | Layer, point: Sequence, norm: str = "max", output: int | None = None, pair: tuple[int, int] | None = None,
           domain: Any = None, progress: Progress | None = None, *, least: bool = False, seconds: int | None = None) -> Radius:
    """The exact distance from a rational point to the decision boundary, inside a domain.

    Parameters
    ----------
    point : in the input space, or in the coordinates of a slice.
    norm : "max" or "sum", of the domain's coordinates.
    output, pair : the boundary F_output = 0, or F_i = F_j; by default F = 0 for one output, the argmax boundary for several.
    least : the smallest output wins (argmax of -F); the certificate is about the network with this last layer -F.

    Raises
    ------
    InputError : a point outside the domain or of the wrong length, an unknown norm, an output that the network does not have.
    LimitExceeded : after so many seconds, or if nothing is found on an unbounded domain.

    >>> net = Network([Layer([[1], [-1]]), Layer([[1, 1]], [-1], "linear")])                      # |x| - 1
    >>> found = radius(net, ["1/4"])
    >>> found.radius, found.nearest
    (Fraction(3, 4), (Fraction(1, 1),))
    """
    network = network if isinstance(network, Network) else Network(network)
    if norm not in NORMS:
        raise InputError(f"the norm is 'max' or 'sum', but got {str(norm)[:40]!r}")
    form = forms_of(network.outputs, output, pair)[1]
    form = form if form == "argmax" else vector(form, "the form")
    if least:
        if network.outputs == 1 or output is not None or pair is not None:
            raise InputError("the least output is asked for where several outputs compete, not with an output or a pair")
        minus = [[-int(i == j) for j in range(network.outputs)] for i in range(network.outputs)]
        network = Network((*network.layers, Layer(minus, activation="linear")), network.domain, network.numbers)
    where = read_domain(network.domain if domain is None else domain, network.inputs)
    inside, p = where.restrict(network), vector(point, "the point", where.dimension)
    if not where.contains(p):
        raise InputError("the point lies outside the domain; give another point or another --domain")
    search = _Search(inside, where, p, norm, form, progress, seconds)
    claim = {"kind": "radius", "point": list(p), "norm": norm, "form": form if form == "argmax" else list(form)}
    told = lambda r, x, claim, records: Radius(r, norm, p, x, form, network, where, claim, records)  # noqa: E731
    here = rivals(form, inside(p))
    if here is None:
        return told(Fraction(0), p, {**claim, "radius": 0}, (["witness", list(p)],))
    first = search.first(here)
    if not isinstance(first, tuple):
        claim = {"kind": "unsat", "property": search.asked(here, None).to_json(entry)} if first is not None else {}
        return Radius(None, norm, p, None, form, inside, Domain.whole(where.dimension), claim, tuple(first or ()))
    nearest, records = search.nearest(here, first)
    r = search.distance(nearest)
    return told(r, nearest, {**claim, "radius": r}, (["witness", list(nearest)], *records))


def rivals(form: tuple | str, value: Vector) -> list[tuple] | None:
    """The rows on (1, outputs) of which one is >= 0 at every point of the boundary, and none is here; None on the boundary.

    >>> rivals("argmax", (3, 5, 4)), rivals("argmax", (1, 1)), rivals((0, 1), (-2,))
    ([(0, 1, -1, 0), (0, 0, -1, 1)], None, [(0, 1)])
    """
    if form != "argmax":
        here = form[0] + dot(form[1:], value)
        return [tuple(-x for x in form) if here > 0 else form] if here else None
    best = max(value)
    if value.count(best) > 1:
        return None
    return [(0, *((i == j) - (x == best) for i, x in enumerate(value))) for j, y in enumerate(value) if y < best]


class _Search:
    """The search for a nearest point, in the coordinates of the domain."""

    def __init__(self, network: Network, where: Domain, point: Vector, norm: str, form: tuple | str,
                 progress: Progress | None, seconds: int | None):
        self.network, self.where, self.point, self.norm, self.form = network, where, point, norm, form
        self.progress, self.d = progress, where.dimension
        self.end = None if seconds is None else time.monotonic() + seconds
        self.e = 1 if norm == "max" else self.d

    @property
    def seconds(self) -> int | None:
        """The time that is left."""
        return None if self.end is None else max(0, int(self.end - time.monotonic()))

    def gaps(self, x: Vector) -> tuple[Fraction, ...]:
        """The least values of the distance variables at x."""
        apart = tuple(abs(a - b) for a, b in zip(x, self.point))
        return (max(apart),) if self.norm == "max" else apart

    def distance(self, x: Vector) -> Fraction:
        """The distance from the point."""
        return sum(self.gaps(x), Fraction(0))

    def asked(self, rows: list[tuple], half: Fraction | None) -> Property:
        """The question whether a rival row is >= 0 somewhere in the domain, perhaps in a box around the point."""
        inside = list(self.where.inequalities)
        if half is not None:
            inside += Domain.box([[c - half, c + half] for c in self.point]).inequalities
        return Property(self.d, self.network.outputs, tuple(Disjunct(tuple(inside), (tuple(map(Fraction, row)),)) for row in rows))

    def first(self, rows: list[tuple]) -> Vector | list | None:
        """A point of the domain where a rival row is >= 0; or the records of a proof that there is none, None if it has no such proof."""
        bounded = all(bound(self.where.rows(), i, side) is not None for i in range(self.d) for side in (1, -1)) if self.where.inequalities else False
        for half in [None] if bounded else BOXES:
            found = decide(self.network, self.asked(rows, half), self.progress, seconds=self.seconds)
            if found.witness is not None:
                return found.witness
        if bounded:
            return list(found.records)
        one = self.network if self.form == "argmax" else Network((*self.network.layers, Layer([self.form[1:]], self.form[:1], "linear")))
        found = boundary(one, domain=Domain(self.d, self.where.inequalities, None, "polytope"))
        if found.empty:
            return None
        rays = zip(found.complex.fan.rays.tolist(), found.masks[0])          # it may be one point only, but a vertex it has
        return next(found.complex.point(ray) for ray, on in rays if on and ray[0])

    def nearest(self, rows: list[tuple], start: Vector) -> tuple[Vector, list[list]]:
        """(a nearest point, the records of the trees that prove it), from a point where a rival row is >= 0."""
        head = self.network.layers[0]
        wide = Layer([row + (Fraction(0),) * self.e for row in head.W], head.b, head.activation)
        whole = lambda x: (*x[:self.d], *self.gaps(x[:self.d]))  # noqa: E731
        minimum = Minimum(Network((wide, *self.network.layers[1:])), self.progress, self.seconds, None, whole)
        known, proofs, turn = whole(start), {}, 0
        while len(proofs) < len(rows):
            told = minimum.proof(self._task(minimum, rows[turn], known), known)
            if isinstance(told, list):
                proofs[turn] = told
            else:
                known, proofs = whole(told), {}
            turn = next((j for j in range(len(rows)) if j not in proofs), 0)
        return known[:self.d], [record for j in range(len(rows)) for record in proofs[j]]

    def _task(self, minimum: Minimum, row: tuple, known: Vector) -> Task:
        """The question whether a point with this row >= 0 is nearer than the known one."""
        d, e, r = self.d, self.e, sum(known[self.d:], Fraction(0))
        unit = lambda i, s, width: [Fraction(s * (i == j)) for j in range(width)]  # noqa: E731
        rows = [(*one, *[Fraction(0)] * e) for one in self.where.inequalities]
        begin = len(rows)
        for i in range(d):
            gap = [Fraction(1)] if e == 1 else unit(i, 1, e)
            rows += [(self.point[i], *unit(i, -1, d), *gap), (-self.point[i], *unit(i, 1, d), *gap)]
        rows.append((r, *[Fraction(0)] * d, *[Fraction(-1)] * e))
        task = Task.of(minimum.lift, Disjunct(tuple(rows), (tuple(map(Fraction, row)),)), (0, _goal(r, d, e)))
        factor = [next((Fraction(x) / y for x, y in zip(form, one) if y), Fraction(1)) for form, one in zip(task.input, rows)]
        for i in range(d):
            # x_i - p_i + r = (u_i + x_i - p_i) + (r - sum of u) + the other u_j, each half of the sum of its two rows
            others = {} if e == 1 else {begin + 2 * j + k: Fraction(1, 2) for j in range(d) if j != i for k in (0, 1)}
            for side, k, value in (("lo", 1, self.point[i] - r), ("hi", 0, self.point[i] + r)):
                main, sign = task.main.get((i + 1, side)), 1 if side == "lo" else -1
                if main is None or sign * Fraction(-main[2], main[1]) < sign * value:
                    weights = {begin + 2 * i + k: Fraction(1), len(rows) - 1: Fraction(1), **others}
                    task.bounds[i + 1, side] = (value, {j: w / factor[j] for j, w in weights.items()})
        for j in range(e):
            both = {begin + 2 * j + k: Fraction(1, 2) / factor[begin + 2 * j + k] for k in (0, 1)}
            task.bounds[d + 1 + j, "lo"] = (Fraction(0), both)
            rest = {} if e == 1 else {begin + 2 * i + k: Fraction(1, 2) for i in range(d) if i != j for k in (0, 1)}
            task.bounds[d + 1 + j, "hi"] = (r, {i: w / factor[i] for i, w in {len(rows) - 1: Fraction(1), **rest}.items()})
        return task


def _goal(r: Fraction, d: int, e: int) -> tuple[int, ...]:
    """The form: sum of the distance variables - r t, in whole numbers."""
    return (-r.numerator, *[0] * d, *[r.denominator] * e)
