"""The words that name a domain on the command line, as data.

| words | the domain |
|---|---|
| whole | all of R^d |
| box:LO,HI or box:LO,HI;LO,HI;... | a box, one interval for all coordinates or one for each |
| slice:LO,HI;X;*;... | a slice: for each coordinate an interval, one number (fixed) or * (free, without bounds) |
| points:P;Q;R or points:P;Q;R in box:LO,HI | the affine hull of points X1,X2,..., perhaps in a box of its coordinates |
| ... along I,J or ... along I,J with K=X,... | the slice of a box along two coordinates, the others at the middle or at X |
"""
from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from .errors import InputError
from .rational import rational

Interval = tuple[Fraction, Fraction]


class Section(NamedTuple):
    """The coordinates along which a domain is sliced, and the values of others."""

    free: tuple[int, ...]
    fixed: dict[int, Fraction]


def cut(spec: str) -> tuple[str, Section | None]:
    """The words before 'along', and what follows it.

    >>> cut("box:0,1 along 0,2 with 1=1/3")
    ('box:0,1', Section(free=(0, 2), fixed={1: Fraction(1, 3)}))
    >>> cut("whole")
    ('whole', None)
    """
    before, found, after = spec.rpartition(" along ")
    if not found:
        return spec, None
    free, _, values = after.partition(" with ")
    fixed: dict[int, Fraction] = {}
    for part in filter(None, values.split(",")):
        coordinate, equals, x = part.partition("=")
        if not equals:
            raise InputError(f"after 'with' stand values such as 2=1/3, but {part.strip()[:40]!r} is none")
        fixed[_coordinate(coordinate)] = _number(x, spec)
    return before.strip(), Section(tuple(_coordinate(i) for i in free.split(",")), fixed)


def are_words(text: str) -> bool:
    """Whether a text is one of the words, not the name of a file."""
    return text == "whole" or text.startswith(("box:", "slice:", "points:"))


def read(text: str, dimension: int) -> tuple[str, list, list[Interval] | None]:
    """(kind, rows, box): the intervals of a box, the entries of a slice or the points; then the box of the points.

    >>> read("box:0,1", 2)[1]
    [(Fraction(0, 1), Fraction(1, 1)), (Fraction(0, 1), Fraction(1, 1))]
    >>> read("slice:0,1;2;*", 3)[1]
    [(Fraction(0, 1), Fraction(1, 1)), (Fraction(2, 1),), ()]
    """
    kind, _, rest = text.partition(":")
    if kind == "whole" and not rest:
        return kind, [], None
    if kind == "box":
        return kind, _intervals(text, dimension), None
    if kind == "slice":
        rows = [() if part.strip() == "*" else _numbers(part, text) for part in rest.split(";")]
        if len(rows) != dimension or any(len(row) > 2 for row in rows):
            raise InputError(f"the domain {text[:60]!r} must be slice: with LO,HI or X or * for each of the {dimension} inputs, "
                             "separated by semicolons")
        return kind, rows, None
    if kind == "points":
        points, within, box = rest.partition(" in ")
        rows = [_numbers(part, text) for part in points.split(";")]
        return kind, rows, _intervals(box.strip(), len(rows) - 1) if within else None
    raise InputError(f"the domain {text[:60]!r} is neither 'whole', nor box:LO,HI, nor the name of a file, nor a slice "
                     "(slice:..., points:...)")


def _intervals(text: str, dimension: int) -> list[Interval]:
    rows = [_numbers(part, text) for part in text[4:].split(";")] if text.startswith("box:") else []
    if not rows or any(len(row) != 2 for row in rows):
        raise InputError(f"the domain {text[:60]!r} must be box:LO,HI or box:LO,HI;LO,HI;... with two numbers each")
    return rows * dimension if len(rows) == 1 else rows


def _numbers(text: str, where: str) -> tuple[Fraction, ...]:
    return tuple(_number(x, where) for x in text.split(","))


def _number(text: str, where: str) -> Fraction:
    return rational(text.strip(), f"a number of the domain {where[:60]!r}")


def _coordinate(text: str) -> int:
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 8:
        raise InputError(f"a slice goes along coordinates such as 0,1 (numbered from 0), but {text[:40]!r} is none")
    return int(text)
