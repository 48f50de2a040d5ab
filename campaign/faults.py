"""Faults of the world around the program: it is killed, interrupted, starved of room, memory or permission, and not listened to.

    python campaign/faults.py [SECTION ...] [--number N] [--seed S]

Sections: enumeration, certificate, census (killed), torn, full, denied, pipes, memory, interrupted, loading, workers. After every fault the exit code is that of
the design, there is one sentence and no traceback, the old file is intact or the new one is whole, nothing else lies
around, no process goes on, and what is resumed has the bytes of one undisturbed run. The full disk and the
read-only one are file systems of their own where these may be made (root on Linux).
"""
from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from signal import SIGINT, SIGTERM, default_int_handler, signal
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parent))
from mishaps.count import Count  # noqa: E402
from mishaps.denied import denied  # noqa: E402
from mishaps.full import full  # noqa: E402
from mishaps.interrupted import interrupted  # noqa: E402
from mishaps.killed import killed, workers  # noqa: E402
from mishaps.place import Place  # noqa: E402
from mishaps.starved import memory  # noqa: E402
from mishaps.torn import torn  # noqa: E402
from mishaps.unheard import pipes  # noqa: E402
from record import Figure, record, recorded  # noqa: E402

SECTIONS: dict[str, tuple[Callable[[Place, int, Count], None], int, str, str]] = {
    "enumeration": (partial(killed, kind="enumeration"), 100, "an enumeration with a checkpoint, 5 ways: kill -9 of all processes at random moments, resumed until it is done", "100; the same bytes"),
    "certificate": (partial(killed, kind="certificate"), 100, "a certificate being written, 2 ways: the same", "100; the old file or the whole new one"),
    "census": (partial(killed, kind="census"), 100, "a census with a checkpoint, 2 ways: the same", "100; the same bytes"),
    "torn": (torn, 100, "checkpoints cut off at any byte, with zeros at the end, or without their last block", "the same bytes, or refused"),
    "full": (full, 4, "a full disk under every command that writes", "one sentence, exit code 3, no partial file"),
    "denied": (denied, 3, "read-only places, lost permission, folders that vanish, targets that are no files", "one sentence, exit code 2, no partial file"),
    "pipes": (pipes, 999, "closed and broken standard streams under every command", "no traceback, the usual exit code, or 141"),
    "memory": (memory, 40, "ulimit -v from too little to start to enough to finish, 15 commands", "40 limits each; exit code 3, no crash, no partial file"),
    "interrupted": (interrupted, 16, "SIGINT, SIGTERM, SIGHUP at random moments, also two in short order, to one process or all", "200; 128 + N, no process goes on"),
    "loading": (partial(interrupted, fresh=True), 30, "the same from the first millisecond of a process on, 2 commands", "50; 128 + N"),
    "workers": (workers, 8, "kill -9 of one worker process at random moments, 7 commands", "50; the result, or one sentence"),
}


def figures(more: dict) -> list[Figure]:
    """A line for every section that was run."""
    found = []
    for name, (_, _, what, asked) in SECTIONS.items():
        if name in more:
            data = more[name]
            ends = ", ".join(f"{end}: {n}" for end, n in sorted(data["ends"].items()) if end)
            found.append(Figure(what, asked, f"{sum(data['tried'].values())} trials, {len(data['faults'])} faults ({ends})"))
    return found


def main() -> int:
    """Run sections and keep their figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"{', '.join(SECTIONS)}; all by default")
    parser.add_argument("--number", type=int, help="how many trials of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-record", action="store_true")
    arguments = parser.parse_args()
    failed = False
    for number in (SIGINT, SIGTERM):                     # also in the background
        signal(number, default_int_handler)
    for name in arguments.sections or SECTIONS:
        section, times, *_ = SECTIONS[name]
        with tempfile.TemporaryDirectory() as folder:
            begun, count = time.monotonic(), Count()
            with suppress(KeyboardInterrupt):            # what was counted is kept
                section(Place(Path(folder), arguments.seed), arguments.number or times, count)
            data = {**count.data(), "seconds": round(time.monotonic() - begun)}
            failed |= bool(count.faults)
            print(json.dumps({name: data}, indent=1))
            if count.tried and not arguments.no_record:
                more = {**(recorded("faults") or {}), name: data}            # other sections may run beside this one
                record("faults", figures(more), sum(one["seconds"] for one in more.values()), more)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
