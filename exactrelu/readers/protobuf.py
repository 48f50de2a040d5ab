"""ONNX files as plain dictionaries: the wire format of protocol buffers, for the messages of ONNX only.

A message is a dictionary from field names to values; a repeated field is a list. What has no name
here is skipped if ONNX knows it, and refused otherwise. Nothing is decoded that is not used, and the
number of fields is limited, so that a hostile file cannot ask for more than a small multiple of its size.
Source: onnx.proto of https://github.com/onnx/onnx (IR version 13); https://protobuf.dev/programming-guides/encoding/.
"""
from __future__ import annotations

import struct
from typing import Any

import numpy as np

from ..errors import InputError
from ..rational import python_floats

MAX_FIELDS = 300_000
MAX_DEPTH = 8

# message: {field number: (name, kind)}; "*" after a kind is a repeated field, "?" is known and not used.
MESSAGES: dict[str, dict[int, tuple[str, str]]] = {
    "Model": {1: ("ir_version", "int"), 7: ("graph", "Graph"), 8: ("opset_import", "Opset*"), 25: ("functions", "skip*"),
              **{n: ("", "?") for n in (2, 3, 4, 5, 6, 14, 20, 26)}},
    "Opset": {1: ("domain", "text"), 2: ("version", "int")},
    "Graph": {1: ("node", "Node*"), 2: ("name", "text"), 5: ("initializer", "Tensor*"), 11: ("input", "ValueInfo*"),
              12: ("output", "ValueInfo*"), 15: ("sparse_initializer", "skip*"), **{n: ("", "?") for n in (10, 13, 14, 16)}},
    "Node": {1: ("input", "text*"), 2: ("output", "text*"), 3: ("name", "text"), 4: ("op_type", "text"),
             5: ("attribute", "Attribute*"), 7: ("domain", "text"), 8: ("overload", "text"), 6: ("", "?"), 9: ("", "?"),
             10: ("", "?")},
    "Attribute": {1: ("name", "text"), 2: ("f", "float"), 3: ("i", "int"), 4: ("s", "bytes"), 5: ("t", "Tensor"),
                  6: ("g", "skip"), 7: ("floats", "float*"), 8: ("ints", "int*"), 9: ("strings", "bytes*"),
                  10: ("tensors", "skip*"), 11: ("graphs", "skip*"), 14: ("", "?"), 15: ("", "?"), 20: ("type", "int"),
                  21: ("ref_attr_name", "text"), 22: ("sparse_tensor", "skip"), 23: ("sparse_tensors", "skip*"), 13: ("", "?")},
    "Tensor": {1: ("dims", "int*"), 2: ("data_type", "int"), 3: ("segment", "skip"), 4: ("float_data", "float*"),
               5: ("int32_data", "int*"), 6: ("string_data", "skip*"), 7: ("int64_data", "int*"), 8: ("name", "text"),
               9: ("raw_data", "bytes"), 10: ("double_data", "double*"), 11: ("uint64_data", "int*"), 12: ("", "?"),
               13: ("external_data", "skip*"), 14: ("data_location", "int"), 16: ("", "?")},
    "ValueInfo": {1: ("name", "text"), 2: ("type", "Type"), 3: ("", "?"), 4: ("", "?")},
    "Type": {1: ("tensor_type", "TensorType"), 4: ("sequence_type", "skip"), 5: ("map_type", "skip"), 6: ("", "?"),
             8: ("sparse_tensor_type", "skip"), 9: ("optional_type", "skip")},
    "TensorType": {1: ("elem_type", "int"), 2: ("shape", "Shape")},
    "Shape": {1: ("dim", "Dimension*")},
    "Dimension": {1: ("dim_value", "int"), 2: ("dim_param", "text"), 3: ("", "?")},
}


