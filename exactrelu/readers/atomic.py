"""Files that appear only when they are complete.

Until then a file is called .NAME.TOKEN.unfinished, and is locked; `clean` and `clean_folder` remove those that were left by a process
that was killed.
"""
from __future__ import annotations

import gzip
import importlib
import io
import os
import secrets
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Callable, Iterator

LOCKS: Any = importlib.import_module("fcntl") if os.name == "posix" else None
UNFINISHED = ".unfinished"


@contextmanager
def atomic_writer(path: str | os.PathLike, mode: str = "w", check: Callable[[str], None] | None = None,
                  copy: Callable[[bytes], None] | None = None) -> Iterator[IO]:
    """A file open for writing ("w" text, "wb" binary; gzip if the name ends in .gz) that replaces
    `path` when the block ends well and `check`, called with the name of the complete file, does not raise,
    and leaves nothing behind otherwise. `copy` is called with all the bytes of the file, in order."""
    target = Path(os.path.realpath(path))                     # a link stays, what it names is replaced
    name = target.with_name(f"{_beginning(target)}{secrets.token_hex(4)}{UNFINISHED}")
    with ExitStack() as stack:
        stack.enter_context(_named(os.fspath(path), name))
        stack.callback(name.unlink, missing_ok=True)          # before it is there: an interrupt may come at any moment
        if LOCKS:                                             # elsewhere, on Windows, a file that is open cannot be renamed
            stack.callback(os.close, _locked(name))
        with _Copied(name, copy) if copy else open(name, "wb") as raw:
            # no name and no time in the header: the same content gives the same bytes
            binary = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if os.fspath(path).endswith(".gz") else raw
            # a name that is not UTF-8 may be part of a text; its odd bytes are written as on standard error
            file = binary if mode == "wb" else io.TextIOWrapper(binary, encoding="utf-8", errors="backslashreplace", newline="\n")
            yield file
            file.flush()
            if file is not binary:
                file.detach()
            if binary is not raw:
                binary.close()
            raw.flush()
            os.fsync(raw.fileno())
        if check:
            check(os.fspath(name))
        os.replace(name, target)


def clean(path: str | os.PathLike) -> None:
    """Remove what processes that were killed while they wrote this file have left."""
    target = Path(os.path.realpath(path))
    clean_folder(target.parent, _beginning(target))


def clean_folder(folder: Path, *beginnings: str) -> None:
    """The same for all files of a folder whose unfinished names begin so."""
    for name in folder.glob(f".*{UNFINISHED}") if LOCKS else ():
        if name.name.startswith(beginnings):
            with suppress(OSError), open(name, "rb", opener=_at_once) as file:
                LOCKS.flock(file, LOCKS.LOCK_EX | LOCKS.LOCK_NB)
                name.unlink()


def _at_once(name: str, flags: int) -> int:
    """Opens also a pipe that nothing writes to."""
    return os.open(name, flags | os.O_NONBLOCK)


def _beginning(target: Path) -> str:
    """With what unfinished names begin: the name, cut so that all have at most 255 bytes."""
    return f".{os.fsencode(target.name)[:230].decode(errors='ignore')}."


def _locked(name: Path) -> int:
    """A new file, with a lock on it until the descriptor is closed or the process ends."""
    while True:
        descriptor = os.open(name, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        with suppress(OSError):                       # some file systems have no locks
            LOCKS.flock(descriptor, LOCKS.LOCK_EX)
        if name.exists():                             # another process may have cleaned it away before it was locked
            return descriptor
        os.close(descriptor)


@contextmanager
def _named(path: str, name: Path) -> Iterator[None]:
    """Errors are about the file that is asked for, not about its name meanwhile."""
    try:
        yield
    except OSError as error:
        if error.filename in (None, os.fspath(name)):
            error.filename, error.filename2 = path, None
        raise


def compressed(content: bytes) -> bytes:
    """What `atomic_writer` puts into a .gz file; the header that gzip.compress writes differs between Pythons.

    >>> compressed(b"")[:10]
    b'\\x1f\\x8b\\x08\\x00\\x00\\x00\\x00\\x00\\x02\\xff'
    """
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


class _Copied(io.BufferedWriter):
    """A file that tells what is written into it."""

    def __init__(self, name: Path, copy: Callable[[bytes], None]):
        super().__init__(io.FileIO(name, "wb"))
        self.copy = copy

    def write(self, data) -> int:
        """As every file."""
        self.copy(data)
        return super().write(data)
