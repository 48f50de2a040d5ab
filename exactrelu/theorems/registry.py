"""All theorems, one module each, in the order of the theory: l1_..., t3_... to t41_..., r1_... to r17_..."""
from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from ..errors import InputError
from .theorem import Theorem

_NAME = re.compile(r"([ltr])(\d+)(b?)_")


def _place(name: str) -> tuple:
    letter, number, second = _NAME.match(name).groups()
    return "ltr".index(letter), int(number), second


MODULES = tuple(import_module(f".{name}", __package__) for name in
                sorted((found.name for found in iter_modules([str(Path(__file__).parent)]) if _NAME.match(found.name)), key=_place))
THEOREMS: dict[str, Theorem] = {module.THEOREM.name: module.THEOREM for module in MODULES}


def theorem(name: str) -> Theorem:
    """The theorem with this name or id; InputError if there is none."""
    for known in THEOREMS.values():
        if name in (known.name, known.id):
            return known
    raise InputError(f"there is no theorem {name[:40]!r}; 'exactrelu theorems' lists them")
