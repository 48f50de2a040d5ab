"""lrs (Avis; the Debian package lrslib, GPL-2): the vertices and rays of every cell, from its inequalities, by reverse search.

A filter: a line of JSON in for each problem (`asked` of ../others.py), a line out.
"""
from __future__ import annotations

import json
import subprocess
import sys


def generators(rows: list[list[int]]) -> tuple[list, list]:
    """(vertices and rays, lines) of the polyhedron b + a.x >= 0 for all rows [b, a], with the coordinate t first."""
    lines = [" ".join(map(str, row)) for row in rows]
    text = "\n".join(["cell", "H-representation", "begin", f"{len(rows)} {len(rows[0])} rational", *lines, "end", ""])
    said = subprocess.run(["lrs"], input=text, capture_output=True, text=True).stdout
    if "No feasible solution" in said:
        return [], []
    head, _, block = said.rpartition("begin")           # when its integers overflow it begins again: the last block counts
    linear = [line.split() for line in head.splitlines() if line.startswith("linearity")]
    found = [row.split() for row in block.partition("end")[0].splitlines()[2:]]
    count = int(linear[-1][1]) if linear else 0
    return found[count:], found[:count]


def main() -> None:
    """A line out for each line in."""
    for line in sys.stdin:
        found = [generators(rows) for rows in json.loads(line)["cells"]]
        print(json.dumps({"cells": [rays for rays, _ in found], "lines": found[0][1]} if found else {"empty": True}), flush=True)


if __name__ == "__main__":
    main()
