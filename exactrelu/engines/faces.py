"""The faces of a fan: what its rays say about them."""
from __future__ import annotations

import numpy as np

from .cells import Fan
from .fan import HeldFan

FINITE, INFINITE = 1, 2      # bits of a face: it has a vertex, it has a ray


def over_faces(fan: Fan | HeldFan, of_rays: np.ndarray, levels: int | None = None) -> list[np.ndarray]:
    """For every face, level by level, the bitwise or of the bytes (or rows of bytes) of its rays."""
    found = [of_rays]
    for start, ids in fan.levels[:levels]:
        found.append(np.bitwise_or.reduceat(found[-1].take(ids, axis=0), start[:-1], axis=0))
    return found


def reach(fan: Fan | HeldFan) -> list[np.ndarray]:
    """For every face, level by level: FINITE if it has a vertex, plus INFINITE if it has a ray."""
    return over_faces(fan, np.where(fan.rays[:, 0] > 0, FINITE, INFINITE).astype(np.uint8))


def bounded_cells(fan: Fan | HeldFan) -> np.ndarray:
    """Which cells have no ray at infinity."""
    return fan.bounded if isinstance(fan, HeldFan) else reach(fan)[-1] == FINITE
