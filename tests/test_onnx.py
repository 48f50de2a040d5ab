"""ONNX graphs: every operator against onnxruntime, the layers that come of them, and what is refused by name."""
from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import exactrelu as er
from exactrelu.readers.assembly import network_of
from exactrelu.readers.calls import square_root
from exactrelu.readers.circuit import Circuit, Form, combination
from exactrelu.readers.onnx_graph import TABLE, read_onnx
from exactrelu.readers.pieces import absolute, clip, leaky, maximum, minimum

try:
    import graphs
    GRAPHS = graphs.graphs()
except ImportError:
    GRAPHS = {}
needs_onnx = pytest.mark.skipif(not GRAPHS, reason="the onnx package, which writes the graphs of this test, is not installed")


def points(shape: list[int], count: int = 6) -> list[np.ndarray]:
    """Points with few binary places, zero among them, so that bends are met exactly."""
    rng = np.random.default_rng(0)
    return [np.zeros(shape, dtype="f4")] + [(rng.integers(-32, 33, shape) / 8).astype("f4") for _ in range(count)]


@needs_onnx
@pytest.mark.parametrize("name", GRAPHS)
def test_evaluation_agrees_with_onnxruntime(name):
    """At random points, to float accuracy; an argmax by the largest of the scores."""
    runtime = pytest.importorskip("onnxruntime", reason="onnxruntime, the judge of this test, is not installed")
    net = read_onnx(GRAPHS[name])
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    session = runtime.InferenceSession(GRAPHS[name], options)
    entry = session.get_inputs()[0]
    shape = [n if isinstance(n, int) else 1 for n in entry.shape]
    for x in points(shape):
        expected = session.run(None, {entry.name: x})[0].ravel()
        found = [float(y) for y in net([Fraction(float(v)) for v in x.ravel()])]
        if name == "argmax":
            assert found[int(expected[0])] == max(found)
        else:
            assert np.allclose(found, expected, rtol=1e-5, atol=1e-5)


@needs_onnx
def test_every_operator_is_tested():
    """Each operator of the table stands in a graph of the test above."""
    from exactrelu.readers.protobuf import decode
    used = {one["op_type"] for data in GRAPHS.values() for one in decode(data)["graph"]["node"]}
    assert set(TABLE) - used == {"Expand", "ArgMin"}


@needs_onnx
@pytest.mark.parametrize("name", ["2_2x50", "cartpole.onnx.gz", "fc1.onnx", "test_dropout.onnx", "test_sat.onnx",
                                  "tllBench_n=2_N=M=8_m=1_instance_0_1.onnx.gz", "ACASXU_run2a_1_1_batch_2000.onnx.gz"][1:])
def test_original_files_agree_with_onnxruntime(cases, name):
    """Trained networks of others, at random points."""
    runtime = pytest.importorskip("onnxruntime", reason="onnxruntime, the judge of this test, is not installed")
    from exactrelu.readers.contents import contents
    file = cases / "networks" / "original" / name
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    session, net = runtime.InferenceSession(contents(file), options), er.read(file)
    entry = session.get_inputs()[0]
    shape = [n if isinstance(n, int) else 1 for n in entry.shape]
    for x in points(shape, 3):
        expected = session.run(None, {entry.name: x})[0].ravel()
        assert np.allclose([float(y) for y in net([Fraction(float(v)) for v in x.ravel()])], expected, rtol=1e-3, atol=1e-3)


@needs_onnx
@pytest.mark.parametrize("name, hidden, cuts", [
    ("gemm", (4,), None), ("leaky", (8,), None), ("clip", (8,), None), ("clip_low", (4,), None), ("clip_relu", (4,), None),
    ("residual", (8, 4), "cut no region"), ("sum", (8,), "cut no region"), ("small_cnn", (60, 59, 22), "cut no region"),
    ("maxout", (6,), "2 of their hyperplanes cut"), ("two_branches", (6, 3), "cut no region"), ("deep_linear", (3,), None)])
