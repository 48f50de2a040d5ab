"""What changes the numbers of a network and not its geometry changes nothing that is counted: deep networks, every domain.

The moves are in campaign/moves.py. At the end mistakes are planted, and the same properties find them.
"""
from __future__ import annotations

import random
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import domains, functions, networks, problems

import exactrelu as er
from exactrelu import enumeration
from exactrelu.engines import problem as problems_of_engines
from exactrelu.linalg import AffineMap, rank

sys.path.append(str(Path(__file__).resolve().parents[1] / "campaign"))
from moves import Factors, mirrored, moved, permuted, permuted_signs, scaled  # noqa: E402

quick = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
randoms = st.randoms(use_true_random=False)


def counted(cx: er.Complex) -> tuple:
    """What no symmetry changes."""
    return len(cx), cx.f_vector, cx.bounded_f_vector, cx.bounded_regions, cx.lineality, cx.affine_maps, cx.euler_characteristic


def seen(cx: er.Complex) -> tuple:
    """That, with every name: sign vectors, which regions are bounded, neighbours and the neurons between them."""
    return counted(cx), cx.signs, cx.cells.bounded.tolist(), sorted((a, b, n) for a, b, n in cx.graph.edges(data="neurons"))


def positive(rng: random.Random) -> Fraction:
    """A factor that is short, or long."""
    return rng.choice([Fraction(rng.randint(1, 9), rng.randint(1, 9)), Fraction(2) ** rng.randint(-300, 300), Fraction(rng.getrandbits(200) | 1, 3**90)])


def rows(net: er.Network, rng: random.Random) -> Factors:
    """A positive factor for every row; one for all outputs."""
    found = [[positive(rng) for _ in layer.b] for layer in net.layers]
    return [*found[:-1], [found[-1][0]] * net.outputs]


def unimodular(rng: random.Random, d: int) -> list[list[int]]:
    """A product of shears, exchanges and reflections."""
    found = [[int(i == j) for j in range(d)] for i in range(d)]
    for _ in range(2 * d):
        i, j, k = rng.randrange(d), rng.randrange(d), rng.randint(-2, 2)
        found[i] = [-x for x in found[i]] if i == j else [x + k * y for x, y in zip(found[i], found[j])]
    return found


def invertible(rng: random.Random, d: int) -> list[list[Fraction]]:
    """Any invertible matrix of small fractions."""
    while True:
        found = [[Fraction(rng.randint(-3, 3), rng.randint(1, 3)) for _ in range(d)] for _ in range(d)]
        if rank(found) == d:
            return found


def bijection(rng: random.Random, d: int, kind) -> AffineMap:
    """An affine bijection with a matrix of a kind."""
    matrix = tuple(tuple(map(Fraction, row)) for row in kind(rng, d))
    return AffineMap(matrix, tuple(Fraction(rng.randint(-9, 9), rng.randint(1, 3)) for _ in range(d)))


# ---- the properties ------------------------------------------------------------------------------


def check_permuted(net, domain, orders) -> None:
    """Neurons in another order: the sign vectors are permuted, and so is the graph."""
    first, second = (er.enumerate(one, domain, "fan") for one in (net, permuted(net, orders)))
    turn = lambda signs: permuted_signs(net, orders, signs)  # noqa: E731
    assert counted(first) == counted(second) and sorted(map(turn, first.signs)) == second.signs
    edges = lambda graph, by: {frozenset(map(by, edge)) for edge in graph.edges}  # noqa: E731
    assert edges(first.graph, turn) == edges(second.graph, str)


def check_same(net, domain, other, there) -> None:
    """Two networks with the same geometry, name by name."""
    assert seen(er.enumerate(net, domain, "fan")) == seen(er.enumerate(other, there, "fan"))


def check_moved(net, domain, f: AffineMap) -> None:
    """Other coordinates y = f(x): the same regions, and f carries the vertices onto those that were there."""
    other, there = moved(net, domain, f)
    first, second = er.enumerate(net, domain, "fan"), er.enumerate(other, there, "fan")
    assert seen(first) == seen(second)
    if first.lineality == 0 and not domain.embedding:           # a slice keeps its own coordinates
        for one, two in zip(first, second):
            assert sorted(map(f, two.vertices)) == list(one.vertices)


