"""T25: two neurons with dependent rows have seven boundaries; more neurons have infinitely many."""
from __future__ import annotations

from ..classes import classify
from .conditions import SHALLOW
from .instance import Geometry, Weights
from .t17_classification import measured_class
from .theorem import Hypothesis, Theorem

SEVEN = ("empty", "all", "B(1,1)", "B0(1,0)", "strip", "parallel hyperplanes", "half-space and hyperplane")
TWO = Hypothesis("two neurons", "the layer must have two neurons", lambda i: i.weights.m == 2)
DEPENDENT = Hypothesis("dependent rows", "the rows of the layer must be linearly dependent", lambda i: i.weights.rank < i.weights.m)


def predict(weights: Weights) -> dict:
    """The shape of the zeros on the line, by closed form: one of seven."""
    return {"class": classify(weights.A, weights.b, weights.w, weights.c).label, "one of the seven": True}


def measure(geometry: Geometry) -> dict:
    """The class with the measured invariants."""
    found = measured_class(geometry.boundary)
    return {"class": found, "one of the seven": found in SEVEN}


THEOREM = Theorem(
    "T25", "dependent_rows",
    "The boundary of two neurons with dependent rows is, times R^(d-1), one of seven sets of the line: empty, the line, a "
    "point, two points, a half-line, a segment, a half-line and a point. With m neurons of rank r >= 1 there are finitely "
    "many classes exactly if r = m or (m, r) = (2, 1).",
    r"(m, r) = (2, 1):\ 7 \text{ classes}; \quad r < m,\ (m, r) \neq (2, 1):\ \infty",
    "proved in proofs/t25_dependent_rows.md", SHALLOW, (TWO, DEPENDENT), predict, measure,
    label=lambda seen: seen["class"] or "no label", free=True)
