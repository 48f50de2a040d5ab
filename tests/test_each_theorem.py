"""Every theorem holds somewhere, says why it does not apply elsewhere, and its check can fail."""
from __future__ import annotations

import ast
import inspect
import types
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from instances import NETWORKS
from mutations import MUTATIONS
from strategies import examples, networks

import exactrelu as er
from exactrelu.theorems import THEOREMS, r12_minimal_width, t8_homotopy
from exactrelu.theorems.instance import Instance
from exactrelu.theorems.registry import MODULES
from exactrelu.theorems.theorem import DOES_NOT_APPLY, FAILS, HOLDS, Samples, check, compare

# What they predict does not depend on the weights: there the changed number in the closed form must be refuted.
NO_WEIGHTS = {  # (no theorem is in both sets but T32, which compares two orders)
              "face_order", "disconnection", "bounded_components", "average_facets", "euler", "narrow", "cubical",
              "contraction", "region_bounds", "one_more_neuron", "transversality", "lower_bound"}


@cache
def instance(name: str) -> Instance:
    return Instance(NETWORKS[name])


@cache
def checks(theorem: str) -> dict:
    return {name: check(THEOREMS[theorem], instance(name)) for name in NETWORKS}


@pytest.mark.parametrize("theorem", THEOREMS)
def test_holds_and_does_not_apply(theorem):
    """No named network refutes it; it applies to one of them and misses a named hypothesis of another."""
    found = checks(theorem)
    assert {c.verdict for c in found.values()} == {HOLDS, DOES_NOT_APPLY}
    known = THEOREMS[theorem]
    for c in found.values():
        if c.verdict == DOES_NOT_APPLY:
            (missed,) = [h for h in (known.frame,) + known.hypotheses if h.name == c.missed]
            assert missed.sentence in c.explanation and c.prediction is None


@pytest.mark.parametrize("theorem", THEOREMS)
def test_every_hypothesis_is_missed_somewhere(theorem):
    """No hypothesis is idle: a named network is the first to miss it."""
    missed = {c.missed for c in checks(theorem).values()}
    assert {h.name for h in THEOREMS[theorem].hypotheses} <= missed


@pytest.mark.parametrize("theorem", THEOREMS)
def test_another_value_of_any_quantity_is_refuted(theorem):
    """The comparison looks at every quantity: each in turn is changed."""
    known = THEOREMS[theorem]
    found = max((c for c in checks(theorem).values() if c.verdict == HOLDS), key=lambda c: len(repr(c.measurement)))
    for name in found.prediction:
        seen = found.measurement[name]
        if isinstance(seen, Samples):
            wrong = lambda x: "nothing"  # noqa: E731
            assert seen, f"{theorem}: no sample of {name}"
        else:
            relation = known.relations.get(name)
            wrong = seen - 1 if relation == "<=" else seen + 1 if relation == ">=" else ("nothing", seen)
        refuted = compare(known, {**found.prediction, name: wrong}, found.measurement)
        assert refuted.verdict == FAILS and name in refuted.explanation


def numbers_changed(module) -> list:
    """(what, predict) with one number of the closed form changed by one, or one plus and minus exchanged."""
    tree = ast.parse(inspect.getsource(module))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    todo, reached = ["predict"], []
    while todo:
        name = todo.pop()
        if name in functions and name not in reached and name != "measure":
            reached.append(name)
            todo += [node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)]
    found = []
    for node in [node for name in reached for node in ast.walk(functions[name])]:
        changes = []
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            changes = [("value", not node.value)] if isinstance(node.value, bool) else \
                [("value", node.value + 1), ("value", node.value - 1)]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            changes = [("op", ast.Sub() if isinstance(node.op, ast.Add) else ast.Add())]
        for attribute, value in changes:
            kept = getattr(node, attribute)
            setattr(node, attribute, value)
            changed = types.ModuleType(module.__name__)
            changed.__package__ = module.__package__
            exec(compile(tree, f"line {node.lineno} of {module.__name__} changed", "exec"), changed.__dict__)
            setattr(node, attribute, kept)
            found.append((f"line {node.lineno}: {value}", changed.predict))
    return found


def refuted(theorem: str, predict) -> bool:
    """Whether a prediction is refuted on a named network to which the theorem applies."""
    for name, right in checks(theorem).items():
        if right.verdict == HOLDS:
            try:
                if compare(THEOREMS[theorem], predict(instance(name).weights), right.measurement).verdict == FAILS:
                    return True
            except (ArithmeticError, LookupError, TypeError, ValueError, er.ExactReluError):
                pass            # nonsense is not a refutation
    return False


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.THEOREM.name)
def test_a_mutated_statement_is_refuted(module):
    """The statement with one number of its closed form changed, or wrong in one place, does not pass the same check."""
    name = module.THEOREM.name
    changed = [MUTATIONS[name]] if name in MUTATIONS else [predict for _, predict in numbers_changed(module)]
    assert any(refuted(name, predict) for predict in changed)


def other_weights(network: er.Network) -> list[er.Network]:
    """The network with one number changed by one, for every number."""
    found = []
    for i, layer in enumerate(network.layers):
        for r in range(layer.neurons):
            for c in range(layer.inputs + 1):
                rows = [list(row) for row in layer.W]
                b = list(layer.b)
                if c < layer.inputs:
                    rows[r][c] += Fraction(1)
                else:
                    b[r] += Fraction(1)
                layers = list(network.layers)
                layers[i] = er.Layer(rows, b, layer.activation)
                found.append(er.Network(layers))
    return found


