"""Networks with extreme numbers: families of copies of small networks, and two families that have no small copy."""
from __future__ import annotations

import random
from fractions import Fraction
from typing import Any, Callable, NamedTuple

from moves import moved, scaled

import exactrelu as er
from exactrelu.linalg import AffineMap, rank

from .small import small, small_domain, small_network


class Case(NamedTuple):
    """A network on a domain, and the small one of which it is a copy (None: there is none).

    back : the map from its points to those of the small one
    gain : what its outputs are times those of the small one
    """

    network: er.Network
    domain: er.Domain
    small: er.Network | None
    small_domain: er.Domain | None
    back: AffineMap | None
    gain: Fraction


def decimal(rng: random.Random) -> Fraction:
    """A positive number from 10^-300 to 10^303."""
    return rng.randint(1, 999) * Fraction(10) ** rng.choice([rng.randint(-300, 300), -300, 300])


def binary(rng: random.Random) -> Fraction:
    """A power of two from the smallest subnormal double to the largest double."""
    return Fraction(2) ** rng.choice([rng.randint(-1074, 1000), rng.randint(-3, 3), -1074, -1022, 1000])


def long(rng: random.Random) -> Fraction:
    """A fraction of two integers of about 4,900 bits: two of them multiplied stay below 10,000."""
    return Fraction(rng.getrandbits(4_900) | 1, rng.getrandbits(4_900) | 1)


def factors(rng: random.Random, network: er.Network, number: Callable) -> list[list[Fraction]]:
    """A positive factor for every row, one for all outputs."""
    found = [[number(rng) for _ in layer.b] for layer in network.layers]
    return [*found[:-1], [found[-1][0]] * network.outputs]


def copied(rng: random.Random, f: AffineMap, number: Callable | None = None, kind: str | None = None, given: Any = None) -> Case:
    """A small network in the coordinates x of y = f(x), with its rows multiplied by numbers."""
    net, where = given or small(rng, kind)
    by = factors(rng, net, number) if number else [[Fraction(1)] * layer.neurons for layer in net.layers]
    network, domain = moved(scaled(net, by), where, f)
    return Case(network, domain, net, where, f, by[-1][0])


def rows(rng: random.Random) -> Case:
    """Rows of all sizes, in one network."""
    given = small(rng)
    return copied(rng, AffineMap.identity(given[0].inputs), rng.choice([decimal, binary]), given=given)


def coordinates(rng: random.Random) -> Case:
    """Coordinates of all sizes, moved far away: boxes that are nearly flat and very long."""
    given = small(rng, rng.choice([None, "box"]))
    d, number = given[0].inputs, rng.choice([decimal, binary])
    sizes = [number(rng) * rng.choice([1, -1]) for _ in range(d)]
    shift = [rng.choice([0, decimal(rng)]) * s for s in sizes]
    return copied(rng, diagonal(sizes, shift), rng.choice([None, number]), given=given)


def uniform(rng: random.Random) -> Case:
    """The same size for all coordinates, so that distances are those of the small copy times it."""
    given = small(rng, rng.choice(["whole", "box"]))
    d = given[0].inputs
    return copied(rng, diagonal([decimal(rng)] * d, [Fraction(0)] * d), rng.choice([None, decimal]), given=given)


def parallel(rng: random.Random) -> Case:
    """All rows nearly parallel: their directions differ by 2^-60 to 2^-1074."""
    given = small(rng)
    d, little = given[0].inputs, Fraction(1, 2 ** rng.choice([60, 100, 200, 500, 1074]))
    while True:
        u, v = [[rng.randint(-9, 9) for _ in range(d)] for _ in range(2)]
        matrix = tuple(tuple(u[i] * v[j] + (little if i == j else 0) for j in range(d)) for i in range(d))
        if rank(matrix) == d:
            return copied(rng, AffineMap(matrix, tuple(Fraction(rng.randint(-9, 9)) for _ in range(d))), None, given=given)


