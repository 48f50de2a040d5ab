"""The fan engine: compiled where it can be, in Python otherwise; both give the same fan."""
from __future__ import annotations

from .cells import Fan
from .compiled_fan import CompiledFan, Progress, compiled_fan
from .problem import Problem
from .pure import pure_fan


def fan(problem: Problem, memory: int, progress: Progress | None = None) -> Fan | CompiledFan:
    """All cells of the problem with all their faces, exactly.

    `memory` bounds the bytes in use (LimitExceeded beyond); `progress(done, neurons, cells)` is
    called after every neuron.
    """
    return compiled_fan(problem, memory, progress) or pure_fan(problem, memory, progress)
