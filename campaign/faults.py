"""Faults of the world around the program: it is killed, interrupted, starved of room, memory or permission, and not listened to.

    python campaign/faults.py [SECTION ...] [--number N] [--seed S]

Sections: enumeration, certificate, census (killed), torn, full, denied, pipes, memory, interrupted, loading, workers. After every fault the exit code is that of
the design, there is one sentence and no traceback, the old file is intact or the new one is whole, nothing else lies
around, no process goes on, and what is resumed has the bytes of one undisturbed run. The full disk and the
read-only one are file systems of their own where these may be made (root on Linux).
"""
from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGKILL, SIGTERM, default_int_handler, signal
from typing import Any, Callable, Iterator, Sequence

sys.path.insert(0, str(Path(__file__).resolve().parent))
from record import Figure, record, recorded  # noqa: E402
from runs import ROOT, Run, Runs  # noqa: E402

EXAMPLES = ROOT / "examples"
NOBODY = 65534
OLD = b"what was there before\n"
CENSUS = "d=1,m=1,entries=-2..2"                 # a few pieces of work
MB = 1 << 20


class Count:
    """What a section has tried and found."""

    def __init__(self) -> None:
        self.tried: Counter = Counter()
        self.ends: Counter = Counter()
        self.faults: list[str] = []
        self.notes: dict[str, Any] = {}

    def add(self, what: str, end: Any = None, faults: Sequence[str] = ()) -> None:
        """A trial, how it ended, and what was wrong with it."""
        self.tried[what] += 1
        self.ends[str(end)] += 1
        self.faults += [f"{what}: {fault}" for fault in faults]
        for fault in faults:
            print(f"FAULT {what}: {fault}", file=sys.stderr)

    def data(self) -> dict:
        """As JSON."""
        return {"tried": dict(self.tried), "ends": dict(self.ends), "faults": self.faults, "notes": self.notes}


class Place:
    """A folder with the networks of the campaign, and places for what is written."""

    def __init__(self, folder: Path, seed: int):
        self.folder, self.rng = folder, random.Random(seed)
        self.a = self._net("a.json", 3, 10, 5)
        self.b = self._net("b.json", 2, 5, outputs=1)
        self.c = self._net("c.json", 2, 5, 3, outputs=3)
        self.pure = self._net("p.json", 2, 8, 3)
        (folder / "b.vnnlib").write_text("(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)"
                                         "(assert (>= X_0 -1))(assert (<= X_0 1))(assert (>= X_1 -1))(assert (<= X_1 1))(assert (>= Y_0 100000))")
        (folder / "outputs.json").write_text('{"inequalities": [[0, 1, 0, 0]]}')

    def _net(self, name: str, *widths: int, outputs: int = 0) -> Path:
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


def put(words: Sequence, out: Path) -> list:
    """Words with the file or folder that is written."""
    return [out if word == "OUT" else word for word in words]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with what is in it, but for locks."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file() and file.name != ".lock"}


def judged(run: Run, folder: Path, before: dict, whole: dict, *codes: int) -> list[str]:
    """What is wrong after a command that writes files: its end, the files, or what else lies around."""
    found, after = run.faults(0, *codes), contents(folder)
    expected = {**before, **whole} if run.code == 0 else before
    if after != expected:
        other = sorted(set(after) ^ set(expected)) or [name for name in after if after[name] != expected[name]]
        found.append(f"after exit code {run.code} {', '.join(other)} is not as it should be")
    return found


def timed(runs: Runs, *words: Any, **how: Any) -> tuple[Run, float]:
    """A run that is left alone, and the seconds that it takes."""
    start = time.monotonic()
    run = runs.run(*words, **how)
    return run, time.monotonic() - start


