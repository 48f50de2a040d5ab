"""Places that may not be written, not any more, or that are no files."""
from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Callable, NamedTuple

from runs import Runs

from .count import Count, judged
from .place import OLD, Place, contents, disk, put

NOBODY = 65534
SUPERUSER = os.geteuid() == 0                    # who may do anything, and become somebody else
USER = {"user": NOBODY} if SUPERUSER else {}


def _target(make: Callable[[Path], Any]) -> Callable[[Path, str], Path]:
    """What makes a target in a folder, for an end of its name."""
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


class Writer(NamedTuple):
    """A command that writes a file, the end of its name, and what it writes, in how many seconds, when it is left alone."""

    words: list
    end: str
    whole: dict[str, bytes]
    seconds: float


def denied(place: Place, number: int, count: Count) -> None:
    """Folders and files that may not be written, or not any more; targets that are no files."""
    place.folder.chmod(0o755)
    with Runs(place.folder / "words") as runs:
        for words, end in place.writers().values():
            folder = place.new("whole")
            _, seconds = runs.timed(*put(words, folder / f"out{end}"), "--quiet")
            writer = Writer(words, end, contents(folder), seconds)
            _no_files(place, count, runs, writer)
            if end == ".json":
                _what_is_read(place, count, runs, writer)
            for _ in range(max(1, number // 10) if SUPERUSER else 0):
                _read_only(place, count, runs, writer)
            for i in range(number):
                _lost(place, count, runs, writer, permission=bool(SUPERUSER and i % 2))
        for name, words in place.keepers().items():
            _lost_records(place, number, count, runs, name, words)


def _no_files(place: Place, count: Count, runs: Runs, writer: Writer) -> None:
    """Targets that are no files."""
    for kind, make in TARGETS.items():
        folder = place.new("work")
        target = make(folder, writer.end)
        before = contents(folder)
        run = runs.run(*put(writer.words, target), "--quiet", cwd=folder)
        if kind == "a dangling link":
            found = run.faults(0) + ["the link is gone"] * (not target.is_symlink()) + ["no file"] * (target.read_bytes() != writer.whole[target.name])
        else:
            found = run.faults(2) + ["other files are there"] * (contents(folder) != before)
        count.add(f"target is {kind}", run.code, found)


def _what_is_read(place: Place, count: Count, runs: Runs, writer: Writer) -> None:
    """A file that is read is the one to be written."""
    folder = place.new("work")
    read = next((str(word) for word in writer.words if str(word).endswith(".json")), "")
    if read:
        shutil.copy(read, folder / "same.json")
        (folder / "link.json").symlink_to("same.json")
        for other in ("same.json", "link.json"):
            before = contents(folder)
            run = runs.run(*put([folder / "same.json" if str(word) == read else word for word in writer.words], folder / other))
            count.add("target is what is read", run.code, run.faults(0, 2) + ["the file is another one"] * (run.code != 0 and contents(folder) != before))


def _read_only(place: Place, count: Count, runs: Runs, writer: Writer) -> None:
    """A folder that is another user's, and a file system that is read-only."""
    folder = place.new("work")
    target = folder / f"out{writer.end}"

    def refused(what: str, **how: Any) -> None:
        run = runs.run(*put(writer.words, target), "--quiet", **how)
        count.add(what, run.code, judged(run, folder, {target.name: OLD}, writer.whole, 2) + ["written all the same"] * (run.code == 0))

    target.write_bytes(OLD)
    folder.chmod(0o555)
    refused("a folder of another user", user=NOBODY)
    with disk(folder) as mounted:
        if mounted:
            target.write_bytes(OLD)
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            refused("a read-only file system")


def _taken(folder: Path, inner: Path, permission: bool) -> str:
    """Take away the permission for what is in a folder, or the folder; in words."""
    if permission:
        inner.chmod(0)
        return "the permission is lost"
    shutil.rmtree(folder, ignore_errors=True)
    return "the folder vanishes"


def _lost(place: Place, count: Count, runs: Runs, writer: Writer, permission: bool) -> None:
    """While a file is written, the permission for its folder is lost, or the folder."""
    folder = place.new("work")
    target = folder / f"out{writer.end}"
    target.write_bytes(OLD)
    folder.chmod(0o777)
    going = runs.start(*put(writer.words, target), "--quiet", **USER)
    time.sleep(place.rng.uniform(0, writer.seconds))
    what = _taken(folder, folder, permission)
    run = going.wait()
    found = run.faults(0, 2)
    if permission:
        folder.chmod(0o777)
        if target.read_bytes() not in (OLD, writer.whole[target.name]):
            found.append("neither the old file nor the new one is there")
    count.add(what, run.code, found)


def _lost_records(place: Place, number: int, count: Count, runs: Runs, name: str, words: list) -> None:
    """While work is kept in a folder, the permission for it is lost, or all that it is in; with the permission the work goes on."""
    expected, seconds = runs.timed(*put(words, place.new("whole")), "--json")
    files = contents(place.folder / "whole")
    for i in range(number):
        folder = place.new("work")
        folder.chmod(0o777)
        kept = folder / "kept"
        going = runs.start(*put(words, kept), "--json", **USER)
        time.sleep(place.rng.uniform(0, seconds))
        permission = bool(SUPERUSER and i % 2 and kept.exists())
        what = _taken(folder, kept, permission)
        run = going.wait()
        found = run.faults(0, 2)
        if permission:
            kept.chmod(0o777)
            again = runs.run(*put(words, kept), "--json")
            if again.code == 2 and "--spill" in name:         # its files cannot be told from another run's
                again = expected
            elif contents(kept) != files:
                found.append("not the same files when it may be written again")
            if again.result != expected.result:
                found.append(f"not the same when it may be written again: {again}")
        count.add(f"{name}: {what}", run.code, found)
