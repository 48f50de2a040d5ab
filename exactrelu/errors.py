"""Every error that exactrelu raises on purpose.

ExactReluError
├── InputError      the input cannot be used: what is wrong, where, what to do (exit code 2)
├── MissingExtra    an optional package is not installed: the command that brings it (exit code 2)
├── LimitExceeded   stopped before memory or size ran out: what is needed to go on (exit code 3)
├── NotKnown        this engine does not compute what was asked for: which one does (exit code 2)
└── Refuted         a theorem failed on an instance: the counterexample (exit code 1)
"""


class ExactReluError(Exception):
    """Base class; catch it to handle anything that exactrelu reports in one sentence."""

    exit_code = 2


class InputError(ExactReluError, ValueError):
    """Unusable input: the message names the place, the fault and the remedy."""


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
