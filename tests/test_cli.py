"""The command line as its users meet it: outputs, exit codes, files, interruption."""
from __future__ import annotations

import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import exactrelu as er
from exactrelu.cli import main
from exactrelu.commands.shared import Command
from exactrelu.process import Interrupted
from exactrelu.theorems import THEOREMS

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def run(capsys, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one command."""
    try:
        code = main(words)
    except SystemExit as stop:        # argparse
        code = stop.code
    out, err = capsys.readouterr()
    return code, out, err


def data(capsys, *words: str) -> dict:
    """The JSON object that a command prints, which must be all that it prints."""
    code, out, err = run(capsys, *words, "--json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    return json.loads(out)


def test_enumerate(capsys, tmp_path):
    """The keys of the contract, and the two files."""
    regions, graph = tmp_path / "r.jsonl", tmp_path / "g.graphml"
    found = data(capsys, "enumerate", str(EXAMPLES / "pentagon.json"), "--regions", str(regions), "--graph", str(graph))
    assert found.pop("seconds") >= 0
    assert found == {
        "regions": 16, "bounded_regions": 6, "unbounded_regions": 10, "relatively_bounded_regions": 6, "lineality": 0,
        "vertices": 10, "f_vector": [10, 25, 16], "affine_maps": 16, "adjacency": {"nodes": 16, "edges": 25},
        "engine": "fan", "domain": "whole", "numbers": "exact rationals"}
    assert len(regions.read_text().splitlines()) == 16 and "graphml" in graph.read_text()


@pytest.mark.parametrize("engine", ["fan", "signs", pytest.param("cdd", marks=pytest.mark.cdd)])
def test_engines(capsys, engine):
    """The same regions from every engine; what it does not know is null."""
    found = data(capsys, "enumerate", str(EXAMPLES / "pentagon.json"), "--engine", engine, "--domain", "box:-1,2")
    assert (found["regions"], found["bounded_regions"], found["engine"]) == (8, 8, engine)
    assert (found["f_vector"] is None) == (engine == "signs")


def test_domain_of_the_file_and_of_the_command(capsys, tmp_path):
    """--domain wins over the file's; a JSON file can hold one."""
    net = str(EXAMPLES / "quantised.json")
    assert data(capsys, "enumerate", net)["domain"] == {"box": [["-2", "2"], ["-2", "2"]]}
    assert data(capsys, "enumerate", net, "--domain", "whole")["domain"] == "whole"
    (tmp_path / "d.json").write_text('{"slice": {"origin": [0, 0], "directions": [[1, "1/2"]]}}')
    assert data(capsys, "enumerate", net, "--domain", str(tmp_path / "d.json"))["f_vector"][1] >= 1
    assert data(capsys, "enumerate", net, "--with-output")["regions"] >= data(capsys, "enumerate", net)["regions"]


def test_boundary(capsys):
    """The keys of the contract, the class and its witness with its inverse."""
    found = data(capsys, "boundary", str(EXAMPLES / "three_sectors.json"))
    assert {"empty", "thick_regions", "pieces", "hyperplanes", "corners", "f_vector", "components", "bounded_components",
            "betti", "torsion", "class", "witness", "reason", "seconds"} == set(found)
    assert (found["class"], found["corners"], found["pieces"], found["reason"]) == ("B(3,2)", 2, 6, None)
    assert set(found["witness"]) == {"matrix", "vector", "inverse"}
    code, out, _ = run(capsys, "boundary", str(EXAMPLES / "three_sectors.json"))
    assert code == 0 and "B(3,2)" in out and out.count("corner:") == 2
    pair = data(capsys, "boundary", str(EXAMPLES / "pentagon.json"), "--pair", "0,1")
    assert pair["class"] == "B0(1,1)"


def test_verify(capsys):
    """On a network, on a family, by name, by id, all."""
    net = str(EXAMPLES / "three_sectors.json")
    assert data(capsys, "verify", "classification", net)["verdict"] == "holds"
    assert data(capsys, "verify", "T17", net)["prediction"]["class"] == "B(3,2)"
    everything = data(capsys, "verify", "all", net)
    assert everything["verdict"] == "holds" and len(everything["results"]) == len(THEOREMS)
    assert {result["verdict"] for result in everything["results"]} == {"holds", "does not apply"}
    census = data(capsys, "verify", "classification", "--census", "d=1,m=1,entries=-1..1", "--jobs", "2")
    assert census["instances"] == 81 and {"class": "B(1,1)", "count": 12, "applies": 12} in census["table"]
    assert census["counterexample"] is None
    assert data(capsys, "verify", "classification", str(EXAMPLES / "quantised.json"))["verdict"] == "does not apply"
    assert "classification" in run(capsys, "theorems")[1]
    assert data(capsys, "theorems")["theorems"][0]["id"] == "L1"
    table = run(capsys, "verify", "all", net)[1]
    assert len(table.splitlines()) == len(THEOREMS) and "T20  determination            holds" in table
    everywhere = data(capsys, "verify", "all", "--census", "d=1,m=1,entries=0..1")
    assert everywhere["verdict"] == "holds" and len(everywhere["results"]) == len(THEOREMS)


def test_sides(capsys):
    """The two sides, on request."""
    found = data(capsys, "boundary", str(EXAMPLES / "three_sectors.json"), "--sides")["sides"]
    assert found["positive"]["components"] == found["negative"]["components"] == 1
    assert set(found["negative"]) == {"regions", "components", "bounded_components", "betti", "torsion", "convex"}
    assert "negative components:" in run(capsys, "boundary", str(EXAMPLES / "three_sectors.json"), "--sides")[1]


def test_equivalent(capsys, tmp_path):
    """A map and exit code 0, or an invariant and exit code 1."""
    def file(name, weights):
        path = tmp_path / name
        path.write_text(json.dumps({"layers": [{"W": [[1, 2], [0, 1]], "b": [1, 0]},
                                               {"W": [weights], "b": [-1], "activation": "linear"}]}))
        return str(path)

    first, second, third = file("a.json", [1, 1]), file("b.json", [3, "1/2"]), file("c.json", [1, -1])
    found = data(capsys, "verify", "equivalent", first, second)
    assert found["verdict"] == "holds" and set(found["map"]) == {"matrix", "vector"}
    code, out, _ = run(capsys, "verify", "equivalent", first, third)
    assert code == 1 and "not affinely equivalent" in out and "hyperplanes: 3 and 2" in out
    assert "are affinely equivalent" in run(capsys, "verify", "equivalent", first, second)[1]


def test_tables_and_checkpoints(capsys, tmp_path):
    """A census writes its table, keeps its work, and names the smallest counterexample of a dropped hypothesis."""
    table = tmp_path / "t.csv"
    words = ["verify", "pieces", "--census", "d=1,m=2,entries=-1..1", "--table", str(table), "--checkpoint", str(tmp_path / "k")]
    assert "combinatorial types in all" in run(capsys, *words)[1]
    assert table.read_text().startswith("class,networks,within the hypotheses,types\n0 pieces,")
    assert len(list((tmp_path / "k").iterdir())) == 1
    code, out, _ = run(capsys, "verify", "bias_lemma", "--without", "zero bias", "--census", "d=1,m=2,entries=-1..1")
    assert code == 1 and "fails on 4 networks" in out and 'counterexample: {"layers"' in out


def test_refuted(capsys, monkeypatch):
    """A refuted theorem is exit code 1, with the counterexample."""
    monkeypatch.setattr(sys.modules["exactrelu.theorems.t17_classification"], "measured_class", lambda _: "B(9,9)")
    code, out, _ = run(capsys, "verify", "classification", str(EXAMPLES / "three_sectors.json"), "--json")
    assert code == 1 and json.loads(out)["verdict"] == "fails" and json.loads(out)["counterexample"]["layers"]


def test_long_numbers(capsys, tmp_path):
    """Weights of 3000 digits, the most that a file may hold, have results of 6000, and every command prints them."""
    def file(name: str, a: int, b: int, w: int, c: int) -> str:
        (tmp_path / name).write_text(json.dumps({"layers": [{"W": [[a]], "b": [b]},
                                                            {"W": [[w]], "b": [c], "activation": "linear"}]}))
        return str(tmp_path / name)

    big = 10**2999
    first, second = file("a.json", big, big + 1, big + 3, -1), file("b.json", big + 7, 1, big + 9, -big - 3)
    corner = "-5" + "0" * 2997 + "2" + "0" * 2998 + "1/5" + "0" * 2997 + "15" + "0" * 2998      # (1 - (B+1)(B+3)) / B(B+3)
    code, out, _ = run(capsys, "boundary", first, "--sides")
    assert code == 0 and f"corner: ({corner})\n" in out and "  M row 0: 1" + "0" * 2998 + "3" + "0" * 2999 + "   v: " in out
    witness = data(capsys, "boundary", first)["witness"]
    assert witness["matrix"] == [["1" + "0" * 2998 + "3" + "0" * 2999]]
    assert witness["vector"] == ["1" + "0" * 2998 + "4" + "0" * 2998 + "3"]
    assert data(capsys, "verify", "equivalent", first, second)["map"]["matrix"][0][0].count("/") == 1
    assert "  by x -> M x + v with\n  M row 0: 1000" in run(capsys, "verify", "equivalent", first, second)[1]
    assert data(capsys, "verify", "all", first)["verdict"] == "holds"
    assert run(capsys, "verify", "ridge_form", first)[0] == run(capsys, "verify", "all", first)[0] == 0
    assert data(capsys, "enumerate", first, "--regions", str(tmp_path / "r.jsonl"))["regions"] == 2
    assert json.loads((tmp_path / "r.jsonl").read_text().splitlines()[0])["matrix"] == witness["matrix"]


def test_pipes_are_not_replaced(capsys, tmp_path):
    """A target that is no file is refused before the work, with exit code 2, and stays what it is."""
    net, pipe = str(EXAMPLES / "pentagon.json"), tmp_path / "pipe.graphml"
    os.mkfifo(pipe)
    os.symlink("pipe.graphml", tmp_path / "t.csv")
    for words in (["enumerate", net, "--regions", str(pipe)], ["enumerate", net, "--graph", str(pipe)],
                  ["verify", "pieces", "--census", "d=1,m=1,entries=0..1", "--table", str(tmp_path / "t.csv")]):
        code, out, err = run(capsys, *words)
        assert (code, out) == (2, "") and "is not a regular file and is not replaced; name a file" in err
    assert stat.S_ISFIFO(pipe.stat().st_mode) and (tmp_path / "t.csv").is_symlink() and len(list(tmp_path.iterdir())) == 2


def test_convert(capsys, tmp_path):
    """JSON to npz and back is the same network."""
    target = tmp_path / "q.npz"
    (tmp_path / "n.json").write_text('{"layers": [{"W": [[1, 2]], "b": ["1/4"]}, {"W": [[3]], "activation": "linear"}]}')
    assert data(capsys, "convert", str(tmp_path / "n.json"), str(target))["layers"] == 2
    assert data(capsys, "convert", str(target), str(tmp_path / "m.json.gz"))["layers"] == 2
    assert er.read(tmp_path / "n.json") == er.read(tmp_path / "m.json.gz")


def test_doctor(capsys):
    """Every part with its version or its remedy."""
    found = data(capsys, "doctor")
    assert all(part["version"] or part["remedy"] for part in found["parts"])
    assert "numpy" in run(capsys, "doctor")[1]


def test_doctor_without_pycddlib(capsys, monkeypatch):
    """A missing extra comes with the command that brings it, in the doctor and from the engine."""
    monkeypatch.setitem(sys.modules, "cdd.gmp", None)
    part = next(p for p in data(capsys, "doctor")["parts"] if p["package"] == "pycddlib")
    assert part["version"] is None and "exactrelu[cdd]" in part["remedy"]
    monkeypatch.setattr("exactrelu.engines.cdd.Worker._answer", lambda self: {"missing": "no module"})
    code, _, err = run(capsys, "enumerate", str(EXAMPLES / "pentagon.json"), "--engine", "cdd")
    assert code == 2 and "libgmp-dev" in err and err.count("\n") == 1


@pytest.mark.parametrize("words, message", [
    (["enumerate", "missing.json"], "does not exist"),
    (["enumerate", "NET", "--domain", "box:1,0"], "box is empty"),
    (["enumerate", "NET", "--domain", "box:1"], "must be box:LO,HI"),
    (["enumerate", "NET", "--domain", "box:0,nan"], "finite"),
    (["enumerate", "NET", "--domain", "ball"], "neither 'whole'"),
    (["enumerate", "NET", "--engine", "gpu"], "invalid choice"),
    (["enumerate", "NET", "--graph", "g.txt"], "must end in .graphml"),
    (["enumerate", "NET", "--regions", "no/such/folder/r.jsonl"], "not a folder that can be written to"),
    (["enumerate", "NET", "--engine", "signs", "--graph", "g.graphml"], "use the engine 'fan'"),
    (["boundary", "NET", "--pair", "1"], "two outputs such as 0,1"),
    (["boundary", "NET", "--output", "7"], "output 7 does not exist"),
    (["boundary", "NET", "--engine", "signs"], "use the engine 'fan'"),
    (["verify", "Fermat", "NET"], "there is no theorem"),
    (["verify", "classification"], "either one network file or --census"),
    (["verify", "classification", "--census", "d=1"], "must be written like"),
    (["verify", "pieces", "--census", "d=1,m=1,entries=0..1", "--table", "t.txt"], ".csv or .md"),
    (["verify", "pieces", "--census", "d=1,m=1,entries=0..1", "--jobs", "0"], "number of processes"),
    (["verify", "pieces", "--census", "d=1,m=1,entries=0..1", "--without", "luck"], "has no hypothesis 'luck'"),
    (["verify", "all", "NET", "--without", "square"], "about one theorem"),
    (["verify", "pieces", "NET", "--checkpoint", "k"], "belong to a census"),
    (["verify", "equivalent", "NET"], "two network files"),
    (["convert", "NET", "x.bin"], "unknown format"),
    ([], "required"),
])
def test_bad_input(capsys, tmp_path, monkeypatch, words, message):
    """Unusable input: exit code 2, one sentence on standard error, no output, no file."""
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *[str(EXAMPLES / "pentagon.json") if word == "NET" else word for word in words])
    assert (code, out) == (2, "") and message in err and "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_limit(capsys, tmp_path):
    """What would not fit stops with exit code 3 and says how to go on; nothing is written."""
    identity = [[int(i == j) for j in range(16)] for i in range(16)]
    (tmp_path / "n.json").write_text(json.dumps({"layers": [{"W": identity}]}))
    code, out, err = run(capsys, "enumerate", str(tmp_path / "n.json"), "--engine", "fan", "--memory", "200",
                         "--regions", str(tmp_path / "r.jsonl"))
    assert (code, out) == (3, "") and "engine 'signs'" in err
    assert [p.name for p in tmp_path.iterdir()] == ["n.json"]


