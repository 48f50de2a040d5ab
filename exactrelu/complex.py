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

from .counts import Counts
from .domain import Domain
from .engines.cells import Cells, Fan, as_text
from .engines.faces import FINITE, INFINITE, over_faces, reach
from .engines.parts import Summary, counted, whole
from .engines.problem import Problem
from .engines.signs import Rays
from .errors import NotKnown
from .linalg import Vector
from .maps import count_affine_maps
from .network import IntRow, Network
from .region import Generators, Region, inner_point

class Complex(Counts, Sequence[Region]):
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
                 make_fan: Callable[[], Fan] | None, total: Summary | None = None):
        self.network, self.domain, self.problem, self.engine = network, domain, problem, engine
        self.cells, self._make_fan = cells, make_fan
        if total:                   # known, so not to be counted
            self.total = total

    def __len__(self) -> int:
        return len(self.cells.signs)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        i = range(len(self))[index]
        bounded = bool(self.cells.bounded[i]) and not self.lineality
        generators = self._generators(i) if self._keeps_rays else lambda: self._generators(i)
        return Region(self.signs[i], self._interior(i), bounded, self._restricted, generators)

    def __iter__(self) -> Iterator[Region]:
        return (self[i] for i in range(len(self)))

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

    @property
    def _keeps_rays(self) -> bool:
        return self.cells.generators is not None or self._make_fan is not None

    def _generators(self, i: int) -> Generators:
        if self.cells.generators is not None:
            rays = self.cells.generators[i]
        elif self._make_fan is not None:
            rays = self.fan.rays[self.rays_of(len(self.fan.levels), i)].tolist()
        else:
            rays = self._rays(self.cells.signs[i])
        return (tuple(sorted(self.point(ray) for ray in rays if ray[0])),
                tuple(sorted(self.direction(ray) for ray in rays if not ray[0])))

    def _interior(self, i: int) -> Vector:
        return inner_point(*self._generators(i)) if self._keeps_rays else self.point(self.cells.witnesses[i])

    @cached_property
    def _rays(self) -> Rays:
        """What works out the rays of single cells where the engine keeps none."""
        return Rays(self.problem)

    # ---- faces -------------------------------------------------------------------------------

    @cached_property
    def reach(self) -> list[np.ndarray]:
        """For every face, level by level: FINITE if it has a vertex, plus INFINITE if it has a ray."""
        return reach(self.fan)

    @cached_property
    def total(self) -> Summary:
        """The numbers of cells and, if the engine keeps them, of faces."""
        if self._make_fan is None:
            return Summary(len(self), self.relatively_bounded_regions)
        return counted(whole(self.problem), self.fan)

    @property
    def regions(self) -> int:
        """The number of regions."""
        return len(self)

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
        """Rows (region, region, face of the last level but one): every pair of neighbours, sorted."""
        if not self.fan.levels:
            return np.empty((0, 3), dtype=np.int64)
        start, ids = self.fan.levels[-1]
        cell = np.repeat(np.arange(len(start) - 1), np.diff(start))
        order = np.argsort(ids, kind="stable")
        wall, cell = ids[order], cell[order]
        pair = np.flatnonzero((wall[1:] == wall[:-1]) & (self.reach[-2][wall[1:]] & FINITE != 0))
        pair = pair[np.lexsort((cell[pair + 1], cell[pair]))]
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
