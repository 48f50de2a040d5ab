"""Run the commands that pages quote, and put what they print under them.

A page quotes a command as a line "$ exactrelu ..." in a block fenced by ```console; what follows, up
to the next such line or the end of the block, is its output. Blocks fenced by ```console slow hold
commands that take minutes. Usage: tools/quote.py [--slow] PAGE...
"""
from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path

from exactrelu.cli import main

BLOCK = re.compile(r"^```console( slow)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(text: str, slow: bool = False) -> list[str]:
    """The commands that a page quotes."""
    return [line[2:] for kind, block in BLOCK.findall(text) if bool(kind) == slow
            for line in block.splitlines() if line.startswith("$ ")]


def output(command: str) -> str:
    """What a command prints; examples/ is below the current folder."""
    program, *words = shlex.split(command)
    if program != "exactrelu":
        raise ValueError(f"pages quote exactrelu, not {program}")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main(words)
    return out.getvalue()


def refreshed(text: str, slow: bool = False) -> str:
    """The page with what its commands print now."""
    def block(match: re.Match) -> str:
        if bool(match[1]) != slow:
            return match[0]
        return f"```console{match[1] or ''}\n" + "".join(f"$ {c}\n{output(c)}" for c in commands(match[0], slow)) + "```"

    return BLOCK.sub(block, text)


if __name__ == "__main__":
    pages = [Path(word) for word in sys.argv[1:] if word != "--slow"]
    for page in pages:
        page.write_text(refreshed(page.read_text(), "--slow" in sys.argv))
        print(page)
