"""Hostile, torn and wrong files of every binary format: one sentence, exit code 2, in little time and memory."""
from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Callable

import numpy as np
import pytest

import exactrelu as er
import torch_files as tf
from exactrelu.readers.onnx_writer import field

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "formats"
W = np.float32([[1, 2], [3, 4]])


def _onnx(graph: bytes) -> bytes:
    return field(1, 8) + field(8, field(2, 13)) + field(7, graph)


SHAPE = field(1, field(1, 1)) + field(1, field(1, 2))
INPUT = field(11, field(1, b"x") + field(2, field(1, field(1, 1) + field(2, SHAPE))))
ENDS = INPUT + field(12, field(1, b"y"))


def _node(op: bytes, inputs: list[bytes], output: bytes) -> bytes:
    return field(1, b"".join(field(1, name) for name in inputs) + field(2, output) + field(4, op))


def _weights(name: bytes, *fields: bytes) -> bytes:
    return field(5, field(8, name) + b"".join(fields))


def _with(weights: bytes) -> bytes:
    return _onnx(ENDS + weights + _node(b"MatMul", [b"x", b"W"], b"y"))


def _safe(header: object, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def _one(shape: list, offsets: list, dtype: object = "F32") -> dict:
    return {"0.weight": {"dtype": dtype, "shape": shape, "data_offsets": offsets}}


def _zip(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", compression) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return raw.getvalue()


def _twice() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as file, pytest.warns(UserWarning):
        file.writestr("net/data.pkl", b"\x80\x02}.")
        file.writestr("net/data.pkl", b"\x80\x02}.")
    return raw.getvalue()


def _state(pickle: bytes, storages: dict[str, bytes] | None = None, **more) -> bytes:
    return tf.archive(pickle, storages if storages is not None else {"0": W.tobytes()}, **more)


def _weight(value: bytes) -> bytes:
    return tf.dictionary({"0.weight": value})


HEAD = "2,1,1,1,\n1,1,1,\n0,\n0,\n0,\n0,\n0,\n"
EVIL = tf.name("os", "system") + tf.tuple_of(tf.text("touch pwned")) + b"R"
FILES: dict[str, tuple[bytes | Callable[[], bytes], str]] = {          # large ones are made when they are wanted
    # ONNX
    "empty.onnx": (b"", "no graph in it"), "text.onnx": (b"hello, this is text", "is not an ONNX file|not one of Model|damaged|wrong type"),
    "zeros.onnx": (bytes(1000), "is not one of Model"), "nograph.onnx": (field(1, 8), "no graph"),
    "claims.onnx": (b"\x08\x08\x3a\xff\xff\xff\xff\x7f", "claims .* bytes, more than there are"),
    "endless.onnx": (b"\x08" + b"\xff" * 30, "more than 64 bits"), "torn.onnx": ((EXAMPLES / "network.onnx").read_bytes()[:-60], "more than there are|no graph|ends"),
    "empty_nodes.onnx": (lambda: _onnx(b"\x0a\x00" * 10_000_000), "more than 300000 fields"),
    "empty_attributes.onnx": (lambda: _onnx(field(1, b"\x2a\x00" * 10_000_000)), "more than 300000 fields"),
    "no_ends.onnx": (_onnx(_node(b"Relu", [b"x"], b"y")), "0 inputs"), "no_inputs.onnx": (_onnx(ENDS + _node(b"Relu", [], b"y")), "input 0 is missing"),
    "no_type.onnx": (_onnx(field(11, field(1, b"x")) + field(12, field(1, b"y"))), "has no shape"),
    "unconnected.onnx": (_onnx(ENDS + _node(b"Relu", [b"x"], b"z")), "nothing computes 'y'"),
    "no_output.onnx": (_onnx(ENDS + field(1, field(1, b"x") + field(4, b"Relu"))), "nothing computes 'y'"),
    "identity.onnx": (_onnx(INPUT + field(12, field(1, b"x")) + _node(b"Relu", [b"x"], b"x")), "'x' is computed twice"),
    "self.onnx": (_onnx(ENDS + _node(b"Relu", [b"y"], b"y")), "has a cycle"),
    "cycle.onnx": (_onnx(ENDS + _node(b"Add", [b"x", b"b"], b"a") + _node(b"Relu", [b"a"], b"b") + _node(b"Relu", [b"b"], b"y")), "has a cycle"),
    "path.onnx": (_with(_weights(b"W", field(1, 2), field(1, 1), field(2, 1), field(14, 1),
                                 field(13, field(1, b"location") + field(2, b"../../../etc/passwd")))), "in another file, which is not opened"),
    "segment.onnx": (_with(_weights(b"W", field(1, 2), field(2, 1), field(3, field(1, 0)), field(9, bytes(8)))), "data type"),
    "huge.onnx": (_with(_weights(b"W", field(1, 2), field(1, 2**62), field(2, 1))), "at most 10000000 numbers"),
    "zero.onnx": (_with(_weights(b"W", field(1, 2), field(1, 0), field(2, 1))), "empty|cannot be multiplied"),
    "short.onnx": (_with(_weights(b"W", field(1, 2), field(1, 1), field(2, 1), field(9, bytes(7)))), "have 7 bytes"),
    "long.onnx": (_with(_weights(b"W", field(1, 2), field(1, 1), field(2, 1), field(4, bytes(12)))), "have 3 numbers"),
    "integers.onnx": (_with(_weights(b"W", field(1, 2), field(1, 1), field(2, 3), field(5, 2**40) + field(5, 1))), "MatMul"),
    "utf8.onnx": (_onnx(ENDS + _node(b"\xff\xfe", [b"x"], b"y")), "is not UTF-8"), "op.onnx": (_onnx(ENDS + _node(b"If", [b"x"], b"y")), "operator If is not one"),
    "twice.onnx": (field(1, 8) + field(7, ENDS) + field(7, ENDS), "graph twice"),
    "deep.onnx": (_onnx(ENDS + field(1, field(5, field(1, b"a") + field(20, 5) + field(6, b"\x0a\x00" * 50)) + field(2, b"y") + field(4, b"Relu"))), "of a type that cannot"),
    # PyTorch
    "reduce.pt": (_state(EVIL), "asks for 'os.system', which is neither .*nothing of it is executed"),
    "builtins.pt": (_state(tf.name("builtins", "eval") + tf.tuple_of(tf.text("1")) + b"R"), "asks for 'builtins.eval'"),
    "getattr.pt": (_state(tf.text("builtins") + tf.text("getattr") + b"\x93"), "asks for 'builtins.getattr'"),
    "nested.pt": (_state(_weight(EVIL)), "asks for 'os.system'"), "inst.pt": (_state(b"(ios\nsystem\n"), "uses INST at byte"),
    "object.pt": (_state(b"(" + tf.name("collections", "OrderedDict") + b"o"), "uses OBJ"), "ext.pt": (_state(b"\x82\x01"), "uses EXT1"),
    "bare.pt": (b"\x80\x02cos\nsystem\n", "a bare pickle, not an archive of torch.save; nothing of it is executed"),
    "old.pt": (b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", "format of torch before 1.6"), "text.pt": (b"weights", "not an archive of torch.save"),
    "memo.pt": (_state(b"}r\xff\xff\xff\x7f"), "neither a dictionary|0 dictionaries"), "memo_missing.pt": (_state(b"h\x05"), "is damaged"),
    "stack.pt": (_state(b"u"), "is damaged"), "torn_pickle.pt": (_zip({"net/data.pkl": b"\x80\x02}X\xff\xff\xff\x7fab"}), "is damaged"),
    "no_stop.pt": (_zip({"net/data.pkl": b"\x80\x02}"}), "is damaged|ends too early"), "list.pt": (_state(b"]"), "neither a dictionary of tensors nor a module"),
    "long.pt": (lambda: _state(b"N" * 600_000), "more than 500000 steps"), "call.pt": (_state(tf.EMPTY + b")R"), "calls something that is not a name"),
    "filled.pt": (_state(tf.name("collections", "OrderedDict") + tf.tuple_of(b"]") + b"R"), "in a way that torch.save does not"),
    "keys.pt": (_state(b"}(" + b"N" + tf.number(1) + b"u"), "not a dictionary of texts"), "twice_key.pt": (_state(b"}(" + (tf.text("a") + b"N") * 2 + b"u"), "'a' twice"),
    "no_pickle.pt": (_zip({"net/x": b""}), "0 members data.pkl"), "two.pt": (_zip({"a/data.pkl": b"", "b/data.pkl": b""}), "2 members data.pkl"),
    "member_twice.pt": (_twice(), "in the archive twice"), "script.pt": (_zip({"net/data.pkl": b"", "net/constants.pkl": b""}), "TorchScript"),
    "torn.pt": ((EXAMPLES / "weights.pt").read_bytes()[:-700], "the archive is damaged"),
    "bomb.pt": (lambda: tf.archive(_weight(tf.tensor("0", "f4", 1 << 24, (4096, 4096), (4096, 1))), {"0": bytes(1 << 26)}, zipfile.ZIP_DEFLATED), "compressed more than 100 times|at most 10000000"),
    "pickle_bomb.pt": (lambda: _zip({"net/data.pkl": b"N" * (1 << 26)}, zipfile.ZIP_DEFLATED), "compressed more than 100 times"),
    "members.pt": (lambda: b"PK\x03\x04" + b"PK\x01\x02" * 20_000, "more than 10000 members"),
    "no_storage.pt": (_state(_weight(tf.tensor("1", "f4", 4, (2, 2), (2, 1)))), "no member 'data/1'"),
    "escape.pt": (_state(_weight(tf.tensor("../0", "f4", 4, (2, 2), (2, 1)))), "which is no name of one"),
    "beyond.pt": (_state(_weight(tf.tensor("0", "f4", 4, (2, 3), (2, 1)))), "reaches beyond its storage"),
    "offset.pt": (_state(_weight(tf.tensor("0", "f4", 4, (2, 2), (2, 1), 1))), "reaches beyond its storage"),
    "claim.pt": (_state(_weight(tf.tensor("0", "f4", 400, (20, 20), (20, 1)))), "reaches beyond its storage of 16 bytes"),
    "negative.pt": (_state(_weight(tf.tensor("0", "f4", 4, (-2, 2), (2, 1)))), "wrong shape or step"), "ranks.pt": (_state(_weight(tf.tensor("0", "f4", 4, (2, 2), (2,)))), "wrong shape or step"),
    "repeated.pt": (_state(_weight(tf.tensor("0", "f4", 4, (9999, 9999), (0, 0)))), "holds 99990000 numbers; at most 10000000"), "wide.pt": (_state(_weight(tf.tensor("0", "f4", 4, (20_000, 2), (0, 1)))), "20000 neurons"),
    "zero.pt": (_state(_weight(tf.tensor("0", "f4", 4, (0, 2), (2, 1)))), "must not be empty|one row"), "kind.pt": (_state(_weight(tf.tensor("0", "ComplexFloatStorage", 2, (1, 2), (2, 1)))), "ComplexFloatStorage"),
    "nan.pt": (tf.state_dict({"0.weight": np.float32([[1, np.nan]])}), r"0\.weight\[0, 1\] is nan"), "inf.pt": (tf.state_dict({"0.weight": np.float32([[np.inf]])}), "is inf"),
    "conv.pt": (tf.state_dict({"0.weight": np.ones((1, 1, 3, 3), "f4")}), "'0.weight' of the shape .* is not the weight .* of a linear layer"),
    "norm.pt": (tf.state_dict({"0.weight": W, "1.running_mean": W[0]}), "'1.running_mean'"), "no_weight.pt": (tf.state_dict({"0.bias": W[0]}), "'0.bias'"),
    "chain.pt": (tf.state_dict({"0.weight": W, "1.weight": np.ones((1, 3), "f4")}), "layer 1 takes 3 inputs"), "bias.pt": (tf.state_dict({"0.weight": W, "0.bias": np.ones(3, "f4")}), "0: b must have one entry"),
    "order.pt": (_state(_weight(tf.of(W, "0")), byteorder=b"middle"), "neither little nor big"), "mixed.pt": (_state(tf.dictionary({"0.weight": tf.of(W, "0"), "epoch": tf.number(3)})), "'epoch' is not a tensor"),
    "tanh.pt": (_state(tf.module("activation Tanh", {})), "torch.nn.modules.activation.Tanh"), "sequence.pt": (_state(tf.module("container Sequential", {}, {"0": tf.number(1)})), "is not a module"),
    "own.pt": (_state(tf.module("container Sequential", {}, {}) + b"q\x01" + b"}" + b"(" + tf.text("_modules") + b"}(" + tf.text("0") + b"h\x01uub"), "contains itself"),
    "no_inputs.pt": (_state(tf.module("container Sequential", {}, {"0": tf.module("activation ReLU", {})})), "how large its input is"),
    "features.pt": (_state(tf.module("linear Linear", {"in_features": tf.number(10**9), "_parameters": b"}"})), "inputs; it can have"),
    "no_parameters.pt": (_state(tf.module("linear Linear", {"in_features": tf.number(2)})), "Linear ''"),
    # safetensors
    "empty.safetensors": (b"", "not a safetensors file, or it is cut off"), "claims.safetensors": (b"\xff" * 8 + b"{}", "claims 18446744073709551615 bytes"),
    "text.safetensors": (_safe(b"hello"), "is not JSON"), "list.safetensors": (_safe([1]), "not a JSON object"), "nothing.safetensors": (_safe({}), "no tensor called NAME.weight"),
    "nested.safetensors": (_safe(b'{"a":' * 100_000), "nested more than 64"), "twice.safetensors": (_safe(b'{"a":1,"a":2}'), "key 'a' twice"),
    "keys.safetensors": (_safe({"0.weight": {"dtype": "F32"}}), "exactly dtype, shape and data_offsets"), "type.safetensors": (_safe(_one([1, 1], [0, 4], "F8_E4M3"), bytes(4)), "type 'F8_E4M3'"),
    "type2.safetensors": (_safe(_one([1, 1], [0, 4], {"a": 1}), bytes(4)), "has the type"), "beyond.safetensors": (_safe(_one([2, 2], [0, 16]), bytes(8)), "do not agree or are not there"),
    "shape.safetensors": (_safe(_one([2, 3], [0, 16]), bytes(16)), "do not agree"), "huge.safetensors": (_safe(_one([2**40, 2**40], [0, 16]), bytes(16)), "do not agree"),
    "negative.safetensors": (_safe(_one([-2, -2], [0, 16]), bytes(16)), "not whole numbers"), "truth.safetensors": (_safe(_one([True, 1], [0, 4]), bytes(4)), "not whole numbers"),
    "back.safetensors": (_safe(_one([1, 1], [8, 4]), bytes(16)), "do not agree"), "gap.safetensors": (_safe(_one([1, 1], [4, 8]), bytes(8)), "leave bytes between"),
    "rest.safetensors": (_safe(_one([1, 1], [0, 4]), bytes(8)), "leave bytes between"), "nan.safetensors": (_safe(_one([1, 1], [0, 4]), np.float32([np.nan]).tobytes()), r"0\.weight\[0, 0\] is nan"),
    "overlap.safetensors": (_safe({**_one([1, 1], [0, 4]), "1.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]}}, bytes(4)), "overlap"),
    "torn.safetensors": ((EXAMPLES / "weights.safetensors").read_bytes()[:-3], "do not agree or are not there"), "names.safetensors": (_safe({"tensor": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]}}, bytes(4)), "'tensor' of the shape"),
    # .nnet
    "empty.nnet": (b"", "ends after 0 lines"), "comments.nnet": (b"// a\n" * 100, "ends after 0 lines"), "binary.nnet": (b"\xff\xfe\x00", "not UTF-8"),
    "sizes.nnet": (HEAD.replace("1,1,1,\n0", "1,1,\n0", 1).encode(), "gives 2 layer sizes"), "huge.nnet": (HEAD.replace("1,1,1,\n0", "1,999999,1,\n0", 1).encode(), "neurons"),
    "size.nnet": (HEAD.replace("1,1,1,\n0", "1,-1,1,\n0", 1).encode(), "'-1' is not a size"), "mismatch.nnet": (HEAD.replace("2,1,1,1", "2,3,1,1", 1).encode(), "inputs and outputs"),
    "short.nnet": ((HEAD + "1,\n0,\n1,\n").encode(), "take 3 lines, but the sizes in line 2 ask for 4"), "long.nnet": ((HEAD + "1,\n0,\n1,\n0,\n0,\n").encode(), "take 5 lines"),
    "row.nnet": ((HEAD + "1,2,\n0,\n1,\n0,\n").encode(), "line 8 has 2 numbers, but a row must have 1"), "word.nnet": ((HEAD + "one,\n0,\n1,\n0,\n").encode(), "line 8: one"),
    "nan.nnet": ((HEAD + "nan,\n0,\n1,\n0,\n").encode(), "line 8: nan"), "inf.nnet": ((HEAD + "1,\n-inf,\n1,\n0,\n").encode(), "line 9: -inf"),
    "exponent.nnet": ((HEAD + "1e99999,\n0,\n1,\n0,\n").encode(), "exponent beyond"), "exponents.nnet": ((HEAD + "1e999999999,\n0,\n1,\n0,\n").encode(), "line 8: 1e999999999"),
    "digits.nnet": ((HEAD + "9" * 100_000 + ",\n0,\n1,\n0,\n").encode(), "is not a decimal of at most"), "lines.nnet": (lambda: b"1\n" * 30_000_000, "more than 100000 lines"),
    "commas.nnet": (lambda: b"1," * 30_000_000, "ends after 1 lines|more words"), "commas_2.nnet": (lambda: HEAD.replace("0,\n0,\n0,", "0,\n0,\n" + "0," * 20_000_000, 1).encode(), "numbers, more than|take 0 lines"),
    # names and archives
    "unknown.h5": (b"\x89HDF\r\n\x1a\n", "unknown format; network files end in"), "gzip.onnx": (b"\x1f\x8b nonsense", "not a complete gzip file"),
    "pickle.npz": (_zip({"A.npy": b"\x80\x02cos\nsystem\n."}), "no array b"), "twice.npz": (_twice().replace(b"data.pkl", b"xx/A.npy").replace(b"net/xx/A.npy", b"net/xx/A.npy"), "twice"),
}


def _content(name: str) -> bytes:
    found = FILES[name][0]
    return found() if callable(found) else found


@pytest.mark.parametrize("name", FILES)
def test_hostile(tmp_path, monkeypatch, name):
    """One sentence that names the file, in little time; nothing is executed and nothing else is opened."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(_content(name))
    opened = []
    monkeypatch.setattr("builtins.open", lambda path, *rest, open=open, **more: (opened.append(path), open(path, *rest, **more))[1])
    start = time.process_time()
    with pytest.raises(er.InputError, match=FILES[name][1]) as caught:
        er.read(name)
    assert time.process_time() - start < 2
    assert set(opened) <= {name} and os.listdir(tmp_path) == [name]
    assert name in str(caught.value) and "\n" not in str(caught.value) and len(str(caught.value)) < 700


LARGE = ["empty_nodes.onnx", "empty_attributes.onnx", "bomb.pt", "pickle_bomb.pt", "memo.pt", "long.pt", "members.pt", "lines.nnet", "commas.nnet",
         "commas_2.nnet", "nested.safetensors", "huge.onnx"]


def test_large_files_take_little_memory(tmp_path):
    """Each of the files that would grow is refused by the command with exit code 2, within 500 MB in all and without a traceback."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (1200 << 20, 1200 << 20))

    for name in LARGE:
        (tmp_path / name).write_bytes(_content(name))
        # VmHWM belongs to this program alone; ru_maxrss would start from the memory of the tests' own process
        code = ("import sys; from exactrelu.cli import main; code = main(['enumerate', sys.argv[1]]);"
                "print(int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) >> 10); sys.exit(code)")
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path / name)], capture_output=True, text=True, timeout=60, preexec_fn=limit,
                              env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr, (name, done.stderr)
        assert int(done.stdout) < 500, name


@pytest.mark.parametrize("name", ["network.onnx", "pooled.onnx", "weights.pt", "sequential.pt", "weights.safetensors", "network.nnet", "weights.npz"])
def test_damaged_files(tmp_path, name):
    """Cut off at any byte or changed at random, a file is read or refused in a sentence, never anything else."""
    data = (EXAMPLES / name).read_bytes()
    rng = np.random.default_rng(0)
    damaged = [data[:n] for n in range(0, len(data), max(1, len(data) // 60))]
    for _ in range(250):
        wrong = bytearray(data)
        for place in rng.integers(0, len(data), int(rng.integers(1, 4))):
            wrong[place] = int(rng.integers(0, 256))
        damaged.append(bytes(wrong))
    refused = 0
    for content in damaged:
        (tmp_path / name).write_bytes(content)
        try:
            er.read(tmp_path / name)
        except er.InputError as error:
            refused += 1
            assert "\n" not in str(error) and name in str(error)
    assert refused > 60
