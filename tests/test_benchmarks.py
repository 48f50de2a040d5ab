"""The benchmarks' tables and plots, from invented measurements; nothing is timed here."""
from __future__ import annotations

import ast
import doctest
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
MODULES = sorted(path for path in BENCHMARKS.glob("**/*.py") if ".peers" not in path.parts)


def row(ours: float | None, workload: str = "A", domain: str = "whole", **peers: float | dict) -> dict:
    """A row with 10 regions; a number is the seconds of a peer that counts right."""
    told = {name: peer if isinstance(peer, dict) else {"seconds": peer, "megabytes": 50.0, "idle": 40.0, "regions": 10, "runs": 3}
            for name, peer in peers.items()}
    mine = {"says": ">60"} if ours is None else {"seconds": ours, "megabytes": 80.0, "idle": 70.0, "regions": 10, "faces": 20_000}
    return {"workload": workload, "domain": domain, "name": workload, "regions": 10, "asked": ["ppl", 20], "programs": {"exactrelu": mine, **told}}


@pytest.mark.parametrize("name", ["report", "plot", "scaling"])
def test_examples(load, name):
    """The examples in the docstrings."""
    outcome = doctest.testmod(load(name))
    assert outcome.attempted and not outcome.failed


def test_what_changed_since_last_time(load):
    """A slower machine changes nothing, a slower exactrelu shows, and only peers timed both times count."""
    against = load("report").against
    then = [row(1.0, ppl=20.0, sage=200.0), row(5.0, domain="box:-1,1", ppl=5.0)]
    assert against(row(3.0, ppl=60.0, sage=600.0), then) == pytest.approx(1)
    assert against(row(2.0, ppl=20.0, sage=200.0, new=1.0), then) == pytest.approx(2)
    assert against(row(1.0, ppl={"says": ">60"}, sage=100.0), then) == pytest.approx(2)
    assert against(row(1.0, ppl={"says": ">60"}), then) is None
    assert against(row(None, ppl=20.0), then) is None
    now, old = row(9.0, ppl=20.0), row(1.0, ppl=20.0)          # processor times, where there are some, and not the wall clock
    for one, ours in ((now, 3.0), (old, 2.0)):
        one["programs"]["exactrelu"]["processor"], one["programs"]["ppl"]["processor"] = ours, 10.0
    assert against(now, [old]) == pytest.approx(1.5)
    assert against(row(1.0, domain="box:-1000,1000", ppl=20.0), then) is None


def test_the_table(load):
    """One line a row: our seconds, the peers' seconds and ratios, wrong counts, and why there is no number."""
    report = load("report")
    wrong = {"seconds": 0.5, "megabytes": 1.0, "idle": 1.0, "regions": 9, "runs": 1}
    rows = [row(2.0, ppl=40.0, cam=wrong, sage={"says": ">60"}), row(None, "B", ppl={"says": "not tried"})]
    first, second = report.table(rows, ["ppl", "cam", "sage"], [row(1.0, ppl=40.0)]).splitlines()[2:]
    assert first == "| A | 10 | 2.00 | 5 | 40.0 (20.0) | 0.5 (0.25): 9 (wrong) | >60 (>30.0) | ppl 20 | 2.00 |"
    assert second == "| B | 10 | >60 | - | not tried | - | - | ppl 20 |  |"
    assert report.memory(rows, ["ppl", "sage"]).splitlines()[2:] == ["| A | 10 | 20,000 | 10 | 524 | 10 | - |"]


def test_the_median_counts(load):
    """Of several runs the median time, the largest memory, the smallest idle process; one without a number is enough."""
    runs = [{"seconds": s, "processor": s / 2, "megabytes": m, "idle": 90 - m, "regions": 7} for s, m in ((3, 50), (1, 60), (2, 40))]
    merged = load("report").merged
    assert merged(runs) == {"seconds": 2, "processor": 1, "megabytes": 60, "idle": 30, "regions": 7, "runs": 3}
    assert merged([*runs, {"says": ">60"}]) == {"says": ">60"}


def test_how_often_a_program_runs(load):
    """Quick ones three times as often, slow ones and those without a number once."""
    turns = load("run").turns
    assert [turns({"seconds": s}, 3) for s in (0.1, 5, 50)] == [9, 3, 1]
    assert turns({"says": ">60"}, 3) == 1 and turns({"seconds": 0.1}, 1) == 1


def test_which_rows_a_program_is_given(load):
    """Dimension, depth and domain decide."""
    programs, rows = load("programs"), load("rows")
    takes = {program.name: program.takes for program in programs.PROGRAMS}
    deep, flat = rows.Row("C", "box:-1,1", 7, 2, 2, None), rows.Row("A", "whole", 7, 3, 1, None)
    assert [takes["regioncam"](where) for where in (deep, flat)] == [True, False]
    assert [takes["sage"](where) for where in (deep, flat)] == [False, True]
    assert takes["pplpy"](deep) and takes["pplpy"](flat)


def test_the_plot(load):
    """Well-formed, with one circle a point and every name."""
    plot = load("plot")
    root = ET.fromstring(plot.loglog([plot.Line("a < b", [(1, 2), (30, 40)]), plot.Line("c", [(5, 0.001)], 1, True)], "x", "y"))
    assert len(root.findall(".//{*}circle")) == 3
    assert {"a < b", "c", "x", "y"} <= {text.text for text in root.findall(".//{*}text")}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(BENCHMARKS).as_posix())
def test_modules(module):
    """Short, explained, and no adaptor but our own imports exactrelu."""
    text = module.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 260 and ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
    if "peers" in module.parts and module.name not in ("exactrelu.py", "signs.py"):
        names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not any(name.split(".")[0] == "exactrelu" for name in names)
