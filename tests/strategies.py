"""The only place where tests invent networks and domains at random: small, and degenerate on purpose."""
from __future__ import annotations

import os
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import exactrelu as er

# The tests try the same few examples at every run; EXACTRELU_EFFORT=50 tries fifty times as many, others at every run.
EFFORT = int(os.environ.get("EXACTRELU_EFFORT", "0"))
settings.register_profile("exactrelu", max_examples=100 * max(1, EFFORT), deadline=None, derandomize=not EFFORT,
                          suppress_health_check=list(HealthCheck))
settings.load_profile("exactrelu")


def examples(count: int = 100) -> settings:
    """So many examples of a property, times the effort."""
    return settings(max_examples=count * max(1, EFFORT))


# Quantised weights make zero rows, parallel rows, dead neurons; a few fractions and large numbers in between.
entries = st.one_of(st.integers(-1, 1), st.integers(-3, 3), st.fractions(-2, 2, max_denominator=3),
                    st.sampled_from([Fraction(2**40), Fraction(-1, 2**40), Fraction(10**25, 3)]))


@st.composite
def layers(draw, inputs: int, widths=st.integers(1, 4), activation="relu"):
    """A layer, with a repeated or zero row now and then."""
    rows = [[draw(entries) for _ in range(inputs + 1)] for _ in range(draw(widths))]
    if len(rows) > 1 and draw(st.booleans()):
        rows[-1] = [draw(st.sampled_from([0, 1, 2, -1])) * x for x in rows[0]]
    return er.Layer([row[1:] for row in rows], [row[0] for row in rows], activation)


@st.composite
def networks(draw, max_inputs: int = 3, max_layers: int = 2):
    """One or two ReLU layers, perhaps with linear layers around them."""
    found = [draw(layers(draw(st.integers(1, max_inputs))))]
    for _ in range(draw(st.integers(0, max_layers - 1))):
        if draw(st.integers(0, 4)) == 0:
            found.append(draw(layers(found[-1].neurons, st.integers(1, 3), "linear")))
        found.append(draw(layers(found[-1].neurons, st.integers(1, 3))))
    if draw(st.booleans()):
        found.append(draw(layers(found[-1].neurons, st.integers(1, 2), "linear")))
    return er.Network(found)


@st.composite
def domains(draw, inputs: int):
    """The whole space, a box (perhaps flat), a polyhedron that holds 0 (perhaps unbounded or flat), or a slice."""
    small = st.integers(-2, 2)
    kind = draw(st.sampled_from(["whole", "box", "polytope", "slice"]))
    if kind == "box":
        return er.Domain.box([sorted((draw(small), draw(small))) for _ in range(inputs)])
    if kind == "polytope":
        rows = draw(st.lists(st.tuples(st.integers(0, 2), *[small] * inputs), min_size=1, max_size=5))
        return er.Domain.polytope([list(row) for row in rows])
    if kind == "slice" and inputs > 1:
        directions = [[int(i == j) + draw(st.integers(0, 1)) * (i < j) for j in range(inputs)]
                      for i in range(draw(st.integers(1, inputs - 1)))]
        return er.Domain.slice([draw(small) for _ in range(inputs)], directions,
                               draw(st.sampled_from([None, [[-1, 2]] * len(directions)])))
    return er.Domain.whole(inputs)


@st.composite
def problems(draw, **options):
    """A network with a domain."""
    net = draw(networks(**options))
    return net, draw(domains(net.inputs))


@st.composite
def functions(draw, max_inputs: int = 3, max_layers: int = 2):
    """A network with one output and at least one hidden layer; generic rows now and then."""
    inputs = draw(st.integers(1, max_inputs))
    if draw(st.booleans()):
        rows = draw(st.lists(st.lists(st.integers(-3, 3), min_size=inputs + 1, max_size=inputs + 1), min_size=1,
                             max_size=inputs + 1))
        found = [er.Layer([row[1:] for row in rows], [row[0] for row in rows])]
    else:
        found = [draw(layers(inputs))]
    for _ in range(draw(st.integers(0, max_layers - 1))):
        found.append(draw(layers(found[-1].neurons, st.integers(1, 3))))
    weights = st.one_of(st.sampled_from([1, -1, 2]), entries)
    return er.Network([*found, er.Layer([[draw(weights) for _ in range(found[-1].neurons)]], [draw(entries)], "linear")])
