"""What a proof is made of: sections of texts, formulas, tables, pictures, theorems, and a certificate.

A part of a text is a str, a Formula or a Code. Everything is built once, from exact results; html.py, tex.py and markdown.py
write it down.
"""
from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import Any, Iterator, Mapping, Union

from .figure import Figure
from .formula import Apply, Formula, Matrix, Name, Plus, Point, Relation, Signs, Sum, Times


@dataclass(frozen=True)
class Code:
    """A piece of text that is typed as it stands."""

    text: str


Part = Union[str, Formula, Code]


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Display:
    """Formulas, each on a line of its own."""

    lines: tuple[Formula, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells; each cell is a tuple of parts.

    total : how many rows there would be, if some were left out
    facts : relations that the rows state by their columns
    """

    head: tuple[tuple[Part, ...], ...]
    rows: tuple[tuple[tuple[Part, ...], ...], ...]
    total: int
    what: str
    facts: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A figure with its caption; `alt` says what there is to be seen."""

    figures: tuple[Figure, ...]
    caption: str


@dataclass(frozen=True)
class Uses:
    """A theorem that a step uses.

    id, name, statement, latex, page : of the theorem, and its page in proofs/
    checked : what its check on this network said, if it was run
    machine : whether its proof is checked by Coq
    """

    id: str
    name: str
    statement: str
    latex: str
    page: str
    checked: str = ""
    machine: bool = False


@dataclass(frozen=True)
class Listing:
    """Lines as a program prints them; `more` if some were left out."""

    lines: tuple[str, ...]
    more: bool
    label: str = ""


@dataclass(frozen=True)
class Evidence:
    """A certificate: its claim, its bytes (None if it is too large to be kept), its hash, and what the checker said of it."""

    claim: str
    content: bytes | None
    size: int
    sha256: str
    said: str
    make: str
    name: str

    opening = ("Everything above can be checked without trusting the program that wrote it. A certificate holds the claim, the network and "
               "the proof; a checker of one file, which imports nothing but the standard library and searches for nothing, follows it. The "
               "certificate claims")

    @property
    def making(self) -> str:
        """What stands before the command that makes it."""
        return f"It has {self.size:,} bytes. This makes it:" if self.size else "It was not made with this page, because it is large. This makes it:"

    def checks(self, ending: str = "") -> str:
        """The commands that check it, a line each, for a shell.

        >>> print(Evidence("", None, 0, "", "", "", "my proof.cert").checks())
        python -I -S exactrelu/checker.py 'my proof.cert'
        exactrelu check 'my proof.cert'
        """
        name = shlex.quote(self.name + ending)
        return f"python -I -S exactrelu/checker.py {name}\nexactrelu check {name}"


Block = Union[Text, Display, Table, Picture, Uses, Listing, Evidence]


@dataclass(frozen=True)
class Section:
    """A step of a proof; `meaning`: of symbols that mean something else in this step."""

    title: str
    blocks: tuple[Block, ...]
    meaning: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def text(*parts: Part) -> Text:
    """A paragraph; in a str, symbols stand between dollars.

    >>> text("so $y_1$ is 0").parts
    ('so ', Name(text='y', sub='1', sup=''), ' is 0')
    """
    return Text(tuple(piece for part in parts for piece in (_pieces(part) if isinstance(part, str) else (part,))))


def _pieces(words: str) -> list[Part]:
    return [_symbol(piece) if i % 2 else piece for i, piece in enumerate(words.split("$")) if piece]


def _symbol(word: str) -> Formula:
    if set(word) <= set("+-0"):
        return Signs(word)
    head, _, index = word.rstrip("*").partition("_")
    return Name(head, index, "*" * word.endswith("*"))


def display(*lines: Formula) -> Display:
    """Formulas on lines of their own."""
    return Display(lines)


def facts(block: Block) -> Iterator[Relation]:
    """All relations that a block states."""
    if isinstance(block, Table):
        yield from block.facts
    cells = {Text: lambda: block.parts, Display: lambda: block.lines,
             Table: lambda: [part for row in block.rows + (block.head,) for cell in row for part in cell]}.get(type(block), tuple)()
    for part in cells:
        yield from relations(part)


def relations(part: Part) -> Iterator[Relation]:
    """The relations in a part of a text."""
    if isinstance(part, Relation):
        yield part
    inner = part.terms if isinstance(part, Sum) else part.factors if isinstance(part, Times) else part.entries if isinstance(part, Point) \
        else [x for row in part.rows for x in row] if isinstance(part, Matrix) else [part.argument] if isinstance(part, Apply) \
        else [part.inner] if isinstance(part, Plus) else part.sides if isinstance(part, Relation) else ()
    for one in inner:
        yield from relations(one)
