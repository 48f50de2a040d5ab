"""The canonical ridge form of a function with one hidden ReLU layer: equal forms, equal functions."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Sequence

from .linalg import Vector, dot
from .rational import primitive


@dataclass(frozen=True)
class RidgeForm:
    """The function x -> linear.x + constant + sum_h mu_h (n_h.x + beta_h)^+.

    bends : (mu, n, beta) with mu != 0, n primitive with its first non-zero entry positive, the
        pairs (n, beta) distinct and sorted. Every one-hidden-layer function has exactly one such
        form (T27): mu_h n_h is the jump of its gradient across the hyperplane h.

    >>> absolute = ridge_form([[1], [-1]], [0, 0], [1, 1], 0)
    >>> absolute.bends, absolute.linear
    (((Fraction(2, 1), (1,), Fraction(0, 1)),), (Fraction(-1, 1),))
    >>> ridge_form([[0], [3]], [2, 0], [5, 0], 1)          # a zero row is a constant, a zero weight nothing
    RidgeForm(linear=(Fraction(0, 1),), constant=Fraction(11, 1), bends=())
    """

    linear: Vector
    constant: Fraction
    bends: tuple[tuple[Fraction, tuple[int, ...], Fraction], ...]

    def __call__(self, x: Sequence) -> Fraction:
        """The exact value at a point."""
        return dot(self.linear, x) + self.constant + sum(
            (mu * max(dot(n, x) + beta, Fraction(0)) for mu, n, beta in self.bends), Fraction(0))

    @property
    def is_affine(self) -> bool:
        """Whether the function is affine: it has no bend."""
        return not self.bends

    @property
    def is_convex(self) -> bool:
        """Whether the function is convex: every bend is upwards."""
        return all(mu > 0 for mu, _, _ in self.bends)


def ridge_form(W: Sequence[Sequence], b: Sequence, w: Sequence, c) -> RidgeForm:
    """The ridge form of x -> sum_i w_i (W_i x + b_i)^+ + c.

    Zero rows go into the constant; rows with the same hyperplane merge (T26): the same orientation
    adds up, the opposite one by (-y)^+ = y^+ - y leaves a linear term.
    """
    linear, constant = [Fraction(0)] * len(W[0]), Fraction(c)
    bends: dict[tuple, Fraction] = {}
    for row, bias, weight in zip(W, b, w):
        if not weight:
            continue
        n = primitive(row)
        lead = next((i for i, x in enumerate(n) if x), None)
        if lead is None:
            constant += weight * max(Fraction(bias), Fraction(0))
            continue
        scale = Fraction(row[lead]) / n[lead]             # row = scale n, scale > 0
        beta, mu = Fraction(bias) / scale, weight * scale
        if n[lead] < 0:                                   # mu (n.x + beta)^+ = mu (-n.x - beta)^+ + mu (n.x + beta)
            linear = [x + mu * y for x, y in zip(linear, n)]
            constant += mu * beta
            n, beta = tuple(-x for x in n), -beta
        bends[n, beta] = bends.get((n, beta), Fraction(0)) + mu
    kept = sorted((n, beta, mu) for (n, beta), mu in bends.items() if mu)
    return RidgeForm(tuple(linear), constant, tuple((mu, n, beta) for n, beta, mu in kept))
