"""The elements of an SVG file: where points go, and the groups that a picture is made of.

Words: *units* are those of the file, of which the longer side of a frame has SIZE (a graph is HEIGHT high); points are rounded to them here and
nowhere else. A *group* holds what can be shown or hidden as one, with its line in the legend.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from typing import Callable, Iterable, NamedTuple, Sequence

from ..linalg import Vector
from .frames import Frame
from .polygons import ticks, trails
from .wording import tick_text

SIZE, HEIGHT, FONT, STRETCH = 10_000, 6_000, 270, 3
LEFT, TOP, RIGHT, BOTTOM = 900, 560, 420, 760         # margins of the frame
Place = Callable[[Vector], tuple[Fraction, Fraction]]


class Spot(NamedTuple):
    """Where a point is drawn.

    deep : of a point of space, its coordinates in a cube around 0, for whoever turns it
    """

    x: int
    y: int
    deep: tuple[int, int, int] | None = None


class Paper:
    """Where the points of a frame of two coordinates are drawn; the second coordinate of the picture points down.

    Both coordinates have one scale, unless one side would be more than STRETCH times the other.

    place : where a point is drawn instead, in a square of side 1
    steps : with it, edges are divided before they are placed, into parts at most 1/steps of the frame wide

    >>> Paper(((Fraction(0), Fraction(2)), (Fraction(0), Fraction(1))))([1, 1])
    Spot(x=5900, y=560, deep=None)
    """

    def __init__(self, frame: Frame, place: Place | None = None, steps: int = 1):
        self.frame, self.place, self.steps = frame, place, steps
        self._known: dict[int, tuple[Sequence, Spot]] = {}         # points that many polygons share are placed once
        self.sides = tuple(hi - lo for lo, hi in frame)
        longer = max(self.sides)
        self.size = (SIZE, SIZE) if place else tuple(round(SIZE * max(side / longer, Fraction(1, STRETCH))) for side in self.sides)

    def exact(self, x: Sequence) -> tuple[Fraction, Fraction]:
        """The place of a point in units, not rounded."""
        across, up = self.place(x) if self.place else ((v - lo) / side for v, (lo, _), side in zip(x, self.frame, self.sides))
        return LEFT + across * self.size[0], TOP + (1 - up) * self.size[1]

    def __call__(self, x: Sequence) -> Spot:
        if id(x) not in self._known:
            across, down = self.exact(x)
            self._known[id(x)] = x, Spot(round(across), round(down))
        return self._known[id(x)][1]

    def path(self, points: Sequence[Vector], closed: bool = False) -> str:
        """The path through some points."""
        return trace([self(x) for x in self._fine(points, closed)], closed)

    def strokes(self, lines: Sequence[Sequence[Vector]]) -> str:
        """Paths that run once along each of some lines of two points, joined where they meet."""
        if self.steps > 1:
            return "".join(map(self.path, lines))
        spots = {tuple(sorted((self(line[0]), self(line[-1])))) for line in lines}
        return "".join(map(trace, trails(sorted(pair for pair in spots if pair[0] != pair[1]))))

    def _fine(self, points: Sequence[Vector], closed: bool) -> Sequence[Vector]:
        if self.steps == 1:
            return points
        found: list[Vector] = []
        for p, q in zip(points, [*points[1:], points[0]] if closed else points[1:]):
            parts = max(1, max(-(-abs(b - a) * self.steps // side) for a, b, side in zip(p, q, self.sides)))
            found += [tuple(a + (b - a) * k / parts for a, b in zip(p, q)) for k in range(parts)]
        return found if closed else [*found, points[-1]]


def trace(spots: Sequence[Spot], closed: bool = False) -> str:
    """A path: the first spot, then steps, which are short numbers.

    >>> trace([(0, 0), (10, 0), (10, 5)], True)
    'M0,0l10,0 0,5z'
    """
    steps = [f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in zip(spots, spots[1:])]
    return f"M{spots[0][0]},{spots[0][1]}" + ("l" + " ".join(steps) if steps else "l0,0") + ("z" if closed else "")


def deep(*spots: Spot) -> str:
    """The attribute that holds the coordinates in space of some spots, if they have any."""
    return f' data-p="{" ".join(",".join(map(str, spot.deep)) for spot in spots)}"' if spots[0].deep else ""


def curve(spots: Sequence[Spot], more: str = "", closed: bool = False) -> str:
    """A path through some spots."""
    return f'<path{deep(*spots)}{" " + more if more else ""} d="{trace(spots, closed)}"/>'


@dataclass
class Group:
    """What can be shown or hidden as one.

    name : the word of `show`
    what : its line in the legend; "" for none
    body : its elements
    key : the drawing beside the line, in a square of FONT units
    style : attributes that all elements share
    """

    name: str
    what: str = ""
    body: list[str] = field(default_factory=list)
    key: str = ""
    style: str = ""

    def text(self, hidden: bool) -> str:
        """The group as an element."""
        return "\n".join([f'<g class="{self.name}"{" " + self.style if self.style else ""}{" display=" + chr(34) + "none" + chr(34) if hidden else ""}>',
                          *self.body, "</g>"])


@dataclass(frozen=True)
class Look:
    """How a scene is to be drawn.

    prefix : what ids begin with
    fills : the colour of every cell
    hatched : the cells that have lines over them
    what : the equation of the boundary
    dim, pale : cells and pieces that step back
    wanted : the names of the groups
    apart : whether every cell and piece is an element of its own, with an id
    """

    prefix: str
    fills: Sequence[str]
    hatched: Sequence[int]
    what: str
    dim: set[int]
    pale: set[int]
    wanted: frozenset[str]
    apart: bool = False

    def wants(self, word: str) -> bool:
        """Whether a group is wanted."""
        return word in self.wanted


def words(spot: Spot, text: str, more: str = "", aside: tuple[int, int] = (0, 0)) -> str:
    """A text at a spot, or aside of it."""
    return (f'<text{deep(spot)} x="{spot.x}" y="{spot.y}"' + (f' dx="{aside[0]}" dy="{aside[1]}"' if aside != (0, 0) else "")
            + f'{" " + more if more else ""}>{escape(text)}</text>')


def arrow(a: Spot, b: Spot, marker: str) -> str:
    """An arrow from one spot to another, whose head is a marker."""
    return curve((a, b), f'marker-end="url(#{marker})"')


def disc(spot: Spot, radius: int, more: str = "") -> str:
    """A disc."""
    return f'<circle{deep(spot)} cx="{spot.x}" cy="{spot.y}" r="{radius}"{" " + more if more else ""}/>'


def diamond(spot: Spot, radius: int) -> str:
    """A square on its corner."""
    return f'<path{deep(spot)} transform="translate({spot.x} {spot.y})" d="M0,-{radius}l{radius},{radius} -{radius},{radius} -{radius},-{radius}z"/>'


CENTRE = Spot(FONT // 2, FONT // 2)        # of the drawing beside a line of the legend


def key_line(style: str, upright: bool = False, more: str = "") -> str:
    """A line beside a line of the legend."""
    return f'<path d="M{FONT // 2},0v{FONT}" {style}/>{more}' if upright else f'<path d="M0,{FONT // 2}h{FONT}" {style}/>{more}'


def key_square(fill: str, style: str = 'stroke="#000" stroke-width="14"') -> str:
    """A square beside a line of the legend."""
    return f'<rect width="{FONT}" height="{FONT}" fill="{fill}" {style}/>'


def head(name: str, colour: str) -> str:
    """The head of an arrow, as a marker."""
    return (f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="5" markerHeight="5" orient="auto">'
            f'<path d="M0,0L10,5L0,10z" fill="{colour}"/></marker>')


def hatch(name: str) -> str:
    """Slanted lines, as a pattern."""
    return (f'<pattern id="{name}" width="140" height="140" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<path d="M0,0v140" stroke="#000" stroke-width="50"/></pattern>')


def faint(dim: bool) -> str:
    """The attribute of what steps back."""
    return ' opacity=".25"' if dim else ""


def axes(paper: Paper, names: Sequence[str]) -> Group:
    """Round numbers along the lower and the left edge, and the names of the coordinates."""
    found = Group("axes", style='fill="#333"')
    left, right, top, bottom = LEFT, LEFT + paper.size[0], TOP, TOP + paper.size[1]
    (lo, hi), (low, high) = paper.frame
    marks = []
    for x in ticks(lo, hi, 7):
        at = paper((x, low))[0]
        marks.append(f"M{at},{bottom}v70")
        found.body.append(words(Spot(at, bottom + 80 + FONT), tick_text(x), 'text-anchor="middle"'))
    for y in ticks(low, high, 7):
        at = paper((lo, y))[1]
        marks.append(f"M{left},{at}h-70")
        found.body.append(words(Spot(left - 100, at + FONT // 3), tick_text(y), 'text-anchor="end"'))
    found.body.append(f'<path d="{"".join(marks)}" stroke="#333" stroke-width="14"/>')
    found.body.append(words(Spot(right, bottom + 90 + 2 * FONT), names[0], 'text-anchor="end" font-style="italic"'))
    found.body.append(words(Spot(left, top - FONT // 2), names[1], 'text-anchor="middle" font-style="italic"'))
    return found


def legend(groups: Iterable[tuple[str, str]], left: int, top: int, width: int) -> tuple[list[str], int]:
    """The lines of a legend, in rows under a picture, and where they end.

    groups : (drawing in a square of FONT units, text)
    """
    found, x, y = [], left, top
    for key, text in groups:
        wide = FONT * 3 // 2 + len(text) * FONT * 27 // 50 + FONT
        if x > left and x + wide > left + width:
            x, y = left, y + FONT * 3 // 2
        found.append(f'<g transform="translate({x} {y})">{key}{words(Spot(FONT * 3 // 2, FONT * 5 // 6), text)}</g>')
        x += wide
    return found, y + FONT * 2
