"""Verdicts as JSON, as lines for people, and as tables in CSV and Markdown."""
from __future__ import annotations

import csv
import io
import json
import os
from fractions import Fraction
from typing import Any, Sequence

from ..errors import InputError
from ..linalg import spelled
from ..readers import check_target, to_json
from ..readers.atomic import atomic_writer
from .theorem import FAILS, Theorem, shown
from .verdict import Verdict

LEAVES = 2000         # numbers of one quantity that are still written out as JSON


def to_data(theorem: Theorem, found: Verdict) -> dict:
    """A verdict as a JSON-able object: what `exactrelu verify --json` prints, but for the seconds."""
    check = found.check
    networks = [to_json(network) for network in found.counterexamples]
    return {
        "theorem": found.theorem, "id": theorem.id, "verdict": found.verdict, "instances": found.instances,
        "applies": found.applies, "measured": found.measured,
        "table": [{"class": row.label, "count": row.count, "applies": row.applies}
                  | ({"types": row.types} if row.types is not None else {}) for row in found.table],
        "missed": [{"hypothesis": name, "count": count} for name, count in found.missed],
        "largest": dict(found.largest), "types": found.types, "failed": found.failed, "undefined": found.undefined,
        "distinct": found.distinct and list(found.distinct), "beyond": found.beyond,
        "prediction": check and _plain(check.prediction), "measurement": check and _plain(check.measurement),
        "reason": check and check.explanation,
        "counterexample": networks[0] if len(networks) == 1 else networks or None,
    }


def _plain(value: Any) -> Any:
    """A value as JSON: rationals as texts, functions and long samples as words."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(x) if not callable(x) and _leaves(x) <= LEAVES else shown(x) for key, x in value.items()}
    if isinstance(value, Fraction):
        return spelled(value)
    if isinstance(value, (tuple, list)):
        return [_plain(x) for x in value]
    return shown(value)


def _leaves(value: Any) -> int:
    if isinstance(value, dict):
        value = tuple(value.items())
    return sum(map(_leaves, value)) if isinstance(value, (tuple, list, set, frozenset)) else 1


def lines(theorem: Theorem, found: Verdict) -> list[str]:
    """A verdict for people.

    >>> from . import theorem, verify
    >>> from ..network import Layer
    >>> print("\\n".join(lines(theorem("euler"), verify("euler", Layer([[1, 2]])))))
    euler (R17): holds
      quantity                               predicted  measured
      complex                                1          1
      {F > 0}, {F = 0}, {F < 0} together     1          1
    """
    title = f"{theorem.name} ({theorem.id}): {found.verdict}"
    if found.family:
        return [f"{title} ({_networks(found.instances)}, {found.applies} within the hypotheses, {found.measured} measured)"] \
            + _census_lines(theorem, found)
    return [title] + _check_lines(theorem, found)


def _networks(n: int) -> str:
    return f"{n} network{'s' * (n != 1)}"


def _check_lines(theorem: Theorem, found: Verdict) -> list[str]:
    check = found.check
    if check.prediction is None:
        return [f"  {check.explanation}"]
    rows = [("quantity", "predicted", "measured")]
    for name, expected in check.prediction.items():
        relation = theorem.relations.get(name, "")
        rows.append((name, f"{relation} {shown(expected)}".strip(), shown(check.measurement[name])))
    widths = [max(len(row[i]) for row in rows) + 2 for i in (0, 1)]
    found_lines = [f"  {a:{max(widths[0], 39)}}{b:{widths[1]}}{c}".rstrip() for a, b, c in rows]
    return found_lines + ([f"  {check.explanation}"] if found.verdict == FAILS else [])


def _census_lines(theorem: Theorem, found: Verdict) -> list[str]:
    header, *rows = cells(found)
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    text = [f"  {row[0]:{widths[0]}}" + "".join(f"  {x:>{w}}" for x, w in zip(row[1:], widths[1:])) for row in (header, *rows)]
    if found.largest:
        text.append("  largest measured: " + ", ".join(f"{name} {value}" for name, value in found.largest))
    if found.types is not None:
        text.append(f"  combinatorial types in all: {found.types}")
    elif theorem.kind:
        text.append("  combinatorial types are left out without igraph: pip install 'exactrelu[types]'")
    if found.missed:
        text.append("  first hypothesis missed: " + ", ".join(f"{name} {count}" for name, count in found.missed))
    if found.undefined:
        text.append(f"  the prediction makes no sense for {_networks(found.undefined)}")
    if found.beyond == 0:
        text.append("  nothing was tested beyond the hypotheses: the prediction makes no sense for any network that misses a "
                    "dropped one" if found.undefined else
                    "  nothing was tested beyond the hypotheses: every network within the others satisfies the dropped ones too")
    if found.distinct:
        text.append("  distinct: {} by weights, {} by geometry".format(*found.distinct))
    if found.check:
        text.append(f"  fails on {_networks(found.failed)}" if found.failed else "  fails for two networks together")
        text.append(f"  {found.check.explanation}")
        text += [f"  counterexample: {json.dumps(to_json(network))}" for network in found.counterexamples]
    return text


def cells(found: Verdict) -> list[tuple[str, ...]]:
    """The table of a census as texts, with its header."""
    typed = any(row.types is not None for row in found.table)
    header = ("class", "networks", "within the hypotheses") + (("types",) if typed else ())
    return [header] + [(row.label, str(row.count), str(row.applies)) + ((str(row.types or 0),) if typed else ())
                       for row in found.table]


def check_table(path: str) -> None:
    """InputError if no table can be written there: asked before the work."""
    if not path.endswith((".csv", ".md")):
        raise InputError(f"a table is written as CSV or Markdown, so its file must end in .csv or .md, but is {path!r}")
    check_target(path)


def write_table(found: Verdict, path: str | os.PathLike) -> None:
    """Write the table of a census as .csv or .md; the file appears when it is complete."""
    name = os.fspath(path)
    check_table(name)
    rows = cells(found)
    if name.endswith(".csv"):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        content = text.getvalue()
    else:
        line = lambda row: "| " + " | ".join(x.replace("|", "\\|") for x in row) + " |\n"  # noqa: E731
        content = line(rows[0]) + "|" + "---|" * len(rows[0]) + "\n" + "".join(map(line, rows[1:]))
    with atomic_writer(name, "w") as file:
        file.write(content)


def overview(verdicts: Sequence[tuple[Theorem, Verdict]]) -> list[str]:
    """One line for each theorem: its verdict, and why it does not apply or fails."""
    text = []
    for theorem, found in verdicts:
        why = "" if found.verdict == "holds" or not found.check else found.check.explanation
        text.append(f"{theorem.id:4} {theorem.name:24} {found.verdict:15} {why}".rstrip())
    return text
