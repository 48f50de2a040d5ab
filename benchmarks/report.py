"""From measurements to tables: medians, ratios, and what has changed since last time. Nothing here measures.

A row is a dictionary with `workload`, `domain`, `name`, `regions` (the true number), `asked`, and `programs`: what each
program gave, {"seconds", "processor", "megabytes", "idle", "regions", "runs"}, or {"says": why there is no number}.
"""
from __future__ import annotations

from statistics import median
from typing import Sequence

OURS = "exactrelu"
NOTHING = "-"
MANY = 10_000        # faces: with fewer, the memory is not theirs


def merged(runs: Sequence[dict]) -> dict:
    """Several runs of one program as one: the medians of the times, the most memory.

    >>> merged([{"seconds": s, "processor": s, "megabytes": 20, "idle": 10, "regions": 7} for s in (3, 1, 2)])["seconds"]
    2
    >>> merged([{"says": ">60"}])
    {'says': '>60'}
    """
    for run in runs:
        if "says" in run:
            return run
    times = {key: median(run[key] for run in runs) for key in ("seconds", "processor")}
    return {**runs[0], **times, "idle": min(run["idle"] for run in runs),
            "megabytes": max(run["megabytes"] for run in runs), "runs": len(runs)}


def seconds(row: dict, name: str) -> float | None:
    """The median of a program in a row, None if it has none."""
    return row["programs"].get(name, {}).get("seconds")


def against(row: dict, before: Sequence[dict]) -> float | None:
    """How our time beside the peers' has changed: the median over the peers timed now and before, None without any.

    More than 1 is slower than before, whatever else the machine was doing: processor times are compared, but with
    tables that have none the wall clock.

    >>> now = {"workload": "a", "domain": "whole", "programs": {OURS: {"seconds": 4}, "ppl": {"seconds": 20}}}
    >>> then = {"workload": "a", "domain": "whole", "programs": {OURS: {"seconds": 1}, "ppl": {"seconds": 10}}}
    >>> against(now, [then]), against(now, [])
    (2.0, None)
    """
    then = next((old for old in before if (old["workload"], old["domain"]) == (row["workload"], row["domain"])), None)
    if then is None:
        return None
    changes = []
    for name in set(row["programs"]) - {OURS}:
        four = [one["programs"].get(program, {}) for one in (row, then) for program in (OURS, name)]
        key = next((key for key in ("processor", "seconds") if all(told.get(key) for told in four)), None)
        if key:
            ours, peer, ours_then, peer_then = (told[key] for told in four)
            changes.append((ours / peer) / (ours_then / peer_then))
    return median(changes) if changes else None


def number(x: float) -> str:
    """Three figures, without an exponent.

    >>> number(0.000123), number(1.234), number(56.78), number(1234.5)
    ('0.000123', '1.23', '56.8', '1,234')
    """
    return f"{x:,.0f}" if x >= 100 else f"{x:.{max(0, 2 - len(str(int(x))) + 1)}f}" if x >= 1 else f"{float(f'{x:.3g}'):f}".rstrip("0").rstrip(".")


def cell(row: dict, name: str) -> str:
    """Seconds of a peer, how many times ours that is, and its count if it is wrong; or why there is none.

    >>> row = {"regions": 9, "programs": {OURS: {"seconds": 2}, "a": {"seconds": 3, "regions": 8}, "b": {"says": ">60"}}}
    >>> cell(row, "a"), cell(row, "b"), cell(row, "c")
    ('3.00 (1.50): 8 (wrong)', '>60 (>30.0)', '-')
    """
    told, ours = row["programs"].get(name), seconds(row, OURS)
    if told is None:
        return NOTHING
    if "says" in told:
        says = told["says"]
        return f"{says} (>{number(float(says[1:]) / ours)})" if says[0] == ">" and ours else says
    ratio = f" ({number(told['seconds'] / ours)})" if ours else ""
    wrong = f": {told['regions']:,} (wrong)" if told["regions"] != row["regions"] else ""
    return f"{number(told['seconds'])}{ratio}{wrong}"


def table(rows: Sequence[dict], peers: Sequence[str], before: Sequence[dict] = ()) -> str:
    """The times, as a Markdown table."""
    lines = ["| workload | regions | exactrelu: s | regions/s | " + " | ".join(peers) + " | asked | against last time |",
             "|---|" + "---:|" * (len(peers) + 5)]
    for row in rows:
        ours, change = seconds(row, OURS), against(row, before)
        mine = [number(ours), f"{row['regions'] / ours:,.0f}"] if ours else [row["programs"][OURS]["says"], NOTHING]
        lines.append("| " + " | ".join([row["name"], f"{row['regions']:,}", *mine, *(cell(row, name) for name in peers),
                                        " ".join(map(str, row["asked"] or ())), f"{change:.2f}" if change else ""]) + " |")
    return "\n".join(lines)


def bytes_a_face(told: dict) -> str:
    """The peak of exactrelu beyond the idle process, divided by the number of faces; of MANY faces or more.

    >>> bytes_a_face({"megabytes": 80, "idle": 70, "faces": 100_000}), bytes_a_face({"megabytes": 80, "idle": 70, "faces": 9})
    ('105', '-')
    """
    return f"{(told['megabytes'] - told['idle']) * 2 ** 20 / told['faces']:.0f}" if told["faces"] >= MANY else NOTHING


def memory(rows: Sequence[dict], peers: Sequence[str]) -> str:
    """The memory beyond that of the idle process, as a Markdown table."""
    lines = ["| workload | regions | faces | exactrelu | bytes/face | " + " | ".join(peers) + " |",
             "|---|" + "---:|" * (len(peers) + 4)]
    for row in rows:
        ours = row["programs"][OURS]
        if "says" in ours:
            continue
        others = [row["programs"].get(name, {}) for name in peers]
        lines.append("| " + " | ".join(
            [row["name"], f"{row['regions']:,}", f"{ours['faces']:,}", f"{ours['megabytes'] - ours['idle']:.0f}", bytes_a_face(ours),
             *(f"{told['megabytes'] - told['idle']:.0f}" if "megabytes" in told else NOTHING for told in others)]) + " |")
    return "\n".join(lines)
