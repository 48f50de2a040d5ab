"""Mutants of certificates, and whether what a certificate claims is true, asked of the package.

mutants   files that differ from a given one by a slip or an attack
judged    what became of a mutant: rejected, malformed, or accepted with the same claim or another true one
TRUTHS    for each kind of claim the package's own opinion; a new kind needs a line here
made      certificates of the named networks, to be changed beside those of the corpus
"""
from __future__ import annotations

import gzip
import json
import random
from itertools import product
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple, Sequence

import exactrelu as er
from exactrelu import checker
from exactrelu.certificates import certify
from exactrelu.certificates.pairs import equality
from exactrelu.certificates.quantities import lipschitz, of_boundary, of_complex
from exactrelu.certificates.writing import numbers_in, write
from exactrelu.decide import save
from exactrelu.decide.simplex import feasible
from exactrelu.linalg import dot, rank
from exactrelu.rational import primitive
from exactrelu.readers.property import Property
from exactrelu.ridge import ridge_form
from exactrelu.shallow import shallow_form
from instances import NETWORKS
from test_radius import brute as least_distance


class Mutant(NamedTuple):
    """A file that was made from another one by some operations."""

    base: str
    operations: str
    data: bytes


# ---- how a certificate is changed -----------------------------------------------------------


def leaves(value: Any, wanted: Callable[[Any], bool]) -> list[tuple[Any, Any]]:
    """The places (container, key) of a JSON value whose content is wanted, at any depth."""
    found, todo = [], [value] if type(value) in (list, dict) else []
    while todo:
        box = todo.pop()
        for key in range(len(box)) if type(box) is list else box:
            if wanted(box[key]):
                found.append((box, key))
            if type(box[key]) in (list, dict):
                todo.append(box[key])
    return found


def is_number(x: Any) -> bool:
    """An integer or a text of digits."""
    return type(x) is int or type(x) is str and x[:1] in "-0123456789" and x != "-"


def changed(rng: random.Random, x: Any) -> Any:
    """A number that is near to another one, or far from it, or (seldom) no number."""
    text, choice = str(x), rng.randrange(20)
    digits = [i for i, letter in enumerate(text) if letter.isdigit()]
    if choice < 8 and digits:
        i = rng.choice(digits)
        text = text[:i] + rng.choice("0123456789") + text[i + 1:]
        return int(text) if type(x) is int else text
    if choice < 16 and type(x) is int:
        return rng.choice([x + 1, x - 1, x + 1, x - 1, -x, 2 * x, 0, x * x, 10**30, -1])
    if choice < 19:
        return -x if type(x) is int else text[1:] if text[:1] == "-" else "-" + text
    return rng.choice([f"{text}/1", f"{text}/2", f"{text}/0", "0x1", "-0x0", "1/3", hex(rng.getrandbits(8)), True, False,
                       None, [], {}, [x], "", 0.5, text + ".0"])


def some_number(rng: random.Random, value: Any) -> None:
    """One number is another."""
    places = leaves(value, is_number)
    if places:
        box, key = rng.choice(places)
        box[key] = changed(rng, box[key])


def some_list(rng: random.Random, value: Any) -> None:
    """One list has an entry less, or twice, or two exchanged, or a new one."""
    places = leaves(value, lambda x: type(x) is list and x)
    if places:
        box, key = rng.choice(places)
        edit_list(rng, box[key])


def edit_list(rng: random.Random, items: list) -> None:
    """An entry is dropped, repeated, moved or exchanged."""
    i, j = rng.randrange(len(items)), rng.randrange(len(items))
    choice = rng.randrange(5)
    if choice == 0:
        del items[i]
    elif choice == 1:
        items.insert(j, items[i])
    elif choice == 2:
        items.insert(j, items.pop(i))
    elif choice == 3:
        items[i], items[j] = items[j], items[i]
    else:
        items[i] = items[j]


def identities(records: Sequence) -> list:
    """The records that end in a scale and multipliers."""
    return [record for record in records if type(record) is list and len(record) > 2 and type(record[-1]) is list
            and record[0] in ("+", "-", "0", "bound", "on", "off", "empty")]


def names(record: list) -> list:
    """What an identity of the kind of a record may refer to."""
    known = ("in", "out", "lo", "hi", "z", "over", "cap", "chord", "on", "off", "eq")
    return list(range(8)) if record[0] in ("+", "-", "0") else ["t", *(f"{kind}:{i}" for kind in known for i in range(3))]


