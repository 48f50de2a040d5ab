"""Files: the formats and round trips; attacks are in test_hostile.py."""
from __future__ import annotations

import gzip
import json
import os
import stat
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

import exactrelu as er
from exactrelu.readers import npz, read_domain

NET = {"layers": [{"W": [["1", "-1/2"], ["0", "3"]], "b": ["0", "1"], "activation": "relu"},
                  {"W": [["1", "-2"]], "b": ["1/3"], "activation": "linear"}],
       "domain": {"box": [["-1", "1"], ["-1", "1"]]}}


def test_native_format(tmp_path):
    """The example of the format, with its domain; other keys are ignored."""
    (tmp_path / "n.json").write_text(json.dumps({**NET, "name": "example"}))
    net = er.read(tmp_path / "n.json")
    assert net([1, 1]) == (Fraction(1, 2) - 8 + Fraction(1, 3),)
    assert net.domain == er.Domain.box([[-1, 1], [-1, 1]]) and net.numbers == "exact rationals"
    assert len(er.enumerate(net)) == len(er.enumerate(net, "box:-1,1")) < len(er.enumerate(net, "whole")) + 1


def test_hyperplanes(tmp_path):
    """[a, c] means a.x = c."""
    (tmp_path / "h.json").write_text('{"hyperplanes": [[1, 2, 3]]}')
    assert er.read(tmp_path / "h.json") == er.Network(er.Layer([[1, 2]], [-3]))


def test_how_decimals_are_read(tmp_path):
    """x = .1, y = .2, x + y = .3 pass through one point as decimals; as doubles they do not."""
    (tmp_path / "d.json").write_text('{"hyperplanes": [[1, 0, 0.1], [0, 1, "0.2"], [1, 1, 0.3]]}')
    spelled, doubles = er.read(tmp_path / "d.json"), er.read(tmp_path / "d.json", float64=True)
    assert (len(er.enumerate(spelled)), spelled.numbers) == (6, "decimals as spelled")
    assert (len(er.enumerate(doubles)), doubles.numbers) == (7, "text read as IEEE doubles")


def test_float64_reads_every_number_as_a_double(tmp_path):
    """2^53 + 1 is no double, whether it is a bare integer, a text or a bound of the domain."""
    odd = 2**53 + 1
    (tmp_path / "n.json").write_text(json.dumps({"layers": [{"W": [[odd, str(odd)]], "b": [-odd]}],
                                                 "domain": {"box": [[0, odd], [-odd, 1]]}}))
    exact, doubles = er.read(tmp_path / "n.json"), er.read(tmp_path / "n.json", float64=True)
    assert exact == er.Network(er.Layer([[odd, odd]], [-odd])) and exact.domain == er.Domain.box([[0, odd], [-odd, 1]])
    near = odd - 1
    assert doubles == er.Network(er.Layer([[near, near]], [-near])) and doubles.domain == er.Domain.box([[0, near], [-near, 1]])
    (tmp_path / "h.json").write_text(json.dumps({"hyperplanes": [[odd, 0]]}))
    assert er.read(tmp_path / "h.json", float64=True) == er.Network(er.Layer([[near]]))


@pytest.mark.parametrize("number, message", [(10**400, "1000.* is too large for an IEEE double; read it without --float64"),
                                             (str(-10**400), "-1000.* is too large for an IEEE double"), (True, "truth value")],
                         ids=["integer", "text", "truth value"])
def test_float64_refuses(tmp_path, number, message):
    """An integer beyond all doubles, bare or as a text, and what is no number."""
    (tmp_path / "n.json").write_text(json.dumps({"layers": [{"W": [[number]]}]}))
    with pytest.raises(er.InputError, match=message) as caught:
        er.read(tmp_path / "n.json", float64=True)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("name", ["box:0,1", "whole"])
