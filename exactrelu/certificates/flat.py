"""Sums of positive multiples of forms that are 0: what shows that a domain lies in a hyperplane."""
from __future__ import annotations

from typing import Sequence

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..network import IntRow, Layer, Network


def dependencies(forms: Sequence[Sequence[int]]) -> list[IntRow]:
    """The extreme rays of {m >= 0 : sum m_i form_i = 0}; every form that must vanish where all are >= 0 occurs in one.

    >>> dependencies([(0, 1, 0), (0, -1, -1), (0, 0, 1)]), dependencies([(1, 2), (0, 0)])
    ([(1, 1, 1)], [(0, 1)])
    """
    k = len(forms)
    unit = [[0] + [int(i == j) for j in range(k)] for i in range(k)]
    columns = [[0, *column] for column in zip(*forms)]
    rows = unit + columns + [[-x for x in column] for column in columns]
    return list(enumerate_regions(Network(Layer([[0] * k])), Domain.polytope(rows), engine="fan")[0].rays)
