"""Files that name a domain, for a network with two inputs."""
from __future__ import annotations

import gzip
import json

from .entry import Content
from .properties import HEAD, _condition


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _slice(**more: object) -> bytes:
    return _json({"slice": {"origin": [0, 0], "directions": [[1, 1]], **more}})


FILES: dict[str, tuple[Content, str]] = {
    "d_empty.json": (b"", "is empty"), "d_list.json": (b"[]", "a domain is an object"), "d_text.json": (b'"whole"', "a domain is an object"), "d_keys.json": (_json({"box": [[0, 1]] * 2, "ball": 1}), "a domain is an object"),
    "d_both.json": (_json({"box": [[0, 1]] * 2, "inequalities": [[1, 1, 1]]}), "one key"), "d_box.json": (_json({"box": [[1, 0], [0, 1]]}), "box is empty"), "d_flat.json": (_json({"box": [0, 1]}), "a row of numbers"), "d_three.json": (_json({"box": [[0, 1, 2]] * 2}), "pairs"),
    "d_one.json": (_json({"box": [[0, 1]]}), r"in R\^1, but the network takes 2"), "d_none.json": (_json({"box": []}), "at least one row"), "d_null.json": (_json({"box": None}), "list of rows"), "d_word.json": (_json({"box": [["a", 1], [0, 1]]}), "a number is written"),
    "d_nan.json": (b'{"box": [[NaN, 1], [0, 1]]}', "NaN"), "d_inf.json": (b'{"box": [[-Infinity, 1], [0, 1]]}', "-Infinity"), "d_exponent.json": (b'{"box": [[-1e9, 1], [0, 1]]}', "exponent"), "d_rows.json": (_json({"inequalities": [[1]]}), "one number only"),
    "d_ragged.json": (_json({"inequalities": [[1, 2, 3], [1, 2]]}), "same length"), 
    "d_slice.json": (_json({"slice": {"origin": [0, 0]}}), "a slice is an object"), "d_ways.json": (_slice(directions=[[1, 1], [2, 2]]), "linearly independent"), "d_zero.json": (_slice(directions=[[0, 0]]), "linearly independent"), "d_origin.json": (_slice(origin=[0]), "1 coordinates"),
    "d_inner.json": (_slice(box=[[0, 1]] * 2), "one interval for each"), "d_slice_more.json": (_slice(x=1), "a slice is an object"), "d_points.json": (_json({"points": [[0, 0]]}), "two or more"), "d_same.json": (_json({"points": [[0, 0], [0, 0]]}), "point 1 of the slice"),
    "d_points_box.json": (_json({"points": [[0, 0], [1, 1]], "box": [[1, 0]]}), "box is empty"), "d_twice.json": (b'{"box": [[0, 1], [0, 1]], "box": [[0, 2], [0, 1]]}', "twice"), "d_deep.json": (b'{"box":' * 65 + b"1" + b"}" * 65, "nested more than 64"),
    "d_torn.json.gz": (gzip.compress(_json({"box": [[0, 1]] * 2}))[:-5], "not a complete gzip"), "d_latin.json": (b"\xff", "not UTF-8"), "d_escape.json": (_json({"box": [["\x1b[2J", 1], [0, 1]]}), r"is '\\+x1b\[2J'"), "d_digits.json": (_json({"box": [["1" * 5000, 1], [0, 1]]}), "5000 characters"),
    "d_open.vnnlib": (b"(", "brackets"), "d_empty.vnnlib": (HEAD.encode(), "X_0 has no lower bound"), "d_half.vnnlib": (_condition("(and (<= X_0 1) (>= X_0 0) (<= X_1 1))"), "X_1 has no lower bound"), "d_skew.vnnlib": (_condition("(<= (+ X_0 X_1) 1)"), "X_0 and X_1 together"),
    "d_union.vnnlib": (_condition("(or (and (<= X_0 1) (>= X_0 0) (<= X_1 1) (>= X_1 0)) (and (<= X_0 2) (>= X_0 0) (<= X_1 1) (>= X_1 0)))"), "union of 2 boxes"), "d_false.vnnlib": (_condition("(<= 2 1)"), "no input satisfies it"),
    "d_empty_box.vnnlib": (_condition("(and (<= X_0 0) (>= X_0 1) (<= X_1 1) (>= X_1 0))"), "box is empty"), "d_huge.vnnlib": (b"(declare-const Y_999999 Real)", "X_0 is not declared|Y_999999"), "d_many.vnnlib": (lambda: b"(declare-const Y_999999 Real)" * 2_000_000, "twice|declared|words|brackets"),
}
EMPTY: dict[str, tuple[Content, str]] = {          # found later, so that the sentence is about the domain
    "d_wrong.json": (_json({"inequalities": [[-1, 0, 0]]}), "the domain is empty"), "d_nothing.json": (_json({"inequalities": [[-1, 1, 0], [-1, -1, 0]]}), "the domain is empty"),
}
