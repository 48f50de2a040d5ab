"""Changes of files that keep their structure, so that fuzzing gets past the first lines of a reader.

`mutated` looks at what the bytes are (gzip, zip, JSON, protocol buffers, a pickle, safetensors, an array of NumPy, lines or
words), changes a part of it, and puts the rest together again, lengths and checksums included. Whatever it does not know,
and now and then anything, is changed as bytes.
"""
from __future__ import annotations

import ast
import gzip
import io
import json
import pickletools
import re
import warnings
import zipfile
from random import Random
from typing import Any, Callable

Plain = Callable[[bytes, Random], bytes]

WORDS = [b"NaN", b"-Infinity", b"1e999", b"1e-1000", b"1/3", b"-1/2", b"0/0", b"1/0", b"0x10", b"-0x1", b"0.1", b"-.5E+1", b"true", b"null", b"[]", b"{}",
         b"0", b"-0", b"1", b"-1", b"2", b"65", b"10001", b"4294967296", b"9223372036854775808", b"-9223372036854775809", b"9" * 400,
         b"9" * 4301, b'"1"', b'""', "\u0663".encode(), "\u2028".encode(), b"\x1b[2J", b"\xff", b"\x00", b"\n", b"(", b")", b";", b",", b"*", b" "]
VALUES = [None, True, False, 0, 1, -1, 2, 10**30, 10**4000, "", "1", "1/3", "-0x1", "0x" + "f" * 40, "relu", "linear", "whole", [], {}, [[]], [0], [1, 2], {"a": 1}, "\x1b[2J",
          "\ud800"]
INTEGERS = [0, 1, 2, 3, 7, 8, 13, 14, 16, 64, 127, 128, 255, 10_001, 2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**62, 2**63, 2**64 - 1]


