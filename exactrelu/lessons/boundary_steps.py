"""The steps about the boundary of independent neurons without a zero weight: normal form, pieces, canonical boundary, class."""
from __future__ import annotations

from typing import Any

from ..boundary import Boundary
from ..domain import Domain
from ..linalg import dot, inverse
from ..network import Layer, Network
from . import views
from .document import Block, Picture, Section, Table, display, text
from .evidence import uses
from .formula import Apply, Formula, Name, Signs, Sum, Times, Words, affine, combination, equals, matrix, num, point, scaled
from .layer_steps import X0, shown_sectors, spanning, star
from .neurons import Neurons, canonical_sum, everywhere, factor
from .opening import weighted
from .words import F, X, indices, label, number, points

PHI, C = Name("Phi"), Name("c")
CORNERS = 8               # corners that are written out


def boundary_sections(found: Neurons, measured: Boundary | None, shown: views.Scene | None, checked: Network | None) -> list[Section]:
    """The steps from the signs of the weights to the class."""
    steps = [_normal_form(found, checked)]
    if found.label == "empty":
        return steps
    return steps + [_pieces(found, shown, checked), _canonical(found, shown, checked), _class(found, measured, checked)]


def _normal_form(found: Neurons, checked: Network | None) -> Section:
    c, m = found.c, len(found.w)
    rows, checks = [], []
    for j, i in enumerate(found.order, 1):
        s, sign = found.scale(i), 1 if found.w[i] * factor(found) > 0 else -1
        identity = equals(Name("w", str(i + 1)), Times((num(factor(found) * sign), num(s))), num(found.w[i]))
        rows.append((("N" if i in found.N else "P",), (str(i + 1),), (num(found.w[i]),), (num(s),), (equals(Name("z", str(j)), scaled(s, Name("y", str(i + 1))), points=everywhere(found)),), (identity,)))
        checks.append(identity)
    against = "$N$ are the neurons whose weight has the sign against $c$" if c else "As $c$ is 0, let $N$ be the neurons of positive weight"
    blocks: list[Block] = [
        text("With its neurons the function is"), display(equals(Apply(F, X), weighted(found.w, c), points=everywhere(found))),
        text(f"{against}, and $P$ {'the others' if c else 'those of negative weight'}: $N$ = ", indices(found.N), " and $P$ = ", indices(found.P), ", and $N$ has ",
             equals(Name("k"), num(len(found.N))), " elements. " if len(found.N) != 1 else " element. ", *(("Divide the weights by ", Words("|c|", "|c|"), " and put") if c else ("Put",)),
             " their sizes into the neurons; for $s$ > 0 one has ", Words(r"s\,t^{+} = (s\,t)^{+}", "s t⁺ = (s t)⁺"), "."),
        Table((("set",), ("neuron i",), (Name("w", "i"),), ("factor s",), ("new coordinate",), ("the weight comes back",)), tuple(rows), m, "neurons"),
        text("Hence, coefficient by coefficient,"),
        display(equals(Apply(F, X), scaled(factor(found), canonical_sum(found)), points=everywhere(found)))]
    if c:
        blocks.append(text("The constant agrees: ", equals(Times((num(factor(found)), num(-1))), C, num(c)), "."))
    if found.label == "empty":
        blocks.append(text("$N$ is empty: no term has a sign against $c$. So $F$ has the sign of $c$ everywhere, and its size is never below that of ",
                           equals(C, num(c)), ": there is no point with $F$ = 0. The boundary is empty."))
    blocks.append(uses("T11" if c else "T22", checked))
    return Section("The normal form", tuple(blocks))


def piece_row(found: Neurons, signs: str) -> tuple[tuple, list]:
    """The row of a sector in the table of pieces, and what it states."""
    sectors = found.sectors
    piece = sectors.hyperplane_piece(signs, found.w, -found.c)
    flat = sectors.affine_map(signs)
    gradient = tuple(dot(found.w, column) for column in zip(*flat.matrix))
    constant = dot(found.w, flat.vector) + found.c
    here = affine(gradient, constant)
    stated = [equals(Apply(F, X), here, points=spanning(sectors, signs))]
    if piece is None or not _meets(found, signs):
        why: tuple = ("the whole sector",)
        if any(gradient) or constant:
            on = [i if s == "+" else None for i, s in enumerate(signs)]
            why = ("none: ", equals(F, combination([found.w[i] if i is not None else 0 for i in on], [Name("y", str(i + 1)) for i in range(len(on))], found.c),
                                    points=spanning(sectors, signs)))
        return ((Signs(signs),), (here,), why, ("",)), stated
    stated += [equals(Apply(F, X), num(0), points=piece.vertices)]
    stated += [equals(Apply(F, Sum((point(piece.vertices[0]), point(ray)))), num(0)) for ray in piece.rays]
    on_piece = piece.vertices + tuple(tuple(a + b for a, b in zip(piece.vertices[0], ray)) for ray in piece.rays)
    return ((Signs(signs),), (equals(here, num(0), points=on_piece),), points(piece.vertices), points(piece.rays)), stated


