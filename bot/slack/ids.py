"""The ids that Slack hands back to us: an interface, because messages live for years and must still act."""

from __future__ import annotations

from typing import Final

VALUE: Final = "value"
"""The action_id of the element in every input block."""

MODAL_DRAFT: Final = "promise.draft"
MODAL_REVIEW: Final = "promise.review"
MODAL_COUNTER: Final = "promise.counter"
MODAL_REVISE: Final = "promise.revise"
MODAL_OBJECT: Final = "promise.object"
MODAL_WITHDRAW: Final = "promise.withdraw"
MODAL_DROP: Final = "promise.drop"
MODAL_MORE: Final = "promise.more"

BLOCK_CLIENT: Final = "client"
BLOCK_TITLE: Final = "title"
BLOCK_NEEDED_BY: Final = "needed_by"
BLOCK_FIGURES: Final = "figures"
BLOCK_CONDITIONS: Final = "conditions"
BLOCK_REASON: Final = "reason"
BLOCK_TERMS: Final = "terms"
BLOCK_TERMS_2: Final = "terms_2"

AGREE: Final = "promise.agree"
COUNTER: Final = "promise.counter"
OBJECT: Final = "promise.object"
MORE: Final = "promise.more"
ACCEPT: Final = "promise.accept"
REVISE: Final = "promise.revise"
RETRACT: Final = "promise.retract"
WITHDRAW: Final = "promise.withdraw"
DROP: Final = "promise.drop"
SHOW: Final = "promise.show"
BACK: Final = "promise.back"
OPEN: Final = "promise.open"
"""A link to the message; Slack sends its press all the same, and it is acknowledged."""

METADATA_EVENT: Final = "promise_bot_message"
"""The event_type of every message's metadata; its payload holds the outbox id and nothing that is secret."""
