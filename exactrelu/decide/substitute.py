"""Bounds by back-substitution in whole numbers: what the rules "relax" and "close" of a certificate compute.

A row on a block of neurons is bounded below by replacing its variables z, one layer at a time: a neuron
that is on by its pre-activation, one that is off by 0, an undecided one by its chord where the coefficient
is negative, else by z >= y or z >= 0. Coefficients are multiples of 2^-bits; rounding them down is right,
because z >= 0 and t >= 0 (for a chord: because y is above its lower bound).
Source: backward linear relaxation (G. Singh et al., An abstract domain for certifying neural networks,
POPL 2019), here with directed rounding: proofs/certificate.md.
"""
from __future__ import annotations

from fractions import Fraction
from math import lcm
from operator import mul
from typing import Sequence

from .lift import Lift


BITS = 40                # of a multiplier below 1, and more where weights are small


class Blocks:
    """The layers of a lifted network with one denominator each: y = row / denominator, rows on (t, block before)."""

    def __init__(self, lift: Lift):
        self.inputs, self.first = lift.inputs, lift.first
        self.layers: list[tuple[int, list]] = [(1, [])]
        for rows, dens in zip(lift.rows[1:], lift.dens[1:]):
            common = lcm(*dens)
            self.layers.append((common, [[x * (common // den) for x in row] for row, den in zip(rows, dens)]))


class Substitution:
    """Lower bounds of rows, with the phases and bounds that are in force at one node.

    lo, hi, phase : by variable, as in a Branch; what is decided in a layer must be decided before a later layer is bounded
    """

    def __init__(self, blocks: Blocks, lo: dict, hi: dict, phase: dict, bits: int):
        self.blocks, self.lo, self.hi, self.phase, self.bits = blocks, lo, hi, phase, bits
        d = blocks.inputs
        self.common = lcm(*(bound[v].denominator for bound in (lo, hi) for v in range(1, d + 1)))
        self.box = [tuple(int(bound[v] * self.common) for bound in (lo, hi)) for v in range(1, d + 1)]
        self.members: list[list] = [list(range(d))]      # of each block: positions of the neurons that are not off
        self.bends: list[list] = [[]]                    # how each of them is replaced
        self.columns: list[list] = [[]]

    def neuron(self, v: int) -> tuple[Fraction, Fraction]:
        """Bounds of the pre-activation of a neuron: (0, ...) for one that is on, (..., 0) for one that is off."""
        level = next(i for i, end in enumerate(self.blocks.first[1:]) if v <= end)
        scale, rows = self.blocks.layers[level]
        row = self._on_members(level - 1, rows[v - self.blocks.first[level] - 1])
        low = self.lowest(level - 1, row, scale)
        if low >= 0:
            return low, low
        return low, -self.lowest(level - 1, [-x for x in row], scale)

    def output(self, row: Sequence[int]) -> Fraction:
        """A lower bound of a row on (t, last block)."""
        last = len(self.blocks.layers) - 1
        return self.lowest(last, self._on_members(last, row), 1)

    def _on_members(self, level: int, row: Sequence[int]) -> list[int]:
        while len(self.members) <= level:
            self._reach(len(self.members))
        return [row[0]] + [row[j + 1] for j in self.members[level]]

    def _reach(self, level: int) -> None:
        """What is known of a block, once all before it are known."""
        members, bends = [], []
        rows = self.blocks.layers[level][1]
        for j in range(len(rows)):
            v = self.blocks.first[level] + 1 + j
            phase = self.phase.get(v)
            if phase is None:
                low, high = self.lo[v], self.hi[v]
                phase = "+" if low >= 0 else "-" if high <= 0 else None
            if phase != "-":
                members.append(j)
                bends.append(None if phase else ((slope := high / (high - low)).numerator, slope.denominator, low.numerator,
                                                 low.denominator, high > -low))
        before = self.members[level - 1]
        self.columns.append([[rows[j][i] for j in members] for i in [0] + [i + 1 for i in before]])
        self.members.append(members)
        self.bends.append(bends)

    def lowest(self, level: int, row: list[int], scale: int) -> Fraction:
        """A lower bound of row / scale, a row on t and the members of a block, as a multiple of 2^-bits."""
        bits = self.bits
        while level:
            row = [(x << bits) // scale for x in row]
            constant, shares = row[0], []
            for x, bend in zip(row[1:], self.bends[level]):
                if bend is not None:
                    p, q, low, den, kept = bend
                    if x < 0:
                        x = x * p // q
                        constant += -x * low // den
                    elif not kept:
                        x = 0
                shares.append(x)
            factor = self.blocks.layers[level][0]
            row = [sum(map(mul, shares, column)) for column in self.columns[level]]
            row[0] += constant * factor
            scale = factor << bits
            level -= 1
        total = row[0] * self.common + sum(x * (low if x > 0 else high) for x, (low, high) in zip(row[1:], self.box))
        return Fraction((total << bits) // (scale * self.common), 1 << bits)


def bits_for(lift: Lift) -> int:
    """A number of bits with which the multipliers of this network are not lost to rounding."""
    small = 0
    for common, rows in Blocks(lift).layers[1:]:
        small += max(0, common.bit_length() - max(abs(x) for row in rows for x in row).bit_length())
    return min(BITS + small, 4096)
