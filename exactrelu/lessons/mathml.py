"""Formulas in MathML, which browsers set without help."""
from __future__ import annotations

from fractions import Fraction
from html import escape

from ..linalg import spelled
from .formula import Apply, Formula, Matrix, Name, Num, Plus, Point, Relation, Signs, Sum, Times, Words, first_digits, signed

GREEK = {"pi": "π", "Phi": "Φ", "chi": "χ"}
OPERATORS = {"=": "=", "<": "&lt;", ">": "&gt;", "<=": "≤", ">=": "≥", "!=": "≠"}
TITLE = 90                # characters of a long number in its tooltip


def mathml(formula: Formula, block: bool = False) -> str:
    """A formula as a <math> element.

    >>> from .formula import affine
    >>> mathml(affine((-1,), 2))
    '<math><mrow><mo form="prefix">−</mo><msub><mi>x</mi><mn>1</mn></msub><mo>+</mo><mn>2</mn></mrow></math>'
    """
    return ('<math display="block">' if block else "<math>") + _of(formula) + "</math>"


def _of(formula: Formula) -> str:
    if isinstance(formula, Num):
        return number(formula.value)
    if isinstance(formula, Name):
        return _name(formula)
    if isinstance(formula, Sum):
        return _sum(formula)
    if isinstance(formula, Times):
        return _product(formula)
    if isinstance(formula, Plus):
        simple = isinstance(formula.inner, Name) and not formula.inner.sup
        if simple and formula.inner.sub:
            return f"<msubsup>{_head(formula.inner)}{_index(formula.inner.sub)}<mo>+</mo></msubsup>"
        return f"<msup>{_of(formula.inner) if simple else _fenced(_of(formula.inner))}<mo>+</mo></msup>"
    if isinstance(formula, Point):
        return _fenced('<mo separator="true" rspace="0.28em">,</mo>'.join(map(_of, formula.entries)))
    if isinstance(formula, Matrix):
        rows = "".join("<mtr>" + "".join(f"<mtd>{_of(x)}</mtd>" for x in row) + "</mtr>" for row in formula.rows)
        return _fenced(f"<mtable>{rows}</mtable>")
    if isinstance(formula, Apply):
        inner = _of(formula.argument)
        return f"<mrow>{_name(formula.function)}{inner if isinstance(formula.argument, Point) else _fenced(inner)}</mrow>"
    if isinstance(formula, Signs):
        return f'<mtext class="signs">{escape(formula.text.replace("-", "−"))}</mtext>'
    if isinstance(formula, Words):
        return f"<mtext>{escape(formula.plain)}</mtext>"
    assert isinstance(formula, Relation)
    texts = [_of(formula.sides[0])]
    for operator, side in zip(formula.operators, formula.sides[1:]):
        texts += [f"<mo>{OPERATORS[operator]}</mo>", _of(side)]
    return f"<mrow>{''.join(texts)}</mrow>"


def broken(formula: Formula) -> list[str]:
    """A formula as the lines of a display: a long chain goes on in new lines."""
    if not isinstance(formula, Relation) or len(formula.sides) < 3 or len(_of(formula)) < 900:
        return [mathml(formula, True)]
    first = Relation(formula.sides[:2], formula.operators[:1])
    return [mathml(first, True)] + [f'<math display="block" class="on"><mrow><mo form="prefix">{OPERATORS[op]}</mo>{_of(side)}</mrow></math>'
                                    for op, side in zip(formula.operators[1:], formula.sides[2:])]


def number(x: Fraction) -> str:
    """A rational; a long one by its first digits, with the number in the tooltip."""
    minus = '<mo form="prefix">−</mo>' if x < 0 else ""
    found = first_digits(x)
    if found:
        (digits, exponent, more), exact = found, spelled(x)
        title = exact if len(exact) <= TITLE else f"{exact[:TITLE // 2]}... ({len(exact)} characters)"
        text = f'<mn title="{title}">{digits.lstrip("-")}{"…" if more else ""}</mn>'
        if exponent:
            text += f"<mo>·</mo><msup><mn>10</mn><mn>{str(exponent).replace('-', '−')}</mn></msup>"
    elif x.denominator == 1:
        text = f"<mn>{spelled(abs(x))}</mn>"
    else:
        text = f"<mfrac><mn>{abs(x.numerator)}</mn><mn>{x.denominator}</mn></mfrac>"
    return f"<mrow>{minus}{text}</mrow>" if minus or found else text


def _fenced(inner: str) -> str:
    stretch = "" if "<mfrac" in inner or "<mtable" in inner else ' stretchy="false"'
    return f'<mrow><mo form="prefix"{stretch}>(</mo>{inner}<mo form="postfix"{stretch}>)</mo></mrow>'


def _head(name: Name) -> str:
    return f"<mi>{escape(GREEK.get(name.text, name.text))}</mi>"


def _index(text: str) -> str:
    if text.isdigit():
        return f"<mn>{text}</mn>"
    if len(text) == 1 and text.islower():
        return f"<mi>{text}</mi>"
    return f"<mtext>{escape(text)}</mtext>"


def _name(name: Name) -> str:
    head = _head(name)
    if name.sub and name.sup:
        return f"<msubsup>{head}{_index(name.sub)}<mo>{escape(name.sup)}</mo></msubsup>"
    if name.sub:
        return f"<msub>{head}{_index(name.sub)}</msub>"
    return f"<msup>{head}<mo>{escape(name.sup)}</mo></msup>" if name.sup else head


def _sum(formula: Sum) -> str:
    text = ""
    for i, term in enumerate(formula.terms):
        minus, rest = signed(term)
        text += ('<mo form="prefix">−</mo>' if minus else "") if i == 0 else "<mo>−</mo>" if minus else "<mo>+</mo>"
        text += _fenced(_sum(rest)) if isinstance(rest, Sum) else _of(rest)
    return f"<mrow>{text}</mrow>" if text else "<mn>0</mn>"


def _product(formula: Times) -> str:
    minus, rest = signed(formula)
    if minus:
        return f'<mrow><mo form="prefix">−</mo>{_of(rest)}</mrow>'
    text = ""
    for i, factor in enumerate(formula.factors):
        negative = isinstance(factor, Num) and factor.value < 0 and i > 0
        one = _fenced(_of(factor)) if isinstance(factor, (Sum, Relation)) or negative else _of(factor)
        text += one if i == 0 else ("<mo>·</mo>" if isinstance(factor, (Num, Point)) or isinstance(formula.factors[i - 1], Point) else "<mspace width=\"0.17em\"/>") + one
    return f"<mrow>{text}</mrow>"
