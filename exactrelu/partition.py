"""The classes of a network with several outputs: the sets on which an output is largest, exactly.

Words: a *class* is a set of outputs that win together on a region: (i,) almost always, (i, j) where two
outputs are equal on a set of full dimension (a thick tie). Its *components* are those of the open set
on which it wins. Source: proofs/classes.md.
"""
from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import factorial, prod
from typing import Any, Iterator

import networkx as nx
import numpy as np
from flint import fmpz_mat

from . import enumeration
from .complex import Complex
from .envelope import Envelope, adjacency, differences
from .errors import InputError, NotKnown
from .export import region_data
from .linalg import spelled, total
from .network import Layer, Network
from .rational import MAX_BITS
from .readers import read_domain
from .region import Region, inner_point

DIGITS = 12       # after the point, of the two decimals between which a volume lies

Class = tuple[int, ...]


class Classes:
    """The regions of a network, cut by which outputs are largest (or smallest); made by `exactrelu.classes`.

    >>> import exactrelu as er
    >>> net = er.Network(er.Layer([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], "linear"))
    >>> found = er.classes(net, "box:-1,1")
    >>> found.regions((0,)), found.volume((0,)), found.volume((2,)), found.graph.edges[(0,), (1,)]
    (1, Fraction(5, 4), Fraction(3, 2), {'pieces': 1})
    """

    def __init__(self, complex: Complex, network: Network, least: bool):
        self.complex, self.network, self.least = complex, network, least
        self.envelope = Envelope(complex, network, least)

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """Every output, also one that never wins, then the thick ties."""
        ties = {node for node in self.graph if len(node) > 1}
        return tuple((i,) for i in range(self.network.outputs)) + tuple(sorted(ties))

    @property
    def graph(self) -> nx.Graph:
        """The graph of neighbouring classes: edges have `pieces`, the number of walls between the two."""
        return self.envelope.graph

    @cached_property
    def _regions(self) -> dict[Class, list[int]]:
        found: dict[Class, list[int]] = {name: [] for name in self.classes}
        for cell in self.envelope.regions.tolist():
            found[self.envelope.classes(cell)].append(cell)
        return found

    def _of(self, name: Class) -> list[int]:
        if name not in self._regions:
            raise InputError(f"there is no class {name}; the classes are {', '.join(map(label, self.classes))}")
        return self._regions[name]

    def regions(self, name: Class) -> int:
        """The number of regions of a class: sets with one sign vector and these winners."""
        return len(self._of(name))

    @cached_property
    def _bounded(self) -> np.ndarray:
        """Whether each cell is a bounded region."""
        found = np.zeros(len(self.envelope.level), dtype=bool)
        if not self.complex.lineality:
            found[self.envelope.regions] = True
            found[self.envelope.of_face[-1][~self.complex.cells.bounded]] = False
        return found

    @cached_property
    def _parts(self) -> dict[Class, list[set[int]]]:
        """The components of every class: regions are joined through walls on which no other output wins."""
        envelope, graph = self.envelope, nx.Graph()
        graph.add_nodes_from(envelope.regions.tolist())
        if len(envelope.walls):
            same = [(envelope.winners[column] == envelope.winners[envelope.walls[:, 2]]).all(axis=1)
                    for column in envelope.walls.T[:2]]
            graph.add_edges_from(envelope.walls[same[0] & same[1], :2].tolist())
        found: dict[Class, list[set[int]]] = {name: [] for name in self.classes}
        for part in nx.connected_components(graph):
            found[envelope.classes(next(iter(part)))].append(part)
        return found

    def components(self, name: Class) -> int:
        """The number of connected components of the open set on which a class wins."""
        self._of(name)
        return len(self._parts[name])

    def bounded_components(self, name: Class) -> int:
        """The number of bounded ones among them."""
        self._of(name)
        return sum(bool(self._bounded[list(part)].all()) for part in self._parts[name])

    def bounded(self, name: Class) -> bool:
        """Whether a class is bounded."""
        return bool(self._bounded[self._of(name)].all())

    @cached_property
    def _volumes(self) -> dict[Class, list[Fraction]]:
        """Terms whose sum is the volume of a bounded class: the signed cones from 0 over the facets of its frontier."""
        cx, envelope, d = self.complex, self.envelope, self.complex.dimension
        found: dict[Class, list[Fraction]] = {name: [] for name in self.classes}
        if envelope.top < d:                                     # a flat domain, or a lineality space
            return found
        if not d:
            raise NotKnown("a point has no volume")
        bounded = {name: self.bounded(name) for name in self.classes}
        start, ids = cx.fan.levels[-1]
        cell = np.repeat(np.arange(len(start) - 1), np.diff(start))
        winner = envelope.winners[envelope.of_face[-1][cell]]
        order = np.argsort(ids, kind="stable")
        twin = np.flatnonzero((ids[order][1:] == ids[order][:-1]) & (winner[order][1:] == winner[order][:-1]).all(axis=1))
        inner = np.zeros(len(ids), dtype=bool)
        inner[order[twin]] = inner[order[twin + 1]] = True
        for k in np.flatnonzero(~inner).tolist():
            name = envelope.classes(envelope.of_face[-1][cell[k]])
            if bounded[name]:
                found[name] += self._cones(int(ids[k]), int(cell[k]))
        return found

    def _cones(self, facet: int, cell: int) -> Iterator[Fraction]:
        """The signed volumes of the simplices from 0 over a facet of a cell: positive where 0 is on the cell's side."""
        cx, d = self.complex, self.complex.dimension
        beyond = next(ray for ray in cx.rays_of(d, cell).tolist() if ray not in set(cx.rays_of(d - 1, facet).tolist()))
        for simplex in self._simplices(d - 1, facet):
            rows = cx.fan.rays[list(simplex)].tolist()
            side = fmpz_mat([*rows, cx.fan.rays[beyond].tolist()]).det() > 0
            cone = int(fmpz_mat([*rows, [1] + [0] * d]).det())
            yield Fraction(cone if side else -cone, prod(row[0] for row in rows) * factorial(d))

    def _simplices(self, level: int, face: int) -> Iterator[tuple[int, ...]]:
        """A triangulation of a bounded face: the cones from its first vertex over the facets without that vertex."""
        if not level:
            yield (face,)
            return
        start, ids = self.complex.fan.levels[level - 1]
        first = int(self.complex.rays_of(level, face)[0])
        for facet in ids[start[face]:start[face + 1]].tolist():
            if first not in self.complex.rays_of(level - 1, facet):
                for simplex in self._simplices(level - 1, facet):
                    yield (*simplex, first)

    def volume(self, name: Class) -> Fraction | None:
        """The length, area, volume, ... of a class in the coordinates of the domain; None if it is unbounded."""
        return total(self._volumes[name]) if self.bounded(name) else None

    # ---- files and summaries -----------------------------------------------------------------

    def region_data(self) -> Iterator[dict]:
        """Every region as a JSON object: its class, and the keys of `exactrelu enumerate --regions`."""
        envelope, network = self.envelope, self.complex.domain.restrict(self.network)
        generators = envelope.generators(envelope.top)
        for cell, face in zip(*np.unique(envelope.of_face[-1], return_index=True)):
            vertices, rays = generators[cell]
            signs = self.complex.signs[face][:network.neurons]
            region = Region(signs, inner_point(vertices, rays), bool(self._bounded[cell]), network, generators[cell])
            yield {"class": list(envelope.classes(cell)), **region_data(region)}

    def piece_data(self) -> Iterator[dict]:
        """Every piece of the boundary between classes as a JSON object: the outputs that win there, its vertices and rays."""
        envelope, text = self.envelope, lambda rows: [[spelled(x) for x in row] for row in rows]  # noqa: E731
        generators = envelope.generators(envelope.top - 1) if envelope.top else {}
        for piece in envelope.pieces.tolist():
            vertices, rays = generators[piece]
            yield {"class": list(envelope.classes(piece)), "vertices": text(vertices), "rays": text(rays)}

    def summary(self) -> dict:
        """What `exactrelu classes --json` prints."""
        return {
            "wins": "smallest" if self.least else "largest",
            "regions": len(self.envelope.regions),
            "f_vector": list(self.envelope.f_vector()),
            "classes": [self._summary(name) for name in self.classes],
            "pieces": len(self.envelope.pieces),
            "pairs": [{"outputs": list(pair), "pieces": n} for pair, n in self.envelope.pairs.items()],
            "adjacency": adjacency(self.graph),
            "engine": self.complex.engine,
            "domain": self.complex.domain.to_json(),
            "numbers": self.network.numbers,
            **({"notes": list(self.network.notes)} if self.network.notes else {}),
        }

    def _summary(self, name: Class) -> dict:
        volume = self.volume(name)
        short = volume is not None and max(volume.numerator.bit_length(), volume.denominator.bit_length()) <= MAX_BITS
        return {"class": list(name), "regions": self.regions(name), "components": self.components(name),
                "bounded_components": self.bounded_components(name), "bounded": self.bounded(name),
                "volume": spelled(volume) if short else None, "volume_between": volume if volume is None else between(volume)}


