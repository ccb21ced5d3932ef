"""Who may come in, and where: full members of this workspace, in places that only they can read (rule 8)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.locale import Speaker, language_of, speaker
from bot.slack.gateway import Place, SlackError
from bot.slack.gestures import Sender
from bot.slack.payloads import profile_of
from bot.slack.reception import Reception
from bot.use_cases import glancing, people
from bot.use_cases.people import Person
from bot.use_cases.workspace import Language
from storage.unit_of_work import Store

logger = logging.getLogger(__name__)

_MOST_ASKED = 8
"""How many people Slack is asked about before a promise is opened: the form waits three seconds at most."""


class Refusal(Exception):
    """Why somebody is turned away; nothing has changed."""


class StrangeWorkspace(Refusal):
    """The gesture comes from a workspace that this bot does not serve."""


class NotAColleague(Refusal):
    """A guest, somebody of another company, an app or somebody who has left."""


class SharedChannel(Refusal):
    """Another company can read the channel."""


class GuestsInChannel(Refusal):
    """Guests can read the channel."""


class ChannelArchived(Refusal):
    """The channel takes no messages any more."""


class BotNotThere(Refusal):
    """The bot is not in the channel (any more); its id is the argument."""


class NoPromisesChannel(Refusal):
    """The bot is not in the channel, and no channel for promises is set."""


class NoPrivateChannel(Refusal):
    """The bot cannot open a private channel here."""


class PromisesChannelClosed(Refusal):
    """The channel that is set for promises cannot hold them: the bot is not in it, or it is archived."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who acts, at a moment, with everything that a handler needs to serve them."""

    reception: Reception
    person: Person
    language: Language
    now: datetime

    @property
    def say(self) -> Speaker:
        """Speak the person's language."""
        return speaker(self.language)

    @property
    def store(self) -> Store:
        """The door to the workspace's data."""
        return self.reception.store


def greet(reception: Reception, sender: Sender, seen_in: str | None = None) -> Visit:
    """Let a full member of this workspace in. Raises Refusal, SlackError, StorageUnavailable.

    `seen_in` is the channel in which they act: they are in it, whatever was known a minute ago.
    """
    if sender.team_id != reception.team_id:
        raise StrangeWorkspace
    if sender.home_team not in (None, reception.team_id):
        raise NotAColleague
    now = reception.clock.now()
    card = glancing.calling_card(reception.store, sender.user_id, now)
    person = card.person or _asked(reception, sender.user_id, now)
    if not person.may_act:
        raise NotAColleague
    channels = reception.memberships.of(sender.user_id, card.homes, seen_in)
    language = _language(person.locale, card.workspace_language)
    return Visit(reception, replace(person, channels=channels), language, now)


def colleague(reception: Reception, sender: Sender, seen_in: str | None = None) -> Visit | None:
    """Return the visitor, or None for somebody who is ignored: an app, a guest, a stranger.

    Raises SlackError, StorageUnavailable.
    """
    try:
        return greet(reception, sender, seen_in)
    except Refusal as refusal:
        logger.info("somebody was ignored: %s", type(refusal).__name__)
        return None
    except SlackError as error:
        if error.code in ("user_not_found", "user_not_visible"):
            return None
        raise


def known(reception: Reception, user_id: str, now: datetime) -> Person:
    """Return who a Slack user is, asking Slack where that is not known. Raises SlackError, StorageUnavailable."""
    return people.fresh_person(reception.store, user_id, now) or _asked(reception, user_id, now)


def _asked(reception: Reception, user_id: str, now: datetime) -> Person:
    profile = profile_of(reception.gateway.user(user_id), reception.team_id)
    return people.remember(reception.store, [profile], now)[0]


def check_open(reception: Reception, place: Place) -> Place:
    """Return the place if it is a company's own. Raises SharedChannel."""
    if place.is_shared:
        raise SharedChannel
    return place


def check_pressed_in(visit: Visit, channel: str) -> None:
    """Refuse an act in a channel that another company can read. Raises SharedChannel, SlackError."""
    check_open(visit.reception, visit.reception.places.recent(channel))


def check_may_hold(visit: Visit, channel: str) -> None:
    """Make sure that a promise may be opened in a channel, as Slack describes it now. Raises Refusal, SlackError."""
    place = check_open(visit.reception, visit.reception.places.ask(channel))
    if not place.can_hold_promises:
        if channel == glancing.workspace(visit.store).promises_channel:
            raise PromisesChannelClosed
        raise ChannelArchived if place.is_archived else BotNotThere(channel)
    _check_no_guests(visit, visit.reception.gateway.members(channel))


def check_could_hold(visit: Visit, channel: str) -> None:
    """Make sure of it as of a moment ago, for what is checked again. Raises as `check_may_hold`.

    Many may open forms in one channel at once, and Slack answers fifty such questions a minute.
    """
    places = visit.reception.places
    if not places.was_fit(channel):
        check_may_hold(visit, channel)
        places.note_fit(channel)


def _check_no_guests(visit: Visit, members: Iterable[str]) -> None:
    """Look at everybody who is known, and ask Slack about those who joined since the roll was called."""
    standing = people.standing_of(visit.store, members)
    new = [user_id for user_id, outside in standing.items() if outside is None]
    if len(new) > _MOST_ASKED:
        logger.warning("%s members of a channel are not known yet; %s were looked at", len(new), _MOST_ASKED)
    asked = (known(visit.reception, user_id, visit.now) for user_id in new[:_MOST_ASKED])
    if any(standing.values()) or any(person.is_outsider for person in asked):
        raise GuestsInChannel


def target_of(visit: Visit, place: Place) -> str:
    """Return where a promise goes that is drafted in a place. Raises NoPromisesChannel."""
    if place.can_hold_promises:
        return place.channel
    channel = glancing.workspace(visit.store).promises_channel
    if channel is None:
        raise NoPromisesChannel
    return channel


def _language(locale: str | None, workspace: Language) -> Language:
    return "de" if language_of(locale, workspace) == "de" else "en"