@quick
@given(problems(max_layers=3), randoms)
def test_neurons_in_another_order(problem, rng):
    net, domain = problem
    check_permuted(net, domain, [rng.sample(range(layer.neurons), layer.neurons) for layer in net.layers])


@quick
@given(problems(max_layers=3), randoms)
def test_rows_times_positive_factors(problem, rng):
    net, domain = problem
    check_same(net, domain, scaled(net, rows(net, rng)), domain)


@pytest.mark.parametrize("kind", [unimodular, invertible])
@quick
@given(problems(max_layers=2), randoms)
def test_other_coordinates(kind, problem, rng):
    net, domain = problem
    check_moved(net, domain, bijection(rng, net.inputs, kind))


@few
@given(problems(max_layers=2), randoms)
def test_engines_see_moved_networks_alike(problem, rng):
    """The engine without faces, and the one that shares no geometry."""
    net, domain = problem
    other, there = moved(scaled(net, rows(net, rng)), domain, bijection(rng, net.inputs, invertible))
    fan, signs = er.enumerate(net, domain, "fan"), er.enumerate(other, there, "signs")
    assert fan.signs == signs.signs and fan.cells.bounded.tolist() == signs.cells.bounded.tolist()
    assert er.count(other, there, "signs").regions == len(fan)
    pytest.importorskip("cdd.gmp", reason="pycddlib with GMP is not installed")
    assert seen(fan) == seen(er.enumerate(other, there, "cdd"))


@quick
@given(problems(max_layers=3), randoms)
def test_a_dead_or_repeated_neuron(problem, rng):
    """A zero row keeps its sign; a row repeated, up to a positive factor, has the sign of the first. Nothing else changes."""
    net, domain = problem
    deep = [i for i, layer in enumerate(net.layers[:-1]) if layer.activation == "relu"]
    if not deep:
        return
    at = rng.choice(deep)
    one, after = net.layers[at:at + 2]
    row, factor, part = rng.randrange(one.neurons), positive(rng), Fraction(rng.randint(-3, 3))
    dead = rng.randint(-1, 1)
    W = [*one.W, [0] * one.inputs, [factor * x for x in one.W[row]]]
    # the repeated row takes a part of what the first one gave on; the dead one gives on a constant, which the bias gives back
    V = [[*(x - (part * factor if j == row else 0) for j, x in enumerate(v)), k, part] for k, v in enumerate(after.W)]
    b = [c - k * max(dead, 0) for k, c in enumerate(after.b)]
    more = er.Network([*net.layers[:at], er.Layer(W, [*one.b, dead, factor * one.b[row]]), er.Layer(V, b, after.activation), *net.layers[at + 2:]])
    first, second = er.enumerate(net, domain, "fan"), er.enumerate(more, domain, "fan")
    end = sum(layer.neurons for layer in net.layers[:at + 1] if layer.activation == "relu")
    start = end - one.neurons
    assert counted(first) == counted(second)
    assert sorted(s[:end] + "0+-"[dead] + s[start + row] + s[end:] for s in first.signs) == second.signs


@quick
@given(problems(max_layers=2), randoms)
def test_a_row_with_the_other_sign(problem, rng):
    """A neuron of the last ReLU layer that is negated swaps + and -."""
    net, domain = problem
    at = max(i for i, layer in enumerate(net.layers) if layer.activation == "relu")
    net = er.Network(net.layers[:at + 1])
    row = rng.randrange(net.outputs)
    turned = mirrored(net, at, row)
    place = net.neurons - net.outputs + row
    first, second = er.enumerate(net, domain, "fan"), er.enumerate(turned, domain, "fan")
    swap = lambda s: s[:place] + {"+": "-", "-": "+", "0": "0"}[s[place]] + s[place + 1:]  # noqa: E731
    assert counted(first)[:5] == counted(second)[:5] and sorted(map(swap, first.signs)) == second.signs


