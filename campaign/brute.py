"""All regions by linear programs alone: no generators, no faces, nothing of the engines.

A neuron that is a form h on a region R takes a sign there if the cone over R has a point with h >= 1 or h <= -1; these
exact linear programs (exactrelu.decide.simplex) are the only geometry that is used.
"""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

import exactrelu as er
from exactrelu.decide.simplex import feasible
from exactrelu.rational import primitive

Form = tuple        # [c, a_1, ..., a_d] for c t + a.x


def regions(network: er.Network, domain: er.Domain) -> tuple[list[str], list[bool]]:
    """The sign vectors of all regions, sorted, and which are bounded modulo the lineality space; InputError on an empty domain.

    >>> regions(er.Network(er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1])), er.Domain.whole(2))[0]
    ['+++', '++-', '+-+', '+--', '-++', '-+-', '---']
    """
    inside, d = domain.restrict(network), domain.dimension
    t = (1,) + (0,) * d
    known = [t, *domain.rows()]
    if not takes(known, t):
        raise er.InputError("the domain is empty")
    start = [tuple(Fraction(j == i) for j in range(d + 1)) for i in range(1, d + 1)]       # x_i
    found = _after(inside.layers, start, known, "")
    normals = [row[1:] for row in domain.rows()] + [row[1:] for row in _first(inside)]
    return [signs for signs, _ in sorted(found)], [_bounded(rows, normals) for _, rows in sorted(found)]


def takes(rows: Sequence[Form], form: Form) -> bool:
    """Whether a form is positive somewhere on the cone rows >= 0."""
    return feasible([(0, *row) for row in rows] + [(-1, *primitive(form))])[0] is not None


def _after(layers: Sequence[er.Layer], z: list[Form], rows: list[Form], signs: str) -> list[tuple[str, list[Form]]]:
    """(signs, rows) of all regions within rows >= 0, where z are the forms that enter the layers."""
    if not layers:
        return [(signs, rows)]
    forms = [(c + sum(w * f[0] for w, f in zip(weights, z)), *(sum(w * f[i] for w, f in zip(weights, z)) for i in range(1, len(rows[0]))))
             for weights, c in zip(layers[0].W, layers[0].b)]
    if layers[0].activation == "linear":
        return _after(layers[1:], forms, rows, signs)
    parts = [("", rows)]
    for form in forms:
        parts = [part for before in parts for part in _sides(*before, form)]
    zero = (Fraction(0),) * len(rows[0])
    return [end for new, part in parts
            for end in _after(layers[1:], [form if s == "+" else zero for form, s in zip(forms, new)], part, signs + new)]


def _sides(signs: str, rows: list[Form], form: Form) -> list[tuple[str, list[Form]]]:
    """The parts of a region on either side of a form; the region with the sign 0 if the form vanishes on it."""
    sides = [(sign, primitive([factor * x for x in form])) for sign, factor in (("+", 1), ("-", -1))]
    return [(signs + sign, rows + [side]) for sign, side in sides if takes(rows, side)] or [(signs + "0", rows)]


def _first(network: er.Network) -> list[Form]:
    """The rows of the first ReLU layer, as forms of the input."""
    before = er.AffineMap.identity(network.inputs)
    for layer in network.layers:
        before = er.AffineMap(layer.W, layer.b).after(before)
        if layer.activation == "relu":
            return [(c, *row) for row, c in zip(before.matrix, before.vector)]
    return []


def _bounded(rows: list[Form], normals: Sequence[Sequence]) -> bool:
    """Whether no direction of a region changes anything: no domain row, no neuron of the first layer."""
    directions = [(0, *row[1:]) for row in rows]
    return not any(takes(directions, (0, *(sign * x for x in normal))) for normal in normals for sign in (1, -1) if any(normal))
