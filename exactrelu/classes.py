"""The class of a one-hidden-layer decision boundary up to affine bijections, from the weights alone.

Canonical sets, in coordinates z of R^d (the coordinates not named are free):
B(m,k)                     sum_{i<=k} z_i^+ - sum_{k<i<=m} z_i^+ = 1
B0(p,q), p >= q            sum_{i<=p} z_i^+ - sum_{p<i<=p+q} z_i^+ = 0
strip                      0 <= z_1 <= 1
parallel hyperplanes       z_1 in {0, 1}
half-space and hyperplane  z_1 <= 0 or z_1 = 1
empty, all                 the empty set, the whole space
Source: proofs/t11_normal_form.md, proofs/t17_classification.md, proofs/t21_zero_weights.md, proofs/t22_thick_boundary.md,
proofs/t25_dependent_rows.md, proofs/t27_ridge_form.md.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any, Sequence

from flint import fmpz_poly

from .errors import InputError
from .linalg import AffineMap, Shown, Vector, coordinates, pivots, rank
from .ridge import RidgeForm, ridge_form

Neuron = tuple[Fraction, Vector, Fraction]       # weight, row, bias


@dataclass(frozen=True, repr=False)
class BoundaryClass(Shown):
    """A class of boundaries: its label, the affine bijection of R^d onto the canonical set, or why there is none."""

    label: str | None
    witness: AffineMap | None
    reason: str | None = None

    @property
    def inverse(self) -> AffineMap | None:
        """The affine bijection from the canonical set onto the boundary."""
        return self.witness and self.witness.inverse()


def classify(W: Any, b: Any, w: Any, c: Any) -> BoundaryClass:
    """The class of {x : sum_i w_i (W_i x + b_i)^+ + c = 0} for W (m, d), b (m,), w (m,) and c.

    It depends on the function alone, so zero, repeated and opposite rows are no matter.

    >>> classify([[1, 0], [0, 1]], [0, 0], [1, 1], -1).label
    'B(2,2)'
    >>> classify([[1, 0], [0, 1]], [0, 0], [1, 1], 0).label           # c = 0: thick, a quadrant
    'B0(2,0)'
    >>> classify([[1, 0], [2, 0]], [0, -2], [1, -1], 0).label         # dependent rows
    'half-space and hyperplane'
    >>> classify([[1], [1], [1]], [0, -1, -2], [1, -2, 1], 0).reason
    'the boundary is 2 half-spaces, all parallel, a shape that needs more than two neurons and has no label (T25)'
    """
    form = ridge_form(W, b, w, c)
    normals = [n for _, n, _ in form.bends]
    if not normals:
        return _affine(form)
    r = rank(normals)
    neurons = independent(form)
    if neurons:
        return _canonical(*neurons, len(form.linear))
    spread = rank(normals + [form.linear])
    if spread == 1:
        return _on_a_line(form)
    # An affine part outside the span takes two neurons more, one inside at least one if the normals are independent.
    least = len(normals) + (2 if spread > r else 1 if r == len(normals) else 0)
    return BoundaryClass(None, None, f"the function needs at least {least} neurons, but their rows have rank {spread}: "
                                     "such boundaries fall into infinitely many classes (T25)")


def _affine(form: RidgeForm) -> BoundaryClass:
    d = len(form.linear)
    if any(form.linear):
        return BoundaryClass("B(1,1)", completed([form.linear], [form.constant + 1], d))
    return BoundaryClass("all" if form.constant == 0 else "empty", AffineMap.identity(d))


def independent(form: RidgeForm) -> tuple[list[Neuron], Fraction] | None:
    """The function as c + sum of neurons with these independent normals, or None.

    mu y^+ = mu (-y)^+ + mu y: turning the neurons of J round removes sum_J mu_h y_h from the
    affine part, so the linear part must be -sum_J mu_h n_h; J is unique.
    """
    if rank([n for _, n, _ in form.bends]) < len(form.bends):
        return None
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
    unit = c or Fraction(-1)                              # so that for c = 0 the positive weights come first
    first, second = [n for n in neurons if n[0] * unit < 0], [n for n in neurons if n[0] * unit > 0]
    if c == 0:
        first, second = sorted((first, second), key=len, reverse=True)
        label = f"B0({len(first)},{len(second)})"
    elif first:
        label = f"B({len(neurons)},{len(first)})"
    else:
        return BoundaryClass("empty", AffineMap.identity(d))
    scaled = [(abs(mu / unit), row, beta) for mu, row, beta in first + second]
    return BoundaryClass(label, completed([[s * x for x in row] for s, row, _ in scaled],
                                           [s * beta for s, _, beta in scaled], d))


def completed(rows: Sequence[Sequence], vector: Sequence, d: int) -> AffineMap:
    """Independent forms completed to an affine bijection of R^d by coordinates."""
    lead = pivots(rows)
    extra = [tuple(Fraction(i == j) for j in range(d)) for i in range(d) if i not in lead]
    return AffineMap(tuple(tuple(map(Fraction, row)) for row in rows) + tuple(extra),
                     tuple(map(Fraction, vector)) + (Fraction(0),) * len(extra))


Interval = tuple[Fraction | None, Fraction | None]      # ends of a closed interval; None is infinity

# Zeros on a line as a text: '.' a point, '-' a segment, '<' and '>' half-lines, '=' the line.
_ON_A_LINE = {"": "empty", "=": "all", ".": "B(1,1)", "<": "B0(1,0)", ">": "B0(1,0)", "-": "strip",
              "..": "parallel hyperplanes", "<.": "half-space and hyperplane", ".>": "half-space and hyperplane"}


def _on_a_line(form: RidgeForm) -> BoundaryClass:
    """The class of a function of s = n.x alone: the shape of its zeros on the line (T25)."""
    n, d = form.bends[0][1], len(form.linear)                     # all bends have this normal
    lead = next(i for i, x in enumerate(n) if x)
    zeros = _zeros(form.linear[lead] / n[lead], form.constant, sorted((-beta, mu) for mu, _, beta in form.bends))
    shape = "".join("." if a == b is not None else "=" if a is b else "<" if a is None else ">" if b is None else "-"
                    for a, b in zeros)
    ends = sorted({end for part in zeros for end in part if end is not None})
    if shape not in _ON_A_LINE:
        return BoundaryClass(None, None, _unnamed(shape, len(ends)))
    if not ends:
        return BoundaryClass(_ON_A_LINE[shape], AffineMap.identity(d))
    p, q = ends[0], ends[-1]
    zero, one = {".": (p - 1, p), "<": (p, p + 1), ">": (p, p - 1), ".>": (q, p)}.get(shape, (p, q))
    scale = 1 / (one - zero)                                      # z_1 = scale (s - zero)
    return BoundaryClass(_ON_A_LINE[shape], completed([[scale * x for x in n]], [-scale * zero], d))


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


def _unnamed(shape: str, ends: int) -> str:
    """Why a shape on the line has no label; three ends have a ratio that affine maps keep."""
    counts = {"hyperplane": shape.count("."), "slab": shape.count("-"), "half-space": sum(map(shape.count, "<>"))}
    words = " and ".join(f"{n} {name}{'s' * (n > 1)}" for name, n in counts.items() if n)
    why = "and their distances have a free ratio: there is no finite list of classes (T25)" if ends > 2 else \
        "a shape that needs more than two neurons and has no label (T25)"
    return f"the boundary is {words}, all parallel, {why}"


def _numbers(label: str) -> tuple[bool, int, int]:
    """(thick, first, second) of the label B(first,second) or B0(first,second)."""
    match = re.fullmatch(r"B(0?)\((\d{1,9}),(\d{1,9})\)", label) if isinstance(label, str) else None
    thick, first, second = (bool(match[1]), int(match[2]), int(match[3])) if match else (False, 0, 0)
    if not first or second > first or (second == 0 and not thick):
        raise InputError(f"{str(label)[:40]!r} is not the label of a class; they are B(m,k) with 1 <= k <= m, "
                         f"B0(p,q) with p >= q and p > 0, {', '.join(_PLAIN)}")
    return thick, first, second


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
    thick, first, second = _numbers(label)
    plus, total = (first, first + second) if thick else (second, first)
    value = sum(max(x, 0) for x in z[:plus]) - sum(max(x, 0) for x in z[plus:total])
    return value == (0 if thick else 1)


# label -> dimension m of the set without its free coordinates, thick, hyperplanes, corners if m = d
_PLAIN = {"empty": (0, False, 0, 0), "all": (0, True, 0, 0), "strip": (1, True, 0, 2),
          "parallel hyperplanes": (1, False, 2, 2), "half-space and hyperplane": (1, True, 1, 2)}


def invariants(label: str, d: int) -> dict[str, Any]:
    """What the sets of a class in R^d have in common, in closed form; to compare with a measured complex.

    lineality : the dimension of the translations that leave the set invariant (d for "empty")
    thick : whether the set has interior points
    hyperplanes, pieces : (d-1)-dimensional pieces outside the thick part, and the hyperplanes that they span
    corners : points near which no translation leaves the set invariant
    f_vector : (f_0, ..., f_d) of the set refined by d independent neurons, no weight 0; None for other sets

    Source: proofs/t13_pieces.md, proofs/t14_f_vector.md and, for the other sets, T21, T22, T25.

    >>> invariants("B(2,1)", 2)
    {'lineality': 0, 'thick': False, 'hyperplanes': 2, 'pieces': 2, 'corners': 1, 'f_vector': (1, 2, 0)}
    >>> invariants("B(1,1)", 3)["lineality"], invariants("strip", 1)["corners"]
    (2, 2)
    """
    if label in _PLAIN:
        m, thick, planes, corners = _PLAIN[label]
    else:
        thick, p, q = _numbers(label)
        m, corners = (p + q, 1) if thick else (p, q)
    if m > d:
        raise InputError(f"a boundary of class {label} needs at least {m} dimensions, but d is {d}")
    if label not in _PLAIN:
        planes = (2**p - 1) * (2**q - 1) if thick else 2**p - 2**(p - q)
    return {"lineality": d - m, "thick": thick, "hyperplanes": planes, "pieces": planes,
            "corners": corners if m == d else 0,
            "f_vector": None if m < d or label in _PLAIN else _faces(thick, p, q)}


def _faces(thick: bool, p: int, q: int) -> tuple[int, ...]:
    """The f-vector of B(p,q) (T14) or B0(p,q) (T22) from their generating functions: cells are sign vectors."""
    one, two = fmpz_poly([1, 1]), fmpz_poly([1, 2])       # a neuron is '0' or '-', or '+' as well
    if thick:
        outside = (two**p - one**p) * (two**q - one**q)
        return tuple(comb(p + q, j) + int(outside[j + 1]) for j in range(p + q + 1))
    cells = two**p - one**q * two**(p - q)
    return tuple(int(cells[j + 1]) for j in range(p + 1))
