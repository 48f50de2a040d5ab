"""Finished parts on the disk: the regions in files of their own, and records from which a stopped run goes on.

A folder of regions (`--spill`) holds regions-PATH.npz for every part, PATH being the numbers of the
part, of the piece of it and so on, so that the names are in canonical order; each has the arrays `signs`
(regions x neurons, int8) and `bounded`. When all is done, index.json lists them with their checksums.

A folder of records (`--checkpoint`) holds task.json, which says what the work is, and part-PATH.json for
every part that is finished or was split. Every file appears when it is complete and on the disk. One run at a time uses a folder.
"""
from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Iterator

from .engines.parts import Summary
from .engines.problem import Problem
from .errors import InputError
from .readers.atomic import atomic_writer, clean_folder
from .readers.contents import kept_bytes
from .readers.locks import alone
from .tasks import Answer, Place

POSIX = os.name == "posix"
FORMAT = 1           # of the records and of how a problem is cut into parts
INDEX, TASK = "index.json", "task.json"
OURS = re.compile(r"(regions|part)-\d{5}(-\d{5})*\.(npz|json)")


def fingerprint(problem: Problem, engine: str) -> str:
    """What tells the work on one problem by one engine from all other work.

    >>> len(fingerprint(Problem(1, (0,), (), (), (((1, 1),),), (0,)), "fan"))
    64
    """
    task = [FORMAT, engine, problem.dimension, problem.columns, [_texts(rows) for rows in (problem.rows, *problem.stages)]]
    return hashlib.sha256(json.dumps(task).encode()).hexdigest()


def _texts(rows: tuple) -> list:
    return [[hex(x) for x in row] for row in rows]


@contextmanager
def reserved(*folders: str | None) -> Iterator[None]:
    """Until the block ends these folders, made if they are not there, are for this run alone; what a write that was cut short has left is removed.

    Raises
    ------
    InputError : one of them cannot be used, or another process is at work there.
    """
    with ExitStack() as stack:
        for folder in {os.path.realpath(folder): folder for folder in folders if folder}.values():
            try:
                Path(folder).mkdir(parents=True, exist_ok=True)
                stack.enter_context(alone(Path(folder) / ".exactrelu.lock", folder))
            except OSError as error:
                raise InputError(f"the folder {folder} cannot be used: {error.strerror or error}") from None
            clean_folder(Path(folder), ".regions-", ".part-", f".{INDEX}.", f".{TASK}.")
        yield


class Regions:
    """A folder of regions, which is `reserved`. InputError if it holds other regions than those of this work.

    kept : whether files may be there, which a record knows or will know
    """

    def __init__(self, folder: str, task: str, kept: bool):
        self.folder, self.task = Path(folder), task
        there = [name for name in os.listdir(self.folder) if OURS.fullmatch(name) or name == INDEX]
        if there and not kept:
            raise InputError(f"{folder} holds regions already ({min(there)}); name an empty folder, or go on from a --checkpoint DIR")
        index = _read(self.folder / INDEX)
        if isinstance(index, dict) and index.get("task") != task:
            raise InputError(f"{folder} holds the regions of another problem; name another folder")

    def write(self, place: Place, content: bytes) -> list:
        """The name of the file of a part, which is now on the disk, and its checksum."""
        name = f"regions-{_text(place.path)}.npz"
        _write(self.folder / name, content)
        return [name, hashlib.sha256(content).hexdigest()]

    def there(self, place: Place, file: list | None) -> bool:
        """Whether the file of a part has the content that was written."""
        if not file or file[0] != f"regions-{_text(place.path)}.npz":
            return False
        try:
            content = kept_bytes(self.folder / file[0])
        except OSError:
            return False
        return content is not None and hashlib.sha256(content).hexdigest() == file[1]

    def drop(self) -> None:
        """Remove the files of regions again."""
        for name in os.listdir(self.folder):
            if OURS.fullmatch(name) and name.endswith(".npz"):
                (self.folder / name).unlink()

    def finish(self, problem: Problem, parts: list[tuple[str, int, list]]) -> None:
        """The index: for every part, in order, the signs that all of its regions begin with, how many there are, its file."""
        parts = sorted(parts, key=lambda part: part[2][0])
        index = {"format": FORMAT, "task": self.task, "neurons": problem.neurons, "regions": sum(part[1] for part in parts),
                 "files": [{"file": file, "signs": signs, "regions": regions, "sha256": digest}
                           for signs, regions, (file, digest) in parts]}
        _write(self.folder / INDEX, (json.dumps(index, indent=1) + "\n").encode())


