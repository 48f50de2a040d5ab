"""Colours of regions, from integers: neighbours differ, values are ramps, classes have their own.

The hues are Okabe and Ito's, which most colour-blind people tell apart, mixed with white.
"""
from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Sequence

import networkx as nx

from ..errors import InputError
from .scene import Scene
from .wording import form_name, subscript

HUES = ("#56b4e9", "#e69f00", "#009e73", "#f0e442", "#cc79a7", "#d55e00", "#0072b2", "#999999")
POSITIVE, NEGATIVE, ZERO, WHITE, BLACK = "#e69f00", "#56b4e9", "#bbbbbb", "#ffffff", "#000000"
MODES = ("signs", "value", "class")
Ramp = list[tuple[Fraction, str]]


def mix(one: str, other: str, share: Fraction) -> str:
    """A colour between two: 0 is the first, 1 the second.

    >>> mix("#ffffff", "#000000", Fraction(1, 2))
    '#808080'
    """
    pairs = [(int(one[i:i + 2], 16), int(other[i:i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{(a * share.denominator * 2 + (b - a) * share.numerator * 2 + share.denominator) // (2 * share.denominator):02x}"
                         for a, b in pairs)


@cache
def hue(i: int, white: Fraction = Fraction(0)) -> str:
    """The i-th hue with some white; beyond the eighth they repeat with more of it."""
    around, which = divmod(i, len(HUES))
    return mix(HUES[which], WHITE, 1 - (1 - white) / (1 + around))


def by_signs(scene: Scene) -> list[str]:
    """One colour for each sign vector, never the same one on both sides of a wall.

    >>> from exactrelu import Layer
    >>> from exactrelu.pictures.scene import scene
    >>> found = by_signs(scene(Layer([[1, 0], [0, 1]])))
    >>> found[0] == found[3] != found[1] == found[2]
    True
    """
    number = {signs: i for i, signs in enumerate(dict.fromkeys(cell.signs for cell in scene.cells))}
    mine = [number[cell.signs] for cell in scene.cells]
    graph = nx.Graph()                 # of numbers, whose order in sets is always the same
    graph.add_nodes_from(sorted(mine))
    graph.add_edges_from((mine[i], mine[j]) for i, j in scene.neighbours if mine[i] != mine[j])
    shade = nx.greedy_color(graph, "smallest_last")
    return [hue(shade[i], Fraction(3, 5)) for i in mine]


def classes_of(scene: Scene, outputs: Sequence[str] = ()) -> list[tuple[str, str, bool]]:
    """For every cell (name of its class, colour, whether outputs tie there); the outputs may have names."""
    found = []
    ties = sorted({cell.winners for cell in scene.cells if len(cell.winners) > 1})
    for cell in scene.cells:
        if cell.winners:
            tie = len(cell.winners) > 1
            place = scene.network.outputs + ties.index(cell.winners) if tie else cell.winners[0]
            found.append((" = ".join(outputs[i] if i < len(outputs) else f"F{subscript(i)}" for i in cell.winners), hue(place, Fraction(1, 4)), tie))
        elif cell.side is None:
            raise InputError("there is no boundary, so there are no classes to colour; name an output or a pair, or colour by signs")
        else:
            name = form_name(scene)
            text, colour = {1: ("> 0", POSITIVE), -1: ("< 0", NEGATIVE), 0: ("= 0", ZERO)}[cell.side]
            found.append((f"{name} {text}", mix(colour, WHITE, Fraction(2, 5)), cell.side == 0))
    return found


def ramp(scene: Scene, values: Sequence[Fraction]) -> Ramp:
    """Values and their colours; between two of them colours are mixed. White is 0 where the sign matters."""
    if scene.envelope:
        lo, hi = min(values), max(values)
        return [(lo, mix(HUES[6], WHITE, Fraction(9, 10))), (hi if hi > lo else lo + 1, mix(HUES[6], WHITE, Fraction(2, 5)))]
    most = max(map(abs, values)) or Fraction(1)
    return [(-most, NEGATIVE), (Fraction(0), WHITE), (most, POSITIVE)]


def shade(colours: Ramp, value: Fraction) -> str:
    """The colour of a value.

    >>> shade([(Fraction(0), "#ffffff"), (Fraction(2), "#000000")], Fraction(1))
    '#808080'
    """
    for (lo, one), (hi, other) in zip(colours, colours[1:]):
        if value <= hi:
            return mix(one, other, max(value - lo, Fraction(0)) / (hi - lo))
    return colours[-1][1]
