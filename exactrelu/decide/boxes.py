"""A plan of a proof: which inputs to halve, until bounds by substitution contradict an output row. All in floating point.

Nothing here is believed; search.py proves what the plan says.
Source: input splitting (S. Wang et al., Formal security analysis of neural networks using symbolic
intervals, USENIX Security 2018) with strong branching (D. Applegate et al., Finding cuts in the TSP, 1995).
"""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import frexp, ldexp
from typing import Callable, Iterator, Sequence

import numpy as np

from .estimate import Floats, double, lowest, pulled_back, relaxations, row_of
from .lift import Task

MOST_INPUTS = 12                # with more inputs nothing is halved
BATCH = 16                      # boxes that are halved at a time
TRIED, SHARE = 3, 0.2           # so many inputs are tried, if they matter this much beside the one that matters most
FEW, DEEP = 6, 60               # boxes with so few undecided neurons, or after so many cuts, are left to splits of neurons
TRIAL, PROGRESS = 2_000, 0.01   # after so many boxes this share of the volume must be closed
GRID = 10                       # a cut is at a multiple of 2^-GRID times the width


@dataclass(eq=False)
class Plan:
    """What is planned for a box: a cut (an input, as a variable, and a value), a row that contradicts the others, or nothing.

    children : of a cut, "+" above it and "-" below
    leaves : boxes without a cut
    """

    cut: tuple[int, Fraction] | None = None
    row: int | None = None
    children: dict[str, "Plan"] = field(default_factory=dict)

    @property
    def leaves(self) -> int:
        """The number of boxes that are not cut."""
        return sum(child.leaves for child in self.children.values()) or 1


@dataclass
class _Box:
    """A box that is not closed: its plan, bounds, share of the volume, cuts on the way to it, and how much each input matters."""

    plan: Plan
    low: np.ndarray
    high: np.ndarray
    share: float
    cuts: int
    matter: np.ndarray


def plan(floats: Floats, task: Task, low: Sequence[Fraction], high: Sequence[Fraction],
         look: Callable[[np.ndarray], None], tick: Callable[[int, int], None]) -> Plan:
    """The plan for the box low <= x <= high.

    look : called with points that satisfy the output rows better than those before
    tick : called as tick(closed boxes, boxes) now and then
    """
    rows = np.array([row_of(form)[0] for form in task.output])
    root = _Box(Plan(), np.array(list(map(double, low))), np.array(list(map(double, high))), 1.0, 0, np.zeros(0))
    if not all(np.isfinite(x).all() for x in [root.low, root.high, rows] + floats.weights[1:] + floats.biases[1:]) or not len(rows):
        return root.plan
    waiting = _open([root], _measure(floats, rows, root.low[None], root.high[None]))
    if len(low) > MOST_INPUTS:
        return root.plan
    closed, boxes, volume, best = 0, 1, 0.0, -np.inf
    while waiting:
        if boxes > TRIAL and volume < PROGRESS:
            return Plan()
        batch, waiting = waiting[-BATCH:], waiting[:-BATCH]
        middles = np.array([(box.low + box.high) / 2 for box in batch])
        slack = (floats.last_block(middles) @ rows[:, 1:].T + rows[:, 0]).min(axis=1)
        if slack.max() > best:
            best = slack.max()
            look(middles[int(slack.argmax())])
        halves = _halves(floats, rows, batch)
        still = _open(*halves)
        boxes += len(halves[0])
        closed += sum(half.plan.row is not None for half in halves[0])
        volume += sum(half.share for half in halves[0] if half.plan.row is not None)
        waiting += still
        tick(closed, boxes)
    return root.plan


def _measure(floats: Floats, rows: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, ...]:
    """For some boxes: upper bounds of the output rows, the number of undecided neurons, and how much each input matters."""
    d, n = low.shape[1], floats.lift.first[-1] + 1
    lo, hi = np.full((len(low), n), -np.inf), np.full((len(low), n), np.inf)
    lo[:, 1:d + 1], hi[:, 1:d + 1] = low, high
    relaxed = relaxations(floats, lo, hi)
    slopes, constant = pulled_back(floats, floats.lift.depth, -rows[None, :, 1:], -rows[None, :, 0], relaxed)
    most = np.nan_to_num(-lowest(slopes, constant, lo, hi), nan=np.inf)
    return most, ((lo[:, d + 1:] < 0) & (hi[:, d + 1:] > 0)).sum(axis=1), np.abs(slopes).sum(axis=1) * (high - low)


def _open(boxes: list[_Box], measured: tuple[np.ndarray, ...]) -> list[_Box]:
    """The boxes that are to be cut; those that a row closes are noted."""
    found = []
    for box, most, undecided, matter in zip(boxes, *measured):
        if most.min() < 0:
            box.plan.row = int(most.argmin())
        elif undecided > FEW and box.cuts < DEEP:
            box.matter = matter
            found.append(box)
    return found


def _cuts(box: _Box) -> Iterator[tuple[int, float]]:
    """The cuts that are tried: an input and a short number near the middle of its interval."""
    for i in np.argsort(-box.matter, kind="stable")[:TRIED].tolist():
        low, high = float(box.low[i]), float(box.high[i])
        unit = ldexp(1.0, frexp(high - low)[1] - GRID)
        value = round((low + high) / 2 / unit) * unit if unit else low
        if box.matter[i] > SHARE * box.matter.max() and low < value < high:
            yield i, value


def _halves(floats: Floats, rows: np.ndarray, batch: list[_Box]) -> tuple[list[_Box], tuple[np.ndarray, ...]]:
    """The halves of the best cut of each box, and their measures."""
    tried = [(box, i, value) for box in batch for i, value in _cuts(box)]
    if not tried:
        return [], (np.zeros((0, 1)),) * 3
    low, high = (np.repeat([getattr(box, side) for box, _, _ in tried], 2, axis=0) for side in ("low", "high"))
    for k, (_, i, value) in enumerate(tried):
        low[2 * k, i] = high[2 * k + 1, i] = value
    measured = _measure(floats, rows, low, high)
    left = measured[0].min(axis=1).clip(min=0).reshape(-1, 2).sum(axis=1)
    best: dict[int, int] = {}
    for k, (box, _, _) in enumerate(tried):
        if id(box) not in best or left[k] < left[best[id(box)]]:
            best[id(box)] = k
    halves, chosen = [], []
    for k in best.values():
        box, i, value = tried[k]
        box.plan.cut = (i + 1, Fraction(value))
        for side, at in (("+", 2 * k), ("-", 2 * k + 1)):
            share = box.share * float((high[at, i] - low[at, i]) / (box.high[i] - box.low[i]))
            box.plan.children[side] = Plan()
            halves.append(_Box(box.plan.children[side], low[at], high[at], share, box.cuts + 1, box.matter))
            chosen.append(at)
    return halves, tuple(part[chosen] for part in measured)
