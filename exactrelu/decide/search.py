"""Branch and bound over boxes of inputs and phases of neurons: every verdict comes with its exact proof.

A plan says which inputs to halve. A box that it does not close is closed by a linear relaxation whose
multipliers are made exact, or split by a neuron; where all neurons are decided an exact linear program
has the last word. So the search ends, always.
Source: R. Bunel et al., Branch and bound for piecewise linear neural network verification, JMLR 2020.
"""
from __future__ import annotations

import time
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Callable

from ..errors import InputError, LimitExceeded
from ..linalg import Vector
from ..network import Layer, Network
from ..readers.property import Property
from ..workers import workers
from . import lp
from .boxes import Plan, plan
from .branch import Branch, Hint, Record
from .estimate import Floats, worth_proving
from .leaf import contradiction, decide_cell
from .lift import Lift, Task
from .rules import SIDES, declare_input, empty_input, note_neuron, prove_empty, prove_neuron, prove_side
from .simplex import bound
from .substitute import Blocks, Substitution, bits_for
from .tree import Node, close, listed
from .witness import Found, Hunt

SAT, UNSAT = "sat", "unsat"
TIGHTENED = 10             # up to this many inputs, their bounds are tightened at every node
PARTS = 64                 # the work on a plan is divided into some more parts than this
PERIOD = 3                 # neurons are bounded after so many cuts, and where a box is not cut
LONG = 64                  # bits of the denominator of an input's bound
CLIMB = 30                 # cells that the search for a witness visits at the root; a tenth of it elsewhere

