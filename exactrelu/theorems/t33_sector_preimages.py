"""T33: which sign vectors of a deep network occur, sector by sector of the first layer."""
from __future__ import annotations

from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..network import Layer, Network
from .conditions import INDEPENDENT, MANY_LAYERS
from .instance import Geometry, Weights
from .theorem import Theorem


def predict(weights: Weights) -> dict:
    """The signs of the later layers on the open face of the orthant that belongs to each sector.

    They are found by the engine "signs", face by face; the measurement has the first layer in it and uses the engine "fan".
    """
    second, found = weights.layers[1], set()
    for signs in weights.sector_signs:
        on = [i for i, s in enumerate(signs) if s == "+"]
        if on:
            rest = Network((Layer([[row[i] for i in on] for row in second.W], second.b),) + weights.layers[2:])
            face = Domain.polytope([[0] + [int(i == j) for j in range(len(on))] for i in range(len(on))])
            found |= {signs + region for region in enumerate_regions(rest, face, engine="signs").signs}
        else:
            found.add(signs + Network((second,) + weights.layers[2:]).signs([0] * weights.m))
    return {"sign vectors": frozenset(found)}


def measure(geometry: Geometry) -> dict:
    """The sign vectors of the regions of the whole network."""
    return {"sign vectors": frozenset(geometry.complex.signs)}


THEOREM = Theorem(
    "T33", "sector_preimages",
    "If the rows of the first layer are independent, a sector I of it meets a cell of the later layers in full dimension "
    "exactly if that cell meets the face {z_i > 0 for i in I, else 0} of the orthant in full dimension of the face; the "
    "region is a cylinder over that part, along -a_j*, j not in I.",
    r"T_1^{-1}(S^2_J) \cap S^1_I = \{x \in S_I : \pm(A_2 D_I (A_1 x + b_1) + b_2)_j \geq 0\}",
    "proved in proofs/t33_sector_preimages.md", MANY_LAYERS, (INDEPENDENT,), predict, measure)
