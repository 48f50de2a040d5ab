"""Piecewise-linear functions while they are read: affine forms in inputs and neurons, with exact coefficients.

Words: an *atom* is a variable: an input, a neuron max(form, 0), or a linear value, which stands for a
form; a *form* is a constant plus multiples of atoms; the *level* of an atom is the layer in which it can
be computed at the earliest, that of a form the highest of its atoms'. A value is a form or, where nothing
depends on the input, a Fraction. A form of a *weight product* is marked `layer`: it is a row that the file
itself multiplies by, and stays one.
"""
from __future__ import annotations

from fractions import Fraction
from typing import Callable, NamedTuple, Sequence, Union

import numpy as np

from ..errors import InputError
from .ieee import ONE, ZERO, objects
from .limits import MAX_NEURONS, MAX_TERMS

MAX_LONG = 20_000        # bits of a coefficient
MAX_FORMS = 1 << 18      # in one value array
FORM = 24                # coefficients that take as long as one more form


class Form:
    """constant + sum of terms[atom] * atom; values are not changed once they are made.

    >>> x = Form({0: Fraction(1)})
    >>> (x + x - 3) / 2
    1*a0 + -3/2
    """

    __slots__ = ("terms", "constant", "level", "layer")

    def __init__(self, terms: dict[int, Fraction], constant: Fraction = ZERO, level: int = 0, layer: bool = False):
        self.terms, self.constant, self.level, self.layer = terms, constant, level, layer

    def __add__(self, other: "Value") -> "Form":
        if not isinstance(other, Form):
            return Form(self.terms, self.constant + other, self.level, self.layer) if other else self
        terms = dict(self.terms)
        for atom, x in other.terms.items():
            terms[atom] = terms[atom] + x if atom in terms else x
            if not terms[atom]:
                del terms[atom]
        return Form(terms, self.constant + other.constant, max(self.level, other.level), self.layer or other.layer)

    __radd__ = __add__

    def __mul__(self, factor: Fraction) -> "Form":
        if factor == 1:
            return self
        terms = {atom: factor * x for atom, x in self.terms.items()} if factor else {}
        return Form(terms, factor * self.constant, self.level, self.layer)

    __rmul__ = __mul__

    def __neg__(self) -> "Form":
        return self * Fraction(-1)

    def __sub__(self, other: "Value") -> "Form":
        return self + -other

    def __rsub__(self, other: Fraction) -> "Form":
        return -self + other

    def __truediv__(self, divisor: Fraction) -> "Form":
        return self * (1 / Fraction(divisor))

    def __repr__(self) -> str:
        return " + ".join([f"{x}*a{atom}" for atom, x in self.terms.items()] + [str(self.constant)])


Value = Union[Form, Fraction]


class Atom(NamedTuple):
    """An input, a neuron or a linear value."""

    kind: str              # "input", "relu", "linear"
    form: Form | None      # None for an input
    level: int


