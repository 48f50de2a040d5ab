"""The proof about the boundary of one hidden layer."""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

from ..boundary import Boundary, boundary
from ..classes import BoundaryClass, classify
from ..errors import ExactReluError
from ..linalg import Vector, rank
from ..network import Layer, Network
from ..ridge import ridge_form
from ..shallow import shallow_form
from . import boundary_steps, layer_steps, region_steps, special_steps, views
from .document import Section, Text, text
from .formula import Name
from .lesson import Lesson
from .neurons import Neurons, canonical_sum
from .opening import simplex, the_network
from .task import Task, certificate_section, fits, general_sections, plane_frame
from .words import canonical, label, number, space

ENUMERATED = 40           # neurons up to which the layer is enumerated for test points


def shallow_proof(task: Task) -> Lesson:
    """The boundary {F = 0} of a network with at most one hidden layer, on the whole space."""
    W, b, w, c = shallow_form(task.inside, task.form)
    form = ridge_form(W, b, w, c)
    kind = classify(W, b, w, c)
    found = special_steps.reduced(W, b, w, c, form, kind)
    layer = Layer(W, b)
    function = Network((layer, Layer([w], [c], "linear")))
    checked = function if fits(layer) else None
    places = test_points(layer)
    sections = [the_network(task.network, task.domain, task.form)]
    meaning = {**task.meaning, **{f"y_{i}": (lambda x, i=i: layer.preactivation(x)[i - 1]) for i in range(1, len(W) + 1)}}
    own = found is not None and found.layer == layer and found.w == w and found.c == c
    if not own and task.network.hidden:
        merged = special_steps.merging(W, b, w, c, form, places, found, checked)
        others = special_steps.renamed(found) if found else {}
        sections.append(Section(merged.title, merged.blocks, {**{key: meaning[key] for key in meaning if key.startswith("y_")}, "y_i": layer.preactivation, **others}))
    measured = _measured(task, layer, found)
    if found is not None:
        sections += _independent(task, found, measured, meaning)
    elif not form.bends:
        sections += special_steps.affine_steps(form, kind, places, checked)
        meaning["Phi"] = kind.witness
    elif rank([n for _, n, _ in form.bends] + ([form.linear] if any(form.linear) else [])) == 1:
        sections += special_steps.line_steps(form, kind, places, checked)
        meaning |= {**special_steps.line_meaning(form), "Phi": kind.witness}
    if kind.label is None:
        if measured is None:
            measured = boundary(task.network, task.output, task.pair, task.domain, memory=task.memory, progress=task.progress)
        meaning |= region_steps.meaning_of(measured)
        sections += general_sections(task, measured)
        if not any(section.title == "The function on a line" for section in sections):
            sections.insert(-1, special_steps.no_class(form, kind, measured.piece_generators if task.inside.inputs == 2 else ()))
    else:
        sections.append(certificate_section(task, "class"))
    return Lesson(_title(task, kind), _claim(task, kind, found, measured), tuple(sections), meaning)


def _independent(task: Task, found: Neurons, measured: Boundary | None, meaning: dict) -> list[Section]:
    """The steps for independent neurons; adds to the meaning."""
    corners = measured.corners if measured else ()
    frame = plane_frame(found.sectors, corners)
    network = found.network
    small = network if fits(found.layer) else None
    shown = None
    if task.inside.inputs <= 3:
        shown = views.scene(network, frame=frame) if frame else views.pictured(network, views.Domain.whole(task.inside.inputs))
    meaning |= {**layer_steps.meaning_of(found.sectors), **{f"w_{i}": x for i, x in enumerate(found.w, 1)}, **found.meaning(),
                "k": Fraction(len(found.N)), **({"h": Fraction(measured.hyperplanes)} if measured else {"h": _hyperplanes(found)})}
    return layer_steps.layer_sections(found.sectors, frame, Network(found.layer) if small else None) \
        + boundary_steps.boundary_sections(found, measured, shown, small)


def _hyperplanes(found: Neurons) -> Fraction:
    """The number of hyperplanes by the theorem, where nothing is enumerated."""
    p, q = len(found.N), len(found.P)
    return Fraction(2**(p + q) - 2**q if found.c else (2**p - 1) * (2**q - 1))


def _measured(task: Task, layer: Layer, found: Neurons | None) -> Boundary | None:
    """The enumerated boundary, of the neurons that matter where those are known; None if that is much work."""
    if found is not None:
        return boundary(found.network, memory=task.memory) if fits(found.layer) else None
    if not (fits(layer) or layer.inputs <= 3 and layer.neurons <= ENUMERATED):
        return None
    return boundary(task.network, task.output, task.pair, task.domain, memory=task.memory)


def test_points(layer: Layer) -> Sequence[Vector]:
    """Points that span every region of a layer, or some points if there are too many."""
    d = layer.inputs
    if fits(layer) or d <= 2 and layer.neurons <= ENUMERATED:
        return spanning_points(layer)
    return simplex(d) + tuple(tuple(Fraction((i * 7 + j * 11) % 13 - 6) for j in range(d)) for i in range(6))


def spanning_points(layer: Layer) -> Sequence[Vector]:
    """d + 1 affinely independent points of every region."""
    try:
        cx = region_steps.enumerated(layer)
    except ExactReluError:
        return simplex(layer.inputs)
    return tuple(dict.fromkeys(tuple(x) for spanning in region_steps.at_points(cx, 500).values() for x in spanning))


def _title(task: Task, kind: BoundaryClass) -> str:
    if kind.label in ("empty", "all"):
        return f"The boundary of {task.name} is {'empty' if kind.label == 'empty' else 'the whole space'}"
    return f"The boundary of {task.name} is {kind.label}" if kind.label else f"The boundary of {task.name} has no class"


def _claim(task: Task, kind: BoundaryClass, found: Neurons | None, measured: Boundary | None) -> Text:
    d = task.inside.inputs
    if kind.label in ("empty", "all"):
        return text("The function $F$ of the network has no zero." if kind.label == "empty" else "The function $F$ of the network is 0 everywhere.")
    counts = f" It consists of {number(measured.pieces, 'piece')} in {number(measured.hyperplanes, 'hyperplane')} and has {number(len(measured.corners), 'corner')}." \
        if measured and not measured.thick_regions else f" It contains {number(measured.thick_regions, 'whole region')}, and outside of them {number(measured.pieces, 'piece')}." \
        if measured else ""
    if not kind.label:
        return text("The boundary {$F$ = 0} in ", space(d), f" belongs to no class with a label.{counts}")
    return text("An affine bijection of ", space(d), " carries the boundary {$F$ = 0} onto ", label(kind.label), *_equation(found, kind, d), f".{counts}")


def _equation(found: Neurons | None, kind: BoundaryClass, d: int) -> tuple:
    if found is None or not kind.label.startswith("B"):
        told = canonical(kind.label) or {"B(1,1)": (Name("z", "1"), " = 1"), "B0(1,0)": (Name("z", "1"), " <= 0")}.get(kind.label, ())
        return (", the set of all $z$ with ", *told) if told else ()
    m = len(found.w)
    return (", the set of all $z$ with ", canonical_sum(found, False), f" = {1 if found.c else 0}",
            f" ({number(d - m, 'coordinate')} of $z$ {'is' if d - m == 1 else 'are'} free)" if m < d else "", ", and onto the canonical set of no other class" if found.c else "")
