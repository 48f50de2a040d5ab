"""From a circuit to a network: a sequence of layers, each all ReLU or all linear.

An atom of level p is computed in layer p. What a later layer needs of an earlier one is *carried*
past the layers between them, exactly. Past a ReLU layer:

- what is a sum of neurons with positive coefficients is never negative: one neuron max(v, 0) = v,
  which vanishes only where those neurons do, so that it cuts nothing;
- any other v as max(v, 0) - max(-v, 0): two neurons, which cut regions where v = 0, although the
  function does not bend there. If the layer has a neuron whose form is a multiple of v plus a
  constant, that form is carried in place of v: its hyperplane is there already.

Forms or atoms are carried, whichever cut less, or are fewer. Linear values become layers where nothing has to be
carried past them; otherwise they are multiplied out.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Callable, Sequence

from ..errors import InputError
from ..network import Layer, Network
from .circuit import Circuit, Form, Value, combination
from .ieee import ONE, ZERO
from .limits import MAX_LAYERS, check_size

Terms = dict[int, Fraction]


def network_of(circuit: Circuit, outputs: Sequence[Value], numbers: str) -> Network:
    """The network whose outputs are these values, with a note on every reduction that was used.

    >>> circuit = Circuit(1)
    >>> x, = circuit.inputs
    >>> net = network_of(circuit, [x + circuit.relu(x)], "exact rationals")    # x is carried beside its neuron
    >>> net.layers[0].W, net.layers[1].W
    (((Fraction(1, 1),), (Fraction(-1, 1),)), ((Fraction(2, 1), Fraction(-1, 1)),))
    """
    if not any(isinstance(value, Form) for value in outputs):
        raise InputError("the output does not depend on the input; there is no network to read")
    if any(atom.kind == "linear" for atom in circuit.atoms):
        found = _Assembly(circuit, outputs)
        if not found.is_chain:
            found = _Assembly(*_multiplied_out(circuit, outputs))
    else:
        found = _Assembly(circuit, outputs)
    return Network(found.layers, None, numbers, tuple(circuit.notes) + found.notes())


@dataclass
class _Pending:
    """A form that a later layer computes: over the current columns, and over atoms of layers to come."""

    position: int
    terms: Terms
    constant: Fraction


class _Assembly:
    """The layers, made one after the other from the first.

    columns : what the layer before gives, by the ids that forms use; nonnegative : those that cannot be negative.
    """

    def __init__(self, circuit: Circuit, outputs: Sequence[Value]):
        forms = [value if isinstance(value, Form) else Form({}, value) for value in outputs]
        last = max(form.level for form in forms)
        if last > MAX_LAYERS:
            raise InputError(f"the network has more than {MAX_LAYERS} layers; at most {MAX_LAYERS} can be read")
        self.layers: list[Layer] = []
        self.extra = self.cuts = 0
        self.is_chain = True
        self.columns = list(range(len(circuit.inputs)))
        self.nonnegative: set[int] = set()
        self.next = len(circuit.atoms)
        owners: dict[int, list[int]] = {p: [] for p in range(1, last + 1)}
        for i, atom in enumerate(circuit.atoms):
            if 0 < atom.level <= last:
                owners[atom.level].append(i)
        pending = {i: _Pending(p, dict(circuit.atoms[i].form.terms), circuit.atoms[i].form.constant)
                   for p, own in owners.items() for i in own}
        ends = [_Pending(last + 1, dict(form.terms), form.constant) for form in forms]
        check_size([len(own) for own in owners.values()], len(circuit.inputs))
        for p, own in owners.items():
            kinds = {circuit.atoms[i].kind for i in own}
            later = [one for one in [*pending.values(), *ends] if one.position > p]
            self._layer("relu" if "relu" in kinds else "linear", own, [pending[i] for i in own], later)
            self.is_chain &= len(kinds) == 1 and not self.extra
            if not self.is_chain and any(atom.kind == "linear" for atom in circuit.atoms):
                return
        same = [(list(one.terms.items()), one.constant) for one in ends] == [([(k, ONE)], ZERO) for k in self.columns]
        if not same or any(form.layer for form in forms) or not self.layers:
            self._emit("linear", [(one.terms, one.constant) for one in ends])

    def notes(self) -> tuple[str, ...]:
        """What carrying costs, in a sentence."""
        if not self.extra:
            return ()
        cut = f"; {self.cuts} of their hyperplanes cut regions where the function does not bend" if self.cuts else \
            "; they cut no region"
        return (f"neurons that carry values past ReLU layers: {self.extra}{cut}",)

    def _layer(self, kind: str, own: list[int], rows: list[_Pending], later: list[_Pending]) -> None:
        """One layer: its own atoms, then what is carried past it for the later ones."""
        here = set(self.columns)
        tails = [{k: x for k, x in one.terms.items() if k in here} for one in later]
        table = [(one.terms, one.constant) for one in rows]
        ids, positive = list(own), set(own) if kind == "relu" else set()
        if any(tails):
            room = _Rows(table, ids, self.next)
            done: list[Form] = [Form({}) for _ in later]
            for parts, sign in ((_part(tails, lambda k, x: k not in self.nonnegative), 0),
                                (_part(tails, lambda k, x: k in self.nonnegative and x > 0), 1),
                                (_part(tails, lambda k, x: k in self.nonnegative and x < 0), -1)):
                generators, used = _generators(parts, room.is_new if kind == "relu" and not sign else lambda terms: False)
                if kind == "linear":
                    carried = [Form({room.column(g, ZERO)[0]: ONE}) for g in generators]
                    positive |= {k for form in carried for k in form.terms} if sign else set()
                else:
                    carried = [Form(dict([room.column(g, ZERO)])) if sign else room.pair(g) for g in generators]
                done = [form + combination(list(use.values()), [carried[g] for g in use]) for form, use in zip(done, used)]
            for one, tail, form in zip(later, tails, done):
                if tail:
                    rest = Form({k: x for k, x in one.terms.items() if k not in here}, one.constant) + form
                    one.terms, one.constant = rest.terms, rest.constant
            self.extra += len(ids) - len(own)
            self.cuts += room.cuts
            self.next = room.next
        self._emit(kind, table)
        self.columns, self.nonnegative = ids, set(ids) if kind == "relu" else positive

    def _emit(self, kind: str, rows: list[tuple[Terms, Fraction]]) -> None:
        check_size([layer.neurons for layer in self.layers] + [len(rows)], self.layers[0].inputs if self.layers else
                   len(self.columns))
        place = {k: j for j, k in enumerate(self.columns)}
        W = []
        for terms, _ in rows:
            row = [ZERO] * len(place)
            for k, x in terms.items():
                row[place[k]] = x
            W.append(row)
        self.layers.append(Layer(W, [constant for _, constant in rows], kind))


class _Rows:
    """The rows of a layer while columns are added to it, none of them twice.

    table, ids : the rows and what their values are called; both grow. cuts : added hyperplanes that are new.
    """

    def __init__(self, table: list[tuple[Terms, Fraction]], ids: list[int], following: int):
        self.table, self.ids, self.next, self.cuts = table, ids, following, 0
        self.known: dict[tuple, tuple[int, Fraction]] = {}
        self.parallel: dict[tuple, tuple[Terms, Fraction]] = {}
        for (terms, constant), i in zip(list(table), ids):
            if terms:
                key, lead = _key(terms, abs(terms[min(terms)]))
                self.known.setdefault((key, constant / lead), (i, lead))
                self.parallel.setdefault(_key(terms, terms[min(terms)])[0], (terms, constant))

    def column(self, terms: Terms, constant: Fraction) -> tuple[int, Fraction]:
        """(id, x): max(terms + constant, 0) is x times that column, which is added if it is not there."""
        key, lead = _key(terms, abs(terms[min(terms)]))
        if (key, constant / lead) not in self.known:
            self.table.append((terms, constant))
            self.ids.append(self.next)
            self.known[key, constant / lead] = (self.next, lead)
            self.next += 1
        i, stored = self.known[key, constant / lead]
        return i, lead / stored

    def is_new(self, terms: Terms) -> bool:
        """Whether no hyperplane of the layer is parallel to that of the form."""
        return _key(terms, terms[min(terms)])[0] not in self.parallel

    def pair(self, terms: Terms) -> Form:
        """The form as the difference of two neurons, on a hyperplane that is parallel to it and there already if one is."""
        key, lead = _key(terms, terms[min(terms)])
        if key not in self.parallel:
            self.cuts += 1
            self.parallel[key] = (terms, ZERO)
        row, constant = self.parallel[key]
        scale = lead / row[min(row)]
        plus, x = self.column(row, constant)
        minus, y = self.column({k: -v for k, v in row.items()}, -constant)
        return Form({plus: x * scale, minus: -y * scale}, -constant * scale)


def _key(terms: Terms, lead: Fraction) -> tuple[tuple, Fraction]:
    """The terms divided by one of their coefficients, and that coefficient."""
    return tuple(sorted((k, x / lead) for k, x in terms.items())), lead


def _part(tails: list[Terms], belongs: Callable[[int, Fraction], bool]) -> list[Terms]:
    return [{k: x for k, x in tail.items() if belongs(k, x)} for tail in tails]


def _generators(parts: list[Terms], is_new: Callable[[Terms], bool]) -> tuple[list[Terms], list[dict[int, Fraction]]]:
    """Forms of which all parts are sums of multiples, with few new hyperplanes, and few: {number of the form: coefficient} a part.

    They are the parts themselves up to a factor, or single columns. All entries of a part have one sign, or signs do not matter.
    """
    singles = sorted({k for part in parts for k in part})
    forms: dict[tuple, int] = {}
    use: list[dict[int, Fraction]] = []
    for part in parts:
        key, lead = _key(part, part[min(part)]) if part else ((), ZERO)
        use.append({forms.setdefault(key, len(forms)): lead} if part else {})
    wholes, columns = [dict(key) for key in forms], [{k: ONE} for k in singles]
    if (sum(map(is_new, wholes)), len(wholes)) < (sum(map(is_new, columns)), len(columns)):
        return wholes, use
    place = {k: i for i, k in enumerate(singles)}
    return columns, [{place[k]: x for k, x in part.items()} for part in parts]


def _multiplied_out(circuit: Circuit, outputs: Sequence[Value]) -> tuple[Circuit, list[Value]]:
    """The same function without linear values."""
    new = Circuit(len(circuit.inputs))
    values: list[Form] = list(new.inputs)

    def put(value: Value) -> Value:
        if not isinstance(value, Form):
            return value
        found = combination(list(value.terms.values()), [values[k] for k in value.terms]) if value.terms else Form({})
        new.spend(len(found.terms), "the linear layers multiplied out")
        return found + value.constant

    for atom in circuit.atoms[len(values):]:
        form = put(atom.form)
        values.append(form if atom.kind == "linear" else new.relu(form))
    return new, [put(value) for value in outputs]

