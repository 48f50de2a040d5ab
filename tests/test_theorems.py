"""Verifying a theorem on a network and on a family: verdicts, tables, checkpoints, processes, dropped hypotheses."""
from __future__ import annotations

import csv
import dataclasses
import json
import os
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from instances import NETWORKS, shallow

import exactrelu as er
from exactrelu import theorems
from exactrelu.theorems import census as public_census
from exactrelu.theorems import kinds, t13_pieces, t17_classification
from exactrelu.theorems.families import Family
from exactrelu.theorems.theorem import Check, Samples, shown
from exactrelu.theorems.verdict import Verdict

ROOT = Path(__file__).resolve().parents[1]
MANY = "d=2,m=2,entries=0..1"


@pytest.fixture
def wrong_pieces(monkeypatch):
    """A statement that is wrong by one as soon as there is a boundary."""
    right = t13_pieces.THEOREM
    wrong = dataclasses.replace(right, predict=lambda w: {"pieces": right.predict(w)["pieces"] + (w.k > 0)})
    monkeypatch.setitem(theorems.THEOREMS, "pieces", wrong)


def test_a_wrong_statement_is_refuted(wrong_pieces):
    """On a network with what was expected and what was seen; on a family with the smallest counterexample."""
    net = NETWORKS["two corners"]
    found = er.verify("pieces", net)
    assert found.verdict == "fails" and found.counterexample == net
    assert found.check.explanation == "pieces: the weights predict 4, measured is 3"
    with pytest.raises(er.Refuted, match="pieces"):
        found.raise_if_refuted()
    family = er.census("pieces", "d=1,m=1,entries=-2..2")
    assert family.verdict == "fails" and family.failed == 160
    assert family.counterexample == shallow([[-1]], [0], [-1], 1)
    assert family.check.explanation == "pieces: the weights predict 2, measured is 1"


def test_the_smallest_counterexample_does_not_depend_on_the_order(wrong_pieces):
    """One process or two."""
    plain, split = (er.census("pieces", "d=2,m=2,b=0,entries=-1..1", jobs=n) for n in (1, 2))
    assert plain == split and plain.verdict == "fails"


def test_a_wrong_witness_is_refuted(monkeypatch):
    """The right label with a map that leads elsewhere does not pass."""
    right = t17_classification.classify

    def moved(A, b, w, c):
        found = right(A, b, w, c)
        return dataclasses.replace(found, witness=dataclasses.replace(found.witness, vector=(1, 0)))

    monkeypatch.setattr(t17_classification, "classify", moved)
    assert er.verify("classification", NETWORKS["two corners"]).verdict == "fails"


@pytest.mark.parametrize("theorem", ["pieces", "classification", "injectivity", "ridge_form", "determination"])
def test_processes_change_nothing(theorem):
    """Two processes find what one finds, and a statement about pairs is put together over both."""
    words = "d=1,m=2,entries=0..1" if theorem == "ridge_form" else MANY            # every network is looked at
    assert er.census(theorem, words, jobs=2) == er.census(theorem, words)


def test_checkpoint(tmp_path):
    """What was finished is not done again; a line cut short is dropped; another task has its own file."""
    folder = str(tmp_path / "kept")
    whole = er.census("pieces", MANY, checkpoint=folder)
    (file,) = (tmp_path / "kept").iterdir()
    lines = file.read_bytes().splitlines(keepends=True)
    assert len(lines) >= 3
    file.write_bytes(b"".join(lines[:2]) + lines[2][:20])
    seen = []
    again = er.census("pieces", MANY, checkpoint=folder, progress=lambda done, total, classes: seen.append(done))
    assert again == whole and len(seen) == len(lines) - 2
    assert sorted(file.read_bytes().splitlines()) == sorted(b"".join(lines).splitlines())
    assert er.census("pieces", MANY, checkpoint=folder, jobs=2) == whole
    er.census("pieces", MANY, checkpoint=folder, without=("c not 0",))
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_checkpoint_of_pairs_and_counterexamples(tmp_path, wrong_pieces):
    """Counterexamples and fingerprints survive the disk."""
    for theorem in ("determination", "pieces"):
        plain = er.census(theorem, MANY)
        for _ in range(2):
            assert er.census(theorem, MANY, checkpoint=str(tmp_path)) == plain


