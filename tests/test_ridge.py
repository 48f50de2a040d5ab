"""The canonical ridge form: one form a function (T26, T27)."""
from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import gcd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactrelu.errors import InputError
from exactrelu.linalg import dot, nullspace
from exactrelu.network import Layer, Network
from exactrelu.ridge import RidgeForm, ridge_form

numbers = st.fractions(-2, 2, max_denominator=3)


@st.composite
def shallow(draw, most: int = 4):
    """(W, b, w, c) with d <= 3; zero, repeated and opposite rows are common."""
    d = draw(st.integers(1, 3))
    rows = draw(st.lists(st.tuples(*[st.integers(-1, 1)] * d), min_size=1, max_size=most))
    m = len(rows)
    b, w = draw(st.lists(numbers, min_size=m, max_size=m)), draw(st.lists(numbers, min_size=m, max_size=m))
    return rows, b, w, draw(numbers)


def value(net, x) -> Fraction:
    W, b, w, c = net
    return Network([Layer(W, b), Layer([w], [c], "linear")])(x)[0]


def family(d: int, m: int, entries=(-1, 0, 1)):
    """All networks with d inputs, m neurons and these entries."""
    for rows in product(product(entries, repeat=d + 2), repeat=m):
        for c in entries:
            yield [row[:d] for row in rows], [row[d] for row in rows], [row[d + 1] for row in rows], c


@given(shallow(), st.data())
def test_the_form_is_the_function_and_normal(net, data):
    """T27: the same values; normals primitive with a positive lead, bends non-zero, distinct and sorted."""
    form, d = ridge_form(*net), len(net[0][0])
    for x in data.draw(st.lists(st.tuples(*[numbers] * d), min_size=5, max_size=5)):
        assert form(x) == value(net, x)
    keys = [(n, beta) for _, n, beta in form.bends]
    assert keys == sorted(set(keys))
    assert all(mu and gcd(*n) == 1 and next(filter(None, n)) > 0 for mu, n, _ in form.bends)


@given(shallow(), st.data())
def test_invariance(net, data):
    """T26: order, positive scaling, splitting a neuron, zero rows and cancelling pairs leave the form unchanged."""
    W, b, w, c = net
    order = data.draw(st.permutations(range(len(W))))
    scale = data.draw(st.fractions(Fraction(1, 3), 3, max_denominator=3))
    rows = [([scale * x for x in W[i]], scale * b[i], w[i] / scale) for i in order]
    row, bias, weight = rows[0]
    rows[0:1] = [(row, bias, weight / 3), (row, bias, 2 * weight / 3)]
    zero = [0] * len(row)
    rows += [(zero, Fraction(2), Fraction(1)), (zero, Fraction(-2), Fraction(1))]
    rows += [(row, Fraction(1), Fraction(5)), (row, Fraction(1), Fraction(-5))]
    assert ridge_form(*zip(*rows), c - 2) == ridge_form(*net)


def nonzero_point(form: RidgeForm):
    """A point at which a form that is not the zero form is not 0: the proof of T27, carried out.

    At a point of one bend that lies on no other, the second difference across it is mu |n|^2 e.
    """
    d = len(form.linear)
    if not form.bends:
        return next(x for x in [(0,) * d] + [tuple(int(i == j) for j in range(d)) for i in range(d)] if form(x))
    _, n, beta = form.bends[0]
    foot = [-beta * x / sum(y * y for y in n) for x in n]
    along = nullspace([n], d)
    for step in range(1, 100):
        p = [x + sum(step**(i + 1) * v[j] for i, v in enumerate(along)) for j, x in enumerate(foot)]
        gaps = [(abs(dot(m, p) + gamma), abs(dot(m, n))) for _, m, gamma in form.bends[1:]]
        if all(gap for gap, _ in gaps):
            break
    e = min([Fraction(1)] + [gap / speed for gap, speed in gaps if speed])
    return next(x for t in (-1, 0, 1) if form(x := tuple(a + t * e * b for a, b in zip(p, n))))


