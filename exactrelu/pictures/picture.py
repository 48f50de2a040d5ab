"""Pictures of networks: `draw` looks, a Picture writes itself as SVG or as a page."""
from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Sequence

from ..complex import Complex
from ..errors import InputError
from ..network import Layer, Network
from ..partition import Classes
from ..readers.atomic import atomic_writer
from . import frames, line, page, plane, shading, solid
from .colours import MODES, by_signs, classes_of
from .drawing import LEFT, RIGHT, Look, Paper, Place, hatch, head, key_square, legend
from .drawn import ALWAYS, SHOW, Drawn, seen
from .line import Line
from .scene import Scene, scene
from .solid import Solid
from .wording import form_name

USUAL = ("axes", "boundary", "corners", "labels", "legend", "walls")
WIDTH = 640              # in pixels, where nothing else is said
SEVERAL = {"signs": 4_000, "value": 400, "class": 4_000}         # a page has further colourings of so many cells


@dataclass(frozen=True)
class Picture:
    """What is seen of a network; made by `exactrelu.draw`.

    scene : everything that is drawn, exactly
    colour : "signs", "value" or "class"
    show : what is seen at first, of SHOW
    title : a text
    outputs : names of the outputs
    """

    scene: Scene
    colour: str = "signs"
    show: tuple[str, ...] = USUAL
    title: str = ""
    outputs: tuple[str, ...] = ()

    def svg(self, prefix: str = "", highlight: Sequence[str | int] = (), show: str | Sequence[str] | None = None, everything: bool = False,
            place: Place | None = None, steps: int = 1) -> str:
        """The picture as the text of an SVG file, which may also stand in a page.

        Parameters
        ----------
        prefix : what every id begins with; pictures in one page need different ones
        highlight : what is not dimmed: sign vectors of regions, numbers of pieces; of a kind without any, nothing is dimmed
        show : instead of what the picture shows
        everything : what is not shown is in the file, too, but hidden
        place, steps : where points are drawn, see `drawing.Paper`

        Raises
        ------
        InputError : a sign vector or a piece that is not there.
        """
        show = check_show(self.show if show is None else show)
        drawn = self._drawn(prefix, highlight, show, everything, place, steps)
        lines, height = [], drawn.height
        if "legend" in show:
            keys = drawn.keys + [(group.key, group.what) for group in drawn.groups if group.what and seen(group, show)]
            lines, height = legend(keys, LEFT, height, drawn.width - LEFT - RIGHT)
        size = f'width="{WIDTH}" height="{WIDTH * height // drawn.width}" style="max-width:100%;height:auto"'
        return drawn.svg(show, height, f'{size} role="img" aria-labelledby="{prefix}title"',
                         [f'<title id="{prefix}title">{escape(self.title or self.headline)}</title>'], lines)

    def html(self) -> str:
        """The picture as the text of a page that needs no network: regions answer, everything can be shown, zoomed or turned."""
        modes = {mode: replace(self, colour=mode) for mode in MODES
                 if mode == self.colour or len(self.scene.cells) <= SEVERAL[mode] and (mode == "signs" or self.scene.boundary)}
        drawn = self._drawn("", (), self.show, True, None, 1)
        colours = {mode: picture._colours(drawn.paper, mode) for mode, picture in modes.items()}
        drawn.definitions += [text for mode, (_, texts, _) in colours.items() for text in texts]
        bare = isinstance(self.scene.found, Complex)
        kinds = [] if bare else [name for name, _, _ in classes_of(self.scene, self.outputs)]
        faces = {mode: (fills, lines) for mode, (fills, _, lines) in colours.items()}
        data = page.exact(self.scene, drawn.paper, self.regions, faces, kinds)
        title, space = self.title or "A picture of a network", ' class="space"' if self.scene.dimension == 3 else ""
        figure = drawn.svg(self.show, drawn.height, f'role="application" tabindex="0" aria-label="regions" aria-describedby="keys"{space}', [], [])
        return page.page(title, self.headline, figure, data, drawn.groups, self.show, faces, self.colour)

    def _repr_svg_(self) -> str:
        return self.svg()

    @property
    def headline(self) -> str:
        """One sentence on what is seen."""
        count, free = len(self.regions), sum(not bounded for bounded in self.regions.values())
        text = f"{count} region{'s' * (count != 1)}, {free} of them unbounded" if free else f"{count} region{'s' * (count != 1)}"
        return text + (f"; the boundary {self.what} in {len(self.scene.pieces)} piece{'s' * (len(self.scene.pieces) != 1)}" if self.scene.pieces else "")

    @cached_property
    def regions(self) -> dict[str, bool]:
        """The sign vectors that are seen, and whether their regions are bounded; the boundary may cut a region into several cells."""
        found: dict[str, bool] = {}
        for cell in self.scene.cells:
            found[cell.signs] = cell.bounded and found.get(cell.signs, True)
        return found

    @property
    def what(self) -> str:
        """The equation of the boundary."""
        return f"where the {self.winner}s are equal" if self.scene.envelope else f"{form_name(self.scene)} = 0"

    @property
    def winner(self) -> str:
        """What is compared, if several outputs are."""
        return "smallest output" if getattr(self.scene.found, "least", False) else "largest output"

    def save(self, path: str | os.PathLike) -> None:
        """Write the picture to a file, .svg or .html, which appears when it is complete."""
        check_path(path)
        text = self.html() if Path(path).suffix == ".html" else self.svg()
        with atomic_writer(path, "w") as file:
            file.write(text)

    def _dimmed(self, highlight: Sequence[str | int]) -> tuple[set[int], set[int]]:
        """The cells and the pieces that step back."""
        texts, numbers = {h for h in highlight if isinstance(h, str)}, {h for h in highlight if not isinstance(h, str)}
        unknown = texts - {cell.signs for cell in self.scene.cells} or numbers - set(range(len(self.scene.pieces)))
        if unknown:
            raise InputError(f"there is no region or piece {sorted(unknown)[0]!r} in the picture to highlight")
        return ({i for i, cell in enumerate(self.scene.cells) if texts and cell.signs not in texts},
                {i for i in range(len(self.scene.pieces)) if numbers and i not in numbers})

    def _drawn(self, prefix: str, highlight: Sequence[str | int], show: Sequence[str], everything: bool, place: Place | None, steps: int) -> Drawn:
        """All groups that are wanted, with what they need."""
        d = self.scene.dimension
        paper = Line(self.scene) if d == 1 else Solid(self.scene.frame) if d == 3 else Paper(self.scene.frame, place, steps)
        dim, pale = self._dimmed(highlight) if highlight else (set(), set())
        fills, definitions, keys = self._colours(paper, prefix)
        definitions += [hatch(f"{prefix}hatch"), head(f"{prefix}to", "#7a3b69"), head(f"{prefix}star", "#0072b2")]
        hatched = [i for i, cell in enumerate(self.scene.cells) if cell.side == 0 or len(cell.winners) > 1]
        look = Look(prefix, fills, hatched, self.what, dim, pale, frozenset((*(SHOW if everything else show), *ALWAYS)), everything)
        return Drawn(paper, list((line, plane, solid)[d - 1].groups(self.scene, paper, look)), definitions, keys)

    def _colours(self, paper: Paper, prefix: str) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        """(fill of every cell, definitions, lines of the legend)."""
        if self.colour == "value":
            if self.scene.dimension == 3:
                definitions, (fills, colours) = [], shading.flat(self.scene)
            else:
                definitions, fills, colours = shading.gradients(self.scene, paper, prefix)
            key, lines = shading.scale(colours, prefix, f"the {self.winner}" if self.scene.envelope else form_name(self.scene))
            return fills, [*definitions, key], lines
        if self.colour == "signs":
            return by_signs(self.scene), [], []
        named = classes_of(self.scene, self.outputs)
        shown = sorted({name: fill for name, fill, tie in named if not tie}.items())
        return [fill for _, fill, _ in named], [], [
            (key_square(fill), name) for name, fill in shown]


