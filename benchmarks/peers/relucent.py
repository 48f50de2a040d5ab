"""relucent: breadth-first search over the regions, in float64 with Gurobi's linear programs; one worker."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import relucent

from . import box_of, relu_layers, timed


def run(path: Path, domain: str) -> dict:
    """Regions and seconds of Complex.bfs with its own checks; in a box the regions that meet it."""
    relucent.config.update_settings(VERBOSE=0)
    layers = [(W.astype(float), b.astype(float)) for W, b in relu_layers(path)]
    layers.append((np.ones((1, len(layers[-1][1]))), np.zeros(1)))      # it wants an output
    box = box_of(domain)
    start = np.random.default_rng(0).uniform(-0.5, 0.5, (1, layers[0][0].shape[1]))      # its own, the origin, may be on a wall
    inside = {} if box is None else {"cube_radius": float(box[1]), "cube_mode": "intersect"}

    def count() -> int:
        found = relucent.Complex(layers)
        found.bfs(start, nworkers=1, **inside)
        return len(found)

    return timed(count)
