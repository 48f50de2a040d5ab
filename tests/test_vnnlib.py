"""Properties: VNN-LIB and JSON, the ordinary and the malformed."""
from __future__ import annotations

from fractions import Fraction

import pytest

import exactrelu as er
from exactrelu.readers.property import MAX_DISJUNCTS, Property
from exactrelu.readers.vnnlib import number, parse, read_property

HEAD = "(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n"


def rows(condition: str):
    """The disjuncts of one assertion about R^2 -> R, as lists of texts."""
    found = parse(HEAD + f"(assert {condition})", 2, 1)
    return [tuple([[str(x) for x in row] for row in part] for part in (one.input, one.output)) for one in found.disjuncts]


@pytest.mark.parametrize("condition, expected", [
    ("(<= X_0 0.5)", [([["1/2", "-1", "0"]], [])]),
    ("(>= X_0 -1e-2)", [([["1/100", "1", "0"]], [])]),
    ("(<= Y_0 0)", [([], [["0", "-1"]])]),
    ("(>= (+ X_0 (* 2 X_1)) (- X_1 3))", [([["3", "1", "1"]], [])]),
    ("(<= (- X_0) (* (+ 1 1) (* X_1 0.25)))", [([["0", "1", "1/2"]], [])]),
    ("(or (<= Y_0 0) (and (>= Y_0 1) (<= X_0 1)))", [([], [["0", "-1"]]), ([["1", "-1", "0"]], [["-1", "1"]])]),
    ("(and (or (<= X_0 0) (<= X_0 1)) (or (<= Y_0 2) (<= Y_0 3)))",
     [([["0", "-1", "0"]], [["2", "-1"]]), ([["0", "-1", "0"]], [["3", "-1"]]),
      ([["1", "-1", "0"]], [["2", "-1"]]), ([["1", "-1", "0"]], [["3", "-1"]])]),
    ("(<= X_0 X_0)", [([["0", "0", "0"]], [])]),                     # nothing left: a row of zeros
    ("(<= 2 1)", [([["-1", "0", "0"]], [])]),                        # false, and no variable
    ("(and)", [([], [])]), ("(or)", []),                             # true; false
])
def test_conditions(condition, expected):
    assert rows(condition) == expected


@pytest.mark.parametrize("text, sentence", [
    ("(assert (<= X_0 Y_0))", "(<= X_0 Y_0) mixes inputs and outputs; an inequality must be about one of the two"),
    ("(assert (<= X_9 0))", "X_9 is neither a number nor a declared name"),
    ("(assert (< X_0 0))", "(< X_0 0) uses <; conditions are built with and, or, <= and >= between two terms"),
    ("(assert (= X_0 0))", "uses ="),
    ("(assert (<= X_0 0 1))", "is not a condition"),
    ("(assert X_0)", "X_0 is not a condition"),
    ("(assert (<= (* X_0 X_1) 0))", "(* X_0 X_1) multiplies two variables; one factor must be a constant"),
    ("(assert (<= (/ X_0 2) 0))", "(/ X_0 2) is not a term; terms are built with +, - and * by constants"),
    ("(assert (<= X_0 nan))", "nan is neither a number nor a declared name"),
    ("(assert (<= X_0 1e9999))", "1e9999 has an exponent beyond 1000; write the number out"),
    ("(assert (<= X_0 0)", "1 brackets are not closed at the end of the text"),
    ("(assert (<= X_0 0)))", "line 4 closes a bracket that was not opened"),
    ("(assert (<= X_0 \"a\"))", "the character '\"' in line 4 is not VNN-LIB"),
    ("(declare-const X_0 Real)", "X_0 is declared twice"),
    ("(declare-const Z_0 Real)", "(declare-const Z_0 Real) must declare X_i or Y_j as Real"),
    ("(declare-const X_2 Real)", "X_2 is declared, but the network has 2 inputs and 1 outputs"),
    ("(declare-const X_2 Int)", "must declare X_i or Y_j as Real"),
    ("(check-sat)", "(check-sat) is neither (declare-const NAME Real) nor (assert CONDITION)"),
    ("hello", "hello is neither (declare-const NAME Real) nor (assert CONDITION)"),
    ("()", "() is neither"),
    ("(assert " + "(and " * 80 + ")" * 81, "the property is nested more than 64 levels deep"),
    ("(assert (or " + "(<= X_0 1) " * (MAX_DISJUNCTS + 1) + "))",
     f"the property has {MAX_DISJUNCTS + 1} disjuncts; at most {MAX_DISJUNCTS} can be decided; split the file"),
    ("(assert (or (<= X_0 1) (<= X_0 2)))" * 10, "the property has 1024 disjuncts"),
])
def test_malformed_vnnlib(text, sentence):
    with pytest.raises(er.InputError) as caught:
        parse(HEAD + text, 2, 1)
    assert sentence in str(caught.value)


