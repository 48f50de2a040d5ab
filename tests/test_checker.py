"""The checker of certificates: three corpora, no help from outside, and no number that differs from the package's."""
from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tracemalloc
import types
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from corpus import CHECKER, FOLDER, VERDICTS, alone, expected, files, spelled, stem, verdicts
from flint import nmod_mat
from hypothesis import given
from hypothesis import strategies as st
from instances import NETWORKS
from mutate import pre_activations
from strategies import domains, examples, functions, networks, problems

import exactrelu as er
from exactrelu import checker, cli
from exactrelu.certificates import THEOREMS, certify
from exactrelu.certificates.quantities import of_boundary, of_complex
from exactrelu.certificates.writing import layers
from exactrelu.linalg import rank
from exactrelu.network import normal_form
from exactrelu.rational import primitive
from exactrelu.readers import limits
from exactrelu.ridge import ridge_form
from exactrelu.shallow import shallow_form
from exactrelu.theorems import theorem
from exactrelu.theorems.instance import Instance
from exactrelu.theorems.t41_region_bounds import serra

quick = examples(60)
many = examples(200)
rationals = st.one_of(st.integers(-3, 3), st.fractions(-3, 3, max_denominator=4), st.just(Fraction(10**30, 7)))
matrices = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(lambda shape: st.lists(
    st.lists(rationals, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]))


# ---- the corpora ----------------------------------------------------------------------------


@pytest.mark.parametrize("corpus", VERDICTS)
def test_corpus(corpus):
    """The checker, alone in an empty folder, accepts, rejects or finds malformed every file of a corpus."""
    found = verdicts(files(corpus))
    assert len(found) >= 90
    wrong = {name: (one["verdict"], one["reason"]) for name, one in found.items() if one["verdict"] != VERDICTS[corpus]}
    assert not wrong


@pytest.mark.parametrize("corpus", ["invalid", "malformed"])
def test_reasons(corpus):
    """Every file is refused for the fault that its name tells, and the reason says so in ASCII or more."""
    found, said = verdicts(files(corpus)), expected()
    assert {f"{corpus}/{name}" for name in found} == {name for name in said if name.startswith(corpus)}
    wrong = [f"{corpus}/{name}: {one['reason']}" for name, one in found.items()
             if not one["reason"] or one["reason"].startswith("the file cannot be read as a proof")      # not foreseen
             or not spelled(one["reason"]).startswith(said[f"{corpus}/{name}"])]
    assert not wrong


QUANTITIES = ["regions", "affine_maps", "lipschitz", "injective", *of_boundary(er.boundary(NETWORKS["a bend"]))]


# What is said where no single record or quantity is at fault.
WHOLE = ["the tree is not complete: a branch is missing", "the tree of a disjunct is not complete: a branch is missing",
         "the theorem does not apply: a hypothesis is missed",
         "the map is not a bijection", "the domain is flat, and affine maps, gradients and injectivity are"]


def test_a_rejected_tree_names_the_place():
    """A proof tree is rejected with the line and the rule, the quantity that differs, the theorem, the point, or as a whole."""
    place = re.compile(rf"line \d+, rule ([-+0]|[a-z]+): |line \d+: |({'|'.join(QUANTITIES)}) is |[TRL]\d+ does not apply|"
                       rf"this kind of tree does not show ({'|'.join(QUANTITIES)}), |at \[|{'|'.join(WHOLE)}")
    vague = [f"{name}: {one['reason']}" for name, one in verdicts(files("invalid")).items()
             if one["verdict"] == "rejected" and one["claim"]["kind"] in {*checker.TREES, "unsat"} and not place.match(one["reason"])]
    assert not vague


def test_every_kind_and_theorem_has_a_valid_file():
    """No kind of claim and no closed form is left out."""
    claims = [found["claim"] for found in verdicts(files("valid")).values()]
    assert {claim["kind"] for claim in claims} == set(checker.KINDS)
    assert {claim.get("theorem") for claim in claims} >= set(checker.THEOREMS)
    assert {claim.get("class") for claim in claims} >= set(checker.ON_A_LINE) | {"B(2,1)", "B0(2,1)"}