def label(name: Class) -> str:
    """The name of a class: 2, or 0,3 for a thick tie."""
    return ",".join(map(str, name))


def between(x: Fraction) -> list[str]:
    """Two decimals of DIGITS digits, the largest that is not above a number that is not negative and the smallest not below.

    >>> between(Fraction(1, 3))
    ['0.333333333333', '0.333333333334']
    """
    below, rest = divmod(x.numerator * 10**DIGITS, x.denominator)
    spell = lambda n: "{}.{:0{}}".format(*divmod(n, 10**DIGITS), DIGITS)  # noqa: E731
    return [spell(below), spell(below + bool(rest))]


def classes(network: Network | Layer, domain: Any = None, least: bool = False, engine: str = "fan", **options: Any) -> Classes:
    """The regions of a network on a domain, cut by which of its outputs is largest, exactly.

    Parameters
    ----------
    least : the smallest output wins instead, as for scores that are costs.
    domain, engine, options : as for `exactrelu.enumerate`; the engine must keep faces.

    Raises
    ------
    InputError : a network with one output.

    >>> from exactrelu.network import Layer
    >>> found = classes(Layer([[1, 0], [0, 1]]), "box:-1,1")            # x+ and y+: equal where both are 0
    >>> [(name, found.regions(name), found.volume(name)) for name in found.classes]
    [((0,), 2, Fraction(3, 2)), ((1,), 2, Fraction(3, 2)), ((0, 1), 1, Fraction(1, 1))]
    """
    network = network if isinstance(network, Network) else Network(network)
    where = read_domain(network.domain if domain is None else domain, network.inputs)
    if network.outputs < 2:
        raise InputError("the network has one output, so there are no classes; 'boundary --sides' tells its two signs apart")
    if engine == "signs":
        raise NotKnown("the engine 'signs' keeps no faces, so it knows no classes; use the engine 'fan' or 'cdd'")
    cx = enumeration.enumerate(network, where, engine, refine=differences(network.outputs), **options)
    return Classes(cx, network, least)
