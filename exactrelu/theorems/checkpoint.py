"""Finished work of a census on the disk, so that it goes on where it was stopped."""
from __future__ import annotations

import hashlib
import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..readers.contents import kept_bytes
from ..readers.locks import alone
from ..version import VERSION
from .tally import Tally


class Checkpoint:
    """The finished chunks of a census, one JSON line each; a line cut short by a crash is dropped.

    Until the block ends no other process is at work on the same census there.

    task : what tells this census from others, JSON-able
    sizes : how many networks each chunk stands for

    Raises
    ------
    InputError : the folder cannot be used, its file is damaged, or another process is at work on it.
    """

    def __init__(self, folder: str | None, name: str, task: list, sizes: list[int]):
        self.tallies: dict[int, Tally] = {}
        self.path: Path | None = None
        self.lock = ExitStack()
        if folder is None:
            return
        task = json.dumps([VERSION, name, *task])
        self.path = Path(folder) / f"{name}-{hashlib.sha256(task.encode()).hexdigest()[:16]}.jsonl"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with ExitStack() as stack:
                stack.enter_context(alone(self.path.with_name(f".{self.path.stem}.lock"), folder))
                self._resume(self.path, sizes)
                self.lock = stack.pop_all()
        except InputError:
            raise
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise InputError(f"{self.path} is damaged and cannot be resumed; delete it to start again") from None
        except OSError as error:
            raise InputError(f"the checkpoint {folder} cannot be used: {error.strerror or error}") from None

    def __enter__(self) -> Checkpoint:
        return self

    def __exit__(self, *_: object) -> None:
        self.lock.close()

    def _resume(self, path: Path, sizes: list[int]) -> None:
        whole = kept_bytes(path) or b""
        whole = whole[:whole.rfind(b"\n") + 1]
        for line in whole.splitlines():
            self._take(*json.loads(line), sizes)
        with open(path, "ab") as file:
            file.truncate(len(whole))

    def _take(self, i: int, found: dict, sizes: list[int]) -> None:
        part = Tally(**found)
        part.worst = part.worst and [part.worst[0], _tuples(part.worst[1]), part.worst[2]]
        part.pairs = {first: {second: _tuples(code) for second, code in seconds.items()}
                      for first, seconds in part.pairs.items()}
        Tally().add(part)                                        # do all its parts have the right types?
        if type(i) is not int or not 0 <= i < len(sizes) or part.networks != sizes[i]:
            raise ValueError(i)
        self.tallies[i] = part

    def keep(self, chunk: int, found: Tally) -> None:
        """Add a finished chunk and see it on the disk."""
        if not self.path:
            return
        try:
            with open(self.path, "ab") as file:
                file.write(json.dumps([chunk, found.__dict__]).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            error.filename = str(self.path)
            raise


def _tuples(code: Any) -> Any:
    return tuple(map(_tuples, code)) if isinstance(code, (list, tuple)) else code
