"""A proof as Markdown with formulas between dollars, as code hosts show it."""
from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Iterator, Sequence

from .document import Block, Code, Display, Evidence, Listing, Part, Picture, Table, Text, Uses
from .html import PROOFS, SHOWN
from .formula import Formula
from .latex import broken, latex

if TYPE_CHECKING:
    from .lesson import Lesson

SPECIAL = {x: "\\" + x for x in "\\`*_{}[]<>#|$"}


def written(lesson: Lesson, pictures: str) -> str:
    """The text; `pictures` is the beginning of the names of the picture files."""
    numbers = count(1)
    out = [f"# {escaped(lesson.title)}", f"**Claim.** {parts(lesson.claim.parts)}"]
    for i, section in enumerate(lesson.sections, 1):
        out.append(f"## {i}. {escaped(section.title)}")
        out += [_block(block, pictures, numbers) for block in section.blocks]
    out.append("Made by `exactrelu prove`. All numbers are exact; one that ends with … is shown by its first digits.")
    return "\n\n".join(out) + "\n"


def escaped(text: str) -> str:
    """A text without meaning for Markdown.

    >>> escaped("F_0 < [1]")
    'F\\\\_0 \\\\< \\\\[1\\\\]'
    """
    return "".join(SPECIAL.get(x, x) for x in text)


def parts(found: Sequence[Part]) -> str:
    """Parts of a text."""
    return "".join(escaped(part) if isinstance(part, str) else f"`{part.text}`" if isinstance(part, Code) else f"${_math(part)}$" for part in found)


def _math(formula: Formula) -> str:
    return safe(latex(formula))


def safe(formula: str) -> str:
    r"""LaTeX without what Markdown, or a cell of a table, would read in its own way.

    >>> print(safe(r"\{x\,|\,y\} a^{*}"))
    \lbrace x\thinspace \vert \thinspace y\rbrace  a^{\ast}
    """
    for plain, word in (("\\,", r"\thinspace "), ("\\{", r"\lbrace "), ("\\}", r"\rbrace "), ("|", r"\vert "), ("^{*}", r"^{\ast}"), ("^*", r"^{\ast}")):
        formula = formula.replace(plain, word)
    return formula


def _block(block: Block, pictures: str, numbers: Iterator[int]) -> str:
    if isinstance(block, Picture):
        images = " ".join(f"![{escaped(figure.alt)}]({pictures}-{next(numbers)}.svg)" for figure in block.figures)
        return f"{images}\n\n*{escaped(block.caption)}*"
    return {Text: lambda b: parts(b.parts), Display: _display, Table: _table, Uses: _uses, Listing: _listing, Evidence: _evidence}[type(block)](block)


def _display(block: Display) -> str:
    return "\n\n".join(f"$$\n{safe(broken(line))}\n$$" for line in block.lines)


def _table(block: Table) -> str:
    row = lambda cells: "| " + " | ".join(parts(cell).replace("\n", " ") for cell in cells) + " |"  # noqa: E731
    rest = f"\n\n{len(block.rows)} of {block.total} {escaped(block.what)} are shown." if block.total > len(block.rows) else ""
    return "\n".join([row(block.head), "|" + "---|" * len(block.head)] + [row(cells) for cells in block.rows]) + rest


def _uses(block: Uses) -> str:
    checked = f" Checked on this network: {block.checked}." if block.checked else ""
    machine = " Its proof is also checked by Coq." if block.machine else ""
    return f"> **[{block.id}, {block.name.replace('_', ' ')}]({PROOFS}{block.page})** {escaped(block.statement)} In short: ${safe(block.latex)}$.{checked}{machine}"


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}\n{text}\n{fence}"


def _listing(block: Listing) -> str:
    rest = "\n\nThe first lines; the rest follows in the same way from the certificate." if block.more else ""
    return _fenced("\n".join(block.lines)) + rest


def _evidence(block: Evidence) -> str:
    out = [block.opening,
           _fenced(block.claim), block.making,
           _fenced(block.make), "Either of these commands checks it:", _fenced(block.checks())]
    if block.said:
        out += ["When this page was made the checker said", _fenced(block.said), f"SHA-256 of the certificate: `{block.sha256}`"]
    if block.content is not None and block.size <= SHOWN // 4:
        out += ["The certificate itself:", _fenced(block.content.decode("utf-8").rstrip("\n"))]
    return "\n\n".join(out)
