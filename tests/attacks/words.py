"""Words of the command line that no command can use."""
from __future__ import annotations

from .entry import Hostile

HUGE = "9" * 5000
WORDS = {
    "exponent": ("enumerate net.json --domain box:0,1e999999999", "exponent"), "nan": ("enumerate net.json --domain box:nan,1", "finite"), "digits": (f"enumerate net.json --domain box:0,{HUGE}", "characters"), "zero": ("enumerate net.json --domain box:0,1/0", "denominator 0"),
    "empty box": ("enumerate net.json --domain box:1,0", "box is empty"), "many": ("enumerate net.json --domain box:" + "0,1;" * 20_000 + "0,1", r"in R\^20001"), "no box": ("enumerate net.json --domain box:", "number"), "along": ("enumerate net.json --domain box:0,1@along@9", "from 0 to 1"),
    "along digits": (f"enumerate net.json --domain box:0,1@along@{HUGE}", "coordinates such as"), "along nothing": ("enumerate net.json --domain box:0,1@along@", "coordinates such as"), "with": ("enumerate net.json --domain box:0,1@along@0@with@1=x", "a number is written"), "point": ("enumerate net.json --domain points:0,0", "two or more"),
    "escape": ("enumerate net.json --domain box:\x1b[2J,1", r"\\x1b"), "engine": ("enumerate net.json --engine \x1b[2J", "invalid choice"), "unknown": ("\x1b[2J", "invalid choice"), "more": ("enumerate net.json \x1b[2J", r"\\x1b"), "option": ("enumerate net.json --\x1b[2J", r"\\x1b"), "memory": (f"enumerate net.json --memory {HUGE}", "positive number of megabytes"),
    "jobs": ("enumerate net.json --jobs -1", "--jobs"), "jobs 0": ("enumerate net.json --jobs 0", "1 to 999"), "executor": ("enumerate net.json --executor dask:tcp://\x1b[2J", "dask|\\\\x1b"), "pair": (f"boundary net.json --pair {HUGE},1", "two outputs"), "output": (f"boundary net.json --output {HUGE}", "--output"), "output 9": ("boundary net.json --output 9", "output"),
    "census": ("verify pieces --census d=2", "must be written like"), "census digits": (f"verify pieces --census d={HUGE},m=1,entries=0..1", "must be written like"), "census empty": ("verify pieces --census d=1,m=1,entries=1..0", "is empty"), "theorem": ("verify \x1b[2J net.json", r"\\x1b"), "hypothesis": ("verify pieces net.json --without x", "hypothes"),
    "at": ("radius net.json --at 1", "2"), "at digits": (f"radius net.json --at {HUGE},1", "characters"), "at words": ("radius net.json --at __import__('os'),1", "a number is written"), "frame": ("draw net.json -o x.svg --frame 1,0", "frame|empty"), "show": ("draw net.json -o x.svg --show \x1b[2J", r"\\x1b"), "picture": ("draw net.json -o x.png", "svg"),
    "page": ("prove net.json -o x.exe", "html"), "target": ("convert net.json x.exe", "unknown format"), "folder": ("convert net.json nowhere/x.json", "cannot be written"), "itself": ("certify net.json -o net.json", "is a file that the command reads"), "device": ("convert net.json /dev/null", "cannot be written|not a regular file|unknown format"),
    "kind": ("certify net.json -o x.cert --kind \x1b[2J", "invalid choice"), "seconds": ("decide net.json ask.vnnlib --seconds 0", "positive number of seconds"), "table": ("verify pieces --census d=1,m=1,entries=0..1 --table x.exe", "csv"),
}
SAID = [Hostile(f"words {name}", lambda: None, says, tuple(word.replace("@", " ") for word in words.split(" ")), "") for name, (words, says) in WORDS.items()]
