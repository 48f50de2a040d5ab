"""The classes of a network on a bounded domain with two coordinates, as an SVG file.

Every region is a polygon with its exact vertices; only the numbers in the file are rounded.
"""
from __future__ import annotations

import os
from fractions import Fraction
from functools import cmp_to_key
from html import escape
from typing import Callable, Sequence

from ..domain import Domain
from ..errors import InputError
from ..linalg import Vector
from ..partition import Classes, label
from ..readers.atomic import atomic_writer

SIZE, MARGIN, LEGEND = 10_000, 200, 400          # units of the picture
# Okabe and Ito's colours, which most colour-blind people tell apart.
COLOURS = ("#56b4e9", "#e69f00", "#009e73", "#f0e442", "#cc79a7", "#d55e00", "#0072b2", "#999999")
Place = Callable[[Vector], tuple[Fraction, Fraction]]


def check_picture(path: str | os.PathLike, domain: Domain) -> None:
    """InputError if the classes on a domain cannot be drawn to this file."""
    if not os.fspath(path).endswith(".svg"):
        raise InputError(f"pictures are written as SVG, so the file must end in .svg, but is {os.fspath(path)!r}")
    if domain.dimension != 2:
        raise InputError(f"a picture has two coordinates, but the domain has {domain.dimension}; give a slice with --domain")


def write_picture(found: Classes, path: str | os.PathLike, names: Sequence[str] = (), place: Place | None = None, steps: int = 1) -> None:
    """Draw the classes; the file appears when it is complete.

    names : of the outputs, for the legend
    place : where a point is drawn, in a square of side 1; by default the smallest box around the domain fills it
    steps : edges are divided before they are placed, into parts that are at most 1/steps of the domain wide

    Raises
    ------
    InputError : a class is unbounded, or the domain is not one of two coordinates.
    """
    check_picture(path, found.complex.domain)
    text = svg(found, names, place, steps)
    with atomic_writer(path, "w") as file:
        file.write(text)


def svg(found: Classes, names: Sequence[str] = (), place: Place | None = None, steps: int = 1) -> str:
    """The picture as a text.

    >>> import exactrelu as er
    >>> text = svg(er.classes(er.Network(er.Layer([[1, 0], [0, 1]], activation="linear")), "box:-1,1"), ["left", "right"])
    >>> text.count("<path"), "right" in text
    (3, True)
    """
    envelope = found.envelope
    cells = envelope.generators(envelope.top)
    if any(rays for _, rays in cells.values()) or found.complex.lineality:
        raise InputError("the domain is unbounded, so it cannot be drawn whole; give a box or a slice with intervals with --domain")
    corners = [vertex for vertices, _ in cells.values() for vertex in vertices]
    low, high = ([side(x[i] for x in corners) for i in (0, 1)] for side in (min, max))
    size = tuple((b - a) or Fraction(1) for a, b in zip(low, high))
    place = place or (lambda x: tuple((x[i] - low[i]) / size[i] for i in (0, 1)))
    shown = [name for name in found.classes if found.regions(name)]
    colour = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(shown)}
    draw = lambda points, end: _path([_spot(*place(x)) for x in _fine(points, size, steps, bool(end))]) + end  # noqa: E731
    walls = set(envelope.pieces.tolist())
    paths: dict[tuple, list[str]] = {name: [] for name in shown}
    for cell, (vertices, _) in cells.items():
        paths[envelope.classes(cell)].append(draw(around(vertices), "z"))
    edges = [draw(vertices, "") for piece, (vertices, _) in envelope.generators(envelope.top - 1).items() if piece in walls]
    width, height = SIZE + 2 * MARGIN, SIZE + 2 * MARGIN + LEGEND
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="200" role="img">',
           f"<title>{sum(map(len, paths.values()))} regions by class</title>", f'<rect width="{width}" height="{height}" fill="#fff"/>']
    for name in shown:
        out.append(f'<path fill="{colour[name]}" stroke="#000" stroke-width="3" stroke-opacity=".5" d="{"".join(paths[name])}"/>')
    if edges:
        out.append(f'<path fill="none" stroke="#000" stroke-width="20" stroke-linecap="round" d="{"".join(edges)}"/>')
    step = SIZE // max(len(shown), 1)
    for i, name in enumerate(shown):
        x, y = MARGIN + i * step, SIZE + 2 * MARGIN + 60
        word = ", ".join(names[j] if j < len(names) else str(j) for j in name) if names else label(name)
        out.append(f'<rect x="{x}" y="{y}" width="200" height="200" fill="{colour[name]}" stroke="#000" stroke-width="10"/>'
                   f'<text x="{x + 280}" y="{y + 170}">{escape(word)}</text>')
    return "\n".join(out) + "\n</svg>\n"


def around(points: Sequence[Vector]) -> list[Vector]:
    """The vertices of a convex polygon in the order of its boundary.

    >>> around([(0, 0), (1, 1), (1, 0), (0, 1)])
    [(0, 0), (1, 0), (1, 1), (0, 1)]
    """
    first, *rest = sorted(points)
    turn = lambda a, b: (a[0] - first[0]) * (b[1] - first[1]) - (a[1] - first[1]) * (b[0] - first[0])  # noqa: E731
    return [first] + sorted(rest, key=cmp_to_key(lambda a, b: -1 if turn(a, b) > 0 else int(turn(a, b) < 0)))


def _fine(points: Sequence[Vector], size: Vector, steps: int, closed: bool) -> list[Vector]:
    """The points with others between them, where they are far apart compared with the size of the domain."""
    if steps == 1:
        return list(points)
    found: list[Vector] = []
    for p, q in zip(points, [*points[1:], points[0]] if closed else points[1:]):
        parts = max(1, max(-(-abs(b - a) * steps // s) for a, b, s in zip(p, q, size)))
        found += [tuple(a + (b - a) * k / parts for a, b in zip(p, q)) for k in range(parts)]
    return found if closed else found + [points[-1]]


def _spot(x: Fraction, y: Fraction) -> tuple[int, int]:
    """A point of the square in units of the picture, whose second coordinate points down."""
    return round(MARGIN + x * SIZE), round(MARGIN + (1 - y) * SIZE)


def _path(spots: Sequence[tuple[int, int]]) -> str:
    """A path through some spots: the first one, then steps, which are short numbers."""
    steps = [f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in zip(spots, spots[1:])]
    return f"M{spots[0][0]},{spots[0][1]}" + ("l" + " ".join(steps) if steps else "")
