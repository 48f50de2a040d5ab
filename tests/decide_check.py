"""A second checker of decisions, written apart from exactrelu/checker.py; the tests compare the two. Standard library only."""
from __future__ import annotations

import gzip
import json
import re
import sys
from fractions import Fraction
from math import gcd, lcm


class Malformed(Exception):
    """The file is not a certificate: (record number, why)."""


class Rejected(Exception):
    """The certificate does not prove its claim: (record number, rule, why)."""


_NUMBER = re.compile(r"(-?[0-9]{1,4300}|-?0x[0-9a-f]+)(?:/([0-9]{1,4300}|0x[0-9a-f]+))?", re.ASCII)
_REF = re.compile(r"(t)|(in|out|lo|hi|z|over|cap|chord|on|off|eq):(0|[1-9][0-9]{0,8})", re.ASCII)
MAX_DIGITS = 1_000_000


def number(x, where):
    """An exact number: an integer, or a text p or p/q, each part decimal or hexadecimal (0x...)."""
    if type(x) is int:
        return Fraction(x)
    match = _NUMBER.fullmatch(x) if type(x) is str and len(x) <= MAX_DIGITS else None
    if match:
        p, q = (int(part, 16 if "x" in part else 10) for part in (match.group(1), match.group(2) or "1"))
        if q:
            return Fraction(p, q)
    raise Malformed(where, f"{str(x)[:40]!r} is not an exact number")


def decimal(x, where):
    """A number of the network, which may be a decimal too."""
    if type(x) is str and re.fullmatch(r"[+-]?[0-9]+\.[0-9]+", x, re.ASCII) and len(x) <= 4_000:
        return Fraction(x)
    return number(x.removeprefix("+") if type(x) is str else x, where)


def integer(x, where):
    """A whole number."""
    value = number(x, where)
    if value.denominator != 1:
        raise Malformed(where, f"{str(x)[:40]!r} is not an integer")
    return value.numerator


