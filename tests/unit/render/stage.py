"""A promise in all its moments, of usual and of extreme size, and every surface that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import commands, errors, events
from bot.domain.commands import Actor
from bot.domain.overview import AreaAnswersFor, Desk, Digest, Owing
from bot.domain.possible import Possible
from bot.domain.promise import Change, CounterId, Promise, Stage, TermId, Visibility
from bot.domain.slots import Slot, SlotId
from bot.domain.state_table import Act
from bot.domain.terms import Bound, Quantity, Scope, Term
from bot.figures import Doubt, DoubtCode, Notice, NoticeCode, Severity
from bot.locale import speaker
from bot.slack.render import (
    answers,
    card,
    digest,
    help,
    home,
    modals,
    more,
    move_answers,
    move_forms,
    news,
    phoning,
    recall,
    reminders,
    review,
    signed,
    templates,
    thread,
    visibility,
    wording,
)
from bot.slack.render.cast import Cast
from bot.slack.render.message import Message
from tests.unit.domain.builders import (
    AUTHOR,
    NOON,
    QUALITY_LEAD,
    SITE_LEAD,
    TEAM_MATE,
    WFM_DEPUTY,
    WFM_LEAD,
    Talk,
)

LANGUAGES = ("en", "de")
RENDERING = "r" * 32
LINK = "https://example.slack.com/archives/C0PROMISES/p1795430000000100"
USERS = {
    AUTHOR: "U0AUTHOR",
    TEAM_MATE: "U0MATE",
    WFM_LEAD: "U0WFM",
    WFM_DEPUTY: "U0DEPUTY",
    QUALITY_LEAD: "U0QUALITY",
    SITE_LEAD: "U0SITE",
}
HOSTILE = "<!channel> <@U666> <https://evil.example|click> & *bold* `code` &lt;!here&gt;"
SURFACE = Message | dict[str, Any]


class Play:
    """A promise that has been through a draft, an agreement, an objection and a counter, to one of its ends."""

    def __init__(self, size: int = 3, padding: str = "", areas: str = "") -> None:
        self.padding, self.areas = padding, areas
        self.slots = tuple(Slot(SlotId(name), f"{name}{areas}") for name in ("Leipzig", "WFM", "Quality"))
        actors = (Actor(SITE_LEAD), Actor(WFM_LEAD), Actor(QUALITY_LEAD))
        self.actors = [
            Actor(actor.person, frozenset({slot.id})) for actor, slot in zip(actors, self.slots, strict=True)
        ]
        terms = tuple(
            Change(self.term(index), self.slots_of(index), new_id=TermId(f"T{index}")) for index in range(size)
        )
        long = {"client": padded("Acme", padding, 300), "title": padded("new inbound line", padding, 300)}
        self.talk = Talk.about(*terms, **long, channel="C0PROMISES", conditions=self.conditions())

    def term(self, index: int, fewer: int = 0) -> Term:
        """A figure of the index's own site, so that each line of a bundle matches one."""
        scope = Scope((padded(f"Site {index}", self.padding, 200),))
        amount = Quantity(Decimal(40 + index - fewer))
        conditions = self.conditions() if index % 2 or self.padding else ()
        return Term("headcount", amount, "persons", Bound.MIN, date(2027, 2, 1), scope, conditions)

    def conditions(self) -> tuple[str, ...]:
        return tuple(padded(f"forecast {n} within ±10 %", self.padding, 700) for n in range(2 if self.padding else 1))

    def slots_of(self, index: int) -> tuple[Slot, ...]:
        return self.slots if index == 0 or self.padding else (self.slots[index % 3],)

    def reason(self, words: str) -> str:
        return padded(words, self.padding, 3000)

    @property
    def promise(self) -> Promise:
        return self.talk.promise

    def contested(self) -> Play:
        """Leipzig agrees, quality objects where it is asked, WFM counters every figure of its own and adds one."""
        site, wfm, quality = self.actors
        self.talk.agrees(site)
        own = [line.id for line in self.promise.terms if self.slots[2] in line.slots]
        self.talk.objects(quality, *own, reason=self.reason("needs ten weeks of coaching"))
        changes = [
            Change(self.term(index, fewer=12), line.slots, term_id=line.id, based_on=line.version)
            for index, line in enumerate(self.promise.terms)
            if self.slots[1] in line.slots
        ]
        if len(self.promise.terms) < 20:
            changes.append(Change(replace(self.term(0), due=date(2027, 3, 1)), self.slots[:2], new_id=TermId("NEW")))
        self.talk.counters(wfm, *changes, reason=self.reason("two classes by February"))
        return self

    def signed_off(self) -> Play:
        self.talk.accepts(CounterId("C1"))
        site, _, quality = self.actors  # WFM agreed with its counter
        self.talk.agrees(site)
        self.talk.agrees(quality)
        assert self.promise.may_be_told
        return self

    def leaving(self) -> Play:
        """One figure is looked into, and another is to get a promise of its own."""
        until = NOON + timedelta(days=2)
        seen = {"T0": self.promise.versions[TermId("T0")]}
        self.talk.does(commands.Check(self.actors[1 if self.padding else 0], seen, until))
        self.talk.does(commands.ProposeMove(Actor(AUTHOR), self.promise.versions, TermId("T1"), self.reason("alone")))
        return self

    def reopened(self) -> Play:
        """Signed off; one figure cannot be kept any more, others are renegotiated, and one is to be dropped."""
        sealed = {line.id: line.version for line in self.promise.sealed_terms}
        site = self.actors[0]
        mine = tuple(line.id for line in self.promise.sealed_terms if self.slots[0] in line.slots)[:1]
        self.talk.does(commands.CannotKeep(site, mine, sealed, self.reason("two classes fell through")))
        changes = tuple(
            Change(self.term(index, fewer=20), line.slots, term_id=line.id, based_on=line.version)
            for index, line in enumerate(self.promise.terms)
            if line.id != TermId("T1")
        )[:-1]
        why = self.reason("less is enough")
        drop = commands.Drop(Actor(AUTHOR), self.promise.versions, TermId("T1"), why)
        self.talk.does(commands.Renegotiate(Actor(AUTHOR), changes, why, CounterId("C9"), acts=(drop,)))
        return self

    def withdrawn(self) -> Play:
        self.talk.does(commands.Withdraw(Actor(AUTHOR), self.reason("no order")))
        return self


