"""How the time grows: with the number of neurons, with the dimension, and with the depth.

Series of networks with random integers (inputs.py), each a little larger than the one before, enumerated by exactrelu and
by the splitter on PPL, in the whole space; both are exact, and their counts have to be the same, and those of one layer
the number of a generic arrangement. Writes scaling.md and scaling.svg into benchmarks/, or into another folder.

    python benchmarks/scaling.py [--quick] [--runs N] [--limit SECONDS] [--into FOLDER]
"""
from __future__ import annotations

import argparse
import os
import platform
import sys
from math import comb
from pathlib import Path

from inputs import random_network
from plot import Line, loglog, slope
from programs import OURS, PROGRAMS, install, measure
from report import bytes_a_face, merged, number
from rows import CASES, HERE, Row

PEER = "pplpy"
SERIES = {                 # what grows: (inputs, widths) of each network
    "neurons, 2 inputs": [(2, (m,)) for m in (10, 20, 50, 100, 200, 400)],
    "neurons, 3 inputs": [(3, (m,)) for m in (10, 20, 40, 80)],
    "inputs, 14 neurons": [(d, (14,)) for d in (1, 2, 3, 4, 5, 6, 7, 8)],
    "layers of 16, 2 inputs": [(2, (16,) * k) for k in (1, 2, 3, 4, 6, 8)],
}
QUICK = 3                  # of each series
FIT = 300                  # regions: below, the time is that of the start
EXPLAINED = """\
- More neurons: every face has to be asked on which side of a new one it is; exactrelu keeps the answers for 21 neurons in one 64-bit number.
  So its time is about proportional to the number of faces; the splitter asks each of its polyhedra about each neuron, and falls behind.
- More inputs: a region has more faces, 4 of them in the plane and almost 200 in eight dimensions.
  exactrelu finds them all: its time for a face hardly changes, its time for a region grows. The splitter has more vertices and facets to hold for a region.
- More layers: the forms of a neuron differ from region to region, and the coordinates of the vertices get longer from layer to layer, so that exact
  arithmetic takes longer. The splitter makes the form of every neuron in every region; exactrelu computes a sign only where an edge may be cut.
- Below a few hundred regions the time of exactrelu is that of its first steps, a few milliseconds, and the splitter is as fast or faster.
"""


def generic(inputs: int, neurons: int) -> int:
    """The number of regions of a generic arrangement.

    >>> generic(2, 3), generic(3, 2)
    (7, 4)
    """
    return sum(comb(neurons, i) for i in range(inputs + 1))


def both(inputs: int, widths: tuple[int, ...], runs: int, limit: float) -> dict:
    """exactrelu and the splitter in turn on one network; ends everything if a count is wrong."""
    name = random_network(inputs, widths)
    where = Row(name, "whole", 0, inputs, len(widths), None)
    found: dict[str, list[dict]] = {OURS: [], PEER: []}
    for _ in range(runs):
        for program, told in found.items():
            if not told or "says" not in told[-1]:
                told.append(measure(program, where, limit))
    ours, peer = (merged(told) for told in found.values())
    if "says" in ours:
        sys.exit(f"{name}: exactrelu says {ours['says']}")
    known = {generic(inputs, *widths)} if len(widths) == 1 else set()
    counts = known | {told["regions"] for told in (ours, peer) if "regions" in told}
    if len(counts) > 1:
        sys.exit(f"{name}: the counts {counts} should be the same")
    return {"name": f"{inputs}-{widths[0]}" + (f" x {len(widths)}" if len(widths) > 1 else ""), **ours, PEER: peer}


def table(found: dict[str, list[dict]]) -> str:
    """All measurements, as a Markdown table."""
    lines = ["| what grows | network | regions | faces | exactrelu: s | us/region | us/face | bytes/face | pplpy: s | us/region | ratio |",
             "|---|---|" + "---:|" * 9]
    for series, rows in found.items():
        for r in rows:
            peer = r[PEER].get("seconds")
            theirs = [number(peer), number(1e6 * peer / r["regions"]), number(peer / r["seconds"])] if peer else [r[PEER]["says"], "-", "-"]
            lines.append(f"| {series} | {r['name']} | {r['regions']:,} | {r['faces']:,} | {number(r['seconds'])} | "
                         f"{number(1e6 * r['seconds'] / r['regions'])} | {number(1e6 * r['seconds'] / r['faces'])} | "
                         f"{bytes_a_face(r)} | " + " | ".join(theirs) + " |")
    return "\n".join(lines)


def points(rows: list[dict], program: str) -> list[tuple[float, float]]:
    """(regions, seconds) of a series."""
    told = [(r["regions"], (r if program == OURS else r[PEER]).get("seconds")) for r in rows]
    return [(regions, seconds) for regions, seconds in told if seconds]


def exponents(found: dict[str, list[dict]]) -> str:
    """The exponents of the power laws from FIT regions on, as a Markdown table."""
    lines = ["| what grows | exactrelu | pplpy |", "|---|---:|---:|"]
    for series, rows in found.items():
        fits = [[point for point in points(rows, program) if point[0] >= FIT] for program in (OURS, PEER)]
        lines.append(f"| {series} | " + " | ".join(f"{slope(fit):.2f}" if len(fit) > 1 else "-" for fit in fits) + " |")
    return "\n".join(lines)


def page(found: dict[str, list[dict]], runs: int, limit: float) -> str:
    """scaling.md."""
    where = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    return f"""# Scaling

Networks with random integers up to 10,000 from a fixed seed, the whole space, {"one run" if runs == 1 else f"medians of {runs} runs in turn"}, at most {limit:g} s, {where}.
exactrelu finds all faces, the splitter on PPL the regions; their counts agree, and those of one layer are those of generic arrangements.

![time against regions](scaling.svg)

The time grows like this power of the number of regions, from {FIT} regions on:

{exponents(found)}

{EXPLAINED}
{table(found)}

bytes/face: the peak beyond the idle process, divided by the number of faces of all dimensions.
"""


def main() -> int:
    """Measure, print and write the page and the plot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the small ones, once, written nowhere unless --into")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=60, help="seconds for one run")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="where the results are written")
    given = parser.parse_args()
    why = install(next(program for program in PROGRAMS if program.name == PEER))
    if why or not CASES.is_dir():
        print(f"{PEER} is not installed: {why}" if why else "the benchmarks need ../shared/cases, which is not here", file=sys.stderr)
        return 2
    into, runs = given.into or (None if given.quick else HERE), 1 if given.quick else given.runs
    found: dict[str, list[dict]] = {}
    for series, networks in SERIES.items():
        found[series] = []
        for inputs, widths in networks[:QUICK] if given.quick else networks:
            found[series].append(both(inputs, widths, runs, given.limit))
            print(table({series: found[series][-1:]}).splitlines()[-1], flush=True)
    print(exponents(found))
    if into:
        lines = [Line(f"{series}{', pplpy' if program == PEER else ''}", points(rows, program), i, program == PEER)
                 for i, (series, rows) in enumerate(found.items()) for program in (OURS, PEER)]
        (into / "scaling.svg").write_text(loglog(lines, "regions", "seconds"))
        (into / "scaling.md").write_text(page(found, runs, given.limit))
    return 0


if __name__ == "__main__":
    sys.exit(main())
