"""The same bytes for the same input: the campaign of campaign/determinism.py, small, and proof that it sees a difference."""
from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from exactrelu.cli import main
from exactrelu.readers.atomic import compressed

ROOT = Path(__file__).resolve().parents[1]
XOR = str(ROOT / "examples" / "xor.json")
WORDS = ("enumerate", "certify", "prove", "draw")


@pytest.fixture
def campaign(monkeypatch):
    """The program, forgotten afterwards."""
    monkeypatch.syspath_prepend(str(ROOT / "campaign"))
    import determinism
    yield determinism
    for name in ("determinism", "record"):
        sys.modules.pop(name, None)


def small(campaign, count: int | None = None) -> tuple[list, list]:
    """One network, and some of the commands, or all."""
    nets = [ROOT / "examples" / "xor.json"]
    words = campaign.work(nets)
    return nets, words if count is None else [line for line in words if line[0] in WORDS][:count] + [["theorems"]]


def test_settings(campaign):
    """Another hash seed with two processes, and a locale without any sign beyond ASCII, change nothing."""
    nets, words = small(campaign, 12)
    base = campaign.run(campaign.Setting("plain"), nets, words)
    for setting in (campaign.Setting("", {"PYTHONHASHSEED": "random", "EXACTRELU_PURE": "1", "TZ": "Asia/Kathmandu"}, jobs=2),
                    campaign.Setting("", {"LANG": None, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "HOME": None}, umask=0o077, folder="a b/ß")):
        assert campaign.differences(base, campaign.run(setting, nets, words)) == []
    assert sum(one["code"] == 0 for one in base.values()) > 8 and any(key.startswith("file") for one in base.values() for key in one)


@pytest.mark.slow
def test_all_settings(campaign, tmp_path):
    """Every setting, with every command on one network."""
    nets, words = small(campaign)
    plan = list(campaign.settings(campaign.made_locales(tmp_path)))
    base = campaign.run(plan[0], nets, words)
    assert {setting.name: found for setting in plan[1:] if (found := campaign.differences(base, campaign.run(setting, nets, words)))} == {}


def test_a_difference_is_seen(campaign, tmp_path):
    """A program that prints a set, or the time in a file, is caught."""
    planted = tmp_path / "campaign"
    planted.mkdir()
    for name in ("determinism.py", "record.py"):
        (planted / name).write_text((ROOT / "campaign" / name).read_text().replace("            try:\n                code = main(words)", "            try:\n"
                                    "                print({'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'})\n                Path(f'out/once/{os.getpid()}').touch()\n                code = 0"))
    campaign.__file__ = str(planted / "determinism.py")
    runs = [campaign.run(campaign.Setting("", {"PYTHONHASHSEED": seed}), [], [["theorems"]]) for seed in ("1", "2")]
    assert {line.split(": ")[1].split()[0] for line in campaign.differences(*runs)} == {"out", "file"}


def test_the_gzip_header_is_ours():
    """gzip.compress writes the operating system under some Pythons, and not under others; we never do."""
    assert compressed(b"x")[:10] == bytes.fromhex("1f8b08000000000002ff") and gzip.decompress(compressed(b"x")) == b"x"


@pytest.mark.parametrize("words", [["prove", "NET", "-o", "OUT.html"], ["prove", "NET", "-o", "OUT.md"], ["prove", "NET", "-o", "OUT.tex"],
                                   ["draw", "NET", "-o", "OUT.svg", "--title", "a\udcff"], ["convert", "NET", "OUT.onnx"]], ids=lambda words: words[-1])
def test_names_that_are_not_utf_8(tmp_path, words):
    """A name that is not UTF-8, in a strict locale, is shown with its odd bytes escaped, and stops nothing."""
    try:
        net = tmp_path / "a\udcffb.json"
        net.write_bytes(Path(XOR).read_bytes())
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    words = [word.replace("NET", str(net)).replace("OUT", str(tmp_path / "o\udcff")) for word in words]
    code = "import sys, json; sys.stdout.reconfigure(errors='strict'); from exactrelu.cli import main; sys.exit(main(json.loads(sys.argv[1])))"
    done = subprocess.run([sys.executable, "-c", code, json.dumps(words)], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0 and not done.stderr, done.stderr
    made = next(path for path in tmp_path.iterdir() if path != net)
    assert b"\xff" not in made.read_bytes() or words[0] == "convert"


def test_main_may_be_called_anywhere(capsys):
    """Standard output may be any stream."""
    assert main(["enumerate", "nowhere.json"]) == 2 and "exactrelu:" in capsys.readouterr().err
