"""Pickles of PyTorch as data: an interpreter of the few opcodes that torch.save writes, which calls nothing.

A global is a name from a closed list, a call of one is a plain value (a dictionary, a tensor's description, a
module's record), and everything else is refused by name. Python's own unpickler is not used.
Source: Lib/pickletools.py of CPython, which names and documents the opcodes.
"""
from __future__ import annotations

import pickletools
from typing import Any, NamedTuple

from ..errors import InputError

MAX_PICKLE = 16 << 20
MAX_OPCODES = 500_000

STORAGES = {"FloatStorage": "f4", "DoubleStorage": "f8", "HalfStorage": "f2", "BFloat16Storage": "bf16", "LongStorage": "i8",
            "IntStorage": "i4", "ShortStorage": "i2", "CharStorage": "i1", "ByteStorage": "u1", "BoolStorage": "u1"}
MODULES = {
    "container": "Sequential", "linear": "Linear Identity", "conv": "Conv1d Conv2d", "flatten": "Flatten Unflatten",
    "activation": "ReLU ReLU6 LeakyReLU PReLU Hardtanh Hardsigmoid", "batchnorm": "BatchNorm1d BatchNorm2d",
    "dropout": "Dropout Dropout1d Dropout2d AlphaDropout", "pooling": "MaxPool1d MaxPool2d AvgPool1d AvgPool2d",
}
CALLS = ("collections OrderedDict", "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter", "torch Size",
         "__builtin__ set", "builtins set")
NAMES = {*CALLS, *(f"torch {name}" for name in STORAGES),
         *(f"torch.nn.modules.{module} {name}" for module, names in MODULES.items() for name in names.split())}


class Global(NamedTuple):
    """A name from the list, as "module name"."""

    name: str


class Items(dict):
    """A dictionary, perhaps with attributes of its own (a state dict has _metadata)."""

    attributes: Any = None


class Tensor(NamedTuple):
    """Where the numbers of a tensor are: in a storage, from `offset`, with steps `stride`."""

    kind: str
    storage: str
    numbers: int               # of the whole storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class Storage(NamedTuple):
    """The numbers of a member of the archive."""

    kind: str
    key: str
    numbers: int


class Module:
    """An nn.Module: its class and its attributes, which BUILD fills in."""

    def __init__(self, name: str):
        self.name, self.state = name, {}


