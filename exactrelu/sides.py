"""The two sides of a decision boundary: the open sets where the output is positive or negative.

A side is a union of relatively open cells of the refined complex. It is an open set of the domain,
so it is connected through walls, and its homology is dual to its compactly supported cohomology,
whose cochains are its cells. Source: proofs/r6_homology.md.
"""
from __future__ import annotations

from functools import cached_property

import networkx as nx
import numpy as np

from .complex import FINITE, Complex, over_faces
from .homology import Homology, chain_homology, homology, oriented
from .linalg import dot, nullspace
from .rational import primitive


class Side:
    """The open set where a form of the outputs is positive (or negative), as cells of `complex`.

    complex : a complex refined by that form, whose sign is that of `column`
    sign : 1 or -1

    >>> import exactrelu as er
    >>> net = er.Network([er.Layer([[1], [-1]]), er.Layer([[1, 1]], [-1], "linear")])     # |x| - 1
    >>> bd = er.boundary(net)
    >>> bd.positive.components, bd.negative.bounded_components, bd.negative.is_convex
    (2, 1, True)
    """

    def __init__(self, complex: Complex, column: int, sign: int):
        self.complex, self.column, self.sign = complex, column, sign

    @cached_property
    def regions(self) -> np.ndarray:
        """The ids of its regions."""
        return np.flatnonzero(self.complex.cells.signs[:, self.column] == self.sign)

    @cached_property
    def masks(self) -> list[np.ndarray]:
        """For every level of the fan, the faces whose relative interior has the sign."""
        mine = np.array([0, 1, 2], dtype=np.uint8)[self.sign * self.complex.fan.ray_signs[:, self.column]]
        return [side == 1 for side in over_faces(self.complex.fan, mine)]

    @property
    def empty(self) -> bool:
        """Whether there is no such point."""
        return not len(self.regions)

    @cached_property
    def parts(self) -> list[set[int]]:
        """The connected components, as sets of region ids, in the order of their first region."""
        graph = nx.Graph()
        graph.add_nodes_from(self.regions.tolist())
        walls = self.complex.walls
        if len(walls):
            graph.add_edges_from(walls[self.masks[-2][walls[:, 2]], :2].tolist())
        return sorted(nx.connected_components(graph), key=min)

    @property
    def components(self) -> int:
        """The number of connected components."""
        return len(self.parts)

    @property
    def bounded_components(self) -> int:
        """The number of bounded connected components."""
        bounded = self.complex.cells.bounded
        return 0 if self.complex.lineality else sum(all(bounded[i] for i in part) for part in self.parts)

    @cached_property
    def closed_components(self) -> tuple[int, int]:
        """(components, bounded ones) of the closed set where the form is not negative (or not positive)."""
        other = np.array([0, 1, 0], dtype=np.uint8)[-self.sign * self.complex.fan.ray_signs[:, self.column]]
        return components(self.complex, [side == 0 for side in over_faces(self.complex.fan, other)])

    @cached_property
    def homology(self) -> Homology:
        """H_0, ..., H_d over the integers: H_j = H_c^(d-j), the cohomology of the cochains of the cells."""
        cx, fan = self.complex, self.complex.fan
        dimension = len(fan.levels)                    # d without the lineality, which changes nothing
        facets: list[dict[int, list[int]]] = [{i: [] for i in range(len(fan.rays))}]
        for start, ids in fan.levels:
            split = np.split(ids, start[1:-1])
            facets.append({i: part.tolist() for i, part in enumerate(split)})
        chains = oriented(facets)
        interior = self._interior()
        chosen = [np.flatnonzero(mask & (reach & FINITE != 0) & inside).tolist()
                  for mask, reach, inside in zip(self.masks, cx.reach, interior)]
        position = [{face: i for i, face in enumerate(level)} for level in chosen]
        # the coboundary of a cell of level k is what has it in its boundary one level up;
        # cochain degree k is homology degree d - k, so the list runs from the top down
        coboundary: list[list[dict[int, int]]] = [[{} for _ in level] for level in chosen]
        for k in range(1, len(chosen)):
            for face in chosen[k]:
                for facet, sign in chains[k][face].items():
                    if facet in position[k - 1]:
                        coboundary[k - 1][position[k - 1][facet]][position[k][face]] = sign
        found = chain_homology([len(level) for level in reversed(chosen)], list(reversed(coboundary)))
        missing = cx.dimension - dimension
        return Homology(found.betti + (0,) * missing, found.torsion + ((),) * missing)

    def _interior(self) -> list[np.ndarray]:
        """For every level, the faces that are not in a facet of the domain."""
        return [off.all(axis=1) for off in over_faces(self.complex.fan, self.complex.off_domain)]

    @property
    def betti(self) -> tuple[int, ...]:
        """The Betti numbers (b_0, ..., b_d)."""
        return self.homology.betti

    @cached_property
    def is_convex(self) -> bool:
        """Whether the open set (inside the domain) is convex; the empty set is (proofs/t15_convex_sides.md).

        It is exactly if it is connected, lies on one side of the hyperplane of every (d-1)-face of its
        frontier, and no face on which the form vanishes is strictly inside all of those hyperplanes.
        """
        if self.empty:
            return True
        if self.components > 1:
            return False
        fan = self.complex.fan
        rays, supports = fan.rays.astype(object), self._supports()
        inside = np.unique(np.concatenate([self.complex.rays_of(len(fan.levels), i) for i in self.regions.tolist()]))
        if (rays[inside] @ supports < 0).any():
            return False
        for level, (zero, free) in enumerate(zip(self._zero, self._interior())):
            for face in np.flatnonzero(zero & free).tolist():
                if (rays[self.complex.rays_of(level, face)].sum(axis=0) @ supports > 0).all():
                    return False
        return True

    def summary(self) -> dict:
        """The numbers of the side, as a JSON-able object."""
        return {"regions": len(self.regions), "components": self.components, "bounded_components": self.bounded_components,
                "betti": list(self.betti), "torsion": [list(group) for group in self.homology.torsion],
                "convex": self.is_convex}

    @cached_property
    def _zero(self) -> list[np.ndarray]:
        """For every level, the faces with a vertex on which the form vanishes."""
        sides = over_faces(self.complex.fan, (self.complex.fan.ray_signs[:, self.column] != 0).astype(np.uint8))
        return [(side == 0) & (reach & FINITE != 0) for side, reach in zip(sides, self.complex.reach)]

    def _supports(self) -> np.ndarray:
        """Columns h with h.(t, x) >= 0 on the side of the set: the hyperplanes of the (d-1)-faces of its frontier."""
        fan = self.complex.fan
        n = fan.rays.shape[1]
        if not fan.levels:
            return np.zeros((n, 0), dtype=object)
        start, ids = fan.levels[-1]
        level, found = len(fan.levels) - 1, set()
        for i in self.regions.tolist():
            for face in ids[start[i]:start[i + 1]].tolist():
                if self._zero[level][face]:
                    inner = fan.rays[self.complex.rays_of(level + 1, i)].astype(object).sum(axis=0)
                    h = next(primitive(form) for form in nullspace(fan.rays[self.complex.rays_of(level, face)].tolist(), n)
                             if dot(form, inner))          # in a flat domain other forms vanish on the region too
                    found.add(h if dot(h, inner) > 0 else tuple(-x for x in h))
        return np.array(sorted(found), dtype=object).reshape(-1, n).T


