"""Files that appear only when they are complete."""
from __future__ import annotations

import gzip
import io
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Callable, Iterator


@contextmanager
def atomic_writer(path: str | os.PathLike, mode: str = "w", check: Callable[[str], None] | None = None,
                  copy: Callable[[bytes], None] | None = None) -> Iterator[IO]:
    """A file open for writing ("w" text, "wb" binary; gzip if the name ends in .gz) that replaces
    `path` when the block ends well and `check`, called with the name of the complete file, does not raise,
    and leaves nothing behind otherwise. `copy` is called with all the bytes of the file, in order."""
    target = Path(path).resolve()                     # a link stays, what it names is replaced
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with _Copied(descriptor, copy) if copy else os.fdopen(descriptor, "wb") as raw:
            # no name and no time in the header: the same content gives the same bytes
            binary = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if os.fspath(path).endswith(".gz") else raw
            file = binary if mode == "wb" else io.TextIOWrapper(binary, encoding="utf-8", newline="\n")
            yield file
            file.flush()
            if file is not binary:
                file.detach()
            if binary is not raw:
                binary.close()
            raw.flush()
            os.fsync(raw.fileno())
        if check:
            check(name)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class _Copied(io.BufferedWriter):
    """A file that tells what is written into it."""

    def __init__(self, descriptor: int, copy: Callable[[bytes], None]):
        super().__init__(io.FileIO(descriptor, "wb"))
        self.copy = copy

    def write(self, data) -> int:
        """As every file."""
        self.copy(data)
        return super().write(data)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
