"""The documentation: its sessions run, its quotations are what the commands print, and the site builds without a warning."""
from __future__ import annotations

import doctest
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

import exactrelu as er
from browser import DESK, PHONE

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))


def module(path: Path):
    """A Python file that is not in a package."""
    found = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(found)
    found.loader.exec_module(loaded)
    return loaded


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("page", [page for page in PAGES if ">>>" in page.read_text()], ids=name_of)
def test_sessions(page, monkeypatch):
    """The Python sessions of a page, from its top to its end."""
    monkeypatch.chdir(ROOT)
    text = re.sub(r"^```.*$", "", page.read_text(), flags=re.MULTILINE)
    found = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    outcome = doctest.DocTestRunner().run(found)
    assert outcome.attempted and not outcome.failed


@pytest.mark.parametrize("page", [page for page in PAGES if "```console\n" in page.read_text()], ids=name_of)
def test_quoted_output(page, monkeypatch):
    """What a page quotes is what the command prints."""
    monkeypatch.chdir(ROOT)
    assert module(ROOT / "tools" / "quote.py").refreshed(page.read_text()) == page.read_text()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links(page):
    """Links lead to files of the repository."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_reference():
    """The reference names public names, each once; those that it leaves out are added at its end when the site is built."""
    named = re.findall(r"^\.\. auto(?:class|function):: (\w+)$", (DOCS / "reference" / "python.md").read_text(), re.MULTILINE)
    assert len(named) == len(set(named)) > 40 and set(named) <= set(er.__all__)


def test_docstrings_become_markup():
    """The rewriting of docstrings has its own examples."""
    assert doctest.testmod(module(DOCS / "docstrings.py")).attempted


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The built site; warnings are errors."""
    for needed in ("sphinx", "furo", "myst_nb", "latex2mathml"):
        pytest.importorskip(needed, reason="the extra 'docs' is not installed: make docs")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(folder / "doctrees"), "-c", "docs", "-b", "html",
                           ".", str(folder / "html")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    return folder / "html"


@pytest.mark.slow
def test_site_links(site):
    """Every link inside the site leads to a file that is there, and every fragment to an id."""
    texts = {page.resolve(): page.read_text() for page in site.rglob("*.html")}
    ids = {page: set(re.findall(r'\bid="([^"]+)"', text)) for page, text in texts.items()}
    assert len(texts) > 80
    for page, text in texts.items():
        for target in re.findall(r'(?:href|src)="([^"]+)"', re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.DOTALL)):
            if re.match(r"(https?|mailto|data):|#$|javascript:", target):
                continue
            path, fragment = urldefrag(unquote(target))
            other = (page.parent / path.partition("?")[0]).resolve() if path else page
            assert other.exists(), f"{page.name}: {target}"
            if fragment and other in ids and page.parent.name != "gallery":
                assert fragment in ids[other], f"{page.name}: {target}"


@pytest.mark.slow
@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("name", ["docs/index", "docs/tutorial", "docs/gallery", "docs/reference/python", "docs/reference/commands", "docs/how-to/teachers",
                                  "proofs/README", "proofs/t17_classification", "lessons/2_sectors_and_projection"])
def test_site_in_a_browser(site, browser, name, width):
    """No error, nothing asked of the network, not wider than the screen, something to see."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, errors, requests = context.new_page(), [], []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url) if not request.url.startswith(("data:", "blob:", site.resolve().as_uri())) else None)
    page.goto((site / f"{name}.html").resolve().as_uri())
    assert not errors and not requests
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").first.is_visible() and len(page.locator("article").inner_text()) > 200
    context.close()


def test_the_figures_of_the_campaign():
    """docs/trust.md has the figures of campaign/results as they are: python campaign/record.py."""
    page = (DOCS / "trust.md").read_text()
    assert module(ROOT / "campaign" / "record.py").refreshed(page) == page and page.count("\n| ") > 25
