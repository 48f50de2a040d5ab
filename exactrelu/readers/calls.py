"""What operators of a graph are given, and what they have in common.

Words: a *value array* is a numpy array of forms and Fractions; it is *constant* if no entry is a form.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any, Sequence

import numpy as np

from ..errors import InputError
from .circuit import Circuit, Form, check_forms, combination, each, marked
from .ieee import objects
from .windows import Frame, same_pads

MAX_ENTRIES = 1 << 21        # of one value array


@dataclass
class Call:
    """One use of an operator: its inputs, None where one is left out, and its attributes."""

    circuit: Circuit
    op: str
    inputs: list[np.ndarray | None]
    attributes: dict[str, Any] = field(default_factory=dict)
    opset: int = 0
    outputs: int = 1

    def get(self, name: str, default: Any = None) -> Any:
        """An attribute, or its default."""
        return self.attributes.get(name, default)

    def given(self, i: int) -> bool:
        """Whether an optional input is there."""
        return i < len(self.inputs) and self.inputs[i] is not None

    def value(self, i: int) -> np.ndarray:
        """An input, which must be there."""
        if not self.given(i):
            raise InputError(f"input {i} is missing")
        return self.inputs[i]

    def constant(self, i: int) -> np.ndarray:
        """An input that must not depend on the input of the network."""
        found = self.value(i)
        if not is_constant(found):
            raise InputError(f"input {i} must be constant, but depends on the input of the network")
        return found

    def number(self, i: int) -> Fraction:
        """A constant input with one entry."""
        found = self.constant(i)
        if found.size != 1:
            raise InputError(f"input {i} must be one number, but has {found.size}")
        return found.flat[0]

    def integers(self, i: int) -> list[int]:
        """A constant input of whole numbers."""
        return whole(self.constant(i), f"input {i}")


def is_constant(values: np.ndarray) -> bool:
    """Whether no entry depends on the input of the network."""
    return not any(isinstance(value, Form) for value in values.flat)


def whole(values: np.ndarray, what: str) -> list[int]:
    """The entries as integers."""
    for value in values.flat:
        if value.denominator != 1 or abs(value) >= 1 << 63:
            raise InputError(f"{what} must hold whole numbers of 64 bits")
    return [int(value) for value in values.flat]


def axis_of(axis: int, rank: int) -> int:
    """An axis that may be counted from the end, counted from the front."""
    if not -rank <= axis < rank:
        raise InputError(f"there is no axis {axis} among {rank}")
    return axis % rank


def check_shape(shape: Sequence[int]) -> tuple[int, ...]:
    """The shape; InputError if an array of it would be too large or empty."""
    if any(n < 1 for n in shape) or len(shape) > 16:
        raise InputError(f"the shape {str(list(shape))[:60]} is empty or has too many axes")
    if prod(shape) > MAX_ENTRIES:
        raise InputError(f"an array of the shape {str(list(shape))[:60]} is too large; at most {MAX_ENTRIES} entries can be read")
    return tuple(shape)


def broadcast(function: Any, *arrays: np.ndarray) -> np.ndarray:
    """A function of values, entry by entry."""
    try:
        shape = check_shape(np.broadcast_shapes(*(a.shape for a in arrays)))
        check_forms(0 if all(map(is_constant, arrays)) else prod(shape))
    except ValueError as error:
        raise InputError(str(error) if isinstance(error, InputError) else
                         f"the shapes {', '.join(str(a.shape) for a in arrays)[:80]} do not fit together") from None
    return each(function, *arrays)


def reshaped(values: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """The same entries in row-major order, in another shape; one length may be -1."""
    wanted = list(shape)
    if wanted.count(-1) == 1:
        known = prod(n for n in wanted if n != -1)
        wanted[wanted.index(-1)] = values.size // known if known else 0
    if any(n < 0 for n in wanted) or prod(wanted) != values.size:
        raise InputError(f"{values.size} entries do not fit into the shape {str(list(shape))[:60]}")
    return values.reshape(check_shape(wanted))


def matmul(circuit: Circuit, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The matrix product, one factor of which is constant; a layer of the network where the other is not."""
    if not (is_constant(a) or is_constant(b)):
        raise InputError("both factors depend on the input of the network; one must be constant")
    if not a.ndim or not b.ndim:
        raise InputError("a factor is a single number; multiply with Mul")
    left = a if a.ndim > 1 else a[None, :]
    right = b if b.ndim > 1 else b[:, None]
    if left.shape[-1] != right.shape[-2]:
        raise InputError(f"matrices of the shapes {a.shape} and {b.shape} cannot be multiplied")
    lead = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    shape = check_shape(lead + (left.shape[-2], right.shape[-1]))
    circuit.spend(prod(shape) * left.shape[-1])
    left, right = circuit.settled(left), circuit.settled(right)
    swap = not is_constant(left)                    # combination takes the constants first
    rows = np.broadcast_to(left, lead + left.shape[-2:]).reshape(-1, *left.shape[-2:])
    columns = np.broadcast_to(right, lead + right.shape[-2:]).reshape(-1, *right.shape[-2:]).swapaxes(1, 2)
    found = [marked(combination(column, row) if swap else combination(row, column))
             for m, n in zip(rows, columns) for row in m for column in n]
    result = objects(found, shape)
    if a.ndim == 1:
        result = result[..., 0, :]
    return result[..., 0] if b.ndim == 1 else result


