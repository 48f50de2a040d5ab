"""What the commands have in common: words of the command line, and how results are shown."""
from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import contextmanager
from typing import Any, Iterator, NamedTuple, Sequence

from ..enumeration import ENGINES
from ..errors import InputError, printable
from ..linalg import AffineMap, spelled
from ..network import Network
from ..process import say
from ..readers import READABLE, check_target, read
from ..workers import named_executor


class Command(argparse.ArgumentParser):
    """A parser that takes options anywhere between files, and says in one sentence what it cannot read."""

    mixed = False

    def parse_known_args(self, args=None, namespace=None):
        """As usual, but with options between the positional words."""
        if self.mixed or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self.mixed = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.mixed = False

    def _print_message(self, message, file=None):
        """Help and version, not hiding that there is no room for them."""
        if file is not sys.stdout:
            return super()._print_message(message, file)
        file.write(message)
        file.flush()

    def error(self, message: str):
        """One sentence, exit code 2."""
        self.exit(2, f"exactrelu: {printable(message)[:300]}; '{self.prog} --help' shows the words\n")


class Parents(NamedTuple):
    """Options that several commands share."""

    output: argparse.ArgumentParser
    reading: argparse.ArgumentParser
    where: argparse.ArgumentParser


def parents() -> Parents:
    """The shared options."""
    output, reading, where = (argparse.ArgumentParser(add_help=False) for _ in range(3))
    output.add_argument("--json", action="store_true", help="one JSON object on standard output")
    output.add_argument("--quiet", action="store_true", help="no progress and no notes on how a file was read")
    reading.add_argument("net", metavar="NET", help=f"a network file: {READABLE}")
    reading_options(reading)
    where.add_argument("--domain", metavar="SPEC", help="whole, box:LO,HI, box:LO,HI;LO,HI;..., a .json or .vnnlib file, or a slice: "
                       "slice:LO,HI;X;... (an interval, one number or * for each input), points:P;Q;R (the plane through points), "
                       "'box:... along I,J' or 'FILE along I,J with K=X,...' (two inputs of a box, the others at the middle or at X)")
    where.add_argument("--engine", choices=ENGINES, default="auto")
    where.add_argument("--memory", type=megabytes, metavar="MB", help="stop before using more (default: what is free)")
    return Parents(output, reading, where)


def reading_options(parser: argparse.ArgumentParser) -> None:
    """The options that say how network files are read."""
    parser.add_argument("--float64", action="store_true", help="read numbers in text as IEEE doubles")
    parser.add_argument("--normalise", action="store_true", help="fold the normalisation of a .nnet file into its layers")
    parser.add_argument("--last-relu", action="store_true",
                        help="a ReLU follows the last layer too (state dicts and safetensors, which do not say)")


def reading_words(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The options of `reading_options` that were given."""
    return tuple(f"--{name.replace('_', '-')}" for name in ("float64", "normalise", "last_relu") if getattr(arguments, name))


def work_options(parser: argparse.ArgumentParser, jobs: str) -> None:
    """The options that say who does the work."""
    parser.add_argument("--jobs", type=processes, metavar="N", help=jobs)
    parser.add_argument("--executor", metavar="dask:ADDRESS", help="the workers of this dask scheduler do the work, N tasks at a "
                        "time (default: as many as they have threads)")


@contextmanager
def hands(arguments: argparse.Namespace) -> Iterator[dict]:
    """Who does the work, as the arguments `jobs` and `executor` of many functions."""
    with named_executor(arguments.executor) as (executor, at_once):
        yield {"jobs": arguments.jobs or at_once, "executor": executor}


def network_in(path: str, arguments: argparse.Namespace) -> Network:
    """The network in a file; what was decided while it was read is said on standard error."""
    network = read(path, arguments.float64, normalise=arguments.normalise, last_relu=arguments.last_relu)
    if not arguments.quiet:
        for note in network.notes:
            say(printable(f"{path}: {note}"))
    return network


def check_written(target: str, *read_from: str | None) -> None:
    """InputError if a file cannot be written, or is one of those that are read."""
    check_target(target)
    if any(path and os.path.exists(path) and os.path.exists(target) and os.path.samefile(target, path) for path in read_from):
        raise InputError(f"{target} is a file that the command reads; name another one")


def megabytes(text: str) -> int:
    """A number of bytes from one of megabytes."""
    return _whole(text, 10**8 - 1, "positive number of megabytes") << 20


def processes(text: str) -> int:
    """A number of processes."""
    return _whole(text, 999, "number of processes from 1 to 999")


def seconds(text: str) -> int:
    """A number of seconds."""
    return _whole(text, 10**8 - 1, "positive number of seconds")


def _whole(text: str, most: int, what: str) -> int:
    """A whole number from 1 to `most`."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= most:
        raise argparse.ArgumentTypeError(f"must be a {what}")
    return int(text)


def pair(text: str) -> tuple[int, int]:
    """Two outputs."""
    parts = text.split(",")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        raise argparse.ArgumentTypeError("must be two outputs such as 0,1")
    return int(parts[0]), int(parts[1])


def show(arguments: argparse.Namespace, data: dict, lines: Sequence[str]) -> None:
    """Print a result, for programs or for people."""
    print(json.dumps(data) if arguments.json else "\n".join(map(printable, lines)))


def listed(data: dict, special: dict | None = None) -> list[str]:
    """Every key with its value, for people; keys without a value are left out."""
    special = special or {}
    return [f"{key.replace('_', ' ') + ':':27} {special[key](value) if key in special else value}"
            for key, value in data.items() if value is not None]


def domain_text(domain: Any) -> str:
    """A domain for people: where the coordinates u of a slice lie in the input space, if that is short."""
    if not isinstance(domain, dict) or "slice" not in domain:
        return str(domain)
    origin, ways, box = (domain["slice"].get(key, []) for key in ("origin", "directions", "box"))
    if len(origin) > 8:
        return f"a slice with {len(ways)} coordinates in R^{len(origin)}"
    inputs = [" + ".join(([o] if o != "0" else []) + [f"u_{j}" if way[i] == "1" else f"{way[i]} u_{j}" for j, way in enumerate(ways)
                                                      if way[i] != "0"]) or "0" for i, o in enumerate(origin)]
    return ", ".join([f"x_{i} = {x}" for i, x in enumerate(inputs)] + [f"u_{j} in [{lo}, {hi}]" for j, (lo, hi) in enumerate(box)])


def map_lines(f: AffineMap) -> list[str]:
    """An affine map, for people."""
    return ["  by x -> M x + v with"] + [f"  M row {i}: {' '.join(map(spelled, row))}   v: {spelled(v)}"
                                         for i, (row, v) in enumerate(zip(f.matrix, f.vector))]


def form_options(parser: argparse.ArgumentParser) -> None:
    """The options that name a form of the outputs."""
    parser.add_argument("--output", type=int, metavar="I", help="the output F_I (numbered from 0)")
    parser.add_argument("--pair", type=pair, metavar="I,J", help="where F_I = F_J")


Arguments = argparse.Namespace
Commands = Any
