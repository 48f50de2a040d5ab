"""Classes of networks with several outputs, and the cells of their envelope: laws, known answers, brute force."""
from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import domains, examples, layers

import exactrelu as er
from exactrelu.linalg import rank

quick = examples(60)


@st.composite
def classifiers(draw, max_inputs: int = 2):
    """A network with two to four outputs, and a domain: the whole space, a box, a polytope or a slice."""
    found = [draw(layers(draw(st.integers(1, max_inputs))))]
    if draw(st.booleans()):
        found.append(draw(layers(found[-1].neurons, st.integers(1, 3))))
    found.append(draw(layers(found[-1].neurons, st.integers(2, 4), draw(st.sampled_from(["linear", "linear", "relu"])))))
    if draw(st.integers(0, 4)) == 0:
        found = [draw(layers(draw(st.integers(1, max_inputs)), st.integers(2, 4), "linear"))]
    return er.Network(found), draw(domains(found[0].inputs))


def winners(net: er.Network, x, least: bool = False) -> tuple[int, ...]:
    """The outputs that are largest at a point, by evaluation."""
    values = net(x)
    return tuple(i for i, v in enumerate(values) if v == (min(values) if least else max(values)))


def labels(net: er.Network, domain: er.Domain, points, least: bool = False) -> dict:
    """For every label (facets of the domain, signs, winners) at some points, the points that have it."""
    found: dict[tuple, list] = {}
    inner = domain.restrict(net)
    for x in points:
        tight = tuple(row[0] + sum(a * y for a, y in zip(row[1:], x)) == 0 for row in domain.rows())
        found.setdefault((tight, inner.signs(x), winners(inner, x, least)), []).append(x)
    return found


def face_points(cx: er.Complex) -> list:
    """A point in the relative interior of every face of a complex."""
    found = []
    for level in range(len(cx.fan.levels) + 1):
        for face in range(len(cx.fan.levels[level - 1][0]) - 1 if level else len(cx.fan.rays)):
            rays = cx.fan.rays[cx.rays_of(level, face)].tolist()
            if any(ray[0] for ray in rays):
                points = [cx.point(ray) for ray in rays if ray[0]]
                found.append((level, tuple(sum(v) / len(points) + sum(w) for v, w in zip(
                    zip(*points), zip(*[cx.direction(ray) for ray in rays if not ray[0]] or [(0,) * cx.dimension])))))
    return found


@quick
@given(classifiers(), st.booleans())
def test_the_cells_are_the_labels(problem, least):
    """Points of every face of the refined complex, evaluated: as many labels of each dimension as cells, regions, ties."""
    net, domain = problem
    found = er.classes(net, domain, least)
    cx, envelope = found.complex, found.envelope
    points = face_points(cx)
    level = {x: k for k, x in points}
    sets = labels(net, domain, level, least)
    dimension = {label: max(level[x] for x in xs) for label, xs in sets.items()}
    counts = [0] * cx.lineality + [sum(k == n for k in dimension.values()) for n in range(len(cx.fan.levels) + 1)]
    assert list(envelope.f_vector()) == counts + [0] * (cx.dimension + 1 - len(counts))
    assert sum((-1) ** i * f for i, f in enumerate(envelope.f_vector())) == cx.euler_characteristic
    for name in found.classes:
        assert found.regions(name) == sum(k == envelope.top and label[2] == name for label, k in dimension.items())
    assert sum(found.regions(name) for name in found.classes) == len(envelope.regions)


@quick
@given(classifiers())
def test_pieces_and_neighbours(problem):
    """Pieces by their definition; the graph has no loop, and its edges count the walls between regions of its ends."""
    net, domain = problem
    bd, found = er.boundary(net, domain=domain), er.classes(net, domain)
    if bd.form != "argmax":
        assert (bd.pieces, bd.thick_regions, bd.f_vector) == (
            len(found.envelope.pieces), found.regions((0, 1)) if (0, 1) in found.classes else 0,
            found.envelope.f_vector(found.envelope.tied))
        return
    assert (dict(bd.graph.edges), bd.pairs) == (dict(found.graph.edges), found.envelope.pairs)
    assert bd.thick_regions == sum(found.regions(name) for name in found.classes if len(name) > 1)
    assert bd.hyperplanes <= bd.pieces == len(bd.piece_generators) and not any(a == b for a, b in bd.graph.edges)
    inner = domain.restrict(net)
    for vertices, rays in bd.piece_generators:
        assert rank([[1, *v] for v in vertices] + [[0, *r] for r in rays]) == found.envelope.top
        middle = [sum(v) / len(vertices) + sum(r) for v, r in zip(zip(*vertices), zip(*rays) if rays else [()] * domain.dimension)]
        assert len(winners(inner, middle)) > 1
    assert sum(data["pieces"] for *_, data in bd.graph.edges(data=True)) <= len(found.envelope.walls)


@quick
@given(classifiers(), st.integers())
def test_regions_hold_their_class(problem, seed):
    """At random points of every region the class wins; vertices are extreme, and no other region is full-dimensional there."""
    net, domain = problem
    rng, least = random.Random(seed), bool(seed % 2)
    found = er.classes(net, domain, least)
    inner = domain.restrict(net)
    for data in found.region_data():
        vertices = [[Fraction(x) for x in v] for v in data["vertices"]]
        weights = [Fraction(rng.randint(1, 9)) for _ in vertices]
        x = [sum(w * c for w, c in zip(weights, column)) / sum(weights) for column in zip(*vertices)]
        for ray in data["rays"]:
            far = rng.randint(1, 5)
            x = [a + far * Fraction(r) for a, r in zip(x, ray)]
        assert winners(inner, x, least) == tuple(data["class"]) and inner.signs(x) == data["signs"]
        if domain.dimension == 2 and not data["rays"]:       # no vertex lies between two others
            assert all((q[0] - p[0]) * (r[1] - p[1]) != (q[1] - p[1]) * (r[0] - p[0]) for p, q, r in combinations(vertices, 3))


