"""R5: in a generic network, a face of codimension j lies in exactly 2^j regions."""
from __future__ import annotations

from .conditions import LAYER
from .instance import Geometry, Instance, Weights
from .t32_face_order import signs_of_faces
from .theorem import Hypothesis, Samples, Theorem


def has_cubical_signs(instance: Instance) -> bool:
    """Whether the codimension of every cell is the number of zeros of its sign vector."""
    faces = signs_of_faces(instance.geometry.complex)
    top = len(faces) - 1
    return all(signs.count("0") == top - level for level, group in enumerate(faces) for _, signs in group)


CUBICAL = Hypothesis("supertransversal", "every cell must have as many zeros in its sign vector as its codimension",
                     has_cubical_signs)


def predict(weights: Weights) -> dict:
    """2^j regions at a face of codimension j; 2^d at a vertex (d without the lineality space)."""
    return {"regions at a face": lambda face: 2**face[0]}


def measure(geometry: Geometry) -> dict:
    """For every face (codimension, number) the number of regions that have it as a face."""
    cx = geometry.complex
    # regions above a face: those above its cofaces, each once
    above: list[dict[int, set[int]]] = [{cell: {cell} for cell in range(len(cx))}]
    for start, ids in reversed(cx.fan.levels):
        below: dict[int, set[int]] = {}
        for face, cells in above[-1].items():
            for facet in ids[start[face]:start[face + 1]].tolist():
                below.setdefault(facet, set()).update(cells)
        above.append(below)
    top = len(above) - 1
    return {"regions at a face": Samples({(codimension, face): len(cells) for codimension, level in enumerate(above)
                                          for face, cells in level.items() if cx.reach[top - codimension][face] & 1})}


THEOREM = Theorem(
    "R5", "cubical",
    "If the codimension of every cell of the complex is the number of zeros in its sign vector, then a face of codimension j "
    "lies in exactly 2^j regions, a vertex in 2^d, and the dual complex is cubical.",
    r"\mathrm{codim}\,C_\sigma = |\{i : \sigma_i = 0\}| \Rightarrow C_\sigma \text{ lies in } 2^{\mathrm{codim}} \text{ regions}",
    "Masden, arXiv:2207.07696; proved in proofs/r5_cubical.md", LAYER, (CUBICAL,), predict, measure)
