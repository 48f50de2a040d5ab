"""Exact linear algebra over the rationals: the one door to python-flint.

Matrices are tuples of rows of Fractions (or integers); nothing here ever rounds.
"""
from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Sequence

from flint import fmpq, fmpq_mat, fmpz

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]


def _flint(rows: Sequence[Sequence], columns: int) -> fmpq_mat:
    entries = [x if type(x) is int else fmpq(x.numerator, x.denominator) for row in rows for x in row]
    return fmpq_mat(len(rows), columns, entries)


def _fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _rows(matrix: fmpq_mat) -> Matrix:
    return tuple(tuple(map(_fraction, row)) for row in matrix.tolist())


def spelled(x: Fraction | int) -> str:
    """p or p/q in decimal digits, as many as there are (Python's own str stops at 4300).

    >>> spelled(Fraction(-1, 3)), len(spelled(2**100_000))
    ('-1/3', 30103)
    """
    digits = str(fmpz(x.numerator))
    return digits if x.denominator == 1 else f"{digits}/{fmpz(x.denominator)}"


def shown(x: Any) -> str:
    """repr(x), also where numbers in it have more digits than Python's repr can do; sets in a fixed order.

    >>> shown((Fraction(1, 2), [3], "a")), len(shown(Fraction(2**100_000)))
    ("(Fraction(1, 2), [3], 'a')", 30116)
    """
    if isinstance(x, Fraction):
        return f"Fraction({spelled(x.numerator)}, {spelled(x.denominator)})"
    if type(x) is tuple:
        return f"({', '.join(map(shown, x))}{',' * (len(x) == 1)})"
    if type(x) is list:
        return f"[{', '.join(map(shown, x))}]"
    if type(x).__repr__ is dict.__repr__:
        return "{" + ", ".join(f"{shown(key)}: {shown(value)}" for key, value in x.items()) + "}"
    if type(x) in (set, frozenset) and x:
        return f"{type(x).__name__}({{{', '.join(sorted(map(shown, x)))}}})"
    return spelled(x) if type(x) is int else repr(x)


