"""Figures of one text are judged against each other: after-call work is never longer than the handling time."""

from datetime import date

import pytest

from bot.figures import explain, parse_line, validate_together

TODAY = date(2026, 11, 23)

JUDGED = [
    (["AHT 300 s", "ACW 60 s"], []),
    (["AHT 300 s", "ACW 300 s"], []),
    (["AHT 300 s", "ACW 301 s"], [1]),
    (["ACW 301 s", "AHT 300 s"], [0]),
    (["ACW 301 s"], []),
    (["ACW at most 301 s", "AHT at most 300 s"], [0]),
    (["ACW 301 s", "AHT at least 300 s"], []),  # the handling time may be longer
    (["ACW 60 to 301 s", "AHT 200 to 300 s"], [0]),
    (["ACW 60 to 300 s", "AHT 200 to 300 s"], []),
    (["ACW ?", "AHT 300 s"], []),
    (["ACW 301 s", "AHT ?"], []),
    (["ACW 301 s in Leipzig", "AHT 300 s in Kassel"], []),
    (["ACW 301 s in Leipzig and Kassel", "AHT 300 s in kassel"], [0]),
    (["ACW 301 s, channel chat", "AHT 300 s"], [0]),
    (["ACW 301 s, channel chat", "AHT 300 s, channel voice"], []),
    (["ACW 301 s, channel chat", "AHT 300 s", "AHT 600 s, channel chat"], []),  # the same scope goes before
    (["ACW 301 s from 1 March", "AHT 300 s from 1 April"], []),
    (["ACW 301 s from 1 March", "AHT 300 s"], [0]),
    (["ACW 301 s", "AHT 400 s in Aue", "AHT 300 s in Leipzig", "ACW 350 s"], [0, 3]),
    (["40 agents", "service level 80/20"], []),
    ([], []),
]


@pytest.mark.parametrize(("lines", "doubted"), JUDGED)
def test_after_call_work_is_at_most_the_handling_time_of_the_same_contacts(lines, doubted):
    found = validate_together([parse_line(line, "en", TODAY).term for line in lines])

    assert [index for index, doubts in enumerate(found) if doubts] == doubted
    assert all(doubt.is_hard for doubts in found for doubt in doubts)
    assert len(found) == len(lines)


def test_the_doubt_names_the_other_figure_in_both_languages():
    terms = [parse_line(line, "en", TODAY).term for line in ("ACW 301 s", "AHT 300 s")]
    ((doubt,), _) = validate_together(terms)

    assert explain(doubt, "en") == (
        "After-call work: beside the figure for average handling time only at most 300 s is possible."
    )
    assert explain(doubt, "de") == (
        "Nachbearbeitungszeit: Neben der Zahl für durchschnittliche Bearbeitungszeit ist nur höchstens 300 s möglich."
    )
