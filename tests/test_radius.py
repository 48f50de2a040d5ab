"""Distances to decision boundaries, against all regions; ranges of outputs, against all vertices; their certificates."""
from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import product

import pytest

import exactrelu as er
from exactrelu import checker
from exactrelu.cli import main
from exactrelu.decide.radius import rivals
from exactrelu.decide.simplex import feasible, least
from exactrelu.polyhedra import hull
from exactrelu.rational import primitive

ABSOLUTE = er.Network([er.Layer([[1], [-1]]), er.Layer([[1, 1]], [-1], "linear")])        # |x| - 1


def brute(net, p, norm, form, where):
    """The least distance over all regions, one exact linear program for each and each rival row; None if there is none."""
    here, best, d = rivals(form, net(p)), None, len(p)
    if here is None:
        return Fraction(0)
    e = 1 if norm == "max" else d
    complex = er.enumerate(net, where, "fan")
    lines = [(0, *primitive(line)) for line in complex.problem.lineality]
    for region in complex:
        f = region.affine_map
        for row in here:
            value = [row[0] + sum(v * c for v, c in zip(row[1:], f.vector)),
                     *(sum(v * f.matrix[o][i] for o, v in enumerate(row[1:])) for i in range(d))]
            rows = [(*one, *[0] * e) for one in [value, *closure(region, lines)]]
            for i, s in product(range(d), (1, -1)):
                rows.append((s * p[i], *(-s * (i == j) for j in range(d)), *(int(e == 1 or i == j) for j in range(e))))
            rows = [tuple(int(x * scale(one)) for x in one) for one in rows]
            if feasible(rows)[0] is not None:
                x, _ = least(rows, (0, *[0] * d, *[1] * e))
                distance = sum(x[d:])
                best = distance if best is None else min(best, distance)
    return best


def scale(row):
    found = 1
    for x in row:
        found = found * Fraction(x).denominator
    return found


def closure(region, lines):
    """Rows of the closure of a region."""
    piece = hull([primitive((1, *v)) for v in region.vertices] + [(0, *r) for r in region.rays], lines)
    return [*piece.inequalities, *piece.equations, *(tuple(-x for x in one) for one in piece.equations)]


def random_network(rng, widths):
    layers = [er.Layer([[rng.randint(-2, 2) for _ in range(m)] for _ in range(n)], [rng.randint(-2, 2) for _ in range(n)],
                       "relu" if k + 2 < len(widths) else "linear") for k, (m, n) in enumerate(zip(widths, widths[1:]))]
    return er.Network(layers)


@pytest.mark.parametrize("norm", ("max", "sum"))
@pytest.mark.parametrize("seed", range(12))
def test_against_all_regions(seed, norm, tmp_path):
    rng = random.Random(seed)
    outputs = 1 + seed % 3
    net = random_network(rng, [1 + seed % 2, 3, 2, outputs] if seed % 4 == 0 else [2, 4, outputs])
    where = [None, "box:-2,2", {"inequalities": [[3] + [-1] * net.inputs]}][seed % 3]
    p = [Fraction(rng.randint(-3, 3), 2) for _ in range(net.inputs)]
    found = er.radius(net, p, norm, domain=where)
    assert found.radius == brute(net, p, norm, found.form, "whole" if where is None else where)
    if found.nearest is not None:
        assert rivals(found.form, net(found.nearest)) is None
        gaps = [abs(a - b) for a, b in zip(found.nearest, p)]
        assert (max if norm == "max" else sum)(gaps) == found.radius
    if found.claim:
        assert found.save(tmp_path / "c")["verdict"] == "accepted"


def test_known_answers():
    assert er.radius(ABSOLUTE, [Fraction(1, 4)]).radius == Fraction(3, 4)
    assert er.radius(ABSOLUTE, [1]).radius == 0
    assert er.radius(er.Network([er.Layer([[0]]), er.Layer([[1]], [1], "linear")]), [5]).radius is None             # F = 1
    assert er.radius(er.Network([er.Layer([[1]]), er.Layer([[1]], [0], "linear")]), [3]).radius == 3                # thick for x <= 0
    two = er.Network(er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -10], "linear"))
    assert er.radius(two, [4, 0]).radius == 2 and er.radius(two, [4, 0], "sum").radius == 4
    assert er.radius(two, [4, 0], least=True).form == "argmax"
    assert er.radius(two, [4, 0], pair=(0, 1)).radius == 2
    assert er.radius(er.Network(er.Layer([[2]], [-1], "linear")), [0], domain="box:0,1").nearest == (Fraction(1, 2),)
    assert er.radius(er.Network(er.Layer([[2]], [-9], "linear")), [0], domain="box:0,1").radius is None


def test_damaged_certificates(tmp_path):
    """Another radius, point, witness, norm or form is refused, and so is a tree that lacks a record."""
    net, path = random_network(random.Random(4), [2, 4, 2]), tmp_path / "c"
    found = er.radius(net, [1, 1])
    assert found.radius and found.save(path)["verdict"] == "accepted"
    header, *records = map(json.loads, path.read_text().splitlines())

    def verdict(header, records):
        path.write_text("".join(json.dumps(x) + "\n" for x in (header, *records)))
        return checker.check(path)["verdict"]

    for key, value in (("radius", 0), ("radius", str(found.radius / 2)), ("radius", str(found.radius * 2)), ("radius", None), ("radius", -1),
                       ("point", [0, 0]), ("point", [1]), ("norm", "sum"), ("norm", "euclid"), ("form", [0, 1, 0]), ("form", "argmin")):
        assert verdict({**header, "claim": {**header["claim"], key: value}}, records) != "accepted", (key, value)
    for i, record in enumerate(records):
        assert record[0] == "bound" or verdict(header, records[:i] + records[i + 1:]) != "accepted", record
    assert verdict(header, records + records[-1:]) == "rejected"
    assert verdict(header, [["witness", [5, 5]], *records[1:]]) == "rejected"


@pytest.mark.parametrize("seed", range(6))
def test_ranges_against_vertices(seed):
    net = random_network(random.Random(seed), [2, 4, 3, 1])
    values = [net(v)[0] for region in er.enumerate(net, "box:-2,3") for v in region.vertices]
    found = er.output_range(net, "box:-2,3")
    assert (found.least, found.greatest) == (min(values), max(values)) == er.image(net, "box:-2,3").ranges[0][:2]
    assert [net(x)[0] for x in found.witnesses] == [found.least, found.greatest]


def test_command(tmp_path, capsys):
    er.write(ABSOLUTE, tmp_path / "n.json")
    words = ["radius", str(tmp_path / "n.json"), "--at", "1/4", "-o", str(tmp_path / "c"), "--json"]
    assert main(words) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["radius"], data["nearest"], data["norm"]) == ("3/4", ["1"], "max")
    assert main(["check", str(tmp_path / "c")]) == 0 and main(words[:4]) == 0
    capsys.readouterr()
    for words, why in ((["--at", "1,2"], "2"), (["--at", "x"], "--at"), (["--at", "0", "--output", "3"], "output 3 does not exist"),
                       (["--at", "9", "--domain", "box:0,1"], "outside the domain"), (["--at", "0", "--least", "--output", "0"], "least")):
        assert main(["radius", str(tmp_path / "n.json"), *words]) == 2
        assert why in capsys.readouterr().err


def test_real_networks(cases, tmp_path):
    net = er.read(cases / "networks" / "rl__cartpole.json")
    found = er.radius(net, [0, 0, 0, 0], domain="box:-1,1")
    assert found.radius is not None and found.save(tmp_path / "c")["verdict"] == "accepted"
