"""The enumeration by several processes and by executors: everything is as in one process, to the byte."""
from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

import exactrelu as er
from exactrelu.cli import main
from exactrelu.engines.parts import split, whole
from exactrelu.export import write_graph, write_regions
from exactrelu.tasks import Task, answers, places
from exactrelu.workers import named_executor, pool, workers
from instances import NETWORKS
from strategies import examples, problems

ROOT = Path(__file__).resolve().parents[1]
THREADS = ThreadPoolExecutor(3)
ENGINES = ["fan", "signs", pytest.param("cdd", marks=pytest.mark.cdd)]


def same(one: er.Complex, other: er.Complex, tmp_path) -> None:
    """Two complexes that nothing printed tells apart."""
    assert one.summary() == other.summary() and one.signs == other.signs
    assert list(one) == list(other) and one.cells.bounded.tolist() == other.cells.bounded.tolist()
    for i, cx in enumerate((one, other)):
        write_regions(cx, str(tmp_path / f"{i}.jsonl"))
        if cx.engine != "signs":
            write_graph(cx, str(tmp_path / f"{i}.graphml"))
    for kind in ("jsonl",) + ("graphml",) * (one.engine != "signs"):
        assert (tmp_path / f"0.{kind}").read_bytes() == (tmp_path / f"1.{kind}").read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["general position", "three layers", "dead rows", "few neurons", "linear", "deep and wide", "thick"])
def test_processes(tmp_path, name, engine):
    """Two processes: summary, regions, graph."""
    one = er.enumerate(NETWORKS[name], None, engine, with_output=True)
    same(one, er.enumerate(NETWORKS[name], None, engine, with_output=True, jobs=2), tmp_path)


@examples(40)
@given(problems())
def test_executors(tmp_path_factory, task):
    """Any executor, and any number of parts."""
    for engine in ("fan", "signs"):
        one = er.enumerate(*task, engine)
        for jobs in (1, 5):
            same(one, er.enumerate(*task, engine, jobs=jobs, executor=THREADS), tmp_path_factory.mktemp("same"))


def test_faces_of_a_complex_from_parts():
    """What needs all faces is the same for a complex from parts."""
    net = NETWORKS["three layers"]
    one, two = er.enumerate(net, "box:-3,3"), er.enumerate(net, "box:-3,3", jobs=2)
    assert [len(reach) for reach in one.reach] == [len(reach) for reach in two.reach]
    assert two.walls[:, :2].tolist() == one.walls[:, :2].tolist() and len(two.walls) == two.neighbours
    assert two.bounded_f_vector == one.bounded_f_vector and two.euler_characteristic == 1
    assert {tuple(map(int, ray)) for ray in two.fan.rays} == {tuple(map(int, ray)) for ray in one.fan.rays}


def test_long_numbers(tmp_path):
    """Rays of parts that hold Python integers next to parts of short ones."""
    net = er.Network([er.Layer([[1, 0], [0, 1], [10**30, 1]], [0, 0, 1]), er.Layer([[1, 10**25, 1]], [-1])])
    one = er.enumerate(net, engine="fan")
    assert one.fan.rays.dtype == object
    same(one, er.enumerate(net, engine="fan", jobs=2), tmp_path)


def test_parts_that_do_not_fit_are_split():
    """The answers are those of the pieces, in order if that is asked for; an error if nothing is left to split."""
    cx = er.enumerate(er.Layer([[i, i * i, 1] for i in range(1, 12)], [i**3 for i in range(11)]), engine="fan")
    first = places(split(whole(cx.problem), 2))
    with pool(1) as here:
        for engine, memory in (("fan", 60_000), ("signs", 20_000)):
            found = list(answers(first, lambda place: Task(place.part, engine, memory, "cells"), here, 1, in_order=True))
            got = [(place, answer) for place, answer in found if not isinstance(answer, list)]
            assert len(found) > len(got) > 2 and [place.path for place, _ in got] == sorted(place.path for place, _ in got)
            assert np.array_equal(np.concatenate([answer.cells.signs for _, answer in got]), cx.cells.signs)
        with pytest.raises(er.LimitExceeded, match="does not fit in 0 MB"):
            list(answers(first, lambda place: Task(place.part, "fan", 2000), here, 1))
    with pytest.raises(er.LimitExceeded, match="keep the regions in files"):
        er.enumerate(er.Layer([[1]] * 1000, list(range(1000))), engine="fan", jobs=2, memory=500_000)


def test_errors_of_processes():
    """An empty domain is one sentence with any number of processes."""
    with pytest.raises(er.InputError, match="domain is empty"):
        er.enumerate(er.Layer([[1]]), {"inequalities": [[-1, 1], [0, -1]]}, jobs=2)


def test_progress_of_parts():
    """Parts done, parts in all, regions so far."""
    calls = []
    er.enumerate(NETWORKS["three layers"], jobs=2, progress=lambda *call: calls.append(call))
    assert calls[-1][0] == calls[-1][1] == len(calls) > 1 and calls[-1][2] == len(er.enumerate(NETWORKS["three layers"]))


_seen: list = []


def note(*arguments) -> None:
    _seen[:] = arguments


def noted(x: int) -> tuple:
    return x, list(_seen)


def test_executors_are_prepared():
    """The preparation of a process is done before its first task, once for every question."""
    for what in ("first", "second"):
        with workers(2, note, (what,), THREADS) as mapped:
            assert list(mapped(noted, [1, 2, 3])) == [(1, [what]), (2, [what]), (3, [what])]
        with pool(2, note, (what,), THREADS) as executor:
            assert executor.submit(noted, 4).result() == (4, [what])
    with workers(2, note, ("processes",)) as mapped:
        assert list(mapped(noted, [1])) == [(1, ["processes"])]


