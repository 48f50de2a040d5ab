"""Do other people's programs say the same? Random problems through pplpy, lrs, Sage and polymake, region by region.

    python campaign/others.py pplpy --problems 1000        into results/others_pplpy.json; lrs, sage, polymake likewise
    python campaign/others.py lrs --problem 17             one problem, and what differs

Each program is a filter of filters/, in a process of its own: it gets a batch of problems as lines of JSON and answers with
the vertices and rays of every region. The network itself, at an inner point, says which region that is; then the regions
have to be ours, with the same vertices and rays. pplpy and lrs are given every kind of problem of families.py (lrs finds the
vertices of every region from its inequalities), Sage and polymake one layer, in the whole space and in polyhedra.
"""
from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Callable, Iterator, NamedTuple

from families import DEPTHS, PLACES, Problem, instance, problem
from record import Figure, record

import exactrelu as er
from exactrelu.linalg import dot, inverse, rank
from exactrelu.network import normal_form
from exactrelu.rational import primitive
from exactrelu.region import inner_point

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "benchmarks"))
import programs  # noqa: E402  (the environments are those of the benchmarks)
from ppl_rows import scaled  # noqa: E402

BATCH = 50                  # problems that a process is given
PLANES = 6                  # hyperplanes of an arrangement, at most: Sage and polymake take long for more
MOST = 900                  # seconds that it may take


class Other(NamedTuple):
    """A program: what it says, and which problems it is given."""

    name: str
    about: str
    places: tuple[str, ...] = PLACES
    deep: bool = True


OTHERS = {other.name: other for other in (
    Other("pplpy", "pplpy 0.8.10 (Parma Polyhedra Library): regions, vertices, rays"),
    Other("lrs", "lrs 7.1: vertices and rays of every region from its inequalities"),
    Other("sage", "Sage (passagemath-polyhedra 10.8.13): regions, bounded regions, vertices, rays; f-vectors of small arrangements",
          ("whole",), False),
    Other("polymake", "polymake 4.6: regions, vertices, rays, f-vectors of arrangements in the space and in polyhedra",
          ("whole", "box", "polytope", "polyhedron"), False))}


def why_not(name: str, make: bool = True) -> str:
    """Why a program cannot be asked; "" if it can."""
    if name in ("lrs", "polymake"):
        return "" if shutil.which(name) else f"{name} is not installed: apt-get install {'lrslib' if name == 'lrs' else name}"
    program = next(program for program in programs.PROGRAMS if program.name == name)
    if not make:
        return "" if (programs.PEERS / name / programs.READY).exists() else f"{name} has no environment yet: campaign/others.py {name} makes one"
    return programs.install(program)


# ---- a problem, and what is asked ------------------------------------------------------------------

def problem_for(other: Other, index: int, seed: int) -> Problem:
    """The problem with this index, of a kind that a program knows."""
    return problem(index, seed, DEPTHS if other.deep else (1,), other.places)


def wanted(other: Other, first: int, seed: int) -> Iterator[Problem]:
    """The problems for a program, from an index on; of arrangements those with hyperplanes, but not many, on domains with inner points."""
    index = first
    while True:
        found = problem_for(other, index, seed)
        index += 1
        if other.deep or 0 < len(hyperplanes(found)) <= PLANES and not is_flat(found.domain):
            yield found


def hyperplanes(which: Problem) -> list[tuple[int, ...]]:
    """The hyperplanes of the first layer, each once, as [b, a_1, ..., a_d]."""
    layer = normal_form(which.domain.restrict(which.network))[0][0]
    rows = [primitive((c, *row)) for row, c in zip(layer.W, layer.b) if any(row)]
    return sorted({max(row, tuple(-x for x in row)) for row in rows})


def is_flat(domain: er.Domain) -> bool:
    """Whether a domain is empty or has no interior point."""
    try:
        frame = er.enumerate(er.Layer([[0] * domain.dimension]), domain)[0]
    except er.InputError:
        return True
    return any(row[0] + dot(row[1:], frame.interior) == 0 for row in domain.rows())


def asked(which: Problem, cx: er.Complex | None) -> dict:
    """A problem as the filters read it.

    d: the dimension; rows: the domain, [b, a] for b + a.x >= 0; stages: the ReLU layers as integer rows [b, w]; hyperplanes: those
    of the first layer; cells: for each region all its inequalities.
    """
    inside = which.domain.restrict(which.network)
    layers = normal_form(inside)[0]
    return {"d": which.domain.dimension, "rows": which.domain.rows(), "stages": scaled([(layer.W, layer.b) for layer in layers]),
            "hyperplanes": hyperplanes(which), "cells": [inequalities(inside, which.domain, signs) for signs in cx.signs] if cx else []}


