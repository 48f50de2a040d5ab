"""Sage's hyperplane arrangements (passagemath-polyhedra, GPL): regions and faces as polyhedra, counts by Zaslavsky's theorem.

Runs in an environment of its own, as a filter: a line of JSON in for each problem (`asked` of ../others.py), a line out.
"""
from __future__ import annotations

import json
import sys
from collections import Counter

import sage.all__sagemath_polyhedra      # noqa: F401  (has to come first)
from sage.geometry.hyperplane_arrangement.arrangement import HyperplaneArrangements
from sage.rings.rational_field import QQ

FACES = 4          # hyperplanes: with more it takes long to list all faces


def answer(asked: dict) -> dict:
    """What Sage says of an arrangement in the whole space."""
    d = asked["d"]
    arrangement = HyperplaneArrangements(QQ, tuple(f"x{i}" for i in range(d)))([(row[1:], row[0]) for row in asked["hyperplanes"]])
    regions = arrangement.regions()
    cells = [[["1", *map(str, v)] for v in region.vertices_list()] + [["0", *map(str, v)] for v in region.rays_list()] for region in regions]
    found = {"cells": cells, "lines": [["0", *map(str, v)] for v in regions[0].lines_list()],
             "regions": int(arrangement.n_regions()), "relatively bounded regions": int(arrangement.n_bounded_regions())}
    if len(asked["hyperplanes"]) <= FACES:
        dimensions = Counter(int(face.dim()) for _, face in arrangement.closed_faces())
        found["f-vector"] = [dimensions[i] for i in range(d + 1)]
    return found


def main() -> None:
    """A line out for each line in."""
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
