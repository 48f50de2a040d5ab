"""One run at a time: a lock on what a run keeps.

It is on a file that is there meanwhile, and belongs to the process: those that it starts do not inherit it, and that of a
process that was killed is free. Where a file system has no locks, nobody is refused.
"""
from __future__ import annotations

import importlib
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import Any, Iterator

from ..errors import InputError

POSIX = os.name == "posix"
LOCKS: Any = importlib.import_module("fcntl" if POSIX else "msvcrt")
_ours: dict[tuple[int, str], object] = {}      # whose locks this process has: it would be given them twice, and lose both when it closes one


@contextmanager
def alone(lock: Path, folder: str) -> Iterator[None]:
    """No other run is in such a block with this file until the block ends; InputError if one is.

    folder : where the other run is at work, for the sentence
    """
    refused = InputError(f"another process is at work on the records in {folder}; wait for its end")
    name, this = (os.getpid(), os.path.realpath(lock)), object()
    if _ours.setdefault(name, this) is not this:
        raise refused
    try:
        descriptor = _locked(lock)
        if descriptor is None:
            raise refused
        try:
            yield
        finally:
            with suppress(OSError):               # on Windows, where a file that is open stays
                if _is(lock, descriptor):
                    lock.unlink()                 # before the lock is free, so that nobody else has it by then
            os.close(descriptor)
    finally:
        del _ours[name]


def _locked(lock: Path) -> int | None:
    """The file, with a lock on it until the descriptor is closed or the process ends; None if another process has it."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        _check_empty(lock, descriptor)
        try:
            if POSIX:
                LOCKS.lockf(descriptor, LOCKS.LOCK_EX | LOCKS.LOCK_NB)
            else:
                LOCKS.locking(descriptor, LOCKS.LK_NBLCK, 1)
        except (BlockingIOError, PermissionError):
            os.close(descriptor)
            return None
        except OSError:                           # no locks here
            return descriptor
        if _is(lock, descriptor):
            return descriptor
        os.close(descriptor)                      # who had it before has removed it in between


def _check_empty(lock: Path, descriptor: int) -> None:
    """InputError if this is no lock but somebody's file: it would be removed."""
    found = os.fstat(descriptor)
    if not S_ISREG(found.st_mode) or found.st_size:
        os.close(descriptor)
        raise InputError(f"{lock} is not a lock of exactrelu, as its name says; name another folder, or rename it")


def _is(lock: Path, descriptor: int) -> bool:
    """Whether the file that is open still has this name."""
    try:
        return os.path.samestat(os.stat(lock), os.fstat(descriptor))
    except FileNotFoundError:
        return False
