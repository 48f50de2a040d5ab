"""The Parma Polyhedra Library (pplpy, GPL-3): every cell is one of its polyhedra, split by its own relation test.

Runs in pplpy's environment, as a filter: a line of JSON in for each problem (`asked` of ../others.py), a line out.
"""
from __future__ import annotations

import json
import sys
from pathlib import Path

import ppl

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from ppl_splitter import layer_forms  # noqa: E402

INSIDE = ppl.Poly_Con_Relation.is_included()


def cells(asked: dict) -> list[ppl.C_Polyhedron]:
    """All cells, flat domains included; none on an empty domain."""
    d = asked["d"]
    start = ppl.C_Polyhedron(d, "universe")
    for row in asked["rows"]:
        start.add_constraint(ppl.Linear_Expression(row[1:], row[0]) >= 0)
    if start.is_empty():
        return []
    found = [(start, [[0] * i + [1] + [0] * (d - i) for i in range(1, d + 1)])]
    for stage in asked["stages"]:
        found = [(part, [form if sign > 0 else None for form, sign in zip(forms, signs)]) for cell, inputs in found
                 for forms in [layer_forms(stage, inputs)] for part, signs in split(cell, forms)]
    return [cell for cell, _ in found]


def split(cell: ppl.C_Polyhedron, forms: list[list[int]], signs: tuple[int, ...] = ()) -> list[tuple]:
    """(part, signs) of the parts of a cell on the sides of some forms."""
    if len(signs) == len(forms):
        return [(cell, signs)]
    form = forms[len(signs)]
    expression = ppl.Linear_Expression(form[1:], form[0])
    below, above = (cell.relation_with(side).implies(INSIDE) for side in (expression <= 0, expression >= 0))
    if below or above:
        return split(cell, forms, (*signs, int(not below) - int(not above)))
    found = []
    for sign, side in ((1, expression >= 0), (-1, expression <= 0)):
        part = ppl.C_Polyhedron(cell)
        part.add_constraint(side)
        found += split(part, forms, (*signs, sign))
    return found


def generators(cell: ppl.C_Polyhedron) -> tuple[list, list]:
    """(points and rays, lines), with the coordinate t first."""
    rays, lines = [], []
    for g in cell.minimized_generators():
        vector = [str(g.divisor() if g.is_point() else 0), *map(str, g.coefficients())]
        (lines if g.is_line() else rays).append(vector)
    return rays, lines


def main() -> None:
    """A line out for each line in."""
    for line in sys.stdin:
        found = [generators(cell) for cell in cells(json.loads(line))]
        print(json.dumps({"cells": [rays for rays, _ in found], "lines": found[0][1]} if found else {"empty": True}), flush=True)


if __name__ == "__main__":
    main()
