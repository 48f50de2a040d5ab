"""Piecewise-linear functions as ReLU neurons, exactly, on single values.

    |x| = x^+ + (-x)^+                                    two neurons, one hyperplane
    leaky(x) = x^+ - a (-x)^+                             the same
    clip(x; lo, hi) = lo + (x - lo)^+ - (x - hi)^+        one neuron for each bound
    max(a, b) = b + (a - b)^+,  min(a, b) = a - (a - b)^+ one neuron; max of more as a tree, halves first

Where b of max(a, b) is needed in the next layer it is carried (see assembly.py).
"""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from ..errors import InputError
from .circuit import Circuit, Form, Value


def absolute(circuit: Circuit, x: Value) -> Value:
    """|x|."""
    return circuit.bend(x) + circuit.bend(-x)


def leaky(circuit: Circuit, x: Value, slope: Fraction) -> Value:
    """x where x is positive, else slope times x."""
    return circuit.bend(x) - slope * circuit.bend(-x) if slope else circuit.bend(x)


def clip(circuit: Circuit, x: Value, low: Fraction | None, high: Fraction | None) -> Value:
    """x, but at least low and at most high; None is no bound."""
    if low is not None and high is not None and low > high:
        raise InputError(f"the bounds {low} and {high} are in the wrong order; the lower one comes first")
    if low is None:
        return x if high is None else high - circuit.bend(high - x)
    found = low + circuit.bend(x - low)
    return found if high is None else found - circuit.bend(x - high)


def maximum(circuit: Circuit, values: Sequence[Value]) -> Value:
    """The largest of some values, as a balanced tree.

    >>> circuit = Circuit(2)
    >>> x, y = circuit.inputs
    >>> maximum(circuit, [x, y]), circuit.atoms[2].form
    (1*a1 + 1*a2 + 0, 1*a0 + -1*a1 + 0)
    """
    values = list(values)
    while len(values) > 1:
        pairs = [_larger(circuit, *values[i:i + 2]) for i in range(0, len(values) - 1, 2)]
        values = pairs + values[len(values) // 2 * 2:]
    return values[0]


def _larger(circuit: Circuit, a: Value, b: Value) -> Value:
    """max(a, b); the one that is kept beside the neuron is one that can be carried without a cut, if there is one."""
    if not isinstance(b, Form) or isinstance(a, Form) and circuit.is_nonnegative(b):
        return b + circuit.bend(a - b)
    if not isinstance(a, Form) or circuit.is_nonnegative(a):
        return a + circuit.bend(b - a)
    return b + circuit.bend(a - b)


def minimum(circuit: Circuit, values: Sequence[Value]) -> Value:
    """The smallest of some values."""
    return -maximum(circuit, [-value for value in values])

