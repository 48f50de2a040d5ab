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
from .equivalence import equivalent
from .errors import ExactReluError, InputError, LimitExceeded
from .export import check_graph, write_graph, write_regions
from .linalg import AffineMap, spelled
from .readers import check_target, read, write
from .terminal import Terminal
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
    one.add_argument("--sides", action="store_true", help="components, homology and convexity of {F > 0} and {F < 0} as well")
    one.set_defaults(run=_boundary)

    one = commands.add_parser("theorems", parents=[output], help="the theorems that can be verified")
    one.set_defaults(run=_theorems)

    one = commands.add_parser("verify", parents=[output], help="check a theorem on a network or a whole family")
    one.add_argument("theorem", metavar="THEOREM|all|equivalent", help="a name or id of 'exactrelu theorems'")
    one.add_argument("nets", metavar="NET", nargs="*", help="a network file; two for 'equivalent'")
    one.add_argument("--census", metavar="FAMILY", help='every network of a family: "d=2,m=2,entries=-1..1"')
    one.add_argument("--without", metavar="HYPOTHESIS", action="append", default=[],
                     help="do not ask for a hypothesis: search for the smallest counterexample")
    one.add_argument("--jobs", type=_count, metavar="N", default=1, help="processes for a census")
    one.add_argument("--checkpoint", metavar="DIR", help="keep finished work there; the same command goes on from it")
    one.add_argument("--table", metavar="FILE", help="write the table of a census as .csv or .md")
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


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) < 1000:
        raise argparse.ArgumentTypeError("must be a number of processes from 1 to 999")
    return int(text)


def _pair(text: str) -> tuple[int, int]:
    parts = text.split(",")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        raise argparse.ArgumentTypeError("must be two outputs such as 0,1")
    return int(parts[0]), int(parts[1])


def _show(arguments: argparse.Namespace, data: dict, lines: Sequence[str]) -> None:
    print(json.dumps(data) if arguments.json else "\n".join(lines))


def _enumerate(arguments: argparse.Namespace) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
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
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    network = read(arguments.net, float64=arguments.float64)
    engine = "fan" if arguments.engine == "auto" else arguments.engine
    found = boundary(network, arguments.output, arguments.pair, arguments.domain, engine,
                     memory=arguments.memory, progress=terminal, announce=terminal.announce)
    data = {**found.summary(), **({"sides": found.sides()} if arguments.sides else {}),
            "seconds": round(time.monotonic() - start, 3)}
    lines = _lines({key: value for key, value in data.items() if key not in ("witness", "sides")}, {})
    for name, side in data.get("sides", {}).items():
        lines += _lines({f"{name} {key}": value for key, value in side.items()}, {})
    lines += [f"corner: ({', '.join(map(spelled, point))})" for point in found.corners[:20]]
    if found.witness:
        lines += ["onto the canonical boundary"] + _map_lines(found.witness)
    _show(arguments, data, lines)
    return 0


def _lines(data: dict, special: dict) -> list[str]:
    """Every key with its value, for people; keys without a value are left out."""
    return [f"{key.replace('_', ' ') + ':':28}{special[key](value) if key in special else value}"
            for key, value in data.items() if value is not None]


def _theorems(arguments: argparse.Namespace) -> int:
    known = theorems.THEOREMS.values()
    _show(arguments, {"theorems": [{"id": t.id, "name": t.name, "statement": t.statement, "latex": t.latex,
                                    "source": t.source, "frame": t.frame.sentence,
                                    "hypotheses": [{"name": h.name, "sentence": h.sentence} for h in t.hypotheses]}
                                   for t in known]},
          [f"{t.id}  {t.name}\n    {t.statement}\n    Hypotheses: {', '.join(h.name for h in t.hypotheses) or 'none'}."
           f"\n    Source: {t.source}" for t in known])
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    if arguments.theorem == "equivalent":
        return _equivalent(arguments, start)
    if arguments.theorem == "all" and (arguments.without or arguments.table):
        raise InputError("--without and --table are about one theorem; name it instead of 'all'")
    known = list(theorems.THEOREMS.values()) if arguments.theorem == "all" else [theorems.theorem(arguments.theorem)]
    if (len(arguments.nets) == 1) == (arguments.census is not None) or len(arguments.nets) > 1:
        raise InputError("give either one network file or --census FAMILY, such as --census \"d=2,m=2,entries=-1..1\"")
    if not arguments.census and (arguments.table or arguments.checkpoint):
        raise InputError("--table and --checkpoint belong to a census; add --census FAMILY")
    if arguments.table:
        theorems.check_table(arguments.table)
    network = None if arguments.census else read(arguments.nets[0], float64=arguments.float64)
    without, found = tuple(arguments.without), []
    for i, theorem in enumerate(known):
        terminal(i, len(known), i)
        if arguments.census:
            found.append((theorem, theorems.census(theorem.name, arguments.census, terminal, without=without,
                                                   jobs=arguments.jobs, checkpoint=arguments.checkpoint)))
        else:
            try:
                found.append((theorem, theorems.verify(theorem.name, network, without)))
            except LimitExceeded as error:
                if len(known) == 1:
                    raise
                print(f"exactrelu: {theorem.name} is left out: {error}", file=sys.stderr)
    if arguments.table:
        theorems.write_table(found[0][1], arguments.table)
    results = [theorems.to_data(*pair) for pair in found]
    verdicts = {result["verdict"] for result in results}
    seconds = round(time.monotonic() - start, 3)
    if arguments.theorem == "all":
        overall = next(v for v in (theorems.FAILS, theorems.HOLDS, theorems.DOES_NOT_APPLY) if v in verdicts)
        _show(arguments, {"verdict": overall, "results": results, "seconds": seconds}, theorems.overview(found))
    else:
        _show(arguments, {**results[0], "seconds": seconds}, theorems.lines(*found[0]))
    return int(theorems.FAILS in verdicts)


def _equivalent(arguments: argparse.Namespace, start: float) -> int:
    if len(arguments.nets) != 2 or arguments.census:
        raise InputError("'equivalent' compares the boundaries of two network files: verify equivalent NET1 NET2")
    found = equivalent(*[read(net, float64=arguments.float64) for net in arguments.nets])
    first, second = ({key: list(x) if isinstance(x, tuple) else x for key, x in seen.items()} for seen in found.invariants)
    data = {"theorem": "equivalent", "verdict": theorems.HOLDS if found.equivalent else theorems.FAILS, "instances": 2,
            "map": found.map and found.map.to_data(), "reason": found.reason, "invariants": [first, second], "table": [],
            "counterexample": None, "seconds": round(time.monotonic() - start, 3)}
    lines = [f"the boundaries are {'' if found.equivalent else 'not '}affinely equivalent", f"  {found.reason}"]
    _show(arguments, data, lines + (_map_lines(found.map) if found.map else []))
    return int(not found.equivalent)


def _map_lines(f: AffineMap) -> list[str]:
    return ["  by x -> M x + v with"] + [f"  M row {i}: {' '.join(map(spelled, row))}   v: {spelled(v)}"
                                         for i, (row, v) in enumerate(zip(f.matrix, f.vector))]


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
