"""Exact verdicts: known answers, brute force, boundary cases, and certificates that are checked and tampered with."""
from __future__ import annotations


import gzip
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from itertools import product
from pathlib import Path
from unittest import mock

import decide_check
import pytest

import exactrelu as er
from exactrelu import checker
from exactrelu.cli import main
from exactrelu.decide import Decision, boxes, decide, lp, save
from exactrelu.decide.simplex import combination, feasible
from exactrelu.readers.property import Property
from exactrelu.readers.vnnlib import read_property

WAVE = er.Network([er.Layer([[1], [1], [1]], [0, -1, -2]), er.Layer([[1, -2, 2]], [0], "linear")])    # 0, up to 1, 0, up


def asked(inputs, outputs, *disjuncts):
    """The property of pairs (input rows, output rows)."""
    return Property.from_json({"disjuncts": [{"input": i, "output": o} for i, o in disjuncts]}, inputs, outputs)


def box(lo, hi, d):
    """The rows of a cube."""
    unit = [[int(i == j) for j in range(d)] for i in range(d)]
    return [row for e in unit for row in ([-lo] + e, [hi] + [-x for x in e])]


def written(network, question, found) -> tuple[dict, list]:
    """(header, records) of the certificate of a decision, which the checker has accepted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c"
        assert save(path, network, question, found)["verdict"] == "accepted"
        header, *records = [json.loads(line) for line in path.read_text().splitlines()]
    return header, records


def checked(network, question) -> Decision:
    """The decision, after the checker and the second checker of decide_check.py have accepted its certificate."""
    found = decide(network, question)
    header, records = written(network, question, found)
    check = decide_check.check_sat if found.verdict == "sat" else decide_check.check_unsat
    assert header["claim"]["kind"] == found.verdict
    check(header["network"], header["claim"]["property"], records)
    return found


def test_the_maximum_is_touched_exactly():
    """At the maximum sat, beyond it unsat, by however little."""
    assert checked(WAVE, asked(1, 1, (box(0, 2, 1), [[-1, 1]]))).witness == (1,)
    for beyond in (Fraction(1, 10), Fraction(1, 10**30), Fraction(1, 3**200)):
        assert checked(WAVE, asked(1, 1, (box(0, 2, 1), [[-1 - beyond, 1]]))).verdict == "unsat"
    third = Fraction(1, 3)
    tent = er.Network([er.Layer([[1], [1]], [0, -third]), er.Layer([[1, -2]], [0], "linear")])       # its top is at 1/3
    assert checked(tent, asked(1, 1, (box(-1, 1, 1), [[-third, 1]]))).witness == (third,)
    assert checked(tent, asked(1, 1, (box(-1, 1, 1), [[-third - Fraction(1, 10**40), 1]]))).verdict == "unsat"


def test_more_rows_than_variables():
    """A linear network, and one neuron, on a polytope with more rows than there are variables."""
    linear = er.Network([er.Layer([[-2, -2, 2]], [-1], "linear")])
    rows = box(-1, 1, 3) + [[1, 0, -2, -1], [5, 1, 1, 1], [4, -1, 2, 1]]
    assert checked(linear, asked(3, 1, (rows, [[-2, 1], [-5, -1]]))).verdict == "unsat"
    assert checked(linear, asked(3, 1, (rows, [[-2, 1]]))).verdict == "sat"
    neuron = er.Network(er.Layer([[1, 1]], [0]))
    rows = box(0, 2, 2) + [[3, -1, -1], [7, -2, -2], [2, -1, 1], [9, 1, -3]]
    assert checked(neuron, asked(2, 1, (rows, [[-3, 1]]))).verdict == "sat"
    assert checked(neuron, asked(2, 1, (rows, [["-31/10", 1]]))).verdict == "unsat"


@pytest.mark.parametrize("disjuncts, verdict", [
    ([], "unsat"),                                                       # no disjunct: nothing to be found
    ([(box(0, 2, 1), [])], "sat"),                                       # no output row: any point
    ([([[-1, 0]], [])], "unsat"),                                        # an input row that is false
    ([([[-1, 1], [0, -1]], [])], "unsat"),                               # an empty interval, 1 <= x <= 0
    ([([[-1, 1], [1, -1]], [[-1, 1]])], "sat"),                          # a point: x = 1
    ([([[-1, 2], [1, -2]], [[-1, 1]])], "unsat"),                        # x = 1/2
    ([(box(0, 2, 1), [[-1, 0]])], "unsat"), ([(box(0, 2, 1), [[0, 0]])], "sat"),
    ([(box(0, 2, 1), [[-2, 1]]), (box(2, 4, 1), [[-2, 1]])], "sat"),     # only the second disjunct
    ([(box(0, 2, 1), [[-2, 1]]), (box(2, 3, 1), [[-2, 1]])], "unsat"),   # two trees, one after the other
])
def test_degenerate_properties(disjuncts, verdict):
    assert checked(WAVE, asked(1, 1, *disjuncts)).verdict == verdict


@pytest.mark.parametrize("layers", [
    [er.Layer([[0, 0]], [0])], [er.Layer([[0, 0]], [3])], [er.Layer([[0, 0]], [-3])],                # dead and constant neurons
    [er.Layer([[1, 1], [1, 1], [2, 2]], [0, 0, 0])], [er.Layer([[1, -1]], [0], "linear")],
    [er.Layer([[1, 2], [0, 1]], [1, 0], "linear"), er.Layer([[1, -1], [3, 1]], [0, -1]), er.Layer([[1, 1]], [0], "linear"),
     er.Layer([[-1]], [2])],                                                                         # ReLU last
])
def test_degenerate_networks(layers):
    net = er.Network(layers)
    outputs = net.outputs
    for bound in (-4, 0, 2, 5):
        brute(net, asked(2, outputs, (box(-1, 1, 2), [[-bound] + [1] * outputs])))


def brute(net, question):
    """The verdict must be that of the regions' vertices: one output row over a box."""
    one, = question.disjuncts
    (c, *v), = one.output
    cx = er.enumerate(net, {"inequalities": [list(row) for row in one.input]}, "fan")
    top = max(c + sum(a * b for a, b in zip(v, net(x))) for region in cx for x in region.vertices)
    assert checked(net, question).verdict == ("sat" if top >= 0 else "unsat")
    return top