def image_frame(call: Call, x: np.ndarray, kernel: list[int]) -> Frame:
    """How the windows of a convolution or a pool stand."""
    if x.ndim < 3 or x.shape[0] != 1:
        raise InputError(f"an image must have the shape (1, channels, axes), but it is {x.shape}")
    n = x.ndim - 2
    frame = Frame(kernel, call.get("strides", [1] * n), call.get("pads", [0] * (2 * n)), call.get("dilations", [1] * n),
                  bool(call.get("ceil_mode", 0)))
    auto = call.get("auto_pad", "NOTSET")
    if auto in ("SAME_UPPER", "SAME_LOWER"):
        if min(frame.strides) < 1:
            raise InputError("strides must be positive")
        return frame._replace(pads=same_pads(x.shape[2:], frame, auto == "SAME_UPPER"), ceil=False)
    if auto not in ("NOTSET", "VALID"):
        raise InputError(f"auto_pad is {auto[:40]!r}, which no operator set knows")
    return frame._replace(pads=[0] * (2 * n)) if auto == "VALID" else frame


def square_root(value: Fraction) -> Fraction | None:
    """The rational square root, if there is one."""
    parts = [_whole_root(value.numerator), _whole_root(value.denominator)] if value >= 0 else [None]
    return Fraction(parts[0], parts[1]) if None not in parts else None


def _whole_root(n: int) -> int | None:
    low, high = 0, 1 << (n.bit_length() // 2 + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle * middle < n else (low, middle)
    return low if low * low == n else None


def normalised(x: np.ndarray, mean: np.ndarray, variance: np.ndarray, scale: np.ndarray, shift: np.ndarray,
               epsilon: Fraction) -> np.ndarray:
    """Batch normalisation by constants, channel by channel; only where the square roots are rational."""
    if x.ndim < 2 or not all(part.shape == (x.shape[1],) for part in (mean, variance, scale, shift)):
        raise InputError("batch normalisation needs one mean, variance, scale and shift for each channel")
    factors = []
    for s, v in zip(scale, variance):
        root = square_root(v + epsilon)
        if not root:
            raise InputError("the square root of variance + epsilon is not rational, so that this is no network with rational "
                             "weights; fold it into the layer before it when you export")
        factors.append(s / root)
    tail = (1, x.shape[1]) + (1,) * (x.ndim - 2)
    factor = objects(factors, tail)
    offset = objects([b - m * f for b, m, f in zip(shift, mean, factors)], tail)
    return broadcast(lambda value, f, c: value * f + c, x, factor, offset)
