"""The command line: exactrelu enumerate | boundary | verify | theorems | convert | doctor.

Results go to standard output (one JSON object with --json), progress to standard error and only
to a terminal. Exit codes: 0 done, 1 the answer is no, 2 unusable input, 3 stopped by a limit,
130 interrupted.
"""
from __future__ import annotations

import argparse
import json
import os
import sys
import time
from typing import Any, Sequence

from . import doctor, theorems
from .boundary import boundary
from .enumeration import ENGINES, enumerate as enumerate_regions
from .errors import ExactReluError, InputError
from .export import check_graph, write_graph, write_regions
from .readers import check_target, read, to_json, write
from .version import VERSION


class _Terminal:
    """Progress lines on standard error, if that is a terminal and nobody asked for quiet."""

    def __init__(self, quiet: bool):
        self.on = not quiet and sys.stderr.isatty()
        self.last = 0.0

    def announce(self, engine: str, size: Any) -> None:
        """Say how large the result can become."""
        if self.on:
            print(f"engine {engine}; at most {_large(size.regions)} regions, "
                  f"{_large(size.faces)} faces after the first layer", file=sys.stderr)

    def __call__(self, done: int, total: int, found: int) -> None:
        now = time.monotonic()
        if self.on and (now - self.last > 0.1 or done == total):
            self.last = now
            end = "\n" if done == total else ""
            print(f"\r{done} of {total} steps, {found} found ", end=end, file=sys.stderr, flush=True)


def _large(n: int) -> str:
    """A count for people: exact while it is short, else its order of magnitude."""
    return f"{n:,}" if n < 10**9 else f"10^{len(str(n)) - 1}" if n.bit_length() < 10_000 else f"2^{n.bit_length() - 1}"


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
        return _failed("interrupted; nothing was left half-written, and the same command starts again", 130)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="exactrelu", description="The exact geometry of ReLU networks.")
    parser.add_argument("--version", action="version", version=f"exactrelu {VERSION}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    output = argparse.ArgumentParser(add_help=False)
    output.add_argument("--json", action="store_true", help="one JSON object on standard output")
    output.add_argument("--quiet", action="store_true", help="no progress")
    reading = argparse.ArgumentParser(add_help=False)
    reading.add_argument("net", metavar="NET", help="a network file: .json, .json.gz or .npz")
    reading.add_argument("--float64", action="store_true", help="read numbers in text as IEEE doubles")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--domain", metavar="SPEC", help="whole, box:LO,HI, box:LO,HI;LO,HI;... or a JSON file")
    where.add_argument("--engine", choices=ENGINES, default="auto")
    where.add_argument("--memory", type=_megabytes, metavar="MB", help="stop before using more (default: what is free)")

    one = commands.add_parser("enumerate", parents=[reading, where, output], help="every region, exactly")
    one.add_argument("--with-output", action="store_true", help="split by the signs of the outputs too")
    one.add_argument("--regions", metavar="FILE", help="write one JSON line a region (.gz: compressed)")
    one.add_argument("--graph", metavar="FILE.graphml", help="write the graph of neighbouring regions")
    one.set_defaults(run=_enumerate)

    one = commands.add_parser("boundary", parents=[reading, where, output], help="where an output is zero")
    one.add_argument("--output", type=int, metavar="I", help="the output F_I (numbered from 0)")
    one.add_argument("--pair", type=_pair, metavar="I,J", help="where F_I = F_J")
    one.set_defaults(run=_boundary)

    one = commands.add_parser("theorems", parents=[output], help="the theorems that can be verified")
    one.set_defaults(run=_theorems)

    one = commands.add_parser("verify", parents=[output], help="check a theorem on a network or a whole family")
    one.add_argument("theorem", metavar="THEOREM|all")
    one.add_argument("net", metavar="NET", nargs="?", help="a network file")
    one.add_argument("--census", metavar="FAMILY", help='every network of a family: "d=2,m=2,entries=-1..1"')
    one.add_argument("--float64", action="store_true", help="read numbers in text as IEEE doubles")
    one.set_defaults(run=_verify)

    one = commands.add_parser("convert", parents=[reading, output], help="from one format to another")
    one.add_argument("target", metavar="OUT", help="the file to write: .json, .json.gz or .npz")
    one.set_defaults(run=_convert)

    one = commands.add_parser("doctor", parents=[output], help="what is installed and what is missing")
    one.set_defaults(run=_doctor)
    return parser


def _megabytes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) < 10**8:
        raise argparse.ArgumentTypeError("must be a positive number of megabytes")
    return int(text) << 20


def _pair(text: str) -> tuple[int, int]:
    parts = text.split(",")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        raise argparse.ArgumentTypeError("must be two outputs such as 0,1")
    return int(parts[0]), int(parts[1])


def _show(arguments: argparse.Namespace, data: dict, lines: Sequence[str]) -> None:
    print(json.dumps(data) if arguments.json else "\n".join(lines))


