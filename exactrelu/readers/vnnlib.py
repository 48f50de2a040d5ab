"""VNN-LIB 1.0: S-expressions that describe a counterexample of a network, read strictly.

(declare-const X_i Real) and (declare-const Y_j Real) name inputs and outputs; (assert C) asks for
C, which is and, or, <=, >= over terms built with +, -, * by constants. Numbers are taken as the
decimals that they spell. One inequality is about inputs or about outputs, not about both.
Source: VNN-LIB standard 1.0, https://www.vnnlib.org; its SMT-LIB 2 subset used at VNN-COMP.
"""
from __future__ import annotations

import os
import re
from fractions import Fraction
from typing import Any

from ..errors import InputError
from ..network import Network
from ..rational import MAX_BITS, MAX_TEXT, checked, rational
from .expressions import check_words, expressions
from .property import MAX_ROWS, Disjunct, Property, check_disjuncts
from .strict_json import load, read_text

MAX_EXPONENT = 1_000

_NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]*)?|[+-]?\.[0-9]+)(?:[eE]([+-]?[0-9]{1,6}))?", re.ASCII)
_NAME = re.compile(r"([XY])_(0|[1-9][0-9]{0,5})", re.ASCII)

Form = dict                                    # {"": constant, "X_0": coefficient, ...}
Rows = tuple[tuple[str, Form], ...]            # a conjunction: ("X" or "Y", form >= 0)


def read_property(path: str | os.PathLike, network: Network) -> Property:
    """The property in a .vnnlib or .json file (perhaps .gz), for a network with its inputs and outputs.

    Raises
    ------
    InputError : the file cannot be used; the message says where and why.
    """
    name = os.fspath(path)
    try:
        if name.endswith((".vnnlib", ".vnnlib.gz")):
            return parse(read_text(name), network.inputs, network.outputs)
        if name.endswith((".json", ".json.gz")):
            return Property.from_json(load(name), network.inputs, network.outputs)
    except InputError as error:
        raise error.at(name) from None
    raise InputError(f"{name} is of an unknown format; properties end in .vnnlib or .json")


def input_box(text: str, inputs: int) -> list[tuple[Fraction, Fraction]]:
    """The box [lo, hi] of every input of a VNN-LIB text; InputError if the inputs are in no box, or in several.

    >>> input_box("(declare-const X_0 Real) (assert (<= X_0 1)) (assert (>= X_0 -0.5)) (assert (<= X_0 2))", 1)
    [(Fraction(-1, 2), Fraction(1, 1))]
    """
    check_words(0, text)
    asked = parse(text, inputs, 1 + max((int(i) for i in re.findall(r"\(\s*declare-const\s+Y_([0-9]{1,6})\s", text)), default=-1))
    boxes = {tuple(_box(one, inputs)) for one in asked.disjuncts}
    if len(boxes) != 1:
        raise InputError(f"its inputs are in a union of {len(boxes)} boxes, so it names no domain; give one of them as box:... or slice:...")
    return list(boxes.pop())


def _box(one: Disjunct, inputs: int) -> list[tuple[Fraction, Fraction]]:
    """The tightest bounds of every input."""
    lower: dict[int, Fraction] = {}
    upper: dict[int, Fraction] = {}
    for b, *a in one.input:
        places = [i for i, x in enumerate(a) if x]
        if len(places) > 1:
            raise InputError(f"an inequality is about X_{places[0]} and X_{places[1]} together, so its inputs are not a box and it "
                             "names no domain")
        if not places and b < 0:
            raise InputError("no input satisfies it, so it names no domain")
        for i in places:
            bound = -b / a[i]
            if a[i] > 0:
                lower[i] = max(bound, lower.get(i, bound))
            else:
                upper[i] = min(bound, upper.get(i, bound))
    for i in range(inputs):
        if i not in lower or i not in upper:
            raise InputError(f"X_{i} has no {'lower' if i not in lower else 'upper'} bound, so its inputs are not a box and it names no "
                             "domain")
    return [(lower[i], upper[i]) for i in range(inputs)]


def parse(text: str, inputs: int, outputs: int) -> Property:
    """The property of a VNN-LIB text about a network R^inputs -> R^outputs.

    >>> text = "(declare-const X_0 Real) (declare-const Y_0 Real) (assert (or (<= X_0 -0.5) (>= Y_0 (+ 1 Y_0))))"
    >>> [(one.input, one.output) for one in parse(text, 1, 1).disjuncts][0]
    (((Fraction(-1, 2), Fraction(-1, 1)),), ())
    """
    declared: set[str] = set()
    found: list[Rows] = [()]
    for command in expressions(text):
        head = command[0] if isinstance(command, list) and command else command
        if head == "declare-const" and len(command) == 3:
            declared.add(_declared(command, declared, inputs, outputs))
        elif head == "assert" and len(command) == 2:
            found = _both(found, _condition(command[1], declared))
        else:
            raise InputError(f"{_shown(command)} is neither (declare-const NAME Real) nor (assert CONDITION)")
    for letter, number in (("X", inputs), ("Y", outputs)):
        for i in range(number):
            if f"{letter}_{i}" not in declared:
                raise InputError(f"{letter}_{i} is not declared, but the network has {inputs} inputs and {outputs} outputs")
    return Property(inputs, outputs, tuple(_disjunct(rows, inputs, outputs) for rows in found))


