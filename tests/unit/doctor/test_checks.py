"""Judging is pure: facts in, findings out, and each failing line says how to mend it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import bot.doctor
from bot.doctor.checks import CHECKS, Finding, Level, all_is_well, findings, not_checked
from bot.doctor.facts import (
    AreaFacts,
    ChannelFacts,
    DatabaseFacts,
    DeliveryFacts,
    Facts,
    OwnersFacts,
    Someone,
    Standing,
    TokenFacts,
)
from bot.doctor.words import WORDS, said
from bot.locale import speaker

SCOPES = ("chat:write", "users:read")
WIM, OMAR = Someone("@wim", Standing.HERE), Someone("@omar", Standing.HERE)
LEFT, GUEST, NOBODY = Someone("@lars", Standing.LEFT), Someone("@gus", Standing.GUEST), Someone("@x", Standing.UNKNOWN)
OPERATIONS, WFM = AreaFacts("Operations", (OMAR,), ()), AreaFacts("WFM", (WIM,), (OMAR,))
DEAD = AreaFacts("Quality", (LEFT,), (GUEST,))
WELL = Facts(
    database=DatabaseFacts(revision="0010", head="0010"),
    token=TokenFacts(team="Nordlicht", team_id="T1", scopes=("users:read", "chat:write", "more"), skew=0.4),
    delivery=DeliveryFacts(is_socket=True),
    channel=ChannelFacts("#promises", "C1", is_member=True),
    has_channel=True,
    owners=OwnersFacts(OPERATIONS, (WFM,), ()),
    admins=(WIM,),
    leads=(OMAR,),
)


def look(facts: Facts) -> list[Finding]:
    return findings(facts, SCOPES)


def wrong(facts: Facts) -> list[tuple[str, str, str]]:
    return [(one.check, str(one.level), one.code) for one in look(facts) if one.level is not Level.OK]


def text(facts: Facts, language: str = "en") -> str:
    return "\n".join(said(one, speaker(language)) for one in look(facts) if one.level is not Level.OK)


def owners(**parts: Any) -> Facts:
    assert WELL.owners is not None
    return replace(WELL, owners=replace(WELL.owners, **parts))


def channel(**parts: Any) -> Facts:
    assert WELL.channel is not None
    return replace(WELL, channel=replace(WELL.channel, **parts))


def token(**parts: Any) -> Facts:
    assert WELL.token is not None
    return replace(WELL, token=replace(WELL.token, **parts))


def test_all_is_well() -> None:
    found = look(WELL)
    assert [one.check for one in found] == list(CHECKS)
    assert {one.level for one in found} == {Level.OK}
    assert all_is_well(found) and not_checked(found) == []


BROKEN = [
    (replace(WELL, problems=("PORT is wrong",)), "settings", "fail", "settings_problem", ".env"),
    (replace(WELL, database=DatabaseFacts(exists=False)), "database", "warn", "database_missing", "migrate"),
    (replace(WELL, database=DatabaseFacts(is_too_new=True)), "database", "fail", "database_too_new", "install"),
    (replace(WELL, database=DatabaseFacts(reason="locked")), "database", "fail", "database_unusable", "DATABASE_URL"),
    (
        replace(WELL, database=DatabaseFacts(revision="0002", head="0010")),
        "database", "warn", "database_behind", "0002 instead of 0010; run `promise-bot migrate`",
    ),
    (token(scopes=("users:read",)), "scopes", "fail", "scopes_missing", "chat:write. Add them at api.slack.com"),
    (token(scopes=None), "scopes", "warn", "scopes_unseen", "chat:write and users:read"),
    (
        replace(WELL, delivery=DeliveryFacts(True, "not_allowed_token_type")),
        "delivery", "fail", "socket_refused", "connections:write",
    ),
    (replace(WELL, channel=None, has_channel=False), "channel", "warn", "channel_none", "promises_channel"),
    (channel(id=None), "channel", "fail", "channel_unknown", "/invite @Promise Bot"),
    (channel(error="missing_scope"), "channel", "fail", "channel_unseen", "missing_scope"),
    (channel(is_member=False), "channel", "fail", "channel_not_in", "/invite @Promise Bot"),
    (channel(is_archived=True), "channel", "fail", "channel_archived", "unarchive"),
    (channel(is_shared=True), "channel", "fail", "channel_shared", "another company"),
    (channel(guests=("@gus", "@ann")), "channel", "fail", "channel_guests", "take @gus and @ann out"),
    (channel(guests=None), "channel", "warn", "channel_guests_unseen", "#promises"),
    (owners(default=None), "default", "warn", "default_none", "DEFAULT_SLOT"),
    (owners(default=AreaFacts("Ops", (), ())), "default", "fail", "default_empty", "default_members"),
    (owners(default=AreaFacts("Ops", (LEFT,), (NOBODY,))), "default", "fail", "default_nobody", "@lars and @x"),
    (owners(default=AreaFacts("Ops", (OMAR, GUEST), ())), "default", "warn", "default_gone", "@gus"),
    (owners(areas=()), "rules", "warn", "rules_none", "import owners"),
    (owners(areas=(WFM, DEAD)), "rules", "fail", "rules_dead", "Quality. Put others"),
    (owners(areas=(AreaFacts("WFM", (WIM, LEFT), ()),)), "rules", "warn", "rules_gone", "in WFM"),
    (replace(WELL, admins=()), "admins", "warn", "admins_none", "settings set admins"),
    (replace(WELL, admins=(LEFT,)), "admins", "fail", "admins_gone", "@lars"),
    (replace(WELL, admins=(WIM, LEFT)), "admins", "warn", "admins_some_gone", "@lars"),
    (replace(WELL, leads=(WIM, GUEST)), "leads", "warn", "leads_gone", "@gus"),
    (token(skew=-45.0), "clock", "warn", "clock_off", "45 seconds"),
    (token(skew=1200.0), "clock", "fail", "clock_off", "NTP"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "check", "level", "code", "mend"), BROKEN, ids=[one[3] for one in BROKEN])
def test_one_thing_is_wrong(facts: Facts, check: str, level: str, code: str, mend: str) -> None:
    assert wrong(facts) == [(check, level, code)]
    assert all_is_well(look(facts)) is (level == "warn")
    assert mend in text(facts)
    assert "\n" not in text(facts)
    assert text(facts) != text(facts, "de")


@pytest.mark.parametrize(
    ("owned", "codes"),
    [
        ({"default": None, "areas": ()}, ["default_none", "rules_nobody"]),
        ({"default": None, "metrics_without_rule": ("aht",)}, ["default_none", "rules_gaps"]),
        ({"default": DEAD, "metrics_without_rule": ("aht",)}, ["default_nobody", "rules_gaps"]),
        ({"metrics_without_rule": ("aht",)}, []),
        ({"areas": (DEAD, AreaFacts("WFM", (WIM, LEFT), ()))}, ["rules_dead", "rules_gone"]),
    ],
)
def test_where_rules_lead(owned: dict[str, Any], codes: list[str]) -> None:
    assert [code for _, _, code in wrong(owners(**owned))] == codes


def test_without_leads_all_is_well() -> None:
    assert wrong(replace(WELL, leads=())) == []


def test_over_http_the_secret_is_enough() -> None:
    assert wrong(replace(WELL, delivery=DeliveryFacts(is_socket=False))) == []


@pytest.mark.parametrize(("error", "code"), [("invalid_auth", "token_refused"), ("unreachable", "slack_unreachable")])
def test_what_hangs_on_the_token_is_not_checked_without_it(error: str, code: str) -> None:
    facts = Facts(database=WELL.database, delivery=WELL.delivery, token=TokenFacts(error=error))
    assert wrong(facts) == [("token", "fail", code)]
    assert not_checked(look(facts)) == ["scopes", "channel", "default", "rules", "admins", "leads", "clock"]


def test_without_settings_nothing_else_is_checked() -> None:
    facts = Facts(problems=("a", "b"))
    assert [code for _, _, code in wrong(facts)] == ["settings_problem", "settings_problem"]
    assert not_checked(look(facts)) == list(CHECKS[1:])


def test_every_code_has_words_and_every_words_a_code() -> None:
    source = (Path(bot.doctor.__file__).parent / "checks.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'"((?:settings|database|token|slack|scopes|socket|http)_\w+)"', source))
    codes |= set(re.findall(r'"((?:channel|default|rules|admins|leads|clock)_\w+)"', source))
    assert codes == set(WORDS)
