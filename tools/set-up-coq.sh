#!/bin/sh
# Install what `make proofs` needs: Coq with Mathematical Components, and OCaml with zarith. Fails with a sentence if it cannot.
set -eu
cd "$(dirname "$0")/.."
. tools/debian.sh

PACKAGES="coq libcoq-mathcomp-algebra libcoq-mathcomp-algebra-tactics libcoq-mathcomp-zify ocaml-nox ocaml-findlib libzarith-ocaml-dev make"

# A file that imports what the proofs import compiles, and zarith is there.
complete() {
    folder=$(mktemp -d)
    printf 'From Coq Require Import ZArith.\nFrom mathcomp Require Import all_ssreflect all_algebra ssrZ zify ring.\n' > "$folder/probe.v"
    (cd "$folder" && coqc -w none probe.v) >/dev/null 2>&1 && ocamlfind query zarith unix >/dev/null 2>&1 && ocamlfind ocamlopt -version >/dev/null 2>&1
    found=$?
    rm -rf "$folder"
    return $found
}

complete && exit 0
say "installing Coq with Mathematical Components, and OCaml with zarith (about a minute)"
# shellcheck disable=SC2086
debian --no-install-recommends $PACKAGES || true
complete || {
    say "The proofs need Coq 8.16 with Mathematical Components 1.15, and OCaml with zarith. On Debian 12: apt-get install $PACKAGES."
    exit 1
}
