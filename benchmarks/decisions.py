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
ACAS = [(1, 1), (1, 6), (1, 7), (4, 5)]
SMALL = {"vnncomp_test__test_sat.json.gz": ["test_prop"], "nv_jl__small_nnet.json": ["test_small"], "nv_jl__tiny_nnet.json": ["test_tiny"],
         **{f"tll__N8_{i}.json": [f"property_N=8_{j}" for j in range(4)] for i in (1, 3)},
         "nv_jl__ACASXU_run2a_1_1_tiny_4.json.gz": [f"acasxu_prop_{i}" for i in (1, 2, 3, 4)]}
Instance = tuple[str, er.Network, er.Property, str]


def instances() -> Iterator[Instance]:
    """(name, network, property, published verdict) of every instance."""
    published: dict[tuple[str, str], str] = {}
    for one in json.loads((CASES / "vnnlib" / "verdicts.json").read_text()):
        file, prefix = _file_of(one["onnx"]), "acasxu_" if one["category"] == "acasxu" else ""
        if file:
            against = f" ({one['n_sat']} sat, {one['n_unsat']} unsat)" if one["conflict"] else ""
            published.setdefault((file, prefix + one["vnnlib"].removesuffix(".vnnlib")), one["verdict"] + against)
    for file, names in SMALL.items():
        for name in names:
            published.setdefault((file, name), "")
    for (file, name), verdict in published.items():
        path = CASES / "vnnlib" / "props" / f"{name}.vnnlib"
        if path.is_file() and (CASES / "networks" / file).is_file():
            network = er.read(CASES / "networks" / file)
            try:
                yield f"{file.split('.json')[0]} / {name}", network, er.read_property(path, network), verdict
            except er.InputError as error:
                print(f"left out: {error}", file=sys.stderr)
    for path in sorted((CASES / "networks").glob("coav__*.json")):
        header, rows = json.loads(path.read_text())["nnet_header"], []
        for i, (lo, hi) in enumerate(zip(header["mins"], header["maxs"])):
            unit = [int(i == j) for j in range(len(header["mins"]))]
            rows += [[str(-Fraction(lo)), *unit], [str(Fraction(hi)), *(-x for x in unit)]]
        asked = {"disjuncts": [{"input": rows, "output": [[0, -1]]}]}                      # y <= 0
        told = path.stem.rsplit("_", 1)[1].lower()
        yield path.stem, er.read(path), er.Property.from_json(asked, len(header["mins"]), 1), told


def _file_of(onnx: str) -> str | None:
    """The file in cases/networks of a network of the competition."""
    known = {f"ACASXU_run2a_{i}_{j}_batch_2000.onnx": f"acasxu__run2a_{i}_{j}.json.gz" for i, j in ACAS}
    known.update({f"tllBench_n=2_N=M=8_m=1_instance_0_{i}.onnx": f"tll__N8_{i}.json" for i in (1, 3)})
    known.update({f"test_{name}.onnx": f"vnncomp_test__test_{name}.json" for name in ("nano", "tiny")})
    known.update({f"{name}.onnx": f"reach_prob_density__{name}.json" for name in ("gcas", "vdp")})
    return {**known, "cartpole.onnx": "rl__cartpole.json", "test_small.onnx": "nv_jl__small_nnet.json"}.get(onnx)


def measure(instance: Instance, seconds: int, jobs: int, folder: str) -> str:
    """One line of the table."""
    name, network, asked, published = instance
    path, start = Path(folder) / "certificate", time.perf_counter()
    try:
        found = er.decide(network, asked, seconds=seconds, jobs=jobs)
    except er.LimitExceeded:
        return f"| {name} | {published} | not decided in {seconds} s | | | | |"
    decided = time.perf_counter()
    save(path, network, asked, found)
    saved = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-S", str(CHECKER), str(path)], check=True, capture_output=True)
    return (f"| {name} | {published} | {found.verdict} | {found.leaves} | {decided - start:.2f} | {path.stat().st_size:,} | "
            f"{time.perf_counter() - saved:.2f} |")


def main() -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER", help="where the table is written")
    parser.add_argument("--seconds", type=int, default=600, help="for one instance")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("names", nargs="*", metavar="NAME", help="parts of the names of the instances to take")
    arguments = parser.parse_args()
    if not CASES.is_dir():
        print("the benchmarks need ../shared/cases, which is not here", file=sys.stderr)
        return 2
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for instance in instances():
            if not arguments.names or any(part in instance[0] for part in arguments.names):
                lines.append(measure(instance, arguments.seconds, arguments.jobs, folder))
                print(lines[-1], flush=True)
    where = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    (arguments.into / "decisions.md").write_text(
        "# Decisions\n\nEvery certificate was accepted by the checker running alone. Published: the verdict in VNN-COMP as recorded in the "
        "cases, with the number of tools on each side where they disagreed; for COAV what the file's name says; empty where there is none. "
        f"decide ran in {arguments.jobs} processes, the checker in one. Wall clock on {where}.\n\n"
        "| instance | published | verdict | leaves | decide: s | certificate: bytes | check: s |\n|---|---|---|---:|---:|---:|---:|\n" + "\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
