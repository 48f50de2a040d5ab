"""The page "the d boundaries": its mathematics agrees with the package, and what people do with it works."""
from __future__ import annotations

import json
import random
import re
from contextlib import contextmanager
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from browser import DESK, PHONE, opened

import exactrelu.playground
import exactrelu as er
from exactrelu.boundary import boundary
from exactrelu.classes import in_canonical
from exactrelu.cli import main
from exactrelu.linalg import AffineMap, rank
from exactrelu.network import Layer, Network
from exactrelu.playground import playground, write_playground
from exactrelu.ridge import ridge_form

SMALL = [Fraction(x) for x in ("0", "1", "-1", "1", "-1", "2", "-2", "3", "1/2", "-2/3", "5/12", "-7/4")]
NAMED = {
    "B(2,2)": ([[1, 1], [0, 2]], [0, -2], [1, 1], -1), "B(2,1)": ([[1, 1], [0, 2]], [0, -2], [-1, 1], -1),
    "B(3,1)": ([[1, 0, 0], [0, 1, 0], [1, 1, 2]], [0, 1, 0], [1, -1, -2], -1), "B(3,2)": ([[1, 0, 0], [0, 1, 0], [1, 1, 2]], [0, 1, 0], [1, -1, 2], -1),
    "B(3,3)": ([[1, 0, 0], [0, 1, 0], [1, 1, 2]], [0, 1, 0], [3, 1, 2], -1), "B(1,1)": ([[1, 1], [0, 2]], [0, -2], [1, 0], -1),
    "B0(1,0)": ([[1, 1], [0, 2]], [0, -2], [1, 0], 0), "B0(1,1)": ([[1, 1], [0, 2]], [0, -2], [1, -3], 0), "B0(2,0)": ([[1, 1], [0, 2]], [0, -2], [1, 3], 0),
    "B0(3,0)": ([[1, 0, 0], [0, 1, 0], [1, 1, 2]], [0, 1, 0], [1, 2, 3], 0), "B0(2,1)": ([[1, 0, 0], [0, 1, 0], [1, 1, 2]], [0, 1, 0], [1, 2, -3], 0),
    "strip": ([[1, 1], [-1, -1]], [-1, -2], [1, 1], 0), "parallel hyperplanes": ([[1, 1], [-1, -1]], [-1, -2], [1, 3], -1),
    "half-space and hyperplane": ([[1, 1], [1, 1]], [1, Fraction(-1, 2)], [1, -2], 0), "empty": ([[1, 0], [0, 1]], [0, 0], [1, 1], 1),
    "all": ([[0, 0]], [0], [1], 0)}
OTHERS = [                                               # what has no class, and what is smaller than a piece
    ([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], [1, 1, 2], -1), ([[1, 0], [0, 1], [-1, -1]], [0, 0, 0], [1, 1, 3], -1),
    ([[-1, 0], [1, 0], [1, 0]], [0, 0, -2], [-1, -1, Fraction(3, 2)], 1), ([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4, [1] * 4, 0),
    ([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]], [0] * 4, [1] * 4, 0), ([[1, 0], [-1, 0], [0, 1]], [0, 0, 0], [1, 1, 1], 0),
    ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, -1, -1]], [0, 0, 0, -1], [1] * 4, -1), ([[1, 0], [1, 0], [0, 0]], [0, -1, 1], [1, -1, 1], -1),
    ([[1, 0], [-1, 0], [0, 1]], [0, 0, 0], [1, -1, 1], 0), ([[1, 2, 3]], [Fraction(1, 3)], [Fraction(-5, 7)], Fraction(2, 9)), ([[10**12, 1], [1, 10**12]], [1, 0], [1, -1], Fraction(1, 10**12))]


