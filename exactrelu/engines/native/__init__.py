"""The compiled engines: one shared library of plain C functions, called through ctypes.

It is made from the C++ files of this folder when the package is built (setup.py). Where it is missing, or the
environment variable EXACTRELU_PURE is set, everything is done in Python, with the same results.
"""
from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Event, Thread
from typing import Callable

import numpy as np

from ...workers import halted
from .stamp import stamp

PAUSED = 100       # fan.cpp, signs.cpp
MOMENT = 20        # milliseconds that a call may take in the thread that asks
WAIT = 0.1         # seconds between two looks at a call that goes on

_P, _I, _L, _NOTHING = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, None
FUNCTIONS = {      # what each returns, and its arguments: all set before anyone can call
    "native_stamp": (ctypes.c_char_p, []),
    "fan_new": (_P, [_I, _I, _I, _I, _P, _P, _I, _P, _P, _L]), "fan_delete": (_NOTHING, [_P]),
    "fan_run": (_I, [_P, _L, _P, _L]), "fan_reached": (_NOTHING, [_P, _P]), "fan_levels": (_I, [_P]),
    "fan_counts": (_NOTHING, [_P, _P]), "fan_owned": (_I, [_P, _I, _P, _P, _P]), "fan_table": (_NOTHING, [_P, _I, _P, _P]),
    "fan_cells": (_NOTHING, [_P, _P, _P]), "fan_ray_signs": (_NOTHING, [_P, _P]), "fan_rays": (_L, [_P, _L, _L, _P, _P, _P, _L]),
    "signs_new": (_P, [_P, _P, _P]), "signs_delete": (_NOTHING, [_P]), "signs_run": (_I, [_P, _I, _L, _I, _P, _L]),
    "signs_count": (_NOTHING, [_P, _P]), "signs_copy": (_NOTHING, [_P, _P, _P]), "signs_rays": (_I, [_P, _P, _P, _P, _L]),
    "signs_copy_rays": (_NOTHING, [_P, _P, _P]),
}


@cache
def _loaded(pure: bool, folder: Path = Path(__file__).parent) -> ctypes.CDLL | None:
    path = folder / "_native.so"
    if pure or not path.exists():
        return None
    try:
        found = ctypes.CDLL(str(path))
        for function, (result, arguments) in FUNCTIONS.items():
            getattr(found, function).restype, getattr(found, function).argtypes = result, arguments
    except (OSError, AttributeError):          # made for another machine, or of older files
        return None
    made_of = found.native_stamp().decode()
    return found if made_of in ("", stamp(folder)) or not stamp(folder) else None


def library() -> ctypes.CDLL | None:
    """The shared library, or None where there is none or EXACTRELU_PURE is set."""
    return _loaded(bool(os.environ.get("EXACTRELU_PURE")))


def pointer(array: np.ndarray | None):
    """The address of an array, as an argument of a function of the library."""
    return None if array is None else array.ctypes.data_as(ctypes.c_void_p)


def interruptible(call: Callable[[int], int], shared: np.ndarray, report: Callable[[], None]) -> int:
    """The value of a call that stops soon after shared[0] is 1; `report` is called meanwhile and at the end.

    call(milliseconds) returns PAUSED when it has taken so long, and goes on, or begins again, with the next call. After a moment it
    runs beside this thread: so Ctrl-C and an error of `report` end it, and are raised when it has ended.
    """
    found, done = [call(MOMENT)], Event()
    if found[-1] == PAUSED:

        def work() -> None:
            try:
                found.append(call(0))
            finally:
                done.set()

        thread = Thread(target=work, daemon=True)
        try:
            thread.start()
            while not done.wait(WAIT):           # Thread.join would take an interrupted thread for one that has ended
                report()
                if halted():
                    raise KeyboardInterrupt
        except BaseException:
            shared[0] = 1
            while thread.is_alive() and not done.is_set():         # it reads what the caller is about to give back
                with suppress(KeyboardInterrupt):
                    done.wait(WAIT)
            raise
    report()
    return found[-1]


def packed(numbers: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """(sizes, words) of integers: the 64-bit words of each, low first; the size is negative for a negative number.

    >>> [x.tolist() for x in packed([3, 0, -2**64])]
    [[1, 0, -2], [3, 0, 1]]
    """
    try:
        small = np.array(numbers, dtype=np.int64)
        if not len(small) or small.min() > -2**63:
            return np.sign(small).astype(np.int32), np.abs(small[small != 0]).astype(np.uint64)
    except OverflowError:
        pass
    sizes = [(abs(a).bit_length() + 63) // 64 * (1 if a >= 0 else -1) for a in numbers]
    words = b"".join(abs(a).to_bytes(8 * abs(size), "little") for a, size in zip(numbers, sizes))
    return np.array(sizes, dtype=np.int32), np.frombuffer(words, dtype="<u8").astype(np.uint64)


def unpacked(sizes: np.ndarray, words: np.ndarray) -> list[int]:
    """The integers of `packed`.

    >>> unpacked(*packed([3, 0, -2**64]))
    [3, 0, -18446744073709551616]
    """
    data, found, at = words.astype("<u8").tobytes(), [], 0
    for size in sizes.tolist():
        end = at + 8 * abs(size)
        value = int.from_bytes(data[at:end], "little")
        found.append(-value if size < 0 else value)
        at = end
    return found
