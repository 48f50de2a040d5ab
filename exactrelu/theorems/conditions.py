"""Frames and hypotheses that several theorems share."""
from __future__ import annotations

from itertools import combinations

from ..linalg import rank
from .instance import Instance
from .theorem import Hypothesis

ANY = Hypothesis("network", "any network", lambda i: True)
LAYER = Hypothesis("a ReLU layer", "the network must have a ReLU layer; the statement is about the first",
                   lambda i: bool(i.weights.layers))
SCALAR = Hypothesis("one output", "the network must have a ReLU layer and one output",
                    lambda i: bool(i.weights.layers) and i.network.outputs == 1)
SHALLOW = Hypothesis("one hidden layer", "the network must have one hidden layer and one output",
                     lambda i: len(i.weights.layers) == 1 and i.network.outputs == 1)
DEEP = Hypothesis("hidden layers", "the network must have at least two hidden layers and one output",
                  lambda i: len(i.weights.layers) > 1 and i.network.outputs == 1)

SQUARE = Hypothesis("square", "the layer must have as many neurons as inputs", lambda i: i.weights.m == i.weights.d)
INDEPENDENT = Hypothesis("independent rows", "the rows of the layer must be linearly independent",
                         lambda i: i.weights.rank == i.weights.m)
WEIGHTS = Hypothesis("no zero weight", "no output weight may be 0", lambda i: all(i.weights.w))
CONSTANT = Hypothesis("c not 0", "the output constant c must not be 0", lambda i: i.weights.c != 0)
CENTRAL_OUTPUT = Hypothesis("c = 0", "the output constant c must be 0", lambda i: i.weights.c == 0)
NONEMPTY = Hypothesis("non-empty", "some weight must have the sign opposite to c", lambda i: i.weights.k > 0)
ONE_LAYER = Hypothesis("one hidden layer", "the network must have one hidden layer", lambda i: len(i.weights.layers) == 1)


def in_general_position(instance: Instance) -> bool:
    """Whether any j <= d + 1 hyperplanes of the first layer meet in dimension d - j (not at all for j = d + 1)."""
    w = instance.weights
    rows = [row + (b,) for row, b in zip(w.A, w.b)]
    full = min(w.m, w.d)
    return all(rank([row[:-1] for row in chosen]) == full for chosen in combinations(rows, full)) and (
        w.m <= w.d or all(rank(list(chosen)) == w.d + 1 for chosen in combinations(rows, w.d + 1)))


GENERAL = Hypothesis("general position", "the hyperplanes of the layer must be in general position", in_general_position)


def transversal(instance: Instance) -> bool:
    """Whether 0 is a transversal value: F vanishes on no cell of the complex, which is to say at no vertex."""
    cx = instance.geometry.complex
    return all(instance.network(cx.point(ray))[0] for ray in cx.fan.rays.tolist() if ray[0])


TRANSVERSAL = Hypothesis("transversal", "the output must not vanish at a vertex of the complex", transversal)
ONE_MORE = Hypothesis("m = d + 1", "the layer must have one neuron more than inputs", lambda i: i.weights.m == i.weights.d + 1)
MANY_LAYERS = Hypothesis("deep", "the network must have at least two hidden layers", lambda i: len(i.weights.layers) > 1)
