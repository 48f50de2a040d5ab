"""Exact numbers in: one strict door that turns whatever a user has into a Fraction.

Text is "p", "p/q" or a decimal such as "0.25" (the exact decimal that it spells); a float is its
exact binary value. What comes from outside is limited to MAX_BITS bits above and below the
fraction line; a Fraction is taken as it is.
"""
from __future__ import annotations

import re
from fractions import Fraction
from math import gcd, isfinite, ldexp, lcm
from struct import pack, unpack
from typing import Any, Iterable, Sequence

import numpy as np

from .errors import InputError

MAX_BITS = 10_000          # numerator and denominator, each
NORMAL = 2.0**-1022        # the smallest double that is not subnormal
MAX_TEXT = 3_100           # characters of an integer or decimal: the digits that MAX_BITS allows, and a few

_TEXT = re.compile(r"[+-]?([0-9]+)(?:/([0-9]+)|\.([0-9]+))?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?[0-9]*\.?[0-9]*[eE][+-]?[0-9]+", re.ASCII)


def rational(value: Any, where: str = "the number") -> Fraction:
    """The exact rational value of a number.

    Parameters
    ----------
    value : int, Fraction, sympy or numpy number, "p/q" or decimal text, or a finite float (its
        exact binary value).
    where : the place of the number, for the message.

    Raises
    ------
    InputError : not a number, not finite, an exponent, a zero denominator, or beyond MAX_BITS.

    >>> rational("1/3"), rational("0.25"), rational(0.1).denominator == 2**55
    (Fraction(1, 3), Fraction(1, 4), True)
    >>> rational(float("nan"), "W[0][1]")
    Traceback (most recent call last):
    exactrelu.errors.InputError: W[0][1] is nan; every weight must be a finite number
    """
    if isinstance(value, str):
        return _from_text(value, where)
    if type(value) is Fraction:      # exact already, and perhaps the program's own: compositions may be long
        return value
    if type(value) is int:
        return checked(Fraction(value), where)
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        raise InputError(f"{where} is a truth value; write 0 or 1 if you mean a number")
    if isinstance(value, float):                       # numpy's float64 is one
        return _from_float(value, where)
    numerator, denominator = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if callable(numerator):                            # sympy's older method form
        numerator, denominator = numerator(), denominator()
    if numerator is None:
        numerator, denominator = getattr(value, "p", None), getattr(value, "q", None)
    if hasattr(numerator, "__index__") and hasattr(denominator, "__index__"):
        numerator, denominator = int(numerator), int(denominator)
        if denominator:
            return checked(Fraction(numerator, denominator), where)
    if type(value).__name__ in ("float16", "float32", "longdouble"):
        if type(value).__name__ == "longdouble":
            raise InputError(f"{where} is a long double; convert it to float64 or give it as text")
        return _from_float(python_floats(value)[0], where)
    raise InputError(f"{where} must be a rational number (an integer, a fraction such as '1/3', a decimal such as "
                     f"'0.25' or a float), but is of type {type(value).__name__}")


def _from_text(text: str, where: str) -> Fraction:
    shown = repr(text if len(text) <= 40 else text[:37] + "...")
    if max(map(len, text.split("/"))) > MAX_TEXT:
        raise InputError(f"{where} has {len(text)} characters; numbers may have at most {MAX_TEXT} above and below the fraction line")
    match = _TEXT.fullmatch(text)
    if not match:
        if _EXPONENT.fullmatch(text):
            raise InputError(f"{where} is {shown}, with an exponent; write it out as a decimal or as p/q")
        if text.strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
            raise InputError(f"{where} is {shown}; every weight must be a finite number")
        raise InputError(f"{where} is {shown}; a number is written p, p/q or as a decimal such as 0.25")
    whole, denominator, decimals = match.groups()
    sign = -1 if text[0] == "-" else 1
    if denominator is not None and not int(denominator):
        raise InputError(f"{where} is {shown}, with denominator 0; the denominator must be positive")
    if decimals is not None:
        return checked(Fraction(sign * int(whole + decimals), 10 ** len(decimals)), where)
    return checked(Fraction(sign * int(whole), int(denominator or 1)), where)


def _from_float(value: float, where: str) -> Fraction:
    if not isfinite(value):
        raise InputError(f"{where} is {value}; every weight must be a finite number")
    return of_double(value)


def of_double(value: float) -> Fraction:
    """The exact value of a finite double.

    A subnormal one is read off its bits: a library in the same process may have made the processor take such numbers for 0,
    as code that was compiled with -ffast-math does.

    >>> of_double(0.5), of_double(-5e-324) == Fraction(-1, 2**1074)
    (Fraction(1, 2), True)
    """
    if abs(value) >= NORMAL:
        return Fraction(value)
    bits, = unpack("Q", pack("d", value))
    size = Fraction(bits % 2**52, 2**1074)
    return -size if bits >> 63 else size


