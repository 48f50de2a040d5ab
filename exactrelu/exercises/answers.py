"""What a student may hand in, as exact objects, with a sentence about what it is not."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..equivalence import side_by_side
from ..errors import InputError
from ..linalg import Vector, spelled
from ..network import Layer, Network
from ..rational import rational, vector

NEURONS = 12             # of a network that is looked at: more are not needed for any exercise


def number(answer: Any) -> Fraction:
    """A number."""
    if isinstance(answer, (list, tuple)) and len(answer) == 1:
        answer = answer[0]
    return rational(answer, "your answer")


def whole(answer: Any) -> int:
    """A whole number that is not negative."""
    x = number(answer)
    if x.denominator != 1 or x < 0:
        raise InputError(f"the answer is a whole number 0, 1, 2, ..., but yours is {spelled(x)}")
    return int(x)


def point(answer: Any, length: int, what: str = "your answer") -> Vector:
    """A point with so many coordinates."""
    return vector(answer, what, length)


def several(answer: Any, number_of: int, what: str) -> tuple:
    """A list of so many things."""
    answer = answer.tolist() if hasattr(answer, "tolist") else answer
    if not isinstance(answer, (list, tuple)) or len(answer) != number_of:
        raise InputError(f"the answer is {what}, written as a list or in brackets")
    return tuple(answer)


def network(answer: Any, inputs: int, outputs: int = 1) -> Network:
    """A network of this shape that is not too large."""
    if isinstance(answer, Layer):
        answer = Network(answer)
    if not isinstance(answer, Network):
        raise InputError(f"the answer is a Network, made by er.Network([er.Layer(...), ...]), but yours is of type {type(answer).__name__}")
    if answer.inputs != inputs or answer.outputs != outputs:
        raise InputError(f"the network should have inputs: {inputs}, outputs: {outputs}, but yours has {answer.inputs} and {answer.outputs}; "
                         'its last layer is the output, er.Layer([[...]], [...], "linear")')
    if answer.neurons > NEURONS:
        raise InputError(f"your network has {answer.neurons} ReLU neurons; far fewer will do, at most {NEURONS} are looked at")
    return answer


def shape(found: Network, widths: tuple[int, ...]) -> None:
    """InputError unless these are the hidden layers, and the output is linear."""
    if found.hidden != widths or found.layers[-1].activation != "linear":
        raise InputError(f"the network should have hidden ReLU layers of {', '.join(map(str, widths))} neurons and one linear output, "
                         f"but yours has {', '.join(map(str, found.hidden)) or 'no'} ReLU neurons")


def difference(first: Network, second: Network) -> Vector | None:
    """A point at which two networks with one output differ; None if they are the same function.

    >>> one, two = (Network([Layer([[1], [s]]), Layer([[1, -s]], [0], "linear")]) for s in (1, -1))
    >>> difference(one, one), difference(one, two)
    (None, (Fraction(1, 1),))
    """
    both = side_by_side(first, second)
    for region in enumerate_regions(both, Domain.whole(both.inputs), engine="fan"):
        rows, values = region.affine_map.matrix, region.affine_map.vector
        slope = tuple(a - b for a, b in zip(*rows))
        if not any(slope) and values[0] == values[1]:
            continue
        x, step = region.interior, Fraction(1)
        if both(x)[0] != both(x)[1]:
            return x
        i = next(i for i, s in enumerate(slope) if s)
        while True:                              # both are affine near x, and differ along the i-th direction
            near = tuple(v + step * (j == i) for j, v in enumerate(x))
            if both.signs(near) == both.signs(x):
                return near
            step /= 2
    return None


def written(x: Vector) -> str:
    """A point for a sentence.

    >>> written((Fraction(1, 2), Fraction(0))), written((Fraction(3),))
    ('(1/2, 0)', '3')
    """
    return spelled(x[0]) if len(x) == 1 else f"({', '.join(map(spelled, x))})"
