"""How large a network file may be."""
from __future__ import annotations

from typing import Sequence

from ..errors import InputError

MAX_LAYERS = 64
MAX_NEURONS = 10_000


def check_size(widths: Sequence[int], inputs: int) -> None:
    """InputError if a network with these layer widths is beyond the limits."""
    if len(widths) > MAX_LAYERS:
        raise InputError(f"the network has {len(widths)} layers; at most {MAX_LAYERS} can be read")
    if sum(widths) > MAX_NEURONS or inputs > MAX_NEURONS:
        raise InputError(f"the network has {sum(widths)} neurons and {inputs} inputs; "
                         f"at most {MAX_NEURONS} of each can be read")
