"""Does everybody say the same? Random problems through all engines, their twins in Python, linear programs and certificates.

    python campaign/differential.py --problems 10000 --jobs 2      the campaign; figures into results/differential.json
    python campaign/differential.py --problem 17                   one problem, and what differs

The problems are those of families.py, the programs that answer and what they say those of ways.py. A refusal is an answer,
too. A difference is told with its instance and the smallest one near it that shows a difference. Ctrl-C ends early, and
what was done counts; with --add it goes on.
"""
from __future__ import annotations

import argparse
import json
import multiprocessing
import signal
import sys
import time
from collections import Counter
from typing import Any, Iterable

from families import FAMILIES, PLACES, Problem, instance, problem
from record import Figure, record, recorded
from shrink import shrunk
from ways import WAYS, KeptWorker, View, Way

import exactrelu as er
from exactrelu.engines import cdd

Range = tuple[int, int, int]            # seed, first index, and the one after the last
CHUNK = 10                  # problems that a process does before it reports
ALL = ("fan", "cdd", "signs", "certificate of the regions")
TURNS = (("fan in Python",), ("signs in Python",), ("linear programs", "points"), ("boundary by fan", "boundary by cdd"),
         ("certificate of the complex",), ())
LONG, FACES = ("certificate of the complex", "certificate of the boundary"), 120       # with more faces only one problem of 8 has these


