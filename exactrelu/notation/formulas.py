"""Results as LaTeX formulas, one function for each kind of result; Jupyter's `_repr_latex_`."""
from __future__ import annotations

import json
from typing import Sequence

from ..boundary import Boundary
from ..certificates import Certificate
from ..complex import Complex
from ..counts import Counts
from ..decide import Decision, Radius
from ..domain import Domain
from ..equivalence import Equivalence
from ..linalg import AffineMap
from ..network import Layer, Network
from ..region import Region
from ..ridge import RidgeForm
from ..sectors import Sectors
from ..theorems import Verdict, theorem
from .marks import COLUMNS, FACES, LINE, ROWS, latex, latex_affine, latex_column, latex_matrix, latex_point, latex_signs, words


def affine_map(f: AffineMap) -> str:
    r"""x -> M x + v.

    >>> affine_map(AffineMap.identity(1))
    'x\\mapsto\\begin{pmatrix}1\\end{pmatrix}x'
    """
    return r"x\mapsto" + latex_affine(f.matrix, f.vector)


def layer(found: Layer) -> str:
    """x -> max(W x + b, 0), or without the maximum."""
    inner = latex_affine(found.W, found.b)
    return r"x\mapsto" + (rf"\max\left({inner},\,0\right)" if found.activation == "relu" else inner)


def network(found: Network) -> str:
    """The composition of its layers, and each of them."""
    k = len(found.layers)
    if k == 1:
        return "F(x)=" + layer(found.layers[0]).removeprefix(r"x\mapsto")
    shown = range(1, k + 1) if k <= ROWS else [*range(1, ROWS), k]
    names = [f"T_{{{i}}}" for i in reversed(shown)]
    lines = ["F&=" + r"\circ ".join(names if k <= ROWS else [names[0], r"\cdots", *names[1:]])]
    lines += [rf"T_{{{i}}}(x)&=" + layer(found.layers[i - 1]).removeprefix(r"x\mapsto") for i in shown]
    return rf"\begin{{aligned}}{LINE.join(lines)}\end{{aligned}}"


def domain(found: Domain) -> str:
    r"""The set of its points.

    >>> domain(Domain.box([[-1, 1], [0, 2]])), domain(Domain.whole(3))
    ('[-1,1]\\times[0,2]', '\\mathbb{R}^{3}')
    """
    if found.kind == "slice":
        ways = list(zip(*found.embedding.matrix))
        sums = "".join(f"+u_{{{j}}}{latex_column(way)}" for j, way in enumerate(ways[:COLUMNS], 1)) + r"+\cdots" * (len(ways) > COLUMNS)
        inner = _box(found) if found.inequalities else rf"\mathbb{{R}}^{{{found.dimension}}}"
        return rf"\left\{{{latex_column(found.embedding.vector)}{sums} : u\in {inner}\right\}}"
    if found.kind == "box":
        return _box(found)
    if found.inequalities:
        rows, bounds = [row[1:] for row in found.inequalities], [-row[0] for row in found.inequalities]
        return rf"\left\{{x : {latex_matrix(rows)}x\ge{latex_column(bounds)}\right\}}"
    return rf"\mathbb{{R}}^{{{found.dimension}}}"


def _box(found: Domain) -> str:
    rows = found.inequalities
    pairs = [rf"[{latex(-lo[0])},{latex(hi[0])}]" for lo, hi in zip(rows[::2], rows[1::2])]
    if len(pairs) > 1 and len(set(pairs)) == 1:
        return f"{pairs[0]}^{{{len(pairs)}}}"
    return r"\times".join(pairs[:COLUMNS] + [r"\cdots"] * (len(pairs) > COLUMNS))


def region(found: Region) -> str:
    """Its sign vector, its vertices and rays where they are known, and the affine map."""
    parts = [rf"\sigma={latex_signs(found.signs)}" if found.signs else ""]
    if not callable(found.generators):
        hull = rf"\operatorname{{conv}}\left\{{{_points(found.vertices)}\right\}}"
        parts.append("R=" + hull + (rf"+\operatorname{{cone}}\left\{{{_points(found.rays)}\right\}}" if found.rays else ""))
    flat = found.affine_map
    parts.append("F(x)=" + latex_affine(flat.matrix, flat.vector))
    return r",\quad ".join(filter(None, parts))


def _points(points: Sequence[Sequence]) -> str:
    return ",".join([latex_point(p) for p in points[:ROWS]] + [r"\ldots"] * (len(points) > ROWS))


def counts(found: Counts) -> str:
    """The number of regions, and of faces of each dimension where they are known without much work."""
    few = found.regions <= FACES or not isinstance(found, Complex)
    return rf"\#\text{{regions}}={found.regions}" + (rf",\quad f={latex_point(found.f_vector)}" if few and found.total.faces else "")


