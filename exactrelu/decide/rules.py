"""The rules of the proof tree: records that prove bounds, phases and emptiness on a branch."""
from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import Sequence

from .branch import Branch, Hint, Identity, Record, eliminate
from .lift import Lift

GRID = 10          # bounds are rounded outwards to a multiple of a power of 2 near 2^-GRID of the interval
ROUGH, FINE = 20, 80        # bits of the multipliers beyond the size of the coefficients
NOTHING = Hint()
SIDES = (("lo", 1), ("hi", -1))


def scale_for(branch: Branch, magnitude: int, bits: int) -> int:
    """A power of two times which numbers of this magnitude are 2^bits times the coefficients that eliminate them."""
    lift = branch.task.lift
    size = max((den.bit_length() for dens in lift.dens for den in dens), default=1)
    size = max([size] + [branch.chord(v)[0].bit_length() for v in branch.undecided() if v in branch.lo and v in branch.hi])
    return 1 << max(0, size + bits - max(magnitude, 1).bit_length())


def prove_neuron(branch: Branch, v: int, out: list[Record]) -> None:
    """Proves the phase of a neuron, or else both bounds where they are better than what is known.

    The records go to the end of `out`.
    """
    block, row, den = _pre(branch.task.lift, v)
    scale = scale_for(branch, max(map(abs, row)), ROUGH)
    found = {side: eliminate(branch, block, [sign * x for x in row], scale, NOTHING) for side, sign in SIDES}
    if any(_phase(branch, v, side, found[side], out) for side, _ in SIDES):
        return
    values = {side: sign * Fraction(found[side].rest, found[side].scale * den) for side, sign in SIDES}
    for side, _ in SIDES:
        value = _outwards(values[side], side, values["hi"] - values["lo"])
        if _better(branch, v, side, value):
            _bound(branch, v, side, value, found[side], out)


def note_neuron(branch: Branch, v: int, low: Fraction, high: Fraction, record: Record) -> None:
    """Takes note of what a record says of a neuron: its phase, or else the bounds that are better than what is known."""
    if low >= 0 or high <= 0:
        branch.decide(v, "+" if low >= 0 else "-", record)
        return
    for side, value in (("lo", low), ("hi", high)):
        if _better(branch, v, side, value):
            branch.bound(v, side, value, record)


def prove_side(branch: Branch, v: int, side: str, hint: Hint, out: list[Record]) -> bool:
    """Proves the bound of an input or neuron that the hint gives, if it decides a phase or shortens the interval by a tenth."""
    sign, width = dict(SIDES)[side], branch.hi[v] - branch.lo[v]
    block, row, den = _pre(branch.task.lift, v)
    found = eliminate(branch, block, [sign * x for x in row], scale_for(branch, max(map(abs, row)), ROUGH), hint)
    if v > branch.task.lift.inputs and _phase(branch, v, side, found, out):
        return True
    value = _outwards(sign * Fraction(found.rest, found.scale * den), side, width)
    if abs(value - (branch.lo if side == "lo" else branch.hi)[v]) * 10 < width or not _better(branch, v, side, value):
        return False
    _bound(branch, v, side, value, found, out)
    return True


def _phase(branch: Branch, v: int, side: str, found: Identity, out: list[Record]) -> bool:
    """Records the phase of a neuron, if the identity decides it."""
    if found.rest < 0:
        return False
    head = ["on" if side == "lo" else "off", v - branch.task.lift.inputs]
    out.append(_record(branch, v, head, side, Fraction(0), found))
    branch.decide(v, "+" if side == "lo" else "-", out[-1])
    return True


def _bound(branch: Branch, v: int, side: str, value: Fraction, found: Identity, out: list[Record]) -> None:
    """Records a bound."""
    out.append(_record(branch, v, ["bound", v, side, value], side, value, found))
    branch.bound(v, side, value, out[-1])


def declare_input(branch: Branch, v: int, side: str, value: Fraction, mult: dict, out: list[Record]) -> None:
    """Records a bound of an input that a combination of input rows proves: {row: weight} with rest >= 0."""
    rest = -sum(w * branch.task.input[i][0] for i, w in mult.items())
    assert rest >= dict(SIDES)[side] * value
    _bound(branch, v, side, value, Identity(1, {f"in:{i}": w for i, w in mult.items()}, rest, []), out)


def prove_empty(branch: Branch, hint: Hint, exact: bool = False) -> Record | None:
    """The record that closes the branch, if the hint's multipliers do."""
    lift = branch.task.lift
    crossed = _crossing(branch)
    if crossed is not None:
        return _crossed(branch, crossed)
    zero = [0] * (len(lift.rows[lift.depth]) + 1 if lift.depth else lift.inputs + 1)
    top = max([abs(x) * max(map(abs, branch.task.output[i])) for i, x in hint.output.items()] or [1])
    for bits in (ROUGH, FINE):
        scale = 1 if exact else scale_for(branch, int(top) or 1, bits)
        found = eliminate(branch, lift.depth, zero, scale, hint, exact=exact)
        if found.rest > 0:
            return Record(_reduced(["empty"], found.rest, found.mult), found.needs)
    return None


