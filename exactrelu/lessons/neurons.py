"""Independent neurons without a zero weight, and the canonical function that theirs is a multiple of."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..classes import BoundaryClass, completed
from ..linalg import AffineMap, Vector
from ..network import Layer, Network
from ..sectors import Sectors
from .formula import Name, Plus, Sum, Times, num
from .layer_steps import shown_sectors, spanning


@dataclass(frozen=True)
class Neurons:
    """Independent neurons with weights that are not 0: F = sum of w_i (a_i.x + b_i)^+ + c.

    kind : the class of its boundary, whose map fixes the order of the canonical coordinates
    """

    layer: Layer
    w: Vector
    c: Fraction
    kind: BoundaryClass

    @cached_property
    def sectors(self) -> Sectors:
        """Apex, dual basis and sectors."""
        return Sectors(self.layer)

    @property
    def unit(self) -> Fraction:
        """c, or -1 if c is 0, so that the positive weights come first (as in classes.py)."""
        return self.c or Fraction(-1)

    @property
    def N(self) -> tuple[int, ...]:
        """The weights against c; those that are positive if c = 0."""
        return tuple(i for i, w in enumerate(self.w) if w * self.unit < 0)

    @property
    def P(self) -> tuple[int, ...]:
        """The other weights."""
        return tuple(i for i, w in enumerate(self.w) if w * self.unit > 0)

    @property
    def label(self) -> str:
        """The label of the class."""
        return self.kind.label

    @property
    def first(self) -> tuple[int, ...]:
        """The neurons with a plus in the canonical function: N, or the larger set if c = 0."""
        return self.P if self.c == 0 and len(self.P) > len(self.N) else self.N

    @property
    def order(self) -> tuple[int, ...]:
        """The neurons in the order of the canonical coordinates."""
        chosen = self.first + (self.N if self.first == self.P else self.P)
        if self.label == "empty":
            return chosen
        place = {row: j for j, row in enumerate(self.kind.witness.matrix)}
        rows = {i: tuple(self.scale(i) * x for x in self.layer.W[i]) for i in chosen}
        return tuple(sorted(chosen, key=lambda i: (i not in self.first, place.get(rows[i], len(place)))))

    def scale(self, i: int) -> Fraction:
        """The factor between y_i and z_i."""
        return abs(self.w[i] / self.unit)

    @cached_property
    def map(self) -> AffineMap:
        """The affine bijection onto the canonical boundary."""
        rows = [[self.scale(i) * x for x in self.layer.W[i]] for i in self.order]
        return completed(rows, [self.scale(i) * self.layer.b[i] for i in self.order], self.layer.inputs)

    @property
    def network(self) -> Network:
        """The network of these neurons alone."""
        return Network((self.layer, Layer([self.w], [self.c], "linear")))

    def meaning(self) -> dict[str, Any]:
        """What y_i, z_i, Phi and c mean."""
        z = {f"z_{j}": (lambda x, j=j: self.map(x)[j - 1]) for j in range(1, len(self.w) + 1)}
        return {"c": self.c, "Phi": self.map, **z}


def canonical_sum(found: Neurons, with_constant: bool = True) -> Sum:
    """G or H: the canonical function of z."""
    terms = tuple(Plus(Name("z", str(j))) if j <= len(found.first) else Times((num(-1), Plus(Name("z", str(j))))) for j in range(1, len(found.w) + 1))
    return Sum(terms + ((num(-1),) if found.c and with_constant else ()))


def factor(found: Neurons) -> Fraction:
    """F = factor * canonical function."""
    if found.c:
        return -found.c
    return Fraction(1 if found.first == found.N else -1)


def everywhere(found: Neurons) -> tuple[Vector, ...]:
    """Points that span every listed sector."""
    return tuple(dict.fromkeys(x for signs in shown_sectors(found.sectors) for x in spanning(found.sectors, signs)))
