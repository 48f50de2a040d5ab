"""Formulas in LaTeX, for LaTeX files and for Markdown."""
from __future__ import annotations

from fractions import Fraction

from ..linalg import spelled
from .formula import Apply, Formula, Matrix, Name, Num, Plus, Point, Relation, Signs, Sum, Times, Words, first_digits, signed

GREEK = {"pi": r"\pi", "Phi": r"\Phi", "chi": r"\chi"}
OPERATORS = {"=": "=", "<": "<", ">": ">", "<=": r"\le", ">=": r"\ge", "!=": r"\ne"}


def latex(formula: Formula) -> str:
    """A formula in LaTeX, without dollars.

    >>> from .formula import affine, equals, num
    >>> latex(equals(Apply(Name("F"), Name("x")), affine((1, Fraction(-1, 2)), -3)))
    'F(x) = x_{1} - \\\\tfrac{1}{2}\\\\, x_{2} - 3'
    """
    if isinstance(formula, Num):
        return number(formula.value)
    if isinstance(formula, Name):
        head = GREEK.get(formula.text, formula.text if len(formula.text) == 1 else rf"\mathrm{{{formula.text}}}")
        return head + (f"_{{{formula.sub}}}" if formula.sub else "") + (f"^{{{formula.sup}}}" if formula.sup else "")
    if isinstance(formula, Sum):
        return _sum(formula)
    if isinstance(formula, Times):
        return _product(formula)
    if isinstance(formula, Plus):
        simple = isinstance(formula.inner, Name) and not formula.inner.sup
        return latex(formula.inner) + "^{+}" if simple else rf"\left({latex(formula.inner)}\right)^{{+}}"
    if isinstance(formula, Point):
        return r"\left(" + r",\, ".join(map(latex, formula.entries)) + r"\right)"
    if isinstance(formula, Matrix):
        return r"\begin{pmatrix}" + r" \\ ".join(" & ".join(map(latex, row)) for row in formula.rows) + r"\end{pmatrix}"
    if isinstance(formula, Apply):
        inner = latex(formula.argument)
        return latex(formula.function) + (inner if isinstance(formula.argument, Point) else f"({inner})")
    if isinstance(formula, Signs):
        return r"\mathtt{" + formula.text.replace("-", "{-}").replace("+", "{+}") + "}"
    if isinstance(formula, Words):
        return formula.tex
    assert isinstance(formula, Relation)
    texts = [latex(formula.sides[0])]
    for operator, side in zip(formula.operators, formula.sides[1:]):
        texts += [OPERATORS[operator], latex(side)]
    return " ".join(texts)


def broken(formula: Formula, long: int = 100) -> str:
    """A formula for a display: a long chain goes on in new lines."""
    whole = latex(formula)
    if not isinstance(formula, Relation) or len(formula.sides) < 3 or len(whole) < long:
        return whole
    rest = [OPERATORS[op] + " " + latex(side) for op, side in zip(formula.operators, formula.sides[1:])]
    return r"\begin{aligned}" + latex(formula.sides[0]) + " &" + r" \\ &".join(rest) + r"\end{aligned}"


def number(x: Fraction) -> str:
    """A rational; a long one by its first digits."""
    found = first_digits(x)
    if found:
        digits, exponent, more = found
        return digits + (r"\ldots" if more else "") + (rf"\cdot 10^{{{exponent}}}" if exponent else "")
    if x.denominator == 1:
        return spelled(x)
    return ("-" if x < 0 else "") + rf"\tfrac{{{abs(x.numerator)}}}{{{x.denominator}}}"


def _sum(formula: Sum) -> str:
    text = ""
    for i, term in enumerate(formula.terms):
        minus, rest = signed(term)
        text += ("-" if minus else "") if i == 0 else " - " if minus else " + "
        text += rf"\left({_sum(rest)}\right)" if isinstance(rest, Sum) else latex(rest)
    return text or "0"


def _product(formula: Times) -> str:
    minus, rest = signed(formula)
    if minus:
        return "-" + latex(rest)
    text = ""
    for i, factor in enumerate(formula.factors):
        negative = isinstance(factor, Num) and factor.value < 0 and i > 0
        one = rf"\left({latex(factor)}\right)" if isinstance(factor, (Sum, Relation)) or negative else latex(factor)
        text += one if i == 0 else (r" \cdot " if isinstance(factor, (Num, Point)) or isinstance(formula.factors[i - 1], Point) else r"\, ") + one
    return text
