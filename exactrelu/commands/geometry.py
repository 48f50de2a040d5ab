"""exactrelu enumerate, exactrelu boundary, exactrelu classes."""
from __future__ import annotations

import time
from typing import Any

from ..boundary import boundary
from ..enumeration import enumerate as enumerate_regions
from ..errors import InputError
from ..export import check_graph, write_graph, write_lines, write_regions
from ..linalg import spelled
from ..partition import classes, label
from ..pictures.picture import check_path, of_classes
from ..streaming import count
from ..terminal import Terminal
from .shared import Arguments, Commands, Parents, check_written, domain_text, form_options, hands, listed, map_lines, network_in, show, work_options


def add(commands: Commands, shared: Parents) -> None:
    """The commands of this module."""
    one = commands.add_parser("enumerate", parents=[shared.reading, shared.where, shared.output], help="every region, exactly")
    one.add_argument("--with-output", action="store_true", help="split by the signs of the outputs too")
    one.add_argument("--regions", metavar="FILE", help="write one JSON line a region (.gz: compressed)")
    one.add_argument("--graph", metavar="FILE.graphml", help="write the graph of neighbouring regions")
    work_options(one, "parts of the domain that are done at a time, by as many processes; the result is the same")
    one.add_argument("--spill", metavar="DIR", help="keep the regions in files there, not in memory")
    one.add_argument("--checkpoint", metavar="DIR", help="keep records of the finished parts there, and regions not in memory; "
                     "the same command goes on from them")
    one.set_defaults(run=_enumerate)
    one = commands.add_parser("boundary", parents=[shared.reading, shared.where, shared.output], help="where an output is zero")
    form_options(one)
    one.add_argument("--sides", action="store_true", help="components, homology and convexity of {F > 0} and {F < 0} as well")
    one.set_defaults(run=_boundary)
    one = commands.add_parser("classes", parents=[shared.reading, shared.where, shared.output], help="which output is largest where, exactly")
    one.add_argument("--least", action="store_true", help="the smallest output wins (scores that are costs)")
    one.add_argument("--regions", metavar="FILE", help="write one JSON line a region, with its class (.gz: compressed)")
    one.add_argument("--pieces", metavar="FILE", help="write one JSON line a piece of the boundary between classes (.gz: compressed)")
    one.add_argument("--picture", metavar="FILE", help="draw the classes, as .svg or .html")
    one.set_defaults(run=_classes)


def _enumerate(arguments: Arguments) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    network = network_in(arguments.net, arguments)
    in_parts = arguments.spill or arguments.checkpoint
    if in_parts and (arguments.regions or arguments.graph):
        raise InputError("--regions and --graph need all regions in memory, and --spill and --checkpoint keep none there; the folder "
                         "of --spill holds the sign vectors of all regions")
    for path in filter(None, (arguments.regions, arguments.graph)):
        check_written(path, arguments.net, arguments.domain)          # before the work, not after it
    if arguments.graph:
        check_graph(arguments.graph, arguments.engine)

    def announce(engine: str, size: Any) -> None:
        if arguments.graph:
            check_graph(arguments.graph, engine)
        terminal.announce(engine, size)

    asked = (network, arguments.domain, arguments.engine, arguments.with_output)
    options = {"memory": arguments.memory, "progress": terminal, "announce": announce}
    with hands(arguments) as workers:
        if in_parts:
            cx = count(*asked, **options, **workers, spill=arguments.spill, checkpoint=arguments.checkpoint)
        else:
            cx = enumerate_regions(*asked, **options, **workers)
    data = cx.summary()
    if arguments.regions:
        write_regions(cx, arguments.regions, terminal)
    if arguments.graph:
        write_graph(cx, arguments.graph)
    data["seconds"] = round(time.monotonic() - start, 3)
    show(arguments, data, listed({key: value for key, value in data.items() if key != "notes"},
                                 {"adjacency": lambda a: f"{a['edges']} pairs of neighbours", "domain": domain_text}))
    return 0


def _boundary(arguments: Arguments) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    network = network_in(arguments.net, arguments)
    engine = "fan" if arguments.engine == "auto" else arguments.engine
    found = boundary(network, arguments.output, arguments.pair, arguments.domain, engine,
                     memory=arguments.memory, progress=terminal, announce=terminal.announce)
    data = {**found.summary(), **({"sides": found.sides()} if arguments.sides else {}),
            "seconds": round(time.monotonic() - start, 3)}
    lines = listed({key: value for key, value in data.items() if key not in ("witness", "sides")},
                   {"pairs": _pairs, "adjacency": _neighbours})
    for name, side in data.get("sides", {}).items():
        lines += listed({f"{name} {key}": value for key, value in side.items()})
    lines += [f"corner: ({', '.join(map(spelled, point))})" for point in found.corners[:20]]
    if found.witness:
        lines += ["onto the canonical boundary"] + map_lines(found.witness)
    show(arguments, data, lines)
    return 0


def _classes(arguments: Arguments) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    network = network_in(arguments.net, arguments)
    for path in filter(None, (arguments.regions, arguments.pieces, arguments.picture)):
        check_written(path, arguments.net, arguments.domain)
    if arguments.picture:
        check_path(arguments.picture)
    engine = "fan" if arguments.engine == "auto" else arguments.engine
    found = classes(network, arguments.domain, arguments.least, engine,
                    memory=arguments.memory, progress=terminal, announce=terminal.announce)
    data = found.summary()
    if arguments.picture:
        of_classes(found).save(arguments.picture)
    for path, objects, number in ((arguments.regions, found.region_data, data["regions"]), (arguments.pieces, found.piece_data, data["pieces"])):
        if path:
            write_lines(objects(), path, number, terminal)
    data["seconds"] = round(time.monotonic() - start, 3)
    lines = listed({key: value for key, value in data.items() if key not in ("classes", "notes")},
                   {"pairs": _pairs, "adjacency": _neighbours, "domain": domain_text})
    show(arguments, data, lines + [_class_line(one) for one in data["classes"]])
    return 0


def _class_line(one: dict) -> str:
    """A class, for people."""
    size = one["volume"] if one["volume"] is not None and len(one["volume"]) < 40 else one["volume_between"] and "between " + " and ".join(one["volume_between"])
    return (f"class {label(one['class'])}: regions {one['regions']}, components {one['components']}, "
            + ("unbounded" if not one["bounded"] else f"volume {size}"))


def _pairs(pairs: list[dict]) -> str:
    return ", ".join(f"{one['pieces']} of {label(one['outputs'])}" for one in pairs) or "none"


def _neighbours(adjacency: dict) -> str:
    return ", ".join(f"{' - '.join(map(label, edge['between']))} ({edge['pieces']})" for edge in adjacency["edges"]) or "none"
