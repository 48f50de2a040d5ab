"""The complex: regions, faces, neighbours, exports, degenerate networks first."""
from __future__ import annotations

import gzip
import json
import random
import tracemalloc
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
import sympy
from flint import fmpz

import exactrelu as er
from exactrelu.engines import compiled_signs, walk
from exactrelu.engines.fan import fan
from exactrelu.engines.problem import Problem
from exactrelu.export import write_graph, write_regions

ENGINES = ["fan", "signs", pytest.param("cdd", marks=pytest.mark.cdd)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("W, b, domain, signs", [
    ([[0]], [0], "whole", ["0"]),                                   # a dead neuron
    ([[0, 0]], [1], "whole", ["+"]),                                # a constant neuron
    ([[1]], [0], "whole", ["+", "-"]),
    ([[1], [1], [-2]], [0, 0, 0], "whole", ["++-", "--+"]),         # repeated and opposite rows
    ([[1], [1]], [0, 1], "whole", ["++", "-+", "--"]),              # parallel rows
    ([[1, 0], [2, 0]], [0, 0], "whole", ["++", "--"]),              # rank 1 in the plane
    ([[1, 0], [0, 1], [1, 1]], [0, 0, 0], "whole", ["+++", "+-+", "+--", "-++", "-+-", "---"]),   # one point
    ([[1, 1]], [0], "box:0,0", ["0"]),                              # the domain is a point
    ([[1, 0]], [0], "box:0,0;-1,1", ["0"]),                         # a segment on which the neuron vanishes
    ([[0, 1]], [0], "box:0,0;-1,1", ["+", "-"]),
    ([[1, 0]], [0], "box:0,1;0,1", ["+"]),                          # the wall is on the frame
    ([[1, 0]], [-1], {"inequalities": [[0, 1, 0]]}, ["+", "-"]),    # an unbounded domain
    ([[0, 1]], [0], {"inequalities": [[0, 1, 0], [0, -1, 0]]}, ["+", "-"]),     # a line, as two inequalities
    ([[1, 0, 0], [0, 1, 0]], [0, 0], {"slice": {"origin": [0, 0, 1], "directions": [[1, 1, 0]]}}, ["++", "--"]),
])
def test_degenerate(engine, W, b, domain, signs):
    """Every engine, on the smallest degenerate inputs."""
    cx = er.enumerate(er.Layer(W, b), domain, engine)
    assert cx.signs == signs
    for region in cx:
        assert cx.domain.restrict(cx.network).signs(region.interior) == region.signs
        assert cx.domain.contains(region.interior)


@pytest.mark.parametrize("engine", ENGINES)
def test_deep_and_dead(engine):
    """A second layer that vanishes where the first is dead has sign 0 there."""
    net = er.Network([er.Layer([[1]]), er.Layer([[1], [-1]]), er.Layer([[1, 1]], [0], "linear")])
    assert er.enumerate(net, engine=engine).signs == ["++-", "-00"]


def test_linear_layers_anywhere():
    """Linear layers change no sign vector, in front, between and behind."""
    relu = er.Network([er.Layer([[2, 0], [1, 3]], [1, -1]), er.Layer([[1, -1]], [1])])
    swap = er.Layer([[0, 1], [1, 0]], [0, 0], "linear")
    mixed = er.Network([swap, er.Layer([[0, 2], [3, 1]], [1, -1]), swap, er.Layer([[-1, 1]], [1]),
                        er.Layer([[5], [0]], [0, 1], "linear")])
    assert er.enumerate(mixed).signs == er.enumerate(relu).signs
    assert len(er.enumerate(er.Network([swap]))) == 1


def test_regions_of_a_triangle():
    """Three lines: one bounded region, the triangle, with exact vertices."""
    cx = er.enumerate(er.Layer([[1, 0], [0, 1], [-1, -1]], [0, 0, "1/3"]))
    assert (len(cx), cx.f_vector, cx.bounded_f_vector) == (7, (3, 9, 7), (3, 3, 1))
    inner = next(region for region in cx if region.bounded)
    third = Fraction(1, 3)
    assert inner.signs == "+++" and inner.vertices == ((0, 0), (0, third), (third, 0)) and inner.rays == ()
    assert inner.interior == (third / 3, third / 3)
    assert cx.graph.degree["+++"] == 3
    assert cx.graph.edges["+++", "-++"]["neurons"] == (0,)
    assert cx.euler_characteristic == 1
    assert cx[-1] == cx[6] and [r.signs for r in cx[:2]] == cx.signs[:2]
    with pytest.raises(IndexError):
        cx[7]


def test_wall_of_two_neurons():
    """An edge names every neuron that vanishes on the wall, but not one that is dead on both sides."""
    cx = er.enumerate(er.Layer([[1, 0], [-2, 0], [0, 0]]))
    assert list(cx.graph.edges(data="neurons")) == [("+-0", "-+0", (0, 1))]


def test_lineality():
    """With a lineality space no face is bounded and the f-vector starts with zeros."""
    cx = er.enumerate(er.Layer([[1, 1, 0], [1, 1, 0]], [0, -1]))
    assert (cx.lineality, cx.f_vector, cx.bounded_regions, cx.relatively_bounded_regions) == (2, (0, 0, 2, 3), 0, 1)
    assert cx.summary()["vertices"] == 0


def test_affine_maps_agree_with_the_network():
    """On every region the affine map gives the network's values; equal maps are counted once."""
    net = er.Network([er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]),
                      er.Layer([[1, 1, -1], [1, -1, 0]], [0, 1]), er.Layer([[1, 2], [0, 1]], [0, 0], "linear")])
    cx = er.enumerate(net)
    maps = {(region.affine_map.matrix, region.affine_map.vector) for region in cx}
    assert all(region.affine_map(region.interior) == net(region.interior) for region in cx)
    assert cx.affine_maps == len(maps)
    flat = er.Network([er.Layer([[1], [1]], [0, 1]), er.Layer([[0, 0]], [3], "linear")])
    assert (len(er.enumerate(flat)), er.enumerate(flat).affine_maps) == (3, 1)


