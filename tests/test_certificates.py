"""Certificates, made and checked: every kind and theorem, the commands, what is refused, files never half-written."""
from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import CASES
from corpus import CHECKER, FOLDER, alone, files, stem
from instances import NETWORKS, UNIT, deep, shallow
from test_cli import EXAMPLES, data, interrupted, run

import exactrelu as er
from exactrelu.certificates import INSTANCES, KINDS, THEOREMS, certify, claims, explain, is_about
from exactrelu.checker import check
from exactrelu.commands import proof
from exactrelu.decide import save
from exactrelu.linalg import spelled
from exactrelu.readers.property import Property
from exactrelu.theorems import theorem
from exactrelu.theorems.instance import Instance

OBLIQUE = er.Network(er.Layer([[1, 2], [0, 1]], [0, 1]))
ABSOLUTE = shallow([[1], [-1]], [0, 0], [1, 1], 0)
BEND, CORNER, CORNERS, THICK, NARROW = (NETWORKS[name] for name in ("a bend", "one corner", "two corners", "thick", "narrow"))

# kind, network, further arguments, and what the certificate claims
EXAMPLES_OF_KINDS = [
    ("regions", NARROW, {}, {"kind": "regions", "regions": 10}),
    ("regions", OBLIQUE, {"domain": {"box": [[-9, 9], [2, 2]]}}, {"regions": 2}),
    ("affine_maps", NETWORKS["dependent rows"], {}, {"kind": "regions", "affine_maps": 3, "regions": 3}),
    ("lipschitz", shallow([[1], ["1/3"]], [0, 1], [2, -1], 1), {}, {"kind": "regions", "lipschitz": ["5/3", "5/3", "25/9"]}),
    ("injective", NETWORKS["injective"], {}, {"kind": "regions", "injective": True, "regions": 4}),
    ("injective", OBLIQUE, {}, {"kind": "not injective"}),
    ("complex", OBLIQUE, {}, {"f_vector": [1, 4, 4], "neighbours": 4, "lineality": 0}),
    ("complex", OBLIQUE, {"domain": {"slice": {"origin": [0, 0], "directions": [[1, 1]]}}}, {"f_vector": [2, 3]}),
    ("complex", OBLIQUE, {"domain": {"box": [[0, 1], [2, 2]]}}, {"f_vector": [2, 1, 0], "bounded_regions": 1}),
    ("boundary", CORNER, {}, {"pieces": 2, "form": [0, 1], "components": 1}),
    ("boundary", NETWORKS["two outputs"], {"pair": (0, 1)}, {"form": [0, 1, -1]}),
    ("boundary", NETWORKS["two outputs"], {"output": 1}, {"form": [0, 0, 1]}),
    ("boundary", NETWORKS["hexagon"], {"domain": "box:-9,9"}, {"betti_mod_2": [1, 1], "bounded_components": 1}),
    ("class", CORNER, {}, {"class": "B(2,1)"}),
    ("class", THICK, {}, {"class": "B0(1,1)"}),
    ("class", NETWORKS["no boundary"], {}, {"class": "empty"}),
    ("class", NETWORKS["few, no boundary"], {}, {"class": "empty"}),
    ("class", shallow([[1, 1], [1, 1]], [0, -1], [1, -1], 1), {}, {"class": "empty"}),
    ("class", NETWORKS["zero"], {}, {"class": "all"}),
    ("class", NETWORKS["two outputs"], {"output": 0}, {"class": "B0(2,0)", "form": [0, 1, 0]}),
    ("convex", ABSOLUTE, {}, {"convex": True}),
    ("convex", CORNER, {}, {"convex": False}),
    ("layer", OBLIQUE, {}, {"orthogonal": False}),
    ("layer", er.Network(er.Layer([[1, 2], [-2, 1]])), {}, {"orthogonal": True}),
    ("projection", OBLIQUE, {"at": [-3, 1]}, {"x": [-3, 1], "u": [-2, 1]}),
    ("projection", OBLIQUE, {"at": [Fraction(1, 2), -2]}, {"x": ["1/2", -2], "u": [2, -1]}),
    ("preimage", OBLIQUE, {"at": [0, 1]}, {"z": [0, 1], "point": [0, 0], "rays": [[-1, 0]]}),
    ("equivalent", BEND, {"second": shallow([[-1]], [1], [1], -2)}, {}),
    ("equivalent", CORNER, {"second": CORNERS}, {"kind": "inequivalent", "class": "B(2,1)"}),
    ("equal", ABSOLUTE, {"second": shallow([[2], [-1]], [0, 0], ["1/2", 1], 0)}, {}),
    ("equal", ABSOLUTE, {"second": BEND}, {"kind": "different"}),
    ("equal", deep([[1]], [0], [[1]], [-1], [1], -1), {"second": BEND}, {"kind": "different"}),
]


@pytest.mark.parametrize("kind, net, options, claimed", EXAMPLES_OF_KINDS,
                         ids=[f"{i}-{row[0]}" for i, row in enumerate(EXAMPLES_OF_KINDS)])
