"""Results as HTML, one function for each kind of result; Jupyter's `_repr_html_`.

What is large is not worked out for the sake of being shown: of many regions the first ones, of many faces the totals.
"""
from __future__ import annotations

import json
import os
from itertools import islice
from typing import Any

from ..boundary import Boundary
from ..certificates import Certificate
from ..complex import Complex
from ..counts import Counts
from ..decide import Decision, Radius
from ..domain import Domain
from ..equivalence import Equivalence
from ..linalg import AffineMap, spelled
from ..network import Layer, Network
from ..partition import Classes, label
from ..region import Region
from ..ridge import RidgeForm
from ..sectors import Sectors
from ..theorems import Verdict, theorem
from ..theorems.report import cells
from ..theorems.theorem import shown
from .marks import COLUMNS, FACES, ROWS, Raw, count, facts, map_text, signs, table, whole
from .views import picture


def affine_map(f: AffineMap) -> Raw:
    """Each output as a linear expression."""
    return whole(facts(f"affine map, {count(len(f.matrix[0]) if f.matrix else 0, 'input')}", [("outputs", map_text(f))]))


def layer(found: Layer) -> Raw:
    """The matrix with the biases."""
    return whole(_weights(found, f"{_kind(found)} layer, {count(found.inputs, 'input')}, {count(found.neurons, 'neuron')}"))


def _kind(found: Layer) -> str:
    return {"relu": "ReLU", "linear": "linear"}[found.activation]


def _weights(found: Layer, caption: str) -> Raw:
    wide = found.inputs > COLUMNS
    head = ["neuron"] + [Raw(f"x<sub>{i}</sub>") for i in range(1, min(found.inputs, COLUMNS) + 1)] + ["…"] * wide + ["bias"]
    rows = [[i, *row[:COLUMNS], *["…"] * wide, b] for i, (row, b) in enumerate(zip(found.W[:ROWS], found.b), 1)]
    return table(caption, head, rows, max(0, found.neurons - ROWS))


def network(found: Network) -> Raw:
    """Its shape and how it was read, then its first layers."""
    shape = " → ".join(map(str, [found.inputs] + [one.neurons for one in found.layers][:2 * ROWS])) + " → …" * (len(found.layers) > 2 * ROWS)
    pairs = [("shape", shape), ("ReLU neurons", found.neurons), ("numbers", found.numbers)]
    pairs += [("domain", _where(found.domain))] if found.domain is not None else []
    pairs += [("note", note) for note in found.notes[:ROWS]]
    layers = [_weights(one, f"layer {i}: {_kind(one)}") for i, one in enumerate(found.layers[:3], 1)]
    rest = f"<p>… and {count(len(found.layers) - 3, 'more layer')}</p>" if len(found.layers) > 3 else ""
    return whole(facts(f"network of {count(len(found.layers), 'layer')}", pairs), *layers, rest)


def _where(found: Any) -> Any:
    if not isinstance(found, Domain):
        return json.dumps(found) if isinstance(found, dict) else found
    if found.kind == "box":
        rows = found.inequalities
        pairs = [f"[{spelled(-lo[0])}, {spelled(hi[0])}]" for lo, hi in islice(zip(rows[::2], rows[1::2]), 2 * COLUMNS)]
        return " × ".join(pairs) + " × …" * (found.dimension > 2 * COLUMNS)
    return {"whole": f"the whole space of dimension {found.dimension}"}.get(
        found.kind, f"{found.kind} of dimension {found.dimension}, {count(len(found.inequalities), 'inequality', 'inequalities')}")


def domain(found: Domain) -> Raw:
    """The box, the inequalities, or the slice."""
    parts = [facts("domain", [("points", _where(found))])]
    if found.kind == "slice":
        ways = [["origin", *found.embedding.vector[:COLUMNS]]]
        ways += [[f"direction {j}", *way[:COLUMNS]] for j, way in enumerate(list(zip(*found.embedding.matrix))[:ROWS], 1)]
        more = len(found.embedding.vector) > COLUMNS
        parts.append(table("slice", [""] + [Raw(f"x<sub>{i}</sub>") for i in range(1, len(ways[0]))] + ["…"] * more,
                           [row + ["…"] * more for row in ways]))
    elif found.kind == "polytope":
        rows = [[Raw(map_text(AffineMap((row[1:],), (row[0],))) + " ≥ 0")] for row in found.rows()[:ROWS]]
        parts.append(table("inequalities", ["form"], rows, max(0, len(found.inequalities) - ROWS)))
    return whole(*parts)


def region(found: Region) -> Raw:
    """Its signs, a point, its vertices and rays where they are known, and the affine map."""
    pairs: list[tuple[str, Any]] = [("sign vector", signs(found.signs) if found.signs else "no neuron"),
                                    ("a point inside", found.interior), ("bounded", found.bounded)]
    if not callable(found.generators):
        pairs += [("vertices", found.vertices), ("rays", found.rays or "none")]
    return whole(facts("region", pairs + [("affine map", map_text(found.affine_map))]))


def counts(found: Counts) -> Raw:
    """The counts; of a complex also its first regions, and a picture if it is small and has three coordinates at most."""
    listed = isinstance(found, Complex)
    data = found.summary() if not listed or found.regions <= FACES else \
        {"regions": found.regions, "relatively_bounded_regions": found.relatively_bounded_regions, "engine": found.engine}
    pairs = [(key.replace("_", " "), tuple(value) if isinstance(value, list) else value)
             for key, value in data.items() if value is not None and key not in ("adjacency", "domain", "notes")]
    parts = [facts("complex" if listed else "counts", pairs + [("domain", _where(found.domain))])]
    if listed:
        rows = [[signs(one.signs), one.bounded, one.interior, map_text(one.affine_map)] for one in islice(found, ROWS)]
        parts.append(table("regions", ["sign vector", "bounded", "a point inside", "affine map"], rows, max(0, len(found) - ROWS)))
        parts.insert(0, picture(found))
    return whole(*parts)


