"""What the facts mean: one function a check, facts in, findings out, nothing else read.

A finding is *ok*; *warn* where the bot works and somebody may miss something; *fail* where it does not work, or where
what it must never do could happen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.doctor.facts import ChannelFacts, DatabaseFacts, Facts, OwnersFacts, Someone, Standing, TokenFacts

SKEW_WARN, SKEW_FAIL = 30.0, 240.0
"""Seconds. Slack's signatures are refused when they are five minutes old."""


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one check came out: `code` has its words in `bot.doctor.words`, and `values` are what they name."""

    check: str
    level: Level
    code: str
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


def findings(facts: Facts, scopes_needed: Sequence[str]) -> list[Finding]:
    """Return how every check that could be made came out, in the order in which things are set up."""
    found = _settings(facts)
    found += _database(facts.database) if facts.database else []
    found += _token(facts.token) + _scopes(facts.token, scopes_needed) if facts.token else []
    found += _delivery(facts)
    found += _channel_of(facts)
    found += _default(facts.owners) + _rules(facts.owners) if facts.owners else []
    found += _admins(facts.admins) if facts.admins is not None else []
    found += _leads(facts.leads) if facts.leads is not None else []
    return found + (_clock(facts.token) if facts.token else [])


CHECKS = (
    "settings", "database", "token", "scopes", "delivery", "channel", "default", "rules", "admins", "leads", "clock",
)  # fmt: skip


def not_checked(found: Sequence[Finding]) -> list[str]:
    """Return the checks that could not be made."""
    made = {finding.check for finding in found}
    return [check for check in CHECKS if check not in made]


def all_is_well(found: Sequence[Finding]) -> bool:
    """Tell whether nothing fails; warnings are no failure."""
    return all(finding.level is not Level.FAIL for finding in found)


def _at(check: str) -> tuple[_Make, _Make, _Make]:
    def at(level: Level) -> _Make:
        return lambda code, **values: [Finding(check, level, code, values)]

    return at(Level.OK), at(Level.WARN), at(Level.FAIL)


_Make = Callable[..., list[Finding]]


def _settings(facts: Facts) -> list[Finding]:
    ok, _, fail = _at("settings")
    if facts.problems:
        return [finding for problem in facts.problems for finding in fail("settings_problem", problem=problem)]
    return ok("settings_ok")


def _database(database: DatabaseFacts) -> list[Finding]:
    ok, warn, fail = _at("database")
    if database.is_too_new:
        return fail("database_too_new")
    if database.reason is not None:
        return fail("database_unusable", reason=database.reason)
    if not database.exists:
        return warn("database_missing")
    if database.revision != database.head:
        return warn("database_behind", revision=database.revision or "–", head=database.head)
    return ok("database_ok", revision=database.head)


def _token(token: TokenFacts) -> list[Finding]:
    ok, _, fail = _at("token")
    if token.error is None:
        return ok("token_ok", team=token.team)
    return fail("slack_unreachable" if token.error == "unreachable" else "token_refused", error=token.error)


def _scopes(token: TokenFacts, needed: Sequence[str]) -> list[Finding]:
    ok, warn, fail = _at("scopes")
    if token.error is not None:
        return []
    if token.scopes is None:
        return warn("scopes_unseen", needed=tuple(needed))
    missing = tuple(scope for scope in needed if scope not in token.scopes)
    return fail("scopes_missing", missing=missing) if missing else ok("scopes_ok")


def _delivery(facts: Facts) -> list[Finding]:
    ok, _, fail = _at("delivery")
    if facts.delivery is None:
        return []
    if not facts.delivery.is_socket:
        return ok("http_ok")
    error = facts.delivery.error
    return fail("socket_refused", error=error) if error else ok("socket_ok")


def _channel_of(facts: Facts) -> list[Finding]:
    if facts.channel is not None:
        return channel(facts.channel)
    return [] if facts.has_channel is not False else _at("channel")[1]("channel_none")


def channel(found: ChannelFacts) -> list[Finding]:
    """Return whether promises can be posted in a channel, and only colleagues read it (rule 8)."""
    ok, warn, fail = _at("channel")
    name = found.word
    if found.error is not None:
        return fail("channel_unseen", channel=name, error=found.error)
    if found.id is None:
        return fail("channel_unknown", channel=name)
    if found.is_archived:
        return fail("channel_archived", channel=name)
    if found.is_shared:
        return fail("channel_shared", channel=name)
    if not found.is_member:
        return fail("channel_not_in", channel=name)
    if found.guests is None:
        return warn("channel_guests_unseen", channel=name)
    return fail("channel_guests", channel=name, guests=found.guests) if found.guests else ok("channel_ok", channel=name)


def _default(owners: OwnersFacts) -> list[Finding]:
    ok, warn, fail = _at("default")
    area = owners.default
    if area is None:
        return warn("default_none")
    gone = _names(area.gone)
    if not area.here:
        return fail("default_nobody", area=area.area, gone=gone) if gone else fail("default_empty", area=area.area)
    if gone:
        return warn("default_gone", area=area.area, gone=gone)
    return ok("default_ok", area=area.area, people=_names(area.here))


def _rules(owners: OwnersFacts) -> list[Finding]:
    ok, warn, fail = _at("rules")
    has_default = owners.default is not None and bool(owners.default.here)
    if not owners.areas:
        return warn("rules_none") if has_default else fail("rules_nobody")
    found: list[Finding] = []
    dead = tuple(area.area for area in owners.areas if not area.here)
    if dead:
        found += fail("rules_dead", areas=dead)
    if owners.metrics_without_rule and not has_default:
        found += fail("rules_gaps", metrics=owners.metrics_without_rule)
    for area in owners.areas:
        if area.gone and area.here:
            found += warn("rules_gone", area=area.area, gone=_names(area.gone))
    return found or ok("rules_ok", areas=tuple(area.area for area in owners.areas))


def _admins(people: Sequence[Someone]) -> list[Finding]:
    ok, warn, fail = _at("admins")
    here, gone = _split(people)
    if not people:
        return warn("admins_none")
    if not here:
        return fail("admins_gone", gone=gone)
    return warn("admins_some_gone", gone=gone) if gone else ok("admins_ok", people=here)


def _leads(people: Sequence[Someone]) -> list[Finding]:
    ok, warn, _ = _at("leads")
    here, gone = _split(people)
    if gone:
        return warn("leads_gone", gone=gone)
    return ok("leads_ok", people=here) if here else ok("leads_none")


def _clock(token: TokenFacts) -> list[Finding]:
    ok, warn, fail = _at("clock")
    if token.skew is None:
        return []
    seconds = str(round(abs(token.skew)))
    if abs(token.skew) >= SKEW_FAIL:
        return fail("clock_off", seconds=seconds)
    return warn("clock_off", seconds=seconds) if abs(token.skew) >= SKEW_WARN else ok("clock_ok")


def _names(people: Sequence[Someone]) -> tuple[str, ...]:
    return tuple(one.name for one in people)


def _split(people: Sequence[Someone]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    here = [one for one in people if one.standing is Standing.HERE]
    return _names(here), _names([one for one in people if one not in here])
