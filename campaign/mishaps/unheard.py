"""Nobody listens: streams that are closed or have no reader."""
from __future__ import annotations

from runs import Runs

from .count import Count
from .place import Place, put


def pipes(place: Place, number: int, count: Count) -> None:
    """Nobody listens: a reader that has gone, streams that are closed from the start."""
    with Runs(place.folder / "words") as runs:
        commands: dict[str, list] = dict(place.readers())
        for name, (words, end) in place.writers().items():
            commands[name] = put(words, place.folder / "words" / f"out{end}")
        commands["wrong words"], commands["no such file"] = ["enumerate"], ["enumerate", "nothing.json"]
        for name, words in list(commands.items())[:number]:
            usual = runs.run(*words)
            same = name != "doctor"                      # which tells how much memory is free
            for how in ({"stdout": "no reader"}, {"stdout": "closed"}, {"stderr": "closed"}, {"stdin": "closed", "stdout": "closed", "stderr": "closed"},
                        {"stdout": "no reader", "stderr": "no reader"}, {"stderr": "no reader"}):
                run = runs.run(*words, **how)
                gone = how.get("stdout") == "no reader" and usual.out != ""
                found = ["it hangs"] * (run.code is None) + [f"exit code {run.code}, not {usual.code}"] * (run.code != (141 if gone else usual.code))
                found += [f"words: {run.err}"] * (run.err not in ("", usual.err))
                if same and "stdout" not in how and run.result != usual.result:
                    found.append("other words on standard output")
                count.add(", ".join(f"{stream} {what}" for stream, what in how.items()), run.code, [f"{name}: {fault}" for fault in found])
