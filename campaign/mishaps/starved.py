"""Too little memory."""
from __future__ import annotations

import random
import sys

from runs import Run, Runs

from .count import Count
from .place import PURE, Place, Work, put

MB = 1 << 20


def memory(place: Place, number: int, count: Count) -> None:
    """A limit of memory (ulimit -v), from what is not enough to start up to what is enough to finish."""
    big = place.net("big.json", 4, 14)
    wide = place.net("wide.json", 3, 9, outputs=2)
    work: Work = {
        "enumerate": (["enumerate", big], {}), "enumerate --regions": (["enumerate", wide, "--regions", "OUT.jsonl"], {}),
        "enumerate --engine signs": (["enumerate", big, "--engine", "signs"], {}),
        "enumerate, in Python": (["enumerate", wide], PURE),
        "enumerate, two processes": (["enumerate", wide, "--jobs", "2"], PURE),
        "enumerate --jobs 2": (["enumerate", big, "--jobs", "2"], {}),
        "enumerate --checkpoint --spill": (["enumerate", big, "--checkpoint", "OUT", "--spill", "OUT"], {}),
        "enumerate --engine cdd": (["enumerate", place.c, "--engine", "cdd"], {}),
        "boundary": (["boundary", wide, "--pair", "0,1"], {}), "certify": (["certify", place.b, "--kind", "complex", "-o", "OUT.cert"], {}),
        "certify --jobs 2": (["certify", place.b, "--kind", "complex", "--jobs", "2", "-o", "OUT.cert"], {}),
        "verify --census --jobs 2": (["verify", "pieces", "--census", "d=1,m=1,entries=-1..1", "--jobs", "2"], {}),
        "decide": (["decide", place.b, place.folder / "b.vnnlib", "-o", "OUT.cert"], {}),
        "prove": (["prove", place.b, "-o", "OUT.html"], {}), "draw": (["draw", place.c, "--domain", "box:-1,1", "-o", "OUT.svg"], {})}
    count.notes["MB beyond the loaded program with which it ends well"] = least = {}
    with Runs(place.folder / "words") as runs:
        loaded = runs.size()
        usual, enough = {}, {}
        for name, (words, how) in work.items():
            usual[name], enough[name] = _limited(runs, place, words, how, loaded + 4096 * MB), 64
            while _limited(runs, place, words, how, loaded + enough[name] * MB).code != 0 and enough[name] < 4096:
                enough[name] *= 2
        for i in random.Random(1).sample(range(number), number):          # all commands, however soon this is stopped
            for name, (words, how) in work.items():
                limit = loaded + enough[name] * MB * i // number
                if _starved(count, name, _limited(runs, place, words, how, limit), place, usual[name], f"{limit - loaded >> 10} KB").code == 0:
                    least[name] = min(limit - loaded >> 20, least.get(name, enough[name]))
            print(i, least, file=sys.stderr)
    with Runs(place.folder / "words", fresh=True) as runs:           # from what is not enough to start
        words, how = work["enumerate"]
        whole = _limited(runs, place, words, how, 4096 * MB)
        for i in range(number // 2):
            limit = loaded * (i + 1) // (number // 2)
            run = _limited(runs, place, words, how, limit)
            if run.code and not run.out and "exactrelu: " not in run.err and "exactrelu" not in run.err and limit < loaded // 4:
                count.add("a process of its own", "Python does not start")
            else:
                _starved(count, "a process of its own", run, place, whole, f"{limit >> 20} MB in all")


def _starved(count: Count, name: str, run: Run, place: Place, usual: Run, limit: str) -> Run:
    """A run with a limit of memory, judged: success, or exit code 3 and no file but those of a checkpoint."""
    left = [str(file.relative_to(place.folder / "work")) for file in (place.folder / "work").rglob("*") if file.is_file()] if run.code else []
    found = run.faults(0, 3) + [f"left: {left}"] * any("unfinished" in x or not x.startswith("out/") for x in left)
    if run.code == 0 and run.result != usual.result:
        found.append("another result")
    count.add(name, run.code, [f"{limit}: {fault}" for fault in found])
    return run


def _limited(runs: Runs, place: Place, words: list, how: dict, limit: int) -> Run:
    """A run with a limit of memory, in bytes."""
    folder = place.new("work")
    return runs.run(*put(words, folder / "out"), "--json", memory=limit, **how)
