"""A certificate written out for people: the tree as an indented proof, every identity in full."""
from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, Iterator, Sequence

from .. import checker
from ..domain import Domain
from ..linalg import spelled
from ..network import Layer, Network
from .writing import spelled_domain


def is_about(path: str, network: Network, where: Domain) -> bool:
    """Whether an accepted certificate is about this network on this domain (a decision: about this network)."""
    _, header = next(checker.records(path))
    certified = Network([Layer(checker.matrix(layer["W"]), checker.vector(layer["b"]), layer["activation"]) for layer in header["network"]["layers"]])
    if header["claim"]["kind"] in ("sat", "unsat"):
        return certified == network
    if certified == network and _read(header["domain"]) == _read(spelled_domain(where)):
        return True
    return header["domain"] == "whole" and where.is_whole and certified == where.restrict(network)      # a slice written out


def _read(domain: Any) -> Any:
    """A domain of a certificate with its numbers as Fractions, however they are spelled."""
    if isinstance(domain, dict):
        return {key: _read(x) for key, x in domain.items()}
    return list(map(_read, domain)) if isinstance(domain, list) else domain if domain == "whole" else checker.ratio(domain)


def explain(path: str) -> Iterator[str]:
    """The lines of a proof, as far as the checker follows it.

    >>> import tempfile, pathlib
    >>> from ..network import Layer
    >>> from .claims import certify
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "net.cert"
    >>> claim = certify(Layer([[1], [1]], [0, 1]), file)
    >>> for line in explain(file): print(line)
    claim: {"kind": "regions", "regions": 3}
    x = (x1)
    y1.1 = x1 takes both signs here
    1. case y1.1 >= 0:
      y1.2 = 1 + x1 >= 0, because y1.2 = 1 * (1) + 1 * (y1.1)
      region ++, for instance at x = (1)
    2. case y1.1 <= 0:
      y1.2 = 1 + x1 takes both signs here
      1. case y1.2 >= 0:
        region -+, for instance at x = (-1/2)
      2. case y1.2 <= 0:
        region --, for instance at x = (-2)
    """
    lines = checker.records(path)
    try:
        _, header = next(lines, (0, None))
        checker.opened(header)
        claim = header["claim"]
        yield f"claim: {json.dumps(claim, sort_keys=True)}"
        if header["domain"] != "whole":
            yield f"domain: {json.dumps(header['domain'], sort_keys=True)}"
        if claim["kind"] in checker.LIFTED:
            yield from _decision(header, claim, lines)
            return
        if claim["kind"] not in checker.TREES:
            for number, record in lines:
                yield f"line {number}: {json.dumps(record)}"
            return
        path = checker.TREES[claim["kind"]](header, claim, lines)
        yield f"x = ({', '.join(f'x{i}' for i in range(1, path.n))})"
        for i, form in enumerate(path.forms[1:path.domain], 1):
            yield f"g{i} = {_Proof(path).form(form)} >= 0 on the domain"
        yield from _Proof(path).lines(lines)
    except (checker.Rejected, checker.Malformed) as error:
        yield f"here the proof breaks off: {error}"


def _decision(header: dict, claim: dict, lines: Iterator) -> Iterator[str]:
    """The proof that no point satisfies a property, or of a range or a radius: tree by tree."""
    for i, lifted in enumerate(checker.LIFTED[claim["kind"]](header, claim, lines)):
        yield f"{'disjunct' if claim['kind'] == 'unsat' else 'tree'} {i}:"
        todo, depth, closed = [], 1, False
        while not closed:
            rule, data, closed = lifted.follow(lines)
            name = "" if rule in ("empty", "goal", "relax", "close") else f"y{data[0]}" if rule in ("on", "off", "split") else \
                f"x{data[0]}" if data[0] <= lifted.d else f"y{data[0] - lifted.d}"
            text, cases = {
                "bound": lambda: (f"{name} {'>=' if data[1] == 'lo' else '<='} {data[2]}", ()),
                "on": lambda: (f"{name} >= 0", ()), "off": lambda: (f"{name} <= 0", ()),
                "relax": lambda: (f"signs or bounds of {', '.join(f'y{k}' for k in data[1])}", ()),
                "split": lambda: ("", (f"{name} >= 0", f"{name} <= 0")),
                "cut": lambda: ("", (f"{name} >= {data[1]}", f"{name} <= {data[1]}")),
                "goal": lambda: ("the goal is not negative", ()),
                "close": lambda: ("no point is left", ()), "empty": lambda: ("no point is left", ())}[rule]()
            if cases:
                todo.append((depth, f"2. case {cases[1]}:"))
                yield "  " * depth + f"1. case {cases[0]}:"
                depth += 1
                continue
            if rule in ("relax", "close"):
                why = f"by substitution with multiples of 2^-{data[0]}"
                yield "  " * depth + f"{text}, {why}" + f", of the output rows times {', '.join(map(str, data[1]))}" * (rule == "close")
            else:
                *_, scale, multipliers = data
                terms = " + ".join(f"{spelled(checker.whole(m))} * [{ref}]" for ref, m in zip(multipliers[::2], multipliers[1::2]))
                what = {"empty": "-1", "goal": "goal"}.get(rule, text)
                yield "  " * depth + f"{text}, because {spelled(checker.whole(scale))} * [{what}] = {terms or 0}"
            if rule in ("empty", "close", "goal") and todo:
                depth, case = todo.pop()
                yield "  " * depth + case
                depth += 1


