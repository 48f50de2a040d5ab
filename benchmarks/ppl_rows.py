"""Layers as integer rows, for the splitters on the Parma Polyhedra Library (ppl_splitter.py and peers/ppl.cpp)."""
from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Sequence

Row = list[int]     # [b, a_1, ..., a_d]


def primitive(row: Sequence[Fraction]) -> Row:
    """A positive integer multiple of a rational row, as short as possible."""
    scale = lcm(*(Fraction(x).denominator for x in row))
    whole = [int(x * scale) for x in row]
    common = gcd(*whole) or 1
    return [x // common for x in whole]


def scaled(layers: Sequence[tuple]) -> list[list[Row]]:
    """The layers (W, b) as integer rows [b, w], each layer multiplied by one positive number."""
    found, scale = [], Fraction(1)       # what enters a layer is `scale` times its true value
    for W, b in layers:
        rows = [[scale * Fraction(c)] + [Fraction(x) for x in w] for w, c in zip(W, b)]
        flat = primitive([x for row in rows for x in row])
        width = len(rows[0])
        found.append([flat[i:i + width] for i in range(0, len(flat), width)])
        factor = next((Fraction(y) / x for x, y in zip((x for row in rows for x in row), flat) if x), Fraction(1))
        scale *= factor
    return found
