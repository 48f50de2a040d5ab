"""What a theorem is, for a program: a statement, hypotheses, a prediction and a measurement.

The prediction is a closed form of the weights; the measurement is read off an enumerated complex
or off values of the network. Each is a dict of named quantities, and the two are compared name by name.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from operator import eq, ge, le
from typing import Any, Callable, Mapping

from ..errors import InputError
from ..linalg import Shown, spelled
from .instance import Geometry, Instance, Weights

HOLDS, FAILS, DOES_NOT_APPLY = "holds", "fails", "does not apply"
RELATIONS = {"=": eq, "<=": le, ">=": ge}          # measured REL predicted


class Undefined(InputError):
    """What a theorem says makes no sense for a network, because a hypothesis was dropped."""


def need(condition: bool, why: str) -> None:
    """Undefined, with the reason, unless a condition holds that the closed form or the measurement needs."""
    if not condition:
        raise Undefined(why)


class Samples(dict):
    """Measured values {argument: value}; a predicted function is compared with them at every argument."""


@dataclass(frozen=True)
class Hypothesis:
    """A condition on a network: a name for --without, a sentence, and the exact test."""

    name: str
    sentence: str
    test: Callable[[Instance], bool] = field(repr=False)


@dataclass(frozen=True)
class Theorem:
    """A theorem with its exact check.

    id, name : as in proofs/, whose page has the name of the module
    statement, latex, source : in words, in LaTeX, and where it comes from
    frame : what the statement talks about ("one hidden layer and one output"), not to be dropped
    hypotheses : the conditions, in the order in which they are tested
    predict : Weights -> {quantity: value}; the value may be a function of the measured samples' arguments
    measure : Geometry -> {quantity: value}, of the same names
    relations : "<=" or ">=" for measured quantities that are only bounded
    label : the class of a measurement, for the table of a census
    free : `measure` needs no hypothesis, so a census measures every network of the family
    kind : Geometry -> a text that is equal for instances of one combinatorial type
    signed : whether the label or the verdict can change when the output changes its sign
    fingerprints : (of Weights, of Geometry) for a theorem about pairs of networks: over a family, equal
        fingerprints of one must mean equal fingerprints of the other
    """

    id: str
    name: str
    statement: str
    latex: str
    source: str
    frame: Hypothesis
    hypotheses: tuple[Hypothesis, ...]
    predict: Callable[[Weights], dict[str, Any]] = field(repr=False)
    measure: Callable[[Geometry], dict[str, Any]] = field(repr=False)
    relations: Mapping[str, str] = field(default_factory=dict, repr=False)
    label: Callable[[dict], str] | None = field(default=None, repr=False)
    kind: Callable[[Geometry], str] | None = field(default=None, repr=False)
    free: bool = field(default=False, repr=False)
    signed: bool = field(default=False, repr=False)
    fingerprints: tuple[Callable, Callable] | None = field(default=None, repr=False)

    def without(self, names: tuple[str, ...]) -> "tuple[Hypothesis, ...]":
        """The hypotheses that remain when some are dropped; InputError for a name that is not one."""
        known = [h.name for h in self.hypotheses]
        for name in names:
            if name not in known:
                raise InputError(f"{self.name} has no hypothesis {name[:40]!r}; it has {', '.join(map(repr, known)) or 'none'}")
        return tuple(h for h in self.hypotheses if h.name not in names)


@dataclass(frozen=True, repr=False)
class Check(Shown):
    """A theorem on one network: what the weights predict, what the complex shows, and what follows."""

    verdict: str
    prediction: dict[str, Any] | None
    measurement: dict[str, Any] | None
    explanation: str
    missed: str | None = None


def check(theorem: Theorem, instance: Instance, without: tuple[str, ...] = (), measured: bool = False) -> Check:
    """Compare prediction and measurement of a theorem on an instance, if its hypotheses hold.

    without : names of hypotheses that are not asked for
    measured : measure even where a hypothesis is missed, if that makes sense

    Raises
    ------
    Undefined : without a dropped hypothesis the closed form or the measurement makes no sense for this network.
    """
    for condition in (theorem.frame,) + theorem.without(without):
        if not condition.test(instance):
            seen = theorem.measure(instance.geometry) \
                if measured and theorem.free and condition is not theorem.frame else None
            return Check(DOES_NOT_APPLY, None, seen, f"the hypothesis {condition.name!r} is missed: {condition.sentence}",
                         condition.name)
    try:
        return compare(theorem, theorem.predict(instance.weights), theorem.measure(instance.geometry))
    except (InputError, ZeroDivisionError) as error:
        if not without:
            raise
        why = "it divides by 0" if isinstance(error, ZeroDivisionError) else error
        raise Undefined(f"without {' and '.join(map(repr, without))} the prediction of {theorem.name} makes no sense for "
                        f"this network: {why}") from None


def compare(theorem: Theorem, predicted: dict[str, Any], measured: dict[str, Any]) -> Check:
    """The verdict on a prediction and a measurement."""
    for name, expected in predicted.items():
        seen = measured[name]
        if isinstance(seen, Samples):
            wrong = next(((x, y, expected(x)) for x, y in seen.items() if expected(x) != y), None)
            if wrong:
                return Check(FAILS, predicted, measured, f"{name} at {shown(wrong[0])}: the weights predict "
                                                         f"{shown(wrong[2])}, measured is {shown(wrong[1])}")
        elif not RELATIONS[theorem.relations.get(name, "=")](seen, expected):
            relation = {"<=": "at most ", ">=": "at least "}.get(theorem.relations.get(name, ""), "")
            return Check(FAILS, predicted, measured,
                         f"{name}: the weights predict {relation}{shown(expected)}, measured is {shown(seen)}")
    return Check(HOLDS, predicted, measured, "every measured quantity is as predicted")


def shown(value: Any) -> str:
    """A value for people: Fractions as p/q, long lists shortened.

    >>> from fractions import Fraction
    >>> shown((Fraction(1, 2), 3, "+-")), shown({"a": (1, 2)}), shown(Samples({1: 2}))
    ('(1/2, 3, +-)', '{a: (1, 2)}', '1 value')
    """
    if isinstance(value, Samples):
        return f"{len(value)} value{'s' * (len(value) != 1)}"
    if callable(value):
        return "a function"
    if isinstance(value, (tuple, list, set, frozenset)):
        items = sorted(value, key=shown) if isinstance(value, (set, frozenset)) else value
        text = "(" + ", ".join(map(shown, items)) + ")"
    elif isinstance(value, dict):
        text = "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in value.items()) + "}"
    else:
        text = {True: "yes", False: "no", None: "none"}[value] if value is None or isinstance(value, bool) \
            else spelled(value) if isinstance(value, (int, Fraction)) else str(value)
    return text if len(text) <= 100 else text[:80] + f"... ({len(value) if hasattr(value, '__len__') else len(text)})"