class Shown:
    """A dataclass, made with repr=False, that is shown as every other, also where its numbers are long."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{one.name}={shown(getattr(self, one.name))}' for one in fields(self) if one.repr)})"


def rank(rows: Sequence[Sequence]) -> int:
    """The rank of the matrix with these rows.

    >>> rank([(1, 2), (2, 4)]), rank([])
    (1, 0)
    """
    return _flint(rows, len(rows[0])).rref()[1] if len(rows) else 0


def pivots(rows: Sequence[Sequence]) -> tuple[int, ...]:
    """The columns of the leading entries of the reduced row echelon form.

    The first independent columns, greedily from the left.

    >>> pivots([(0, 2, 4), (0, 1, 3)])
    (1, 2)
    """
    if not len(rows):
        return ()
    reduced, r = _flint(rows, len(rows[0])).rref()
    return tuple(next(j for j in range(reduced.ncols()) if reduced[i, j] != 0) for i in range(r))


def independent_rows(rows: Sequence[Sequence]) -> tuple[int, ...]:
    """The first linearly independent rows, greedily from the top.

    >>> independent_rows([(0, 0), (1, 2), (2, 4), (0, 1)])
    (1, 3)
    """
    return pivots(list(zip(*rows))) if len(rows) else ()


def inverse(rows: Sequence[Sequence]) -> Matrix:
    """The inverse of an invertible square matrix; ZeroDivisionError if it is singular.

    >>> inverse([(2, 0), (0, 4)])
    ((Fraction(1, 2), Fraction(0, 1)), (Fraction(0, 1), Fraction(1, 4)))
    """
    return _rows(_flint(rows, len(rows)).inv())


def echelon(rows: Sequence[Sequence]) -> Matrix:
    """The rows of the reduced row echelon form that are not 0: a basis of the row space, the same for the same space.

    >>> echelon([(2, 4), (1, 2)]), echelon([])
    (((Fraction(1, 1), Fraction(2, 1)),), ())
    """
    if not len(rows):
        return ()
    reduced, r = _flint(rows, len(rows[0])).rref()
    return _rows(reduced)[:r]


def nullspace(rows: Sequence[Sequence], columns: int) -> Matrix:
    """A basis of {x : M x = 0}, one vector for each column that is not a pivot.

    >>> nullspace([(1, 1)], 2)
    ((Fraction(-1, 1), Fraction(1, 1)),)
    """
    lead: tuple[int, ...] = ()
    reduced: Matrix = ()
    if len(rows):
        echelon, r = _flint(rows, columns).rref()
        reduced = _rows(echelon)[:r]
        lead = tuple(next(j for j, x in enumerate(row) if x) for row in reduced)
    basis = []
    for free in (j for j in range(columns) if j not in lead):
        vector = [Fraction(0)] * columns
        vector[free] = Fraction(1)
        for row, j in zip(reduced, lead):
            vector[j] = -row[free]
        basis.append(tuple(vector))
    return tuple(basis)


def coordinates(basis: Sequence[Sequence], vector: Sequence) -> Vector | None:
    """The coefficients of a vector in linearly independent rows, or None if it is not in their span.

    >>> coordinates([(1, 1), (0, 2)], (3, 1))
    (Fraction(3, 1), Fraction(-1, 1))
    >>> coordinates([(1, 1)], (1, 0)) is None
    True
    """
    columns = [list(column) + [x] for column, x in zip(zip(*basis), vector)] if len(basis) else [[x] for x in vector]
    if not columns:
        return ()
    n = len(basis)
    reduced, r = _flint(columns, n + 1).rref()
    rows = _rows(reduced)[:r]
    if any(not any(row[:n]) for row in rows):
        return None
    return tuple(row[n] for row in rows)


def matmul(left: Sequence[Sequence], right: Sequence[Sequence]) -> Matrix:
    """The product of two matrices.

    >>> matmul([(1, 2)], [(3,), (4,)])
    ((Fraction(11, 1),),)
    """
    inner, columns = len(right), len(right[0]) if len(right) else 0
    return _rows(_flint(left, inner) * _flint(right, columns))


def characteristic_polynomial(rows: Sequence[Sequence]) -> Vector:
    """The coefficients of det(x - M), constant term first.

    >>> characteristic_polynomial([(2, 0), (0, 3)])
    (Fraction(6, 1), Fraction(-5, 1), Fraction(1, 1))
    """
    return tuple(_fraction(x) for x in _flint(rows, len(rows)).charpoly().coeffs())


def is_positive_semidefinite(rows: Sequence[Sequence]) -> bool:
    """Whether a symmetric matrix has no negative eigenvalue, by symmetric elimination.

    >>> is_positive_semidefinite([(1, 1), (1, 1)]), is_positive_semidefinite([(0, 1), (1, 0)])
    (True, False)
    """
    rest = [list(map(Fraction, row)) for row in rows]
    while rest:
        head = rest[0]
        if head[0] < 0 or (head[0] == 0 and any(head)):
            return False
        rest = [[x - (row[0] / head[0] * y if head[0] else 0) for x, y in zip(row[1:], head[1:])] for row in rest[1:]]
    return True


def dot(left: Sequence, right: Sequence):
    """The sum of the products of two vectors."""
    return sum((x * y for x, y in zip(left, right) if x and y), Fraction(0))


def total(values: Sequence) -> Fraction:
    """The sum of rationals, added in pairs so that long denominators meet late.

    >>> total([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]), total([])
    (Fraction(1, 1), Fraction(0, 1))
    """
    terms = [fmpq(x.numerator, x.denominator) for x in values] or [fmpq(0)]
    while len(terms) > 1:
        terms = [sum(terms[i:i + 2], fmpq(0)) for i in range(0, len(terms), 2)]
    return _fraction(terms[0])


@dataclass(frozen=True, repr=False)
class AffineMap(Shown):
    """The affine map x -> matrix x + vector, with matrix of shape (outputs, inputs).

    >>> f = AffineMap(((Fraction(2),),), (Fraction(1),))
    >>> f((Fraction(3),)), f.inverse()(f((Fraction(3),)))
    ((Fraction(7, 1),), (Fraction(3, 1),))
    """

    matrix: Matrix
    vector: Vector

    @classmethod
    def identity(cls, dimension: int) -> "AffineMap":
        """The map x -> x of R^dimension."""
        return cls(tuple(tuple(Fraction(i == j) for j in range(dimension)) for i in range(dimension)),
                   (Fraction(0),) * dimension)

    def __call__(self, x: Sequence) -> Vector:
        return tuple(dot(row, x) + v for row, v in zip(self.matrix, self.vector))

    def inverse(self) -> "AffineMap":
        """The inverse map; ZeroDivisionError if the matrix is singular."""
        inv = inverse(self.matrix)
        return AffineMap(inv, tuple(-dot(row, self.vector) for row in inv))

    def after(self, first: "AffineMap") -> "AffineMap":
        """The composition x -> self(first(x))."""
        return AffineMap(matmul(self.matrix, first.matrix), self(first.vector))

    def to_data(self) -> dict:
        """The map as a JSON-able object of texts."""
        return {"matrix": [[spelled(x) for x in row] for row in self.matrix], "vector": [spelled(x) for x in self.vector]}

    def to_sympy(self):
        """(matrix, vector) as sympy matrices."""
        import sympy

        entry = lambda x: sympy.Rational(x.numerator, x.denominator)  # noqa: E731
        return (sympy.Matrix([[entry(x) for x in row] for row in self.matrix]),
                sympy.Matrix([entry(x) for x in self.vector]))
