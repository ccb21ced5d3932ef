"""What the app asked for when it was installed: scopes, events, commands, shortcuts.

Rule: the workspace sends and permits only what is asked for here. Where the caller says nothing (None), everything
that the workspace knows is granted, so that a bare bot can be tried without a manifest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .ids import Json
from .spec import every_scope


@dataclass(frozen=True)
class Installation:
    """The granted part of an app manifest. `commands` None lets every command through."""

    scopes: tuple[str, ...] = field(default_factory=every_scope)
    commands: tuple[Json, ...] | None = None
    bot_events: frozenset[str] | None = None
    shortcuts: tuple[Json, ...] | None = None

    def has_any(self, scopes: Sequence[str]) -> bool:
        """Whether one of `scopes` is granted; True when none is asked."""
        return not scopes or any(scope in self.scopes for scope in scopes)

    def subscribes(self, event: str) -> bool:
        """Whether the app asked for this event ("message.channels", "reaction_added", …)."""
        return self.bot_events is None or event in self.bot_events

    def knows_command(self, command: str) -> bool:
        """Whether the app has that slash command."""
        return self.commands is None or any(known["command"] == command for known in self.commands)

    def shortcut_type(self, callback_id: str) -> str | None:
        """ "message" or "global" for a shortcut of the app; None when it has no such one."""
        for shortcut in self.shortcuts or ():
            if shortcut["callback_id"] == callback_id:
                return str(shortcut["type"])
        return None


def installed(
    scopes: Sequence[str] | None,
    commands: Sequence[Json] | None,
    bot_events: Sequence[str] | None,
    shortcuts: Sequence[Json] | None,
) -> Installation:
    """The installation for parts of a manifest; None means "not restricted"."""
    return Installation(
        scopes=every_scope() if scopes is None else tuple(scopes),
        commands=None if commands is None else tuple(commands),
        bot_events=None if bot_events is None else frozenset(bot_events),
        shortcuts=None if shortcuts is None else tuple(shortcuts),
    )