def test_every_kind(tmp_path, kind, net, options, claimed):
    """What certify returns is what the checker says of the file that it wrote, and the claim is the expected one."""
    file = tmp_path / "a.cert"
    found = certify(net, file, kind, **options)
    assert found == check(file) and found["verdict"] == "accepted" and found["reason"] is None
    assert {key: found["claim"][key] for key in {"kind": kind, **claimed}} == {"kind": kind, **claimed}
    lines = file.read_text().splitlines()
    assert len(lines) == found["steps"] + 1 and json.loads(lines[0])["claim"] == found["claim"]
    assert [p.name for p in tmp_path.iterdir()] == ["a.cert"]


def test_kinds_are_complete():
    """Every kind has an example, and the default is the regions."""
    assert {row[0] for row in EXAMPLES_OF_KINDS} == set(KINDS)


def test_layers_and_domains_of_files(tmp_path):
    """A layer is a network; the domain that a file names is used unless another one is given."""
    assert certify(er.Layer([[1, 0], [0, 1]]), tmp_path / "a.cert")["claim"] == {"kind": "regions", "regions": 4}
    net = er.Network(OBLIQUE.layers, er.Domain.box([[0, 1], [-2, 1]]))
    inside, whole = (certify(net, tmp_path / "a.cert", domain=domain)["claim"]["regions"] for domain in (None, "whole"))
    assert (inside, whole) == (3, 4)
    assert json.loads((tmp_path / "a.cert").read_text().splitlines()[0])["domain"] == "whole"


# ---- theorems -------------------------------------------------------------------------------

# An example for every theorem, and one (or more) where a hypothesis is missed.
FITTING = {
    "L1": (OBLIQUE, {}), "R1": (NETWORKS["triangle"], {}), "R17": (NARROW, {}), "T41": (NARROW, {}),
    "T12": (CORNER, {}), "T13": (CORNER, {}),
    "T14": (NETWORKS["two of three"], {}), "T15": (CORNERS, {}), "T22": (THICK, {}), "T29": (NETWORKS["triangle"], {}),
    "T39": (NARROW, {}),
    "T3": (OBLIQUE, {"at": [-3, 1]}), "T4": (OBLIQUE, {}), "T5": (OBLIQUE, {}), "T6": (OBLIQUE, {"at": [0, 0]}), "T11": (CORNER, {}),
    "T17": (CORNER, {}), "T21": (NETWORKS["a zero weight"], {}), "T24": (NETWORKS["few neurons"], {}),
    "T25": (NETWORKS["dependent rows"], {}), "T27": (ABSOLUTE, {"second": ABSOLUTE}), "R8": (NETWORKS["injective"], {}),
    "R10": (CORNER, {}), "R13": (ABSOLUTE, {}),
}
DEPENDENT = er.Network(er.Layer([[1, 2], [2, 4]]))
UNFIT = [
    ("L1", DEPENDENT, {}), ("L1", NARROW, {}), ("L1", OBLIQUE, {"domain": "box:-1,1"}), ("R1", NARROW, {}),
    ("R1", er.Network(er.Layer([[1]] * 20, list(range(20)))), {}), ("R17", NARROW, {"domain": "box:-1,1"}),
    ("T41", NARROW, {"domain": "box:-1,1"}), ("T12", NETWORKS["dependent rows"], {}),
    ("T12", THICK, {}), ("T12", NARROW, {}), ("T13", NETWORKS["few neurons"], {}), ("T13", CORNER, {"domain": "box:-1,1"}),
    ("T14", NETWORKS["triangle"], {}), ("T15", NETWORKS["a zero weight"], {}), ("T22", CORNER, {}),
    ("T22", NETWORKS["zero"], {}), ("T29", CORNER, {}), ("T29", NETWORKS["triangle, through a vertex"], {}),
    ("T29", NETWORKS["triangle, a zero weight"], {}), ("T39", NETWORKS["deep and wide"], {}),
    ("T3", DEPENDENT, {"at": [0, 0]}), ("T4", DEPENDENT, {}), ("T5", CORNER, {}), ("T6", OBLIQUE, {"at": [-1, 0]}),
    ("T11", NARROW, {}), ("T17", NARROW, {}), ("T27", NARROW, {"second": NARROW}), ("R8", NARROW, {}), ("R13", NARROW, {}),
]


@pytest.mark.parametrize("id", FITTING)
def test_every_theorem(tmp_path, id):
    """The instance of a theorem on an example to which it applies; the claim names a theorem whose closed form is checked."""
    net, options = FITTING[id]
    known = theorem(id)
    assert all(hypothesis.test(Instance(net)) for hypothesis in (known.frame, *known.hypotheses))
    claim = certify(net, tmp_path / "a.cert", theorem=id, **options)["claim"]
    assert claim.get("theorem") == (id if id in THEOREMS else None)
    assert claim["kind"] == {**THEOREMS, **INSTANCES}[id] or INSTANCES[id] in claim


def test_theorems_are_complete():
    """Every theorem with a certificate has an example."""
    assert set(FITTING) == {*THEOREMS, *INSTANCES}


