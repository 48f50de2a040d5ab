"""Results in notebooks: well-formed and escaped HTML, balanced LaTeX, for ordinary, degenerate and huge ones."""
from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest

import exactrelu as er
from browser import DESK, PHONE, opened
from exactrelu.notation import SHOWN, formulas, tables

NET, LAYER = er.Network, er.Layer
PLANE = LAYER([[1, 0], [0, 1]])
LONG = Fraction(10**60 + 1, 3**80)


def linear(w, c=0):
    return LAYER([w], [c], "linear")


NETWORKS = {
    "two corners": NET([LAYER([[1, 1], [0, 2]], [0, -2]), linear([1, 1], -1)]),
    "one corner": NET([PLANE, linear([2, "-1/3"], "-5/7")]),
    "empty": NET([PLANE, linear([1, 1], 1)]),
    "thick": NET([PLANE, linear([1, -1])]),
    "all": NET([PLANE, linear([0, 0])]),
    "strip": NET([LAYER([[1, 0], [-1, 0]]), linear([1, 1], -1)]),
    "dead neurons": NET([LAYER([[0, 0], [1, 0], [1, 0]], [0, 0, 0]), linear([1, 1, 1], -1)]),
    "a line": NET([LAYER([[1], [-1]]), linear([1, 1], -1)]),
    "space": NET([LAYER([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), linear([1, 1, -1], -1)]),
    "four inputs": NET([LAYER([[1, 0, 0, 0], [0, 1, 1, 0]]), linear([1, 1], -1)]),
    "no neuron": NET(linear([1, 2], 3)),
    "layer only": NET(PLANE),
    "deep": NET([PLANE, LAYER([[-1, 1], [1, -1]], [-1, -1]), linear([-1, -1], 1)]),
    "three outputs": NET([PLANE, LAYER([[1, 0], [0, 1], [1, 1]], [0, 0, -1], "linear")]),
    "long numbers": NET([LAYER([[LONG, 1], [1, -LONG]], [LONG, 0]), linear([1, LONG], -1)]),
    "wide": NET([LAYER([[i + j for j in range(30)] for i in range(40)]), LAYER([[1] * 40] * 30, [1] * 30, "linear")]),
    "many layers": NET([LAYER([[1]])] * 20),
    "hostile": NET(PLANE, numbers="<script>alert(1)</script>", notes=("a & b <img src=x>", "]]>--></td>")),
}


def every_result():
    """A result of every kind, and of every degenerate sort, with names."""
    for name, net in NETWORKS.items():
        yield f"network {name}", net
        yield f"layer {name}", net.layers[0]
        if net.inputs > 4 or "many" in name:
            continue
        cx = er.enumerate(net)
        yield f"complex {name}", cx
        yield f"region {name}", cx[0]
        yield f"map {name}", cx[0].affine_map
        bd = er.boundary(net)
        yield f"boundary {name}", bd
        if net.outputs == 1:
            yield f"verdict {name}", er.verify("classification", net)
            yield f"radius {name}", er.radius(net, [0] * net.inputs)
        else:
            yield f"boundary of a pair {name}", er.boundary(net, pair=(1, 0))
            yield f"boundary of an output {name}", er.boundary(net, output=1)
            yield f"classes {name}", er.classes(net)
        try:
            yield f"sectors {name}", er.Sectors(net.layers[0])
        except er.InputError:
            pass
    first, second = NETWORKS["two corners"], NETWORKS["one corner"]
    yield "counts", er.count(first)
    yield "complex of signs", er.enumerate(first, engine="signs")
    yield "region of signs", er.enumerate(first, engine="signs")[0]
    yield "complex in a box", er.enumerate(first, "box:-1,1")
    yield "complex of a point", er.enumerate(first, er.Domain.box([[1, 1], [0, 0]]))
    yield "equivalence", er.equivalent(first, first)
    yield "no equivalence", er.equivalent(first, second)
    yield "census", er.census("pieces", "d=1,m=2,entries=-1..1")
    yield "failed census", er.census("bias_lemma", "d=1,m=2,entries=-1..1", without=("zero bias",))
    yield "failed verdict", er.verify("disconnection", NETWORKS["deep"], without=("one hidden layer",))
    yield "sectors of few neurons", er.Sectors(LAYER([[1, 2, 3]], [LONG]))
    yield "sectors of many neurons", er.Sectors(LAYER([[int(i == j) for j in range(9)] for i in range(9)]))
    yield "ridge form", er.ridge_form([[1, 0], [-1, 2], [0, 0]], [0, 1, 5], [1, -2, "1/3"], LONG)
    yield "ridge form without bends", er.ridge_form([[0]], [0], [1], 0)
    rows = [[0, 1, 0], [1, -1, 0], [0, 0, 1], [1, 0, -1]]
    for bound in (0, 9):
        asked = er.Property.from_json({"disjuncts": [{"input": rows, "output": [[-bound, 1]]}]}, 2, 1)
        yield f"decision {bound}", er.decide(first, asked)
    for domain in (er.Domain.whole(3), er.Domain.box([[-1, LONG]]), er.Domain.box([[0, 1]] * 20), er.Domain.polytope([[1, 1, 0], [0, 0, -1]] * 9),
                   er.Domain.slice([0] * 12, [[1] * 12, [0, 1] * 6]), er.Domain.slice([0, 1], [[1, "1/2"]], [[0, 1]])):
        yield f"domain {domain.kind} {domain.dimension}", domain


@pytest.fixture(scope="module")
def results() -> dict:
    """All of them by their names."""
    return dict(every_result())


class Nesting(HTMLParser):
    """Every tag that is opened is closed, in order."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], set()

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        assert not any(name.startswith("on") or "javascript:" in (value or "") for name, value in attributes)
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def balanced(text: str) -> None:
    """Braces, environments, and left and right belong together; dollars are around the formula only."""
    assert text.startswith(r"$\displaystyle ") and text.endswith("$") and text.count("$") - text.count(r"\$") == 2
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", text.replace(r"\\", "")):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert len(re.findall(r"\\left(?![a-z])", text)) == len(re.findall(r"\\right(?![a-z])", text))
    opened_now: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        if kind == "begin":
            opened_now.append(name)
        else:
            assert opened_now.pop() == name
    assert not opened_now


def test_every_kind_is_shown(results):
    """There is an example of each kind."""
    assert {kind for kind in SHOWN if not any(isinstance(found, kind) for found in results.values())} == {er.Certificate}


def test_html(results):
    """Well formed, without anything that runs, and not long."""
    for name, found in results.items():
        text, parser = found._repr_html_(), Nesting()
        parser.feed(text)
        parser.close()
        assert not parser.open and "script" not in parser.seen and "table" in parser.seen, name
        assert len(text) < 80_000, name


def test_latex(results):
    """Balanced, and understood by a converter where there is one."""
    try:
        from latex2mathml.converter import convert
    except ImportError:
        convert = None
    for name, found in results.items():
        if hasattr(found, "_repr_latex_"):
            text = found._repr_latex_()
            balanced(text)
            assert len(text) < 10_000, name
            assert convert is None or "<math" in convert(text[len(r"$\displaystyle "):-1]), name


def test_numbers_are_exact():
    """Fractions as they are; a long number has its digits in the tooltip."""
    assert "−1/3 x<sub>2</sub>" in NETWORKS["one corner"].affine_map("++").__class__(((2, Fraction(-1, 3)),), (0,))._repr_html_().replace("− 1/3", "−1/3")
    text = NETWORKS["long numbers"].layers[0]._repr_html_()
    assert f'title="{10**60 + 1}/{3**80}"' in text and "characters" in text
    assert r"\ldots" in NETWORKS["long numbers"].layers[0]._repr_latex_()


def test_texts_are_escaped():
    text = NETWORKS["hostile"]._repr_html_()
    assert "&lt;script&gt;" in text and "<script" not in text and "a &amp; b &lt;img" in text


def test_pictures(results):
    """A boundary in the plane has its picture, one with four inputs has none."""
    assert "<svg" in results["boundary two corners"]._repr_html_() and "<svg" in results["complex two corners"]._repr_html_()
    assert "<svg" not in results["boundary four inputs"]._repr_html_()


def test_huge_complex(monkeypatch):
    """First rows and totals, and no more work than that: faces are not counted beyond a limit."""
    for module in (tables, formulas):
        monkeypatch.setattr(module, "FACES", 1000)
    cx = er.enumerate(NET(LAYER([[i, 1] for i in range(60)], [i * i * (-1)**i for i in range(60)])))
    assert len(cx) > 1500
    text = cx._repr_html_()
    assert text.count("<tr>") < 20 and f"and {len(cx) - 8} more" in text and "<svg" not in text and "vector</th><td" not in text
    assert cx._repr_latex_().endswith(f"={len(cx)}$")


def test_certificates(tmp_path):
    """What certify and check return is a dict as before, and shows itself."""
    file = tmp_path / "a.cert"
    said = er.certify(NETWORKS["two corners"], file)
    assert isinstance(said, dict) and said == er.check(file) and said.file == str(file)
    broken = tmp_path / "b.cert"
    broken.write_text(file.read_text().replace('"regions":4', '"regions":5'))
    nothing = tmp_path / "c.cert"
    nothing.write_text("<b>")
    for found, word in ((said, "accepted"), (er.check(broken), "rejected"), (er.check(nothing), "malformed")):
        parser = Nesting()
        parser.feed(found._repr_html_())
        assert not parser.open and word in found._repr_html_() and "b" not in parser.seen
        balanced(found._repr_latex_())
        assert word in found._repr_latex_()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_all_in_a_browser(browser, tmp_path, results, width):
    """All tables in one page, at both widths."""
    file = tmp_path / "page.html"
    body = "\n".join(f"<h2>{name}</h2>{found._repr_html_()}" for name, found in results.items())
    file.write_text(f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>results</title>{body}</html>')
    with opened(browser, file, width=width) as page:
        assert page.locator("table").count() >= len(results)
        assert page.locator("svg").count() > 20
        different = "new Set([...document.querySelectorAll('svg')].map(x => %s)).size"
        assert page.evaluate(different % "x.outerHTML") == page.evaluate(different % "x.firstElementChild.id")


def test_numbers_of_any_length_are_shown():
    """Products of numbers of 10,000 bits have more digits than Python's own repr can do."""
    long = 2**9900 + 1
    net = er.Network([er.Layer([[long, 1], [3, Fraction(1, long)]], [Fraction(7, long), 1]), er.Layer([[long, Fraction(5, long)]], [-1], "linear")])
    square = er.Domain.box([[-1, 1]] * 2)
    region = next(region for region in er.enumerate(net) if region.signs == "++")
    for found in (net, region, region.affine_map, er.boundary(net, output=0), er.Sectors(net.layers[0]), er.radius(net, [0, 0]), er.image(net, square),
                  er.output_range(net, square), er.verify("classification", net), er.equivalent(net, net), er.draw(net)):
        assert repr(found)
        for way in ("_repr_html_", "_repr_latex_", "_repr_svg_"):
            if hasattr(found, way):
                assert getattr(found, way)()
    assert len(repr(region.affine_map)) > 9000 and repr(er.Layer([[1]])) == "Layer(W=((Fraction(1, 1),),), b=(Fraction(0, 1),), activation='relu')"
