"""Families of small networks, and one network of each class under their symmetries.

A family holds every network with given widths whose numbers are integers of a range. Reordering the
neurons of a layer, permuting the coordinates, and, if the range is symmetric, reflecting a coordinate
or changing the sign of the output, all carry the family to itself and boundaries, sides (perhaps
exchanged) and complexes to affinely equivalent ones, so one network of each class is enough.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations, product
from math import factorial, prod
from typing import Iterator

from ..errors import InputError, LimitExceeded
from ..network import Layer, Network

LIMIT = 2_000_000      # networks, or multisets of neurons, that are looked at
EXAMPLE = '"d=2,m=2,entries=-1..1"'

Rows = tuple[tuple[int, ...], ...]      # one layer: rows (w_1, ..., w_n, b)
Code = tuple[Rows, ...]                 # one network: its layers


@dataclass(frozen=True)
class Family:
    """All networks with d inputs, hidden layers of these widths, one output and entries low..high.

    biases : "free", or "zero" for first layers without bias
    identity : the first layer is x -> max(x, 0)
    hidden_only : without the output, just the hidden layers
    """

    d: int
    widths: tuple[int, ...]
    low: int
    high: int
    biases: str = "free"
    identity: bool = False
    hidden_only: bool = False

    @classmethod
    def parse(cls, text: str, hidden_only: bool = False) -> "Family":
        """The family that the command line's words name.

        d=INPUTS, m=NEURONS (m=2+2 for two hidden layers), entries=LOW..HIGH, and if wanted b=0 (no
        biases in the first layer) and A=1 (the first layer is max(x, 0)).

        >>> Family.parse("d=2,m=2,entries=-1..1").size, Family.parse("d=2,m=2+2,A=1,entries=-1..1").size
        (19683, 19683)
        """
        words = [word.partition("=") for word in text.replace(" ", "").split(",")]
        given = {key: value for key, _, value in words}
        ok = len(given) == len(words) and {"d", "m", "entries"} <= given.keys() <= {"d", "m", "entries", "b", "A"} and \
            all(re.fullmatch(pattern, given.get(key, default)) for key, pattern, default in (
                ("d", r"\d{1,2}", ""), ("m", r"\d{1,2}(\+\d{1,2}){0,9}", ""), ("entries", r"-?\d{1,3}\.\.-?\d{1,3}", ""),
                ("b", "0", "0"), ("A", "1", "1")))
        if not ok:
            raise InputError(f"the census {text[:60]!r} must be written like {EXAMPLE}, with b=0 for no biases and "
                             "m=2+2 for two hidden layers")
        low, high = map(int, given["entries"].split(".."))
        d, widths = int(given["d"]), tuple(map(int, given["m"].split("+")))
        if not d or not all(widths) or low > high:
            raise InputError(f"the census {text[:60]!r} is empty: d and m must be positive and the entries ascending")
        if "A" in given and widths[0] != d:
            raise InputError(f"the census {text[:60]!r} has A=1, but its first layer has {widths[0]} neurons for {d} inputs")
        return cls(d, widths, low, high, "zero" if "b" in given else "free", "A" in given, hidden_only)

    @property
    def shapes(self) -> list[tuple[int, int, bool]]:
        """(rows, columns, bias is free) of every layer whose numbers are free."""
        sizes = (self.d,) + self.widths + (() if self.hidden_only else (1,))
        free = [(n, before, self.biases == "free" or i > 0) for i, (before, n) in enumerate(zip(sizes, sizes[1:]))]
        return free[1:] if self.identity else free

    @property
    def size(self) -> int:
        """The number of networks."""
        return (self.high - self.low + 1) ** sum(n * (before + bias) for n, before, bias in self.shapes)

    @property
    def symmetric(self) -> bool:
        """Whether the entries are symmetric about 0, so that signs may be changed."""
        return self.low == -self.high

    def network(self, code: Code) -> Network:
        """The network with these numbers."""
        hidden = code if self.hidden_only else code[:-1]
        layers = [Layer([row[:-1] for row in rows], [row[-1] for row in rows]) for rows in hidden]
        if not self.hidden_only:
            layers.append(Layer([code[-1][0][:-1]], [code[-1][0][-1]], "linear"))
        return Network(layers)

    def orbits(self, signed: bool = False) -> list[tuple[Code, int]]:
        """One network of every symmetry class, with the number of networks in the class.

        signed : do not use the change of sign of the output.

        >>> family = Family(1, (2,), -1, 1)
        >>> sum(size for _, size in family.orbits()) == family.size
        True
        """
        if len(self.widths) == 1 and not self.identity:
            return self._of_one_layer(signed)
        if self.size > LIMIT:
            raise LimitExceeded(self._too_many())
        group = self._group(signed)
        found = []
        for code in self.codes():
            images = {act(code) for act in group}
            if code == min(images):
                found.append((code, len(images)))
        return found

    def codes(self) -> Iterator[Code]:
        """Every network of the family, in lexicographic order."""
        if self.size > LIMIT:
            raise LimitExceeded(self._too_many())
        entries = range(self.low, self.high + 1)
        layers = []
        for n, before, bias in self.shapes:
            rows = list(product(*[entries] * before, entries if bias else (0,)))
            layers.append(list(product(rows, repeat=n)))
        first = (tuple(tuple(int(i == j) for j in range(self.d)) + (0,) for i in range(self.d)),) if self.identity else ()
        for code in product(*layers):
            yield first + code

    def _too_many(self) -> str:
        return f"the family has {self.size} networks, too many even by symmetry; take fewer neurons, inputs or entries"

    def _of_one_layer(self, signed: bool) -> list[tuple[Code, int]]:
        """The orbits by multisets of neurons, each with its output weight beside it."""
        d, m, entries = self.d, self.widths[0], range(self.low, self.high + 1)
        weights = (0,) if self.hidden_only else entries
        constants = (0,) if self.hidden_only else entries
        neurons = list(product(*[entries] * d, entries if self.biases == "free" else (0,), weights))
        if prod(range(len(neurons), len(neurons) + m)) // factorial(m) * len(constants) > LIMIT:
            raise LimitExceeded(self._too_many())
        flips = list(product((1, -1) if self.symmetric else (1,), repeat=d))
        signs = (1, -1) if self.symmetric and not signed and not self.hidden_only else (1,)
        moves = [(order, flip, sign) for order in permutations(range(d)) for flip in flips for sign in signs]
        # every move acts on a neuron alone, so its image is looked up
        moved = [({row: tuple(flip[i] * row[i] for i in order) + (row[d], sign * row[d + 1]) for row in neurons}, sign)
                 for order, flip, sign in moves]
        counts: dict[tuple, int] = {}
        for rows in combinations_with_replacement(neurons, m):
            arrangements = factorial(m) // prod(factorial(rows.count(row)) for row in set(rows))
            images = [(tuple(sorted([image[row] for row in rows])), sign) for image, sign in moved]
            for c in constants:
                key = min((image, sign * c) for image, sign in images)
                counts[key] = counts.get(key, 0) + arrangements
        found = []
        for (rows, c), size in counts.items():
            hidden = tuple(row[:d + 1] for row in rows)
            found.append(((hidden,) if self.hidden_only else (hidden, (tuple(row[d + 1] for row in rows) + (c,),)), size))
        return found

    def _group(self, signed: bool) -> list:
        """The symmetries as functions of codes."""
        flips = list(product((1, -1), repeat=self.d)) if self.symmetric and not self.identity else [(1,) * self.d]
        signs = (1, -1) if self.symmetric and not signed and not self.hidden_only else (1,)
        orders = [list(permutations(range(n))) for n in self.widths]

        def action(inputs, flip, hidden, sign):
            def act(code: Code) -> Code:
                columns, found = inputs, []
                for i, rows in enumerate(code):
                    order = hidden[i] if i < len(hidden) else (0,)
                    moved = [rows[r] for r in order]
                    scale = flip if i == 0 else (1,) * len(columns)
                    last = sign if i == len(hidden) else 1
                    found.append(tuple(tuple(last * scale[c] * row[c] for c in columns) + (last * row[-1],) for row in moved))
                    columns = order
                return tuple(found)
            return act

        moves = product(permutations(range(self.d)), flips, product(*orders), signs)
        return [action(*move) for move in moves if not self.identity or move[0] == move[2][0]]
