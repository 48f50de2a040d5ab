"""exactrelu playground."""
from __future__ import annotations

from ..errors import InputError
from ..playground import write_playground
from ..readers import READABLE
from .shared import Arguments, Commands, Parents, check_written, network_in, reading_options, show


def add(commands: Commands, shared: Parents) -> None:
    """The command of this module."""
    one = commands.add_parser("playground", parents=[shared.output],
                              help="a page for the browser: move the weights, see the boundary and its class")
    one.add_argument("net", metavar="NET", nargs="?", help=f"a network that is shown first: 2 or 3 inputs, one hidden layer; {READABLE}")
    one.add_argument("-o", dest="target", metavar="FILE.html", required=True, help="the page, complete in one file")
    reading_options(one)
    one.set_defaults(run=_playground)


def _playground(arguments: Arguments) -> int:
    if not arguments.target.endswith(".html"):
        raise InputError(f"the page is a file for a browser, so its name must end in .html, but is {arguments.target!r}")
    check_written(arguments.target, arguments.net)
    write_playground(arguments.target, network_in(arguments.net, arguments) if arguments.net else None)
    show(arguments, {"written": arguments.target}, [f"{arguments.target}: open it in a browser"])
    return 0
