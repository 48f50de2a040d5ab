"""The exhaustive tables of the theory: every network of a family, counted by what its complex shows.

The numbers were found by brute force with other programs; commands that print them are in proofs/README.md.
"""
from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from instances import NETWORKS, deep, shallow

import exactrelu as er


def table(theorem: str, family: str, **options) -> dict:
    """{class: networks} of a census in which nothing fails."""
    found = er.census(theorem, family, jobs=2, **options)
    assert found.verdict != "fails" and sum(row.count for row in found.table) == found.instances
    return {row.label: row.count for row in found.table}


def quoted(words: str) -> str:
    """What proofs/tables.md quotes for a command; that it is what the command prints is tested in test_pages.py."""
    text = (Path(__file__).resolve().parents[1] / "proofs" / "tables.md").read_text()
    return re.search(re.escape(f"$ exactrelu verify {words}") + r"[^\n]*\n(.*?)(?=\n\$|\n```)", text, re.DOTALL)[1]


def page_table(words: str) -> dict[str, tuple[int, int]]:
    """{class: (networks, those within the hypotheses)} of a quoted census."""
    rows = re.findall(r"^  (\S.*?) {2,}(\d+) {2,}(\d+)$", quoted(words), re.MULTILINE)
    return {label: (int(count), int(applies)) for label, count, applies in rows}


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
    assert table("classification", family) == CLASSES[family]


def test_signed_classes_in_the_plane():
    """10.4: thirteen classes with signs, for invertible layers."""
    found = table("number_of_classes", "d=2,m=2,entries=-1..1")
    assert found.pop("does not apply: independent rows") == 8019
    assert len(found) == 13 and sorted(found.values()) == sorted(
        [1728, 1728, 1728, 864, 864, 864, 864, 432, 432, 864, 432, 432, 432])
    assert found["B(1,1), sides +-, 0 convex and 0 concave folds"] == 1728
    assert found["B(2,1), sides +-, 1 convex and 0 concave folds"] == found["B(2,1), sides +-, 0 convex and 1 concave folds"] == 864


def test_classes_in_space():
    """10.4b: 174 invertible 0/1 matrices with one vector of biases, all outer weights, each measured or an image of a measured one."""
    found = table("number_of_classes", "d=3,m=3,A=0..1,b=1:-1:0,entries=-1..1")
    assert found.pop("does not apply: independent rows") == 338 * 81
    expected = {"B(1,1)": 12, "B(2,1)": 24, "B(2,2)": 12, "B(3,1)": 12, "B(3,2)": 12, "B(3,3)": 4, "empty": 32,
                "all": 2, "B0(1,0)": 12, "B0(2,0)": 12, "B0(1,1)": 12, "B0(3,0)": 4, "B0(2,1)": 12}
    by_class: dict = {}
    for label, count in found.items():
        by_class[label.split(", sides")[0]] = by_class.get(label.split(", sides")[0], 0) + count
    assert by_class == {label: 87 * n for label, n in expected.items()} and len(found) == 23


def test_all_classes_in_space():
    """10.4b: 43,046,721 networks, as they stand in proofs/tables.md."""
    found = {label: row[0] for label, row in page_table('number_of_classes --census "d=3,m=3,entries=-1..1"').items()}
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


def test_two_hidden_layers():
    """10.6: depth disconnects 128 of 19,683 networks, with the shallow theorem's bound on every other one; regions."""
    found = er.census("disconnection", "d=2,m=2+2,A=1,entries=-1..1", jobs=2, without=("one hidden layer",))
    assert found.verdict == "fails" and found.failed == 128
    expected = {"thin (0,0,1)": 4602, "thin (0,1,0)": 4602, "thin (1,1,1)": 2690, "thick (1,0,1)": 2363,
                "thick (1,1,0)": 2363, "thick (1,0,0)": 2071, "thick (1,1,1)": 840, "thick (2,1,1)": 36, "thick (1,0,2)": 24,
                "thick (1,2,0)": 24, "thin (1,0,1)": 12, "thin (1,1,0)": 12, "thin (1,0,2)": 10, "thin (1,2,0)": 10,
                "thin (2,1,2)": 8, "thin (2,2,1)": 8, "thick (2,1,2)": 4, "thick (2,2,1)": 4}
    seen = {row.label: row.count for row in found.table}
    assert seen == expected
    assert sum(n for label, n in seen.items() if "2" in label.split(",", 1)[1]) == 92
    assert sum(n for label, n in seen.items() if "(2" in label) == 60
    regions = er.census("region_bounds", "d=2,m=2+2,A=1,entries=-1..1")
    assert {row.label: row.count for row in regions.table} == {
        "4 regions": 225, "5 regions": 64, "6 regions": 256, "7 regions": 96, "8 regions": 56, "9 regions": 32}
    assert regions.verdict == "holds" and dict(regions.largest)["regions (Serra et al. 2018)"] == 9


