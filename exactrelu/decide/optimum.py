"""The least value of a form over a network's graph, with a proof tree: branch and bound from an exact value downwards.

The search tries to prove that the form is at least as large as at the best point known; where it
meets a better point, it starts again from that one. So it ends with the least value, a point where
it is attained, and the proof.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Callable, Sequence

from ..domain import Domain
from ..errors import InputError
from ..linalg import Shown, Vector, dot
from ..network import Layer, Network
from ..rational import vector
from ..readers import read_domain
from ..readers.property import Disjunct
from .branch import Branch
from .descent import Descent
from .estimate import Floats
from .lift import Lift, Task
from .branching import Progress, Search
from .simplex import bound, feasible
from .tree import Node, listed
from .witness import Found

CLOSED = ("empty", "close", "goal")


class Minimum:
    """A search that is started again from every better point that it finds; the time and the leaves of all starts are counted."""

    def __init__(self, network: Network, progress: Progress | None, seconds: int | None, leaves: int | None,
                 whole: Callable[[Vector], Vector] = lambda point: point):
        self.network, self.lift = network, Lift.of(network)
        self.floats, self.whole = Floats.of(self.lift), whole
        self.search = Search(lambda task, branch: Descent(network, self.floats, task, branch, self.known, whole),
                             self.floats, progress, seconds, leaves)

    def proof(self, task: Task, known: Vector) -> list[list] | Vector:
        """The records of a tree that proves the goal, which is 0 at the known point; or a point at which it is negative."""
        self.known = known
        root = Node(Branch(task))
        try:
            self.search.run(root, 0)
        except Found as found:
            return found.args[0]
        return listed(root)


@dataclass(frozen=True, repr=False)
class Range(Shown):
    """The least and the greatest value of a form of the outputs on a domain, with points where they are attained.

    witnesses : (a point of the least value, one of the greatest), in the domain's coordinates
    records : the certificate without its header
    """

    form: tuple
    least: Fraction
    greatest: Fraction
    witnesses: tuple[Vector, Vector]
    leaves: int
    records: tuple[list, ...] = field(repr=False)


def output_range(network: Network | Layer, domain: Any = None, form: Sequence | None = None, output: int = 0,
                 progress: Progress | None = None, *, seconds: int | None = None, leaves: int | None = None) -> Range:
    """The exact range of a form c + v.F of the outputs (default: the output F_output) on a bounded domain.

    Raises
    ------
    InputError : the domain is empty or unbounded, or the form does not fit the outputs.
    LimitExceeded : after so many seconds or closed branches.

    >>> net = Network([Layer([[1], [-1]]), Layer([[1, 1]], [0], "linear")])                       # |x|
    >>> found = output_range(net, {"box": [[-1, 2]]})
    >>> int(found.least), int(found.greatest), found.witnesses
    (0, 2, ((Fraction(0, 1),), (Fraction(2, 1),)))
    """
    network = network if isinstance(network, Network) else Network(network)
    where = read_domain(network.domain if domain is None else domain, network.inputs)
    if form is None:
        if not 0 <= output < network.outputs:
            raise InputError(f"output {output} does not exist: the network has {network.outputs} outputs, "
                             f"numbered 0 to {network.outputs - 1}")
        form = [0] + [int(i == output) for i in range(network.outputs)]
    form = vector(form, "the form", network.outputs + 1)
    inside, start = where.restrict(network), _point_of(where)
    minimum, found, records = Minimum(inside, progress, seconds, leaves), [], []
    for sign in (1, -1):
        turned, point = tuple(sign * x for x in form), start
        while True:
            value = turned[0] + dot(turned[1:], inside(point))
            lift = minimum.lift
            goal = (lift.depth, lift.output_form((turned[0] - value, *turned[1:])))
            told = minimum.proof(Task.of(lift, Disjunct(where.inequalities, ()), goal), point)
            if isinstance(told, list):
                break
            point = told
        found.append((sign * value, point))
        records += [["witness", list(point)], *told]
    (low, first), (high, last) = found
    return Range(form, low, high, (first, last), sum(record[0] in CLOSED for record in records), tuple(records))


def _point_of(where: Domain) -> Vector:
    """A point of a domain that is bounded and not empty."""
    rows = where.rows()
    point = feasible(rows)[0] if rows else (Fraction(0),) * where.dimension
    if point is None:
        raise InputError("the domain is empty, so the form has no values there")
    for i in range(where.dimension):
        for side, word in ((1, "lower"), (-1, "upper")):
            if bound(rows, i, side) is None:
                raise InputError(f"the domain is unbounded: input {i} has no {word} bound; add one")
    return point