def test_signs_engine_says_what_it_does_not_know():
    """Faces and neighbours of the signs engine raise NotKnown, and are null in the summary; a region has vertices."""
    cx = er.enumerate(er.Layer([[1, 0], [0, 1]]), engine="signs")
    assert (cx[0].vertices, cx[0].rays) == (((0, 0),), ((0, 1), (1, 0)))
    for ask in (lambda: cx.f_vector, lambda: cx.graph, lambda: cx.fan):
        with pytest.raises(er.NotKnown, match="use the engine 'fan'"):
            ask()
    assert cx.summary()["f_vector"] is None and cx.summary()["adjacency"] == {"nodes": 4, "edges": None}


def test_slice():
    """A slice has its own coordinates, and its network is the restricted one."""
    net = er.Network([er.Layer([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, -2])])
    domain = er.Domain.slice([0, 0, 1], [[1, 0, 1], [0, 1, 0]], [[-3, 3], [-3, 3]])
    cx = er.enumerate(net, domain)
    assert (cx.dimension, len(cx), cx.domain.to_json()["slice"]["box"]) == (2, 6, [["-3", "3"], ["-3", "3"]])
    for region in cx:
        assert net.signs(domain.embedding(region.interior)) == region.signs


def test_numbers_of_every_kind():
    """Sympy and numpy numbers, strings and floats go in; the same network comes out."""
    half = er.Network([er.Layer([["1/2", "0.25"]], [0])])
    for W in ([[sympy.Rational(1, 2), sympy.Rational(1, 4)]], sympy.Matrix([["1/2", "1/4"]]),
              np.array([[0.5, 0.25]], dtype=np.float32), [[Fraction(1, 2), 0.25]]):
        assert er.Network([er.Layer(W, [0])]) == half