@few
@given(st.data())
def test_a_product_multiplies(data):
    """Two networks side by side on the product of their domains: regions multiply, faces of dimensions i and j make those of i + j."""
    pairs = []
    for _ in range(2):
        net = data.draw(networks(max_inputs=2, max_layers=1).filter(lambda net: len(net.layers) == 1))
        pairs.append((net, data.draw(domains(net.inputs).filter(lambda domain: not domain.embedding))))
    (one, here), (two, there) = pairs
    a, b = one.layers[0], two.layers[0]
    W = [[*row, *[0] * b.inputs] for row in a.W] + [[*[0] * a.inputs, *row] for row in b.W]
    both = er.Network(er.Layer(W, a.b + b.b))
    bounds = [[*row, *[0] * b.inputs] for row in here.inequalities] + [[row[0], *[0] * a.inputs, *row[1:]] for row in there.inequalities]
    domain = er.Domain.polytope(bounds) if bounds else er.Domain.whole(both.inputs)
    first, second = er.enumerate(one, here, "fan"), er.enumerate(two, there, "fan")
    found = er.enumerate(both, domain, "fan")
    assert found.signs == sorted(s + t for s, t in product(first.signs, second.signs))
    assert found.f_vector == tuple(int(x) for x in np.convolve(first.f_vector, second.f_vector))
    assert found.bounded_regions == first.bounded_regions * second.bounded_regions
    assert found.lineality == first.lineality + second.lineality


# ---- boundaries, equivalence, certificates ----------------------------------------------------------


def invariants(net, domain=None, **which) -> dict:
    """What a symmetry keeps of a boundary, its two sides included."""
    found = er.boundary(net, domain=domain, **which)
    told = {key: value for key, value in found.summary().items() if key not in ("witness", "reason")}
    return told if found.form == "argmax" else {**told, **found.sides()}


@quick
@given(st.data(), randoms)
def test_boundaries(data, rng):
    """Class, Betti numbers, faces, sides: under permutation, positive factors, and affine bijections with the domain."""
    net = data.draw(functions())
    domain = data.draw(domains(net.inputs))
    true = invariants(net, domain)
    orders = [rng.sample(range(layer.neurons), layer.neurons) for layer in net.layers]
    assert invariants(permuted(net, orders), domain) == true
    assert invariants(scaled(net, rows(net, rng)), domain) == true
    assert invariants(*moved(net, domain, bijection(rng, net.inputs, invertible))) == true
    minus = er.Network([*net.layers[:-1], er.Layer([[-x for x in net.layers[-1].W[0]]], [-net.layers[-1].b[0]], "linear")])
    assert invariants(minus, domain) == {**true, "positive": true["negative"], "negative": true["positive"]}


@few
@given(st.data(), randoms)
def test_classes(data, rng):
    """Which output is largest where, with exact volumes: under positive factors, and a bijection of determinant 1 or -1."""
    net = data.draw(networks(max_inputs=2, max_layers=2).filter(lambda net: net.outputs > 1))
    domain = data.draw(domains(net.inputs).filter(lambda domain: not domain.embedding))
    true = {key: value for key, value in er.classes(net, domain).summary().items() if key != "domain"}
    other, there = moved(scaled(net, rows(net, rng)), domain, bijection(rng, net.inputs, unimodular))
    assert {key: value for key, value in er.classes(other, there).summary().items() if key != "domain"} == true


@few
@given(functions(max_inputs=2, max_layers=1), randoms)
def test_a_moved_boundary_is_equivalent(net, rng):
    """The map that is found carries one boundary onto the other."""
    other, _ = moved(scaled(net, rows(net, rng)), er.Domain.whole(net.inputs), bijection(rng, net.inputs, invertible))
    try:
        found = er.equivalent(net, other)
    except (er.NotKnown, er.LimitExceeded):
        return
    assert found.equivalent and rank(found.map.matrix) == net.inputs
    corners = er.boundary(net).corners
    if er.boundary(net).lineality == 0:
        assert sorted(map(found.map, corners)) == list(er.boundary(other).corners)


