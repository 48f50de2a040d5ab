"""The class of a one-hidden-layer decision boundary up to affine bijections, from the weights alone.

Canonical sets, in coordinates z of R^d (the coordinates not named are free):
B(m,k)                     sum_{i<=k} z_i^+ - sum_{k<i<=m} z_i^+ = 1
B0(p,q), p >= q            sum_{i<=p} z_i^+ - sum_{p<i<=p+q} z_i^+ = 0
strip                      0 <= z_1 <= 1
parallel hyperplanes       z_1 in {0, 1}
half-space and hyperplane  z_1 <= 0 or z_1 = 1
empty, all                 the empty set, the whole space
Source: T11, T17, T21, T22, T24 to T26 in proofs/classification.md.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Sequence

from .linalg import AffineMap, Vector, coordinates, pivots, rank
from .ridge import RidgeForm, ridge_form

Neuron = tuple[Fraction, Vector, Fraction]       # weight, row, bias


@dataclass(frozen=True)
class BoundaryClass:
    """A class of boundaries: its label, the affine bijection onto the canonical set, or why there is none."""

    label: str | None
    witness: AffineMap | None
    reason: str | None = None


def classify(W: Sequence[Sequence], b: Sequence, w: Sequence, c) -> BoundaryClass:
    """The class of {x : sum_i w_i (W_i x + b_i)^+ + c = 0} for rational W (m, d), b (m,), w (m,) and c.

    >>> classify([[1, 0], [0, 1]], [0, 0], [1, 1], -1).label
    'B(2,2)'
    >>> classify([[1, 0], [0, 1]], [0, 0], [1, 1], 0).label           # c = 0: thick, a quadrant
    'B0(2,0)'
    >>> classify([[1, 0], [2, 0]], [0, -2], [1, -1], 0).label         # dependent rows
    'half-space and hyperplane'
    """
    form = ridge_form(W, b, w, c)
    d = len(form.linear)
    normals = [n for _, n, _ in form.bends]
    if not normals:
        return _affine(form)
    r = rank(normals)
    if r == len(normals):
        neurons = _independent(form)
        if neurons is not None:
            return _canonical(neurons[0], neurons[1], d)
    if rank([form.linear] + normals) == 1:
        return _on_a_line(form)
    return BoundaryClass(None, None, f"{len(w)} neurons whose {len(normals)} bends have rank {rank(normals)} and are not "
                         "independent neurons alone: such boundaries have infinitely many classes (T25)")


def _affine(form: RidgeForm) -> BoundaryClass:
    d = len(form.linear)
    if any(form.linear):
        return BoundaryClass("B(1,1)", _completed([form.linear], [form.constant + 1], d))
    return BoundaryClass("all" if form.constant == 0 else "empty", AffineMap.identity(d))


def _independent(form: RidgeForm) -> tuple[list[Neuron], Fraction] | None:
    """The function as c + sum of neurons with these independent normals, or None.

    mu y^+ = mu (-y)^+ + mu y: turning the neurons of J round removes sum_J mu_h y_h from the
    affine part, so the linear part must be -sum_J mu_h n_h; J is unique.
    """
    shares = coordinates([n for _, n, _ in form.bends], form.linear)
    if shares is None or any(share not in (0, -mu) for share, (mu, _, _) in zip(shares, form.bends)):
        return None
    neurons, constant = [], form.constant
    for share, (mu, n, beta) in zip(shares, form.bends):
        row = tuple(map(Fraction, n))
        if share:
            constant += mu * beta
            row, beta = tuple(-x for x in row), -beta
        neurons.append((mu, row, beta))
    return neurons, constant


def _canonical(neurons: list[Neuron], c: Fraction, d: int) -> BoundaryClass:
    """T17 and T21 for c != 0, T22 for c = 0: the neurons scaled, those of one sign first."""
    if c == 0:
        plus = [i for i, (mu, _, _) in enumerate(neurons) if mu > 0]
        minus = [i for i, (mu, _, _) in enumerate(neurons) if mu < 0]
        first, second = (plus, minus) if len(plus) >= len(minus) else (minus, plus)
        label, unit = f"B0({len(first)},{len(second)})", Fraction(1)
    else:
        first = [i for i, (mu, _, _) in enumerate(neurons) if mu * c < 0]
        second = [i for i, (mu, _, _) in enumerate(neurons) if mu * c > 0]
        if not first:
            return BoundaryClass("empty", AffineMap.identity(d))
        label, unit = f"B({len(neurons)},{len(first)})", c
    scaled = [(abs(neurons[i][0] / unit), neurons[i]) for i in first + second]
    return BoundaryClass(label, _completed([[s * x for x in row] for s, (_, row, _) in scaled],
                                           [s * beta for s, (_, _, beta) in scaled], d))


def _completed(rows: Sequence[Sequence], vector: Sequence, d: int) -> AffineMap:
    """Independent forms completed to an affine bijection of R^d by coordinates."""
    lead = pivots(rows)
    extra = [tuple(Fraction(i == j) for j in range(d)) for i in range(d) if i not in lead]
    return AffineMap(tuple(tuple(map(Fraction, row)) for row in rows) + tuple(extra),
                     tuple(map(Fraction, vector)) + (Fraction(0),) * len(extra))


def _on_a_line(form: RidgeForm) -> BoundaryClass:
    """The class of a function of s = n.x alone: the shape of its zeros on the line (T25)."""
    n = form.bends[0][1]
    lead = next(i for i, x in enumerate(n) if x)
    slope = form.linear[lead] / n[lead]
    bends = [(mu * Fraction(m[lead], n[lead]), -beta * Fraction(n[lead], m[lead])) for mu, m, beta in form.bends]
    zeros = _zeros(slope, form.constant, sorted((at, mu) for mu, at in bends))
    label, start, end = _shape(zeros)
    d = len(form.linear)
    if label is None:
        count = len(zeros)
        return BoundaryClass(None, None, f"its {count} parallel parts have free ratios: no finite list of classes (T25)")
    if label in ("empty", "all"):
        return BoundaryClass(label, AffineMap.identity(d))
    # z_1 = (s - start) / (end - start) is 0 at start and 1 at end
    scale = 1 / (end - start)
    return BoundaryClass(label, _completed([[scale * x for x in n]], [-scale * start], d))


Interval = tuple[Fraction | None, Fraction | None]      # ends of a closed interval; None is infinity


def _zeros(slope: Fraction, constant: Fraction, bends: list[tuple[Fraction, Fraction]]) -> list[Interval]:
    """The zeros of s -> slope s + constant + sum mu (s - at)^+, as disjoint closed intervals in order."""
    found: list[Interval] = []
    left: Fraction | None = None
    for at, mu in bends + [(None, Fraction(0))]:
        if slope == 0:
            parts = [(left, at)] if constant == 0 else []
        else:
            zero = -constant / slope
            parts = [(zero, zero)] if (left is None or zero >= left) and (at is None or zero <= at) else []
        for start, end in parts:
            if found and found[-1][1] == start and start is not None:
                found[-1] = (found[-1][0], end)           # the zero at a bend, met from both sides
            else:
                found.append((start, end))
        if at is not None:
            slope, constant, left = slope + mu, constant - mu * at, at
    return found


def _shape(zeros: list[Interval]) -> tuple[str | None, Fraction | None, Fraction | None]:
    """One of the seven shapes on the line, and the two points that go to z_1 = 0 and 1 (1 first for B(1,1))."""
    if not zeros:
        return "empty", None, None
    if zeros == [(None, None)]:
        return "all", None, None
    points = [start for start, end in zeros if start == end]
    if len(zeros) == 1:
        (start, end), = zeros
        if start == end:
            return "B(1,1)", start - 1, start
        if start is None:
            return "B0(1,0)", end, end + 1
        if end is None:
            return "B0(1,0)", start, start - 1
        return "strip", start, end
    if len(zeros) == 2 and len(points) == 2:
        return "parallel hyperplanes", points[0], points[1]
    if len(zeros) == 2 and len(points) == 1:
        start, end = next(part for part in zeros if part[0] != part[1])
        if start is None or end is None:
            return "half-space and hyperplane", end if start is None else start, points[0]
    return None, None, None


def in_canonical(label: str, z: Sequence) -> bool:
    """Whether a point lies in the canonical set of a class.

    >>> in_canonical("B(2,1)", (2, 1)), in_canonical("strip", (2, 0)), in_canonical("B0(2,0)", (-1, -1))
    (True, False, True)
    """
    if label in ("empty", "all"):
        return label == "all"
    if label == "strip":
        return 0 <= z[0] <= 1
    if label == "parallel hyperplanes":
        return z[0] in (0, 1)
    if label == "half-space and hyperplane":
        return z[0] <= 0 or z[0] == 1
    thick, first, second = re.fullmatch(r"B(0?)\((\d+),(\d+)\)", label).groups()
    plus = int(first) if thick else int(second)
    total = int(first) + (int(second) if thick else 0)
    value = sum(max(x, 0) for x in z[:plus]) - sum(max(x, 0) for x in z[plus:total])
    return value == (0 if thick else 1)
