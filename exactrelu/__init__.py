"""exactrelu: the exact geometry of ReLU networks.

Read a network or build one, enumerate its regions, take its decision boundary, verify a theorem:

>>> import exactrelu as er
>>> net = er.Network([er.Layer([[1, 0], [0, 1]], [0, 0]), er.Layer([[2, -1]], [-1], "linear")])
>>> len(er.enumerate(net)), er.boundary(net).type, er.verify("classification", net).verdict
(4, 'B(2,1)', 'holds')
"""
from . import notation
from .boundary import Boundary, boundary
from .certificates import Certificate, certify, check
from .complex import Complex, Region
from .counts import Counts
from .decide import Decision, Radius, decide, output_range, radius
from .domain import Domain
from .enumeration import enumerate
from .equivalence import Equivalence, equivalent
from .errors import ExactReluError, InputError, LimitExceeded, MissingExtra, NotKnown, Refuted
from .lessons import Lesson, prove
from .linalg import AffineMap
from .network import Layer, Network
from .partition import Classes, classes
from .pictures.picture import Picture, draw
from .polyhedra import Piece
from .preimages import Preimage, preimage
from .reach import Image, Range, image
from .readers import read, write
from .readers.property import Property
from .readers.vnnlib import read_property
from .ridge import RidgeForm, ridge_form
from .sectors import Sectors
from .sides import Side
from .streaming import count, stream
from .theorems import Verdict, census, verify
from .version import VERSION as __version__

__all__ = [
    "AffineMap", "Boundary", "Certificate", "Classes", "Complex", "Counts", "Decision", "Domain", "Equivalence",
    "ExactReluError", "Image", "InputError", "Layer", "Lesson", "LimitExceeded", "MissingExtra", "Network", "NotKnown",
    "Picture", "Piece", "Preimage", "Property", "Radius", "Range", "Refuted", "Region", "RidgeForm", "Sectors", "Side",
    "Verdict", "boundary", "census", "certify", "check", "classes", "count", "decide", "draw", "enumerate", "equivalent",
    "image", "output_range", "preimage", "prove", "radius", "read", "read_property", "ridge_form", "stream", "verify", "write",
]

notation.attach()                                  # how results look in a notebook
