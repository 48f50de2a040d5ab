"""exactrelu: the exact geometry of ReLU networks."""
from .boundary import Boundary, boundary
from .complex import Complex, Region
from .domain import Domain
from .enumeration import enumerate
from .errors import ExactReluError, InputError, LimitExceeded, MissingExtra, NotKnown, Refuted
from .network import Layer, Network
from .readers import read, write
from .theorems import Verdict, census, verify
from .version import VERSION

__version__ = VERSION
