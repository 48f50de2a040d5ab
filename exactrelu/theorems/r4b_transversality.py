"""R4b: a transversal zero set contains no cell, and its faces lie inside cells of one dimension more."""
from __future__ import annotations

from .conditions import SCALAR, TRANSVERSAL
from .instance import Geometry, Weights
from .t32_face_order import signs_of_faces
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """No cell inside; every face of {F = 0} one dimension below its cell; two pieces at every (d-2)-face."""
    return {"cells in the boundary": 0, "thick regions": 0, "dimensions below its cell": lambda face: 1,
            "pieces at a (d-2)-face": lambda face: 2, "sides at a piece": lambda face: "+-"}


def measure(geometry: Geometry) -> dict:
    """For every face of {F = 0} the cell of the complex with its signs; for every (d-2)-face its pieces; the sides of pieces.

    The faces are those of the complex refined by the sign of F, the cells those of the complex that is not.
    """
    found = geometry.boundary
    cx = found.complex
    level_of = {signs: level for level, group in enumerate(signs_of_faces(geometry.complex)) for _, signs in group}
    drops = {signs[:-1]: level_of[signs[:-1]] - level + cx.lineality - geometry.complex.lineality
             for level, group in enumerate(signs_of_faces(cx)) for _, signs in group if signs[-1] == "0"}
    return {"cells in the boundary": sum(drop == 0 for drop in drops.values()), "thick regions": found.thick_regions,
            "dimensions below its cell": Samples(drops), "pieces at a (d-2)-face": Samples(_pieces_at_folds(geometry)),
            "sides at a piece": Samples(_sides(geometry))}


def _pieces_at_folds(geometry: Geometry) -> dict[int, int]:
    """{(d-2)-face of the boundary: how many of its (d-1)-faces have it as a facet}."""
    found = geometry.boundary
    top = len(found.masks) - 2
    times: dict[int, int] = {}
    if top < 1:
        return times
    start, ids = found.complex.fan.levels[top - 1]
    for piece in found.faces.maximal(top).tolist():
        for face in ids[start[piece]:start[piece + 1]].tolist():
            if found.complex.reach[top - 1][face] & 1:           # not at infinity
                times[face] = times.get(face, 0) + 1
    return times


def _sides(geometry: Geometry) -> dict[int, str]:
    """{piece: the signs of F in the regions that it bounds}."""
    found, top = geometry.boundary, len(geometry.boundary.masks) - 2
    pieces = set(found.faces.maximal(top).tolist()) if top >= 0 else set()
    return {wall: "".join(sorted(found.complex.signs[i][-1] for i in (a, b)))
            for a, b, wall in found.complex.walls.tolist() if wall in pieces}


THEOREM = Theorem(
    "R4b", "transversality",
    "Let F vanish at no vertex of the complex: then 0 is a transversal value, as all but finitely many are. {F = 0} contains "
    "no cell; each of its faces lies in the interior of a cell of one dimension more; at every (d-2)-face two pieces meet, "
    "and every piece separates {F > 0} from {F < 0}.",
    r"F \neq 0 \text{ at all vertices} \Rightarrow B \cap C \text{ is empty or of dimension } \dim C - 1 \text{ for every cell } C",
    "Grigsby and Lindsey, arXiv:2008.09052; proved in proofs/r4b_transversality.md", SCALAR, (TRANSVERSAL,), predict, measure,
    label=lambda seen: f"{seen['cells in the boundary']} cells in the boundary, {seen['thick regions']} of them regions", free=True)
