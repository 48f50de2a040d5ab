"""ONNX files: the graph is run once on affine forms in place of numbers, in exact arithmetic.

What is read is the function over the real numbers that the file spells: every weight at its exact IEEE
value, every operation exact. Nothing but the file itself is opened.
"""
from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from ..errors import InputError
from ..network import Network
from .assembly import network_of
from .bends import TABLE, noted
from .calls import Call, check_shape
from .circuit import Circuit
from .ieee import SIZES, array, exact, numbers, objects
from .limits import MAX_NUMBERS
from .protobuf import decode

OPSETS = range(7, 29)
MAX_NODES = 10_000
MAX_IR = 14
# ONNX's number of a data type: its name in `ieee`, and the field that holds numbers that are not raw.
TYPES = {1: ("f4", "float_data"), 2: ("u1", "int32_data"), 3: ("i1", "int32_data"), 4: ("u2", "int32_data"),
         5: ("i2", "int32_data"), 6: ("i4", "int32_data"), 7: ("i8", "int64_data"), 9: ("u1", "int32_data"),
         10: ("f2", "int32_data"), 11: ("f8", "double_data"), 12: ("u4", "uint64_data"), 13: ("u8", "uint64_data"),
         16: ("bf16", "int32_data")}


def read_onnx(data: bytes) -> Network:
    """The network in the bytes of an ONNX file."""
    model = decode(data)
    if "graph" not in model or not 0 < model.get("ir_version", 0):
        raise InputError("there is no graph in it; this is not an ONNX file, or it is cut off")
    if model["ir_version"] > MAX_IR:
        raise InputError(f"the file has IR version {model['ir_version']}; versions to {MAX_IR} can be read")
    if model.get("functions"):
        raise InputError("the file defines functions of its own; export the network with functions inlined")
    versions = [one.get("version", 0) for one in model.get("opset_import", []) if one.get("domain", "") in ("", "ai.onnx")]
    if len(versions) != 1 or versions[0] not in OPSETS:
        raise InputError(f"operator sets {OPSETS[0]} to {OPSETS[-1]} can be read, but the file names "
                         f"{', '.join(map(str, versions[:4])) or 'none'}; export it for one of them")
    return _Graph(model["graph"], versions[0]).network()