Progress = Callable[[int, int, int], None]
ABOVE = Record(["above"], [], frozenset())      # what is proven above a part
_search: "Search | None" = None


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
           seconds: int | None = None, leaves: int | None = None, jobs: int = 1) -> Decision:
    """Whether some x satisfies the property: an exact witness (sat), or a proof tree that there is none (unsat).

    Parameters
    ----------
    progress : called as progress(closed branches, closed and open branches, closed branches).
    seconds, leaves : stop with LimitExceeded after so many seconds or closed branches.
    jobs : processes; proofs do not depend on their number.

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
    end = None if seconds is None else time.monotonic() + seconds
    search = Search(network, property, end, leaves)
    search.progress = progress
    records: list[list] = []
    with workers(jobs, prepare, (network, property, end, leaves)) as mapped:
        for number in range(len(property.disjuncts)):
            try:
                records += search.tree(number, mapped)
            except Found as found:
                point = found.args[0]
                return Decision(SAT, point, search.closed, (["witness", list(point)],))
    return Decision(UNSAT, None, sum(record[0] in ("empty", "close") for record in records), tuple(records))


def prepare(*arguments: Any) -> None:
    """Makes the search of this process."""
    global _search
    _search = Search(*arguments)


def part(arguments: tuple) -> tuple[list[list], int]:
    """Search.part in the search of this process."""
    return _search.part(*arguments)


class Search:
    """The search for one question, in one process."""

    def __init__(self, network: Network, property: Property, end: float | None = None, most: int | None = None):
        self.network, self.property, self.end, self.most, self.closed = network, property, end, most, 0
        self.lift = Lift.of(network)
        self.floats, self.blocks, self.bits = Floats.of(self.lift), Blocks(self.lift), bits_for(self.lift)
        self.lp = lp.available(self.floats)
        self.tasks = [Task.of(self.lift, disjunct) for disjunct in property.disjuncts]
        self.hunt: Hunt | None = None
        self.progress: Progress | None = None

    def tree(self, number: int, mapped: Callable) -> list[list]:
        """The records of the tree of a disjunct; raises Found."""
        root = Node(Branch(self.tasks[number]))
        if not self._start(root, number):
            self.closed += 1
        elif root.plan is None:
            self._search(root)
        else:
            nodes = self._parts(root)
            found = mapped(part, [(number, node.branch.lo, node.branch.hi, node.branch.phase, node.plan, node.cuts) for node in nodes])
            for node, (records, closed) in zip(nodes, found):
                node.graft(records)
                self.closed += closed
                self.tick(self.closed, root.plan.leaves)
        return listed(root)

    def part(self, number: int, lo: dict, hi: dict, phase: dict, plan: Plan, cuts: int) -> tuple[list[list], int]:
        """The records of a subtree, which begins with these bounds and phases, and how many branches were closed."""
        why = {("phase", v): ABOVE for v in phase} | {(side, v): ABOVE for side, known in (("lo", lo), ("hi", hi)) for v in known}
        root = Node(Branch(self.tasks[number], lo, hi, phase, {}, why), plan=plan, cuts=cuts)
        self.hunt = Hunt(self.network, self.property, self.floats, self.tasks[number], root.branch)
        before = self.closed
        self._search(root)
        return listed(root), self.closed - before

    def tick(self, closed: int, known: int) -> None:
        """Shows progress; LimitExceeded if the time is up, or too many branches are closed."""
        if self.end is not None and time.monotonic() > self.end or self.most is not None and self.closed >= self.most:
            raise LimitExceeded(f"stopped after {self.closed} closed branches, at least {max(known - closed, 1)} are open; give more "
                                "time (--seconds) to go further")
        if self.progress:
            self.progress(closed, known, self.closed)

    def _search(self, root: Node) -> None:
        """Closes the root's tree, or raises Found."""
        waiting = [root]
        while waiting:
            self.tick(self.closed, self.closed + len(waiting))
            node = waiting.pop()
            with lp.errors_ignored():
                first = self._visit(node)
            if first is None:
                self.closed += 1
                close(node, waiting)
            else:
                waiting += [node.children["-" if first == "+" else "+"], node.children[first]]
            node.branch = None

    def _start(self, root: Node, number: int) -> bool:
        """Bounds of the inputs, a look for a witness, a plan; False if the input rows have no common point."""
        branch, task = root.branch, root.branch.task
        weights = contradiction(task)
        if weights is not None:
            root.records.append(empty_input(weights))
            return False
        inputs = range(1, task.lift.inputs + 1)
        for v in inputs:
            for side, sign in SIDES:
                self._bound_input(branch, v, side, sign, number, root.records)
        self.hunt = Hunt(self.network, self.property, self.floats, task, branch)
        with lp.errors_ignored():
            self.hunt.start(branch, CLIMB)
            found = plan(self.floats, task, [branch.lo[v] for v in inputs], [branch.hi[v] for v in inputs],
                         lambda x: self.hunt.look(branch, x, CLIMB // 10) if self.lp else None, self.tick)
        if found.cut or found.row is not None:
            root.plan = found
        else:
            for v in branch.undecided():
                prove_neuron(branch, v, root.records)
        return True

    def _parts(self, root: Node) -> list[Node]:
        """The nodes at which the work on a plan is divided, in order; above them everything is proven."""
        most, waiting, found = max(1, root.plan.leaves // PARTS), [root], []
        while waiting:
            node = waiting.pop()
            if node.plan.leaves <= most:
                found.append(node)
            else:
                self._halve(node)
                waiting += [node.children["-"], node.children["+"]]
        return found

    def _halve(self, node: Node) -> str:
        """Cuts a node as planned."""
        if node.cuts % PERIOD == 0:
            self._substitute(node)
        node.divide_by_input(*node.plan.cut)
        for side, child in node.children.items():
            child.plan = node.plan.children[side]
        return "+"

    def _substitute(self, node: Node) -> Substitution:
        """Phases or bounds of all neurons that are not decided, by substitution."""
        branch = node.branch
        known = Substitution(self.blocks, branch.lo, branch.hi, branch.phase, self.bits)
        undecided = branch.undecided()
        if undecided:
            node.records.append(Record(["relax", self.bits, [v - self.lift.inputs for v in undecided]], branch.reasons()))
            for v in undecided:
                note_neuron(branch, v, *known.neuron(v), node.records[-1])
        return known

    def _contradicted(self, node: Node, known: Substitution) -> bool:
        """Whether the planned output row closes the node."""
        if known.output([-x for x in node.branch.task.output[node.plan.row]]) <= 0:
            return False
        weights = [int(i == node.plan.row) for i in range(len(node.branch.task.output))]
        node.records.append(Record(["close", self.bits, weights], node.branch.reasons()))
        return True

    def _bound_input(self, branch: Branch, v: int, side: str, sign: int, number: int, out: list[Record]) -> None:
        """A bound of an input: the exact one, or one near it if that is long; the exact one stays at hand as an input row."""
        task = branch.task
        main = task.main.get((v, side))
        columns = {main[0]: Fraction(1, abs(main[1]))} if main else bound(task.input, v - 1, sign)
        if columns is None:
            raise InputError(f"the input set of disjunct {number} is unbounded: input {v - 1} has no "
                             f"{'lower' if sign > 0 else 'upper'} bound; add one")
        value = -sign * sum(w * task.input[i][0] for i, w in columns.items())
        if value.denominator.bit_length() > LONG:
            value = Fraction((value * 2**LONG).__floor__() if sign > 0 else (value * 2**LONG).__ceil__(), 2**LONG)
        declare_input(branch, v, side, value, columns, out)

    def _visit(self, node: Node) -> str | None:
        """Closes a node (None) or divides it: the child to search first."""
        branch = node.branch
        if node.plan and node.plan.cut:
            return self._halve(node)
        if node.plan:
            known = self._substitute(node)
            if node.plan.row is not None and self._contradicted(node, known):
                return None
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
        v = max(undecided, key=lambda v: (proposal.scores.get(v, 0), -v))
        node.divide_by_neuron(v)
        return "+" if branch.hi[v] > -branch.lo[v] else "-"

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
                record = prove_empty(branch, hint)
                if record is not None:
                    node.records.append(record)
                    return None
        return proposal

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
        if strong:
            relaxation = lp.Relaxation(self.floats, branch)
            relaxation.reach()
            for v in branch.undecided():
                self._extremes(node, relaxation, v)
        return len(node.records) > before

    def _extremes(self, node: Node, relaxation: lp.Relaxation, v: int) -> None:
        """Better bounds of an input or neuron by linear programs."""
        self.tick(self.closed, self.closed + 1)
        for side in ("lo", "hi"):
            if v not in node.branch.phase and not relaxation.reached(v, side):
                for hint in relaxation.extreme(v, side).hints[:1]:
                    prove_side(node.branch, v, side, hint, node.records)

    def _last_word(self, node: Node) -> None:
        """Decides a node whose neurons all have a phase."""
        point, hint = decide_cell(node.branch.task, node.branch.phase)
        if point is not None:
            self.hunt.check(point)
            raise AssertionError("an exact cell holds a point that the network denies")
        record = prove_empty(node.branch, hint, exact=True)
        assert record is not None, "an exact cell is empty, but its multipliers do not show it"
        node.records.append(record)
