"""Scale torture: numbers from 10^-300 to 10^300 and far beyond; every answer is right or refused, never wrong.

    python campaign/scale.py --count 2100 --seed 1 --jobs 3        records campaign/results/scale.json
    python campaign/scale.py --modes --count 100                   engines in every mode of the processor: scale_modes.json

The oracle is a small copy. A small network with a small domain is moved (moves.py): rows by positive factors, with the next
layer's columns divided by them, and the space by an affine bijection. All that is exact, so nothing that is counted may change,
whatever the size of the numbers: regions, faces, neighbours, boundary, classes, verdicts, certificates. A family of instances is
one kind of move. Two families have no small copy; there the engines, which share no geometry, must agree.
"""
from __future__ import annotations

import argparse
import contextlib
import ctypes
import io
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

sys.path.append(str(Path(__file__).resolve().parent))

from moves import moved, moved_rows, scaled  # noqa: E402
from record import Figure, record  # noqa: E402

import exactrelu as er  # noqa: E402
from exactrelu import checker, cli  # noqa: E402
from exactrelu.engines.cells import as_text, canonical_order  # noqa: E402
from exactrelu.engines.compiled_signs import Compiled, NotCompiled  # noqa: E402
from exactrelu.engines.problem import problem  # noqa: E402
from exactrelu.linalg import AffineMap, rank  # noqa: E402

LIMIT = 300                # seconds for one instance; what takes longer is counted as not finished
PURE = "EXACTRELU_PURE"


class Case(NamedTuple):
    """A network on a domain, and the small one of which it is a copy (None: there is none).

    back : the map from its points to those of the small one
    gain : what its outputs are times those of the small one
    """

    network: er.Network
    domain: er.Domain
    small: er.Network | None
    small_domain: er.Domain | None
    back: AffineMap | None
    gain: Fraction


# ---- small networks ----------------------------------------------------------------------------


def small_network(rng: random.Random, inputs: int, widths: list[int], outputs: int) -> er.Network:
    """Small weights: quantised ones on purpose, so that rows are zero, repeated and parallel, and lines concurrent."""
    entry = rng.choice([lambda: rng.randint(-1, 1), lambda: rng.randint(-3, 3), lambda: Fraction(rng.randint(-9, 9), rng.randint(1, 4))])
    sizes = [inputs, *widths, outputs]
    rows = [[[entry() for _ in range(a)] for _ in range(b)] for a, b in zip(sizes, sizes[1:])]
    layers = [er.Layer(W, [entry() for _ in W], "relu") for W in rows[:-1]]
    return er.Network([*layers, er.Layer(rows[-1], [entry() for _ in rows[-1]], "linear")])


def small_domain(rng: random.Random, inputs: int, kind: str | None = None) -> er.Domain:
    """Any kind of domain; not empty."""
    kind = kind or rng.choice(["whole", "whole", "box", "polytope", "slice"])
    if kind == "box":
        return er.Domain.box([sorted((rng.randint(-3, 3), rng.randint(-3, 3))) for _ in range(inputs)])
    if kind == "polytope":
        return er.Domain.polytope([[rng.randint(0, 3)] + [rng.randint(-2, 2) for _ in range(inputs)] for _ in range(rng.randint(1, 5))])
    if kind == "slice" and inputs > 1:
        ways = [[int(i == j) + rng.randint(0, 1) * (i < j) for j in range(inputs)] for i in range(rng.randint(1, inputs - 1))]
        return er.Domain.slice([rng.randint(-2, 2) for _ in range(inputs)], ways, rng.choice([None, [[-2, 3]] * len(ways)]))
    return er.Domain.whole(inputs)


def small(rng: random.Random, kind: str | None = None) -> tuple[er.Network, er.Domain]:
    """A small network with a small domain."""
    inputs = rng.randint(1, 3)
    widths = [rng.randint(1, 4 if inputs < 3 else 3) for _ in range(rng.choice([1, 1, 2]))]
    return small_network(rng, inputs, widths, rng.choice([1, 1, 2, 3])), small_domain(rng, inputs, kind)


# ---- families ----------------------------------------------------------------------------------


def decimal(rng: random.Random) -> Fraction:
    """A positive number from 10^-300 to 10^303."""
    return rng.randint(1, 999) * Fraction(10) ** rng.choice([rng.randint(-300, 300), -300, 300])


