"""PyTorch files."""
from __future__ import annotations

import zipfile

import numpy as np
import torch_files as tf

from .entry import EXAMPLES, Content, twice
from .entry import zipped as _zip

W = np.float32([[1, 2], [3, 4]])
EVIL = tf.name("os", "system") + tf.tuple_of(tf.text("touch pwned")) + b"R"


def _state(pickle: bytes, storages: dict[str, bytes] | None = None, **more) -> bytes:
    return tf.archive(pickle, storages if storages is not None else {"0": W.tobytes()}, **more)


def _weight(value: bytes) -> bytes:
    return tf.dictionary({"0.weight": value})


FILES: dict[str, tuple[Content, str]] = {
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
    "member_twice.pt": (twice(), "in the archive twice"), "script.pt": (_zip({"net/data.pkl": b"", "net/constants.pkl": b""}), "TorchScript"),
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
}
