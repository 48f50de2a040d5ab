"""What OpenBLAS, the linear algebra of numpy, takes for itself: threads, and memory without which it ends the process."""
from __future__ import annotations

import ctypes
from mmap import ACCESS_COPY, mmap
from pathlib import Path

import numpy as np

from .errors import LimitExceeded

ROOM = 40 << 20          # bytes of addresses: its first product takes 32 MB


def one_thread() -> None:
    """Tell it, where it can be found, that every processor has its process already."""
    try:
        loaded = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "openblas" in line}
        for library in map(ctypes.CDLL, sorted(loaded)):
            for name in ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads64_", "openblas_set_num_threads"):
                if hasattr(library, name):
                    getattr(library, name)(1)
    except OSError:
        pass


def take_room() -> None:
    """Let it take its memory now: later, without any, it would end the process with exit code 1, which says that the answer is no.

    Raises
    ------
    LimitExceeded : there is not so much.
    """
    try:
        mmap(-1, ROOM, access=ACCESS_COPY).close()           # private, so that `ulimit -d` counts it, too
    except OSError:
        raise LimitExceeded(f"there is too little memory to begin: at least {ROOM >> 20} MB more are needed (ulimit -v, -d)") from None
    np.ones((2, 2)) @ np.ones((2, 2))
