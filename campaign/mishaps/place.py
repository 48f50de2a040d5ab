"""Where mishaps take place: a folder with networks, the commands that read and write there, and a disk that can be filled."""
from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Sequence

from runs import ROOT

EXAMPLES = ROOT / "examples"
OLD = b"what was there before\n"
CENSUS = "d=1,m=1,entries=-2..2"                 # a few pieces of work
PURE = {"EXACTRELU_PURE": "1"}
Work = dict[str, tuple[list, dict]]              # {a name: (the words of a command, how it is run)}


class Place:
    """A folder with the networks of the campaign, and places for what is written."""

    def __init__(self, folder: Path, seed: int):
        self.folder, self.rng = folder, random.Random(seed)
        self.a = self.net("a.json", 3, 10, 5)
        self.b = self.net("b.json", 2, 5, outputs=1)
        self.c = self.net("c.json", 2, 5, 3, outputs=3)
        self.pure = self.net("p.json", 2, 8, 3)
        (folder / "b.vnnlib").write_text("(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)"
                                         "(assert (>= X_0 -1))(assert (<= X_0 1))(assert (>= X_1 -1))(assert (<= X_1 1))(assert (>= Y_0 100000))")
        (folder / "outputs.json").write_text('{"inequalities": [[0, 1, 0, 0]]}')

    def net(self, name: str, *widths: int, outputs: int = 0) -> Path:
        """A network of some widths, the same one for the same name; with outputs it has a linear layer at its end."""
        rng = random.Random(name)
        row = lambda n: [rng.randint(-99, 99) for _ in range(n)]  # noqa: E731
        layers = [{"W": [row(n) for _ in range(m)], "b": row(m)} for n, m in zip(widths, widths[1:])]
        if outputs:
            layers.append({"W": [row(widths[-1]) for _ in range(outputs)], "b": row(outputs), "activation": "linear"})
        (self.folder / name).write_text(json.dumps({"layers": layers}))
        return self.folder / name

    def new(self, name: str) -> Path:
        """An empty folder."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / name).mkdir()
        return self.folder / name

    def writers(self) -> dict[str, tuple[list, str]]:
        """Every command that writes a file: its words, in which OUT is that file, and the end of its name."""
        a, b, c, box = self.a, self.b, self.c, ["--domain", "box:-1,1"]
        census = ["verify", "pieces", "--census", "d=1,m=1,entries=-1..1", "--table", "OUT"]
        found = {f"enumerate --regions {end}": (["enumerate", c, "--regions", "OUT"], end) for end in (".jsonl", ".jsonl.gz")}
        found |= {"enumerate --graph": (["enumerate", c, "--graph", "OUT"], ".graphml"),
                  "enumerate --jobs 2 --regions": (["enumerate", c, "--jobs", "2", "--regions", "OUT"], ".jsonl"),
                  "enumerate --engine signs": (["enumerate", c, "--engine", "signs", "--regions", "OUT"], ".jsonl"),
                  "classes --regions": (["classes", c, *box, "--regions", "OUT"], ".jsonl"),
                  "classes --pieces": (["classes", c, *box, "--pieces", "OUT"], ".jsonl.gz"),
                  "reach": (["reach", c, *box, "-o", "OUT"], ".jsonl"),
                  "reach --preimage": (["reach", c, *box, "--preimage", self.folder / "outputs.json", "-o", "OUT"], ".jsonl"),
                  "decide": (["decide", b, self.folder / "b.vnnlib", "-o", "OUT"], ".cert"),
                  "radius": (["radius", b, "--at", "0,1/2", "-o", "OUT"], ".cert.gz"),
                  "playground": (["playground", "-o", "OUT"], ".html"),
                  "certify --theorem": (["certify", EXAMPLES / "three_sectors.json", "--theorem", "T13", "-o", "OUT"], ".cert"),
                  "certify --kind boundary": (["certify", b, "--kind", "boundary", "-o", "OUT"], ".cert.gz"),
                  "certify --jobs 2": (["certify", b, "--jobs", "2", "-o", "OUT"], ".cert")}
        for end in (".svg", ".html"):
            found |= {f"draw {end}": (["draw", b, *box, "-o", "OUT"], end), f"classes --picture {end}": (["classes", c, *box, "--picture", "OUT"], end)}
        found |= {f"verify --table {end}": (census, end) for end in (".csv", ".md")}
        found |= {f"certify {kind}": (["certify", b, "--kind", kind, "-o", "OUT"], ".cert") for kind in ("regions", "complex")}
        found |= {f"prove {end}": (["prove", b, "-o", "OUT"], end) for end in (".html", ".tex", ".md")}
        found |= {f"convert {end}": (["convert", b, "OUT"], end) for end in (".json", ".json.gz", ".npz", ".onnx", ".nnet", ".safetensors")}
        return found

    def keepers(self) -> dict[str, list]:
        """Every command that keeps its work in a folder, OUT."""
        return {"enumerate --checkpoint": ["enumerate", self.a, "--checkpoint", "OUT"],
                "enumerate --spill": ["enumerate", self.a, "--spill", "OUT"],
                "enumerate --jobs 2 --checkpoint --spill": ["enumerate", self.a, "--jobs", "2", "--checkpoint", "OUT", "--spill", "OUT"],
                "verify --checkpoint": ["verify", "classification", "--census", CENSUS, "--checkpoint", "OUT"]}

    def readers(self) -> dict[str, list]:
        """Every command that writes to standard output only."""
        return {"theorems": ["theorems"], "doctor": ["doctor"], "--help": ["--help"], "enumerate --help": ["enumerate", "--help"], "--version": ["--version"],
                "boundary": ["boundary", self.b], "boundary --sides": ["boundary", self.b, "--sides"], "enumerate": ["enumerate", self.c],
                "verify": ["verify", "classification", EXAMPLES / "three_sectors.json"], "check": ["check", EXAMPLES / "line.cert"],
                "check --explain": ["check", EXAMPLES / "line.cert", "--explain"],
                "verify equivalent": ["verify", "equivalent", EXAMPLES / "three_sectors.json", EXAMPLES / "two_corners.json"]}


def put(words: Sequence, out: str | Path, kept: str | Path = "kept") -> list[str]:
    """Words with the names of what is written: OUT, which an ending may follow, and the folder KEPT.

    >>> put(["enumerate", "a.json", "--regions", "OUT.jsonl", "--spill", "KEPT"], "out")
    ['enumerate', 'a.json', '--regions', 'out.jsonl', '--spill', 'kept']
    """
    named = {"OUT": str(out), "KEPT": str(kept)}
    return [re.sub("^(OUT|KEPT)", lambda found: named[found[1]], str(word)) for word in words]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with what is in it, but for locks."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file() and file.name != ".exactrelu.lock"}


@contextmanager
def disk(folder: Path, size: int = 256 << 10) -> Iterator[bool]:
    """A small file system at a folder; whether it could be made."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "tmpfs", str(folder)], capture_output=True).returncode == 0
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, left: int) -> None:
    """Fill the file system of a folder, by a file in it, but for so many bytes."""
    room = os.statvfs(folder)
    (folder / "filler").write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - left)))
