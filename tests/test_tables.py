"""The exhaustive tables of the theory: every network of a family, counted by what its complex shows.

The numbers were found by brute force with other programs. proofs/tables.md quotes the commands that print them; here the
quoted numbers are compared with the expected ones, and test_pages.py compares the page with what the commands print.
"""
from __future__ import annotations

import random
import re
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest
from instances import NETWORKS, deep, shallow

import exactrelu as er
from exactrelu.theorems import theorem
from exactrelu.theorems.instance import Weights
from exactrelu.theorems.t41_region_bounds import serra


def quoted(words: str) -> str:
    """What proofs/tables.md quotes for a command; that it is what the command prints is tested in test_pages.py."""
    text = (Path(__file__).resolve().parents[1] / "proofs" / "tables.md").read_text()
    return re.search(re.escape(f"$ exactrelu verify {words}") + r"[^\n]*\n(.*?\n)(?=\$|```)", text, re.DOTALL)[1]


def page_table(words: str) -> dict[str, tuple[int, int]]:
    """{class: (networks, those within the hypotheses)} of a quoted census."""
    rows = re.findall(r"^  (\S.*?) {2,}(\d+) {2,}(\d+)$", quoted(words), re.MULTILINE)
    return {label: (int(count), int(applies)) for label, count, applies in rows}


def table(words: str) -> dict[str, int]:
    """{class: networks} of a quoted census."""
    return {label: count for label, (count, _) in page_table(words).items()}


# shapes on the line are points (B(1,1)), half-lines (B0(1,0)), segments (strip), and so on
CLASSES = {
    "d=1,m=1,entries=-1..1": {"empty": 42, "all": 15, "B0(1,0)": 12, "B(1,1)": 12},
    "d=1,m=1,entries=-2..2": {"empty": 342, "B(1,1)": 160, "B0(1,0)": 80, "all": 43},
    "d=1,m=2,entries=-1..1": {"empty": 948, "B(1,1)": 512, "B0(1,0)": 436, "all": 235, "strip": 32,
                              "parallel hyperplanes": 24},
    "d=1,m=2,entries=-2..2": {"empty": 33506, "B(1,1)": 28448, "B0(1,0)": 9808, "parallel hyperplanes": 2520,
                              "all": 1947, "strip": 1472, "half-space and hyperplane": 424},
    "d=1,m=3,entries=-1..1": {"empty": 22610, "B(1,1)": 17196, "B0(1,0)": 12228, "all": 3835, "strip": 1740,
                              "parallel hyperplanes": 1308, "half-space and hyperplane": 132},
    "d=2,m=2,entries=-1..1": {"empty": 6756, "B(1,1)": 3776, "B0(1,0)": 3472, "B(2,1)": 1728, "all": 1135,
                              "B0(2,0)": 864, "B(2,2)": 864, "B0(1,1)": 864, "strip": 128,
                              "parallel hyperplanes": 96},
}


@pytest.mark.parametrize("family", CLASSES)
def test_classes(family):
    """10.1 to 10.4: all networks by the class of their boundary."""
    name = "dependent_rows" if family == "d=1,m=2,entries=-1..1" else "classification"
    assert table(f'{name} --census "{family}"') == CLASSES[family]


def test_signed_classes_in_the_plane():
    """10.4: thirteen classes with signs, for invertible layers."""
    found = table('number_of_classes --census "d=2,m=2,entries=-1..1"')
    assert found.pop("does not apply: independent rows") == 8019
    assert len(found) == 13 and sorted(found.values()) == sorted(
        [1728, 1728, 1728, 864, 864, 864, 864, 432, 432, 864, 432, 432, 432])
    assert found["B(1,1), sides +-, 0 convex and 0 concave folds"] == 1728
    assert found["B(2,1), sides +-, 1 convex and 0 concave folds"] == found["B(2,1), sides +-, 0 convex and 1 concave folds"] == 864


