"""Restriction to a box is filtering, and refinement only splits: both against exact linear programs that share no code with an engine."""
from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import domains, networks

import exactrelu as er
from exactrelu import enumeration
from exactrelu.decide.simplex import feasible
from exactrelu.linalg import dot, matmul
from exactrelu.rational import primitive

quick = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
randoms = st.randoms(use_true_random=False)
full = st.deferred(lambda: networks(max_inputs=2, max_layers=2))


def forms(net: er.Network, signs: str) -> list[tuple]:
    """The forms [b, a] that are positive on the region with these signs: the neurons, pulled back one after the other."""
    found, place = [], iter(signs)
    now = [[0, *(int(i == j) for j in range(net.inputs))] for i in range(net.inputs)]
    for layer in net.layers:
        one = [1] + [0] * net.inputs
        values = [[c * o + v for o, v in zip(one, matmul([row], now)[0])] for row, c in zip(layer.W, layer.b)]
        if layer.activation == "relu":
            kept = []
            for value in values:
                sign = next(place)
                if sign != "0":
                    found.append(tuple(x if sign == "+" else -x for x in value))
                kept.append(value if sign == "+" else [0] * len(value))
            values = kept
        now = values
    return found


def meets(*rows) -> bool:
    """Whether all forms [b, a] are positive at some point: t > 0 and b t + a.x > 0 is a cone, so each can be asked to be 1 at least."""
    asked = [primitive([-1, *row]) for row in rows if any(row)] + [(-1, 1, *[0] * (len(rows[0]) - 1))]
    return feasible(asked)[0] is not None


def check_restriction(net: er.Network, domain: er.Domain, box: er.Domain) -> None:
    """The regions in the box are the regions that meet its inside, cut with it: none is lost, none is new, none is two."""
    both = er.Domain.polytope([*domain.inequalities, *box.inequalities])
    if not meets(*both.inequalities):                  # flat, or empty
        return
    whole, inside = er.enumerate(net, domain, "fan"), er.enumerate(net, both, "fan")
    found = {region.signs: region for region in inside}
    assert len(found) == len(inside)
    for region in whole:
        rows = forms(net, region.signs)
        assert meets(*rows, *domain.inequalities, (1, *[0] * net.inputs))
        assert meets(*rows, *both.inequalities) == (region.signs in found)
        if region.signs in found:
            check_cut(rows, both, found.pop(region.signs))
    assert not found


def check_cut(rows: list[tuple], both: er.Domain, region: er.Region) -> None:
    """A region is what its own forms and the domain leave: its corners are there, and no corner of that set is missing (by cddlib)."""
    for vertex in region.vertices:
        assert both.contains(vertex) and all(row[0] + dot(row[1:], vertex) >= 0 for row in rows)
    try:
        import cdd.gmp as cdd
    except ImportError:
        return
    matrix = cdd.matrix_from_array([[Fraction(x) for x in row] for row in [*rows, *both.inequalities]], rep_type=cdd.RepType.INEQUALITY)
    corners = cdd.copy_generators(cdd.polyhedron_from_matrix(matrix)).array
    assert sorted(tuple(map(Fraction, row[1:])) for row in corners if row[0]) == list(region.vertices)


def check_split(coarse: er.Complex, fine: er.Complex, cut: slice) -> None:
    """Every region of the finer complex lies in exactly one of the coarser, which is told by the signs without some of them."""
    inner = coarse.domain.restrict(coarse.network)
    names, parents = set(coarse.signs), []
    for region in fine:
        parent = region.signs[:cut.start] + region.signs[cut.stop:]
        parents.append(parent)
        assert parent in names and inner.signs(region.interior) == parent
        if not coarse.lineality:
            for vertex in region.vertices:
                assert all(s in ("0", t) for s, t in zip(inner.signs(vertex), parent))
    assert set(parents) == names and len(fine) >= len(coarse)
    assert all(a <= b for a, b in zip(coarse.f_vector, fine.f_vector)) or fine.lineality < coarse.lineality


def some_box(rng: random.Random, d: int) -> er.Domain:
    """A box that is not flat."""
    ends = [(Fraction(rng.randint(-6, 5), rng.randint(1, 3)), Fraction(rng.randint(1, 9), rng.randint(1, 3))) for _ in range(d)]
    return er.Domain.box([(lo, lo + width) for lo, width in ends])


@quick
@given(st.data(), randoms)
def test_restriction_to_a_box_is_filtering(data, rng):
    net = data.draw(full)
    domain = data.draw(domains(net.inputs).filter(lambda domain: not domain.embedding))
    check_restriction(net, domain, some_box(rng, net.inputs))


