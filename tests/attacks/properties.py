"""Properties in VNN-LIB and JSON, about a network with two inputs and one output; and JSON files of output sets."""
from __future__ import annotations

import gzip
import json

from .entry import Content

HEAD = "(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n"


def _asks(text: str | bytes) -> bytes:
    return HEAD.encode() + (text.encode() if isinstance(text, str) else text)


def _condition(text: str) -> bytes:
    return _asks(f"(assert {text})")


def _rows(inputs: object, outputs: object) -> bytes:
    return json.dumps({"disjuncts": [{"input": inputs, "output": outputs}]}).encode()


def _doubling(levels: int) -> str:
    """A disjunction of 2^levels conditions."""
    return "(and " + "(or (<= X_0 1) (<= X_1 1)) " * levels + ")"


FILES: dict[str, tuple[Content, str]] = {
    "empty.vnnlib": (b"", "X_0 is not declared"), "comment.vnnlib": (b"; " + b"x" * 1_000_000, "X_0 is not declared"), "half.vnnlib": (b"(declare-const X_0 Real)", "X_1 is not declared"),
    "binary.vnnlib": (b"\x00\x01\x02\xff\xfe", "not UTF-8"), "utf16.vnnlib": ("(assert (<= X_0 1))".encode("utf-16"), "not UTF-8"), "latin.vnnlib": (_asks(b"(assert (<= X_0 \xe9))"), "not UTF-8"),
    "nul.vnnlib": (_asks("(assert (<= X_0 \0))"), r"\\x00 is neither a number nor a declared name"), "escape.vnnlib": (_asks("(assert (<= X_0 \x1b[2J))"), r"\\x1b\[2J is neither a number"),
    "escape_2.vnnlib": (_asks("(\x1b]0,owned\x07)"), r"x1b\]0,owned\\x07\) is neither"), "mixed.vnnlib": (_condition("(<= X_0 Y_0)"), "mixes inputs and outputs"),
    "name.vnnlib": (_condition("(<= X_9 0)"), "X_9 is neither a number nor a declared name"), "less.vnnlib": (_condition("(< X_0 0)"), "uses <"),
    "equal.vnnlib": (_condition("(= X_0 0)"), "uses ="), "not.vnnlib": (_condition("(not (<= X_0 0))"), "uses not"), "three.vnnlib": (_condition("(<= X_0 0 1)"), "is not a condition"),
    "word.vnnlib": (_condition("X_0"), "X_0 is not a condition"), "number.vnnlib": (_condition("1"), "1 is not a condition"), "product.vnnlib": (_condition("(<= (* X_0 X_1) 0)"), "multiplies two variables"),
    "quotient.vnnlib": (_condition("(<= (/ X_0 2) 0)"), "is not a term"), "nan.vnnlib": (_condition("(<= X_0 nan)"), "nan is neither a number"), "inf.vnnlib": (_condition("(<= X_0 -inf)"), "-inf is neither a number"),
    "exponent.vnnlib": (_condition("(<= X_0 1e9999)"), "exponent beyond 1000"), "exponents.vnnlib": (_condition("(<= X_0 1e999999999)"), "is neither a number"),
    "small.vnnlib": (_condition("(<= X_0 1e-9999)"), "exponent beyond 1000"), "digits.vnnlib": (_condition(f"(<= X_0 {'9' * 4000})"), "is not a decimal of at most 3100 characters"),
    "digits_2.vnnlib": (_condition(f"(<= X_0 {'9' * 10_000_000})"), "is not a decimal"), "product_2.vnnlib": (_condition(f"(<= X_0 (* {'1e1000 ' * 20_000}))"), "more than 10000 bits"),
    "arabic.vnnlib": (_condition("(<= X_0 \u0663)"), "is neither a number"), "hex.vnnlib": (_condition("(<= X_0 0x10)"), "is neither a number"), "fraction.vnnlib": (_condition("(<= X_0 1/3)"), "is neither a number"),
    "open.vnnlib": (_asks("(assert (<= X_0 0)"), "1 brackets are not closed"), "closed.vnnlib": (_asks("(assert (<= X_0 0)))"), "closes a bracket that was not opened"),
    "opens.vnnlib": (b"(" * 200_000, "nested more than 64"), "closes.vnnlib": (b")" * 1_000_000, "line 1 closes a bracket"), "text.vnnlib": (_condition('(<= X_0 "a")'), "is not VNN-LIB"),
    "bar.vnnlib": (_condition("(<= X_0 |a|)"), "is not VNN-LIB"), "twice.vnnlib": (_asks("(declare-const X_0 Real)"), "X_0 is declared twice"), "sort.vnnlib": (_asks("(declare-const X_2 Int)"), "must declare X_i or Y_j as Real"),
    "other.vnnlib": (_asks("(declare-const Z_0 Real)"), "must declare"), "more.vnnlib": (_asks("(declare-const X_2 Real)"), "X_2 is declared, but the network has 2 inputs"),
    "far.vnnlib": (_asks("(declare-const X_999999 Real)"), "X_999999 is declared"), "farther.vnnlib": (_asks("(declare-const X_99999999999999999999 Real)"), "must declare"),
    "command.vnnlib": (_asks("(check-sat)"), "is neither"), "exit.vnnlib": (_asks("(exit)"), "is neither"), "include.vnnlib": (_asks("(include ../../etc/passwd)"), "is neither"), "hello.vnnlib": (b"hello", "hello is neither"),
    "nothing.vnnlib": (_asks("()"), r"\(\) is neither"), "lists.vnnlib": (_asks("((assert) (<= X_0 1))"), "is neither"), "assert.vnnlib": (_asks("(assert)"), "is neither"), "asserts.vnnlib": (_asks("(assert (<= X_0 0) (<= X_0 1))"), "is neither"),
    "declared.vnnlib": (_asks("(declare-const (X_0) Real)"), "must declare"), "deep.vnnlib": (_asks("(assert " + "(and " * 80 + ")" * 81), "nested more than 64"), "sum.vnnlib": (_condition("(<= (+) 0)"), "is not a term"),
    "list.vnnlib": (_condition("(<= () 0)"), "is not a term"), "operator.vnnlib": (_condition("(<= ((+) 1) 0)"), "is not a term"), "wide.vnnlib": (_condition("(or " + "(<= X_0 1) " * 1001 + ")"), "1001 disjuncts; at most 1000"),
    "doubling.vnnlib": (_condition(_doubling(10)), "1024 disjuncts"), "doubling_2.vnnlib": (_condition(_doubling(60)), "disjuncts; at most 1000"), "doubling_3.vnnlib": (_asks("(assert (or (<= X_0 1) (<= X_0 2)))" * 3000), "disjuncts"),
    "long.vnnlib": (_condition("(and " + "(<= X_0 1) " * 10_001 + ")"), "more than 10000 inequalities"), "torn.vnnlib.gz": (gzip.compress(_condition("(<= X_0 1)"))[:-9], "not a complete gzip"),
    "gzip.vnnlib.gz": (_condition("(<= X_0 1)"), "not a complete gzip"), "bomb.vnnlib.gz": (lambda: gzip.compress(b" " * (65 << 20)), "larger than 64 MB"), "names.vnnlib": (_condition(f"(<= X_0 {'X' * 1_000_000})"), "is neither a number"),
    "opened.vnnlib": (lambda: b"() " * 20_000_000, "is neither|words|brackets"), "commands.vnnlib": (lambda: b"(a) " * 16_000_000, "is neither|words|brackets"), "blank.vnnlib": (lambda: b" " * 60_000_000, "X_0 is not declared"), "blank_lines.vnnlib": (lambda: b" \n" * 30_000_000, "or lines"),
    "tokens.vnnlib": (lambda: _asks(b"(assert (+ " + b"1 " * 30_000_000 + b"))"), "is not a condition|words|brackets"), "comments.vnnlib": (lambda: b";\n" * 30_000_000, "X_0 is not declared|words|brackets"),
    "primes.vnnlib": (_condition("(<= X_0 (+ " + " ".join(f"(* 0.{'0' * 300}{i} 1.{'3' * 300}{i})" for i in range(1, 2000)) + " X_1 Y_0))"), "mixes inputs and outputs|bits"),
    # JSON
    "empty.json": (b"", "is empty"), "list.json": (b"[]", "a property is an object"), "more.json": (b'{"disjuncts": [], "more": 1}', "one key"), "twice.json": (b'{"disjuncts": [], "disjuncts": []}', "twice"),
    "keys.json": (b'{"disjuncts": [{"input": []}]}', "disjunct 0 must be an object with exactly"), "row.json": (_rows([], [[1]]), r"output\[0\] must have 2 entries"), "rows.json": (_rows("no", []), "input must be a list of rows"),
    "rows_2.json": (_rows([1], []), "must be a list of rows"), "truth.json": (_rows([], [[1, True]]), "truth value"), "null.json": (_rows([[None, 1, 1]], []), "rational number"), "zero.json": (_rows([], [[1, "1/0"]]), "denominator 0"),
    "nested.json": (_rows([[[1, 2], [1, 2], [1, 2]]], []), r"input\[0\]\[0\] must be a rational number"), "nan.json": (b'{"disjuncts": [{"input": [], "output": [[NaN, 1]]}]}', "contains NaN"), "exponent.json": (b'{"disjuncts": [{"input": [], "output": [[1e9, 1]]}]}', "exponent"),
    "disjuncts.json": (json.dumps({"disjuncts": [{"input": [], "output": []}] * 1001}).encode(), "1001 disjuncts"), "rows_3.json": (_rows([[1, 1, 1]] * 10_001, []), "10001 rows; at most 10000"), "deep.json": (b"[" * 100_000, "nested more than 64"),
    "digits.json": (_rows([], [["9" * 5000, 1]]), "5000 characters"), "escape.json": (_rows([["\x1b[31m", 1, 1]], []), r"input\[0\]\[0\] is '\\+x1b\[31m'"), "name.txt": (b"(assert)", "unknown format; properties end in"),
}
SETS: dict[str, tuple[Content, str]] = {        # of `exactrelu reach --preimage`
    "set_list.json": (b"[]", "one key"), "set_empty.json": (b'{"inequalities": []}', "at least one row"), "set_row.json": (b'{"inequalities": [[1, 2, 3]]}', "needs 2 numbers|2 entries"), "set_nan.json": (b'{"inequalities": [[NaN, 1]]}', "NaN"),
    "set_text.json": (b'{"inequalities": "x"}', "list of rows"), "set_ragged.json": (b'{"inequalities": [[1, 2], [1]]}', "same length"), "set_torn.json": (b'{"inequalities": [[1', "is not JSON"), "set_more.json": (b'{"inequalities": [[1, 1]], "box": 1}', "one key"),
    "set.vnnlib": (_condition("(or (<= Y_0 1) (<= Y_0 2))"), "2 disjuncts"), "set_none.vnnlib": (_condition("(or)"), "0 disjuncts"),
}
