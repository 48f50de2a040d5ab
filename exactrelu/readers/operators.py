"""The linear operators of ONNX, and those that only move values.

Each takes a Call and gives its first output. What an attribute or an input means is as the ONNX
specification says, for operator sets 7 to 28; an attribute that is not in the table is refused.
"""
from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Callable

import numpy as np

from ..errors import InputError
from .calls import Call, axis_of, broadcast, check_shape, image_frame, is_constant, matmul, normalised, reshaped, whole
from .ieee import ONE, objects
from .windows import average_pool, convolution, everything

Operator = Callable[[Call], np.ndarray]


def _identity(call: Call) -> np.ndarray:
    return call.value(0)


def _dropout(call: Call) -> np.ndarray:
    if call.given(2) and call.number(2):
        raise InputError("training_mode is on; export the network for inference")
    return call.value(0)


def _cast(call: Call) -> np.ndarray:
    to, values = call.get("to"), call.value(0)
    if to in (1, 10, 11, 16):
        return values
    if to in (6, 7) and is_constant(values):
        whole(values, "what is cast to integers")
        return values
    raise InputError(f"a cast to the data type {to} is no linear map")


def _flatten(call: Call) -> np.ndarray:
    x = call.value(0)
    axis = call.get("axis", 1)
    axis = axis if axis == x.ndim else axis_of(axis, x.ndim)
    return x.reshape(prod(x.shape[:axis]), -1)


def _reshape(call: Call) -> np.ndarray:
    x, shape = call.value(0), call.integers(1)
    if call.get("allowzero", 0):
        raise InputError("allowzero is on, which no network needs")
    if any(n == 0 and i >= x.ndim for i, n in enumerate(shape)):
        raise InputError(f"the shape {str(shape)[:60]} keeps an axis that is not there")
    return reshaped(x, [x.shape[i] if n == 0 else n for i, n in enumerate(shape)])


def _transpose(call: Call) -> np.ndarray:
    x = call.value(0)
    order = call.get("perm", list(range(x.ndim))[::-1])
    if sorted(order) != list(range(x.ndim)):
        raise InputError(f"perm {str(order)[:60]} does not name every axis of {x.ndim} once")
    return x.transpose(order)


def _axes(call: Call, i: int = 1) -> list[int] | None:
    """The axes, an attribute in older operator sets and an input in newer ones."""
    return call.integers(i) if call.given(i) else call.get("axes")


def _squeeze(call: Call) -> np.ndarray:
    x, axes = call.value(0), _axes(call)
    drop = {axis_of(a, x.ndim) for a in axes} if axes is not None else {i for i, n in enumerate(x.shape) if n == 1}
    if any(x.shape[a] != 1 for a in drop):
        raise InputError(f"an axis of a length other than 1 is squeezed; the shape is {x.shape}")
    return x.reshape([n for i, n in enumerate(x.shape) if i not in drop])


def _unsqueeze(call: Call) -> np.ndarray:
    x, axes = call.value(0), _axes(call) or []
    rank = x.ndim + len(axes)
    new = [axis_of(a, rank) for a in axes]
    if not new or len(set(new)) < len(new):
        raise InputError("axes must be given, each once")
    lengths = iter(x.shape)
    return x.reshape(check_shape([1 if i in new else next(lengths) for i in range(rank)]))


def _concat(call: Call) -> np.ndarray:
    parts = [call.value(i) for i in range(len(call.inputs))]
    axis = axis_of(call.get("axis", 1), parts[0].ndim)
    rest = {p.shape[:axis] + p.shape[axis + 1:] for p in parts}
    if len(rest) != 1 or len({p.ndim for p in parts}) != 1:
        raise InputError(f"the shapes {', '.join(str(p.shape) for p in parts)[:80]} cannot be joined along axis {axis}")
    check_shape(parts[0].shape[:axis] + (sum(p.shape[axis] for p in parts),) + parts[0].shape[axis + 1:])
    return np.concatenate(parts, axis)


