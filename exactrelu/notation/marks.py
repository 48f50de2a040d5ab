"""Numbers, vectors, matrices and tables in LaTeX and in HTML: exact, escaped, and short enough to be read.

A LaTeX text here is mathematics without the dollars around it, of what KaTeX and MathJax both know.
An HTML text is a `Raw` string; any other text is escaped where it is put into one.
"""
from __future__ import annotations

from fractions import Fraction
from html import escape
from typing import Any, Iterable, Sequence

from ..linalg import AffineMap, Matrix, Vector, spelled

DIGITS = 24                  # a longer number is shortened
ROWS, COLUMNS = 8, 8         # of a matrix or a table that are shown
FACES = 20_000               # regions up to which faces are counted to be shown
TITLE = 1000                 # characters that a tooltip holds
SPECIAL = {"\\": r"\backslash ", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
           "^": r"\hat{}", "~": r"\sim "}
LINE = r"\\"                # the end of a row
CELL = ' style="padding:.15em .6em;text-align:left;vertical-align:top;border-bottom:1px solid #8884"'


class Raw(str):
    """A text that is HTML already."""


# ---- LaTeX -------------------------------------------------------------------------------------

def latex(x: Fraction | int) -> str:
    r"""A number.

    >>> latex(Fraction(-1, 2)), latex(3)
    ('-\\frac{1}{2}', '3')
    >>> latex(10**40 + 7)
    '\\underbrace{100000\\ldots 000007}_{41\\ \\text{digits}}'
    """
    top, bottom = _digits(abs(x.numerator)), _digits(x.denominator)
    return "-" * (x < 0) + (top if x.denominator == 1 else rf"\frac{{{top}}}{{{bottom}}}")


def _digits(n: int) -> str:
    text = spelled(n)
    return text if len(text) <= DIGITS else rf"\underbrace{{{text[:6]}\ldots {text[-6:]}}}_{{{len(text)}\ \text{{digits}}}}"


def words(text: Any) -> str:
    r"""A text inside a formula.

    >>> words("a_1 & b")
    '\\text{a}\\_\\text{1 }\\&\\text{ b}'
    """
    parts, plain = [], ""
    for character in str(text):
        if character in SPECIAL:
            parts += [rf"\text{{{plain}}}"] * bool(plain) + [SPECIAL[character]]
            plain = ""
        else:
            plain += character if character.isprintable() else " "
    return "".join(parts + [rf"\text{{{plain}}}"] * bool(plain))


def latex_matrix(rows: Sequence[Sequence]) -> str:
    r"""A matrix; of a large one the first rows and columns.

    >>> latex_matrix([[1, Fraction(1, 2)], [0, -1]])
    '\\begin{pmatrix}1&\\frac{1}{2}\\\\0&-1\\end{pmatrix}'
    """
    wide = bool(rows) and len(rows[0]) > COLUMNS
    shown = ["&".join([latex(x) for x in row[:COLUMNS]] + [r"\cdots"] * wide) for row in rows[:ROWS]]
    if len(rows) > ROWS:
        shown.append("&".join([r"\vdots"] * min(len(rows[0]), COLUMNS) + [r"\ddots"] * wide))
    return rf"\begin{{pmatrix}}{LINE.join(shown)}\end{{pmatrix}}"


def latex_column(vector: Sequence) -> str:
    """A vector, as a column."""
    return latex_matrix([(x,) for x in vector])


def latex_point(vector: Sequence) -> str:
    r"""A point, in one line.

    >>> latex_point((Fraction(1, 2), 0))
    '\\left(\\frac{1}{2},0\\right)'
    """
    shown = [latex(x) for x in vector[:COLUMNS]] + [r"\ldots"] * (len(vector) > COLUMNS)
    return rf"\left({','.join(shown)}\right)"


def latex_affine(matrix: Matrix, vector: Vector) -> str:
    """The expression M x + v."""
    return latex_matrix(matrix) + "x" + ("+" + latex_column(vector) if any(vector) else "")


def latex_signs(signs: str) -> str:
    """A sign vector."""
    shown = ["{" + s + "}" for s in signs[:32]] + [r"\ldots"] * (len(signs) > 32)
    return rf"({','.join(shown)})"


def dollars(formula: str) -> str:
    """A formula as it stands in a page: displayed mathematics."""
    return rf"$\displaystyle {formula}$"


# ---- HTML --------------------------------------------------------------------------------------

