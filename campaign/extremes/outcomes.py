"""How a command ends, and what is wrong with that."""
from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from exactrelu import cli

NUMBER = re.compile(r"-?(0x[0-9a-f]+|[0-9]+)(/(0x[0-9a-f]+|[0-9]+)|\.[0-9]+)?")
DROPPED = {"seconds", "domain", "numbers", "notes", "file", "certificate", "frame", "claim", "volume", "volume_between", "steps", "leaves",
           "witness", "reason", "radius", "engine", "page", "written", "identities", "prediction", "measurement", "counterexample", "largest"}
MOVING = {"R8b", "R10", "T5", "T10", "T34"}     # theorems whose hypotheses speak of 0, of angles or of lengths, which moves change


def stripped(data: Any) -> Any:
    """A JSON object without what may change with the scale: numbers in texts become '#'."""
    if isinstance(data, dict):
        return {key: (value is None if key in ("witness", "radius") else stripped(value)) for key, value in data.items()
                if key not in DROPPED or key in ("witness", "radius")}
    if isinstance(data, list):
        return [stripped(x) for x in data]
    if isinstance(data, str):
        return "#" if NUMBER.fullmatch(data) else data
    return "#" if isinstance(data, int) and abs(data) >= 2**53 else data


class Outcome(NamedTuple):
    """What a command did."""

    code: Any
    out: str
    err: str


def run(*words: str) -> Outcome:
    """One command, in this process; a traceback is the code."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code: Any = cli.main(words)
        except SystemExit as error:
            code = error.code
        except Exception as error:
            place = error.__traceback__
            while place.tb_next:
                place = place.tb_next
            code = f"{type(error).__name__}: {str(error)[:80]} ({Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno})"
    return Outcome(code, out.getvalue(), err.getvalue())


def fault(found: Outcome, as_small: Outcome | None) -> str | None:
    """What is wrong with an outcome, beside that of the small copy; None if it is right or refused in one sentence."""
    if found.code not in (0, 1, 2, 3):
        return f"ends with {found.code}"
    if found.code in (2, 3):
        lines = [line for line in found.err.splitlines() if line.strip()]
        if len(lines) != 1 or not lines[0].startswith("exactrelu: ") or len(lines[0]) > 1_000:
            return f"refuses in {len(lines)} lines: {found.err[:300]!r}"
        if as_small and as_small.code in (0, 1) and found.code == 2 and not re.search(r"bits|characters|digits", found.err):
            return f"refuses what it does on the small copy: {found.err[:300]!r}"
        return None
    if as_small and as_small.code != found.code:
        return f"exit code {found.code}, but {as_small.code} on the small copy ({as_small.err[:200]!r})"
    if as_small and found.out.startswith("{"):
        ours, theirs = stripped(json.loads(found.out)), stripped(json.loads(as_small.out))
        if ours != theirs:
            if isinstance(theirs.get("results"), list):          # of all theorems: show the first one that differs
                pairs = [(a, b) for a, b in zip(ours["results"], theirs["results"]) if a != b and b["id"] not in MOVING]
                if not pairs:
                    return None
                ours, theirs = pairs[0]
            keys = [key for key in theirs if ours.get(key) != theirs[key]]
            values = "; ".join(f"{ours.get(key)} for {theirs[key]}" for key in keys)[:300]
            return f"{theirs.get('id', '')} differs from the small copy in {', '.join(keys)}: {values}"
    return None
