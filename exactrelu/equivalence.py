"""Affine equivalence of decision boundaries: the map, or an invariant that tells them apart.

An affine bijection that carries one set onto another carries corners to corners, edges (where only one
direction leaves the set invariant) to edges, hyperplanes to hyperplanes. So it is found among the
isomorphisms of these incidences: each leaves a linear system, whose solution is tested exactly by
comparing the two zero sets cell by cell on a common refinement. Source: proofs/equivalence.md.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .boundary import Boundary, boundary
from .complex import over_faces
from .domain import Domain
from .enumeration import enumerate as enumerate_regions
from .errors import InputError, NotKnown
from .linalg import AffineMap, Shown, coordinates, pivots
from .network import Layer, Network, normal_form
from .skeleton import candidates, skeleton


@dataclass(frozen=True, repr=False)
class Equivalence(Shown):
    """Whether two boundaries are affinely equivalent.

    map : an affine bijection of R^d that carries the first boundary onto the second, if there is one
    reason : the invariant that differs, in words
    invariants : the invariants of both boundaries
    """

    equivalent: bool
    map: AffineMap | None
    reason: str
    invariants: tuple[dict, dict]


def equivalent(first: Network, second: Network) -> Equivalence:
    """Decide whether {F = 0} and {G = 0} are affinely equivalent, for networks with one output.

    Raises
    ------
    InputError : a network with several outputs.
    LimitExceeded : too many matchings of corners, edges and hyperplanes.
    NotKnown : corners and edges leave too much freedom to decide.

    >>> net = lambda w, c: Network([Layer([[1, 0], [1, 1]], [0, 1]), Layer([w], [c], "linear")])
    >>> found = equivalent(net([1, 2], -1), net([3, 1], -2))
    >>> found.equivalent, found.map.inverse() is not None
    (True, True)
    >>> equivalent(net([1, 2], -1), net([1, -2], -1)).reason
    'hyperplanes: 3 and 2'
    """
    sets = [_whole(network) for network in (first, second)]
    seen = tuple(map(invariants, sets))
    for name in seen[0]:
        if seen[0][name] != seen[1][name]:
            return Equivalence(False, None, f"{name}: {seen[0][name]} and {seen[1][name]}", seen)
    yes = lambda f: Equivalence(True, f, "the map carries one boundary onto the other", seen)  # noqa: E731
    if sets[0].empty or sets[0].lineality == first.inputs:
        return yes(AffineMap.identity(first.inputs))
    labels = [found.classification for found in sets]
    if labels[0].witness and labels[0].label == labels[1].label:
        f = labels[1].witness.inverse().after(labels[0].witness)
        if carries(f, first, second):
            return yes(f)
    parts = [essential(found) for found in sets]
    tried = 0
    free = False
    for f, freedom in candidates(skeleton(parts[0][1]), skeleton(parts[1][1])):
        tried += 1
        if f is not None and carries(f, parts[0][0], parts[1][0]):
            return yes(_extended(f, sets))
        free |= freedom                      # one map of a family that fails refutes nothing
    if free:
        raise NotKnown("the corners and edges of the boundaries leave a family of affine maps, and the one tried is none; "
                       "this pair is not decided")
    return Equivalence(False, None, f"none of the {tried} matchings of corners, edges and hyperplanes comes from an affine map"
                       if tried else "corners, edges and hyperplanes meet in different ways", seen)


def _whole(network: Network) -> Boundary:
    if network.outputs != 1:
        raise InputError(f"equivalence is about networks with one output, but this one has {network.outputs}")
    return boundary(network, domain=Domain.whole(network.inputs), engine="fan")


def invariants(found: Boundary) -> dict:
    """Numbers that affine bijections keep."""
    cx = found.complex
    thick = found.thick_regions > 0
    known = {"inputs": cx.dimension, "empty": found.empty, "interior points": thick,
             "the whole space": found.thick_regions == len(cx), "lineality": found.lineality,
             "components": found.components, "bounded components": found.bounded_components,
             "hyperplanes": found.hyperplanes, "hyperplanes around the thick part": found.faces.sides,
             "corners": len(found.corners) if found.lineality == 0 else None, "Betti numbers": found.betti}
    return known


def essential(found: Boundary) -> tuple[Network, Boundary]:
    """The network on a complement of the lineality space of its boundary, and the boundary there."""
    network = found.complex.network
    if found.lineality == 0:
        return network, found
    small = network.after(_section(found))
    return small, boundary(small, domain=Domain.whole(small.inputs), engine="fan")


def _section(found: Boundary) -> AffineMap:
    """The inclusion of the coordinate complement of the lineality space."""
    d, lead = found.complex.dimension, pivots(found.faces.lineality_space)
    kept = [j for j in range(d) if j not in lead]
    return AffineMap(tuple(tuple(Fraction(i == j) for j in kept) for i in range(d)), (Fraction(0),) * d)


def _extended(f: AffineMap, sets: list[Boundary]) -> AffineMap:
    """A map between complements of the lineality spaces as a map of R^d that carries one lineality space to the other."""
    (_, first), (_, second) = ((b, b.faces.lineality_space) for b in sets)
    if not first:
        return f
    include = [_section(b) for b in sets]
    columns = [list(zip(*include[0].matrix)), list(zip(*include[1].matrix))]
    images = [tuple(sum(x * c[i] for x, c in zip(col, columns[1])) for i in range(len(columns[1][0])))
              for col in zip(*f.matrix)] + list(second)
    basis = columns[0] + list(first)
    d = len(basis)
    unit = [tuple(int(i == j) for j in range(d)) for i in range(d)]
    shares = [coordinates(basis, e) for e in unit]
    matrix = tuple(zip(*[tuple(sum(s * image[i] for s, image in zip(share, images)) for i in range(d)) for share in shares]))
    return AffineMap(matrix, include[1](f.vector))


def symmetries(found: Boundary) -> int:
    """How many permutations of corners and unbounded edges come from affine bijections of a boundary onto itself.

    NotKnown if a permutation leaves a family of maps and the one that is tried fails.

    >>> net = Network([Layer([[1, 0], [0, 1]]), Layer([[1, 1]], [-1], "linear")])
    >>> symmetries(boundary(net))
    2
    """
    network, small = essential(found)
    bones = skeleton(small)
    count = 0
    for f, freedom in candidates(bones, bones):
        if f is not None and carries(f, network, network):
            count += 1
        elif freedom:
            raise NotKnown("the corners and edges of this boundary leave a family of affine maps; its symmetries are not counted")
    return count


def carries(f: AffineMap, first: Network, second: Network) -> bool:
    """Whether x in {F = 0} exactly if f(x) in {G = 0}, for all x: on the common refinement both vanish on the same faces.

    >>> F = Network([Layer([[1]]), Layer([[1]], [-1], "linear")])
    >>> carries(AffineMap(((Fraction(2),),), (Fraction(0),)), F, Network([Layer([[1]]), Layer([[1]], [-2], "linear")]))
    True
    """
    both = side_by_side(first, second.after(f))
    cx = enumerate_regions(both, Domain.whole(both.inputs), engine="fan", refine=[[0, 1, 0], [0, 0, 1]])
    sides = [over_faces(cx.fan, (cx.fan.ray_signs[:, both.neurons + i] != 0).astype(np.uint8)) for i in (0, 1)]
    return all(((a == b) | (reach & 1 == 0)).all() for a, b, reach in zip(*sides, cx.reach))


def side_by_side(first: Network, second: Network) -> Network:
    """The network x -> (F(x), G(x)) for one output each; the shallower one is carried on as F^+ and F^-.

    >>> F, G = Network(Layer([[1]])), Network([Layer([[1]]), Layer([[-1]], [2]), Layer([[3]], [0], "linear")])
    >>> [tuple(map(int, side_by_side(F, G)([x]))) for x in (-1, 1, 5)]
    [(0, 6), (1, 3), (5, 0)]
    """
    forms = [normal_form(network) for network in (first, second)]
    depth = max(len(layers) for layers, _ in forms)
    columns = []
    for layers, last in forms:
        if len(layers) < depth:
            carry = Layer(last.matrix + tuple(tuple(-x for x in row) for row in last.matrix),
                          last.vector + tuple(-x for x in last.vector))
            layers += (carry,) + (Layer([[1, 0], [0, 1]]),) * (depth - len(layers) - 1)
            last = AffineMap(((Fraction(1), Fraction(-1)),), (Fraction(0),))
        columns.append(layers + (Layer(last.matrix, last.vector, "linear"),))
    joined = []
    for i, (a, b) in enumerate(zip(*columns)):
        zero = lambda layer: (Fraction(0),) * layer.inputs  # noqa: E731
        rows = a.W + b.W if i == 0 else tuple(row + zero(b) for row in a.W) + tuple(zero(a) + row for row in b.W)
        joined.append(Layer(rows, a.b + b.b, a.activation))
    return Network(joined)