def _enumerate(arguments: argparse.Namespace) -> int:
    start, terminal = time.monotonic(), _Terminal(arguments.quiet)
    network = read(arguments.net, float64=arguments.float64)
    for path in filter(None, (arguments.regions, arguments.graph)):
        check_target(path)          # before the work, not after it
    if arguments.graph:
        check_graph(arguments.graph, arguments.engine)

    def announce(engine: str, size: Any) -> None:
        if arguments.graph:
            check_graph(arguments.graph, engine)
        terminal.announce(engine, size)

    cx = enumerate_regions(network, arguments.domain, arguments.engine, arguments.with_output,
                           memory=arguments.memory, progress=terminal, announce=announce)
    data = cx.summary()
    if arguments.regions:
        write_regions(cx, arguments.regions, terminal)
    if arguments.graph:
        write_graph(cx, arguments.graph)
    data["seconds"] = round(time.monotonic() - start, 3)
    _show(arguments, data, _lines(data, {"adjacency": lambda a: f"{a['edges']} pairs of neighbours"}))
    return 0


def _boundary(arguments: argparse.Namespace) -> int:
    start, terminal = time.monotonic(), _Terminal(arguments.quiet)
    network = read(arguments.net, float64=arguments.float64)
    engine = "fan" if arguments.engine == "auto" else arguments.engine
    found = boundary(network, arguments.output, arguments.pair, arguments.domain, engine,
                     memory=arguments.memory, progress=terminal, announce=terminal.announce)
    data = {**found.summary(), "seconds": round(time.monotonic() - start, 3)}
    lines = _lines({key: value for key, value in data.items() if key != "witness"}, {})
    lines += [f"corner: ({', '.join(map(str, point))})" for point in found.corners[:20]]
    if found.witness:
        lines += ["onto the canonical boundary by x -> M x + v with"]
        lines += [f"  M row {i}: {' '.join(map(str, row))}   v: {v}"
                  for i, (row, v) in enumerate(zip(found.witness.matrix, found.witness.vector))]
    _show(arguments, data, lines)
    return 0


def _lines(data: dict, special: dict) -> list[str]:
    """Every key with its value, for people; keys without a value are left out."""
    return [f"{key.replace('_', ' ') + ':':28}{special[key](value) if key in special else value}"
            for key, value in data.items() if value is not None]


def _theorems(arguments: argparse.Namespace) -> int:
    known = theorems.THEOREMS.values()
    _show(arguments, {"theorems": [{"id": t.id, "name": t.name, "statement": t.statement, "source": t.source}
                                   for t in known]},
          [f"{t.id}  {t.name}\n    {t.statement}\n    Source: {t.source}" for t in known])
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    start = time.monotonic()
    names = list(theorems.THEOREMS) if arguments.theorem == "all" else [theorems.theorem(arguments.theorem).name]
    if (arguments.net is None) == (arguments.census is None):
        raise InputError("give either a network file or --census FAMILY, such as --census \"d=2,m=2,entries=-1..1\"")
    network = None if arguments.census else read(arguments.net, float64=arguments.float64)
    results, lines = [], []
    for name in names:
        found = theorems.census(name, arguments.census, _Terminal(arguments.quiet)) if arguments.census \
            else theorems.verify(name, network)
        results.append(_verdict(found, time.monotonic() - start))
        lines += _verdict_lines(found)
    data = results[0] if arguments.theorem != "all" else {"verdict": _overall(results), "results": results}
    _show(arguments, data, lines)
    return int(any(result["verdict"] == theorems.FAILS for result in results))


def _overall(results: list[dict]) -> str:
    verdicts = {result["verdict"] for result in results}
    return next(v for v in (theorems.FAILS, theorems.HOLDS, theorems.DOES_NOT_APPLY) if v in verdicts)


def _verdict(found: theorems.Verdict, seconds: float) -> dict:
    check = found.check
    return {
        "theorem": found.theorem, "verdict": found.verdict, "instances": found.instances,
        "table": [{"class": label, "count": count} for label, count in found.table],
        "prediction": check and check.prediction, "measurement": check and check.measurement,
        "reason": check and check.explanation,
        "counterexample": found.counterexample and to_json(found.counterexample),
        "seconds": round(seconds, 3),
    }


def _verdict_lines(found: theorems.Verdict) -> list[str]:
    lines = [f"{found.theorem}: {found.verdict} ({found.instances} "
             f"{'network' if found.instances == 1 else 'networks'}, {found.measured} measured)"]
    if found.check:
        lines.append(f"  {found.check.explanation}")
    lines += [f"  {str(label):28}{count:>12}" for label, count in found.table]
    if found.counterexample:
        lines.append(f"  counterexample: {json.dumps(to_json(found.counterexample))}")
    return lines


def _convert(arguments: argparse.Namespace) -> int:
    network = read(arguments.net, float64=arguments.float64)
    write(network, arguments.target)
    _show(arguments, {"written": arguments.target, "layers": len(network.layers), "numbers": network.numbers},
          [f"{arguments.target}: {len(network.layers)} layers, {network.numbers}"])
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    report = doctor.report()
    _show(arguments, report, [doctor.text(report)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
