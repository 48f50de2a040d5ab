"""L2: on a sector the layer is one affine map."""
from __future__ import annotations

from ..linalg import rank
from .conditions import INDEPENDENT, LAYER
from .instance import Geometry, Weights
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """D_I (A x + b) of rank |I|."""
    return {"map": weights.sectors.affine_map, "rank": lambda signs: signs.count("+")}


def measure(geometry: Geometry) -> dict:
    """The affine map through the values of the layer on each region, and its rank."""
    maps = geometry.maps(geometry.layer, geometry.layer_complex)
    return {"map": Samples(maps), "rank": Samples({signs: rank(f.matrix) for signs, f in maps.items()})}


THEOREM = Theorem(
    "L2", "sector_form",
    "On the sector with active neurons I the layer is x -> D_I (A x + b), D_I the diagonal 0/1 matrix of I; "
    "for independent rows its rank is |I|.",
    r"T|_{S_I} = D_I (A x + b), \quad \mathrm{rank}\, D_I A = |I|",
    "abstract of arXiv:2310.03482 (the layer simplifies in each sector); proved in proofs/l2_sector_form.md",
    LAYER, (INDEPENDENT,), predict, measure)
