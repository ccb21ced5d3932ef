"""People whom an operator names: by Slack id or @handle, and full members of the workspace alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.locale import Speaker
from bot.terminal import Failed

if TYPE_CHECKING:
    from bot.slack.roll_call import RollCall


def colleague(roll: RollCall, word: str, say: Speaker) -> str:
    """Return the Slack id of the person that a word means. Raises Failed for nobody, a guest, an app, a leaver."""
    profile = roll.profile(word)
    if profile is None:
        raise Failed(say("“{word}” is nobody in the workspace; write a Slack id (U…) or a @handle", word=word))
    if profile.deleted or profile.is_bot or profile.is_outsider:
        raise Failed(say("{word} is no full member of the workspace: gone, a guest or an app", word=word))
    return profile.user_id
