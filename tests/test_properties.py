"""Laws that hold for every network: engines agree, points lie where they should, symmetries change nothing."""
from __future__ import annotations

import random
from fractions import Fraction
from math import comb

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import networks, problems

import exactrelu as er
from exactrelu.complex import over_faces
from exactrelu.linalg import rank

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def faces(cx: er.Complex) -> list[set[frozenset]]:
    """Every face, level by level, as the set of its rays."""
    rays = [frozenset([tuple(map(int, ray))]) for ray in cx.fan.rays]
    found, sets = [set(rays)], rays
    for start, ids in cx.fan.levels:
        sets = [frozenset().union(*(sets[i] for i in ids[start[f]:start[f + 1]])) for f in range(len(start) - 1)]
        found.append(set(sets))
    return found


@quick
@given(problems())
def test_fan_and_signs_agree(problem):
    """The same sign vectors in the same order, the same bounded regions."""
    net, domain = problem
    fan, signs = er.enumerate(net, domain, "fan"), er.enumerate(net, domain, "signs")
    assert fan.signs == signs.signs == sorted(fan.signs)
    assert fan.cells.bounded.tolist() == signs.cells.bounded.tolist()
    for region in list(signs)[:20]:
        assert domain.restrict(net).signs(region.interior) == region.signs and domain.contains(region.interior)


@few
@given(problems())
def test_fan_and_cdd_agree_on_every_face(problem):
    """Two engines that share no geometry find the same faces of all dimensions."""
    pytest.importorskip("cdd.gmp", reason="pycddlib with GMP is not installed")
    net, domain = problem
    fan, cdd = er.enumerate(net, domain, "fan"), er.enumerate(net, domain, "cdd")
    assert fan.signs == cdd.signs and faces(fan) == faces(cdd)
    assert fan.f_vector == cdd.f_vector and set(fan.graph.edges) == set(cdd.graph.edges)
    assert [region.vertices for region in fan] == [region.vertices for region in cdd]


@quick
@given(problems(), st.integers())
def test_points_lie_in_regions(problem, seed):
    """At random points the sign vector is that of a region or, where it has zeros, of a face of one."""
    net, domain = problem
    cx, rng = er.enumerate(net, domain, "fan"), random.Random(seed)
    inner, regions = domain.restrict(net), set(cx.signs)
    corners = [region.interior for region in cx]
    for _ in range(10):
        x = [Fraction(rng.randint(-50, 50), rng.randint(1, 20)) for _ in range(domain.dimension)]
        if not domain.contains(x):
            a, b, s = rng.choice(corners), rng.choice(corners), Fraction(rng.randint(0, 7), 7)
            x = [s * u + (1 - s) * v for u, v in zip(a, b)]
        found = inner.signs(x)
        assert any(all(s in ("0", t) for s, t in zip(found, region)) for region in regions)


@quick
@given(problems())
def test_laws_of_a_complex(problem):
    """Euler's relation, vertices and rays on their sides, walls between two regions, connectedness."""
    net, domain = problem
    cx = er.enumerate(net, domain, "fan")
    cells = [len(sets) for sets in faces(cx)]
    assert cells[-1] == len(cx) == len(set(cx.signs)) and nx.is_connected(cx.graph)
    if domain.is_whole:
        assert cx.euler_characteristic == (-1) ** cx.dimension
    elif cx.lineality == 0 and cx.bounded_regions == len(cx):
        assert cx.euler_characteristic == 1
    assert cx.bounded_regions + cx.summary()["unbounded_regions"] == len(cx)
    inner = domain.restrict(net)
    for region in list(cx)[:12]:
        f = region.affine_map
        assert f(region.interior) == inner(region.interior)
        for vertex in region.vertices:
            assert domain.contains(vertex) and f(vertex) == inner(vertex)
            assert all(s in ("0", t) or t == "0" for s, t in zip(inner.signs(vertex), region.signs))
    for a, b, neurons in cx.graph.edges(data="neurons"):
        assert set(neurons) >= {i for i, (s, t) in enumerate(zip(a, b)) if s != t} != set()


