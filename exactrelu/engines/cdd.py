"""The cdd engine: sector by sector with cddlib in exact mode, independent of the fan engine.

For every partial sign vector the generators of its cone come from cddlib; the values of the next
neuron at them tell whether it cuts the cone. Integer dot products and ranks check here that every
generator that cddlib returns is an extreme ray of the cone; that none is missing is cddlib's word,
and what the comparison with the other engines is for.
"""
from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Callable, Iterable, NamedTuple, Sequence

import numpy as np

from ..errors import ExactReluError, InputError, LimitExceeded, MissingExtra
from ..linalg import rank
from ..network import IntRow
from ..rational import primitive
from .cells import Cells
from .problem import Problem

Progress = Callable[[int, int, int], None]
BATCH = 64       # cones in one message to the worker


class Sector(NamedTuple):
    """A cone: its inequalities, its generators, and the signs of the neurons so far on it."""

    rows: tuple[IntRow, ...]
    rays: tuple[IntRow, ...]
    lines: tuple[IntRow, ...]
    signs: tuple[int, ...]
    forms: tuple[IntRow, ...]      # the current layer's neurons as forms on this cone


def cdd_cells(problem: Problem, memory: int, progress: Progress | None = None) -> Cells:
    """All cells of the problem with their extreme rays, by cddlib in exact mode.

    MissingExtra without pycddlib and its GMP mode, LimitExceeded beyond `memory` bytes.
    """
    n = len(problem.columns) + 1
    with Worker() as worker:
        t = (1,) + (0,) * (n - 1)
        sectors = _solved(worker, [((t,) + problem.rows, (), ())])
        if not any(ray[0] > 0 for ray in sectors[0].rays):
            raise InputError("the domain is empty: no point satisfies all of its inequalities")
        done = 0
        for stage, layer in enumerate(problem.stages):
            sectors = [s._replace(forms=_pulled_back(layer, s, stage, problem)) for s in sectors]
            for neuron in range(len(layer)):
                sectors = _split(worker, sectors, neuron)
                done += 1
                vectors = sum(len(s.rows) + len(s.rays) for s in sectors)
                if vectors * (56 + 40 * n) > memory:
                    raise LimitExceeded(f"the {len(sectors)} regions of {done} of {problem.neurons} neurons do not fit "
                                        f"in {memory >> 20} MB; give a smaller domain (box:LO,HI), more memory, or use "
                                        "the engine 'fan' or 'signs'")
                if progress:
                    progress(done, problem.neurons, len(sectors))
    sectors.sort(key=lambda s: "".join("0+-"[sign] for sign in s.signs))
    return Cells(np.array([s.signs for s in sectors], dtype=np.int8).reshape(len(sectors), problem.neurons),
                 np.array([all(ray[0] > 0 for ray in s.rays) for s in sectors]),
                 None, [tuple(sorted(s.rays)) for s in sectors])


def _pulled_back(layer: Sequence[IntRow], sector: Sector, stage: int, problem: Problem) -> tuple[IntRow, ...]:
    """The neurons of a layer as forms on (t, kept coordinates), given the signs of the layer before."""
    if stage == 0:
        return tuple(layer)
    before = problem.stages[stage - 1]
    active = [form if sign > 0 else None for form, sign in zip(sector.forms, sector.signs[-len(before):])]
    found = []
    for row in layer:
        total = [row[0]] + [0] * len(problem.columns)
        for weight, form in zip(row[1:], active):
            if weight and form:
                total = [x + weight * y for x, y in zip(total, form)]
        found.append(tuple(total))
    return tuple(found)


