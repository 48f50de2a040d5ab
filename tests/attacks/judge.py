"""Whether a command has refused hostile input as it must."""
from __future__ import annotations

import re

from .entry import Hostile

SECONDS, MEGABYTES, LONGEST = 2, 500, 800


def judged(one: Hostile, code: object, said: str, seconds: float = 0, megabytes: float = 0) -> None:
    """AssertionError unless one sentence was said that fits, with exit code 2, within the limits."""
    assert code == 2, (code, said[-2000:])
    assert said.endswith("\n") and said[:-1].isprintable() and len(said) < LONGEST + len(one.name), said[:2000]
    assert re.search(one.says, said[:-1]) and one.shown in said, said
    assert seconds < SECONDS and megabytes < MEGABYTES, f"{seconds:.2f} seconds, {megabytes:.0f} MB"