class _Proof:
    """The proof along one tree."""

    def __init__(self, path: checker.Path):
        self.path, self.out, self.depth = path, [], 0
        self.todo: list[tuple[int, str]] = []
        self.names = ["t"] + [f"g{i}" for i in range(1, path.domain)]
        for k, (rows, _) in enumerate(path.layers, 1):
            self.names += [f"y{k}.{i}" for i in range(1, len(rows) + 1)]

    def lines(self, records) -> Iterator[str]:
        """All lines."""
        for _ in checker.tree(self.path, records, self._tell):
            yield from self.out
            self.out = []
        yield from self.out

    def _say(self, text: str) -> None:
        self.out.append("  " * self.depth + text)

    def _tell(self, record: list, _: int) -> None:
        rule, *data = record
        if rule == "point":
            self._leaf(data[0])
            return
        e = data[0]
        name, form = self.names[e], self.form(self.path.forms[e])
        if rule == "split":
            self._say(f"{name} >= 0" if e == 0 else f"{name} = {form} " +
                      (">= 0 everywhere" if e < self.path.domain else "takes both signs here"))
            signs = "+0" if e < self.path.domain else "+-0" if self.path.strict else "+-"
            cases = [f"{i}. case {self._case(name, sign)}:" for i, sign in enumerate(signs, 1)]
            self.todo += [(self.depth, case) for case in cases[:0:-1]]
            self._say(cases[0])
            self.depth += 1
        else:
            self._say(f"{name} = {form} {self._case('', rule)[1:]}, because {self._identity(rule, name, *data[1:])}")

    def _case(self, name: str, sign: str) -> str:
        relation = {"+": ">", "-": "<", "0": "="}[sign] + ("" if self.path.strict or sign == "0" else "=")
        return f"{name} {relation} 0"

    def _leaf(self, point: Sequence) -> None:
        values = [checker.whole(x) for x in point]
        where = f"x = ({', '.join(spelled(Fraction(x, values[0])) for x in values[1:])})" if values[0] else \
            f"infinity in the direction ({', '.join(map(spelled, values[1:]))})" if any(values) else "the origin of directions"
        signs = "".join(sign or "+" for sign in self.path.signs[self.path.domain:])
        what = "region" if not self.path.strict else "cell"
        self._say(f"{what} {signs}, for instance at {where}")
        if self.todo:
            self.depth, case = self.todo.pop()
            self._say(case)
            self.depth += 1

    def form(self, row: Sequence[int]) -> str:
        """A form; t is 1 where the tree has no cells at infinity."""
        terms = [] if any(row) else ["0"]
        for i, x in enumerate(row):
            if x and i == 0 and not self.path.strict:
                terms.append(spelled(x))
            elif x:
                terms.append(("" if x == 1 else "-" if x == -1 else f"{spelled(x)} ") + (f"x{i}" if i else "t"))
        return " + ".join(terms).replace("+ -", "- ")

    def _identity(self, rule: str, name: str, scale: int, multipliers: Sequence) -> str:
        scale, numbers = checker.whole(scale), [checker.whole(x) for x in multipliers]
        turned = name if rule == "+" else f"-{name}"
        left = turned if scale == 1 else f"{spelled(scale)} * ({turned})"
        terms = []
        for e, x in zip(numbers[::2], numbers[1::2]):
            other = "1" if e == 0 and not self.path.strict else self.names[e]
            terms.append(f"{spelled(x)} * ({'-' if self.path.signs[e] == '-' else ''}{other})")
        return f"{left} = {' + '.join(terms) or '0'}"
