"""The same bytes everywhere: every command on a dozen networks, under many hash seeds, locales, machines' settings and Pythons.

    python campaign/determinism.py                        every setting; the locales are made by localedef (package `locales`)
    python campaign/determinism.py --pythons 3.10,3.13    these Pythons of the PATH as well (python3.10, ...), each with packages of its own
    python campaign/determinism.py --only jobs            the settings whose names contain a word; --net xor: the networks
    python campaign/determinism.py --share 3 --at-once 4  each setting has every third network, in turn; four settings at a time

What is compared is the exit code and the SHA-256 of standard output, of standard error and of every file that a command leaves,
with its name. Only the number of seconds is taken out. All commands of one setting run in one process after the other, in a
folder of their own; another setting is another process in another folder.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator, NamedTuple

from record import Figure, record

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CASES = ROOT.parent / "shared" / "cases"
PYTHONS = HERE / ".pythons"
LOCALES = {"de_DE.UTF-8": ("de_DE", "UTF-8"), "tr_TR.UTF-8": ("tr_TR", "UTF-8"), "de_DE.ISO-8859-1": ("de_DE", "ISO-8859-1")}
PACKAGES = ("numpy>=2.0", "python-flint>=0.8", "networkx>=3.2", "sympy>=1.13", "highspy>=1.8", "igraph>=0.11",
            "typing_extensions>=4")
SECONDS = re.compile(rb'("?seconds"?: +)[0-9.e-]+')

EXAMPLES = ("three_sectors.json", "quantised.json", "disconnected.json", "xor.json", "hexagon_2.json", "line.json", "formats/pooled.onnx")
OTHERS = ("workloads/deg_2-5-5-1_s0.npz", "workloads/degq_2-6-6-1_s0.npz", "nv_problems/net__tiny_rand_[1,3,2,1]_1.json")
ALIKE = ("formats/network.nnet", "formats/sequential.pt", "formats/weights.npz", "formats/weights.safetensors")      # one network, in other formats
WITHIN = ("three_sectors.json", "xor.json", "triangle.json", "two_corners.json", "xor.vnnlib", "line.cert")      # what commands name besides

ALWAYS = """
verify all NET --json
enumerate NET --json --regions OUT/regions.jsonl.gz --graph OUT/graph.graphml
enumerate NET --engine signs --json --with-output --regions OUT/signs.jsonl
enumerate NET --spill OUT/spill
enumerate NET --checkpoint OUT/checkpoint --json
boundary NET --json --sides
boundary NET
classes NET --json --regions OUT/classes.jsonl --pieces OUT/pieces.jsonl --picture OUT/classes.svg
verify equivalent NET two_corners.json
certify NET -o OUT/regions.cert
certify NET -o OUT/regions.cert.gz --kind affine_maps
certify NET -o OUT/complex.cert --kind complex
certify NET -o OUT/boundary.cert --kind boundary
certify NET -o OUT/t13.cert --theorem T13
certify NET -o OUT/class.cert --kind class
certify NET -o OUT/convex.cert --kind convex
certify NET -o OUT/lipschitz.cert --kind lipschitz
certify NET -o OUT/injective.cert --kind injective
certify NET -o OUT/layer.cert --kind layer
certify NET -o OUT/preimage.cert --kind preimage --at 1,1,1
certify NET -o OUT/projection.cert --kind projection --at 1,1,1
certify NET -o OUT/equal.cert --kind equal --with NET
certify NET -o OUT/equivalent.cert --kind equivalent --with two_corners.json
check OUT/complex.cert --explain
check OUT/boundary.cert --json --network NET
decide NET xor.vnnlib -o OUT/decide.cert --json
decide NET xor.vnnlib -o OUT/explicit.cert.gz --explicit
radius NET --at 1/3,1/2 -o OUT/radius.cert --json
radius NET --at 1/3,1/2,1 -o OUT/radius_3.cert --norm sum
reach NET --domain box:-1,1 -o OUT/pieces.jsonl.gz
draw NET -o OUT/picture.svg --title Zürich_≤_ı
draw NET -o OUT/picture.html --show all --colour value
prove NET -o OUT/boundary.html
prove NET -o OUT/boundary.tex
prove NET -o OUT/regions.md --regions
prove NET -o OUT/verdict.html --property xor.vnnlib
playground NET -o OUT/playground.html
convert NET OUT/network.json
convert NET OUT/network.onnx
convert NET OUT/network.npz
convert NET OUT/network.safetensors
convert NET OUT/network.nnet.gz
""".strip().splitlines()
READING = [line for line in ALWAYS if line.split()[0] in ("enumerate", "boundary", "convert")]
ONCE = """
theorems --json
theorems
check line.cert --explain
verify classification --census d=2,m=2,entries=-1..1,b=0 --table OUT/table.csv --checkpoint OUT/census
verify pieces --census d=1,m=2,entries=0..1 --table OUT/table.md --json
verify bias_lemma --without zero␣bias --census d=1,m=2,entries=-1..1
playground -o OUT/playground.html
""".strip().splitlines()
SHARED_WORK = {"enumerate", "verify", "certify", "decide"}       # commands that know --jobs


class Setting(NamedTuple):
    """How the commands are run."""

    name: str
    environment: dict[str, str | None] = {}         # None: not set
    jobs: int = 0
    python: str = sys.executable
    umask: int = 0o022
    folder: str = "work"
    options: tuple[str, ...] = ()                   # of Python


def settings(locales: Path | None = None) -> Iterator[Setting]:
    """All settings but Pythons; the first is what the others are compared with."""
    yield Setting("plain")
    for seed in ("1", "2", "3", "4", "random"):
        yield Setting(f"hash seed {seed}", {"PYTHONHASHSEED": seed})
    for jobs in (1, 2, 3):
        yield Setting(f"jobs {jobs}", {}, jobs)
    yield Setting("engines in Python", {"EXACTRELU_PURE": "1"})
    yield Setting("engines in Python, jobs 2, hash seed random", {"EXACTRELU_PURE": "1", "PYTHONHASHSEED": "random"}, 2)
    yield Setting("locale C", {"LANG": None, "LC_ALL": "C"})
    yield Setting("locale C, no UTF-8 mode", {"LANG": None, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})
    yield Setting("UTF-8 mode", {"LC_ALL": "C", "PYTHONUTF8": "1"})
    for name in LOCALES if locales else ():
        yield Setting(f"locale {name}", {"LC_ALL": name, "LANGUAGE": "de:tr", "LOCPATH": str(locales)})
    if locales:
        yield Setting("decimal comma", {"LC_NUMERIC": "de_DE.UTF-8", "LOCPATH": str(locales)})
    for encoding in ("ascii", "latin-1", "cp1252"):
        yield Setting(f"standard streams in {encoding}", {"PYTHONIOENCODING": encoding})
    yield Setting("narrow terminal", {"COLUMNS": "20", "LINES": "5", "TERM": "dumb"})
    yield Setting("time zone", {"TZ": "Asia/Kathmandu"})
    yield Setting("no HOME", {"HOME": None})
    yield Setting("umask 077", umask=0o077)
    yield Setting("another folder", folder="a b/ß ≤")
    yield Setting("asserts left out", options=("-OO",))
    yield Setting("development mode, warnings are errors", options=("-X", "dev", "-W", "error"))
    yield Setting("few digits", {"PYTHONINTMAXSTRDIGITS": "640"})
    yield Setting("one thread of BLAS", {"OPENBLAS_NUM_THREADS": "1"})
    yield Setting("an old processor", {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX"})


def networks(cases: Path = CASES) -> list[Path]:
    """The networks: the examples, and cases with known answers where they are."""
    return [ROOT / "examples" / name for name in EXAMPLES + ALIKE] + [cases / name for name in OTHERS if (cases / name).exists()]


def work(nets: list[Path]) -> list[list[str]]:
    """The words of all commands; networks are named as they are in the folder of a setting."""
    lines = [line.replace("NET", f"nets/{net.name}").replace("OUT", f"out/{net.name}") for net in nets
             for line in (READING if f"formats/{net.name}" in ALIKE else ALWAYS)]
    return [[word.replace("␣", " ") for word in line.split()] for line in lines + [line.replace("OUT", "out/once") for line in ONCE]]


def run(setting: Setting, nets: list[Path], commands: list[list[str]]) -> dict[str, dict]:
    """{command: {"code", "out", "err", and the hash of each file that it made}} of one setting."""
    with tempfile.TemporaryDirectory() as empty:
        folder = Path(empty) / setting.folder
        (folder / "nets").mkdir(parents=True)
        for net in nets:
            shutil.copy(net, folder / "nets")
            (folder / "out" / net.name).mkdir(parents=True, exist_ok=True)
        (folder / "out" / "once").mkdir(parents=True)
        for name in WITHIN:
            shutil.copy(ROOT / "examples" / name, folder)
        base = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": empty, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        environment = {key: value for key, value in {**base, **setting.environment}.items() if value is not None}
        words = [[*words, *(["--jobs", str(setting.jobs)] if setting.jobs and words[0] in SHARED_WORK and _takes_jobs(words) else [])] for words in commands]
        done = subprocess.run([setting.python, *setting.options, str(Path(__file__).resolve()), "--inside"], input=json.dumps(words), cwd=folder,
                              env=environment, umask=setting.umask, capture_output=True, encoding="utf-8", errors="replace")
        if done.returncode or not (folder / "told.json").exists():
            raise RuntimeError(f"{setting.name}: {done.stderr[-2000:]}")
        told = json.loads((folder / "told.json").read_text("utf-8"))
    return dict(zip(map(" ".join, commands), told, strict=True))


def _takes_jobs(words: list[str]) -> bool:
    """A verification shares its work if it is a census."""
    return words[0] != "verify" or "--census" in words


def inside() -> None:
    """Run the commands on standard input, in this process and in this folder; what they did goes to told.json."""
    from exactrelu.cli import main
    commands, told, known = json.load(sys.stdin), [], _files()
    for words in commands:
        with open("stdout", "wb") as out, open("stderr", "wb") as err:
            kept = [os.dup(1), os.dup(2)]
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            try:
                code = main(words)
            except SystemExit as error:
                code = error.code
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                for here, there in enumerate(kept, 1):
                    os.dup2(there, here)
                    os.close(there)
        now = _files()
        told.append({"code": code, "out": _digest("stdout"), "err": _digest("stderr"), **{f"file {name}": now[name] for name in sorted(now)
                                                                                        if known.get(name) != now[name]}})
        known = now
    Path("told.json").write_text(json.dumps(told), "utf-8")


def _digest(name: str) -> str:
    return hashlib.sha256(SECONDS.sub(rb"\1", Path(name).read_bytes())).hexdigest()


def _files() -> dict[str, str]:
    """What is in out/: all files with their hashes."""
    return {path.as_posix(): _digest(str(path)) for path in Path("out").rglob("*") if path.is_file()}


def differences(one: dict[str, dict], other: dict[str, dict]) -> list[str]:
    """Where another setting, perhaps with fewer commands, differs, as "command: what"."""
    return [f"{command}: {key}" for command in other for key in sorted(one[command].keys() | other[command].keys())
            if one[command].get(key) != other[command].get(key)]


def made_locales(folder: Path) -> Path | None:
    """A folder with the locales, made by localedef; None where there is none, or no sources."""
    try:
        for name, (source, charset) in LOCALES.items():
            subprocess.run(["localedef", "-i", source, "-f", charset, str(folder / name)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return folder


def interpreter(version: str) -> str | None:
    """A Python of this version with the packages, made if need be; None where there is none."""
    ours, found = PYTHONS / version / "bin" / "python", shutil.which(f"python{version}")
    if not ours.exists():
        if not found:
            return None
        done = subprocess.run([found, "-m", "venv", str(PYTHONS / version)], capture_output=True)
        if done.returncode or subprocess.run([ours, "-m", "pip", "install", "-q", *PACKAGES], capture_output=True).returncode:
            shutil.rmtree(PYTHONS / version, ignore_errors=True)
            return None
    return str(ours)


def figures(nets: list, base: dict[str, dict], found: dict[str, list[str]], compared: int, missing: list[str]) -> list[Figure]:
    """What was compared, and how often it differed."""
    where = "; ".join(f"{setting}: {', '.join(sorted({line.split()[0] for line in lines}))}" for setting, lines in found.items() if lines)
    made, answered = sum(key.startswith("file") for one in base.values() for key in one), sum(one["code"] in (0, 1) for one in base.values())
    return [Figure("the same bytes: commands, their exit codes, both streams and all their files", "every command on 12 networks",
                   f"{len(base)} commands on {len(nets)} networks ({answered} answered, {len(base) - answered} refused in a sentence), {made} files"),
            Figure("the same under hash seeds, locales, encodings, processes, engines, folders and Pythons", "0 differences",
                   f"{sum(map(len, found.values()))} in {compared} runs of a command under {len(found)} settings" + f" ({where})" * bool(where)
                   + (f"; not here: Python {', '.join(missing)}" if missing else ""))]


def main() -> int:
    """Run the settings that are asked for, and record what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pythons", default="", metavar="3.X,...")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--net", default="", metavar="WORD")
    parser.add_argument("--share", type=int, default=1, metavar="N")
    parser.add_argument("--at-once", type=int, default=1, metavar="N")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        inside()
        return 0
    start, nets, found, missing, compared = time.monotonic(), [net for net in networks() if arguments.net in net.name], {}, [], 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(arguments.at_once) as threads:
        plan = list(settings(made_locales(Path(folder))))
        for version in filter(None, arguments.pythons.split(",")):
            python = interpreter(version)
            plan.insert(2, Setting(f"Python {version}", python=python)) if python else missing.append(version)
        plan = plan[:1] + [setting for setting in plan[1:] if arguments.only in setting.name]
        told = [threads.submit(run, setting, *(lambda some: (some, work(some)))(nets[i % arguments.share::arguments.share] if i else nets))
                for i, setting in enumerate(plan)]
        base = told[0].result()
        try:
            for setting, one in zip(plan[1:], told[1:]):
                found[setting.name], compared = differences(base, one.result()), compared + len(one.result())
                print("\n  ".join([f"{time.monotonic() - start:.0f} s: {setting.name}", *found[setting.name][:20]]), file=sys.stderr)
                if not arguments.only:                    # whoever stops it keeps what was counted
                    record("determinism", figures(nets, base, found, compared, missing), time.monotonic() - start,
                           {"settings": list(found), "differences": {name: lines for name, lines in found.items() if lines}})
        except KeyboardInterrupt:
            threads.shutdown(cancel_futures=True)
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
