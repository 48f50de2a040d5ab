"""The bytes of a file and the members of an archive, within limits that are known before anything is inflated."""
from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
import zlib
from contextlib import suppress
from threading import Thread
from typing import IO

from ..errors import InputError

MAX_FILE = 64 << 20          # bytes of a file, also of what a gzip file inflates to
MAX_INFLATED = 256 << 20     # bytes of all members of an archive that are read
MAX_MEMBERS = 10_000
PATIENCE = 1                 # seconds
MAX_RATIO = 100              # inflated to compressed, for members above a megabyte


def contents(path: str | os.PathLike) -> bytes:
    """The bytes of a file of at most 64 MB; inflated first if they are those of a gzip file or the name ends in .gz.

    Raises
    ------
    InputError : it cannot be read; the message names it.
    """
    name = os.fspath(path)
    try:
        with open(awaited(name), "rb") as file:
            data = _read(file)
    except InputError:
        raise
    except (OSError, ValueError) as error:           # ValueError: a name that no file can have
        raise InputError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(data) <= MAX_FILE and (name.endswith(".gz") or data.startswith(b"\x1f\x8b")):
        try:
            with gzip.open(io.BytesIO(data), "rb") as inflated:
                data = _read(inflated)
        except (gzip.BadGzipFile, zlib.error, EOFError):
            raise InputError(f"{name} is not a complete gzip file; compress it again") from None
    if len(data) > MAX_FILE:
        raise InputError(f"{name} is larger than {MAX_FILE >> 20} MB; give a smaller network")
    return data


def _read(file: IO[bytes]) -> bytes:
    """A byte more than the limit at most, bit by bit: to be asked for all at once, Python would want room for all of them."""
    found, size = [], 0
    while size <= MAX_FILE and (part := file.read(min(1 << 20, MAX_FILE + 1 - size))):
        found.append(part)
        size += len(part)
    return b"".join(found)


def awaited(path: str) -> str | int:
    """What `open` takes in place of a path: of a named pipe a descriptor, InputError if nothing begins to write to it within a second.

    It is opened once: what writes to it may have ended before a second time, and another would be waited for."""
    if not stat.S_ISFIFO(os.stat(path).st_mode):
        return path
    held: list[int] = []
    thread = Thread(target=lambda: held.append(os.open(path, os.O_RDONLY)), daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if held:
        return held[0]
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))      # the thread waits no longer
        thread.join()
        os.close(held[0])
    raise InputError(f"{path} is a pipe that nothing writes to; give a file")


def kept_bytes(path: str | os.PathLike) -> bytes | None:
    """The bytes of a file that a run has kept for the next one; None if there is none.

    Raises
    ------
    InputError : what has this name is no regular file, as a pipe, which would be waited for.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise InputError(f"{os.fspath(path)} is not a regular file; delete it, or name another folder")
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members of an archive by name; InputError if a name stands twice."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename in found:
            raise InputError(f"the member {info.filename[:60]!r} is in the archive twice; pack the archive again")
        found[info.filename] = info
    return found


def check_archive(data: bytes) -> None:
    """InputError if an archive lists more members than the limit, before any of them is looked at."""
    if data.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise InputError(f"the archive has more than {MAX_MEMBERS} members; give the network alone")


def check_ratio(info: zipfile.ZipInfo, name: str) -> None:
    """InputError if a member is compressed by another method than those of NumPy and PyTorch, or inflates as no weights do."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError(f"{name} is compressed by the method {info.compress_type}, neither stored nor deflated; pack the archive again")
    if info.file_size > 1 << 20 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise InputError(f"{name} is compressed more than {MAX_RATIO} times, which no weights are")
