"""A million mutants of certificates: none may prove what is false, and none may break the checker down.

    python campaign/mutants.py --blocks 200 --jobs 2         a block is 5,000 mutants; goes on where the last run stopped

The certificates are those of tests/certificates/valid and of the named networks of the tests: shallow and deep, on the whole
space and on domains, plain and compressed. Every kind of claim has its turn equally often, and within a kind every certificate.
What changes them is in tests/mutate.py: numbers, lists, rules, multipliers, claims, networks, bytes; some are compressed as a whole.
Where the checker accepts a claim that is another one than before, the package says whether it is true.
A block is made from its number alone, so that any mutant can be found again.
"""
from __future__ import annotations

import argparse
import gzip
import multiprocessing
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Iterator, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from corpus import files  # noqa: E402
from mutate import Mutant, judged, made, mutants, parsed  # noqa: E402
from record import RESULTS, Figure, record, recorded  # noqa: E402
from stopped import as_program  # noqa: E402

BLOCK = 5000
SECONDS = 60                       # of processor time; a mutant that takes longer is slow, and is told
FINE = ("rejected", "malformed", "same", "another")


class Slow(BaseException):
    """A mutant has taken too long."""


class Pool(NamedTuple):
    """The certificates, as often as each is changed in a round, with their headers and kinds."""

    order: list[Path]
    headers: dict[str, dict]
    place: Path

    @classmethod
    def of(cls, found: list[Path], place: Path) -> "Pool":
        """Every kind equally often."""
        headers = {file.name: parsed(file)[0] for file in found}
        kinds = sorted({header["claim"]["kind"] for header in headers.values()})
        groups = [[file for file in found if headers[file.name]["claim"]["kind"] == kind] for kind in kinds]
        return cls([group[i % len(group)] for i in range(max(map(len, groups))) for group in groups], headers, place)

    def kind(self, mutant: Mutant) -> str:
        """The kind of the certificate that a mutant was made from."""
        return self.headers[mutant.base]["claim"]["kind"]

    def block(self, number: int, count: int = BLOCK) -> Iterator[Mutant]:
        """The mutants of a block; every twelfth is compressed as a whole."""
        for i, mutant in enumerate(mutants(self.order, count, number)):
            if i % 12 == 5:
                mutant = mutant._replace(operations=f"{mutant.operations} compressed", data=gzip.compress(mutant.data, 1, mtime=0))
            yield mutant

    def outcome(self, mutant: Mutant) -> tuple[str, str]:
        """(what became of a mutant, what is wrong with that)."""
        try:
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            return judged(mutant, self.place, self.headers[mutant.base]), ""
        except Slow:
            return "slow", ""
        except AssertionError as error:
            return ("false" if "a false claim is accepted" in str(error) else "not foreseen"), str(error)
        except Exception as error:
            return "breaks down", f"{type(error).__name__}: {error}, {mutant}"
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def outcomes(self, number: int, count: int = BLOCK) -> tuple[Counter, list[str]]:
        """({(kind, outcome): how often}, what is wrong) of a block."""
        found, wrong = Counter(), []
        for i, mutant in enumerate(self.block(number, count)):
            one, why = self.outcome(mutant)
            found[self.kind(mutant), one] += 1
            if one not in FINE:
                wrong.append(f"block {number}, mutant {i}, {one}: {why or mutant}"[:2000])
        return found, wrong


def late(*_: object) -> None:
    """Ends a mutant that takes too long."""
    raise Slow


def start(found: list[Path], folder: str, count: int) -> None:
    """Prepare a process; one that works for another leaves it to that one to be interrupted."""
    global POOL, COUNT
    signal.signal(signal.SIGPROF, late)
    if multiprocessing.parent_process():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    POOL, COUNT = Pool.of(found, Path(folder) / f"{multiprocessing.current_process().pid}.cert"), count


def work(number: int) -> tuple[Counter, list[str]]:
    """One block, in a process that is prepared."""
    return POOL.outcomes(number, COUNT)


def kept(table: dict[str, Counter], wrong: list[str], blocks: int, certificates: int, seconds: float, into: Path) -> None:
    """Write what was found so far."""
    total = sum(table.values(), Counter())
    record("mutants", [
        Figure("mutants of certificates: numbers, records, claims, networks, bytes, compression", "1,000,000 over all kinds of claims",
               f"{sum(total.values()):,} mutants of {certificates} certificates, at least {min(sum(c.values()) for c in table.values()):,} of each of the "
               f"{len(table)} kinds: {total['rejected']:,} rejected, {total['malformed']:,} malformed, {total['same']:,} accepted with the same claim, "
               f"{total['another']:,} with another claim, which the package finds true"),
        Figure("false claims that are accepted; mutants that break the checker down; mutants that take a minute", "0",
               f"{total['false']} false; {total['not foreseen'] + total['breaks down']} break it down; {total['slow']} take a minute")],
        seconds, {"blocks": blocks, "seconds": round(seconds), "kinds": table, "wrong": wrong}, into)


def run(found: list[Path], blocks: int, jobs: int, into: Path = RESULTS, count: int = BLOCK) -> list[str]:
    """Go on until so many blocks are done; what is wrong. A run that is stopped has kept all blocks that were done."""
    known = recorded("mutants", into) or {"blocks": 0, "seconds": 0, "kinds": {}, "wrong": []}
    table, wrong, begin = {kind: Counter(counts) for kind, counts in known["kinds"].items()}, known["wrong"], time.monotonic()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder, ExitStack() as stack:
        if jobs > 1:
            mapped = stack.enter_context(multiprocessing.get_context("spawn").Pool(jobs, start, (found, folder, count))).imap
        else:
            start(found, folder, count)
            mapped = map
        for done, (counts, bad) in enumerate(mapped(work, range(known["blocks"], blocks)), known["blocks"] + 1):
            for (kind, one), number in counts.items():
                table.setdefault(kind, Counter())[one] += number
            wrong += bad
            seconds = known["seconds"] + time.monotonic() - begin
            kept(table, wrong, done, len(found), seconds, into)
            print(f"{done} of {blocks} blocks, {seconds:.0f} s, wrong: {len(wrong)}", *bad, sep="\n", file=sys.stderr)
    return wrong


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--blocks", type=int, default=200, help="how many blocks of 5,000 there shall be in all")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return bool(run(files("valid") + made(Path(folder)), options.blocks, options.jobs))


if __name__ == "__main__":
    as_program(main)
