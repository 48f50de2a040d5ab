"""Laws of the face lattice, read off the lattice itself: Euler's relation, two regions at every wall, one at the frame, diamonds.

They hold for the whole space, polytopes and slices, bounded or not, with or without lineality. Mistakes are planted at the end.
"""
from __future__ import annotations

from typing import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import problems

import exactrelu as er
from exactrelu import enumeration
from exactrelu.decide.simplex import feasible
from exactrelu.linalg import dot, rank
from exactrelu.rational import primitive

quick = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
Face = frozenset[int]


def lattice(cx: er.Complex) -> list[list[Face]]:
    """Every face, level by level, as the set of the numbers of its rays."""
    found = [[frozenset([ray]) for ray in range(len(cx.fan.rays))]]
    for start, ids in cx.fan.levels:
        found.append([frozenset().union(*(found[-1][i] for i in ids[start[f]:start[f + 1]])) for f in range(len(start) - 1)])
    return found


def finite(cx: er.Complex, face: Face) -> bool:
    """Whether a face is one of the complex: not only directions."""
    return any(cx.fan.rays[ray][0] for ray in face)


def on_frame(cx: er.Complex, face: Face) -> bool:
    """Whether some inequality of the domain holds with equality on all of a face, and not on the whole domain; in its own coordinates."""
    def tight(row: Sequence, rays) -> bool:
        points = [(1, *cx.point(ray)) if ray[0] else (0, *cx.direction(ray)) for ray in rays]
        return all(dot(row, point) == 0 for point in points)

    rays = cx.fan.rays.tolist()
    return any(tight(row, [rays[ray] for ray in face]) and not tight(row, rays) for row in cx.domain.inequalities)


def characteristic(domain: er.Domain) -> int:
    """The Euler characteristic (of open faces, with signs) of the domain, from its inequalities alone.

    A polyhedron is P + L with lines L and P pointed: (-1)^dim L if P is bounded, 0 if it has a direction.
    """
    normals = [row[1:] for row in domain.inequalities]
    if not normals:
        return (-1) ** domain.dimension
    # a direction that is none of a line: all forms >= 0 along it, and their sum >= 1
    total = [sum(column) for column in zip(*normals)]
    asked = [primitive([0, *row]) for row in normals] + [primitive([-1, *total])]
    if feasible(asked)[0] is not None:
        return 0
    return (-1) ** (domain.dimension - rank(normals))


def check_euler(cx: er.Complex) -> None:
    """The complex has the Euler characteristic of its domain, and every cone of the lattice that of a pointed cone, 0."""
    levels = lattice(cx)
    counted = sum((-1) ** (level + cx.lineality) * sum(finite(cx, face) for face in faces) for level, faces in enumerate(levels))
    assert counted == cx.euler_characteristic == characteristic(cx.domain)
    for top, faces in enumerate(levels):
        for face in faces[:12]:
            assert sum((-1) ** level * sum(part <= face for part in levels[level]) for level in range(top + 1)) == 1


def check_walls(cx: er.Complex) -> None:
    """Every wall is in two regions, or in one and on the frame of the domain; the graph has the same neighbours."""
    levels, pairs = lattice(cx), set()
    if len(levels) < 2:
        assert len(cx) == 1
        return
    facet_of = np.bincount(cx.fan.levels[-1][1], minlength=len(levels[-2]))
    for wall, times in zip(levels[-2], facet_of.tolist()):
        if finite(cx, wall):
            around = [i for i, cell in enumerate(levels[-1]) if wall <= cell]
            assert times == len(around) == (1 if on_frame(cx, wall) else 2)
            pairs |= {frozenset(cx.signs[i] for i in around)} if len(around) == 2 else set()
    assert pairs == {frozenset(edge) for edge in cx.graph.edges}


def check_diamonds(cx: er.Complex) -> None:
    """A face two levels below another one lies in exactly two of its facets; facets are one dimension smaller, and no face is twice there."""
    levels = lattice(cx)
    spans = [[rank([cx.fan.rays[ray].tolist() for ray in face]) for face in faces] for faces in levels]
    for level, faces in enumerate(levels):
        assert set(spans[level]) <= {level + 1} and len(set(faces)) == len(faces)
    for level in range(2, len(levels)):
        start, ids = cx.fan.levels[level - 1]
        below, its = cx.fan.levels[level - 2]
        for f in range(min(len(levels[level]), 30)):
            facets = ids[start[f]:start[f + 1]]
            ridges = np.concatenate([its[below[g]:below[g + 1]] for g in facets.tolist()])
            assert set(np.unique(ridges, return_counts=True)[1].tolist()) == {2}