def rule(rng, header, records, pool):
    """A record has another rule; mostly one forced sign becomes another."""
    forced = identities(records)
    if forced and rng.randrange(8):
        record = rng.choice(forced)
        record[0] = rng.choice("+-0" if record[0] in ("+", "-", "0") else ["on", "off"])
    elif records:
        record = rng.choice(records)
        if type(record) is list and record:
            record[0] = rng.choice(["+", "-", "0", "split", "point", "map", "at", "pair", "inverse", "", 1, None])


def multipliers(rng, header, records, pool):
    """An identity has other multipliers, of other elements."""
    forced = identities(records)
    if forced:
        record = rng.choice(forced)
        choice = rng.randrange(4)
        if choice == 0:
            record[-1] += [rng.choice(names(record)), rng.choice([0, 1, -1, 2])]
        elif choice == 1:
            record[-1] = [rng.choice([x, x + 1, max(x - 1, 0)]) if type(x) is int else rng.choice([x, *names(record)])
                          for x in record[-1]]
        elif choice == 2 and len(record[-1]) > 1:
            del record[-1][:2]
        else:
            record[-2] = rng.choice([0, -1, 1, 2, "0x1"])


def order(rng, header, records, pool):
    """Records are dropped, repeated, moved or exchanged."""
    if records:
        edit_list(rng, records)


def foreign(rng, header, records, pool):
    """A record comes from another certificate."""
    other = rng.choice(pool)[1]
    if other:
        records.insert(rng.randint(0, len(records)), json.loads(json.dumps(rng.choice(other))))


def pruned(rng, header, records, pool):
    """A split becomes a forced sign, and a claimed number one less: as if a branch did not exist."""
    splits = [i for i, record in enumerate(records) if type(record) is list and record[:1] == ["split"]]
    if splits:
        i = rng.choice(splits)
        pairs = [x for _ in range(rng.randrange(3)) for x in (rng.randrange(8), rng.choice([1, 1, 2, 0, -1]))]
        records[i] = [rng.choice("+-0"), *records[i][1:2], 1, pairs]
        lower(header["claim"], rng.randrange(3))
    cuts = [i for i, record in enumerate(records) if type(record) is list and record[:1] == ["empty"]]
    if len(cuts) > 1:
        del records[rng.choice(cuts)]
    points = [j for j, record in enumerate(records) if type(record) is list and record[:1] == ["point"]]
    if points:
        del records[rng.choice(points)]


def lower(claim: Any, by: int) -> None:
    """Claimed numbers of regions are smaller."""
    if type(claim) is dict and type(claim.get("regions")) is int:
        claim["regions"] -= by


def twice(rng, header, records, pool):
    """A leaf is listed twice, and the claim counts it twice."""
    points = [j for j, record in enumerate(records) if type(record) is list and record[:1] == ["point"]]
    if points:
        j = rng.choice(points)
        records.insert(j, records[j])
        lower(header["claim"], -1)


KINDS = sorted(checker.KINDS)
LABELS = ["B(1,1)", "B(2,1)", "B(2,2)", "B0(1,0)", "B0(1,1)", "B0(2,1)", "empty", "all", "strip", "parallel hyperplanes",
          "half-space and hyperplane", "B(01,1)", "b(1,1)", ""]


def claim(rng, header, records, pool):
    """The claim says something else."""
    said = header["claim"]
    if type(said) is not dict or not said:
        return
    key = rng.choice(sorted(said))
    choice = rng.randrange(6)
    if choice == 0:
        del said[key]
    elif choice == 1:
        flags = leaves(said, lambda x: type(x) is bool)
        if flags:
            box, place = rng.choice(flags)
            box[place] = not box[place]
    elif choice == 2:
        said["theorem"] = rng.choice([*checker.THEOREMS, "T1", "T99"])
    elif choice == 3:
        if "class" in said:
            said["class"] = rng.choice(LABELS)
        else:
            said["kind"] = rng.choice(KINDS)
    elif choice == 4:
        other = rng.choice([header["claim"] for header, _ in pool if header["claim"]["kind"] == said.get("kind")] or [said])
        extra = rng.choice(sorted(other))
        said[extra] = json.loads(json.dumps(other[extra]))
    else:
        some_number(rng, said)


