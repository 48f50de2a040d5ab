"""The steps of the proof of a verdict: a witness followed layer by layer, or a tree that leaves no point."""
from __future__ import annotations

from fractions import Fraction
from typing import Any, Sequence

from ..decide import Decision
from ..linalg import dot, spelled
from ..network import Layer, Network
from ..readers.property import Property
from .document import Block, Listing, Section, Table, display, text
from .formula import Name, Relation, Sum, Times, affine, equals, matrix, num, point
from .words import number

ROWS = 12                 # rows of a table
WIDE = 12                 # coordinates of a point that is written out


def question(property: Property) -> Section:
    """The property, which describes a counterexample, in inequalities."""
    several = len(property.disjuncts) > 1
    blocks: list[Block] = [text("The property asks for a point $x$ of ", num(property.inputs), " coordinates and its outputs $F_0$, $F_1$, ... that satisfy all of these inequalities"
                                + (f" of one of {len(property.disjuncts)} groups" if several else "") + ". Such a point would be a counterexample.")]
    for i, one in enumerate(property.disjuncts[:4], 1):
        lines = [(f"group {i}" if several else "", "input", affine(row[1:], row[0])) for row in one.input]
        lines += [("" if not several else f"group {i}", "output", affine(row[1:], row[0], "F", 0)) for row in one.output]
        rows = tuple(((group,), (kind,), (form, " is at least 0")) for group, kind, form in lines)
        blocks.append(Table((("",), ("about the",), ("inequality",)), rows[:ROWS], len(rows), "inequalities"))
    if len(property.disjuncts) > 4:
        blocks.append(text(f"and {len(property.disjuncts) - 4} more groups."))
    return Section("The question", tuple(blocks))


def sat_sections(network: Network, property: Property, found: Decision) -> list[Section]:
    """The witness, its way through the layers, and every inequality at its values."""
    x = found.witness
    holding = next(i for i, one in enumerate(property.disjuncts) if one.holds(x, network(x)))
    blocks: list[Block] = [text("The answer is yes: take"), _point_lines(Name("x"), x)]
    value: Sequence[Fraction] = x
    for i, layer in enumerate(network.layers, 1):
        y = layer.preactivation(value)
        name = Name("y", str(i))
        if layer.neurons <= WIDE:
            blocks += [text(f"Layer {i} gives" if layer.activation == "linear" else f"Layer {i} adds up"), _sum_line(name, layer, value)]
            if layer.activation == "relu":
                blocks += [text("and passes on"), _point_lines(Name("v", str(i)), layer(value))]
        else:
            on = sum(v > 0 for v in y)
            blocks.append(text(f"Layer {i} has {layer.neurons} neurons; {on} of them are positive at its values and pass them on, exactly evaluated."))
        value = layer(value)
    blocks += [text("So the outputs are"), _point_lines(Name("v", str(len(network.layers))), value)]
    rows = []
    one = property.disjuncts[holding]
    for row, kind, at in [(row, "input", x) for row in one.input] + [(row, "output", value) for row in one.output]:
        result = row[0] + dot(row[1:], at)
        form = affine(row[1:], row[0], "F", 0) if kind == "output" else affine(row[1:], row[0])
        fact = Relation((form, num(result), num(0)), ("=", ">="), (x,))
        rows.append(((kind,), (fact,)))
    inequalities = Table((("about the",), ("at the witness",)), tuple(rows[:24]), len(rows), "inequalities")
    return [Section("The witness, layer by layer", tuple(blocks)),
            Section("It satisfies every inequality" + (f" of group {holding + 1}" if len(property.disjuncts) > 1 else ""), (inequalities,))]


def _point_lines(name: Name, x: Sequence) -> Block:
    if len(x) > WIDE:
        return text(name, " = ", point(x[:WIDE]), f" and {len(x) - WIDE} more coordinates, which stand in the certificate.")
    return display(equals(name, point(x)))


def _sum_line(name: Name, layer: Layer, value: Sequence) -> Block:
    """W v + b with its numbers, if they are short."""
    numbers = [x for row in layer.W for x in row] + list(layer.b) + list(value)
    if len(numbers) > 40 or any(len(spelled(x)) > 9 for x in numbers):
        return _point_lines(name, layer.preactivation(value))
    return display(equals(name, Sum((Times((matrix(layer.W), point(value))), point(layer.b))), point(layer.preactivation(value))))


def witness_meaning(network: Network, x: Sequence) -> dict[str, Any]:
    """The values of the layers at the witness."""
    known: dict[str, Any] = {"x": tuple(x)}
    value: Sequence = x
    for i, layer in enumerate(network.layers, 1):
        known[f"y_{i}"], value = layer.preactivation(value), layer(value)
        known[f"v_{i}"] = value
    return {**known, **{f"F_{i}": v for i, v in enumerate(value)}, **{f"x_{i}": v for i, v in enumerate(x, 1)}}


def unsat_sections(found: Decision, tree: Listing | None) -> list[Section]:
    """How the tree leaves no point."""
    blocks: list[Block] = [
        text("The answer is no: there is no such point. Suppose there were one. Each neuron with $y$ before its ReLU passes on $z$, where $z$ is at least 0 and at least $y$, and $z$ is $y$ or 0 where its sign is "
             "known; where only bounds of $y$ are known, $z$ lies below the chord between them. The proof derives bounds from these facts, each one as a sum of known "
             "inequalities with factors that are not negative, and where that is not enough it divides: a neuron is at least or at most 0, or an input is above or below a number. "
             f"Each of the {number(found.leaves, 'branch', 'branches')} ends with such a sum that equals -1, which would have to be at least 0.")]
    if tree:
        blocks += [text("The tree, as the checker follows it:"), tree]
    return [Section("No point satisfies it", tuple(blocks))]

