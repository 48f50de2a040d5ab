"""A complex in files: one JSON line a region, and the graph of neighbours as GraphML."""
from __future__ import annotations

import json
from typing import Callable, Iterable

import networkx as nx

from .complex import Complex, Region
from .errors import InputError, NotKnown
from .linalg import spelled
from .readers.atomic import atomic_writer


def region_data(region: Region) -> dict:
    """A region as a JSON object; vertices and rays are null where the engine 'signs' would have to work them out.

    >>> import exactrelu as er
    >>> region_data(er.enumerate(er.Layer([[1]]))[0])["vertices"]
    [['0']]
    """
    text = lambda rows: [[spelled(x) for x in row] for row in rows]  # noqa: E731
    f = region.affine_map
    known = not callable(region.generators)
    return {
        "signs": region.signs,
        "bounded": region.bounded,
        "interior": [spelled(x) for x in region.interior],
        "vertices": text(region.vertices) if known else None,
        "rays": text(region.rays) if known else None,
        "matrix": text(f.matrix),
        "vector": [spelled(x) for x in f.vector],
    }


def write_regions(complex: Complex, path: str, progress: Callable[[int, int, int], None] | None = None) -> None:
    """Write every region as one line of JSON, in canonical order; the file appears when it is complete."""
    write_lines(map(region_data, complex), path, len(complex), progress)


def write_lines(objects: Iterable[dict], path: str, number: int, progress: Callable[[int, int, int], None] | None = None) -> None:
    """Write some number of objects, a line of JSON each; the file appears when it is complete."""
    with atomic_writer(path, "w") as file:
        for done, one in enumerate(objects, 1):
            file.write(json.dumps(one) + "\n")
            if progress:
                progress(done, number, done)


def check_graph(path: str, engine: str) -> None:
    """InputError or NotKnown if the graph of an engine's complex cannot be written to this file."""
    if not path.endswith((".graphml", ".graphml.gz")):
        raise InputError(f"the graph is written as GraphML, so its file must end in .graphml, but is {path!r}")
    if engine == "signs":
        raise NotKnown("the engine 'signs' keeps no neighbours, so there is no graph; use the engine 'fan' or 'cdd'")


def write_graph(complex: Complex, path: str) -> None:
    """Write the graph of neighbouring regions; the neurons of an edge are separated by spaces."""
    check_graph(path, complex.engine)
    graph = nx.Graph()
    graph.add_nodes_from(complex.graph.nodes(data=True))
    graph.add_edges_from((a, b, {"neurons": " ".join(map(str, neurons))})
                         for a, b, neurons in complex.graph.edges(data="neurons"))
    with atomic_writer(path, "wb") as file:
        nx.write_graphml(graph, file)
