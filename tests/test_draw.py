"""Pictures: every region is in them where it is, to a unit; what is unbounded reaches the frame; pages answer exactly."""
from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest

import exactrelu as er
from browser import DESK, PHONE, opened
from exactrelu.cli import main
from exactrelu.pictures.drawing import LEFT, SIZE, TOP
from exactrelu.pictures.picture import SHOW
from exactrelu.pictures.polygons import ticks, trails
from exactrelu.pictures.scene import scene

L = er.Layer
ROOT = __import__("pathlib").Path(__file__).resolve().parents[1]
EYE = [[int(i == j) for j in range(3)] for i in range(3)]
NETS = {
    "B(2,1)": er.Network([L([[1, 0], ["1/2", 1]]), L([[2, -1]], [-1], "linear")]),
    "B(2,2)": er.Network([L([[1, 0], ["1/2", 1]]), L([[1, 1]], [-1], "linear")]),
    "c = 0": er.Network([L([[1, 0], [0, 1]]), L([[1, -1]], [0], "linear")]),
    "zero weight": er.Network([L([[1, 0], [0, 1]]), L([[1, 0]], [-1], "linear")]),
    "singular": er.Network([L([[1, -1], [-1, 1]]), L([[1, 1]], ["-1/2"], "linear")]),
    "zero, repeated and parallel rows": er.Network([L([[0, 0], [1, 1], [1, 1], [2, 2]], [-1, 0, 0, 3]), L([[1, 1, 2, -1]], [-1], "linear")]),
    "everywhere 0": er.Network([L([[1, 0], [0, 1]]), L([[0, 0]], [0], "linear")]),
    "empty boundary": er.Network([L([[1, 0], [0, 1]]), L([[1, 1]], [1], "linear")]),
    "no neuron cuts": er.Network([L([[0, 0]], [1]), L([[1]], [0], "linear")]),
    "argmax": er.Network([L([[1, 0], [0, 1]]), L([[1, 0], [0, 1], [-1, -1]], [0, 0, 1], "linear")]),
    "bare layer": er.Network(L([[1, 0], [0, 1], [1, 1]], [0, 0, -1])),
    "deep": er.Network([L([[2, 1], [-1, 2], [1, -1]], [-1, 1, 1]), L([[1, -1, 1], [-1, 1, 0]], [-1, 1]), L([[2, -1]], [-1], "linear")]),
    "one input": er.Network([L([[1], [-1], [2]], [0, 1, -3]), L([[1, -2, 1]], ["-1/2"], "linear")]),
    "one input, thick": er.Network([L([[2]], [-1]), L([[1]], [0], "linear")]),
    "one input, three outputs": er.Network([L([[1], [-1], [2]], [0, 1, -3]), L([[1, -2, 1], [0, 0, 1], [1, 0, 0]], ["-1/2", 0, 0], "linear")]),
    **{f"B(3,{k})": er.Network([L(EYE), L([[1] * k + [-1] * (3 - k)], [-1], "linear")]) for k in (1, 2, 3)},
    "thick in space": er.Network([L(EYE), L([[1, -1, 1]], [0], "linear")]),
    "slab": er.Network([L([[1, 0, 0], [1, 0, 0]], [0, -1]), L([[1, 1]], [-1], "linear")]),
    "three inputs, argmax": er.Network(L([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 0, 0], "linear")),
}
FLAT = {name: net for name, net in NETS.items() if net.inputs == 2}


def polygons(text: str, name: str = "c") -> list[list[tuple[int, int]]]:
    """The polygons of a picture with names, in units."""
    found = []
    for _, d in sorted((int(i), d) for i, d in re.findall(rf'<path id="{name}(\d+)"[^>]* d="M([^"z]*)z?"', text)):
        start, _, steps = d.partition("l")
        spots = [tuple(map(int, start.split(",")))]
        for step in steps.split():
            dx, dy = map(int, step.split(","))
            spots.append((spots[-1][0] + dx, spots[-1][1] + dy))
        found.append(spots)
    return found


def area(spots: list[tuple[int, int]]) -> Fraction:
    """The area of a polygon."""
    return abs(sum(Fraction(a[0] * b[1] - a[1] * b[0], 2) for a, b in zip(spots, spots[1:] + spots[:1])))


