"""Formats of other programs: known answers, pairs of one network in two formats, and what a file leaves open."""
from __future__ import annotations

import gzip
import json
import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

import exactrelu as er
import torch_files
from exactrelu.cli import main
from exactrelu.readers import nnet

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PAIRS = {                 # in cases/networks/original: the file of the same network in cases/networks
    "2_2x50_relu_bunny": "berzins__2_2x50_relu_bunny", "ACASXU_run2a_1_1_batch_2000.onnx.gz": "acasxu__run2a_1_1",
    "ACASXU_run2a_1_6_batch_2000.onnx.gz": "acasxu__run2a_1_6", "ACASXU_run2a_1_7_batch_2000.onnx.gz": "acasxu__run2a_1_7",
    "ACASXU_run2a_4_5_batch_2000.onnx.gz": "acasxu__run2a_4_5", "ACASXU_run2a_1_1_tiny_4.nnet": "nv_jl__ACASXU_run2a_1_1_tiny_4",
    "VertCAS_noResp_pra01_v9_20HU_200.nnet": "vcas__pra01_v9_20HU", "cartpole.onnx.gz": "rl__cartpole",
    "ckpt0_d2_w8_nh1.pt": "relucent__phantom_ckpt0", "ckpt4630_d4_w8_nh2.pt": "relucent__parity_4630",
    "ckpt5303_d4_w10_nh1.pt": "relucent__shi_bound_5303", "synthetic_progress_ckpt0.pt": "relucent__synthetic_progress_ckpt0",
    "fc1.onnx": "marabou_onnx__fc1", "test_dropout.onnx": "marabou_onnx__test_dropout", "test_nano.onnx": "vnncomp_test__test_nano",
    "test_sat.onnx": "vnncomp_test__test_sat", "test_tiny.onnx": "vnncomp_test__test_tiny",
    "tllBench_n=2_N=M=8_m=1_instance_0_1.onnx.gz": "tll__N8_1", "small_nnet.nnet": "nv_jl__small_nnet", "tiny_nnet.nnet": "nv_jl__tiny_nnet",
    "weights_dynamics_1hz_2nd.npz": "rpm__taxinet_dynamics",
    **{f"reluBenchmark{name}.nnet": f"coav__reluBenchmark{name}" for name in
       ("0.00491881370544s_UNSAT", "0.221790075302s_SAT", "2.66962385178s_UNSAT")}}


@pytest.mark.parametrize("name", PAIRS)
def test_originals_agree_to_the_last_bit(cases, name):
    """Every number and every activation, and in the number format that the JSON names; text formats as doubles, as there."""
    twin = next((cases / "networks").glob(PAIRS[name] + ".json*"))
    text = name.endswith(".nnet")
    net = er.read(cases / "networks" / "original" / name, float64=text, last_relu=name.startswith("ckpt"))
    assert net == er.read(twin)
    raw = gzip.decompress(twin.read_bytes()) if twin.suffix == ".gz" else twin.read_bytes()
    assert net.numbers.removesuffix(", normalisation not folded in") in (
        "text read as IEEE doubles" if text else "", f"IEEE {'float64' if 'float64' in json.loads(raw)['weights_exact'] else 'float32'}")


def test_every_original_has_its_pair(cases):
    """No file is left out."""
    assert {file.name for file in (cases / "networks" / "original").iterdir()} == set(PAIRS)


FILES = ["network.onnx", "pooled.onnx", "weights.pt", "sequential.pt", "weights.safetensors", "network.nnet", "weights.npz"]


