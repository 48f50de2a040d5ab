"""The compiled search of the signs engine: the same answers as the search in Python and as the fan, in whatever way they are found."""
from __future__ import annotations

import ctypes
import json
import os
import random
import signal
import threading
import time
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, problems

import exactrelu as er
from exactrelu.engines import compiled_signs
from exactrelu.engines.cells import as_text
from exactrelu.engines.compiled_signs import Compiled, NotCompiled
from exactrelu.engines.fan import fan
from exactrelu.engines.native import PAUSED, interruptible, library
from exactrelu.engines.problem import Problem, problem
from exactrelu.engines.signs import Rays, count_cells, signs_cells
from exactrelu.engines.walk import Walk

pytestmark = pytest.mark.skipif(library() is None, reason="the library is not built")

ALWAYS, NEVER = 0, 2**30         # the rays beyond which linear programs are used
WORKLOADS = ["deg_2-5-5-1_s0", "deg_2-5-5-1_s3", "deg_2-8-8-1_s1", "deg_2-8-8-1_s6", "deg_3-5-5-1_s2", "deg_3-5-5-1_s7",
             "degq_2-6-6-1_s0", "degq_2-6-6-1_s5", "degq_3-6-6-1_s1", "degq_3-6-6-1_s4", "B_braid5", "B_catalan4", "B_linial5",
             "B_pencil3d7", "B_reson4", "B_shi4", "B_thresh4", "B_typeB3", "B_dup2p40", "B_far2p40", "B_near2p40", "B_thin2p40",
             "B_tiny10000000", "CI_2-8-8-1", "CI_3-8-8-1", "C_2-16-16-1", "C_3-16-16-1", "A_d2_m50", "A_d5_m12", "D_d6_m6"]


def of(signs: np.ndarray, bounded: np.ndarray) -> list[tuple[bytes, bool]]:
    """Sign vectors and whether bounded, in canonical order."""
    return sorted(zip(as_text(signs).tolist(), bounded.tolist()))


def inside(task: Problem, signs, point) -> bool:
    """Whether an integer point (t, x) with t > 0 is in the domain and has these signs."""
    found, values = [], list(point)
    times = lambda row: sum(a * b for a, b in zip(row, values))  # noqa: E731
    if point[0] <= 0 or any(times(row) < 0 for row in task.rows):
        return False
    for stage in task.stages:
        z = [times(row) for row in stage]
        found += [(x > 0) - (x < 0) for x in z]
        values = [point[0]] + [max(x, 0) for x in z]
    return found == list(signs)


def agree(task: Problem) -> int:
    """Compare all ways on one problem; the number of its cells."""
    signs, bounded, points = Walk(task).kept(10**6, None)
    expected, search = of(signs, bounded), Compiled(task)
    for rays in (NEVER, ALWAYS, 5):
        found = search.search(10**6, rays=rays)
        assert of(found.signs, found.flags) == expected
        assert search.search(None, rays=rays)[:2] == (len(expected), int(bounded.sum()))
    assert all(inside(task, row.tolist(), point) for row, point in zip(signs, points))
    cells = signs_cells(task, 1 << 40)
    assert of(cells.signs, cells.bounded) == list(zip(as_text(cells.signs).tolist(), cells.bounded.tolist())) == expected
    known = {signs.tobytes(): point for signs, point in zip(signs, points)}
    assert [known[row.tobytes()] for row in cells.signs] == list(cells.witnesses)
    assert sorted(search.rays(signs[0])) == sorted(Walk(task).rays(tuple(signs[0].tolist())))
    return len(expected)


@examples(60)
@given(problems())
def test_the_same_as_in_python(case):
    """Signs, bounded flags, inner points and rays, on degenerate networks and domains of every kind."""
    task = problem(*case)
    try:
        Walk(task).kept(10**6, None)
    except er.InputError as error:
        with pytest.raises(er.InputError, match=str(error).split(":")[0]):
            Compiled(task).search(None)
        return
    agree(task)


