"""The faces of one level of a lattice, as rows of facet ids."""
from __future__ import annotations

import numpy as np

from .growing import Growing


class Level:
    """The faces of one level, as rows of facet ids in an array that only grows at its end.

    Row r is ids[start[r]:start[r+1]] and belongs to face[r]; a face that is cut gets a new row,
    and its old row stays behind, with face[r] = -1, until the next `compact`.
    """

    def __init__(self, ids: np.ndarray, lengths: np.ndarray):
        self.ids = Growing(ids.astype(np.int64))
        self.start = Growing(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))))
        self.face = Growing(np.arange(len(lengths)))
        self.row = Growing(np.arange(len(lengths)))
        self.dead = 0
        self.fresh = len(lengths)          # the rows from here on belong to the last split
        self.edges = bool(len(lengths)) and bool((lengths == 2).all())     # level 1: every row has two ends

    @property
    def count(self) -> int:
        """The number of faces."""
        return self.row.size

    def append(self, faces: np.ndarray, ids: np.ndarray, lengths: np.ndarray) -> None:
        """Add one row for each of these faces: old ones, retired before, and the next new ones."""
        end, rows = self.start.all[-1], self.face.size
        self.fresh = rows
        self.start.extend(end + np.cumsum(lengths))
        self.ids.extend(ids)
        self.face.extend(faces)
        self.row.resize(max(self.count, int(faces.max()) + 1))
        self.row.all[faces] = np.arange(rows, rows + len(faces))

    def retire(self, rows: np.ndarray) -> None:
        """Leave these rows behind."""
        self.face.all[rows] = -1
        start = self.start.all
        self.dead += int((start[rows + 1] - start[rows]).sum())

    def compact(self) -> None:
        """Forget what is fresh, and drop the rows left behind if they are many."""
        self.fresh = self.face.size
        if 2 * self.dead < self.ids.size:
            return
        alive = self.face.all >= 0
        lengths = np.diff(self.start.all)
        faces, count = self.face.all[alive], self.count
        self.__init__(self.ids.all[np.repeat(alive, lengths)], lengths[alive])
        self.face.all[:] = faces
        self.row.resize(count)
        self.row.all[faces] = np.arange(len(faces))

    def gather(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The facet ids of some rows, one after the other, and for each the position of its row."""
        first = self.start.all[rows]
        lengths = self.start.all[rows + 1] - first
        ends = np.cumsum(lengths)
        owner = np.repeat(np.arange(len(rows)), lengths)
        return self.ids.all.take(np.arange(len(owner)) + (first - ends + lengths).take(owner)), owner

    def over_facets(self, values: np.ndarray, since: int = 0) -> np.ndarray:
        """For every row from `since` on the bitwise or of the codes of its facets."""
        start = self.start.all[since:]
        below = values.take(self.ids.all[start[0]:])
        return below[0::2] | below[1::2] if self.edges else np.bitwise_or.reduceat(below, start[:-1] - start[0])

    def table(self) -> tuple[np.ndarray, np.ndarray]:
        """(start, ids): the facets of face i are ids[start[i]:start[i+1]]."""
        ids, owner = self.gather(self.row.all)
        return np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=self.count)))), ids