def test_narrow_networks():
    """10.6: no bounded component among the 19,683 networks of widths 2, 2, 2."""
    found = er.census("narrow", "d=2,m=2+2,A=1,entries=-1..1", jobs=2)
    assert found.verdict == "holds" and found.applies == found.instances == 19683
    assert [row.label for row in found.table] == ["no bounded component"]


def test_orthogonal_projections():
    """10.7: by the number of active neurons, for how many layers and sectors the projection is orthogonal, and nearest."""
    plane = table("orthogonality", "d=2,m=2,entries=-1..1,b=0")
    assert {label: n for label, n in plane.items() if label.startswith("orth")} == {
        "orthogonal 1,2,1; nearest 1,2,1": 16, "orthogonal 1,0,1; nearest 1,0,1": 16, "orthogonal 1,0,1; nearest 0,0,1": 16}
    space = table("orthogonality", "d=3,m=3,entries=-1..1,b=0")
    assert sum(n for label, n in space.items() if label.startswith("orth")) == 11808
    assert space["orthogonal 1,3,3,1; nearest 1,3,3,1"] == 192
    assert table("orthogonality", "d=1,m=1,entries=-1..1,b=0")["orthogonal 1,1; nearest 1,1"] == 2


@pytest.mark.parametrize("d, regular", [(1, 2), (2, 48), (3, 11808)])
def test_invertible_layers(d, regular):
    """L1: all invertible matrices of -1, 0, 1 have 2^d sectors."""
    found = er.census("sectors", f"d={d},m={d},entries=-1..1,b=0")
    assert found.verdict == "holds" and found.applies == regular
    assert {row.label: row.applies for row in found.table if row.applies} == {f"{2**d} sectors": regular}


@pytest.mark.parametrize("family, injective, all_of_them", [
    ("d=1,m=1", 0, 9), ("d=1,m=2", 12, 81), ("d=1,m=3", 240, 729), ("d=1,m=4", 3252, 6561),
    ("d=2,m=2,b=0", 0, 81), ("d=2,m=3,b=0", 0, 729), ("d=2,m=4,b=0", 144, 6561), ("d=2,m=4", 5184, 531441)])
def test_injective_layers(family, injective, all_of_them):
    """10.8: injective layers of -1, 0, 1."""
    found = table("injectivity", f"{family},entries=-1..1")
    assert sum(found.values()) == all_of_them and found.get("injective", 0) == injective


@pytest.mark.parametrize("neurons, networks, failures", [(2, 81, 4), (3, 729, 72), (4, 6561, 868)])
def test_bias_lemma(neurons, networks, failures):
    """9.8: "only if" fails with biases; the smallest counterexample has weights 1 and -1."""
    found = er.census("bias_lemma", f"d=1,m={neurons},entries=-1..1", without=("zero bias",), jobs=2)
    assert (found.verdict, found.failed, found.instances) == ("fails", failures, networks)
    if neurons == 2:
        assert [sorted(abs(x) for row in layer.W for x in row) for layer in found.counterexample.layers] == [[1, 1]]


@pytest.mark.parametrize("family, functions", [
    ("d=1,m=1", 41), ("d=1,m=2", 255), ("d=2,m=1", 149)])
def test_functions(family, functions):
    """10.9: different functions, by their ridge forms and by their values."""
    found = er.census("ridge_form", f"{family},entries=-1..1", jobs=2)
    assert found.verdict == "holds" and found.distinct == (functions, functions)


def test_more_functions():
    """10.9: 1005 of 59,049 and 3591 of 19,683, from proofs/tables.md."""
    for family, functions in (("d=1,m=3", 1005), ("d=2,m=2", 3591)):
        text = quoted(f'ridge_form --census "{family},entries=-1..1"')
        assert "holds" in text and f"distinct: {functions} by weights, {functions} by geometry" in text


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
