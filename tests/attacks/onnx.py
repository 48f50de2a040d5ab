"""ONNX files."""
from __future__ import annotations

from exactrelu.readers.onnx_writer import field

from .entry import EXAMPLES, Content


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


FILES: dict[str, tuple[Content, str]] = {
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
    "packed.onnx": (_with(_weights(b"W", field(1, 2), field(1, 1), field(2, b""))), "the field data_type at byte .* is a list"),
    "deep.onnx": (_onnx(ENDS + field(1, field(5, field(1, b"a") + field(20, 5) + field(6, b"\x0a\x00" * 50)) + field(2, b"y") + field(4, b"Relu"))), "of a type that cannot"),
}
