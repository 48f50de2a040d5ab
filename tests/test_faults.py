"""Faults of the world around the program: a small campaign, and single faults at a known moment."""
from __future__ import annotations

import doctest
import os
import signal
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

import exactrelu as er
from exactrelu.cli import main
from exactrelu.engines.cdd import Worker
from exactrelu.process import Interrupted, as_program, end, hear
from exactrelu.readers import atomic, check_target
from exactrelu.readers.atomic import atomic_writer
from exactrelu.theorems.checkpoint import Checkpoint
from exactrelu.theorems.tally import Tally
from exactrelu.workers import _postponed, workers

ROOT = Path(__file__).resolve().parents[1]
NET = str(ROOT / "examples" / "xor.json")
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the faults are made with the signals and limits of Linux")


@pytest.fixture
def faults(load):
    """The campaign."""
    return load("faults")


SMALL = {"enumeration": 1, "certificate": 1, "census": 1, "torn": 6, "full": 2, "denied": 1, "pipes": 4, "interrupted": 1, "workers": 1}


def test_examples(faults):
    """The examples in the docstrings."""
    outcome = doctest.testmod(sys.modules["mishaps.place"])
    assert outcome.attempted and not outcome.failed


@pytest.mark.slow
@pytest.mark.parametrize("section", SMALL)
def test_campaign(tmp_path, faults, section):
    """Each section, small, finds nothing."""
    count = faults.Count()
    faults.SECTIONS[section][0](faults.Place(tmp_path, 1), SMALL[section], count)
    assert sum(count.tried.values()) > SMALL[section] and not count.faults