def invented(count: int, seed: int) -> list:
    """Networks with small entries; zero, repeated, parallel and opposite rows are common."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        d, m, small = rng.choice((2, 3)), rng.choice((1, 2, 2, 3, 3, 4)), SMALL if rng.random() < 0.6 else [Fraction(x) for x in (-1, 0, 1)]
        A, b, w = [[rng.choice(small) for _ in range(d)] for _ in range(m)], [rng.choice(small) for _ in range(m)], [rng.choice(small) for _ in range(m)]
        if m > 1 and rng.random() < 0.35:
            factor = rng.choice((0, 1, -1, 2))
            A[-1] = [factor * x for x in A[0]]
            b[-1] = factor * b[0] if rng.random() < 0.5 else b[-1]
        found.append((A, b, w, rng.choice(small)))
    return found


def networks(stride: int = 97, count: int = 300) -> list:
    """The test set: every class, oddities, a part of all networks with entries -1, 0, 1, and invented ones."""
    family = [([v[:2], v[2:4]], v[4:6], v[6:8], v[8]) for v in list(product((-1, 0, 1), repeat=9))[::stride]]
    return [*NAMED.values(), *OTHERS, *family, *invented(count, 1)]


def texts(net) -> dict:
    A, b, w, c = net
    return {"A": [list(map(str, row)) for row in A], "b": list(map(str, b)), "w": list(map(str, w)), "c": str(c)}


def expected(net) -> dict:
    """What the package knows, found from the faces of the whole complex."""
    A, b, w, c = net
    seen = boundary(Network([Layer(A, b), Layer([w], [c], "linear")]))
    return {"label": seen.type, "reason": seen.reason, "regions": len({signs[:len(A)] for signs in seen.complex.signs}), "thick": seen.thick_regions,
            "pieces": seen.pieces, "hyperplanes": seen.hyperplanes, "empty": seen.empty, "corners": [list(map(str, p)) for p in seen.corners]}


def canonical(label: str):
    """(weights, constant) of the canonical function of B(m,k) and B0(p,q), or None."""
    match = re.fullmatch(r"B(0?)\((\d),(\d)\)", label)
    if not match:
        return None
    first, second = int(match[2]), int(match[3])
    return ([1] * first + [-1] * second, 0) if match[1] else ([1] * second + [-1] * (first - second), -1)


def wrong_witness(net, found) -> str | None:
    """Why the map is not one that carries the boundary onto the canonical set; None if it is. All with exact numbers."""
    A, b, w, c = net
    form, label, d = ridge_form(A, b, w, c), found["label"], len(A[0])
    matrix = tuple(tuple(map(Fraction, row)) for row in found["witness"]["matrix"])
    f = AffineMap(matrix, tuple(map(Fraction, found["witness"]["vector"])))
    if len(matrix) != d or rank(matrix) < d:
        return "not a bijection"
    points = [tuple(map(Fraction, p)) for piece in found["points"] for p in piece]
    if any(form(p) for p in points):
        return "a vertex of a piece is not on the boundary"
    middles = [tuple(sum(map(Fraction, column)) / len(piece) for column in zip(*piece)) for piece in found["points"]]
    if not all(in_canonical(label, f(p)) for p in points + middles):
        return "a piece is not mapped into the canonical set"
    back = f.inverse()
    for z in product((-2, -1, 0, Fraction(1, 2), 1, 3), repeat=d):
        if in_canonical(label, z) != (form(back(z)) == 0):
            return f"{z} tells the sets apart"
    if canonical(label) and len(canonical(label)[0]) > 1:    # F is a multiple of the canonical function of f(x): an identity of functions
        weights, constant = canonical(label)
        n = len(weights)
        other = ridge_form(matrix[:n], f.vector[:n], weights, constant)
        pairs = [(form.constant, other.constant), *zip(form.linear, other.linear), *((p[0], q[0]) for p, q in zip(form.bends, other.bends))]
        factors = {x / y for x, y in pairs if y}
        if factors != {Fraction(found["factor"])} or [p[1:] for p in form.bends] != [q[1:] for q in other.bends] or any(x for x, y in pairs if not y):
            return "the functions differ"
    return None


def disagreements(page, nets) -> list:
    """Where the page and the package differ."""
    found = page.evaluate("nets => nets.map(window.exactrelu.classify)", [texts(net) for net in nets])
    wrong = []
    for net, seen in zip(nets, found):
        known = expected(net)
        if {key: seen[key] for key in known} != known:
            wrong.append((net, {key: (seen[key], known[key]) for key in known if seen[key] != known[key]}))
        elif seen["label"] is not None and (why := wrong_witness(net, seen)):
            wrong.append((net, why))
    return wrong


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The page."""
    path = tmp_path_factory.mktemp("playground") / "playground.html"
    write_playground(path)
    return path


