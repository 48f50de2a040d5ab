"""What a certificate costs: made, re-checked and measured for the workloads of ../shared/cases/workloads.

For each workload the complex is enumerated, the `regions` certificate is written to a file, and the checker runs
alone on that file. Times are processor times. Writes certificates.md into benchmarks/, or into another folder.

    python benchmarks/certificates.py [--into FOLDER] [WORKLOAD ...]
"""
from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import exactrelu as er
from exactrelu.certificates.ground import ground
from exactrelu.certificates.trees import Tree
from exactrelu.certificates.writing import write
from exactrelu.network import homogenise

HERE = Path(__file__).resolve().parent
CHECKER = HERE.parent / "exactrelu" / "checker.py"
WORKLOADS = HERE.parents[1] / "shared" / "cases" / "workloads"
MOST = 50_000        # regions


def measure(workload: str, folder: str) -> dict | None:
    """One row of the table; None if the workload has too many regions."""
    network = er.read(WORKLOADS / f"{workload}.npz")
    expected = json.loads((WORKLOADS / "expected.json").read_text())[workload]
    domain = "whole" if "regions" in expected else "box:-1,1"
    if expected.get("regions", expected.get("regions_in_box")) > MOST:
        return None
    start = time.process_time()
    cx = er.enumerate(network, domain, engine="fan")
    enumerated = time.process_time()
    tree = Tree(ground(cx, [homogenise(network)]), strict=False)
    path = Path(folder) / "certificate"
    write(path, {"kind": "regions", "regions": len(cx)}, network, cx.domain.to_json(), tree.records(), recheck=False)
    made = time.process_time()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([sys.executable, "-I", "-S", str(CHECKER), str(path)], check=True, capture_output=True)
    checked = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return {"workload": workload, "regions": len(cx), "nodes": tree.nodes, "enumerate": enumerated - start,
            "make": made - enumerated, "check": checked, "bytes": path.stat().st_size, "neurons": network.neurons}


def table(rows: list[dict]) -> str:
    """The rows as a Markdown table."""
    lines = ["| workload | regions | nodes | of regions x neurons / 2 | enumerate: s | make: s | times enumerate | check: s | nodes/s | bytes/region |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for r in rows:
        lines.append(f"| {r['workload']} | {r['regions']:,} | {r['nodes']:,} | {2 * r['nodes'] / (r['regions'] * r['neurons']):.2f} | "
                     f"{r['enumerate']:.3f} | {r['make']:.2f} | {r['make'] / r['enumerate']:.0f} | {r['check']:.2f} | "
                     f"{r['nodes'] / r['check']:,.0f} | {r['bytes'] / r['regions']:,.0f} |")
    return "\n".join(lines)


def main() -> int:
    """Measure, print and write the table; small workloads are checked but not listed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER", help="where the table is written")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD")
    arguments = parser.parse_args()
    if not WORKLOADS.is_dir():
        print("the benchmarks need ../shared/cases/workloads, which is not here", file=sys.stderr)
        return 2
    names, rows = arguments.workloads or sorted(path.stem for path in WORKLOADS.glob("*.npz")), []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            if row := measure(name, folder):
                rows.append(row)
                print(table(rows[-1:]).splitlines()[-1], flush=True)
    listed = [row for row in rows if row["regions"] >= 1000]
    where = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    (arguments.into / "certificates.md").write_text(
        f"# Certificates\n\nA `regions` certificate of each of {len(rows)} workloads with at most {MOST:,} regions was made, and accepted by "
        f"the checker running alone.\nProcessor times on {where}; those with 1,000 regions or more:\n\n{table(listed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
