"""exactrelu convert, exactrelu doctor."""
from __future__ import annotations

from .. import doctor
from ..readers import WRITABLE, write
from .shared import Arguments, Commands, Parents, check_written, network_in, show


def add(commands: Commands, shared: Parents) -> None:
    """The commands of this module."""
    one = commands.add_parser("convert", parents=[shared.reading, shared.output], help="from one format to another")
    one.add_argument("target", metavar="OUT", help=f"the file to write: {WRITABLE}")
    one.set_defaults(run=_convert)
    one = commands.add_parser("doctor", parents=[shared.output], help="what is installed and what is missing")
    one.set_defaults(run=_doctor)


def _convert(arguments: Arguments) -> int:
    check_written(arguments.target, arguments.net)
    network = network_in(arguments.net, arguments)
    write(network, arguments.target)
    show(arguments, {"written": arguments.target, "layers": len(network.layers), "numbers": network.numbers,
                     **({"notes": list(network.notes)} if network.notes else {})},
         [f"{arguments.target}: {len(network.layers)} layers, {network.numbers}"])
    return 0


def _doctor(arguments: Arguments) -> int:
    report = doctor.report()
    show(arguments, report, doctor.text(report).splitlines())
    return 0
