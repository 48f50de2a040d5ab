"""A proof as one HTML page: MathML, inline SVG, no script, nothing from elsewhere."""
from __future__ import annotations

import base64
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Sequence

from ..readers.atomic import compressed
from .document import Block, Code, Display, Evidence, Listing, Part, Picture, Table, Text, Uses
from .mathml import broken, mathml

if TYPE_CHECKING:
    from .lesson import Lesson

PROOFS = "proofs/"        # where the pages of proofs/ are, as seen from a page
LONG = 1_500              # characters of MathML of a formula that may be wider than a screen
SHOWN = 40_000            # bytes of a certificate whose text is shown


def page(lesson: Lesson) -> str:
    """The page."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    contents = "".join(f'<li><a href="#step-{i}">{escape(section.title)}</a></li>' for i, section in enumerate(lesson.sections, 1))
    steps = "".join(f'<section id="step-{i}" aria-labelledby="title-{i}"><h2 id="title-{i}"><span class="number">{i}</span> {escape(section.title)}</h2>'
                    f'{"".join(map(_block, section.blocks))}</section>\n' for i, section in enumerate(lesson.sections, 1))
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>{escape(lesson.title)}</title><link rel="icon" href="data:,"><style>{style}</style></head>\n<body><main>'
            f'<h1>{escape(lesson.title)}</h1><div class="claim"><h2>Claim</h2>{_block(lesson.claim)}</div>'
            f'<nav aria-label="Steps"><h2>Steps</h2><ol>{contents}</ol></nav>\n{steps}'
            '<footer><p>Made by <code>exactrelu prove</code>. All numbers are exact; one that ends with … is shown by its first digits. '
            'Pictures are rounded to the screen.</p></footer></main></body></html>\n')


def _block(block: Block) -> str:
    return {Text: _text, Display: _display, Table: _table, Picture: _picture, Uses: _uses, Listing: _listing, Evidence: _evidence}[type(block)](block)


def parts(found: Sequence[Part]) -> str:
    """Parts of a text in one line."""
    return "".join(escape(part) if isinstance(part, str) else f"<code>{escape(part.text)}</code>" if isinstance(part, Code) else mathml(part)
                   for part in found)


def _text(block: Text) -> str:
    return f"<p>{parts(block.parts)}</p>"


def _display(block: Display) -> str:
    lines = "".join(f'<div class="line">{one}</div>' for line in block.lines for one in broken(line))
    reached = ' tabindex="0" role="group" aria-label="Formula"' if len(lines) > LONG * len(block.lines) else ""     # it may have to be scrolled
    return f'<div class="display"{reached}>{lines}</div>'


def _table(block: Table) -> str:
    head = "".join(f'<th scope="col">{parts(cell)}</th>' for cell in block.head)
    rows = "".join("<tr>" + "".join(f"<td>{parts(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
    left = block.total - len(block.rows)
    rest = f'<p class="rest">{len(block.rows)} of {block.total} {escape(block.what)} are shown.</p>' if left else ""
    return (f'<div class="scroll" tabindex="0" role="group" aria-label="Table of {escape(block.what)}"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>{rest}")


def _picture(block: Picture) -> str:
    return f'<figure><div class="pictures">{"".join(figure.svg() for figure in block.figures)}</div><figcaption>{escape(block.caption)}</figcaption></figure>'


def _uses(block: Uses) -> str:
    checked = f"; checked on this network: {escape(block.checked)}" if block.checked else ""
    machine = " Its proof is also checked by Coq." if block.machine else ""
    return (f'<details class="theorem"><summary>By {escape(block.id)}, {escape(block.name.replace("_", " "))}{checked}</summary>'
            f'<p>{escape(block.statement)}{machine} <a href="{PROOFS}{escape(block.page)}">The proof: proofs/{escape(block.page)}</a></p></details>')


def _listing(block: Listing) -> str:
    rest = '<p class="rest">The first lines; the rest follows in the same way from the certificate.</p>' if block.more else ""
    return f'<pre tabindex="0" aria-label="{escape(block.label)}">{escape(chr(10).join(block.lines))}</pre>{rest}'


def _evidence(block: Evidence) -> str:
    out = [f"<p>{block.opening}</p>", f'<pre class="wrap" tabindex="0" aria-label="Claim">{escape(block.claim)}</pre>']
    if block.content is not None:
        packed = compressed(block.content)
        data = base64.b64encode(packed).decode("ascii")
        out.append(f'<p><a class="download" download="{escape(block.name)}.gz" href="data:application/gzip;base64,{data}">Download the certificate</a> '
                   f"({block.size:,} bytes, compressed {len(packed):,})</p>")
        if block.size <= SHOWN:
            out.append(f'<details><summary>The certificate itself</summary><pre tabindex="0" aria-label="Certificate">{escape(block.content.decode("utf-8"))}</pre></details>')
    else:
        out.append(f"<p>{f'It has {block.size:,} bytes, too many for this page.' if block.size else 'It was not made with this page, because it is large.'} "
                   f'This makes it:</p><pre tabindex="0" aria-label="Command">{escape(block.make)}</pre>')
    out.append(f'<p>Either of these commands checks it:</p><pre tabindex="0" aria-label="Commands">{escape(block.checks(".gz" if block.content is not None else ""))}</pre>')
    if block.said:
        out.append(f'<p>When this page was made the checker said</p><pre class="wrap" tabindex="0" aria-label="Answer of the checker">{escape(block.said)}</pre>'
                   f'<p class="hash">SHA-256 of the certificate, uncompressed: <code>{block.sha256}</code></p>')
    return "".join(out)
