"""T17, with T21, T22, T24, T25: the class of a one-hidden-layer boundary up to affine bijections."""
from __future__ import annotations

from ..boundary import Boundary, boundary
from ..classes import in_canonical
from ..domain import Domain
from ..network import Network
from .theorem import DOES_NOT_APPLY, FAILS, HOLDS, Check, Theorem

STATEMENT = (
    "Let F(x) = sum w_i (a_i.x + b_i)^+ + c with m linearly independent rows a_i in R^d. If no w_i is 0 and c is not 0, "
    "then {F = 0} is empty or affinely equivalent to B(m,k), k the number of w_i with sign opposite to c; "
    "B(m,1), ..., B(m,m) are pairwise inequivalent. With zero weights the class is that of the other neurons; with "
    "c = 0 it is the thick set B0(p,q), p and q the numbers of positive and negative w_i; two neurons with dependent "
    "rows give three more classes."
)


def check(network: Network) -> Check:
    """Compare the class that the weights predict with the class of the enumerated boundary.

    The prediction is the closed form of classes.py; the measurement counts faces, hyperplanes and
    corners of the complex. The affine witness is tested as well: at every vertex and in every region
    of the complex, F is zero exactly where the witness leads to the canonical boundary.
    """
    if network.outputs != 1:
        return Check(DOES_NOT_APPLY, None, None, f"the theorem is about one output, but the network has {network.outputs}")
    if len(network.hidden) > 1:
        return Check(DOES_NOT_APPLY, None, None,
                     f"the theorem is about one hidden layer, but the network has {len(network.hidden)}")
    found = boundary(network, domain=Domain.whole(network.inputs), engine="fan")
    seen = measured_class(found)
    if found.type is None:
        return Check(DOES_NOT_APPLY, None, seen, found.reason)
    if found.type != seen:
        return Check(FAILS, found.type, seen, f"the weights predict {found.type}, the complex shows {seen}")
    wrong = _misled_point(found)
    if wrong is not None:
        return Check(FAILS, found.type, seen, f"the witness is wrong at {tuple(map(str, wrong))}")
    return Check(HOLDS, found.type, seen, f"the boundary is {seen}, as the weights predict")


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


def _misled_point(found: Boundary):
    """A vertex or interior point of a region where the witness and F disagree; None if there is none."""
    network, form = found.complex.network, found.form
    points = {point for region in found.complex for point in region.vertices + (region.interior,)}
    for x in sorted(points):
        value = form[0] + sum(v * y for v, y in zip(form[1:], network(x)))
        if (value == 0) != in_canonical(found.type, found.witness(x)):
            return x
    return None


THEOREM = Theorem("T17", "classification", STATEMENT, "Vallin, Larsson, Larson, arXiv:2310.03482 (abstract); "
                  "proved in proofs/classification.md", check)