def test_reductions(name, hidden, cuts):
    """How many neurons a reduction takes, and whether what is carried cuts regions."""
    net = read_onnx(GRAPHS[name])
    assert net.hidden == hidden
    said = [note for note in net.notes if note.startswith("neurons that carry")]
    assert (cuts in said[0] if cuts else not said)


@needs_onnx
def test_carrying_what_is_never_negative_leaves_the_regions_alone():
    """Regions of x -> x^+ + W (..)^+ counted from the graph are those of the neurons that the graph itself has."""
    net = read_onnx(GRAPHS["residual"])
    plain = er.Network([er.Layer(net.layers[0].W[:4], net.layers[0].b[:4])])
    once = er.Network([net.layers[0]])
    assert len(er.enumerate(once)) == len(er.enumerate(plain))


@needs_onnx
def test_argmax_is_the_boundary_of_the_scores():
    """The outputs are the scores; where the argmax changes is what `boundary` finds without an output."""
    net = read_onnx(GRAPHS["argmax"])
    assert net.outputs == 2 and "ArgMax: left out" in net.notes[0]
    assert er.boundary(net).pieces > 0


@needs_onnx
@pytest.mark.parametrize("change, message", [
    (lambda m: m.graph.node[1].__setattr__("op_type", "Tanh"), "Tanh 'z': the operator Tanh is not one that can be read; export the network without it, from these: Abs, "),
    (lambda m: m.graph.node[1].__setattr__("domain", "com.microsoft"), "the operator com.microsoft.Relu is not one"),
    (lambda m: m.opset_import[0].__setattr__("version", 99), "operator sets 7 to 28 can be read, but the file names 99"),
    (lambda m: m.opset_import[0].__setattr__("version", 6), "but the file names 6"),
    (lambda m: m.__setattr__("ir_version", 99), "IR version 99"),
    (lambda m: m.graph.node[1].input.__setitem__(0, "y"), "needs 'y' before that is computed: the graph has a cycle"),
    (lambda m: m.graph.node[1].input.__setitem__(0, "q"), "nothing computes 'q'"),
    (lambda m: m.graph.node[1].output.__setitem__(0, "h"), "the value 'h' is computed twice"),
    (lambda m: m.graph.initializer.append(m.graph.initializer[0]), "the weights 'W' are there twice"),
    (lambda m: m.graph.initializer[0].dims.__setitem__(0, 5), r"weights 'W' claim the shape \[5, 3\], but have 48 bytes"),
    (lambda m: m.graph.initializer[0].dims.__setitem__(0, 2**40), "at most 10000000 numbers"),
    (lambda m: m.graph.initializer[0].dims.__setitem__(0, -4), r"shape \[-4, 3\]"),
    (lambda m: m.graph.initializer[0].__setattr__("data_type", 8), "data type 8"),
    (lambda m: m.graph.initializer[0].__setattr__("data_location", 1), "in another file, which is not opened"),
    (lambda m: m.graph.initializer[0].external_data.add(key="location", value="../../etc/passwd"), "in another file, which is not opened"),
    (lambda m: m.graph.initializer[0].__setattr__("raw_data", np.float32([np.nan] * 12).tobytes()), r"'W'\[0, 0\] is nan; every weight must be"),
    (lambda m: m.graph.initializer[1].__setattr__("raw_data", np.float32([0, 0, 0, np.inf]).tobytes()), r"'b'\[3\] is inf"),
    (lambda m: m.graph.input.add(name="x2"), "the graph has 2 inputs"),
    (lambda m: m.graph.output.add(name="h"), "the graph has 2 outputs"),
    (lambda m: m.graph.input[0].type.tensor_type.shape.dim[1].__setattr__("dim_param", "n"), "length of axis 1 of the input 'x' is 'n'"),
    (lambda m: m.graph.input[0].type.tensor_type.ClearField("shape"), "has no shape"),
    (lambda m: m.graph.input[0].type.tensor_type.__setattr__("elem_type", 7), "does not hold floats"),
    (lambda m: m.graph.input[0].type.tensor_type.shape.dim[1].__setattr__("dim_value", 4), r"Gemm 'h': matrices of the shapes \(1, 4\) and \(3, 4\)"),
    (lambda m: m.graph.input[0].type.tensor_type.shape.dim[1].__setattr__("dim_value", 10**9), "too large"),
    (lambda m: m.graph.node[0].attribute.add(name="odd", type=2), "the attribute 'odd' is not one that can be read"),
    (lambda m: m.graph.node[0].attribute.add(name="transB", type=2), "the attribute 'transB' is there twice"),
    (lambda m: m.graph.node[0].attribute[0].__setattr__("type", 5), "of a type that cannot be read"),
    (lambda m: m.functions.add(name="f"), "functions of its own"),
    (lambda m: m.graph.sparse_initializer.add(), "sparse"),
    (lambda m: m.graph.node[2].input.__setitem__(1, "z"), "both factors depend on the input"),
])
def test_what_is_wrong_is_named(change, message):
    """A graph with one fault: one sentence that says what is wrong and where."""
    import onnx
    model = onnx.load_model_from_string(GRAPHS["gemm"])
    model.graph.input[0].type.tensor_type.shape.dim[1].ClearField("dim_param")
    change(model)
    with pytest.raises(er.InputError, match=message) as caught:
        read_onnx(model.SerializeToString())
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 700