@pytest.mark.parametrize("id, net, options", UNFIT, ids=[f"{i}-{row[0]}" for i, row in enumerate(UNFIT)])
def test_a_theorem_that_does_not_apply(tmp_path, id, net, options):
    """Where a hypothesis is missed there is no certificate: an error of the input, and no file."""
    with pytest.raises((er.InputError, er.NotKnown)) as error:
        certify(net, tmp_path / "a.cert", theorem=id, **options)
    assert "error of the program" not in str(error.value) and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("id", [id for id, kind in INSTANCES.items() if kind == "class"])
def test_a_class_by_a_theorem_that_does_not_apply(tmp_path, id):
    """A class is not certified as the instance of a theorem whose hypotheses the network misses, though it has a class."""
    known = theorem(id)
    for name in ("one corner", "thick", "dependent rows", "few neurons", "a zero weight"):
        if not all(hypothesis.test(Instance(NETWORKS[name])) for hypothesis in (known.frame, *known.hypotheses)):
            with pytest.raises(er.InputError):
                certify(NETWORKS[name], tmp_path / "a.cert", theorem=id)


def test_a_theorem_is_compared_with_the_tree(tmp_path):
    """A certificate of T13 with another number of pieces is rejected, and one with another theorem as well."""
    file = tmp_path / "a.cert"
    certify(CORNER, file, theorem="T13")
    header, *records = file.read_text().splitlines(keepends=True)
    for name, words in (("T22", "a hypothesis is missed"), ("T29", "a hypothesis is missed"), ("T12", None), ("T39", None)):
        said = json.loads(header)
        said["claim"]["theorem"] = name
        file.write_text(json.dumps(said) + "\n" + "".join(records))
        assert check(file)["verdict"] == ("rejected" if words else "accepted") and (not words or words in check(file)["reason"])


# ---- long numbers ---------------------------------------------------------------------------


BIG = 10**2999
LONG = shallow([[BIG]], [BIG + 1], [BIG + 3], -1)
LONG_LAYER = er.Network(er.Layer([[BIG, 1], [1, BIG]], [1, 2]))


@pytest.mark.parametrize("kind, net, options", [
    *[(kind, LONG, {}) for kind in ("regions", "affine_maps", "lipschitz", "complex", "boundary", "class", "convex")],
    ("equivalent", LONG, {"second": shallow([[BIG + 7]], [1], [BIG + 9], -BIG - 3)}), ("equal", LONG, {"second": BEND}),
    ("layer", LONG_LAYER, {}), ("projection", LONG_LAYER, {"at": [-1, 0]}), ("preimage", LONG_LAYER, {"at": [1, 0]}),
    ("injective", LONG_LAYER, {}), ("regions", er.Network(er.Layer([[10**400]], [1])), {})])
def test_long_numbers(tmp_path, kind, net, options):
    """Weights of 3000 digits make multipliers, points and claims of 6000 and more, in every kind."""
    assert certify(net, tmp_path / "a.cert", kind, **options)["verdict"] == "accepted"
    assert list(explain(tmp_path / "a.cert"))


LONGER = Fraction(7**13_000, 3**22_000)              # more digits on both sides than int() takes: from products, as of --normalise


@pytest.mark.parametrize("domain", [None, {"box": [[-LONGER, 2 * LONGER]]}, {"inequalities": [[LONGER, 1], [LONGER, -1]]},
                                    {"slice": {"origin": [LONGER], "directions": [[LONGER]], "box": [[0, LONGER]]}}])
def test_longer_numbers(tmp_path, domain):
    """Numbers of any length in a network or a domain are written as the checker reads them, and are the same for is_about."""
    net = er.Network([er.Layer([[LONGER], [1]], [-1, LONGER]), er.Layer([[1, -LONGER]], [LONGER], "linear")])
    certify(net, tmp_path / "a.cert", domain=domain)
    where = er.Domain.parse(domain, 1)
    assert is_about(tmp_path / "a.cert", net, where)
    assert not is_about(tmp_path / "a.cert", er.Network([net.layers[0], er.Layer([[1, -LONGER]], [0], "linear")]), where)
    assert not is_about(tmp_path / "a.cert", net, er.Domain.box([[-1, LONGER]]))
    asked = Property.from_json({"disjuncts": [{"input": [[LONGER, 1], [LONGER, -1]], "output": [[LONGER * LONGER, 1]]}]}, 1, 1)
    assert save(tmp_path / "b.cert", net, asked, er.decide(net, asked))["verdict"] == "accepted"


def test_every_spelling_of_a_number(tmp_path, capsys):
    """`check --network` reads every way in which the checker reads a number."""
    file = str(tmp_path / "a.cert")
    certify(er.Network(er.Layer([[1]], [3])), file)
    text = Path(file).read_text().replace("[[1]]", '[["0x1"]]').replace("[3]", '["9/0x3"]')
    Path(file).write_text(text)
    er.write(er.Network(er.Layer([[1]], [3])), tmp_path / "n.json")
    assert "0x1" in text and "9/0x3" in text and run(capsys, "check", file, "--network", str(tmp_path / "n.json"))[0] == 0


