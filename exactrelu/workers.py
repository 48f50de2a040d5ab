"""Work in several processes: of this machine, or of an executor that reaches others."""
from __future__ import annotations

import importlib
import multiprocessing
import os
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import connection
from signal import SIG_DFL, SIG_IGN, SIGINT, getsignal, raise_signal, signal
from threading import Event, RLock, Thread, current_thread, local, main_thread
from typing import Any, Callable, Iterator

from .errors import InputError, LimitExceeded, MissingExtra
from .openblas import one_thread
from .process import SIGNALS
from .version import VERSION

Prepare = Callable[..., None]
_here = local()          # of a thread of a pool: an event that tells that its work is no longer wanted


def halted() -> bool:
    """Whether what this thread does is no longer wanted; long work looks at it now and then."""
    return hasattr(_here, "halt") and _here.halt.is_set()


@contextmanager
def pool(jobs: int, prepare: Prepare | None = None, arguments: tuple = (), executor: Executor | None = None,
         threads: bool = False) -> Iterator[Executor]:
    """An executor: the given one, processes of this machine, or for one job this process.

    prepare : called with `arguments` once in every process, before the work.
    threads : the work is done by code that lets other threads run, so threads of this process do.

    >>> with pool(1) as here:
    ...     here.submit(abs, -1).result()
    1
    """
    if executor is not None:
        try:
            yield _Prepared(executor, prepare, arguments) if prepare else executor
        except BrokenExecutor:
            raise _lost("of the executor") from None
        except Exception as error:
            if type(error).__name__ == "KilledWorker":       # dask's word for it
                raise _lost("of the executor") from None
            raise
        return
    if jobs == 1:
        if prepare:
            prepare(*arguments)
        yield _Here()
        return
    if threads:
        halt = Event()
        found = ThreadPoolExecutor(jobs, initializer=lambda: setattr(_here, "halt", halt))
        try:
            yield found
        finally:
            halt.set()
            with _postponed():                   # a thread that is waited for must have ended, and soon has
                found.shutdown(wait=True, cancel_futures=True)
        return
    context = multiprocessing.get_context("fork" if sys.platform.startswith("linux") else "spawn")
    found = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(os.getpid(), prepare, arguments))
    over = Event()
    watch = Thread(target=_end_together, args=(found, over), daemon=True)
    try:
        with _postponed():                       # an interrupt while processes begin would leave one of which nobody knows
            watch.start()
            found.map(int, range(jobs))          # where processes are not forked, each begins with a piece of work
        yield found
    except BrokenExecutor:
        time.sleep(0.1)                                              # a signal to all, which ended that process, may be on its way to this one
        raise _lost("here") from None
    except BaseException:                                            # or nobody asks for more: do not wait for what they are at
        processes, manager, asked = list((found._processes or {}).values()), found._executor_manager_thread, found._call_queue
        found.shutdown(wait=False, cancel_futures=True)              # first: a process that is missed before fails what is cancelled
        for process in processes:
            process.kill()                                           # SIGTERM is lost in a process that is just being forked
        with suppress(OSError, AttributeError):                      # there may be none
            asked._reader.close()                                    # or the thread that writes to them waits for ever for somebody who reads
        if manager and manager.is_alive():                           # there may have been no room to start it
            manager.join()
        raise
    finally:
        over.set()
        if watch.ident:
            watch.join()                                             # both would close the queue of answers
        found.shutdown(wait=True, cancel_futures=True)


@contextmanager
def workers(jobs: int, prepare: Prepare | None = None, arguments: tuple = (), executor: Executor | None = None) -> Iterator[Callable]:
    """A map over the processes of `pool`, in order.

    >>> with workers(1) as mapped:
    ...     list(mapped(abs, [-1, 2]))
    [1, 2]
    """
    with pool(jobs, prepare, arguments, executor) as found:
        yield found.map


def _end_together(found: ProcessPoolExecutor, over: Event) -> None:
    """When one process has ended, or the thread that talks to them, end all: nobody waits for what cannot come, as the end of an answer."""
    answers, asked = found._result_queue, found._pending_work_items
    while not over.wait(1):
        processes, manager = list((found._processes or {}).values()), found._executor_manager_thread
        ended = manager and manager.ident and not manager.is_alive()              # there was no room for another thread
        if ended or processes and connection.wait([process.sentinel for process in processes], 0):
            for process in processes:
                process.kill()
            answers._writer.close()                      # this process could give it, too
            for item in list(asked.values()) if ended else ():
                with suppress(InvalidStateError):
                    item.future.set_exception(BrokenProcessPool())
            return