def test_checkpoint_after_an_interrupt(tmp_path):
    """An interrupt in the middle keeps what was done."""
    def stop(done, total, classes):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        er.census("pieces", MANY, checkpoint=str(tmp_path), progress=stop)
    assert er.census("pieces", MANY, checkpoint=str(tmp_path)) == er.census("pieces", MANY)


CENSUS = """
import os, signal, sys
import exactrelu as er
def progress(*_):
    os.kill(os.getpid(), signal.SIGKILL)
er.census("pieces", sys.argv[1], checkpoint=sys.argv[2], progress=progress if sys.argv[3:] else None)
"""


def test_one_census_at_a_time(tmp_path):
    """The same census on the same folder is refused while it runs, another one is not; one that was killed stops nobody."""
    def second(words=MANY, *more):
        return subprocess.run([sys.executable, "-c", CENSUS, words, str(tmp_path), *more], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)

    seen = []

    def progress(*_):
        if not seen:
            seen.extend([second(), second("d=1,m=1,entries=0..1")])
            with pytest.raises(er.InputError, match="another process is at work"):
                er.census("pieces", MANY, checkpoint=str(tmp_path))
        assert sum(file.suffix == ".jsonl" for file in tmp_path.iterdir()) == 2

    assert second(MANY, "killed").returncode == -signal.SIGKILL
    whole = er.census("pieces", MANY, checkpoint=str(tmp_path), progress=progress)
    assert f"another process is at work on the records in {tmp_path}; wait for its end" in seen[0].stderr
    assert seen[1].returncode == 0 and whole == er.census("pieces", MANY)
    assert second().returncode == 0 and all(file.suffix == ".jsonl" for file in tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"[0, {\n", b'[0, {"a": 1}]\n', b"7\n", b"\xff\n"])
def test_damaged_checkpoint(tmp_path, content):
    """A file that is not ours is named, and left as it is."""
    er.census("pieces", MANY, checkpoint=str(tmp_path))
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    with pytest.raises(er.InputError, match="is damaged and cannot be resumed"):
        er.census("pieces", MANY, checkpoint=str(tmp_path))
    assert file.read_bytes() == content


@pytest.mark.parametrize("theorem, dropped, family, failed", [
    ("bias_lemma", "zero bias", "d=1,m=2,entries=-1..1", 4),          # the lemma as usually recalled, of 81
    ("bias_lemma", "zero bias", "d=1,m=3,entries=-1..1", 72),         # of 729
    ("thick_boundary", "c = 0", "d=1,m=1,entries=-1..1", 24),
    ("classification", "c not 0", "d=1,m=1,entries=-1..1", 12),
    ("disconnection", "independent rows", "d=1,m=2,entries=-1..1", 56),
    ("convex_sides", "independent rows", "d=1,m=2,entries=-1..1", 454),
])
def test_without_a_hypothesis(theorem, dropped, family, failed):
    """Each hypothesis is needed: without it there is a counterexample, which the theorem does not cover with it."""
    found = er.census(theorem, family, without=(dropped,))
    assert found.verdict == "fails" and found.failed == failed
    assert er.verify(theorem, found.counterexample).verdict == "does not apply"
    assert er.verify(theorem, found.counterexample, without=(dropped,)).verdict == "fails"


def test_without_the_second_corner_the_boundary_does_not_determine_the_function():
    """T20: 24 functions and as many boundaries with two corners; with one corner more functions than boundaries."""
    held = er.census("determination", "d=2,m=2,b=0,entries=-1..1", jobs=2)
    assert held.verdict == "holds" and held.distinct == (24, 24) and held.beyond is None
    dropped = er.census("determination", "d=2,m=2,b=0,entries=-1..1", without=("k >= 2",), jobs=2)
    assert dropped.verdict == "fails" and dropped.distinct == (24 + 48, 24 + 36) and dropped.beyond == dropped.undefined == 192
    first, second = dropped.counterexamples
    same = [er.boundary(net) for net in (first, second)]
    assert same[0].corners == same[1].corners and len(same[0].corners) == 1


def test_where_the_prediction_makes_no_sense():
    """A dropped hypothesis without which the closed form is not defined: counted on a family, a sentence on a network."""
    assert er.census("shape", MANY, without=("independent rows",)).verdict in ("holds", "fails")
    found = er.census("determination", "d=1,m=1,entries=-1..1", without=("c not 0", "k >= 2", "non-empty", "no zero weight"))
    assert found.undefined > 0
    with pytest.raises(er.InputError, match="makes no sense"):
        er.verify("determination", NETWORKS["thick"], without=("c not 0", "k >= 2", "non-empty"))