def chosen(which: Problem) -> list[str]:
    """The ways of a problem: the slow ones take turns."""
    one = which.network.outputs == 1
    turn = TURNS[which.index // len(FAMILIES) // len(PLACES) % len(TURNS)]           # each family and place has all of them
    needless = "complex" if one else "boundary"             # a certificate of the boundary claims what one of the complex claims, too
    return [*ALL, *[way for way in turn if needless not in way], *["certificate of the boundary"] * one]


# ---- comparing -------------------------------------------------------------------------------------

def asked(way: Way, network: er.Network, domain: er.Domain) -> View:
    """The view, where an error is one, too."""
    try:
        return {"refusal": "", **way(network, domain)}
    except er.InputError as error:
        return {"refusal": str(error).split(":")[0]}
    except er.MissingExtra:                 # nobody is asked
        return {}
    except Exception as error:  # whatever it is, it is a fault
        return {"broken": f"{type(error).__name__}: {error}"}


def differences(views: dict[str, View]) -> list[str]:
    """A sentence for each name of which two views say different things, and for each fault that a view knows itself."""
    found = []
    for name in dict.fromkeys(name for view in views.values() for name in view):
        known = {way: view[name] for way, view in views.items() if name in view}
        first = next(iter(known))
        right = {"broken": "", "faults at points": [], "verdict": "accepted"}.get(name, known[first])
        found += [f"{name}: {way} says {brief(said)}, but {'right' if right is not known[first] else first} is {brief(right)}"
                  for way, said in known.items() if said != right]
    return found


def brief(said: Any) -> str:
    """A value on a short line."""
    text = repr(said)
    return text if len(text) < 200 else text[:200] + "..."


def compared(network: er.Network, domain: er.Domain, ways: list[str]) -> list[str]:
    """What differs between some ways."""
    return differences({name: asked(WAYS[name], network, domain) for name in ways})


def examined(which: Problem, ways: list[str] | None = None) -> tuple[Counter, list[dict]]:
    """What is counted of a problem, and its difference if there is one."""
    views, seconds = {}, Counter()
    for name in chosen(which) if ways is None else ways:
        if ways is None and name in LONG and sum(views["fan"].get("f-vector", ())) > FACES and which.index % 8:
            continue
        start = time.process_time()
        views[name] = asked(WAYS[name], which.network, which.domain)
        seconds[f"seconds: {name}"] += time.process_time() - start
    first, names = next(iter(views.values())), list(views)
    tally = Counter({"problems": 1, "regions": first.get("regions", 0), "faces": sum(first.get("f-vector", ())),
                     "refused": bool(first.get("refusal")), f"family: {which.family}": 1, f"place: {which.place}": 1, f"inputs: {which.network.inputs}": 1,
                     f"layers: {len(which.network.hidden)}": 1, **{f"way: {name}": 1 for name in views if views[name]}}) + seconds
    found = differences(views)
    if not found:
        return tally, []
    kinds = lambda sentences: {sentence.split(" says ")[0] for sentence in sentences}  # noqa: E731
    small = shrunk(which.network, which.domain, lambda *candidate: bool(kinds(compared(*candidate, names)) & kinds(found)))
    return tally, [{"problem": which.index, "about": str(which), "says": found, "instance": instance(which.network, which.domain),
                    "smaller": instance(*small), "smaller says": compared(*small, names)}]


# ---- the campaign ----------------------------------------------------------------------------------

def begin() -> None:
    """A process of the campaign: Ctrl-C is for the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    kept = KeptWorker()
    cdd.Worker = lambda: kept


def chunk(part: Range) -> tuple[Counter, list[dict]]:
    """What is counted of some problems, and their differences."""
    seed, first, last = part
    total, found = Counter(), []
    for index in range(first, last):
        tally, different = examined(problem(index, seed))
        total.update(tally)
        found += different
    return total, found


def missing(wanted: Range, known: Iterable[Range]) -> list[Range]:
    """The parts of a range that no known one has, cut into chunks.

    >>> missing((1, 0, 32), [(1, 5, 20), (2, 0, 99)])
    [(1, 0, 5), (1, 20, 30), (1, 30, 32)]
    """
    seed, first, last = wanted
    found: list[Range] = []
    for index in range(first, last):
        if not any(other == seed and start <= index < end for other, start, end in known):
            _, start, end = found[-1] if found else (seed, first, first)
            goes_on = found and end == index and end - start < CHUNK
            found[-1 if goes_on else len(found):] = [(seed, start if goes_on else index, index + 1)]
    return found


def joined(ranges: Iterable[Range]) -> list[Range]:
    """Ranges in order, and those that meet as one.

    >>> joined([(1, 10, 20), (1, 0, 10), (1, 30, 40)])
    [(1, 0, 20), (1, 30, 40)]
    """
    found: list[Range] = []
    for seed, first, last in sorted(map(tuple, ranges)):
        meets = found and found[-1][0] == seed and found[-1][2] == first
        found[-1 if meets else len(found):] = [(seed, found[-1][1] if meets else first, last)]
    return found


def run(parts: list[Range], jobs: int = 1, seconds: float = float("inf")) -> tuple[Counter, list[dict], list[Range]]:
    """The campaign: what was counted, all differences, and the parts that are done. It ends early after so many seconds, or when interrupted."""
    total, found, done, start = Counter(), [], [], time.monotonic()
    with multiprocessing.Pool(jobs, begin) as pool:
        try:
            for part, (tally, different) in zip(parts, pool.imap(chunk, parts)):
                total.update(tally)
                found += different
                done.append(part)
                for one in different:
                    print(json.dumps(one), file=sys.stderr)
                if len(done) % 20 == 0:
                    print(f"{total['problems']} problems, {total['regions']} regions, {len(found)} differences, "
                          f"{time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
                if time.monotonic() - start > seconds:
                    break
        except KeyboardInterrupt:
            print("interrupted: what was done counts", file=sys.stderr)
    return total, sorted(found, key=lambda one: one["problem"]), joined(done)


def figures(total: Counter, found: list[dict]) -> list[Figure]:
    """The rows of the table."""
    of = lambda *ways: " + ".join(f"{total[f'way: {way}']:,}" for way in ways)  # noqa: E731
    says = f"{len(found)} differences" if found else "no difference"
    return [
        Figure("random networks on random domains through the engines fan, cdd and signs: sign vectors, bounded regions, "
               "vertices, rays; all faces, f-vectors and neighbours by fan and cdd", "10,000, no difference",
               f"{of('cdd')} problems ({len([k for k in total if k.startswith('family')])} families, {total['regions']:,} regions, "
               f"{total['faces']:,} faces, {total['refused']:,} empty domains, refused by all): {says}"),
        Figure("the same by the twins of fan and signs in Python, and all sign vectors one by one by exact linear programs", "a part of them",
               f"{of('fan in Python')}, {of('signs in Python')} and {of('linear programs')}: {says}"),
        Figure(f"certificates: of the regions of each; of the boundary where there is one output, of the complex for one in {len(TURNS)} of the "
               f"others, both for all with up to {FACES} faces and one in 8 of the larger ones; what the checker accepts is what the engines say",
               "all accepted", f"{of('certificate of the regions', 'certificate of the boundary', 'certificate of the complex')}: "
               + ("not all accepted" if any("certificate" in str(one["says"]) for one in found) else "all accepted")),
        Figure("decision boundaries by fan and by cdd: pieces, corners, f-vectors, components, homology, class", "a part of them",
               f"{of('boundary by fan')}: {says}")]


def main() -> int:
    """The command line; 1 if there is a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", type=int, default=10_000, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="INDEX")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="end after so long")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--add", action="store_true", help="those that the record does not have, and count all: so an interrupted campaign goes on")
    parser.add_argument("--problem", type=int, metavar="INDEX", help="this problem alone, in all ways; nothing is recorded")
    arguments = parser.parse_args()
    if arguments.problem is not None:
        which = problem(arguments.problem, arguments.seed)
        with_form = [name for name in WAYS if which.network.outputs == 1 or "boundary" not in name]
        tally, found = examined(which, with_form)
        print(json.dumps(found[0] if found else {"about": str(which), "regions": tally["regions"], "differences": 0}, indent=1))
        return bool(found)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start, before = time.monotonic(), (recorded("differential") if arguments.add else None) or {"ranges": [], "counted": {}, "differences": []}
    wanted = (arguments.seed, arguments.first, arguments.first + arguments.problems)
    total, found, done = run(missing(wanted, before["ranges"]), arguments.jobs, arguments.seconds)
    total.update({**before["counted"], "seconds": before["counted"].get("seconds", 0) + time.monotonic() - start})
    found += before["differences"]
    kept = {key: round(value, 1) for key, value in sorted(total.items())}
    more = {"ranges": joined([*before["ranges"], *done]), "counted": kept, "differences": found}
    record("differential", figures(total, found), total["seconds"], more)
    for figure in figures(total, found):
        print(figure.found)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
