"""The canonical ridge form of a function with one hidden ReLU layer: equal forms, equal functions."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Sequence

from .linalg import Shown, Vector, dot
from .rational import matrix, primitive, rational, vector


@dataclass(frozen=True, repr=False)
class RidgeForm(Shown):
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


def ridge_form(W: Any, b: Any, w: Any, c: Any) -> RidgeForm:
    """The ridge form of x -> sum_i w_i (W_i x + b_i)^+ + c: such functions are equal exactly if their forms are.

    Zero rows go into the constant; rows with the same hyperplane merge: the same orientation
    adds up, the opposite one by (-y)^+ = y^+ - y leaves a linear term.
    Source: proofs/t26_merging.md, proofs/t27_ridge_form.md.

    Raises
    ------
    InputError : numbers that are not rational, or shapes that do not fit together.

    >>> ridge_form([[2, 0]], [4], [1], 0) == ridge_form([[1, 0], [1, 0]], [2, 2], ["1/2", "3/2"], 0)
    True
    >>> ridge_form([[1], [-1]], [1, -1], [1, -1], 0).is_affine             # y^+ - (-y)^+ = y
    True
    """
    W = matrix(W, "W")
    b, w = vector(b, "b", length=len(W)), vector(w, "w", length=len(W))
    linear, constant = [Fraction(0)] * len(W[0]), rational(c, "c")
    bends: dict[tuple, Fraction] = {}
    for row, bias, weight in zip(W, b, w):
        if not weight:
            continue
        n = primitive(row)
        lead = next((i for i, x in enumerate(n) if x), None)
        if lead is None:
            constant += weight * max(bias, Fraction(0))
            continue
        scale = row[lead] / n[lead]             # row = scale n, scale > 0
        beta, mu = bias / scale, weight * scale
        if n[lead] < 0:                                   # mu (n.x + beta)^+ = mu (-n.x - beta)^+ + mu (n.x + beta)
            linear = [x + mu * y for x, y in zip(linear, n)]
            constant += mu * beta
            n, beta = tuple(-x for x in n), -beta
        bends[n, beta] = bends.get((n, beta), Fraction(0)) + mu
    kept = sorted((n, beta, mu) for (n, beta), mu in bends.items() if mu)
    return RidgeForm(tuple(linear), constant, tuple((mu, n, beta) for n, beta, mu in kept))
