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
from math import comb, factorial, prod
from typing import Callable, Iterator

import numpy as np

from ..errors import InputError, LimitExceeded
from ..network import Layer, Network
from ..rational import large

NETWORKS, MULTISETS = 2_000_000, 5_000_000      # what is looked at, at most, one by one and as multisets of neurons
GROUP = 100_000                                 # symmetries, at most, that are tried one by one
EXAMPLE = '"d=2,m=2,entries=-1..1"'

Rows = tuple[tuple[int, ...], ...]      # one layer: rows (w_1, ..., w_n, b)
Code = tuple[Rows, ...]                 # one network: its layers

_WORDS = {"d": r"\d{1,2}", "m": r"\d{1,2}(\+\d{1,2}){0,9}", "entries": r"-?\d{1,3}\.\.-?\d{1,3}",
          "A": r"1|-?\d{1,3}\.\.-?\d{1,3}", "b": r"-?\d{1,3}(:-?\d{1,3})*"}


@dataclass(frozen=True)
class Family:
    """All networks with d inputs, hidden layers of these widths, one output and entries low..high.

    rows : the range of the first layer's matrix, if it is another one
    identity : the first layer is x -> max(x, 0)
    biases : the biases of the first layer, if they are fixed
    hidden_only : without the output, just the hidden layers
    """

    d: int
    widths: tuple[int, ...]
    low: int
    high: int
    rows: tuple[int, int] | None = None
    identity: bool = False
    biases: tuple[int, ...] | None = None
    hidden_only: bool = False

    @classmethod
    def parse(cls, text: str, hidden_only: bool = False) -> "Family":
        """The family that the command line's words name.

        d=INPUTS, m=NEURONS (m=2+2 for two hidden layers), entries=LOW..HIGH; for the first layer, if wanted,
        b=0 (no biases) or b=1:-1:0 (these biases), A=LOW..HIGH (its matrix) or A=1 (it is max(x, 0)).

        >>> Family.parse("d=2,m=2,entries=-1..1").size, Family.parse("d=2,m=2+2,A=1,entries=-1..1").size
        (19683, 19683)
        """
        words = [word.partition("=") for word in text.replace(" ", "").split(",")]
        given = {key: value for key, _, value in words}
        if len(given) < len(words) or not {"d", "m", "entries"} <= given.keys() <= _WORDS.keys() or \
                not all(re.fullmatch(_WORDS[key], value) for key, value in given.items()):
            raise InputError(f"the census {text[:60]!r} must be written like {EXAMPLE}, with m=2+2 for two hidden layers "
                             "and for the first one, if wanted, b=0, b=1:-1, A=0..1 or A=1 (the identity)")
        span = lambda word: tuple(map(int, word.split("..")))  # noqa: E731
        (low, high), d, widths = span(given["entries"]), int(given["d"]), tuple(map(int, given["m"].split("+")))
        identity = given.get("A") == "1"
        rows = span(given["A"]) if "A" in given and not identity else None
        if not d or not all(widths) or low > high or (rows and rows[0] > rows[1]):
            raise InputError(f"the census {text[:60]!r} is empty: d and m must be positive and the entries ascending")
        biases = tuple(map(int, given["b"].split(":"))) if "b" in given else None
        if biases == (0,):
            biases *= widths[0]
        if (identity and widths[0] != d) or (biases and len(biases) != widths[0]):
            raise InputError(f"the census {text[:60]!r} gives {'A=1' if identity and widths[0] != d else 'biases'} that do "
                             f"not fit a first layer of {widths[0]} neurons on {d} inputs")
        return cls(d, widths, low, high, rows, identity, biases, hidden_only)

    @property
    def size(self) -> int:
        """The number of networks."""
        found = 1
        for n, before, entries, biases in self._layers():
            found *= 1 if entries is None else len(entries)**(n * before)
            found *= 1 if biases is not None else (self.high - self.low + 1)**n
        return found

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
        if len(self.widths) == 1 and not self.identity and (not self.biases or len(set(self.biases)) == 1):
            return self._of_one_layer(signed)
        if prod(map(factorial, self.widths)) * factorial(self.d) * 2**self.d > GROUP:
            return self._each()
        group = self._group(signed)
        found = []
        for code in self.codes():
            images = {act(code) for act in group}
            if code == min(images):
                found.append((code, len(images)))
        return found

    def _each(self) -> list[tuple[Code, int]]:
        """Every network for itself: right whatever the symmetries."""
        return [(code, 1) for code in self.codes()]

    def codes(self) -> Iterator[Code]:
        """Every network of the family, in lexicographic order."""
        if self.size > NETWORKS:
            raise self._too_many()
        layers = []
        for n, before, entries, biases in self._layers():
            if entries is None:
                matrices = [tuple(tuple(int(i == j) for j in range(n)) for i in range(n))]
            else:
                matrices = list(product(product(entries, repeat=before), repeat=n))
            vectors = [biases] if biases is not None else list(product(range(self.low, self.high + 1), repeat=n))
            layers.append(sorted(tuple(row + (b,) for row, b in zip(matrix, vector))
                                 for matrix in matrices for vector in vectors))
        yield from product(*layers)

    def _layers(self) -> Iterator[tuple[int, int, range | None, tuple[int, ...] | None]]:
        """(neurons, inputs, range of the matrix or None for the identity, biases or None for all) of every layer."""
        sizes = (self.d,) + self.widths + (() if self.hidden_only else (1,))
        for i, (before, n) in enumerate(zip(sizes, sizes[1:])):
            low, high = self.rows if self.rows and i == 0 else (self.low, self.high)
            biases = self.biases if i == 0 else None
            yield (n, before, None if self.identity and i == 0 else range(low, high + 1),
                   (0,) * n if self.identity and i == 0 and biases is None else biases)

    def _too_many(self) -> LimitExceeded:
        return LimitExceeded(f"the family has {large(self.size)} networks, too many to look at even by symmetry; take fewer "
                             "neurons, inputs or entries")

    @property
    def _reflections(self) -> list[tuple[int, ...]]:
        low, high = self.rows or (self.low, self.high)
        return list(product((1, -1), repeat=self.d)) if low == -high and not self.identity else [(1,) * self.d]

    def signs(self, signed: bool) -> tuple[int, ...]:
        """The factors by which the output is multiplied in a symmetry: (1, -1), or only 1."""
        return (1, -1) if self.low == -self.high and not signed and not self.hidden_only else (1,)

    def _of_one_layer(self, signed: bool) -> list[tuple[Code, int]]:
        """The orbits by multisets of neurons, each with its output weight beside it, as rows of numbers of neurons."""
        d, m, outer = self.d, self.widths[0], (0,) if self.hidden_only else range(self.low, self.high + 1)
        ((_, _, entries, biases), *_) = self._layers()
        offsets = biases[:1] if biases else range(self.low, self.high + 1)
        count = len(entries)**d * len(offsets) * len(outer)
        if count**m * len(outer) >= 2**62 or comb(count + m - 1, m) > MULTISETS or factorial(d) * 2**d > GROUP:
            return self._each()
        neurons = list(product(*[entries] * d, offsets, outer))
        number = {row: i for i, row in enumerate(neurons)}
        sets = np.array(list(combinations_with_replacement(range(len(neurons)), m)), dtype=np.int64)
        place = len(neurons)**np.arange(m - 1, -1, -1, dtype=np.int64) * len(outer)
        least = np.full((len(outer), len(sets)), 2**62, dtype=np.int64)
        for order, flip, sign in product(permutations(range(d)), self._reflections, self.signs(signed)):
            image = np.array([number[tuple(flip[i] * row[i] for i in order) + (row[d], sign * row[d + 1])] for row in neurons])
            keys = np.sort(image[sets], axis=1) @ place
            for c in range(len(outer)):
                np.minimum(least[c], keys + (c if sign == 1 else len(outer) - 1 - c), out=least[c])
        same = np.array([factorial(n) for n in range(m + 1)])
        runs = np.ones(len(sets), dtype=np.int64)             # the product of the factorials of the multiplicities
        length = np.ones(len(sets), dtype=np.int64)
        for i in range(1, m):
            length = np.where(sets[:, i] == sets[:, i - 1], length + 1, 1)
            runs *= length
        arrangements = same[m] // runs
        keys, inverse = np.unique(least.ravel(), return_inverse=True)
        sizes = np.zeros(len(keys), dtype=np.int64)
        np.add.at(sizes, inverse, np.tile(arrangements, len(outer)))
        return [(self._decoded(key, neurons, m, outer), size) for key, size in zip(keys.tolist(), sizes.tolist())]

    def _decoded(self, key: int, neurons: list, m: int, outer) -> Code:
        key, c = divmod(key, len(outer))
        rows = [neurons[key // len(neurons)**i % len(neurons)] for i in range(m - 1, -1, -1)]
        hidden = tuple(row[:-1] for row in rows)
        return (hidden,) if self.hidden_only else (hidden, (tuple(row[-1] for row in rows) + (outer[c],),))

    def _group(self, signed: bool) -> list[Callable[[Code], Code]]:
        """The symmetries as functions of codes."""
        orders = [list(permutations(range(n))) for n in self.widths]
        if self.biases:
            orders[0] = [order for order in orders[0] if tuple(self.biases[i] for i in order) == self.biases]

        def action(inputs, flip, hidden, sign):
            def act(code: Code) -> Code:
                columns, found = inputs, []
                for i, rows in enumerate(code):
                    order = hidden[i] if i < len(hidden) else (0,)
                    scale = flip if i == 0 else (1,) * len(columns)
                    last = sign if i == len(hidden) else 1
                    found.append(tuple(tuple(last * scale[c] * rows[r][c] for c in columns) + (last * rows[r][-1],)
                                       for r in order))
                    columns = order
                return tuple(found)
            return act

        moves = product(permutations(range(self.d)), self._reflections, product(*orders), self.signs(signed))
        return [action(*move) for move in moves if not self.identity or move[0] == move[2][0]]
