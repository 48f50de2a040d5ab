"""What an engine is asked: the homogenised network on a pointed cone.

Words: n = rank + 1 is the dimension of that cone; a ray is an integer vector (t, x_c for the kept
columns c). Everything is constant along the *lineality space*, so the columns that it makes
superfluous are dropped once, here.
"""
from __future__ import annotations

from typing import NamedTuple, Sequence

from ..domain import Domain
from ..linalg import Matrix, independent_rows, nullspace, pivots
from ..network import IntRow, Network, homogenise


class Problem(NamedTuple):
    """Cells of the forms in `stages` on {rows >= 0, t >= 0}, all in coordinates (t, kept columns).

    The first stage acts on (t, x), each further one on (t, z+), z the values of the stage before.
    """

    dimension: int                         # d, the coordinates of the domain
    columns: tuple[int, ...]               # the kept coordinates of R^d, as many as the rank
    lineality: Matrix                      # a basis of the directions along which nothing changes
    rows: tuple[IntRow, ...]               # the inequalities of the domain, [b, a] on (t, kept)
    stages: tuple[tuple[IntRow, ...], ...]
    basis: tuple[int, ...]                 # independent rows of `rows`, then (shifted) of stages[0]

    @property
    def neurons(self) -> int:
        """The number of forms over all stages."""
        return sum(map(len, self.stages))

    @property
    def central(self) -> bool:
        """Whether no row of the domain or the network has a constant: everything is a cone with apex 0."""
        return bool(self.columns) and not any(row[0] for rows in (self.rows, *self.stages) for row in rows)


def problem(network: Network, domain: Domain, outputs: Sequence[Sequence] = ()) -> Problem:
    """The problem of a network on a domain, refined by forms [c, v] of its outputs (value c + v.F).

    >>> from exactrelu.network import Layer
    >>> p = problem(Network(Layer([[1, 0, 1], [2, 0, 2]], [0, 1])), Domain.whole(3))
    >>> p.columns, p.stages, len(p.lineality)
    ((0,), (((0, 1), (1, 2)),), 2)
    """
    stages = homogenise(domain.restrict(network), outputs)
    return reduced(domain.dimension, domain.rows(), stages)


def reduced(d: int, rows: Sequence[IntRow], stages: Sequence[Sequence[IntRow]]) -> Problem:
    """The problem of rows and stages on (t, R^d), without the columns that nothing needs.

    >>> reduced(2, [(0, 0, 1)], []).rows
    ((0, 1),)
    """
    first = list(stages[0]) if stages else []
    normals = [row[1:] for row in [*rows, *first]]
    columns = pivots(normals)
    cut = lambda forms: tuple((row[0],) + tuple(row[1 + c] for c in columns) for row in forms)  # noqa: E731
    return Problem(d, columns, nullspace(normals, d), cut(rows),
                   tuple([cut(first)] + [tuple(stage) for stage in stages[1:]]) if stages else (),
                   independent_rows(normals))
