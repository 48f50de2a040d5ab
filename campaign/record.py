"""What a campaign found, kept in results/NAME.json, from which docs/trust.md is made.

    python campaign/record.py          puts the figures into docs/trust.md

A campaign is a program beside this one that tries to break exactrelu; its tests run it for a few seconds.
"""
from __future__ import annotations

import json
import platform
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PAGE = HERE.parent / "docs" / "trust.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


class Figure(NamedTuple):
    """A row of the table: what was tried, how much of it was asked for, and what was found."""

    what: str
    asked: str
    found: str


def record(name: str, figures: list[Figure], seconds: float, more: Any = None, into: Path = RESULTS) -> Path:
    """Keep the figures of a campaign that took some seconds; `more` is what the campaign itself wants to find again."""
    into.mkdir(exist_ok=True)
    file = into / f"{name}.json"
    command = " ".join(["python", f"campaign/{Path(sys.argv[0]).name}", *sys.argv[1:]])
    told = {"command": command, "date": time.strftime("%Y-%m-%d"), "python": platform.python_version(), "seconds": round(seconds),
            "figures": [figure._asdict() for figure in figures], "more": more}
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return file


def recorded(name: str, into: Path = RESULTS) -> Any:
    """The `more` of the last run of a campaign, None if there was none."""
    file = into / f"{name}.json"
    return json.loads(file.read_text())["more"] if file.exists() else None


def table(folder: Path = RESULTS) -> str:
    """All figures, in Markdown."""
    lines = ["| tried | asked | found | by |", "|---|---|---|---|"]
    for file in sorted(folder.glob("*.json")):
        told = json.loads(file.read_text())
        by = f"`{told['command']}`, {told['date']}, {told['seconds']} s"
        lines += [f"| {row['what']} | {row['asked']} | {row['found']} | {by if i == 0 else ''} |" for i, row in enumerate(told["figures"])]
    return "\n".join(lines) + "\n"


def refreshed(page: str, folder: Path = RESULTS) -> str:
    """The page with the figures as they are now."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    return head + begin + table(folder) + end + tail


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text()))
    print(PAGE.relative_to(HERE.parent))
