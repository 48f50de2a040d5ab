#!/bin/sh
# Make .venv with exactrelu and everything that `make demo` and `make test` need.
# Usage: tools/set-up.sh EXTRA...   (extras of setup.cfg, pinned in requirements/; cdd is tried and may be missing)
set -eu
cd "$(dirname "$0")/.."

. tools/debian.sh

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

python=$(find_python) || { debian python3 python3-venv && python=$(find_python); } || {
    say "exactrelu needs Python 3.10 or later: install it, for instance with apt-get install python3 python3-venv."
    exit 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "making .venv with $($python --version)"
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 || {
        rm -rf .venv
        debian python3-venv && "$python" -m venv .venv
    } || {
        say "Python cannot make a virtual environment: apt-get install python3-venv, then try again."
        exit 1
    }
fi

# cddlib's exact mode is compiled against the headers of cddlib and GMP.
compiles() {
    printf '#include <gmp.h>\n#include <cddlib/setoper.h>\n#include <Python.h>\nint main(void) { return 0; }\n' |
        ${CC:-cc} -x c -fsyntax-only \
            -I"$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("include"))')" - 2>/dev/null
}
if ! .venv/bin/python -c 'import cdd.gmp' 2>/dev/null; then
    if ! compiles; then
        say "installing the headers of cddlib and GMP"
        debian gcc libc6-dev libcdd-dev libgmp-dev || { command -v brew >/dev/null 2>&1 && brew install -q cddlib gmp; } || true
        compiles || debian python3-dev || true
    fi
    cdd=cdd
else
    cdd=
fi

# The compiled engines need a C++ compiler; without one exactrelu does the same in Python, more slowly.
command -v c++ >/dev/null 2>&1 || command -v clang++ >/dev/null 2>&1 || debian g++ || true

install() { .venv/bin/python -m pip install -q --disable-pip-version-check "$@"; }

# An extra as it is pinned in requirements/, every file by its hash; where that does not fit this Python or platform, the newest versions.
extra() {
    install --require-hashes --no-build-isolation -r "requirements/$1.txt" || {
        say "The versions of requirements/$1.txt do not fit here: installing the newest ones."
        install ".[$1]"
    }
}

say "installing exactrelu and what it needs"
[ $# -gt 0 ] || set -- test
for name in "$@"; do extra "$name"; done
install --no-deps --no-build-isolation -e . || install -e .
case " $* " in *" test "*)
    extra formats >/dev/null 2>&1 ||
        say "onnx, onnxruntime and safetensors cannot be installed here: the tests that compare with them are skipped."
    # The pages are opened in a browser.
    { extra browser && { command -v chromium || debian --no-install-recommends chromium; }; } >/dev/null 2>&1 ||
        say "Chromium or playwright cannot be installed here: the tests that open pages are skipped."
esac
if [ -n "$cdd" ] && ! extra cdd >/dev/null 2>&1; then
    say "The engine 'cdd' is left out: apt-get install gcc python3-dev libcdd-dev libgmp-dev, then run make again."
fi