class Circuit:
    """The atoms of a network that is being read, and the reductions that were used.

    >>> circuit = Circuit(1)
    >>> x, = circuit.inputs
    >>> circuit.relu(2 * x - 1), circuit.atoms[1].form
    (1*a1 + 0, 2*a0 + -1)
    """

    def __init__(self, inputs: int):
        if not 0 < inputs <= MAX_NEURONS:
            raise InputError(f"the network has {inputs} inputs; it can have 1 to {MAX_NEURONS}")
        self.atoms = [Atom("input", None, 0)] * inputs
        self.inputs = [Form({i: ONE}) for i in range(inputs)]
        self.notes: dict[str, None] = {}
        self.spent = 0
        self.longest = 0             # bits of a coefficient so far

    def spend(self, coefficients: int, name: str = "its result") -> None:
        """Count coefficients that are computed, those of many bits more than once; InputError beyond the limit."""
        self.spent += coefficients * (1 + (self.longest >> 8))
        if self.spent > MAX_TERMS:
            raise InputError(f"{name}: more than {MAX_TERMS} coefficients; give a smaller network")

    def _atom(self, kind: str, form: Form) -> Form:
        if len(self.atoms) > 4 * MAX_NEURONS:
            raise InputError(f"the network needs more than {3 * MAX_NEURONS} neurons; at most {MAX_NEURONS} can be read")
        self.atoms.append(Atom(kind, form, form.level + 1))
        return Form({len(self.atoms) - 1: ONE}, ZERO, form.level + 1)

    def relu(self, value: Value) -> Value:
        """max(value, 0), a neuron of its own."""
        return self._atom("relu", value) if isinstance(value, Form) else max(value, ZERO)

    def bend(self, value: Value) -> Value:
        """max(value, 0), without a neuron where the form has no atoms left."""
        return self.relu(value if isinstance(value, Form) and value.terms else constant_of(value))

    def settled(self, values: np.ndarray) -> np.ndarray:
        """The same values, as linear values if they are the rows of a weight product."""
        if not any(isinstance(v, Form) and v.layer for v in values.flat):
            return values
        return objects((self._atom("linear", v) if isinstance(v, Form) else v for v in values.flat), values.shape)

    def is_nonnegative(self, value: Value) -> bool:
        """Whether a value is a sum of neurons with coefficients that are not negative."""
        if not isinstance(value, Form):
            return value >= 0
        return value.constant >= 0 and all(x >= 0 and self.atoms[atom].kind == "relu" for atom, x in value.terms.items())

    def check(self, values: np.ndarray, name: str) -> np.ndarray:
        """The same values; InputError if they, or all values so far, are beyond the limits."""
        different, sizes, count = {id(value): value for value in values.flat}, {}, 0         # a value may stand in many places
        check_forms(sum(isinstance(value, Form) for value in values.flat))
        for place, value in different.items():
            numbers: Sequence[Fraction] = (value.constant, *value.terms.values()) if isinstance(value, Form) else (value,)
            sizes[place] = len(numbers)
            count += FORM * isinstance(value, Form)
            self.longest = max(self.longest, *(x.numerator.bit_length() for x in numbers),
                               *(x.denominator.bit_length() for x in numbers))
            if self.longest > MAX_LONG:
                raise InputError(f"{name}: a coefficient of {self.longest} bits; at most {MAX_LONG} can be read")
        self.spend(count + sum(map(sizes.__getitem__, map(id, values.flat))), name)
        return values


def check_forms(number: int) -> None:
    """InputError if so many values that depend on the input of the network are too many for one array."""
    if number > MAX_FORMS:
        raise InputError(f"an array of {number} values that depend on the input is too large; at most {MAX_FORMS} can be read")


def constant_of(value: Value) -> Value:
    """The constant of a form without atoms, else the value itself."""
    return value.constant if isinstance(value, Form) and not value.terms else value


def combination(coefficients: Sequence[Fraction], values: Sequence[Value]) -> Value:
    """The sum of coefficients times values; a form as soon as one of the values is one.

    >>> combination([Fraction(2), Fraction(3)], [Form({0: ONE}), Fraction(1, 3)])
    2*a0 + 1
    """
    terms: dict[int, Fraction] = {}
    constant, level, symbolic = ZERO, 0, False
    for c, value in zip(coefficients, values):
        if not isinstance(value, Form):
            if c and value:
                constant += c * value
            continue
        symbolic, level = True, max(level, value.level)
        if not c:
            continue
        for atom, x in value.terms.items():
            product = c if x is ONE else c * x
            terms[atom] = terms[atom] + product if atom in terms else product
        if value.constant:
            constant += c * value.constant
    if not symbolic:
        return constant
    return Form({atom: x for atom, x in terms.items() if x}, constant, level)


def marked(value: Value) -> Value:
    """The same value as a row of a weight product."""
    return Form(value.terms, value.constant, value.level, True) if isinstance(value, Form) else value


def each(function: Callable[..., Value], *arrays: np.ndarray) -> np.ndarray:
    """A function of values, entry by entry, over arrays that are broadcast against each other."""
    spread = np.broadcast_arrays(*arrays)
    return objects(map(function, *(a.flat for a in spread)), spread[0].shape)