def random_network(rng, widths):
    """A network with entries in -3..3, zero rows and repeated rows now and then."""
    found = []
    for i, (a, b) in enumerate(zip(widths, widths[1:])):
        rows = [[rng.randint(-3, 3) for _ in range(a + 1)] for _ in range(b)]
        if b > 1 and rng.random() < 0.3:
            rows[-1] = [rng.choice((0, 1, -1)) * x for x in rows[0]]
        last = i == len(widths) - 2
        found.append(er.Layer([row[1:] for row in rows], [row[0] for row in rows], "linear" if last and rng.random() < 0.7 else "relu"))
    return er.Network(found)


@pytest.mark.parametrize("seed", range(25))
def test_brute_force(seed):
    """At the exact maximum, above it, and far below it."""
    rng = random.Random(seed)
    net = random_network(rng, rng.choice([[1, 4, 1], [2, 4, 2], [2, 3, 3, 1], [3, 4, 3, 1], [2, 5, 4, 3, 1]]))
    d, outputs = net.inputs, net.outputs
    row = [rng.randint(-2, 2) for _ in range(outputs)]
    top = brute(net, asked(d, outputs, (box(-1, 2, d), [[0] + row])))
    for shift in (0, Fraction(-1, 10**12), Fraction(1, 7)):
        brute(net, asked(d, outputs, (box(-1, 2, d), [[shift - top] + row])))


@pytest.mark.parametrize("seed", range(6))
def test_without_highs(seed, monkeypatch):
    """No proposals from HiGHS: the same verdicts, only slower."""
    monkeypatch.setattr(lp, "highspy", None)
    test_brute_force(seed)
    test_the_maximum_is_touched_exactly()


@pytest.mark.parametrize("seed", range(10))
def test_cuts(seed, monkeypatch):
    """With inputs halved wherever that is possible."""
    monkeypatch.setattr(boxes, "FEW", -1)
    monkeypatch.setattr(boxes, "DEEP", 6)
    test_brute_force(seed)