def normal(row):
    """The smallest positive multiple of a sparse rational row {variable: coefficient} with integer coefficients."""
    row = {v: x for v, x in row.items() if x}
    scale = lcm(*(x.denominator for x in row.values()))
    whole = {v: x.numerator * (scale // x.denominator) for v, x in row.items()}
    common = gcd(*whole.values()) or 1
    return {v: x // common for v, x in whole.items()}


def combined(*parts):
    """The sum of factors times sparse rows."""
    found = {}
    for factor, row in parts:
        if factor:
            for v, x in row.items():
                found[v] = found.get(v, 0) + factor * x
    return found


def rows_of(data, width, where):
    """A list of rows of this many exact numbers."""
    if type(data) is not list or not all(type(row) is list and len(row) == width for row in data):
        raise Malformed(0, f"{where} must be a list of rows of {width} numbers")
    return [[decimal(x, 0) for x in row] for row in data]


def layers_of(net):
    """The layers (W, b, is ReLU) of a network in the native format."""
    if type(net) is not dict or type(net.get("layers")) is not list or not net["layers"]:
        raise Malformed(0, "the network must have layers")
    found, width = [], None
    for layer in net["layers"]:
        if type(layer) is not dict or layer.get("activation") not in ("relu", "linear") or type(layer.get("W")) is not list \
                or not layer["W"] or type(layer["W"][0]) is not list or not layer["W"][0]:
            raise Malformed(0, "a layer must have W, b and an activation")
        width = len(layer["W"][0]) if width is None else width
        W = rows_of(layer["W"], width, "W")
        (b,) = rows_of([layer.get("b")], len(W), "b")
        found.append((W, b, layer["activation"] == "relu"))
        width = len(W)
    return found


def disjuncts_of(property, inputs, outputs):
    """The disjuncts (input rows, output rows) of a property."""
    if type(property) is not dict or set(property) != {"disjuncts"} or type(property["disjuncts"]) is not list:
        raise Malformed(0, "the property must have disjuncts and nothing else")
    for one in property["disjuncts"]:
        if type(one) is not dict or set(one) != {"input", "output"}:
            raise Malformed(0, "a disjunct must have input and output and nothing else")
    return [(rows_of(one["input"], inputs + 1, "input"), rows_of(one["output"], outputs + 1, "output"))
            for one in property["disjuncts"]]


def lifted(layers):
    """(d, m, pre-activations by variable, ReLU layers before each, outputs): sparse rational rows on t, x and the z of the neurons."""
    d = len(layers[0][0][0])
    current, pre, depth, v, layer = [{i: Fraction(1)} for i in range(1, d + 1)], {}, {}, d, 0
    for W, b, relu in layers:
        forms = [combined((c, {0: Fraction(1)}), *zip(row, current)) for row, c in zip(W, b)]
        if relu:
            current = []
            for form in forms:
                v += 1
                pre[v], depth[v] = form, layer
                current.append({v: Fraction(1)})
            layer += 1
        else:
            current = forms
    return d, v - d, pre, depth, current


class Tree:
    """What is proven on the path to the present node of one disjunct's tree."""

    def __init__(self, d, m, pre, depth, input_forms, output_forms):
        self.depth = depth             # how many ReLU layers are before that of a neuron, by variable
        self.d, self.m, self.pre, self.given = d, m, pre, {"in": input_forms, "out": output_forms}
        self.bounds, self.phase, self.forms, self.undo, self.open = {}, {}, {}, [], []

    def value(self, v):
        """The form of input v, or of the pre-activation of variable v."""
        return {v: Fraction(1)} if v <= self.d else self.pre[v]

    def set(self, table, key, value):
        """Puts a value into a table until the search goes back."""
        self.undo.append((table, key, table.get(key)))
        table[key] = value

    def form(self, ref, n, rule):
        """The normal form of a constraint, if it holds here."""
        match = _REF.fullmatch(ref) if type(ref) is str else None
        if not match:
            raise Malformed(n, f"unknown reference {str(ref)[:40]!r}")
        if match.group(1):
            return {0: 1}
        kind, i = match.group(2), int(match.group(3))
        if kind in self.given:
            if i >= len(self.given[kind]):
                raise Rejected(n, rule, f"there is no row {ref}")
            return self.given[kind][i]
        v = i if kind in ("lo", "hi") else i + self.d
        if not (1 if kind in ("lo", "hi") else self.d + 1) <= v <= self.d + self.m:
            raise Rejected(n, rule, f"there is no variable of {ref}")
        state = (self.bounds.get((v, "lo")), self.bounds.get((v, "hi")), self.phase.get(v))
        known = self.forms.get(ref)
        if known is None or known[0] != state:
            known = self.forms[ref] = (state, normal(self.constraint(kind, v, *state, ref, n, rule)))
        return known[1]

    def constraint(self, kind, v, lo, hi, phase, ref, n, rule):
        """The constraint of a reference to variable v, as a rational row."""
        need = {"lo": lo is not None, "hi": hi is not None, "cap": hi is not None,
                "chord": lo is not None and hi is not None and lo < 0 < hi,
                "on": phase == "on", "off": phase == "off", "eq": phase is not None}.get(kind, True)
        if not need:
            raise Rejected(n, rule, f"{ref} is used, but what it needs is not proven here")
        one, z = Fraction(1), {v: Fraction(1)}
        y = self.value(v) if kind in ("lo", "hi") else self.pre[v]
        if kind in ("lo", "hi"):
            return combined((one, y), (-lo, {0: one})) if kind == "lo" else combined((-one, y), (hi, {0: one}))
        if kind == "z":
            return z
        if kind == "over":
            return combined((one, z), (-one, y))
        if kind == "cap":
            return combined((max(hi, Fraction(0)), {0: one}), (-one, z))
        if kind == "chord":
            return combined((hi, y), (-hi * lo, {0: one}), (lo - hi, z))
        if kind == "eq":
            return combined((one, z), (-one, y)) if phase == "on" else z
        return combined((one if kind == "on" else -one, y))

    def identity(self, target, scale, mult, n, rule):
        """Rejects unless scale * target = sum of multipliers times forms, with scale > 0 and multipliers >= 0 (eq: any)."""
        scale = integer(scale, n)
        if scale <= 0:
            raise Rejected(n, rule, "the scale is not positive")
        if type(mult) is not list or len(mult) % 2:
            raise Malformed(n, "multipliers must be a list [reference, integer, ...]")
        if len(set(map(str, mult[::2]))) != len(mult) // 2:
            raise Malformed(n, "a reference is listed twice")
        left = {v: -scale * x for v, x in target.items()}
        for ref, m in zip(mult[::2], mult[1::2]):
            form, m = self.form(ref, n, rule), integer(m, n)
            if m < 0 and not ref.startswith("eq:"):
                raise Rejected(n, rule, f"the multiplier of {ref} is negative")
            for v, x in form.items():
                left[v] = left.get(v, 0) + m * x
        wrong = next((v for v, x in left.items() if x), None)
        if wrong is not None:
            raise Rejected(n, rule, f"the identity fails at variable {wrong}")

    def below(self, row, k, bits, n, rule):
        """A lower bound of a rational row on t and block k, a multiple of 2^-bits: blocks are replaced from the last to the first."""
        unit = Fraction(1, 2**bits)
        down = lambda x: (x / unit).__floor__() * unit  # noqa: E731
        while k:
            row, constant = {v: down(x) for v, x in row.items() if x}, Fraction(0)
            constant = row.pop(0, constant)
            parts = []
            for v, x in row.items():
                lo, hi, phase = self.bounds.get((v, "lo")), self.bounds.get((v, "hi")), self.phase.get(v)
                if phase is None and (lo is None or hi is None):
                    raise Rejected(n, rule, f"neuron {v - self.d} has no bounds here")
                if phase == "off" or phase is None and lo < 0 and hi <= 0:
                    continue
                if phase is None and lo < 0 < hi:
                    if x < 0:
                        x = down(x * hi / (hi - lo))
                        constant += down(-x * lo)
                    elif hi <= -lo:
                        continue
                parts.append((x, self.pre[v]))
            row = combined((constant, {0: Fraction(1)}), *parts)
            k -= 1
        total = Fraction(0)
        for v, x in row.items():
            total += x * (self.bounds[v, "lo" if x > 0 else "hi"] if v else 1)
        return down(total)

    def relax(self, bits, neurons, n):
        """Finds phases or bounds of neurons by substitution."""
        if type(bits) is not int or not 0 <= bits <= 4096 or type(neurons) is not list \
                or any(type(k) is not int or not 1 <= k <= self.m for k in neurons) or neurons != sorted(set(neurons)):
            raise Malformed(n, "relax needs a number of bits and neurons in order")
        self.boxed(n, "relax")
        for v in (k + self.d for k in neurons):
            if v in self.phase:
                raise Rejected(n, "relax", f"neuron {v - self.d} is decided already")
            self.known(self.depth[v], n, "relax")
            low = self.below(self.pre[v], self.depth[v], bits, n, "relax")
            high = -self.below({u: -x for u, x in self.pre[v].items()}, self.depth[v], bits, n, "relax") if low < 0 else None
            if low >= 0:
                self.set(self.phase, v, "on")
            elif high <= 0:
                self.set(self.phase, v, "off")
            else:
                old = self.bounds.get((v, "lo"), low), self.bounds.get((v, "hi"), high)
                self.set(self.bounds, (v, "lo"), max(low, old[0]))
                self.set(self.bounds, (v, "hi"), min(high, old[1]))

    def boxed(self, n, rule):
        """Rejects if an input that the network takes has no bounds."""
        if any((v, side) not in self.bounds for v in range(1, self.d + 1) for side in ("lo", "hi")):
            raise Rejected(n, rule, "an input has no bounds here")

    def known(self, k, n, rule):
        """Rejects if a neuron of the blocks 1 to k has neither a phase nor bounds."""
        for v, at in self.depth.items():
            if at < k and v not in self.phase and not {(v, "lo"), (v, "hi")} <= self.bounds.keys():
                raise Rejected(n, rule, f"neuron {v - self.d} has no bounds here")

    def contradict(self, bits, weights, n):
        """Rejects unless a sum of output rows is negative here, by substitution."""
        if type(bits) is not int or not 0 <= bits <= 4096 or type(weights) is not list or len(weights) != len(self.given["out"]):
            raise Malformed(n, "close needs a number of bits and a weight for each output row")
        weights = [integer(w, n) for w in weights]
        if any(w < 0 for w in weights):
            raise Rejected(n, "close", "a weight is negative")
        self.boxed(n, "close")
        last = max(self.depth.values(), default=-1) + 1
        self.known(last, n, "close")
        row = combined(*((Fraction(-w), form) for w, form in zip(weights, self.given["out"])))
        if self.below(row, last, bits, n, "close") <= 0:
            raise Rejected(n, "close", "the output rows are not shown to contradict each other")

    def close(self):
        """Goes to the next open branch; False if there is none."""
        if not self.open:
            return False
        mark, table, key, value = self.open.pop()
        while len(self.undo) > mark:
            where, what, old = self.undo.pop()
            if old is None:
                del where[what]
            else:
                where[what] = old
        self.set(table, key, value)
        return True

    def take(self, record, n):
        """One record; True when it has closed the tree."""
        if type(record) is not list or not record or record[0] not in SHAPES:
            raise Malformed(n, "a record must be a list that begins with bound, on, off, relax, split, cut, empty or close")
        rule = record[0]
        if len(record) != SHAPES[rule]:
            raise Malformed(n, f"a record {rule} has {SHAPES[rule]} entries")
        if rule == "empty":
            self.identity({0: -1}, record[1], record[2], n, rule)
            return not self.close()
        if rule == "close":
            self.contradict(record[1], record[2], n)
            return not self.close()
        if rule == "relax":
            self.relax(record[1], record[2], n)
            return False
        last = self.m if rule in ("on", "off", "split") else self.d + self.m
        if type(record[1]) is not int or not 1 <= record[1] <= last:
            raise Malformed(n, f"{str(record[1])[:40]} is not a number from 1 to {last}")
        if rule == "bound":
            v, side, value = record[1], record[2], number(record[3], n)
            if side not in ("lo", "hi"):
                raise Malformed(n, "a bound is lo or hi")
            sign = Fraction(1 if side == "lo" else -1)
            self.identity(normal(combined((sign, self.value(v)), (-sign * value, {0: Fraction(1)}))), record[4], record[5], n, rule)
            self.set(self.bounds, (v, side), value)
            return False
        if rule == "cut":
            v, value = record[1], number(record[2], n)
            self.open.append((len(self.undo), self.bounds, (v, "hi"), value))
            self.set(self.bounds, (v, "lo"), value)
            return False
        v = record[1] + self.d
        if v in self.phase:
            raise Rejected(n, rule, f"neuron {record[1]} is decided already")
        if rule == "split":
            self.open.append((len(self.undo), self.phase, v, "off"))
            self.set(self.phase, v, "on")
        else:
            self.identity(normal(combined((Fraction(1 if rule == "on" else -1), self.pre[v]))), record[2], record[3], n, rule)
            self.set(self.phase, v, rule)
        return False


SHAPES = {"bound": 6, "on": 4, "off": 4, "split": 2, "cut": 3, "empty": 3, "relax": 3, "close": 3}


def check_unsat(net, property, records):
    """Rejects unless the records prove that no x satisfies the property; the number of leaves."""
    layers = layers_of(net)
    d, m, pre, depth, outputs = lifted(layers)
    stream, leaves, n = iter(records), 0, 0
    for input_rows, output_rows in disjuncts_of(property, d, len(outputs)):
        forms = [normal(dict(enumerate(row))) for row in input_rows]
        tops = [normal(combined((row[0], {0: Fraction(1)}), *zip(row[1:], outputs))) for row in output_rows]
        tree, closed = Tree(d, m, pre, depth, forms, tops), False
        while not closed:
            n += 1
            record = next(stream, None)
            if record is None:
                raise Rejected(n, "end", "the certificate ends before the last branch is closed")
            closed = tree.take(record, n)
            leaves += record[0] in ("empty", "close")
    if next(stream, None) is not None:
        raise Rejected(n + 1, "end", "a record follows the end of the proof")
    return leaves


def check_sat(net, property, records):
    """Rejects unless the one record is a witness of the property; the witness."""
    layers, records = layers_of(net), list(records)
    d, outputs = len(layers[0][0][0]), len(layers[-1][0])
    disjuncts = disjuncts_of(property, d, outputs)
    if len(records) != 1:
        raise Rejected(len(records), "end", "there must be one record, the witness")
    if type(records[0]) is not list or len(records[0]) != 2 or records[0][0] != "witness" or type(records[0][1]) is not list \
            or len(records[0][1]) != d:
        raise Malformed(1, f'the record must be ["witness", [x_1, ..., x_{d}]]')
    x = [number(c, 1) for c in records[0][1]]
    value = x
    for W, b, relu in layers:
        value = [sum((w * y for w, y in zip(row, value)), c) for row, c in zip(W, b)]
        value = [max(y, Fraction(0)) for y in value] if relu else value
    holds = lambda row, point: row[0] + sum(a * c for a, c in zip(row[1:], point)) >= 0  # noqa: E731
    if not any(all(holds(row, x) for row in inputs) and all(holds(row, value) for row in tops) for inputs, tops in disjuncts):
        raise Rejected(1, "witness", "the point satisfies no disjunct")
    return x


def check_file(path):
    """The claim's kind and the number of leaves (unsat) or the witness (sat)."""
    def distinct(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise Malformed(0, "a key is listed twice")
        return dict(pairs)

    def refuse(text):
        raise Malformed(0, f"{text[:40]} is not an exact number")

    def parsed(line):
        try:
            return json.loads(line, object_pairs_hook=distinct, parse_float=refuse, parse_constant=refuse)
        except (ValueError, RecursionError) as error:
            raise Malformed(0, str(error)) from None

    with (gzip.open if str(path).endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
        header = parsed(file.readline())
        if type(header) is not dict or set(header) != {"format", "version", "claim", "network", "domain"} \
                or header["format"] != "exactrelu-certificate" or header["version"] != 1 or header["domain"] != "whole":
            raise Malformed(0, "not the header of a certificate")
        claim = header["claim"]
        if type(claim) is not dict or set(claim) != {"kind", "property"} or claim["kind"] not in ("sat", "unsat"):
            raise Malformed(0, "not a claim")
        check = check_sat if claim["kind"] == "sat" else check_unsat
        return claim["kind"], check(header["network"], claim["property"], map(parsed, file))


if __name__ == "__main__":
    print(*check_file(sys.argv[1])[:1])
