"""No mutant of a certificate proves what is false: it is rejected, malformed, or proves the same, or another truth."""
from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from corpus import files
from instances import NETWORKS
from mutate import TRUTHS, is_true, judged, mutants, parsed, proves_the_same

import exactrelu as er
from exactrelu import checker
from exactrelu.certificates import KINDS, certify


@pytest.fixture
def place():
    """A file in memory where the system has such a folder: a mutant is written and read three times."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "mutant.cert"


def outcomes(found: list[Path], count: int, seed: int, place: Path) -> Counter:
    """How many mutants of some files are rejected, malformed, the same, another truth; AssertionError for a false one."""
    headers = {file.name: parsed(file)[0] for file in found}
    return Counter(judged(mutant, place, headers[mutant.base]) for mutant in mutants(found, count, seed))


def made(folder: Path) -> list[Path]:
    """Certificates of the named networks, of every kind that fits them."""
    found = []
    for number, net in enumerate(NETWORKS.values()):
        for kind in (kind for kind in KINDS if kind not in ("preimage", "projection")):
            file = folder / f"{number}-{kind}.cert"
            try:
                certify(net, file, kind, output=0 if kind in ("boundary", "class", "convex") else None, second=net)
                found.append(file)
            except er.ExactReluError:
                pass
    return found


def test_mutants(place):
    """A few thousand mutants of the valid corpus."""
    found = outcomes(files("valid"), 4000, 0, place)
    assert sum(found.values()) == 4000 and min(found[one] for one in ("rejected", "malformed", "same", "another")) > 40
    assert found["rejected"] > 1200


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_many_mutants(place, seed):
    """25,000 of the valid corpus for each seed."""
    assert sum(outcomes(files("valid"), 25_000, seed + 1, place).values()) == 25_000


@pytest.mark.slow
def test_many_mutants_of_named_networks(place, tmp_path):
    """And as many of the certificates of the named networks."""
    found = made(tmp_path)
    assert len(found) > 200 and sum(outcomes(found, 25_000, 0, place).values()) == 25_000


def test_mutants_are_the_same_for_the_same_seed():
    """The harness is reproducible, gives what was asked for, and goes through all files."""
    found = files("valid")
    first, second, third = (list(mutants(found, 300, seed)) for seed in (5, 5, 6))
    assert first == second != third and len(first) == 300 and {mutant.base for mutant in first} == {file.name for file in found}


def test_the_corpus_is_true():
    """The package agrees with every claim of the valid corpus."""
    for file in files("valid"):
        header, records = parsed(file)
        assert is_true(header, records), file.name


def test_every_kind_has_an_opinion():
    """The package is asked about every kind of claim that the checker knows."""
    assert set(TRUTHS) == set(checker.KINDS)


def nothing(*_, **__):
    """A check that checks nothing."""


# (what is broken, in which object, and by what): the harness must find a false claim that is accepted then.
BROKEN = {
    "identities are not compared": (checker.Path, "forced", nothing),
    "points are not looked at": (checker.Path, "at", lambda self, point: checker.vector(point, self.n, checker.whole)),
    "quantities are not compared": (checker, "same", lambda a, b: True),
    "classes are not looked at": (checker, "show_class", nothing),
    "ridge forms are all equal": (checker, "ridge", lambda A, b, w, c: ([0], 0, {})),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_harness_sees(place, monkeypatch, what):
    """With one check of the checker left out, a mutant is accepted whose claim is false."""
    box, name, other = BROKEN[what]
    found = files("valid")
    headers = {file.name: parsed(file)[0] for file in found}
    monkeypatch.setattr(box, name, other)
    for mutant in mutants(found, 6000, 1):
        place.write_bytes(mutant.data)
        try:
            verdict = checker.check(place)["verdict"]
        except Exception:                       # a broken checker may break down
            continue
        if verdict == "accepted":
            header, records = parsed(place)
            try:
                if not proves_the_same(header, headers[mutant.base]) and not is_true(header, records):
                    return
            except Exception:                   # a claim that makes no sense to the package
                continue
    pytest.fail(f"no false claim was found though {what}")