def test_export(tmp_path):
    """JSON lines and GraphML hold what the complex says, compressed if the name says so."""
    cx = er.enumerate(er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]))
    write_regions(cx, str(tmp_path / "r.jsonl"))
    write_regions(cx, str(tmp_path / "r.jsonl.gz"))
    lines = (tmp_path / "r.jsonl").read_text().splitlines()
    assert gzip.decompress((tmp_path / "r.jsonl.gz").read_bytes()).decode().splitlines() == lines
    regions = [json.loads(line) for line in lines]
    assert [r["signs"] for r in regions] == cx.signs
    assert regions[0]["matrix"] == [["1", "0"], ["0", "1"], ["1", "1"]]
    write_graph(cx, str(tmp_path / "g.graphml"))
    graph = nx.read_graphml(tmp_path / "g.graphml")
    assert set(graph.nodes) == set(cx.signs) and graph.number_of_edges() == 9
    assert graph.edges["+++", "++-"]["neurons"] == "2"
    with pytest.raises(er.InputError, match="must end in .graphml"):
        write_graph(cx, str(tmp_path / "g.txt"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["g.graphml", "r.jsonl", "r.jsonl.gz"]


def _number(text: str) -> Fraction:
    """A number of any length from its text."""
    return Fraction(*[int(fmpz(part)) for part in text.split("/")])


@pytest.mark.parametrize("engine", ENGINES)
def test_export_of_long_numbers(tmp_path, engine):
    """Every engine takes numbers of more than 4300 digits, and every digit is in the file."""
    rng = random.Random(5)
    number = lambda: rng.choice((-1, 1)) * rng.randint(10**2400, 10**2500)  # noqa: E731
    net = er.Network([er.Layer([[number(), number()] for _ in range(2)], [number() for _ in range(2)], activation)
                      for activation in ("relu", "relu", "linear")])
    cx = er.enumerate(net, {"slice": {"origin": [number(), number()], "directions": [[1, number()], [0, 1]]}}, engine)
    assert cx.signs == er.enumerate(net, cx.domain, "signs").signs and len(cx) > 4
    write_regions(cx, str(tmp_path / "r.jsonl"))
    lines = (tmp_path / "r.jsonl").read_text().splitlines()
    assert len(lines) == len(cx) and max(map(len, lines[0].split('"'))) > 9000
    for line, region in zip(lines, cx):
        found = json.loads(line)
        numbers = lambda key: tuple(map(_number, found[key]))  # noqa: E731
        rows = lambda key: tuple(tuple(map(_number, row)) for row in found[key])  # noqa: E731
        assert (rows("matrix"), numbers("vector")) == (region.affine_map.matrix, region.affine_map.vector)
        assert numbers("interior") == region.interior
        assert found["vertices"] is None or (rows("vertices"), rows("rays")) == (region.vertices, region.rays)


def test_long_numbers_of_a_domain():
    """The name of a domain spells out all digits."""
    long, digits = Fraction(10**5000), "1" + "0" * 5000
    assert er.Domain.box([[0, long]]).to_json() == {"box": [["0", digits]]}
    assert er.Domain.polytope([[long, 1 / long]]).to_json() == {"inequalities": [[digits, f"1/{digits}"]]}
    sliced = er.Domain.slice([long, 0], [[1, 1 / long]], [[-long, 1]])
    assert sliced.to_json() == {"slice": {"origin": [digits, "0"], "directions": [["1", f"1/{digits}"]],
                                          "box": [[f"-{digits}", "1"]]}}


@pytest.mark.parametrize("make, message", [
    (lambda: er.enumerate(er.Layer([[1]]), "box:2,1"), "box is empty"),
    (lambda: er.Domain.box([[Fraction(10**5000), Fraction(1, 10**5000)]]), r"interval 0 is \[10*, 1/10*\]; give the lower"),
    (lambda: er.enumerate(er.Layer([[1]]), {"inequalities": [[-1, 1], [0, -1]]}), "domain is empty"),
    (lambda: er.enumerate(er.Layer([[1]]), {"inequalities": [[-1, 0]]}), "domain is empty"),
    (lambda: er.enumerate(er.Layer([[1]]), "box:0,1;0,1"), "domain is in R\\^2, but the network takes 1"),
    (lambda: er.enumerate(er.Layer([[1]]), engine="gpu"), "engine must be one of"),
    (lambda: er.enumerate(er.Layer([[1]]), "nowhere"), "neither 'whole'"),
    (lambda: er.Network([]), "at least one layer"),
    (lambda: er.Network([er.Layer([[1]]), er.Layer([[1, 2]])]), "layer 1 takes 2 inputs"),
    (lambda: er.Layer([[1]], [1, 2]), "one entry for each of the 1 rows"),
    (lambda: er.Layer([[1]], activation="tanh"), "'relu' or 'linear'"),
    (lambda: er.Domain.slice([0, 0], [[1, 1], [2, 2]]), "linearly independent"),
])
def test_bad_input(make, message):
    """Every error path says what is wrong."""
    with pytest.raises(er.InputError, match=message):
        make()


def test_memory_limit():
    """An enumeration that would not fit stops before it starts, or on its way, and says how to go on."""
    identity = [[int(i == j) for j in range(14)] for i in range(14)]
    with pytest.raises(er.LimitExceeded, match="use the engine 'signs'"):
        er.enumerate(er.Layer(identity), engine="fan", memory=50 << 20)
    rng = np.random.default_rng(0)
    layer = er.Layer(rng.integers(-99, 99, (60, 2)), rng.integers(-99, 99, 60))
    with pytest.raises(er.LimitExceeded, match="neurons there are"):
        er.enumerate(layer, engine="fan", memory=100_000)
    assert er.enumerate(layer, memory=10 << 20).engine == "fan" and er.enumerate(layer, memory=10**6).engine == "signs"


@pytest.mark.parametrize("bias, bits", [(0, 1108), (1, 1110)])
def test_memory_limit_beyond_all_doubles(bias, bits):
    """The 3^700 faces of 700 independent hyperplanes through one point, and the twice as many of others, are integers."""
    stage = tuple((bias,) + tuple(int(i == j) for j in range(700)) for i in range(700))
    task = Problem(700, tuple(range(700)), (), (), (stage,), tuple(range(700)))
    with pytest.raises(er.LimitExceeded, match=f"700 independent hyperplanes alone have 2\\^{bits} faces or more"):
        fan(task, 1 << 40)


def test_pairs_of_rays_are_looked_at_in_parts(monkeypatch):
    """A cut between 512 vertices and 512 takes little memory if few of the 262144 pairs are looked at in one step."""
    monkeypatch.setattr(compiled_signs, "library", lambda: None)
    monkeypatch.setattr(walk, "PAIRS", 1 << 10)
    d = 10
    layer = er.Layer([[2**i for i in range(d)]], [1 - 2**d])       # the vertices of the cube have values 1 - 2^d + 2 n
    tracemalloc.start()
    try:
        assert er.enumerate(layer, "box:0,2", "signs").signs == ["+", "-"]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize("pairs", [1, 2, 7])
def test_parts_change_nothing(monkeypatch, pairs):
    """Regions and inner points do not depend on how many pairs of rays are looked at in one step."""
    rng = random.Random(2)
    rows = lambda m, n: [[rng.randint(-5, 5) for _ in range(n)] for _ in range(m)]  # noqa: E731
    net = er.Network([er.Layer(rows(4, 3), [1, -2, 3, 0]), er.Layer(rows(3, 4), [1, -2, 3])])
    seen = lambda: [(region.signs, region.interior, region.bounded) for region in er.enumerate(net, engine="signs")]  # noqa: E731
    expected = seen()
    monkeypatch.setattr(compiled_signs, "library", lambda: None)
    monkeypatch.setattr(walk, "PAIRS", pairs)
    assert seen() == expected and len(expected) > 20


@pytest.mark.parametrize("engine", ["signs", pytest.param("cdd", marks=pytest.mark.cdd)])
def test_memory_limit_of_the_other_engines(engine):
    """They stop too, and say how to go on."""
    layer = er.Layer([[i, i * i, 1] for i in range(1, 12)], [i**3 for i in range(11)])
    with pytest.raises(er.LimitExceeded, match="give a smaller domain"):
        er.enumerate(layer, engine=engine, memory=20_000)
