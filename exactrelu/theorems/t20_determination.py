"""T20: for k >= 2 the boundary determines the function up to a factor."""
from __future__ import annotations

from fractions import Fraction
from typing import Iterable, Sequence

from ..boundary import Boundary
from ..linalg import Vector, coordinates, inverse, rank
from ..ridge import RidgeForm, ridge_form
from .conditions import CONSTANT, INDEPENDENT, NONEMPTY, SHALLOW, SQUARE, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Hypothesis, Theorem, need

TWO_CORNERS = Hypothesis("k >= 2", "at least two weights must have the sign opposite to c", lambda i: i.weights.k >= 2)


def predict(weights: Weights) -> dict:
    """The ridge form of F / -c."""
    return {"function": scaled(weights)}


def scaled(weights: Weights) -> RidgeForm:
    """The ridge form of F / -c, the same for all multiples of F."""
    return ridge_form(weights.A, weights.b, [-w / weights.c for w in weights.w], -1)


def measure(geometry: Geometry) -> dict:
    """The function rebuilt from the corners and edges of the boundary alone."""
    return {"function": rebuilt(geometry.boundary)}


def rebuilt(found: Boundary) -> RidgeForm:
    """The function with value -1 at the apex that vanishes on a boundary with at least two corners.

    At a corner v_n the edges come in antipodal pairs, edges that share no piece: the edge to v_i and a ray parallel to
    -a_i*; for the other neurons a ray parallel to -a_p*, which starts at every corner, and one parallel to
    v_n - x0 + e_p, which starts only there.
    """
    corners = found.corners
    need(len(corners) > 1, f"a boundary with {len(corners)} corners does not determine its function")
    (segments, rays), (back, others) = (_pairs(found, i) for i in (0, 1))
    # x0 = v_1 + s r_1 = v_0 + t r_0, with r_i the ray at the other corner that is antipodal to the edge between them
    need(1 in segments and 0 in back, "no edge joins the first two corners of the boundary")
    r1, r0 = segments[1], back[0]
    s, _ = _solved([r1, tuple(-x for x in r0)], [a - b for a, b in zip(corners[0], corners[1])])
    x0 = tuple(v + s * x for v, x in zip(corners[1], r1))
    columns = [tuple(v - x for v, x in zip(corner, x0)) for corner in corners]
    common = {frozenset(pair) for pair in others}
    shared = {ray for pair in common for ray in pair} & {ray for pair in rays for ray in pair}
    for pair in rays:
        r = _only(ray for ray in pair if ray in shared)
        other = _only(ray for ray in pair if ray not in shared)
        a, b = _solved([columns[0], tuple(-x for x in r)], other)                    # other = a v + b (-r)
        columns.append(tuple(-x * b / a for x in r))
    need(len(columns) == len(x0), f"a corner of B(d,k) has d - 1 pairs of edges, but here are {len(columns) - 1}")
    rows = inverse(list(zip(*columns)))
    weights = [Fraction(1)] * len(corners) + [Fraction(-1)] * (len(columns) - len(corners))
    return ridge_form(rows, [-sum(a * x for a, x in zip(row, x0)) for row in rows], weights, -1)


def _pairs(found: Boundary, number: int) -> tuple[dict[int, Vector], list[tuple[Vector, Vector]]]:
    """({other corner: the ray antipodal to the edge to it}, pairs of antipodal rays) at a corner."""
    cx, faces, corners = found.complex, found.faces, found.corners
    top = len(found.masks) - 2
    start = next(i for i in faces.corners if cx.point(cx.fan.rays[i]) == corners[number])
    edges = [e for e in faces.edges if start in faces.rays(1, e)]
    pieces = [faces.subfaces(top, p, 1) for p in faces.maximal(top).tolist() if start in faces.rays(top, p)]
    segments, rays = {}, []
    for edge in edges:
        antipode = _only(e for e in edges if e != edge and not any({e, edge} <= piece for piece in pieces))
        here, there = (cx.fan.rays[next(iter(faces.rays(1, e) - {start}))] for e in (edge, antipode))
        if here[0]:
            segments[corners.index(cx.point(here))] = tuple(map(Fraction, cx.direction(there)))
        elif not there[0] and edge < antipode:
            rays.append(tuple(tuple(map(Fraction, cx.direction(ray))) for ray in (here, there)))
    return segments, rays


def _only(items: Iterable):
    """The only one of some edges or rays; Undefined if the boundary is not like B(d,k) there."""
    found = list(items)
    need(len(found) == 1, "the edges at a corner of the boundary are no antipodal pairs like those of B(d,k)")
    return found[0]


def _solved(basis: list, vector: Sequence) -> Vector:
    """The coefficients of a vector; Undefined if it has none or several."""
    found = coordinates(basis, vector) if rank(basis) == len(basis) else None
    need(found is not None, "the edges at a corner of the boundary do not span planes like those of B(d,k)")
    return found


THEOREM = Theorem(
    "T20", "determination",
    "Let the layer be invertible, no weight 0 and c != 0. If k >= 2 the boundary alone determines F up to a factor, so "
    "(A, b, w, c) up to the order and positive scaling of the neurons and that factor. For k = 1 it does not.",
    r"k \geq 2:\ B(F) = B(F') \iff F' = \lambda F",
    "proved in proofs/t20_determination.md", SHALLOW, (SQUARE, INDEPENDENT, WEIGHTS, CONSTANT, NONEMPTY, TWO_CORNERS),
    predict, measure,
    fingerprints=(lambda weights: repr(scaled(weights)), lambda geometry: repr(geometry.boundary.piece_generators)))
