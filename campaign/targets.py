"""What is fuzzed: for each reader the files to begin with, and what must hold whatever the bytes are.

A run of a target on some bytes is good if the bytes are read, or refused by InputError in one printable sentence, within
2 seconds of CPU time, without a warning. Besides, a network that was read and is written as JSON is read again as the
same network; a property likewise; and a certificate that is accepted though it claims what none of the first files claims is
true, which is asked of the package (tests/mutate.py). Anything else is a Fault.
"""
from __future__ import annotations

import gzip
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, Callable, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import exactrelu as er  # noqa: E402
from exactrelu import checker  # noqa: E402
from exactrelu.certificates import explain  # noqa: E402
from exactrelu.commands.reach import _asked  # noqa: E402
from exactrelu.folders import TASK, _sealed  # noqa: E402
from exactrelu.linalg import spelled  # noqa: E402
from exactrelu.rational import rational  # noqa: E402
from exactrelu.readers import read_domain  # noqa: E402
from exactrelu.readers.native import read_json, to_json  # noqa: E402
from exactrelu.readers.strict_json import read_text  # noqa: E402
from exactrelu.readers.vnnlib import input_box, read_property  # noqa: E402
from exactrelu.theorems import theorem  # noqa: E402
from exactrelu.theorems.families import Family  # noqa: E402
from attacks import small  # noqa: E402
from mutate import canonical, is_true, parsed  # noqa: E402

EXAMPLES = ROOT / "examples"
CERTIFICATES = ROOT / "tests" / "certificates"
SECONDS = 2
LONGEST = 700             # characters of a sentence


class Fault(Exception):
    """Something that must not happen."""


class Target(NamedTuple):
    """What is fuzzed, and the files to begin with."""

    seeds: Callable[[], list[bytes]]
    run: Callable[[Path, bytes], Any]         # in a folder of its own, on these bytes


def tried(target: Target, folder: Path, data: bytes) -> None:
    """Run a target; whatever is wrong is raised."""
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        target.run(folder, data)
    if time.process_time() - start > SECONDS:
        raise Fault(f"it took {time.process_time() - start:.1f} seconds")


def told(error: Exception) -> None:
    """Fault unless the message of an error is one printable sentence."""
    text = str(error)
    if not text.isprintable() or not 8 < len(text) < LONGEST:
        raise Fault(f"this is no printable sentence: {text[:300]!r}") from error


def refused(read: Callable[..., Any], *words: Any, **more: Any) -> Any:
    """What a reader gives, None if it refuses in a sentence."""
    try:
        return read(*words, **more)
    except er.InputError as error:
        told(error)
        return None


# ---- networks -------------------------------------------------------------------------------


def _network(ending: str) -> Callable[[Path, bytes], None]:
    def run(folder: Path, data: bytes) -> None:
        path = folder / f"net{ending}"
        path.write_bytes(data)
        turn = sum(data[-64:]) % 4
        words = {"normalise": turn > 1} if ending == ".nnet" else {"last_relu": turn > 1} if ending in (".pt", ".safetensors") else {}
        net = refused(er.read, path, float64=turn % 2 == 1, **words)
        if net is not None:
            again(net)
    return run


def again(net: er.Network) -> None:
    """Fault unless a network is the same after it was written as JSON and read."""
    if sum(layer.neurons * layer.inputs for layer in net.layers) > 2000:
        return
    text = json.dumps(to_json(net)).encode()
    try:
        found = read_json("again.json", False, text)
    except er.InputError as error:
        if not any(word in str(error) for word in ("characters", "bits", "numbers; at most")):     # what was computed may be too long to be given
            raise Fault(f"what was written cannot be read: {error}") from error
        return
    if found != net or found.domain != net.domain:
        raise Fault("a network is another one after it was written as JSON and read")


def _files(*patterns: str) -> Callable[[], list[bytes]]:
    """The examples that fit, and one of them compressed."""
    def seeds() -> list[bytes]:
        found = [file.read_bytes() for pattern in patterns for file in sorted(EXAMPLES.glob(pattern))] + corpus(*patterns)
        return found + [gzip.compress(found[0], mtime=0)]
    return seeds


