"""Networks in JSON."""
from __future__ import annotations

import gzip
import json

from .entry import Content

TEXTS: dict[str, tuple[str | bytes, str]] = {
    "nan.json": ('{"layers": [{"W": [[NaN]]}]}', "contains NaN"),
    "infinity.json": ('{"layers": [{"W": [[-Infinity]]}]}', "contains -Infinity"),
    "exponent.json": ('{"layers": [{"W": [[1e400]]}]}', "exponent"),
    "exponent_text.json": ('{"layers": [{"W": [["1e100000000"]]}]}', "exponent"),
    "digits.json": ('{"layers": [{"W": [[' + "9" * 100_000 + "]]}]}", "100000 characters"),
    "digits_text.json": ('{"layers": [{"W": [["' + "9" * 1_000_000 + '"]]}]}', "1000000 characters"),
    "twice.json": ('{"layers": [], "layers": []}', "key 'layers' twice"),
    "nested.json": ("[" * 100_000, "nested more than 64"),
    "surrogate.json": ('{"\\ud800": 1, "\\ud800": 2}', "twice"),
    "broken.json": ('{"layers": [', "is not JSON: .* line 1"),
    "empty.json": ("", "is empty"),
    "latin.json": (b'{"layers": "\xff"}', "not UTF-8"),
    "list.json": ("[1, 2]", 'key "layers" or the key "hyperplanes"'),
    "both.json": ('{"layers": [], "hyperplanes": []}', "either"),
    "no_layers.json": ('{"layers": []}', "at least one layer"),
    "no_W.json": ('{"layers": [{"b": [1]}]}', 'layer 0 must be an object with the key "W"'),
    "ragged.json": ('{"layers": [{"W": [[1, 2], [3]]}]}', r"layer 0: .*row 1 has 1"),
    "chain.json": ('{"layers": [{"W": [[1]]}, {"W": [[1, 2]]}]}', "layer 1 takes 2 inputs"),
    "bias.json": ('{"layers": [{"W": [[1]], "b": [1, 2]}]}', "layer 0: b must have one entry"),
    "activation.json": ('{"layers": [{"W": [[1]], "activation": ["relu"]}]}', "'relu' or 'linear'"),
    "bool.json": ('{"layers": [{"W": [[true]]}]}', "truth value"),
    "code.json": ('{"layers": [{"W": [["__import__(\'os\').abort()"]]}]}', "a number is written"),
    "domain.json": ('{"layers": [{"W": [[1]]}], "domain": {"box": [[1, 0]]}}', "box is empty"),
    "domain_key.json": ('{"layers": [{"W": [[1]]}], "domain": {"ball": 1}}', "a domain is an object"),
    "domain_dim.json": ('{"layers": [{"W": [[1]]}], "domain": {"box": [[0, 1], [0, 1]]}}', "domain is in"),
    "layers.json": (json.dumps({"layers": [{"W": [[1]]}] * 65}), "65 layers"),
    "wide.json": (json.dumps({"layers": [{"W": [[1]] * 10_001}]}), "10001 neurons"),
    "notgzip.json.gz": (b"{}", "not a complete gzip"),
    "torn.json.gz": (gzip.compress(b"{}" * 1000)[:-9], "not a complete gzip"),
    "bomb.json.gz": (gzip.compress(b" " * (65 << 20)), "larger than 64 MB"),
    "escape.json": ('{"layers": [{"W": [[1]], "activation": "\\u001b[2J' + "x" * 5000 + '"}]}', r"but is '\\x1b\[2Jx{20,60}$"),
    "bom.json": (b"\xef\xbb\xbf{}", "is not JSON|BOM"), "utf16.json": ("{}".encode("utf-16"), "not UTF-8"), "nul.json": ("\0{}", "is not JSON"), "comment.json": ("// a\n{}", "is not JSON"), "comma.json": ('{"layers": [1,]}', "is not JSON"),
    "single.json": ("{'layers': []}", "is not JSON"), "two.json": ("{}{}", "is not JSON"), "control.json": ('{"a\x01": 1}', "is not JSON"), "null.json": ("null", "must be an object"), "text.json": ('"layers"', "must be an object"), "number.json": ("9" * 5000, "5000 characters"),
    "layer.json": ('{"layers": [1]}', "layer 0 must be an object"), "layer_null.json": ('{"layers": [null]}', "layer 0 must be"), "layers_object.json": ('{"layers": {"0": {"W": [[1]]}}}', "must be a list"), "W_null.json": ('{"layers": [{"W": null}]}', "list of rows"),
    "W_object.json": ('{"layers": [{"W": {"0": [1]}}]}', "list of rows"), "W_text.json": ('{"layers": [{"W": "12"}]}', "list of rows"), "W_flat.json": ('{"layers": [{"W": [1, 2]}]}', "row of numbers"), "W_empty.json": ('{"layers": [{"W": []}]}', "at least one row"),
    "W_hollow.json": ('{"layers": [{"W": [[]]}]}', "at least one row and one column"), "W_deep.json": ('{"layers": [{"W": [[[[1]]]]}]}', "rational number"), "W_words.json": ('{"layers": [{"W": [["one"]]}]}', "a number is written"), "b_object.json": ('{"layers": [{"W": [[1]], "b": {}}]}', "list of numbers"),
    "b_text.json": ('{"layers": [{"W": [[1]], "b": "1"}]}', "list of numbers"), "arabic.json": ('{"layers": [{"W": [["\u0663"]]}]}', "a number is written"), "under.json": ('{"layers": [{"W": [["1_000"]]}]}', "a number is written"), "space.json": ('{"layers": [{"W": [[" 1"]]}]}', "a number is written"),
    "hex.json": ('{"layers": [{"W": [["0x10"]]}]}', "a number is written"), "zero.json": ('{"layers": [{"W": [["1/0"]]}]}', "denominator 0"), "signs.json": ('{"layers": [{"W": [["--1"]]}]}', "a number is written"), "slashes.json": ('{"layers": [{"W": [["1/2/3"]]}]}', "a number is written"),
    "long.json": ('{"layers": [{"W": [["' + "9" * 3100 + '"]]}]}', "10298 bits"), "long_2.json": ('{"layers": [{"W": [["1/' + "9" * 3098 + '"]]}]}', "bits"), "infinity_text.json": ('{"layers": [{"W": [["Infinity"]]}]}', "finite"), "minus.json": ('{"layers": [{"W": [[-]]}]}', "is not JSON"),
    "escape_text.json": ('{"layers": [{"W": [["\\u001b[2J"]]}]}', r"is '\\+x1b\[2J'"), "line.json": ('{"layers": [{"W": [["\\n\\u2028"]]}]}', "a number is written"), "key.json": ('{"\\u001b[2J": 1, "\\u001b[2J": 2}', r"\\+x1b\[2J"), "key_long.json": ('{"' + "k" * 1_000_000 + '": 1}', "must be an object"),
    "activation_long.json": ('{"layers": [{"W": [[1]], "activation": "' + "x" * 1_000_000 + '"}]}', "'relu' or 'linear'"), "activation_null.json": ('{"layers": [{"W": [[1]], "activation": null}]}', "'relu' or 'linear'"), "hyperplanes.json": ('{"hyperplanes": [[1]]}', "one number only"),
    "hyperplanes_ragged.json": ('{"hyperplanes": [[1, 2], [1]]}', "same length"), "hyperplanes_text.json": ('{"hyperplanes": "x"}', "list of rows"), "domain_null.json": ('{"layers": [{"W": [[1]]}], "domain": null}', "a domain is an object"), "domain_words.json": ('{"layers": [{"W": [[1]]}], "domain": "box:0,1"}', "a domain is an object"),
    "inputs.json": (json.dumps({"layers": [{"W": [[1] * 10_001]}]}), "10001 inputs"), "many.json": (json.dumps({"layers": [{"W": [[1] * 1001] * 9990}]}), "more than 4000000 commas"), "gzip.json": (gzip.compress(b"{"), "is not JSON"), "gzips.json.gz": (gzip.compress(gzip.compress(b"{}")), "not UTF-8"),
    "trailing.json.gz": (gzip.compress(b"{}") + b"rubbish", "not a complete gzip"), "empty.json.gz": (gzip.compress(b""), "is empty"), "flags.json.gz": (b"\x1f\x8b\x08\xff" + b"\xff" * 20, "not a complete gzip"), "checksum.json.gz": (gzip.compress(b"{}")[:-8] + bytes(8), "not a complete gzip"),
}
FILES: dict[str, tuple[Content, str]] = {name: (text if isinstance(text, bytes) else text.encode(), says) for name, (text, says) in TEXTS.items()}
LARGE: dict[str, tuple[Content, str]] = {
    "row.json": (lambda: b'{"layers":[{"W":[[' + b"1," * 30_000_000 + b"1]]}]}", "more than"), "rows.json": (lambda: b'{"layers":[{"W":[' + b"[1]," * 15_000_000 + b"[1]]}]}", "more than"), "lists.json": (lambda: b"[" + b"[]," * 20_000_000 + b"[]]", "more than"),
    "objects.json": (lambda: b"[" + b"{}," * 20_000_000 + b"{}]", "more than"), "keys.json": (lambda: b"{" + b",".join(b'"%d":0' % i for i in range(5_000_000)) + b"}", "more than"), "texts.json": (lambda: b"[" + b'"a",' * 15_000_000 + b"1]", "more than"),
    "closing.json": (lambda: b"]" * 60_000_000, "more than"), "opening.json": (lambda: b"[" * 60_000_000, "more than"), "string.json": (lambda: b'"' + b"x" * 60_000_000 + b'"', "must be an object"), "backslashes.json": (lambda: b'"' + b"\\\\" * 30_000_000 + b'"', "must be an object"),
    "quotes.json": (lambda: b'"' * 60_000_000, "is not JSON|more than"), "blank.json": (lambda: b" " * 60_000_000, "is empty"), "blank_end.json": (lambda: b" " * 60_000_000 + b"x", "is not JSON"), "digits_large.json": (lambda: b"9" * 60_000_000, "characters"), "bomb_row.json.gz": (lambda: gzip.compress(b'{"layers":[{"W":[[' + b"1," * 30_000_000 + b"1]]}]}", 1), "more than"),
}
FILES |= LARGE
