"""CSV for a spreadsheet: files that only their owner reads, and that never replace another."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operating.spreadsheet import defused, new_file, write


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+49 30", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "\u00a0\u200b=1", "\ufeff=1", "\u202e@a",
        "＝1+1", "＋1", "－1", "＠a", "﹣1", "−1", "=cmd|' /C calc'!A0",
    ],
)  # fmt: skip
def test_what_begins_like_a_formula_becomes_text(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Acme", "40 agents", "±10 %", "2026-11-27 12:00", "a=b", "P-12", "'=1", "? FTE"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


def test_a_file_is_for_its_owner_alone_and_begins_with_the_mark_of_utf8(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    with new_file(path) as file:
        write(file, [["Zahl", 'a"b'], ["ü;,", "two\nlines"]], ";")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == '\ufeff"Zahl";"a""b"\r\n"ü;,";"two\nlines"\r\n'.encode()
    with path.open(encoding="utf-8-sig", newline="") as read:
        assert list(csv.reader(read, delimiter=";")) == [["Zahl", 'a"b'], ["ü;,", "two\nlines"]]


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "there.csv"
    path.write_text("mine")
    with pytest.raises(FileExistsError), new_file(path):
        pass
    assert path.read_text() == "mine"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError), new_file(tmp_path / "link.csv"):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_half_a_file_is_taken_away(tmp_path: Path) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["first"]
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError), new_file(tmp_path / "half.csv") as file:
        write(file, rows(), ",")
    assert list(tmp_path.iterdir()) == []