def binary(rng: random.Random) -> Fraction:
    """A power of two from the smallest subnormal double to the largest double."""
    return Fraction(2) ** rng.choice([rng.randint(-1074, 1000), rng.randint(-3, 3), -1074, -1022, 1000])


def long(rng: random.Random) -> Fraction:
    """A fraction of two integers of about 4,900 bits: two of them multiplied stay below 10,000."""
    return Fraction(rng.getrandbits(4_900) | 1, rng.getrandbits(4_900) | 1)


def factors(rng: random.Random, network: er.Network, number: Callable) -> list[list[Fraction]]:
    """A positive factor for every row, one for all outputs."""
    found = [[number(rng) for _ in layer.b] for layer in network.layers]
    return [*found[:-1], [found[-1][0]] * network.outputs]


def copied(rng: random.Random, f: AffineMap, number: Callable | None = None, kind: str | None = None, given: Any = None) -> Case:
    """A small network in the coordinates x of y = f(x), with its rows multiplied by numbers."""
    net, where = given or small(rng, kind)
    by = factors(rng, net, number) if number else [[Fraction(1)] * layer.neurons for layer in net.layers]
    network, domain = moved(scaled(net, by), where, f)
    return Case(network, domain, net, where, f, by[-1][0])


def rows(rng: random.Random) -> Case:
    """Rows of all sizes, in one network."""
    given = small(rng)
    return copied(rng, AffineMap.identity(given[0].inputs), rng.choice([decimal, binary]), given=given)


def coordinates(rng: random.Random) -> Case:
    """Coordinates of all sizes, moved far away: boxes that are nearly flat and very long."""
    given = small(rng, rng.choice([None, "box"]))
    d, number = given[0].inputs, rng.choice([decimal, binary])
    sizes = [number(rng) * rng.choice([1, -1]) for _ in range(d)]
    shift = [rng.choice([0, decimal(rng)]) * s for s in sizes]
    return copied(rng, diagonal(sizes, shift), rng.choice([None, number]), given=given)


def uniform(rng: random.Random) -> Case:
    """The same size for all coordinates, so that distances are those of the small copy times it."""
    given = small(rng, rng.choice(["whole", "box"]))
    d = given[0].inputs
    return copied(rng, diagonal([decimal(rng)] * d, [Fraction(0)] * d), rng.choice([None, decimal]), given=given)


def parallel(rng: random.Random) -> Case:
    """All rows nearly parallel: their directions differ by 2^-60 to 2^-1074."""
    given = small(rng)
    d, little = given[0].inputs, Fraction(1, 2 ** rng.choice([60, 100, 200, 500, 1074]))
    while True:
        u, v = [[rng.randint(-9, 9) for _ in range(d)] for _ in range(2)]
        matrix = tuple(tuple(u[i] * v[j] + (little if i == j else 0) for j in range(d)) for i in range(d))
        if rank(matrix) == d:
            return copied(rng, AffineMap(matrix, tuple(Fraction(rng.randint(-9, 9)) for _ in range(d))), None, given=given)


def concurrent(rng: random.Random) -> Case:
    """All hyperplanes nearly through one point, which is not 0: they miss it by 10^-60 to 10^-300."""
    given = small(rng)
    d, size = given[0].inputs, Fraction(10) ** rng.randint(60, 300)
    point = [Fraction(rng.randint(-99, 99), rng.randint(1, 9)) for _ in range(d)]
    shear = [[size * (Fraction(i == j) + (rng.randint(-2, 2) if i < j else 0)) for j in range(d)] for i in range(d)]
    f = AffineMap(tuple(map(tuple, shear)), (Fraction(0),) * d)
    return copied(rng, f.after(AffineMap(AffineMap.identity(d).matrix, tuple(-x for x in point))), None, given=given)


def digits(rng: random.Random) -> Case:
    """Numbers of nearly 10,000 bits above and below the fraction line, the most that a file may hold."""
    given = small(rng)
    d = given[0].inputs
    if rng.randint(0, 1):
        return copied(rng, AffineMap.identity(d), long, given=given)
    return copied(rng, diagonal([long(rng) for _ in range(d)], [Fraction(0)] * d), None, given=given)


