"""The figures of a proof, from the exact geometry of a Scene."""
from __future__ import annotations

from fractions import Fraction
from typing import Any, Iterator, Sequence

from ..domain import Domain
from ..linalg import Vector, dot
from ..network import Network
from ..pictures.polygons import flat_around, nice
from ..pictures.scene import Scene, scene
from ..sectors import Sectors
from .figure import Dot, Figure, Label, Line, Mark, Polygon

# The plane of the screen for three coordinates: to the right, upwards, towards the reader.
RIGHT, UP, NEAR = (tuple(Fraction(x, 100) for x in row) for row in ((-64, 77, 0), (-31, -26, 91), (70, 58, 41)))
LIGHT = (3, 1, 4)
CELLS = 4_000             # so many regions are outlined one by one
CORNERS = 30              # of more corners the dots are small


def flat(x: Sequence) -> Vector:
    """Where a point is drawn."""
    return (dot(RIGHT, x), dot(UP, x)) if len(x) == 3 else tuple(x)


def pictured(network: Network, domain: Domain, output: int | None = None, pair: tuple[int, int] | None = None) -> Scene | None:
    """What can be drawn of a network; None if it has too many coordinates."""
    return scene(network, domain, output, pair) if 1 <= domain.dimension <= 3 else None


def of_boundary(shown: Scene, alt: str, labels: bool = True) -> Figure:
    """The boundary, both sides and the corners: a graph, regions of the plane, or pieces in space."""
    if shown.dimension == 1:
        return _graph(shown, alt)
    marks = list(_plane(shown) if shown.dimension == 2 else _space(shown))
    marks += [Dot(flat(p), "corner" if len(shown.corners) <= CORNERS else "speck") for p in shown.corners]
    if labels and shown.dimension == 2:
        marks += [Label(cell.middle, cell.signs) for cell in shown.cells if len(shown.cells) <= 16 and len(cell.signs) <= 8 and not cell.winners
                  and _first(cell, shown)]
        largest: dict[tuple, Any] = {}
        for cell in shown.cells:
            if cell.winners and (cell.winners not in largest or _area(cell.vertices) > _area(largest[cell.winners].vertices)):
                largest[cell.winners] = cell
        marks += [Label(cell.middle, "F_" + ",".join(map(str, winners))) for winners, cell in largest.items()]
    return Figure(_frame(shown), tuple(marks), alt)


def _first(cell, shown: Scene) -> bool:
    """Whether a cell is the largest part of its region: the one that bears the label."""
    parts = [other for other in shown.cells if other.signs == cell.signs]
    return max(parts, key=lambda one: (_area(one.vertices), -(one.side or 0))) is cell


def _area(polygon: Sequence[Vector]) -> Fraction:
    """Twice the area of a polygon."""
    return abs(sum(((a[0] * b[1] - a[1] * b[0]) for a, b in zip(polygon, polygon[1:] + polygon[:1])), Fraction(0)))


def _plane(shown: Scene) -> Iterator[Mark]:
    style = {1: "positive", -1: "negative", 0: "thick", None: "plain"}
    for cell in sorted(shown.cells, key=lambda one: _style(one, style)):
        yield Polygon(cell.vertices, _style(cell, style))
    for cell in shown.cells if len(shown.cells) <= CELLS else ():
        yield Line(cell.vertices + cell.vertices[:1], "wall" if len(shown.cells) <= 60 else "fine")
    for piece in shown.pieces:
        yield Line(piece, "boundary")


def _style(cell, style: dict) -> str:
    return f"class{cell.winners[0] % 6}" if cell.winners else style[cell.side]


def _space(shown: Scene) -> Iterator[Mark]:
    box = [tuple(shown.frame[i][corner >> i & 1] for i in range(3)) for corner in range(8)]
    for a in range(8):
        for i in range(3):
            if not a >> i & 1:
                yield Line((flat(box[a]), flat(box[a | 1 << i])), "axis")
    faces = list(shown.pieces) + [facet for cell in shown.cells if cell.side == 0 for facet in cell.facets]
    for face in sorted((flat_around(face) for face in faces), key=lambda face: dot(NEAR, [sum(c) for c in zip(*face)]) / len(face)):
        yield Polygon(tuple(map(flat, face)), f"face{_light(face)}")


def _light(face: Sequence[Vector]) -> int:
    """How light a polygon in space is, from 0 to 3: by the square of the cosine between its normal and a ray of light."""
    a, b = ([q - p for p, q in zip(face[0], face[i])] for i in (1, -1))
    normal = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    size = dot(normal, normal) * dot(LIGHT, LIGHT)
    return min(int(dot(normal, LIGHT)**2 / size * 4), 3) if size else 3


