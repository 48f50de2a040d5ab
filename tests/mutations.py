"""Statements that are wrong in one place, for the theorems whose closed form has no number of its own."""
from __future__ import annotations

from fractions import Fraction

from exactrelu import Layer, Network
from exactrelu.classes import classify
from exactrelu.domain import Domain
from exactrelu.enumeration import enumerate as enumerate_regions
from exactrelu.linalg import AffineMap, dot, matmul
from exactrelu.sectors import Sectors
from exactrelu.theorems import THEOREMS
from exactrelu.theorems.instance import Geometry
from exactrelu.theorems.order import PARTS, order_complex, shapes_by_order
from exactrelu.theorems.t32_face_order import at_most, signs_of_faces


def right(name, weights) -> dict:
    """The prediction of the theorem."""
    return THEOREMS[name].predict(weights)


def biases_kept(weights) -> dict:
    """L2 with D_I A x + b."""
    form = lambda signs: AffineMap(weights.sectors.affine_map(signs).matrix, weights.b)  # noqa: E731
    return {**right("sector_form", weights), "map": form}


def along_normals(weights) -> dict:
    """T3 with the projection along the normals a_i instead of the dual basis."""
    def project(x):
        for y, a in zip(weights.layer.preactivation(x), weights.A):
            x = tuple(v + max(-y, 0) / dot(a, a) * n for v, n in zip(x, a))
        return x
    return {"T = L o pi": lambda x: weights.layer.preactivation(project(x))}


def union_of_sectors(weights) -> dict:
    """T4 with P_I P_J = P_(I u J)."""
    join = lambda pair: "".join("+" if "+" in signs else "-" for signs in zip(*pair))  # noqa: E731
    return {**right("oblique_projection", weights), "product": lambda pair: weights.sectors.projector(join(pair))}


def nearest_if_orthogonal(weights) -> dict:
    """T5 without the condition on the signs of the dual vectors."""
    return {**right("orthogonality", weights), "nearest point": weights.sectors.is_orthogonal_on}


def whole_space(weights) -> dict:
    """T8 and T35 with {F' = 0} in all of R^m instead of the orthant."""
    last = Layer(weights.last.matrix, weights.last.vector, "linear")
    rest = Network(weights.layers[1:] + (last,))
    return shapes_by_order(enumerate_regions(rest, Domain.whole(weights.m), engine="fan", refine=[[0, 1]]))


def other_side_of_the_apex(weights) -> dict:
    """T9 with the corners x0 + (c/w_n) a_n*."""
    def piece(signs):
        found = weights.sectors.hyperplane_piece(signs, weights.w, weights.c)
        return found and (frozenset(found.vertices), frozenset(found.rays))
    return {"piece": piece}


def weights_of_the_sign_of_c(weights) -> dict:
    """T17 with the number of weights of the sign of c."""
    return {"class": f"B({weights.m},{len(weights.P)})" if weights.P else "empty"}


def other_constant(weights) -> dict:
    """T23 for {F = 1}."""
    return {"class": classify(weights.A, weights.b, weights.w, weights.c - 1).label}


def jumps_of_unit_normals(weights) -> dict:
    """T27 with the jumps n_h instead of mu_h n_h."""
    return {"jumps": {(n, beta): tuple(map(Fraction, n)) for _, n, beta in weights.ridge.bends}}


def order_reversed(weights) -> dict:
    """T32 with the other order."""
    return {"in the closure": lambda pair: at_most(*reversed(pair))}


def own_projections(weights) -> dict:
    """T37 with the projections of the layers themselves instead of those of the products."""
    projections = [Sectors(layer).project for layer in weights.layers]

    def value(x):
        through = x
        for project in projections:
            x = project(x)
        through = x
        for layer in weights.layers:
            through = tuple(row + b for (row,), b in zip(matmul(layer.W, [(v,) for v in through]), layer.b))
        return weights.last(through)
    return {"F": value}


def chains_of_all_but_points(weights) -> dict:
    """R6 with the chains of the cells that are not vertices."""
    cells = [signs for level in signs_of_faces(Geometry(weights.network).boundary.complex)[1:] for _, signs in level]
    return {name: order_complex([s for s in cells if s[-1] == sign]) for name, sign in PARTS.items()}


MUTATIONS = {
    "sector_form": biases_kept, "factorisation": along_normals, "oblique_projection": union_of_sectors,
    "orthogonality": nearest_if_orthogonal, "homotopy": whole_space, "depth_topology": whole_space,
    "hyperplane_sections": other_side_of_the_apex, "classification": weights_of_the_sign_of_c,
    "number_of_classes": other_constant, "ridge_form": jumps_of_unit_normals, "face_order": order_reversed,
    "cone_projections": own_projections, "homology": chains_of_all_but_points,
}
