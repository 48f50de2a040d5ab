"""A cell, exactly: where every neuron's phase is given, a property is a system of linear inequalities in x."""
from __future__ import annotations

from fractions import Fraction
from typing import Container, Sequence

from ..linalg import Vector, matmul
from ..rational import primitive
from .branch import Hint
from .lift import Task
from .simplex import feasible, least


def contradiction(task: Task) -> dict[int, Fraction] | None:
    """Weights w >= 0 with which the input rows add up to -t, None if they have a common point.

    A box is looked at side by side; the simplex method is for the rest.
    """
    for i, row in enumerate(task.input):
        if row[0] < 0 and not any(row[1:]):
            return {i: Fraction(-1, row[0])}
    for v in range(1, task.lift.inputs + 1):
        if (v, "lo") in task.main and (v, "hi") in task.main:
            (i, a, b), (j, c, e) = task.main[v, "lo"], task.main[v, "hi"]
            gap = -(Fraction(b, a) + Fraction(e, -c))
            if gap > 0:
                return {i: 1 / (a * gap), j: 1 / (-c * gap)}
    if all(sum(map(bool, row[1:])) < 2 for row in task.input):
        return None
    return feasible(task.input)[1]


def decide_cell(task: Task, phases: dict[int, str], walls: Container[int] | None = None) -> tuple[Vector | None, Hint | None]:
    """Either a point of the closed cell with these phases that satisfies the disjunct, or exact multipliers against one.

    With a goal: such a point where the goal is least, and exact multipliers that prove this (both None if it has no least value).

    walls : the neurons that must have their phase; the others continue their affine map (default: all must)
    """
    lift = task.lift
    refs: list[tuple[str, int, Fraction]] = []       # (kind, number, factor): the row is factor times the true form
    rows: list[tuple[int, ...]] = []

    def add(kind: str, number: int, row: tuple) -> None:
        form = primitive(row)
        if any(form[1:]) or form[0] < 0:
            rows.append(form)
            refs.append((kind, number, _factor(form, row)))

    for i, form in enumerate(task.input):
        add("input", i, form)
    f = unit = tuple(tuple(Fraction(i == j) for j in range(lift.inputs + 1)) for i in range(lift.inputs + 1))
    zero = (Fraction(0),) * (lift.inputs + 1)
    for level in range(1, lift.depth + 1):
        y = matmul([(b,) + tuple(w) for w, b in zip(lift.weights[level], lift.biases[level])], f)
        on = [phases[lift.first[level] + 1 + j] == "+" for j in range(len(y))]
        for v, (row, keep) in enumerate(zip(y, on), lift.first[level] + 1):
            if walls is None or v in walls:
                add("beta", v, row if keep else tuple(-x for x in row))
        f = f[:1] + tuple(row if keep else zero for row, keep in zip(y, on))
    for i, row in enumerate(matmul(task.output, f) if task.output else ()):
        add("output", i, row)
    factor = Fraction(1)
    if task.goal is not None:
        block, form = task.goal
        row, = matmul([form], f if block else unit)
        goal = primitive(row)
        factor = _factor(goal, row)
        point, weights = least(rows, goal)
    elif rows:
        point, weights = feasible(rows)
    else:
        point, weights = (Fraction(0),) * lift.inputs, None
    if weights is None:
        return point, None
    hint = Hint()
    for r, weight in weights.items():
        kind, number, times = refs[r]
        getattr(hint, kind)[number] = weight * times / factor
    return point, hint


def _factor(form: Sequence[int], row: Sequence) -> Fraction:
    """What a row was multiplied by; 1 for a row of zeros."""
    return next((Fraction(x) / y for x, y in zip(form, row) if y), Fraction(1))
