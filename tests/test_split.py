"""The split in Python: fixed degenerate problems, and exact arithmetic on both sides of every bound; campaign/mutation.py asks these, too."""
from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from math import gcd
from typing import Iterator

import numpy as np
import pytest
from test_compiled import BUILT, same

import exactrelu as er
from exactrelu.engines import exact
from exactrelu.engines.filter import certified_signs
from exactrelu.engines.growing import Growing
from exactrelu.engines.lattice import FORMS, Lattice, codes
from exactrelu.engines.level import Level
from exactrelu.engines.problem import problem
from exactrelu.engines.pure import pure_fan

LARGE = [Fraction(2**40), Fraction(-1, 2**40), Fraction(10**25, 3), 2**31, -2**61, 2**62, 2**63]


def layer(rng: random.Random, inputs: int, neurons: int, numbers: list, activation: str = "relu") -> er.Layer:
    """Random rows, with zero, repeated and opposite ones."""
    rows = [[rng.choice(numbers) for _ in range(inputs + 1)] for _ in range(neurons)]
    for row in rows[1:]:
        if rng.randrange(4) == 0:
            factor = rng.choice([0, 1, 2, -1])
            row[:] = [factor * x for x in rows[0]]
    return er.Layer([row[1:] for row in rows], [row[0] for row in rows], activation)


def where(rng: random.Random, inputs: int) -> er.Domain:
    """The whole space, boxes and polytopes, flat and empty ones among them, or a slice."""
    kind = rng.randrange(6)
    if kind == 0:
        return er.Domain.box([sorted((rng.randint(-2, 2), rng.randint(-2, 2))) for _ in range(inputs)])
    if kind == 1:
        return er.Domain.polytope([[rng.randint(-1, 2), *(rng.randint(-2, 2) for _ in range(inputs))] for _ in range(rng.randint(1, 6))])
    if kind == 2:
        rows = [[rng.randint(0, 1), *(rng.randint(-1, 1) for _ in range(inputs))] for _ in range(rng.randint(1, 4))]
        return er.Domain.polytope([*rows, [-x for x in rows[0]]])                                   # in a hyperplane
    if kind == 3 and inputs > 1:
        return er.Domain.slice([1] * inputs, [[rng.randint(-1, 1) for _ in range(inputs - 1)] + [1]], rng.choice([None, [[-1, 2]]]))
    return er.Domain.whole(inputs)


def problems() -> Iterator[tuple[str, er.Network, er.Domain]]:
    """A few hundred small problems, the same every time."""
    for seed in range(220):
        rng = random.Random(seed)
        numbers = [[-1, 0, 1], [-1, 0, 0, 1], [-3, -2, -1, 0, 1, 2, 3], [-1, 0, 1, *LARGE]][seed % 4]
        inputs, layers = rng.randint(1, 3), []
        for depth in range(rng.choice([1, 1, 2, 2, 3])):
            layers.append(layer(rng, layers[-1].neurons if layers else inputs, rng.randint(1, 4), numbers))
        if rng.randrange(3) == 0:
            layers = [er.Layer(one.W, [0] * one.neurons) for one in layers]                         # central
        yield f"small-{seed}", er.Network(layers), where(rng, inputs)
    for seed, (inputs, neurons) in enumerate([(1, 50), (2, 24), (2, 45), (3, 22)]):                 # more than a code holds
        rng = random.Random(seed)
        net = er.Network([layer(rng, inputs, neurons, [*range(-9, 10)]), layer(rng, neurons, 2, [-1, 0, 1])])
        yield f"many-{seed}", net, er.Domain.whole(inputs)
    for seed, facets in enumerate([7, 30]):                                                         # rows beside the first ones
        rng = random.Random(seed)
        rows = [[rng.randint(5, 9), *(rng.randint(-4, 4) for _ in range(3))] for _ in range(facets)]
        yield f"polytope-{seed}", er.Network([layer(rng, 3, 3, [-1, 0, 1, 2])]), er.Domain.polytope(rows)
    yield "no neurons", er.Network(er.Layer([[1, 2]], [3], "linear")), er.Domain.box([[0, 1]] * 2)
    yield "a square and its diagonals", er.Network(er.Layer([[1, -1], [1, 1], [3, 1], [1, 2]], [0, -1, -1, -1])), er.Domain.box([[0, 1]] * 2)
    yield "a point", er.Network(er.Layer([[1, 2]])), er.Domain.box([[1, 1], [2, 2]])


