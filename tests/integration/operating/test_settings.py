"""Settings from the command line: what is shown, what is changed, and what is refused."""

from __future__ import annotations

import pytest

from tests.integration.operating.conftest import Run


class TestSettings:
    def test_are_listed_with_where_they_come_from(self, ready: Run) -> None:
        ready("settings", "set", "zone", "Europe/Lisbon")
        code, said, _ = ready("settings", "list")
        assert code == 0
        lines = {line.split()[0]: " ".join(line.split()[1:]) for line in said.splitlines()}
        assert lines["promises_channel"] == "C01PROMISES .env: PROMISES_CHANNEL"
        assert lines["default_members"] == "@omar .env: DEFAULT_SLOT_MEMBERS"
        assert lines["zone"] == "Europe/Lisbon set here"
        assert lines["retention_months"] == "– not set"
        assert len(lines) == 9

    @pytest.mark.parametrize(
        ("key", "value", "afterwards"),
        [
            ("promises_channel", "deal-desk", "G04DEALS"),
            ("PROMISES_CHANNEL", "C01PROMISES", "C01PROMISES"),
            ("language", "DE", "de"),
            ("WORKSPACE_TIMEZONE", "Europe/Lisbon", "Europe/Lisbon"),
            ("default_area", "  Head  office ", "Head office"),
            ("default_area", "", ""),
            ("default_members", "@ines, U04WIM", "@ines, @wim"),
            ("default_backup", "", ""),
            ("admins", "@Wim", "@wim"),
            ("leads", "", ""),
            ("retention_months", "036", "36"),
        ],
    )
    def test_are_set_and_read_back(self, ready: Run, key: str, value: str, afterwards: str) -> None:
        code, said, error = ready("settings", "set", key, value)
        assert (code, error) == (0, "")
        assert f"is {afterwards or '–'} now." in said
        assert ready("settings", "get", key)[1] == f"{afterwards}\n"

    @pytest.mark.parametrize(
        ("key", "value", "code", "words"),
        [
            ("language", "fr", 2, "language is neither en nor de: fr"),
            ("language", "", 2, "language is neither"),
            ("zone", "Mars", 2, "zone is no IANA time zone"),
            ("retention_months", "0", 2, "not a number of months from 1 to 1200: 0"),
            ("retention_months", "x", 2, "not a number of months"),
            ("admins", "petra", 2, "admins takes Slack ids (U012AB3CD) or @handles"),
            ("default_area", "<!channel>", 2, "no name of an area"),
            ("default_members", ",", 2, "default_members cannot be empty"),
            ("colour", "red", 2, "colour is no setting; there are promises_channel, language"),
            ("admins", "@nobody", 1, "“@nobody” is nobody in the workspace"),
            ("leads", "@gus", 1, "@gus is no full member"),
            ("leads", "@promise_bot", 1, "@promise_bot is no full member"),
            ("promises_channel", "#nowhere", 1, "#nowhere is not there"),
            ("promises_channel", "#with-acme", 1, "another company can read #with-acme"),
            ("promises_channel", "#random", 1, "the bot is not in #random"),
        ],
    )
    def test_bad_values_change_nothing(self, ready: Run, key: str, value: str, code: int, words: str) -> None:
        before = ready("settings", "list")[1]
        done, said, error = ready("settings", "set", key, value)
        assert (done, said) == (code, "")
        assert words in error
        assert ready("settings", "list")[1] == before
        assert "Traceback" not in error

    def test_members_need_an_area(self, run: Run) -> None:
        bare = {"DEFAULT_SLOT": "", "DEFAULT_SLOT_MEMBERS": "", "DEFAULT_SLOT_BACKUP": ""}
        code, _, error = run("settings", "set", "default_members", "@wim", **bare)
        assert code == 1
        assert "settings set default_area NAME" in error

    def test_history_says_who_changed_what(self, ready: Run) -> None:
        ready("settings", "set", "admins", "@wim")
        ready("settings", "set", "language", "de")
        ready("settings", "unset", "admins")
        lines = ready("settings", "history")[1].splitlines()
        assert [" ".join(line.split()[2:]) for line in lines if "operator" in line and "admins" in line] == [
            "operator admins @petra → @wim",
            "operator admins @wim → @petra",
        ]
        assert "operator  language          en → de" in "\n".join(lines)

    def test_letting_go_says_what_is_in_force(self, ready: Run) -> None:
        ready("settings", "set", "language", "de")
        assert ready("settings", "unset", "language")[1] == "language is en again, as .env says.\n"
        assert ready("settings", "unset", "retention_months")[1] == "retention_months is not set any more.\n"

    def test_a_channel_of_env_that_is_not_there_is_one_line(self, run: Run) -> None:
        code, said, error = run("settings", "list", PROMISES_CHANNEL="#nowhere")
        assert (code, said) == (1, "")
        assert error.startswith("PROMISES_CHANNEL is no channel that the bot can see") and error.count("\n") == 1

    def test_a_token_is_needed(self, run: Run) -> None:
        code, _, error = run("settings", "list", SLACK_BOT_TOKEN="")
        assert code == 2
        assert error.startswith("SLACK_BOT_TOKEN is missing")
