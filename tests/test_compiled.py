"""The compiled engine and the one in Python give the same fan, face by face, ray by ray."""
from __future__ import annotations

import copy
import json
import os
import pickle
import random
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, problems

import exactrelu as er
from exactrelu.complex import over_faces
from exactrelu.engines import native
from exactrelu.engines.compiled_fan import CompiledFan, compiled_fan
from exactrelu.engines.faces import reach
from exactrelu.engines.fan import fan
from exactrelu.engines.mirror import MirroredFan, half, mirrored
from exactrelu.engines.native import packed, unpacked
from exactrelu.engines.native.stamp import stamp
from exactrelu.engines.parts import counted, split, whole
from exactrelu.engines.problem import problem
from exactrelu.engines.pure import pure_fan
from exactrelu.engines.signs import Rays
from exactrelu.readers import read_domain

WORKLOADS = Path(__file__).parents[2] / "shared" / "cases" / "workloads"
MEMORY = 1 << 30

BUILT = any(Path(native.__file__).parent.glob("_native.*")) and not os.environ.get("EXACTRELU_PURE")
pytestmark = pytest.mark.skipif(not BUILT, reason="the compiled engines are not built here")       # of older files: fail


def arrangement(seed: int, inputs: int, neurons: int, most: int = 9) -> er.Network:
    """Random hyperplanes."""
    rng = random.Random(seed)
    return er.Network(er.Layer([[rng.randint(-most, most) for _ in range(inputs)] for _ in range(neurons)],
                               [rng.randint(-most, most) for _ in range(neurons)]))


def same(task) -> CompiledFan | None:
    """Assert that both engines make the same fan, or refuse in the same words; None if the compiled one gives up."""
    try:
        slow = pure_fan(task, MEMORY)
    except er.InputError as error:
        with pytest.raises(er.InputError) as caught:
            compiled_fan(task, MEMORY)
        assert str(caught.value) == str(error)
        return None
    fast = compiled_fan(task, MEMORY)
    if fast is None:
        return None
    assert np.array_equal(slow.cell_signs, fast.cell_signs) and np.array_equal(slow.ray_signs, fast.ray_signs)
    assert len(slow.levels) == len(fast.levels)
    for (start, ids), (same_start, same_ids) in zip(slow.levels, fast.levels):
        assert np.array_equal(start, same_start) and np.array_equal(ids, same_ids)
    assert np.array_equal(slow.rays, fast.rays) and slow.rays.dtype == fast.rays.dtype
    reach = over_faces(slow, np.where(slow.rays[:, 0] > 0, 1, 2).astype(np.uint8))
    assert fast.counts.tolist() == [[np.count_nonzero(r & 1), np.count_nonzero(r == 1)] for r in reach]
    assert np.array_equal(fast.bounded, reach[-1] == 1)
    if fast.levels:
        inner = np.bincount(slow.levels[-1][1], minlength=len(reach[-2])) == 2
        assert fast.walls == np.count_nonzero(inner & (reach[-2] & 1 != 0))
    return fast


def names() -> list[str]:
    expected = WORKLOADS / "expected.json"
    if not expected.exists():
        return []
    known = json.loads(expected.read_text())
    return sorted(name for name, row in known.items() if (row.get("regions") or 10**9) <= 3000 and not name.startswith("E_"))


@pytest.mark.parametrize("domain", ["whole", "box:-1,1"])
@pytest.mark.skipif(not WORKLOADS.is_dir(), reason="../shared/cases is not here")
def test_workloads(domain):
    """Generic, degenerate and torture arrangements, deep networks of floats and of small integers."""
    done = 0
    for name in names():
        network = er.read(WORKLOADS / f"{name}.npz")
        if network.inputs <= 8:
            done += same(problem(network, read_domain(domain, network.inputs))) is not None
    assert done > 80


@examples(150)
@given(problems())
def test_small(network_and_domain):
    """Random small networks on random domains, flat and empty ones among them."""
    same(problem(*network_and_domain))


@pytest.mark.parametrize("seed", range(6))
def test_wide_numbers(seed):
    """Beyond 64 bits, where floating point is right, wrong or overflows; and beyond the integers of the library."""
    rng = random.Random(seed)
    bits = [60, 100, 300, 700, 1200, 4000][seed]

    def number() -> int | Fraction:
        return rng.choice([0, 1, -1, rng.randint(-2**bits, 2**bits), Fraction(rng.randint(-2**bits, 2**bits), 2**rng.randint(0, 40)),
                           2**bits + rng.randint(-1, 1)])

    found = []
    for _ in range(12):
        widths = [rng.randint(1, 3), rng.randint(1, 4), rng.randint(1, 3)]
        net = er.Network([er.Layer([[number() for _ in range(a)] for _ in range(b)], [number() for _ in range(b)])
                          for a, b in zip(widths, widths[1:])])
        found.append(same(problem(net, er.Domain.whole(widths[0]))))
    assert any(found) or bits == 4000


