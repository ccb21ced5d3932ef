"""Dates are read in every form in which people write them."""

from datetime import date

import pytest

from bot.figures import parse_line
from tests.unit.figures.terms import FEB, LEIPZIG, MAR, TODAY, people

DATES = [
    ("1 Feb", FEB),
    ("1 February", FEB),
    ("1st of February", FEB),
    ("Feb 1", FEB),
    ("February 1st, 2027", FEB),
    ("Feb. 1", FEB),
    ("2027-02-01", FEB),
    ("01.02.2027", FEB),
    ("1. 2. 2027", FEB),
    ("1.2.", FEB),
    ("1.2", FEB),
    ("1.2.27", FEB),
    ("1. Februar", FEB),
    ("1. Feb. 2027", FEB),
    ("Mon 1 Feb", FEB),
    ("Montag, den 1. Februar", FEB),
    ("2/2/2027", date(2027, 2, 2)),
    ("13/2/27", date(2027, 2, 13)),
    ("2/13", date(2027, 2, 13)),
    ("KW 8", date(2027, 2, 22)),
    ("KW8", date(2027, 2, 22)),
    ("KW 8/2028", date(2028, 2, 21)),
    ("CW 8", date(2027, 2, 22)),
    ("week 8", date(2027, 2, 22)),
    ("der Kalenderwoche 8", date(2027, 2, 22)),
    ("end of Q1", date(2027, 3, 31)),
    ("Ende Q1", date(2027, 3, 31)),
    ("Ende des 1. Quartals 2028", date(2028, 3, 31)),
    ("end of the first quarter", date(2027, 3, 31)),
    ("Ende März", date(2027, 3, 31)),
    ("the end of March", date(2027, 3, 31)),
    ("end of February 2028", date(2028, 2, 29)),
    ("March", MAR),
    ("März 2028", date(2028, 3, 1)),
    ("year-end", date(2026, 12, 31)),
    ("Jahresende", date(2026, 12, 31)),
    ("Jahresende 2027", date(2027, 12, 31)),
    ("Ende des Jahres", date(2026, 12, 31)),
    ("Ende 2027", date(2027, 12, 31)),
    ("23.11.", TODAY),  # today is still to come
    ("22.11.", date(2027, 11, 22)),
    ("29 Feb", date(2028, 2, 29)),
    ("KW 53", date(2026, 12, 28)),
    ("tomorrow", date(2026, 11, 24)),
    ("Freitag", date(2026, 11, 27)),
    ("monday", TODAY),
]


@pytest.mark.parametrize(("text", "day"), DATES)
@pytest.mark.parametrize("preposition", ["by", "ab"])
def test_a_date_is_read_in_every_form_people_write(text, day, preposition):
    assert parse_line(f"40 agents in Leipzig {preposition} {text}", "en", TODAY).term == people(40, day, LEIPZIG)
    assert parse_line(f"{preposition} {text}: 40 agents in Leipzig", "de", TODAY).term == people(40, day, LEIPZIG)


@pytest.mark.parametrize(
    ("text", "day"), [("ab Q2", date(2027, 4, 1)), ("from Q4 2027", date(2027, 10, 1)), ("ab 2028", date(2028, 1, 1))]
)
def test_a_quarter_or_year_begins_with_its_first_day(text, day):
    assert parse_line(f"40 agents {text}", "en", TODAY).term.due == day
