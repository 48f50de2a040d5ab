"""exactrelu prove."""
from __future__ import annotations

import os
import time

from ..errors import InputError
from ..lessons import check_page, prove
from ..readers.vnnlib import read_property
from ..terminal import Terminal
from .shared import Arguments, Commands, Parents, check_written, form_options, megabytes, network_in, reading_words, show


def add(commands: Commands, shared: Parents) -> None:
    """The commands of this module."""
    one = commands.add_parser("prove", parents=[shared.reading, shared.output], help="the proof, written for people, with pictures and the certificate")
    one.add_argument("-o", dest="target", metavar="FILE", required=True, help="the page to write: .html, .tex or .md")
    one.add_argument("--domain", metavar="SPEC", help="as for 'exactrelu boundary' (default: that of the file, or the whole space)")
    form_options(one)
    one.add_argument("--regions", action="store_true", help="prove that the list of regions is complete")
    one.add_argument("--property", metavar="PROPERTY", help="prove the verdict about a .vnnlib or .json property")
    one.add_argument("--memory", type=megabytes, metavar="MB", help="stop before using more (default: what is free)")
    one.set_defaults(run=_prove)


def _prove(arguments: Arguments) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    check_page(arguments.target)
    check_written(arguments.target, arguments.net, arguments.property, arguments.domain)
    if arguments.regions and arguments.property:
        raise InputError("a page is about one thing; give either --regions or --property")
    asks_for_form = arguments.output is not None or arguments.pair is not None
    if (arguments.regions or arguments.property) and asks_for_form:
        raise InputError("--output and --pair are about the boundary; leave them out with --regions and --property")
    if arguments.property and arguments.domain:
        raise InputError("a property has its own input sets; leave --domain out with --property")
    if arguments.property and arguments.memory:
        raise InputError("a verdict about a property needs little memory and has no limit; leave --memory out with --property")
    network = network_in(arguments.net, arguments)
    asked = read_property(arguments.property, network) if arguments.property else "regions" if arguments.regions else None
    lesson = prove(network, asked, domain=arguments.domain, output=arguments.output, pair=arguments.pair, name=os.path.basename(arguments.net),
                   memory=arguments.memory, progress=terminal, reading=reading_words(arguments))
    lesson.save(arguments.target)
    data = {"page": arguments.target, **lesson.summary(), "seconds": round(time.monotonic() - start, 3)}
    found = data["certificate"]
    show(arguments, data, [f"{arguments.target}: {lesson.title}", f"{len(data['steps'])} steps, {data['identities']} equations and inequalities with exact numbers"]
         + ([f"the checker says {found['checker']}"] if found and found["checker"] else ["the certificate was not made with the page, which says how to make it"]))
    return 0
