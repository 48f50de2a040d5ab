"""What can be certified: the claim, and the records that prove it."""
from __future__ import annotations

import os
from concurrent.futures import Executor
from typing import Any, Generator, Iterable, Sequence

from ..boundary import boundary
from ..complex import Complex
from ..domain import Domain
from ..enumeration import enumerate as enumerate_regions
from ..envelope import forms_of
from ..errors import ExactReluError, InputError, NotKnown
from ..linalg import dot, inverse, nullspace, rank
from ..network import Layer, Network, homogenise
from ..readers import read_domain
from ..ridge import ridge_form
from ..sectors import Sectors
from ..shallow import shallow_form
from ..theorems import theorem as theorem_named
from ..theorems.instance import Instance
from .classes import class_map
from .ground import ground
from .pairs import Proof, equality, equivalence
from .quantities import lipschitz, of_boundary, of_complex
from .result import Certificate
from .subtrees import Hands, Progress, leaves, tree_records
from .writing import within_limits, write

# the kinds that `certify` knows, and the theorems whose closed form the checker compares with a tree of that kind
KINDS = ("regions", "affine_maps", "lipschitz", "injective", "complex", "boundary", "class", "convex", "layer", "preimage",
         "projection", "equivalent", "equal")
THEOREMS = {"L1": "complex", "R1": "complex", "R17": "complex", "T41": "regions", "T12": "boundary", "T13": "boundary",
            "T14": "boundary", "T15": "boundary", "T22": "boundary", "T29": "boundary", "T39": "boundary"}
# theorems whose instance is a claim of its own
INSTANCES = {"T3": "projection", "T4": "layer", "T5": "layer", "T6": "preimage", "T11": "class", "T17": "class",
             "T21": "class", "T24": "class", "T25": "class", "T27": "equal", "R8": "injective", "R10": "lipschitz", "R13": "convex"}


def certify(network: Network | Layer, path: str | os.PathLike, kind: str | None = None, *, theorem: str | None = None,
            second: Network | None = None, at: Sequence | None = None, domain: Any = None, output: int | None = None,
            pair: tuple[int, int] | None = None, memory: int | None = None, progress: Progress | None = None,
            jobs: int | None = None, executor: Executor | None = None) -> Certificate:
    """Write a certificate that exactrelu/checker.py accepts; what the checker says of it.

    Parameters
    ----------
    path : the file (gzip if its name ends in .gz); it appears only when it is complete and accepted.
    kind : what is certified, one of KINDS; by default that of the theorem, or "regions".
    theorem : the id of a theorem of THEOREMS or INSTANCES.
    second : the other network, for "equivalent" and "equal".
    at : the point, for "preimage" (z) and "projection" (x).
    domain, memory, progress : as for `exactrelu.enumerate`; output, pair : as for `exactrelu.boundary`.
    jobs : how many processes write proof trees, 1 by default; the file does not depend on it.
    executor : who does the work in their place, any concurrent.futures.Executor.

    Raises
    ------
    InputError : a kind or theorem that does not exist, or one that does not fit the network.
    NotKnown : there is no certificate of that kind for this network.
    LimitExceeded : the complex would not fit in memory, or the certificate is beyond a limit of the checker.

    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "net.cert"
    >>> certify(Network(Layer([[1, 0], [0, 1]])), file)["claim"]
    {'kind': 'regions', 'regions': 4}
    """
    network = network if isinstance(network, Network) else Network(network)
    kind = _kind(kind, theorem)
    if theorem in INSTANCES:              # the checker asks for the hypotheses of the others
        _applies(theorem, network)
    where = read_domain(network.domain if domain is None else domain, network.inputs)
    options, hands = {"memory": memory, "progress": progress}, Hands.of(jobs, executor, progress)
    if kind in ("regions", "affine_maps", "lipschitz", "injective"):
        claim, records = _regions(network, where, kind, options, hands)
    elif kind in ("complex", "boundary"):
        claim, records = _cells(network, where, kind, output, pair, options, hands)
    else:
        if not where.is_whole:
            raise InputError(f"a certificate of the kind {kind!r} is about the whole space; give --domain whole")
        network, where = where.restrict(network), Domain.whole(where.dimension)
        within_limits({"kind": kind}, network, where)
        claim, records = _identity(network, kind, second, at, output, pair, hands)
    if theorem in THEOREMS:
        claim["theorem"] = theorem
    try:
        said = write(path, claim, network, where, records, InputError if theorem in THEOREMS else ExactReluError,
                     follow=hands != Hands(progress=progress))
        return Certificate(said, path)
    finally:
        if isinstance(records, Generator):
            records.close()                   # so that no process goes on after an error


def _kind(kind: str | None, theorem: str | None) -> str:
    if theorem is not None and theorem not in THEOREMS and theorem not in INSTANCES:
        raise InputError(f"there is no certificate for the theorem {str(theorem)[:40]!r}; there is one for "
                         f"{', '.join(sorted({**THEOREMS, **INSTANCES}, key=lambda x: (x[0], int(x[1:]))))}")
    own = {**THEOREMS, **INSTANCES}.get(theorem, "regions")
    if kind is not None and kind not in KINDS:
        raise InputError(f"the kind must be one of {', '.join(KINDS)}, but is {str(kind)[:40]!r}")
    if kind is not None and theorem is not None and kind != own:
        raise InputError(f"the certificate for {theorem} is of the kind {own!r}, not {kind!r}")
    return kind or own


