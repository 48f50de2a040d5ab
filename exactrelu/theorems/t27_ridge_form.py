"""T27: the canonical ridge form, which decides equality of functions with one hidden layer."""
from __future__ import annotations

from fractions import Fraction

from ..linalg import dot, nullspace
from ..rational import primitive
from .conditions import SHALLOW
from .instance import Geometry, Weights
from .theorem import Samples, Theorem


def predict(weights: Weights) -> dict:
    """The ridge form as a function, and the jump mu n of the gradient across each of its hyperplanes."""
    form = weights.ridge
    return {"F": form, "jumps": {(n, beta): tuple(mu * x for x in n) for mu, n, beta in form.bends},
            "affine": form.is_affine}


def measure(geometry: Geometry) -> dict:
    """Values of F, and the jumps of the measured gradients across the walls of the complex."""
    jumps = measured_jumps(geometry)
    return {"F": Samples(geometry.samples(lambda x: geometry.network(x)[0])), "jumps": jumps, "affine": not jumps}


def measured_jumps(geometry: Geometry) -> dict:
    """{(n, beta): the jump of the gradient from n.x + beta < 0 to n.x + beta > 0}, where it is not 0."""
    cx, d = geometry.complex, geometry.network.inputs
    gradients = {signs: f.matrix[0] for signs, f in geometry.maps(geometry.network).items()}
    found = {}
    for first, second, wall in cx.walls.tolist():
        points = cx.fan.rays[cx.rays_of(len(cx.fan.levels) - 1, wall)].tolist()
        rows = [(1,) + cx.point(ray) if ray[0] else (0,) + cx.direction(ray) for ray in points]
        rows += [(0,) + tuple(v) for v in cx.problem.lineality]
        form = primitive(nullspace(rows, d + 1)[0])
        n = primitive(form[1:])
        n = n if next(filter(None, n)) > 0 else tuple(-x for x in n)
        lead = next(i for i, x in enumerate(n) if x)
        beta = Fraction(form[0] * n[lead], form[1 + lead])
        a, b = cx[first], cx[second]
        if dot(n, a.interior) + beta > 0:
            a, b = b, a
        jump = tuple(y - x for x, y in zip(gradients[a.signs], gradients[b.signs]))
        if any(jump):
            found[n, beta] = jump
    return found


def function_of_weights(weights: Weights) -> str:
    """The ridge form as a text: equal texts, equal functions."""
    return repr(weights.ridge)


def function_of_geometry(geometry: Geometry) -> str:
    """Measured jumps and values at 0, e_1, ..., e_d, as a text: equal texts, equal functions."""
    d = geometry.network.inputs
    values = [geometry.network([int(i == j) for j in range(d)])[0] for i in range(-1, d)]
    return repr((sorted(measured_jumps(geometry).items()), values))


THEOREM = Theorem(
    "T27", "ridge_form",
    "Every function with one hidden layer is l.x + c0 + sum mu_h (n_h.x + beta_h)^+ with primitive integer n_h, first "
    "non-zero entry positive, distinct (n_h, beta_h) and mu_h != 0, in exactly one way: mu_h n_h is the jump of its gradient "
    "across the hyperplane h. So two networks are the same function exactly if their forms are equal.",
    r"F(x) = \ell \cdot x + c_0 + \sum_h \mu_h (n_h \cdot x + \beta_h)^+ \text{ uniquely}",
    "proved in proofs/t27_ridge_form.md; compare Petzka et al. 2020, Dereich and Kassing",
    SHALLOW, (), predict, measure, label=lambda seen: f"{len(seen['jumps'])} bends", free=True,
    fingerprints=(function_of_weights, function_of_geometry))