def _split(worker: "Worker", sectors: list[Sector], neuron: int) -> list[Sector]:
    """The sectors after one more neuron."""
    found: list[Sector] = []
    cut: list[tuple] = []
    for sector in sectors:
        form = sector.forms[neuron]
        values = [_dot(form, ray) for ray in sector.rays]
        crossed = any(_dot(form, line) for line in sector.lines)
        plus, minus = crossed or max(values, default=0) > 0, crossed or min(values, default=0) < 0
        if plus and minus:
            for sign in (1, -1):
                half = primitive([sign * x for x in form])
                cut.append((sector.rows + (half,), sector.signs + (sign,), sector.forms))
        else:
            found.append(sector._replace(signs=sector.signs + (int(plus) - int(minus),)))
    return found + _solved(worker, cut)


def _solved(worker: "Worker", cones: list[tuple]) -> list[Sector]:
    """Cones (rows, signs, forms) with their generators, verified, and without redundant rows."""
    found = []
    for start in range(0, len(cones), BATCH):
        part = cones[start:start + BATCH]
        for (rows, signs, forms), (rays, lines) in zip(part, worker.ask([rows for rows, _, _ in part])):
            found.append(Sector(_verified(rows, rays, lines), rays, lines, signs, forms))
    return found


def _verified(rows: tuple[IntRow, ...], rays: tuple[IntRow, ...], lines: tuple[IntRow, ...]) -> tuple[IntRow, ...]:
    """The rows that bound the cone; an error if the generators do not fit the rows."""
    values = [[_dot(row, ray) for ray in rays] for row in rows]
    dimension = rank(rays + lines) if rays + lines else 0
    fits = all(value >= 0 for line in values for value in line)
    fits = fits and all(_dot(row, line) == 0 for row in rows for line in lines)
    for i in range(len(rays)):       # an extreme ray: the rows tight there leave only it and the lines
        tight = [row for row, line in zip(rows, values) if line[i] == 0]
        fits = fits and (rank(tight) if tight else 0) == len(rays[i]) - 1 - len(lines)
    if not fits:
        raise ExactReluError("cddlib returned generators that do not belong to the cone; use the engine 'fan'")
    kept = []
    for row, line in zip(rows, values):
        tight = tuple(ray for ray, value in zip(rays, line) if value == 0) + lines
        if (rank(tight) if tight else 0) == dimension - 1 or not any(line):      # a facet, or an equation
            kept.append(row)
    return tuple(kept)


def _dot(a: IntRow, b: IntRow) -> int:
    return sum(x * y for x, y in zip(a, b))


class Worker:
    """The process that calls cddlib; leaving the block ends it, whatever it is doing."""

    def __enter__(self) -> "Worker":
        program = Path(__file__).with_name("cdd_worker.py")
        self.process = subprocess.Popen([sys.executable, str(program)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        hello = self._answer()
        if "missing" in hello:
            self.__exit__()
            raise MissingExtra("the engine 'cdd' needs pycddlib with its exact (GMP) mode: apt-get install libcdd-dev "
                               "libgmp-dev, then pip install 'exactrelu[cdd]' (pycddlib-standalone has no exact mode)")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        with suppress(BrokenPipeError):          # of what it was not told before it died
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def ask(self, cones: list[Sequence[IntRow]]) -> Iterable[tuple[tuple[IntRow, ...], tuple[IntRow, ...]]]:
        """The (rays, lines) of each cone, as primitive integer vectors."""
        try:
            self.process.stdin.write(json.dumps([[list(map(hex, row)) for row in cone] for cone in cones]) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise ExactReluError(f"cddlib's process cannot be asked ({error}); use the engine 'fan'") from None
        answer = self._answer()
        if isinstance(answer, dict):
            raise ExactReluError(f"cddlib failed ({answer['failed'][:200]}); use the engine 'fan'")
        rational = lambda number: Fraction(*[int(part, 16) for part in number])  # noqa: E731
        whole = lambda vectors: tuple(primitive(list(map(rational, v))) for v in vectors)  # noqa: E731
        return [(whole(rays), whole(lines)) for rays, lines in answer]

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise ExactReluError("cddlib's process ended before it answered; use the engine 'fan'")
        return json.loads(line)
