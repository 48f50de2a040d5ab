"""What is measured: the workloads, their domains, and the number of regions of each.

Words: a row is one workload on one domain. Workloads are .npz files; those of ../shared/cases/workloads are there
already, inputs.py makes the others. The domains are exactrelu's words: "whole", or "box:-1,1" for [-1, 1]^d.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

HERE = Path(__file__).resolve().parent
CASES = HERE.parents[1] / "shared" / "cases"
WORKLOADS = CASES / "workloads"
MADE = HERE / ".peers" / "inputs"
SMALL, LARGE = "box:-1,1", "box:-1000,1000"
# How many times the speed of a splitter on PPL is asked for: (the splitter, how many times).
ASKED = {"A_d3_m40": ("pplpy", 20), "A_d2_m200": ("pplpy", 20), "C_3-32-32-1": ("pplpy", 20),
         "B_reson5": ("ppl", 10), "B_thresh5": ("ppl", 10), "B_catalan6": ("ppl", 10)}
WHOLE = [*ASKED, "A_d2_m50", "A_d3_m10", "A_d3_m20", "A_d4_m16", "A_d4_m24", "A_d5_m16", "A_d6_m12", "A_d8_m12", "B_braid4", "B_thresh4",
         "C_2-16-16-1", "C_2-32-32-1", "C_2-32-32-32-1", "C_4-16-16-1", "D_d12_m12", "bunny_2-50-50-1"]
BOXES = [("C_2-16-16-1", SMALL), ("C_2-32-32-1", SMALL), ("C_2-32-32-32-1", SMALL), ("C_2-16-16-1", LARGE),
         ("C_2-32-32-1", LARGE), ("C_2-32-32-32-1", LARGE), ("bunny_2-50-50-1", SMALL), ("acasxu_4_5_slice", SMALL),
         ("C_3-32-32-1", SMALL), ("C_4-16-16-1", SMALL), ("E_3-64-64-1", SMALL)]
QUICK = [("A_d3_m20", "whole"), ("B_thresh4", "whole"), ("C_2-16-16-1", "whole"), ("C_2-16-16-1", SMALL)]
# What expected.json does not have: found by exactrelu and by the splitter on PPL.
FOUND = {("C_2-16-16-1", LARGE): 535, ("C_2-32-32-1", LARGE): 1969, ("C_2-32-32-32-1", LARGE): 4662,
         ("bunny_2-50-50-1", "whole"): 3673, ("bunny_2-50-50-1", SMALL): 1103, ("acasxu_4_5_slice", SMALL): 21148}


_DOC = None


class Row(NamedTuple):
    """One workload on one domain."""

    workload: str
    domain: str
    regions: int          # the true number
    inputs: int           # the dimension
    depth: int            # ReLU layers
    asked: tuple[str, int] | None     # how many times the speed of which splitter on PPL

    @property
    def path(self) -> Path:
        """Its file."""
        return path_of(self.workload)

    @property
    def name(self) -> str:
        """The workload, and the box if there is one."""
        return self.workload if self.domain == "whole" else f"{self.workload}, {self.domain}"


def path_of(workload: str) -> Path:
    """The file of a workload, given or made."""
    given = WORKLOADS / f"{workload}.npz"
    return given if given.exists() else MADE / f"{workload}.npz"


def true_count(workload: str, domain: str) -> int:
    """The number of regions, from expected.json or from FOUND."""
    told = json.loads((WORKLOADS / "expected.json").read_text()).get(workload, {})
    key = {"whole": "regions", SMALL: "regions_in_box"}.get(domain)
    return told[key] if key in told else FOUND[workload, domain]


def row(workload: str, domain: str) -> Row:
    """The row of a workload on a domain; the file has to be there."""
    with np.load(path_of(workload)) as file:
        first, depth = (file["A"], 1) if "A" in file else (file["W0"], sum(key[0] == "W" for key in file) - 1)
    asked = ASKED.get(workload) if domain == "whole" else None
    return Row(workload, domain, true_count(workload, domain), first.shape[1], depth, asked)


def all_rows() -> list[tuple[str, str]]:
    """(workload, domain) of every row, in the order of the table."""
    return [(workload, "whole") for workload in WHOLE] + BOXES
