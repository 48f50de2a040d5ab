"""What every engine answers: the cells, in canonical order; and the face lattice of those that keep faces."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Cells(NamedTuple):
    """The cells of a problem, sorted by their sign vectors as text over '+', '-', '0'."""

    signs: np.ndarray                                      # (C, forms) int8
    bounded: np.ndarray                                    # (C,) bool: bounded modulo the lineality space
    witnesses: list[tuple[int, ...]] | None = None         # (t, kept coordinates) strictly inside each cell
    generators: list[tuple[tuple[int, ...], ...]] | None = None   # all extreme rays of each cell, sorted


class Fan(NamedTuple):
    """A subdivision with all its faces.

    A face of level k is a cone of dimension k + 1; its facets are ids of level k - 1. The cells,
    the faces of the last level, are in the canonical order of their sign vectors.
    """

    rays: np.ndarray            # (R, n) primitive integers (t, kept coordinates)
    ray_signs: np.ndarray       # (R, forms) int8, the sign of every form at every ray
    cell_signs: np.ndarray      # (C, forms) int8, the sign of every form inside every cell
    levels: tuple[tuple[np.ndarray, np.ndarray], ...]   # (start, ids) of levels 1, 2, ...


def cone(rays: int, levels: list) -> list:
    """The levels of the cone over a fan of `rays` rays: every face, and its join with the apex, ray `rays`.

    In a level the faces of the fan come first, then the joins of those one level down.
    """
    found = [(np.arange(0, 2 * rays + 1, 2), np.column_stack((np.arange(rays), np.full(rays, rays))).ravel())]
    for start, ids in levels:
        base_start, base_ids = found.pop()
        lengths = np.diff(start)
        found.append((np.concatenate((start, start[-1] + base_start[1:])), np.concatenate((ids, base_ids))))
        # the join of face j has as facets j itself and the joins of the facets of j, which follow the faces below
        joined = np.empty(len(ids) + len(lengths), dtype=np.int64)
        joined_start = np.concatenate(([0], np.cumsum(lengths + 1)))
        joined[joined_start[:-1]] = np.arange(len(lengths))
        joined[np.arange(len(ids)) + np.repeat(np.arange(len(lengths)), lengths) + 1] = len(lengths) + ids
        found.append((joined_start, joined))
    return found


def canonical_order(signs: np.ndarray) -> np.ndarray:
    """The order of rows of signs as text over '+', '-', '0'.

    >>> canonical_order(np.array([[1, 0], [-1, 1], [1, -1]], dtype=np.int8)).tolist()
    [2, 0, 1]
    """
    if not signs.size:
        return np.arange(len(signs))
    padded = np.zeros((len(signs), -(-signs.shape[1] // 32) * 32), dtype=np.uint8)       # two bits a sign, in words
    padded[:, :signs.shape[1]] = np.array([2, 0, 1], dtype=np.uint8)[signs]
    four = padded.reshape(len(signs), -1, 4)
    words = (four[:, :, 0] << 6 | four[:, :, 1] << 4 | four[:, :, 2] << 2 | four[:, :, 3]).view(">u8").astype(np.uint64)
    return np.lexsort(words.T[::-1]) if words.shape[1] > 1 else np.argsort(words[:, 0], kind="stable")


def as_text(signs: np.ndarray) -> np.ndarray:
    """Rows of signs as byte strings over '+', '-', '0'; their order is the canonical one.

    >>> as_text(np.array([[1, -1], [0, 1]], dtype=np.int8)).tolist()
    [b'+-', b'0+']
    """
    if not signs.shape[1]:
        return np.zeros(len(signs), dtype="S1")
    return np.frombuffer(b"0+-", dtype=np.uint8)[signs].reshape(signs.shape).view(f"S{signs.shape[1]}")[:, 0]
