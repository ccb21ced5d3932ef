"""The workspace's state: who is there, which channels, what was said.

Rule: every change goes through a method here, and each announces itself once on `changes` as a small JSON notice;
the page's live updates and the file behind --data both hang on that feed. Everything runs on the server's event
loop, so there is no lock: a method either finishes or has not begun.
"""

import json
import re
from collections.abc import Callable, Iterator

from .ids import BOT_USER, Json
from .model import Channel, Message, Person, UserGroup
from .time_machine import TimeMachine

Notice = Json

# In text, and in the blocks of rich text, which name people by id.
_MENTION = re.compile(r'<@(U\w+)[|>]|<!(here|channel|everyone)[|>]|"user_id": "(U\w+)"|"range": "(\w+)"')


class Workspace:
    """People, channels and messages of one team. Look-ups return None for what does not exist."""

    def __init__(self, clock: TimeMachine) -> None:
        self.clock = clock
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.changes: list[Callable[[Notice], None]] = []
        self.last_tick = 0  # microseconds: the newest ts given out; kept over a reset
        self._messages: dict[str, dict[str, Message]] = {}
        self._threads: dict[tuple[str, str], list[str]] = {}
        self._mentioned: dict[tuple[str, str], frozenset[str]] = {}

    def announce(self, notice: Notice) -> None:
        """Tell everyone who follows the workspace that something changed."""
        for listener in self.changes:
            listener(notice)

    def clear(self) -> None:
        """Forget everything but the newest timestamp, so that no ts is ever given out twice."""
        self.people.clear()
        self.channels.clear()
        self.usergroups.clear()
        self._messages.clear()
        self._threads.clear()
        self._mentioned.clear()

    def next_ts(self) -> str:
        """A new timestamp in Slack's form, later than every one before it."""
        now = int(self.clock.now().timestamp() * 1_000_000)
        self.last_tick = max(now, self.last_tick + 1)
        return f"{self.last_tick // 1_000_000}.{self.last_tick % 1_000_000:06d}"

    def now_ts(self) -> str:
        """The present time as a timestamp, without giving one out."""
        now = int(self.clock.now().timestamp() * 1_000_000)
        return f"{now // 1_000_000}.{now % 1_000_000:06d}"

    # People

    def person_by_name(self, name: str) -> Person | None:
        """The person with that handle (without @)."""
        return next((person for person in self.people.values() if person.name == name.lower()), None)

    def save_person(self, person: Person) -> None:
        """Add or change a person."""
        person.updated = int(self.clock.now().timestamp())
        self.people[person.id] = person
        self.announce({"type": "state", "person": person.id})

    # Channels

    def channel_by_name(self, name: str) -> Channel | None:
        """The channel with that name (without #); DMs have none."""
        return next((c for c in self.channels.values() if not c.is_im and c.name == name), None)

    def dm_with(self, user: str) -> Channel:
        """The DM between that person and the bot, made on first use. Its id is the person's with a D."""
        channel_id = "D" + user[1:]
        if channel_id not in self.channels:
            created = int(self.clock.now().timestamp())
            members = [user, BOT_USER]
            self.save_channel(Channel(channel_id, "", members, is_im=True, user=user, created=created))
        return self.channels[channel_id]

    def save_channel(self, channel: Channel) -> None:
        """Add or change a channel."""
        self.channels[channel.id] = channel
        self._messages.setdefault(channel.id, {})
        self.announce({"type": "state", "channel": channel.id})

    def may_see(self, user: str, channel: Channel) -> bool:
        """Members see their channels; full members also see every public one."""
        person = self.people.get(user)
        if person is None:
            return False
        public = not channel.is_private and not channel.is_im
        return user in channel.members or (public and person.is_full_member)

    def mark_read(self, channel: Channel, user: str, ts: str) -> None:
        """Remember that `user` has read up to `ts`; reading never goes back."""
        if ts > channel.read.get(user, ""):
            channel.read[user] = ts
            self.announce({"type": "state", "channel": channel.id})

    # Messages

    def save_message(self, message: Message) -> None:
        """Add or change a message."""
        known = self._messages[message.channel]
        if message.ts not in known and message.is_reply:
            self._threads.setdefault((message.channel, message.thread_ts or ""), []).append(message.ts)
        known[message.ts] = message
        self._mentioned.pop((message.channel, message.ts), None)
        self.announce({"type": "messages", "channel": message.channel, "ts": message.ts})

    def remove_message(self, message: Message) -> None:
        """Take a message away for good."""
        self._messages[message.channel].pop(message.ts, None)
        if message.is_reply:
            self._threads[(message.channel, message.thread_ts or "")].remove(message.ts)
        self.announce({"type": "messages", "channel": message.channel, "ts": message.ts})

    def message(self, channel: str, ts: str, seen_by: str | None = None) -> Message | None:
        """A message, or None; an ephemeral one only for the person `seen_by` it was shown to."""
        found = self.any_message(channel, ts)
        if found is None or (found.ephemeral_to is not None and found.ephemeral_to != seen_by):
            return None
        return found

    def any_message(self, channel: str, ts: str) -> Message | None:
        """A message, whoever it is shown to."""
        return self._messages.get(channel, {}).get(ts)

    def messages(self, channel: str) -> Iterator[Message]:
        """Every message of a channel, ephemeral ones included, oldest first."""
        return iter(self._messages.get(channel, {}).values())

    def mentioned(self, message: Message) -> frozenset[str]:
        """Whom a message names, in its text or its blocks: ids of people, and "here", "channel", "everyone"."""
        key = (message.channel, message.ts)
        if key not in self._mentioned:
            said = message.text + (json.dumps(message.blocks, ensure_ascii=False) if message.blocks else "")
            self._mentioned[key] = frozenset(next(filter(None, found)) for found in _MENTION.findall(said))
        return self._mentioned[key]

    def replies(self, channel: str, root_ts: str) -> list[Message]:
        """The lasting replies of a thread, oldest first, without its root."""
        stamps = self._threads.get((channel, root_ts), [])
        found = (self._messages[channel][ts] for ts in stamps)
        return [message for message in found if message.ephemeral_to is None]