def test_classes_in_space():
    """10.4b: 174 invertible 0/1 matrices with one vector of biases, all outer weights, each measured or an image of a measured one."""
    found = table('number_of_classes --census "d=3,m=3,A=0..1,b=1:-1:0,entries=-1..1"')
    assert found.pop("does not apply: independent rows") == 338 * 81
    expected = {"B(1,1)": 12, "B(2,1)": 24, "B(2,2)": 12, "B(3,1)": 12, "B(3,2)": 12, "B(3,3)": 4, "empty": 32,
                "all": 2, "B0(1,0)": 12, "B0(2,0)": 12, "B0(1,1)": 12, "B0(3,0)": 4, "B0(2,1)": 12}
    by_class: dict = {}
    for label, count in found.items():
        by_class[label.split(", sides")[0]] = by_class.get(label.split(", sides")[0], 0) + count
    assert by_class == {label: 87 * n for label, n in expected.items()} and len(found) == 23


def test_all_classes_in_space():
    """10.4b: 43,046,721 networks, as they stand in proofs/tables.md."""
    found = table('number_of_classes --census "d=3,m=3,entries=-1..1"')
    assert found.pop("does not apply: independent rows") == 43046721 - 25824096
    by_class: dict = {}
    for label, count in found.items():
        by_class[label.split(", sides")[0]] = by_class.get(label.split(", sides")[0], 0) + count
    assert len(found) == 23 and by_class == {
        "B(1,1)": 1912896, "B(2,1)": 3825792, "B(2,2)": 1912896, "B(3,1)": 1912896, "B(3,2)": 1912896, "B(3,3)": 637632,
        "empty": 5101056, "all": 318816, "B0(1,0)": 1912896, "B0(2,0)": 1912896, "B0(1,1)": 1912896, "B0(3,0)": 637632,
        "B0(2,1)": 1912896}


BOUNDED = {  # thick?, B, sides: (components, bounded ones)
    "thin (1,0), sides (1,0) (1,0)": 636240, "thin (0,0), sides (0,0) (1,0)": 419006,
    "thick (1,0), sides (0,0) (1,0)": 312048, "thick (1,0), sides (1,0) (1,0)": 130896,
    "thick (1,0), sides (0,0) (0,0)": 40501, "thin (2,0), sides (1,0) (2,0)": 20256,
    "thick (1,0), sides (0,0) (2,0)": 9696, "thick (1,0), sides (1,0) (2,0)": 8160,
    "thin (1,0), sides (0,0) (2,0)": 5664, "thin (1,0), sides (0,0) (1,0)": 2592,
    "thin (1,0), sides (1,0) (2,0)": 2592, "thin (1,1), sides (1,0) (1,1)": 1920,
    "thick (2,0), sides (1,0) (1,0)": 1584, "thick (1,1), sides (0,0) (1,0)": 1296,
    "thin (1,1), sides (0,0) (1,0)": 960, "thick (1,0), sides (1,0) (1,1)": 528,
    "thin (1,0), sides (2,0) (2,0)": 384,
}


def test_one_more_neuron():
    """10.5: 1,594,323 networks; 49,440 generic and transversal ones; pieces of their boundaries; from proofs/tables.md."""
    found = page_table('bounded_components --census "d=2,m=3,entries=-1..1"')
    assert {label: row[0] for label, row in found.items()} == BOUNDED and sum(BOUNDED.values()) == 1594323
    generic: dict = {}
    for label, (_, applies) in found.items():
        generic[label.split(", sides")[0]] = generic.get(label.split(", sides")[0], 0) + applies
    assert {key: n for key, n in generic.items() if n} == {
        "thin (1,0)": 33936, "thin (0,0)": 11568, "thin (2,0)": 2784, "thin (1,1)": 1152}
    pieces = page_table('one_more_neuron --census "d=2,m=3,entries=-1..1"')
    assert {label: row[1] for label, row in pieces.items() if row[1]} == {
        "0 pieces": 11568, "2 pieces": 6432, "3 pieces": 18624, "4 pieces": 6096, "5 pieces": 5712, "6 pieces": 1008}


def test_bounded_components_of_both_sides():
    """10.5: at most one bounded component of {F > 0} and of {F < 0}; both occur, as F and -F are in the family."""
    assert "largest measured: bounded components of {F < 0} 1, bounded components of {F > 0} 1\n" in \
        quoted('bounded_components --census "d=2,m=3,entries=-1..1"')