def concurrent(rng: random.Random) -> Case:
    """All hyperplanes nearly through one point, which is not 0: they miss it by 10^-60 to 10^-300."""
    given = small(rng)
    d, size = given[0].inputs, Fraction(10) ** rng.randint(60, 300)
    point = [Fraction(rng.randint(-99, 99), rng.randint(1, 9)) for _ in range(d)]
    shear = [[size * (Fraction(i == j) + (rng.randint(-2, 2) if i < j else 0)) for j in range(d)] for i in range(d)]
    f = AffineMap(tuple(map(tuple, shear)), (Fraction(0),) * d)
    return copied(rng, f.after(AffineMap(AffineMap.identity(d).matrix, tuple(-x for x in point))), None, given=given)


def digits(rng: random.Random) -> Case:
    """Numbers of nearly 10,000 bits above and below the fraction line, the most that a file may hold."""
    given = small(rng)
    d = given[0].inputs
    if rng.randint(0, 1):
        return copied(rng, AffineMap.identity(d), long, given=given)
    return copied(rng, diagonal([long(rng) for _ in range(d)], [Fraction(0)] * d), None, given=given)


def doubles(rng: random.Random) -> Case:
    """Numbers that are doubles, from 2^-1074 to 2^1023: what binary files hold."""
    inputs = rng.randint(1, 3)
    net = small_network(rng, inputs, [rng.randint(1, 3)], rng.choice([1, 1, 2]))
    whole_numbers = [er.Layer([[int(4 * x) for x in row] for row in layer.W], [int(4 * x) for x in layer.b], layer.activation)
                     for layer in net.layers]
    first = [Fraction(2) ** rng.choice([-1074, -1060, -1022, 0, 900, 1010]) for _ in whole_numbers[0].b]
    first = [max(x, Fraction(1, 2**1000)) if rng.randint(0, 1) else x for x in first]
    net = er.Network(whole_numbers)
    # a column of the next layer is multiplied by 1/2^e: keep both in the range of doubles
    last = Fraction(2) ** rng.choice([0, -40, 40])
    first = [x if Fraction(1, 2**1060) <= last / x <= Fraction(2) ** 1010 else Fraction(2) ** rng.randint(-900, 900) for x in first]
    by = [first, [last] * net.outputs]
    where = small_domain(rng, inputs)
    return Case(scaled(net, by), where, net, where, AffineMap.identity(inputs), last)


def wild(rng: random.Random) -> Case:
    """Every number from its own scale, no small copy."""
    inputs = rng.randint(1, 3)
    number = lambda: rng.choice([0, 1, -1]) * rng.choice([decimal, binary, lambda _: 1])(rng)  # noqa: E731
    net = small_network(rng, inputs, [rng.randint(1, 3) for _ in range(rng.choice([1, 2]))], rng.choice([1, 2]))
    layers = [er.Layer([[number() for _ in row] for row in layer.W], [number() for _ in layer.b], layer.activation) for layer in net.layers]
    box = er.Domain.box([sorted((number(), number())) for _ in range(inputs)])
    return Case(er.Network(layers), rng.choice([er.Domain.whole(inputs), box]), None, None, None, Fraction(1))


def ties(rng: random.Random) -> Case:
    """Rows that meet exactly in one point at extreme scales, or miss it by one unit in the last of 1,000 digits; no small copy."""
    inputs = rng.randint(1, 3)
    point = [rng.choice([1, -1]) * decimal(rng) for _ in range(inputs)]
    found = []
    for _ in range(rng.randint(2, 5)):
        row = [rng.choice([0, 1, -1]) * rng.choice([decimal, binary])(rng) for _ in range(inputs)]
        miss = rng.choice([0, 0, 0, 1, -1]) * Fraction(1, 10**1000)
        found.append((row, -sum(a * x for a, x in zip(row, point)) + miss))
    first = er.Layer([row for row, _ in found], [b for _, b in found])
    last = er.Layer([[rng.choice([1, -1]) * decimal(rng) for _ in found]], [rng.choice([0, 0, decimal(rng)])], "linear")
    return Case(er.Network([first, last]), er.Domain.whole(inputs), None, None, None, Fraction(1))


def diagonal(sizes: list, shift: list) -> AffineMap:
    """y_i = sizes_i x_i - shift_i, so that x is about shift_i / sizes_i."""
    d = len(sizes)
    return AffineMap(tuple(tuple(sizes[i] if i == j else Fraction(0) for j in range(d)) for i in range(d)), tuple(-Fraction(s) for s in shift))


FAMILIES = {one.__name__: one for one in (rows, coordinates, uniform, parallel, concurrent, digits, doubles, wild, ties)}
