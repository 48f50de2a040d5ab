"""A branch of the proof tree: what has been proven on the path to a node, and new proofs from it.

Words: a *record* is one line of the certificate; a *hint* proposes multipliers (from floating
point, say), whose truth does not matter: `eliminate` makes an exact identity of any hint, and only
what the identity proves is used. A bound in force is kept with the record that proved it.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from operator import add, mul
from typing import Any, Sequence

from ..rational import primitive
from .lift import Task


@dataclass(eq=False)
class Record:
    """One line of a certificate, with the earlier records that it relies on, and the assumptions behind them once asked for."""

    data: list
    needs: list = field(default_factory=list)
    uses: frozenset | None = None


@dataclass(frozen=True)
class Hint:
    """Proposed multipliers of true (not normalised) constraints.

    alpha : for an undecided neuron, the share of z >= y (the rest is z >= 0)
    beta : for a decided neuron, the multiplier of its phase (z >= 0 if on, z >= y if off)
    input, output : the multipliers of the forms of the input and output rows
    """

    alpha: dict = field(default_factory=dict)
    beta: dict = field(default_factory=dict)
    input: dict = field(default_factory=dict)
    output: dict = field(default_factory=dict)

    def times(self, factor: int) -> "Hint":
        """The hint for a form that is this many times as large."""
        return Hint(self.alpha, *({key: factor * x for key, x in one.items()} for one in (self.beta, self.input, self.output)))


@dataclass
class Branch:
    """The bounds and phases that hold on the path to a node.

    lo, hi : proven bounds of inputs and pre-activations, by variable
    phase : "+" or "-" for decided neurons, by variable
    chords : (D, form) of undecided neurons, as far as they have been asked for
    why : the record behind each of them: ("lo", v), ("hi", v), ("phase", v)
    """

    task: Task
    lo: dict = field(default_factory=dict)
    hi: dict = field(default_factory=dict)
    phase: dict = field(default_factory=dict)
    chords: dict = field(default_factory=dict)
    why: dict = field(default_factory=dict)

    def copy(self) -> "Branch":
        """An independent copy, for a child."""
        return Branch(self.task, dict(self.lo), dict(self.hi), dict(self.phase), dict(self.chords), dict(self.why))

    def decide(self, v: int, phase: str, record: Record) -> None:
        """Take note of a phase."""
        self.phase[v], self.why["phase", v] = phase, record

    def bound(self, v: int, side: str, value: Fraction, record: Record) -> None:
        """Take note of a bound, which replaces an earlier one."""
        (self.lo if side == "lo" else self.hi)[v], self.why[side, v] = value, record
        self.chords.pop(v, None)

    def reasons(self) -> list[Record]:
        """The records behind everything that holds here."""
        return list(dict.fromkeys(self.why.values()))

    def chord(self, v: int) -> tuple[int, tuple]:
        """(D, form) with the chord form - D z >= 0 of an undecided neuron in its normal form."""
        if v not in self.chords:
            lift, lo, hi = self.task.lift, self.lo[v], self.hi[v]
            block, j = lift.place(v)
            den, common = lift.dens[block][j], lcm(lo.denominator, hi.denominator)
            low, high = int(lo * common), int(hi * common)       # the chord times common^2 den, in integers
            whole = [high * common * x for x in lift.rows[block][j]] + [(low - high) * common * den]
            whole[0] -= high * low * den
            form = primitive(whole)
            self.chords[v] = (-form[-1], form[:-1])
        return self.chords[v]

    def undecided(self) -> list[int]:
        """The neurons without a phase, as variables, in order."""
        return [v for v in range(self.task.lift.inputs + 1, self.task.lift.first[-1] + 1) if v not in self.phase]


@dataclass
class Identity:
    """scale * form = sum of multipliers times forms + rest * t: what an elimination has found."""

    scale: Any
    mult: dict
    rest: Any
    needs: list


def eliminate(branch: Branch, block: int, form: Sequence, scale: int, hint: Hint, exact: bool = False) -> Identity:
    """The identity scale * form = sum lambda c + rest t, found by eliminating variables, last block first.

    form : a row on t and the variables of `block`; hints about later blocks and output rows are followed
    exact : the hint is exact and decides everything: no rounding, the numbers are Fractions

    Rounding a multiplier down leaves a small positive multiple of z, which z >= 0 takes up; hence
    the multipliers stay as short as scale, and no choice of theirs can make the identity false.
    """
    lift, task = branch.task.lift, branch.task
    part = (lambda x, y: x / y) if exact else (lambda x, y: x // y)
    times = (lambda x: Fraction(x) * scale) if exact else (lambda x: x.numerator * scale // x.denominator)
    mult: dict = {}
    needs: list = []
    top = lift.depth if hint.output or hint.beta else block
    target = [scale * x for x in form]
    vec = target if top == block else [0] * (len(lift.rows[top]) + 1)
    if exact:
        vec = list(map(Fraction, vec))

    def subtract(ref: str, m: Any, row: Sequence) -> None:
        if m:
            mult[ref] = mult.get(ref, 0) + m
            vec[:] = [x - m * y for x, y in zip(vec, row)]

    if top == lift.depth:
        for i, x in hint.output.items():
            subtract(f"out:{i}", times(x), task.output[i])
    for level in range(top, 0, -1):
        lams, rows = [], []
        for j, c in enumerate(vec[1:]):
            v = lift.first[level] + 1 + j
            beta = hint.beta.get(v)
            if not c and not beta:
                continue
            k, den, phase = v - lift.inputs, lift.dens[level][j], branch.phase.get(v)
            if phase is not None:
                needs.append(branch.why["phase", v])
            if phase == "-":
                lam = part(times(beta), den) if beta else 0
                mult[f"over:{k}"], mult[f"eq:{k}"] = lam, c - lam * den
            elif phase == "+":
                lam = part(c - times(beta), den) if beta else part(c, den)
                mult[f"eq:{k}"], mult[f"z:{k}"] = lam, c - lam * den
            elif c > 0:
                share = hint.alpha.get(v, int(branch.hi[v] > -branch.lo[v]))
                lam = part(share.numerator * c, share.denominator * den)
                mult[f"over:{k}"], mult[f"z:{k}"] = lam, c - lam * den
            else:
                needs += [branch.why["lo", v], branch.why["hi", v]]
                drop, chord = branch.chord(v)
                lam = -part(c, drop)
                mult[f"chord:{k}"], mult[f"z:{k}"] = lam, c + lam * drop
                lams.append(-lam)
                rows.append(chord)
                continue
            lams.append(lam)                      # these forms are den z - row
            rows.append(lift.rows[level][j])
        on_t = vec[0]
        vec = [sum(map(mul, lams, column)) for column in zip(*rows)] if rows else [0] * len(lift.rows[level][0])
        vec[0] += on_t
        if level - 1 == block < top:
            vec = list(map(add, vec, target))
    for i, x in hint.input.items():
        subtract(f"in:{i}", times(x), task.input[i])
    return _inputs(branch, vec, Identity(scale, mult, 0, needs), part)


def _inputs(branch: Branch, vec: list, found: Identity, part: Any) -> Identity:
    """Takes the inputs out of a row on t and x: by input rows as far as they go, then by the bounds in force."""
    left, factor = [], 1
    for v in range(1, len(vec)):
        side, sign = ("lo", 1) if vec[v] > 0 else ("hi", -1)
        row = branch.task.main.get((v, side))
        if vec[v] and row:
            i, a, b = row
            if Fraction(-b, abs(a)) >= sign * getattr(branch, side)[v]:
                m = part(abs(vec[v]), abs(a))
                found.mult[f"in:{i}"] = found.mult.get(f"in:{i}", 0) + m
                vec[0] -= m * b
                vec[v] -= m * a
        if vec[v]:
            value = sign * getattr(branch, side)[v]
            left.append((f"{side}:{v}", abs(vec[v]), value))
            found.needs.append(branch.why[side, v])
            if type(vec[v]) is int:
                factor *= value.denominator // gcd(value.denominator, vec[v] * factor)
    mult, rest = {ref: m * factor for ref, m in found.mult.items() if m}, vec[0] * factor
    for ref, c, value in left:                    # the forms of bounds are den x - num t and num t - den x
        m = c * factor / value.denominator if type(c) is Fraction else c * factor // value.denominator
        mult[ref] = m
        rest += m * value.numerator
    return Identity(found.scale * factor, mult, rest, found.needs)
