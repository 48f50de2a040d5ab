"""Runs of the command line that can be disturbed: killed, interrupted, starved of room or memory, deprived of their files.

    with Runs(folder) as runs:                      # forked from a process that has loaded exactrelu already
        going = runs.start("enumerate", net, stdout="/dev/full")
        going.send(SIGKILL)
        run = going.wait()

`Runs(folder, fresh=True)` starts new processes instead, as a shell does.
"""
from __future__ import annotations

import gc
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300       # seconds, after which a run hangs
BAD = ("Traceback", "Exception ignored", "terminate called", "Fatal Python error", "Segmentation fault", "core dumped")


class Run(NamedTuple):
    """How a run ended: its exit code, negative if a signal ended it and None if it had to be stopped, and its words."""

    code: int | None
    out: str
    err: str

    def faults(self, *allowed: int) -> list[str]:
        """What is wrong with the end of this run: it hangs, crashes, has a wrong exit code or has not one sentence to say of it."""
        if self.code is None:
            return ["it hangs"]
        said = self.err.splitlines()
        found = [f"{bad}: {said[-1][:200]}" for bad in BAD if bad in self.err]
        if self.code not in allowed:
            found.append(f"exit code {self.code}: {self.err[-300:]}")
        if not found and (len(said) != 1 if self.code in (2, 3, 129, 130, 143) else said) or any(not x.startswith("exactrelu: ") for x in said):
            found.append(f"not one sentence after exit code {self.code}: {self.err[-300:]!r}")
        return found

    @property
    def result(self) -> tuple[int | None, str]:
        """What the same command says every time."""
        return self.code, re.sub(r'(, )?"seconds": [0-9.e-]+|seconds: +[0-9.e-]+', "", self.out)


class Going(NamedTuple):
    """A run that goes on."""

    pid: int
    ended: Any           # seconds -> the status of the process, None if it goes on
    out: Path
    err: Path

    def send(self, number: int, group: bool = True) -> bool:
        """A signal, to its children too; whether it was there to hear it."""
        try:
            (os.killpg if group else os.kill)(self.pid, number)
        except ProcessLookupError:
            return False
        return True

    def children(self) -> list[int]:
        """The processes that it has started and that go on."""
        try:
            return [int(x) for task in Path(f"/proc/{self.pid}/task").iterdir() for x in (task / "children").read_text().split()]
        except OSError:
            return []

    def hears(self, number: int) -> bool:
        """Whether the program itself answers a signal, or ignores it, at this moment."""
        try:
            masks = re.findall(r"Sig(?:Ign|Cgt):\s*([0-9a-f]+)", Path(f"/proc/{self.pid}/status").read_text())
        except OSError:
            return False
        return any(int(mask, 16) >> (number - 1) & 1 for mask in masks)

    def wait(self, patience: float = PATIENCE) -> Run:
        """Its end, which is brought about when patience is lost."""
        status = self.ended(patience)
        if status is None:
            self.send(signal.SIGKILL)
            self.ended(PATIENCE)
        code = None if status is None else os.waitstatus_to_exitcode(status)
        return Run(code, self.out.read_text(errors="replace"), self.err.read_text(errors="replace"))

    def orphans(self) -> int:
        """How many processes of its group go on after its end, which they notice within a second or two."""
        for _ in range(50):
            left = group(self.pid)
            if not left:
                return 0
            time.sleep(0.1)
        return len(left)


