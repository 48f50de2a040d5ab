"""The doctor names what is missing and the command that brings it."""
from __future__ import annotations

import json
import platform
import sys

import pytest

from exactrelu import doctor

MODULES = {package: module for package, module, _, _ in doctor.PARTS}


def part(package: str) -> dict:
    return next(found for found in doctor.report()["parts"] if found["package"] == package)


def test_report_is_json():
    """The report survives a round trip, and what is required is here."""
    found = doctor.report()
    assert json.loads(json.dumps(found)) == found
    assert all(p["version"] and not p["remedy"] for p in found["parts"] if p["required"])
    assert all(value > 0 for value in found["limits"].values())


@pytest.mark.parametrize("package", MODULES)
def test_missing(package, monkeypatch):
    """Each package in turn is away: no version, a command that names it, and both are in the text."""
    monkeypatch.setitem(sys.modules, MODULES[package], None)
    found = part(package)
    assert found["version"] is None and package in found["remedy"] and "pip install" in found["remedy"]
    text = doctor.text(doctor.report())
    assert found["remedy"] in text and ("MISSING" if found["required"] else "not installed") in text


@pytest.mark.parametrize("system, command", [("Linux", "libcdd-dev libgmp-dev"), ("Darwin", "brew install cddlib gmp"),
                                             ("Windows", "pip install")])
def test_headers_of_each_system(system, command, monkeypatch):
    """pycddlib is compiled: its headers come first, and the package without an exact mode is warned of."""
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setitem(sys.modules, "cdd.gmp", None)
    remedy = part("pycddlib")["remedy"]
    assert command in remedy and "pycddlib-standalone has no exact mode" in remedy
