"""The skeleton of a boundary: corners, unbounded edges and hyperplanes, and the affine maps that carry one to another.

Every affine bijection between two boundaries induces an isomorphism of the skeletons; each isomorphism
leaves a linear system for the map. Source: proofs/equivalence.md.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Iterator

import networkx as nx
from networkx.algorithms.isomorphism import GraphMatcher, categorical_node_match

from .boundary import Boundary
from .domain import Domain
from .enumeration import enumerate as enumerate_regions
from .errors import InputError, LimitExceeded
from .linalg import AffineMap, Vector, nullspace, rank
from .network import Layer, Network
from .rational import primitive

MATCHINGS = 20_000      # isomorphisms of incidences that are tried
NEARBY = 12             # maps of one family that are tried for being invertible


@dataclass(frozen=True)
class Skeleton:
    """What every affine bijection must carry over: corners, unbounded edges (point, direction), hyperplanes, incidences."""

    corners: tuple[Vector, ...]
    rays: tuple[tuple[Vector, Vector], ...]
    graph: nx.Graph


def skeleton(found: Boundary) -> Skeleton:
    """The corners, unbounded edges and hyperplanes of a boundary without lineality, and how they meet."""
    cx = found.complex
    rays_of = cx.fan.rays
    corners = found.corners
    unbounded = set()
    for edge in found.faces.edges:
        ends = [rays_of[i] for i in sorted(found.faces.rays(1, edge))]
        finite, infinite = [e for e in ends if e[0]], [e for e in ends if not e[0]]
        if infinite and finite:
            point, direction = cx.point(finite[0]), cx.direction(infinite[0])
            unbounded.add((_start(corners, point, direction), tuple(map(Fraction, direction))))
    rays = tuple(sorted(unbounded))
    graph = nx.Graph()
    graph.add_nodes_from((("corner", i), {"kind": "corner"}) for i in range(len(corners)))
    graph.add_nodes_from((("ray", i), {"kind": "ray"}) for i in range(len(rays)))
    for i, (point, _) in enumerate(rays):
        if point in corners:
            graph.add_edge(("ray", i), ("corner", corners.index(point)))
    n = rays_of.shape[1]
    for number, (bounds, flat) in enumerate(sorted(found.faces.planes)):
        node = ("plane", number)
        graph.add_node(node, kind=f"plane {bounds}")
        h = nullspace(flat, n)[0]
        on = lambda t, x: h[0] * t + sum(a * x[c] for a, c in zip(h[1:], cx.problem.columns)) == 0  # noqa: E731
        graph.add_edges_from((node, ("corner", i)) for i, p in enumerate(corners) if on(1, p))
        graph.add_edges_from((node, ("ray", i)) for i, (p, v) in enumerate(rays) if on(1, p) and on(0, v))
    return Skeleton(corners, rays, graph)


def _start(corners: tuple[Vector, ...], point: Vector, direction: tuple) -> Vector:
    """The last corner before a point on the line with this direction, else the point itself."""
    lead = next(i for i, x in enumerate(direction) if x)
    behind = []
    for corner in corners:
        s = (point[lead] - corner[lead]) / Fraction(direction[lead])
        if s >= 0 and all(c + s * v == x for c, v, x in zip(corner, direction, point)):
            behind.append((s, corner))
    return min(behind)[1] if behind else point


def _matchings(first: Skeleton, second: Skeleton) -> Iterator[tuple[list[int], list[int]]]:
    """(images of the corners, images of the rays) under the isomorphisms of the incidences, each once."""
    seen = set()
    matcher = GraphMatcher(first.graph, second.graph, categorical_node_match("kind", None))
    for count, image in enumerate(islice(matcher.isomorphisms_iter(), MATCHINGS + 1)):
        if count == MATCHINGS:
            raise LimitExceeded(f"there are more than {MATCHINGS} matchings of corners, edges and hyperplanes; not decided")
        key = (tuple(image["corner", i][1] for i in range(len(first.corners))),
               tuple(image["ray", i][1] for i in range(len(first.rays))))
        if key not in seen:
            seen.add(key)
            yield list(key[0]), list(key[1])


def candidates(first: Skeleton, second: Skeleton) -> Iterator[tuple[AffineMap | None, bool]]:
    """For every matching, an affine bijection that realises it on corners and ray directions (None if there is none),
    and whether it is one of several."""
    for corners, rays in _matchings(first, second):
        yield _realised(first, second, corners, rays)


def _realised(first: Skeleton, second: Skeleton, corners: list[int], rays: list[int]) -> tuple[AffineMap | None, bool]:
    """Solve M p + v = q for matched corners, M r = mu s with mu > 0 for matched rays, M p + v = q + t s for lines."""
    points = first.corners or tuple(p for p, _ in first.rays)
    if not points:
        return None, True
    d = len(points[0])
    ends = d * d + d                                      # the columns: M by rows, v, all mu, all t; then the constant
    one = ends + 2 * len(rays)
    rows = []

    def equation(i: int, p: Vector, homogeneous: bool, *others: tuple[int, Fraction]) -> None:
        row = [Fraction(0)] * (one + 1)
        row[i * d:(i + 1) * d] = p
        row[d * d + i] = Fraction(not homogeneous)
        for place, x in others:
            row[place] -= x
        rows.append(row)

    for i in range(d):
        for a, b in enumerate(corners):
            equation(i, first.corners[a], False, (one, second.corners[b][i]))
        for k, j in enumerate(rays):
            (p, r), (q, s) = first.rays[k], second.rays[j]
            equation(i, r, True, (ends + k, s[i]))
            if p not in first.corners:
                equation(i, p, False, (one, q[i]), (ends + len(rays) + k, s[i]))
    used = [c for c in range(one + 1) if c < ends + len(rays) or c == one or any(row[c] for row in rows)]
    space = nullspace([[row[c] for c in used] for row in rows], len(used))
    positive = list(range(ends, ends + len(rays))) + [len(used) - 1]
    inside = _positive([[v[c] for v in space] for c in positive])
    if inside is None:
        return None, False
    for shares in _nearby(inside):
        found = [sum(s * v[i] for s, v in zip(shares, space)) for i in range(len(used))]
        if all(found[c] > 0 for c in positive):
            matrix = tuple(tuple(x / found[-1] for x in found[i * d:(i + 1) * d]) for i in range(d))
            if rank(matrix) == d:
                return AffineMap(matrix, tuple(x / found[-1] for x in found[d * d:ends])), len(space) > 1
    return None, len(space) > 1


def _nearby(inside: Vector) -> Iterator[Vector]:
    """A point of an open cone, then others that come close to it, few of them in any one hypersurface."""
    yield inside
    for t in range(2, 2 + NEARBY):
        yield tuple(x + max(map(abs, inside)) / (2**t * (t + i)) for i, x in enumerate(inside))


def _positive(rows: list[list[Fraction]]) -> Vector | None:
    """A vector s with row.s > 0 for all rows, or None."""
    n = len(rows[0]) if rows else 0
    if not n or not all(any(row) for row in rows):
        return None
    cone = Domain.polytope([(Fraction(-1),) + tuple(primitive(row)) for row in rows])     # >= 1, up to scale
    try:
        return enumerate_regions(Network(Layer([[0] * n])), cone, engine="fan")[0].interior
    except InputError:
        return None
