"""What decisions cost: verdict, leaves, seconds, and the size and re-checking of the certificate.

Instances with a network and a property in ../shared/cases: the test networks of VNN-COMP, two-level lattice networks (TLL),
collision avoidance (COAV, Ehlers 2017), cart-pole. Writes decisions.md into benchmarks/, or into another folder.

    python benchmarks/decisions.py [--into FOLDER] [--seconds N] [NAME ...]
"""
from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Iterator

import exactrelu as er
from exactrelu.decide import save

HERE = Path(__file__).resolve().parent
CHECKER = HERE.parent / "exactrelu" / "checker.py"
CASES = HERE.parents[1] / "shared" / "cases"
FILES = {"vnncomp_test__test_nano.json": ["test_nano", "test_small"], "vnncomp_test__test_tiny.json": ["test_tiny", "test_small"],
         "vnncomp_test__test_sat.json.gz": ["test_prop"], "tll__N8_1.json": [f"property_N=8_{i}" for i in range(4)],
         "tll__N8_3.json": [f"property_N=8_{i}" for i in range(4)],
         "rl__cartpole.json": [f"cartpole_case_safe_{i}" for i in (14, 27, 39, 45, 46)]}


def instances() -> Iterator[tuple[str, er.Network, er.Property]]:
    """(name, network, property) of every instance."""
    for net, properties in FILES.items():
        network = er.read(CASES / "networks" / net)
        for name in properties:
            yield f"{net.split('.json')[0]} / {name}", network, er.read_property(CASES / "vnnlib" / "props" / f"{name}.vnnlib", network)
    for file in sorted((CASES / "networks").glob("coav__*.json")):
        header, rows = json.loads(file.read_text())["nnet_header"], []
        for i, (lo, hi) in enumerate(zip(header["mins"], header["maxs"])):
            unit = [int(i == j) for j in range(len(header["mins"]))]
            rows += [[str(-Fraction(lo)), *unit], [str(Fraction(hi)), *(-x for x in unit)]]
        asked = {"disjuncts": [{"input": rows, "output": [[0, -1]]}]}                      # y <= 0
        yield file.name.removesuffix(".json"), er.read(file), er.Property.from_json(asked, len(header["mins"]), 1)


def measure(name: str, network: er.Network, asked: er.Property, seconds: int, folder: str) -> str:
    """One line of the table."""
    path, start = Path(folder) / "certificate", time.perf_counter()
    try:
        found = er.decide(network, asked, seconds=seconds)
    except er.LimitExceeded:
        return f"| {name} | not decided in {seconds} s | | | | |"
    decided = time.perf_counter()
    save(path, network, asked, found)
    saved = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-S", str(CHECKER), str(path)], check=True, capture_output=True)
    return (f"| {name} | {found.verdict} | {found.leaves} | {decided - start:.2f} | {path.stat().st_size:,} | "
            f"{time.perf_counter() - saved:.2f} |")


def main() -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER", help="where the table is written")
    parser.add_argument("--seconds", type=int, default=600, help="for one instance")
    parser.add_argument("names", nargs="*", metavar="NAME", help="parts of the names of the instances to take")
    arguments = parser.parse_args()
    if not CASES.is_dir():
        print("the benchmarks need ../shared/cases, which is not here", file=sys.stderr)
        return 2
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for name, network, asked in instances():
            if not arguments.names or any(part in name for part in arguments.names):
                lines.append(measure(name, network, asked, arguments.seconds, folder))
                print(lines[-1], flush=True)
    where = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    (arguments.into / "decisions.md").write_text(
        f"# Decisions\n\nEvery certificate was accepted by the checker running alone. Wall clock on {where}.\n\n"
        "| instance | verdict | leaves | decide: s | certificate: bytes | check: s |\n|---|---|---:|---:|---:|---:|\n" + "\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
