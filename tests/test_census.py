"""A census by symmetry counts what a census of every network counts; without a hypothesis it never breaks."""
from __future__ import annotations

import sys
from functools import cache
from itertools import combinations

import pytest
from instances import NETWORKS, shallow

import exactrelu as er
from exactrelu.cli import main
from exactrelu.theorems import THEOREMS, lines, t30_central, theorem, to_data
from exactrelu.theorems import census as public_census
from exactrelu.theorems.census import tally
from exactrelu.theorems.conditions import LAYER
from exactrelu.theorems.families import Family
from exactrelu.theorems.instance import Instance
from exactrelu.theorems.theorem import Check, Undefined, check

FAMILIES = ("d=1,m=1,entries=-1..1", "d=1,m=2,b=0,entries=-1..1", "d=2,m=1,b=0,entries=-1..1", "d=1,m=1+1,A=1,b=0,entries=-1..1")
UNEVEN = ("d=1,m=2,entries=-1..0", "d=1,m=3,b=0:1:-1,entries=0..1", "d=2,m=3,A=0..1,b=0:1:-1,entries=-1..-1")
PLANE = "d=2,m=1,entries=-1..1"


@pytest.fixture(autouse=True)
def measured_once(monkeypatch):
    """Networks keep what was measured of them, over all theorems and hypotheses."""
    monkeypatch.setattr(sys.modules[tally.__module__], "Instance", kept)


@cache
def kept(network: er.Network) -> Instance:
    return Instance(network)


def dropped(name: str, most: int) -> list[tuple[str, ...]]:
    """All sets of at most so many hypotheses of a theorem."""
    names = [h.name for h in THEOREMS[name].hypotheses]
    return [chosen for size in range(most + 1) for chosen in combinations(names, size)]


def family_of(name: str, words: str) -> Family:
    return Family.parse(words, hidden_only=THEOREMS[name].frame is LAYER)


@pytest.mark.parametrize("name", THEOREMS)
def test_symmetries_change_no_count(name):
    """Classes, hypotheses missed, failures, largest values: by orbits as over every network, with at most one hypothesis dropped."""
    known = THEOREMS[name]
    for words in FAMILIES if not known.fingerprints else ():
        family = family_of(name, words)
        every = [(code, 1) for code in family.codes()]
        for without in dropped(name, 1):
            whole, by_orbits = (tally(known, family, work, without) for work in (every, family.orbits(known.signed)))
            for quantity in ("table", "missed", "undefined", "beyond", "applied", "failed", "largest"):
                assert getattr(whole, quantity) == getattr(by_orbits, quantity), (words, without, quantity)


def test_a_count_that_depends_on_the_sign_is_seen(monkeypatch):
    """T30 with a prediction that is not the same for F and -F at c = 0 counts differently by orbits."""
    known, family = t30_central.THEOREM, Family.parse(FAMILIES[0])
    right = known.predict

    def lopsided(weights):
        found = right(weights)
        return found if weights.c else {**found, "components": int(any(w > 0 for w in weights.w))}

    object.__setattr__(known, "predict", lopsided)
    try:
        every = tally(known, family, [(code, 1) for code in family.codes()], ("c not 0",))
        assert every.failed != tally(known, family, family.orbits(), ("c not 0",)).failed
    finally:
        object.__setattr__(known, "predict", right)


@pytest.mark.parametrize("name, family, without, expected", [
    ("convexity", "d=1,m=1,entries=-1..1", (), {"convex": 18, "concave": 18, "affine": 45}),
    ("emptiness", "d=1,m=2,entries=-1..1", (), {"not empty, bounded sublevel sets": 28, "empty, bounded sublevel sets": 26}),
])
def test_tables_of_labels_that_a_sign_changes(name, family, without, expected):
    """Convex and concave functions are as many; sublevel sets and superlevel sets are told apart."""
    found = {row.label: row.count for row in public_census(name, family, without=without).table}
    assert {label: found.get(label) for label in expected} == expected


def test_both_sides_are_in_the_largest_values():
    """{F > 0} and {F < 0} have the same largest values over a family in which F and -F are."""
    found = dict(public_census("narrow", "d=1,m=2,entries=-1..1").largest)
    assert found["bounded components of {F > 0}"] == found["bounded components of {F < 0}"] == 1
    assert found["bounded components of {F >= 0}"] == found["bounded components of {F <= 0}"] == 1


def whole_numbers(value) -> bool:
    """Whether there is no float in a prediction or a measurement."""
    if isinstance(value, dict):
        return all(map(whole_numbers, value.values()))
    return all(map(whole_numbers, value)) if isinstance(value, (tuple, list, set, frozenset)) else not isinstance(value, float)


WIDE = {"three neurons on the line": shallow([[1], [1], [-1]], [0, -1, -2], [1, 1, 1], -1),
        "one neuron in space": shallow([[1, -1, -1]], [-2], [-1], 2)}


@pytest.mark.parametrize("name", THEOREMS)
def test_dropped_hypotheses_break_nothing(name):
    """Up to two hypotheses fewer: every network of small families holds, fails, does not apply, or makes no sense."""
    known = THEOREMS[name]
    for without in dropped(name, 2):
        for words in FAMILIES + UNEVEN:
            family = family_of(name, words)
            work = family.orbits(known.signed)[::2]
            assert tally(known, family, work, without).networks == sum(size for _, size in work)
        for network in (NETWORKS | WIDE).values():
            try:
                found = check(known, kept(network), without)
                assert whole_numbers(found.prediction) and whole_numbers(found.measurement)
            except Undefined as error:
                assert without and "makes no sense for this network: " in str(error) and str(error).count("\n") == 0
            except er.LimitExceeded:
                pass


