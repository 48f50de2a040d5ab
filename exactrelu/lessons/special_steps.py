"""The steps for one hidden layer that is not as it should be: merging rows, zero weights, functions on a line, affine functions."""
from __future__ import annotations

from fractions import Fraction
from typing import Any, Sequence

from ..classes import BoundaryClass, independent
from ..linalg import Matrix as Rows
from ..linalg import Vector, dot, rank
from ..network import Layer, Network
from ..ridge import RidgeForm
from .document import Block, Section, Table, display, text
from .evidence import uses
from .formula import Apply, Name, Plus, Sum, Times, affine, combination, equals, matrix, num, point, scaled
from .neurons import Neurons
from .opening import neurons, weighted
from .words import F, X, indices, label, number

SHOWN = 12                # bends that are listed


def reduced(W: Rows, b: Vector, w: Vector, c: Fraction, form: RidgeForm, kind: BoundaryClass) -> Neurons | None:
    """The same function with independent rows and no zero weight, the network's own neurons if they are so; None if there is no such form."""
    kept = [i for i, weight in enumerate(w) if weight]
    if kept and rank([W[i] for i in kept]) == len(kept):
        return Neurons(Layer([W[i] for i in kept], [b[i] for i in kept]), tuple(w[i] for i in kept), c, kind)
    found = independent(form) if form.bends else None
    if not found:
        return None
    return Neurons(Layer([row for _, row, _ in found[0]], [beta for _, _, beta in found[0]]), tuple(mu for mu, _, _ in found[0]), found[1], kind)


def ridge_sum(form: RidgeForm) -> Sum:
    """The ridge form as a formula."""
    inner = [affine(n, beta) for _, n, beta in form.bends]
    terms = tuple(scaled(mu, Plus(one if len(one.terms) > 1 else one.terms[0])) for (mu, _, _), one in zip(form.bends, inner))
    rest = affine(form.linear, form.constant)
    return Sum(terms + (rest.terms if any(form.linear) or form.constant or not terms else ()))


def merging(W: Rows, b: Vector, w: Vector, c: Fraction, form: RidgeForm, places: Sequence[Vector], found: Neurons | None,
            checked: Network | None) -> Section:
    """The canonical form of the function, and the neurons that are left."""
    zero = [i for i, weight in enumerate(w) if not weight]
    r = rank(W)
    blocks: list[Block] = [text(f"The hidden layer has {number(len(W), 'neuron')}, and the rank of their rows is {r}. Write ", Apply(Name("y", "i"), X), " for their values before the ReLU:")]
    if len(W) <= SHOWN and len(W[0]) <= SHOWN:
        blocks += [neurons(W, b), display(equals(Apply(F, X), weighted(w, c), points=places))]
    if zero:
        blocks.append(text("Neurons of weight 0 do not occur in $F$; here these are ", indices(zero), "."))
    if r < len(W):
        y = Name("y", "i")
        blocks.append(text("Zero rows are constants, neurons on one hyperplane merge into one, and a neuron can be turned round at the price of a linear term, because ",
                           equals(Plus(Times((num(-1), y))), Sum((Plus(y), Times((num(-1), y)))), points=places), "."))
    own = found is not None and len(found.w) == len([x for x in w if x]) and r == len(W)
    if not own and len(form.bends) <= SHOWN and len(W[0]) <= SHOWN:
        blocks += [text("Collected, with one term for every hyperplane at which the gradient of $F$ jumps,"),
                   display(equals(Apply(F, X), ridge_sum(form), points=places)), uses("T26", checked), uses("T27", checked)]
    if found is not None:
        blocks += [text("So $F$ is a function of independent neurons, each with a weight that is not 0. From here on they are called $y_1$, $y_2$, ..., and $A$, $b$, $w$, $c$ are their numbers:"),
                   neurons(found.layer.W, found.layer.b, "u"), display(equals(Apply(F, X), weighted(found.w, found.c, "u"), points=places))]
        if zero and r == len(W):
            blocks.append(uses("T21", checked))
    return Section("Which neurons matter", tuple(blocks))


def renamed(found: Neurons) -> dict[str, Any]:
    """What u_1, u_2, ... mean: the neurons that are left."""
    return {f"u_{i}": (lambda *x, i=i: found.layer.preactivation(x[0])[i - 1]) for i in range(1, len(found.w) + 1)}


def affine_steps(form: RidgeForm, found: BoundaryClass, places: Sequence[Vector], checked: Network | None) -> list[Section]:
    """An affine function: a hyperplane, nothing or everything."""
    value = affine(form.linear, form.constant)
    blocks: list[Block] = [text("No hyperplane is left at which $F$ bends: it is the affine function"), display(equals(Apply(F, X), value, points=places))]
    if any(form.linear):
        blocks += [text("Its gradient is not 0, so its zeros are a hyperplane, and the first coordinate of the map below is $F$ + 1. The class is ", label("B(1,1)"), ": one piece and no other hyperplane."),
                   *_map(found)]
    elif form.constant:
        blocks.append(text("a constant that is not 0. The boundary is empty."))
    else:
        blocks.append(text("the constant 0. The boundary is the whole space."))
    return [Section("The boundary", tuple(blocks) + (uses("T26", checked),))]