@quick
@given(networks(max_layers=1), st.randoms(use_true_random=False))
def test_symmetries_of_a_layer(net, rng):
    """Order of neurons, positive scaling of rows, invertible change of coordinates and translation change no count."""
    layer = net.layers[0]
    order = rng.sample(range(layer.neurons), layer.neurons)
    scales = [Fraction(rng.randint(1, 9), rng.randint(1, 9)) for _ in order]
    d = layer.inputs
    shear = [[Fraction(i == j) + (rng.randint(-2, 2) if i < j else 0) for j in range(d)] for i in range(d)]
    shift = [Fraction(rng.randint(-5, 5), 3) for _ in range(d)]
    rows = [[sum(layer.W[i][k] * shear[k][j] for k in range(d)) for j in range(d)] for i in order]
    bias = [layer.b[i] + sum(a * x for a, x in zip(layer.W[i], shift)) for i in order]
    moved = er.Layer([[s * x for x in row] for s, row in zip(scales, rows)], [s * x for s, x in zip(scales, bias)])
    first, second = er.enumerate(er.Network(layer), "whole", "fan"), er.enumerate(er.Network(moved), "whole", "fan")
    assert first.f_vector == second.f_vector and first.bounded_f_vector == second.bounded_f_vector
    assert sorted("".join(s[i] for i in order) for s in first.signs) == second.signs
    assert nx.faster_could_be_isomorphic(first.graph, second.graph)


@quick
@given(networks(max_layers=2), st.randoms(use_true_random=False))
def test_the_boundary_is_where_the_output_is_zero(net, rng):
    """Vertices of the boundary are zeros; regions off the boundary have none inside; homology and components agree."""
    bd = er.boundary(net, output=0)
    for region, thick in zip(bd.complex, bd.masks[-1]):
        assert (net(region.interior)[0] == 0) == bool(thick)
    assert all(net(bd.complex.point(ray))[0] == 0 for ray, on in zip(bd.complex.fan.rays, bd._finite[0]) if on)
    assert bd.betti[0] == bd.components >= bd.bounded_components
    assert all(net(corner)[0] == 0 for corner in bd.corners)
    assert bd.f_vector[-1] == bd.thick_regions


@quick
@given(st.integers(1, 4), st.integers(0, 6), st.integers(0, 10**6))
def test_zaslavsky(d, m, seed):
    """Generic hyperplanes: sum C(m, j) regions, C(m - 1, d) of them bounded."""
    rng = random.Random(seed)
    rows = [[rng.randint(-10**6, 10**6) for _ in range(d + 1)] for _ in range(m)]
    cx = er.enumerate(er.Layer([row[1:] for row in rows] or [[0] * d], [row[0] for row in rows] or [0]), engine="fan")
    assert len(cx) == sum(comb(m, j) for j in range(d + 1))
    assert cx.relatively_bounded_regions == (comb(m - 1, d) if m else 1)


@quick
@given(networks(max_inputs=2, max_layers=1))
def test_whitney(net):
    """Zaslavsky's theorem in Whitney's form, for any hyperplanes: sum over central subsets of (-1)^(|B| - rank B)."""
    layer = net.layers[0]
    planes = {}
    for row, b in zip(layer.W, layer.b):
        if any(row):
            lead = next(x for x in row if x)
            planes[tuple(x / lead for x in row) + (b / lead,)] = None
    planes = list(planes)
    total = 0
    for choice in range(2 ** len(planes)):
        chosen = [plane for i, plane in enumerate(planes) if choice >> i & 1]
        normals = [plane[:-1] for plane in chosen]
        r = rank(normals) if normals else 0
        if not chosen or rank(chosen) == r:
            total += (-1) ** (len(chosen) - r)
    assert len(er.enumerate(er.Network(layer), "whole", "fan")) == total


def test_over_faces_is_the_or_of_the_rays():
    """The helper that everything is read off with."""
    fan = er.enumerate(er.Layer([[1, 0], [0, 1]])).fan
    top = over_faces(fan, (1 << __import__("numpy").arange(len(fan.rays))).astype("uint8"))[-1]
    assert sorted(bin(int(x)).count("1") for x in top) == [3, 3, 3, 3]
