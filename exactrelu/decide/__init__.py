"""Exact verdicts about linear properties, ranges and distances, with witnesses and proof trees."""
from .certificate import can_be_saved, save
from .optimum import Range, output_range
from .radius import Radius, radius
from .search import SAT, UNSAT, Decision, decide

__all__ = ["Decision", "Radius", "Range", "SAT", "UNSAT", "can_be_saved", "decide", "output_range", "radius", "save"]
