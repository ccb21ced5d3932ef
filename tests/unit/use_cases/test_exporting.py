"""One row a figure: what it holds in each state, whose it is to read, and that it is read page by page."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.promise import Promise, PromiseState, Visibility
from bot.domain.visibility import AnybodyViewing
from bot.use_cases import bundling, drafting, exporting, moving, negotiating
from bot.use_cases.exporting import FigureRow, Standing
from tests.unit.use_cases.office import LEIPZIG, QUALITY, SERVICE, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office.open(tmp_path, leads=["UPETRA"])


def rows(office: Office, reader: str | None = None) -> list[FigureRow]:
    return list(exporting.figures(office.store, office.people[reader] if reader else None))


def standings(office: Office) -> list[tuple[str, Standing, bool]]:
    return [(row.figure, row.standing, row.may_be_told) for row in rows(office)]


def hidden(office: Office, visibility: Visibility) -> Promise:
    sara = office.people["sara"]
    draft_id, _ = drafting.open_draft(office.store, sara, "G1HOME", {}, office.now, is_private=True)
    typed = {"client": "Geheim", "needed_by": "2026-11-27 12:00", "figures": SERVICE, "visibility": visibility}
    drafting.review(office.store, sara, draft_id, typed, "en", office.now)
    return drafting.post(office.store, sara, draft_id, office.now)


def test_a_row_holds_what_was_promised_and_areas_instead_of_persons(office: Office) -> None:
    office.draft(f"{LEIPZIG}, if system access by 15 Jan")
    (row,) = rows(office)
    assert (row.number, row.client, row.title, row.state) == (1, "Acme", "", PromiseState.NEGOTIATING)
    assert row.figure == "40 agents in Leipzig by 1 February 2027"
    assert row.conditions == ("system access by 15 Jan",)
    assert row.areas == ("Leipzig",)
    assert (row.needed_by.isoformat(), row.signed_off_at) == ("2026-11-27T12:00:00+01:00", None)


def test_a_figure_is_for_the_client_only_while_it_is_in_force_and_can_be_kept(office: Office) -> None:
    promise = office.draft(LEIPZIG, SERVICE)
    leipzig, service = "40 agents in Leipzig by 1 February 2027", "service level 80/20 from 1 March 2027"
    assert standings(office) == [(leipzig, Standing.AWAITING, False), (service, Standing.AWAITING, False)]
    office.object("lena", promise, promise.terms[0].id)
    office.agree("wim", promise)
    assert standings(office) == [(leipzig, Standing.CONTESTED, False), (service, Standing.SIGNED, False)]
    office.agree("lena", promise)
    assert standings(office) == [(leipzig, Standing.IN_FORCE, True), (service, Standing.IN_FORCE, True)]
    assert {row.signed_off_at for row in rows(office)} == {office.now.astimezone(rows(office)[0].needed_by.tzinfo)}
    moving.cannot_keep(
        office.store, office.people["wim"], office.shown(promise), (promise.terms[1].id,), "ill", office.now
    )
    assert standings(office) == [(leipzig, Standing.IN_FORCE, True), (service, Standing.SUSPENDED, False)]


def test_while_it_is_renegotiated_the_figures_in_force_stand_beside_the_new_ones(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    office.agree("lena", promise)
    sara, fewer = office.people["sara"], "28 agents in Leipzig by 1 Feb 2027"
    form = bundling.open_bundle(office.store, sara, office.shown(promise), "revision", "en", office.now, reopening=True)
    typed = {"figures": fewer, "reason": "the forecast halved"}
    bundling.review_bundle(office.store, sara, form.draft_id, typed, "en", office.now)
    bundling.post_bundle(office.store, sara, form.draft_id, office.now)
    assert {row.state for row in rows(office)} == {PromiseState.RENEGOTIATING}
    assert standings(office) == [
        ("40 agents in Leipzig by 1 February 2027", Standing.IN_FORCE, True),
        ("28 agents in Leipzig by 1 February 2027", Standing.AWAITING, False),
    ]


def test_a_withdrawn_promise_says_so(office: Office) -> None:
    promise = office.draft(LEIPZIG)
    negotiating.withdraw(office.store, office.people["sara"], promise.id, "lost", office.now)
    assert [(row.state, row.standing) for row in rows(office)] == [(PromiseState.WITHDRAWN, Standing.WITHDRAWN)]


@pytest.mark.parametrize("visibility", [Visibility.RESTRICTED, Visibility.CONFIDENTIAL])
def test_without_a_reader_only_what_is_open_is_there(office: Office, visibility: Visibility) -> None:
    office.draft(LEIPZIG)
    secret = hidden(office, visibility)
    assert [row.number for row in rows(office)] == [1]
    assert [row.number for row in rows(office, "wim")] == [1, secret.number], "whose signature it needs"
    assert [row.number for row in rows(office, "ines")] == [1]
    assert (secret.number in [row.number for row in rows(office, "petra")]) is (visibility is Visibility.CONFIDENTIAL)


def test_all_pages_are_read_and_no_more_than_one_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = exporting.page_for

    def page_for(tx: object, viewer: object, after: int, limit: int = 2) -> exporting.Page:
        asked.append(after)
        return real(tx, viewer, after, limit)  # type: ignore[arg-type]

    monkeypatch.setattr(exporting, "page_for", page_for)
    drafted = [office.draft(QUALITY), hidden(office, Visibility.CONFIDENTIAL), *(office.draft(QUALITY) for _ in "345")]
    found = exporting.figures(office.store, None)
    assert next(found).number == 1
    assert asked == [0], "the next page waits until it is wanted"
    assert [row.number for row in found] == [3, 4, 5]
    assert asked == [0, 2, 4, 5]
    with office.read() as tx:
        every = exporting.page_for(tx, AnybodyViewing(), 0, 100)
    assert len(every.promises) == len(drafted) - 1