def corpus(*patterns: str) -> list[bytes]:
    """The small files of the hostile corpus that fit."""
    return [data for pattern in patterns for data in small(Path(pattern).suffix)]


# ---- properties, domains, words -------------------------------------------------------------


NET = er.Network([er.Layer([[1, 2], [3, -1]], [0, 1]), er.Layer([[1, -1]], [0], "linear")])


def _property(ending: str) -> Callable[[Path, bytes], None]:
    def run(folder: Path, data: bytes) -> None:
        path = folder / f"asked{ending}"
        path.write_bytes(data)
        asked = refused(read_property, path, NET)
        if asked is not None:
            if type(asked).from_json(json.loads(json.dumps(asked.to_json())), asked.inputs, asked.outputs) != asked:
                raise Fault("a property is another one after it was written as JSON and read")
        refused(read_domain, str(path), 2)
        refused(_asked, str(path), NET)
        if ending == ".vnnlib" and asked is not None:
            refused(input_box, read_text(path), 2)
    return run


def _domain(folder: Path, data: bytes) -> None:
    """A JSON file of a domain, which comes back from what it says of itself."""
    path = folder / "domain.json"
    path.write_bytes(data)
    for dimension in (1, 2, 3):
        for words in ("", " along 0,1"):
            found = refused(read_domain, f"{path}{words}", dimension)
            if found is not None and found.to_json() != "whole" and er.Domain.from_json(found.to_json(), dimension) != found:
                raise Fault(f"a domain is another one after it was written as JSON and read: {found.to_json()}")


WORDS = ["whole", "box:0,1", "box:-1/2,0.5;0,1", "slice:0,1;2", "slice:*;1/3", "points:0,0;1,2", "points:0,0;1,2;3,1 in box:0,1",
         "box:0,1 along 0", "box:0,1 along 0 with 1=1/3", "whole along 1 with 0=2", "d=2,m=2,entries=-1..1", "d=2,m=2+2,A=1,entries=-1..1",
         "d=1,m=2,b=1:-1,A=0..1,entries=0..1", "-1/3", "0.25", "1e5", "+12345678901234567890", "hexagon.json along 0,1"]


def _words(folder: Path, data: bytes) -> None:
    """Words of the command line: numbers, domains, families of networks, theorems."""
    text = data.decode("utf-8", "surrogateescape")
    found = refused(rational, text)
    if found is not None and rational(spelled(found)) != found:
        raise Fault("a number is another one after it was written and read")
    for dimension in (1, 2):
        refused(read_domain, text, dimension)
    family = refused(Family.parse, text)
    if family is not None and family.size < 0:
        raise Fault("a family has a negative size")
    refused(theorem, text)


# ---- certificates ---------------------------------------------------------------------------


def _certificates() -> list[bytes]:
    return [file.read_bytes() for verdict in ("valid", "invalid", "malformed") for file in sorted(CERTIFICATES.glob(f"{verdict}/*"))
            if file.stat().st_size < 20_000]


KNOWN: set[str] = set()                      # what the certificates to begin with are about
EASY = 8                                     # neurons, of networks about which the package is asked


def _checker(folder: Path, data: bytes) -> None:
    path = folder / "proof.cert"
    path.write_bytes(data)
    found = checker.check(path)
    if found["verdict"] not in ("accepted", "rejected", "malformed") or (found["reason"] or "").startswith("the file cannot be read as a proof"):
        raise Fault(f"not foreseen: {found}")
    if found["verdict"] == "accepted":
        _true(path)