def _frame(shown: Scene) -> tuple:
    corners = [flat(tuple(shown.frame[i][corner >> i & 1] for i in range(shown.dimension))) for corner in range(1 << shown.dimension)]
    return tuple((min(column), max(column)) for column in zip(*corners))


def _graph(shown: Scene, alt: str) -> Figure:
    """The graph of the output over a line."""
    points = sorted({x for cell in shown.cells for x in cell.vertices})
    form = shown.boundary.form if shown.boundary and shown.boundary.form != "argmax" else None
    at = lambda x: form[0] + dot(form[1:], shown.restricted(x)) if form else shown.restricted(x)[0]  # noqa: E731
    graph = tuple((x[0], at(x)) for x in points)
    low, high = min(y for _, y in graph), max(y for _, y in graph)
    low, high = min(low, Fraction(0)), max(high, Fraction(0))
    low, high = (low, high) if low < high else (low - 1, high + 1)
    room = (high - low) / 12
    (left, right), = shown.frame
    marks: list[Mark] = [Line(((left, Fraction(0)), (right, Fraction(0))), "axis")]
    marks += [Line(((p[0], Fraction(0)), (q[0], Fraction(0))), "boundary") for p, q in zip(graph, graph[1:]) if p[1] == q[1] == 0]
    marks += [Line(graph, "graph")] + [Dot((p[0], Fraction(0)), "corner") for p in shown.corners]
    return Figure(((left, right), (low - room, high + room)), tuple(marks), alt, False)


def of_layer(sectors: Sectors, frame: Sequence, alt: str) -> Figure:
    """The sectors of a layer with two inputs and two independent neurons, its apex, and its dual vectors."""
    found = scene(Network(sectors.layer), Domain.whole(2), frame=frame)
    marks: list[Mark] = [Polygon(cell.vertices, "cone" if set(cell.signs) == {"+"} else "plain") for cell in found.cells]
    marks += [Line(cell.vertices + cell.vertices[:1], "wall") for cell in found.cells]
    length = min(hi - lo for lo, hi in frame) / 4
    for i, star in enumerate(sectors.dual, 1):
        size = max(map(abs, star))
        end = tuple(x + length * v / size for x, v in zip(sectors.apex, star)) if size > length or size * 4 < length else \
            tuple(x + v for x, v in zip(sectors.apex, star))
        marks += [Line((sectors.apex, end), "dual", True), Label(end, f"a_{i}*", True)]
    marks += [Dot(sectors.apex, "apex"), Label(sectors.apex, "x_0", True)]
    marks += [Label(cell.middle, cell.signs) for cell in found.cells]
    return Figure(_frame(found), tuple(marks), alt)


def of_projection(sectors: Sectors, points: Sequence[Vector], frame: Sequence, alt: str) -> Figure:
    """Sample points and where the projection carries them."""
    found = scene(Network(sectors.layer), Domain.whole(2), frame=frame)
    marks: list[Mark] = [Polygon(cell.vertices, "cone" if set(cell.signs) == {"+"} else "plain") for cell in found.cells]
    marks += [Line(cell.vertices + cell.vertices[:1], "wall") for cell in found.cells]
    for x in points:
        image = sectors.project(x)
        marks += [Line((x, image), "slide", True), Dot(x, "start"), Dot(image, "image")] if image != x else [Dot(x, "image")]
    return Figure(_frame(found), tuple(marks), alt)


def of_regions(shown: Scene, alt: str) -> Figure:
    """The regions of the plane alone, in a few light colours."""
    marks: list[Mark] = [Polygon(cell.vertices, "plain") for cell in shown.cells]
    marks += [Line(cell.vertices + cell.vertices[:1], "wall" if len(shown.cells) <= 60 else "fine") for cell in shown.cells]
    marks += [Label(cell.middle, cell.signs) for cell in shown.cells if len(shown.cells) <= 16 and len(cell.signs) <= 8]
    return Figure(_frame(shown), tuple(marks), alt)


def square(points: Sequence[Vector]) -> tuple:
    """A square around points of the plane, with room, and with short numbers."""
    spans = [(min(column), max(column)) for column in zip(*points)]
    half = max(max(hi - lo for lo, hi in spans) * Fraction(13, 20), Fraction(1, 1000))
    step = nice(half * 2)
    return tuple((step * round((lo + hi) / 2 / step) - step * -(-half // step), step * round((lo + hi) / 2 / step) + step * -(-half // step)) for lo, hi in spans)