@given(shallow(), shallow())
def test_different_forms_are_different_functions(first, second):
    """T27: forms are equal exactly if the form of the difference is 0; if not, a point tells the functions apart."""
    if len(first[0][0]) != len(second[0][0]):
        second = (first[0],) + (first[1][::-1],) + first[2:]
    (W, b, w, c), (V, a, v, e) = first, second
    difference = ridge_form(W + V, b + a, w + [-x for x in v], c - e)
    if ridge_form(*first) == ridge_form(*second):
        assert difference.is_affine and not any(difference.linear) and not difference.constant
    else:
        x = nonzero_point(difference)
        assert value(first, x) != value(second, x)


@given(shallow(), st.data())
def test_convex_exactly_if_all_bends_are_upwards(net, data):
    """T27: convex means mu > 0; a downward bend shows a midpoint above its chord."""
    form, d = ridge_form(*net), len(net[0][0])
    if form.is_convex:
        for x, y in data.draw(st.lists(st.tuples(st.tuples(*[numbers] * d), st.tuples(*[numbers] * d)), max_size=5)):
            middle = tuple((a + b) / 2 for a, b in zip(x, y))
            assert 2 * form(middle) <= form(x) + form(y)
    assert form.is_affine == (not form.bends)
    assert form.is_affine == (form.is_convex and ridge_form(net[0], net[1], [-v for v in net[2]], -net[3]).is_convex)


@pytest.mark.parametrize("d, m, functions", [
    (1, 1, 41), (1, 2, 255), (2, 1, 149), (2, 2, 3591), pytest.param(1, 3, 1005, marks=pytest.mark.slow)])
def test_number_of_functions(d, m, functions):
    """T27: how many different functions the networks with entries -1, 0, 1 are."""
    assert len({ridge_form(*net) for net in family(d, m)}) == functions


def test_number_of_bends():
    """T27: of the 3591 functions with d = m = 2, 47 are affine, 456 have one bend and 3088 two."""
    forms = {ridge_form(*net) for net in family(2, 2)}
    assert [sum(len(form.bends) == n for form in forms) for n in range(3)] == [47, 456, 3088]


def test_functions_are_told_apart_by_their_values():
    """T27, without the form: on (1,2) the functions have bends at -1, 0, 1 only, so 5 values decide equality."""
    values = {tuple(value(net, [x]) for x in (-2, -1, 0, 1, 2)) for net in family(1, 2)}
    assert len(values) == 255


def test_degenerate():
    """A constant, a line, |x|, and max(x, y) = x + (y - x)^+ = y + (x - y)^+."""
    assert ridge_form([[0, 0]], [-3], [7], 2) == RidgeForm((0, 0), 2, ())
    assert ridge_form([[2], [-2]], [4, -4], [1, -1], 0) == RidgeForm((2,), 4, ())
    assert ridge_form([[2], [-2]], [0, 0], [1, 1], 0) == RidgeForm((-2,), 0, ((4, (1,), 0),))
    first = ridge_form([[1, 0], [-1, 0], [-1, 1]], [0, 0, 0], [1, -1, 1], 0)
    second = ridge_form([[0, 1], [0, -1], [1, -1]], [0, 0, 0], [1, -1, 1], 0)
    assert first == second == RidgeForm((0, 1), 0, ((1, (1, -1), 0),))


@pytest.mark.parametrize("arguments, message", [
    (([[1, 2], [3]], [0, 0], [1, 1], 0), "rows of W must have the same length"),
    (([[1]], [0, 0], [1], 0), "b must have 1 entries, but has 2"),
    (([[1]], [0], [1, 1], 0), "w must have 1 entries, but has 2"),
    (([[1]], [0], [1], "nan"), "c is 'nan'"),
    (([], [], [], 0), "W must have at least one row"),
])
def test_unusable_input(arguments, message):
    """Shapes that do not fit and numbers that are none are input errors that name the place."""
    with pytest.raises(InputError, match=message):
        ridge_form(*arguments)
