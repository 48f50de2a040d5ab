"""The checker with a proof, proofs/formal, says of every file what exactrelu/checker.py says."""
from __future__ import annotations

import json
import os
import resource
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from corpus import ROOT, VERDICTS, files
from mutate import mutants

from exactrelu import checker

PROGRAM = ROOT / "proofs" / "formal" / "program" / "exactrelu-checker"
CODES = {"accepted": 0, "rejected": 1, "malformed": 2}
CORPUS = [file for corpus in VERDICTS for file in files(corpus)]
HEADER = {"claim": {"kind": "convex", "form": [0, 1], "convex": True}, "domain": "whole", "format": "exactrelu-certificate",
          "network": {"layers": [{"W": [[1]], "activation": "relu", "b": [0]}]}, "version": 1}

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not built: make -C proofs/formal program")


def run(*words: str | Path, **how) -> subprocess.CompletedProcess:
    """What the program prints."""
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=300, **how)


def accepted(found: dict) -> str:
    """The line for a file that is accepted."""
    return f"accepted: {json.dumps(found['claim'])}" + f" on {json.dumps(found['domain'])}" * (found["domain"] != "whole") + "\n"


def agreed(file: Path) -> str:
    """The verdict of both; AssertionError if they differ, in the verdict, the exit code or the line of an accepted file.

    Of the rules "relax" and "close" the program knows nothing: it must accept no file with them.
    """
    found, done = checker.check(file), run(file)
    verdict = found["verdict"]
    if any(rule in file.read_bytes() for rule in (b'"relax"', b'"close"')):
        assert done.returncode in (1, 2) and not done.stderr
        return verdict
    assert (done.stdout.partition(":")[0], done.returncode, done.stderr) == (verdict, CODES[verdict], ""), f"{file}: {found}, {done}"
    assert done.stdout.count("\n") == 1 and done.stdout.isascii() and done.stdout.endswith("\n")
    assert verdict != "accepted" or done.stdout == accepted(found)
    return verdict


def written(path: Path, *lines) -> Path:
    """A file of JSON values, or of texts as they are."""
    path.write_text("".join((line if type(line) is str else json.dumps(line)) + "\n" for line in lines))
    return path


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_corpus(file):
    """The files of tests/certificates: valid, invalid and malformed."""
    assert agreed(file) == VERDICTS[file.parent.name]


def test_examples():
    """The certificate of examples."""
    assert agreed(ROOT / "examples" / "line.cert") == "accepted"


def mutants_agree(count: int, seed: int) -> Counter:
    """The verdicts of some mutants of the valid corpus."""
    memory, found = Path("/dev/shm"), Counter()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        place = Path(folder) / "mutant.cert"
        for mutant in mutants(files("valid"), count, seed):
            if mutant.operations != "packed":             # what is delivered before damage within gzip may differ
                place.write_bytes(mutant.data)
                found[agreed(place)] += 1
    return found


def test_mutants():
    """A few hundred mutants, of which there are some of each verdict."""
    found = mutants_agree(600, 0)
    assert all(found[verdict] > 10 for verdict in CODES)


@pytest.mark.slow
def test_many_mutants():
    """Ten thousand."""
    assert sum(mutants_agree(10_000, 1).values()) > 9000


def test_printing(tmp_path):
    """A claim is printed as json.dumps prints it, also with escapes, long numbers and a domain."""
    claim = {"kind": "regions", "regions": 1}
    header = HEADER | {"claim": claim, "domain": {"box": [["1/3", "0x2"]]}}
    file = written(tmp_path / "a", header, ["+", 3, 3, [1, 1, 0, 1]], ["point", [1, 1]])
    assert agreed(file) == "accepted"
    sat = {"kind": "sat", "property": {"disjuncts": [{"output": [], "input": [["0x" + "f" * 5000, "1/1"]]}]}}
    assert agreed(written(tmp_path / "b", HEADER | {"claim": sat}, ["witness", [0]])) == "accepted"
    assert agreed(written(tmp_path / "c", json.dumps(HEADER).replace('"whole"', '"wh\\u006fle"'))) == "accepted"


NUMBERS = ["1", "-1", "+1", "01", "1/2", "-1/2", "1/-2", "1//2", "1/", "/2", "", "-", "--1", " 1", "1 ", "1_0", "0x", "0x1", "0x1F", "0X1",
           "-0xff", "-0x", "0x1/0x2", "0x1/2", "2/0x4", "1/0", "0/1", "00x1", "x1", "1e3", "1.0", "\u0661", "\u00b2", "0" * 4300, "1" * 4300,
           "1" * 4301, "1/" + "1" * 4301, "1/" + "3" * 4300, "0x" + "1" * 5000, "1\n", "1/2/3", "0x1x", "-00"]


