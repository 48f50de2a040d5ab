"""The lessons run from top to bottom, with the right answers and without any; wrong answers are told what is wrong."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

import exactrelu as er
from exactrelu.exercises import EXERCISES, grade
from exactrelu.exercises.proofs import CERTIFICATE

LESSONS = Path(__file__).resolve().parents[1] / "lessons"
NAMES = sorted(path.stem for path in LESSONS.glob("*.ipynb"))
SOLUTIONS = json.loads((LESSONS / "solutions.json").read_text(encoding="utf-8"))


def linear(w, c):
    return er.Layer([w], [c], "linear")


PLANE = er.Layer([[1, 0], [0, 1]])
# wrong answers, and a word of what is said about each
WRONG = {
    "1.1": [(1, "is 1"), ("x", "a number is written"), ([1, 2], "rational number")],
    "1.2": [(er.Network([er.Layer([[1], [-1]], [-1, 1]), linear([1, 2], 0)]), "gives 2, but"), (7, "is a Network"), (PLANE, "inputs: 1"),
            (er.Network([er.Layer([[1]] * 13), linear([1] * 13, 0)]), "far fewer")],
    "1.3": [(er.Network([er.Layer([[-1], [1]], [1, -3]), linear([1, 1], 0)]), "0 at x = 3"),
            (er.Network([er.Layer([[1]]), linear([1], 0)]), "F(1) is 1"), (er.Network([er.Layer([[1]]), linear([0], 0)]), "unbounded"),
            (er.Network([er.Layer([[1], [-1], [1]], [-2, 1, -3]), linear([1, 1, -2], 0)]), "0 at x = 4"),
            (er.Network([er.Layer([[1]]), er.Layer([[1]]), linear([1], 0)]), "one hidden")],
    "1.4": [(5, "not 5"), (-1, "whole number"), ("5/2", "whole number")],
    "2.1": [([0, 0], "(-3, -2)"), ([1], "2 entries"), (None, "a list")],
    "2.2": [([1, 1], "the apex itself"), ([2, 0], "+0")],
    "2.3": [([[2, -2], [3, -3]], "not +-"), ([[3, -2], [3, -2]], "different"), ([[3, -2], [9, -9]], "differ"), (3, "two points")],
    "2.4": [([[1, 0], [0, 1]], "second dual"), ([[0, 0], [0, 0]], "first dual"), ([[1], [2]], "two columns"), ([1, 2], "a row")],
    "2.5": [([[1, 0], [0, 1]], "No entry"), ([[1, 1], [1, 2]], "is 3"), ([[1, 1], [1, 1]], "independent"), ([[1, 2, 3], [1, 1, 1]], "two columns")],
    "3.1": [("B(3,1)", "Not B(3,1)"), (3, "a text")],
    "3.2": [(12, "Not 12")],
    "3.3": [(er.Network([PLANE, linear([1, 1], -1)]), "(0, 1), (1, 0)"), (er.Network([PLANE, linear([1, 1], 1)]), "empty"),
            (er.Network([PLANE, linear([1, 1], 0)]), "thick"), (er.Network([PLANE, PLANE, linear([1, 1], -1)]), "hidden ReLU layers of 2")],
    "3.4": [(([[1, 0], [0, 1]], [0, 0]), "(-3/2, 3/2)"), (([[1, 1], [1, 1]], [0, 0]), "determinant"), (([[1, 1, 1]], [0, 0]), "two columns"),
            ([[1, 0], [0, 1]], "row of numbers"), (([[1, 1], [0, -2]], [0, 2]), "corner")],
    "3.5": [(er.Network([PLANE, linear([1, 1], 0)]), "B0(2,0)"), (er.Network([PLANE, linear([1, 1], -1)]), "no interior points")],
    "4.1": [(er.Network([er.Layer([[1], [-1]]), linear([1, 1], -1)]), "2 points"), (er.Network([er.Layer([[1]]), linear([1], 0)]), "half-line"),
            (er.Network([er.Layer([[1]]), er.Layer([[1]]), linear([1], 0)]), "one hidden")],
    "4.2": [(1, "Not 1")],
    "4.3": [(er.Network([er.Layer([[1, 0], [0, 1], [1, 1]]), linear([1, 1, 1], -1)]), "infinity"),
            (er.Network([er.Layer([[1, 0], [0, 1], [1, 1]]), linear([1, 1, 1], 1)]), "empty"),
            (er.Network([er.Layer([[1, 0], [0, 1], [1, 1]]), linear([1, 1, 1], 0)]), "whole region")],
    "4.4": [(er.Network([PLANE, er.Layer([[1, 1]] * 3, [-1, -2, -3]), linear([1, 1, 1], -1)]), "components: 1"),
            (er.Network([PLANE, linear([1, 1], -1)]), "2, 3")],
    "5.1": [(CERTIFICATE, "differ from the certificate: 0"), (CERTIFICATE[:-3], "as long"), (CERTIFICATE.replace('["point",[1,1]]', '["point",[7,1]]'),
            "still a proof"), (CERTIFICATE.replace('["split",1]', '{"split",1]'), "malformed"), (1, "text")],
    "5.2": [(CERTIFICATE.replace('"regions":3', '"regions":4'), "rejected")],
    "5.3": [([1, 2, 3], "- 7"), ([-1, 2, 3], "negative"), ([1, 2], "three numbers")],
    "5.4": [([2, 0], "not in the square"), ([0, 1], "corner"), (["1/2", "1/2"], "less than")],
    "5.5": [('["point", [1, -2]]', "another point"), ('["point",[1,2]]', "rejected"), ("hello", "malformed"), (5, "as a text")],
}


def notebook(name: str, solutions: dict):
    """A lesson, with some of its answers put in."""
    nbformat = pytest.importorskip("nbformat")
    found = nbformat.read(LESSONS / f"{name}.ipynb", as_version=4)
    for cell in found.cells:
        for variable, text in solutions.items():
            if cell.source.startswith(f"{variable} = ..."):
                cell.source = cell.source.replace(f"{variable} = ...", f"{variable} = {text}", 1)
    return found


def run(found) -> list[str]:
    """What the cells that grade an answer say."""
    client = pytest.importorskip("nbclient").NotebookClient(found, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(LESSONS)}})
    client.execute()
    return [output["data"]["text/plain"] for cell in found.cells if cell.cell_type == "code" and "grade(" in cell.source and "import" not in cell.source
            for output in cell.outputs if "data" in output]


def test_lessons_are_there():
    """Five lessons; every exercise is in one, has a solution, and has wrong answers here."""
    assert len(NAMES) == 5 and set(SOLUTIONS) == set(NAMES)
    asked = {f"{i}.{answer[-1]}" for i, name in enumerate(NAMES, 1) for answer in SOLUTIONS[name]}
    assert asked == set(EXERCISES) == set(WRONG)


@pytest.mark.parametrize("name", NAMES)
def test_lesson_is_tidy(name):
    """No output is kept, and links lead to files of the repository."""
    import re
    found = json.loads((LESSONS / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in found["cells"] if cell["cell_type"] == "code")
    for cell in found["cells"]:
        for target in re.findall(r"\]\(([^)]+)\)", "".join(cell["source"])):
            assert (LESSONS / target).is_file(), target


@pytest.mark.parametrize("name", NAMES)
def test_lesson_runs(name):
    """With the solutions put in, every answer is right; a first answer left out is not answered, and nothing breaks."""
    said = run(notebook(name, dict(list(SOLUTIONS[name].items())[1:])))
    assert len(said) == len(SOLUTIONS[name])
    assert said[0].startswith("…") and all(text.startswith("✔") for text in said[1:]), said


@pytest.mark.parametrize("exercise", EXERCISES)
def test_exercise(exercise):
    """The solution is right, wrong answers are refused with a reason, and the reason does not contain the solution."""
    lesson, number = exercise.split(".")
    text = SOLUTIONS[NAMES[int(lesson) - 1]][f"answer_{number}"]
    assert grade(exercise, eval(text, {"er": er, "text": CERTIFICATE})).right
    assert grade(exercise, ...).right is None
    for answer, word in WRONG[exercise]:
        found = grade(exercise, answer)
        assert found.right is False and word in found.sentence, found
        assert len(text) < 6 or text not in found.sentence
        assert "<" not in found._repr_html_().replace("<div", "").replace("</div", "").replace("<strong", "").replace("</strong", "")


def test_no_such_exercise():
    with pytest.raises(er.InputError, match="there is no exercise '9.9'"):
        grade("9.9", 1)


@pytest.mark.parametrize("answer", [float("nan"), "1/0", object, {}, [], [[]], "x" * 5000, True, 10**4000, [None, None], ([[]], [])], ids=repr)
def test_any_answer_is_looked_at(answer):
    """Whatever is handed in, there is a sentence and no traceback."""
    for exercise in EXERCISES:
        assert grade(exercise, answer).right is False
