"""Folders of records of finished work that hold something else, and files in the place of folders."""
from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Callable

from .entry import Hostile

COUNT = ("enumerate", "net.json", "--domain", "box:-1,1", "--checkpoint", "kept")
SPILL = ("enumerate", "net.json", "--spill", "kept")
BOTH = (*COUNT, "--spill", "kept")
CENSUS = ("verify", "pieces", "--census", "d=1,m=1,entries=-1..1", "--checkpoint", "kept")
LINES = {"chunk": b"[99999, {}]", "negative": b"[-1, {}]", "truth": b"[true, {}]", "short": b"[0]", "object": b"{}", "null": b"[0, null]", "table": b'[0, {"table": {"0 pieces": 5}}]',
         "types": b'[0, {"largest": {"pieces": "many"}, "undefined": 1}]', "deep": b"[" * 100_000, "number": b"9" * 5000, "latin": b"\xff", "key": b'[0, {"eval": 1}]', "pairs": b'[0, {"pairs": {"a": 1}}]', "nan": b"[0, {\"undefined\": NaN}]"}


def _sealed(record: str) -> str:
    return f'{{"record": {record}, "sha256": "{hashlib.sha256(record.encode()).hexdigest()}"}}'


def _folder(files: dict[str, str]) -> Callable[[], None]:
    def make() -> None:
        Path("kept").mkdir()
        for name, text in files.items():
            Path("kept", name).write_text(text)
    return make


def _census(line: bytes) -> Callable[[], None]:
    """The file of a census that has been finished, with another line in it."""
    def make() -> None:
        import exactrelu as er
        er.census("pieces", "d=1,m=1,entries=-1..1", checkpoint="kept")
        file, = Path("kept").iterdir()
        file.write_bytes(line + b"\n")
    return make


def _pipe(name: str) -> Callable[[], None]:
    """Regions, records and a census that have been finished, with a pipe in the place of a file."""
    def make() -> None:
        import exactrelu as er
        er.count(er.read("net.json"), "box:-1,1", spill="kept", checkpoint="kept")
        er.census("pieces", "d=1,m=1,entries=-1..1", checkpoint="kept")
        file, = Path("kept").glob(name)
        file.unlink()
        os.mkfifo(file)
    return make


def _file() -> None:
    Path("kept").write_text("a file")


def _link() -> None:
    Path("kept").symlink_to("kept")


RECORDS = [
    *(Hostile(f"census {name}", _census(line), "is damaged and cannot be resumed", CENSUS, "kept") for name, line in LINES.items()),
    Hostile("task torn", _folder({"task.json": "{"}), "task.json is damaged", COUNT, "kept"), Hostile("task of another kind", _folder({"task.json": _sealed("1")}), "task.json is damaged", COUNT, "kept"),
    Hostile("task deep", _folder({"task.json": "[" * 100_000}), "task.json is damaged", COUNT, "kept"), Hostile("task of other work", _folder({"task.json": _sealed('{"format": 1, "task": "x", "pieces": 64}')}), "work on another network", COUNT, "kept"),
    Hostile("task with many pieces", _folder({"task.json": _sealed('{"format": 1, "task": "x", "pieces": 1e9}')}), "damaged", COUNT, "kept"), Hostile("no task", _folder({"part-00000.json": "{}"}), "has no task.json", COUNT, "kept"),
    Hostile("index torn", _folder({"index.json": "{"}), "holds regions already", SPILL, "kept"), Hostile("regions there", _folder({"regions-00000.npz": "x"}), "holds regions already", SPILL, "kept"),
    *(Hostile(f"a pipe for {name}", _pipe(name), "is not a regular file; delete it, or name another folder", words, "kept")
      for name, words in (("task.json", COUNT), ("part-00000.json", COUNT), ("index.json", BOTH), ("regions-00000.npz", BOTH), ("pieces-*.jsonl", CENSUS))),
    *(Hostile(f"{what} for {words[0]} {words[-2]}", make, "cannot be used", words, "kept") for what, make in (("a file", _file), ("a loop", _link)) for words in (COUNT, SPILL, CENSUS)),
]