def network(rng, header, records, pool):
    """The network is another."""
    net = header["network"]
    choice = rng.randrange(7)
    if choice == 0:
        header["network"] = json.loads(json.dumps(rng.choice(pool)[0]["network"]))
    elif choice == 1:
        some_list(rng, net)
    elif choice == 2 and type(net) is dict and type(net.get("layers")) is list and net["layers"]:
        layer = rng.choice(net["layers"])
        if type(layer) is dict and layer.get("activation") in ("relu", "linear"):
            layer["activation"] = "relu" if layer["activation"] == "linear" else "linear"
    elif choice == 3 and type(net) is dict and type(net.get("layers")) is list and net["layers"]:
        layer = rng.choice(net["layers"])                             # a repeated or permuted neuron keeps shapes
        if type(layer) is dict and type(layer.get("W")) is list and type(layer.get("b")) is list and layer["W"]:
            i, j = rng.randrange(len(layer["W"])), rng.randrange(len(layer["W"]))
            if len(layer["b"]) == len(layer["W"]):
                layer["W"][i], layer["b"][i] = layer["W"][j], layer["b"][j]
    elif type(net) is dict:
        some_number(rng, net)


def domain(rng, header, records, pool):
    """The domain is another."""
    choice = rng.randrange(4)
    if choice == 0:
        header["domain"] = json.loads(json.dumps(rng.choice(pool)[0]["domain"]))
    elif choice == 1:
        header["domain"] = rng.choice([{"box": [[-1, 1]]}, {"box": [[-9, 9], [-9, 9]]}, {"inequalities": [[1, 1], [1, -1]]},
                                       "whole", {"slice": {"origin": [0, 0], "directions": [[1, 1]]}}, {}, None])
    elif type(header["domain"]) is dict:
        (some_list if choice == 2 else some_number)(rng, header["domain"])


def header_key(rng, header, records, pool):
    """A key of the header is missing, new, or has another value."""
    key = rng.choice(["version", "format", "claim", "network", "domain"])
    choice = rng.randrange(3)
    if choice == 0:
        header.pop(key)
    elif choice == 1:
        header["extra"] = 1
    else:
        header[key] = rng.choice([1, 2, True, None, "whole", [], {}])


def record_number(rng, header, records, pool):
    """A number of a record is another."""
    some_number(rng, records)


def record_list(rng, header, records, pool):
    """A list within a record is another."""
    some_list(rng, records)


def junk(rng, header, records, pool):
    """Something is another thing altogether."""
    places = leaves(rng.choice([header, records]), lambda x: True)
    if places:
        box, key = rng.choice(places)
        box[key] = rng.choice([[], {}, [[]], [1], [0, 1], {"a": 1}, "", "x", "whole", "B(1,1)", None, True, False, 0, 1, -1,
                               "1/2"])


STRUCTURED = [junk, *[record_number] * 8, record_list, *[rule] * 2, *[multipliers] * 4, *[order] * 5, foreign, *[pruned] * 5,
              *[twice] * 2, *[claim] * 6, *[network] * 6, *[domain] * 2, header_key]


def cut(rng: random.Random, data: bytes) -> bytes:
    """The file ends early."""
    return data[:rng.randrange(len(data))]


def cut_lines(rng: random.Random, data: bytes) -> bytes:
    """The file ends early, after a complete line."""
    lines = data.splitlines(keepends=True)
    return b"".join(lines[:rng.randrange(len(lines))])


def flip(rng: random.Random, data: bytes) -> bytes:
    """A bit of a byte is flipped, or a byte is lost, or there is one more."""
    i, choice = rng.randrange(len(data)), rng.randrange(3)
    if choice == 0:
        return data[:i] + bytes([data[i] ^ 1 << rng.randrange(8)]) + data[i + 1:]
    return data[:i] + (data[i + 1:] if choice == 1 else bytes([rng.randrange(256)]) + data[i:])


def packed(rng: random.Random, data: bytes) -> bytes:
    """The file is compressed, and a byte of that is another."""
    return flip(rng, gzip.compress(data, mtime=0))


RAW = [cut, cut_lines, flip, flip, packed]


def parsed(path: Path) -> tuple[dict, list]:
    """(header, records) of a file."""
    header, *records = [record for _, record in checker.records(path)]
    return header, records


