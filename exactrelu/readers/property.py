"""Properties: what `exactrelu decide` is asked about a network, and their JSON form.

Words: an *input row* [b, a_1, ..., a_d] is b + a.x >= 0, an *output row* [c, v_1, ..., v_o] is c + v.F(x) >= 0;
a *disjunct* is a list of input rows and a list of output rows. As in VNN-LIB a property describes
the counterexample: it is sat if some x satisfies all rows of some disjunct, unsat otherwise.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Callable, Sequence

from ..errors import InputError
from ..linalg import Matrix, Shown, dot
from ..rational import vector
from .native import text

MAX_DISJUNCTS = 1_000
MAX_ROWS = 10_000          # of one disjunct


@dataclass(frozen=True, repr=False)
class Disjunct(Shown):
    """The x with b + a.x >= 0 for every input row and c + v.F(x) >= 0 for every output row."""

    input: Matrix
    output: Matrix

    def holds(self, x: Sequence, outputs: Sequence) -> bool:
        """Whether x and the outputs F(x) satisfy every row, exactly."""
        return (all(row[0] + dot(row[1:], x) >= 0 for row in self.input)
                and all(row[0] + dot(row[1:], outputs) >= 0 for row in self.output))


@dataclass(frozen=True, repr=False)
class Property(Shown):
    """A disjunction of disjuncts about networks with this number of inputs and outputs.

    >>> p = Property.from_json({"disjuncts": [{"input": [[1, 1], [1, -1]], "output": [["-1/2", 1]]}]}, 1, 1)
    >>> p.holds([1], ["1/2"]), p.holds([2], [1])              # -1 <= x <= 1 and F(x) >= 1/2
    (True, False)
    """

    inputs: int
    outputs: int
    disjuncts: tuple[Disjunct, ...]

    @classmethod
    def from_json(cls, data: Any, inputs: int, outputs: int) -> "Property":
        """The property of a JSON object {"disjuncts": [{"input": rows, "output": rows}, ...]}."""
        if not isinstance(data, dict) or set(data) != {"disjuncts"} or not isinstance(data["disjuncts"], list):
            raise InputError('a property is an object with one key, "disjuncts", a list of objects with the keys '
                             '"input" and "output"')
        check_disjuncts(len(data["disjuncts"]))
        found = []
        for i, item in enumerate(data["disjuncts"]):
            if not isinstance(item, dict) or set(item) != {"input", "output"}:
                raise InputError(f'disjunct {i} must be an object with exactly the keys "input" and "output"')
            found.append(Disjunct(_rows(item["input"], f"disjunct {i}, input", inputs),
                                  _rows(item["output"], f"disjunct {i}, output", outputs)))
        return cls(inputs, outputs, tuple(found))

    def to_json(self, text: Callable[[Fraction], int | str] = text) -> dict:
        """The JSON object of this property, numbers as integers or texts, or as `text` spells them."""
        rows = lambda found: [list(map(text, row)) for row in found]  # noqa: E731
        return {"disjuncts": [{"input": rows(one.input), "output": rows(one.output)} for one in self.disjuncts]}

    def holds(self, x: Sequence, outputs: Sequence) -> bool:
        """Whether x, with F(x) = outputs, is a witness: it satisfies some disjunct, exactly."""
        point, value = vector(x, "x", self.inputs), vector(outputs, "F(x)", self.outputs)
        return any(one.holds(point, value) for one in self.disjuncts)


def check_disjuncts(number: int) -> None:
    """InputError if a property has more disjuncts than the limit."""
    if number > MAX_DISJUNCTS:
        raise InputError(f"the property has {number} disjuncts; at most {MAX_DISJUNCTS} can be decided; split the file")


def _rows(rows: Any, where: str, width: int) -> Matrix:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise InputError(f"{where} must be a list of rows of numbers")
    if len(rows) > MAX_ROWS:
        raise InputError(f"{where} has {len(rows)} rows; at most {MAX_ROWS} can be decided")
    return tuple(tuple(map(Fraction, vector(row, f"{where}[{i}]", width + 1))) for i, row in enumerate(rows))