def test_every_name_is_declared():
    with pytest.raises(er.InputError, match="Y_0 is not declared, but the network has 1 inputs and 1 outputs"):
        parse("(declare-const X_0 Real)", 1, 1)


def test_numbers_are_the_decimals_that_they_spell():
    assert number("0.1") == Fraction(1, 10) and number("-.5E+1") == -5 and number("3.") == 3
    for text in ("1/2", "--1", "1e", "0x10", "1_0", "٣"):
        with pytest.raises(er.InputError):
            number(text)


@pytest.mark.parametrize("data, sentence", [
    ([], 'a property is an object with one key, "disjuncts"'),
    ({"disjuncts": [], "more": 1}, 'a property is an object with one key, "disjuncts"'),
    ({"disjuncts": [{"input": []}]}, 'disjunct 0 must be an object with exactly the keys "input" and "output"'),
    ({"disjuncts": [{"input": [], "output": [[1]]}]}, "disjunct 0, output[0] must have 2 entries, but has 1"),
    ({"disjuncts": [{"input": "no", "output": []}]}, "disjunct 0, input must be a list of rows of numbers"),
    ({"disjuncts": [{"input": [], "output": [[1, True]]}]}, "disjunct 0, output[0][1] is a truth value"),
    ({"disjuncts": [{"input": [], "output": [[1, "1/0"]]}]}, "with denominator 0"),
    ({"disjuncts": [{"input": [], "output": []}] * (MAX_DISJUNCTS + 1)}, "disjuncts; at most"),
])
def test_malformed_json(data, sentence):
    with pytest.raises(er.InputError) as caught:
        Property.from_json(data, 1, 1)
    assert sentence in str(caught.value)


def test_files(tmp_path):
    """By the name's ending; the message names the file; JSON comes back as it was."""
    net = er.Network(er.Layer([[1, 1]]))
    (tmp_path / "p.vnnlib").write_text(HEAD + "; a comment\n(assert (>= Y_0 1))")
    p = read_property(tmp_path / "p.vnnlib", net)
    assert p.to_json() == {"disjuncts": [{"input": [], "output": [[-1, 1]]}]}
    assert Property.from_json(p.to_json(), 2, 1) == p
    for name, content, sentence in (("q.vnnlib", "(", "1 brackets"), ("q.json", "[]", "a property is an object"),
                                    ("q.txt", "", "is of an unknown format; properties end in .vnnlib or .json")):
        (tmp_path / name).write_text(content)
        with pytest.raises(er.InputError) as caught:
            read_property(tmp_path / name, net)
        assert str(caught.value).startswith(str(tmp_path / name)) and sentence in str(caught.value)
    with pytest.raises(er.InputError, match="cannot be read: No such file"):
        read_property(tmp_path / "absent.json", net)


def test_all_published_properties_are_read(cases):
    files = sorted((cases / "vnnlib" / "props").glob("*.vnnlib"))
    for file in files:
        text = file.read_text()
        sizes = [sum(f"(declare-const {letter}_{i} Real)" in text for i in range(20)) for letter in "XY"]
        found = parse(text, *sizes)
        assert found.disjuncts and all(len(one.input) >= 2 * found.inputs for one in found.disjuncts), file.name
    assert len(files) == 108
