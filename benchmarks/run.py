"""exactrelu's fan engine beside an exact per-cell splitter on PPL, in one run.

Each measurement is a process of its own that reads the workload, times the enumeration alone and
reports its peak memory; the two programs take turns, and the median of each is compared. Counts are
checked. Writes results.json and results.md into benchmarks/, or into another folder.

    python benchmarks/run.py [--runs N] [--into FOLDER] [WORKLOAD ...]

The workloads are those of ../shared/cases/workloads.
"""
from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
WORKLOADS = HERE.parents[1] / "shared" / "cases" / "workloads"
# workload: how many times the speed of the splitter is asked for (None: shown only)
TARGETS = {"A_d3_m40": 20, "A_d2_m200": 20, "C_3-32-32-1": 20, "B_reson5": 12, "B_thresh5": 8,
           "A_d4_m24": None, "A_d5_m16": None, "A_d6_m12": None, "A_d8_m12": None, "B_thresh4": None,
           "B_catalan6": None, "C_2-32-32-1": None, "C_2-32-32-32-1": None, "C_4-16-16-1": None, "D_d12_m12": None}


def fan(path: Path) -> tuple[int, float]:
    """Regions and seconds of exactrelu's fan engine, all faces included."""
    import exactrelu as er

    net = er.read(path)
    start = time.perf_counter()
    regions = len(er.enumerate(net, engine="fan"))
    return regions, time.perf_counter() - start


def ppl(path: Path) -> tuple[int, float]:
    """Regions and seconds of the per-cell splitter on PPL."""
    import exactrelu as er
    import ppl_splitter

    layers = [(layer.W, layer.b) for layer in er.read(path).layers if layer.activation == "relu"]
    start = time.perf_counter()
    regions = len(ppl_splitter.regions(layers))
    return regions, time.perf_counter() - start


PROGRAMS = {"fan": fan, "ppl": ppl}


def measure(program: str, workload: str) -> dict:
    """One run in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", program, workload]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def one(program: str, workload: str) -> None:
    """The process that `measure` starts."""
    regions, seconds = PROGRAMS[program](WORKLOADS / f"{workload}.npz")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss      # kilobytes on Linux
    print(json.dumps({"regions": regions, "seconds": seconds, "megabytes": peak / 1024}))


def compare(workload: str, runs: int) -> dict:
    """Both programs in turn, quick ones three times as often; the medians and their ratio."""
    found: dict[str, list[dict]] = {name: [] for name in PROGRAMS}
    turns = runs
    while len(found["fan"]) < turns:
        for name in PROGRAMS:
            found[name].append(measure(name, workload))
        if max(found[name][0]["seconds"] for name in PROGRAMS) < 3:
            turns = 3 * runs
    expected = json.loads((WORKLOADS / "expected.json").read_text())[workload]["regions"]
    wrong = [name for name in found for run in found[name] if run["regions"] != expected]
    if wrong:
        sys.exit(f"{workload}: {wrong[0]} counted wrong")
    row = {"workload": workload, "regions": expected, "target": TARGETS.get(workload)}
    for name, results in found.items():
        row[name] = median(run["seconds"] for run in results)
        row[f"{name}_megabytes"] = max(run["megabytes"] for run in results)
    return {**row, "ratio": row["ppl"] / row["fan"]}


def table(rows: list[dict]) -> str:
    """The rows as a Markdown table."""
    lines = ["| workload | regions | fan: s | regions/s | MB | PPL splitter: s | MB | ratio | asked |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for r in rows:
        lines.append(f"| {r['workload']} | {r['regions']:,} | {r['fan']:.3f} | {r['regions'] / r['fan']:,.0f} | "
                     f"{r['fan_megabytes']:.0f} | {r['ppl']:.2f} | {r['ppl_megabytes']:.0f} | {r['ratio']:.1f} | "
                     f"{r['target'] or ''} |")
    return "\n".join(lines)


def main() -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", nargs=2, metavar=("PROGRAM", "WORKLOAD"), help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER", help="where the results are written")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD")
    arguments = parser.parse_args()
    if arguments.one:
        one(*arguments.one)
        return 0
    if not WORKLOADS.is_dir():
        print("the benchmarks need ../shared/cases/workloads, which is not here", file=sys.stderr)
        return 2
    rows = []
    for workload in arguments.workloads or TARGETS:
        rows.append(compare(workload, arguments.runs))
        print(table(rows[-1:]).splitlines()[-1], flush=True)
    where = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    results = {"machine": where, "runs": arguments.runs, "rows": rows}
    (arguments.into / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (arguments.into / "results.md").write_text(
        f"# Benchmark\n\nMedians of {arguments.runs} runs in turn ({3 * arguments.runs} of quick ones), {where}.\n"
        "The splitter is benchmarks/ppl_splitter.py; both are exact and all counts are right.\n\n" + table(rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
