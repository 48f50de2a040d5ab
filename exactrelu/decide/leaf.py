"""A cell, exactly: where every neuron's phase is given, a property is a system of linear inequalities in x."""
from __future__ import annotations

from fractions import Fraction

from ..linalg import Vector, matmul
from ..rational import primitive
from .branch import Hint
from .lift import Task
from .simplex import feasible


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


def decide_cell(task: Task, phases: dict[int, str]) -> tuple[Vector | None, Hint | None]:
    """Either a point of the closed cell with these phases that satisfies the disjunct, or exact multipliers against one."""
    lift = task.lift
    refs: list[tuple[str, int, Fraction]] = []       # (kind, number, factor): the row is factor times the true form
    rows: list[tuple[int, ...]] = []

    def add(kind: str, number: int, row: tuple) -> None:
        form = primitive(row)
        if any(form[1:]) or form[0] < 0:
            rows.append(form)
            refs.append((kind, number, next(Fraction(x) / y for x, y in zip(form, row) if y)))

    for i, form in enumerate(task.input):
        add("input", i, form)
    f = tuple(tuple(Fraction(i == j) for j in range(lift.inputs + 1)) for i in range(lift.inputs + 1))
    zero = (Fraction(0),) * (lift.inputs + 1)
    for level in range(1, lift.depth + 1):
        y = matmul([(b,) + tuple(w) for w, b in zip(lift.weights[level], lift.biases[level])], f)
        on = [phases[lift.first[level] + 1 + j] == "+" for j in range(len(y))]
        for j, (row, keep) in enumerate(zip(y, on)):
            add("beta", lift.first[level] + 1 + j, row if keep else tuple(-x for x in row))
        f = f[:1] + tuple(row if keep else zero for row, keep in zip(y, on))
    for i, row in enumerate(matmul(task.output, f) if task.output else ()):
        add("output", i, row)
    if not rows:
        return (Fraction(0),) * lift.inputs, None
    point, weights = feasible(rows)
    if point is not None:
        return point, None
    hint = Hint()
    for r, weight in weights.items():
        kind, number, factor = refs[r]
        getattr(hint, kind)[number] = weight * factor
    return None, hint
