"""What every engine answers: the cells, in canonical order."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Cells(NamedTuple):
    """The cells of a problem, sorted by their sign vectors as text over '+', '-', '0'."""

    signs: np.ndarray                                      # (C, forms) int8
    bounded: np.ndarray                                    # (C,) bool: bounded modulo the lineality space
    witnesses: list[tuple[int, ...]] | None = None         # (t, kept coordinates) strictly inside each cell
    generators: list[tuple[tuple[int, ...], ...]] | None = None   # all extreme rays of each cell, sorted
