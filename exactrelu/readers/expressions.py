"""S-expressions, of which VNN-LIB texts consist, within limits."""
from __future__ import annotations

import re

from ..errors import InputError

MAX_DEPTH = 64
MAX_WORDS = 500_000        # and brackets, and lines; at most half as many brackets are opened

_TOKEN = re.compile(r'\s*(?:;[^\n]*\s*)*([()]|[^\s();"|]+)?')


def expressions(text: str) -> list:
    """The S-expressions of a text, as nested lists of words."""
    stack: list[list] = [[]]
    position = words = 0
    check_words(0, text)
    while position < len(text):
        match = _TOKEN.match(text, position)
        position, token, words = match.end(), match.group(1), words + 1
        check_words(words)
        if token is None and position < len(text):
            raise InputError(f"the character {text[position]!r} in line {text.count(chr(10), 0, position) + 1} is not VNN-LIB")
        if token == "(":
            stack.append([])
            if len(stack) > MAX_DEPTH:
                raise InputError(f"the property is nested more than {MAX_DEPTH} levels deep")
        elif token == ")":
            if len(stack) == 1:
                raise InputError(f"line {text.count(chr(10), 0, position) + 1} closes a bracket that was not opened")
            done = stack.pop()
            stack[-1].append(done)
        elif token:
            stack[-1].append(token)
    if len(stack) > 1:
        raise InputError(f"{len(stack) - 1} brackets are not closed at the end of the text")
    return stack[0]


def check_words(words: int, text: str = "") -> None:
    """InputError if so many words, or this text, are beyond the limits."""
    if words > MAX_WORDS or text.count("\n") > MAX_WORDS or text.count("(") > MAX_WORDS // 2:
        raise InputError(f"the property has more than {MAX_WORDS} words and brackets, or lines; split the file")