@pytest.mark.parametrize("seed", range(10))
def test_polytopes_and_several_rows(seed):
    """Input sets that are not boxes; two output rows: against all regions and exact feasibility in each."""
    rng = random.Random(seed)
    net = random_network(rng, [2, 3, 3, 2])
    inputs = [[2, 1, 1], [2, -1, 0], [2, 0, -1], [rng.randint(0, 2), rng.randint(-1, 1), rng.randint(-1, 1)]]
    outputs = [[rng.randint(-4, 2), rng.randint(-2, 2), rng.randint(-2, 2)] for _ in range(2)]
    cells = []
    cx = er.enumerate(net, {"inequalities": inputs}, "fan")
    for region in cx:
        f = region.affine_map
        rows = list(map(tuple, inputs))
        for c, *v in outputs:
            rows.append((c + sum(a * b for a, b in zip(v, f.vector)),
                         *(sum(a * f.matrix[o][i] for o, a in enumerate(v)) for i in range(2))))
        cells.append((region, rows))
    sat = any(meets(net, region.signs, rows) for region, rows in cells)
    assert checked(net, asked(2, 2, (inputs, outputs))).verdict == ("sat" if sat else "unsat")


def meets(net, signs, rows):
    """Whether the closed region with these signs meets the rows."""
    found, f, position = list(rows), er.AffineMap.identity(net.inputs), 0
    for layer in net.layers:
        f = er.AffineMap(layer.W, layer.b).after(f)
        if layer.activation == "relu":
            here = signs[position:position + layer.neurons]
            position += layer.neurons
            for s, row, c in zip(here, f.matrix, f.vector):
                found.append((c, *row) if s == "+" else (-c, *(-x for x in row)))
            f = er.AffineMap(tuple(row if s == "+" else tuple(0 * x for x in row) for s, row in zip(here, f.matrix)),
                             tuple(c if s == "+" else 0 * c for s, c in zip(here, f.vector)))
    whole = [er.rational.primitive(row) for row in found]
    return feasible(whole)[0] is not None


def test_simplex_is_exact():
    """All small systems: weights that give the target, or a row that proves that there are none."""
    for entries in product((-1, 0, 2), repeat=6):
        columns, target = [entries[:2], entries[2:4]], entries[4:]
        weights, y = combination(columns, target)
        if y is None:
            assert all(w > 0 for w in weights.values())
            assert tuple(sum(w * columns[j][i] for j, w in weights.items()) for i in range(2)) == target
        else:
            assert all(sum(a * b for a, b in zip(y, column)) <= 0 for column in columns)
            assert sum(a * b for a, b in zip(y, target)) > 0


@pytest.mark.parametrize("inputs, sentence", [
    ([[0, 1]], "the input set of disjunct 0 is unbounded: input 0 has no upper bound; add one"),
    ([[0, -1]], "the input set of disjunct 0 is unbounded: input 0 has no lower bound; add one"),
    ([], "the input set of disjunct 0 is unbounded: input 0 has no lower bound; add one"),
])
def test_unbounded(inputs, sentence):
    with pytest.raises(er.InputError) as caught:
        decide(WAVE, asked(1, 1, (inputs, [[-1, 1]])))
    assert str(caught.value) == sentence


def test_wrong_dimensions_and_limits():
    with pytest.raises(er.InputError, match="about 2 inputs and 1 outputs, but the network has 1 and 1"):
        decide(WAVE, asked(2, 1))
    hard = random_network(random.Random(1), [2, 5, 5, 1])
    top = brute(hard, asked(2, 1, (box(-1, 2, 2), [[0, 1]])))
    with pytest.raises(er.LimitExceeded, match="stopped after 0 closed branches, at least"):
        decide(hard, asked(2, 1, (box(-1, 2, 2), [[-top - Fraction(1, 100), 1]])), leaves=0)


def test_huge_numbers():
    """Weights beyond the range of doubles, and differences far below it."""
    big = 10**400
    net = er.Network([er.Layer([[big], [-big]], [1, 1]), er.Layer([[1, 1]], [0], "linear")])
    assert checked(net, asked(1, 1, (box(-1, 1, 1), [[-big - 1, 1]]))).verdict == "sat"
    assert checked(net, asked(1, 1, (box(-1, 1, 1), [[-big - 2, 1]]))).verdict == "unsat"
    tiny = Fraction(1, 2**9000)
    assert checked(WAVE, asked(1, 1, (box(0, 2, 1), [[-1 - tiny, 1]]))).verdict == "unsat"


