"""Networks as ONNX files: Gemm and Relu, in the wire format of protocol buffers."""
from __future__ import annotations

from ..errors import InputError
from ..network import Network
from .ieee import doubles, shortest

OPSET, IR = 13, 7
FLOAT, DOUBLE = 1, 11


def to_onnx(network: Network) -> bytes:
    """The bytes of a network as an ONNX file; all weights as float32 if that is exact, else as float64."""
    if network.domain is not None and network.domain.to_json() != "whole":
        raise InputError("an ONNX file cannot name a domain; write the network as .json")
    parts = [(f"{letter}{i}", doubles(rows, f"{letter}{i}")) for i, layer in enumerate(network.layers)
             for letter, rows in (("W", layer.W), ("b", layer.b))]
    kind = FLOAT if all(shortest(values).itemsize == 4 for _, values in parts) else DOUBLE
    graph = b""
    before = "input"
    for i, layer in enumerate(network.layers):
        after = "output" if i + 1 == len(network.layers) else f"x{i + 1}"
        product = after if layer.activation == "linear" else f"y{i + 1}"
        graph += field(1, _node("Gemm", [before, f"W{i}", f"b{i}"], product, [("transB", 1)]))
        if layer.activation == "relu":
            graph += field(1, _node("Relu", [product], after, []))
        before = after
    graph += field(2, b"network")
    for name, values in parts:
        raw = values.astype("<f4" if kind == FLOAT else "<f8").tobytes()
        graph += field(5, b"".join(field(1, n) for n in values.shape) + field(2, kind) + field(8, name.encode()) + field(9, raw))
    for number, name, width in ((11, "input", network.inputs), (12, "output", network.outputs)):
        shape = field(1, field(2, b"batch")) + field(1, field(1, width))
        graph += field(number, field(1, name.encode()) + field(2, field(1, field(1, kind) + field(2, shape))))
    return field(1, IR) + field(2, b"exactrelu") + field(7, graph) + field(8, field(2, OPSET))


def field(number: int, value: int | bytes) -> bytes:
    """A field of a message: a whole number, or bytes with their length.

    >>> field(1, 300).hex(), field(2, b"ab").hex()
    ('08ac02', '12026162')
    """
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes(found + bytes([value]))


def _node(op: str, inputs: list[str], output: str, integers: list[tuple[str, int]]) -> bytes:
    return b"".join([*(field(1, name.encode()) for name in inputs), field(2, output.encode()), field(3, f"{op}_{output}".encode()),
                     field(4, op.encode()),
                     *(field(5, field(1, name.encode()) + field(3, value) + field(20, 2)) for name, value in integers)])