def python_floats(values: Any) -> list[float]:
    """The numbers of a numpy array, or one number, of any width up to 64 bits as doubles, subnormal ones included (see `of_double`).

    >>> python_floats(np.float32(["0.5", "-1e-45"])) == [0.5, -2.0**-149]
    True
    """
    values = np.asarray(values).ravel()
    found = values.tolist()
    if values.dtype.kind == "f" and values.dtype.itemsize == 4:
        bits = values.view(values.dtype.str.replace("f", "u"))
        size = bits & 0x7fffffff
        for i in np.flatnonzero((size > 0) & (size < 1 << 23)).tolist():
            found[i] = ldexp(-int(size[i]) if bits[i] >> 31 else int(size[i]), -149)
    return found


def checked(value: Fraction, where: str) -> Fraction:
    """A number, unless it is longer than MAX_BITS: then InputError, which says where it is.

    >>> checked(Fraction(1, 3), "a weight")
    Fraction(1, 3)
    """
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    if bits > MAX_BITS:
        raise InputError(f"{where} has {bits} bits; numbers may have at most {MAX_BITS} above and below the fraction line")
    return value


def _items(values: Any, where: str, what: str) -> list:
    if hasattr(values, "tolist") and not isinstance(values, (str, bytes)):
        dtype = getattr(values, "dtype", None)
        if type(dtype).__name__ == "LongDoubleDType":
            raise InputError(f"{where} holds long doubles; convert it to float64 or give it as text")
        values = (np.array(python_floats(values)).reshape(values.shape) if getattr(dtype, "str", "")[1:] == "f4" else values).tolist()
    if isinstance(values, (str, bytes, dict)) or not isinstance(values, Iterable):
        raise InputError(f"{where} must be {what}, but is of type {type(values).__name__}")
    return list(values)


def vector(values: Any, where: str = "the vector", length: int | None = None) -> tuple[Fraction, ...]:
    """A sequence of numbers (list, tuple, numpy array, sympy column) as Fractions.

    >>> vector(["1/2", 3])
    (Fraction(1, 2), Fraction(3, 1))
    """
    items = _items(values, where, "a list of numbers")
    items = [item[0] if isinstance(item, list) and len(item) == 1 else item for item in items]   # a sympy column
    if length is not None and len(items) != length:
        raise InputError(f"{where} must have {length} entries, but has {len(items)}")
    if all(type(item) is Fraction for item in items):         # what rational gives back as it is, without a place for each
        return tuple(items)
    return tuple(rational(item, f"{where}[{i}]") for i, item in enumerate(items))


def matrix(rows: Any, where: str = "the matrix") -> tuple[tuple[Fraction, ...], ...]:
    """Rows of numbers (lists, numpy array, sympy matrix) as Fractions; at least one row and one column.

    >>> matrix([[1, "2.5"]])
    ((Fraction(1, 1), Fraction(5, 2)),)
    """
    found = [vector(_items(row, f"{where}[{i}]", "a row of numbers"), f"{where}[{i}]")
             for i, row in enumerate(_items(rows, where, "a list of rows"))]
    if not found or not found[0]:
        raise InputError(f"{where} must have at least one row and one column")
    for i, row in enumerate(found):
        if len(row) != len(found[0]):
            raise InputError(f"the rows of {where} must have the same length: row 0 has {len(found[0])} entries, "
                             f"but row {i} has {len(row)}")
    return tuple(found)


def primitive(row: Sequence) -> tuple[int, ...]:
    """The smallest positive multiple of a rational vector with integer entries; 0 stays 0.

    >>> primitive((Fraction(1, 2), Fraction(-1, 3))), primitive((4, 6)), primitive((0, 0))
    ((3, -2), (2, 3), (0, 0))
    """
    scale = lcm(*(x.denominator for x in row))
    whole = [x.numerator * (scale // x.denominator) for x in row] if scale > 1 else [int(x) for x in row]
    common = gcd(*whole) or 1
    return tuple(x // common for x in whole)


def large(n: int) -> str:
    """A count for people: exact while it is short, else its order of magnitude.

    >>> large(1_500_000), large(3 * 10**12), large(2**20_000)
    ('1,500,000', '10^12', '2^20000')
    """
    return f"{n:,}" if n < 10**9 else f"10^{len(str(n)) - 1}" if n.bit_length() < 10_000 else f"2^{n.bit_length() - 1}"