@quick
@given(classifiers(), st.lists(st.sampled_from([(-1, 1), (0, 2), (Fraction(-1, 3), Fraction(5, 2))]), min_size=3, max_size=3))
def test_volumes_add_up(problem, bounds):
    """In a box the classes fill the box, exactly; a class is as large as its regions, triangulated one by one."""
    net = problem[0]
    found = er.classes(net, er.Domain.box(bounds[:net.inputs]))
    whole = prod(hi - lo for lo, hi in bounds[:net.inputs])
    assert sum(found.volume(name) for name in found.classes) == whole
    if net.inputs == 2:
        areas: dict = {}
        for data in found.region_data():
            points = sorted(tuple(map(Fraction, v)) for v in data["vertices"])
            areas[tuple(data["class"])] = areas.get(tuple(data["class"]), 0) + shoelace(points)
        assert {name: area for name in found.classes if (area := found.volume(name))} == areas


def shoelace(points) -> Fraction:
    """The area of the convex hull of points that are its vertices."""
    a = points[0]
    turn = lambda p, q: (p[0] - a[0]) * (q[1] - a[1]) - (p[1] - a[1]) * (q[0] - a[0])  # noqa: E731
    rest = sorted(points[1:], key=lambda p: (p[0] == a[0], p[0] != a[0] and (p[1] - a[1]) / (p[0] - a[0])))
    return sum(abs(turn(p, q)) for p, q in zip(rest, rest[1:])) / 2


def test_three_dimensions():
    """The largest of three coordinates in a cube, and of their positive parts: a third each, but for the octant where all are 0."""
    identity = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    linear = er.classes(er.Layer(identity, [0, 0, 0], "linear"), "box:-1,1")
    assert [linear.volume((i,)) for i in range(3)] == [Fraction(8, 3)] * 3
    assert linear.envelope.f_vector()[3] == 3 and linear.graph.number_of_edges() == 3
    positive = er.classes(er.Layer(identity), "box:-1,1")
    assert positive.volume((0, 1, 2)) == 1 and sum(positive.volume(name) for name in positive.classes) == 8
    assert positive.classes == ((0,), (1,), (2,), (0, 1, 2)) and positive.components((0,)) == 1


def test_known_classes():
    """Three outputs of the plane: half-lines between three classes; all is unbounded, and nothing has an area."""
    net = er.Network(er.Layer([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], "linear"))
    found, bd = er.classes(net), er.boundary(net)
    assert found.envelope.f_vector() == (1, 3, 3) and bd.f_vector == (1, 3, 0) and bd.pieces == 3
    assert bd.pairs == {(0, 1): 1, (0, 2): 1, (1, 2): 1} and len(bd.graph.edges) == 3
    assert [(found.bounded(c), found.volume(c), found.components(c)) for c in found.classes] == [(False, None, 1)] * 3
    assert er.classes(net, least=True).envelope.f_vector() == (1, 3, 3)


def test_a_class_that_touches():
    """|x| against 0: the second output wins nowhere, the first on two components, and the piece between them has no neighbour class."""
    net = er.Network([er.Layer([[1], [-1]]), er.Layer([[1, 1], [0, 0], [0, 0]], [0, 0, -1], "linear")])
    found, bd = er.classes(net, "box:-1,1"), er.boundary(net, domain="box:-1,1")
    assert (found.regions((0,)), found.components((0,)), found.bounded_components((0,))) == (2, 2, 2)
    assert (found.regions((1,)), found.volume((1,)), found.bounded((1,))) == (0, 0, True)
    assert bd.pairs == {(0, 1): 1} and list(bd.graph.edges) == [] and bd.pieces == 1


def test_fewer_pieces_than_the_refinement():
    """Where two outputs cross below a third one, neither the regions nor the boundary are cut."""
    net = er.Network(er.Layer([[0, 0], [1, 0], [0, 1]], [5, 0, 0], "linear"))
    bd = er.boundary(net, domain="box:0,6")
    assert len(bd.complex) == 6 and len(er.classes(net, "box:0,6").envelope.regions) == 3
    assert bd.pieces == 3 and sorted(bd.pairs.values()) == [1, 1, 1]


@pytest.mark.parametrize("call, error, message", [
    (lambda: er.classes(er.Layer([[1]])), er.InputError, "one output"),
    (lambda: er.classes(er.Layer([[1], [2]]), engine="signs"), er.NotKnown, "keeps no faces"),
    (lambda: er.classes(er.Layer([[1], [2]])).volume((0, 7)), er.InputError, "there is no class"),
    (lambda: er.boundary(er.Layer([[1]])).pairs, er.NotKnown, "not classes")])
def test_what_is_not_known(call, error, message):
    """One sentence each."""
    with pytest.raises(error, match=message):
        call()


def test_engines_agree_on_classes():
    """cdd finds the same cells, classes and volumes."""
    pytest.importorskip("cdd.gmp", reason="pycddlib with GMP is not installed")
    net = er.Network([er.Layer([[1, 2], [0, 1], [1, 2]], [0, -1, 1]), er.Layer([[1, -1, 1], [2, 0, -1], [0, 1, 1]], [-1, 0, 0], "linear")])
    first, second = (er.classes(net, "box:-2,3", engine=engine).summary() for engine in ("fan", "cdd"))
    assert {**first, "engine": ""} == {**second, "engine": ""}
