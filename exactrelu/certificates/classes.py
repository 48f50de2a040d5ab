"""The record that shows the class of a boundary: an affine bijection and a factor."""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from ..classes import completed, independent
from ..domain import Domain
from ..linalg import AffineMap, dot
from ..network import Network
from ..ridge import ridge_form
from ..shallow import boundary_class, shallow_form

ZERO = Fraction(0)


def class_map(network: Network, form: Sequence) -> tuple[str, list] | None:
    """(label, ["map", matrix, vector, factor]) for {c + v.F = 0}; None if the boundary has no label, or no such proof.

    factor : F = factor * (the canonical function of the label) at the image; 0 if F depends on the first coordinate alone

    >>> from ..network import Layer
    >>> class_map(Network(Layer([[2, 0]], [1])), [-3, 1])[0]
    'B(1,1)'
    """
    found = boundary_class(network, Domain.whole(network.inputs), form)
    if found.label is None:
        return None
    if found.label in ("empty", "all"):
        record = _constant_sign(network, form)
        return record and (found.label, record)
    canonical = found.label.startswith("B")
    if canonical:
        thick = found.label.startswith("B0")
        z = [Fraction(thick and i == 0) for i in range(network.inputs)]
        factor = _at(network, form, found.witness.inverse()(z)) * (1 if thick else -1)
        if factor and _proportional(network, form, found.label, found.witness, factor):
            return found.label, _record(found.witness, factor)
    return found.label, _record(found.witness, ZERO)


def _constant_sign(network: Network, form: Sequence) -> list | None:
    """The record for a function without a zero, or for 0: a sum of neurons of one sign, or a function on a line."""
    rows, bias, weights, c = shallow_form(network, form)
    normal = ridge_form(rows, bias, weights, c)
    turned = independent(normal) if normal.bends else None
    for neurons, constant in [(list(zip(weights, rows, bias)), c)] + ([turned] if turned else []):
        if constant and all(w * constant >= 0 for w, _, _ in neurons):
            scaled = [(abs(w / constant), row, b) for w, row, b in neurons] or [(ZERO, (ZERO,) * network.inputs, ZERO)]
            return ["map", [[s * x for x in row] for s, row, _ in scaled], [s * b for s, _, b in scaled], -constant]
    direction = next((n for _, n, _ in normal.bends), (1,) + (0,) * (network.inputs - 1))
    return _record(completed([direction], [ZERO], network.inputs), ZERO)


def _at(network: Network, form: Sequence, x: Sequence) -> Fraction:
    return form[0] + dot(form[1:], network(x))


def _record(f: AffineMap, factor: Fraction) -> list:
    return ["map", f.matrix, f.vector, factor]


def _proportional(network: Network, form: Sequence, label: str, f: AffineMap, factor: Fraction) -> bool:
    """Whether F = factor * (the canonical function) o f: equal ridge forms."""
    from_label = [int(x) for x in label[label.index("(") + 1:-1].split(",")]
    thick = label.startswith("B0")
    plus, total = (from_label[0], sum(from_label)) if thick else (from_label[1], from_label[0])
    weights = [factor] * plus + [-factor] * (total - plus) + [ZERO] * (len(f.matrix) - total)
    from_canonical = ridge_form(f.matrix, f.vector, weights, ZERO if thick else -factor)
    return from_canonical == ridge_form(*shallow_form(network, form))
