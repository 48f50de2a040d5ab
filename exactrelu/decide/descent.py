"""The search for a point where a goal is negative: from cell to cell downhill in floating point, then one exact linear program."""
from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..linalg import Vector, dot
from ..network import Network
from . import lp
from .branch import Branch, Hint
from .climb import cell_rows
from .estimate import Floats, double, matrix, rational_point, row_of
from .leaf import decide_cell
from .lift import Task
from .witness import CELLS, Found, Hunt

BITS = 40                  # of a point that floating point proposes


class Descent(Hunt):
    """The search for a better point than one that is known; the neurons that are 0 there are split first.

    known : the best point so far: the goal is 0 there
    whole : completes a point whose last inputs are determined by the others
    """

    def __init__(self, network: Network, floats: Floats, task: Task, branch: Branch, known: Vector, whole: Callable[[Vector], Vector]):
        self.network, self.floats, self.task, self.known, self.whole = network, floats, task, known, whole
        self.tried: set[str] = set()
        self.box = tuple(tuple(side[v] for v in range(1, task.lift.inputs + 1)) for side in (branch.lo, branch.hi))
        self.signs = network.signs(known)
        self.touching = frozenset(v for v, s in enumerate(self.signs, task.lift.inputs + 1) if s == "0")

    def start(self, branch: Branch, steps: int) -> None:
        """Raises Found if the cell of the known point, or one downhill from it, holds a better one."""
        self._solve(self.signs)
        if lp.available(self.floats):
            self.look(branch, matrix([self.known])[0], steps)

    def look(self, branch: Branch, x: Any, steps: int) -> None:
        """Raises Found if x, or a point downhill from it, lies in a cell that holds a better point."""
        if not np.isfinite(x).all():
            return
        cells, value = downhill(self.floats, branch, x, steps)
        if value < -lp.CLOSE:
            self._solve("".join("-+"[bool(on)] for on in cells))

    def check(self, point: Vector) -> None:
        """Raises Found if the point is better, exactly."""
        block, form = self.task.goal
        lift, one = self.task.lift, (1, *point)
        outputs = self.network(point)
        if all(dot(row, one) >= 0 for row in self.task.input) and self.task.disjunct.holds(point, outputs):
            value = dot(form, one if block == 0 else (1, *_last_block(lift, point)))
            if value < 0:
                raise Found(point)

    def tight(self, branch: Branch, x: Any) -> Hint | None:
        """The multipliers that prove the goal where the undecided neurons are as at the known point, or at x."""
        d, point = self.task.lift.inputs, self.known
        if not all(branch.lo[v] <= point[v - 1] <= branch.hi[v] for v in range(1, d + 1)) or \
                any(self.signs[v - d - 1] not in ("0", phase) for v, phase in branch.phase.items()):
            if x is None:
                return None
            point = self.whole(rational_point(x, *self.box, BITS))
        signs = self.signs if point is self.known else self.network.signs(point)
        phases = {v: branch.phase.get(v, "+" if s == "+" else "-") for v, s in enumerate(signs, d + 1)}
        _, hint = decide_cell(self.task, phases, branch.phase)
        if hint is not None:
            hint.alpha.update({v: int(phase == "+") for v, phase in phases.items()})
        return hint

    def _solve(self, signs: str) -> None:
        """Raises Found if the closed cell with these signs holds a better point."""
        if signs not in self.tried and len(self.tried) < CELLS:
            self.tried.add(signs)
            point, _ = decide_cell(self.task, {v: "+" if s == "+" else "-" for v, s in enumerate(signs, self.task.lift.inputs + 1)})
            if point is not None:
                self.check(self.whole(point))


def _last_block(lift: Any, point: Vector) -> Vector:
    """The outputs of the last ReLU layer at a point."""
    for level in range(1, lift.depth + 1):
        point = tuple(max(b + dot(w, point), 0) for w, b in zip(lift.weights[level], lift.biases[level]))
    return point


def downhill(floats: Floats, branch: Branch, x: np.ndarray, steps: int) -> tuple[np.ndarray, float]:
    """The neurons that are on in the best cell found from x, and the goal there; an infinity where the output rows fail."""
    lift, task = floats.lift, branch.task
    low, high = (np.array([double(side[v]) for v in range(1, lift.inputs + 1)]) for side in (branch.lo, branch.hi))
    outputs, inputs = (matrix([]) if not forms else np.array([row_of(form)[0] for form in forms])
                       for forms in (task.output, task.input))
    block, form = task.goal
    goal, best = row_of(form)[0], (np.zeros(0), np.inf, np.inf)
    for _ in range(steps):
        signs = floats.signs(x)
        f = np.eye(lift.inputs + 1)
        for w, b, on in zip(floats.weights[1:], floats.biases[1:], signs) if block else ():
            y = w @ f[1:]
            y[:, 0] += b
            f = np.vstack([np.eye(1, lift.inputs + 1), y * on[:, None]])
        row = goal @ f
        rows, lower = cell_rows(floats, x, outputs, inputs)
        if not np.isfinite(rows).all() or not np.isfinite(row).all():
            break
        solver = lp.model(rows, np.append(low, -np.inf), np.append(high, 0.0), lower, [np.inf] * len(lower))
        solver.changeColCost(lift.inputs, -1.0)
        values = _values(solver)
        if values is None:
            break
        gap, value = -values[-1], np.inf
        if gap <= -lp.CLOSE:
            gap = 0.0
            solver.changeColBounds(lift.inputs, values[-1], 0.0)
            solver.changeColsCost(lift.inputs + 1, np.arange(lift.inputs + 1, dtype=np.int32), np.append(row[1:], 0.0))
            better = _values(solver)
            if better is not None:
                values, value = better, row[0] + row[1:] @ better[:-1]
        if (gap, value) >= (best[1], best[2] - 1e-12):
            break
        best = (np.concatenate(signs) if signs else np.zeros(0), gap, value)
        x = np.clip(values[:-1] + 1e-4 * (values[:-1] - x), low, high)
    return best[0], best[2]


def _values(solver: Any) -> np.ndarray | None:
    """The optimal point of a linear program, if there is one."""
    solver.run()
    return np.array(solver.getSolution().col_value) if solver.getModelStatus() == lp.highspy.HighsModelStatus.kOptimal else None
