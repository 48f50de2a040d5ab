"""What is counted of the subdivision that a network makes of its domain, whether its regions are kept or not."""
from __future__ import annotations

from .domain import Domain
from .engines.parts import Summary
from .engines.problem import Problem
from .errors import NotKnown
from .network import Network


class Counts:
    """The numbers of a subdivision; made by `exactrelu.count`, and part of every Complex.

    affine_maps : the number of distinct affine maps (of all outputs) over the regions; None if it was not found

    >>> import exactrelu as er
    >>> counts = er.count(er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]))
    >>> counts.regions, counts.bounded_regions, counts.f_vector, counts.neighbours
    (7, 1, (3, 9, 7), 9)
    """

    def __init__(self, network: Network, domain: Domain, problem: Problem, engine: str, total: Summary,
                 affine_maps: int | None = None):
        self.network, self.domain, self.problem, self.engine = network, domain, problem, engine
        self.total, self.affine_maps = total, affine_maps

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.regions} regions of {self.dimension} inputs, engine {self.engine!r})"

    @property
    def dimension(self) -> int:
        """The dimension d of the domain's coordinates."""
        return self.problem.dimension

    @property
    def lineality(self) -> int:
        """The dimension of the lineality space."""
        return len(self.problem.lineality)

    @property
    def regions(self) -> int:
        """The number of regions."""
        return self.total.regions

    @property
    def bounded_regions(self) -> int:
        """The number of bounded regions."""
        return 0 if self.lineality else self.relatively_bounded_regions

    @property
    def relatively_bounded_regions(self) -> int:
        """The number of regions that are bounded modulo the lineality space."""
        return self.total.bounded

    @property
    def f_vector(self) -> tuple[int, ...]:
        """(f_0, ..., f_d): the number of faces of each dimension."""
        return self._by_dimension(self._known(self.total.faces))

    @property
    def bounded_f_vector(self) -> tuple[int, ...]:
        """The number of bounded faces of each dimension."""
        bounded = self._known(self.total.bounded_faces)
        return (0,) * (self.dimension + 1) if self.lineality else self._by_dimension(bounded)

    @property
    def euler_characteristic(self) -> int:
        """sum (-1)^i f_i: that of the domain, (-1)^d for the whole space, 1 for a polytope."""
        return sum((-1) ** i * f for i, f in enumerate(self.f_vector))

    @property
    def neighbours(self) -> int:
        """The number of pairs of neighbouring regions."""
        return self._known(self.total.walls)

    def _known(self, number):
        if number is None:
            raise NotKnown("the engine 'signs' keeps no faces; use the engine 'fan' or 'cdd'")
        return number

    def _by_dimension(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return ((0,) * self.lineality + numbers + (0,) * self.dimension)[:self.dimension + 1]

    def summary(self) -> dict:
        """The counts, under the keys of `exactrelu enumerate --json`; None where not known."""
        known = self.total.faces is not None
        return {
            "regions": self.regions,
            "bounded_regions": self.bounded_regions,
            "unbounded_regions": self.regions - self.bounded_regions,
            "relatively_bounded_regions": self.relatively_bounded_regions,
            "lineality": self.lineality,
            "vertices": self.f_vector[0] if known else None,
            "f_vector": list(self.f_vector) if known else None,
            "affine_maps": self.affine_maps,
            "adjacency": {"nodes": self.regions, "edges": self.neighbours if known else None},
            "engine": self.engine,
            "domain": self.domain.to_json(),
            "numbers": self.network.numbers,
            **({"notes": list(self.network.notes)} if self.network.notes else {}),
        }