def dies_in_an_answer(task: int) -> bytes:
    """A process that is killed when half of its answer is in the pipe."""
    send = Connection._send

    def half(self, data, *arguments):
        send(self, data[:len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 1:
        Connection._send = half
    return bytes(1 << 20)


def test_a_process_dies_in_the_midst_of_an_answer():
    """What it did not say is not waited for: the standard library would, as long as other processes have the pipe open."""
    with pytest.raises(er.LimitExceeded, match="process here died"):
        with workers(2) as mapped:
            list(mapped(dies_in_an_answer, range(4)))


@pytest.mark.cdd
def test_the_process_of_cddlib_dies():
    """Between two questions: what could not be told it any more is not told again at the end, as if our own reader had gone."""
    with pytest.raises(er.ExactReluError, match="cddlib's process cannot be asked"):
        with Worker() as worker:
            worker.process.kill()
            worker.process.wait()
            worker.ask([[(1, 0), (0, 1)]])


def test_no_room_for_a_thread(monkeypatch):
    """The thread that talks to the processes cannot start another one, and ends: the standard library would wait for ever."""
    def full(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    monkeypatch.setattr("multiprocessing.queues.Queue._start_thread", full)
    with pytest.raises(er.LimitExceeded, match="process here died"):
        with workers(2) as mapped:
            list(mapped(abs, range(4)))


def test_what_a_killed_writer_left(tmp_path):
    """Another writer of the same file removes it; what is still being written stays."""
    target = tmp_path / "a [1].json"
    (tmp_path / ".a [1].json.12345678.unfinished").write_text("half")
    os.mkfifo(tmp_path / ".a [1].json.87654321.unfinished")       # nobody waits for what writes to it
    (tmp_path / ".b.json.12345678.unfinished").write_text("half")
    with atomic_writer(target) as file:
        file.write("whole")
        check_target(target)
        assert len(list(tmp_path.iterdir())) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.json.12345678.unfinished", "a [1].json"]


@pytest.mark.parametrize("name", ["a" * 250 + ".json", "\u20ac" * 83 + ".json"])
def test_long_names(tmp_path, name):
    """A name of as many bytes as a file may have; what was left of it is found, too."""
    killed = "import os, sys\nfrom exactrelu.readers.atomic import atomic_writer\nwith atomic_writer(sys.argv[1]): os._exit(1)"
    subprocess.run([sys.executable, "-c", killed, str(tmp_path / name)])
    assert [path.suffix for path in tmp_path.iterdir()] == [".unfinished"]
    check_target(tmp_path / name)
    with atomic_writer(tmp_path / name) as file:
        file.write("whole")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_is_closed_before_it_is_renamed(tmp_path, monkeypatch):
    """Where there are no locks, as on Windows, which renames no file that is open."""
    def replace(name, target):
        assert str(name) not in {os.path.realpath(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")}
        renamed(name, target)

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("the system does not tell which files are open")
    renamed = os.replace
    monkeypatch.setattr(atomic, "LOCKS", None)
    monkeypatch.setattr(os, "replace", replace)
    for mode, copy in (("w", None), ("wb", len)):
        with atomic_writer(tmp_path / "a.gz", mode, copy=copy) as file:
            file.write("text" if mode == "w" else b"text")
    assert [path.name for path in tmp_path.iterdir()] == ["a.gz"]


def test_signals_of_the_host_stay():
    """Threads that are waited for, and processes that begin, put off Ctrl-C; a signal that Python does not hear is left as it is."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler), signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        told = []
        with pytest.raises(KeyboardInterrupt), _postponed():
            signal.raise_signal(signal.SIGINT)
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
            told.append("to the end")
        assert told and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


def test_the_file_is_named(tmp_path):
    """Errors are about the file that was asked for."""
    with pytest.raises(OSError) as caught:
        with atomic_writer(tmp_path / "no" / "such.json"):
            pass
    assert caught.value.filename == str(tmp_path / "no" / "such.json")
    with pytest.raises(OSError) as caught:
        with atomic_writer(tmp_path / "a.json"):
            raise OSError(28, "No space left on device")
    assert caught.value.filename == str(tmp_path / "a.json") and not list(tmp_path.iterdir())


def test_a_link_in_a_circle(tmp_path, capsys):
    """Refused before the work; the standard library has a RuntimeError for it."""
    (tmp_path / "a.json").symlink_to("a.json")
    assert main(["convert", NET, str(tmp_path / "a.json")]) == 2
    assert "a link that leads to itself; name a file" in capsys.readouterr().err and (tmp_path / "a.json").is_symlink()


def test_streams(tmp_path):
    """Closed ones, a full one and one without a reader, in one process each."""
    for words, code, sentence in [("theorems >/dev/full", 3, "standard output: No space left on device; make room"), ("--help >/dev/full", 3, "No space left"),
                                  ("enumerate no.json 2>&-", 2, ""), (f"check {ROOT}/examples/line.cert >&- 2>&- <&-", 0, "")]:
        done = subprocess.run(["sh", "-c", f"{sys.executable} -m exactrelu.cli {words}"], capture_output=True, text=True, cwd=tmp_path,
                              env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert done.returncode == code and done.stdout == "" and sentence in done.stderr and done.stderr.count("\n") == bool(sentence), done
    for words in (["theorems"], ["check", "examples/line.cert", "--explain"]):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run([sys.executable, "-m", "exactrelu.cli", *words], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT)
        os.close(writing)
        assert done.returncode == 141 and done.stderr == b""       # not 0, which would say that a certificate is accepted


def test_a_page_with_pictures_needs_room_for_all(tmp_path, monkeypatch):
    """No picture appears when there is no room for the page."""
    lesson = er.prove(er.Network([er.Layer([[1, 1], [0, 2]], [0, -2]), er.Layer([[1, 1]], [-1], "linear")]))
    monkeypatch.setattr(type(lesson), "markdown", lambda *_: None)            # which cannot be written
    with pytest.raises(TypeError):
        lesson.save(tmp_path / "page.md")
    assert list(lesson.figures()) and not list(tmp_path.iterdir())


def test_a_small_file_needs_little_memory():
    """It was read into room for the largest file that is allowed, 64 MB, which may not be there."""
    code = f"""
import re, resource, sys
from exactrelu.cli import main
from exactrelu.engines.cdd import Worker
size = int(re.search(r"VmSize:\\s*(\\d+)", open("/proc/self/status").read())[1]) << 10
resource.setrlimit(resource.RLIMIT_AS, (size + (int(sys.argv[1]) << 20),) * 2)
sys.exit(main(["enumerate", {NET!r}]))
"""
    for megabytes, code_, sentence in ((60, 0, ""), (30, 3, "too little memory to begin")):       # OpenBLAS would end it with exit code 1
        done = subprocess.run([sys.executable, "-c", code, str(megabytes)], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == code_ and sentence in done.stderr and done.stderr.count("\n") == (code_ != 0), done


def test_a_census_that_is_cut_off(tmp_path):
    """At any byte: what is whole is kept, and the rest of the file is not rewritten."""
    work = lambda: Checkpoint(str(tmp_path), "pieces", [], [1, 1, 1])  # noqa: E731
    with work() as kept:
        for i in range(3):
            kept.keep(i, Tally({"x": [1, 1, []]}))
    whole = kept.path.read_bytes()
    for end in range(len(whole)):
        for tail in (b"", bytes(4096)):
            kept.path.write_bytes(whole[:end] + tail)
            with work() as again:
                assert set(again.tallies) == set(range(whole[:end].count(b"\n")))
            assert kept.path.read_bytes() == whole[:whole[:end].rfind(b"\n") + 1]


@pytest.fixture
def signals():
    """The signals that ask for the end, as a process has them that nobody has started in the background; as they were afterwards."""
    before, hook = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}, (sys.unraisablehook, threading.excepthook)

    def begin() -> None:
        for number in before:
            signal.signal(number, signal.SIG_DFL)

    try:
        begin()
        yield begin
    finally:
        sys.unraisablehook, threading.excepthook = hook
        for number, what in before.items():
            signal.signal(number, what)


def test_a_signal_after_the_last_word(signals, capsys):
    """The reason why a command ended has been told: another signal adds nothing and changes no exit code."""
    def command() -> int:
        code = end("there is no file", 2)
        signal.raise_signal(signal.SIGTERM)
        return code

    assert as_program(command) == 2 and capsys.readouterr().err == "exactrelu: there is no file\n"
    signals()
    assert as_program(lambda: signal.raise_signal(signal.SIGTERM)) == 143 and capsys.readouterr().err == "exactrelu: interrupted\n"


def test_two_signals(signals):
    """The second one is not heard while the first is on its way, and none when the answer is out."""
    seen = []

    def command() -> int:
        try:
            signal.raise_signal(signal.SIGTERM)
        except Interrupted:
            signal.raise_signal(signal.SIGINT)
            seen.append("cleaned up")
            raise
        return 0

    assert as_program(command) == 143 and seen == ["cleaned up"]
    signal.raise_signal(signal.SIGINT)
    assert {signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)} == {signal.SIG_IGN}
    hear(signal.SIG_DFL)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN              # as under nohup


@pytest.mark.parametrize("meanwhile", ["", "signal.raise_signal(signal.SIGTERM)"])
def test_an_interrupt_is_not_lost(meanwhile):
    """Not even where Python cannot raise it, nor if another one follows at that moment."""
    code = """
import signal, sys, threading, time
from exactrelu.process import as_program
class Timer(threading.Timer):
    def start(self):
        MEANWHILE
        super().start()
threading.Timer = Timer
class Deaf:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
        for _ in range(100): pass
def command():
    Deaf()
    time.sleep(60)
    return 0
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(as_program(command))
"""
    done = subprocess.run([sys.executable, "-c", code.replace("MEANWHILE", meanwhile or "pass")], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 130 and done.stderr == "exactrelu: interrupted\n"


def test_the_program_while_it_is_loaded():
    """A signal, and too little memory."""
    code = """
import os, signal, sys
import exactrelu_program
class Finder:
    def find_spec(self, name, *_):
        if name == "exactrelu":
            {what}
sys.meta_path.insert(0, Finder())
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(exactrelu_program.main())
"""
    for what, code_, sentence in [("os.kill(os.getpid(), signal.SIGINT)", 130, "interrupted; nothing was begun"), ("raise MemoryError", 3, "cannot be loaded: MemoryError"),
                                  ("raise ImportError('no numpy')", 2, "cannot be loaded: ImportError: no numpy")]:
        done = subprocess.run([sys.executable, "-c", code.format(what=what)], capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == code_ and done.stderr.count("\n") == 1 and sentence in done.stderr, done


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory as on Linux")
@pytest.mark.parametrize("limit, megabytes", [(limit, megabytes) for limit in ("RLIMIT_AS", "RLIMIT_DATA") for megabytes in (40, 80, 100, 120, 200)])
def test_too_little_memory_to_load(limit, megabytes):
    """The answer is not "no" (1): while numpy is loaded OpenBLAS would end the process with that, if it could not have what it wants."""
    code = f"import resource, sys; resource.setrlimit(resource.{limit}, ({megabytes} << 20,) * 2); import exactrelu_program; sys.exit(exactrelu_program.main())"
    done = subprocess.run([sys.executable, "-c", code, "theorems"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 3 and done.stderr.count("\n") == 1 or done.returncode == 0 and megabytes == 200, done
    assert done.returncode == 0 or done.stderr.startswith("exactrelu: ")


class TestTheCampaignFindsFaults:
    """Plant a mistake, and it is found."""

    def test_in_words(self, faults):
        """A traceback, a crash, a wrong exit code, no sentence, two sentences, a hang."""
        run = sys.modules["runs"].Run
        sentence = "exactrelu: interrupted\n"
        assert not run(130, "", sentence).faults(130) and not run(0, "x", "").faults(0)
        for code, err in [(130, "Traceback ..\n"), (-11, ""), (1, ""), (130, ""), (130, sentence * 2), (None, ""), (0, "OpenBLAS warning\n")]:
            assert run(code, "", err).faults(0, 130), (code, err)

    def test_in_files(self, tmp_path, faults):
        """A file that is left, lost, or changed."""
        run, whole = sys.modules["runs"].Run(3, "", "exactrelu: no room\n"), {"out": b"new"}
        judged = sys.modules["mishaps.count"].judged
        (tmp_path / "out").write_bytes(b"old")
        assert not judged(run, tmp_path, {"out": b"old"}, whole, 3)
        assert judged(run._replace(code=0, err=""), tmp_path, {"out": b"old"}, whole)
        (tmp_path / ".out.1.unfinished").write_bytes(b"")
        assert judged(run, tmp_path, {"out": b"old"}, whole, 3)
        (tmp_path / ".out.1.unfinished").unlink()
        (tmp_path / "out").write_bytes(b"ne")
        assert judged(run, tmp_path, {"out": b"old"}, whole, 3)

    def test_in_a_section(self, tmp_path, faults, monkeypatch):
        """A writer that writes in place is found under a full disk."""
        monkeypatch.setattr(faults.Place, "writers", lambda self: {"convert": (["convert", self.b, "OUT"], ".json")})
        monkeypatch.setattr(faults.Place, "keepers", lambda self: {})
        monkeypatch.setattr(faults.Place, "readers", lambda self: {})
        plant = tmp_path / "plant"
        plant.mkdir()
        (plant / "sitecustomize.py").write_text("""
import exactrelu.readers as readers
from contextlib import contextmanager
readers.atomic_writer = contextmanager(lambda path, mode="w": (yield from iter([open(path, mode)])))
""")
        monkeypatch.setenv("PLANTED", str(plant))
        environment = sys.modules["runs"].environment
        monkeypatch.setattr("runs.environment", lambda: {**environment(), "PYTHONPATH": f"{plant}:{ROOT}"})
        count = faults.Count()
        faults.full(faults.Place(tmp_path, 1), 2, count)
        assert count.faults
