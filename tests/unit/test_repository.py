"""What a newcomer finds at the top: the files that belong there, each telling the truth."""

import re
import subprocess
from pathlib import Path

import pytest

from bot.settings import KEYS, Settings, load

ROOT = Path(__file__).parents[2]
TOP = {"bot", "storage", "tests", ".env.example", "pyproject.toml", "Procfile", "README.md"}
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def tracked() -> set[str]:
    """The names at the top that are in the repository; in an archive without it, those that are not ignored."""
    if not (ROOT / ".git").exists():
        ignored = {line.strip("/\n") for line in (ROOT / ".gitignore").read_text().splitlines()}
        return {path.name for path in ROOT.iterdir() if path.name not in ignored and path.suffix != ".egg-info"}
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return {name.decode().split("/")[0] for name in listed.split(b"\0") if name}


def test_the_top_level_holds_exactly_what_belongs_there():
    names = tracked()
    assert {name for name in names if not name.startswith(".")} | {".env.example"} == TOP
    assert ".env" not in names


class TestEnvExample:
    def test_names_every_setting_once_and_no_other(self):
        assert sorted(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.M)) == sorted(KEYS)

    def test_says_the_defaults(self):
        assert load({}, ROOT / ".env.example") == Settings()

    @pytest.mark.parametrize("key", KEYS)
    def test_explains_each_setting_just_above_it(self, key):
        block = next(block for block in EXAMPLE.split("\n\n") if re.search(rf"^{key}=", block, re.M))
        assert block.startswith("# ") and len(block.split("\n")[0]) > 20


def test_the_procfile_has_one_process_for_each_way_to_reach_the_bot():
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert lines == {
        "release": "promise-bot migrate",
        "web": "promise-bot run --http",
        "worker": "promise-bot run --socket",
    }


def test_the_readme_says_one_command_to_see_it_and_one_to_test_it():
    blocks = re.findall(r"^```(?:sh|bash|shell|console)?\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
    assert len([block for block in blocks if "promise-bot playground" in block]) == 1
    assert len([block for block in blocks if re.search(r"\bpytest\b", block)]) == 1


@pytest.mark.parametrize("language", ["de"])
def test_german_keeps_to_the_words_of_the_field(language):
    text = (ROOT / "bot" / "locale" / language / "LC_MESSAGES" / "promise_bot.po").read_text(encoding="utf-8")
    said = "\n".join(re.findall(r'^(?:msgstr(?:\[\d\])? )?"(.*)"$', text, re.M))
    assert re.findall(r"\w*[Vv]ersprech\w*|\bKunden?\b|\b[Dd](?:u|ein|eine|ir|ich)\b", said) == []
