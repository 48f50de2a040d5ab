"""Branch and bound over the phases of neurons: every verdict comes with its exact proof.

A node is closed by a linear relaxation whose multipliers are made exact, or split by a neuron; where
all neurons are decided an exact linear program has the last word. So the search ends, always.
Source: R. Bunel et al., Branch and bound for piecewise linear neural network verification, JMLR 2020.
"""
from __future__ import annotations

import time
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Callable

from ..errors import InputError, LimitExceeded
from ..linalg import Vector
from ..network import Layer, Network
from ..readers.property import Property
from . import lp
from .branch import Branch, Hint, Record
from .estimate import Floats, widest, worth_proving
from .leaf import contradiction, decide_cell
from .lift import Lift, Task
from .rules import declare_input, empty_input, middle, prove_closed, prove_neuron, prove_side
from .simplex import bound
from .tree import Node, close, listed
from .witness import Found, Hunt

SAT, UNSAT = "sat", "unsat"
TIGHTENED = 10             # up to this many inputs, their bounds are tightened at every node
CUT, CUTS, FEW = 3, 8, 20   # up to 3 inputs are halved, each up to 8 times, while more than 20 neurons are undecided
CLIMB = 30                 # cells that the search for a witness visits at the root; a tenth of it elsewhere

Progress = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Decision:
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
           seconds: int | None = None, leaves: int | None = None) -> Decision:
    """Whether some x satisfies the property: an exact witness (sat), or a proof tree that there is none (unsat).

    Parameters
    ----------
    progress : called as progress(closed branches, closed and open branches, closed branches).
    seconds, leaves : stop with LimitExceeded after so many seconds or closed branches.

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
    lift = Lift.of(network)
    floats = Floats.of(lift)
    search = Search(lambda task, branch: Hunt(network, property, floats, task, branch), floats, progress, seconds, leaves)
    records: list[list] = []
    for number, disjunct in enumerate(property.disjuncts):
        root = Node(Branch(Task.of(lift, disjunct)))
        try:
            search.run(root, number)
        except Found as found:
            point = found.args[0]
            return Decision(SAT, point, search.closed, (["witness", list(point)],))
        records += listed(root)
    return Decision(UNSAT, None, sum(record[0] == "empty" for record in records), tuple(records))


class Search:
    """The state of one search: what is common to all its nodes.

    hunter : what looks for witnesses, made from a task and the branch at the root; `run` raises what it raises
    """

    def __init__(self, hunter: Callable[[Task, Branch], Hunt], floats: Floats, progress: Progress | None,
                 seconds: int | None, leaves: int | None):
        self.hunter, self.floats, self.progress = hunter, floats, progress
        self.end = None if seconds is None else time.monotonic() + seconds
        self.leaves, self.closed = leaves, 0
        self.lp = lp.available(floats)
        self.hunt: Hunt | None = None

    def run(self, root: Node, number: int) -> None:
        """Closes the root's tree, or raises Found."""
        if not self._start(root, number):
            self.closed += 1
            return
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if self.end is not None and time.monotonic() > self.end or self.leaves is not None and self.closed >= self.leaves:
                raise LimitExceeded(f"stopped after {self.closed} closed branches, {len(waiting) + 1} are open; give more "
                                    "time (--seconds) to go further")
            with lp.errors_ignored():
                first = self._visit(node)
            if first is None:
                self.closed += 1
                close(node, waiting)
            else:
                waiting += [node.children["-" if first == "+" else "+"], node.children[first]]
            node.branch = None
            if self.progress:
                self.progress(self.closed, self.closed + len(waiting), self.closed)

    def _start(self, root: Node, number: int) -> bool:
        """Bounds of the inputs and of all neurons; False if the input rows have no common point."""
        branch, task = root.branch, root.branch.task
        weights = None if task.bounds else contradiction(task)
        if weights is not None:
            root.records.append(empty_input(weights))
            return False
        for v in range(1, task.lift.inputs + 1):
            for side, sign in (("lo", 1), ("hi", -1)):
                self._bound_input(branch, v, side, sign, number, root.records)
        for v in branch.undecided():
            prove_neuron(branch, v, root.records)
        self.hunt = self.hunter(task, branch)
        with lp.errors_ignored():
            self.hunt.start(branch, CLIMB)
        return True

    def _bound_input(self, branch: Branch, v: int, side: str, sign: int, number: int, out: list[Record]) -> None:
        """A bound of an input, as an integer or on a short grid: the exact one stays at hand as an input row."""
        task = branch.task
        if (v, side) in task.bounds:
            declare_input(branch, v, side, *task.bounds[v, side], out)
            return
        main = task.main.get((v, side))
        columns = {main[0]: Fraction(1, abs(main[1]))} if main else bound(task.input, v - 1, sign)
        if columns is None:
            raise InputError(f"the input set of disjunct {number} is unbounded: input {v - 1} has no "
                             f"{'lower' if sign > 0 else 'upper'} bound; add one")
        value = -sign * sum(w * task.input[i][0] for i, w in columns.items())
        declare_input(branch, v, side, Fraction(value.__floor__() if sign > 0 else value.__ceil__()), columns, out)

    def _visit(self, node: Node) -> str | None:
        """Closes a node (None) or divides it: the child to search first."""
        branch = node.branch
        proposal = self._relax(node)
        if proposal is None:
            return None
        if branch.undecided() and self._tighten(node):
            proposal = self._relax(node)
            if proposal is None:
                return None
        undecided = branch.undecided()
        if not undecided:
            return self._last_word(node)
        if self._cuts(node):
            v = widest(self.floats, branch)
            node.divide_by_input(v, middle(branch.lo[v], branch.hi[v]))
            return "+" if proposal.x is not None and proposal.x[v - 1] >= node.split[2] else "-"
        v = max(undecided, key=lambda v: (proposal.scores.get(v, 0), v in self.hunt.touching, -v))
        node.divide_by_neuron(v)
        return "+" if branch.hi[v] > -branch.lo[v] else "-"

    def _cuts(self, node: Node) -> bool:
        """Whether an interval of an input is halved at this node, rather than the phases of a neuron told apart."""
        d = node.branch.task.lift.inputs
        return d <= CUT and len(node.branch.undecided()) > FEW and node.cuts < d * CUTS

    def _relax(self, node: Node) -> lp.Proposal | None:
        """What the relaxation proposes; None if the node is closed now."""
        branch = node.branch
        if not self.lp:
            rows = range(len(branch.task.output))
            sets = [[i] for i in rows] + ([list(rows)] if len(rows) > 1 else [])
            proposal = lp.Proposal(None, [Hint(output={i: Fraction(1, max(map(abs, branch.task.output[i])) or 1) for i in one})
                                          for one in sets], None, 0, {})
        else:
            proposal = lp.Relaxation(self.floats, branch).reach()
            if proposal.x is not None:
                self.hunt.look(branch, proposal.x, CLIMB // 10)
        if proposal.feasible is None or not proposal.feasible or proposal.slack < 0:
            for hint in proposal.hints or [Hint()]:
                if self._close(node, hint):
                    return None
        tight = self.hunt.tight(branch, proposal.x) if proposal.slack < -lp.CLOSE else None
        return None if tight and self._close(node, tight, exact=True) else proposal

    def _close(self, node: Node, hint: Hint, exact: bool = False) -> bool:
        """Whether the hint closes the node."""
        record = prove_closed(node.branch, hint, exact)
        node.records += [record] * (record is not None)
        return record is not None

    def _tighten(self, node: Node) -> bool:
        """Better bounds of inputs by linear programs, then of neurons; whether anything was proven."""
        branch, before = node.branch, len(node.records)
        strong = self.lp and branch.task.lift.inputs <= TIGHTENED
        if strong:
            relaxation = lp.Relaxation(self.floats, branch)
            for v in range(1, branch.task.lift.inputs + 1):
                self._extremes(node, relaxation, v)
        for v in worth_proving(self.floats, branch):
            prove_neuron(branch, v, node.records)
        if strong and not self._cuts(node):
            relaxation = lp.Relaxation(self.floats, branch)
            relaxation.reach()
            for v in branch.undecided():
                self._extremes(node, relaxation, v)
        return len(node.records) > before

    def _extremes(self, node: Node, relaxation: lp.Relaxation, v: int) -> None:
        """Better bounds of an input or neuron by linear programs."""
        for side in ("lo", "hi"):
            if v not in node.branch.phase and not relaxation.reached(v, side):
                for hint in relaxation.extreme(v, side).hints[:1]:
                    prove_side(node.branch, v, side, hint, node.records)

    def _last_word(self, node: Node) -> None:
        """Decides a node whose neurons all have a phase."""
        point, hint = decide_cell(node.branch.task, node.branch.phase)
        if point is not None:
            self.hunt.check(point)
        assert hint is not None, "an exact cell holds a point that the network denies"
        assert self._close(node, hint, exact=True), "an exact cell is empty, but its multipliers do not show it"
