"""What SECURITY.md promises: a file is data. Python's audit hooks tell everything that is opened, imported, executed or started."""
from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import exactrelu as er
from attacks import MODULES
from exactrelu.cli import main

ROOT = Path(__file__).resolve().parents[1]
FORMATS = sorted((ROOT / "examples" / "formats").iterdir()) + sorted(ROOT.glob("examples/*.json"))
CERTIFICATES = sorted(path for path in ROOT.glob("tests/certificates/*/*.cert*"))
KNOWN = {*sys.stdlib_module_names, "numpy", "flint", "exactrelu"}

# What no file may cause. Modules are loaded in a first round, in which only their names are looked at.
WATCH = """
import contextlib, io, json, os, sys
FORBIDDEN = ("exec", "import", "open", "pickle.find_class", "marshal.loads", "code.__new__", "function.__new__", "ctypes.dlopen", "ctypes.call_function")
BEGINNINGS = ("socket.", "subprocess.", "os.", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.", "sqlite3.", "gc.", "sys.set")
told, here, strict = [], None, False

def hook(event, arguments):
    if here is None or event == "open" and str(arguments[0]) == here:
        return
    if event == "import" or strict and (event in FORBIDDEN or event.startswith(BEGINNINGS)):
        told.append([here, event, str(arguments[0])[:80] if arguments else ""])

sys.addaudithook(hook)

def watched(work, files):
    global here, strict
    done = 0
    for strict in (False, True):
        for file in files:
            here = file
            try:
                work(file)
                done += strict
            except ValueError:                          # InputError is one
                done += strict
            finally:
                here = None
    print(json.dumps({"done": done, "told": told}))
"""
READ = WATCH + """
import exactrelu as er
from exactrelu.readers import read_domain
network = er.read(sys.argv[1])
def work(file):
    if file.endswith(".property"):
        er.read_property(file, network)
    elif file.endswith(".domain.json"):
        read_domain(file, 2)
    else:
        er.read(file)
watched(work, json.load(sys.stdin))
"""
CHECK = WATCH + """
import runpy
check = runpy.run_path(sys.argv[1])["check"]
watched(check, json.load(sys.stdin))
"""


def seen(program: str, argument: Path, files: list[Path], *options: str) -> dict:
    """What happened while the files were read in a process of its own."""
    done = subprocess.run([sys.executable, *options, "-c", program, str(argument)], input=json.dumps([str(file) for file in files]),
                          capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def unexpected(found: dict, modules: set[str] = KNOWN) -> list:
    """What happened, but for imports of these modules."""
    return [entry for entry in found["told"] if entry[1] != "import" or entry[2].split(".")[0] not in modules]


@pytest.fixture
def named(tmp_path):
    """Files that name others, or carry code."""
    secret = tmp_path / "secret.json"
    secret.write_text('{"layers": [{"W": [[1]], "b": [0]}]}')
    layers = [{"W": [[1, 0]], "b": [0], "activation": "relu"}]
    files = {
        "domain.json": json.dumps({"layers": layers, "domain": str(secret)}),
        "domain_2.json": json.dumps({"layers": layers, "domain": {"file": str(secret)}}),
        "include.json": json.dumps({"layers": str(secret)}), "code.json": json.dumps({"layers": [{"W": [["__import__('os').system('true')", 0]], "b": [0]}]}),
        "location.json": json.dumps({"layers": layers, "import": "os", "location": str(secret), "$ref": str(secret)}),
        "link.nnet": f"// Neural Network\n#include {secret}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return [tmp_path / name for name in files]


def test_a_network_file_is_data(tmp_path, named):
    """No example and no hostile file opens another file, imports, executes, connects or starts anything while it is read."""
    contents = {name: content for files in MODULES.values() for name, (content, _) in files.items()}
    hostile = [tmp_path / name for name, content in contents.items() if not callable(content)]        # the others are large, and are of the same kinds
    for file in hostile:
        file.write_bytes(contents[file.name])
    files = FORMATS + named + hostile
    found = seen(READ, ROOT / "examples" / "xor.json", files)
    assert found["done"] == len(files) > 120
    assert unexpected(found) == []


def test_a_property_is_data(tmp_path):
    """Nor does a property or a domain."""
    texts = {"xor.property": (ROOT / "examples" / "xor.vnnlib").read_text(), "include.property": '(include "/etc/passwd")\n',
             "eval.property": "(assert (<= X_0 (eval '1')))\n", "json.property": '{"inputs": "/etc/passwd"}',
             "file.domain.json": '{"box": "/etc/passwd"}', "slice.domain.json": '{"slice": {"origin": "/etc/passwd"}}', "box.domain.json": '{"box": [["0", "1"], ["0", "1"]]}'}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    found = seen(READ, ROOT / "examples" / "xor.json", [tmp_path / name for name in texts])
    assert found["done"] == len(texts)
    assert unexpected(found) == []


def test_a_certificate_is_data():
    """The checker alone reads all certificates of the corpora, valid or not, and opens, imports and starts nothing else."""
    found = seen(CHECK, ROOT / "exactrelu" / "checker.py", CERTIFICATES, "-I", "-S")
    assert found["done"] == len(CERTIFICATES) > 100
    assert unexpected(found, {*sys.stdlib_module_names}) == []


def test_the_checker_loads_the_standard_library_only():
    """What is loaded once the checker has accepted a certificate, at run time and not by name."""
    program = ("import runpy, sys, json; before = set(sys.modules); found = runpy.run_path(sys.argv[1])['check'](sys.argv[2]);"
               "print(json.dumps([found['verdict'], sorted(set(sys.modules) - before)]))")
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program, str(ROOT / "exactrelu" / "checker.py"), str(ROOT / "examples" / "line.cert")],
                          capture_output=True, text=True)
    verdict, loaded = json.loads(done.stdout)
    assert verdict == "accepted" and {name.split(".")[0] for name in loaded} <= set(sys.stdlib_module_names)


