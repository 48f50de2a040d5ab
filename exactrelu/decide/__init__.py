"""Exact verdicts about linear properties, ranges and distances, with witnesses and proof trees."""
from .certificate import save
from .optimum import Range, output_range
from .radius import Radius, radius
from .search import SAT, UNSAT, Decision, decide

__all__ = ["Decision", "Radius", "Range", "SAT", "UNSAT", "decide", "output_range", "radius", "save"]
