"""The steps that look at a network region by region: for deep networks, for domains, and where no class is known."""
from __future__ import annotations

from fractions import Fraction
from typing import Any, Sequence

import networkx as nx
import numpy as np

from ..boundary import Boundary
from ..complex import Complex
from ..enumeration import enumerate as enumerate_regions
from ..linalg import Vector, dot
from ..network import Layer, Network
from ..region import inner_point
from ..theorems.instance import simplices
from .document import Block, Listing, Section, Table, display, text
from .evidence import uses
from .formula import Apply, Name, Signs, Sum, affine, equals, num, point
from .words import F, X, number, points

ROWS = 16                 # rows of a table
SIGNS = 20                # signs of a sign vector that is written out
CHI = Name("chi")


def short(signs: str, changing: Sequence[int] | None = None) -> tuple:
    """A sign vector in a cell, or a part of it."""
    shown = signs if changing is None else "".join(signs[i] for i in changing)
    return (Signs(shown),) if len(shown) <= SIGNS else (Signs(shown[:SIGNS - 8]), f"… of {len(shown)}")


def changing(signs: Sequence[str], neurons: int) -> list[int] | None:
    """The neurons whose sign is not the same everywhere, if sign vectors are long; else None, for all."""
    if neurons <= SIGNS:
        return None
    return [i for i in range(neurons) if len({one[i] for one in signs}) > 1]


def enumerated(layer: Layer) -> Complex:
    """The regions of one layer."""
    return enumerate_regions(Network(layer), engine="fan")


def at_points(cx: Complex, rows: int = ROWS) -> dict[str, list[Vector]]:
    """d + 1 affinely independent points of each of the first regions."""
    found: dict[str, list[Vector]] = {}
    for region, spanning in simplices(cx):
        found[region.signs] = spanning
        if len(found) == rows:
            break
    return found


def regions_table(network: Network, cx: Complex, form: Sequence | str, refined: int) -> Table:
    """The first regions, with the affine function that F is there."""
    rows, facts, seen = [], [], changing(cx.signs, network.neurons)
    for signs, spanning in at_points(cx).items():
        f = network.affine_map(signs)
        if form == "argmax":
            cells: tuple = tuple((affine(row, v),) for row, v in zip(f.matrix[:3], f.vector))
            facts += [equals(Apply(Name("F", str(i)), X), affine(row, v), points=spanning) for i, (row, v) in enumerate(zip(f.matrix[:3], f.vector))]
        else:
            here = affine([dot(form[1:], column) for column in zip(*f.matrix)], form[0] + dot(form[1:], f.vector))
            cells = ((here,),)
            facts.append(equals(Apply(F, X), here, points=spanning))
        rows.append((short(signs[:len(signs) - refined], seen),) + ((short(signs[-refined:]),) if refined == 1 else ()) + ((point(spanning[0]),),) + cells)
    head: tuple = (("signs",),) + ((("sign of ", F),) if refined == 1 else ()) + (("a point inside",),)
    head += ((F, " there"),) if form != "argmax" else tuple((Apply(Name("F", str(i)), X),) for i in range(min(3, network.outputs)))
    return Table(head, tuple(rows), len(cx), "regions", tuple(facts))


def region_sections(network: Network, bd: Boundary, form: Sequence | str, checked: Network | None, pictures: Sequence[Block]) -> list[Section]:
    """Regions, pieces, components."""
    return [_regions(network, bd, form, checked), _pieces(network, bd, form, pictures), _components(bd, checked)]


def _regions(network: Network, bd: Boundary, form: Sequence | str, checked: Network | None) -> Section:
    refined = len(bd.complex.signs[0]) - network.neurons
    hidden = len({signs[:network.neurons] for signs in bd.complex.signs})
    seen = changing(bd.complex.signs, network.neurons)
    blocks: list[Block] = [
        text(f"The {number(network.neurons, 'neuron')} cut the domain into {number(hidden, 'region')}, and the signs of ",
             "$F$" if form != "argmax" else "the differences of outputs", f" divide these into {len(bd.complex)}. On the closure of each of them all layers are affine maps, "
             "because a neuron with sign + passes its value on and the others pass on 0; so ", F if form != "argmax" else "every output",
             " is one affine function there. It is found by multiplying the layers together. That there are no other regions is what the certificate shows."),
        regions_table(network, bd.complex, form, refined), uses("T36", checked)]
    if seen is not None:
        blocks.insert(1, text(f"Of the sign vectors only the {number(len(seen), 'neuron')} are written whose sign is not the same everywhere."))
    if form == "argmax":
        blocks.insert(1, text("The boundary consists of the points where the largest output is attained at least twice."))
    return Section("The regions, and the function on each of them", tuple(blocks))


