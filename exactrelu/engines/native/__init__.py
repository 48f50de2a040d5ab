"""The compiled library, where it is there."""
from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path


@cache
def library() -> ctypes.CDLL | None:
    """The library, or None if it was not built or EXACTRELU_PURE=1 asks for Python alone."""
    file = Path(__file__).with_name("_native.so")
    if os.environ.get("EXACTRELU_PURE") == "1" or not file.exists():
        return None
    return ctypes.CDLL(str(file))
