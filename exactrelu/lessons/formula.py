"""Formulas as small trees: written as MathML or LaTeX, and evaluated exactly.

Words: a *name* is a symbol such as F, x or a_2*; its *meaning* is an exact value, or a function of x. A *relation* is an
equation or inequality that a page states: `holds` evaluates every side of it with exact numbers, so that a page can be
checked against the network that it is about.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Mapping, Sequence, Union

from ..linalg import dot, matmul, spelled

LONG = 13                 # characters of a number that are written out; longer ones are shown by their first digits
DIGITS = 6                # so many
OPERATORS = {"=": eq, "<": lt, ">": gt, "<=": le, ">=": ge, "!=": ne}


@dataclass(frozen=True)
class Num:
    """A rational number."""

    value: Fraction


@dataclass(frozen=True)
class Name:
    """A symbol with an index and a mark such as * or T."""

    text: str
    sub: str = ""
    sup: str = ""

    @property
    def key(self) -> str:
        """How its meaning is looked up: x_1, a_2*."""
        return self.text + (f"_{self.sub}" if self.sub else "") + self.sup


@dataclass(frozen=True)
class Sum:
    """A sum of terms; 0 if there is none."""

    terms: tuple["Formula", ...]


@dataclass(frozen=True)
class Times:
    """A product: of numbers, of a number and a point, of matrices, of a matrix and a point."""

    factors: tuple["Formula", ...]


@dataclass(frozen=True)
class Plus:
    """The positive part max(inner, 0), in every coordinate."""

    inner: "Formula"


@dataclass(frozen=True)
class Point:
    """A point or vector by its coordinates."""

    entries: tuple["Formula", ...]


@dataclass(frozen=True)
class Matrix:
    """A matrix by its rows."""

    rows: tuple[tuple["Formula", ...], ...]


@dataclass(frozen=True)
class Apply:
    """The value of a function at an argument."""

    function: Name
    argument: "Formula"


@dataclass(frozen=True)
class Signs:
    """A sign vector."""

    text: str


@dataclass(frozen=True)
class Words:
    """What is not calculated: sets, labels of classes, text."""

    tex: str
    plain: str


@dataclass(frozen=True)
class Relation:
    """A chain of sides with a relation between each two; true at each of some points x, or without one.

    points : an affine identity on a region is proved by d + 1 affinely independent points of it
    """

    sides: tuple["Formula", ...]
    operators: tuple[str, ...]
    points: tuple[tuple, ...] = ()

    def holds(self, meaning: Mapping[str, Any]) -> bool:
        """Whether it is true, exactly; KeyError for a name without meaning.

        >>> x = Name("x", "1")
        >>> equals(Sum((x, Plus(Sum((Times((Num(Fraction(-1)), x)),))))), Plus(x), points=((-1,), (2,))).holds({})
        True
        """
        return all(self._at({**meaning, **place(x)}) for x in self.points or ((),))

    def _at(self, meaning: Mapping[str, Any]) -> bool:
        values = [value(side, meaning) for side in self.sides]
        return all(_compare(op, a, b) for op, a, b in zip(self.operators, values, values[1:]))


Formula = Union[Num, Name, Sum, Times, Plus, Point, Matrix, Apply, Signs, Words, Relation]


def place(x: Sequence) -> dict[str, Any]:
    """The meanings of x and its coordinates at a point; none for the empty one."""
    return {"x": tuple(x), **{f"x_{i}": v for i, v in enumerate(x, 1)}} if len(x) else {}


def _compare(op: str, a: Any, b: Any) -> bool:
    if isinstance(a, tuple) and op not in ("=", "!="):
        return all(OPERATORS[op](u, v) for u, v in zip(a, b, strict=True))
    return OPERATORS[op](a, b)


def value(formula: Formula, meaning: Mapping[str, Any]) -> Any:
    """The exact value: a Fraction, a tuple of them, a tuple of rows, or a text for signs.

    >>> value(Times((Matrix(((Num(2), Num(1)),)), Point((Num(3), Num(4))))), {})
    (Fraction(10, 1),)
    """
    if isinstance(formula, Num):
        return Fraction(formula.value)
    if isinstance(formula, Name):
        known = meaning[formula.key]
        return known(meaning["x"]) if callable(known) else known
    if isinstance(formula, Sum):
        return reduce(_add, [value(term, meaning) for term in formula.terms], Fraction(0))
    if isinstance(formula, Times):
        return reduce(_multiply, [value(factor, meaning) for factor in formula.factors])
    if isinstance(formula, Plus):
        inner = value(formula.inner, meaning)
        return tuple(max(x, Fraction(0)) for x in inner) if isinstance(inner, tuple) else max(inner, Fraction(0))
    if isinstance(formula, Point):
        return tuple(value(x, meaning) for x in formula.entries)
    if isinstance(formula, Matrix):
        return tuple(tuple(value(x, meaning) for x in row) for row in formula.rows)
    if isinstance(formula, Apply):
        return meaning[formula.function.key](value(formula.argument, meaning))
    if isinstance(formula, Signs):
        return formula.text
    raise KeyError(f"{formula} has no value")


def _add(a: Any, b: Any) -> Any:
    if isinstance(b, tuple):
        return tuple(_add(u, v) for u, v in zip(a, b, strict=True)) if isinstance(a, tuple) else b
    return a + b


def _multiply(a: Any, b: Any) -> Any:
    if not isinstance(a, tuple):
        return tuple(_multiply(a, v) for v in b) if isinstance(b, tuple) else a * b
    if not isinstance(a[0], tuple):
        return dot(a, b) if isinstance(b, tuple) else tuple(v * b for v in a)
    return tuple(dot(row, b) for row in a) if not isinstance(b[0], tuple) else matmul(a, b)


def num(x: Any) -> Num:
    """A number."""
    return Num(Fraction(x))


def point(x: Sequence) -> Point:
    """A point with numbers as coordinates."""
    return Point(tuple(map(num, x)))


def matrix(rows: Sequence[Sequence]) -> Matrix:
    """A matrix of numbers."""
    return Matrix(tuple(tuple(map(num, row)) for row in rows))


def equals(*sides: Formula, points: Sequence[Sequence] = ()) -> Relation:
    """An equation with two sides or more."""
    return Relation(sides, ("=",) * (len(sides) - 1), tuple(map(tuple, points)))


def scaled(factor: Fraction, formula: Formula) -> Formula:
    """A number times a formula; without the number if it is 1."""
    return formula if factor == 1 else Times((num(factor), formula))


def combination(coefficients: Sequence, formulas: Sequence[Formula], constant: Any = 0) -> Sum:
    """A linear combination, without the terms that are 0.

    >>> latex = combination([1, 0, -2], [Name("x", str(i)) for i in (1, 2, 3)], 5)
    >>> len(latex.terms), value(latex, {"x_1": 1, "x_3": 1})
    (3, Fraction(4, 1))
    """
    terms = tuple(scaled(Fraction(a), f) for a, f in zip(coefficients, formulas) if a)
    return Sum(terms + ((num(constant),) if constant or not terms else ()))


def affine(row: Sequence, constant: Any, letter: str = "x", first: int = 1) -> Sum:
    """The form row . x + constant in coordinates x_1, x_2, ..., counted from `first`."""
    return combination(row, [Name(letter, str(i)) for i in range(first, len(row) + first)], constant)


def signed(term: Formula) -> tuple[bool, Formula]:
    """(whether a minus stands before it, the rest without it)."""
    if isinstance(term, Num) and term.value < 0:
        return True, Num(-term.value)
    if isinstance(term, Times) and isinstance(term.factors[0], Num):
        first, rest = term.factors[0].value, term.factors[1:]
        if first < 0 and rest:
            return True, Times((Num(-first),) + rest) if first != -1 or isinstance(rest[0], Num) else rest[0] if len(rest) == 1 else Times(rest)
    return False, term


def first_digits(x: Fraction) -> tuple[str, int, bool] | None:
    """(first digits, exponent of ten, whether more follow) of a number that is long; None for a short one.

    >>> first_digits(Fraction(1, 3)), first_digits(Fraction(10**9 + 7, 3 * 10**8))
    (None, ('3.33333', 0, True))
    >>> first_digits(Fraction(1, 3**30))
    ('4.85693', -15, True)
    """
    if len(spelled(x).lstrip("-")) <= LONG:
        return None
    size, exponent = abs(x), len(str(abs(x.numerator))) - len(str(x.denominator)) if max(abs(x.numerator), x.denominator) < 10**4000 else _places(x)
    while Fraction(10) ** exponent > size:
        exponent -= 1
    small = -3 <= exponent < DIGITS
    shift = DIGITS - 1 - exponent
    digits, rest = divmod(size * Fraction(10) ** shift, 1)
    text, places = str(int(digits)), shift if small else DIGITS - 1
    text = text.rjust(places + 1, "0")
    text = (text[:-places] + "." + text[-places:]) if places else text
    return ("-" if x < 0 else "") + text, 0 if small else exponent, bool(rest)


def _places(x: Fraction) -> int:
    """An exponent of ten that is not too small for a number with very long parts."""
    return (abs(x.numerator).bit_length() - x.denominator.bit_length() + 1) * 31 // 100 + 2