def bytewise(data: bytes, rng: Random) -> bytes:
    """Bytes that differ in a few places; a word may be inserted."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        i, choice = rng.randrange(len(found) + 1), rng.randrange(6)
        if choice == 0:
            found[i:i] = rng.choice(WORDS)
        elif choice == 1:
            found[i:i + rng.choice((1, 1, 4, 20))] = b""
        elif choice == 2:
            found[i:i + 1] = bytes([rng.randrange(256)])
        elif choice == 3 and i < len(found):
            found[i] ^= 1 << rng.randrange(8)
        elif choice == 4:
            j = rng.randrange(len(found) + 1)
            found[j:j] = found[i:i + rng.choice((1, 4, 20, 100))]
        else:
            found[i:i + rng.choice((2, 4, 8))] = rng.choice(INTEGERS).to_bytes(8, "little")[:rng.choice((2, 4, 8))]
    return bytes(found)


def mutated(data: bytes, rng: Random, plain: Plain = bytewise) -> bytes:
    """A changed file; `plain` changes bytes that have no structure."""
    if rng.randrange(5) == 0:
        return plain(data, rng)
    for known in (_gzip, _zip, _numpy, _pickle, _safetensors, _json, _protobuf, _text):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = known(data, rng, plain)
        except Exception:          # not what it looked like, or damaged already
            continue
        if found is not None:
            return found
    return plain(data, rng)


def _edited(parts: list, rng: Random, inner: Callable[[Any], Any]) -> list:
    """A part is lost, copied, moved, exchanged with another, or (mostly) changed by `inner`."""
    if not parts:
        return parts
    i, j, choice, parts = rng.randrange(len(parts)), rng.randrange(len(parts)), rng.randrange(10), list(parts)
    if choice == 0:
        del parts[i]
    elif choice == 1:
        parts.insert(j, parts[i])
    elif choice == 2:
        parts.insert(j, parts.pop(i))
    elif choice == 3:
        parts[i] = parts[j]
    else:
        parts[i] = inner(parts[i])
    return parts


def _gzip(data: bytes, rng: Random, plain: Plain) -> bytes | None:
    return gzip.compress(mutated(gzip.decompress(data), rng, plain), 1, mtime=0) if data.startswith(b"\x1f\x8b") else None


def _zip(data: bytes, rng: Random, plain: Plain) -> bytes | None:
    if not data.startswith(b"PK"):
        return None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    names = [name for name, _ in members]

    def inner(member: tuple[str, bytes]) -> tuple[str, bytes]:
        name, content = member
        return (rng.choice(names + [name + "x", "W0.npy", "b0.npy", "A.npy", "net/data/0"]), content) if rng.randrange(8) == 0 else (name, mutated(content, rng, plain))

    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED if rng.randrange(4) == 0 else zipfile.ZIP_STORED) as archive:
        for name, content in _edited(members, rng, inner):
            archive.writestr(name, content)
    return raw.getvalue()


def _numpy(data: bytes, rng: Random, plain: Plain) -> bytes | None:
    if not data.startswith(b"\x93NUMPY\x01\x00"):
        return None
    length = int.from_bytes(data[8:10], "little")
    header, body = ast.literal_eval(data[10:10 + length].decode("latin-1").strip()), data[10 + length:]
    choice = rng.randrange(4)
    if choice == 0:
        header["descr"] = rng.choice(["<f8", "<f4", "<f2", ">f8", "<i8", "|i1", "|u1", "<u8", "|b1", "|O", "<c8", "<U1", "|V8", "<f16", "<M8[s]"])
    elif choice == 1:
        shape = list(header["shape"])
        header["shape"] = tuple(_edited(shape, rng, lambda n: rng.choice([0, 1, 2, 3, n + 1, -n, n * n, 2**40])) if shape else [1])
    elif choice == 2:
        header["fortran_order"] = not header["fortran_order"]
    else:
        body = plain(body, rng)
    text = str(header).encode() + b"\n"
    return data[:8] + len(text).to_bytes(2, "little") + text + body


def _pickle(data: bytes, rng: Random, plain: Plain) -> bytes | None:
    if not data.startswith(b"\x80"):
        return None
    places = [place for _, _, place in pickletools.genops(data)] + [len(data)]
    steps = [data[a:b] for a, b in zip(places, places[1:])]

    def inner(step: bytes) -> bytes:
        if step[:1] == b"X" and rng.randrange(2):
            text = plain(step[5:], rng) if rng.randrange(4) else rng.choice(WORDS)
            return b"X" + len(text).to_bytes(4, "little") + text
        if step[:1] in b"JKM":
            return b"J" + (rng.choice(INTEGERS) % 2**32).to_bytes(4, "little")
        return rng.choice([b"N", b"\x88", b"}", b"]", b")", b"(", b"t", b"R", b"\x81", b"b", b"Q", b"u", b"s", b"0", b"2", b"q\x01", b"h\x01", b"\x94", plain(step, rng)])

    return b"".join(_edited(steps, rng, inner))


def _safetensors(data: bytes, rng: Random, plain: Plain) -> bytes | None:
    length = int.from_bytes(data[:8], "little")
    if not 8 < len(data) or data[8:9] != b"{" or length > len(data):
        return None
    header, body = data[8:8 + length], data[8 + length:]
    if rng.randrange(3) == 0:
        return data[:8 + length] + plain(body, rng)
    header = _json(header, rng, plain) or header
    return len(header).to_bytes(8, "little") + header + body


def _json(data: bytes, rng: Random, plain: Plain) -> bytes | None:
    """JSON, or lines of it, of which one is changed."""
    if data[:1] not in (b"{", b"["):
        return None
    lines = data.split(b"\n")
    if len(lines) > 2:
        return b"\n".join(_edited(lines, rng, lambda line: _json(line, rng, plain) or plain(line, rng)))
    value = json.loads(data)
    return json.dumps(_tree(value, rng), separators=(",", ":")).encode() + (b"\n" if data.endswith(b"\n") else b"")


def _tree(value: Any, rng: Random) -> Any:
    """A JSON value with one place changed."""
    if rng.randrange(12) == 0:
        return rng.choice(VALUES)
    if isinstance(value, list) and value:
        return _edited(value, rng, lambda x: _tree(x, rng))
    if isinstance(value, dict) and value:
        key = rng.choice(sorted(value))
        choice = rng.randrange(12)
        if choice == 0:
            return {k: x for k, x in value.items() if k != key}
        if choice == 1:
            return {**value, rng.choice([*sorted(value), "a", "activation", "points", "\x1b[2J"]): value[key]}
        return {**value, key: _tree(value[key], rng)}
    if isinstance(value, int) and not isinstance(value, bool):
        return rng.choice([value + 1, value - 1, -value, 2 * value, str(value), f"{value}/3", hex(value), *VALUES])
    if isinstance(value, str) and value and rng.randrange(3):
        return bytewise(value.encode("utf-8", "replace"), rng).decode("utf-8", "replace")
    return rng.choice(VALUES)


def _varint(n: int) -> bytes:
    found = bytearray()
    while n > 127:
        found.append(n & 127 | 128)
        n >>= 7
    return bytes(found + bytes([n]))


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def _fields(data: bytes) -> list[tuple[int, Any]]:
    """(key, content) of the fields of a message; ValueError or IndexError if it is none."""
    found, at = [], 0
    while at < len(data):
        key, at = _number(data, at)
        if key & 7 == 0:
            value, at = _number(data, at)
        elif key & 7 == 2:
            length, at = _number(data, at)
            value, at = data[at:at + length], at + length
        elif key & 7 in (1, 5):
            size = 8 if key & 7 == 1 else 4
            value, at = data[at:at + size], at + size
        else:
            raise ValueError("no such field")
        if not 0 < key >> 3 < 64 or at > len(data):
            raise ValueError("no such field")
        found.append((key, value))
    return found


def _protobuf(data: bytes, rng: Random, plain: Plain) -> bytes | None:
    def inner(one: tuple[int, Any]) -> tuple[int, Any]:
        key, value = one
        if rng.randrange(20) == 0:
            return key & 7 | rng.randrange(1, 27) << 3, value
        if isinstance(value, int):
            return key, rng.choice([value + 1, max(value - 1, 0), *INTEGERS])
        if key & 7 == 2 and rng.randrange(8):
            return key, _protobuf(value, rng, plain) if len(value) > 1 else plain(value, rng)
        changed = plain(value, rng)
        return key, changed if key & 7 == 2 else changed.ljust(len(value), b"\0")[:len(value)]

    if not data or data[:1] in (b"/", b"(", b";", b"d"):
        return None
    try:
        fields = _fields(data)
    except (ValueError, IndexError):
        return plain(data, rng) if data[:1] != b"\x08" and rng.randrange(2) else None
    parts = [_varint(key) + (_varint(value) if isinstance(value, int) else _varint(len(value)) + value if key & 7 == 2 else value)
             for key, value in _edited(fields, rng, inner)]
    return b"".join(parts)


def _text(data: bytes, rng: Random, plain: Plain) -> bytes | None:
    """Words between spaces, commas, brackets, colons and the like."""
    words = re.findall(rb"[\w.+-]+|.", data, re.DOTALL)
    return b"".join(_edited(words, rng, lambda word: rng.choice(WORDS) if rng.randrange(2) else plain(word, rng))) if words else None
