"""affinitree: the network as a decision tree, in float64; a region is a leaf."""
from __future__ import annotations

import warnings
from pathlib import Path

from . import box_of, relu_layers, timed

with warnings.catch_warnings():       # that there is no PyTorch
    warnings.simplefilter("ignore")
    import affinitree as at


def run(path: Path, domain: str) -> dict:
    """Leaves and seconds of at.builder.from_layers, which drops what is infeasible."""
    layers = [(W.astype(float), b.astype(float)) for W, b in relu_layers(path)]
    inputs, box = layers[0][0].shape[1], box_of(domain)

    def count() -> int:
        net = at.Architecture(inputs)
        for W, b in layers:
            net.linear(at.AffFunc.from_mats(W, b))
            net.relu()
        if box is None:
            return at.builder.from_layers(net).num_terminals()
        inside = at.Polytope.hyperrectangle(inputs, [tuple(map(float, box))] * inputs)
        return at.builder.from_layers(net, at.AffTree.from_poly(inside, at.AffFunc.identity(inputs), None)).num_terminals()

    return timed(count)
