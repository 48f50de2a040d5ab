"""Mutation testing of the checker and of the engine's split: is every line of them needed, and would a test see if it were wrong?

    python campaign/mutation.py checker          --jobs 2 for two processes; goes on where it was stopped
    python campaign/mutation.py split --stop 500

What is changed is what cosmic-ray and mutmut change, and more: another comparison, operator, number, text, sign, truth value or
exception; a condition negated, or a part of it left out; `and` for `or`, max for min, all for any; a loop, a statement, or a filter
of a list left out. Not changed are annotations and the words of errors. Each mutant is compiled in a process of its own, whose modules it replaces in
memory, so nothing is written; and it meets the judges of judges.py, quick ones first, until one of them objects. It is killed
if one does, or if it breaks down or takes too many seconds of processor time. The survivors that are known, with the reason why
they are right nevertheless, are in survivors.txt; the others are told, and are to be killed by a new test.
"""
from __future__ import annotations

import argparse
import ast
import gc
import json
import multiprocessing
import os
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple, Sequence

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "exactrelu"
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

from judges import JUDGES  # noqa: E402
from stopped import as_program  # noqa: E402
from survivors import unexplained  # noqa: E402

BYTES = 6 << 30                          # of memory that a mutant may use

# What is mutated, and in which order the modules of a target import each other.
TARGETS = {"checker": ["checker.py"],
           "split": [f"engines/{name}.py" for name in ("growing", "level", "lattice", "exact", "filter", "pure")]}


class Mutant(NamedTuple):
    """A module with one change; the tree is what it says until the next mutant is made."""

    module: str
    name: str                    # module, function: the line before -> the line after
    place: str                   # the function or method, or the class or module around it
    part: ast.AST                # the changed function or statement
    tree: ast.Module


# ---- making mutants -------------------------------------------------------------------------

COMPARED = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
OTHERS = {**{one: [other for other in COMPARED if other is not one] for one in COMPARED},
          ast.Is: [ast.IsNot], ast.IsNot: [ast.Is], ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.And: [ast.Or], ast.Or: [ast.And],
          ast.Add: [ast.Sub, ast.Mult], ast.Sub: [ast.Add, ast.Mult], ast.Mult: [ast.Add, ast.FloorDiv], ast.Div: [ast.Mult, ast.FloorDiv],
          ast.FloorDiv: [ast.Mult, ast.Div, ast.Mod], ast.Mod: [ast.FloorDiv, ast.Mult], ast.Pow: [ast.Mult, ast.Add],
          ast.LShift: [ast.RShift, ast.Add], ast.RShift: [ast.LShift, ast.Sub], ast.BitAnd: [ast.BitOr, ast.BitXor],
          ast.BitOr: [ast.BitAnd, ast.BitXor], ast.BitXor: [ast.BitOr, ast.BitAnd], ast.USub: [ast.UAdd], ast.Invert: [ast.USub]}
NAMES = {"max": "min", "min": "max", "all": "any", "any": "all", "floor": "round", "sorted": "list", "lcm": "gcd", "gcd": "lcm"}
WORDS = {"Rejected", "Malformed", "InputError", "type(error)", "too_large", "print"}      # what they say is not changed


def others(node: ast.AST, field: str, value: Any) -> Iterator[Any]:
    """What a part of a syntax tree may be by mistake."""
    if isinstance(value, ast.AST):
        yield from (other() for other in OTHERS.get(type(value), []))
    if field == "ops":
        yield from ([other(), *value[1:]] for other in OTHERS[type(value[0])])
        yield from ([value[0], other()] for other in (OTHERS[type(value[1])] if len(value) > 1 else []))
    if isinstance(value, ast.Constant) and type(value.value) is int:
        yield from (ast.Constant(value.value + step) for step in (1, -1))
    if isinstance(value, ast.Constant) and type(value.value) is bool:
        yield ast.Constant(not value.value)
    if isinstance(value, ast.Constant) and type(value.value) is str:
        yield ast.Constant(value.value + "~")
    if isinstance(value, ast.Name) and value.id in NAMES:
        yield ast.Name(NAMES[value.id], ast.Load())
    if isinstance(value, ast.UnaryOp):
        yield value.operand
    if field == "values" and isinstance(node, ast.BoolOp):
        yield from (value[:i] + [ast.Constant(isinstance(node.op, ast.And))] + value[i + 1:] for i in range(len(value)))
    if field == "test":
        yield ast.UnaryOp(ast.Not(), value)
    if field == "iter" and isinstance(node, ast.For):
        yield ast.List([], ast.Load())
    if field == "ifs":
        yield from (value[:i] + value[i + 1:] for i in range(len(value)))
        yield from (value[:i] + [ast.UnaryOp(ast.Not(), value[i])] + value[i + 1:] for i in range(len(value)))
    if isinstance(node, ast.ExceptHandler) and field == "type" and value:
        yield ast.Name("StopAsyncIteration", ast.Load())
    if isinstance(value, list):
        for i, one in enumerate(value):
            if isinstance(one, (ast.Raise, ast.AugAssign, ast.Delete, ast.Continue, ast.Break, ast.Return)) \
                    or isinstance(one, ast.Expr) and not isinstance(one.value, ast.Constant):
                yield value[:i] + [ast.Pass()] + value[i + 1:]
            if isinstance(one, (ast.Constant, ast.Name, ast.UnaryOp)):
                yield from (value[:i] + [other] + value[i + 1:] for other in others(node, "", one))


