"""Extreme numbers: a small version of campaign/scale.py, the modes of the processor, the limits; and mistakes that it finds."""
from __future__ import annotations

import json
import os
import platform
import random
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import exactrelu as er
from exactrelu.engines import problem as problems_of_engines
from exactrelu.engines.filter import certified_signs
from exactrelu.linalg import spelled
from exactrelu.readers.native import nearest_double

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "campaign"))
from extremes.attempts import attempt  # noqa: E402
from extremes.commands import COMMANDS  # noqa: E402
from extremes.engines import engines  # noqa: E402
from extremes.networks import FAMILIES  # noqa: E402
from extremes.outcomes import Outcome, fault, run  # noqa: E402
from extremes.processor import processor  # noqa: E402

MODES = [(rounding, flush) for rounding in range(4) for flush in (False, True)]
x86 = pytest.mark.skipif(platform.machine() != "x86_64" or platform.libc_ver()[0] != "glibc", reason="the modes are set as on Linux with x86-64")
LARGEST = float(np.finfo(np.float64).max)


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "digits"])
def test_some_instances(family):
    """A few of each family: engines, formats, and a command."""
    for number in range(3):
        assert attempt(100, 2 * number, family).wrong == []


def test_the_program():
    """The command line, on two instances."""
    done = subprocess.run([sys.executable, str(ROOT / "campaign" / "scale.py"), "--count", "2", "--dry"], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stdout) == (0, "") and "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("family", list(FAMILIES))
def test_more_instances(family):
    """Every command once."""
    for number, name in enumerate(COMMANDS):
        assert attempt(101, number, family, [name]).wrong == []


@x86
@pytest.mark.parametrize("rounding, flush", MODES)
def test_engines_in_every_mode_of_the_processor(rounding, flush):
    """What another library does to doubles decides no sign."""
    for number, family in enumerate(name for name in FAMILIES if name != "digits"):
        case = FAMILIES[family](random.Random(f"modes {number}"))
        try:
            with processor(rounding, flush):
                assert engines(case, False) == []
        except er.InputError as error:
            assert "empty" in str(error)


@x86
def test_an_overflow_towards_zero_decides_nothing():
    """Towards zero a sum that overflows is the largest double, not infinite: its sign was once believed."""
    rays = np.array([[1, 2**900]], dtype=object)
    forms = [np.array([[0], [2**120]], dtype=object), np.array([[-2**130 * 2**890], [1]], dtype=object)]      # 2^1020 - 2^1020
    values, certain = None, None
    for rounding, flush in MODES:
        with processor(rounding, flush):
            values, certain = certified_signs(rays, np.array([[True]]), forms[:-1], forms[-1])
        assert not certain.any() and not values.any()
    huge = np.array([[-3 * 2**999], [2**999]], dtype=object)                     # 2^900 2^999 overflows, and is not -3 2^999
    for rounding, flush in MODES:
        with processor(rounding, flush):
            assert not certified_signs(np.array([[2**999, 2**999]], dtype=object), np.zeros((1, 0), bool), [], huge)[1].any()


@x86
@pytest.mark.parametrize("rounding, flush", MODES)
def test_subnormal_numbers_in_every_mode(tmp_path, rounding, flush):
    """2^-1074 is not 0, in no format and in no mode; once it was, after a library that was compiled with -ffast-math."""
    W, b = np.array([[2.0**-1074, -2.0**-1070, 1], [2.0**-1022, 0, -0.0], [LARGEST, -2.0**-1073, 3]]), np.array([-2.0**-1074, 2.0**-1060, 0])
    small = np.array([[2.0**-149, -2.0**-140, 1]], dtype=np.float32)
    exact = er.Network([er.Layer([[Fraction(1, 2**1074), Fraction(-1, 2**1070), 1], [Fraction(1, 2**1022), 0, 0],
                                  [Fraction(2**1024 - 2**971), Fraction(-1, 2**1073), 3]], [Fraction(-1, 2**1074), Fraction(1, 2**1060), 0]),
                        er.Layer([[Fraction(1, 2**149), Fraction(-1, 2**140), 1]], [0], "linear")])
    np.savez(tmp_path / "numpy.npz", W0=W, b0=b, W1=small, b1=np.float32([0]))
    with processor(rounding, flush):
        assert er.read(tmp_path / "numpy.npz").layers == exact.layers
        assert er.Layer(W, b) == exact.layers[0]
        assert all(er.Layer(small.astype(f"{order}f4"), activation="linear") == exact.layers[1] for order in "<>")
        assert er.Layer(W.tolist(), b.tolist()) == exact.layers[0]
        assert er.Layer([list(small[0])]).W == exact.layers[1].W
        assert nearest_double(Fraction(7, 2**1076)) == Fraction(2, 2**1074) and nearest_double(Fraction(-1, 2**1076)) == 0
        for ending in (".onnx", ".npz", ".safetensors", ".json"):
            er.write(exact, tmp_path / f"written{ending}")
            assert er.read(tmp_path / f"written{ending}").layers == exact.layers


LONG = [spelled(2**10_000), spelled(Fraction(1, 2**10_000)), "0." + "3" * 3_090, "3" * 5_000, "1/" + "3" * 5_000, "-" + "7" * 4_301]


