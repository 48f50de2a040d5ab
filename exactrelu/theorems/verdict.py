"""What a verification found, on one network or on a family."""
from __future__ import annotations

from dataclasses import dataclass

from ..errors import Refuted
from ..linalg import Shown
from ..network import Network
from .families import Family
from .theorem import FAILS, Check


@dataclass(frozen=True)
class Row:
    """A line of the table of a census: a class, its networks, those to which the theorem applies, and their types."""

    label: str
    count: int
    applies: int
    types: int | None = None


@dataclass(frozen=True, repr=False)
class Verdict(Shown):
    """What a verification found.

    family : the family, if it was not one network
    verdict : "holds", "fails" or "does not apply"; on a family "holds" if no instance fails
    instances : how many networks were covered; `applies` of them satisfy the hypotheses
    table : for a family, how many instances are of each class
    check : for one network, the prediction, the measurement and why the theorem does not apply
    counterexamples : the network (for a statement about pairs: the two networks) that refutes the theorem
    measured : how many networks were looked at; symmetries carry the result to the others
    missed : for a family, how many networks miss each hypothesis first
    failed : for a family, on how many networks the theorem fails
    undefined : without a hypothesis, the networks for which the prediction makes no sense
    largest : for a family, the largest measured value of every quantity that is a whole number
    types : the number of combinatorial types in all; None if they were not told apart
    distinct : for a statement about pairs, the numbers of distinct fingerprints of weights and of geometry
    beyond : without a hypothesis, how many of those to which the theorem was applied do not satisfy it
    """

    theorem: str
    verdict: str
    instances: int
    applies: int
    table: tuple[Row, ...] = ()
    check: Check | None = None
    counterexamples: tuple[Network, ...] = ()
    measured: int = 1
    missed: tuple[tuple[str, int], ...] = ()
    undefined: int = 0
    failed: int = 0
    largest: tuple[tuple[str, int], ...] = ()
    types: int | None = None
    distinct: tuple[int, int] | None = None
    family: Family | None = None
    beyond: int | None = None

    @property
    def counterexample(self) -> Network | None:
        """The first network of the counterexample, if there is one."""
        return self.counterexamples[0] if self.counterexamples else None

    def raise_if_refuted(self) -> "Verdict":
        """Refuted if the verdict is "fails", else this verdict."""
        if self.verdict == FAILS:
            raise Refuted(f"the theorem {self.theorem!r} fails: {self.check.explanation}")
        return self
