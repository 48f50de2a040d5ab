"""Certificates by several processes and by executors: the file is as from one process, to the byte."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from instances import NETWORKS
from strategies import examples, networks
from test_certificates import EXAMPLES_OF_KINDS, GENERIC, LONG, OBLIQUE, UNFIT
from test_cli import EXAMPLES, _seconds, interrupted, run

import exactrelu as er
from exactrelu.certificates import THEOREMS, certify, following, subtrees
from exactrelu.certificates.ground import ground
from exactrelu.certificates.trees import Path as PathOfSigns
from exactrelu.certificates.trees import Tree
from exactrelu.checker import check
from exactrelu.cli import main
from exactrelu.network import homogenise

THREADS = ThreadPoolExecutor(3)
TREES = [row for row in EXAMPLES_OF_KINDS if row[0] in ("regions", "affine_maps", "lipschitz", "complex", "boundary", "equivalent")]


@pytest.fixture
def finest(monkeypatch):
    """Tasks as small as they can be, so that a small tree has many."""
    monkeypatch.setattr(subtrees, "LEAST", 1)


def written(tmp_path, net, kind, name="a.cert", **options) -> bytes:
    """The file that certify writes."""
    file = tmp_path / name
    assert certify(net, file, kind, **options)["verdict"] == "accepted"
    assert [p.name for p in tmp_path.iterdir()] == [name]
    content = file.read_bytes()
    file.unlink()
    return content


@pytest.mark.parametrize("kind, net, options, _", TREES, ids=[f"{i}-{row[0]}" for i, row in enumerate(TREES)])
def test_every_kind(tmp_path, finest, kind, net, options, _):
    """Proof trees of every kind, on the whole space, in boxes, flat domains and slices."""
    one = written(tmp_path, net, kind, **options)
    assert written(tmp_path, net, kind, jobs=2, **options) == one
    assert written(tmp_path, net, kind, executor=THREADS, **options) == one


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_degenerate(tmp_path, finest, name):
    """Repeated, dependent, zero neurons, dead layers; regions and cells."""
    for kind, domain in (("regions", "whole"), ("complex", "box:-3,3")):
        one = written(tmp_path, NETWORKS[name], kind, domain=domain)
        assert written(tmp_path, NETWORKS[name], kind, domain=domain, executor=THREADS, jobs=2) == one


@pytest.mark.parametrize("kind", ["regions", "complex", "boundary"])
def test_any_number_of_jobs(tmp_path, cases, kind):
    """Processes of this machine, compressed too, and those of an executor, with tasks of the usual size."""
    net = er.read(cases / "workloads" / "C_2-16-16-1.npz")
    one, packed = (written(tmp_path, net, kind, name, domain="box:-1,1") for name in ("a.cert", "a.cert.gz"))
    for jobs in (1, 2, 3):
        assert written(tmp_path, net, kind, domain="box:-1,1", jobs=jobs) == one
    assert written(tmp_path, net, kind, "a.cert.gz", domain="box:-1,1", jobs=2) == packed
    with ProcessPoolExecutor(2) as executor:
        assert written(tmp_path, net, kind, domain="box:-1,1", executor=executor) == one


def test_long_numbers(tmp_path, finest):
    """Weights of 3000 digits."""
    assert written(tmp_path, LONG, "complex", jobs=2) == written(tmp_path, LONG, "complex")


@examples(40)
@given(networks(), st.sampled_from(["whole", "box:-1,2"]), st.booleans(), st.integers(0, 20))
def test_records_depend_on_the_path_alone(net, domain, strict, small):
    """Wherever the top of a tree ends, and in any order, the records of a subtree are those of the whole tree."""
    cx = er.enumerate(net, domain, "fan")
    of = ground(cx, [homogenise(cx.domain.restrict(net))]), strict
    whole = list(Tree(*of).records())
    top = list(Tree(*of, size=subtrees.leaves(cx, strict)).top(small))
    below = Tree(*of)
    found = {i: list(below.below(x)) for i, x in reversed(list(enumerate(top))) if isinstance(x, PathOfSigns)}
    assert [record for i, x in enumerate(top) for record in found.get(i, [x])] == whole


def test_the_top_is_small(cases):
    """A tree is cut into subtrees of about the size that is asked for, and the rest is a small part of it."""
    net = er.read(cases / "workloads" / "C_2-32-32-1.npz")
    cx = er.enumerate(net, "box:-1,1", "fan")
    of = ground(cx, [homogenise(cx.domain.restrict(net))]), True
    top = list(Tree(*of, size=subtrees.leaves(cx, True)).top(32))
    paths = [x for x in top if isinstance(x, PathOfSigns)]
    below, nodes = Tree(*of), sum(1 for _ in Tree(*of).records())
    sizes = [sum(record[0] == "point" for record in below.below(path)) for path in paths]
    assert len(top) - len(paths) < nodes / 10 and max(sizes) < 200 and len(paths) < 1000


def test_progress(tmp_path):
    """The leaves and records that are written, as they become more, up to all."""
    calls = []
    found = certify(GENERIC, tmp_path / "a.cert", progress=lambda *call: calls.append(call), jobs=2)
    calls = [(leaves, nodes) for leaves, total, nodes in calls if not total]
    assert calls == sorted(calls) and calls[-1] == (found["claim"]["regions"], found["steps"])


# ---- errors ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{"jobs": 2}, {"executor": THREADS}], ids=["processes", "threads"])
def test_an_error_or_interrupt_leaves_what_was_there(tmp_path, how):
    """When the writing breaks off, an older certificate stays as it is and nothing else is left."""
    file = tmp_path / "a.cert"
    certify(OBLIQUE, file)
    before = file.read_bytes()
    for error in (KeyboardInterrupt, er.LimitExceeded, ValueError):
        def progress(done, total, found, error=error):
            if done and not total:                       # while records are written
                raise error("stop")

        with pytest.raises(error):
            certify(GENERIC, file, progress=progress, **how)
        assert file.read_bytes() == before and list(tmp_path.iterdir()) == [file]


def _dies(task):
    os._exit(1)


def _fails(task):
    raise MemoryError


@pytest.mark.parametrize("work, sentence", [(_dies, "a worker process here died, most likely out of memory; use fewer --jobs"),
                                            (_fails, "out of memory")])
def test_a_worker_that_fails(capsys, tmp_path, monkeypatch, work, sentence):
    """A limit: exit code 3, one sentence, no file."""
    monkeypatch.setattr(subtrees, "_written", work)
    code, out, err = run(capsys, "certify", str(EXAMPLES / "pentagon.json"), "-o", str(tmp_path / "a.cert"), "--jobs", "2")
    assert (code, out) == (3, "") and sentence in err and err.count("\n") == 1 and not list(tmp_path.iterdir())


@pytest.mark.parametrize("id, net, options", [row for row in UNFIT if row[0] in THEOREMS], ids=str)
def test_refused_by_the_checker(tmp_path, id, net, options):
    """What the checker says while the file is written is what it says of the finished file."""
    said = []
    for jobs in (1, 2):
        with pytest.raises((er.InputError, er.NotKnown)) as error:
            certify(net, tmp_path / "a.cert", theorem=id, jobs=jobs, **options)
        said.append(str(error.value))
    assert said[0] == said[1] and not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a.cert", "a.cert.gz"])
@pytest.mark.parametrize("lines", [0, 1, 10**5])
def test_a_wrong_record(tmp_path, monkeypatch, finest, name, lines):
    """A fault of the program: the checker refuses the file, as soon as it finds it."""
    monkeypatch.setattr(subtrees, "_written", lambda task: '["split",0]\n' * lines)
    with pytest.raises(er.ExactReluError, match="the checker does not accept what was to be written"):
        certify(GENERIC, tmp_path / name, executor=THREADS)
    assert not list(tmp_path.iterdir())


def test_the_checker_runs_out_of_memory(tmp_path, monkeypatch):
    """An error of the checker that reads along is that of the command."""
    def full(file):
        raise MemoryError

    monkeypatch.setattr(following, "check", full)
    with pytest.raises(MemoryError):
        certify(GENERIC, tmp_path / "a.cert", executor=THREADS)
    assert not list(tmp_path.iterdir())


def test_ctrl_c(tmp_path):
    """Ctrl-C during the enumeration ends the command with exit code 130 and leaves no file behind."""
    interrupted(tmp_path, "certify", "n.json", "-o", "a.cert", "--jobs", "2")


def test_ctrl_c_while_the_tree_is_written(tmp_path, cases):
    """Ctrl-C during the writing too, and its processes end with it."""
    net = cases / "workloads" / "E_2-64-64-1.npz"
    process = subprocess.Popen([sys.executable, "-m", "exactrelu.cli", "certify", str(net), "--domain", "box:-1,1", "--kind", "complex",
                                "-o", "a.cert", "--jobs", "2"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    try:
        until, children = time.monotonic() + 60, []
        while time.monotonic() < until and not any(_seconds(child) > 1 for child in children):
            time.sleep(0.1)
            children = [int(x) for x in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
        assert len(children) == 2 and process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130 and b"interrupted" in err and b"Traceback" not in err and err.count(b"\n") == 1 and out == b""
    assert not list(tmp_path.iterdir()) and not any(os.path.exists(f"/proc/{child}") for child in children)


# ---- the command line -----------------------------------------------------------------------


def test_command(tmp_path):
    """--jobs."""
    for jobs in "12":
        assert main(["certify", str(EXAMPLES / "xor.json"), "--kind", "boundary", "-o", str(tmp_path / jobs), "--jobs", jobs]) == 0
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes() and check(tmp_path / "1")["verdict"] == "accepted"


def test_dask(tmp_path, finest):
    """--executor, with the workers of a dask scheduler."""
    distributed = pytest.importorskip("distributed", reason="dask is not installed: pip install 'exactrelu[dask]'")
    words = ["certify", str(EXAMPLES / "pentagon.json"), "--kind", "complex", "--domain", "box:-2,2", "-o"]
    assert main([*words, str(tmp_path / "1")]) == 0
    with distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None, processes=True) as cluster:
        assert main([*words, str(tmp_path / "2"), "--executor", f"dask:{cluster.scheduler_address}"]) == 0
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
