"""The process of the command line: what it hears of signals, where its words go, and how it ends.

SIGINT (Ctrl-C), SIGTERM and SIGHUP raise a KeyboardInterrupt, once; what follows while that is on its way is not heard,
and nothing after the answer is out. The exit code after signal N is 128 + N.
"""
from __future__ import annotations

import os
import signal
import sys
import threading
from functools import partial
from types import FrameType
from typing import Any, Callable

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_program = os.getpid()
_ended: int | None = None        # the exit code, when a sentence has told why


class Interrupted(KeyboardInterrupt):
    """A signal, the argument, asks for the end."""


def code_of(error: KeyboardInterrupt) -> int:
    """The exit code after an interrupt.

    >>> code_of(Interrupted(15)), code_of(KeyboardInterrupt())
    (143, 130)
    """
    return 128 + (error.args[0] if isinstance(error, Interrupted) else signal.SIGINT)


def no_room(error: BaseException | None) -> bool:
    """Whether an error says that there is too little memory, be it for one more thread.

    >>> no_room(MemoryError()), no_room(RuntimeError("can't start new thread")), no_room(RuntimeError("a mistake"))
    (True, True, False)
    """
    return isinstance(error, MemoryError) or isinstance(error, RuntimeError) and "start new thread" in str(error)


def behind(error: BaseException | None) -> KeyboardInterrupt | None:
    """The interrupt that is on its way, if an error is that, or came up while it was (as in a `finally`).

    >>> behind(ValueError())
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error


def as_program(command: Callable[[], int]) -> int:
    """The exit code of a command that is all that this process is for."""
    global _program, _ended
    _program, _ended = os.getpid(), None
    _open_streams()
    sys.unraisablehook, threading.excepthook = _not_lost, _in_a_thread
    try:
        hear(_interrupt)
        code = command()
        hear(signal.SIG_IGN)
    except KeyboardInterrupt as error:               # in the moment before or after the command
        hear(signal.SIG_IGN)
        code = end("interrupted", code_of(error)) if _ended is None else _ended
    except SystemExit as stop:                       # of argparse, which has said what it has to say
        hear(signal.SIG_IGN)
        code = int(stop.code or 0)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):                # nobody reads it, so it must not be tried again at the very end
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


def say(sentence: str) -> None:
    """A line on standard error, if anybody reads it."""
    try:
        print(f"exactrelu: {sentence}", file=sys.stderr, flush=True)
    except OSError:
        pass


def end(sentence: str, code: int) -> int:
    """Say why the command ends with this code, which no later interrupt changes."""
    global _ended
    say(sentence)
    _ended = code
    return code


def hear(what: Any) -> None:
    """What is done at a signal, unless the process began with it ignored (nohup, or the background of a shell)."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, what)


def _open_streams() -> None:
    """A stream that is closed is one that nobody reads; no file that is opened later may take its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)           # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))
    sys.stdout.reconfigure(errors="backslashreplace")       # as standard error: no name and no sign stops a result


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raise Interrupted, unless one is on its way already."""
    if os.getpid() != _program:                      # a worker that is not ready
        if number == signal.SIGINT:                  # Ctrl-C reaches all processes, and the program answers it
            return
        os._exit(128 + number)
    while frame and frame.f_code is not _not_lost.__code__:
        frame = frame.f_back
    if frame is None and behind(sys.exc_info()[1]) is None:
        raise Interrupted(number)


def _not_lost(unraisable: Any) -> None:
    """An interrupt that came where Python cannot raise it, as in __del__, comes again a moment later."""
    if isinstance(unraisable.exc_value, Interrupted):
        to_main = partial(signal.pthread_kill, threading.main_thread().ident) if os.name == "posix" else signal.raise_signal
        again = threading.Timer(0.01, to_main, unraisable.exc_value.args)
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)


def _in_a_thread(failed: Any) -> None:
    """What a thread has no memory for is told by the one that waits for it."""
    if not no_room(failed.exc_value):
        threading.__excepthook__(failed)
