"""Rational homology of a finite complex of polytopes, from its facet lists alone."""
from __future__ import annotations

from math import gcd
from typing import Sequence

Chain = dict[int, int]


def betti_numbers(facets: Sequence[dict[int, list[int]]]) -> list[int]:
    """The Betti numbers b_0, b_1, ... over the rationals.

    facets : for each dimension k, a dict {face: its facets, faces of dimension k - 1}; the faces
        of dimension 0 have none. Closed under taking faces.

    >>> square = [{0: [], 1: [], 2: [], 3: []}, {0: [0, 1], 1: [1, 2], 2: [2, 3], 3: [3, 0]}]
    >>> betti_numbers(square), betti_numbers(square + [{0: [0, 1, 2, 3]}]), betti_numbers([])
    ([1, 1], [1, 0, 0], [])
    """
    boundaries = oriented(facets)
    ranks = [0] * (len(facets) + 1)
    bounding: set[int] = set()        # faces that are pivots one dimension up: their own column is zero
    for k in range(len(facets) - 1, 0, -1):
        pivots = _reduce([chain for face, chain in boundaries[k].items() if face not in bounding])
        ranks[k], bounding = len(pivots), pivots
    return [len(faces) - ranks[k] - ranks[k + 1] for k, faces in enumerate(facets)]


def oriented(facets: Sequence[dict[int, list[int]]]) -> list[dict[int, Chain]]:
    """The boundary of every face as a chain of its facets with signs, so that boundaries have none.

    Two facets that share a ridge must induce opposite orientations on it; the facets of a polytope
    are connected through ridges, so one choice fixes them all.
    """
    found: list[dict[int, Chain]] = [{face: {} for face in facets[0]}] if facets else []
    for k in range(1, len(facets)):
        level: dict[int, Chain] = {}
        for face, ids in facets[k].items():
            if k == 1:
                level[face] = {ids[0]: -1, ids[1]: 1}
                continue
            meeting: dict[int, list[int]] = {}
            for facet in ids:
                for ridge in found[k - 1][facet]:
                    meeting.setdefault(ridge, []).append(facet)
            signs, waiting = {ids[0]: 1}, [ids[0]]
            while waiting:
                facet = waiting.pop()
                for ridge, sign in found[k - 1][facet].items():
                    for other in meeting[ridge]:
                        if other not in signs:
                            signs[other] = -signs[facet] * sign * found[k - 1][other][ridge]
                            waiting.append(other)
            level[face] = signs
        found.append(level)
    return found


def _reduce(columns: list[Chain]) -> set[int]:
    """The pivots of the columns after elimination by their largest index; as many as the rank."""
    pivots: dict[int, Chain] = {}
    for column in columns:
        column = dict(column)
        while column:
            last = max(column)
            if last not in pivots:
                pivots[last] = column
                break
            other = pivots[last]
            a, b = other[last], column[last]
            common = gcd(a, b)
            a, b = a // common, b // common
            column = {i: x for i in column.keys() | other.keys()
                      if (x := a * column.get(i, 0) - b * other.get(i, 0))}
    return set(pivots)
