"""The native format: a network, or an arrangement of hyperplanes, as JSON with exact numbers."""
from __future__ import annotations

from fractions import Fraction
from typing import Any, Callable

from ..domain import Domain
from ..errors import InputError
from ..linalg import spelled
from ..network import Layer, Network
from ..rational import NORMAL, matrix, rational
from .limits import check_size
from .strict_json import Decimal, decoded, load, loads

EXACT, SPELLED, DOUBLES = "exact rationals", "decimals as spelled", "text read as IEEE doubles"


def read_json(path: str, float64: bool = False, data: bytes | None = None) -> Network:
    """The network in a JSON file: {"layers": [{"W", "b", "activation"}, ...]} or {"hyperplanes": [...]}.

    float64 : read every number as the IEEE double nearest to it.
    data : the bytes of the file, if they have been read already.
    """
    data = load(path) if data is None else loads(decoded(data, path), path)
    if not isinstance(data, dict) or not ("layers" in data) ^ ("hyperplanes" in data):
        raise InputError(f'{path} must be an object with either the key "layers" or the key "hyperplanes"')
    try:
        _check_shapes(data)
        numbers = DOUBLES if float64 else SPELLED if _has_decimal(data) else EXACT
        layers = _layers(data, float64) if "layers" in data else [_arrangement(data, float64)]
        check_size([layer.neurons for layer in layers], layers[0].inputs)
        network = Network(layers, None, numbers, _ignored(data))
        domain = Domain.from_json(_converted(data["domain"], float64), network.inputs) if "domain" in data else None
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    return Network(layers, domain, numbers, network.notes)


def _ignored(data: dict) -> tuple[str, ...]:
    """A note on keys of layers that mean nothing: one may be misspelt."""
    keys = dict.fromkeys(key for layer in data.get("layers", ()) for key in layer if key not in ("W", "b", "activation"))
    shown = ", ".join(repr(key[:40]) for key in list(keys)[:3]) + ", ..." * (len(keys) > 3)
    return (f"layers have keys that mean nothing here and are ignored: {shown}; those that do are W, b and activation",) if keys else ()


def _check_shapes(data: dict) -> None:
    """InputError if a network is beyond the limits, before any of its numbers is looked at."""
    layers = data.get("layers", [{"W": data.get("hyperplanes")}])
    for layer in layers if isinstance(layers, list) else ():
        rows = layer.get("W") if isinstance(layer, dict) else None
        if isinstance(rows, list) and rows:
            check_size([len(rows)], max((len(row) for row in rows if isinstance(row, list)), default=0) - ("hyperplanes" in data))


def _layers(data: dict, float64: bool) -> list[Layer]:
    if not isinstance(data["layers"], list) or not data["layers"]:
        raise InputError('"layers" must be a list with at least one layer')
    check_size([1] * len(data["layers"]), 1)
    found = []
    for i, layer in enumerate(data["layers"]):
        if not isinstance(layer, dict) or "W" not in layer:
            raise InputError(f'layer {i} must be an object with the key "W"')
        try:
            found.append(Layer(_converted(layer["W"], float64), _converted(layer.get("b"), float64),
                               layer.get("activation", "relu")))
        except InputError as error:
            raise InputError(f"layer {i}: {error}") from None
    return found


def _arrangement(data: dict, float64: bool) -> Layer:
    rows = matrix(_converted(data["hyperplanes"], float64), "hyperplanes")
    if len(rows[0]) < 2:
        raise InputError("a hyperplane needs [a_1, ..., a_d, c] for a.x = c, but the rows have one number only")
    return Layer([row[:-1] for row in rows], [-row[-1] for row in rows])


def _converted(value: Any, float64: bool) -> Any:
    """The same nested lists, with every number as its nearest double, if asked for."""
    if not float64:
        return value
    if isinstance(value, list):
        return [_converted(item, float64) for item in value]
    if isinstance(value, dict):
        return {key: _converted(item, float64) for key, item in value.items()}
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        return nearest_double(rational(value))
    return value


def nearest_double(exact: Fraction) -> Fraction:
    """The IEEE double nearest to a number.

    >>> nearest_double(Fraction(1, 10)).denominator == 2**55
    True
    """
    if abs(exact) < NORMAL:                     # a multiple of 2^-1074, found without doubles (see rational.of_double)
        return Fraction(round(exact * 2**1074), 2**1074)
    try:
        return Fraction(float(exact))
    except OverflowError:
        raise InputError(f"{spelled(exact)[:40]} is too large for an IEEE double; read it without --float64") from None


def _has_decimal(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_decimal(value[key]) for key in ("layers", "hyperplanes", "W", "b") if key in value)
    if isinstance(value, list):
        return any(map(_has_decimal, value))
    return isinstance(value, Decimal) or isinstance(value, str) and "." in value


def text(x: Fraction) -> int | str:
    """A number in the native format: short integers as they are.

    >>> text(Fraction(3)), text(Fraction(2**53)), text(Fraction(1, 3))
    (3, '9007199254740992', '1/3')
    """
    n = x.numerator
    return n if -2**53 < n < 2**53 and x.denominator == 1 else spelled(x)


def to_json(network: Network, text: Callable[[Fraction], int | str] = text) -> dict:
    """The JSON object of a network in the native format, or with its numbers as `text` spells them."""
    data: dict = {"layers": [{"W": [[text(x) for x in row] for row in layer.W], "b": [text(x) for x in layer.b],
                              "activation": layer.activation} for layer in network.layers]}
    if network.domain is not None and network.domain.to_json() != "whole":
        data["domain"] = network.domain.to_json()
    return data
