"""The graph of neighbouring regions, drawn over them."""
from __future__ import annotations

from ..linalg import Vector
from .drawing import CENTRE, Group, Paper, curve, disc, key_line, trace
from .polygons import middle
from .scene import Scene


def neighbours(scene: Scene) -> tuple[dict[str, Vector], dict[tuple[str, ...], Vector]]:
    """A point inside every region by its sign vector, and a point of the wall between two; what the boundary cuts is one region here.

    >>> from exactrelu import Layer
    >>> from exactrelu.pictures.scene import scene
    >>> nodes, edges = neighbours(scene(Layer([[1, 0], [0, 1]])))
    >>> len(nodes), sorted(edges)[0]
    (4, ('++', '+-'))
    """
    parts: dict[str, list[Vector]] = {}
    for cell in scene.cells:
        parts.setdefault(cell.signs, []).extend(cell.vertices)
    shared: dict[tuple[str, ...], list[Vector]] = {}
    for wall in scene.walls:
        pair = tuple(sorted({scene.cells[i].signs for i in wall.cells}))
        if len(pair) == 2:
            shared.setdefault(pair, []).extend(wall.polygon)
    return {signs: middle(points) for signs, points in parts.items()}, {pair: middle(points) for pair, points in shared.items()}


def adjacency(scene: Scene, paper: Paper) -> Group:
    """Edges run from a point inside through the middle of the wall to the point inside the neighbour, so each crosses one wall."""
    nodes, edges = neighbours(scene)
    small = len(nodes) >= 400
    style, dot = 'fill="none" stroke="#0072b2" stroke-width="20"', 'fill="#0072b2" stroke="none"'
    ways = [[paper(nodes[a]), paper(way), paper(nodes[b])] for (a, b), way in edges.items()]
    if scene.dimension == 3:
        body = [curve(way) for way in ways]
    else:
        body = [f'<path d="{"".join(map(trace, ways))}"/>'] if ways else []
    return Group("adjacency", "neighbours", body + [disc(paper(x), 30 if small else 70, dot) for x in nodes.values()],
                 key_line(style, more=disc(CENTRE, 70, dot)), f'{style.replace("20", "8") if small else style} pointer-events="none"')
