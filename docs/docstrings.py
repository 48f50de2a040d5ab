"""The docstrings of the package as reStructuredText.

They are plain text with `names` in backticks: titles underlined with dashes, lists "name : what it is", sessions with >>>.
"""
from __future__ import annotations

import re

ENTRY = re.compile(r"^([A-Za-z_][\w, \[\].|()]*?) : (.*)$")


def readable(app, what, name, obj, options, lines: list[str]) -> None:
    """What autodoc asks for: rewrite the lines of one docstring."""
    lines[:] = rewritten(lines)


def rewritten(lines: list[str]) -> list[str]:
    """The lines of a docstring in reStructuredText.

    >>> rewritten(["The sum a_* of |x|.", "", "x : a `number`", "", ">>> 1 + 1", "2"])
    ['The sum a\\\\_\\\\* of \\\\|x\\\\|.', '', '', '- **x**: a ``number``', '', '>>> 1 + 1', '2']
    """
    found: list[str] = []
    session = entry = False
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else ""
        match = ENTRY.match(line)
        if line.startswith(">>>") and not session:
            session, entry = True, False
            found += [""] * bool(found and found[-1]) + [line]
        elif session:
            session = bool(line.strip())
            found.append(line)
        elif line and set(line) == {"-"}:
            continue
        elif following and set(following) == {"-"} and len(following) == len(line.rstrip()):
            found += ["", f"**{line.strip()}**", ""]
        elif match:
            found += ["", f"- **{escaped(match[1])}**: {escaped(match[2])}"]
            entry = True
        elif line.strip():
            if entry and not line.startswith(" "):
                found.append("")
                entry = False
            found.append(("  " if entry else "") + escaped(line.strip()))
        else:
            entry = False
            found.append("")
    return found + [""]


def escaped(text: str) -> str:
    """A line without markup, but for names in backticks."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(f"`{part}`" if part.startswith("`") and len(part) > 1 else re.sub(r"([\\*|_`])", r"\\\1", part) for part in parts)