@needs_onnx
@pytest.mark.parametrize("nodes, weights, message", [
    (lambda g: [g.node("BatchNormalization", "x k k k v", "y", epsilon=0.5)], {"k": [1, 1, 1], "v": [1, 2, 3]}, "is not rational.*fold it into the layer"),
    (lambda g: [g.node("Dropout", "x r t", "y")], {"r": np.float32(.5), "t": np.bool_(True)}, "training_mode is on"),
    (lambda g: [g.node("Mul", "x x", "y")], {}, "both factors depend"), (lambda g: [g.node("Div", "k x", "y")], {"k": [1]}, "must be constant"),
    (lambda g: [g.node("Div", "x k", "y")], {"k": [0]}, "division by 0"), (lambda g: [g.node("Cast", "x", "y", to=7)], {}, "is no linear map"),
    (lambda g: [g.node("Reshape", "x k", "y")], {"k": np.array([2, 2])}, "3 entries do not fit into the shape"),
    (lambda g: [g.node("Reshape", "x k", "y")], {"k": np.array([-1, -1])}, "do not fit"),
    (lambda g: [g.node("Expand", "x k", "y")], {"k": np.array([10**6, 10**6, 3])}, "too large"),
    (lambda g: [g.node("Pad", "x k", "y")], {"k": np.array([0, 10**12, 0, 0])}, "too large"),
    (lambda g: [g.node("Add", "x k", "y")], {"k": [1, 2]}, "do not fit together"), (lambda g: [g.node("Gather", "x k", "y", axis=1)], {"k": np.array([5])}, "no axis 5"),
    (lambda g: [g.node("Cast", "k", "w", to=7), g.node("Add", "x w", "y")], {"k": [0.5]}, "what is cast to integers"),
    (lambda g: [g.node("Reshape", "x k", "y", allowzero=1)], {"k": np.array([1, 3])}, "allowzero is on"),
    (lambda g: [g.node("Reshape", "x k", "y")], {"k": np.array([1, 3, 0])}, "keeps an axis that is not there"),
    (lambda g: [g.node("Squeeze", "x k", "y")], {"k": np.array([1])}, "other than 1 is squeezed"),
    (lambda g: [g.node("Unsqueeze", "x k", "y")], {"k": np.array([0, 0])}, "each once"),
    (lambda g: [g.node("Concat", "x k", "y", axis=1)], {"k": np.ones((2, 3), "f4")}, "cannot be joined along axis 1"),
    (lambda g: [g.node("Slice", "x a b c d", "y")], {"a": np.array([0]), "b": np.array([3]), "c": np.array([1]), "d": np.array([0])}, "no step 0"),
    (lambda g: [g.node("Pad", "x k", "y", mode="reflect")], {"k": np.array([0, 1, 0, 1])}, "only a padding by a constant"),
    (lambda g: [g.node("Gemm", "x k", "y")], {"k": np.ones(3, "f4")}, "Gemm multiplies matrices"),
    (lambda g: [g.node("Gemm", "x k c", "y")], {"k": np.ones((3, 2), "f4"), "c": np.ones((4, 2), "f4")}, "which does not fit to"),
    (lambda g: [g.node("Unsqueeze", "x a", "i"), g.node("Conv", "i K", "y", kernel_shape=[2])], {"a": np.array([0]), "K": np.ones((1, 1, 1), "f4")}, "but the weights have"),
    (lambda g: [g.node("ReduceSum", "x", "y", noop_with_empty_axes=1)], {}, "noop_with_empty_axes is on"),
    (lambda g: [g.node("BatchNormalization", "x k k k k", "y", training_mode=1)], {"k": [1, 1, 1]}, "training_mode is on"),
    (lambda g: [g.node("Div", "k l", "q"), g.node("Add", "x q", "y")], {"k": [3], "l": [2]}, "with a remainder"),
    (lambda g: [g.node("Transpose", "x", "y", perm=[0, 0])], {}, "every axis"), (lambda g: [g.node("Concat", "x x", "y", axis=7)], {}, "no axis 7"),
    (lambda g: [g.node("Clip", "x a b", "y")], {"a": np.float32(1), "b": np.float32(0)}, "in the wrong order"),
    (lambda g: [g.node("ArgMax", "x", "z", axis=1), g.node("Cast", "z", "y", to=1)], {}, "its result is used"),
    (lambda g: [g.node("Sub", "x x", "d"), g.node("Mul", "k k", "y")], {"k": [1]}, "does not depend on the input"),
    (lambda g: [g.node("MaxPool", "x", "y", kernel_shape=[2])], {}, "an image must have the shape"),
    (lambda g: [g.node("Unsqueeze", "x a", "i"), g.node("MaxPool", "i", "y", kernel_shape=[9])], {"a": np.array([0])}, "does not fit on 3"),
    (lambda g: [g.node("Unsqueeze", "x a", "i"), g.node("MaxPool", "i", "y", kernel_shape=[1], strides=[0])], {"a": np.array([0])}, "must be positive"),
    (lambda g: [g.node("Unsqueeze", "x a", "i"), g.node("Conv", "i K", "y")], {"a": np.array([0]), "K": np.ones((1, 5, 1), "f4")}, "do not fit to 1 channels"),
    (lambda g: [g.node("Unsqueeze", "x a", "i"), g.node("AveragePool", "i", "y", kernel_shape=[2], pads=[10**9, 10**9])], {"a": np.array([0])}, "none of them huge"),
    (lambda g: [g.node("Mul", f"{'x' if not i else f'm{i}'} k", f"m{i + 1}") for i in range(200)] + [g.node("Identity", "m200", "y")],
     {"k": np.array([1e300])}, "bits; at most"),
    (lambda g: [g.node("Concat", f"{'x' if not i else f'm{i}'} {'x' if not i else f'm{i}'}", f"m{i + 1}", axis=1) for i in range(40)]
     + [g.node("Identity", "m40", "y")], {}, "too large|more than .* coefficients"),
    (lambda g: [g.node("Mul", "x k", "y")], {"k": np.full((100_000, 1), 3)}, "an array of 300000 values that depend on the input is too large; at most 262144"),
    (lambda g: [g.node("Relu", "x" if not i else f"m{i}", f"m{i + 1}") for i in range(100)] + [g.node("Identity", "m100", "y")], {}, "more than 64 layers"),
])
def test_operators_refuse(nodes, weights, message):
    """What an operator cannot do is said, with the node; nothing grows without bound."""
    data = graphs.model(nodes(graphs), {name: np.float32(value) if isinstance(value, list) else np.asarray(value) for name, value in weights.items()},
                        [1, 3], dtype=11 if message.startswith("bits") else 1)
    with pytest.raises(er.InputError, match=message):
        read_onnx(data)


