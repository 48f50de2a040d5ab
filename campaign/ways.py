"""The ways in which a problem is answered: engines, their twins in Python, linear programs, certificates, the network itself.

Words: a *way* is one of the programs that answer; a *view* is all that a way says of a problem, by name. Ways that know the
same name have to say the same.
"""
from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Callable

import brute

import exactrelu as er
from exactrelu.certificates.quantities import of_boundary
from exactrelu.engines import cdd
from exactrelu.engines.cells import Cells, as_text, canonical_order
from exactrelu.engines.faces import bounded_cells
from exactrelu.engines.problem import problem as task_of
from exactrelu.engines.pure import pure_fan
from exactrelu.engines.walk import Walk

View = dict[str, Any]
Way = Callable[[er.Network, er.Domain], View]
MEMORY = 1 << 30


# ---- what a complex says ---------------------------------------------------------------------------

def of_complex(cx: er.Complex) -> View:
    """All that an engine says."""
    view = {"regions": len(cx), "sign vectors": cx.signs, "bounded": cx.cells.bounded.tolist()}
    if cx.engine == "signs":
        return {**view, "rays of the regions": [frozenset(cx._rays(signs)) for signs in cx.cells.signs]}
    levels = faces(cx)
    return {**view, "rays of the regions": levels[-1], "faces": [set(level) for level in levels], "f-vector": cx.f_vector,
            "bounded f-vector": cx.bounded_f_vector, "walls": cx.neighbours,
            "neighbours": {tuple(sorted(edge)): neurons for *edge, neurons in cx.graph.edges(data="neurons")}}


def at_points(network: er.Network, domain: er.Domain) -> View:
    """What the network itself says at the inner points of regions, at their vertices, and far out along their rays: nothing, if all is right."""
    cx, inner = er.enumerate(network, domain, "fan"), er.enumerate(network, domain, "signs")
    inside, found, known = domain.restrict(network), [], {}
    for i in range(0, len(cx), 1 + len(cx) // 20):
        region, f = cx[i], cx[i].affine_map
        if (inner[i].vertices, inner[i].rays) != (region.vertices, region.rays):
            found.append(f"{region.signs}: two frames")
        for point in (region.interior, inner[i].interior):
            if inside.signs(point) != region.signs or not domain.contains(point):
                found.append(f"{region.signs}: its inner point is elsewhere")
        for point in (*region.vertices, *(tuple(x + 1000 * y for x, y in zip(region.vertices[0], ray)) for ray in region.rays)):
            signs, value, there = known[point] = known.get(point) or (inside.signs(point), inside(point), domain.contains(point))
            if not there or any(s not in ("0", t) for s, t in zip(signs, region.signs)):
                found.append(f"{region.signs}: a point of its frame is elsewhere")
            if f(point) != value:
                found.append(f"{region.signs}: another affine map")
    return {"regions": len(cx), "faults at points": found}


def faces(cx: er.Complex) -> list[list[frozenset]]:
    """Every face, level by level, as the set of its rays; the last level are the regions."""
    levels = [[frozenset([tuple(ray)]) for ray in cx.fan.rays.tolist()]]
    for start, ids in cx.fan.levels:
        start, facets = start.tolist(), [levels[-1][i] for i in ids.tolist()]
        levels.append([frozenset().union(*facets[first:last]) for first, last in zip(start, start[1:])])
    return levels


# ---- the ways --------------------------------------------------------------------------------------

def engine(name: str) -> Way:
    """An engine as users call it."""
    return lambda network, domain: of_complex(er.enumerate(network, domain, name))


def fan_in_python(network: er.Network, domain: er.Domain) -> View:
    """The twin of the compiled fan."""
    task = task_of(network, domain)
    fan = pure_fan(task, MEMORY)
    return of_complex(er.Complex(network, domain, task, "fan", Cells(fan.cell_signs, bounded_cells(fan)), lambda: fan))


def signs_in_python(network: er.Network, domain: er.Domain) -> View:
    """The twin of the compiled search."""
    task = task_of(network, domain)
    signs, bounded, _ = Walk(task).kept(10**6, None)
    order = canonical_order(signs)
    return {"regions": len(signs), "sign vectors": [text.decode() for text in as_text(signs[order]).tolist()], "bounded": bounded[order].tolist()}


def linear_programs(network: er.Network, domain: er.Domain) -> View:
    """All sign vectors one by one, by exact linear programs."""
    signs, bounded = brute.regions(network, domain)
    return {"regions": len(signs), "sign vectors": signs, "bounded": bounded}


def boundary(name: str) -> Way:
    """The decision boundary of an engine, and what its certificate claims, too."""
    def way(network: er.Network, domain: er.Domain) -> View:
        found = er.boundary(network, domain=domain, engine=name)
        return {"boundary": of_boundary(found), "corners": found.corners, "pieces": found.piece_generators, "type": found.type}
    return way


def certificate(kind: str) -> Way:
    """What a certificate claims that the checker accepts; another verdict is an error."""
    def way(network: er.Network, domain: er.Domain) -> View:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "of.cert"
            said = er.certify(network, file, kind, domain=domain)
        claim = said["claim"]
        if kind == "boundary":
            return {"verdict": said["verdict"], "boundary": {key: value for key, value in claim.items() if key not in ("kind", "form")}}
        names = {"regions": "regions", "f_vector": "f-vector", "bounded_f_vector": "bounded f-vector", "neighbours": "walls"}
        return {"verdict": said["verdict"], **{name: tuple(claim[key]) if "vector" in key else claim[key]
                                               for key, name in names.items() if key in claim}}
    return way


WAYS: dict[str, Way] = {
    "fan": engine("fan"), "cdd": engine("cdd"), "signs": engine("signs"), "fan in Python": fan_in_python,
    "signs in Python": signs_in_python, "linear programs": linear_programs, "points": at_points, "boundary by fan": boundary("fan"),
    "boundary by cdd": boundary("cdd"), "certificate of the regions": certificate("regions"),
    "certificate of the complex": certificate("complex"), "certificate of the boundary": certificate("boundary")}


class KeptWorker(cdd.Worker):
    """cddlib's process, kept for the next problem: to start one takes longer than most problems."""

    process = None

    def __enter__(self) -> "KeptWorker":
        return self if self.process and self.process.poll() is None else super().__enter__()

    def __exit__(self, *error: object) -> None:
        if error[0]:                        # what it would answer next is not known
            super().__exit__()
