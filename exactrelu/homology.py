"""Homology over the integers of a finite cell complex, from its facet lists alone."""
from __future__ import annotations

from typing import NamedTuple, Sequence

from flint import fmpz_mat

Chain = dict[int, int]


class Homology(NamedTuple):
    """Homology groups: betti[k] is the rank of H_k, torsion[k] its elementary divisors above 1."""

    betti: tuple[int, ...]
    torsion: tuple[tuple[int, ...], ...]


def homology(facets: Sequence[dict[int, list[int]]]) -> Homology:
    """The homology groups H_0, H_1, ... over the integers.

    facets : for each dimension k, a dict {face: its facets, faces of dimension k - 1}; the faces
        of dimension 0 have none. Closed under taking faces.

    Source: proofs/r6_homology.md.

    >>> square = [{0: [], 1: [], 2: [], 3: []}, {0: [0, 1], 1: [1, 2], 2: [2, 3], 3: [3, 0]}]
    >>> homology(square).betti, homology(square + [{0: [0, 1, 2, 3]}]).betti, homology([]).betti
    ((1, 1), (1, 0, 0), ())
    """
    return chain_homology([len(faces) for faces in facets], [list(level.values()) for level in oriented(facets)])


def chain_homology(sizes: Sequence[int], boundaries: Sequence[Sequence[Chain]]) -> Homology:
    """The homology of free chain groups of these ranks; boundaries[k] holds the boundary of each k-chain generator.

    >>> chain_homology([1, 1, 1], [[{}], [{}], [{0: 2}]])          # the projective plane
    Homology(betti=(1, 0, 0), torsion=((), (2,), ()))
    """
    ranks, divisors = [0] * (len(sizes) + 1), [()] * (len(sizes) + 1)
    bounding: set[int] = set()        # generators that a boundary one dimension up makes superfluous
    for k in range(len(sizes) - 1, 0, -1):
        columns = [chain for i, chain in enumerate(boundaries[k]) if i not in bounding]
        ranks[k], divisors[k], bounding = _smith(columns)
    return Homology(tuple(n - ranks[k] - ranks[k + 1] for k, n in enumerate(sizes)),
                    tuple(divisors[k + 1] for k in range(len(sizes))))


def oriented(facets: Sequence[dict[int, list[int]]]) -> list[dict[int, Chain]]:
    """The boundary of every face as a chain of its facets with signs, so that boundaries have none.

    Faces of a dimension are renumbered 0, 1, ... in their order. Two facets that share a ridge must
    induce opposite orientations on it; the facets of a polytope are connected through ridges, so
    one choice fixes them all.
    """
    numbers = [{face: i for i, face in enumerate(level)} for level in facets]
    found: list[dict[int, Chain]] = [{i: {} for i in range(len(facets[0]))}] if facets else []
    for k in range(1, len(facets)):
        level: dict[int, Chain] = {}
        for face, names in facets[k].items():
            ids = [numbers[k - 1][name] for name in names]
            if k == 1:
                level[numbers[k][face]] = {ids[0]: -1, ids[1]: 1}
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
            level[numbers[k][face]] = signs
        found.append(level)
    return found


def _smith(columns: Sequence[Chain]) -> tuple[int, tuple[int, ...], set[int]]:
    """(rank, elementary divisors above 1, rows of unit pivots) of a sparse integer matrix.

    A column whose last entry is a unit clears that row from the others without changing the Smith
    form; what is left after all unit pivots is small and goes to FLINT.
    """
    pivots: dict[int, Chain] = {}
    hard: list[Chain] = []
    for column in columns:
        column = dict(column)
        while column:
            last = max(column)
            if last in pivots:
                _subtract(column, pivots[last], last)
            elif abs(column[last]) == 1:
                pivots[last] = column
                break
            else:
                hard.append(column)
                break
    for column in hard:                    # pivots found later may still meet it
        for row in sorted(pivots, reverse=True):
            if row in column:
                _subtract(column, pivots[row], row)
    rows = sorted({row for column in hard for row in column})
    if not rows:
        return len(pivots), (), set(pivots)
    rest = fmpz_mat([[column.get(row, 0) for row in rows] for column in hard]).snf()
    diagonal = [abs(int(rest[i, i])) for i in range(min(rest.nrows(), rest.ncols()))]
    nonzero = [x for x in diagonal if x]
    return len(pivots) + len(nonzero), tuple(x for x in nonzero if x > 1), set(pivots)


def _subtract(column: Chain, pivot: Chain, row: int) -> None:
    """Subtract the multiple of the pivot that clears a row, in place."""
    factor = column[row] * pivot[row]
    for i, x in pivot.items():
        value = column.get(i, 0) - factor * x
        if value:
            column[i] = value
        else:
            column.pop(i, None)