def test_beyond_the_limits_of_the_checker(tmp_path, capsys, monkeypatch):
    """What the checker would refuse is told before there is a proof: exit code 3, the limit, and what to do."""
    rows = [[f"1/{spelled(2**9900 - 2 * (2 * i + j) - 1)}" for j in range(2)] for i in range(20)]
    (tmp_path / "n.json").write_text(json.dumps({"layers": [{"W": rows}, {"W": [[1] * 20], "activation": "linear"}]}))
    (tmp_path / "p.json").write_text('{"disjuncts": [{"input": [[1, 1, 0], [1, -1, 0], [1, 0, 1], [1, 0, -1]], "output": [[-2, 1]]}]}')
    for name in ("enumerate_regions", "boundary", "class_map"):
        monkeypatch.setattr(claims, name, None)
    monkeypatch.setattr(proof, "decide", None)
    monkeypatch.setattr(proof, "radius", None)
    net, file = str(tmp_path / "n.json"), str(tmp_path / "a.cert")
    for words in (["certify", net], ["certify", net, "--kind", "complex"], ["certify", net, "--kind", "boundary"], ["certify", net, "--kind", "lipschitz"],
                  ["decide", net, str(tmp_path / "p.json")], ["radius", net, "--at", "0,0", "--domain", "box:-1,1"]):
        assert run(capsys, *words, "-o", file) == (3, "", (
            "exactrelu: a certificate would be beyond a limit of the checker: the weights have too large a common denominator, of more than 131072 "
            "bits; give a smaller network, or shorter numbers, such as the nearest doubles (--float64)\n"))
    (tmp_path / "n.json").write_text(json.dumps({"layers": [{"W": [[1, 2]]}, {"W": [[1]], "activation": "linear"}]}))
    for words in (["certify", net, "--kind", "class"], ["certify", net], ["decide", net, str(tmp_path / "p.json")], ["radius", net, "--at", "0,0"]):
        for name, limit in (("MAX_LINE", 100), ("MAX_PARTS", 5), ("MAX_NUMBERS", 3)):
            with monkeypatch.context() as patch:
                patch.setattr(er.checker, name, limit)
                code, out, err = run(capsys, *words, "-o", file)
            assert (code, out) == (3, "") and ("its first line would have " in err and f"{limit}" in err if name != "MAX_NUMBERS" else "or 3 numbers" in err)
    assert not Path(file).exists()


def test_a_limit_that_the_first_line_does_not_tell(tmp_path, monkeypatch):
    """A certificate that was written and is malformed because of a limit is told of as such; any other one is a mistake of ours."""
    net, file = er.Network(er.Layer([[1]])), tmp_path / "a.cert"
    asked = Property.from_json({"disjuncts": [{"input": [[1, 1], [1, -1]], "output": [[0, 1]]}]}, 1, 1)
    found = er.decide(net, asked)
    monkeypatch.setattr(er.checker, "MAX_PARTS", 5)
    with pytest.raises(er.LimitExceeded, match="values, of at most 33554432 and 5;"):
        save(file, net, asked, found)
    monkeypatch.undo()
    with pytest.raises(er.ExactReluError, match="the checker does not accept what was to be written: line 2 is not a witness") as caught:
        save(file, net, asked, replace(found, records=([],)))
    assert not isinstance(caught.value, er.LimitExceeded) and not file.exists()


def test_long_lipschitz_constant(tmp_path):
    """A quantity of 6000 digits is compared like any other."""
    file, big = tmp_path / "a.cert", spelled(BIG)
    for constant, verdict in ((BIG**2, "accepted"), (BIG**2 + 1, "rejected")):
        header = {"claim": {"kind": "regions", "lipschitz": [BIG, BIG, hex(constant)]},
                  "domain": "whole", "format": "exactrelu-certificate", "network": {"layers": [{"W": [[big]], "activation": "relu", "b": [0]}]}, "version": 1}
        file.write_text(json.dumps(header) + '\n["split",1]\n["point",[1,1]]\n["point",[1,-1]]\n')
        assert check(file)["verdict"] == verdict


# ---- the command line -----------------------------------------------------------------------


def test_certify_command(capsys, tmp_path):
    """The keys of the contract, the file, and the sentence for people."""
    file = tmp_path / "pentagon.cert"
    found = data(capsys, "certify", str(EXAMPLES / "pentagon.json"), "-o", str(file))
    assert found.pop("seconds") >= 0
    assert found == {"certificate": str(file), "claim": {"kind": "regions", "regions": 16}, "steps": check(file)["steps"]}
    code, out, err = run(capsys, "certify", str(EXAMPLES / "pentagon.json"), "-o", str(file))
    assert (code, err) == (0, "") and "accepted by the checker" in out and "regions:                    16" in out


