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

    def last_block(self, x: np.ndarray) -> np.ndarray:
        """The outputs of the last block at points, one a row."""
        for w, b in zip(self.weights[1:], self.biases[1:]):
            x = np.maximum(x @ w.T + b, 0)
        return x


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


def intervals(floats: Floats, branch: Branch) -> tuple[np.ndarray, np.ndarray]:
    """Estimated bounds of all variables 1, 2, ... (at 0: nothing), no worse than those in force."""
    n = floats.lift.first[-1] + 1
    lo, hi = np.full((1, n), -np.inf), np.full((1, n), np.inf)
    for known, into in ((branch.lo, lo), (branch.hi, hi)):
        for v, value in known.items():
            into[0, v] = double(value)
    on, off = np.zeros((1, n), bool), np.zeros((1, n), bool)
    for v, phase in branch.phase.items():
        (on if phase == "+" else off)[0, v] = True
    with np.errstate(all="ignore"):
        relaxations(floats, lo, hi, on, off)
    return lo[0], hi[0]


def relaxations(floats: Floats, lo: np.ndarray, hi: np.ndarray, on: np.ndarray | bool = False, off: np.ndarray | bool = False) -> list:
    """How the neurons of each layer are relaxed in some boxes, from bounds of all variables, which are made better.

    lo, hi : of shape (boxes, variables + 1); on, off : the phases that are known there
    """
    lift, relaxed = floats.lift, [()]
    on, off = np.broadcast_to(on, lo.shape), np.broadcast_to(off, lo.shape)
    for level in range(1, lift.depth + 1):
        here = slice(lift.first[level] + 1, lift.first[level + 1] + 1)
        weights, biases = floats.weights[level][None], floats.biases[level][None]
        low = lowest(*pulled_back(floats, level - 1, weights, biases, relaxed), lo, hi)
        high = -lowest(*pulled_back(floats, level - 1, -weights, -biases, relaxed), lo, hi)
        low = lo[:, here] = np.fmax(lo[:, here], low)
        high = hi[:, here] = np.fmin(hi[:, here], high)
        is_on, is_off = on[:, here] | (low >= 0), off[:, here] | (high <= 0)
        slope = np.where(is_off, 0.0, np.where(is_on, 1.0, high / (high - low)))
        below = np.where(is_off, 0.0, np.where(is_on | (high > -low), 1.0, 0.0))
        relaxed.append((below, slope, np.where(is_on | is_off, 0.0, -slope * low)))
    return relaxed


def pulled_back(floats: Floats, level: int, a: np.ndarray, c: np.ndarray, relaxed: list) -> tuple[np.ndarray, np.ndarray]:
    """Rows a z + c on a block as rows on the inputs that are not above them: a has the shape (boxes, rows, columns)."""
    for i in range(level, 0, -1):
        below, slope, rise = relaxed[i]
        plus, minus = np.maximum(a, 0), np.minimum(a, 0)
        c = c + (minus @ rise[:, :, None])[:, :, 0]
        a = plus * below[:, None] + minus * slope[:, None]
        c = c + a @ floats.biases[i]
        a = a @ floats.weights[i]
    return a, c


def lowest(a: np.ndarray, c: np.ndarray, lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
    """The lower bounds of rows a x + c on the inputs in some boxes."""
    inputs = slice(1, a.shape[2] + 1)
    return c + (np.maximum(a, 0) @ lo[:, inputs, None] + np.minimum(a, 0) @ hi[:, inputs, None])[:, :, 0]


def worth_proving(floats: Floats, branch: Branch) -> list[int]:
    """The undecided neurons whose phase, or a much better interval, seems to be provable now."""
    lo, hi = intervals(floats, branch)
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