ENCODER = json.JSONEncoder(separators=(",", ":"))


def written(header: Any, records: Sequence) -> bytes:
    """The bytes of a file."""
    return "".join(ENCODER.encode(line) + "\n" for line in (header, *records)).encode()


def mutants(files: Sequence[Path], count: int, seed: int = 0) -> Iterator[Mutant]:
    """Mutants of certificates, the same for the same seed, none of them the file itself; every file in turn."""
    rng, known = random.Random(seed), {file: parsed(file) for file in files}
    pool, written_out = [known[file] for file in files], {file: written(*certificate) for file, certificate in known.items()}
    texts = [written_out[file] for file in files]
    number = 0
    while number < count:
        i = number % len(files)
        header, *records = map(json.loads, texts[i].splitlines())
        done = []
        while not done or rng.randrange(3) == 0 and len(done) < 4 and "header_key" not in done:
            operation = rng.choice(STRUCTURED)
            operation(rng, header, records, pool)
            done.append(operation.__name__)
        data = written(header, records)
        if rng.randrange(8) == 0:
            operation = rng.choice(RAW)
            data = operation(rng, texts[i] if rng.randrange(4) else data)
            done = [operation.__name__]
        if data != texts[i]:
            number += 1
            yield Mutant(files[i].name, " ".join(done), data)


# ---- certificates of the named networks -----------------------------------------------------


def made(folder: Path) -> list[Path]:
    """Certificates of every kind that fits a named network, or fits it and the next one; some of them compressed."""
    nets, found = list(NETWORKS.values()), []
    for number, (net, other) in enumerate(zip(nets, nets[1:] + nets[:1])):
        for turn, (name, writer) in enumerate(writers(net, other).items()):
            file = folder / f"{number}-{name}.cert{'.gz' * ((number + turn) % 4 == 0)}"
            try:
                writer(file)
                found.append(file)
            except er.ExactReluError:
                pass
    return found


def writers(net: er.Network, other: er.Network) -> dict[str, Callable[[Path], Any]]:
    """{name: what writes a certificate of a network, perhaps with another one, or raises ExactReluError}."""
    one = {"output": 0}
    d, ones, layer = net.inputs, [1] * net.inputs, net.layers[0]
    box, far = [[2, *(s * (i == j) for j in range(d))] for i in range(d) for s in (1, -1)], [-99, *[1] * net.outputs]
    asked = [Property.from_json({"disjuncts": [{"input": box, "output": rows}]}, d, net.outputs)
             for rows in ([far], [[1, *[-1] * net.outputs]], [[1, *[1] * net.outputs], [0, *[-1] * net.outputs]])]
    return {
        **{kind: lambda file, kind=kind: certify(net, file, kind, **one if kind in ("boundary", "class", "convex") else {})
           for kind in ("regions", "affine_maps", "lipschitz", "complex", "boundary", "class", "convex")},
        **{f"{kind}-{i}": lambda file, kind=kind, second=second: certify(net, file, kind, second=second)
           for kind in ("equivalent", "equal") for i, second in enumerate((net, other))},
        **{kind: lambda file, kind=kind: certify(er.Network(layer), file, kind, at=[2, 0, 1][:d] if kind[0] == "p" else None)
           for kind in ("injective", "layer", "preimage", "projection")},
        **{f"decision-{i}": lambda file, one=one: save(file, net, one, er.decide(net, one)) for i, one in enumerate(asked)},
        "range": lambda file: ranged(net, file),
        **{f"radius-{norm}": lambda file, norm=norm: er.radius(net, ones, norm, domain="box:-3,3").save(file) for norm in ("max", "sum")}}


def ranged(net: er.Network, file: Path) -> None:
    """Write the certificate of the range of the first output on a box."""
    found, where = er.output_range(net, "box:-1,2"), er.Domain.box([[-1, 2]] * net.inputs)
    claim = {"kind": "range", "form": list(found.form), "least": found.least, "greatest": found.greatest}
    write(file, claim, er.Network(net.layers), where, found.records)


# ---- what became of it ----------------------------------------------------------------------


def canonical(x: Any) -> str:
    """A value as canonical JSON."""
    return json.dumps(x, sort_keys=True)


def proves_the_same(header: dict, base: dict) -> bool:
    """Whether two headers are about the same claim, network and domain."""
    return all(canonical(header[key]) == canonical(base[key]) for key in ("claim", "network", "domain"))


