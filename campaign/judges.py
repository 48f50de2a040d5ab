"""What a mutant of the checker or of the split has to pass (campaign/mutation.py): the tests, in one process, quick ones first."""
from __future__ import annotations

import contextlib
import doctest
import io
import sys
import tempfile
from pathlib import Path
from typing import Callable

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import corpus  # noqa: E402
import mutate  # noqa: E402
import test_checker  # noqa: E402
import test_compiled  # noqa: E402
import test_filter  # noqa: E402
import test_split  # noqa: E402

import exactrelu as er  # noqa: E402
from exactrelu import checker  # noqa: E402
from exactrelu.certificates import explain  # noqa: E402
from exactrelu.engines import exact, growing, lattice  # noqa: E402
from exactrelu.engines import filter as filter_module  # noqa: E402
from exactrelu.engines.cells import Fan  # noqa: E402
from exactrelu.engines.compiled_fan import compiled_fan  # noqa: E402
from exactrelu.engines.problem import Problem, problem  # noqa: E402
from exactrelu.engines.pure import pure_fan  # noqa: E402

Judge = tuple[str, Callable[[], None]]
MADE = Path(tempfile.mkdtemp(prefix="exactrelu-"))


def verdict(file: Path, expected: str, reason: str, facts: dict | None) -> None:
    """The checker has the expected verdict on a file."""
    found = checker.check(file)
    assert found["verdict"] == expected and set(found) == {"verdict", "claim", "domain", "steps", "reason"}
    assert facts is None or found == facts
    assert facts or found["reason"] and corpus.spelled(found["reason"]).startswith(reason) and not found["reason"].startswith("the file cannot be read")


