"""pplpy: the per-cell splitter of ../ppl_splitter.py, on the Parma Polyhedra Library."""
from __future__ import annotations

from pathlib import Path

import ppl_splitter

from . import box_of, relu_layers, timed


def run(path: Path, domain: str) -> dict:
    """Regions and seconds of the splitter."""
    layers = [(W.tolist(), b.tolist()) for W, b in relu_layers(path)]
    return timed(lambda: len(ppl_splitter.regions(layers, box_of(domain))))
