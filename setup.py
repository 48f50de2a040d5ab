"""Builds the compiled engines, exactrelu/engines/native/_native.so, where there is a C++ compiler.

Without one the package is complete: the same work is done in Python, and slower. The environment variable CXX names the
compiler; the package `ziglang` from PyPI is one that needs no other installation, and makes libraries for other systems.
"""
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:
    from wheel.bdist_wheel import bdist_wheel

NATIVE = Path("exactrelu/engines/native")
OPTIONS = ["-O3", "-std=c++17", "-fno-fast-math", "-ffp-contract=off", "-fno-math-errno", "-shared"]


def compilers() -> list[list[str]]:
    """The commands to try, in order: the one that is asked for, or those that may be there."""
    if os.environ.get("CXX"):
        return [shlex.split(os.environ["CXX"])]
    return [[name] for name in ("c++", "g++", "clang++") if shutil.which(name)] + [[sys.executable, "-m", "ziglang", "c++"]]


def options(compiler: list[str]) -> list[str]:
    """Windows has no position-independent code to ask for; elsewhere a shared library needs it."""
    windows = "windows" in " ".join(compiler) if "-target" in compiler else sys.platform == "win32"
    return OPTIONS + ([] if windows else ["-fPIC"])


class BuildLibrary(build_ext):
    """One shared library of plain C functions: it does not depend on the version of Python."""

    def get_ext_filename(self, fullname: str) -> str:
        return os.path.join(*fullname.split(".")) + ".so"        # on every system: ctypes looks at what is in it

    def build_extension(self, ext: Extension) -> None:
        target = Path(self.get_ext_fullpath(ext.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        made_of = "-DSTAMP=" + run_path(str(NATIVE / "stamp.py"))["stamp"](NATIVE)
        for compiler in compilers():
            with TemporaryDirectory() as folder:                 # some compilers write more than the library
                made = Path(folder) / target.name
                command = [*compiler, *options(compiler), made_of, *sorted(ext.sources), "-o", str(made)]
                try:
                    done = subprocess.run(command, capture_output=True, text=True)
                except OSError as error:
                    print(f"exactrelu: {compiler[0]}: {error}", file=sys.stderr)
                    continue
                if done.returncode == 0:
                    part = target.with_suffix(".part")
                    shutil.copy(made, part)
                    part.replace(target)
                    return
                print(f"exactrelu: {' '.join(compiler)} failed:\n{done.stderr[-2000:]}", file=sys.stderr)
        print("exactrelu: no C++ compiler could build the compiled engines; the same work will be done in Python", file=sys.stderr)


class Wheel(bdist_wheel):
    """A wheel for every Python 3 of this platform."""

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


setup(ext_modules=[Extension("exactrelu.engines.native._native", [str(path) for path in NATIVE.glob("*.cpp")],
                             optional=True, depends=[str(path) for path in NATIVE.glob("*.hpp")])],
      cmdclass={"build_ext": BuildLibrary, "bdist_wheel": Wheel})
