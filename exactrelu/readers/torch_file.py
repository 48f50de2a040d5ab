"""PyTorch files: state dicts and nn.Sequential, as torch.save writes them since version 1.6. torch is not needed."""
from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np

from ..errors import InputError
from ..network import Network
from .contents import MAX_INFLATED, check_archive, check_ratio, members
from .ieee import SIZES, array
from .limits import MAX_NUMBERS
from .modules import network_of_sequential
from .pickled import MAX_PICKLE, Items, Module, Tensor, unpickled
from .weights import network_of_weights, silent_modules, stems_of

OLD = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."          # how files of torch before 1.6 begin


def read_torch(data: bytes, last_relu: bool = False) -> Network:
    """The network in the bytes of a .pt or .pth file."""
    if not data.startswith(b"PK"):
        if data.startswith(OLD):
            raise InputError("the file is in the format of torch before 1.6; load it in torch and save it again")
        if data[:1] == b"\x80":
            raise InputError("the file is a bare pickle, not an archive of torch.save; nothing of it is executed")
        raise InputError("the file is not an archive of torch.save; save model.state_dict() again")
    check_archive(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Archive(archive).network(last_relu)
    except (InputError, MemoryError):
        raise
    except Exception as error:                     # zipfile and its codecs raise what they like on damaged files
        raise InputError(f"the archive is damaged: {str(error)[:100] or type(error).__name__}") from None


class _Archive:
    """A file of torch.save: data.pkl, and the numbers of each storage in data/KEY."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive, self.members = archive, members(archive)
        pickles = [name for name in self.members if name == "data.pkl" or name.endswith("/data.pkl")]
        if any(name.endswith("constants.pkl") for name in self.members):
            raise InputError("the file is a TorchScript program; save model.state_dict(), or export the model to ONNX")
        if len(pickles) != 1:
            raise InputError(f"the archive has {len(pickles)} members data.pkl; a file of torch.save has one")
        self.folder = pickles[0].removesuffix("data.pkl")
        order = self._read("byteorder", 16) if self.folder + "byteorder" in self.members else b"little"
        if order.strip() not in (b"little", b"big"):
            raise InputError(f"the byte order is {order[:16]!r}, which is neither little nor big")
        self.order = "<" if order.strip() == b"little" else ">"
        self.room = MAX_NUMBERS

    def _read(self, name: str, most: int) -> bytes:
        info = self.members.get(self.folder + name)
        if info is None:
            raise InputError(f"the archive has no member {name[:60]!r}; it is not complete")
        check_ratio(info, name[:60])
        if info.file_size > most:
            raise InputError(f"the member {name[:60]!r} has {info.file_size} bytes; at most {most} are expected")
        return self.archive.read(info)

    def network(self, last_relu: bool) -> Network:
        """The network: the value of the pickle is a module, or a dictionary of tensors, or holds one such."""
        found = _inner(unpickled(self._read("data.pkl", MAX_PICKLE)))
        if isinstance(found, Module):
            return network_of_sequential(found, self.numbers)
        shapes = {}
        for name, tensor in found.items():
            if not isinstance(name, str) or not isinstance(tensor, Tensor):
                raise InputError(f"{str(name)[:60]!r} is not a tensor; save model.state_dict() alone")
            shapes[name] = tensor.shape
        metadata = (found.attributes or {}).get("_metadata")
        return network_of_weights(shapes, lambda name: (self.numbers(found[name], name), found[name].kind), True, last_relu,
                                  "" if last_relu else silent_modules(metadata, stems_of(shapes)))

    def numbers(self, tensor: Tensor, name: str) -> np.ndarray:
        """The numbers of a tensor, after its place has been found to lie inside of its storage."""
        size, count = SIZES[tensor.kind], 1
        last = tensor.offset
        for length, step in zip(tensor.shape, tensor.stride):
            count *= length
            last += (length - 1) * step
        self.room -= count
        if not count or self.room < 0 or len(tensor.shape) > 8:
            raise InputError(f"the tensor {name[:60]!r} has the shape {str(list(tensor.shape))[:40]}; tensors must not be empty, and at "
                             f"most {MAX_NUMBERS} numbers can be read")
        key = tensor.storage
        if not key.isascii() or not key.isalnum():
            raise InputError(f"the tensor {name[:60]!r} names the storage {key[:40]!r}, which is no name of one")
        raw = self._read(f"data/{key}", MAX_INFLATED)
        if last >= tensor.numbers or len(raw) != tensor.numbers * size:
            raise InputError(f"the tensor {name[:60]!r} reaches beyond its storage of {len(raw)} bytes")
        flat = array(raw, tensor.kind, (tensor.numbers,), self.order)
        return np.lib.stride_tricks.as_strided(flat[tensor.offset:], tensor.shape, [n * flat.itemsize for n in tensor.stride],
                                               writeable=False)


def _inner(value: Any) -> Any:
    """The module or the dictionary of tensors in what the pickle describes."""
    if isinstance(value, Module):
        return value
    if isinstance(value, Items):
        if any(isinstance(item, Tensor) for item in value.values()):
            return value
        inside = [item for item in value.values() if isinstance(item, Module) or isinstance(item, Items) and
                  any(isinstance(tensor, Tensor) for tensor in item.values())]
        if len(inside) == 1:
            return inside[0]
        raise InputError(f"the file holds {len(inside)} dictionaries of tensors; save one model.state_dict()")
    raise InputError("the file holds neither a dictionary of tensors nor a module; save model.state_dict()")
