"""exactrelu certify, exactrelu decide, exactrelu radius, exactrelu check."""
from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import Iterator

from ..certificates import KINDS, certify, explain, is_about
from ..certificates.writing import within_limits
from ..checker import check
from ..decide import can_be_saved, decide, radius, save
from ..decide.radius import NORMS
from ..errors import InputError, printable
from ..linalg import spelled
from ..rational import rational
from ..readers import read_domain
from ..readers.contents import awaited
from ..readers.vnnlib import read_property
from ..terminal import Terminal
from .shared import Arguments, Commands, Parents, check_written, form_options, hands, listed, network_in, reading_options, seconds, show, work_options


def add(commands: Commands, shared: Parents) -> None:
    """The commands of this module."""
    one = commands.add_parser("certify", parents=[shared.reading, shared.where, shared.output],
                              help="write a certificate, which 'check' or checker.py alone re-checks")
    one.add_argument("-o", dest="target", metavar="FILE", required=True, help="the file to write (.gz: compressed)")
    one.add_argument("--kind", choices=KINDS, help="what is certified (default: that of the theorem, or regions)")
    one.add_argument("--theorem", metavar="ID", help="the instance of a theorem, such as T13")
    one.add_argument("--with", dest="second", metavar="NET2", help="the other network, for the kinds equivalent and equal")
    one.add_argument("--at", metavar="X,Y,...", help="the point, for the kinds preimage and projection (--at=-1,2 if it begins with a minus)")
    form_options(one)
    work_options(one, "processes that write proof trees; the file is the same")
    one.set_defaults(run=_certify)
    one = commands.add_parser("decide", parents=[shared.reading, shared.output],
                              help="an exact verdict about a property, with its proof")
    one.add_argument("property", metavar="PROPERTY", help="a .vnnlib or .json file that describes the counterexample")
    one.add_argument("-o", dest="target", metavar="FILE", help="write the certificate there (.gz: compressed)")
    one.add_argument("--seconds", type=seconds, metavar="N", help="stop after so many seconds (exit code 3)")
    one.add_argument("--explicit", action="store_true", help="write multipliers for every bound: longer, but exactrelu-checker knows all the rules")
    work_options(one, "processes")
    one.set_defaults(run=_decide)
    one = commands.add_parser("radius", parents=[shared.reading, shared.output], help="the exact distance from a point to the decision boundary")
    one.add_argument("--at", metavar="X,Y,...", required=True, help="the point (--at=-1,2 if it begins with a minus)")
    one.add_argument("--norm", choices=NORMS, default="max")
    form_options(one)
    one.add_argument("--least", action="store_true", help="the smallest output wins (scores that are costs)")
    one.add_argument("--domain", metavar="SPEC", help="only points of the boundary in this domain (default: that of the file)")
    one.add_argument("-o", dest="target", metavar="FILE", help="write the certificate there (.gz: compressed)")
    one.add_argument("--seconds", type=seconds, metavar="N", help="stop after so many seconds (exit code 3)")
    one.set_defaults(run=_radius)
    one = commands.add_parser("check", parents=[shared.output], help="re-check a certificate")
    one.add_argument("file", metavar="FILE", help="a certificate")
    one.add_argument("--explain", action="store_true", help="write the proof out for people")
    one.add_argument("--network", metavar="NET", help="ask that the certificate is about the network of this file, on its domain")
    one.add_argument("--domain", metavar="SPEC", help="the domain to ask for with --network (default: that of the file)")
    reading_options(one)
    one.set_defaults(run=_check)


def _certify(arguments: Arguments) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    network = network_in(arguments.net, arguments)
    check_written(arguments.target, arguments.net, arguments.second)
    if arguments.engine not in ("auto", "fan"):
        raise InputError("certificates are made from the complex of the engine 'fan'")
    second = network_in(arguments.second, arguments) if arguments.second else None
    at = _numbers(arguments.at) if arguments.at else None
    with hands(arguments) as workers:
        found = certify(network, arguments.target, arguments.kind, theorem=arguments.theorem, second=second, at=at,
                        domain=arguments.domain, output=arguments.output, pair=arguments.pair, memory=arguments.memory,
                        progress=terminal, **workers)
    data = {"certificate": arguments.target, "claim": found["claim"], "steps": found["steps"],
            "seconds": round(time.monotonic() - start, 3)}
    show(arguments, data, [f"{arguments.target}: {found['steps']} steps, accepted by the checker"] + listed(_short(found["claim"])))
    return 0


