"""The checker at work on a certificate while it is written: it reads every byte that goes into the file, from a pipe."""
from __future__ import annotations

import os
from threading import Thread
from typing import BinaryIO

from ..checker import check


class Stopped(Exception):
    """The checker does not read on; `finish` says why."""


class Follower:
    """The checker in a thread of its own. Nothing reaches it before `start`, which is for after other processes were made."""

    def __init__(self) -> None:
        self.first: list[bytes] = []
        self.thread: Thread | None = None
        self.pipe: BinaryIO | None = None
        self.found: dict = {}
        self.error: BaseException | None = None

    def copy(self, data: bytes) -> None:
        """More of the file.

        Raises
        ------
        Stopped : the checker has read enough.
        """
        if self.pipe is None:
            self.first.append(bytes(data))
            return
        try:
            self.pipe.write(data)
        except BrokenPipeError:
            raise Stopped from None

    def start(self) -> None:
        """Begin, with all that was written so far."""
        if self.thread is None:
            reading, writing = os.pipe()
            self.thread, self.pipe = Thread(target=self._check, args=(reading,), daemon=True), open(writing, "wb")
            self.thread.start()
            for data in self.first:
                self.copy(data)
            self.first = []

    def _check(self, reading: int) -> None:
        try:
            self.found = check(reading)
        except BaseException as error:        # out of memory, for instance
            self.error = error

    def finish(self) -> dict | None:
        """What the checker says of the file, which is complete now; None if it was not started."""
        if self.thread is None:
            return None
        self.stop()
        self.thread.join()
        if self.error:
            raise self.error
        return self.found

    def stop(self) -> None:
        """The file ends here."""
        if self.pipe is not None:
            try:
                self.pipe.close()
            except BrokenPipeError:
                pass
