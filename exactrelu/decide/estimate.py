"""Floating point that proposes what is worth proving, and where to cut.

Nothing here is believed; rules.py proves what it can of it in integers.
Source of the bounds: backward linear relaxation (G. Singh et al., An abstract domain for certifying
neural networks, POPL 2019; H. Zhang et al., CROWN, NeurIPS 2018).
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Sequence

import numpy as np

from .branch import Branch
from .lift import Lift

SHRINKS = 0.75              # an estimated interval is worth proving if it shrinks to this share
EDGE = 1e-9                 # a sign this close to 0, relative to the interval, is left to the search


@dataclass(frozen=True)
class Floats:
    """The weights of a lifted network as doubles; entries beyond their range become infinite."""

    lift: Lift
    weights: list[np.ndarray]
    biases: list[np.ndarray]

    @classmethod
    def of(cls, lift: Lift) -> "Floats":
        """The nearest doubles."""
        return cls(lift, [matrix(w) for w in lift.weights], [matrix([b])[0] for b in lift.biases])

    def signs(self, x: np.ndarray) -> list[np.ndarray]:
        """For each ReLU layer, which neurons are on at x."""
        found = []
        for w, b in zip(self.weights[1:], self.biases[1:]):
            y = w @ x + b
            found.append(y > 0)
            x = np.maximum(y, 0)
        return found


def double(x: Fraction | int) -> float:
    """The nearest double, or an infinity."""
    try:
        return float(x)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")


def matrix(rows: Sequence[Sequence]) -> np.ndarray:
    """Rows of exact numbers as doubles."""
    return np.array([[double(x) for x in row] for row in rows])


def row_of(form: Sequence[int]) -> tuple[np.ndarray, int]:
    """A form divided by its largest entry, and that entry (1 if all are 0)."""
    top = max(map(abs, form)) or 1
    return np.array([double(Fraction(x, top)) for x in form]), top


def intervals(floats: Floats, branch: Branch) -> tuple[np.ndarray, np.ndarray, list]:
    """Estimated bounds of all variables 1, 2, ... (at 0: nothing), and the relaxation of each layer.

    The bounds are no worse than those in force.
    """
    lift = floats.lift
    n = lift.first[-1] + 1
    lo, hi = np.full(n, -np.inf), np.full(n, np.inf)
    for known, into in ((branch.lo, lo), (branch.hi, hi)):
        for v, value in known.items():
            into[v] = double(value)
    decided = {"+": np.zeros(n, bool), "-": np.zeros(n, bool)}
    for v, phase in branch.phase.items():
        decided[phase][v] = True
    relaxed: list[tuple] = [()]
    with np.errstate(all="ignore"):
        for level in range(1, lift.depth + 1):
            here = slice(lift.first[level] + 1, lift.first[level] + 1 + len(lift.rows[level]))
            low = _lowest(floats, level, 1, lo, hi, relaxed)
            high = -_lowest(floats, level, -1, lo, hi, relaxed)
            lo[here], hi[here] = np.fmax(lo[here], low), np.fmin(hi[here], high)
            on, off = decided["+"][here] | (lo[here] >= 0), decided["-"][here] | (hi[here] <= 0)
            slope = np.where(off, 0.0, np.where(on, 1.0, hi[here] / (hi[here] - lo[here])))
            below = np.where(off, 0.0, np.where(on | (hi[here] > -lo[here]), 1.0, 0.0))
            relaxed.append((below, slope, np.where(on | off, 0.0, -slope * lo[here])))
    return lo, hi, relaxed


def _lowest(floats: Floats, level: int, sign: int, lo: np.ndarray, hi: np.ndarray, relaxed: list) -> np.ndarray:
    """Estimated lower bounds of sign * y for the neurons of a layer."""
    a, c = _pulled_back(floats, level - 1, sign * floats.weights[level], sign * floats.biases[level], relaxed)
    d = floats.lift.inputs
    return c + np.maximum(a, 0) @ lo[1:d + 1] + np.minimum(a, 0) @ hi[1:d + 1]


def _pulled_back(floats: Floats, level: int, a: np.ndarray, c: np.ndarray, relaxed: list) -> tuple[np.ndarray, np.ndarray]:
    """Rows a z + c on a block as rows on the inputs that are not above them."""
    for i in range(level, 0, -1):
        below, slope, rise = relaxed[i]
        plus, minus = np.maximum(a, 0), np.minimum(a, 0)
        c = c + minus @ rise
        a = plus * below + minus * slope
        c = c + a @ floats.biases[i]
        a = a @ floats.weights[i]
    return a, c


def widest(floats: Floats, branch: Branch) -> int:
    """The input whose interval seems to matter most to the output rows, as a variable."""
    d = floats.lift.inputs
    lo, hi, relaxed = intervals(floats, branch)
    width = hi[1:d + 1] - lo[1:d + 1]
    if not branch.task.output:
        return 1 + int(np.argmax(width))
    rows = np.array([row_of(form)[0] for form in branch.task.output])
    with np.errstate(all="ignore"):
        a, _ = _pulled_back(floats, floats.lift.depth, -rows[:, 1:], np.zeros(len(rows)), relaxed)
        weight = np.abs(a).sum(axis=0) * width
    return 1 + int(np.argmax(weight if np.isfinite(weight).all() and weight.any() else width))


def worth_proving(floats: Floats, branch: Branch) -> list[int]:
    """The undecided neurons whose phase, or a much better interval, seems to be provable now."""
    lo, hi, _ = intervals(floats, branch)
    found = []
    for v in branch.undecided():
        old = double(branch.hi[v]) - double(branch.lo[v])
        edge, low, high = EDGE * old, float(lo[v]), float(hi[v])
        if low > edge or high < -edge or high - low < SHRINKS * old:
            found.append(v)
    return found


def rational_point(x: Sequence[float], lo: Sequence[Fraction], hi: Sequence[Fraction], bits: int) -> tuple[Fraction, ...]:
    """The point, rounded to multiples of 2^-bits and moved into its interval."""
    scale = 1 << bits
    return tuple(min(max(Fraction(round(Fraction(float(c)) * scale), scale), low), high) for c, low, high in zip(x, lo, hi))
