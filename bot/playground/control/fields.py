"""The fields of a control call: of which JSON type each is.

Rule: one meaning a name, across all calls; a field of another type is refused before anything happens.
"""

from collections.abc import Mapping

from ..errors import GestureRefused
from ..ids import Json

_TEXTS = ("user", "channel", "command", "text", "messageTs", "ts", "thread_ts", "name", "callback_id")
_FLAGS = ("present", "archived", "all")
_OBJECTS = ("action", "values", "event")


def refuse_misshapen(body: Json) -> None:
    """Raise GestureRefused for the first field that is not of its type."""
    for names, kind in ((_TEXTS, str), (_FLAGS, bool), (_OBJECTS, dict)):
        for name in names:
            if body.get(name) is not None and not isinstance(body[name], kind):
                raise GestureRefused(f"invalid: {name}")
    if not all(isinstance(actions, Mapping) for actions in (body.get("values") or {}).values()):
        raise GestureRefused("invalid: values")
