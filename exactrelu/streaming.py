"""Regions part by part, never all of them in memory: a generator, and counts with files of regions and records."""
from __future__ import annotations

from concurrent.futures import Executor
from functools import reduce
from operator import add
from typing import Any, Callable, Iterator, Sequence

from .counts import Counts
from .engines.cells import as_text
from .engines.native import library
from .engines.parts import Summary, split, whole
from .engines.size import Size, available_memory, expected_size
from .enumeration import AT_ONCE, PIECES, Asked, Progress
from .errors import InputError
from .folders import Records, Regions, fingerprint, reserved
from .network import Layer, Network
from .tasks import Place, Task, answers, places
from .workers import pool

FEWEST = 64                # parts: what is lost if the work is stopped is one of them
MOST_BYTES = 1 << 28       # for a part, unless it cannot be split further
FAN_RANK = 8               # the engine "auto" keeps faces up to this dimension


def stream(network: Network | Layer, domain: Any = None, engine: str = "auto", with_output: bool = False, *,
           refine: Sequence[Sequence] = (), memory: int | None = None, jobs: int | None = None,
           executor: Executor | None = None) -> Iterator[str]:
    """The sign vectors of all regions, in canonical order, with a few parts of the domain in memory at a time.

    The words are those of `enumerate`; the engine is "fan", "signs", or "auto": fan in up to 8 dimensions, else signs.

    Raises
    ------
    InputError : the domain is empty or does not fit the network.
    LimitExceeded : a part does not fit in memory and cannot be split further.

    >>> list(stream(Layer([[1, 0], [0, 1]])))
    ['++', '+-', '-+', '--']
    """
    work = _Work(Asked.of(network, domain, engine, with_output, refine), engine, memory, jobs, executor, "cells")
    first = places(split(whole(work.asked.problem), work.pieces))
    return (text.decode() for _, answer in work.done(first, in_order=True) if not isinstance(answer, list)
            for text in as_text(answer.cells.signs).tolist())


def count(network: Network | Layer, domain: Any = None, engine: str = "auto", with_output: bool = False, *,
          refine: Sequence[Sequence] = (), memory: int | None = None, progress: Progress | None = None,
          announce: Callable[[str, Size], None] | None = None, jobs: int | None = None, executor: Executor | None = None,
          spill: str | None = None, checkpoint: str | None = None) -> Counts:
    """The numbers of regions, faces and neighbours, with a few parts of the domain in memory at a time.

    The words are those of `enumerate`; the engine is "fan", "signs", or "auto": fan in up to 8 dimensions, else signs.
    Affine maps are not counted: they could only be told apart with all of them in memory.

    Parameters
    ----------
    spill : a folder for the regions, a file for each part and an index (folders.py); it must be empty, or a
        checkpoint must know its files.
    checkpoint : a folder for records of the finished parts, from which the same call goes on after a stop.

    Raises
    ------
    InputError : the domain is empty or does not fit the network; a folder cannot be used, holds other work, or another process is at work there.
    LimitExceeded : a part does not fit in memory and cannot be split further.

    >>> counts = count(Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), "box:-1,2")
    >>> counts.regions, counts.f_vector, counts.affine_maps
    (7, (11, 17, 7), None)
    """
    work = _Work(Asked.of(network, domain, engine, with_output, refine), engine, memory, jobs, executor,
                 "signs" if spill else "numbers")
    problem = work.asked.problem
    if announce:
        announce(work.engine, expected_size(problem))
    task = fingerprint(problem, work.engine)
    with reserved(checkpoint, spill):
        records = Records(checkpoint, task, work.pieces) if checkpoint else None
        regions = Regions(spill, task, checkpoint is not None) if spill else None
        return Counts(work.asked.network, work.asked.domain, problem, work.engine, _counted(work, records, regions, progress))


def _counted(work: "_Work", records: Records | None, regions: Regions | None, progress: Progress | None) -> Summary:
    """The numbers of all parts, those of finished parts from their records."""
    problem = work.asked.problem
    finished: list[tuple[str, Summary, list | None]] = []
    todo: list[Place] = []
    waiting = places(split(whole(problem), records.pieces if records else work.pieces))[::-1]
    while waiting:
        place = waiting.pop()
        known = records.known(place) if records else None
        pieces = place.finer() if isinstance(known, int) else []
        if isinstance(known, int) and len(pieces) == known:
            waiting += pieces[::-1]
        elif isinstance(known, tuple) and (not regions or regions.there(place, known[1])):
            finished.append((place.part.name, *known))
        else:
            todo.append(place)
    parts, done = len(finished) + len(todo), sum(numbers.regions for _, numbers, _ in finished)
    try:
        for place, answer in work.done(todo):
            if isinstance(answer, list):
                parts += len(answer) - 1
                if records and len(answer) > 1:
                    records.split(place, len(answer))
                continue
            file = regions.write(place, answer.content) if regions else None
            if records:
                records.keep(place, answer, file)
            finished.append((place.part.name, answer.summary, file))
            done += answer.summary.regions
            if progress:
                progress(len(finished), parts, done)
    except BaseException:
        if regions and not records:         # nothing goes on from there
            regions.drop()
        raise
    if regions:
        regions.finish(problem, [(name, numbers.regions, file) for name, numbers, file in finished])
    return reduce(add, (numbers for _, numbers, _ in finished))


class _Work:
    """How the parts are done: by whom, how many at a time, with how much memory."""

    def __init__(self, asked: Asked, engine: str, memory: int | None, jobs: int | None, executor: Executor | None, keep: str):
        if engine == "cdd":
            raise InputError("regions come part by part from the engines 'fan' and 'signs', not from 'cdd'")
        self.asked, self.executor, self.keep = asked, executor, keep
        self.engine = engine if engine != "auto" else "fan" if len(asked.problem.columns) <= FAN_RANK else "signs"
        self.jobs = jobs or (1 if executor is None else AT_ONCE)
        self.most = memory if executor is not None else (memory or available_memory()) // self.jobs
        self.pieces = max(FEWEST, PIECES * self.jobs)

    def done(self, first: list[Place], in_order: bool = False) -> Iterator[tuple]:
        """The answers of `answers`."""
        with pool(self.jobs, executor=self.executor, threads=library() is not None) as executor:
            yield from answers(first, self._task, executor, self.jobs, in_order)

    def _task(self, place: Place) -> Task:
        small = min(self.most or MOST_BYTES, MOST_BYTES)
        return Task(place.part, self.engine, self.most if place.last else small, self.keep)
