"""Who answers for what, from a CSV: all of it or nothing, and every error with its line."""

from __future__ import annotations

import pytest

from bot.use_cases import owners
from bot.use_cases.owners import COLUMNS, CsvError, CsvProblem
from bot.use_cases.queries import owners_table
from tests.unit.use_cases.office import LEIPZIG, SERVICE, Office, resolve, user_id

GOOD = "metric,area,members\nqa_score,Quality,@quinn\n"


def read(office: Office, text: str) -> list[CsvError]:
    return owners.import_owners(office.store, text, resolve, office.now)[0]


def table(office: Office) -> list[tuple[str, str | None, str | None, tuple[str, ...], tuple[str, ...]]]:
    with office.read() as tx:
        rows, _ = owners_table(tx)
    return [(row.area, row.metric, row.site, row.members, row.backup) for row in rows]


def test_a_sheet_replaces_what_was_there(office: Office) -> None:
    assert owners.import_owners(office.store, GOOD, resolve, office.now) == ([], 1)
    assert table(office) == [
        ("Quality", "qa_score", None, (user_id("quinn"),), ()),
        ("Operations", None, None, (user_id("omar"),), (user_id("petra"),)),
    ]


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("", [CsvError(1, CsvProblem.COLUMNS, ", ".join(COLUMNS))]),
        ("metric,area\n", [CsvError(1, CsvProblem.COLUMNS, ", ".join(COLUMNS))]),
        ("metric,area,members,phone\n", [CsvError(1, CsvProblem.COLUMNS, ", ".join(COLUMNS))]),
        ("metric,area,members,area\n", [CsvError(1, CsvProblem.COLUMNS, ", ".join(COLUMNS))]),
        ("metric,area,members\n\n,,\n", [CsvError(1, CsvProblem.NO_ROWS)]),
        (f"{GOOD}qa_score,Q,@quinn,x\n", [CsvError(3, CsvProblem.TOO_MANY_CELLS)]),
        (f"{GOOD}quality,Q,@quinn\n", [CsvError(3, CsvProblem.METRIC_UNKNOWN, "quality")]),
        (f"{GOOD}aht,,@quinn\n", [CsvError(3, CsvProblem.AREA_MISSING)]),
        (f"{GOOD}aht,Q,\n", [CsvError(3, CsvProblem.MEMBERS_MISSING)]),
        (f"{GOOD}aht,Q,@quinn @nobody U9\n", [
            CsvError(3, CsvProblem.PERSON_UNKNOWN, "@nobody"), CsvError(3, CsvProblem.PERSON_UNKNOWN, "U9"),
        ]),
        (f"{GOOD}qa_score,Quality,@wim\n", [CsvError(3, CsvProblem.RULE_TWICE)]),
        (f"{GOOD}\n\nx,,@nobody\n", [
            CsvError(5, CsvProblem.METRIC_UNKNOWN, "x"), CsvError(5, CsvProblem.AREA_MISSING),
            CsvError(5, CsvProblem.PERSON_UNKNOWN, "@nobody"),
        ]),
        (f'{GOOD}aht,"Q\nand\nT",@nobody\nx,Q,@quinn\n', [
            CsvError(3, CsvProblem.PERSON_UNKNOWN, "@nobody"), CsvError(6, CsvProblem.METRIC_UNKNOWN, "x"),
        ]),
    ],
)  # fmt: skip
def test_each_error_has_its_line_and_nothing_changes(office: Office, text: str, errors: list[CsvError]) -> None:
    before = table(office)
    assert owners.import_owners(office.store, text, resolve, office.now) == (errors, 0)
    assert table(office) == before


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffmetric;area;members;backup\r\nQA_Score; Quality ;@Quinn  UWIM;@otto\r\n",
        "Backup,Members,Area,Metric\n@otto,@quinn;@wim,Quality,qa_score\n",
        "metric,area,members,backup\rqa_score,Quality,@quinn @wim,@otto\r",
        'metric,area,members,backup\nqa_score,"Quality","@quinn\n@wim",@otto\n',
        "metric,area,members,backup\nqa_score,Quality,@quinn,\ncsat,quality,@wim,@otto\n",
    ],
    ids=["German Excel", "any order", "old Mac", "lines in a cell", "rows add up"],
)
def test_sheets_as_people_save_them(office: Office, text: str) -> None:
    assert read(office, text) == []
    assert table(office)[0] == ("Quality", "qa_score", None, (user_id("quinn"), user_id("wim")), (user_id("otto"),))


def test_an_empty_cell_and_a_star_fit_everything(office: Office) -> None:
    assert read(office, "metric,site,area,members\n*,Leipzig,Leipzig,@lena\n,,Everything,@otto\n") == []
    promise = office.draft(LEIPZIG, SERVICE)
    assert [[slot.area for slot in line.slots] for line in promise.terms] == [["Leipzig"], ["Everything"]]


def test_the_default_area_survives_a_sheet_that_does_not_name_it(office: Office) -> None:
    assert read(office, GOOD) == []
    promise = office.draft(LEIPZIG)
    assert [slot.area for slot in promise.terms[0].slots] == ["Operations"]
    office.agree("omar", promise)


def test_a_sheet_may_name_the_default_areas_people_itself(office: Office) -> None:
    assert read(office, f"{GOOD}csat,operations,@otto\n") == []
    with office.read() as tx:
        _, default = owners_table(tx)
    assert default == "operations"
    promise = office.draft(LEIPZIG)
    office.agree("otto", promise)


def test_who_joins_an_area_is_reminded_of_what_it_owes(office: Office) -> None:
    office.draft(SERVICE)
    office.deliver()
    assert read(office, "metric,area,members\nservice_level,WFM,@quinn\n") == []

    assert office.at("2026-11-24T09:00+01:00").tick() == [("quinn", "morning")]
