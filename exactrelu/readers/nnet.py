"""The .nnet text format of ACAS Xu networks: sizes, bounds and scales of the inputs, then weights and biases by layers.

Lines: comments (//); the number of layers, inputs, outputs, ...; the layer sizes; a flag; minima, maxima,
means and ranges of the inputs (means and ranges also of the outputs); a row of weights a line, a bias a line.
The networks are for normalised inputs (x - mean) / range and give (y - mean) / range of the outputs.
Source: K. Julian, https://github.com/sisl/NNet.
"""
from __future__ import annotations

from fractions import Fraction
from typing import Iterable, NamedTuple

from ..domain import Domain
from ..errors import InputError
from ..linalg import spelled
from ..network import Layer, Network
from ..rational import MAX_TEXT, checked
from .limits import MAX_LAYERS, MAX_NEURONS, check_size
from .native import DOUBLES, SPELLED, nearest_double
from .vnnlib import number

HEADER = ("sizes", "flag", "minima", "maxima", "means", "ranges")


MAX_LINES = 100_000


class Line(NamedTuple):
    """A line of numbers, and where it stands."""

    place: int
    text: str

    @property
    def count(self) -> int:
        """How many words it has."""
        return self.text.count(",") + 1

    @property
    def words(self) -> list[str]:
        """The words between the commas."""
        return [word.strip() for word in self.text.split(",")]


def read_nnet(text: str, float64: bool = False, normalise: bool = False) -> Network:
    """The network in a .nnet text.

    float64 : read every number as the IEEE double nearest to it.
    normalise : fold the normalisation of inputs and outputs into the first and the last layer; the domain is then the
        box of the file, beyond which the format clips inputs.

    >>> text = "2\\n1, 1, 1\\n0\\n0\\n8\\n2, 10\\n4, 1\\n1\\n0.5\\n3\\n0\\n"
    >>> read_nnet(text)([1]), read_nnet(text, normalise=True)([6])                  # (6 - 2) / 4 = 1, and 10 is added
    ((Fraction(9, 2),), (Fraction(29, 2),))
    """
    if text.count("\n") > MAX_LINES:
        raise InputError(f"the file has more than {MAX_LINES} lines; give a smaller network")
    lines = [Line(i, line.strip().rstrip(",")) for i, line in enumerate(text.split("\n"), 1)
             if line.strip() and not line.lstrip().startswith("//")]
    if len(lines) < 1 + len(HEADER):
        raise InputError(f"the file ends after {len(lines)} lines; a .nnet file has {1 + len(HEADER)} before the weights")
    header = dict(zip(HEADER, lines[1:]))
    if max(lines[0].count, lines[1].count) > MAX_LAYERS + 1:
        raise InputError(f"line {lines[0].place} or {lines[1].place} has more words than {MAX_LAYERS} layers need")
    sizes = [_whole(word, lines[1].place) for word in header["sizes"].words]
    layers = _whole(lines[0].words[0], lines[0].place)
    if len(sizes) != layers + 1 or not 1 <= layers <= MAX_LAYERS:
        raise InputError(f"line {lines[1].place} gives {len(sizes)} layer sizes, but line {lines[0].place} says {layers} layers "
                         f"(and at most {MAX_LAYERS} can be read)")
    given = [_whole(word, lines[0].place) for word in lines[0].words[1:3]]
    if given not in ([], [sizes[0], sizes[-1]][:len(given)]):
        raise InputError(f"line {lines[0].place} says {given} inputs and outputs, but line {lines[1].place} says {sizes}")
    check_size(sizes[1:], sizes[0])
    body = lines[1 + len(HEADER):]
    rows = sum(2 * size for size in sizes[1:])
    if len(body) != rows:
        raise InputError(f"the weights and biases take {len(body)} lines, but the sizes in line {lines[1].place} ask for {rows}")
    found, at = [], 0
    for i, (before, size) in enumerate(zip(sizes, sizes[1:])):
        W = [_numbers(line, before, float64) for line in body[at:at + size]]
        b = [_numbers(line, 1, float64)[0] for line in body[at + size:at + 2 * size]]
        found.append(Layer(W, b, "linear" if i + 1 == layers else "relu"))
        at += 2 * size
    kind = DOUBLES if float64 else SPELLED
    if normalise:
        return _normalised(found, header, kind, float64)
    has = _is_given(header["means"], 0) or _is_given(header["ranges"], 1)
    note = ("the normalisation of the inputs and outputs that the file gives is not folded in (--normalise folds it in)",) if has else ()
    return Network(found, None, kind + (", normalisation not folded in" if has else ""), note)