def boundary(found: Boundary) -> str:
    """The set, its class and the affine map onto the canonical one."""
    left = "B" if found.form == "argmax" else rf"B=\{{{_form(found.form)}=0\}}"
    if found.empty:
        return left + r"=\emptyset" if found.form != "argmax" else r"B=\emptyset"
    text = left
    if found.type:
        text += r"\cong " + class_name(found.type)
    if found.witness:
        text += r",\quad " + affine_map(found.witness)
    return text


def _form(form: Sequence) -> str:
    """c + v.F of a boundary."""
    used = [(x, f"F_{{{i}}}" if len(form) > 2 else "F") for i, x in enumerate(form[1:]) if x]
    text = "".join(("-" if x < 0 else "+" if k else "") + ("" if abs(x) == 1 else latex(abs(x))) + name for k, (x, name) in enumerate(used))
    return text + (("+" if form[0] > 0 and text else "") + latex(form[0]) if form[0] or not text else "")


def class_name(label: str) -> str:
    r"""The label of a class.

    >>> class_name("B(2,1)"), class_name("B0(1,1)"), class_name("strip")
    ('B_{2,1}', 'B^{0}_{1,1}', '\\text{strip}')
    """
    head, bracket, inner = label.partition("(")
    if bracket and head in ("B", "B0") and inner.endswith(")"):
        return "B" + "^{0}" * (head == "B0") + f"_{{{inner[:-1]}}}"
    return words(label)


def verdict(found: Verdict) -> str:
    """The theorem and what was found."""
    known = theorem(found.theorem)
    return rf"\text{{{known.id}:}}\quad {known.latex}\quad\longrightarrow\quad {words(found.verdict)}"


def decision(found: Decision) -> str:
    """The verdict, with the witness."""
    return rf"\text{{{found.verdict}}}" + (rf",\quad x={latex_point(found.witness)}" if found.witness is not None else "")


def radius(found: Radius) -> str:
    """The distance and a nearest point."""
    norm = r"\infty" if found.norm == "max" else "1"
    left = rf"\operatorname{{dist}}_{{{norm}}}\left({latex_point(found.point)},B\right)="
    return left + (r"\infty" if found.radius is None else rf"{latex(found.radius)},\quad \text{{at }}{latex_point(found.nearest)}")


def equivalence(found: Equivalence) -> str:
    """Whether the two are equivalent, with the map."""
    return r"B\cong B'," + r"\quad " + affine_map(found.map) if found.equivalent else r"B\not\cong B',\quad " + words(found.reason)


def ridge_form(found: RidgeForm) -> str:
    r"""linear.x + constant + sum of bends.

    >>> from ..ridge import ridge_form as form
    >>> ridge_form(form([[1], [-1]], [0, 0], [1, 1], 0))
    'F(x)=-x_{1}+2\\left(x_{1}\\right)^{+}'
    """
    text = _affine(found.linear, found.constant)
    text = "" if text == "0" and found.bends else text
    for mu, n, beta in found.bends[:ROWS]:
        size = "" if abs(mu) == 1 else latex(abs(mu))
        text += ("-" if mu < 0 else "+" if text else "") + rf"{size}\left({_affine(n, beta)}\right)^{{+}}"
    return "F(x)=" + text + r"+\cdots" * (len(found.bends) > ROWS)


def _affine(row: Sequence, constant) -> str:
    text = ""
    for i, x in [(i, x) for i, x in enumerate(row, 1) if x][:COLUMNS]:
        text += ("-" if x < 0 else "+" if text else "") + ("" if abs(x) == 1 else latex(abs(x))) + f"x_{{{i}}}"
    text += r"+\cdots" if sum(map(bool, row)) > COLUMNS else ""
    return text + (("+" if constant > 0 and text else "") + latex(constant) if constant or not text else "")


def sectors(found: Sectors) -> str:
    """The apex, the dual basis, and the projection."""
    dual = "".join(rf",\quad a_{{{i}}}^{{*}}={latex_column(star)}" for i, star in enumerate(found.dual[:COLUMNS], 1))
    return rf"x_0={latex_column(found.apex)}{dual},\quad \pi(x)=x_0+\sum_i y_i(x)^{{+}}a_i^{{*}}" if not found.lineality else \
        rf"x_0={latex_column(found.apex)}{dual},\quad \pi(x)=x+\sum_i (-y_i(x))^{{+}}a_i^{{*}}"


def certificate(found: Certificate) -> str:
    """The verdict of the checker and the claim."""
    if found["verdict"] != "accepted":
        return words(f"{found['verdict']}: {str(found['reason'])[:200]}")
    short = {key: value for key, value in found["claim"].items() if key not in ("second", "property")}
    return words("accepted: " + json.dumps(short, sort_keys=True)[:400])
