"""JSON without its loopholes: no repeated keys, no NaN, no exponents, no number or nesting without bound."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..rational import MAX_TEXT, rational
from .contents import contents

MAX_DEPTH = 64
MAX_PARTS = 4_000_000        # commas and brackets
MAX_KEYS = 100_000           # colons


class Decimal(str):
    """A bare decimal of a JSON file, kept as the text that spells it."""


def load(path: str | Path) -> Any:
    """The content of a JSON file (gzip if the name ends in .gz); decimals come back as `Decimal` text.

    Raises
    ------
    InputError : anything but plain JSON of at most 64 MB and 64 levels.
    """
    return loads(read_text(path), str(path))


def read_text(path: str | Path) -> str:
    """The UTF-8 text of a file of at most 64 MB (gzip if the name ends in .gz)."""
    return decoded(contents(path), str(path))


def decoded(data: bytes, name: str) -> str:
    """The text of UTF-8 bytes."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text: the byte at {error.start} does not fit") from None


def _check_parts(text: str, name: str) -> None:
    if sum(map(text.count, ",[]{}")) > MAX_PARTS or text.count(":") > MAX_KEYS:
        raise InputError(f"{name} has more than {MAX_PARTS} commas and brackets, or {MAX_KEYS} colons; large networks are read and written as .npz or .onnx")


def dumps(value: Any, name: str = "the text") -> str:
    """A value as one line of JSON that `loads` takes.

    >>> dumps({"b": [1, "1/3"]})
    '{"b": [1, "1/3"]}\\n'
    """
    text = json.dumps(value) + "\n"
    _check_parts(text, name)
    return text


def loads(text: str, name: str = "the text") -> Any:
    """The value of a JSON text.

    >>> loads('{"b": [1, "1/3", 0.25]}')
    {'b': [1, '1/3', '0.25']}
    """
    if not text.strip():
        raise InputError(f"{name} is empty")
    _check_parts(text, name)

    def refuse(word: str) -> Any:
        raise InputError(f"{name} contains {word}; every number must be finite")

    def integer(word: str) -> int:
        if len(word) > MAX_TEXT:
            raise InputError(f"{name} contains a number of {len(word)} characters; they may have at most {MAX_TEXT}")
        return int(word)

    def decimal(word: str) -> Decimal:
        rational(word, f"a number in {name}")
        return Decimal(word)

    def distinct(pairs: list) -> dict:
        found: dict = {}
        for key, value in pairs:
            if key in found:
                raise InputError(f"{name} has the key {key[:40]!r} twice in one object")
            found[key] = value
        return found

    try:
        found = json.loads(text, parse_constant=refuse, parse_int=integer, parse_float=decimal,
                           object_pairs_hook=distinct)
    except json.JSONDecodeError as error:
        raise InputError(f"{name} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        found = deep = True
    else:
        deep = _is_deep(found)
    if deep:
        raise InputError(f"{name} is nested more than {MAX_DEPTH} levels deep")
    return found


def _is_deep(value: Any) -> bool:
    """Whether lists and objects are nested more than MAX_DEPTH levels deep."""
    level = [value] if isinstance(value, (list, dict)) else []
    for _ in range(MAX_DEPTH):
        level = [x for box in level for x in (box if isinstance(box, list) else box.values()) if isinstance(x, (list, dict))]
    return bool(level)