def doubles(rng: random.Random) -> Case:
    """Numbers that are doubles, from 2^-1074 to 2^1023: what binary files hold."""
    inputs = rng.randint(1, 3)
    net = small_network(rng, inputs, [rng.randint(1, 3)], rng.choice([1, 1, 2]))
    whole_numbers = [er.Layer([[int(4 * x) for x in row] for row in layer.W], [int(4 * x) for x in layer.b], layer.activation)
                     for layer in net.layers]
    first = [Fraction(2) ** rng.choice([-1074, -1060, -1022, 0, 900, 1010]) for _ in whole_numbers[0].b]
    first = [max(x, Fraction(1, 2**1000)) if rng.randint(0, 1) else x for x in first]
    net = er.Network(whole_numbers)
    # a column of the next layer is multiplied by 1/2^e: keep both in the range of doubles
    last = Fraction(2) ** rng.choice([0, -40, 40])
    first = [x if Fraction(1, 2**1060) <= last / x <= Fraction(2) ** 1010 else Fraction(2) ** rng.randint(-900, 900) for x in first]
    by = [first, [last] * net.outputs]
    where = small_domain(rng, inputs)
    return Case(scaled(net, by), where, net, where, AffineMap.identity(inputs), last)


def wild(rng: random.Random) -> Case:
    """Every number from its own scale, no small copy."""
    inputs = rng.randint(1, 3)
    number = lambda: rng.choice([0, 1, -1]) * rng.choice([decimal, binary, lambda _: 1])(rng)  # noqa: E731
    net = small_network(rng, inputs, [rng.randint(1, 3) for _ in range(rng.choice([1, 2]))], rng.choice([1, 2]))
    layers = [er.Layer([[number() for _ in row] for row in layer.W], [number() for _ in layer.b], layer.activation) for layer in net.layers]
    box = er.Domain.box([sorted((number(), number())) for _ in range(inputs)])
    return Case(er.Network(layers), rng.choice([er.Domain.whole(inputs), box]), None, None, None, Fraction(1))


def ties(rng: random.Random) -> Case:
    """Rows that meet exactly in one point at extreme scales, or miss it by one unit in the last of 1,000 digits; no small copy."""
    inputs = rng.randint(1, 3)
    point = [rng.choice([1, -1]) * decimal(rng) for _ in range(inputs)]
    found = []
    for _ in range(rng.randint(2, 5)):
        row = [rng.choice([0, 1, -1]) * rng.choice([decimal, binary])(rng) for _ in range(inputs)]
        miss = rng.choice([0, 0, 0, 1, -1]) * Fraction(1, 10**1000)
        found.append((row, -sum(a * x for a, x in zip(row, point)) + miss))
    first = er.Layer([row for row, _ in found], [b for _, b in found])
    last = er.Layer([[rng.choice([1, -1]) * decimal(rng) for _ in found]], [rng.choice([0, 0, decimal(rng)])], "linear")
    return Case(er.Network([first, last]), er.Domain.whole(inputs), None, None, None, Fraction(1))


def diagonal(sizes: list, shift: list) -> AffineMap:
    """y_i = sizes_i x_i - shift_i, so that x is about shift_i / sizes_i."""
    d = len(sizes)
    return AffineMap(tuple(tuple(sizes[i] if i == j else Fraction(0) for j in range(d)) for i in range(d)), tuple(-Fraction(s) for s in shift))


FAMILIES = {one.__name__: one for one in (rows, coordinates, uniform, parallel, concurrent, digits, doubles, wild, ties)}


# ---- engines -----------------------------------------------------------------------------------


@contextlib.contextmanager
def in_python() -> Iterator[None]:
    """The twins of the compiled engines are used."""
    before = os.environ.get(PURE)
    os.environ[PURE] = "1"
    try:
        yield
    finally:
        del os.environ[PURE]
        if before is not None:
            os.environ[PURE] = before


def shape(cx: er.Complex) -> dict:
    """What an engine that keeps faces counts."""
    edges = sorted((a, b, neurons) for a, b, neurons in cx.graph.edges(data="neurons"))
    return {"signs": cx.signs, "bounded": cx.cells.bounded.tolist(), "f_vector": cx.f_vector, "bounded_f_vector": cx.bounded_f_vector,
            "edges": edges, "affine_maps": cx.affine_maps, "lineality": cx.lineality}


def points_are_right(cx: er.Complex, net: er.Network, domain: er.Domain) -> bool:
    """The inner point of every region has its signs, in the network as it was given."""
    inner = domain.restrict(net)
    return all(inner.signs(region.interior) == region.signs and domain.contains(region.interior) for region in cx)


