"""Colour by value: on a region the network is affine, and an affine function is a linear gradient, so it is drawn truly."""
from __future__ import annotations

from fractions import Fraction

from ..errors import InputError
from ..linalg import Vector, dot
from .colours import Ramp, ramp, shade
from .drawing import Paper, key_square
from .scene import Scene
from .wording import decimal, minus


def forms_of(scene: Scene) -> list[Vector]:
    """The affine form [c, a_1, ..., a_d] that is coloured on each cell."""
    forms = [scene.value(cell) for cell in scene.cells]
    if None in forms:
        raise InputError("there is no boundary, so there is no value to colour; name an output or a pair, or colour by signs")
    return forms


def values_of(scene: Scene) -> list[list[Fraction]]:
    """The value at each vertex of each cell."""
    return [[form[0] + dot(form[1:], p) for p in cell.vertices] for cell, form in zip(scene.cells, forms_of(scene))]


def flat(scene: Scene) -> tuple[list[str], Ramp]:
    """For every cell the colour of the value at its inner point, and the ramp of all."""
    colours = ramp(scene, [v for row in values_of(scene) for v in row])
    return [shade(colours, form[0] + dot(form[1:], cell.middle)) for cell, form in zip(scene.cells, forms_of(scene))], colours


def gradients(scene: Scene, paper: Paper, name: str) -> tuple[list[str], list[str], Ramp]:
    """For every cell the gradient that its form is: (definitions, fills, the ramp of all).

    The colours between two stops are mixed linearly, as the values are; the line along which they change is that of the form.
    """
    values = values_of(scene)
    colours = ramp(scene, [v for row in values for v in row])
    definitions, fills = [], []
    for i, (cell, form, row) in enumerate(zip(scene.cells, forms_of(scene), values)):
        lo, hi = min(row), max(row)
        if lo == hi:
            fills.append(shade(colours, lo))
            continue
        start, ways = cell.vertices[row.index(lo)], form[1:]
        zero = paper.exact([0] * len(ways))
        # in units: the value changes by g along each axis, so it goes from lo to hi along g (hi - lo) / |g|^2
        g = [a / (paper.exact([int(k == j) for k in range(len(ways))])[j] - zero[j]) for j, a in enumerate(ways)] + [Fraction(0)] * (2 - len(ways))
        reach = (hi - lo) / dot(g, g)
        a, b = paper.exact(start), [x + reach * y for x, y in zip(paper.exact(start), g)]
        stops = [(lo, shade(colours, lo)), *(stop for stop in colours if lo < stop[0] < hi), (hi, shade(colours, hi))]
        at = dict(zip(("x1", "y1", "x2", "y2"), map(round, (*a, *b))))
        definitions.append(f'<linearGradient id="{name}g{i}" gradientUnits="userSpaceOnUse" ' + " ".join(f'{k}="{v}"' for k, v in at.items()) + ">"
                           + "".join(f'<stop offset="{_part((v - lo) / (hi - lo))}" stop-color="{c}"/>' for v, c in stops) + "</linearGradient>")
        fills.append(f"url(#{name}g{i})")
    return definitions, fills, colours


def scale(colours: Ramp, name: str, what: str) -> tuple[str, list[tuple[str, str]]]:
    """The ramp for the legend: (definition, [(drawing, text)])."""
    lo, hi = colours[0][0], colours[-1][0]
    stops = "".join(f'<stop offset="{_part((v - lo) / (hi - lo))}" stop-color="{c}"/>' for v, c in colours)
    text = f"{what} from {minus(decimal(lo))} to {minus(decimal(hi))}"
    return (f'<linearGradient id="{name}scale">{stops}</linearGradient>',
            [(key_square(f"url(#{name}scale)"), text)])


def _part(x: Fraction) -> str:
    """A share between 0 and 1, to three digits."""
    return f"{round(x * 1000) / Fraction(1000)}" if x in (0, 1) else f".{round(x * 1000):03d}" if round(x * 1000) < 1000 else "1"