def test_words_for_a_domain_are_no_files(tmp_path, monkeypatch, name):
    """A file that is called like a domain is not read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("not JSON")
    assert er.enumerate(er.Layer([[1]], [-2]), name).domain == er.Domain.parse(name, 1)


def test_words_for_a_domain_that_are_too_long_for_a_file():
    """A box of many coordinates, and a word that could not even be looked up."""
    assert read_domain("box:" + ";".join(["0,1000000000000"] * 300), 300) == er.Domain.box([[0, 10**12]] * 300)
    with pytest.raises(er.InputError, match="neither 'whole', nor box:LO,HI, nor the name of a file"):
        read_domain("x" * 5000, 1)


def test_npz(tmp_path):
    """A, b is one ReLU layer; W0, b0, ... ends with a linear layer; other keys are ignored."""
    np.savez(tmp_path / "a.npz", A=[[1, 2]], b=[3], expected=5)
    np.savez(tmp_path / "w.npz", W0=np.float32([[0.1]]), b0=np.float32([0]), W1=np.float32([[2]]), b1=np.float32([1]))
    assert er.read(tmp_path / "a.npz") == er.Network(er.Layer([[1, 2]], [3]))
    net = er.read(tmp_path / "w.npz")
    assert [layer.activation for layer in net.layers] == ["relu", "linear"] and net.numbers == "IEEE float32"
    assert net.layers[0].W[0][0] == Fraction(13421773, 134217728)


numbers = st.one_of(st.integers(-10**30, 10**30), st.fractions(), st.floats(allow_nan=False, allow_infinity=False))


@st.composite
def networks(draw, entries=numbers):
    """Networks of one to three layers with any numbers."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    layers = [er.Layer([[draw(entries) for _ in range(a)] for _ in range(b)], [draw(entries) for _ in range(b)],
                       draw(st.sampled_from(["relu", "linear"]))) for a, b in zip(widths, widths[1:])]
    return er.Network(layers)


@examples(40)
@given(networks())
def test_json_round_trip(tmp_path_factory, net):
    """What is written is read as the same network, and written again as the same bytes."""
    folder = tmp_path_factory.mktemp("round")
    for name in ("a.json", "a.json.gz"):
        er.write(net, folder / name)
        assert er.read(folder / name) == net
        first = (folder / name).read_bytes()
        er.write(er.read(folder / name), folder / name)
        assert (folder / name).read_bytes() == first


@examples(40)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2), st.integers(-2**63, 2**63 - 1))
def test_npz_round_trip(tmp_path_factory, floats, whole):
    """Doubles and 64-bit integers survive .npz exactly."""
    file = tmp_path_factory.mktemp("round") / "a.npz"
    for net in (er.Network([er.Layer([floats]), er.Layer([[1]], [0], "linear")]), er.Network(er.Layer([[whole]], [1]))):
        er.write(net, file)
        assert er.read(file) == net


def test_cases_read(cases):
    """Every network of the cases, and the .npz twin of one of them, are read exactly."""
    files = sorted((cases / "networks").glob("*.json*"))
    assert len(files) >= 40
    for file in files:
        raw = file.read_bytes()
        net, data = er.read(file), json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw)
        assert net.inputs == data["input_dim"] and [layer.neurons for layer in net.layers] == data["widths"]
        assert str(net.layers[-1].b[-1]) == data["layers"][-1]["b"][-1]


@pytest.mark.parametrize("shapes, limit, message", [
    ({"A": (10_001, 1), "b": (10_001,)}, None, "10001 neurons"), ({"A": (1, 10_001), "b": (1,)}, None, "10001 inputs"),
    ({"A": (2, 2), "b": (1, 2)}, None, "must be a matrix and b a vector"),
    ({"W0": (3, 2), "b0": (3,), "W1": (1, 3), "b1": (1,)}, 12, "holds 13 numbers; at most 12"),
])
def test_headers_of_npz_are_enough_to_refuse(tmp_path, monkeypatch, shapes, limit, message):
    """What is too large or of a wrong shape is refused before one of the arrays is read."""
    np.savez(tmp_path / "a.npz", **{name: np.ones(shape, dtype=np.int8) for name, shape in shapes.items()})
    if limit:
        monkeypatch.setattr(npz, "MAX_NUMBERS", limit)

    def read(*_, **__):
        raise AssertionError("an array is read")

    monkeypatch.setattr(np.lib.format, "read_array", read)
    with pytest.raises(er.InputError, match=message):
        er.read(tmp_path / "a.npz")