@pytest.mark.parametrize("words, claimed", [
    (["three_sectors.json", "--kind", "boundary"], {"kind": "boundary", "pieces": 6}),
    (["three_sectors.json", "--theorem", "T13"], {"kind": "boundary", "pieces": 6, "theorem": "T13"}),
    (["three_sectors.json", "--theorem", "T17"], {"kind": "class", "class": "B(3,2)"}),
    (["pentagon.json", "--kind", "class", "--pair", "0,1"], {"kind": "class", "class": "B0(1,1)"}),
    (["pentagon.json", "--kind", "boundary", "--output", "1"], {"kind": "boundary"}),
    (["pentagon.json", "--kind", "complex", "--domain", "box:-1,2"], {"kind": "complex", "regions": 8}),
    (["three_sectors.json", "--kind", "equivalent", "--with", "two_corners.json"], {}),
    (["NET", "--kind", "preimage", "--at", "1,1/2"], {"kind": "preimage", "z": [1, "1/2"], "point": [2, "-1/2"], "rays": []}),
    (["NET", "--kind", "projection", "--at", " -3, 1"], {"kind": "projection", "u": [-2, 1]}),
    (["NET", "--kind", "layer", "--engine", "fan"], {"orthogonal": False}),
])
def test_certify_options(capsys, tmp_path, words, claimed):
    """Kinds, theorems, forms, domains, points and second networks on the command line; check accepts what they make."""
    er.write(OBLIQUE, tmp_path / "NET.json")
    words = [str(tmp_path / "NET.json") if word == "NET" else str(EXAMPLES / word) if word.endswith(".json") else word for word in words]
    file = str(tmp_path / "a.cert")
    found = data(capsys, "certify", *words, "-o", file)["claim"]
    assert {key: found[key] for key in claimed} == claimed
    checked = data(capsys, "check", file)
    assert checked["accepted"] and checked["claim"] == found


def test_check_command(capsys):
    """The keys of the contract for each verdict, with the exit codes 0, 1 and 2."""
    for file, code, accepted in (("valid/regions-box.cert", 0, True), ("invalid/scale-zero.cert", 1, False),
                                 ("malformed/kind-unknown.cert", 2, False), ("malformed/empty-file.cert", 2, False)):
        done, out, err = run(capsys, "check", str(FOLDER / file), "--json")
        found = json.loads(out)
        assert (done, err, out.count("\n")) == (code, "", 1)
        assert {"accepted", "claim", "reason", "steps", "seconds"} <= set(found) and found["accepted"] is accepted
        assert (found["reason"] is None) == accepted and found["steps"] == check(FOLDER / file)["steps"]
        assert found["claim"] == check(FOLDER / file)["claim"]
        done, out, err = run(capsys, "check", str(FOLDER / file))
        assert (done, err) == (code, "") and out.startswith(check(FOLDER / file)["verdict"] + ": ")
    assert run(capsys, "check", str(FOLDER / "invalid" / "scale-zero.cert"))[1] == \
        "rejected: line 3, rule +: the scale is not positive\n"


@pytest.mark.parametrize("corpus", ["valid", "invalid", "malformed"])
def test_check_explains_everything(capsys, corpus):
    """With --explain too every file of the corpora has its exit code: the proof as far as it goes, then the verdict."""
    for file in files(corpus):
        code, out, err = run(capsys, "check", "--explain", str(file))
        verdict = {"valid": "accepted", "invalid": "rejected", "malformed": "malformed"}[corpus]
        assert code == ["valid", "invalid", "malformed"].index(corpus), stem(file)
        assert f"{verdict}: " in out and err == ""
        assert ("here the proof breaks off: " in out) <= (corpus != "valid")


def test_check_explains_in_json(capsys):
    """With --json the output is one JSON object, with --explain as well."""
    code, out, _ = run(capsys, "check", "--explain", "--json", str(FOLDER / "valid" / "regions-box.cert"))
    assert code == 0 and json.loads(out)["accepted"]


BOX = """\
claim: {"kind": "regions", "regions": 2}
domain: {"box": [["-1/2", "2"]]}
x = (x1)
g1 = 1 + 2 x1 >= 0 on the domain
g2 = 2 - x1 >= 0 on the domain
y1.2 = 1 + x1 >= 0, because 2 * (y1.2) = 1 * (1) + 1 * (g1)
y1.1 = x1 takes both signs here
1. case y1.1 >= 0:
  region ++, for instance at x = (1)
2. case y1.1 <= 0:
  region -+, for instance at x = (-1/3)
"""
HALF_SPACE = """\
claim: {"kind": "complex", "neighbours": 1}
x = (x1)
t >= 0
1. case t > 0:
  y1.1 = x1 takes both signs here
  1. case y1.1 > 0:
    cell +, for instance at x = (1)
  2. case y1.1 < 0:
    cell -, for instance at x = (-1)
  3. case y1.1 = 0:
    cell 0, for instance at x = (0)
2. case t = 0:
  y1.1 = x1 takes both signs here
  1. case y1.1 > 0:
    cell +, for instance at infinity in the direction (1)
  2. case y1.1 < 0:
    cell -, for instance at infinity in the direction (-1)
  3. case y1.1 = 0:
    cell 0, for instance at the origin of directions
"""


@pytest.mark.parametrize("name, text", [("regions-box-cuts-a-region-off", BOX), ("complex-one-quantity", HALF_SPACE)])
def test_explained(capsys, name, text):
    """Two proofs, word for word: of two regions in a box, and of the cells of one neuron on the line."""
    file = FOLDER / "valid" / f"{name}.cert"
    assert "\n".join(explain(file)) + "\n" == text
    assert run(capsys, "check", "--explain", str(file))[1].startswith(text + "accepted: ")


