"""Numbers at the door: what goes in, and every refusal."""
from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from exactrelu.errors import InputError
from exactrelu.linalg import spelled
from exactrelu.rational import MAX_BITS, matrix, primitive, rational, vector


@pytest.mark.parametrize("value, exact", [
    (3, Fraction(3)), (-7, Fraction(-7)), (Fraction(2, 4), Fraction(1, 2)), ("5", Fraction(5)), ("-3/6", Fraction(-1, 2)),
    ("+1.50", Fraction(3, 2)), ("0.1", Fraction(1, 10)), (0.1, Fraction(3602879701896397, 36028797018963968)),
    (np.float32(0.1), Fraction(13421773, 134217728)), (np.float16(0.5), Fraction(1, 2)), (np.float64(-0.0), Fraction(0)),
    (np.int64(-2), Fraction(-2)), (np.uint8(255), Fraction(255)), (sympy.Rational(2, 3), Fraction(2, 3)),
    (sympy.Integer(4), Fraction(4)), (5e-324, Fraction(1, 2**1074))])
def test_accepted(value, exact):
    """Every exact kind of number, and floats at their binary value."""
    assert rational(value) == exact and type(rational(value)) is Fraction


@pytest.mark.parametrize("value, message", [
    (float("nan"), "is nan; every weight must be a finite number"), (float("-inf"), "is -inf"), (np.float32("inf"), "inf"),
    ("nan", "finite"), ("Infinity", "finite"), ("1e5", "exponent; write it out"), ("1E-400000000", "exponent"),
    ("1/0", "denominator 0"), ("", "written p, p/q"), (" 1", "written p, p/q"), ("1_0", "written"), ("0x10", "written"),
    ("\u0661", "written"), ("1/-2", "written"), ("1.", "written"), (".5", "written"), ("__import__('os')", "written"),
    ("9" * 5000, "5000 characters"), (True, "truth value"), (np.bool_(True), "truth value"), (None, "NoneType"),
    (1j, "complex"), ([1], "list"), (b"1", "bytes"), (sympy.Symbol("x"), "Symbol"), (sympy.Float("0.1"), "Float"),
    (sympy.sqrt(2), "Pow"), (sympy.nan, "NaN"), (np.longdouble(1), "long"), (10**5000, "bits"), (sympy.Rational(1, 2**20000), "bits"),
    (object(), "object")], ids=lambda value: type(value).__name__)
def test_refused(value, message):
    """One clear sentence with the place, quickly, for everything else."""
    start = time.process_time()
    with pytest.raises(InputError, match=message) as caught:
        rational(value, "W[0][1]")
    assert str(caught.value).startswith("W[0][1]") and len(str(caught.value)) < 250
    assert time.process_time() - start < 0.5


def test_limit_is_in_bits():
    """Numbers up to the limit go in, and Fractions of any length."""
    assert rational(Fraction(1, 2**20000)) == Fraction(1, 2**20000)
    assert rational(2**MAX_BITS - 1).numerator.bit_length() == MAX_BITS


@pytest.mark.parametrize("rows, message", [
    ([[1, 2], [3]], "row 1 has 1"), ([], "at least one row"), ([[]], "at least one row"), ("12", "list of rows"),
    ([1, 2], r"W\[0\] must be a row"), ([[1, "x"]], r"W\[0\]\[1\] is 'x'"), ({"a": 1}, "list of rows"), (7, "list of rows"),
    (np.array([[1.0, np.nan]]), r"W\[0\]\[1\] is nan")])
def test_bad_matrices(rows, message):
    """Shapes and entries are named."""
    with pytest.raises(InputError, match=message):
        matrix(rows, "W")


def test_matrices_of_every_kind():
    """Lists, numpy arrays and sympy matrices; float32 at its exact value."""
    exact = ((Fraction(1, 2), Fraction(2)),)
    assert matrix([["1/2", 2]]) == matrix(np.array([[0.5, 2]])) == matrix(sympy.Matrix([["1/2", 2]])) == exact
    assert matrix(np.array([[0.1]], dtype=np.float32))[0][0] == Fraction(13421773, 134217728)
    assert vector(sympy.Matrix([1, 2])) == vector(np.array([1, 2])) == (1, 2)
    with pytest.raises(InputError, match="must have 3 entries, but has 2"):
        vector([1, 2], "b", length=3)


@given(st.lists(st.fractions(), min_size=1, max_size=6), st.fractions(min_value=Fraction(1, 100)))
def test_primitive_does_not_depend_on_the_scale(row, scale):
    """Positive multiples have the same primitive row, which is a positive multiple itself."""
    short = primitive(row)
    assert short == primitive([scale * x for x in row])
    assert all((x > 0) == (y > 0) and (x < 0) == (y < 0) for x, y in zip(row, short))


@given(st.fractions())
def test_text_round_trip(x):
    """A number that is printed is read as itself; a Decimal is taken at its exact value."""
    assert rational(str(x)) == x


@given(st.fractions())
def test_spelled(x):
    """The text of a number is Python's own, for integers as for fractions."""
    assert spelled(x) == str(x) and spelled(x.numerator) == str(x.numerator)


def test_the_longest_text():
    """10,000 bits above and below the fraction line are read, in the digits that `spelled` writes; more are refused, never int()'s limit."""
    most = Fraction(2**10_000 - 1, 2**10_000 - 3)
    assert rational(spelled(most)) == most and rational(spelled(-most)) == -most
    for text in ("1/" + "3" * 3_101, "3" * 3_101, "3" * 5_000 + "/7", "1/" + "3" * 5_000, "0." + "3" * 5_000):
        with pytest.raises(InputError, match="at most 3100 above and below"):
            rational(text)
    for text in (spelled(2**10_000), spelled(Fraction(1, 2**10_000)), "0." + "3" * 3_090):
        with pytest.raises(InputError, match="at most 10000"):
            rational(text)


@pytest.mark.parametrize("sign", [1, -1])
def test_spelled_beyond_the_limit_of_python(sign):
    """Numbers of more than 4300 digits are spelled out, above and below the fraction line."""
    minus = "-" * (sign < 0)
    assert spelled(sign * 10**5000) == minus + "1" + "0" * 5000
    assert spelled(Fraction(sign * 10**5000, 10**6000 + 1)) == minus + "1" + "0" * 5000 + "/1" + "0" * 5999 + "1"


def test_decimal():
    """decimal.Decimal is neither an exact fraction type nor text: it is refused with a way out."""
    with pytest.raises(InputError, match="Decimal"):
        rational(Decimal("0.1"))
