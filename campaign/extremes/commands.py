"""Every command on a network with extreme numbers, beside the same command on its small copy."""
from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from pathlib import Path
from typing import Callable, Iterator

from moves import moved_rows

import exactrelu as er
from exactrelu import checker

from .files import files
from .networks import Case
from .outcomes import Outcome, run

Told = Iterator[tuple[str, Outcome, Outcome | None]]         # a name, the outcome, and that on the small copy


class Trial:
    """A case and its small copy, if there is one, as files in a folder, on which commands are run; rng chooses among their options."""

    def __init__(self, case: Case, rng: random.Random, folder: Path):
        self.case, self.rng, self.folder = case, rng, folder
        self.both = [("big", case.network, case.domain)] + ([("small", case.small, case.small_domain)] if case.small else [])
        self.nets = [str(files(folder, *one)) for one in self.both]
        self.many = case.network.outputs > 1

    def each(self, *words: str, json_too: bool = True) -> tuple[Outcome, Outcome | None]:
        """A command on both, with NET and OUT replaced."""
        found = [run(*[word.replace("NET", net).replace("OUT", net[:-5]) for word in words], "--quiet", *(["--json"] if json_too else []))
                 for net in self.nets]
        return found[0], found[1] if len(found) > 1 else None

    def written(self, ending: str) -> list[Path]:
        """The files that OUT with this ending has become."""
        return [Path(net[:-5] + ending) for net in self.nets]


def objection(name: str, sentence: str) -> tuple[str, Outcome, None]:
    """What is wrong with a command that says nothing of it."""
    return name, Outcome(sentence, "", ""), None


def commands(case: Case, rng: random.Random, folder: Path, names: list[str]) -> Told:
    """Some commands on the case, and the same ones on its small copy."""
    trial = Trial(case, rng, folder)
    for name in names:
        yield from COMMANDS[name](trial)


def checked(trial: Trial, ending: str) -> Told:
    """The checker accepts, alone and with --explain."""
    path = str(trial.written(ending)[0])
    told = checker.check(path)
    if told["verdict"] != "accepted":
        yield objection("check", f"the certificate is {told['verdict']}: {told['reason']}"[:200])
    yield "check", run("check", path, "--explain", "--quiet"), None


# ---- each command ------------------------------------------------------------------------------


def enumerated(trial: Trial) -> Told:
    """The regions in a file are those of the small copy."""
    yield "enumerate", *trial.each("enumerate", "NET", "--regions", "OUT.jsonl", "--graph", "OUT.graphml", "--engine", "fan")
    lists = [[json.loads(line) for line in file.read_text().splitlines()] for file in trial.written(".jsonl") if file.exists()]
    if len(lists) == 2 and [(x["signs"], x["bounded"]) for x in lists[0]] != [(x["signs"], x["bounded"]) for x in lists[1]]:
        yield objection("enumerate", "other regions in the file")
    yield "enumerate", *trial.each("enumerate", "NET", json_too=False)


def boundary(trial: Trial) -> Told:
    """The decision boundary, and its two sides."""
    yield "boundary", *trial.each("boundary", "NET", "--sides", "--output", "0")
    yield "boundary", *trial.each("boundary", "NET", json_too=False)


def classes(trial: Trial) -> Told:
    """The classes, and their volumes, which change with the space."""
    case = trial.case
    yield "classes", *trial.each("classes", "NET", "--regions", "OUT.jsonl", "--pieces", "OUT.pieces", "--picture", "OUT.svg")
    if trial.many and case.small and not case.domain.embedding and not volumes_are_right(case):
        yield objection("classes", "other volumes")


def volumes_are_right(case: Case) -> bool:
    """The volume of every class is that of the small copy divided by the determinant of the map between them."""
    ours, theirs = er.classes(case.network, case.domain), er.classes(case.small, case.small_domain)
    factor = abs(er.linalg.characteristic_polynomial(case.back.matrix)[0])
    shown = lambda found, by: [x and x * by for x in map(found.volume, found.classes)]  # noqa: E731
    return ours.classes == theirs.classes and shown(ours, factor) == shown(theirs, 1)


def verified(trial: Trial) -> Told:
    """All theorems."""
    yield "verify", *trial.each("verify", "all", "NET")
    yield "verify", *trial.each("verify", "all", "NET", json_too=False)