@needs_onnx
def test_numbers_in_every_field():
    """Raw or not, float16 and bfloat16 included, weights have their exact value."""
    from onnx import TensorProto, helper
    for kind, values, name in ((TensorProto.FLOAT, [0.1, -2.0], "IEEE float32"), (TensorProto.DOUBLE, [0.1, 5e-324], "IEEE float64"),
                               (TensorProto.FLOAT16, [0.1, 3.0], "IEEE float16"), (TensorProto.BFLOAT16, [0.5, 3.0], "bfloat16")):
        for raw in (False, True):
            model = graphs.model([graphs.node("Mul", "x k")], {}, [1, 2])
            import onnx
            model = onnx.load_model_from_string(model)
            if not raw:
                tensor = helper.make_tensor("k", kind, [2], values)
            else:
                tensor = helper.make_tensor("k", kind, [2], onnx.numpy_helper.to_array(helper.make_tensor("k", kind, [2], values)).tobytes(), raw=True)
            model.graph.initializer.append(tensor)
            net = read_onnx(model.SerializeToString())
            expected = [Fraction(float(x)) for x in onnx.numpy_helper.to_array(tensor)]
            assert [net.layers[0].W[i][i] for i in range(2)] == expected and net.numbers == name


def test_pieces():
    """Each reduction at points on both sides of its bends and on them, against its definition."""
    pieces = {"abs": (absolute, abs), "leaky": (lambda q, x: leaky(q, x, Fraction(1, 3)), lambda x: x if x > 0 else x / 3),
              "clip": (lambda q, x: clip(q, x, Fraction(-1), Fraction(1, 2)), lambda x: min(max(x, -1), Fraction(1, 2))),
              "max": (lambda q, x: maximum(q, [x, -x, x * 2 - 1, Fraction(1, 4), x + 1]), lambda x: max(x, -x, 2 * x - 1, Fraction(1, 4), x + 1)),
              "min": (lambda q, x: minimum(q, [x, Fraction(0), -x]), lambda x: min(x, 0, -x))}
    for piece, definition in pieces.values():
        circuit = Circuit(1)
        net = network_of(circuit, [piece(circuit, circuit.inputs[0])], "exact rationals")
        for x in (Fraction(n, 8) for n in range(-20, 21)):
            assert net([x]) == (definition(x),)