@pytest.mark.parametrize("name", FLAT)
def test_every_region_is_where_it_is(name):
    picture = er.draw(NETS[name])
    text, cells = picture.svg(everything=True, show=SHOW), picture.scene.cells
    ET.fromstring(text)
    found = polygons(text)
    assert len(found) == len(cells) and picture.svg().count("z") >= len(cells)
    assert {cell.signs for cell in cells} == set(er.enumerate(NETS[name]).signs) and not picture.scene.hidden
    bounded = {region.signs: region.bounded for region in er.enumerate(NETS[name])}
    assert picture.regions == bounded
    total = sum(map(area, found))
    assert abs(total - SIZE * SIZE) <= sum(map(len, found)) * SIZE        # each vertex moved by half a unit
    for cell, spots in zip(cells, found):
        touches = any(x in (LEFT, LEFT + SIZE) or y in (TOP, TOP + SIZE) for x, y in spots)
        assert cell.bounded or touches
    assert len(polygons(text, "b")) == len(picture.scene.pieces)
    assert 'class="open"' in text and 'class="edge"' not in text


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("colour", ("signs", "value", "class"))
def test_every_kind_in_every_colour(name, colour):
    net = NETS[name]
    if name == "bare layer" and colour != "signs":
        with pytest.raises(er.InputError, match="there is no boundary"):
            er.draw(net, colour=colour).svg()
        return
    picture = er.draw(net, colour=colour, show="all", title="<a & b>")
    text = picture.svg(prefix="one-")
    ET.fromstring(text)
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids)) and all(one.startswith("one-") for one in ids) and "<a &" not in text
    assert set(re.findall(r"url\(#([^)]*)\)", text)) <= set(ids)
    assert text == er.draw(net, colour=colour, show="all", title="<a & b>").svg(prefix="one-")
    boxed = er.draw(net, domain="box:-1,2", colour=colour).svg()
    assert 'class="open"' not in boxed and (net.inputs == 3 or 'class="edge"' in boxed)


def test_two_regions_across_a_wall_differ():
    for net in FLAT.values():
        picture = er.draw(net)
        fill = picture._colours(None, "")[0]
        for i, j in picture.scene.neighbours:
            assert fill[i] != fill[j] or picture.scene.cells[i].signs == picture.scene.cells[j].signs


def test_thick_boundaries_are_hatched():
    text = er.draw(NETS["c = 0"]).svg()
    assert '<g class="thick"' in text and "F = 0" in text
    assert '<g class="thick"' not in er.draw(NETS["B(2,1)"]).svg()


def test_values_are_gradients():
    """The ends of each gradient are the least and the greatest value of the cell."""
    picture = er.draw(NETS["B(2,2)"], colour="value")
    text = picture.svg(everything=True)
    gradients = re.findall(r'<linearGradient id="g\d+" gradientUnits="userSpaceOnUse" x1="(-?\d+)" y1="(-?\d+)" x2="(-?\d+)" y2="(-?\d+)"', text)
    assert len(gradients) == sum(any(picture.scene.value(cell)[1:]) for cell in picture.scene.cells)
    (lo, hi), side = picture.scene.frame[0], picture.scene.frame[0][1] - picture.scene.frame[0][0]
    low = picture.scene.frame[1][0]
    place = lambda x, y: (lo + Fraction(x - LEFT, SIZE) * side, low + (1 - Fraction(y - TOP, SIZE)) * side)  # noqa: E731
    sloped = [cell for cell in picture.scene.cells if any(picture.scene.value(cell)[1:])]
    for cell, ends in zip(sloped, gradients):
        c, a, b = picture.scene.value(cell)
        values = [c + a * x + b * y for x, y in cell.vertices]
        for point, value in ((place(*map(int, ends[:2])), min(values)), (place(*map(int, ends[2:])), max(values))):
            assert abs(c + a * point[0] + b * point[1] - value) < Fraction(1, 100)