def test_exploring_more_neurons_than_inputs():
    """What no theorem covers still gets a table: classes, types, largest value."""
    found = er.census("pieces", "d=1,m=3,entries=-1..1")
    assert found.verdict == "does not apply" and found.applies == 0
    assert sum(row.count for row in found.table) == found.instances == 59049
    assert dict(found.largest)["pieces"] == 2 and found.types == 1 + max(
        sum(row.types for row in found.table) - 1, 0)
    assert all(row.types for row in found.table)


def test_types_are_left_out_without_igraph(monkeypatch):
    """The table is still there."""
    monkeypatch.setattr(kinds.util, "find_spec", lambda name: None)
    found = er.census("pieces", "d=1,m=1,entries=-1..1")
    assert found.types is None and all(row.types is None for row in found.table)
    assert "pip install 'exactrelu[types]'" in theorems.lines(theorems.theorem("pieces"), found)[-2]


def test_types_do_not_depend_on_coordinates():
    """Affine images of a boundary have its type; other boundaries have another one."""
    square = [[1, 2], [-1, 1]]
    types = [kinds.combinatorial_type(theorems.theorem("pieces") and er.theorems.instance.Geometry(net)) for net in (
        shallow([[1, 0], [0, 1]], [0, 0], [1, 1], -1), shallow(square, [5, "1/3"], [2, 7], -3), NETWORKS["one corner"])]
    assert types[0] == types[1] != types[2]


@pytest.mark.parametrize("ending", ["csv", "md"])
def test_tables_as_files(tmp_path, ending):
    """CSV and Markdown hold the same rows."""
    found = er.census("pieces", "d=1,m=2,entries=-1..1")
    path = tmp_path / f"table.{ending}"
    theorems.write_table(found, path)
    if ending == "csv":
        rows = list(csv.reader(path.read_text().splitlines()))
    else:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in path.read_text().splitlines()
                if "---" not in line]
    assert rows[0] == ["class", "networks", "within the hypotheses", "types"]
    assert [row[:2] for row in rows[1:]] == [[row.label, str(row.count)] for row in found.table]


def test_a_table_needs_a_known_ending(tmp_path):
    """Asked before the work."""
    with pytest.raises(er.InputError, match=".csv or .md"):
        theorems.check_table(str(tmp_path / "table.txt"))


@pytest.mark.parametrize("name", ["two corners", "hexagon", "disconnected", "bias decides", "linear"])
def test_a_verdict_is_json(name):
    """All of them, with what was predicted and measured."""
    for known in theorems.THEOREMS.values():
        data = theorems.to_data(known, er.verify(known.name, NETWORKS[name]))
        assert json.loads(json.dumps(data)) == data and data["id"] == known.id


def _as_data(**quantities) -> dict:
    """How measured quantities are printed as JSON."""
    found = Verdict("pieces", "holds", 1, 1, check=Check("holds", {}, quantities, "every measured quantity is as predicted"))
    return json.loads(json.dumps(theorems.to_data(theorems.theorem("pieces"), found)))["measurement"]


def test_how_much_of_a_verdict_is_json():
    """A quantity of up to 2000 numbers is written out, whatever their length; more are shortened to a text."""
    most, long = list(range(2000)), Fraction(1, 10**5000)
    assert _as_data(a=most, b=[most[:1000]] * 2, c={"d": 1}) == {"a": most, "b": [most[:1000]] * 2, "c": {"d": 1}}
    assert _as_data(a=[long] * 3, b=long) == {"a": ["1/1" + "0" * 5000] * 3, "b": "1/1" + "0" * 5000}
    assert _as_data(a=[1] * 2001, b=[1]) == {"a": "(" + "1, " * 26 + "1... (2001)", "b": [1]}
    assert _as_data(a={"b": [[1] * 667] * 3})["a"].startswith("{b: ((1, 1, ")
    assert _as_data(a=Samples({long: long}), b=len) == {"a": "1 value", "b": "a function"}


