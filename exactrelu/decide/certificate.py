"""Certificates of decisions."""
from __future__ import annotations

import os

from ..certificates.writing import entry, within_limits, write
from ..domain import Domain
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
    return write(path, _claim(decision.verdict, property), Network(network.layers), Domain.whole(network.inputs), decision.records)


def can_be_saved(network: Network, property: Property) -> None:
    """LimitExceeded if the checker would take no certificate of a decision, whatever it says."""
    within_limits(_claim("unsat", property), network, Domain.whole(network.inputs))


def _claim(verdict: str, property: Property) -> dict:
    return {"kind": verdict, "property": property.to_json(entry)}
