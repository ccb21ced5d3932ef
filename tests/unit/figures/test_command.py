"""The command: text in, figures out."""

import io
import json
from datetime import date

import pytest

from bot.figures.command import run

TODAY = date(2026, 11, 23)


def call(text, *argv, language="en"):
    stdout, stderr = io.StringIO(), io.StringIO()
    status = run(argv, today=TODAY, stdin=io.StringIO(text), stdout=stdout, stderr=stderr, language=language)
    return status, stdout.getvalue(), stderr.getvalue()


def test_json_is_one_object_a_figure_and_skips_the_rest():
    status, out, err = call(
        "Guten Tag,\n40 Agenten ab 1.2.\nSL 80/20", "--lang", "de", "--today", "2027-03-01", "--json"
    )

    assert (status, err) == (0, "")
    assert [json.loads(line) for line in out.splitlines()] == [
        {
            "metric": "headcount",
            "value": 40,
            "unit": "persons",
            "by": "2028-02-01",
            "scope": None,
            "span": "40 Agenten",
        },
        {
            "metric": "service_level",
            "value": [80, 20],
            "unit": "percent/seconds",
            "by": None,
            "scope": None,
            "span": "80/20",
        },
    ]


def test_umlauts_stay_readable():
    assert "Köln" in call("40 Agenten in Köln", "--json")[1]


def test_json_lines_answer_every_line_also_a_bad_one():
    requests = [
        json.dumps({"id": 1, "lang": "de", "today": "2026-11-23", "text": "1.200 FTE\n40 MA ab 1.2."}),
        "",
        json.dumps({"text": "1.200 FTE by 1 Feb"}),
        "{",
        json.dumps({"text": 1}),
        json.dumps([]),
        json.dumps({"text": "40 agents", "lang": "fr"}),
        json.dumps({"text": "40 agents", "today": "soon"}),
        json.dumps({"text": "40 agents", "today": 5}),
        "[" * 100_000,
        json.dumps({"text": "nothing"}),
    ]

    status, out, _ = call("\n".join(requests), "--jsonl")
    answers = [json.loads(line) for line in out.splitlines()]

    assert status == 1
    assert [[figure["value"] for figure in answer["figures"]] for answer in answers] == [[1200, 40], [1.2], *[[]] * 8]
    assert [bool(answer.get("error")) for answer in answers] == [False, False, *[True] * 7, False]


def test_good_json_lines_end_well():
    assert call('{"text": "40 agents"}', "--jsonl")[0] == 0


def test_without_json_the_canonical_lines_are_printed_and_the_rest_is_explained():
    status, out, err = call("40 MA ab 1.2.\nfoo", "--lang", "de")

    assert status == 1
    assert out == "40 Agenten bis 1. Februar 2027\n"
    assert err.splitlines() == [
        "„1.2.“ wird gelesen als: 1. Februar 2027.",
        "Zeile 2, Zeichen 1: „foo“ nennt keine Zahl wie Agenten, Servicelevel oder AHT."
        " Zum Beispiel: mindestens 40 Agenten in Leipzig bis 1.2.",
    ]


def test_lines_that_are_all_figures_end_well():
    assert call("40 agents") == (0, "40 agents\n", "")


@pytest.mark.parametrize("argv", [["--lang", "fr"], ["--today", "soon"], ["--json", "--jsonl"], ["extra"]])
def test_wrong_arguments_are_said_on_standard_error(argv):
    status, out, err = call("40 agents", *argv)

    assert (status, out) == (2, "")
    assert "promise-bot figures" in err


@pytest.mark.parametrize(
    ("language", "said", "other"),
    [
        (
            "en",
            ["usage: promise-bot figures [-h]", "options:", "show this help", "language of the text"],
            ["Aufruf", "Optionen"],
        ),
        (
            "de",
            ["Aufruf: promise-bot figures [-h]", "Optionen:", "diese Hilfe zeigen", "Sprache des Textes"],
            ["usage", "options", "show", "exit"],
        ),
    ],
)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_help_speaks_one_language(flag, language, said, other):
    status, out, err = call("40 agents", flag, language=language)

    assert (status, err) == (0, "")
    assert all(text in out for text in said)
    assert not any(text in out for text in other)


def test_wrong_arguments_show_the_usage_in_the_readers_language():
    assert call("", "--lang", "fr", language="de")[2].startswith("Aufruf: promise-bot figures")
