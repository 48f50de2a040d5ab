"""Numbers of binary formats at their exact value."""
from __future__ import annotations

from fractions import Fraction
from struct import pack, unpack
from typing import Any, Iterable, Sequence

import numpy as np

from ..errors import InputError
from ..linalg import spelled
from ..rational import NORMAL, of_double, python_floats

ZERO, ONE = Fraction(0), Fraction(1)
FLOATS = {"f2": "IEEE float16", "f4": "IEEE float32", "f8": "IEEE float64", "bf16": "bfloat16"}
SIZES = {**{kind: int(kind[1:]) for kind in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")}, "bf16": 2}


def array(data: bytes, kind: str, shape: Iterable[int], order: str = "<") -> np.ndarray:
    """The numbers in some bytes as a numpy array of that shape; of bfloat16 as the float32 of the same value.

    kind : a key of SIZES; the bytes must be as many as the shape asks for.

    >>> array(bytes([0x80, 0x3f, 0x00, 0xc0]), "bf16", (2,)).tolist()
    [1.0, -2.0]
    """
    if kind == "bf16":
        return (np.frombuffer(data, order + "u2").astype("u4") << 16).view("f4").reshape(tuple(shape))
    return np.frombuffer(data, order + kind).reshape(tuple(shape))


def exact(values: np.ndarray, name: str) -> np.ndarray:
    """The same array with a Fraction for every number; InputError names the first that is not finite.

    >>> exact(np.array([0.5, 3.0]), "W").tolist()
    [Fraction(1, 2), Fraction(3, 1)]
    """
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        place = tuple(map(int, np.argwhere(~np.isfinite(values))[0]))
        raise InputError(f"{name}{list(place) if place else ''} is {values[place]}; every weight must be a finite number")
    found = np.empty(values.size, dtype=object)
    found[:] = list(map(of_double, python_floats(values))) if values.dtype.kind == "f" else list(map(Fraction, values.ravel().tolist()))
    return found.reshape(values.shape)


def numbers(kinds: Iterable[str]) -> str:
    """How weights of these kinds are read, for the record.

    >>> numbers(["f4", "f4", "f8"]), numbers(["i8"])
    ('IEEE float32 and IEEE float64', 'integers')
    """
    return " and ".join(sorted({FLOATS.get(kind, "integers") for kind in kinds})) or "integers"


def objects(values: Any, shape: Iterable[int]) -> np.ndarray:
    """A numpy array of objects, whatever they are, of that shape."""
    items = list(values)
    found = np.empty(len(items), dtype=object)
    found[:] = items
    return found.reshape(tuple(shape))


def doubles(rows: Sequence, name: str) -> np.ndarray:
    """A matrix or a vector as IEEE doubles that are exact; InputError names the first number that is none.

    >>> doubles([Fraction(1, 2), 3], "b").tolist()
    [0.5, 3.0]
    """
    matrix = isinstance(rows[0], (tuple, list))
    found = np.empty((len(rows), len(rows[0])) if matrix else len(rows))
    for place in np.ndindex(found.shape):
        x = rows[place[0]][place[1]] if matrix else rows[place[0]]
        try:
            found[place] = value = _nearest(Fraction(x))
            same = of_double(value) == x
        except OverflowError:
            same = False
        if not same:
            where = "".join(f"[{i}]" for i in place)
            raise InputError(f"{name}{where} = {spelled(x)[:40]} is not an IEEE double, so this format cannot hold it; write .json")
    return found


def _nearest(x: Fraction) -> float:
    """The nearest double; a subnormal one is made of its bits, as it is read (see `of_double`)."""
    if abs(x) >= NORMAL:
        return float(x)
    value, = unpack("d", pack("Q", round(abs(x) * 2**1074) | (x < 0) << 63))
    return value


def shortest(values: np.ndarray) -> np.ndarray:
    """Doubles as float32 where all of them are exactly that."""
    with np.errstate(over="ignore", under="ignore"):
        short = values.astype("f4")
    return short if np.array_equal(short.astype("f8").view("u8"), values.view("u8")) else values       # bit by bit, for the same reason