def html(x: Any) -> Raw:
    """Anything as a piece of HTML: numbers exactly, a long one shortened with all of it in its tooltip.

    >>> html(Fraction(1, 2)), html("a < b"), html((1, Fraction(-1, 3)))
    ('1/2', 'a &lt; b', '(1, -1/3)')
    >>> html(10**60)
    '<abbr title="1000000000000000000000000000000000000000000000000000000000000">1000000000…0000000000 (61 characters)</abbr>'
    """
    if isinstance(x, Raw):
        return x
    if x is None or isinstance(x, bool):
        return Raw({True: "yes", False: "no", None: "not known"}[x])
    if isinstance(x, (int, Fraction)):
        text = spelled(x)
        if len(text) <= 2 * DIGITS:
            return Raw(text)
        full = text if len(text) <= TITLE else f"{text[:TITLE // 2]}...{text[-TITLE // 2:]}"
        return Raw(f'<abbr title="{full}">{text[:10]}…{text[-10:]} ({len(text)} characters)</abbr>')
    if isinstance(x, (tuple, list)):
        shown = [html(item) for item in x[:4 * COLUMNS]] + [Raw("…")] * (len(x) > 4 * COLUMNS)
        return Raw(f"({', '.join(shown)})")
    text = str(x)
    return Raw(escape(text if len(text) <= TITLE else text[:TITLE] + "…"))


def signs(text: str) -> Raw:
    """A sign vector, in letters of one width; a long one shortened."""
    shown = text if len(text) <= 2 * DIGITS else text[:2 * DIGITS] + "…"
    title = f' title="{escape(text[:TITLE])}"' if shown != text else ""
    return Raw(f"<code{title}>{escape(shown)}</code>")


def map_text(f: AffineMap) -> Raw:
    """An affine map written out, one line for each output: 2 x1 - 1/2 x2 + 3.

    >>> map_text(AffineMap(((Fraction(2), Fraction(-1, 2)), (Fraction(0), Fraction(0))), (Fraction(3), Fraction(0))))
    '2 x<sub>1</sub> − 1/2 x<sub>2</sub> + 3<br>0'
    """
    lines = [_form(row, v) for row, v in zip(f.matrix[:ROWS], f.vector)]
    return Raw("<br>".join(lines + [f"… ({len(f.vector)} outputs)"] * (len(f.vector) > ROWS)))


def _form(row: Sequence, constant: Fraction) -> str:
    used = [(x, f" x<sub>{i}</sub>") for i, x in enumerate(row, 1) if x]
    terms = used[:2 * COLUMNS] + ([(constant, "")] if constant or not used else [])
    text = ""
    for x, name in terms:
        size = "" if abs(x) == 1 and name else html(abs(x))
        text += (" − " if x < 0 else " + ") if text else "−" * (x < 0)
        text += f"{size}{name}" if size else name.lstrip()
    return text + f" + … ({len(used)} inputs)" * (len(used) > 2 * COLUMNS)


def table(caption: str, head: Sequence[Any], rows: Iterable[Sequence[Any]], more: int = 0) -> Raw:
    """A table with a caption and column headers; `more` rows are left out.

    >>> table("two", ["n"], [[1], [2]]).count("<td ")
    2
    """
    top = "".join(f'<th scope="col"{CELL}>{html(x)}</th>' for x in head)
    body = "".join("<tr>" + "".join(f"<td{CELL}>{html(x)}</td>" for x in row) + "</tr>" for row in rows)
    rest = f'<tr><td{CELL} colspan="{len(head)}">… and {more} more</td></tr>' if more else ""
    return _table(caption, f"<thead><tr>{top}</tr></thead><tbody>{body}{rest}</tbody>")


def facts(caption: str, pairs: Iterable[tuple[str, Any]]) -> Raw:
    """A table of names and values.

    >>> facts("one", [("k", 1)]).count(">k</th>")
    1
    """
    rows = "".join(f'<tr><th scope="row"{CELL}>{html(name)}</th><td{CELL}>{html(value)}</td></tr>' for name, value in pairs)
    return _table(caption, f"<tbody>{rows}</tbody>")


def _table(caption: str, content: str) -> Raw:
    return Raw('<table class="exactrelu" style="border-collapse:collapse;margin:.4em 0 .8em">'
               f'<caption style="text-align:left;font-weight:bold;padding:.2em 0;white-space:nowrap">{html(caption)}'
               f"</caption>{content}</table>")


def whole(*parts: str) -> Raw:
    """Parts one below the other, which may be scrolled where the screen is narrow."""
    return Raw('<div style="overflow-x:auto;max-width:100%">' + "".join(parts) + "</div>")


def count(n: int, one: str, many: str | None = None) -> str:
    """A number of things.

    >>> count(1, "input"), count(2, "piece"), count(0, "vertex", "vertices")
    ('1 input', '2 pieces', '0 vertices')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"