def engines(case: Case, cdd: bool) -> list[str]:
    """Every engine against the small copy; the names of those that are wrong."""
    net, domain = case.network, case.domain
    fan = er.enumerate(net, domain, "fan")
    true = shape(er.enumerate(case.small, case.small_domain, "fan")) if case.small else shape(fan)
    wrong = [] if shape(fan) == true else ["fan"]
    wrong += [] if points_are_right(fan, net, domain) else ["fan, points"]
    signs = er.enumerate(net, domain, "signs")
    few = {key: true[key] for key in ("signs", "bounded")}
    seen = lambda cx: {"signs": cx.signs, "bounded": cx.cells.bounded.tolist()}  # noqa: E731
    wrong += [] if seen(signs) == few and signs.affine_maps == true["affine_maps"] else ["signs"]
    wrong += [] if points_are_right(signs, net, domain) else ["signs, points"]
    with contextlib.suppress(NotCompiled):                       # of integers that are too long for the library
        task = problem(net, domain)
        found = Compiled(task).search(10**6, rays=0)              # by linear programs, which are else for many dimensions
        order = canonical_order(found.signs)
        told = {"signs": [text.decode() for text in as_text(found.signs[order]).tolist()], "bounded": found.flags[order].tolist()}
        wrong += [] if told == few else ["signs by linear programs"]
    with in_python():
        wrong += [] if shape(er.enumerate(net, domain, "fan")) == true else ["fan in Python"]
        wrong += [] if seen(er.enumerate(net, domain, "signs")) == few else ["signs in Python"]
    if cdd:
        wrong += [] if shape(er.enumerate(net, domain, "cdd")) == true else ["cdd"]
    return wrong


@contextlib.contextmanager
def processor(rounding: int, flush: bool) -> Iterator[None]:
    """Doubles are rounded to nearest, down, up or towards zero (0 to 3); with `flush` subnormal ones are 0, read and written.

    As a library in the same process may have set it: code compiled with -ffast-math does. For Linux on x86-64.
    """
    library = ctypes.CDLL("libm.so.6")
    before, now = (ctypes.c_char * 32)(), (ctypes.c_char * 32)()
    library.fegetenv(before), library.fegetenv(now)
    control = ctypes.c_uint32.from_buffer(now, 28)                        # MXCSR in fenv_t
    control.value = control.value & ~0xe040 | rounding << 13 | 0x8040 * flush
    library.fesetenv(now)
    try:
        yield
    finally:
        library.fesetenv(before)


# ---- commands ----------------------------------------------------------------------------------

NUMBER = re.compile(r"-?(0x[0-9a-f]+|[0-9]+)(/(0x[0-9a-f]+|[0-9]+)|\.[0-9]+)?")
DROPPED = {"seconds", "domain", "numbers", "notes", "file", "certificate", "frame", "claim", "volume", "volume_between", "steps", "leaves",
           "witness", "reason", "radius", "engine", "page", "written", "identities", "prediction", "measurement", "counterexample", "largest"}


def stripped(data: Any) -> Any:
    """A JSON object without what may change with the scale: numbers in texts become '#'."""
    if isinstance(data, dict):
        return {key: (value is None if key in ("witness", "radius") else stripped(value)) for key, value in data.items()
                if key not in DROPPED or key in ("witness", "radius")}
    if isinstance(data, list):
        return [stripped(x) for x in data]
    if isinstance(data, str):
        return "#" if NUMBER.fullmatch(data) else data
    return "#" if isinstance(data, int) and abs(data) >= 2**53 else data


MOVING = {"R8b", "R10", "T5", "T10", "T34"}     # theorems whose hypotheses speak of 0, of angles or of lengths, which moves change


class Outcome(NamedTuple):
    """What a command did."""

    code: Any
    out: str
    err: str


class Late(BaseException):
    """An instance took longer than LIMIT; nobody else catches it."""


