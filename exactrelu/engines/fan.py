"""The fan engine: compiled where it can be, in Python otherwise; both give the same fan."""
from __future__ import annotations

from .cells import Fan
from .compiled_fan import CompiledFan, Progress, compiled_fan
from .mirror import MirroredFan, half, mirrored
from .problem import Problem
from .pure import pure_fan

HeldFan = CompiledFan | MirroredFan        # its arrays are made when they are asked for


def fan(problem: Problem, memory: int, progress: Progress | None = None) -> Fan | HeldFan:
    """All cells of the problem with all their faces, exactly.

    `memory` bounds the bytes in use (LimitExceeded beyond); `progress(done, neurons, cells)` is
    called after every neuron.
    """
    part = half(problem)
    if part is None:
        return compiled_fan(problem, memory, progress) or pure_fan(problem, memory, progress)
    found = compiled_fan(part, memory, progress)
    return MirroredFan(found) if found else mirrored(pure_fan(part, memory, progress))
