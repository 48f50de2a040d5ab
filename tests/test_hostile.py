"""Hostile, torn and wrong input of every kind: one sentence, exit code 2, nothing else; the corpus is in tests/attacks.

How much time and memory each takes, as a process of its own, is measured by campaign/hostile.py.
"""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import exactrelu as er
from attacks import CORPUS, NETWORK, Hostile
from attacks.judge import judged
from exactrelu import cli, errors
from exactrelu.cli import main

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples" / "formats"
sys.path.insert(0, str(ROOT / "campaign"))

import hostile  # noqa: E402

contents = sys.modules["exactrelu.readers.contents"]
strict_json = sys.modules["exactrelu.readers.strict_json"]


def run(one: Hostile, capsys) -> None:
    """AssertionError unless a command refuses it as it must."""
    try:
        code = main(list(one.words))
    except SystemExit as error:                 # of the parser of the command line
        code = error.code
    judged(one, code, "".join(capsys.readouterr()))


@pytest.mark.parametrize("kind, one", [pytest.param(kind, one, id=f"{kind}: {one.name}"[:60].encode("unicode_escape").decode()) for kind, files in CORPUS.items() for one in files])
def test_hostile(tmp_path, monkeypatch, capsys, kind, one):
    """One printable sentence that names the file, exit code 2, and nothing else: no other file is opened or made."""
    monkeypatch.chdir(tmp_path)
    Path("net.json").write_bytes(NETWORK)
    one.make()
    before, opened = hostile.left(str(tmp_path)), []
    monkeypatch.setattr("builtins.open", lambda path, *rest, open=open, **more: (opened.append(path), open(path, *rest, **more))[1])
    run(one, capsys)
    assert hostile.left(str(tmp_path)) == before
    known = (str(tmp_path), "/proc/", "/sys/", sys.prefix, sys.base_prefix)
    assert not [path for path in opened if not isinstance(path, int) and not os.path.abspath(path).startswith(known)]


def test_the_corpus():
    """At least 200, of every format, each name once in its kind."""
    assert sum(map(len, CORPUS.values())) > 500 and all(len({(one.name, one.words) for one in files}) == len(files) for files in CORPUS.values())


@pytest.mark.parametrize("kind, name", [("native", "row.json"), ("certificates", "lists.cert"), ("places", "a pipe (enumerate)")])
def test_a_process_of_its_own(kind, name):
    """The campaign: limits of time and memory are for it to judge, all else is here."""
    found = hostile.tried(kind, next(one for one in CORPUS[kind] if one.name == name))
    assert not found.wrong or found.wrong.endswith("MB"), found
    assert found.megabytes > 20 and found.seconds > 0


@pytest.mark.slow
def test_every_process(tmp_path, monkeypatch):
    """The whole campaign."""
    monkeypatch.setattr(sys, "argv", ["hostile.py", "--jobs", "2", "--into", str(tmp_path)])
    assert hostile.main() == 0


@pytest.mark.parametrize("break_it", [
    lambda patch: [patch.setattr(module, "printable", lambda text: text) for module in (errors, cli)], lambda patch: patch.setattr("exactrelu.readers.strict_json.MAX_DEPTH", 10**6),
    lambda patch: patch.setattr(contents, "MAX_FILE", 1 << 40), lambda patch: patch.setattr(er.InputError, "exit_code", 1)])
def test_the_campaign_finds_what_is_broken(tmp_path, monkeypatch, capsys, break_it):
    """With one defence taken away, a file of the corpus is not refused as it must be."""
    monkeypatch.chdir(tmp_path)
    Path("net.json").write_bytes(NETWORK)
    break_it(monkeypatch)
    with pytest.raises(Exception):             # an AssertionError of the judge, or the traceback itself
        for one in CORPUS["native"] + CORPUS["properties"]:
            if one.name in ("escape.vnnlib", "escape.json", "nested.json", "bomb.json.gz", "nan.json", "key.json"):
                one.make()
                run(one, capsys)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch, capsys):
    """As for a user without the right: each command names the file."""
    (tmp_path / "net.json").write_bytes(NETWORK)
    (tmp_path / "secret.json").write_bytes(b"{}")
    monkeypatch.chdir(tmp_path)

    def open_(path, *rest, open=open, **more):
        if str(path).startswith("secret"):
            raise PermissionError(13, "Permission denied", str(path))
        return open(path, *rest, **more)

    monkeypatch.setattr("builtins.open", open_)
    for words in (["enumerate", "secret.json"], ["decide", "net.json", "secret.json"], ["enumerate", "net.json", "--domain", "secret.json"], ["check", "secret.json"]):
        assert main(words) == 2 and capsys.readouterr().err == "exactrelu: secret.json cannot be read: Permission denied\n"


def test_pipes(tmp_path, monkeypatch):
    """A pipe that somebody writes to is read, though it be slow; one that never ends is left at the limit."""
    monkeypatch.setattr(contents, "PATIENCE", 600)
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    writer = subprocess.Popen([sys.executable, "-c", f"import time; f = open({str(pipe)!r}, 'wb'); time.sleep(1.5); f.write({NETWORK!r})"])
    assert er.read(pipe).inputs == 2 and writer.wait() == 0
    writer = subprocess.Popen(["sh", "-c", f"exec yes > {pipe}"])
    with pytest.raises(er.InputError, match="larger than 64 MB"):
        er.read(pipe)
    assert writer.wait() != 0                  # nobody reads on
    writer = subprocess.Popen(["sh", "-c", f"echo short > {pipe}"])
    there = contents.awaited(str(pipe))
    assert writer.wait() == 0                  # what it wrote is read nevertheless, and no other writer is waited for
    with open(there, "rb") as file:
        assert file.read() == b"short\n"


def test_a_text_of_many_weights():
    """More than a million fractions, which `convert` writes as texts, are read."""
    assert len(strict_json.loads("[" + ",".join(['"1/3"'] * 1_500_000) + "]")) == 1_500_000


@pytest.mark.parametrize("name", ["network.onnx", "pooled.onnx", "weights.pt", "sequential.pt", "weights.safetensors", "network.nnet", "weights.npz"])
def test_damaged_files(tmp_path, name):
    """Cut off at any byte or changed at random, a file is read or refused in a sentence, never anything else."""
    data = (EXAMPLES / name).read_bytes()
    rng = np.random.default_rng(0)
    damaged = [data[:n] for n in range(0, len(data), max(1, len(data) // 60))]
    for _ in range(250):
        wrong = bytearray(data)
        for place in rng.integers(0, len(data), int(rng.integers(1, 4))):
            wrong[place] = int(rng.integers(0, 256))
        damaged.append(bytes(wrong))
    refused = 0
    for content in damaged:
        (tmp_path / name).write_bytes(content)
        try:
            er.read(tmp_path / name)
        except er.InputError as error:
            refused += 1
            assert "\n" not in str(error) and name in str(error)
    assert refused > 60