def changes(node: ast.AST) -> Iterator[tuple[ast.AST, str, Any]]:
    """(node, field, what it may be by mistake) everywhere below a node, but for annotations and the words of errors."""
    skipped = {"annotation", "returns", "type_comment", "ctx", "decorator_list"}
    if isinstance(node, ast.Call) and ast.unparse(node.func) in WORDS or getattr(node, "name", "") == "brief" \
            or isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    for field, value in ast.iter_fields(node):
        if field in skipped:
            continue
        parts = value if isinstance(value, list) else [value]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "need" and field == "args":
            parts = parts[:1]
        else:
            yield from ((node, field, other) for other in others(node, field, value))
        if isinstance(node, ast.JoinedStr):
            continue
        for part in parts:
            if isinstance(part, ast.AST):
                yield from changes(part)


def mutants(module: str) -> Iterator[Mutant]:
    """All mutants of a module, each once."""
    tree, seen = ast.parse((PACKAGE / module).read_text()), Counter()
    for top in tree.body:
        for part in top.body if isinstance(top, ast.ClassDef) else [top]:
            place = ".".join(one.name for one in (top, part) if hasattr(one, "name")) if part is not top else getattr(top, "name", "")
            before = ast.unparse(part)
            for node, field, other in list(changes(part)):
                kept = getattr(node, field)
                setattr(node, field, other)
                after = ast.unparse(part)
                if after != before:
                    name = f"{module}, {place or 'module'}: {' -> '.join(changed(before, after))}"
                    seen[name] += 1
                    yield Mutant(module, f"{name} ({seen[name]})" if seen[name] > 1 else name, place, part, tree)
                setattr(node, field, kept)


def changed(before: str, after: str, around: int = 70) -> tuple[str, str]:
    """What differs, with some letters around it."""
    head = next(i for i, (a, b) in enumerate(zip(before + "\0", after + "\0")) if a != b)
    room = min(len(before), len(after)) - head
    tail = next((i for i, (a, b) in enumerate(zip(before[::-1], after[::-1])) if a != b or i == room), room)
    begin = max(head - around, before.rfind("\n", 0, head) + 1)
    found = []
    for text in before, after:
        end = text.find("\n", len(text) - tail)
        found.append(text[begin:min(len(text) - tail + around, end if end >= 0 else len(text))].strip().replace("\n", " "))
    return tuple(found)


# ---- trying one -----------------------------------------------------------------------------


def module_of(name: str) -> Any:
    """The module of a file, imported."""
    return sys.modules["exactrelu." + name[:-3].replace("/", ".")]


def install(mutant: Mutant, modules: Sequence[str]) -> None:
    """Replace a function in memory; or, where it is no function that is changed, execute the module and those that import it."""
    if isinstance(mutant.part, ast.FunctionDef):
        module, new, mutant.part.decorator_list = module_of(mutant.module), {}, []
        exec(compile(ast.fix_missing_locations(ast.Module([mutant.part], [])), mutant.module, "exec", dont_inherit=True), vars(module), new)
        around, _, name = mutant.place.rpartition(".")
        old = vars(getattr(module, around) if around else module)[name]
        old = getattr(old, "fget", getattr(old, "__func__", old))
        old.__code__, old.__defaults__, old.__kwdefaults__ = new[name].__code__, new[name].__defaults__, new[name].__kwdefaults__
        return
    for name in modules[modules.index(mutant.module):]:
        tree = ast.fix_missing_locations(mutant.tree) if name == mutant.module else ast.parse((PACKAGE / name).read_text())
        exec(compile(tree, str(PACKAGE / name), "exec", dont_inherit=True), vars(module_of(name)))