def _pieces(network: Network, bd: Boundary, form: Sequence | str, pictures: Sequence[Block]) -> Section:
    found = bd.piece_generators
    blocks: list[Block] = []
    if bd.empty:
        told = "In none of the regions the function has a zero: the boundary is empty." if form != "argmax" else "Everywhere one output alone is largest: the boundary is empty."
        return Section("The boundary, piece by piece", (text(told),) + tuple(pictures))
    if bd.thick_regions:
        blocks.append(text(f"On {number(bd.thick_regions, 'region')} ", "the function is identically 0, so the boundary is thick there." if form != "argmax" else
                           "two outputs are largest throughout, so the boundary is thick there."))
    seen = changing(bd.complex.signs, network.neurons)
    blocks.append(text("Where " + ("the affine function of a region is 0" if form != "argmax" else "the two largest outputs agree") + f" there is a piece of the boundary: {number(len(found), 'piece')} in {number(bd.hyperplanes, 'hyperplane')}, "
                       f"with {number(len(bd.corners), 'corner')}. "
                       + ("At each vertex and along each ray $F$ is 0; being affine on the piece it is 0 on all of it." if form != "argmax" else "")))
    rows, facts = [], []
    for i, (vertices, rays) in enumerate(found[:ROWS], 1):
        inner = inner_point(vertices, rays)
        rows.append(((str(i),), short(network.signs(inner), seen), (_equation(network, form, inner, (*vertices, *(tuple(a + b for a, b in zip(vertices[0], ray)) for ray in rays))),) if form != "argmax" else
                     tuple(_tie(network, inner).sides[0:1]) + (" = ",) + tuple(_tie(network, inner).sides[1:]), points(vertices, 4), points(rays, 4)))
        if form != "argmax":
            facts.append(equals(Apply(F, X), num(0), points=vertices + tuple(tuple(a + b for a, b in zip(vertices[0], ray)) for ray in rays)))
        else:
            facts.append(_tie(network, inner))
    blocks.append(Table((("piece",), ("signs",), ("equation",), ("vertices",), ("rays",)), tuple(rows), len(found), "pieces", tuple(facts)))
    if bd.corners:
        blocks.append(text("Corners: ", *points(bd.corners, 10), "."))
    if bd.complex.lineality:
        blocks.append(text(f"Every piece also contains the {number(bd.complex.lineality, 'direction')} along which nothing changes."))
    return Section("The boundary, piece by piece", tuple(blocks) + tuple(pictures))


def _equation(network: Network, form: Sequence, inner: Vector, vertices: Sequence[Vector]):
    """The equation of the hyperplane of a piece: F on a region that has it as a face."""
    f = network.affine_map(network.signs(inner))
    return equals(affine([dot(form[1:], column) for column in zip(*f.matrix)], form[0] + dot(form[1:], f.vector)), num(0), points=vertices)


def _tie(network: Network, x: Vector):
    """The two largest outputs agree at a point."""
    values = network(x)
    i, j = sorted(range(len(values)), key=lambda n: -values[n])[:2]
    return equals(Name("F", str(i)), Name("F", str(j)), points=(x,))


def parts(bd: Boundary) -> list[list[int]]:
    """The pieces of each component that has a piece: pieces that meet are joined."""
    found = bd.piece_generators
    graph = nx.Graph()
    graph.add_nodes_from(range(len(found)))
    owner: dict[Vector, int] = {}
    for i, (vertices, _) in enumerate(found):
        for vertex in vertices:
            graph.add_edge(owner.setdefault(vertex, i), i)
    return sorted(map(sorted, nx.connected_components(graph)))


def components(bd: Boundary) -> str:
    """How many components there are, and how many of them are bounded."""
    n, bounded = bd.components, bd.bounded_components
    which = {0: "unbounded", n: "bounded"}.get(bounded, f"{bounded} of them bounded")
    return f"{number(n, 'component')}, " + (f"which is {which}" if n == 1 else which if 0 < bounded < n else f"all of them {which}") if n else "no component"


