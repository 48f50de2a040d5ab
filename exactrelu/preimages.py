"""The preimage of a polyhedron of outputs under a network, as a union of faces.

The complex is refined by the inequalities, so that each of them has one sign inside every face; the preimage is the
sub-complex of the faces on which none is negative. Source: proofs/reach.md.
"""
from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from . import enumeration
from .complex import Complex, over_faces
from .errors import InputError, NotKnown
from .homology import Homology
from .linalg import Matrix
from .network import Layer, Network
from .polyhedra import Piece, by_dimension
from .rational import matrix, primitive
from .sides import closed_homology, components
from .translations import maximal_faces


class Preimage:
    """The set {x in the domain : b + v.F(x) >= 0 for all rows} as a union of faces; made by `exactrelu.preimage`.

    Two pieces meet in common faces only.

    >>> import exactrelu as er
    >>> net = er.Network([er.Layer([[1], [-1]]), er.Layer([[1, 1]], activation="linear")])              # |x|
    >>> found = er.preimage(net, [[-1, 1], [2, -1]])                                                     # 1 <= |x| <= 2
    >>> found.components, [piece.vertices for piece in found.pieces][0]
    (2, ((Fraction(1, 1),), (Fraction(2, 1),)))
    >>> er.preimage(net, [[-1, -1]]).empty, er.preimage(net, [[-1, 1], [1, -1]]).pieces                 # |x| <= -1, |x| = 1
    (True, (Piece(1 vertices, 0 rays, 0 lines, dimension 0), Piece(1 vertices, 0 rays, 0 lines, dimension 0)))
    """

    def __init__(self, complex: Complex, masks: list[np.ndarray]):
        self.complex, self.masks = complex, masks

    @cached_property
    def _faces(self) -> list[tuple[str, Piece]]:
        cx, found = self.complex, []
        lines = [(0, *primitive(line)) for line in cx.problem.lineality]
        for level in range(len(self.masks) - 1, -1, -1):
            for face in maximal_faces(cx, self.masks, level).tolist():
                rays = cx.rays_of(level, face)
                signs = cx.fan.ray_signs[rays, :cx.network.neurons].sum(axis=0, dtype=np.int64)
                generators = [(int(ray[0]), *map(int, cx.direction_of(ray))) for ray in cx.fan.rays[rays]]
                found.append(("".join("0+-"[s] for s in np.sign(signs).tolist()), Piece(generators, lines)))
        return sorted(found, key=lambda pair: (-pair[1].dimension, pair[0], pair[1].generators))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The faces that are in no larger one, the largest dimension first, in the domain's coordinates."""
        return tuple(piece for _, piece in self._faces)

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """The sign of every neuron inside each piece."""
        return tuple(signs for signs, _ in self._faces)

    @property
    def empty(self) -> bool:
        """Whether there is no such point."""
        return not self.components

    @property
    def bounded(self) -> bool:
        """Whether the set is bounded."""
        return self.components == self._components[1]

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
        """H_0, ..., H_d over the integers: those of the bounded faces (proofs/r6_homology.md)."""
        found, d = closed_homology(self.complex, self.masks), self.complex.dimension + 1
        return Homology((found.betti + (0,) * d)[:d], (found.torsion + ((),) * d)[:d])

    @property
    def betti(self) -> tuple[int, ...]:
        """The Betti numbers (b_0, ..., b_d)."""
        return self.homology.betti

    def __repr__(self) -> str:
        return f"Preimage({'empty' if self.empty else f'{len(self.pieces)} pieces in {self.components} components'})"

    def summary(self) -> dict:
        """What `exactrelu reach --preimage --json` prints."""
        return {"empty": self.empty, "pieces": len(self.pieces), "dimensions": by_dimension(self.pieces, self.complex.dimension),
                "bounded": self.bounded, "components": self.components, "bounded_components": self.bounded_components,
                "betti": list(self.betti), "torsion": [list(group) for group in self.homology.torsion]}


def preimage(network: Network | Layer, inequalities: Any, domain: Any = None, engine: str = "fan", **options: Any) -> Preimage:
    """The preimage of a polyhedron of outputs, inside a domain, exactly.

    Parameters
    ----------
    inequalities : rows [b, v_1, ...], b + v.y >= 0 for outputs y; an equation is two inequalities.
    domain, engine, options : as for `exactrelu.enumerate`; the engine must keep faces.

    Raises
    ------
    InputError : no row, or rows that do not fit the outputs.
    """
    network = network if isinstance(network, Network) else Network(network)
    rows = output_rows(inequalities, network)
    if engine == "signs":
        raise NotKnown("the engine 'signs' keeps no faces, so it knows no preimage; use the engine 'fan' or 'cdd'")
    cx = enumeration.enumerate(network, domain, engine, refine=rows, **options)
    negative = np.packbits(cx.fan.ray_signs[:, network.neurons:] < 0, axis=1)
    return Preimage(cx, [~found.any(axis=1) for found in over_faces(cx.fan, negative)])


def output_rows(inequalities: Any, network: Network) -> Matrix:
    """The rows b + v.y >= 0 about the outputs; InputError unless they fit."""
    rows = matrix(inequalities, "inequalities")
    if len(rows[0]) != network.outputs + 1:
        raise InputError(f"an inequality of the outputs needs {network.outputs + 1} numbers [b, v_1, ...], one more than there are "
                         f"outputs, but the rows have {len(rows[0])}")
    return rows