@examples(40)
@given(st.integers(0, 2**32))
def test_ternary_networks(seed):
    """Rows of -1, 0 and 1 in three layers: parallel, repeated and zero rows, dead neurons."""
    rng = random.Random(seed)
    sizes = [rng.randint(1, 3)] + [rng.randint(1, 4) for _ in range(rng.randint(1, 3))]
    rows = lambda m, n: [[rng.randint(-1, 1) for _ in range(n)] for _ in range(m)]  # noqa: E731
    net = er.Network([er.Layer(rows(m, n), [rng.randint(-1, 1) for _ in range(m)]) for n, m in zip(sizes, sizes[1:])])
    assert agree(problem(net, er.Domain.whole(sizes[0]))) > 0


@pytest.mark.parametrize("name", WORKLOADS)
def test_workloads(cases, name):
    """The counts of the literature and the cells of the fan."""
    net = er.read(cases / "workloads" / f"{name}.npz")
    regions = json.loads((cases / "workloads" / "expected.json").read_text())[name]["regions"]
    task = problem(net, er.Domain.whole(net.inputs))
    expected = as_text(fan(task, 1 << 40).cell_signs).tolist()
    assert len(expected) == regions
    for rays in (NEVER, ALWAYS):
        found = Compiled(task).search(10**7, rays=rays)
        assert sorted(as_text(found.signs).tolist()) == expected
    assert count_cells(task)[0] == regions


@pytest.mark.parametrize("name", ["deg_3-5-5-1_s1", "degq_3-6-6-1_s3", "C_2-16-16-1", "B_far2p40"])
def test_workloads_in_a_box(cases, name):
    """The same inside [-1, 1]^d, where everything is bounded."""
    net = er.read(cases / "workloads" / f"{name}.npz")
    task = problem(net, er.Domain.box([(-1, 1)] * net.inputs))
    found = agree(task)
    assert count_cells(task) == (found, found) == (len(fan(task, 1 << 40).cell_signs), found)


@pytest.mark.parametrize("bits", [40, 61, 62, 63, 64, 200, 400])
def test_wide_integers(bits):
    """Entries around 2^bits: what fits in 64 or 128 bits, and what does not."""
    k = 2**bits
    nets = [er.Network(er.Layer([[k, 1], [1, k], [k - 1, -k - 1], [1, 1]], [0, -1, k, -k])),
            er.Network([er.Layer([[k, 1], [-1, k]], [1, -k]), er.Layer([[k, -1], [1, k + 1]], [-k, 1])]),
            er.Network([er.Layer([[1, Fraction(1, k)], [1, Fraction(-1, k)], [0, 1]], [0, Fraction(1, k), -1])])]
    assert [agree(problem(net, er.Domain.whole(2))) for net in nets][2] == 7


def test_too_wide_for_the_library():
    """Integers beyond what the library can hold are left to Python; nobody notices."""
    k = 2**4000
    layer = er.Layer([[k, 1], [1, k], [k - 1, -k - 1]], [0, -1, k])
    with pytest.raises(NotCompiled):
        Compiled(problem(er.Network(layer), er.Domain.whole(2))).search(None)
    cx = er.enumerate(layer, engine="signs")
    assert (cx.signs, cx.bounded_regions) == (er.enumerate(layer).signs, 1)
    assert [region.vertices for region in cx] == [region.vertices for region in er.enumerate(layer)]


@pytest.mark.parametrize("d, m", [(3, 7), (4, 8), (6, 9)])
def test_one_by_one_or_by_symmetry(d, m):
    """Hyperplanes through 0: half of the cells are found, the others are their negatives."""
    rng = np.random.default_rng(d)
    layer = er.Layer(rng.integers(-3, 4, (m, d)))
    found = Compiled(problem(er.Network(layer), er.Domain.whole(d))).search(10**6)
    texts = as_text(found.signs).tolist()
    swap = bytes.maketrans(b"+-", b"-+")
    assert found.bounded == 0 and sorted(texts) == sorted(text.translate(swap) for text in texts)
    agree(problem(er.Network(layer), er.Domain.whole(d)))


