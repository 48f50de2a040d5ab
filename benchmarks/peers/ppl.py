"""ppl: the splitter of ppl.cpp, built against the Parma Polyhedra Library of the system; it tells its own time."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import ppl_rows

from . import box_of, relu_layers

SOURCE = Path(__file__).with_suffix(".cpp")


def program() -> Path:
    """The program, in the environment of this peer; it is built if its source is newer."""
    found = Path(sys.prefix) / "ppl_splitter"
    if not found.exists() or found.stat().st_mtime < SOURCE.stat().st_mtime:
        subprocess.run(["g++", "-std=c++17", "-O3", "-march=native", "-o", str(found), str(SOURCE), "-lppl", "-lgmpxx", "-lgmp"], check=True)
    return found


def run(path: Path, domain: str) -> dict:
    """Regions and seconds of the splitter."""
    layers = [(W.tolist(), b.tolist()) for W, b in relu_layers(path)]
    stages, box = ppl_rows.scaled(layers), box_of(domain)
    numbers = [len(stages[0][0]) - 1, *((1, *box) if box else (0,)), len(stages)]
    numbers += [x for stage in stages for x in (len(stage), len(stage[0]), *(x for row in stage for x in row))]
    done = subprocess.run([str(program())], input=" ".join(map(str, numbers)), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
