"""The certified signs: never wrong, whatever the size of the numbers."""
from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

import exactrelu as er
from exactrelu.engines import exact
from exactrelu.engines.filter import certified_signs


def check(rays, layers):
    """Every certain sign of the last layer is the exact one; how many are certain."""
    rays = exact.array(rays, len(rays[0]))
    forms = [exact.array(layer, len(layer[0])).T for layer in layers]
    values, on = rays.astype(object), np.zeros((len(rays), 0), dtype=bool)
    for layer in forms[:-1]:
        after = values @ layer.astype(object)
        on = np.concatenate((on, (after > 0).astype(bool)), axis=1)
        values = np.concatenate((rays[:, :1].astype(object), after * (after > 0)), axis=1)
    true = exact.signs(values @ forms[-1].astype(object))
    found, certain = certified_signs(rays, on, forms[:-1], forms[-1])
    assert (found[certain] == true[certain]).all() and (found[~certain] == 0).all()
    return int(certain.sum())


@pytest.mark.parametrize("bits", [3, 40, 62, 200, 500, 700, 1100])
def test_certain_signs_are_right(bits):
    """Random integers of all sizes: those that overflow doubles are never certain and wrong."""
    rng = random.Random(bits)
    number = lambda: rng.randint(-2**bits, 2**bits)  # noqa: E731
    for _ in range(20):
        rays = [[abs(number()), number(), number()] for _ in range(8)]
        layers = [[[number() for _ in range(3)] for _ in range(4)], [[number() for _ in range(5)] for _ in range(6)]]
        certain = check(rays, layers)
        assert certain > 0 or bits > 300


def test_near_zero_is_not_certain():
    """A value that rounding could have changed is left to the integers."""
    huge = 2**60
    assert check([[1, huge, huge + 1]], [[[0, huge + 1, -huge]]]) == 0      # exactly 0, but not for doubles
    assert check([[1, 1, 1]], [[[2, 1, 1]]]) == 1


def test_overflow_in_one_term_decides_nothing():
    """a + b + c > 0 where c alone overflows to minus infinity."""
    a, c = 2**999, -(2**1000) * 3 // 2
    assert check([[2**24, 2**24, 2**24]], [[[a, a, c + a]]]) in (0, 1)


def test_deep_network_with_long_numbers():
    """Compositions of a thousand bits and more: engines agree, and the found points can be evaluated."""
    rng = random.Random(7)
    number = lambda: Fraction(rng.randint(-2**70, 2**70), rng.randint(1, 2**20))  # noqa: E731
    widths = [2, 5, 5, 2]
    net = er.Network([er.Layer([[number() for _ in range(a)] for _ in range(b)], [number() for _ in range(b)])
                      for a, b in zip(widths, widths[1:])])
    fan, signs = er.enumerate(net, engine="fan", with_output=True), er.enumerate(net, engine="signs", with_output=True)
    assert fan.signs == signs.signs and fan.euler_characteristic == 1
    assert all(net.signs(region.interior) == region.signs[:net.neurons] for region in fan)


def test_outputs_that_are_zero_everywhere():
    """All weights of the last layer are 0: one affine map, everything thick."""
    net = er.Network([er.Layer([[1], [2]], [0, 1]), er.Layer([[0, 0]], [0], "linear")])
    assert er.enumerate(net).affine_maps == 1 and er.boundary(net).type == "all"
