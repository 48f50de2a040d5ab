"""Small ONNX graphs for the tests, one for each operator that can be read, with random weights.

They are made by the onnx package, which only the tests need.
"""
from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

OPSET = 13


def model(nodes: list, weights: dict[str, np.ndarray], shape: list, opset: int = OPSET, output: str = "y", dtype: int = TensorProto.FLOAT) -> bytes:
    """The bytes of a graph from x of some shape to an output of any shape."""
    graph = helper.make_graph(nodes, "test", [helper.make_tensor_value_info("x", dtype, shape)],
                              [helper.make_tensor_value_info(output, TensorProto.INT64 if nodes[-1].op_type.startswith("Arg") else dtype, None)],
                              [numpy_helper.from_array(value, name) for name, value in weights.items()])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8).SerializeToString()


def node(op: str, inputs: str, output: str = "y", **attributes: Any):
    """A node, its inputs as words."""
    return helper.make_node(op, [name.strip("-") for name in inputs.split()], [output], **attributes)


def floats(seed: int, *shape: int) -> np.ndarray:
    """Numbers between -1 and 1 with a few binary places, which sums of a few products keep exact."""
    return (np.random.default_rng(seed).integers(-16, 17, shape) / 16).astype("f4")


I64 = lambda *n: np.array(n, dtype=np.int64)          # noqa: E731
F32 = lambda *n: np.array(n, dtype=np.float32)        # noqa: E731
W, b, V, c = floats(1, 4, 3), floats(2, 4), floats(3, 2, 4), floats(4, 2)
HEAD = [node("Gemm", "x W b", "h", transB=1)]
TAIL = [node("Gemm", "z V c", "y", transB=1)]
LAYER = {"W": W, "b": b, "V": V, "c": c}


def between(op: str, inputs: str = "h", extra: dict | None = None, opset: int = OPSET, **attributes: Any) -> bytes:
    """x -> Gemm -> an operator -> Gemm."""
    return model(HEAD + [node(op, inputs, "z", **attributes)] + TAIL, {**LAYER, **(extra or {})}, ["batch", 3], opset)


def on_images(*nodes, weights: dict | None = None, shape=(1, 2, 5, 6), opset: int = OPSET) -> bytes:
    """A graph on an image."""
    return model(list(nodes), weights or {}, list(shape), opset)


