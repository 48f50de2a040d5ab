"""Small networks on small domains, of which copies with extreme numbers are made."""
from __future__ import annotations

import random
from fractions import Fraction

import exactrelu as er


def small_network(rng: random.Random, inputs: int, widths: list[int], outputs: int) -> er.Network:
    """Small weights: quantised ones on purpose, so that rows are zero, repeated and parallel, and lines concurrent."""
    entry = rng.choice([lambda: rng.randint(-1, 1), lambda: rng.randint(-3, 3), lambda: Fraction(rng.randint(-9, 9), rng.randint(1, 4))])
    sizes = [inputs, *widths, outputs]
    rows = [[[entry() for _ in range(a)] for _ in range(b)] for a, b in zip(sizes, sizes[1:])]
    layers = [er.Layer(W, [entry() for _ in W], "relu") for W in rows[:-1]]
    return er.Network([*layers, er.Layer(rows[-1], [entry() for _ in rows[-1]], "linear")])


def small_domain(rng: random.Random, inputs: int, kind: str | None = None) -> er.Domain:
    """Any kind of domain; not empty."""
    kind = kind or rng.choice(["whole", "whole", "box", "polytope", "slice"])
    if kind == "box":
        return er.Domain.box([sorted((rng.randint(-3, 3), rng.randint(-3, 3))) for _ in range(inputs)])
    if kind == "polytope":
        return er.Domain.polytope([[rng.randint(0, 3)] + [rng.randint(-2, 2) for _ in range(inputs)] for _ in range(rng.randint(1, 5))])
    if kind == "slice" and inputs > 1:
        ways = [[int(i == j) + rng.randint(0, 1) * (i < j) for j in range(inputs)] for i in range(rng.randint(1, inputs - 1))]
        return er.Domain.slice([rng.randint(-2, 2) for _ in range(inputs)], ways, rng.choice([None, [[-2, 3]] * len(ways)]))
    return er.Domain.whole(inputs)


def small(rng: random.Random, kind: str | None = None) -> tuple[er.Network, er.Domain]:
    """A small network with a small domain."""
    inputs = rng.randint(1, 3)
    widths = [rng.randint(1, 4 if inputs < 3 else 3) for _ in range(rng.choice([1, 1, 2]))]
    return small_network(rng, inputs, widths, rng.choice([1, 1, 2, 3])), small_domain(rng, inputs, kind)
