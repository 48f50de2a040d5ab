"""What the checker with a proof saves: certificates re-checked by proofs/formal and by exactrelu/checker.py.

Certificates of ../shared/cases/workloads, of different kinds, and those of examples are checked by both programs in turn,
each in a process of its own; the best wall clock of some runs counts. Writes formal.md into benchmarks/, or elsewhere.

    python benchmarks/formal.py [--into FOLDER] [--runs N] [--keep FOLDER] [NAME ...]
"""
from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import exactrelu as er
from exactrelu.certificates import certify
from exactrelu.certificates.ground import ground
from exactrelu.certificates.trees import Tree
from exactrelu.certificates.writing import write
from exactrelu.decide import save
from exactrelu.network import homogenise

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CASES = HERE.parents[1] / "shared" / "cases"
PYTHON = [sys.executable, "-I", "-S", str(ROOT / "exactrelu" / "checker.py")]
FORMAL = ROOT / "proofs" / "formal" / "program" / "exactrelu-checker"
# (workload, kind): 2-D with many neurons, arrangements, deep networks with integer and with float32 weights; all cells.
TREES = [("A_d2_m200", "regions"), ("A_d4_m24", "regions"), ("C_2-32-32-1", "regions"), ("C_3-32-32-1", "regions"),
         ("E_2-64-64-1", "regions"), ("E_5-16-16-1", "regions"), ("A_d3_m20", "complex"), ("A_d4_m10", "complex"),
         ("C_2-16-16-1", "complex"), ("C_2-16-16-1", "boundary"), ("C_2-32-32-1", "lipschitz")]
# (network, property): unsat with many leaves, and sat.
DECISIONS = [("tll__N8_3", "property_N=8_1"), ("tll__N8_1", "property_N=8_0")]


class Row(NamedTuple):
    """A certificate, how many records it has, and the seconds of both programs."""

    name: str
    nodes: int
    python: float
    formal: float


def make_tree(workload: str, kind: str, path: Path) -> None:
    """A certificate of a workload; one of regions is not checked here."""
    network = er.read(CASES / "workloads" / f"{workload}.npz")
    domain = "box:-1,1" if workload[0] == "E" else "whole"
    if kind != "regions":
        certify(network, path, kind, domain=domain, output=0 if kind == "boundary" else None)
        return
    cx = er.enumerate(network, domain, engine="fan")
    tree = Tree(ground(cx, [homogenise(network)]), strict=False)
    write(path, {"kind": kind, "regions": len(cx)}, network, cx.domain, tree.records(), recheck=False)


def make_decision(net: str, asked: str, path: Path) -> None:
    """A certificate of a decision."""
    network = er.read(CASES / "networks" / f"{net}.json")
    found = er.read_property(CASES / "vnnlib" / "props" / f"{asked}.vnnlib", network)
    save(path, network, found, er.decide(network, found))


def certificates(folder: Path, names: list[str]) -> list[tuple[str, Path]]:
    """(name, file) of all certificates; files that are there already are kept."""
    found = [(file.stem, file) for file in sorted((ROOT / "examples").glob("*.cert"))]
    if CASES.is_dir():
        for make, pairs in ((make_tree, TREES), (make_decision, DECISIONS)):
            for pair in pairs:
                name = ", ".join(pair)
                path = folder / f"{'-'.join(pair)}.cert"
                if not names or any(part in name for part in names):
                    if not path.exists():
                        make(*pair, path)
                    found.append((name, path))
    return [(name, path) for name, path in found if not names or any(part in name for part in names)]


def seconds(command: list[str]) -> float:
    """The wall clock of a process that has to end well."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def measure(name: str, path: Path, runs: int) -> Row:
    """Both programs in turn, the best of some runs."""
    with path.open("rb") as file:
        nodes = sum(1 for _ in file) - 1
    times = [(seconds([*PYTHON, str(path)]), seconds([str(FORMAL), str(path)])) for _ in range(runs)]
    return Row(name, nodes, *map(min, zip(*times)))


def line(row: Row, idle: float) -> str:
    """A line of the table; `idle` is what Python takes to begin."""
    own = max(row.python - idle, 0.001)
    return (f"| {row.name} | {row.nodes:,} | {row.python:.3f} | {own:.3f} | {row.formal:.3f} | {row.nodes / own:,.0f} | "
            f"{row.nodes / row.formal:,.0f} | {own / row.formal:.1f} |")


HEAD = """| certificate | nodes | Python: s | without start-up: s | formal: s | Python: nodes/s | formal: nodes/s | times as fast |
|---|---:|---:|---:|---:|---:|---:|---:|"""


def main() -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER", help="where the table is written")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each program on each certificate")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the certificates are kept, or are already")
    parser.add_argument("names", nargs="*", metavar="NAME", help="parts of the names of the certificates to take")
    arguments = parser.parse_args()
    if not FORMAL.exists():
        print("the program is not built: make -C proofs/formal", file=sys.stderr)
        return 2
    idle = min(seconds([sys.executable, "-I", "-S", "-c", "import gzip, json, re, fractions"]) for _ in range(10))
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for name, path in certificates(arguments.keep or Path(folder), arguments.names):
            lines.append(line(measure(name, path, arguments.runs), idle))
            print(lines[-1], flush=True)
    where = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    table = "\n".join([HEAD, *lines])
    (arguments.into / "formal.md").write_text(
        f"# Two checkers\n\nEvery certificate was accepted by both programs. Wall clock of whole processes, the best of {arguments.runs} runs, "
        f"on {where};\nPython takes {idle:.3f} s to begin, which the ratio leaves out:\n\n{table}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