def graphs() -> dict[str, bytes]:
    """Every graph by its name."""
    K, kb = floats(5, 4, 2, 3, 2), floats(6, 4)
    images = {"K": K, "kb": kb}
    bn = {"s": F32(1, 2, -1, .5), "t": F32(0, 1, 2, 3), "m": F32(.5, 0, -1, 1), "v": F32(3.75, 0, 2, .75)}
    found = {
        "gemm": between("Relu"), "identity": between("Identity"), "dropout": between("Dropout"), "neg": between("Neg"),
        "abs": between("Abs"), "leaky": between("LeakyRelu", alpha=.25), "leaky_default": between("LeakyRelu"),
        "prelu": between("PRelu", "h s", {"s": F32(.5, -1, 0, 2)}), "prelu_one": between("PRelu", "h s", {"s": F32(.25)}),
        "clip": between("Clip", "h lo hi", {"lo": np.float32(-.5), "hi": np.float32(.75)}),
        "clip_low": between("Clip", "h lo", {"lo": np.float32(-.5)}), "clip_6": between("Clip", opset=9, min=0.0, max=6.0),
        "clip_relu": between("Clip", "h lo hi", {"lo": np.float32(0), "hi": np.finfo("f4").max}),
        "hard_sigmoid": between("HardSigmoid", alpha=.5, beta=.25), "hard_sigmoid_default": between("HardSigmoid"),
        "max_constant": between("Max", "h k", {"k": F32(0, .5, -1, 1)}), "min_constant": between("Min", "h k", {"k": F32(.25)}),
        "max_many": model(HEAD + [node("Neg", "h", "g"), node("Add", "h b", "f"), node("Max", "h g f", "z")] + TAIL, LAYER, ["n", 3]),
        "min_many": model(HEAD + [node("Neg", "h", "g"), node("Add", "h b", "f"), node("Min", "g h f", "z")] + TAIL, LAYER, ["n", 3]),
        "maxout": model([node("Gemm", "x W b", "h", transB=1), node("Reshape", "h two", "g"), node("ReduceMax", "g", "y", axes=[2], keepdims=0)],
                        {**LAYER, "two": I64(1, 2, 2)}, [1, 3]),
        "reduce_min_18": model(HEAD + [node("ReduceMin", "h one", "y")], {**LAYER, "one": I64(-1)}, [1, 3], 18),
        "reduce_mean": model(HEAD + [node("ReduceMean", "h", "y", axes=[1])], LAYER, [1, 3]),
        "reduce_sum": model(HEAD + [node("ReduceSum", "h one", "y", keepdims=0)], {**LAYER, "one": I64(1)}, [1, 3]),
        "matmul_left": model([node("MatMul", "W x", "h"), node("Relu", "h", "z"), node("MatMul", "V z", "y")], LAYER, [3]),
        "matmul_rows": model([node("MatMul", "x W", "h"), node("Relu", "h", "y")], {"W": floats(1, 3, 4)}, [1, 2, 3]),
        "gemm_scaled": model([node("Gemm", "x W b", "y", transB=1, alpha=.5, beta=-2.0)], LAYER, [1, 3]),
        "gemm_bare": model([node("Gemm", "x W", "y", transA=1)], {"W": floats(1, 3, 4)}, [3, 1]),
        "normalised_input": model([node("Sub", "x m", "d"), node("Div", "d s", "e"), node("Gemm", "e W b", "h", transB=1), node("Relu", "h", "y")],
                                  {**LAYER, "m": F32(.5, 1, -2), "s": F32(2, .25, 4)}, [1, 3]),
        "from_constant": model([node("Sub", "k x", "d"), node("Mul", "d two", "e"), node("Relu", "e", "y")], {"k": F32(1, 2, 3), "two": F32(2)}, [1, 3]),
        "residual": model(HEAD + [node("Relu", "h", "r"), node("Gemm", "r U", "q"), node("Add", "q h", "p"), node("Relu", "p", "z")] + TAIL,
                          {**LAYER, "U": floats(7, 4, 4)}, [1, 3]),
        "residual_input": model([node("Gemm", "x U", "q"), node("Relu", "q", "r"), node("Gemm", "r U", "p"), node("Relu", "p", "s"), node("Add", "s x", "y")],
                                {"U": floats(7, 3, 3)}, [1, 3]),
        "dense": model(HEAD + [node("Relu", "h", "r"), node("Concat", "x r h", "z", axis=1), node("Gemm", "z U", "q"), node("Relu", "q", "y")],
                       {**LAYER, "U": floats(8, 11, 3)}, [1, 3]),
        "deep_linear": model([node("Gemm", "x U", "p"), node("Gemm", "p U", "q"), node("Relu", "q", "r"), node("Gemm", "r U", "y")],
                             {"U": floats(7, 3, 3)}, [1, 3]),
        "two_branches": model([node("Gemm", "x U", "p"), node("Gemm", "p U", "q"), node("Relu", "x", "r"), node("Add", "q r", "s"), node("Relu", "s", "y")],
                              {"U": floats(7, 3, 3)}, [1, 3]),
        "sum": model(HEAD + [node("Relu", "h", "r"), node("Sum", "h r b", "y")], LAYER, [1, 3]),
        "argmax": model(HEAD + [node("Relu", "h", "z")] + [node("Gemm", "z V c", "q", transB=1), node("ArgMax", "q", "y", axis=1)], LAYER, [1, 3]),
        "conv": on_images(node("Conv", "x K kb", "z"), node("Relu", "z"), weights=images),
        "conv_frame": on_images(node("Conv", "x K", "y", strides=[2, 1], pads=[1, 0, 2, 1], dilations=[1, 2]), weights=images),
        "conv_same": on_images(node("Conv", "x K kb", "y", auto_pad="SAME_UPPER", strides=[2, 2]), weights=images),
        "conv_same_lower": on_images(node("Conv", "x K kb", "y", auto_pad="SAME_LOWER", strides=[2, 2]), weights=images),
        "conv_groups": on_images(node("Conv", "x K", "y", group=2), weights={"K": floats(5, 4, 1, 3, 2)}),
        "conv_1d": on_images(node("Conv", "x K", "y", strides=[2]), weights={"K": floats(5, 3, 2, 3)}, shape=(1, 2, 9)),
        "average": on_images(node("AveragePool", "x", "y", kernel_shape=[2, 3], strides=[1, 2])),
        "average_pads": on_images(node("AveragePool", "x", "y", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2])),
        "average_counted": on_images(node("AveragePool", "x", "y", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2], count_include_pad=1)),
        "average_ceil": on_images(node("AveragePool", "x", "y", kernel_shape=[2, 2], strides=[3, 3], ceil_mode=1), opset=19),
        "global_average": on_images(node("GlobalAveragePool", "x")),
        "max_pool": on_images(node("MaxPool", "x", "y", kernel_shape=[2, 2], strides=[2, 2])),
        "max_pool_pads": on_images(node("MaxPool", "x", "y", kernel_shape=[3, 2], pads=[1, 0, 1, 1], strides=[2, 2])),
        "max_pool_ceil": on_images(node("MaxPool", "x", "y", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)),
        "global_max": on_images(node("GlobalMaxPool", "x"), shape=(1, 2, 2, 3)),
        "small_cnn": on_images(node("Conv", "x K kb", "a"), node("Relu", "a", "d"), node("MaxPool", "d", "e", kernel_shape=[2, 2], strides=[1, 2]),
                               node("Flatten", "e", "f"), node("Gemm", "f U", "y"), weights={**images, "U": floats(9, 16, 3)}),
        "pooled_before": on_images(node("Conv", "x K kb", "a"), node("MaxPool", "a", "e", kernel_shape=[2, 2]), node("Relu", "e", "f"),
                                   node("GlobalAveragePool", "f", "y"), weights=images),
        "batch_norm": on_images(node("Conv", "x K kb", "a"), node("BatchNormalization", "a s t m v", "d", epsilon=.25), node("Relu", "d"), weights={**images, **bn}),
        "moves": model([node("Reshape", "x s", "a"), node("Transpose", "a", "d", perm=[0, 2, 1]), node("Slice", "d st en ax sp", "e"), node("Unsqueeze", "e ax1", "f"),
                        node("Squeeze", "f ax1", "g"), node("Gather", "g ix", "h", axis=2), node("Pad", "h pd pv", "i"), node("Relu", "i")],
                       {"s": I64(0, 2, -1), "st": I64(-1), "en": I64(-9), "ax": I64(1), "sp": I64(-2), "ax1": I64(1), "ix": I64(1, 0, 1),
                        "pd": I64(0, 0, 1, 0, 1, 0), "pv": np.float32(.5)}, ["batch", 10]),
        "view": model([node("Shape", "x", "s"), node("Gather", "s zero", "n", axis=0), node("Unsqueeze", "n ax", "u"), node("Concat", "u m", "t", axis=0),
                       node("Reshape", "x t", "f"), node("Cast", "f", "g", to=1), node("Gemm", "g U", "y")],
                      {"zero": np.int64(0), "ax": I64(0), "m": I64(-1), "U": floats(3, 12, 2)}, ["batch", 3, 2, 2]),
    }
    return found
