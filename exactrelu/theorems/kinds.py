"""Combinatorial types of boundaries: canonical forms of their face lattices, by igraph (BLISS)."""
from __future__ import annotations

import hashlib
from importlib import import_module, util

import numpy as np

from ..complex import FINITE
from ..errors import MissingExtra
from .instance import Geometry


def installed() -> bool:
    """Whether igraph is there: without it a census leaves combinatorial types out."""
    return util.find_spec("igraph") is not None


def combinatorial_type(geometry: Geometry) -> str:
    """A text that is the same for two boundaries exactly if their face lattices are isomorphic.

    Faces are coloured by their dimension and by whether they are bounded. MissingExtra without igraph.
    """
    found = geometry.boundary
    cx = found.complex
    colours: list[int] = []
    edges: list[tuple[int, int]] = []
    before: dict[int, int] = {}
    for level, (mask, reach) in enumerate(zip(found.masks, cx.reach)):
        faces = np.flatnonzero(mask & (reach & FINITE != 0)).tolist()
        here = {face: len(colours) + i for i, face in enumerate(faces)}
        colours += [2 * level + int(reach[face] == FINITE) for face in faces]
        if level:
            start, ids = cx.fan.levels[level - 1]
            edges += [(here[face], before[facet]) for face in faces
                      for facet in ids[start[face]:start[face + 1]].tolist() if facet in before]
        before = here
    return canonical(colours, edges, cx.lineality)


def canonical(colours: list[int], edges: list[tuple[int, int]], more: object = None) -> str:
    """A text for the isomorphism class of a coloured graph.

    >>> canonical([0, 0, 1], [(0, 2)]) == canonical([1, 0, 0], [(2, 0)]) != canonical([0, 0, 1], [])
    True
    """
    try:
        igraph = import_module("igraph")
    except ImportError:
        raise MissingExtra("combinatorial types need igraph: pip install 'exactrelu[types]'") from None
    graph = igraph.Graph(len(colours), edges, vertex_attrs={"colour": colours})
    if colours:                # permute_vertices, not our own relabelling: versions of igraph differ in the direction
        graph = graph.permute_vertices(graph.canonical_permutation(color=colours))
    moved = sorted((min(edge), max(edge)) for edge in graph.get_edgelist())
    return hashlib.sha256(repr((more, graph.vs["colour"], moved)).encode()).hexdigest()[:16]