def padded(text: str, padding: str, length: int) -> str:
    return (text + " " + padding * length)[:length].strip() if padding else text


def cast_in(language: str, now: datetime = NOON, play: Play | None = None) -> Cast:
    slots = play.slots if play else ()
    asked = {
        slot.id: (("U0SITE",), ("U0WFM", "U0DEPUTY"), tuple(f"U0Q{n}" for n in range(9)))[i]
        for i, slot in enumerate(slots)
    }
    links = {play.promise.id: LINK} if play else {}
    return Cast(speaker(language), ZoneInfo("Europe/Berlin"), now, USERS, asked, links)


def usual() -> Play:
    return Play()


def maximal() -> Play:
    return Play(20, padding="ÄÖÜäöüß€ & <!channel> ÄÖÜäöüß€ ", areas=" & <!here> " + "x" * 200)


def hostile() -> Play:
    return Play(4, padding=HOSTILE + " ", areas=f" {HOSTILE}")


PLAYS = {"usual": usual, "maximal": maximal, "hostile": hostile}


def error_examples() -> dict[type[errors.PromiseError], errors.PromiseError]:
    """One of each; a class that is missing here fails the test that counts them."""
    term = Play(1, padding=HOSTILE).term(0)
    examples = [
        errors.NotAnOwner(12),
        errors.NotSales(12, AUTHOR),
        errors.SalesCannotSign(12),
        errors.Stale(12),
        errors.AlreadyAgreed(12, WFM_LEAD, NOON),
        errors.AlreadySignedOff(12),
        errors.AlreadyWithdrawn(12),
        errors.NotAllowed("operations", "agree", "sealed"),
        errors.LastTerm(12),
        errors.QuestionOpen(12),
        errors.ReasonMissing(),
        errors.NothingChanged(12),
        errors.NothingToRetract(12),
        errors.CounterGone(12),
        errors.AmbiguousMatch(term, [term] * 30),
        errors.WrongNumberOfTerms(21, 20),
        errors.NobodyAnswers([term] * 20),
        errors.NotSignedOff(12),
        errors.AlreadyRenegotiating(12),
        errors.NotRenegotiating(12),
        errors.NotInTheFuture(NOON),
        errors.SpeaksForOperations(12, WFM_LEAD),
        errors.MayNotReassign(12, HOSTILE),
        errors.NeverToSales(12, HOSTILE),
        errors.NotLeaving(12),
        errors.OnlyTheAuthor(12, AUTHOR),
        errors.ColleagueCannotSign(12, WFM_LEAD),
    ]
    return {type(error): error for error in examples}