@few
@given(problems(max_inputs=2, max_layers=2), randoms)
def test_certificates_of_moved_networks_are_accepted(tmp_path_factory, problem, rng):
    """The checker accepts them, with the claims of the network that was moved."""
    net, domain = problem
    other, there = moved(scaled(net, rows(net, rng)), domain, bijection(rng, net.inputs, invertible))
    folder = tmp_path_factory.mktemp("moved")
    for kind, keys in (("regions", ["regions"]), ("complex", ["f_vector", "regions"])):
        told = []
        for name, (one, where) in (("a", (net, domain)), ("b", (other, there))):
            path = str(folder / f"{name}.{kind}")
            er.certify(one, path, kind, domain=where)
            found = er.check(path)
            assert found["verdict"] == "accepted"
            told.append({key: found["claim"].get(key) for key in keys})
        assert told[0] == told[1]


# ---- mistakes that are planted ----------------------------------------------------------------------

# Three lines through one point, and neurons behind them; far apart in size, so that doubles do not see the point.
THREE = er.Network([er.Layer([[1, 0], [0, 1], [3, 7]], [0, 0, 0]), er.Layer([[1, -1, 1], [2, 1, -1]], [-1, 1]), er.Layer([[1, 1]], [-1], "linear")])
FACTORS = [[Fraction(10) ** 40, Fraction(1, 3**50), Fraction(7) ** 30], [Fraction(1, 10**25), Fraction(3)], [Fraction(2)]]
AWAY = AffineMap(((Fraction(10**30), Fraction(1, 3)), (Fraction(1), Fraction(2))), (Fraction(1, 7), Fraction(10**20)))
BOX = er.Domain.box([[-5, 5], [-5, 5]])


def rounded(homogenise):
    """A mistake: rows that are longer than a double are rounded to 53 bits."""
    def short(row):
        most = max(map(abs, row), default=0).bit_length() - 53
        return tuple((x >> most) << most if most > 0 else x for x in row)

    return lambda *arguments: [[short(row) for row in stage] for stage in homogenise(*arguments)]


def test_planted_rounding_is_found(monkeypatch):
    check_same(THREE, BOX, scaled(THREE, FACTORS), BOX)
    check_moved(THREE, BOX, AWAY)
    monkeypatch.setattr(problems_of_engines, "homogenise", rounded(problems_of_engines.homogenise))
    with pytest.raises(AssertionError):
        check_moved(THREE, BOX, AWAY)


def test_planted_tolerance_is_found(monkeypatch):
    """What is small is taken for 0."""
    exact = problems_of_engines.homogenise

    def tolerant(*arguments):
        return [[tuple(0 if abs(x) * 10**9 < max(map(abs, row)) else x for x in row) for row in stage] for stage in exact(*arguments)]

    monkeypatch.setattr(problems_of_engines, "homogenise", tolerant)
    with pytest.raises(AssertionError):
        check_moved(THREE, BOX, AWAY)


def test_planted_neglect_is_found():
    """The columns of the next layer stay where they were: the move itself is wrong."""
    net = scaled(THREE, FACTORS)
    wrong = er.Network([net.layers[0], *THREE.layers[1:]])
    with pytest.raises(AssertionError):
        check_same(THREE, BOX, wrong, BOX)


def test_planted_loss_of_a_region_is_found(monkeypatch):
    """The engine forgets the last region when the first neuron is on there."""
    def forgetful(task, *rest):
        found = enumeration_fan(task, *rest).plain()
        kept = int((found.cell_signs[:, 0] <= 0).sum())
        start, ids = found.levels[-1]
        return found._replace(cell_signs=found.cell_signs[-kept:], levels=(*found.levels[:-1], (start[-kept - 1:] - start[-kept - 1], ids[start[-kept - 1]:])))

    enumeration_fan = enumeration.fan
    check_permuted(THREE, BOX, [[1, 0, 2], [0, 1], [0]])
    monkeypatch.setattr(enumeration, "fan", forgetful)
    with pytest.raises(AssertionError):
        check_permuted(THREE, BOX, [[1, 0, 2], [0, 1], [0]])
