"""Draw the picture of the README: the regions of a small deep network in a box, and its decision boundary.

    python examples/picture.py examples/picture.svg
"""
from __future__ import annotations

import sys
from colorsys import hls_to_rgb
from math import atan2

import exactrelu as er

SIZE = 460
NET = er.Network([
    er.Layer([[2, 1], [-1, 2], [1, -1], [1, 3], [-2, 1]], [-1, 1, 1, -2, 0]),
    er.Layer([[1, -1, 1, 0, 1], [-1, 1, 0, 1, -1], [0, 1, -1, -1, 1]], [-1, 1, 0]),
    er.Layer([[2, -1, 1]], [-1], "linear"),
])
BOX = 3


def screen(point) -> tuple[float, float]:
    """Exact coordinates are rounded here, for the screen only."""
    return tuple(round(float((x + BOX) / (2 * BOX) * SIZE), 2) for x in (point[0], -point[1]))


def polygon(points) -> str:
    """The points of a convex polygon in order, as SVG coordinates."""
    placed = [screen(p) for p in points]
    cx, cy = (sum(c) / len(placed) for c in zip(*placed))
    placed.sort(key=lambda p: atan2(p[1] - cy, p[0] - cx))
    return " ".join(f"{x},{y}" for x, y in placed)


def main(target: str) -> None:
    """Write the picture."""
    bd = er.boundary(NET, domain=f"box:-{BOX},{BOX}")
    cx = bd.complex
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" role="img">',
             f"<title>{len(cx)} regions of a network 2-5-3-1; the decision boundary in black</title>"]
    for region in cx:
        value = NET(region.interior)[0]
        light = 0.92 - 0.05 * region.signs.count("+")
        rgb = hls_to_rgb(0.58 if value < 0 else 0.09, max(light, 0.5), 0.75)
        parts.append(f'<polygon points="{polygon(region.vertices)}" fill="#{bytes(round(255 * c) for c in rgb).hex()}" '
                     f'stroke="white" stroke-width="1"><title>{region.signs}</title></polygon>')
    start, ids = cx.fan.levels[0]
    for edge, on in enumerate(bd.masks[1]):
        if on:
            (x1, y1), (x2, y2) = (screen(cx.point(cx.fan.rays[i])) for i in ids[start[edge]:start[edge + 1]])
            parts.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="black" stroke-width="3" '
                         'stroke-linecap="round"/>')
    for corner in bd.corners:
        x, y = screen(corner)
        parts.append(f'<circle cx="{x}" cy="{y}" r="4.5" fill="white" stroke="black" stroke-width="2"/>')
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(parts + ["</svg>"]) + "\n")
    print(f"{target}: {len(cx)} regions, {bd.pieces} pieces, {len(bd.corners)} corners, "
          f"{bd.components} components")


if __name__ == "__main__":
    main(sys.argv[1])
