"""How many different affine maps a network is made of."""
from __future__ import annotations

from typing import Iterable, Iterator

import numpy as np
from flint import fmpz

from .engines import exact
from .network import Network, homogenise


def count_affine_maps(network: Network, signs: np.ndarray) -> int:
    """The number of distinct affine maps of the network over cells with these signs.

    >>> from exactrelu.network import Layer
    >>> net = Network([Layer([[1], [1]], [0, -1]), Layer([[1, -1]], [0], "linear")])   # flat, ramp, flat
    >>> count_affine_maps(net, np.array([[-1, -1], [1, -1], [1, 1]], dtype=np.int8))
    3
    """
    return count_keys([keys_of_affine_maps(network, signs)])


def keys_of_affine_maps(network: Network, signs: np.ndarray) -> np.ndarray:
    """A row for each distinct affine map of the network over cells with these signs, and no row for two maps.

    signs : (cells, neurons or more) int8; a cell's map is determined by its positive neurons.

    The maps are integer matrices of bounded size, so they are equal exactly if they are equal
    modulo enough primes (Chinese remainder theorem); no map is ever written out.
    """
    positive = signs[:, :network.neurons] > 0
    if network.neurons == 0:
        return np.zeros((1, 1), dtype=np.int32)
    if len(network.hidden) == 1 and network.layers[-1].activation == "relu":
        return _distinct(np.packbits(positive, axis=1))      # one map enters: different sets keep different rows of it
    unit = [[0] + [int(i == j) for j in range(network.outputs)] for i in range(network.outputs)]
    *hidden, outputs = [exact.array(stage, len(stage[0])) for stage in homogenise(network, unit)]
    norm = lambda rows: int(abs(rows.astype(object)).sum(axis=1).max())  # noqa: E731
    bound = 2 * max(norm(outputs), 1)
    for forms in hidden:
        bound *= max(norm(forms), 1)
    widest = max(forms.shape[1] for forms in hidden + [outputs])
    return _distinct(np.concatenate([_residues(p, positive, hidden, outputs) for p in _primes(bound, widest)], axis=1))


def count_keys(keys: Iterable[np.ndarray]) -> int:
    """How many different rows there are."""
    return len({row.tobytes() for some in keys for row in some})


def _distinct(rows: np.ndarray) -> np.ndarray:
    """Every row once."""
    rows = np.ascontiguousarray(rows)
    first = {row.tobytes(): i for i, row in enumerate(rows)}
    return rows if len(first) == len(rows) else rows[sorted(first.values())]


def _primes(bound: int, terms: int) -> Iterator[int]:
    """Primes whose product exceeds `bound`, so small that `terms` products of residues add up below 2^53."""
    p, reached = 2 ** ((53 - terms.bit_length()) // 2), 1
    while reached <= bound:
        p -= 1
        if fmpz(p).is_prime():
            reached *= p
            yield p


def _residues(p: int, positive: np.ndarray, hidden: list[np.ndarray], outputs: np.ndarray) -> np.ndarray:
    """The map of every cell modulo p, as one row: the outputs' forms pulled back through the layers.

    Matrix products run in float64 because it holds integers below 2^53 without error. So does the
    reduction: the quotient is the true one or one off, and its product with p is below 2^53 as well.
    """
    reduced = lambda rows: (rows % p).astype(np.float64)  # noqa: E731
    rows = np.tile(reduced(outputs), (len(positive), 1))
    end = positive.shape[1]
    for forms in reversed(hidden):
        on = positive[:, end - len(forms):end]
        on = np.repeat(on, len(outputs), axis=0) if len(outputs) > 1 else on
        end -= len(forms)
        constant = rows[:, 0]
        rows = (rows[:, 1:] * on) @ reduced(forms)
        rows[:, 0] += constant
        rows -= np.floor(rows / p) * p
        rows += np.where(rows < 0, p, 0)
        rows -= np.where(rows < p, 0, p)
    return rows.reshape(len(positive), -1).astype(np.int32)
