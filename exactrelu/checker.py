"""Re-checks a certificate of exactrelu; shares no code with the program that wrote it, and searches for nothing.

    python -I -S checker.py FILE         accepted: exit code 0, rejected: 1, malformed: 2, out of memory: 3

The format, its rules, and why they are sound: proofs/certificate.md. Words:
form      an integer row (c, a_1, ..., a_d) on (t, x), c*t + a.x with t >= 0; normal if its gcd is 1
element   what has a sign: 0 is t, then the rows of the domain, the neurons layer by layer, and the forms of the claim
path      the signs of some elements, from the root of a proof tree to a node; on it every known element is a form
tree      a `regions` tree splits a cone into closed halves, a `complex` tree into +, - and 0
cell      a leaf of a complex tree: where every element has one sign; its dimension is that of the cone
shallow   with one hidden layer: F(x) = sum_i w_i (a_i.x + b_i)^+ + c
"""
import gzip
import json
import re
import sys
import zlib
from bisect import bisect_left
from fractions import Fraction
from itertools import combinations
from math import comb, floor, gcd, lcm
from operator import itemgetter, mul

MAX_LINE = 1 << 25        # bytes
MAX_PARTS = 1 << 21       # values of a line
MAX_DIGITS = 1 << 16      # characters of a number
MAX_BITS = 1 << 17        # of the common denominator of a layer, and of a numerator when linear layers are multiplied out
MAX_LAYERS, MAX_NEURONS, MAX_NUMBERS = 64, 10_000, 10_000_000       # of a network; as many inputs as neurons, and numbers of the domain of a tree


class Malformed(Exception):
    """The file is not a certificate."""


class Rejected(Exception):
    """The file is a certificate that does not prove its claim."""


# ---- reading --------------------------------------------------------------------------------


def need(condition, *why):
    """Malformed unless the condition is met."""
    if not condition:
        raise Malformed(" ".join(map(str, why)))


def refuse(word):
    """No floating point number is part of a certificate."""
    raise Malformed(f"the number {word[:40]} is not an integer; others are written as texts p/q")


def distinct(pairs):
    """The object with these keys and values, no key twice."""
    need(len(dict(pairs)) == len(pairs), "an object has a key twice")
    return dict(pairs)


JSON = json.JSONDecoder(parse_float=refuse, parse_constant=refuse, object_pairs_hook=distinct)


def line_of(file):
    """The next line of a file; empty at its end."""
    try:
        return file.readline(MAX_LINE)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Malformed(f"the file is no complete gzip file: {error}") from None


def records(path):
    """(line number, value) of every line of a file, which may be gzip."""
    with open(path, "rb") as raw:
        file, number = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw, 0
        while line := line_of(file):
            number += 1
            need(line.endswith(b"\n"), f"line {number} does not end; the file is cut off, or the line is too long")
            need(line.count(b",") < MAX_PARTS, f"line {number} holds more than {MAX_PARTS} values")
            try:
                yield number, JSON.decode(line.decode("utf-8"))
            except (ValueError, RecursionError) as error:
                raise Malformed(f"line {number} is not JSON: {error}") from None


def whole(x):
    """An integer: as it is, or as hexadecimal text if it is long."""
    if type(x) is int:
        return x
    need(type(x) is str and re.fullmatch(r"-?0x[0-9a-f]+", x, re.ASCII) and len(x) <= MAX_DIGITS, f"{str(x)[:40]!r} is not an integer, or too long")
    return int(x, 16)


def ratio(x):
    """A rational number: an integer, or a text p, p/q, with p and q decimal or hexadecimal."""
    if type(x) is int:
        return Fraction(x)
    match = re.fullmatch(r"(-?)(0x[0-9a-f]+|[0-9]{1,4300})(?:/(0x[0-9a-f]+|[0-9]{1,4300}))?", x, re.ASCII) if type(x) is str else None
    need(match and len(x) <= MAX_DIGITS, f"{str(x)[:40]!r} is not a rational number, or too long")
    p, q = (int(text, 16 if text.startswith("0x") else 10) for text in (match[2], match[3] or "1"))
    need(q, f"{x[:40]!r} has the denominator 0")
    return Fraction(-p if match[1] else p, q)


def vector(x, length=None, entry=ratio):
    """A list of numbers."""
    if type(x) is not list or length not in (None, len(x)):
        raise Malformed(f"{str(x)[:60]!r} is not a list of {'' if length is None else length} numbers")
    return [entry(v) for v in x]


def matrix(x, columns=None):
    """Rows of rational numbers of the same length, at least one."""
    need(type(x) is list and x and type(x[0]) is list and x[0], f"{str(x)[:60]!r} is not a matrix")
    return [vector(row, len(x[0]) if columns is None else columns) for row in x]


def same(a, b):
    """Whether a value of a claim is what was found; 1 is not true, and numbers that are not integers are compared as such."""
    if isinstance(b, dict):
        return type(a) is dict and set(a) == set(b) and all(same(a[key], b[key]) for key in b)
    if isinstance(b, list):
        return type(a) is list and len(a) == len(b) and all(map(same, a, b))
    return ratio(a) == b if isinstance(b, Fraction) else type(a) is type(b) and a == b


def brief(x):
    """A value for a message."""
    if isinstance(x, list):
        return f"[{', '.join(map(brief, x[:20]))}{', ...' * (len(x) > 20)}]"
    try:
        return str(x)[:200]
    except ValueError:
        return "a number too long to be shown"


# ---- arithmetic -----------------------------------------------------------------------------


def dot(a, b):
    """The sum of the products of two rows."""
    return sum(map(mul, a, b))


