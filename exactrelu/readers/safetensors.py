"""safetensors files: a JSON header that says where each tensor is, then the numbers. No package is needed.

Source: https://github.com/huggingface/safetensors, its README.
"""
from __future__ import annotations

import json
from math import prod

import numpy as np

from ..errors import InputError
from ..network import Network
from .ieee import SIZES, array, doubles, shortest
from .limits import MAX_NUMBERS
from .strict_json import decoded, loads
from .weights import network_of_weights

MAX_HEADER = 4 << 20
KINDS = {"F16": "f2", "BF16": "bf16", "F32": "f4", "F64": "f8", "I8": "i1", "U8": "u1", "I16": "i2", "U16": "u2", "I32": "i4",
         "U32": "u4", "I64": "i8", "U64": "u8"}


def read_safetensors(data: bytes, last_relu: bool = False) -> Network:
    """The network in the bytes of a safetensors file."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(MAX_HEADER, len(data) - 8):
        raise InputError(f"the header claims {length} bytes, more than there are or than {MAX_HEADER >> 20} MB: this is not a "
                         "safetensors file, or it is cut off")
    header = loads(decoded(data[8:8 + length], "its header"), "its header")
    if not isinstance(header, dict):
        raise InputError("its header is not a JSON object")
    header.pop("__metadata__", None)
    body = data[8 + length:]
    places = {name: _place(name, one, len(body)) for name, one in header.items()}
    ends = sorted(place[2:] for place in places.values())
    if ends and (ends[0][0] != 0 or ends[-1][1] != len(body) or any(a[1] != b[0] for a, b in zip(ends, ends[1:]))):
        raise InputError("its tensors overlap, or leave bytes between them: the file is damaged or cut off")

    def tensor(name: str) -> tuple[np.ndarray, str]:
        kind, shape, start, stop = places[name]
        return array(body[start:stop], kind, shape), kind

    return network_of_weights({name: place[1] for name, place in places.items()}, tensor, False, last_relu)


def _place(name: str, one: object, size: int) -> tuple[str, tuple[int, ...], int, int]:
    """(kind, shape, start, stop) of a tensor."""
    if not isinstance(one, dict) or set(one) != {"dtype", "shape", "data_offsets"}:
        raise InputError(f"the tensor {name[:60]!r} is not described by exactly dtype, shape and data_offsets")
    kind, shape, offsets = one["dtype"], one["shape"], one["data_offsets"]
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError(f"the tensor {name[:60]!r} has the type {str(kind)[:40]!r}; {', '.join(KINDS)} can be read")
    lists = isinstance(shape, list) and isinstance(offsets, list) and len(offsets) == 2 and len(shape) <= 8
    if not lists or any(type(n) is not int or n < 0 for n in shape + offsets):
        raise InputError(f"the tensor {name[:60]!r} has a shape or offsets that are not whole numbers")
    start, stop = offsets
    if not start <= stop <= size or prod(shape) > MAX_NUMBERS or stop - start != prod(shape) * SIZES[KINDS[kind]]:
        raise InputError(f"the tensor {name[:60]!r} claims the shape {str(shape)[:40]} and the bytes {start} to {stop}, which do not "
                         f"agree or are not there ({size} bytes of numbers)")
    return KINDS[kind], tuple(shape), start, stop


def to_safetensors(network: Network) -> bytes:
    """The bytes of a network in this format, as layers.I.weight and layers.I.bias; float32 where that is exact, else float64."""
    activations = [layer.activation for layer in network.layers]
    if set(activations[:-1]) - {"relu"}:
        raise InputError("a safetensors file names no activations, and is read with a ReLU after every layer but perhaps the last; "
                         "this network has another linear layer: write it as .json or .onnx")
    if network.domain is not None and network.domain.to_json() != "whole":
        raise InputError("a safetensors file cannot name a domain; write the network as .json")
    header, body = {}, b""
    for i, layer in enumerate(network.layers):
        for part, numbers in (("weight", layer.W), ("bias", layer.b)):
            values = shortest(doubles(numbers, f"layers.{i}.{part}"))
            raw = values.tobytes()
            header[f"layers.{i}.{part}"] = {"dtype": f"F{8 * values.itemsize}", "shape": list(values.shape),
                                            "data_offsets": [len(body), len(body) + len(raw)]}
            body += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + body

