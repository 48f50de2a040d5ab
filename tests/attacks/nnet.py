"""Files of the .nnet text format."""
from __future__ import annotations

from .entry import Content

HEAD = "2,1,1,1,\n1,1,1,\n0,\n0,\n0,\n0,\n0,\n"
FILES: dict[str, tuple[Content, str]] = {
    "empty.nnet": (b"", "ends after 0 lines"), "comments.nnet": (b"// a\n" * 100, "ends after 0 lines"), "binary.nnet": (b"\xff\xfe\x00", "not UTF-8"),
    "sizes.nnet": (HEAD.replace("1,1,1,\n0", "1,1,\n0", 1).encode(), "gives 2 layer sizes"), "huge.nnet": (HEAD.replace("1,1,1,\n0", "1,999999,1,\n0", 1).encode(), "neurons"),
    "size.nnet": (HEAD.replace("1,1,1,\n0", "1,-1,1,\n0", 1).encode(), "'-1' is not a size"), "mismatch.nnet": (HEAD.replace("2,1,1,1", "2,3,1,1", 1).encode(), "inputs and outputs"),
    "short.nnet": ((HEAD + "1,\n0,\n1,\n").encode(), "take 3 lines, but the sizes in line 2 ask for 4"), "long.nnet": ((HEAD + "1,\n0,\n1,\n0,\n0,\n").encode(), "take 5 lines"),
    "row.nnet": ((HEAD + "1,2,\n0,\n1,\n0,\n").encode(), "line 8 has 2 numbers, but a row must have 1"), "word.nnet": ((HEAD + "one,\n0,\n1,\n0,\n").encode(), "line 8: one"),
    "nan.nnet": ((HEAD + "nan,\n0,\n1,\n0,\n").encode(), "line 8: nan"), "inf.nnet": ((HEAD + "1,\n-inf,\n1,\n0,\n").encode(), "line 9: -inf"),
    "exponent.nnet": ((HEAD + "1e99999,\n0,\n1,\n0,\n").encode(), "exponent beyond"), "exponents.nnet": ((HEAD + "1e999999999,\n0,\n1,\n0,\n").encode(), "line 8: 1e999999999"),
    "digits.nnet": ((HEAD + "9" * 100_000 + ",\n0,\n1,\n0,\n").encode(), "is not a decimal of at most"), "lines.nnet": (lambda: b"1\n" * 30_000_000, "more than 100000 lines"),
    "commas.nnet": (lambda: b"1," * 30_000_000, "ends after 1 lines|more words"), "commas_2.nnet": (lambda: HEAD.replace("0,\n0,\n0,", "0,\n0,\n" + "0," * 20_000_000, 1).encode(), "numbers, more than|take 0 lines"),
}
