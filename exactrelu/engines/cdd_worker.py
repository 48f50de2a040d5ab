"""The one place that calls cddlib, as a program of its own: it holds the interpreter and ignores
Ctrl-C, so it must be possible to end it from outside.

Each line of standard input is a JSON list of cones, each a list of integer rows a (a.x >= 0); each
line of standard output the list of their generators [rays, lines]. Numbers are hexadecimal texts, a
rational as two of them: decimal ones have a limit of length in Python.
"""
import json
import os
import signal
import sys


def generators(rows):
    """The extreme rays and the lines of {x : a.x >= 0 for all rows a}."""
    matrix = cdd.matrix_from_array([[0] + [int(x, 16) for x in row] for row in rows], rep_type=cdd.RepType.INEQUALITY)
    found = cdd.copy_generators(cdd.polyhedron_from_matrix(matrix))
    rays, lines = [], []
    for i, row in enumerate(found.array):
        if row[0] == 0:                      # row[0] == 1 is the apex
            (lines if i in found.lin_set else rays).append([(hex(x.numerator), hex(x.denominator)) for x in row[1:]])
    return [rays, lines]


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    here = os.path.dirname(os.path.realpath(__file__))       # in which cdd.py is another one
    sys.path[:] = [folder for folder in sys.path if os.path.realpath(folder) != here]
    try:
        import cdd.gmp as cdd
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
        sys.exit()
    sys.set_int_max_str_digits(0)            # pycddlib passes numbers through decimal digits
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            answer = [generators(rows) for rows in json.loads(line)]
        except Exception as error:  # whatever it is, the parent reports it in one sentence
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
