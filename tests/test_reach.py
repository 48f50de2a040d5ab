"""Images, ranges and preimages: against points, against each other, and against closed forms."""
from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exactrelu as er
from exactrelu.cli import main
from strategies import networks, problems

ABSOLUTE = er.Network([er.Layer([[1], [-1]]), er.Layer([[1, 1]], activation="linear")])


def points_of(found: er.Image, data) -> tuple:
    """A point of a region, as a convex combination of its vertices plus rays."""
    cx = found.complex
    region = cx[data.draw(st.integers(0, len(cx) - 1))]
    weights = [data.draw(st.integers(0, 3)) for _ in region.vertices]
    if not any(weights):
        weights[0] = 1
    x = [sum(w * v[i] for w, v in zip(weights, region.vertices)) / Fraction(sum(weights)) for i in range(cx.dimension)]
    for ray in region.rays:
        factor = data.draw(st.integers(0, 2))
        x = [a + factor * b for a, b in zip(x, ray)]
    return tuple(x)


@given(problems(), st.data())
def test_values_lie_in_the_image_and_in_the_ranges(problem, data):
    network, domain = problem
    found = er.image(network, domain)
    inside = found.complex.domain.restrict(network)
    y = inside(points_of(found, data))
    assert found.contains(y)
    for value, one in zip(y, found.ranges):
        assert (one.least is None or one.least <= value) and (one.greatest is None or value <= one.greatest)
        for extreme, point in ((one.least, one.at_least), (one.greatest, one.at_greatest)):
            assert (extreme is None) == (point is None)
            assert point is None or found.complex.domain.contains(point) and extreme in inside(point)


@given(problems(), st.data())
def test_membership_is_a_preimage_that_is_not_empty(problem, data):
    network, domain = problem
    found = er.image(network, domain)
    y = tuple(Fraction(data.draw(st.integers(-4, 4)), 2) for _ in range(network.outputs)) if data.draw(st.booleans()) \
        else found.complex.domain.restrict(network)(points_of(found, data))
    rows = [row for i, v in enumerate(y) for row in ([-v, *(int(i == j) for j in range(len(y)))], [v, *(-int(i == j) for j in range(len(y)))])]
    back = er.preimage(network, rows, domain)
    assert found.contains(y) == (not back.empty)
    inside = found.complex.domain.restrict(network)
    assert all(inside(vertex) == y for piece in back.pieces for vertex in piece.vertices)


@given(networks(2, 1), st.data())
def test_points_of_a_preimage(network, data):
    row = [data.draw(st.integers(-2, 2)) for _ in range(network.outputs + 1)]
    found = er.preimage(network, [row])
    for x in [tuple(Fraction(data.draw(st.integers(-6, 6)), 2) for _ in range(network.inputs)) for _ in range(5)]:
        value = row[0] + sum(v * y for v, y in zip(row[1:], network(x)))
        assert any(piece.contains(x) for piece in found.pieces) == (value >= 0)


def test_known_answers():
    found = er.image(ABSOLUTE, "box:-1,2")
    assert [piece.vertices for piece in found.pieces] == [((0,), (2,)), ((0,), (1,))]
    assert er.image(ABSOLUTE).ranges[0] == (0, None, (0,), None, None, (-1,)) or er.image(ABSOLUTE).ranges[0].grows_along in ((1,), (-1,))
    assert er.image(er.Network(er.Layer([[0, 0]]))).ranges[0][:2] == (0, 0)                    # a dead neuron: one point
    fold = er.image(er.Network(er.Layer([[1, 0], [0, 1]])), "box:-1,1")
    assert len(fold.pieces) == 4 and sorted(piece.dimension for piece in fold.pieces) == [0, 1, 1, 2]
    assert er.image(er.Network(er.Layer([[1, 1]], activation="linear"))).bounded is False     # a line of the domain becomes one of the image


def test_fibres_of_an_invertible_layer():
    """T6: over z the fibre is a simplicial cone of dimension d - |supp z|, modulo its apex."""
    layer = er.Layer([[1, 2], [0, 1]], [1, -1])
    for z, dimension in (((0, 0), 2), ((3, 0), 1), ((0, 2), 1), ((1, 2), 0)):
        rows = [row for i, v in enumerate(z) for row in ([-v, *(int(i == j) for j in (0, 1))], [v, *(-int(i == j) for j in (0, 1))])]
        found = er.preimage(layer, rows)
        piece, = found.pieces
        assert piece.dimension == dimension == len(piece.rays) and len(piece.vertices) == 1 and found.betti == (1, 0, 0)


def test_command(tmp_path, capsys):
    net, asked, out = tmp_path / "n.json", tmp_path / "p.json", tmp_path / "out.jsonl"
    er.write(ABSOLUTE, net)
    assert main(["reach", str(net), "--domain", "box:-1,2", "--json", "-o", str(out)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["pieces"] == 2 and data["ranges"][0]["greatest"] == "2" and data["ranges"][0]["at_greatest"] == ["2"]
    assert [json.loads(line)["vertices"] for line in out.read_text().splitlines()] == [[["0"], ["2"]], [["0"], ["1"]]]
    asked.write_text('{"inequalities": [[-1, 1], [2, -1]]}')
    assert main(["reach", str(net), "--preimage", str(asked), "--json", "-o", str(out)]) == 0
    assert json.loads(capsys.readouterr().out)["components"] == 2 and len(out.read_text().splitlines()) == 2
    assert main(["reach", str(net), "--preimage", str(asked)]) == 0
    assert main(["reach", str(net)]) == 0 and "[0 at (0), infinity)" in capsys.readouterr().out


@pytest.mark.parametrize("text, why", [('{"inequalities": [[1, 2, 3]]}', "needs 2 numbers"), ("[]", "one key"), ('{"inequalities": [[NaN, 1]]}', "NaN"),
                                       ("{", "JSON")])
def test_refused(tmp_path, capsys, text, why):
    net, asked = tmp_path / "n.json", tmp_path / "p.json"
    er.write(ABSOLUTE, net)
    asked.write_text(text)
    assert main(["reach", str(net), "--preimage", str(asked), "-o", str(tmp_path / "o")]) == 2
    assert why in capsys.readouterr().err and not (tmp_path / "o").exists()
    assert main(["reach", str(net), "--engine", "signs"]) == 2


def test_a_vnnlib_property(tmp_path, capsys):
    net, asked = tmp_path / "n.json", tmp_path / "p.vnnlib"
    er.write(ABSOLUTE, net)
    asked.write_text("(declare-const X_0 Real)(declare-const Y_0 Real)(assert (<= X_0 2))(assert (>= X_0 -1))(assert (>= Y_0 1))")
    assert main(["reach", str(net), "--preimage", str(asked), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["dimensions"] == [1, 1]                       # the point -1, the interval [1, 2]
    assert main(["reach", str(net), "--preimage", str(asked), "--domain", "whole"]) == 2


def test_controllers(cases):
    network = er.read(cases / "networks" / "rl__cartpole.json")
    found = er.image(network, "box:0,1/10")
    assert len(found.complex) == len(found.pieces) == 105
    assert all(found.ranges[i].greatest == network(found.ranges[i].at_greatest)[i] for i in range(2))
