"""The fan engine in Python: the exact face lattice of the whole subdivision, split by one neuron at a time.

The compiled engine (native/fan.cpp) makes the same fan, face by face. The lattice (lattice.py) asks for the sign of a form at every ray and answers with the cut edges;
this module keeps the exact rays. A neuron of a later layer is linear on every cell of the earlier
ones, so on an edge its sign is known from the two ends unless they differ: only then is it computed.
Source: proofs/fan.md.
"""
from __future__ import annotations

from math import prod
from typing import Callable

import numpy as np

from ..errors import InputError, LimitExceeded
from . import exact
from .cells import Fan, canonical_order, cone
from .filter import certified_signs
from .growing import Growing
from .lattice import CUT, FORMS, MINUS, PLUS, ZERO, Lattice, codes
from .problem import Problem
from .size import too_large
from .start import first_rays

Progress = Callable[[int, int, int], None]
PEAK = 3        # while a fan is finished up to three times the memory of its lattice is in use (measured)


def pure_fan(problem: Problem, memory: int, progress: Progress | None = None) -> Fan:
    """All cells of the problem with all their faces, exactly.

    `memory` bounds the bytes in use (LimitExceeded beyond); `progress(done, neurons, cells)` is
    called after every neuron.
    """
    builder = _Builder(problem, memory)
    builder.restrict_to_domain()
    if not builder.lattice.rays:        # a central problem on the point 0 alone
        return Fan(np.eye(1, len(problem.columns) + 1, dtype=np.int64), *np.zeros((2, 1, problem.neurons), dtype=np.int8), ())
    for stage in range(len(problem.stages)):
        builder.enter(stage)
        for neuron in range(len(problem.stages[stage])):
            builder.split(neuron)
            if progress:
                progress(builder.known + neuron + 1, problem.neurons, builder.lattice.cells)
    return builder.finished()


