"""Every error that exactrelu raises on purpose.

ExactReluError
├── InputError      the input cannot be used: what is wrong, where, what to do (exit code 2)
├── MissingExtra    an optional package is not installed: the command that brings it (exit code 2)
├── LimitExceeded   stopped before memory or size ran out: what is needed to go on (exit code 3)
├── NotKnown        this engine does not compute what was asked for: which one does (exit code 2)
└── Refuted         a theorem failed on an instance: the counterexample (exit code 1)
"""
from __future__ import annotations


def printable(text: str) -> str:
    """A text, perhaps of a hostile file or a file's name, without what would reach into a terminal.

    >>> printable("x\\x1b[2J\\n"), printable("caf\u00e9")
    ('x\\\\x1b[2J\\\\n', 'caf\u00e9')
    """
    return text if text.isprintable() else "".join(x if x.isprintable() else x.encode("unicode_escape").decode("ascii") for x in text)


class ExactReluError(Exception):
    """Base class; catch it to handle anything that exactrelu reports in one sentence, which is printable."""

    exit_code = 2

    def __init__(self, *told: object):
        super().__init__(*(printable(part) if isinstance(part, str) else part for part in told))


class InputError(ExactReluError, ValueError):
    """Unusable input: the message names the place, the fault and the remedy."""

    def at(self, place: str) -> InputError:
        """The same, told of a place, such as a file, unless it begins with that.

        >>> InputError("it is empty").at("a.json").at("a.json")
        InputError('a.json: it is empty')
        """
        return self if str(self).startswith(printable(place)) else InputError(f"{place}: {self}")


class MissingExtra(ExactReluError, ImportError):
    """An optional dependency is missing: the message gives the command that installs it."""


class LimitExceeded(ExactReluError):
    """The work would not fit: the message says how large it would be and how to go on."""

    exit_code = 3


class NotKnown(ExactReluError):
    """The engine that was used keeps no such data: the message names one that does."""


class Refuted(ExactReluError):
    """A theorem fails on an instance, which the message shows."""

    exit_code = 1
