"""Figures and the promise around them in words: the same short forms on every surface.

Functions named `…_text` give plain text, the others mrkdwn.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.domain.promise import Promise, TermId, TermVersion
from bot.domain.terms import Term
from bot.figures import Language, format_short
from bot.locale import Speaker
from bot.slack.render.blocks import escape, typed
from bot.slack.render.cast import Cast

_FIGURE = 300
_CLIENT = 80
_TITLE = 120
_CONDITION = 160
_CONDITIONS = 3
_REASON = 200
REASON_IN_FULL = 2500


def language(say: Speaker) -> Language:
    """Return the language as figures know it."""
    return "de" if say.language == "de" else "en"


def figure_text(term: Term, say: Speaker) -> str:
    """Return the canonical line without its conditions."""
    return format_short(term, language(say))


def figure(term: Term, say: Speaker) -> str:
    """Return the canonical line without its conditions, as mrkdwn."""
    return typed(figure_text(term, say), _FIGURE)


def figure_with_conditions(term: Term, say: Speaker, most: int = _CONDITION) -> str:
    """Return "40 agents by 1 Feb 2027, if forecast within ±10 %"; each condition of at most `most` characters."""
    return _if(figure(term, say), conditions(term.conditions, say, most), say)


def bold_figure(term: Term, say: Speaker) -> str:
    """Return the same with the figure in bold and its conditions plain."""
    return _if(f"*{figure(term, say)}*", conditions(term.conditions, say), say)


def conditions(texts: Iterable[str], say: Speaker, most: int = _CONDITION) -> str:
    """Return the conditions in one line, empty where there is none; of many, the rest is counted."""
    every = [text for text in texts if text.strip()]
    shown = [typed(text, most) for text in every[:_CONDITIONS]]
    rest = len(every) - len(shown)
    return "; ".join([*shown, say("{n} more", n=rest)] if rest else shown)


def quoted(reason: str, say: Speaker, most: int = _REASON) -> str:
    """Return a reason as it was typed, in the language's quotation marks."""
    return say("“{reason}”", reason=typed(reason, most))


def number(promise: Promise) -> str:
    """Return "P-12"."""
    return f"P-{promise.number}"


def client(promise: Promise) -> str:
    """Return the client's name."""
    return typed(promise.client, _CLIENT)


def heading(promise: Promise) -> str:
    """Return "P-12 · Acme · new inbound line"."""
    parts = [number(promise), client(promise), typed(promise.title, _TITLE)]
    return " · ".join(part for part in parts if part)


def name(promise: Promise) -> str:
    """Return "P-12 · Acme": enough in its own thread, and in a notification."""
    return f"{number(promise)} · {client(promise)}"


def short(promise: Promise, cast: Cast) -> str:
    """Return "P-12 · Acme", leading to the card where it is posted."""
    link = cast.links.get(promise.id)
    return f"<{link}|{number(promise)}> · {client(promise)}" if link else name(promise)


def documents(promise: Promise, cast: Cast) -> str:
    """Return the link to the tender's documents; what could end a link early stands in it encoded."""
    address = promise.link
    for sign in "|<> ":
        address = address.replace(sign, f"%{ord(sign):02X}")
    label = cast.say("Tender documents")
    return f"<{escape(address)}|{label}>"


def moment(at: datetime, cast: Cast) -> str:
    """Return a moment on the reader's clock."""
    return cast.say.moment(at, cast.zone, cast.now)


def moment_here(at: datetime, cast: Cast) -> str:
    """Return a moment, and whose clock shows it where the workspace's, or another reader's, shows something else."""
    clocks = {at.astimezone(zone).utcoffset() for zone in (cast.zone, cast.home or cast.zone, *cast.clocks)}
    return moment(at, cast) if len(clocks) == 1 else moment_in_full(at, cast)


def moment_in_full(at: datetime, cast: Cast) -> str:
    """Return a moment with its weekday and the place whose clock shows it."""
    city = cast.zone.key.split("/")[-1].replace("_", " ")
    return cast.say("{moment} ({city} time)", moment=moment(at, cast), city=city)


def answer_by(promise: Promise, cast: Cast) -> str:
    """Return until when the client needs an answer, or that this has passed; what is in force has answered it."""
    at = moment_here(promise.needed_by, cast)
    passed = promise.needed_by < cast.now
    if passed and promise.in_force:
        return cast.say("being renegotiated")
    return cast.say("answer was due {moment}", moment=at) if passed else cast.say("answer by {moment}", moment=at)


def chosen(promise: Promise, terms: Iterable[TermId]) -> tuple[TermVersion, ...]:
    """Return the current figures among `terms`, in the promise's order."""
    wanted = set(terms)
    return tuple(line for line in promise.terms if line.id in wanted)


def bullets(lines: Iterable[TermVersion], say: Speaker) -> list[str]:
    """Return one line a figure, with its conditions."""
    return [f"• {figure_with_conditions(line.term, say)}" for line in lines]


def sentence(text: str) -> str:
    """Return the text with a capital first letter, for a line that begins with it."""
    return text[:1].upper() + text[1:]


def _if(figure: str, conditions: str, say: Speaker) -> str:
    return say("{figure}, if {conditions}", figure=figure, conditions=conditions) if conditions else figure