class _Reader:
    def __init__(self, data: bytes):
        self.data, self.fields = data, 0

    def varint(self, at: int, end: int) -> tuple[int, int]:
        """(value, place after it) of an unsigned number of at most 64 bits."""
        value = 0
        for shift in range(0, 70, 7):
            if at >= end:
                raise InputError(f"the file ends, or a message ends, inside a number at byte {at}")
            byte = self.data[at]
            value |= (byte & 127) << shift
            at += 1
            if byte < 128:
                return value, at
        raise InputError(f"a number at byte {at} has more than 64 bits")

    def message(self, name: str, at: int, end: int, depth: int = 0) -> dict[str, Any]:
        """The fields of a message that stands in data[at:end]."""
        if depth > MAX_DEPTH:
            raise InputError(f"messages are nested more than {MAX_DEPTH} deep")
        found: dict[str, Any] = {}
        while at < end:
            self.fields += 1
            if self.fields > MAX_FIELDS:
                raise InputError(f"the file has more than {MAX_FIELDS} fields; give a smaller network")
            start = at
            key, at = self.varint(at, end)
            number, wire = key >> 3, key & 7
            if number not in MESSAGES[name]:
                raise InputError(f"the field {number} at byte {start} is not one of {name}: this is not an ONNX file, or a newer one")
            field, kind = MESSAGES[name][number]
            value, at = self.value(kind.rstrip("*"), wire, at, end, depth)
            if kind.endswith("*"):
                found.setdefault(field, []).extend(value if isinstance(value, list) else [value])
            elif kind != "?":
                if field in found:
                    raise InputError(f"{name} has the field {field} twice at byte {start}")
                if isinstance(value, list):
                    raise InputError(f"the field {field} at byte {start} is a list: this is not an ONNX file, or it is damaged")
                found[field] = value
        return found

    def value(self, kind: str, wire: int, at: int, end: int, depth: int) -> tuple[Any, int]:
        """(value, place after it) of one field; a list where numbers are packed."""
        if wire == 0:
            value, at = self.varint(at, end)
            if kind == "int":
                return value - (value >> 63 << 64), at
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            if at + size > end:
                raise InputError(f"the file ends, or a message ends, inside a number at byte {at}")
            if kind == ("double" if wire == 1 else "float"):
                return struct.unpack_from("<d" if wire == 1 else "<f", self.data, at)[0], at + size
            value, at = None, at + size
        elif wire == 2:
            length, at = self.varint(at, end)
            stop = at + length
            if stop > end:
                raise InputError(f"a field at byte {at} claims {length} bytes, more than there are")
            return self.block(kind, at, stop, depth), stop
        else:
            raise InputError(f"byte {at} starts no field: this is not an ONNX file, or it is damaged")
        if kind not in ("?", "skip"):
            raise InputError(f"the field at byte {at} is of a wrong type: this is not an ONNX file, or it is damaged")
        return value, at

    def block(self, kind: str, at: int, stop: int, depth: int) -> Any:
        """The value of a field with a length."""
        if kind in ("?", "skip"):
            return None
        if kind in MESSAGES:
            return self.message(kind, at, stop, depth + 1)
        if kind == "bytes":
            return self.data[at:stop]
        if kind == "text":
            try:
                return self.data[at:stop].decode("utf-8")
            except UnicodeDecodeError:
                raise InputError(f"the text at byte {at} is not UTF-8") from None
        if kind in ("float", "double"):
            size = 4 if kind == "float" else 8
            if (stop - at) % size:
                raise InputError(f"the numbers at byte {at} are cut off")
            return python_floats(np.frombuffer(self.data[at:stop], f"<f{size}"))
        numbers = []
        while at < stop:
            value, at = self.varint(at, stop)
            numbers.append(value - (value >> 63 << 64))
        self.fields += len(numbers) // 4
        return numbers


def decode(data: bytes) -> dict[str, Any]:
    """The Model message of an ONNX file."""
    return _Reader(data).message("Model", 0, len(data))
