"""Formulas of the site as MathML, which browsers show without any script."""
from __future__ import annotations

from docutils import nodes
from latex2mathml.converter import convert


def inline(self, node) -> None:
    """A formula in a line."""
    self.body.append(convert(node.astext(), display="inline"))
    raise nodes.SkipNode


def block(self, node) -> None:
    """A formula of its own, which may be scrolled where the screen is narrow."""
    self.body.append(f'<div class="formula">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode
