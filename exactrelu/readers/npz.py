"""NumPy archives: A, b (one ReLU layer A x + b) or W0, b0, W1, b1, ... (all ReLU but the last), also as arr_0, arr_1, ..."""
from __future__ import annotations

import io
import re
import zipfile
from math import prod
from typing import IO

import numpy as np

from ..errors import InputError
from ..network import Layer, Network
from .contents import MAX_INFLATED, check_archive, check_ratio, contents, members
from .ieee import doubles
from .limits import MAX_LAYERS, MAX_NUMBERS, check_size

KINDS = {"i": "integers", "u": "integers", "f": "IEEE floats"}


def read_npz(path: str, data: bytes | None = None) -> Network:
    """The network in a .npz file, every number at its exact IEEE or integer value; other keys are ignored.

    data : the bytes of the file, if they have been read already.
    """
    data = contents(path) if data is None else data
    try:
        check_archive(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {name.removesuffix(".npy"): info for name, info in members(archive).items() if name.endswith(".npy")}
            names = _names(path, found)
            if sum(found[name].file_size for name in names) > MAX_INFLATED:
                raise InputError(f"inflates to more than {MAX_INFLATED >> 20} MB; give a smaller network")
            shapes = [_shape(path, archive, found[name], name) for name in names]
            _check(path, names, shapes)
            arrays = [_array(archive, found[name]) for name in names]
    except MemoryError:
        raise
    except InputError as error:
        raise error.at(path) from None
    except Exception as error:                     # zipfile, its codecs and numpy raise what they like on damaged files
        raise InputError(f"{path} is not a readable .npz file: {str(error)[:100] or type(error).__name__}") from None
    layers = []
    for i in range(0, len(names), 2):
        W, b = arrays[i], arrays[i + 1]
        last = i + 2 == len(names)
        try:
            layers.append(Layer(W, b, "linear" if last and names[0] != "A" else "relu"))
        except InputError as error:
            raise InputError(f"{path}: {names[i]}, {names[i + 1]}: {error}") from None
    try:
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
        lost = next((name for name in members if re.fullmatch("[Wb][0-9]{1,3}", name) and name not in wanted), None)
        if lost:
            raise InputError(f"{path} has the array {lost}, but no W{depth}; the layers are W0, b0, W1, b1, ...")
    if not wanted:                                # unnamed arrays, as np.savez(file, W0, b0, W1, b1) stores them
        count = next(i for i in range(len(members) + 1) if f"arr_{i}" not in members)
        wanted = [f"arr_{i}" for i in range(count + count % 2)]
    if not wanted:
        raise InputError(f"{path} has neither the arrays A, b nor W0, b0, W1, b1, ...")
    if len(wanted) > 2 * MAX_LAYERS:
        raise InputError(f"{path} has {len(wanted) // 2} layers; at most {MAX_LAYERS} can be read")
    missing = [name for name in wanted if name not in members]
    if missing:
        raise InputError(f"{path} has no array {missing[0]}; every W or A needs its b")
    return wanted


def _check(path: str, names: list[str], shapes: list[tuple]) -> None:
    """Matrices, vectors and sizes, from the headers alone."""
    for name, bias, W, b in zip(names[::2], names[1::2], shapes[::2], shapes[1::2]):
        if len(W) != 2 or len(b) != 1:
            raise InputError(f"{path}: {name} must be a matrix and {bias} a vector, but their shapes are {str(W)[:40]} and "
                             f"{str(b)[:40]}")
    try:
        check_size([W[0] for W in shapes[::2]], shapes[0][1])
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    numbers = sum(map(prod, shapes))
    if numbers > MAX_NUMBERS:
        raise InputError(f"{path} holds {numbers} numbers; at most {MAX_NUMBERS} can be read")


def _shape(path: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> tuple[int, ...]:
    """The shape of an array, after its header and its size have been found to agree."""
    check_ratio(info, name)
    with archive.open(info) as file:
        try:
            version = np.lib.format.read_magic(file)
            header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, _, dtype = header(file)
            if any(isinstance(n, bool) or n < 0 for n in shape):
                raise ValueError
        except Exception:                          # the header is read as Python; a short one can still end any parser
            raise InputError(f"{path}: {name} is not a NumPy array") from None
    if dtype.kind not in KINDS or dtype.itemsize > 8:
        raise InputError(f"{path}: {name} holds {str(dtype)[:40]}; weights must be integers or floats of at most 64 bits")
    if max(*shape, prod(shape) * dtype.itemsize, 0) > info.file_size:
        raise InputError(f"{path}: {name} claims the shape {str(shape)[:40]}, more than the file holds")
    return shape


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> np.ndarray:
    with archive.open(info) as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _numbers(arrays: list[np.ndarray]) -> str:
    kinds = sorted({f"IEEE {a.dtype.name}" if a.dtype.kind == "f" else "integers" for a in arrays})
    return " and ".join(kinds)


def to_npz(network: Network) -> bytes:
    """A network as the bytes of a .npz file; InputError if a number or the activations do not fit the format."""
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
    file = io.BytesIO()
    save_arrays(file, {name: _as_numpy(name, values) for name, values in zip(names, arrays)})
    return file.getvalue()


def save_arrays(file: IO[bytes], arrays: dict[str, np.ndarray], compression: int = zipfile.ZIP_STORED) -> None:
    """Write what np.savez would write, but with the same bytes under every Python and on every system: its members ask for
    64-bit sizes, which zipfile spells differently since Python 3.11.4."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(f"{name}.npy")                # of 1980
            info.create_system, info.external_attr, info.compress_type = 3, 0o600 << 16, compression
            info.file_size = array.nbytes + 1000                 # a hint: are 32 bits enough?
            with archive.open(info, "w") as member:
                np.lib.format.write_array(member, array, allow_pickle=False)


def _as_numpy(name: str, values: tuple) -> np.ndarray:
    """The numbers as int64 if they are integers of that size, else as float64 if that is exact."""
    flat = [x for row in values for x in (row if isinstance(row, tuple) else (row,))]
    shape = (len(values), len(values[0])) if isinstance(values[0], tuple) else (len(values),)
    if all(x.denominator == 1 and abs(x) < 2**63 for x in flat):
        return np.array([int(x) for x in flat], dtype=np.int64).reshape(shape)
    return doubles(values, name)