def _map(found: BoundaryClass) -> list[Block]:
    f = found.witness
    return [display(equals(Apply(Name("Phi"), X), Sum((Times((matrix(f.matrix), X)), point(f.vector))), points=[(Fraction(j),) * len(f.vector) for j in (0, 1)]))]


def line_steps(form: RidgeForm, found: BoundaryClass, places: Sequence[Vector], checked: Network | None) -> list[Section]:
    """A function of one linear form: its zeros on a line."""
    n = form.bends[0][1]
    lead = next(i for i, x in enumerate(n) if x)
    slope, constant = form.linear[lead] / n[lead], form.constant
    s, f = Name("s"), Name("f")
    ends = sorted((-beta, mu) for mu, _, beta in form.bends)
    blocks: list[Block] = [
        text("All bends are parallel, so $F$ depends on one number only,"), display(equals(s, affine(n, 0), points=places)),
        text("as ", equals(Apply(F, X), Apply(f, s), points=places), " with the function of one variable"),
        display(equals(Apply(f, s), Sum(tuple(scaled(mu, Plus(combination((1,), (s,), -at))) for at, mu in ends) + combination((slope,), (s,), constant).terms),
                       points=places))]
    rows, facts, left = [], [], None
    for at, mu in ends + [(None, Fraction(0))]:
        zeros = "everywhere" if slope == 0 == constant else "none"
        cell: tuple = (zeros,)
        if slope:
            zero = -constant / slope
            if (left is None or zero >= left) and (at is None or zero <= at):
                cell = (equals(Apply(f, num(zero)), num(0)),)
        inside = [x for x in ((left + at) / 2 if left is not None and at is not None else at - 1 if at is not None else left + 1, left, at) if x is not None]
        facts += [equals(Apply(f, num(x)), Sum((num(slope * x), num(constant)))) for x in inside]
        rows.append((_interval(left, at), (combination((slope,), (s,), constant),), cell))
        if at is not None:
            slope, constant, left = slope + mu, constant - mu * at, at
    blocks += [text("Its zeros, from the left to the right:"),
               Table((("interval",), (Apply(f, s), " there"), ("zeros",)), tuple(rows), len(rows), "intervals", tuple(facts))]
    if found.label:
        blocks += [text("Together they are the set whose class is called ", label(found.label), ", times all directions along which $s$ does not change."), *_line_map(found)]
    else:
        blocks.append(text(f"There is no label for this set: {found.reason}."))
    return [Section("The function on a line", tuple(blocks) + (uses("T25", checked if len(form.bends) <= 2 else None),))]


def _line_map(found: BoundaryClass) -> list[Block]:
    if found.label in ("empty", "all"):
        return []
    return [text("The affine bijection"), *_map(found), text("carries it onto the canonical set of the class.")]


def line_meaning(form: RidgeForm) -> dict[str, Any]:
    """What s and f mean."""
    n = form.bends[0][1]
    square = dot(n, n)
    return {"s": lambda x: dot(n, x), "f": lambda s: form(tuple(Fraction(s) * v / square for v in n))}


def no_class(form: RidgeForm, found: BoundaryClass, pieces: Sequence) -> Section:
    """Why there is no class; `pieces`: (vertices, rays) of the boundary."""
    r = rank([n for _, n, _ in form.bends])
    reason = found.reason or ""
    blocks: list[Block] = [
        text(f"$F$ bends at {number(len(form.bends), 'hyperplane')}, and their normals have rank {r}. With independent rows there would be finitely many boundaries up to affine maps. "
             "Here there are not: an affine map keeps ratios of lengths along parallel edges, and these vary freely with the weights."),
        text(f"{reason[:1].upper()}{reason[1:]}.")]
    edges = [tuple(b - a for a, b in zip(*vertices)) for vertices, rays in pieces if len(vertices) == 2 and not rays]
    parallel = [(u, v) for i, u in enumerate(edges) for v in edges[:i] if rank([u, v]) == 1][:SHOWN]
    if parallel:
        share = lambda u, v: next(a / b for a, b in zip(u, v) if b)  # noqa: E731
        blocks += [text("Parallel edges of this boundary, as vectors, with a ratio that every affine map keeps:"),
                   display(*[equals(point(u), Times((num(share(u, v)), point(v)))) for u, v in parallel])]
    return Section("Why there is no class", tuple(blocks) + (uses("T25", None),))


def _interval(left: Fraction | None, right: Fraction | None) -> tuple:
    if left is None:
        return ("s at most ", num(right)) if right is not None else ("all s",)
    return ("s at least ", num(left)) if right is None else ("s from ", num(left), " to ", num(right))