@quick
@given(st.data(), randoms)
def test_a_form_of_the_outputs_only_splits(data, rng):
    net = data.draw(networks(max_inputs=3, max_layers=2))
    domain = data.draw(domains(net.inputs))
    refine = [[rng.randint(-2, 2) for _ in range(net.outputs + 1)] for _ in range(rng.randint(1, 2))]
    coarse, fine = er.enumerate(net, domain, "fan"), er.enumerate(net, domain, "fan", refine=refine)
    check_split(coarse, fine, slice(net.neurons, net.neurons + len(refine)))
    assert er.enumerate(net, domain, "signs", refine=refine).signs == fine.signs


@quick
@given(st.data(), randoms)
def test_a_neuron_only_splits(data, rng):
    """One more neuron anywhere, of which the next layer takes nothing."""
    net = data.draw(networks(max_inputs=3, max_layers=3))
    domain = data.draw(domains(net.inputs))
    at = rng.choice([i for i, layer in enumerate(net.layers) if layer.activation == "relu"])
    one = net.layers[at]
    row = [rng.randint(-2, 2) for _ in range(one.inputs)]
    after = [er.Layer([[*v, 0] for v in layer.W], layer.b, layer.activation) for layer in net.layers[at + 1:at + 2]]
    more = er.Network([*net.layers[:at], er.Layer([*one.W, row], [*one.b, rng.randint(-2, 2)]), *after, *net.layers[at + 2:]])
    place = sum(layer.neurons for layer in net.layers[:at + 1] if layer.activation == "relu")
    check_split(er.enumerate(net, domain, "fan"), er.enumerate(more, domain, "fan"), slice(place, place + 1))


@quick
@given(st.data(), randoms)
def test_a_layer_only_splits(data, rng):
    net = data.draw(networks(max_inputs=3, max_layers=2))
    domain = data.draw(domains(net.inputs))
    layer = er.Layer([[rng.randint(-2, 2) for _ in range(net.outputs)] for _ in range(rng.randint(1, 3))])
    more = er.Network([*net.layers, layer])
    check_split(er.enumerate(net, domain, "fan"), er.enumerate(more, domain, "fan"), slice(net.neurons, more.neurons))


@quick
@given(st.data(), randoms)
def test_two_halves_of_a_box(data, rng):
    """A box cut in two: a region of the box is in one half or in both, never in none."""
    net = data.draw(full)
    box = some_box(rng, net.inputs)
    lo, hi = (-box.inequalities[0][0], box.inequalities[1][0])
    cut = lo + (hi - lo) * Fraction(rng.randint(1, 7), 8)
    row = [int(i == 0) for i in range(net.inputs)]
    halves = [er.Domain.polytope([*box.inequalities, side]) for side in ((cut, *(-x for x in row)), (-cut, *row))]
    parts = [set(er.enumerate(net, half, "fan").signs) for half in halves]
    assert parts[0] | parts[1] == set(er.enumerate(net, box, "fan").signs)


# ---- mistakes that are planted ----------------------------------------------------------------------

NET = er.Network([er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), er.Layer([[1, -1, 1]], [-1])])
BOX = er.Domain.box([[-1, 2], [-1, 2]])


def test_planted_loss_is_found(monkeypatch):
    """Regions that are small are lost; a region that only touches the box is taken for one that meets it."""
    tiny = er.Domain.box([["-1/100000000000000000000", 2], [-1, 2]])
    touching = er.Domain.box([[0, 2], [-1, 2]])
    for box in (tiny, touching):
        check_restriction(NET, er.Domain.whole(2), box)
    right = enumeration.problem

    def coarse(network, domain, *rest):
        found = right(network, domain, *rest)
        return found._replace(rows=tuple(tuple(round(Fraction(x, max(map(abs, row))) * 10**9) for x in row) for row in found.rows))

    monkeypatch.setattr(enumeration, "problem", coarse)
    with pytest.raises(AssertionError):
        check_restriction(NET, er.Domain.whole(2), tiny)

    def wider(network, domain, *rest):
        found = right(network, domain, *rest)
        return found._replace(rows=tuple(((row[0] * 10**9 + 1) if row[1:] == (1, 0) else row[0] * 10**9, *(10**9 * x for x in row[1:])) for row in found.rows))

    monkeypatch.setattr(enumeration, "problem", wider)
    with pytest.raises(AssertionError):
        check_restriction(NET, er.Domain.whole(2), touching)


def test_planted_merge_is_found(monkeypatch):
    """The last neuron of the finer network takes the place of another one."""
    more = er.Network([NET.layers[0], er.Layer([[1, -1, 1], [1, 1, 1]], [-1, -2])])
    check_split(er.enumerate(NET, BOX, "fan"), er.enumerate(more, BOX, "fan"), slice(4, 5))
    coarse, right = er.enumerate(NET, BOX, "fan"), enumeration.problem
    monkeypatch.setattr(enumeration, "problem", lambda *arguments: (found := right(*arguments))._replace(
        stages=(found.stages[0], (found.stages[1][1], *found.stages[1][1:]))))
    with pytest.raises(AssertionError):
        check_split(coarse, er.enumerate(more, BOX, "fan"), slice(4, 5))
