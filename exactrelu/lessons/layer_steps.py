"""The steps about one layer with independent rows: apex, sectors, projection."""
from __future__ import annotations

from fractions import Fraction
from typing import Any, Sequence

from ..linalg import Vector, matmul
from ..network import Network
from ..sectors import Sectors
from . import views
from .document import Block, Picture, Section, Table, display, text
from .evidence import uses
from .formula import Apply, Matrix, Name, Plus, Point, Signs, Sum, Times, affine, equals, matrix, num, point, scaled
from .opening import simplex
from .words import X, number, points

ALL = 4                   # up to so many neurons all 2^m sectors are listed
SHOWN = 8                 # of more, so many
A, B, X0, Y, T, PI = Name("A"), Name("b"), Name("x", "0"), Name("y"), Name("T"), Name("pi")


def star(i: int) -> Name:
    """The dual vector of neuron i, counted from 0."""
    return Name("a", str(i + 1), "*")


def meaning_of(sectors: Sectors) -> dict[str, Any]:
    """What the symbols of a layer mean."""
    layer = sectors.layer
    return {"A": layer.W, "AT": tuple(zip(*layer.W)), "b": layer.b, "x_0": sectors.apex, "y": layer.preactivation, "T": layer, "pi": sectors.project,
            **{f"a_{i}*": column for i, column in enumerate(sectors.dual, 1)},
            **{f"y_{i}": (lambda x, i=i: layer.preactivation(x)[i - 1]) for i in range(1, layer.neurons + 1)}}


def shown_sectors(sectors: Sectors) -> list[str]:
    """The sectors that are listed: all, or the first ones and the last."""
    m = sectors.layer.neurons
    if m <= ALL:
        return sectors.sectors
    return ["".join("-" if i >> (m - 1 - j) & 1 else "+" for j in range(m)) for i in (*range(SHOWN - 1), 2**m - 1)]


def spanning(sectors: Sectors, signs: str) -> tuple[Vector, ...]:
    """d + 1 affinely independent points of a sector."""
    steps = [tuple(v if s == "+" else -v for v in column) for s, column in zip(signs, sectors.dual)] + list(sectors.lineality)
    return (sectors.apex,) + tuple(tuple(a + b for a, b in zip(sectors.apex, step)) for step in steps)


def sample(sectors: Sectors, signs: str) -> Vector:
    """A point inside a sector: there y is (+-1, +-2, +-3, ...)."""
    z = [Fraction(i if s == "+" else -i) for i, s in enumerate(signs, 1)]
    return tuple(a + sum((u * v for u, v in zip(z, row)), Fraction(0)) for a, row in zip(sectors.apex, zip(*sectors.dual)))


def layer_sections(sectors: Sectors, frame: Sequence | None, checked: Network | None) -> list[Section]:
    """Apex and dual basis, sectors, projection; pictures if there is a frame of the plane."""
    return [_apex(sectors, frame), _sectors(sectors, checked), _projection(sectors, frame, checked)]


def _apex(sectors: Sectors, frame: Sequence | None) -> Section:
    layer = sectors.layer
    m, d = layer.neurons, layer.inputs
    unit = [[int(i == j) for j in range(m)] for i in range(m)]
    plural = "vectors" if m > 1 else "vector"
    blocks: list[Block] = [
        text("Write ", equals(Apply(Y, X), Sum((Times((A, X)), B)), points=simplex(d)), " for the values before the ReLU and ",
             equals(Apply(T, X), Plus(Apply(Y, X)), points=simplex(d)), " for the layer. Here"),
        display(equals(A, matrix(layer.W)), equals(B, point(layer.b))),
        text(f"Take the {plural}"), display(*[equals(star(i), point(column)) for i, column in enumerate(sectors.dual)]),
        text("as columns of a matrix." if m > 1 else "as a column.", " Multiplying with $A$ gives the unit matrix,"),
        display(equals(Times((A, Matrix(tuple(tuple(map(num, row)) for row in zip(*sectors.dual))))), matrix(unit)), ),
        text(f"so the {number(m, 'row')} of $A$ are linearly independent" if m > 1 else "so the row of $A$ is not 0", ", and $A$ is invertible" if m == d else "",
             f". Moving along {'a dual vector' if m > 1 else 'it'} by $t$ changes one coordinate of $y$ by $t$ and no other.")]
    zero = (0,) * m
    if m == d:
        blocks += [text("All coordinates of $y$ vanish at one point, the apex:"),
                   display(equals(X0, point(sectors.apex)), equals(Sum((Times((A, X0)), B)), point(zero))),
                   text("With the apex as origin the numbers ", Name("y", "i"), " are the coordinates of a point in the basis of the dual vectors:"),
                   display(equals(X, Sum((X0,) + tuple(Times((Name("y", str(i + 1)), star(i))) for i in range(m))), points=simplex(d)))]
    else:
        blocks += [text("All coordinates of $y$ vanish on a flat; its point in the row space of $A$ is"),
                   display(equals(X0, point(sectors.apex)), equals(Sum((Times((A, X0)), B)), point(zero))),
                   text(f"and the other points differ from it by the {number(d - m, 'free direction') if d - m > 1 else 'free direction'} along which $y$ does not change:"),
                   display(*[equals(Times((A, point(line))), point(zero)) for line in sectors.lineality[:6]])]
    if frame and m == 2 == d:
        blocks.append(Picture((views.of_layer(sectors, frame, "The four sectors of the layer with their sign vectors, the apex and the dual vectors."),),
                              "The sectors, their sign vectors, the apex and the dual vectors; the cone where nothing is cut off is green."))
    return Section("The layer, its apex and its dual basis", tuple(blocks))


