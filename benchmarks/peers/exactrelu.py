"""exactrelu itself: all faces of every dimension, with exact coordinates."""
from __future__ import annotations

from pathlib import Path

import exactrelu as er
from exactrelu.engines.native import library

from . import timed

ENGINE = "fan"        # the engine that is measured


def run(path: Path, domain: str) -> dict:
    """Regions and seconds of er.enumerate, and how many faces it holds."""
    library()              # is loaded before, as the libraries of the others are when they are imported
    network, found = er.read(path), []

    def count() -> int:
        found.append(er.enumerate(network, domain, engine=ENGINE))
        return len(found[0])

    told = timed(count)
    fan = found[0].fan
    return {**told, "faces": len(fan.rays) + sum(len(start) - 1 for start, _ in fan.levels)}