@pytest.mark.parametrize("engine", ["fan", "signs", pytest.param("cdd", marks=pytest.mark.cdd)])
def test_interrupt(tmp_path, engine):
    """Ctrl-C ends every engine within seconds with exit code 130 and leaves no file behind."""
    interrupted(tmp_path, "enumerate", "n.json", "--engine", engine, "--regions", "r.jsonl")


def _seconds(process: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def interrupted(tmp_path, *words: str) -> None:
    """A command on n.json that would take hours is ended by Ctrl-C as it should be."""
    rng = random.Random(0)
    rows = [[rng.randint(-99, 99) for _ in range(6)] for _ in range(200)]       # generic: 2.6 billion regions
    (tmp_path / "n.json").write_text(json.dumps({"hyperplanes": rows}))
    process = subprocess.Popen([sys.executable, "-m", "exactrelu.cli", *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               # tests that run in the background inherit an ignored SIGINT
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and _seconds(process.pid) < 3:      # of work, however busy the machine is
            time.sleep(0.1)
        assert process.poll() is None, process.stderr.read()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130 and b"interrupted" in err and b"Traceback" not in err and out == b""
    assert [p.name for p in tmp_path.iterdir()] == ["n.json"]


def test_interrupt_behind_another_error(capsys, monkeypatch):
    """An interrupt in the midst of argparse, whose `finally` then fails for it, is an interrupt."""
    def cut_off(self, words):
        try:
            raise Interrupted(15)
        finally:
            self.nothing
    monkeypatch.setattr(Command, "parse_args", cut_off)
    code, out, err = run(capsys, "theorems")
    assert (code, out) == (143, "") and err.startswith("exactrelu: interrupted; ") and err.count("\n") == 1

    def mistaken(self, words):
        self.nothing
    monkeypatch.setattr(Command, "parse_args", mistaken)
    with pytest.raises(AttributeError, match="nothing"):
        main(["theorems"])


def test_a_name_on_two_lines(capsys, tmp_path):
    """No name makes a line of its own."""
    target = tmp_path / "a\nb.json"
    code, out, err = run(capsys, "convert", str(EXAMPLES / "line.json"), str(target))
    assert (code, out.count("\n"), err) == (0, 1, "") and "a\\nb.json" in out and target.exists()


def test_notes_that_nobody_reads(tmp_path):
    """A note about a file does not stop a command when standard error is full."""
    (tmp_path / "a.json").write_text('{"layers": [{"W": [[1]], "B": [1]}]}')
    with open("/dev/full" if os.path.exists("/dev/full") else os.devnull, "w") as full:
        done = subprocess.run([sys.executable, "-m", "exactrelu.cli", "enumerate", "a.json"], cwd=tmp_path, stderr=full, stdout=subprocess.PIPE)
    assert done.returncode == 0


def test_closed_pipe(tmp_path):
    """A reader that goes away is no error."""
    command = f"{sys.executable} -m exactrelu.cli theorems | head -c 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, env={**os.environ})
    assert b"Traceback" not in done.stderr


def test_progress_goes_to_a_terminal_only(capsys):
    """No progress in a pipe; on a terminal the expected size comes first."""
    code, out, err = run(capsys, "enumerate", str(EXAMPLES / "pentagon.json"))
    assert (code, err) == (0, "")
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "exactrelu.cli", "enumerate", str(EXAMPLES / "pentagon.json"), "--json"]
    subprocess.run(command, stderr=slave, stdout=subprocess.PIPE, check=True)
    os.close(slave)
    shown = os.read(master, 10_000).decode()
    os.close(master)
    assert shown.startswith("engine fan; at most 16 regions") and "5 of 5 steps, 16 found" in shown
