"""A deputy with an area of their own answers for the other one from the reminder that asked them, and only from there.

Omar is a member of Operations, which answers for Kassel, and the deputy of Leipzig.
"""

from __future__ import annotations

import pytest

from bot.domain import errors
from bot.domain.events import PhoneCallNoted
from bot.domain.promise import Agreed, Objected, Promise, Via
from bot.use_cases import bundling, closer_look, moving, negotiating, typed_approval
from bot.use_cases.planning import BACKUP
from tests.unit.use_cases.office import ELSEWHERE, LEIPZIG, LISBON, QUALITY, Office

TODAY = "2026-11-23 17:00"


@pytest.fixture
def asked(office: Office) -> tuple[Office, Promise, str]:
    """An office where Omar was asked as the deputy of Leipzig, with what the buttons of that reminder carry."""
    promise = office.draft(LEIPZIG, ELSEWHERE, needed_by=TODAY)
    office.deliver()
    office.later(minutes=31)
    assert ("omar", BACKUP) in office.tick()
    return office, promise, button(office, "omar")


def button(office: Office, name: str) -> str:
    """Return what the buttons of the last DM to a person carry."""
    dms = [envelope.message for channel, envelope in office.slack.sent if channel == f"DU{name.upper()}"]
    (actions,) = [block for block in dms[-1].blocks if block["type"] == "actions"]
    return str(actions["elements"][0]["value"])


def spoken(office: Office, promise: Promise) -> dict[str, object]:
    """Return area → what it says about its figure."""
    lines = office.load(promise).terms
    return {slot.area: line.positions.get(slot.id) for line in lines for slot in line.slots}


def test_agree_in_the_reminder_signs_the_area_it_asked_for_in_the_members_name(
    asked: tuple[Office, Promise, str],
) -> None:
    office, promise, reminder = asked
    done = office.agree("omar", promise, reminder)
    signed = spoken(office, promise)
    omar, lena = office.ref("omar"), office.ref("lena")
    assert signed == {"Leipzig": Agreed(omar, office.now, lena), "Operations": None}
    assert [area for _, area in negotiating.lines_agreed(done)] == ["Leipzig"]
    assert negotiating.represented_in(done) == (lena,)


def test_agree_on_the_card_still_means_the_own_area(asked: tuple[Office, Promise, str]) -> None:
    office, promise, _ = asked
    office.agree("omar", promise)
    assert spoken(office, promise) == {"Leipzig": None, "Operations": Agreed(office.ref("omar"), office.now)}
    with pytest.raises(errors.AlreadyAgreed):
        office.agree("omar", promise)


def test_more_opened_from_the_reminder_is_about_the_same_area(asked: tuple[Office, Promise, str]) -> None:
    office, promise, reminder = asked
    seen = closer_look.look_closer(office.store, office.people["omar"], reminder, office.now)
    assert seen.asked == ("Leipzig",) and seen.possible.agree
    office.agree("omar", promise, seen.rendering_id)
    assert spoken(office, promise)["Operations"] is None
    again = closer_look.look_closer(office.store, office.people["omar"], seen.rendering_id, office.now)
    assert not again.possible.agree and again.possible.retract
    from_card = closer_look.look_closer(office.store, office.people["omar"], office.shown(promise), office.now)
    assert from_card.asked == () and from_card.possible.agree and not from_card.possible.retract


def test_every_other_answer_from_there_is_for_that_area_too(asked: tuple[Office, Promise, str]) -> None:
    office, promise, reminder = asked
    omar = office.people["omar"]
    (line,) = negotiating.own_lines(office.store, omar, reminder)[1]
    assert line.term.scope.sites == ("Leipzig",)
    negotiating.object_to(office.store, omar, reminder, (line.id,), "too early", office.now)
    said = spoken(office, promise)["Leipzig"]
    assert isinstance(said, Objected) and said.deputy_for == office.ref("lena")
    assert spoken(office, promise)["Operations"] is None
    negotiating.retract(office.store, omar, reminder, office.now, only_shown=True)
    moving.check_until(office.store, omar, reminder, office.load(promise).needed_by, office.now)
    assert spoken(office, promise)["Leipzig"] and spoken(office, promise)["Operations"] is None


def test_a_counter_from_there_is_filled_with_and_signs_that_area_alone(asked: tuple[Office, Promise, str]) -> None:
    office, promise, reminder = asked
    omar = office.people["omar"]
    form = bundling.open_bundle(office.store, omar, reminder, "counter", "en", office.now)
    assert "Leipzig" in form.figures_text and "Kassel" not in form.figures_text
    typed = {"figures": "28 agents in Leipzig by 1 Feb 2027", "reason": "one class only"}
    review = bundling.review_bundle(office.store, omar, form.draft_id, typed, "en", office.now)
    leipzig = office.load(promise).terms[0].slots[0].id
    assert review.signs == {leipzig}
    counter = bundling.post_bundle(office.store, omar, form.draft_id, office.now).promise.counters[0]
    assert dict(counter.seats) == {leipzig: office.ref("lena")}