def test_long_numbers_are_shown():
    """Numbers of more than 4300 digits are shortened for people, also in sets and as keys."""
    long = Fraction(10**5000)
    assert shown(long) == shown(10**5000) == "1" + "0" * 79 + "... (5001)"
    assert shown(1 / long) == "1/1" + "0" * 77 + "... (5003)"
    assert shown({long, 0}) == f"(0, {shown(long)})" and shown({long: True}).startswith("{1000")
    assert shown({Fraction(1, 2), Fraction(1, 3)}) == "(1/2, 1/3)" and shown(frozenset({"-", "+"})) == "(+, -)"


def test_a_long_counterexample(wrong_pieces):
    """A refutation by a network with long weights is told as JSON and for people."""
    long = Fraction(10**5000)
    found = er.verify("pieces", shallow([[long]], [1 / long], [1], -long))
    wrong = theorems.theorem("pieces")
    assert found.verdict == "fails" and theorems.lines(wrong, found)[-1] == "  pieces: the weights predict 2, measured is 1"
    assert theorems.to_data(wrong, found)["counterexample"]["layers"][0]["W"] == [["1" + "0" * 5000]]


@pytest.mark.parametrize("spec, error, message", [
    ("d=2", er.InputError, "must be written like"), ("d=0,m=1,entries=0..1", er.InputError, "is empty"),
    ("d=1,m=1,entries=2..1", er.InputError, "is empty"), ("d=9,m=9,entries=-9..9", er.LimitExceeded, "too many"),
    ("d=1,m=1,m=2,entries=0..1", er.InputError, "must be written like"),
    ("d=2,m=3,A=1,entries=0..1", er.InputError, "do not fit"), ("d=2,m=2,b=1:2:3,entries=0..1", er.InputError, "do not fit"),
    ("d=2,m=2+9+9,entries=-9..9", er.LimitExceeded, "too many"), ("", er.InputError, "must be written like"),
    ("d=²,m=1,entries=0..1", er.InputError, "must be written like")])
def test_bad_family(spec, error, message):
    """Families that cannot be read or would never end."""
    with pytest.raises(error, match=message):
        er.census("classification", spec)


@pytest.mark.parametrize("words", ["d=1,m=1,entries=-1..1", "d=1,m=2,entries=0..1", "d=2,m=1,entries=-1..1", "d=1,m=2,b=0,entries=-1..1",
                                   "d=1,m=2,b=1:-1,entries=-1..1", "d=2,m=2,A=1,entries=-1..0", "d=1,m=1+1,entries=-1..1",
                                   "d=2,m=2,A=0..1,b=0,entries=-1..1", "d=1,m=1+2,A=1,entries=-1..0"])
@pytest.mark.parametrize("hidden_only", [False, True])
@pytest.mark.parametrize("signed", [False, True])
def test_orbits_are_a_partition(words, hidden_only, signed):
    """The sizes add up to the family; measuring every network gives the numbers of the orbits."""
    family = Family.parse(words, hidden_only)
    orbits = family.orbits(signed)
    codes = list(family.codes())
    assert len(codes) == len(set(codes)) == family.size == sum(size for _, size in orbits)
    assert {code for code, _ in orbits} <= set(codes) and len(orbits) <= family.size

    def label(network):
        if hidden_only:
            cx = er.enumerate(network)
            return cx.f_vector
        found = er.boundary(network)
        sides = (found.positive.components, found.negative.components)
        return found.f_vector, found.components, sides if signed else tuple(sorted(sides))

    counts, reduced = {}, {}
    for code in codes:
        counts[label(family.network(code))] = counts.get(label(family.network(code)), 0) + 1
    for code, size in orbits:
        reduced[label(family.network(code))] = reduced.get(label(family.network(code)), 0) + size
    assert counts == reduced


def test_theorem_by_name_and_id():
    """A theorem is found by its name and by its id; another name, and a hypothesis that is none, are InputErrors."""
    assert theorems.theorem("T17") is theorems.theorem("classification") is t17_classification.THEOREM
    with pytest.raises(er.InputError, match="there is no theorem"):
        theorems.theorem("Fermat")
    with pytest.raises(er.InputError, match="has no hypothesis 'convex'"):
        public_census("pieces", "d=1,m=1,entries=0..1", without=("convex",))


def test_does_not_apply_is_no_refutation():
    """A missed hypothesis is named, and nothing is raised."""
    found = er.verify("T17", NETWORKS["hexagon"])
    assert found.verdict == "does not apply" and "independent rows" in found.check.explanation
    assert found.raise_if_refuted() is found
