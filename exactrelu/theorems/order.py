"""Homotopy types of unions of cells from the order of their sign vectors alone: no faces, no coordinates."""
from __future__ import annotations

from typing import Sequence

import networkx as nx
import numpy as np

from ..complex import Complex
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..errors import LimitExceeded
from ..homology import chain_homology
from ..network import Layer, Network
from .instance import Weights
from .t32_face_order import signs_of_faces

CELLS = 700          # all pairs of cells are compared
PARTS = {"boundary": "0", "positive side": "+", "negative side": "-"}


def shapes_by_order(cx: Complex, parts: Sequence[str] = tuple(PARTS)) -> dict[str, tuple]:
    """(components, Betti numbers, torsion) of {F = 0}, {F > 0} and {F < 0} in a complex refined by the sign of F."""
    cells = [signs for group in signs_of_faces(cx) for _, signs in group]
    if len(cells) > CELLS:
        raise LimitExceeded(f"the refined complex has {len(cells)} cells; all pairs are compared up to {CELLS}")
    return {name: order_complex([s for s in cells if s[-1] == PARTS[name]]) for name in parts}


def order_complex(cells: Sequence[str]) -> tuple:
    """The shape of the simplicial complex of all chains of cells, to which the union of the cells is homotopy equivalent.

    A cell is below another one if its sign vector arises by setting entries to 0 (T32).

    >>> order_complex(["0", "+", "-"]), order_complex(["+", "-"]), order_complex([])
    ((1, (1,), ()), (2, (2,), ()), (0, (), ()))
    """
    if not cells:
        return 0, (), ()
    signs = np.array([["0+-".index(s) for s in cell] for cell in cells], dtype=np.int8)
    below = [[i for i in np.flatnonzero(((signs == 0) | (signs == row)).all(axis=1)).tolist() if i != k]
             for k, row in enumerate(signs)]
    classes = nx.utils.UnionFind(range(len(cells)))
    for k, smaller in enumerate(below):
        classes.union(k, *smaller)
    chains: list[list[tuple[int, ...]]] = [[(k,) for k in range(len(cells))]]
    while chains[-1]:
        chains.append([(i,) + chain for chain in chains[-1] for i in below[chain[0]]])
    number = [{chain: i for i, chain in enumerate(level)} for level in chains]
    boundaries = [[{number[k - 1][chain[:i] + chain[i + 1:]]: (-1)**i for i in range(k + 1)} if k else {} for chain in level]
                  for k, level in enumerate(chains)]
    betti, torsion = chain_homology([len(level) for level in chains], boundaries)
    top = max((k + 1 for k, n in enumerate(betti) if n), default=0)
    twisted = max((k + 1 for k, group in enumerate(torsion) if group), default=0)
    return len({classes[k] for k in range(len(cells))}), betti[:top], torsion[:twisted]


def rest_on_orthant(weights: Weights) -> Complex:
    """The network after the first layer on the orthant {z >= 0}, refined by the sign of its output.

    The coordinates z are neurons as well, so that the sign vector of a cell knows the face of the orthant.
    """
    m = weights.m
    unit = tuple(tuple(int(i == j) for j in range(m)) for i in range(m))
    later = weights.layers[1:] + (Layer(weights.last.matrix, weights.last.vector, "linear"),)
    first = later[0] if len(later) > 1 else Layer(unit)                    # without a second layer z = z^+ is repeated
    layers = [Layer(unit + first.W, (0,) * m + first.b)]
    for i, layer in enumerate(later[1:] if len(later) > 1 else later):
        layers.append(Layer([(0,) * (0 if i else m) + row for row in layer.W], layer.b, layer.activation))
    orthant = Domain.polytope([(0,) + row for row in unit])
    return enumerate_regions(Network(layers), orthant, engine="fan", refine=[[0, 1]])