class _Builder:
    """The growing fan: a lattice, its rays, and the signs of the forms met so far."""

    def __init__(self, problem: Problem, memory: int):
        self.problem, self.memory = problem, memory
        domain_rows = len(problem.rows)
        # a central problem is the same at every t: it is solved on t = 0, and its cone over the apex taken
        two_sided = [False] * (not problem.central) + [i >= domain_rows for i in problem.basis]
        faces = prod(2 + two for two in two_sided)
        if faces * 8 * (len(two_sided) + 6) * PEAK > memory:
            raise too_large(memory, f"the {len(problem.basis)} independent hyperplanes alone have "
                                  f"2^{faces.bit_length() - 1} faces or more")
        self.lattice = Lattice.simplicial(two_sided)
        rays = [ray for ray, two in zip(first_rays(problem)[problem.central:], two_sided)
                for ray in ((ray, tuple(-x for x in ray)) if two else (ray,))]
        self.rays = exact.array(rays, len(rays[0]))
        self.forms = [exact.array(stage, len(stage[0])).T for stage in problem.stages]
        self.weights = [exact.narrow(forms[1:]) for forms in self.forms]      # often smaller than the biases
        self.stage = -1
        self.known = 0          # columns of the signs that belong to the stages before this one

    def restrict_to_domain(self) -> None:
        """Cut by the inequalities that are not among the first rows, and keep their positive side."""
        for i, row in enumerate(self.problem.rows):
            if i in self.problem.basis:
                continue
            values = exact.product(self.rays, exact.array([row], len(row)).T)[:, 0]
            self.lattice.look(_codes(exact.signs(values)[:, None]))
            if not (self.lattice.sides(0)[-1] & PLUS).any():
                kept = self.lattice.keep_zero(0)
            else:
                try:
                    split = self.lattice.split(0, self.memory // PEAK)
                except MemoryError:
                    raise self._too_large(0) from None
                self._add_rays(split, values[split.plus], values[split.minus])
                kept = self.lattice.keep(np.flatnonzero(split.sides & CUT != MINUS))
            self.rays = self.rays[kept]
        if not self.problem.central and not (self.rays[:, 0] > 0).any():
            raise InputError("the domain is empty: no point satisfies all of its inequalities")
        self.ray_signs = Growing(np.zeros((self.lattice.rays, 0), dtype=np.int8))
        self.cell_signs = Growing(np.zeros((self.lattice.cells, 0), dtype=np.int8))

    def enter(self, stage: int) -> None:
        """Find the sign of every neuron of a layer at every ray there is."""
        self.known = self.ray_signs.all.shape[1]
        self.stage = stage
        found = self._signs_of_layer()
        self.ray_signs = Growing(np.concatenate((self.ray_signs.all, found), axis=1))
        empty = np.zeros((self.cell_signs.size, found.shape[1]), dtype=np.int8)
        self.cell_signs = Growing(np.concatenate((self.cell_signs.all, empty), axis=1))

    def split(self, neuron: int) -> None:
        """Split every cell by a neuron of the current layer."""
        column, form = self.known + neuron, neuron % FORMS
        batch = slice(column - form, column - form + FORMS)
        if form == 0:
            self.lattice.look(_codes(self.ray_signs.all[:, batch]))
        try:
            split = self.lattice.split(form, (self.memory - self._beside_lattice()) // PEAK)
        except MemoryError:
            raise self._too_large(column) from None
        signs, ray_signs = self.cell_signs.all, self.ray_signs.all
        signs[:, column] = np.array([0, 1, -1, 1], dtype=np.int8)[split.sides & 3]
        if not len(split.cut):
            return
        negative = signs[split.cut]
        negative[:, column] = -1
        self.cell_signs.extend(negative)
        if not len(split.plus):
            self.lattice.learn(np.empty(0, dtype=np.uint64))
            return
        inside = np.sign(ray_signs[split.plus, :self.known] + ray_signs[split.minus, :self.known])
        form = np.full(len(split.plus), neuron)
        plus, minus = self._values((self.rays[split.plus], self.rays[split.minus]), inside, form)
        new = self._add_rays(split, plus, minus)
        self.lattice.learn(_codes(self._add_signs(split, new, column)[:, batch]))

    def _too_large(self, done: int) -> LimitExceeded:
        return too_large(self.memory, f"after {done} of {self.problem.neurons} neurons there are {sum(self.lattice.sizes())} faces")

    def _beside_lattice(self) -> int:
        """The bytes of the rays and signs; a Python integer takes about 64."""
        big = 72 if self.rays.dtype == object else 8
        return big * self.rays.size + self.ray_signs.all.nbytes + self.cell_signs.all.nbytes

    def _add_rays(self, split, plus_values: np.ndarray, minus_values: np.ndarray) -> np.ndarray:
        """The ray h(u) v - h(v) u on each cut edge (u, v), h(u) > 0 > h(v)."""
        new = exact.combine(plus_values, self.rays[split.minus], -minus_values, self.rays[split.plus])
        self.rays = exact.joined(self.rays, new)
        return new

    def _add_signs(self, split, new: np.ndarray, column: int) -> np.ndarray:
        """Signs at new rays: those of the ends where these agree or one is 0, else computed."""
        plus, minus = self.ray_signs.all[split.plus], self.ray_signs.all[split.minus]
        signs = np.sign(plus + minus)
        row, later = np.nonzero(plus[:, column + 1:] * minus[:, column + 1:] < 0)
        if len(row):
            later += column + 1
            values, = self._values((new[row],), signs[row, :self.known], later - self.known)
            signs[row, later] = exact.signs(values)
        self.ray_signs.extend(signs)
        return signs

    def _values(self, points: tuple[np.ndarray, ...], signs: np.ndarray, neurons: np.ndarray) -> list[np.ndarray]:
        """The values at point i of each array of neuron neurons[i] of this layer, as the form that it is
        where the earlier neurons have the signs signs[i]."""
        if not self.stage and len(neurons) and (neurons == neurons[0]).all():
            return [exact.product(x, self.forms[0][:, neurons[:1]])[:, 0] for x in points]
        keys = np.concatenate((np.packbits(signs > 0, axis=1), neurons.astype(np.uint32).view(np.uint8).reshape(-1, 4)),
                              axis=1)
        _, first, which = np.unique(keys.view(f"V{keys.shape[1]}")[:, 0], return_index=True, return_inverse=True)
        bias, weights = self.forms[self.stage][0, neurons[first]], self.weights[self.stage].T[neurons[first]]
        rows, position = exact.beside(bias[:, None], weights), self.known
        for forms in reversed(self.forms[:self.stage]):
            width = forms.shape[1]
            on = signs[first, position - width:position] > 0
            position -= width
            rows = exact.add_to_first_column(exact.product(weights * on, forms.T), bias)
            bias, weights = rows[:, 0], rows[:, 1:]
        return [exact.dots(rows[which], x) for x in points]

    def _signs_of_layer(self) -> np.ndarray:
        """The sign of every neuron of the current layer at every ray."""
        if self.rays.dtype != object and not self.stage:
            return exact.signs(exact.product(self.rays, self.forms[0]))
        on, before = self.ray_signs.all > 0, self.forms[:self.stage]
        found, certain = certified_signs(self.rays, on, before, self.forms[self.stage])
        unsure = np.flatnonzero(~certain.all(axis=1))
        if len(unsure):
            found[unsure] = exact.signs(exact.product(_inputs(self.rays[unsure], on[unsure], before),
                                                      self.forms[self.stage]))
        return found

    def finished(self) -> Fan:
        """The fan with its cells in canonical order."""
        cell_signs, ray_signs, rays = self.cell_signs.all, self.ray_signs.all, self.rays
        order = canonical_order(cell_signs)
        self.lattice.codes.clear()
        levels = []
        while self.lattice.levels:      # give each level back as soon as it is written out
            levels.append(self.lattice.levels.pop(0).table())
        if levels:
            start, ids = levels[-1]
            lengths = np.diff(start)[order]
            ends = np.cumsum(lengths)
            moved = np.arange(len(ids)) + np.repeat(start[:-1][order] - ends + lengths, lengths)
            levels[-1] = (np.concatenate(([0], ends)), ids[moved])
        else:
            rays, ray_signs = rays[order], ray_signs[order]
        if self.problem.central:
            apex = np.eye(1, rays.shape[1], dtype=np.int64)
            levels = cone(len(rays), levels)
            rays = exact.joined(rays, apex)
            ray_signs = np.concatenate((ray_signs, np.zeros((1, ray_signs.shape[1]), dtype=np.int8)))
        return Fan(exact.narrow(rays), ray_signs.copy(), cell_signs[order], tuple(levels))


def _inputs(rays: np.ndarray, on: np.ndarray, layers: list[np.ndarray]) -> np.ndarray:
    """What enters the layer after these at some rays: t, then the positive parts of the last one."""
    values, position = rays, 0
    for forms in layers:
        width = forms.shape[1]
        after = exact.product(values, forms) * on[:, position:position + width]
        values = np.concatenate((rays[:, :1], after), axis=1)
        position += width
    return values


def _codes(signs: np.ndarray) -> np.ndarray:
    """Signs 1, -1, 0 of a few forms at rays, as codes for the lattice."""
    return codes(np.array([ZERO, PLUS, MINUS], dtype=np.uint8)[signs])
