"""What a workspace is made of: people, groups of people, channels, messages.

Rule: plain data. No object here knows Slack's JSON (shapes.py does) or announces anything (activity.py does).
"""

from dataclasses import dataclass, field

from .ids import BOT_USER, Json


@dataclass
class Person:
    """A member of the workspace, a guest, a stranger from the partner company, or the bot."""

    id: str
    name: str
    real_name: str
    title: str
    role: dict[str, str]  # language → what this person does, for the page
    tz: str = "Europe/Berlin"
    locale: str = "de-DE"
    avatar_color: str = "4a154b"
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    updated: int = 0

    @property
    def is_full_member(self) -> bool:
        """Neither guest nor stranger: may see every public channel."""
        return not (self.is_restricted or self.is_ultra_restricted or self.is_stranger)


@dataclass
class UserGroup:
    """A handle such as @operations that stands for several people."""

    id: str
    handle: str
    name: str
    users: list[str]


@dataclass
class Channel:
    """A conversation. `members` are user ids; `read` says up to which ts each person has read."""

    id: str
    name: str
    members: list[str]
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    topic: str = ""
    created: int = 0
    creator: str = ""
    user: str | None = None  # the other side of a DM with the bot
    read: dict[str, str] = field(default_factory=dict)

    @property
    def bot_is_member(self) -> bool:
        """Whether the bot is in the channel."""
        return BOT_USER in self.members


@dataclass
class Message:
    """One message. `reactions` maps an emoji's name to the ids of those who reacted, in order."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    by_bot: bool = False
    metadata: Json | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    subtype: str | None = None
    ephemeral_to: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    client_msg_id: str | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts
