"""The program `exactrelu` in its first moments: exactrelu/cli.py, with an answer, too, while that is being loaded.

To load it takes most of a second; a signal or too little memory meanwhile ends in one sentence and an exit code.
"""
from __future__ import annotations

import mmap
import os
import signal
import sys

ROOM = 180 << 20         # bytes of addresses that are taken while the modules load; without them OpenBLAS ends the process with 1


def main() -> int:
    """Run the command of the command line; its exit code."""
    for number in (getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    if _limited():                                   # numpy's linear algebra takes memory for every processor
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        try:
            mmap.mmap(-1, ROOM, access=mmap.ACCESS_COPY).close()
        except OSError:
            _say(f"there is too little memory to begin: at least {ROOM >> 20} MB are needed (ulimit -v, -d)")
            return 3
    try:
        from exactrelu.cli import main as command
    except Exception as error:
        why = f"{type(error).__name__}: {error}".strip().splitlines()[-1]
        _say(f"cannot be loaded: {why}" + ("; the limit of memory (ulimit -v) may be too low" if _limited() else ""))
        return 3 if _limited() or isinstance(error, MemoryError) else 2
    return command()


def _end(number: int, _: object) -> None:
    _say("interrupted; nothing was begun")
    os._exit(128 + number)


def _say(sentence: str) -> None:
    try:
        os.write(2, f"exactrelu: {sentence}\n".encode())
    except OSError:                                  # nobody reads it
        pass


def _limited() -> bool:
    """Whether there is a limit of memory."""
    try:
        import resource
        return any(resource.getrlimit(kind)[0] != resource.RLIM_INFINITY for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA))
    except (ImportError, AttributeError):            # Windows, and systems without this limit
        return False


if __name__ == "__main__":
    sys.exit(main())
