"""The differential campaign, small: everybody says the same, and a planted mistake is found and made small."""
from __future__ import annotations

import doctest
import json
from fractions import Fraction

import pytest

import exactrelu as er
from exactrelu.engines.pure import pure_fan
from exactrelu.linalg import rank

QUICK, PROGRAMS = ("pplpy", "lrs"), ("pplpy", "lrs", "sage", "polymake")


@pytest.fixture
def campaign(load):
    """The program."""
    return load("differential")


@pytest.mark.parametrize("name", ["families", "brute", "shrink", "differential"])
def test_examples(load, name):
    """The examples in the docstrings."""
    outcome = doctest.testmod(load(name))
    assert outcome.attempted and not outcome.failed


# ---- the problems ----------------------------------------------------------------------------------

def test_the_problems_are_what_they_are_called(load):
    """Every family and every kind of domain, degenerate ones degenerate, and the same ones again."""
    families = load("families")
    found = list(families.problems(0, 12 * 8 * 3))
    assert {(one.family, one.place) for one in found} == {(family, place) for family in families.FAMILIES for place in families.PLACES}
    assert {one.network.inputs for one in found} == {1, 2, 3, 4, 5} and {len(one.network.hidden) for one in found} == {1, 2, 3, 4}
    assert families.problem(200) == found[200] != families.problem(200, seed=2)
    for one in found:
        for layer in one.network.layers if one.family in ("bias-free", "rank-deficient") else ():
            assert not any(layer.b) if one.family == "bias-free" else rank(layer.W) <= max(1, min(layer.neurons, layer.inputs) - 1)
        if one.place in ("whole", "slice"):
            assert one.domain.is_whole
        if one.place == "flat box":
            assert any(sum(row[0] for row in pair) == 0 for pair in zip(one.domain.inequalities[::2], one.domain.inequalities[1::2]))
        assert one.domain.fitted(one.network.inputs)


def test_a_problem_is_a_file(load, tmp_path):
    """What is printed of a problem is read as the same network on the same domain."""
    families = load("families")
    for index in range(0, 96, 5):
        one, file = families.problem(index), tmp_path / "net.json"
        file.write_text(json.dumps(families.instance(one.network, one.domain)))
        read = er.read(file)
        assert read == one.network and (read.domain or er.Domain.whole(one.network.inputs)).to_json() == one.domain.to_json()


# ---- nothing differs -------------------------------------------------------------------------------

def test_everybody_says_the_same(campaign):
    """A few problems of each family, through processes as in the campaign."""
    total, found, _ = campaign.run([(1, 1000, 1012), (1, 1012, 1024)])
    assert total["problems"] == 24 == total["way: fan"] == total["way: certificate of the regions"] and not found
    assert "no difference" in campaign.figures(total, found)[0].found


def test_all_ways_on_a_few(campaign):
    """Each way has a turn, slow ones too."""
    for index in (16, 131):
        which = campaign.problem(index)
        tally, found = campaign.examined(which, [way for way in campaign.WAYS if which.network.outputs == 1 or "boundary" not in way])
        assert not found and tally["regions"] > 0
    assert {way for index in range(0, 600) for way in campaign.chosen(campaign.problem(index))} == set(campaign.WAYS)


@pytest.mark.slow
def test_everybody_says_the_same_more_often(campaign):
    """Other seeds than that of the record."""
    total, found, _ = campaign.run(campaign.missing((77, 0, 1200), []), jobs=2)
    assert total["problems"] == 1200 and not found


def test_empty_domains_are_refused_by_all(campaign):
    """A refusal is an answer like another."""
    net, empty = er.Network(er.Layer([[1, 2]])), er.Domain.polytope([[-1, 1, 0], [0, -1, 0]])
    assert not campaign.compared(net, empty, list(campaign.WAYS))
    assert campaign.asked(campaign.WAYS["fan"], net, empty) == {"refusal": "the domain is empty"}


def test_the_end_comes_when_it_is_asked_for(campaign):
    """After no seconds the first part counts, and the rest is left."""
    total, found, done = campaign.run([(1, 0, 5), (1, 5, 1000)], seconds=0)
    assert total["problems"] == 5 and not found and done == [(1, 0, 5)]


def test_an_interrupted_campaign_keeps_what_it_counted(campaign, load, monkeypatch):
    """Ctrl-C ends it; what was done counts."""
    class Pool:
        def __init__(self, jobs, begin):
            pass

        __enter__, __exit__ = lambda self: self, lambda self, *error: None

        def imap(self, work, parts):
            yield campaign.Counter(problems=10), []
            raise KeyboardInterrupt
    monkeypatch.setattr(campaign.multiprocessing, "Pool", Pool)
    assert campaign.run([(1, 0, 10), (1, 10, 20)]) == ({"problems": 10}, [], [(1, 0, 10)])
    others = load("others")
    done = iter([(campaign.Counter(problems=50), [])])
    monkeypatch.setattr(others, "examined", lambda name, batch: next(done, None) or (_ for _ in ()).throw(KeyboardInterrupt))
    total, found = others.run("lrs", 100)
    assert total["problems"] == 50 and "50 problems" in others.figure("lrs", total, found).found


# ---- what is wrong is found ------------------------------------------------------------------------

def wrong_bias(ways):
    """The twin of the fan takes the last hyperplane of the first layer for another one."""
    def plant(task, memory):
        first, last = task.stages[0][:-1], task.stages[0][-1]
        return pure_fan(task._replace(stages=((*first, (last[0] + 1, *last[1:])), *task.stages[1:])), memory)
    return "fan in Python", "pure_fan", plant


