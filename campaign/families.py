"""Random networks on random domains, each made from a seed and an index alone: the problems that campaigns share.

    python campaign/families.py 17 [--seed 1]       prints problem 17 as a network file

A family says what the numbers are and how the rows of a layer hang together; degenerate rows are as frequent as generic
ones. Families and kinds of domains take turns, so that every one of them meets every other; sizes are random, and small
enough that all of a problem is known in a moment.
"""
from __future__ import annotations

import argparse
import json
import struct
from fractions import Fraction
from random import Random
from typing import Any, Callable, Iterator, NamedTuple

import exactrelu as er
from exactrelu.linalg import rank, spelled

Rows = list[list]                       # a row [b, a_1, ..., a_n] is the neuron a.z + b
Number = Callable[[Random], Any]
NEURONS = {1: 10, 2: 9, 3: 8, 4: 6, 5: 6}       # at most, over all ReLU layers, by the number of inputs


class Problem(NamedTuple):
    """A network on a domain, and how it came about."""

    index: int
    family: str
    place: str
    network: er.Network
    domain: er.Domain

    def __str__(self) -> str:
        return f"problem {self.index} ({self.family}, {self.place})"


def single(rng: Random) -> float:
    """A normally distributed number, as IEEE single precision."""
    return struct.unpack("f", struct.pack("f", rng.gauss(0, 1)))[0]


def huge(rng: Random) -> int:
    """An integer of up to 90 bits, often next to another one."""
    return rng.choice((1, -1)) * rng.choice((2**40 + rng.randint(-1, 1), 2**rng.randint(0, 90), rng.randint(0, 10**25)))


NUMBERS: dict[str, Number] = {
    "generic": lambda rng: rng.randint(-99, 99), "ternary": lambda rng: rng.randint(-1, 1), "int4": lambda rng: rng.randint(-8, 7),
    "fractions": lambda rng: Fraction(rng.randint(-9, 9), rng.randint(1, 9)), "float32": single, "large": huge,
}


# ---- how the rows of a layer hang together ---------------------------------------------------------

def free(rng: Random, number: Number, neurons: int, inputs: int) -> Rows:
    """All numbers at random."""
    return [[number(rng) for _ in range(inputs + 1)] for _ in range(neurons)]


def deficient(rng: Random, number: Number, neurons: int, inputs: int) -> Rows:
    """Normals that span less than they could."""
    base = free(rng, number, max(1, min(neurons, inputs) - 1), inputs)
    mixed = lambda: [sum(w * x for w, x in zip(weights, column)) for column in zip(*base)]  # noqa: E731
    found = []
    for _ in range(neurons):
        weights = [rng.randint(-2, 2) for _ in base]
        found.append([number(rng), *mixed()[1:]])
    return found


def parallel(rng: Random, number: Number, neurons: int, inputs: int) -> Rows:
    """Multiples of one or two normals, with biases of their own."""
    normals = free(rng, number, rng.randint(1, 2), inputs)
    return [[number(rng), *(scale * x for x in rng.choice(normals)[1:])] for scale in (rng.choice((1, 1, -1, 2, -3)) for _ in range(neurons))]


