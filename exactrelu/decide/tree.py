"""Proof trees as they grow: nodes, splits, and branches that close for more than themselves."""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from .boxes import Plan
from .branch import Branch, Record

Uses = frozenset          # assumptions (the records of splits) that a proof relies on


@dataclass(eq=False)
class Node:
    """A node of a proof tree.

    records : what is proven here; the last record of a closed leaf is ["empty", ...]
    split : the record that divides it, ["split", k] or ["cut", v, value], with its children: "+" on or above, "-" off or below
    cuts : how many cuts there are on the path to it
    plan : what is planned for it, if something is
    uses : once closed, the assumptions above it that its proof relies on
    """

    branch: Branch | None
    records: list[Record] = field(default_factory=list)
    parent: "Node | None" = None
    assumption: Record | None = None
    split: list = field(default_factory=list)
    children: dict[str, "Node"] = field(default_factory=dict)
    cuts: int = 0
    uses: Uses | None = None
    plan: Plan | None = None

    def graft(self, records: list[list]) -> None:
        """Puts a whole tree in the place of the node."""
        found = [Record(data) for data in records]
        found[-1].needs = found[:-1] + self.branch.reasons()
        self.records += found

    def divide_by_neuron(self, v: int) -> None:
        """Gives the node two children, by the phase of variable v."""
        self.split = ["split", v - self.branch.task.lift.inputs]
        for phase in "+-":
            child = self._child(phase, 0)
            child.branch.decide(v, phase, child.assumption)

    def divide_by_input(self, v: int, value: Fraction) -> None:
        """Gives the node two children, x_v >= value and x_v <= value."""
        self.split = ["cut", v, value]
        for phase, side in (("+", "lo"), ("-", "hi")):
            child = self._child(phase, 1)
            child.branch.bound(v, side, value, child.assumption)

    def _child(self, name: str, cuts: int) -> "Node":
        self.children[name] = Node(self.branch.copy(), [], self, Record(self.split), cuts=self.cuts + cuts)
        return self.children[name]


def close(leaf: Node, waiting: list[Node]) -> None:
    """Closes a leaf, and every node above it that is closed by this: nodes that need not be visited leave `waiting`.

    A proof that does not use the assumption of its branch is a proof for the parent, without the split.
    """
    node = leaf
    node.uses = _assumptions(node.records[-1])
    while node.parent is not None:
        parent = node.parent
        other = next(child for child in parent.children.values() if child is not node)
        if node.assumption not in node.uses:
            if other.uses is None:
                waiting.remove(other)
            parent.records, parent.split, parent.children = parent.records + node.records, node.split, node.children
            parent.uses = node.uses
        elif other.uses is not None:
            parent.uses = (node.uses | other.uses) - {node.assumption, other.assumption}
        else:
            return
        node = parent


def _assumptions(record: Record) -> Uses:
    """The assumptions that a record relies on, found once for every record."""
    stack = [record]
    while stack:
        one = stack[-1]
        unknown = [need for need in set(one.needs) if need.uses is None]
        if unknown:
            stack += unknown
            continue
        stack.pop()
        if one.uses is None:
            own = frozenset([one]) if one.data[0] in ("split", "cut") else frozenset()
            one.uses = own.union(*(need.uses for need in set(one.needs)))
    return record.uses


def listed(root: Node) -> list[list]:
    """The records of a closed tree in pre-order, without those that no leaf relies on."""
    nodes, order = [root], []
    while nodes:
        node = nodes.pop()
        order.append(node)
        if node.children:
            nodes += [node.children["-"], node.children["+"]]
    needed: set[Record] = set()
    waiting = [node.records[-1] for node in order if not node.children]
    while waiting:
        record = waiting.pop()
        if record not in needed:
            needed.add(record)
            waiting += record.needs
    found: list[list] = []
    for node in order:
        found += [record.data for record in node.records if record in needed]
        if node.children:
            found.append(node.split)
    return found