_PLAIN = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_NUMBERS = ("BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "SHORT_BINUNICODE")


def unpickled(data: bytes) -> Any:
    """The value that a pickle describes.

    >>> unpickled(bytes.fromhex("80027d71005801000000617101 4b0373 2e"))
    {'a': 3}
    """
    if len(data) > MAX_PICKLE:
        raise InputError(f"its pickle has {len(data) >> 20} MB; at most {MAX_PICKLE >> 20} can be read")
    try:
        return _run(data)
    except InputError:
        raise
    except Exception as error:       # a damaged pickle: pickletools and the stack raise what they like
        raise InputError(f"its pickle is damaged ({type(error).__name__}); save the file again") from None


def _run(data: bytes) -> Any:
    stack: list[Any] = []
    marks: list[int] = []
    memo: dict[int, Any] = {}

    def since_mark() -> list[Any]:
        place = marks.pop()
        items = stack[place:]
        del stack[place:]
        return items

    for count, (opcode, argument, place) in enumerate(pickletools.genops(data)):
        name = opcode.name
        if count > MAX_OPCODES:
            raise InputError(f"its pickle has more than {MAX_OPCODES} steps; give a smaller file")
        if name in _PLAIN:
            stack.append(_PLAIN[name])
        elif name in _NUMBERS:
            stack.append(argument)
        elif name in ("PROTO", "FRAME"):
            continue
        elif name in ("EMPTY_TUPLE", "EMPTY_LIST", "EMPTY_DICT"):
            stack.append({"EMPTY_TUPLE": tuple, "EMPTY_LIST": list, "EMPTY_DICT": Items}[name]())
        elif name == "MARK":
            marks.append(len(stack))
        elif name == "TUPLE":
            stack.append(tuple(since_mark()))
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            stack[-int(name[-1]):] = [tuple(stack[-int(name[-1]):])]
        elif name in ("BINPUT", "LONG_BINPUT", "MEMOIZE"):
            memo[len(memo) if name == "MEMOIZE" else argument] = stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(memo[argument])
        elif name in ("APPEND", "APPENDS"):
            items = [stack.pop()] if name == "APPEND" else since_mark()
            stack[-1].extend(items)
        elif name in ("SETITEM", "SETITEMS"):
            items = [stack.pop(-2), stack.pop()] if name == "SETITEM" else since_mark()
            _put(stack[-1], items)
        elif name in ("GLOBAL", "STACK_GLOBAL"):
            full = argument if name == "GLOBAL" else " ".join([stack.pop(-2), stack.pop()])
            stack.append(_global(full))
        elif name == "BINPERSID":
            stack.append(_storage(stack.pop()))
        elif name in ("REDUCE", "NEWOBJ"):
            arguments, function = stack.pop(), stack.pop()
            stack.append(_called(function, arguments, name == "NEWOBJ"))
        elif name == "BUILD":
            state = stack.pop()
            _built(stack[-1], state)
        elif name == "STOP":
            return stack.pop()
        else:
            raise InputError(f"its pickle uses {name} at byte {place}, which torch.save does not write for weights; it is not "
                             "executed")
    raise InputError("its pickle ends too early; save the file again")


def _put(target: Any, items: list[Any]) -> None:
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(target, Items) or not isinstance(key, (str, int)):
            raise InputError("its pickle fills something that is not a dictionary of texts")
        if key in target:
            raise InputError(f"its pickle has the name {str(key)[:60]!r} twice; every name must be used once")
        target[key] = value


def _global(name: str) -> Global:
    if name not in NAMES:
        shown = name.replace(" ", ".")[:80]
        raise InputError(f"its pickle asks for {shown!r}, which is neither a tensor nor a module that can be read; nothing of it is "
                         "executed: save model.state_dict(), or export the model to ONNX")
    return Global(name)


def _storage(key: Any) -> Storage:
    word, kind, name, _, numbers = key
    if word != "storage" or kind.name.removeprefix("torch ") not in STORAGES or not isinstance(name, str) or type(numbers) is not int:
        raise InputError("its pickle names a storage in a way that torch.save does not")
    return Storage(STORAGES[kind.name.removeprefix("torch ")], name, numbers)


def _called(function: Any, arguments: tuple, new: bool) -> Any:
    """What a call of a listed name would give, as data."""
    if not isinstance(function, Global) or not isinstance(arguments, tuple):
        raise InputError("its pickle calls something that is not a name; nothing of it is executed")
    name = function.name
    if name == "collections OrderedDict" and not arguments and not new:
        return Items()
    if name == "torch._utils _rebuild_tensor_v2" and len(arguments) >= 4:
        storage, offset, shape, stride = arguments[:4]
        whole = [offset, *shape, *stride]
        if not isinstance(storage, Storage) or len(shape) != len(stride) or any(type(n) is not int or n < 0 for n in whole):
            raise InputError("its pickle describes a tensor with a wrong shape or step")
        return Tensor(storage.kind, storage.key, storage.numbers, offset, tuple(shape), tuple(stride))
    if name == "torch._utils _rebuild_parameter" and isinstance(arguments[0], Tensor):
        return arguments[0]
    if name in ("torch Size", "builtins set", "__builtin__ set") and len(arguments) == 1:
        return tuple(arguments[0])
    if name.startswith("torch.nn.modules.") and new and not arguments:
        return Module(name.split()[1])
    raise InputError(f"its pickle calls {name.replace(' ', '.')} in a way that torch.save does not; nothing of it is executed")


def _built(target: Any, state: Any) -> None:
    if not isinstance(state, Items) or not isinstance(target, (Items, Module)):
        raise InputError("its pickle sets attributes of something that has none")
    if isinstance(target, Items):
        target.attributes = state
    else:
        target.state = state
