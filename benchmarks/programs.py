"""The programs that are compared: how each is installed, in an environment of its own, and what it can be asked.

An environment is a folder of .peers with a file READY that tells what was installed; it is made once, and reused. A program
that cannot be installed is left out, with the reason in one line.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from rows import HERE, Row

PEERS = HERE / ".peers"
ROOT = HERE.parent
OURS = "exactrelu"
OWN = (OURS, "signs")      # in the environment of the benchmark
READY = "READY"


class Program(NamedTuple):
    """A peer: pip's arguments, one installation after the other, and which rows it is given."""

    name: str
    about: str
    pip: tuple[tuple[str, ...], ...]
    most: int = 10 ** 9             # regions: with more it would not end in time
    inputs: tuple[int, ...] = ()    # the dimensions it knows, if not all
    deep: bool = True               # more than one layer
    domains: tuple[str, ...] = ("whole", "box")
    apt: str = ""                   # the Debian packages that it needs
    there: str = "true"             # a shell command that succeeds where they are

    def takes(self, row: Row) -> bool:
        """Whether it can be asked for this row at all."""
        return (row.domain.split(":")[0] in self.domains and (self.deep or row.depth == 1)
                and (not self.inputs or row.inputs in self.inputs))


PROGRAMS = [
    Program("signs", "exactrelu's engine 'signs', exact: sign vectors without faces", ()),
    Program("pplpy", "pplpy 0.8.10, exact: ppl_splitter.py on the Parma Polyhedra Library", (("pplpy==0.8.10",),)),
    Program("ppl", "the Parma Polyhedra Library of the system, exact: peers/ppl.cpp, the same splitter in C++", ((),),
            apt="libppl-dev libgmp-dev g++", there="echo '#include <ppl.hh>' | g++ -E -x c++ -"),
    Program("regioncam", "regioncam 0.5.2, float32: squares in the plane", (("regioncam==0.5.2",),), inputs=(2,), domains=("box",)),
    Program("affinitree", "affinitree 0.23, float64: a decision tree", (("affinitree==0.23",),), most=25_000),
    Program("relucent", "relucent 1.0.0, float64 with error bounds: search from region to region", (("torch==2.13.0",), ("relucent==1.0.0",)),
            most=1300),
    Program("sage", "passagemath-polyhedra 10.8.13, exact: Sage's hyperplane arrangements",
            (("--only-binary", ":all:", "passagemath-polyhedra==10.8.13"),), most=5000, deep=False, domains=("whole",)),
    Program("polymake", "polymake of the system, exact: chambers by reverse search", ((),), most=1300, deep=False,
            domains=("whole",), apt="polymake", there="command -v polymake"),
]


def install(program: Program) -> str:
    """Make the environment of a program unless it is there; "" or why it cannot be made, in one line."""
    if program.name in OWN:
        return ""
    folder, ready = PEERS / program.name, repr(program.pip)
    there = not shell(program.there)
    if (folder / READY).exists() and (folder / READY).read_text() == ready and there:
        return ""
    if not there and (shell(f". tools/debian.sh && debian --no-install-recommends {program.apt}") or shell(program.there)):
        return f"apt-get cannot install {program.apt}"
    PEERS.mkdir(exist_ok=True)
    steps = [[sys.executable, "-m", "venv", "--clear", str(folder)]]
    steps += [[str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "numpy", *words]
              for words in program.pip]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if "ERROR" in line]
            return last_line("\n".join(errors) or done.stderr or done.stdout)
    (folder / READY).write_text(ready)
    return ""


def shell(command: str) -> int:
    """The exit code of a command of the shell."""
    return subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True).returncode


def last_line(text: str) -> str:
    """The last line that is not empty, cut to what fits into a table."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines or ["no reason given"])[-1].replace("|", "/")[:120]


def measure(name: str, row: Row, limit: float) -> dict:
    """One run in a process of its own: what one.py prints, or {"says": why there is no number}."""
    ours = name in OWN
    python = sys.executable if ours else str(PEERS / name / "bin" / "python")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)} if ours else \
        {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [python, str(Path(__file__).resolve().parent / "one.py"), name, str(row.path), row.domain]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
                               start_new_session=True)
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return {"says": f">{limit:g}"}
    if process.returncode:
        return {"says": last_line(err or f"ended with {process.returncode}")}
    return json.loads(out.strip().splitlines()[-1])      # the program may print before it