def _components(bd: Boundary, checked: Network | None) -> Section:
    blocks: list[Block] = []
    joined = parts(bd) if not bd.empty and not bd.thick_regions and not bd.envelope else []
    if joined and len(joined) == bd.components:
        blocks.append(text("Two pieces are faces of one complex, so they meet in a common face or not at all, and a common face has a vertex: "
                           "pieces that share a vertex are joined, and all others are apart. This gives"))
        blocks.append(Table((("component",), ("pieces",), ("number",)), tuple(((str(i),), (_runs(part),), (str(len(part)),)) for i, part in enumerate(joined[:ROWS], 1)),
                            len(joined), "components"))
    blocks.append(text(f"The boundary has {components(bd)}, and the Betti numbers ", point(bd.betti), "."))
    counts = bounded_faces(bd)
    if not bd.empty and not bd.complex.lineality:
        signs = [(-1)**j for j in range(len(counts))]
        blocks += [text("Its bounded faces carry its homology. Their numbers by dimension are ", point(counts), ", and both alternating sums are the Euler characteristic:"),
                   display(equals(CHI, Sum(tuple(num(s * n) for s, n in zip(signs, counts))), Sum(tuple(num((-1)**j * n) for j, n in enumerate(bd.betti)))))]
    if bd.components > 1:
        blocks.append(text("One hidden layer with independent rows leaves every boundary connected, so no such layer can draw this one."))
        blocks.append(uses("T40", None))
    blocks.append(uses("R6", checked))
    return Section("Components and holes", tuple(blocks))


def bounded_faces(bd: Boundary) -> tuple[int, ...]:
    """The number of bounded faces of the boundary of each dimension (of the envelope's refinement for an argmax boundary)."""
    counts = [int(np.count_nonzero(mask & (reach == 1))) for mask, reach in zip(bd.masks, bd.complex.reach)]
    while len(counts) > 1 and not counts[-1]:
        counts.pop()
    return tuple(counts)


def meaning_of(bd: Boundary) -> dict[str, Any]:
    """The Euler characteristic."""
    return {"chi": Fraction(sum((-1)**j * n for j, n in enumerate(bd.betti)))}


def _runs(part: Sequence[int]) -> str:
    """Numbers of pieces, from 1, as runs: 1-4, 7."""
    runs: list[list[int]] = []
    for i in part:
        if runs and runs[-1][1] == i:
            runs[-1][1] = i + 1
        else:
            runs.append([i + 1, i + 1])
    text_of = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    return ", ".join(text_of[:12]) + (f" and {len(text_of) - 12} more runs" if len(text_of) > 12 else "")


def enumeration_sections(network: Network, cx: Complex, tree: Listing | None, checked: Network | None) -> list[Section]:
    """The proof that a list of regions is complete."""
    rows, facts, seen = [], [], changing(cx.signs, network.neurons)
    for region in cx[:ROWS]:
        signs = region.signs
        f = network.affine_map(signs)
        rows.append((short(signs, seen), (point(region.interior),), ("bounded" if region.bounded else "unbounded",),
                     (", ".join("(" + ", ".join(_spelled(x) for x in row) + ")" for row in f.matrix) if network.inputs * network.outputs <= 6 else "",)))
        facts.append(equals(Apply(Name("s"), point(region.interior)), Signs(signs)))
    blocks: list[Block] = [
        text(f"Every row names a region and a point inside it, at which the {number(network.neurons, 'neuron')} have exactly these signs; a sign 0 is a neuron that "
             "vanishes on the whole region. " + (f"Only the {number(len(seen), 'neuron')} whose sign is not the same everywhere are written. " if seen is not None else "") +
             "Different sign vectors are different regions, so there are at least as many as rows."),
        Table((("signs",), ("a point inside",), ("",), ("gradients",)), tuple(rows), len(cx), "regions", tuple(facts))]
    listed = Section("All of these are regions", tuple(blocks))
    why: list[Block] = [
        text("Take any point of the domain and go through the neurons one after the other. At each step its next neuron is at least 0 or at most 0. "
             "Where both happen, the proof divides into two cases; where only one can happen, an identity shows it: the neuron, or its negative, is a sum of "
             "what is already known not to be negative, with factors that are not negative. So every point arrives at one of the regions of the list.")]
    if tree:
        why += [text("The first lines of this tree, written out; y1.2 is the second neuron of the first layer:"), tree]
    counted: list[Block] = []
    f_vector = cx.f_vector
    if f_vector:
        total = Sum(tuple(num((-1)**j * n) for j, n in enumerate(f_vector)))
        counted = [text("As a test that does not know of the tree: the numbers of faces of dimension 0, 1, ... are ", point(f_vector), ". ",
                        "On the whole space their alternating sum is the sign of the dimension:" if cx.domain.is_whole else "Their alternating sum is the Euler characteristic of the domain:"),
                   display(equals(total, num((-1)**cx.dimension if cx.domain.is_whole else sum((-1)**j * n for j, n in enumerate(f_vector)))))]
    counted += [uses("R17", checked), uses("T41", checked)] + ([uses("R1", checked)] if len(network.hidden) == 1 and cx.domain.is_whole else [])
    return [listed, Section("There are no others", tuple(why)), Section("Counting", tuple(counted))]


def _spelled(x: Fraction) -> str:
    return str(x) if len(str(x)) < 9 else "..."