@pytest.mark.parametrize("file, code", [("valid/regions-box.cert", 0), ("valid/regions-compressed.cert.gz", 0),
                                        ("invalid/branch-missing.cert", 1),
                                        ("invalid/claim-half-a-surrogate.cert", 1), ("malformed/empty-file.cert", 2),
                                        ("malformed/truncated-gzip.cert.gz", 2), ("missing.cert", 2), ("valid", 2)])
def test_exit_codes(file, code):
    """accepted 0, rejected 1, malformed 2, and no file 2; one line of output, never a traceback."""
    done = alone(str(CHECKER), str(FOLDER / file))
    assert done.returncode == code, done.stderr
    assert (done.stdout + done.stderr).count("\n") == 1 and "Traceback" not in done.stderr
    word = {0: "accepted: {", 1: "rejected: ", 2: "malformed: "}[code]
    assert done.stdout.startswith(word) if (FOLDER / file).is_file() else done.stderr.startswith(str(FOLDER / file))


def test_usage():
    """Without a file, or with two, the command says how it is used."""
    for words in ([], ["a.cert", "b.cert"]):
        done = alone(str(CHECKER), *words)
        assert (done.returncode, done.stdout) == (2, "") and done.stderr == "usage: checker.py FILE\n"


def test_what_it_says():
    """The line of every verdict, to the letter: the claim and the domain, or the reason in ASCII; and how it is used."""
    whole, box, arabic = (str(FOLDER / f"{name}.cert") for name in ("valid/regions-whole-space", "valid/regions-box", "malformed/text-arabic-digits"))
    for words, code, line in (([whole], 0, f"accepted: {json.dumps(header_of(whole)['claim'])}\n"),
                              ([box], 0, f"accepted: {json.dumps(header_of(box)['claim'])} on {json.dumps(header_of(box)['domain'])}\n"),
                              ([arabic], 2, "malformed: '\\u0661' is not a rational number, or too long\n"),
                              (["missing.cert"], 2, "missing.cert: No such file or directory\n"), ([], 2, "usage: checker.py FILE\n"), ([box, box], 2, "usage: checker.py FILE\n")):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            assert checker.main(words) == code
        assert said.getvalue() == line
    with contextlib.redirect_stdout(None):
        assert checker.main([whole]) == 2                # closed: nobody reads it, so nothing is accepted


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_nobody_hears_it(monkeypatch):
    """A reader that has gone, a full disk and Ctrl-C end in one sentence, and in a code that accepts nothing."""
    command = [sys.executable, "-I", "-S", str(CHECKER), str(FOLDER / "valid/regions-box.cert")]
    if os.path.exists("/dev/full"):
        with open("/dev/full", "w") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
        assert (done.returncode, done.stderr) == (2, "standard output: No space left on device\n")
    heard, said = os.pipe()
    os.close(heard)
    done = subprocess.run(command, stdout=said, stderr=subprocess.PIPE, text=True)
    os.close(said)
    assert (done.returncode, done.stderr) == (141, "")
    assert end(monkeypatch, KeyboardInterrupt) == (130, "interrupted\n")
    assert unheard(monkeypatch, OSError(28, "No space left on device")) == (2, "standard output: No space left on device\n")
    assert unheard(monkeypatch, BrokenPipeError(32, "Broken pipe")) == (141, "")


def end(monkeypatch, error: type[BaseException]) -> tuple[int, str]:
    """(exit code, standard error) of the command line when this comes up meanwhile."""
    def stopped(path):
        raise error
    said = io.StringIO()
    with monkeypatch.context() as patch, contextlib.redirect_stderr(said):
        patch.setattr(checker, "check", stopped)
        return checker.main(["a.cert"]), said.getvalue()


def unheard(monkeypatch, error: OSError) -> tuple[int, str]:
    """(exit code, standard error) of the command line when its line cannot be written."""
    class Closed(io.StringIO):
        def write(self, text):
            raise error
    said = io.StringIO()
    with monkeypatch.context() as patch, contextlib.redirect_stderr(said):
        patch.setattr(sys, "stdout", Closed())
        return checker.main([str(FOLDER / "valid/regions-box.cert")]), said.getvalue()