def boundary(found: Boundary) -> Raw:
    """Its class, counts and corners, the affine map onto the canonical boundary, and a picture if it is small."""
    name = "argmax boundary" if found.form == "argmax" else "decision boundary"
    pairs: list[tuple[str, Any]] = [("class", found.type or "none of the known ones"), ("pieces", found.pieces)]
    if found.thick_regions:
        pairs.append(("regions on which it is thick", found.thick_regions))
    if len(found.complex) <= FACES:
        pairs += [("corners", found.corners or "none"), ("components", found.components),
                  ("bounded components", found.bounded_components), ("f-vector", found.f_vector)]
    if found.witness:
        pairs.append(("map onto the canonical boundary", map_text(found.witness)))
    elif found.reason:
        pairs.append(("no map", found.reason))
    return whole(picture(found), facts(name, pairs))


def verdict(found: Verdict) -> Raw:
    """The statement, and what was predicted and measured, or the table of a census."""
    known = theorem(found.theorem)
    pairs: list[tuple[str, Any]] = [("statement", known.statement), ("verdict", found.verdict)]
    if found.family:
        header, *rows = cells(found)
        pairs += [("networks", found.instances), ("within the hypotheses", found.applies)]
        rest = [table("classes", header, rows[:4 * ROWS], max(0, len(rows) - 4 * ROWS))]
    elif found.check.prediction is None:
        pairs.append(("because", found.check.explanation))
        rest = []
    else:
        rows = [[name, f"{known.relations.get(name, '')} {shown(expected)}".strip(), shown(found.check.measurement[name])]
                for name, expected in found.check.prediction.items()]
        rest = [table("quantities", ["quantity", "predicted", "measured"], rows)]
    if found.counterexample:
        rest.append(network(found.counterexample))
    return whole(facts(f"{known.name} ({known.id})", pairs), *rest)


def decision(found: Decision) -> Raw:
    """The verdict, with the witness or the size of the proof."""
    meaning = {"sat": "some point has the property", "unsat": "no point has the property"}[found.verdict]
    proof = [("witness", found.witness)] if found.witness is not None else [("closed branches of the proof", found.leaves)]
    return whole(facts("decision", [("verdict", f"{found.verdict}: {meaning}"), *proof]))


def radius(found: Radius) -> Raw:
    """The distance, with a nearest point."""
    pairs = [("point", found.point), ("norm", found.norm),
             ("distance to the boundary", "the domain holds no point of it" if found.radius is None else found.radius)]
    return whole(facts("radius", pairs + ([("nearest", found.nearest)] if found.nearest is not None else [])))


def equivalence(found: Equivalence) -> Raw:
    """The answer, with the map or with what tells the two apart."""
    why = ("map", map_text(found.map)) if found.map else ("because", found.reason)
    return whole(facts("affine equivalence", [("equivalent", found.equivalent), why]))


def ridge_form(found: RidgeForm) -> Raw:
    """The affine part, and one row for each bend."""
    head = map_text(AffineMap((found.linear,), (found.constant,)))
    rows = [[mu, map_text(AffineMap((n,), (beta,)))] for mu, n, beta in found.bends[:ROWS]]
    return whole(facts("ridge form", [("affine part", head)]), table("bends", ["factor", "positive part of"], rows, max(0, len(found.bends) - ROWS)))


def sectors(found: Sectors) -> Raw:
    """The apex and the dual basis, then every sector with its generators and what the projection does there."""
    m = found.layer.neurons
    pairs: list[tuple[str, Any]] = [("apex", found.apex), ("the projection is the nearest point", found.is_orthogonal)]
    pairs += [(f"dual vector {i}", star) for i, star in enumerate(found.dual[:ROWS], 1)]
    pairs += [("lineality", found.lineality)] if found.lineality else []
    some = ["".join("-" if i >> (m - 1 - j) & 1 else "+" for j in range(m)) for i in range(min(2 * ROWS, 2**m))]
    rows = [[signs(s), found.cell(s).rays, map_text(found.affine_map(s))] for s in some]
    return whole(facts(f"the {count(2**m, 'sector')} of a layer", pairs),
                 table("sectors", ["sign vector", "rays from the apex", "the layer is"], rows, 2**m - len(rows)))


def classes(found: Classes) -> Raw:
    """Every class with its number of regions and components."""
    rows = [[label(name), found.regions(name), found.components(name), found.bounded(name)] for name in found.classes[:4 * ROWS]]
    return whole(table("the smallest output" if found.least else "the largest output", ["output", "regions", "components", "bounded"], rows,
                       max(0, len(found.classes) - 4 * ROWS)))


def certificate(found: Certificate) -> Raw:
    """What the checker says, and of what."""
    claim = found["claim"] if isinstance(found["claim"], dict) else {}
    pairs: list[tuple[str, Any]] = [("verdict", found["verdict"])]
    if found["verdict"] == "accepted":
        pairs += [(key.replace("_", " "), json.dumps(value) if isinstance(value, (dict, list)) else value)
                  for key, value in claim.items() if key not in ("second", "property")]
        pairs += [("domain", found["domain"] if found["domain"] == "whole" else json.dumps(found["domain"])), ("steps", found["steps"])]
    else:
        pairs.append(("because", found["reason"]))
    return whole(facts("certificate", pairs + ([("file", os.path.basename(found.file))] if found.file else [])))
