"""The exercises of the lessons: an answer is graded by exact computation, and a wrong one is told what is wrong with it.

answers      what a student may hand in, as exact objects, and whether two networks are the same function
one_neuron, sectors, boundaries, depth, proofs   the exercises of the five lessons

An exercise is a function of the answer; it returns None if that is right, else a sentence that helps and does not tell.
"""
from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from ..errors import ExactReluError, InputError
from . import boundaries, depth, one_neuron, proofs, sectors

EXERCISES = {
    "1.1": one_neuron.bend, "1.2": one_neuron.distance_from_one, "1.3": one_neuron.flat_zero, "1.4": one_neuron.most_regions,
    "2.1": sectors.apex, "2.2": sectors.slid_to_the_apex, "2.3": sectors.same_image, "2.4": sectors.projector, "2.5": sectors.nearest,
    "3.1": boundaries.predicted_class, "3.2": boundaries.pieces, "3.3": boundaries.two_corners, "3.4": boundaries.straightened,
    "3.5": boundaries.thick,
    "4.1": depth.three_points, "4.2": depth.components, "4.3": depth.bounded, "4.4": depth.three_curves,
    "5.1": proofs.rejected, "5.2": proofs.malformed, "5.3": proofs.multipliers, "5.4": proofs.witness, "5.5": proofs.missing_line,
}


@dataclass(frozen=True)
class Grade:
    """What is said of an answer.

    right : True, False, or None if there is no answer yet
    sentence : what is wrong with it, if it is wrong
    """

    exercise: str
    right: bool | None
    sentence: str

    def __repr__(self) -> str:
        return f"{self._mark} Exercise {self.exercise}: {self.sentence}"

    @property
    def _mark(self) -> str:
        return {True: "✔", False: "✘", None: "…"}[self.right]

    def _repr_html_(self) -> str:
        ink, paper = {True: ("#004d3a", "#d9f2ea"), False: ("#7a2a00", "#fde7d8"), None: ("#333333", "#eeeeee")}[self.right]
        return (f'<div role="status" style="color:{ink};background:{paper};border-left:.4em solid {ink};padding:.4em .8em">'
                f"<strong>{self._mark} Exercise {self.exercise}.</strong> {escape(self.sentence)}</div>")


def grade(exercise: str, answer: Any) -> Grade:
    """Look at an answer.

    exercise : "1.1" to "5.5"
    answer : what the exercise asks for; `...` means that there is none yet.

    Raises
    ------
    InputError : there is no such exercise.

    >>> grade("1.1", ...)
    … Exercise 1.1: Not answered yet: put your answer in place of the three dots.
    >>> grade("1.1", 2)
    ✘ Exercise 1.1: At x = 2 the inside of the maximum, 3 x - 2, is 4. Where the neuron bends it is 0.
    """
    if exercise not in EXERCISES:
        raise InputError(f"there is no exercise {str(exercise)[:20]!r}; there are {', '.join(EXERCISES)}")
    if answer is ...:
        return Grade(exercise, None, "Not answered yet: put your answer in place of the three dots.")
    try:
        wrong = EXERCISES[exercise](answer)
    except ExactReluError as error:
        text = str(error)
        wrong = f"{text[:1].upper()}{text[1:]}."
    return Grade(exercise, wrong is None, wrong or "Right.")
