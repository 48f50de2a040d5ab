"""Lesson 5: check a proof yourself."""
from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from .. import checker
from ..errors import InputError
from ..linalg import spelled
from ..network import Layer, Network
from .answers import point, several, written

CERTIFICATE = """\
{"claim":{"kind":"regions","regions":3},"domain":"whole","format":"exactrelu-certificate","network":{"layers":[{"W":[[1],[1]],"activation":"relu","b":[0,1]}]},"version":1}
["split",1]
["+",2,1,[0,1,1,1]]
["point",[1,1]]
["split",2]
["point",[2,-1]]
["point",[1,-2]]
"""
FORMS = ((-1, 1, 0), (-2, 0, 1))                  # y1 = x1 - 1, y2 = x2 - 2
TARGET = (-5, 2, 3)                               # 2 x1 + 3 x2 - 5
XOR = Network([Layer([[1, -1], [-1, 1]]), Layer([[1, 1]], ["-1/2"], "linear")])


def rejected(answer: Any) -> str | None:
    """The certificate with one character changed, so that it is rejected."""
    return _changed(answer, "rejected")


def malformed(answer: Any) -> str | None:
    """The certificate with one character changed, so that it is malformed."""
    return _changed(answer, "malformed")


def multipliers(answer: Any) -> str | None:
    """The multipliers of an identity: 2 x1 + 3 x2 - 5 from 1, y1 and y2."""
    found = several(answer, 3, "three numbers")
    m = point(found, 3)
    if any(x < 0 for x in m):
        return "A negative multiple of something that is >= 0 proves nothing: all three should be >= 0."
    total = tuple(m[0] * (i == 0) + m[1] * a + m[2] * b for i, (a, b) in enumerate(zip(*FORMS)))
    if total == TARGET:
        return None
    said = f"{spelled(total[1])} x1 + {spelled(total[2])} x2 + {spelled(total[0])}".replace("+ -", "- ")
    return f"Your sum is {said}. Compare it with 2 x1 + 3 x2 - 5, coefficient by coefficient."


def witness(answer: Any) -> str | None:
    """A point of the unit square at which the XOR network is at least 1/4, not a corner."""
    x = point(answer, 2)
    if not all(0 <= v <= 1 for v in x):
        return f"{written(x)} is not in the square."
    if all(v in (0, 1) for v in x):
        return "That is a corner of the square; take another point."
    value = XOR(x)[0]
    return None if 4 * value >= 1 else f"F{written(x)} is {spelled(value)}, which is less than 1/4."


def missing_line(answer: Any) -> str | None:
    """The last line of a certificate."""
    if not isinstance(answer, str):
        raise InputError('the answer is the missing line, as a text such as \'["point",[1,0]]\'')
    *lines, _ = CERTIFICATE.splitlines()
    known = '["point",[1,-2]]'
    if _compact(answer) == known:
        return "That is the line that was printed in this lesson. Find another point of the same region."
    said = _said("\n".join([*lines, answer.strip()]) + "\n")
    return None if said["verdict"] == "accepted" else f"The checker says: {said['verdict']}, {said['reason']}."


def _compact(text: str) -> str:
    try:
        return json.dumps(json.loads(text), separators=(",", ":"))
    except ValueError:
        return text


def _changed(answer: Any, verdict: str) -> str | None:
    if not isinstance(answer, str):
        raise InputError("the answer is the text of a certificate")
    before, after = CERTIFICATE.rstrip("\n"), answer.rstrip("\n")
    if len(before) != len(after):
        return f"The text should be as long as before, {len(before)} characters, but yours has {len(after)}: replace one character, and remove or add none."
    changes = sum(a != b for a, b in zip(before, after))
    if changes != 1:
        return f"Characters that differ from the certificate: {changes}. Change exactly one."
    said = _said(after + "\n")
    if said["verdict"] == verdict:
        return None
    return f"The checker says: {said['verdict']}" + (f", {said['reason']}." if said["reason"] else ". So the changed file is still a proof of something true.")


def _said(text: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answer.cert"
        file.write_text(text, encoding="utf-8")
        return checker.check(str(file))
