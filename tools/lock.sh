#!/bin/sh
# Pin everything that a set-up installs: requirements/EXTRA.txt holds the extra of setup.cfg with all that it brings, for every
# Python from 3.10 and every platform, each file by its SHA-256. One resolution for all, so that they fit into one environment.
set -eu
cd "$(dirname "$0")/.."

. tools/debian.sh

EXTRAS="test formats browser cdd docs wheels"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check 'uv>=0.5'

# What an extra needs, and what builds exactrelu and pycddlib.
printf 'setuptools>=77\n' > "$folder/build.in"
printf 'setuptools>=77\nCython>=3\n' > "$folder/cdd.in"
compile() {
    "$folder/venv/bin/uv" pip compile -q --universal --python-version 3.10 --no-header "$@"
}

say "choosing versions"
# shellcheck disable=SC2046
compile setup.cfg $(printf -- '--extra %s ' $EXTRAS) "$folder/cdd.in" --no-annotate -o "$folder/all.txt"
for extra in $EXTRAS; do
    build="$folder/build.in"
    [ "$extra" = cdd ] && build="$folder/cdd.in"
    {
        echo "# The extra '$extra' of setup.cfg, pinned by 'make lock'. Install it with: pip install --require-hashes -r requirements/$extra.txt"
        compile setup.cfg --extra "$extra" "$build" -c "$folder/all.txt" --generate-hashes --no-annotate
    } > "$folder/$extra.txt"
done
for extra in $EXTRAS; do mv "$folder/$extra.txt" requirements/; done
tools/set-up.sh test
.venv/bin/python tools/licences.py
say "requirements/ and LICENCES.md are up to date"
