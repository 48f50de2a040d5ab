"""How many lines and branches of exactrelu/ the tests of `make test` run; and those that they do not.

    python campaign/cover.py [--tests WORD ...]        words for pytest, instead of -m "not slow"

Needs coverage 7.10 or later. The checker runs alone in its own tests, without coverage, and is measured where tests import it.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from record import HERE, Figure, record


def measured(words: list[str], folder: Path) -> dict:
    """The report of coverage about a run of pytest with some words, kept in a folder meanwhile."""
    coverage = [sys.executable, "-m", "coverage"]
    options = [f"--rcfile={HERE / 'coverage.ini'}"]
    there = dict(os.environ, COVERAGE_FILE=str(folder / "data"))
    tests = subprocess.run([*coverage, "run", *options, "-m", "pytest", "-q", *words], cwd=HERE.parent, env=there)
    if tests.returncode:
        sys.exit(f"pytest ended with {tests.returncode}: nothing is recorded")
    for step in (["combine", "-q", *options], ["json", "-q", *options, "-o", str(folder / "report.json")]):
        subprocess.run([*coverage, *step], cwd=HERE.parent, env=there, check=True)
    return json.loads((folder / "report.json").read_text())


def part(done: int, all_: int) -> str:
    """A share in percent, rounded down to a tenth."""
    tenths = 1000 * done // max(all_, 1)
    return f"{tenths // 10}.{tenths % 10} % ({done:,} of {all_:,})"


def figures(report: dict) -> list[Figure]:
    """The shares of all lines and branches, and the modules that are least covered."""
    total = report["totals"]
    both = {name: 100 * (told["summary"]["covered_lines"] + told["summary"]["covered_branches"])
            // (told["summary"]["num_statements"] + told["summary"]["num_branches"]) for name, told in report["files"].items() if told["summary"]["num_statements"]}
    low = sorted((share, name) for name, share in both.items() if share < 95)
    return [Figure("lines of exactrelu/ that the tests run", "95 %", part(total["covered_lines"], total["num_statements"])),
            Figure("branches of exactrelu/ that the tests take", "95 %", part(total["covered_branches"], total["num_branches"])),
            Figure("modules below 95 %, lines and branches together", "", ", ".join(f"{name} {share} %" for share, name in low) or "none")]


def main() -> None:
    """Run the tests and record the figures."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--tests", nargs=argparse.REMAINDER, default=["-m", "not slow"], help="words for pytest")
    asked = words.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = measured(asked.tests, Path(folder))
    found = figures(report)
    for figure in found:
        print(f"{figure.what}: {figure.found}")
    for name, told in report["files"].items():
        if told["missing_lines"] or told["missing_branches"]:
            print(f"{name}: lines {told['missing_lines']}, branches {told['missing_branches']}")
    record("coverage", found, time.monotonic() - start)


if __name__ == "__main__":
    main()
