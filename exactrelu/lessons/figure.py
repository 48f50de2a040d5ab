"""A figure: marks at exact places, written as SVG or as TikZ; only the numbers in the file are rounded.

Words: a *mark* is a polygon, a line, a dot, an arrow or a label; its *style* is one of STYLES. The colours are those of
Okabe and Ito, which most colour-blind people tell apart; lines, dots and labels differ in more than their colour.
"""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Sequence, Union

from ..linalg import Vector

WIDTH, MARGIN = 3600, 90          # units of an SVG picture, ten of which are a pixel
PICTURE = 55                      # width of a TikZ picture in tenths of a centimetre
INK = "#222222"
# style: (fill, colour of lines, width in units, dashes)
STYLES = {
    "positive": ("#f6c667", "none", 0, ""), "negative": ("#a6d5f2", "none", 0, ""), "thick": ("#777777", "none", 0, ""),
    "plain": ("#f2f2f2", "none", 0, ""), "cone": ("#b9e0d3", "none", 0, ""),
    "class0": ("#a6d5f2", "none", 0, ""), "class1": ("#f6c667", "none", 0, ""), "class2": ("#b9e0d3", "none", 0, ""),
    "class3": ("#e6c1d6", "none", 0, ""), "class4": ("#f7eea0", "none", 0, ""), "class5": ("#eab08f", "none", 0, ""),
    "wall": ("none", "#777777", 7, ""), "fine": ("none", "#8a8a8a", 3, ""), "axis": ("none", "#999999", 5, "20 20"),
    "boundary": ("none", INK, 32, ""), "edge": ("none", INK, 10, ""), "face0": ("#4f9ed0", INK, 8, ""), "face1": ("#79b8e0", INK, 8, ""), "face2": ("#a0cfec", INK, 8, ""), "face3": ("#c6e3f5", INK, 8, ""), "graph": ("none", "#0072b2", 28, ""),
    "dual": ("none", "#0072b2", 20, ""), "slide": ("none", "#d55e00", 18, "50 30"),
    "corner": ("#d55e00", INK, 6, ""), "apex": ("#ffffff", INK, 14, ""), "image": ("#d55e00", "none", 0, ""),
    "speck": ("#d55e00", "none", 0, ""), "start": ("#ffffff", "#d55e00", 14, ""),
}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Polygon:
    """A filled polygon."""

    points: tuple[Vector, ...]
    style: str


@dataclass(frozen=True)
class Line:
    """A line through points; an arrow if it has a head."""

    points: tuple[Vector, ...]
    style: str
    head: bool = False


@dataclass(frozen=True)
class Dot:
    """A dot."""

    at: Vector
    style: str


@dataclass(frozen=True)
class Label:
    """A word: signs, or a symbol such as a_1* ; `beside` puts it to the upper right of its place."""

    at: Vector
    word: str
    beside: bool = False


Mark = Union[Polygon, Line, Dot, Label]