@pytest.mark.parametrize("domain", ["whole", "box:-1,2", {"inequalities": [[1, 1, 0, 0], [0, 0, 1, -1], [2, -1, -1, -1]]}])
def test_vertices_of_single_regions(domain):
    """The engine keeps no vertices, but gives those of a region that is asked for."""
    net = er.Network([er.Layer([[1, 2, 0], [-1, 1, 1], [0, 1, -1]], [1, -1, 2]), er.Layer([[1, -1, 1], [2, 1, -3]], [-1, 0])])
    cx, faces = er.enumerate(net, domain, "signs"), er.enumerate(net, domain, "fan")
    assert cx.signs == faces.signs and len(cx) > 3
    assert [(r.vertices, r.rays, r.bounded) for r in cx] == [(r.vertices, r.rays, r.bounded) for r in faces]


def test_no_such_region():
    """A sign vector of no region has no rays, in both searches."""
    task = problem(er.Network(er.Layer([[1, 0], [1, 0]], [0, 1])), er.Domain.whole(2))
    for rays in (Rays(task), lambda signs: Walk(task).rays(signs)):
        assert sorted(rays((1, 1))) == [(0, 1), (1, 0)]
        with pytest.raises(er.InputError, match="no region has this sign vector"):
            rays((1, -1))


def test_empty_and_flat_domains():
    """An empty domain is an error, also where linear programs are used; a flat one has its cells."""
    net = er.Network(er.Layer([[1, 0], [0, 1]], [0, 0]))
    nowhere = er.Domain.polytope([[-1, 1, 0], [-1, -1, 0]])
    flat = er.Domain.polytope([[0, 1, -1], [0, -1, 1]])
    for rays in (NEVER, ALWAYS):
        with pytest.raises(er.InputError, match="the domain is empty"):
            Compiled(problem(net, nowhere)).search(None, rays=rays)
        assert Compiled(problem(net, flat)).search(None, rays=rays)[:2] == (2, 0)


def test_more_than_fits():
    """The same limit and the same words as in Python."""
    layer = er.Layer([[i, i * i, 1] for i in range(1, 12)], [i**3 for i in range(11)])
    with pytest.raises(er.LimitExceeded, match="more than the 48 regions that fit in 0 MB"):
        er.enumerate(layer, engine="signs", memory=20_000)


def big() -> Problem:
    """More cells than anyone waits for."""
    rows = [row for row in product((0, 1), repeat=8) if any(row)]
    return problem(er.Network(er.Layer(rows)), er.Domain.whole(8))


def test_a_caller_can_stop_it():
    """What the progress function raises comes back."""
    def refuse(done, of, cells):
        raise TimeoutError(f"{cells} cells")

    with pytest.raises(TimeoutError, match="cells"):
        count_cells(big(), refuse)


