"""A theorem on every network of a family: in chunks, over processes, resumable, with a table of classes."""
from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, Callable, Sequence

from ..workers import workers
from .checkpoint import Checkpoint
from .families import Code, Family
from .instance import Instance
from .kinds import installed
from .registry import THEOREMS
from .tally import Tally, split_pairs, weight
from .theorem import DOES_NOT_APPLY, FAILS, HOLDS, Check, Theorem, Undefined, check

CHUNK = 64            # networks of one piece of work
Progress = Callable[[int, int, int], Any]


def tally(theorem: Theorem, family: Family, work: Sequence[tuple[Code, int]], without: tuple[str, ...] = ()) -> Tally:
    """Check a theorem on some networks of a family, each standing for `size` networks."""
    found = Tally()
    mirrored = -1 in family.signs(theorem.signed) and not theorem.fingerprints
    for code, size in work:
        instance = Instance(family.network(code))
        try:
            result = check(theorem, instance, without, measured=True)
        except Undefined:
            result = None
            found.undefined += size
        applies = result is None or result.verdict != DOES_NOT_APPLY
        pairs = _pair(theorem, instance, without, code) if applies and theorem.fingerprints else {}
        found.add(Tally(pairs=pairs))
        if applies and (result or pairs) and not all(h.test(instance) for h in theorem.hypotheses if h.name in without):
            found.beyond += size
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
        found.add(Tally({label: [size, size * applies, kinds]}, largest=_largest(result, mirrored)))
        if result.verdict == FAILS:
            found.add(Tally(worst=[weight(code), code, result.explanation], failed=size))
    return found


_MIRROR = str.maketrans("<>", "><")


def _largest(result: Check, mirrored: bool) -> dict[str, int]:
    """The measured whole numbers, for F or -F; the names "... {F > 0}" and "... {F < 0}" are exchanged for -F."""
    found = {name: value for name, value in (result.measurement or {}).items() if type(value) is int}
    if not mirrored:
        return found
    return {name: max(value, found.get(name.translate(_MIRROR), value)) for name, value in found.items()}


def _pair(theorem: Theorem, instance: Instance, without: tuple[str, ...], code: Code) -> dict[str, dict[str, Code]]:
    """Both fingerprints of a network; none where that of the weights needs a dropped hypothesis."""
    of_weights, of_geometry = theorem.fingerprints
    try:
        return {of_weights(instance.weights): {of_geometry(instance.geometry): code}}
    except ZeroDivisionError:
        if not without:
            raise
        return {}


def typed(theorem: Theorem) -> bool:
    """Whether combinatorial types are told apart."""
    return theorem.kind is not None and installed()


def run(theorem: Theorem, family: Family, without: tuple[str, ...] = (), jobs: int = 1,
        checkpoint: str | None = None, progress: Progress | None = None, executor: Executor | None = None) -> tuple[Tally, int]:
    """(what was found on the whole family, how many networks were measured)."""
    if theorem.fingerprints:           # statements about pairs: every network is looked at
        work = [(code, 1) for code in family.codes()]
    else:
        work = family.orbits(theorem.signed)
    chunks = [work[i:i + CHUNK] for i in range(0, len(work), CHUNK)]
    task = [family.__dict__, sorted(without), CHUNK, len(chunks), typed(theorem)]
    sizes = [sum(size for _, size in chunk) for chunk in chunks]
    with Checkpoint(checkpoint, theorem.name, task, sizes) as known, workers(jobs, executor=executor) as mapped:
        total, done, todo = Tally(), 0, [i for i in range(len(chunks)) if i not in known.tallies]
        for i in known.tallies:
            total.add(known.tallies[i])
            done += len(chunks[i])
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
