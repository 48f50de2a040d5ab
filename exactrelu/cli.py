"""The command line: exactrelu enumerate | boundary | reach | draw | theorems | verify | certify | decide | radius | check |
prove | playground | convert | doctor.

Results go to standard output (one JSON object with --json), progress to standard error and only
to a terminal. Exit codes: 0 done, 1 the answer is no, 2 unusable input, 3 stopped by a limit,
130 interrupted.
"""
from __future__ import annotations

import os
import sys
from typing import Sequence

from .commands import files, geometry, lessons, pictures, playground, proof, reach, theory
from .commands.shared import Command, parents
from .errors import ExactReluError
from .version import VERSION


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        code = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except ExactReluError as error:
        return _failed(str(error), error.exit_code)
    except KeyboardInterrupt:
        kept = getattr(arguments, "checkpoint", None)
        return _failed(f"interrupted; the same command goes on from {kept}" if kept else
                       "interrupted; nothing was left half-written, and the same command starts again", 130)
    except MemoryError:
        return _failed("out of memory; give a smaller domain (box:LO,HI) or use the engine 'signs'", 3)
    except BrokenPipeError:           # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _failed(f"{error.filename or 'the file system'}: {error.strerror or error}", 2)


def _failed(sentence: str, code: int) -> int:
    print(f"exactrelu: {sentence}", file=sys.stderr)
    return code


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
