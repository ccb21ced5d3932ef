"""No text that a person can type becomes a formula in an exported file, and none is lost."""

from __future__ import annotations

import csv
import io
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.operating.spreadsheet import defused, write

BLANKS = " \t\r\n\x0b\x0c\x00\x1f\u00a0\u2003\u200b\u200e\u202e\ufeff"
SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫−"
hostile = st.builds(
    lambda blank, sign, rest: blank + sign + rest,
    st.text(BLANKS, max_size=3),
    st.sampled_from(SIGNS),
    st.text(max_size=9),
)
typed = st.text(st.characters(codec="utf-8"))
cells = st.one_of(hostile, typed)
tables = st.lists(st.lists(typed, min_size=1, max_size=4), max_size=4)


def is_formula(cell: str) -> bool:
    """Judge as the strictest spreadsheet might: blanks are passed over and wide signs are the usual ones."""
    seen = "".join(unicodedata.normalize("NFKC", character) for character in cell if character not in BLANKS)
    return cell.startswith(("\t", "\r", "\n")) or seen.startswith(("=", "+", "-", "@", "−"))


@given(cells)
def test_no_cell_begins_a_formula_and_the_text_is_still_there(text: str) -> None:
    cell = defused(text)
    assert not is_formula(cell)
    assert cell in (text, f"'{text}")
    if text[:1].isalnum():
        assert cell == text


@given(tables, st.sampled_from(",;"))
def test_what_is_written_is_read_back_cell_by_cell(table: list[list[str]], delimiter: str) -> None:
    file = io.BytesIO()
    write(file, table, delimiter)
    text = io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")
    assert list(csv.reader(text, delimiter=delimiter)) == table