def test_nearly_equal():
    """Lines through nearly one point: every floating-point sign there is a lie, and three vertices or one are told apart."""
    k = 2**60
    for shift, regions in ((0, 6), (1, 7), (-1, 7)):
        net = er.Network(er.Layer([[k, 1], [k + 1, 1], [2 * k + 1, 2]], [3, 5, 8 + shift]))
        assert same(problem(net, er.Domain.whole(2))).cell_signs.shape[0] == regions


@pytest.mark.parametrize("inputs, column", [(inputs, column) for inputs in (2, 3) for column in range(inputs + 1)])
def test_one_coordinate_cancels(inputs, column):
    """The minor of all columns but one is 1 or small though its terms are huge, those of the others are not so: each has its own bound of error."""
    rng = random.Random(column)
    for _ in range(40):
        rows = []
        for _ in range(2):
            group = [[int(i == j) for j in range(inputs)] for i in range(inputs)]            # of determinant 1, and ever larger
            for _ in range(inputs * rng.randint(2, 12)):
                i, j = rng.sample(range(inputs), 2)
                k = rng.choice([1, -1]) * rng.randint(2, 2**rng.choice([2, rng.choice([5, 8])]))
                group[i] = [x + k * y for x, y in zip(group[i], group[j])]
            rows += [[*row[:column], rng.randint(-3, 3), *row[column:]] for row in group]
        rows.append([rng.randint(-2**40, 2**40) for _ in range(inputs + 1)])
        same(problem(er.Network(er.Layer([row[1:] for row in rows], [row[0] for row in rows])), er.Domain.whole(inputs)))


@pytest.mark.parametrize("sign", [1, -1])
def test_sums_that_overflow(sign):
    """4 a b - 5 a b of weights so large that 4 a b is no double any more, but the bound of its error is one."""
    a, b = 2**63 + 1, 2**960 - 1
    first = er.Layer([[a]] * 9 + [[1]])
    second = er.Layer([[sign * b] * 4 + [-sign * b] * 5 + [1]])
    fast = same(problem(er.Network([first, second]), er.Domain.box([[-1, 1]])))
    assert sorted(fast.ray_signs[:, -1].tolist()) == sorted([0, 0, -sign])


@pytest.mark.parametrize("rows", [[[0, 1, 1], [0, -1, -1]], [[0, 1, 1], [0, -1, -1], [0, 1, 0]], [[0, 1, 0]], [[0, 1, 0], [0, 0, 1]]])
def test_walls_of_parts_of_cones(rows):
    """A network without biases on a line, a half-line and cones: the walls in parts add up to those of the whole."""
    task = problem(er.Network(er.Layer([[1, 0], [0, 1], [1, 2]])), er.Domain.polytope(rows))
    for pieces in ([whole(task)], split(whole(task), 2), split(whole(task), 9)):
        for piece in pieces:
            assert counted(piece, compiled_fan(piece.problem, MEMORY)) == counted(piece, pure_fan(piece.problem, MEMORY))


def test_many_columns():
    """More than 64 columns, so that sets of signs take several words."""
    rng = random.Random(1)
    first = er.Layer([[rng.randint(-5, 5) for _ in range(2)] for _ in range(30)], [rng.randint(-9, 9) for _ in range(30)])
    second = er.Layer([[rng.randint(-1, 1) for _ in range(30)] for _ in range(70)], [rng.randint(-9, 9) for _ in range(70)])
    assert same(problem(er.Network([first, second]), er.Domain.box([[-3, 3]] * 2))) is not None


@pytest.mark.parametrize("seed, inputs, factor", [(0, 1, 1), (1, 1, 2**33), (2, 1, 2**70), (3, 2, 1), (4, 2, 1)])
def test_layers_across_words(seed, inputs, factor):
    """Signs of three layers that begin anywhere in a word of 64, and cross its end; numbers whose low words are 0, and longer ones."""
    rng = random.Random(seed)
    widths = [inputs, 70 if inputs == 1 else rng.randint(5, 25), rng.randint(5, 25), 66, 2]
    layers = [er.Layer([[factor * rng.choice([0, 1, -1, 2]) for _ in range(a)] for _ in range(b)], [rng.randint(-99, 99) for _ in range(b)])
              for a, b in zip(widths, widths[1:])]
    found = same(problem(er.Network(layers), er.Domain.box([[-60, 60]] * inputs)))
    assert found is not None and found.cell_signs.shape[0] > 20


