"""Uphill from cell to cell, in floating point: points at which the output rows are satisfied well."""
from __future__ import annotations

import numpy as np

from . import lp
from .branch import Branch
from .estimate import Floats, double, matrix, row_of


def climb(floats: Floats, branch: Branch, x: np.ndarray, steps: int) -> tuple[np.ndarray, float]:
    """A point of the input set at which the output rows are satisfied well, found by going from cell to cell."""
    lift, task = floats.lift, branch.task
    low = np.array([double(branch.lo[v]) for v in range(1, lift.inputs + 1)])
    high = np.array([double(branch.hi[v]) for v in range(1, lift.inputs + 1)])
    outputs, inputs = (matrix([]) if not forms else np.array([row_of(form)[0] for form in forms])
                       for forms in (task.output, task.input))
    best = (x, -np.inf)
    if not np.isfinite(x).all():
        return best
    for _ in range(steps):
        rows, lower = cell_rows(floats, x, outputs, inputs)
        if not np.isfinite(rows).all():
            break
        solver = lp.model(rows, np.append(low, -np.inf), np.append(high, 1.0), lower, [np.inf] * len(lower))
        solver.changeColCost(lift.inputs, -1.0)
        solver.run()
        if solver.getModelStatus() != lp.highspy.HighsModelStatus.kOptimal:
            break
        values = np.array(solver.getSolution().col_value)
        if values[-1] <= best[1] + 1e-12:
            break
        best = (values[:-1], values[-1])
        x = np.clip(values[:-1] + 1e-4 * (values[:-1] - x), low, high)
    return best


def cell_rows(floats: Floats, x: np.ndarray, outputs: np.ndarray, inputs: np.ndarray) -> tuple[np.ndarray, list]:
    """The rows that x must satisfy in its own cell, with a column for the slack of the output rows."""
    signs = floats.signs(x)
    rows, d = [], len(x)
    f = np.hstack([np.zeros((d, 1)), np.eye(d)])
    for w, b, on in zip(floats.weights[1:], floats.biases[1:], signs):
        f = w @ f
        f[:, 0] += b
        size = np.maximum(np.abs(f).max(axis=1, initial=0.0), 1e-300)
        rows.append(np.where(on, 1.0, -1.0)[:, None] * f / size[:, None])
        f = f * on[:, None]
    kept = np.vstack(rows + ([inputs] if len(inputs) else [])) if rows or len(inputs) else np.zeros((0, d + 1))
    if len(outputs):
        top = outputs[:, 1:] @ f
        top[:, 0] += outputs[:, 0]
    else:
        top = np.zeros((0, d + 1))
    whole = np.vstack([np.hstack([kept[:, 1:], np.zeros((len(kept), 1))]), np.hstack([top[:, 1:], -np.ones((len(top), 1))])])
    return whole, list(-kept[:, 0]) + list(-top[:, 0])
