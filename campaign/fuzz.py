"""Fuzzing of every reader, of the checker and of what runs keep on the disk, guided by coverage (atheris).

    python campaign/fuzz.py                              every target for half an hour each, one after the other
    python campaign/fuzz.py json torch --seconds 60      these, for a minute each

A process of its own fuzzes (libFuzzer, with the mutators of mutators.py); this one watches it, adds up its executions, seconds
and CPU seconds in results/fuzz.json, where several runs add up, and keeps an input that broke something in build/fuzz/. There are
limits: 2 seconds of CPU time and 500 MB. What counts as broken: targets.py. Needs `pip install atheris`; a smaller version
without coverage, in `stirred`, needs nothing and is part of the tests.
"""
from __future__ import annotations

import argparse
import fcntl
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any, Iterator

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from record import RESULTS, Figure, record, recorded  # noqa: E402

KEPT = HERE.parent / "build" / "fuzz"
SECONDS, MEMORY = 1800, 500
LONG = 20                       # seconds after which libFuzzer itself ends a run; the CPU time is looked at before
COUNT = struct.Struct("qd")     # executions, CPU seconds
COUNTED, CLEAN = ("executions", "seconds", "CPU seconds"), " without a crash"
INSTRUMENTED = ["exactrelu.readers", "exactrelu.checker", "exactrelu.rational", "exactrelu.words", "exactrelu.domain", "exactrelu.network",
                "exactrelu.certificates.explain", "exactrelu.folders", "exactrelu.theorems.checkpoint", "exactrelu.theorems.tally",
                "exactrelu.theorems.families", "exactrelu.commands.reach"]


def place() -> Path | None:
    """Where files are written a thousand times a second: in memory, if the system has such a folder."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() else None


def stirred(name: str, runs: int, seed: int) -> Iterator[bytes]:
    """Without coverage: `runs` changed files that a target is run on; they are the same for the same seed."""
    from mutators import mutated
    from targets import TARGETS, tried
    target, rng = TARGETS[name], Random(seed)
    seeds = target.seeds()
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        for i in range(runs):
            data = seeds[i % len(seeds)]
            for _ in range(rng.choice((1, 1, 2, 4))):
                data = mutated(data, rng)
            yield data
            tried(target, Path(folder), data)


def inside(name: str, counter: str, words: list[str]) -> None:
    """The process that fuzzes, until its parent ends it."""
    import atheris
    with atheris.instrument_imports(include=INSTRUMENTED, enable_loader_override=False):
        from targets import TARGETS, tried
    from mutators import mutated
    target, folder, parent, done = TARGETS[name], Path(tempfile.mkdtemp(dir=place())), os.getppid(), 0
    with open(counter, "r+b") as file:
        shared = mmap.mmap(file.fileno(), COUNT.size)

    def once(data: bytes) -> None:
        nonlocal done
        done += 1
        COUNT.pack_into(shared, 0, done, time.process_time())
        if os.getppid() != parent:
            os._exit(1)
        tried(target, folder, data)

    def mutator(data: bytes, most: int, seed: int) -> bytes:
        return mutated(bytes(data), Random(seed), lambda part, _: atheris.Mutate(part, max(2 * len(part), 64)))[:most]

    os.chdir(folder)
    atheris.Setup([sys.argv[0], *words], once, custom_mutator=mutator)
    atheris.Fuzz()


def fuzzed(name: str, seconds: int, seed: int, into: Path) -> Path | None:
    """Fuzz a target for so many seconds; the file that broke it, or None."""
    from targets import TARGETS
    home = KEPT / name
    found, first, broken, counter = home / "corpus", home / "seeds", home / "broken", home / f"counter-{os.getpid()}"
    for folder in (found, first, broken):
        folder.mkdir(parents=True, exist_ok=True)
    for i, data in enumerate(TARGETS[name].seeds()):
        (first / f"{i:04}").write_bytes(data)
    counter.write_bytes(bytes(COUNT.size))
    before, ended, begun, counted = set(broken.iterdir()), None, time.monotonic(), (0, 0.0, 0.0)
    words = [str(found), str(first), "-max_len=65536", f"-timeout={LONG}", f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={broken}/", f"-seed={seed}"]
    with open(home / "log", "ab") as log:
        child = subprocess.Popen([sys.executable, __file__, name, "--inside", str(counter), "--", *words], stdout=log, stderr=log)
        try:
            while ended is None and counted[1] < seconds:
                time.sleep(min(20, seconds))
                runs, busy = COUNT.unpack(counter.read_bytes())
                ended, now = child.poll(), (runs, time.monotonic() - begun, busy)
                noted(name, [a - b for a, b in zip(now, counted)], int(ended is not None), into)
                counted = now
        finally:
            child.terminate()
            child.wait()
            counter.unlink()
    print(f"{name}: {counted[0]} executions in {counted[1]:.0f} seconds, {counted[2]:.0f} of CPU time", file=sys.stderr)
    if ended is None:
        return None
    fresh = [*sorted(set(broken.iterdir()) - before), home / "log"]
    print(f"{name}: broken by {fresh[0]}; the end of {home / 'log'} says how", file=sys.stderr)
    return fresh[0]


def noted(name: str, more: list[float], crashes: int, into: Path) -> None:
    """Add to what fuzz.json says; one process at a time. After a crash the count without one begins anew."""
    into.mkdir(parents=True, exist_ok=True)
    with open(KEPT / "lock", "w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        known: dict[str, Any] = recorded("fuzz", into) or {}
        one = known.setdefault(name, {key + end: 0 for key in COUNTED for end in ("", CLEAN)} | {"crashes": 0})
        for key, value in zip(COUNTED, more):
            one[key] = round(one[key] + value, 1)
            one[key + CLEAN] = 0 if crashes else round(one[key + CLEAN] + value, 1)
        one["crashes"] += crashes
        whole = record("fuzz", figures(known), sum(one["seconds"] for one in known.values()), dict(sorted(known.items())), KEPT)
        shutil.move(whole, into / whole.name)            # never half of it


def figures(known: dict[str, Any]) -> list[Figure]:
    """The row of the table."""
    runs, clean, crashes = (sum(one[key] for one in known.values()) for key in ("executions", "executions" + CLEAN, "crashes"))
    least, busy = (min(one[key + CLEAN] for one in known.values()) / 60 for key in ("seconds", "CPU seconds"))
    return [Figure("Coverage-guided fuzzing of every reader, the checker and the records of runs", "30 minutes each without a crash",
                   f"{len(known)} targets, {runs:,} executions, the last {clean:,} of them without a crash, for each target {least:.0f} minutes or more "
                   f"({busy:.0f} of CPU time, beside other work); {crashes} crashes before, all mended")]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for each")
    parser.add_argument("--seed", type=int, default=0, help="of libFuzzer; 0: another one each time")
    parser.add_argument("--into", type=Path, default=RESULTS, metavar="DIR", help="the folder of fuzz.json")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    arguments, words = parser.parse_known_args()
    if arguments.inside:
        inside(arguments.targets[0], arguments.inside, arguments.targets[1:] + words)
        return 0
    from targets import TARGETS
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    broken = [name for name in arguments.targets or TARGETS if fuzzed(name, arguments.seconds, arguments.seed, arguments.into) is not None]
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
