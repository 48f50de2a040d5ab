"""The box that a picture shows, exactly: asked for, or chosen so that every region meets it."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..complex import Complex
from ..domain import Domain
from ..errors import InputError
from ..words import read as read_words
from .polygons import nice

Frame = tuple[tuple[Fraction, Fraction], ...]
ROOM = 3          # an unbounded domain is shown with a margin of one part in so many on each side


def given(frame: Any, dimension: int) -> Frame:
    """The frame that was asked for: "LO,HI", "LO,HI;LO,HI;...", or pairs.

    >>> given("-1,1/2", 2)[1]
    (Fraction(-1, 1), Fraction(1, 2))
    """
    rows = read_words(f"box:{frame}", dimension)[1] if isinstance(frame, str) else frame
    box = Domain.box(rows)
    if box.dimension != dimension:
        raise InputError(f"the frame needs an interval for each of the {dimension} coordinates, but has {box.dimension}")
    pairs = tuple((-lo[0], hi[0]) for lo, hi in zip(box.inequalities[::2], box.inequalities[1::2]))
    if any(lo == hi for lo, hi in pairs):
        raise InputError("the frame has no width in one of its coordinates; give an interval LO,HI with LO < HI")
    return pairs


def whole(cx: Complex) -> bool:
    """Whether a complex is bounded, so that a frame can show all of it."""
    return bool(cx.cells.bounded.all()) and not cx.lineality


def chosen(cx: Complex) -> Frame:
    """The smallest box around a bounded complex, else a cube with room around all vertices."""
    points = [cx.point(ray) for ray in cx.fan.rays.tolist() if ray[0]]
    spans = [(min(column), max(column)) for column in zip(*points)]
    if whole(cx):
        return tuple((lo, hi) if lo < hi else (lo - 1, hi + 1) for lo, hi in spans)
    half = max(hi - lo for lo, hi in spans) / 2
    step = nice(half) if half else Fraction(1)
    half = half + max(half * 2 / ROOM, step) if half else Fraction(1)
    middle = [round((lo + hi) / 2 / step) * step for lo, hi in spans]
    half = -(-(half + max(abs((lo + hi) / 2 - m) for (lo, hi), m in zip(spans, middle))) // step) * step if step != half else half
    return tuple((m - half, m + half) for m in middle)
