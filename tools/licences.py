"""Writes LICENCES.md: every package of requirements/, with its version, its licence and what it is for.

    .venv/bin/python tools/licences.py         part of `make lock`

A licence is what the package says in its metadata: of the one that is installed, or of a file that pip fetches and nobody runs.
"""
from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
from email.message import Message
from email.parser import Parser
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "LICENCES.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)
RUNTIME = ("numpy", "python-flint", "networkx", "sympy", "mpmath")      # what `pip install exactrelu` brings

# What the packages that exactrelu names itself are for; the others come with these.
USES = {
    "numpy": "imported: arrays of integers", "python-flint": "imported: exact linear algebra; its wheels hold FLINT, GMP and MPFR (LGPL) as shared libraries",
    "networkx": "imported: graphs", "sympy": "imported where a user gives or asks for its matrices", "mpmath": "comes with sympy",
    "pycddlib": "a process of its own, exactrelu/engines/cdd_worker.py, imports it; holds cddlib (GPL) and GMP (LGPL)",
    "igraph": "imported where a census asks for combinatorial types; holds the C library igraph (GPL)", "highspy": "imported where linear programs propose",
    "distributed": "imported for --executor dask:ADDRESS", "onnx": "the other side of tests", "onnxruntime": "the other side of tests",
    "safetensors": "the other side of tests", "playwright": "tests: a browser as a process, over a driver in Node.js", "pytest": "tests",
    "hypothesis": "tests", "ipykernel": "tests and docs: runs the lessons", "nbclient": "tests: runs the lessons", "furo": "docs: the theme",
    "latex2mathml": "docs: formulas", "myst-nb": "docs: Markdown and notebooks", "sphinx": "docs", "setuptools": "builds exactrelu", "cython": "builds pycddlib",
    "ziglang": "builds wheels for other systems: a compiler as a process",
}
HEAD = """# Licences

`exactrelu` is MIT-licensed ([LICENSE](LICENSE)), and no code of another project is part of it.
These are the packages that it needs, that its extras bring, and with which it is tested and documented, as they are pinned in
`requirements/`; `make lock` writes this page.
`pip install exactrelu` brings the first table only.
None of it is under the GPL: packages that are (below, in bold) are chosen by whoever installs an extra, are separate programs or
libraries of their own, and are distributed by others; a work that combines them with exactrelu has to keep their terms.
Not pinned, as only the benchmarks use it: pplpy (GPL-3.0-or-later), the extra `ppl`, in a process of its own.
Coq (LGPL-2.1), Mathematical Components (CeCILL-B), OCaml and zarith (LGPL with exceptions) compile proofs/formal, and Chromium (BSD) opens pages in tests: processes, not linked.
"""


def pinned() -> dict[str, dict[str, set[str]]]:
    """{name: {"versions", "extras"}} of all files of requirements/."""
    found: dict[str, dict[str, set[str]]] = {}
    for file in sorted(ROOT.glob("requirements/*.txt")):
        for name, version in PINNED.findall(file.read_text()):
            entry = found.setdefault(name, {"versions": set(), "extras": set()})
            entry["versions"].add(version)
            entry["extras"].add(file.stem)
    return found


def licence(told: Message) -> str:
    """The licence in a package's metadata.

    >>> licence(Parser().parsestr("License: MIT\\n"))
    'MIT'
    """
    classified = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License :: OSI Approved :: ")]
    spelled = told.get("License-Expression") or told.get("License") or ""
    if spelled in ("", "UNKNOWN") or len(spelled) > 60 or "\n" in spelled:
        spelled = " or ".join(classified)
    return spelled.strip() or "not said"


def fetched(names: dict[str, str]) -> dict[str, Message]:
    """The metadata of packages that are not installed: {name: version} -> {name: metadata}."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--ignore-requires-python", "-d", folder,
                        *(f"{name}=={version}" for name, version in names.items())], check=True)
        found = [_metadata(file) for file in Path(folder).iterdir()]
    return {_plain(told["Name"]): told for told in found}


def _metadata(file: Path) -> Message:
    if file.suffix == ".whl":
        with ZipFile(file) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
            return Parser().parsestr(wheel.read(name).decode())
    with tarfile.open(file) as source:
        member = next(member for member in source if member.name.count("/") == 1 and member.name.endswith("/PKG-INFO"))
        return Parser().parsestr(source.extractfile(member).read().decode())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def page() -> str:
    """The page."""
    packages = pinned()
    installed = {_plain(one.metadata["Name"]): one.metadata for one in metadata.distributions()}
    missing = {name: max(entry["versions"], key=lambda text: [int(part) for part in re.findall(r"\d+", text)])
               for name, entry in packages.items() if name not in installed}
    told = installed | (fetched(missing) if missing else {})
    parts = [HEAD]
    for title, chosen in (("Needed always", [name for name in RUNTIME]), ("Extras, tests and documentation", sorted(packages.keys() - set(RUNTIME)))):
        parts += [f"\n## {title}\n\n| package | version | licence | for | of requirements/ |\n|---|---|---|---|---|\n"]
        for name in chosen:
            spelled = licence(told[name]).replace("|", "or")
            shown = f"**{spelled}**" if re.search(r"(?<!L)GPL|(?<!Lesser )General Public", spelled) and "BSD" not in spelled else spelled
            parts.append(f"| {name} | {', '.join(sorted(packages[name]['versions']))} | {shown} | {USES.get(name, '')} | "
                         f"{'' if name in RUNTIME else ', '.join(sorted(packages[name]['extras']))} |\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
    print(PAGE.name)
