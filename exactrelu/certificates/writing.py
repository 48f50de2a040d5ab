"""Writing a certificate: the header, then one record a line; the same input gives the same bytes."""
from __future__ import annotations

import json
import os
from fractions import Fraction
from typing import Any, Callable, Iterable

from .. import checker
from ..checker import check
from ..domain import Domain
from ..errors import ExactReluError, LimitExceeded
from ..linalg import spelled
from ..network import Network
from ..readers.atomic import atomic_writer
from ..readers.native import text, to_json
from .following import Follower, Stopped

FORMAT = {"format": "exactrelu-certificate", "version": 1}
DUMP = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
LONG = 1 << 12_000         # integers from here on are written in hexadecimal, which has no limit of length


def number(x: Any) -> Any:
    """An integer or a Fraction as it stands in a certificate.

    >>> number(Fraction(1, 3)), number(Fraction(4, 2)), number(-2**12_000)[:4], number(Fraction(1, 2**12_000))[:6]
    ('1/3', 2, '-0x1', '1/0x10')
    """
    if isinstance(x, Fraction):
        return f"{number(x.numerator)}/{number(x.denominator)}" if x.denominator > 1 else number(x.numerator)
    return x if -LONG < x < LONG else hex(x)


def numbers(record: Any) -> Any:
    """A record with all its numbers as they stand in a certificate."""
    if isinstance(record, (list, tuple)):
        if record and set(map(type, record)) == {int} and -LONG < min(record) and max(record) < LONG:
            return record                     # the usual case, quickly
        return [numbers(x) for x in record]
    return number(record) if isinstance(record, (int, Fraction)) and not isinstance(record, bool) else record


def line(record: list) -> str:
    """The line of a record.

    >>> line(["point", [1, Fraction(1, 2)]])
    '["point",[1,"1/2"]]\\n'
    """
    return DUMP(numbers(record)) + "\n"


def entry(x: Fraction, short: Callable[[Fraction], int | str] = text) -> Any:
    """A number of a network or a property: as in the native format while it is short, in hexadecimal beyond.

    >>> entry(Fraction(2**53)), entry(Fraction(2**12_000))[:5]
    ('9007199254740992', '0x100')
    """
    return short(x) if -LONG < x.numerator < LONG and x.denominator < LONG else number(x)


def layers(network: Network) -> dict:
    """A network in the native format, without its domain."""
    return {"layers": to_json(network, entry)["layers"]}


def spelled_domain(domain: Domain) -> Any:
    """A domain as it stands in a certificate."""
    return domain.to_json(lambda x: entry(x, spelled))


def first_line(claim: dict, network: Network, domain: Domain) -> str:
    """The line with which a certificate begins."""
    return DUMP({**FORMAT, "claim": numbers_in(claim), "network": layers(network), "domain": spelled_domain(domain)}) + "\n"


def within_limits(claim: dict, network: Network, domain: Domain) -> None:
    """Ask the checker about the first line, before there is a proof.

    claim : as far as it is known

    Raises
    ------
    LimitExceeded : it would refuse any proof.
    """
    line = first_line(claim, network, domain)
    header, values = json.loads(line), line.count(",") + 1
    try:
        checker.need(len(line) <= checker.MAX_LINE and values <= checker.MAX_PARTS, f"its first line would have {len(line)} bytes and {values} values, "
                     f"of at most {checker.MAX_LINE} and {checker.MAX_PARTS}")
        if checker.TREES.get(claim["kind"]) is checker.path_of:
            checker.path_of(header, header["claim"])
        else:
            inside, rows = checker.domain(header["domain"], header["network"])
            if claim["kind"] in checker.LIFTED:
                checker.Lifted(inside, rows, [])
    except checker.Malformed as error:
        raise LimitExceeded(f"a certificate would be beyond a limit of the checker: {error}; give a smaller network, or "
                            "shorter numbers, such as the nearest doubles (--float64)") from None


def write(path: str | os.PathLike, claim: dict, network: Network, domain: Domain, records: Iterable[list | str],
          refused: Callable[[str], Exception] = ExactReluError, recheck: bool = True,
          follow: bool = False) -> dict:
    """Write a certificate, and what the checker says of it: the file appears when it is complete and accepted.

    records : lists, or strings of lines that other processes wrote
    refused : makes the error from the checker's reason, if it does not accept
    recheck : ask the checker before the file appears
    follow : it reads along from the first string on, and need not wait for the end of the file
    """
    found: dict = {}
    follower = Follower() if recheck and follow else None

    def accepted(file: str) -> None:
        found.update(follower and follower.finish() or check(file))
        if found["verdict"] == "malformed":
            within_limits(claim, network, domain)
        if found["verdict"] != "accepted":
            raise refused(f"the checker does not accept what was to be written: {found['reason']}")

    try:
        with atomic_writer(path, check=accepted if recheck else None, copy=follower and follower.copy) as file:
            file.write(first_line(claim, network, domain))
            for record in records:
                if isinstance(record, str):
                    file.writelines(record.splitlines(keepends=True))
                    if follower:
                        follower.start()
                else:
                    file.write(line(record))
    except Stopped:
        accepted(os.devnull)
        raise ExactReluError("the checker did not read what was to be written; this is an error of the program") from None
    finally:
        if follower:
            follower.stop()
    return found


def numbers_in(data: Any) -> Any:
    """A claim with all its numbers as they stand in a certificate."""
    if isinstance(data, dict):
        return {key: numbers_in(x) for key, x in data.items()}
    if isinstance(data, (list, tuple)) and any(isinstance(x, (dict, list, tuple)) for x in data):
        return [numbers_in(x) for x in data]
    return numbers(data)
