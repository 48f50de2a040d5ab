"""No room: a full disk under what is written, and full streams."""
from __future__ import annotations

import tempfile

from runs import Runs

from .count import Count, judged
from .place import OLD, Place, contents, disk, fill, put


def full(place: Place, number: int, count: Count) -> None:
    """A full disk, by a small file system or by a limit on the size of files, under every command that writes."""
    with Runs(place.folder / "words") as runs:
        for name, (words, end) in place.writers().items():
            _file(place, number, count, runs, name, words, f"out{end}")
        for name, words in place.keepers().items():
            _records(place, number, count, runs, name, words)
        for name, words in {**place.readers(), "enumerate --json": ["enumerate", place.a, "--json"]}.items():
            count.add(f"{name} > /dev/full", "", runs.run(*words, stdout="/dev/full").faults(3))
            count.add(f"{name} 2> /dev/full", "", runs.run(*words, stderr="/dev/full").faults(0))


def _file(place: Place, number: int, count: Count, runs: Runs, name: str, words: list, out: str) -> None:
    """A file is written, here in place of an old one, there as a new one."""
    folder = place.new("whole")
    runs.run(*put(words, folder / out), "--quiet")
    whole = contents(folder)
    size = max(map(len, whole.values()))
    folder = place.new("work")
    target = folder / out
    with disk(folder) as mounted:
        for i in range(number):
            for file in folder.iterdir():
                file.unlink()
            if i % 2:
                target.write_bytes(OLD)
            how: dict = {}
            if mounted and i % 3:                # nothing is left, or part of what is needed, to the page
                fill(folder, 4096 * place.rng.randrange(size // 4096 + 1))
            else:
                how = {"file_size": size - 1 if size < 1024 else place.rng.randrange(1000, size)}
            before = contents(folder)
            run = runs.run(*put(words, target), "--quiet", **how)
            found = judged(run, folder, before, whole, 3)
            if run.code == 3 and target.stem not in run.err and not run.err.startswith(f"exactrelu: {tempfile.gettempdir()}"):
                found.append(f"the sentence does not name the file: {run.err}")
            count.add(f"{name}, {'limit' if how else 'disk'}", run.code, found)


def _records(place: Place, number: int, count: Count, runs: Runs, name: str, words: list) -> None:
    """Work is kept in a folder, and goes on when there is room again."""
    expected = runs.run(*put(words, place.new("whole")), "--json")
    files = contents(place.folder / "whole")
    for i in range(number):
        folder = place.new("work")
        with disk(folder, 2 << 20) as mounted:
            how = {} if mounted and i % 3 else {"file_size": place.rng.choice([256, 300, 400])}
            if not how:
                fill(folder, 4096 * place.rng.randrange(60))
            run = runs.run(*put(words, folder / "kept"), "--json", **how)
            found = run.faults(0, 3, 2)
            if list(folder.rglob("*.unfinished")):
                found.append("an unfinished file is left")
            (folder / "filler").unlink(missing_ok=True)
            if run.code and not found:
                again = runs.run(*put(words, folder / "kept"), "--json")
                if again.result != expected.result or contents(folder / "kept") != files:
                    found.append(f"not the same after there is room again: {again}")
            count.add(f"{name}, {'limit' if how else 'disk'}", run.code, found)
