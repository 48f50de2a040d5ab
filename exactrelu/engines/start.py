"""Where the fan engine and the signs engine begin: the simplicial cones of the independent rows."""
from __future__ import annotations

from ..linalg import inverse
from ..network import IntRow
from ..rational import primitive
from .problem import Problem


def first_rays(problem: Problem) -> list[IntRow]:
    """The apex of the independent rows y_i, then for each i the ray along which only y_i grows.

    They are the generators, with t >= 0, of the cone where all y_i are >= 0; where y_i <= 0 instead,
    ray i is replaced by its negative.
    """
    known = problem.rows + (problem.stages[0] if problem.stages else ())
    rows = [known[i] for i in problem.basis]
    dual = list(zip(*inverse([row[1:] for row in rows]))) if rows else []
    apex = [-sum(row[0] * column[c] for row, column in zip(rows, dual)) for c in range(len(dual))]
    return [primitive((1, *apex))] + [primitive((0, *column)) for column in dual]
