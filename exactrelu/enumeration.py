"""From a network and a domain to its complex: the choice of the engine and the limits."""
from __future__ import annotations

from concurrent.futures import Executor
from functools import reduce
from operator import add
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from .complex import Complex
from .domain import Domain
from .engines.cdd import cdd_cells
from .engines.cells import Cells
from .engines.faces import bounded_cells
from .engines.fan import fan
from .engines.incidence import lattice_of
from .engines.native import library
from .engines.parts import split, whole
from .engines.problem import Problem, problem
from .engines.signs import Witnesses, signs_cells
from .engines.size import BYTES_A_FACE, Size, available_memory, expected_size
from .errors import InputError, LimitExceeded
from .network import Layer, Network
from .readers import read_domain
from .tasks import Answer, Place, Task, answers, places
from .workers import pool

ENGINES = ("auto", "fan", "cdd", "signs")
AT_ONCE = 8          # tasks of an executor, if nobody says how many it does at a time
PIECES = 4           # parts for each process: some take longer than others
Progress = Callable[[int, int, int], None]


class Asked(NamedTuple):
    """A network on a domain, and the problem that they make."""

    network: Network
    domain: Domain
    problem: Problem

    @classmethod
    def of(cls, network: Network | Layer, domain: Any, engine: str, with_output: bool, refine: Sequence[Sequence]) -> "Asked":
        """The words of `enumerate`, looked up and checked."""
        network = network if isinstance(network, Network) else Network(network)
        if engine not in ENGINES:
            raise InputError(f"the engine must be one of {', '.join(ENGINES)}, but is {engine!r}")
        where = read_domain(network.domain if domain is None else domain, network.inputs)
        forms = [[0] + [int(i == j) for j in range(network.outputs)] for i in range(network.outputs)] \
            if with_output and not refine else refine
        return cls(network, where, problem(network, where, forms))


def enumerate(network: Network | Layer, domain: Any = None, engine: str = "auto", with_output: bool = False, *,
              refine: Sequence[Sequence] = (), memory: int | None = None, progress: Progress | None = None,
              announce: Callable[[str, Size], None] | None = None, jobs: int | None = None,
              executor: Executor | None = None) -> Complex:
    """Every region of a network on a domain, exactly.

    Parameters
    ----------
    network : a Network or a Layer.
    domain : a Domain, or the command line's words ("whole", "box:-1,1", a JSON file); by default
        the domain that the network's file names, else the whole space.
    engine : "fan", "cdd", "signs", or "auto": fan while the predicted size fits in memory, else signs.
    with_output : split by the sign of every output too.
    refine : forms [c, v_1, ...] of the outputs F to split by: c + v.F (instead of with_output).
    memory : the bytes that may be used; by default what is free.
    progress : called as progress(neurons done, neurons, cells), or as progress(parts done, parts, cells).
    announce : called once, before the work, with the engine and the predicted size.
    jobs : how many parts of the domain are done at a time, by as many processes: 1 by default, and 8 with an
        executor; the result does not depend on it.
    executor : who does the parts, in place of processes of this machine: any concurrent.futures.Executor
        (then `memory` is what each of its tasks may use).

    Raises
    ------
    InputError : the domain is empty or does not fit the network.
    LimitExceeded : the complex would not fit in memory.
    MissingExtra : the engine "cdd" without pycddlib.

    >>> from exactrelu.network import Layer
    >>> cx = enumerate(Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]))        # three lines in the plane
    >>> len(cx), cx.f_vector, cx.bounded_regions
    (7, (3, 9, 7), 1)
    >>> len(enumerate(Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), "box:1,2"))   # none of them meets the inside
    1
    """
    asked = Asked.of(network, domain, engine, with_output, refine)
    task = asked.problem
    room = memory or available_memory()
    size = expected_size(task)
    if engine == "auto":
        engine = "fan" if size.faces * BYTES_A_FACE < room else "signs"
    if announce:
        announce(engine, size)
    jobs = jobs or (1 if executor is None else AT_ONCE)
    if jobs == 1 and executor is None:
        return Complex(*asked, engine, *_run(engine, task, room, progress))
    return _in_parts(asked, engine, memory, jobs, executor, progress)


def _run(engine: str, task: Problem, memory: int, progress: Progress | None):
    """The cells, and how to get the face lattice (None if the engine cannot know it)."""
    if engine == "fan":
        found = fan(task, memory, progress)
        return Cells(found.cell_signs, bounded_cells(found)), lambda: found
    if engine == "cdd":
        cells = cdd_cells(task, memory, progress)
        return cells, lambda: lattice_of(task, cells.signs, cells.generators)
    return signs_cells(task, memory, progress), None


def _in_parts(asked: Asked, engine: str, memory: int | None, jobs: int, executor: Executor | None,
              progress: Progress | None) -> Complex:
    """The same complex, put together from the parts of the domain."""
    room, task = memory or available_memory(), asked.problem
    each = room // jobs if executor is None else memory
    got: list[tuple[Place, Answer]] = []
    unknown = used = regions = 0
    first = places(split(whole(task), PIECES * jobs))
    with pool(jobs, executor=executor, threads=engine != "cdd" and library() is not None) as found:
        for place, answer in answers(first, lambda place: Task(place.part, engine, each, "cells"), found, jobs):
            if isinstance(answer, list):
                unknown += len(answer) - 1
                continue
            got.append((place, answer))
            regions += answer.summary.regions
            used += answer.size
            if used > room:
                raise LimitExceeded(f"the parts that are done take more than {room >> 20} MB; give a smaller "
                                    "domain (box:LO,HI), more memory, or keep the regions in files (--spill DIR)")
            if progress:
                progress(len(got), len(first) + unknown, regions)
    got.sort(key=lambda pair: pair[0].path)
    found = [answer for _, answer in got]
    all_of = lambda lists: None if lists[0] is None else [x for one in lists for x in one]  # noqa: E731
    cells = Cells(np.concatenate([one.cells.signs for one in found]), np.concatenate([one.cells.bounded for one in found]),
                  generators=all_of([one.cells.generators for one in found]))
    if engine == "signs":
        cells = cells._replace(witnesses=Witnesses(task, cells.signs))
    if engine == "cdd":
        return Complex(*asked, engine, cells, lambda: lattice_of(task, cells.signs, cells.generators))
    # faces are found when they are asked for, all at once: to put them together from those of the parts takes longer
    return Complex(*asked, engine, cells, (lambda: fan(task, room)) if engine == "fan" else None,
                   reduce(add, (one.summary for one in found)))
