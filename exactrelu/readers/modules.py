"""nn.Sequential of PyTorch, from the records of its modules: the same operators as those of ONNX."""
from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any, Callable

import numpy as np

from ..errors import InputError
from ..network import Network
from .assembly import network_of
from .bends import TABLE, noted
from .calls import Call, axis_of, reshaped
from .circuit import Circuit
from .ieee import exact, numbers, objects
from .pickled import Items, Module, Tensor

MAX_MODULES = 1_000
Numbers = Callable[[Tensor, str], np.ndarray]


def network_of_sequential(module: Module, tensor: Numbers) -> Network:
    """The network of a module record; Linear, or Unflatten at the head of images, tells the number of inputs."""
    flat = list(_flattened(module, "", []))
    return _Run(flat, tensor).network()


def _flattened(module: Module, name: str, above: list[Module]) -> list[tuple[str, Module]]:
    """(name, module) of everything inside nested Sequentials, in order."""
    if module.name != "Sequential":
        return [(name, module)]
    if module in above or len(above) > 20:
        raise InputError(f"the module {name[:40]!r} contains itself")
    found = []
    for key, child in (module.state.get("_modules") or {}).items():
        if not isinstance(child, Module):
            raise InputError(f"{f'{name}.{key}'[:60]!r} in the Sequential is not a module")
        found += _flattened(child, f"{name}.{key}".lstrip("."), above + [module])
        if len(found) > MAX_MODULES:
            raise InputError(f"there are more than {MAX_MODULES} modules; at most so many can be read")
    return found