def test_a_broken_proof_is_explained_up_to_the_fault(capsys):
    """The explanation stops where the checker does, and says why."""
    code, out, _ = run(capsys, "check", "--explain", str(FOLDER / "invalid" / "multiplier-missing.cert"))
    assert code == 1 and out.endswith("here the proof breaks off: line 3, rule +: the two sides of the identity differ\n"
                                      "rejected: line 3, rule +: the two sides of the identity differ\n")


# ---- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize("words, message", [
    (["--kind", "faces"], "invalid choice"),
    (["--theorem", "T1"], "there is no certificate for the theorem 'T1'; there is one for L1, R1, R8, R10, R13, R17, T3, T4"),
    (["--theorem", "Fermat"], "there is no certificate for the theorem 'Fermat'"),
    (["--theorem", "T13", "--kind", "complex"], "the certificate for T13 is of the kind 'boundary', not 'complex'"),
    (["--engine", "signs"], "certificates are made from the complex of the engine 'fan'"),
    (["--engine", "cdd"], "certificates are made from the complex of the engine 'fan'"),
    (["--kind", "equivalent"], "a certificate of the kind 'equivalent' compares two networks; give the other one with --with"),
    (["--kind", "equal"], "a certificate of the kind 'equal' compares two networks; give the other one with --with"),
    (["--kind", "layer"], "about one ReLU layer with as many neurons as inputs"),
    (["LAYER", "--kind", "preimage"], "a certificate of the kind 'preimage' is about one point; give it with --at"),
    (["LAYER", "--kind", "projection"], "a certificate of the kind 'projection' is about one point; give it with --at"),
    (["LAYER", "--kind", "projection", "--at", "1"], "2"),
    (["LAYER", "--kind", "projection", "--at", "1,x"], "a number of --at"),
    (["LAYER", "--kind", "preimage", "--at=-1,0"], "the fibre is empty: a value of a ReLU layer is not negative"),
    (["LAYER", "--kind", "boundary", "--output", "7"], "output 7 does not exist"),
    (["LAYER", "--kind", "class", "--pair", "1"], "two outputs such as 0,1"),
    (["SINGULAR", "--kind", "layer"], "linearly independent"),
    (["--kind", "boundary"], "there is no certificate for an argmax boundary; give an output or a pair of outputs"),
    (["--kind", "class"], "there is no certificate for an argmax boundary; give an output or a pair of outputs"),
    (["--kind", "class", "--output", "0", "--domain", "box:-1,1"], "about the whole space; give --domain whole"),
    (["DEEP", "--kind", "injective"], "injectivity is certified for one ReLU layer"),
    (["LAYER", "--kind", "injective", "--domain", "box:-1,1"], "injectivity is certified on the whole space"),
    (["DEEP", "--kind", "class"], "the boundary has no class with a label; 'exactrelu boundary' says why"),
    (["DEEP", "--kind", "convex"], "convexity of a function is certified for one hidden layer; of a side, with the kind 'boundary'"),
    (["DEEP", "--kind", "equal", "--with", "DEEP"], "a certificate of equality is about networks with one hidden layer"),
    (["DEEP", "--kind", "equal", "--with", "LAYER"], "equality is about two networks with one output each and the same inputs"),
    (["DEEP", "--kind", "equivalent", "--with", "BEND2"], "but they are not of two different classes with labels"),
    (["DEEP", "--kind", "equivalent", "--with", "LAYER"], "one output"),
    (["DEEP", "--theorem", "T13"], "T13 does not apply"),
    (["BEND2", "--theorem", "T22"], "a hypothesis is missed"),
    (["LAYER", "--domain", "flat.json", "--kind", "lipschitz"], "the domain is flat: affine maps, gradients and injectivity are about"),
    (["LAYER", "--domain", "box:1,0"], "box is empty"),
    (["LAYER", "--with", "missing.json", "--kind", "equal"], "does not exist"),
    (["missing.json"], "does not exist"),
    (["LAYER", "-o", "no/such/folder/a.cert"], "not a folder that can be written to"),
    (["LAYER", "-o", "."], "not a folder that can be written to"),
])
def test_refused(capsys, tmp_path, monkeypatch, words, message):
    """What cannot be certified: exit code 2, one sentence that says why and what to do, no output, no file."""
    monkeypatch.chdir(tmp_path)
    nets = {"LAYER": OBLIQUE, "SINGULAR": DEPENDENT, "DEEP": NETWORKS["disconnected"], "BEND2": CORNER}
    for name, net in nets.items():
        er.write(net, tmp_path / f"{name}.json")
    (tmp_path / "flat.json").write_text('{"inequalities": [[0, 1, 0], [0, 0, 1], [0, -1, -1]]}')
    before = sorted(tmp_path.iterdir())
    words = [f"{word}.json" if word in nets else word for word in words]
    net = [] if words[0].endswith(".json") else [str(EXAMPLES / "pentagon.json")]
    code, out, err = run(capsys, "certify", *net, *words, *([] if "-o" in words else ["-o", "a.cert"]))
    assert (code, out) == (2, "") and message in err and err.startswith("exactrelu: ") and err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_words_that_are_missing(capsys):
    """-o is required, and check needs a file that is there."""
    assert "-o" in run(capsys, "certify", str(EXAMPLES / "xor.json"))[2]
    code, out, err = run(capsys, "check", "missing.cert")
    assert (code, out) == (2, "") and err == "exactrelu: missing.cert cannot be read: No such file or directory\n"
    code, out, err = run(capsys, "check", "--explain", "missing.cert")
    assert (code, out) == (2, "") and err == "exactrelu: missing.cert cannot be read: No such file or directory\n"


