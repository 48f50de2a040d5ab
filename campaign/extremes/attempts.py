"""Instances one after the other: a network of a family, the engines, and a command."""
from __future__ import annotations

import random
import re
import signal
import tempfile
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import exactrelu as er

from .commands import COMMANDS, commands
from .engines import engines
from .files import formats
from .networks import FAMILIES
from .outcomes import fault

LIMIT = 300                # seconds for one instance; what takes longer is counted as not finished


class Late(BaseException):
    """An instance took longer than LIMIT; nobody else catches it."""


class Found(NamedTuple):
    """What one instance gave: commands that were run, sentences that refuse what is done on the small copy, and what is wrong."""

    number: int
    family: str
    ran: int
    refused: list[str]
    late: int
    wrong: list[str]


def attempt(seed: int, number: int, family: str, names: list[str] | None = None) -> Found:
    """One instance: the engines (cdd, which is slow to start, now and then), the formats for doubles, and some commands."""
    rng = random.Random(f"{seed} {number} {family}")
    case = FAMILIES[family](rng)
    wrong: list[str] = []
    ran, refused = 0, []
    try:
        wrong += engines(case, number % 8 == 0)
    except er.InputError as error:
        if "empty" not in str(error):
            wrong.append(f"engines: {error}"[:200])
        return Found(number, family, 0, [str(error)], 0, wrong)
    except Exception as error:
        wrong.append(f"engines: {type(error).__name__}: {error}"[:200])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if family == "doubles":
            wrong += formats(case, folder)
        for name, found, as_small in commands(case, rng, folder, names or rng.sample(list(COMMANDS), (number + 1) % 2)):
            ran += 1
            if found.code in (2, 3) and not (as_small and as_small.code == found.code):
                said = found.err.strip().removeprefix("exactrelu: ").replace(str(folder), "").replace("/big/", "")
                refused.append(re.sub("[0-9]+", "#", said)[:160])
            told = fault(found, as_small)
            if told:
                wrong.append(f"{name}: {told}")
    return Found(number, family, ran, refused, 0, wrong)


def _timed(*arguments: Any) -> Found:
    """An instance with a limit on the time of its commands."""
    def ring(*_: Any) -> None:
        raise Late

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(LIMIT)
    try:
        return attempt(*arguments)
    except Late:
        return Found(arguments[1], arguments[2], 0, [], 1, [])
    finally:
        signal.alarm(0)


def campaign(seed: int, count: int, jobs: int, only: list[str]) -> Iterator[Found]:
    """The instances of a campaign, family by family in turn; a process that dies is a fault of its instance."""
    most = [name for name in FAMILIES if name != "digits"]                # these take ten times as long as others
    names = only or [*most, *most, *FAMILIES, *most, *most, *most]
    plan = [(number, names[number % len(names)]) for number in range(count)]
    while plan:
        pool = ProcessPoolExecutor(jobs)
        try:
            waiting = [(number, family, pool.submit(_timed, seed, number, family)) for number, family in plan]
            plan = []
            for number, family, future in waiting:
                try:
                    yield future.result()
                except BrokenProcessPool:
                    plan = [(n, f) for n, f, _ in waiting if n >= number]
                    break
        finally:
            pool.shutdown(cancel_futures=True)
        if plan:                                     # alone, to see which of them it was
            number, family = plan.pop(0)
            with ProcessPoolExecutor(1) as pool:
                try:
                    yield pool.submit(_timed, seed, number, family).result()
                except BrokenProcessPool:
                    yield Found(number, family, 0, [], 0, ["the process died"])
