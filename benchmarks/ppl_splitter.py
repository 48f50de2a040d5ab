"""The peer "PPL py": an exact splitter that keeps one PPL polyhedron a cell.

A cell is asked, by PPL's own relation test, on which sides of a neuron's form it lies; if on both, it is
copied and cut. Written to be fast, as a peer must be: a cell goes through all neurons of a layer while it
is in the cache, and the constraints of a neuron are built once for all cells below one parent (together
2 to 7 times as fast as neuron by neuron). Needs pplpy (GPL-3); used by run.py only.
"""
from __future__ import annotations

from typing import Sequence

import ppl
from ppl_rows import Row, scaled

Sides = str | tuple[ppl.Constraint, ppl.Constraint]     # the sign of a constant form, or form >= 0 and form <= 0
INCLUDED, DISJOINT = ppl.Poly_Con_Relation.is_included(), ppl.Poly_Con_Relation.is_disjoint()


def regions(layers: Sequence[tuple], box: tuple[int, int] | None = None) -> list[str]:
    """The sorted sign vectors of the ReLU layers [(W, b), ...] on R^d or on the box [lo, hi]^d, lo < hi."""
    stages = scaled(layers)
    d = len(stages[0][0]) - 1
    x = [ppl.Variable(i) for i in range(d)]
    start = ppl.C_Polyhedron(d, "universe")
    for v in x if box else ():
        start.add_constraint(v >= box[0])
        start.add_constraint(v <= box[1])
    cells = [(start, "", [[0] * i + [1] + [0] * (d - i) for i in range(1, d + 1)])]
    for stage in stages:
        found = []
        for cell, signs, inputs in cells:
            forms = layer_forms(stage, inputs)
            for part, more in split(cell, [sides(form) for form in forms]):
                active = [form if sign == "+" else None for form, sign in zip(forms, more)]
                found.append((part, signs + more, active))
        cells = found
    return sorted(signs for _, signs, _ in cells)


def layer_forms(stage: list[Row], inputs: list[Row | None]) -> list[Row]:
    """The neurons of a layer as forms of x, from the forms of its inputs (None: an input that is 0)."""
    d = len(next((form for form in inputs if form), stage[0]))
    active = [(i, form) for i, form in enumerate(inputs, 1) if form]
    found = []
    for row in stage:
        total = [0] * d if active else [0]
        for i, form in active:
            weight = row[i]
            if weight:
                total = [t + weight * f for t, f in zip(total, form)]
        total[0] += row[0]
        found.append(total)
    return found


def sides(form: Row) -> Sides:
    """The two closed half-spaces of a form, or its sign if it is constant."""
    if not any(form[1:]):
        return "+" if form[0] > 0 else "-" if form[0] < 0 else "0"
    expression = ppl.Linear_Expression(form[1:], form[0])
    return expression >= 0, expression <= 0


def split(start: ppl.C_Polyhedron, neurons: list[Sides]) -> list[tuple[ppl.C_Polyhedron, str]]:
    """The full-dimensional parts into which the neurons of a layer cut a cell, with their signs; depth first."""
    found, stack = [], [(start, "")]
    while stack:
        cell, signs = stack.pop()
        for neuron in neurons[len(signs):]:
            if isinstance(neuron, str):
                signs += neuron
                continue
            positive, negative = neuron
            relation = cell.relation_with(positive)
            if relation.implies(INCLUDED):
                signs += "+"
            elif relation.implies(DISJOINT) or cell.relation_with(negative).implies(INCLUDED):
                signs += "-"
            else:
                other = ppl.C_Polyhedron(cell)
                other.add_constraint(positive)
                stack.append((other, signs + "+"))
                cell.add_constraint(negative)
                signs += "-"
        found.append((cell, signs))
    return found
