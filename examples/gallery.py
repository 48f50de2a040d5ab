"""The gallery: networks worth a look, each as a picture and as a page that can be turned, read and explored.

    python examples/gallery.py FOLDER      # writes FOLDER/NAME.svg and FOLDER/NAME.html
"""
from __future__ import annotations

import io
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

import exactrelu as er
from exactrelu.cli import _parser, main

EXAMPLES = Path(__file__).resolve().parent


class Exhibit(NamedTuple):
    """A network, the words of er.draw for it, and what to look at."""

    name: str
    title: str
    text: str
    network: er.Network | er.Layer
    words: dict
    proof: bool = False


def shallow(w, c, A=((1, 0), (0, 1)), b=None) -> er.Network:
    """A network with one hidden layer and one output."""
    return er.Network([er.Layer(A, b), er.Layer([w], [c], "linear")])


CUBE = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
SMALL_DEEP = er.Network([
    er.Layer([[2, 1], [-1, 2], [1, -1], [1, 3], [-2, 1]], [-1, 1, 1, -2, 0]),
    er.Layer([[1, -1, 1, 0, 1], [-1, 1, 0, 1, -1], [0, 1, -1, -1, 1]], [-1, 1, 0]),
    er.Layer([[2, -1, 1]], [-1], "linear")])
SLANTED = er.Layer([[1, 1], [0, 2]], [0, -2])

EXHIBITS = (
    Exhibit("graph", "A network on the line", "The graph of |x - 1| + |x + 1| - 4 with its bends and zeros.",
            er.Network([er.Layer([[1], [-1], [1], [-1]], [-1, 1, 1, -1]), er.Layer([[1, 1, 1, 1]], [-4], "linear")]), {"frame": "-4,4"}),
    Exhibit("projection", "A layer is a projection", "Every point slides into the sector ++ along the dual vectors, not to the nearest point (T3, T4).",
            SLANTED, {"show": ("labels", "legend", "walls", "axes", "apex", "dual", "projection")}),
    Exhibit("b21", "B(2,1)", "One weight has the sign that c has not: one corner, two pieces.", shallow([1, -1], -1), {}, True),
    Exhibit("b22", "B(2,2)", "Both weights have the sign that c has not: two corners, three pieces.", shallow([1, 1], -1), {}, True),
    Exhibit("b31", "B(3,1)", "A cone with one corner and four pieces.", shallow([1, -1, -1], -1, CUBE), {}, True),
    Exhibit("b32", "B(3,2)", "Two corners and six pieces.", shallow([1, 1, -1], -1, CUBE), {}, True),
    Exhibit("b33", "B(3,3)", "Three corners and seven pieces; the triangle in the middle is the only bounded one.", shallow([1, 1, 1], -1, CUBE), {}, True),
    Exhibit("thick", "No constant", "With c = 0 the boundary contains a whole sector (T22).", shallow([1, -1], 0), {}, True),
    Exhibit("xor", "Exclusive or", "|x - y| - 1/2: two parallel lines tell (0,1) and (1,0) from (0,0) and (1,1).",
            er.read(EXAMPLES / "xor.json"), {"frame": "-1,2", "colour": "value"}, True),
    Exhibit("hexagon", "Three neurons in the plane", "Dependent rows: a hexagon, one of infinitely many classes.", er.read(EXAMPLES / "hexagon_2.json"), {}),
    Exhibit("disconnected", "Depth disconnects", "Two hidden layers of two neurons, two components (T40).", er.read(EXAMPLES / "disconnected.json"),
            {"colour": "class"}, True),
    Exhibit("deep", "A small deep network", "43 regions of a network 2-5-3-1 in a box, and its decision boundary.", SMALL_DEEP, {"domain": "box:-3,3"}),
    Exhibit("argmax", "Three outputs", "Which of three outputs is largest.",
            er.Network([er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), er.Layer([[2, -1, 0], [-1, 2, 0], [0, 0, 3]], [0, 0, "1/2"], "linear")]),
            {"colour": "class", "frame": "-2,3"}),
)


def made(name: str, *words: str | Path) -> bool:
    """Whether the command line has this command, and it did its work."""
    if not any(name in (getattr(action, "choices", None) or ()) for action in _parser()._actions):
        return False
    with redirect_stdout(io.StringIO()):
        return main([name, *map(str, words)]) == 0


def write(exhibit: Exhibit, folder: Path) -> tuple[str, list[str]]:
    """(the SVG text, the names of the pages that were written): a picture with its page and, if there is one, its proof."""
    picture = er.draw(exhibit.network, title=exhibit.title, **exhibit.words)
    svg, pages = picture.svg(prefix=f"{exhibit.name}-"), []
    (folder / f"{exhibit.name}.svg").write_text(svg, encoding="utf-8")
    picture.save(folder / f"{exhibit.name}.html")
    pages.append(f"{exhibit.name}.html")
    if exhibit.proof:
        network, proof = folder / f"{exhibit.name}.json", f"{exhibit.name}-proof.html"
        er.write(exhibit.network, network)
        pages += [proof] * made("prove", network, "-o", folder / proof, "--quiet")
    return svg, pages


def markdown(folder: Path) -> str:
    """The gallery as a page for the documentation, whose further pages are written to a folder beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    if made("playground", "-o", folder / "playground.html"):
        parts.append('Move the weights yourself: <a href="../gallery/playground.html">the d boundaries</a>.')
    for exhibit in EXHIBITS:
        svg, pages = write(exhibit, folder)
        for page in pages[1:]:                    # a proof names the pages of proofs/, which stand beside the gallery
            text = (folder / page).read_text(encoding="utf-8")
            (folder / page).write_text(re.sub(r'href="proofs/(\w+)\.md"', r'href="../proofs/\1.html"', text), encoding="utf-8")
        names = {f"{exhibit.name}.html": "explore", f"{exhibit.name}-proof.html": "the proof"}
        links = ", ".join(f'<a href="../gallery/{page}">{names[page]}</a>' for page in pages)
        parts.append(f'## {exhibit.title}\n\n```{{raw}} html\n<figure class="picture">\n{svg}<figcaption>{exhibit.text} ({links})</figcaption>\n</figure>\n```')
    return "\n\n".join(parts)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for one in EXHIBITS:
        print(*(str(target / page) for page in write(one, target)[1]))