@pytest.mark.parametrize("rows, two, functions, boundaries", [("", 216, 432, 316), (",A=-2..2", 2232, 4464, 2764)])
def test_boundaries_and_functions(rows, two, functions, boundaries):
    """10.10: as many functions as boundaries with two corners, and more with one; matrices with entries up to 1 and 2."""
    words = f'determination {{}}--census "d=2,m=2{rows},entries=-1..1"'
    assert f"distinct: {two} by weights, {two} by geometry" in quoted(words.format(""))
    assert f"distinct: {two + functions} by weights, {two + boundaries} by geometry" in quoted(words.format('--without "k >= 2" '))


@pytest.mark.parametrize("m", [1, 2])
def test_never_active_with_signs_only(m):
    """9.14: for numbers -1 and 1 a second-layer neuron is never active in exactly one of 2^(m+1) cases."""
    signs = (-1, 1)
    layers = [er.Layer([row[:m] for row in rows], [row[m] for row in rows])
              for rows in product(product(signs, repeat=m + 1), repeat=m)
              if m == 1 or rows[0][0] * rows[1][1] != rows[0][1] * rows[1][0]][::m * m]            # for m = 2 every fourth
    never = 0
    for first, (*w, c) in product(layers, product(signs, repeat=m + 1)):
        found = er.verify("stably_inactive", er.Network([first, er.Layer([w], [c])])).check
        assert found.verdict == "holds" and found.measurement["never active after changes of signs"] == (1,)
        never += len(found.measurement["never active"])
    assert len(layers) == {1: 4, 2: 8}[m] and never == len(layers)           # of len(layers) * 2^(m+1) networks


@pytest.mark.parametrize("d, most", [(1, 3), (2, 2)])
def test_no_network_has_fewer_neurons_than_the_width_of_its_function(d, most):
    """R12 by brute force: equal values on a grid, the least number of neurons with them, and the predicted width.

    Bends of these networks are at -1, 0, 1 on the line, and on lines n.x + b = 0 with entries -1, 0, 1 in the plane.
    """
    grid = list(product(range(-3, 4), repeat=d))
    least: dict = {}
    for m in range(1, most + 1):
        neurons = [(w, row) for w in (-1, 1) for row in product((-1, 0, 1), repeat=d + 1) if any(row[:d])]
        for chosen in combinations_with_replacement(neurons, m):
            values = tuple(sum(w * max(sum(a * x for a, x in zip(row, point)) + row[d], 0) for w, row in chosen) for point in grid)
            least.setdefault(tuple(v - values[0] for v in values), (m, chosen))
    attained = 0
    for m, chosen in least.values():
        predicted = theorem("minimal_width").predict(Weights(shallow([row[:d] for _, row in chosen], [row[d] for _, row in chosen],
                                                                     [w for w, _ in chosen], 0)))["width"]
        assert predicted <= m
        attained += predicted == m
    assert 4 * attained > len(least) > 30            # entries -1, 0, 1 do not reach every width


@pytest.mark.parametrize("d, widths, regions", [(1, (1,), 2), (1, (2, 1), 4), (1, (3, 2), 9), (1, (3, 3, 3), 36), (2, (2, 2), 4),
                                                (2, (5, 3), 28), (2, (4, 4, 2), 64), (3, (6, 3), 64), (2, (6, 5), 144)])
def test_lower_bound(d, widths, regions):
    """9.2, Montufar et al. 2014: the folding network has the predicted number of regions in the cube, at most Serra's in all."""
    layers, before = [], d
    for n in widths:
        layers.append(er.Layer([[0] * before] * n))
        before = n
    found = er.verify("lower_bound", er.Network(layers))
    assert found.verdict == "holds" and found.check.measurement["regions in the cube"] == regions
    assert regions <= found.check.measurement["regions"] <= serra(d, widths)