def surfaces(make: str, language: str) -> Mapping[str, SURFACE]:
    """Every message and view, by name, of one of PLAYS in one language."""
    play = PLAYS[make]()
    fresh = _negotiating(play, language)
    contested = _contested(play.contested(), language)
    withdrawn = _ended(PLAYS[make]().contested().withdrawn(), language, "withdrawn")
    signed_off = _signed(play.signed_off(), language)
    return {**fresh, **contested, **withdrawn, **signed_off, **surfaces_of_moves(play, language)}


def _negotiating(play: Play, language: str) -> dict[str, SURFACE]:
    cast, promise = cast_in(language, play=play), play.promise
    say = cast.say
    texts = {"client": promise.client, "title": promise.title, "figures": "y" * 3000, "conditions": "z" * 3000}
    return {
        "card": card.card(promise, cast, RENDERING),
        "ask": thread.ask(promise, cast, RENDERING),
        "posted": answers.posted(promise, cast),
        "show": answers.show(promise, cast, RENDERING),
        "reaction": answers.reaction_button(promise, cast, lines=promise.terms, rendering=RENDERING),
        "objecting": answers.objection_button(promise, cast, rendering=RENDERING),
        "draft, empty": modals.draft_modal(say, draft_id="d", inputs={}, answer_by="27 Nov 12:00"),
        "draft, full": modals.draft_modal(say, draft_id="d", inputs=texts, answer_by="27 Nov 12:00"),
        "object": modals.object_modal(say, promise, lines=promise.terms, rendering=RENDERING),
        "drop": modals.drop_modal(say, promise, rendering=RENDERING, reason="w" * 3000),
        "withdraw": modals.withdraw_modal(say, promise, metadata=RENDERING),
        "counter": modals.counter_modal(say, promise, figures="y" * 9000, reason="w" * 3000, draft_id="d"),
        "revise": modals.revise_modal(say, promise, figures="", reason="", draft_id="d"),
        "said": modals.message_modal(say, title=say("Withdraw promise"), text="words"),
        "review": _review(play, cast, ()),
        "review, nobody": _review(play, cast, ("U0ADMIN",)),
        "help": help.help(say),
        "owners": answers.owners(owner_rows(play), cast, default=play.slots[0].area),
        "owners, none": answers.owners([], cast),
        "list": answers.promise_list([promise] * 60, cast, which="mine", client=promise.client),
        "list, none": answers.promise_list([], cast, client=promise.client),
        "reminder": reminders.reminder(
            [Owing(promise, promise.terms, tuple(slot.area for slot in play.slots))] * 40,
            cast,
            kind="morning",
            renderings={promise.id: RENDERING},
        ),
        "backup": reminders.reminder(
            [Owing(promise, promise.terms, (play.slots[0].area,), as_backup=True)],
            cast,
            kind="backup",
            renderings={promise.id: RENDERING},
        ),
        "home, empty": home.home(Desk(), cast, renderings={}),
        "trouble": reminders.trouble(promise, cast, code="is_archived", rendering=RENDERING),
        "trouble, unknown": reminders.trouble(promise, cast, code="fatal_error"),
        "done": answers.done(Act.OBJECT, promise, cast),
        **_said_aside(play, cast),
    }