@contextmanager
def _postponed() -> Iterator[None]:
    """Signals that ask for the end are heard afterwards, if Python hears them at all."""
    if current_thread() is not main_thread():
        yield
        return
    heard, before = [], {number: signal(number, lambda number, _: heard.append(number)) for number in SIGNALS if callable(getsignal(number))}
    try:
        yield
    finally:
        for number, what in before.items():
            signal(number, what)
        if heard:
            raise_signal(heard[0])


def _lost(where: str) -> LimitExceeded:
    return LimitExceeded(f"a worker process {where} died, most likely out of memory; use fewer --jobs")


class _Here(Executor):
    """This process: work is done when it is handed in, or, mapped, when its results are asked for."""

    def submit(self, function: Callable, /, *arguments: Any, **named: Any) -> Future:
        """The result, as a future."""
        future: Future = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future

    def map(self, function: Callable, *arguments: Any, **_: Any) -> Iterator:
        """The results, one by one."""
        return map(function, *arguments)


class _Prepared(Executor):
    """An executor whose processes cannot be prepared in advance: every piece of work brings along what it needs."""

    made = 0

    def __init__(self, executor: Executor, prepare: Prepare, arguments: tuple):
        _Prepared.made += 1
        self.executor, self.first = executor, (f"{os.getpid()}-{time.time_ns()}-{self.made}", prepare, arguments)

    def submit(self, function: Callable, /, *arguments: Any, **named: Any) -> Future:
        """As the executor that it wraps."""
        return self.executor.submit(partial(_after, self.first, function), *arguments, **named)

    def map(self, function: Callable, *arguments: Any, **named: Any) -> Iterator:
        """As the executor that it wraps."""
        return self.executor.map(partial(_after, self.first, function), *arguments, **named)


_prepared: str | None = None     # for what this process is prepared
_lock = RLock()                  # an executor may have several threads in a process, what is prepared is one


def _after(first: tuple, function: Callable, *arguments: Any, **named: Any) -> Any:
    """The work, after the preparation, if that has not been done in this process."""
    global _prepared
    name, prepare, of = first
    with _lock:
        if _prepared != name:
            prepare(*of)
            _prepared = name
        return function(*arguments, **named)


def _begin(parent: int, prepare: Prepare | None, arguments: tuple) -> None:
    """Interrupts are for the process that waits, and nothing goes on after its end; then the preparation."""
    for number in SIGNALS:
        signal(number, SIG_IGN if number == SIGINT else SIG_DFL)
    try:
        one_thread()
        Thread(target=_end_with, args=(parent,), daemon=True).start()
        if prepare:
            prepare(*arguments)
    except (MemoryError, RuntimeError):          # of a thread that cannot start: there is no room for this process
        os._exit(1)


def _end_with(parent: int) -> None:
    """End this process when its parent has ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


@contextmanager
def named_executor(name: str | None) -> Iterator[tuple[Executor | None, int]]:
    """The executor that the command line names, dask:ADDRESS, and how many tasks it does at a time; (None, 1) without a name.

    Raises
    ------
    InputError : the name is another one, nobody answers there, or the workers have another version of exactrelu.
    MissingExtra : dask is not installed.

    >>> with named_executor(None) as found:
    ...     found
    (None, 1)
    """
    if name is None:
        yield None, 1
        return
    kind, _, address = name.partition(":")
    if kind != "dask" or not address:
        raise InputError(f"an executor is dask:ADDRESS, such as dask:tcp://127.0.0.1:8786, but is {name[:60]!r}")
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        raise MissingExtra("the executor 'dask' needs dask.distributed: pip install 'exactrelu[dask]'") from None
    client = distributed.Client.__new__(distributed.Client)
    try:
        client.__init__(address, set_as_default=False, timeout=10)
    except (OSError, ValueError, ImportError) as error:
        client.status = "closed"                                     # else it waits, when it is deleted, for what never was open
        raise InputError(f"no dask scheduler answers at {address[:200]} ({type(error).__name__})") from None
    with client:
        found = client.get_executor(pure=False)
        at_once = sum(client.nthreads().values())
        if not at_once:
            raise InputError(f"the dask scheduler at {address[:200]} has no workers")
        try:
            there = found.submit(_version).result()
        except Exception as error:
            raise InputError(f"the dask workers at {address[:200]} cannot import exactrelu ({type(error).__name__})") from None
        if there != VERSION:
            raise InputError(f"the dask workers at {address[:200]} have exactrelu {there}, but this is {VERSION}")
        yield found, at_once


def _version() -> str:
    return VERSION
