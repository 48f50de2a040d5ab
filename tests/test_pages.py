"""The pages of proofs/: one for every theorem, complete, and quoting what the commands print."""
from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from exactrelu.theorems.registry import MODULES

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "proofs").glob("*.md")) + [ROOT / "README.md"]
THEOREM_PAGES = {page.stem: page for page in PAGES if re.match(r"[lrt]\d+b?_", page.stem)}


def quote():
    """tools/quote.py as a module."""
    found = importlib.util.spec_from_file_location("quote", ROOT / "tools" / "quote.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_every_theorem_has_its_page():
    """And every page its theorem, under one name."""
    assert set(THEOREM_PAGES) == {module.__name__.rsplit(".", 1)[1] for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.THEOREM.name)
def test_a_page_is_complete(module):
    """Title with id and name, statement, proof, the place of the hypotheses, source, check; every link leads somewhere."""
    known = module.THEOREM
    text = THEOREM_PAGES[module.__name__.rsplit(".", 1)[1]].read_text()
    assert text.startswith(f"# {known.id} {known.name}: ")
    parts = [text.find(f"**{part}") for part in ("Statement.", "Proof", "Where the hypotheses enter.", "Source.", "Check.")]
    assert -1 not in parts and parts == sorted(parts)
    assert "∎" in text or "by the theorem of" in text.lower()
    assert any(f"verify {known.name} " in command for command in quote().commands(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links(page):
    """Links between pages lead to pages."""
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [page for page in PAGES if "```console\n" in page.read_text()], ids=lambda page: page.stem)
def test_quoted_output(page, monkeypatch):
    """What a page quotes is what the command prints."""
    monkeypatch.chdir(ROOT)
    assert quote().refreshed(page.read_text()) == page.read_text()


@pytest.mark.slow
def test_quoted_output_of_long_commands(monkeypatch):
    """The same for the commands that take minutes."""
    monkeypatch.chdir(ROOT)
    text = (ROOT / "proofs" / "tables.md").read_text()
    assert quote().commands(text, slow=True) and quote().refreshed(text, slow=True) == text


def test_a_wrong_quotation_is_seen(monkeypatch):
    """The comparison can fail."""
    monkeypatch.chdir(ROOT)
    page = "```console\n$ exactrelu verify euler examples/xor.json\nsomething else\n```\n"
    assert "something else" not in quote().refreshed(page) and "euler (R17): holds" in quote().refreshed(page)