@dataclass(frozen=True)
class Figure:
    """Marks in a frame, the last ones on top; `alt` says what there is to be seen.

    frame : (lo, hi) of both coordinates
    """

    frame: tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]
    marks: tuple[Mark, ...]
    alt: str
    scale: bool = True

    def svg(self) -> str:
        """The figure as an <svg> element.

        >>> figure = Figure(((Fraction(0), Fraction(1)),) * 2, (Dot((Fraction(1, 3), Fraction(1)), "corner"),), "a dot")
        >>> 'cx="1290" cy="90"' in figure.svg(), "0.333,1.000" in figure.tikz(scale=10)
        (True, True)
        """
        (left, right), (low, high) = self.frame
        unit = Fraction(WIDTH) / (right - left)
        height = round((high - low) * unit) if self.scale else WIDTH * 2 // 3
        up = Fraction(height) / (high - low)
        spot = lambda p: (MARGIN + round((p[0] - left) * unit), MARGIN + round((high - p[1]) * up))  # noqa: E731
        out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 2 * MARGIN} {height + 2 * MARGIN}" role="img" '
               f'aria-label="{escape(self.alt)}" font-family="sans-serif" font-size="170"><title>{escape(self.alt)}</title>'
               f'<rect width="{WIDTH + 2 * MARGIN}" height="{height + 2 * MARGIN}" fill="#fff"/>']
        run: list[str] = []
        for i, mark in enumerate(self.marks):
            if isinstance(mark, (Polygon, Line)):
                spots = [spot(p) for p in mark.points]
                if isinstance(mark, Line) and mark.head:
                    out.append(_path(_arrow(spots), mark.style))
                    continue
                run.append(_steps(spots) + ("z" if isinstance(mark, Polygon) else ""))
                follower = self.marks[i + 1] if i + 1 < len(self.marks) else None
                if type(follower) is not type(mark) or follower.style != mark.style or mark.style.startswith("face") or getattr(follower, "head", False):
                    out.append(_path("".join(run), mark.style))         # marks of one style are one path
                    run = []
            elif isinstance(mark, Dot):
                fill, colour, width, _ = STYLES[mark.style]
                x, y = spot(mark.at)
                out.append(f'<circle cx="{x}" cy="{y}" r="{_radius(mark)}" fill="{fill}" stroke="{colour}" stroke-width="{width}"/>')
            else:
                x, y = spot(mark.at)
                where = f'x="{x + 70}" y="{y - 60}"' if mark.beside else f'x="{x}" y="{y + 60}" text-anchor="middle"'
                out.append(f'<text {where} fill="{INK}" stroke="#fff" stroke-width="36" stroke-linejoin="round" paint-order="stroke">'
                           f'{escape(_word(mark.word))}</text>')
        return "".join(out) + "</svg>"

    def tikz(self, scale: int = PICTURE) -> str:
        """The figure as a tikzpicture, `scale` tenths of a centimetre wide."""
        (left, right), (low, high) = self.frame
        unit = Fraction(scale, 10) / (right - left)
        up = unit if self.scale else Fraction(scale, 15) / (high - low)
        spot = lambda p: f"({_decimal((p[0] - left) * unit)},{_decimal((p[1] - low) * up)})"  # noqa: E731
        out = [r"\begin{tikzpicture}[line join=round]",
               rf"\clip (-0.2,-0.2) rectangle ({_decimal((right - left) * unit + Fraction(1, 5))},{_decimal((high - low) * up + Fraction(1, 5))});"]
        for mark in self.marks:
            if isinstance(mark, Dot):
                out.append(rf"\filldraw[{_tikz(mark.style)}] {spot(mark.at)} circle ({_decimal(Fraction(_radius(mark), 740))});")
            elif isinstance(mark, Label):
                place = "above right, inner sep=1.5pt" if mark.beside else "inner sep=1pt"
                out.append(rf"\node[{place}, font=\footnotesize] at {spot(mark.at)} {{{_tex_word(mark.word)}}};")
            else:
                ends = " -- ".join(map(spot, mark.points)) + (" -- cycle" if isinstance(mark, Polygon) else "")
                head = "->, >=stealth, " if getattr(mark, "head", False) else ""
                out.append(rf"\path[{head}{_tikz(mark.style)}] {ends};")
        return "\n".join(out) + "\n" + r"\end{tikzpicture}"


def _radius(dot: Dot) -> int:
    return 24 if dot.style == "speck" else 48


def _steps(spots: Sequence[tuple[int, int]]) -> str:
    """A path through some spots: the first one, then steps, which are short numbers."""
    steps = " ".join(f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in zip(spots, spots[1:]))
    return f"M{spots[0][0]},{spots[0][1]}" + (f"l{steps}" if steps else "")


def _arrow(spots: Sequence[tuple[int, int]]) -> str:
    """A path with a head of two strokes at its end."""
    (ax, ay), (bx, by) = spots[-2:]
    dx, dy = bx - ax, by - ay
    size = max(abs(dx), abs(dy), 1)
    wings = [(bx - (dx * 9 + side * dy * 5) * 11 // size, by - (dy * 9 - side * dx * 5) * 11 // size) for side in (1, -1)]
    return _steps(spots) + _steps([wings[0], (bx, by), wings[1]])


def _path(d: str, style: str) -> str:
    fill, colour, width, dashes = STYLES[style]
    line = f' stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"' if width else ""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path fill="{fill}"{line}{dashed} d="{d}"/>'


def _word(word: str) -> str:
    """A label as text: indices below the line, a long minus."""
    head, _, index = word.partition("_")
    return head.replace("-", "−") + index.translate(SUBSCRIPTS)


def _tex_word(word: str) -> str:
    if set(word) <= set("+-0"):
        return r"\texttt{" + word.replace("-", "{-}") + "}"
    head, _, index = word.partition("_")
    return f"${head}" + (f"_{{{index.rstrip('*')}}}" if index else "") + ("^{*}" if word.endswith("*") else "") + "$"


def _decimal(x: Fraction) -> str:
    """Three decimals."""
    whole = round(x * 1000)
    return f"{'-' if whole < 0 else ''}{abs(whole) // 1000}.{abs(whole) % 1000:03d}"


def _tikz(style: str) -> str:
    fill, colour, width, dashes = STYLES[style]
    parts = ([f"fill={style}fill"] if fill != "none" else []) + ([f"draw={style}line, line width={_decimal(Fraction(width, 22))}pt"] if width else [])
    return ", ".join(parts + (["dashed"] if dashes else []))


def tikz_colours() -> str:
    """The colours of all styles, for the head of a LaTeX file."""
    named = [(f"{name}{kind}", colour) for name, (fill, line, _, _) in STYLES.items() for kind, colour in (("fill", fill), ("line", line)) if colour != "none"]
    return "\n".join(rf"\definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}" for name, colour in named)