def _applies(name: str, network: Network) -> None:
    """InputError unless the hypotheses of a theorem hold."""
    known, instance = theorem_named(name), Instance(network)
    for condition in (known.frame,) + known.hypotheses:
        if not condition.test(instance):
            raise InputError(f"{name} does not apply: {condition.sentence}")


def _regions(network: Network, where: Domain, kind: str, options: dict, hands: Hands) -> Proof:
    """Trees that split in two."""
    within_limits({"kind": "regions"}, network, where)
    cx = enumerate_regions(network, where, "fan", **options)
    inside = where.restrict(network)
    claim: dict = {"kind": "regions", "regions": len(cx)}
    if kind != "regions" and any(not any(dot(row, ray) for ray in cx.fan.rays.tolist()) for row in cx.problem.rows):
        raise InputError("the domain is flat: affine maps, gradients and injectivity are about domains with interior points; "
                         "give the flat as a slice")
    if kind == "injective":
        lost = _collision(inside, cx)
        if lost:
            return {"kind": "not injective"}, [["pair", *lost]]
        claim["injective"] = True
    if kind == "affine_maps":
        claim["affine_maps"] = cx.affine_maps
    if kind == "lipschitz":
        claim["lipschitz"] = lipschitz(cx)
    return claim, _tree(cx, homogenise(inside), False, hands)


def _tree(cx: Complex, stack: Any, strict: bool, hands: Hands) -> Iterable[list | str]:
    return tree_records(ground(cx, [stack]), strict, leaves(cx, strict), hands)


def _collision(network: Network, cx: Complex) -> tuple | None:
    """Two points with the same image, from a region where the active rows do not span; None if there is none."""
    if len(network.layers) != 1 or network.layers[0].activation != "relu":
        raise InputError("injectivity is certified for one ReLU layer")
    if not cx.domain.is_whole:
        raise InputError("injectivity is certified on the whole space")
    layer = network.layers[0]
    for region in cx:
        on = [row for row, sign in zip(layer.W, region.signs) if sign == "+"]
        if rank(on) < network.inputs:
            u, x = nullspace(on, network.inputs)[0], region.interior
            room = [-y / dot(row, u) for row, y in zip(layer.W, layer.preactivation(x)) if dot(row, u) > 0]
            step = min(room, default=1) or 1
            return x, tuple(a + step * b for a, b in zip(x, u))
    return None


def _cells(network: Network, where: Domain, kind: str, output: int | None, pair: tuple | None, options: dict, hands: Hands) -> Proof:
    """Trees that split in three."""
    inside = where.restrict(network)
    if kind == "complex":
        within_limits({"kind": kind}, network, where)
        cx = enumerate_regions(network, where, "fan", **options)
        return {"kind": kind, **of_complex(cx)}, _tree(cx, homogenise(inside), True, hands)
    form = _form(network, output, pair)
    within_limits({"kind": kind, "form": form}, network, where)
    found = boundary(network, output, pair, where, "fan", **options)
    return {"kind": kind, "form": form, **of_boundary(found)}, \
        _tree(found.complex, homogenise(inside, [form]), True, hands)


def _form(network: Network, output: int | None, pair: tuple[int, int] | None) -> list:
    form = forms_of(network.outputs, output, pair)[1]
    if form == "argmax":
        raise NotKnown("there is no certificate for an argmax boundary; give an output or a pair of outputs")
    return form


def _identity(network: Network, kind: str, second: Network | None, at: Sequence | None, output, pair, hands: Hands) -> Proof:
    """Claims that one identity proves, and claims about two networks."""
    if kind in ("equivalent", "equal"):
        if second is None:
            raise InputError(f"a certificate of the kind {kind!r} compares two networks; give the other one with --with")
        return equivalence(network, second, hands) if kind == "equivalent" else equality(network, second)
    if kind in ("layer", "preimage", "projection"):
        return _of_layer(network, kind, at)
    form = _form(network, output, pair)
    if kind == "class":
        found = class_map(network, form)
        if found is None:
            raise NotKnown("the boundary has no class with a label; 'exactrelu boundary' says why")
        return {"kind": "class", "form": form, "class": found[0]}, [found[1]]
    shallow = shallow_form(network, form)
    if shallow is None:
        raise NotKnown("convexity of a function is certified for one hidden layer; of a side, with the kind 'boundary'")
    return {"kind": "convex", "form": form, "convex": all(mu > 0 for mu, _, _ in ridge_form(*shallow).bends)}, []


def _of_layer(network: Network, kind: str, at: Sequence | None) -> Proof:
    if len(network.layers) != 1 or network.outputs != network.inputs:
        raise InputError(f"a certificate of the kind {kind!r} is about one ReLU layer with as many neurons as inputs")
    sectors = Sectors(network.layers[0])
    if kind == "layer":
        return {"kind": kind, "orthogonal": sectors.is_orthogonal}, [["inverse", inverse(network.layers[0].W), sectors.apex]]
    if at is None:
        raise InputError(f"a certificate of the kind {kind!r} is about one point; give it with --at")
    if kind == "projection":
        return {"kind": kind, "x": list(at), "u": list(sectors.project(at))}, []
    fibre = sectors.preimage(at)
    if fibre is None:
        raise NotKnown("the fibre is empty: a value of a ReLU layer is not negative")
    return {"kind": kind, "z": list(at), "point": list(fibre.vertices[0]), "rays": [list(ray) for ray in fibre.rays]}, []