def _said_aside(play: Play, cast: Cast) -> dict[str, SURFACE]:
    """What is asked and answered beside the card: calls, templates, who may see it."""
    say, promise, text = cast.say, play.promise, padded("template", play.padding, templates.MOST_NAME)
    call = events.PhoneCallNoted(NOON, AUTHOR, WFM_LEAD, promise.versions)
    listed = templates.Listed(text, text, "\n".join([text * 3] * 20), may_delete=True)
    return {
        "phoned": phoning.phoned(call, promise, cast, promise.terms, RENDERING),
        "words do not sign": phoning.words_do_not_sign(promise, cast, promise.terms, RENDERING),
        "phone": phoning.phone_modal(say, promise, rendering=RENDERING),
        "phone noted": phoning.noted(promise, "<@U0WFM>", cast),
        "template": templates.template_modal(say, promise, rendering=RENDERING),
        "template saved": templates.saved(say, promise, text),
        "templates": templates.template_list(say, [listed] * 40, "/promise"),
        "templates, none": templates.template_list(say, [], "/promise"),
        "visibility": visibility.visibility_modal(say, promise, rendering=RENDERING),
        "visibility changed": visibility.changed(replace(promise, channel="C0PROMISES"), cast),
    }


def _review(play: Play, cast: Cast, admins: tuple[str, ...]) -> dict[str, Any]:
    notice = Notice(NoticeCode.NUMBER_READ, HOSTILE, Decimal(40))
    doubt = Doubt(Severity.WARN, DoubtCode.SOON, "headcount")
    lines = [
        review.Understood(line.term, () if admins else line.slots, None, (notice,), (doubt,))
        for line in play.promise.terms
    ]
    return review.review_modal(
        cast,
        draft_id="d",
        client=play.promise.client,
        title=play.promise.title,
        needed_by=play.promise.needed_by,
        channel="C0PROMISES",
        lines=lines,
        conditions=play.promise.conditions,
        admins=admins,
    )


def owner_rows(play: Play) -> list[AreaAnswersFor]:
    members = ("U0WFM",) * 5
    rule = AreaAnswersFor(play.slots[1].area, "aht", HOSTILE, HOSTILE, HOSTILE, members, members)
    return [rule] * 300 + [AreaAnswersFor(play.slots[0].area, None, None, None, None, (), ())]


def _contested(play: Play, language: str) -> dict[str, SURFACE]:
    cast, promise = cast_in(language, play=play), play.promise
    every = [line.id for line in promise.terms]
    areas = [slot.area for slot in play.slots]
    open_counter = promise.counters[0]
    lines = [
        review.Understood(change.term, change.slots, promise.term(change.target)) for change in open_counter.changes
    ]
    reason = play.reason("because")
    owing = Owing(promise, tuple(line for line in promise.terms if line.stage is Stage.CONTESTED), as_sales=True)
    late = cast_in(language, NOON + timedelta(days=9), play)
    may = Possible(*[True] * (len(fields(Possible)) - 1), accept={open_counter.id: RENDERING})
    week = Digest(NOON - timedelta(days=7), (promise,) * 30, (), (promise,) * 30)
    return {
        "card, contested": card.card(promise, cast, RENDERING),
        "card, overdue": card.card(promise, late, RENDERING),
        "objection": thread.objection(
            promise, cast, person=QUALITY_LEAD, areas=areas, lines=every, reason=reason, rendering=RENDERING
        ),
        "counter reply": thread.counter(promise, open_counter, cast, RENDERING),
        "revised": thread.revised(
            promise,
            cast,
            person=AUTHOR,
            reason=reason,
            term_ids=every,
            rendering=RENDERING,
            before={TermId("T0"): play.term(0, fewer=3)},
        ),
        "dropped": thread.dropped(promise, cast, person=AUTHOR, term=play.term(0), reason=reason),
        "retracted": thread.retracted(promise, cast, person=WFM_LEAD, areas=areas, lines=every),
        "agreed": answers.agreed(
            promise, cast, lines=promise.terms, areas_signed=areas, rendering=RENDERING, questions=promise.terms
        ),
        "bundle review": review.bundle_review_modal(
            cast, kind=review.Bundle.COUNTER, draft_id="d", promise=promise, lines=lines, reason=reason
        ),
        "more": more.more_modal(promise, cast, rendering=RENDERING, may=may, history=play.talk.history, comments=2),
        "reminder to sales": reminders.reminder([owing], cast, kind="last_call", renderings={promise.id: RENDERING}),
        "overdue": reminders.overdue(promise, late, rendering=RENDERING),
        "home": home.home(Desk((owing,) * 40, (promise,) * 80), cast, renderings={promise.id: RENDERING}),
        "digest": _said(digest.digest(week, late)),
    }


