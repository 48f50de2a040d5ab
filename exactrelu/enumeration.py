"""From a network and a domain to its complex: the choice of the engine and the limits."""
from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from .complex import FINITE, Complex, over_faces
from .engines.cdd import cdd_cells
from .engines.cells import Cells
from .engines.compiled import CompiledFan
from .engines.fan import fan
from .engines.incidence import lattice_of
from .engines.problem import Problem, problem
from .engines.signs import signs_cells
from .engines.size import BYTES_A_FACE, Size, available_memory, expected_size
from .errors import InputError
from .network import Layer, Network
from .readers import read_domain

ENGINES = ("auto", "fan", "cdd", "signs")
Progress = Callable[[int, int, int], None]


def enumerate(network: Network | Layer, domain: Any = None, engine: str = "auto", with_output: bool = False, *,
              refine: Sequence[Sequence] = (), memory: int | None = None, progress: Progress | None = None,
              announce: Callable[[str, Size], None] | None = None) -> Complex:
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
    progress : called as progress(neurons done, neurons, cells).
    announce : called once, before the work, with the engine and the predicted size.

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
    network = network if isinstance(network, Network) else Network(network)
    if engine not in ENGINES:
        raise InputError(f"the engine must be one of {', '.join(ENGINES)}, but is {engine!r}")
    where = network.domain if domain is None else domain
    where = read_domain(where, network.inputs)
    forms = [[0] + [int(i == j) for j in range(network.outputs)] for i in range(network.outputs)] \
        if with_output and not refine else refine
    task = problem(network, where, forms)
    room = memory or available_memory()
    size = expected_size(task)
    if engine == "auto":
        engine = "fan" if size.faces * BYTES_A_FACE < room else "signs"
    if announce:
        announce(engine, size)
    return Complex(network, where, task, engine, *_run(engine, task, room, progress))


def _run(engine: str, task: Problem, memory: int, progress: Progress | None):
    """The cells, and how to get the face lattice (None if the engine cannot know it)."""
    if engine == "fan":
        found = fan(task, memory, progress)
        if isinstance(found, CompiledFan):
            return Cells(found.cell_signs, found.bounded, faces=found.counts), lambda: found
        reach = over_faces(found, np.where(found.rays[:, 0] > 0, FINITE, 2).astype(np.uint8))[-1]
        return Cells(found.cell_signs, reach == FINITE), lambda: found
    if engine == "cdd":
        cells = cdd_cells(task, memory, progress)
        return cells, lambda: lattice_of(task, cells.signs, cells.generators)
    return signs_cells(task, memory, progress), None