def test_tables_of_megabytes():
    """36,051 regions: tables grow beyond the size from which they are kept in large pages."""
    assert same(problem(arrangement(0, 3, 60, 99), er.Domain.whole(3))).cell_signs.shape == (36051, 60)


@pytest.mark.parametrize("size", [4, 40])
def test_one_region_loses_its_corners(size):
    """The same face is split again and again: what is left behind of its lists is cleared away."""
    tangents = [[k * k, -2 * k, 1] for k in range(-size, size + 1)]                      # of the parabola y = x^2
    domain = er.Domain.from_json({"inequalities": [*tangents, [2 * size * size, 0, -1]]}, 2)
    cuts = range(-size, size)                                                            # the corner between the tangents at k and k + 1
    net = er.Network(er.Layer([[-2 * k - 1, 1] for k in cuts], [k * k + k + Fraction(3, 8) for k in cuts]))
    assert same(problem(net, domain)).cell_signs.shape[0] == 2 * size + 1


def faces(found) -> list[list[tuple]]:
    """Every face as the sorted coordinates of its rays, level by level, sorted; the cells in their order."""
    held = [frozenset([tuple(map(int, ray))]) for ray in found.rays]
    levels = [sorted(map(sorted, held))]
    for start, ids in found.levels:
        held = [frozenset().union(*(held[j] for j in ids[a:b])) for a, b in zip(start, start[1:])]
        levels.append(sorted(map(sorted, held)))
    return levels + [list(map(sorted, held))]


@examples(100)
@given(st.integers(1, 4).flatmap(lambda d: st.lists(st.lists(st.integers(-2, 2), min_size=d, max_size=d), min_size=1, max_size=7)))
def test_mirror(rows):
    """A layer without biases is enumerated by halves: the same faces as all at once, in both engines."""
    task = problem(er.Network(er.Layer(rows)), er.Domain.whole(len(rows[0])))
    part = half(task)
    if part is None:
        assert not any(map(any, rows))
        return
    whole, found, slow = pure_fan(task, MEMORY), fan(task, MEMORY), mirrored(pure_fan(part, MEMORY))
    assert isinstance(found, MirroredFan) and faces(found) == faces(whole)
    assert np.array_equal(found.cell_signs, whole.cell_signs)
    for one, other in zip(found.plain()[:3], slow[:3]):
        assert np.array_equal(one, other)
    for one, other in zip(found.levels, slow.levels):
        assert np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])
    assert all(np.array_equal(one, other) for one, other in zip(pickle.loads(pickle.dumps(found))[:3], slow[:3]))
    levels = reach(whole)
    assert found.counts.tolist() == [[np.count_nonzero(r & 1), np.count_nonzero(r == 1)] for r in levels]
    inner = np.bincount(whole.levels[-1][1], minlength=len(levels[-2])) == 2
    assert found.walls == np.count_nonzero(inner & (levels[-2] & 1 != 0))


def sphere(inputs: int, facets: int) -> list[list[int]]:
    """Inequalities of a polytope about a ball."""
    rng = random.Random(0)
    normals = [[round(rng.gauss(0, 40)) for _ in range(inputs)] for _ in range(facets)]
    return [[100 + round(sum(x * x for x in row) ** 0.5)] + row for row in normals]


def test_memory():
    """What does not fit is refused with the numbers reached, as in Python."""
    net = arrangement(0, 4, 40)
    with pytest.raises(er.LimitExceeded, match=r"after \d+ of 40 neurons there are \d+ faces; give a smaller domain"):
        compiled_fan(problem(net, er.Domain.whole(4)), 4 << 20)
    for engine in compiled_fan, pure_fan:        # a domain that is too large already
        with pytest.raises(er.LimitExceeded, match=r"after 0 of 1 neurons there are \d+ faces"):
            engine(problem(er.Network(er.Layer([[1] * 6])), er.Domain.polytope(sphere(6, 60))), 4 << 20)
    assert same(problem(er.Network(er.Layer([[1] * 4])), er.Domain.polytope(sphere(4, 30)))) is not None


