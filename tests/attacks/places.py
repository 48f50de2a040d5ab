"""What is no file, or has a name that is hard to show: in the place of each kind of file that a command reads."""
from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Callable

from .entry import FILE, Hostile

NET, ASK, WHERE, SET = ("enumerate", FILE), ("decide", "net.json", FILE), ("enumerate", "net.json", "--domain", FILE), ("reach", "net.json", "--preimage", FILE)
PROOF = ("check", FILE)


def _linked(target: str) -> Callable[[str], None]:
    return lambda name: os.symlink(target, name)


def _socket(name: str) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(name)


def _sparse(name: str) -> None:
    with open(name, "wb") as file:
        file.truncate(1 << 40)


KINDS: dict[str, tuple[Callable[[str], None], dict[tuple[str, ...], str]]] = {      # how it is made, and what each command says
    "a folder": (os.mkdir, {NET: "is a directory", ASK: "[Ii]s a directory", SET: "[Ii]s a directory", WHERE: "neither 'whole'", PROOF: "[Ii]s a directory"}),
    "a link to a folder": (_linked("."), {NET: "is a directory", ASK: "[Ii]s a directory", PROOF: "[Ii]s a directory"}),
    "a link to nothing": (_linked("nothing"), {NET: "does not exist", ASK: "No such file", WHERE: "neither 'whole'", PROOF: "No such file"}),
    "a link to /etc/passwd": (_linked("/etc/passwd"), {NET: "is not JSON", ASK: "is not JSON", SET: "is not JSON", WHERE: "is not JSON", PROOF: "is not JSON"}),
    "a pipe": (os.mkfifo, {NET: "a pipe that nothing writes to", ASK: "a pipe that nothing", SET: "a pipe that nothing", WHERE: "neither 'whole'", PROOF: "a pipe that nothing"}),
    "a socket": (_socket, {NET: "cannot be read", ASK: "cannot be read", SET: "cannot be read", PROOF: "cannot be read"}),
    "a link to /dev/zero": (_linked("/dev/zero"), {NET: "larger than 64 MB", ASK: "larger than 64 MB", SET: "larger than 64 MB", PROOF: "line 1 does not end"}),
    "a link to /dev/null": (_linked("/dev/null"), {NET: "is empty", ASK: "is empty", SET: "is empty", PROOF: "no exactrelu certificate"}),
    "a link to itself": (lambda name: os.symlink(name, name), {NET: "does not exist", ASK: "cannot be read", SET: "cannot be read", PROOF: "cannot be read"}),
    "memory that cannot be read": (_linked("/proc/self/mem"), {NET: "cannot be read", ASK: "cannot be read", SET: "cannot be read", PROOF: "cannot be read"}),
    "a terabyte of nothing": (_sparse, {NET: "larger than 64 MB", ASK: "larger than 64 MB", SET: "larger than 64 MB", WHERE: "larger than 64 MB", PROOF: "line 1 does not end"}),
}
NAMES = {"line\nbreak.json": r"line\\nbreak.json", "\x1b[2J.json": r"\\x1b\[2J.json", "\x1b]0;owned\x07.json": "owned", "\udcff\udcfe.json": r"\\udcff\\udcfe.json", "\u202egpj.json": r"\\u202egpj.json", " .json": r" \.json", "n" * 245 + ".json": "n{50}", "\U0001f600.json": "\U0001f600", "'\".json": "'\"", "%s{0}.json": r"%s\{0\}"}
LONG = "n" * 4000 + ".json"


def _wrong(name: str) -> Callable[[], None]:
    return lambda: Path(name).write_bytes(b"[]")


def _made(make: Callable[[str], None], name: str) -> Callable[[], None]:
    return lambda: make(name)


PLACES = [
    *(Hostile(f"{what} ({words[0]})", _made(make, "it.cert" if words is PROOF else "it.json"), says, tuple("it.cert" if words is PROOF and word == FILE else "it.json" if word == FILE else word for word in words),
              "" if words is PROOF and "cannot" not in says and "irectory" not in says and "pipe" not in says and "such" not in says else "it.")
      for what, (make, commands) in KINDS.items() for words, says in commands.items()),
    *(Hostile(f"{name[:20]!r} ({words[0]})", _wrong(name), f"{says}.*{told}", tuple(name if word == FILE else word for word in words), "") for name, says in NAMES.items()
      for words, told in ((("enumerate", "--", FILE), "must be an object"), (("decide", "--", "net.json", FILE), "a property is an object"), (("enumerate", f"--domain={name}", "net.json"), "a domain is an object"))),
    Hostile("no name", lambda: None, "name of the network file is empty", ("enumerate", ""), ""), Hostile("no name of a property", lambda: None, "unknown format", ("decide", "net.json", ""), ""),
    Hostile("no name of a domain", lambda: None, "neither 'whole'", ("enumerate", "net.json", "--domain", ""), ""), Hostile("no name of a certificate", lambda: None, "cannot be read", ("check", ""), ""),
    Hostile(LONG, lambda: None, "does not exist", ("enumerate", LONG), "nnn"), Hostile(LONG, lambda: None, "cannot be read", ("decide", "net.json", LONG), "nnn"),
    Hostile(LONG, lambda: None, "neither 'whole'", ("enumerate", "net.json", "--domain", LONG), "nnn"), Hostile(LONG, lambda: None, "cannot be read", ("check", LONG), "nnn"),
]