class Records:
    """A folder of records, which is `reserved`. InputError if it holds those of other work.

    pieces : into how many parts the problem is cut at first, unless the work has begun already
    """

    def __init__(self, folder: str, task: str, pieces: int):
        self.folder, self.pieces = Path(folder), pieces
        begun = {"format": FORMAT, "task": task, "pieces": pieces}
        path = self.folder / TASK
        if path.exists():
            found = _opened(path)
            if not isinstance(found, dict) or type(found.get("pieces")) is not int:
                raise InputError(f"{path} is damaged; delete {folder} to start again")
            if {**found, "pieces": pieces} != begun:
                raise InputError(f"{folder} holds the work on another network, domain or engine; name another folder")
            self.pieces = found["pieces"]
        else:
            if any(OURS.fullmatch(name) for name in os.listdir(self.folder)):
                raise InputError(f"{folder} has no {TASK} for the records in it; delete it to start again")
            _write(path, _sealed(begun))

    def known(self, place: Place) -> tuple[Summary, list | None] | int | None:
        """What is known of a part: its numbers and its file, or into how many pieces it was split; None if it is to be done."""
        found = _opened(self._path(place))
        try:
            if found["signs"] != place.part.name:
                return None
            if "split" in found:
                return int(found["split"])
            return _summary(found["summary"]), _file(found["file"])
        except (TypeError, KeyError, ValueError):      # damaged, so not done
            return None

    def keep(self, place: Place, answer: Answer, file: list | None) -> None:
        """A part is finished."""
        _write(self._path(place), _sealed({"signs": place.part.name, "summary": answer.summary, "file": file}))

    def split(self, place: Place, pieces: int) -> None:
        """A part does not fit and is done in pieces."""
        _write(self._path(place), _sealed({"signs": place.part.name, "split": pieces}))

    def _path(self, place: Place) -> Path:
        return self.folder / f"part-{_text(place.path)}.json"


def _summary(data: list) -> Summary:
    """The numbers in a record; ValueError if they are none."""
    found = Summary(*(tuple(x) if isinstance(x, list) else x for x in data))
    lists, single = (found.faces, found.bounded_faces), (found.regions, found.bounded, 0 if found.walls is None else found.walls)
    if not all(x is None or isinstance(x, tuple) for x in lists) or any(type(n) is not int for n in (*single, *(n for x in lists for n in x or ()))):
        raise ValueError(data)
    return found


def _file(data: list | None) -> list | None:
    """The name and the checksum in a record; ValueError if they are none."""
    if data is not None and (not isinstance(data, list) or len(data) != 2 or not all(isinstance(text, str) for text in data)):
        raise ValueError(data)
    return data


def _text(path: tuple[int, ...]) -> str:
    return "-".join(f"{i:05}" for i in path)


def _sealed(data: dict) -> bytes:
    """A record with its checksum."""
    text = json.dumps(data)
    return f'{{"record": {text}, "sha256": "{hashlib.sha256(text.encode()).hexdigest()}"}}\n'.encode()


def _opened(path: Path) -> Any:
    """The record in a file; None if it is not there or damaged."""
    found = _read(path)
    if not isinstance(found, dict) or found.keys() != {"record", "sha256"}:
        return None
    return found["record"] if hashlib.sha256(json.dumps(found["record"]).encode()).hexdigest() == found["sha256"] else None


def _read(path: Path) -> Any:
    """The JSON in a file; None if it is not there or is none."""
    try:
        return json.loads(kept_bytes(path) or b"")
    except InputError:
        raise
    except (OSError, ValueError, RecursionError):
        return None


def _write(path: Path, content: bytes) -> None:
    """A file that is complete and on the disk, or not there."""
    with atomic_writer(path, "wb") as file:
        file.write(content)
    if not POSIX:                  # Windows has no such thing for a folder
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