def test_progress_and_errors_in_it(monkeypatch):
    """The last report has all neurons and cells; an error in a report stops the engine and is raised."""
    task, seen = problem(arrangement(0, 4, 80, 99), er.Domain.whole(4)), []
    small = problem(er.Network(er.Layer([[1, 0], [0, 1]])), er.Domain.whole(2))
    compiled_fan(small, MEMORY, lambda *numbers: seen.append(numbers))
    assert seen == [(2, 2, 4)]

    def stop(*numbers):
        raise KeyboardInterrupt

    deleted = []
    monkeypatch.setitem(native.library().__dict__, "fan_delete", deleted.append)
    with pytest.raises(KeyboardInterrupt):
        compiled_fan(task, 8 << 30, stop)
    assert len(deleted) == 1                 # what it held is given back
    monkeypatch.undo()
    native.library().fan_delete(deleted[0])


@pytest.mark.parametrize("facets", [8, 12, 16, 24])
def test_pauses(monkeypatch, facets):
    """A call that pauses, while the domain is made or in a layer, goes on where it was."""
    monkeypatch.setattr(native, "MOMENT", 1)
    net = arrangement(0, 4, 4)
    assert same(problem(er.Network([*net.layers, *arrangement(1, 4, 6).layers]), er.Domain.polytope(sphere(4, facets)))) is not None


def test_copies():
    """A copy of a fan has the same arrays; it owns nothing of the library."""
    fan = compiled_fan(problem(arrangement(0, 2, 5), er.Domain.whole(2)), MEMORY)
    for made in (copy.copy(fan), copy.deepcopy(fan), pickle.loads(pickle.dumps(fan))):
        assert np.array_equal(made.rays, fan.rays) and np.array_equal(made.cell_signs, fan.cell_signs)


def test_threads():
    """Engines run side by side, and several threads ask one fan and one cell."""
    tasks = [problem(arrangement(seed, 3, 20, 10**9), er.Domain.box([[-1, 1]] * 3)) for seed in range(4)]
    expected = [pure_fan(task, MEMORY) for task in tasks]
    fan, part, rays = compiled_fan(tasks[0], MEMORY), whole(tasks[0]), Rays(tasks[0])
    parts = [part._replace(frame=frame, open=(True,) * (6 - frame)) for frame in 10 * [*range(7)]]
    with ThreadPoolExecutor(4) as pool:
        for found, slow in zip(pool.map(lambda task: compiled_fan(task, MEMORY).plain(), tasks * 4), expected * 4):
            assert np.array_equal(found.rays, slow.rays) and np.array_equal(found.cell_signs, slow.cell_signs)
        numbers = list(pool.map(lambda part: counted(part, fan), parts))
        cells = list(pool.map(rays, fan.cell_signs[:200]))
    assert numbers == [counted(part, fan) for part in parts]
    assert cells == [rays(signs) for signs in fan.cell_signs[:200]]


def test_libraries_that_do_not_belong_here(tmp_path):
    """One that was made of other files, and something that is no library, are as good as none."""
    here, load = Path(native.__file__).parent, native._loaded.__wrapped__
    library = next(path for path in here.iterdir() if path.name.startswith("_native."))
    made_of = native.library().native_stamp().decode()
    assert made_of in ("", stamp(here))
    for path in (library, *here.glob("*.?pp")):
        shutil.copy(path, tmp_path)
    assert load(False, tmp_path) is not None
    (tmp_path / "fan.cpp").write_bytes((tmp_path / "fan.cpp").read_bytes() + b"\n")
    assert (load(False, tmp_path) is None) == (made_of != "")
    for name, content in (("empty", b""), ("text", b"no library")):
        (tmp_path / name).mkdir()
        (tmp_path / name / library.name).write_bytes(content)
        assert load(False, tmp_path / name) is None


@given(st.lists(st.integers(-2**200, 2**200)))
def test_packed(numbers):
    """Integers of any size go there and back."""
    assert unpacked(*packed(numbers)) == numbers


def test_without_the_library(tmp_path):
    """EXACTRELU_PURE leaves the compiled engines out, and every command prints the same."""
    example = Path(__file__).parents[1] / "examples" / "quantised.json"
    found = []
    for pure in ("", "1"):
        target = tmp_path / f"regions{pure}.jsonl"
        done = subprocess.run([sys.executable, "-m", "exactrelu.cli", "enumerate", str(example), "--json", "--regions", str(target)],
                              capture_output=True, check=True, env={**os.environ, "EXACTRELU_PURE": pure})
        found.append((re.sub(rb'"seconds": [0-9.]+', b"", done.stdout), target.read_bytes()))
    assert found[0] == found[1]