# ---- known answers ----

def rows_of(data):
    """The closed set a.x <= b of the NeuralVerification.jl problems, as rows."""
    kind, found = data["type"], data["set"]
    if kind == "HPolytope":
        return [[Fraction(c["b"])] + [-Fraction(a) for a in c["a"]] for c in found["constraints"]]
    if kind == "HalfSpace":
        return [[Fraction(found["b"])] + [-Fraction(a) for a in found["a"]]]
    rows = []
    for i, (c, r) in enumerate(zip(found["center"], found["radius"])):
        unit = [int(i == j) for j in range(len(found["center"]))]
        rows += [[Fraction(r) - Fraction(c)] + unit, [Fraction(r) + Fraction(c)] + [-x for x in unit]]
    return rows


def test_nv_problems(cases):
    """Violated means sat: no case touches its bound exactly, so weak inequalities say the same."""
    folder = cases / "nv_problems"
    problems = json.loads((folder / "problems.json").read_text())["problems"]
    problems += json.loads((folder / "issues_nd.json").read_text()).values()
    for problem in problems:
        net, outside = er.read(folder / problem["network"]), problem["output_set"]
        inputs = [[str(x) for x in row] for row in rows_of(problem["input_set"])]
        if outside["type"] == "PolytopeComplement":
            disjuncts = [(inputs, rows_of({"type": "HPolytope", "set": outside["set"]["P"]}))]
        else:
            disjuncts = [(inputs, [[-x for x in row]]) for row in rows_of(outside)]
        expected = {"violated": "sat", "holds": "unsat"}[problem.get("exact_status") or problem["status"]]
        assert checked(net, asked(net.inputs, net.outputs, *disjuncts)).verdict == expected, problem["id"]
    assert len(problems) == 46


def test_a_network_made_to_fool_floats(cases):
    """Zombori et al., ICLR 2021: the output `on` reaches its maximum only where an addend that doubles absorb counts."""
    net = er.read(cases / "adversarial" / "zombori_backdoor_core_float64.json")
    top = Fraction(144115188075855875, 144115188075855872)
    for hi, row, verdict in ((1, [-top, 1, 0], "sat"), (1, [-top - Fraction(1, 10**60), 1, 0], "unsat"), (1, [0, 1, -1], "sat"),
                             (Fraction(1, 40), [0, 1, -1], "unsat"), (Fraction(1, 20), [0, 1, -1], "sat")):
        assert checked(net, asked(1, 2, ([[0, 1], [hi, -1]], [row]))).verdict == verdict


@pytest.mark.parametrize("net, question, verdict", [
    ("vnncomp_test__test_nano.json", "test_nano", "unsat"), ("vnncomp_test__test_tiny.json", "test_tiny", "unsat"),
    ("vnncomp_test__test_nano.json", "test_small", "unsat"), ("vnncomp_test__test_sat.json.gz", "test_prop", "sat"),
    ("tll__N8_1.json", "property_N=8_1", "sat"), ("tll__N8_3.json", "property_N=8_0", "sat"),
    pytest.param("tll__N8_3.json", "property_N=8_3", "unsat", marks=pytest.mark.slow),
])
def test_vnncomp(cases, net, question, verdict):
    network = er.read(cases / "networks" / net)
    assert checked(network, read_property(cases / "vnnlib" / "props" / f"{question}.vnnlib", network)).verdict == verdict


@pytest.mark.parametrize("name", [
    "reluBenchmark0.00491881370544s_UNSAT", "reluBenchmark0.221790075302s_SAT", "reluBenchmark0.246181964874s_SAT",
    "reluBenchmark1.9094479084s_UNSAT", pytest.param("reluBenchmark2.66962385178s_UNSAT", marks=pytest.mark.slow),
])
def test_coav(cases, name):
    """Collision avoidance (Ehlers): sat iff some x of the box has y <= 0."""
    file = cases / "networks" / f"coav__{name}.json"
    header = json.loads(file.read_text())["nnet_header"]
    inputs = []
    for i, (lo, hi) in enumerate(zip(header["mins"], header["maxs"])):
        unit = [int(i == j) for j in range(6)]
        inputs += [[-Fraction(lo)] + unit, [Fraction(hi)] + [-x for x in unit]]
    assert checked(er.read(file), asked(6, 1, (inputs, [[0, -1]]))).verdict == name.split("_")[1].lower()


