"""No mutant of a certificate proves what is false: it is rejected, malformed, or proves the same, or another truth."""
from __future__ import annotations

import importlib
import json
import signal
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from corpus import files
from mutate import TRUTHS, is_true, judged, made, mutants, parsed, proves_the_same

from exactrelu import checker


@pytest.fixture
def place():
    """A file in memory where the system has such a folder: a mutant is written and read three times."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "mutant.cert"


@pytest.fixture
def campaign(monkeypatch):
    """The program campaign/mutants.py."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "campaign"))
    program, before = importlib.import_module("mutants"), signal.getsignal(signal.SIGPROF)
    signal.signal(signal.SIGPROF, program.late)
    yield program
    signal.signal(signal.SIGPROF, before)


def outcomes(found: list[Path], count: int, seed: int, place: Path) -> Counter:
    """How many mutants of some files are rejected, malformed, the same, another truth; AssertionError for a false one."""
    headers = {file.name: parsed(file)[0] for file in found}
    return Counter(judged(mutant, place, headers[mutant.base]) for mutant in mutants(found, count, seed))


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


# ---- the campaign ---------------------------------------------------------------------------


def test_every_kind_has_its_turn(campaign, place):
    """A block goes through all kinds of claims equally often, some mutants are compressed as a whole, and nothing is wrong."""
    pool = campaign.Pool.of(files("valid"), place)
    found, wrong = pool.outcomes(0, 40 * len(checker.KINDS))
    kinds = Counter()
    for (kind, _), count in found.items():
        kinds[kind] += count
    assert kinds == dict.fromkeys(checker.KINDS, 40) and not wrong and {one for _, one in found} == set(campaign.FINE)
    block = [list(pool.block(number, 60)) for number in (3, 3, 4)]
    assert block[0] == block[1] != block[2] and sum(mutant.data[:2] == b"\x1f\x8b" for mutant in block[0]) >= 5


def test_the_campaign_sees(campaign, place, monkeypatch):
    """What is false, what is not foreseen, what breaks down and what takes too long is told."""
    pool = campaign.Pool.of(files("valid"), place)

    def broken(path):
        raise MemoryError("too much")

    def slow(path):
        while True:
            pass

    for name, other in (("false", lambda path: {"verdict": "accepted"}), ("breaks down", broken), ("slow", slow),
                        ("not foreseen", lambda path: {"verdict": "malformed", "reason": "the file cannot be read as a proof: IndexError"})):
        monkeypatch.setattr(checker, "check", other)
        monkeypatch.setattr(campaign, "SECONDS", 0.1 if name == "slow" else 60)
        ends = {pool.outcome(mutant)[0] for mutant in list(pool.block(0, 40))[:1 if name == "slow" else 40]}
        assert name in ends
        monkeypatch.undo()


def test_the_campaign_goes_on(campaign, tmp_path, monkeypatch):
    """Two runs find what one finds, and the figures are kept after every block."""
    few = [file for file in files("valid") if file.name.startswith(("convex", "projection"))]
    for number, runs in (("one", [2]), ("two", [1, 2])):
        for blocks in runs:
            assert campaign.run(few, blocks, 1, tmp_path / number, 30) == []
    one, two = (json.loads((tmp_path / name / "mutants.json").read_text()) for name in ("one", "two"))
    assert one["more"]["kinds"] == two["more"]["kinds"] and one["more"]["blocks"] == 2
    assert sum(map(sum, (counts.values() for counts in one["more"]["kinds"].values()))) == 60
    assert "60 mutants" in one["figures"][0]["found"] and one["figures"][1]["found"].startswith("0 false")


@pytest.mark.slow
def test_a_block_of_the_campaign(campaign, place, tmp_path):
    """5,000 mutants of the corpus and of the named networks, which have certificates of every kind."""
    found = made(tmp_path)
    assert {parsed(file)[0]["claim"]["kind"] for file in found} == set(checker.KINDS)
    assert not campaign.Pool.of(files("valid") + found, place).outcomes(10**6)[1]