def header_of(file: str) -> dict:
    """The first line of a certificate."""
    return json.loads(Path(file).read_text().partition("\n")[0])


def test_it_stops_at_the_first_fault(tmp_path):
    """Records are read one by one: what follows a fault is not looked at, and the steps say how far it came."""
    file = tmp_path / "a.cert"
    lines = (FOLDER / "invalid" / "scale-zero.cert").read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:3]) + "no JSON\n")
    assert checker.check(file)["verdict"] == "rejected" and checker.check(file)["steps"] == 2


def test_limits(tmp_path):
    """Numbers without bound, sums over all subsets, and lines without end are refused before they are worked on."""
    file = tmp_path / "a.cert"
    for claim, layer, records, words in (
            ({"kind": "regions", "regions": 2}, {"W": [["1/0x1" + "0" * 40_000]], "activation": "relu", "b": [0]},
             '["split",1]\n["point",[1,1]]\n["point",[1,-1]]\n', "the weights have too large a common denominator"),
            ({"kind": "regions", "regions": 1}, {"W": [[1]], "activation": "relu", "b": [0]},
             "[" + "0," * (checker.MAX_LINE // 2) + "0]\n", "line 2 does not end; the file is cut off, or the line is too long")):
        header = {"claim": claim, "domain": "whole", "format": "exactrelu-certificate", "network": {"layers": [layer]}, "version": 1}
        file.write_text(json.dumps(header) + "\n" + records)
        found = checker.check(file)
        assert found["verdict"] == "malformed" and words in found["reason"]
    for commas, words in ((checker.MAX_PARTS - 1, "is not a record"), (checker.MAX_PARTS, "holds more than"), (checker.MAX_PARTS + 1, "holds more than")):
        file.write_text(json.dumps(header) + "\n[" + "0," * commas + "0]\n")
        found = checker.check(file)
        assert found["verdict"] == "malformed" and words in found["reason"]
    longest = "0x" + "0" * (checker.MAX_DIGITS - 3) + "7"
    for read in checker.whole, checker.ratio:
        assert read(longest) == 7
        with pytest.raises(checker.Malformed, match="too long"):
            read("-" + longest)
    with pytest.raises(er.ExactReluError, match="hyperplanes"):
        certify(er.Layer([[1]] * 40, list(range(40))), file, theorem="R1")


def network_of(*layers: tuple) -> dict:
    """A network as it stands in a certificate, without biases."""
    return {"layers": [{"W": W, "b": [0] * len(W), "activation": activation} for W, activation in layers]}


def test_limits_of_size(monkeypatch):
    """Layers, neurons and inputs are counted as the readers count them; numbers, too, as they are when linear layers are multiplied out."""
    assert (checker.MAX_LAYERS, checker.MAX_NEURONS, checker.MAX_NUMBERS) == (limits.MAX_LAYERS, limits.MAX_NEURONS, limits.MAX_NUMBERS)
    one, most = ([[1]], "relu"), checker.MAX_NEURONS
    for fine, beyond in (([one] * 64, [one] * 65), ([([[1]] * most, "relu")], [([[1]] * (most + 1), "relu")]),
                         ([([[0] * most], "linear")], [([[0] * (most + 1)], "linear")]),
                         ([([[1]] * (most - 1), "linear"), ([[1] * (most - 1)], "relu")], [([[1]] * most, "linear"), ([[1] * most], "relu")])):
        checker.Network(network_of(*fine))
        with pytest.raises(checker.Malformed, match="the network has more than 64 layers, 10000 neurons or inputs, or 10000000 numbers"):
            checker.Network(network_of(*beyond))
    for numbers, layers in ((12, [([[1] * 3] * 3, "relu")]), (4 + 12, [([[1] * 3], "linear"), ([[1]] * 3, "relu")]),
                            (4 + 6, [([[1] * 3], "relu"), ([[1]] * 3, "relu")])):
        monkeypatch.setattr(checker, "MAX_NUMBERS", numbers)
        checker.Network(network_of(*layers))
        monkeypatch.setattr(checker, "MAX_NUMBERS", numbers - 1)
        with pytest.raises(checker.Malformed, match="the network has more than"):
            checker.Network(network_of(*layers))
    network, rows = checker.domain({"box": [[0, 1]] * 3}, network_of(([[1] * 3], "relu")))
    for numbers in (28, 27):
        monkeypatch.setattr(checker, "MAX_NUMBERS", numbers)
        with contextlib.nullcontext() if numbers == 28 else pytest.raises(checker.Malformed, match="the domain has more than 27 numbers"):
            assert checker.Path(3, rows, [network.layers], False).forms[1:3] == [[0, 1, 0, 0], [1, -1, 0, 0]]


def test_limits_of_products():
    """What linear layers have in common is bounded when they are multiplied out, and so is the common denominator of a layer of a decision."""
    power = lambda n: f"0x{1 << n:x}"  # noqa: E731
    half = checker.MAX_BITS // 2
    for sign in "", "-":
        chain = lambda n, sign=sign: network_of(([[sign + power(half)]], "linear"), ([[power(n)]], "relu"))  # noqa: E731
        assert checker.Network(chain(half - 1)).layers == [[[0, int(sign + "1") << checker.MAX_BITS - 1]]]
        with pytest.raises(checker.Malformed, match="a product of layers has numbers of more than 131072 bits"):
            checker.Network(chain(half))
    for n, words in ((checker.MAX_BITS - 1, None), (checker.MAX_BITS, "common denominator, of more than 131072 bits")):
        network = checker.Network(network_of(([[f"1/{power(n)}"]], "relu")))
        with pytest.raises(checker.Malformed, match=words) if words else contextlib.nullcontext():
            assert checker.Lifted(network, [], []).blocks[1][1:] == (1 << n, [[0, 1]])


def test_it_grows_with_the_file():
    """A network with many inputs, its box, and many outputs are not spread out to squares."""
    for net, where, outputs in ((network_of(([[0] * 1000], "relu")), {"box": [[0, 1]] * 1000}, 1), (network_of(([[1]] * 1000, "relu")), "whole", 1000)):
        tracemalloc.start()
        network, rows = checker.domain(where, net)
        lifted = checker.Lifted(network, rows, [[Fraction(1)] * (outputs + 1)])
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 8 << 20 and network.width == outputs and len(lifted.given["in"]) == len(rows)
    p = [0] * 150
    header = {"network": network_of(([[1] * 150], "relu")), "domain": "whole"}
    claim = {"kind": "radius", "point": p, "norm": "sum", "form": [-1, 1], "radius": None}
    tracemalloc.start()
    lifted, = checker.trees_of_radius(header, claim, iter([]))
    assert tracemalloc.get_traced_memory()[1] < 1 << 20 and len(lifted.given["in"]) == 300
    tracemalloc.stop()


def test_a_layer_and_its_identity():
    """A layer of outputs that changes nothing is none; a layer has the least factor that makes it integral."""
    one = ("linear", [[1, 0], [0, 1]]), ("linear", [[0, 1], [1, 0]]), ("relu", [[1, 0], [0, 1]])
    first = ([[1, 2], [3, 4]], "relu")
    for more, fine in (([], True), (one[:1], True), (one[1:2], False), (one[2:], False)):
        network = checker.Network(network_of(first, *((W, activation) for activation, W in more)))
        with contextlib.nullcontext() if fine else pytest.raises(checker.Malformed, match="the claim is about one ReLU layer"):
            assert checker.one_layer(network) == ([[1, 2], [3, 4]], [0, 0])
    assert checker.integral([[Fraction(1, 3), 0], [2, Fraction(-5, 6)]]) == (6, [[2, 0], [12, -5]]) and checker.integral([[3]]) == (1, [[3]])


def test_long_rows_stay_short(monkeypatch):
    """The numbers of an echelon form have the length of determinants on the way, not that of products of them."""
    longest = 0

    def normal(row, normal=checker.normal):
        nonlocal longest
        longest = max(longest, *(abs(x).bit_length() for x in row))
        return normal(row)

    monkeypatch.setattr(checker, "normal", normal)
    n, bits = 10, 600
    numbers = random.Random(1)
    assert checker.rank([[numbers.getrandbits(bits) for _ in range(n)] for _ in range(n)]) == n
    assert longest < 2 * n * bits + 100


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_out_of_memory(tmp_path, monkeypatch, capsys):
    """Too little memory is no verdict: one sentence and exit code 3; as a function, the checker goes on with the MemoryError."""
    file = tmp_path / "a.cert"
    header = json.dumps({"claim": {"kind": "not injective"}, "domain": "whole", "format": "exactrelu-certificate", "network": network_of(([[1]], "relu")), "version": 1})
    file.write_text(header + "\n[" + "[]," * (checker.MAX_PARTS // 2) + "0]\n")
    assert end(monkeypatch, MemoryError) == (3, "out of memory\n")
    done = subprocess.run(["sh", "-c", 'ulimit -v 80000; exec "$0" "$@"', sys.executable, "-I", "-S", str(CHECKER), str(file)], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "out of memory\n")

    def full(header, claim, lines):
        raise MemoryError
    monkeypatch.setitem(checker.KINDS, "not injective", full)
    with pytest.raises(MemoryError):
        checker.check(file)
    assert cli.main(["check", str(file)]) == 3 and capsys.readouterr().err.startswith("exactrelu: out of memory")


def test_only_the_standard_library():
    """The checker imports what comes with Python, nothing of the package, and nothing by a string or a file."""
    tree = ast.parse(CHECKER.read_text())
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    froms = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) if not node.level]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    assert {name.split(".")[0] for name in names + froms} <= set(sys.stdlib_module_names)
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"__import__", "eval", "exec", "compile", "float", "globals", "setattr"}


# ---- every check is needed ------------------------------------------------------------------

# Checks without which nothing false is accepted, and why.
SECOND_LINE = {
    "is not 0 here": "the point of the leaf contradicts such an identity",
    "is not 0')": "the label has no set to compare with", "is not a class": "so it has neither kind of factor",
    "which the theorem is about": "the quantity is missing",
    "this tree has no goal": "it is missing", "has no bounds here": "they are missing",
    "the point is on the boundary, so": "it has no rival rows, which the next line needs",
    "there is no row": "it is missing", "there is no variable of": "it is missing",
    "disjunct is not complete": "the record is missing",
    "the proof ends before its record": "the record is missing",
    "the theorem says that": "it would need a theorem that is false",
    "the two networks have different inputs": "the map of the record has given the second one those of the first",
    "hyperplanes": "in test_limits", "common denominator": "in test_limits", "the domain has more than": "in test_limits_of_size",
    "the network has more than": "in test_limits_of_size", "a product of layers has": "in test_limits_of_products",
}


def checks() -> list[tuple[ast.AST, list, int, str]]:
    """(the syntax tree, the block, the place in it, the message) of every `raise` and every `need` of the checker."""
    tree = ast.parse(CHECKER.read_text())
    found = []
    for top in tree.body:
        if getattr(top, "name", "") in ("need", "main", "records", "check"):
            continue
        for block in [block for node in ast.walk(top) for block in vars(node).values() if isinstance(block, list)]:
            for i, node in enumerate(block):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and "error" not in ast.unparse(node.exc.args[0]):
                    found.append((tree, block, i, ast.unparse(node)))
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "need":
                    found.append((tree, block, i, ast.unparse(node)))
    return found


def test_every_check_is_needed():
    """Without any single check of the checker some file of the corpora has another verdict; without one that rejects, it is accepted."""
    idle, found = [], checks()
    real = {file: checker.check(file)["verdict"] for corpus in ("invalid", "malformed") for file in files(corpus)}
    assert len(found) > 60
    for tree, block, i, text in found:
        if any(words in text for words in SECOND_LINE):
            continue
        kept, block[i] = block[i], ast.copy_location(ast.Pass(), block[i])
        weak = types.ModuleType("weak")
        exec(compile(tree, "weak", "exec"), weak.__dict__)
        block[i] = kept
        if not any(another(weak, file, verdict, "Rejected(" in text) for file, verdict in real.items()):
            idle.append(text)
    assert not idle


def another(weak, file, verdict: str, accepted: bool) -> bool:
    """Whether a weaker checker has another verdict on a file than the checker: accepted, or (unless that is asked for) any."""
    try:
        found = weak.check(file)
    except Exception:
        return not accepted
    if "cannot be read as a proof" in (found["reason"] or ""):
        return not accepted
    return found["verdict"] != verdict and (not accepted or found["verdict"] == "accepted")


# ---- arithmetic, against the package's -------------------------------------------------------


@many
@given(st.lists(rationals, min_size=1, max_size=5))
def test_normal(row):
    """The normal form of a row is the package's primitive row."""
    assert tuple(checker.normal([Fraction(x) for x in row])) == primitive(row)


def test_normal_on_a_grid():
    """So it is for all short rows of small numbers, zero rows among them."""
    for row in product([0, 1, -2, 4, Fraction(-2, 3), Fraction(6, 5)], repeat=3):
        assert tuple(checker.normal([Fraction(x) for x in row])) == primitive(row)


@many
@given(matrices)
def test_rank_and_echelon(rows):
    """The rank is the package's; the echelon form is reduced and spans the same, so it is the same for equal spans."""
    rows = [[Fraction(x) for x in row] for row in rows]
    found = checker.echelon(rows)
    assert checker.rank(rows) == len(found) == rank(rows) == rank([*rows, *found])
    leads = [next(j for j, x in enumerate(row) if x) for row in found]
    assert leads == sorted(set(leads)) and all(row[j] > 0 for row, j in zip(found, leads))
    assert all(not other[j] for row, j in zip(found, leads) for other in found if other is not row)
    assert all(primitive(row) == row for row in found)
    mixed = [[x + 3 * y for x, y in zip(row, rows[0])] for row in reversed(rows[1:])] + [[-x / 2 for x in rows[0]]]
    assert checker.echelon(mixed) == found


@many
@given(st.lists(st.integers(0, 2**6 - 1), max_size=8))
def test_rank_mod_2(rows):
    """The rank over the field of two elements is FLINT's."""
    bits = [row >> j & 1 for row in rows for j in range(6)]
    assert checker.rank_mod_2(rows) == (nmod_mat(len(rows), 6, bits, 2).rank() if rows else 0)


@quick
@given(functions(max_layers=1), functions(max_layers=1))
def test_ridge(first, second):
    """Ridge forms have the package's numbers, and tell functions apart as the package does."""
    forms = []
    for net in (first, second):
        shallow = shallow_form(net, [0, 1])
        linear, constant, bends = checker.ridge(*shallow)
        known = ridge_form(*shallow)
        assert (tuple(linear), constant) == (known.linear, known.constant)
        assert bends == {(n, beta): mu for mu, n, beta in known.bends}
        forms.append((known, (linear, constant, bends)))
    assert (forms[0][0] == forms[1][0]) == (forms[0][1] == forms[1][1])


@quick
@given(networks(), st.data())
def test_network(net, data):
    """Rows of every layer, rows of the outputs, the shallow form, and values at points are the package's."""
    found, (known, last) = checker.Network(layers(net)), normal_form(net)
    assert [[tuple(row) for row in rows] for rows in found.layers] == \
        [[(c, *row) for row, c in zip(layer.W, layer.b)] for layer in known]
    assert [tuple(row) for row in found.last or [[i == j + 1 for i in range(found.width + 1)] for j in range(found.width)]] == [(c, *row) for row, c in zip(last.matrix, last.vector)]
    assert found.inputs == net.inputs
    x = data.draw(st.lists(rationals, min_size=net.inputs, max_size=net.inputs))
    assert tuple(found([Fraction(value) for value in x])) == net(x)
    form = [Fraction(value) for value in data.draw(st.lists(rationals, min_size=net.outputs + 1, max_size=net.outputs + 1))]
    after = found.of_outputs(form)
    assert checker.value(found, form)(x) == form[0] + sum(v * y for v, y in zip(form[1:], net(x)))
    assert len(after) == (len(found.layers[-1]) if found.layers else net.inputs) + 1
    if len(net.hidden) < 2:
        A, b, w, c = found.shallow(form)
        known = shallow_form(net, form)
        assert (tuple(map(tuple, A)), tuple(b), tuple(w), c) == (tuple(map(tuple, known[0])), *map(tuple, known[1:3]), known[3])


@quick
@given(st.data())
def test_domain(data):
    """Rows of boxes, polytopes and slices, and the network on a slice, are the package's."""
    net = data.draw(networks())
    where = data.draw(domains(net.inputs))
    inside, rows = checker.domain(json.loads(json.dumps(where.to_json())), layers(net))
    assert [tuple(checker.normal([row.get(i, 0) for i in range(where.dimension + 1)])) for row in rows] == [tuple(row) for row in where.rows()]
    known, last = normal_form(where.restrict(net))
    assert [[tuple(row) for row in rows] for rows in inside.layers] == \
        [[(c, *row) for row, c in zip(layer.W, layer.b)] for layer in known]
    assert inside.inputs == where.dimension


@quick
@given(networks(max_layers=2), st.data())
def test_forms_on_a_path(net, data):
    """The forms on a path are the affine maps of the package, whatever the order of the signs; going back forgets them."""
    x = data.draw(st.lists(rationals, min_size=net.inputs, max_size=net.inputs))
    signs, known = net.signs(x), pre_activations(net, net.signs(x))
    path = checker.Path(net.inputs, [], [checker.Network(layers(net)).layers], True)
    first = [list(form) if form else None for form in path.forms]
    for _ in range(2):
        start = 1
        for width in net.hidden:
            for e in data.draw(st.permutations(range(start, start + width))):
                assert path.element(e) == e
                path.assign(e, signs[e - 1])
            start += width
        assert [tuple(form) for form in path.forms[1:]] == known and path.signs[1:] == list(signs)
        path.back(0)
        assert path.forms == first and set(path.signs) == {None}


# ---- theorems -------------------------------------------------------------------------------


def t12(said: dict, d: int) -> dict:
    """The shapes of T12 in the words of the checker."""
    whole = {"components": 1, "bounded_components": 0, "betti_mod_2": [1] + [0] * d}
    if not said["boundary"][0]:
        return {"empty": True}
    return {"empty": False, "components": said["boundary"][0], "bounded_components": said["bounded components"][0],
            **({"betti_mod_2": [1] + [0] * (d - 1)} if d > 1 else {}), "positive": whole, "negative": whole}


def t39(said: dict, d: int) -> dict:
    """The zeros of T39 in the words of the checker."""
    none = {"bounded_components": said["bounded components of {F > 0}"]}
    return {"positive": none, "negative": none, **(none if "bounded components of {F = 0}" in said else {})}


# What the package predicts, in the words of the checker.
WORDS = {
    "L1": lambda said, d: {"regions": len(said["sectors"]), "f_vector": list(said["f_vector"])},
    "T12": t12,
    "T13": lambda said, d: {"pieces": said["pieces"], "hyperplanes": said["hyperplanes"]},
    "T14": lambda said, d: {"boundary_f_vector": [*said["f_vector"], 0]},
    "T15": lambda said, d: {"positive": {"convex": said["{F > 0} is convex"]}, "negative": {"convex": said["{F < 0} is convex"]}},
    "T22": lambda said, d: {"thick_regions": said["thick regions"], "hyperplanes": said["hyperplanes"]},
    "T29": lambda said, d: {"pieces": ("<=", said["pieces"])},
    "T39": t39,
    "T41": lambda said, d: {"regions": ("<=", said["regions (Serra et al. 2018)"])},
    "R1": lambda said, d: {"regions": said["regions"], "relatively_bounded_regions": said["relatively bounded regions"]},
    "R17": lambda said, d: {"euler_characteristic": said["complex"]},
}


def closed_form(id: str, net: er.Network):
    """What the checker's closed form says of a network with one output; None if a hypothesis is missed."""
    formula, shallow = checker.THEOREMS[id]
    found = checker.Network(layers(net))
    if shallow and len(found.layers) != 1:
        return None
    weights = found.shallow([Fraction(0), Fraction(1)]) if shallow else [None] * 4
    try:
        return formula(net.inputs, *weights, [len(rows) for rows in found.layers])
    except checker.Rejected:
        return None


def predicted(id: str, instance: Instance):
    """What the package predicts, in the words of the checker; None if a hypothesis is missed.

    The package says of the first layer of a deep network what the checker says of one layer only.
    """
    known = theorem(id)
    if checker.THEOREMS[id][1] and len(instance.network.hidden) > 1 or \
            not all(hypothesis.test(instance) for hypothesis in (known.frame, *known.hypotheses)):
        return None
    return WORDS[id](known.predict(instance.weights), instance.network.inputs)


def test_the_theorems_are_the_same():
    """The checker restates exactly the theorems that certify knows."""
    assert set(checker.THEOREMS) == set(THEOREMS) == set(WORDS)


@pytest.mark.parametrize("id", checker.THEOREMS)
def test_closed_form_on_named_networks(id):
    """Where a theorem applies, its closed form in the checker is the prediction of the package; and it applies somewhere."""
    nets = [net for net in NETWORKS.values() if net.outputs == 1 and net.hidden]
    pairs = [(predicted(id, Instance(net)), closed_form(id, net)) for net in nets]
    assert [here for known, here in pairs if known is not None] == [known for known, _ in pairs if known is not None] != []
    assert id in ("R17", "T41", "R1") or None in [here for _, here in pairs]


@pytest.mark.parametrize("id", checker.THEOREMS)
@quick
@given(st.data())
def test_closed_form(id, data):
    """The same on random networks; where the checker applies a theorem more widely, the tree shows what it says."""
    net = data.draw(functions(max_layers=1 if checker.THEOREMS[id][1] else 2))
    known, here = predicted(id, Instance(net)), closed_form(id, net)
    assert known is None or here == known
    if known is None and here is not None and id != "T29":
        seen = of_boundary(er.boundary(net)) if THEOREMS[id] == "boundary" else of_complex(er.enumerate(net))
        checker.agree(here, seen)


def test_region_bound():
    """The bound of Serra et al. for all small widths."""
    for depth in range(1, 4):
        for widths in product(range(1, 4), repeat=depth):
            for d in range(1, 4):
                assert checker.region_bound(d, None, None, None, None, list(widths)) == {"regions": ("<=", serra(d, widths))}


# ---- what the leaves show -------------------------------------------------------------------


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A file to write certificates to."""
    return tmp_path_factory.mktemp("certificates") / "a.cert"


@pytest.mark.parametrize("kind", ["regions", "affine_maps", "lipschitz", "complex", "boundary"])
@quick
@given(problem=problems(max_inputs=2))
def test_the_checker_agrees_with_the_engine(target, kind, problem):
    """What the package measures on random networks and domains, degenerate ones too, is what the leaves show the checker."""
    net, where = problem
    try:
        found = certify(net, target, kind, domain=where, output=0 if kind == "boundary" else None)
    except er.InputError as error:
        assert kind in ("affine_maps", "lipschitz") and "the domain is flat" in str(error)
        return
    cx = er.enumerate(net, where)
    claim = found["claim"]
    assert found["verdict"] == "accepted"
    assert kind == "boundary" or claim["regions"] == len(cx)
    assert kind != "affine_maps" or claim["affine_maps"] == cx.affine_maps


@quick
@given(problem=problems(max_inputs=3))
def test_a_stronger_claim_is_rejected(target, problem):
    """Every number of the claim is one that the checker finds: another one is rejected, with its name."""
    net, where = problem
    certify(net, target, "complex", domain=where)
    header, *records = target.read_text().splitlines(keepends=True)
    for name, value in json.loads(header)["claim"].items():
        if name != "kind":
            data = json.loads(header)
            data["claim"][name] = [x + 1 for x in value] if isinstance(value, list) else value + 1
            target.write_text(json.dumps(data) + "\n" + "".join(records))
            found = checker.check(target)
            assert found["verdict"] == "rejected" and found["reason"].startswith(f"{name} is ")


def test_names_are_those_of_files():
    """A file of the corpora has a name of small letters, digits and hyphens, and an end that tells the format."""
    for corpus in VERDICTS:
        assert all(re.fullmatch(r"[A-Za-z0-9(),-]+", stem(file)) for file in files(corpus))
        assert {file.suffix for file in FOLDER.joinpath(corpus).iterdir()} <= {".cert", ".gz"}