def test_a_lost_process():
    """A process that dies is a limit, of our own processes and of an executor's."""
    with pytest.raises(er.LimitExceeded, match="process here died"):
        with pool(2) as executor:
            executor.submit(os._exit, 1).result()
    with pytest.raises(er.LimitExceeded, match="process of the executor died"):
        with pool(2, executor=THREADS):
            raise BrokenProcessPool


@pytest.fixture(scope="module")
def scheduler() -> str:
    """The address of a dask cluster with two processes, one of them with two threads."""
    distributed = pytest.importorskip("distributed", reason="dask is not installed: pip install 'exactrelu[dask]'")
    path = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "tests"), path])       # that of the workers
    with distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None, processes=True) as cluster:
        yield cluster.scheduler_address
    os.environ["PYTHONPATH"] = path


def run(*words: str) -> str:
    """What a command prints as JSON, without the seconds."""
    with redirect_stdout(io.StringIO()) as out:
        assert main([*words, "--json"]) in (0, 1)
    return re.sub(r'"seconds": [0-9.]+', "", out.getvalue())


COMMANDS = pytest.mark.parametrize("words", [
    ("enumerate", "examples/quantised.json"),
    ("enumerate", "examples/pentagon.json", "--engine", "signs"),
    ("verify", "classification", "--census", "d=1,m=2,entries=-1..1"),
    ("decide", "examples/xor.json", "examples/xor.vnnlib"),
], ids=lambda words: " ".join(words[:2]))


@COMMANDS
def test_commands(monkeypatch, words):
    """Commands with several processes print what they print with one."""
    monkeypatch.chdir(ROOT)
    assert run(*words, "--jobs", "2") == run(*words)


@COMMANDS
def test_dask(scheduler, monkeypatch, words):
    """Commands on the workers of a dask scheduler print what they print without them."""
    monkeypatch.chdir(ROOT)
    assert run(*words, "--executor", f"dask:{scheduler}") == run(*words)


def test_files_of_commands(tmp_path, monkeypatch):
    """The files of regions and of the graph too, with any number of processes."""
    monkeypatch.chdir(ROOT)
    for jobs in "123":
        run("enumerate", "examples/xor.json", "--with-output", "--jobs", jobs, "--regions", str(tmp_path / f"{jobs}.jsonl.gz"),
            "--graph", str(tmp_path / f"{jobs}.graphml"))
    for kind in ("jsonl.gz", "graphml"):
        assert len({(tmp_path / f"{jobs}.{kind}").read_bytes() for jobs in "123"}) == 1


def test_dask_from_python(scheduler, tmp_path):
    """Its executor is one like any other."""
    with named_executor(f"dask:{scheduler}") as (executor, at_once):
        assert at_once == 4
        one = er.enumerate(NETWORKS["three layers"], engine="fan")
        same(one, er.enumerate(NETWORKS["three layers"], engine="fan", jobs=at_once, executor=executor), tmp_path)
        assert list(er.stream(NETWORKS["three layers"], executor=executor)) == one.signs
        with pytest.raises(er.InputError, match="domain is empty"):
            er.enumerate(er.Layer([[1]]), {"inequalities": [[-1, 1], [0, -1]]}, executor=executor)


@pytest.mark.parametrize("name, sentence", [
    ("ray:head", "an executor is dask:ADDRESS, such as dask:tcp://127.0.0.1:8786, but is 'ray:head'"),
    ("dask", "an executor is dask:ADDRESS"),
    ("dask:nowhere:that:is", "no dask scheduler answers at nowhere:that:is"),
])
def test_executors_that_there_are_not(capsys, name, sentence):
    """One sentence and exit code 2."""
    if "nowhere" in name:
        pytest.importorskip("distributed", reason="dask is not installed: pip install 'exactrelu[dask]'")
    assert main(["enumerate", str(ROOT / "examples" / "quantised.json"), "--executor", name]) == 2
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1


def test_no_word_of_a_client_that_never_was():
    """Dask's own object waited 20 seconds for what it had not opened, and told of that."""
    pytest.importorskip("distributed", reason="dask is not installed: pip install 'exactrelu[dask]'")
    words = [sys.executable, "-m", "exactrelu.cli", "enumerate", str(ROOT / "examples" / "quantised.json"), "--executor", "dask:tcp://nowhere:x"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (2, "exactrelu: no dask scheduler answers at tcp://nowhere:x (ValueError)\n")


def test_dask_is_not_installed(monkeypatch, capsys):
    """The command that installs it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["enumerate", str(ROOT / "examples" / "quantised.json"), "--executor", "dask:tcp://127.0.0.1:1"]) == 2
    assert "pip install 'exactrelu[dask]'" in capsys.readouterr().err


def test_processes_that_are_ended_leave_no_error(monkeypatch):
    """An interrupted pool of processes ends in silence, though some of its work was cancelled and its processes were ended."""
    failed = []
    monkeypatch.setattr(threading, "excepthook", lambda told: failed.append(told.exc_type))
    for _ in range(30):
        with pytest.raises(KeyboardInterrupt), pool(2) as executor:
            asked = [executor.submit(time.sleep, 60) for _ in range(2000)]
            time.sleep(0.05)                        # the processes are there
            for future in asked:
                future.cancel()
            raise KeyboardInterrupt
    assert not failed
