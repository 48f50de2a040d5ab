"""The enumeration in parts: whatever is counted or listed is that of the enumeration in one piece."""
from __future__ import annotations

import json
from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exactrelu as er
from exactrelu.complex import Complex
from exactrelu.engines.cells import as_text
from exactrelu.engines.faces import FINITE
from exactrelu.engines.parts import Part, Summary, counted, part_fan, split, whole, with_first
from exactrelu.engines.signs import signs_cells

from instances import NETWORKS
from strategies import examples, problems

MEMORY = 1 << 30


def pieces_of(cx: Complex, wanted: int) -> list[Part]:
    pieces = split(whole(cx.problem), wanted)
    names = [piece.name for piece in pieces]
    assert names == sorted(names) and not any(b.startswith(a) for a, b in zip(names, names[1:]))
    assert len(pieces) >= min(wanted, len(cx))
    return pieces


def same_in_parts(cx: Complex, wanted: int) -> None:
    """All numbers and sign vectors of a complex of the engine fan, from parts."""
    pieces = pieces_of(cx, wanted)
    fans = [part_fan(piece, MEMORY) for piece in pieces]
    assert [text.decode() for found in fans for text in as_text(found.cell_signs).tolist()] == cx.signs
    total = reduce(add, map(counted, pieces, fans))
    assert total.faces == tuple(int((reach & FINITE != 0).sum()) for reach in cx.reach)
    assert total.bounded_faces == tuple(int((reach == FINITE).sum()) for reach in cx.reach)
    assert total == cx.total
    assert (total.regions, total.bounded, total.walls) == (len(cx), cx.relatively_bounded_regions, len(cx.walls))


@pytest.mark.parametrize("wanted", [3, 1000])
@pytest.mark.parametrize("domain", ["whole", "box:-1,2", "box:0,0"])
@pytest.mark.parametrize("name", NETWORKS)
def test_numbers_of_instances(name, domain, wanted):
    """Shallow and deep networks, on the whole space, a box and a point."""
    same_in_parts(er.enumerate(NETWORKS[name], domain, "fan"), wanted)


@pytest.mark.parametrize("W, b, domain", [
    ([[0, 0]], [0], "whole"),                                                       # a dead neuron
    ([[1, 0], [2, 0], [-1, 0]], [0, 0, 0], "whole"),                                # lineality, repeated rows
    ([[1, 1, 0], [1, 1, 0], [0, 0, 0]], [0, -1, 3], "whole"),
    ([[1, 0], [0, 1], [1, 1]], [0, 0, 0], "whole"),                                 # one point
    ([[1, 0], [0, 1], [1, 1], [1, -1]], [0, 0, 0, 0], {"inequalities": [[0, 1, 0], [0, 1, 1]]}),      # in a cone
    ([[1, 0], [0, 1], [1, 1]], [0, 0, 0], {"inequalities": [[0, 1, 0], [0, -1, 0]]}),                 # in a line
    ([[1, 0], [0, 1], [1, 1]], [0, 0, 0], {"inequalities": [[0, 1, 0], [0, -1, 1], [0, 0, -1]]}),     # in the point 0
    ([[1, 0], [0, 1], [1, 1]], [0, 0, 1], {"inequalities": [[0, 1, 0], [0, -1, 1], [0, 0, -1]]}),
    ([[1, 1], [1, -1], [2, 1]], [0, 0, -1], "box:0,0;-1,1"),                        # flat
    ([[1, 0], [1, 0], [1, 1]], [0, -1, -1], "box:0,1"),                             # walls on the frame of the domain
    ([[1, 0, 0], [0, 1, 0]], [0, 0], {"slice": {"origin": [0, 0, 1], "directions": [[1, 1, 0]]}}),
])
@pytest.mark.parametrize("wanted", [2, 3, 100])
def test_numbers_of_degenerate_layers(W, b, domain, wanted):
    """Everything that is not generic, of the domain and of the rows."""
    same_in_parts(er.enumerate(er.Layer(W, b), domain, "fan"), wanted)


