"""The house: who may import whom, where floating point may appear, how large a module may be, what is public."""
from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

import pytest

import exactrelu as er

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "exactrelu"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A module imports only from rows above its own; modules in one row may import each other in one direction.
LAYERS = [
    ["errors", "process", "version"], ["openblas"], ["rational", "workers"], ["linalg", "words"], ["network"], ["domain"], ["readers", "engines"],
    ["maps", "sectors", "ridge", "homology", "region", "polyhedra", "counts"], ["classes", "tasks"], ["shallow", "complex"],
    ["enumeration", "export", "translations", "sides", "envelope", "folders"],
    ["boundary", "partition", "preimages", "reach", "streaming"], ["skeleton"], ["equivalence"], ["theorems"], ["doctor", "terminal", "checker", "pictures", "playground"],
    ["certificates"], ["decide"], ["notation", "lessons"], ["exercises"], ["commands"], ["cli", "__init__"],
]
# Where floating point appears, and why.
FLOATS = {
    "rational.py": "reads floats at their exact value", "readers/native.py": "--float64 asks for the nearest double",
    "readers/ieee.py": "writes doubles that are exact, and checks that they are", "commands/shared.py": "the flag --float64",
    "commands/geometry.py": "the flag --float64", "commands/theory.py": "the flag --float64",
    "commands/proof.py": "the flag --float64", "commands/files.py": "the flag --float64",
    "certificates/ground.py": "sizes that guide the search for multipliers", "certificates/trees.py": "the same",
    "certificates/multipliers.py": "the same; the multipliers are integers, and their identity is checked",
    "process.py": "seconds until a signal comes again", "workers.py": "the same", "terminal.py": "time between two lines of progress",
    "engines/filter.py": "proved error bounds, proofs/filter.md",
    "decide/estimate.py": "proposes what rules.py proves", "decide/lp.py": "proposes what rules.py proves", "decide/climb.py": "the same",
    "decide/boxes.py": "plans what search.py proves", "decide/descent.py": "proposes what leaf.py solves",
    "engines/native/__init__.py": "seconds to wait for a thread",
    "maps.py": "holds integers below 2^53", "engines/lattice.py": "no bound on memory is infinity",
}


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def row(module: str) -> int:
    return next(i for i, names in enumerate(LAYERS) if module in names)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_imports_run_downwards(module):
    """Data flows one way, and so do imports; none hides inside a function, but for sympy, which is slow to load."""
    tree = ast.parse(module.read_text())
    parts = module.relative_to(PACKAGE).with_suffix("").parts
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = list(parts[:len(parts) - node.level])
            targets = [node.module.split(".")] if node.module else [[alias.name] for alias in node.names]
            for target in targets:
                other = (base + target)[0]
                if other != parts[0]:
                    known = [n for names in LAYERS for n in names]
                    other = other if other in known else "__init__"
                    assert row(other) < row(parts[0]) or parts[0] == "__init__", f"{name_of(module)} imports {other}"
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner = [node for node in ast.walk(function) if isinstance(node, (ast.Import, ast.ImportFrom))]
            names = [alias.name for node in inner for alias in node.names]
            assert set(names) <= {"sympy"}, f"{name_of(module)}:{function.name} imports {names}"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_exactness_of_the_source(module):
    """No floating point outside the places that are listed with their reasons."""
    found = []
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"constant {node.value} in line {node.lineno}")
        if isinstance(node, ast.Name) and node.id == "float" and isinstance(node.ctx, ast.Load):
            found.append(f"float in line {node.lineno}")
        if isinstance(node, ast.Attribute) and node.attr in ("float64", "float32", "sqrt", "inf", "isclose", "allclose"):
            found.append(f"{node.attr} in line {node.lineno}")
    if name_of(module) not in FLOATS:
        assert not found


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_size(module):
    """A module is a room that a reader can look over; the checker is one file, to be read from top to bottom."""
    assert len(module.read_text().splitlines()) <= (1400 if module.name == "checker.py" else 260)


def test_public_names():
    """__all__ is sorted, classes first, and is exactly what the package shows besides its modules."""
    assert er.__all__ == sorted(er.__all__)
    shown = {name for name, value in vars(er).items() if not name.startswith("_") and not isinstance(value, type(er))}
    assert shown == set(er.__all__)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_every_public_name_is_explained(module):
    """Every module, public class and public function says what it is."""
    tree = ast.parse(module.read_text())
    if tree.body:
        assert ast.get_docstring(tree), name_of(module)
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{name_of(module)}: {node.name}"


def test_readme_runs():
    """The Python session of the README."""
    outcome = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert outcome.attempted >= 6 and outcome.failed == 0


def test_pages_that_are_named_exist():
    """Every page of proofs/ that the source names is there, and every page is in the list."""
    named = {page for module in MODULES for page in re.findall(r"proofs/([a-z0-9_]+\.md)", module.read_text())}
    pages = {page.name for page in (ROOT / "proofs").glob("*.md")}
    listed = set(re.findall(r"\]\(([a-z0-9_]+\.md)\)", (ROOT / "proofs" / "README.md").read_text()))
    assert named <= pages and listed == pages - {"README.md"}


def test_statements_in_coq():
    """Every name that proofs/README.md and the pages quote from formal/ is there, none is assumed, and no proof is left open."""
    sources = {file: file.read_text() for file in sorted((ROOT / "proofs" / "formal").glob("*/*.v"))}
    declared = set(re.findall(r"^(?:Theorem|Lemma|Definition|Fixpoint|Example) (\w+)", "\n".join(sources.values()), re.MULTILINE))
    page = (ROOT / "proofs" / "README.md").read_text().partition("## Proved by a machine")[2]
    tables = [line.replace(r"\|", "").split("|")[3] for line in page.splitlines() if line.count("|") > 3 and "---" not in line]
    quoted = {name for cell in tables for name in re.findall(r"`([A-Za-z]\w+)`", cell)}
    for file in (ROOT / "proofs").glob("*.md"):
        quoted |= {name for line in re.findall(r"^\*\*Proved by a machine.\*\*.*$", file.read_text(), re.MULTILINE)
                   for name in re.findall(r"`([A-Za-z]\w+)`", line)}
    assert len(quoted) > 70 and quoted <= declared, quoted - declared
    for file, text in sources.items():
        assert not re.search(r"\b(Admitted|Axiom|Parameter|Conjecture|admit)\b", text), file


def test_nothing_of_a_machine_is_in_the_source():
    """No absolute path of a machine."""
    for file in MODULES + sorted(ROOT.glob("proofs/*.md")) + [ROOT / "README.md", ROOT / "Makefile"]:
        assert not re.search(r"/(home|root|tmp|work|Users)/", file.read_text()), file
