"""Mutants that survive: those that are known, with the reason why they are right nevertheless, and the figures of a run."""
from __future__ import annotations

from pathlib import Path
from typing import Sequence

from record import Figure, record

KNOWN = Path(__file__).resolve().parent / "survivors.txt"


def known_survivors() -> dict[str, str]:
    """{the name of a mutant: why it is right nevertheless}; a reason stands above its mutants."""
    found, reason = {}, ""
    for line in KNOWN.read_text().splitlines() if KNOWN.exists() else []:
        if line.startswith("# "):
            reason = line[2:]
        elif line:
            found[line] = reason
    return found


def unexplained(target: str, what: str, asked: str, tried: int, every: int, alive: Sequence[str], seconds: float, more: dict, aside: str = "") -> list[str]:
    """The survivors that are not known, when the figures of all are recorded."""
    known = known_survivors()
    new = [name for name in alive if name not in known]
    record(f"mutation-{target}", [Figure(what, asked, f"{tried:,} of {every:,} mutants tried, {tried - len(alive):,} killed, "
                                         f"{len(alive) - len(new)} survive and are explained, {len(new)} survive unexplained{aside}")],
           seconds, {**more, "unexplained": new})
    return new
