"""The search for a proof tree: boxes of inputs as planned, then branch and bound over the phases of neurons.

A box that its plan does not close is closed by a linear relaxation whose multipliers are made exact,
or split by a neuron; where all neurons are decided an exact linear program has the last word. So the
search ends, always.
Source: R. Bunel et al., Branch and bound for piecewise linear neural network verification, JMLR 2020.
"""
from __future__ import annotations

import time
from fractions import Fraction
from typing import Callable

from ..errors import InputError, LimitExceeded
from . import lp
from .boxes import Plan, plan
from .branch import Branch, Hint, Record
from .estimate import Floats, worth_proving
from .leaf import contradiction, decide_cell
from .lift import Task
from .rules import SIDES, declare_input, empty_input, note_neuron, prove_closed, prove_neuron, prove_side
from .simplex import bound
from .substitute import Blocks, Substitution, bits_for
from .tree import Node, close
from .witness import Hunt

TIGHTENED = 10             # up to this many inputs, their bounds are tightened at every node
PARTS = 64                 # the work on a plan is divided into some more parts than this
PERIOD = 3                 # neurons are bounded after so many cuts, and where a box is not cut
LONG = 64                  # bits of the denominator of an input's bound
CLIMB = 30                 # cells that the search for a witness visits at the root; a tenth of it elsewhere

Progress = Callable[[int, int, int], None]


class Search:
    """The state of one search: what is common to all its nodes.

    hunter : what looks for witnesses, made from a task and the branch at the root; the search raises what it raises
    explicit : no plan, so that no bound is left to the checker to find
    """

    def __init__(self, hunter: Callable[[Task, Branch], Hunt], floats: Floats, progress: Progress | None,
                 seconds: int | None, leaves: int | None, explicit: bool = False):
        self.hunter, self.floats, self.progress = hunter, floats, progress
        self.end = None if seconds is None else time.monotonic() + seconds
        self.leaves, self.closed, self.explicit = leaves, 0, explicit
        self.blocks, self.bits = Blocks(floats.lift), bits_for(floats.lift)
        self.lp = lp.available(floats)
        self.hunt: Hunt | None = None

    def run(self, root: Node, number: int) -> None:
        """Closes the root's tree, of the disjunct of this number."""
        if self.start(root, number):
            self.search(root)
        else:
            self.closed += 1

    def tick(self, closed: int, known: int) -> None:
        """Shows progress; LimitExceeded if the time is up, or too many branches are closed."""
        if self.end is not None and time.monotonic() > self.end or self.leaves is not None and self.closed >= self.leaves:
            raise LimitExceeded(f"stopped after {self.closed} closed branches, at least {max(known - closed, 1)} are open; give more "
                                "time (--seconds) to go further")
        if self.progress:
            self.progress(closed, known, self.closed)

    def search(self, root: Node) -> None:
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

    def start(self, root: Node, number: int) -> bool:
        """Bounds of the inputs, a look for a witness, a plan; False if the input rows have no common point."""
        branch, task = root.branch, root.branch.task
        weights = None if task.bounds else contradiction(task)
        if weights is not None:
            root.records.append(empty_input(weights))
            return False
        inputs = range(1, task.lift.inputs + 1)
        for v in inputs:
            for side, sign in SIDES:
                self._bound_input(branch, v, side, sign, number, root.records)
        self.hunt = self.hunter(task, branch)
        with lp.errors_ignored():
            self.hunt.start(branch, CLIMB)
            found = Plan() if self.explicit else plan(self.floats, task, [branch.lo[v] for v in inputs], [branch.hi[v] for v in inputs],
                         lambda x: self.hunt.look(branch, x, CLIMB // 10) if self.lp else None, self.tick)
        if found.cut or found.row is not None:
            root.plan = found
        else:
            for v in branch.undecided():
                prove_neuron(branch, v, root.records)
        return True

    def parts(self, root: Node) -> list[Node]:
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
            node.records.append(Record(["relax", self.bits, [v - branch.task.lift.inputs for v in undecided]], branch.reasons()))
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
        if (v, side) in task.bounds:
            declare_input(branch, v, side, *task.bounds[v, side], out)
            return
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
        v = max(undecided, key=lambda v: (proposal.scores.get(v, 0), v in self.hunt.touching, -v))
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
        assert hint is not None, "an exact cell holds a point that the network denies"
        assert self._close(node, hint, exact=True), "an exact cell is empty, but its multipliers do not show it"
