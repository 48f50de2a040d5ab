"""What a hostile file is, and how archives are made by hand."""
from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Callable, NamedTuple

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "formats"
Content = bytes | Callable[[], bytes]          # large ones are made when they are wanted
FILE = "FILE"                                  # stands for its name in the words of a command


class Hostile(NamedTuple):
    """A file, or what stands in its place, with the command that reads it and the sentence that refuses it.

    make : makes it, in the current folder
    says : a regular expression for the sentence
    words : the command, in which FILE and the names of other files stand
    shown : what of the name is in the sentence
    """

    name: str
    make: Callable[[], None]
    says: str
    words: tuple[str, ...]
    shown: str


def written(name: str, content: Content) -> Callable[[], None]:
    """Makes a file with this content."""
    def make() -> None:
        Path(name).write_bytes(content() if callable(content) else content)
    return make


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """An archive."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", compression) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return raw.getvalue()


def twice(name: str = "net/data.pkl") -> bytes:
    """An archive with two members of one name."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            file.writestr(name, b"\x80\x02}.")
    return raw.getvalue()
