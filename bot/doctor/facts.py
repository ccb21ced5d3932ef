"""What the doctor has seen; None stands for what could not be looked at. No fact holds a secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Who somebody is in the workspace now."""

    HERE = "here"
    GUEST = "guest"
    LEFT = "left"
    BOT = "bot"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person by @handle or as the settings name them."""

    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """`exists` is false for a SQLite file that is still to be made; `reason` says why it cannot be used."""

    exists: bool = True
    revision: str | None = None
    head: str = ""
    is_too_new: bool = False
    reason: str | None = None

    @property
    def is_current(self) -> bool:
        """Tell whether its tables are those of this program."""
        return self.exists and not self.is_too_new and self.reason is None and self.revision == self.head


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What auth.test answered. `scopes` None: the server does not tell them; `skew` is seconds ahead of Slack."""

    error: str | None = None
    team: str = ""
    team_id: str = ""
    scopes: tuple[str, ...] | None = None
    skew: float | None = None


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """How Slack reaches the bot; `error` is Slack's when Socket Mode cannot be opened."""

    is_socket: bool
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """A channel, `word` as it was given. `guests` are those in it who are no full members; None: cannot be seen."""

    word: str
    id: str | None = None
    is_member: bool = False
    is_archived: bool = False
    is_shared: bool = False
    guests: tuple[str, ...] | None = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area with its people."""

    area: str
    members: tuple[Someone, ...]
    backup: tuple[Someone, ...]

    @property
    def here(self) -> tuple[Someone, ...]:
        """Return those who can be asked."""
        return tuple(one for one in (*self.members, *self.backup) if one.standing is Standing.HERE)

    @property
    def gone(self) -> tuple[Someone, ...]:
        """Return those who cannot sign: they have left, are guests, apps, or not known."""
        return tuple(one for one in (*self.members, *self.backup) if one.standing is not Standing.HERE)


@dataclass(frozen=True, slots=True)
class OwnersFacts:
    """Who answers for what: the areas that rules lead to, and metrics that no rule names."""

    default: AreaFacts | None
    areas: tuple[AreaFacts, ...]
    metrics_without_rule: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything. `problems` are those of the settings, in words; `channel` is None where none is set, too."""

    problems: tuple[str, ...] = ()
    database: DatabaseFacts | None = None
    token: TokenFacts | None = None
    delivery: DeliveryFacts | None = None
    channel: ChannelFacts | None = None
    has_channel: bool | None = None
    owners: OwnersFacts | None = None
    admins: tuple[Someone, ...] | None = None
    leads: tuple[Someone, ...] | None = None
