"""What the adaptors share: reading a workload with numpy alone, and timing one call.

An adaptor is a module with one function, `run(path, domain)`, that reads the workload, lets its program count the
regions, and returns what `timed` does; `../one.py` starts it in the environment of its program. Nothing here
imports exactrelu: only the adaptor of that name does.
"""
from __future__ import annotations

import time
from pathlib import Path
from typing import Callable

import numpy as np

STATUS = Path("/proc/self/status")
Layers = list[tuple[np.ndarray, np.ndarray]]


def relu_layers(path: Path) -> Layers:
    """The ReLU layers [(W, b), ...] of a workload: `A`, `b`, or `W0`, `b0`, ... without the last one, which is linear."""
    with np.load(path) as file:
        if "A" in file:
            return [(file["A"], file["b"])]
        return [(file[f"W{i}"], file[f"b{i}"]) for i in range(sum(key[0] == "W" for key in file) - 1)]


def box_of(domain: str) -> tuple[int, int] | None:
    """(lo, hi) of the domain "box:lo,hi", the same on every axis; None for "whole"."""
    if domain == "whole":
        return None
    lo, hi = domain.removeprefix("box:").split(",")
    return int(lo), int(hi)


def megabytes(key: str) -> float:
    """VmRSS (now) or VmHWM (peak) of this process; of Linux only, elsewhere 0."""
    for line in STATUS.read_text().splitlines() if STATUS.exists() else ():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    return 0.0


def timed(count: Callable[..., int], *arguments) -> dict:
    """The regions that `count(*arguments)` returns, its wall clock and processor time, and the memory before it."""
    idle = megabytes("VmRSS")
    start, used = time.perf_counter(), time.process_time()
    regions = count(*arguments)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    return {"regions": int(regions), "seconds": seconds, "processor": processor, "idle": idle}
