"""Certificates of decisions."""
from __future__ import annotations

import os

from ..certificates.writing import write
from ..network import Network
from ..readers.property import Property
from .search import Decision


def save(path: str | os.PathLike, network: Network, property: Property, decision: Decision) -> dict:
    """Write the certificate of a decision; what the checker says of it.

    >>> import pathlib, tempfile
    >>> from ..network import Layer
    >>> from .search import decide
    >>> net = Network(Layer([[1]]))
    >>> p = Property.from_json({"disjuncts": [{"input": [[1, 1], [1, -1]], "output": [[-2, 1]]}]}, 1, 1)     # |x| <= 1, F >= 2
    >>> save(pathlib.Path(tempfile.mkdtemp()) / "c", net, p, decide(net, p))["verdict"]
    'accepted'
    """
    claim = {"kind": decision.verdict, "property": property.to_json()}
    return write(path, claim, Network(network.layers), "whole", decision.records)
