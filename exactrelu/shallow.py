"""A network with at most one ReLU layer, as one sum over its neurons, and the class of its boundary."""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from .classes import BoundaryClass, classify
from .domain import Domain
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


def boundary_class(network: Network, domain: Domain, form: Sequence | str) -> BoundaryClass:
    """The class of {c_0 + v.F = 0} on a domain, for a form [c_0, v], or the reason why no theorem applies.

    >>> from exactrelu.network import Layer
    >>> boundary_class(Network(Layer([[2, 0]], [1])), Domain.whole(2), [-1, 3]).label
    'B(1,1)'
    """
    if form == "argmax":
        return BoundaryClass(None, None, "the classification is about one output or a pair of outputs, "
                                         "not the argmax of three or more")
    if not domain.is_whole:
        return BoundaryClass(None, None, "the classification is about the whole space, not a bounded domain")
    shallow = shallow_form(domain.restrict(network), form)
    if shallow is None:
        return BoundaryClass(None, None, f"the classification is about one hidden layer, "
                                         f"but the network has {len(network.hidden)}")
    return classify(*shallow)
