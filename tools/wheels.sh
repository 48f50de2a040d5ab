#!/bin/sh
# Wheels of exactrelu for the usual systems, into dist/, each with its compiled engines; and the source distribution.
# They are all made on this machine, by the compiler of the package ziglang, and need no compiler where they are installed.
set -eu
cd "$(dirname "$0")/.."

. tools/debian.sh

[ -x .venv/bin/python ] || tools/set-up.sh
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/wheels.txt
rm -rf dist
tools/dist.sh
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

wheel() {
    say "a wheel for $1"
    rm -rf build
    CXX=".venv/bin/python -m ziglang c++ -target $2" .venv/bin/python setup.py -q bdist_wheel --plat-name "$1"
    .venv/bin/python -m zipfile -l dist/*"$1".whl | grep -q _native.so || { say "$1: the compiled engines are missing"; exit 1; }
}

wheel manylinux2014_x86_64 x86_64-linux-gnu.2.17
wheel manylinux2014_aarch64 aarch64-linux-gnu.2.17
wheel musllinux_1_1_x86_64 x86_64-linux-musl
wheel macosx_11_0_x86_64 x86_64-macos.11.0
wheel macosx_11_0_arm64 aarch64-macos.11.0
wheel win_amd64 x86_64-windows-gnu
rm -rf build
ls -l dist
