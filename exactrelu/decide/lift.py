"""The lifted system of a network: its ReLU neurons as variables, everything in integers.

Words: *variable* 0 is t, which is 1 at points; 1..d are the inputs x; d + k is the output z_k of
ReLU neuron k = 1..m, numbered layer by layer. *Block* 0 is the inputs, block l the l-th ReLU layer.
The *pre-activation* y_k is row_k / den_k, with row_k an integer row on t and the variables of the
block before. A *form* is the primitive integer row of a constraint.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Sequence

from ..linalg import dot
from ..network import IntRow, Network, normal_form
from ..rational import primitive
from ..readers.property import Disjunct


@dataclass(frozen=True)
class Lift:
    """A network as blocks of neurons.

    inputs : d
    first : for each block, the variable before its first one
    rows, dens : for each block (block 0 has none), row_k and den_k of each neuron
    weights, biases : the same as Fractions
    last : rows [c, v] of the outputs on t and the last block

    >>> from ..network import Layer
    >>> lift = Lift.of(Network([Layer([["1/2", 1]], ["1/3"]), Layer([[2]], [1], "linear")]))
    >>> lift.rows, lift.dens, lift.last
    (((), ((2, 3, 6),)), ((), (6,)), ((Fraction(1, 1), Fraction(2, 1)),))
    """

    inputs: int
    first: tuple[int, ...]
    rows: tuple[tuple[IntRow, ...], ...]
    dens: tuple[tuple[int, ...], ...]
    weights: tuple
    biases: tuple
    last: tuple

    @classmethod
    def of(cls, network: Network) -> "Lift":
        """The lifted system of a network, linear layers multiplied into the rows that follow them."""
        layers, last = normal_form(network)
        first, rows, dens = [0, network.inputs], [()], [()]
        for layer in layers:
            both = [_integral((c,) + w) for w, c in zip(layer.W, layer.b)]
            rows.append(tuple(row for row, _ in both))
            dens.append(tuple(den for _, den in both))
            first.append(first[-1] + layer.neurons)
        return cls(network.inputs, tuple(first), tuple(rows), tuple(dens), ((),) + tuple(layer.W for layer in layers),
                   ((),) + tuple(layer.b for layer in layers), tuple((c,) + w for w, c in zip(last.matrix, last.vector)))

    @property
    def depth(self) -> int:
        """The number of ReLU layers: the last block."""
        return len(self.rows) - 1

    @property
    def neurons(self) -> int:
        """The number m of ReLU neurons."""
        return self.first[-1] - self.inputs

    def place(self, variable: int) -> tuple[int, int]:
        """The block and the position in it of a variable (1 or more)."""
        block = next(i for i, end in enumerate(self.first[1:]) if variable <= end)
        return block, variable - self.first[block] - 1

    def output_form(self, row: Sequence) -> IntRow:
        """The form c + v.F, for an output row [c, v], on t and the last block."""
        columns = list(zip(*self.last))
        return primitive([row[0] + dot(row[1:], columns[0])] + [dot(row[1:], column) for column in columns[1:]])


@dataclass(frozen=True)
class Task:
    """One disjunct of a property on a lifted network: its rows as forms.

    main : for (variable, "lo" | "hi"), the input row that bounds this input alone, the tightest one:
        its number, the coefficient of x and that of t
    goal : (block, form on t and that block), if the search may close a branch by proving that the form is not negative
    bounds : for (variable, "lo" | "hi"), a bound of this input and weights of input rows that prove it; where it is not
        empty, the input rows have a common point
    """

    lift: Lift
    disjunct: Disjunct
    input: tuple[IntRow, ...]
    output: tuple[IntRow, ...]
    main: dict
    goal: tuple[int, IntRow] | None = None
    bounds: dict = field(default_factory=dict)

    @classmethod
    def of(cls, lift: Lift, disjunct: Disjunct, goal: tuple[int, IntRow] | None = None, bounds: dict | None = None) -> "Task":
        """The disjunct's rows in their normal form."""
        rows = tuple(primitive(row) for row in disjunct.input)
        main: dict = {}
        for i, row in enumerate(rows):
            used = [v for v in range(1, len(row)) if row[v]]
            if len(used) == 1:
                key = (used[0], "lo" if row[used[0]] > 0 else "hi")
                if key not in main or Fraction(row[0], abs(row[used[0]])) < Fraction(main[key][2], abs(main[key][1])):
                    main[key] = (i, row[used[0]], row[0])
        return cls(lift, disjunct, rows, tuple(lift.output_form(row) for row in disjunct.output), main, goal, bounds or {})


def _integral(row: Sequence[Fraction]) -> tuple[IntRow, int]:
    """An integer row and the smallest denominator that gives a rational row."""
    den = lcm(*(x.denominator for x in row))
    return tuple(x.numerator * (den // x.denominator) for x in row), den
