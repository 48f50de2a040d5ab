"""Signs that floating point can prove: a value together with a bound of its error.

A sign is certain only if the value exceeds everything that rounding can have done to it, whatever
the order of the sums; the caller computes all other signs with integers. The bound is derived in
proofs/filter.md.
"""
from __future__ import annotations

import numpy as np

UNIT = 2.0**-53        # rounding to nearest changes a number by at most this part of it
TINY = 2.0**-900       # far more than all underflows of one product can add up to
HUGE = 2**1000         # integers beyond this are left to the integers
MOST = 2.0**900        # of a bound: then all that it was computed from is below 2^960, and nothing has overflowed


def certified_signs(rays: np.ndarray, on: np.ndarray, layers: list[np.ndarray],
                    forms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(signs, certain): the signs of a layer's neurons at rays, and which of them are proved.

    rays : (k, n) integers
    on : (k, neurons of the layers before) bool, whether an earlier neuron is positive, exactly
    layers, forms : the layers before and this one, as integer matrices (1 + inputs, neurons)

    >>> rays = np.array([[1, 3], [3, 1]])
    >>> certified_signs(rays, np.zeros((2, 0), dtype=bool), [], np.array([[-3, 0], [1, 1]]))[0]
    array([[ 0,  1],
           [-1,  1]], dtype=int8)
    """
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        start = _floats(rays)
        inputs, errors = start, 2 * UNIT * np.abs(start)
        position = 0
        for layer in layers:
            values, wrong = _product(inputs, errors, _floats(layer))
            active = on[:, position:position + layer.shape[1]]
            position += layer.shape[1]
            inputs = np.concatenate((start[:, :1], np.where(active, values, 0)), axis=1)
            errors = np.concatenate((2 * UNIT * np.abs(start[:, :1]), np.where(active, wrong, 0)), axis=1)
        values, errors = _product(inputs, errors, _floats(forms))
        certain = (errors < MOST) & (np.abs(values) > errors)
        return np.sign(np.where(certain, values, 0)).astype(np.int8), certain


def _product(inputs: np.ndarray, errors: np.ndarray, forms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """inputs @ forms, and a bound of its distance from the product of the exact numbers."""
    size = np.abs(forms)
    terms = forms.shape[0] + 4
    return inputs @ forms, 2 * ((errors + terms * UNIT * np.abs(inputs)) @ size) + TINY


def _floats(a: np.ndarray) -> np.ndarray:
    """The nearest doubles of integers; not-a-number for a row with an integer beyond HUGE."""
    if a.dtype != object:
        return a.astype(np.float64)
    large = ((a > HUGE) | (a < -HUGE)).any(axis=1)
    found = np.full(a.shape, np.nan)
    found[~large] = a[~large].astype(np.float64)
    return found
