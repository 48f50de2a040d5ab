#!/bin/sh
# The source distribution and the wheel of this machine, made of what is committed, into dist/: the same bytes for the same commit.
# PYTHON names another Python with setuptools than that of .venv.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-$PWD/.venv/bin/python}
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive HEAD | tar -x -C "$folder"
(cd "$folder" && "$python" setup.py -q sdist bdist_wheel)
mkdir -p dist
cp "$folder"/dist/* dist/
(cd dist && sha256sum -- *)
