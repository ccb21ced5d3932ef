"""What every command has in common: what an operator can mend is one line of words, anything else keeps its trace."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.error import URLError

from bot import logs
from bot.locale import Speaker, phrase


class Failed(Exception):
    """What did not work, in words for the person at the terminal."""


def complain(lines: Iterable[str]) -> None:
    """Print lines on standard error."""
    for line in lines:
        print(line, file=sys.stderr)


@contextmanager
def in_words(say: Speaker) -> Iterator[None]:
    """Turn what an operator can mend into Failed, one line each; anything else is a defect and keeps its trace."""
    from slack_bolt.error import BoltError
    from slack_sdk.errors import SlackApiError, SlackClientError
    from sqlalchemy.exc import DBAPIError

    from storage.database import StorageUnavailable
    from storage.migrate import DatabaseTooNew
    from storage.occupancy import DatabaseInUse

    try:
        yield
    except (StorageUnavailable, DBAPIError) as error:
        reason = getattr(error, "orig", None) or error
        raise Failed(say("The database cannot be used: {reason}", reason=reason)) from error
    except DatabaseInUse as error:
        text = phrase("Another bot is at work on {path} (process {process}): stop it first, or move to PostgreSQL.")
        raise Failed(say(text, path=error.path, process=error.process or "?")) from error
    except DatabaseTooNew as error:
        raise Failed(say("The database was made by a newer version of this program.")) from error
    except SlackApiError as error:
        reason = error.response.get("error", "")
        raise Failed(say("Slack refuses the bot: {reason}", reason=reason)) from error
    except (BoltError, SlackClientError, OSError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise Failed(logs.masked(" ".join(str(reason).split()))) from error
