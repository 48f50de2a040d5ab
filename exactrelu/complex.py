"""The polyhedral complex that a network cuts its domain into: regions, faces, neighbours.

Words: a *region* is a full-dimensional cell, a set on which every neuron has one sign ('0' where
it vanishes on the whole region); a *wall* is a face of codimension 1 between two regions; the
*lineality space* holds the directions along which nothing changes. Faces count where they have a
point with t > 0: those at infinity are not faces of the complex.
"""
from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Callable, Iterator, Sequence

import networkx as nx
import numpy as np

from .domain import Domain
from .engines.cells import Cells
from .engines.faces import FINITE, INFINITE, over_faces, reach
from .engines.fan import Fan, as_text
from .engines.problem import Problem
from .errors import NotKnown
from .linalg import Vector
from .maps import count_affine_maps
from .network import IntRow, Network
from .region import Region, inner_point

class Complex(Sequence[Region]):
    """All regions of a network on a domain, in the canonical order of their sign vectors.

    Made by `exactrelu.enumerate`. With an engine that keeps faces, all faces are known too.

    >>> import exactrelu as er
    >>> cx = er.enumerate(er.Network(er.Layer([[1, 0], [0, 1]], [0, 0])))
    >>> len(cx), cx.f_vector, cx[0].signs, cx[0].rays
    (4, (1, 4, 4), '++', ((0, 1), (1, 0)))
    >>> er.enumerate(er.Network(er.Layer([[0, 0]])))[0].signs       # a dead neuron has sign 0
    '0'
    """

    def __init__(self, network: Network, domain: Domain, problem: Problem, engine: str, cells: Cells,
                 make_fan: Callable[[], Fan] | None):
        self.network, self.domain, self.problem, self.engine = network, domain, problem, engine
        self.cells, self._make_fan = cells, make_fan

    def __len__(self) -> int:
        return len(self.cells.signs)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        i = range(len(self))[index]
        bounded = bool(self.cells.bounded[i]) and not self.lineality
        return Region(self.signs[i], self._interior(i), bounded, self._restricted, self._generators(i))

    def __iter__(self) -> Iterator[Region]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"Complex({len(self)} regions of {self._restricted.inputs} inputs, engine {self.engine!r})"

    @cached_property
    def signs(self) -> list[str]:
        """The sign vector of every region, in canonical order."""
        return [text.decode() for text in as_text(self.cells.signs).tolist()]

    @property
    def fan(self) -> Fan:
        """The face lattice; NotKnown if the engine keeps no faces."""
        return self._fan

    @cached_property
    def _fan(self) -> Fan:
        if self._make_fan is None:
            raise NotKnown("the engine 'signs' keeps no faces; use the engine 'fan' or 'cdd'")
        return self._make_fan()

    @cached_property
    def _restricted(self) -> Network:
        return self.domain.restrict(self.network)

    # ---- coordinates -------------------------------------------------------------------------

    @property
    def dimension(self) -> int:
        """The dimension d of the domain's coordinates."""
        return self.problem.dimension

    @property
    def lineality(self) -> int:
        """The dimension of the lineality space."""
        return len(self.problem.lineality)

    def point(self, ray: Sequence[int]) -> Vector:
        """The point of R^d of a generator (t, kept coordinates) with t > 0; 0 in the coordinates not kept."""
        x = [Fraction(0)] * self.dimension
        for column, value in zip(self.problem.columns, ray[1:]):
            x[column] = Fraction(int(value), int(ray[0]))
        return tuple(x)

    def direction(self, ray: Sequence[int]) -> IntRow:
        """The direction in R^d of a generator with t = 0."""
        return tuple(map(int, self.direction_of(ray)))

    def direction_of(self, vector: Sequence) -> tuple:
        """A vector (0, kept coordinates) as a vector of R^d."""
        x = [0] * self.dimension
        for column, value in zip(self.problem.columns, vector[1:]):
            x[column] = value
        return tuple(x)

    def rays_of(self, level: int, face: int) -> np.ndarray:
        """The ids of the rays of a face of a level of the fan."""
        faces = np.array([face])
        for start, ids in reversed(self.fan.levels[:level]):
            faces = np.unique(np.concatenate([ids[start[f]:start[f + 1]] for f in faces.tolist()]))
        return faces

    @cached_property
    def off_domain(self) -> np.ndarray:
        """Truth values of shape (rays, inequalities of the domain): not tight there; without those tight everywhere."""
        off = self.fan.rays.astype(object) @ np.array(self.problem.rows, dtype=object).reshape(-1, self.fan.rays.shape[1]).T > 0
        return off[:, off.any(axis=0)].astype(bool)

    def _generators(self, i: int):
        if self.cells.generators is not None:
            rays = self.cells.generators[i]
        elif self._make_fan is not None:
            rays = self.fan.rays[self.rays_of(len(self.fan.levels), i)].tolist()
        else:
            return None
        return (tuple(sorted(self.point(ray) for ray in rays if ray[0])),
                tuple(sorted(self.direction(ray) for ray in rays if not ray[0])))

    def _interior(self, i: int) -> Vector:
        found = self._generators(i)
        if found is None:
            return self.point(self.cells.witnesses[i])
        return inner_point(*found)

    # ---- faces -------------------------------------------------------------------------------

    @cached_property
    def reach(self) -> list[np.ndarray]:
        """For every face, level by level: FINITE if it has a vertex, plus INFINITE if it has a ray."""
        return reach(self.fan)

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """(f_0, ..., f_d): the number of faces of each dimension."""
        return self._count(lambda reach: reach & FINITE != 0)

    @cached_property
    def bounded_f_vector(self) -> tuple[int, ...]:
        """The number of bounded faces of each dimension."""
        return (0,) * (self.dimension + 1) if self.lineality else self._count(lambda reach: reach == FINITE)

    def _count(self, chosen) -> tuple[int, ...]:
        counts = [0] * self.lineality + [int(np.count_nonzero(chosen(reach))) for reach in self.reach]
        return tuple(counts + [0] * (self.dimension + 1 - len(counts)))

    @property
    def euler_characteristic(self) -> int:
        """sum (-1)^i f_i: that of the domain, (-1)^d for the whole space, 1 for a polytope."""
        return sum((-1) ** i * f for i, f in enumerate(self.f_vector))

    @property
    def bounded_regions(self) -> int:
        """The number of bounded regions."""
        return 0 if self.lineality else self.relatively_bounded_regions

    @property
    def relatively_bounded_regions(self) -> int:
        """The number of regions that are bounded modulo the lineality space."""
        return int(np.count_nonzero(self.cells.bounded))

    @cached_property
    def affine_maps(self) -> int:
        """The number of distinct affine maps (of all outputs) over the regions."""
        return count_affine_maps(self._restricted, self.cells.signs)

    # ---- neighbours --------------------------------------------------------------------------

    @cached_property
    def walls(self) -> np.ndarray:
        """Rows (region, region, face of the last level but one): every pair of neighbours."""
        if not self.fan.levels:
            return np.empty((0, 3), dtype=np.int64)
        start, ids = self.fan.levels[-1]
        cell = np.repeat(np.arange(len(start) - 1), np.diff(start))
        order = np.argsort(ids, kind="stable")
        wall, cell = ids[order], cell[order]
        pair = np.flatnonzero((wall[1:] == wall[:-1]) & (self.reach[-2][wall[1:]] & FINITE != 0))
        return np.stack((cell[pair], cell[pair + 1], wall[pair]), axis=1)

    @cached_property
    def graph(self) -> nx.Graph:
        """The graph of neighbouring regions.

        Nodes are sign vectors, with `bounded`; edges have `neurons`, the positions in the sign
        vector of the neurons that vanish on the common wall (but not on both regions).
        """
        graph = nx.Graph()
        bounded = self.cells.bounded & (self.lineality == 0)
        graph.add_nodes_from((s, {"bounded": bool(b)}) for s, b in zip(self.signs, bounded))
        if len(self.walls):
            first, second, wall = self.walls.T
            active = over_faces(self.fan, np.packbits(self.fan.ray_signs != 0, axis=1), len(self.fan.levels) - 1)[-1]
            on_wall = np.unpackbits(active[wall], axis=1, count=self.fan.ray_signs.shape[1]) == 0
            signs = self.cells.signs
            vanishing = on_wall & ((signs[first] != 0) | (signs[second] != 0))
            for a, b, row in zip(first.tolist(), second.tolist(), vanishing):
                graph.add_edge(self.signs[a], self.signs[b], neurons=tuple(np.flatnonzero(row).tolist()))
        return graph

    def summary(self) -> dict:
        """The counts of this complex, under the keys of `exactrelu enumerate --json`; None where not known."""
        known = self._make_fan is not None
        bounded = self.bounded_regions
        return {
            "regions": len(self),
            "bounded_regions": bounded,
            "unbounded_regions": len(self) - bounded,
            "relatively_bounded_regions": self.relatively_bounded_regions,
            "lineality": self.lineality,
            "vertices": self.f_vector[0] if known else None,
            "f_vector": list(self.f_vector) if known else None,
            "affine_maps": self.affine_maps,
            "adjacency": {"nodes": len(self), "edges": len(self.walls) if known else None},
            "engine": self.engine,
            "domain": self.domain.to_json(),
            "numbers": self.network.numbers,
            **({"notes": list(self.network.notes)} if self.network.notes else {}),
        }

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{key.replace('_', ' ')}</th><td>{value}</td></tr>"
                       for key, value in self.summary().items() if key not in ("adjacency", "domain"))
        return f"<table>{rows}</table>"
