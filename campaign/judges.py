"""What a mutant of the checker or of the split has to pass (campaign/mutation.py): the tests, in one process, quick ones first."""
from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import sys
import tempfile
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import corpus  # noqa: E402
import mutate  # noqa: E402
import test_checker  # noqa: E402

from exactrelu import checker  # noqa: E402

Judge = tuple[str, Callable[[], None]]
MADE = Path(tempfile.mkdtemp(prefix="exactrelu-"))


def verdict(file: Path, expected: str, reason: str, facts: dict | None) -> None:
    """The checker has the expected verdict on a file."""
    found = checker.check(file)
    assert found["verdict"] == expected
    assert facts is None or found == facts
    assert facts or found["reason"] and corpus.spelled(found["reason"]).startswith(reason) and not found["reason"].startswith("the file cannot be read")


def command(file: Path, code: int, word: str) -> None:
    """The command line says this word and returns this code."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        assert checker.main([str(file)]) == code
    assert said.getvalue().startswith(word) and said.getvalue().count("\n") == 1


def of_checker(quick: bool) -> list[Judge]:
    """The corpora, the certificates of the named networks, the command line, and the tests of tests/test_checker.py."""
    reasons, found = corpus.expected(), []
    for name, word in corpus.VERDICTS.items():
        found += [(f"{name}/{corpus.stem(file)}", lambda file=file, word=word, name=name, facts=checker.check(file) if name == "valid" else None:
                   verdict(file, word, reasons.get(f"{name}/{corpus.stem(file)}", ""), facts)) for file in corpus.files(name)]
    found += [(f"made/{file.name}", lambda file=file, facts=checker.check(file): verdict(file, "accepted", "", facts)) for file in mutate.made(MADE)]
    folder = corpus.FOLDER
    found += [(f"command/{file}", lambda file=file, code=code, word=word: command(folder / file, code, word)) for file, code, word in (
        ("valid/regions-box.cert", 0, "accepted: {"), ("invalid/branch-missing.cert", 1, "rejected: "),
        ("malformed/empty-file.cert", 2, "malformed: "), ("missing.cert", 2, str(folder / "missing.cert")))]
    t = test_checker
    found += [(f"test_closed_form_on_named_networks[{id}]", lambda id=id: t.test_closed_form_on_named_networks(id)) for id in checker.THEOREMS]
    found += [("test_normal_on_a_grid", t.test_normal_on_a_grid), ("test_region_bound", t.test_region_bound),
              ("test_it_stops_at_the_first_fault", lambda: t.test_it_stops_at_the_first_fault(MADE))]
    if quick:
        return found
    found += [(name, getattr(t, name)) for name in ("test_rank_mod_2", "test_normal", "test_rank_and_echelon", "test_network", "test_domain",
                                                    "test_ridge", "test_forms_on_a_path")]
    found += [(f"test_closed_form[{id}]", lambda id=id: t.test_closed_form(id=id)) for id in checker.THEOREMS]
    found += [(f"test_the_checker_agrees_with_the_engine[{kind}]", lambda kind=kind: t.test_the_checker_agrees_with_the_engine(MADE / "a", kind=kind))
              for kind in ("complex", "boundary", "affine_maps", "lipschitz")]
    found += [("test_limits", lambda: t.test_limits(MADE)), ("test_a_stronger_claim_is_rejected", lambda: t.test_a_stronger_claim_is_rejected(MADE / "a"))]
    return found


def of_split(quick: bool) -> list[Judge]:
    return []


JUDGES: dict[str, Callable[[bool], list[Judge]]] = {"checker": of_checker, "split": of_split}