def components(cx: Complex, masks: list[np.ndarray]) -> tuple[int, int]:
    """(components, bounded ones) of a closed union of faces, given level by level.

    A face has a vertex, and its vertices are joined by bounded edges.
    """
    finite = [mask & (reach & FINITE != 0) for mask, reach in zip(masks, cx.reach)]
    graph = nx.Graph()
    graph.add_nodes_from(np.flatnonzero(finite[0]).tolist())
    unbounded: set[int] = set()
    if len(masks) > 1:
        ids = cx.fan.levels[0][1].reshape(-1, 2)       # an edge has two ends
        bounded = finite[1] & (cx.reach[1] == FINITE)
        graph.add_edges_from(ids[bounded].tolist())
        unbounded = set(ids[finite[1] & ~bounded].ravel().tolist())
    parts = list(nx.connected_components(graph))
    return len(parts), 0 if cx.lineality else sum(not (part & unbounded) for part in parts)


def closed_homology(cx: Complex, masks: list[np.ndarray]) -> Homology:
    """H_0, H_1, ... of a closed union of faces over the integers: those of its bounded faces (proofs/r6_homology.md)."""
    facets = []
    for level, (mask, reach) in enumerate(zip(masks, cx.reach)):
        faces = np.flatnonzero(mask & (reach == FINITE)).tolist()
        if not faces:
            break
        start, ids = cx.fan.levels[level - 1] if level else (None, None)
        facets.append({f: ids[start[f]:start[f + 1]].tolist() if level else [] for f in faces})
    return homology(facets)
