"""What a claim states about a complex, a boundary, a function: measured by the program, measured again by the checker."""
from __future__ import annotations

from fractions import Fraction

from ..boundary import Boundary
from ..complex import Complex
from ..homology import Homology
from ..sides import Side


def of_complex(cx: Complex) -> dict:
    """The quantities of the kind `complex`."""
    return {"regions": len(cx), "bounded_regions": cx.bounded_regions, "lineality": cx.lineality,
            "relatively_bounded_regions": cx.relatively_bounded_regions, "f_vector": list(cx.f_vector),
            "bounded_f_vector": list(cx.bounded_f_vector), "neighbours": len(cx.walls),
            "euler_characteristic": cx.euler_characteristic}


def of_boundary(found: Boundary) -> dict:
    """The quantities of the kind `boundary`."""
    return {**of_complex(found.complex), "empty": found.empty, "thick_regions": found.thick_regions,
            "pieces": found.pieces, "hyperplanes": found.hyperplanes, "boundary_f_vector": list(found.f_vector),
            "components": found.components, "bounded_components": found.bounded_components,
            "betti_mod_2": mod_2(found.homology), "positive": _of_side(found.positive), "negative": _of_side(found.negative)}


def _of_side(side: Side) -> dict:
    return {"regions": len(side.regions), "components": side.components, "bounded_components": side.bounded_components,
            "betti_mod_2": mod_2(side.homology), "convex": side.is_convex}


def mod_2(homology: Homology) -> list[int]:
    """The dimensions of the homology over the field of two elements, by the universal coefficient theorem.

    >>> mod_2(Homology((1, 0, 0), ((), (2,), ())))                 # the projective plane
    [1, 1, 1]
    """
    even = [sum(divisor % 2 == 0 for divisor in group) for group in homology.torsion]
    return [b + t + before for b, t, before in zip(homology.betti, even, [0] + even)]


def lipschitz(cx: Complex) -> list[Fraction]:
    """The Lipschitz constants for the max norm and the sum norm, and the square of that for the Euclidean norm: the
    largest dual norms of the gradients of the outputs (R10)."""
    found = [Fraction(0)] * 3
    for region in cx:
        for row in region.affine_map.matrix:
            sizes = [abs(x) for x in row]
            found = [max(pair) for pair in zip(found, (sum(sizes), max(sizes), sum(x * x for x in sizes)))]
    return found
