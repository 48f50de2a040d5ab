"""NumPy archives: A, b (one ReLU layer A x + b) or W0, b0, W1, b1, ... (all ReLU but the last)."""
from __future__ import annotations

import zipfile
from math import prod

import numpy as np

from ..errors import InputError
from ..network import Layer, Network
from .atomic import atomic_writer
from .limits import MAX_LAYERS, check_size

MAX_BYTES = 256 << 20        # inflated
MAX_RATIO = 100              # inflated to compressed, for members above a megabyte
KINDS = {"i": "integers", "u": "integers", "f": "IEEE floats"}


def read_npz(path: str) -> Network:
    """The network in a .npz file, every number at its exact IEEE or integer value; other keys are ignored."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            names = _names(path, members)
            if sum(members[name].file_size for name in names) > MAX_BYTES:
                raise InputError(f"{path} inflates to more than {MAX_BYTES >> 20} MB; give a smaller network")
            arrays = [_array(path, archive, members[name], name) for name in names]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zipfile.zlib.error) as error:
        raise InputError(f"{path} is not a readable .npz file: {error}") from None
    layers = []
    for i in range(0, len(names), 2):
        W, b = arrays[i], arrays[i + 1]
        if W.ndim != 2 or b.ndim != 1:
            raise InputError(f"{path}: {names[i]} must be a matrix and {names[i + 1]} a vector, but their shapes are "
                             f"{W.shape} and {b.shape}")
        last = i + 2 == len(names)
        try:
            layers.append(Layer(W.tolist(), b.tolist(), "linear" if last and names[0] != "A" else "relu"))
        except InputError as error:
            raise InputError(f"{path}: {names[i]}, {names[i + 1]}: {error}") from None
    try:
        check_size([layer.neurons for layer in layers], layers[0].inputs)
        return Network(layers, None, _numbers(arrays))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _names(path: str, members: dict) -> list[str]:
    """The arrays of the network, in order."""
    if "A" in members:
        wanted = ["A", "b"]
    else:
        depth = 0
        while f"W{depth}" in members:
            depth += 1
        if depth > MAX_LAYERS:
            raise InputError(f"{path} has {depth} layers; at most {MAX_LAYERS} can be read")
        wanted = [f"{letter}{i}" for i in range(depth) for letter in "Wb"]
    if not wanted:
        raise InputError(f"{path} has neither the arrays A, b nor W0, b0, W1, b1, ...")
    missing = [name for name in wanted if name not in members]
    if missing:
        raise InputError(f"{path} has no array {missing[0]}; every W or A needs its b")
    return wanted


def _array(path: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> np.ndarray:
    """One array, after its header and its size have been found to agree."""
    if info.file_size > 1 << 20 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise InputError(f"{path}: {name} is compressed more than {MAX_RATIO} times, which no weights are")
    with archive.open(info) as file:
        try:
            version = np.lib.format.read_magic(file)
            header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, _, dtype = header(file)
        except (ValueError, SyntaxError, TypeError, KeyError):
            raise InputError(f"{path}: {name} is not a NumPy array") from None
    if dtype.kind not in KINDS or dtype.itemsize > 8:
        raise InputError(f"{path}: {name} holds {dtype}; weights must be integers or floats of at most 64 bits")
    if prod(shape) * dtype.itemsize > info.file_size:
        raise InputError(f"{path}: {name} claims the shape {shape}, more than the file holds")
    with archive.open(info) as file:
        try:
            return np.lib.format.read_array(file, allow_pickle=False)
        except ValueError as error:
            raise InputError(f"{path}: {name} is damaged: {error}") from None


def _numbers(arrays: list[np.ndarray]) -> str:
    kinds = sorted({f"IEEE {a.dtype.name}" if a.dtype.kind == "f" else "integers" for a in arrays})
    return " and ".join(kinds)


def write_npz(network: Network, path: str) -> None:
    """Write a network as .npz; InputError if a number or the activations do not fit the format."""
    activations = [layer.activation for layer in network.layers]
    if activations == ["relu"]:
        names = ["A", "b"]
    elif activations == ["relu"] * (len(activations) - 1) + ["linear"]:
        names = [f"{letter}{i}" for i in range(len(activations)) for letter in "Wb"]
    else:
        raise InputError("a .npz file holds ReLU layers and a linear last layer, or one ReLU layer; this network is "
                         f"{', '.join(activations)}; write it as .json")
    if network.domain is not None and network.domain.to_json() != "whole":
        raise InputError("a .npz file cannot name a domain; write the network as .json")
    arrays = [part for layer in network.layers for part in (layer.W, layer.b)]
    with atomic_writer(path, "wb") as file:
        np.savez(file, **{name: _as_numpy(name, values) for name, values in zip(names, arrays)})


def _as_numpy(name: str, values: tuple) -> np.ndarray:
    """The numbers as int64 if they are integers of that size, else as float64 if that is exact."""
    flat = [x for row in values for x in (row if isinstance(row, tuple) else (row,))]
    shape = (len(values), len(values[0])) if isinstance(values[0], tuple) else (len(values),)
    if all(x.denominator == 1 and abs(x) < 2**63 for x in flat):
        return np.array([int(x) for x in flat], dtype=np.int64).reshape(shape)
    for position, x in enumerate(flat):
        try:
            exact = type(x)(float(x)) == x
        except OverflowError:
            exact = False
        if not exact:
            where = f"{name}[{position // shape[1]}][{position % shape[1]}]" if len(shape) == 2 else f"{name}[{position}]"
            raise InputError(f"{where} = {str(x)[:40]} is not an IEEE double, so .npz cannot hold it; write .json")
    return np.array([float(x) for x in flat], dtype=np.float64).reshape(shape)
