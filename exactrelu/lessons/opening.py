"""The first step of every proof: the network in formulas, and what its symbols mean."""
from __future__ import annotations

from fractions import Fraction
from typing import Any, Sequence

from ..domain import Domain
from ..linalg import dot, spelled
from ..network import Network
from .document import Block, Display, Part, Section, display, text
from .formula import Apply, Name, Plus, Sum, Times, affine, combination, equals, matrix, num, point
from .words import F, X, number, space

WIDE = 8                  # rows and columns of a matrix that is written out
INPUTS = 12               # terms of a form that is written out


def meaning_of(network: Network, form: Sequence | str) -> dict[str, Any]:
    """F, or F_0, F_1, ... of an argmax boundary, and the numbers of dimensions, as functions of x."""
    known: dict[str, Any] = {f"F_{i}": (lambda x, i=i: network(x)[i]) for i in range(network.outputs)}
    if form != "argmax":
        known["F"] = lambda x: form[0] + dot(form[1:], network(x))
    return known


def what_f_is(network: Network, form: Sequence | str) -> tuple[Part, ...]:
    """Which function the letter F stands for."""
    used = [i for i, v in enumerate(form[1:]) if v] if form != "argmax" else []
    if form == "argmax":
        return (f"The network has {network.outputs} outputs, $F_0$ to $F_{network.outputs - 1}$. ",)
    if network.outputs == 1:
        return ("$F$ is the output of the network. ",)
    if len(used) == 2:
        return (f"$F$ is the difference of $F_{used[0]}$ and $F_{used[1]}$, two of the {network.outputs} outputs. ",)
    return (f"$F$ is the output $F_{used[0]}$, one of {network.outputs}, counted from 0. ",)


def the_network(network: Network, domain: Domain, form: Sequence | str) -> Section:
    """The layers with their numbers, if they are few enough to be read."""
    inside = domain.restrict(network)
    blocks: list[Block] = [text(*what_f_is(network, form), *_where(network, domain))]
    if any(max(layer.inputs, layer.neurons) > WIDE or any(len(spelled(x)) > 14 for row in layer.W for x in row) for layer in inside.layers):
        sizes = ", ".join(f"{layer.neurons} {'ReLU neurons' if layer.activation == 'relu' else 'linear'}" for layer in network.layers)
        blocks.append(text(f"Its layers have the sizes {network.inputs} inputs, {sizes}; the numbers ({network.numbers}) are too many or too "
                           "long for a page and stand in the file of the network."))
        return Section("The network", tuple(blocks))
    places, before, lines = _some_points(inside.inputs), X, []
    for i, layer in enumerate(inside.layers, 1):
        name = Name("v", str(i))
        if i == len(inside.layers) and inside.outputs == 1 and form != "argmax":
            inner = Sum((Times((point(layer.W[0]), before)), num(layer.b[0])))
            lines.append(equals(Apply(F, X), Plus(inner) if layer.activation == "relu" else inner, points=places))
        else:
            inner = Sum((Times((matrix(layer.W), before)), point(layer.b)))
            lines.append(equals(name, Plus(inner) if layer.activation == "relu" else inner, points=places))
        before = name
    if form != "argmax" and inside.outputs > 1:
        lines.append(equals(Apply(F, X), combination(form[1:], [Apply(Name("F", str(i)), X) for i in range(network.outputs)], form[0]), points=places))
    blocks += [display(*lines), text("Here ", Plus(Name("t")), " is max($t$, 0), in every coordinate", f", and $F_0$, $F_1$, ... are the coordinates of $v_{len(inside.layers)}$"
                                     if inside.outputs > 1 else "", ".")]
    return Section("The network", tuple(blocks))


def _some_points(d: int) -> tuple:
    """Points at which the formulas of the layers are compared with the network."""
    return tuple(tuple(Fraction((3 * i * i + 5 * i + 7 * j * (i + 1)) % 23 - 11) for j in range(d)) for i in range(3 * d + 9))


def stages(network: Network) -> dict[str, Any]:
    """v_1, v_2, ...: the values after each layer, as functions of x."""
    def after(count: int):
        def run(x):
            for layer in network.layers[:count]:
                x = layer(x)
            return x
        return run
    return {f"v_{i}": after(i) for i in range(1, len(network.layers) + 1)}


def _where(network: Network, domain: Domain) -> tuple[Part, ...]:
    """The domain in a sentence."""
    if domain.embedding is None:
        told: tuple[Part, ...] = ("It is looked at on all of ", space(network.inputs), ".") if domain.is_whole else \
            (f"It is looked at on a {'box' if domain.kind == 'box' else 'polytope'} in ", space(network.inputs), ".")
        return told
    f = domain.embedding
    start: tuple[Part, ...] = (f"It has {network.inputs} inputs and is looked at on a slice with {number(domain.dimension, 'coordinate')}; ",
                               "below, $x$ are the coordinates of the slice")
    if network.inputs <= INPUTS:
        lines: tuple[Part, ...] = ()
        for i, (row, v) in enumerate(zip(f.matrix, f.vector)):
            lines += (", " if i else ", and the inputs are ", affine(row, v))
        start += lines
    return start + (".",) + ((" They lie in a box.",) if not domain.is_whole else ())


def neurons(rows: Sequence, biases: Sequence, letter: str = "y") -> Display:
    """The pre-activations as forms."""
    d = len(rows[0])
    return Display(tuple(equals(Apply(Name(letter, str(i)), X), affine(row, b), points=simplex(d))
                         for i, (row, b) in enumerate(zip(rows, biases), 1)))


def weighted(weights: Sequence, constant: Any, letter: str = "y") -> Sum:
    """The sum of weighted positive parts."""
    return combination(weights, [Plus(Name(letter, str(i))) for i in range(1, len(weights) + 1)], constant)


def simplex(d: int) -> tuple:
    """d + 1 affinely independent points: the origin and the unit vectors."""
    return tuple(tuple(Fraction(i == j) for j in range(d)) for i in range(-1, d))