def _signed(play: Play, language: str) -> dict[str, SURFACE]:
    promise = play.promise
    cast = cast_in(language, play=play)
    text = wording.wording(promise, language)
    week = Digest(NOON - timedelta(days=7), (), (promise,) * 30, (), (promise,) * 30, tuple(s.area for s in play.slots))
    return {
        **_ended(play, language, "signed"),
        "signed off": signed.signed_off(promise, cast, text),
        "counter accepted": thread.counter_accepted(
            promise,
            cast,
            person=AUTHOR,
            proposer=WFM_LEAD,
            term_ids=[line.id for line in promise.terms],
            rendering=RENDERING,
        ),
        "more, signed": more.more_modal(
            promise, cast, rendering=RENDERING, may=Possible(), history=play.talk.history, wording=text
        ),
        "digest, signed": _said(digest.digest(week, cast)),
    }


def surfaces_of_moves(play: Play, language: str) -> dict[str, SURFACE]:
    """Every message and view of the moves; `play` is signed off and is reopened here."""
    leaving = Play(len(play.promise.terms), play.padding, play.areas).leaving()
    return {**_leaving(leaving, language), **_reopened(play.reopened(), language), **_facts(play, leaving, language)}


def _leaving(play: Play, language: str) -> dict[str, SURFACE]:
    cast, promise = cast_in(language, play=play), play.promise
    say, every = cast.say, [line.id for line in promise.terms]
    return {
        "card, leaving": card.card(promise, cast, RENDERING),
        "list, checking": answers.promise_list([promise], cast),
        "checking": move_forms.checking_modal(
            say, promise, lines=promise.terms, ticked=every, until="27 Nov 12:00", rendering=RENDERING
        ),
        "edit": move_forms.edit_modal(say, promise, answer_by="27 Nov", team=["U0MATE"], rendering=RENDERING),
        "restate": move_forms.restate_modal(say, promise, rendering=RENDERING),
        "reassign": move_forms.reassign_modal(
            say, promise, areas=play.slots, others=play.slots * 60, rendering=RENDERING
        ),
        "move": move_forms.move_modal(say, promise, lines=promise.terms, rendering=RENDERING),
        "edited": move_answers.moved(move_answers.Move.EDITED, promise, cast),
        "looking into it": move_answers.checking(promise, NOON, cast),
        "moved out": move_answers.moved_out(promise, promise, cast),
    }


