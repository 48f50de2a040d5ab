"""Branch and bound over boxes of inputs and phases of neurons: every verdict comes with its exact proof.

The search itself is in branching.py; here its work is divided among processes and put together.
"""
from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Callable

from ..errors import InputError
from ..linalg import Shown, Vector
from ..network import Layer, Network
from ..readers.property import Property
from ..workers import workers
from .boxes import Plan
from .branch import Branch, Record
from .branching import Progress, Search
from .estimate import Floats
from .lift import Lift, Task
from .tree import Node, listed
from .witness import Found, Hunt

SAT, UNSAT = "sat", "unsat"
ABOVE = Record(["above"], [], frozenset())      # what is proven above a part
Part = tuple[int, dict, dict, dict, Plan, int]  # the disjunct; the bounds, phases, plan and cuts of the node where it begins


@dataclass(frozen=True, repr=False)
class Decision(Shown):
    """The verdict about a property of a network.

    verdict : "sat" or "unsat"
    witness : a rational point that satisfies a disjunct, if sat
    leaves : the closed branches of the proof tree, if unsat; those that were searched, if sat
    records : the certificate without its header
    """

    verdict: str
    witness: Vector | None
    leaves: int
    records: tuple[list, ...] = field(repr=False)


def decide(network: Network | Layer, property: Property, progress: Progress | None = None, *,
           seconds: int | None = None, leaves: int | None = None, jobs: int = 1, explicit: bool = False,
           executor: Executor | None = None) -> Decision:
    """Whether some x satisfies the property: an exact witness (sat), or a proof tree that there is none (unsat).

    Parameters
    ----------
    progress : called as progress(closed branches, closed and open branches, closed branches).
    seconds, leaves : stop with LimitExceeded after so many seconds or closed branches.
    jobs : processes; proofs do not depend on their number.
    executor : who does the work in their place, any concurrent.futures.Executor.
    explicit : write multipliers for every bound (no rule "relax" or "close"): slower and longer, for checkers that find nothing themselves.

    Raises
    ------
    InputError : the property is about other dimensions, or an input set is unbounded.

    >>> net = Network([Layer([[1], [-1]]), Layer([[1, 1]], [0], "linear")])                       # |x|
    >>> rows = {"input": [[1, 1], [2, -1]], "output": [["-2", 1]]}                                # -1 <= x <= 2, |x| >= 2
    >>> decide(net, Property.from_json({"disjuncts": [rows]}, 1, 1)).witness
    (Fraction(2, 1),)
    >>> rows["output"] = [["-201/100", 1]]
    >>> decide(net, Property.from_json({"disjuncts": [rows]}, 1, 1)).verdict
    'unsat'
    """
    network = network if isinstance(network, Network) else Network(network)
    if (property.inputs, property.outputs) != (network.inputs, network.outputs):
        raise InputError(f"the property is about {property.inputs} inputs and {property.outputs} outputs, but the network has "
                         f"{network.inputs} and {network.outputs}")
    question = Question(network, property, seconds, leaves, progress, explicit)
    records: list[list] = []
    with workers(jobs, prepare, (network, property, seconds, leaves), executor) as mapped:
        for number in range(len(property.disjuncts)):
            try:
                records += question.tree(number, mapped)
            except Found as found:
                point = found.args[0]
                return Decision(SAT, point, question.search.closed, (["witness", list(point)],))
    return Decision(UNSAT, None, sum(record[0] in ("empty", "close") for record in records), tuple(records))


class Question:
    """What is asked, in one process, and the search for its answer."""

    def __init__(self, network: Network, property: Property, seconds: int | None = None, leaves: int | None = None,
                 progress: Progress | None = None, explicit: bool = False):
        lift = Lift.of(network)
        floats = Floats.of(lift)
        self.search = Search(lambda task, branch: Hunt(network, property, floats, task, branch), floats, progress, seconds, leaves, explicit)
        self.tasks = [Task.of(lift, disjunct) for disjunct in property.disjuncts]

    def tree(self, number: int, mapped: Callable) -> list[list]:
        """The records of the tree of a disjunct; raises Found."""
        root, search = Node(Branch(self.tasks[number])), self.search
        if not search.start(root, number):
            search.closed += 1
        elif root.plan is None:
            search.search(root)
        else:
            nodes = search.parts(root)
            found = mapped(work, [(number, node.branch.lo, node.branch.hi, node.branch.phase, node.plan, node.cuts) for node in nodes])
            for node, (records, closed) in zip(nodes, found):
                node.graft(records)
                search.closed += closed
                search.tick(search.closed, max(search.closed, root.plan.leaves))
        return listed(root)

    def part(self, number: int, lo: dict, hi: dict, phase: dict, plan: Plan, cuts: int) -> tuple[list[list], int]:
        """The records of a subtree, and how many branches were closed in it."""
        why = dict.fromkeys([("lo", v) for v in lo] + [("hi", v) for v in hi] + [("phase", v) for v in phase], ABOVE)
        root = Node(Branch(self.tasks[number], dict(lo), dict(hi), dict(phase), {}, why), plan=plan, cuts=cuts)
        self.search.hunt = self.search.hunter(self.tasks[number], root.branch)
        before = self.search.closed
        self.search.search(root)
        return listed(root), self.search.closed - before


_asked: Question | None = None


def prepare(*arguments: Any) -> None:
    """Takes note of the question in this process."""
    global _asked
    _asked = Question(*arguments)


def work(part: Part) -> tuple[list[list], int]:
    """Question.part, for the question of this process."""
    return _asked.part(*part)
