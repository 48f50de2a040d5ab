"""Layers and networks with rational weights, evaluated exactly.

Words: a *neuron* is a row of a ReLU layer; its *pre-activation* is the affine form w.z + b;
a *sign vector* is a string over '+', '-', '0', one sign for each neuron, layer by layer.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Sequence

from .errors import InputError
from .linalg import AffineMap, Matrix, Shown, Vector, dot, matmul
from .rational import matrix, primitive, vector

ACTIVATIONS = ("relu", "linear")
IntRow = tuple[int, ...]


def sign(x) -> str:
    """'+', '-' or '0'."""
    return "+" if x > 0 else "-" if x < 0 else "0"


@dataclass(frozen=True, repr=False)
class Layer(Shown):
    """The layer x -> activation(W x + b), with W of shape (neurons, inputs) and b of shape (neurons,).

    Parameters
    ----------
    W, b : rational numbers in any exact form, or floats taken at their exact binary value
        (see `exactrelu.rational.rational`). Without b the layer has no bias.
    activation : "relu" or "linear"

    Raises
    ------
    InputError : a wrong shape, an unknown activation, or a number that is not finite.

    >>> layer = Layer([[1, "-1/2"], [0, 3]], [0, 1])
    >>> layer([1, 4])
    (Fraction(0, 1), Fraction(13, 1))
    >>> Layer([[0, 0]], activation="linear")([5, 7])            # a zero row is a normal row
    (Fraction(0, 1),)
    """

    W: Matrix
    b: Vector
    activation: str = "relu"

    def __init__(self, W: Any, b: Any = None, activation: str = "relu"):
        rows = matrix(W, "W")
        bias = vector(b, "b") if b is not None else (Fraction(0),) * len(rows)
        if len(bias) != len(rows):
            raise InputError(f"b must have one entry for each of the {len(rows)} rows of W, but has {len(bias)}")
        if activation not in ACTIVATIONS:
            raise InputError(f"activation must be 'relu' or 'linear', but is {repr(activation)[:60]}")
        object.__setattr__(self, "W", rows)
        object.__setattr__(self, "b", bias)
        object.__setattr__(self, "activation", activation)

    @property
    def inputs(self) -> int:
        """The dimension of the input space."""
        return len(self.W[0])

    @property
    def neurons(self) -> int:
        """The number of rows."""
        return len(self.W)

    def preactivation(self, x: Sequence) -> Vector:
        """W x + b, exactly."""
        return tuple(dot(row, x) + c for row, c in zip(self.W, self.b))

    def __call__(self, x: Sequence) -> Vector:
        """activation(W x + b), exactly."""
        y = self.preactivation(vector(x, "x", length=self.inputs))
        return tuple(max(v, Fraction(0)) for v in y) if self.activation == "relu" else y


@dataclass(frozen=True, repr=False)
class Network(Shown):
    """Layers applied one after the other; any mixture of "relu" and "linear", any widths.

    Parameters
    ----------
    layers : Layers whose shapes fit together; a single Layer is a network too.
    domain : the Domain that the file of the network names, if any.
    numbers : how the weights were read, for the record ("exact rationals", "IEEE float32", ...).
    notes : what else was decided or reduced while the file was read, a sentence each.

    Raises
    ------
    InputError : no layer, or layers that do not fit together.

    >>> net = Network([Layer([[1, 1], [1, 1]], [0, -1]), Layer([[1, -2]], [0], "linear")])  # x xor y
    >>> [net([x, y])[0].numerator for x in (0, 1) for y in (0, 1)]
    [0, 1, 1, 0]
    >>> net.signs([1, 0])
    '+0'
    """

    layers: tuple[Layer, ...]
    domain: Any = field(default=None, compare=False)
    numbers: str = field(default="exact rationals", compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __init__(self, layers: Any, domain: Any = None, numbers: str = "exact rationals", notes: Sequence[str] = ()):
        layers = (layers,) if isinstance(layers, Layer) else tuple(layers)
        if not layers:
            raise InputError("a network needs at least one layer")
        for i, (first, second) in enumerate(zip(layers, layers[1:])):
            if second.inputs != first.neurons:
                raise InputError(f"layer {i + 1} takes {second.inputs} inputs, but layer {i} has {first.neurons} "
                                 f"neurons; its W must have {first.neurons} columns")
        object.__setattr__(self, "layers", layers)
        object.__setattr__(self, "domain", domain)
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "notes", tuple(notes))

    @property
    def inputs(self) -> int:
        """The dimension d of the input space."""
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return self.layers[-1].neurons

    @property
    def hidden(self) -> tuple[int, ...]:
        """The number of neurons of each ReLU layer, in order."""
        return tuple(layer.neurons for layer in self.layers if layer.activation == "relu")

    @property
    def neurons(self) -> int:
        """The number of ReLU neurons: the length of a sign vector."""
        return sum(self.hidden)

    def __call__(self, x: Sequence) -> Vector:
        """The exact outputs at a rational point."""
        for layer in self.layers:
            x = layer(x)
        return tuple(x)

    def signs(self, x: Sequence) -> str:
        """The sign of every neuron's pre-activation at a rational point."""
        found = []
        for layer in self.layers:
            x = vector(x, "x", length=layer.inputs)
            if layer.activation == "relu":
                found += [sign(v) for v in layer.preactivation(x)]
            x = layer(x)
        return "".join(found)

    def affine_map(self, signs: str) -> AffineMap:
        """The affine map that the network is on the cell with this sign vector.

        >>> Network([Layer([[1], [-1]]), Layer([[1, 1]], [2], "linear")]).affine_map("-+")   # 2 + |x|
        AffineMap(matrix=((Fraction(-1, 1),),), vector=(Fraction(2, 1),))
        """
        if len(signs) < self.neurons:
            raise InputError(f"a sign vector of this network has {self.neurons} signs, but {len(signs)} were given")
        d, position = self.inputs, 0
        f = AffineMap.identity(d)
        for layer in self.layers:
            f = AffineMap(layer.W, layer.b).after(f)
            if layer.activation == "relu":
                on = [s == "+" for s in signs[position:position + layer.neurons]]
                position += layer.neurons
                f = AffineMap(tuple(row if keep else (Fraction(0),) * d for row, keep in zip(f.matrix, on)),
                              tuple(c if keep else Fraction(0) for c, keep in zip(f.vector, on)))
        return f

    def after(self, first: AffineMap) -> "Network":
        """The network x -> self(first(x)), for instance its restriction to a slice."""
        head = self.layers[0]
        inner = AffineMap(head.W, head.b).after(first)
        return Network((Layer(inner.matrix, inner.vector, head.activation),) + self.layers[1:], None, self.numbers)


