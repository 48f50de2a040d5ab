"""What all tests share."""
from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Callable, Iterator

import pytest

import strategies  # noqa: F401  (how many examples hypothesis tries)
from browser import FLAGS, chromium

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT.parent / "shared" / "cases"
PROGRAMS = (ROOT / "campaign", ROOT / "benchmarks")


@pytest.fixture
def cases() -> Path:
    """The folder of cases with known answers; the test is skipped where it is absent."""
    if not CASES.is_dir():
        pytest.skip("../shared/cases is not here: it holds other people's networks and is not shipped")
    return CASES


@pytest.fixture
def load(monkeypatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of campaign/ or benchmarks/ as their programs do, and forgets it afterwards."""
    for folder in PROGRAMS:
        monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield importlib.import_module
    for name in set(sys.modules) - before:
        file = Path(getattr(sys.modules[name], "__file__", None) or "/")
        if any(file.is_relative_to(folder) for folder in PROGRAMS):
            del sys.modules[name]


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, for `browser.opened`; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not chromium():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as run:
        found = run.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


def pytest_collection_modifyitems(items):
    """Tests marked cdd need pycddlib with GMP."""
    try:
        import cdd.gmp  # noqa: F401
    except ImportError:
        for item in items:
            if item.get_closest_marker("cdd"):
                item.add_marker(pytest.mark.skip(reason="pycddlib with GMP is not installed"))
