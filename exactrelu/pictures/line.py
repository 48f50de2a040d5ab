"""A picture of one coordinate: the graph of the network over its regions, bends, zeros."""
from __future__ import annotations

from fractions import Fraction
from typing import Iterator, Sequence

from ..linalg import Vector, dot
from . import layer
from .colours import HUES
from .drawing import CENTRE, FONT, HEIGHT, LEFT, SIZE, TOP, Group, Look, Paper, Spot, axes, disc, faint, key_line, key_square, trace, words
from .scene import Scene
from .wording import coordinates, form_name, minus, subscript

DASHES = ("", "260 70", "60 70", "260 70 60 70")
INKS = ("#000000", HUES[6], HUES[5], HUES[2], HUES[4], HUES[1])


class Line(Paper):
    """Where points of one coordinate and their values are drawn; a point without a value is on the axis.

    graphs : for every curve its name and, for every cell, the form [c, a] that it is
    """

    def __init__(self, scene: Scene):
        self.graphs = graphs(scene)
        values = [form[0] + form[1] * p[0] for _, forms in self.graphs for cell, form in zip(scene.cells, forms) for p in cell.vertices]
        lo, hi = min([*values, Fraction(0)]), max([*values, Fraction(0)])
        room = (hi - lo) / 10 or Fraction(1)
        super().__init__((scene.frame[0], (lo - room, hi + room)))
        self.size = SIZE, HEIGHT

    def exact(self, x: Sequence) -> tuple[Fraction, Fraction]:
        """The place of a point in units, not rounded."""
        return super().exact((x[0], x[1] if len(x) > 1 else Fraction(0)))

    def column(self, x: Fraction) -> int:
        """How far to the right a point is drawn."""
        return self((x,))[0]


def graphs(scene: Scene) -> list[tuple[str, list[Vector]]]:
    """The curves: the form whose zeros are the boundary, or all outputs if they are compared or nothing is asked for."""
    if scene.boundary and not scene.envelope:
        return [(form_name(scene), [scene.value(cell) for cell in scene.cells])]
    return [("F" + subscript(i) if scene.network.outputs > 1 else "F", [(cell.map.vector[i], cell.map.matrix[i][0]) for cell in scene.cells])
            for i in range(scene.network.outputs)]


def _columns(scene: Scene, paper: Line, look: Look) -> Group:
    found = Group("cells")
    for i, (cell, fill) in enumerate(zip(scene.cells, look.fills)):
        a, b = (paper.column(p[0]) for p in (cell.vertices[0], cell.vertices[-1]))
        name = f' id="{look.prefix}c{i}"' if look.apart else ""
        found.body.append(f'<path{name} fill="{fill}"{faint(i in look.dim)} d="M{a},{TOP}h{b - a}v{paper.size[1]}h{a - b}z"/>')
    return found


def _thick(scene: Scene, paper: Line, look: Look) -> Group:
    style = f'fill="url(#{look.prefix}hatch)" pointer-events="none"'
    ends = [[paper.column(p[0]) for p in (scene.cells[i].vertices[0], scene.cells[i].vertices[-1])] for i in look.hatched]
    return Group("thick", look.what, [f'<path d="M{a},{TOP}h{b - a}v{paper.size[1]}h{a - b}z"/>' for a, b in ends],
                 key_square("#fff") + key_square(f"url(#{look.prefix}hatch)"), style)


def _upright(scene: Scene, paper: Line, name: str, what: str, style: str, chosen: list) -> Group:
    body = [f'<path d="M{paper.column(wall.polygon[0][0])},{TOP}v{paper.size[1]}"/>' for wall in chosen]
    return Group(name, what, body, key_line(style, True), f'fill="none" {style} pointer-events="none"')


def _graph(scene: Scene, paper: Line) -> list[Group]:
    """The curves, one group each, with the bends as dots."""
    found = []
    order = sorted(range(len(scene.cells)), key=lambda i: scene.cells[i].vertices)
    for k, (name, forms) in enumerate(paper.graphs):
        points = [(p[0], forms[i][0] + forms[i][1] * p[0]) for i in order for p in scene.cells[i].vertices]
        bends = [(scene.cells[i].vertices[-1][0], forms[i][0] + forms[i][1] * scene.cells[i].vertices[-1][0])
                 for i, j in zip(order, order[1:]) if forms[i] != forms[j]]
        spots = [paper(p) for p in points]
        ink, dash = INKS[k % len(INKS)], DASHES[k % len(DASHES)]
        style = f'stroke="{ink}" stroke-width="50" stroke-linejoin="round"' + (f' stroke-dasharray="{dash}"' if dash else "")
        body = [f'<path {style} d="{trace([a for a, b in zip(spots, [*spots[1:], None]) if a != b])}"/>']
        found.append(Group("graph", name, body + [disc(paper(p), 55, f'fill="{ink}"') for p in bends],
                           key_line(style), 'fill="none" pointer-events="none"'))
    return found


