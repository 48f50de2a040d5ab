"""exactrelu beside every peer that pip or apt can install, in one run.

Each measurement is a process of its own, in the environment of its program, that reads the workload, times the
enumeration alone and reports its memory; the programs take turns, and the medians are compared. Every count is
checked: a peer's wrong count is shown, a wrong count of exactrelu ends the run. Writes results.json and results.md
into benchmarks/, or into another folder, and compares with the results.json that was there.

    python benchmarks/run.py [--quick] [--runs N] [--limit SECONDS] [--into FOLDER] [--peers NAME,...] [WORKLOAD ...]

The workloads are those of ../shared/cases, see rows.py.
"""
from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

from inputs import networks
from programs import OURS, PROGRAMS, Program, install, measure
from report import memory, merged, table
from rows import CASES, HERE, QUICK, Row, all_rows, row

QUICKLY, SLOWLY = 1.0, 20.0      # seconds: run three times as often below the first, only once above the second


def turns(first: dict, runs: int) -> int:
    """How often a program runs, from its first run."""
    if "says" in first or first["seconds"] > SLOWLY:
        return 1
    return 3 * runs if first["seconds"] < QUICKLY and runs > 1 else runs


def compare(where: Row, peers: list[Program], runs: int, limit: float) -> dict:
    """All programs in turn on one row; ends everything if exactrelu counts wrong."""
    programs: dict[str, dict] = {}
    asked = [OURS]
    for peer in peers:
        if peer.takes(where) and where.regions > peer.most:
            programs[peer.name] = {"says": "not tried"}
        elif peer.takes(where):
            asked.append(peer.name)
    found = {name: [measure(name, where, limit)] for name in asked}
    for turn in range(1, 3 * runs):
        for name in asked:
            if turn < turns(found[name][0], runs):
                found[name].append(measure(name, where, limit))
    programs.update({name: merged(told) for name, told in found.items()})
    mine = programs[OURS]
    if mine.get("regions", where.regions) != where.regions:
        sys.exit(f"{where.name}: exactrelu counted {mine['regions']} regions, but there are {where.regions}")
    if "says" in mine and not mine["says"].startswith(">"):
        sys.exit(f"{where.name}: exactrelu says {mine['says']}")
    return {"workload": where.workload, "domain": where.domain, "name": where.name, "regions": where.regions,
            "asked": where.asked, "programs": programs}


def processor() -> str:
    """What the processor calls itself, as far as Linux tells."""
    known = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in known.read_text().splitlines() if line.startswith("model name")] if known.exists() else []
    return ", ".join([platform.machine(), *names[:1]])


def page(results: dict, before: list[dict]) -> str:
    """results.md."""
    rows, runs, limit = results["rows"], results["runs"], results["limit"]
    there = list(results["peers"])
    about = "\n".join(f"- {name}: {told}" for name, told in results["peers"].items())
    often = f"Medians of {runs} runs in turn ({3 * runs} of those below {QUICKLY:g} s, 1 above {SLOWLY:g} s)" if runs > 1 else "One run"
    return (f"# Benchmark\n\n{often}, {results['machine']}.\n"
            "All counts of exactrelu are right. A peer's seconds, and in brackets how many times those of exactrelu; "
            f">{limit:g}: not done in {limit:g} seconds; -: not for it; not tried: larger than it can do in that time.\n"
            "Against last time: the processor time of exactrelu beside those of the peers, divided by the same in the table before "
            f"this one; more than 1 is slower.\n\n{about}\n\n{table(rows, there, before)}\n\n## Memory\n\nThe peak beyond the idle process, in MB. "
            "exactrelu holds every face of every dimension, with exact coordinates of the vertices.\n\n"
            f"{memory(rows, there)}\n")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few small workloads, once, written nowhere unless --into")
    parser.add_argument("--runs", type=int, default=3, help="of each program; quick ones run three times as often")
    parser.add_argument("--limit", type=float, default=60, help="seconds for one run")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="where the results are written")
    parser.add_argument("--peers", default=",".join(p.name for p in PROGRAMS), help="names, separated by commas")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD")
    return parser.parse_args()


def main() -> int:
    """Install, measure, print and write the tables."""
    given = arguments()
    if not CASES.is_dir():
        print("the benchmarks need ../shared/cases, which is not here", file=sys.stderr)
        return 2
    into = given.into or (None if given.quick or given.workloads else HERE)
    old = HERE / "results.json"
    before = json.loads(old.read_text())["rows"] if old.exists() else []
    peers, told = [], {}
    for program in PROGRAMS:
        if program.name in given.peers.split(","):
            why = install(program)
            told[program.name] = f"not installed: {why}" if why else program.about
            print(f"{program.name}: {told[program.name]}", flush=True)
            peers += [] if why else [program]
    chosen = [one for one in (QUICK if given.quick else all_rows()) if not given.workloads or one[0] in given.workloads]
    networks()
    rows, runs = [], 1 if given.quick else given.runs
    for workload, domain in chosen:
        rows.append(compare(row(workload, domain), peers, runs, given.limit))
        rows[-1]["programs"].update({name: {"says": "not installed"} for name, why in told.items() if why.startswith("not installed")})
        shown = table(rows[-1:], list(told), before).splitlines()
        print("\n".join(shown if len(rows) == 1 else shown[2:]), flush=True)
    machine = f"{processor()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    results = {"machine": machine, "runs": runs, "limit": given.limit, "peers": told, "rows": rows}
    if into:
        (into / "results.json").write_text(json.dumps(results, indent=1) + "\n")
        (into / "results.md").write_text(page(results, before))
    return 0


if __name__ == "__main__":
    sys.exit(main())
