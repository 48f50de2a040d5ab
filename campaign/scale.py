"""Scale torture: numbers from 10^-300 to 10^300 and far beyond; every answer is right or refused, never wrong.

    python campaign/scale.py --count 2100 --seed 1 --jobs 3        records campaign/results/scale.json
    python campaign/scale.py --modes --count 100                   engines in every mode of the processor: scale_modes.json

The oracle is a small copy. A small network with a small domain is moved (moves.py): rows by positive factors, with the next
layer's columns divided by them, and the space by an affine bijection. All that is exact, so nothing that is counted may change,
whatever the size of the numbers: regions, faces, neighbours, boundary, classes, verdicts, certificates. A family of instances is
one kind of move. Two families have no small copy; there the engines, which share no geometry, must agree.
"""
from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))

from extremes.attempts import LIMIT, campaign  # noqa: E402
from extremes.networks import FAMILIES  # noqa: E402
from extremes.processor import modes  # noqa: E402
from record import Figure, record  # noqa: E402


def in_all_modes(seed: int, count: int) -> int:
    """The campaign of `modes`, recorded."""
    start, done, wrong = time.monotonic(), 0, []
    with contextlib.suppress(KeyboardInterrupt):
        for found in modes(seed, count):
            done += 1
            wrong += found
            print(*found, sep="\n", end="\n" if found else "", file=sys.stderr, flush=True)
    record("scale_modes", [Figure("doubles rounded to nearest, down, up, towards zero; subnormal ones kept or flushed to 0, as another library may "
                                  "have set the processor", "", f"{done} networks with extreme numbers, 5 engines, 8 modes: {len(wrong)} wrong")],
           time.monotonic() - start, {"seed": seed, "wrong": wrong})
    return bool(wrong)


def main() -> int:
    """Run, and record what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=10**6, help="stop after so many")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--families", nargs="*", default=[], choices=list(FAMILIES))
    parser.add_argument("--dry", action="store_true", help="record nothing")
    parser.add_argument("--modes", action="store_true", help="the engines in every mode of the processor instead")
    given = parser.parse_args()
    if given.modes:
        return in_all_modes(given.seed, given.count)
    start, tally, sentences, wrong = time.monotonic(), Counter(), Counter(), []
    with contextlib.suppress(KeyboardInterrupt):
        for found in campaign(given.seed, given.count, given.jobs, given.families):
            tally["instances"] += 1
            tally[found.family] += 1
            tally["commands"] += found.ran
            sentences.update(found.refused)
            tally["late"] += found.late
            for one in found.wrong:
                wrong.append(f"{found.family} {found.number}: {one}")
                print(wrong[-1], file=sys.stderr, flush=True)
            if tally["instances"] % 50 == 0:
                print(dict(tally), f"{time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
            if time.monotonic() - start > given.seconds:
                break
    for sentence, times in sentences.most_common():
        print(f"{times} x {sentence}", file=sys.stderr)
    if not given.dry:
        told = "; ".join(f"{name} {tally[name]}" for name in FAMILIES if tally[name])
        record("scale", [Figure(f"networks with extreme numbers ({told})", "2,000",
                                f"{tally['instances']} networks, 5 engines (6 for one in 8) and {tally['commands']} commands: {len(wrong)} wrong, "
                                f"{sum(sentences.values())} refused in one sentence, {tally['late']} not finished in {LIMIT} s")],
               time.monotonic() - start, {"seed": given.seed, "wrong": wrong, "refused": dict(sentences.most_common())})
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