def check_intersections(cx: er.Complex) -> None:
    """Two regions meet in a face of both: the rays that they share are those of one face."""
    levels = lattice(cx)
    known = {face for faces in levels for face in faces}
    cells = levels[-1][:12]
    assert all(not (a & b) or a & b in known for a in cells for b in cells)


@quick
@given(problems(max_layers=2))
def test_euler(problem):
    check_euler(er.enumerate(*problem, "fan"))


@quick
@given(problems(max_layers=2))
def test_walls(problem):
    check_walls(er.enumerate(*problem, "fan"))


@quick
@given(problems(max_layers=2))
def test_diamonds(problem):
    check_diamonds(er.enumerate(*problem, "fan"))


@quick
@given(problems(max_layers=2))
def test_regions_meet_in_faces(problem):
    check_intersections(er.enumerate(*problem, "fan"))


@pytest.mark.parametrize("domain, found", [
    ({"box": [[0, 1], [0, 1]]}, 1), ({"box": [[0, 0], [0, 1]]}, 1), ({"inequalities": [[0, 1, 0]]}, 0), ({"inequalities": [[1, 1, 0], [1, -1, 0]]}, -1),
    ({"inequalities": [[0, 1, 0], [0, 0, 1]]}, 0), ({"inequalities": [[0, 1, 0], [0, -1, 0]]}, -1), ({"inequalities": [[0, 0, 0]]}, 1), ({"inequalities": [[1, 0, 0]]}, 1),
    ({"inequalities": [[1, 1, 1], [0, -1, -1]]}, -1), ({"slice": {"origin": [0, 1], "directions": [[1, 2]]}}, -1)])
def test_characteristic_of_a_domain(domain, found):
    """The formula itself, and the engine."""
    where = er.Domain.from_json(domain, 2)
    assert characteristic(where) == found
    check_euler(er.enumerate(er.Layer([[1, 1], [1, -1], [2, 0]], [0, 1, -1]), where, "fan"))


# ---- mistakes that are planted ----------------------------------------------------------------------

LINES = er.Layer([[1, 0], [0, 1], [1, 1], [1, -1]], [0, 0, -1, 0])
CHECKS = [check_euler, check_walls, check_diamonds, check_intersections]


def without_a_wall(found):
    """A cell forgets one of its facets."""
    start, ids = found.levels[-1]
    start = start.copy()
    start[1:] -= 1
    return found._replace(levels=(*found.levels[:-1], (start, ids[1:])))


def without_a_cell(found):
    """The last cell is missing."""
    start, ids = found.levels[-1]
    return found._replace(cell_signs=found.cell_signs[:-1], levels=(*found.levels[:-1], (start[:-1], ids[:start[-2]])))


def with_a_moved_ray(found):
    """A vertex that lies elsewhere, by one part in 10^12."""
    rays = found.rays.astype(object)
    at = int(np.flatnonzero(rays[:, 0])[0])
    rays[at] = rays[at] * 10**12 + np.array([0, 1, 0], dtype=object)
    return found._replace(rays=rays)


def with_two_walls_as_one(found):
    """Two edges are taken for one."""
    start, ids = found.levels[-1]
    return found._replace(levels=(*found.levels[:-1], (start, np.where(ids == 1, 0, ids))))


@pytest.mark.parametrize("mistake, finds", [(without_a_wall, [check_walls, check_diamonds]), (without_a_cell, [check_euler, check_walls]),
                                            (with_a_moved_ray, [check_walls]), (with_two_walls_as_one, [check_walls, check_diamonds])])
def test_planted_mistakes_are_found(monkeypatch, mistake, finds):
    """Each is found by the laws that are named."""
    right = enumeration.fan
    for check in CHECKS:
        check(er.enumerate(LINES, "box:-3,3", "fan"))
    monkeypatch.setattr(enumeration, "fan", lambda *arguments: mistake(right(*arguments).plain()))
    for check in finds:
        with pytest.raises(AssertionError):
            check(er.enumerate(LINES, "box:-3,3", "fan"))
