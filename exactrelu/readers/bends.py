"""The piecewise-linear operators of ONNX, each with the reduction to ReLU neurons that it uses."""
from __future__ import annotations

from fractions import Fraction

import numpy as np

from ..errors import InputError
from .calls import Call, broadcast, image_frame, is_constant
from .ieee import ONE, ZERO, objects
from .operators import IMAGE, OPERATORS, Operator, grouped
from .pieces import absolute, clip, leaky, maximum, minimum
from .windows import everything, max_pool

LARGEST = {Fraction(2**128 - 2**104), Fraction(2**1024 - 2**971), Fraction(65504)}     # float32, float64, float16
TREE = "max(a, b) is b + max(a - b, 0), and a maximum of more values is a tree of these"
MIRROR = "min(a, b) is a - max(a - b, 0), and a minimum of more values is a tree of these"


def bound(value: Fraction | None) -> Fraction | None:
    """A bound of a clip; the largest finite float is how exporters write that there is none."""
    return None if value is None or abs(value) in LARGEST else value


def _relu(call: Call) -> np.ndarray:
    return broadcast(call.circuit.relu, call.value(0))


def _leaky(call: Call) -> np.ndarray:
    slope = call.get("alpha", Fraction(5368709, 2**29))                   # 0.01 as a float32
    return broadcast(lambda x: leaky(call.circuit, x, slope), call.value(0))


def _prelu(call: Call) -> np.ndarray:
    x, slopes = call.value(0), call.constant(1)
    if np.broadcast_shapes(x.shape, slopes.shape) != x.shape:
        raise InputError(f"slopes of the shape {slopes.shape} do not fit to values of the shape {x.shape}")
    return broadcast(lambda value, slope: leaky(call.circuit, value, slope), x, slopes)


def _clip(call: Call) -> np.ndarray:
    low, high = (call.number(i) if call.given(i) else call.get(name) for i, name in ((1, "min"), (2, "max")))
    return broadcast(lambda x: clip(call.circuit, x, bound(low), bound(high)), call.value(0))


def _hard_sigmoid(call: Call) -> np.ndarray:
    alpha, beta = call.get("alpha", Fraction(13421773, 2**26)), call.get("beta", Fraction(1, 2))      # 0.2 as a float32
    return broadcast(lambda x: clip(call.circuit, x * alpha + beta, ZERO, ONE), call.value(0))


def _extreme(call: Call) -> np.ndarray:
    of = maximum if call.op == "Max" else minimum
    return broadcast(lambda *parts: of(call.circuit, parts), *(call.value(i) for i in range(len(call.inputs))))


def _reduce(call: Call) -> np.ndarray:
    of = maximum if call.op == "ReduceMax" else minimum
    rows, shape = grouped(call, call.value(0))
    return objects((of(call.circuit, list(row)) for row in rows), shape)


def _max_pool(call: Call) -> np.ndarray:
    x = call.value(0)
    if call.outputs > 1:
        raise InputError("the places of the maxima are asked for, which are not piecewise linear")
    return max_pool(call.circuit, x, image_frame(call, x, call.get("kernel_shape", [])))


def scores(call: Call) -> np.ndarray:
    """What an ArgMax or ArgMin at the end compares: the entries themselves, for ArgMin with their signs changed."""
    x = call.value(0)
    axis = call.get("axis", 0)
    if not -x.ndim <= axis < x.ndim or x.shape[axis] != x.size:
        raise InputError(f"the axis {axis} does not hold all entries of the shape {x.shape}")
    return x if call.op == "ArgMax" else broadcast(lambda value: -value, x)


def noted(call: Call) -> None:
    """Remember how this operator is reduced, if it acts on what depends on the input of the network."""
    note = REDUCTIONS.get(call.op)
    if note and not all(is_constant(x) for x in call.inputs if x is not None):
        call.circuit.notes[f"{call.op}: {note}"] = None


LEAKY = "the value is max(x, 0) - a max(-x, 0), two neurons on one hyperplane"
ARGMAX = "left out; the outputs are the scores that it compares, and it changes on their boundary (exactrelu boundary)"
REDUCTIONS = {
    "LeakyRelu": LEAKY, "PRelu": LEAKY, "Abs": "the value is max(x, 0) + max(-x, 0), two neurons on one hyperplane",
    "Clip": "the value is lo + max(x - lo, 0) - max(x - hi, 0), one neuron for each bound",
    "HardSigmoid": "the value is max(y, 0) - max(y - 1, 0) for y = alpha x + beta, one neuron for each bound",
    "Max": TREE, "ReduceMax": TREE, "MaxPool": TREE, "GlobalMaxPool": TREE, "Min": MIRROR, "ReduceMin": MIRROR,
    "ArgMax": ARGMAX, "ArgMin": ARGMAX.replace("are the scores", "are the negatives of the scores"),
}
BENDS: dict[str, tuple[Operator, str]] = {
    "Relu": (_relu, ""), "LeakyRelu": (_leaky, "alpha"), "PRelu": (_prelu, ""), "Clip": (_clip, "min max"),
    "Abs": (lambda call: broadcast(lambda x: absolute(call.circuit, x), call.value(0)), ""),
    "HardSigmoid": (_hard_sigmoid, "alpha beta"), "Max": (_extreme, ""), "Min": (_extreme, ""),
    "ReduceMax": (_reduce, "axes keepdims noop_with_empty_axes"), "ReduceMin": (_reduce, "axes keepdims noop_with_empty_axes"),
    "MaxPool": (_max_pool, IMAGE + " ceil_mode storage_order"),
    "GlobalMaxPool": (lambda call: max_pool(call.circuit, call.value(0), everything(call.value(0))), ""),
    "ArgMax": (scores, "axis keepdims select_last_index"), "ArgMin": (scores, "axis keepdims select_last_index"),
}
TABLE = {**OPERATORS, **BENDS}
