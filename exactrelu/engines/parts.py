"""A problem cut into parts, which know nothing of each other.

Words: a *part* is the piece of the domain where the first forms have given signs, so the cells of
the parts, one part after the other in the order of these signs, are the sorted cells of the whole.
A face of the subdivision that lies on the frame between parts *belongs* to exactly one of them:
some of the rows that cut a part out are *open*, and faces on which an open row vanishes are
another part's. So the numbers of the whole are sums over the parts. Source: proofs/parts.md.
"""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..linalg import independent_rows
from . import exact
from .cells import Fan
from .faces import FINITE, over_faces, reach
from .fan import HeldFan, fan
from .problem import Problem, reduced
from .signs import few_cells


class Part(NamedTuple):
    """A piece of the domain of a problem.

    A layer whose forms all have their signs is left out of the part's own problem: the next one is linear there.
    """

    problem: Problem           # on the inequalities of the domain and then those that cut the part out
    frame: int                 # how many of its rows are those of the domain
    open: tuple[bool, ...]     # for each further row: whether faces on which it vanishes belong to another part
    signs: tuple[int, ...]     # the signs of the first forms; those that are not 0 have a row each, in order
    left_out: int              # how many of these forms are in layers that the problem has no more

    @property
    def name(self) -> str:
        """The signs as text."""
        return "".join("0+-"[sign] for sign in self.signs)


class Summary(NamedTuple):
    """What is counted of a part; summaries of disjoint parts are added. None where the engine keeps no faces."""

    regions: int
    bounded: int                                      # regions that are bounded modulo the lineality space
    faces: tuple[int, ...] | None = None              # faces with a vertex that belong to the part, by level
    bounded_faces: tuple[int, ...] | None = None      # those without a ray
    walls: int | None = None                          # those of codimension 1 inside the domain

    def __add__(self, other: "Summary") -> "Summary":
        plus = lambda x, y: None if x is None or y is None else \
            x + y if isinstance(x, int) else tuple(map(sum, zip(x, y)))  # noqa: E731
        return Summary(*map(plus, self, other))


def whole(problem: Problem) -> Part:
    """The problem as one part."""
    return Part(problem, len(problem.rows), (), (), 0)


