"""What tells whether the compiled library was made from the C++ files beside it, and not from older ones."""
from __future__ import annotations

from hashlib import sha256
from pathlib import Path


def stamp(folder: Path) -> str:
    """A word of letters and digits that changes with every C++ file of the folder; nothing if there are none."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".cpp", ".hpp"))
    return "s" + sha256(b"".join(sha256(path.read_bytes()).digest() for path in files)).hexdigest()[:24] if files else ""
