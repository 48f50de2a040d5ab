"""A proof as a LaTeX article with TikZ pictures; it needs amsmath, amssymb, hyperref, geometry and tikz."""
from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

from .document import Block, Code, Display, Evidence, Listing, Part, Picture, Table, Text, Uses
from .figure import tikz_colours
from .html import PROOFS
from .latex import broken, latex

if TYPE_CHECKING:
    from .lesson import Lesson

SHORT = 2_500             # bytes of a certificate that is printed
WIDTH = 92                # characters of a printed line
SPECIAL = str.maketrans({"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
                         "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
                         '"': r"\textquotedbl{}"})
HEAD = r"""\documentclass[11pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage[margin=2.6cm]{geometry}
\usepackage{amsmath,amssymb,tikz}
\usepackage[hidelinks]{hyperref}
\providecommand{\textquotedbl}{''}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5em plus 0.2em}
\renewcommand{\arraystretch}{1.35}
\emergencystretch=3em
\allowdisplaybreaks
\setcounter{MaxMatrixCols}{60}
\newsavebox{\held}
\newcommand{\fitted}[1]{\sbox{\held}{#1}\ifdim\wd\held>\linewidth\resizebox{\linewidth}{!}{\usebox{\held}}\else\usebox{\held}\fi}
"""


def article(lesson: Lesson) -> str:
    """The article."""
    steps = "\n".join(f"\\section{{{escaped(section.title)}}}\n" + "\n\n".join(map(_block, section.blocks)) for section in lesson.sections)
    return (f"{HEAD}{tikz_colours()}\n\\title{{{escaped(lesson.title)}}}\n\\author{{}}\n\\date{{}}\n\\begin{{document}}\n\\maketitle\n"
            f"\\paragraph{{Claim.}} {parts(lesson.claim.parts)}\n\n{steps}\n\n"
            "\\bigskip\\noindent\\small Made by \\texttt{exactrelu prove}. All numbers are exact; one that ends with \\ldots{} is shown by its first digits.\n"
            "\\end{document}\n")


def escaped(text: str) -> str:
    """A text without meaning for TeX; what is not ASCII becomes a question mark, but for a few letters.

    >>> escaped("50% of R^2 {x_1}")
    '50\\\\% of R\\\\textasciicircum{}2 \\\\{x\\\\_1\\\\}'
    """
    return "".join(r"\ldots{}" if x == "…" else x if ord(x) < 128 or x in "äöüÄÖÜéèáàçñ" else "?" for x in text.translate(SPECIAL))


def parts(found: Sequence[Part]) -> str:
    """Parts of a text."""
    return "".join(escaped(part) if isinstance(part, str) else rf"\texttt{{{escaped(part.text)}}}" if isinstance(part, Code) else f"${latex(part)}$"
                   for part in found)


def _block(block: Block) -> str:
    return {Text: lambda b: parts(b.parts), Display: _display, Table: _table, Picture: _picture, Uses: _uses, Listing: _listing,
            Evidence: _evidence}[type(block)](block)


def _display(block: Display) -> str:
    lines = [_fitted(broken(line)) for line in block.lines]
    return "\\begin{gather*}\n" + " \\\\\n".join(lines) + "\n\\end{gather*}"


def _fitted(line: str) -> str:
    """A long line is set smaller, to the width of the text."""
    return line if len(line) < 110 else rf"\fitted{{$\displaystyle {line}$}}"


def _table(block: Table) -> str:
    head = " & ".join(parts(cell) for cell in block.head)
    rows = " \\\\\n".join(" & ".join(parts(cell) for cell in row) for row in block.rows)
    rest = f"\n\n{len(block.rows)} of {block.total} {escaped(block.what)} are shown." if block.total > len(block.rows) else ""
    return f"\\par\\smallskip{{\\small\\noindent\\fitted{{\\begin{{tabular}}{{@{{}}{'l' * len(block.head)}@{{}}}}\n{head} \\\\ \\hline\n{rows} \\\\\n\\end{{tabular}}}}\\par}}\\smallskip{rest}"


def _picture(block: Picture) -> str:
    pictures = "\n\\qquad\n".join(figure.tikz(60 if len(block.figures) > 1 else 80) for figure in block.figures)
    return f"\\begin{{center}}\n{pictures}\n\n\\small {escaped(block.caption)}\n\\end{{center}}"


def _uses(block: Uses) -> str:
    checked = f" Checked on this network: {block.checked}." if block.checked else ""
    machine = " Its proof is also checked by Coq." if block.machine else ""
    where = rf"\href{{{PROOFS}{block.page}}}{{\texttt{{proofs/{escaped(block.page)}}}}}"
    return f"\\begin{{quote}}\\small\\textbf{{{block.id}, {escaped(block.name.replace('_', ' '))}.}} {escaped(block.statement)} In short: ${block.latex}$.{checked}{machine} Proof: {where}.\\end{{quote}}"


def _listing(block: Listing) -> str:
    rest = "\n\nThe first lines; the rest follows in the same way from the certificate." if block.more else ""
    return _verbatim("\n".join(block.lines)) + rest


def _verbatim(text: str) -> str:
    lines = [line[i:i + WIDTH] for line in text.splitlines() for i in range(0, max(len(line), 1), WIDTH)]
    plain = "\n".join("".join(x if ord(x) < 128 else "?" for x in line) for line in lines)
    return "{\\footnotesize\n\\begin{verbatim}\n" + plain.replace(r"\end{verbatim}", r"\end {verbatim}") + "\n\\end{verbatim}}"


def _evidence(block: Evidence) -> str:
    out = [block.opening,
           _verbatim(block.claim), block.making,
           _verbatim(block.make), "Either of these commands checks it:", _verbatim(block.checks())]
    if block.said:
        out += ["When this page was made the checker said", _verbatim(block.said), "The SHA-256 of the certificate is", _verbatim(block.sha256)]
    if block.content is not None and block.size <= SHORT:
        out += ["The certificate itself, with long lines broken:", _verbatim(block.content.decode("utf-8"))]
    return "\n\n".join(out)
