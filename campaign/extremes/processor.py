"""The modes of the processor, which another library may have set: how doubles are rounded, and whether there are subnormal ones."""
from __future__ import annotations

import contextlib
import ctypes
import random
from typing import Iterator

import exactrelu as er

from .engines import engines
from .networks import FAMILIES


@contextlib.contextmanager
def processor(rounding: int, flush: bool) -> Iterator[None]:
    """Doubles are rounded to nearest, down, up or towards zero (0 to 3); with `flush` subnormal ones are 0, read and written.

    As a library in the same process may have set it: code compiled with -ffast-math does. For Linux on x86-64.
    """
    library = ctypes.CDLL("libm.so.6")
    before, now = (ctypes.c_char * 32)(), (ctypes.c_char * 32)()
    library.fegetenv(before), library.fegetenv(now)
    control = ctypes.c_uint32.from_buffer(now, 28)                        # MXCSR in fenv_t
    control.value = control.value & ~0xe040 | rounding << 13 | 0x8040 * flush
    library.fesetenv(now)
    try:
        yield
    finally:
        library.fesetenv(before)


def modes(seed: int, count: int) -> Iterator[list[str]]:
    """What is wrong with the engines on some networks in each mode of the processor."""
    names = [name for name in FAMILIES if name != "digits"]
    for number in range(count):
        case = FAMILIES[names[number % len(names)]](random.Random(f"modes {seed} {number}"))
        wrong = []
        for rounding in range(4):
            for flush in (False, True):
                try:
                    with processor(rounding, flush):
                        wrong += [f"{names[number % len(names)]} {number}, {rounding} {flush}: {one}" for one in engines(case, False)]
                except er.InputError as error:
                    wrong += [] if "empty" in str(error) else [str(error)]
        yield wrong
