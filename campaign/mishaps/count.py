"""What mishaps have led to: how runs ended, what they left, and what is wrong with it."""
from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from signal import SIGKILL
from typing import Any, Sequence

from runs import Going, Run

from .place import contents


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


def judged(run: Run, folder: Path, before: dict, whole: dict, *codes: int) -> list[str]:
    """What is wrong after a command that writes files: its end, the files, or what else lies around."""
    found, after = run.faults(0, *codes), contents(folder)
    expected = {**before, **whole} if run.code == 0 else before
    if after != expected:
        other = sorted(set(after) ^ set(expected)) or [name for name in after if after[name] != expected[name]]
        found.append(f"after exit code {run.code} {', '.join(other)} is not as it should be")
    return found


def another(run: Run, usual: Run, files: dict, whole: dict) -> list[str]:
    """What differs from an undisturbed run: what the command says, or the files that it writes."""
    return ["another result"] * (run.result != usual.result) + ["other files"] * (files != whole)


def going_on(going: Going) -> list[str]:
    """Whether processes of a run go on after its end; they are ended."""
    if not going.orphans():
        return []
    going.send(SIGKILL)
    return ["processes go on"]