class _Run:
    """The modules, run one after the other on the values of a batch of one."""

    def __init__(self, flat: list[tuple[str, Module]], tensor: Numbers):
        self.flat, self.tensor, self.kinds = flat, tensor, set()

    def network(self) -> Network:
        """The network."""
        size = self._inputs()
        circuit = Circuit(size)
        values = objects(circuit.inputs, (1, size))
        for name, module in self.flat:
            try:
                values = circuit.check(self._apply(circuit, name, module, values), "its result")
            except (ValueError, IndexError, TypeError, ZeroDivisionError, OverflowError) as error:
                raise InputError(f"{module.name} {name!r}: {str(error)[:300]}") from None
        return network_of(circuit, list(values.flat), numbers(self.kinds))

    def _inputs(self) -> int:
        """The number of inputs, from the first module that tells it."""
        for _, module in self.flat:
            if module.name in ("Linear", "Unflatten"):
                size = module.state.get("in_features") if module.name == "Linear" else prod(_tuple(module.state.get("unflattened_size")))
                if type(size) is int and size > 0:
                    return size
                raise InputError(f"{module.name} does not say how many inputs it has")
            if module.name.startswith(("Conv", "MaxPool", "AvgPool", "BatchNorm2d")):
                break
        raise InputError("the file does not say how large its input is: images need nn.Unflatten(1, (channels, height, width)) as "
                         "the first module; or export the model to ONNX")

    def _weights(self, module: Module, group: str, name: str) -> np.ndarray | None:
        found = (module.state.get(group) or {}).get(name)
        if found is None:
            return None
        if not isinstance(found, Tensor):
            raise InputError(f"its {name} is not a tensor")
        if found.kind in ("f2", "f4", "f8", "bf16"):
            self.kinds.add(found.kind)
        return exact(self.tensor(found, name), name)

    def _apply(self, circuit: Circuit, name: str, module: Module, x: np.ndarray) -> np.ndarray:
        kind, state = module.name, module.state
        weight, bias = self._weights(module, "_parameters", "weight"), self._weights(module, "_parameters", "bias")
        if kind in ("Identity", "Dropout", "Dropout1d", "Dropout2d", "AlphaDropout"):
            return x
        if kind == "Flatten":
            first, last = axis_of(state["start_dim"], x.ndim), axis_of(state["end_dim"], x.ndim)
            return reshaped(x, x.shape[:first] + (-1,) + x.shape[last + 1:])
        if kind == "Unflatten":
            axis = axis_of(state["dim"], x.ndim)
            return reshaped(x, x.shape[:axis] + _tuple(state["unflattened_size"]) + x.shape[axis + 1:])
        if kind == "Linear":
            return self._call(circuit, "Linear", "Gemm", [x, weight, bias], {"transB": 1})
        if kind in ("Conv1d", "Conv2d"):
            if state.get("transposed") or state.get("padding_mode") != "zeros" or isinstance(state.get("padding"), str):
                raise InputError("only convolutions with a padding of zeros, given in numbers, can be read")
            pads = _tuple(state["padding"])
            return self._call(circuit, kind, "Conv", [x, weight, bias], {
                "strides": list(_tuple(state["stride"])), "pads": list(pads + pads), "dilations": list(_tuple(state["dilation"])),
                "group": state["groups"]})
        if kind in ("MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d"):
            return self._pool(circuit, kind, state, x)
        if kind in ("BatchNorm1d", "BatchNorm2d"):
            mean, variance = (self._weights(module, "_buffers", f"running_{what}") for what in ("mean", "var"))
            if mean is None or variance is None:
                raise InputError("it keeps no running mean and variance, so that its output depends on the batch")
            ones = [objects([Fraction(n)] * mean.size, mean.shape) for n in (1, 0)]
            return self._call(circuit, kind, "BatchNormalization", [x, ones[0] if weight is None else weight,
                                                                     ones[1] if bias is None else bias, mean, variance],
                              {"epsilon": Fraction(state["eps"])})
        if kind == "LeakyReLU":
            return self._call(circuit, kind, "LeakyRelu", [x], {"alpha": Fraction(state["negative_slope"])})
        if kind == "PReLU":
            shape = (1, -1) + (1,) * (x.ndim - 2) if weight.size > 1 else (1,)
            return self._call(circuit, kind, "PRelu", [x, weight.reshape(shape)], {})
        if kind in ("Hardtanh", "ReLU6"):
            return self._call(circuit, kind, "Clip", [x], {"min": Fraction(state["min_val"]), "max": Fraction(state["max_val"])})
        if kind == "Hardsigmoid":
            return self._call(circuit, kind, "HardSigmoid", [x], {"alpha": Fraction(1, 6), "beta": Fraction(1, 2)})
        if kind == "ReLU":
            return self._call(circuit, kind, "Relu", [x], {})
        raise InputError("this module cannot be read")

    def _pool(self, circuit: Circuit, kind: str, state: Items, x: np.ndarray) -> np.ndarray:
        n = int(kind[-2])
        spread = {key: list(_tuple(state[key], n)) for key in ("kernel_size", "stride", "padding")}
        attributes: dict[str, Any] = {"kernel_shape": spread["kernel_size"], "strides": spread["stride"],
                                      "pads": spread["padding"] * 2, "ceil_mode": int(state["ceil_mode"])}
        if kind.startswith("Max"):
            if state.get("return_indices"):
                raise InputError("it returns the places of the maxima, which are not piecewise linear")
            return self._call(circuit, kind, "MaxPool", [x], {**attributes, "dilations": list(_tuple(state["dilation"], n))})
        if state.get("divisor_override") is not None:
            raise InputError("a divisor of its own cannot be read")
        return self._call(circuit, kind, "AveragePool", [x], {**attributes, "count_include_pad": int(state["count_include_pad"])})

    @staticmethod
    def _call(circuit: Circuit, kind: str, op: str, inputs: list, attributes: dict) -> np.ndarray:
        call = Call(circuit, op, inputs, attributes)
        noted(call)
        return TABLE[op][0](call)


def _tuple(value: Any, n: int = 1) -> tuple[int, ...]:
    """A length for each axis."""
    found = tuple(value) if isinstance(value, (tuple, list)) else (value,) * n
    if not found or any(type(k) is not int for k in found):
        raise InputError("lengths must be whole numbers")
    return found