def inequalities(inside: er.Network, domain: er.Domain, signs: str) -> list[tuple[int, ...]]:
    """The rows b + a.x >= 0 of a region: the domain's, and a neuron with its sign."""
    rows, at, f = list(domain.rows()) or [(1, *[0] * domain.dimension)], 0, er.AffineMap.identity(inside.inputs)
    for layer in normal_form(inside)[0]:
        f = er.AffineMap(layer.W, layer.b).after(f)
        forms, here = [(c, *row) for row, c in zip(f.matrix, f.vector)], signs[at:at + layer.neurons]
        at += layer.neurons
        rows += [primitive([x if sign == "+" else -x for x in form]) for form, sign in zip(forms, here) if sign != "0"]
        on = [[x * (sign == "+") for x in form] for form, sign in zip(forms, here)]
        f = er.AffineMap(tuple(tuple(row[1:]) for row in on), tuple(row[0] for row in on))
    return rows


def answers(name: str, problems: list[dict]) -> list[dict]:
    """What a program says of a batch; an exception if it breaks down."""
    ours = name in ("lrs", "polymake")
    python = sys.executable if ours else str(programs.PEERS / name / "bin" / "python")
    file = HERE / "filters" / f"with_{name.removesuffix('py')}.py"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run([python, str(file)], input="".join(json.dumps(one) + "\n" for one in problems), capture_output=True, text=True,
                          env=environment, timeout=MOST)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-1000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


# ---- comparing -------------------------------------------------------------------------------------

def differences(which: Problem, cx: er.Complex | None, answer: dict) -> list[str]:
    """A sentence for each thing that is not the same; cx is None where exactrelu says that the domain is empty."""
    if "failed" in answer:              # the other program's fault: counted, and told
        return []
    if cx is None or "empty" in answer:
        return [] if cx is None and "empty" in answer else ["one of both says that the domain is empty"]
    lines = [[Fraction(x) for x in line] for line in answer["lines"]]
    if len(lines) != cx.lineality or lines and rank([line[1:] for line in lines] + list(cx.problem.lineality)) != cx.lineality:
        return [f"lineality: {lines} and {cx.problem.lineality}"]
    reduce, theirs, found = without(lines, cx), {}, []
    inside = which.domain.restrict(which.network)
    for cell in answer["cells"]:
        rays = [reduce([Fraction(x) for x in ray]) for ray in cell]
        points, ways = [tuple(Fraction(x, ray[0]) for x in ray[1:]) for ray in rays if ray[0]], [ray[1:] for ray in rays if not ray[0]]
        signs = inside.signs(inner_point(points, ways)) if points else "no point"
        if signs in theirs:
            found.append(f"region {signs} twice")
        theirs[signs] = frozenset(rays)
    if theirs.keys() != set(cx.signs):
        found.append(f"regions: only ours {sorted(set(cx.signs) - theirs.keys())}, only theirs {sorted(theirs.keys() - set(cx.signs))}")
    ours = {region.signs: frozenset(primitive((1, *v)) for v in region.vertices) | {(0, *ray) for ray in region.rays} for region in cx}
    found += [f"region {signs}: {sorted(ours[signs])} and {sorted(theirs[signs])}" for signs in ours.keys() & theirs.keys()
              if ours[signs] != theirs[signs]]
    counts = {"regions": len(cx), "relatively bounded regions": cx.relatively_bounded_regions, "f-vector": list(cx.f_vector),
              "fan": [len(cx.fan.rays), *(len(start) - 1 for start, _ in cx.fan.levels)]}
    return found + [f"{name}: {ours_} and {answer[name]}" for name, ours_ in counts.items() if name in answer and answer[name] != ours_]


def is_theirs(which: Problem, cx: er.Complex | None, says: list[str]) -> bool:
    """Whether a difference is certainly the other program's fault: it has fewer regions, and the network itself confirms all of ours."""
    inside = which.domain.restrict(which.network)
    return says[0].startswith("regions: only ours") and says[0].endswith("only theirs []") and all(
        inside.signs(region.interior) == region.signs and which.domain.contains(region.interior) for region in cx)


