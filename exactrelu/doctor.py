"""What is installed, what is missing, and the command that brings it."""
from __future__ import annotations

import importlib
import platform
import sys
from importlib import metadata

from .engines.native import library
from .engines.size import available_memory
from .rational import MAX_BITS
from .readers import FORMATS, MAX_FILE, WRITABLE
from .version import VERSION

HEADERS = {"Linux": "apt-get install gcc python3-dev libcdd-dev libgmp-dev", "Darwin": "brew install cddlib gmp"}

# package, module that must import, what it is for, needed always
PARTS = (
    ("numpy", "numpy", "arrays of integers", True),
    ("python-flint", "flint", "exact linear algebra", True),
    ("networkx", "networkx", "graphs", True),
    ("sympy", "sympy", "symbolic matrices in and out", True),
    ("pycddlib", "cdd.gmp", "the engine 'cdd', a second opinion", False),
    ("igraph", "igraph", "combinatorial types of boundaries in a census", False),
    ("highspy", "highspy", "linear programs that propose, for 'decide'", False),
    ("distributed", "distributed", "the executor 'dask', work on several machines", False),
    ("pplpy", "ppl", "the peer in the benchmarks", False),
    ("onnx", "onnx", "writes graphs in the tests (not needed to read .onnx)", False),
    ("onnxruntime", "onnxruntime", "the judge of the ONNX reader in the tests", False),
    ("safetensors", "safetensors", "the peer in the tests (not needed to read)", False),
)


def report() -> dict:
    """The state of every dependency, as a JSON-able object.

    >>> [part["package"] for part in report()["parts"] if part["required"]]
    ['numpy', 'python-flint', 'networkx', 'sympy']
    """
    return {
        "exactrelu": VERSION,
        "python": platform.python_version(),
        "platform": sys.platform,
        "compiled": library() is not None,
        "parts": [_part(*part) for part in PARTS],
        "formats": {"read": sorted(FORMATS), "written": [ending for ending in sorted(FORMATS) if ending in WRITABLE]},
        "limits": {"bits": MAX_BITS, "file_megabytes": MAX_FILE >> 20, "memory_megabytes": available_memory() >> 20},
    }


def _part(package: str, module: str, purpose: str, required: bool) -> dict:
    """One dependency: its version if its module imports, else the command that brings it."""
    found = {"package": package, "purpose": purpose, "required": required, "version": None, "remedy": None}
    try:
        importlib.import_module(module)
        found["version"] = metadata.version(package)
    except metadata.PackageNotFoundError:
        found["version"] = "unknown"
    except ImportError:
        found["remedy"] = _remedy(package)
    return found


def _remedy(package: str) -> str:
    if package != "pycddlib":
        return f"pip install {package}"
    first = HEADERS.get(platform.system())
    note = " (pycddlib-standalone has no exact mode and cannot serve)"
    return (f"{first} && " if first else "") + "pip install 'exactrelu[cdd]'" + note


def text(found: dict) -> str:
    """The report for people.

    >>> print(text(report()).splitlines()[0].split()[0])
    exactrelu
    """
    lines = [f"exactrelu {found['exactrelu']}, Python {found['python']} on {found['platform']}"]
    for part in found["parts"]:
        state = part["version"] or ("MISSING" if part["required"] else "not installed")
        lines.append(f"  {part['package']:14}{state:16}{part['purpose']}")
        if part["remedy"]:
            lines.append(f"  {'':14}{part['remedy']}")
    lines.append("  the engines are compiled" if found["compiled"] else
                 "  the engines are in Python, which is slower: install a wheel, or a C++ compiler and exactrelu again")
    lines.append(f"  reads {', '.join(found['formats']['read'])}; writes {', '.join(found['formats']['written'])}; "
                 "nothing else is needed for that")
    limits = found["limits"]
    lines.append(f"  numbers of at most {limits['bits']} bits, files of at most {limits['file_megabytes']} MB, "
                 f"{limits['memory_megabytes']} MB of memory to use")
    return "\n".join(lines)
