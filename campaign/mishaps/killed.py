"""kill -9, which no program hears: of all processes of a run at once, or of one worker."""
from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from signal import SIGKILL

from runs import Runs

from .count import Count, another, going_on
from .place import CENSUS, OLD, PURE, Place, Work, contents, put


def killed(place: Place, number: int, count: Count, kind: str) -> None:
    """kill -9 of the whole process group at random moments, again and again until the work is done."""
    rng = place.rng
    enumerate_ = ["enumerate", place.a, "--json", "--checkpoint", "records"]
    work: Work = {
        "enumeration": (enumerate_, {}), "enumeration, --spill": (enumerate_ + ["--spill", "regions"], {}),
        "enumeration, --jobs 2 --spill": (enumerate_ + ["--spill", "regions", "--jobs", "2"], {}),
        "enumeration, two processes": (["enumerate", place.pure, "--json", "--checkpoint", "records", "--spill", "regions", "--jobs", "2"], PURE),
        "enumeration, one folder": (["enumerate", place.pure, "--json", "--checkpoint", "both", "--spill", "both"], PURE),
        "certificate": (["certify", place.b, "--kind", "complex", "-o", "b.cert", "--json"], {}),
        "certificate, two processes": (["certify", place.b, "--kind", "complex", "-o", "b.cert.gz", "--jobs", "2", "--json"], {}),
        "census": (["verify", "classification", "--census", CENSUS, "--json", "--checkpoint", "records"], {}),
        "census, two processes": (["verify", "pieces", "--census", CENSUS, "--json", "--jobs", "2", "--checkpoint", "records"], {})}
    work = {name: one for name, one in work.items() if name.startswith(kind)}
    with Runs(place.folder / "words") as runs:
        for name, (words, how) in work.items():
            certificate = words[0] == "certify"
            wanted = -(-number // len(work))
            target = next((str(x) for x in words if str(x).startswith("b.cert")), "")
            folder = place.new("whole")
            (whole, seconds), expected = runs.timed(*words, cwd=folder, **how), contents(folder)
            kills = starts = most = 0
            while kills < wanted:
                folder = place.new("work")
                if certificate:
                    (folder / target).write_bytes(OLD)
                for attempt in range(10_000):
                    starts += 1
                    going = runs.start(*words, cwd=folder, **how)
                    time.sleep(rng.uniform(0, seconds))
                    going.send(SIGKILL)
                    run, found = going.wait(), []
                    if run.code == -SIGKILL:
                        kills += 1
                        if certificate:
                            after = contents(folder)
                            if after.pop(target) not in (OLD, expected[target]):
                                found.append("neither the old file nor the new one is there")
                            most = max(most, len(after))
                        count.add(f"{name}: killed", run.code, found)
                        if certificate and attempt >= 9:      # nothing is kept, so it need not ever end: leave it alone once
                            run = runs.run(*words, cwd=folder, **how)
                    if run.code != -SIGKILL:
                        if going.orphans():
                            found.append("a worker goes on")
                        if run.result != whole.result or run.err:
                            found.append(f"the result is another one: {run}")
                        if contents(folder) != expected:
                            found.append(f"the files are other ones: {sorted(contents(folder))}")
                        count.add(f"{name}: resumed to the end", run.code, found)
                        break
                    if not certificate and attempt > 40:
                        seconds *= 1.2
                    count.notes[name] = {"kills": kills, "starts": starts} | ({"left at most": most} if certificate else {})
            print(name, count.notes[name], file=sys.stderr)


def workers(place: Place, number: int, count: Count) -> None:
    """kill -9 of one worker process."""
    rng = place.rng
    work: Work = {
        "enumerate": (["enumerate", place.pure, "--jobs", "2", "--regions", "OUT.jsonl"], PURE),
        "enumerate --spill": (["enumerate", place.pure, "--jobs", "2", "--spill", "OUT", "--checkpoint", "OUT"], PURE),
        "enumerate --engine cdd": (["enumerate", place.c, "--jobs", "2", "--engine", "cdd"], {}),
        "cdd's own": (["enumerate", place.c, "--engine", "cdd"], {}),
        "certify": (["certify", place.b, "--kind", "complex", "--jobs", "2", "-o", "OUT.cert"], {}),
        "census": (["verify", "pieces", "--census", CENSUS, "--jobs", "2", "--checkpoint", "OUT"], {}),
        "decide": (["decide", place.b, place.folder / "b.vnnlib", "--jobs", "2", "-o", "OUT.cert"], {})}
    with Runs(place.folder / "words") as runs:
        for name, (words, how) in work.items():
            folder = place.new("work")
            usual, seconds = runs.timed(*put(words, "out"), "--json", cwd=folder, **how)
            whole, done = contents(folder), 0
            for _ in range(20 * number):
                if done == number:
                    break
                folder = place.new("work")
                going = runs.start(*put(words, "out"), "--json", cwd=folder, **how)
                until = time.monotonic() + rng.uniform(0, seconds)
                children: list[int] = []
                while time.monotonic() < until or not children and going.ended(0) is None and time.monotonic() < until + seconds:
                    time.sleep(0.001)
                    children = going.children()
                if not children:
                    going.send(SIGKILL)
                    continue
                lost = rng.choice(children)
                with suppress(ProcessLookupError):
                    os.kill(lost, SIGKILL)
                done += 1
                run = going.wait()
                found = run.faults(0, 2 if "cdd" in name else 3, 3)
                after = contents(folder)
                if run.code == 0:
                    found += another(run, usual, after, whole)
                else:
                    found += [f"files: {sorted(after)}"] * any("unfinished" in x or x.startswith("out.") for x in after)
                count.add(name, run.code, found + going_on(going))
            print(name, done, file=sys.stderr)