@pytest.mark.parametrize("error, raised", [(LookupError("no codec"), er.InputError), (MemoryError(), MemoryError),
                                           (KeyboardInterrupt(), KeyboardInterrupt)])
def test_errors_while_an_npz_is_read(tmp_path, monkeypatch, error, raised):
    """Whatever a reader of arrays raises on a damaged file is one sentence; no memory and Ctrl-C stay what they are."""
    np.savez(tmp_path / "a.npz", A=[[1]], b=[1])

    def read(*_, **__):
        raise error

    monkeypatch.setattr(np.lib.format, "read_array", read)
    with pytest.raises(raised) as caught:
        er.read(tmp_path / "a.npz")
    assert raised is not er.InputError or str(caught.value).endswith("a.npz is not a readable .npz file: no codec")


def test_no_file(tmp_path):
    """Nothing there, or a directory."""
    for path, message in ((tmp_path / "x.json", "does not exist"), (tmp_path, "is a directory")):
        with pytest.raises(er.InputError, match=message):
            er.read(path)


@pytest.mark.parametrize("net, name, message", [
    (er.Network(er.Layer([["1/3"]])), "a.npz", r"A\[0\]\[0\] = 1/3 is not an IEEE double"),
    (er.Network([er.Layer([[1]], [2**70]), er.Layer([[1]], ["0.1"], "linear")]), "a.npz", "b1.0. = 1/10 is not"),
    (er.Network([er.Layer([[1]], activation="linear"), er.Layer([[1]])]), "a.npz", "ReLU layers and a linear last"),
    (er.Network(er.Layer([[1]]), er.Domain.box([[0, 1]])), "a.npz", "cannot name a domain"),
    (er.Network(er.Layer([[1]])), "a.txt", "unknown format"),
    (er.Network(er.Layer([[Fraction(1, 10**5000)]])), "a.npz", r"A\[0\]\[0\] = 1/1000.* is not an IEEE double"),
])
def test_cannot_be_written(tmp_path, net, name, message):
    """A format that cannot hold the network says so and leaves no file, not even a part of one."""
    with pytest.raises(er.InputError, match=message):
        er.write(net, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name, limit, value, message", [
    ("a.json", "exactrelu.readers.strict_json.MAX_PARTS", 10, "a.json has more than 10 commas and brackets"),
    ("a.json", "exactrelu.readers.MAX_FILE", 10, "a.json would have 0 MB, and at most 0 are read; write .npz"),
    ("a.onnx.gz", "exactrelu.readers.MAX_FILE", 10, "a.onnx.gz would have 0 MB")])
