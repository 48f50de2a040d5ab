"""Mutation testing of the compiled split: would the comparison with the split in Python see a wrong operator or number in C++?

    python campaign/mutation_native.py --count 150 --seed 1        needs g++ (or CXX); two seconds or three for each mutant

One token of a C++ source is another one: a comparison, an arithmetical or logical operator, a shift, a number, a sign. The sources
are copied, the copy is changed and compiled without optimisation, and the library is loaded in a process of its own, which makes
the fans of tests/test_split.py: they must be those of the split in Python. A mutant that does not compile is no mutant. Survivors
that are known, and why they are right nevertheless, are in survivors.txt.
"""
from __future__ import annotations

import argparse
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Iterator, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import judges  # noqa: E402
from mutation import killer  # noqa: E402
from stopped import as_program  # noqa: E402
from survivors import unexplained  # noqa: E402

from exactrelu.engines import compiled_fan, native  # noqa: E402

NATIVE = HERE.parent / "exactrelu" / "engines" / "native"
FILES = ["fan.cpp", "lattice.hpp", "numbers.hpp", "integer.hpp", "buffer.hpp"]       # what fan.cpp includes
COMPILE = ["-O0", "-std=c++17", "-fno-fast-math", "-ffp-contract=off", "-fno-math-errno", "-fPIC", "-w"]
OTHERS = {"<": ["<=", ">"], "<=": ["<", ">"], ">": [">=", "<"], ">=": [">", "<"], "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
          "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"], "<<": [">>"], ">>": ["<<"], "&": ["|"], "|": ["&"], "^": ["|"],
          "+=": ["-="], "-=": ["+="], "|=": ["&="], "&=": ["|="], "++": ["--"], "true": ["false"], "false": ["true"], "!": [""]}
TOKEN = re.compile(r'''//[^\n]*|/\*.*?\*/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)'|^\s*\#[^\n]*|->|::|(?P<word>true|false)\b|[A-Za-z_]\w*'''
                   r'''|(?P<number>\d\w*(?:\.\w+)?(?:[pe][-+]?\d+)?)|(?P<sign><<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\|=|&=|\+\+|--|[-+*/%&|^<>!])''',
                   re.DOTALL | re.MULTILINE)


class Mutant(NamedTuple):
    """A source with one token changed."""

    file: str
    name: str
    text: str


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """All of one source; many that change a type or a reference do not compile."""
    for match in TOKEN.finditer(text):
        token = match["word"] or match["number"] or match["sign"]
        if not token:
            continue
        number = re.fullmatch(r"(\d+)([uUlL]*)", token)
        for other in [f"{int(number[1]) + step}{number[2]}" for step in (1, -1) if int(number[1]) + step >= 0] if number else OTHERS.get(token, []):
            begin, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
            lines = text[begin:end].strip(), (text[begin:match.start()] + other + text[match.end():end]).strip()
            number_of_line = text.count("\n", 0, match.start()) + 1
            yield Mutant(file, f"{file}, line {number_of_line}: {lines[0]} -> {lines[1]}", text[:match.start()] + other + text[match.end():])


class Builder:
    """A folder in which mutants are compiled."""

    def __init__(self, folder: Path):
        self.folder, self.compiler = folder, shlex.split(os.environ.get("CXX", "g++"))
        for path in NATIVE.glob("*.?pp"):
            shutil.copy(path, folder)
        if not self.make("signs"):
            raise SystemExit("exactrelu: the compiled engine cannot be built here; install g++, or name a compiler by CXX")

    def make(self, name: str) -> bool:
        """Compile one source."""
        command = [*self.compiler, *COMPILE, "-c", f"{name}.cpp", "-o", f"{name}.o"]
        return not subprocess.run(command, cwd=self.folder, capture_output=True).returncode

    def library(self, mutant: Mutant | None) -> Path | None:
        """The library of a mutant, None if it does not compile; the sources are as they were afterwards."""
        try:
            if mutant:
                (self.folder / mutant.file).write_text(mutant.text)
            made = self.folder / "_native.so"
            made.unlink(missing_ok=True)
            linked = self.make("fan") and not subprocess.run([*self.compiler, "-shared", "fan.o", "signs.o", "-o", made.name], cwd=self.folder,
                                                             capture_output=True).returncode
            return made if linked else None
        finally:
            if mutant:
                shutil.copy(NATIVE / mutant.file, self.folder)


def install(library: Path) -> None:
    """Let the compiled engine be this library."""
    found = native._loaded.__wrapped__(False, library.parent)
    assert found is not None
    compiled_fan.library = lambda: found


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only mutants whose name has this text in it")
    options = parser.parse_args()
    begin = time.monotonic()
    every = [mutant for file in FILES for mutant in mutants(file, (NATIVE / file).read_text()) if options.only in mutant.name]
    random.Random(options.seed).shuffle(every)
    asked, alive, tried, idle = judges.of_native(), [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        builder = Builder(Path(folder))
        why = killer(lambda: install(builder.library(None)), asked, 200)
        if why:
            raise SystemExit(f"exactrelu: the engine itself fails: {why}")
        for mutant in every:
            if tried == options.count:
                break
            library = builder.library(mutant)
            if library is None:
                idle += 1
                continue
            tried += 1
            why = killer(lambda: install(library), asked, 100)
            asked.sort(key=lambda judge: judge[0] != why)
            if why is None:
                alive.append(mutant.name)
            print(f"{tried} of {options.count}, {time.monotonic() - begin:.0f} s: {mutant.name}: {why or 'survives'}", file=sys.stderr, flush=True)
    new = unexplained("native", f"mutants of the compiled split: {len(FILES)} C++ sources", "a sample; every survivor is right nevertheless, or gets a test",
                      tried, len(every), alive, time.monotonic() - begin, {}, f" ({idle} more do not compile)")
    print(f"{tried} tried, {len(alive)} survive", *alive, sep="\n")
    return bool(new)


if __name__ == "__main__":
    as_program(main)
