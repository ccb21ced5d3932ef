"""The app manifest: what Slack is asked to allow and to deliver, and nothing that no code uses.

Each scope and each event stands here with its reason; tests hold them against the listeners and the methods called.
"""

from __future__ import annotations

from bot.locale import Speaker, speaker

EVENTS_PATH = "/slack/events"
"""Where Slack delivers everything in HTTP mode, below the public address."""

SCOPES = (
    "commands",  # /promise and /zusage
    "chat:write",  # the card, its thread, reminders, the digest, private answers
    "channels:history",  # replies and comments in threads; whether a message of unknown outcome arrived
    "groups:history",  # the same in private channels
    "im:history",  # whether a reminder of unknown outcome arrived
    "reactions:read",  # ✅ and ❌ on a card
    "users:read",  # a person's language, time zone and whether they are a guest; @handles in settings and owner lists
    "channels:read",  # whether a channel is shared with another company, archived or the one named in the settings
    "groups:read",  # the same for private channels, and who is in them
    "groups:write",  # opens the private channel of a promise that not everybody may see, and invites its people
    "im:write",  # reminders and answers as a direct message
)

EVENTS = (
    "message.channels",  # comments in a promise's thread, and a card that was deleted
    "message.groups",  # the same in private channels
    "reaction_added",  # ✅ agrees, ❌ objects
    "reaction_removed",  # takes back what that reaction signed
    "app_home_opened",  # what I owe, what I wait for
    "user_change",  # a new language or time zone; somebody has left
    "channel_id_changed",  # a promise's channel moved on, and its card is found under the new id
)


def manifest(http_url: str | None = None, language: str = "en") -> dict[str, object]:
    """The manifest as JSON data, its texts in `language`: for Socket Mode, or for an app called at `http_url`."""
    say = speaker(language)
    request_url = {"request_url": http_url.rstrip("/") + EVENTS_PATH} if http_url else {}
    return {
        "display_information": _display(say),
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": "message.im" not in EVENTS,
            },
            "bot_user": {"display_name": "Promise Bot", "always_online": True},
            "slash_commands": _commands(say, request_url.get("request_url")),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": http_url is None,
            "token_rotation_enabled": False,
        },
    }


def _display(say: Speaker) -> dict[str, str]:
    return {
        "name": "Promise Bot",
        "description": say("Sales and operations agree on figures before a client hears them."),
        "long_description": say(
            "Sales drafts the figures that a client asks for. Whoever answers for them in operations agrees, objects "
            "or proposes other figures, and is reminded until everything is jointly signed off. Only then is there "
            "wording for the client, and once a week an overview of what may be told and what may not yet."
        ),
    }


def _commands(say: Speaker, url: str | None) -> list[dict[str, object]]:
    """The command by its English name in the app's language, and by its German name always in German."""
    return [_command("/promise", say, url), _command("/zusage", speaker("de"), url)]


def _command(name: str, say: Speaker, url: str | None) -> dict[str, object]:
    command: dict[str, object] = {
        "command": name,
        "description": say("Draft a promise, or see what is open"),
        "usage_hint": say(
            "[Acme: 40 agents by 1 Feb in Leipzig] or help, list, show P-12, say Acme, template, owners, digest"
        ),
        # Escaping would turn "Acme.com" into a link and a name after @ into an id; the text is figures and names.
        "should_escape": False,
    }
    return command | {"url": url} if url else command
