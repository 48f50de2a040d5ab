"""Exact verdicts about linear properties, with witnesses and proof trees."""
from .certificate import save
from .search import SAT, UNSAT, Decision, decide

__all__ = ["Decision", "SAT", "UNSAT", "decide", "save"]
