"""What happens around promises: comments in their threads, deleted cards, people and channels that change."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.slack import payloads
from bot.slack.current import publish_home
from bot.slack.gestures import Edited, Said
from bot.slack.handlers.typing import offer_to_sign
from bot.slack.payloads import Body
from bot.slack.reception import Reception
from bot.slack.visitors import Visit, colleague
from bot.use_cases import conversing, people

logger = logging.getLogger(__name__)


def on_message(reception: Reception, body: Body) -> None:
    """Keep comments and their changes; what the bot and other apps say is theirs."""
    heard = payloads.message_of(body)
    if isinstance(heard, Edited):
        _changed(reception, heard)
    elif heard is not None:
        visit = _keep(reception, heard)
        if visit is not None:
            offer_to_sign(visit, heard)


def _keep(reception: Reception, said: Said) -> Visit | None:
    """Keep a comment, once; return who said it where it is one, by a person who may be heard."""
    if said.sender.user_id == reception.bot_user_id:
        return None
    visit = colleague(reception, said.sender, said.channel)
    if visit is None:
        return None
    place = (said.channel, said.thread_ts, said.ts)
    return visit if conversing.keep_comment(visit.store, visit.person, *place, said.text, said.at) else None


def on_app_home_opened(reception: Reception, body: Body) -> None:
    """Fill the home tab; a guest's stays empty."""
    sender = payloads.home_opened_by(body)
    visit = colleague(reception, sender) if sender else None
    if visit is not None:
        publish_home(visit)


def on_user_changed(reception: Reception, body: Body) -> None:
    """Remember a new language or time zone, or that somebody has left."""
    profile = payloads.profile_of(payloads.changed_user_of(body), reception.team_id)
    now = reception.clock.now()
    before = people.fresh_person(reception.store, profile.user_id, now)
    if profile.locale is None and before is not None:  # Slack does not always tell it
        profile = replace(profile, locale=before.locale)
    people.remember(reception.store, [profile], now)


def on_channel_moved(reception: Reception, body: Body) -> None:
    """Follow a channel whose id changed."""
    conversing.channel_moved(reception.store, *payloads.moved_channel_of(body))


def _changed(reception: Reception, edited: Edited) -> None:
    now = reception.clock.now()
    if edited.text is None and conversing.card_deleted(reception.store, edited.channel, edited.ts, now):
        logger.info("a deleted card is posted again")
        return
    if edited.said is not None:  # events come in any order, and this one may be before the comment itself
        _keep(reception, edited.said)
    conversing.comment_became(reception.store, edited.channel, edited.ts, edited.text, edited.at, edited.writer)