def _gather(call: Call) -> np.ndarray:
    x, index = call.value(0), call.constant(1)
    axis = axis_of(call.get("axis", 0), x.ndim)
    places = [axis_of(i, x.shape[axis]) for i in whole(index, "the indices")]
    check_shape(x.shape[:axis] + (index.size,) + x.shape[axis + 1:])
    found = np.take(x, np.array(places, dtype=np.int64), axis)
    return found.reshape(x.shape[:axis] + index.shape + x.shape[axis + 1:])


def _slice(call: Call) -> np.ndarray:
    x = call.value(0)
    if call.given(1):
        starts, ends = call.integers(1), call.integers(2)
        axes = call.integers(3) if call.given(3) else list(range(len(starts)))
        steps = call.integers(4) if call.given(4) else [1] * len(starts)
    else:
        starts, ends = call.get("starts", []), call.get("ends", [])
        axes, steps = call.get("axes", list(range(len(starts)))), [1] * len(starts)
    if not len(starts) == len(ends) == len(axes) == len(steps) or 0 in steps:
        raise InputError("starts, ends, axes and steps must be as many, and no step 0")
    found = [slice(None)] * x.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps):
        axis = axis_of(axis, x.ndim)
        stop = None if step < 0 and end < -x.shape[axis] else end
        found[axis] = slice(start, stop, step)
    result = x[tuple(found)]
    check_shape(result.shape)
    return result


def _shape(call: Call) -> np.ndarray:
    shape = call.value(0).shape[call.get("start", 0):call.get("end")]
    return objects(map(Fraction, shape), (len(shape),))


def _pad(call: Call) -> np.ndarray:
    x = call.value(0)
    pads = call.integers(1) if call.given(1) else call.get("pads", [])
    if call.get("mode", "constant") != "constant" or call.given(3) or len(pads) != 2 * x.ndim or any(n < 0 for n in pads):
        raise InputError("only a padding by a constant, with two lengths for each axis, can be read")
    fill = call.number(2) if call.given(2) else Fraction(call.get("value", 0))
    before, after = pads[:x.ndim], pads[x.ndim:]
    shape = check_shape([n + p + q for n, p, q in zip(x.shape, before, after)])
    found = objects([fill] * prod(shape), shape)
    found[tuple(slice(p, p + n) for p, n in zip(before, x.shape))] = x
    return found


def _expand(call: Call) -> np.ndarray:
    return broadcast(lambda x, _: x, call.value(0), np.empty(check_shape(call.integers(1)), dtype=object))


def _sum(call: Call) -> np.ndarray:
    return broadcast(lambda *parts: sum(parts[1:], parts[0]), *(call.value(i) for i in range(len(call.inputs))))


def _subtract(call: Call) -> np.ndarray:
    return broadcast(lambda a, b: a - b, call.value(0), call.value(1))


def _multiply(call: Call) -> np.ndarray:
    a, b = call.value(0), call.value(1)
    if not (is_constant(a) or is_constant(b)):
        raise InputError("both factors depend on the input of the network; one must be constant")
    return broadcast(lambda x, y: x * y, a, b)


def _divide(call: Call) -> np.ndarray:
    x, by = call.value(0), call.constant(1)
    if not all(by.flat):
        raise InputError("a division by 0")
    found = broadcast(lambda a, b: a / b, x, by)
    if is_constant(x) and all(v.denominator == 1 for v in [*x.flat, *by.flat]) and any(v.denominator != 1 for v in found.flat):
        raise InputError("a division of whole numbers with a remainder; give the quotient as a constant")
    return found


def _gemm(call: Call) -> np.ndarray:
    a, b = call.value(0), call.value(1)
    if a.ndim != 2 or b.ndim != 2:
        raise InputError(f"Gemm multiplies matrices, but the shapes are {a.shape} and {b.shape}")
    found = matmul(call.circuit, a.T if call.get("transA", 0) else a, b.T if call.get("transB", 0) else b)
    alpha, beta = call.get("alpha", ONE), call.get("beta", ONE)
    if alpha != 1:
        found = broadcast(lambda x: x * alpha, found)
    if not call.given(2) or not beta:
        return found
    total = broadcast(lambda x, c: x + c * beta, found, call.value(2))
    if total.shape != found.shape:
        raise InputError(f"C has the shape {call.value(2).shape}, which does not fit to {found.shape}")
    return total