def certified(trial: Trial) -> Told:
    """Two kinds of certificates, and the checker."""
    for kind in trial.rng.sample(["regions", "complex", "boundary", "class", "affine_maps", "lipschitz", "convex"], 2):
        done = trial.each("certify", "NET", "--kind", kind, "-o", f"OUT.{kind}.cert")
        yield f"certify {kind}", *done
        if done[0].code == 0:
            yield from checked(trial, f".{kind}.cert")


def drawn(trial: Trial) -> Told:
    """A picture without numbers that no browser could read."""
    ending = trial.rng.choice([".svg", ".html"])
    done = trial.each("draw", "NET", "-o", "OUT" + ending, "--show", "all", *(["--colour", "value"] if not trial.many else []))
    yield "draw", *done
    if done[0].code == 0 and ending == ".svg":
        shown = re.sub(r">[^<]*<|#[0-9a-f]{3,6}|data-[a-z]*=\"[^\"]*\"", "><", trial.written(ending)[0].read_text())
        odd = re.search(r"\b(nan|inf|NaN|Infinity)\b|[0-9]e[+-]?[0-9]|[0-9]{7}", shown)
        if odd:
            yield objection("draw", f"in the picture: {shown[max(0, odd.start() - 80):odd.end() + 20]!r}")


def proved(trial: Trial) -> Told:
    """A page of proofs."""
    ending = trial.rng.choice([".html", ".tex", ".md"])
    yield "prove", *trial.each("prove", "NET", "-o", "OUT" + ending, *trial.rng.choice([[], ["--regions"]]))


def reached(trial: Trial) -> Told:
    """The values that the network takes."""
    yield "reach", *trial.each("reach", "NET", "-o", "OUT.reach")
    yield "reach", *trial.each("reach", "NET", json_too=False)


def converted(trial: Trial) -> Told:
    """Another file holds the same network on the same domain."""
    done = trial.each("convert", "NET", "OUT.back.json")
    yield "convert", *done
    if done[0].code == 0:
        back = er.read(str(trial.written(".back.json")[0]))
        if back.layers != trial.case.network.layers or (back.domain or er.Domain.whole(back.inputs)) != trial.case.domain:
            yield objection("convert", "another network in the file")


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


def decided(trial: Trial) -> Told:
    """A property, on the whole space."""
    case = trial.case
    pair = asked(case, trial.rng) if case.small else None
    if pair:
        for file, data in zip(trial.written(".property.json"), reversed(pair)):
            file.write_text(json.dumps(data))
        for name, net, _ in trial.both:
            files(trial.folder, name, net, er.Domain.whole(case.network.inputs))
        done = trial.each("decide", "NET", "OUT.property.json", "-o", "OUT.decide.cert")
        for one in trial.both:
            files(trial.folder, *one)
        yield "decide", *done
        if done[0].code == 0:
            yield from checked(trial, ".decide.cert")


def radius(trial: Trial) -> Told:
    """The radius at a point; where all coordinates have one size, it is that of the small copy divided by it."""
    case, rng = trial.case, trial.rng
    if not case.small or case.domain.embedding:
        return
    point = next(iter(er.enumerate(case.small, case.small_domain, "fan"))).interior
    at = lambda x: ",".join(map(er.linalg.spelled, x))  # noqa: E731
    sizes = {x for i, row in enumerate(case.back.matrix) for j, x in enumerate(row) if i == j or x}
    words = ["radius", "NET", "--norm", rng.choice(["max", "sum"]), *(["--output", "0"] if rng.randint(0, 1) else [])]
    ours = trial.each(*words, f"--at={at(case.back.inverse()(point))}", "-o", "OUT.radius.cert")[0]
    theirs = trial.each(*words, f"--at={at(point)}", "-o", "OUT.radius.cert")[-1]
    one = len(sizes) == 1 and min(sizes) > 0
    yield "radius", ours, theirs if one else None
    if ours.code == 0:
        yield from checked(trial, ".radius.cert")
        found = [json.loads(outcome.out)["radius"] for outcome in (ours, theirs)]
        if one and found[0] and er.linalg.spelled(er.rational.rational(found[1]) / min(sizes)) != found[0]:
            yield objection("radius", "another radius")


COMMANDS: dict[str, Callable[[Trial], Told]] = {
    "enumerate": enumerated, "boundary": boundary, "classes": classes, "verify": verified, "certify": certified, "draw": drawn, "prove": proved,
    "reach": reached, "convert": converted, "decide": decided, "radius": radius}
