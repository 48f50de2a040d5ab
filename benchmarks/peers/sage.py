"""Sage's hyperplane arrangements, from passagemath-polyhedra: exact, one layer of integers, the whole space."""
from __future__ import annotations

from pathlib import Path

import sage.all__sagemath_polyhedra      # noqa: F401  (has to come first)
from sage.geometry.hyperplane_arrangement.arrangement import HyperplaneArrangements
from sage.rings.rational_field import QQ

from . import relu_layers, timed


def run(path: Path, domain: str) -> dict:
    """Regions, each a polyhedron of Sage, and seconds of HyperplaneArrangements(QQ, names)(rows).regions()."""
    [(A, b)] = relu_layers(path)
    rows = list(zip(A.tolist(), b.tolist()))
    arrangements = HyperplaneArrangements(QQ, tuple(f"x{i}" for i in range(A.shape[1])))
    return timed(lambda: len(arrangements(rows).regions()))
