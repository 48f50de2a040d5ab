#!/bin/sh
# Try a distribution out: install it into an empty environment, in a folder of its own, and run the first commands of README.md.
# Usage: tools/smoke.sh FILE [PYTHON]       a wheel or a source distribution (without a compiler: CXX=false tools/smoke.sh FILE)
set -eu

file=$(realpath "$1")
examples=$(realpath "$(dirname "$0")/../examples")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"${2:-python3}" -m venv env
env/bin/python -m pip install -q --disable-pip-version-check "$file"
PATH=$folder/env/bin:$PATH
unset PYTHONPATH

# says WHAT CODE WORDS...: the command ends with this exit code, and its standard output holds WHAT.
says() {
    what=$1 code=$2
    shift 2
    got=0
    "$@" > out 2> err || got=$?
    [ "$got" = "$code" ] && { [ -z "$what" ] || grep -qF -- "$what" out; } || { echo "$*: exit code $got in place of $code, or no '$what':" >&2; cat out err >&2; exit 1; }
}

says '"regions": 7, ' 0 exactrelu enumerate "$examples/quantised.json" --json
says '"class": "B(3,2)"' 0 exactrelu boundary "$examples/three_sectors.json" --json
says 'holds' 0 exactrelu verify classification "$examples/three_sectors.json"
says '"verdict": "unsat"' 0 exactrelu decide "$examples/xor.json" "$examples/xor.vnnlib" -o xor.cert --json
says 'accepted by the checker' 0 exactrelu certify "$examples/pentagon.json" -o pentagon.cert
says 'accepted' 0 exactrelu check pentagon.cert --explain --network "$examples/pentagon.json"
says 'rejected' 1 exactrelu check pentagon.cert --network "$examples/xor.json"
checker=$(python -c 'import exactrelu.checker; print(exactrelu.checker.__file__)')
says 'accepted: {"kind": "regions", "regions": 16}' 0 python -I -S "$checker" pentagon.cert
says 'accepted' 0 python -I -S "$checker" xor.cert
sed 's/"regions":16/"regions":17/' pentagon.cert > false.cert
says 'rejected' 1 python -I -S "$checker" false.cert
says '' 0 exactrelu draw "$examples/disconnected.json" -o picture.html
says '' 0 exactrelu draw "$examples/disconnected.json" -o picture.svg
says 'steps' 0 exactrelu prove "$examples/three_sectors.json" -o proof.html
says 'playground.html' 0 exactrelu playground -o playground.html
says '' 0 exactrelu convert "$examples/formats/sequential.pt" network.onnx
says '' 2 exactrelu enumerate nowhere.json
says 'the engines are' 0 exactrelu doctor
grep 'the engines are' out
echo "$(basename "$file"): all answers are right"