def _decide(arguments: Arguments) -> int:
    start = time.monotonic()
    network = network_in(arguments.net, arguments)
    asked = read_property(arguments.property, network)
    if arguments.target:
        check_written(arguments.target, arguments.net, arguments.property)      # before the work, not after it
        can_be_saved(network, asked)
    with hands(arguments) as workers:
        found = decide(network, asked, Terminal(arguments.quiet), seconds=arguments.seconds, explicit=arguments.explicit, **workers)
    if arguments.target:
        save(arguments.target, network, asked, found)
    data = {"verdict": found.verdict, "witness": found.witness and [spelled(x) for x in found.witness],
            "leaves": found.leaves, "certificate": arguments.target, "seconds": round(time.monotonic() - start, 3)}
    show(arguments, data, listed({key: value for key, value in data.items() if key != "witness"})
         + [f"x_{i} = {spelled(x)}" for i, x in enumerate(found.witness or ())])
    return 0


def _radius(arguments: Arguments) -> int:
    start = time.monotonic()
    network = network_in(arguments.net, arguments)
    if arguments.target:
        check_written(arguments.target, arguments.net)
        within_limits({"kind": "radius"}, network, read_domain(network.domain if arguments.domain is None else arguments.domain, network.inputs))
    found = radius(network, _numbers(arguments.at), arguments.norm, arguments.output, arguments.pair, arguments.domain,
                   Terminal(arguments.quiet), least=arguments.least, seconds=arguments.seconds)
    if arguments.target:
        found.save(arguments.target)
    text = lambda point: point and [spelled(x) for x in point]  # noqa: E731
    data = {"radius": found.radius if found.radius is None else spelled(found.radius), "norm": found.norm, "point": text(found.point),
            "nearest": text(found.nearest), "leaves": found.leaves, "certificate": arguments.target,
            "seconds": round(time.monotonic() - start, 3)}
    show(arguments, data, listed({**data, "radius": data["radius"] or "none: the domain holds no point of the boundary",
                                  **{key: data[key] and ", ".join(data[key]) for key in ("point", "nearest")}}))
    return 0


def _numbers(text: str) -> list:
    """The numbers of --at."""
    return [rational(x.strip(), "a number of --at") for x in text.split(",")]


@contextmanager
def _reading(file: str) -> Iterator[None]:
    """InputError if the file cannot be read."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from None


def _explained(file: str) -> Iterator[str]:
    """The lines of --explain; what becomes of them is not in the `with`, for their reader may go."""
    with _reading(file):
        yield from explain(file)


def _check(arguments: Arguments) -> int:
    start = time.monotonic()
    if (arguments.explain or arguments.network) and os.path.exists(arguments.file) and not os.path.isfile(arguments.file):
        raise InputError(f"{arguments.file} is not a file that can be read twice, as --explain and --network ask")
    told = []
    for line in _explained(arguments.file) if arguments.explain else ():
        if arguments.json:
            told.append(line)
        else:
            print(printable(line))
    with _reading(arguments.file):
        found = check(awaited(arguments.file))
    if arguments.domain and not arguments.network:
        raise InputError("--domain belongs to --network NET")
    if arguments.network and found["verdict"] == "accepted":
        network = network_in(arguments.network, arguments)
        where = read_domain(network.domain if arguments.domain is None else arguments.domain, network.inputs)
        if not is_about(arguments.file, network, where):
            found = {**found, "verdict": "rejected", "reason": f"the proof is right, but about another network than {arguments.network}, "
                                                               "or about another domain"}
    data = {"accepted": found["verdict"] == "accepted", "verdict": found["verdict"], "claim": found["claim"],
            "domain": found["domain"], "reason": found["reason"], "steps": found["steps"], **({"explanation": told} if told else {}),
            "seconds": round(time.monotonic() - start, 3)}
    show(arguments, data, [f"{found['verdict']}: {found['reason'] or str(found['steps']) + ' steps'}"]
         + (listed({**_short(found["claim"]), **({"domain": found["domain"]} if found["domain"] != "whole" else {})})
            if found["verdict"] == "accepted" else []))
    return {"accepted": 0, "rejected": 1, "malformed": 2}[found["verdict"]]


def _short(claim: dict) -> dict:
    """A claim for people: without the networks and properties in it."""
    return {key: value for key, value in claim.items() if key not in ("second", "property")}
