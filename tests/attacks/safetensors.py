"""safetensors files."""
from __future__ import annotations

import json

import numpy as np

from .entry import EXAMPLES, Content


def _safe(header: object, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def _one(shape: list, offsets: list, dtype: object = "F32") -> dict:
    return {"0.weight": {"dtype": dtype, "shape": shape, "data_offsets": offsets}}


FILES: dict[str, tuple[Content, str]] = {
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
}