def prove_goal(branch: Branch, hint: Hint, exact: bool = False) -> Record | None:
    """The record that closes the branch because the goal is not negative on it, if there is a goal and the hint proves it."""
    if branch.task.goal is None or _crossing(branch) is not None:
        return None
    block, form = branch.task.goal
    for bits in (ROUGH, FINE):
        scale = 1 if exact else scale_for(branch, max(map(abs, form)), bits)
        found = eliminate(branch, block, form, scale, hint, exact=exact)
        if found.rest >= 0:
            return Record(_reduced(["goal"], Fraction(found.scale), {**found.mult, "t": Fraction(found.rest)}), found.needs)
    return None


def prove_closed(branch: Branch, hint: Hint, exact: bool = False) -> Record | None:
    """The record that closes the branch in one way or the other, if the hint's multipliers do."""
    return prove_goal(branch, hint, exact) or prove_empty(branch, hint, exact)


def empty_input(weights: dict[int, Fraction]) -> Record:
    """The record that closes a tree whose input rows have no common point: sum of weights times rows is -t."""
    return Record(_reduced(["empty"], 1, {f"in:{i}": w for i, w in weights.items()}))


def _crossing(branch: Branch) -> int | None:
    """A variable whose lower bound is above its upper one."""
    return next((v for v in branch.lo if branch.lo[v] > branch.hi[v]), None)


def _crossed(branch: Branch, v: int) -> Record:
    """The record that closes a branch on which a lower bound is above an upper one."""
    _, row, den = _pre(branch.task.lift, v)
    mult = {f"{side}:{v}": 1 / _normal(row, den, sign, known[v])[1]
            for (side, sign), known in zip(SIDES, (branch.lo, branch.hi))}
    return Record(_reduced(["empty"], branch.lo[v] - branch.hi[v], mult), [branch.why["lo", v], branch.why["hi", v]])


def _pre(lift: Lift, v: int) -> tuple[int, Sequence, int]:
    """(block, row, den) with row / den, a row on that block, the value of an input or the pre-activation of a neuron."""
    if v <= lift.inputs:
        return 0, [int(i == v) for i in range(lift.inputs + 1)], 1
    block, j = lift.place(v)
    return block - 1, lift.rows[block][j], lift.dens[block][j]


def _normal(row: Sequence, den: int, sign: int, value: Fraction) -> tuple[list[int], Fraction]:
    """The normal form of sign * (row / den - value t), and what it was multiplied by."""
    whole = [sign * x * value.denominator for x in row]
    whole[0] -= sign * den * value.numerator
    common = gcd(*whole) or 1
    return [x // common for x in whole], Fraction(den * value.denominator, common)


def _record(branch: Branch, v: int, head: list, side: str, value: Fraction, found: Identity) -> Record:
    """The record of a bound or phase: found says scale * sign * row = sum + rest t."""
    sign = dict(SIDES)[side]
    _, row, den = _pre(branch.task.lift, v)
    form, times = _normal(row, den, sign, value)
    if not any(form):
        return Record(head + [1, []], [])
    mult = {**found.mult, "t": found.rest - found.scale * den * sign * value}
    return Record(_reduced(head, found.scale * den / times, mult), found.needs)


def _reduced(head: list, scale: Fraction, mult: dict) -> list:
    """The record with the smallest integers in the ratio of scale and multipliers."""
    mult = {ref: m for ref, m in mult.items() if m}
    whole = lcm(scale.denominator, *(m.denominator for m in mult.values()))
    numbers = [m.numerator * (whole // m.denominator) for m in (scale, *mult.values())]
    common = gcd(*numbers)
    return head + [numbers[0] // common, [x for ref, m in zip(mult, numbers[1:]) for x in (ref, m // common)]]


def _better(branch: Branch, v: int, side: str, value: Fraction) -> bool:
    known = branch.lo if side == "lo" else branch.hi
    return v not in known or (value > known[v] if side == "lo" else value < known[v])


def _outwards(value: Fraction, side: str, width: Fraction) -> Fraction:
    """The value, rounded outwards on the grid of an interval of this width."""
    if not width:
        return value
    width = abs(width)
    bits = GRID - (width.numerator.bit_length() - width.denominator.bit_length())
    unit = Fraction(1, 1 << bits) if bits > 0 else Fraction(1 << -bits)
    steps = value / unit
    return (steps.__floor__() if side == "lo" else steps.__ceil__()) * unit
