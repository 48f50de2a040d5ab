"""T32: incidence is the order of sign vectors."""
from __future__ import annotations

import numpy as np

from ..complex import FINITE, Complex, over_faces
from ..errors import LimitExceeded
from .conditions import LAYER
from .instance import Geometry, Weights
from .theorem import Samples, Theorem

FACES = 600          # all pairs of faces are compared


def signs_of_faces(cx: Complex) -> list[list[tuple[int, str]]]:
    """For every level (face, its sign vector) of the faces with a vertex."""
    plus = over_faces(cx.fan, (cx.fan.ray_signs > 0).astype(np.uint8))
    minus = over_faces(cx.fan, (cx.fan.ray_signs < 0).astype(np.uint8))
    return [[(face, "".join("0+-"[int(p) + 2 * int(q)] for p, q in zip(up[face], down[face])))
             for face in np.flatnonzero(reach & FINITE != 0).tolist()]
            for up, down, reach in zip(plus, minus, cx.reach)]


def at_most(smaller: str, larger: str) -> bool:
    """Whether a sign vector is obtained from another one by setting entries to 0.

    >>> at_most("+0", "+-"), at_most("++", "+-")
    (True, False)
    """
    return all(s in ("0", t) for s, t in zip(smaller, larger))


def predict(weights: Weights) -> dict:
    """The order of sign vectors."""
    return {"in the closure": lambda pair: at_most(*pair)}


def measure(geometry: Geometry) -> dict:
    """For all pairs of cells, whether the generators of the first are among those of the second."""
    cx = geometry.complex
    faces = [(signs, frozenset(cx.rays_of(level, face).tolist()))
             for level, group in enumerate(signs_of_faces(cx)) for face, signs in group]
    if len(faces) > FACES:
        raise LimitExceeded(f"the complex has {len(faces)} cells; all pairs are compared up to {FACES}")
    return {"in the closure": Samples({(s, t): a <= b for s, a in faces for t, b in faces})}


THEOREM = Theorem(
    "T32", "face_order",
    "In a network of any depth, a cell lies in the closure of another one exactly if its sign vector is obtained from the "
    "other by setting entries to 0. No genericity is needed.",
    r"C_\sigma \subset \overline{C_\tau} \iff \forall i:\ \sigma_i \in \{0, \tau_i\}",
    "proved in proofs/t32_face_order.md; compare Masden, arXiv:2207.07696, for generic networks",
    LAYER, (), predict, measure)