class Reach:
    """Which judges call which functions: nobody else needs to be asked about a mutant of one."""

    def __init__(self, judges: Sequence[tuple[str, Callable]], modules: Sequence[str]):
        self.judges, self.called = list(judges), {}
        files = {str(PACKAGE / name): name for name in modules}
        for name, judge in judges:
            seen: set = set()

            def note(frame: Any, event: str, _: Any) -> None:
                if event == "call" and frame.f_code.co_filename in files:
                    seen.add((files[frame.f_code.co_filename], frame.f_code.co_qualname.partition(".<locals>")[0]))

            sys.setprofile(note)
            try:
                judge()                                   # the program itself passes
            finally:
                sys.setprofile(None)
            self.called[name] = seen

    def of(self, mutant: Mutant) -> list[tuple[str, Callable]]:
        """The judges to ask about a mutant."""
        if not isinstance(mutant.part, ast.FunctionDef):
            return self.judges
        return [judge for judge in self.judges if (mutant.module, mutant.place) in self.called[judge[0]]]

    def first(self, name: str | None) -> None:
        """Ask this judge before the others."""
        self.judges.sort(key=lambda judge: judge[0] != name)


def killer(install: Callable[[], None], judges: Sequence[tuple[str, Callable]], seconds: int) -> str | None:
    """The name of the judge that objects, in a process of its own, when this is installed, or what ends it; None if it survives."""
    receiver, sender = os.pipe()
    child = os.fork()
    if not child:
        os.close(receiver)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        found = ""
        try:
            warnings.simplefilter("ignore")
            install()
            found = "survives"
            for name, judge in judges:
                found = name
                judge()
            found = "survives"
        except BaseException:
            found = found or "it cannot be imported"
        finally:
            os.write(sender, found.encode())
            os._exit(0)
    os.close(sender)
    with os.fdopen(receiver) as pipe:
        found = pipe.read()
    _, status = os.waitpid(child, 0)
    return None if found == "survives" else found or ("it takes too long" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
                                                      else "it crashes")


def work(modules: Sequence[str], reach: Reach, chosen: set[str], seconds: int, told: Any) -> None:
    """Tell what kills each of these mutants; a judge that objects is the first one to be asked about the next mutant."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for mutant in (mutant for module in modules for mutant in mutants(module)):
        if mutant.name in chosen:
            why = killer(lambda: install(mutant, modules), reach.of(mutant), seconds)
            reach.first(why)
            told.put((mutant.name, why))


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--stop", type=int, help="how many mutants to try, evenly spread; default: all")
    parser.add_argument("--only", default="", help="only mutants whose name has this text in it")
    parser.add_argument("--again", action="store_true", help="only the survivors of the last run")
    parser.add_argument("--quick", action="store_true", help="leave out the judges that take seconds")
    options = parser.parse_args()
    begin, modules, log = time.monotonic(), TARGETS[options.target], HERE / f"{options.target}.log"
    found = dict(json.loads(line) for line in log.read_text().splitlines()) if log.exists() else {}
    every = [mutant.name for module in modules for mutant in mutants(module)]
    chosen = [name for name in every if options.only in name and (name in found and found[name] is None if options.again else name not in found)]
    chosen = chosen[::max(1, len(chosen) // options.stop)] if options.stop else chosen
    print(f"{len(every)} mutants, {len(chosen)} to be tried", file=sys.stderr)
    reach, fork = Reach(JUDGES[options.target](options.quick), modules), multiprocessing.get_context("fork")
    queue, seconds = fork.Queue(), 10 if options.quick else 100
    hands = [fork.Process(target=work, args=(modules, reach, {*chosen[i::options.jobs]}, seconds, queue), daemon=True) for i in range(options.jobs)]
    gc.collect()
    gc.freeze()                                             # else every process collects what all of them share
    gc.disable()
    for hand in hands:
        hand.start()
    with log.open("a") as told:
        for i in range(1, len(chosen) + 1):
            name, why = queue.get()
            found[name] = why
            print(json.dumps([name, why]), file=told, flush=True)
            if why is None or i % 100 == 0:
                print(f"{i} of {len(chosen)}, {time.monotonic() - begin:.0f} s" if why else f"survives: {name}", file=sys.stderr)
    found = {name: why for name, why in found.items() if name in every}
    alive = [name for name, why in found.items() if why is None]
    new = unexplained(options.target, f"mutants of {', '.join(modules)}", "every survivor is right nevertheless, or gets a test", len(found), len(every), alive,
                      time.monotonic() - begin, {"killed by": Counter(why for why in found.values() if why).most_common(20)})
    print(f"{len(found)} tried, {len(alive)} survive", *new, sep="\n")
    return bool(new)


if __name__ == "__main__":
    as_program(main)