def normal(row):
    """The smallest positive multiple of a row with integer entries."""
    scale = lcm(*(x.denominator for x in row))
    row = [int(x * scale) for x in row]
    common = gcd(*row) or 1
    return [x // common for x in row]


def echelon(rows):
    """The reduced echelon form of a matrix, without zero rows, its rows normal: equal spans, equal forms."""
    found = []                                     # (leading column, row); each row has a 0 in the leading columns of the others
    for row in map(normal, rows):
        scale = lcm(*(lead[j] for j, lead in found if row[j]))
        row = [scale * x for x in row]
        for j, lead in found:
            if row[j]:
                factor = row[j] // lead[j]
                row = [x - factor * y for x, y in zip(row, lead)]
        j = next((j for j, x in enumerate(row) if x), None)
        if j is not None:
            row = normal([x if row[j] > 0 else -x for x in row])
            found = [(i, normal([row[j] * x - lead[j] * y for x, y in zip(lead, row)])) for i, lead in found] + [(j, row)]
    return tuple(tuple(row) for _, row in sorted(found))


def rank(rows):
    """The rank of a matrix."""
    return len(echelon(rows))


def rank_mod_2(rows):
    """The rank over the field of two elements of a matrix whose rows are integers, one bit a column."""
    leads = {}
    for row in rows:
        while row and (top := row.bit_length()) in leads:
            row ^= leads[top]
        if row:
            leads[top] = row
    return len(leads)


# ---- networks and domains -------------------------------------------------------------------


def integral(rows):
    """(the smallest factor that makes the rows integers, the rows times this factor)."""
    factor = 1
    for denominator in {x.denominator for row in rows for x in row}:
        factor = lcm(factor, denominator)
        need(factor.bit_length() <= MAX_BITS, f"the weights have too large a common denominator, of more than {MAX_BITS} bits")
    return factor, [[int(x * factor) for x in row] for row in rows]


def composed(rows, lead):
    """Rows on (1, v) as rows on (1, z), where v = lead (1, z)."""
    (p, rows), (q, lead) = integral(rows), integral(lead)
    columns = list(zip([q] + [0] * (len(lead[0]) - 1), *lead))
    found = [[Fraction(dot(row, column), p * q) for column in columns] for row in rows]
    need(all(x.numerator.bit_length() <= MAX_BITS for row in found for x in row), f"a product of layers has numbers of more than {MAX_BITS} bits")
    return found


class Network:
    """The rows (b, w) of every ReLU layer on (1, output of the layer before), and of the outputs on (1, last layer), or None for itself."""

    def __init__(self, data, slice=None):
        need(type(data) is dict and set(data) == {"layers"} and type(data.get("layers")) is list and data["layers"], "the network has no layers")
        lead, self.layers = slice, []         # the vector that enters a layer, as rows on (1, what came before); None is that itself
        width, neurons, numbers = slice and len(slice), 0, 0
        for layer in data["layers"]:
            need(type(layer) is dict and set(layer) == {"W", "b", "activation"} and layer["activation"] in ("relu", "linear"),
                 "a layer has W, b and the activation relu or linear, and nothing else")
            W = matrix(layer["W"])
            rows = [[bias, *row] for bias, row in zip(vector(layer["b"], len(W)), W)]
            need(width in (None, len(W[0])), "the layers do not fit together")
            width, neurons, numbers = len(W), neurons + len(W), numbers + len(W) * len((lead or rows)[0])
            need(len(data["layers"]) <= MAX_LAYERS and max(neurons, len(W[0])) <= MAX_NEURONS and numbers <= MAX_NUMBERS,
                 f"the network has more than {MAX_LAYERS} layers, {MAX_NEURONS} neurons or inputs, or {MAX_NUMBERS} numbers")
            lead = composed(rows, lead) if lead else rows
            if layer["activation"] == "relu":
                self.layers, lead = [*self.layers, lead], None
        self.last, self.width, self.inputs = lead, width, len((self.layers or [lead])[0][0]) - 1

    def of_outputs(self, form):
        """The row of c + v.F on (1, last layer), for a form (c, v) of the outputs."""
        return composed([form], self.last)[0] if self.last else form

    def shallow(self, form):
        """(A, b, w, c) of a form of the outputs of a network with at most one hidden layer."""
        need(len(self.layers) < 2, "the claim is about one hidden layer")
        c, *w = self.of_outputs(form)
        rows = self.layers[0] if self.layers else []
        return ([row[1:] for row in rows], [row[0] for row in rows], w, c) if rows else \
            ([w, [-x for x in w]], [Fraction(0)] * 2, [Fraction(1), Fraction(-1)], c)

    def __call__(self, x):
        """The outputs at a point."""
        for rows in self.layers:
            x = [max(dot(row, [1, *x]), 0) for row in rows]
        return [dot(row, [1, *x]) for row in self.last] if self.last else x


def domain(data, network):
    """(the network in the coordinates of the domain, the rows b + a.x >= 0 of the domain, each {place in (1, x): coefficient})."""
    if data == "whole":
        return Network(network), []
    need(type(data) is dict and len(data) == 1, "the domain is no domain")
    (kind, value), = data.items()
    if kind == "slice":
        need(type(value) is dict and {"origin", "directions"} <= set(value) <= {"origin", "directions", "box"}, "no slice")
        origin, ways = vector(value["origin"]), matrix(value["directions"])
        need(len(ways[0]) == len(origin) and rank(ways) == len(ways), "the directions of the slice are dependent")
        inside = Network(network, [[o, *column] for o, column in zip(origin, zip(*ways))])
        return inside, box(value["box"], inside) if "box" in value else []
    inside = Network(network)
    need(kind in ("box", "inequalities"), "the domain is no domain")
    return inside, box(value, inside) if kind == "box" else [dict(enumerate(row)) for row in matrix(value, inside.inputs + 1)]


def box(pairs, network):
    """lo_i <= x_i <= hi_i as rows, the lower bound first."""
    pairs = matrix(pairs, 2)
    need(len(pairs) == network.inputs, "the box does not fit the network")
    return [row for i, (lo, hi) in enumerate(pairs, 1) for row in ({0: -lo, i: 1}, {0: hi, i: -1})]


def satisfied(rows, x):
    """Whether a point is where all of these rows are >= 0."""
    x = [1, *x]
    return all(sum(a * x[i] for i, a in row.items()) >= 0 for row in rows)


# ---- proof trees ----------------------------------------------------------------------------


class Path:
    """The signs of elements from the root to a node, and the forms that are known there.

    stacks : one list of layers for each function, each layer as rows (b, w) on (1, the layer before)
    strict : the tree splits into +, - and 0; otherwise into >= 0 and <= 0
    """

    def __init__(self, dimension, rows, stacks, strict):
        self.n, self.strict, self.domain = dimension + 1, strict, len(rows) + 1
        need(self.domain * self.n <= MAX_NUMBERS, f"the domain has more than {MAX_NUMBERS} numbers")
        self.forms = [[1] + [0] * dimension] + [normal([row.get(i, 0) for i in range(self.n)]) for row in rows]
        self.layers, self.next, self.first, self.layer_of = [], {}, [], [None] * self.domain
        for stack in stacks:
            scale, begin = Fraction(1), len(self.layers)
            for rows in stack:
                factor, rows = integral([[row[0] * scale, *row[1:]] for row in rows])
                common = gcd(*(x for row in rows for x in row)) or 1
                rows = [[x // common for x in row] for row in rows]
                scale *= Fraction(factor, common)                # the layer is computed `scale` times as large
                if len(self.layers) > begin:
                    self.next[len(self.layers) - 1] = len(self.layers)
                self.first.append(len(self.layer_of))
                self.layer_of += [len(self.layers)] * len(rows)
                self.layers.append((rows, scale))
        self.signs = [None] * len(self.layer_of)
        self.forms += [None] * (len(self.signs) - self.domain)
        self.raw, self.trail, self.open = {}, [], [len(rows) for rows, _ in self.layers]
        for k in set(range(len(self.layers))) - set(self.next.values()):
            self.enter(k, [list(row) for row in self.layers[k][0]])

    def enter(self, k, forms):
        """Layer k is known here."""
        self.raw[k] = forms
        self.forms[self.first[k]:self.first[k] + len(forms)] = map(normal, forms)

    def pulled_back(self, k, rows):
        """Rows on (t, layer k), or None for the layer itself, whose signs are known here, as forms on (t, x)."""
        signs = self.signs[self.first[k]:self.first[k] + len(self.layers[k][0])]
        if rows is None:
            return [form if sign == "+" else [0] * self.n for form, sign in zip(self.raw[k], signs)]
        on = [i for i, s in enumerate(signs, 1) if s == "+"]
        columns = list(zip(*(self.raw[k][i - 1] for i in on))) or [()] * self.n
        pick, found = itemgetter(0, 0, *on), []             # always a tuple: the bias twice, then the weights that are on
        for row in rows:
            bias, _, *weights = pick(row)
            found.append([dot(weights, column) for column in columns])
            found[-1][0] += bias
        return found

    def assign(self, e, sign):
        """Element e has this sign from here on."""
        self.signs[e] = sign
        self.trail.append(e)
        k = self.layer_of[e]
        if k is not None:
            self.open[k] -= 1
            if not self.open[k] and k in self.next:
                self.enter(self.next[k], self.pulled_back(k, self.layers[self.next[k]][0]))

    def back(self, length):
        """Forget the signs after the first `length` ones."""
        while len(self.trail) > length:
            e = self.trail.pop()
            self.signs[e] = None
            k = self.layer_of[e]
            if k is not None:
                if not self.open[k] and k in self.next:
                    after = self.next[k]
                    del self.raw[after]
                    self.forms[self.first[after]:self.first[after] + len(self.layers[after][0])] = \
                        [None] * len(self.layers[after][0])
                self.open[k] += 1

    def element(self, e):
        """An element whose form is known here and that has no sign yet."""
        if type(e) is not int or not 0 <= e < len(self.signs):
            raise Malformed(f"there is no element {brief(e)}")
        if self.signs[e] is not None or self.forms[e] is None:
            raise Rejected(f"element {e} has a sign already, or its form is not known yet")
        return e

    def forced(self, sign, e, scale, multipliers):
        """Check the identity that forces a sign: scale * (the form, turned) = sum of multiples of what is known to be >= 0."""
        scale, multipliers = whole(scale), vector(multipliers, entry=whole)
        need(2 * len(set(multipliers[::2])) == len(multipliers), "the multipliers are no pairs, or an element occurs twice")
        if scale <= 0:
            raise Rejected("the scale is not positive")
        if e < self.domain and sign != "0" and not (sign == "+" and self.strict):
            raise Rejected(f"element {e} belongs to the domain, where it is not negative")
        if e == 0 and not self.strict:
            raise Rejected("t is positive in a tree of regions")
        rest, strict = [(scale if sign == "+" else -scale) * x for x in self.forms[e]], False
        for i, x in zip(multipliers[::2], multipliers[1::2]):
            if not 0 <= i < len(self.signs):
                raise Malformed(f"there is no element {brief(i)}")
            known = self.signs[i]
            if known is None and (i >= self.domain or i == e):
                raise Rejected(f"element {brief(i)} has no sign here")
            if known != "0":
                if x < 0:
                    raise Rejected(f"the multiplier of element {i} is negative")
                if sign == "0" and e >= self.domain:
                    raise Rejected(f"element {i} is not 0 here")
                strict = strict or known is not None and x > 0
                x = -x if known == "-" else x
            rest = [a - x * b for a, b in zip(rest, self.forms[i])]
        if any(rest):
            raise Rejected("the two sides of the identity differ")
        if self.strict and sign != "0" and not strict:
            raise Rejected("no multiplier belongs to a form that is not 0, so the form may be 0")

    def at(self, point):
        """Check that every element has its sign at a point (t, x)."""
        point = vector(point, self.n, whole)
        for e, (form, sign) in enumerate(zip(self.forms, self.signs)):
            if sign is None and (self.strict or e >= self.domain):
                raise Rejected(f"element {e} has no sign at this leaf")
            value = dot(form, point)
            if (value > 0) - (value < 0) != (1 if sign in ("+", None) else -1 if sign == "-" else 0):
                raise Rejected(f"element {e} is {brief(value)} at the point, but its sign is {sign or '+'}")
        return point

    def flat(self):
        """Whether the domain lies in a hyperplane, as far as the signs here say."""
        return any(sign == "0" and any(form) for form, sign in zip(self.forms[:self.domain], self.signs))


def tree(path, lines, told=None):
    """Check a proof tree, record by record; the point of every leaf, while the path leads to it.

    told : called with every record and what its rule says, for those who want to see
    """
    pending = []
    for number, record in lines:
        need(type(record) is list and record and type(record[0]) is str, f"line {number} is not a record")
        rule, *data = record
        try:
            if rule == "split" and len(data) == 1:
                e = path.element(data[0])
                if e < path.domain and not path.strict:
                    raise Rejected(f"the domain is where element {e} is not negative")
                signs = ("0+" if e < path.domain else "0-+")[not path.strict:]
                pending += [(len(path.trail), e, sign) for sign in signs[:-1]]
                if told:
                    told(record, len(pending))
                path.assign(e, "+")
            elif rule in ("+", "-", "0") and len(data) == 3:
                e = path.element(data[0])
                path.forced(rule, e, *data[1:])
                if told:
                    told(record, len(pending))
                path.assign(e, rule)
            elif rule == "point" and len(data) == 1:
                point = path.at(data[0])
                if told:
                    told(record, len(pending))
                yield point
                if not pending:
                    return
                length, e, sign = pending.pop()
                path.back(length)
                path.assign(e, sign)
            else:
                raise Malformed(f"there is no rule {rule[:20]!r} with {len(data)} entries")
        except Rejected as error:
            raise Rejected(f"line {number}, rule {rule}: {error}") from None
        except Malformed as error:
            raise Malformed(f"line {number}: {error}") from None
    raise Rejected("the tree is not complete: a branch is missing")


# ---- what the leaves of a tree show ---------------------------------------------------------


def of_regions(path, lines, network, wanted):
    """The quantities of a `regions` tree that a claim names, leaf by leaf; nothing else is kept."""
    lipschitz, maps, count, injective, last = [Fraction(0)] * 3, set(), 0, True, len(network.layers) - 1
    scale, mapped = path.layers[last][1] if network.layers else 1, wanted & {"affine_maps", "lipschitz"}
    outputs = network.last and [[row[0] * scale, *row[1:]] for row in network.last]             # on (t, scaled last layer)
    for _ in tree(path, lines):
        count += 1
        if wanted - {"regions"} and path.flat():
            raise Rejected("the domain is flat, and affine maps, gradients and injectivity are about domains with interior points")
        if "injective" in wanted:
            on = [row[1:] for row, sign in zip(network.layers[0], path.signs[path.domain:]) if sign == "+"]
            injective = injective and rank(on) == network.inputs
        if mapped:
            found = path.pulled_back(last, outputs) if network.layers else outputs
            maps.add(tuple(map(tuple, found)))
            for row in found:
                sizes = [abs(x / scale) for x in row[1:]]
                lipschitz = list(map(max, lipschitz, (sum(sizes), max(sizes), dot(sizes, sizes))))
    return {"regions": count, "affine_maps": len(maps), "injective": injective, "lipschitz": lipschitz}


def below(s, texts):
    """The positions in a sorted list of sign vectors of those that are 0 or as in s at every place."""
    found, stack = [], [(0, len(texts), 0)] if texts else []
    while stack:
        low, high, k = stack.pop()
        first, last = texts[low], texts[high - 1]
        while k < len(s) and first[k] == last[k] and first[k] in ("0", s[k]):
            k += 1
        if k == len(s):
            found.append(low)
        elif first[k] != last[k]:
            for sign in {"0", s[k]}:
                begin = bisect_left(texts, first[:k] + sign, low, high)
                end = bisect_left(texts, first[:k] + sign + "~", begin, high)
                if begin < end:
                    stack.append((begin, end, k))
    return found


class Complex:
    """The cells of a `complex` tree, in the order of their sign vectors; s is a face of t if it is 0 or as t at every place.

    output : whether the last element is a form F of the outputs, so that the boundary {F = 0} is a sub-complex
    """

    def __init__(self, path, lines, output):
        cells = []
        for point in tree(path, lines):
            flat = echelon([form for form, sign in zip(path.forms, path.signs) if sign == "0"])
            cells.append(("".join(path.signs), path.n - len(flat), point, flat, path.forms[-1]))
        cells.sort(key=lambda cell: cell[0])
        self.signs, self.dim, self.points, self.flats, self.forms = map(list, zip(*cells))
        self.n, self.output, self.top, self.lineality = path.n, output, max(self.dim), min(self.dim)
        self.levels = {k: [i for i, dimension in enumerate(self.dim) if dimension == k] for k in range(self.n + 2)}
        texts = {k: [self.signs[i] for i in level] for k, level in self.levels.items()}
        self.facets = [[self.levels[k - 1][j] for j in below(s, texts[k - 1])] if k else [] for s, k in zip(self.signs, self.dim)]
        self.finite = [i for i, s in enumerate(self.signs) if s[0] == "+"]
        self.regions = [i for i in self.finite if self.dim[i] == self.top]
        self.endless = set()                                                      # finite cells with a face at infinity
        for i in sorted(self.finite, key=self.dim.__getitem__):
            if any(j in self.endless or self.signs[j][0] == "0" and self.dim[j] > self.lineality for j in self.facets[i]):
                self.endless.add(i)
        rows = [e for e in range(1, path.domain) if any(self.signs[i][e] == "+" for i in self.regions)]
        self.inner = {i for i in self.finite if all(self.signs[i][e] == "+" for e in rows)}      # not in a facet of the domain

    def closure(self, cells):
        """These cells with all their faces."""
        found, todo = set(cells), list(cells)
        while todo:
            for j in self.facets[todo.pop()]:
                if j not in found:
                    found.add(j)
                    todo.append(j)
        return found

    def f_vector(self, chosen):
        """How many of these cells there are of each dimension in R^d."""
        return [sum(self.dim[i] == j + 1 for i in chosen) for j in range(self.n)]

    def quantities(self):
        """What a claim of the kind `complex` may state."""
        walls = [j for i in self.regions for j in self.facets[i] if self.signs[j][0] == "+"]
        bounded = [i for i in self.finite if i not in self.endless]
        count = sum(i not in self.endless for i in self.regions)
        return {"regions": len(self.regions), "relatively_bounded_regions": count, "lineality": self.lineality,
                "bounded_regions": 0 if self.lineality else count, "f_vector": self.f_vector(self.finite),
                "euler_characteristic": sum((-1)**(self.dim[i] - 1) for i in self.finite),
                "bounded_f_vector": self.f_vector([] if self.lineality else bounded),
                "neighbours": len(walls) - len(set(walls)), **(self.boundary() if self.output else {})}

    def boundary(self):
        """What a claim of the kind `boundary` may state besides."""
        zero = [i for i in self.finite if self.signs[i][-1] == "0"]
        thick = [i for i in zero if self.dim[i] == self.top]
        covered = self.closure(thick)
        pieces = [i for i in zero if self.dim[i] == self.top - 1 and i not in covered]
        parts, bounded = self.components(zero)
        closed = self.betti([i for i in zero if i not in self.endless], self.lineality + 1, self.lineality + max(self.n, 2))
        return {"empty": not zero, "thick_regions": len(thick), "pieces": len(pieces),
                "hyperplanes": len({self.flats[i] for i in pieces}), "boundary_f_vector": self.f_vector(zero),
                "components": parts, "bounded_components": bounded, "betti_mod_2": closed,
                "positive": self.side("+", 1), "negative": self.side("-", -1)}

    def side(self, sign, turn):
        """The quantities of the open set where F has a sign; its homology inside the domain by duality."""
        mine = [i for i in self.finite if self.signs[i][-1] == sign]
        parts, bounded = self.components(mine)
        dual = self.betti([i for i in mine if i in self.inner], 1, self.top + 1)[::-1]
        return {"regions": sum(self.dim[i] == self.top for i in mine), "components": parts, "bounded_components": bounded,
                "betti_mod_2": dual + [0] * (self.n - len(dual)), "convex": self.convex(mine, turn)}

    def convex(self, mine, turn):
        """Whether an open side is convex: on one side of each wall of its frontier, no zero strictly inside all of them."""
        regions = [i for i in mine if self.dim[i] == self.top]
        if not regions:
            return True
        walls = [[turn * x for x in self.forms[i]] for i in regions
                 if any(self.signs[j][-1] == "0" and self.signs[j][0] == "+" for j in self.facets[i])]
        ends = [j for j in self.closure(regions) if self.dim[j] == self.lineality + 1]
        return self.components(mine)[0] == 1 and all(dot(wall, self.points[j]) >= 0 for wall in walls for j in ends) and \
            all(any(dot(wall, self.points[i]) <= 0 for wall in walls) for i in self.inner if self.signs[i][-1] == "0")

    def components(self, chosen):
        """(connected components, bounded ones) of a union of cells that is closed or open."""
        root = {i: i for i in chosen}

        def find(i):
            while root[i] != i:
                root[i] = i = root[root[i]]
            return i

        for i in chosen:
            for j in self.facets[i]:
                if j in root:
                    root[find(j)] = find(i)
        every, endless = {find(i) for i in chosen}, {find(i) for i in chosen if i in self.endless}
        return len(every), 0 if self.lineality else len(every - endless)

    def betti(self, chosen, low, high):
        """The dimensions over the field of two elements of the homology of the chains of cells of dimension low, ..., high - 1."""
        levels = {k: [i for i in chosen if self.dim[i] == k] for k in range(low - 1, high + 1)}
        ranks = {}
        for k in range(low, high + 1):
            place = {i: 1 << p for p, i in enumerate(levels[k - 1])}
            ranks[k] = rank_mod_2(sum(place.get(j, 0) for j in self.facets[i]) for i in levels[k])
        return [len(levels[k]) - ranks[k] - ranks[k + 1] for k in range(low, high)]


# ---- shallow networks -----------------------------------------------------------------------


def ridge(A, b, w, c):
    """The form linear.x + constant + sum_h mu_h (n_h.x + beta_h)^+ that a shallow function has once: equal forms, equal functions."""
    linear, bends = [Fraction(0)] * len(A[0]), {}
    for row, bias, weight in zip(A, b, w):
        n = normal(row)
        lead = next((x for x in n if x), 0)
        if not lead:
            c += weight * max(bias, 0)
            continue
        factor = next(x / y for x, y in zip(row, n) if y)                     # row = factor n, factor > 0
        weight, bias = weight * factor, bias / factor
        if lead < 0:                                                           # mu y^+ = mu (-y)^+ + mu y
            linear = [x + weight * y for x, y in zip(linear, n)]
            c, n, bias = c + weight * bias, [-x for x in n], -bias
        bends[tuple(n), bias] = bends.get((tuple(n), bias), 0) + weight
    return linear, c, {key: mu for key, mu in bends.items() if mu}


def show_class(label, function, F, map):
    """Check that an affine bijection z = map(x) of R^d carries {F = 0} onto the canonical set of a label.

    function : (A, b, w, c) of F; map : (matrix, vector, factor) with F = factor * (the canonical function of z), or with
    factor 0 if F depends on the first coordinate z_1 alone
    """
    rows, shift, factor = map
    form = ridge(*function)
    need(type(label) is str, "the class is a text")
    match = re.fullmatch(r"B(0?)\((0|[1-9][0-9]{0,3}),(0|[1-9][0-9]{0,3})\)", label)
    need(match or label in ON_A_LINE, f"{str(label)[:40]!r} is not a class")
    if (label != "empty" or factor == 0) and (len(rows) != len(rows[0]) or rank(rows) < len(rows)):
        raise Rejected("the map is not a bijection")
    if factor == 0:
        if label not in ON_A_LINE:
            raise Rejected(f"the factor of the class {label} is not 0")
        on_a_line(ON_A_LINE[label], form, rows[0], shift[0], F)
        return
    if label == "empty":                       # -(z_1^+ + ... + z_m^+) - 1
        weights, constant = [-1] * len(rows), -1
    else:
        need(match, f"the factor of the class {label} is 0")
        m, k = int(match[2]), int(match[3])
        plus, total = (m, m + k) if match[1] else (k, m)
        if not (0 < m and k <= m and total <= len(rows) and (match[1] or k)):
            raise Rejected(f"there is no class {label} in R^{len(rows)}")
        weights, constant = [1] * plus + [-1] * (total - plus), 0 if match[1] else -1
    if ridge(rows, shift, [factor * x for x in weights] + [0] * (len(rows) - len(weights)), factor * constant) != form:
        raise Rejected(f"F is not the factor times the canonical function of {label} at the image")


ON_A_LINE = {"empty": lambda z: False, "all": lambda z: True, "B(1,1)": lambda z: z == 1, "B0(1,0)": lambda z: z <= 0,
             "strip": lambda z: 0 <= z <= 1, "parallel hyperplanes": lambda z: z in (0, 1),
             "half-space and hyperplane": lambda z: z <= 0 or z == 1}


def on_a_line(inside, form, row, shift, F):
    """Check that F is a function of z = row.x + shift alone, and zero exactly where `inside` says."""
    if any(rank([row, other]) > 1 for other in [form[0], *(n for n, _ in form[2])]):
        raise Rejected("F does not depend on the first coordinate alone")
    at = lambda z: F([(z - shift) / dot(row, row) * x for x in row])  # noqa: E731
    ends = sorted({Fraction(0), Fraction(1), *(shift - beta * dot(row, row) / dot(row, n) for n, beta in form[2])})
    ends = [ends[0] - 1, *ends, ends[-1] + 1]                 # F is affine between them, and beyond as in the last interval
    for left, right in zip(ends, ends[1:]):
        a, middle, b = at(left), (left + right) / 2, at(right)
        outer = left == ends[0] and abs(a) < abs(b) or right == ends[-1] and abs(b) < abs(a)
        if a * b < 0 or outer or (a == b == 0) != inside(middle) or (a == 0) != inside(left) or (b == 0) != inside(right):
            raise Rejected(f"F and the canonical set differ between {brief(left)} and {brief(right)}")


# ---- theorems: what their hypotheses ask of the weights, and the closed form -----------------


def corners(m, w, c, *, independent, zero_weights=False, zero_constant=False):
    """k, the number of weights with the sign opposite to c; Rejected if a hypothesis is missed."""
    if not independent or not zero_weights and not all(w) or (c == 0) != zero_constant:
        raise Rejected("the theorem does not apply: a hypothesis is missed")
    return sum(x * c < 0 for x in w)


def product(*factors):
    """The coefficients of a product of polynomials."""
    found = [1]
    for factor in factors:
        found = [sum(found[i] * factor[j - i] for i in range(len(found)) if 0 <= j - i < len(factor))
                 for j in range(len(found) + len(factor) - 1)]
    return found


def f_of(polynomial, d):
    """(f_0, ..., f_d) from sum f_j t^(j+1)."""
    return (polynomial[1:] + [0] * (d + 1))[:d + 1]


def sectors(d, A, b, w, c, widths):
    """L1: m independent rows cut R^d into 2^m sectors and 3^m cells."""
    m = len(A)
    corners(m, [], 1, independent=rank(A) == m)
    return {"regions": 2**m, "f_vector": [comb(m, d - j) * 2**(m - d + j) if d - j <= m else 0 for j in range(d + 1)]}


def shape(d, A, b, w, c, widths):
    """T12: boundary and sides are contractible, and unbounded for d > 1."""
    k = corners(d, w, c, independent=rank(A) == len(A))
    point, everything = [1] + [0] * (max(d, 1) - 1), {"components": 1, "bounded_components": 0, "betti_mod_2": [1] + [0] * d}
    sides = {"positive": everything, "negative": everything}
    if d == 1 and k:
        return {"empty": False, "components": 1, "bounded_components": 1, **sides}
    return {"empty": False, "components": 1, "bounded_components": 0, "betti_mod_2": point, **sides} if k else {"empty": True}


def pieces(d, A, b, w, c, widths):
    """T13: 2^d - 2^(d-k) pieces in as many hyperplanes."""
    k = corners(d, w, c, independent=rank(A) == len(A) == d)
    return {"pieces": 2**d - 2**(d - k), "hyperplanes": 2**d - 2**(d - k)}


def faces(d, A, b, w, c, widths):
    """T14: sum f_j t^(j+1) = (1+2t)^d - (1+t)^k (1+2t)^(d-k)."""
    k = corners(d, w, c, independent=rank(A) == len(A) == d)
    one, two = [1, 1], [1, 2]
    return {"boundary_f_vector": f_of([x - y for x, y in zip(product(*[two] * d), product(*[one] * k, *[two] * (d - k)))], d)}


def convex_sides(d, A, b, w, c, widths):
    """T15: the side of the sign of c is convex for k in {0, m}, the other for k <= 1; both for m = 1."""
    m, k = len(A), corners(d, w, c, independent=rank(A) == len(A))
    own, other = {"convex": m == 1 or k in (0, m)}, {"convex": m == 1 or k <= 1}
    return {"positive": own if c > 0 else other, "negative": other if c > 0 else own}


def thick(d, A, b, w, c, widths):
    """T22: a boundary without constant is thick, with (2^p - 1)(2^q - 1) further pieces."""
    corners(d, w, c, independent=rank(A) == len(A) and any(w), zero_weights=True, zero_constant=True)
    p, q = sum(x > 0 for x in w), sum(x < 0 for x in w)
    return {"thick_regions": 2**(len(w) - p - q), "hyperplanes": (2**p - 1) * (2**q - 1)}


def zaslavsky(d, A, b, w, c, widths):
    """R1: regions and relatively bounded regions from the central subsets of the hyperplanes (Zaslavsky 1975)."""
    planes = {echelon([[bias, *row]])[0] for bias, row in zip(b, A) if any(row)}
    need(len(planes) <= 12, "the sum over all subsets is restated for at most 12 hyperplanes")
    regions = bounded = 0
    for size in range(len(planes) + 1):
        for chosen in combinations(sorted(planes), size):
            r = rank([row[1:] for row in chosen])
            if rank(chosen) == r:                               # they have a common point
                regions, bounded = regions + (-1)**(size - r), bounded + (-1)**size
    return {"regions": regions, "relatively_bounded_regions": abs(bounded)}


def one_more(d, A, b, w, c, widths):
    """T29: at most 2^(d+1) - 2 pieces for d + 1 neurons in general position, if F is not 0 at a vertex."""
    corners(d, w, c, independent=general(d, A, b), zero_constant=c == 0)
    for chosen in combinations([[*row, -bias] for row, bias in zip(A, b)], d):
        vertex = [Fraction(row[-1], row[i]) for i, row in enumerate(echelon(chosen))]
        corners(d, [], 1, independent=c + sum(x * max(dot(row, vertex) + bias, 0) for x, row, bias in zip(w, A, b)) != 0)
    return {"pieces": ("<=", 2**(d + 1) - 2)}


def general(d, A, b):
    """Whether d + 1 hyperplanes are in general position."""
    rows = [[bias, *row] for bias, row in zip(b, A)]
    return len(A) == d + 1 and all(rank([row[1:] for row in chosen]) == d for chosen in combinations(rows, d)) and rank(rows) == d + 1


def region_bound(d, A, b, w, c, widths):
    """T41: the bound of Serra, Tjandraatmadja, Ramalingam 2018."""
    found = [1] * (d + 1)                       # of the layers after, for every number of dimensions that are left
    for n in reversed(widths):
        found = [sum(comb(n, j) * found[min(room, n - j)] for j in range(min(room, n) + 1)) for room in range(d + 1)]
    return {"regions": ("<=", found[d])}


def euler(d, A, b, w, c, widths):
    """R17: the alternating sum of the f-vector is (-1)^d."""
    return {"euler_characteristic": (-1)**d}


def narrow(d, A, b, w, c, widths):
    """T39: no bounded component if no hidden layer is wider than the input."""
    corners(d, [], 1, independent=max(widths, default=0) <= d)
    none = {"bounded_components": 0}
    return {"positive": none, "negative": none, **(none if d > 1 else {})}


# id: (the closed form, whether it is about one hidden layer)
THEOREMS = {"L1": (sectors, True), "T12": (shape, True), "T13": (pieces, True), "T14": (faces, True), "T15": (convex_sides, True),
            "T22": (thick, True), "T29": (one_more, True), "T39": (narrow, False), "T41": (region_bound, False),
            "R1": (zaslavsky, True), "R17": (euler, False)}


def agree(expected, found, where=""):
    """Check quantities against a closed form."""
    for name, value in expected.items():
        if name not in found:
            raise Rejected(f"this kind of tree does not show {where}{name}, which the theorem is about")
        if type(value) is dict:
            agree(value, found[name], f"{name} ")
        elif not (found[name] <= value[1] if type(value) is tuple else same(found[name], value)):
            raise Rejected(f"the theorem says that {where}{name} is {' '.join(map(brief, value)) if type(value) is tuple else brief(value)}, "
                           f"the tree shows {brief(found[name])}")


# ---- claims ---------------------------------------------------------------------------------


def path_of(header, claim, lines=None):
    """The root of the tree of a claim of the kind `regions`, `complex` or `boundary`."""
    network, rows = domain(header["domain"], header["network"])
    need((claim["kind"] == "boundary") == ("form" in claim), "the form of the outputs belongs to the kind `boundary`, and only to it")
    last = [[network.of_outputs(vector(claim["form"], network.width + 1))]] if "form" in claim else []
    return Path(network.inputs, rows, [network.layers + last], claim["kind"] != "regions")


def of_tree(header, claim, lines):
    """The kinds `regions`, `complex` and `boundary`: quantities that the leaves of a proof tree show, and a theorem about them."""
    path, (network, rows), kind = path_of(header, claim), domain(header["domain"], header["network"]), claim["kind"]
    wanted = set(claim) - {"kind", "form", "theorem"}
    need(wanted, "the claim says nothing")
    if "injective" in wanted:
        one_layer(network)
    if kind == "regions":
        known = of_regions(path, lines, network, wanted)
        found = {name: known[name] for name in known if name in wanted or name == "regions"}
    else:
        found = Complex(path, lines, kind == "boundary").quantities()
    for name in wanted:
        need(name in found, f"there is no quantity {name[:40]!r} in a claim of the kind {kind}")
        if not same(claim[name], found[name]):
            raise Rejected(f"{name} is {brief(found[name])}, but the claim says {brief(claim[name])}")
    if "theorem" in claim:
        about(claim["theorem"], network, rows, claim.get("form"), found)


def about(theorem, network, rows, form, found):
    """Check what a theorem says of the quantities that were found."""
    need(type(theorem) is str and theorem in THEOREMS, "there is no closed form of that theorem here")
    expected, shallow = THEOREMS[theorem]
    if rows or shallow and len(network.layers) != 1:
        raise Rejected(f"{theorem} does not apply: it is about {'one hidden layer on ' * shallow}the whole space")
    A = b = w = c = None
    if shallow:
        A, b, w, c = network.shallow(vector(form) if form else [Fraction(0)] * (network.width + 1))
    agree(expected(network.inputs, A, b, w, c, [len(layer) for layer in network.layers]), found)


def take(lines, rule, count):
    """The entries of the next record, which must have this rule."""
    number, record = next(lines, (None, None))
    if number is None:
        raise Rejected(f"the proof ends before its record {rule}")
    need(type(record) is list and record[:1] == [rule] and len(record) == count + 1, f"line {number} is not a {rule} with {count} entries")
    return record[1:]


def everywhere(header, claim, *keys):
    """The network, and the form of the claim, if the claim has these keys and is about the whole space."""
    need(set(claim) == {"kind", *keys}, f"a claim of the kind {claim['kind']} has the keys {', '.join(('kind', *keys))}")
    network, rows = domain(header["domain"], header["network"])
    need(not rows, "the claim is about the whole space")
    return network, vector(claim["form"], network.width + 1) if "form" in keys else None


def second_of(claim, *keys, slice=None):
    """The network and the form of the other function of a claim."""
    other = claim["second"]
    need(type(other) is dict and set(other) == {"network", "form", *keys}, "the second function has a network and a form")
    network = Network(other["network"], slice)
    return network, vector(other["form"], network.width + 1)


def value(network, form):
    """The function x -> c + v.F(x)."""
    return lambda x: form[0] + dot(form[1:], network(x))


def of_class(header, claim, lines):
    """An affine bijection carries {F = 0} onto the canonical set of a class."""
    network, form = everywhere(header, claim, "form", "class")
    given(claim["class"], network, form, lines)


def given(label, network, form, lines):
    """Check a class with the map of the next record."""
    rows, shift, factor = take(lines, "map", 3)
    rows = matrix(rows, network.inputs)
    show_class(label, network.shallow(form), value(network, form), (rows, vector(shift, len(rows)), ratio(factor)))


def of_inequivalent(header, claim, lines):
    """Two boundaries in the same space belong to different classes, which T17, T21, T22 and T25 tell apart."""
    network, form = everywhere(header, claim, "form", "class", "second")
    given(claim["class"], network, form, lines)
    other, other_form = second_of(claim, "class")
    given(claim["second"]["class"], other, other_form, lines)
    if claim["class"] == claim["second"]["class"] or network.inputs != other.inputs:
        raise Rejected("the classes, or the spaces, do not tell the boundaries apart")


def path_of_pair(header, claim, lines):
    """The root of the tree of two functions, F and G(map)."""
    network, form = everywhere(header, claim, "form", "second")
    rows, shift = take(lines, "map", 2)
    rows = matrix(rows, network.inputs)
    shift = vector(shift, len(rows))
    if len(rows) != network.inputs or rank(rows) < len(rows):
        raise Rejected("the map is not a bijection")
    other, other_form = second_of(claim, slice=[[v, *row] for v, row in zip(shift, rows)])
    need(other.inputs == network.inputs, "the two networks have different inputs")
    return Path(network.inputs, [], [net.layers + [[net.of_outputs(v)]] for net, v in ((network, form), (other, other_form))], True)


def of_equivalent(header, claim, lines):
    """An affine bijection carries {F = 0} onto {G = 0}: on the cells of both, F = 0 exactly where G(map) = 0."""
    path = path_of_pair(header, claim, lines)
    ends = [e for e, k in enumerate(path.layer_of) if k is not None and k not in path.next]
    for point in tree(path, lines):
        if point[0] and len({path.signs[e] == "0" for e in ends}) > 1:
            raise Rejected(f"at {brief(point)} one of the two functions is 0 and the other is not")


def of_equal(header, claim, lines):
    """Two shallow functions are equal: their ridge forms are."""
    network, form = everywhere(header, claim, "form", "second")
    other, other_form = second_of(claim)
    if network.inputs != other.inputs or ridge(*network.shallow(form)) != ridge(*other.shallow(other_form)):
        raise Rejected("the ridge forms differ")


def of_different(header, claim, lines):
    """Two functions differ at a point."""
    network, form = everywhere(header, claim, "form", "second")
    other, other_form = second_of(claim)
    x, = take(lines, "at", 1)
    x = vector(x, network.inputs)
    if network.inputs != other.inputs or value(network, form)(x) == value(other, other_form)(x):
        raise Rejected("the functions agree at the point")


def of_convex(header, claim, lines):
    """Whether a shallow function is convex: exactly if every bend goes upwards (R13)."""
    network, form = everywhere(header, claim, "form", "convex")
    if claim["convex"] is not all(mu > 0 for mu in ridge(*network.shallow(form))[2].values()):
        raise Rejected("the function is convex exactly if every bend goes upwards")


def one_layer(network):
    """(A, b) of a network that is one ReLU layer."""
    unit = network.last and [[int(i == j) for i in range(network.width + 1)] for j in range(1, network.width + 1)]
    need(len(network.layers) == 1 and network.last == unit, "the claim is about one ReLU layer")
    return [row[1:] for row in network.layers[0]], [row[0] for row in network.layers[0]]


def of_layer(header, claim, lines):
    """A layer is invertible, with this inverse and apex; whether its projection is orthogonal (L1, T5)."""
    A, b = one_layer(everywhere(header, claim, "orthogonal")[0])
    inverse, apex = take(lines, "inverse", 2)
    inverse, apex = matrix(inverse, len(A)), vector(apex, len(A))
    if not len(A) == len(A[0]) == len(inverse) or [[dot(row, column) for column in zip(*inverse)] for row in A] != \
            [[i == j for j in range(len(A))] for i in range(len(A))] or [dot(row, apex) for row in A] != [-x for x in b]:
        raise Rejected("the matrix is not the inverse, or the apex is not where all rows vanish")
    if claim["orthogonal"] is not all(dot(p, q) == 0 for p, q in combinations(A, 2)):
        raise Rejected("the projection is orthogonal exactly if the rows are")


def of_projection(header, claim, lines):
    """The projection of an invertible layer takes x to u, the only point with A u + b = max(A x + b, 0) (T3)."""
    network, _ = everywhere(header, claim, "x", "u")
    A, b = one_layer(network)
    x, u = vector(claim["x"], len(A[0])), vector(claim["u"], len(A[0]))
    if not rank(A) == len(A) == len(A[0]) or [dot(row, u) + v for row, v in zip(A, b)] != network(x):
        raise Rejected("the layer is not invertible, or A u + b is not the layer at x")


def of_preimage(header, claim, lines):
    """The fibre of an invertible layer over z is point + cone(rays) (T6)."""
    network, _ = everywhere(header, claim, "z", "point", "rays")
    A, b = one_layer(network)
    z, point = vector(claim["z"], len(A)), vector(claim["point"], len(A[0]))
    need(type(claim["rays"]) is list, "the rays are a list")
    off = [j for j, x in enumerate(z) if x == 0]
    images = [[dot(row, ray) for row in A] for ray in (vector(x, len(point)) for x in claim["rays"])]
    leaving = sorted(next((j for j in off if image[j] < 0), -1) for image in images)
    if not rank(A) == len(A) == len(A[0]) or min(z) < 0 or [dot(row, point) + v for row, v in zip(A, b)] != z \
            or leaving != off or any(sum(map(bool, image)) != 1 for image in images):
        raise Rejected("the fibre is another set")


def of_not_injective(header, claim, lines):
    """Two points have the same image."""
    network, _ = everywhere(header, claim)
    x, y = (vector(point, network.inputs) for point in take(lines, "pair", 2))
    if x == y or network(x) != network(y):
        raise Rejected("the points are equal, or their images are not")


# ---- decisions ------------------------------------------------------------------------------


class Lifted:
    """What is known on the way to a node of one proof tree, about points (t, x, z) with t = 1.

    Variable 0 is t, 1 to d are the inputs, d + k is z_k, the output of neuron k; y_k is its pre-activation. The last of the
    inputs may be `extra` ones, which the network ignores. Forms are sparse, {variable: integer}, and normal.

    goal : a form that the tree may prove to be >= 0, or None
    """

    REFERENCE = re.compile(r"(in|out|lo|hi|z|over|cap|chord|on|off|eq):(0|[1-9][0-9]{0,8})", re.ASCII)

    def __init__(self, network, inputs, outputs, extra=0):
        self.d, self.y, self.goal, before = network.inputs + extra, {}, None, range(1, network.inputs + 1)
        self.blocks = [(before, 1, [])]            # (variables, factor, factor times the rows of their y on t and the block before)
        for rows in network.layers:
            names = range(self.d + len(self.y) + 1, self.d + len(self.y) + len(rows) + 1)
            self.y.update((v, dict(zip((0, *before), row))) for v, row in zip(names, rows))
            self.blocks.append((names, *integral(rows)))
            before = names
        self.last = self.d + len(self.y)
        self.given = {"in": [sparse(row) for row in inputs],
                      "out": [sparse(dict(zip((0, *before), network.of_outputs(row)))) for row in outputs]}
        self.bounds, self.phase, self.undo, self.open, self.known = {}, {}, [], [], {}

    def value(self, v):
        """The input v, or the pre-activation of the neuron of variable v."""
        return {v: Fraction(1)} if v <= self.d else self.y[v]

    def set(self, table, key, value):
        """Note a bound or a phase until the proof goes back."""
        self.undo.append((table, key, table.get(key)))
        table[key] = value

    def form(self, name):
        """The form that a reference names, which is >= 0 here (`eq`: = 0)."""
        if name == "t":
            return {0: 1}
        match = self.REFERENCE.fullmatch(name) if type(name) is str else None
        need(match, f"{str(name)[:40]!r} is no reference")
        kind, i = match[1], int(match[2])
        if kind in self.given:
            if i >= len(self.given[kind]):
                raise Rejected(f"there is no row {name}")
            return self.given[kind][i]
        v = i if kind in ("lo", "hi") else self.d + i
        if not (0 if kind in ("lo", "hi") else self.d) < v <= self.last:
            raise Rejected(f"there is no variable of {name}")
        low, high, phase = state = self.bounds.get((v, "lo")), self.bounds.get((v, "hi")), self.phase.get(v)
        if self.known.get(name, (None,))[0] == state:
            return self.known[name][1]
        proven = {"lo": low is not None, "hi": high is not None, "cap": high is not None, "on": phase == "on",
                 "off": phase == "off", "eq": phase is not None, "chord": None not in (low, high) and low < 0 < high}
        if not proven.get(kind, True):
            raise Rejected(f"{name} needs what is not proven here")
        y, z = self.value(v), {v: 1}
        form = sparse(*{"lo": lambda: [(1, y), (-low, {0: 1})], "hi": lambda: [(-1, y), (high, {0: 1})], "z": lambda: [(1, z)],
                        "over": lambda: [(1, z), (-1, y)], "cap": lambda: [(max(high, 0), {0: 1}), (-1, z)],
                        "chord": lambda: [(high, y), (-high * low, {0: 1}), (low - high, z)], "on": lambda: [(1, y)],
                        "off": lambda: [(-1, y)], "eq": lambda: [(1, z), (-1, y)] if phase == "on" else [(1, z)]}[kind]())
        self.known[name] = state, form
        return form

    def identity(self, target, scale, multipliers):
        """Check scale * target = sum of multipliers times forms."""
        scale = whole(scale)
        need(type(multipliers) is list and all(type(name) is str for name in multipliers[::2])
             and 2 * len(set(multipliers[::2])) == len(multipliers), "the multipliers are no pairs, or a name occurs twice")
        if scale <= 0:
            raise Rejected("the scale is not positive")
        rest = {v: -scale * x for v, x in target.items()}
        for name, x in zip(multipliers[::2], map(whole, multipliers[1::2])):
            form = self.form(name)
            if x < 0 and not name.startswith("eq:"):
                raise Rejected(f"the multiplier of {name} is negative")
            for v, y in form.items():
                rest[v] = rest.get(v, 0) + x * y
        if any(rest.values()):
            raise Rejected("the two sides of the identity differ")

    def relax(self, bits, neurons):
        """Find the phases of neurons, or else bounds, by substitution."""
        need(type(neurons) is list and all(type(k) is int and 0 < k <= self.last - self.d for k in neurons)
             and all(k < after for k, after in zip(neurons, neurons[1:])), "the neurons are not in order")
        known = Substitution(self, bits)
        for v in (self.d + k for k in neurons):
            if v in self.phase:
                raise Rejected(f"neuron {v - self.d} is decided already")
            level = next(i for i, (names, _, _) in enumerate(self.blocks) if v in names)
            names, factor, rows = self.blocks[level]
            row = rows[names.index(v)]
            if (low := known.lowest(level - 1, row, factor)) >= 0:
                self.set(self.phase, v, "on")
            elif (high := -known.lowest(level - 1, [-x for x in row], factor)) <= 0:
                self.set(self.phase, v, "off")
            else:
                self.set(self.bounds, (v, "lo"), max(low, self.bounds.get((v, "lo"), low)))
                self.set(self.bounds, (v, "hi"), min(high, self.bounds.get((v, "hi"), high)))

    def contradict(self, bits, weights):
        """Check that a sum of output rows is negative here, by substitution."""
        weights, names = vector(weights, len(self.given["out"]), whole), self.blocks[-1][0]
        if min(weights, default=0) < 0:
            raise Rejected("a weight is negative")
        row = [-sum(w * form.get(v, 0) for w, form in zip(weights, self.given["out"])) for v in (0, *names)]
        if Substitution(self, bits).lowest(len(self.blocks) - 1, row, 1) <= 0:
            raise Rejected("the output rows are not shown to contradict each other")

    def follow(self, lines):
        """Check the next record; (rule, entries, whether it closes the tree)."""
        number, record = next(lines, (None, None))
        if number is None:
            raise Rejected("the tree of a disjunct is not complete: a branch is missing")
        need(type(record) is list and record and type(record[0]) is str and SIZES.get(record[0]) == len(record) - 1,
             f"line {number} is no record of a decision")
        try:
            return record[0], record[1:], self.step(record[0], record[1:])
        except (Rejected, Malformed) as error:
            raise type(error)(f"line {number}, rule {record[0]}: {error}") from None

    def step(self, rule, data):
        """Check one record; True when it closes the tree."""
        if rule == "relax":
            self.relax(*data)
            return False
        if rule in ("empty", "close", "goal"):
            if rule == "goal" and self.goal is None:
                raise Rejected("this tree has no goal")
            if rule == "close":
                self.contradict(*data)
            else:
                self.identity({0: -1} if rule == "empty" else self.goal, *data)
            if not self.open:
                return True
            mark, *entry = self.open.pop()
            while len(self.undo) > mark:
                table, key, old = self.undo.pop()
                if old is None:
                    del table[key]
                else:
                    table[key] = old
            self.set(*entry)
            return False
        v, *data = data
        need(type(v) is int and 0 < v <= self.last - (0 if rule in ("bound", "cut") else self.d), f"there is no variable {str(v)[:20]}")
        if rule == "bound":
            side, value = data[0], ratio(data[1])
            need(side in ("lo", "hi"), "a bound is lo or hi")
            turn = 1 if side == "lo" else -1
            self.identity(sparse((turn, self.value(v)), (-turn * value, {0: 1})), *data[2:])
            self.set(self.bounds, (v, side), value)
        elif rule == "cut":
            value = ratio(data[0])
            self.open.append((len(self.undo), self.bounds, (v, "hi"), value))
            self.set(self.bounds, (v, "lo"), value)
        else:
            v += self.d
            if v in self.phase:
                raise Rejected("the neuron is decided already")
            if rule == "split":
                self.open.append((len(self.undo), self.phase, v, "off"))
            else:
                self.identity(sparse((1 if rule == "on" else -1, self.y[v])), *data)
            self.set(self.phase, v, "on" if rule == "split" else rule)
        return False


class Substitution:
    """Lower bounds of rows on (t, a block), by what is known at a node of a Lifted: z is replaced, one layer at a time.

    A neuron that is on is its pre-activation, one that is off is 0; another one is at most its chord, and at least 0 and y.
    Multipliers are whole multiples of 2^-bits, rounded down: z >= 0, and y is not below its bound in a chord.
    """

    def __init__(self, lifted, bits):
        need(type(bits) is int and 0 <= bits <= 4096, "the number of bits is not one")
        self.lifted, self.bits = lifted, bits
        self.box = [[lifted.bounds.get((v, side)) for side in ("lo", "hi")] for v in lifted.blocks[0][0]]
        if any(None in sides for sides in self.box):
            raise Rejected("an input has no bounds here")
        self.levels = [(list(range(len(self.box))), [], [])]

    def level(self, k):
        """(places, bends, columns) of the neurons of block k that are not off: where, how z is replaced, their rows."""
        while len(self.levels) <= k:
            names, _, rows = self.lifted.blocks[len(self.levels)]
            places, bends = [], []
            for place, v in enumerate(names):
                low, high, phase = self.lifted.bounds.get((v, "lo")), self.lifted.bounds.get((v, "hi")), self.lifted.phase.get(v)
                if phase is None:
                    if low is None or high is None:
                        raise Rejected(f"neuron {v - self.lifted.d} has no bounds here")
                    phase = "on" if low >= 0 else "off" if high <= 0 else high / (high - low)
                if phase != "off":
                    places.append(place)
                    bends.append(None if phase == "on" else (phase, low, high > -low))
            before = (0, *(place + 1 for place in self.levels[-1][0]))
            self.levels.append((places, bends, [[rows[place][i] for place in places] for i in before]))
        return self.levels[k]

    def lowest(self, k, row, scale):
        """A lower bound of row / scale, a row on t and all of block k, as a multiple of 2^-bits."""
        row = [row[0], *(row[place + 1] for place in self.level(k)[0])]
        for _, bends, columns in self.levels[k:0:-1]:
            constant, *row = [(x << self.bits) // scale for x in row]
            for i, bend in enumerate(bends):
                if bend is not None:
                    slope, low, kept = bend
                    if row[i] < 0:
                        row[i] = row[i] * slope.numerator // slope.denominator
                        constant += -row[i] * low.numerator // low.denominator
                    elif not kept:
                        row[i] = 0
            factor = self.lifted.blocks[k][1]
            row = [dot(row, column) for column in columns]
            row[0] += constant * factor
            scale, k = factor << self.bits, k - 1
        least = row[0] + sum(x * (low if x > 0 else high) for x, (low, high) in zip(row[1:], self.box))
        return Fraction(floor(least * (1 << self.bits) / scale), 1 << self.bits)


def sparse(*parts):
    """The normal form of a sum of factors times sparse rows; of one sparse row as it is."""
    row = {}
    for factor, part in [(1, parts[0])] if type(parts[0]) is dict else parts:
        for v, x in part.items():
            row[v] = row.get(v, 0) + factor * x
    return {v: x for v, x in zip(row, normal([Fraction(x) for x in row.values()])) if x}


SIZES = {"bound": 5, "on": 3, "off": 3, "relax": 2, "split": 1, "cut": 2, "empty": 2, "close": 2, "goal": 2}


def question(header, claim):
    """The network, and the (input rows, output rows) of every disjunct of the property of a claim; input rows as those of a domain."""
    need(set(claim) == {"kind", "property"} and header["domain"] == "whole", "a decision has a property, and the domain is whole")
    network, property = Network(header["network"]), claim["property"]
    need(type(property) is dict and set(property) == {"disjuncts"} and type(property["disjuncts"]) is list
         and all(type(one) is dict and set(one) == {"input", "output"} for one in property["disjuncts"]), "the property is none")
    rows = lambda x, width: [vector(row, width + 1) for row in x] if type(x) is list else vector(x)  # noqa: E731
    return network, [([{i: x for i, x in enumerate(row) if x} for row in rows(one["input"], network.inputs)], rows(one["output"], network.width))
                     for one in property["disjuncts"]]


def trees_of_unsat(header, claim, lines):
    """No x satisfies the property: for each disjunct a tree whose leaves are contradictions."""
    network, disjuncts = question(header, claim)
    return (Lifted(network, inputs, outputs) for inputs, outputs in disjuncts)


def witness(network, rows, lines):
    """The next record, a point of the domain."""
    x, = take(lines, "witness", 1)
    x = vector(x, network.inputs)
    if not satisfied(rows, x):
        raise Rejected("the witness lies outside the domain")
    return x


def trees_of_range(header, claim, lines):
    """The least and the greatest value of a form of the outputs on a domain: each a witness, then a tree that proves the bound."""
    need(set(claim) == {"kind", "form", "least", "greatest"}, "the claim has other keys")
    network, rows = domain(header["domain"], header["network"])
    form, *bounds = vector(claim["form"], network.width + 1), ratio(claim["least"]), ratio(claim["greatest"])
    for turn, bound in zip((1, -1), bounds):
        if dot(form, [1, *network(witness(network, rows, lines))]) != bound:
            raise Rejected("the form has another value at the witness")
        lifted = Lifted(network, rows, [[turn * (form[0] - bound), *(turn * x for x in form[1:])]])
        lifted.goal, = lifted.given.pop("out")
        lifted.given["out"] = []
        yield lifted


def rivals(form, value):
    """The rows on (1, outputs) of which one is >= 0 at every point of the boundary and none here; None on the boundary."""
    if form != "argmax":
        here = dot(form, [1, *value])
        return [[-x for x in form] if here > 0 else form] if here else None
    best = max(value)
    return [[0] + [(v == j) - (value[v] == best) for v in range(len(value))] for j, x in enumerate(value) if x < best] \
        if value.count(best) == 1 else None


def trees_of_radius(header, claim, lines):
    """The distance from a point to the boundary: a witness at this distance, and for each rival row a tree that none is nearer."""
    need(set(claim) == {"kind", "point", "norm", "form", "radius"} and claim["norm"] in ("max", "sum"), "the claim has other keys, or another norm")
    network, rows = domain(header["domain"], header["network"])
    d, p, form, r = network.inputs, vector(claim["point"], network.inputs), claim["form"], claim["radius"]
    form, r = form if form == "argmax" else vector(form, network.width + 1), r if r is None else ratio(r)
    need(r is None or r >= 0, "the radius is negative")
    here, e = rivals(form, network(p)), 1 if claim["norm"] == "max" else d
    if not satisfied(rows, p):
        raise Rejected("the point lies outside the domain")
    if r is not None:
        x = witness(network, rows, lines)
        if rivals(form, network(x)) is not None or (max if e == 1 < d else sum)(abs(a - b) for a, b in zip(x, p)) != r:
            raise Rejected("the witness is not on the boundary, or at another distance")
        if r == 0:
            return
    if here is None:
        raise Rejected("the point is on the boundary, so the radius is 0")
    inputs = rows + [{0: s * x, i: -s, d + min(i, e): 1} for i, x in enumerate(p, 1) for s in (1, -1)]
    ends = range(d + 1, d + e + 1)
    for row in here:
        lifted = Lifted(network, inputs + ([{0: r, **dict.fromkeys(ends, -1)}] if r is not None else []), [row], e)
        lifted.goal = None if r is None else sparse({0: -r, **dict.fromkeys(ends, 1)})
        yield lifted


def of_lifted(header, claim, lines):
    """A claim that is proved by trees of the lifted system."""
    for lifted in LIFTED[claim["kind"]](header, claim, lines):
        while not lifted.follow(lines)[2]:
            pass


def of_sat(header, claim, lines):
    """A point satisfies a disjunct of the property."""
    network, disjuncts = question(header, claim)
    x = witness(network, [], lines)
    value = network(x)
    if not any(satisfied(inputs, x) and all(dot(row, [1, *value]) >= 0 for row in outputs) for inputs, outputs in disjuncts):
        raise Rejected("the point satisfies no disjunct")


KINDS = {"regions": of_tree, "complex": of_tree, "boundary": of_tree, "class": of_class, "equivalent": of_equivalent,
         "inequivalent": of_inequivalent, "equal": of_equal, "different": of_different, "convex": of_convex,
         "layer": of_layer, "projection": of_projection, "preimage": of_preimage,
         "not injective": of_not_injective, "sat": of_sat, "unsat": of_lifted, "range": of_lifted, "radius": of_lifted}
TREES = {"regions": path_of, "complex": path_of, "boundary": path_of, "equivalent": path_of_pair}
LIFTED = {"unsat": trees_of_unsat, "range": trees_of_range, "radius": trees_of_radius}


def opened(header):
    """Malformed unless a value is the first line of a certificate."""
    need(type(header) is dict and set(header) == {"format", "version", "claim", "network", "domain"}
         and header["format"] == "exactrelu-certificate" and same(header["version"], 1), "this is no exactrelu certificate, version 1")
    need(type(header["claim"]) is dict and type(header["claim"].get("kind")) is str and header["claim"]["kind"] in KINDS,
         "the claim is of no known kind")


def check(path):
    """Re-check a file: {"verdict", "claim", "domain", "steps", "reason"}; the verdict is accepted, rejected or malformed."""
    steps, claim, where = 0, None, None

    def counted():
        nonlocal steps
        for steps, (number, record) in enumerate(lines, 1):
            yield number, record

    try:
        lines = records(path)
        _, header = next(lines, (0, None))
        opened(header)
        claim, where = header["claim"], header["domain"]
        proof = counted()
        KINDS[claim["kind"]](header, claim, proof)
        for number, _ in proof:
            raise Rejected(f"line {number}: the proof is complete, but the file goes on")
    except Rejected as error:
        return {"verdict": "rejected", "claim": claim, "domain": where, "steps": steps, "reason": str(error)}
    except Malformed as error:
        return {"verdict": "malformed", "claim": claim, "domain": where, "steps": steps, "reason": str(error)}
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # no such case is known; if there is one, the file is not accepted
        return {"verdict": "malformed", "claim": claim, "domain": where, "steps": steps, "reason": f"the file cannot be read as a proof: {error!r}"[:300]}
    return {"verdict": "accepted", "claim": claim, "domain": where, "steps": steps, "reason": None}


def main(arguments):
    """The command line: one file."""
    if len(arguments) != 1:
        return _stopped("usage: checker.py FILE", 2)
    try:
        found = check(arguments[0])
        said = json.dumps(found["claim"]) + f" on {json.dumps(found['domain'])}" * (found["domain"] != "whole") \
            if found["verdict"] == "accepted" else found["reason"].encode("unicode_escape").decode("ascii")
    except OSError as error:
        return _stopped(f"{arguments[0]}: {error.strerror or error}", 2)
    except KeyboardInterrupt:
        return _stopped("interrupted", 130)
    except MemoryError:
        return _stopped("out of memory", 3)
    try:
        print(f"{found['verdict']}: {said}", flush=True)
    except OSError as error:                         # nobody reads it, so nothing is accepted
        sys.stdout = None
        return 141 if isinstance(error, BrokenPipeError) else _stopped(f"standard output: {error.strerror}", 2)
    return {"accepted": 0, "rejected": 1, "malformed": 2}[found["verdict"]] if sys.stdout else 2


def _stopped(why, code):
    if sys.stderr:
        print(why.encode("unicode_escape").decode("ascii"), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