def test_random_circuits_are_assembled_exactly():
    """Graphs that skip layers at random: the network is the function, at random points, whatever is carried and multiplied out."""
    rng = np.random.default_rng(1)
    pick = lambda: Fraction(int(rng.integers(-3, 4)), int(rng.integers(1, 4)))     # noqa: E731
    for _ in range(60):
        circuit = Circuit(2)
        values, steps = list(circuit.inputs), []
        for _ in range(int(rng.integers(1, 9))):
            chosen = [int(i) for i in rng.choice(len(values), size=min(3, len(values)), replace=False)]
            weights, shift = [pick() for _ in chosen], pick()
            total = combination(weights, [values[i] for i in chosen]) + shift
            kind = str(rng.choice(["relu", "linear", "sum"]))
            steps.append((kind, chosen, weights, shift))
            values.append(circuit.relu(total) if kind == "relu" else circuit._atom("linear", total) if kind == "linear" else total)
        outputs = values[-2:]
        if not any(isinstance(v, Form) and v.terms for v in outputs):
            continue
        net = network_of(circuit, outputs, "exact rationals")
        for _ in range(5):
            known = [pick(), pick()]
            point = list(known)
            for kind, chosen, weights, shift in steps:
                total = sum(w * known[i] for w, i in zip(weights, chosen)) + shift
                known.append(max(total, Fraction(0)) if kind == "relu" else total)
            assert list(net(point)) == known[-2:]


def test_square_roots():
    """Rational ones are found, others are not."""
    assert square_root(Fraction(9, 4)) == Fraction(3, 2) and square_root(Fraction(0)) == 0
    assert square_root(Fraction(2)) is None and square_root(Fraction(1, 8)) is None and square_root(Fraction(-1)) is None
    big = Fraction(3**200, 7**100)
    assert square_root(big * big) == big and square_root(big * big + 1) is None
