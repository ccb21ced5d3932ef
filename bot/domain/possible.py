"""What one person may do with a promise at this moment, as surfaces offer it: asked of `decide`, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.promise import CounterId


@dataclass(frozen=True, slots=True)
class Possible:
    """What a person may do with a promise as it stands; `accept`: open counter → a rendering of it."""

    agree: bool = False
    counter: bool = False
    object: bool = False
    retract: bool = False
    revise: bool = False
    drop: bool = False
    withdraw: bool = False
    check: bool = False
    edit: bool = False
    restate: bool = False
    reassign: bool = False
    move: bool = False
    confirm_move: bool = False
    renegotiate: bool = False
    end_renegotiation: bool = False
    cannot_keep: bool = False
    keep_again: bool = False
    phone: bool = False
    visibility: bool = False
    copy: bool = False
    template: bool = False
    accept: Mapping[CounterId, str] = field(default_factory=dict)
