"""One measurement, in a process of its own: what an adaptor of peers/ says of one workload, as a line of JSON.

    python benchmarks/one.py PEER FILE DOMAIN

Prints {"regions": ..., "seconds": ..., "processor": ..., "idle": ..., "megabytes": ...}: the wall clock and the processor
time of counting alone, the memory before it and the peak, of the process or of the largest program that it started.
"""
from __future__ import annotations

import importlib
import json
import resource
import sys
from pathlib import Path

import peers

MOST = 12 * 2 ** 30      # bytes: a program that wants more is ended before the machine suffers


def main() -> int:
    """Run the adaptor that is named."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
    peer, file, domain = sys.argv[1:]
    told = importlib.import_module(f"peers.{peer}").run(Path(file), domain)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024      # kilobytes on Linux
    print(json.dumps({**told, "megabytes": max(peers.megabytes("VmHWM"), children)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
