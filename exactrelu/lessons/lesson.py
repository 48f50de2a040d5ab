"""A finished proof for people: its sections, what its symbols mean, and the files that can be made of it."""
from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Iterator, Mapping

from ..errors import InputError
from ..readers import check_target
from ..readers.atomic import atomic_writer
from .document import Evidence, Picture, Section, Text, facts
from .formula import Relation
from .html import page
from .markdown import written
from .tex import article

ENDINGS = (".html", ".tex", ".md")


@dataclass(frozen=True)
class Lesson:
    """A proof about one network; made by `exactrelu.prove`.

    title : what it is about
    claim : what is proved
    sections : the steps
    meaning : the exact value of every symbol, or a function of x
    """

    title: str
    claim: Text
    sections: tuple[Section, ...]
    meaning: Mapping[str, Any] = field(repr=False, compare=False)

    def facts(self) -> Iterator[tuple[Relation, Mapping[str, Any]]]:
        """Every equation and inequality that the page states, with the meaning of its symbols."""
        for section in (Section("", (self.claim,)),) + self.sections:
            meaning = {**self.meaning, **section.meaning}
            for block in section.blocks:
                yield from ((one, meaning) for one in facts(block))

    def wrong(self) -> list[Relation]:
        """Those that are not true: none, if the page is right. Every side is evaluated with exact numbers."""
        return [one for one, meaning in self.facts() if not one.holds(meaning)]

    @property
    def certificate(self) -> Evidence | None:
        """The certificate, if there is one."""
        return next((block for section in self.sections for block in section.blocks if isinstance(block, Evidence)), None)

    def html(self) -> str:
        """One page that needs nothing else."""
        return page(self)

    def tex(self) -> str:
        """A LaTeX article; its pictures are TikZ."""
        return article(self)

    def markdown(self, pictures: str = "proof") -> str:
        """Markdown with formulas between dollars; pictures are expected in files PICTURES-1.svg, PICTURES-2.svg, ..."""
        return written(self, pictures)

    def _repr_html_(self) -> str:
        return f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.html())}" style="width:100%;height:40em"></iframe>'

    def save(self, path: str | os.PathLike) -> None:
        """Write the page as .html, .tex or .md (with its pictures beside it); the files appear when all are complete."""
        ending, stem = check_page(path), Path(path).stem
        texts = {Path(path): self.html() if ending == ".html" else self.tex() if ending == ".tex" else self.markdown(stem)}
        if ending == ".md":
            texts = {Path(path).with_name(f"{stem}-{i}.svg"): figure.svg() + "\n" for i, figure in enumerate(self.figures(), 1)} | texts
        for target in texts:
            check_target(target)
        with ExitStack() as files:                   # no file appears before there is room for all
            for target, content in texts.items():
                file = files.enter_context(atomic_writer(target))
                file.write(content)
                file.flush()

    def figures(self) -> Iterator[Any]:
        """All figures, in order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Picture):
                    yield from block.figures

    def summary(self) -> dict:
        """What `exactrelu prove --json` prints, but for the file and the seconds."""
        found = self.certificate
        return {"title": self.title, "steps": [section.title for section in self.sections], "identities": sum(1 for _ in self.facts()),
                "certificate": found and {"claim": found.claim, "bytes": found.size, "sha256": found.sha256, "checker": found.said,
                                          "embedded": found.content is not None}}


def check_page(path: str | os.PathLike) -> str:
    """The ending of a page's file; InputError if it is not one of ENDINGS."""
    ending = Path(path).suffix
    if ending not in ENDINGS:
        raise InputError(f"proofs are written as {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}, but the file is {os.fspath(path)!r}")
    return ending
