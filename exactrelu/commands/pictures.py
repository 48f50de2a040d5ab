"""exactrelu draw."""
from __future__ import annotations

import re
import time

from ..linalg import spelled
from ..pictures.colours import MODES
from ..pictures.picture import SHOW, USUAL, check_path, check_show, draw
from .shared import Arguments, Commands, Parents, check_written, form_options, listed, network_in, show


def add(commands: Commands, shared: Parents) -> None:
    """The commands of this module."""
    one = commands.add_parser("draw", parents=[shared.reading, shared.where, shared.output], help="a picture, as SVG or as a page to play with")
    one._negative_number_matcher = re.compile(r"-[\d.]")          # so that --frame -1,1 is not taken for an option
    form_options(one)
    one.add_argument("-o", "--to", metavar="FILE", required=True, help=".svg for a paper, .html for a page that needs no network")
    one.add_argument("--frame", metavar="LO,HI", help="the box to draw, LO,HI;LO,HI for each coordinate; default: around the domain or all vertices")
    one.add_argument("--colour", choices=MODES, default="signs", help="regions by sign vector (neighbours differ), by value, or by class")
    one.add_argument("--show", metavar="WORDS", default=",".join(USUAL), help=f"what is seen, separated by commas: all, or some of {', '.join(SHOW)}")
    one.add_argument("--title", metavar="TEXT", default="")
    one.set_defaults(run=_draw)


def _draw(arguments: Arguments) -> int:
    start = time.monotonic()
    check_path(arguments.to)
    check_written(arguments.to, arguments.net, arguments.domain)
    shown = check_show(arguments.show)
    network = network_in(arguments.net, arguments)
    picture = draw(network, arguments.to, domain=arguments.domain, output=arguments.output, pair=arguments.pair, frame=arguments.frame,
                   colour=arguments.colour, show=shown, title=arguments.title, memory=arguments.memory,
                   engine="fan" if arguments.engine == "auto" else arguments.engine)
    scene = picture.scene
    data = {"file": arguments.to, "regions": len(picture.regions), "unbounded_regions": sum(not bounded for bounded in picture.regions.values()),
            "regions_outside": scene.hidden, "pieces": len(scene.pieces), "corners": len(scene.corners),
            "frame": [[spelled(x) for x in pair] for pair in scene.frame], "seconds": round(time.monotonic() - start, 3)}
    show(arguments, data, listed(data, {"frame": lambda frame: " x ".join(f"[{lo}, {hi}]" for lo, hi in frame)}))
    return 0
