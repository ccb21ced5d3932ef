"""What works, for a person who types `/promise help`, and in one line for the first visit."""

from __future__ import annotations

from bot.locale import Speaker
from bot.slack.render.blocks import context, sections
from bot.slack.render.message import Message, message


def usual_command(say: Speaker) -> str:
    """Return the command to name where the reader has typed none: each language has its own word for it."""
    return say("/promise")


def help(say: Speaker, command: str = "/promise") -> Message:
    """Return the answer to `/promise help`; `command` is what the person typed."""
    title = say("Promises: sales and operations agree on figures before the client hears them.")
    ways = [
        say("`{command}` opens a new promise", command=command),
        say(
            "`{command} Acme: 40 agents in Leipzig by 1 Feb; service level 80/20 from 1 March` fills it in",
            command=command,
        ),
        say(
            "`{command} list` lists promises; add a client, `open` (being agreed), `mine` or `owed` (waiting for me)",
            command=command,
        ),
        say("`{command} show P-12` shows one: its figures, who is asked and what may be told", command=command),
        say("`{command} say Acme` gives a sentence that can be said to the client now", command=command),
        say(
            "`{command} template` lists saved promises to start from; `{command} template NAME award 1 March` opens "
            "one with its dates counted from that day",
            command=command,
        ),
        say("`{command} owners` shows who answers for what", command=command),
        say("`{command} digest` shows the week at a glance: to decide, may be told, not yet", command=command),
        say("`{command} help` shows this", command=command),
    ]
    lines = [f"*{title}*", *(f"• {way}" for way in ways)]
    answering = say(
        "Operations answers on the card: “We can keep it” agrees, “Counter…” proposes other figures, “Object…” says "
        "why not, “More…” has everything else. As reactions, ✅ agrees and ❌ objects."
    )
    rule = say("Figures may be told to the client when every area has agreed: the thread then holds the wording.")
    return message(
        "\n".join([title, *lines[1:], answering, rule]), [*sections(lines), context(answering), context(rule)]
    )
