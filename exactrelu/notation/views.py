"""Results as pictures: what is small enough and has at most three coordinates."""
from __future__ import annotations

from hashlib import sha256

from ..boundary import Boundary
from ..complex import Complex
from ..errors import ExactReluError
from .marks import Raw

CELLS = 400             # regions of a picture in a notebook


def picture(found: Complex | Boundary) -> Raw:
    """The SVG of `exactrelu.draw`, or nothing."""
    return Raw("")
