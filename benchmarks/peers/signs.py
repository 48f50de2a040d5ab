"""exactrelu's other engine: the sign vectors of all regions, and which are bounded, without faces."""
from __future__ import annotations

from pathlib import Path

import exactrelu as er

from . import timed


def run(path: Path, domain: str) -> dict:
    """Regions and seconds of er.enumerate with the engine 'signs'."""
    network = er.read(path)
    return timed(lambda: len(er.enumerate(network, domain, engine="signs")))