PROBLEMS = {name: (net, domain) for name, net, domain in problems()}


@pytest.mark.skipif(not BUILT, reason="the compiled engines are not built here")
@pytest.mark.parametrize("part", range(8))
def test_both_engines(part):
    """The same fan in Python and in C++, face by face; an empty domain is refused in the same words."""
    done = [same(problem(*PROBLEMS[name])) for name in list(PROBLEMS)[part::8]]
    assert sum(fan is not None for fan in done) > len(done) // 2


def test_the_point_0_alone():
    """A central problem whose domain is one point has one cell, on which every neuron is 0; the compiled engine leaves it to this one."""
    for rows in ([[0, 1], [0, -1]], [[0, -1], [0, 2]]):
        found = pure_fan(problem(er.Network([er.Layer([[1], [-2]]), er.Layer([[1, 1]])]), er.Domain.polytope(rows)), 1 << 30)
        assert found.rays.tolist() == [[1, 0]] and found.cell_signs.tolist() == found.ray_signs.tolist() == [[0, 0, 0]] and found.levels == ()


def test_progress():
    """Every neuron is told, with the cells there are then."""
    told = []
    pure_fan(problem(er.Network([er.Layer([[1], [1]], [0, -1]), er.Layer([[1, 1]], [-3])]), er.Domain.whole(1)), 1 << 30, lambda *x: told.append(x))
    assert told == [(1, 3, 2), (2, 3, 3), (3, 3, 4)]


# ---- exact arithmetic -----------------------------------------------------------------------

BITS = [0, 1, 3, 15, 16, 29, 30, 31, 32, 45, 59, 60, 61, 62, 63, 64, 100]


def numbers(rng: random.Random, shape: tuple[int, ...], bits: int) -> np.ndarray:
    """Integers of at most so many bits, the largest ones among them, in the form the engine would give them."""
    flat = [rng.choice([0, 1, -1, 2**bits - 1, -(2**bits - 1), 2**bits, -2**bits, rng.randint(-2**bits, 2**bits)]) for _ in range(int(np.prod(shape)))]
    made = np.empty(len(flat), dtype=object)
    made[:] = flat
    return exact.narrow(made.reshape(shape))


def equal(found: np.ndarray, expected: np.ndarray) -> bool:
    """The same numbers, and what does not fit in 64 bits is of Python integers."""
    return found.shape == expected.shape and (found.astype(object) == expected).all()


@pytest.mark.parametrize("bits", BITS)
def test_products_of_all_sizes(bits):
    """Products, dots, sums and combinations are those of Python integers, on both sides of every bound."""
    rng = random.Random(bits)
    for other in BITS:
        for k in (1, 2, 5):
            a, b = numbers(rng, (3, k), bits), numbers(rng, (k, 4), other)
            assert equal(exact.product(a, b), a.astype(object) @ b.astype(object))
            c = numbers(rng, (3, k), other)
            assert equal(exact.dots(a, c), (a.astype(object) * c.astype(object)).sum(axis=1))
            column = numbers(rng, (3,), other)
            expected = a.astype(object).copy()
            expected[:, 0] += column.astype(object)
            assert equal(exact.add_to_first_column(a, column), expected)
            assert equal(exact.beside(a, c), np.concatenate((a.astype(object), c.astype(object)), axis=1))
            assert equal(exact.joined(a, c), np.concatenate((a.astype(object), c.astype(object))))
            p, q = np.abs(numbers(rng, (3,), bits)) + 1, np.abs(numbers(rng, (3,), other)) + 1
            c[:, 0], a[:, 0] = np.where(c[:, 0] == 0, 1, np.abs(c[:, 0])), np.where(a[:, 0] == 0, 1, np.abs(a[:, 0]))
            rows = p.astype(object)[:, None] * a.astype(object) + q.astype(object)[:, None] * c.astype(object)
            found = exact.combine(p, a, q, c)
            assert all(gcd(*row) == 1 for row in found.tolist())
            assert all((row * line[0] == line * row[0]).all() and row[0] > 0 for row, line in zip(found.astype(object), rows))