@pytest.mark.parametrize("theorem", [name for name in THEOREMS if name not in NO_WEIGHTS])
def test_the_prediction_for_other_weights_is_refuted(theorem):
    """The closed form of a network in which one number is changed does not pass for the right network."""
    for name, right in checks(theorem).items():
        if right.verdict != HOLDS:
            continue
        for network in other_weights(NETWORKS[name]):
            try:
                predicted = THEOREMS[theorem].predict(Instance(network).weights)
                if set(predicted) <= set(right.measurement) and \
                        compare(THEOREMS[theorem], predicted, right.measurement).verdict == FAILS:
                    return
            except (ArithmeticError, LookupError, ValueError, er.ExactReluError):
                continue
    pytest.fail("every changed network passes")


@pytest.mark.parametrize("theorem", THEOREMS)
def test_statement_for_readers(theorem):
    """Words, formulas and a source; the module has the theorem's id and name."""
    known = THEOREMS[theorem]
    (module,) = [m for m in MODULES if m.THEOREM is known]
    assert module.__name__.endswith(f".{known.id.lower()}_{known.name}")
    assert known.statement.endswith(".") and known.latex and known.latex.count("{") == known.latex.count("}")
    assert known.latex.isprintable() and known.statement.isprintable()
    assert "proofs/" in known.source or "arXiv" in known.source
    assert module.__doc__.startswith(f"{known.id}: ")


def test_predictions_and_measurements_do_not_touch():
    """No measurement reads closed forms, and no prediction the network's complex, but R6's: it compares two measurements."""
    for module in MODULES:
        bodies = {node.name: node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.FunctionDef)}
        used = {name: {node.id for node in ast.walk(ast.Module(bodies[name].body, [])) if isinstance(node, ast.Name)}
                for name in ("measure", "predict") if name in bodies}
        assert not used.get("measure", set()) & {"Weights", "Sectors", "classify", "ridge_form", "weights"}, module.__name__
        assert not used["predict"] & {"Geometry", "geometry"} or module.THEOREM.name == "homology", module.__name__


# Functions that both sides of a theorem call, and why that is no short cut.
SHARED = {"norms": {"norms"},                             # of A, and of measured Jacobians
          "lipschitz": {"constants"},                     # of sums of weights, and of measured gradients
          "minimal_width": {"_limit"}, "stably_inactive": {"few_changes"},       # what is too large
          "homology": {"signs_of_faces"}}                 # the sign vectors whose order is compared with the lattice


def reached(function) -> set:
    """The functions of the theorems' modules that a function can call, itself not counted."""
    found: set = set()
    todo = [function]
    while todo:
        here = todo.pop()
        codes = [here.__code__]
        while codes:
            code = codes.pop()
            codes += [x for x in code.co_consts if isinstance(x, types.CodeType)]
            for name in code.co_names:
                other = here.__globals__.get(name)
                if isinstance(other, types.FunctionType) and other.__module__.startswith("exactrelu.theorems") and other not in found:
                    found.add(other)
                    todo.append(other)
    return found


@pytest.mark.parametrize("theorem", THEOREMS)
def test_both_sides_of_a_check_are_computed_apart(theorem):
    """What predicts and what measures call no function in common but small tools: otherwise the check could not fail."""
    known = THEOREMS[theorem]
    tools = {"need", "modulo", "generators", "simplices", "interpolated"}
    common = {f.__name__ for f in reached(known.predict) & reached(known.measure)} - tools
    assert common <= SHARED.get(theorem, set()), common


@pytest.mark.parametrize("theorem", ["homotopy", "depth_topology", "homology", "shape"])
def test_a_wrong_measurement_of_shapes_is_seen(theorem, monkeypatch):
    """Without a right measured shape the theorems about homotopy types fail."""
    monkeypatch.setattr(t8_homotopy, "shape", lambda *numbers: (7, (7,), ()))
    assert any(check(THEOREMS[theorem], instance(name)).verdict == FAILS for name, c in checks(theorem).items()
               if c.verdict == HOLDS)


def test_a_wrong_construction_of_few_neurons_is_seen(monkeypatch):
    """R12: a network with other values than the function, or with more neurons than are needed, does not pass."""
    right = r12_minimal_width.smallest_network
    net = Instance(NETWORKS["merging"])
    assert check(THEOREMS["minimal_width"], net).verdict == HOLDS

    def moved(geometry):
        first, last = right(geometry).layers
        return er.Network([first, er.Layer(last.W, [last.b[0] + 1], "linear")])

    def wasteful(geometry):
        first, last = right(geometry).layers
        return er.Network([er.Layer(first.W + first.W[:1], first.b + first.b[:1]),
                           er.Layer([last.W[0] + (Fraction(0),)], last.b, "linear")])

    for wrong, quantity in ((moved, "F"), (wasteful, "width")):
        monkeypatch.setattr(r12_minimal_width, "smallest_network", wrong)
        found = check(THEOREMS["minimal_width"], net)
        assert found.verdict == FAILS and found.explanation.startswith(quantity)


@examples(40)
@given(networks(max_inputs=3, max_layers=2))
def test_no_random_network_refutes_a_theorem(network):
    """Degenerate or not: holds or does not apply, or is too large, never fails."""
    seen = Instance(network)
    for known in THEOREMS.values():
        try:
            found = check(known, seen)
        except er.LimitExceeded:
            continue
        assert found.verdict != FAILS, f"{known.name}: {found.explanation}"