@pytest.mark.parametrize("number", range(len(LONG)))
@pytest.mark.parametrize("where", ["W", "b", "box", "inequalities", "slice", "words", "at", "property", "hyperplanes", "nnet", "frame"])
def test_longer_numbers_are_refused(tmp_path, where, number):
    """More than 10,000 bits, wherever a number is read: one sentence and exit code 2, never Python's limit of 4,300 digits."""
    text = LONG[number]
    if where == "nnet" and "/" in text:
        return
    net = {"layers": [{"W": [[1]], "b": [1]}, {"W": [[1]], "activation": "linear"}]}
    net["layers"][0].update({where: [[text]] if where == "W" else [text]} if where in ("W", "b") else {})
    net.update({"domain": {where: {"box": [[0, text]], "inequalities": [[1, text]], "slice": {"origin": [text], "directions": [[1]]}}[where]}}
               if where in ("box", "inequalities", "slice") else {})
    path = tmp_path / "net.json"
    path.write_text(json.dumps({"hyperplanes": [[1, text]]} if where == "hyperplanes" else net))
    (tmp_path / "asked.json").write_text(json.dumps({"disjuncts": [{"input": [[1, 1], [text, -1]], "output": []}]}))
    (tmp_path / "net.nnet").write_text(f"1,1,1,1,\n1,1,\n0,\n0,\n1,\n0,0,\n1,1,\n{text},\n1,\n")
    words = {"words": ["enumerate", str(path), f"--domain=box:0,{text}"], "at": ["radius", str(path), f"--at={text}"],
             "property": ["decide", str(path), str(tmp_path / "asked.json")], "nnet": ["enumerate", str(tmp_path / "net.nnet")],
             "frame": ["draw", str(path), "-o", str(tmp_path / "x.svg"), f"--frame=-1,{text}"]}.get(where, ["enumerate", str(path)])
    found = run(*words)
    assert found.code == 2 and fault(found, None) is None
    assert "10000" in found.err or "3100" in found.err or "characters" in found.err


@pytest.mark.parametrize("number", ["1/" + spelled(2**9_999), spelled(Fraction(1, 3**6_000))])
def test_no_file_with_decimals_that_no_one_reads(tmp_path, number):
    """A fraction that is a decimal of 9,999 digits, or none, is not written as .nnet: one sentence, where once Python's limit spoke."""
    (tmp_path / "net.json").write_text(json.dumps({"layers": [{"W": [[number]]}, {"W": [[1]], "activation": "linear"}]}))
    found = run("convert", str(tmp_path / "net.json"), str(tmp_path / "net.nnet"))
    assert found.code == 2 and fault(found, None) is None and "write .json" in found.err and not (tmp_path / "net.nnet").exists()


@pytest.mark.parametrize("norm", ["max", "sum"])
def test_a_boundary_that_is_one_far_point(norm):
    """|x - 10^300| + |y| is 0 at one point, beyond all boxes that are searched; once no point was found there."""
    far = 10**300
    net = er.Network([er.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]], [-far, far, 0, 0]), er.Layer([[1, 1, 1, 1]], activation="linear")])
    found = er.radius(net, [0, 1], norm)
    assert found.nearest == (far, 0) and found.radius == (far if norm == "max" else far + 1)


def test_a_radius_in_a_domain_with_a_zero_row():
    """0 >= 0 is an inequality like others; once it had no factor."""
    net = er.Network([er.Layer([[1], [-1]]), er.Layer([[1, 1]], [-1], "linear")])
    assert er.radius(net, [0], domain=er.Domain.polytope([[2, -1], [0, 0]])).radius == 1


def test_a_picture_of_an_apex_far_outside():
    """The point where all neurons vanish is 10^300 away; once a double overflowed on the way there."""
    far = 10**300
    net = er.Network([er.Layer([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [-far, -far, -far]), er.Layer([[1, 1, 1]], [-1], "linear")])
    for box in ("box:0,1", f"box:0,{2 * far}"):
        text = er.draw(net, domain=box, show="all").svg()
        assert ('class="apex"' in text) == (box != "box:0,1") and not re.search("[0-9]{40}", re.sub(">[^<]*<|data-[a-z]*=\"[^\"]*\"", "", text))


# ---- mistakes that are planted ----------------------------------------------------------------------


def doubles_of(homogenise):
    """A mistake: rows are rounded to 53 bits."""
    def short(row):
        most = max(map(abs, row), default=0).bit_length() - 53
        return tuple((x >> most) << most if most > 0 else x for x in row)

    return lambda *arguments: [[short(row) for row in stage] for stage in homogenise(*arguments)]


def test_planted_rounding_is_found(monkeypatch):
    """Some instance of every family with a small copy tells; a network with no small copy at least has points that are elsewhere."""
    monkeypatch.setattr(problems_of_engines, "homogenise", doubles_of(problems_of_engines.homogenise))
    for family in ("coordinates", "parallel", "concurrent"):
        assert any(attempt(102, number, family, []).wrong for number in range(1, 20, 2))


def test_planted_traceback_is_found(monkeypatch):
    """A command that ends with an exception, one that refuses without need, and one that prints other numbers."""
    def fails(*_, **__):
        raise OverflowError("int too large to convert to float")

    assert fault(Outcome(0, '{"regions": 3}', ""), Outcome(0, '{"regions": 4}', ""))
    assert fault(Outcome(2, "", "exactrelu: no\n"), Outcome(0, "{}", ""))
    assert fault(Outcome(2, "", "Traceback\n  file\n"), None)
    monkeypatch.setattr(er.commands.geometry, "boundary", fails)
    assert any("OverflowError" in told for number in range(5) for told in attempt(100, number, "rows", ["boundary"]).wrong)
