"""A network with at most one ReLU layer, as one sum over its neurons."""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from .linalg import AffineMap, Matrix, Vector, dot, matmul
from .network import Network


def shallow_form(network: Network, form: Sequence) -> tuple[Matrix, Vector, Vector, Fraction] | None:
    """(W, b, w, c) with c_0 + v.F(x) = sum_i w_i (W_i x + b_i)^+ + c for all x, for a form [c_0, v].

    None if the network has two ReLU layers or more. An affine function is written with two neurons.

    >>> from exactrelu.network import Layer
    >>> shallow_form(Network(Layer([[2, 0]], [1])), [5, 3])[2:]
    ((Fraction(3, 1),), Fraction(5, 1))
    """
    if len(network.hidden) > 1:
        return None
    before, after = None, AffineMap.identity(network.inputs)     # around the ReLU layer
    for layer in network.layers:
        after = AffineMap(layer.W, layer.b).after(after)
        if layer.activation == "relu":
            before, after = after, AffineMap.identity(layer.neurons)
    v = tuple(map(Fraction, form[1:]))
    w, c = matmul([v], after.matrix)[0], Fraction(form[0]) + dot(v, after.vector)
    if before:
        return before.matrix, before.vector, w, c
    return (w, tuple(-x for x in w)), (Fraction(0),) * 2, (Fraction(1), Fraction(-1)), c