@pytest.mark.parametrize("name, network, without", [
    ("oblique_projection", "few neurons", "square"), ("f_vector", "triangle", "square"), ("symmetries", "triangle", "square"),
    ("factorisation", "dependent rows", "independent rows"), ("determination", "one corner", "k >= 2")])
def test_one_sentence_and_exit_code_2(name, network, without, tmp_path, capsys):
    """The command line says that it makes no sense, and does not call it a refutation."""
    path = tmp_path / "net.json"
    er.write(NETWORKS[network], str(path))
    words = ["verify", name, str(path), "--without", without]
    if name in ("f_vector", "symmetries"):
        words += ["--without", "independent rows"]
    assert main(words) == 2
    assert "makes no sense for this network: " in capsys.readouterr().err


@pytest.mark.parametrize("name", ["fibres", "preimages", "hyperplane_sections"])
def test_fewer_neurons_than_inputs_are_compared_modulo_lines(name):
    """T6, T7 and T9 survive without "square" (T24): the sets agree, whatever point of a line names them."""
    found = public_census(name, PLANE, without=("square",))
    assert found.verdict == "holds" and found.beyond > 0 and not found.undefined
    assert er.verify(name, NETWORKS["few neurons"], without=("square",)).verdict == "holds"


def test_nothing_tested_beyond_the_hypotheses():
    """Where all further networks make no sense, and where there are none, the census says so."""
    found = public_census("factorisation", "d=2,m=2,entries=-1..1", without=("independent rows",))
    assert (found.verdict, found.applies, found.undefined, found.beyond) == ("holds", 432, 297, 0)
    said = [line for line in lines(theorem("factorisation"), found) if "nothing was tested beyond the hypotheses" in line]
    assert len(said) == 1 and said[0].endswith("makes no sense for any network that misses a dropped one")
    assert to_data(theorem("factorisation"), found)["beyond"] == 0
    none = public_census("pieces", "d=1,m=1,entries=-1..1", without=("square",))
    assert none.beyond == none.undefined == 0
    assert any("satisfies the dropped ones too" in line for line in lines(theorem("pieces"), none))
    some = public_census("bias_lemma", "d=1,m=2,entries=-1..1", without=("zero bias",))
    assert some.beyond == 72 and not any("nothing was tested" in line for line in lines(theorem("bias_lemma"), some))


def test_no_network_within_the_hypotheses():
    """Nothing measured, nothing held."""
    found = public_census("factorisation", "d=1,m=2,entries=-1..1", without=("independent rows",))
    assert (found.verdict, found.applies, found.undefined) == ("does not apply", 0, 81)


@pytest.mark.parametrize("words", ["d=99,m=99,entries=-999..999", "d=9,m=9+9,entries=-99..99"])
def test_the_size_of_a_huge_family(words):
    """An order of magnitude, not five thousand digits."""
    with pytest.raises(er.LimitExceeded, match=r"the family has (10|2)\^\d+ networks, too many to look at even by symmetry"):
        public_census("pieces" if "+" not in words else "narrow", words)


@pytest.mark.parametrize("words", ["d=1,m=1+2+3+4+5+6+7+8+9+10,entries=0..0", "d=9,m=1,entries=0..0", "d=8,m=1,entries=1..1"])
def test_a_small_family_with_many_symmetries(words):
    """Its networks are looked at one by one."""
    found = public_census("region_bounds", words)
    assert (found.verdict, found.instances, found.measured) == ("holds", 1, 1)


@pytest.mark.parametrize("line", [b"[99999, {}]", b"[-1, {}]", b"[true, {}]", b"[0, {}]", b"[0]", b"{}", b"[0, null]",
                                  b'[0, {"table": {"0 pieces": 5}}]', b'[0, {"table": {"0 pieces": []}}]', b'[0, {"worst": [1]}]',
                                  b'[0, {"largest": {"pieces": "many"}, "undefined": 1}]', b'[0, {"pairs": {"a": 1}}]'])
def test_a_checkpoint_of_something_else(line, tmp_path):
    """A complete line that no census wrote is damage, whatever is wrong in it."""
    public_census("pieces", "d=1,m=1,entries=-1..1", checkpoint=str(tmp_path))
    (file,) = tmp_path.iterdir()
    file.write_bytes(line + b"\n")
    with pytest.raises(er.InputError, match="is damaged and cannot be resumed"):
        public_census("pieces", "d=1,m=1,entries=-1..1", checkpoint=str(tmp_path))


def test_undefined_without_a_dropped_hypothesis_is_an_error():
    """Where all hypotheses hold a theorem makes sense: an error there is not swallowed."""
    known = THEOREMS["pieces"]
    right = known.predict

    def broken(weights):
        raise ZeroDivisionError

    object.__setattr__(known, "predict", broken)
    try:
        with pytest.raises(ZeroDivisionError):
            check(known, Instance(NETWORKS["two corners"]))
        with pytest.raises(Undefined, match="it divides by 0"):
            check(known, Instance(NETWORKS["two corners"]), ("square",))
    finally:
        object.__setattr__(known, "predict", right)
    assert isinstance(check(known, Instance(NETWORKS["two corners"])), Check)
