"""The complex of a network, cut by which of its outputs is largest: the upper envelope of the outputs.

Words: a *cell* here is the set of the points with one sign vector, in one face of the domain and with one
set of largest outputs, its *winners*. A complex that is refined by all differences of outputs is finer:
it is cut where two outputs are equal that are not largest, too. Its faces, put together by their labels,
are the cells, and these are the relative interiors of the faces of a complex. Source: proofs/classes.md.
"""
from __future__ import annotations

from functools import cached_property
from itertools import combinations

import networkx as nx
import numpy as np

from .complex import FINITE, Complex, over_faces
from .errors import InputError
from .linalg import Vector
from .network import IntRow, Network


def differences(outputs: int) -> list[list[int]]:
    """The forms F_i - F_j, i < j, as rows [c, v_1, ...]: what to refine a complex by.

    >>> differences(3)
    [[0, 1, -1, 0], [0, 1, 0, -1], [0, 0, 1, -1]]
    """
    return [[0] + [(k == i) - (k == j) for k in range(outputs)] for i, j in combinations(range(outputs), 2)]


def forms_of(outputs: int, output: int | None = None, pair: tuple[int, int] | None = None):
    """The forms to refine by, and the one that vanishes on the boundary (or "argmax").

    >>> forms_of(2), forms_of(3, pair=(0, 2))[1], forms_of(3)[1]
    (([[0, 1, -1]], [0, 1, -1]), [0, 1, 0, -1], 'argmax')
    """
    unit = lambda i: [0] + [int(i == j) for j in range(outputs)]  # noqa: E731
    for index in (() if output is None else (output,)) + tuple(pair or ()):
        if not 0 <= index < outputs:
            raise InputError(f"output {index} does not exist: the network has {outputs} outputs, "
                             f"numbered 0 to {outputs - 1}")
    if output is not None and pair is not None:
        raise InputError("give either one output or a pair of outputs, not both")
    if pair is not None:
        if pair[0] == pair[1]:
            raise InputError(f"a pair needs two different outputs, but is {pair[0]},{pair[1]}")
        form = [a - b for a, b in zip(unit(pair[0]), unit(pair[1]))]
        return [form], form
    if output is not None or outputs == 1:
        return [unit(output or 0)], unit(output or 0)
    forms = differences(outputs)
    return forms, forms[0] if len(forms) == 1 else "argmax"


def adjacency(graph: nx.Graph) -> dict:
    """The graph of neighbouring classes as a JSON object."""
    return {"nodes": [list(node) for node in graph],
            "edges": [{"between": [list(one), list(other)], "pieces": n} for one, other, n in graph.edges(data="pieces")]}


