"""The decision boundary of a network: where an output, or a difference of outputs, is zero.

The complex is refined by the sign of the output; the boundary is the sub-complex of the faces on
which it is zero. With several outputs the argmax boundary is the set where the largest output is
attained twice; its faces are those of the envelope (envelope.py), not of all differences of outputs.
"""
from __future__ import annotations

from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np

from . import enumeration
from .classes import BoundaryClass
from .complex import FINITE, Complex, over_faces
from .envelope import Envelope, adjacency, forms_of
from .errors import NotKnown
from .homology import Homology
from .linalg import AffineMap, Vector
from .network import IntRow, Layer, Network
from .readers import read_domain
from .shallow import boundary_class
from .sides import Side, closed_homology, components
from .translations import FaceUnion


class Boundary:
    """The set {x in the domain : F(x) = 0} as a sub-complex of `complex`; made by `exactrelu.boundary`.

    >>> import exactrelu as er
    >>> net = er.Network([er.Layer([[1, 0], [0, 1]], [0, 0]), er.Layer([[1, 1]], [-1], "linear")])
    >>> bd = er.boundary(net)                    # x+ + y+ = 1: a segment and two half-lines
    >>> bd.pieces, bd.corners, bd.type
    (3, ((Fraction(0, 1), Fraction(1, 1)), (Fraction(1, 1), Fraction(0, 1))), 'B(2,2)')
    >>> bd.witness.inverse()((0, 1)) in bd.corners
    True
    """

    def __init__(self, complex: Complex, form: Any, masks: list[np.ndarray], classification: BoundaryClass,
                 envelope: Envelope | None = None):
        self.complex = complex
        self.form = form                       # [c, v_1, ...] for c + v.F = 0, or "argmax"
        self.masks = masks                     # for every level, which faces belong to the boundary
        self.classification = classification
        self.envelope = envelope               # of an argmax boundary: its faces are put together to the cells of the envelope

    @cached_property
    def faces(self) -> FaceUnion:
        """The boundary as a union of faces, with what follows from its flats."""
        return FaceUnion(self.complex, self.masks)

    @cached_property
    def _finite(self) -> list[np.ndarray]:
        return [mask & (reach & FINITE != 0) for mask, reach in zip(self.masks, self.complex.reach)]

    @property
    def empty(self) -> bool:
        """Whether the boundary is the empty set."""
        return not any(mask.any() for mask in self._finite)

    @property
    def thick_regions(self) -> int:
        """The number of regions on which the output vanishes identically."""
        thick = self.envelope.tied[self.envelope.regions] if self.envelope else self._finite[-1]
        return int(np.count_nonzero(thick))

    @property
    def pieces(self) -> int:
        """The number of faces of codimension 1 that are not faces of a thick region."""
        return len(self.envelope.pieces) if self.envelope else self.faces.pieces

    @property
    def pairs(self) -> dict[tuple[int, int], int]:
        """Of an argmax boundary: the number of pieces on which both outputs of a pair are largest."""
        return self._argmax().pairs

    @property
    def graph(self) -> nx.Graph:
        """Of an argmax boundary: the graph of neighbouring classes (see `Envelope.graph`)."""
        return self._argmax().graph

    def _argmax(self) -> Envelope:
        if not self.envelope:
            raise NotKnown("one form has two sides, not classes with pairs and neighbours; ask for the argmax boundary")
        return self.envelope

    @cached_property
    def piece_generators(self) -> tuple[tuple[tuple[Vector, ...], tuple[IntRow, ...]], ...]:
        """(vertices, primitive directions of rays) of every piece, modulo the lineality space."""
        cx, level = self.complex, len(self.masks) - 2
        if level < 0:
            return ()
        if self.envelope:
            generators = self.envelope.generators(level)
            return tuple(sorted(generators[piece] for piece in self.envelope.pieces.tolist()))
        found = []
        for face in self.faces.maximal(level).tolist():
            rays = cx.fan.rays[sorted(self.faces.rays(level, face))].tolist()
            found.append((tuple(sorted(cx.point(ray) for ray in rays if ray[0])),
                          tuple(sorted(cx.direction(ray) for ray in rays if not ray[0]))))
        return tuple(sorted(found))

    @property
    def hyperplanes(self) -> int:
        """The number of distinct hyperplanes that the pieces span."""
        return self.faces.hyperplanes

    @cached_property
    def corners(self) -> tuple[Vector, ...]:
        """The points of the set near which it is not invariant under any translation."""
        return tuple(sorted(self.complex.point(self.complex.fan.rays[ray]) for ray in self.faces.corners))

    @property
    def lineality(self) -> int:
        """The dimension of the space of translations that leave the set invariant."""
        return self.complex.dimension if self.empty else self.faces.lineality

    @cached_property
    def f_vector(self) -> tuple[int, ...]:
        """(f_0, ..., f_d): the number of faces of each dimension."""
        if self.envelope:
            return self.envelope.f_vector(self.envelope.tied)
        counts = [0] * self.complex.lineality + [int(np.count_nonzero(mask)) for mask in self._finite]
        return tuple(counts + [0] * (self.complex.dimension + 1 - len(counts)))

    @cached_property
    def _components(self) -> tuple[int, int]:
        return components(self.complex, self.masks)

    @property
    def components(self) -> int:
        """The number of connected components."""
        return self._components[0]

    @property
    def bounded_components(self) -> int:
        """The number of bounded connected components."""
        return self._components[1]

    @cached_property
    def homology(self) -> Homology:
        """H_0, ..., H_(d-1) over the integers: those of the bounded faces (proofs/r6_homology.md)."""
        found, d = closed_homology(self.complex, self.masks), max(self.complex.dimension, 1)
        return Homology((found.betti + (0,) * d)[:d], (found.torsion + ((),) * d)[:d])

    @property
    def betti(self) -> tuple[int, ...]:
        """The Betti numbers (b_0, ..., b_{d-1})."""
        return self.homology.betti

    @cached_property
    def positive(self) -> Side:
        """The open set where the form is positive."""
        return self._side(1)

    @cached_property
    def negative(self) -> Side:
        """The open set where the form is negative."""
        return self._side(-1)

    def _side(self, sign: int) -> Side:
        if self.form == "argmax":
            raise NotKnown("the argmax boundary has one region for each output, not two sides; give an output or a pair")
        return Side(self.complex, self.complex.network.neurons, sign)

    @property
    def type(self) -> str | None:
        """The label of its class up to affine bijections of the space; None where no theorem applies."""
        return self.classification.label

    @property
    def witness(self) -> AffineMap | None:
        """The affine bijection that carries the set onto the canonical one of its class."""
        return self.classification.witness

    @property
    def reason(self) -> str | None:
        """Why there is no class."""
        return self.classification.reason

    def __repr__(self) -> str:
        return f"Boundary({'empty' if self.empty else f'{self.pieces} pieces'}, class {self.type or 'unknown'})"

    def sides(self) -> dict:
        """What `exactrelu boundary --sides --json` prints of {F > 0} and {F < 0}."""
        return {"positive": self.positive.summary(), "negative": self.negative.summary()}

    def summary(self) -> dict:
        """What `exactrelu boundary --json` prints."""
        witness = self.witness
        return {
            "empty": self.empty,
            "thick_regions": self.thick_regions,
            "pieces": self.pieces,
            **({"pairs": [{"outputs": list(pair), "pieces": n} for pair, n in self.pairs.items()],
                "adjacency": adjacency(self.graph)} if self.envelope else {}),
            "hyperplanes": self.hyperplanes,
            "corners": len(self.corners),
            "f_vector": list(self.f_vector),
            "components": self.components,
            "bounded_components": self.bounded_components,
            "betti": list(self.betti),
            "torsion": [list(group) for group in self.homology.torsion],
            "class": self.type,
            "witness": witness and {**witness.to_data(), "inverse": witness.inverse().to_data()},
            "reason": self.reason,
        }


