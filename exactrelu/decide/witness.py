"""The search for a witness: floating point proposes points and cells, exact evaluation says yes or nothing."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..network import Network
from ..readers.property import Property
from . import lp
from .branch import Branch, Hint
from .climb import climb
from .estimate import Floats, matrix, rational_point
from .leaf import decide_cell
from .lift import Task

CELLS = 100                # cells of a disjunct that are decided exactly because floating point cannot tell
INPUTS = 30                # up to so many inputs, at that
BITS = (20, 60)            # denominators 2^20, then 2^60


class Found(Exception):
    """A witness, found in the midst of a search: its only argument."""


class Hunt:
    """The search for a witness of one disjunct.

    touching : neurons to split first where nothing else tells them apart
    """

    touching: frozenset = frozenset()

    def __init__(self, network: Network, property: Property, floats: Floats, task: Task, branch: Branch):
        self.network, self.property, self.floats, self.task = network, property, floats, task
        self.tried: set[str] = set()
        d = range(1, task.lift.inputs + 1)
        self.box = tuple([Fraction(-task.main[v, side][2], task.main[v, side][1]) if (v, side) in task.main else known[v]
                          for v in d] for side, known in (("lo", branch.lo), ("hi", branch.hi)))

    def start(self, branch: Branch, steps: int) -> None:
        """Raises Found if the middle of the inputs' intervals, or a point uphill from it, is a witness."""
        middle = tuple((a + b) / 2 for a, b in zip(*self.box))
        self.check(middle)
        if lp.available(self.floats):
            self.look(branch, matrix([middle])[0], steps)

    def look(self, branch: Branch, x: Any, steps: int) -> None:
        """Raises Found if x, or a point uphill from it, is a witness."""
        best, slack = climb(self.floats, branch, x, steps)
        if slack < lp.CLOSE:
            return
        signs = self.network.signs(self._check_near(best))
        if self.task.lift.inputs <= INPUTS and signs not in self.tried and len(self.tried) < CELLS:
            self.tried.add(signs)
            first = self.task.lift.inputs + 1
            point, _ = decide_cell(self.task, {first + i: "+" if s == "+" else "-" for i, s in enumerate(signs)})
            if point is not None:
                self.check(point)

    def tight(self, branch: Branch, x: Any) -> Hint | None:
        """Exact multipliers where the branch may touch its goal; there is no goal here."""

    def check(self, point: tuple) -> None:
        """Raises Found if the point is a witness, exactly."""
        if self.property.holds(point, self.network(point)):
            raise Found(tuple(map(Fraction, point)))

    def _check_near(self, x: Any) -> tuple:
        """Checks two rational points near x; the last of them."""
        points = [rational_point(x, *self.box, bits) for bits in BITS]
        for point in points:
            self.check(point)
        return points[-1]