def _convolution(call: Call) -> np.ndarray:
    x, weights = call.value(0), call.constant(1)
    kernel = list(weights.shape[2:])
    if call.get("kernel_shape", kernel) != kernel:
        raise InputError(f"kernel_shape is {call.get('kernel_shape')}, but the weights have {kernel}")
    return convolution(call.circuit, x, weights, call.constant(2) if call.given(2) else None, image_frame(call, x, kernel),
                       call.get("group", 1))


def _average(call: Call) -> np.ndarray:
    x = call.value(0)
    return average_pool(x, image_frame(call, x, call.get("kernel_shape", [])), bool(call.get("count_include_pad", 0)))


def grouped(call: Call, x: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """The values to reduce, in rows, and the shape of the result."""
    axes = _axes(call)
    if not axes and call.get("noop_with_empty_axes", 0):
        raise InputError("noop_with_empty_axes is on and there are no axes; leave the operator out")
    over = sorted({axis_of(a, x.ndim) for a in axes}) if axes else list(range(x.ndim))
    kept = [i for i in range(x.ndim) if i not in over]
    keep = call.get("keepdims", 1)
    shape = [1 if i in over else n for i, n in enumerate(x.shape) if i not in over or keep]
    return x.transpose(kept + over).reshape(prod(x.shape[i] for i in kept), -1), shape


def _reduce(call: Call) -> np.ndarray:
    rows, shape = grouped(call, call.value(0))
    share = Fraction(1, rows.shape[1]) if call.op == "ReduceMean" else ONE
    return objects((sum(row[1:], row[0]) * share for row in rows), shape)


def _normalise(call: Call) -> np.ndarray:
    if call.get("training_mode", 0) or call.get("spatial", 1) != 1:
        raise InputError("training_mode is on, or spatial off; export the network for inference")
    scale, shift, mean, variance = (call.constant(i) for i in range(1, 5))
    return normalised(call.value(0), mean, variance, scale, shift, call.get("epsilon", EPSILON))


EPSILON = Fraction(2748779, 2**38)            # 1e-5 as a float32
IMAGE = "auto_pad dilations kernel_shape pads strides"
OPERATORS: dict[str, tuple[Operator, str]] = {
    "Identity": (_identity, ""), "Dropout": (_dropout, "ratio seed"), "Cast": (_cast, "to saturate round_mode"),
    "Flatten": (_flatten, "axis"), "Reshape": (_reshape, "allowzero"), "Transpose": (_transpose, "perm"),
    "Squeeze": (_squeeze, "axes"), "Unsqueeze": (_unsqueeze, "axes"), "Concat": (_concat, "axis"),
    "Gather": (_gather, "axis"), "Slice": (_slice, "starts ends axes"), "Shape": (_shape, "start end"),
    "Pad": (_pad, "mode pads value"), "Expand": (_expand, ""),
    "Add": (_sum, ""), "Sum": (_sum, ""), "Sub": (_subtract, ""), "Mul": (_multiply, ""), "Div": (_divide, ""),
    "Neg": (lambda call: broadcast(lambda x: -x, call.value(0)), ""),
    "MatMul": (lambda call: matmul(call.circuit, call.value(0), call.value(1)), ""),
    "Gemm": (_gemm, "alpha beta transA transB"), "Conv": (_convolution, IMAGE + " group"),
    "AveragePool": (_average, IMAGE + " ceil_mode count_include_pad"),
    "GlobalAveragePool": (lambda call: average_pool(call.value(0), everything(call.value(0)), False), ""),
    "ReduceMean": (_reduce, "axes keepdims noop_with_empty_axes"), "ReduceSum": (_reduce, "axes keepdims noop_with_empty_axes"),
    "BatchNormalization": (_normalise, "epsilon momentum training_mode spatial"),
}