def check_path(path: str | os.PathLike) -> None:
    """InputError if a picture cannot be written to a file of this name."""
    if Path(path).suffix not in (".svg", ".html"):
        raise InputError(f"a picture is an SVG file or a page, so its name must end in .svg or .html, but is {os.fspath(path)!r}")


def check_show(show: str | Sequence[str]) -> tuple[str, ...]:
    """The words of `show`: words, or a text of them with commas between, or "all"; an InputError names one that is not known.

    >>> check_show("boundary,corners"), check_show(()), len(check_show("all"))
    (('boundary', 'corners'), (), 10)
    """
    if show == "all":
        return SHOW
    words = tuple(word.strip() for word in show.split(",") if word.strip()) if isinstance(show, str) else tuple(show)
    unknown = [word for word in words if word not in SHOW]
    if unknown:
        raise InputError(f"there is no {str(unknown[0])[:40]!r} to be shown; the words are all, or some of {', '.join(SHOW)}")
    return words


def draw(network: Network | Layer, target: str | os.PathLike | None = None, *, domain: Any = None, output: int | None = None,
         pair: tuple[int, int] | None = None, frame: Any = None, colour: str = "signs", show: str | Sequence[str] = USUAL,
         title: str | None = None, **options: Any) -> Picture:
    """A picture of a network: its regions, its boundary, and what else is in SHOW. Only what the screen shows is rounded.

    Parameters
    ----------
    target : a file to write, .svg or .html
    domain, output, pair, frame, options : see `pictures.scene.scene`
    colour : "signs": neighbours differ; "value": the value of the form, or the largest output; "class": its sign, or which is largest

    Raises
    ------
    InputError : more than three coordinates, no boundary where one is asked for, an unknown word, another ending.

    >>> import exactrelu as er
    >>> picture = er.draw(er.Network([er.Layer([[1, 0], [0, 1]]), er.Layer([[1, 1]], [-1], "linear")]))
    >>> picture.headline, picture.svg().count("<circle")
    ('4 regions, 4 of them unbounded; the boundary F = 0 in 3 pieces', 3)
    """
    if colour not in MODES:
        raise InputError(f"colour must be one of {', '.join(MODES)}, but is {str(colour)[:40]!r}")
    if target is not None:
        check_path(target)
    words = check_show(show)
    picture = Picture(scene(network, domain, output, pair, frame, **options), colour, words, title or "")
    if target is not None:
        picture.save(target)
    return picture


def of_classes(found: Classes, outputs: Sequence[str] = ()) -> Picture:
    """The picture of classes that are known already, on a bounded domain.

    outputs : their names, for the legend

    Raises
    ------
    InputError : the domain is unbounded, or has more than three coordinates.

    >>> import exactrelu as er
    >>> picture = of_classes(er.classes(er.Network(er.Layer([[1, 0], [0, 1]], activation="linear")), "box:-1,1"), ["left", "right"])
    >>> picture.headline, "right" in picture.svg()
    ('1 region; the boundary where the largest outputs are equal in 1 piece', True)
    """
    cx = found.complex
    if not 1 <= cx.domain.dimension <= 3:
        raise InputError(f"a picture has one, two or three coordinates, but the domain has {cx.domain.dimension}; give a slice with --domain")
    if not frames.whole(cx):
        raise InputError("the domain is unbounded, so it cannot be drawn whole; give a box or a slice with intervals with --domain")
    return Picture(Scene(found.network, cx.domain, found, found, frames.chosen(cx)), "class", outputs=tuple(outputs))
