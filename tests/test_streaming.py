"""Regions part by part: bounded memory, files of regions, records from which a killed run goes on."""
from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

import exactrelu as er
from exactrelu import streaming
from exactrelu.cli import main
from exactrelu.engines.cells import as_text
from exactrelu.folders import _sealed
from exactrelu.readers import locks, write
from instances import NETWORKS
from strategies import examples, problems

ROOT = Path(__file__).resolve().parents[1]
NET = NETWORKS["three layers"]
LAYER = er.Layer([[i, i * i, 1] for i in range(1, 12)], [i**3 for i in range(11)])


def regions_in(folder: Path) -> list[str]:
    """The sign vectors that a folder of regions holds, checked against its index."""
    index = json.loads((folder / "index.json").read_text())
    assert [file["file"] for file in index["files"]] == sorted(name for name in os.listdir(folder) if name.endswith(".npz"))
    found: list[str] = []
    for file in index["files"]:
        content = (folder / file["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        with np.load(folder / file["file"]) as arrays:
            signs = [text.decode() for text in as_text(arrays["signs"]).tolist()]
            assert len(signs) == len(arrays["bounded"]) == file["regions"] and all(s.startswith(file["signs"]) for s in signs)
        found += signs
    assert len(found) == index["regions"]
    return found


@examples(60)
@given(problems(max_layers=3))
def test_same_regions_and_numbers(task):
    """The stream is the list of regions, the numbers are those of the complex."""
    for engine in ("fan", "signs"):
        cx = er.enumerate(*task, engine)
        assert list(er.stream(*task, engine)) == cx.signs
        assert er.count(*task, engine).summary() == {**cx.summary(), "affine_maps": None}


@pytest.mark.parametrize("engine", ["fan", "signs"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_small_parts(tmp_path, engine, jobs):
    """Parts that do not fit are split as often as it takes; the regions come in order."""
    cx = er.enumerate(LAYER, "box:-99,99", engine)
    memory = (24_000 if engine == "fan" else 30_000) * jobs
    assert list(er.stream(LAYER, "box:-99,99", engine, memory=memory, jobs=jobs)) == cx.signs
    counts = er.count(LAYER, "box:-99,99", engine, memory=memory, jobs=jobs, spill=str(tmp_path / "regions"),
                      checkpoint=str(tmp_path / "records"))
    assert counts.summary() == {**cx.summary(), "affine_maps": None}
    assert regions_in(tmp_path / "regions") == cx.signs
    assert engine == "signs" or any("-0000" in name[12:] for name in os.listdir(tmp_path / "regions"))      # a piece of a part


def test_a_cell_that_is_too_large():
    """What cannot be split is tried with all memory, and then it is a limit."""
    cube = er.Layer([[1] * 9], [-100])
    assert er.count(cube, "box:0,1", "fan", memory=60 << 20).f_vector[0] == 512
    with pytest.raises(er.LimitExceeded, match="face lattice does not fit"):
        er.count(cube, "box:0,1", "fan", memory=100_000)


def test_nothing_is_left_half_done(tmp_path):
    """Without records the regions of a run that fails are removed; with records they stay."""
    layer = er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1])

    def interrupt(done, *_):
        if done == 3:
            raise KeyboardInterrupt

    for records, left in ((None, 0), (str(tmp_path / "records"), 3)):
        with pytest.raises(KeyboardInterrupt):
            er.count(layer, spill=str(tmp_path / "regions"), checkpoint=records, progress=interrupt)
        assert len(os.listdir(tmp_path / "regions")) == left


def test_the_engine():
    """Faces are kept in few dimensions, and what is not known is said; cdd does not come in parts."""
    with pytest.raises(er.NotKnown, match="use the engine 'fan'"):
        er.count(NET, engine="signs").f_vector
    assert er.count(NET).engine == "fan"
    assert er.count(er.Layer([[int(i == j) for j in range(9)] for i in range(9)])).engine == "signs"
    with pytest.raises(er.InputError, match="not from 'cdd'"):
        er.stream(NET, engine="cdd")


def test_resumed_work(tmp_path, monkeypatch):
    """Finished parts are not done again, whatever the number of processes; without their files they are."""
    done, inner = [], streaming.answers

    def noted(*arguments):
        for place, answer in inner(*arguments):
            done.extend([] if isinstance(answer, list) else [place.path])
            yield place, answer

    monkeypatch.setattr(streaming, "answers", noted)
    records, regions = str(tmp_path / "records"), str(tmp_path / "regions")
    first = er.count(LAYER, engine="fan", checkpoint=records, memory=30_000)
    assert len(done) == len(set(done)) > 64
    bytes_of = lambda folder: {name: Path(folder, name).read_bytes() for name in sorted(os.listdir(folder))}  # noqa: E731
    before = bytes_of(records)
    done.clear()
    assert er.count(LAYER, engine="fan", checkpoint=records, jobs=2).summary() == first.summary()
    assert not done and bytes_of(records) == before
    parts = [name for name in before if name.startswith("part-") and b'"split"' not in before[name]]
    er.count(LAYER, engine="fan", checkpoint=records, spill=regions)                 # the regions were not kept before
    assert len(done) == len(set(done)) == len(parts) and regions_in(tmp_path / "regions") == er.enumerate(LAYER).signs
    whole, files = bytes_of(records), bytes_of(regions)
    done.clear()
    one, two, three = parts[:3]
    Path(records, one).unlink()                                                      # a record is lost
    Path(records, two).write_bytes(whole[two].replace(b'"summary": [', b'"summary": [1'))      # changed
    Path(records, three).write_bytes(whole[three][:40])                              # cut short
    (tmp_path / "regions" / sorted(files)[-1]).write_bytes(b"no longer an archive")
    (tmp_path / "regions" / sorted(files)[-2]).unlink()
    Path(records, ".part-00000.json.1a2b3c4d.unfinished").write_bytes(b"{")          # of a write that was killed
    assert er.count(LAYER, engine="fan", checkpoint=records, spill=regions).summary() == first.summary()
    assert len(done) == 5 and bytes_of(records) == whole and bytes_of(regions) == files


@pytest.mark.parametrize("change", [{"summary": [[], 0, [1, 2, 1], [1, 0, 0], 2]}, {"summary": [1, 0, [1, "2", 1], [1, 0, 0], 2]}, {"summary": [1, 0, 7, None, 2]},
                                    {"summary": [1, True]}, {"summary": None}, {"file": {}}, {"file": ["a", 1]}, {"split": "x"}])
def test_a_forged_record_is_not_believed(tmp_path, change):
    """A record with a right checksum and wrong types, which no run writes, counts as none."""
    records, regions = tmp_path / "records", str(tmp_path / "regions")
    found = er.count(LAYER, engine="fan", checkpoint=str(records), spill=regions).summary()
    record = records / "part-00000.json"
    data = {**json.loads(record.read_text())["record"], **change}
    record.write_bytes(_sealed(data))
    assert er.count(LAYER, engine="fan", checkpoint=str(records), spill=regions).summary() == found
    assert json.loads(record.read_text())["record"] != data


@pytest.mark.parametrize("spoil, sentence", [
    (lambda folder: (folder / "task.json").write_text("{"), "task.json is damaged; delete"),
    (lambda folder: (folder / "task.json").write_text('{"record": 1, "sha256": "%s"}' % hashlib.sha256(b"1").hexdigest()), "is damaged"),
    (lambda folder: (folder / "task.json").unlink(), "has no task.json for the records in it"),
    (lambda folder: None, "holds the work on another network, domain or engine"),
])
def test_a_folder_that_cannot_be_used(tmp_path, capsys, spoil, sentence):
    """Other work, and damage that could hide it, are refused in one sentence with exit code 2."""
    net = str(ROOT / "examples" / "quantised.json")
    folder = tmp_path / "records"
    assert main(["enumerate", net, "--checkpoint", str(folder), "--quiet"]) == 0
    spoil(folder)
    capsys.readouterr()
    assert main(["enumerate", net, "--domain", "box:-1,1", "--checkpoint", str(folder)]) == 2
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1


def test_folders_of_regions(tmp_path, capsys):
    """A folder with other regions is refused; so are options that need all regions in memory."""
    net, regions, records = str(ROOT / "examples" / "quantised.json"), str(tmp_path / "regions"), str(tmp_path / "records")
    assert main(["enumerate", net, "--spill", regions]) == 0
    assert regions_in(tmp_path / "regions") == er.enumerate(er.read(net)).signs
    for words, sentence in [
        (["--spill", regions], "holds regions already (index.json); name an empty folder"),
        (["--spill", regions, "--checkpoint", records, "--domain", "box:-1,1"], "holds the regions of another problem"),
        (["--spill", str(tmp_path / "regions" / "index.json")], "cannot be used: File exists"),
        (["--spill", regions, "--regions", "r.jsonl"], "--regions and --graph need all regions in memory"),
        (["--checkpoint", records, "--engine", "cdd"], "not from 'cdd'"),
    ]:
        capsys.readouterr()
        assert main(["enumerate", net, *words]) == 2
        error = capsys.readouterr().err
        assert sentence in error and error.count("\n") == 1


@pytest.mark.parametrize("mine, other", [("checkpoint", "checkpoint"), ("spill", "spill"), ("checkpoint", "spill"), ("checkpoint spill", "spill")])
def test_one_run_at_a_time(tmp_path, mine, other):
    """Work in a folder where another run is at work is refused, be that another process or another call of this one."""
    net, folder, seen = er.read(ROOT / "examples" / "xor.json"), tmp_path / "kept", []
    sentence = f"exactrelu: another process is at work on the records in {folder}; wait for its end\n"

    def second():
        return subprocess.run([sys.executable, "-m", "exactrelu.cli", "enumerate", str(ROOT / "examples" / "line.json"), f"--{other}", str(folder)],
                              env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)

    def progress(*_):
        if not seen:
            unfinished = folder / ".regions-00001.npz.1a2b3c4d.unfinished"
            unfinished.write_bytes(b"")                               # as if it were being written
            with pytest.raises(er.InputError, match="another process is at work"):
                er.count(NET, **{other: str(folder)})
            seen.append(second())
            unfinished.unlink()

    er.count(net, **dict.fromkeys(mine.split(), str(folder)), progress=progress)
    assert (seen[0].returncode, seen[0].stderr) == (2, sentence)
    assert not (folder / ".exactrelu.lock").exists()
    assert "spill" not in mine or regions_in(folder) == er.enumerate(net).signs
    (tmp_path / "kept").rename(tmp_path / "other")
    assert second().returncode == 0


def test_a_lock_that_was_given_back(tmp_path, monkeypatch):
    """Who opens the file of a lock just before it is removed takes the lock of a new one; without locks nobody is refused."""
    lock, inner = tmp_path / ".exactrelu.lock", locks.LOCKS.lockf

    def late(descriptor, how):
        if not times:
            lock.unlink()
        times.append(inner(descriptor, how))

    def none(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    times: list = []
    monkeypatch.setattr(locks.LOCKS, "lockf", late)
    with locks.alone(lock, str(tmp_path)):
        assert lock.exists() and len(times) == 2
    assert not lock.exists()
    monkeypatch.setattr(locks.LOCKS, "lockf", none)
    assert er.count(NET, spill=str(tmp_path)).regions == len(er.enumerate(NET)) and not lock.exists()


def test_a_lock_that_is_a_file_of_somebody(tmp_path):
    """It is not removed."""
    (tmp_path / ".exactrelu.lock").write_text("important")
    with pytest.raises(er.InputError, match="is not a lock of exactrelu, as its name says; name another folder, or rename it"):
        er.count(NET, spill=str(tmp_path))
    assert (tmp_path / ".exactrelu.lock").read_text() == "important"


def test_one_folder_for_both(tmp_path):
    """Regions and records may share a folder."""
    for _ in range(2):
        assert er.count(NET, spill=str(tmp_path), checkpoint=str(tmp_path)).regions == len(er.enumerate(NET))


def started(net: str, folder: Path, *words: str, program=("-m", "exactrelu.cli")) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, *program, "enumerate", net, "--json", "--spill", str(folder / "regions"),
                             "--checkpoint", str(folder / "records"), *words],
                            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


KILLED = """
import os, signal, sys
from exactrelu import folders
from exactrelu.cli import main
how, left, before = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "before"
keep = folders.Records.keep
def counted(self, *arguments):
    global left
    left -= 1
    if left == 0 and before:
        os.kill(os.getpid(), how)
    keep(self, *arguments)
    if left == 0:
        os.kill(os.getpid(), how)
folders.Records.keep = counted
signal.signal(signal.SIGINT, signal.default_int_handler)      # a shell lets commands in the background ignore it
sys.exit(main(sys.argv[4:]))
"""


@pytest.mark.parametrize("how, jobs", [(signal.SIGKILL, "1"), (signal.SIGKILL, "2"), (signal.SIGINT, "2")], ids=str)
def test_killed_twice(tmp_path, how, jobs):
    """Killed twice and resumed: the same bytes as in one go, and no part was done twice.

    It kills itself, once when its eighth record is written and once when that is due and the regions are in their file.
    """
    rng = np.random.default_rng(1)
    layers = [er.Layer(rng.integers(-99, 99, (20, n)), rng.integers(-99, 99, 20)) for n in (3, 20)]
    net = str(tmp_path / "net.json")
    write(er.Network(layers), net)
    whole = started(net, tmp_path / "whole")
    expected, _ = whole.communicate()
    assert whole.returncode == 0
    records, times = tmp_path / "parts" / "records", {}
    for moment, more in (("after", 8), ("before", 7)):
        process = started(net, tmp_path / "parts", "--jobs", jobs, program=["-c", KILLED, str(int(how)), "8", moment])
        error = process.communicate()[1]
        assert process.returncode == (130 if how == signal.SIGINT else -how), error
        assert how != signal.SIGINT or "the same command goes on from" in error
        now = {file.name: file.stat().st_mtime_ns for file in records.glob("part-*.json")}
        assert len(now) == len(times) + more and times.items() <= now.items()
        times = now
    process = started(net, tmp_path / "parts")
    found, error = process.communicate()
    assert process.returncode == 0, error
    assert len(times) < len(list(records.glob("part-*.json"))), "killed too late to show anything"
    assert times.items() <= {file.name: file.stat().st_mtime_ns for file in records.glob("part-*.json")}.items()
    strip = lambda text: re.sub(r', "seconds": [0-9.]+', "", text)  # noqa: E731
    assert strip(found) == strip(expected)
    for folder in ("records", "regions"):
        names = sorted(os.listdir(tmp_path / "whole" / folder))
        assert sorted(os.listdir(tmp_path / "parts" / folder)) == names
        for name in names:
            assert (tmp_path / "parts" / folder / name).read_bytes() == (tmp_path / "whole" / folder / name).read_bytes()


MEASURE = """
import resource, sys
import numpy as np
import exactrelu as er
rng = np.random.default_rng(1)
layer = er.Layer(rng.integers(-999, 999, (int(sys.argv[1]), 3)), rng.integers(-999, 999, int(sys.argv[1])))
print(er.count(layer, engine="fan", memory=4 << 20).regions, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory(tmp_path):
    """Eight times as many regions take as much memory."""
    found = []
    for planes in (20, 42):
        run = subprocess.run([sys.executable, "-c", MEASURE, str(planes)], env={**os.environ, "PYTHONPATH": str(ROOT)},
                             capture_output=True, text=True, check=True)
        found.append(tuple(map(int, run.stdout.split())))
    (few, least), (many, most) = found
    assert few == 1351 and many == 12384 and most < least * 1.2