def test_taking_back_takes_back_what_that_answer_told(asked: tuple[Office, Promise, str]) -> None:
    office, promise, reminder = asked
    office.agree("omar", promise)
    signed = negotiating.slots_agreed(office.agree("omar", promise, reminder))
    offer = negotiating.offer(office.store, office.people["omar"], promise.id, office.now, signed)
    # Both figures are agreed to, so the promise is signed off and nothing can be taken back any more.
    with pytest.raises(errors.AlreadySignedOff):
        negotiating.retract(office.store, office.people["omar"], offer.rendering_id, office.now, only_shown=True)


def test_taking_back_leaves_the_other_area_alone(office: Office) -> None:
    promise = office.draft(LEIPZIG, ELSEWHERE, QUALITY, needed_by=TODAY)
    office.deliver()
    office.later(minutes=31).tick()
    reminder = button(office, "omar")
    office.agree("omar", promise)
    signed = negotiating.slots_agreed(office.agree("omar", promise, reminder))
    offer = negotiating.offer(office.store, office.people["omar"], promise.id, office.now, signed)
    negotiating.retract(office.store, office.people["omar"], offer.rendering_id, office.now, only_shown=True)
    said = spoken(office, promise)
    assert said["Leipzig"] is None and isinstance(said["Operations"], Agreed)


def test_a_reminder_of_two_areas_signs_both(office: Office) -> None:
    promise = office.draft(LEIPZIG, LISBON, ELSEWHERE, needed_by=TODAY)
    office.deliver()
    office.later(minutes=31).tick()
    office.agree("omar", promise, button(office, "omar"))
    said = spoken(office, promise)
    names = {area: word.deputy_for for area, word in said.items() if isinstance(word, Agreed)}
    assert names == {"Leipzig": office.ref("lena"), "Lisbon": office.ref("ines")} and said["Operations"] is None


def test_an_area_that_looks_into_it_is_not_asked_through_its_deputy(office: Office) -> None:
    promise = office.draft(LEIPZIG, LISBON, needed_by=TODAY)
    office.deliver()
    lena = office.people["lena"]
    until = office.load(promise).needed_by
    moving.check_until(office.store, lena, office.shown(promise), until, office.now)
    office.later(minutes=31).tick()
    office.agree("omar", promise, button(office, "omar"))
    said = spoken(office, promise)
    assert isinstance(said["Lisbon"], Agreed) and not isinstance(said["Leipzig"], Agreed)


def typed(office: Office, promise: Promise, ts: str) -> typed_approval.ToSign | None:
    with office.read() as tx:
        place = tx.promises.card_of(promise.id)
    assert place is not None
    return typed_approval.to_sign(office.store, office.people["omar"], place, ts, "looks good", office.now)


def test_approval_in_words_is_first_about_the_own_area_then_about_the_one_asked_for(
    asked: tuple[Office, Promise, str],
) -> None:
    office, promise, _ = asked
    own = typed(office, promise, "1.1")
    assert own is not None and [line.term.scope.sites for line in own.lines] == [("Kassel",)]
    office.agree("omar", promise, own.rendering_id)
    assert spoken(office, promise)["Leipzig"] is None
    other = typed(office, promise, "1.2")
    assert other is not None and [line.term.scope.sites for line in other.lines] == [("Leipzig",)]
    office.agree("omar", promise, other.rendering_id)
    assert spoken(office, promise)["Leipzig"] == Agreed(office.ref("omar"), office.now, office.ref("lena"))


def test_a_deputy_who_was_not_asked_is_offered_nothing_for_their_words(office: Office) -> None:
    promise = office.draft(LEIPZIG, needed_by=TODAY)
    office.deliver()
    assert typed(office, promise, "1.1") is None


def test_a_call_with_a_deputy_is_about_the_area_that_still_owes_a_word(office: Office) -> None:
    promise = office.draft(LEIPZIG, ELSEWHERE, needed_by="2026-12-04 12:00")
    office.agree("omar", promise)
    sara, shown = office.people["sara"], office.shown(promise)
    done = moving.note_phone_call(office.store, sara, shown, "UOMAR", office.now)
    (noted,) = [fact for fact in done.facts if isinstance(fact, PhoneCallNoted)]
    assert list(noted.versions) == [office.load(promise).terms[0].id]
    office.deliver()
    omar = office.people["omar"]
    negotiating.agree(office.store, omar, button(office, "omar"), office.now, Via.PHONE)
    said = spoken(office, promise)["Leipzig"]
    assert said == Agreed(office.ref("omar"), office.now, office.ref("lena"), Via.PHONE)


def test_a_call_with_somebody_who_owes_a_word_of_their_own_is_about_that(office: Office) -> None:
    promise = office.draft(LEIPZIG, ELSEWHERE, needed_by="2026-12-04 12:00")
    done = moving.note_phone_call(office.store, office.people["sara"], office.shown(promise), "UOMAR", office.now)
    (noted,) = [fact for fact in done.facts if isinstance(fact, PhoneCallNoted)]
    assert list(noted.versions) == [office.load(promise).terms[1].id]
    office.deliver()
    office.agree("omar", promise, button(office, "omar"))
    assert spoken(office, promise)["Leipzig"] is None