def settle(page) -> None:
    """Wait until the page has shown its state."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@contextmanager
def at(browser, path, stop: int = 0, **options):
    """The page at a stop of the walk."""
    with opened(browser, path, **options) as page:
        page.select_option("#stops", str(stop))
        settle(page)
        yield page


def linked(page, words: str) -> bool:
    """Whether the address comes to hold these words."""
    return bool(page.wait_for_function("words => location.hash.includes(words)", arg=words, timeout=3000))


def weights(page) -> dict:
    """The numbers in the fields."""
    return dict(page.eval_on_selector_all("#weights input[type=text]", "fields => fields.map(x => [x.dataset.weight, x.value])"))


def label(page) -> str:
    return page.inner_text("#label")


# ---- the mathematics

def test_agrees_with_the_package(browser, file):
    """Class, reason, regions, pieces, hyperplanes, corners; and the affine map is one, checked here with exact numbers."""
    nets = networks()
    assert len(nets) > 500
    with opened(browser, file) as page:
        assert disagreements(page, nets) == []
        for name, net in NAMED.items():
            assert page.evaluate("net => window.exactrelu.classify(net).label", texts(net)) == name


@pytest.mark.slow
def test_agrees_with_the_package_on_many(browser, file):
    """The same on all networks of two neurons in the plane with entries -1, 0, 1 in a stride of 5, and many invented ones."""
    with opened(browser, file) as page:
        assert disagreements(page, networks(5, 4000)) == []


MUTATIONS = [("mu.sign * unit.sign < 0", "mu.sign * unit.sign > 0"), ("parts[1].push(fresh)", "parts[1].push(points[j])"), ("values[i] * v.at[l] - values[j] * x", "values[i] * v.at[l] + values[j] * x"),
             ("linear.map((x, j) => x.plus(mu.times(new Rational(n[j]))))", "linear"), ("const s = mu.over(unit).absolute();", "const s = mu.over(unit);"),
             ("scale.times(zero).negated()", "scale.times(zero)"), ("times.has(key) ? null : facet", "facet"),
             ("other.level > face.level && inside(face, other)", "false"), ("spread > r ? 2", "spread > r ? 1"), ("most ** BigInt(d) + 1n", "2n"),
             ("if (signs[i] === \"+\")", "if (signs[i] === \"-\")")]


def mutated(text: str, old: str, new: str) -> str:
    """The page with one change in its script; its policy, which forbids changed scripts, is taken out."""
    assert text.count(old) == 1, old
    return re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text).replace(old, new)


@pytest.mark.parametrize("old, new", [MUTATIONS[0], *(pytest.param(*pair, marks=pytest.mark.slow) for pair in MUTATIONS[1:])])
def test_a_wrong_page_is_seen(browser, tmp_path, old, new):
    """The comparison can fail: each of these mistakes is found by the test set."""
    path = tmp_path / "wrong.html"
    path.write_text(mutated(playground(), old, new), encoding="utf-8")
    page = browser.new_page()
    try:
        page.goto(path.as_uri())
        assert page.evaluate("typeof window.exactrelu") == "object"
        try:
            found = disagreements(page, networks(400, 120))
        except Exception as error:                                  # a mistake may also make the page fail
            found = [error]
        assert found
    finally:
        page.close()


def test_numbers(browser, file):
    """Fractions and decimals are read exactly; anything else is an error with a sentence, not a number."""
    net = lambda c: {"A": [["1", "0"]], "b": ["0"], "w": ["1"], "c": c}  # noqa: E731
    with opened(browser, file) as page:
        corners = page.evaluate("net => window.exactrelu.classify(net).witness", net("-0.1"))
        assert corners == {"matrix": [["10", "0"], ["0", "1"]], "vector": ["0", "0"]}
        for bad in ("", "x", "1/0", "1e3", "NaN", "--1", "1/2/3", "9" * 50, "1.5/2", "0x10"):
            assert "Error" in page.evaluate("net => { try { return window.exactrelu.classify(net).label } catch (error) { return String(error) } }", net(bad)), bad


# ---- the page

STOPS = ["B(2,2)", "B(2,1)", "empty", "B(1,1)", "B0(2,0)", "B0(1,1)", "B0(1,0)", "all", "parallel hyperplanes", "strip", "half-space and hyperplane",
         "B(3,3)", "B(3,2)", "B(3,1)", "B0(3,0)", "B0(2,1)", "no class", "no class", "no class"]


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_walk(browser, file, width):
    """Every stop of the walk shows the class that it speaks of, in both pictures, and no challenge is done at the start."""
    with opened(browser, file, width=width, touch=width == PHONE) as page:
        settle(page)
        pictures = []
        for i, name in enumerate(STOPS):
            assert label(page) == name and page.inner_text("#challenge-done") == "" and page.inner_text("#message") == ""
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            pictures.append(page.inner_html("#left svg"))
            assert page.locator("#right svg").count() == (0 if i == 18 else 1)
            mine, other = [{x.get_attribute("data-piece") for x in page.locator(f"{side} [data-piece]").all()} for side in ("#left", "#right")]
            assert mine == other or i == 18, (name, mine, other)
            if i < len(STOPS) - 1:
                page.click("#next")
                settle(page)
        assert len(set(pictures)) == len(STOPS) and page.is_disabled("#next")
        page.click("#back")
        settle(page)
        assert page.input_value("#stops") == "17"
        page.fill("#weights input[type=text][data-weight=w3]", "7")
        page.click("#again")
        settle(page)
        assert weights(page)["w3"] == "3"


def test_challenges(browser, file):
    """A challenge notices when it is done; here is one way for each."""
    ways = [{"w2": "0"}, {"w1": "1"}, {"c": "1"}, {"w2": "-1/60"}, {"c": "-2"}, {"w2": "-3"}, {"w1": "0"}, {"c": "1"}, {"b1": "1", "b2": "1"},
            {"b1": "0", "b2": "0"}, {"w2": "0"}, {"w1": "-1"}, {"w2": "-1"}, {"w3": "0"}, {"w3": "-2"}, {"c": "1"}, {"w3": "5/2"}, {"w3": "2"}, {"w3": "2"}]
    with opened(browser, file) as page:
        for i, way in enumerate(ways):
            page.select_option("#stops", str(i))
            for name, value in way.items():
                page.fill(f"#weights input[type=text][data-weight={name}]", value)
            settle(page)
            assert "Done" in page.inner_text("#challenge-done"), (i, way, label(page))


def test_sliders_and_fields(browser, file):
    """A slider moves by exact steps, by keyboard too; a field takes any fraction; a mess in it is a message."""
    with at(browser, file) as page:
        page.focus("input[type=range][data-weight=b1]")
        page.keyboard.press("ArrowRight")
        settle(page)
        assert weights(page)["b1"] == "1/12" and linked(page, "b=1/12,-2")
        page.select_option("#step", "60")
        page.focus("input[type=range][data-weight=b1]")
        page.keyboard.press("ArrowRight")
        assert weights(page)["b1"] == "1/10"
        field = "input[type=text][data-weight=w2]"
        page.fill(field, "-22/7")
        settle(page)
        assert label(page) == "B(2,1)" and "22" in page.inner_text("#formula")
        for bad in ("1/0", "a<b>", ""):
            page.fill(field, bad)
            settle(page)
            assert page.get_attribute(field, "aria-invalid") == "true" and "w\u2082" in page.inner_text("#message") and label(page) == "B(2,1)"
        page.focus("#fit")
        assert page.input_value(field) == "-22/7" and page.inner_text("#message") == ""


def test_a_slider_changes_the_picture_at_once(browser, file):
    """Redrawn in the next frame of the screen, within the time of a few frames on any machine."""
    with at(browser, file) as page:
        took = page.evaluate("""async () => {
            const slider = document.querySelector("input[type=range][data-weight=b2]"), times = [];
            for (let i = 0; i < 20; i++) {
                const before = document.querySelector("#left svg");
                slider.value = i;
                slider.dispatchEvent(new Event("input"));
                times.push(await new Promise(done => requestAnimationFrame(start => done(performance.now() - start))));
                if (document.querySelector("#left svg") === before) return null;
            }
            return times.sort((a, b) => a - b)[10];
        }""")
        assert took is not None and took < 100


def test_dragging(browser, file):
    """A wall and the apex follow the pointer in exact steps; a region says its affine map."""
    with at(browser, file) as page:
        box = page.locator("#left svg").bounding_box()
        place = lambda x, y: (box["x"] + box["width"] * (x + 4) / 8, box["y"] + box["height"] * (4 - y) / 8)  # noqa: E731
        page.mouse.move(*place(3, 1))
        assert "neuron 2" in page.inner_text("#info")
        page.mouse.down()
        page.mouse.move(*place(3, 2.01), steps=3)
        page.mouse.up()
        settle(page)
        assert (weights(page)["b1"], weights(page)["b2"]) == ("0", "-4") and label(page) == "B(2,2)"
        page.mouse.move(*place(-2, 2))
        assert "apex" in page.inner_text("#info")
        page.mouse.down()
        page.mouse.move(*place(-1, 0), steps=3)
        page.mouse.up()
        settle(page)
        assert (weights(page)["b1"], weights(page)["b2"]) == ("1", "0")
        page.mouse.move(*place(2.2, 2.5))
        assert page.inner_text("#info") == "region ++: F = x\u2081 + 3 x\u2082"
        page.mouse.move(*place(-0.6, 0.2))
        assert page.locator("line[data-piece='1'].lit").count() == 2 and page.inner_text("#info").startswith("piece 1")


def test_turning(browser, file):
    """Keys, mouse and finger turn the picture, and both pictures together."""
    with at(browser, file, 11, width=PHONE, touch=True) as page:
        seen = [page.inner_html("#left")]

        def turned() -> bool:
            settle(page)
            seen.append(page.inner_html("#left"))
            return seen[-1] != seen[-2] and page.locator("#left polygon[data-piece]").count() == page.locator("#right polygon[data-piece]").count() == 7

        page.focus("#left")
        page.keyboard.press("ArrowLeft")
        assert turned()
        page.keyboard.press("ArrowUp")              # the focus has stayed
        assert turned()
        box = page.locator("#left svg").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 30, y + 5, steps=2)
        page.mouse.up()
        assert turned()
        fingers = page.context.new_cdp_session(page)
        for kind, dx in (("touchStart", 0), ("touchMove", 20), ("touchMove", 40), ("touchEnd", None)):
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if dx is None else [{"x": x + dx, "y": y}]})
        assert turned()


def test_zoom_and_view(browser, file):
    """Buttons and keys change the frame; the boxes hide walls and sign vectors."""
    with at(browser, file) as page:
        page.click("#in")
        settle(page)
        assert linked(page, "half=2&centre=0,0&")
        page.focus("#left")
        page.keyboard.press("-")
        page.keyboard.press("ArrowRight")
        settle(page)
        assert linked(page, "half=4&centre=1/2,0&")
        page.click("#fit")
        settle(page)
        assert page.locator("#left .corner").count() == 2
        page.uncheck("#walls")
        page.uncheck("#signs")
        settle(page)
        assert page.locator("#left .wall, #left .sign").count() == 0


def test_links(browser, file):
    """The address holds the setting; a bad one is a message and changes nothing."""
    with at(browser, file) as page:
        page.evaluate("location.hash = 'A=1,0,0;0,1/3,0&b=0,-7/5&w=1,-2&c=-3&half=2&step=60&stop=13'")
        page.wait_for_function("document.querySelectorAll('#weights input[type=text]').length === 11")
        settle(page)
        assert weights(page)["a22"] == "1/3" and label(page) == "B(2,1)" and page.input_value("#step") == "60" and page.input_value("#stops") == "12"
        for bad in ("A=1,0", "A=1,x&b=0&w=1&c=1", "A=1&b=1&w=1&c=1", "A=1,1;1&b=0,0&w=1,1&c=0", "A=1,1&b=0&w=1&c=0&half=-1", "%%%", "A=1,1;" * 9 + "&b=0&w=1&c=0"):
            page.evaluate("hash => { location.hash = hash; }", bad)
            page.wait_for_function("document.querySelector('#message').textContent !== ''")
            assert label(page) == "B(2,1)"
            page.evaluate("location.hash = 'A=1,0,0;0,1/3,0&b=0,-7/5&w=1,-2&c=-3'")
            page.wait_for_function("document.querySelector('#message').textContent === ''")


ODD = {"A=0,0&b=0&w=0&c=0": "all", "A=0,0,0&b=1&w=1&c=-1": "all", "A=0,0;0,0&b=-1,0&w=1,1&c=1": "empty", "A=1,0;1,0&b=4,-4&w=1,1&c=-1&half=4": "B(1,1)",
       "A=1,0;-1,0;0,1;0,-1&b=0,0,0,0&w=1,1,1,1&c=0": "no class", "A=1,0,0;-1,0,0;0,1,0;0,-1,0&b=0,0,0,0&w=1,1,1,1&c=0": "no class",
       "A=1,0,0;-1,0,0;0,1,0;0,-1,0;0,0,1;0,0,-1&b=0,0,0,0,0,0&w=1,1,1,1,1,1&c=0": "no class", "A=1,0,0;-1,0,0&b=0,1&w=1,1&c=-1": "strip",
       "A=1000000007/3,1;1,1/1000000007&b=0,1/7&w=1,-1&c=1/1000000000001": "B(2,1)", "A=1,0,0;0,1,0;0,0,1;-1,-1,-1&b=0,0,0,-1&w=1,1,1,1&c=-1": "no class"}


def test_odd_settings_are_drawn(browser, file):
    """Zero rows, a point, a line, pieces on the frame, long fractions, a polytope whose back hides corners."""
    with at(browser, file) as page:
        for words, name in ODD.items():
            page.evaluate("words => { location.hash = words; }", words)
            page.wait_for_function("name => document.querySelector('#label').textContent === name", arg=name)
            settle(page)
            assert page.locator("#left svg").count() == 1 and page.inner_text("#message") == ""
        assert page.locator("#left .corner").count() == 12 and 0 < page.locator("#left .corner[opacity]").count() < 6


def test_network_files(browser, file, tmp_path):
    """What the page gives is read by the package as the same network, and the page reads files of the package."""
    with at(browser, file, 12) as page:
        page.click("#file summary")
        text = page.input_value("#json")
        (tmp_path / "n.json").write_text(text)
        assert er.boundary(er.read(tmp_path / "n.json")).type == "B(3,2)"
        page.click("#copy")
        page.wait_for_function("document.querySelector('#copied').textContent !== ''")
        er.write(Network([Layer([[1, "1/3"], [0, 2]], ["1/7", 0]), Layer([["-2/5", 1]], [-1], "linear")]), tmp_path / "m.json")
        page.fill("#json", (tmp_path / "m.json").read_text())
        page.click("#use")
        settle(page)
        assert weights(page) == {"a11": "1", "a12": "1/3", "b1": "1/7", "w1": "-2/5", "a21": "0", "a22": "2", "b2": "0", "w2": "1", "c": "-1"}
        for bad in ("", "{", "[]", "null", '{"layers": []}', '{"layers": [{"W": [["1", "x"]]}, {"W": [["1"]], "activation": "linear"}]}',
                    '{"layers": [{"W": [[1, 1]], "activation": "relu"}, {"W": [[0.12345678901234567]], "activation": "linear"}]}',
                    '{"layers": [{"W": [[1, 1]]}, {"W": [[1]]}]}', '{"layers": [{"W": [1]}, {"W": [[1]], "activation": "linear"}]}', '{"layers": 7}'):
            page.fill("#json", bad)
            page.click("#use")
            settle(page)
            assert page.inner_text("#message") and weights(page)["w1"] == "-2/5", bad


def test_inputs_and_neurons(browser, file):
    """d = 2 and d = 3, from one neuron to six; the class follows."""
    with at(browser, file) as page:
        page.click("#space")
        settle(page)
        assert label(page) == "B(3,3)" and page.get_attribute("#space", "aria-pressed") == "true"
        for _ in range(5):
            if page.is_enabled("#more"):
                page.click("#more")
                settle(page)
        assert page.inner_text("#neurons") == "6 neurons" and page.is_disabled("#more")
        page.click("#plane")
        settle(page)
        assert page.locator("#left polygon[data-region]").count() > 3
        for _ in range(5):
            page.click("#fewer")
            settle(page)
        assert page.inner_text("#neurons") == "1 neuron" and page.is_disabled("#fewer") and label(page) == "B(1,1)"


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_screenshots(browser, file, width):
    """The pictures are not empty, and differ."""
    with at(browser, file, width=width, touch=width == PHONE) as page:
        found = set()
        for stop in (0, 5, 13, 16):
            page.select_option("#stops", str(stop))
            settle(page)
            found |= {page.locator(side).screenshot() for side in ("#left", "#right")}
        assert len(found) == 8 and all(len(image) > 2500 for image in found)


def test_everything_has_a_name(browser, file):
    """Buttons, fields and pictures have names for those who do not see them; no attribute holds a program."""
    with at(browser, file, 11) as page:
        nameless = page.evaluate("""() => [...document.querySelectorAll("button, input, select, textarea, [role=img]")].filter(x => !(
            x.getAttribute("aria-label") || x.textContent.trim() || (x.labels && x.labels.length && x.labels[0].textContent.trim()))).length""")
        assert nameless == 0 and "7 pieces" in page.get_attribute("#left", "aria-label")
        assert page.evaluate("""() => [...document.querySelectorAll("*")].every(x => [...x.attributes].every(a => !a.name.startsWith("on") && a.name !== "style"))""")


def test_the_parts_can_be_read():
    """Every part of the page is short and says first what it is."""
    for part in Path(exactrelu.playground.__file__).parent.glob("*.js"):
        lines = part.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("// ") and len(lines) <= 300 and max(map(len, lines)) <= 155, part.name
        assert not re.search(r"\beval\b|innerHTML|new Function|https?://(?!www\.w3\.org)", "\n".join(lines)), part.name


# ---- the command

def test_command(browser, tmp_path, capsys):
    """The file is complete and the same every time; a network may be shown first."""
    first, second, net = tmp_path / "a.html", tmp_path / "b.html", tmp_path / "n.json"
    er.write(Network([Layer([[1, 2, 0], [0, 1, "1/3"]], [0, 0]), Layer([[1, 1]], [0], "linear")]), net)
    assert main(["playground", "-o", str(first), "--json"]) == 0 and json.loads(capsys.readouterr().out) == {"written": str(first)}
    assert first.read_text(encoding="utf-8") == playground() and main(["playground", str(net), "-o", str(second)]) == 0
    with opened(browser, second) as page:
        settle(page)
        assert weights(page)["a23"] == "1/3" and label(page) == "B0(2,0)" and page.inner_text("#challenge-done") == ""


@pytest.mark.parametrize("layers, why", [([Layer([[1]], [0])], "1 inputs"), ([Layer([[1, 1]] * 7, [0] * 7)], "relu (7)"), ([Layer([[1, 1]]), Layer([[1]])], "relu (1), relu (1)")])
def test_refused(tmp_path, capsys, layers, why):
    """One sentence, exit code 2, no file."""
    er.write(Network([*layers, Layer([[1] * layers[-1].neurons], [0], "linear")]), tmp_path / "n.json")
    assert main(["playground", str(tmp_path / "n.json"), "-o", str(tmp_path / "p.html")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("exactrelu: ") and error.count("\n") == 1 and why in error and not (tmp_path / "p.html").exists()
    for target in ("p.txt", "no/p.html"):
        assert main(["playground", "-o", str(tmp_path / target)]) == 2 and capsys.readouterr().err.count("\n") == 1