def test_the_hook_sees(tmp_path):
    """A reader that would execute, open or start something is caught."""
    planted = WATCH + """
import subprocess
def work(file):
    exec(open(file).read())
    open(os.devnull)
    subprocess.Popen(["true"]).wait()
    with contextlib.suppress(ImportError):
        __import__("this_" + "that")
watched(work, json.load(sys.stdin))
"""
    file = tmp_path / "code.py"
    file.write_text("x = 1")
    events = {entry[1] for entry in seen(planted, file, [file])["told"]}
    assert {"exec", "open", "subprocess.Popen", "import"} <= events


@pytest.mark.parametrize("ending", [".svg", ".html"])
def test_a_title_is_text(tmp_path, ending):
    """A title in a picture, and the name of a file in a page, are never markup."""
    evil = '<img src=x onerror=alert(1)>"\'&</svg></script><script>alert(1)</script>'
    picture, page = tmp_path / f"picture{ending}", tmp_path / "page.html"
    assert main(["draw", str(ROOT / "examples" / "line.json"), "-o", str(picture), "--title", evil, "--quiet"]) == 0
    assert "<img src=x" not in picture.read_text() and "<script>alert(1)" not in picture.read_text()
    net = tmp_path / "<img src=x onerror=alert(1)>.json"
    net.write_bytes((ROOT / "examples" / "xor.json").read_bytes())
    assert main(["prove", str(net), "-o", str(page)]) == 0
    assert "<img src=x" not in page.read_text() and "&lt;img src=x" in page.read_text()


@pytest.mark.parametrize("words", [["draw", "line.json", "--show", "all"], ["prove", "xor.json"], ["playground"]], ids=lambda words: words[0])
def test_pages_fetch_nothing(tmp_path, words):
    """A page has no address of another place in anything that a browser would fetch, and brings no script from elsewhere."""
    page = tmp_path / "page.html"
    assert main([words[0], *(str(ROOT / "examples" / word) if word.endswith(".json") else word for word in words[1:]), "-o", str(page)]) == 0
    text = page.read_text()
    assert not re.search(r"""(src|href|action|data|srcset|poster)\s*=\s*["']?(https?:)?//""", text)
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|importScripts|sendBeacon|EventSource)\b|url\(\s*['\"]?(https?:)?//|@import|\beval\(|new Function", text)


def test_names_of_records_stay_in_their_folder(tmp_path):
    """Records of a checkpoint are JSON: what is not theirs is refused or done again, and nothing of it is executed."""
    sources = [(ROOT / "exactrelu" / name).read_text() for name in ("folders.py", "theorems/checkpoint.py")]
    used = {name.name for text in sources for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for name in node.names}
    assert not used & {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    where = [path.relative_to(ROOT / "exactrelu").as_posix() for path in (ROOT / "exactrelu").rglob("*.py")
             if re.search(r"\b(pickle|marshal|shelve)\.loads?\(", path.read_text())]
    assert where == ["certificates/subtrees.py"]                 # work that an executor hands to its own workers
    (tmp_path / "task.json").write_text('{"record": {"format": 1}, "sha256": "0"}')
    with pytest.raises(er.InputError, match="damaged|another"):
        er.count(er.read(ROOT / "examples" / "xor.json"), checkpoint=str(tmp_path))
