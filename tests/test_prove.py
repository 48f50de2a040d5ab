"""Proof pages: what they state is true, what they embed is accepted, and they open, compile and can be read."""
from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from browser import DESK, PHONE, opened

import exactrelu as er
from exactrelu.cli import main
from exactrelu.lessons.formula import Matrix, Num, Point, Relation, Sum, Times
from exactrelu.lessons.html import SHOWN

UNIT = [[1, 0], [0, 1]]


def net(W, b, w, c):
    """One hidden layer and one output."""
    return er.Network([er.Layer(W, b), er.Layer([w], [c], "linear")])


SPACE = [[1, 0, 0], [1, 1, 0], [0, "1/2", 1]]
PAGES = {
    "xor": (lambda: er.read("examples/xor.json"), "is parallel hyperplanes"),
    "b21": (lambda: net(UNIT, [0, 0], [2, -1], -1), "is B(2,1)"),
    "b22": (lambda: net([[1, 1], [0, 2]], [0, -2], [1, 1], -1), "is B(2,2)"),
    "b31": (lambda: net(SPACE, [0, 0, 1], [1, -1, -1], -1), "is B(3,1)"),
    "b32": (lambda: net(SPACE, [0, 0, 1], [1, 1, -1], -1), "is B(3,2)"),
    "b33": (lambda: net(SPACE, [0, 0, 1], [1, 1, 2], -1), "is B(3,3)"),
    "few": (lambda: net([[1, 2, 3], [0, 1, 0]], [0, 1], [1, -1], -1), "is B(2,1)"),
    "one input": (lambda: net([[3]], [1], [2], -1), "is B(1,1)"),
    "c = 0": (lambda: net(UNIT, [0, 1], [1, -2], 0), "is B0(1,1)"),
    "c = 0, more negative weights": (lambda: net(SPACE, [0, 1, 0], [1, -2, -1], 0), "is B0(2,1)"),
    "zero weight": (lambda: net([[1, 1], [0, 1]], [0, 0], [1, 0], -1), "is B(1,1)"),
    "merging": (lambda: net([[1, 0], [2, 0], [0, 1], [0, 0]], [0, 0, 1, 5], [1, 1, 1, -1], -1), "is B(2,2)"),
    "singular": (lambda: net([[1, 1], [2, 2]], [0, -3], [1, 1], -1), "is B(1,1)"),
    "strip": (lambda: net([[1, 1], [-1, -1]], [-1, 0], [1, 1], 0), "is strip"),
    "thick": (lambda: net([[1, 0], [2, 0]], [0, -2], [1, -1], 0), "is half-space and hyperplane"),
    "three zeros": (lambda: net([[-1], [1], [1]], [0, 0, -2], [-1, -1, "3/2"], 1), "has no class"),
    "empty": (lambda: net(UNIT, [0, 0], [1, 1], 1), "is empty"),
    "all": (lambda: net([[1, 0], [-1, 0]], [0, 0], [0, 0], 0), "is the whole space"),
    "affine": (lambda: er.Network(er.Layer([[1, 2]], [3], "linear")), "is B(1,1)"),
    "hexagon": (lambda: er.read("examples/hexagon_2.json"), "has no class"),
    "disconnected": (lambda: er.read("examples/disconnected.json"), "4 pieces and 2 components"),
    "a box": (lambda: er.read("examples/quantised.json"), "1 piece and 1 component"),
    "deep and thick": (lambda: er.Network([er.Layer(UNIT), er.Layer([[1, -1]], [-1]), er.Layer([[1]], [0], "linear")]), "1 component"),
    "deep and empty": (lambda: er.Network([er.Layer(UNIT), er.Layer([[1, 1]], [1]), er.Layer([[1]], [1], "linear")]), "empty"),
    "argmax": (lambda: er.Network([er.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]), er.Layer(SPACE, None, "linear")]), "component"),
    "layer": (lambda: er.Network(er.Layer([[1, 1], [0, 2]], [0, -2])), "has 4 regions"),
    "regions": (lambda: er.read("examples/pentagon.json"), "has 16 regions"),
    "five inputs": (lambda: net([[int(i <= j) for i in range(5)] for j in range(5)], [0, 1, 0, 0, 0], [1, 1, -1, 2, 1], -1), "is B(5,4)"),
    "long numbers": (lambda: net([["12345678901234567890/7", "1/3"], [0, "0.123456789123456789"]], ["1/99999999999999999999", 1], [1, 1], "-1/3"), "is B(2,2)"),
}


