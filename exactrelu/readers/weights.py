"""Weights by name, as in state dicts and safetensors files: NAME.weight and NAME.bias of linear layers.

Such files do not say what stands between the layers. A ReLU after every layer but the last is assumed (after
the last as well on request), and said; whatever is not a linear layer is refused by name.
"""
from __future__ import annotations

import re
from typing import Any, Callable, Iterable, Sequence

import numpy as np

from ..errors import InputError
from ..network import Layer, Network
from .ieee import exact, numbers
from .limits import MAX_LAYERS, check_size

MAX_UNORDERED = 8


def network_of_weights(shapes: dict[str, tuple[int, ...]], tensor: Callable[[str], tuple[np.ndarray, str]], ordered: bool,
                       last_relu: bool = False, note: str = "") -> Network:
    """The network of some named tensors.

    Parameters
    ----------
    shapes : the shape of every tensor by its name, in the order of the file.
    tensor : from a name to (numbers, kind of number).
    ordered : whether the order of the names is that of the layers; otherwise the numbers in them tell it, or the shapes.
    last_relu : a ReLU follows the last layer too.
    note : what else the file says of its activations.
    """
    for name, shape in shapes.items():
        part = name.rpartition(".")[2]
        if part == "weight" and len(shape) == 2:
            continue
        if part == "bias" and len(shape) == 1 and len(shapes.get(name.removesuffix("bias") + "weight", ())) == 2:
            continue
        raise InputError(f"the tensor {name[:80]!r} of the shape {str(list(shape))[:40]} is not the weight or the bias of a linear "
                         "layer, and such a file does not say what is done with it; export the model to ONNX, or save it whole "
                         "as nn.Sequential")
    stems = stems_of(shapes)
    if not stems:
        raise InputError("there is no tensor called NAME.weight; a network needs one for each layer")
    if len(stems) > MAX_LAYERS:
        raise InputError(f"there are {len(stems)} layers; at most {MAX_LAYERS} can be read")
    if not ordered:
        stems = _in_order(stems, shapes)
    check_size([shapes[stem + "weight"][0] for stem in stems], shapes[stems[0] + "weight"][1])
    layers, kinds = [], []
    for i, stem in enumerate(stems):
        parts = [tensor(stem + part) if stem + part in shapes else None for part in ("weight", "bias")]
        kinds += [part[1] for part in parts if part]
        W, b = (exact(part[0], stem + what).tolist() if part else None for part, what in zip(parts, ("weight", "bias")))
        try:
            layers.append(Layer(W, b, "relu" if last_relu or i + 1 < len(stems) else "linear"))
        except InputError as error:
            raise InputError(f"{stem.rstrip('.') or 'the layer'}: {error}") from None
    said = "a ReLU after every layer" + ("" if last_relu else " but the last (--last-relu: after the last too)")
    return Network(layers, None, numbers(kinds), (f"the file names no activations; read with {said}" + note,))


def stems_of(names: Iterable[str]) -> list[str]:
    """What stands before "weight" in the names of weights, with its dot."""
    return [name.removesuffix("weight") for name in names if name.rpartition(".")[2] == "weight"]


def _in_order(stems: list[str], shapes: dict[str, tuple[int, ...]]) -> list[str]:
    """The layers in the order of the numbers in their names, or in the only order in which their shapes fit together."""
    pattern = {re.sub(r"[0-9]+", "#", stem) for stem in stems}
    if len(pattern) == 1:
        return sorted(stems, key=lambda stem: [int(n) for n in re.findall(r"[0-9]+", stem)])
    found: list[Sequence[str]] = []

    def extend(chain: list[str], rest: list[str]) -> None:
        if not rest and len(found) < 2:
            found.append(chain)
        for stem in rest:
            if len(found) < 2 and (not chain or shapes[chain[-1] + "weight"][0] == shapes[stem + "weight"][1]):
                extend(chain + [stem], [s for s in rest if s != stem])

    if len(stems) <= MAX_UNORDERED:
        extend([], stems)
    if len(found) != 1:
        raise InputError(f"the order of the layers {', '.join(s.rstrip('.') for s in stems)[:80]} cannot be known from their names "
                         "or shapes; number them, as in layers.0.weight")
    return list(found[0])


def silent_modules(metadata: Any, stems: Sequence[str]) -> str:
    """What a state dict's _metadata says of modules without weights that follow the last layer."""
    if not isinstance(metadata, dict) or not stems:
        return ""
    names = [name for name in metadata if isinstance(name, str)]
    last = stems[-1].rstrip(".")
    after = names[names.index(last) + 1:] if last in names else []
    return f"; a module {after[0][:40]!r} follows the last layer, of a kind that the file does not say" if after else ""