def _meets(found: Neurons, signs: str) -> bool:
    """Whether a sector holds a piece (T13, T22)."""
    on = {i for i, s in enumerate(signs) if s == "+"}
    return bool(on & set(found.N)) and (bool(found.c) or bool(on & set(found.P)))


def _pieces(found: Neurons, shown: Any, checked: Network | None) -> Section:
    m, d, k = len(found.w), found.layer.inputs, len(found.N)
    total = 2**m - 2**(m - k) if found.c else (2**k - 1) * (2**(m - k) - 1)
    chosen = shown_sectors(found.sectors)
    rows = [piece_row(found, signs) for signs in chosen]
    blocks: list[Block] = [
        text("In each sector $F$ is one affine function, so the boundary is a part of one hyperplane there. It meets a sector in a piece exactly if ",
             "some neuron of $N$ has sign $+$ (otherwise $F$ has the sign of $c$)" if found.c else "$N$ and $P$ both have a neuron of sign $+$",
             "" if found.c else "; where no neuron has sign $+$ the function is 0 on the whole sector, and the boundary is thick there; elsewhere $F$ has one sign",
             f". This makes {number(total, 'piece')}."),
        Table((("sector",), (F, " there"), ("vertices",), ("rays",)), tuple(row for row, _ in rows), 2**m, "sectors",
              tuple(one for _, stated in rows for one in stated))]
    if m < d:
        blocks.append(text(f"Every piece also contains the {number(d - m, 'free direction')} along which $y$ does not change, "
                           "so the boundary has no corner: it is a cylinder."))
    elif found.c:
        blocks.append(text(f"The corners are the points where the boundary crosses the edges of the cone in the directions of $N$, {k} in number:"))
        lines: list = []
        for i in found.N[:CORNERS]:
            corner = tuple(a + v / found.scale(i) for a, v in zip(found.sectors.apex, found.sectors.dual[i]))
            lines += [equals(Sum((X0, scaled(1 / found.scale(i), star(i)))), point(corner)), equals(Apply(F, point(corner)), num(0))]
        blocks.append(display(*lines))
    else:
        blocks.append(text("All pieces and the thick sector meet at the apex, the only corner: ", equals(Apply(F, X0), num(0)), "."))
    if shown is not None:
        blocks.append(Picture((views.of_boundary(shown, f"The boundary with {number(total, 'piece')}, and the two sides."),),
                              "The boundary (black) with its corners; orange where F > 0, blue where F < 0" + (", grey where F = 0 on a whole sector." if not found.c else ".")
                              if shown.dimension == 2 else "The boundary in a box; its corners are dots." if shown.dimension == 3 else
                              "The graph of F; the boundary is where it crosses the dashed axis."))
    blocks += [uses("T13", checked), uses("T9", None)] if found.c else [uses("T22", checked)]
    return Section("The boundary, piece by piece", tuple(blocks))


def _canonical(found: Neurons, shown: Any, checked: Network | None) -> Section:
    f, m, d = found.map, len(found.w), found.layer.inputs
    back = inverse(f.matrix)
    blocks: list[Block] = [
        text("The new coordinates", " are completed by coordinates of $x$ to" if m < d else " make up", " the map"),
        display(equals(Apply(PHI, X), Sum((Times((matrix(f.matrix), X)), point(f.vector))), points=everywhere(found))),
        text("It is a bijection, because its matrix has an inverse:"),
        display(equals(Times((matrix(f.matrix), matrix(back))), matrix([[int(i == j) for j in range(d)] for i in range(d)]))),
        text("By the normal form it carries the boundary {$F$ = 0} onto the set ", label(found.label), ", on which"),
        display(_on_canonical(found))]
    if m == d and found.c:
        blocks.append(text("Corners go to corners, which are the unit vectors:"))
        rows = []
        for i in found.N[:CORNERS]:
            corner = tuple(a + v / found.scale(i) for a, v in zip(found.sectors.apex, found.sectors.dual[i]))
            rows.append(((equals(Apply(PHI, point(corner)), point(f(corner))),),))
        blocks.append(Table((("corner and its image",),), tuple(rows), len(found.N), "corners"))
    if shown is not None and 2 <= d <= 3:
        image = Network((Layer([[int(i == j) for j in range(d)] for i in range(m)]), Layer([_weights(found)], [-1 if found.c else 0], "linear")))
        other = views.pictured(image, Domain.whole(d))
        blocks.append(Picture((views.of_boundary(shown, "The boundary of the network.", False), views.of_boundary(other, "The canonical boundary.", False)),
                              f"Left the boundary of the network, right {found.label}; the map carries one onto the other."))
    blocks.append(uses("T11" if found.c else "T22", None))
    return Section("The map onto the canonical boundary", tuple(blocks))