def test_numbers_of_known_cases(cases):
    """Arrangements and degenerate deep networks with known numbers."""
    expected = json.loads((cases / "workloads" / "expected.json").read_text())
    names = [name for name, numbers in expected.items() if name.startswith(("B_", "deg_", "CI_", "D_d6")) and numbers["regions"] < 400]
    assert len(names) > 60
    for name in names:
        network = er.read(str(cases / "workloads" / f"{name}.npz"))
        cx = er.enumerate(network, engine="fan")
        assert len(cx) == expected[name]["regions"]
        same_in_parts(cx, 9)
        if "regions_in_box" in expected[name]:
            cx = er.enumerate(network, "box:-1,1", engine="fan")
            assert len(cx) == expected[name]["regions_in_box"]
            same_in_parts(cx, 9)


@examples(100)
@given(problems(max_layers=3), st.sampled_from([2, 3, 5, 40]))
def test_numbers_of_random_networks(task, wanted):
    """Small networks on domains of every kind."""
    network, domain = task
    same_in_parts(er.enumerate(network, domain, "fan"), wanted)


@examples(100)
@given(problems(max_layers=3), st.sampled_from([2, 5, 40]))
def test_signs_engine_in_parts(task, wanted):
    """Sign vectors, which regions are bounded, and inner points of the engine 'signs'."""
    cx = er.enumerate(*task, "signs")
    found = [cells._replace(signs=with_first(piece, cells.signs)) for piece in pieces_of(cx, wanted)
             for cells in [signs_cells(piece.problem, MEMORY)]]
    assert [text.decode() for cells in found for text in as_text(cells.signs).tolist()] == cx.signs
    assert [b for cells in found for b in cells.bounded.tolist()] == cx.cells.bounded.tolist()
    assert [point for cells in found for point in cells.witnesses] == list(cx.cells.witnesses)


def test_parts_of_parts():
    """Parts that are cut again, to different depths and through layers, add up to the same numbers."""
    cx = er.enumerate(NETWORKS["three layers"], engine="fan")
    first, *others = split(whole(cx.problem), 2)
    deep = [piece for old in split(first, 3) for piece in split(old, 1000)]
    assert max(piece.left_out for piece in deep) == 4
    pieces = [*deep, *others]
    assert [piece.name for piece in pieces] == sorted(piece.name for piece in pieces)
    total = reduce(add, (counted(piece, part_fan(piece, MEMORY)) for piece in pieces))
    assert total == counted(whole(cx.problem), cx.fan)


def test_as_few_forms_as_make_the_number():
    """The smallest prefix is taken, also where many forms cut nothing."""
    parallel = er.enumerate(er.Layer([[1]] * 300, [-i for i in range(300)]), engine="signs")
    assert [len(split(whole(parallel.problem), wanted)) for wanted in (1, 2, 50, 301, 400)] == [1, 2, 50, 301, 301]
    late = er.enumerate(er.Layer([[1, 0]] * 40 + [[0, 1], [1, 1]], [5] * 40 + [0, 0]), "box:-1,1", "fan")
    assert [len(piece.signs) for piece in split(whole(late.problem), 2)] == [41, 41]
    assert [len(piece.signs) for piece in split(whole(late.problem), 3)] == [42] * 4


def test_summaries_without_faces():
    """What one of two summaries does not know, their sum does not know."""
    assert Summary(2, 1, (1, 2), (0, 1), 3) + Summary(1, 0, (0, 1), (0, 0), 1) == Summary(3, 1, (1, 3), (0, 1), 4)
    assert Summary(2, 1) + Summary(1, 0, (0, 1), (0, 0), 1) == Summary(3, 1)


def test_an_empty_domain():
    """An empty domain is refused where its parts are looked for."""
    cx = er.enumerate(er.Layer([[1], [2]], [0, 1]), engine="fan")
    with pytest.raises(er.InputError, match="domain is empty"):
        split(whole(cx.problem._replace(rows=((-1, 1), (0, -1)), basis=(0,))), 2)