def test_narrow_is_as_narrow_as_it_may_be():
    """Integers are of 64 bits exactly while their absolute values are below 2^62."""
    for value, dtype in ((2**62 - 1, np.int64), (1 - 2**62, np.int64), (2**62, object), (-2**62, object)):
        assert exact.array([[1, value]], 2).dtype == dtype
    assert exact.largest(np.array([], dtype=np.int64)) == 0 and exact.largest(np.array([3, -5])) == 5 and exact.largest(np.array([7, -5])) == 7
    assert exact.product(np.empty((0, 2), dtype=np.int64), np.ones((2, 3), dtype=np.int64)).shape == (0, 3)
    assert exact.product(np.ones((2, 0), dtype=np.int64), np.ones((0, 3), dtype=np.int64)).tolist() == [[0] * 3] * 2


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_products_at_the_bound(step):
    """Where a product or a sum is 2^62 exactly, or one more or less; in the middle of a sum, too."""
    big = 2**31 + step
    for rows in ([[big]], [[big, big]], [[-big, big]]):
        a = np.array(rows, dtype=np.int64)
        for sign in (1, -1):
            assert equal(exact.product(a, sign * a.T), a.astype(object) @ (sign * a.T.astype(object)))
            assert equal(exact.dots(a, sign * a), (a.astype(object) * (sign * a.astype(object))).sum(axis=1))
    top = np.array([[2**62 - 2 + step, 5]], dtype=np.int64)
    assert equal(exact.add_to_first_column(top, np.array([1])), np.array([[2**62 - 1 + step, 5]], dtype=object))
    half = np.array([[2**61 + step, 1]], dtype=np.int64)
    assert equal(exact.combine(np.array([1]), half, np.array([1]), half[:, ::-1]), np.array([[2**61 + step + 1] * 2], dtype=object) //
                 (2**61 + step + 1))


def test_sums_that_leave_64_bits():
    """Products that fit, but not their sum; sums of the largest integers of 64 bits; a factor that is 0 hides no overflow."""
    row = np.full((1, 8), 2**30, dtype=np.int64)
    assert exact.product(row, row.T).tolist() == [[2**63]] and exact.dots(row, row).tolist() == [2**63]
    top = 2**63 - 1
    for one, other in ((top, 1), (1, top), (-top, -2), (-2, -top)):
        assert exact.add_to_first_column(np.array([[one, 5]]), np.array([other])).tolist() == [[one + other, 5]]
    zero, large = np.zeros((1, 2), dtype=np.int64), np.array([[2**40, 0]])
    for p, u, q, v in (([1], zero, [2**40], large), ([2**40], large, [1], zero)):
        assert exact.combine(np.array(p), u, np.array(q), v).tolist() == [[1, 0]]


# ---- arrays that grow, levels, lattices -----------------------------------------------------


def test_growing():
    """What was there stays when there is no room, one place, or more; views write through."""
    for first in range(4):
        for more in range(6):
            rows = Growing(np.arange(2 * first).reshape(first, 2))
            for _ in range(3):
                before = rows.all.tolist()
                rows.extend(np.full((more, 2), 7))
                assert rows.all.tolist() == before + [[7, 7]] * more and rows.size == len(before) + more
            rows.all[:1] = 5
            assert rows.all[:1].tolist() == [[5, 5]] * min(1, rows.size)


