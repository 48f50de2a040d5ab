"""Modules of PyTorch in files that are written by hand: each against its definition, at points where nothing is rounded."""
from __future__ import annotations

import struct
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

import exactrelu as er
import torch_files as tf

rng = np.random.default_rng(0)
IMAGE = (2, 5, 4)                       # channels, height, width


def pickled(value: Any) -> bytes:
    """An attribute of a module."""
    if value is None or isinstance(value, bool):
        return {None: b"N", True: b"\x88", False: b"\x89"}[value]
    if isinstance(value, tuple):
        return tf.tuple_of(*map(pickled, value))
    if isinstance(value, float):
        return b"G" + struct.pack(">d", value)
    return tf.text(value) if isinstance(value, str) else tf.number(value)


def module(kind: str, arrays: dict[str, np.ndarray] | None = None, buffers: dict[str, np.ndarray] | None = None, **state: Any) -> tuple[str, dict, dict]:
    """What `file` writes: the class, its attributes, its arrays by group."""
    return kind, state, {"_parameters": arrays or {}, "_buffers": buffers or {}}


def file(*modules: tuple[str, dict, dict]) -> bytes:
    """A Sequential of modules, as torch.save writes it."""
    storages, children = {}, {}
    for i, (kind, state, groups) in enumerate(modules):
        inner = {name: pickled(value) for name, value in state.items()}
        for group, arrays in groups.items():
            keys = {name: f"{i}{group}{name}".replace("_", "") for name in arrays}
            storages.update({keys[name]: array.astype("f8").tobytes() for name, array in arrays.items()})
            inner[group] = tf.dictionary({name: tf.of(array.astype("f8"), keys[name]) for name, array in arrays.items()})
        children[str(i)] = tf.module(kind, inner)
    return tf.archive(tf.module("container Sequential", {}, children), storages)


def read(tmp_path, *modules: tuple[str, dict, dict]) -> er.Network:
    (tmp_path / "m.pt").write_bytes(file(*modules))
    return er.read(tmp_path / "m.pt")


def eighths(*shape: int) -> np.ndarray:
    """Numbers of which sums of products are exact."""
    return rng.integers(-16, 17, shape) / 8


def windows(x: np.ndarray, kernel: tuple, stride: tuple, padding: tuple, dilation: tuple, fill: float):
    """(place of the window, its values by channel), over an image (channels, *lengths)."""
    padded = np.pad(x, [(0, 0)] + [(p, p) for p in padding], constant_values=fill)
    counts = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(padded.shape[1:], kernel, stride, dilation)]
    for place in product(*map(range, counts)):
        yield place, padded[(slice(None), *(slice(s * i, s * i + d * (k - 1) + 1, d) for i, s, k, d in zip(place, stride, kernel, dilation)))]


def slid(x: np.ndarray, kernel: tuple, stride: tuple, padding: tuple, dilation: tuple, value, fill: float = 0.0) -> np.ndarray:
    """value(window), with the channels it gives, at every place."""
    found = {place: value(window) for place, window in windows(x, kernel, stride, padding, dilation, fill)}
    out = np.empty((len(next(iter(found.values()))), *(1 + max(axis) for axis in zip(*found))))
    for place, values in found.items():
        out[(slice(None), *place)] = values
    return out


