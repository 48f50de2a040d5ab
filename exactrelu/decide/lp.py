"""The one door to HiGHS: linear relaxations of a branch, solved in floating point, to propose multipliers and points.

Nothing here is believed. Without highspy there are no proposals, and the search is slower.
Source: R. Ehlers, Formal verification of piece-wise linear feed-forward neural networks, ATVA 2017 (triangle relaxation).
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .branch import Branch, Hint
from .estimate import Floats, double, row_of

try:
    import highspy
except ImportError:            # the extra "decide" is not installed
    highspy = None

TINY = 1e-10                   # multipliers below this share of the largest are noise
GAIN = 0.2                     # a linear program is solved if it may take away this share of an interval
CLOSE = -1e-7                  # a slack above this may be 0: the cell is worth an exact look


def available(floats: Floats) -> bool:
    """Whether linear programs can propose anything: highspy is installed, and the weights are in the range of doubles."""
    return highspy is not None and all(np.isfinite(w).all() for w in floats.weights + floats.biases)


def errors_ignored() -> np.errstate:
    """A block in which overflow and its kind pass in silence: a proposal that is not a number is dropped."""
    return np.errstate(all="ignore")


@dataclass
class Proposal:
    """What a linear program says: feasible or not (None: it does not know), multipliers, a point, and neurons to split.

    slack : how far all output rows can be satisfied together, by their own size; with a goal: how far below 0 it can be
    scores : for undecided neurons, by variable, what the chord adds to the bound
    """

    feasible: bool | None
    hints: list[Hint]
    x: np.ndarray | None
    slack: float
    scores: dict[int, float]


class Relaxation:
    """The linear relaxation of a branch: x, z and a slack s, which all output rows must reach."""

    def __init__(self, floats: Floats, branch: Branch):
        lift, task = floats.lift, branch.task
        self.floats, self.branch, self.d, self.n = floats, branch, lift.inputs, lift.first[-1]
        self.lowest, self.highest = np.full(self.n + 1, np.inf), np.full(self.n + 1, -np.inf)
        self.kinds: list[tuple] = []                    # (kind, variable or number, factor)
        rows: list[np.ndarray] = []
        lower: list[float] = []
        upper: list[float] = []
        self.low, self.high = np.zeros(self.n + 1), np.full(self.n + 1, np.inf)
        for v in range(1, self.d + 1):
            self.low[v - 1], self.high[v - 1] = self._input(v, "lo"), self._input(v, "hi")
        self.low[-1], self.high[-1] = -np.inf, 1.0

        def add(kind: tuple, row: np.ndarray, low: float, high: float) -> None:
            self.kinds.append(kind)
            rows.append(row)
            lower.append(low)
            upper.append(high)

        for level in range(1, lift.depth + 1):
            start, before = lift.first[level], lift.first[level - 1]
            w, b = floats.weights[level], floats.biases[level]
            for j in range(len(b)):
                v, full = start + 1 + j, np.zeros(self.n + 1)
                full[before:before + w.shape[1]] = -w[j]
                phase = branch.phase.get(v)
                if phase == "-":
                    self.high[v - 1] = 0.0
                    add(("off", v), full, b[j], np.inf)
                    continue
                line = full.copy()
                line[v - 1] = 1.0
                add(("on" if phase else "over", v), line, b[j], b[j] if phase else np.inf)
                if phase is None:
                    lo, hi = double(branch.lo[v]), double(branch.hi[v])
                    slope = hi / (hi - lo)
                    full *= slope
                    full[v - 1] = 1.0
                    add(("chord", v, -slope * lo), full, -np.inf, slope * (b[j] - lo))
        single = {i for i, _, _ in task.main.values()}
        for i, form in enumerate(task.input):
            if i not in single:
                row, top = row_of(form)
                add(("input", i, top), np.concatenate([row[1:], np.zeros(self.n + 1 - self.d)]), -row[0], np.inf)
        last = lift.first[lift.depth]
        for i, form in enumerate(task.output):
            row, top = row_of(form)
            full = np.zeros(self.n + 1)
            full[last:last + len(row) - 1] = row[1:]
            full[-1] = -1.0
            add(("output", i, top), full, -row[0], np.inf)
        self.rows = np.array(rows).reshape(len(rows), self.n + 1)
        self.sound = bool(np.isfinite(self.rows).all())
        if self.sound:
            self.solver = model(self.rows, self.low, self.high, lower, upper)

    def _input(self, v: int, side: str) -> float:
        known = double((self.branch.lo if side == "lo" else self.branch.hi)[v])
        row = self.branch.task.main.get((v, side))
        if not row:
            return known
        return max(known, double(Fraction(-row[2], row[1]))) if side == "lo" else min(known, double(Fraction(-row[2], row[1])))

    def reach(self) -> Proposal:
        """The largest slack; with a goal: its least value where no slack is negative, times -1."""
        if self.branch.task.goal is None or not self.sound:
            return self._solve(np.append(np.zeros(self.n), -1.0))
        block, form = self.branch.task.goal
        row, top = row_of(form)
        costs, start = np.zeros(self.n + 1), self.floats.lift.first[block]
        costs[start:start + len(row) - 1] = row[1:]
        self.solver.changeColBounds(self.n, 0.0, 0.0)
        found = self._solve(costs)
        if found.x is not None:
            found.slack = -(self.solver.getInfo().objective_function_value + row[0])
            found.hints = [hint.times(top) for hint in found.hints]
        return found

    def extreme(self, v: int, side: str) -> Proposal:
        """The lowest or highest value of an input or pre-activation where no slack is negative."""
        costs = np.zeros(self.n + 1)
        lift = self.floats.lift
        if v <= self.d:
            costs[v - 1] = 1.0
        else:
            block, j = lift.place(v)
            row = self.floats.weights[block][j]
            costs[lift.first[block - 1]:lift.first[block - 1] + len(row)] = row
        if self.sound:
            self.solver.changeColBounds(self.n, 0.0, 0.0)
        return self._solve(costs if side == "lo" else -costs)

    def reached(self, v: int, side: str) -> bool:
        """Whether a point that was found already shows that this bound of a neuron cannot be moved by much."""
        lo, hi = double(self.branch.lo[v]), double(self.branch.hi[v])
        return bool(self.lowest[v] < lo + GAIN * (hi - lo) if side == "lo" else self.highest[v] > hi - GAIN * (hi - lo))

    def _note(self, values: np.ndarray) -> None:
        """Keeps the extremes of all pre-activations over the points found."""
        lift, y = self.floats.lift, [np.zeros(1), values[:self.d]]
        for level in range(1, lift.depth + 1):
            start = lift.first[level - 1]
            w = self.floats.weights[level]
            y.append(w @ values[start:start + w.shape[1]] + self.floats.biases[level])
        found = np.concatenate(y)
        self.lowest, self.highest = np.minimum(self.lowest, found), np.maximum(self.highest, found)

    def _solve(self, costs: np.ndarray) -> Proposal:
        nothing = Proposal(None, [], None, 0.0, {})
        if not self.sound:
            return nothing
        self.solver.changeColsCost(self.n + 1, np.arange(self.n + 1, dtype=np.int32), costs)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            solution = self.solver.getSolution()
            dual, values = np.array(solution.row_dual), np.array(solution.col_value)
            if not np.isfinite(dual).all() or not np.isfinite(values).all():
                return nothing
            self._note(values)
            scores = {kind[1]: -y * kind[2] for kind, y in zip(self.kinds, dual) if kind[0] == "chord" and y < 0}
            return Proposal(True, [self._hint(dual, costs - self.rows.T @ dual)], values[:self.d], values[-1], scores)
        if status == highspy.HighsModelStatus.kInfeasible:
            _, there, ray = self.solver.getDualRay()
            ray = np.array(ray)
            if there and np.isfinite(ray).all():
                return Proposal(False, [self._hint(y, -self.rows.T @ y) for y in (ray, -ray)], None, -1.0, {})
        return nothing

    def _hint(self, dual: np.ndarray, reduced: np.ndarray) -> Hint:
        """Multipliers of the rows (dual) and of z >= 0 (reduced costs) as exact numbers."""
        hint, alpha = Hint(), {}
        noise = TINY * np.max(np.abs(dual), initial=0.0)
        for kind, y in zip(self.kinds, dual):
            below = reduced[kind[1] - 1] if kind[0] in ("over", "on") else 0.0
            if kind[0] == "over" and (y > noise or below > noise):
                alpha[kind[1]] = max(y, 0.0) / (max(y, 0.0) + max(below, 0.0))
            elif kind[0] == "on" and below > noise:
                hint.beta[kind[1]] = Fraction(below)
            elif kind[0] == "off" and y > noise:
                hint.beta[kind[1]] = Fraction(y)
            elif kind[0] in ("input", "output") and y > noise:
                (hint.input if kind[0] == "input" else hint.output)[kind[1]] = Fraction(y) / kind[2]
        hint.alpha.update({v: Fraction(round(x * 4096), 4096) for v, x in alpha.items()})
        return hint


def model(rows: np.ndarray, low: np.ndarray, high: np.ndarray, lower: list, upper: list) -> "highspy.Highs":
    """A solver that holds lower <= rows x <= upper, low <= x <= high."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = rows.shape
    lp.col_cost_ = np.zeros(rows.shape[1])
    lp.col_lower_, lp.col_upper_ = low, high
    lp.row_lower_, lp.row_upper_ = np.array(lower), np.array(upper)
    where, columns = np.nonzero(rows)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(where, np.arange(rows.shape[0] + 1))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = columns, rows[where, columns]
    solver = highspy._core._Highs()                # highspy.Highs itself prints a banner to standard output
    for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("simplex_strategy", 1)):
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    return solver