@pytest.fixture(scope="module")
def lessons():
    """Every page, made once."""
    made = {}

    def lesson(name):
        if name not in made:
            made[name] = er.prove(PAGES[name][0](), name=f"{name}.json")
        return made[name]

    return lesson


@pytest.mark.parametrize("name", PAGES)
def test_every_equation_is_true(lessons, name):
    """Each side of each relation, evaluated with exact numbers: the network itself on one side, the page on the other."""
    lesson = lessons(name)
    assert PAGES[name][1] in lesson.title
    assert lesson.wrong() == []
    assert sum(1 for _ in lesson.facts()) >= {"deep and empty": 4, "layer": 10, "affine": 3, "all": 4}.get(name, 5)


def certificate(page: str) -> bytes:
    """What the download link of a page holds."""
    return gzip.decompress(base64.b64decode(re.search(r'href="data:application/gzip;base64,([^"]+)"', page)[1]))


@pytest.mark.parametrize("name", PAGES)
def test_certificate_in_the_page(lessons, name, tmp_path):
    """The embedded certificate is accepted, and says what the page says; one that claims something else is not."""
    page = lessons(name).html()
    found = certificate(page)
    file = tmp_path / "page.cert"
    file.write_bytes(found)
    said = er.check(file)
    assert said["verdict"] == "accepted"
    assert f"{json.dumps(said['claim'])[:60]}" in page.replace("&quot;", '"')
    kind = said["claim"]["kind"]
    header, rest = found.split(b"\n", 1)
    claim = json.loads(header)
    claim["claim"] |= {"class": {"class": "all" if said["claim"].get("class") != "all" else "empty"}, "regions": {"regions": 1},
                       "boundary": {"pieces": 77}}[kind]
    file.write_bytes(json.dumps(claim).encode() + b"\n" + rest)
    assert er.check(file)["verdict"] in ("rejected", "malformed")


def numbers(formula) -> int:
    """How many numbers a formula has."""
    if isinstance(formula, Num):
        return 1
    return sum(map(numbers, _inside(formula)))


def _inside(formula):
    return {Sum: lambda: formula.terms, Times: lambda: formula.factors, Point: lambda: formula.entries,
            Matrix: lambda: [x for row in formula.rows for x in row], Relation: lambda: formula.sides}.get(type(formula), tuple)()


def changed(formula, place: int):
    """The formula with its number at a place one larger, and how many places are left."""
    if isinstance(formula, Num):
        return (Num(formula.value + 1) if place == 0 else formula), place - 1
    if isinstance(formula, Matrix):
        rows = []
        for row in formula.rows:
            one, place = changed(Point(row), place)
            rows.append(one.entries)
        return Matrix(tuple(rows)), place
    key = {Sum: "terms", Times: "factors", Point: "entries", Relation: "sides"}.get(type(formula))
    if key is None:
        return formula, place
    parts = []
    for part in getattr(formula, key):
        one, place = changed(part, place)
        parts.append(one)
    return replace(formula, **{key: tuple(parts)}), place


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("five inputs", "a box")])
def test_a_wrong_number_is_seen(lessons, name):
    """Any number on one side of an equation, made one larger, makes it false."""
    tried = 0
    for one, meaning in lessons(name).facts():
        for place in range(numbers(one)):
            wrong, _ = changed(one, place)
            tried += 1
            if set(one.operators) == {"="}:
                assert not wrong.holds(meaning), (one, place)
    assert tried >= 4