def repeated(rng: Random, number: Number, neurons: int, inputs: int) -> Rows:
    """The same hyperplanes again, from either side."""
    rows = free(rng, number, -(-neurons // 2), inputs)
    return [[scale * x for x in rng.choice(rows)] for scale in (rng.choice((1, -1, 2, -3)) for _ in range(neurons))]


def zeros(rng: Random, number: Number, neurons: int, inputs: int) -> Rows:
    """Rows without weights: constant neurons, also dead ones; and single zeros."""
    return [[row[0] if rng.random() < 0.7 else 0, *(x if rng.random() < keep else 0 for x in row[1:])]
            for row in free(rng, number, neurons, inputs) for keep in (rng.choice((0, 0.5, 1)),)]


def without_bias(rng: Random, number: Number, neurons: int, inputs: int) -> Rows:
    """Hyperplanes through 0."""
    return [[0, *row[1:]] for row in free(rng, number, neurons, inputs)]


def mixed(rng: Random, number: Number, neurons: int, inputs: int) -> Rows:
    """Each layer in a way of its own, with numbers of its own."""
    return rng.choice((free, deficient, parallel, repeated, zeros, without_bias))(rng, rng.choice(list(NUMBERS.values())), neurons, inputs)


ROWS = {"rank-deficient": deficient, "parallel": parallel, "repeated": repeated, "zero rows": zeros, "bias-free": without_bias, "mixed": mixed}
FAMILIES = (*NUMBERS, *ROWS)
DEPTHS = (1, 1, 2, 2, 3, 4)             # ReLU layers
PLACES = ("whole", "box", "flat box", "polytope", "polyhedron", "flat polyhedron", "slice", "box of a slice")


# ---- networks and domains --------------------------------------------------------------------------

def layer(rng: Random, family: str, neurons: int, inputs: int, activation: str = "relu") -> er.Layer:
    """A layer of a family."""
    number = NUMBERS[family] if family in NUMBERS else NUMBERS[rng.choice(("ternary", "int4", "fractions"))]
    rows = ROWS.get(family, free)(rng, number, neurons, inputs)
    return er.Layer([row[1:] for row in rows], [row[0] for row in rows], activation)


def network(rng: Random, family: str, inputs: int, depth: int) -> er.Network:
    """`depth` ReLU layers with a few neurons together, now and then a linear layer before one, mostly outputs behind."""
    widths = [1] * depth
    for _ in range(rng.randint((NEURONS[inputs] - depth) // 2, NEURONS[inputs] - depth)):
        widths[int(depth * rng.random() ** 1.5)] += 1          # the first layers are the widest
    layers: list[er.Layer] = []
    for width in widths:
        if rng.random() < 0.15:
            layers.append(layer(rng, family, rng.randint(1, 3), layers[-1].neurons if layers else inputs, "linear"))
        layers.append(layer(rng, family, width, layers[-1].neurons if layers else inputs))
    outputs = rng.choice((0, 1, 1, 1, 2, 3))
    if outputs:
        layers.append(layer(rng, family, outputs, layers[-1].neurons, "linear"))
    return er.Network(layers)


def box(rng: Random, inputs: int, flat: bool) -> list[list]:
    """Bounds around or beside 0; if flat, some coordinates are fixed."""
    found = []
    for i in range(inputs):
        lo, width = Fraction(rng.randint(-6, 1), rng.choice((1, 1, 2))), Fraction(rng.randint(1, 9), rng.choice((1, 1, 3)))
        found.append([lo, lo if flat and (i == 0 or rng.random() < 0.3) else lo + width])
    rng.shuffle(found)
    return found


def inequalities(rng: Random, inputs: int, bounded: bool, flat: bool) -> Rows:
    """Half-spaces with a common point, but for a few; all of a simplex around it if bounded, equations if flat."""
    inside = [rng.randint(-2, 2) for _ in range(inputs)]
    slack = lambda: -rng.randint(0, 3) if rng.random() < 0.03 else rng.randint(0, 4)  # noqa: E731  (tight: through the point)
    through = lambda a, more: [more - sum(x * y for x, y in zip(a, inside)), *a]  # noqa: E731
    normals = [[rng.randint(-2, 2) for _ in range(inputs)] for _ in range(rng.randint(0 if bounded or flat else 1, 4))]
    rows = [through(a, slack()) for a in normals]
    if bounded:
        unit = [[int(i == j) for j in range(inputs)] for i in range(inputs)]
        rows += [through(a, rng.randint(1, 4)) for a in [*unit, [-1] * inputs]]
    for _ in range(rng.randint(1, min(2, inputs)) if flat else 0):
        a = [rng.randint(-2, 2) for _ in range(inputs)]
        rows += [through(a, 0), through([-x for x in a], 0)]
    rng.shuffle(rows)
    return rows


def domain(rng: Random, place: str, inputs: int) -> er.Domain:
    """A domain of a kind in R^inputs."""
    if place == "whole":
        return er.Domain.whole(inputs)
    if place in ("box", "flat box"):
        return er.Domain.box(box(rng, inputs, place == "flat box"))
    if "slice" not in place:
        bounded = place == "polytope" or rng.random() < 0.3 and place != "polyhedron"
        return er.Domain.polytope(inequalities(rng, inputs, bounded, place == "flat polyhedron"))
    directions: Rows = []
    while rank(directions or [[0]]) < max(1, len(directions)):
        directions = [[rng.randint(-2, 2) for _ in range(inputs)] for _ in range(rng.randint(1, inputs))]
    origin = [Fraction(rng.randint(-3, 3), rng.choice((1, 1, 2))) for _ in range(inputs)]
    return er.Domain.slice(origin, directions, box(rng, len(directions), rng.random() < 0.1) if place == "box of a slice" else None)


def problem(index: int, seed: int = 1, depths: tuple[int, ...] = DEPTHS, places: tuple[str, ...] = PLACES) -> Problem:
    """The problem with this index, the same on every machine.

    >>> print(problem(17), problem(17).network == problem(17).network)
    problem 17 (large, box) True
    """
    rng, turn = Random(f"{seed} {index}"), index // len(FAMILIES)
    family, place = FAMILIES[index % len(FAMILIES)], places[turn % len(places)]
    inputs = rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))
    return Problem(index, family, place, network(rng, family, inputs, rng.choice(depths)), domain(rng, place, inputs))


def problems(first: int, count: int, seed: int = 1) -> Iterator[Problem]:
    """So many problems, from an index on."""
    return (problem(index, seed) for index in range(first, first + count))


def instance(network: er.Network, domain: er.Domain) -> dict:
    """A network file with its domain, for people and for `exactrelu enumerate`.

    >>> instance(er.Network(er.Layer([[1]])), er.Domain.whole(1))
    {'layers': [{'W': [['1']], 'b': ['0'], 'activation': 'relu'}]}
    """
    layers = [{"W": [[spelled(x) for x in row] for row in one.W], "b": [spelled(x) for x in one.b], "activation": one.activation}
              for one in network.layers]
    place = domain.to_json()
    return {"layers": layers, **({} if place == "whole" else {"domain": place})}


def main() -> None:
    """Print a problem."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = problem(arguments.index, arguments.seed)
    print(json.dumps(instance(found.network, found.domain)))


if __name__ == "__main__":
    main()