def _weights(found: Neurons) -> list[int]:
    return [1] * len(found.first) + [-1] * (len(found.w) - len(found.first))


def _on_canonical(found: Neurons) -> Formula:
    """The equation of the canonical boundary, true at the images of points of the boundary."""
    places: list = []
    for signs in filter(lambda signs: _meets(found, signs), shown_sectors(found.sectors)):
        piece = found.sectors.hyperplane_piece(signs, found.w, -found.c)
        places += [*piece.vertices, *(tuple(a + b for a, b in zip(piece.vertices[0], ray)) for ray in piece.rays)]
    return equals(canonical_sum(found, False), num(1 if found.c else 0), points=tuple(dict.fromkeys(places)) or (found.sectors.apex,))


def _class(found: Neurons, measured: Boundary | None, checked: Network | None) -> Section:
    m, d, k = len(found.w), found.layer.inputs, len(found.N)
    h = Name("h")
    blocks: list[Block] = []
    if found.c:
        count = 2**m - 2**(m - k)
        blocks.append(text("Affine bijections keep hyperplanes. Count those that the boundary covers an open part of: one for each sector with a piece, and they are "
                           "different, because the equation in $z$ of a sector contains exactly the coordinates of its plus signs. So"))
        blocks.append(display(equals(h, Sum((num(2**m), num(-(2**(m - k))))), num(count))))
        rows = tuple(((label(f"B({m},{j})"),), (num(2**m - 2**(m - j)),), (str(j) if m == d else "none",), ("this one" if j == k else "excluded",)) for j in range(1, m + 1))
        blocks += [Table((("class",), ("hyperplanes",), ("corners",), ("",)), rows, m, "classes")]
        blocks.append(text("The numbers are all different, so the boundary belongs to ", label(found.label), " and to no other class",
                           f"; with $m$ = {m} < $d$ = {d} neurons the {number(d - m, 'free direction')} tell it from the classes of other $m$" if m < d else
                           ". Counting the corners gives the same answer: $k$ of them", "."))
    else:
        a, b = max(k, m - k), min(k, m - k)
        blocks.append(text("The boundary has interior points, so it is none of the sets ", label("B(m,k)"), ", which have none. Its free directions are ", num(d - m),
                           ", so $p$ + $q$ is ", num(m), ", and outside of the thick sector it spans this many hyperplanes:"))
        blocks.append(display(equals(h, Times((Sum((num(2**a), num(-1))), Sum((num(2**b), num(-1))))), num((2**a - 1) * (2**b - 1)))))
        rows = tuple(((label(f"B0({m - j},{j})"),), (num((2**(m - j) - 1) * (2**j - 1)),), ("this one" if j == b else "excluded",)) for j in range(m // 2 + 1))
        blocks += [Table((("class",), ("hyperplanes",), ("",)), rows, m // 2 + 1, "classes"), text("These numbers differ, so the class is ", label(found.label), ".")]
    if measured is not None:
        blocks.append(text(f"The enumeration, which knows nothing of these formulas, finds {number(measured.pieces, 'piece')} in {number(measured.hyperplanes, 'hyperplane')}, "
                           f"{number(len(measured.corners), 'corner')} and {number(measured.components, 'component')}",
                           f"; the numbers of faces of dimension 0, 1, ... are {', '.join(map(str, measured.f_vector[:-1]))}" if m == d and found.c else "", "."))
    blocks.append(text("This proves the claim. ", Words(r"\blacksquare", "∎")))
    blocks += [uses("T17", checked)] + ([uses("T14", checked)] if m == d else [uses("T24", checked)]) if found.c else [uses("T22", checked)]
    return Section("Why it is no other class", tuple(blocks))

