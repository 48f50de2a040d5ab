"""T17: one layer draws only d boundaries, up to affine bijections of the space."""
from __future__ import annotations

from ..boundary import Boundary
from ..classes import classify, in_canonical
from .conditions import CONSTANT, INDEPENDENT, SHALLOW, WEIGHTS
from .instance import Geometry, Weights
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """B(m,k), or empty for k = 0, and where the affine map leads to that canonical set."""
    label = f"B({weights.m},{weights.k})" if weights.k else "empty"
    found = classify(weights.A, weights.b, weights.w, weights.c)
    if found.label != label:                    # only without a hypothesis
        return {"class": label}
    return {"class": label, "on the boundary": lambda x: in_canonical(label, found.witness(x))}


def measure(geometry: Geometry) -> dict:
    """The class with the measured invariants; whether F = 0, at every vertex and inside every region."""
    found, network = geometry.boundary, geometry.network
    points = {point for region in found.complex for point in region.vertices + (region.interior,)}
    return {"class": measured_class(found), "on the boundary": Samples({x: network(x)[0] == 0 for x in sorted(points)})}


def measured_class(found: Boundary) -> str | None:
    """The class with the geometric invariants of a boundary, read off its faces alone; None if there is none.

    m = d minus the dimension of the translations that leave the set invariant; thin sets are told
    apart by the number of hyperplanes and corners, thick ones by the hyperplanes outside and around
    the thick part.
    """
    if found.empty:
        return "empty"
    if found.thick_regions == len(found.complex):
        return "all"
    m = found.complex.dimension - found.lineality
    planes, sides, corners = found.hyperplanes, found.faces.sides, len(found.corners)
    if m == 1:
        return {(0, 1, 1): "B(1,1)", (0, 2, 2): "parallel hyperplanes", (1, 0, 1): "B0(1,0)", (2, 0, 1): "strip",
                (1, 1, 2): "half-space and hyperplane"}.get((sides, planes, found.components))
    if found.thick_regions:
        fitting = [(p, m - p) for p in range((m + 1) // 2, m + 1) if planes == (2**p - 1) * (2**(m - p) - 1)]
        return "B0({},{})".format(*fitting[0]) if fitting and sides == m else None
    fitting = [k for k in range(1, m + 1) if planes == 2**m - 2**(m - k)]
    if not fitting or (found.lineality == 0 and corners != fitting[0]):
        return None
    return f"B({m},{fitting[0]})"


THEOREM = Theorem(
    "T17", "classification",
    "Let F(x) = sum w_i (a_i.x + b_i)^+ + c with m linearly independent rows a_i in R^d, no w_i = 0 and c != 0, and let k be "
    "the number of w_i with sign opposite to c. Then {F = 0} is empty (k = 0) or affinely equivalent to "
    "B(m,k) = {z_1^+ + ... + z_k^+ - z_(k+1)^+ - ... - z_m^+ = 1}; B(m,1), ..., B(m,m) are pairwise inequivalent.",
    r"B \neq \emptyset \Rightarrow B \cong B_{m,k},\ k = |\{i : w_i c < 0\}|; \quad B_{m,k} \cong B_{m,l} \iff k = l",
    "d boundaries modulo affine maps: abstract of arXiv:2310.03482; proved in proofs/t17_classification.md",
    SHALLOW, (INDEPENDENT, WEIGHTS, CONSTANT), predict, measure,
    label=lambda seen: seen["class"] or "no label", free=True)
