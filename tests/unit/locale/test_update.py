"""Bringing a catalogue up to date keeps what translators wrote, whatever the code looks like at that moment."""

import pytest
from babel.messages.catalog import Catalog

from bot.locale import __main__ as command
from bot.locale.catalogue import messages_in, read, untranslated, update


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "bot"
    folder.mkdir()
    return folder


@pytest.fixture
def catalogue(tmp_path):
    return tmp_path / "de" / "promise_bot.po"


def translate(path, msgid, string):
    stored = path.read_text(encoding="utf-8")
    before = f'msgid "{msgid}"\nmsgstr ""\n'
    assert before in stored
    path.write_text(stored.replace(before, f'msgid "{msgid}"\nmsgstr "{string}"\n'), encoding="utf-8")


def texts(catalogue: Catalog) -> dict:
    return {message.id: message.string for message in catalogue if message.id}


def test_finds_what_is_said_and_marked_but_not_in_packages_with_their_own_catalogue(package):
    (package / "card.py").write_text(
        'say("a {x}", x=1)\nself.say.many("{n} b", "{n} bs", 2)\nT = {1: phrase("c")}\nprint("d")\n'
        'say("two "\n    "lines")\n'
    )
    for name in ("figures", "playground", "deep/figures"):
        (package / name).mkdir(parents=True)
        (package / name / "x.py").write_text(f'say("in {name}")\n')
    found = {message.id for message in messages_in(package) if message.id}
    assert found == {"a {x}", ("{n} b", "{n} bs"), "c", "two lines", "in deep/figures"}


def test_adds_new_messages_empty_and_keeps_translations(package, catalogue):
    code = package / "card.py"
    code.write_text('say("one")\n')
    update(catalogue, "de", package)
    translate(catalogue, "one", "eins")
    code.write_text('say("one")\nsay("two")\n')
    update(catalogue, "de", package)
    stored = read(catalogue, "de")
    assert texts(stored) == {"one": "eins", "two": ""}
    assert untranslated(stored) == ["two"]


def test_text_that_comes_back_has_its_translation_back(package, catalogue):
    code = package / "card.py"
    code.write_text('say("one")\n')
    update(catalogue, "de", package)
    translate(catalogue, "one", "eins")
    code.write_text("")
    update(catalogue, "de", package)
    assert texts(read(catalogue, "de")) == {}
    assert list(read(catalogue, "de").obsolete) == ["one"]
    code.write_text('say("one")\n')
    update(catalogue, "de", package)
    assert texts(read(catalogue, "de")) == {"one": "eins"}
    assert dict(read(catalogue, "de").obsolete) == {}


def test_plural_forms_survive_being_obsolete(package, catalogue):
    code = package / "card.py"
    code.write_text('say.many("{n} one", "{n} many", 3)\n')
    update(catalogue, "de", package)
    stored = catalogue.read_text().replace('[0] ""', '[0] "{n} eins"').replace('[1] ""', '[1] "{n} viele"')
    catalogue.write_text(stored)
    code.write_text("")
    update(catalogue, "de", package)
    code.write_text('say.many("{n} one", "{n} many", 3)\n')
    update(catalogue, "de", package)
    assert texts(read(catalogue, "de")) == {("{n} one", "{n} many"): ("{n} eins", "{n} viele")}


def test_prune_drops_what_is_no_longer_said(package, catalogue):
    code = package / "card.py"
    code.write_text('say("one")\n')
    update(catalogue, "de", package)
    translate(catalogue, "one", "eins")
    code.write_text("")
    update(catalogue, "de", package, prune=True)
    assert "one" not in catalogue.read_text()


def test_running_twice_changes_nothing_and_the_order_is_the_texts_own(package, catalogue):
    (package / "b.py").write_text('say("zebra")\nsay("apple")\n')
    (package / "a.py").write_text('say("mango")\n')
    update(catalogue, "de", package)
    first = catalogue.read_text()
    update(catalogue, "de", package)
    assert catalogue.read_text() == first
    assert first.index("apple") < first.index("mango") < first.index("zebra")
    assert [path.name for path in catalogue.parent.iterdir()] == [catalogue.name]


def test_a_fuzzy_translation_is_listed_as_missing(package, catalogue):
    (package / "a.py").write_text('say("mango")\n')
    catalogue.parent.mkdir()
    catalogue.write_text('msgid ""\nmsgstr ""\n"Language: de\\n"\n\n#, fuzzy\nmsgid "mango"\nmsgstr "Banane"\n')
    update(catalogue, "de", package)
    assert untranslated(read(catalogue, "de")) == ["mango"]


def test_the_command_lists_gaps_and_says_so_in_its_exit_code(package, catalogue, monkeypatch, capsys):
    (package / "a.py").write_text('say("mango")\n')
    monkeypatch.setattr(command, "path_of", lambda language: catalogue)
    monkeypatch.setattr(command, "__file__", str(package / "locale" / "__main__.py"))
    assert command.main([]) == 1
    assert "1 messages, 1 without translation, 0 obsolete\n  'mango'\n" in capsys.readouterr().out
    translate(catalogue, "mango", "Mango")
    assert command.main([]) == 0
