"""T10: norms of a layer and of its projectors."""
from __future__ import annotations

from ..linalg import Matrix, characteristic_polynomial, is_positive_semidefinite, matmul
from .conditions import INDEPENDENT, LAYER, SQUARE
from .instance import Geometry, Weights
from .t4_oblique_projection import measured_projectors
from .theorem import Samples, Theorem


def norms(matrix: Matrix) -> tuple:
    """The operator norms for the sum norm and for the max norm: largest column sum and row sum of absolute values."""
    return (max(sum(map(abs, column)) for column in zip(*matrix)), max(sum(map(abs, row)) for row in matrix))


def predict(weights: Weights) -> dict:
    """The norms of A; ||P_I||_2 = 1 exactly for orthogonal blocks; P_I and P_(I^c) share their singular values above 1."""
    return {"Lipschitz constants": norms(weights.A),
            "norm at most 1": weights.sectors.is_orthogonal_on,
            "singular values of the complement": lambda signs: True}


def measure(geometry: Geometry) -> dict:
    """The largest norms of the measured Jacobians; 1 - P^T P positive semidefinite; characteristic polynomials of P^T P."""
    maps = geometry.maps(geometry.layer, geometry.layer_complex)
    found = measured_projectors(geometry)
    d = geometry.network.inputs
    squares = {s: matmul(list(zip(*p)), p) for s, p in found.items()}
    small = {s: is_positive_semidefinite([[(i == j) - x for j, x in enumerate(row)] for i, row in enumerate(q)])
             for s, q in squares.items()}
    own = {s: _other_roots(characteristic_polynomial(q)) for s, q in squares.items()}
    swap = str.maketrans("+-", "-+")
    return {"Lipschitz constants": tuple(max(column) for column in zip(*[norms(f.matrix) for f in maps.values()])),
            "norm at most 1": Samples(small),
            "singular values of the complement": Samples({s: own[s] == own[s.translate(swap)] for s in found
                                                          if 0 < s.count("+") < d})}


def _other_roots(coefficients: tuple) -> tuple:
    """The polynomial (constant term first) without its factors x and x - 1."""
    found = list(coefficients)
    while found and found[0] == 0:
        found = found[1:]
    while sum(found) == 0:                       # divide by x - 1
        quotient, carry = [], 0
        for x in reversed(found[1:]):
            carry += x
            quotient.append(carry)
        found = quotient[::-1]
    return tuple(found)


THEOREM = Theorem(
    "T10", "norms",
    "For p = 1 and p = infinity the Lipschitz constant of an invertible layer is the operator norm of A. "
    "||P_I||_2 = 1 exactly if the rows in I are orthogonal to the others (else it is larger, I not empty), and P_I and its "
    "complement have the same singular values above 1.",
    r"\mathrm{Lip}_p(T) = \|A\|_p, \quad \|P_I\|_2 = \|P_{I^c}\|_2",
    "proved in proofs/t10_norms.md", LAYER, (SQUARE, INDEPENDENT), predict, measure)
