"""What --jobs gives: the three largest counts, in one process and in two at a time, in turn.

Writes parallel.md into benchmarks/, or into another folder. The counts are those of ../shared/cases, and the whole
answers, f-vectors and all, must be the same.

    python benchmarks/parallel.py [--runs N] [--jobs N] [--into FOLDER]
"""
from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import exactrelu as er
from report import number
from rows import CASES, HERE, SMALL, path_of
from run import processor

# name, file, domain, engine, regions
LARGEST = [("resonance6", path_of("B_reson6"), "whole", "fan", 1_066_044), ("E_3-64-64-1", path_of("E_3-64-64-1"), SMALL, "fan", 107_546),
           ("threshold6", CASES / "arrangements" / "threshold__T6.json", "whole", "signs", 15_028_134)]


def measured(file: Path, domain: str, engine: str, regions: int, jobs: int, runs: int) -> tuple[float, float]:
    """Median seconds of er.count in one process and with jobs; ends everything if they differ or count wrong."""
    network, times = er.read(file), {1: [], jobs: []}
    for _ in range(runs):
        answers = set()
        for each, seconds in times.items():
            start = time.perf_counter()
            found = er.count(network, domain, engine=engine, jobs=each)
            seconds.append(time.perf_counter() - start)
            answers.add(found.total)
        if len(answers) != 1 or {answer.regions for answer in answers} != {regions}:
            sys.exit(f"{file.name}: the answers {answers} should be one, with {regions} regions")
    return tuple(median(seconds) for seconds in times.values())


def main() -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER")
    given = parser.parse_args()
    if not CASES.is_dir():
        print("the benchmarks need ../shared/cases, which is not here", file=sys.stderr)
        return 2
    lines = ["# Several processors", "", f"Medians of {given.runs} runs in turn, {processor()}, {os.cpu_count()} processors; `benchmarks/parallel.py`.",
             "", f"| count | engine | regions | 1 job: s | {given.jobs} jobs: s | times as fast |", "|---|---|---:|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        for name, file, domain, engine, regions in LARGEST:
            if file.suffix == ".json":                     # of the cases' own format, with more than the hyperplanes
                rows = json.loads(file.read_text())["hyperplanes"]
                file = Path(folder) / file.name
                file.write_text(json.dumps({"hyperplanes": rows}))
            one, several = measured(file, domain, engine, regions, given.jobs, given.runs)
            lines.append(f"| {name} | {engine} | {regions:,} | {number(one)} | {number(several)} | {number(one / several)} |")
            print(lines[-1], flush=True)
    (given.into / "parallel.md").write_text("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
