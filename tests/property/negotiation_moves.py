"""What people do at random besides: moves, and the honest ways after a sign-off."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bot.domain import commands
from bot.domain.promise import Change, CounterId, PromiseId, PromiseState, TermId, Visibility
from bot.domain.slots import PersonRef, Slot
from bot.domain.state_table import Act
from tests.property.negotiation_acts import StraightPath
from tests.property.negotiation_people import (
    AUTHOR,
    CONDITIONS,
    EVERYBODY,
    EVERYWHERE,
    MATE,
    OPERATIONS,
    OPERATIONS_MOSTLY,
    REASONS,
    SALES_MOSTLY,
    while_open,
)

SLOT_OF = {slot.id: slot for slot in EVERYWHERE}
TEAMS = st.sampled_from([None, (MATE,), (), (MATE, OPERATIONS[4]), (OPERATIONS[4],), (OPERATIONS[0],)])


class Moves(StraightPath):
    """The acts beside agreeing and countering."""

    @rule(person=SALES_MOSTLY, title=st.sampled_from([None, "one", "two"]), team=TEAMS)
    def edit(self, person: PersonRef, title: str | None, team: tuple[PersonRef, ...] | None) -> None:
        expected = self.expected
        retitles = title is not None and title != self.talk.promise.title
        new_team = team if team is not None and team != expected.team else None
        spoke = expected.spoke()
        fits = (retitles or new_team is not None) and not any(newcomer in spoke for newcomer in new_team or ())
        allowed = person in expected.sales and expected.state is not PromiseState.WITHDRAWN and fits
        command = commands.Edit(self.actors[person], title=title, account_team=team)
        if self.attempt(command, None, (), allowed) and new_team is not None:
            expected.team = new_team

    @precondition(lambda self: len(self.talk.history) % 3 == 0)  # seldom, for it asks everybody anew
    @rule(
        person=SALES_MOSTLY,
        client=st.sampled_from(["Acme", "Other"]),
        conditions=st.sampled_from([CONDITIONS, ()]),
        forgets=st.integers(0, 7),
        reason=REASONS,
    )
    def restate(self, person: PersonRef, client: str, conditions: tuple[str, ...], forgets: int, reason: str) -> None:
        expected, now = self.expected, self.expected.now
        asked = {t: tuple(SLOT_OF[slot] for slot in slots) for t, (_, slots) in now.figures.items()}
        if forgets == 7:
            asked.pop(min(asked))
        new = (client, conditions) != (now.client, now.conditions)
        answered = now.figures.keys() - expected.going <= asked.keys()
        allowed = self.is_sales(person) and new and answered and bool(reason.strip())
        command = commands.Restate(self.actors[person], client, conditions, asked, reason)
        if self.attempt(command, Act.RESTATE, set(now.figures), allowed):
            going = set(expected.going)
            for term_id, (term, slots) in list(now.figures.items()):
                same = Change(term, tuple(SLOT_OF[slot] for slot in slots), new_id=term_id)
                expected.put(term_id, same, person)
            expected.now.client, expected.now.conditions, expected.going = client, conditions, going
            expected.offers.clear()
        expected.settle()

    @while_open
    @rule(
        person=EVERYBODY,
        slot=st.sampled_from(EVERYWHERE),
        to=st.sampled_from(EVERYWHERE),
        who=st.sampled_from([AUTHOR, OPERATIONS[4], PersonRef("somebody")]),
        is_admin=st.integers(0, 3).map(lambda n: n == 3),
        reason=REASONS,
    )
    def reassign(self, person: PersonRef, slot: Slot, to: Slot, who: PersonRef, is_admin: bool, reason: str) -> None:
        expected, actor = self.expected, self.actors[person]
        figures = expected.now.figures
        lines = [
            t
            for t, (_, slots) in figures.items()
            if slot.id in slots and to.id not in slots and not expected.as_sealed(t)
        ]
        words = {t: expected.now.words.get((slot.id, t)) for t in lines}
        sales = person in expected.sales
        theirs = not sales and (is_admin or actor.sits_in(slot.id))
        objecting = any(word is not None and word.said == "objected" for word in words.values())
        may = theirs or (sales and not objecting)
        allowed = expected.is_open and may and bool(lines) and who not in expected.sales and bool(reason.strip())
        command = commands.Reassign(actor, slot.id, to, frozenset({who}), reason, is_admin)
        if self.attempt(command, Act.REASSIGN, lines, allowed):
            for term_id in lines:
                word = words[term_id]
                expected.say(slot.id, term_id, None)
                if word is not None and word.said == "agreed":
                    expected.now.words[to.id, term_id] = word
                term, slots = figures[term_id]
                figures[term_id] = (term, tuple(to.id if old == slot.id else old for old in slots))
                expected.leaving.get(term_id, {}).pop(slot.id, None)
        expected.settle()

    def can_move(self, term_id: TermId, seen: dict[TermId, int]) -> bool:
        figures = self.expected.now.figures
        negotiating = self.expected.state is PromiseState.NEGOTIATING
        return (
            negotiating and len(figures) > 1 and self.is_current(term_id, seen) and not figures[term_id][0].is_question
        )

    @precondition(lambda self: self.expected.in_force is None or len(self.talk.history) % 4 == 0)
    @rule(data=st.data(), reason=REASONS)
    def move_out(self, data: st.DataObject, reason: str) -> None:
        leaving = sorted(self.expected.leaving)
        if leaving and data.draw(st.integers(0, 3)):
            term_id = data.draw(st.sampled_from([*leaving, *leaving, *self.known()]))
            figures = self.expected.now.figures
            slots = (
                set(figures[term_id][1]) - self.expected.leaving.get(term_id, {}).keys() if term_id in figures else ()
            )
            self.confirm_move(self.somebody(data, self.owners(slots)), term_id, self.seen(data))
        else:
            self.propose_move(data.draw(SALES_MOSTLY), data, reason)

    def propose_move(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        seen, term_id = self.seen(data), data.draw(st.sampled_from(self.known()))
        new = term_id not in self.expected.leaving
        allowed = self.is_sales(person) and self.can_move(term_id, seen) and new and bool(reason.strip())
        command = commands.ProposeMove(self.actors[person], seen, term_id, reason)
        if self.attempt(command, None, (), allowed):
            self.expected.leaving[term_id] = {}

    def confirm_move(self, person: PersonRef, term_id: TermId, seen: dict[TermId, int]) -> None:
        expected, actor = self.expected, self.actors[person]
        confirmed = expected.leaving.get(term_id)
        own = expected.own_of(actor, term_id) if term_id in expected.now.figures else []
        new = [slot for slot in own if confirmed is not None and slot not in confirmed]
        allowed = self.is_operations(person) and self.can_move(term_id, seen) and bool(new)
        command = commands.ConfirmMove(actor, seen, term_id, PromiseId("p13"), 13)
        if self.attempt(command, Act.MOVE_OUT, {term_id}, allowed) and confirmed is not None:
            confirmed.update(dict.fromkeys(new, person))
            if confirmed.keys() >= set(expected.now.figures[term_id][1]):
                expected.put(term_id, None, person)
        expected.settle()

    @precondition(lambda self: len(self.talk.history) % 3 == 0)  # seldom, for little comes of it
    @rule(person=st.sampled_from([AUTHOR, AUTHOR, MATE, OPERATIONS[0]]), visibility=st.sampled_from(Visibility))
    def change_visibility(self, person: PersonRef, visibility: Visibility) -> None:
        allowed = person == AUTHOR and visibility is not self.talk.promise.visibility
        channel = self.talk.promise.channel
        self.attempt(commands.ChangeVisibility(self.actors[person], visibility, channel), None, (), allowed)

    @while_open
    @rule(person=SALES_MOSTLY, colleague=OPERATIONS_MOSTLY, data=st.data())
    def note_phone_call(self, person: PersonRef, colleague: PersonRef, data: st.DataObject) -> None:
        seen = self.seen(data)
        allowed = self.is_sales(person) and bool(self.can_agree(colleague, seen))
        command = commands.NotePhoneCall(self.actors[person], self.actors[colleague], seen)
        self.attempt(command, None, (), allowed)


class Afterwards(Moves):
    """Renegotiating, and saying that a figure cannot be kept any more."""

    @precondition(lambda self: self.expected.in_force is not None or len(self.talk.history) % 4 == 0)
    @rule(data=st.data(), reason=REASONS)
    def reopen_or_end(self, data: st.DataObject, reason: str) -> None:
        chance = data.draw(st.integers(0, 7))
        if self.expected.state is PromiseState.RENEGOTIATING and chance < 2:
            opened_by = {self.expected.opened_by or AUTHOR}
            self.end_renegotiation(self.somebody(data, {*self.expected.sales, *opened_by}), reason)
        elif self.expected.state is PromiseState.SIGNED_OFF and chance < 2:
            self.renegotiate_by_dropping(data.draw(SALES_MOSTLY), data)
        elif self.expected.state is not PromiseState.RENEGOTIATING or chance == 7:
            self.renegotiate(data.draw(EVERYBODY), data, reason)

    def renegotiate(self, person: PersonRef, data: st.DataObject, reason: str) -> None:
        expected, actor = self.expected, self.actors[person]
        changes = self.bundle(data)
        new, counter_id, sales = self.new_lines(changes), CounterId(self.name("c")), person in expected.sales
        fits = self.may_change(changes, new) if sales else self.may_counter(person, changes, new)
        closed = expected.state is PromiseState.SIGNED_OFF
        allowed = closed and fits and (sales or self.may_speak(person)) and bool(reason.strip())
        command = commands.Renegotiate(actor, changes, reason, counter_id)
        if self.attempt(command, Act.RENEGOTIATE, {c.term_id for c in new if c.term_id}, allowed):
            expected.reopen(person)
            if sales:
                for change in new:
                    expected.put(change.target, change, person)
            else:
                expected.offer(counter_id, actor, new)
        expected.settle()

    def renegotiate_by_dropping(self, person: PersonRef, data: st.DataObject) -> None:
        seen, term_id = self.seen(data), data.draw(st.sampled_from(self.known()))
        allowed = person in self.expected.sales and self.may_drop(term_id, seen)
        drop = commands.Drop(self.actors[AUTHOR], seen, term_id, "because")
        command = commands.Renegotiate(self.actors[person], (), "because", CounterId(self.name("c")), (drop,))
        if self.attempt(command, Act.RENEGOTIATE, {term_id}, allowed):
            self.expected.reopen(person)
            self.expected.drop(term_id, person)
        self.expected.settle()

    def end_renegotiation(self, person: PersonRef, reason: str) -> None:
        expected, actor = self.expected, self.actors[person]
        everywhere = [slots for _, slots in (*expected.now.figures.values(), *expected.bound.values())]
        opened = person == expected.opened_by and any(expected.own(actor, slots) for slots in everywhere)
        reopened = expected.state is PromiseState.RENEGOTIATING
        allowed = reopened and (person in expected.sales or opened) and bool(reason.strip())
        command = commands.EndRenegotiation(actor, reason)
        if self.attempt(command, Act.END_RENEGOTIATION, set(expected.now.figures), allowed):
            expected.restore()

    @precondition(lambda self: self.expected.in_force is not None or len(self.talk.history) % 4 == 0)
    @rule(data=st.data(), reason=REASONS)
    def keep_or_not(self, data: st.DataObject, reason: str) -> None:
        expected = self.expected
        if expected.cannot and data.draw(st.booleans()):
            chosen = tuple(data.draw(st.sets(st.sampled_from(sorted(expected.bound)), max_size=2)))
            could_not = {slot for slot, term_id in expected.cannot if term_id in chosen}
            self.keep_again(self.somebody(data, self.owners(could_not)), chosen, reason)
        else:
            some = sorted({*expected.bound, *self.known()})
            chosen = tuple(data.draw(st.sets(st.sampled_from(some), min_size=1, max_size=2)))
            slots = {slot for term_id in chosen if term_id in expected.bound for slot in expected.bound[term_id][1]}
            self.cannot_keep(self.somebody(data, self.owners(slots)), chosen, reason, data.draw(st.integers(0, 7)))

    def cannot_keep(self, person: PersonRef, chosen: tuple[TermId, ...], reason: str, late: int) -> None:
        expected, actor = self.expected, self.actors[person]
        sealed = expected.in_force.versions if expected.in_force else {}
        seen = {t: version - (late == 7) for t, version in sealed.items()}
        fits = bool(chosen) and late < 7 and all(t in expected.bound for t in chosen)
        own = [(slot, t) for t in chosen if t in expected.bound for slot in expected.own(actor, expected.bound[t][1])]
        owns = {t for _, t in own} == set(chosen)
        new = [place for place in own if place not in expected.cannot]
        allowed = self.may_speak(person) and fits and owns and bool(new) and bool(reason.strip())
        command = commands.CannotKeep(actor, chosen, seen, reason)
        if self.attempt(command, Act.CANNOT_KEEP, self.sealed_among(chosen), allowed):
            expected.cannot.update(dict.fromkeys(new, person))

    def keep_again(self, person: PersonRef, chosen: tuple[TermId, ...], reason: str) -> None:
        expected, actor = self.expected, self.actors[person]
        out = [t for t in chosen if any(place[1] == t for place in expected.cannot)]
        own = [(slot, t) for t in out for slot in expected.own(actor, expected.bound[t][1])]
        back = [place for place in own if place in expected.cannot]
        fits = bool(out) and {t for _, t in back} == set(out)
        allowed = self.may_speak(person) and fits and bool(reason.strip())
        command = commands.KeepAgain(actor, chosen, reason)
        if self.attempt(command, Act.KEEP_AGAIN, self.sealed_among(out), allowed):
            for place in back:
                del expected.cannot[place]

    def sealed_among(self, chosen: tuple[TermId, ...] | list[TermId]) -> list[TermId]:
        """What is said about a sealed figure does nothing to a version beside it."""
        return [term_id for term_id in chosen if self.expected.as_sealed(term_id)]
