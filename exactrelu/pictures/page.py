"""A picture as one page to play with: the SVG, the network as data, and a program that computes what is said with integers."""
from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any, Mapping, Sequence

from ..linalg import spelled
from ..readers.native import to_json
from .drawing import FONT, LEFT, SIZE, TOP, Group, Paper
from .scene import Scene
from .solid import PITCH, YAW, ZOOM
from .wording import coordinates, subscript

DIGITS = 2_000_000           # exact vertices are in the page if they have no more digits than this in all
TOGGLES = {"walls": "", "boundary": "", "corners": "", "apex": "", "dual": "", "projection": "", "adjacency": "", "labels": "sign vectors", "axes": "axes"}
SOLID = {"walls": "g.cells .wall", "boundary": "g.cells .piece", "skin": "g.cells .skin"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
Mode = tuple[list[str], list[tuple[str, str]]]


def text_of(name: str) -> str:
    """A file beside this module."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def exact(scene: Scene, paper: Paper, bounded: Mapping[str, bool], modes: Mapping[str, Mode], kinds: Sequence[str]) -> dict:
    """What the program of the page works with: texts are exact numbers, integers are units of the picture.

    bounded : for every sign vector whether its region is
    modes : for every way of colouring the fills and the lines of the legend
    kinds : the name of the class of every cell, if there are classes
    """
    cells, outputs = scene.cells, scene.network.outputs
    data: dict[str, Any] = {
        "dimension": scene.dimension, "names": [name.partition(" =")[0] for name in coordinates(scene)],
        "outputs": ["F"] if outputs == 1 else [f"F{subscript(i)}" for i in range(outputs)],
        "frame": [[spelled(x) for x in pair] for pair in scene.frame], "box": [LEFT, TOP, *paper.size],
        "network": {"layers": to_json(scene.restricted)["layers"]}, "signs": [cell.signs for cell in cells],
        "bounded": [int(bounded[cell.signs]) for cell in cells], "neighbours": [list(pair) for pair in scene.neighbours],
        "middles": [list(paper(cell.middle)[:2]) for cell in cells], "colours": {}}
    for mode, (fills, _) in modes.items():
        palette = {fill: i for i, fill in enumerate(dict.fromkeys(fills))}
        data["colours"][mode] = {"palette": list(palette), "fills": [palette[fill] for fill in fills]}
    if kinds:
        known = {kind: i for i, kind in enumerate(dict.fromkeys(kinds))}
        data |= {"kinds": list(known), "classes": [known[kind] for kind in kinds]}
    if scene.envelope:
        data["winner"] = "smallest output" if getattr(scene.found, "least", False) else "largest output"
        data["winners"] = [list(cell.winners) for cell in cells]
    if scene.dimension == 3:
        data["view"] = {"yaw": [int(x * 13) for x in YAW], "pitch": [int(x * 25) for x in PITCH],
                        "centre": [LEFT + SIZE // 2, TOP + paper.size[1] // 2], "zoom": [ZOOM.numerator, ZOOM.denominator]}
    points: dict[int, tuple[int, list[str]]] = {}
    for cell in cells:
        for p in cell.vertices:
            points.setdefault(id(p), (len(points), [spelled(x) for x in p]))
    if sum(len(x) for _, p in points.values() for x in p) <= DIGITS:
        data |= {"points": [p for _, p in points.values()], "vertices": [[points[id(p)][0] for p in cell.vertices] for cell in cells]}
    return data


def page(title: str, lead: str, figure: str, data: dict, groups: Sequence[Group], show: Sequence[str], modes: Mapping[str, Mode], colour: str) -> str:
    """The whole page.

    figure : the SVG element
    data : see `exact`
    groups : those of the figure
    show : the words of what is seen at first
    modes, colour : the ways of colouring, and the one at first
    """
    space = data["dimension"] == 3
    names = [(group.name, group.what or TOGGLES[group.name], group.key) for group in groups if group.name in TOGGLES and group.name != "walls" or
             group.name == "walls" and not space]
    if space:
        names = [("skin", "regions, from outside", ""), ("walls", "walls: a neuron is 0", ""), *names]
    toggles = [_toggle(name, what, key, SOLID.get(name, f"g.{name}") if space else f"g.{name}", name in show or name == "skin") for name, what, key in names]
    keys = [_key(key, what) for key, what in ((group.key, group.what) for group in groups if group.name not in TOGGLES and group.what)]
    legends = [_key(key, what, f' data-colour="{mode}"' + (" hidden" if mode != colour else "")) for mode, (_, lines) in modes.items() for key, what in lines]
    choice = "".join(f'<label><input type="radio" name="colour" value="{mode}"{" checked" if mode == colour else ""}> by {_COLOUR[mode]}</label>' for mode in modes)
    hints = ("Drag, or the arrow keys, turn it." if space else "The arrow keys go to the neighbour on that side. Ctrl and the wheel zoom; then drag.")
    zoom = "" if space else '<button id="out" aria-label="zoom out">−</button><button id="in" aria-label="zoom in">+</button>'
    apart = '<label>apart <input type="range" id="apart" min="0" max="1.5" step="0.05" value="0"></label>' if space else ""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<style>
{text_of("page.css")}</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p>{escape(lead)}</p>
<main>
<figure>
{figure}<div class="tools"><button id="previous">‹ previous</button><button id="next">next ›</button>{zoom}<button id="reset">reset</button>{apart}</div>
<p id="here" aria-hidden="true"></p>
</figure>
<aside>
<section id="region" aria-live="polite"><h2>Point at a region</h2><p>or tap it, or walk with the keys: its sign vector and its exact affine map appear here.</p></section>
<p id="pin" class="help" hidden>This region stays; click it again, or press Escape, to let go.</p>
<fieldset><legend>Shown</legend>{"".join(toggles)}{"".join(keys)}</fieldset>
<fieldset><legend>Colours of the regions</legend>{choice}{"".join(legends)}</fieldset>
<p id="keys" class="help">{hints} n and p go to the next and the previous region, 0 shows the picture as it was.
All numbers are computed exactly, with fractions; only what is drawn, and what stands after ≈, is rounded.</p>
</aside>
</main>
<script type="application/json" id="data">{text}</script>
<script>
{text_of("page.js")}</script>
</body>
</html>
"""


_COLOUR = {"signs": "sign vector: neighbours differ", "value": "value", "class": "class"}


def _drawing(key: str) -> str:
    return f'<svg viewBox="-20 -20 {FONT + 40} {FONT + 40}" aria-hidden="true">{key}</svg>' if key else ""


def _toggle(name: str, what: str, key: str, selector: str, checked: bool) -> str:
    return f'<label><input type="checkbox" data-group="{selector}"{" checked" if checked else ""}>{_drawing(key)}<span>{escape(what)}</span></label>'


def _key(key: str, what: str, more: str = "") -> str:
    return f'<div class="key"{more}>{_drawing(key)}<span>{escape(what)}</span></div>'
