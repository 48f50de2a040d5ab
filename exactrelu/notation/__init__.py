"""How results look in a notebook: `_repr_html_` and `_repr_latex_`, given to the classes here and nowhere else.

The mathematics knows nothing of markup; this package knows the mathematics.

marks     numbers, vectors, matrices, tables
formulas  results as LaTeX
tables    results as HTML
views     results as pictures
"""
from __future__ import annotations

from ..boundary import Boundary
from ..certificates import Certificate
from ..counts import Counts
from ..decide import Decision, Radius
from ..domain import Domain
from ..equivalence import Equivalence
from ..linalg import AffineMap
from ..network import Layer, Network
from ..partition import Classes
from ..region import Region
from ..ridge import RidgeForm
from ..sectors import Sectors
from ..theorems import Verdict
from . import formulas, tables
from .marks import dollars

# kind of result: the name of its functions in tables and, but for classes, in formulas
SHOWN = {AffineMap: "affine_map", Layer: "layer", Network: "network", Domain: "domain", Region: "region", Counts: "counts",
         Boundary: "boundary", Verdict: "verdict", Decision: "decision", Radius: "radius", Equivalence: "equivalence",
         RidgeForm: "ridge_form", Sectors: "sectors", Classes: "classes", Certificate: "certificate"}


def attach() -> None:
    """Give every kind of result its representations.

    >>> from exactrelu import Layer
    >>> Layer([[1, 2]])._repr_latex_()
    '$\\\\displaystyle x\\\\mapsto\\\\max\\\\left(\\\\begin{pmatrix}1&2\\\\end{pmatrix}x,\\\\,0\\\\right)$'
    """
    for kind, name in SHOWN.items():
        kind._repr_html_ = _html(getattr(tables, name))
        if hasattr(formulas, name):
            kind._repr_latex_ = _latex(getattr(formulas, name))


def _html(show):
    return lambda self: str(show(self))


def _latex(show):
    return lambda self: dollars(show(self))
