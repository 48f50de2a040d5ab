"""Moves that change the numbers of a network and not its geometry: what is counted before a move is counted after it.

They are used by the campaigns and by the tests of properties. Everything is exact.
"""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from exactrelu import Domain, Layer, Network
from exactrelu.linalg import AffineMap, Vector, dot, matmul

Factors = Sequence[Sequence]


def permuted(network: Network, orders: Sequence[Sequence[int]]) -> Network:
    """The neurons of every layer in another order (the outputs as well), with the columns of the next layer."""
    found, before = [], range(network.inputs)
    for layer, order in zip(network.layers, orders):
        found.append(Layer([[layer.W[i][j] for j in before] for i in order], [layer.b[i] for i in order], layer.activation))
        before = order
    return Network(found)


def permuted_signs(network: Network, orders: Sequence[Sequence[int]], signs: str) -> str:
    """The sign vector of the same points after `permuted`."""
    found, start = [], 0
    for layer, order in zip(network.layers, orders):
        if layer.activation == "relu":
            found += [signs[start + i] for i in order]
            start += layer.neurons
    return "".join(found)


def scaled(network: Network, factors: Factors) -> Network:
    """Every row times its positive factor, and the next layer's column divided by it: the outputs change by the last factors."""
    found, before = [], [Fraction(1)] * network.inputs
    for layer, factor in zip(network.layers, factors):
        found.append(Layer([[f * w / c for w, c in zip(row, before)] for f, row in zip(factor, layer.W)],
                           [f * b for f, b in zip(factor, layer.b)], layer.activation))
        before = factor
    return Network(found)


def moved_rows(rows: Sequence[Sequence], f: AffineMap) -> list[Vector]:
    """Rows [b, a], the forms b + a.y, as forms of x where y = f(x)."""
    return [(row[0] + dot(row[1:], f.vector), *(matmul([row[1:]], f.matrix)[0])) for row in rows]


def moved(network: Network, domain: Domain, f: AffineMap) -> tuple[Network, Domain]:
    """The network and its domain in coordinates x, where y = f(x) for an affine bijection f: F(f(x)), where f(x) is in the domain."""
    back = f.inverse()
    if domain.embedding:                     # the points of a slice have coordinates of their own, which stay
        return network.after(f), Domain(domain.dimension, domain.inequalities, back.after(domain.embedding), "slice")
    diagonal = all(x == 0 for i, row in enumerate(f.matrix) for j, x in enumerate(row) if i != j)
    if domain.kind == "box" and diagonal:
        ends = [back([-row[0] for row in domain.inequalities[::2]]), back([row[0] for row in domain.inequalities[1::2]])]
        return network.after(f), Domain.box([sorted(pair) for pair in zip(*ends)])
    rows = moved_rows(domain.inequalities, f)
    return network.after(f), Domain.polytope(rows) if rows else Domain.whole(domain.dimension)


def mirrored(network: Network, layer: int, row: int) -> Network:
    """A row with the other sign: the hyperplanes of its layer stay, and what follows is dropped, as it would change."""
    one = network.layers[layer]
    turn = lambda values, by: [by * x for x in values]  # noqa: E731
    changed = Layer([turn(w, -1 if i == row else 1) for i, w in enumerate(one.W)], [-b if i == row else b for i, b in enumerate(one.b)],
                    one.activation)
    return Network([*network.layers[:layer], changed])
