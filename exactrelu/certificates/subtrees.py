"""The records of a proof tree by several processes.

The process that writes walks the top of the tree. A subtree is small enough when about 1 leaf in 256 is in it, and its
records depend on nothing but the path to it, so any process can write them; where the top ends changes no record.
Small subtrees go together with what is between them, and what comes back is written in order.
"""
from __future__ import annotations

import pickle
from collections import deque
from concurrent.futures import Executor, Future
from typing import Callable, Iterator, NamedTuple

from ..complex import Complex
from ..workers import pool
from .ground import Ground
from .trees import Path, Record, Tree
from .writing import line

TASKS = 256                # of a tree, about
LEAST, MOST = 32, 2_000    # leaves of a task, about
AHEAD = 4                  # tasks for each process that wait for being done or written
AT_ONCE = 8                # tasks of an executor, if nobody says how many it does at a time
Progress = Callable[[int, int, int], None]


class Hands(NamedTuple):
    """Who does the work: so many processes, or an executor that does so many tasks at a time."""

    jobs: int = 1
    executor: Executor | None = None
    progress: Progress | None = None      # called as progress(leaves, 0, records)

    @classmethod
    def of(cls, jobs: int | None, executor: Executor | None, progress: Progress | None = None) -> "Hands":
        """As the arguments `jobs` and `executor` of many functions say it."""
        return cls(jobs or (1 if executor is None else AT_ONCE), executor, progress)


def leaves(cx: Complex, strict: bool) -> int:
    """About how many leaves the tree of a complex has."""
    return sum(cx.f_vector) if strict else len(cx)


def tree_records(ground: Ground, strict: bool, leaves: int, hands: Hands) -> Iterator[Record | str]:
    """The records of a tree with about so many leaves: lists, or with several processes strings of their lines."""
    if hands.jobs == 1 and hands.executor is None:
        yield from _here(Tree(ground, strict), hands.progress)
        return
    done = nodes = 0
    for text in _shared((ground, strict), leaves, hands):
        yield text
        done, nodes = done + text.count('["point"'), nodes + text.count("\n")
        if hands.progress:
            hands.progress(done, 0, nodes)


def _here(tree: Tree, progress: Progress | None) -> Iterator[Record]:
    leaves = 0
    for nodes, record in enumerate(tree.records(), 1):
        yield record
        if record[0] == "point":
            leaves += 1
            if progress and leaves % 100 == 0:
                progress(leaves, 0, nodes)


def _shared(what: tuple[Ground, bool], leaves: int, hands: Hands) -> Iterator[str]:
    """The texts of the tasks, in order."""
    small = max(LEAST, min(MOST, leaves // TASKS))
    given = what if hands.executor is None else pickle.dumps(what)       # an executor gets it with every task
    waiting: deque[Future] = deque()
    with pool(hands.jobs, _begin, (given,), hands.executor) as executor:
        try:
            for task in _tasks(Tree(*what, leaves), small):
                waiting.append(executor.submit(_written, task))
                if len(waiting) == AHEAD * hands.jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _tasks(tree: Tree, small: int) -> Iterator[list[str | Path]]:
    """The tree as lines and paths, put together to tasks of about the same size."""
    task: list[str | Path] = []
    size = 0
    for found in tree.top(small):
        if isinstance(found, Path):
            task.append(found)
            size += found.size or 1
        else:
            task.append(line(found))
        if size >= small:
            yield task
            task, size = [], 0
    yield task


_tree: Tree | None = None      # of this process


def _begin(given: tuple[Ground, bool] | bytes) -> None:
    """Get this process ready for paths in a tree."""
    global _tree
    _tree = Tree(*(pickle.loads(given) if isinstance(given, bytes) else given))


def _written(task: list[str | Path]) -> str:
    """The lines of a task."""
    return "".join(x if isinstance(x, str) else "".join(map(line, _tree.below(x))) for x in task)
