"""How the workspace says no.

Rule: whatever Slack would refuse is raised as SlackError with Slack's own code; the code's name is the interface.
"""

from collections.abc import Sequence

from .ids import Json


class SlackError(Exception):
    """A call that Slack refuses: `error` is its code, `extra` goes into the answer beside it."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.extra: Json = extra

    def answer(self) -> Json:
        """The body of the refusal."""
        return {"ok": False, "error": self.error, **self.extra}


def with_messages(error: str, problems: Sequence[str]) -> SlackError:
    """A refusal that lists its reasons the way Slack does, in `response_metadata.messages`."""
    return SlackError(error, response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]})


class GestureRefused(Exception):
    """An act of a person that the workspace does not let through; the bot never hears of it."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.extra: Json = extra
