"""Verification: the tables of the theory come out, and a wrong prediction is found."""
from __future__ import annotations

import dataclasses
import sys

import pytest

import exactrelu as er
from exactrelu import theorems
from exactrelu.classes import BoundaryClass
from exactrelu.theorems import classification
from exactrelu.theorems.census import Family, orbits

# Exact tables of all networks with small integer entries, found by brute force for the theory:
# shapes on the line are points (B(1,1)), half-lines (B0(1,0)), segments (strip), and so on.
TABLES = {
    "d=1,m=1,entries=-1..1": {"empty": 42, "all": 15, "B0(1,0)": 12, "B(1,1)": 12},
    "d=1,m=1,entries=-2..2": {"empty": 342, "B(1,1)": 160, "B0(1,0)": 80, "all": 43},
    "d=1,m=2,entries=-1..1": {"empty": 948, "B(1,1)": 512, "B0(1,0)": 436, "all": 235, "strip": 32,
                              "parallel hyperplanes": 24},
    "d=1,m=2,entries=-2..2": {"empty": 33506, "B(1,1)": 28448, "B0(1,0)": 9808, "parallel hyperplanes": 2520,
                              "all": 1947, "strip": 1472, "half-space and hyperplane": 424},
    "d=1,m=3,entries=-1..1": {"empty": 22610, "B(1,1)": 17196, "B0(1,0)": 12228, "all": 3835, "strip": 1740,
                              "parallel hyperplanes": 1308, "half-space and hyperplane": 132},
    "d=2,m=2,entries=-1..1": {"empty": 6756, "B(1,1)": 3776, "B0(1,0)": 3472, "B(2,1)": 1728, "all": 1135,
                              "B0(2,0)": 864, "B(2,2)": 864, "B0(1,1)": 864, "strip": 128,
                              "parallel hyperplanes": 96},
}


@pytest.mark.parametrize("family", TABLES)
def test_census(family):
    """Every network of the family is classified as the tables say, and none refutes the theorem."""
    found = er.census("classification", family)
    assert found.verdict == "holds" and found.counterexample is None
    assert dict(found.table) == TABLES[family]
    assert sum(TABLES[family].values()) == found.instances > found.measured


def test_symmetry_reduction_changes_no_table():
    """Measuring every single network of a small family gives the table of the reduced census."""
    counts: dict = {}
    values = (-1, 0, 1)
    for a in values:
        for b in values:
            for w in values:
                for c in values:
                    net = er.Network([er.Layer([[a]], [b]), er.Layer([[w]], [c], "linear")])
                    label = er.verify("classification", net).check.measurement
                    counts[label] = counts.get(label, 0) + 1
    assert counts == TABLES["d=1,m=1,entries=-1..1"]


def test_orbits_cover_an_asymmetric_family():
    """Without the sign symmetry only the orders of neurons and coordinates are used."""
    family = Family(2, 2, 0, 1)
    assert sum(size for _, size in orbits(family)) == family.size == 2**9


@pytest.mark.parametrize("net, reason", [
    (er.Network([er.Layer([[1]]), er.Layer([[1]]), er.Layer([[1]], [0], "linear")]), "one hidden layer"),
    (er.Network(er.Layer([[1], [2]])), "one output"),
    (er.Network([er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), er.Layer([[1, 1, -3]], [1], "linear")]), "T25"),
])
def test_does_not_apply(net, reason):
    """A missed hypothesis is named."""
    found = er.verify("T17", net)
    assert found.verdict == "does not apply" and reason in found.check.explanation
    assert found.raise_if_refuted() is found


def test_a_wrong_prediction_is_refuted(monkeypatch):
    """The check can fail: a wrong label, and a right label with a wrong witness."""
    net = er.Network([er.Layer([[1, 0], [0, 1]]), er.Layer([[1, 1]], [-1], "linear")])
    right = er.boundary(net).classification
    moved = dataclasses.replace(right.witness, vector=(1, 0))
    for wrong in (BoundaryClass("B(2,1)", right.witness), BoundaryClass("B(2,2)", moved)):
        monkeypatch.setattr(sys.modules["exactrelu.boundary"], "boundary_class", lambda *_, wrong=wrong: wrong)
        found = er.verify("classification", net)
        assert found.verdict == "fails" and found.counterexample == net
        with pytest.raises(er.Refuted, match="classification"):
            found.raise_if_refuted()
        assert er.census("classification", "d=1,m=1,entries=0..1").verdict == "fails"


@pytest.mark.parametrize("spec, error, message", [
    ("d=2", er.InputError, "must be written like"), ("d=0,m=1,entries=0..1", er.InputError, "is empty"),
    ("d=1,m=1,entries=2..1", er.InputError, "is empty"), ("d=9,m=9,entries=-9..9", er.LimitExceeded, "too many")])
def test_bad_family(spec, error, message):
    """Families that cannot be read or would never end."""
    with pytest.raises(error, match=message):
        er.census("classification", spec)


def test_theorem_by_name_and_id():
    """A theorem is found by its name and by its id; another name is an InputError."""
    assert theorems.theorem("T17") is theorems.theorem("classification") is classification.THEOREM
    with pytest.raises(er.InputError, match="there is no theorem"):
        theorems.theorem("Fermat")
