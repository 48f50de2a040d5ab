"""Families of small networks, and their classes under symmetries.

A family holds every network x -> sum_i w_i (a_i.x + b_i)^+ + c with d inputs and m neurons whose
numbers are integers of a range. Reordering the neurons, permuting the coordinates, and, if the
range is symmetric, reflecting a coordinate or changing the sign of (w, c), all carry the boundary
to an affinely equivalent one and the family to itself, so one network of each class is enough.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations, product
from math import factorial, prod

from ..errors import InputError, LimitExceeded
from ..network import Layer, Network

LIMIT = 2_000_000      # neuron multisets that are looked at

_SPEC = re.compile(r"d=(\d{1,2}),m=(\d{1,2}),entries=(-?\d{1,3})\.\.(-?\d{1,3})")


@dataclass(frozen=True)
class Family:
    """All one-hidden-layer networks with d inputs, m neurons, one output and entries low..high."""

    d: int
    m: int
    low: int
    high: int

    @classmethod
    def parse(cls, text: str) -> "Family":
        """The family that the command line's words name.

        >>> Family.parse("d=2,m=2,entries=-1..1").size
        19683
        """
        match = _SPEC.fullmatch(text.replace(" ", ""))
        if not match:
            raise InputError(f"the census {text[:60]!r} must be written like \"d=2,m=2,entries=-1..1\"")
        d, m, low, high = map(int, match.groups())
        if not d or not m or low > high:
            raise InputError(f"the census {text[:60]!r} is empty: d and m must be positive and the entries ascending")
        return cls(d, m, low, high)

    @property
    def size(self) -> int:
        """The number of networks."""
        return (self.high - self.low + 1) ** (self.m * (self.d + 2) + 1)


def orbits(family: Family) -> list[tuple[Network, int]]:
    """One network of every symmetry class, with the number of networks in the class.

    >>> sum(size for _, size in orbits(Family(1, 2, -1, 1))) == Family(1, 2, -1, 1).size
    True
    """
    d, m = family.d, family.m
    entries = range(family.low, family.high + 1)
    neurons = len(entries) ** (d + 2)
    if prod(range(neurons, neurons + m)) // factorial(m) * len(entries) > LIMIT:
        raise LimitExceeded(f"the family has {family.size} networks, too many even by symmetry; "
                            "take fewer neurons, inputs or entries")
    flips = list(product((1, -1) if family.low == -family.high else (1,), repeat=d))
    signs = (1, -1) if family.low == -family.high else (1,)
    counts: dict[tuple, int] = {}
    for rows in combinations_with_replacement(list(product(entries, repeat=d + 2)), m):
        arrangements = factorial(m) // prod(factorial(rows.count(row)) for row in set(rows))
        images = [(tuple(sorted(tuple(flip[i] * row[i] for i in order) + (row[d], sign * row[d + 1]) for row in rows)), sign)
                  for order in permutations(range(d)) for flip in flips for sign in signs]
        for c in entries:
            key = min((image, sign * c) for image, sign in images)
            counts[key] = counts.get(key, 0) + arrangements
    return [(_network(rows, c, d), size) for (rows, c), size in counts.items()]


def _network(rows: tuple, c: int, d: int) -> Network:
    return Network([Layer([row[:d] for row in rows], [row[d] for row in rows]),
                    Layer([[row[d + 1] for row in rows]], [c], "linear")])
