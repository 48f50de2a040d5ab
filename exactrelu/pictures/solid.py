"""A picture of three coordinates: regions one can look through, and the boundary inside, seen from a fixed side.

The turn is one of rational numbers, so that depths are compared exactly; faces are drawn from the farthest to the nearest.
"""
from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Iterator, Sequence

from . import layer
from .colours import BLACK, mix
from .drawing import CENTRE, FONT, LEFT, SIZE, STRETCH, TOP, Group, Look, Paper, Spot, curve, disc, faint, key_line, key_square, words
from .frames import Frame
from .graph import adjacency
from .polygons import Polygon, cross, middle
from .scene import Scene
from .wording import coordinates, minus, tick_text

YAW, PITCH = (Fraction(12, 13), Fraction(5, 13)), (Fraction(24, 25), Fraction(7, 25))        # cosine and sine
ZOOM = Fraction(31, 100)            # half a side of the cube, in parts of SIZE
INNER = 3_000                       # inner walls are drawn if there are not more
BOUNDARY, THICK = "#d55e00", "#e59050"


class Solid(Paper):
    """Where the points of a frame of three coordinates are drawn: in a cube around 0, turned, and seen from far away."""

    def __init__(self, frame: Frame):
        super().__init__(frame[:2])
        self.frame, self.size = frame, (SIZE, SIZE * 17 // 20)
        self.sides = tuple(hi - lo for lo, hi in frame)
        longer = max(self.sides)
        self.shares = [max(side / longer, Fraction(1, STRETCH)) for side in self.sides]

    def cube(self, x: Sequence) -> list[Fraction]:
        """The point in a cube of side 2 around 0, whose longest side is that of the frame."""
        return [((v - lo) * 2 / side - 1) * share for v, (lo, _), side, share in zip(x, self.frame, self.sides, self.shares)]

    def turned(self, x: Sequence) -> tuple[Fraction, Fraction, Fraction]:
        """(to the right, up, away from the eye) of a point."""
        a, b, c = self.cube(x)
        right, away = YAW[0] * a - YAW[1] * b, YAW[1] * a + YAW[0] * b
        return right, PITCH[0] * c + PITCH[1] * away, PITCH[0] * away - PITCH[1] * c

    def exact(self, x: Sequence) -> tuple[Fraction, Fraction]:
        """The place of a point in units, not rounded."""
        right, up, _ = self.turned(x)
        return LEFT + SIZE * (Fraction(1, 2) + ZOOM * right), TOP + Fraction(self.size[1], 2) - SIZE * ZOOM * up

    def __call__(self, x: Sequence) -> Spot:
        return Spot(*super().__call__(x)[:2], tuple(round(v * SIZE) for v in self.cube(x)))

    def depth(self, polygon: Polygon) -> Fraction:
        """How far away the middle of a polygon is."""
        return self.turned(middle(polygon))[2]

    def light(self, polygon: Polygon) -> Fraction:
        """How much of the light a face catches: the square of the cosine between it and the eye."""
        a, b, c = ([Fraction(v) for v in self.turned(p)] for p in (polygon[0], polygon[1], polygon[-1]))
        n = cross([y - x for x, y in zip(a, b)], [y - x for x, y in zip(a, c)])
        return n[2] * n[2] / sum(v * v for v in n) if any(n) else Fraction(1)


def _faces(scene: Scene, paper: Solid, look: Look) -> Group:
    """Regions and boundary, from the farthest to the nearest."""
    found: list[tuple[Fraction, str]] = []
    cells, inner = scene.cells, len(scene.walls) <= INNER and look.wants("walls")
    for wall in scene.walls:
        skin = len(wall.cells) == 1
        if len(wall.polygon) < 3 or not (skin or inner) or not skin and cells[wall.cells[0]].signs == cells[wall.cells[1]].signs:
            continue
        for i in wall.cells if look.apart else wall.cells[:1]:
            dark = (1 - paper.light(wall.polygon)) / 5
            edge = 'stroke="#000" stroke-width="24"' if wall.ends else 'stroke="none"' if skin else 'stroke="#555" stroke-width="12"'
            full = i in look.hatched          # a region of the boundary itself
            fill = f'fill="{mix(THICK if full else look.fills[i], BLACK, dark)}" fill-opacity="{".6" if full else ".3"}"' if skin else f'fill="{look.fills[i]}" fill-opacity=".1"'
            more = (f'class="{"skin" if skin else "wall"}{" thick" * full}" {fill} {edge}' + faint(i in look.dim)
                    + (f' data-c="{i}" data-m="{_triple(paper(cells[i].middle))}"' if look.apart else ""))
            found.append((paper.depth(wall.polygon), curve([paper(p) for p in wall.polygon], more, True)))
    for i, piece in enumerate(scene.pieces if look.wants("boundary") else ()):
        if len(piece) > 2:
            fill = mix(BOUNDARY, BLACK, (1 - paper.light(piece)) / 3)
            more = (f'class="piece" fill="{fill}" fill-opacity=".85" stroke="#000" stroke-width="24"' + faint(i in look.pale)
                    + (f' id="{look.prefix}b{i}" data-m="{_triple(paper(middle(piece)))}"' if look.apart else ""))
            found.append((paper.depth(piece), curve([paper(p) for p in piece], more, True)))
    found.sort(key=lambda pair: -pair[0])
    return Group("cells", "", [text for _, text in found], "", 'stroke-linejoin="round"')


def _triple(spot: Spot) -> str:
    return ",".join(map(str, spot.deep))


def _box(scene: Scene, paper: Solid) -> Group:
    """The twelve edges of the frame, where regions are cut off."""
    body = []
    for axis in range(3):
        for ends in product((0, 1), repeat=2):
            at = list(ends)
            a, b = ([scene.frame[j][k if j == axis else at[j - (j > axis)]] for j in range(3)] for k in (0, 1))
            body.append(curve([paper(a), paper(b)]))
    style = 'stroke="#666" stroke-width="24" stroke-dasharray="1 90" stroke-linecap="round"'
    return Group("open", "the picture ends, the regions go on", body, key_line(style), f'fill="none" {style} pointer-events="none"')


def _axes(scene: Scene, paper: Solid) -> Group:
    """The names of the coordinates and their range, beside three edges of the frame that meet."""
    found = Group("axes", "", [], "", 'fill="#333" stroke="#fff" stroke-width="60" paint-order="stroke" text-anchor="middle" pointer-events="none"')
    low, high = zip(*scene.frame)
    for axis, name in enumerate(coordinates(scene)):
        for part, text in ((Fraction(0), tick_text(low[axis])), (Fraction(1, 2), name), (Fraction(1), tick_text(high[axis]))):
            at = [low[axis] + part * (high[axis] - low[axis]) if j == axis else high[j] if (axis, j) == (2, 1) else low[j]
                  for j in range(3)]
            if axis < 2 or part:
                found.body.append(words(paper(tuple(at)), text, 'font-style="italic"' if part == Fraction(1, 2) else "", _ASIDE[axis]))
    return found


_ASIDE = ((0, FONT * 3 // 2), (-FONT * 3 // 2, FONT // 2), (-FONT * 2, 0))


def _labels(scene: Scene, paper: Solid, look: Look) -> Group:
    body, lower = [], FONT * 5 // 4 if look.wants("adjacency") and not look.apart else 0         # below the nodes
    for i, cell in enumerate(scene.cells):
        if len(cell.signs) <= 8 and len(scene.cells) <= 40 and cell.signs not in {c.signs for c in scene.cells[:i]}:
            body.append(words(paper(cell.middle), minus(cell.signs), faint(i in look.dim).strip(), (0, lower)))
    return Group("labels", "", body, "", 'font-family="monospace" letter-spacing="40" text-anchor="middle" fill="#000" stroke="#fff" stroke-opacity=".7" '
                 'stroke-width="70" paint-order="stroke" pointer-events="none"')


def groups(scene: Scene, paper: Solid, look: Look) -> Iterator[Group]:
    """Everything that is wanted, from the lowest to the uppermost."""
    found = [_faces(scene, paper, look)]
    if any(len(wall.cells) == 1 and not wall.ends for wall in scene.walls):
        found.insert(0, _box(scene, paper))
    if len(scene.walls) > INNER and look.wants("walls"):
        found.append(Group("note", f"the walls inside are left out, as there are more than {INNER}", ["<g/>"]))
    if look.hatched:
        found.append(Group("thick", f"{look.what} on the whole region", ["<g/>"], key_square(THICK)))
    if scene.pieces:
        found.append(Group("boundary", look.what, ["<g/>"], key_square(BOUNDARY)))
    style = 'fill="#fff" stroke="#000" stroke-width="30" pointer-events="none"'
    found.append(Group("corners", "corner", [disc(paper(p), 80) for p in scene.corners], disc(CENTRE, 80, style), style))
    found.append(adjacency(scene, paper))
    if scene.sectors:
        found += [layer.projection(scene, paper, f"{look.prefix}to"), layer.dual(scene, paper, f"{look.prefix}star"), layer.apex(scene, paper)]
    found += [_labels(scene, paper, look), _axes(scene, paper)]
    return (group for group in found if look.wants(group.name) and group.body)
