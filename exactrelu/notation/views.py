"""Results as pictures: what is small and has at most three coordinates."""
from __future__ import annotations

from hashlib import sha256

from ..boundary import Boundary
from ..complex import Complex
from ..errors import ExactReluError
from ..linalg import shown
from ..pictures.picture import draw
from .marks import Raw

CELLS = 300             # regions of a picture in a notebook


def picture(found: Complex | Boundary) -> Raw:
    """The SVG of `exactrelu.draw`, or nothing.

    >>> import exactrelu as er
    >>> picture(er.boundary(er.Network([er.Layer([[1, 0], [0, 1]]), er.Layer([[1, 1]], [-1], "linear")]))).count("<svg")
    1
    >>> picture(er.enumerate(er.Layer([[1, 0, 0, 0]])))
    ''
    """
    cx = found.complex if isinstance(found, Boundary) else found
    if not 1 <= cx.dimension <= 3 or len(cx) > CELLS:
        return Raw("")
    try:
        seen = draw(cx.network, domain=cx.domain, **(_asked(found) if isinstance(found, Boundary) else {}))
        prefix = "e" + sha256(shown((cx.network, cx.domain, getattr(found, "form", None))).encode()).hexdigest()[:8] + "-"
        svg = seen.svg(prefix) if isinstance(found, Boundary) else seen.svg(prefix, show=[word for word in seen.show if word not in ("boundary", "corners")])
    except ExactReluError:                        # the result is still worth its table
        return Raw("")
    return Raw(f'<div style="max-width:30em">{svg}</div>')


def _asked(found: Boundary) -> dict:
    """The words for `draw` that ask for this boundary."""
    if found.form == "argmax":
        return {}
    used = sorted((i for i, x in enumerate(found.form[1:]) if x), key=lambda i: -found.form[1 + i])
    return {"pair": (used[0], used[1])} if len(used) > 1 else {"output": used[0]}
