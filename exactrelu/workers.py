"""Work in several processes."""
from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from signal import SIG_IGN, SIGINT, signal
from typing import Any, Callable, Iterator

from .errors import LimitExceeded


@contextmanager
def workers(jobs: int, prepare: Callable[..., None] | None = None, arguments: tuple = ()) -> Iterator[Callable]:
    """A map over processes, in order; over this process for one job.

    prepare : called with `arguments` once in every process, before the work.

    >>> with workers(1) as mapped:
    ...     list(mapped(abs, [-1, 2]))
    [1, 2]
    """
    if jobs == 1:
        if prepare:
            prepare(*arguments)
        yield map
        return
    fork = sys.platform.startswith("linux")
    context = multiprocessing.get_context("fork" if fork else "spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(prepare, arguments))
    try:
        yield pool.map
    except BrokenProcessPool:
        raise LimitExceeded("a worker process died, most likely out of memory; use fewer --jobs") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(prepare: Callable[..., None] | None, arguments: Any) -> None:
    """Interrupts are for the process that waits; then the preparation."""
    signal(SIGINT, SIG_IGN)
    if prepare:
        prepare(*arguments)
