"""A network and a question -> the proof for people."""
from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any, Callable

from ..boundary import boundary
from ..decide import UNSAT, decide, save
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..errors import InputError
from ..linalg import rank
from ..network import Layer, Network, normal_form
from ..readers import read_domain
from ..readers.property import Property
from ..sectors import Sectors
from . import decision_steps, layer_steps, region_steps, views
from .document import Block, Picture, Section, text
from .evidence import evidence, omitted
from .lesson import Lesson
from .opening import meaning_of, stages, the_network
from .shallow_proof import shallow_proof
from .task import REGIONS, Task, fits, general_sections, plane_frame
from .words import number, space

TREE = 40                 # lines of a proof tree that are written out


def prove(network: Network | Layer, target: str | Property | None = None, *, domain: Any = None, output: int | None = None,
          pair: tuple[int, int] | None = None, name: str = "network.json", memory: int | None = None,
          progress: Callable | None = None, reading: tuple[str, ...] = ()) -> Lesson:
    """The complete argument about one network, for people.

    Parameters
    ----------
    target : "boundary" (None): what the boundary is, and why it is nothing else; "regions": the list of regions is complete;
        a Property: the verdict about it. A network that ends with a ReLU layer of several outputs has no boundary unless an
        output or a pair is named: its regions are taken.
    domain, output, pair, memory : as for `exactrelu.boundary`
    name, reading : the file of the network and the options that say how it is read, for titles and commands

    Raises
    ------
    InputError : an output that does not exist, a domain that does not fit, an unknown target.

    >>> from exactrelu.network import Layer
    >>> lesson = prove(Network([Layer([[1, 0], [0, 1]]), Layer([[1, 1]], [-1], "linear")]))
    >>> lesson.title, lesson.wrong(), lesson.certificate.said
    ('The boundary of network.json is B(2,2)', [], 'accepted: {"class": "B(2,2)", "form": [0, 1], "kind": "class"}')
    """
    network = network if isinstance(network, Network) else Network(network)
    where = read_domain(network.domain if domain is None else domain, network.inputs)
    task = Task(network, where, output, pair, Path(name).name.encode(errors="backslashreplace").decode(), domain if isinstance(domain, str) else None, memory, progress, reading)
    if isinstance(target, Property):
        return _decision(task, target)
    if target not in (None, "boundary", "regions"):
        raise InputError(f"a proof is about 'boundary', 'regions' or a Property, but was asked about {str(target)[:40]!r}")
    bare = network.layers[-1].activation == "relu" and network.outputs > 1 and output is None and pair is None
    if target == "regions" or (bare and target is None):
        return _regions(task)
    if task.form != "argmax" and where.is_whole and len(network.hidden) <= 1:
        return shallow_proof(task)
    return _by_regions(task)


def _by_regions(task: Task) -> Lesson:
    """The boundary region by region: T36."""
    bd = boundary(task.network, task.output, task.pair, task.domain, memory=task.memory, progress=task.progress)
    sections = [the_network(task.network, task.domain, task.form)] + general_sections(task, bd)
    what = "empty" if bd.empty else f"{number(bd.pieces, 'piece')} and {number(bd.components, 'component')}"
    claim = text("The decision boundary ", "{$F$ = 0}" if task.form != "argmax" else "between the classes (where the largest output is attained twice)",
                 " is empty." if bd.empty else f" consists of {number(bd.pieces, 'piece')} in {number(bd.hyperplanes, 'hyperplane')}", "" if bd.empty else
                 f". It has {number(len(bd.corners), 'corner')} and {region_steps.components(bd)}"
                 + (f", and it contains {number(bd.thick_regions, 'whole region')}." if bd.thick_regions else "."))
    meaning = {**task.meaning, **region_steps.meaning_of(bd)}
    return Lesson(f"The boundary of {task.name}: {what}", claim, tuple(sections), meaning)


def _regions(task: Task) -> Lesson:
    """The enumeration is complete."""
    cx = enumerate_regions(task.network, task.domain, "fan", memory=task.memory, progress=task.progress)
    sections = [the_network(task.network, task.domain, "argmax" if task.network.outputs > 1 else [0, 1])]
    meaning = {**meaning_of(task.inside, "argmax" if task.network.outputs > 1 else [0, 1]), **stages(task.inside), "s": task.inside.signs}
    layers = normal_form(task.inside)[0]
    if len(task.inside.layers) == 1 and layers and task.domain.is_whole and rank(layers[0].W) == layers[0].neurons:
        sectors = Sectors(layers[0])
        sections += layer_steps.layer_sections(sectors, plane_frame(sectors, ()), Network(layers[0]) if fits(layers[0]) else None)
        meaning |= layer_steps.meaning_of(sectors)
    small = task.domain.is_whole and task.inside.neurons <= 12 and task.inside.inputs <= 3
    found, tree = (omitted(task.command("regions"), task.certificate), None) if len(cx) > REGIONS else task.evidence("regions", TREE)
    sections += region_steps.enumeration_sections(task.inside, cx, tree, task.inside if small else None)
    if 1 < task.domain.dimension <= 3 and len(cx) <= REGIONS:
        sections[-1] = Section(sections[-1].title, sections[-1].blocks + tuple(_region_picture(task)))
    sections.append(Section("The certificate", (found,)))
    bounded = len([1 for b in cx.cells.bounded if b]) if not cx.lineality else 0
    claim = text(f"The {number(task.network.neurons, 'neuron')} cut ", "the domain" if not task.domain.is_whole else space(task.domain.dimension),
                 f" into {number(len(cx), 'region')}, {bounded} of them bounded. The list below is complete.")
    return Lesson(f"{task.name} has {number(len(cx), 'region')}", claim, tuple(sections), meaning)


def _region_picture(task: Task) -> list[Block]:
    if task.domain.dimension != 2:
        return []
    layers = tuple(layer for layer in normal_form(task.inside)[0])
    shown = views.scene(Network(layers), _flat_domain(task.domain)) if layers else None
    return [Picture((views.of_regions(shown, "The regions of the network."),), "The regions; those at the edge that are unbounded go on.")] if shown else []


def _flat_domain(domain: Domain) -> Domain:
    """The domain in its own coordinates."""
    return Domain(domain.dimension, domain.inequalities, None, "polytope" if domain.inequalities else "whole")


def _decision(task: Task, property: Property) -> Lesson:
    """The verdict about a property."""
    found = decide(task.network, property, task.progress)
    make = f"exactrelu decide {shlex.join((task.name, *task.reading))} PROPERTY -o {shlex.quote(task.certificate)}"
    proof, tree = evidence(lambda path: save(path, task.network, property, found), make, task.certificate, TREE)
    meaning: dict[str, Any] = {**meaning_of(task.network, "argmax"), **stages(task.network)}
    steps = [the_network(task.network, Domain.whole(task.network.inputs), "argmax" if task.network.outputs > 1 else [0, 1])]
    meaning |= {"F": meaning_of(task.network, [0, 1])["F"]} if task.network.outputs == 1 else {}
    steps.append(decision_steps.question(property))
    if found.verdict == UNSAT:
        steps += decision_steps.unsat_sections(found, tree)
        claim = text("No point satisfies the property: the answer is unsat.")
    else:
        at = decision_steps.witness_meaning(task.network, found.witness)
        steps += [Section(one.title, one.blocks, at) for one in decision_steps.sat_sections(task.network, property, found)]
        claim = text("There is a point that satisfies the property: the answer is sat.")
    return Lesson(f"The property of {task.name} is {found.verdict}", claim, tuple(steps) + (Section("The certificate", (proof,)),), meaning)