class _Graph:
    """The nodes that the output needs, and the value arrays that are known so far."""

    def __init__(self, graph: dict[str, Any], opset: int):
        self.opset = opset
        self.kinds: set[str] = set()
        if graph.get("sparse_initializer"):
            raise InputError("the weights are sparse tensors; export them as dense ones")
        self.weights: dict[str, dict] = {}
        for one in graph.get("initializer", []):
            if one.get("name", "") in self.weights:
                raise InputError(f"the weights {one.get('name', '')[:60]!r} are there twice; every name must be used once")
            self.weights[one.get("name", "")] = one
        inputs = [one for one in graph.get("input", []) if one.get("name", "") not in self.weights]
        outputs = [one.get("name", "") for one in graph.get("output", [])]
        for what, found in (("inputs", [one.get("name", "") for one in inputs]), ("outputs", outputs)):
            if len(found) != 1:
                raise InputError(f"the graph has {len(found)} {what} ({', '.join(found)[:80]}); a network has one")
        self.nodes, self.output = graph.get("node", []), outputs[0]
        if len(self.nodes) > MAX_NODES:
            raise InputError(f"the graph has {len(self.nodes)} nodes; at most {MAX_NODES} can be read")
        self.input, shape = inputs[0].get("name", ""), _input_shape(inputs[0])
        self.circuit = Circuit(prod(shape))
        self.known = {self.input: objects(self.circuit.inputs, shape)}
        self.makers: dict[str, int] = {}
        for i, node in enumerate(self.nodes):
            for name in filter(None, node.get("output", [])):
                if name in self.makers or name in self.known or name in self.weights:
                    raise InputError(f"the value {name[:60]!r} is computed twice; every name must be used once")
                self.makers[name] = i

    def network(self) -> Network:
        """The network, after every node that is needed has been run."""
        for i in sorted(self._needed()):
            node = self.nodes[i]
            where = f"{node.get('op_type', '')[:40]} {(node.get('name') or (node.get('output') or [''])[0])[:60]!r}"
            try:
                self._run(node)
            except (ValueError, IndexError, TypeError, ZeroDivisionError, OverflowError) as error:
                raise InputError(f"{where}: {str(error)[:300]}") from None
        return network_of(self.circuit, list(self._value(self.output).flat), numbers(self.kinds))

    def _needed(self) -> set[int]:
        """The nodes on which the output depends."""
        found: set[int] = set()
        names = [self.output]
        while names:
            maker = self.makers.get(names.pop())
            if maker is not None and maker not in found:
                found.add(maker)
                names += self.nodes[maker].get("input", [])
        return found

    def _value(self, name: str) -> np.ndarray:
        """A value array that is known, or weights."""
        if name not in self.known:
            if name in self.weights:
                self.known[name] = self._tensor(self.weights[name], repr(name[:60]))
            elif name in self.makers:
                raise InputError(f"it needs {name[:60]!r} before that is computed: the graph has a cycle, or its nodes are not "
                                 "in order")
            else:
                raise InputError(f"nothing computes {name[:60]!r}")
        return self.known[name]

    def _run(self, node: dict[str, Any]) -> None:
        op, domain = node.get("op_type", ""), node.get("domain", "")
        inputs, outputs = node.get("input", []), node.get("output", [])
        attributes = {}
        for one in node.get("attribute", []):
            if one.get("name", "") in attributes:
                raise InputError(f"the attribute {one.get('name', '')[:40]!r} is there twice")
            attributes[one.get("name", "")] = self._attribute(one)
        if op == "Constant" and domain in ("", "ai.onnx"):
            self.known[outputs[0]] = self._constant(attributes)
            return
        if op not in TABLE or domain not in ("", "ai.onnx"):
            raise InputError(f"the operator {domain[:40] + '.' if domain else ''}{op[:40]} is not one that can be read; "
                             f"export the network without it, from these: {', '.join(sorted(TABLE))}")
        function, allowed = TABLE[op]
        for name in attributes:
            if name not in allowed.split():
                raise InputError(f"the attribute {name[:40]!r} is not one that can be read")
        if op in ("ArgMax", "ArgMin") and outputs[0] != self.output:
            raise InputError("its result is used; an argmax can be read only where it is the output of the graph")
        call = Call(self.circuit, op, [self._value(name) if name else None for name in inputs], attributes, self.opset,
                    len([name for name in outputs if name]))
        noted(call)
        self.known[outputs[0]] = self.circuit.check(function(call), "its result")

    def _constant(self, attributes: dict[str, Any]) -> np.ndarray:
        if len(attributes) == 1 and set(attributes) <= {"value", "value_float", "value_floats", "value_int", "value_ints"}:
            value = next(iter(attributes.values()))
            if "value_float" in attributes or "value_floats" in attributes:
                self.kinds.add("f4")
            if isinstance(value, np.ndarray):
                return value
            items = value if isinstance(value, list) else [value]
            return objects(map(Fraction, items), (len(items),) if isinstance(value, list) else ())
        raise InputError(f"a constant given by {', '.join(attributes)[:60] or 'nothing'} cannot be read")

    def _attribute(self, one: dict[str, Any]) -> Any:
        """The value of an attribute: Fraction, int, text, a list of these, or a value array."""
        name = one.get("name", "")
        if one.get("ref_attr_name"):
            raise InputError(f"the attribute {name[:40]!r} refers to a function; export the network with functions inlined")
        kind = one.get("type", 0)
        if kind == 1:
            return exact(np.array([one.get("f", 0)]), f"the attribute {name[:40]}")[0]
        if kind == 2:
            return one.get("i", 0)
        if kind == 3:
            return one.get("s", b"").decode("latin-1")
        if kind == 4 and "t" in one:
            return self._tensor(one["t"], f"the attribute {name[:40]}")
        if kind == 6:
            return list(exact(np.array(one.get("floats", []), dtype="f8"), f"the attribute {name[:40]}"))
        if kind == 7:
            return list(one.get("ints", []))
        raise InputError(f"the attribute {name[:40]!r} is of a type that cannot be read")

    def _tensor(self, one: dict[str, Any], what: str) -> np.ndarray:
        """The numbers of a tensor at their exact value."""
        if one.get("data_location", 0) or one.get("external_data"):
            raise InputError(f"the weights {what} are in another file, which is not opened; save the model in one file "
                             "(onnx.save with save_as_external_data=False)")
        if one.get("data_type", 0) not in TYPES or "segment" in one or one.get("string_data"):
            raise InputError(f"the weights {what} have the data type {one.get('data_type', 0)}; floats of 16 to 64 bits, bfloat16 "
                             "and integers can be read")
        kind, field = TYPES[one["data_type"]]
        shape = one.get("dims", [])
        size = prod(shape)
        if any(n < 0 for n in shape) or len(shape) > 16 or size > MAX_NUMBERS:
            raise InputError(f"the weights {what} have the shape {str(shape)[:60]}; at most {MAX_NUMBERS} numbers can be read")
        values = one.get(field, [])
        if "raw_data" in one:
            if len(one["raw_data"]) != size * SIZES[kind]:
                raise InputError(f"the weights {what} claim the shape {str(shape)[:60]}, but have {len(one['raw_data'])} bytes")
            found = array(one["raw_data"], kind, shape)
        elif len(values) != size:
            raise InputError(f"the weights {what} claim the shape {str(shape)[:60]}, but have {len(values)} numbers")
        elif kind in ("f2", "bf16"):
            found = array(np.array(values, dtype=np.int64).astype("<u2").tobytes(), kind, shape)
        else:
            found = np.array([v % 2**64 for v in values] if kind == "u8" else values, dtype=kind).reshape(shape)
        if found.dtype.kind == "f":
            self.kinds.add(kind)
        return exact(found, what)


def _input_shape(one: dict[str, Any]) -> tuple[int, ...]:
    """The shape of the input; a batch of unknown size is one of size 1."""
    name, tensor = one.get("name", "")[:60], one.get("type", {}).get("tensor_type")
    if tensor is None or "shape" not in tensor:
        raise InputError(f"the input {name!r} has no shape; export the network with a fixed one")
    if tensor.get("elem_type", 0) not in (1, 10, 11, 16):
        raise InputError(f"the input {name!r} does not hold floats (its type is {tensor.get('elem_type', 0)})")
    shape = []
    for i, one in enumerate(tensor["shape"].get("dim", [])):
        length = one.get("dim_value", 0)
        if length < 1 and i:
            raise InputError(f"the length of axis {i} of the input {name!r} is {one.get('dim_param') or length!r}; only that of the "
                             "batch (axis 0) may be open: export the network with fixed lengths")
        shape.append(max(length, 1))
    return check_shape(shape)
