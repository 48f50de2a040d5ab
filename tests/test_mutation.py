"""The programs that mutate the checker and the split: what they change, and that a judge's objection is heard."""
from __future__ import annotations

import ast
import os

import pytest
from corpus import FOLDER
from test_compiled import BUILT

from exactrelu import checker

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants are tried in forked processes")


def versions(mutation, code: str) -> set[str]:
    """The functions that a piece of code may become."""
    tree, found = ast.parse(code), set()
    for node, field, other in list(mutation.changes(tree)):
        kept = getattr(node, field)
        setattr(node, field, other)
        found.add(ast.unparse(tree))
        setattr(node, field, kept)
    return found


def test_what_is_changed(load):
    """Operators, numbers, conditions, statements; but neither annotations nor the words of an error."""
    mutation = load("mutation")
    assert versions(mutation, "x < 1 and y") == {"x <= 1 and y", "x > 1 and y", "x >= 1 and y", "x == 1 and y", "x != 1 and y", "x < 2 and y",
                                                 "x < 0 and y", "x < 1 or y", "x < 1 and True", "True and y", "pass"}
    assert versions(mutation, "if x:\n    raise Rejected('x' + str(1))") == {"if not x:\n    raise Rejected('x' + str(1))", "if x:\n    pass"}
    assert versions(mutation, "y: int = -max(x[1:])") == {f"y: int = {text}" for text in ("max(x[1:])", "+max(x[1:])", "-min(x[1:])", "-max(x[2:])", "-max(x[0:])")}
    assert versions(mutation, "def f(x: 1=2) -> 3:\n    \"\"\"4\"\"\"") == {f"def f(x: 1={n}) -> 3:\n    \"\"\"4\"\"\"" for n in (1, 3)}
    assert "[x for x in y]" in versions(mutation, "[x for x in y if x]") and "for x in []:\n    y()" in versions(mutation, "for x in z:\n    y()")
    assert versions(mutation, "need(a == b, 1, 2)") == {f"need(a {sign} b, 1, 2)" for sign in ("!=", "<", "<=", ">", ">=")} | {"pass"}


def test_objections_are_heard(load):
    """A wrong gcd is seen by a judge, a condition that never ends by the clock, a tree of modules is left as it was."""
    mutation = load("mutation")

    def judge():
        assert checker.normal([4, -6]) == [2, -3] and checker.check(FOLDER / "valid" / "regions-box.cert")["verdict"] == "accepted"

    before, modules = checker.check(FOLDER / "valid" / "regions-box.cert"), ["checker.py"]
    reach = mutation.Reach([("judge", judge)], modules)
    expected = {"normal: common = gcd(*row) or 1 -> common = lcm(*row) or 1": ["judge"],
                "normal: common = gcd(*row) or 1 -> common = gcd(*row) or 2": [None],
                "Path.back: while len(self.trail) > length: -> while len(self.trail) >= length:": ["judge", "it takes too long"],
                "module: MAX_BITS = 1 << 17 -> MAX_BITS = 1 >> 17": ["judge"]}
    for mutant in mutation.mutants("checker.py"):
        ends = expected.pop(mutant.name.removeprefix("checker.py, "), None)
        assert not ends or mutation.killer(lambda: mutation.install(mutant, modules), reach.of(mutant), 2) in ends
        if not expected:
            break
    assert not expected
    assert checker.check(FOLDER / "valid" / "regions-box.cert") == before


def test_methods_of_all_kinds_are_replaced(load):
    """Properties and class methods, too, and what other modules have imported by name."""
    mutation, judges = load("mutation"), load("judges")
    modules, found = mutation.TARGETS["split"], {}
    for module, line in (("engines/growing.py", "return self._room[:self.size] -> pass"), ("engines/lattice.py", "return cls(int(np.count_nonzero(size == 1)), levels)"),
                         ("engines/exact.py", "LIMIT = 2 ** 62 -> LIMIT = 2 ** 61"), ("engines/lattice.py", "FORMS = 21 -> FORMS = 20")):
        mutant = next(mutant for mutant in mutation.mutants(module) if line in mutant.name)
        asked = [("growing", judges.test_split.test_growing), ("simplicial", judges.test_split.test_simplicial),
                 ("narrow", judges.test_split.test_narrow_is_as_narrow_as_it_may_be)]
        found[line[:8]] = mutation.killer(lambda: mutation.install(mutant, modules), asked, 20)
    assert list(found.values()) == ["growing", "simplicial", "narrow", None]


@pytest.mark.slow
def test_known_survivors(load):
    """Each is a mutant of the sources as they are, and has a reason."""
    mutation, native = load("mutation"), load("mutation_native")
    every = {mutant.name for modules in mutation.TARGETS.values() for module in modules for mutant in mutation.mutants(module)}
    every |= {mutant.name for file in native.FILES for mutant in native.mutants(file, (native.NATIVE / file).read_text())}
    known = load("survivors").known_survivors()
    assert not set(known) - every and all(known.values())


def test_figures(load, monkeypatch):
    """A survivor that is known has its reason; another one is told."""
    survivors, told = load("survivors"), []
    known = next(iter(survivors.known_survivors()))
    monkeypatch.setattr(survivors, "record", lambda *words: told.extend(words))
    assert survivors.unexplained("split", "what", "asked", 1200, 3000, [known, "another"], 5, {"killed by": []}) == ["another"]
    assert told[0] == "mutation-split" and told[2:] == [5, {"killed by": [], "unexplained": ["another"]}]
    assert told[1][0].found == "1,200 of 3,000 mutants tried, 1,198 killed, 1 survive and are explained, 1 survive unexplained"


def test_tokens_of_the_compiled_split(load):
    """Operators and numbers, but neither comments, texts, nor includes."""
    native = load("mutation_native")
    text = '#include <a>\n// 1 + 2\nint f(int a1) { return a1 <= 3u && "1+1" ? a1->b : \'+\'; }\n'
    assert [mutant.name.partition("-> ")[2] for mutant in native.mutants("f", text)] == [
        line.replace("...", 'int f(int a1) { return a1') for line in (
            '... < 3u && "1+1" ? a1->b : \'+\'; }', '... > 3u && "1+1" ? a1->b : \'+\'; }', '... <= 4u && "1+1" ? a1->b : \'+\'; }',
            '... <= 2u && "1+1" ? a1->b : \'+\'; }', '... <= 3u || "1+1" ? a1->b : \'+\'; }')]


@pytest.mark.slow
@pytest.mark.skipif(not BUILT, reason="the compiled engines are not built here")
def test_a_compiled_mutant_is_seen(load, tmp_path):
    """A comparison of the split the other way round: the fans differ."""
    native, mutation, judges = load("mutation_native"), load("mutation"), load("judges")
    builder, asked = native.Builder(tmp_path), judges.of_native()[:3]
    assert mutation.killer(lambda: native.install(builder.library(None)), asked, 100) is None
    mutant = next(one for one in native.mutants("lattice.hpp", (native.NATIVE / "lattice.hpp").read_text()) if "==" in one.name)
    library = builder.library(mutant)
    assert library and mutation.killer(lambda: native.install(library), asked, 100)
