"""A numpy array that grows at its end."""
from __future__ import annotations

import numpy as np


class Growing:
    """Rows that can be appended in amortised constant time; `all` is a view of those there are.

    >>> numbers = Growing(np.array([1, 2]))
    >>> numbers.extend(np.array([3]))
    >>> numbers.all
    array([1, 2, 3])
    """

    def __init__(self, rows: np.ndarray):
        self._room, self.size = rows, len(rows)

    @property
    def all(self) -> np.ndarray:
        """The rows, as a view: writing to it changes them."""
        return self._room[:self.size]

    def resize(self, size: int) -> None:
        """Make room for `size` rows; new ones are undefined until they are written."""
        if size > len(self._room):
            room = np.empty((size + size // 2, *self._room.shape[1:]), dtype=self._room.dtype)
            room[:self.size] = self.all
            self._room = room
        self.size = size

    def extend(self, rows: np.ndarray) -> None:
        """Append rows."""
        end = self.size
        self.resize(end + len(rows))
        self._room[end:self.size] = rows
