"""What those who look after the bot are told when a message could not be delivered: why, and what to do.

It names a channel or a person, never a promise: who looks after the bot may not be among those who may see it.
"""

from __future__ import annotations

from bot.locale import phrase
from bot.slack.render.blocks import section
from bot.slack.render.cast import Cast
from bot.slack.render.message import Message, message

REASONS = {
    "is_archived": phrase("The channel is archived."),
    "channel_not_found": phrase("The channel is gone, or the bot was removed from it."),
    "not_in_channel": phrase("The bot is not in the channel any more."),
    "restricted_action": phrase("The bot is not allowed to post in the channel."),
    "user_disabled": phrase("The person is deactivated in Slack."),
    "user_not_found": phrase("The person is not in the workspace any more."),
    "cannot_dm_bot": phrase("It is an app, not a person."),
    "messages_tab_disabled": phrase("The app takes no direct messages: its Messages tab is switched off."),
    "account_inactive": phrase("The app was removed from the workspace."),
    "token_revoked": phrase("The bot's token was revoked."),
    "invalid_auth": phrase("The bot's token is not valid any more."),
    "missing_scope": phrase("The app lacks a permission in Slack."),
    "internal_error": phrase("The bot made a mistake; its log says which."),
    "no_card": phrase("The card that it belongs under could not be posted."),
    "ratelimited": phrase("Slack asked for a pause."),
    "": phrase("Slack refused it ({code})."),
}
REMEDIES = {
    "is_archived": phrase("Unarchive it, or set another one: `promise-bot settings set promises_channel #NAME`."),
    "channel_not_found": phrase(
        "Invite the bot to it, or set another one: `promise-bot settings set promises_channel #NAME`."
    ),
    "not_in_channel": phrase("Invite the bot to it again."),
    "restricted_action": phrase("A workspace administrator can allow it."),
    "user_disabled": phrase("Where this person answers for an area, somebody else should be put in their place."),
    "user_not_found": phrase("Where this person answers for an area, somebody else should be put in their place."),
    "cannot_dm_bot": phrase("Where it is named as the owner of an area, a person should be named instead."),
    "messages_tab_disabled": phrase("Switch it on at api.slack.com/apps > App Home."),
    "missing_scope": phrase("`promise-bot doctor` says which; the app has to be installed again."),
    "": phrase("`promise-bot outbox` lists what waits and what failed, and `promise-bot outbox retry` sends it again."),
}


def kind_of(code: str) -> str:
    """Return the reason that one of Slack's codes stands for."""
    return "restricted_action" if code.startswith("restricted_action") else code


def undelivered(cast: Cast, *, code: str, digest: bool, channel: str | None, person: str | None) -> Message:
    """Return the DM: `channel` (an id) or `person` (a Slack user id) says where it should have gone."""
    say = cast.say
    if digest and channel:
        intro = say("The weekly digest could not be posted in {channel}.", channel=f"<#{channel}>")
    elif channel:
        intro = say("A message could not be posted in {channel}.", channel=f"<#{channel}>")
    else:
        intro = say("A message to {person} could not be delivered.", person=f"<@{person}>" if person else "?")
    why = say(REASONS.get(kind_of(code), REASONS[""]), code=code)
    remedy = say(REMEDIES.get(kind_of(code), REMEDIES[""]))
    return message(f"{intro} {why} {remedy}", [section(f"*{intro}*\n{why}"), section(remedy)])