@pytest.mark.parametrize("name", FILES)
def test_examples(name, capsys):
    """Every example of a format: the same function of two inputs, max(x + y, 0) - max(x - 2y + 1/2, 0) + 1/4, or a pool of it."""
    net = er.read(EXAMPLES / "formats" / name)
    x, y = Fraction(3, 2), Fraction(-1, 8)
    one = max(x + y, 0) - max(x - 2 * y + Fraction(1, 2), 0) + Fraction(1, 4)
    assert net([x, y]) == (max(one, abs(x)),) if name == "pooled.onnx" else net([x, y]) == (one,)
    assert main(["enumerate", str(EXAMPLES / "formats" / name), "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["regions"] == (12 if name == "pooled.onnx" else 4)


TEXT = "// a comment\n2,2,1,2,\n2,2,1,\n0,\n-1,-2,\n3,2,\n1,0,10,\n2,4,5,\n0.1,1e1,\n-2.5E-1,.5,\n1,\n0.,\n1,-1,\n0.25,\n"


def test_nnet(tmp_path):
    """Decimals as they are spelled, or as doubles; normalisation folded in or not; all of it said."""
    (tmp_path / "n.nnet").write_text(TEXT)
    spelled, doubles = er.read(tmp_path / "n.nnet"), er.read(tmp_path / "n.nnet", float64=True)
    assert spelled.layers[0] == er.Layer([["1/10", 10], ["-1/4", "1/2"]], [1, 0])
    assert spelled.layers[1] == er.Layer([[1, -1]], ["1/4"], "linear") and spelled.domain is None
    assert doubles.layers[0].W[0][0] == Fraction(0.1) != Fraction(1, 10)
    assert spelled.numbers == "decimals as spelled, normalisation not folded in" and "--normalise" in spelled.notes[0]
    folded = er.read(tmp_path / "n.nnet", normalise=True)
    x = [Fraction(5), Fraction(-3)]
    assert folded(x) == (spelled([(x[0] - 1) / 2, x[1] / 4])[0] * 5 + 10,)
    assert folded.domain == er.Domain.box([[-1, 3], [-2, 2]]) and folded.numbers == "decimals as spelled, normalisation folded in"


def test_nnet_with_normalisation_on_the_command_line(tmp_path, capsys):
    """The result says how the file was read, and the notes go to standard error."""
    (tmp_path / "n.nnet").write_text(TEXT)
    assert main(["enumerate", str(tmp_path / "n.nnet"), "--json", "--normalise"]) == 0
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert data["numbers"].endswith("normalisation folded in") and data["domain"] == {"box": [["-1", "3"], ["-2", "2"]]}
    assert "clips inputs" in data["notes"][0] and data["notes"][0] in err
    assert main(["convert", str(tmp_path / "n.nnet"), str(tmp_path / "n.json"), "--normalise", "--quiet"]) == 0
    assert capsys.readouterr().err == "" and er.read(tmp_path / "n.json") == er.read(tmp_path / "n.nnet", normalise=True)
    assert main(["enumerate", str(tmp_path / "n.json"), "--normalise"]) == 2
    assert "only those have a normalisation" in capsys.readouterr().err


def test_state_dicts_say_what_is_assumed(tmp_path):
    """ReLU after every layer but the last, or after the last too; numbers of every width are exact."""
    W, b, V = np.array([[0.1, 2], [3, -4]]), np.array([0.5, 0]), np.array([[1, -1]])
    for kind, name in (("f4", "IEEE float32"), ("f8", "IEEE float64"), ("f2", "IEEE float16")):
        file = tmp_path / "w.pt"
        file.write_bytes(torch_files.state_dict({"a.weight": W.astype(kind), "a.bias": b.astype(kind), "z.weight": V.astype(kind)}))
        net = er.read(file)
        assert net.numbers == name and net.layers[0].W[0][0] == Fraction(float(W.astype(kind)[0, 0]))
        assert [layer.activation for layer in net.layers] == ["relu", "linear"] and "names no activations" in net.notes[0]
        assert [layer.activation for layer in er.read(file, last_relu=True).layers] == ["relu", "relu"]
        assert net.layers[1].b == (0,)


def test_torch_files_of_other_shapes(tmp_path):
    """A transposed view, an offset into a shared storage, big-endian numbers, a checkpoint around the state dict, no ending."""
    W = np.arange(6, dtype="f4")
    view = torch_files.dictionary({"w.weight": torch_files.tensor("0", "f4", 6, (2, 2), (1, 3), 1)})
    for order, raw in (("little", W), ("big", W.astype(">f4"))):
        inside = torch_files.dictionary({"epoch": torch_files.number(3), "state": view}, b"}")
        (tmp_path / "file").write_bytes(torch_files.archive(inside, {"0": raw.tobytes()}, byteorder=order.encode()))
        assert er.read(tmp_path / "file").layers[0].W == ((1, 4), (2, 5))


def test_sequential_by_hand(tmp_path):
    """nn.Sequential, nested, with a LeakyReLU."""
    W, b, V, c = np.float32([[1, 2], [0, -1]]), np.float32([0, 1]), np.float32([[1, 1]]), np.float32([0.5])
    leaky = torch_files.module("activation LeakyReLU", {"negative_slope": b"G" + struct.pack(">d", 0.25)})
    inner = torch_files.module("container Sequential", {}, {"0": torch_files.linear(W, b, "a"), "1": leaky})
    whole = torch_files.module("container Sequential", {}, {"0": inner, "1": torch_files.linear(V, c, "z")})
    storages = {key: value.tobytes() for key, value in (("aw", W), ("ab", b), ("zw", V), ("zb", c))}
    (tmp_path / "s.pt").write_bytes(torch_files.archive(whole, storages))
    net = er.read(tmp_path / "s.pt")
    assert net([1, 3]) == (7 - Fraction(2, 4) + Fraction(1, 2),) and net.hidden == (4,) and "LeakyRelu" in net.notes[0]


def test_a_single_layer(tmp_path):
    """The state dict of one nn.Linear: names without a dot."""
    (tmp_path / "w.pt").write_bytes(torch_files.state_dict({"weight": np.float32([[1, 2]]), "bias": np.float32([3])}))
    assert er.read(tmp_path / "w.pt") == er.Network(er.Layer([[1, 2]], [3], "linear"))


def test_modules_agree_with_torch(tmp_path):
    """Files of torch itself, for every module that can be read, against what torch computes at random points."""
    torch = pytest.importorskip("torch", reason="torch (5 GB with what it brings) is not installed; examples/formats has two of its files")
    nn = torch.nn
    torch.manual_seed(0)
    norms = [nn.BatchNorm1d(4, eps=0.25), nn.BatchNorm2d(2, eps=0.25, affine=False)]
    norms[0].running_var, norms[0].running_mean = torch.tensor([2, 0, 0.75, 3.75]), torch.tensor([1.0, 2, 3, -1])
    norms[1].running_var = torch.tensor([2, 0.0])
    models = {
        3: nn.Sequential(nn.Linear(3, 4), nn.PReLU(), nn.Sequential(nn.Linear(4, 4, bias=False), nn.PReLU(4)), nn.LeakyReLU(0.25), nn.Linear(4, 4),
                         nn.Hardtanh(-0.5, 0.75), norms[0], nn.ReLU6(), nn.Dropout(), nn.Identity(), nn.Linear(4, 2), nn.Hardsigmoid()),
        30: nn.Sequential(nn.Unflatten(1, (1, 5, 6)), nn.Conv2d(1, 2, 3, padding=1, stride=(1, 2)), norms[1], nn.ReLU(), nn.MaxPool2d(2),
                          nn.Conv2d(2, 2, (2, 1), bias=False), nn.AvgPool2d(1), nn.Flatten(), nn.Linear(2, 2)),
        14: nn.Sequential(nn.Unflatten(1, (2, 7)), nn.Conv1d(2, 2, 3, dilation=2, groups=2), nn.ReLU(), nn.MaxPool1d(2, stride=1),
                          nn.AvgPool1d(2, padding=1), nn.Flatten(), nn.Linear(4, 2))}
    for inputs, model in models.items():
        torch.save(model.eval(), tmp_path / "m.pt")
        net = er.read(tmp_path / "m.pt")
        for _ in range(10):
            x = torch.round(torch.randn(inputs) * 8) / 8
            found = [float(y) for y in net([Fraction(float(v)) for v in x])]
            assert np.allclose(model(x[None]).detach().numpy().ravel(), found, rtol=1e-4, atol=1e-5)
    for kind, name in ((torch.float16, "IEEE float16"), (torch.bfloat16, "bfloat16"), (torch.float64, "IEEE float64")):
        layer = nn.Linear(2, 3).to(kind)
        torch.save({"epoch": 3, "model": nn.Sequential(layer, nn.ReLU()).state_dict(), "rate": 0.1}, tmp_path / "c.pt")
        net = er.read(tmp_path / "c.pt")
        assert net.numbers == name and [[float(x) for x in row] for row in net.layers[0].W] == layer.weight.tolist()


def _safetensors(header: dict, body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def test_safetensors(tmp_path):
    """Layers in the order of their numbers, bfloat16 at its exact value."""
    body = np.float32([[1, 2]]).tobytes() + bytes([0x80, 0x3F]) + np.float64([0.1]).tobytes()
    header = {"__metadata__": {"format": "pt"}, "fc.10.weight": {"dtype": "BF16", "shape": [1, 1], "data_offsets": [8, 10]},
              "fc.9.weight": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]},
              "fc.9.bias": {"dtype": "F64", "shape": [1], "data_offsets": [10, 18]}}
    (tmp_path / "s.safetensors").write_bytes(_safetensors(header, body))
    net = er.read(tmp_path / "s.safetensors")
    assert net == er.Network([er.Layer([[1, 2]], [0.1]), er.Layer([[1]], [0], "linear")])
    assert net.numbers == "IEEE float32 and IEEE float64 and bfloat16"


@pytest.mark.parametrize("widths, order", [({"in": (3, 2), "mid": (4, 3), "out": (1, 4)}, ["in", "mid", "out"]),
                                           ({"a": (2, 2), "b": (2, 2)}, None), ({"a": (2, 3), "b": (5, 4)}, None)])
def test_order_of_names_without_numbers(tmp_path, widths, order):
    """The shapes tell the order of the layers, or it cannot be known."""
    header, body = {}, b""
    for name, shape in sorted(widths.items(), reverse=True):
        raw = np.full(shape, len(body), dtype="f4").tobytes()
        header[f"{name}.weight"] = {"dtype": "F32", "shape": list(shape), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    (tmp_path / "s.safetensors").write_bytes(_safetensors(header, body))
    if order:
        assert [layer.neurons for layer in er.read(tmp_path / "s.safetensors").layers] == [widths[name][0] for name in order]
    else:
        with pytest.raises(er.InputError, match="the order of the layers .* cannot be known"):
            er.read(tmp_path / "s.safetensors")


def test_safetensors_of_the_library(tmp_path):
    """What the safetensors package writes is read, and what is written it reads."""
    library = pytest.importorskip("safetensors.numpy", reason="the safetensors package is not installed")
    arrays = {"0.weight": np.float32([[0.1, 1], [2, 3]]), "0.bias": np.float32([1, 2]), "2.weight": np.float32([[1, 1]])}
    library.save_file(arrays, tmp_path / "a.safetensors")
    net = er.read(tmp_path / "a.safetensors")
    assert net == er.Network([er.Layer(arrays["0.weight"], [1, 2]), er.Layer([[1, 1]], [0], "linear")])
    er.write(net, tmp_path / "b.safetensors")
    assert np.array_equal(library.load_file(tmp_path / "b.safetensors")["layers.0.weight"], arrays["0.weight"])


def test_npz_without_names(tmp_path):
    """np.savez(file, W0, b0, W1, b1)."""
    np.savez(tmp_path / "a.npz", [[1, 2]], [3], [[4]], [5])
    assert er.read(tmp_path / "a.npz") == er.Network([er.Layer([[1, 2]], [3]), er.Layer([[4]], [5], "linear")])


floats = st.one_of(st.floats(width=32, allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))


@examples(40)
@given(st.lists(floats, min_size=9, max_size=9), st.booleans())
def test_round_trips(tmp_path_factory, numbers, gz):
    """Every format that is written gives the same network back, compressed or not, and found by its content too."""
    folder = tmp_path_factory.mktemp("round")
    net = er.Network([er.Layer([numbers[:2], numbers[2:4]], numbers[4:6]), er.Layer([numbers[6:8]], numbers[8:], "linear")])
    for ending in ("json", "onnx", "safetensors", "nnet"):
        file = folder / f"a.{ending}{'.gz' if gz else ''}"
        er.write(net, file)
        assert er.read(file) == net
        first = file.read_bytes()
        er.write(net, file)
        assert file.read_bytes() == first
        if ending != "nnet":
            file.rename(folder / "bare")
            assert er.read(folder / "bare") == net


@pytest.mark.parametrize("net, name, message", [
    (er.Network(er.Layer([["1/3"]])), "a.onnx", r"W0\[0\]\[0\] = 1/3 is not an IEEE double"),
    (er.Network([er.Layer([[1]]), er.Layer([["1/3"]], activation="linear")]), "a.nnet", "1/3 is no finite decimal"),
    (er.Network(er.Layer([[1]])), "a.nnet", "ReLU layers and a linear last layer"),
    (er.Network([er.Layer([[1]], activation="linear"), er.Layer([[1]])]), "a.safetensors", "write it as .json or .onnx"),
    *((er.Network([er.Layer([[1]]), er.Layer([[1]], activation="linear")], er.Domain.box([[0, 1]])), f"a.{ending}", "cannot name a domain")
      for ending in ("onnx", "nnet", "safetensors")), (er.Network(er.Layer([[1]])), "a.pt", "unknown format")])
def test_what_a_format_cannot_hold(tmp_path, net, name, message):
    """Refused in a sentence, and no file is left."""
    with pytest.raises(er.InputError, match=message):
        er.write(net, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_decimals():
    """Finite decimals, written out and read again."""
    for x in (Fraction(1, 2**149), Fraction(-7, 5**9), Fraction(10**30), Fraction(0)):
        assert Fraction(nnet.decimal(x)) == x
