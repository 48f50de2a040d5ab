"""Files of torch.save, written by hand: what torch writes, byte for byte in its pickle's opcodes, and what an attacker would."""
from __future__ import annotations

import io
import zipfile

import numpy as np

NAMES = {"f4": "FloatStorage", "f8": "DoubleStorage", "f2": "HalfStorage", "i8": "LongStorage"}


def text(word: str) -> bytes:
    raw = word.encode()
    return b"X" + len(raw).to_bytes(4, "little") + raw


def number(n: int) -> bytes:
    return b"J" + n.to_bytes(4, "little", signed=True)


def tuple_of(*parts: bytes) -> bytes:
    return b"(" + b"".join(parts) + b"t"


def name(module: str, what: str) -> bytes:
    return f"c{module}\n{what}\n".encode()


EMPTY = name("collections", "OrderedDict") + b")R"


def dictionary(items: dict[str, bytes], start: bytes = EMPTY) -> bytes:
    return start + b"(" + b"".join(text(key) + value for key, value in items.items()) + b"u"


def tensor(key: str, kind: str, size: int, shape: tuple, stride: tuple, offset: int = 0) -> bytes:
    storage = tuple_of(text("storage"), name("torch", NAMES.get(kind, kind)), text(key), text("cpu"), number(size)) + b"Q"
    return name("torch._utils", "_rebuild_tensor_v2") + tuple_of(
        storage, number(offset), tuple_of(*map(number, shape)), tuple_of(*map(number, stride)), b"\x89", EMPTY) + b"R"


def of(array: np.ndarray, key: str) -> bytes:
    """The pickle of a tensor whose storage holds it in row-major order."""
    stride = [int(np.prod(array.shape[i + 1:])) for i in range(array.ndim)]
    return tensor(key, array.dtype.str[1:], array.size, array.shape, tuple(stride))


def archive(pickle: bytes, storages: dict[str, bytes], compression: int = zipfile.ZIP_STORED, folder: str = "net/", **more: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", compression) as file:
        file.writestr(f"{folder}data.pkl", b"\x80\x02" + pickle + b".")
        for member, data in {**{f"data/{key}": value for key, value in storages.items()}, **more}.items():
            file.writestr(folder + member, data)
    return raw.getvalue()


def state_dict(arrays: dict[str, np.ndarray], **more: bytes) -> bytes:
    """A state dict, as torch.save writes one."""
    keys = {name: str(i) for i, name in enumerate(arrays)}
    return archive(dictionary({name: of(array, keys[name]) for name, array in arrays.items()}),
                   {keys[name]: array.tobytes() for name, array in arrays.items()}, **more)


def module(kind: str, state: dict[str, bytes], children: dict[str, bytes] | None = None) -> bytes:
    """An nn.Module with attributes, perhaps with modules in it."""
    inner = {**state, **({"_modules": dictionary(children)} if children is not None else {})}
    return name(f"torch.nn.modules.{kind.split()[0]}", kind.split()[1]) + b")\x81" + dictionary(inner, b"}") + b"b"


def linear(weight: np.ndarray, bias: np.ndarray, key: str) -> bytes:
    """nn.Linear, its weights in the storages KEYw and KEYb."""
    return module("linear Linear", {"in_features": number(weight.shape[1]), "out_features": number(weight.shape[0]), "_parameters":
                                    dictionary({"weight": of(weight, key + "w"), "bias": of(bias, key + "b")})})
