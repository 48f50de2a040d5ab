"""exactrelu theorems, exactrelu verify."""
from __future__ import annotations

import time

from .. import theorems
from ..equivalence import equivalent
from ..errors import InputError, LimitExceeded
from ..process import say
from ..terminal import Terminal
from .shared import Arguments, Commands, Parents, hands, map_lines, network_in, reading_options, show, work_options


def add(commands: Commands, shared: Parents) -> None:
    """The commands of this module."""
    one = commands.add_parser("theorems", parents=[shared.output], help="the theorems that can be verified")
    one.set_defaults(run=_theorems)
    one = commands.add_parser("verify", parents=[shared.output], help="check a theorem on a network or a whole family")
    one.add_argument("theorem", metavar="THEOREM|all|equivalent", help="a name or id of 'exactrelu theorems'")
    one.add_argument("nets", metavar="NET", nargs="*", help="a network file; two for 'equivalent'")
    one.add_argument("--census", metavar="FAMILY", help='every network of a family: "d=2,m=2,entries=-1..1"')
    one.add_argument("--without", metavar="HYPOTHESIS", action="append", default=[],
                     help="do not ask for a hypothesis: search for the smallest counterexample")
    work_options(one, "processes for a census")
    one.add_argument("--checkpoint", metavar="DIR", help="keep finished work there; the same command goes on from it")
    one.add_argument("--table", metavar="FILE", help="write the table of a census as .csv or .md")
    reading_options(one)
    one.set_defaults(run=_verify)


def _theorems(arguments: Arguments) -> int:
    known = theorems.THEOREMS.values()
    show(arguments, {"theorems": [{"id": t.id, "name": t.name, "statement": t.statement, "latex": t.latex,
                                   "source": t.source, "frame": t.frame.sentence,
                                   "hypotheses": [{"name": h.name, "sentence": h.sentence} for h in t.hypotheses]}
                                  for t in known]},
         [line for t in known for line in (f"{t.id}  {t.name}", f"    {t.statement}", f"    Hypotheses: {', '.join(h.name for h in t.hypotheses) or 'none'}.",
                                           f"    Source: {t.source}")])
    return 0


def _verify(arguments: Arguments) -> int:
    start, terminal = time.monotonic(), Terminal(arguments.quiet)
    if arguments.theorem == "equivalent":
        return _equivalent(arguments, start)
    if arguments.theorem == "all" and (arguments.without or arguments.table):
        raise InputError("--without and --table are about one theorem; name it instead of 'all'")
    known = list(theorems.THEOREMS.values()) if arguments.theorem == "all" else [theorems.theorem(arguments.theorem)]
    family = arguments.census is not None
    if (len(arguments.nets) == 1) == family or len(arguments.nets) > 1:
        raise InputError("give either one network file or --census FAMILY, such as --census \"d=2,m=2,entries=-1..1\"")
    if not family and (arguments.table or arguments.checkpoint or arguments.executor):
        raise InputError("--table, --checkpoint and --executor belong to a census; add --census FAMILY")
    if arguments.table:
        theorems.check_table(arguments.table)
    network = None if family else network_in(arguments.nets[0], arguments)
    without, found = tuple(arguments.without), []
    with hands(arguments) as workers:
        for i, theorem in enumerate(known):
            terminal(i, len(known), i)
            if family:
                found.append((theorem, theorems.census(theorem.name, arguments.census, terminal, without=without,
                                                       checkpoint=arguments.checkpoint, **workers)))
                continue
            try:
                found.append((theorem, theorems.verify(theorem.name, network, without)))
            except LimitExceeded as error:
                if len(known) == 1:
                    raise
                say(f"{theorem.name} is left out: {error}")
    if arguments.table:
        theorems.write_table(found[0][1], arguments.table)
    results = [theorems.to_data(*pair) for pair in found]
    verdicts = {result["verdict"] for result in results}
    seconds = round(time.monotonic() - start, 3)
    note = ["the domain that the file names is not used: the statements are about the whole space"] \
        if network is not None and network.domain is not None and not network.domain.is_whole else []
    if arguments.theorem == "all":
        overall = next(v for v in (theorems.FAILS, theorems.HOLDS, theorems.DOES_NOT_APPLY) if v in verdicts)
        show(arguments, {"verdict": overall, "results": results, "seconds": seconds}, theorems.overview(found) + note)
    else:
        show(arguments, {**results[0], "seconds": seconds}, theorems.lines(*found[0]) + note)
    return int(theorems.FAILS in verdicts)


def _equivalent(arguments: Arguments, start: float) -> int:
    if len(arguments.nets) != 2 or arguments.census is not None:
        raise InputError("'equivalent' compares the boundaries of two network files: verify equivalent NET1 NET2")
    if arguments.without or arguments.table or arguments.checkpoint:
        raise InputError("--without, --table and --checkpoint are not about 'equivalent'")
    found = equivalent(*[network_in(net, arguments) for net in arguments.nets])
    first, second = ({key: list(x) if isinstance(x, tuple) else x for key, x in seen.items()} for seen in found.invariants)
    data = {"theorem": "equivalent", "verdict": theorems.HOLDS if found.equivalent else theorems.FAILS, "instances": 2,
            "map": found.map and found.map.to_data(), "reason": found.reason, "invariants": [first, second], "table": [],
            "counterexample": None, "seconds": round(time.monotonic() - start, 3)}
    lines = [f"the boundaries are {'' if found.equivalent else 'not '}affinely equivalent", f"  {found.reason}"]
    show(arguments, data, lines + (map_lines(found.map) if found.map else []))
    return int(not found.equivalent)
