"""What engines say of a network with extreme numbers: what they say of its small copy, or all the same."""
from __future__ import annotations

import contextlib
import os
from typing import Iterator

import exactrelu as er
from exactrelu.engines.cells import as_text, canonical_order
from exactrelu.engines.compiled_signs import Compiled, NotCompiled
from exactrelu.engines.problem import problem

from .networks import Case

PURE = "EXACTRELU_PURE"


@contextlib.contextmanager
def in_python() -> Iterator[None]:
    """The twins of the compiled engines are used."""
    before = os.environ.get(PURE)
    os.environ[PURE] = "1"
    try:
        yield
    finally:
        del os.environ[PURE]
        if before is not None:
            os.environ[PURE] = before


def shape(cx: er.Complex) -> dict:
    """What an engine that keeps faces counts."""
    edges = sorted((a, b, neurons) for a, b, neurons in cx.graph.edges(data="neurons"))
    return {"signs": cx.signs, "bounded": cx.cells.bounded.tolist(), "f_vector": cx.f_vector, "bounded_f_vector": cx.bounded_f_vector,
            "edges": edges, "affine_maps": cx.affine_maps, "lineality": cx.lineality}


def points_are_right(cx: er.Complex, net: er.Network, domain: er.Domain) -> bool:
    """The inner point of every region has its signs, in the network as it was given."""
    inner = domain.restrict(net)
    return all(inner.signs(region.interior) == region.signs and domain.contains(region.interior) for region in cx)


def engines(case: Case, cdd: bool) -> list[str]:
    """Every engine against the small copy; the names of those that are wrong."""
    net, domain = case.network, case.domain
    fan = er.enumerate(net, domain, "fan")
    true = shape(er.enumerate(case.small, case.small_domain, "fan")) if case.small else shape(fan)
    wrong = [] if shape(fan) == true else ["fan"]
    wrong += [] if points_are_right(fan, net, domain) else ["fan, points"]
    signs = er.enumerate(net, domain, "signs")
    few = {key: true[key] for key in ("signs", "bounded")}
    seen = lambda cx: {"signs": cx.signs, "bounded": cx.cells.bounded.tolist()}  # noqa: E731
    wrong += [] if seen(signs) == few and signs.affine_maps == true["affine_maps"] else ["signs"]
    wrong += [] if points_are_right(signs, net, domain) else ["signs, points"]
    with contextlib.suppress(NotCompiled):                       # of integers that are too long for the library
        task = problem(net, domain)
        found = Compiled(task).search(10**6, rays=0)              # by linear programs, which are else for many dimensions
        order = canonical_order(found.signs)
        told = {"signs": [text.decode() for text in as_text(found.signs[order]).tolist()], "bounded": found.flags[order].tolist()}
        wrong += [] if told == few else ["signs by linear programs"]
    with in_python():
        wrong += [] if shape(er.enumerate(net, domain, "fan")) == true else ["fan in Python"]
        wrong += [] if seen(er.enumerate(net, domain, "signs")) == few else ["signs in Python"]
    if cdd:
        wrong += [] if shape(er.enumerate(net, domain, "cdd")) == true else ["cdd"]
    return wrong