@pytest.mark.parametrize("text", NUMBERS, ids=lambda text: repr(text[:12]))
def test_spelling_of_numbers(tmp_path, text):
    """A text as a rational number and as an integer: what is one for Python is one here."""
    agreed(written(tmp_path / "ratio", HEADER | {"claim": HEADER["claim"] | {"form": [text, 1]}}))
    regions = HEADER | {"claim": {"kind": "regions", "regions": 1}}
    agreed(written(tmp_path / "whole", regions, ["+", 1, text, []], ["point", [1, 1]]))
    agreed(written(tmp_path / "point", regions, ["split", 1], ["point", [1, text]], ["point", [1, -1]]))


@pytest.mark.parametrize("name", ["in:0", "in:1", "in:00", "in:", "in", "in:-1", "in:0x0", "IN:0", "in:0 ", "in:999999999", "in:1000000000",
                                  "out:0", "z:1", "z:0", "z:2", "over:1", "lo:1", "hi:1", "eq:1", "on:1", "none:1", ":1", "t", "t:0", "é:1"])
def test_spelling_of_references(tmp_path, name):
    """A name in the identity of a decision."""
    asked = {"kind": "unsat", "property": {"disjuncts": [{"input": [[-1, 0]], "output": [[-2, 0]]}]}}
    agreed(written(tmp_path / "a", HEADER | {"claim": asked}, ["empty", 1, [name, 1]]))


@pytest.mark.parametrize("lines", [[], [HEADER], [HEADER, ["point", [1, 1]]], [HEADER, "{"], [HEADER | {"version": 2}, "{"], [1], ["null"],
                                   [HEADER | {"domain": "half"}], [HEADER | {"claim": {"kind": "unsat", "property": {"disjuncts": []}}}]])
def test_which_verdict_comes_first(tmp_path, lines):
    """Files that are empty, go on, or are wrong in two ways."""
    agreed(written(tmp_path / "a", *lines))


# max(x, 0) on -1 <= x <= 2: its range, and the distance from -1 to where it is 1, with the distance variable u (number 2).
RANGE = {"kind": "range", "form": [0, 1], "least": 0, "greatest": 2}
RANGE_PROOF = [["witness", [0]], ["goal", 1, ["z:1", 1]],
               ["witness", [2]], ["bound", 2, "hi", 2, 1, ["in:1", 1]], ["goal", 1, ["cap:1", 1]]]
RADIUS = {"kind": "radius", "point": [-1], "norm": "max", "form": [-1, 1], "radius": 2}
RADIUS_PROOF = [["witness", [1]], ["split", 1], ["goal", 1, ["in:2", 1, "out:0", 1, "eq:1", -1]], ["empty", 1, ["out:0", 1, "eq:1", -1]]]
NEVER = RADIUS | {"form": [-3, 1], "radius": None}
NEVER_PROOF = [["bound", 3, "hi", 2, 1, ["in:1", 1]], ["empty", 1, ["out:0", 1, "cap:1", 1]]]


def extreme(claim: dict, **changed) -> dict:
    """The header of a claim about extremes."""
    return HEADER | {"domain": {"box": [[-1, 2]]}, "claim": claim | changed}


@pytest.mark.parametrize("claim, proof", [(RANGE, RANGE_PROOF), (RADIUS, RADIUS_PROOF), (NEVER, NEVER_PROOF)], ids=["range", "radius", "never"])
def test_extremes(tmp_path, claim, proof):
    """Ranges and radii: accepted, cut off, with a record more, less, or another one in its place."""
    assert agreed(written(tmp_path / "a", extreme(claim), *proof)) == "accepted"
    others = [["goal", 1, ["t", 1]], ["goal", 1, []], ["goal", 0, ["t", 1]], ["goal", 1], ["empty", 1, ["t", 1]], ["split", 1],
              ["witness", [0]], ["witness", ["1/2"]], ["witness", [3]], ["witness", []], ["witness"], 0]
    for i in range(len(proof) + 1):
        assert agreed(written(tmp_path / "cut", extreme(claim), *proof[:i])) == ("accepted" if i == len(proof) else "rejected")
        agreed(written(tmp_path / "less", extreme(claim), *proof[:i], *proof[i + 1:]))
        for other in others:
            agreed(written(tmp_path / "more", extreme(claim), *proof[:i], other, *proof[i:]))
            agreed(written(tmp_path / "other", extreme(claim), *proof[:i], other, *proof[i + 1:]))