def split(part: Part, wanted: int) -> list[Part]:
    """The part in at least `wanted` pieces, if its forms cut it that often, in the order of their signs.

    As few more forms get signs as make that many pieces, or all of them.

    >>> from ..domain import Domain
    >>> from ..network import Layer, Network
    >>> from .problem import problem
    >>> task = problem(Network(Layer([[1, 0], [0, 1], [1, 1]], [0, 0, 1])), Domain.whole(2))
    >>> [piece.name for piece in split(whole(task), 3)]
    ['++', '+-', '-+', '--']
    >>> [piece.open for piece in split(whole(task), 3)]
    [(False, False), (False, True), (True, False), (True, True)]
    """
    pieces = [part]
    while len(pieces) < wanted:
        each = -(-wanted // len(pieces))
        finer = [piece for old in pieces for piece in _layer(old, each)]
        if finer == pieces:
            break
        pieces = finer
    return pieces


def _layer(part: Part, wanted: int) -> list[Part]:
    """The pieces of a part by more forms of one layer: that which it is in, or the next if all of its forms have signs."""
    part = _without_layer(part)
    problem, known = part.problem, len(part.signs) - part.left_out
    if not problem.stages or known == len(problem.stages[0]):
        return [part]
    forms = problem.stages[0]
    cells = _first_cells(problem, known, wanted)
    found = []
    for signs in cells.tolist():
        rows = tuple(tuple(sign * x for x in form) for sign, form in zip(signs, forms[known:]) if sign)
        is_open = tuple(sign != other for sign, other in zip(signs, cells[0].tolist()) if sign)
        finer = _based(problem._replace(rows=problem.rows + rows))
        found.append(part._replace(problem=finer, open=part.open + is_open, signs=part.signs + tuple(signs)))
    return found


def _first_cells(problem: Problem, known: int, wanted: int) -> np.ndarray:
    """The signs of the forms after the first `known`, as few as cut the domain in `wanted` or else all, in every cell."""
    forms, most = problem.stages[0][known:], 8 * wanted - 1
    number, step = 0, 1
    while True:       # ever longer steps, but taken back if they lead to many more cells than are wanted
        tried = min(number + step, len(forms))
        cells = few_cells(reduced(len(problem.columns), problem.rows, [forms[:tried]]), most)
        if cells is None:         # not after a step of 1, which at most doubles the cells
            step //= 2
            continue
        if len(cells) >= wanted or tried == len(forms):
            break
        number, step = tried, 2 * step
    for fewer in range(1, tried):
        # cells are sorted, so those with the same first signs stand together
        first = np.flatnonzero(np.concatenate(([True], (cells[1:, :fewer] != cells[:-1, :fewer]).any(axis=1))))
        if len(first) >= wanted:
            return cells[first, :fewer]
    return cells


def _without_layer(part: Part) -> Part:
    """The same part, with a layer whose forms all have signs left out of its problem, if another layer follows."""
    problem, signs = part.problem, part.signs[part.left_out:]
    if len(problem.stages) < 2 or len(signs) < len(problem.stages[0]):
        return part
    first, second = (exact.array(stage, len(stage[0])) for stage in problem.stages[:2])
    on = np.array(signs) > 0
    pulled_back = exact.add_to_first_column(exact.product(second[:, 1:] * on, first), second[:, 0])
    stages = (tuple(map(tuple, pulled_back.tolist())),) + problem.stages[2:]
    return part._replace(problem=_based(problem._replace(stages=stages)), left_out=len(part.signs))


def _based(problem: Problem) -> Problem:
    """The problem with the basis that belongs to its rows."""
    known = problem.rows + (problem.stages[0] if problem.stages else ())
    return problem._replace(basis=independent_rows([row[1:] for row in known]))


def part_fan(part: Part, memory: int) -> Fan:
    """All cells of a part with all their faces, and the signs of all forms of the whole problem."""
    found = fan(part.problem, memory)
    if isinstance(found, HeldFan):
        found = found.plain()
    if not part.left_out:
        return found
    signs, rows = np.array(part.signs[:part.left_out], dtype=np.int8), part.problem.rows[part.frame:]
    at_rays = np.zeros((len(found.rays), part.left_out), dtype=np.int8)
    columns = np.flatnonzero(signs)
    at_rays[:, columns] = signs[columns] * _off(found, rows[:len(columns)])
    return found._replace(ray_signs=np.concatenate((at_rays, found.ray_signs), axis=1),
                          cell_signs=with_first(part, found.cell_signs))


def with_first(part: Part, signs: np.ndarray) -> np.ndarray:
    """The signs of cells of the part's problem, after those of the layers that are left out of it."""
    first = np.array(part.signs[:part.left_out], dtype=np.int8)
    return np.concatenate((np.tile(first, (len(signs), 1)), signs), axis=1)


def _off(fan: Fan, rows: tuple) -> np.ndarray:
    """Truth values of shape (rays, rows): the row does not vanish at the ray."""
    return exact.product(fan.rays, exact.array(rows, fan.rays.shape[1]).T) != 0


def counted(part: Part, found: Fan | HeldFan) -> Summary:
    """The numbers of a part from its fan: those of cells, and of the faces that belong to it.

    >>> from ..domain import Domain
    >>> from ..network import Layer, Network
    >>> from .problem import problem
    >>> task = problem(Network(Layer([[1, 0], [0, 1]])), Domain.whole(2))
    >>> quarters = [counted(piece, part_fan(piece, 1 << 20)) for piece in split(whole(task), 4)]
    >>> [quarter.faces for quarter in quarters]
    [(1, 2, 1), (0, 1, 1), (0, 1, 1), (0, 0, 1)]
    >>> quarters[0] + quarters[1]
    Summary(regions=2, bounded=0, faces=(1, 3, 2), bounded_faces=(1, 0, 0), walls=3)
    """
    if isinstance(found, HeldFan):
        counts, walls = found.owned((False,) * part.frame + part.open, part.frame)
        return Summary(len(found.cell_signs), int(np.count_nonzero(found.bounded)), *map(tuple, counts.T.tolist()), walls)
    own = _own(part, found)
    reached = reach(found)
    count = lambda chosen: int(np.count_nonzero(chosen))  # noqa: E731
    finite = [(seen & FINITE != 0) & mine for seen, mine in zip(reached, own)]
    bounded = [(seen == FINITE) & mine for seen, mine in zip(reached, own)]
    walls = 0
    if found.levels:
        off = _off(found, part.problem.rows[:part.frame])
        off = over_faces(found, _packed(off[:, off.any(axis=0)]), len(found.levels) - 1)[-1]
        walls = count(finite[-2] & _everywhere(off))
    return Summary(len(found.cell_signs), count(bounded[-1]), tuple(map(count, finite)), tuple(map(count, bounded)), walls)


def _own(part: Part, found: Fan) -> list[np.ndarray]:
    """Truth values of all faces, level by level: it belongs to the part."""
    off = _off(found, part.problem.rows[part.frame:])[:, np.array(part.open, dtype=bool)]
    return [_everywhere(bits) for bits in over_faces(found, _packed(off))]


def _packed(off: np.ndarray) -> np.ndarray:
    """Rows of truth values as rows of bytes, closed by ones."""
    return ~np.packbits(~off, axis=1)


def _everywhere(packed: np.ndarray) -> np.ndarray:
    """Whether all truth values of a row are true."""
    return (packed == 255).all(axis=1)
