"""How much of Slack the local workspace speaks: all of it, or only what a self-made server might.

Rule: a profile stands between protocol and workspace and changes neither; what people do and see under /_control is
the same in all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import poor
from .ids import Json


@dataclass(frozen=True)
class Profile:
    """What a server offers and how it puts things."""

    name: str
    offers: Callable[[str], bool]
    """Whether it knows a method of the Web API."""
    taken: Callable[[str, Json], Json]
    """What it makes of a call's arguments; raises SlackError for those that it refuses."""
    given: Callable[[str, Json], Json]
    """What it tells of a method's answer."""
    told: Callable[[Json], Json]
    """What it tells of a payload to the app."""
    full: bool = False
    """Whether it delivers to a request URL, and names the granted scopes with every answer."""


FULL = Profile(
    "full", lambda _method: True, lambda _method, sent: sent, lambda _method, answer: answer, dict, full=True
)
POOR = Profile("poor", poor.offers, poor.taken, poor.given, poor.told)
PROFILES = {profile.name: profile for profile in (FULL, POOR)}


def profile_named(name: str) -> Profile:
    """The profile "full" or "poor"; raises ValueError for any other name."""
    if name not in PROFILES:
        raise ValueError(f"there is no profile {name}: it is one of {', '.join(PROFILES)}")
    return PROFILES[name]
