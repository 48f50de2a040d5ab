"""Theorems that can be verified exactly, on one network or on every network of a family."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from ..errors import InputError, Refuted
from ..network import Layer, Network
from . import classification
from .census import Family, orbits
from .theorem import DOES_NOT_APPLY, FAILS, HOLDS, Check, Theorem

THEOREMS: dict[str, Theorem] = {theorem.name: theorem for theorem in (classification.THEOREM,)}


@dataclass(frozen=True)
class Verdict:
    """What a verification found.

    verdict : "holds", "fails" or "does not apply"; on a family "holds" if no instance fails
    instances : how many networks were covered
    table : for a family, how many instances are of each class
    check : for one network, the prediction, the measurement and why the theorem does not apply
    counterexample : the network that refutes the theorem, if any
    """

    theorem: str
    verdict: str
    instances: int
    table: tuple[tuple[str | None, int], ...] = ()
    check: Check | None = None
    counterexample: Network | None = None
    measured: int = 1

    def raise_if_refuted(self) -> "Verdict":
        """Refuted if the verdict is "fails", else this verdict."""
        if self.verdict == FAILS:
            raise Refuted(f"the theorem {self.theorem!r} fails: {self.check.explanation}")
        return self


def theorem(name: str) -> Theorem:
    """The theorem with this name or id; InputError if there is none."""
    for known in THEOREMS.values():
        if name in (known.name, known.id):
            return known
    raise InputError(f"there is no theorem {name[:40]!r}; 'exactrelu theorems' lists {', '.join(THEOREMS)}")


def verify(name: str, network: Network | Layer) -> Verdict:
    """Check a theorem on a network: its closed form against the complex that an engine finds.

    >>> net = Network([Layer([[1, 0], [0, 1]]), Layer([[1, 1]], [-1], "linear")])
    >>> found = verify("classification", net)
    >>> found.verdict, found.check.prediction, found.check.measurement
    ('holds', 'B(2,2)', 'B(2,2)')
    """
    known = theorem(name)
    check = known.check(network if isinstance(network, Network) else Network(network))
    counterexample = network if check.verdict == FAILS else None
    return Verdict(known.name, check.verdict, 1, check=check, counterexample=counterexample)


def census(name: str, family: str | Family, progress: Callable[[int, int, int], Any] | None = None) -> Verdict:
    """Check a theorem on every network of a family; one network of each symmetry class is measured.

    The symmetries (theorems/census.py) carry boundaries to affinely equivalent boundaries.

    >>> found = census("classification", "d=1,m=1,entries=-1..1")
    >>> found.verdict, found.instances, dict(found.table)["B(1,1)"]
    ('holds', 81, 12)
    """
    known = theorem(name)
    family = Family.parse(family) if isinstance(family, str) else family
    classes = orbits(family)
    counts: dict[str | None, int] = {}
    worst: tuple[Check, Network] | None = None
    verdict = DOES_NOT_APPLY
    for done, (network, size) in enumerate(classes, 1):
        check = known.check(network)
        counts[check.measurement] = counts.get(check.measurement, 0) + size
        if check.verdict == FAILS and not worst:
            worst = check, network
        if check.verdict == HOLDS:
            verdict = HOLDS
        if progress:
            progress(done, len(classes), len(counts))
    table = tuple(sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))))
    return Verdict(known.name, FAILS if worst else verdict, family.size, table, worst and worst[0],
                   worst and worst[1], len(classes))
