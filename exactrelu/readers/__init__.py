"""Network files: read by name (.json, .json.gz, .npz), written by name, never half-written."""
from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ..domain import Domain
from ..errors import InputError
from ..network import Network
from .atomic import atomic_writer
from .native import read_json, to_json
from .npz import read_npz, write_npz
from .strict_json import load

MAX_FILE = 64 << 20


def read(path: str | os.PathLike, float64: bool = False) -> Network:
    """The network in a file.

    Parameters
    ----------
    path : a .json, .json.gz or .npz file.
    float64 : read numbers in text as IEEE doubles (binary formats are always at their exact value).

    Raises
    ------
    InputError : the file cannot be read; the message says why.
    """
    name = os.fspath(path)
    file = Path(name)
    if file.is_dir():
        raise InputError(f"{name} is a directory; give a network file")
    if not file.exists():
        raise InputError(f"{name} does not exist")
    try:
        if file.is_file() and file.stat().st_size > MAX_FILE:
            raise InputError(f"{name} is larger than {MAX_FILE >> 20} MB; give a smaller network")
        if name.endswith((".json", ".json.gz")):
            return read_json(name, float64)
        if name.endswith(".npz"):
            return read_npz(name)
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}") from None
    raise InputError(f"{name} is of an unknown format; network files end in .json, .json.gz or .npz")


def read_domain(spec: Any, dimension: int) -> Domain:
    """A domain of R^dimension: the command line's words, a JSON object, a Domain, or the name of a JSON file.

    >>> read_domain("box:0,1", 2).rows()
    [(0, 1, 0), (1, -1, 0), (0, 0, 1), (1, 0, -1)]
    """
    if isinstance(spec, str) and not spec.startswith("box:") and spec != "whole" and os.path.isfile(spec):
        try:
            return Domain.from_json(load(spec), dimension)
        except InputError as error:
            raise InputError(f"{spec}: {error}") from None
    return Domain.parse(spec, dimension)


def check_target(path: str | os.PathLike) -> None:
    """InputError if no file can be written there: asked before long work, so that none of it is lost."""
    folder = Path(path).resolve().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or Path(path).is_dir():
        raise InputError(f"{os.fspath(path)} cannot be written: {folder.name or folder} is not a folder that can be "
                         "written to")
    if os.path.exists(path) and not os.path.isfile(path):
        raise InputError(f"{os.fspath(path)} is not a regular file and is not replaced; name a file")


def write(network: Network, path: str | os.PathLike) -> None:
    """Write a network to a .json, .json.gz or .npz file, which appears when it is complete."""
    name = os.fspath(path)
    check_target(name)
    if name.endswith(".npz"):
        write_npz(network, name)
    elif name.endswith((".json", ".json.gz")):
        data = to_json(network)
        with atomic_writer(name) as file:
            json.dump(data, file)
            file.write("\n")
    else:
        raise InputError(f"{name} names an unknown format; networks are written as .json, .json.gz or .npz")