def test_levels():
    """Rows that are retired stay until they are half of all, and change nothing that is asked for."""
    level = Level(np.array([0, 1, 1, 2, 2, 0, 0, 3]), np.array([2, 2, 2, 2]))
    assert level.edges and level.count == 4 and level.fresh == 4 and not Level(np.array([0, 1, 2]), np.array([3])).edges
    assert not Level(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)).edges
    table = [part.tolist() for part in level.table()]
    level.retire(np.array([1]))
    level.append(np.array([1, 4]), np.array([4, 1, 4, 2]), np.array([2, 2]))
    assert (level.dead, level.fresh, level.count) == (2, 4, 5)
    assert [part.tolist() for part in level.table()] == [[0, 2, 4, 6, 8, 10], [0, 1, 4, 1, 2, 0, 0, 3, 4, 2]] != table
    assert level.over_facets(np.array([1, 2, 4, 8, 16], dtype=np.uint64), level.fresh).tolist() == [18, 20]
    level.compact()
    assert (level.dead, level.fresh) == (2, 6) and level.ids.size == 12                      # 4 of 12 are dead: not yet
    level.retire(np.array([0, 2]))
    level.append(np.array([0, 2]), np.array([0, 4, 4, 3]), np.array([2, 2]))
    level.compact()
    assert (level.dead, level.count, level.ids.size, level.fresh) == (6, 5, 16, 8)
    level.retire(np.array([3]))
    level.append(np.array([3]), np.array([1, 3]), np.array([2]))
    level.compact()
    assert (level.dead, level.count, level.ids.size, level.fresh) == (8, 5, 18, 9)           # 16 of 36: not yet
    level.retire(np.array([4]))
    level.append(np.array([1]), np.array([4, 0]), np.array([2]))
    level.compact()
    assert (level.dead, level.count, level.ids.size, level.fresh) == (0, 5, 10, 5)
    assert [part.tolist() for part in level.table()] == [[0, 2, 4, 6, 8, 10], [0, 4, 4, 0, 4, 3, 1, 3, 4, 2]]
    level.retire(np.array([0, 1, 2, 3, 4]))
    level.append(np.array([1, 3, 2, 0, 4]), np.array([9, 8, 7, 6, 5]), np.array([1, 1, 1, 1, 1]))
    level.compact()
    assert (level.dead, level.count, level.ids.size) == (0, 5, 5) and level.table()[1].tolist() == [6, 9, 7, 8, 5]


def test_codes_of_as_many_forms_as_fit():
    """21 sides of three bits each; another one would not fit."""
    sides = np.array([[1 + i % 7 for i in range(FORMS)]], dtype=np.uint8)
    assert codes(sides).tolist() == [sum((1 + i % 7) << 3 * i for i in range(FORMS))] and FORMS == 64 // 3


def test_simplicial():
    """Products of half-lines and of split lines: as many faces of every dimension as there must be."""
    for two_sided in ([False], [True], [True, True], [False, True, True], [True, False, True, True], [False] * 4):
        lattice, polynomial = Lattice.simplicial(two_sided), [1]
        for two in two_sided:
            polynomial = [a + (1 + two) * b for a, b in zip(polynomial + [0], [0] + polynomial)]
        assert lattice.sizes() == polynomial[1:] and lattice.cells == polynomial[-1]
        for k, level in enumerate(lattice.levels, 2):
            start, ids = level.table()
            assert (np.diff(start) == k).all() and all(len({*ids[a:b].tolist()}) == k for a, b in zip(start, start[1:]))


def test_memory_is_what_the_arrays_hold():
    """And the codes of the faces, one for each."""
    lattice = Lattice.simplicial([False, True, True, True])
    lattice.look(codes(np.full((lattice.rays, 1), 1, dtype=np.uint8)))
    held = [one.all.nbytes for level in lattice.levels for one in (level.ids, level.start, level.face, level.row)]
    assert lattice.memory() == sum(held) + sum(known.all.nbytes for known in lattice.codes[1:])


def test_room():
    """A split that may need more room than there is changes nothing: 64 bytes are reckoned for every facet of a part that is new."""
    for two_sided in ([True, True], [False, True, True, True]):
        lattice = Lattice.simplicial(two_sided)
        lattice.look(codes(np.array([[1 + i % 2] for i in range(lattice.rays)], dtype=np.uint8)))
        before = (lattice.sizes(), [[part.tolist() for part in level.table()] for level in lattice.levels])
        need = lattice.memory() + 64 * sum((k + 2) * np.count_nonzero(side & 3 == 3) for k, side in enumerate(lattice.sides(0)) if k)
        for room in (0, need - 1):
            with pytest.raises(MemoryError):
                lattice.split(0, room)
        assert before == (lattice.sizes(), [[part.tolist() for part in level.table()] for level in lattice.levels])
        assert len(lattice.split(0, need).cut) and lattice.sizes() != before[0] and lattice.memory() <= need