def convolved(x, w, b, stride, padding, dilation, groups):
    """The definition of a convolution."""
    share, outputs = x.shape[0] // groups, w.shape[0] // groups
    return slid(x, w.shape[2:], stride, padding, dilation, lambda window: [
        (window[o // outputs * share:(o // outputs + 1) * share] * w[o]).sum() + b[o] for o in range(len(w))])


CONV = {"transposed": False, "padding_mode": "zeros"}
POOL = {"ceil_mode": False, "return_indices": False}
W2, B2, W1, B1 = eighths(4, 1, 2, 3), eighths(4), eighths(3, 2, 2), eighths(3)
MEAN, VARIANCE = eighths(2), np.array([3.75, 0.0])
SCALE, SHIFT = eighths(2), eighths(2)
# name -> (shape of an input, modules after Unflatten, the same by definition)
MODULES = {
    "identity": (IMAGE, [module("linear Identity"), module("dropout Dropout2d", p=0.5)], lambda x: x),
    "flatten": (IMAGE, [module("flatten Flatten", start_dim=1, end_dim=2)], lambda x: x),
    "conv2d": (IMAGE, [module("conv Conv2d", {"weight": W2, "bias": B2}, stride=(2, 1), padding=(1, 2), dilation=(1, 1), groups=2, **CONV)],
               lambda x: convolved(x, W2, B2, (2, 1), (1, 2), (1, 1), 2)),
    "conv1d": ((2, 7), [module("conv Conv1d", {"weight": W1, "bias": B1}, stride=(1,), padding=(1,), dilation=(2,), groups=1, **CONV)],
               lambda x: convolved(x, W1, B1, (1,), (1,), (2,), 1)),
    "maxpool2d": (IMAGE, [module("pooling MaxPool2d", kernel_size=2, stride=2, padding=(1, 0), dilation=1, **POOL)],
                  lambda x: slid(x, (2, 2), (2, 2), (1, 0), (1, 1), lambda w: w.max(axis=(1, 2)), -np.inf)),
    "maxpool1d": ((2, 5), [module("pooling MaxPool1d", kernel_size=(2,), stride=(1,), padding=0, dilation=2, **POOL)],
                  lambda x: slid(x, (2,), (1,), (0,), (2,), lambda w: w.max(axis=1))),
    "avgpool2d": (IMAGE, [module("pooling AvgPool2d", kernel_size=(2, 4), stride=(1, 2), padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)],
                  lambda x: slid(x, (2, 4), (1, 2), (0, 0), (1, 1), lambda w: w.mean(axis=(1, 2)))),
    "avgpool1d": ((2, 5), [module("pooling AvgPool1d", kernel_size=(2,), stride=(2,), padding=(1,), ceil_mode=False, count_include_pad=True)],
                  lambda x: slid(x, (2,), (2,), (1,), (1,), lambda w: w.mean(axis=1))),
    "batchnorm2d": (IMAGE, [module("batchnorm BatchNorm2d", {"weight": SCALE, "bias": SHIFT}, {"running_mean": MEAN, "running_var": VARIANCE}, eps=0.25)],
                    lambda x: (x - MEAN[:, None, None]) / np.array([2, 0.5])[:, None, None] * SCALE[:, None, None] + SHIFT[:, None, None]),
    "batchnorm1d": ((2, 5), [module("batchnorm BatchNorm1d", {}, {"running_mean": MEAN, "running_var": VARIANCE}, eps=0.25)],
                    lambda x: (x - MEAN[:, None]) / np.array([2, 0.5])[:, None]),
    "leaky": ((3, 1), [module("activation LeakyReLU", negative_slope=0.125)], lambda x: np.where(x > 0, x, x / 8)),
    "prelu": ((2, 3), [module("activation PReLU", {"weight": np.array([0.5, -2])})], lambda x: np.where(x > 0, x, x * np.array([[0.5], [-2]]))),
    "prelu of one": ((2, 3), [module("activation PReLU", {"weight": np.array([0.25])})], lambda x: np.where(x > 0, x, x / 4)),
    "hardtanh": ((3, 1), [module("activation Hardtanh", min_val=-0.5, max_val=1.0)], lambda x: np.clip(x, -0.5, 1)),
    "relu6": ((3, 1), [module("activation ReLU6", min_val=0.0, max_val=6.0)], lambda x: np.clip(x, 0, 6)),
    "relu": ((3, 1), [module("activation ReLU", inplace=True)], lambda x: np.maximum(x, 0)),
}


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_what_their_definition_says(tmp_path, name):
    """At points of eighths, where doubles are exact."""
    shape, modules, definition = MODULES[name]
    net = read(tmp_path, module("flatten Unflatten", dim=1, unflattened_size=shape), *modules, module("flatten Flatten", start_dim=1, end_dim=-1))
    for _ in range(5):
        x = eighths(*shape) * 4
        expected = [Fraction(float(y)) for y in definition(x).ravel()]
        assert list(net([Fraction(float(v)) for v in x.ravel()])) == expected


def test_hard_sigmoid(tmp_path):
    """Sixths are no doubles."""
    net = read(tmp_path, module("flatten Unflatten", dim=1, unflattened_size=(1, 3)), module("activation Hardsigmoid"),
               module("flatten Flatten", start_dim=1, end_dim=-1))
    assert list(net([-4, 1, 7])) == [0, Fraction(2, 3), 1]


IMAGES = module("flatten Unflatten", dim=1, unflattened_size=IMAGE)
CONVOLUTION = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1), "groups": 2}


@pytest.mark.parametrize("modules, message", [
    ([IMAGES, module("conv Conv2d", {"weight": W2}, **{**CONVOLUTION, **CONV, "padding_mode": "reflect"})], "only convolutions with a padding of zeros"),
    ([IMAGES, module("conv Conv2d", {"weight": W2}, **{**CONVOLUTION, **CONV, "padding": "same"})], "only convolutions with a padding of zeros"),
    ([IMAGES, module("conv Conv2d", {"weight": W2}, **{**CONVOLUTION, **CONV, "stride": (0.5, 1)})], "lengths must be whole numbers"),
    ([IMAGES, module("pooling MaxPool2d", kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False, return_indices=True)], "the places of the maxima"),
    ([IMAGES, module("pooling AvgPool2d", kernel_size=2, stride=2, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=3)], "a divisor of its own"),
    ([IMAGES, module("batchnorm BatchNorm2d", {"weight": SCALE, "bias": SHIFT}, eps=0.25)], "keeps no running mean and variance"),
    ([module("conv Conv2d", {"weight": W2}, **CONVOLUTION, **CONV)], r"does not say how large its input is.*Unflatten\(1"),
    ([IMAGES, module("flatten Flatten", start_dim=7, end_dim=-1)], "'1'.*axis"),
    ([module("flatten Unflatten", dim=1, unflattened_size=())], "lengths must be whole numbers"),
])
def test_modules_refuse(tmp_path, modules, message):
    """What no exact reading has is named, with the module."""
    with pytest.raises(er.InputError, match=message):
        read(tmp_path, *modules)


def test_many_modules(tmp_path):
    """At most a thousand."""
    with pytest.raises(er.InputError, match="more than 1000 modules"):
        read(tmp_path, *[module("linear Identity")] * 1001)