@pytest.mark.parametrize("claim, proof", [(RANGE, RANGE_PROOF), (RADIUS, RADIUS_PROOF), (NEVER, NEVER_PROOF)], ids=["range", "radius", "never"])
def test_claims_of_extremes(tmp_path, claim, proof):
    """Claims with other keys and values; points on the boundary, outside the domain, and what is said first."""
    for key in claim.keys() - {"kind"}:
        agreed(written(tmp_path / "key", extreme({k: v for k, v in claim.items() if k != key}), *proof))
        for value in [None, True, 0, 1, -1, "0", "0/7", "1/2", "-0x1", "1.5", "max", "sum", "argmax", "", [], [0], [1], [-1], [3], [0, 0], [0, 1],
                      [0, -1], ["1/2"], [None], [0, 0, 0], {}]:
            for records in proof, proof[:1], [["witness", [0]]], [["witness", 0]], [["witness", [5]]], []:
                agreed(written(tmp_path / "value", extreme(claim, **{key: value}), *records))
    agreed(written(tmp_path / "more", extreme(claim, more=1), *proof))
    for domain in "whole", {"inequalities": [[1, 1], [2, -1]]}, {"inequalities": [[-9, 1]]}, {"slice": {"origin": [1], "directions": [[1]]}}:
        agreed(written(tmp_path / "domain", extreme(claim) | {"domain": domain}, *proof))


TWO = {"layers": [{"W": [[1], [-1]], "activation": "relu", "b": [0, 0]}]}


@pytest.mark.parametrize("norm", ["max", "sum"])
def test_largest_outputs(tmp_path, norm):
    """Where max(x, 0) and max(-x, 0) are equal: at 0; also with a third output, and with one output only."""
    claim = {"kind": "radius", "point": [1], "norm": norm, "form": "argmax", "radius": 1}
    proof = [["witness", [0]], ["split", 1], ["split", 2], ["goal", 1, ["in:1", 1, "on:2", 1]],
             ["goal", 1, ["in:1", 1, "out:0", 1, "eq:1", 1, "eq:2", -1]], ["goal", 1, ["in:1", 1, "off:1", 1]]]
    assert agreed(written(tmp_path / "a", HEADER | {"network": TWO, "claim": claim}, *proof)) == "accepted"
    for layers in TWO, {"layers": [*TWO["layers"], {"W": [[1, 0], [0, 1], [0, 0]], "activation": "linear", "b": [0, 0, -1]}]}, HEADER["network"]:
        for point, radius in ([1], 1), ([0], 0), ([0], 1), ([1], None), ([0], None), (["1/2"], "1/2"):
            header = HEADER | {"network": layers, "claim": claim | {"point": point, "radius": radius}}
            for records in proof, proof[:1], [["witness", [1]]], [["witness", []]], []:
                agreed(written(tmp_path / "a", header, *records))
    assert agreed(written(tmp_path / "b", HEADER | {"claim": claim | {"radius": None}})) == "accepted"     # one output has no equal


def test_command_line(tmp_path):
    """Usage, and files that cannot be read: on standard error, with code 2."""
    for words, said in [((), "usage: exactrelu-checker FILE"), (("a", "b"), "usage: exactrelu-checker FILE"),
                        ((tmp_path / "none",), f"{tmp_path / 'none'}: No such file or directory"),
                        ((tmp_path,), f"{tmp_path}: Is a directory")]:
        done = run(*words)
        assert (done.stdout, done.stderr.strip(), done.returncode) == ("", said, 2)


def test_closed_output():
    """Nobody reads what is printed: not accepted, and one line at most."""
    into = os.pipe()
    os.close(into[0])
    done = subprocess.run([PROGRAM, ROOT / "examples" / "line.cert"], stdout=into[1], stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(into[1])
    assert done.returncode == 2 and done.stderr.count("\n") == 1


@pytest.mark.parametrize("long", ["claim", "row", "point", "record"])
def test_long_lists(tmp_path, long):
    """Three million entries in a list, on a small stack: some verdict, and it is not accepted."""
    many = [0] * 3_000_000
    regions = HEADER | {"claim": {"kind": "regions", "regions": 2}}
    lines = {"claim": [regions | {"claim": regions["claim"] | {"lipschitz": many}}],
             "row": [regions | {"network": {"layers": [{"W": [many], "activation": "relu", "b": [0]}]}}],
             "point": [regions, ["split", 1], ["point", many]], "record": [regions, ["+", 1, 1, many]]}[long]
    done = run(written(tmp_path / "a", *lines), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, 1 << 20)))
    assert done.returncode in (1, 2) and done.stdout.partition(":")[0] in ("rejected", "malformed")