def test_what_could_not_be_read_again_is_not_written(tmp_path, monkeypatch, name, limit, value, message):
    """The limits of reading are those of writing."""
    monkeypatch.setattr(limit, value)
    with pytest.raises(er.InputError, match=message):
        er.write(er.Network(er.Layer([[1, 2, 3], [4, 5, 6]])), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("net, message", [(er.Network([er.Layer([[1]])] * 65), "65 layers; at most 64"),
                                          (er.Network(er.Layer([[1]] * 10_001)), "10001 neurons .*; at most 10000")])
@pytest.mark.parametrize("name", ["a.json", "a.npz", "a.onnx"])
def test_networks_too_large_to_be_read_again(tmp_path, net, message, name):
    """A network of a program is written only if it can be read."""
    with pytest.raises(er.InputError, match=message):
        er.write(net, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_keys_of_layers_that_mean_nothing(tmp_path):
    """They are ignored, and told of: one may be misspelt. Those of the whole object, as a name, are the writer's own."""
    layer = {"W": [[1]], "bias": [5], "Activation": "linear", "x" * 50: 0, "y": 1}
    (tmp_path / "a.json").write_text(json.dumps({"layers": [layer], "name": "a"}))
    net = er.read(tmp_path / "a.json")
    assert net.layers == (er.Layer([[1]], [0]),)
    assert net.notes == (f"layers have keys that mean nothing here and are ignored: 'bias', 'Activation', '{'x' * 40}', ...; those that do are W, b and activation",)
    (tmp_path / "a.json").write_text(json.dumps({"layers": [{"W": [[1]]}], "name": "a"}))
    assert er.read(tmp_path / "a.json").notes == ()


def test_a_gap_between_the_layers_of_an_npz(tmp_path):
    np.savez(tmp_path / "a.npz", **{f"{letter}{i}": np.ones((1, 1) if letter == "W" else 1) for i in (0, 1, 3) for letter in "Wb"})
    with pytest.raises(er.InputError, match="has the array W3, but no W2"):
        er.read(tmp_path / "a.npz")


def test_numbers_of_a_nnet_are_as_long_as_others(tmp_path):
    """An exponent and a normalisation do not make them longer than 10,000 bits."""
    long = "9" * 3000
    text = "1,1,1,1,\n1,1,\n0\n-1,\n1,\n0,0,\n{},1,\n{},\n0,\n"
    for folded, ranges, weight in [(False, 1, long + "e100"), (True, f"0.{'0' * 2900}7", long)]:
        (tmp_path / "a.nnet").write_text(text.format(ranges, weight))
        with pytest.raises(er.InputError, match="a.nnet: .* bits; numbers may have at most 10000"):
            er.read(tmp_path / "a.nnet", normalise=folded)
    (tmp_path / "a.nnet").write_text(text.format(1, long))
    assert er.read(tmp_path / "a.nnet").layers[0].W[0][0] == int(long)


@pytest.mark.parametrize("name", ["a.npz.gz", "A.NPZ", "a.Json"])
def test_endings(tmp_path, name):
    """Capital letters and .gz are for every format, read and written."""
    net = er.Network(er.Layer([[1, 2]], [3]))
    er.write(net, tmp_path / name)
    assert er.read(tmp_path / name) == net


def test_the_old_file_survives_a_failed_write(tmp_path, monkeypatch):
    """A write that breaks off leaves what was there."""
    file = tmp_path / "a.json"
    er.write(er.Network(er.Layer([[1]])), file)
    before = file.read_bytes()
    monkeypatch.setattr("os.fsync", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        er.write(er.Network(er.Layer([[2]])), file)
    assert file.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_long_numbers_are_written(tmp_path):
    """Numbers of more than 4300 digits, which no file may give but a program may, are in the file, and in its domain."""
    long = Fraction(10**5000)
    er.write(er.Network(er.Layer([[long, 1 / long]], [-long]), er.Domain.box([[0, long], [-1 / long, 1]])), tmp_path / "n.json")
    digits = "1" + "0" * 5000
    assert json.loads((tmp_path / "n.json").read_text()) == {
        "layers": [{"W": [[digits, f"1/{digits}"]], "b": [f"-{digits}"], "activation": "relu"}],
        "domain": {"box": [["0", digits], [f"-1/{digits}", "1"]]}}


@pytest.mark.parametrize("name, link", [("a.json", "b.json"), ("a.json.gz", "b.json"), ("a.json", "b.json.gz"),
                                        ("a.npz", "b.npz")])
def test_a_link_stays_a_link(tmp_path, name, link):
    """Written through a link, the file that it names is replaced, in the format of the name that was given."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / name).write_text("old")
    (tmp_path / link).symlink_to(os.path.join("folder", name))
    net = er.Network(er.Layer([[1, 2]], [3]))
    er.write(net, tmp_path / link)
    assert (tmp_path / link).is_symlink() and er.read(tmp_path / link) == net
    assert sorted(p.name for p in tmp_path.rglob("*")) == sorted(["folder", name, link])


def test_a_link_to_nothing(tmp_path):
    """The file that a link names is made if it is not there."""
    (tmp_path / "b.json").symlink_to("a.json")
    er.write(er.Network(er.Layer([[1]])), tmp_path / "b.json")
    assert (tmp_path / "b.json").is_symlink() and er.read(tmp_path / "a.json") == er.Network(er.Layer([[1]]))


def test_only_files_are_replaced(tmp_path):
    """A pipe, or a link to one, is refused and left as it is."""
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "link.json").symlink_to("pipe.json")
    for name in ("pipe.json", "link.json"):
        with pytest.raises(er.InputError, match=f"{name} is not a regular file and is not replaced"):
            er.write(er.Network(er.Layer([[1]])), tmp_path / name)
    assert stat.S_ISFIFO((tmp_path / "link.json").stat().st_mode) and len(list(tmp_path.iterdir())) == 2