def _normalised(layers: list[Layer], header: dict[str, Line], kind: str, float64: bool) -> Network:
    """The network of inputs and outputs that are not normalised."""
    inputs = layers[0].inputs
    low, high = (_numbers(header[name], inputs, float64, name) for name in ("minima", "maxima"))
    means, ranges = (_numbers(header[name], inputs + 1, float64, name) for name in ("means", "ranges"))
    if not all(ranges):
        raise InputError(f"line {header['ranges'].place} has a range of 0, by which inputs would be divided")
    first, last = layers[0], layers[-1]
    W = [[w / r for w, r in zip(row, ranges)] for row in first.W]
    b = [c - sum(w * m for w, m in zip(row, means)) for row, c in zip(W, first.b)]
    layers = [Layer(W, b, first.activation)] + layers[1:]
    last = layers[-1]
    layers[-1] = Layer([[w * ranges[-1] for w in row] for row in last.W], [c * ranges[-1] + means[-1] for c in last.b], "linear")
    for i, layer in enumerate(layers):
        for x in (x for row in (*layer.W, layer.b) for x in row):
            checked(x, f"a number of layer {i}, with the normalisation folded in,")
    domain = Domain.box(list(zip(low, high)))
    return Network(layers, domain, kind + ", normalisation folded in",
                   ("the domain is the box of minima and maxima that the file gives; the format clips inputs beyond it",))


def _is_given(line: Line, neutral: int) -> bool:
    """Whether a line of means or ranges says anything: it may be all neutral, or a 0 that stands for nothing."""
    if line.count > MAX_NEURONS + 1:
        raise InputError(f"line {line.place} has {line.count} numbers, more than {MAX_NEURONS} inputs need")
    return any(x != neutral for x in _numbers(line, line.count, False)) and not (line.count == 1 and line.text == "0")


def _whole(word: str, place: int) -> int:
    if not (word.isascii() and word.isdigit() and 0 < len(word) < 7 and int(word)):
        raise InputError(f"line {place}: {word[:40]!r} is not a size")
    return int(word)


def _numbers(line: Line, count: int, float64: bool, what: str = "a row") -> list[Fraction]:
    if line.count != count:
        raise InputError(f"line {line.place} has {line.count} numbers, but {what} must have {count}")
    try:
        values = [number(word) for word in line.words]
        return [nearest_double(x) for x in values] if float64 else values
    except InputError as error:
        raise InputError(f"line {line.place}: {error}") from None


def to_nnet(network: Network) -> str:
    """The text of a network in this format, every number as the decimal that it is; means are 0 and ranges 1."""
    activations = [layer.activation for layer in network.layers]
    if activations != ["relu"] * (len(activations) - 1) + ["linear"]:
        raise InputError("a .nnet file holds ReLU layers and a linear last layer; this network is "
                         f"{', '.join(activations)[:80]}; write it as .json")
    sizes = [network.inputs] + [layer.neurons for layer in network.layers]
    box = network.domain.to_json() if network.domain is not None else "whole"
    if box != "whole":
        raise InputError("a .nnet file cannot name a domain without normalising; write the network as .json")
    n = network.inputs
    lines = ["// written by exactrelu; no bounds and no normalisation", f"{len(activations)},{n},{network.outputs},{max(sizes)},",
             _line(sizes), "0,", "0,", "0,", _line([0] * (n + 1)), _line([1] * (n + 1))]
    for layer in network.layers:
        lines += [_line(map(decimal, row)) for row in layer.W] + [f"{decimal(x)}," for x in layer.b]
    return "\n".join(lines) + "\n"


def _line(items: Iterable) -> str:
    return "".join(f"{item}," for item in items)


def decimal(x: Fraction) -> str:
    """The finite decimal that a rational number is; InputError if it is none.

    >>> decimal(Fraction(-3, 8)), decimal(Fraction(2))
    ('-0.375', '2')
    """
    twos = (x.denominator & -x.denominator).bit_length() - 1
    rest, fives = x.denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        raise InputError(f"{spelled(x)[:40]} is no finite decimal, so this format cannot hold it; write .json")
    places = max(twos, fives)
    digits = spelled(abs(x.numerator) * 10**places // x.denominator).rjust(places + 1, "0")
    if len(digits) > MAX_TEXT - 2:
        raise InputError(f"a decimal has {len(digits)} digits, and numbers may have at most {MAX_TEXT} characters; write .json")
    return ("-" if x < 0 else "") + (digits[:-places] + "." + digits[-places:] if places else digits)