def without(lines: list[list[Fraction]], cx: er.Complex) -> Callable[[list[Fraction]], tuple[int, ...]]:
    """A generator modulo the lineality space, as the primitive vector that is 0 in the coordinates that exactrelu leaves out."""
    out = [i + 1 for i in range(cx.dimension) if i not in cx.problem.columns]
    back = inverse([[line[i] for i in out] for line in lines]) if lines else ()

    def reduced(vector: list[Fraction]) -> tuple[int, ...]:
        weights = [dot([vector[i] for i in out], column) for column in zip(*back)]
        return primitive([x - sum(w * line[i] for w, line in zip(weights, lines)) for i, x in enumerate(vector)])
    return reduced


def complex_of(which: Problem) -> er.Complex | None:
    """Ours; None on an empty domain."""
    try:
        return er.enumerate(which.network, which.domain, "fan")
    except er.InputError:
        return None


def examined(name: str, batch: list[Problem]) -> tuple[Counter, list[dict]]:
    """What is counted of a batch, and its differences."""
    complexes = [complex_of(which) for which in batch]
    told = answers(name, [asked(which, cx) for which, cx in zip(batch, complexes)])
    if len(told) != len(batch):
        raise RuntimeError(f"{name} answered {len(told)} of {len(batch)} problems")
    total, found = Counter(), []
    for which, cx, answer in zip(batch, complexes, told):
        total += Counter({"problems": "failed" not in answer, "regions": len(cx or ()) * ("failed" not in answer), "generators": sum(map(len, answer.get("cells", ()))),
                          "f-vectors": "f-vector" in answer or "fan" in answer, "failed": "failed" in answer})
        says = differences(which, cx, answer)
        if says:
            found.append({"program": name, "problem": which.index, "about": str(which), "says": says, "theirs": is_theirs(which, cx, says),
                          "instance": instance(which.network, which.domain)})
    return total, found


def run(name: str, count: int, first: int = 0, seed: int = 1, seconds: float = float("inf")) -> tuple[Counter, list[dict]]:
    """The campaign with one program; it ends early after so many seconds, or when it is interrupted."""
    start, source = time.monotonic(), wanted(OTHERS[name], first, seed)
    total, found = Counter(), []
    try:
        while total["problems"] < count and time.monotonic() - start < seconds:
            tally, different = examined(name, [next(source) for _ in range(min(BATCH, count - total["problems"]))])
            total += tally
            found += different
            for one in different:
                print(json.dumps(one), file=sys.stderr)
            print(f"{name}: {total['problems']} problems, {total['regions']} regions, {len(found)} differences, {time.monotonic() - start:.0f} s",
                  file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("interrupted: what was done counts", file=sys.stderr)
    return total, found


def figure(name: str, total: Counter, found: list[dict]) -> Figure:
    """The row of the table."""
    faces = f", {total['f-vectors']:,} f-vectors" if total["f-vectors"] else ""
    faces += f" ({total['failed']} more end in a crash of {name})" if total["failed"] else ""
    theirs = sum(one["theirs"] for one in found)
    says = f"{len(found) - theirs} differences" if len(found) > theirs else "no difference"
    says += f" but {theirs} in which {name} misses regions whose inner points the network confirms" if theirs else ""
    return Figure(f"random problems through {OTHERS[name].about}", "1,000, no difference",
                  f"{total['problems']:,} problems, {total['regions']:,} regions with {total['generators']:,} vertices and rays{faces}: {says}")


def main() -> int:
    """The command line; 1 if there is a difference, 2 if the program cannot be asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", choices=OTHERS)
    parser.add_argument("--problems", type=int, default=1000, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="INDEX")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="end after so long")
    parser.add_argument("--problem", type=int, metavar="INDEX", help="this problem alone; nothing is recorded")
    arguments = parser.parse_args()
    reason, name = why_not(arguments.program), arguments.program
    if reason:
        print(reason, file=sys.stderr)
        return 2
    if arguments.problem is not None:
        _, found = examined(name, [problem_for(OTHERS[name], arguments.problem, arguments.seed)])
        print(json.dumps(found[0] if found else {"differences": 0}, indent=1))
        return bool(found)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start = time.monotonic()
    total, found = run(name, arguments.problems, arguments.first, arguments.seed, arguments.seconds)
    row = figure(name, total, found)
    record(f"others_{name}", [row], time.monotonic() - start, {"counted": dict(total), "differences": found})
    print(row.found)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
