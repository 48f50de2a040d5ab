"""NumPy archives."""
from __future__ import annotations

import io
import zipfile

import numpy as np

from .entry import Content, twice, zipped


def _npz(**members: bytes) -> bytes:
    return zipped({f"{name}.npy": data for name, data in members.items()}, zipfile.ZIP_DEFLATED)


def _npy(array) -> bytes:
    raw = io.BytesIO()
    np.save(raw, array, allow_pickle=True)
    return raw.getvalue()


def _header(text: str) -> bytes:
    header = text.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + b"\0" * 64


def _forged(shape: str, descr: str = "'<f8'") -> bytes:
    return _header(f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}")


def _torn(method: int) -> bytes:
    """An archive whose A is compressed by this method, and broken."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        archive.writestr("A.npy", _npy(np.arange(1000.0).reshape(10, 100)))
        archive.writestr("b.npy", _npy(np.ones(10)))
    data = bytearray(raw.getvalue())
    data[100:140] = b"\xff" * 40
    return bytes(data)


FILES: dict[str, tuple[Content, str]] = {
    "notzip.npz": (b"PK nonsense", "not a readable .npz"),
    "object.npz": (_npz(A=_npy(np.array([[object()]], dtype=object)), b=_npy([1])), "holds object"),
    "text.npz": (_npz(A=_npy([["1"]]), b=_npy([1])), "holds <U1"),
    "complex.npz": (_npz(A=_npy([[1j]]), b=_npy([1])), "holds complex128"),
    "no_bias.npz": (_npz(A=_npy([[1]])), "no array b"),
    "nothing.npz": (_npz(x=_npy([1])), "neither the arrays"),
    "forged.npz": (_npz(A=_forged("(100000, 1000000)"), b=_npy([1])), "more than the file holds"),
    "negative.npz": (_npz(A=_forged("(-1, 2)"), b=_npy([1])), "A"),
    "negatives.npz": (_npz(A=_forged("(-1, -1)"), b=_npy([1])), "A is not a NumPy array"),
    "truths.npz": (_npz(A=_forged("(True, True)"), b=_npy([1])), "A is not a NumPy array"),
    "dimensions.npz": (_npz(A=_forged("(" + "1, " * 3000 + ")"), b=_npy([1])), "must be a matrix"),
    "nothing_long.npz": (_npz(A=_forged(f"(0, {10**4200})"), b=_npy([1])), "more than the file holds"),
    "record.npz": (_npz(A=_forged("(1, 1)", str([(f"f{i}", "<f8") for i in range(500)])), b=_npy([1])), "A holds .*weights must"),
    "open.npz": (_npz(A=_header("{'descr': ("), b=_npy([1])), "A is not a NumPy array"),
    "brackets.npz": (_npz(A=_header("(" * 9000), b=_npy([1])), "A is not a NumPy array"),
    "signs.npz": (_npz(A=_forged(f"({'-' * 9000}1, 1)"), b=_npy([1])), "A is not a NumPy array"),
    "lzma.npz": (_torn(zipfile.ZIP_LZMA), "A is compressed by the method 14, neither stored nor deflated"),
    "bzip2.npz": (_torn(zipfile.ZIP_BZIP2), "A is compressed by the method 12, neither"), "deflated.npz": (_torn(zipfile.ZIP_DEFLATED), "A is not a NumPy array"),
    "zipbomb.npz": (_npz(A=_npy(np.zeros((2000, 2000))), b=_npy([1])), "compressed more than 100 times"),
    "nan.npz": (_npz(A=_npy([[np.nan]]), b=_npy([1.0])), r"W\[0\]\[0\] is nan"),
    "vector.npz": (_npz(A=_npy([1.0]), b=_npy([1.0])), "must be a matrix"),
    "torn.npz": (_npz(A=_npy([[1.0]]), b=_npy([1.0]))[:-30], "not a readable .npz"),
    "pickle.npz": (zipped({"A.npy": b"\x80\x02cos\nsystem\n."}), "no array b"), "twice.npz": (twice("A.npy"), "twice"),
}
