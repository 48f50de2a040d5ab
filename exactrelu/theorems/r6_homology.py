"""R6: the bounded faces carry the homology of a boundary; cochains of cells that of a side."""
from __future__ import annotations

import networkx as nx

from ..boundary import Boundary
from ..errors import LimitExceeded
from ..homology import chain_homology
from .conditions import SCALAR
from .instance import Geometry, Weights
from .t8_homotopy import shape, shapes
from .t32_face_order import at_most, signs_of_faces
from .theorem import Theorem

CELLS = 700          # all pairs of cells are compared


def predict(weights: Weights) -> dict:
    """Components by union-find and homology by chains of cells, both from the order of sign vectors alone (T32)."""
    cells = _cells(Geometry(weights.network).boundary)
    found = {name: [s for s in cells if s[-1] == sign] for name, sign in
             (("boundary", "0"), ("positive side", "+"), ("negative side", "-"))}
    return {name: _order_complex(group) for name, group in found.items()}


def measure(geometry: Geometry) -> dict:
    """Components by bounded edges and walls; homology by bounded faces and by cochains."""
    return shapes(geometry.boundary)


def _cells(found: Boundary) -> list[str]:
    cells = [signs for group in signs_of_faces(found.complex) for _, signs in group]
    if len(cells) > CELLS:
        raise LimitExceeded(f"the refined complex has {len(cells)} cells; all pairs are compared up to {CELLS}")
    return cells


def _order_complex(cells: list[str]) -> tuple:
    """The shape of the simplicial complex of all chains of cells: the union of the cells is homotopy equivalent to it."""
    below = {s: [t for t in cells if t != s and at_most(t, s)] for s in cells}
    graph = nx.utils.UnionFind(cells)
    for s, smaller in below.items():
        graph.union(s, *smaller)
    chains: list[list[tuple[str, ...]]] = [[(s,) for s in cells]]
    while chains[-1]:
        chains.append([(t,) + chain for chain in chains[-1] for t in below[chain[0]]])
    number = [{chain: i for i, chain in enumerate(level)} for level in chains]
    boundaries = [[{number[k - 1][chain[:i] + chain[i + 1:]]: (-1)**i for i in range(k + 1)} if k else {} for chain in level]
                  for k, level in enumerate(chains)]
    homology = chain_homology([len(level) for level in chains], boundaries)
    return shape(len({graph[s] for s in cells}), *homology)


THEOREM = Theorem(
    "R6", "homology",
    "If no cell contains a line, a closed union of cells is homotopy equivalent to the union of its bounded faces; the "
    "homology of an open side is dual to the cohomology of the cochains of its cells. Both agree, over the integers, with the "
    "complex of chains of sign vectors, and the components with a union-find over their order.",
    r"H_*(X) \cong H_*(\text{bounded faces of } X), \quad H_j(U) \cong H^{d-j}_c(U)",
    "proved in proofs/r6_homology.md", SCALAR, (), predict, measure,
    label=lambda seen: f"b(B) = {seen['boundary'][1]}", free=True)