def killed(place: Place, number: int, count: Count, kind: str) -> None:
    """kill -9 of the whole process group at random moments, again and again until the work is done."""
    rng = place.rng
    enumerate_ = ["enumerate", place.a, "--json", "--checkpoint", "records"]
    pure = {"EXACTRELU_PURE": "1"}
    work: dict[str, tuple[list, dict]] = {
        "enumeration": (enumerate_, {}), "enumeration, --spill": (enumerate_ + ["--spill", "regions"], {}),
        "enumeration, --jobs 2 --spill": (enumerate_ + ["--spill", "regions", "--jobs", "2"], {}),
        "enumeration, two processes": (["enumerate", place.pure, "--json", "--checkpoint", "records", "--spill", "regions", "--jobs", "2"], pure),
        "enumeration, one folder": (["enumerate", place.pure, "--json", "--checkpoint", "both", "--spill", "both"], pure),
        "certificate": (["certify", place.b, "--kind", "complex", "-o", "b.cert", "--json"], {}),
        "certificate, two processes": (["certify", place.b, "--kind", "complex", "-o", "b.cert.gz", "--jobs", "2", "--json"], {}),
        "census": (["verify", "classification", "--census", CENSUS, "--json", "--checkpoint", "records"], {}),
        "census, two processes": (["verify", "pieces", "--census", CENSUS, "--json", "--jobs", "2", "--checkpoint", "records"], {})}
    work = {name: one for name, one in work.items() if name.startswith(kind)}
    with Runs(place.folder / "words") as runs:
        for name, (words, how) in work.items():
            certificate = words[0] == "certify"
            wanted = -(-number // len(work))
            target = next((str(x) for x in words if str(x).startswith("b.cert")), "")
            folder = place.new("whole")
            (whole, seconds), expected = timed(runs, *words, cwd=folder, **how), contents(folder)
            kills = starts = most = 0
            while kills < wanted:
                folder = place.new("work")
                if certificate:
                    (folder / target).write_bytes(OLD)
                for attempt in range(10_000):
                    starts += 1
                    going = runs.start(*words, cwd=folder, **how)
                    time.sleep(rng.uniform(0, seconds))
                    going.send(SIGKILL)
                    run, found = going.wait(), []
                    if run.code == -SIGKILL:
                        kills += 1
                        if certificate:
                            after = contents(folder)
                            if after.pop(target) not in (OLD, expected[target]):
                                found.append("neither the old file nor the new one is there")
                            most = max(most, len(after))
                        count.add(f"{name}: killed", run.code, found)
                        if certificate and attempt >= 9:      # nothing is kept, so it need not ever end: leave it alone once
                            run = runs.run(*words, cwd=folder, **how)
                    if run.code != -SIGKILL:
                        if going.orphans():
                            found.append("a worker goes on")
                        if run.result != whole.result or run.err:
                            found.append(f"the result is another one: {run}")
                        if contents(folder) != expected:
                            found.append(f"the files are other ones: {sorted(contents(folder))}")
                        count.add(f"{name}: resumed to the end", run.code, found)
                        break
                    if not certificate and attempt > 40:
                        seconds *= 1.2
                    count.notes[name] = {"kills": kills, "starts": starts} | ({"left at most": most} if certificate else {})
            print(name, count.notes[name], file=sys.stderr)


def torn(place: Place, number: int, count: Count) -> None:
    """Files of a checkpoint that are cut off, have zeros at their end or have lost their last block, as after a loss of power."""
    rng = place.rng
    work = {"enumeration": ["enumerate", place.pure, "--json", "--checkpoint", "OUT", "--spill", "OUT"],
            "census": ["verify", "pieces", "--census", CENSUS, "--json", "--checkpoint", "OUT"]}
    with Runs(place.folder / "words") as runs:
        for name, words in work.items():
            whole = place.new("whole")
            expected = runs.run(*put(words, whole))
            kept = contents(whole)
            for i in range(number):
                folder = place.new("work")
                shutil.copytree(whole, folder, dirs_exist_ok=True)
                files = sorted(kept)
                damaged = rng.sample(files, min(len(files), rng.choice([1, 1, 1, 2, len(files)])))
                for file in damaged:
                    (folder / file).write_bytes(_torn(rng, kept[file]))
                if rng.random() < 0.2:
                    (folder / rng.choice(files)).unlink(missing_ok=True)
                run = runs.run(*put(words, folder))
                found = run.faults(0, 2)
                if run.code == 0 and (run.result != expected.result or contents(folder) != kept):
                    found.append(f"another result after {damaged}")
                if run.code == 2 and "delete" not in run.err:
                    found.append(f"the sentence does not say what to do: {run.err}")
                count.add(name, "resumed to the same bytes" if run.code == 0 else "refused", found)


def _torn(rng: random.Random, data: bytes) -> bytes:
    """What may be left of a file."""
    at = rng.randrange(len(data) + 1)
    return rng.choice([data[:at], data[:at] + bytes(len(data) - at), data[:len(data) // 4096 * 4096], data + bytes(rng.choice([1, 512, 4096])),
                       b"", bytes(len(data)), data[:at // 4096 * 4096] + bytes(4096)])


@contextmanager
def disk(folder: Path, size: int = 256 << 10) -> Iterator[bool]:
    """A small file system at a folder; whether it could be made."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "tmpfs", str(folder)], capture_output=True).returncode == 0
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def full(place: Place, number: int, count: Count) -> None:
    """A full disk, by a small file system or by a limit on the size of files, under every command that writes."""
    rng = place.rng
    with Runs(place.folder / "words") as runs:
        for name, (words, end) in place.writers().items():
            folder = place.new("whole")
            runs.run(*put(words, folder / f"out{end}"), "--quiet")
            whole = contents(folder)
            size = max(map(len, whole.values()))
            with disk(place.new("work")) as mounted:
                for i in range(number):
                    folder = place.folder / "work"
                    for file in folder.iterdir():
                        file.unlink()
                    target, before = folder / f"out{end}", {}
                    if i % 2:
                        target.write_bytes(OLD)
                    how: dict = {}
                    if mounted and i % 3:                # nothing is left, or part of what is needed, to the page
                        free = 4096 * rng.randrange(size // 4096 + 1)
                        room = os.statvfs(folder)
                        (folder / "filler").write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - free)))
                    else:
                        how = {"file_size": size - 1 if size < 1024 else rng.randrange(1000, size)}
                    before = contents(folder)
                    run = runs.run(*put(words, target), "--quiet", **how)
                    found = judged(run, folder, before, whole, 3)
                    if run.code == 3 and target.stem not in run.err and not run.err.startswith(f"exactrelu: {tempfile.gettempdir()}"):
                        found.append(f"the sentence does not name the file: {run.err}")
                    count.add(f"{name}, {'limit' if how else 'disk'}", run.code, found)
        for name, words in place.keepers().items():
            expected = runs.run(*put(words, place.new("whole")), "--json")
            files = contents(place.folder / "whole")
            for i in range(number):
                with disk(place.new("work"), 2 << 20) as mounted:
                    folder = place.folder / "work"
                    how = {} if mounted and i % 3 else {"file_size": rng.choice([256, 300, 400])}
                    if not how:
                        room = os.statvfs(folder)
                        (folder / "filler").write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - 4096 * rng.randrange(60))))
                    run = runs.run(*put(words, folder / "kept"), "--json", **how)
                    found = run.faults(0, 3, 2)
                    if [file for file in folder.rglob("*.unfinished")]:
                        found.append("an unfinished file is left")
                    (folder / "filler").unlink(missing_ok=True)
                    if run.code and not found:           # there is room again
                        again = runs.run(*put(words, folder / "kept"), "--json")
                        if again.result != expected.result or contents(folder / "kept") != files:
                            found.append(f"not the same after there is room again: {again}")
                    count.add(f"{name}, {'limit' if how else 'disk'}", run.code, found)
        for name, words in {**place.readers(), "enumerate --json": ["enumerate", place.a, "--json"]}.items():
            count.add(f"{name} > /dev/full", "", runs.run(*words, stdout="/dev/full").faults(3))
            count.add(f"{name} 2> /dev/full", "", runs.run(*words, stderr="/dev/full").faults(0))


def denied(place: Place, number: int, count: Count) -> None:
    """Folders and files that may not be written, or not any more; targets that are no files."""
    rng, root = place.rng, os.geteuid() == 0
    place.folder.chmod(0o755)
    with Runs(place.folder / "words") as runs:
        for name, (words, end) in place.writers().items():
            folder = place.new("whole")
            _, seconds = timed(runs, *put(words, folder / f"out{end}"), "--quiet")
            whole = contents(folder)
            for kind, make in TARGETS.items():
                folder = place.new("work")
                target = make(folder, end)
                before = contents(folder)
                run = runs.run(*put(words, target), "--quiet", cwd=folder)
                if kind == "a dangling link":
                    found = run.faults(0) + ["the link is gone"] * (not target.is_symlink()) + ["no file"] * (target.read_bytes() != whole[target.name])
                else:
                    found = run.faults(2) + ["other files are there"] * (contents(folder) != before)
                count.add(f"target is {kind}", run.code, found)
            folder = place.new("work")                   # a file that is read is the one to be written
            read = next(str(word) for word in words if str(word).endswith(".json")) if any(str(word).endswith(".json") for word in words) else ""
            if read and end == ".json":
                shutil.copy(read, folder / "same.json")
                (folder / "link.json").symlink_to("same.json")
                for other in ("same.json", "link.json"):
                    before = contents(folder)
                    run = runs.run(*[folder / "same.json" if str(word) == read else folder / other if word == "OUT" else word for word in words])
                    count.add("target is what is read", run.code, run.faults(0, 2) + ["the file is another one"] * (run.code != 0 and contents(folder) != before))
            if root:
                for _ in range(max(1, number // 10)):
                    folder = place.new("work")
                    target = folder / f"out{end}"
                    target.write_bytes(OLD)
                    folder.chmod(0o555)
                    run = runs.run(*put(words, target), "--quiet", user=NOBODY)
                    count.add("a folder of another user", run.code, judged(run, folder, {target.name: OLD}, whole, 2) + ["written all the same"] * (run.code == 0))
                    with disk(folder) as mounted:
                        if mounted:
                            target.write_bytes(OLD)
                            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
                            run = runs.run(*put(words, target), "--quiet")
                            count.add("a read-only file system", run.code, judged(run, folder, {target.name: OLD}, whole, 2) + ["written all the same"] * (run.code == 0))
            for i in range(number):                      # meanwhile the permission is lost, or the folder
                folder = place.new("work")
                target = folder / f"out{end}"
                target.write_bytes(OLD)
                folder.chmod(0o777)
                lost = root and i % 2
                going = runs.start(*put(words, target), "--quiet", **({"user": NOBODY} if root else {}))
                time.sleep(rng.uniform(0, seconds))
                if lost:
                    folder.chmod(0)
                else:
                    shutil.rmtree(folder, ignore_errors=True)
                run = going.wait()
                found = run.faults(0, 2)
                if lost:
                    folder.chmod(0o777)
                    if target.read_bytes() not in (OLD, whole[target.name]):
                        found.append("neither the old file nor the new one is there")
                count.add("the permission is lost" if lost else "the folder vanishes", run.code, found)
        for name, words in place.keepers().items():
            expected, seconds = timed(runs, *put(words, place.new("whole")), "--json")
            files = contents(place.folder / "whole")
            for i in range(number):
                folder = place.new("work")
                folder.chmod(0o777)
                lost = root and i % 2
                going = runs.start(*put(words, folder / "kept"), "--json", **({"user": NOBODY} if root else {}))
                time.sleep(rng.uniform(0, seconds))
                if lost and (folder / "kept").exists():
                    (folder / "kept").chmod(0)
                else:
                    lost = False
                    shutil.rmtree(folder, ignore_errors=True)
                run = going.wait()
                found = run.faults(0, 2)
                if lost:
                    (folder / "kept").chmod(0o777)
                    again = runs.run(*put(words, folder / "kept"), "--json")
                    if again.code == 2 and "--spill" in name:         # its files cannot be told from another run's
                        again = expected
                    elif contents(folder / "kept") != files:
                        found.append("not the same files when it may be written again")
                    if again.result != expected.result:
                        found.append(f"not the same when it may be written again: {again}")
                count.add(f"{name}: {'the permission is lost' if lost else 'the folder vanishes'}", run.code, found)


def _target(make: Callable[[Path], Any]) -> Callable[[Path, str], Path]:
    def made(folder: Path, end: str) -> Path:
        make(folder / f"out{end}")
        return folder / f"out{end}"
    return made


TARGETS: dict[str, Callable[[Path, str], Path]] = {
    "a folder": _target(lambda target: target.mkdir()),
    "a pipe": _target(os.mkfifo),
    "a device": _target(lambda target: target.symlink_to("/dev/full")),
    "a dangling link": _target(lambda target: target.symlink_to("elsewhere")),
    "a link in a circle": _target(lambda target: target.symlink_to(target.name)),
    "in a folder that is not there": lambda folder, end: folder / "no" / f"out{end}",
    "below a file": lambda folder, end: (folder / "file").write_bytes(OLD) and folder / "file" / f"out{end}",
    "a link to a folder that is not there": _target(lambda target: target.symlink_to("no/such")),
    "too long a name": lambda folder, end: folder / ("x" * 300 + end),
    "nearly too long a name": lambda folder, end: folder / ("x" * (256 - len(end)) + end),
    "in /proc": lambda folder, end: Path(f"/proc/out{end}"),
}


def pipes(place: Place, number: int, count: Count) -> None:
    """Nobody listens: a reader that has gone, streams that are closed from the start."""
    with Runs(place.folder / "words") as runs:
        commands: dict[str, list] = dict(place.readers())
        for name, (words, end) in place.writers().items():
            commands[name] = put(words, place.folder / "words" / f"out{end}")
        commands["wrong words"], commands["no such file"] = ["enumerate"], ["enumerate", "nothing.json"]
        for name, words in list(commands.items())[:number]:
            usual = runs.run(*words)
            same = name != "doctor"                      # which tells how much memory is free
            for how in ({"stdout": "no reader"}, {"stdout": "closed"}, {"stderr": "closed"}, {"stdin": "closed", "stdout": "closed", "stderr": "closed"},
                        {"stdout": "no reader", "stderr": "no reader"}, {"stderr": "no reader"}):
                run = runs.run(*words, **how)
                gone = how.get("stdout") == "no reader" and usual.out != ""
                found = ["it hangs"] * (run.code is None) + [f"exit code {run.code}, not {usual.code}"] * (run.code != (141 if gone else usual.code))
                found += [f"words: {run.err}"] * (run.err not in ("", usual.err))
                if same and "stdout" not in how and run.result != usual.result:
                    found.append("other words on standard output")
                count.add(", ".join(f"{stream} {what}" for stream, what in how.items()), run.code, [f"{name}: {fault}" for fault in found])


def memory(place: Place, number: int, count: Count) -> None:
    """A limit of memory (ulimit -v), from what is not enough to start up to what is enough to finish."""
    big = place._net("big.json", 4, 14)
    wide = place._net("wide.json", 3, 9, outputs=2)
    work: dict[str, tuple[list, dict]] = {
        "enumerate": (["enumerate", big], {}), "enumerate --regions": (["enumerate", wide, "--regions", "OUT.jsonl"], {}),
        "enumerate --engine signs": (["enumerate", big, "--engine", "signs"], {}),
        "enumerate, in Python": (["enumerate", wide], {"EXACTRELU_PURE": "1"}),
        "enumerate, two processes": (["enumerate", wide, "--jobs", "2"], {"EXACTRELU_PURE": "1"}),
        "enumerate --jobs 2": (["enumerate", big, "--jobs", "2"], {}),
        "enumerate --checkpoint --spill": (["enumerate", big, "--checkpoint", "OUT", "--spill", "OUT"], {}),
        "enumerate --engine cdd": (["enumerate", place.c, "--engine", "cdd"], {}),
        "boundary": (["boundary", wide, "--pair", "0,1"], {}), "certify": (["certify", place.b, "--kind", "complex", "-o", "OUT.cert"], {}),
        "certify --jobs 2": (["certify", place.b, "--kind", "complex", "--jobs", "2", "-o", "OUT.cert"], {}),
        "verify --census --jobs 2": (["verify", "pieces", "--census", "d=1,m=1,entries=-1..1", "--jobs", "2"], {}),
        "decide": (["decide", place.b, place.folder / "b.vnnlib", "-o", "OUT.cert"], {}),
        "prove": (["prove", place.b, "-o", "OUT.html"], {}), "draw": (["draw", place.c, "--domain", "box:-1,1", "-o", "OUT.svg"], {})}
    count.notes["MB beyond the loaded program with which it ends well"] = least = {}
    with Runs(place.folder / "words") as runs:
        loaded = runs.size()
        usual, enough = {}, {}
        for name, (words, how) in work.items():
            usual[name], enough[name] = _limited(runs, place, words, how, loaded + 4096 * MB), 64
            while _limited(runs, place, words, how, loaded + enough[name] * MB).code != 0 and enough[name] < 4096:
                enough[name] *= 2
        for i in random.Random(1).sample(range(number), number):          # all commands, however soon this is stopped
            for name, (words, how) in work.items():
                limit = loaded + enough[name] * MB * i // number
                if _starved(count, name, _limited(runs, place, words, how, limit), place, usual[name], f"{limit - loaded >> 10} KB").code == 0:
                    least[name] = min(limit - loaded >> 20, least.get(name, enough[name]))
            print(i, least, file=sys.stderr)
    with Runs(place.folder / "words", fresh=True) as runs:           # from what is not enough to start
        words, how = work["enumerate"]
        whole = _limited(runs, place, words, how, 4096 * MB)
        for i in range(number // 2):
            limit = loaded * (i + 1) // (number // 2)
            run = _limited(runs, place, words, how, limit)
            if run.code and not run.out and "exactrelu: " not in run.err and "exactrelu" not in run.err and limit < loaded // 4:
                count.add("a process of its own", "Python does not start")
            else:
                _starved(count, "a process of its own", run, place, whole, f"{limit >> 20} MB in all")


def _starved(count: Count, name: str, run: Run, place: Place, usual: Run, limit: str) -> Run:
    """A run with a limit of memory, judged: success, or exit code 3 and no file but those of a checkpoint."""
    left = [str(file.relative_to(place.folder / "work")) for file in (place.folder / "work").rglob("*") if file.is_file()] if run.code else []
    found = run.faults(0, 3) + [f"left: {left}"] * any("unfinished" in x or not x.startswith("out/") for x in left)
    if run.code == 0 and run.result != usual.result:
        found.append("another result")
    count.add(name, run.code, [f"{limit}: {fault}" for fault in found])
    return run


def _limited(runs: Runs, place: Place, words: list, how: dict, limit: int) -> Run:
    folder = place.new("work")
    return runs.run(*[str(word).replace("OUT", str(folder / "out")) for word in words], "--json", memory=limit, **how)


def interrupted(place: Place, number: int, count: Count, fresh: bool = False) -> None:
    """SIGINT, SIGTERM and SIGHUP at random moments, also two of them in short order, to one process and to all."""
    rng = place.rng
    pure = {"EXACTRELU_PURE": "1"}
    work: dict[str, tuple[list, dict]] = {
        "enumerate": (["enumerate", place.a, "--regions", "OUT.jsonl"], {}), "enumerate --jobs 2": (["enumerate", place.a, "--jobs", "2"], {}),
        "enumerate --checkpoint --spill": (["enumerate", place.a, "--checkpoint", "KEPT", "--spill", "KEPT"], {}),
        "enumerate, two processes": (["enumerate", place.pure, "--jobs", "2", "--checkpoint", "KEPT"], pure),
        "enumerate, in Python": (["enumerate", place.pure, "--regions", "OUT.jsonl.gz"], pure),
        "enumerate --engine cdd": (["enumerate", place.c, "--engine", "cdd"], {}),
        "enumerate --engine signs": (["enumerate", place.a, "--engine", "signs"], {}),
        "certify": (["certify", place.b, "--kind", "complex", "-o", "OUT.cert"], {}),
        "certify --jobs 2": (["certify", place.b, "--kind", "complex", "--jobs", "2", "-o", "OUT.cert.gz"], {}),
        "census": (["verify", "pieces", "--census", CENSUS, "--checkpoint", "KEPT"], {}),
        "census, two processes": (["verify", "pieces", "--census", CENSUS, "--jobs", "2", "--checkpoint", "KEPT"], {}),
        "decide --jobs 2": (["decide", place.b, place.folder / "b.vnnlib", "--jobs", "2", "-o", "OUT.cert"], {}),
        "prove": (["prove", place.b, "-o", "OUT.html"], {}), "draw": (["draw", place.c, "--domain", "box:-1,1", "-o", "OUT.html"], {})}
    early: list[float] = []
    with Runs(place.folder / "words", fresh) as runs:
        for name, (words, how) in work.items() if not fresh else [(name, work[name]) for name in ("enumerate", "certify --jobs 2")]:
            folder = place.new("work")
            usual, seconds = timed(runs, *[str(w).replace("KEPT", "kept").replace("OUT", "out") for w in words], "--quiet", "--json", cwd=folder, **how)
            whole = contents(folder)
            folder = place.new("work")
            for _ in range(number):
                if "KEPT" not in words or usual.code is None:
                    folder = place.new("work")
                before = contents(folder)
                number_, twice, everyone = rng.choice([SIGINT, SIGINT, SIGTERM, SIGHUP]), rng.random() < 0.4, rng.random() < 0.5
                going = runs.start(*[str(w).replace("KEPT", "kept").replace("OUT", "out") for w in words], "--quiet", "--json", cwd=folder, **how)
                delay = rng.uniform(0, seconds)
                time.sleep(delay)
                if not going.hears(SIGHUP):              # Python itself is being started, or has ended
                    going.send(SIGKILL)
                    if going.wait().code == -SIGKILL:
                        early.append(delay)
                        count.notes["latest moment before the program begins, in seconds"] = round(max(early), 3)
                    continue
                going.send(number_, everyone)
                if twice:
                    time.sleep(rng.choice([0, 0.0001, 0.001, 0.01, 0.1]))
                    going.send(rng.choice([number_, SIGINT]), everyone)
                run = going.wait()
                found = run.faults(0, 128 + number_, *([128 + SIGINT] if twice else []))
                after = contents(folder)
                if run.code == 0:
                    found += ["another result"] * (run.result != usual.result) + ["other files"] * (after != whole)
                elif "KEPT" not in words:
                    found += [f"files: {sorted(after)}"] * (after != before)
                else:
                    found += [f"unfinished: {sorted(after)}"] * any("unfinished" in x for x in after)
                if going.orphans():
                    found.append("processes go on")
                    going.send(SIGKILL)
                if "KEPT" in words and run.code == 0:
                    folder = place.new("work")
                count.add(f"{name}{', a process of its own' if fresh else ''}", run.code, [f"{number_.name}{' twice' * twice} after {delay:.3f} s: {fault}" for fault in found])
            if "KEPT" in words:
                run = runs.run(*[str(w).replace("KEPT", "kept") for w in words], "--quiet", "--json", cwd=folder, **how)
                count.add(f"{name}, resumed", run.code, ["another result"] * (run.result != usual.result) + ["other files"] * (contents(folder) != whole))
            print(name, sum(count.tried.values()), file=sys.stderr)


def workers(place: Place, number: int, count: Count) -> None:
    """kill -9 of one worker process."""
    rng = place.rng
    pure = {"EXACTRELU_PURE": "1"}
    work: dict[str, tuple[list, dict]] = {
        "enumerate": (["enumerate", place.pure, "--jobs", "2", "--regions", "OUT.jsonl"], pure),
        "enumerate --spill": (["enumerate", place.pure, "--jobs", "2", "--spill", "OUT", "--checkpoint", "OUT"], pure),
        "enumerate --engine cdd": (["enumerate", place.c, "--jobs", "2", "--engine", "cdd"], {}),
        "cdd's own": (["enumerate", place.c, "--engine", "cdd"], {}),
        "certify": (["certify", place.b, "--kind", "complex", "--jobs", "2", "-o", "OUT.cert"], {}),
        "census": (["verify", "pieces", "--census", CENSUS, "--jobs", "2", "--checkpoint", "OUT"], {}),
        "decide": (["decide", place.b, place.folder / "b.vnnlib", "--jobs", "2", "-o", "OUT.cert"], {})}
    with Runs(place.folder / "words") as runs:
        for name, (words, how) in work.items():
            folder = place.new("work")
            usual, seconds = timed(runs, *[str(w).replace("OUT", "out") for w in words], "--json", cwd=folder, **how)
            whole, done = contents(folder), 0
            for _ in range(20 * number):
                if done == number:
                    break
                folder = place.new("work")
                going = runs.start(*[str(w).replace("OUT", "out") for w in words], "--json", cwd=folder, **how)
                until = time.monotonic() + rng.uniform(0, seconds)
                children: list[int] = []
                while time.monotonic() < until or not children and going.ended(0) is None and time.monotonic() < until + seconds:
                    time.sleep(0.001)
                    children = going.children()
                if not children:
                    going.send(SIGKILL)
                    continue
                lost = rng.choice(children)
                try:
                    os.kill(lost, SIGKILL)
                except ProcessLookupError:
                    pass
                done += 1
                run, found = going.wait(), []
                found += run.faults(0, 2 if "cdd" in name else 3, 3)
                after = contents(folder)
                if run.code == 0:
                    found += ["another result"] * (run.result != usual.result) + ["other files"] * (after != whole)
                else:
                    found += [f"files: {sorted(after)}"] * any("unfinished" in x or x.startswith("out.") for x in after)
                if going.orphans():
                    found.append("processes go on")
                    going.send(SIGKILL)
                count.add(name, run.code, found)
            print(name, done, file=sys.stderr)


SECTIONS: dict[str, tuple[Callable[[Place, int, Count], None], int, str, str]] = {
    "enumeration": (partial(killed, kind="enumeration"), 100, "an enumeration with a checkpoint, 5 ways: kill -9 of all processes at random moments, resumed until it is done", "100; the same bytes"),
    "certificate": (partial(killed, kind="certificate"), 100, "a certificate being written, 2 ways: the same", "100; the old file or the whole new one"),
    "census": (partial(killed, kind="census"), 100, "a census with a checkpoint, 2 ways: the same", "100; the same bytes"),
    "torn": (torn, 100, "checkpoints cut off at any byte, with zeros at the end, or without their last block", "the same bytes, or refused"),
    "full": (full, 4, "a full disk under every command that writes", "one sentence, exit code 3, no partial file"),
    "denied": (denied, 3, "read-only places, lost permission, folders that vanish, targets that are no files", "one sentence, exit code 2, no partial file"),
    "pipes": (pipes, 999, "closed and broken standard streams under every command", "no traceback, the usual exit code, or 141"),
    "memory": (memory, 40, "ulimit -v from too little to start to enough to finish, 15 commands", "40 limits each; exit code 3, no crash, no partial file"),
    "interrupted": (interrupted, 16, "SIGINT, SIGTERM, SIGHUP at random moments, also two in short order, to one process or all", "200; 128 + N, no process goes on"),
    "loading": (partial(interrupted, fresh=True), 30, "the same from the first millisecond of a process on, 2 commands", "50; 128 + N"),
    "workers": (workers, 8, "kill -9 of one worker process at random moments, 7 commands", "50; the result, or one sentence"),
}


def figures(more: dict) -> list[Figure]:
    """A line for every section that was run."""
    found = []
    for name, (_, _, what, asked) in SECTIONS.items():
        if name in more:
            data = more[name]
            ends = ", ".join(f"{end}: {n}" for end, n in sorted(data["ends"].items()) if end)
            found.append(Figure(what, asked, f"{sum(data['tried'].values())} trials, {len(data['faults'])} faults ({ends})"))
    return found


def main() -> int:
    """Run sections and keep their figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"{', '.join(SECTIONS)}; all by default")
    parser.add_argument("--number", type=int, help="how many trials of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-record", action="store_true")
    arguments = parser.parse_args()
    failed = False
    for number in (SIGINT, SIGTERM):                     # also in the background
        signal(number, default_int_handler)
    for name in arguments.sections or SECTIONS:
        section, times, *_ = SECTIONS[name]
        with tempfile.TemporaryDirectory() as folder:
            begun, count = time.monotonic(), Count()
            with suppress(KeyboardInterrupt):            # what was counted is kept
                section(Place(Path(folder), arguments.seed), arguments.number or times, count)
            data = {**count.data(), "seconds": round(time.monotonic() - begun)}
            failed |= bool(count.faults)
            print(json.dumps({name: data}, indent=1))
            if count.tried and not arguments.no_record:
                more = {**(recorded("faults") or {}), name: data}            # other sections may run beside this one
                record("faults", figures(more), sum(one["seconds"] for one in more.values()), more)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
