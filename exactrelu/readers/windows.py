"""Convolution and pooling of images, as the sums and maxima over windows that they are.

Words: an image is an array (1, channels, *axes); a *window* is the list of the places that one entry of the
result looks at, on the flattened axes; -1 is a place outside of the image.
"""
from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import NamedTuple, Sequence

import numpy as np

from ..errors import InputError
from .circuit import Circuit, Value, combination, marked
from .ieee import ZERO, objects
from .pieces import maximum

MAX_PLACES = 1 << 22


class Frame(NamedTuple):
    """How windows stand: their size, the steps between them, zeros before and after each axis, gaps, rounding."""

    kernel: Sequence[int]
    strides: Sequence[int]
    pads: Sequence[int]             # before each axis, then after each
    dilations: Sequence[int]
    ceil: bool = False


def windows(axes: Sequence[int], frame: Frame) -> tuple[list[int], np.ndarray]:
    """The number of windows along each axis, and the places of each window.

    >>> windows([4], Frame([2], [2], [1, 1], [1]))
    ([3], array([[-1,  0],
           [ 1,  2],
           [ 3, -1]]))
    """
    n = len(axes)
    if not len(frame.kernel) == len(frame.strides) == len(frame.dilations) == n or len(frame.pads) != 2 * n:
        raise InputError(f"kernel, strides, dilations and pads must fit to an image of {n} axes")
    counts, found = [], np.zeros((1, 1), dtype=np.int64)
    for size, k, step, before, after, gap in zip(axes, frame.kernel, frame.strides, frame.pads[:n], frame.pads[n:],
                                                 frame.dilations):
        if min(k, step, gap) < 1 or min(before, after) < 0 or max(k, step, before, after, gap) > MAX_PLACES:
            raise InputError("kernel, strides and dilations must be positive, pads not negative, and none of them huge")
        room = size + before + after - gap * (k - 1) - 1
        if room < 0:
            raise InputError(f"a window of {gap * (k - 1) + 1} entries does not fit on {size + before + after}")
        count = room // step + 1
        if frame.ceil and room % step and count * step < size + before:      # one more that starts inside
            count += 1
        counts.append(count)
        if found.size * count * k > MAX_PLACES:
            raise InputError(f"the windows have more than {MAX_PLACES} entries; give a smaller network")
        at = np.arange(count)[:, None] * step + np.arange(k)[None, :] * gap - before
        at = np.where((at >= 0) & (at < size), at, -1)
        outer, inner = found[:, None, :, None], at[None, :, None, :]
        found = np.where((outer < 0) | (inner < 0), -1, outer * size + inner).reshape(len(found) * count, -1)
    return counts, found


def convolution(circuit: Circuit, image: np.ndarray, weights: np.ndarray, bias: np.ndarray | None, frame: Frame,
                groups: int = 1) -> np.ndarray:
    """The convolution of an image with weights (channels out, channels in / groups, *kernel)."""
    channels, (out, inside) = image.shape[1], weights.shape[:2]
    if groups < 1 or channels != inside * groups or out % groups or bias is not None and bias.shape != (out,):
        raise InputError(f"weights of the shape {weights.shape} do not fit to {channels} channels in {groups} groups")
    counts, places = windows(image.shape[2:], frame._replace(kernel=weights.shape[2:]))
    if places.size * out * inside > MAX_PLACES:
        raise InputError(f"the convolution has more than {MAX_PLACES} products; give a smaller network")
    circuit.spend(places.size * out * inside)
    planes = circuit.settled(image[0]).reshape(channels, -1)
    found: list[Value] = []
    for o in range(out):
        first = o // (out // groups) * inside
        kernel = weights[o].reshape(inside, -1)
        shift = bias[o] if bias is not None else ZERO
        for window in places:
            use = [(c, j, i) for c in range(inside) for j, i in enumerate(window.tolist()) if i >= 0]
            found.append(marked(combination([kernel[c, j] for c, j, _ in use],
                                            [planes[first + c, i] for c, _, i in use]) + shift))
    return objects(found, (1, out, *counts))


def average_pool(image: np.ndarray, frame: Frame, count_pads: bool, divisor: int | None = None) -> np.ndarray:
    """The mean over every window; zeros of the padding count as entries, or do not.

    divisor : what the sums are divided by, whatever the windows hold.
    """
    counts, places = windows(image.shape[2:], frame)
    sizes = np.ones(1, dtype=np.int64)          # entries of each window, with those of the padding but not beyond it
    for i, (size, count) in enumerate(zip(image.shape[2:], counts)):
        starts = np.arange(count)[:, None] * frame.strides[i] + np.arange(frame.kernel[i]) * frame.dilations[i]
        reach = (starts < frame.pads[i] + size + frame.pads[i + len(counts)]).sum(axis=1)
        sizes = (sizes[:, None] * reach).ravel()
    found = []
    for plane in image[0].reshape(image.shape[1], -1):
        for window, size in zip(places, sizes.tolist()):
            values = [plane[i] for i in window.tolist() if i >= 0]
            if not values:
                raise InputError("a window lies in the padding alone")
            share = Fraction(1, divisor or (size if count_pads else len(values)))
            found.append(combination([share] * len(values), values))
    return objects(found, (1, image.shape[1], *counts))


def max_pool(circuit: Circuit, image: np.ndarray, frame: Frame) -> np.ndarray:
    """The maximum over every window; the padding does not count."""
    counts, places = windows(image.shape[2:], frame)
    if not (places >= 0).any(axis=1).all():
        raise InputError("a window lies in the padding alone")
    found = [maximum(circuit, [plane[i] for i in window.tolist() if i >= 0])
             for plane in image[0].reshape(image.shape[1], -1) for window in places]
    return objects(found, (1, image.shape[1], *counts))


def same_pads(axes: Sequence[int], frame: Frame, upper: bool) -> list[int]:
    """Pads with which there is a window for every stride, the odd zero after the image (upper) or before it."""
    total = [max((-(-size // step) - 1) * step + gap * (k - 1) + 1 - size, 0)
             for size, k, step, gap in zip(axes, frame.kernel, frame.strides, frame.dilations)]
    half = [n // 2 for n in total]
    rest = [n - h for n, h in zip(total, half)]
    return half + rest if upper else rest + half


def everything(image: np.ndarray) -> Frame:
    """The one window that holds the whole image."""
    axes = image.shape[2:]
    if not axes or not prod(axes):
        raise InputError("a global pool needs an image (batch, channels, axes)")
    return Frame(axes, [1] * len(axes), [0] * (2 * len(axes)), [1] * len(axes))