def lost_region(ways):
    """The linear programs do not see the last region, if there are more than two."""
    right = ways.brute.regions
    return "linear programs", "brute", type("Blind", (), {"regions": staticmethod(
        lambda network, domain: tuple(part[:-1] if len(part) > 2 else part for part in right(network, domain)))})


def never_unbounded(ways):
    """Python's search says that unbounded regions are bounded."""
    class Walk(ways.Walk):
        def kept(self, most, progress):
            signs, bounded, inner = super().kept(most, progress)
            return signs, bounded | True, inner
    return "signs in Python", "Walk", Walk


@pytest.mark.parametrize("plant", [wrong_bias, lost_region, never_unbounded])
def test_a_planted_mistake_is_found(campaign, load, monkeypatch, plant):
    """Within a few problems, with an instance that shows it, and a smaller one that still does."""
    ways = load("ways")
    way, name, wrong = plant(ways)
    monkeypatch.setattr(ways, name, wrong)
    found = next(one for index in range(12) for one in campaign.examined(campaign.problem(index), ["fan", way])[1])
    size = lambda data: sum(len(row) + 1 for layer in data["layers"] for row in layer["W"])  # noqa: E731
    assert way in found["says"][0] and found["smaller says"] and size(found["smaller"]) <= min(size(found["instance"]), 12)


def test_a_fault_that_a_way_knows_itself(campaign):
    """An exception, a rejected certificate, a region that its own network denies."""
    says = campaign.differences({"fan": {"refusal": "", "regions": 2}, "certificate": {"refusal": "", "verdict": "rejected", "regions": 2}})
    assert says == ["verdict: certificate says 'rejected', but right is 'accepted'"]
    assert campaign.differences({"fan": {"regions": 2}, "points": {"regions": 2, "faults at points": ["+: another affine map"]}})

    def broken(network, domain):
        raise ZeroDivisionError("by 0")
    assert campaign.asked(broken, None, None) == {"broken": "ZeroDivisionError: by 0"}
    assert campaign.differences({"fan": {"broken": "by 0"}, "cdd": {"broken": "by 0"}})          # both the same, and yet


def test_points_know_a_wrong_region(load, monkeypatch):
    """The network is asked, not the engine."""
    right, net = er.enumerate, er.Network(er.Layer([[1, 0], [0, 1]], [0, 1]))
    moved = er.Network(er.Layer([[1, 0], [0, 1]], [0, 2]))
    ways = load("ways")
    assert ways.at_points(net, er.Domain.whole(2))["faults at points"] == []
    monkeypatch.setattr(ways.er, "enumerate", lambda network, domain, engine: right(moved if engine == "fan" else network, domain, engine))
    assert len(ways.at_points(net, er.Domain.whole(2))["faults at points"]) >= 4


# ---- other people's programs -----------------------------------------------------------------------

def right_answer(cx: er.Complex) -> dict:
    """What a program would say that agrees with a complex; modulo the lines it may say another point."""
    lines = [(0, *v) for v in cx.problem.lineality]
    cells = [[(1, *v) for v in region.vertices] + [(0, *v) for v in region.rays] for region in cx]
    text = lambda rows: [[str(sum(column)) for column in zip(row, *lines)] for row in rows]  # noqa: E731
    return {"cells": [text(cell) for cell in cells], "lines": [list(map(str, line)) for line in lines], "regions": len(cx),
            "f-vector": list(cx.f_vector)}


@pytest.mark.parametrize("index", [0, 6, 12, 25])
def test_a_wrong_answer_is_found(load, index):
    """A region less, a vertex moved, a count, a line."""
    others = load("others")
    which = others.problem(index, 1, (1,), ("whole",))
    cx = others.complex_of(which)
    says = lambda change: others.differences(which, cx, {**right_answer(cx), **change})  # noqa: E731
    cells = right_answer(cx)["cells"]
    assert not says({})
    assert says({"cells": cells[1:]}) and says({"cells": cells + cells[:1]}) and says({"f-vector": [1]}) and says({"regions": 10**6})
    moved = [str(Fraction(x) + 1) for x in cells[0][0][1:]]
    assert cx.lineality == which.network.inputs or says({"cells": [[["1", *moved], *cells[0][1:]], *cells[1:]]})
    assert says({"lines": [["0"] * (which.network.inputs + 1)] * (cx.lineality + 1)}) and says({"empty": True})


def test_inequalities_of_a_region(load):
    """They are those of the region: its vertices and rays satisfy all, and its inner point strictly."""
    others = load("others")
    for index in (0, 26, 51, 110):
        which = others.problem(index)
        cx = others.complex_of(which)
        inside = which.domain.restrict(which.network)
        for region in cx:
            for row in others.inequalities(inside, which.domain, region.signs):
                values = [row[0] + others.dot(row[1:], v) for v in region.vertices] + [others.dot(row[1:], v) for v in region.rays]
                assert min(values) >= 0


def agreed(load, program: str, problems: int, **how: int) -> dict:
    """What is counted of some problems on which a program and we agree; the test is skipped where it is not installed."""
    others = load("others")
    reason = others.why_not(program, make=False)
    if reason:
        pytest.skip(reason)
    total, found = others.run(program, problems, **how)
    assert total["problems"] == problems and not found
    return total


@pytest.mark.parametrize("program", QUICK)
def test_other_programs_say_the_same(load, program):
    """A few problems through each of them, where it is installed."""
    assert agreed(load, program, 6, first=100)["regions"] > 6


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS)
def test_other_programs_say_the_same_more_often(load, program):
    """Other seeds than that of the record."""
    agreed(load, program, 60, seed=77)