def _height(scene: Scene, paper: Line, x: Vector) -> Spot:
    """Where a point of the boundary is drawn: on the axis, or on the largest output if outputs are compared."""
    if not scene.envelope:
        return paper(x)
    cell = next(cell for cell in scene.cells if cell.vertices[0] <= x <= cell.vertices[-1])
    form = scene.value(cell)
    return paper((x[0], form[0] + dot(form[1:], x)))


def _boundary(scene: Scene, paper: Line, look: Look) -> Group:
    body = [disc(_height(scene, paper, piece[0]), 110, (f'id="{look.prefix}b{i}"' if look.apart else "") + faint(i in look.pale))
            for i, piece in enumerate(scene.pieces)]
    return Group("boundary", look.what, body, disc(CENTRE, 110), 'pointer-events="none"')


def _labels(scene: Scene, paper: Line, look: Look) -> Group:
    body, seen = [], set()
    for i, cell in sorted(enumerate(scene.cells), key=lambda pair: pair[1].vertices[0][0] - pair[1].vertices[-1][0]):
        a, b = (paper.column(p[0]) for p in (cell.vertices[0], cell.vertices[-1]))
        if len(cell.signs) * FONT * 3 // 5 + 60 <= b - a and cell.signs not in seen:
            body.append(words(Spot((a + b) // 2, TOP + FONT * 5 // 4), minus(cell.signs), faint(i in look.dim).strip()))
            seen.add(cell.signs)
    return Group("labels", "", body, "", 'font-family="monospace" letter-spacing="40" text-anchor="middle" fill="#000" stroke="#fff" stroke-opacity=".7" stroke-width="70" paint-order="stroke" pointer-events="none"')


def groups(scene: Scene, paper: Line, look: Look) -> Iterator[Group]:
    """Everything that is wanted, from the lowest to the uppermost."""
    inner = [wall for wall in scene.walls if len(wall.cells) == 2 and scene.cells[wall.cells[0]].signs != scene.cells[wall.cells[1]].signs]
    rim = {ends: [wall for wall in scene.walls if len(wall.cells) == 1 and wall.ends == ends] for ends in (True, False)}
    found = [_columns(scene, paper, look), _thick(scene, paper, look),
             _upright(scene, paper, "walls", "walls: a neuron is 0", 'stroke="#555" stroke-width="16"', inner),
             _upright(scene, paper, "open", "the picture ends, the regions go on", 'stroke="#666" stroke-width="30" stroke-dasharray="1 80" '
                      'stroke-linecap="round"', rim[False]),
             _upright(scene, paper, "edge", "the domain ends", 'stroke="#000" stroke-width="30"', rim[True]),
             Group("zero", "", [f'<path d="M{LEFT},{paper((scene.frame[0][0],))[1]}h{paper.size[0]}"/>'], "", 'stroke="#333" stroke-width="14"'),
             *_graph(scene, paper), _boundary(scene, paper, look)]
    if scene.sectors:
        found += [layer.projection(scene, paper, f"{look.prefix}to"), layer.dual(scene, paper, f"{look.prefix}star"), layer.apex(scene, paper)]
    style = 'fill="#fff" stroke="#000" stroke-width="30"'
    found.append(Group("corners", "corner", [disc(_height(scene, paper, p), 80) for p in scene.corners], disc(CENTRE, 80, style), style))
    found += [_neighbours(scene, paper), _labels(scene, paper, look),
              axes(paper, [*coordinates(scene), paper.graphs[0][0] if len(paper.graphs) == 1 else "F"])]
    return (group for group in found if look.wants(group.name) and group.body)


def _neighbours(scene: Scene, paper: Line) -> Group:
    """The graph of neighbours, under the curves."""
    level, style = TOP + paper.size[1] - FONT, 'stroke="#0072b2" stroke-width="20"'
    parts: dict[str, list] = {}
    for cell in scene.cells:
        parts.setdefault(cell.signs, []).extend(cell.vertices)
    at = sorted((paper.column(min(p)[0]) + paper.column(max(p)[0])) // 2 for p in parts.values())
    dots = [disc(Spot(x, level), 70, 'fill="#0072b2"') for x in at]
    body = ([f'<path d="M{at[0]},{level}H{at[-1]}"/>'] if len(at) > 1 else []) + dots
    return Group("adjacency", "neighbours", body, key_line(style, more=disc(CENTRE, 70, 'fill="#0072b2"')), f'{style} pointer-events="none"')
