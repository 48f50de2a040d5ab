"""Certificates about two functions: equal or not, the same boundary up to an affine bijection or not."""
from __future__ import annotations

from typing import Iterable, Sequence

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..equivalence import equivalent, side_by_side
from ..errors import InputError, NotKnown
from ..linalg import AffineMap
from ..network import Network, homogenise, normal_form
from ..ridge import ridge_form
from ..shallow import shallow_form
from .classes import class_map
from .ground import ground
from .subtrees import Hands, leaves, tree_records
from .writing import layers

Proof = tuple[dict, Iterable[list]]
FORM = [0, 1]


def equivalence(first: Network, second: Network, hands: Hands = Hands()) -> Proof:
    """The claim whether {F = 0} and {G = 0} are affinely equivalent, and its proof, for networks with one output."""
    found = equivalent(first, second)
    other = {"network": layers(second), "form": FORM}
    if not found.equivalent:
        maps = [class_map(network, FORM) for network in (first, second)]
        if None in maps or maps[0][0] == maps[1][0]:
            raise NotKnown(f"the boundaries are not affinely equivalent ({found.reason}), but they are not of two different "
                           "classes with labels, so there is no certificate for that")
        return ({"kind": "inequivalent", "form": FORM, "class": maps[0][0], "second": {**other, "class": maps[1][0]}},
                [maps[0][1], maps[1][1]])
    return {"kind": "equivalent", "form": FORM, "second": other}, _same_zeros(found.map, first, second, hands)


def _same_zeros(f: AffineMap, first: Network, second: Network, hands: Hands) -> Iterable[list]:
    """The map, and the tree of the cells of both functions."""
    yield ["map", f.matrix, f.vector]
    moved = second.after(f)
    both = side_by_side(first, moved)
    cx = enumerate_regions(both, Domain.whole(both.inputs), engine="fan", refine=[[0, 1, 0], [0, 0, 1]])
    columns = _columns(both, first, moved)
    stacks = [homogenise(network, [FORM]) for network in (first, moved)]
    yield from tree_records(ground(cx, stacks, columns), True, leaves(cx, True), hands)


def _columns(both: Network, first: Network, second: Network) -> list[int]:
    """The columns of the neurons of each network, then of its output, in the signs of the two side by side."""
    depths = [len(normal_form(network)[0]) for network in (first, second)]
    widths = [[layer.neurons for layer in normal_form(network)[0]] for network in (first, second)]
    found: list[list[int]] = [[], []]
    start = 0
    for i, layer in enumerate(normal_form(both)[0]):
        left = widths[0][i] if i < depths[0] else layer.neurons - widths[1][i]
        if i < depths[0]:
            found[0] += range(start, start + left)
        if i < depths[1]:
            found[1] += range(start + left, start + layer.neurons)
        start += layer.neurons
    return found[0] + [start] + found[1] + [start + 1]


def equality(first: Network, second: Network) -> Proof:
    """The claim whether F = G, for one output each: the ridge forms, or a point where they differ."""
    if first.inputs != second.inputs or first.outputs != 1 or second.outputs != 1:
        raise InputError("equality is about two networks with one output each and the same inputs")
    claim = {"form": FORM, "second": {"network": layers(second), "form": FORM}}
    shallow = [shallow_form(network, FORM) for network in (first, second)]
    if None not in shallow and ridge_form(*shallow[0]) == ridge_form(*shallow[1]):
        return {"kind": "equal", **claim}, []
    cx = enumerate_regions(side_by_side(first, second), Domain.whole(first.inputs), engine="fan")
    point = next((x for region in cx for x in _spanning(region) if first(x) != second(x)), None)
    if point is None:
        raise NotKnown("the functions are equal, but a certificate of equality is about networks with one hidden layer")
    return {"kind": "different", **claim}, [["at", point]]


def _spanning(region) -> Sequence:
    """Points whose values determine an affine function on a region."""
    vertices = region.vertices
    return list(vertices) + [tuple(x + y for x, y in zip(vertices[0], ray)) for ray in region.rays] + [region.interior]
