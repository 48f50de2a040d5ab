"""The enumeration of one part of a problem, as a task that another process can do, and how many tasks are got done."""
from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from io import BytesIO
from typing import Callable, Iterator, NamedTuple, Sequence
from zipfile import ZIP_DEFLATED

import numpy as np

from .engines.cdd import cdd_cells
from .engines.cells import Cells
from .engines.faces import bounded_cells
from .engines.fan import fan
from .engines.parts import Part, Summary, counted, split, with_first
from .engines.signs import count_cells, signs_cells
from .engines.size import available_memory
from .errors import LimitExceeded
from .readers.npz import save_arrays

FINER = 8         # into so many pieces a part is split that does not fit


class Place(NamedTuple):
    """A part and where it stands: its number among the first parts, among the pieces of that one, and so on."""

    path: tuple[int, ...]
    part: Part
    last: bool = False         # it did not fit, and cannot be split

    def finer(self) -> list["Place"]:
        """The pieces of a part that is too large; if it cannot be split, the part itself for a last try."""
        pieces = split(self.part, FINER)
        if len(pieces) == 1:
            return [] if self.last else [self._replace(last=True)]
        return [Place(self.path + (i,), piece) for i, piece in enumerate(pieces)]


def places(parts: Sequence[Part]) -> list[Place]:
    """The first parts, numbered."""
    return [Place((i,), part) for i, part in enumerate(parts)]


class Task(NamedTuple):
    """What is to be found out about a part.

    memory : the bytes that may be used; None for what is free where the task is done
    keep : "numbers", or also the "signs" as the content of an .npz file, or the "cells"
    """

    part: Part
    engine: str
    memory: int | None = None
    keep: str = "numbers"


class Answer(NamedTuple):
    """What was found out about a part; None for what was not to be kept."""

    summary: Summary
    cells: Cells | None = None
    content: bytes | None = None

    @property
    def size(self) -> int:
        """The bytes that it takes, about."""
        return sum(array.nbytes for array in (self.cells or ())[:2]) + len(self.content or b"")


def work(task: Task) -> Answer | LimitExceeded:
    """Do a task; the error, instead of the answer, if the part does not fit."""
    part, memory = task.part, task.memory or available_memory()
    try:
        cells = None
        if task.engine == "fan":
            found = fan(part.problem, memory)
            summary = counted(part, found)
            if task.keep != "numbers":
                cells = Cells(with_first(part, found.cell_signs), bounded_cells(found))
        elif task.engine == "signs" and task.keep == "numbers":
            summary = Summary(*count_cells(part.problem))
        else:
            cells = (cdd_cells if task.engine == "cdd" else signs_cells)(part.problem, memory)
            cells = cells._replace(signs=with_first(part, cells.signs), witnesses=None)
            summary = Summary(len(cells.signs), int(np.count_nonzero(cells.bounded)))
    except LimitExceeded as error:
        return error
    except MemoryError:
        return LimitExceeded("out of memory; give a smaller domain (box:LO,HI)")
    return Answer(summary, cells if task.keep == "cells" else None, _file(cells) if task.keep == "signs" else None)


def _file(cells: Cells) -> bytes:
    """The content of an .npz file with the sign vectors and which regions are bounded."""
    file = BytesIO()
    save_arrays(file, {"signs": cells.signs, "bounded": cells.bounded}, ZIP_DEFLATED)
    return file.getvalue()


def answers(places: Sequence[Place], task_of: Callable[[Place], Task], executor: Executor, at_once: int,
            in_order: bool = False) -> Iterator[tuple[Place, Answer | list[Place]]]:
    """The answers of all parts, as they are found or in the order of the parts.

    A part that does not fit is split: its answer is the list of its pieces, which are asked for next.

    Raises
    ------
    LimitExceeded : a part does not fit and cannot be split.
    """
    line: list[Place] = list(places)          # what is not answered yet or, in order, not given away
    running: dict[Future, Place] = {}
    started: set[tuple] = set()
    done: dict[tuple, Answer] = {}
    try:
        while line:
            for place in line[:2 * at_once if in_order else None]:
                if len(running) == at_once:
                    break
                if (place.path, place.last) not in started:
                    started.add((place.path, place.last))
                    running[executor.submit(work, task_of(place))] = place
            for future in sorted(wait(running, return_when=FIRST_COMPLETED).done, key=lambda future: running[future].path):
                place, found = running.pop(future), future.result()
                if isinstance(found, LimitExceeded):
                    pieces = place.finer()
                    if not pieces:
                        raise found
                    i = line.index(place)
                    line[i:i + 1] = pieces
                    yield place, pieces
                elif in_order:
                    done[place.path] = found
                else:
                    line.remove(place)
                    yield place, found
            while line and line[0].path in done:
                place = line.pop(0)
                yield place, done.pop(place.path)
    finally:
        for future in running:
            future.cancel()
