"""What is distributed: built twice, compared to the byte, installed into empty environments, and asked what README.md asks.

    python campaign/supply.py                    clones the repository twice, under two umasks, and builds it in both
    python campaign/supply.py --dist ONE TWO     folders in which tools/dist.sh has been run already
"""
from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from record import Figure, record

ROOT = Path(__file__).resolve().parents[1]


def built(folder: Path, umask: int) -> Path:
    """The folder dist/ of a clone."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    subprocess.run(["sh", "tools/dist.sh"], cwd=folder, umask=umask, check=True, env={**os.environ, "PYTHON": sys.executable}, stdout=sys.stderr)
    return folder / "dist"


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def smoke(file: Path, compiler: bool) -> str | None:
    """What tools/smoke.sh says at the end; None if an answer was wrong."""
    done = subprocess.run(["sh", str(ROOT / "tools" / "smoke.sh"), str(file), sys.executable], capture_output=True, text=True,
                          env={**os.environ, **({} if compiler else {"CXX": "false"})})
    print(done.stdout + done.stderr, file=sys.stderr)
    return done.stdout.strip().splitlines()[0].strip() if done.returncode == 0 else None


def main() -> int:
    """Build, compare, install, ask, and record it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dist", nargs=2, type=Path, metavar=("ONE", "TWO"))
    arguments = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        one, two = arguments.dist or (built(Path(folder) / "a", 0o022), built(Path(folder) / "b c", 0o077))
        same, files = digests(one) == digests(two), digests(one)
        answers = {name: smoke(one / name, name.endswith(".whl")) for name in files}
    locks = "\n".join(file.read_text() for file in (ROOT / "requirements").glob("*.txt"))
    pins, hashes = set(re.findall(r"^[\w.-]+==[^ ]+", locks, re.MULTILINE)), set(re.findall(r"sha256:\w{64}", locks))
    asked = len(re.findall(r"^says ", (ROOT / "tools" / "smoke.sh").read_text(), re.MULTILINE))
    record("supply", [
        Figure("source distribution and wheel, built twice in two folders at two times under umask 022 and 077", "the same bytes",
               "the same bytes" if same and len(files) == 2 else "they differ"),
        Figure("wheel and source distribution (without a compiler) in empty environments: commands with known answers", "all",
               "; ".join(f"{name}: {asked} of {asked}, {said}" if said else f"{name}: a wrong answer" for name, said in answers.items())),
        Figure("what make test installs, pinned for Python 3.10 and later on every platform", "all, by hash",
               f"{len(pins)} versions of packages, {len(hashes)} files by their SHA-256, a licence for each"),
    ], time.monotonic() - start, {"sha256": files})
    return 0 if same and all(answers.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
