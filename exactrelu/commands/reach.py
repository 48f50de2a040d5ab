"""exactrelu reach."""
from __future__ import annotations

import json
import time
from typing import Any, Iterator

from ..domain import Domain
from ..errors import InputError
from ..network import Network
from ..preimages import output_rows, preimage
from ..reach import image
from ..readers.atomic import atomic_writer
from ..readers.strict_json import load
from ..readers.vnnlib import read_property
from ..terminal import Terminal
from .shared import Arguments, Commands, Parents, check_written, listed, network_in, show


def add(commands: Commands, shared: Parents) -> None:
    """The command of this module."""
    one = commands.add_parser("reach", parents=[shared.reading, shared.where, shared.output],
                              help="the image of the domain and the range of every output, or a preimage")
    one.add_argument("--preimage", metavar="FILE", help='which inputs have outputs in {"inequalities": [[b, v_1, ...], ...]}, '
                     "or satisfy a .vnnlib property")
    one.add_argument("-o", dest="target", metavar="FILE", help="write one JSON line a polyhedron (.gz: compressed)")
    one.set_defaults(run=_reach)


def _reach(arguments: Arguments) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    network = network_in(arguments.net, arguments)
    if arguments.target:
        check_written(arguments.target, arguments.net, arguments.domain)
    engine = "fan" if arguments.engine == "auto" else arguments.engine
    options: dict = {"memory": arguments.memory, "progress": terminal, "announce": terminal.announce}
    if arguments.preimage:
        rows, domain = _asked(arguments.preimage, network)
        if domain is not None and arguments.domain is not None:
            raise InputError(f"{arguments.preimage} has inequalities of the inputs; leave --domain out")
        found: Any = preimage(network, rows, arguments.domain if domain is None else domain, engine, **options)
        pieces: Iterator[dict] = ({"signs": signs, **piece.to_data()} for signs, piece in zip(found.signs, found.pieces))
    else:
        found = image(network, arguments.domain, engine, **options)
        signs = found.complex.signs
        pieces = ({"regions": [signs[i] for i in regions], **piece.to_data()} for piece, regions in found.pieces.items())
    data = {**found.summary(), "domain": found.complex.domain.to_json(), "numbers": network.numbers}
    if arguments.target:
        with atomic_writer(arguments.target, "w") as file:
            for piece in pieces:
                file.write(json.dumps(piece) + "\n")
    data["seconds"] = round(time.monotonic() - start, 3)
    show(arguments, data, listed({key: value for key, value in data.items() if key != "ranges"})
         + [_range_line(one) for one in data.get("ranges", ())])
    return 0


def _asked(path: str, network: Network) -> tuple[Any, Domain | None]:
    """The rows about the outputs in a file, and the domain that the rows about the inputs give, if there are any."""
    if path.endswith((".vnnlib", ".vnnlib.gz")):
        disjuncts = read_property(path, network).disjuncts
        if len(disjuncts) != 1:
            raise InputError(f"{path} has {len(disjuncts)} disjuncts; a preimage is asked for one conjunction")
        rows, inputs = disjuncts[0].output, disjuncts[0].input
        return rows or [[0] * (network.outputs + 1)], Domain.polytope(inputs) if inputs else None
    data = load(path)
    if not isinstance(data, dict) or set(data) != {"inequalities"}:
        raise InputError(f'{path} must be an object with one key, "inequalities": rows [b, v_1, ...] for b + v.y >= 0')
    try:
        return output_rows(data["inequalities"], network), None
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _range_line(one: dict) -> str:
    """The range of an output, for people."""
    at = lambda point: f" at ({', '.join(point)})" if point and len(point) < 9 else ""  # noqa: E731
    low = f"[{one['least']}{at(one['at_least'])}" if one["least"] is not None else "(-infinity"
    high = f"{one['greatest']}{at(one['at_greatest'])}]" if one["greatest"] is not None else "infinity)"
    return f"output {one['output']}: {low}, {high}"