def test_highlight():
    picture = er.draw(NETS["B(2,2)"])
    assert "opacity=\".25\"" not in picture.svg() and picture.svg(highlight=("++",)).count("opacity=\".25\"") >= 2
    assert picture.svg(highlight=(0,)).count("opacity=\".25\"") == 1
    for wrong in ("+++", 7):
        with pytest.raises(er.InputError, match="to highlight"):
            picture.svg(highlight=(wrong,))


def test_layer_of_independent_rows():
    text = er.draw(NETS["B(2,1)"], show="apex,dual,projection,legend").svg()
    assert "a₁*" in text and "apex" in text and text.count("<circle") > 5 and 'class="boundary"' not in text
    assert 'class="apex"' not in er.draw(NETS["singular"], show="all").svg()


@pytest.mark.parametrize("words, why", [
    (["-o", "a.png"], "must end in .svg or .html"), (["-o", "a.svg", "--show", "nose"], "no 'nose'"), (["-o", "a.svg", "--output", "3"], "output 3"),
    (["-o", "a.svg", "--frame", "1,1"], "no width"), (["-o", "a.svg", "--frame", "x"], ""), (["-o", "a.svg", "--domain", "box:0,1", "--frame", "3,4"], "does not meet"),
    (["-o", "a.svg", "--frame", "0,1;0,1;0,1"], ""), (["-o", "a.svg", "--engine", "signs"], "keeps no faces"), (["-o", "nowhere/a.svg"], "")])
