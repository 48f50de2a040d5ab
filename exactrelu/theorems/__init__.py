"""Theorems that can be verified exactly, on one network or on every network of a family."""
from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, Callable

from ..network import Layer, Network
from .census import failure, run, typed, verdict_of
from .conditions import LAYER
from .families import Family
from .instance import Instance
from .registry import THEOREMS, theorem
from .report import check_table, lines, overview, to_data, write_table
from .tally import split_pairs
from .theorem import DOES_NOT_APPLY, FAILS, HOLDS, Check, Hypothesis, Theorem, check
from .verdict import Row, Verdict


__all__ = ["DOES_NOT_APPLY", "FAILS", "HOLDS", "THEOREMS", "Check", "Hypothesis", "Row", "Theorem", "Verdict", "census",
           "check_table", "lines", "overview", "theorem", "to_data", "verify", "write_table"]


def verify(name: str, network: Network | Layer, without: tuple[str, ...] = ()) -> Verdict:
    """Check a theorem on a network: its closed form against what engines and exact evaluation show.

    without : names of hypotheses that are not asked for.

    Raises
    ------
    InputError : the theorem makes no sense for the network without one of them.

    >>> net = Network([Layer([[1, 0], [0, 1]]), Layer([[1, 1]], [-1], "linear")])
    >>> found = verify("pieces", net)
    >>> found.verdict, found.check.prediction["pieces"], found.check.measurement["pieces"]
    ('holds', 3, 3)
    """
    known = theorem(name)
    network = network if isinstance(network, Network) else Network(network)
    found = check(known, Instance(network), tuple(without))
    return Verdict(known.name, found.verdict, 1, int(found.verdict != DOES_NOT_APPLY), check=found,
                   counterexamples=(network,) if found.verdict == FAILS else ())


def census(name: str, family: str | Family, progress: Callable[[int, int, int], Any] | None = None, *,
           without: tuple[str, ...] = (), jobs: int = 1, checkpoint: str | None = None,
           executor: Executor | None = None) -> Verdict:
    """Check a theorem on every network of a family; one network of each symmetry class is measured.

    family : words such as "d=2,m=2,entries=-1..1" (see Family.parse). For a statement about a layer the
        family has no outputs.
    without : names of hypotheses that are not asked for: the search for a counterexample.
    jobs : processes.
    executor : who does the work in their place, any concurrent.futures.Executor.
    checkpoint : a folder for finished work; the same call continues there.

    >>> found = census("pieces", "d=1,m=1,entries=-1..1")
    >>> found.verdict, found.instances, found.applies, [(row.label, row.count) for row in found.table]
    ('holds', 81, 24, [('0 pieces', 69), ('1 pieces', 12)])
    """
    known = theorem(name)
    if isinstance(family, str):
        family = Family.parse(family, hidden_only=known.frame is LAYER)
    known.without(tuple(without))
    found, measured = run(known, family, tuple(without), jobs, checkpoint, progress, executor)
    table = tuple(Row(label, count, applies, len(kinds) if typed(known) else None) for label, (count, applies, kinds) in
                  sorted(found.table.items(), key=lambda item: (-item[1][0], item[0])))
    why, counterexamples = failure(found, family)
    return Verdict(known.name, verdict_of(found), family.size, found.applied, table, why, counterexamples, measured,
                   tuple(sorted(found.missed.items(), key=lambda item: -item[1])), found.undefined, found.failed,
                   tuple(sorted(found.largest.items())),
                   len({kind for row in found.table.values() for kind in row[2]}) if typed(known) else None,
                   split_pairs(found.pairs)[1:] if known.fingerprints else None, family, found.beyond if without else None)
