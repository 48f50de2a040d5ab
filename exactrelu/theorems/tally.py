"""What was found on some networks of a family, in numbers that add up."""
from __future__ import annotations

from dataclasses import dataclass, field

from .families import Code


@dataclass
class Tally:
    """What was found on some networks of a family; JSON-able, so that it can be kept in a checkpoint.

    table : {label: [networks, those to which the theorem applies, combinatorial types]}
    missed : {hypothesis: networks that miss it first}
    failed : networks on which the theorem fails
    undefined : networks without the dropped hypothesis for which the prediction makes no sense
    beyond : networks to which the theorem was applied although they miss a dropped hypothesis
    largest : {quantity: its largest measured value}, for whole numbers
    worst : [sum of the sizes of the entries, code, explanation] of the smallest counterexample
    pairs : {fingerprint of the weights: {of the geometry: the code of one such network}}
    """

    table: dict[str, list] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    undefined: int = 0
    beyond: int = 0
    applied: int = 0
    failed: int = 0
    largest: dict[str, int] = field(default_factory=dict)
    worst: list | None = None
    pairs: dict[str, dict[str, Code]] = field(default_factory=dict)

    @property
    def networks(self) -> int:
        """How many networks were covered."""
        return self.undefined + sum(row[0] for row in self.table.values())

    def add(self, other: "Tally") -> None:
        """Take in what was found on other networks."""
        for label, (count, applies, kinds) in other.table.items():
            row = self.table.setdefault(label, [0, 0, []])
            row[0] += count
            row[1] += applies
            row[2] = sorted(set(row[2]) | set(kinds))
        for name, count in other.missed.items():
            self.missed[name] = self.missed.get(name, 0) + count
        self.undefined += other.undefined
        self.beyond += other.beyond
        self.applied += other.applied
        self.failed += other.failed
        for name, value in other.largest.items():
            self.largest[name] = max(value, self.largest.get(name, value))
        if other.worst and (self.worst is None or other.worst[:2] < self.worst[:2]):
            self.worst = other.worst
        for first, seconds in other.pairs.items():
            for second, code in seconds.items():
                known = self.pairs.setdefault(first, {})
                if second not in known or size_of(code) < size_of(known[second]):
                    known[second] = code


def weight(code: tuple) -> int:
    """How large the numbers of a network are: the smallest counterexample has the smallest weight."""
    return sum(abs(x) if isinstance(x, int) else weight(x) for x in code)


def split_pairs(pairs: dict[str, dict[str, Code]]) -> tuple[list, int, int]:
    """(two codes with one equal fingerprint and one different, or nothing; distinct fingerprints of each kind).

    >>> split_pairs({"a": {"x": ((1,),)}, "b": {"x": ((2,),)}})
    ([((1,),), ((2,),)], 2, 1)
    """
    flat = sorted((size_of(code), first, second) for first, seconds in pairs.items() for second, code in seconds.items())
    by_first: dict[str, tuple] = {}
    by_second: dict[str, tuple] = {}
    clash: list = []
    for (_, code), first, second in flat:
        for table, key, value in ((by_first, first, second), (by_second, second, first)):
            known = table.setdefault(key, (value, code))
            if known[0] != value and not clash:
                clash = [known[1], code]
    return clash, len(by_first), len(by_second)


def size_of(code: Code) -> tuple[int, Code]:
    """What the smallest network is smallest in."""
    return weight(code), code
