"""Private channels that the bot opens for promises."""

from __future__ import annotations

import logging

from bot.slack.gateway import UNREACHABLE, SlackError
from bot.slack.visitors import NoPrivateChannel, Visit
from bot.use_cases import people
from bot.use_cases.moving import Home

logger = logging.getLogger(__name__)


def open_home(visit: Visit, home: Home) -> str:
    """Open a private channel with its people in it, never a guest; one that was opened before takes in who is missing.

    Raises NoPrivateChannel, SlackError.
    """
    gateway, own = visit.reception.gateway, visit.person.user_id
    standing = people.standing_of(visit.store, home.members)
    others = [user_id for user_id, outside in standing.items() if not outside and user_id != own]
    try:
        if home.opened:
            gateway.invite(home.opened, [user_id for user_id in others if user_id not in home.there])
            return home.opened
        return gateway.create_private_channel(home.name, own, others)
    except SlackError as error:
        if error.code == UNREACHABLE:
            raise
        raise NoPrivateChannel from error


def close_home(visit: Visit, channel: str) -> None:
    """Archive a private channel that was opened in vain: what it was for was done, or refused, meanwhile."""
    try:
        visit.reception.gateway.archive(channel)
    except SlackError as error:
        logger.warning("the private channel %s is left, with nothing in it: %s", channel, error)
