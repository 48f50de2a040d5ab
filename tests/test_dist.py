"""What is distributed: the same bytes from two folders, all files that belong to it, and an installation that answers."""
from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import licences  # noqa: E402

KEPT = (".ci/", ".gitignore", "proofs/formal/.gitignore")          # of the repository, not of the distribution


def git(*words: str) -> str:
    """What git says; the test is skipped where there is no repository."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("this is not a git repository, or there is no git")
    return done.stdout


def built(folder: Path, umask: int, compiler: str = "false") -> dict[str, bytes]:
    """The files that tools/dist.sh makes in a clone with a folder and a umask of its own."""
    pytest.importorskip("setuptools.command.bdist_wheel", reason="setuptools 70.1 or later is needed: pip install --require-hashes -r requirements/test.txt")
    git("clone", "-q", str(ROOT), str(folder))
    done = subprocess.run(["sh", "tools/dist.sh"], cwd=folder, umask=umask, capture_output=True, text=True,
                          env={**os.environ, "PYTHON": sys.executable, "CXX": compiler})
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in (folder / "dist").iterdir()}


@pytest.fixture(scope="module")
def twice(tmp_path_factory) -> tuple[dict, dict]:
    """Two builds, without the compiled engines."""
    return built(tmp_path_factory.mktemp("one") / "a", 0o022), built(tmp_path_factory.mktemp("two") / "b c", 0o077)


def test_the_same_bytes(twice):
    """Two clones, two folders, two umasks, two moments: one source distribution and one wheel."""
    assert sorted(twice[0]) == sorted(twice[1]) and len(twice[0]) == 2
    assert [hashlib.sha256(twice[0][name]).hexdigest() for name in sorted(twice[0])] == [hashlib.sha256(twice[1][name]).hexdigest() for name in sorted(twice[1])]


@pytest.mark.slow
def test_the_same_compiled_engines(tmp_path):
    """So is a wheel with its compiled engines."""
    one, two = built(tmp_path / "a", 0o022, os.environ.get("CXX", "")), built(tmp_path / "b", 0o077, os.environ.get("CXX", ""))
    assert one == two


def test_the_source_distribution_is_the_repository(twice, tmp_path):
    """Every file that git knows, but for what belongs to the workshop, and nothing else but what setuptools says of the package."""
    (name,) = [name for name in twice[0] if name.endswith(".tar.gz")]
    (tmp_path / name).write_bytes(twice[0][name])
    with tarfile.open(tmp_path / name) as tar:
        members = tar.getmembers()
    assert {(member.uid, member.gid, member.uname, member.gname, member.isfile()) for member in members} == {(0, 0, "", "", True)}
    shipped = {member.name.partition("/")[2] for member in members}
    known = {file for file in git("-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", "HEAD").splitlines() if not file.startswith(KEPT)}
    assert known - shipped == set()
    assert {file for file in shipped - known if not file.startswith("exactrelu.egg-info/")} <= {"PKG-INFO", "setup.cfg"}


def test_the_wheel_is_the_package(twice, tmp_path):
    """Every file of exactrelu/, the program, and its metadata."""
    (name,) = [name for name in twice[0] if name.endswith(".whl")]
    (tmp_path / name).write_bytes(twice[0][name])
    with ZipFile(tmp_path / name) as wheel:
        inside = {file for file in wheel.namelist() if not file.startswith("exactrelu-")}
    assert inside == set(git("ls-tree", "-r", "--name-only", "HEAD", "exactrelu", "exactrelu_program.py").splitlines())


@pytest.mark.slow
def test_an_installation_answers(tmp_path):
    """The wheel and the source distribution, each in an empty environment; the latter without a compiler."""
    for name, content in built(tmp_path / "clone", 0o022, os.environ.get("CXX", "")).items():
        (tmp_path / name).write_bytes(content)
        environment = {**os.environ, "CXX": "false"} if name.endswith(".tar.gz") else os.environ
        done = subprocess.run(["sh", str(ROOT / "tools" / "smoke.sh"), str(tmp_path / name), sys.executable], capture_output=True, text=True, env=environment)
        if "No matching distribution" in done.stderr or "ConnectionError" in done.stderr:
            pytest.skip("the packages that exactrelu needs cannot be fetched here")
        assert done.returncode == 0, done.stderr
        assert ("in Python" in done.stdout) == name.endswith(".tar.gz")


def test_every_pinned_package_has_its_licence():
    """LICENCES.md names the versions of requirements/, no others, and no licence is unknown; only two packages are under the GPL, both of extras."""
    packages, text = licences.pinned(), licences.PAGE.read_text()
    rows = {row[0]: row for row in (re.findall(r"[^|]+", line.replace(" | ", "|").strip("| ")) for line in text.splitlines() if re.match(r"\| [a-z0-9]", line)) if row[0] != "package"}
    assert rows.keys() == packages.keys()
    assert all(rows[name][1] == ", ".join(sorted(entry["versions"])) for name, entry in packages.items())
    assert all(row[2].strip("* ") not in ("", "not said", "UNKNOWN") for row in rows.values())
    strict = {name for name, row in rows.items() if "**" in row[2]}
    assert strict == {"pycddlib", "igraph"}


def test_every_file_is_pinned_by_its_hash():
    """No package of requirements/ is without a version and a hash, and no address of an index is in it; every extra has what setup.cfg asks for."""
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        entries = re.split(r"^(?=[A-Za-z0-9])", re.sub(r"^#.*\n", "", file.read_text(), flags=re.MULTILINE), flags=re.MULTILINE)[1:]
        assert entries and all(licences.PINNED.match(entry) and "--hash=sha256:" in entry for entry in entries), file.name
        assert "://" not in file.read_text() and "--index" not in file.read_text()
    asked = re.findall(r"^ {4}([a-z0-9-]+)>=|^\w+ = ([a-z0-9-]+)>=", (ROOT / "setup.cfg").read_text(), re.MULTILINE)
    assert {one or other for one, other in asked} - {"pplpy", "atheris", "coverage"} <= licences.pinned().keys()