def _true(path: Path) -> None:
    """Fault unless the claim of an accepted certificate is one that is known, or is true."""
    if not KNOWN:
        for file in CERTIFICATES.glob("valid/*"):
            KNOWN.add(canonical({key: parsed(file)[0][key] for key in ("claim", "network", "domain")}))
    header, records = parsed(path)
    key = canonical({key: header[key] for key in ("claim", "network", "domain")})
    if key in KNOWN or len(KNOWN) > 5000 or len(key) > 3000:
        return
    KNOWN.add(key)
    neurons = sum(len(layer["W"]) for layer in header["network"]["layers"])
    if neurons > EASY or len(header["network"]["layers"][0]["W"][0]) > 3:
        return
    try:
        right = is_true(header, records)
    except er.LimitExceeded:
        return
    if not right:
        raise Fault(f"a false claim is accepted: {key}")


def _explained(folder: Path, data: bytes) -> None:
    """The proof written out, of any file: as far as the checker follows it."""
    path = folder / "proof.cert"
    path.write_bytes(data)
    for line in explain(path):
        if not isinstance(line, str):
            raise Fault(f"not a line: {line!r}")


# ---- what runs keep -------------------------------------------------------------------------


LAYER = er.Layer([[1, 2], [3, -1]], [0, 1])
FAMILY = "d=1,m=1,entries=-1..1"


def _records_to_begin_with() -> list[bytes]:
    with tempfile.TemporaryDirectory() as place:
        er.count(LAYER, engine="fan", checkpoint=place, memory=1 << 28)
        parts = [file.read_bytes() for file in sorted(Path(place).glob("*.json"))]
    with tempfile.TemporaryDirectory() as place:
        er.census("pieces", FAMILY, checkpoint=place)
        lines = [file.read_bytes() for file in Path(place).iterdir()]
    return [json.dumps(json.loads(part)["record"]).encode() for part in parts[:4]] + parts[:2] + lines


def _records(folder: Path, data: bytes) -> None:
    """Records of finished work, with their checksums made right again, in the place of a part, of the task and of a census."""
    try:
        sealed = _sealed(json.loads(data))
    except (ValueError, RecursionError):
        sealed = data
    place = folder / "records"
    for file in place.glob("*") if place.is_dir() else ():
        file.unlink()
    name = TASK if b'"task"' in data[:200] else "part-00000.json"
    if name != TASK:
        refused(er.count, LAYER, engine="fan", checkpoint=str(place))
        (place / name).write_bytes(sealed)
    else:
        place.mkdir(exist_ok=True)
        (place / name).write_bytes(sealed)
    refused(er.count, LAYER, engine="fan", checkpoint=str(place))
    census = folder / "census"
    if not census.is_dir():
        er.census("pieces", FAMILY, checkpoint=str(census))
    file, = census.iterdir()
    file.write_bytes(data if data.endswith(b"\n") else data + b"\n")
    refused(er.census, "pieces", FAMILY, checkpoint=str(census))


TARGETS = {
    "json": Target(_files("*.json"), _network(".json")), "npz": Target(_files("formats/*.npz"), _network(".npz")),
    "nnet": Target(_files("formats/*.nnet"), _network(".nnet")), "onnx": Target(_files("formats/*.onnx"), _network(".onnx")),
    "torch": Target(_files("formats/*.pt"), _network(".pt")), "safetensors": Target(_files("formats/*.safetensors"), _network(".safetensors")),
    "vnnlib": Target(_files("*.vnnlib"), _property(".vnnlib")),
    "property": Target(lambda: [b'{"disjuncts": [{"input": [[1, 1, 0], ["1/2", "-1", 0]], "output": [["-0.5", 1]]}]}', b'{"disjuncts": []}',
                                b'{"inequalities": [[1, 2]]}'], _property(".json")),
    "domain": Target(lambda: [b'{"box": [[0, 1], ["-1/2", 0.5]]}', b'{"inequalities": [[1, 2, 3], [1, -1, 0]]}', b'{"points": [[0, 0], [1, 2]], "box": [[0, 1]]}',
                              b'{"slice": {"origin": [0, 0, 1], "directions": [[1, 0, 0], [0, 1, 1]], "box": [[0, 1], [0, 1]]}}'], _domain),
    "words": Target(lambda: [word.encode() for word in WORDS], _words),
    "checker": Target(_certificates, _checker), "explain": Target(_certificates, _explained),
    "records": Target(_records_to_begin_with, _records),
}
