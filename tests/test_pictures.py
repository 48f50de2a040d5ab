"""Pictures of classes: every region is there, the polygons are the exact ones, bad targets are refused in one sentence."""
from __future__ import annotations

import json
import re
from fractions import Fraction

import pytest

import exactrelu as er
from exactrelu.cli import main
from exactrelu.pictures.picture import of_classes
from exactrelu.pictures.polygons import around

NET = er.Network([er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), er.Layer([[1, 0, 0], [0, 1, 0], [0, 0, 2]], activation="linear")])


def test_regions_and_pieces():
    found = er.classes(NET, "box:-1,2")
    text = of_classes(found, ["a", "<b>", "c"]).svg()
    fills = re.findall(r'<path fill="#[^"]*" stroke="#[^"]*" d="([^"]*)"', text)
    assert sum(path.count("z") for path in fills) == found.summary()["regions"]
    text = of_classes(found, ["a", "<b>", "c"]).svg(everything=True)
    assert len(re.findall(r'<path id="b\d+"', text)) == found.summary()["pieces"] and "&lt;b&gt;" in text
    assert text == of_classes(found, ["a", "<b>", "c"]).svg(everything=True)


def test_areas_fill_the_domain():
    for domain, area in (("box:-1,2", 9), ("slice:-1,1;0,3", 6), ("points:0,0;1,1;0,2 in box:0,1", 1)):
        found = er.classes(NET, domain)
        assert sum(found.volume(name) for name in found.classes) == area


def test_polygons_in_order():
    points = [(Fraction(x), Fraction(y)) for x, y in ((0, 0), (4, 0), (5, 3), (2, 6), (-1, 2))]
    ring = around(points[::2] + points[1::2])
    start = ring.index(points[0])
    assert ring[start:] + ring[:start] in (points, points[:1] + points[:0:-1])


@pytest.mark.parametrize("words, why", [
    (["--domain", "box:-1,1", "--picture", "a.png"], "must end in .svg"),
    (["--domain", "whole", "--picture", "a.svg"], "unbounded"), (["--domain", "slice:0,1"], "2"), (["--domain", "points:0,0;0,0;1,1"], "")])
def test_refused(tmp_path, capsys, monkeypatch, words, why):
    monkeypatch.chdir(tmp_path)
    er.write(NET, "n.json")
    assert main(["classes", "n.json", *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("exactrelu: ") and error.count("\n") == 1 and why in error and not list(tmp_path.glob("a.*"))


def test_command(tmp_path, capsys):
    er.write(NET, tmp_path / "n.json")
    names = {name: tmp_path / name for name in ("a.svg", "r.jsonl", "p.jsonl")}
    assert main(["classes", str(tmp_path / "n.json"), "--domain", "box:-1,2", "--json", "--picture", str(names["a.svg"]),
                 "--regions", str(names["r.jsonl"]), "--pieces", str(names["p.jsonl"])]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(names["r.jsonl"].read_text().splitlines()) == data["regions"] and names["a.svg"].exists()
    assert len(names["p.jsonl"].read_text().splitlines()) == data["pieces"] == sum(one["pieces"] for one in data["pairs"])
    assert main(["classes", str(tmp_path / "n.json"), "--domain", "box:-1,2", "--least"]) == 0


def test_many_inputs(cases, tmp_path):
    """784 inputs: a slice through three points has regions and classes; two pixels of an image too."""
    net = er.read(cases / "networks" / "original" / "test_dropout.onnx")
    points = [[0] * 784, [1] + [0] * 783, [0, 1] + [0] * 782]
    found = er.classes(net, {"points": points})
    assert len(found.complex) >= 1 and found.complex.dimension == 2
    where = tmp_path / "s.json"
    where.write_text(json.dumps({"slice": {"origin": [0] * 784, "directions": points[1:], "box": [[0, 1], [0, 1]]}}))
    assert main(["classes", str(cases / "networks" / "original" / "test_dropout.onnx"), "--domain", str(where), "--quiet"]) == 0


def test_a_decision_about_many_inputs(cases):
    """The same network, decided in a small box around the origin, both ways."""
    net = er.read(cases / "networks" / "original" / "test_dropout.onnx")
    value = net([0] * 784)
    box = [row for i in range(784) for row in ([Fraction(1, 1000), *(int(i == j) for j in range(784))],
                                               [Fraction(1, 1000), *(-int(i == j) for j in range(784))])]
    output = [int(i == 0) for i in range(net.outputs)]
    ask = lambda level: er.Property.from_json({"disjuncts": [{"input": [[str(x) for x in row] for row in box],  # noqa: E731
                                                              "output": [[str(-level), *output]]}]}, 784, net.outputs)
    assert er.decide(net, ask(value[0])).verdict == "sat"
    assert er.decide(net, ask(value[0] + 100)).verdict == "unsat"
