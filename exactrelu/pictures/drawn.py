"""A picture that is drawn, before it is a text."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from .drawing import BOTTOM, FONT, LEFT, RIGHT, TOP, Group, Paper

SHOW = ("adjacency", "apex", "axes", "boundary", "corners", "dual", "labels", "legend", "projection", "walls")
ALWAYS = ("cells", "edge", "graph", "note", "open", "thick", "zero")


@dataclass
class Drawn:
    """The groups of a picture, what they refer to, and the lines of the legend that belong to colours."""

    paper: Paper
    groups: list[Group]
    definitions: list[str]
    keys: list[tuple[str, str]]

    @property
    def width(self) -> int:
        """Of the picture, in units."""
        return LEFT + self.paper.size[0] + RIGHT

    @property
    def height(self) -> int:
        """Of the picture without a legend, in units."""
        return TOP + self.paper.size[1] + BOTTOM

    def svg(self, show: Sequence[str], height: int, attributes: str, first: Sequence[str], last: Sequence[str]) -> str:
        """The SVG element, with others before and after the groups."""
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" font-family="sans-serif" font-size="{FONT}" {attributes}>',
            *first, f"<defs>{''.join(dict.fromkeys(self.definitions))}</defs>", f'<rect width="{self.width}" height="{height}" fill="#fff"/>',
            *(group.text(not seen(group, show)) for group in self.groups), *last, "</svg>\n"])


def seen(group: Group, show: Sequence[str]) -> bool:
    """Whether a group is shown, if these words are."""
    return group.name in show or group.name in ALWAYS
