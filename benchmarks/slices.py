"""Advisory slices of the ACAS Xu networks: all regions and classes, exactly, beside regioncam (float32) on the same square.

The slice: intruder at distance rho and angle theta (the whole range of both), its heading psi = -90 degrees, speeds 700 and 600 ft/s,
in the normalised coordinates of the networks (K. Julian et al., Policy compression for aircraft collision avoidance
systems, DASC 2016). For the comparison the slice is mapped to [-1, 1]^2 and its first layer rounded to
float32, once, so that both programs are given the same numbers. Writes slices.md and pictures into benchmarks/, or into another folder.

    python benchmarks/slices.py [--regioncam PYTHON] [--into FOLDER]

PYTHON : an interpreter that can import regioncam 0.5.2, from an environment of its own (pip install regioncam numpy)
"""
from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np

import exactrelu as er
from exactrelu.network import homogenise
from exactrelu.pictures.picture import of_classes
from exactrelu.pictures.polygons import around

HERE = Path(__file__).resolve().parent
CASES = HERE.parents[1] / "shared" / "cases"
NETWORKS = ["1_1", "1_6", "1_7", "4_5"]
RHO, THETA = (Fraction("-0.328422877"), Fraction("0.679857769")), (Fraction(-1, 2), Fraction(1, 2))
FIXED = (Fraction(-1, 4), Fraction(1, 22), Fraction(0))
ADVISORIES = ["clear of conflict", "weak left", "weak right", "strong left", "strong right"]
MEAN, RANGE = 19791.091, 60261.0                    # of rho in feet: only the polar picture uses them

# Runs where regioncam is: counts the faces after the last ReLU layer and tells where each of them lies.
PEER = """
import json, sys, time, numpy, regioncam
layers = [(numpy.float32(w), numpy.float32(b)) for w, b in json.load(open(sys.argv[1]))]
start = time.perf_counter()
rc = regioncam.Regioncam(1.0)
for k, (w, b) in enumerate(layers):
    rc.linear(w.T.copy(), b)
    if k + 1 < len(layers):
        rc.relu()
seconds = time.perf_counter() - start
points = numpy.asarray(rc.vertex_inputs, dtype=float)
places = [points[numpy.asarray(face.vertex_ids)].tolist() for face in rc.faces]
json.dump({"seconds": seconds, "faces": rc.num_faces, "places": places}, open(sys.argv[2], "w"))
"""


def square(network: er.Network) -> er.Network:
    """The slice on [-1, 1]^2, its first layer rounded to float32."""
    head, *rest = network.layers
    middle, half = [[(b + s * a) / 2 for a, b in (RHO, THETA)] for s in (1, -1)]
    whole = [*middle, *FIXED]
    single = lambda x: Fraction(float(np.float32(float(x))))  # noqa: E731
    W = [[single(row[i] * half[i]) for i in (0, 1)] for row in head.W]
    b = [single(c + sum(w * x for w, x in zip(row, whole))) for row, c in zip(head.W, head.b)]
    return er.Network([er.Layer(W, b), *rest])


class Signs:
    """Exact sign vectors, in integers."""

    def __init__(self, network: er.Network):
        self.stages = homogenise(network)

    def __call__(self, x: list[Fraction]) -> str:
        """The sign vector at a point."""
        t = math.lcm(*(c.denominator for c in x))
        z, found = [t, *(int(c * t) for c in x)], []
        for rows in self.stages:
            values = [sum(map(int.__mul__, row, z)) for row in rows]
            found += ["+" if v > 0 else "-" if v < 0 else "0" for v in values]
            z = [t, *(max(v, 0) for v in values)]
        return "".join(found)


def single_signs(network: er.Network, x: list[Fraction]) -> str:
    """The sign vector at a point as float32 sees it."""
    z, found = np.array([float(c) for c in x], dtype=np.float32), []
    for layer in network.layers[:-1]:
        y = np.array(layer.W, dtype=float).astype(np.float32) @ z + np.array(layer.b, dtype=float).astype(np.float32)
        found += ["+" if v > 0 else "-" if v < 0 else "0" for v in y]
        z = np.maximum(y, 0)
    return "".join(found)


def area(vertices: list) -> Fraction:
    """The area of a convex polygon."""
    ring = around(vertices)
    return sum(p[0] * q[1] - p[1] * q[0] for p, q in zip(ring, ring[1:] + ring[:1])) / 2


def beside(network: er.Network, peer: str, folder: str) -> str:
    """The columns of the comparison."""
    small = square(network)
    start = time.perf_counter()
    exact = er.enumerate(small, "box:-1,1")
    seconds = time.perf_counter() - start
    given, told = Path(folder) / "layers.json", Path(folder) / "told.json"
    given.write_text(json.dumps([[[[float(x) for x in row] for row in layer.W], [float(x) for x in layer.b]] for layer in small.layers]))
    subprocess.run([peer, "-c", PEER, str(given), str(told)], check=True, timeout=120)
    other = json.loads(told.read_text())
    signs, places = Signs(small), [np.array(place).reshape(-1, 2) for place in other["places"]]
    seen = Counter(signs([Fraction(float(x)) for x in place.mean(axis=0)]) for place in places)
    missing = [i for i, s in enumerate(exact.signs) if s not in seen]
    known = set(exact.signs)
    twice = sum(n - (s in known) for s, n in seen.items())
    wrong = sum(single_signs(small, list(exact[i].interior)) != exact.signs[i] for i in missing)
    largest = max((area(list(exact[i].vertices)) for i in missing), default=Fraction(0))
    bound = f"2^{largest.numerator.bit_length() - largest.denominator.bit_length() + 1}" if largest else "-"
    return f" {len(exact):,} | {seconds:.2f} | {other['faces']:,} | {other['seconds']:.2f} | {len(missing)} | {twice} | {bound} | {wrong} |"


def polar(x: tuple) -> tuple[Fraction, Fraction]:
    """Where a point (rho, theta) is in a square around the ownship, which flies upwards; for the screen only."""
    rho, theta = float(x[0]) * RANGE + MEAN, float(x[1]) * 2 * math.pi
    reach = 2 * (float(RHO[1]) * RANGE + MEAN)
    return Fraction(0.5 - rho * math.sin(theta) / reach), Fraction(0.5 + rho * math.cos(theta) / reach)


def main() -> int:
    """Measure, print and write the table and the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=HERE, metavar="FOLDER", help="where the table and the pictures are written")
    parser.add_argument("--regioncam", metavar="PYTHON", help="an interpreter that can import regioncam")
    arguments = parser.parse_args()
    if not CASES.is_dir():
        print("the benchmarks need ../shared/cases, which is not here", file=sys.stderr)
        return 2
    words = ";".join(f"{lo},{hi}" for lo, hi in (RHO, THETA)) + ";" + ";".join(map(str, FIXED))
    lines = []
    for name in NETWORKS:
        network = er.read(CASES / "networks" / f"acasxu__run2a_{name}.json.gz")
        start = time.perf_counter()
        found = er.classes(network, f"slice:{words}", least=True)
        data = found.summary()
        seconds = time.perf_counter() - start
        line = f"| {name} | {data['regions']:,} | {data['pieces']:,} | {', '.join(str(one['components']) for one in data['classes'])} | {seconds:.1f} |"
        if name == NETWORKS[0]:
            picture = of_classes(found, ADVISORIES)
            (arguments.into / "slice_1_1.svg").write_text(picture.svg())
            (arguments.into / "slice_1_1_polar.svg").write_text(picture.svg(place=polar, steps=40))
        if arguments.regioncam:
            with tempfile.TemporaryDirectory() as folder:
                line += beside(network, arguments.regioncam, folder)
        lines.append(line)
        print(line, flush=True)
    where = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    head = "| network | regions by class | pieces | components of the advisories | s |"
    rule = "|---|---:|---:|---|---:|"
    if arguments.regioncam:
        head += " regions by neurons | s | regioncam | s | not found | too many | area of those not found below | float32 signs wrong there |"
        rule += "---:|---:|---:|---:|---:|---:|---:|---:|"
    (arguments.into / "slices.md").write_text(
        f"# Advisory slices of ACAS Xu\n\nThe slice `{words}` of four networks: rho and theta in their whole range, psi = -90 degrees, speeds 700 and 600 ft/s, "
        f"in normalised coordinates. One run, wall clock on {where}.\n"
        "Regions by class: cut by the ReLU neurons and by which advisory is least. On the right the same slice on [-1, 1]^2 with its first layer "
        "rounded to float32 for both programs, cut by the neurons only: an exact region is not found if no face of regioncam has its centre in it; "
        "a face is too many if its centre lies in a region that has another face already, or in none. The last column: at exact inner points of "
        "how many of the regions not found does the network, evaluated in float32, have other signs than the exact ones.\n\n"
        "![the slice of 1_1](slice_1_1.svg) ![around the ownship](slice_1_1_polar.svg)\n\n" + "\n".join([head, rule, *lines]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
