"""A picture of two coordinates: regions, boundary, corners, and the closed forms of one layer."""
from __future__ import annotations

from typing import Iterator, Sequence

from . import layer
from .drawing import CENTRE, FONT, SIZE, Group, Look, Paper, Spot, axes, disc, faint, key_line, key_square, words
from .graph import adjacency
from .scene import Scene
from .wording import coordinates, minus


def cells(scene: Scene, paper: Paper, fills: Sequence[str], name: str | None, dim: set[int]) -> Group:
    """The regions: one element for those of one colour, or with a name one for each."""
    found, alike = Group("cells", style='stroke-width="6" stroke-linejoin="round"'), {}
    for i, (cell, fill) in enumerate(zip(scene.cells, fills)):
        alike.setdefault((fill, i in dim), []).append((i, paper.path(cell.vertices, True)))
    for (fill, away), paths in alike.items():
        style = f'fill="{fill}" stroke="{fill}"{faint(away)}'
        if name is None:
            found.body.append(f'<path {style} d="{"".join(d for _, d in paths)}"/>')
        else:
            found.body += [f"<g {style}>", *(f'<path id="{name}c{i}" d="{d}"/>' for i, d in paths), "</g>"]
    return found


def thick(scene: Scene, paper: Paper, chosen: Sequence[int], pattern: str, what: str) -> Group:
    """Lines over the regions on which the boundary is thick or outputs tie."""
    d = "".join(paper.path(scene.cells[i].vertices, True) for i in chosen)
    style = f'fill="url(#{pattern})" pointer-events="none"'
    return Group("thick", what, [f'<path d="{d}"/>'] if d else [], key_square("#fff")
                 + key_square(f"url(#{pattern})"), style)


def walls(scene: Scene, paper: Paper) -> Group:
    """The walls between regions of different sign vectors."""
    cells = scene.cells
    d = paper.strokes([wall.polygon for wall in scene.walls if len({cells[i].signs for i in wall.cells}) == 2])
    width = 16 if len(cells) < 400 else 6 if len(cells) < 4000 else 3
    return Group("walls", "walls: a neuron is 0", [f'<path d="{d}"/>'] if d else [], key_line('stroke="#555" stroke-width="16"'),
                 f'fill="none" stroke="#555" stroke-width="{width}" stroke-linejoin="bevel" pointer-events="none"')


def rim(scene: Scene, paper: Paper, ends: bool) -> Group:
    """Where the domain ends, or where only the picture does."""
    name, what, style = (("edge", "the domain ends", 'stroke="#000" stroke-width="30"') if ends else
                         ("open", "the picture ends, the regions go on", 'stroke="#666" stroke-width="30" stroke-dasharray="1 80"'))
    d = paper.strokes([wall.polygon for wall in scene.walls if len(wall.cells) == 1 and wall.ends == ends])
    return Group(name, what, [f'<path d="{d}"/>'] if d else [], key_line(f'{style} stroke-linecap="round"'),
                 f'fill="none" {style} stroke-linecap="round" pointer-events="none"')


def boundary(scene: Scene, paper: Paper, what: str, name: str | None, pale: set[int]) -> Group:
    """The pieces of the boundary; with a name one element for each."""
    width, pieces = 60 if len(scene.pieces) < 400 else 30, scene.pieces
    if name is None:
        body = [f'<path{faint(away)} d="{d}"/>' for away in (True, False)
                if (d := paper.strokes([piece for i, piece in enumerate(pieces) if (i in pale) == away]))]
    else:
        body = [f'<path id="{name}b{i}"{faint(i in pale)} d="{paper.path(piece)}"/>' for i, piece in enumerate(pieces)]
    return Group("boundary", what, body, key_line('stroke="#000" stroke-width="60"'),
                 f'fill="none" stroke="#000" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" pointer-events="none"')


def corners(scene: Scene, paper: Paper) -> Group:
    """The corners of the boundary."""
    size = 80 if len(scene.corners) < 100 else 40
    style = 'fill="#fff" stroke="#000" stroke-width="30"'
    return Group("corners", "corner", [disc(paper(p), size) for p in scene.corners], disc(CENTRE, 80, style), style)


def labels(scene: Scene, paper: Paper, look: Look) -> Group:
    """Sign vectors, one for each, where there is room for them."""
    best: dict[str, tuple[int, int, str]] = {}
    for i, cell in enumerate(scene.cells):
        wide = len(cell.signs) * FONT * 3 // 5 + 60
        if wide > SIZE:
            break
        spots = [paper(p) for p in cell.vertices]
        y = paper(cell.middle).y
        chords = [_chord(spots, level) for level in (y - FONT // 2, y + FONT // 2)]
        if cell.signs and len(spots) > 2 and all(chords):
            lo, hi = max(c[0] for c in chords), min(c[1] for c in chords)
            if hi - lo >= wide and (cell.signs not in best or hi - lo > best[cell.signs][0]):
                best[cell.signs] = hi - lo, i, words(Spot((lo + hi) // 2, y + FONT // 3), minus(cell.signs))
    body = [text.replace("<text", f"<text{faint(True)}") if i in look.dim else text for _, i, text in best.values()]
    lower = "" if look.apart or not look.wants("adjacency") else f'transform="translate(0 {FONT * 5 // 4})" '       # below the nodes
    return Group("labels", "", body, "", lower + 'font-family="monospace" letter-spacing="40" text-anchor="middle" fill="#000" stroke="#fff" stroke-opacity=".7" stroke-width="70" paint-order="stroke" pointer-events="none"')


def _chord(spots: Sequence[Spot], level: int) -> tuple[int, int] | None:
    """The ends of what a horizontal line meets of a convex polygon."""
    met = [a[0] + (b[0] - a[0]) * (level - a[1]) // (b[1] - a[1]) for a, b in zip(spots, [*spots[1:], spots[0]])
           if a[1] != b[1] and min(a[1], b[1]) <= level <= max(a[1], b[1])]
    return (min(met), max(met)) if met else None


def groups(scene: Scene, paper: Paper, look: Look) -> Iterator[Group]:
    """Everything that is wanted, from the lowest to the uppermost."""
    name = look.prefix if look.apart else None
    makers = {
        "cells": lambda: cells(scene, paper, look.fills, name, look.dim),
        "thick": lambda: thick(scene, paper, look.hatched, f"{look.prefix}hatch", look.what),
        "walls": lambda: walls(scene, paper),
        "open": lambda: rim(scene, paper, False), "edge": lambda: rim(scene, paper, True),
        "boundary": lambda: boundary(scene, paper, look.what, name, look.pale),
        "corners": lambda: corners(scene, paper),
        "adjacency": lambda: adjacency(scene, paper)}
    if scene.sectors and not paper.place:
        makers |= {"projection": lambda: layer.projection(scene, paper, f"{look.prefix}to"),
                   "dual": lambda: layer.dual(scene, paper, f"{look.prefix}star"), "apex": lambda: layer.apex(scene, paper)}
    makers["labels"] = lambda: labels(scene, paper, look)
    if not paper.place:
        makers["axes"] = lambda: axes(paper, coordinates(scene))
    return (group for word, make in makers.items() if look.wants(word) and (group := make()).body)