def normal_form(network: Network) -> tuple[tuple[Layer, ...], AffineMap]:
    """The ReLU layers with the linear layers before them multiplied in, and the affine map after the last.

    >>> layers, last = normal_form(Network([Layer([[2]], [1], "linear"), Layer([[3]]), Layer([[5]], [7], "linear")]))
    >>> layers[0].W, layers[0].b, last.vector
    (((Fraction(6, 1),),), (Fraction(3, 1),), (Fraction(7, 1),))
    """
    found, f = [], AffineMap.identity(network.inputs)
    for layer in network.layers:
        f = AffineMap(layer.W, layer.b).after(f)
        if layer.activation == "relu":
            found.append(Layer(f.matrix, f.vector))
            f = AffineMap.identity(layer.neurons)
    return tuple(found), f


def homogenise(network: Network, outputs: Sequence[Sequence] = ()) -> list[list[IntRow]]:
    """The network with the coordinate t in place of 1, in integer rows [b, w_1, ...].

    One list of rows for each ReLU layer, acting on (t, x) for the first and on (t, z+) for the
    next, z the values of the rows before and z+ = max(z, 0); linear layers are multiplied into
    the rows that follow them. The rows of a layer are the true forms times one positive factor, so
    all signs are those of the network on t = 1; on t = 0 they are those of the bias-free network
    (its behaviour towards infinity). With `outputs`, rows [c, v_1, ...] of forms c + v.F of the
    outputs F, their rows come last.

    Source: homogenisation, proofs/fan.md.

    >>> homogenise(Network([Layer([["1/2", 0]], ["1/3"]), Layer([[6]], [0], "linear")]), [[0, 1]])
    [[(2, 3, 0)], [(0, 1)]]
    """
    stages: list[list[IntRow]] = []
    # The vector that enters the next layer: scale z+, z the rows of the last stage (the input before the first), or
    # lead @ (t, z+) after a linear layer.
    scale, lead = Fraction(1), None

    def pull_back(rows: Sequence[Sequence]) -> tuple[list[list[int]], Fraction]:
        """Rows [b, w] on the current vector as integer rows on (t, z+), and what these have to be multiplied by."""
        if lead is not None:
            rows = [(product[0] + row[0],) + product[1:] for row, product in zip(rows, matmul([row[1:] for row in rows], lead))]
        common = lcm(*(x.denominator for row in rows for x in row))
        whole = [[x.numerator * (common // x.denominator) for x in row] for row in rows]
        if lead is not None or scale == 1:
            return whole, Fraction(1, common)
        p, q = scale.numerator, scale.denominator
        return [[row[0] * q, *(p * w for w in row[1:])] for row in whole], Fraction(1, common * q)

    bends = [layer.activation != "linear" for layer in network.layers]
    used = len(bends) if len(outputs) else max((i + 1 for i, bend in enumerate(bends) if bend), default=0)
    for layer in network.layers[:used]:
        rows, factor = pull_back([(c,) + row for row, c in zip(layer.W, layer.b)])
        if layer.activation == "linear":
            lead = [[factor * x for x in row] for row in rows]
            continue
        common = gcd(*(x for row in rows for x in row)) or 1      # one factor for the whole layer keeps the next one's rows short
        stages.append([tuple(x // common for x in row) for row in rows])
        scale, lead = factor * common, None
    if len(outputs):
        rows, _ = pull_back([tuple(map(Fraction, row)) for row in outputs])
        stages.append([primitive(row) for row in rows])
    return stages