def boundary(network: Network | Layer, output: int | None = None, pair: tuple[int, int] | None = None,
             domain: Any = None, engine: str = "fan", **options: Any) -> Boundary:
    """The decision boundary of a network on a domain, exactly.

    Parameters
    ----------
    output : {F_output = 0}; by default 0 if there is one output.
    pair : (i, j) for {F_i = F_j}. With several outputs and neither: the argmax boundary.
    domain, engine, options : as for `exactrelu.enumerate`; the engine must keep faces.

    Raises
    ------
    InputError : an output that the network does not have.

    >>> from exactrelu.network import Layer
    >>> boundary(Layer([[1, 0], [0, 1]]), pair=(0, 1))             # x+ = y+: a quadrant and a half-line
    Boundary(1 pieces, class B0(1,1))
    """
    network = network if isinstance(network, Network) else Network(network)
    where = read_domain(network.domain if domain is None else domain, network.inputs)
    forms, name = forms_of(network.outputs, output, pair)
    if engine == "signs":
        raise NotKnown("the engine 'signs' keeps no faces, so it knows no boundary; use the engine 'fan' or 'cdd'")
    cx = enumeration.enumerate(network, where, engine, refine=forms, **options)
    envelope = Envelope(cx, network) if name == "argmax" else None
    masks = envelope.masks if envelope else [off == 0 for off in over_faces(cx.fan, cx.fan.ray_signs[:, network.neurons] != 0)]
    return Boundary(cx, name, masks, boundary_class(network, where, name), envelope)
