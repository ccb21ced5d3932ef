"""`export promises` from the command line, on the bot's own database and against a local Slack."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.promise import Promise, Visibility
from bot.playground import PlaygroundServer
from bot.playground.ids import TEAM_ID
from bot.settings import load_here
from bot.use_cases import drafting, negotiating, people
from bot.use_cases.people import Person
from storage.database import Database
from storage.unit_of_work import Store
from tests.integration.operating.conftest import Run
from tests.integration.world import BEN, DEALS, OMAR, PROMISES, SARA, WIM
from tests.unit.use_cases.office import SERVICE

TITLES = [
    "Promise", "Client", "Title", "State", "Figure", "Conditions", "Areas", "Status", "May be told", "Answer by",
    "Signed off at",
]  # fmt: skip


class Desk:
    """What people drafted and signed, on the database that the commands read."""

    def __init__(self, store: Store) -> None:
        self.store, self.now = store, datetime.now(UTC)

    def person(self, user_id: str) -> Person:
        found = people.fresh_person(self.store, user_id, self.now)
        assert found is not None
        return found

    def draft(self, client: str, figures: str, visibility: Visibility = Visibility.OPEN, **other: str) -> Promise:
        sara = self.person(SARA)
        channel = PROMISES if visibility is Visibility.OPEN else DEALS
        draft_id, _ = drafting.open_draft(self.store, sara, channel, {}, self.now, is_private=channel == DEALS)
        typed = {"client": client, "needed_by": "2050-01-15 12:00", "figures": figures, "visibility": visibility}
        drafting.review(self.store, sara, draft_id, {**typed, **other}, "en", self.now)
        return drafting.post(self.store, sara, draft_id, self.now)

    def agree(self, user_id: str, promise: Promise) -> None:
        with self.store.write() as tx:
            shown = tx.renderings.add(promise.id, promise.versions, self.now, shown=True).id
        negotiating.agree(self.store, self.person(user_id), shown, self.now)


@pytest.fixture
def desk(ready: Run) -> Iterator[Desk]:
    assert ready("settings", "list")[0] == 0  # takes .env over, as a start does
    store = Store(Database(load_here().database_url), TEAM_ID)
    yield Desk(store)
    store.database.close()


def table(text: str, delimiter: str = ",") -> list[list[str]]:
    assert text.startswith("\ufeff"), "Excel takes it for UTF-8 only then"
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=delimiter))


def clients(said: str) -> list[str]:
    return [row[1] for row in table(said)[1:]]


def test_each_figure_is_a_row_and_the_file_is_its_owners_alone(run: Run, desk: Desk, tmp_path: Path) -> None:
    figures = f"{SERVICE.replace('2027', '2050')}, if forecast within ±10 %\n? agents in Kassel by 1 Feb 2050"
    desk.draft("Acme", figures, title="new line", conditions="system access by 15 Jan")
    signed = desk.draft("Beta", "service level 90/30 from 1 March 2050")
    desk.agree(WIM, signed)
    assert run("export", "promises", "out.csv") == (0, "", "")
    path = tmp_path / "out.csv"
    assert path.stat().st_mode & 0o777 == 0o600
    answer_by = "2050-01-15 12:00"
    assert table(path.read_bytes().decode())[:3] == [
        TITLES,
        [
            "P-1", "Acme", "new line", "negotiating", "service level 80/20 from 1 March 2050",
            "system access by 15 Jan; forecast within ±10 %", "WFM", "awaiting", "no", answer_by, "",
        ],
        [
            "P-1", "Acme", "new line", "negotiating", "? agents in Kassel by 1 February 2050",
            "system access by 15 Jan", "Operations", "awaiting", "no", answer_by, "",
        ],
    ]  # fmt: skip
    (last,) = table(path.read_bytes().decode())[3:]
    assert last[3:10] == [
        "jointly signed off", "service level 90/30 from 1 March 2050", "", "WFM", "in force", "yes", answer_by,
    ]  # fmt: skip
    assert datetime.strptime(last[10], "%Y-%m-%d %H:%M").year == desk.now.year


def test_in_german_titles_figures_and_words_are_german_and_semicolons_part_them(run: Run, desk: Desk) -> None:
    run("settings", "set", "language", "de")
    desk.draft("Acme", SERVICE.replace("2027", "2050"))
    code, said, _ = run("export", "promises", "-")
    assert code == 0
    titles, row = table(said, ";")
    assert titles[:3] == ["Zusage", "Auftraggeber", "Titel"]
    assert row[3:9] == ["in Abstimmung", "Servicelevel 80/20 ab 1. März 2050", "", "WFM", "Freigabe fehlt", "nein"]


def test_what_begins_like_a_formula_is_text(run: Run, desk: Desk) -> None:
    figures = '40 agents in "=1+1" by 1 Feb 2050, if @SUM(A1)'
    desk.draft("=cmd|' /C calc'!A0", figures, title="+49 30", conditions="-2+3")
    row = table(run("export", "promises", "-")[1])[1]
    assert row[1:3] == ["'=cmd|' /C calc'!A0", "'+49 30"]
    assert row[5] == "'-2+3; @SUM(A1)"
    assert [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))] == []


def test_who_reads_decides_what_is_there(run: Run, desk: Desk) -> None:
    figure = SERVICE.replace("2027", "2050")
    desk.draft("Open", figure)
    desk.draft("Restricted", figure, Visibility.RESTRICTED)
    secret = desk.draft("Confidential", figure, Visibility.CONFIDENTIAL)
    assert secret.code_name
    said = {
        reader: run("export", "promises", "-", *(["--as", reader] if reader else []))[1]
        for reader in ("", "@quinn", BEN, "@petra", WIM, OMAR)
    }
    assert clients(said[""]) == ["Open"]
    assert clients(said["@quinn"]) == ["Open"]
    assert clients(said[BEN]) == ["Open", "Restricted"], "who is in its private channel"
    assert clients(said["@petra"]) == ["Open", "Restricted", "Confidential"], "a lead, and in the private channel"
    assert clients(said[WIM]) == ["Open", "Restricted", "Confidential"], "it needs the area's signature"
    for reader in ("", "@quinn", BEN):
        assert secret.code_name not in said[reader]
        assert "Confidential" not in said[reader]


@pytest.mark.parametrize(
    ("reader", "words"),
    [("@nobody", "“@nobody” is nobody in the workspace"), ("@gus", "@gus is no full member of the workspace")],
)
def test_nobody_and_guests_get_no_file(run: Run, desk: Desk, tmp_path: Path, reader: str, words: str) -> None:
    desk.draft("Open", SERVICE.replace("2027", "2050"))
    code, said, error = run("export", "promises", "out.csv", "--as", reader)
    assert (code, said) == (1, "")
    assert error.startswith(words)
    assert not (tmp_path / "out.csv").exists()


def test_who_has_left_the_private_channel_sees_nothing_of_it(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch, slack: PlaygroundServer
) -> None:
    desk.draft("Restricted", SERVICE.replace("2027", "2050"), Visibility.RESTRICTED)
    assert clients(run("export", "promises", "-", "--as", BEN)[1]) == ["Restricted"]
    channel = slack.slack.workspace.channels[DEALS]
    slack.slack.workspace.save_channel(type(channel)(**{**vars(channel), "members": [SARA]}))
    assert clients(run("export", "promises", "-", "--as", BEN)[1]) == []


def test_a_file_that_is_there_stays_as_it_is(run: Run, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    code, _, error = run("export", "promises", "out.csv")
    assert (code, error) == (1, "out.csv is there already and stays as it is; name another file.\n")
    assert (tmp_path / "out.csv").read_text() == "mine"


def test_a_folder_that_is_not_there_is_said_in_one_line(run: Run, desk: Desk) -> None:
    code, _, error = run("export", "promises", "nowhere/out.csv")
    assert code == 1
    assert error.count("\n") == 1
    assert "nowhere" in error
