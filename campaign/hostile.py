"""Every hostile input of tests/attacks, each to the real command in a process of its own.

    python campaign/hostile.py            all of them; --only KIND for some, --jobs N at a time

Each must be refused with exit code 2 and one printable sentence that names the file, within 2 seconds of CPU time and 500 MB,
starting Python and loading the package included; nothing may be written. What was measured goes to results/hostile.json.
"""
from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "tests")]

from record import RESULTS, Figure, record  # noqa: E402

from attacks import CORPUS, NETWORK, Hostile  # noqa: E402
from attacks.judge import MEGABYTES, SECONDS, judged  # noqa: E402

COMMAND = [sys.executable, "-m", "exactrelu.cli"]


class Found(NamedTuple):
    """What came of one of them; `wrong` is empty if it was refused as it must."""

    kind: str
    name: str
    seconds: float
    megabytes: float
    wrong: str


def left(folder: str) -> set[str]:
    """The names of everything in a folder but the lock of a folder of records."""
    return {os.path.join(place, name) for place, folders, files in os.walk(folder) for name in (*folders, *files) if name != ".exactrelu.lock"}


def made(one: Hostile, folder: str) -> None:
    """Make it in a folder, in a copy of this process, so that this one stays small: the peak of a child begins with that of its parent."""
    copy = os.fork()
    if not copy:
        try:
            os.chdir(folder)
            one.make()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(copy, 0)[1] == 0, f"{one.name} cannot be made"


def tried(kind: str, one: Hostile) -> Found:
    """Run one of them."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "OPENBLAS_NUM_THREADS": "1"}
        Path(folder, "net.json").write_bytes(NETWORK)
        made(one, folder)
        before = left(folder)
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen([*COMMAND, *map(os.fsencode, one.words)], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read().decode("utf-8", "replace")
        seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
        try:
            judged(one, child.returncode, text, seconds, megabytes)
            assert left(folder) == before, f"written: {left(folder) - before}"
            wrong = ""
        except AssertionError as error:
            wrong = str(error)[:500]
    return Found(kind, one.name, seconds, megabytes, wrong)


def figures(found: list[Found]) -> list[Figure]:
    """The row of the table."""
    seconds, megabytes = (max(getattr(one, key) for one in found) for key in ("seconds", "megabytes"))
    wrong = sum(bool(one.wrong) for one in found)
    return [Figure("Hostile input for every format and command, each in a process of its own", f"200 or more, one sentence, exit code 2, {SECONDS} seconds and {MEGABYTES} MB",
                   f"{len(found)} of {len({one.kind for one in found})} kinds, {wrong} refused in another way or beyond a limit; at most {seconds:.1f} seconds of CPU time and {megabytes:.0f} MB, "
                   "starting Python included")]


def noted(found: list[Found], seconds: float, into: Path) -> None:
    """Keep what has been found so far."""
    counts = {kind: sum(one.kind == kind for one in found) for kind in CORPUS}
    record("hostile", figures(found), seconds, {"wrong": [one._asdict() for one in found if one.wrong], "kinds": counts}, into)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=CORPUS, action="append", help="kinds")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--into", type=Path, default=RESULTS, metavar="DIR", help="the folder of hostile.json")
    arguments = parser.parse_args()
    start, found = time.monotonic(), []
    todo = [(kind, one) for kind in arguments.only or CORPUS for one in CORPUS[kind]]
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for i, one in enumerate(pool.map(lambda words: tried(*words), todo), 1):
            found.append(one)
            if one.wrong:
                print(f"{one.kind}: {one.name!r}: {one.wrong}", file=sys.stderr)
            print(f"\r{i} of {len(todo)} ", end="", file=sys.stderr, flush=True)
            if i % 20 == 0 or i == len(todo):
                noted(found, time.monotonic() - start, arguments.into)
    return int(any(one.wrong for one in found))


if __name__ == "__main__":
    sys.exit(main())
