"""Builds the compiled engines, exactrelu/engines/native/_native.so, where there is a C++ compiler.

Without one the package is complete: the same work is done in Python, and slower. The environment variable CXX names the
compiler; the package `ziglang` from PyPI is one that needs no other installation, and makes libraries for other systems.

What is built is the same to the byte for the same files, compiler and SOURCE_DATE_EPOCH: archives hold no times, owners or
permissions of the machine that made them.
"""
import gzip
import io
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:
    from wheel.bdist_wheel import bdist_wheel

NATIVE = Path("exactrelu/engines/native")
EPOCH = max(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), 315_532_800)      # zip files begin in 1980
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

    def run(self):
        super().run()
        file = Path(self.distribution.dist_files[-1][2])
        with ZipFile(file) as made:
            members = [(info.filename, made.read(info)) for info in made.infolist()]
        with ZipFile(file, "w") as new:
            for name, content in members:
                info = ZipInfo(name, time.gmtime(EPOCH)[:6])
                info.create_system, info.compress_type = 3, ZIP_DEFLATED
                info.external_attr = (0o100755 if name.endswith(".so") else 0o100644) << 16
                new.writestr(info, content)


class Source(sdist):
    """A source distribution as .tar.gz."""

    def make_archive(self, base_name, format, root_dir=None, base_dir=None, owner=None, group=None):
        target, packed = Path(f"{base_name}.tar.gz"), io.BytesIO()
        with gzip.GzipFile("", "wb", fileobj=packed, mtime=EPOCH) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for path in sorted(path for path in Path(base_dir).rglob("*") if path.is_file()):
                info = tarfile.TarInfo(path.as_posix())
                info.size, info.mtime, info.mode = path.stat().st_size, EPOCH, 0o755 if path.stat().st_mode & 0o100 else 0o644
                with path.open("rb") as content:
                    tar.addfile(info, content)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(packed.getvalue())
        return str(target)


setup(ext_modules=[Extension("exactrelu.engines.native._native", [str(path) for path in NATIVE.glob("*.cpp")],
                             optional=True, depends=[str(path) for path in NATIVE.glob("*.hpp")])],
      cmdclass={"build_ext": BuildLibrary, "bdist_wheel": Wheel, "sdist": Source})
