"""The closed forms of one ReLU layer with linearly independent rows.

Words, for the layer T(x) = (Ax + b)^+ with y(x) = Ax + b, A of shape (m, d) and rank m <= d:
apex       a point with y = 0; unique if m = d, otherwise up to the lineality space ker A
dual basis the vectors a_1*, ..., a_m* with a_i . a_j* = [i = j], in the row space of A: columns of A^-1 if m = d
signs      a text over '+', '-', '0', one sign a neuron; '0' means y_i = 0
sector     the closed cone of a sign vector without '0', here apex + cone{a_i* (+), -a_j* (-)} + ker A
Source: proofs/l1_sectors.md to proofs/t9_hyperplane_sections.md; arXiv:2310.03482 states sectors and projection.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple, Sequence

from .errors import InputError
from .linalg import AffineMap, Matrix, Shown, Vector, dot, inverse, matmul, nullspace, rank
from .network import IntRow, Layer
from .rational import primitive, rational, vector


@dataclass(frozen=True, repr=False)
class Polyhedron(Shown):
    """conv(vertices) + cone(rays) + span(lines) = {x : e(x) = 0 for all equations, h(x) >= 0 for all inequalities}.

    A row (b, a_1, ..., a_d) is the form b + a.x. An inequality may be redundant.
    """

    vertices: tuple[Vector, ...]
    rays: tuple[IntRow, ...]
    lines: tuple[IntRow, ...]
    equations: tuple[IntRow, ...]
    inequalities: tuple[IntRow, ...]

    @property
    def dimension(self) -> int:
        """The dimension of the affine hull."""
        base = self.vertices[0]
        edges = [tuple(x - y for x, y in zip(v, base)) for v in self.vertices[1:]]
        return rank(edges + list(self.rays + self.lines))


class WeightSigns(NamedTuple):
    """The neurons by the sign of their output weight: against c (N), with c (P), zero (Z)."""

    N: tuple[int, ...]
    P: tuple[int, ...]
    Z: tuple[int, ...]

    @property
    def k(self) -> int:
        """The number of corners of the boundary, if c != 0 and m = d (T13, T14)."""
        return len(self.N)


def weight_signs(w: Any, c: Any) -> WeightSigns:
    """The sets N = {i : w_i c < 0}, P = {i : w_i c > 0} and Z = {i : w_i = 0}, with 1 in place of a zero c.

    >>> weight_signs([2, -1, 0], -1)
    WeightSigns(N=(0,), P=(1,), Z=(2,))
    >>> weight_signs([2, -1, 0], 0).P
    (0,)
    """
    against = rational(c, "c") or Fraction(1)
    products = [x * against for x in vector(w, "w")]
    return WeightSigns(tuple(i for i, x in enumerate(products) if x < 0),
                       tuple(i for i, x in enumerate(products) if x > 0),
                       tuple(i for i, x in enumerate(products) if x == 0))


@dataclass(frozen=True, repr=False)
class Sectors(Shown):
    """The partition of R^d into the 2^m sectors of a ReLU layer with m independent rows.

    layer : the Layer
    apex : the point of {y = 0} in the row space, if m = d its only point
    dual : a_1*, ..., a_m*, the columns of A^T (A A^T)^-1
    lineality : a basis of ker A

    Raises
    ------
    InputError : the rows are linearly dependent (the rank is named), or the layer is not a ReLU layer.

    >>> s = Sectors(Layer([[1, 1], [0, 2]], [0, -2]))
    >>> s.apex, s.dual[1]
    ((Fraction(-1, 1), Fraction(1, 1)), (Fraction(-1, 2), Fraction(1, 2)))
    >>> s.project((0, 0))                         # slides along a_2*, not along the normal (0, 2)
    (Fraction(-1, 1), Fraction(1, 1))
    >>> Sectors(Layer([[1, 0]], [3])).lineality   # fewer neurons than inputs
    ((0, 1),)
    """

    layer: Layer
    apex: Vector
    dual: Matrix
    lineality: tuple[IntRow, ...]

    def __init__(self, layer: Layer):
        if layer.activation != "relu":
            raise InputError("sectors belong to a ReLU layer, but the activation of this layer is "
                             f"{layer.activation!r}; take the layer before it")
        rows = layer.W
        r, m = rank(rows), len(rows)
        if r < m:
            raise InputError(f"the closed forms need linearly independent rows, but the {m} rows of W have rank {r}; "
                             "enumerate the layer instead")
        dual = matmul(inverse(matmul(rows, list(zip(*rows)))), rows)
        object.__setattr__(self, "layer", layer)
        object.__setattr__(self, "dual", dual)
        object.__setattr__(self, "apex", tuple(-dot(layer.b, column) for column in zip(*dual)))
        object.__setattr__(self, "lineality", tuple(map(primitive, nullspace(rows, layer.inputs))))

    @property
    def sectors(self) -> list[str]:
        """The sign vectors of all 2^m sectors in canonical order."""
        return ["".join(signs) for signs in product("+-", repeat=self.layer.neurons)]

    @property
    def cells(self) -> list[str]:
        """The sign vectors of all 3^m cells in canonical order; a cell with j zeros has dimension d - j (L1)."""
        return ["".join(signs) for signs in product("+-0", repeat=self.layer.neurons)]

    def cell(self, signs: str) -> Polyhedron:
        """The closed cell apex + cone{a_i* (+), -a_j* (-)} + ker A of a sign vector.

        >>> s = Sectors(Layer([[1, 0], [0, 1]]))
        >>> s.cell("+-").rays, s.cell("00").rays
        (((1, 0), (0, -1)), ())
        """
        self._check(signs)
        return Polyhedron((self.apex,), self._dual_rays(signs, "+-"), self.lineality,
                          *self._constraints({i for i, s in enumerate(signs) if s == "0"}, signs))

    def project(self, x: Any) -> Vector:
        """The projection pi(x) = x + sum_i (-y_i)^+ a_i* onto the cone {y >= 0}, along the dual basis (T3).

        T = (A . + b) o pi. It is the nearest point only if A A^T is diagonal (T5).
        """
        x = vector(x, "x", length=self.layer.inputs)
        missing = [max(-y, Fraction(0)) for y in self.layer.preactivation(x)]
        return tuple(v + dot(missing, column) for v, column in zip(x, zip(*self.dual)))

    def projector(self, signs: str) -> Matrix:
        """The matrix P with pi(x) = apex + P (x - apex) on the cell: 1 - sum of a_j* a_j^T over its neurons not '+'.

        >>> Sectors(Layer([[1, 1], [0, 1]])).projector("+-")       # oblique
        ((Fraction(1, 1), Fraction(1, 1)), (Fraction(0, 1), Fraction(0, 1)))
        """
        self._check(signs)
        off = [(self.dual[j], self.layer.W[j]) for j, s in enumerate(signs) if s != "+"]
        d = self.layer.inputs
        return tuple(tuple(Fraction(i == j) - sum((star[i] * row[j] for star, row in off), Fraction(0))
                           for j in range(d)) for i in range(d))

    def affine_map(self, signs: str) -> AffineMap:
        """The affine map that the layer is on the cell: the rows of A and b not '+' become 0 (L2)."""
        self._check(signs)
        zero = (Fraction(0),) * self.layer.inputs
        return AffineMap(tuple(row if s == "+" else zero for s, row in zip(signs, self.layer.W)),
                         tuple(v if s == "+" else Fraction(0) for s, v in zip(signs, self.layer.b)))

    def preimage(self, z: Any) -> Polyhedron | None:
        """The fibre {x : T(x) = z} = pi^-1(z) + cone{-a_j* : z_j = 0} + ker A; None if z is not >= 0 (T6).

        >>> s = Sectors(Layer([[1, 0], [0, 1]], [0, -1]))
        >>> s.preimage([2, 0]).vertices, s.preimage([2, 0]).rays
        (((Fraction(2, 1), Fraction(1, 1)),), ((0, -1),))
        >>> s.preimage([2, 3]).rays, s.preimage([-1, 0]) is None       # a point, nothing
        ((), True)
        """
        z = vector(z, "z", length=self.layer.neurons)
        if any(v < 0 for v in z):
            return None
        signs = "".join("+" if v else "-" for v in z)
        base = tuple(v + dot(z, column) for v, column in zip(self.apex, zip(*self.dual)))
        return Polyhedron((base,), self._dual_rays(signs, "-"), self.lineality,
                          *self._constraints({i for i, v in enumerate(z) if v}, signs, z))

    def hyperplane_piece(self, signs: str, normal: Any, offset: Any) -> Polyhedron | None:
        """The part of {x : normal.T(x) = offset} in a sector; None if it is empty (T9).

        With I the neurons '+', it is conv{apex + offset/n_i a_i*} over the i in I with n_i offset > 0 (the apex
        alone if offset = 0), plus the cone of a_i*/|n_i| + a_p*/|n_p| for n_i, n_p of opposite signs, of a_i* for
        n_i = 0, i and p in I, and of -a_j* for j not in I. The boundary of w.T + c is normal = w, offset = -c.

        >>> s = Sectors(Layer([[1, 0], [0, 1]]))
        >>> piece = s.hyperplane_piece("+-", [1, -1], 1)
        >>> piece.vertices, piece.rays, piece.equations
        (((Fraction(1, 1), Fraction(0, 1)),), ((0, -1),), ((-1, 1, 0),))
        >>> s.hyperplane_piece("--", [1, -1], 1) is None, s.hyperplane_piece("--", [1, -1], 0).dimension    # thick
        (True, 2)
        """
        self._check(signs, "+-")
        n, offset = vector(normal, "normal", length=self.layer.neurons), rational(offset, "offset")
        on = [i for i, s in enumerate(signs) if s == "+"]
        steps = [(offset / n[i], self.dual[i]) for i in on if n[i] * offset > 0]
        vertices = tuple(tuple(x + step * y for x, y in zip(self.apex, star)) for step, star in steps)
        if offset == 0:
            vertices = (self.apex,)
        if not vertices:
            return None
        pairs = [tuple(x / n[i] - y / n[p] for x, y in zip(self.dual[i], self.dual[p]))
                 for i in on for p in on if n[i] > 0 > n[p]]
        rays = tuple(map(primitive, pairs + [self.dual[i] for i in on if not n[i]])) + self._dual_rays(signs, "-")
        flat = self.affine_map(signs)
        equation = primitive((dot(n, flat.vector) - offset,) + matmul([n], flat.matrix)[0])
        return Polyhedron(vertices, rays, self.lineality, (equation,) if any(equation) else (),
                          self._constraints(set(), signs)[1])

    @property
    def is_orthogonal(self) -> bool:
        """Whether pi is the nearest-point projection onto the cone {y >= 0}: A A^T is diagonal (T5 iii)."""
        return all(dot(p, q) == 0 for i, p in enumerate(self.layer.W) for q in self.layer.W[:i])

    def is_orthogonal_on(self, signs: str) -> bool:
        """Whether the projector of a sector is an orthogonal one: the rows '+' are orthogonal to the others (T5 i)."""
        self._check(signs, "+-")
        on, off = ([row for s, row in zip(signs, self.layer.W) if s == which] for which in "+-")
        return all(dot(p, q) == 0 for p in on for q in off)

    def is_nearest_on(self, signs: str) -> bool:
        """Whether pi is the nearest point of the cone {y >= 0} all over a sector (T5 ii).

        >>> s = Sectors(Layer([[1, 0], [1, 1]]))
        >>> [s.is_nearest_on(signs) for signs in s.sectors]
        [True, False, False, False]
        """
        off = [star for s, star in zip(signs, self.dual) if s == "-"]
        return self.is_orthogonal_on(signs) and all(dot(p, q) >= 0 for p in off for q in off)

    def _dual_rays(self, signs: str, which: str) -> tuple[IntRow, ...]:
        """a_i* for every '+' and -a_j* for every '-' among the signs of `which`, primitive."""
        return tuple(primitive(star if s == "+" else tuple(-x for x in star))
                     for s, star in zip(signs, self.dual) if s in which)

    def _constraints(self, fixed: set[int], signs: str, values: Sequence | None = None):
        """(equations y_i = value_i for the fixed neurons, inequalities y_i >= 0 or <= 0 for the others)."""
        equations, inequalities = [], []
        for i, (row, b, s) in enumerate(zip(self.layer.W, self.layer.b, signs)):
            form = (b - values[i] if values and i in fixed else b,) + row
            (equations if i in fixed else inequalities).append(
                primitive(form if s != "-" else tuple(-x for x in form)))
        return tuple(equations), tuple(inequalities)

    def _check(self, signs: str, allowed: str = "+-0") -> None:
        if not isinstance(signs, str) or len(signs) != self.layer.neurons or set(signs) - set(allowed):
            raise InputError(f"the signs must be a text of {self.layer.neurons} characters out of "
                             f"{', '.join(map(repr, allowed))}, one a neuron, but are {str(signs)[:40]!r}")