def test_refused_by_the_api(tmp_path):
    """A kind or a theorem that does not exist, and an equality without a second network."""
    for words, message in (({"kind": "faces"}, "the kind must be one of regions, affine_maps"),
                           ({"theorem": "T2"}, "no certificate for the theorem"), ({"kind": "equal"}, "--with"), ({"kind": "regions", "theorem": "T13"}, "is of the kind 'boundary'")):
        with pytest.raises(er.InputError, match=message):
            certify(CORNER, tmp_path / "a.cert", **words)
    assert list(tmp_path.iterdir()) == []


# ---- files ----------------------------------------------------------------------------------


GENERIC = er.Network(er.Layer([[i, (7 * i * i + 3) % 31 - 15] for i in range(1, 21)], [(5 * i) % 17 - 8 for i in range(1, 21)]))


def test_an_error_or_interrupt_leaves_what_was_there(tmp_path):
    """When the writing breaks off, an older certificate stays as it is and nothing else is left."""
    file = tmp_path / "a.cert"
    certify(CORNER, file)
    before = file.read_bytes()
    for error in (KeyboardInterrupt, er.LimitExceeded, ValueError):
        calls = []

        def progress(done, total, found, error=error, calls=calls):
            calls.append(done)
            if done and not total:                       # while records are written
                raise error("stop")

        with pytest.raises(error):
            certify(GENERIC, file, progress=progress)
        assert calls and file.read_bytes() == before and list(tmp_path.iterdir()) == [file]


def test_limit(capsys, tmp_path):
    """A complex that would not fit stops with exit code 3; nothing is written."""
    identity = [[int(i == j) for j in range(16)] for i in range(16)]
    (tmp_path / "n.json").write_text(json.dumps({"layers": [{"W": identity}]}))
    code, out, _ = run(capsys, "certify", str(tmp_path / "n.json"), "-o", str(tmp_path / "a.cert"), "--memory", "200")
    assert (code, out) == (3, "") and [p.name for p in tmp_path.iterdir()] == ["n.json"]


def test_ctrl_c(tmp_path):
    """Ctrl-C ends the command within seconds with exit code 130 and leaves no file behind."""
    interrupted(tmp_path, "certify", "n.json", "-o", "a.cert")


def test_compressed(tmp_path):
    """A name that ends in .gz gives a gzip file of the same lines, without a name or a time in it."""
    certify(CORNER, tmp_path / "a.cert", "boundary")
    certify(CORNER, tmp_path / "a.cert.gz", "boundary")
    packed = (tmp_path / "a.cert.gz").read_bytes()
    assert packed[:2] == b"\x1f\x8b" and packed[4:8] == b"\0\0\0\0"
    assert gzip.decompress(packed) == (tmp_path / "a.cert").read_bytes()
    assert check(tmp_path / "a.cert.gz") == check(tmp_path / "a.cert")
    os.rename(tmp_path / "a.cert.gz", tmp_path / "b")                          # what is inside counts, not the name
    assert check(tmp_path / "b")["verdict"] == "accepted" and list(explain(tmp_path / "b")) == list(explain(tmp_path / "a.cert"))


# Every kind once, written into the folder argv[1] by a process of its own.
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_certificates import EXAMPLES_OF_KINDS, FITTING
import exactrelu as er
from exactrelu.certificates import certify
for i, (kind, net, options, _) in enumerate(EXAMPLES_OF_KINDS):
    try:
        certify(net, Path(sys.argv[1]) / f"{i}-{kind}.cert", kind, **options)
    except er.ExactReluError as error:
        Path(sys.argv[1], f"{i}-{kind}.txt").write_text(str(error))
