"""Failures become words, in the person's language and to that person alone; what has no words is logged with its trace.

Nothing is half-done when an error gets here: every use case is one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.domain import errors
from bot.domain.errors import PromiseError
from bot.locale import Speaker, language_of, speaker
from bot.slack import ids, visitors
from bot.slack.casting import cast_naming
from bot.slack.gateway import SlackError
from bot.slack.gestures import Sender
from bot.slack.reception import Reception
from bot.slack.render import errors as words
from bot.slack.render import refusals
from bot.slack.render.blocks import typed
from bot.slack.render.templates import not_for_everybody, template_of_another, unknown_template
from bot.slack.render.visibility import no_private_channel
from bot.slack.visitors import Refusal, Visit
from bot.use_cases import glancing
from bot.use_cases.acting import UnknownPromise
from bot.use_cases.drafting import DraftGone
from bot.use_cases.forms import FormErrors, FormProblem, LineDoubt, Problem
from bot.use_cases.moving import UnknownArea
from bot.use_cases.templating import NotForEverybody, TemplateOfAnother, UnknownTemplate
from storage.database import StorageUnavailable

logger = logging.getLogger(__name__)

EXPECTED = (PromiseError, FormErrors, Refusal, SlackError, StorageUnavailable)
"""What has words of its own."""

_FIELDS: tuple[tuple[type[PromiseError], str], ...] = (
    (errors.ReasonMissing, ids.BLOCK_REASON),
    (errors.AmbiguousMatch, ids.BLOCK_FIGURES),
    (errors.WrongNumberOfTerms, ids.BLOCK_FIGURES),
    (errors.NothingChanged, ids.BLOCK_FIGURES),
    (errors.NotInTheFuture, ids.BLOCK_UNTIL),
    (errors.NotInTheFuture, ids.BLOCK_NEEDED_BY),
    (errors.NeverToSales, ids.BLOCK_TO),
    (errors.ColleagueCannotSign, ids.BLOCK_COLLEAGUE),
    (TemplateOfAnother, ids.BLOCK_NAME),
)
"""Errors that one field can put right."""


def explained(error: Exception, visit: Visit) -> str:
    """Return what to tell the person, as mrkdwn; an unexpected error is logged here."""
    say = visit.say
    if isinstance(error, UnknownPromise):
        return words.unknown_promise(say, error.name)
    if isinstance(error, UnknownArea):
        return refusals.unknown_area(say)
    if isinstance(error, UnknownTemplate):
        return unknown_template(say, error.name)
    if isinstance(error, TemplateOfAnother):
        return template_of_another(say, error.name)
    if isinstance(error, NotForEverybody):
        return not_for_everybody(say, error.number)
    if isinstance(error, DraftGone):
        return words.form_expired(say)
    if isinstance(error, PromiseError):
        people = [ref for name in ("author", "person", "colleague") if (ref := getattr(error, name, None))]
        return words.explain(error, cast_naming(visit, people), admins=glancing.admins(visit.store))
    if isinstance(error, FormErrors):
        texts = field_errors(error, say).values()
        return typed("\n".join(texts), 2500)
    if isinstance(error, visitors.NoPromisesChannel):
        return refusals.no_promises_channel(say, glancing.admins(visit.store))
    if isinstance(error, visitors.PromisesChannelClosed):
        return refusals.promises_channel_closed(say, glancing.admins(visit.store))
    return plainly(error, say)


def plainly(error: Exception, say: Speaker) -> str:
    """Return what to tell somebody of whom nothing but a language is known."""
    if isinstance(error, visitors.NotAColleague):
        return words.for_colleagues_only(say)
    if isinstance(error, visitors.SharedChannel):
        return words.shared_channel(say)
    if isinstance(error, visitors.GuestsInChannel):
        return words.guests_in_channel(say)
    if isinstance(error, visitors.ChannelArchived):
        return refusals.archived_channel(say)
    if isinstance(error, visitors.BotNotThere):
        return words.not_in_channel(say, str(error))
    if isinstance(error, visitors.NoPrivateChannel):
        return no_private_channel(say)
    if isinstance(error, visitors.StrangeWorkspace):
        return refusals.strange_workspace(say)
    if isinstance(error, StorageUnavailable):
        logger.error("the database cannot be used: %s", error)
        return words.unavailable(say)
    if isinstance(error, SlackError):
        logger.warning("Slack refused %s", error)
        return refusals.slack_did_not_answer(say)
    logger.error("an act failed", exc_info=error)
    return words.something_broke(say)


def field_errors(error: FormErrors, say: Speaker) -> dict[str, str]:
    """Return block id → what is wrong there, as plain text."""
    return {
        name: refusals.field_text([_problem(problem, say) for problem in problems], say)
        for name, problems in error.problems.items()
    }


def field_of(error: Exception, blocks: Sequence[str]) -> str | None:
    """Return the block of a form in which an error is put right, if it has one."""
    for kind, block in _FIELDS:
        if isinstance(error, kind) and block in blocks:
            return block
    return blocks[0] if isinstance(error, StorageUnavailable) and blocks else None


def plain_text(mrkdwn: str) -> str:
    """Return mrkdwn without mentions as plain text, for a field of a form."""
    return mrkdwn.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("`", "")


def stranger_speaker(reception: Reception, sender: Sender) -> Speaker:
    """Return a voice for somebody who was not let in: their Slack's language, as far as anybody knows it."""
    try:
        return speaker(language_of(str(reception.gateway.user(sender.user_id).get("locale")), "en"))
    except SlackError as error:
        logger.warning("the language of somebody is not known: %s", error)
        return speaker("en")


def _problem(problem: Problem, say: Speaker) -> str:
    if isinstance(problem, FormProblem):
        return refusals.form_problem(problem.value, say)
    if isinstance(problem, LineDoubt):
        return refusals.limit_problem(problem.line_number, problem.doubt, say)
    return refusals.figure_problem(problem, say)
