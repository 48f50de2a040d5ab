"""polymake: chamber decompositions by reverse search, exact, one layer of integers, the whole space.

polymake tells its own time and memory, after a first arrangement of one hyperplane, which loads its rules.
"""
from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from . import relu_layers

SCRIPT = """
use application "fan";
use Time::HiRes;

sub count {{
    my $H = new HyperplaneArrangement(HYPERPLANES => $_[0], SUPPORT => new Polytope(INEQUALITIES => {support}));
    return $H->CHAMBER_DECOMPOSITION->N_MAXIMAL_CONES;
}}

count({first});
open(my $status, "<", "/proc/self/status");
my ($idle) = map {{ /^VmRSS:\\s*(\\d+)/ }} <$status>;
my ($start, $used) = (Time::HiRes::time, Time::HiRes::clock);
my $regions = count({rows});
my ($seconds, $processor) = (Time::HiRes::time() - $start, Time::HiRes::clock() - $used);
print "{{\\"regions\\": $regions, \\"seconds\\": $seconds, \\"processor\\": $processor, \\"idle\\": ", $idle / 1024, "}}\\n";
"""


def run(path: Path, domain: str) -> dict:
    """Chambers of the arrangement in the half-space x_0 >= 0, which are the regions."""
    [(A, b)] = relu_layers(path)
    rows = [[c, *a] for a, c in zip(A.tolist(), b.tolist())]
    inputs = A.shape[1]
    text = SCRIPT.format(support=[[1] + [0] * inputs], first=[[1] * (inputs + 1)], rows=rows)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "count.pl"
        script.write_text(text)
        told = subprocess.run(["polymake", "--script", str(script)], capture_output=True, text=True)
    if told.returncode:
        raise RuntimeError(told.stderr.strip().splitlines()[-1])
    return json.loads(told.stdout.strip().splitlines()[-1])
