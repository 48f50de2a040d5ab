"""Integer matrices that are fast while they are small and exact when they are not.

A matrix is a numpy array of int64 where a proven bound shows that nothing can overflow, and of
Python integers (dtype object) otherwise; the two never give different values.
"""
from __future__ import annotations

from math import gcd
from typing import Sequence

import numpy as np
from flint import fmpz_mat

LIMIT = 2**62        # every product and sum that stays below is safe in int64


def array(rows: Sequence[Sequence[int]], columns: int) -> np.ndarray:
    """These rows as an array of shape (len(rows), columns), int64 if every entry is small.

    >>> array([(1, 2)], 2).dtype, array([(2**70,)], 1).dtype
    (dtype('int64'), dtype('O'))
    """
    exact = np.empty((len(rows), columns), dtype=object)
    for i, row in enumerate(rows):
        exact[i] = row
    return narrow(exact)


def largest(a: np.ndarray) -> int:
    """The largest absolute value, 0 for an empty array."""
    return max(int(a.max()), -int(a.min())) if a.size else 0


def narrow(a: np.ndarray) -> np.ndarray:
    """The same numbers as int64 if they fit."""
    return a.astype(np.int64) if a.dtype == object and largest(a) < LIMIT else a


def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a @ b, exactly, for integer arrays of shapes (m, k) and (k, n)."""
    if not a.size or not b.size:
        return np.zeros((len(a), b.shape[1]), dtype=np.int64)
    if a.dtype != object and b.dtype != object:
        room = LIMIT // (max(largest(a), 1) * a.shape[1])        # how large the entries of b may be
        if largest(b) < room:
            return a @ b
        if room >= 2**16:           # b = high 2^s + low, both small enough for a product in int64
            s = room.bit_length() - 2
            high, low = b >> s, b & ((1 << s) - 1)
            if largest(high) < room:
                return (a @ high).astype(object) * (1 << s) + a @ low
    big = fmpz_mat(len(a), a.shape[1], a.ravel().tolist()) * fmpz_mat(len(b), b.shape[1], b.ravel().tolist())
    exact = np.empty(len(a) * b.shape[1], dtype=object)
    exact[:] = [int(x) for x in big.entries()]
    return exact.reshape(len(a), b.shape[1])


def dots(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The product of row i of a with row i of b, for every i."""
    if a.dtype == object or b.dtype == object or largest(a) * largest(b) * max(a.shape[1], 1) >= LIMIT:
        a, b = a.astype(object), b.astype(object)
    return (a * b).sum(axis=1)


def add_to_first_column(a: np.ndarray, column: np.ndarray) -> np.ndarray:
    """a with a column added to its first one."""
    if a.dtype == object or column.dtype == object or largest(a) + largest(column) >= LIMIT:
        a, column = a.astype(object), column.astype(object)
    return np.concatenate((a[:, :1] + column[:, None], a[:, 1:]), axis=1)


def combine(p: np.ndarray, u: np.ndarray, q: np.ndarray, v: np.ndarray, width: int | None = None) -> np.ndarray:
    """The rows p_i u_i + q_i v_i, divided by the greatest common divisor of their first `width` entries.

    These entries are not all zero, and the divisor divides the others, which are linear in them.

    >>> combine(np.array([2]), np.array([[1, 0]]), np.array([4]), np.array([[1, 1]]))
    array([[3, 2]])
    """
    if (max(x.dtype == object for x in (p, u, q, v))
            or largest(p) * largest(u) + largest(q) * largest(v) >= LIMIT):
        p, u, q, v = (x.astype(object) for x in (p, u, q, v))
    rows = p[:, None] * u + q[:, None] * v
    if rows.dtype != object:
        return rows // np.gcd.reduce(rows[:, :width], axis=1)[:, None]
    # np.gcd on objects would swallow a KeyboardInterrupt that arrives meanwhile
    common = np.empty(len(rows), dtype=object)
    common[:] = [gcd(*row) for row in rows[:, :width].tolist()]
    return rows // common[:, None]


def beside(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The columns of a, then those of b."""
    if a.dtype != b.dtype:
        a, b = a.astype(object), b.astype(object)
    return np.concatenate((a, b), axis=1)


def joined(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The rows of a, then those of b."""
    if a.dtype != b.dtype:
        a, b = a.astype(object), b.astype(object)
    return np.concatenate((a, b))


def signs(a: np.ndarray) -> np.ndarray:
    """The sign of every entry, as int8."""
    return (a > 0).astype(np.int8) - (a < 0).astype(np.int8)
