"""What a theorem is, for a program: a statement, and a check of it on one network."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from ..network import Network

HOLDS, FAILS, DOES_NOT_APPLY = "holds", "fails", "does not apply"


@dataclass(frozen=True)
class Check:
    """A theorem on one network: what the weights predict, what the complex shows."""

    verdict: str
    prediction: str | None
    measurement: str | None
    explanation: str


@dataclass(frozen=True)
class Theorem:
    """A theorem: its id in the theory, name, statement, source, and its exact check."""

    id: str
    name: str
    statement: str
    source: str
    check: Callable[[Network], Check]
