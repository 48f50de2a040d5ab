"""A theorem on every network of a family: in chunks, over processes, resumable, with a table of classes."""
from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from typing import Any, Callable, Iterator, Sequence

from ..errors import InputError, LimitExceeded
from ..version import VERSION
from .families import Code, Family
from .instance import Instance
from .kinds import installed
from .registry import THEOREMS
from .theorem import DOES_NOT_APPLY, FAILS, HOLDS, Check, Theorem, check

CHUNK = 64            # networks of one piece of work
Progress = Callable[[int, int, int], Any]


@dataclass
class Tally:
    """What was found on some networks of a family; JSON-able, so that it can be kept in a checkpoint.

    table : {label: [networks, those to which the theorem applies, combinatorial types]}
    missed : {hypothesis: networks that miss it first}
    failed : networks on which the theorem fails
    undefined : networks without the dropped hypothesis for which the prediction makes no sense
    largest : {quantity: its largest measured value}, for whole numbers
    worst : [sum of the sizes of the entries, code, explanation] of the smallest counterexample
    pairs : {fingerprint of the weights: {of the geometry: the code of one such network}}
    """

    table: dict[str, list] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    undefined: int = 0
    applied: int = 0
    failed: int = 0
    largest: dict[str, int] = field(default_factory=dict)
    worst: list | None = None
    pairs: dict[str, dict[str, Code]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Take in what was found on other networks."""
        for label, (count, applies, kinds) in other.table.items():
            row = self.table.setdefault(label, [0, 0, []])
            row[0] += count
            row[1] += applies
            row[2] = sorted(set(row[2]) | set(kinds))
        for name, count in other.missed.items():
            self.missed[name] = self.missed.get(name, 0) + count
        self.undefined += other.undefined
        self.applied += other.applied
        self.failed += other.failed
        for name, value in other.largest.items():
            self.largest[name] = max(value, self.largest.get(name, value))
        if other.worst and (self.worst is None or other.worst[:2] < self.worst[:2]):
            self.worst = other.worst
        for first, seconds in other.pairs.items():
            for second, code in seconds.items():
                known = self.pairs.setdefault(first, {})
                if second not in known or _size(code) < _size(known[second]):
                    known[second] = code


def tally(theorem: Theorem, family: Family, work: Sequence[tuple[Code, int]], without: tuple[str, ...]) -> Tally:
    """Check a theorem on some networks of a family, each standing for `size` networks."""
    found = Tally()
    for code, size in work:
        instance = Instance(family.network(code))
        try:
            result = check(theorem, instance, without, measured=True)
        except (InputError, ZeroDivisionError):
            if not without:
                raise
            result = None
            found.undefined += size
        applies = result is None or result.verdict != DOES_NOT_APPLY
        if applies and theorem.fingerprints:
            of_weights, of_geometry = theorem.fingerprints
            try:
                found.add(Tally(pairs={of_weights(instance.weights): {of_geometry(instance.geometry): code}}))
            except ZeroDivisionError:                # a closed form that needs the dropped hypothesis
                if not without:
                    raise
        if result is None:
            continue
        if applies:
            found.applied += size
        else:
            found.missed[result.missed] = found.missed.get(result.missed, 0) + size
        if theorem.label and result.measurement:
            label = theorem.label(result.measurement)
        else:
            label = result.verdict if applies else f"does not apply: {result.missed}"
        kinds = [theorem.kind(instance.geometry)] if typed(theorem) and result.measurement else []
        largest = {name: value for name, value in (result.measurement or {}).items() if type(value) is int}
        found.add(Tally({label: [size, size * applies, kinds]}, largest=largest))
        if result.verdict == FAILS:
            found.add(Tally(worst=[weight(code), code, result.explanation], failed=size))
    return found


def typed(theorem: Theorem) -> bool:
    """Whether combinatorial types are told apart."""
    return theorem.kind is not None and installed()


def weight(code: tuple) -> int:
    """How large the numbers of a network are: the smallest counterexample has the smallest weight."""
    return sum(abs(x) if isinstance(x, int) else weight(x) for x in code)


def run(theorem: Theorem, family: Family, without: tuple[str, ...] = (), jobs: int = 1,
        checkpoint: str | None = None, progress: Progress | None = None) -> tuple[Tally, int]:
    """(what was found on the whole family, how many networks were measured)."""
    if theorem.fingerprints:           # statements about pairs: every network is looked at
        work = [(code, 1) for code in family.codes()]
    else:
        work = family.orbits(theorem.signed)
    chunks = [work[i:i + CHUNK] for i in range(0, len(work), CHUNK)]
    known = _Checkpoint(checkpoint, theorem, family, without, len(chunks))
    total, done, todo = Tally(), 0, [i for i in range(len(chunks)) if i not in known.tallies]
    for i in known.tallies:
        total.add(known.tallies[i])
        done += len(chunks[i])
    with _workers(jobs) as mapped:
        for i, part in zip(todo, mapped(_work, [(theorem.name, family, chunks[i], without) for i in todo])):
            known.keep(i, part)
            total.add(part)
            done += len(chunks[i])
            if progress:
                progress(done, len(work), len(total.table))
    return total, len(work)


def _work(task: tuple) -> Tally:
    name, family, chunk, without = task
    return tally(THEOREMS[name], family, chunk, without)


@contextmanager
def _workers(jobs: int) -> Iterator[Callable]:
    """A map over processes, in order; over this process for one job."""
    if jobs == 1:
        yield map
        return
    fork = sys.platform.startswith("linux")
    context = multiprocessing.get_context("fork" if fork else "spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=signal, initargs=(SIGINT, SIG_IGN))
    try:
        yield pool.map
    except BrokenProcessPool:
        raise LimitExceeded("a worker process died, most likely out of memory; use fewer --jobs or a smaller family") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Checkpoint:
    """The finished chunks of a census, one JSON line each; a line cut short by a crash is dropped."""

    def __init__(self, folder: str | None, theorem: Theorem, family: Family, without: tuple[str, ...], chunks: int):
        self.tallies: dict[int, Tally] = {}
        self.path: Path | None = None
        if folder is None:
            return
        task = json.dumps([VERSION, theorem.name, family.__dict__, sorted(without), CHUNK, chunks, typed(theorem)])
        self.path = Path(folder) / f"{theorem.name}-{hashlib.sha256(task.encode()).hexdigest()[:16]}.jsonl"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            whole = b""
            if self.path.exists():
                whole = self.path.read_bytes()
                whole = whole[:whole.rfind(b"\n") + 1]
            for line in whole.splitlines():
                i, found = json.loads(line)
                part = Tally(**found)
                part.worst = part.worst and [part.worst[0], _tuples(part.worst[1]), part.worst[2]]
                part.pairs = {first: {second: _tuples(code) for second, code in seconds.items()}
                              for first, seconds in part.pairs.items()}
                self.tallies[i] = part
            with open(self.path, "wb") as file:
                file.write(whole)
        except (ValueError, TypeError):
            raise InputError(f"{self.path} is damaged and cannot be resumed; delete it to start again") from None
        except OSError as error:
            raise InputError(f"the checkpoint {folder} cannot be used: {error.strerror or error}") from None

    def keep(self, chunk: int, found: Tally) -> None:
        """Add a finished chunk and see it on the disk."""
        if self.path:
            with open(self.path, "ab") as file:
                file.write(json.dumps([chunk, found.__dict__]).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())


def split_pairs(pairs: dict[str, dict[str, Code]]) -> tuple[list, int, int]:
    """(two codes with one equal fingerprint and one different, or nothing; distinct fingerprints of each kind).

    >>> split_pairs({"a": {"x": ((1,),)}, "b": {"x": ((2,),)}})
    ([((1,),), ((2,),)], 2, 1)
    """
    flat = sorted((_size(code), first, second) for first, seconds in pairs.items() for second, code in seconds.items())
    by_first: dict[str, tuple] = {}
    by_second: dict[str, tuple] = {}
    clash: list = []
    for (_, code), first, second in flat:
        for table, key, value in ((by_first, first, second), (by_second, second, first)):
            known = table.setdefault(key, (value, code))
            if known[0] != value and not clash:
                clash = [known[1], code]
    return clash, len(by_first), len(by_second)


def _size(code: Code) -> tuple[int, Code]:
    return weight(code), code


def verdict_of(found: Tally) -> str:
    """The verdict on a family: "holds" if no instance fails and some instance is covered."""
    if found.worst or split_pairs(found.pairs)[0]:
        return FAILS
    return HOLDS if found.applied else DOES_NOT_APPLY


def failure(found: Tally, family: Family) -> tuple[Check | None, tuple]:
    """The check that fails on the smallest counterexample, with the network or the two networks of it."""
    if found.worst:
        _, code, why = found.worst
        return Check(FAILS, None, None, why), (family.network(code),)
    clash = split_pairs(found.pairs)[0]
    if clash:
        return (Check(FAILS, None, None, "two networks agree in one of the two fingerprints and differ in the other"),
                tuple(family.network(code) for code in clash))
    return None, ()


def _tuples(code: Any) -> Any:
    return tuple(map(_tuples, code)) if isinstance(code, (list, tuple)) else code
