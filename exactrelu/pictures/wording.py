"""Numbers and names as they are written in pictures."""
from __future__ import annotations

from fractions import Fraction

from ..linalg import spelled
from .scene import Scene

TICK_DIGITS = 12          # of a number that is no round one


def subscript(i: int) -> str:
    """A number as an index below the line.

    >>> subscript(10)
    '₁₀'
    """
    return str(i).translate({ord("0") + k: ord("₀") + k for k in range(10)})


def form_name(scene: Scene) -> str:
    """What is zero on the boundary: F, F₁, or F₀ − F₁."""
    form = getattr(scene.found, "form", None)
    if not isinstance(form, list) or scene.network.outputs == 1:
        return "F"
    return " − ".join(f"F{subscript(i)}" for i, _ in sorted(enumerate(form[1:]), key=lambda entry: -entry[1]) if form[i + 1])


def decimal(x: Fraction, digits: int = 4) -> str:
    """A number for the eye: exact if it is short, otherwise rounded.

    >>> decimal(Fraction(-1, 3)), decimal(Fraction(5, 4)), decimal(Fraction(100001, 10**6))
    ('-1/3', '5/4', '0.1')
    """
    if max(abs(x.numerator).bit_length(), x.denominator.bit_length()) < 10:
        return spelled(x)
    scaled = round(abs(x) * 10**digits)
    whole, rest = divmod(scaled, 10**digits)
    return ("-" if x < 0 and scaled else "") + f"{spelled(whole)}.{rest:0{digits}d}".rstrip("0").rstrip(".")


def minus(text: str) -> str:
    """A text with true minus signs."""
    return text.replace("-", "−")


def tick_text(x: Fraction) -> str:
    """A number at an axis: a round one as a decimal, the end of a frame, which may be any fraction, for the eye.

    >>> tick_text(Fraction(-5, 4)), tick_text(Fraction(1, 3))
    ('−1.25', '1/3')
    """
    digits = next((digits for digits in range(1, TICK_DIGITS) if 10**digits % x.denominator == 0), None)
    return minus(decimal(x, TICK_DIGITS) if x.denominator == 1 or digits is None else _plain(x, digits))


def _plain(x: Fraction, digits: int) -> str:
    whole, rest = divmod(abs(x.numerator) * 10**digits // x.denominator, 10**digits)
    return ("-" if x < 0 else "") + f"{spelled(whole)}.{rest:0{digits}d}"


def coordinates(scene: Scene) -> list[str]:
    """The names of the coordinates: x alone or x₁, x₂, ..., and of a slice u₁, u₂, ..., with the inputs that they are, if they are."""
    place = scene.domain.embedding
    if not place and scene.dimension == 1:
        return ["x"]
    if not place:
        return [f"x{subscript(i + 1)}" for i in range(scene.dimension)]
    found = []
    for j in range(scene.dimension):
        on = [i for i, row in enumerate(place.matrix) if row[j]]
        alone = len(on) == 1 and place.matrix[on[0]][j] == 1 and not place.vector[on[0]]
        found.append(f"u{subscript(j + 1)}" + (f" = input {on[0]}" if alone else ""))
    return found
