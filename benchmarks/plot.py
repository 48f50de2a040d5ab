"""A log-log plot as an SVG file: lines with a point for every measurement."""
from __future__ import annotations

from html import escape
from math import ceil, floor, log10
from typing import NamedTuple, Sequence

WIDTH, HEIGHT = 800, 460
LEFT, RIGHT, TOP, BOTTOM = 64, 230, 16, 48      # margins; the names of the lines are on the right
COLOURS = ["#1b6ca8", "#c4451c", "#2b8a3e", "#8e44ad", "#7a5c00"]


class Line(NamedTuple):
    """A named line; lines of one colour number belong together."""

    name: str
    points: Sequence[tuple[float, float]]     # (x, y), both positive
    colour: int = 0
    dashed: bool = False


def decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around positive numbers, at least one decade.

    >>> decades([3, 250]), decades([10])
    ((0, 3), (1, 2))
    """
    low = floor(log10(min(values)))
    return low, max(low + 1, ceil(log10(max(values))))


def power(exponent: int) -> str:
    """How a power of ten is written at an axis.

    >>> power(0), power(4), power(-3)
    ('1', '10,000', '0.001')
    """
    return f"{10 ** exponent:,}" if exponent >= 0 else f"{10.0 ** exponent:.{-exponent}f}"


def loglog(lines: Sequence[Line], x_name: str, y_name: str) -> str:
    """The plot; every line has a point at least."""
    (x0, x1), (y0, y1) = (decades([point[i] for line in lines for point in line.points]) for i in (0, 1))
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(x: float, y: float) -> tuple[float, float]:
        return (LEFT + across * (log10(x) - x0) / (x1 - x0), TOP + down * (y1 - log10(y)) / (y1 - y0))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>', '<g stroke="#ddd">']
    out += [f'<path d="M{at(10 ** k, 1)[0]:.1f} {TOP}v{down}"/>' for k in range(x0, x1 + 1)]
    out += [f'<path d="M{LEFT} {at(1, 10 ** k)[1]:.1f}h{across}"/>' for k in range(y0, y1 + 1)]
    out += ["</g>"]
    out += [f'<text x="{at(10 ** k, 1)[0]:.1f}" y="{TOP + down + 16}" text-anchor="middle">{power(k)}</text>' for k in range(x0, x1 + 1)]
    out += [f'<text x="{LEFT - 6}" y="{at(1, 10 ** k)[1] + 4:.1f}" text-anchor="end">{power(k)}</text>' for k in range(y0, y1 + 1)]
    out += [f'<text x="{LEFT + across / 2:.0f}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x_name)}</text>',
            f'<text transform="translate(14 {TOP + down / 2:.0f}) rotate(-90)" text-anchor="middle">{escape(y_name)}</text>']
    for i, line in enumerate(lines):
        colour, dash = COLOURS[line.colour % len(COLOURS)], ' stroke-dasharray="5 4"' if line.dashed else ""
        places = [at(*point) for point in line.points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        y = TOP + 12 + 20 * i
        out += [f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5"{dash}/>',
                "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{"#fff" if line.dashed else colour}" stroke="{colour}"/>' for x, y in places),
                f'<path d="M{WIDTH - RIGHT + 12} {y}h24" stroke="{colour}" stroke-width="1.5"{dash}/>',
                f'<text x="{WIDTH - RIGHT + 42}" y="{y + 4}">{escape(line.name)}</text>']
    return "\n".join([*out, "</svg>", ""])


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The exponent of the power law through the points, by least squares of the logarithms.

    >>> round(slope([(1, 3), (10, 300), (100, 30000)]), 6)
    2.0
    """
    xs, ys = [log10(x) for x, _ in points], [log10(y) for _, y in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / sum((a - x) ** 2 for a in xs)