def command(file: Path, code: int, word: str) -> None:
    """The command line says this word and returns this code."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        assert checker.main([str(file)]) == code
    assert said.getvalue().startswith(word) and said.getvalue().count("\n") == 1


def explained(file: Path) -> str:
    """A certificate in words."""
    return "\n".join(map(str, explain(file)))


def same_text(found: str, known: str) -> None:
    """Nothing is explained in another way."""
    assert found == known


def in_a_folder(test: Callable) -> None:
    """A test that writes files, in a folder that no other process has."""
    with tempfile.TemporaryDirectory() as made:
        test(Path(made))


def patched(test: Callable) -> None:
    """A test that puts others in the place of parts of the checker."""
    with pytest.MonkeyPatch.context() as patch:
        test(patch)


def ended(patch: pytest.MonkeyPatch, error: type[BaseException], told: tuple[int, str]) -> None:
    """The command line ends with this code and these words when this comes up."""
    assert test_checker.end(patch, error) == told


def unheard(patch: pytest.MonkeyPatch) -> None:
    """The command line ends without a verdict when its line cannot be written."""
    for error, told in ((OSError(28, "full"), (2, "standard output: full\n")), (BrokenPipeError(32, "gone"), (141, ""))):
        assert test_checker.unheard(patch, error) == told


def of_checker(quick: bool) -> list[Judge]:
    """The corpora, the certificates of the named networks, the command line, and the tests of tests/test_checker.py."""
    reasons, found = corpus.expected(), []
    for name, word in corpus.VERDICTS.items():
        found += [(f"{name}/{corpus.stem(file)}", lambda file=file, word=word, name=name, facts=checker.check(file) if name == "valid" else None:
                   verdict(file, word, reasons.get(f"{name}/{corpus.stem(file)}", ""), facts)) for file in corpus.files(name)]
    found += [(f"made/{file.name}", lambda file=file, facts=checker.check(file): verdict(file, "accepted", "", facts)) for file in mutate.made(MADE)]
    folder = corpus.FOLDER
    found += [(f"explain/{name}", lambda file=folder / "valid" / f"{name}.cert", known=explained(folder / "valid" / f"{name}.cert"):
               same_text(explained(file), known)) for name in ("regions-deep", "complex-box", "boundary-bend", "equivalent", "unsat-cut", "range", "radius-max")]
    found += [(f"command/{file}", lambda file=file, code=code, word=word: command(folder / file, code, word)) for file, code, word in (
        ("valid/regions-box.cert", 0, "accepted: {"), ("invalid/branch-missing.cert", 1, "rejected: "),
        ("malformed/empty-file.cert", 2, "malformed: "), ("missing.cert", 2, str(folder / "missing.cert")))]
    t = test_checker
    found += [(f"test_closed_form_on_named_networks[{id}]", lambda id=id: t.test_closed_form_on_named_networks(id)) for id in checker.THEOREMS]
    found += [("test_normal_on_a_grid", t.test_normal_on_a_grid), ("test_region_bound", t.test_region_bound),
              ("test_what_it_says", t.test_what_it_says),
              ("test_it_stops_at_the_first_fault", lambda: in_a_folder(t.test_it_stops_at_the_first_fault))]
    found += [(f"test_{name}", lambda test=test: patched(test)) for name, test in (
        ("limits_of_size", t.test_limits_of_size), ("limits_of_products", lambda patch: t.test_limits_of_products()),
        ("long_rows_stay_short", t.test_long_rows_stay_short), ("it_grows_with_the_file", lambda patch: t.test_it_grows_with_the_file()))]
    found += [(f"end/{error.__name__}", lambda error=error, told=told: patched(lambda patch: ended(patch, error, told)))
              for error, told in ((KeyboardInterrupt, (130, "interrupted\n")), (MemoryError, (3, "out of memory\n")))]
    found += [("nobody hears it", lambda: patched(unheard)), ("test_a_layer_and_its_identity", t.test_a_layer_and_its_identity)]
    if quick:
        return found
    found += [(name, getattr(t, name)) for name in ("test_rank_mod_2", "test_normal", "test_rank_and_echelon", "test_network", "test_domain",
                                                    "test_ridge", "test_forms_on_a_path")]
    found += [(f"test_closed_form[{id}]", lambda id=id: t.test_closed_form(id=id)) for id in checker.THEOREMS]
    found += [(f"test_the_checker_agrees_with_the_engine[{kind}]",
               lambda kind=kind: in_a_folder(lambda made: t.test_the_checker_agrees_with_the_engine(made / "a", kind=kind)))
              for kind in ("complex", "boundary", "affine_maps", "lipschitz")]
    found += [("test_limits", lambda: in_a_folder(t.test_limits)),
              ("test_a_stronger_claim_is_rejected", lambda: in_a_folder(lambda made: t.test_a_stronger_claim_is_rejected(made / "a")))]
    return found


def same_fan(task: Problem, expected: Fan) -> None:
    """The engine in Python makes the fan that the compiled engine has made."""
    found = pure_fan(task, test_compiled.MEMORY)
    assert len(found.levels) == len(expected.levels) and found.rays.dtype == expected.rays.dtype
    for one, other in zip([*found[:3], *(x for level in found.levels for x in level)], [*expected[:3], *(x for level in expected.levels for x in level)]):
        assert np.array_equal(one, other)


def refused(task: Problem, words: str) -> None:
    """The engine in Python says that the domain is empty."""
    with pytest.raises(er.InputError) as caught:
        pure_fan(task, test_compiled.MEMORY)
    assert str(caught.value) == words


def of_split(quick: bool) -> list[Judge]:
    """The fans of the compiled engine for the problems of tests/test_split.py, and the tests of the parts of the split."""
    found: list[Judge] = []
    for name, (net, domain) in test_split.PROBLEMS.items():
        task = problem(net, domain)
        try:
            fan = compiled_fan(task, test_compiled.MEMORY)
            if fan is not None:
                found.append((name, lambda task=task, fan=fan.plain(): same_fan(task, fan)))
        except er.InputError as error:
            found.append((name, lambda task=task, words=str(error): refused(task, words)))
    for module in (growing, lattice, exact, filter_module):
        for test in doctest.DocTestFinder().find(module):
            if test.examples:
                found.append((test.name, lambda test=test: example(test)))
    t = test_split
    found += [(one.__name__, one) for one in (t.test_progress, t.test_growing, t.test_levels, t.test_codes_of_as_many_forms_as_fit, t.test_simplicial,
                                              t.test_memory_is_what_the_arrays_hold, t.test_room, t.test_nothing_is_zero,
                                              t.test_sums_that_leave_64_bits, t.test_the_point_0_alone, t.test_signs_near_the_bound_of_the_filter, t.test_the_bound_of_the_filter,
                                              t.test_narrow_is_as_narrow_as_it_may_be)]
    found += [(f"test_products_at_the_bound[{step}]", lambda step=step: t.test_products_at_the_bound(step)) for step in (-1, 0, 1)]
    found += [(f"test_products_of_all_sizes[{bits}]", lambda bits=bits: t.test_products_of_all_sizes(bits)) for bits in t.BITS]
    found += [(f"test_least_memory[{i}]", lambda case=case: t.test_least_memory(*case)) for i, case in enumerate(t.LEAST)]
    f, c = test_filter, test_compiled
    found += [(one.__name__, one) for one in (f.test_near_zero_is_not_certain, f.test_overflow_in_one_term_decides_nothing,
                                              f.test_outputs_that_are_zero_everywhere, c.test_nearly_equal)]
    found += [(f"test_sums_that_overflow[{sign}]", lambda sign=sign: c.test_sums_that_overflow(sign)) for sign in (1, -1)]
    found += [(f"test_certain_signs_are_right[{bits}]", lambda bits=bits: f.test_certain_signs_are_right(bits)) for bits in (3, 40, 62, 200, 500, 700, 1100)]
    if not quick:
        found += [(f"test_wide_numbers[{seed}]", lambda seed=seed: c.test_wide_numbers(seed)) for seed in range(6)]
        found += [("test_memory", c.test_memory), ("test_small", c.test_small)]
    return found


def of_native() -> list[Judge]:
    """The fans of the engine in Python for the problems of tests/test_split.py, and the numbers that the compiled engine tells besides."""
    names, parts = list(test_split.PROBLEMS), 12
    return [(f"problems {i}", lambda i=i: [test_compiled.same(problem(*test_split.PROBLEMS[name])) for name in names[i::parts]] and None) for i in range(parts)] + [
        *((name, getattr(test_compiled, name)) for name in ("test_memory", "test_nearly_equal", "test_many_columns", "test_mirror", "test_tables_of_megabytes")),
        ("test_one_region_loses_its_corners", lambda: test_compiled.test_one_region_loses_its_corners(40)),
        *((f"test_layers_across_words[{i}]", lambda i=i: test_compiled.test_layers_across_words(i, i // 3 + 1, [1, 2**33, 2**70, 1, 1][i])) for i in range(5)),
        *((f"test_one_coordinate_cancels[{inputs}-{column}]", lambda inputs=inputs, column=column: test_compiled.test_one_coordinate_cancels(inputs, column))
          for inputs in (2, 3) for column in range(inputs + 1)),
        *((f"test_sums_that_overflow[{sign}]", lambda sign=sign: test_compiled.test_sums_that_overflow(sign)) for sign in (1, -1)),
        *((f"test_wide_numbers[{seed}]", lambda seed=seed: test_compiled.test_wide_numbers(seed)) for seed in range(5))]


def example(test: doctest.DocTest) -> None:
    """The examples of a docstring hold."""
    outcome = doctest.DocTestRunner().run(test, clear_globs=False, out=lambda text: None)
    assert not outcome.failed


JUDGES: dict[str, Callable[[bool], list[Judge]]] = {"checker": of_checker, "split": of_split}