def test_it_can_be_interrupted():
    """Ctrl-C ends a search."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)       # which may be ignored where tests run
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            count_cells(big(), lambda done, of, cells: None)
    finally:
        timer.join()
        signal.signal(signal.SIGINT, before)


def test_an_interrupt_waits_for_the_search():
    """What the library works on stays until it has ended, also when Ctrl-C comes twice."""
    shared, ended = np.zeros(2, dtype=np.int64), []

    def call(milliseconds: int) -> int:
        if milliseconds:
            return PAUSED
        while not shared[0]:
            time.sleep(0.01)
        time.sleep(1)
        ended.append(True)
        return 1

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timers = [threading.Timer(after, os.kill, (os.getpid(), signal.SIGINT)) for after in (0.3, 0.8)]
    for timer in timers:
        timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            interruptible(call, shared, lambda: None)
        assert ended
    finally:
        for timer in timers:
            timer.join()
        signal.signal(signal.SIGINT, before)


# ---- certificates that are wrong ----

def certified(rows, form, in_doubles: bool) -> bool:
    """Whether the library accepts that a form is a positive combination of these rows."""
    rows, form = np.array(rows, dtype=np.int64), np.array(form, dtype=np.int64)
    check = library().signs_certify
    check.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
    return bool(check(len(form), len(rows), rows.ctypes.data, form.ctypes.data, in_doubles))


@pytest.mark.parametrize("in_doubles", [True, False])
@pytest.mark.parametrize("scale", [9, 2**20, 2**28])
def test_wrong_certificates_are_refused(in_doubles, scale):
    """One row or one entry of the form changed so that it is no positive combination any more."""
    rng = np.random.default_rng(scale)
    accepted = 0
    for _ in range(100):
        n = int(rng.integers(2, 7))
        rows = rng.integers(-scale, scale + 1, (n, n))
        factors = rng.integers(1, 9, n)
        form = factors @ rows
        i = int(rng.integers(n))
        turned = rows.copy()
        turned[i] = -turned[i]
        if round(abs(np.linalg.det(rows.astype(float)))) == 0:
            continue
        accepted += certified(rows, form, in_doubles)
        assert not certified(turned, form, in_doubles)
        assert not certified(rows, form - (factors[i] + 1) * rows[i], in_doubles)
        assert not certified(rows[:-1], form, in_doubles)                       # a row is missing
    assert accepted > 90


def test_doubles_leave_open_what_they_cannot_know():
    """A factor that is 0, or as small as rounding, is decided by integers alone."""
    k = 2**58
    for rows, form, truth in [([[1, 0], [0, 1]], [1, 0], True), ([[k, 1], [0, 1]], [k, 2], True), ([[k, 1], [0, 1]], [k, 0], False),
                              ([[1, 1], [2, 2]], [3, 3], False), ([[k, 1], [k, 2]], [k, 1], True),
                              ([[k, k + 1], [k + 1, k + 2]], [2 * k + 1, 2 * k + 3], True), ([[k, k + 1], [k + 1, k + 2]], [1, 1], False)]:
        assert certified(rows, form, False) == truth
        assert not certified(rows, form, True) or truth
    assert not certified([[1, 0], [0, 1]], [1, 0], True) and certified([[1, 0]], [1, 0], False)
    assert not certified([[1, 0]], [1, 1], False) and not certified([[1, 0]], [0, 0], False)


def test_points_are_checked():
    """A point on a wall is not inside, however near it looks."""
    check = library().signs_contains
    check.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    k = 2**60
    for rows, point, truth in [([[1, -1]], [k + 1, k], True), ([[1, -1]], [k, k], False), ([[1, -1]], [k, k + 1], False),
                               ([[k, 1 - k], [1, 0]], [k - 1, k], False), ([[k, 1 - k], [1, 0]], [k, k], True)]:
        rows, point = np.array(rows, dtype=np.int64), np.array(point, dtype=np.int64)
        assert bool(check(2, len(rows), rows.ctypes.data, point.ctypes.data)) == truth


def test_without_the_library(monkeypatch):
    """Everything is there in Python alone."""
    net = er.Network([er.Layer([[1, 2], [-1, 1], [1, 0]], [1, -1, 0]), er.Layer([[1, -1, 2]], [-1])])
    seen = lambda: [(r.signs, r.interior, r.bounded, r.vertices, r.rays) for r in er.enumerate(net, engine="signs")]  # noqa: E731
    expected, task = seen(), problem(net, er.Domain.whole(2))
    counts = count_cells(task)
    monkeypatch.setattr(compiled_signs, "library", lambda: None)
    assert seen() == expected and count_cells(task) == counts == (len(expected), sum(region[2] for region in expected))
