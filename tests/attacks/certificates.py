"""Files that are no certificates, besides those of tests/certificates/malformed, and large ones."""
from __future__ import annotations

import gzip
import json
from random import Random
from typing import Any

from .entry import Content

NETWORK = {"layers": [{"W": [[1]], "b": [0], "activation": "relu"}]}


def header(**more: Any) -> bytes:
    """The first line of a certificate, perhaps with other values."""
    return json.dumps({"format": "exactrelu-certificate", "version": 1, "claim": {"kind": "regions", "regions": 2}, "network": NETWORK, "domain": "whole", **more}).encode() + b"\n"


def _weights(*rows: list) -> bytes:
    return header(network={"layers": [{"W": list(rows), "b": [0] * len(rows), "activation": "relu"}]})


def _torn(*rows: list) -> bytes:
    return header(network={"layers": [{"W": list(rows), "b": [], "activation": "relu"}]})


def _long(digits: int) -> str:
    """A fraction whose greatest common divisor takes time."""
    rng = Random(digits)
    return "/".join("0x" + "".join(rng.choice("123456789abcdef") for _ in range(digits)) for _ in range(2))


FILES: dict[str, tuple[Content, str]] = {
    "zeros.cert": (lambda: bytes(100 << 20), "line 1 does not end"), "blank.cert": (lambda: b" " * (100 << 20), "line 1 does not end"), "lines.cert": (lambda: b"\n" * (64 << 20), "line 1 is not JSON"),
    "bomb.cert.gz": (lambda: gzip.compress(bytes(1 << 30), 1), "line 1 does not end"), "lines.cert.gz": (lambda: gzip.compress(header() + b"[]\n" * (100 << 20), 1), "malformed"),
    "brackets.cert": (lambda: b"[" * (30 << 20) + b"\n", "line 1 is not JSON|line 1 holds"), "lists.cert": (lambda: b"[" + b"[]," * (10 << 20) + b"[]]\n", "line 1 holds|no exactrelu certificate"),
    "objects.cert": (lambda: b"[" + b"{}," * (10 << 20) + b"{}]\n", "line 1 holds|no exactrelu certificate"), "ones.cert": (lambda: b"[" + b"1," * (15 << 20) + b"1]\n", "line 1 holds|no exactrelu certificate"),
    "texts.cert": (lambda: b"[" + b'"ab",' * (6 << 20) + b"1]\n", "line 1 holds|no exactrelu certificate"), "keys.cert": (lambda: b"{" + b",".join(b'"%d":0' % i for i in range(2_500_000)) + b"}\n", "line 1 holds|no exactrelu certificate"),
    "digits.cert": (_weights(["9" * 5000]), "not a rational number"), "number.cert": (b"9" * 20_000_000 + b"\n", "line 1 is not JSON"), "fraction.cert": (_torn(["0x" + "f" * 1_000_000 + "/0x" + "e" * 999_999]), "or too long"),
    "fractions.cert": (_torn(*[["0x" + "f" * 20_000 + "/0x" + "d" * 19_999]] * 40), "not a list of 40 numbers"), "product.cert": (_weights(["0x" + "f" * 4_000_000]) + b'["split",1]\n7\n', "or too long"), "torn.cert.gz": (gzip.compress(_weights([*range(1000)]))[:-100], "no complete gzip"),
    "nan.cert": (header().replace(b"[[1]]", b"[[NaN]]"), "NaN"), "float.cert": (header().replace(b"[[1]]", b"[[0.5]]"), "0.5 is not an integer"), "exponent.cert": (header().replace(b"[[1]]", b"[[1e999999999]]"), "is not an integer"), "escape.cert": (b'{"\x1b[2J": 1}\n', "is not JSON"),
    "kind.cert": (header(claim={"kind": "\x1b[2J"}), "no known kind"), "kind_2.cert": (header(claim={"kind": ["regions"]}), "no known kind"), "utf16.cert": (header().decode().encode("utf-16"), "is not JSON"), "bom.cert": (b"\xef\xbb\xbf" + header(), "is not JSON"),
    "crlf.cert": (header().replace(b"\n", b"\r\n\r\n"), "line 2 is not JSON"), "pickle.cert": (b"\x80\x02cos\nsystem\n(S'touch pwned'\ntR.", "is not JSON"), "zip.cert": (b"PK\x03\x04\n", "is not JSON"), "path.cert": (b'"../../etc/passwd"\n', "no exactrelu certificate"),
    "version.cert": (header(version=True), "version 1"), "version_2.cert": (header(version=2), "version 1"), "layers.cert": (header(network={"layers": []}), "no layers"), "columns.cert": (_weights([]), "not a matrix"), "deep.cert": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n", "is not JSON"),
    "twice.cert": (header().replace(b'"version"', b'"format"'), "key twice"), "empty.cert": (b"", "no exactrelu certificate"), "newline.cert": (b"\n", "is not JSON"), "divisor.cert": (lambda: _torn([_long(400_000)]), "or too long"), "divisors.cert": (lambda: _torn(*[[_long(15_000)]] * 20), "not a list of 20 numbers"),
    "surrogate.cert": (header(claim={"kind": "\ud800"}), "no known kind"),
}