def judged(mutant: Mutant, file: Path, base: dict) -> str:
    """'rejected', 'malformed', 'same', or 'another' for a claim that is another one but true; AssertionError if it is false.

    base : the header of the certificate that the mutant was made from
    """
    file.write_bytes(mutant.data)
    found = checker.check(file)
    if found["verdict"] != "accepted":
        assert not found["reason"].startswith("the file cannot be read as a proof"), f"not foreseen: {found}, {mutant}"
        return found["verdict"]
    header, records = parsed(file)
    if proves_the_same(header, base):
        return "same"
    assert is_true(header, records), f"a false claim is accepted: {mutant}"
    return "another"


# ---- what the package says about a claim ----------------------------------------------------


def exact(x: Any) -> Any:
    """A value of a certificate with its numbers as Fractions."""
    if type(x) is list:
        return [exact(item) for item in x]
    return checker.ratio(x) if is_number(x) else x


def plain(x: Any) -> Any:
    """A value of a claim with every number in lowest terms."""
    if type(x) is dict:
        return {key: plain(value) for key, value in x.items()}
    if type(x) is list:
        return [plain(item) for item in x]
    return [hex((y := checker.ratio(x)).numerator), hex(y.denominator)] if is_number(x) else x


def network_of(data: dict) -> er.Network:
    """The network of a header."""
    return er.Network([er.Layer(exact(layer["W"]), exact(layer["b"]), layer["activation"]) for layer in data["layers"]])


def domain_of(data: Any, inputs: int) -> er.Domain:
    """The domain of a header."""
    if data == "whole":
        return er.Domain.whole(inputs)
    (kind, value), = data.items()
    value = {key: exact(x) for key, x in value.items()} if kind == "slice" else exact(value)
    return er.Domain.from_json({kind: value}, inputs)


def with_form(net: er.Network, form: Sequence) -> er.Network:
    """The network whose only output is the form c + v.F."""
    return er.Network([*net.layers, er.Layer([form[1:]], [form[0]], "linear")])


def pre_activations(net: er.Network, signs: str) -> list[tuple[int, ...]]:
    """The pre-activations of all neurons where these are the signs, as primitive rows (constant, linear)."""
    found = []
    for i, layer in enumerate(net.layers):
        if layer.activation == "relu":
            f = er.Network([*net.layers[:i], er.Layer(layer.W, layer.b, "linear")]).affine_map(signs)
            found += [primitive((c, *row)) for row, c in zip(f.matrix, f.vector)]
    return found


def is_true(header: dict, records: Sequence) -> bool:
    """Whether the package finds that the claim of a certificate is true."""
    net, said = network_of(header["network"]), header["claim"]
    return TRUTHS[said["kind"]](net, domain_of(header["domain"], net.inputs), said, records)


def _agree(said: dict, found: dict) -> bool:
    return all(canonical(plain(value)) == canonical(plain(numbers_in(found[key]))) for key, value in said.items()
               if key not in ("kind", "form", "theorem"))


def _theorem(said: dict, net: er.Network) -> bool:
    return "theorem" not in said or er.verify(said["theorem"], net).verdict != "fails"


def _regions(net, where, said, records) -> bool:
    cx = er.enumerate(net, where, "fan")
    found: dict = {"regions": len(cx)}
    if "affine_maps" in said:
        found["affine_maps"] = cx.affine_maps
    if "lipschitz" in said:
        found["lipschitz"] = lipschitz(cx)
    if "injective" in said:
        rows = where.restrict(net).layers[0].W
        found["injective"] = all(rank([row for row, s in zip(rows, signs) if s == "+"]) == len(rows[0]) for signs in cx.signs)
    return _agree(said, found) and _theorem(said, net)


def _complex(net, where, said, records) -> bool:
    return _agree(said, of_complex(er.enumerate(net, where, "fan"))) and _theorem(said, net)


def _boundary(net, where, said, records) -> bool:
    net = with_form(net, exact(said["form"]))
    return _agree(said, of_boundary(er.boundary(net, domain=where))) and _theorem(said, net)


def _class(net, where, said, records) -> bool:
    return er.boundary(with_form(where.restrict(net), exact(said["form"]))).type == said["class"]


def _other(said: dict) -> er.Network:
    return with_form(network_of(said["second"]["network"]), exact(said["second"]["form"]))


