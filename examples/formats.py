"""Makes examples/formats: the network max(x + y, 0) - max(x - 2y + 1/2, 0) + 1/4 in every format that can be read.

    python examples/formats.py          .onnx, .nnet, .safetensors, .npz; pooled.onnx needs the onnx package, the .pt files torch

pooled.onnx is the larger one of that and |x|.
"""
from __future__ import annotations

from pathlib import Path

import numpy as np

import exactrelu as er

FOLDER = Path(__file__).resolve().parent / "formats"
W, b, V, c = [[1, 1], [1, -2]], [0, 0.5], [[1, -1]], [0.25]


def plain() -> None:
    """The formats that exactrelu writes, and unnamed arrays of NumPy."""
    net = er.Network([er.Layer(W, b), er.Layer(V, c, "linear")])
    for name in ("network.onnx", "network.nnet", "weights.safetensors"):
        er.write(net, FOLDER / name)
    np.savez(FOLDER / "weights.npz", *map(np.float32, (W, b, V, c)))


def pooled() -> None:
    """A graph with Abs, Slice and Max."""
    from onnx import TensorProto, helper, numpy_helper
    weights = {"W": np.float32(W), "b": np.float32(b), "V": np.float32(V), "c": np.float32(c), "0": np.array([0]), "1": np.array([1])}
    nodes = [helper.make_node("Gemm", ["x", "W", "b"], ["h"], transB=1), helper.make_node("Relu", ["h"], ["r"]),
             helper.make_node("Gemm", ["r", "V", "c"], ["f"], transB=1), helper.make_node("Slice", ["x", "0", "1", "1"], ["x0"]),
             helper.make_node("Abs", ["x0"], ["a"]), helper.make_node("Max", ["f", "a"], ["y"])]
    graph = helper.make_graph(nodes, "pooled", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 2])],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 1])],
                              [numpy_helper.from_array(value, name) for name, value in weights.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    (FOLDER / "pooled.onnx").write_bytes(model.SerializeToString())


def pytorch() -> None:
    """A state dict, and nn.Sequential as a whole."""
    import torch
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
    with torch.no_grad():
        for parameter, values in zip(net.parameters(), (W, b, V, c)):
            parameter.copy_(torch.tensor(values))
    torch.save(net.state_dict(), FOLDER / "weights.pt")
    torch.save(net, FOLDER / "sequential.pt")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for make in (plain, pooled, pytorch):
        try:
            make()
        except ImportError as error:
            print(f"left out: {error}")
