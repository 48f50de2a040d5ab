"""Small words that all proofs share."""
from __future__ import annotations

from typing import Sequence

from ..linalg import Vector
from .document import Part
from .formula import Formula, Name, Words, point


def cut(text: str, length: int) -> str:
    """A text that is not longer than so many characters.

    >>> cut("x" * 20, 8)
    'xxxxx...'
    """
    return text if len(text) <= length else text[:length - 3] + "..."


def number(n: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> number(1, "piece"), number(2, "piece"), number(0, "vertex", "vertices")
    ('1 piece', '2 pieces', 'no vertices')
    """
    return f"{n if n else 'no'} {one if n == 1 else many or one + 's'}"


def listed(items: Sequence[Formula], most: int = 6) -> tuple[Part, ...]:
    """Formulas with commas between them; the rest of a long list as a number."""
    parts: list[Part] = []
    for i, item in enumerate(items[:most]):
        parts += ([", "] if i else []) + [item]
    return tuple(parts) + ((f" and {len(items) - most} more",) if len(items) > most else ()) or ("none",)


def points(found: Sequence[Vector], most: int = 6) -> tuple[Part, ...]:
    """Points with commas between them."""
    return listed([point(p) for p in found], most)


def indices(neurons: Sequence[int]) -> Words:
    """Neurons, counted from 1, as a set.

    >>> indices([0, 2]).plain, indices([]).plain
    ('{1, 3}', '∅')
    """
    inside = ", ".join(str(i + 1) for i in neurons)
    return Words(rf"\{{{inside}\}}", f"{{{inside}}}") if neurons else Words(r"\varnothing", "∅")


def space(d: int) -> Words:
    """The space of all points with d coordinates."""
    return Words(rf"\mathbb{{R}}^{{{d}}}", f"ℝ{_raised(str(d))}")


def label(name: str) -> Words | str:
    """The label of a class."""
    return Words(rf"\mathrm{{{name}}}", name) if "(" in name else f"the class '{name}'"


def canonical(name: str) -> tuple[Part, ...]:
    """The canonical set of a class that is not one of B(m,k), B0(p,q): its points z."""
    z = Name("z", "1")
    return {"strip": ("0 <= ", z, " <= 1"), "parallel hyperplanes": (z, " = 0 or ", z, " = 1"),
            "half-space and hyperplane": (z, " <= 0 or ", z, " = 1")}.get(name, ())


def _raised(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


X, F = Name("x"), Name("F")
