"""Proofs for people: a network and a question -> a page that argues step by step, with exact numbers.

formula      formulas as trees that can be evaluated: a page is checked by what it says
latex, mathml   how they are written
document     sections, texts, tables, pictures, theorems, certificates
figure, views   pictures from the exact geometry, as SVG and TikZ
opening, layer_steps, boundary_steps, special_steps, region_steps, decision_steps   the steps of the proofs
evidence     certificates, and the theorems that are used
task, shallow_proof, prove   from a question to a Lesson
html, tex, markdown   the files
"""
from .lesson import Lesson, check_page
from .prove import prove

__all__ = ["Lesson", "check_page", "prove"]