def test_refused(tmp_path, capsys, monkeypatch, words, why):
    monkeypatch.chdir(tmp_path)
    er.write(NETS["B(2,1)"], "n.json")
    assert main(["draw", "n.json", *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("exactrelu: ") and error.count("\n") == 1 and why in error and not list(tmp_path.glob("a.*"))


def test_too_many_coordinates():
    with pytest.raises(er.InputError, match="one, two or three coordinates"):
        er.draw(er.Network(L([[1, 2, 3, 4]])))
    with pytest.raises(er.InputError, match="colour must be one of"):
        er.draw(NETS["B(2,1)"], colour="red")


@pytest.mark.parametrize("file", sorted(path.name for path in (ROOT / "examples").glob("*.json")))
def test_examples(file, tmp_path, capsys):
    assert main(["draw", str(ROOT / "examples" / file), "-o", str(tmp_path / "a.svg"), "--show", "all", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    text = (tmp_path / "a.svg").read_text()
    ET.fromstring(text)
    assert data["regions"] > 0 and len(text) < 60_000


def test_slices_of_many_inputs(cases):
    net = er.read(cases / "networks" / "acasxu__run2a_1_1.json.gz")
    picture = er.draw(net, domain="slice:0.4,0.5;0.1,0.2;-1/4;1/22;0", colour="class")
    assert "u₁ = input 0" in picture.svg() and len(picture.scene.cells) == len(polygons(picture.svg(everything=True)))


def test_the_bunny_is_small(cases):
    net = er.read(cases / "networks" / "berzins__2_2x50_relu_bunny.json")
    text = er.draw(net, domain="box:-1,1").svg()
    assert len(text) < 80_000


def test_ticks_and_trails():
    assert ticks(Fraction(-2), Fraction(2), 6) == [-2, -1, 0, 1, 2]
    for lo, hi in ((0, 1), (-3, 17), (Fraction(1, 1000), Fraction(2, 1000))):
        assert 2 <= len(ticks(Fraction(lo), Fraction(hi))) <= 6
    edges = [(1, 2), (2, 3), (3, 1), (3, 4), (5, 6)]
    steps = sorted(tuple(sorted(pair)) for path in trails(edges) for pair in zip(path, path[1:]))
    assert steps == sorted(tuple(sorted(pair)) for pair in edges)


# ---- pages ---------------------------------------------------------------------------------------------------------

def colours_of(page, what: str) -> int:
    """The number of colours in a screenshot of an element, counted by the browser itself."""
    import base64
    shot = base64.b64encode(page.locator(what).screenshot()).decode()
    return page.evaluate("""async url => { const i = new Image(); i.src = url; await i.decode();
        const c = new OffscreenCanvas(i.width, i.height).getContext('2d'); c.drawImage(i, 0, 0);
        return new Set(new Uint32Array(c.getImageData(0, 0, i.width, i.height).data.buffer)).size }""", f"data:image/png;base64,{shot}")


def spelled_map(form, names) -> str:
    """The text that the page shows for a form [c, a_1, ...], by the rules of the page."""
    from exactrelu.linalg import spelled
    found = ""
    for value, name in zip([*form[1:], form[0]], [*names, ""]):
        if value:
            size = spelled(abs(value))
            size = "" if size == "1" and name else size
            found += ("−" if value < 0 else "") if not found else " − " if value < 0 else " + "
            found += size + (" " if size and name else "") + name
    return found or "0"


@pytest.mark.parametrize("width, touch", [(DESK, False), (PHONE, True)])
@pytest.mark.parametrize("name", ["B(2,1)", "c = 0", "argmax", "bare layer", "deep", "one input", "one input, three outputs", "B(3,2)", "slab"])
def test_page(browser, tmp_path, name, width, touch):
    picture = er.draw(NETS[name], tmp_path / "p.html", title="</script><b>")
    names = {1: ["x"], 2: ["x₁", "x₂"], 3: ["x₁", "x₂", "x₃"]}[NETS[name].inputs]
    with opened(browser, tmp_path / "p.html", width, touch=touch) as page:
        assert colours_of(page, "figure svg") > 20
        assert page.inner_text("h1") == "</script><b>"
        for cell in picture.scene.cells:
            page.locator("#next").click()
            said = page.inner_text("#region")
            assert cell.signs.replace("-", "−") in said and ("unbounded" in said) == (not picture.regions[cell.signs])
            for row, c in zip(cell.map.matrix, cell.map.vector):
                assert spelled_map([c, *row], names) in said
        for box in page.locator("input[data-group]").all():
            before = page.locator("figure svg [display=none]").count()
            box.click()
            box.click()
            assert page.locator("figure svg [display=none]").count() == before
        for choice in page.locator("input[name=colour]").all():
            choice.check()
            assert colours_of(page, "figure svg") > 20


def test_pointer_keys_and_zoom(browser, tmp_path):
    er.draw(NETS["deep"], tmp_path / "p.html", show="boundary,axes")
    with opened(browser, tmp_path / "p.html") as page:
        box = page.locator("figure svg").bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
        first = page.inner_text("#region")
        assert "Region" in first and "at (" in page.inner_text("#here")
        page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8)
        assert page.inner_text("#region") != first
        page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8)          # it stays
        kept = page.inner_text("#region")
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
        assert page.inner_text("#region") == kept and page.locator("#pin").is_visible()
        page.locator("figure svg").focus()
        seen = set()
        for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "n", "p", "n"):
            page.keyboard.press(key)
            seen.add(page.inner_text("#region"))
        assert len(seen) >= 3
        view = page.get_attribute("figure svg", "viewBox")
        page.keyboard.press("+")
        assert page.get_attribute("figure svg", "viewBox") != view
        page.keyboard.press("0")
        assert page.get_attribute("figure svg", "viewBox") == view
        assert page.locator("g.corners").get_attribute("display") == "none"
        page.get_by_label("corner").check()
        assert page.locator("g.corners").get_attribute("display") is None
        assert page.get_attribute("#region", "aria-live") == "polite"


def test_tap(browser, tmp_path):
    er.draw(NETS["B(2,2)"], tmp_path / "p.html")
    with opened(browser, tmp_path / "p.html", PHONE, touch=True) as page:
        box = page.locator("figure svg").bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.2)
        assert "++" in page.inner_text("#region") and "3/2 x₁ + x₂ − 1" in page.inner_text("#region")


