"""What is to be proved, and the parts that several proofs share: pictures of the boundary, steps region by region, the certificate."""
from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Callable, Sequence

from ..boundary import Boundary
from ..certificates import certify
from ..domain import Domain
from ..envelope import forms_of
from ..errors import ExactReluError, NotKnown
from ..network import Layer, Network
from ..sectors import Sectors
from . import layer_steps, region_steps, views
from .document import Block, Evidence, Picture, Section, Text, text
from .evidence import evidence, omitted
from .opening import meaning_of, stages
from .words import number

REGIONS = 2_500           # of more regions the certificate is not made with the page
SMALL = 5                 # neurons and inputs up to which theorems are checked against the enumeration


@dataclass(frozen=True)
class Task:
    """What is to be proved, and the words of the command line for it."""

    network: Network
    domain: Domain
    output: int | None
    pair: tuple[int, int] | None
    name: str
    spec: str | None
    memory: int | None
    progress: Callable | None
    reading: tuple[str, ...] = ()        # options that say how the file is read

    @cached_property
    def inside(self) -> Network:
        """The network in the coordinates of the domain."""
        return self.domain.restrict(self.network)

    @cached_property
    def form(self) -> Any:
        """[c, v] of c + v.F = 0, or "argmax"."""
        return forms_of(self.network.outputs, self.output, self.pair)[1]

    @property
    def meaning(self) -> dict[str, Any]:
        """What F, z_1, ... mean."""
        return {**meaning_of(self.inside, self.form), **stages(self.inside)}

    @property
    def certificate(self) -> str:
        """The name of the certificate's file."""
        return Path(self.name).name.split(".")[0] + ".cert"

    def command(self, kind: str) -> str:
        """The command that makes the certificate."""
        words = ["exactrelu", "certify", self.name, *self.reading, "--kind", kind] + (["--domain", self.spec] if self.spec else [])
        if kind in ("class", "boundary", "convex"):
            words += ["--output", str(self.output)] if self.output is not None else []
            words += ["--pair", ",".join(map(str, self.pair))] if self.pair else []
        return " ".join(map(shlex.quote, words + ["-o", self.certificate]))

    def evidence(self, kind: str, lines: int = 0) -> tuple:
        """The certificate of a kind, with the first lines of its tree."""
        form = {"output": self.output, "pair": self.pair} if kind in ("class", "boundary") else {}
        return evidence(lambda path: certify(self.network, path, kind, domain=self.domain, memory=self.memory, progress=self.progress, **form),
                        self.command(kind), self.certificate, lines)

    def picture(self) -> views.Scene | None:
        """What can be drawn; None if that is too much, or has too many coordinates."""
        try:
            return views.pictured(self.network, self.domain, self.output, self.pair)
        except ExactReluError:
            return None


def general_sections(task: Task, bd: Boundary) -> list[Section]:
    """Regions, pieces, components, certificate."""
    small = task.domain.is_whole and task.network.outputs == 1 and task.network.neurons <= 12 and task.inside.inputs <= 3
    checked = task.inside if small else None
    steps = region_steps.region_sections(task.inside, bd, task.form, checked, boundary_pictures(task))
    return steps + [certificate_section(task, "regions" if task.form == "argmax" else "boundary", len(bd.complex))]


def boundary_pictures(task: Task) -> list[Block]:
    """The picture of the boundary, if there can be one."""
    shown = task.picture()
    if shown is None:
        return [text(f"There is no picture: the domain has {task.domain.dimension} coordinates.")] if task.domain.dimension > 3 else []
    if shown.dimension == 1 and task.form == "argmax":
        return []                       # several graphs, no line that they meet
    sides = "colours are the classes, named by their largest output" if task.form == "argmax" else "orange where F > 0, blue where F < 0, grey where F is 0 on a whole region"
    caption = {1: "The graph of F; the boundary is where it meets the dashed axis.",
               2: f"The regions and the boundary (black) with its corners; {sides}.",
               3: "The pieces of the boundary in a box; its corners are dots."}[shown.dimension]
    alt = "The decision boundary of the network" + (f" with {number(len(shown.cells), 'region')} and {number(len(shown.corners), 'corner')} in the frame." if shown.dimension > 1 else ".")
    return [Picture((views.of_boundary(shown, alt),), caption)]


def certificate_section(task: Task, kind: str, size: int = 0) -> Section:
    """The certificate; not made if there are too many regions."""
    note: tuple[Text, ...] = ()
    if kind == "regions" and task.form == "argmax":
        note = (text("For the boundary between several classes there is no certificate of its own; the certificate of the list of regions is what it rests on."),)
    if size > REGIONS:
        found: Evidence = omitted(task.command(kind), task.certificate)
    else:
        try:
            found, _ = task.evidence(kind)
        except NotKnown:
            found, _ = task.evidence("boundary")
    return Section("The certificate", note + (found,))


def fits(layer: Layer) -> bool:
    """Whether a layer is small enough for its theorems to be checked against the enumeration."""
    return max(layer.neurons, layer.inputs) <= SMALL


def plane_frame(sectors: Sectors, points: Sequence) -> Sequence | None:
    """A square around the apex, the sample points and some more, in the plane; None elsewhere."""
    if sectors.layer.inputs != 2:
        return None
    return views.square([sectors.apex, *points] + [layer_steps.sample(sectors, signs) for signs in layer_steps.shown_sectors(sectors)])