LEAST = [("the 2 independent hyperplanes alone have 2^4 faces or more", er.Layer([[1, 0], [0, 1]], [1, 2]), er.Domain.whole(2), 3888),
         ("after 0 of 1 neurons there are", er.Layer([[0, 0, 0]]), er.Domain.polytope([[9, *row] for row in product((-1, 1), repeat=3)]), 8376),
         ("after 2 of 3 neurons there are", er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, 1]), er.Domain.whole(2), 6627),
         ("after 2 of 3 neurons there are", er.Layer([[2**70, 1], [1, 2**70], [1, 1]], [0, 0, 1]), er.Domain.whole(2), 7587),
         ("after 0 of 1 neurons there are", er.Layer([[1, 1, 1]]), er.Domain.polytope([[9, *row] for row in product((-1, 1), repeat=3)]), 12655)]


@pytest.mark.parametrize("words, layer, domain, least", LEAST)
def test_least_memory(words, layer, domain, least):
    """The bytes that are reckoned: with one less there is an error that says how far it came."""
    task = problem(er.Network(layer), domain)
    assert pure_fan(task, least).rays.size
    with pytest.raises(er.LimitExceeded) as caught:
        pure_fan(task, least - 1)
    assert words in str(caught.value)


def test_nothing_is_zero():
    """A form that vanishes nowhere keeps nothing."""
    lattice = Lattice.simplicial([True, True])
    lattice.look(codes(np.full((lattice.rays, 1), 2, dtype=np.uint8)))
    assert lattice.keep_zero(0).tolist() == [] and lattice.rays == 0 and lattice.sizes() == [0]


def test_signs_near_the_bound_of_the_filter():
    """A value is certain as soon as it is larger than what rounding can do, and never before: the bound of proofs/filter.md."""
    for terms in (1, 2, 3, 8):
        for bits in (50, 53, 54, 60, 70, 120):
            big = 2**bits
            row, ray = [big + 1] * terms + [-terms * big], [1] * terms + [1]
            forms, rays = exact.array([row], terms + 1).T, exact.array([ray], terms + 1)
            found, certain = certified_signs(rays, np.zeros((1, 0), dtype=bool), [], forms)
            assert found[0, 0] == (1 if certain[0, 0] else 0) and certain[0, 0] == (bits < 49)
            found, certain = certified_signs(rays, np.zeros((1, 0), dtype=bool), [], exact.array([[big] * terms + [-(terms - 1) * big]], terms + 1).T)
            assert found[0, 0] == 1 and certain[0, 0]


def test_the_bound_of_the_filter():
    """To the last unit, 2^-49 R (2 B + s) for the value R s of (B + s, -B) at (R, R), and 2^-53 (60 B + 16 s) R behind a neuron; of each integer up to 2^1000."""
    ray, none = np.array([[3, 3]]), np.zeros((1, 0), dtype=bool)
    for step, expected in ((16, False), (17, True)):
        assert certified_signs(ray, none, [], np.array([[2**52 + step], [-2**52]]))[1] == expected
    for step, expected in ((30, False), (31, True)):
        assert certified_signs(ray, np.array([[True]]), [np.array([[0], [1]])], np.array([[2**52 + step], [-2**52]]))[1] == expected
    assert certified_signs(ray, none, [], np.array([[2**49 + 1], [1 - 2**49]]))[1] == [[False]]                      # the value is the bound
    assert certified_signs(ray, np.array([[False]]), [np.array([[0], [1]])], np.array([[1], [5]]))[1] == [[True]]     # a neuron that is off
    assert certified_signs(ray, np.array([[True, True, False]]), [np.array([[0, 0, 0], [1, 1, 1]])],
                           np.array([[0], [2**52 + 1], [-2**52], [2**60]]))[1] == [[False]]                           # its weight is no error
    assert certified_signs(ray, none, [], exact.array([[0, 0], [2**990, 0]], 2).T)[1].tolist() == [[False, False]]    # nothing, and too much
    for large, expected in ((2**1000, True), (2**1000 + 1, False), (-2**1000, True), (-2**1000 - 1, False)):
        assert certified_signs(np.array([[1, 0]]), none, [], exact.array([[1, large]], 2).T)[1] == expected
