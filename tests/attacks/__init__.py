"""A corpus of hostile input for every format and every command, each with the sentence that must refuse it.

native, npz, onnx, pytorch, safetensors, nnet     files of networks
properties, domains, certificates                 other files that commands read
records                                           folders from which a stopped run goes on
places, words                                     what is no file at all, names that are hard to show, words of the command line

tests/test_hostile.py runs them in one process, campaign/hostile.py each in a process of its own.
"""
from __future__ import annotations

from pathlib import Path

from . import certificates, domains, native, npz, nnet, onnx, properties, pytorch, safetensors
from .entry import FILE, Content, Hostile, written
from .places import PLACES
from .records import RECORDS
from .words import SAID

MALFORMED = Path(__file__).resolve().parents[1] / "certificates" / "malformed"
NETWORK = b'{"layers": [{"W": [[1, 2], [3, -1]], "b": [0, 1], "activation": "relu"}, {"W": [[1, -1]], "b": [0], "activation": "linear"}]}'
OTHERS: dict[str, tuple[Content, str]] = {
    "unknown.h5": (b"\x89HDF\r\n\x1a\n", "unknown format; network files end in"), "gzip.onnx": (b"\x1f\x8b nonsense", "not a complete gzip file"), "nothing.dat": (b"", "unknown format"), "text.dat": (b"hello", "unknown format"),
    "archive.dat": (b"PK", "not a readable .npz"), "brace.dat": (b"{", "is not JSON"), "length.dat": (b"\x01" + bytes(7) + b"{}", "JSON|shaped|header"), "nnet.dat": (b"// Neural Network", "ends after 0 lines"),
}
MODULES: dict[str, dict[str, tuple[Content, str]]] = {
    "native": native.FILES, "npz": npz.FILES, "onnx": onnx.FILES, "pytorch": pytorch.FILES, "safetensors": safetensors.FILES, "nnet": nnet.FILES, "others": OTHERS,
}


def _files(files: dict[str, tuple[Content, str]], *words: str, shown: bool = True) -> list[Hostile]:
    return [Hostile(name, written(name, content), says, tuple(name if word == FILE else word for word in words), name if shown else "")
            for name, (content, says) in files.items()]


CORPUS: dict[str, list[Hostile]] = {
    **{kind: _files(files, "enumerate", FILE) for kind, files in MODULES.items()},
    "properties": _files(properties.FILES, "decide", "net.json", FILE), "sets": _files(properties.SETS, "reach", "net.json", "--preimage", FILE),
    "domains": _files(domains.FILES, "enumerate", "net.json", "--domain", FILE) + _files(domains.EMPTY, "enumerate", "net.json", "--domain", FILE, shown=False), "certificates": _files(certificates.FILES, "check", FILE, shown=False),
    "records": RECORDS, "places": PLACES, "words": SAID,
    "malformed": _files({file.name: (file.read_bytes(), "^malformed: ") for file in sorted(MALFORMED.iterdir())}, "check", FILE, shown=False),
}


def small(ending: str) -> list[bytes]:
    """The files with this ending that are made at once and are not long, to begin fuzzing with."""
    named = {**{name: one for files in MODULES.values() for name, one in files.items()}, **properties.FILES, **domains.FILES}
    return [content for name, (content, _) in named.items() if isinstance(content, bytes) and len(content) < 20_000 and name.removesuffix(".gz").endswith(ending)]
