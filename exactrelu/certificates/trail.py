"""The path from the root of a proof tree to a node: the signs of elements, and their forms where they are known."""
from __future__ import annotations

from math import gcd
from operator import itemgetter, mul
from typing import Sequence

from ..rational import primitive
from .ground import Ground

Row = Sequence[int]


class Trail:
    """Signs that are set and taken back in the order of a stack.

    signs[e] : "+", "-", "0" or None
    forms[e] : the primitive integer form of element e on (t, x), None as long as its layer is not known
    signed, unsigned_domain : the elements with sign + or -, and the rows of the domain without a sign, as sets of bits
    zeros : for elements with sign 0 whose forms span those of all of them: (element, column, row, combination), the row
        being the combination {element: integer} of their forms, with a positive entry in its column
    """

    def __init__(self, ground: Ground):
        self.domain = ground.domain
        self.layers: list[tuple[int, Sequence[Row]]] = []            # (first element, rows)
        self.follows: dict[int, int] = {}
        first, roots = ground.domain, []
        for stack in ground.stacks:
            for depth, stage in enumerate(stack):
                if depth:
                    self.follows[len(self.layers) - 1] = len(self.layers)
                else:
                    roots.append(len(self.layers))
                self.layers.append((first, stage))
                first += len(stage)
        self.layer_of: list[int | None] = [None] * ground.domain
        for k, (_, rows) in enumerate(self.layers):
            self.layer_of += [k] * len(rows)
        self.signs: list[str | None] = [None] * first
        self.forms: list[Row | None] = [primitive(row) for row in ground.rows] + [None] * (first - ground.domain)
        self.missing = [len(rows) for _, rows in self.layers]         # elements of a layer without a sign
        self.values: dict[int, list[Row]] = {}                        # the layers known here, not made primitive
        self.trail: list[int] = []
        self.signed, self.unsigned_domain = 0, (1 << ground.domain) - 1
        self.zeros: list[tuple[int, int, Row, dict[int, int]]] = []
        for k in roots:
            self._know(k, [list(row) for row in self.layers[k][1]])

    def known(self) -> int:
        """The elements beyond the domain with a form and without a sign, as a set of bits."""
        return sum(1 << e for k in self.values if self.missing[k] for e in self._elements(k) if self.signs[e] is None)

    def _elements(self, k: int) -> range:
        first, rows = self.layers[k]
        return range(first, first + len(rows))

    def _know(self, k: int, rows: list[Row]) -> None:
        self.values[k] = rows
        for e, row in zip(self._elements(k), rows):
            self.forms[e] = primitive(row)

    def set(self, e: int, sign: str) -> None:
        """Give an element its sign; the layer after a complete one becomes known."""
        self.signs[e] = sign
        self.trail.append(e)
        if sign != "0":
            self.signed |= 1 << e
        else:
            self._add_zero(e)
        k = self.layer_of[e]
        if k is None:
            self.unsigned_domain &= ~(1 << e)
            return
        self.missing[k] -= 1
        if not self.missing[k] and k in self.follows:
            on = [i for i, x in enumerate(self._elements(k)) if self.signs[x] == "+"]
            columns = list(zip(*(self.values[k][i] for i in on))) or [()] * len(self.forms[0])
            after, rows = self.follows[k], []
            pick = itemgetter(0, 0, *(1 + i for i in on))                 # always a tuple; the first two are the bias
            for row in self.layers[after][1]:
                bias, _, *weights = pick(row)
                rows.append([sum(map(mul, weights, column)) for column in columns])
                rows[-1][0] += bias
            self._know(after, rows)

    def modulo_zeros(self, row: Row) -> tuple[int, dict[int, int], Row]:
        """(scale, multipliers, rest) with scale * row = sum of multiples of forms of sign 0 + rest; 0 if row is in their span."""
        scale, shares = 1, {}
        for _, column, lead, combination in self.zeros:
            x, y = row[column], lead[column]
            if x:
                common = gcd(x, y)
                x, y = x // common, y // common
                row = [y * a - x * b for a, b in zip(row, lead)]
                scale, shares = scale * y, {e: y * m for e, m in shares.items()}
                for e, m in combination.items():
                    shares[e] = shares.get(e, 0) + x * m
        return scale, shares, row

    def _add_zero(self, e: int) -> None:
        scale, shares, rest = self.modulo_zeros(self.forms[e])
        column = next((j for j, x in enumerate(rest) if x), None)
        if column is not None:
            turn = 1 if rest[column] > 0 else -1
            self.zeros.append((e, column, [turn * x for x in rest], {e: turn * scale, **{i: -turn * m for i, m in shares.items()}}))

    def back(self, length: int) -> None:
        """Take back all but the first `length` signs."""
        while len(self.trail) > length:
            e = self.trail.pop()
            self.signs[e] = None
            self.signed &= ~(1 << e)
            if self.zeros and self.zeros[-1][0] == e:
                self.zeros.pop()
            k = self.layer_of[e]
            if k is None:
                self.unsigned_domain |= 1 << e
            else:
                if not self.missing[k] and k in self.follows:
                    after = self.follows[k]
                    del self.values[after]
                    for other in self._elements(after):
                        self.forms[other] = None
                self.missing[k] += 1