def test_two_hidden_layers():
    """10.6: depth disconnects 128 of 19,683 networks, with the shallow theorem's bound on every other one; regions."""
    words = '{} --census "d=2,m=2+2,A=1,entries=-1..1"'
    shallow_bound = 'disconnection --without "one hidden layer"'
    assert "\n  fails on 128 networks\n" in quoted(words.format(shallow_bound))
    expected = {"thin (0,0,1)": 4602, "thin (0,1,0)": 4602, "thin (1,1,1)": 2690, "thick (1,0,1)": 2363,
                "thick (1,1,0)": 2363, "thick (1,0,0)": 2071, "thick (1,1,1)": 840, "thick (2,1,1)": 36, "thick (1,0,2)": 24,
                "thick (1,2,0)": 24, "thin (1,0,1)": 12, "thin (1,1,0)": 12, "thin (1,0,2)": 10, "thin (1,2,0)": 10,
                "thin (2,1,2)": 8, "thin (2,2,1)": 8, "thick (2,1,2)": 4, "thick (2,2,1)": 4}
    seen = table(words.format(shallow_bound))
    assert seen == expected
    assert sum(n for label, n in seen.items() if "2" in label.split(",", 1)[1]) == 92
    assert sum(n for label, n in seen.items() if "(2" in label) == 60
    assert table(words.format("region_bounds")) == {
        "4 regions": 225, "5 regions": 64, "6 regions": 256, "7 regions": 96, "8 regions": 56, "9 regions": 32}
    assert ": holds (" in quoted(words.format("region_bounds")) and "regions (Serra et al. 2018) 9" in quoted(words.format("region_bounds"))


def test_narrow_networks():
    """10.6: no bounded component among the 19,683 networks of widths 2, 2, 2."""
    words = 'narrow --census "d=2,m=2+2,A=1,entries=-1..1"'
    assert ": holds (" in quoted(words) and page_table(words) == {"no bounded component": (19683, 19683)}


def test_orthogonal_projections():
    """10.7: by the number of active neurons, for how many layers and sectors the projection is orthogonal, and nearest."""
    plane = table('orthogonality --census "d=2,m=2,entries=-1..1,b=0"')
    assert {label: n for label, n in plane.items() if label.startswith("orth")} == {
        "orthogonal 1,2,1; nearest 1,2,1": 16, "orthogonal 1,0,1; nearest 1,0,1": 16, "orthogonal 1,0,1; nearest 0,0,1": 16}
    space = table('orthogonality --census "d=3,m=3,entries=-1..1,b=0"')
    assert sum(n for label, n in space.items() if label.startswith("orth")) == 11808
    assert space["orthogonal 1,3,3,1; nearest 1,3,3,1"] == 192
    assert table('orthogonality --census "d=1,m=1,entries=-1..1,b=0"')["orthogonal 1,1; nearest 1,1"] == 2


@pytest.mark.parametrize("d, regular", [(1, 2), (2, 48), (3, 11808)])
def test_invertible_layers(d, regular):
    """L1: all invertible matrices of -1, 0, 1 have 2^d sectors."""
    found = er.census("sectors", f"d={d},m={d},entries=-1..1,b=0")
    assert found.verdict == "holds" and found.applies == regular
    assert {row.label: row.applies for row in found.table if row.applies} == {f"{2**d} sectors": regular}


@pytest.mark.parametrize("family, injective, all_of_them", [
    ("d=1,m=1,entries=-1..1", 0, 9), ("d=1,m=2,entries=-1..1", 12, 81), ("d=1,m=3,entries=-1..1", 240, 729),
    ("d=1,m=4,entries=-1..1", 3252, 6561),
    ("d=2,m=2,entries=-1..1,b=0", 0, 81), ("d=2,m=3,entries=-1..1,b=0", 0, 729), ("d=2,m=4,entries=-1..1,b=0", 144, 6561),
    ("d=2,m=4,entries=-1..1", 5184, 531441)])
def test_injective_layers(family, injective, all_of_them):
    """10.8: injective layers of -1, 0, 1."""
    found = table(f'injectivity --census "{family}"')
    assert sum(found.values()) == all_of_them and found.get("injective", 0) == injective


@pytest.mark.parametrize("neurons, networks, failures", [(2, 81, 4), (3, 729, 72), (4, 6561, 868)])
def test_bias_lemma(neurons, networks, failures):
    """9.8: "only if" fails with biases; the smallest counterexample has weights 1 and -1."""
    words = quoted(f'bias_lemma --without "zero bias" --census "d=1,m={neurons},entries=-1..1"')
    assert f": fails ({networks} networks," in words and f"\n  fails on {failures} networks\n" in words
    if neurons == 2:
        assert '"W": [[-1], [1]]' in words


@pytest.mark.parametrize("family, functions", [
    ("d=1,m=1", 41), ("d=1,m=2", 255), ("d=2,m=1", 149), ("d=1,m=3", 1005), ("d=2,m=2", 3591)])
def test_functions(family, functions):
    """10.9: different functions, by their ridge forms and by their values."""
    text = quoted(f'ridge_form --census "{family},entries=-1..1"')
    assert ": holds (" in text and f"distinct: {functions} by weights, {functions} by geometry" in text


