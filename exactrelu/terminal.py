"""Progress on a terminal."""
from __future__ import annotations

import sys
import time
from typing import Any

from .rational import large


class Terminal:
    """Progress lines on standard error, if that is a terminal and nobody asked for quiet."""

    def __init__(self, quiet: bool):
        self.on = not quiet and sys.stderr.isatty()
        self.last = 0.0

    def announce(self, engine: str, size: Any) -> None:
        """Say how large the result can become."""
        if self.on:
            print(f"engine {engine}; at most {large(size.regions)} regions, "
                  f"{large(size.faces)} faces after the first layer", file=sys.stderr)

    def __call__(self, done: int, total: int, found: int) -> None:
        now = time.monotonic()
        if self.on and (now - self.last > 0.1 or done == total):
            self.last = now
            end = "\n" if done == total else ""
            print(f"\r{done} of {total} steps, {found} found ", end=end, file=sys.stderr, flush=True)
