"""Signals that ask a program to end, at any moment."""
from __future__ import annotations

import sys
import time
from signal import SIGHUP, SIGINT, SIGKILL, SIGTERM

from runs import Runs

from .count import Count, another, going_on
from .place import CENSUS, PURE, Place, Work, contents, put


def interrupted(place: Place, number: int, count: Count, fresh: bool = False) -> None:
    """SIGINT, SIGTERM and SIGHUP at random moments, also two of them in short order, to one process and to all."""
    rng = place.rng
    work: Work = {
        "enumerate": (["enumerate", place.a, "--regions", "OUT.jsonl"], {}), "enumerate --jobs 2": (["enumerate", place.a, "--jobs", "2"], {}),
        "enumerate --checkpoint --spill": (["enumerate", place.a, "--checkpoint", "KEPT", "--spill", "KEPT"], {}),
        "enumerate, two processes": (["enumerate", place.pure, "--jobs", "2", "--checkpoint", "KEPT"], PURE),
        "enumerate, in Python": (["enumerate", place.pure, "--regions", "OUT.jsonl.gz"], PURE),
        "enumerate --engine cdd": (["enumerate", place.c, "--engine", "cdd"], {}),
        "enumerate --engine signs": (["enumerate", place.a, "--engine", "signs"], {}),
        "certify": (["certify", place.b, "--kind", "complex", "-o", "OUT.cert"], {}),
        "certify --jobs 2": (["certify", place.b, "--kind", "complex", "--jobs", "2", "-o", "OUT.cert.gz"], {}),
        "census": (["verify", "pieces", "--census", CENSUS, "--checkpoint", "KEPT"], {}),
        "census, two processes": (["verify", "pieces", "--census", CENSUS, "--jobs", "2", "--checkpoint", "KEPT"], {}),
        "decide --jobs 2": (["decide", place.b, place.folder / "b.vnnlib", "--jobs", "2", "-o", "OUT.cert"], {}),
        "prove": (["prove", place.b, "-o", "OUT.html"], {}), "draw": (["draw", place.c, "--domain", "box:-1,1", "-o", "OUT.html"], {})}
    early: list[float] = []
    with Runs(place.folder / "words", fresh) as runs:
        for name, (words, how) in work.items() if not fresh else [(name, work[name]) for name in ("enumerate", "certify --jobs 2")]:
            folder, asked = place.new("work"), [*put(words, "out"), "--quiet", "--json"]
            usual, seconds = runs.timed(*asked, cwd=folder, **how)
            whole = contents(folder)
            folder = place.new("work")
            for _ in range(number):
                if "KEPT" not in words or usual.code is None:
                    folder = place.new("work")
                before = contents(folder)
                number_, twice, everyone = rng.choice([SIGINT, SIGINT, SIGTERM, SIGHUP]), rng.random() < 0.4, rng.random() < 0.5
                going = runs.start(*asked, cwd=folder, **how)
                delay = rng.uniform(0, seconds)
                time.sleep(delay)
                if not going.hears(SIGHUP):              # Python itself is being started, or has ended
                    going.send(SIGKILL)
                    if going.wait().code == -SIGKILL:
                        early.append(delay)
                        count.notes["latest moment before the program begins, in seconds"] = round(max(early), 3)
                    continue
                going.send(number_, everyone)
                if twice:
                    time.sleep(rng.choice([0, 0.0001, 0.001, 0.01, 0.1]))
                    going.send(rng.choice([number_, SIGINT]), everyone)
                run = going.wait()
                found = run.faults(0, 128 + number_, *([128 + SIGINT] if twice else []))
                after = contents(folder)
                if run.code == 0:
                    found += another(run, usual, after, whole)
                elif "KEPT" not in words:
                    found += [f"files: {sorted(after)}"] * (after not in (before, whole))
                else:
                    found += [f"unfinished: {sorted(after)}"] * any("unfinished" in x for x in after)
                found += going_on(going)
                if "KEPT" in words and run.code == 0:
                    folder = place.new("work")
                when = f"{number_.name}{' twice' * twice} after {delay:.3f} s"
                count.add(f"{name}{', a process of its own' if fresh else ''}", run.code, [f"{when}: {fault}" for fault in found])
            if "KEPT" in words:
                run = runs.run(*asked, cwd=folder, **how)
                count.add(f"{name}, resumed", run.code, another(run, usual, contents(folder), whole))
            print(name, sum(count.tried.values()), file=sys.stderr)