def _declared(command: list, declared: set[str], inputs: int, outputs: int) -> str:
    """The name that a declaration declares."""
    name, kind = command[1:]
    match = _NAME.fullmatch(name) if isinstance(name, str) else None
    if not match or kind != "Real":
        raise InputError(f"{_shown(command)} must declare X_i or Y_j as Real")
    if name in declared:
        raise InputError(f"{name} is declared twice")
    if int(match.group(2)) >= (inputs if match.group(1) == "X" else outputs):
        raise InputError(f"{name} is declared, but the network has {inputs} inputs and {outputs} outputs")
    return name


def _condition(tree: Any, declared: set[str]) -> list[Rows]:
    """The disjunctive normal form of a condition."""
    head = tree[0] if isinstance(tree, list) and tree else None
    if head == "and":
        found: list[Rows] = [()]
        for part in tree[1:]:
            found = _both(found, _condition(part, declared))
        return found
    if head == "or":
        found = [rows for part in tree[1:] for rows in _condition(part, declared)]
        check_disjuncts(len(found))
        return found
    if head in ("<=", ">=") and len(tree) == 3:
        left, right = (_term(part, declared) for part in tree[1:])
        low, high = (left, right) if head == "<=" else (right, left)
        form = _sum([high, _times(Fraction(-1), low)])
        letters = {name[0] for name in form if name}
        if len(letters) > 1:
            raise InputError(f"{_shown(tree)} mixes inputs and outputs; an inequality must be about one of the two")
        return [((letters.pop() if letters else "X", form),)]
    if head in ("<", ">", "=", "not", "=>"):
        raise InputError(f"{_shown(tree)} uses {head}; conditions are built with and, or, <= and >= between two terms")
    raise InputError(f"{_shown(tree)} is not a condition; conditions are built with and, or, <= and >= between two terms")


def _both(left: list[Rows], right: list[Rows]) -> list[Rows]:
    """The disjunctive normal form of a conjunction."""
    check_disjuncts(len(left) * len(right))
    if max(map(len, left), default=0) + max(map(len, right), default=0) > MAX_ROWS:
        raise InputError(f"a disjunct has more than {MAX_ROWS} inequalities; split the file")
    return [a + b for a in left for b in right]


def _term(tree: Any, declared: set[str]) -> Form:
    """The affine form of a term."""
    if isinstance(tree, str):
        if _NUMBER.fullmatch(tree):
            return {"": number(tree)}
        if tree in declared:
            return {tree: Fraction(1)}
        raise InputError(f"{_shown(tree)} is neither a number nor a declared name")
    head = tree[0] if tree else None
    if head not in ("+", "-", "*") or len(tree) < 2:
        raise InputError(f"{_shown(tree)} is not a term; terms are built with +, - and * by constants")
    parts = [_term(part, declared) for part in tree[1:]]
    if head == "+":
        return _sum(parts)
    if head == "-":
        minus = [_times(Fraction(-1), part) for part in parts]
        return _sum(minus if len(parts) == 1 else parts[:1] + minus[1:])
    product = parts[0]
    for part in parts[1:]:
        if any(product) and any(part):
            raise InputError(f"{_shown(tree)} multiplies two variables; one factor must be a constant")
        product = _times(part.get("", Fraction(0)), product) if not any(part) else _times(product.get("", Fraction(0)), part)
    return product


def _sum(forms: list[Form]) -> Form:
    found: Form = {}
    for form in forms:
        for name, x in form.items():
            found[name] = found.get(name, Fraction(0)) + x
        _check_length(found)
    return {name: x for name, x in found.items() if x or not name}


def _times(factor: Fraction, form: Form) -> Form:
    found = {name: factor * x for name, x in form.items() if factor * x or not name}
    _check_length(found)
    return found


def _check_length(form: Form) -> None:
    """InputError if a computed number is longer than one that is given may be: so it does not grow from term to term."""
    if any(max(x.numerator.bit_length(), x.denominator.bit_length()) > MAX_BITS for x in form.values()):
        raise InputError(f"a sum or a product in the property has more than {MAX_BITS} bits; numbers may have that many")


def number(text: str) -> Fraction:
    """The rational that a decimal spells, perhaps with an exponent of at most MAX_EXPONENT.

    >>> number("-1.5e-1"), number("2.")
    (Fraction(-3, 20), Fraction(2, 1))
    """
    match = _NUMBER.fullmatch(text)
    if not match or len(text) > MAX_TEXT:
        raise InputError(f"{_shown(text)} is not a decimal of at most {MAX_TEXT} characters")
    exponent = int(match.group(2) or 0)
    if abs(exponent) > MAX_EXPONENT:
        raise InputError(f"{_shown(text)} has an exponent beyond {MAX_EXPONENT}; write the number out")
    digits = match.group(1).rstrip(".")
    value = rational(digits.replace(".", "0.", 1) if digits.lstrip("+-").startswith(".") else digits)
    return checked(value * Fraction(10) ** exponent, _shown(text))


def _disjunct(rows: Rows, inputs: int, outputs: int) -> Disjunct:
    """The conjunction as rows of numbers."""
    width = {"X": inputs, "Y": outputs}
    both = {letter: tuple(tuple([form.get("", Fraction(0))] + [form.get(f"{letter}_{i}", Fraction(0))
                                                              for i in range(width[letter])])
                          for one, form in rows if one == letter) for letter in "XY"}
    return Disjunct(both["X"], both["Y"])


def _shown(tree: Any) -> str:
    """A tree as text, short."""
    text = tree if isinstance(tree, str) else f"({' '.join(map(_shown, tree[:5]))}{' ...' if len(tree) > 5 else ''})"
    return text if len(text) <= 60 else text[:57] + "..."