def test_turn(browser, tmp_path):
    er.draw(NETS["B(3,2)"], tmp_path / "p.html", show="all")
    with opened(browser, tmp_path / "p.html") as page:
        face = page.locator("g.cells .piece").first
        name = face.get_attribute("id")
        shape = lambda: page.get_attribute(f"#{name}", "d")  # noqa: E731
        before, box = shape(), page.locator("figure svg").bounding_box()
        page.mouse.move(box["x"] + 300, box["y"] + 300)
        page.mouse.down()
        page.mouse.move(box["x"] + 380, box["y"] + 330)
        page.mouse.up()
        page.wait_for_function("([id, before]) => document.getElementById(id).getAttribute('d') !== before", arg=[name, before])
        dragged = shape()
        page.locator("figure svg").focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("([id, before]) => document.getElementById(id).getAttribute('d') !== before", arg=[name, dragged])
        turned = shape()
        page.locator("#apart").fill("1")
        assert shape() != turned
        page.locator("#apart").fill("0")
        page.locator("#reset").click()
        assert colours_of(page, "figure svg") > 50
        spots = lambda d: [tuple(map(int, s.split(","))) for s in re.findall(r"-?\d+,-?\d+", d.replace("z", ""))]  # noqa: E731
        start, *steps = spots(before)
        path = [start]
        for dx, dy in steps:
            path.append((path[-1][0] + dx, path[-1][1] + dy))
        assert all(abs(a - b) <= 2 for p, q in zip(path, spots(shape())) for a, b in zip(p, q))       # the same view as that of the file


def test_long_numbers(browser, tmp_path, cases):
    """Numbers of many digits are rounded for the eye, marked so, and there in full."""
    net = er.read(cases / "networks" / "berzins__2_2x50_relu_bunny.json")
    picture = er.draw(net, tmp_path / "p.html", domain="slice:0.3,0.5;0.5,0.6")
    names = ["x₁", "x₂"]
    with opened(browser, tmp_path / "p.html") as page:
        for cell in picture.scene.cells[:3]:
            page.locator("#next").click()
            assert "F ≈" in page.inner_text("#region")
            page.locator("#region details summary").first.click()
            assert spelled_map([cell.map.vector[0], *cell.map.matrix[0]], names) in page.inner_text("#region .digits >> nth=0")


@pytest.mark.parametrize("width, touch", [(DESK, False), (PHONE, True)])
@pytest.mark.parametrize("file, words", [("examples/disconnected.json", {"colour": "class"}), ("examples/xor.json", {"colour": "value"}),
                                         ("examples/hexagon_2.json", {}), ("examples/three_sectors.json", {"frame": "-2,2"}),
                                         ("acasxu__run2a_1_1.json.gz", {"domain": "slice:0.3,0.5;0.05,0.2;-1/4;1/22;0", "colour": "class"}),
                                         ("berzins__2_2x50_relu_bunny.json", {"domain": "box:-1,1"})])
def test_pages_of_files(browser, tmp_path, cases, file, words, width, touch):
    path = ROOT / file if file.startswith("examples") else cases / "networks" / file
    er.draw(er.read(path), tmp_path / "p.html", **words)
    with opened(browser, tmp_path / "p.html", width, touch=touch) as page:
        assert colours_of(page, "figure svg") > 20
        page.locator("#next").click()
        assert "Region" in page.inner_text("#region") and "F" in page.inner_text("#region")


def test_three_coordinates_by_the_scene():
    found = scene(NETS["B(3,3)"])
    assert len(found.cells) == 15 and all(len(cell.facets) >= 4 for cell in found.cells)


def test_a_frame_of_any_fractions(tmp_path):
    """The ends of a frame stand at the axes of space, whatever their denominators."""
    text = er.draw(er.read(ROOT / "examples" / "three_sectors.json"), frame="-1/3,1/3").svg()
    assert "−1/3" in text


@pytest.mark.parametrize("words", [["draw", "-o"], ["prove", "-o"], ["playground", "-o"], ["enumerate", "--regions"],
                                   ["enumerate", "--graph"], ["classes", "--regions"], ["reach", "-o"], ["convert"]], ids=" ".join)
def test_no_command_overwrites_what_it_reads(words, tmp_path, capsys):
    """The target may not be the network's file, under whatever name."""
    path = tmp_path / "net.html"
    path.write_bytes((ROOT / "examples" / "xor.json").read_bytes())
    assert main([words[0], str(path), *words[1:], str(path)]) == 2
    assert "a file that the command reads" in capsys.readouterr().err
    assert path.read_bytes() == (ROOT / "examples" / "xor.json").read_bytes()