NETS = {"ACASXU_run2a_1_1_batch_2000.onnx": "acasxu__run2a_1_1.json.gz", "ACASXU_run2a_1_6_batch_2000.onnx": "acasxu__run2a_1_6.json.gz",
        "ACASXU_run2a_1_7_batch_2000.onnx": "acasxu__run2a_1_7.json.gz", "ACASXU_run2a_4_5_batch_2000.onnx": "acasxu__run2a_4_5.json.gz",
        "gcas.onnx": "reach_prob_density__gcas.json", "vdp.onnx": "reach_prob_density__vdp.json", "cartpole.onnx": "rl__cartpole.json",
        "tllBench_n=2_N=M=8_m=1_instance_0_1.onnx": "tll__N8_1.json"}


@pytest.mark.parametrize("file, holds", [("published_ce_invalid_in_exact_arithmetic.json", False), ("exact_counterexamples.json", True)])
def test_published_counterexamples(cases, file, holds):
    """What the tools of VNN-COMP handed in as witnesses: these fail exactly, those hold exactly."""
    seen = 0
    for one in json.loads((cases / "vnnlib" / file).read_text()):
        prefix = "acasxu_" if one["category"] == "acasxu" else ""
        question = cases / "vnnlib" / "props" / (prefix + one["vnnlib"])
        if one["onnx"] not in NETS or not question.exists():
            continue
        net = er.read(cases / "networks" / NETS[one["onnx"]])
        assert read_property(question, net).holds(one["x"], net([Fraction(x) for x in one["x"]])) is holds, one
        seen += 1
    assert seen >= 5


# ---- certificates ----

def proof(planned=False):
    """(header, records) of a tree with a split, bounds, phases and a cut-free leaf; or of one with cuts, substitutions and contradictions."""
    net = random_network(random.Random(7), [2, 4, 4, 1])
    top = brute(net, asked(2, 1, (box(-1, 2, 2), [[0, 1]])))
    question = asked(2, 1, (box(-1, 2, 2), [[-top - Fraction(1, 50), 1]]), (box(3, 2, 2), []))
    with mock.patch.object(boxes, "MOST_INPUTS", 12 if planned else -1):
        found = decide(net, question)
    header, records = written(net, question, found)
    assert ({"cut", "relax", "close"} if planned else {"bound", "split", "empty"}) <= {record[0] for record in records}
    return header, records


