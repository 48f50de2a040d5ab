"""What the checker says of a file, as it is handed to users."""
from __future__ import annotations

import os

from .. import checker


class Certificate(dict):
    """What the checker says of a file: a dict with the keys verdict, claim, domain, steps and reason; made by `certify` and `check`.

    file : the name of the file

    >>> found = Certificate({"verdict": "accepted", "claim": {"kind": "regions"}}, "net.cert")
    >>> found["verdict"], found.file
    ('accepted', 'net.cert')
    """

    def __init__(self, said: dict, file: str | os.PathLike | None = None):
        super().__init__(said)
        self.file = None if file is None else os.fspath(file)


def check(path: str | os.PathLike) -> Certificate:
    """Re-check a certificate by exactrelu/checker.py: accepted, rejected or malformed, with the reason.

    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "no.cert"
    >>> file.write_text("{}\\n") and check(file)["verdict"]
    'malformed'
    """
    return Certificate(checker.check(path), path)
