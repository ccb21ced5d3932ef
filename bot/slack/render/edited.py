"""What an edit changed, in short phrases: old → new. Nothing anybody agreed to is touched by one (design 2)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain import events
from bot.domain.promise import Promise, Visibility
from bot.locale import Speaker, phrase
from bot.slack.render.blocks import typed
from bot.slack.render.cast import Cast
from bot.slack.render.figure import conditions, moment_here, quoted
from bot.slack.render.people import person

_NAME = 120
_SEEN_BY: Mapping[Visibility, str] = {
    Visibility.OPEN: phrase("all members of the workspace"),
    Visibility.RESTRICTED: phrase("members of its private channel, the areas asked and the account team"),
    Visibility.CONFIDENTIAL: phrase("account team, the areas asked and named leads only"),
}


def edits(fact: events.PromiseEdited, before: Promise, cast: Cast) -> list[str]:
    """Return one phrase a change."""
    say = cast.say
    texts = []
    if fact.title is not None:
        texts.append(
            say("title: {change}", change=_changed(typed(before.title, _NAME), typed(fact.title, _NAME), cast))
        )
    if fact.needed_by is not None:
        change = _changed(moment_here(before.needed_by, cast), moment_here(fact.needed_by, cast), cast)
        texts.append(say("answer by: {change}", change=change))
    if fact.award_on is not None:
        old = say.date(before.award_on) if before.award_on else ""
        texts.append(say("award date: {change}", change=_changed(old, say.date(fact.award_on), cast)))
    if fact.account_team is not None:
        team = say.items([person(ref, cast) for ref in fact.account_team]) or say("none")
        texts.append(say("account team: {people}", people=team))
    if fact.notes is not None:
        texts.append(say("notes: {notes}", notes=quoted(fact.notes, say)) if fact.notes else say("notes: none"))
    if fact.link is not None:
        texts.append(say("link to the documents"))
    return texts


def restated(fact: events.PromiseRestated, before: Promise, cast: Cast) -> list[str]:
    """Return what is said differently about the whole promise."""
    say = cast.say
    texts = []
    if fact.client != before.client:
        texts.append(say("client: {change}", change=_changed(typed(before.client, 80), typed(fact.client, 80), cast)))
    if fact.conditions != before.conditions:
        change = _changed(conditions(before.conditions, say), conditions(fact.conditions, say), cast)
        texts.append(say("conditions: {change}", change=change))
    return texts


def seen_by(visibility: Visibility, say: Speaker) -> str:
    """Return who may see a promise of this visibility."""
    return say(_SEEN_BY[visibility])


def _changed(before: str, after: str, cast: Cast) -> str:
    nothing = cast.say("none")
    return f"{before or nothing} → {after or nothing}"