class Envelope:
    """The cells of a complex that is refined by the `differences` of the outputs of a network.

    least : the smallest outputs win, not the largest
    of_face : for every level of the fan, the cell that holds the relative interior of each face
    level : the level of each cell, its dimension modulo the lineality space
    finite : whether each cell has points (the others are at infinity)
    winners : truth values of shape (cells, outputs): which outputs win

    >>> import exactrelu as er
    >>> net = er.Network(er.Layer([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], "linear"))
    >>> cx = er.enumerate(net, refine=differences(3))
    >>> len(cx), Envelope(cx, net).f_vector()          # three lines, but three half-lines between the classes
    (6, (1, 3, 3))
    """

    def __init__(self, complex: Complex, network: Network, least: bool = False):
        self.complex, self.outputs = complex, network.outputs
        fan, neurons = complex.fan, network.neurons
        signs = fan.ray_signs[:, :neurons]
        behind = np.zeros((len(fan.rays), self.outputs), dtype=bool)      # some other output is ahead at that ray
        for column, (i, j) in enumerate(combinations(range(self.outputs), 2), neurons):
            ahead = fan.ray_signs[:, column] * (-1 if least else 1)
            behind[:, i] |= ahead < 0
            behind[:, j] |= ahead > 0
        bits = np.concatenate((behind, fan.rays[:, :1] > 0, signs > 0, signs < 0, complex.off_domain), axis=1)
        labels = over_faces(fan, np.packbits(bits, axis=1))
        kinds, cell = np.unique(np.concatenate(labels).view(f"V{labels[0].shape[1]}")[:, 0], return_inverse=True)
        self.of_face = np.split(cell, np.cumsum([len(level) for level in labels])[:-1])
        self.level = np.zeros(len(kinds), dtype=np.int64)
        for level, cells in enumerate(self.of_face):
            self.level[cells] = level
        known = np.unpackbits(kinds.view(np.uint8).reshape(len(kinds), -1), axis=1, count=self.outputs + 1)
        self.winners, self.finite = known[:, :-1] == 0, known[:, -1] == 1

    @property
    def top(self) -> int:
        """The level of the regions."""
        return len(self.of_face) - 1

    @cached_property
    def tied(self) -> np.ndarray:
        """Whether at least two outputs win, for each cell."""
        return np.count_nonzero(self.winners, axis=1) > 1

    @property
    def masks(self) -> list[np.ndarray]:
        """For every level, the faces of the refined complex on which at least two outputs win."""
        return [self.tied[cells] for cells in self.of_face]

    @cached_property
    def regions(self) -> np.ndarray:
        """The cells of full dimension."""
        return self._at(self.top)

    @cached_property
    def pieces(self) -> np.ndarray:
        """The cells of codimension 1 on which outputs tie, but for the facets of regions on which outputs tie."""
        if not self.top:
            return self.regions[:0]
        start, ids = self.complex.fan.levels[-1]
        region = np.repeat(self.of_face[-1], np.diff(start))
        covered = np.zeros(len(self.level), dtype=bool)
        covered[self.of_face[-2][ids[self.tied[region]]]] = True
        walls = self._at(self.top - 1)
        return walls[self.tied[walls] & ~covered[walls]]

    def _at(self, level: int) -> np.ndarray:
        return np.flatnonzero((self.level == level) & self.finite)

    @cached_property
    def walls(self) -> np.ndarray:
        """Rows (region, region, cell of codimension 1): every pair of neighbours."""
        first, second, wall = self.complex.walls.T
        found = np.stack((self.of_face[-1][first], self.of_face[-1][second],
                          self.of_face[-2][wall] if self.top else wall), axis=1)
        found = found[found[:, 0] != found[:, 1]]
        found[:, :2].sort(axis=1)
        return np.unique(found, axis=0)

    def f_vector(self, chosen: np.ndarray | None = None) -> tuple[int, ...]:
        """(f_0, ..., f_d): the number of (chosen) cells of each dimension."""
        counted = self.level[self.finite if chosen is None else self.finite & chosen]
        counts = [0] * self.complex.lineality + np.bincount(counted, minlength=self.top + 1).tolist()
        return tuple(counts + [0] * (self.complex.dimension + 1 - len(counts)))

    def classes(self, cell: int) -> tuple[int, ...]:
        """The outputs that win in a cell."""
        return tuple(np.flatnonzero(self.winners[cell]).tolist())

    @cached_property
    def pairs(self) -> dict[tuple[int, int], int]:
        """The number of pieces on which both outputs of a pair win, for each pair that has one."""
        counts = self.winners[self.pieces].T.astype(np.int64) @ self.winners[self.pieces]
        return {(i, j): int(counts[i, j]) for i, j in combinations(range(self.outputs), 2) if counts[i, j]}

    @cached_property
    def graph(self) -> nx.Graph:
        """The graph of neighbouring classes.

        Nodes are the sets of winners of regions, as tuples; edges have `pieces`, the number of cells of
        codimension 1 between a region of one and a region of the other.
        """
        graph = nx.Graph()
        graph.add_nodes_from(sorted({self.classes(cell) for cell in self.regions.tolist()}))
        for first, second, _ in self.walls.tolist():
            one, other = self.classes(first), self.classes(second)
            if one != other:
                before = graph.get_edge_data(one, other, {"pieces": 0})["pieces"]
                graph.add_edge(one, other, pieces=before + 1)
        return graph

    # ---- geometry ----------------------------------------------------------------------------

    def rays(self, level: int) -> dict[int, np.ndarray]:
        """For every cell of a level, the rays of the fan that are its extreme generators."""
        face = ray = np.arange(len(self.complex.fan.rays))
        for start, ids in self.complex.fan.levels[:level]:
            first = np.searchsorted(face, np.arange(face[-1] + 2))       # the pairs (face, ray) are sorted by face
            length = np.diff(first)[ids]
            begin = np.repeat(first[ids] - np.cumsum(length) + length, length)
            above = np.repeat(np.repeat(np.arange(len(start) - 1), np.diff(start)), length)
            face, ray = self._distinct(above, ray[begin + np.arange(len(begin))])
        cell = self.of_face[level][face]
        kept = (self.level[cell] == level) & (self.level[self.of_face[0][ray]] == 0)
        cell, ray = self._distinct(cell[kept], ray[kept])
        cells, first = np.unique(cell, return_index=True)
        return dict(zip(cells.tolist(), np.split(ray, first[1:])))

    def _distinct(self, first: np.ndarray, ray: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The distinct pairs (first, ray), sorted."""
        return np.divmod(np.unique(first * len(self.complex.fan.rays) + ray), len(self.complex.fan.rays))

    def generators(self, level: int) -> dict[int, tuple[tuple[Vector, ...], tuple[IntRow, ...]]]:
        """(vertices, primitive directions of rays) of every cell of a level that has points, modulo the lineality space."""
        cx, found = self.complex, {}
        for cell, rays in self.rays(level).items():
            if self.finite[cell]:
                rows = cx.fan.rays[rays].tolist()
                found[cell] = (tuple(sorted(cx.point(row) for row in rows if row[0])),
                               tuple(sorted(cx.direction(row) for row in rows if not row[0])))
        return found
