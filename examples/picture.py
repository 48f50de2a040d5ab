"""Draw the picture of the README: the regions of a small deep network in a box, and its decision boundary.

    python examples/picture.py examples/picture.svg
"""
from __future__ import annotations

import sys

import exactrelu as er

NET = er.Network([
    er.Layer([[2, 1], [-1, 2], [1, -1], [1, 3], [-2, 1]], [-1, 1, 1, -2, 0]),
    er.Layer([[1, -1, 1, 0, 1], [-1, 1, 0, 1, -1], [0, 1, -1, -1, 1]], [-1, 1, 0]),
    er.Layer([[2, -1, 1]], [-1], "linear"),
])


def main(target: str) -> None:
    """Write the picture."""
    picture = er.draw(NET, target, domain="box:-3,3", colour="value", show="boundary,corners,walls,axes,legend",
                      title="33 regions of a network 2-5-3-1, coloured by its value; the decision boundary in black")
    print(f"{target}: {picture.headline}")


if __name__ == "__main__":
    main(sys.argv[1])
