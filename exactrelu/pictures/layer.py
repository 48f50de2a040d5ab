"""The closed forms of one layer of independent rows, drawn: its apex, its dual vectors, its projection."""
from __future__ import annotations

from fractions import Fraction
from itertools import product

from .drawing import CENTRE, FONT, Group, Paper, arrow, diamond, disc, key_line, words
from .scene import Scene
from .wording import subscript

GRID = {1: 15, 2: 7, 3: 3}          # sample points of the projection along each side, by the number of coordinates


def apex(scene: Scene, paper: Paper) -> Group:
    """Where all neurons of the layer vanish, if that is in the frame."""
    if not all(lo <= x <= hi for x, (lo, hi) in zip(scene.sectors.apex, scene.frame)):
        return Group("apex")
    style = 'fill="#d55e00" stroke="#fff" stroke-width="24"'
    return Group("apex", "apex", [diamond(paper(scene.sectors.apex), 130)], f"<g {style}>{diamond(CENTRE, 130)}</g>", style)


def dual(scene: Scene, paper: Paper, marker: str) -> Group:
    """The dual vectors, from the apex; all shortened by one factor if they would leave the frame."""
    sectors, ink = scene.sectors, "#0072b2"
    room = [((hi - x) if v > 0 else (x - lo)) * Fraction(9, 10) / abs(v) for star in sectors.dual
            for x, v, (lo, hi) in zip(sectors.apex, star, scene.frame) if v]
    if min(room) <= 0:
        return Group("dual")
    factor = Fraction(1, max(1, -int(-1 / min(room) // 1)))
    body, style = [], 'stroke="#fff" stroke-width="50" paint-order="stroke" font-style="italic"'
    for i, star in enumerate(sectors.dual):
        a, b = (paper([x + t * v for x, v in zip(sectors.apex, star)]) for t in (0, factor))
        body.append(arrow(a, b, marker))
        body.append(words(b, f"a{subscript(i + 1)}*", f'{style} fill="{ink}"', (FONT // 4 if b.x >= a.x else -FONT, -FONT // 4 if b.y <= a.y else FONT)))
    return Group("dual", "dual vectors aᵢ*" + ("" if factor == 1 else f", {factor} of their length"), body,
                 key_line(f'stroke="{ink}" stroke-width="36" marker-end="url(#{marker})"'),
                 f'fill="none" stroke="{ink}" stroke-width="36" pointer-events="none"')


def projection(scene: Scene, paper: Paper, marker: str) -> Group:
    """Arrows from sample points x to π(x), and dots where π(x) = x; those that would leave the frame are left out."""
    body, rest = [], []
    n = GRID[scene.dimension]
    steps = [[lo + (hi - lo) * (2 * k + 1) / (2 * n) for k in range(n)] for lo, hi in scene.frame]
    for x in product(*steps):
        if scene.domain.contains(x):
            y = scene.sectors.project(x)
            if y == x:
                rest.append(disc(paper(x), 40, 'fill="#7a3b69" stroke="none"'))
            elif all(lo <= v <= hi for v, (lo, hi) in zip(y, scene.frame)):
                body.append(arrow(paper(x), paper(y), marker))
    return Group("projection", "x → π(x)", rest + body, key_line(f'stroke="#7a3b69" stroke-width="22" marker-end="url(#{marker})"'),
                 'fill="none" stroke="#7a3b69" stroke-width="22" pointer-events="none"')
