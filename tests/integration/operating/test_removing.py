"""Forgetting people and retention from the command line: shown first, then gone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.domain.seal import seal_holds
from bot.use_cases import negotiating
from tests.databases import everything
from tests.integration.operating.conftest import Run
from tests.unit.use_cases.office import SERVICE, Office, user_id


class TestForget:
    def test_asks_first(self, run: Run, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = iter(["no\n", "", "yes\n"])
        monkeypatch.setattr("sys.stdin", type("Typed", (), {"readline": lambda _self: next(answers)})())
        for _ in range(2):
            code, said, error = run("forget", "@wim")
            assert (code, error) == (1, "Nothing was removed.\n")
            assert "The bot knows of @wim (UWIM), and would remove for good:\n- who they are" in said
            assert "1 seat in an area" in said
        code, said, _ = run("forget", "@wim")
        assert code == 0
        assert "@wim is forgotten" in said

    def test_removes_and_says_what(self, run: Run, office: Office, tmp_path: Path) -> None:
        office.draft(SERVICE, client="Open")
        code, said, error = run("forget", user_id("sara"), "--yes")
        assert (code, error) == (0, "")
        assert "@sara is forgotten: “a former colleague” from now on." in said
        assert "drafts" in said
        assert "Nobody of sales is left for P-2, which is still open." in said
        assert "They are still in Slack" in said
        assert user_id("sara") not in everything(office.store.database)
        with office.read() as tx:
            promise = tx.promises.by_number(1)
        assert promise is not None and seal_holds(promise)

    def test_says_what_would_bring_them_back(self, run: Run, office: Office) -> None:
        said = run("forget", "@omar", "--yes", DEFAULT_SLOT_MEMBERS="@omar")[1]
        assert ".env still names them" in said

    def test_nobody(self, run: Run, office: Office) -> None:
        code, said, error = run("forget", "@nobody", "--yes")
        assert (code, said, error) == (1, "", "The bot knows nobody called @nobody. Nothing was removed.\n")

    def test_speaks_german(self, run: Run, office: Office) -> None:
        said = run("forget", "@wim", "--yes", WORKSPACE_LANGUAGE="de")[1]
        assert "@wim ist vergessen: von jetzt an „ehemalige Kollegin oder ehemaliger Kollege“." in said


class TestRetention:
    @pytest.fixture
    def later(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
        """Four years later, with another promise that was withdrawn back then."""
        gone = office.draft(SERVICE, client="Gone")
        negotiating.withdraw(office.store, office.people["sara"], gone.id, "lost", office.now)
        monkeypatch.setattr(SystemClock, "now", lambda _self: datetime(2030, 11, 25, 12, tzinfo=UTC))
        return office

    @pytest.mark.parametrize(("way", "code"), [((), 0), (("--preview",), 0), (("--apply",), 1)])
    def test_nothing_goes_without_the_setting(self, run: Run, later: Office, way: tuple[str, ...], code: int) -> None:
        done, said, error = run("retention", *way)
        assert done == code
        assert "Everything is kept: retention_months is not set" in said + error
        with later.read() as tx:
            assert tx.promises.by_number(2) is not None

    def test_is_shown_and_then_applied(self, run: Run, later: Office) -> None:
        assert run("settings", "set", "retention_months", "36")[0] == 0
        code, shown, _ = run("retention", "--preview")
        assert code == 0
        assert shown.startswith("Would go, from before 25 Nov 2027:\n- P-1 · Acme · ended 2 Mar 2027\n")
        assert "- P-2 · Gone · ended 23 Nov 2026\n" in shown

        code, applied, _ = run("retention", "--apply")
        assert code == 0
        assert applied == shown.replace("Would go", "Removed")
        assert run("retention")[1] == "Nothing is older than 25 Nov 2027.\n"
        with later.read() as tx:
            assert tx.promises.by_number(1) is None

    def test_both_at_once_is_refused(self, run: Run, office: Office) -> None:
        assert run("retention", "--preview", "--apply")[0] == 2
