"""polymake (Debian, GPL-2): the chambers of an arrangement in a polyhedron, by reverse search, with all faces of their fan.

A filter: lines of JSON in, one for each problem (`asked` of ../others.py), and lines out.
"""
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = """
use application "fan";
$| = 1;

sub rows { return "[" . join(",", map { "[" . join(",", map { "\\"$_\\"" } @$_) . "]" } @{$_[0]}) . "]"; }

sub told {
    my ($planes, $support) = @_;
    my $H = new HyperplaneArrangement(HYPERPLANES => $planes, SUPPORT => new Polytope(INEQUALITIES => $support));
    my $C = $H->CHAMBER_DECOMPOSITION;
    my $cones = "[" . join(",", map { "[" . join(",", @$_) . "]" } @{$C->MAXIMAL_CONES}) . "]";
    print "{\\"rays\\": ", rows($C->RAYS), ", \\"lines\\": ", rows($C->LINEALITY_SPACE), ", \\"cones\\": ", $cones,
          ", \\"fan\\": [", join(",", @{$C->F_VECTOR}), "]}\\n";
}

"""


def script(problems: list[dict]) -> str:
    """All problems in one script: to start polymake takes longer than most of them."""
    # as text: polymake makes rationals of it
    matrix = lambda rows: "[" + ", ".join("[" + ", ".join(f'"{x}"' for x in row) + "]" for row in rows) + "]"  # noqa: E731
    return SCRIPT + "".join(f"told({matrix(asked['hyperplanes'])}, {matrix([[1] + [0] * asked['d'], *asked['rows']])});\n" for asked in problems)


def answers(problems: list[dict]) -> list[dict]:
    """What polymake says, problem by problem; {"failed": exit code} for one on which it breaks down."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chambers.pl"
        file.write_text(script(problems))
        done = subprocess.run(["polymake", "--script", str(file)], capture_output=True, text=True)
    found = []
    for line in done.stdout.splitlines():
        if line.startswith("{") and line.endswith("}"):
            told = json.loads(line)
            cells = {"cells": [[told["rays"][i] for i in cone] for cone in told["cones"]], "lines": told["lines"]}
            # where there are lines polymake 4.6 lists a ray once for each of its representatives, and counts all of them
            found.append(cells if told["lines"] else {**cells, "fan": told["fan"]})
    if len(found) == len(problems):
        return found
    found.append({"failed": done.returncode})
    return found + (answers(problems[len(found):]) if len(found) < len(problems) else [])


def main() -> None:
    """A line out for each line in."""
    for answer in answers([json.loads(line) for line in sys.stdin]):
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
