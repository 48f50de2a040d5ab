"""Fuzzing of the readers, the checker and the records, for a moment: campaign/fuzz.py without coverage, and whether it can find a fault."""
from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import pytest

from exactrelu import checker, errors
from exactrelu.readers import native, protobuf

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaign"))

import fuzz  # noqa: E402
import targets  # noqa: E402
from mutators import mutated  # noqa: E402

RUNS = {"records": 15, "torch": 60, "checker": 400}


@pytest.fixture
def unhurried(monkeypatch):
    """No test depends on how fast the machine is."""
    monkeypatch.setattr(targets, "SECONDS", 1000)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_stirred(unhurried, name):
    """Changed files are read or refused, and nothing else."""
    found = list(fuzz.stirred(name, RUNS.get(name, 150), 0))
    assert len(set(found)) > len(found) // 2


@pytest.mark.slow
@pytest.mark.parametrize("name", targets.TARGETS)
def test_stirred_for_long(unhurried, name):
    """Others, and more of them."""
    assert sum(1 for _ in fuzz.stirred(name, 20 * RUNS.get(name, 150), 1))


def _fails(*_, **__):
    raise IndexError("list index out of range")


BROKEN = {          # target: how it is broken
    "a reader that breaks down": ("onnx", lambda patch: patch.setattr(protobuf._Reader, "block", _fails)),
    "a message with control characters": ("onnx", lambda patch: patch.setattr(errors, "printable", lambda text: text)),
    "a network that comes back as another": ("json", lambda patch: patch.setattr(targets, "to_json", lambda net: {**native.to_json(net), "layers": native.to_json(net)["layers"][:1] * 2})),
    "a false claim": ("checker", lambda patch: patch.setattr(checker, "same", lambda a, b: True)),
    "a file that takes long": ("property", lambda patch: patch.setattr(targets, "SECONDS", -1)),
    "a record that is believed": ("records", lambda patch: patch.setattr("exactrelu.folders._summary", lambda data: data)),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_fuzzing_finds(unhurried, monkeypatch, what):
    """A planted mistake is found."""
    name, break_it = BROKEN[what]
    break_it(monkeypatch)
    monkeypatch.setattr(targets, "KNOWN", set())
    with pytest.raises(Exception) as caught:
        list(fuzz.stirred(name, 3000, 2))
    assert not isinstance(caught.value, targets.Fault) or len(str(caught.value)) > 8


@pytest.mark.parametrize("name", targets.TARGETS)
def test_mutators_keep_structure(name):
    """The same for the same seed; most changed files of a format still look like one."""
    seeds = targets.TARGETS[name].seeds()
    first, second = ([mutated(data, Random(i)) for i, data in enumerate(seeds[:50])] for _ in range(2))
    assert first == second and sum(a != b for a, b in zip(first, seeds)) >= len(first) // 2
    assert sum(a[:2] == b[:2] for a, b in zip(first, seeds)) >= len(first) // 4


def test_figures_add_up(tmp_path, monkeypatch):
    """Of several runs; a crash begins the count without one anew."""
    monkeypatch.setattr(fuzz, "KEPT", tmp_path)
    for runs, crashes in ((100, 0), (50, 0), (7, 1), (20, 0)):
        fuzz.noted("json", [runs, 2.0, 1.5], crashes, tmp_path)
    fuzz.noted("npz", [5, 60.0, 59.0], 0, tmp_path)
    told = json.loads((tmp_path / "fuzz.json").read_text())
    assert told["more"]["json"] == {"executions": 177, "seconds": 8.0, "CPU seconds": 6.0, "crashes": 1, "executions without a crash": 20,
                                    "seconds without a crash": 2.0, "CPU seconds without a crash": 1.5}
    assert "2 targets, 182 executions, the last 25 of them without a crash" in told["figures"][0]["found"]
