"""The certificates in tests/certificates, and what the checker says of them when it runs alone.

    python tests/corpus.py > tests/certificates/reasons.txt        writes the reasons anew; read the difference

The checker is started as `python -I -S` in an empty folder: it finds neither the package nor any other.
"""
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKER = ROOT / "exactrelu" / "checker.py"
FOLDER = ROOT / "tests" / "certificates"
REASONS = FOLDER / "reasons.txt"
VERDICTS = {"valid": "accepted", "invalid": "rejected", "malformed": "malformed"}

# Runs inside the subprocess: one JSON line a file, also where the checker breaks down.
DRIVER = """
import json, runpy, sys
checker = runpy.run_path(sys.argv[1])
for file in sys.argv[2:]:
    try:
        found = checker["check"](file)
    except BaseException as error:
        found = {"verdict": "breaks down", "reason": f"{type(error).__name__}: {error}", "claim": None, "steps": 0}
    print(json.dumps(found))
"""


def files(corpus: str) -> list[Path]:
    """The files of a corpus."""
    return sorted(FOLDER.joinpath(corpus).glob("*.cert*"))


def stem(file: Path) -> str:
    """The name of a file without what tells its format."""
    return file.name.removesuffix(".gz").removesuffix(".cert")


def alone(*words: str) -> subprocess.CompletedProcess:
    """What `python -I -S` prints in an empty folder."""
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run([sys.executable, "-I", "-S", *words], cwd=empty, capture_output=True, text=True, timeout=300)


def verdicts(found: list[Path]) -> dict[str, dict]:
    """{stem: {"verdict", "reason", "claim", "steps"}} of some files, from one subprocess."""
    done = alone("-c", DRIVER, str(CHECKER), *map(str, found))
    assert not done.stderr, done.stderr
    return dict(zip(map(stem, found), map(json.loads, done.stdout.splitlines()), strict=True))


def spelled(reason: str) -> str:
    """A reason in ASCII on one line."""
    return reason.encode("unicode_escape").decode()


def expected() -> dict[str, str]:
    """{"corpus/stem": how the reason begins}."""
    pairs = [line.partition(":") for line in REASONS.read_text().splitlines()]
    return {name: reason.strip() for name, _, reason in pairs}


def main() -> None:
    """Print the reasons, without what the Python library says in its own words."""
    for corpus in ("invalid", "malformed"):
        for name, found in verdicts(files(corpus)).items():
            reason = spelled(found["reason"]) if found["verdict"] == VERDICTS[corpus] else ""
            own = reason[:reason.index("is not JSON") + 11] if "is not JSON" in reason else "" if "gzip" in name else reason
            print(f"{corpus}/{name}: {own[:150]}".strip())


if __name__ == "__main__":
    main()