def _reopened(play: Play, language: str) -> dict[str, SURFACE]:
    cast, promise = cast_in(language, play=play), play.promise
    say, history = cast.say, play.talk.history
    recalled = next(fact for fact in history if isinstance(fact, events.TermSuspended))
    week = Digest(NOON - timedelta(days=7), (promise,) * 30, (promise,) * 30, (promise,) * 30, (promise,) * 30)
    may = Possible(*[True] * (len(fields(Possible)) - 1))
    lines = promise.sealed_terms
    return {
        "card, reopened": card.card(promise, cast, RENDERING),
        "list, reopened": answers.promise_list([promise] * 30, cast),
        "show, reopened": answers.show(promise, cast, RENDERING),
        "more, reopened": more.more_modal(
            promise, cast, rendering=RENDERING, may=may, history=history, wording=wording.wording(promise, language)
        ),
        "digest, reopened": _said(digest.digest(week, cast)),
        "end": move_forms.end_modal(say, promise, rendering=RENDERING),
        "cannot keep": move_forms.cannot_keep_modal(say, promise, lines=lines, rendering=RENDERING),
        "keep again": move_forms.keep_again_modal(say, promise, lines=lines, rendering=RENDERING),
        "suspended": move_answers.suspended(promise, cast, RENDERING),
        "recalled": recall.recalled(recalled, promise, cast, RENDERING),
        "recalled blindly": recall.recalled_blindly(replace(promise, code_name="Kranich"), cast),
        "drop, reopened": modals.drop_modal(say, promise, rendering=RENDERING),
        "revise, reopened": modals.revise_modal(say, promise, figures="y", reason="", draft_id="d"),
    }


def _facts(play: Play, leaving: Play, language: str) -> dict[str, SURFACE]:
    """A reply for each fact that is news."""
    cast, promise = cast_in(language, play=play), play.promise
    first, why, at = promise.terms[0], play.reason("because"), NOON
    text, slot = padded("words", play.padding, 300), play.slots[0]
    found: list[events.Event] = [
        events.PromiseEdited(at, AUTHOR, text, why, "https://example.com", NOON, date(2027, 1, 1), (TEAM_MATE,) * 9),
        events.PromiseRestated(at, AUTHOR, text, (text,) * 9, {}, why),
        events.SlotReassigned(at, AUTHOR, slot, play.slots[2], tuple(promise.versions), why),
        events.MoveProposed(at, AUTHOR, TermId("T1"), 1, why),
        events.TermMovedOut(at, AUTHOR, TermId("T1"), 1, promise.id, 13),
        events.RenegotiationOpened(at, AUTHOR, why),
        events.RenegotiationEnded(at, AUTHOR, why),
        events.DropProposed(at, AUTHOR, TermId("T1"), 2, why),
        events.TermSuspended(at, SITE_LEAD, first.id, 1, slot.id, None, why),
        events.TermResumed(at, SITE_LEAD, first.id, 1, slot.id, why),
        events.VisibilityChanged(at, AUTHOR, Visibility.CONFIDENTIAL, "G1", text),
    ]
    secret = replace(promise, code_name=text, visibility=Visibility.CONFIDENTIAL, notes=why * 2, link="https://a.b|<c>")
    return {
        **{f"news, {type(fact).__name__}": news.news(fact, secret, leaving.promise, cast, RENDERING) for fact in found},
        "card, confidential": card.card(secret, cast, RENDERING),
        "history of moves": more.more_modal(
            secret, cast, rendering=RENDERING, may=Possible(), history=[*leaving.talk.history, *_told_later(found)]
        ),
    }


def _told_later(found: list[events.Event]) -> list[events.Event]:
    """Those facts that fit a history of their own at its end."""
    kinds = (events.PromiseEdited, events.VisibilityChanged, events.MoveProposed)
    return [fact for fact in found if isinstance(fact, kinds)]


def _ended(play: Play, language: str, how: str) -> dict[str, SURFACE]:
    cast = cast_in(language, play=play)
    found: dict[str, SURFACE] = {
        f"card, {how}": card.card(play.promise, cast, RENDERING),
        f"list, {how}": answers.promise_list([play.promise], cast),
    }
    if how == "withdrawn":
        found["withdrawn"] = thread.withdrawn(play.promise, cast, person=AUTHOR)
        found["more, withdrawn"] = more.more_modal(
            play.promise, cast, rendering=RENDERING, may=Possible(), history=play.talk.history
        )
    return found


def _said(message: Message | None) -> Message:
    assert message is not None
    return message
