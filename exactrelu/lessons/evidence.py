"""The certificate of a proof, and the theorems that it uses."""
from __future__ import annotations

import hashlib
import json
import tempfile
from itertools import islice
from pathlib import Path
from typing import Callable

from .. import theorems
from ..certificates import explain
from ..errors import ExactReluError
from ..network import Network
from ..readers.atomic import compressed
from .document import Evidence, Listing, Uses
from .words import cut

EMBEDDED = 1 << 20        # bytes of a certificate that a page may hold
STATED = 300              # characters of a claim
# The theorems whose proofs are checked by Coq: proofs/README.md.
MACHINE = frozenset("L1 L2 T3 T4 T6 T11 T13 T17 T21 T22 T23".split())


def evidence(write: Callable[[str], dict], make: str, name: str, lines: int = 0) -> tuple[Evidence, Listing | None]:
    """The certificate that `write` writes to a file, with what the checker says of it, and its first lines written out.

    make : the command that makes it
    name : the name of its file
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "certificate"
        found = write(str(file))
        content = file.read_bytes()
        told = [cut(line, 160) for line in islice(explain(str(file)), lines + 1)] if lines else []
    claim = {key: x for key, x in found["claim"].items() if key not in ("second", "property")}
    where = f" on {json.dumps(found['domain'])}" if found["domain"] != "whole" else ""
    said = f"{found['verdict']}: {json.dumps(found['claim'])}{where}"
    listing = Listing(tuple(told[:lines]), len(told) > lines, "The proof tree") if told else None
    kept = Evidence(cut(json.dumps(claim, sort_keys=True), STATED), content if len(compressed(content)) <= EMBEDDED else None,
                    len(content), hashlib.sha256(content).hexdigest(), cut(said, STATED), make, name)
    return kept, listing


def omitted(make: str, name: str) -> Evidence:
    """A certificate that was not made, because it would be large."""
    return Evidence("the same as this page", None, 0, "", "", make, name)


def uses(id: str, network: Network | None = None) -> Uses:
    """A theorem, checked on a network if one is given.

    >>> uses("T17").page, uses("T17").machine
    ('t17_classification.md', True)
    """
    known = theorems.theorem(id)
    checked = ""
    if network is not None:
        try:
            verdict = theorems.verify(known.name, network).verdict
            checked = verdict if verdict != theorems.DOES_NOT_APPLY else ""
        except ExactReluError:
            checked = ""
    return Uses(known.id, known.name, known.statement, known.latex, f"{known.id.lower()}_{known.name}.md", checked, known.id in MACHINE)
