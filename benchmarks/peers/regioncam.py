"""regioncam: polygons in the plane, in float32; a square around the origin only."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import regioncam

from . import box_of, relu_layers, timed


def run(path: Path, domain: str) -> dict:
    """Faces and seconds of a Regioncam on the square."""
    layers = [(np.float32(W).T.copy(), np.float32(b)) for W, b in relu_layers(path)]
    half = box_of(domain)[1]

    def count() -> int:
        rc = regioncam.Regioncam(float(half))
        for W, b in layers:
            rc.linear(W, b)
            rc.relu()
        return rc.num_faces

    return timed(count)
