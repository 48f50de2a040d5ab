"""How large a network file may be."""
from __future__ import annotations

from typing import Sequence

from ..errors import InputError

MAX_LAYERS = 64
MAX_NEURONS = 10_000
MAX_NUMBERS = 10_000_000     # weights and biases
MAX_TERMS = 8_000_000        # coefficients that are computed while a graph is read, long ones counted more than once


def check_size(widths: Sequence[int], inputs: int) -> None:
    """InputError if a network with these layer widths is beyond the limits."""
    if len(widths) > MAX_LAYERS:
        raise InputError(f"the network has {len(widths)} layers; at most {MAX_LAYERS} can be read")
    if sum(widths) > MAX_NEURONS or inputs > MAX_NEURONS:
        raise InputError(f"the network has {sum(widths)} neurons and {inputs} inputs; "
                         f"at most {MAX_NEURONS} of each can be read")
    numbers = sum((before + 1) * width for before, width in zip([inputs, *widths], widths))
    if numbers > MAX_NUMBERS:
        raise InputError(f"the network holds {numbers} numbers; at most {MAX_NUMBERS} can be read")