SECOND = {1: ([[1]], [-1]), 2: ([[1, 2], [2, 1]], [-2, -2]), 3: ([[1, 2, 3], [2, 3, 1], [3, 1, 2]], [-1] * 3),
          4: ([[11, 5, 13, 23], [25, 3, 27, 18], [4, 12, 19, 19], [30, 17, 7, 8]], [-1] * 4)}


@pytest.mark.parametrize("d, regions", [(1, 3), (2, 11), (3, 39), (4, 143)])
def test_most_regions_of_two_layers(d, regions):
    """T38: the given second layers reach the largest number of regions."""
    unit = [[int(i == j) for j in range(d)] for i in range(d)]
    found = er.verify("two_layers", deep(unit, [0] * d, *SECOND[d], [1] * d, 0))
    assert found.verdict == "holds"
    assert found.check.prediction["largest number"] == found.check.measurement["regions"] == regions


def test_two_generic_layers():
    """T38 on random layers: the sum over faces is the number of regions."""
    rng = random.Random(38)
    applied = 0
    for _ in range(60):
        d, m = rng.choice([(1, 2), (2, 2), (2, 3), (3, 2), (3, 3)])
        draw = lambda n, k: [[rng.randint(-9, 9) for _ in range(k)] for _ in range(n)]  # noqa: E731
        found = er.verify("two_layers", deep(draw(d, d), draw(1, d)[0], draw(m, d), draw(1, m)[0], draw(1, m)[0], 1))
        assert found.verdict != "fails", found.check.explanation
        applied += found.verdict == "holds"
    assert applied > 40


@pytest.mark.parametrize("d, k, count", [(1, 1, 1), (2, 1, 2), (2, 2, 2), (3, 1, 8), (3, 2, 2), (3, 3, 6)])
def test_symmetries(d, k, count):
    """T19: how many permutations of corners and rays come from affine maps."""
    unit = [[int(i == j) for j in range(d)] for i in range(d)]
    found = er.verify("symmetries", shallow(unit, [0] * d, [1] * k + [-1] * (d - k), -1))
    assert found.verdict == "holds" and found.check.measurement["symmetries"] == count


@pytest.mark.parametrize("A, b, w, c, f_vector", [
    ([[1], [-1]], [0, 0], [1, 1], -1, (2, 0)),
    ([[1, 0], [0, 1], [-1, -1]], [0, 0, "1/3"], [1, 1, 1], -1, (6, 6, 0)),
    ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, -1, -1]], [0, 0, 0, "1/3"], [1] * 4, -1, (12, 24, 14, 0))])
def test_polytopes_of_one_more_neuron(A, b, w, c, f_vector):
    """T29: the bounded boundaries with the most pieces: two points, a hexagon, a polytope with 14 facets."""
    found = er.boundary(shallow(A, b, w, c))
    assert found.f_vector == f_vector and (found.bounded_components, found.components) == (2 if len(A) == 2 else 1,) * 2
    assert er.verify("one_more_neuron", shallow(A, b, w, c)).verdict in ("holds", "does not apply")


def test_depth_disconnects():
    """T40: the explicit network: eight regions, two components of the boundary and of one side."""
    net = NETWORKS["disconnected"]
    found = er.boundary(net)
    assert len(er.enumerate(net)) == 8 and found.f_vector == (2, 4, 0)
    assert (found.components, found.negative.components, found.positive.components) == (2, 2, 1)


@pytest.mark.parametrize("seed", range(4))
def test_narrow_at_random(seed):
    """T39 and T37 on random narrow networks of full entries."""
    rng = random.Random(seed)
    for widths, tries in (((2, 2, 2), 60), ((3, 3, 3), 2)):
        for _ in range(tries):
            layers = [er.Layer([[rng.randint(-5, 5) for _ in range(n)] for _ in range(m)], [rng.randint(-5, 5) for _ in range(m)],
                               "linear" if m == 1 else "relu")
                      for n, m in zip(widths, widths[1:] + (1,))]
            for name in ("narrow", "cone_projections"):
                found = er.verify(name, er.Network(layers))
                assert found.verdict != "fails", found.check.explanation
                if name == "narrow":
                    assert found.verdict == "holds"
