"""A smaller instance with the same fault: parts of a network and of its domain are left out while the fault stays."""
from __future__ import annotations

from typing import Callable, Iterator

import exactrelu as er
from exactrelu.network import sign

Instance = tuple[er.Network, er.Domain]


def shrunk(network: er.Network, domain: er.Domain, wrong: Callable[[er.Network, er.Domain], bool], tries: int = 400) -> Instance:
    """An instance that is wrong, and no smaller one next to it is, unless there were too many tries.

    >>> net = er.Network([er.Layer([[5, 7], [3, 1]], [1, 2]), er.Layer([[1, 1]], [4], "linear")])
    >>> small, where = shrunk(net, er.Domain.box([[0, 1], [0, 1]]), lambda network, domain: network.layers[0].W[0][1] > 0)
    >>> small.layers, where.kind
    ((Layer(W=((Fraction(0, 1), Fraction(1, 1)),), b=(Fraction(0, 1),), activation='relu'),), 'whole')
    """
    found, left = (network, domain), tries
    while True:
        for candidate in smaller(*found):
            left -= 1
            if left < 0:
                return found
            if wrong(*candidate):
                found = candidate
                break
        else:
            return found


def smaller(network: er.Network, domain: er.Domain) -> Iterator[Instance]:
    """What is a little less of both."""
    if not domain.embedding and not domain.is_whole:
        yield network, er.Domain.whole(domain.dimension)
        for i in range(len(domain.inequalities) if len(domain.inequalities) > 1 else 0):
            yield network, er.Domain.polytope(domain.inequalities[:i] + domain.inequalities[i + 1:])
    layers = network.layers
    if len(layers) > 1:
        yield er.Network(layers[:-1]), domain
    for i, layer in enumerate(layers):
        for j in range(layer.neurons if layer.neurons > 1 else 0):
            rest = lambda row, j=j: row[:j] + row[j + 1:]  # noqa: E731
            after = [er.Layer([rest(row) for row in next_one.W], next_one.b, next_one.activation) for next_one in layers[i + 1:i + 2]]
            yield er.Network((*layers[:i], er.Layer(rest(layer.W), rest(layer.b), layer.activation), *after, *layers[i + 2:])), domain
    for i, layer in enumerate(layers):
        for j, row in enumerate(layer.W):
            for k, x in enumerate((layer.b[j], *row)):
                for less in {0, {"+": 1, "-": -1, "0": 0}[sign(x)]} - {x} if x not in (1, -1) else {0}:
                    new = [*(layer.b[j], *row)[:k], less, *(layer.b[j], *row)[k + 1:]]
                    W, b = (*layer.W[:j], tuple(new[1:]), *layer.W[j + 1:]), (*layer.b[:j], new[0], *layer.b[j + 1:])
                    yield er.Network((*layers[:i], er.Layer(W, b, layer.activation), *layers[i + 1:])), domain
