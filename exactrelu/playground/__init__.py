"""The page "the d boundaries": a layer and its decision boundary to play with, in one file for a browser.

The parts lie beside this module: page.html and style.css; rational.js and linear.js (exact numbers), classes.js (the
class), cells.js and boundary.js (regions, pieces, corners), elements.js, draw2.js and draw3.js (pictures), tour.js (the
walk), controls.js, page.js and input.js. The browser computes with integers of any size; it rounds only what it draws.
"""
from __future__ import annotations

import base64
import hashlib
import json
import os
from importlib.resources import files

from ..errors import InputError
from ..linalg import spelled
from ..network import Network
from ..readers.atomic import atomic_writer
from ..version import VERSION

SCRIPTS = ("rational", "linear", "classes", "cells", "boundary", "elements", "draw2", "draw3", "tour", "controls", "page", "input")
MOST = 6                                          # neurons that the page takes


def playground(network: Network | None = None) -> str:
    """The page as a text: HTML with everything in it. It asks no network for anything, and its own policy forbids it to.

    network : what is shown first, if not the beginning of the walk

    Raises
    ------
    InputError : the network is not one of 2 or 3 inputs, one hidden ReLU layer of at most 6 neurons, and one output.

    >>> from exactrelu.network import Layer, Network
    >>> text = playground(Network([Layer([[1, 0], [0, 1]]), Layer([[1, "1/3"]], [-1], "linear")]))
    >>> text.count("<script"), '["1", "1/3"]' in text, "http-equiv" in text
    (2, True, True)
    """
    parts = files(__package__)
    script = "\n(() => {\n\"use strict\";\n" + "\n".join((parts / f"{name}.js").read_text("utf-8") for name in SCRIPTS) + "})();\n"
    style = (parts / "style.css").read_text("utf-8")
    policy = f"default-src 'none'; img-src data:; script-src '{_digest(script)}'; style-src '{_digest(style)}'"
    page = (parts / "page.html").read_text("utf-8")
    for name, text in (("policy", policy), ("style", style), ("version", VERSION), ("start", _start(network)), ("script", script)):
        page = page.replace("{{" + name + "}}", text, 1)
    return page


def write_playground(path: str | os.PathLike, network: Network | None = None) -> None:
    """Write the page; the file appears when it is complete."""
    text = playground(network)
    with atomic_writer(path, "w") as file:
        file.write(text)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _start(network: Network | None) -> str:
    """The network as the page reads it; numbers and known words only, so nothing of it can be taken for markup."""
    if network is None:
        return "null"
    kinds = [layer.activation for layer in network.layers]
    if kinds != ["relu", "linear"] or network.outputs != 1 or network.inputs not in (2, 3) or network.layers[0].neurons > MOST:
        raise InputError("the page shows networks with 2 or 3 inputs, one hidden ReLU layer of at most "
                         f"{MOST} neurons and one linear output; this one has {network.inputs} inputs, the layers "
                         f"{', '.join(f'{layer.activation} ({layer.neurons})' for layer in network.layers)}")
    return json.dumps({"layers": [{"W": [[spelled(x) for x in row] for row in layer.W], "b": [spelled(x) for x in layer.b],
                                   "activation": layer.activation} for layer in network.layers]})
