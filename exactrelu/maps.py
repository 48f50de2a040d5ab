"""How many different affine maps a network is made of."""
from __future__ import annotations

from typing import Iterator

import numpy as np
from flint import fmpz

from .engines import exact
from .network import Network, homogenise


def count_affine_maps(network: Network, signs: np.ndarray) -> int:
    """The number of distinct affine maps of the network over cells with these signs.

    signs : (cells, neurons or more) int8; a cell's map is determined by its positive neurons.

    The maps are integer matrices of bounded size, so they are equal exactly if they are equal
    modulo enough primes (Chinese remainder theorem); no map is ever written out, and most are told
    apart by the first prime.

    >>> from exactrelu.network import Layer
    >>> net = Network([Layer([[1], [1]], [0, -1]), Layer([[1, -1]], [0], "linear")])   # flat, ramp, flat
    >>> count_affine_maps(net, np.array([[-1, -1], [1, -1], [1, 1]], dtype=np.int8))
    3
    """
    positive = signs[:, :network.neurons] > 0
    if network.neurons == 0:
        return 1
    if len(network.hidden) == 1 and network.layers[-1].activation == "relu":
        return len(np.unique(positive, axis=0))      # one map enters: different sets keep different rows of it
    unit = [[0] + [int(i == j) for j in range(network.outputs)] for i in range(network.outputs)]
    *hidden, outputs = [exact.array(stage, len(stage[0])) for stage in homogenise(network, unit)]
    norm = lambda rows: int(abs(rows.astype(object)).sum(axis=1).max())  # noqa: E731
    bound = 2 * max(norm(outputs), 1)
    for forms in hidden:
        bound *= max(norm(forms), 1)
    widest = max(forms.shape[1] for forms in hidden + [outputs])
    count, classes = 0, np.zeros(len(positive), dtype=np.int32)        # cells that no prime has told apart so far
    for p in _primes(bound, widest):
        rows = np.concatenate((classes[:, None], _residues(p, positive, hidden, outputs)), axis=1)
        _, classes, members = np.unique(rows.view(f"V{rows.shape[1] * rows.itemsize}")[:, 0], return_inverse=True, return_counts=True)
        alone = members[classes] == 1
        count += int(np.count_nonzero(alone))
        positive, classes = positive[~alone], classes[~alone].astype(np.int32)
        if not len(classes):
            return count
    return count + len(np.unique(classes))


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
        on = np.repeat(positive[:, end - len(forms):end], len(outputs), axis=0)
        end -= len(forms)
        constant = rows[:, 0]
        rows = (rows[:, 1:] * on) @ reduced(forms)
        rows[:, 0] += constant
        rows -= p * np.floor(rows / p)
        rows += p * (rows < 0)
        rows -= p * (rows >= p)
    return rows.reshape(len(positive), -1).astype(np.int32)
