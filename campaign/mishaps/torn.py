"""Files that a loss of power has torn."""
from __future__ import annotations

import random
import shutil

from runs import Runs

from .count import Count
from .place import CENSUS, Place, contents, put


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
