"""The fan of a whole problem from those of its parts."""
from __future__ import annotations

from typing import Sequence

import numpy as np

from . import exact
from .cells import Fan
from .parts import Part, placed


def glue(parts: Sequence[Part], fans: Sequence[Fan]) -> Fan:
    """One fan from those of all the parts of a problem, in their order.

    A face that belongs to a part takes the next number of its level. Its copies in other parts are
    recognised by the coordinates of a ray, or else by two facets: no other face has both.
    Source: proofs/parts.md.
    """
    masks = [placed(part, found) for part, found in zip(parts, fans)]
    at_level = lambda k: tuple([mask[k] for mask in kind] for kind in zip(*masks))  # noqa: E731
    own, framed = at_level(0)
    number = _numbered(own, framed, _same_rays([found.rays[on] for found, on in zip(fans, framed)]))
    rays = [found.rays[mine] for found, mine in zip(fans, own)]
    if any(some.dtype == object for some in rays):
        rays = [some.astype(object) for some in rays]
    ray_signs = np.concatenate([found.ray_signs[mine] for found, mine in zip(fans, own)])
    levels = []
    for k in range(len(fans[0].levels)):
        own, framed = at_level(k + 1)
        rows = [(start, below[ids]) for (start, ids), below in zip([found.levels[k] for found in fans], number)]
        levels.append(_joined([_chosen(*row, mine) for row, mine in zip(rows, own)]))
        number = _numbered(own, framed, [_two_facets(*_chosen(*row, on)) for row, on in zip(rows, framed)])
    return Fan(exact.narrow(np.concatenate(rays)), ray_signs, np.concatenate([found.cell_signs for found in fans]),
               tuple(levels))


def _numbered(own: list[np.ndarray], framed: list[np.ndarray], keys: list[np.ndarray]) -> list[np.ndarray]:
    """The numbers in the whole of the faces of every part; of those on a frame, equal keys have equal numbers.

    own, framed : of every part, which faces belong to it, and which lie on its frame
    keys : of those on its frame
    """
    found, count = [], 0
    for mine in own:
        found.append(np.cumsum(mine) + (count - 1))       # right for those that belong to the part
        count += np.count_nonzero(mine)
    _, which = np.unique(np.concatenate(keys), return_inverse=True)
    mine = np.concatenate([mine[on] for mine, on in zip(own, framed)])
    of_key = np.full(len(which), -1)
    of_key[which[mine]] = np.concatenate([number[on] for number, on in zip(found, framed)])[mine]
    start = 0
    for number, on in zip(found, framed):
        end = start + np.count_nonzero(on)
        number[on] = of_key[which[start:end]]
        start = end
    return found


def _same_rays(rays: list[np.ndarray]) -> list[np.ndarray]:
    """One integer for each ray of each part, the same for the same ray."""
    known: dict[tuple, int] = {}
    return [np.array([known.setdefault(tuple(ray), len(known)) for ray in some.tolist()], dtype=np.int64) for some in rays]


def _two_facets(start: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """The two smallest facets of every face, as one integer: two faces of one level have no two facets in common."""
    if len(start) == 1:
        return np.empty(0, dtype=np.int64)
    first = np.minimum.reduceat(ids, start[:-1])
    others = np.where(ids == np.repeat(first, np.diff(start)), np.iinfo(np.int64).max, ids)
    return (first << 32) + np.minimum.reduceat(others, start[:-1])


def _chosen(start: np.ndarray, ids: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows of some faces, given by truth values."""
    lengths = np.diff(start)
    return np.concatenate(([0], np.cumsum(lengths[faces]))), ids[np.repeat(faces, lengths)]


def _joined(tables: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Several tables of rows as one."""
    lengths = np.concatenate([np.diff(start) for start, _ in tables])
    return np.concatenate(([0], np.cumsum(lengths))), np.concatenate([ids for _, ids in tables])