def group(number: int) -> list[int]:
    """The processes of a group that go on."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == number and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


class Runs:
    """Where runs are started, one at a time; their words are kept in `folder`."""

    def __init__(self, folder: Path, fresh: bool = False):
        self.folder, self.fresh, self.number = folder, fresh, 0
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Runs":
        if not self.fresh:
            self.server = subprocess.Popen([sys.executable, str(Path(__file__).resolve())], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                           env=environment(), cwd=ROOT)
            self._line(None)                 # it has loaded the program
        return self

    def __exit__(self, *_: object) -> None:
        if not self.fresh:
            self.server.stdin.close()
            self.server.wait()
            self.server.stdout.close()

    def start(self, *words: str | Path, cwd: Path | None = None, program: str = "exactrelu_program.py", **how: Any) -> Going:
        """A run of the command line; `how` is what `prepare` does, and variables of the environment in capital letters."""
        self.number += 1
        out, err = self.folder / "out", self.folder / "err"
        asked = {"words": list(map(str, words)), "cwd": str(cwd or self.folder), "out": str(out), "err": str(err), "how": how}
        for file in (out, err):
            file.write_bytes(b"")
        if self.fresh:
            process = subprocess.Popen([sys.executable, str(ROOT / program), *asked["words"]], preexec_fn=lambda: prepare(asked),
                                       env={**environment(), **{key: value for key, value in how.items() if key.isupper()}}, close_fds=True)
            return Going(process.pid, lambda seconds: _ended(process, seconds), out, err)
        self.server.stdin.write(json.dumps(asked).encode() + b"\n")
        self.server.stdin.flush()
        return Going(int(self._line(None)), self._line, out, err)

    def run(self, *words: str | Path, **how: Any) -> Run:
        """A run that is left alone."""
        return self.start(*words, **how).wait()

    def timed(self, *words: str | Path, **how: Any) -> tuple[Run, float]:
        """A run that is left alone, and the seconds that it takes."""
        start = time.monotonic()
        run = self.run(*words, **how)
        return run, time.monotonic() - start

    def size(self) -> int:
        """The addresses, in bytes, that the loaded program takes."""
        return int(re.search(r"VmSize:\s*(\d+)", Path(f"/proc/{self.server.pid}/status").read_text())[1]) << 10

    def _line(self, seconds: float | None) -> int | None:
        if seconds is not None and not select.select([self.server.stdout], [], [], seconds)[0]:
            return None
        return int(self.server.stdout.readline())


def _ended(process: subprocess.Popen, seconds: float) -> int | None:
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    return -code if code < 0 else code << 8


def environment() -> dict[str, str]:
    """The environment of a run: this source, whatever is installed."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}


def prepare(asked: dict) -> None:
    """In the new process: its group, its streams, its limits, its user."""
    how = asked["how"]
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(asked["cwd"])
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        target = how.get(name, (os.devnull, asked["out"], asked["err"])[number])
        if target == "closed":
            continue                             # at the end, so that no file takes its number
        if target == "no reader":
            reading, writing = os.pipe()
            os.close(reading)
            os.dup2(writing, number)
            os.close(writing)
        else:
            opened = os.open(target, (os.O_WRONLY | os.O_APPEND) if number else os.O_RDONLY)
            os.dup2(opened, number)
            os.close(opened)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if how.get(name) == "closed":
            os.close(number)
    if "memory" in how:
        resource.setrlimit(resource.RLIMIT_AS, (how["memory"], how["memory"]))
    if "file_size" in how:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (how["file_size"], how["file_size"]))
    if "processes" in how:
        resource.setrlimit(resource.RLIMIT_NPROC, (how["processes"], how["processes"]))
    if "user" in how:
        os.setgroups([])
        os.setgid(how["user"])
        os.setuid(how["user"])


def serve() -> None:
    """Fork a run for each line of standard input; tell its process, and then its status."""
    from concurrent.futures import process as pools  # noqa: F401
    from multiprocessing import popen_fork, queues, resource_tracker, synchronize  # noqa: F401

    from exactrelu.cli import main
    # what is loaded only when it is needed is loaded above: another user may not be allowed to read it
    gc.freeze()                              # the runs need not look through what is loaded when they end
    print(0, flush=True)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        process = os.fork()
        if not process:
            prepare(asked)
            os.environ.update({key: value for key, value in asked["how"].items() if key.isupper()})
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for name in ("stdin", "stdout", "stderr"):
                if asked["how"].get(name) == "closed":
                    setattr(sys, name, None)             # as Python begins
            sys.argv[1:] = asked["words"]
            sys.exit(main())
        try:
            os.setpgid(process, process)
        except OSError:                      # it has done that itself, or has ended
            pass
        with suppress(BrokenPipeError):          # the campaign has been stopped
            print(process, flush=True)
            print(os.waitpid(process, 0)[1], flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)         # Ctrl-C ends the campaign, and thereby this
    serve()