@pytest.mark.parametrize("name", ["b22", "b32", "xor", "disconnected", "regions", "hexagon", "thick", "long numbers", "one input"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_page_in_a_browser(lessons, browser, name, width, tmp_path):
    """No error, no request, not wider than the screen; theorems unfold; pictures and formulas are drawn; links lead to steps."""
    file = tmp_path / "page.html"
    lessons(name).save(file)
    with opened(browser, file, width, touch=width == PHONE) as page:
        assert page.evaluate("document.scripts.length") == 0
        theorem = page.locator("details.theorem").first
        if theorem.count():
            assert not theorem.locator("p").is_visible()
            theorem.locator("summary").focus()
            page.keyboard.press("Enter")
            assert theorem.locator("p").is_visible()
        boxes = page.evaluate("[...document.querySelectorAll('math, figure svg')].map(x => x.getBoundingClientRect()).map(r => [r.width, r.height])")
        assert boxes and all(w > 1 and h > 1 for w, h in boxes)
        assert page.evaluate("[...document.querySelectorAll('figure svg')].every(x => x.querySelector('title').textContent)")
        page.locator("nav a").last.click()
        assert page.evaluate("location.hash") == f"#step-{len(lessons(name).sections)}"
        assert len(page.screenshot()) > 10_000


def test_a_name_that_is_code(browser, tmp_path):
    """A file may be called anything: its name is text."""
    file = tmp_path / "page.html"
    lesson = er.prove(net(UNIT, [0, 0], [1, 1], -1), name='<script>alert(1)</script>"$&.json')
    lesson.save(file)
    with opened(browser, file) as page:
        assert page.evaluate("document.scripts.length") == 0
        assert "<script>" in page.title() or "script>" in page.title()
    assert r"\$\&" in lesson.tex()


def test_regions_and_decisions(tmp_path):
    """The list of regions is complete; a witness is followed through the layers; a tree leaves no point."""
    network = er.read("examples/disconnected.json")
    lesson = er.prove(network, "regions")
    assert lesson.title == "network.json has 8 regions" and lesson.wrong() == [] and "case y1.1" in lesson.html()
    question = er.read_property("examples/xor.vnnlib", er.read("examples/xor.json"))
    no = er.prove(er.read("examples/xor.json"), question)
    assert no.title.endswith("unsat") and no.wrong() == [] and "no point is left" in no.html()
    rows = {"input": [[1, 1, 0], [1, -1, 0], [1, 0, 1], [1, 0, -1]], "output": [["-1/4", 1]]}
    yes = er.prove(er.read("examples/xor.json"), er.Property.from_json({"disjuncts": [rows]}, 2, 1))
    assert yes.title.endswith("is sat") and yes.wrong() == [] and sum(1 for _ in yes.facts()) > 8
    for i, one in enumerate((lesson, no, yes)):
        file = tmp_path / f"{i}.cert"
        file.write_bytes(certificate(one.html()))
        assert er.check(file)["verdict"] == "accepted"


def test_command(tmp_path, capsys):
    """The page, the summary, and one sentence for what cannot be done."""
    target = tmp_path / "page.html"
    assert main(["prove", "examples/two_corners.json", "-o", str(target), "--json", "--quiet"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["title"] == "The boundary of two_corners.json is B(3,2)" and data["identities"] > 100 and data["certificate"]["embedded"]
    assert target.read_text().startswith("<!DOCTYPE html>")
    for words, sentence in [
        ([str(tmp_path / "page.pdf")], "written as .html, .tex or .md"), ([str(tmp_path / "none" / "page.html")], "not a folder"),
        ([str(target), "--output", "3"], "output 3 does not exist"), ([str(target), "--regions", "--property", "examples/xor.vnnlib"], "about one thing"),
        ([str(target), "--regions", "--output", "0"], "leave them out"), ([str(target), "--domain", "box:1,0"], "box is empty"),
    ]:
        before = target.read_bytes()
        assert main(["prove", "examples/xor.json", "--quiet", "-o", *words]) == 2
        assert sentence in capsys.readouterr().err
        assert target.read_bytes() == before
    assert main(["prove", "examples/xor.json", "--property", "examples/xor.vnnlib", "-o", str(tmp_path / "p.md"), "--quiet"]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p.md", "page.html"]
    with pytest.raises(er.InputError, match="was asked about"):
        er.prove(er.read("examples/xor.json"), "everything")


@pytest.mark.parametrize("name", ["b22", "b31", "disconnected", "strip", "regions", "argmax"])
def test_markdown(lessons, name, tmp_path):
    """Formulas between dollars, tables of equal rows, pictures beside the page."""
    lessons(name).save(tmp_path / "proof.md")
    text = (tmp_path / "proof.md").read_text()
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    assert prose.replace(r"\$", "").count("$") % 2 == 0
    for image in re.findall(r"!\[[^]]+\]\(([^)]+)\)", text):
        assert (tmp_path / image).read_text().startswith("<svg")
    for table in re.findall(r"(?:^\|.*\|\n)+", prose, flags=re.M):
        assert len({line.count("|") for line in table.splitlines()}) == 1
    assert "None" not in text and "Fraction(" not in text


@pytest.mark.parametrize("name", ["b22", pytest.param("b32", marks=pytest.mark.slow), pytest.param("disconnected", marks=pytest.mark.slow),
                                  pytest.param("strip", marks=pytest.mark.slow), pytest.param("hexagon", marks=pytest.mark.slow),
                                  pytest.param("c = 0", marks=pytest.mark.slow), pytest.param("regions", marks=pytest.mark.slow),
                                  pytest.param("five inputs", marks=pytest.mark.slow), pytest.param("argmax", marks=pytest.mark.slow),
                                  pytest.param("long numbers", marks=pytest.mark.slow), pytest.param("one input", marks=pytest.mark.slow)])
def test_latex(lessons, name, tmp_path):
    """The article compiles, and no line runs out of the page."""
    if not shutil.which("pdflatex"):
        pytest.skip("pdflatex is not installed: apt-get install texlive-latex-recommended texlive-pictures")
    lessons(name).save(tmp_path / "proof.tex")
    run = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "proof.tex"], cwd=tmp_path, capture_output=True, timeout=120)
    said = run.stdout.decode("latin-1")
    assert run.returncode == 0, said[-2000:]
    too_wide = [x for x in map(float, re.findall(r"Overfull \\hbox \((\d+\.\d+)pt too wide\)", said)) if x > 12]
    assert not too_wide, too_wide
    assert (tmp_path / "proof.pdf").stat().st_size > 20_000


def test_slice_of_acas(cases, browser, tmp_path):
    """A slice of a network with 300 neurons and five classes."""
    network = er.read(str(cases / "networks" / "acasxu__run2a_1_1.json.gz"))
    lesson = er.prove(network, domain="slice:-0.02,0.02;-0.03,0.03;-1/4;0;0", name="acasxu.onnx")
    assert "3 pieces and 1 component" in lesson.title and lesson.wrong() == []
    file = tmp_path / "acas.html"
    lesson.save(file)
    assert file.stat().st_size < 3_000_000
    for width in (DESK, PHONE):
        with opened(browser, file, width, touch=width == PHONE) as page:
            assert "300 ReLU" not in page.content() and "35 regions" in page.content()


@pytest.mark.slow
def test_bunny(cases, browser, tmp_path):
    """The zero set of a signed distance: 126 pieces, one component with a hole."""
    network = er.read(str(cases / "networks" / "berzins__2_4x32_relu_bunny.json"))
    lesson = er.prove(network, domain="box:-1,1", name="bunny.json")
    assert "126 pieces and 1 component" in lesson.title and lesson.wrong() == []
    assert lesson.certificate.content is None and "too many for this page" in lesson.html()
    file = tmp_path / "bunny.html"
    lesson.save(file)
    assert file.stat().st_size < 3_000_000
    with opened(browser, file, PHONE, touch=True) as page:
        assert len(page.screenshot()) > 10_000


def test_short_certificates_are_shown(lessons):
    """A short certificate can be read in the page, too."""
    lesson = lessons("b21")
    assert lesson.certificate.size < SHOWN and "The certificate itself" in lesson.html()
    assert lesson.certificate.content.decode() in lesson.markdown()