certify(FITTING["T14"][0], Path(sys.argv[1]) / "T14.cert.gz", theorem="T14")
"""


def test_reproducible(tmp_path):
    """The same bytes in every run, whatever the order in which a process goes through sets."""
    found = []
    for seed in ("0", "1", "1234"):
        folder = tmp_path / f"{len(found)}"
        folder.mkdir()
        subprocess.run([sys.executable, "-c", WRITER, str(folder), str(FOLDER.parent)], check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed})
        found.append({file.name: file.read_bytes() for file in sorted(folder.iterdir())})
    assert found[0] == found[1] == found[2] and len(found[0]) == len(EXAMPLES_OF_KINDS) + 1


# ---- workloads ------------------------------------------------------------------------------


def workloads(normal: int, most: int) -> list:
    """(name, domain, regions) of the workloads with at most `most` regions; slow above `normal`."""
    file = CASES / "workloads" / "expected.json"
    found = []
    for name, answer in sorted(json.loads(file.read_text()).items()) if file.exists() else []:
        for domain, key in (("whole", "regions"), ("box:-1,1", "regions_in_box")):
            if answer.get(key, most + 1) <= most:
                marks = [pytest.mark.slow] if answer[key] > normal else []
                found.append(pytest.param(name, domain, answer[key], marks=marks, id=f"{name}-{domain[:3]}"))
    return found


@pytest.mark.parametrize("name, domain, regions", workloads(500, 50_000))
def test_regions_of_workload(cases, tmp_path, name, domain, regions):
    """The regions of a workload are certified, on the whole space by at most (regions) x (neurons) / 2 nodes if they are many."""
    net = er.read(cases / "workloads" / f"{name}.npz")
    found = certify(net, tmp_path / "a.cert", domain=domain)
    assert found["verdict"] == "accepted" and found["claim"] == {"kind": "regions", "regions": regions}
    assert regions < 1000 or domain != "whole" or 2 * found["steps"] <= regions * net.neurons


@pytest.mark.parametrize("name, domain, regions", workloads(150, 1500))
def test_complex_of_workload(cases, tmp_path, name, domain, regions):
    """The cells of all dimensions of a workload are certified, with the Euler relation for the whole space."""
    found = certify(er.read(cases / "workloads" / f"{name}.npz"), tmp_path / "a.cert", theorem="R17" if domain == "whole" else None,
                    kind="complex", domain=domain)
    assert found["verdict"] == "accepted" and found["claim"]["regions"] == regions


def test_workloads_are_many():
    """Where the workloads are, enough of them are in the normal run."""
    normal = [one for one in workloads(500, 50_000) if not one.marks]
    assert not CASES.is_dir() or len(normal) > 100


MEMORY = """
import runpy, sys
checker = runpy.run_path(sys.argv[1])
assert checker["check"](sys.argv[2])["verdict"] == "accepted"
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


def test_memory_does_not_grow_with_the_tree(tmp_path):
    """The checker reads 10,000 records in the memory that it needs for 6 and the network: leaves of a regions tree are not kept."""
    if not os.path.exists("/proc/self/status"):
        pytest.skip("the peak of memory of a process alone is read from /proc")
    wide = er.Network(er.Layer([[1, i, i * i % 101] for i in range(26)], [i**3 % 103 - 50 for i in range(26)]))
    needed = []
    for net in (OBLIQUE, wide):
        assert certify(net, tmp_path / "a.cert")["steps"] > (10_000 if net is wide else 6)
        needed.append(int(alone("-c", MEMORY, str(CHECKER), str(tmp_path / "a.cert")).stdout))
    assert needed[1] - needed[0] < 4_000                                    # kilobytes; the file has more than 300


def test_empty_with_parallel_bends(tmp_path):
    """A function without a zero whose bends are parallel is shown on a line."""
    net = shallow([[-1], [-1]], [-1, 0], [-1, 1], 1)
    assert certify(net, tmp_path / "a.cert", "class")["claim"]["class"] == "empty"


def test_what_is_read_is_not_overwritten(tmp_path, capsys):
    """The network stays as it was."""
    path = tmp_path / "net.json"
    path.write_text((EXAMPLES / "line.json").read_text())
    before = path.read_bytes()
    code, _, err = run(capsys, "certify", str(path), "-o", str(path))
    assert code == 2 and "is a file that the command reads" in err and path.read_bytes() == before


def test_a_certificate_is_about_a_network_on_a_domain(tmp_path, capsys):
    """--network asks for the network and its domain; a smaller box is not enough, a slice that is written out is."""
    boxed, sliced, file = tmp_path / "boxed.json", tmp_path / "sliced.json", str(tmp_path / "a.cert")
    boxed.write_text('{"layers": [{"W": [[1], [1]], "b": [0, -1]}], "domain": {"box": [[-1, 2]]}}')
    sliced.write_text('{"layers": [{"W": [[1, 0], [1, 1]], "b": [0, -1]}],'
                      ' "domain": {"slice": {"origin": [0, 0], "directions": [[1, 1], [1, 0]]}}}')
    assert run(capsys, "certify", str(boxed), "-o", file, "--domain", "box:1/2,3/4")[0] == 0
    code, out, _ = run(capsys, "check", file, "--network", str(boxed))
    assert code == 1 and "about another domain" in out
    code, out, _ = run(capsys, "check", file, "--network", str(boxed), "--domain", "box:1/2,3/4")
    assert code == 0 and "domain: " in out
    assert run(capsys, "certify", str(boxed), "-o", file)[0] == run(capsys, "check", file, "--network", str(boxed))[0] == 0
    assert run(capsys, "certify", str(sliced), "-o", file, "--kind", "class", "--pair", "0,1")[0] == 0
    assert run(capsys, "check", file, "--network", str(sliced))[0] == 0
    assert run(capsys, "check", file, "--network", str(boxed))[0] == 1
    code, _, err = run(capsys, "check", file, "--domain", "whole")
    assert code == 2 and "belongs to --network" in err
