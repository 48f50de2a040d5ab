"""Workloads made here, as .npz files like those of ../shared/cases/workloads, into .peers/inputs.

A trained network of the cases (the signed distance of a bunny, A. Berzins, Polyhedral complex extraction from ReLU
networks using edge subdivision, ICML 2023), a slice of an ACAS Xu network as in slices.py, and, for scaling.py,
arrangements and networks with random integers from a fixed seed.
"""
from __future__ import annotations

from fractions import Fraction
from typing import Sequence

import numpy as np

import exactrelu as er
from rows import CASES, MADE
from slices import square

SEED = 20
BUNNY, ACAS = "bunny_2-50-50-1", "acasxu_4_5_slice"
RANGE = 10_000         # the entries of random rows


def write(name: str, layers: Sequence[tuple]) -> None:
    """A file of layers (W, b); nothing if it is there."""
    MADE.mkdir(parents=True, exist_ok=True)
    path = MADE / f"{name}.npz"
    if not path.exists():
        arrays = {f"{key}{i}": part for i, layer in enumerate(layers) for key, part in zip("Wb", layer)}
        np.savez(path, **arrays)


def single(entries: Sequence) -> np.ndarray:
    """Rationals as float32, which they have to be already."""
    found = np.array(entries, dtype=float).astype(np.float32)
    assert all(Fraction(float(x)) == y for x, y in zip(found.ravel(), np.array(entries, dtype=object).ravel()))
    return found


def networks() -> None:
    """The bunny and the slice."""
    bunny = er.read(CASES / "networks" / "berzins__2_2x50_relu_bunny.json")
    slice_ = square(er.read(CASES / "networks" / "acasxu__run2a_4_5.json.gz"))
    for name, network in ((BUNNY, bunny), (ACAS, slice_)):
        write(name, [(single(layer.W), single(layer.b)) for layer in network.layers])


def random_network(inputs: int, widths: Sequence[int]) -> str:
    """The name of a network with random integer rows, generic with probability almost 1; one output after its ReLU layers."""
    name, rng = f"R_{'-'.join(map(str, (inputs, *widths)))}", np.random.default_rng([SEED, inputs, *widths])
    sizes = [inputs, *widths, 1]
    write(name, [(rng.integers(-RANGE, RANGE + 1, (m, n)), rng.integers(-RANGE, RANGE + 1, m)) for n, m in zip(sizes, sizes[1:])])
    return name
