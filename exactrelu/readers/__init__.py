"""Network files: read by name and content, written by name, never half-written.

| name | format |
|---|---|
| .json | the native format |
| .npz | NumPy arrays |
| .onnx | ONNX graphs |
| .pt, .pth | PyTorch: state dicts, nn.Sequential |
| .safetensors | weights by name |
| .nnet | the text format of ACAS Xu |

Any of them may be compressed by gzip (.gz). A file with another name is read by what it contains.
"""
from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Callable

from .. import words
from ..domain import Domain
from ..errors import InputError
from ..network import Network
from .atomic import atomic_writer, clean
from .contents import MAX_FILE, contents
from .limits import check_size
from .native import read_json, to_json
from .nnet import read_nnet, to_nnet
from .npz import read_npz, to_npz
from .onnx_graph import read_onnx
from .onnx_writer import to_onnx
from .safetensors import read_safetensors, to_safetensors
from .strict_json import decoded, dumps, load, read_text
from .torch_file import read_torch
from .vnnlib import input_box

FORMATS = {".json": "json", ".npz": "npz", ".onnx": "onnx", ".pt": "torch", ".pth": "torch", ".safetensors": "safetensors",
           ".nnet": "nnet"}
READABLE = ".json, .npz, .onnx, .pt, .pth, .safetensors or .nnet, perhaps with .gz"
WRITABLE = ".json, .npz, .onnx, .safetensors or .nnet, perhaps with .gz"


def read(path: str | os.PathLike, float64: bool = False, *, normalise: bool = False, last_relu: bool = False) -> Network:
    """The network in a file.

    Parameters
    ----------
    path : a file in one of the formats above.
    float64 : read numbers in text as IEEE doubles (binary formats are always at their exact value).
    normalise : of a .nnet file, fold the normalisation of inputs and outputs into the layers.
    last_relu : of a file that names no activations (state dicts, safetensors), a ReLU follows the last layer too.

    Raises
    ------
    InputError : the file cannot be read; the message says why.
    """
    name = os.fspath(path)
    if not name or os.path.isdir(name):
        raise InputError(f"{name} is a directory; give a network file" if name else "the name of the network file is empty; give a network file")
    if not os.path.exists(name):
        raise InputError(f"{name[:200]} does not exist")
    if os.path.isfile(name) and os.path.getsize(name) > MAX_FILE:
        raise InputError(f"{name} is larger than {MAX_FILE >> 20} MB; give a smaller network")
    data = contents(name)
    kind = _format(name, data)
    if normalise and kind != "nnet":
        raise InputError(f"{name} is not a .nnet file; only those have a normalisation to fold in")
    if last_relu and kind not in ("torch", "safetensors"):
        raise InputError(f"{name} names its activations, or has fixed ones; --last-relu is for state dicts and safetensors")
    readers: dict[str, Callable[[], Network]] = {
        "json": lambda: read_json(name, float64, data), "npz": lambda: read_npz(name, data), "onnx": lambda: read_onnx(data),
        "torch": lambda: read_torch(data, last_relu), "safetensors": lambda: read_safetensors(data, last_relu),
        "nnet": lambda: read_nnet(decoded(data, name), float64, normalise)}
    try:
        return readers[kind]()
    except InputError as error:
        raise error.at(name) from None


def _named(name: str) -> str | None:
    """The format that the ending of a name stands for."""
    return FORMATS.get(Path(name.removesuffix(".gz")).suffix.lower())


def _format(name: str, data: bytes) -> str:
    """The format of a file, by its name, else by its content."""
    named = _named(name)
    if named:
        return named
    start = data[:512].lstrip()
    if data.startswith(b"PK"):
        return "torch" if b"data.pkl" in data else "npz"
    if start.startswith(b"{"):
        return "json"
    if data[8:9] == b"{" and int.from_bytes(data[:8], "little") < len(data):
        return "safetensors"
    if data.startswith(b"\x08") and b"\x00" not in data[:2]:
        return "onnx"
    if start.startswith(b"// Neural Network"):
        return "nnet"
    raise InputError(f"{name} is of an unknown format; network files end in {READABLE}")


def read_domain(spec: Any, dimension: int) -> Domain:
    """A domain of R^dimension: the command line's words, a JSON object, a Domain, or the name of a .json or .vnnlib file.

    The box of a VNN-LIB file is a slice if bounds coincide: those coordinates are fixed.

    >>> read_domain("box:0,1", 2).rows()
    [(0, 1, 0), (1, -1, 0), (0, 0, 1), (1, 0, -1)]
    """
    if not isinstance(spec, str) or words.are_words(spec):
        return Domain.parse(spec, dimension)
    name, section = (spec, None) if os.path.isfile(spec) else words.cut(spec)
    if words.are_words(name) or not os.path.isfile(name):
        return Domain.parse(spec, dimension)
    try:
        if name.endswith((".vnnlib", ".vnnlib.gz")):
            box = Domain.box(input_box(read_text(name), dimension))
            return box.along(*section) if section else box.unflattened()
        domain = Domain.from_json(load(name), dimension)
        return domain.along(*section) if section else domain
    except InputError as error:
        raise error.at(name) from None


def check_target(path: str | os.PathLike) -> None:
    """InputError if no file can be written there: asked before long work, so that none of it is lost; what killed work left is removed."""
    target = os.path.realpath(path)
    if os.path.islink(target):
        raise InputError(f"{os.fspath(path)} is a link that leads to itself; name a file")
    try:
        os.lstat(target)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:                         # a name that is too long
        raise InputError(f"{os.fspath(path)} cannot be written: {error.strerror}") from None
    folder = Path(target).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or Path(path).is_dir():
        raise InputError(f"{os.fspath(path)} cannot be written: {folder.name or folder} is not a folder that can be "
                         "written to")
    if os.path.exists(path) and not os.path.isfile(path):
        raise InputError(f"{os.fspath(path)} is not a regular file and is not replaced; name a file")
    clean(path)


def write(network: Network, path: str | os.PathLike) -> None:
    """Write a network to a file in the format that its name says, which appears when it is complete."""
    name = os.fspath(path)
    check_target(name)
    check_size([layer.neurons for layer in network.layers], network.inputs)
    kind = _named(name)
    writers: dict[str | None, Callable[[], bytes]] = {
        "json": lambda: dumps(to_json(network), name).encode(), "nnet": lambda: to_nnet(network).encode(), "npz": lambda: to_npz(network),
        "onnx": lambda: to_onnx(network), "safetensors": lambda: to_safetensors(network)}
    if kind not in writers:
        raise InputError(f"{name} names an unknown format; networks are written as {WRITABLE}")
    data = writers[kind]()
    if len(data) > MAX_FILE:
        raise InputError(f"{name} would have {len(data) >> 20} MB, and at most {MAX_FILE >> 20} are read; write .npz, or give a smaller network")
    with atomic_writer(name, "wb") as file:
        file.write(data)
