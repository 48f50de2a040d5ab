"""Networks with extreme numbers as files."""
from __future__ import annotations

from pathlib import Path

import exactrelu as er

from .networks import Case


def files(folder: Path, name: str, net: er.Network, where: er.Domain) -> Path:
    """The network with its domain, as JSON."""
    path = folder / name / "net.json"           # the name of a file is in titles
    path.parent.mkdir(exist_ok=True)
    er.write(er.Network(net.layers, where), str(path))
    return path


def formats(case: Case, folder: Path) -> list[str]:
    """Binary files hold the same network, to the last bit; the names of those that do not."""
    wrong = []
    for ending in (".npz", ".onnx", ".safetensors", ".pt"):
        path = str(folder / f"doubles{ending}")
        try:
            er.write(case.network, path)
        except er.InputError as error:
            if "written" not in str(error) and "double" not in str(error):
                wrong.append(f"{ending}: {str(error)[:100]}")
            continue
        back = er.read(path)
        if back.layers != case.network.layers:
            wrong.append(ending)
    return wrong