def _sectors(sectors: Sectors, checked: Network | None) -> Section:
    m = sectors.layer.neurons
    chosen = shown_sectors(sectors)
    rows, facts = [], []
    for signs in chosen:
        flat = sectors.affine_map(signs)
        value = tuple(affine(row, v) for row, v in zip(flat.matrix, flat.vector))
        cell = sectors.cell(signs)
        rows.append(((Signs(signs),), points(cell.rays), (Point(value),) if m <= 4 and sectors.layer.inputs <= 4 else ("the rows with sign + of Ax + b",)))
        facts.append(equals(Apply(T, X), Point(value), points=spanning(sectors, signs)))
    blocks: list[Block] = [
        text("A sector is the closed set on which every ", Name("y", "i"), " keeps a weak sign. In the coordinates $y$ it is an orthant, so it is the cone "
             "from the apex that is spanned by the dual vectors of its plus signs and the negative dual vectors of its minus signs",
             ", plus the free directions" if sectors.lineality else "", f". There are {2**m} sectors. On each of them the layer is one affine map: "
             "the rows with sign $-$ become 0.", " Modulo the free directions the layer is invertible, so the theorems about invertible layers apply." if sectors.lineality else ""),
        Table((("sector",), ("spanned by",), (Apply(T, X), " there")), tuple(rows), 2**m, "sectors", tuple(facts)), uses("L1", checked), uses("L2", checked)]
    return Section("The sectors", tuple(blocks))


def _projection(sectors: Sectors, frame: Sequence | None, checked: Network | None) -> Section:
    m = sectors.layer.neurons
    chosen = shown_sectors(sectors)
    samples = [sample(sectors, signs) for signs in chosen]
    terms = tuple(Times((Plus(Times((num(-1), Name("y", str(i + 1))))), star(i))) for i in range(m))
    worked = samples[-1]
    y = sectors.layer.preactivation(worked)
    missing = [max(-v, Fraction(0)) for v in y]
    rows, facts = [], []
    for signs, x in zip(chosen, samples):
        y_x, image = sectors.layer.preactivation(x), sectors.project(x)
        lost = tuple(max(-v, Fraction(0)) for v in y_x)
        rows.append(((Signs(signs),), (point(x),), (point(y_x),), (point(lost),), (point(image),), (point(sectors.layer(x)),)))
        facts += [equals(Apply(Y, X), point(y_x), points=(x,)), equals(Plus(Times((num(-1), Apply(Y, X)))), point(lost), points=(x,)),
                  equals(Apply(PI, X), point(image), points=(x,)), equals(Sum((Times((A, point(image))), B)), Apply(T, X), point(sectors.layer(x)), points=(x,))]
    gram = matmul(sectors.layer.W, list(zip(*sectors.layer.W)))
    blocks: list[Block] = [
        text("Where a coordinate of $y$ is negative, go along its dual vector until it is 0:"),
        display(equals(Apply(PI, X), Sum((X,) + terms), points=samples)),
        text("The coordinates of $y$ that are negative become 0 and the others stay, so"),
        display(equals(Apply(T, X), Sum((Times((A, Apply(PI, X))), B)), points=samples)),
        text("The layer is the projection ", PI, " onto the cone ", "where all coordinates of $y$ are at least 0, and then one affine map. At a point where all "
             "signs are minus, step by step:"),
        display(equals(X, point(worked), points=(worked,)), equals(Apply(Y, point(worked)), point(y)),
                equals(Apply(PI, point(worked)), Sum((point(worked),) + tuple(scaled(t, point(column)) for t, column in zip(missing, sectors.dual))),
                       point(sectors.project(worked))),
                equals(Sum((Times((A, point(sectors.project(worked)))), B)), point(sectors.layer(worked)), Apply(T, point(worked)))),
        text("One point in each sector:" if m <= ALL else f"One point in each of {len(chosen)} sectors:"),
        Table((("sector",), (X,), (Apply(Y, X),), (Plus(Times((num(-1), Apply(Y, X)))),), (Apply(PI, X),), (Apply(T, X),)), tuple(rows), 2**m,
              "sectors", tuple(facts)), uses("T3", checked)]
    transposed = Name("A", "", "T")
    blocks += [text("Is it the nearest point of the cone? Exactly if the rows of $A$ are orthogonal to each other. Here"),
               display(equals(Times((A, transposed)), matrix(gram))),
               text("which is diagonal: the projection is the orthogonal projection, the nearest point." if sectors.is_orthogonal else
                    "which is not diagonal: the projection is oblique. It slides along the dual vectors, not along the normals."), uses("T5", checked)]
    if frame and m == 2 == sectors.layer.inputs:
        blocks.append(Picture((views.of_projection(sectors, samples, frame, "Points in all sectors with arrows to their images in the cone."),),
                              "Each point (white) slides along the dual vectors to its image (filled) in the cone; points of the cone stay."))
    return Section("The layer as a projection", tuple(blocks))
