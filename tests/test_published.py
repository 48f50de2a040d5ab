"""Counts that others have published or computed: workloads, arrangements, trained networks."""
from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest
from conftest import CASES

import exactrelu as er

LARGE = 60_000


def _expected() -> dict:
    file = CASES / "workloads" / "expected.json"
    return json.loads(file.read_text()) if file.exists() else {}


def _workloads(slow_above: int, at_most: int = 2_000_000) -> list:
    found = []
    for name, answer in sorted(_expected().items()):
        for domain, key in (("whole", "regions"), ("box:-1,1", "regions_in_box")):
            if answer.get(key, at_most + 1) <= at_most:
                marks = [pytest.mark.slow] if answer[key] > slow_above else []
                found.append(pytest.param(name, domain, answer[key], marks=marks, id=f"{name}-{domain[:3]}"))
    return found


@pytest.mark.parametrize("name, domain, regions", _workloads(LARGE))
def test_workload_with_fan(cases, name, domain, regions):
    """The fan engine counts every workload right."""
    cx = er.enumerate(er.read(cases / "workloads" / f"{name}.npz"), domain, "fan")
    assert len(cx) == regions
    assert cx.euler_characteristic == (1 if domain != "whole" else (-1) ** cx.dimension)


@pytest.mark.parametrize("name, domain, regions", _workloads(400, 5_000))
def test_workload_with_signs(cases, name, domain, regions):
    """The signs engine finds the same sign vectors and the same bounded regions as the fan engine."""
    net = er.read(cases / "workloads" / f"{name}.npz")
    fan, signs = er.enumerate(net, domain, "fan"), er.enumerate(net, domain, "signs")
    assert signs.signs == fan.signs
    assert (signs.cells.bounded == fan.cells.bounded).all()


@pytest.mark.parametrize("name, domain, regions", _workloads(150, 5_000))
def test_workload_with_cdd(cases, name, domain, regions):
    """The cdd engine, which shares no code with the fan engine, finds the same sign vectors."""
    pytest.importorskip("cdd.gmp", reason="pycddlib with GMP is not installed")
    net = er.read(cases / "workloads" / f"{name}.npz")
    fan, cdd = er.enumerate(net, domain, "fan"), er.enumerate(net, domain, "cdd")
    assert cdd.signs == fan.signs
    assert (cdd.cells.bounded == fan.cells.bounded).all()


def _arrangements() -> list:
    found = []
    for file in sorted((CASES / "arrangements").glob("*.json")):
        data = json.loads(file.read_text())
        answer = {**data["check"], **data["expected"]}
        regions = answer.get("regions")
        if regions is not None and regions <= 200_000:
            marks = [pytest.mark.slow] if regions > LARGE else []
            found.append(pytest.param(file.name, regions, answer.get("rel_bounded_regions"),
                                      answer.get("projective_f_vector"), marks=marks, id=file.stem))
    return found


@pytest.mark.parametrize("file, regions, bounded, projective", _arrangements())
def test_arrangement(cases, file, regions, bounded, projective):
    """Regions and relatively bounded regions; for central arrangements the projective f-vector too."""
    cx = er.enumerate(er.read(cases / "arrangements" / file), engine="fan")
    assert len(cx) == regions
    if bounded is not None:
        assert cx.relatively_bounded_regions == bounded
    if projective is not None:       # vertices, edges and regions of the projective plane: half those of the sphere
        assert [2 * n for n in projective] == list(cx.f_vector[1:])


# Published counts: the definition and the domain are those of cases/region_counts.json.
TRAINED = {
    "relucent__phantom_ckpt0": {"regions": 49},
    "relucent__parity_4630": {"regions": 6188},
    "relucent__shi_bound_5303": {"regions": 640},
    "rpm__taxinet_dynamics": {"regions": 697},
    "gol__demo_8_nodes": {"regions": 30, "unbounded_regions": 14, "vertices": 22, "affine_maps": 28},
    "berzins__2_2x50_relu_bunny": {"regions": 3673, "unbounded_regions": 156, "vertices": 3594},
    "marabou_onnx__fc1": {"regions": 2061, "unbounded_regions": 62, "vertices": 2029},
    "rpm__quadratic": {"regions": 623, "unbounded_regions": 46, "vertices": 599},
    "rpm__pendulum": {"regions": 79, "unbounded_regions": 24, "vertices": 66},
    "relucent__synthetic_progress_ckpt0": {"regions": 37, "vertices": 28},
}
WITH_OUTPUT = {
    "relucent__synthetic_progress_ckpt0": {"regions": 49, "vertices": 39},
    "gol__demo_8_nodes": {"regions": 35, "vertices": 26},
    "berzins__2_2x50_relu_bunny": {"regions": 3749, "vertices": 3670},
}


@pytest.mark.parametrize("name, expected, with_output",
                         [(name, e, False) for name, e in TRAINED.items()]
                         + [(name, e, True) for name, e in WITH_OUTPUT.items()])
def test_trained_network(cases, name, expected, with_output):
    """Cells of trained networks in the whole space."""
    cx = er.enumerate(er.read(cases / "networks" / f"{name}.json"), with_output=with_output, engine="fan")
    found = cx.summary()
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("name, bound, regions", [
    ("rpm__quadratic", Fraction(1), 202),
    ("rpm__pendulum", Fraction(math.pi) / 2, 18),      # the published domain is the double nearest to pi/2
])
def test_trained_network_in_its_box(cases, name, bound, regions):
    """Affine pieces in a box of the raw input x; the network takes (x - mean) / std."""
    notes = json.loads((cases / "networks" / f"{name}.json").read_text())["notes"]["params"]
    mean, std = ([Fraction(v) for v in notes[key]] for key in ("X_mean", "X_std"))
    box = er.Domain.box([[(-bound - m) / s, (bound - m) / s] for m, s in zip(mean, std)])
    assert len(er.enumerate(er.read(cases / "networks" / f"{name}.json"), box)) == regions


def test_trained_network_as_a_function(cases):
    """NeuralVerification.jl's small network is 24 max(x + 3/2, 0) + 37/2."""
    net = er.read(cases / "networks" / "nv_jl__small_nnet.json")
    for x in (Fraction(-7, 3), Fraction(-3, 2), Fraction(0), Fraction(5, 7)):
        assert net([x]) == (24 * max(x + Fraction(3, 2), 0) + Fraction(37, 2),)


def test_backdoor(cases):
    """The network of Zombori et al. (ICLR 2021), whose backdoor floating point cannot see, has 5 cells on [0, 1]."""
    data = json.loads(next((cases / "adversarial").glob("*.json")).read_text())["expected"]
    net = er.read(next((cases / "adversarial").glob("*.json")))
    cx = er.enumerate(net, "box:0,1")
    assert len(cx) == data["activation_cells_on_0_1"]
    inner = {str(v[0]) for region in cx for v in region.vertices} - {"0", "1"}
    assert inner == set(data["breakpoints"][:-1]) | {"1/20"}
    assert [str(y) for y in net(["1/20"])] == data["f_at_1_20"]
