"""The command line: exactrelu enumerate | boundary | reach | draw | theorems | verify | certify | decide | radius | check |
prove | playground | convert | doctor.

Results go to standard output (one JSON object with --json), progress to standard error and only
to a terminal. Exit codes: 0 done, 1 the answer is no, 2 unusable input, 3 stopped by a limit (a full disk,
too), 130 interrupted, and in general 128 + N after signal N: 141 if the reader of the output has gone.
"""
from __future__ import annotations

import sys
from errno import EAGAIN, EDQUOT, EFBIG, EMFILE, ENFILE, ENOMEM, ENOSPC
from typing import Sequence

from .commands import files, geometry, lessons, pictures, playground, proof, reach, theory
from .commands.shared import Command, parents
from .errors import ExactReluError, printable
from .openblas import take_room
from .process import as_program, behind, code_of, end, no_room
from .version import VERSION

NO_ROOM = (ENOSPC, EDQUOT, EFBIG)
NO_PROCESS = (ENOMEM, EAGAIN, EMFILE, ENFILE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Without words, those of the command line, for which this process then is."""
    return as_program(lambda: _run(sys.argv[1:])) if argv is None else _run(argv)


def _run(argv: Sequence[str]) -> int:
    arguments = None
    try:
        take_room()
        arguments = _parser().parse_args(argv)
        code = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except (Exception, KeyboardInterrupt) as error:
        interrupt = behind(error)
        if interrupt is None:
            return _told(error)
        kept = getattr(arguments, "checkpoint", None)
        return _failed(f"interrupted; the same command goes on from {kept}" if kept else
                       "interrupted; nothing was left half-written, and the same command starts again", code_of(interrupt))


def _told(error: BaseException) -> int:
    """The exit code for an error, which is told in one sentence; one that is a mistake of ours is raised."""
    if isinstance(error, ExactReluError):
        return _failed(str(error), error.exit_code)
    if isinstance(error, BrokenPipeError):           # the reader of our output has gone
        return 128 + 13
    if no_room(error):
        return _failed("out of memory; give a smaller domain (box:LO,HI) or use the engine 'signs'", 3)
    if not isinstance(error, OSError):
        raise error
    what = f"{error.filename or 'standard output'}: {error.strerror or error}"
    if error.errno in NO_PROCESS:
        return _failed(f"no more memory or processes ({error.strerror}); use fewer --jobs or a smaller domain (box:LO,HI)", 3)
    return _failed(f"{what}; make room there or name another place", 3) if error.errno in NO_ROOM else _failed(what, 2)


def _failed(sentence: str, code: int) -> int:
    return end(printable(sentence), code)


def _parser() -> Command:
    parser = Command(prog="exactrelu", description="The exact geometry of ReLU networks.")
    parser.add_argument("--version", action="version", version=f"exactrelu {VERSION}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    shared = parents()
    for module in (geometry, reach, pictures, theory, proof, lessons, playground, files):
        module.add(commands, shared)
    return parser


if __name__ == "__main__":
    sys.exit(main())