def run(*words: str) -> Outcome:
    """One command, in this process; a traceback is the code."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code: Any = cli.main(words)
        except SystemExit as error:
            code = error.code
        except Exception as error:
            place = error.__traceback__
            while place.tb_next:
                place = place.tb_next
            code = f"{type(error).__name__}: {str(error)[:80]} ({Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno})"
    return Outcome(code, out.getvalue(), err.getvalue())


def fault(found: Outcome, as_small: Outcome | None) -> str | None:
    """What is wrong with an outcome, beside that of the small copy; None if it is right or refused in one sentence."""
    if found.code not in (0, 1, 2, 3):
        return f"ends with {found.code}"
    if found.code in (2, 3):
        lines = [line for line in found.err.splitlines() if line.strip()]
        if len(lines) != 1 or not lines[0].startswith("exactrelu: ") or len(lines[0]) > 1_000:
            return f"refuses in {len(lines)} lines: {found.err[:300]!r}"
        if as_small and as_small.code in (0, 1) and found.code == 2 and not re.search(r"bits|characters|digits", found.err):
            return f"refuses what it does on the small copy: {found.err[:300]!r}"
        return None
    if as_small and as_small.code != found.code:
        return f"exit code {found.code}, but {as_small.code} on the small copy ({as_small.err[:200]!r})"
    if as_small and found.out.startswith("{"):
        ours, theirs = stripped(json.loads(found.out)), stripped(json.loads(as_small.out))
        if ours != theirs:
            if isinstance(theirs.get("results"), list):          # of all theorems: show the first one that differs
                pairs = [(a, b) for a, b in zip(ours["results"], theirs["results"]) if a != b and b["id"] not in MOVING]
                if not pairs:
                    return None
                ours, theirs = pairs[0]
            keys = [key for key in theirs if ours.get(key) != theirs[key]]
            return f"{theirs.get('id', '')} differs from the small copy in {', '.join(keys)}: " + "; ".join(f"{ours.get(key)} for {theirs[key]}" for key in keys)[:300]
    return None


def files(folder: Path, name: str, net: er.Network, where: er.Domain) -> Path:
    """The network with its domain, as JSON."""
    path = folder / name / "net.json"           # the name of a file is in titles
    path.parent.mkdir(exist_ok=True)
    er.write(er.Network(net.layers, where), str(path))
    return path


def asked(case: Case, rng: random.Random) -> tuple[dict, dict] | None:
    """A property in a box of the small copy, and the same of the case; sometimes an output row holds with equality."""
    net, d = case.small, case.small.inputs
    f = case.back
    if case.small_domain.embedding:
        return None
    sides = [row for i in range(d) for row in ([2] + [int(i == j) for j in range(d)], [2] + [-int(i == j) for j in range(d)])]
    point = [Fraction(rng.randint(-4, 4), 2) for _ in range(d)]
    signs = [[rng.choice([0, 1, -1]) for _ in range(net.outputs)] for _ in range(rng.randint(1, 2))]
    outputs = [(-sum(s * y for s, y in zip(v, net(point))) + rng.choice([0, 0, 1, -1, -3]), *v) for v in signs]
    text = lambda rows: [[str(Fraction(x)) if len(bin(x.numerator if isinstance(x, Fraction) else x)) < 12_000 else er.linalg.spelled(x)  # noqa: E731
                          for x in row] for row in rows]
    inner = {"disjuncts": [{"input": text(sides), "output": text(outputs)}]}
    outer = {"disjuncts": [{"input": text(moved_rows([[Fraction(x) for x in row] for row in sides], f)),
                            "output": text([(row[0] * case.gain, *row[1:]) for row in outputs])}]}
    return inner, outer


def commands(case: Case, rng: random.Random, folder: Path, names: list[str]) -> Iterator[tuple[str, Outcome, Outcome | None]]:
    """Some commands on the case, and the same ones on its small copy."""
    both = [("big", case.network, case.domain)] + ([("small", case.small, case.small_domain)] if case.small else [])
    nets = [str(files(folder, *one)) for one in both]
    many = case.network.outputs > 1

    def each(*words: str, json_too: bool = True) -> tuple[Outcome, Outcome | None]:
        """The command, with NET and OUT replaced."""
        found = [run(*[word.replace("NET", net).replace("OUT", net[:-5]) for word in words], "--quiet", *(["--json"] if json_too else []))
                 for net in nets]
        return found[0], found[1] if len(found) > 1 else None

    for name in names:
        if name == "enumerate":
            yield name, *each("enumerate", "NET", "--regions", "OUT.jsonl", "--graph", "OUT.graphml", "--engine", "fan")
            lists = [[json.loads(line) for line in Path(net[:-5] + ".jsonl").read_text().splitlines()] for net in nets if os.path.exists(net[:-5] + ".jsonl")]
            if len(lists) == 2 and [(x["signs"], x["bounded"]) for x in lists[0]] != [(x["signs"], x["bounded"]) for x in lists[1]]:
                yield name, Outcome("other regions in the file", "", ""), None
            yield name, *each("enumerate", "NET", json_too=False)
        elif name == "boundary":
            yield name, *each("boundary", "NET", "--sides", "--output", "0")
            yield name, *each("boundary", "NET", json_too=False)
        elif name == "classes":
            yield name, *each("classes", "NET", "--regions", "OUT.jsonl", "--pieces", "OUT.pieces", "--picture", "OUT.svg")
            if many and case.small and not case.domain.embedding and not volumes_are_right(case):
                yield name, Outcome("other volumes", "", ""), None
        elif name == "verify":
            yield name, *each("verify", "all", "NET")
            yield name, *each("verify", "all", "NET", json_too=False)
        elif name == "certify":
            for kind in rng.sample(["regions", "complex", "boundary", "class", "affine_maps", "lipschitz", "convex"], 2):
                done = each("certify", "NET", "--kind", kind, "-o", f"OUT.{kind}.cert")
                yield f"{name} {kind}", *done
                if done[0].code == 0:
                    yield from checked(nets, f".{kind}.cert")
        elif name == "draw":
            ending = rng.choice([".svg", ".html"])
            done = each("draw", "NET", "-o", "OUT" + ending, "--show", "all", *(["--colour", "value"] if not many else []))
            yield name, *done
            if done[0].code == 0 and ending == ".svg":
                shown = Path(nets[0][:-5] + ending).read_text()
                drawn = re.sub(r">[^<]*<|#[0-9a-f]{3,6}|data-[a-z]*=\"[^\"]*\"", "><", shown)
                odd = re.search(r"\b(nan|inf|NaN|Infinity)\b|[0-9]e[+-]?[0-9]|[0-9]{7}", drawn)
                if odd:
                    yield name, Outcome(f"in the picture: {drawn[max(0, odd.start() - 80):odd.end() + 20]!r}", "", ""), None
        elif name == "prove":
            ending = rng.choice([".html", ".tex", ".md"])
            yield name, *each("prove", "NET", "-o", "OUT" + ending, *rng.choice([[], ["--regions"]]))
        elif name == "reach":
            yield name, *each("reach", "NET", "-o", "OUT.reach")
            yield name, *each("reach", "NET", json_too=False)
        elif name == "convert":
            done = each("convert", "NET", "OUT.back.json")
            yield name, *done
            if done[0].code == 0:
                back = er.read(nets[0][:-5] + ".back.json")
                if back.layers != case.network.layers or (back.domain or er.Domain.whole(back.inputs)) != case.domain:
                    yield name, Outcome("another network in the file", "", ""), None
        elif name == "decide" and case.small:
            pair = asked(case, rng)
            if pair:
                for net, data in zip(nets, reversed(pair)):
                    Path(net[:-5] + ".property.json").write_text(json.dumps(data))
                whole = er.Domain.whole(case.network.inputs)
                for name_, net in (("big", case.network), ("small", case.small)):
                    files(folder, name_, net, whole)
                done = each("decide", "NET", "OUT.property.json", "-o", "OUT.decide.cert")
                files(folder, *both[0]), files(folder, *both[1])
                yield name, *done
                if done[0].code == 0:
                    yield from checked(nets, ".decide.cert")
        elif name == "radius" and case.small and not case.domain.embedding:
            yield from radii(case, rng, nets, each)


def volumes_are_right(case: Case) -> bool:
    """The volume of every class is that of the small copy divided by the determinant of the map between them."""
    ours, theirs = er.classes(case.network, case.domain), er.classes(case.small, case.small_domain)
    factor = abs(er.linalg.characteristic_polynomial(case.back.matrix)[0])
    shown = lambda found, by: [x and x * by for x in map(found.volume, found.classes)]  # noqa: E731
    return ours.classes == theirs.classes and shown(ours, factor) == shown(theirs, 1)


def radii(case: Case, rng: random.Random, nets: list[str], each: Callable) -> Iterator[tuple[str, Outcome, Outcome | None]]:
    """The radius at a point; where all coordinates have one size, it is that of the small copy divided by it."""
    point = next(iter(er.enumerate(case.small, case.small_domain, "fan"))).interior
    at = lambda x: ",".join(map(er.linalg.spelled, x))  # noqa: E731
    sizes = {x for i, row in enumerate(case.back.matrix) for j, x in enumerate(row) if i == j or x}
    words = ["radius", "NET", "--norm", rng.choice(["max", "sum"]), *(["--output", "0"] if rng.randint(0, 1) else [])]
    ours = each(*words, f"--at={at(case.back.inverse()(point))}", "-o", "OUT.radius.cert")[0]
    theirs = each(*words, f"--at={at(point)}", "-o", "OUT.radius.cert")[-1]
    one = len(sizes) == 1 and min(sizes) > 0
    yield "radius", ours, theirs if one else None
    if ours.code == 0:
        yield from checked(nets[:1], ".radius.cert")
        radius = [json.loads(found.out)["radius"] for found in (ours, theirs)]
        if one and radius[0] and er.linalg.spelled(er.rational.rational(radius[1]) / min(sizes)) != radius[0]:
            yield "radius", Outcome("another radius", "", ""), None


def checked(nets: list[str], ending: str) -> Iterator[tuple[str, Outcome, Outcome | None]]:
    """The checker accepts, alone and with --explain."""
    path = nets[0][:-5] + ending
    told = checker.check(path) if hasattr(checker, "check") else er.check(path)
    if told["verdict"] != "accepted":
        yield "check", Outcome(f"the certificate is {told['verdict']}: {told['reason']}"[:200], "", ""), None
    yield "check", run("check", path, "--explain", "--quiet"), None


# ---- files with doubles -------------------------------------------------------------------------


def formats(case: Case, folder: Path) -> list[str]:
    """Binary files hold the same network, to the last bit; the names of those that do not."""
    wrong = []
    for ending in (".npz", ".onnx", ".safetensors", ".pt"):
        path = str(folder / f"doubles{ending}")
        try:
            er.write(case.network, path)
        except er.InputError as error:
            if "written" not in str(error) and "double" not in str(error):
                wrong.append(f"{ending}: {str(error)[:100]}")
            continue
        back = er.read(path)
        if back.layers != case.network.layers:
            wrong.append(ending)
    return wrong


# ---- the campaign ------------------------------------------------------------------------------

COMMANDS = ["enumerate", "boundary", "classes", "verify", "certify", "draw", "prove", "reach", "convert", "decide", "radius"]


class Found(NamedTuple):
    """What one instance gave: commands that were run, sentences that refuse what is done on the small copy, and what is wrong."""

    number: int
    family: str
    ran: int
    refused: list[str]
    late: int
    wrong: list[str]


def attempt(seed: int, number: int, family: str, names: list[str] | None = None) -> Found:
    """One instance: the engines (cdd, which is slow to start, now and then), the formats for doubles, and some commands."""
    rng = random.Random(f"{seed} {number} {family}")
    case = FAMILIES[family](rng)
    wrong: list[str] = []
    ran, refused = 0, []
    try:
        wrong += engines(case, number % 8 == 0)
    except er.InputError as error:
        if "empty" not in str(error):
            wrong.append(f"engines: {error}"[:200])
        return Found(number, family, 0, [str(error)], 0, wrong)
    except Exception as error:
        wrong.append(f"engines: {type(error).__name__}: {error}"[:200])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if family == "doubles":
            wrong += formats(case, folder)
        for name, found, as_small in commands(case, rng, folder, names or rng.sample(COMMANDS, (number + 1) % 2)):
            ran += 1
            if found.code in (2, 3) and not (as_small and as_small.code == found.code):
                said = found.err.strip().removeprefix("exactrelu: ").replace(str(folder), "").replace("/big/", "")
                refused.append(re.sub("[0-9]+", "#", said)[:160])
            told = fault(found, as_small)
            if told:
                wrong.append(f"{name}: {told}")
    return Found(number, family, ran, refused, 0, wrong)


def _timed(*arguments: Any) -> Found:
    """An instance with a limit on the time of its commands."""
    def ring(*_: Any) -> None:
        raise Late

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(LIMIT)
    try:
        return attempt(*arguments)
    except Late:
        return Found(arguments[1], arguments[2], 0, [], 1, [])
    finally:
        signal.alarm(0)


def campaign(seed: int, count: int, jobs: int, only: list[str]) -> Iterator[Found]:
    """The instances of a campaign, family by family in turn; a process that dies is a fault of its instance."""
    most = [name for name in FAMILIES if name != "digits"]                # these take ten times as long as others
    names = only or [*most, *most, *FAMILIES, *most, *most, *most]
    plan = [(number, names[number % len(names)]) for number in range(count)]
    while plan:
        pool = ProcessPoolExecutor(jobs)
        try:
            waiting = [(number, family, pool.submit(_timed, seed, number, family)) for number, family in plan]
            plan = []
            for number, family, future in waiting:
                try:
                    yield future.result()
                except BrokenProcessPool:
                    plan = [(n, f) for n, f, _ in waiting if n >= number]
                    break
        finally:
            pool.shutdown(cancel_futures=True)
        if plan:                                     # alone, to see which of them it was
            number, family = plan.pop(0)
            with ProcessPoolExecutor(1) as pool:
                try:
                    yield pool.submit(_timed, seed, number, family).result()
                except BrokenProcessPool:
                    yield Found(number, family, 0, [], 0, ["the process died"])


def modes(seed: int, count: int) -> Iterator[list[str]]:
    """What is wrong with the engines on some networks in each mode of the processor."""
    names = [name for name in FAMILIES if name != "digits"]
    for number in range(count):
        case = FAMILIES[names[number % len(names)]](random.Random(f"modes {seed} {number}"))
        wrong = []
        for rounding in range(4):
            for flush in (False, True):
                try:
                    with processor(rounding, flush):
                        wrong += [f"{names[number % len(names)]} {number}, {rounding} {flush}: {one}" for one in engines(case, False)]
                except er.InputError as error:
                    wrong += [] if "empty" in str(error) else [str(error)]
        yield wrong


def in_all_modes(seed: int, count: int) -> int:
    """The campaign of `modes`, recorded."""
    start, done, wrong = time.monotonic(), 0, []
    with contextlib.suppress(KeyboardInterrupt):
        for found in modes(seed, count):
            done += 1
            wrong += found
            print(*found, sep="\n", end="\n" if found else "", file=sys.stderr, flush=True)
    record("scale_modes", [Figure("doubles rounded to nearest, down, up, towards zero; subnormal ones kept or flushed to 0, as another library may "
                                  "have set the processor", "", f"{done} networks with extreme numbers, 5 engines, 8 modes: {len(wrong)} wrong")],
           time.monotonic() - start, {"seed": seed, "wrong": wrong})
    return bool(wrong)


def main() -> int:
    """Run, and record what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=10**6, help="stop after so many")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--families", nargs="*", default=[], choices=list(FAMILIES))
    parser.add_argument("--dry", action="store_true", help="record nothing")
    parser.add_argument("--modes", action="store_true", help="the engines in every mode of the processor instead")
    given = parser.parse_args()
    if given.modes:
        return in_all_modes(given.seed, given.count)
    start, tally, sentences, wrong = time.monotonic(), Counter(), Counter(), []
    with contextlib.suppress(KeyboardInterrupt):
        for found in campaign(given.seed, given.count, given.jobs, given.families):
            tally["instances"] += 1
            tally[found.family] += 1
            tally["commands"] += found.ran
            sentences.update(found.refused)
            tally["late"] += found.late
            for one in found.wrong:
                wrong.append(f"{found.family} {found.number}: {one}")
                print(wrong[-1], file=sys.stderr, flush=True)
            if tally["instances"] % 50 == 0:
                print(dict(tally), f"{time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
            if time.monotonic() - start > given.seconds:
                break
    for sentence, times in sentences.most_common():
        print(f"{times} x {sentence}", file=sys.stderr)
    if not given.dry:
        told = "; ".join(f"{name} {tally[name]}" for name in FAMILIES if tally[name])
        record("scale", [Figure(f"networks with extreme numbers ({told})", "2,000",
                                f"{tally['instances']} networks, 5 engines (6 for one in 8) and {tally['commands']} commands: {len(wrong)} wrong, "
                                f"{sum(sentences.values())} refused in one sentence, {tally['late']} not finished in {LIMIT} s")],
               time.monotonic() - start, {"seed": given.seed, "wrong": wrong, "refused": dict(sentences.most_common())})
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