def _inequivalent(net, where, said, records) -> bool:
    pair = with_form(where.restrict(net), exact(said["form"])), _other(said)
    labels = [er.boundary(one).type for one in pair]
    return labels == [said["class"], said["second"]["class"]] and not er.equivalent(*pair).equivalent


def _equivalent(net, where, said, records) -> bool:
    return er.equivalent(with_form(where.restrict(net), exact(said["form"])), _other(said)).equivalent


def _equality(net, where, said, records) -> bool:
    return equality(with_form(where.restrict(net), exact(said["form"])), _other(said))[0]["kind"] == said["kind"]


def _convex(net, where, said, records) -> bool:
    return ridge_form(*shallow_form(where.restrict(net), exact(said["form"]))).is_convex is said["convex"]


def _sectors(net: er.Network, where: er.Domain) -> er.Sectors:
    """Of the only layer of neurons; what comes after it, if anything does, changes nothing."""
    net = where.restrict(net)
    assert len(net.hidden) == 1
    last = next(i for i, layer in enumerate(net.layers) if layer.activation == "relu")
    f = er.Network([*net.layers[:last], er.Layer(net.layers[last].W, net.layers[last].b, "linear")]).affine_map("")
    return er.Sectors(er.Layer(f.matrix, f.vector))


def _layer(net, where, said, records) -> bool:
    return _sectors(net, where).is_orthogonal is said["orthogonal"]


def _projection(net, where, said, records) -> bool:
    return list(_sectors(net, where).project(exact(said["x"]))) == exact(said["u"])


def _preimage(net, where, said, records) -> bool:
    fibre = _sectors(net, where).preimage(exact(said["z"]))
    return list(map(list, fibre.vertices)) == [exact(said["point"])] and \
        {tuple(checker.normal(ray)) for ray in exact(said["rays"])} == set(fibre.rays) and len(said["rays"]) == len(fibre.rays)


def _not_injective(net, where, said, records) -> bool:
    x, y = exact(records[0][1:])
    net = where.restrict(net)
    return x != y and net(x) == net(y)


def _property(net: er.Network, said: dict) -> Property:
    disjuncts = [{key: exact(rows) for key, rows in one.items()} for one in said["property"]["disjuncts"]]
    return Property.from_json({"disjuncts": disjuncts}, net.inputs, net.outputs)


def _sat(net, where, said, records) -> bool:
    x = exact(records[0][1])
    return _property(net, said).holds(x, net(x))


def _unsat(net, where, said, records) -> bool:
    """No disjunct has a point in any closed cell: a linear system for each of all sign vectors."""
    for signs in product("+-", repeat=net.neurons):
        cell = [[x if sign == "+" else -x for x in form] for sign, form in zip(signs, pre_activations(net, "".join(signs)))]
        f = net.affine_map("".join(signs))
        for one in _property(net, said).disjuncts:
            after = [(row[0] + dot(row[1:], f.vector), *(dot(row[1:], column) for column in zip(*f.matrix)))
                     for row in one.output]
            rows = [(1,) + (0,) * net.inputs, *cell, *map(primitive, one.input), *map(primitive, after)]
            if feasible(rows)[0] is not None:
                return False
    return True


def _range(net, where, said, records) -> bool:
    found = er.image(net, where).range(exact(said["form"]))
    return [found.least, found.greatest] == exact([said["least"], said["greatest"]])


def _radius(net, where, said, records) -> bool:
    """The least distance over all regions of the network in the coordinates of the domain."""
    p, form = exact(said["point"]), said["form"] if said["form"] == "argmax" else tuple(exact(said["form"]))
    inside = where.restrict(net)
    box = {"inequalities": [list(row) for row in where.inequalities]} if where.inequalities else "whole"
    claimed = said["radius"] if said["radius"] is None else exact([said["radius"]])[0]
    return where.contains(p) and least_distance(inside, p, said["norm"], form, box) == claimed


TRUTHS = {"regions": _regions, "complex": _complex, "boundary": _boundary, "class": _class, "inequivalent": _inequivalent,
          "equivalent": _equivalent, "equal": _equality, "different": _equality, "convex": _convex, "layer": _layer,
          "projection": _projection, "preimage": _preimage, "not injective": _not_injective, "sat": _sat, "unsat": _unsat,
          "range": _range, "radius": _radius}