def verdict_on(header, records):
    """True, or the exception with which the second checker refuses; the checker itself must agree."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c"
        path.write_text("".join(json.dumps(x) + "\n" for x in [{**header, "claim": {"kind": "unsat", **header["claim"]}}, *records]))
        own = checker.check(path)
    try:
        decide_check.check_unsat(header["network"], header["claim"]["property"], records)
    except (decide_check.Rejected, decide_check.Malformed) as error:
        assert own["verdict"] != "accepted", error
        return error
    assert own["verdict"] == "accepted", own
    return True


def test_tampering_with_records():
    """Dropped, repeated, swapped and truncated records, and every number changed: refused, or still a proof of the same claim."""
    header, records = proof()
    assert verdict_on(header, records) is True
    for i, record in enumerate(records):
        assert verdict_on(header, records[:i]) is not True                          # truncated
        assert verdict_on(header, records[:i] + records[i + 1:]) is not True        # nothing in it is superfluous
    assert verdict_on(header, records + [records[-1]]) is not True
    for i, record in enumerate(records):
        mult = record[-1]
        if not isinstance(mult, list):
            continue
        for j in range(1, len(mult), 2):
            for changed in (mult[j] + 1, -mult[j], 0, True, 1.5, str(mult[j]) + "/2", None):
                other = record[:-1] + [mult[:j] + [changed] + mult[j + 1:]]
                assert verdict_on(header, records[:i] + [other] + records[i + 1:]) is not True, (record, j, changed)
        for scale in (0, -record[-2], record[-2] + 1, "1/2", True):
            assert verdict_on(header, records[:i] + [record[:-2] + [scale, mult]] + records[i + 1:]) is not True


def test_tampering_with_substitutions():
    """Every record dropped or truncated, every number changed: refused, or still a proof of the same claim, on which the checkers agree."""
    header, records = proof(planned=True)
    assert verdict_on(header, records) is True
    refused = 0
    for i, record in enumerate(records):
        assert verdict_on(header, records[:i]) is not True
        if record[0] == "relax":
            others = [[*record[:2], record[2][:j] + record[2][j + 1:]] for j in range(len(record[2]))] + \
                [["relax", bits, record[2]] for bits in (0, 1, 10, 100, -1, 4097, True, "40")] + \
                [["relax", 40, neurons] for neurons in (record[2][::-1], record[2] + [99], record[2] * 2, [0], [True], 1, [1.5])]
        elif record[0] == "close":
            others = [["close", record[1], weights] for weights in ([0], [-1], ["1/2"], [], [1, 1], [True], [7], None)] + \
                [["close", bits, record[2]] for bits in (0, 1, 100, -1, None)]
        else:
            continue
        refused += sum(verdict_on(header, records[:i] + [other] + records[i + 1:]) is not True for other in others)
    assert refused > len(records)


@pytest.mark.parametrize("record, sentence", [
    (["relax", 40, [1]], "an input has no bounds here"), (["close", 40, [1]], "an input has no bounds here"),
    (["empty", 1, ["eq:1", 1]], "eq:1 is used, but what it needs is not proven here"),
    (["empty", 1, ["chord:1", 1]], "chord:1 is used, but what it needs is not proven here"),
    (["empty", 1, ["lo:1", 1]], "lo:1 is used, but what it needs is not proven here"),
    (["empty", 1, ["on:1", 1]], "on:1 is used, but what it needs is not proven here"),
    (["empty", 1, ["in:99", 1]], "there is no row in:99"), (["empty", 1, ["z:99", 1]], "there is no variable of z:99"),
    (["empty", 1, ["z:0", 1]], "there is no variable of z:0"), (["empty", 1, ["nothing", 1]], "unknown reference 'nothing'"),
    (["empty", 1, ["t", -1]], "the multiplier of t is negative"), (["empty", 0, []], "the scale is not positive"),
    (["empty", 1, ["t", 1]], "the identity fails at variable 0"), (["empty", 1, ["t"]], "multipliers must be a list"),
    (["empty", 1, ["t", 1, "t", 1]], "a reference is listed twice"), (["empty", 1], "a record empty has 3 entries"),
    (["split", 99], "99 is not a number from 1 to 8"), (["split", True], "True is not a number from 1 to 8"),
    (["bound", 1, "lo", "1/0", 1, []], "'1/0' is not an exact number"), (["bound", 1, "up", 1, 1, []], "a bound is lo or hi"),
    (["sat"], "a record must be a list that begins with"), ({}, "a record must be a list that begins with"),
    (["on", 1, 1, ["z:1", 1]], "the identity fails at variable"), (["witness", [0, 0]], "a record must be a list that begins with"),
])
def test_refused_records(record, sentence):
    header, records = proof()
    error = verdict_on(header, [record] + records)
    assert error is not True and sentence in str(error.args[-1])


@pytest.mark.parametrize("planned", (False, True))
def test_a_changed_claim_or_network_is_refused(planned):
    header, records = proof(planned)
    first = header["claim"]["property"]["disjuncts"][0]
    for row in (["-1/2", 1], [0, 1], [5, 1], [0, -1]):
        other = {"disjuncts": [{"input": first["input"], "output": [row]}] + header["claim"]["property"]["disjuncts"][1:]}
        assert verdict_on({**header, "claim": {"property": other}}, records) is not True
    other = json.loads(json.dumps(header))
    other["network"]["layers"][0]["b"][0] += 1
    assert verdict_on(other, records) is not True


def test_a_witness_is_checked():
    question = asked(1, 1, (box(0, 2, 1), [[-1, 1]]))
    network = written(WAVE, question, decide(WAVE, question))[0]["network"]
    check = lambda *records: decide_check.check_sat(network, question.to_json(), records)  # noqa: E731
    assert check(["witness", [1]]) == [1]
    for records in ([], [["witness", ["1000000001/1000000000"]]], [["witness", [1]]] * 2):
        with pytest.raises(decide_check.Rejected):
            check(*records)
    for record in (["witness", [True]], ["witness", [1.0]], ["witness", [1, 1]], ["witness", 1], "witness"):
        with pytest.raises(decide_check.Malformed):
            check(record)


# ---- the command ----

def command(*words):
    """The exit code of `exactrelu decide` with these words."""
    return main(["decide", *map(str, words)])


@pytest.fixture
def files(tmp_path):
    """The network WAVE and a property, as files."""
    er.write(WAVE, tmp_path / "net.json")
    (tmp_path / "sat.json").write_text(json.dumps({"disjuncts": [{"input": [[0, 1], [2, -1]], "output": [[-1, 1]]}]}))
    (tmp_path / "unsat.vnnlib").write_text("(declare-const X_0 Real)(declare-const Y_0 Real)(assert (>= X_0 0))"
                                           "(assert (<= X_0 2))(assert (>= Y_0 1.0000001))")
    return tmp_path


def test_command(files, capfd):
    """The verdict for programs and for people; the same certificate twice, plain and compressed."""
    assert command(files / "net.json", files / "sat.json", "--json", "-o", files / "sat.cert") == 0
    shown = json.loads(capfd.readouterr().out)
    assert {**shown, "seconds": 0} == {"verdict": "sat", "witness": ["1"], "leaves": 0, "certificate": str(files / "sat.cert"),
                                       "seconds": 0}
    assert decide_check.check_file(files / "sat.cert") == ("sat", [1])
    for name in ("a.cert", "b.cert.gz"):
        assert command(files / "net.json", files / "unsat.vnnlib", "-o", files / name) == 0
        assert capfd.readouterr().out.startswith("verdict:                    unsat\nleaves:")
        assert decide_check.check_file(files / name)[0] == "unsat"
    assert (files / "a.cert").read_bytes() == gzip.decompress((files / "b.cert.gz").read_bytes())


@pytest.mark.parametrize("words, sentence", [
    (["absent.vnnlib"], "absent.vnnlib cannot be read: No such file or directory"),
    (["sat.json", "-o", "no folder/c"], "cannot be written"),
    (["two.json"], "two.json: disjunct 0, output[0] must have 2 entries, but has 3"),
    (["sat.json", "--seconds", "0"], "must be a positive number of seconds"),
])
def test_command_refuses(files, monkeypatch, capfd, words, sentence):
    """One sentence, exit code 2, no file."""
    monkeypatch.chdir(files)
    (files / "two.json").write_text('{"disjuncts": [{"input": [], "output": [[1, 2, 3]]}]}')
    try:
        code = command("net.json", *words)
    except SystemExit as stop:
        code = stop.code
    error = capfd.readouterr().err
    assert code == 2 and sentence in error and error.count("\n") == 1


def test_processes():
    """The proof does not depend on the number of processes."""
    rng = random.Random(5)
    net = random_network(rng, [3, 8, 8, 1])
    top = brute(net, asked(3, 1, (box(-1, 2, 3), [[0, 1]])))
    question = asked(3, 1, (box(-1, 2, 3), [[-top - Fraction(1, 10), 1]]))
    found = decide(net, question)
    assert found.verdict == "unsat" and found.leaves > 2 and found == decide(net, question, jobs=2)


def test_an_interrupt_leaves_nothing(tmp_path):
    """SIGINT in the midst of a long search: exit code 130, and no file."""
    rng = random.Random(3)
    net = random_network(rng, [6, 30, 30, 30, 1])
    er.write(net, tmp_path / "net.json")
    (tmp_path / "p.json").write_text(json.dumps({"disjuncts": [{"input": box(-9, 9, 6), "output": [[-60000, 1]]}]}))
    before = set(tmp_path.iterdir())
    code = ("import sys; import test_decide as t; print('ready', flush=True); "
            f"sys.exit(t.command({str(tmp_path / 'net.json')!r}, {str(tmp_path / 'p.json')!r}, '-o', {str(tmp_path / 'c')!r}))")
    process = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parent, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True,       # in the background SIGINT is inherited as ignored
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    assert process.stdout.readline() == "ready\n"
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=300)
    assert process.returncode == 130 and error.startswith("exactrelu: interrupted")
    assert set(tmp_path.iterdir()) == before
